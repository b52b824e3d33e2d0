#include <irisan/responsibility/fair_capacities.hpp>

#include <support/assignments.hpp>

#include <doctest/doctest.h>

using namespace irisan;
using longs = std::vector<std::int64_t>;

TEST_SUITE("responsibility") {
  TEST_CASE("fair_capacities: the least share is that of the set of units that is shortest") {
    constexpr std::int64_t x = test::closed;
    const fair_share f =
        find_fair_share(test::assignments({{1, x}, {1, 1}, {1, 1}}, {3, 3, 4}, {4, 12}));
    CHECK(f.share == fraction{3, 4}); // the first piece has nowhere else to go
    CHECK(f.capacity == longs{3, 9});
    const fair_share even = find_fair_share(test::assignments({{1, 1}, {1, 1}}, {3, 5}, {4, 12}));
    CHECK(even.share == fraction{1, 2});
    CHECK(even.capacity == longs{2, 6});
  }

  TEST_CASE("fair_capacities: shares may be beyond one and units may be beyond any") {
    constexpr std::int64_t x = test::closed;
    CHECK(find_fair_share(test::assignments({{1}}, {9}, {4})).share == fraction{9, 4});
    const fair_share f = find_fair_share(test::assignments(
        {{1, x, x}, {x, 1, x}, {x, x, 1}}, {2, 3, 1}, {0, 6, assignment_problem::no_limit}));
    CHECK(f.share == fraction{1, 2});
    CHECK(f.is_free == std::vector<char>{1, 0, 1});
  }

  TEST_CASE("fair_capacities: at the least share loads can be held and at no lesser one") {
    std::mt19937 random(91);
    for (int round = 0; round < 300; ++round) {
      assignment_problem a =
          test::random_assignment(random, {.pieces = 9, .units = 4, .tightness = 130, .may = 40});
      for (std::int64_t& c : a.capacity) c = 1 + static_cast<std::int64_t>(random() % 12);
      const fair_share f = find_fair_share(a);
      CHECK(find_violated_set(a, f.capacity).units.empty());
      // Just below, at least one unit loses one.
      longs less = f.capacity;
      for (std::size_t u = 0; u < less.size(); ++u)
        if (fraction{less[u], a.capacity[u]} == f.share) --less[u];
      CHECK(less != f.capacity);
      CHECK_FALSE(find_violated_set(a, less).units.empty());
    }
  }

  TEST_CASE("fair_capacities: half way is between") {
    const fraction m = between({1, 4}, {3, 4});
    CHECK(m == fraction{1, 2});
    CHECK(between({0, 1}, {1, 1}) == fraction{1, 2});
  }
}
