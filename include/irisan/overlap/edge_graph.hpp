#pragma once

#include <irisan/core/error.hpp>
#include <irisan/core/text.hpp>
#include <irisan/overlap/pair.hpp>

#include <algorithm>
#include <cmath>
#include <compare>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <utility>
#include <vector>

namespace irisan {

/// An edge between two nodes, with its weight.
struct weighted_edge {
  std::int32_t first = 0;
  std::int32_t second = 0;
  double weight = 1;

  friend auto operator<=>(const weighted_edge&, const weighted_edge&) = default;
};

/// A node beside another, and the weight between them.
struct neighbour {
  std::int32_t node = 0;
  double weight = 0;

  friend bool operator==(const neighbour&, const neighbour&) = default;
};

/// Nodes and weighted edges without direction, the same whatever the order of the edges given.
///
/// Edges between the same two nodes are one, with the sum of their weights; edges without weight
/// are none. A node may have an edge to itself.
class edge_graph {
public:
  edge_graph() = default;

  /// Throws `rule_error` for an edge to a node that is not there, and for a weight that is
  /// negative or not finite. n log n in the edges.
  edge_graph(std::int32_t nodes, std::vector<weighted_edge> edges) : edges_(std::move(edges)) {
    if (nodes < 0) throw rule_error("a graph of " + std::to_string(nodes) + " nodes");
    for (weighted_edge& e : edges_) {
      for (const std::int32_t node : {e.first, e.second})
        if (node < 0 || node >= nodes)
          throw rule_error("edge to node " + std::to_string(node) + " of a graph of " +
                           std::to_string(nodes) + " nodes");
      if (!(e.weight >= 0) || std::isinf(e.weight))
        throw rule_error("the weight of an edge is a number from 0, not " + number_text(e.weight));
      if (e.first > e.second) std::swap(e.first, e.second);
    }
    // By weight too: sums must not depend on the order in which equal edges were given.
    std::sort(edges_.begin(), edges_.end());
    std::size_t kept = 0;
    for (const weighted_edge& e : edges_) {
      if (e.weight == 0) continue;
      if (kept > 0 && edges_[kept - 1].first == e.first && edges_[kept - 1].second == e.second)
        edges_[kept - 1].weight += e.weight;
      else
        edges_[kept++] = e;
    }
    edges_.resize(kept);
    const auto n = static_cast<std::size_t>(nodes);
    offsets_.assign(n + 1, 0);
    loops_.assign(n, 0.0);
    degrees_.assign(n, 0.0);
    for (const weighted_edge& e : edges_) {
      total_ += e.weight;
      degrees_[static_cast<std::size_t>(e.first)] += e.weight;
      degrees_[static_cast<std::size_t>(e.second)] += e.weight;
      if (e.first == e.second) {
        loops_[static_cast<std::size_t>(e.first)] = e.weight;
        continue;
      }
      ++offsets_[static_cast<std::size_t>(e.first) + 1];
      ++offsets_[static_cast<std::size_t>(e.second) + 1];
    }
    if (std::isinf(2 * total_)) throw rule_error("the weights of a graph have no finite sum");
    for (std::size_t i = 1; i <= n; ++i) offsets_[i] += offsets_[i - 1];
    neighbours_.resize(static_cast<std::size_t>(offsets_.back()));
    std::vector<std::int64_t> next(offsets_.begin(), offsets_.end() - 1);
    const auto put = [&](std::int32_t at, std::int32_t other, double weight) {
      neighbours_[static_cast<std::size_t>(next[static_cast<std::size_t>(at)]++)] = {other, weight};
    };
    // Smaller neighbours first, then greater ones: each list ascends.
    for (const weighted_edge& e : edges_)
      if (e.first != e.second) put(e.second, e.first, e.weight);
    for (const weighted_edge& e : edges_)
      if (e.first != e.second) put(e.first, e.second, e.weight);
  }

  std::int32_t nodes() const noexcept { return static_cast<std::int32_t>(offsets_.size()) - 1; }
  /// Sorted, `first ≤ second`, each two nodes once.
  std::span<const weighted_edge> edges() const noexcept { return edges_; }
  /// The other ends of a node's edges, ascending, without itself.
  std::span<const neighbour> of(std::int32_t node) const noexcept {
    const auto i = static_cast<std::size_t>(node);
    return {neighbours_.data() + offsets_[i],
            static_cast<std::size_t>(offsets_[i + 1] - offsets_[i])};
  }
  double loop(std::int32_t node) const noexcept { return loops_[static_cast<std::size_t>(node)]; }
  /// The weights of a node's edges; that to itself counts twice.
  double degree(std::int32_t node) const noexcept {
    return degrees_[static_cast<std::size_t>(node)];
  }
  /// The sum of all weights, each edge once.
  double total() const noexcept { return total_; }

  friend bool operator==(const edge_graph&, const edge_graph&) = default;

private:
  std::vector<weighted_edge> edges_;
  std::vector<std::int64_t> offsets_{0};
  std::vector<neighbour> neighbours_;
  std::vector<double> loops_, degrees_;
  double total_ = 0;
};

/// Interventions as nodes, pairs as edges that weigh as much as a measure says; a pair that it
/// gives 0 or no number makes no edge. Throws as `edge_graph` for a measure below 0.
template <class Measure>
edge_graph pair_graph(std::int32_t interventions, std::span<const overlap_pair> pairs,
                      const Measure& measure) {
  std::vector<weighted_edge> edges;
  for (const overlap_pair& p : pairs)
    if (const double weight = measure(p); !std::isnan(weight))
      edges.push_back({p.first.value, p.second.value, weight});
  return {interventions, std::move(edges)};
}

} // namespace irisan
