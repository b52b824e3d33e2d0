#include <irisan/overlap/pair_times.hpp>

#include <irisan/overlap/find_pairs.hpp>

#include <support/builders.hpp>
#include <support/by_hand.hpp>
#include <support/random.hpp>

#include <doctest/doctest.h>

#include <map>
#include <random>
#include <stop_token>
#include <vector>

using namespace irisan;

namespace {

std::vector<pair_time> times_of(const portfolio& p, day tolerance = 0, unsigned threads = 1) {
  const visits v = find_visits(p);
  return pair_times(p, v, find_pairs(incidence(p, v)), tolerance, threads);
}

/// Deliveries of P and Q: `id,program,target,start,end,participants`.
portfolio with(std::initializer_list<std::string_view> rows) {
  tables t = test::two_offices();
  test::add(t, "deliveries", "delivery_id,program_id,target_id,start,end,participants", rows);
  return portfolio(t);
}

} // namespace

TEST_SUITE("overlap") {
  TEST_CASE("pair_times: days in common are summed over the shared targets") {
    const portfolio p = with({"1,P,S1,2023-07-01,2023-07-10,20", "2,Q,S1,2023-07-08,2023-07-20,30",
                              "3,P,S2,2023-07-01,2023-07-10,20", "4,Q,S2,2023-07-10,2023-07-10,5",
                              "5,P,S3,2023-07-01,2023-07-10,20", "6,Q,S3,2023-07-11,2023-07-12,5"});
    // S1: three days with at most 20 people; S2: one day with at most 5; at S3 they only touch.
    CHECK(times_of(p) == std::vector<pair_time>{{2, 2, {4, 4}, {65, 65}, 0}});
    // A hand-over of up to a day at S2 counts as none.
    CHECK(times_of(p, 1) == std::vector<pair_time>{{1, 1, {3, 3}, {60, 60}, 0}});
    CHECK(times_of(p, 3) == std::vector<pair_time>{pair_time{}});
  }

  TEST_CASE("pair_times: deliveries of one program at a target are one timeline") {
    const portfolio p = with({"1,P,S1,2023-07-01,2023-07-05,10", "2,P,S1,2023-07-04,2023-07-08,10",
                              "3,Q,S1,2023-07-04,2023-07-06,15"});
    // Days 4 and 5: min(20, 15); day 6: min(10, 15).
    CHECK(times_of(p) == std::vector<pair_time>{{1, 1, {3, 3}, {40, 40}, 0}});
  }

  TEST_CASE("pair_times: unknown participants are counted as targets and not as people") {
    const portfolio p = with({"1,P,S1,2023-07-01,2023-07-10,", "2,Q,S1,2023-07-08,2023-07-20,30"});
    CHECK(times_of(p) == std::vector<pair_time>{{1, 1, {3, 3}, {0, 0}, 1}});
  }

  TEST_CASE("pair_times: months are possible and unknown periods are without bound") {
    const portfolio p = with({"1,P,S1,2023-07,2023-07,2", "2,Q,S1,2023-07-01,2023-07-31,30",
                              "3,P,S2,,,2", "4,Q,S2,,,2"});
    CHECK(times_of(p) ==
          std::vector<pair_time>{{1, 2, {1, unbounded_days}, {0, unbounded_days}, 0}});
  }

  TEST_CASE("pair_times: participants of a cluster are not those of a school in it") {
    tables t = test::two_offices();
    test::add(t, "targets", "target_id,name,kind,region_id,teachers", {"G,Cluster,cluster,13.06,"});
    test::add(t, "memberships", "group_id,member_id", {"G,S1", "G,S2"});
    test::add(t, "deliveries", "delivery_id,program_id,target_id,start,end,participants",
              {"1,P,G,2023-07-01,2023-07-10,20", "2,Q,S1,2023-07-08,2023-07-20,30"});
    CHECK(times_of(portfolio(t)) == std::vector<pair_time>{{1, 1, {3, 3}, {0, 0}, 1}});
  }

  TEST_CASE("pair_times: figures are those of the timelines of every target") {
    std::mt19937 random(1);
    for (int round = 0; round < 60; ++round) {
      CAPTURE(round);
      const portfolio p(test::read(test::random_package(random)));
      const visits v = find_visits(p);
      const std::vector<overlap_pair> pairs = find_pairs(incidence(p, v));
      const day tolerance = static_cast<day>(random() % 3);
      const std::vector<pair_time> found = pair_times(p, v, pairs, tolerance, 1);
      CHECK(pair_times(p, v, pairs, tolerance, 4) == found);
      REQUIRE(found.size() == pairs.size());
      std::map<intervention_index, std::map<target_index, std::vector<period>>> at;
      for (const auto& [i, t, x] : test::by_hand::visits_of(p))
        at[i][t].push_back(p.deliveries().when(x));
      for (std::size_t i = 0; i < pairs.size(); ++i) {
        pair_time expected;
        for (const auto& [t, periods] : at[pairs[i].first]) {
          const auto other = at[pairs[i].second].find(t);
          if (other == at[pairs[i].second].end()) continue;
          const days_in_common days =
              common_days(timeline_of(periods), timeline_of(other->second), tolerance);
          expected.certain_targets += days.certain > 0;
          expected.possible_targets += days.possible > 0;
          // The package has no participants.
          expected.targets_without_participants += days.possible > 0;
          expected.target_days.certain += days.certain;
          if (days.possible == unbounded_days || expected.target_days.possible == unbounded_days)
            expected.target_days.possible = unbounded_days;
          else
            expected.target_days.possible += days.possible;
        }
        CHECK(found[i] == expected);
      }
    }
  }

  TEST_CASE("pair_times: a negative tolerance is refused and a stop is obeyed") {
    const portfolio p = with({"1,P,S1,2023,2023,1", "2,Q,S1,2023,2023,1"});
    const visits v = find_visits(p);
    const std::vector<overlap_pair> pairs = find_pairs(incidence(p, v));
    CHECK_THROWS_AS(pair_times(p, v, pairs, -1), rule_error);
    CHECK(pair_times(p, v, pairs).size() == 1);
    CHECK(pair_times(p, v, {}).empty());
    std::stop_source source;
    source.request_stop();
    progress watch;
    watch.stop = source.get_token();
    CHECK_THROWS_AS(pair_times(p, v, pairs, 0, 1, watch), stopped);
  }
}
