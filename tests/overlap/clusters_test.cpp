#include <irisan/overlap/clusters.hpp>

#include <doctest/doctest.h>

#include <algorithm>
#include <cstdint>
#include <random>
#include <vector>

using namespace irisan;

namespace {

using labels = std::vector<std::int32_t>;

} // namespace

TEST_SUITE("overlap") {
  TEST_CASE("clusters: labels are numbered anew in the order of their first nodes") {
    const clusters c = clusters_of(labels{7, -2, 7, 0, -2});
    CHECK(c.of == labels{0, 1, 0, 2, 1});
    CHECK(c.count == 3);
    CHECK(c.members() == std::vector<labels>{{0, 2}, {1, 4}, {3}});
    CHECK(clusters_of(labels{}) == clusters{});
    CHECK(clusters_of(labels{5}).count == 1);
    CHECK(clusters_of(c.of) == c);
  }

  TEST_CASE("clusters: components are what edges lead to") {
    CHECK(connected_components(edge_graph(5, {{4, 1}, {2, 3}})).of == labels{0, 1, 2, 2, 1});
    CHECK(connected_components(edge_graph()).count == 0);
    CHECK(connected_components(edge_graph(3, {})).count == 3);
    CHECK(connected_components(edge_graph(3, {{0, 1}, {1, 2}})).count == 1);
    CHECK(connected_components(edge_graph(2, {{0, 0}})).count == 2);
    // An edge without weight leads nowhere.
    CHECK(connected_components(edge_graph(2, {{0, 1, 0}})).count == 2);
  }

  TEST_CASE("clusters: a cluster falls apart into what hangs together by its own edges") {
    const edge_graph path(5, {{0, 1}, {1, 2}, {2, 3}, {3, 4}});
    CHECK(connected_within(path, labels{0, 0, 1, 0, 0}).of == labels{0, 0, 1, 2, 2});
    CHECK(!all_connected(path, clusters_of(labels{0, 0, 1, 0, 0})));
    CHECK(all_connected(path, clusters_of(labels{0, 0, 1, 1, 1})));
    CHECK(all_connected(path, clusters_of(labels{0, 1, 2, 3, 4})));
    CHECK_THROWS_WITH_AS(connected_within(path, labels{0}), "1 labels for a graph of 5 nodes",
                         rule_error);
  }

  TEST_CASE("clusters: components are those of spreading from every node") {
    std::mt19937 random(1);
    for (int round = 0; round < 300; ++round) {
      CAPTURE(round);
      const auto n = static_cast<std::int32_t>(random() % 12);
      std::vector<weighted_edge> edges;
      labels of(static_cast<std::size_t>(n));
      for (std::int32_t& label : of) label = static_cast<std::int32_t>(random() % 3);
      for (auto k = n > 0 ? random() % 14 : 0; k > 0; --k)
        edges.push_back({static_cast<std::int32_t>(random() % static_cast<unsigned>(n)),
                         static_cast<std::int32_t>(random() % static_cast<unsigned>(n)), 1});
      const edge_graph g(n, edges);
      // Every node takes the least number around it until nothing changes.
      labels least(of.size());
      for (std::size_t i = 0; i < least.size(); ++i) least[i] = static_cast<std::int32_t>(i);
      for (bool again = true; again;) {
        again = false;
        for (const weighted_edge& e : edges) {
          const auto x = static_cast<std::size_t>(e.first), y = static_cast<std::size_t>(e.second);
          if (of[x] != of[y] || least[x] == least[y]) continue;
          least[x] = least[y] = std::min(least[x], least[y]);
          again = true;
        }
      }
      CHECK(connected_within(g, of) == clusters_of(least));
    }
  }
}
