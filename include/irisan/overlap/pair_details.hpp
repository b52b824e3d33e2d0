#pragma once

#include <irisan/core/parallel.hpp>
#include <irisan/core/progress.hpp>
#include <irisan/graph/incidence.hpp>
#include <irisan/model/portfolio.hpp>
#include <irisan/overlap/pair.hpp>

#include <cstdint>
#include <span>
#include <vector>

namespace irisan {

/// What counts as "the same time".
struct time_window {
  day gap = 0; ///< days that two periods may lie apart; 0: they must cross

  friend bool operator==(const time_window&, const time_window&) = default;
};

/// In what two deliveries at one target agree. Empty fields agree with nothing; a column that is
/// empty throughout the package drops out: everything agrees in it.
struct agreement_of_deliveries {
  bool kind = false;
  bool activity = false;
  bool audience = false;
  bool certain = false;           ///< within the window, for certain
  bool possible = false;          ///< within the window, possibly
  bool crossing_certain = false;  ///< their periods cross, for certain
  bool crossing_possible = false; ///< their periods cross, possibly
};

/// How two deliveries agree.
inline agreement_of_deliveries compare(const portfolio& p, delivery_index x, delivery_index y,
                                       time_window w) {
  const deliveries& d = p.deliveries();
  agreement_of_deliveries a;
  if (d.has_activity()) {
    const activity_tree& tree = p.tree_of_activities();
    const activity_index ax = d.activity(x), ay = d.activity(y);
    a.activity = ax.known() && ax == ay;
    a.kind = ax.known() && ay.known() && tree.kind(ax) == tree.kind(ay);
  } else {
    a.activity = a.kind = true;
  }
  a.audience = !d.has_audience() || (d.audience(x).known() && d.audience(x) == d.audience(y));
  if (d.has_period()) {
    const period &px = d.when(x), &py = d.when(y);
    a.certain = certainly_meet(px, py, w.gap);
    a.possible = a.certain || possibly_meet(px, py, w.gap);
    a.crossing_certain = certainly_meet(px, py);
    a.crossing_possible = a.crossing_certain || possibly_meet(px, py);
  } else {
    a.certain = a.possible = a.crossing_certain = a.crossing_possible = true;
  }
  return a;
}

/// Calls `f(target, x, y)` for every two deliveries of a pair that reach the same target.
///
/// Both lists are sorted by target: they are merged, and crossed where they meet.
template <class F>
void for_each_meeting(const visits& v, intervention_index first, intervention_index second,
                      const F& f) {
  std::span<const visit> a = v.of(first), b = v.of(second);
  std::size_t i = 0, j = 0;
  const auto gallop = [](std::span<const visit> list, std::size_t from, target_index to) {
    std::size_t step = 1;
    while (from + step < list.size() && list[from + step].target < to) step *= 2;
    const auto begin = list.begin() + static_cast<std::ptrdiff_t>(from + step / 2);
    const auto end = list.begin() + static_cast<std::ptrdiff_t>(std::min(from + step, list.size()));
    return static_cast<std::size_t>(
        std::lower_bound(begin, end, to,
                         [](const visit& x, target_index t) { return x.target < t; }) -
        list.begin());
  };
  while (i < a.size() && j < b.size()) {
    if (a[i].target < b[j].target) {
      i = gallop(a, i, b[j].target);
    } else if (b[j].target < a[i].target) {
      j = gallop(b, j, a[i].target);
    } else {
      const target_index t = a[i].target;
      std::size_t i_end = i, j_end = j;
      while (i_end < a.size() && a[i_end].target == t) ++i_end;
      while (j_end < b.size() && b[j_end].target == t) ++j_end;
      for (std::size_t x = i; x < i_end; ++x)
        for (std::size_t y = j; y < j_end; ++y) f(t, a[x].delivery, b[y].delivery);
      i = i_end, j = j_end;
    }
  }
}

/// Targets counted at any time, and certainly and possibly within the window.
struct time_counts {
  std::int32_t any = 0;
  std::int32_t certain = 0;
  std::int32_t possible = 0;

  friend bool operator==(const time_counts&, const time_counts&) = default;
};

/// The shared targets of a pair at which one delivery of each agrees, in all that is asked at once.
struct pair_detail {
  time_counts kind;
  time_counts kind_and_audience;
  time_counts activity_and_audience;
  time_counts crossing; ///< activity and audience, in periods that cross (window 0)

  friend bool operator==(const pair_detail&, const pair_detail&) = default;
};

/// For each pair, at how many shared targets their deliveries agree, and in what.
///
/// Time: one comparison for every two deliveries of a pair at a target. The same for any number of
/// threads.
inline std::vector<pair_detail> pair_details(const portfolio& p, const visits& v,
                                             const std::vector<overlap_pair>& pairs,
                                             time_window window = {}, unsigned threads = 0,
                                             const progress& watch = {}) {
  std::vector<pair_detail> details(pairs.size());
  constexpr std::size_t block = 64;
  for_each_index((pairs.size() + block - 1) / block, threads, [&](std::size_t b) {
    if (watch.stop.stop_requested()) throw stopped();
    for (std::size_t i = b * block; i < std::min(pairs.size(), (b + 1) * block); ++i) {
      // What has been counted at this target: one bit per figure, since a target counts once.
      std::uint32_t seen = 0;
      target_index at;
      const auto count = [&](unsigned bit, bool holds, std::int32_t& figure) {
        if (!holds || (seen >> bit & 1U)) return;
        seen |= 1U << bit;
        ++figure;
      };
      const auto count_times = [&](unsigned bit, bool holds, bool certain, bool possible,
                                   time_counts& c) {
        count(bit, holds, c.any);
        count(bit + 1, holds && certain, c.certain);
        count(bit + 2, holds && possible, c.possible);
      };
      for_each_meeting(v, pairs[i].first, pairs[i].second,
                       [&](target_index t, delivery_index x, delivery_index y) {
                         if (t != at) at = t, seen = 0;
                         const agreement_of_deliveries a = compare(p, x, y, window);
                         pair_detail& d = details[i];
                         count_times(0, a.kind, a.certain, a.possible, d.kind);
                         count_times(3, a.kind && a.audience, a.certain, a.possible,
                                     d.kind_and_audience);
                         count_times(6, a.activity && a.audience, a.certain, a.possible,
                                     d.activity_and_audience);
                         count_times(9, a.activity && a.audience, a.crossing_certain,
                                     a.crossing_possible, d.crossing);
                       });
    }
  });
  return details;
}

inline std::vector<pair_detail> pair_details(const portfolio& p,
                                             const std::vector<overlap_pair>& pairs,
                                             time_window window = {}) {
  return pair_details(p, find_visits(p), pairs, window);
}

} // namespace irisan
