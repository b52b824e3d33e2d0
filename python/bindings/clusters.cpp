#include "incidence.hpp"
#include "pair_query.hpp"

#include <irisan/overlap/bipartite_clusters.hpp>
#include <irisan/overlap/cluster_agreement.hpp>
#include <irisan/overlap/clusters.hpp>
#include <irisan/overlap/edge_graph.hpp>
#include <irisan/overlap/leiden.hpp>
#include <irisan/overlap/measure.hpp>

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <iterator>
#include <optional>
#include <span>
#include <stdexcept>
#include <string>
#include <tuple>
#include <utility>
#include <variant>
#include <vector>

namespace irisan::python {

namespace {

/// A measure of pairs, `lift`, or a number for each pair.
using given_weight = std::variant<std::string, py::array_t<double, py::array::c_style>>;

/// The edges of pairs by a weight as Python asked for it; `weights` are those of the pairs if it
/// gave numbers.
edge_graph graph_of(const std::vector<overlap_pair>& pairs, std::int32_t interventions,
                    std::int64_t targets, const std::string* name,
                    std::span<const double> weights) {
  if (!name) {
    if (weights.size() != pairs.size())
      throw std::invalid_argument("there are " + std::to_string(weights.size()) + " weights for " +
                                  std::to_string(pairs.size()) + " pairs");
    std::vector<weighted_edge> edges;
    for (std::size_t i = 0; i < pairs.size(); ++i)
      if (!std::isnan(weights[i]))
        edges.push_back({pairs[i].first.value, pairs[i].second.value, weights[i]});
    return {interventions, std::move(edges)};
  }
  if (*name == "lift")
    return pair_graph(interventions, pairs, [&](const overlap_pair& p) {
      return static_cast<double>(p.shared) * static_cast<double>(targets) /
             (static_cast<double>(p.first_size) * static_cast<double>(p.second_size));
    });
  const auto* const measure = std::find_if(std::begin(ranking_measures), std::end(ranking_measures),
                                           [&](const named_measure& m) { return m.name == *name; });
  if (measure == std::end(ranking_measures)) {
    std::string known;
    for (const named_measure& m : ranking_measures) known += std::string(m.name) + ", ";
    throw rule_error("unknown weight '" + *name + "'; there are " + known + "lift");
  }
  return pair_graph(interventions, pairs, measure->of);
}

cluster_agreement found_in(const edge_graph& g, const std::string& method,
                           const leiden_options& options, std::int32_t runs, unsigned threads) {
  if (method == "leiden") return compare_seeds(g, options, runs, threads);
  cluster_agreement a; // components are the same in every run
  a.best.found = connected_components(g);
  a.different = 1;
  a.edges.assign(g.edges().size(), 1.0);
  a.nodes.assign(static_cast<std::size_t>(g.nodes()), 1.0);
  return a;
}

arrow_columns node_columns(const cluster_agreement& a) {
  const std::size_t rows = a.nodes.size();
  arrow_columns c;
  c.emplace_back("program", numbers<std::int32_t>(
                                rows, [](std::size_t i) { return static_cast<std::int32_t>(i); }));
  c.emplace_back("cluster", numbers<std::int32_t>(
                                rows, [&](std::size_t i) { return a.best.found.of[i] + 1; }));
  c.emplace_back("agreement", numbers<double>(rows, [&](std::size_t i) { return a.nodes[i]; }));
  return c;
}

arrow_columns edge_columns(const edge_graph& g, const cluster_agreement& a) {
  const auto edges = g.edges();
  arrow_columns c;
  c.emplace_back(
      "first", numbers<std::int32_t>(edges.size(), [&](std::size_t i) { return edges[i].first; }));
  c.emplace_back("second", numbers<std::int32_t>(edges.size(),
                                                 [&](std::size_t i) { return edges[i].second; }));
  c.emplace_back("weight",
                 numbers<double>(edges.size(), [&](std::size_t i) { return edges[i].weight; }));
  c.emplace_back("agreement",
                 numbers<double>(edges.size(), [&](std::size_t i) { return a.edges[i]; }));
  return c;
}

py::tuple find_clusters(const counts& first, const counts& second, const counts& shared,
                        const counts& first_size, const counts& second_size,
                        std::int32_t interventions, std::int64_t targets,
                        const given_weight& weight, const std::string& method,
                        const std::string& quality, double resolution, std::int64_t seed,
                        std::int64_t runs, std::int64_t threads) {
  const bool by_leiden = method == "leiden";
  if (!by_leiden && method != "components")
    throw rule_error("clusters are found by leiden or components, not by '" + method + "'");
  leiden_options options;
  if (quality == "modularity")
    options.aim = cluster_aim::modularity;
  else if (quality == "constant_potts")
    options.aim = cluster_aim::constant_potts;
  else
    throw rule_error("the quality of clusters is constant_potts or modularity, not '" + quality +
                     "'");
  if (seed < 0) throw rule_error("a seed is a whole number from 0, not " + std::to_string(seed));
  if (runs < 1 || runs > 100'000)
    throw rule_error("runs lies from 1 to 100000, not at " + std::to_string(runs));
  options.resolution = resolution;
  options.seed = static_cast<std::uint64_t>(seed);
  const unsigned many = threads_from(threads);
  const std::vector<overlap_pair> pairs = pairs_from(
      view(first), view(second), view(shared), view(first_size), view(second_size), interventions);
  const auto* const name = std::get_if<std::string>(&weight);
  const auto weights = name ? std::span<const double>{} : view(std::get<1>(weight));
  const auto [nodes, edges, best, different] = released([&](const progress& watch) {
    options.watch = watch;
    const edge_graph g = graph_of(pairs, interventions, targets, name, weights);
    const cluster_agreement a = found_in(g, method, options, static_cast<std::int32_t>(runs), many);
    return std::tuple(node_columns(a), edge_columns(g, a), a.best.quality, a.different);
  });
  const bool known = by_leiden && !std::isnan(best);
  return py::make_tuple(to_python(nodes), to_python(edges),
                        known ? std::optional(best) : std::nullopt, different);
}

} // namespace

void bind_clusters(py::module_& m) {
  m.def("find_clusters", &find_clusters, py::arg("first"), py::arg("second"), py::arg("shared"),
        py::arg("first_size"), py::arg("second_size"), py::arg("interventions"), py::arg("targets"),
        py::arg("weight"), py::arg("method"), py::arg("quality"), py::arg("resolution"),
        py::arg("seed"), py::arg("runs"), py::arg("threads"),
        "The cluster of each intervention, the edges, the quality, and how many different "
        "clusterings the runs gave.");
  m.def(
      "bipartite_modularity",
      [](const held_incidence& a, const counts& programs, const std::optional<counts>& targets,
         double resolution) {
        const auto of = view(programs), given = targets ? view(*targets) : view(counts());
        const double q = released([&](const progress&) {
          if (targets) return bipartite_modularity(a.view(), of, given, resolution);
          return bipartite_modularity(a.view(), clusters_of(of).of,
                                      best_target_clusters(a.view(), of, resolution), resolution);
        });
        return std::isnan(q) ? std::nullopt : std::optional(q);
      },
      py::arg("incidence"), py::arg("programs"), py::arg("targets"), py::arg("resolution"),
      "Barber's modularity of clusters of interventions and targets; None without crossings.");
}

} // namespace irisan::python
