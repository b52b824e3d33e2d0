#pragma once

#include "worker.hpp"

#include <algorithm>
#include <cstdint>
#include <limits>
#include <numeric>
#include <span>
#include <stdexcept>
#include <vector>

// Set-similarity self-joins as irisan's opponents: written from the papers, one thread, exact.
//
// AllPairs: Bayardo, Ma, Srikant 2007, doi:10.1145/1242572.1242591, for sets, with filters by
// length and prefix. PPJoin: Xiao, Wang, Lin, Yu, Wang 2011, doi:10.1145/2000824.2000825, adds the
// filter by position. Both verify as Mann, Augsten, Bouros 2016, doi:10.14778/2947618.2947620.
namespace bench {

/// Sets by ascending size, tokens numbered by ascending frequency and ascending in each set.
struct ranked_sets {
  std::vector<std::uint32_t> offsets{0};
  std::vector<std::uint32_t> tokens;
  std::uint32_t universe = 0;
  std::uint32_t greatest_size = 0;

  std::uint32_t count() const { return static_cast<std::uint32_t>(offsets.size() - 1); }
  std::span<const std::uint32_t> operator[](std::uint32_t set) const {
    return {tokens.data() + offsets[set], tokens.data() + offsets[set + 1]};
  }
};

/// The order in which keys ascend; equal keys stay as they are.
inline std::vector<std::uint32_t> ascending(const std::vector<std::uint32_t>& keys) {
  const std::uint32_t greatest = keys.empty() ? 0 : *std::max_element(keys.begin(), keys.end());
  std::vector<std::uint32_t> next(std::size_t{greatest} + 2, 0), order(keys.size());
  for (const std::uint32_t key : keys) ++next[key + 1];
  std::partial_sum(next.begin(), next.end(), next.begin());
  for (std::uint32_t i = 0; i < keys.size(); ++i) order[next[keys[i]]++] = i;
  return order;
}

/// Each set with its tokens' ranks, sorted by itself: the quicker way for small sets.
inline void sort_each(const incidence_file& a, const std::vector<std::uint32_t>& by_size,
                      const std::vector<std::uint32_t>& rank_of, ranked_sets& ranked) {
  for (std::uint32_t i = 0; i < by_size.size(); ++i) {
    std::uint32_t* const begin = ranked.tokens.data() + ranked.offsets[i];
    std::uint32_t* const end = ranked.tokens.data() + ranked.offsets[i + 1];
    const std::int32_t* token = a.targets.data() + a.offsets[by_size[i]];
    for (std::uint32_t* to = begin; to != end; ++to)
      *to = rank_of[static_cast<std::size_t>(*token++)];
    if (end - begin > 32) {
      std::sort(begin, end);
      continue;
    }
    for (std::uint32_t* next = begin; next != end; ++next) {
      const std::uint32_t rank = *next;
      std::uint32_t* to = next;
      for (; to != begin && to[-1] > rank; --to) *to = to[-1];
      *to = rank;
    }
  }
}

/// Hands sets to their tokens, then tokens, the rarest first, to their sets, which leaves every set
/// sorted in linear time: the quicker way for large sets.
inline void hand_out(const incidence_file& a, const std::vector<std::uint32_t>& by_size,
                     const std::vector<std::uint32_t>& rank_of,
                     const std::vector<std::uint32_t>& degree_of_rank, ranked_sets& ranked) {
  std::vector<std::uint32_t> next(degree_of_rank.size());
  std::exclusive_scan(degree_of_rank.begin(), degree_of_rank.end(), next.begin(), 0U);
  std::vector<std::uint32_t> sets_of(a.targets.size());
  for (std::uint32_t i = 0; i < by_size.size(); ++i)
    for (std::int64_t e = a.offsets[by_size[i]]; e < a.offsets[by_size[i] + 1]; ++e) {
      const auto token = static_cast<std::size_t>(a.targets[static_cast<std::size_t>(e)]);
      sets_of[next[rank_of[token]]++] = i;
    }
  std::vector<std::uint32_t> end(ranked.offsets.begin(), ranked.offsets.end() - 1);
  const std::uint32_t* set = sets_of.data();
  for (std::uint32_t rank = 0; rank < degree_of_rank.size(); ++rank)
    for (std::uint32_t k = 0; k < degree_of_rank[rank]; ++k) ranked.tokens[end[*set++]++] = rank;
}

/// Ranks tokens by ascending frequency and sorts sets by size.
inline ranked_sets rank(const incidence_file& a) {
  if (a.targets.size() > std::numeric_limits<std::uint32_t>::max())
    throw std::length_error("more edges than 32 bits can count");
  const auto sets = static_cast<std::size_t>(a.rows);
  std::vector<std::uint32_t> size(sets), degree(static_cast<std::size_t>(a.columns), 0);
  for (std::size_t i = 0; i < sets; ++i)
    size[i] = static_cast<std::uint32_t>(a.offsets[i + 1] - a.offsets[i]);
  for (const std::int32_t t : a.targets) ++degree[static_cast<std::size_t>(t)];
  const std::vector<std::uint32_t> by_size = ascending(size), by_degree = ascending(degree);

  ranked_sets ranked;
  ranked.universe = static_cast<std::uint32_t>(degree.size());
  ranked.greatest_size = sets == 0 ? 0 : size[by_size.back()];
  ranked.offsets.reserve(sets + 1);
  for (const std::uint32_t i : by_size) ranked.offsets.push_back(ranked.offsets.back() + size[i]);
  ranked.tokens.resize(a.targets.size());

  std::vector<std::uint32_t> rank_of(degree.size()), degree_of_rank(degree.size());
  for (std::uint32_t rank = 0; rank < by_degree.size(); ++rank) {
    rank_of[by_degree[rank]] = rank;
    degree_of_rank[rank] = degree[by_degree[rank]];
  }
  if (a.targets.size() <= 32 * sets)
    sort_each(a, by_size, rank_of, ranked);
  else
    hand_out(a, by_size, rank_of, degree_of_rank, ranked);
  return ranked;
}

/// What a threshold on Jaccard asks of sizes, in integers.
///
/// s/(a+b−s) ≥ p/q ⇔ s ≥ p(a+b)/(p+q). In floating point ⌈19 · 0.9/1.9⌉ is 10, not 9, and the
/// pair of sizes 10 and 9 that is exactly at 9/10 would be lost.
class jaccard_bounds {
public:
  jaccard_bounds(threshold t, std::uint32_t greatest_size) {
    const auto least = [](std::uint64_t over, std::uint64_t under, std::uint64_t size) {
      __extension__ using wide = unsigned __int128;
      return static_cast<std::uint32_t>((static_cast<wide>(over) * size + under - 1) / under);
    };
    for (std::uint64_t size = 0; size <= 2 * std::uint64_t{greatest_size}; ++size) {
      shared_.push_back(least(t.over, t.over + t.under, size));
      if (size > greatest_size) continue;
      const auto all = static_cast<std::uint32_t>(size);
      partner_.push_back(least(t.over, t.under, size));
      probe_.push_back(size == 0 ? 0 : all - partner_.back() + 1);
      index_.push_back(size == 0 ? 0 : all - least(2 * t.over, t.over + t.under, size) + 1);
    }
  }

