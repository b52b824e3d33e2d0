#include <irisan/overlap/leiden_level.hpp>

#include <irisan/overlap/clusters.hpp>

#include <doctest/doctest.h>

#include <algorithm>
#include <cstdint>
#include <random>
#include <set>
#include <vector>

using namespace irisan;

namespace {

using labels = std::vector<std::int32_t>;

edge_graph random_graph(std::mt19937& random, std::int32_t n) {
  std::vector<weighted_edge> edges{{0, 1, 0.5}};
  for (std::int32_t k = 0; k < 2 * n; ++k) {
    const auto any = [&] { return static_cast<std::int32_t>(random() % static_cast<unsigned>(n)); };
    edges.push_back({any(), any(), static_cast<double>(1 + random() % 8) / 4});
  }
  return {n, edges};
}

leiden_level level_of(const edge_graph& g) {
  return {g, std::vector<double>(static_cast<std::size_t>(g.nodes()), 1.0),
          std::vector<bool>(static_cast<std::size_t>(g.nodes()), false)};
}

/// Σ over clusters of L − price · S² / 2, without edges of nodes to themselves.
double quality(const edge_graph& g, const labels& of, double price) {
  double q = 0;
  for (const weighted_edge& e : g.edges())
    if (e.first != e.second &&
        of[static_cast<std::size_t>(e.first)] == of[static_cast<std::size_t>(e.second)])
      q += e.weight;
  for (const auto& members : clusters_of(of).members())
    q -= price * static_cast<double>(members.size() * members.size()) / 2;
  return q;
}

/// Moves nodes until nothing moves.
void settle(const leiden_level& level, labels& of, const leiden_terms& terms,
            random_source& source) {
  for (labels before; before != of;) {
    before = of;
    level.move_nodes(of, terms, source, {});
  }
}

labels singles(std::int32_t n) {
  labels of;
  for (std::int32_t v = 0; v < n; ++v) of.push_back(v);
  return of;
}

} // namespace

