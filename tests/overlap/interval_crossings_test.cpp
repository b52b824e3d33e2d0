#include <irisan/overlap/interval_crossings.hpp>

#include <doctest/doctest.h>

#include <algorithm>
#include <random>
#include <stop_token>
#include <utility>
#include <vector>

using namespace irisan;

namespace {

using intervals = std::vector<day_interval>;
using hits = std::vector<std::pair<int, int>>;

hits of(const std::vector<interval_crossing>& found, int from = 0) {
  hits all;
  for (const interval_crossing& c : found) all.emplace_back(c.first + from, c.second + from);
  return all;
}

intervals random_intervals(std::mt19937& random) {
  intervals list(random() % 12);
  for (day_interval& i : list) {
    i.start = random() % 12 == 0 ? no_first_day : static_cast<day>(random() % 30);
    i.end = random() % 12 == 0 ? no_last_day
                               : std::max(i.start, 0) + static_cast<day>(random() % 14) - 1;
  }
  return list;
}

} // namespace

TEST_SUITE("overlap") {
  TEST_CASE("interval_crossings: every two meet and not only neighbours") {
    const intervals list{{1, 101}, {2, 4}, {10, 21}};
    CHECK(interval_crossings(list) ==
          std::vector<interval_crossing>{{0, 1, {2, 4}}, {0, 2, {10, 21}}});
    // All three meet: the long one outlives what began after it.
    CHECK(of(interval_crossings(intervals{{1, 101}, {2, 30}, {10, 21}})) ==
          hits{{0, 1}, {0, 2}, {1, 2}});
  }

  TEST_CASE("interval_crossings: touching is not crossing") {
    CHECK(interval_crossings(intervals{{1, 5}, {5, 9}}).empty());
    CHECK(interval_crossings(intervals{{1, 6}, {5, 9}}).size() == 1);
  }

  TEST_CASE("interval_crossings: without intervals or with one there is none") {
    CHECK(interval_crossings(intervals{}).empty());
    CHECK(interval_crossings(intervals{{1, 9}}).empty());
    CHECK(interval_crossings(intervals{{1, 9}, {4, 4}, {7, 2}}).empty());
    CHECK(interval_crossings(intervals{}, intervals{{1, 9}}).empty());
  }

  // Bioconductor/IRanges@c1f053e, inst/unitTests/test_findOverlaps-methods.R: closed ranges there,
  // numbered from 1; `minoverlap = n` is a tolerance of n − 1 days.
  TEST_CASE("interval_crossings: hits of two lists are those of IRanges") {
    const intervals query{{1, 6}, {4, 8}, {9, 11}}, subject{{2, 3}, {2, 4}, {10, 13}};
    CHECK(of(interval_crossings(query, subject), 1) == hits{{1, 1}, {1, 2}, {3, 3}});
    CHECK(of(interval_crossings(query, subject, 1), 1) == hits{{1, 2}});
    CHECK(interval_crossings(query, subject, 2).empty());
    CHECK(of(interval_crossings(query, intervals{{2, 6}, {2, 6}, {6, 8}, {6, 9}, {6, 8}}), 1) ==
          hits{{1, 1}, {1, 2}, {2, 1}, {2, 2}, {2, 3}, {2, 4}, {2, 5}});
    const intervals self{{1, 6}, {4, 8}, {9, 11}, {11, 12}};
    CHECK(of(interval_crossings(self, self), 1) ==
          hits{{1, 1}, {1, 2}, {2, 1}, {2, 2}, {3, 3}, {4, 4}});
    CHECK(of(interval_crossings(self), 1) == hits{{1, 2}});
    // `maxgap = 0` there lets adjacent ranges hit: here, every interval a day longer.
    CHECK(of(interval_crossings(intervals{{1, 7}, {4, 9}, {9, 12}},
                                intervals{{2, 4}, {2, 5}, {10, 14}}),
             1) == hits{{1, 1}, {1, 2}, {2, 2}, {3, 3}});
    // Points are intervals of a day: the third lies in none.
    CHECK(of(interval_crossings(intervals{{3, 4}, {7, 8}, {10, 11}},
                                intervals{{1, 5}, {6, 10}, {13, 15}}),
             1) == hits{{1, 1}, {2, 2}});
  }

  // biocore-ntnu/ncls@84d20ff, tests/test_ncls.py, with the last days that days can have.
  TEST_CASE("interval_crossings: intervals at the end of all days hit as in ncls") {
    const intervals list{{5, 6}, {no_last_day - 2, no_last_day}};
    CHECK(interval_crossings(list, intervals{{0, 2}}).empty());
    CHECK(of(interval_crossings(list, intervals{{0, no_last_day - 1}})) == hits{{0, 0}, {1, 0}});
  }

  TEST_CASE("interval_crossings: all are those of comparing every two") {
    std::mt19937 random(1);
    for (int round = 0; round < 2000; ++round) {
      CAPTURE(round);
      const intervals a = random_intervals(random), b = random_intervals(random);
      const day tolerance = random() % 2 ? 0 : static_cast<day>(random() % 6);
      std::vector<interval_crossing> within, across;
      const auto compare = [&](const intervals& x, const intervals& y, bool same, auto& out) {
        for (std::size_t i = 0; i < x.size(); ++i)
          for (std::size_t j = same ? i + 1 : 0; j < y.size(); ++j)
            if (const day_interval days = intersection(x[i], y[j]); day_count(days) > tolerance)
              out.push_back({static_cast<std::int32_t>(i), static_cast<std::int32_t>(j), days});
      };
      compare(a, a, true, within);
      compare(a, b, false, across);
      CHECK(interval_crossings(a, tolerance) == within);
      CHECK(interval_crossings(a, b, tolerance) == across);
    }
  }

  TEST_CASE("interval_crossings: sets cross as their intersections say") {
    std::mt19937 random(2);
    for (int round = 0; round < 1000; ++round) {
      CAPTURE(round);
      std::vector<interval_set> sets;
      for (auto n = random() % 6; n > 0; --n) sets.emplace_back(random_intervals(random));
      const day tolerance = static_cast<day>(random() % 4);
      std::vector<set_crossing> expected;
      for (std::size_t i = 0; i < sets.size(); ++i)
        for (std::size_t j = i + 1; j < sets.size(); ++j)
          if (const auto days = day_count(longer_than(intersection(sets[i], sets[j]), tolerance));
              days > 0)
            expected.push_back({static_cast<std::int32_t>(i), static_cast<std::int32_t>(j), days});
      CHECK(set_crossings(sets, tolerance) == expected);
    }
  }

  TEST_CASE("interval_crossings: long before and after the crossing there is little to do") {
    // Each of 200 000 crosses its neighbours only; comparing every two would take 2·10¹⁰ steps.
    intervals list;
    for (day d = 0; d < 200'000; ++d) list.push_back({2 * d, 2 * d + 3});
    CHECK(interval_crossings(list).size() == 199'999);
    CHECK(interval_crossings(list, 1).empty());
  }

  TEST_CASE("interval_crossings: a negative tolerance is refused and a stop is obeyed") {
    const intervals list{{1, 9}, {2, 8}};
    CHECK_THROWS_WITH_AS(interval_crossings(list, -2), "a tolerance of -2 days is negative",
                         rule_error);
    CHECK(interval_crossings(list, 0).size() == 1);
    std::stop_source source;
    source.request_stop();
    progress watch;
    watch.stop = source.get_token();
    CHECK_THROWS_AS(interval_crossings(list, 0, watch), stopped);
  }
}
