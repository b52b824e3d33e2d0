#include <irisan/graph/network.hpp>

#include <support/builders.hpp>

#include <doctest/doctest.h>

#include <cstdint>
#include <set>
#include <vector>

using namespace irisan;
using irisan::test::add;

TEST_SUITE("graph") {
  TEST_CASE("network: nodes are all units and then all programs and then all targets") {
    const network g = build_network(portfolio(test::two_offices()));
    REQUIRE(num_vertices(g) == 7);
    CHECK(num_edges(g) == 0);
    CHECK(g[1] == network_node{node_kind::unit, 1});
    CHECK(g[2] == network_node{node_kind::program, 0});
    CHECK(g[4] == network_node{node_kind::target, 0});
    CHECK(g[6] == network_node{node_kind::target, 2});
  }

  TEST_CASE("network: an edge from the unit to the program and from there to each target") {
    // 0 BGP, 1 BPMP, 2 P, 3 Q, 4 S1, 5 S2, 6 S3.
    const network g = build_network(portfolio(
        test::with_deliveries({"D1,P,S1,,,,", "D2,P,S1,,,,", "D3,P,S2,,,,", "D4,Q,S2,,,,"})));
    CHECK(num_edges(g) == 5);
    CHECK(edge(1, 2, g).second);
    CHECK(edge(0, 3, g).second);
    CHECK(edge(2, 4, g).second);
    CHECK(edge(2, 5, g).second);
    CHECK(edge(3, 5, g).second);
    CHECK(!edge(3, 4, g).second);
  }

  TEST_CASE("network: a program that two units bring to one target reaches it by one edge") {
    tables t = test::two_offices();
    add(t, "deliveries", "program_id,target_id,unit_id",
        {"P,S1,BPMP", "P,S2,BPMP", "P,S1,BGP", "P,S3,BGP"});
    const network g = build_network(portfolio(t));
    CHECK(edge(0, 2, g).second);
    CHECK(edge(1, 2, g).second);
    CHECK(out_degree(4, g) == 1);
    CHECK(num_edges(g) == 5);
  }

  TEST_CASE("network: a program and a target of one id never mix") {
    const network g = build_network(portfolio(bare_tables({{"X", "X"}})));
    REQUIRE(num_vertices(g) == 2);
    CHECK(num_edges(g) == 1);
    CHECK(g[0].kind == node_kind::program);
    CHECK(g[1].kind == node_kind::target);
  }

  TEST_CASE("network: components are numbered in the order of their first nodes") {
    const network g =
        build_network(portfolio(test::with_deliveries({"D1,P,S1,,,,", "D2,Q,S2,,,,"})));
    CHECK(components(g) == std::vector<std::int32_t>{0, 1, 1, 0, 1, 0, 2});
    const network joined = build_network(
        portfolio(test::with_deliveries({"D1,P,S1,,,,", "D2,Q,S2,,,,", "D3,Q,S1,,,,"})));
    CHECK(components(joined) == std::vector<std::int32_t>{0, 0, 0, 0, 0, 0, 1});
    CHECK(components(network{}).empty());
  }
}
