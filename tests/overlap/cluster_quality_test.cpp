#include <irisan/overlap/cluster_quality.hpp>

#include <doctest/doctest.h>

#include <cmath>
#include <cstdint>
#include <limits>
#include <random>
#include <vector>

using namespace irisan;

namespace {

using labels = std::vector<std::int32_t>;

bool near(double a, double b, double error = 1e-12) {
  return std::abs(a - b) < error;
}

edge_graph two_cliques() {
  std::vector<weighted_edge> edges{{0, 5}};
  for (const std::int32_t from : {0, 5})
    for (std::int32_t i = from; i < from + 5; ++i)
      for (std::int32_t j = i + 1; j < from + 5; ++j) edges.push_back({i, j});
  return {10, edges};
}

} // namespace

TEST_SUITE("overlap") {
  // igraph/igraph@e8e03b2, tests/unit/igraph_modularity.out: 0.452381, 0.702381, 0.202381.
  TEST_CASE("cluster_quality: modularity of two cliques is that of igraph") {
    const labels halves{0, 0, 0, 0, 0, 1, 1, 1, 1, 1};
    // 20/21 − 2γ (21/42)²
    CHECK(near(modularity(two_cliques(), halves), 20.0 / 21 - 0.5));
    CHECK(near(modularity(two_cliques(), halves), 0.452381, 5e-7));
    CHECK(near(modularity(two_cliques(), halves, 0.5), 0.702381, 5e-7));
    CHECK(near(modularity(two_cliques(), halves, 1.5), 0.202381, 5e-7));
  }

  // networkx/networkx@cfc6b79, community/tests/test_quality.py.
  TEST_CASE("cluster_quality: modularity of a barbell is that of networkx") {
    const edge_graph barbell(6, {{0, 1}, {0, 2}, {1, 2}, {2, 3}, {3, 4}, {3, 5}, {4, 5}});
    CHECK(near(modularity(barbell, labels{0, 0, 0, 1, 1, 1}), 70.0 / 196));
    CHECK(near(modularity(barbell, labels{0, 0, 1, 1, 0, 1}), -16.0 / 196));
    CHECK(near(modularity(barbell, labels(6, 3)), 0));
  }

  TEST_CASE("cluster_quality: without edges modularity is not known and the Potts model counts") {
    CHECK(std::isnan(modularity(edge_graph(3, {}), labels{0, 1, 2})));
    CHECK(std::isnan(modularity(edge_graph(), labels{})));
    CHECK(std::isnan(barber_modularity(edge_graph(2, {}), {false, true}, labels{0, 0})));
    CHECK(constant_potts(edge_graph(3, {}), labels{0, 1, 2}, 0.5) == 0);
    CHECK(constant_potts(edge_graph(3, {}), labels{0, 0, 0}, 0.5) == -1.5);
    CHECK(constant_potts(edge_graph(), labels{}, 0.5) == 0);
  }

  TEST_CASE("cluster_quality: the Potts model is edges less the resolution for each pair") {
    const edge_graph g = two_cliques();
    CHECK(constant_potts(g, labels{0, 0, 0, 0, 0, 1, 1, 1, 1, 1}, 0.25) == 15); // 20 − 20/4
    CHECK(constant_potts(g, labels(10, 0), 0.25) == 9.75);                      // 21 − 45/4
    CHECK(constant_potts(g, labels{0, 1, 2, 3, 4, 5, 6, 7, 8, 9}, 0.25) == 0);
    CHECK(constant_potts(g, labels(10, 0), 0) == 21);
  }

  TEST_CASE("cluster_quality: qualities are sums over every two nodes") {
    std::mt19937 random(1);
    for (int round = 0; round < 300; ++round) {
      CAPTURE(round);
      const std::size_t n = 2 + random() % 7;
      std::vector<weighted_edge> edges{{0, 1, 0.5}};
      const auto any = [&] { return static_cast<std::int32_t>(random() % n); };
      for (auto k = random() % 20; k > 0; --k)
        edges.push_back({any(), any(), static_cast<double>(1 + random() % 8) / 4});
      labels of(n);
      for (std::int32_t& label : of) label = any();
      const double resolution = static_cast<double>(random() % 9) / 4;
      const edge_graph g(static_cast<std::int32_t>(n), edges);
      // Adjacency with twice the loops, as degrees count them.
      std::vector<std::vector<double>> a(n, std::vector<double>(n, 0.0));
      for (const weighted_edge& e : edges) {
        a[static_cast<std::size_t>(e.first)][static_cast<std::size_t>(e.second)] += e.weight;
        a[static_cast<std::size_t>(e.second)][static_cast<std::size_t>(e.first)] += e.weight;
      }
      std::vector<double> degree(n, 0.0);
      double twice = 0;
      for (std::size_t i = 0; i < n; ++i)
        for (std::size_t j = 0; j < n; ++j) degree[i] += a[i][j], twice += a[i][j];
      double q = 0, potts = 0;
      for (std::size_t i = 0; i < n; ++i)
        for (std::size_t j = 0; j < n; ++j) {
          if (of[i] != of[j]) continue;
          q += (a[i][j] - resolution * degree[i] * degree[j] / twice) / twice;
          potts += (a[i][j] - (i == j ? 0 : resolution)) / 2;
        }
      CHECK(near(modularity(g, of, resolution), q));
      CHECK(near(constant_potts(g, of, resolution), potts));
    }
  }

  // networkx/networkx@cfc6b79, bipartite/tests/test_community.py.
  TEST_CASE("cluster_quality: bipartite modularity is that of networkx") {
    const std::vector<bool> sides{false, false, true, true};
    const edge_graph k22(4, {{0, 2}, {0, 3}, {1, 2}, {1, 3}});
    CHECK(near(barber_modularity(k22, sides, labels{0, 1, 0, 1}), 0));
    CHECK(near(barber_modularity(k22, sides, labels{0, 0, 0, 0}), 0));
    CHECK(near(barber_modularity(k22, sides, labels{0, 1, 2, 3}), 0));
    const edge_graph apart(4, {{0, 2}, {1, 3}});
    CHECK(near(barber_modularity(apart, sides, labels{0, 1, 0, 1}), 0.5));
    CHECK(near(barber_modularity(apart, sides, labels{0, 1, 0, 1}, 0.5), 0.75));
    CHECK(near(barber_modularity(apart, sides, labels{0, 1, 0, 1}, 2), 0));
    const edge_graph weighted(4, {{0, 2, 3}, {1, 3, 1}});
    CHECK(near(barber_modularity(weighted, sides, labels{0, 1, 0, 1}), 0.375));
    const edge_graph twice(4, {{0, 2}, {0, 2}, {1, 3}});
    CHECK(near(barber_modularity(twice, sides, labels{0, 1, 0, 1}), 4.0 / 9));
    const edge_graph two_k22(8, {{0, 2}, {0, 3}, {1, 2}, {1, 3}, {4, 6}, {4, 7}, {5, 6}, {5, 7}});
    const std::vector<bool> eight{false, false, true, true, false, false, true, true};
    CHECK(near(barber_modularity(two_k22, eight, labels{0, 0, 0, 0, 1, 1, 1, 1}), 0.5));
    // Merging them: −0.5.
    CHECK(near(barber_modularity(two_k22, eight, labels(8, 0)), 0));
  }

  TEST_CASE("cluster_quality: an edge within a side is refused and one across is not") {
    CHECK_THROWS_WITH_AS(
        barber_modularity(edge_graph(3, {{0, 1}}), {false, false, true}, labels{0, 0, 0}),
        "an edge from node 0 to node 1 of the same side", rule_error);
    CHECK_THROWS_WITH_AS(barber_modularity(edge_graph(3, {{0, 2}}), {false, true}, labels{0, 0, 0}),
                         "2 sides for a graph of 3 nodes", rule_error);
    CHECK(
        near(barber_modularity(edge_graph(3, {{0, 2}}), {false, false, true}, labels{0, 0, 0}), 0));
  }

  TEST_CASE("cluster_quality: labels and resolutions that make no sense are refused") {
    const edge_graph g(2, {{0, 1}});
    CHECK_THROWS_WITH_AS(modularity(g, labels{0}), "1 labels for a graph of 2 nodes", rule_error);
    CHECK_THROWS_WITH_AS(modularity(g, labels{0, 0}, -1), "a resolution is a number from 0, not -1",
                         rule_error);
    CHECK_THROWS_AS(constant_potts(g, labels{0, 0}, std::numeric_limits<double>::infinity()),
                    rule_error);
    CHECK_THROWS_AS(constant_potts(g, labels{0, 0, 0}, 1), rule_error);
    CHECK(modularity(g, labels{0, 0}, 0) == 1);
  }
}
