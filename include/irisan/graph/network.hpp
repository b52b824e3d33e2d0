#pragma once

#include <irisan/model/portfolio.hpp>

#include <boost/graph/adjacency_list.hpp>
#include <boost/graph/connected_components.hpp>

#include <cstdint>
#include <string>
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
/// reaches a target. Node kinds are explicit, so a program and a target of one id never mix.
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
  const deliveries& d = p.deliveries();
  std::int32_t last_program = -1, last_target = -1;
  for (std::int32_t i = 0; i < d.size(); ++i) {
    const std::int32_t program = p[d.intervention({i})].of.value, target = d.target({i}).value;
    if (program == last_program && target == last_target) continue;
    last_program = program, last_target = target;
    add_edge(units + static_cast<std::size_t>(program),
             units + programs + static_cast<std::size_t>(target), g);
  }
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
