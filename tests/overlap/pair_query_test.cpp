#include <irisan/overlap/pair_query.hpp>

#include <support/builders.hpp>

#include <doctest/doctest.h>

#include <algorithm>
#include <cstdint>
#include <limits>
#include <random>
#include <string>
#include <vector>

using namespace irisan;

namespace {

constexpr std::int64_t most = std::numeric_limits<std::int64_t>::max();

overlap_pair with(std::int64_t shared, std::int64_t first, std::int64_t second) {
  return {{0},
          {1},
          static_cast<std::int32_t>(shared),
          static_cast<std::int32_t>(first),
          static_cast<std::int32_t>(second)};
}

/// The least count that is accepted, by trying all.
std::int64_t least_accepted(const pair_query& q, std::int64_t a, std::int64_t b) {
  for (std::int64_t s = 0; s <= std::min(a, b); ++s)
    if (q.accepts_counts(with(s, a, b))) return s;
  return std::min(a, b) + 1; // none
}

std::string text_of(const pair_query& q) {
  return std::to_string(q.min_shared) + " jaccard " + to_text(q.min_jaccard) + " containment " +
         to_text(q.min_containment) + " dice " + to_text(q.min_dice) + " cosine " +
         to_text(q.min_cosine) + " overlap " + to_text(q.min_overlap_coefficient);
}

/// For all sizes up to `size`: the least count is the one found by trying, whatever lies above it
/// is accepted as well, and it never falls when a size grows.
void check_all_sizes(const pair_query& q, std::int64_t size) {
  CAPTURE(text_of(q));
  for (std::int64_t a = 0; a <= size; ++a)
    for (std::int64_t b = 0; b <= size; ++b) {
      const std::int64_t required = required_shared(q, a, b), least = least_accepted(q, a, b);
      if (least > std::min(a, b) ? required <= std::min(a, b) : required != least) {
        CAPTURE(a);
        CAPTURE(b);
        CHECK(required == least);
        return; // one is enough
      }
      for (std::int64_t s = 0; s <= std::min(a, b); ++s)
        if (q.accepts_counts(with(s, a, b)) != (s >= required)) {
          CAPTURE(a);
          CAPTURE(b);
          CAPTURE(s);
          CHECK(required == least);
          return;
        }
      if (required != required_shared(q, b, a) ||
          (b > 0 && required < required_shared(q, a, b - 1))) {
        CAPTURE(a);
        CAPTURE(b);
        CHECK(required_shared(q, a, b) == required_shared(q, b, a));
        CHECK(required_shared(q, a, b) >= required_shared(q, a, b - 1));
        return;
      }
    }
}

} // namespace

