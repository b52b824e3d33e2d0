#pragma once

#include <irisan/overlap/find_pairs.hpp>
#include <irisan/overlap/measure.hpp>

#include <algorithm>
#include <atomic>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <span>
#include <vector>

namespace irisan {

/// Whether a pair comes before another by a measure: the greater one, then as pairs are sorted.
///
/// Exact measures are compared as fractions; of others, what is not known comes last.
template <class Measure>
requires overlap_measure<Measure> || exact_measure<Measure>
bool stronger(const Measure& measure, const overlap_pair& a, const overlap_pair& b) {
  if constexpr (exact_measure<Measure>) {
    const auto order = measure(a) <=> measure(b);
    return order != 0 ? order > 0 : a < b;
  } else {
    const double x = measure(a), y = measure(b);
    if (std::isnan(x) || std::isnan(y))
      return std::isnan(x) == std::isnan(y) ? a < b : !std::isnan(x);
    return x != y ? x > y : a < b;
  }
}

/// The k pairs for which a measure is greatest: by the measure, descending, then as they are
/// sorted.
template <class Measure>
requires overlap_measure<Measure> || exact_measure<Measure> std::vector<overlap_pair> top_pairs(
    std::vector<overlap_pair> pairs, std::size_t k, const Measure& measure) {
  const auto before = [&](const overlap_pair& a, const overlap_pair& b) {
    return stronger(measure, a, b);
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
/// Memory: a few times k, and what tasks that are not handed on yet have found.
template <class Measure>
requires overlap_measure<Measure> || exact_measure<Measure> std::vector<overlap_pair> best_pairs(
    const incidence_view& a, const pair_query& query, const pair_options& options, std::size_t k,
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

/// The strongest partners of every intervention.
struct partner_lists {
  std::vector<std::int64_t> offsets{0}; ///< of each intervention in `pairs`
  std::vector<overlap_pair> pairs;      ///< of each with its partners, the strongest first

  std::span<const overlap_pair> of(intervention_index p) const noexcept {
    const auto begin = static_cast<std::size_t>(offsets[p.at()]);
    return {pairs.data() + begin, static_cast<std::size_t>(offsets[p.at() + 1]) - begin};
  }
  friend bool operator==(const partner_lists&, const partner_lists&) = default;
};

/// For every intervention, the k pairs with it that a query accepts for which a measure is
/// greatest; ties by the pair. The same for any number of threads and any method.
///
/// Memory: the result and what the search itself needs.
template <class Measure>
requires overlap_measure<Measure> || exact_measure<Measure> partner_lists
top_partners(const incidence_view& a, const pair_query& query, const pair_options& options,
             std::size_t k, const Measure& measure) {
  const auto n = static_cast<std::size_t>(a.rows());
  const auto before = [&](const overlap_pair& x, const overlap_pair& y) {
    return stronger(measure, x, y);
  };
  // Heaps with the weakest kept on top.
  std::vector<std::vector<overlap_pair>> best(n);
  // That weakest one's measure, once k are kept, for threads to pass over what cannot enter: it
  // only rises, so an old one lets too much pass and never too little.
  std::vector<std::atomic<double>> bar(n);
  for (auto& b : bar) b.store(-std::numeric_limits<double>::infinity(), std::memory_order_relaxed);
  const auto value = [&](const overlap_pair& p) {
    if constexpr (exact_measure<Measure>) {
      const fraction f = measure(p);
      return static_cast<double>(f.numerator) / static_cast<double>(f.denominator);
    } else {
      return static_cast<double>(measure(p));
    }
  };
  const auto keep = [&](intervention_index of, const overlap_pair& p) {
    std::vector<overlap_pair>& heap = best[of.at()];
    if (heap.size() < k) {
      heap.push_back(p);
      std::push_heap(heap.begin(), heap.end(), before);
    } else if (k > 0 && before(p, heap.front())) {
      std::pop_heap(heap.begin(), heap.end(), before);
      heap.back() = p;
      std::push_heap(heap.begin(), heap.end(), before);
    } else {
      return;
    }
    if (heap.size() == k) {
      const double weakest = value(heap.front());
      // A hair below, since two equal fractions may differ as doubles.
      if (!std::isnan(weakest))
        bar[of.at()].store(weakest - std::abs(weakest) * 1e-12, std::memory_order_relaxed);
    }
  };
  using block = std::vector<overlap_pair>;
  for_each_pair<block>(
      a, query, options,
      [&](block& found, const overlap_pair& p) {
        const double m = value(p);
        if (m < bar[p.first.at()].load(std::memory_order_relaxed) &&
            m < bar[p.second.at()].load(std::memory_order_relaxed))
          return;
        found.push_back(p);
      },
      [&](const block& found) {
        for (const overlap_pair& p : found) {
          keep(p.first, p);
          keep(p.second, p);
        }
      });
  partner_lists out;
  out.offsets.reserve(n + 1);
  for (std::vector<overlap_pair>& heap : best) {
    std::sort_heap(heap.begin(), heap.end(), before);
    out.pairs.insert(out.pairs.end(), heap.begin(), heap.end());
    out.offsets.push_back(static_cast<std::int64_t>(out.pairs.size()));
    std::vector<overlap_pair>().swap(heap);
  }
  return out;
}

} // namespace irisan
