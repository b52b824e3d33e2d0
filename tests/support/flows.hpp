#pragma once

#include <irisan/responsibility/flow_problem.hpp>

#include <cstdint>
#include <vector>

namespace irisan::test {

/// A network with the cost of its cheapest flow.
struct known_flow {
  const char* name;
  flow_problem problem;
  std::int64_t cost;
  std::vector<std::int64_t> flow; ///< the only one of that cost; empty if there are more
};

/// From the oracle e01_min_cost_flow.json, which takes them from the tests of NetworkX and
/// OR-Tools; each value was found again with NetworkX 2.8.8.
inline const std::vector<known_flow>& known_flows() {
  static const std::vector<known_flow> all{
      {"nx simple",
       {{5, 0, 0, -5}, {{0, 1, 3, 4}, {0, 2, 6, 10}, {1, 3, 1, 9}, {2, 3, 2, 5}}},
       24,
       {4, 1, 4, 1}},
      {"Bradley-Hax-Magnanti",
       {{20, 0, 0, -5, -15},
        {{0, 1, 4, 15},
         {0, 2, 4, 8},
         {1, 2, 2},
         {1, 3, 2, 4},
         {1, 4, 6, 10},
         {2, 3, 1, 15},
         {2, 4, 3, 5},
         {3, 4, 2},
         {4, 2, 1, 4}}},
       150,
       {12, 8, 8, 4, 0, 11, 5, 10, 0}},
      {"transshipment",
       {{-1, 2, 2, -3, 4, 4, -3, -2, -3},
        {{0, 2, 3},
         {8, 0, 2},
         {1, 0, 9},
         {8, 2, 0},
         {1, 8, -6},
         {2, 3, 5},
         {4, 8, 4},
         {4, 5, 3},
         {7, 1, 4},
         {5, 3, 7},
         {5, 7, 12},
         {6, 3, 12},
         {5, 6, -1},
         {7, 6, -10}}},
       41,
       {}},
      {"zero capacity arcs",
       {{1, 1, 0, -2, 0},
        {{0, 1, 1, 1},
         {0, 4, 1, 1},
         {1, 2, 1, 0},
         {1, 4, 1, 1},
         {4, 2, 1, 2},
         {4, 3, 1, 0},
         {2, 3, 1, 2}}},
       6,
       {}},
      {"digon",
       {{0, 4, -4}, {{0, 1, 600000, 3}, {1, 0, 0, 2}, {1, 2, 714285, 5}, {2, 1, 0, 2}}},
       2857140,
       {}},
      {"negative finite digon", {{0, 0}, {{0, 1, -1, 1}, {1, 0, -1, 1}}}, -2, {1, 1}},
      {"or-tools transport",
       {{20, 10, 25, -11, -13, -17, -14},
        {{0, 3, 1, 100},
         {0, 4, 6, 100},
         {0, 5, 3, 100},
         {0, 6, 5, 100},
         {1, 3, 7, 100},
         {1, 4, 3, 100},
         {1, 5, 1, 100},
         {1, 6, 6, 100},
         {2, 3, 9, 100},
         {2, 4, 4, 100},
         {2, 5, 5, 100},
         {2, 6, 3, 100}}},
       138,
       {11, 0, 9, 0, 0, 2, 8, 0, 0, 11, 0, 14}},
      {"or-tools transport, many ties",
       {{20, 10, 25, -11, -13, -17, -14},
        {{0, 3, 0, 100},
         {0, 4, 0, 100},
         {0, 5, 1, 100},
         {0, 6, 1, 100},
         {1, 3, 1, 100},
         {1, 4, 1, 100},
         {1, 5, 0, 100},
         {1, 6, 1, 100},
         {2, 3, 0, 100},
         {2, 4, 1, 100},
         {2, 5, 0, 100},
         {2, 6, 0, 100}}},
       0,
       {}},
      {"Boost sample 1",
       {{4, 0, 0, 0, 0, -4},
        {{0, 1, 4, 2},
         {0, 2, 2, 2},
         {1, 3, 2, 2},
         {1, 4, 1, 1},
         {2, 3, 1, 1},
         {2, 4, 1, 1},
         {3, 5, 4, 20},
         {4, 5, 2, 20}}},
       29,
       {}},
  };
  return all;
}

/// Rows of costs: each row goes to one column.
struct known_matching {
  const char* name;
  std::vector<std::vector<std::int64_t>> costs;
  std::int64_t cost;
};
inline const std::vector<known_matching>& known_matchings() {
  static const std::vector<known_matching> all{
      {"assignment 4x4",
       {{90, 75, 75, 80}, {35, 85, 55, 65}, {125, 95, 90, 105}, {45, 110, 95, 115}},
       275},
      {"assignment 4x4 b",
       {{90, 76, 75, 70}, {35, 85, 55, 65}, {125, 95, 90, 105}, {45, 110, 95, 115}},
       265},
  };
  return all;
}

/// Six workers and four tasks; with the rule that each of the teams {0, 2, 4} and {1, 3, 5} takes
/// two tasks it costs 250, without it 235.
inline const std::vector<std::vector<std::int64_t>>& worker_costs() {
  static const std::vector<std::vector<std::int64_t>> costs{{90, 76, 75, 70},   {35, 85, 55, 65},
                                                            {125, 95, 90, 105}, {45, 110, 95, 115},
                                                            {60, 105, 80, 75},  {45, 65, 110, 95}};
  return costs;
}

/// The network of LEMON's test of minimum cost flows, nodes from 0.
inline std::vector<flow_arc> lemon_arcs() {
  return {{0, 1, 70, 11},  {0, 2, 150, 3},  {0, 3, 80, 15}, {1, 7, 80, 12}, {2, 4, 140, 5},
          {3, 5, 60, 10},  {3, 6, 80, 2},   {3, 7, 110, 3}, {4, 6, 60, 14}, {4, 10, 120, 12},
          {5, 2, 0, 3},    {5, 8, 140, 4},  {5, 9, 90, 8},  {6, 0, 30, 5},  {7, 11, 60, 16},
          {8, 11, 50, 6},  {9, 11, 70, 13}, {9, 1, 100, 7}, {9, 6, 60, 10}, {10, 9, 20, 14},
          {11, 10, 30, 10}};
}
struct lemon_case {
  const char* name;
  std::vector<std::int64_t> supply, lower; ///< no lower: 0
  bool unlimited;                          ///< no capacities, and every cost is 1
  std::int64_t cost;                       ///< −1: there is no flow
};
inline const std::vector<lemon_case>& lemon_cases() {
  const std::vector<std::int64_t> l2{8, 1, 2, 0, 3, 1, 0, 0, 0, 0, 0, 0, 0, 0, 4, 0, 5, 0, 0, 6, 0};
  const std::vector<std::int64_t> l3{8, 0, 2,  0, 1, 0, 0, 0,  0,   0,  0,
                                     0, 0, -5, 3, 0, 2, 0, -3, -20, -10};
  const std::vector<std::int64_t> s1{20, -4, 0, 0, 9, -6, 0, 0, 3, -2, 0, -20};
  const std::vector<std::int64_t> s2{27, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, -27};
  const std::vector<std::int64_t> s4{30, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, -30};
  const std::vector<std::int64_t> zero{0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0};
  static const std::vector<lemon_case> all{
      {"s1", s1, {}, false, 5240},        {"s2", s2, {}, false, 7620},
      {"s1 l2", s1, l2, false, 5970},     {"s2 l2", s2, l2, false, 8010},
      {"s1 unlimited", s1, {}, true, 74}, {"s2 l2 unlimited", s2, l2, true, 94},
      {"zero l2", zero, l2, false, -1},   {"s4 l3", s4, l3, false, 6360},
  };
  return all;
}

} // namespace irisan::test
