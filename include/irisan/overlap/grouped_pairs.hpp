#pragma once

#include <irisan/overlap/find_pairs.hpp>
#include <irisan/overlap/identical_groups.hpp>

#include <algorithm>
#include <cstdint>
#include <vector>

namespace irisan {

/// Pairs with the identical ones told once: every pair of members of two groups has the figures of
/// their representatives' pair, and two members of one group share all their targets. Groups are
/// told whatever the query asks; whether two members pass it, `accepts` says from their size.
struct grouped_pairs {
  identical_groups groups;
  std::vector<overlap_pair> pairs; ///< of representatives, sorted

  friend bool operator==(const grouped_pairs&, const grouped_pairs&) = default;
};

/// `find_pairs` with identical interventions grouped: millions of identical pairs become a few
/// groups. If the query keeps owners apart, only interventions of one owner are grouped.
inline grouped_pairs find_grouped_pairs(const incidence_view& a, pair_query query = {},
                                        const pair_options& options = {}) {
  options.watch.at("groups", 0);
  grouped_pairs out;
  out.groups = find_identical(a, query.apart);
  const distinct_rows distinct(a, out.groups);
  std::vector<std::int32_t> owners;
  if (!query.apart.empty()) {
    for (const intervention_index p : distinct.original) owners.push_back(query.apart[p.at()]);
    query.apart = owners;
  }
  if (query.with.known() && query.with.value < a.rows()) {
    const intervention_index with = out.groups.representative[query.with.at()];
    query.with = {static_cast<std::int32_t>(
        std::lower_bound(distinct.original.begin(), distinct.original.end(), with) -
        distinct.original.begin())};
  }
  // Representatives keep their order, so sorted stays sorted.
  out.pairs = find_pairs(distinct.rows, query, options);
  for (overlap_pair& p : out.pairs) {
    p.first = distinct.original[p.first.at()];
    p.second = distinct.original[p.second.at()];
  }
  return out;
}

} // namespace irisan
