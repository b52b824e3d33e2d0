#include <irisan/responsibility/part_search.hpp>

#include <support/assignments.hpp>

#include <doctest/doctest.h>

using namespace irisan;

TEST_SUITE("responsibility") {
  TEST_CASE("part_search: small parts are proven") {
    std::mt19937 random(88);
    int beyond = 0;
    for (int round = 0; round < 200; ++round) {
      const assignment_problem a =
          test::random_assignment(random, {.pieces = 7,
                                           .units = 3,
                                           .places = 2,
                                           .tightness = 90 + static_cast<int>(random() % 40)});
      const test::best_of_all best = test::by_brute_force(a);
      const part_division d = search_part(a);
      CHECK(d.proven);
      CHECK(d.cost == best.cost);
      CHECK(d.excess == best.excess);
      CHECK(d.lower_bound == d.cost);
      beyond += d.excess > 0;
    }
    CHECK(beyond > 4);
  }

  TEST_CASE("part_search: without a tree there is still a bound and a division") {
    std::mt19937 random(89);
    int open = 0;
    for (int round = 0; round < 60; ++round) {
      const assignment_problem a = test::random_assignment(
          random, {.pieces = 8, .units = 3, .places = 2, .loads = 7, .tightness = 105});
      const test::best_of_all best = test::by_brute_force(a);
      const part_division d = search_part(a, {.nodes = 0});
      CHECK(std::pair(d.excess, d.cost) >= std::pair(best.excess, best.cost));
      if (best.excess == 0 && d.excess == 0) CHECK(d.lower_bound <= best.cost);
      if (d.excess == 0) CHECK(d.lower_bound <= d.cost);
      if (d.proven) CHECK(d.cost == best.cost);
      open += !d.proven;
    }
    CHECK(open > 5);
  }

  TEST_CASE("part_search: parts too large for a tree come within a hundredth") {
    std::mt19937 random(90);
    const assignment_problem a = test::random_assignment(random, {.pieces = 1200,
                                                                  .units = 14,
                                                                  .places = 60,
                                                                  .loads = 9,
                                                                  .costs = 500,
                                                                  .charges = 200,
                                                                  .tightness = 106});
    const part_division d = search_part(a);
    CHECK(d.excess == 0);
    CHECK(d.cost == cost_of(a, d.option));
    CHECK(bound_of(a, d.price, d.price_scale) <= d.lower_bound);
    CHECK(static_cast<double>(d.cost - d.lower_bound) < 0.01 * static_cast<double>(d.cost));
  }
}
