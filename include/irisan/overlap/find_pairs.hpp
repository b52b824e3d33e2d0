#pragma once

#include <irisan/core/parallel.hpp>
#include <irisan/core/progress.hpp>
#include <irisan/graph/incidence.hpp>
#include <irisan/overlap/measure.hpp>
#include <irisan/overlap/pair.hpp>

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <functional>
#include <mutex>
#include <thread>
#include <vector>

namespace irisan {

/// Which pairs to find: those that pass every threshold. Thresholds are exact.
struct pair_query {
  std::int32_t min_shared = 1;
  fraction min_jaccard{0, 1};
  fraction min_containment{0, 1}; ///< in either direction
  intervention_index with{};      ///< only pairs with this intervention; all if unknown

  constexpr bool accepts(const overlap_pair& p) const noexcept {
    return p.shared >= min_shared &&
           (min_jaccard.numerator == 0 || jaccard_at_least(p, min_jaccard)) &&
           (min_containment.numerator == 0 || containment_at_least(p, min_containment));
  }
};

/// How to find them; the result never depends on it.
struct pair_options {
  unsigned threads = 0; ///< 0: as many as the machine has
  progress watch;
};

namespace detail {

/// Counts one intervention's crossings with all later ones. Kept by each thread.
///
/// Gustavson's row of A·Aᵀ: one counter per intervention, touched counters listed, so a row costs
/// its crossings and never the number of interventions.
class pair_counter {
public:
  explicit pair_counter(std::int32_t interventions)
      : shared_(static_cast<std::size_t>(interventions), 0) {}

