#pragma once

#include <irisan/core/error.hpp>
#include <irisan/core/interval_set.hpp>
#include <irisan/core/progress.hpp>

#include <algorithm>
#include <compare>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <vector>

namespace irisan {

/// Two intervals, by their places, and the days they have in common.
struct interval_crossing {
  std::int32_t first = 0;
  std::int32_t second = 0;
  day_interval days;

  friend auto operator<=>(const interval_crossing&, const interval_crossing&) = default;
};

/// Two sets of days, by their places, and how many days they have in common.
struct set_crossing {
  std::int32_t first = 0;
  std::int32_t second = 0;
  std::int64_t days = 0; ///< `unbounded_days` if nothing bounds them

  friend auto operator<=>(const set_crossing&, const set_crossing&) = default;
};

namespace detail {
/// Calls `found(i, j)` once for each two intervals of different sides that have more than
/// `tolerance` days in common; `side(i)` is 0 or 1, and `same_side` lets those of one side meet.
///
/// A sweep over the starts. What is over is struck off when it is next looked at, so every look
/// gives a pair or takes an interval away: n log n for sorting, and the pairs.
template <class Side, class Found>
void sweep_crossings(std::span<const day_interval> all, day tolerance, const Side& side,
                     bool same_side, const progress& watch, const Found& found) {
  if (tolerance < 0)
    throw rule_error("a tolerance of " + std::to_string(tolerance) + " days is negative");
  std::vector<std::int32_t> by_start;
  for (std::size_t i = 0; i < all.size(); ++i)
    if (day_count(all[i]) > tolerance) by_start.push_back(static_cast<std::int32_t>(i));
  const auto at = [&](std::int32_t i) -> const day_interval& {
    return all[static_cast<std::size_t>(i)];
  };
  std::sort(by_start.begin(), by_start.end(), [&](std::int32_t i, std::int32_t j) {
    return at(i).start != at(j).start ? at(i).start < at(j).start : i < j;
  });
  std::vector<std::int32_t> under_way[2];
  for (std::size_t n = 0; n < by_start.size(); ++n) {
    if (n % 4096 == 0) watch.at("time", static_cast<double>(n) / static_cast<double>(all.size()));
    const std::int32_t i = by_start[n];
    std::vector<std::int32_t>& others = under_way[same_side ? 0 : 1 - side(i)];
    for (std::size_t k = 0; k < others.size();) {
      // From here on it lasts no longer than the tolerance: it crosses nothing that is to come.
      if (at(others[k]).end < no_last_day &&
          std::int64_t{at(others[k]).end} - at(i).start <= tolerance) {
        others[k] = others.back();
        others.pop_back();
      } else {
        found(i, others[k++]);
      }
    }
    under_way[same_side ? 0 : side(i)].push_back(i);
  }
}
} // namespace detail

/// Every two intervals that have more than `tolerance` days in common, not only neighbours: sorted
/// by first, then second, `first < second`.
///
/// O(n log n + k log k) for k pairs. Throws `rule_error` if the tolerance is negative, `stopped`
/// when asked to stop.
inline std::vector<interval_crossing> interval_crossings(std::span<const day_interval> all,
                                                         day tolerance = 0,
                                                         const progress& watch = {}) {
  std::vector<interval_crossing> pairs;
  detail::sweep_crossings(
      all, tolerance, [](std::int32_t) { return 0; }, true, watch,
      [&](std::int32_t i, std::int32_t j) {
        pairs.push_back(
            {std::min(i, j), std::max(i, j),
             intersection(all[static_cast<std::size_t>(i)], all[static_cast<std::size_t>(j)])});
      });
  std::sort(pairs.begin(), pairs.end());
  return pairs;
}

/// Every interval of a with every one of b with which it has more than `tolerance` days in common,
/// as `interval_crossings` of one list.
inline std::vector<interval_crossing> interval_crossings(std::span<const day_interval> a,
                                                         std::span<const day_interval> b,
                                                         day tolerance = 0,
                                                         const progress& watch = {}) {
  std::vector<day_interval> all(a.begin(), a.end());
  all.insert(all.end(), b.begin(), b.end());
  const auto firsts = static_cast<std::int32_t>(a.size());
  std::vector<interval_crossing> pairs;
  detail::sweep_crossings(
      all, tolerance, [&](std::int32_t i) { return i < firsts ? 0 : 1; }, false, watch,
      [&](std::int32_t i, std::int32_t j) {
        const std::int32_t first = std::min(i, j), second = std::max(i, j);
        pairs.push_back({first, second - firsts,
                         intersection(all[static_cast<std::size_t>(first)],
                                      all[static_cast<std::size_t>(second)])});
      });
  std::sort(pairs.begin(), pairs.end());
  return pairs;
}

/// Every two sets of days that have a run of more than `tolerance` days in common, with the days of
/// such runs; sorted, `first < second`.
///
/// O(n log n + k log k) for n intervals and k of them that cross.
inline std::vector<set_crossing> set_crossings(std::span<const interval_set> sets,
                                               day tolerance = 0, const progress& watch = {}) {
  std::vector<day_interval> all;
  std::vector<std::int32_t> owner;
  for (std::size_t s = 0; s < sets.size(); ++s)
    for (const day_interval& i : sets[s].parts()) {
      all.push_back(i);
      owner.push_back(static_cast<std::int32_t>(s));
    }
  // The intervals of one set lie apart, so that each crossing is a run of its own.
  std::vector<set_crossing> pairs;
  for (const interval_crossing& c : interval_crossings(all, tolerance, watch)) {
    const std::int32_t x = owner[static_cast<std::size_t>(c.first)],
                       y = owner[static_cast<std::size_t>(c.second)];
    pairs.push_back({std::min(x, y), std::max(x, y), day_count(c.days)});
  }
  std::sort(pairs.begin(), pairs.end());
  std::size_t kept = 0;
  for (const set_crossing& c : pairs) {
    set_crossing* last = kept > 0 ? &pairs[kept - 1] : nullptr;
    if (last && last->first == c.first && last->second == c.second)
      last->days = last->days == unbounded_days || c.days == unbounded_days ? unbounded_days
                                                                            : last->days + c.days;
    else
      pairs[kept++] = c;
  }
  pairs.resize(kept);
  return pairs;
}

} // namespace irisan
