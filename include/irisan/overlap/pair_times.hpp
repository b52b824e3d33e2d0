#pragma once

#include <irisan/core/parallel.hpp>
#include <irisan/core/progress.hpp>
#include <irisan/graph/incidence.hpp>
#include <irisan/model/portfolio.hpp>
#include <irisan/overlap/pair.hpp>
#include <irisan/overlap/pair_details.hpp>
#include <irisan/overlap/time_overlap.hpp>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <utility>
#include <vector>

namespace irisan {

/// How much two interventions are at their shared targets at the same time.
struct pair_time {
  std::int32_t certain_targets = 0;  ///< shared targets with a day in common for certain
  std::int32_t possible_targets = 0; ///< shared targets that may have one
  days_in_common target_days;        ///< days in common, summed over the shared targets
  /// The most person-days with the same people, on the days that both are there for certain and on
  /// those that they may be, summed over the targets at which all participants are known.
  days_in_common person_days;
  /// Targets that may have a day in common and at which somebody's participants are not known.
  std::int32_t targets_without_participants = 0;

  friend bool operator==(const pair_time&, const pair_time&) = default;
};

namespace detail {
/// The deliveries of one intervention at one target.
class stay {
public:
  stay(const portfolio& p, target_index t) : portfolio_(p), target_(t) {}

  void add(delivery_index x) { deliveries_.push_back(x); }

  void sort() {
    std::sort(deliveries_.begin(), deliveries_.end());
    deliveries_.erase(std::unique(deliveries_.begin(), deliveries_.end()), deliveries_.end());
  }
  timeline when() const {
    std::vector<period> periods;
    for (const delivery_index x : deliveries_) periods.push_back(portfolio_.deliveries().when(x));
    return timeline_of(std::move(periods));
  }
  std::vector<attendance> attendances(day_interval (*days)(const period&)) const {
    std::vector<attendance> all;
    const deliveries& d = portfolio_.deliveries();
    for (const delivery_index x : deliveries_) {
      // The participants of a delivery to a group came from all of its members.
      const bool known = d.target(x) == target_ && d.participants(x) >= 0;
      all.push_back({days(d.when(x)), known ? d.participants(x) : -1});
    }
    return all;
  }

private:
  const portfolio& portfolio_;
  target_index target_;
  std::vector<delivery_index> deliveries_;
};

inline void add_days(std::int64_t& sum, std::int64_t days) noexcept {
  sum = days > unbounded_days - sum ? unbounded_days : sum + days;
}
} // namespace detail

/// For each pair, how much both are at the same targets at the same time; runs of at most
/// `tolerance` days in common (a hand-over) are left out.
///
/// Time: what the deliveries of a pair at their shared targets take to sort. Where no delivery of
/// the portfolio has a date, nothing is certain and everything possible. The same for any number of
/// threads. Throws `rule_error` if the tolerance is negative, `stopped` when asked to stop.
inline std::vector<pair_time> pair_times(const portfolio& p, const visits& v,
                                         const std::vector<overlap_pair>& pairs, day tolerance = 0,
                                         unsigned threads = 0, const progress& watch = {}) {
  detail::check_tolerance(tolerance);
  std::vector<pair_time> times(pairs.size());
  const auto meet_at = [&](pair_time& time, detail::stay& a, detail::stay& b) {
    a.sort();
    b.sort();
    const timeline x = a.when(), y = b.when();
    const days_in_common days = common_days(x, y, tolerance);
    if (days.possible == 0) return;
    time.certain_targets += days.certain > 0;
    time.possible_targets += 1;
    detail::add_days(time.target_days.certain, days.certain);
    detail::add_days(time.target_days.possible, days.possible);
    const auto most =
        shared_person_days(a.attendances([](const period& at) { return possible_days(at); }),
                           b.attendances([](const period& at) { return possible_days(at); }),
                           longer_than(intersection(x.possible, y.possible), tolerance));
    if (!most) {
      ++time.targets_without_participants;
      return;
    }
    const auto certain =
        shared_person_days(a.attendances([](const period& at) { return certain_days(at); }),
                           b.attendances([](const period& at) { return certain_days(at); }),
                           longer_than(intersection(x.certain, y.certain), tolerance));
    detail::add_days(time.person_days.possible, *most);
    detail::add_days(time.person_days.certain, certain.value_or(0));
  };
  for_each_index(pairs.size(), threads, [&](std::size_t i) {
    if (watch.stop.stop_requested()) throw stopped();
    std::optional<detail::stay> a, b;
    target_index at;
    for_each_meeting(v, pairs[i].first, pairs[i].second,
                     [&](target_index t, delivery_index x, delivery_index y) {
                       if (t != at) {
                         if (a) meet_at(times[i], *a, *b);
                         a.emplace(p, t);
                         b.emplace(p, t);
                         at = t;
                       }
                       a->add(x);
                       b->add(y);
                     });
    if (a) meet_at(times[i], *a, *b);
  });
  return times;
}

} // namespace irisan
