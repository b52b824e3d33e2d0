#include <irisan/responsibility/runner_up.hpp>

#include <support/assignments.hpp>

#include <doctest/doctest.h>

#include <limits>

using namespace irisan;

TEST_SUITE("responsibility") {
  TEST_CASE("runner_up: the next best unit with what it costs more") {
    const assignment_problem a = test::assignments({{1, 4, 9}}, {1}, {1, 1, 1});
    const assignment s = solve_assignment(a);
    const second_choice r = runner_up(a, s, 0);
    CHECK(r.option == 1);
    CHECK(r.difference == 3);
    CHECK(r.exact);
    const second_choice priced = priced_runner_up(a, s, 0);
    CHECK(priced.option == 1);
    CHECK(priced.difference == 3);
    CHECK_FALSE(priced.exact);
    CHECK_FALSE(runner_up(a, s, 0, {}, 2).exact);
  }

  TEST_CASE("runner_up: a piece with one unit or none has no runner-up") {
    constexpr std::int64_t x = test::closed;
    const assignment_problem a = test::assignments({{1, x}, {x, x}}, {1, 1}, {1, 1});
    const assignment s = solve_assignment(a);
    CHECK(runner_up(a, s, 0) == second_choice{});
    CHECK(runner_up(a, s, 1) == second_choice{});
  }

  TEST_CASE("runner_up: a charge counts where the unit is not there yet or leaves") {
    // Both pieces are with the first unit; the second would have to come, the first would stay.
    assignment_problem a = test::assignments({{1, 1}, {1, 2}}, {1, 1}, {9, 9}, {0, 0}, {10});
    assignment s = solve_assignment(a);
    CHECK(s.cost == 12);
    CHECK(priced_runner_up(a, s, 0).difference == 10);
    // Alone there, it takes its charge along.
    a = test::assignments({{1, 3}}, {1}, {9, 9}, {0}, {10});
    s = solve_assignment(a);
    CHECK(priced_runner_up(a, s, 0).difference == 2);
  }

  TEST_CASE("runner_up: without the present option the best of all divisions costs so much more") {
    std::mt19937 random(92);
    int dearer = 0;
    for (int round = 0; round < 80; ++round) {
      const assignment_problem a =
          test::random_assignment(random, {.pieces = 6, .units = 3, .places = 2, .tightness = 110});
      const assignment s = solve_assignment(a);
      const auto piece = static_cast<std::int32_t>(random() % 6);
      const second_choice r = runner_up(a, s, piece);
      if (a.units_of(piece).size() == 1) {
        CHECK(r.option == -1);
        continue;
      }
      CHECK(r.exact);
      CHECK(r.option != s.option[static_cast<std::size_t>(piece)]);
      CHECK(r.option >= a.first_option(piece));
      CHECK(r.option < a.end_option(piece));
      // Of all divisions in which the piece goes anywhere else.
      const test::best_of_all best =
          test::by_brute_force(without_option(a, s.option[static_cast<std::size_t>(piece)]));
      CHECK(r.excess == best.excess - s.excess);
      CHECK(r.difference == best.cost - s.cost);
      if (r.excess == 0) CHECK(r.difference >= 0);
      dearer += r.difference > 0;
    }
    CHECK(dearer > 20);
  }
}
