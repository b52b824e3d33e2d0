#pragma once

#include <irisan/core/sorted.hpp>
#include <irisan/model/portfolio.hpp>

#include <boost/graph/adjacency_list.hpp>
#include <boost/graph/connected_components.hpp>

#include <cstdint>
#include <utility>
#include <vector>

namespace irisan {

/// What a node of the network stands for.
enum class node_kind : std::uint8_t { unit, program, target };

/// A node: its kind and its position in the portfolio among its kind.
struct network_node {
  node_kind kind = node_kind::unit;
  std::int32_t position = 0;

  friend bool operator==(const network_node&, const network_node&) = default;
};

/// Units – programs – targets: an edge where a unit carries out a program, and where a program
/// reaches the target that a delivery names. Node kinds are explicit, so a program and a target of
/// one id never mix.
using network = boost::adjacency_list<boost::vecS, boost::vecS, boost::undirectedS, network_node>;

/// The network of a portfolio. Nodes: all units, then all programs, then all targets.
inline network build_network(const portfolio& p) {
  const std::size_t units = p.units().size(), programs = p.programs().size();
  network g(units + programs + p.targets().size());
  for (std::size_t i = 0; i < units; ++i) g[i] = {node_kind::unit, static_cast<std::int32_t>(i)};
  for (std::size_t i = 0; i < programs; ++i)
    g[units + i] = {node_kind::program, static_cast<std::int32_t>(i)};
  for (std::size_t i = 0; i < p.targets().size(); ++i)
    g[units + programs + i] = {node_kind::target, static_cast<std::int32_t>(i)};
  for (const intervention& i : p.interventions())
    if (i.by.known()) add_edge(i.by.at(), units + i.of.at(), g);
  // Two units may bring one program to one target: that is one edge.
  const deliveries& d = p.deliveries();
  std::vector<std::pair<program_index, target_index>> reached;
  for (std::int32_t i = 0; i < d.size(); ++i) {
    const std::pair edge(p[d.intervention({i})].of, d.target({i}));
    if (reached.empty() || reached.back() != edge) reached.push_back(edge);
  }
  sort_unique(reached);
  for (const auto& [program, target] : reached)
    add_edge(units + program.at(), units + programs + target.at(), g);
  return g;
}

/// The number of the component of each node of a network, numbered in the order of their first
/// nodes.
inline std::vector<std::int32_t> components(const network& g) {
  std::vector<std::int32_t> of(num_vertices(g));
  if (!of.empty()) boost::connected_components(g, of.data());
  return of;
}

} // namespace irisan
