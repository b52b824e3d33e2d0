#include <irisan/responsibility/violated_set.hpp>

#include <support/assignments.hpp>

#include <doctest/doctest.h>

using namespace irisan;
using ints = std::vector<std::int32_t>;

namespace {
constexpr std::int64_t x = test::closed;

/// The most that pieces of a set of units weigh beyond what these can take: by Hall, all subsets.
std::int64_t greatest_lack(const assignment_problem& a) {
  std::int64_t most = 0;
  for (unsigned set = 0; set < 1U << a.units; ++set) {
    std::int64_t lack = 0;
    bool limited = true;
    for (std::int32_t u = 0; u < a.units; ++u)
      if (set >> u & 1U) {
        limited = limited && a.is_limited(u);
        if (limited) lack -= a.capacity[static_cast<std::size_t>(u)];
      }
    if (!limited) continue;
    for (std::int32_t r = 0; r < a.pieces(); ++r) {
      const auto units = a.units_of(r);
      if (!units.empty() &&
          std::all_of(units.begin(), units.end(), [&](std::int32_t u) { return set >> u & 1U; }))
        lack += a.load[static_cast<std::size_t>(r)];
    }
    most = std::max(most, lack);
  }
  return most;
}
} // namespace

TEST_SUITE("responsibility") {
  TEST_CASE("violated_set: pieces that only a full unit may take are named with it") {
    const std::vector<std::vector<std::int64_t>> costs{{1, x}, {1, x}, {1, 1}, {x, x}};
    const violated_set v = find_violated_set(test::assignments(costs, {2, 2, 2, 9}, {3, 9}));
    CHECK(v.units == ints{0});
    CHECK(v.pieces == ints{0, 1});
    CHECK(v.load == 4);
    CHECK(v.capacity == 3);
    CHECK(v.excess == 1);
    CHECK(find_violated_set(test::assignments(costs, {2, 1, 2, 9}, {3, 9})) == violated_set{});
  }

  TEST_CASE("violated_set: a unit without limit is never short") {
    CHECK(find_violated_set(test::assignments(
              {{1, 1}, {1, 1}}, {5, 6}, {0, assignment_problem::no_limit})) == violated_set{});
  }

  TEST_CASE("violated_set: what it names is violated and the excess is that of all subsets") {
    std::mt19937 random(64);
    int violated = 0;
    for (int round = 0; round < 2000; ++round) {
      const assignment_problem a =
          test::random_assignment(random, {.pieces = static_cast<std::int32_t>(random() % 12),
                                           .units = static_cast<std::int32_t>(1 + random() % 5),
                                           .tightness = 100,
                                           .may = 30});
      const violated_set v = find_violated_set(a);
      CHECK(v.excess == greatest_lack(a));
      CHECK(v.units.empty() == (v.excess == 0));
      if (v.units.empty()) continue;
      ++violated;
      std::int64_t load = 0, capacity = 0;
      for (const std::int32_t u : v.units) capacity += a.capacity[static_cast<std::size_t>(u)];
      for (const std::int32_t r : v.pieces) {
        load += a.load[static_cast<std::size_t>(r)];
        for (const std::int32_t u : a.units_of(r))
          CHECK(std::binary_search(v.units.begin(), v.units.end(), u));
      }
      CHECK(load > capacity);
      CHECK(load == v.load);
      CHECK(capacity == v.capacity);
    }
    CHECK(violated > 200);
  }
}
