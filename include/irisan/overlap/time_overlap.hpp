#pragma once

#include <irisan/core/error.hpp>
#include <irisan/core/interval_set.hpp>
#include <irisan/core/period.hpp>

#include <algorithm>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <tuple>
#include <utility>
#include <vector>

namespace irisan {

/// The days on which a period is under way for certain: from its latest start to its earliest end.
/// Empty where its bounds leave every day open, and for a period that is upside down.
constexpr day_interval certain_days(const period& p) noexcept {
  if (p.upside_down() || p.latest_start() >= p.earliest_end()) return {};
  return {p.latest_start(), p.earliest_end()};
}

/// The days on which a period may be under way: from its earliest start to its latest end. Empty
/// for a period that is upside down.
constexpr day_interval possible_days(const period& p) noexcept {
  return p.upside_down() ? day_interval{} : day_interval{p.earliest_start(), p.latest_end()};
}

/// How many days two have in common: never fewer than `certain`, never more than `possible`
/// (`unbounded_days` if nothing bounds them).
struct days_in_common {
  std::int64_t certain = 0;
  std::int64_t possible = 0;

  friend bool operator==(const days_in_common&, const days_in_common&) = default;
};

namespace detail {
inline void check_tolerance(day tolerance) {
  if (tolerance < 0)
    throw rule_error("a tolerance of " + std::to_string(tolerance) + " days is negative");
}
inline std::int64_t beyond(std::int64_t days, day tolerance) noexcept {
  return days > tolerance ? days : 0;
}
} // namespace detail

/// The days that two periods have in common, over every way their bounds may have been.
///
/// Possible: min(latest ends) − max(earliest starts). Certain: the least over the earliest ends
/// less the latest starts, of each and across, where each has a day at least; so it is more than 0
/// exactly if `certainly_meet`. A crossing of at most `tolerance` days (a hand-over) counts as
/// none. Throws `rule_error` if the tolerance is negative.
inline days_in_common common_days(const period& a, const period& b, day tolerance = 0) {
  detail::check_tolerance(tolerance);
  if (a.upside_down() || b.upside_down()) return {};
  days_in_common days;
  if (certainly_meet(a, b)) {
    // A period's own blurred bounds still leave it a day, as `certainly_meet` has it.
    const auto least_of = [](const period& p) {
      return std::max<std::int64_t>(std::int64_t{p.earliest_end()} - p.latest_start(), 1);
    };
    const std::int64_t least =
        std::min({least_of(a), least_of(b), std::int64_t{a.earliest_end()} - b.latest_start(),
                  std::int64_t{b.earliest_end()} - a.latest_start()});
    days.certain = detail::beyond(least, tolerance);
  }
  days.possible =
      detail::beyond(day_count(intersection(possible_days(a), possible_days(b))), tolerance);
  return days;
}

/// Whether one hands over to the other: it begins and ends first, and their crossing, as long as it
/// may have been, has at most so many days. What lies inside the other hands over nothing, however
/// short it is, and no days are no crossing.
inline bool is_hand_over(const period& a, const period& b, day days) {
  detail::check_tolerance(days);
  if (a.upside_down() || b.upside_down()) return false;
  const day_interval x = possible_days(a), y = possible_days(b);
  if ((x.start < y.start) != (x.end < y.end) || x.start == y.start || x.end == y.end) return false;
  const std::int64_t common = day_count(intersection(x, y));
  return common > 0 && common <= days;
}

/// When something was under way: the days certain, the days possible, and the periods it is made
/// of.
struct timeline {
  interval_set certain;
  interval_set possible;
  std::vector<period> periods; ///< sorted, each once, none upside down

  friend bool operator==(const timeline&, const timeline&) = default;
};

/// The timeline of several periods, of a program that pauses or of all deliveries at a target.
inline timeline timeline_of(std::vector<period> periods) {
  std::erase_if(periods, [](const period& p) { return p.upside_down(); });
  std::sort(periods.begin(), periods.end());
  periods.erase(std::unique(periods.begin(), periods.end()), periods.end());
  std::vector<day_interval> certain, possible;
  for (const period& p : periods) {
    certain.push_back(certain_days(p));
    possible.push_back(possible_days(p));
  }
  return {interval_set(std::move(certain)), interval_set(std::move(possible)), std::move(periods)};
}

/// The days that two timelines have in common; runs of at most `tolerance` days are left out.
///
/// Possible: the days possible in both. Certain: the days certain in both, or, if that is more,
/// what two of their periods have in common for certain, be it on whichever days: a day in July and
/// all of July do. Linear, and a comparison with every period whose bounds are not known to the
/// day. Throws `rule_error` if the tolerance is negative.
inline days_in_common common_days(const timeline& a, const timeline& b, day tolerance = 0) {
  detail::check_tolerance(tolerance);
  days_in_common days;
  days.possible = day_count(longer_than(intersection(a.possible, b.possible), tolerance));
  days.certain = day_count(longer_than(intersection(a.certain, b.certain), tolerance));
  const auto raise = [&](const timeline& blurred, const timeline& other) {
    for (const period& p : blurred.periods)
      if (certain_days(p).empty())
        for (const period& q : other.periods)
          days.certain = std::max(days.certain, common_days(p, q, tolerance).certain);
  };
  raise(a, b);
  raise(b, a);
  return days;
}

/// An interval in which so many people take part; a negative number means unknown.
struct attendance {
  day_interval days;
  std::int64_t participants = -1;

  friend auto operator<=>(const attendance&, const attendance&) = default;
};

/// The most person-days that two may have had with the same people: Σ over the days of a set of
/// min(people of a, people of b).
///
/// `unbounded_days` if it has no bound or is beyond 64 bits; nothing if anybody's number is
/// unknown. n log n in the intervals.
inline std::optional<std::int64_t> shared_person_days(std::span<const attendance> a,
                                                      std::span<const attendance> b,
                                                      const interval_set& within) {
  struct change {
    day at;
    int who;
    std::int64_t people;
  };
  std::vector<change> changes;
  const auto add = [&](const day_interval& i, int who, std::int64_t people) {
    changes.push_back({i.start, who, people});
    changes.push_back({i.end, who, -people});
  };
  for (const day_interval& i : within.parts()) add(i, 2, 1);
  for (int who = 0; who < 2; ++who)
    for (const attendance& x : who == 0 ? a : b) {
      if (x.days.empty()) continue;
      if (x.participants < 0) return std::nullopt;
      add(x.days, who, x.participants);
    }
  std::sort(changes.begin(), changes.end(), [](const change& x, const change& y) {
    return std::tie(x.at, x.who, x.people) < std::tie(y.at, y.who, y.people);
  });
  __extension__ using wide = __int128;
  wide total = 0, present[3] = {0, 0, 0};
  for (std::size_t i = 0; i < changes.size(); ++i) {
    present[changes[i].who] += changes[i].people;
    if (i + 1 == changes.size() || changes[i + 1].at == changes[i].at) continue;
    const wide both = std::min(present[0], present[1]);
    if (present[2] == 0 || both == 0) continue;
    const std::int64_t days = day_count(day_interval{changes[i].at, changes[i + 1].at});
    if (days == unbounded_days) return unbounded_days;
    total += both * days;
    if (total >= unbounded_days) return unbounded_days;
  }
  return static_cast<std::int64_t>(total);
}

} // namespace irisan
