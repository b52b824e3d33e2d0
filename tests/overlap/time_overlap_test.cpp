#include <irisan/overlap/time_overlap.hpp>

#include <support/by_hand.hpp>

#include <doctest/doctest.h>

#include <algorithm>
#include <cstdint>
#include <limits>
#include <random>
#include <string_view>
#include <utility>
#include <vector>

using namespace irisan;

namespace {

period between(std::string_view from, std::string_view to) {
  return {parse_date(from).value_or(date_range{}), parse_date(to).value_or(date_range{})};
}
constexpr period exact(day first, day last) {
  return {{first, first}, {last, last}};
}

/// A period whose known bounds lie from 0 to 7; unknown ones now and then.
period random_period(std::mt19937& random, bool open = true) {
  const auto any_date = [&] {
    if (open && random() % 4 == 0) return date_range{};
    const day a = static_cast<day>(random() % 8), b = static_cast<day>(random() % 8);
    return random() % 2 ? date_range{a, a} : date_range{std::min(a, b), std::max(a, b)};
  };
  for (;;)
    if (const period p{any_date(), any_date()}; !p.upside_down()) return p;
}

/// The fewest and the most days in common over all ways in which bounds may have been.
std::pair<std::int64_t, std::int64_t> every_way(const period& a, const period& b) {
  const auto ways = [](const period& p) {
    std::vector<day_interval> all;
    for (day s = std::max(p.start.earliest, -20); s <= std::min(p.start.latest, 28); ++s)
      for (day e = std::max(p.end.earliest, -20); e <= std::min(p.end.latest, 28); ++e)
        if (s <= e) all.push_back({s, e + 1});
    return all;
  };
  std::pair<std::int64_t, std::int64_t> range(1000, 0);
  for (const day_interval& x : ways(a))
    for (const day_interval& y : ways(b)) {
      const std::int64_t days = day_count(intersection(x, y));
      range = {std::min(range.first, days), std::max(range.second, days)};
    }
  return range;
}

} // namespace

