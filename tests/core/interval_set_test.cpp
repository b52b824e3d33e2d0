#include <irisan/core/interval_set.hpp>

#include <doctest/doctest.h>

#include <algorithm>
#include <random>
#include <set>
#include <vector>

using namespace irisan;

namespace {

using parts = std::vector<day_interval>;

parts of(const interval_set& s) {
  return {s.parts().begin(), s.parts().end()};
}

std::set<day> days_of(const parts& list) {
  std::set<day> days;
  for (const day_interval& i : list)
    for (day d = i.start; d < i.end; ++d) days.insert(d);
  return days;
}

parts random_parts(std::mt19937& random) {
  parts list(random() % 6);
  for (day_interval& i : list) {
    i.start = static_cast<day>(random() % 20);
    i.end = i.start + static_cast<day>(random() % 6) - 1;
  }
  return list;
}

} // namespace

TEST_SUITE("core") {
  TEST_CASE("interval_set: an interval has its days but not its end") {
    static_assert(day_count(day_interval{3, 7}) == 4);
    static_assert(day_count(day_interval{3, 3}) == 0);
    static_assert(day_count(day_interval{7, 3}) == 0);
    static_assert(day_count(day_interval{3, no_last_day}) == unbounded_days);
    static_assert(day_count(day_interval{no_first_day, 3}) == unbounded_days);
    static_assert(day_count(day_interval{no_first_day + 1, no_last_day - 1}) > 1'000'000'000);
    CHECK(intersection(day_interval{1, 5}, day_interval{3, 9}) == day_interval{3, 5});
    CHECK(intersection(day_interval{1, 5}, day_interval{5, 9}).empty());
    CHECK(intersection(day_interval{5, 9}, day_interval{1, 2}).empty());
  }

  // Yquetzal/tnetwork@afb807f, tnetwork/test/test_intervals.py: half-open, touching ones merge.
  TEST_CASE("interval_set: the union is that of tnetwork") {
    const parts added{{2, 3}, {5, 6}, {6, 10}, {20, 100}, {101, 201}, {100, 101}};
    CHECK(of(interval_set(added)) == parts{{2, 3}, {5, 10}, {20, 201}});
    CHECK(of(union_of(interval_set(added), interval_set({{3, 300}}))) == parts{{2, 300}});
    CHECK(of(interval_set({{10, no_last_day}, {20, no_last_day}})) == parts{{10, no_last_day}});
  }

  TEST_CASE("interval_set: the difference is that of tnetwork") {
    CHECK(
        of(difference(interval_set({{10, 100}, {200, 300}}), interval_set({{5, 15}, {20, 30}}))) ==
        parts{{15, 20}, {30, 100}, {200, 300}});
  }

  TEST_CASE("interval_set: the intersection is that of tnetwork") {
    const interval_set a({{5, 10}, {12, 20}, {50, 100}});
    CHECK(of(intersection(a, interval_set({{3, 18}}))) == parts{{5, 10}, {12, 18}});
    CHECK(of(intersection(a, interval_set({{19, 55}}))) == parts{{19, 20}, {50, 55}});
  }

  TEST_CASE("interval_set: without a day it is empty") {
    CHECK(interval_set().empty());
    CHECK(interval_set({{4, 4}, {9, 2}}).empty());
    CHECK(interval_set({{4, 4}}) == interval_set());
    CHECK(day_count(interval_set()) == 0);
    CHECK(!interval_set().contains(0));
    CHECK(!interval_set({{4, 5}}).empty());
  }

  TEST_CASE("interval_set: an open side is without bound") {
    const interval_set since({{10, no_last_day}}), until({{no_first_day, 20}});
    CHECK(day_count(since) == unbounded_days);
    CHECK(day_count(until) == unbounded_days);
    CHECK(day_count(intersection(since, until)) == 10);
    CHECK(of(union_of(since, until)) == parts{{no_first_day, no_last_day}});
    CHECK(since.contains(1'000'000));
    CHECK(!since.contains(9));
  }

  TEST_CASE("interval_set: only runs of more than so many days are kept") {
    const interval_set s({{0, 1}, {3, 5}, {10, 13}, {20, no_last_day}});
    CHECK(longer_than(s, 0) == s);
    CHECK(of(longer_than(s, 2)) == parts{{10, 13}, {20, no_last_day}});
    CHECK(of(longer_than(s, 3)) == parts{{20, no_last_day}});
  }

  TEST_CASE("interval_set: sets are those of single days") {
    std::mt19937 random(1);
    for (int round = 0; round < 3000; ++round) {
      CAPTURE(round);
      const parts x = random_parts(random), y = random_parts(random);
      const interval_set a(x), b(y);
      const std::set<day> first = days_of(x), second = days_of(y);
      CHECK(days_of(of(a)) == first);
      CHECK(day_count(a) == static_cast<std::int64_t>(first.size()));
      for (std::size_t i = 1; i < a.parts().size(); ++i)
        CHECK(a.parts()[i - 1].end < a.parts()[i].start);
      std::set<day> either = first, both, left;
      either.insert(second.begin(), second.end());
      for (const day d : first) (second.contains(d) ? both : left).insert(d);
      CHECK(days_of(of(union_of(a, b))) == either);
      CHECK(days_of(of(intersection(a, b))) == both);
      CHECK(days_of(of(difference(a, b))) == left);
      CHECK(union_of(difference(a, b), intersection(a, b)) == a);
      for (day d = -2; d < 30; ++d) CHECK(a.contains(d) == first.contains(d));
      parts mixed = x;
      mixed.insert(mixed.end(), x.begin(), x.end());
      std::shuffle(mixed.begin(), mixed.end(), random);
      CHECK(interval_set(mixed) == a);
    }
  }
}
