#include <support/divided_work.hpp>

#include <irisan/responsibility/unit_capacity.hpp>

#include <doctest/doctest.h>

using namespace irisan;
using namespace irisan::test;

namespace {

portfolio with_capacities(std::initializer_list<std::string_view> rows) {
  tables t = with_deliveries({"D1,P,S1,A,teacher,2023-06-01,2023-06-30"});
  add(t, "capacities", "unit_id,activity_id,period,capacity,quantity_unit,cost_per_target", rows);
  return portfolio(t);
}

} // namespace

TEST_SUITE("responsibility") {
  TEST_CASE("unit_capacities: only the same unit of quantity counts") {
    const portfolio p = with_capacities({"BGP,K,2024,5,sasaran,", "BGP,A,2024,9,jp,",
                                         "BPMP,,2024,7,,300", "BPMP,A,2024,3.9,target,"});
    const unit_capacities c(p, {}, p.latest_date());
    REQUIRE(c.rows().size() == 3);
    const unit_index bgp = p.find_unit("BGP"), bpmp = p.find_unit("BPMP");
    const activity_index a = p.find_activity("A"), b = p.find_activity("B"),
                         theme = p.find_activity("T");
    const auto capacity = [&](unit_index u, activity_index on) {
      const std::int32_t row = c.row_of(p, u, on);
      return row < 0 ? -1 : c.rows()[static_cast<std::size_t>(row)].capacity;
    };
    CHECK(capacity(bgp, a) == 5);
    CHECK(capacity(bgp, b) == 5);
    CHECK(capacity(bgp, theme) == -1);
    // What is set aside for A counts for A; the rest for all else. Half a target is none.
    CHECK(capacity(bpmp, a) == 3);
    CHECK(capacity(bpmp, theme) == 7);
    CHECK(c.total(bgp) == 5);
    CHECK(c.total(bpmp) == 10);
  }

  TEST_CASE("unit_capacities: the first period that is not over counts") {
    const portfolio p = with_capacities({"BGP,K,2022,1,sasaran,", "BGP,K,2025,4,sasaran,",
                                         "BGP,K,2024,2,sasaran,", "BGP,K,2024,3,target,"});
    const unit_capacities c(p, {}, p.latest_date());
    CHECK(to_text(c.period().earliest) == "2024-01-01");
    REQUIRE(c.rows().size() == 1);
    CHECK(c.rows()[0].capacity == 5);
    const portfolio old = with_capacities({"BGP,K,2021,1,sasaran,", "BGP,K,2022,4,sasaran,"});
    CHECK(unit_capacities(old, {}, old.latest_date()).rows()[0].capacity == 4);
  }

  TEST_CASE("unit_capacities: without any the year after the day is planned") {
    const portfolio p(with_deliveries({"D1,P,S1,A,teacher,2023-06-01,2023-06-30"}));
    const unit_capacities c(p, {}, p.latest_date());
    CHECK(c.rows().empty());
    CHECK(to_text(c.period().earliest) == "2024-01-01");
    CHECK(to_text(c.period().latest) == "2024-12-31");
    CHECK(c.total(p.find_unit("BGP")) == -1);
  }
}