TEST_SUITE("overlap") {
  TEST_CASE("time_overlap: the one that begins and ends first hands over in the days of both") {
    const period first = between("2023-07-01", "2023-07-10"),
                 next = between("2023-07-09", "2023-07-20");
    CHECK_FALSE(is_hand_over(first, next, 1));
    CHECK(is_hand_over(first, next, 2));
    CHECK(is_hand_over(next, first, 2));
    // Within, at the same start or end, or apart: no hand-over, however many days are allowed.
    for (const period& other :
         {between("2023-07-03", "2023-07-04"), between("2023-07-09", "2023-07-10"),
          between("2023-07-01", "2023-07-02"), between("2023-07-11", "2023-07-20"), first}) {
      CHECK_FALSE(is_hand_over(first, other, 30));
      CHECK_FALSE(is_hand_over(other, first, 30));
    }
    // As long as it may have been: one that is known to the month may cross for ten days.
    CHECK_FALSE(is_hand_over(first, between("2023-07", "2023-08"), 9));
    CHECK_FALSE(is_hand_over(first, between("", "2023-08"), 30));
    CHECK_THROWS_AS(is_hand_over(first, next, -1), rule_error);
    std::mt19937 random(5);
    for (int round = 0; round < 2000; ++round) {
      const day a = static_cast<day>(random() % 9), b = a + static_cast<day>(random() % 6),
                c = static_cast<day>(random() % 9), d = c + static_cast<day>(random() % 6),
                most = static_cast<day>(random() % 5);
      int common = 0;
      for (day t = 0; t < 20; ++t) common += t >= a && t <= b && t >= c && t <= d;
      CHECK(is_hand_over(exact(a, b), exact(c, d), most) ==
            (((a < c && b < d) || (c < a && d < b)) && common > 0 && common <= most));
    }
  }

  TEST_CASE("time_overlap: exact periods have the days of both in common") {
    CHECK(common_days(exact(1, 10), exact(5, 20)) == days_in_common{6, 6});
    CHECK(common_days(exact(1, 10), exact(10, 20)) == days_in_common{1, 1});
    // Touching is not overlapping.
    CHECK(common_days(exact(1, 10), exact(11, 20)) == days_in_common{0, 0});
    CHECK(common_days(between("2024-02-01", "2024-02"), between("2024-02-29", "2024-03-01")) ==
          days_in_common{0, 1});
  }

  TEST_CASE("time_overlap: a blurred bound makes fewer days certain than possible") {
    const period july = between("2023-07-01", "2023-07-31");
    CHECK(common_days(july, between("2023-06-20", "2023-07")) == days_in_common{1, 31});
    CHECK(common_days(july, between("2023-07-20", "2023")) == days_in_common{1, 12});
    // Some day of 2023 lies in all of 2020 to 2029, whichever it is.
    CHECK(common_days(between("2023", "2023"), between("2020-01-01", "2029-12-31")) ==
          days_in_common{1, 365});
  }

  TEST_CASE("time_overlap: what is open is without bound and unknown periods are never certain") {
    const period july = between("2023-07-01", "2023-07-31");
    CHECK(common_days(july, period{}) == days_in_common{0, 31});
    CHECK(common_days(period{}, period{}) == days_in_common{0, unbounded_days});
    CHECK(common_days(between("2023-07-30", ""), july) == days_in_common{1, 2});
    CHECK(common_days(between("2023-07-30", ""), between("2024-01-01", "")) ==
          days_in_common{0, unbounded_days});
  }

  TEST_CASE("time_overlap: a hand-over of at most the tolerance counts as none") {
    CHECK(common_days(exact(1, 10), exact(8, 20), 2) == days_in_common{3, 3});
    CHECK(common_days(exact(1, 10), exact(8, 20), 3) == days_in_common{0, 0});
    CHECK(common_days(exact(1, 10), {{8, 9}, {20, 20}}, 2) == days_in_common{0, 3});
    CHECK_THROWS_WITH_AS(common_days(exact(1, 2), exact(1, 2), -1),
                         "a tolerance of -1 days is negative", rule_error);
  }

  TEST_CASE("time_overlap: a period that is upside down has no day") {
    const period down = exact(9, 5);
    CHECK(certain_days(down).empty());
    CHECK(possible_days(down).empty());
    CHECK(common_days(down, exact(1, 20)) == days_in_common{0, 0});
    CHECK(timeline_of({down}) == timeline{});
  }

  TEST_CASE("time_overlap: days are those of every way in which the bounds may have been") {
    std::mt19937 random(1);
    for (int round = 0; round < 3000; ++round) {
      CAPTURE(round);
      const period a = random_period(random), b = random_period(random);
      const days_in_common days = common_days(a, b);
      const auto [least, most] = every_way(a, b);
      CHECK(days.certain == least);
      if (days.possible == unbounded_days)
        CHECK(most > 12);
      else
        CHECK(days.possible == most);
      CHECK((days.certain > 0) == certainly_meet(a, b));
      CHECK((days.possible > 0) == possibly_meet(a, b));
      CHECK(common_days(b, a) == days);
    }
  }

  TEST_CASE("time_overlap: shifting all dates changes nothing") {
    std::mt19937 random(2);
    const auto shifted = [](period p) {
      for (date_range* d : {&p.start, &p.end})
        if (d->known()) d->earliest += 1000, d->latest += 1000;
      return p;
    };
    for (int round = 0; round < 500; ++round) {
      CAPTURE(round);
      const period a = random_period(random), b = random_period(random);
      CHECK(common_days(shifted(a), shifted(b)) == common_days(a, b));
    }
  }

  TEST_CASE("time_overlap: a timeline with a pause has its days and no more") {
    const timeline a = timeline_of({exact(1, 10), exact(21, 30)}), b = timeline_of({exact(8, 22)});
    CHECK(common_days(a, b) == days_in_common{5, 5});
    CHECK(common_days(a, timeline_of({exact(11, 20)})) == days_in_common{0, 0});
    // Runs of three and two days: each is measured by itself.
    CHECK(common_days(a, b, 2) == days_in_common{3, 3});
    CHECK(common_days(a, b, 3) == days_in_common{0, 0});
    CHECK(common_days(timeline{}, a) == days_in_common{0, 0});
    CHECK(common_days(timeline_of({exact(1, 5), exact(6, 9)}), timeline_of({exact(1, 9)}), 5) ==
          days_in_common{9, 9});
  }

  TEST_CASE("time_overlap: a day of which only the month is known is certain in all of the month") {
    const period some = between("2023-07", "2023-07"), july = between("2023-07-01", "2023-07-31");
    CHECK(common_days(timeline_of({some}), timeline_of({july})) == days_in_common{1, 31});
    CHECK(common_days(timeline_of({some}), timeline_of({some})) == days_in_common{0, 31});
  }

  TEST_CASE("time_overlap: timelines of exact periods have the days that both have") {
    std::mt19937 random(3);
    for (int round = 0; round < 1000; ++round) {
      CAPTURE(round);
      std::vector<period> x(random() % 4), y(random() % 4);
      std::vector<int> in_x(64, 0), in_y(64, 0);
      const auto fill = [&](std::vector<period>& list, std::vector<int>& in) {
        for (period& p : list) {
          const day first = static_cast<day>(random() % 40);
          p = exact(first, first + static_cast<day>(random() % 12));
          for (day d = first; d <= p.end.latest; ++d) in[static_cast<std::size_t>(d)] = 1;
        }
      };
      fill(x, in_x);
      fill(y, in_y);
      const day tolerance = static_cast<day>(random() % 5);
      std::int64_t expected = 0, run = 0;
      for (std::size_t d = 0; d < 64; ++d) {
        if (in_x[d] && in_y[d]) {
          ++run;
        } else {
          if (run > tolerance) expected += run;
          run = 0;
        }
      }
      CHECK(common_days(timeline_of(x), timeline_of(y), tolerance) ==
            days_in_common{expected, expected});
    }
  }

  TEST_CASE("time_overlap: a timeline never claims more than is so in every way") {
    std::mt19937 random(4);
    int more_than_any_pair = 0;
    for (int round = 0; round < 300; ++round) {
      CAPTURE(round);
      std::vector<period> x, y;
      for (auto n = 1 + random() % 2; n > 0; --n) x.push_back(random_period(random, false));
      for (auto n = 1 + random() % 2; n > 0; --n) y.push_back(random_period(random, false));
      const auto ways = [](const std::vector<period>& list) {
        std::vector<std::vector<day_interval>> all{{}};
        for (const period& p : list) {
          std::vector<std::vector<day_interval>> more;
          for (const auto& before : all)
            for (day s = p.start.earliest; s <= p.start.latest; ++s)
              for (day e = std::max(s, p.end.earliest); e <= p.end.latest; ++e) {
                more.push_back(before);
                more.back().push_back({s, e + 1});
              }
          all = std::move(more);
        }
        return all;
      };
      std::int64_t least = 1000, most = 0;
      const auto first = ways(x), second = ways(y);
      if (first.size() * second.size() > 20'000) continue;
      for (const auto& a : first)
        for (const auto& b : second) {
          const std::int64_t days = day_count(intersection(interval_set(a), interval_set(b)));
          least = std::min(least, days);
          most = std::max(most, days);
        }
      const days_in_common days = common_days(timeline_of(x), timeline_of(y));
      CHECK(days.certain <= least);
      CHECK(days.possible >= most);
      std::int64_t best_pair = 0;
      for (const period& p : x)
        for (const period& q : y) best_pair = std::max(best_pair, common_days(p, q).certain);
      CHECK(days.certain >= best_pair);
      more_than_any_pair += days.certain > best_pair;
    }
    CHECK(more_than_any_pair > 0);
  }

  TEST_CASE("time_overlap: person-days are the smaller number of people on each day") {
    const interval_set always({{no_first_day, no_last_day}});
    const std::vector<attendance> a{{{0, 10}, 20}, {{5, 10}, 5}}, b{{{8, 12}, 22}};
    // Days 8 and 9: min(25, 22) each.
    CHECK(shared_person_days(a, b, always) == 44);
    CHECK(shared_person_days(a, b, interval_set({{0, 9}})) == 22);
    CHECK(shared_person_days(a, b, interval_set()) == 0);
    CHECK(shared_person_days(a, {}, always) == 0);
    CHECK(shared_person_days({}, {}, always) == 0);
    const std::vector<attendance> none{{{0, 10}, 0}}, unknown{{{0, 10}, -1}}, nowhere{{{4, 4}, -1}};
    CHECK(shared_person_days(none, a, always) == 0);
    CHECK(!shared_person_days(unknown, a, always));
    CHECK(!shared_person_days(a, unknown, always));
    CHECK(shared_person_days(nowhere, a, always) == 0);
  }

  TEST_CASE("time_overlap: person-days beyond all bounds say so") {
    const interval_set always({{no_first_day, no_last_day}});
    const std::vector<attendance> open{{{0, no_last_day}, 3}}, some{{{0, 100}, 2}};
    CHECK(shared_person_days(open, open, always) == unbounded_days);
    CHECK(shared_person_days(open, some, always) == 200);
    const std::vector<attendance> many{{{0, 3}, std::numeric_limits<std::int64_t>::max() / 2}};
    CHECK(shared_person_days(many, many, always) == unbounded_days);
    CHECK(shared_person_days(many, many, interval_set({{0, 1}})) ==
          std::numeric_limits<std::int64_t>::max() / 2);
  }

  TEST_CASE("time_overlap: person-days are those of a count day by day") {
    std::mt19937 random(5);
    for (int round = 0; round < 1000; ++round) {
      CAPTURE(round);
      const auto any_interval = [&] {
        const day s = static_cast<day>(random() % 15);
        return day_interval{s, s + static_cast<day>(random() % 8)};
      };
      std::vector<attendance> a(random() % 4), b(random() % 4);
      for (auto* list : {&a, &b})
        for (attendance& x : *list) x = {any_interval(), static_cast<std::int64_t>(random() % 9)};
      std::vector<day_interval> kept(random() % 3);
      for (day_interval& i : kept) i = any_interval();
      const interval_set within(kept);
      std::int64_t expected = 0;
      for (day d = 0; d < 30; ++d) {
        const auto people = [d](const std::vector<attendance>& list) {
          std::int64_t sum = 0;
          for (const attendance& x : list)
            if (x.days.start <= d && d < x.days.end) sum += x.participants;
          return sum;
        };
        if (within.contains(d)) expected += std::min(people(a), people(b));
      }
      CHECK(shared_person_days(a, b, within) == expected);
      CHECK(shared_person_days(b, a, within) == expected);
    }
  }
}
