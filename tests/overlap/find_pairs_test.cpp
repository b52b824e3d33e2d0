#include <irisan/overlap/find_pairs.hpp>

#include <support/builders.hpp>
#include <support/by_hand.hpp>
#include <support/random.hpp>

#include <doctest/doctest.h>

#include <algorithm>
#include <chrono>
#include <numeric>
#include <random>
#include <thread>
#include <vector>

using namespace irisan;
using pairs = std::vector<overlap_pair>;

namespace {

pair_options threads(unsigned n) {
  pair_options o;
  o.threads = n;
  return o;
}

/// Two interventions of n and m targets, the smaller one wholly inside the other.
incidence_matrix inside(std::int32_t n, std::int32_t m) {
  std::vector<std::int32_t> large(static_cast<std::size_t>(n)), small(static_cast<std::size_t>(m));
  std::iota(large.begin(), large.end(), 0);
  std::iota(small.begin(), small.end(), 0);
  return test::programs({large, small});
}

/// Many interventions with three targets each: several blocks of work.
incidence_matrix many(std::int32_t programs) {
  std::mt19937 random(7);
  std::vector<std::vector<std::int32_t>> rows(static_cast<std::size_t>(programs));
  for (auto& row : rows)
    for (int i = 0; i < 3; ++i)
      row.push_back(static_cast<std::int32_t>(random() % static_cast<unsigned>(programs)));
  return incidence(std::move(rows));
}

} // namespace

