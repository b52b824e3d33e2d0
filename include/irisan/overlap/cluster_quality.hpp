#pragma once

#include <irisan/core/error.hpp>
#include <irisan/overlap/clusters.hpp>
#include <irisan/overlap/edge_graph.hpp>

#include <cmath>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <span>
#include <string>
#include <vector>

namespace irisan {

namespace detail {
inline void check_resolution(double resolution) {
  if (!(resolution >= 0) || std::isinf(resolution))
    throw rule_error("a resolution is a number from 0, not " + number_text(resolution));
}

/// What each cluster sums up to.
struct cluster_sums {
  std::vector<double> inside;  ///< weight of the edges within it
  std::vector<double> degrees; ///< of its nodes
  std::vector<double> nodes;
};
inline cluster_sums sums_of(const edge_graph& g, const clusters& c) {
  const auto n = static_cast<std::size_t>(c.count);
  cluster_sums s{std::vector<double>(n, 0.0), std::vector<double>(n, 0.0),
                 std::vector<double>(n, 0.0)};
  for (const weighted_edge& e : g.edges())
    if (const auto at = c.of[static_cast<std::size_t>(e.first)];
        at == c.of[static_cast<std::size_t>(e.second)])
      s.inside[static_cast<std::size_t>(at)] += e.weight;
  for (std::int32_t v = 0; v < g.nodes(); ++v) {
    const auto at = static_cast<std::size_t>(c.of[static_cast<std::size_t>(v)]);
    s.degrees[at] += g.degree(v);
    s.nodes[at] += 1;
  }
  return s;
}
} // namespace detail

/// Σ over clusters of L / m − γ (K / 2m)²: edges within clusters beyond what the degrees alone
/// would give (Newman, Girvan 2004, doi 10.1103/PhysRevE.69.026113; γ of Reichardt, Bornholdt
/// 2006, doi 10.1103/PhysRevE.74.016110).
///
/// L: weight within a cluster; K: degrees of its nodes; m: all weight. NaN for a graph without
/// edges, where 0/0 is not known. Throws `rule_error` for a resolution γ below 0 and unless there
/// is a label for each node.
inline double modularity(const edge_graph& g, std::span<const std::int32_t> labels,
                         double resolution = 1) {
  detail::check_resolution(resolution);
  detail::check_labels(g, labels);
  const double m = g.total();
  if (m == 0) return std::numeric_limits<double>::quiet_NaN();
  const detail::cluster_sums s = detail::sums_of(g, clusters_of(labels));
  double q = 0;
  for (std::size_t c = 0; c < s.inside.size(); ++c) {
    const double share = s.degrees[c] / (2 * m);
    q += s.inside[c] / m - resolution * share * share;
  }
  return q;
}

/// Σ over clusters of L − γ n (n − 1) / 2, the constant Potts model: a cluster gains where its
/// edges weigh more than γ on average over all its pairs of nodes (Traag, Van Dooren, Nesterov
/// 2011, doi 10.1103/PhysRevE.84.016114).
///
/// In the unit of the weights, not divided by anything; 0 for a graph without edges in clusters of
/// one node. No limit to how small a cluster can be found. Throws as `modularity`.
inline double constant_potts(const edge_graph& g, std::span<const std::int32_t> labels,
                             double resolution) {
  detail::check_resolution(resolution);
  detail::check_labels(g, labels);
  const detail::cluster_sums s = detail::sums_of(g, clusters_of(labels));
  double q = 0;
  for (std::size_t c = 0; c < s.inside.size(); ++c)
    q += s.inside[c] - resolution * s.nodes[c] * (s.nodes[c] - 1) / 2;
  return q;
}

/// Σ over clusters of L / m − γ K D / m² for a graph of two sides, as programs and targets (Barber
/// 2007, doi 10.1103/PhysRevE.76.066102).
///
/// K and D: degrees of a cluster's nodes of the one side and of the other. NaN for a graph without
/// edges. Throws as `modularity`, unless there is a side for each node, and for an edge within a
/// side.
inline double barber_modularity(const edge_graph& g, const std::vector<bool>& second_side,
                                std::span<const std::int32_t> labels, double resolution = 1) {
  detail::check_resolution(resolution);
  detail::check_labels(g, labels);
  if (second_side.size() != labels.size())
    throw rule_error(std::to_string(second_side.size()) + " sides for a graph of " +
                     std::to_string(g.nodes()) + " nodes");
  for (const weighted_edge& e : g.edges())
    if (second_side[static_cast<std::size_t>(e.first)] ==
        second_side[static_cast<std::size_t>(e.second)])
      throw rule_error("an edge from node " + std::to_string(e.first) + " to node " +
                       std::to_string(e.second) + " of the same side");
  const double m = g.total();
  if (m == 0) return std::numeric_limits<double>::quiet_NaN();
  const clusters c = clusters_of(labels);
  const detail::cluster_sums s = detail::sums_of(g, c);
  std::vector<double> second(s.inside.size(), 0.0);
  for (std::int32_t v = 0; v < g.nodes(); ++v)
    if (second_side[static_cast<std::size_t>(v)])
      second[static_cast<std::size_t>(c.of[static_cast<std::size_t>(v)])] += g.degree(v);
  double q = 0;
  for (std::size_t i = 0; i < s.inside.size(); ++i)
    q += s.inside[i] / m - resolution * ((s.degrees[i] - second[i]) / m) * (second[i] / m);
  return q;
}

} // namespace irisan
