#pragma once

#include <irisan/core/tasks.hpp>
#include <irisan/graph/incidence.hpp>
#include <irisan/overlap/pair.hpp>

#include <algorithm>
#include <cstdint>
#include <vector>

namespace irisan {

/// Counts one intervention's crossings with all later ones, in the order of the interventions.
///
/// Gustavson's row of A·Aᵀ: one counter per intervention, touched counters listed, so a row costs
/// its crossings and never the number of interventions.
class ordered_counter {
public:
  explicit ordered_counter(std::int32_t interventions)
      : shared_(static_cast<std::size_t>(interventions), 0) {}

  /// `visit(pair)` for each later intervention that shares a target with p, ascending.
  template <class Visit>
  void count(const incidence_view& a, const incidence_view& by_target, std::int32_t p,
             const Visit& visit) {
    for (const std::int32_t t : a.row(p)) {
      const auto others = by_target.row(t);
      // Interventions at a target are ascending: the later half of the crossing is its tail.
      for (auto q = std::upper_bound(others.begin(), others.end(), p); q != others.end(); ++q)
        if (shared_[static_cast<std::size_t>(*q)]++ == 0) touched_.push_back(*q);
    }
    const auto walk = [&](std::int32_t q) {
      std::int32_t& shared = shared_[static_cast<std::size_t>(q)];
      if (shared > 0) visit(overlap_pair{{p}, {q}, shared, a.size(p), a.size(q)});
      shared = 0;
    };
    // Few touched: sort them. Many: walk the counters, which are in order already.
    if (touched_.size() * 16 < shared_.size()) {
      std::sort(touched_.begin(), touched_.end());
      for (const std::int32_t q : touched_) walk(q);
    } else {
      for (auto q = p + 1; q < static_cast<std::int32_t>(shared_.size()); ++q) walk(q);
    }
    touched_.clear();
  }

private:
  std::vector<std::int32_t> shared_;
  std::vector<std::int32_t> touched_;
};

/// All pairs that share a target, each once, by first and then second: `visit(local, pair)` within
/// a task, tasks in order. Slower than a plan that may choose its own order.
template <class Local, class Visit, class Finish>
void count_in_order(const incidence_view& a, unsigned threads, const progress& watch,
                    const Visit& visit, const Finish& finish) {
  const incidence_matrix by_target = transpose(a);
  std::vector<std::int32_t> starts{0};
  std::int64_t work = 0;
  for (std::int32_t p = 0; p < a.rows(); ++p) {
    for (const std::int32_t t : a.row(p)) work += by_target.size(t);
    if (work > (1 << 22) || p + 1 - starts.back() >= 4096) {
      starts.push_back(p + 1);
      work = 0;
    }
  }
  if (starts.back() != a.rows()) starts.push_back(a.rows());
  spare_values<ordered_counter> spare;
  for_each_task<Local>(
      starts.size() - 1, threads, watch,
      [&](std::size_t task, Local& local) {
        spare.use([&] { return ordered_counter(a.rows()); },
                  [&](ordered_counter& counter) {
                    for (std::int32_t p = starts[task]; p < starts[task + 1]; ++p) {
                      if (watch.stop.stop_requested()) throw stopped();
                      counter.count(a, by_target, p,
                                    [&](const overlap_pair& pair) { visit(local, pair); });
                    }
                  });
      },
      finish);
}

} // namespace irisan
