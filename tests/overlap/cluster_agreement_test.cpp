#include <irisan/overlap/cluster_agreement.hpp>

#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <random>
#include <set>
#include <stop_token>
#include <vector>

using namespace irisan;

namespace {

using labels = std::vector<std::int32_t>;

edge_graph random_graph(std::mt19937& random, unsigned n, unsigned edges) {
  std::vector<weighted_edge> list;
  for (unsigned k = 0; k < edges; ++k)
    list.push_back({static_cast<std::int32_t>(random() % n),
                    static_cast<std::int32_t>(random() % n),
                    static_cast<double>(1 + random() % 4)});
  return {static_cast<std::int32_t>(n), list};
}

} // namespace

TEST_SUITE("overlap") {
  TEST_CASE("cluster_agreement: runs that are all the same agree in everything") {
    // Two triangles with an edge between them.
    const edge_graph g(6, {{0, 1}, {0, 2}, {1, 2}, {3, 4}, {3, 5}, {4, 5}, {2, 3}});
    const cluster_agreement a = compare_seeds(g, {}, 10);
    CHECK(a.best.found.of == labels{0, 0, 0, 1, 1, 1});
    CHECK(a.different == 1);
    CHECK(a.qualities == std::vector<double>(10, a.best.quality));
    CHECK(a.nodes == std::vector<double>(6, 1.0));
    // Edges in their order: the fourth joins the triangles.
    CHECK(a.edges == std::vector<double>{1, 1, 1, 0, 1, 1, 1});
  }

  TEST_CASE("cluster_agreement: a node between two clusters is where the runs differ") {
    // Two cliques of four and a node with two edges to each.
    std::vector<weighted_edge> edges{{8, 0}, {8, 1}, {8, 4}, {8, 5}};
    for (const std::int32_t from : {0, 4})
      for (std::int32_t i = from; i < from + 4; ++i)
        for (std::int32_t j = i + 1; j < from + 4; ++j) edges.push_back({i, j});
    const edge_graph g(9, edges);
    const cluster_agreement a = compare_seeds(g, {}, 40);
    CHECK(a.different == 2);
    CHECK(a.nodes[8] > 0.1);
    CHECK(a.nodes[8] < 0.9);
    for (std::size_t v = 0; v < 8; ++v) CHECK(a.nodes[v] > a.nodes[8]);
    // Of equal quality the first by its labels: with the clique of node 0.
    CHECK(a.best.found.of == labels{0, 0, 0, 0, 1, 1, 1, 1, 0});
  }

  TEST_CASE("cluster_agreement: shares are those of counting every run and pair") {
    std::mt19937 random(1);
    int unsure = 0;
    for (int round = 0; round < 60; ++round) {
      CAPTURE(round);
      const edge_graph g = random_graph(random, 20, 35);
      leiden_options o;
      o.seed = random();
      o.aim = round % 2 ? cluster_aim::modularity : cluster_aim::constant_potts;
      const std::int32_t runs = 1 + static_cast<std::int32_t>(random() % 8);
      const cluster_agreement a = compare_seeds(g, o, runs, 1);
      CHECK(compare_seeds(g, o, runs, 4) == a);
      std::vector<leiden_result> all;
      std::set<labels> different;
      leiden_result best;
      for (std::int32_t r = 0; r < runs; ++r) {
        leiden_options mine = o;
        mine.seed = o.seed + static_cast<std::uint64_t>(r);
        all.push_back(leiden(g, mine));
        different.insert(all.back().found.of);
        CHECK(a.qualities[static_cast<std::size_t>(r)] == all.back().quality);
        if (r == 0 || all.back().quality > best.quality ||
            (all.back().quality == best.quality && all.back().found.of < best.found.of))
          best = all.back();
      }
      CHECK(a.best.found == best.found);
      CHECK(a.best.quality == *std::max_element(a.qualities.begin(), a.qualities.end()));
      CHECK(a.different == static_cast<std::int32_t>(different.size()));
      REQUIRE(a.edges.size() == g.edges().size());
      for (std::size_t e = 0; e < a.edges.size(); ++e) {
        double together = 0;
        for (const leiden_result& r : all)
          together += r.found.of[static_cast<std::size_t>(g.edges()[e].first)] ==
                      r.found.of[static_cast<std::size_t>(g.edges()[e].second)];
        CHECK(std::abs(a.edges[e] - together / runs) < 1e-12);
      }
      for (std::size_t v = 0; v < 20; ++v) {
        double together = 0, pairs = 0;
        for (const leiden_result& r : all) {
          bool alone = true, alone_in_best = true;
          for (std::size_t u = 0; u < 20; ++u) {
            if (u == v) continue;
            const bool here = r.found.of[u] == r.found.of[v];
            alone = alone && !here;
            if (best.found.of[u] != best.found.of[v]) continue;
            alone_in_best = false;
            ++pairs;
            together += here;
          }
          if (alone_in_best) ++pairs, together += alone;
        }
        CHECK(std::abs(a.nodes[v] - together / pairs) < 1e-12);
        unsure += a.nodes[v] < 1;
      }
    }
    CHECK(unsure > 50);
  }

  TEST_CASE("cluster_agreement: graphs without edges or nodes have nothing to differ in") {
    const cluster_agreement a = compare_seeds(edge_graph(2, {}), {}, 3);
    CHECK(a.best.found.of == labels{0, 1});
    CHECK(a.different == 1);
    CHECK(a.nodes == std::vector<double>{1, 1});
    CHECK(a.edges.empty());
    CHECK(std::isnan(a.qualities[0]));
    CHECK(compare_seeds(edge_graph(), {}, 1).nodes.empty());
  }

  TEST_CASE("cluster_agreement: no run is refused and one is enough") {
    const edge_graph g(2, {{0, 1}});
    CHECK_THROWS_WITH_AS(compare_seeds(g, {}, 0), "clusters of 0 runs", rule_error);
    CHECK(compare_seeds(g, {}, 1).nodes == std::vector<double>{1, 1});
    leiden_options o;
    o.resolution = -1;
    CHECK_THROWS_AS(compare_seeds(g, o, 2), rule_error);
    std::stop_source source;
    source.request_stop();
    o = {};
    o.watch.stop = source.get_token();
    CHECK_THROWS_AS(compare_seeds(g, o, 2), stopped);
  }
}
