#include <irisan/responsibility/assignment_parts.hpp>

#include <support/assignments.hpp>

#include <doctest/doctest.h>

using namespace irisan;
using ints = std::vector<std::int32_t>;
using longs = std::vector<std::int64_t>;

namespace {
constexpr std::int64_t x = test::closed;
constexpr std::int64_t no_limit = assignment_problem::no_limit;

std::vector<ints> pieces_of(const assignment_problem& a) {
  std::vector<ints> all;
  for (const assignment_part& p : parts_of(a, a.capacity)) {
    check(p.problem);
    all.push_back(p.pieces);
    std::sort(all.back().begin(), all.back().end());
  }
  std::sort(all.begin(), all.end());
  return all;
}
} // namespace

TEST_SUITE("responsibility") {
  TEST_CASE("assignment_parts: a unit with too little room for all ties its pieces") {
    const std::vector<longs> costs{{1, 2, x}, {x, 2, 3}, {x, x, 1}, {x, x, x}};
    // The second unit can take both, or only one of them.
    CHECK(pieces_of(test::assignments(costs, {1, 1, 1, 1}, {9, 2, 9})) ==
          std::vector<ints>{{0}, {1}, {2}});
    CHECK(pieces_of(test::assignments(costs, {1, 1, 1, 1}, {9, 1, 9})) ==
          std::vector<ints>{{0, 1}, {2}});
    // With the third it then matters what can go nowhere else.
    CHECK(pieces_of(test::assignments(costs, {1, 1, 1, 1}, {9, 1, 1})) ==
          std::vector<ints>{{0, 1, 2}});
  }

  TEST_CASE("assignment_parts: a place with a charge ties what is there and no other does") {
    const std::vector<longs> costs{{1, 2}, {1, 2}, {1, x}, {2, x}};
    const auto at_places = [&](longs charge) {
      return pieces_of(test::assignments(costs, {1, 1, 1, 1}, {no_limit, no_limit}, {0, 0, 0, 1},
                                         std::move(charge)));
    };
    CHECK(at_places({4, 4}) == std::vector<ints>{{0, 1, 2}, {3}});
    CHECK(at_places({0, 0}) == std::vector<ints>{{0}, {1}, {2, 3}});
  }

  TEST_CASE("assignment_parts: costs and loads are counted in what divides them") {
    const assignment_problem a =
        test::assignments({{10, 40}, {100, 70}}, {4, 6}, {9, 9}, {0, 0}, {60});
    const std::vector<assignment_part> parts = parts_of(a, a.capacity);
    CHECK(parts.size() == 1);
    const assignment_part& p = parts[0];
    CHECK(p.base == 80);
    CHECK(p.cost_unit == 30);
    CHECK(p.load_unit == 2);
    CHECK(p.problem.cost == longs{0, 1, 1, 0});
    CHECK(p.problem.load == longs{2, 3});
    CHECK(p.problem.capacity == longs{4, 4});
    CHECK(p.problem.charge == longs{2});
    CHECK(p.option == ints{0, 1, 2, 3});
    CHECK(parts_of(a, a.capacity, true)[0].load_unit == 1);
  }

  TEST_CASE("assignment_parts: together they hold every option of every piece once") {
    std::mt19937 random(87);
    std::size_t most = 0;
    for (int round = 0; round < 300; ++round) {
      const assignment_problem a = test::random_assignment(random, {.pieces = 14,
                                                                    .units = 6,
                                                                    .places = 4,
                                                                    .charges = round % 2 ? 9 : 0,
                                                                    .tightness = 300,
                                                                    .may = 15});
      ints options;
      const auto parts = parts_of(a, a.capacity);
      most = std::max(most, parts.size());
      for (const assignment_part& p : parts) {
        check(p.problem);
        options.insert(options.end(), p.option.begin(), p.option.end());
        CHECK(std::ranges::is_sorted(p.units));
        for (std::size_t k = 0; k < p.option.size(); ++k)
          CHECK(p.units[static_cast<std::size_t>(p.problem.unit[k])] ==
                a.unit[static_cast<std::size_t>(p.option[k])]);
      }
      std::sort(options.begin(), options.end());
      CHECK(static_cast<std::int64_t>(options.size()) == a.options());
      CHECK(std::adjacent_find(options.begin(), options.end()) == options.end());
    }
    CHECK(most > 3);
  }
}
