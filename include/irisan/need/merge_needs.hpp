#pragma once

#include <irisan/model/entities.hpp>

#include <algorithm>
#include <set>
#include <span>
#include <tuple>
#include <utility>
#include <vector>

namespace irisan {

/// Recorded needs, and derived ones of targets and activities that have no recorded one by a day:
/// what an office wrote down itself stands. Sorted by target, activity, unit of quantity, date and
/// source.
///
/// A recorded need of a later date waits, as in `current_needs`: it keeps no derived one out.
inline std::vector<need> merge_needs(std::span<const need> recorded, std::span<const need> derived,
                                     const date_range& as_of) {
  std::set<std::pair<target_index, activity_index>> stands;
  for (const need& n : recorded)
    if (!n.date.known() || !as_of.known() || n.date.earliest <= as_of.latest)
      stands.insert({n.of, n.activity});
  std::vector<need> all(recorded.begin(), recorded.end());
  for (const need& n : derived)
    if (!stands.contains({n.of, n.activity})) all.push_back(n);
  std::stable_sort(all.begin(), all.end(), [](const need& a, const need& b) {
    return std::tie(a.of, a.activity, a.quantity_unit, a.date, a.source) <
           std::tie(b.of, b.activity, b.quantity_unit, b.date, b.source);
  });
  return all;
}

} // namespace irisan
