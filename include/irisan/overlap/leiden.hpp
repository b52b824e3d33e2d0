#pragma once

#include <irisan/core/error.hpp>
#include <irisan/core/progress.hpp>
#include <irisan/core/random_source.hpp>
#include <irisan/overlap/cluster_quality.hpp>
#include <irisan/overlap/clusters.hpp>
#include <irisan/overlap/edge_graph.hpp>
#include <irisan/overlap/leiden_level.hpp>

#include <cmath>
#include <cstddef>
#include <cstdint>
#include <numeric>
#include <string>
#include <unordered_map>
#include <utility>
#include <vector>

namespace irisan {

/// What clusters are sought that make it great.
enum class cluster_aim : std::uint8_t {
  modularity,    ///< more weight within than the degrees would give
  constant_potts ///< more weight within than the resolution for each pair of nodes
};

/// How to look for clusters.
struct leiden_options {
  cluster_aim aim = cluster_aim::modularity;
  /// Greater means smaller clusters. Of the constant Potts model, in the unit of the weights: with
  /// Jaccard as weight and 0.2, the pairs in a cluster have a mean Jaccard of at least 0.2.
  double resolution = 1;
  std::uint64_t seed = 1;
  /// How freely parts are joined, in mean weights of an edge; 0: always where it gains most. The
  /// value of the method's authors.
  double randomness = 0.01;
  std::int32_t max_size = 0;         ///< nodes in a cluster at most; 0: any number
  std::vector<std::int32_t> initial; ///< labels to start from; empty: every node by itself
  std::vector<bool> fixed;           ///< nodes that keep their label; empty: none
  progress watch;
};

/// Clusters and how good they are.
struct leiden_result {
  clusters found;
  double quality = 0; ///< `modularity` or `constant_potts`, counted anew from the clusters
  int rounds = 0;     ///< how often the method ran until nothing changed