  template <class Visit>
  void row(const incidence_matrix& a, const incidence_matrix& by_target, std::int32_t p,
           std::int32_t from, const Visit& visit) {
    for (const std::int32_t t : a.row(p)) {
      const auto others = by_target.row(t);
      // Interventions at a target are ascending: the later half of the crossing is its tail.
      const auto begin =
          from > 0 ? std::lower_bound(others.begin(), others.end(), from) : others.begin();
      for (auto q = begin; q != others.end(); ++q)
        if (shared_[static_cast<std::size_t>(*q)]++ == 0) touched_.push_back(*q);
    }
    // Few touched: sort them. Many: walk the counters, which are in order already.
    const auto walk = [&](std::int32_t q) {
      std::int32_t& shared = shared_[static_cast<std::size_t>(q)];
      if (shared > 0 && q != p)
        visit(p < q ? overlap_pair{{p}, {q}, shared, a.size(p), a.size(q)}
                    : overlap_pair{{q}, {p}, shared, a.size(q), a.size(p)});
      shared = 0;
    };
    if (touched_.size() * 16 < shared_.size()) {
      std::sort(touched_.begin(), touched_.end());
      for (const std::int32_t q : touched_) walk(q);
    } else {
      for (std::int32_t q = from; q < static_cast<std::int32_t>(shared_.size()); ++q) walk(q);
    }
    touched_.clear();
  }

private:
  std::vector<std::int32_t> shared_;
  std::vector<std::int32_t> touched_;
};

/// Blocks of interventions of about equal work, in order.
inline std::vector<std::int32_t> blocks_of_work(const incidence_matrix& a,
                                                const incidence_matrix& by_target) {
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
  return starts;
}

} // namespace detail

/// Calls `visit(local, pair)` for every pair that the query accepts; nothing is stored.
///
/// Work is cut into blocks of interventions; `local` is a `Local{}` per block, and `finish(local)`
/// is called once per block, in order of the blocks whatever the threads. Time: one step per
/// (target, two interventions at it); memory: a copy of the incidence and a counter per
/// intervention and thread.
template <class Local, class Visit, class Finish>
void for_each_pair(const incidence_matrix& a, const pair_query& query, const pair_options& options,
                   const Visit& visit, const Finish& finish) {
  const incidence_matrix by_target = transpose(a);
  if (query.with.known()) {
    options.watch.at("pairs", 0);
    Local local{};
    detail::pair_counter counter(a.rows());
    if (query.with.value < a.rows())
      counter.row(a, by_target, query.with.value, 0, [&](const overlap_pair& p) {
        if (query.accepts(p)) visit(local, p);
      });
    finish(local);
    return;
  }
  const std::vector<std::int32_t> starts = detail::blocks_of_work(a, by_target);
  const std::size_t blocks = starts.size() - 1;
  std::mutex order;
  const std::thread::id caller = std::this_thread::get_id();
  std::size_t next_to_finish = 0;
  std::vector<std::pair<bool, Local>> waiting(blocks);
  std::vector<detail::pair_counter> spare;
  for_each_index(blocks, options.threads, [&](std::size_t block) {
    if (options.watch.stop.stop_requested()) throw stopped();
    detail::pair_counter counter = [&] {
      const std::scoped_lock lock(order);
      if (spare.empty()) return detail::pair_counter(a.rows());
      detail::pair_counter taken = std::move(spare.back());
      spare.pop_back();
      return taken;
    }();
    Local local{};
    for (std::int32_t p = starts[block]; p < starts[block + 1]; ++p)
      counter.row(a, by_target, p, p + 1, [&](const overlap_pair& pair) {
        if (query.accepts(pair)) visit(local, pair);
      });
    const std::scoped_lock lock(order);
    spare.push_back(std::move(counter));
    waiting[block] = {true, std::move(local)};
    for (; next_to_finish < blocks && waiting[next_to_finish].first; ++next_to_finish) {
      finish(waiting[next_to_finish].second);
      waiting[next_to_finish].second = Local{};
    }
    if (options.watch.report && std::this_thread::get_id() == caller)
      options.watch.report("pairs",
                           static_cast<double>(next_to_finish) / static_cast<double>(blocks));
  });
  if (options.watch.report) options.watch.report("pairs", 1);
}

/// All pairs of interventions that the query accepts, sorted by first, then second.
///
/// The upper triangle of A·Aᵀ, never built: only accepted pairs are kept. The same for any number
/// of threads. Throws `stopped` when asked to stop.
inline std::vector<overlap_pair> find_pairs(const incidence_matrix& a, const pair_query& query = {},
                                            const pair_options& options = {}) {
  std::vector<overlap_pair> pairs;
  using block = std::vector<overlap_pair>;
  for_each_pair<block>(
      a, query, options, [](block& found, const overlap_pair& p) { found.push_back(p); },
      [&](const block& found) { pairs.insert(pairs.end(), found.begin(), found.end()); });
  // The pairs of one intervention come in the order of their partner, which is not that of pairs.
  if (query.with.known()) std::sort(pairs.begin(), pairs.end());
  return pairs;
}

/// The k pairs for which a measure is greatest: by the measure, descending, then as they are
/// sorted.
template <overlap_measure Measure>
std::vector<overlap_pair> top_pairs(std::vector<overlap_pair> pairs, std::size_t k,
                                    const Measure& measure) {
  const auto before = [&](const overlap_pair& a, const overlap_pair& b) {
    const double x = measure(a), y = measure(b);
    // What is not known comes last.
    if (std::isnan(x) || std::isnan(y))
      return std::isnan(x) == std::isnan(y) ? a < b : !std::isnan(x);
    return x != y ? x > y : a < b;
  };
  if (k < pairs.size()) {
    std::partial_sort(pairs.begin(), pairs.begin() + static_cast<std::ptrdiff_t>(k), pairs.end(),
                      before);
    pairs.resize(k);
  } else {
    std::sort(pairs.begin(), pairs.end(), before);
  }
  return pairs;
}

/// The k pairs that a query accepts for which a measure is greatest, as `top_pairs` orders them.
///
/// Memory stays bounded by a few times k, however many pairs there are.
template <overlap_measure Measure>
std::vector<overlap_pair> best_pairs(const incidence_matrix& a, const pair_query& query,
                                     const pair_options& options, std::size_t k,
                                     const Measure& measure) {
  using block = std::vector<overlap_pair>;
  block best;
  for_each_pair<block>(
      a, query, options, [](block& found, const overlap_pair& p) { found.push_back(p); },
      [&](const block& found) {
        best.insert(best.end(), found.begin(), found.end());
        // So many more than wanted are kept that cutting back costs little.
        if (best.size() > 4 * k + 1'000'000) best = top_pairs(std::move(best), k, measure);
      });
  return top_pairs(std::move(best), k, measure);
}

/// How many pairs there are, and of which kind; what `irisan pairs --count` prints.
struct pair_counts {
  std::int64_t pairs = 0;
  std::int64_t identical = 0;
  std::int64_t proper_subsets = 0;
  std::int64_t jaccard_5 = 0; ///< Jaccard ≥ 1/2
  std::int64_t jaccard_7 = 0; ///< Jaccard ≥ 7/10
  std::int64_t jaccard_8 = 0; ///< Jaccard ≥ 4/5
  std::int64_t jaccard_9 = 0; ///< Jaccard ≥ 9/10

  friend bool operator==(const pair_counts&, const pair_counts&) = default;
};

/// Counts the pairs that a query accepts without keeping any.
inline pair_counts count_pairs(const incidence_matrix& a, const pair_query& query = {},
                               const pair_options& options = {}) {
  pair_counts total;
  for_each_pair<pair_counts>(
      a, query, options,
      [](pair_counts& c, const overlap_pair& p) {
        ++c.pairs;
        c.identical += identical(p);
        c.proper_subsets += proper_subset(p);
        // Sizes are 32-bit, so ten times a union fits in 64: s/u ≥ n/10 ⇔ 10 s ≥ n u.
        const std::int64_t ten = std::int64_t{10} * p.shared;
        const std::int64_t all = std::int64_t{p.first_size} + p.second_size - p.shared;
        c.jaccard_5 += ten >= 5 * all;
        c.jaccard_7 += ten >= 7 * all;
        c.jaccard_8 += ten >= 8 * all;
        c.jaccard_9 += ten >= 9 * all;
      },
      [&](const pair_counts& c) {
        total.pairs += c.pairs;
        total.identical += c.identical;
        total.proper_subsets += c.proper_subsets;
        total.jaccard_5 += c.jaccard_5;
        total.jaccard_7 += c.jaccard_7;
        total.jaccard_8 += c.jaccard_8;
        total.jaccard_9 += c.jaccard_9;
      });
  return total;
}

} // namespace irisan