TEST_SUITE("overlap") {
  TEST_CASE("find_pairs: two interventions with two targets in common are a pair") {
    CHECK(find_pairs(test::programs({{0, 1, 2}, {1, 2, 3, 4}})) == pairs{{{0}, {1}, 2, 3, 4}});
  }

  TEST_CASE("find_pairs: programs with no target in common make no pair") {
    CHECK(find_pairs(test::programs({{0, 1}, {2, 3}})).empty());
    CHECK(find_pairs(test::programs({{0, 1}, {}})).empty());
    CHECK(find_pairs(test::programs({{0, 1}})).empty());
    CHECK(find_pairs(test::programs({})).empty());
  }

  TEST_CASE("find_pairs: pairs are sorted by first and then by second") {
    CHECK(
        find_pairs(test::programs({{0}, {0, 1}, {1}, {0}})) ==
        pairs{{{0}, {1}, 1, 1, 2}, {{0}, {3}, 1, 1, 1}, {{1}, {2}, 1, 2, 1}, {{1}, {3}, 1, 2, 1}});
  }

  TEST_CASE("find_pairs: a threshold of 9/10 keeps sizes 10 and 9 and 20 and 18") {
    pair_query query;
    query.min_jaccard = parse_fraction("0.9");
    CHECK(find_pairs(inside(10, 9), query) == pairs{{{0}, {1}, 9, 10, 9}});
    CHECK(find_pairs(inside(20, 18), query) == pairs{{{0}, {1}, 18, 20, 18}});
    CHECK(find_pairs(inside(20, 17), query).empty());
    query.min_jaccard = parse_fraction("0.901");
    CHECK(find_pairs(inside(10, 9), query).empty());
    CHECK(count_pairs(inside(10, 9)).jaccard_9 == 1);
    CHECK(count_pairs(inside(20, 18)).jaccard_9 == 1);
    CHECK(count_pairs(inside(20, 17)).jaccard_9 == 0);
  }

  TEST_CASE("find_pairs: every threshold must be passed and containment in either direction") {
    const incidence_matrix a = test::programs({{0, 1, 2}, {0, 1, 3, 4, 5, 6}});
    const auto passes = [&](std::int32_t shared, fraction jaccard, fraction containment) {
      return find_pairs(a, {shared, jaccard, containment, {}}).size() == 1;
    };
    CHECK(passes(2, {2, 7}, {2, 3}));
    CHECK(!passes(3, {2, 7}, {2, 3}));
    CHECK(!passes(2, {3, 10}, {2, 3}));
    CHECK(!passes(2, {2, 7}, {7, 10}));
  }

  TEST_CASE("find_pairs: with one intervention gives all its pairs and no other") {
    const incidence_matrix a = test::programs({{0}, {0, 1}, {1}, {0}});
    pair_query query;
    query.with = {1};
    CHECK(find_pairs(a, query) ==
          pairs{{{0}, {1}, 1, 1, 2}, {{1}, {2}, 1, 2, 1}, {{1}, {3}, 1, 2, 1}});
    query.with = {4};
    CHECK(find_pairs(a, query).empty());
  }

  TEST_CASE("find_pairs: finds what comparing every two rows finds") {
    std::mt19937 random(1);
    for (int round = 0; round < 1500; ++round) {
      CAPTURE(round);
      // Few and many interventions per target: the counters are walked or sorted.
      const incidence_matrix a = round % 10 == 0 ? test::random_incidence(random, 120, 3)
                                                 : test::random_incidence(random, 9, 9);
      const auto any = [&] {
        const auto under = static_cast<std::int64_t>(1 + random() % 10);
        return fraction{static_cast<std::int64_t>(random() % static_cast<unsigned>(under + 1)),
                        under};
      };
      pair_query query;
      if (random() % 2) query.min_shared = static_cast<std::int32_t>(random() % 4);
      if (random() % 2) query.min_jaccard = any();
      if (random() % 2) query.min_containment = any();
      if (random() % 3 == 0 && a.rows() > 0)
        query.with = {static_cast<std::int32_t>(random() % static_cast<unsigned>(a.rows()))};
      const pairs expected = test::by_hand::pairs(a, query);
      CHECK(find_pairs(a, query, threads(1)) == expected);
      CHECK(find_pairs(a, query, threads(4)) == expected);
      for (const overlap_pair& p : expected) {
        CHECK(p.shared <= std::min(p.first_size, p.second_size));
        CHECK(p.first < p.second);
      }
    }
  }

  TEST_CASE("find_pairs: few partners among very many interventions are found too") {
    std::mt19937 random(3);
    std::vector<std::vector<std::int32_t>> rows(400);
    for (auto& row : rows)
      for (int i = 0; i < 2; ++i) row.push_back(static_cast<std::int32_t>(random() % 300));
    const incidence_matrix a = incidence(rows);
    CHECK(find_pairs(a) == test::by_hand::pairs(a, {}));
    pair_query query;
    query.with = {200};
    CHECK(find_pairs(a, query) == test::by_hand::pairs(a, query));
  }

  TEST_CASE("find_pairs: one thread and four find the same in several blocks of work") {
    const incidence_matrix a = many(20'000);
    const pairs one = find_pairs(a, {}, threads(1));
    CHECK(one.size() > 20'000);
    CHECK(std::is_sorted(one.begin(), one.end()));
    CHECK(find_pairs(a, {}, threads(4)) == one);
    CHECK(count_pairs(a, {}, threads(4)) == count_pairs(a, {}, threads(1)));
  }

  TEST_CASE("find_pairs: another program without a common target changes no other pair") {
    std::mt19937 random(1);
    for (int round = 0; round < 100; ++round) {
      CAPTURE(round);
      std::vector<std::vector<std::int32_t>> rows(1 + random() % 6);
      for (auto& row : rows)
        for (auto n = random() % 6; n > 0; --n)
          row.push_back(static_cast<std::int32_t>(random() % 8));
      const pairs before = find_pairs(incidence(rows));
      rows.push_back({100, 101});
      CHECK(find_pairs(incidence(rows)) == before);
    }
  }

  TEST_CASE("find_pairs: every pair is visited once and blocks finish in order") {
    const incidence_matrix a = many(20'000);
    const pairs expected = find_pairs(a, {}, threads(1));
    pairs seen;
    for_each_pair<pairs>(
        a, {}, threads(4), [](pairs& local, const overlap_pair& p) { local.push_back(p); },
        [&](const pairs& local) { seen.insert(seen.end(), local.begin(), local.end()); });
    CHECK(seen == expected);
  }

  TEST_CASE("find_pairs: a stop that was asked for is thrown") {
    std::stop_source source;
    pair_options options;
    options.watch.stop = source.get_token();
    const incidence_matrix a = test::programs({{0}, {0}});
    CHECK(find_pairs(a, {}, options).size() == 1);
    source.request_stop();
    CHECK_THROWS_AS(find_pairs(a, {}, options), stopped);
    CHECK_THROWS_AS(count_pairs(a, {}, options), stopped);
  }

  TEST_CASE("find_pairs: a stop is thrown for the pairs of one intervention as well") {
    std::stop_source source;
    source.request_stop();
    pair_options options;
    options.watch.stop = source.get_token();
    CHECK_THROWS_AS(find_pairs(test::programs({{0}, {0}}), {1, {0, 1}, {0, 1}, {0}}, options),
                    stopped);
  }

  TEST_CASE("find_pairs: progress is told from the calling thread and ends at 1") {
    const auto caller = std::this_thread::get_id();
    double last = -1;
    int elsewhere = 0, backwards = 0;
    pair_options options = threads(4);
    options.watch.report = [&](std::string_view, double share) {
      if (std::this_thread::get_id() != caller) ++elsewhere;
      if (share < last) ++backwards;
      last = share;
      std::this_thread::sleep_for(std::chrono::milliseconds(2)); // let the others have a block
    };
    find_pairs(many(60'000), {}, options);
    CHECK(elsewhere == 0);
    CHECK(backwards == 0);
    CHECK(last == 1);
  }

  TEST_CASE("find_pairs: the top pairs are the first of all by the measure and then as sorted") {
    const pairs all = find_pairs(test::programs({{0, 1, 2, 3}, {0, 1, 2, 3}, {0}, {1}}));
    REQUIRE(all.size() == 5);
    CHECK(top_pairs(all, 1, jaccard) == pairs{{{0}, {1}, 4, 4, 4}});
    CHECK(top_pairs(all, 3, jaccard) ==
          pairs{{{0}, {1}, 4, 4, 4}, {{0}, {2}, 1, 4, 1}, {{0}, {3}, 1, 4, 1}});
    CHECK(top_pairs(all, 0, jaccard).empty());
    CHECK(top_pairs(all, 9, jaccard).size() == 5);
  }

  TEST_CASE("find_pairs: the top pairs are those of a full sort on random pairs") {
    std::mt19937 random(1);
    for (int round = 0; round < 200; ++round) {
      CAPTURE(round);
      const pairs all = find_pairs(test::random_incidence(random, 9, 9));
      const std::size_t k = random() % (all.size() + 2);
      pairs expected = all;
      std::stable_sort(expected.begin(), expected.end(),
                       [](const auto& a, const auto& b) { return dice(a) > dice(b); });
      if (k < expected.size()) expected.resize(k);
      pairs mixed = all;
      std::shuffle(mixed.begin(), mixed.end(), random);
      CHECK(top_pairs(mixed, k, dice) == expected);
    }
  }

  TEST_CASE("find_pairs: counts are those of the pairs found") {
    std::mt19937 random(1);
    for (int round = 0; round < 300; ++round) {
      CAPTURE(round);
      const incidence_matrix a = test::random_incidence(random, 9, 7);
      pair_query query;
      if (random() % 2) query.min_shared = 2;
      if (random() % 4 == 0 && a.rows() > 0) query.with = {0};
      pair_counts expected;
      for (const overlap_pair& p : test::by_hand::pairs(a, query)) {
        const int s = 10 * p.shared, all = p.first_size + p.second_size - p.shared;
        ++expected.pairs;
        expected.identical += p.shared == p.first_size && p.shared == p.second_size;
        expected.proper_subsets +=
            p.first_size != p.second_size && p.shared == std::min(p.first_size, p.second_size);
        expected.jaccard_5 += s >= 5 * all;
        expected.jaccard_7 += s >= 7 * all;
        expected.jaccard_8 += s >= 8 * all;
        expected.jaccard_9 += s >= 9 * all;
      }
      CHECK(count_pairs(a, query, threads(1)) == expected);
      CHECK(count_pairs(a, query, threads(4)) == expected);
    }
  }
}
