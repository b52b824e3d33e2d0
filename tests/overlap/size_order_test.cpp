#include <irisan/overlap/size_order.hpp>

#include <support/builders.hpp>
#include <support/random.hpp>

#include <doctest/doctest.h>

#include <algorithm>
#include <bit>
#include <cstdint>
#include <numeric>
#include <random>
#include <vector>

using namespace irisan;

namespace {

/// Whether two of these sizes may pass at all, by trying every count.
bool may_pass(const pair_query& q, std::int32_t a, std::int32_t b) {
  for (std::int32_t s = 0; s <= std::min(a, b); ++s)
    if (q.accepts_counts({{0}, {1}, s, a, b})) return true;
  return false;
}

} // namespace

TEST_SUITE("overlap") {
  TEST_CASE("size_order: the largest come first and equal ones by index") {
    const size_order o = order_by_size(test::programs({{0}, {0, 1, 2}, {}, {1}, {3, 4, 5}}));
    CHECK(o.program == std::vector<std::int32_t>{1, 4, 0, 3, 2});
    CHECK(o.size == std::vector<std::int32_t>{3, 3, 1, 1, 0});
    CHECK(o.count() == 5);
  }

  TEST_CASE("size_order: a pair of two ranks is in order of its programs") {
    const size_order o = order_by_size(test::programs({{0}, {0, 1, 2}, {}, {1}, {3, 4, 5}}));
    const overlap_pair of_1_and_3{{1}, {3}, 1, 3, 1};
    CHECK(o.pair_of(3, 0, 1) == of_1_and_3);
    CHECK(o.pair_of(0, 3, 1) == of_1_and_3);
    CHECK(o.pair_of(2, 1, 0) == overlap_pair{{0}, {4}, 0, 1, 3});
  }

  TEST_CASE("size_order: no interventions and empty ones have an order too") {
    CHECK(order_by_size(test::programs({})).count() == 0);
    const size_order o = order_by_size(test::programs({{}, {}}));
    CHECK(o.program == std::vector<std::int32_t>{0, 1});
    CHECK(o.size == std::vector<std::int32_t>{0, 0});
  }

  TEST_CASE("size_order: it is that of a stable sort on random interventions") {
    std::mt19937 random(1);
    for (int round = 0; round < 200; ++round) {
      CAPTURE(round);
      const incidence_matrix a = test::random_incidence(random, 30, 12);
      std::vector<std::int32_t> expected(static_cast<std::size_t>(a.rows()));
      std::iota(expected.begin(), expected.end(), 0);
      std::stable_sort(expected.begin(), expected.end(),
                       [&](std::int32_t p, std::int32_t q) { return a.size(p) > a.size(q); });
      const size_order o = order_by_size(a);
      CHECK(o.program == expected);
      for (std::size_t r = 0; r < expected.size(); ++r) CHECK(o.size[r] == a.size(expected[r]));
    }
  }

  TEST_CASE("size_order: a window without thresholds is all before") {
    const size_order o = order_by_size(test::programs({{0, 1, 2}, {0, 1}, {0}, {}}));
    CHECK(window_of({}, o, 0).begin == 0);
    CHECK(window_of({}, o, 2).begin == 0);
    CHECK(window_of({}, o, 2).least == 1);
    CHECK(window_of({}, o, 3).begin == 3); // nothing shares with an empty one
  }

  TEST_CASE("size_order: a window of 9/10 lets in 10 for 9 and not 11") {
    size_order o;
    o.program = {0, 1, 2, 3};
    o.size = {11, 10, 9, 9};
    pair_query q;
    q.min_jaccard = {9, 10};
    CHECK(window_of(q, o, 2).begin == 1);
    CHECK(window_of(q, o, 3).begin == 1);
    CHECK(window_of(q, o, 3).least == 9);
    q.min_jaccard = {901, 1000};
    CHECK(window_of(q, o, 3).begin == 2);
    // Containment cuts nobody off: the small one may lie inside any.
    q.min_jaccard = {0, 1};
    q.min_containment = {1, 1};
    CHECK(window_of(q, o, 3).begin == 0);
    CHECK(window_of(q, o, 3).least == 9);
  }

  TEST_CASE("size_order: a window is what trying every count allows on random sizes") {
    std::mt19937 random(3);
    const auto any = [&] {
      const auto under = static_cast<std::int64_t>(1 + random() % 12);
      return fraction{static_cast<std::int64_t>(random() % static_cast<unsigned>(under + 2)),
                      under};
    };
    for (int round = 0; round < 600; ++round) {
      CAPTURE(round);
      pair_query q;
      if (random() % 3 == 0) q.min_shared = static_cast<std::int32_t>(random() % 8);
      if (random() % 3 == 0) q.min_jaccard = any();
      if (random() % 4 == 0) q.min_containment = any();
      if (random() % 4 == 0) q.min_dice = any();
      if (random() % 4 == 0) q.min_cosine = any();
      if (random() % 4 == 0) q.min_overlap_coefficient = any();
      size_order o;
      o.size.resize(1 + random() % 20);
      for (std::int32_t& s : o.size) s = static_cast<std::int32_t>(random() % 30);
      std::sort(o.size.rbegin(), o.size.rend());
      o.program.resize(o.size.size());
      std::iota(o.program.begin(), o.program.end(), 0);
      for (std::int32_t rank = 0; rank < o.count(); ++rank) {
        CAPTURE(rank);
        const std::int32_t mine = o.size[static_cast<std::size_t>(rank)];
        const partner_window w = window_of(q, o, rank);
        REQUIRE(w.begin >= 0);
        REQUIRE(w.begin <= rank);
        for (std::int32_t other = 0; other < rank; ++other) {
          const std::int32_t size = o.size[static_cast<std::size_t>(other)];
          CHECK(may_pass(q, size, mine) == (other >= w.begin));
          // Nothing below the least count passes.
          for (std::int32_t s = 0; s < std::min<std::int64_t>(w.least, mine + 1); ++s)
            CHECK(!q.accepts_counts({{0}, {1}, s, size, mine}));
        }
      }
    }
  }

  TEST_CASE("size_order: sets that pass share one of their rarest targets") {
    // Every two sets over ten targets, the rarest those of the lowest number.
    for (const fraction at_least : {fraction{1, 2}, {7, 10}, {9, 10}, {1, 1}}) {
      CAPTURE(to_text(at_least));
      pair_query q;
      q.min_jaccard = at_least;
      const auto smallest = [&](std::int32_t size) {
        std::int32_t b = 1;
        while (b < size && required_shared(q, b, size) > b) ++b;
        return b;
      };
      const auto prefix = [](unsigned set, std::int32_t length) {
        unsigned out = 0;
        for (; length > 0 && set != 0; --length, set &= set - 1) out |= set & -set;
        return out;
      };
      bool complete = true;
      for (unsigned x = 1; x < 1024; x += 3)
        for (unsigned y = 1; y < 1024; ++y) {
          const auto m = static_cast<std::int32_t>(std::popcount(x)),
                     k = static_cast<std::int32_t>(std::popcount(y));
          if (k > m || x == y || std::popcount(x & y) < required_shared(q, k, m)) continue;
          complete &= (prefix(x, prefixes_of(q, m, smallest(m)).large) &
                       prefix(y, prefixes_of(q, k, smallest(k)).small)) != 0;
        }
      CHECK(complete);
    }
    // No longer than that: at 9/10 one of two rarest of ten as the smaller, 1 if all are asked.
    pair_query nine;
    nine.min_jaccard = {9, 10};
    CHECK(prefixes_of(nine, 10, 9).large == 2);
    CHECK(prefixes_of(nine, 10, 9).small == 1);
    nine.min_shared = 11;
    CHECK(prefixes_of(nine, 10, 9).large == 0);
    CHECK(prefixes_of({}, 0, 1).large == 0);
  }
}
