#include <irisan/need/known_rows.hpp>

#include <doctest/doctest.h>

#include <algorithm>
#include <cstddef>
#include <limits>
#include <numeric>
#include <random>
#include <vector>

using namespace irisan;

namespace {

using list = std::vector<double>;

constexpr double none = std::numeric_limits<double>::quiet_NaN();
constexpr double endless = std::numeric_limits<double>::infinity();

} // namespace

TEST_SUITE("need") {
  TEST_CASE("known_rows: rows are sorted by all they hold") {
    const known_rows known = rows_known(list{2, 1, 2, 2}, list{5, 9, 4, 4}, list{1, 2, 3, 2});
    CHECK(known.rows == std::vector<known_row>{{1, 9, 2}, {2, 4, 2}, {2, 4, 3}, {2, 5, 1}});
    CHECK(known.weight == 8);
    CHECK(known.unknown == 0);
  }

  TEST_CASE("known_rows: what is not known in any of the three is left out and counted") {
    const known_rows known =
        rows_known(list{none, 1, 2, 3}, list{5, none, 6, 7}, list{1, 1, none, 1});
    CHECK(known.rows == std::vector<known_row>{{3, 7, 1}});
    CHECK(known.unknown == 3);
    CHECK(rows_known(list{1, 2, 3}, list{endless, -endless, 4}).unknown == 2);
    // One may rank above all.
    CHECK(rows_known(list{endless}, list{4}).unknown == 0);
  }

  TEST_CASE("known_rows: without weights each row counts once and those of weight 0 do not") {
    CHECK(rows_known(list{1, 2}, list{3, 4}).weight == 2);
    const known_rows known = rows_known(list{1, 2}, list{3, 4}, list{0, 5});
    CHECK(known.rows == std::vector<known_row>{{2, 4, 5}});
    CHECK(known.unknown == 0);
    CHECK(rows_known(list{}, list{}) == known_rows{});
  }

  TEST_CASE("known_rows: weights below 0 and lists of different length are refused") {
    CHECK_THROWS_WITH_AS(rows_known(list{1, 2}, list{1, 2}, list{1, -1}),
                         "row 2: -1.000000 is not a weight", rule_error);
    CHECK_THROWS_WITH_AS(rows_known(list{1}, list{1}, list{endless}), "row 1: inf is not a weight",
                         rule_error);
    CHECK_NOTHROW(rows_known(list{1, 2}, list{1, 2}, list{1, 0}));
    CHECK_THROWS_WITH_AS(rows_known(list{1, 2}, list{1}), "there are 1 values for 2 rows",
                         rule_error);
    CHECK_THROWS_WITH_AS(rows_known(list{1, 2}, list{1, 2}, list{1, 2, 3}),
                         "there are 3 weights for 2 rows", rule_error);
  }

  TEST_CASE("known_rows: the same rows in another order are the same") {
    std::mt19937 random(11);
    for (int round = 0; round < 100; ++round) {
      const std::size_t n = random() % 30;
      list by(n), values(n), weights(n);
      for (std::size_t i = 0; i < n; ++i) {
        by[i] = static_cast<double>(random() % 5);
        values[i] = random() % 7 == 0 ? none : static_cast<double>(random() % 100) / 7;
        weights[i] = static_cast<double>(random() % 10) / 3;
      }
      std::vector<std::size_t> order(n);
      std::iota(order.begin(), order.end(), std::size_t{0});
      std::shuffle(order.begin(), order.end(), random);
      list by2, values2, weights2;
      for (const std::size_t i : order) {
        by2.push_back(by[i]);
        values2.push_back(values[i]);
        weights2.push_back(weights[i]);
      }
      CHECK(rows_known(by, values, weights) == rows_known(by2, values2, weights2));
    }
  }
}
