#include <irisan/need/cover_problem.hpp>

#include <support/covers.hpp>

#include <doctest/doctest.h>

#include <limits>
#include <random>
#include <vector>

using namespace irisan;
using ints = std::vector<std::int32_t>;

namespace {
ints listed(std::span<const std::int32_t> s) {
  return {s.begin(), s.end()};
}
} // namespace

TEST_SUITE("need") {
  TEST_CASE("cover_problem: edges in any order and twice are those in order and once") {
    const std::vector<cover_edge> tidy{{0, 0}, {1, 0}, {1, 1}},
        messy{{1, 1}, {1, 0}, {0, 0}, {1, 1}};
    const cover_problem a({1, 2}, {3, 4}, tidy), b({1, 2}, {3, 4}, messy);
    CHECK(a == b);
    CHECK(a == test::cover({{1, 0, 1}, {1}}, {1, 2}, {3, 4}));
    CHECK(listed(a.rows_of(0)) == ints{0, 1});
    CHECK(listed(a.columns_of(1)) == ints{0, 1});
    CHECK(a.entries() == 3);
    CHECK(a.degree(0) == 1);
    CHECK(a.cost(1) == 4);
  }

  TEST_CASE("cover_problem: both directions hold the same edges") {
    std::mt19937 random(3);
    for (int round = 0; round < 100; ++round) {
      const cover_problem a = test::random_cover(random, 12, 12);
      std::int64_t n = 0;
      for (std::int32_t j = 0; j < a.columns(); ++j)
        for (const std::int32_t i : a.rows_of(j)) {
          CHECK(std::ranges::count(a.columns_of(i), j) == 1);
          ++n;
        }
      CHECK(n == a.entries());
      for (std::int32_t i = 0; i < a.rows(); ++i) n -= a.degree(i);
      CHECK(n == 0);
    }
  }

  // or-tools' Infeasible: elements 0 to 3 but sets {0} and {3}.
  TEST_CASE("cover_problem: rows that cannot be covered are listed and ask for what there is") {
    const cover_problem a = test::unicost({{0}, {3}}, 4);
    CHECK(std::vector(a.short_rows().begin(), a.short_rows().end()) ==
          std::vector<short_row>{{1, 1, 0}, {2, 1, 0}});
    CHECK(listed(a.demands()) == ints{1, 0, 0, 1});
    CHECK(test::unicost({{0}, {1, 2}, {3}}, 4).short_rows().empty());
    const cover_problem twice = test::cover({{0}, {0}}, {3}, {1, 1});
    CHECK(twice.demand(0) == 2);
    CHECK(twice.short_rows()[0] == short_row{0, 3, 2});
  }

  TEST_CASE("cover_problem: a column is fixed if it is named") {
    const cover_problem a = test::cover({{0}, {0}}, {1}, {1, 1}, {1});
    CHECK_FALSE(a.is_fixed(0));
    CHECK(a.is_fixed(1));
    CHECK_FALSE(test::cover({{0}}, {1}, {1}).is_fixed(0));
  }

  TEST_CASE("cover_problem: what is out of range is refused beside what is just within") {
    const auto build = [](std::int32_t row, std::int32_t column, std::int32_t demand,
                          std::int64_t cost, ints fixed = {}) {
      const std::vector<cover_edge> edges{{row, column}};
      return cover_problem({demand, 0}, {cost, 0}, edges, fixed);
    };
    CHECK_NOTHROW(build(1, 1, 0, 0, {1}));
    CHECK_THROWS_WITH_AS(build(2, 1, 0, 0), "there is no row 2 of 2", rule_error);
    CHECK_THROWS_WITH_AS(build(-1, 1, 0, 0), "there is no row -1 of 2", rule_error);
    CHECK_THROWS_WITH_AS(build(1, 2, 0, 0), "there is no column 2 of 2", rule_error);
    CHECK_THROWS_WITH_AS(build(1, 1, 0, 0, {2}), "there is no column 2 of 2", rule_error);
    CHECK_THROWS_WITH_AS(build(1, 1, -1, 0), "a demand of -1", rule_error);
    CHECK_THROWS_WITH_AS(build(1, 1, 0, -1), "a cost of -1", rule_error);
    const std::int64_t most = cover_problem::most_cost;
    CHECK_NOTHROW(test::cover({{0}, {0}}, {1}, {most - 1, 1}));
    CHECK_THROWS_AS(test::cover({{0}, {0}}, {1}, {most, 1}), rule_error);
    index_lists one;
    one.end_list();
    CHECK_NOTHROW(cover_problem({1}, {1}, one));
    CHECK_THROWS_WITH_AS(cover_problem({1}, {1, 1}, one),
                         "there are costs of 2 columns and rows of 1", rule_error);
  }

  TEST_CASE("cover_problem: essential columns are those without which a row is covered less") {
    std::mt19937 random(4);
    for (int round = 0; round < 200; ++round) {
      const cover_problem a = test::random_cover(random, 8, 8);
      ints expected;
      for (std::int32_t j = 0; j < a.columns(); ++j) {
        ints others = test::all_columns(a);
        std::erase(others, j);
        bool lacking = false;
        for (std::int32_t i = 0; i < a.rows(); ++i) {
          std::int32_t n = 0;
          for (const std::int32_t k : others)
            n += static_cast<std::int32_t>(std::ranges::count(a.rows_of(k), i));
          lacking = lacking || n < a.demand(i);
        }
        if (lacking) expected.push_back(j);
      }
      CHECK(essential_columns(a) == expected);
    }
    CHECK(essential_columns(cover_problem{}).empty());
  }
}
