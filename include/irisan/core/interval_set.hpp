#pragma once

#include <irisan/core/period.hpp>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <span>
#include <utility>
#include <vector>

namespace irisan {

/// A number of days without bound.
inline constexpr std::int64_t unbounded_days = std::numeric_limits<std::int64_t>::max();

/// The days from `start` to the last one before `end`: half-open.
///
/// `no_first_day` and `no_last_day` stand for a side that is open, without bound.
struct day_interval {
  day start = 0;
  day end = 0;

  constexpr bool empty() const noexcept { return start >= end; }
  constexpr bool bounded() const noexcept { return start > no_first_day && end < no_last_day; }
  friend constexpr auto operator<=>(const day_interval&, const day_interval&) = default;
};

/// How many days an interval has: end − start; `unbounded_days` if a side is open.
constexpr std::int64_t day_count(const day_interval& i) noexcept {
  if (i.empty()) return 0;
  return i.bounded() ? std::int64_t{i.end} - i.start : unbounded_days;
}

/// The days that lie in both, from max(starts) to min(ends); empty if they only touch.
constexpr day_interval intersection(const day_interval& a, const day_interval& b) noexcept {
  const day start = std::max(a.start, b.start), end = std::min(a.end, b.end);
  return start < end ? day_interval{start, end} : day_interval{start, start};
}

/// A set of days as the fewest half-open intervals: sorted, apart, and never touching.
///
/// A program that pauses has several. Any order, repetition and crossing of the intervals it is
/// made from gives the same set.
class interval_set {
public:
  interval_set() = default;

  /// The union of intervals; empty ones add nothing. n log n for sorting.
  explicit interval_set(std::vector<day_interval> parts) : parts_(std::move(parts)) {
    std::erase_if(parts_, [](const day_interval& i) { return i.empty(); });
    std::sort(parts_.begin(), parts_.end());
    std::size_t last = 0;
    for (std::size_t i = 1; i < parts_.size(); ++i)
      if (parts_[i].start <= parts_[last].end)
        parts_[last].end = std::max(parts_[last].end, parts_[i].end);
      else
        parts_[++last] = parts_[i];
    if (!parts_.empty()) parts_.resize(last + 1);
  }

  std::span<const day_interval> parts() const noexcept { return parts_; }
  bool empty() const noexcept { return parts_.empty(); }

  bool contains(day d) const noexcept {
    const auto after = std::upper_bound(parts_.begin(), parts_.end(), d,
                                        [](day x, const day_interval& i) { return x < i.start; });
    return after != parts_.begin() && d < std::prev(after)->end;
  }

  friend bool operator==(const interval_set&, const interval_set&) = default;

private:
  std::vector<day_interval> parts_;
};

/// How many days a set has; `unbounded_days` if it is open on a side.
inline std::int64_t day_count(const interval_set& s) noexcept {
  std::int64_t days = 0;
  for (const day_interval& i : s.parts()) {
    if (!i.bounded()) return unbounded_days;
    days += day_count(i);
  }
  return days;
}

/// The days that lie in either. Linear but for sorting.
inline interval_set union_of(const interval_set& a, const interval_set& b) {
  std::vector<day_interval> parts(a.parts().begin(), a.parts().end());
  parts.insert(parts.end(), b.parts().begin(), b.parts().end());
  return interval_set(std::move(parts));
}

/// The days that lie in both. Linear: the two lists are merged.
inline interval_set intersection(const interval_set& a, const interval_set& b) {
  std::vector<day_interval> parts;
  const auto x = a.parts(), y = b.parts();
  for (std::size_t i = 0, j = 0; i < x.size() && j < y.size();) {
    const day_interval common = intersection(x[i], y[j]);
    if (!common.empty()) parts.push_back(common);
    x[i].end < y[j].end ? ++i : ++j;
  }
  return interval_set(std::move(parts));
}

/// The days of the first that do not lie in the second. Linear.
inline interval_set difference(const interval_set& a, const interval_set& b) {
  std::vector<day_interval> parts;
  const auto cut = b.parts();
  std::size_t j = 0;
  for (day_interval left : a.parts()) {
    while (j < cut.size() && cut[j].end <= left.start) ++j;
    for (std::size_t k = j; k < cut.size() && cut[k].start < left.end; ++k) {
      parts.push_back({left.start, cut[k].start});
      left.start = std::max(left.start, cut[k].end);
    }
    parts.push_back(left);
  }
  return interval_set(std::move(parts));
}

/// The parts of a set that have more than so many days: a hand-over of a few days is left out.
inline interval_set longer_than(const interval_set& s, std::int64_t days) {
  std::vector<day_interval> parts;
  for (const day_interval& i : s.parts())
    if (day_count(i) > days) parts.push_back(i);
  return interval_set(std::move(parts));
}

} // namespace irisan
