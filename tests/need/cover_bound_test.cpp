#include <irisan/need/cover_bound.hpp>

#include <support/multicovers.hpp>

#include <doctest/doctest.h>

#include <irisan/need/cover_exchange.hpp>

#include <random>
#include <stop_token>
#include <vector>

using namespace irisan;

TEST_SUITE("need") {
  TEST_CASE("cover_bound: bounds of the oracle come close to linear programming") {
    for (const test::multicover& m : test::multicovers()) {
      CAPTURE(m.name);
      const cover_problem a = m.problem();
      const cover_dual d = find_dual(a, dual_scale(a), m.optimum);
      const double value =
          static_cast<double>(detail::dual_value(a, d)) / static_cast<double>(d.scale);
      const double relaxed = static_cast<double>(m.twice_the_relaxation) / 2;
      CHECK(value <= relaxed + 1e-9);
      CHECK(value > relaxed - 1.01); // it ends when no whole cost lies between it and the goal
      CHECK(bound_of(a, d) <= m.optimum);
    }
    // LP 5 of knights(6) and 3 of nine points: c02.
    const cover_problem nine = test::steiner_triples(2);
    CHECK(bound_of(nine, find_dual(nine, dual_scale(nine), 5)) == 3);
    const cover_problem cube = test::cube_cycles(5);
    CHECK(bound_of(cube, find_dual(cube, dual_scale(cube), 24)) == 20);
  }

  TEST_CASE("cover_bound: raising prices row by row never lowers the bound") {
    std::mt19937 random(41);
    for (int round = 0; round < 300; ++round) {
      const cover_problem a = test::random_cover(random, 12, 10);
      cover_dual d{{}, 1 + static_cast<std::int64_t>(random() % 9)};
      for (std::int32_t i = 0; i < a.rows(); ++i)
        d.u.push_back(round % 3 ? static_cast<std::int64_t>(random() % 40) : 0);
      for (int times = 0; times < 3; ++times) {
        const auto before = detail::dual_value(a, d);
        ascend(a, d);
        CHECK(detail::dual_value(a, d) >= before);
      }
      CHECK(std::ranges::none_of(d.u, [](std::int64_t u) { return u < 0; }));
      CHECK(bound_of(a, d) <= test::cheapest_cost(a));
      const cover_dual found = find_dual(a, dual_scale(a), test::cheapest_cost(a));
      CHECK(bound_of(a, found) <= test::cheapest_cost(a));
    }
  }

  TEST_CASE("cover_bound: many columns for each row are priced in turns") {
    std::mt19937 random(42);
    std::vector<std::vector<std::int32_t>> sets(30'000);
    std::vector<std::int64_t> cost;
    for (auto& set : sets) {
      for (int n = 0; n < 8; ++n) set.push_back(static_cast<std::int32_t>(random() % 60));
      cost.push_back(static_cast<std::int64_t>(20 + random() % 30));
    }
    const cover_problem a = test::cover(sets, std::vector<std::int32_t>(60, 2), cost);
    REQUIRE(a.entries() > 200'000);
    const std::int64_t upper = cover_cost(a, exchange_columns(a, greedy_cover(a)));
    const std::int64_t scale = dual_scale(a);
    const cover_dual d = find_dual(a, scale, upper);
    CHECK(bound_of(a, d) <= upper);
    CHECK(bound_of(a, d) * 10 >= upper * 8);
    // All columns at every step.
    detail::cover_relaxation whole(a, scale);
    detail::best_dual slow{std::vector<std::int64_t>(60, 0), -1};
    double lambda = 1;
    detail::ascend_along(whole, slow, upper, 400, 30, lambda, {});
    CHECK(bound_of(a, d) * 100 >= bound_of(a, {slow.u, scale}) * 97);
  }

  TEST_CASE("cover_bound: scales leave room for great costs") {
    const std::int64_t x = std::int64_t{1} << 61;
    const cover_problem a = test::cover({{0, 1}, {0}, {1}}, {1, 1}, {x, x / 4, x / 4});
    const std::int64_t scale = dual_scale(a);
    CHECK(scale == 1);
    CHECK(bound_of(a, find_dual(a, scale, x / 2)) == x / 2);
    CHECK(dual_scale(test::cover({{0}}, {1}, {1})) == std::int64_t{1} << 20);
  }

  TEST_CASE("cover_bound: it stops when asked") {
    const cover_problem a = test::knights(6);
    std::stop_source source;
    bound_options options;
    options.watch.stop = source.get_token();
    CHECK_NOTHROW(find_dual(a, dual_scale(a), 8, options));
    source.request_stop();
    CHECK_THROWS_AS(find_dual(a, dual_scale(a), 8, options), stopped);
  }
}