  /// The least overlap of a set of this size with one of size s, at [s].
  const std::uint32_t* shared_with(std::uint32_t size) const { return shared_.data() + size; }
  /// The least size of a partner.
  std::uint32_t partner(std::uint32_t size) const { return partner_[size]; }
  /// Two sets that pass share one of the first `probe(size)` tokens of the one with one of the
  /// first `index(size)` of the other, if the other is not greater.
  std::uint32_t probe(std::uint32_t size) const { return probe_[size]; }
  std::uint32_t index(std::uint32_t size) const { return index_[size]; }

private:
  std::vector<std::uint32_t> shared_, partner_, probe_, index_;
};

/// The overlap of what is left of two sets, or 0 as soon as it cannot reach `wanted`.
inline std::uint32_t overlap_if_enough(std::span<const std::uint32_t> a,
                                       std::span<const std::uint32_t> b, std::uint32_t found,
                                       std::uint32_t wanted) {
  // So many tokens of each may still turn out to be in one set only.
  auto spare_a = static_cast<std::int64_t>(a.size()) + found - wanted;
  auto spare_b = static_cast<std::int64_t>(b.size()) + found - wanted;
  if (spare_a < 0 || spare_b < 0) return 0;
  const std::uint32_t *i = a.data(), *i_end = i + a.size(), *j = b.data(), *j_end = j + b.size();
  while (i != i_end && j != j_end) {
    if (*i == *j) {
      ++found, ++i, ++j;
    } else if (*i < *j) {
      ++i;
      if (--spare_a < 0) return 0;
    } else {
      ++j;
      if (--spare_b < 0) return 0;
    }
  }
  return found >= wanted ? found : 0;
}

/// A set in the list of a token: AllPairs needs no more than its number.
struct plain_entry {
  std::uint32_t set;
  static plain_entry at(std::uint32_t set, std::uint32_t, std::uint32_t) { return {set}; }
};

/// PPJoin also needs how much of the set stands behind the token.
struct positional_entry {
  std::uint32_t set;
  std::uint32_t size;
  std::uint32_t behind;
  static positional_entry at(std::uint32_t set, std::uint32_t size, std::uint32_t position) {
    return {set, size, size - position - 1};
  }
};

/// The lists of all tokens in one array, which is laid out before the join.
template <class Entry>
class prefix_index {
public:
  prefix_index(const ranked_sets& sets, const jaccard_bounds& bounds)
      : lists_(std::size_t{sets.universe} + 1, {0, 0}) {
    for (std::uint32_t i = 0; i < sets.count(); ++i) {
      const auto set = sets[i];
      const std::uint32_t prefix = bounds.index(static_cast<std::uint32_t>(set.size()));
      for (const std::uint32_t t : set.first(prefix)) ++lists_[t + 1].begin;
    }
    for (std::uint32_t t = 0; t < sets.universe; ++t) lists_[t + 1].begin += lists_[t].begin;
    for (auto& list : lists_) list.end = list.begin;
    entries_.resize(lists_.back().begin);
  }