  friend bool operator==(const leiden_result&, const leiden_result&) = default;
};

namespace detail {
inline void check_options(const edge_graph& g, const leiden_options& o) {
  check_resolution(o.resolution);
  if (!(o.randomness >= 0) || std::isinf(o.randomness))
    throw rule_error("a randomness is a number from 0, not " + number_text(o.randomness));
  if (o.max_size < 0)
    throw rule_error("clusters of at most " + std::to_string(o.max_size) + " nodes");
  if (!o.initial.empty()) check_labels(g, o.initial);
  if (!o.fixed.empty() && o.fixed.size() != static_cast<std::size_t>(g.nodes()))
    throw rule_error(std::to_string(o.fixed.size()) + " marks of fixed nodes for a graph of " +
                     std::to_string(g.nodes()) + " nodes");
  if (o.initial.empty() || o.max_size == 0) return;
  std::unordered_map<std::int32_t, std::int32_t> size;
  for (const std::int32_t label : o.initial)
    if (++size[label] > o.max_size)
      throw rule_error("more than " + std::to_string(o.max_size) + " nodes have the label " +
                       std::to_string(label));
}

/// Clusters that do not hang together fall apart, but for what holds fixed nodes of one label:
/// that is as the caller wants it.
inline clusters taken_apart(const edge_graph& g, const clusters& c,
                            const std::vector<bool>& fixed) {
  const clusters parts = connected_within(g, c.of);
  if (fixed.empty()) return parts;
  std::vector<std::int32_t> holder(static_cast<std::size_t>(c.count), -1); // of fixed nodes
  std::vector<std::int32_t> label(static_cast<std::size_t>(parts.count));
  for (std::size_t p = 0; p < label.size(); ++p) label[p] = static_cast<std::int32_t>(p);
  for (std::size_t v = 0; v < fixed.size(); ++v) {
    if (!fixed[v]) continue;
    std::int32_t& first = holder[static_cast<std::size_t>(c.of[v])];
    if (first < 0) first = parts.of[v];
    label[static_cast<std::size_t>(parts.of[v])] = first;
  }
  std::vector<std::int32_t> of;
  for (const std::int32_t p : parts.of) of.push_back(label[static_cast<std::size_t>(p)]);
  return clusters_of(of);
}

/// Moves, refines and aggregates until every cluster is one node of its level.
inline clusters leiden_round(const edge_graph& g, const leiden_level& ground, const clusters& start,
                             const leiden_terms& terms, random_source& random,
                             const leiden_options& o) {
  leiden_level level = ground;
  clusters c = start;
  std::vector<std::int32_t> above(static_cast<std::size_t>(g.nodes())); // each node's, in `level`
  for (std::size_t v = 0; v < above.size(); ++v) above[v] = static_cast<std::int32_t>(v);
  for (;;) {
    o.watch.at("clusters", 0);
    // Ties go to the lowest label: dealt anew, so that runs of other seeds show a tie as what it
    // is.
    std::vector<std::int32_t> dealt(level.nodes());
    std::iota(dealt.begin(), dealt.end(), 0);
    random.shuffle(dealt);
    for (std::int32_t& label : c.of) label = dealt[static_cast<std::size_t>(label)];
    level.move_nodes(c.of, terms, random, o.watch);
    c = clusters_of(c.of);
    if (static_cast<std::size_t>(c.count) == level.nodes()) break;
    const clusters parts = clusters_of(level.refined(c.of, terms, random));
    if (static_cast<std::size_t>(parts.count) == level.nodes()) break;
    clusters next;
    next.of.assign(static_cast<std::size_t>(parts.count), 0);
    for (std::size_t v = 0; v < parts.of.size(); ++v)
      next.of[static_cast<std::size_t>(parts.of[v])] = c.of[v];
    level = level.aggregated(parts.of, parts.count);
    for (std::int32_t& node : above) node = parts.of[static_cast<std::size_t>(node)];
    c = clusters_of(next.of);
  }
  std::vector<std::int32_t> of;
  for (const std::int32_t node : above) of.push_back(c.of[static_cast<std::size_t>(node)]);
  return taken_apart(g, clusters_of(of), o.fixed);
}
} // namespace detail

/// Clusters of a weighted graph by the Leiden method, run until a round changes nothing (Traag,
/// Waltman, van Eck 2019, doi 10.1038/s41598-019-41695-z).
///
/// In the result every cluster is connected (with fixed nodes, all but what they hold together),
/// no single node gains by moving to another cluster or out of its own, and no round has made the
/// quality worse. One seed gives one result, whatever the order of the edges; nodes are taken in an
/// order that the seed and their numbers give. It need not be the best one: compare several seeds.
/// Near linear in the edges. Throws `rule_error` for options that make no sense and `stopped` when
/// asked to stop. The quality of a graph without edges is NaN for modularity.
inline leiden_result leiden(const edge_graph& g, const leiden_options& options = {}) {
  detail::check_options(g, options);
  const bool by_degrees = options.aim == cluster_aim::modularity;
  const auto quality = [&](const clusters& c) {
    return by_degrees ? modularity(g, c.of, options.resolution)
                      : constant_potts(g, c.of, options.resolution);
  };
  const auto n = static_cast<std::size_t>(g.nodes());
  leiden_result result;
  std::vector<std::int32_t> labels = options.initial;
  if (labels.empty())
    for (std::size_t v = 0; v < n; ++v) labels.push_back(static_cast<std::int32_t>(v));
  result.found = detail::taken_apart(g, clusters_of(labels), options.fixed);
  if (g.total() > 0) {
    std::vector<double> sizes(n, 1.0);
    for (std::int32_t v = 0; by_degrees && v < g.nodes(); ++v)
      sizes[static_cast<std::size_t>(v)] = g.degree(v);
    leiden_terms terms;
    terms.price = by_degrees ? options.resolution / (2 * g.total()) : options.resolution;
    terms.randomness = options.randomness * g.total() / static_cast<double>(g.edges().size());
    terms.least_gain = 1e-12 * g.total();
    terms.most = options.max_size;
    const leiden_level ground(g, std::move(sizes),
                              options.fixed.empty() ? std::vector<bool>(n, false) : options.fixed);
    random_source random(options.seed);
    // A node of level 0 that moves gains more than `least_gain`: a round that gains less has moved
    // none, so that its start is a result.
    const double step = terms.least_gain / (by_degrees ? 2 * g.total() : 2);
    for (double before = quality(result.found);;) {
      ++result.rounds;
      clusters c = detail::leiden_round(g, ground, result.found, terms, random, options);
      const double after = quality(c);
      if (!(after > before + step)) break;
      result.found = std::move(c);
      before = after;
    }
  }
  result.quality = quality(result.found);
  return result;
}

} // namespace irisan
