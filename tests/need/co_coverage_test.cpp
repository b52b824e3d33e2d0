#include <irisan/need/co_coverage.hpp>

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
using counts = std::vector<std::int32_t>;

constexpr double none = std::numeric_limits<double>::quiet_NaN();

} // namespace

TEST_SUITE("need") {
  TEST_CASE("co_coverage: targets are counted by how many interventions reach them") {
    const co_coverage c = co_coverage_of(counts{0, 3, 1, 1, 0, 2, -1, 0}, 3);
    CHECK(c.targets == std::vector<std::int64_t>{3, 2, 1, 1});
    CHECK(c.unknown == 1);
    CHECK(c.known() == 7);
    CHECK(c.visits() == 7);
    CHECK(*c.none_share() == 3.0 / 7);
    CHECK(*c.all_share() == 1.0 / 7);
    CHECK(*c.mean() == 1);
  }

  TEST_CASE("co_coverage: of no targets nothing is known") {
    for (const co_coverage& c :
         {co_coverage{}, co_coverage_of({}, 4), co_coverage_of(counts{-1}, 4)}) {
      CHECK(!c.none_share());
      CHECK(!c.all_share());
      CHECK(!c.mean());
    }
    CHECK(co_coverage_of({}, 4).targets.size() == 5);
  }

  TEST_CASE("co_coverage: of no interventions none and all reach everybody") {
    const co_coverage c = co_coverage_of(counts{0, 0}, 0);
    CHECK(*c.none_share() == 1);
    CHECK(*c.all_share() == 1);
    CHECK(*c.mean() == 0);
  }

  TEST_CASE("co_coverage: no more can reach a target than there are") {
    CHECK_NOTHROW(co_coverage_of(counts{1, 2}, 2));
    CHECK_THROWS_WITH_AS(co_coverage_of(counts{1, 3}, 2), "row 2: 3 of only 2 interventions",
                         rule_error);
    CHECK_THROWS_WITH_AS(co_coverage_of({}, -1), "-1 is not a number of interventions", rule_error);
  }

  TEST_CASE("co_coverage: it is counted by fifths of need") {
    // The neediest two of ten have 3 and 2 interventions, the least needy 1 and 0.
    const co_coverage_by_need c = co_coverage_by(list{.1, .2, .3, .4, .5, .6, .7, .8, .9, 1},
                                                 counts{1, 0, 1, 1, 2, 0, 1, 3, 3, 2}, 3);
    REQUIRE(c.groups.size() == 5);
    CHECK(c.groups[0].targets == std::vector<std::int64_t>{1, 1, 0, 0});
    CHECK(c.groups[4].targets == std::vector<std::int64_t>{0, 0, 1, 1});
    CHECK(*c.groups[0].none_share() == .5);
    CHECK(*c.groups[4].all_share() == .5);
    CHECK(*c.ratio() == 5);
    CHECK(c.all.targets == std::vector<std::int64_t>{2, 4, 2, 2});
    CHECK(c.unranked == 0);
  }

  TEST_CASE("co_coverage: equal needs stay in one fifth") {
    const co_coverage_by_need c =
        co_coverage_by(list{0, 0, 0, 0, 0, 0, 0, 0, 1, 1}, counts{1, 1, 0, 1, 0, 0, 0, 0, 2, 2}, 2);
    CHECK(c.groups[0].known() == 0);
    CHECK(c.groups[2].targets == std::vector<std::int64_t>{5, 3, 0}); // rank 4/10
    CHECK(c.groups[4].targets == std::vector<std::int64_t>{0, 0, 2});
    CHECK(!c.ratio()); // nobody is in the least needy fifth
    CHECK(*co_coverage_by(list{0, 1}, counts{1, 2}, 2, 2).ratio() == 2);
    CHECK(!co_coverage_by(list{0, 1}, counts{0, 2}, 2, 2).ratio()); // 2/0
    CHECK(!co_coverage_by_need{}.ratio());
  }

  TEST_CASE("co_coverage: what is not known is counted apart") {
    const co_coverage_by_need c =
        co_coverage_by(list{none, 1, 2, 3, 4}, counts{2, 0, -1, 1, 2}, 2, 2);
    CHECK(c.unranked == 1);
    CHECK(c.all.targets == std::vector<std::int64_t>{1, 1, 2});
    CHECK(c.all.unknown == 1);
    // Its place among the needs is known.
    CHECK(c.groups[0].targets == std::vector<std::int64_t>{1, 0, 0});
    CHECK(c.groups[0].unknown == 1);
    CHECK(c.groups[1].targets == std::vector<std::int64_t>{0, 1, 1});
    CHECK_THROWS_WITH_AS(co_coverage_by(list{1}, counts{1, 1}, 2), "there are 2 counts for 1 rows",
                         rule_error);
  }

  TEST_CASE("co_coverage: groups add up and the order of targets decides nothing") {
    std::mt19937 random(51);
    for (int round = 0; round < 100; ++round) {
      const std::size_t n = random() % 60;
      list need(n);
      counts reached(n);
      for (std::size_t i = 0; i < n; ++i) {
        need[i] = random() % 8 == 0 ? none : static_cast<double>(random() % 15) / 7;
        reached[i] = static_cast<std::int32_t>(random() % 6) - 1;
      }
      const auto groups = static_cast<std::int32_t>(1 + random() % 6);
      const co_coverage_by_need c = co_coverage_by(need, reached, 4, groups);
      std::vector<std::int64_t> sum(5, 0);
      std::int64_t placed = 0;
      for (const co_coverage& g : c.groups) {
        for (std::size_t k = 0; k < 5; ++k) sum[k] += g.targets[k];
        placed += g.known() + g.unknown;
      }
      std::int64_t without = 0;
      for (std::size_t i = 0; i < n; ++i)
        if (need[i] != need[i]) {
          ++without;
          if (reached[i] >= 0) ++sum[static_cast<std::size_t>(reached[i])];
        }
      CHECK(c.unranked == without);
      CHECK(placed + without == static_cast<std::int64_t>(n));
      CHECK(sum == c.all.targets);
      std::vector<std::size_t> order(n);
      std::iota(order.begin(), order.end(), std::size_t{0});
      std::shuffle(order.begin(), order.end(), random);
      list need2;
      counts reached2;
      for (const std::size_t i : order) {
        need2.push_back(need[i]);
        reached2.push_back(reached[i]);
      }
      CHECK(co_coverage_by(need2, reached2, 4, groups) == c);
    }
  }
}
