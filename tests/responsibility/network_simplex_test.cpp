#include <irisan/responsibility/flow_certificate.hpp>
#include <irisan/responsibility/network_simplex.hpp>

#include <support/flows.hpp>

#include <boost/graph/adjacency_list.hpp>
#include <boost/graph/successive_shortest_path_nonnegative_weights.hpp>

// It does not include all that it needs.
#include <boost/graph/find_flow_cost.hpp>

#include <doctest/doctest.h>

#include <random>
#include <stop_token>

using namespace irisan;

namespace {
constexpr std::int64_t no_limit = flow_arc::no_limit;

/// Solves it, and checks that the result proves itself.
flow_result proven(const flow_problem& p) {
  const flow_result r = network_simplex(p);
  const auto wrong = check(p, r);
  CHECK_MESSAGE(wrong.empty(), (wrong.empty() ? std::string() : wrong.front()));
  return r;
}

/// Rows give one unit each, columns take at most one each, unless a team says otherwise.
flow_problem matching(const std::vector<std::vector<std::int64_t>>& costs) {
  const auto rows = static_cast<std::int32_t>(costs.size());
  const auto columns = static_cast<std::int32_t>(costs[0].size());
  flow_problem p;
  p.supply.assign(costs.size() + costs[0].size(), 0);
  for (std::int32_t i = 0; i < rows; ++i) {
    p.supply[static_cast<std::size_t>(i)] = 1;
    for (std::int32_t j = 0; j < columns; ++j)
      p.arcs.push_back(
          {i, rows + j, costs[static_cast<std::size_t>(i)][static_cast<std::size_t>(j)], 1});
  }
  for (std::int32_t j = 0; j < columns; ++j) p.supply[static_cast<std::size_t>(rows + j)] = -1;
  return p;
}

/// The tasks as rows and the workers as columns; each team takes as many as `of_team` says, −1:
/// any.
flow_problem teams(std::int64_t of_team) {
  const auto& costs = test::worker_costs();
  const auto workers = static_cast<std::int32_t>(costs.size()), tasks = std::int32_t{4};
  flow_problem p; // tasks, workers, teams, an end
  p.supply.assign(4 + 6 + 2 + 1, 0);
  p.supply[12] = -4;
  for (std::int32_t t = 0; t < tasks; ++t) {
    p.supply[static_cast<std::size_t>(t)] = 1;
    for (std::int32_t w = 0; w < workers; ++w)
      p.arcs.push_back(
          {t, tasks + w, costs[static_cast<std::size_t>(w)][static_cast<std::size_t>(t)], 1});
  }
  for (std::int32_t w = 0; w < workers; ++w) p.arcs.push_back({tasks + w, 10 + w % 2, 0, 1});
  for (std::int32_t team = 10; team < 12; ++team)
    p.arcs.push_back(
        {team, 12, 0, of_team < 0 ? no_limit : of_team, std::max<std::int64_t>(of_team, 0)});
  return p;
}

/// What Boost.Graph's successive shortest paths say the transport costs.
std::int64_t boost_cost(const flow_problem& p, std::int64_t& flowed) {
  using traits = boost::adjacency_list_traits<boost::vecS, boost::vecS, boost::directedS>;
  using graph = boost::adjacency_list<
      boost::vecS, boost::vecS, boost::directedS, boost::no_property,
      boost::property<
          boost::edge_capacity_t, long,
          boost::property<boost::edge_residual_capacity_t, long,
                          boost::property<boost::edge_reverse_t, traits::edge_descriptor,
                                          boost::property<boost::edge_weight_t, long>>>>>;
  graph g(p.supply.size() + 2);
  const auto add = [&](std::size_t from, std::size_t to, long capacity, long cost) {
    const auto there = add_edge(from, to, g).first, back = add_edge(to, from, g).first;
    put(boost::edge_capacity, g, there, capacity);
    put(boost::edge_capacity, g, back, 0);
    put(boost::edge_weight, g, there, cost);
    put(boost::edge_weight, g, back, -cost);
    put(boost::edge_reverse, g, there, back);
    put(boost::edge_reverse, g, back, there);
  };
  const std::size_t source = p.supply.size(), sink = source + 1;
  long total = 0;
  for (std::size_t v = 0; v < source; ++v) {
    if (p.supply[v] > 0) add(source, v, p.supply[v], 0);
    if (p.supply[v] < 0) add(v, sink, -p.supply[v], 0);
    total += std::max<long>(p.supply[v], 0);
  }
  for (const flow_arc& arc : p.arcs)
    add(static_cast<std::size_t>(arc.tail), static_cast<std::size_t>(arc.head),
        std::min<long>(arc.capacity, total), arc.cost);
  boost::successive_shortest_path_nonnegative_weights(g, source, sink);
  flowed = 0;
  for (const auto e : boost::make_iterator_range(out_edges(source, g)))
    flowed += get(boost::edge_capacity, g, e) - get(boost::edge_residual_capacity, g, e);
  return boost::find_flow_cost(g);
}

flow_problem random_network(std::mt19937& random, unsigned nodes, unsigned arcs, bool negative) {
  flow_problem p;
  const auto below = [&](unsigned n) { return static_cast<std::int64_t>(random() % n); };
  p.supply.assign(nodes, 0);
  for (unsigned v = 0; v + 1 < nodes; ++v) {
    p.supply[v] = below(3) == 0 ? below(9) - 4 : 0;
    p.supply.back() -= p.supply[v];
  }
  for (unsigned e = 0; e < arcs; ++e) {
    const auto a = static_cast<std::int32_t>(below(nodes)),
               b = static_cast<std::int32_t>(below(nodes));
    const std::int64_t lower = negative && below(4) == 0 ? below(4) - 1 : 0;
    p.arcs.push_back({a, b, below(12) - (negative ? 3 : 0),
                      below(6) == 0 ? no_limit : std::max<std::int64_t>(lower, 0) + below(8),
                      lower});
  }
  return p;
}
} // namespace

