#include <irisan/need/equity.hpp>

#include <support/builders.hpp>

#include <doctest/doctest.h>

using namespace irisan;

namespace {

std::vector<equity> equity_of(const tables& t) {
  const portfolio p(t);
  const visits v = find_visits(p);
  const arrivals at = find_arrivals(p, v);
  return equity_by_need(p, coverage(p, at, p.needs(), {}, p.latest_date()), "city_or_regency");
}

/// Ten schools S0 to S9 whose need rises from 0 to 0.9; half of them in Padang.
tables ten_schools(std::initializer_list<std::string_view> deliveries) {
  tables t = test::two_offices();
  for (int i = 0; i < 10; ++i) {
    const std::string id = "N" + std::to_string(i);
    test::add(t, "targets", "target_id,kind,region_id",
              {id + (i % 2 ? ",school,13.06" : ",school,13.71")});
    test::add(t, "needs", "target_id,activity_id,score,required,quantity_unit",
              {id + ",T,0." + std::to_string(i) + ",10,jp"});
  }
  test::add(t, "deliveries", "program_id,target_id,activity_id,quantity,quantity_unit", deliveries);
  return t;
}

} // namespace

TEST_SUITE("need") {
  TEST_CASE("equity: all that is given to the neediest") {
    // Needy from 0.5 on: N5 to N9; served are the two neediest, with the same amount.
    const auto all = equity_of(ten_schools({"P,N8,A,10,jp", "P,N9,A,10,jp"}));
    REQUIRE(all.size() == 1);
    const equity& e = all.front();
    CHECK(e.assessed == 10);
    CHECK(*e.served.inclusion_error.value == 0);
    CHECK(*e.served.exclusion_error.value == doctest::Approx(0.6));
    CHECK(*e.served.coady_grosh_hoddinott.value == doctest::Approx(2));
    CHECK(*e.fifth.share.value == doctest::Approx(1));
    CHECK(*e.fifth.ratio.value == doctest::Approx(5));
    // 2 cov / μ with ranks 0.85 and 0.95 of the two: 2 · (0.9 − 0.5).
    CHECK(*e.concentration == doctest::Approx(0.8));
    CHECK(*e.served_concentration == doctest::Approx(4 * 0.2 * 0.8));
    // Among the five needy, two have all: 1 − 2/5.
    CHECK(*e.gini == doctest::Approx(0.6));
    // N8 lies in Padang and N9 in Agam: what lies between regions and within adds up.
    CHECK(*e.theil.total == doctest::Approx(std::log(2.5)));
    CHECK(*e.theil.between + *e.theil.within == doctest::Approx(*e.theil.total));
    REQUIRE(e.interventions.groups.size() == 5);
    CHECK(*e.interventions.groups[4].mean() == 1);
    CHECK(*e.interventions.groups[0].none_share() == 1);
    CHECK(!e.interventions.ratio());
  }

  TEST_CASE("equity: what goes to those without need turns the signs") {
    const equity e = equity_of(ten_schools({"P,N0,A,10,jp", "P,N1,A,10,jp"})).front();
    CHECK(*e.served.inclusion_error.value == 1);
    CHECK(*e.concentration == doctest::Approx(-0.8));
    CHECK(*e.fifth.share.value == 0);
    // Nobody in need got anything: 0/0.
    CHECK(!e.gini);
  }

  TEST_CASE("equity: nothing delivered leaves what is 0/0 unknown") {
    tables t = ten_schools({});
    test::add(t, "deliveries", "program_id,target_id,activity_id", {"P,S1,A"});
    const equity e = equity_of(t).front();
    CHECK(!e.served.inclusion_error.value);
    CHECK(*e.served.exclusion_error.value == 1);
    CHECK(!e.concentration);
    CHECK(!e.fifth.share.value);
  }

  TEST_CASE("equity: what was not reported widens the range and an unmeasured amount is no zero") {
    tables t = ten_schools({"P,N8,A,10,jp", "P,N9,A,,"});
    // BPMP has reported about Padang only: of the others in Agam nothing is known.
    test::add(t, "sources", "unit_id,region_id", {"BPMP,13.71"});
    const equity e = equity_of(t).front();
    // Needy N5 N7 not reported; N6 not served; N8 N9 served.
    CHECK(*e.served.exclusion_error.value == doctest::Approx(1.0 / 3));
    CHECK(*e.served.exclusion_error.least == doctest::Approx(0.2));
    CHECK(*e.served.exclusion_error.most == doctest::Approx(0.6));
    // N9's amount is unknown: of the known amounts N8 has all.
    CHECK(*e.gini == doctest::Approx(0.5));
  }

  TEST_CASE("equity: needs of two activities and two units stand apart") {
    tables t = ten_schools({"P,N8,A,10,jp"});
    test::add(t, "needs", "target_id,activity_id,score,required,quantity_unit",
              {"N1,K,0.9,2,day", "N2,T,0.9,2,day"});
    CHECK(equity_of(t).size() == 3);
  }
}
