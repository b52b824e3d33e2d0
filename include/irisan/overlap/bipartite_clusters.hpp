#pragma once

#include <irisan/core/error.hpp>
#include <irisan/graph/incidence.hpp>
#include <irisan/overlap/cluster_quality.hpp>
#include <irisan/overlap/clusters.hpp>
#include <irisan/overlap/edge_graph.hpp>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <span>
#include <string>
#include <utility>
#include <vector>

namespace irisan {

/// Programs and the targets that they reach as one graph of two sides: programs come first. Throws
/// `rule_error` for more nodes than 2³¹ − 1.
inline edge_graph bipartite_graph(const incidence_view& a) {
  const std::int64_t nodes = std::int64_t{a.rows()} + a.columns;
  if (nodes > std::numeric_limits<std::int32_t>::max())
    throw rule_error("a graph of " + std::to_string(nodes) + " nodes");
  std::vector<weighted_edge> edges;
  edges.reserve(a.targets.size());
  for (std::int32_t p = 0; p < a.rows(); ++p)
    for (const std::int32_t t : a.row(p)) edges.push_back({p, a.rows() + t, 1});
  return {static_cast<std::int32_t>(nodes), std::move(edges)};
}

/// The cluster of each target, given that of each program, with which `barber_modularity` is
/// greatest: where k / m − γ K d / m² is, of the d programs at the target, the k of them in a
/// cluster, and its programs' K crossings.
///
/// Numbered as `clusters_of` the programs' labels; a target that no cluster gains by is in one
/// without programs, the last. Ties go to the cluster that stands first. Each target is looked at
/// by itself: with the programs' clusters held, that is exact (Barber 2007, section V). Throws
/// `rule_error` for another number of labels than programs and as `barber_modularity` for γ.
inline std::vector<std::int32_t> best_target_clusters(const incidence_view& a,
                                                      std::span<const std::int32_t> programs,
                                                      double resolution = 1) {
  detail::check_resolution(resolution);
  if (programs.size() != static_cast<std::size_t>(a.rows()))
    throw rule_error(std::to_string(programs.size()) + " labels for " + std::to_string(a.rows()) +
                     " programs");
  const clusters c = clusters_of(programs);
  const auto m = static_cast<double>(a.targets.size());
  std::vector<double> crossings(static_cast<std::size_t>(c.count), 0);
  // The programs of each target, by their clusters.
  std::vector<std::vector<std::int32_t>> at(static_cast<std::size_t>(a.columns));
  for (std::int32_t p = 0; p < a.rows(); ++p) {
    const std::int32_t own = c.of[static_cast<std::size_t>(p)];
    crossings[static_cast<std::size_t>(own)] += a.size(p);
    for (const std::int32_t t : a.row(p)) at[static_cast<std::size_t>(t)].push_back(own);
  }
  std::vector<std::int32_t> best(at.size(), c.count);
  for (std::size_t t = 0; t < at.size(); ++t) {
    std::vector<std::int32_t>& here = at[t];
    std::sort(here.begin(), here.end());
    const auto d = static_cast<double>(here.size());
    double greatest = 0;
    for (std::size_t i = 0, j = 0; i < here.size(); i = j) {
      while (j < here.size() && here[j] == here[i]) ++j;
      const double gain = static_cast<double>(j - i) -
                          resolution * crossings[static_cast<std::size_t>(here[i])] * d / m;
      if (gain > greatest) greatest = gain, best[t] = here[i];
    }
  }
  return best;
}

/// `barber_modularity` of clusters of programs and targets: equal labels, equal cluster, on either
/// side. Throws as it does, and `rule_error` for another number of labels than programs and
/// targets.
inline double bipartite_modularity(const incidence_view& a, std::span<const std::int32_t> programs,
                                   std::span<const std::int32_t> targets, double resolution = 1) {
  const auto check = [](std::span<const std::int32_t> labels, std::int32_t nodes, const char* of) {
    if (labels.size() != static_cast<std::size_t>(nodes))
      throw rule_error(std::to_string(labels.size()) + " labels for " + std::to_string(nodes) +
                       " " + of);
  };
  check(programs, a.rows(), "programs");
  check(targets, a.columns, "targets");
  std::vector<std::int32_t> labels(programs.begin(), programs.end());
  labels.insert(labels.end(), targets.begin(), targets.end());
  std::vector<bool> second(labels.size(), true);
  std::fill_n(second.begin(), programs.size(), false);
  return barber_modularity(bipartite_graph(a), second, labels, resolution);
}

} // namespace irisan
