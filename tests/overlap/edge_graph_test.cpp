#include <irisan/overlap/edge_graph.hpp>

#include <irisan/overlap/find_pairs.hpp>
#include <irisan/overlap/measure.hpp>

#include <support/builders.hpp>

#include <doctest/doctest.h>

#include <algorithm>
#include <limits>
#include <map>
#include <random>
#include <utility>
#include <vector>

using namespace irisan;

namespace {

using edges = std::vector<weighted_edge>;

edges of(const edge_graph& g) {
  return {g.edges().begin(), g.edges().end()};
}

} // namespace

TEST_SUITE("overlap") {
  TEST_CASE("edge_graph: edges between the same nodes are one and weigh their sum") {
    const edge_graph g(4, {{2, 1, 1}, {0, 1, 2}, {1, 2, 0.5}, {3, 3, 4}, {0, 3, 0}});
    CHECK(of(g) == edges{{0, 1, 2}, {1, 2, 1.5}, {3, 3, 4}});
    CHECK(g.nodes() == 4);
    CHECK(g.total() == 7.5);
    CHECK(g.degree(1) == 3.5);
    CHECK(g.degree(3) == 8);
    CHECK(g.loop(3) == 4);
    CHECK(g.loop(1) == 0);
    CHECK(std::ranges::equal(g.of(1), std::vector<neighbour>{{0, 2}, {2, 1.5}}));
    CHECK(g.of(3).empty());
  }

  TEST_CASE("edge_graph: without nodes or edges there is nothing in it") {
    CHECK(edge_graph().nodes() == 0);
    CHECK(edge_graph(0, {}) == edge_graph());
    CHECK(edge_graph(3, {}).edges().empty());
    CHECK(edge_graph(3, {}).nodes() == 3);
    CHECK(edge_graph(3, {}).total() == 0);
  }

  TEST_CASE("edge_graph: the order of the edges and of their ends has no effect") {
    std::mt19937 random(1);
    for (int round = 0; round < 300; ++round) {
      CAPTURE(round);
      edges list(random() % 30);
      for (weighted_edge& e : list)
        e = {static_cast<std::int32_t>(random() % 6), static_cast<std::int32_t>(random() % 6),
             static_cast<double>(random() % 10) / 10};
      const edge_graph g(6, list);
      edges mixed = list;
      std::shuffle(mixed.begin(), mixed.end(), random);
      for (weighted_edge& e : mixed)
        if (random() % 2) std::swap(e.first, e.second);
      CHECK(edge_graph(6, mixed) == g); // to the last bit
      std::map<std::pair<std::int32_t, std::int32_t>, double> sums;
      for (const weighted_edge& e : list)
        if (e.weight > 0) sums[std::minmax(e.first, e.second)] += e.weight;
      REQUIRE(g.edges().size() == sums.size());
      for (const weighted_edge& e : g.edges()) {
        CHECK(e.weight == doctest::Approx(sums.at({e.first, e.second})));
        if (e.first == e.second) continue;
        for (const auto& [at, other] :
             {std::pair(e.first, e.second), std::pair(e.second, e.first)}) {
          const auto near = g.of(at);
          CHECK(std::ranges::is_sorted(near, {}, &neighbour::node));
          CHECK(std::ranges::count(near, neighbour{other, e.weight}) == 1);
        }
      }
      double degrees = 0;
      for (std::int32_t v = 0; v < 6; ++v) degrees += g.degree(v);
      CHECK(degrees == doctest::Approx(2 * g.total()));
    }
  }

  TEST_CASE("edge_graph: nodes that are not there and weights that are none are refused") {
    CHECK_THROWS_WITH_AS(edge_graph(2, {{0, 2, 1}}), "edge to node 2 of a graph of 2 nodes",
                         rule_error);
    CHECK_THROWS_WITH_AS(edge_graph(2, {{-1, 0, 1}}), "edge to node -1 of a graph of 2 nodes",
                         rule_error);
    CHECK_THROWS_WITH_AS(edge_graph(2, {{0, 1, -0.5}}),
                         "the weight of an edge is a number from 0, not -0.5", rule_error);
    CHECK_THROWS_AS(edge_graph(2, {{0, 1, std::numeric_limits<double>::quiet_NaN()}}), rule_error);
    CHECK_THROWS_AS(edge_graph(2, {{0, 1, std::numeric_limits<double>::infinity()}}), rule_error);
    CHECK_THROWS_AS(edge_graph(2, {{0, 1, std::numeric_limits<double>::max()}}), rule_error);
    CHECK_THROWS_AS(edge_graph(-1, {}), rule_error);
    CHECK(edge_graph(2, {{0, 1, 0.5}}).total() == 0.5);
  }

  TEST_CASE("edge_graph: pairs are edges that weigh as much as a measure says") {
    const auto pairs = find_pairs(test::programs({{0, 1}, {0, 1}, {1, 2}, {9}}));
    const edge_graph g = pair_graph(4, pairs, jaccard);
    CHECK(of(g) == edges{{0, 1, 1}, {0, 2, 1.0 / 3}, {1, 2, 1.0 / 3}});
    CHECK(g.nodes() == 4);
    const auto only_identical = [](const overlap_pair& p) { return identical(p) ? 1.0 : 0.0; };
    CHECK(of(pair_graph(4, pairs, only_identical)) == edges{{0, 1, 1}});
    const auto unknown = [](const overlap_pair&) {
      return std::numeric_limits<double>::quiet_NaN();
    };
    CHECK(pair_graph(4, pairs, unknown).edges().empty());
  }
}
