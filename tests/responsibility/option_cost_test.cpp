#include <support/divided_work.hpp>

#include <irisan/responsibility/option_cost.hpp>

#include <doctest/doctest.h>

using namespace irisan;
using namespace irisan::test;

TEST_SUITE("responsibility") {
  TEST_CASE("costs_of: tusi and continuity and need are counted as the rules say") {
    tables t =
        with_deliveries({"D1,P,S1,A,teacher,,", "D2,P,S2,A,teacher,,", "D3,Q,S2,A,teacher,,"});
    add(t, "needs", "target_id,activity_id,score", {"S1,K,0.9"});
    const portfolio p(t);
    const piece_table table = find_pieces(p, needs_of(p), "city_or_regency", false);
    REQUIRE(table.all.size() == 1);
    const unit_index bgp = p.find_unit("BGP"), bpmp = p.find_unit("BPMP");
    const auto costs =
        costs_of(p, table.all[0], {{bgp, strength::lead}, {bpmp, strength::unspecified}}, {});
    // BGP reaches one of two, and not the one in need.
    CHECK(costs[0] == option_cost{0, 50, 25, 0});
    CHECK(costs[1] == option_cost{100, 0, 0, 0});
    CHECK(costs[0].total() == 75);
    CHECK(costs_of(p, table.all[0], {{bgp, strength::support}}, {})[0].mandate == 300);
  }

  TEST_CASE("costs_of: what nobody does today is new to all") {
    tables t = two_offices();
    add(t, "needs", "target_id,activity_id,score", {"S1,K,0.9"});
    const portfolio p(t);
    const piece_table table = find_pieces(p, needs_of(p), "city_or_regency", false);
    CHECK(costs_of(p, table.all.at(0), {{p.find_unit("BGP"), strength::lead}}, {})[0] ==
          option_cost{});
  }

  TEST_CASE("seat_distance: a degree of latitude is 111 km and the unknown is not near") {
    tables t = two_offices();
    add(t, "regions", "region_id,kind,latitude,longitude",
        {"X,city_or_regency,0,100", "Y,city_or_regency,1,100"});
    const portfolio p(t);
    CHECK(*seat_distance(p, p.find_region("X"), p.find_region("Y")) ==
          doctest::Approx(111.19).epsilon(0.001));
    CHECK(*seat_distance(p, p.find_region("X"), p.find_region("X")) == 0);
    CHECK_FALSE(seat_distance(p, p.find_region("X"), p.find_region("13")).has_value());
    CHECK_FALSE(seat_distance(p, p.find_region("X"), {}).has_value());
  }

  TEST_CASE("costs_of: distance counts only where it is known of all") {
    tables t = two_offices();
    add(t, "regions", "region_id,kind,latitude,longitude",
        {"X,city_or_regency,0,100", "Y,city_or_regency,4,100"});
    add(t, "units", "unit_id,region_id", {"U,X", "V,Y", "W,"});
    add(t, "targets", "target_id,region_id", {"X1,X"});
    add(t, "deliveries", "program_id,target_id,activity_id", {"P,X1,A"});
    const portfolio p(t);
    const piece_table table = find_pieces(p, {}, "city_or_regency", false);
    const unit_index u = p.find_unit("U"), v = p.find_unit("V"), w = p.find_unit("W");
    const auto costs = costs_of(p, table.all.at(0), {{u, {}}, {v, {}}}, {});
    CHECK(costs[0].distance == 0);
    CHECK(costs[1].distance == 44); // 444.8 km
    const auto unknown = costs_of(p, table.all.at(0), {{v, {}}, {w, {}}}, {});
    CHECK(unknown[0].distance == 0);
  }
}