TEST_SUITE("responsibility") {
  TEST_CASE("network_simplex: the oracle's networks cost what is known") {
    for (const test::known_flow& k : test::known_flows()) {
      CAPTURE(k.name);
      const flow_result r = proven(k.problem);
      CHECK(r.status == flow_status::optimal);
      CHECK(r.cost == k.cost);
      if (!k.flow.empty()) CHECK(r.flow == k.flow);
    }
  }

  TEST_CASE("network_simplex: LEMON's network with lower bounds below and above zero") {
    for (const test::lemon_case& c : test::lemon_cases()) {
      CAPTURE(c.name);
      flow_problem p{c.supply, test::lemon_arcs()};
      for (std::size_t e = 0; e < p.arcs.size(); ++e) {
        if (!c.lower.empty()) p.arcs[e].lower = c.lower[e];
        if (c.unlimited) {
          p.arcs[e].capacity = no_limit;
          p.arcs[e].cost = 1;
        }
      }
      const flow_result r = proven(p);
      CHECK((r.status == flow_status::optimal) == (c.cost >= 0));
      if (c.cost >= 0) CHECK(r.cost == c.cost);
    }
  }

  TEST_CASE("network_simplex: matchings and teams") {
    for (const test::known_matching& k : test::known_matchings()) {
      CAPTURE(k.name);
      CHECK(proven(matching(k.costs)).cost == k.cost);
    }
    CHECK(proven(teams(2)).cost == 250);
    CHECK(proven(teams(-1)).cost == 235);
  }

  TEST_CASE("network_simplex: supplies that do not come to zero make no flow") {
    const flow_result r = proven({{4, -3}, {{0, 1, 1}}});
    CHECK(r.status == flow_status::infeasible);
    CHECK(proven({{4, -4}, {{0, 1, 1}}}).status == flow_status::optimal);
    CHECK(proven({{3, -4}, {{0, 1, 1}}}).status == flow_status::infeasible);
  }

  TEST_CASE("network_simplex: what cannot leave its nodes is named") {
    const flow_result r = proven({{3, 2, 0, -5}, {{0, 1, 1}, {1, 2, 1, 4}, {2, 3, 1}}});
    CHECK(r.status == flow_status::infeasible);
    CHECK(r.cut == std::vector<std::int32_t>{0, 1});
    CHECK(proven({{3, 2, 0, -5}, {{0, 1, 1}, {1, 2, 1, 5}, {2, 3, 1}}}).cost == 13);
  }

  TEST_CASE("network_simplex: a cycle that pays for ever is named unless there is no flow") {
    flow_problem p{{1, 0, -1}, {{0, 1, 1}, {1, 2, -3}, {2, 0, 1}}};
    const flow_result r = proven(p);
    CHECK(r.status == flow_status::unbounded);
    CHECK(r.cycle.size() == 3);
    p.arcs[2].capacity = 4;
    CHECK(proven(p).cost == -6);
    p = {{1, 0, -1, 1, -1}, {{0, 1, 1}, {1, 2, -3}, {2, 0, 1}, {4, 3, 1}}};
    CHECK(proven(p).status == flow_status::infeasible);
  }

  TEST_CASE("network_simplex: numbers near the end of the range are held or refused") {
    constexpr std::int64_t huge = no_limit - 1;
    // A capacity that cannot be reached does no harm.
    CHECK(proven({{5, -5}, {{0, 1, 2, huge}}}).cost == 10);
    CHECK(proven({{0, 0}, {{0, 1, 1, huge - 9, -5}, {1, 0, 1, huge - 9, -5}}}).cost == -10);
    CHECK(proven({{0, 0}, {{0, 1, 0, huge}, {1, 0, -1, 7}}}).cost == -7);
    const auto refused = [](const flow_problem& p) {
      CHECK_THROWS_AS(network_simplex(p), rule_error);
    };
    refused({{huge, -huge}, {{0, 1, 1}}}); // supplies
    refused({{5, -5}, {{0, 1, huge}}});    // a cost that potentials could not hold
    refused({{0, 0}, {{0, 1, -1, huge}, {1, 0, -2, huge}}}); // the flow fits and its cost does not
    refused({{0, 0}, {{0, 1, 1, huge, -huge}}});             // bounds too far from each other
    refused({{0, 0}, {{0, 1, 1, 3, 4}}});                    // bounds that exclude each other
    refused({{0, 0}, {{0, 2, 1}}});                          // no such node
  }

  TEST_CASE("network_simplex: stopping stops it") {
    std::stop_source stop;
    stop.request_stop();
    CHECK_THROWS_AS(network_simplex({{1, -1}, {{0, 1, 1}}}, {{}, stop.get_token()}), stopped);
  }

  TEST_CASE("network_simplex: every result on random networks proves itself") {
    std::mt19937 random(61);
    int of_status[3] = {};
    for (int round = 0; round < 4000; ++round) {
      const auto nodes = static_cast<unsigned>(2 + random() % 9);
      const flow_problem p = random_network(
          random, nodes, static_cast<unsigned>(random() % (4 * nodes)), round % 2 == 0);
      ++of_status[static_cast<int>(proven(p).status)];
    }
    for (const int count : of_status) CHECK(count > 50);
  }

  TEST_CASE("network_simplex: it agrees with Boost.Graph's successive shortest paths") {
    std::mt19937 random(62);
    int compared = 0;
    for (int round = 0; round < 60; ++round) {
      flow_problem p = random_network(random, 40, 400, false);
      std::int64_t flowed = 0, wanted = 0;
      for (const std::int64_t b : p.supply) wanted += std::max<std::int64_t>(b, 0);
      const std::int64_t cost = boost_cost(p, flowed);
      const flow_result r = proven(p);
      CHECK((r.status == flow_status::optimal) == (flowed == wanted));
      if (r.status != flow_status::optimal) continue;
      CHECK(r.cost == cost);
      ++compared;
    }
    CHECK(compared > 30);
  }

  TEST_CASE("network_simplex: the order of arcs changes no cost") {
    std::mt19937 random(63);
    for (int round = 0; round < 100; ++round) {
      flow_problem p = random_network(random, 20, 90, true);
      const flow_result r = network_simplex(p);
      std::shuffle(p.arcs.begin(), p.arcs.end(), random);
      const flow_result other = network_simplex(p);
      CHECK(r.status == other.status);
      CHECK(r.cost == other.cost);
    }
  }
}