TEST_SUITE("overlap") {
  TEST_CASE("pair_query: nothing asked for accepts one shared target and never none") {
    const pair_query q;
    CHECK(!q.asks_for_sizes());
    CHECK(q.accepts(with(1, 1, 100)));
    CHECK(!q.accepts(with(0, 1, 1)));
    CHECK(!q.accepts(with(0, 0, 0)));
    CHECK(required_shared(q, 1, 100) == 1);
    CHECK(required_shared(q, 0, 0) == 1);
    pair_query none;
    none.min_shared = 0;
    CHECK(!none.accepts(with(0, 1, 1)));
    CHECK(required_shared(none, 5, 5) == 1);
    none.min_shared = -3;
    CHECK(!none.accepts(with(0, 1, 1)));
    CHECK(required_shared(none, 5, 5) == 1);
  }

  TEST_CASE("pair_query: each threshold on sizes is one by itself") {
    const auto asks = [](fraction pair_query::*threshold) {
      pair_query q;
      q.*threshold = {1, most};
      return q.asks_for_sizes();
    };
    CHECK(asks(&pair_query::min_jaccard));
    CHECK(asks(&pair_query::min_containment));
    CHECK(asks(&pair_query::min_dice));
    CHECK(asks(&pair_query::min_cosine));
    CHECK(asks(&pair_query::min_overlap_coefficient));
    pair_query q;
    q.min_shared = 7;
    CHECK(!q.asks_for_sizes());
  }

  TEST_CASE("pair_query: thresholds met exactly are met") {
    const auto least = [](fraction pair_query::*threshold, fraction f, std::int64_t a,
                          std::int64_t b) {
      pair_query q;
      q.*threshold = f;
      return required_shared(q, a, b);
    };
    CHECK(least(&pair_query::min_jaccard, {9, 10}, 10, 9) == 9);
    CHECK(least(&pair_query::min_jaccard, {901, 1000}, 10, 9) == 10);
    CHECK(least(&pair_query::min_dice, {2, 3}, 4, 5) == 3);
    CHECK(least(&pair_query::min_dice, {667, 1000}, 4, 5) == 4);
    CHECK(least(&pair_query::min_containment, {1, 3}, 6, 100) == 2);
    CHECK(least(&pair_query::min_overlap_coefficient, {334, 1000}, 6, 100) == 3);
    // √(4 · 9) = 6
    CHECK(least(&pair_query::min_cosine, {1, 2}, 4, 9) == 3);
    CHECK(least(&pair_query::min_cosine, {501, 1000}, 4, 9) == 4);
    CHECK(least(&pair_query::min_cosine, {1, 1}, 8, 8) == 8);
    CHECK(least(&pair_query::min_cosine, {1, 1}, 8, 9) == 9); // more than the smaller has
  }

  TEST_CASE("pair_query: the least count is the one found by trying on random thresholds") {
    std::mt19937 random(5);
    const auto any = [&] {
      const auto under = static_cast<std::int64_t>(1 + random() % 20);
      return fraction{static_cast<std::int64_t>(random() % static_cast<unsigned>(under + 3)),
                      under};
    };
    for (int round = 0; round < 250; ++round) {
      CAPTURE(round);
      pair_query q;
      if (random() % 3 == 0) q.min_shared = static_cast<std::int32_t>(random() % 8);
      // Mostly one alone, so that no other hides it.
      const auto asked = random() % 6;
      if (asked == 0 || asked == 5) q.min_jaccard = any();
      if (asked == 1) q.min_containment = any();
      if (asked == 2 || asked == 5) q.min_dice = any();
      if (asked == 3 || asked == 5) q.min_cosine = any();
      if (asked == 4) q.min_overlap_coefficient = any();
      check_all_sizes(q, 40);
    }
  }

  TEST_CASE("pair_query: the least count is exact for fractions of the greatest numbers up to 1") {
    std::mt19937_64 random(7);
    for (fraction pair_query::*threshold :
         {&pair_query::min_jaccard, &pair_query::min_containment, &pair_query::min_dice,
          &pair_query::min_cosine, &pair_query::min_overlap_coefficient}) {
      const auto check = [&](fraction f) {
        pair_query q;
        q.*threshold = f;
        check_all_sizes(q, 12);
      };
      for (const fraction f : {fraction{most, most},
                               {most - 1, most},
                               {most / 2, most},
                               {most / 2 + 1, most},
                               {most / 3, most},
                               {most / 3 + 1, most},
                               {1, most},
                               {most - 2, most - 1}})
        check(f);
      for (int round = 0; round < 20; ++round) {
        CAPTURE(round);
        const auto x = static_cast<std::int64_t>(random() >> 1),
                   y = static_cast<std::int64_t>(random() >> 1);
        check({std::min(x, y), std::max(x, y)});
      }
    }
  }

  TEST_CASE("pair_query: a threshold above 1 is passed by none however great it is") {
    for (fraction pair_query::*threshold :
         {&pair_query::min_jaccard, &pair_query::min_containment, &pair_query::min_dice,
          &pair_query::min_cosine, &pair_query::min_overlap_coefficient})
      for (const fraction f : {fraction{3, 2},
                               {1000, 1},
                               {most, most - 1},
                               {100'000'000'000'000'000, 1},
                               {most / 4, 1},
                               {most / 2, 1},
                               {most, 2},
                               {most, 1}}) {
        pair_query q;
        q.*threshold = f;
        check_all_sizes(q, 12);
      }
  }

  TEST_CASE("pair_query: the least count of sizes of two thousand million is exact") {
    constexpr std::int64_t n = std::numeric_limits<std::int32_t>::max();
    std::mt19937_64 random(9);
    for (int round = 0; round < 2'000; ++round) {
      CAPTURE(round);
      const auto below = [&](std::int64_t x) {
        return 1 + static_cast<std::int64_t>(random() % static_cast<std::uint64_t>(x));
      };
      const std::int64_t a = n - below(1000), b = round % 2 ? n - below(1000) : below(n);
      pair_query q;
      const std::int64_t under = round % 3 ? below(1000) : below(most - 1);
      const fraction f{below(under), under};
      (round % 4 == 0   ? q.min_jaccard
       : round % 4 == 1 ? q.min_dice
       : round % 4 == 2 ? q.min_cosine
                        : q.min_containment) = f;
      const std::int64_t required = required_shared(q, a, b), least = std::min(a, b);
      CAPTURE(text_of(q));
      CAPTURE(a);
      CAPTURE(b);
      CAPTURE(required);
      // It is accepted and one less is not, as far as the smaller has so many.
      if (required <= least) CHECK(q.accepts_counts(with(required, a, b)));
      CHECK(!q.accepts_counts(with(std::min(required - 1, least), a, b)));
    }
  }

  TEST_CASE("pair_query: owners are kept apart where both are known and the same") {
    const std::vector<std::int32_t> owners{0, 0, 1, -1, -1};
    pair_query q;
    CHECK(q.accepts_owners({0}, {1}));
    q.apart = owners;
    CHECK(!q.accepts_owners({0}, {1}));
    CHECK(q.accepts_owners({0}, {2}));
    CHECK(q.accepts_owners({0}, {3}));
    CHECK(q.accepts_owners({3}, {0}));
    CHECK(q.accepts_owners({3}, {4}));
    CHECK(!q.accepts({{0}, {1}, 1, 1, 1}));
    CHECK(q.accepts({{0}, {2}, 1, 1, 1}));
    CHECK(q.accepts_counts({{0}, {1}, 1, 1, 1}));
  }

  TEST_CASE("pair_query: with one intervention only its pairs are accepted") {
    pair_query q;
    q.with = {1};
    CHECK(q.accepts({{0}, {1}, 1, 1, 1}));
    CHECK(q.accepts({{1}, {2}, 1, 1, 1}));
    CHECK(!q.accepts({{0}, {2}, 1, 1, 1}));
    CHECK(q.accepts_counts({{0}, {2}, 1, 1, 1}));
  }
}
