#include <irisan/model/deliveries.hpp>

#include <support/builders.hpp>

#include <doctest/doctest.h>

#include <cmath>

using namespace irisan;

TEST_SUITE("model") {
  TEST_CASE("deliveries: none have no size and no columns") {
    const deliveries d;
    CHECK(d.size() == 0);
    CHECK(!d.has_activity());
    CHECK(!d.has_audience());
    CHECK(!d.has_period());
    CHECK(!d.has_cost());
    CHECK(!d.has_participants());
  }

  TEST_CASE("deliveries: a column that is empty throughout answers unknown") {
    const portfolio p(test::with_deliveries({",P,S1,,,,"}));
    const deliveries& d = p.deliveries();
    REQUIRE(d.size() == 1);
    CHECK(!d.has_activity());
    CHECK(!d.has_period());
    CHECK(!d.has_cost());
    CHECK(!d.activity({0}).known());
    CHECK(!d.audience({0}).known());
    CHECK(d.through({0}) == channel::unknown);
    CHECK(d.when({0}) == period{});
    CHECK(d.period_number({0}) == 0);
    CHECK(std::isnan(d.quantity({0})));
    CHECK(d.quantity_unit({0}) == -1);
    CHECK(d.participants({0}) == unknown_money);
    CHECK(d.cost({0}) == unknown_money);
    CHECK(d.status({0}) == delivery_status::unknown);
    CHECK(d.reach({0}) == reach::unknown);
    CHECK(d.event({0}) == -1);
    CHECK(d.cohort({0}) == -1);
    CHECK(d.reporter({0}) == -1);
    CHECK(d.id({0}) == "");
  }

  TEST_CASE("deliveries: a column with one value is there and unknown in the other rows") {
    const portfolio p(test::with_deliveries({"D1,P,S1,A,,,", "D2,P,S2,,teacher,,"}));
    const deliveries& d = p.deliveries();
    CHECK(d.has_activity());
    CHECK(d.has_audience());
    CHECK(!d.has_period());
    CHECK(d.activity({0}) == p.find_activity("A"));
    CHECK(!d.activity({1}).known());
    CHECK(!d.audience({0}).known());
    CHECK(p[d.audience({1})] == "teacher");
  }

  TEST_CASE("deliveries: equal periods have equal numbers however they are written") {
    const portfolio p(test::with_deliveries({"D1,P,S1,,,2023-07-15,2023-07-16",
                                             "D2,P,S2,,,2023-07-15 08:00,2023-07-16T10:00",
                                             "D3,P,S3,,,2023-07-15,"}));
    const deliveries& d = p.deliveries();
    CHECK(d.period_number({0}) == d.period_number({1}));
    CHECK(d.period_number({0}) != d.period_number({2}));
    CHECK(d.when({2}).start == *parse_date("2023-07-15"));
    CHECK(!d.when({2}).end.known());
  }
}
