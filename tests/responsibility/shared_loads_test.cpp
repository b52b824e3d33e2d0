#include <irisan/responsibility/capacity_prices.hpp>
#include <irisan/responsibility/shared_loads.hpp>
#include <irisan/responsibility/violated_set.hpp>

#include <support/assignments.hpp>

#include <doctest/doctest.h>

using namespace irisan;

TEST_SUITE("responsibility") {
  TEST_CASE("shared_loads: a load is shared where a unit cannot take it all") {
    const shared_loads s = share_loads(test::assignments({{1, 3}, {1, 2}}, {4, 4}, {5, 5}));
    CHECK(s.share == std::vector<std::int64_t>{4, 0, 1, 3});
    CHECK(s.load == std::vector<std::int64_t>{5, 3});
    CHECK(s.cost == 4 + 1 + 6);
    CHECK(s.excess == 0);
    // Another unit of room with the first would save what lies between 1 and 2.
    CHECK(s.price[0] >= s.price_scale - 1);
    CHECK(s.price[0] <= s.price_scale + 1);
    CHECK(s.price[1] == 0);
  }

  TEST_CASE("shared_loads: of what costs the same the first units take it") {
    const shared_loads s =
        share_loads(test::assignments({{2, 2, 2}, {2, 2, 2}}, {1, 1}, {1, 9, 9}));
    CHECK(s.load == std::vector<std::int64_t>{1, 1, 0});
  }

  TEST_CASE("shared_loads: unit loads cost what the best of all choices costs") {
    std::mt19937 random(73);
    int beyond = 0;
    for (int round = 0; round < 600; ++round) {
      const assignment_problem a =
          test::random_assignment(random, {.pieces = static_cast<std::int32_t>(random() % 7),
                                           .units = static_cast<std::int32_t>(1 + random() % 4),
                                           .loads = 1,
                                           .charges = 0,
                                           .tightness = 80 + static_cast<int>(random() % 40),
                                           .may = 50});
      const test::best_of_all best = test::by_brute_force(a);
      const shared_loads s = share_loads(a);
      CHECK(s.excess == best.excess);
      CHECK(s.cost == best.cost);
      beyond += s.excess > 0;
    }
    CHECK(beyond > 30);
  }

  TEST_CASE("shared_loads: prices prove the cost and the excess is that of violated sets") {
    std::mt19937 random(74);
    for (int round = 0; round < 300; ++round) {
      assignment_problem a =
          test::random_assignment(random, {.pieces = 30,
                                           .units = 5,
                                           .charges = 0,
                                           .tightness = 90 + static_cast<int>(random() % 30),
                                           .may = 40});
      const shared_loads s = share_loads(a);
      CHECK(s.excess == find_violated_set(a).excess);
      std::int64_t sum = 0;
      // Each unit of load as a piece of its own: then the relaxation is the flow itself.
      assignment_problem units = a;
      units.place.clear();
      units.load.clear();
      units.offsets = {0};
      units.unit.clear();
      units.cost.clear();
      for (std::int32_t r = 0; r < a.pieces(); ++r)
        for (std::int64_t l = a.load[static_cast<std::size_t>(r)]; l > 0; --l) {
          units.place.push_back(-1);
          units.load.push_back(1);
          for (std::int64_t k = a.first_option(r); k < a.end_option(r); ++k) {
            units.unit.push_back(a.unit[static_cast<std::size_t>(k)]);
            units.cost.push_back(a.cost[static_cast<std::size_t>(k)]);
          }
          units.offsets.push_back(units.options());
        }
      for (std::size_t u = 0; u < a.capacity.size(); ++u) {
        sum += s.load[u];
        units.capacity[u] = std::max(a.capacity[u], s.load[u]);
      }
      CHECK(sum == units.pieces());
      CHECK(bound_of(units, s.price, s.price_scale) == s.cost);
    }
  }
}
