#include <irisan/need/partial_cover.hpp>

#include <support/multicovers.hpp>

#include <doctest/doctest.h>

#include <limits>
#include <random>
#include <vector>

using namespace irisan;
using ints = std::vector<std::int32_t>;
using weights = std::vector<std::int64_t>;

namespace {

std::int64_t weight_left(const cover_problem& a, const ints& columns, const weights& w) {
  const ints counts = cover_counts(a, columns);
  std::int64_t left = 0;
  for (std::int32_t i = 0; i < a.rows(); ++i)
    left += std::max(0, a.demand(i) - counts[static_cast<std::size_t>(i)]) *
            w[static_cast<std::size_t>(i)];
  return left;
}

std::int64_t cheapest(const cover_problem& a, const weights& w, std::int64_t allowed) {
  std::int64_t best = std::numeric_limits<std::int64_t>::max();
  for (std::uint32_t set = 0; set < 1U << a.columns(); ++set) {
    ints columns;
    bool all = true;
    for (std::int32_t j = 0; j < a.columns(); ++j) {
      if (set >> j & 1) columns.push_back(j);
      all = all && ((set >> j & 1) || !a.is_fixed(j));
    }
    if (all && weight_left(a, columns, w) <= allowed) best = std::min(best, cover_cost(a, columns));
  }
  return best;
}

} // namespace

TEST_SUITE("need") {
  TEST_CASE("partial_cover: it leaves no more than it may and its bound holds") {
    std::mt19937 random(81);
    int best = 0, rounds = 0;
    for (int round = 0; round < 150; ++round) {
      const cover_problem a =
          round % 3 == 0 ? test::tight_cover(random, 5, 5) : test::random_cover(random, 10, 10);
      weights w;
      for (std::int32_t i = 0; i < a.rows(); ++i)
        w.push_back(static_cast<std::int64_t>(random() % 9));
      const fraction share{static_cast<std::int64_t>(random() % 21), 20};
      const partial_cover_result r = partial_cover(a, share, w);
      CHECK(weight_left(a, r.kept, w) == r.uncovered_weight);
      CHECK(r.uncovered_weight <= r.allowed_weight);
      CHECK((r.total_weight - r.allowed_weight) * share.denominator >=
            share.numerator * r.total_weight);
      CHECK((r.total_weight - r.allowed_weight - 1) * share.denominator <
            std::max<std::int64_t>(1, share.numerator * r.total_weight));
      CHECK(cover_cost(a, r.kept) == r.cost);
      for (std::int32_t j = 0; j < a.columns(); ++j)
        if (a.is_fixed(j)) CHECK(std::ranges::binary_search(r.kept, j));
      const std::int64_t optimum = cheapest(a, w, r.allowed_weight);
      CHECK(r.cost >= optimum);
      CHECK(r.bound <= optimum);
      CHECK(r.bound == partial_bound(a, r.dual, r.price, r.allowed_weight));
      for (std::size_t i = 0; i < w.size(); ++i) {
        CHECK(r.dual.u[i] >= 0);
        CHECK(static_cast<detail::wide_signed>(r.dual.u[i]) <=
              static_cast<detail::wide_signed>(r.price) * w[i]);
      }
      best += r.cost == optimum;
      ++rounds;
    }
    CHECK(best * 10 >= rounds * 8);
  }

  TEST_CASE("partial_cover: all of it is the minimal cover") {
    for (const test::multicover& m : test::multicovers()) {
      CAPTURE(m.name);
      const partial_cover_result r = partial_cover(m.problem(), {1, 1});
      CHECK(r.cost == m.optimum);
      CHECK(r.allowed_weight == 0);
      CHECK(r.bound <= m.optimum);
      CHECK(r.bound * 10 >= m.optimum * 9);
      const partial_cover_result none = partial_cover(m.problem(), {0, 1});
      CHECK(none.cost == 0);
      CHECK(none.bound == 0);
    }
  }

  TEST_CASE("partial_cover: less costs no more") {
    const auto& m = test::multicovers()[9];
    std::int64_t before = m.optimum;
    for (const std::int64_t percent : {95, 80, 50, 20}) {
      const partial_cover_result r = partial_cover(m.problem(), {percent, 100});
      CHECK(r.cost <= before);
      before = r.cost;
    }
    CHECK(before < m.optimum);
  }

  TEST_CASE("partial_cover: what is no share and no weight is refused") {
    const cover_problem a = test::unicost({{0}, {1}}, 2);
    CHECK_NOTHROW(partial_cover(a, {1, 1}, weights{0, 1}));
    CHECK_THROWS_WITH_AS(partial_cover(a, {11, 10}), "a share of 11/10 of what is asked",
                         rule_error);
    CHECK_THROWS_WITH_AS(partial_cover(a, {1, 1}, weights{-1, 1}), "a weight of -1", rule_error);
    CHECK_THROWS_WITH_AS(partial_cover(a, {1, 1}, weights{1}), "there are 1 weights for 2 rows",
                         rule_error);
    CHECK(partial_cover(a, {1, 1}, weights{0, 1}).kept == ints{1});
    CHECK(partial_cover(cover_problem{}, {1, 2}).kept.empty());
  }
}
