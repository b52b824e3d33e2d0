#include <irisan/graph/arrivals.hpp>

#include <support/builders.hpp>
#include <support/by_hand.hpp>
#include <support/random.hpp>

#include <doctest/doctest.h>

#include <algorithm>
#include <random>
#include <string>
#include <string_view>
#include <vector>

using namespace irisan;
using irisan::test::add;

namespace {

/// The ids of the deliveries that arrive at a target, in their order.
std::string arriving(const portfolio& p, std::string_view target) {
  const arrivals a = find_arrivals(p, find_visits(p));
  std::string ids;
  for (const delivery_index d : a.at(p.find_target(target)))
    ids += std::string(p.deliveries().id(d)) + ' ';
  return ids;
}

} // namespace

TEST_SUITE("graph") {
  TEST_CASE("arrivals: each target has the deliveries that reach it in ascending order") {
    const portfolio p(
        test::with_deliveries({"D4,Q,S1,A,,,", "D1,P,S1,B,,,", "D2,P,S1,A,,,", "D3,P,S2,A,,,"}));
    CHECK(arriving(p, "S1") == "D2 D1 D4 ");
    CHECK(arriving(p, "S2") == "D3 ");
    const arrivals a = find_arrivals(p, find_visits(p));
    CHECK(a.offsets == std::vector<std::int64_t>{0, 3, 4, 4});
    CHECK(a.all == std::vector<delivery_index>{{0}, {1}, {3}, {2}});
  }

  TEST_CASE("arrivals: at a target that nothing reaches none arrive") {
    const portfolio p(test::with_deliveries({"D1,P,S1,A,,,"}));
    CHECK(arriving(p, "S3").empty());
  }

  TEST_CASE("arrivals: without deliveries or targets nothing arrives") {
    const portfolio none(test::two_offices());
    for (const char* target : {"S1", "S2", "S3"}) CHECK(arriving(none, target).empty());
    CHECK(find_arrivals(none, find_visits(none)).offsets == std::vector<std::int64_t>{0, 0, 0, 0});
    tables without_rows = bare_tables({});
    add(without_rows, "deliveries", "program_id,target_id", {});
    const portfolio empty(without_rows);
    CHECK(find_arrivals(empty, find_visits(empty)).offsets == std::vector<std::int64_t>{0});
    CHECK(find_arrivals(empty, find_visits(empty)).all.empty());
    CHECK(arrivals{}.offsets == std::vector<std::int64_t>{0});
  }

  TEST_CASE("arrivals: a delivery to a group arrives once at each member and not at the group") {
    tables t = test::two_offices();
    add(t, "targets", "target_id,region_id,kind", {"G,13.06,cluster", "H,13.06,cluster"});
    add(t, "memberships", "group_id,member_id", {"G,S1", "G,S2", "H,G", "H,S1"});
    add(t, "deliveries", "delivery_id,program_id,target_id", {"D1,P,H", "D2,P,S1"});
    const portfolio p(t);
    CHECK(arriving(p, "S1") == "D1 D2 ");
    CHECK(arriving(p, "S2") == "D1 ");
    CHECK(arriving(p, "G").empty());
    CHECK(arriving(p, "H").empty());
  }

  TEST_CASE("arrivals: they are the visits read the other way in any order of rows") {
    std::mt19937 random(1);
    for (int round = 0; round < 200; ++round) {
      CAPTURE(round);
      const auto written = test::random_package(random);
      const portfolio p(test::read(written));
      const visits v = find_visits(p);
      const arrivals a = find_arrivals(p, v);
      const auto expected = test::by_hand::visits_of(p);
      REQUIRE(a.offsets.size() == p.targets().size() + 1);
      CHECK(a.all.size() == v.all.size());
      for (std::int32_t t = 0; t < p.target_count(); ++t) {
        std::vector<delivery_index> of_target;
        for (const auto& [intervention, target, delivery] : expected)
          if (target.value == t) of_target.push_back(delivery);
        std::sort(of_target.begin(), of_target.end());
        CHECK(std::ranges::equal(a.at({t}), of_target));
      }
      const portfolio again(test::read(test::shuffled(written, random)));
      const arrivals other = find_arrivals(again, find_visits(again));
      CHECK(other.offsets == a.offsets);
      CHECK(other.all == a.all);
    }
  }
}
