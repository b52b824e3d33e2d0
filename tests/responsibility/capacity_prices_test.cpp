#include <irisan/responsibility/capacity_prices.hpp>

#include <support/assignments.hpp>

#include <doctest/doctest.h>

#include <cmath>

using namespace irisan;
using longs = std::vector<std::int64_t>;

namespace {
assignment_problem some_problem(std::mt19937& random, int tightness = 130) {
  return test::random_assignment(random, {.pieces = static_cast<std::int32_t>(1 + random() % 8),
                                          .units = static_cast<std::int32_t>(1 + random() % 4),
                                          .places = static_cast<std::int32_t>(random() % 4),
                                          .tightness = tightness});
}
longs some_prices(std::mt19937& random, const assignment_problem& a, std::int64_t scale) {
  longs price;
  for (const std::int64_t c : a.capacity)
    price.push_back(c == assignment_problem::no_limit
                        ? 0
                        : static_cast<std::int64_t>(random() % static_cast<unsigned>(4 * scale)));
  return price;
}
} // namespace

TEST_SUITE("responsibility") {
  TEST_CASE("capacity_prices: priced load is saved by sending pieces where there is room") {
    // Both pieces are cheapest with the first unit, which can take one.
    const assignment_problem a = test::assignments({{1, 4}, {1, 6}}, {1, 1}, {1, 2});
    CHECK(bound_of(a, longs{0, 0}, 1) == 2);
    CHECK(bound_of(a, longs{3, 0}, 1) == 5);
    CHECK(bound_of(a, longs{5, 0}, 1) == 5);
    CHECK(bound_of(a, longs{7, 0}, 1) == 3);
    CHECK(bound_of(a, longs{5, 0}, 2) == 5); // 4.5
    priced_division priced(a, 1);
    priced.evaluate(longs{4, 0}, place_effort::exact);
    CHECK(priced.load()[0] == 1);
    CHECK(priced.option()[1] == 2);
    priced.forbid(2, true);
    priced.evaluate(longs{4, 0}, place_effort::exact);
    CHECK(priced.option()[1] == 3);
    priced.forbid(3, true);
    priced.evaluate(longs{4, 0}, place_effort::exact);
    CHECK(priced.option()[1] == -1);
  }

  TEST_CASE("capacity_prices: no prices bound more than the best of all divisions costs") {
    std::mt19937 random(83);
    int reached = 0;
    for (int round = 0; round < 600; ++round) {
      const assignment_problem a = some_problem(random);
      const test::best_of_all best = test::by_brute_force(a);
      if (best.excess > 0) continue;
      const std::int64_t scale = std::int64_t{1} << (random() % 20);
      const longs price = some_prices(random, a, scale);
      const std::int64_t bound = bound_of(a, price, scale);
      CHECK(bound <= best.cost);
      CHECK(bound_of(a, longs(price.size(), 0), scale) <= best.cost);
      reached += bound_of(a, longs(price.size(), 0), scale) == best.cost;
      priced_division priced(a, scale);
      const auto exact = priced.evaluate(price, place_effort::exact);
      CHECK(exact == priced.value());
      CHECK(priced.evaluate(price, place_effort::approximate) <= exact);
      CHECK(priced.evaluate(price, place_effort::refine) >= exact);
      // Longer units of cost are the same prices.
      CHECK(bound_of(a, price, scale * 2) <= best.cost);
    }
    CHECK(reached > 100);
  }

  TEST_CASE("capacity_prices: threads change nothing") {
    std::mt19937 random(84);
    const assignment_problem a =
        test::random_assignment(random, {.pieces = 300, .units = 9, .places = 20});
    const longs price = some_prices(random, a, 1024);
    CHECK(bound_of(a, price, 1024, 1000, 1) == bound_of(a, price, 1024, 1000, 4));
  }

  TEST_CASE("capacity_prices: steps raise the bound to that of linear programming") {
    // Two of the pieces must go elsewhere, at 2 and 3: the unit of room is worth 3.
    const assignment_problem a =
        test::assignments({{0, 2}, {0, 3}, {0, 4}, {0, 9}}, {1, 1, 1, 1}, {2, 9});
    const std::int64_t scale = priced_division::scale_for(a);
    CHECK(scale == std::int64_t{1} << 20);
    priced_division priced(a, scale);
    price_steps walk(a, longs{0, 0}, priced.most_price());
    for (int i = 0; i < 200; ++i) {
      const auto value = priced.evaluate(walk.price(), place_effort::exact);
      if (!walk.step(priced.load(), value, static_cast<detail::wide_cost>(5) * scale)) break;
    }
    CHECK(bound_of(a, walk.best_price(), scale) == 5);
    CHECK(walk.best_price()[1] == 0);
  }

  TEST_CASE("capacity_prices: rounding up goes up below zero as well") {
    CHECK(detail::rounded_up(7, 2) == 4);
    CHECK(detail::rounded_up(8, 2) == 4);
    CHECK(detail::rounded_up(-7, 2) == -3);
    CHECK(detail::rounded_up(-8, 2) == -4);
  }

  TEST_CASE("capacity_prices: the scale leaves room for the greatest costs") {
    constexpr std::int64_t huge = std::int64_t{1} << 54;
    const assignment_problem a =
        test::assignments({{huge, 1}, {1, huge}}, {5, 5}, {5, 5}, {0, 0}, {huge / 2});
    const std::int64_t scale = priced_division::scale_for(a);
    CHECK(scale >= 1);
    CHECK(bound_of(a, longs{0, 0}, scale) == 2 + huge);
    CHECK(bound_of(a, longs{scale, 0}, scale) == 2 + huge);
  }
}
