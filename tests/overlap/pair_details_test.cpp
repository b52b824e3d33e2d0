#include <irisan/overlap/pair_details.hpp>

#include <irisan/overlap/find_pairs.hpp>
#include <support/builders.hpp>
#include <support/by_hand.hpp>
#include <support/random.hpp>

#include <doctest/doctest.h>

#include <algorithm>
#include <random>
#include <set>
#include <tuple>
#include <vector>

using namespace irisan;
using irisan::test::with_deliveries;

namespace {

constexpr time_counts none{0, 0, 0};

/// The figures of P and Q, the only pair.
pair_detail figures(const tables& t, day gap = 0) {
  const portfolio p(t);
  const auto pairs = find_pairs(incidence(p));
  REQUIRE(pairs.size() == 1);
  return pair_details(p, pairs, {gap}).at(0);
}

} // namespace

TEST_SUITE("overlap") {
  TEST_CASE(
      "pair_details: the same activity for the same audience at the same time agrees in all") {
    const pair_detail d = figures(with_deliveries(
        {"D1,P,S1,A,teacher,2023-07-01,2023-07-05", "D2,Q,S1,A,teacher,2023-07-05,2023-07-09"}));
    CHECK(d.kind == time_counts{1, 1, 1});
    CHECK(d.kind_and_audience == time_counts{1, 1, 1});
    CHECK(d.activity_and_audience == time_counts{1, 1, 1});
    CHECK(d.crossing == time_counts{1, 1, 1});
  }

  TEST_CASE("pair_details: another activity of the same kind agrees in kind alone") {
    const pair_detail d = figures(with_deliveries(
        {"D1,P,S1,A,teacher,2023-07-01,2023-07-05", "D2,Q,S1,B,teacher,2023-07-05,2023-07-09"}));
    CHECK(d.kind_and_audience == time_counts{1, 1, 1});
    CHECK(d.activity_and_audience == none);
    CHECK(d.crossing == none);
  }

  TEST_CASE("pair_details: another audience agrees in no audience") {
    const pair_detail d = figures(with_deliveries(
        {"D1,P,S1,A,teacher,2023-07-01,2023-07-05", "D2,Q,S1,A,principal,2023-07-05,2023-07-09"}));
    CHECK(d.kind == time_counts{1, 1, 1});
    CHECK(d.kind_and_audience == none);
    CHECK(d.activity_and_audience == none);
  }

  TEST_CASE("pair_details: an empty field agrees with nothing and not even with an empty one") {
    const pair_detail d = figures(with_deliveries(
        {"D1,P,S1,A,,,", "D2,Q,S1,A,,,", "D3,P,S2,,teacher,,", "D4,Q,S2,,teacher,,"}));
    CHECK(d.kind == time_counts{1, 1, 1}); // S1; no dates were recorded
    CHECK(d.kind_and_audience == none);
  }

  TEST_CASE("pair_details: a column that is empty throughout drops out of every test") {
    CHECK(figures(with_deliveries({"D1,P,S1,,,,", "D2,Q,S1,,,,"})).activity_and_audience ==
          time_counts{1, 1, 1});
    CHECK(figures(with_deliveries({"D1,P,S1,A,,,", "D2,Q,S1,A,,,"})).activity_and_audience ==
          time_counts{1, 1, 1});
    CHECK(figures(with_deliveries({"D1,P,S1,A,,,", "D2,Q,S1,B,,,"})).activity_and_audience == none);
  }

  TEST_CASE("pair_details: what is asked for must be met by one delivery of each at once") {
    // The right activity and the right audience but never in one row of P.
    const pair_detail d = figures(
        with_deliveries({"D1,P,S1,A,principal,,", "D2,P,S1,T,teacher,,", "D3,Q,S1,A,teacher,,"}));
    CHECK(d.kind.any == 1);
    CHECK(d.kind_and_audience == none);
    CHECK(d.activity_and_audience == none);
  }

  TEST_CASE("pair_details: time counts with the delivery that agrees and not with another one") {
    const pair_detail d = figures(with_deliveries({"D1,P,S1,A,teacher,2023-01-01,2023-01-02",
                                                   "D2,P,S1,A,principal,2023-07-01,2023-07-02",
                                                   "D3,Q,S1,A,teacher,2023-07-01,2023-07-02"}));
    CHECK(d.kind == time_counts{1, 1, 1});
    CHECK(d.kind_and_audience == time_counts{1, 0, 0});
  }

  TEST_CASE("pair_details: a shared target counts once however many deliveries agree there") {
    const pair_detail d =
        figures(with_deliveries({"D1,P,S1,A,,,", "D2,P,S1,A,,,", "D3,Q,S1,A,,,", "D4,Q,S1,A,,,",
                                 "D5,P,S2,A,,,", "D6,Q,S2,A,,,", "D7,P,S3,A,,,", "D8,Q,S3,B,,,"}));
    CHECK(d.kind.any == 3);
    CHECK(d.activity_and_audience.any == 2);
  }

  TEST_CASE("pair_details: a window reaches across a gap and crossing does not") {
    const tables t = with_deliveries(
        {"D1,P,S1,A,teacher,2023-07-01,2023-07-05", "D2,Q,S1,A,teacher,2023-07-10,2023-07-12"});
    CHECK(figures(t, 4).activity_and_audience == time_counts{1, 0, 0});
    CHECK(figures(t, 5).activity_and_audience == time_counts{1, 1, 1});
    CHECK(figures(t, 5).crossing == time_counts{1, 0, 0});
  }

  TEST_CASE("pair_details: a month is possible and a missing date too but neither is certain") {
    const tables month = with_deliveries(
        {"D1,P,S1,A,teacher,2023-07,2023-07", "D2,Q,S1,A,teacher,2023-07-10,2023-07-12"});
    CHECK(figures(month).crossing == time_counts{1, 0, 1});
    const tables missing =
        with_deliveries({"D1,P,S1,A,teacher,,", "D2,Q,S1,A,teacher,2023-07-10,2023-07-12"});
    CHECK(figures(missing).crossing == time_counts{1, 0, 1});
  }

  TEST_CASE("pair_details: what reaches a cluster meets what reaches its members") {
    tables t = test::two_offices();
    test::add(t, "targets", "target_id,region_id,kind", {"G,13.06,cluster"});
    test::add(t, "memberships", "group_id,member_id", {"G,S1", "G,S2"});
    test::add(t, "deliveries", "program_id,target_id,activity_id,audience",
              {"P,G,A,teacher", "Q,S1,A,teacher", "Q,S3,A,teacher"});
    CHECK(figures(t).activity_and_audience.any == 1);
  }

  TEST_CASE("pair_details: two deliveries meet at every target that both reach") {
    std::mt19937 random(1);
    for (int round = 0; round < 100; ++round) {
      CAPTURE(round);
      const portfolio p(test::read(test::random_package(random)));
      const visits v = find_visits(p);
      const auto all = test::by_hand::visits_of(p);
      for (std::int32_t i = 0; i < p.intervention_count(); ++i)
        for (std::int32_t j = i + 1; j < p.intervention_count(); ++j) {
          using meeting = std::tuple<target_index, delivery_index, delivery_index>;
          std::vector<meeting> found, expected;
          for_each_meeting(v, {i}, {j}, [&](target_index t, delivery_index x, delivery_index y) {
            found.emplace_back(t, x, y);
          });
          for (const auto& [a, t, x] : all)
            for (const auto& [b, u, y] : all)
              if (a.value == i && b.value == j && t == u) expected.emplace_back(t, x, y);
          CHECK(found == expected);
        }
    }
  }

  TEST_CASE("pair_details: a short list is found in a long one wherever it stands") {
    std::mt19937 random(1);
    for (int round = 0; round < 200; ++round) {
      CAPTURE(round);
      visits v;
      std::vector<std::set<std::int32_t>> targets(2);
      for (std::size_t i = 0; i < 2; ++i) {
        for (auto n = random() % (i == round % 2U ? 4 : 200); n > 0; --n)
          targets[i].insert(static_cast<std::int32_t>(random() % 300));
        for (const std::int32_t t : targets[i]) v.all.push_back({{t}, {t}});
        v.offsets.push_back(static_cast<std::int64_t>(v.all.size()));
      }
      std::vector<std::int32_t> found, expected;
      for_each_meeting(v, {0}, {1}, [&](target_index t, delivery_index, delivery_index) {
        found.push_back(t.value);
      });
      std::ranges::set_intersection(targets[0], targets[1], std::back_inserter(expected));
      CHECK(found == expected);
    }
  }

  TEST_CASE("pair_details: figures are those of comparing every two deliveries") {
    std::mt19937 random(1);
    for (int round = 0; round < 120; ++round) {
      CAPTURE(round);
      const portfolio p(test::read(test::random_package(random)));
      const visits v = find_visits(p);
      const auto pairs = find_pairs(incidence(p, v));
      const day gap = static_cast<day>(random() % 6);
      const auto details = pair_details(p, v, pairs, {gap}, 1);
      CHECK(pair_details(p, v, pairs, {gap}, 4) == details);
      CHECK(pair_details(p, pairs, {gap}) == details);
      REQUIRE(details.size() == pairs.size());
      for (std::size_t i = 0; i < pairs.size(); ++i) {
        CAPTURE(i);
        const pair_detail& d = details[i];
        CHECK(d == test::by_hand::figures(p, pairs[i].first, pairs[i].second, gap));
        CHECK(d.kind.any <= pairs[i].shared);
        CHECK(d.kind_and_audience.any <= d.kind.any);
        CHECK(d.activity_and_audience.any <= d.kind_and_audience.any);
        CHECK(d.crossing.certain <= d.activity_and_audience.certain);
        for (const time_counts& c :
             {d.kind, d.kind_and_audience, d.activity_and_audience, d.crossing}) {
          CHECK(c.certain <= c.possible);
          CHECK(c.possible <= c.any);
        }
      }
    }
  }

  TEST_CASE("pair_details: the order of the rows changes no figure") {
    std::mt19937 random(5);
    for (int round = 0; round < 20; ++round) {
      CAPTURE(round);
      const auto package = test::random_package(random);
      const portfolio p(test::read(package)), q(test::read(test::shuffled(package, random)));
      const auto pairs = find_pairs(incidence(p));
      REQUIRE(find_pairs(incidence(q)) == pairs);
      CHECK(pair_details(p, pairs) == pair_details(q, pairs));
    }
  }

  TEST_CASE("pair_details: a stop that was asked for is thrown") {
    const portfolio p(with_deliveries({"D1,P,S1,,,,", "D2,Q,S1,,,,"}));
    const visits v = find_visits(p);
    const auto pairs = find_pairs(incidence(p, v));
    std::stop_source source;
    progress watch;
    watch.stop = source.get_token();
    CHECK(pair_details(p, v, pairs, {}, 1, watch).size() == 1);
    source.request_stop();
    CHECK_THROWS_AS(pair_details(p, v, pairs, {}, 1, watch), stopped);
  }
}
