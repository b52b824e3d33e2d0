#pragma once

#include <irisan/finding/classify.hpp>
#include <irisan/graph/arrivals.hpp>
#include <irisan/graph/incidence.hpp>
#include <irisan/model/portfolio.hpp>
#include <irisan/need/coverage.hpp>
#include <irisan/overlap/chance.hpp>
#include <irisan/overlap/find_pairs.hpp>
#include <irisan/overlap/overlap_nulls.hpp>
#include <irisan/overlap/pair_details.hpp>
#include <irisan/overlap/target_classes.hpp>
#include <irisan/report/audit_options.hpp>
#include <irisan/report/rules.hpp>

#include <algorithm>
#include <cstdint>
#include <string>
#include <utility>
#include <vector>

namespace irisan {

/// What the overlaps of a portfolio are found from, and what is found.
struct found_overlaps {
  incidence_matrix reached;
  std::vector<overlap_pair> pairs;
  std::vector<pair_detail> details; ///< only if asked
  chance_table evidence;
  redundancy spare;
  std::vector<finding> findings;
  bool degrees = false; ///< chance was asked with the degrees of targets
};

/// The search for pairs and findings, whatever the portfolio: as it is, or as if work were divided.
inline found_overlaps find_overlaps(const portfolio& p, const visits& v, const arrivals& at,
                                    const coverage_table& needs, const rules& r,
                                    const date_range& as_of, const period& told,
                                    const audit_options& options, bool with_details) {
  found_overlaps out;
  options.watch.at("pairs", 0);
  out.reached = incidence(p, v);
  const incidence_matrix& a = out.reached;
  pair_query query;
  query.min_shared = static_cast<std::int32_t>(r.pairs_min_shared);
  pair_options search;
  search.threads = options.threads;
  search.watch = options.watch;
  const auto most = static_cast<std::size_t>(std::max<std::int64_t>(0, r.pairs_limit));
  auto found = find_pairs_up_to(most, a, query, search);
  if (!found)
    throw memory_error("more than " + std::to_string(r.pairs_limit) +
                       " pairs share a target; raise pairs.min_shared or pairs.limit (about 100 "
                       "bytes a pair)");
  out.pairs = *std::move(found);
  const std::vector<overlap_pair>& pairs = out.pairs;
  options.watch.at("details", 0);
  if (with_details)
    out.details =
        pair_details(p, v, pairs, {r.finding.overlap_window}, options.threads, options.watch);
  options.watch.at("chance", 0);
  chance_options asked;
  const auto& required = r.finding.overlap_nulls;
  asked.degrees =
      static_cast<std::int64_t>(pairs.size()) <= r.finding.chance_degrees_limit ||
      std::find(required.begin(), required.end(), name_of(overlap_null::degrees)) != required.end();
  asked.alpha = to_double(r.finding.chance_alpha);
  asked.threads = options.threads;
  asked.watch = options.watch;
  out.evidence =
      chance(overlap_nulls(a, classes_of(p, v, r.finding.chance_strata, r.finding.region_level),
                           asked.degrees, options.threads, options.watch),
             pairs, asked);
  out.degrees = asked.degrees;
  out.spare = redundancy_of(p, needs, r.finding, options.watch);
  options.watch.at("findings", 0);
  out.findings = classify(p, v, pairs, out.evidence.pairs, at, needs, out.spare, r.finding, as_of,
                          told, options.threads, options.watch);
  return out;
}

} // namespace irisan
