#include <irisan/responsibility/assignment_tree.hpp>

#include <support/assignments.hpp>

#include <doctest/doctest.h>

#include <limits>

using namespace irisan;

TEST_SUITE("responsibility") {
  TEST_CASE("assignment_tree: it finds the cheapest of all divisions or that there is none") {
    std::mt19937 random(71);
    int none = 0, charged = 0;
    for (int round = 0; round < 400; ++round) {
      const assignment_problem a =
          test::random_assignment(random, {.pieces = static_cast<std::int32_t>(1 + random() % 8),
                                           .units = static_cast<std::int32_t>(1 + random() % 4),
                                           .charges = round % 3 == 0 ? 0 : 12,
                                           .tightness = 95 + static_cast<int>(random() % 40)});
      const test::best_of_all best = test::by_brute_force(a);
      const std::int64_t nothing = 1'000'000, scale = priced_division::scale_for(a);
      const std::vector<std::int64_t> price(a.capacity.size(), 0);
      assignment_tree tree(a, scale, 0);
      CHECK(tree.run(nothing, price, 100'000));
      if (best.excess == 0) {
        CHECK(tree.value() == best.cost);
        CHECK(cost_of(a, tree.option()) == best.cost);
        CHECK(excess_of(a, loads_of(a, tree.option())) == 0);
        CHECK(tree.run(best.cost, price, 100'000));
        CHECK(tree.value() == best.cost);
      } else {
        CHECK(tree.option().empty());
        ++none;
      }
      assignment_tree soft(a, scale, 1000);
      CHECK(soft.run(nothing, price, 100'000));
      CHECK(soft.value() == best.cost + 1000 * best.excess);
      charged += a.has_charges();
    }
    CHECK(none > 30);
    CHECK(charged > 100);
  }

  TEST_CASE("assignment_tree: too few nodes prove nothing") {
    std::mt19937 random(72);
    int open = 0;
    for (int round = 0; round < 20; ++round) {
      const assignment_problem a = test::random_assignment(
          random, {.pieces = 24, .units = 5, .places = 5, .loads = 9, .tightness = 104});
      assignment_tree tree(a, priced_division::scale_for(a), 0);
      open += !tree.run(1'000'000, std::vector<std::int64_t>(5, 0), 1);
    }
    CHECK(open > 10);
  }
}