  void add(std::uint32_t token, Entry entry) { entries_[lists_[token].end++] = entry; }

  /// The sets so far, the smallest first, without those before `from`, which nobody wants any more.
  std::span<const Entry> from(std::uint32_t token, std::uint32_t from) {
    auto& list = lists_[token];
    while (list.begin != list.end && entries_[list.begin].set < from) ++list.begin;
    return {entries_.data() + list.begin, entries_.data() + list.end};
  }

private:
  struct bounds_of_list {
    std::uint32_t begin, end;
  };
  std::vector<bounds_of_list> lists_;
  std::vector<Entry> entries_;
};

template <class Entry>
answer join(const ranked_sets& sets, threshold t) {
  constexpr bool positional = requires(Entry e) {
    e.behind;
  };
  const jaccard_bounds bounds(t, sets.greatest_size);
  prefix_index<Entry> index(sets, bounds);
  std::vector<std::uint32_t> counters(sets.count(), 0), touched_sets(sets.count());
  // Plain pointers: what the innermost loop writes must not make it read the vectors anew.
  std::uint32_t *const shared = counters.data(), *const candidates = touched_sets.data();
  answer found;
  std::uint32_t first = 0; // the first set that is not too small
  for (std::uint32_t x = 0; x < sets.count(); ++x) {
    const auto set = sets[x];
    const auto size = static_cast<std::uint32_t>(set.size());
    while (sets[first].size() < bounds.partner(size)) ++first;
    const std::uint32_t probe = bounds.probe(size), indexed = bounds.index(size);
    const std::uint32_t* const wanted = bounds.shared_with(size);
    std::size_t touched = 0;
    for (std::uint32_t position = 0; position < probe; ++position) {
      const std::uint32_t behind = size - position - 1;
      for (const Entry& entry : index.from(set[position], first)) {
        std::uint32_t& so_far = shared[entry.set];
        if constexpr (positional) {
          if (so_far + 1 + std::min(behind, entry.behind) < wanted[entry.size]) {
            so_far = 0; // and it stays so: later tokens have fewer behind them
            continue;
          }
        }
        if (so_far++ == 0) candidates[touched++] = entry.set;
      }
      if (position < indexed) index.add(set[position], Entry::at(x, size, position));
    }
    for (std::size_t c = 0; c < touched; ++c) {
      const std::uint32_t y = candidates[c];
      const std::uint32_t counted = shared[y];
      shared[y] = 0;
      if (counted == 0) continue;
      const auto other = sets[y];
      const auto other_size = static_cast<std::uint32_t>(other.size());
      const std::uint32_t other_indexed = bounds.index(other_size);
      // Everything up to the lesser of the two last prefix tokens has been counted.
      const bool behind_probe = set[probe - 1] < other[other_indexed - 1];
      const std::uint32_t overlap = overlap_if_enough(
          set.subspan(behind_probe ? probe : counted),
          other.subspan(behind_probe ? counted : other_indexed), counted, wanted[other_size]);
      found.pairs += overlap > 0;
      found.shared += overlap;
    }
  }
  return found;
}

/// Pairs with Jaccard ≥ t.
inline answer all_pairs(const ranked_sets& sets, threshold t) {
  return join<plain_entry>(sets, t);
}
inline answer ppjoin(const ranked_sets& sets, threshold t) {
  return join<positional_entry>(sets, t);
}

} // namespace bench
