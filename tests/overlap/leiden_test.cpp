#include <irisan/overlap/leiden.hpp>

#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <limits>
#include <random>
#include <stop_token>
#include <string_view>
#include <utility>
#include <vector>

using namespace irisan;

namespace {

using labels = std::vector<std::int32_t>;

// Zachary 1977, doi 10.1086/jar.33.4.3629752.
const edge_graph& karate() {
  static const edge_graph g(
      34, {{0, 1},   {0, 2},   {0, 3},   {0, 4},   {0, 5},   {0, 6},   {0, 7},   {0, 8},   {0, 10},
           {0, 11},  {0, 12},  {0, 13},  {0, 17},  {0, 19},  {0, 21},  {0, 31},  {1, 2},   {1, 3},
           {1, 7},   {1, 13},  {1, 17},  {1, 19},  {1, 21},  {1, 30},  {2, 3},   {2, 7},   {2, 8},
           {2, 9},   {2, 13},  {2, 27},  {2, 28},  {2, 32},  {3, 7},   {3, 12},  {3, 13},  {4, 6},
           {4, 10},  {5, 6},   {5, 10},  {5, 16},  {6, 16},  {8, 30},  {8, 32},  {8, 33},  {9, 33},
           {13, 33}, {14, 32}, {14, 33}, {15, 32}, {15, 33}, {18, 32}, {18, 33}, {19, 33}, {20, 32},
           {20, 33}, {22, 32}, {22, 33}, {23, 25}, {23, 27}, {23, 29}, {23, 32}, {23, 33}, {24, 25},
           {24, 27}, {24, 31}, {25, 31}, {26, 29}, {26, 33}, {27, 33}, {28, 31}, {28, 33}, {29, 32},
           {29, 33}, {30, 32}, {30, 33}, {31, 32}, {31, 33}, {32, 33}});
  return g;
}

edge_graph clique(std::int32_t n) {
  std::vector<weighted_edge> edges;
  for (std::int32_t i = 0; i < n; ++i)
    for (std::int32_t j = i + 1; j < n; ++j) edges.push_back({i, j, 1});
  return {n, edges};
}

leiden_options aiming(cluster_aim aim, double resolution, std::uint64_t seed = 1) {
  leiden_options o;
  o.aim = aim;
  o.resolution = resolution;
  o.seed = seed;
  return o;
}

double quality_of(const edge_graph& g, const labels& of, const leiden_options& o) {
  return o.aim == cluster_aim::modularity ? modularity(g, of, o.resolution)
                                          : constant_potts(g, of, o.resolution);
}

labels sizes(const clusters& c) {
  labels all;
  for (const auto& members : c.members()) all.push_back(static_cast<std::int32_t>(members.size()));
  std::sort(all.begin(), all.end());
  return all;
}

leiden_result best_of(const edge_graph& g, leiden_options o, int seeds) {
  leiden_result best;
  for (int s = 0; s < seeds; ++s, ++o.seed)
    if (const leiden_result r = leiden(g, o); s == 0 || r.quality > best.quality) best = r;
  return best;
}

edge_graph random_graph(std::mt19937& random, std::int32_t most, bool loops = true) {
  const auto n = static_cast<unsigned>(2 + random() % static_cast<unsigned>(most - 1));
  std::vector<weighted_edge> edges{{0, 1, 0.5}};
  for (auto k = random() % (3 * n); k > 0; --k) {
    const auto x = static_cast<std::int32_t>(random() % n),
               y = static_cast<std::int32_t>(random() % n);
    if (x != y || loops) edges.push_back({x, y, static_cast<double>(1 + random() % 8) / 4});
  }
  return {static_cast<std::int32_t>(n), edges};
}

/// The greatest quality of all ways to divide the nodes.
double greatest(const edge_graph& g, const leiden_options& o) {
  labels of(static_cast<std::size_t>(g.nodes()), 0);
  double best = -std::numeric_limits<double>::infinity();
  const auto divide = [&](const auto& again, std::size_t v, std::int32_t used) -> void {
    if (v == of.size()) {
      best = std::max(best, quality_of(g, of, o));
      return;
    }
    for (std::int32_t c = 0; c <= used; ++c) {
      of[v] = c;
      again(again, v + 1, std::max(used, c + 1));
    }
  };
  divide(divide, 0, 0);
  return best;
}

} // namespace

