#pragma once

#include <irisan/core/parallel.hpp>
#include <irisan/overlap/clusters.hpp>
#include <irisan/overlap/edge_graph.hpp>
#include <irisan/overlap/leiden.hpp>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

namespace irisan {

/// The best clusters of several runs, and how far the runs agree.
///
/// One run is one of many that are nearly as good: what other seeds put elsewhere is not certain.
struct cluster_agreement {
  leiden_result best;            ///< of the greatest quality, of equals the first by its labels
  std::vector<double> qualities; ///< of each run, by seed
  std::int32_t different = 0;    ///< how many different clusterings the runs gave
  /// Of each edge of the graph: the share of the runs that have both ends in one cluster.
  std::vector<double> edges;
  /// Of each node: the share of (run, other member of its best cluster) that are together; of a
  /// node by itself, the share of the runs that have it by itself.
  std::vector<double> nodes;

  friend bool operator==(const cluster_agreement&, const cluster_agreement&) = default;
};

/// Runs Leiden with the seeds `options.seed`, + 1, …, and compares what they give.
///
/// The runs share the threads; the result is the same for any number of them. Progress is told by
/// `options.watch`. Throws as `leiden`, and `rule_error` for less than one run.
inline cluster_agreement compare_seeds(const edge_graph& g, const leiden_options& options,
                                       std::int32_t runs, unsigned threads = 0) {
  if (runs < 1) throw rule_error("clusters of " + std::to_string(runs) + " runs");
  detail::check_options(g, options);
  std::vector<leiden_result> results(static_cast<std::size_t>(runs));
  for_each_index(results.size(), threads, [&](std::size_t i) {
    leiden_options mine = options;
    mine.seed = options.seed + i;
    // Progress is told from the calling thread alone; a stop reaches them all.
    mine.watch.report = nullptr;
    results[i] = leiden(g, mine);
  });
  options.watch.at("clusters", 1);
  cluster_agreement a;
  const auto better = [](const leiden_result& x, const leiden_result& y) {
    return x.quality != y.quality ? x.quality > y.quality : x.found.of < y.found.of;
  };
  a.best = results[0];
  std::vector<std::vector<std::int32_t>> all;
  for (const leiden_result& r : results) {
    a.qualities.push_back(r.quality);
    all.push_back(r.found.of);
    // Runs of modularity on a graph without edges are all alike, and their quality no number.
    if (g.total() > 0 && better(r, a.best)) a.best = r;
  }
  std::sort(all.begin(), all.end());
  a.different = static_cast<std::int32_t>(std::unique(all.begin(), all.end()) - all.begin());

  const auto share = [&](std::int64_t together, std::int64_t others) {
    return static_cast<double>(together) / (static_cast<double>(others) * runs);
  };
  for (const weighted_edge& e : g.edges()) {
    std::int64_t together = 0;
    for (const leiden_result& r : results)
      together += r.found.of[static_cast<std::size_t>(e.first)] ==
                  r.found.of[static_cast<std::size_t>(e.second)];
    a.edges.push_back(share(together, 1));
  }
  a.nodes.assign(static_cast<std::size_t>(g.nodes()), 0.0);
  std::vector<std::int64_t> together(a.nodes.size(), 0), size(a.nodes.size());
  const auto best = a.best.found.members();
  for (const leiden_result& r : results) {
    size.assign(a.nodes.size(), 0);
    for (const std::int32_t label : r.found.of) ++size[static_cast<std::size_t>(label)];
    std::vector<std::int64_t> met(a.nodes.size(), 0);
    for (const std::vector<std::int32_t>& members : best) {
      const auto label = [&](std::int32_t v) {
        return static_cast<std::size_t>(r.found.of[static_cast<std::size_t>(v)]);
      };
      for (const std::int32_t v : members) ++met[label(v)];
      for (const std::int32_t v : members)
        together[static_cast<std::size_t>(v)] +=
            members.size() > 1 ? met[label(v)] - 1 : size[label(v)] == 1;
      for (const std::int32_t v : members) met[label(v)] = 0;
    }
  }
  for (const std::vector<std::int32_t>& members : best)
    for (const std::int32_t v : members)
      a.nodes[static_cast<std::size_t>(v)] =
          share(together[static_cast<std::size_t>(v)],
                std::max<std::int64_t>(static_cast<std::int64_t>(members.size()) - 1, 1));
  return a;
}

} // namespace irisan
