#pragma once

#include <irisan/overlap/find_pairs.hpp>
#include <irisan/overlap/measure.hpp>

#include <cstdint>

namespace irisan {

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
inline pair_counts count_pairs(const incidence_view& a, const pair_query& query = {},
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
