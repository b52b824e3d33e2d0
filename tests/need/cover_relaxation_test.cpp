#include <irisan/need/cover_relaxation.hpp>

#include <support/multicovers.hpp>

#include <doctest/doctest.h>

#include <algorithm>
#include <random>
#include <vector>

using namespace irisan;

namespace {

using prices = std::vector<std::int64_t>;

prices some_prices(std::mt19937& random, const cover_problem& a, std::int64_t most) {
  prices u(static_cast<std::size_t>(a.rows()));
  for (std::int64_t& x : u)
    x = static_cast<std::int64_t>(random() % static_cast<std::uint64_t>(most + 1));
  return u;
}

/// What all columns pay and gain, from the definition.
detail::wide_signed value_of(const cover_problem& a, const prices& u, std::int64_t scale) {
  detail::wide_signed value = 0;
  for (std::int32_t i = 0; i < a.rows(); ++i)
    value += static_cast<detail::wide_signed>(a.demand(i)) * u[static_cast<std::size_t>(i)];
  for (std::int32_t j = 0; j < a.columns(); ++j) {
    std::int64_t rest = a.cost(j) * scale;
    for (const std::int32_t i : a.rows_of(j)) rest -= u[static_cast<std::size_t>(i)];
    value += a.is_fixed(j) ? rest : std::min<std::int64_t>(rest, 0);
  }
  return value;
}

} // namespace

TEST_SUITE("need") {
  TEST_CASE("cover_relaxation: a bound is what its prices say, and no cover costs less") {
    std::mt19937 random(91);
    for (int round = 0; round < 300; ++round) {
      CAPTURE(round);
      const cover_problem a = test::random_cover(random, 10, 10);
      const std::int64_t scale = 1 + static_cast<std::int64_t>(random() % 16);
      const prices u = some_prices(random, a, 12 * scale);
      detail::cover_relaxation r(a, scale);
      const detail::wide_signed value = r.evaluate(u);
      CHECK(value == value_of(a, u, scale));
      CHECK(value <= static_cast<detail::wide_signed>(test::cheapest_cost(a)) * scale);
      // What is missing after all columns that pay, and the fixed ones.
      std::vector<std::int32_t> miss(a.demands().begin(), a.demands().end());
      for (std::int32_t j = 0; j < a.columns(); ++j) {
        std::int64_t rest = a.cost(j) * scale;
        for (const std::int32_t i : a.rows_of(j)) rest -= u[static_cast<std::size_t>(i)];
        CHECK(r.rest()[static_cast<std::size_t>(j)] == rest);
        if (rest >= 0 && !a.is_fixed(j)) continue;
        for (const std::int32_t i : a.rows_of(j)) --miss[static_cast<std::size_t>(i)];
      }
      CHECK(std::ranges::equal(r.miss(), miss));
    }
  }

  TEST_CASE("cover_relaxation: the best prices on a way are kept, and never above the optimum") {
    std::mt19937 random(92);
    for (int round = 0; round < 100; ++round) {
      CAPTURE(round);
      const cover_problem a = test::random_cover(random, 12, 12);
      const std::int64_t optimum = test::cheapest_cost(a), scale = dual_scale(a);
      detail::cover_relaxation r(a, scale);
      prices u = some_prices(random, a, 2 * scale);
      for (std::int32_t i = 0; i < a.rows(); ++i)
        u[static_cast<std::size_t>(i)] = std::min(u[static_cast<std::size_t>(i)], r.most(i));
      detail::best_dual best{u, -1};
      const detail::wide_signed before = r.evaluate(u);
      double lambda = 1;
      const int steps = detail::ascend_along(r, best, optimum, 200, 20, lambda, {});
      CHECK(steps > 0);
      CHECK(steps <= 201);
      CHECK(best.value >= before);
      CHECK(best.value == value_of(a, best.u, scale));
      CHECK(best.value <= static_cast<detail::wide_signed>(optimum) * scale);
    }
  }
}