TEST_SUITE("overlap") {
  TEST_CASE("leiden_level: nodes move until none gains and the quality only rises") {
    std::mt19937 random(1);
    for (int round = 0; round < 200; ++round) {
      CAPTURE(round);
      const std::int32_t n = 2 + static_cast<std::int32_t>(random() % 14);
      const edge_graph g = random_graph(random, n);
      leiden_terms terms;
      terms.price = static_cast<double>(random() % 5) / 4;
      terms.least_gain = 1e-12;
      labels of;
      for (std::int32_t v = 0; v < n; ++v)
        of.push_back(static_cast<std::int32_t>(random() % static_cast<unsigned>(n)));
      const double before = quality(g, of, terms.price);
      random_source source(random());
      settle(level_of(g), of, terms, source);
      const double after = quality(g, of, terms.price);
      CHECK(after >= before - 1e-9);
      for (std::size_t v = 0; v < of.size(); ++v)
        for (std::int32_t c = 0; c <= n; ++c) {
          labels moved = of;
          moved[v] = c;
          CHECK(quality(g, moved, terms.price) <= after + 1e-9);
        }
    }
  }

  TEST_CASE("leiden_level: a tie goes to the cluster with the lowest label") {
    // Node 0 between 1 and 2, which are fixed.
    const edge_graph g(3, {{0, 1}, {0, 2}});
    const leiden_level level(g, {1, 1, 1}, {false, true, true});
    leiden_terms terms;
    for (std::uint64_t seed = 0; seed < 20; ++seed) {
      random_source source(seed);
      labels of{0, 2, 1};
      level.move_nodes(of, terms, source, {});
      CHECK(of == labels{1, 2, 1});
    }
  }

  TEST_CASE("leiden_level: parts lie within their clusters and are connected") {
    std::mt19937 random(2);
    int joined = 0, divided = 0;
    for (int round = 0; round < 300; ++round) {
      CAPTURE(round);
      const std::int32_t n = 2 + static_cast<std::int32_t>(random() % 20);
      const edge_graph g = random_graph(random, n);
      leiden_terms terms;
      terms.price = static_cast<double>(random() % 4) / 4;
      terms.randomness = round % 2 ? 0.0 : 0.5;
      labels of;
      for (std::int32_t v = 0; v < n; ++v)
        of.push_back(static_cast<std::int32_t>(random() % std::min(3U, static_cast<unsigned>(n))));
      random_source source(random());
      const labels part = level_of(g).refined(of, terms, source);
      REQUIRE(part.size() == of.size());
      for (std::size_t v = 0; v < part.size(); ++v)
        CHECK(of[v] == of[static_cast<std::size_t>(part[v])]);
      CHECK(all_connected(g, clusters_of(part)));
      // Joining never loses quality.
      CHECK(quality(g, part, terms.price) >= quality(g, singles(n), terms.price) - 1e-9);
      joined += clusters_of(part).count < n;
      divided += clusters_of(part).count > clusters_of(of).count;
    }
    CHECK(joined > 100);
    CHECK(divided > 100);
  }

  TEST_CASE("leiden_level: refining joins at random and without randomness where it gains most") {
    // Node 1 has 3 to node 0 and 2 to node 2; all are one cluster.
    const edge_graph g(3, {{0, 1, 3}, {1, 2, 2}});
    leiden_terms terms;
    terms.price = 0.5;
    std::set<std::vector<std::int32_t>> sure, free;
    for (std::uint64_t seed = 0; seed < 60; ++seed) {
      for (const double randomness : {0.0, 5.0}) {
        terms.randomness = randomness;
        random_source source(seed);
        auto& seen = randomness > 0 ? free : sure;
        seen.insert(clusters_of(level_of(g).refined({0, 0, 0}, terms, source)).of);
      }
    }
    CHECK(free.size() > sure.size());
    CHECK(!sure.contains(labels{0, 1, 2}));
  }

  TEST_CASE("leiden_level: a level above has the quality of the level below") {
    std::mt19937 random(3);
    for (int round = 0; round < 200; ++round) {
      CAPTURE(round);
      const std::int32_t n = 2 + static_cast<std::int32_t>(random() % 14);
      const edge_graph g = random_graph(random, n);
      labels some;
      for (std::int32_t v = 0; v < n; ++v) some.push_back(static_cast<std::int32_t>(random() % 5));
      const clusters parts = clusters_of(some);
      const leiden_level up = level_of(g).aggregated(parts.of, parts.count);
      CHECK(up.nodes() == static_cast<std::size_t>(parts.count));
      // Moving the nodes above gains, on the ground, what their level says: the quality rises and
      // no part as a whole gains by moving.
      leiden_terms terms;
      terms.price = 0.3;
      terms.least_gain = 1e-12;
      labels of = singles(parts.count);
      random_source source(random());
      settle(up, of, terms, source);
      const auto ground = [&](const labels& above) {
        labels down;
        for (const std::int32_t p : parts.of) down.push_back(above[static_cast<std::size_t>(p)]);
        return quality(g, down, terms.price);
      };
      const double after = ground(of);
      CHECK(after >= ground(singles(parts.count)) - 1e-9);
      for (std::size_t p = 0; p < of.size(); ++p)
        for (std::int32_t c = 0; c <= parts.count; ++c) {
          labels moved = of;
          moved[p] = c;
          CHECK(ground(moved) <= after + 1e-9);
        }
    }
  }

  TEST_CASE("leiden_level: the greatest size counts nodes of the graph and fixed parts stay") {
    const edge_graph g(4, {{0, 1}, {2, 3}, {1, 2}});
    const leiden_level up =
        leiden_level(g, {1, 1, 1, 1}, {false, false, true, false}).aggregated({0, 0, 1, 1}, 2);
    leiden_terms terms;
    for (const std::int32_t most : {0, 3, 4}) {
      terms.most = most;
      random_source source(1);
      labels of{0, 1};
      up.move_nodes(of, terms, source, {});
      CHECK(of == (most == 3 ? labels{0, 1} : labels{1, 1}));
    }
  }
}
