#include <support/divided_work.hpp>

#include <irisan/report/division_summary.hpp>
#include <irisan/responsibility/hand_over.hpp>

#include <doctest/doctest.h>

using namespace irisan;
using namespace irisan::test;

namespace {

division_summary summed(const portfolio& p) {
  const division x = divided(p);
  return summary_of(p, handed_over(p, x), x, {}, "city_or_regency");
}

} // namespace

TEST_SUITE("report") {
  TEST_CASE("division_summary: says what each unit gains and hands over") {
    tables t =
        offices_with_mandates({"D1,P,S1,A,teacher,2023-06-01,", "D2,P,S2,A,teacher,2023-06-01,",
                               "D3,Q,S3,A,teacher,2023-06-01,"},
                              {"BGP,K,teacher,,lead", "BPMP,K,teacher,,"});
    add(t, "targets", "target_id,kind,region_id", {"L,local_government,13.06"});
    add(t, "capacities", "unit_id,activity_id,period,capacity,quantity_unit",
        {"BGP,K,2024,9,sasaran"});
    const division_summary s = summed(portfolio(t));
    REQUIRE(s.pieces.size() == 2);
    CHECK(s.pieces[0].id == "K|teacher|13.06");
    CHECK(s.pieces[0].load == 2);
    CHECK(s.pieces[0].lead == "BGP");
    CHECK(s.pieces[0].runner_up == "BPMP");
    REQUIRE(s.units.size() == 2);
    const division_unit &bgp = s.units[0], &bpmp = s.units[1];
    CHECK(bgp.load_now == 1);
    CHECK(bgp.load_then == 3);
    CHECK(bgp.capacity == 9);
    CHECK(bgp.gains == std::vector<std::string>{"K|teacher|13.06"});
    CHECK(bgp.regions_then == std::vector<std::string>{"13.06", "13.71"});
    CHECK(bpmp.load_now == 2);
    CHECK(bpmp.load_then == 0);
    CHECK(bpmp.capacity == -1);
    CHECK(bpmp.hands_over == std::vector<std::string>{"K|teacher|13.06"});
    CHECK(bpmp.pieces_then == 0);
    REQUIRE(s.authorities.size() == 1);
    CHECK(s.authorities[0].units_now == std::vector<std::string>{"BPMP"});
    CHECK(s.authorities[0].units_then == std::vector<std::string>{"BGP"});
    REQUIRE(s.transition.size() == 1);
    CHECK(s.transition[0].from == "BPMP");
    CHECK(s.raci.size() == 2);
    CHECK_FALSE(s.shortage);
  }

  TEST_CASE("division_summary: the same rows in any order give the same summary") {
    std::mt19937 random(10);
    for (int round = 0; round < 15; ++round) {
      CAPTURE(round);
      const std::vector<written_table> written = random_division(random);
      CHECK(summed(portfolio(read(written))) == summed(portfolio(read(shuffled(written, random)))));
    }
  }

  TEST_CASE("division_summary: what capacities cannot hold weighs more than they can take") {
    std::mt19937 random(13);
    int short_of = 0;
    for (int round = 0; round < 60; ++round) {
      CAPTURE(round);
      const division_summary s = summed(portfolio(read(random_division(random))));
      CHECK((s.excess > 0 || !s.shortage || s.shortage->load >= s.shortage->capacity));
      if (!s.shortage) continue;
      ++short_of;
      CHECK(s.shortage->load >= s.shortage->capacity);
      CHECK_FALSE(s.shortage->pieces.empty());
    }
    CHECK(short_of > 0);
  }
}
