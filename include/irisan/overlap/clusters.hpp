#pragma once

#include <irisan/core/error.hpp>
#include <irisan/overlap/edge_graph.hpp>

#include <boost/pending/disjoint_sets.hpp>

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <unordered_map>
#include <vector>

namespace irisan {

/// Which cluster each node is in: clusters are numbered in the order of their first nodes.
struct clusters {
  std::vector<std::int32_t> of; ///< of each node
  std::int32_t count = 0;

  /// The nodes of each cluster, ascending.
  std::vector<std::vector<std::int32_t>> members() const {
    std::vector<std::vector<std::int32_t>> all(static_cast<std::size_t>(count));
    for (std::size_t i = 0; i < of.size(); ++i)
      all[static_cast<std::size_t>(of[i])].push_back(static_cast<std::int32_t>(i));
    return all;
  }
  friend bool operator==(const clusters&, const clusters&) = default;
};

/// The clusters that any labels of nodes stand for, numbered anew: equal labels, equal cluster.
inline clusters clusters_of(std::span<const std::int32_t> labels) {
  clusters c;
  std::unordered_map<std::int32_t, std::int32_t> number;
  for (const std::int32_t label : labels) {
    const auto [at, added] = number.emplace(label, c.count);
    c.count += added;
    c.of.push_back(at->second);
  }
  return c;
}

namespace detail {
inline void check_labels(const edge_graph& g, std::span<const std::int32_t> labels) {
  if (labels.size() != static_cast<std::size_t>(g.nodes()))
    throw rule_error(std::to_string(labels.size()) + " labels for a graph of " +
                     std::to_string(g.nodes()) + " nodes");
}
} // namespace detail

/// The connected parts within given clusters: two nodes stay together if edges between nodes of
/// their cluster lead from one to the other. About linear. Throws `rule_error` unless there is a
/// label for each node.
inline clusters connected_within(const edge_graph& g, std::span<const std::int32_t> labels) {
  detail::check_labels(g, labels);
  const auto n = static_cast<std::size_t>(g.nodes());
  boost::disjoint_sets_with_storage<> sets(n);
  for (std::size_t i = 0; i < n; ++i) sets.make_set(i);
  for (const weighted_edge& e : g.edges())
    if (labels[static_cast<std::size_t>(e.first)] == labels[static_cast<std::size_t>(e.second)])
      sets.union_set(static_cast<std::size_t>(e.first), static_cast<std::size_t>(e.second));
  std::vector<std::int32_t> parts;
  for (std::size_t i = 0; i < n; ++i) parts.push_back(static_cast<std::int32_t>(sets.find_set(i)));
  return clusters_of(parts);
}

/// The connected components of a graph: the plain clusters, of everything that edges lead to.
inline clusters connected_components(const edge_graph& g) {
  return connected_within(g, std::vector<std::int32_t>(static_cast<std::size_t>(g.nodes()), 0));
}

/// Whether every cluster hangs together by its own edges.
inline bool all_connected(const edge_graph& g, const clusters& c) {
  return connected_within(g, c.of) == c;
}

} // namespace irisan
