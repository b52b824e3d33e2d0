#include <irisan/responsibility/assignment.hpp>
#include <irisan/responsibility/assignment_search.hpp>

#include <support/assignments.hpp>

#include <doctest/doctest.h>

using namespace irisan;
using ints = std::vector<std::int32_t>;
using longs = std::vector<std::int64_t>;

namespace {
ints any_options(std::mt19937& random, const assignment_problem& a) {
  ints option;
  for (std::int32_t r = 0; r < a.pieces(); ++r)
    option.push_back(static_cast<std::int32_t>(
        a.first_option(r) + static_cast<std::int64_t>(random() % a.units_of(r).size())));
  return option;
}
void check_counts(const assignment_problem& a, const assignment_search& s) {
  CHECK(s.cost() == cost_of(a, s.option()));
  CHECK(s.excess() == excess_of(a, loads_of(a, s.option())));
}
} // namespace

TEST_SUITE("responsibility") {
  TEST_CASE("assignment_search: a set piece changes cost by what was foretold") {
    std::mt19937 random(85);
    for (int round = 0; round < 200; ++round) {
      const assignment_problem a =
          test::random_assignment(random, {.pieces = 12, .units = 4, .places = 3});
      assignment_search s(a, any_options(random, a));
      check_counts(a, s);
      for (int turn = 0; turn < 20; ++turn) {
        const auto r = static_cast<std::int32_t>(random() % 12);
        const auto k = static_cast<std::int32_t>(
            a.first_option(r) + static_cast<std::int64_t>(random() % a.units_of(r).size()));
        const std::int64_t expected = s.cost() + s.cost_of_move(r, k);
        s.set(r, k);
        CHECK(s.cost() == expected);
        check_counts(a, s);
      }
    }
  }

  TEST_CASE("assignment_search: load is taken away where it costs least") {
    const assignment_problem a = test::assignments({{0, 5}, {0, 2}, {0, 9}}, {1, 1, 1}, {2, 2});
    assignment_search s(a, {0, 2, 4});
    CHECK(s.excess() == 1);
    s.repair(longs{0, 0}, 1, 1000);
    CHECK(s.option() == ints{0, 3, 4});
    CHECK(s.cost() == 2);
  }

  TEST_CASE("assignment_search: a piece pushes another on where there is no room") {
    constexpr std::int64_t x = test::closed;
    // The first can only go to the second unit, whose piece can only go to the third.
    const assignment_problem a =
        test::assignments({{0, 1, x}, {0, x, x}, {x, 0, 3}}, {2, 2, 2}, {2, 2, 2});
    assignment_search s(a, {0, 2, 3});
    s.repair(longs{0, 0, 0}, 1, 1000);
    CHECK(s.excess() == 0);
    CHECK(s.cost() == 4);
  }

  TEST_CASE("assignment_search: a unit leaves a place or comes to it if that saves its charge") {
    const assignment_problem a = test::assignments({{1, 2, 9}, {2, 1, 9}, {9, 9, 1}, {9, 9, 1}},
                                                   {1, 1, 1, 1}, {9, 9, 9}, {0, 0, 0, 0}, {5});
    assignment_search s(a, {0, 4, 6, 9});
    s.improve(1000);
    CHECK(s.cost() == cost_of(a, s.option()));
    CHECK(s.cost() == 3 + 2 + 10);
    check_counts(a, s);
  }

  TEST_CASE("assignment_search: two pieces change places where neither could move alone") {
    const assignment_problem a = test::assignments({{5, 1}, {1, 5}}, {2, 2}, {2, 2});
    assignment_search s(a, {0, 3});
    CHECK(s.cost() == 10);
    s.improve(1000);
    CHECK(s.cost() == 2);
  }

  TEST_CASE("assignment_search: repairing and improving never make it worse") {
    std::mt19937 random(86);
    int held = 0, optimal = 0;
    for (int round = 0; round < 400; ++round) {
      const assignment_problem a =
          test::random_assignment(random, {.pieces = 7, .units = 3, .places = 3, .tightness = 125});
      assignment_search s(a, any_options(random, a));
      const std::int64_t excess = s.excess();
      s.repair(longs{0, 0, 0}, 1, 100'000);
      CHECK(s.excess() <= excess);
      check_counts(a, s);
      const assignment_search before = s;
      s.improve(100'000);
      CHECK(!before.is_better_than(s));
      check_counts(a, s);
      const test::best_of_all best = test::by_brute_force(a);
      CHECK(std::pair(s.excess(), s.cost()) >= std::pair(best.excess, best.cost));
      held += s.excess() == best.excess;
      optimal += s.excess() == best.excess && s.cost() == best.cost;
    }
    CHECK(held > 380);
    CHECK(optimal > 200);
  }
}
