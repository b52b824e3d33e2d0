#include <irisan/need/quantile_groups.hpp>

#include <doctest/doctest.h>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <numeric>
#include <random>
#include <vector>

using namespace irisan;

namespace {

using list = std::vector<double>;
using groups = std::vector<std::int32_t>;

constexpr double none = std::numeric_limits<double>::quiet_NaN();

} // namespace

TEST_SUITE("need") {
  TEST_CASE("quantile_groups: ten values without ties make five groups of two") {
    CHECK(quantile_groups(list{9, 0, 8, 1, 7, 2, 6, 3, 5, 4}) ==
          groups{4, 0, 4, 0, 3, 1, 3, 1, 2, 2});
  }

  TEST_CASE("quantile_groups: equal values are never parted") {
    // Seven that are alike stand in the middle; the groups beside theirs stay empty.
    CHECK(quantile_groups(list{1, 5, 5, 5, 5, 5, 5, 5, 8, 9}) ==
          groups{0, 2, 2, 2, 2, 2, 2, 2, 4, 4});
    CHECK(quantile_groups(list{3, 3, 3}) == groups{2, 2, 2});
  }

  TEST_CASE("quantile_groups: a rank on a boundary belongs to the upper group") {
    // Four tied of ten: their mid-rank is 2/10, where the second fifth begins.
    CHECK(quantile_groups(list{0, 0, 0, 0, 1, 2, 3, 4, 5, 6}) ==
          groups{1, 1, 1, 1, 2, 2, 3, 3, 4, 4});
    CHECK(quantile_groups(list{1, 1}, 2) == groups{1, 1});
    // 15/22 in binary, times 22, is below 15.
    CHECK(quantile_groups(list{1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11}, 22) ==
          groups{1, 3, 5, 7, 9, 11, 13, 15, 17, 19, 21});
  }

  TEST_CASE("quantile_groups: they are cut by weight where there are weights") {
    CHECK(quantile_groups(list{1, 2, 3}, 2, list{1, 1, 8}) == groups{0, 0, 1});
    CHECK(quantile_groups(list{1, 2, 3}, 2, list{8, 1, 1}) == groups{0, 1, 1});
    // Even above all others.
    CHECK(quantile_groups(list{1, 2, 3}, 2, list{1, 1, 0}) == groups{0, 1, 1});
  }

  TEST_CASE("quantile_groups: what is not known is in none") {
    CHECK(quantile_groups(list{none, 2, 1}, 2) == groups{-1, 1, 0});
    CHECK(quantile_groups(list{1, 2}, 2, list{0, 0}) == groups{-1, -1});
    CHECK(quantile_groups(list{}).empty());
  }

  TEST_CASE("quantile_groups: there is at least one group") {
    CHECK(quantile_groups(list{5, 6}, 1) == groups{0, 0});
    CHECK_THROWS_WITH_AS(quantile_groups(list{5, 6}, 0), "rows cannot be cut into 0 groups",
                         rule_error);
  }

  TEST_CASE("quantile_groups: groups are those of whole numbers") {
    std::mt19937 random(8);
    for (int round = 0; round < 300; ++round) {
      const std::size_t n = 1 + random() % 60;
      const auto parts = static_cast<std::int32_t>(1 + random() % 11);
      list values(n), weights(n);
      std::int64_t all = 0;
      for (std::size_t i = 0; i < n; ++i) {
        values[i] = static_cast<double>(random() % 20);
        weights[i] = static_cast<double>(1 + random() % 4);
        all += static_cast<std::int64_t>(weights[i]);
      }
      const groups found = quantile_groups(values, parts, weights);
      for (std::size_t i = 0; i < n; ++i) {
        std::int64_t twice = 0;
        for (std::size_t k = 0; k < n; ++k)
          twice += static_cast<std::int64_t>(weights[k]) * (values[k] < values[i]    ? 2
                                                            : values[k] == values[i] ? 1
                                                                                     : 0);
        CHECK(found[i] == parts * twice / (2 * all));
      }
    }
  }
}
