#include <irisan/need/cover_exact.hpp>

#include <support/multicovers.hpp>

#include <doctest/doctest.h>

#include <irisan/need/cover_exchange.hpp>

#include <random>
#include <stop_token>
#include <vector>

using namespace irisan;
using ints = std::vector<std::int32_t>;

namespace {
exact_cover solve(const cover_problem& a, const exact_options& options = {}) {
  const ints start = exchange_columns(a, greedy_cover(a));
  return find_exact(a, start, find_dual(a, dual_scale(a), cover_cost(a, start)), options);
}
} // namespace

TEST_SUITE("need") {
  TEST_CASE("cover_exact: it finds the optimum of all subsets") {
    std::mt19937 random(51);
    for (int round = 0; round < 400; ++round) {
      const cover_problem a =
          round % 4 == 0 ? test::tight_cover(random, 6, 6) : test::random_cover(random, 11, 12);
      // A start far from the optimum too.
      const ints start = round % 2 ? test::all_columns(a) : exchange_columns(a, greedy_cover(a));
      const cover_dual none{std::vector<std::int64_t>(static_cast<std::size_t>(a.rows()), 0), 1024};
      const exact_cover e = find_exact(a, start, none);
      CHECK(e.proven);
      CHECK(e.cost == test::cheapest_cost(a));
      CHECK(cover_cost(a, e.columns) == e.cost);
      CHECK(test::is_cover(a, e.columns));
    }
  }

  TEST_CASE("cover_exact: the oracle's multicovers") {
    for (const test::multicover& m : test::multicovers()) {
      CAPTURE(m.name);
      const exact_cover e = solve(m.problem());
      CHECK(e.proven);
      CHECK(e.cost == m.optimum);
      CHECK(test::is_cover(m.problem(), e.columns));
    }
  }

  // The oracle c02: proven by HiGHS.
  TEST_CASE("cover_exact: Steiner triples and cubes and knights") {
    const auto optimum = [](const cover_problem& a) {
      const exact_cover e = solve(a);
      CHECK(e.proven);
      CHECK(test::is_cover(a, e.columns));
      return e.cost;
    };
    CHECK(optimum(test::steiner_triples(2)) == 5);
    CHECK(optimum(test::steiner_triples(3)) == 18);
    CHECK(optimum(test::cube_cycles(4)) == 8);
    const std::int64_t knights[] = {4, 4, 5, 8, 10, 12};
    for (std::int32_t n = 3; n <= 8; ++n) CHECK(optimum(test::knights(n)) == knights[n - 3]);
    CHECK(optimum(test::unicost({{0, 1}, {1, 2}, {2, 0}}, 3)) == 2);
  }

  TEST_CASE("cover_exact: a search that ends early says so and keeps a cover") {
    const cover_problem a = test::steiner_triples(3);
    exact_options few;
    few.nodes = 20;
    const exact_cover e = solve(a, few);
    CHECK_FALSE(e.proven);
    CHECK(e.cost >= 18);
    CHECK(test::is_cover(a, e.columns));
    few.nodes = 100'000;
    few.work = 100'000;
    CHECK_FALSE(solve(a, few).proven);
    std::stop_source source;
    source.request_stop();
    exact_options stop;
    stop.watch.stop = source.get_token();
    CHECK_THROWS_AS(solve(a, stop), stopped);
  }
}
