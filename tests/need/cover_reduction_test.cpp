#include <irisan/need/cover_reduction.hpp>

#include <support/covers.hpp>

#include <doctest/doctest.h>

#include <irisan/need/cover_certificate.hpp>

#include <random>
#include <set>
#include <vector>

using namespace irisan;
using ints = std::vector<std::int32_t>;

TEST_SUITE("need") {
  TEST_CASE("cover_reduction: what is taken and the optima of the parts are the optimum") {
    std::mt19937 random(31);
    int split = 0, left = 0;
    for (int round = 0; round < 600; ++round) {
      const cover_problem a =
          round % 3 ? test::tight_cover(random, 6, 6) : test::random_cover(random, 11, 12);
      const cover_reduction r = reduce(a);
      std::int64_t cost = cover_cost(a, r.taken);
      std::set<std::int32_t> rows, columns(r.taken.begin(), r.taken.end());
      std::size_t row_count = 0, column_count = r.taken.size();
      std::vector<ints> covers;
      for (const cover_part& p : r.parts) {
        CHECK(p.problem.short_rows().empty());
        rows.insert(p.rows.begin(), p.rows.end());
        columns.insert(p.columns.begin(), p.columns.end());
        row_count += p.rows.size();
        column_count += p.columns.size();
        cost += test::cheapest_cost(p.problem);
        covers.push_back(test::all_columns(p.problem));
        for (std::int32_t j = 0; j < p.problem.columns(); ++j)
          CHECK(p.problem.cost(j) == a.cost(p.columns[static_cast<std::size_t>(j)]));
      }
      CHECK(cost == test::cheapest_cost(a));
      CHECK(rows.size() == row_count);
      CHECK(columns.size() == column_count);
      CHECK(test::is_cover(a, lifted(r, covers)));
      split += r.parts.size() > 1;
      left += !r.parts.empty();
    }
    // Or the cases would prove nothing.
    CHECK(split > 5);
    CHECK(left > 50);
  }

  TEST_CASE("cover_reduction: identical needs of many targets become one row") {
    std::vector<std::vector<std::int32_t>> sets(3);
    for (std::int32_t i = 0; i < 3000; ++i)
      for (const std::int32_t j : {i % 3, (i + 1) % 3})
        sets[static_cast<std::size_t>(j)].push_back(i);
    const cover_reduction r = reduce(test::unicost(sets, 3000));
    REQUIRE(r.parts.size() == 1);
    CHECK(r.parts[0].rows.size() == 3);
    CHECK(r.implied_rows == 2997);
  }

  TEST_CASE("cover_reduction: the greater demand of identical rows is left") {
    // Four columns in a ring, each row twice; demand 2 takes two of three.
    const cover_reduction r =
        reduce(test::cover({{0, 1, 2, 3}, {0, 1, 4, 5}, {2, 3, 4, 5}, {0, 1, 2, 3, 4, 5}},
                           {1, 2, 2, 1, 1, 2}, {3, 3, 3, 5}));
    REQUIRE(r.parts.size() == 1);
    for (const std::int32_t b : r.parts[0].problem.demands()) CHECK(b == 2);
  }

  TEST_CASE("cover_reduction: a dominated column goes for demand one and stays for two") {
    // Column 1 does all that column 0 does for less; a need of two wants both.
    CHECK(reduce(test::cover({{0}, {0, 1}, {1}}, {1, 1}, {5, 4, 3})).taken == ints{1});
    const cover_reduction twice = reduce(test::cover({{0}, {0, 1}, {1}}, {2, 1}, {5, 4, 3}));
    CHECK(twice.taken == ints{0, 1});
  }

  TEST_CASE("cover_reduction: fixed and free columns are taken") {
    const cover_reduction r =
        reduce(test::cover({{0}, {1}, {1, 2}, {2}}, {1, 1, 1}, {4, 0, 2, 9}, {3}));
    CHECK(r.taken == ints{0, 1, 3});
    CHECK(r.parts.empty());
    CHECK(reduce(cover_problem{}).taken.empty());
    CHECK(reduce(test::cover({{0}}, {0}, {0})).taken.empty());
  }
}
