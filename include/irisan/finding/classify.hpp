#pragma once

#include <irisan/core/progress.hpp>
#include <irisan/finding/coordination_load.hpp>
#include <irisan/finding/crossings.hpp>
#include <irisan/finding/crowding.hpp>
#include <irisan/finding/decide.hpp>
#include <irisan/finding/double_reporting.hpp>
#include <irisan/finding/fragmentation.hpp>
#include <irisan/finding/gap.hpp>
#include <irisan/finding/mandate.hpp>
#include <irisan/finding/mistargeting.hpp>
#include <irisan/finding/redundancy.hpp>
#include <irisan/graph/arrivals.hpp>
#include <irisan/graph/incidence.hpp>
#include <irisan/need/coverage.hpp>
#include <irisan/overlap/chance.hpp>
#include <irisan/overlap/pair.hpp>

#include <algorithm>
#include <iterator>
#include <span>
#include <utility>
#include <vector>

namespace irisan {

/// All findings of a portfolio, what matters most first, with what people decided about them.
///
/// `pairs` are those that `find_pairs` gave for the portfolio's incidence, `chance` is that of
/// each; without it, nothing is asked of chance. `coverage` sets the needs that hold against what
/// is delivered; an empty one says nothing of needs. `spare` is the `redundancy_of` them. `asked`
/// is the time that reports must speak of to count as given. Same portfolio, same findings, in the
/// same order, for any number of threads.
inline std::vector<finding> classify(const portfolio& p, const visits& v,
                                     const std::vector<overlap_pair>& pairs,
                                     std::span<const pair_chance> chance, const arrivals& at,
                                     const coverage_table& coverage, const redundancy& spare,
                                     const finding_rules& rules, const date_range& as_of,
                                     const period& asked = {}, unsigned threads = 0,
                                     const progress& watch = {}) {
  std::vector<finding> all =
      crossing_finder(p, v, coverage, rules, as_of).find(pairs, chance, threads, watch);
  const auto add = [&](std::vector<finding> more) {
    std::move(more.begin(), more.end(), std::back_inserter(all));
  };
  add(find_double_reporting(p, rules));
  add(find_fragmentation(p, rules, as_of));
  add(find_undivided_mandates(p, rules, as_of));
  add(find_outside_mandate(p, rules, as_of));
  add(find_gaps(p, coverage, rules, as_of));
  add(find_mistargeting(p, v, coverage, rules, asked));
  add(find_redundancy(p, v, coverage, spare, rules));
  add(find_crowding(p, at, rules));
  add(find_coordination_load(p, rules));
  apply_decisions(all, p.decisions(), as_of);
  std::sort(all.begin(), all.end(), matters_more);
  return all;
}

} // namespace irisan
