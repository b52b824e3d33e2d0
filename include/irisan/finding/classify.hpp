#pragma once

#include <irisan/core/progress.hpp>
#include <irisan/finding/crossings.hpp>
#include <irisan/finding/decide.hpp>
#include <irisan/finding/double_reporting.hpp>
#include <irisan/finding/fragmentation.hpp>
#include <irisan/finding/mandate.hpp>
#include <irisan/graph/incidence.hpp>
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
/// each; without it, nothing is asked of chance. Same portfolio, same findings, in the same order,
/// for any number of threads.
inline std::vector<finding> classify(const portfolio& p, const visits& v,
                                     const std::vector<overlap_pair>& pairs,
                                     std::span<const pair_chance> chance,
                                     const finding_rules& rules, const date_range& as_of,
                                     unsigned threads = 0, const progress& watch = {}) {
  std::vector<finding> all =
      crossing_finder(p, v, rules, as_of).find(pairs, chance, threads, watch);
  const auto add = [&](std::vector<finding> more) {
    std::move(more.begin(), more.end(), std::back_inserter(all));
  };
  add(find_double_reporting(p, rules));
  add(find_fragmentation(p, rules, as_of));
  add(find_undivided_mandates(p, rules, as_of));
  add(find_outside_mandate(p, rules, as_of));
  apply_decisions(all, p.decisions(), as_of);
  std::sort(all.begin(), all.end(), matters_more);
  return all;
}

} // namespace irisan