TEST_SUITE("overlap") {
  // igraph/igraph@e8e03b2, tests/unit/community_leiden.c.
  TEST_CASE("leiden: two cliques are two clusters for every seed") {
    std::vector<weighted_edge> edges{{0, 5}};
    for (const std::int32_t from : {0, 5})
      for (std::int32_t i = from; i < from + 5; ++i)
        for (std::int32_t j = i + 1; j < from + 5; ++j) edges.push_back({i, j});
    const edge_graph g(10, edges);
    for (std::uint64_t seed = 0; seed < 50; ++seed) {
      CAPTURE(seed);
      const leiden_result r = leiden(g, aiming(cluster_aim::modularity, 1, seed));
      CHECK(r.found.of == labels{0, 0, 0, 0, 0, 1, 1, 1, 1, 1});
      CHECK(std::abs(r.quality - 0.452381) < 5e-7);
    }
  }

  // igraph/igraph@e8e03b2, tests/unit/igraph_community_optimal_modularity.c and .out.
  TEST_CASE("leiden: weights decide where a small graph is divided") {
    const edge_graph plain(6, {{0, 1}, {1, 2}, {2, 3}, {2, 4}, {2, 5}, {3, 4}, {3, 5}, {4, 5}});
    const leiden_result r = best_of(plain, {}, 10);
    CHECK(r.found.of == labels{0, 0, 1, 1, 1, 1});
    CHECK(std::abs(r.quality - 0.17969) < 5e-6);
    const edge_graph heavy(
        6, {{0, 1, 10}, {1, 2, 10}, {2, 3}, {2, 4}, {2, 5}, {3, 4}, {3, 5}, {4, 5}});
    const leiden_result w = best_of(heavy, {}, 10);
    CHECK(w.found.of == labels{0, 0, 0, 1, 1, 1});
    CHECK(std::abs(w.quality - 0.17086) < 5e-6);
  }

  // The optimum of Brandes et al. 2008 (doi 10.1109/TKDE.2007.190689), in igraph's
  // igraph_community_optimal_modularity.out too.
  TEST_CASE("leiden: the best of several seeds is the optimum of the karate club") {
    const leiden_result r = best_of(karate(), {}, 10);
    CHECK(std::abs(r.quality - 0.4197896120973046) < 1e-14);
    CHECK(r.found.count == 4);
    const leiden_result finer = best_of(karate(), aiming(cluster_aim::modularity, 2), 20);
    CHECK(std::abs(finer.quality - 0.16452991452991447) < 1e-14);
    int hits = 0;
    for (std::uint64_t seed = 0; seed < 100; ++seed)
      hits += leiden(karate(), aiming(cluster_aim::modularity, 1, seed)).quality > 0.41978;
    CHECK(hits >= 30);
  }

  // community_leiden.out gives Σ (2 L − γ n²) / 2m = 0.64949 for the Potts model.
  TEST_CASE("leiden: the karate club has two clusters by the Potts model") {
    const leiden_result r = best_of(karate(), aiming(cluster_aim::constant_potts, 0.06), 10);
    CHECK(r.found.count == 2);
    CHECK(std::abs((2 * r.quality - 0.06 * 34) / 156 - 0.64949) < 5e-6);
  }

  // vtraag/leidenalg@8cf40c5, tests/test_Optimiser.py.
  TEST_CASE("leiden: a clique is one cluster or as many as its greatest size asks") {
    leiden_options o = aiming(cluster_aim::constant_potts, 0.5);
    CHECK(sizes(leiden(clique(100), o).found) == labels{100});
    o.max_size = 17;
    for (o.seed = 1; o.seed <= 5; ++o.seed)
      CHECK(sizes(leiden(clique(100), o).found) == labels{15, 17, 17, 17, 17, 17});
    o.max_size = 1;
    CHECK(leiden(clique(10), o).found.count == 10);
  }

  TEST_CASE("leiden: ten trees are ten clusters without a resolution") {
    std::vector<weighted_edge> edges;
    std::mt19937 random(1);
    for (std::int32_t tree = 0; tree < 10; ++tree)
      for (std::int32_t v = 1; v < 10; ++v)
        edges.push_back({tree * 10 + v, tree * 10 + static_cast<std::int32_t>(
                                                        random() % static_cast<unsigned>(v))});
    const edge_graph g(100, edges);
    const leiden_result r = leiden(g, aiming(cluster_aim::constant_potts, 0));
    CHECK(r.found == connected_components(g));
    CHECK(sizes(r.found) == labels(10, 10));
  }

  TEST_CASE("leiden: without a resolution clusters are components and at one they are single") {
    std::mt19937 random(2);
    for (int round = 0; round < 100; ++round) {
      CAPTURE(round);
      const edge_graph g = random_graph(random, 20, false);
      CHECK(leiden(g, aiming(cluster_aim::constant_potts, 0)).found == connected_components(g));
      std::vector<weighted_edge> simple(g.edges().begin(), g.edges().end());
      for (weighted_edge& e : simple) e.weight = 1;
      CHECK(leiden({g.nodes(), simple}, aiming(cluster_aim::constant_potts, 1)).found.count ==
            g.nodes());
    }
  }

  // vtraag/leidenalg@8cf40c5, tests/test_Optimiser.py.
  TEST_CASE("leiden: nodes that are fixed keep their label and others come to them") {
    leiden_options o = aiming(cluster_aim::constant_potts, 0.01);
    o.initial = {2, 1, 0};
    o.fixed = {true, false, false};
    CHECK(leiden(clique(3), o).found.of == labels{0, 0, 0});
    // Two that are fixed apart stay apart; the third goes to either.
    o.fixed = {true, true, false};
    const leiden_result r = leiden(clique(3), o);
    CHECK(r.found.count == 2);
    CHECK(r.found.of[0] != r.found.of[1]);
    // Two that are fixed together stay together though no edge joins them.
    o.initial = {0, 1, 1, 0};
    o.fixed = {true, false, false, true};
    const leiden_result far = leiden(edge_graph(4, {{0, 1}, {2, 3}}), o);
    CHECK(far.found.of == labels{0, 0, 0, 0});
    o.fixed = {};
    CHECK(leiden(edge_graph(4, {{0, 1}, {2, 3}}), o).found.of == labels{0, 0, 1, 1});
  }

  TEST_CASE("leiden: without edges every node is by itself and modularity is not known") {
    const leiden_result r = leiden(edge_graph(3, {}));
    CHECK(r.found.of == labels{0, 1, 2});
    CHECK(std::isnan(r.quality));
    CHECK(r.rounds == 0);
    CHECK(leiden(edge_graph()).found == clusters{});
    CHECK(leiden(edge_graph(1, {{0, 0, 2}})).found.of == labels{0});
    leiden_options o = aiming(cluster_aim::constant_potts, 1);
    o.initial = {0, 0, 0}; // not connected
    CHECK(leiden(edge_graph(3, {}), o).found.count == 3);
    CHECK(leiden(edge_graph(3, {}), o).quality == 0);
  }

  TEST_CASE("leiden: small graphs come to the best of all divisions") {
    std::mt19937 random(3);
    int rounds = 0, hits = 0;
    for (int round = 0; round < 150; ++round) {
      CAPTURE(round);
      const edge_graph g = random_graph(random, 7);
      for (const leiden_options& o :
           {aiming(cluster_aim::modularity, 1), aiming(cluster_aim::modularity, 1.7),
            aiming(cluster_aim::constant_potts, 0.4)}) {
        const double best = greatest(g, o), found = best_of(g, o, 8).quality;
        CHECK(found <= best + 1e-9);
        ++rounds;
        hits += found > best - 1e-9;
      }
    }
    CHECK(hits * 100 >= rounds * 97);
  }

  TEST_CASE("leiden: clusters are connected and no node gains by moving") {
    std::mt19937 random(4);
    for (int round = 0; round < 200; ++round) {
      CAPTURE(round);
      const edge_graph g = random_graph(random, 30);
      leiden_options o = round % 2 ? aiming(cluster_aim::modularity, 1, random())
                                   : aiming(cluster_aim::constant_potts, 0.3, random());
      if (round % 3 == 0) o.randomness = 1;
      if (round % 5 == 0) o.max_size = 4;
      const leiden_result r = leiden(g, o);
      CHECK(all_connected(g, r.found));
      CHECK(r.quality == quality_of(g, r.found.of, o));
      const labels size_of = [&] {
        labels n(static_cast<std::size_t>(r.found.count) + 1, 0);
        for (const std::int32_t c : r.found.of) ++n[static_cast<std::size_t>(c)];
        return n;
      }();
      if (o.max_size > 0) CHECK(*std::max_element(size_of.begin(), size_of.end()) <= 4);
      for (std::size_t v = 0; v < r.found.of.size(); ++v)
        for (std::int32_t c = 0; c <= r.found.count; ++c) {
          if (o.max_size > 0 && size_of[static_cast<std::size_t>(c)] >= 4) continue;
          labels moved = r.found.of;
          moved[v] = c;
          CHECK(quality_of(g, moved, o) <= r.quality + 1e-9);
        }
    }
  }

  TEST_CASE("leiden: it never makes worse what it starts from") {
    std::mt19937 random(5);
    for (int round = 0; round < 200; ++round) {
      CAPTURE(round);
      const edge_graph g = random_graph(random, 25);
      leiden_options o = round % 2 ? aiming(cluster_aim::modularity, 1.2, random())
                                   : aiming(cluster_aim::constant_potts, 0.5, random());
      for (std::int32_t v = 0; v < g.nodes(); ++v)
        o.initial.push_back(static_cast<std::int32_t>(random() % 5));
      const double before = quality_of(g, o.initial, o);
      const leiden_result r = leiden(g, o);
      CHECK(r.quality >= before - 1e-12);
      CHECK(all_connected(g, r.found));
      // What it gives, it keeps.
      o.initial = r.found.of;
      CHECK(leiden(g, o).quality >= r.quality);
    }
  }

  TEST_CASE("leiden: one seed gives one result whatever the order of the edges") {
    std::mt19937 random(6);
    for (int round = 0; round < 100; ++round) {
      CAPTURE(round);
      std::vector<weighted_edge> edges;
      for (int k = 0; k < 150; ++k)
        edges.push_back({static_cast<std::int32_t>(random() % 40),
                         static_cast<std::int32_t>(random() % 40),
                         static_cast<double>(random() % 10) / 10});
      const leiden_options o = aiming(cluster_aim::modularity, 1, random());
      const leiden_result r = leiden({40, edges}, o);
      std::shuffle(edges.begin(), edges.end(), random);
      for (weighted_edge& e : edges)
        if (random() % 2) std::swap(e.first, e.second);
      CHECK(leiden({40, edges}, o) == r);
    }
    CHECK(leiden(karate(), aiming(cluster_aim::modularity, 1, 7)) ==
          leiden(karate(), aiming(cluster_aim::modularity, 1, 7)));
  }

  TEST_CASE("leiden: clusters never span two copies of a graph") {
    std::vector<weighted_edge> edges(karate().edges().begin(), karate().edges().end());
    for (const weighted_edge& e : karate().edges())
      edges.push_back({e.first + 34, e.second + 34, e.weight});
    const edge_graph two(68, edges);
    for (std::uint64_t seed = 1; seed <= 10; ++seed) {
      const clusters c = leiden(two, aiming(cluster_aim::modularity, 1, seed)).found;
      for (std::size_t i = 0; i < 34; ++i)
        for (std::size_t j = 34; j < 68; ++j) CHECK(c.of[i] != c.of[j]);
    }
  }

  TEST_CASE("leiden: groups that were planted are found") {
    // Twenty groups of 25; an edge within with chance 0.4, across 0.01.
    std::mt19937 random(7);
    std::vector<weighted_edge> edges;
    for (std::int32_t i = 0; i < 500; ++i)
      for (std::int32_t j = i + 1; j < 500; ++j)
        if (random() % 100 < (i / 25 == j / 25 ? 40U : 1U)) edges.push_back({i, j});
    labels planted;
    for (std::int32_t i = 0; i < 500; ++i) planted.push_back(i / 25);
    const edge_graph g(500, edges);
    CHECK(leiden(g).found == clusters_of(planted));
    // Single nodes with few edges are better off alone here: better than what was planted.
    const leiden_options potts = aiming(cluster_aim::constant_potts, 0.15);
    const leiden_result r = leiden(g, potts);
    CHECK(r.quality > quality_of(g, planted, potts));
    CHECK(r.found.count < 25);
  }

  TEST_CASE("leiden: options that make no sense are refused") {
    const edge_graph g = clique(3);
    const auto refused = [&](std::string_view what, const auto& change) {
      leiden_options o;
      change(o);
      CHECK_THROWS_WITH_AS(leiden(g, o), what.data(), rule_error);
    };
    refused("a resolution is a number from 0, not -1", [](auto& o) { o.resolution = -1; });
    refused("a randomness is a number from 0, not -0.5", [](auto& o) { o.randomness = -0.5; });
    refused("clusters of at most -1 nodes", [](auto& o) { o.max_size = -1; });
    refused("2 labels for a graph of 3 nodes", [](auto& o) { o.initial = {0, 1}; });
    refused("1 marks of fixed nodes for a graph of 3 nodes", [](auto& o) { o.fixed = {true}; });
    refused("more than 2 nodes have the label 9", [](auto& o) {
      o.initial = {9, 9, 9};
      o.max_size = 2;
    });
    leiden_options o;
    o.resolution = 0;
    o.randomness = 0;
    o.max_size = 3;
    o.initial = {9, 9, 9};
    o.fixed = {true, true, true};
    CHECK(leiden(g, o).found.count == 1);
  }

  TEST_CASE("leiden: a stop is obeyed") {
    std::stop_source source;
    source.request_stop();
    leiden_options o;
    o.watch.stop = source.get_token();
    CHECK_THROWS_AS(leiden(karate(), o), stopped);
  }
}
