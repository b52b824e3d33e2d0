#pragma once

#include <irisan/need/cover_problem.hpp>

#include <algorithm>
#include <array>
#include <cstdint>
#include <cstdlib>
#include <limits>
#include <map>
#include <random>
#include <utility>
#include <vector>

/// Cover problems whose answers are known, and the slow way to the others.
namespace irisan::test {

/// From the rows of each column.
inline cover_problem cover(const std::vector<std::vector<std::int32_t>>& sets,
                           std::vector<std::int32_t> demand, std::vector<std::int64_t> cost,
                           const std::vector<std::int32_t>& fixed = {}) {
  index_lists lists;
  for (const auto& set : sets) {
    lists.entries.insert(lists.entries.end(), set.begin(), set.end());
    lists.end_list();
  }
  return {std::move(demand), std::move(cost), std::move(lists), fixed};
}

/// Every row is asked for once, every column costs 1.
inline cover_problem unicost(const std::vector<std::vector<std::int32_t>>& sets,
                             std::int32_t rows) {
  return cover(sets, std::vector<std::int32_t>(static_cast<std::size_t>(rows), 1),
               std::vector<std::int64_t>(sets.size(), 1));
}

inline std::vector<std::int32_t> all_columns(const cover_problem& a) {
  std::vector<std::int32_t> all;
  for (std::int32_t j = 0; j < a.columns(); ++j) all.push_back(j);
  return all;
}

inline bool is_cover(const cover_problem& a, const std::vector<std::int32_t>& columns) {
  for (std::int32_t i = 0; i < a.rows(); ++i) {
    std::int32_t n = 0;
    for (const std::int32_t j : columns)
      n += static_cast<std::int32_t>(std::ranges::count(a.rows_of(j), i));
    if (n < a.demand(i)) return false;
  }
  for (std::int32_t j = 0; j < a.columns(); ++j)
    if (a.is_fixed(j) && !std::ranges::count(columns, j)) return false;
  return true;
}

/// The cost of the cheapest cover, by all subsets of the columns.
inline std::int64_t cheapest_cost(const cover_problem& a) {
  std::int64_t best = std::numeric_limits<std::int64_t>::max();
  for (std::uint32_t set = 0; set < (1U << a.columns()); ++set) {
    std::vector<std::int32_t> columns;
    std::int64_t cost = 0;
    for (std::int32_t j = 0; j < a.columns(); ++j)
      if (set >> j & 1) {
        columns.push_back(j);
        cost += a.cost(j);
      }
    if (cost < best && is_cover(a, columns)) best = cost;
  }
  return best;
}

/// Up to so many columns and rows, demands up to 3, costs from 0 to 20; now and then a fixed one.
inline cover_problem random_cover(std::mt19937& random, unsigned most_columns, unsigned most_rows) {
  const auto columns = 1 + random() % most_columns, rows = 1 + random() % most_rows;
  const auto percent = 10 + random() % 50;
  const bool same = random() % 3 == 0;
  std::vector<std::vector<std::int32_t>> sets(columns);
  for (auto& set : sets)
    for (std::int32_t i = 0; i < static_cast<std::int32_t>(rows); ++i)
      if (random() % 100 < percent) set.push_back(i);
  std::vector<std::int64_t> cost(columns);
  for (auto& c : cost) c = same ? 1 : static_cast<std::int64_t>(random() % 21);
  std::vector<std::int32_t> demand(rows);
  for (auto& b : demand) b = static_cast<std::int32_t>(random() % 4);
  std::vector<std::int32_t> fixed;
  if (random() % 4 == 0) fixed.push_back(static_cast<std::int32_t>(random() % columns));
  return cover(sets, std::move(demand), std::move(cost), fixed);
}

/// Two parts without a row in common, each of so many columns of three rows at about the same cost:
/// little can be told beforehand.
inline cover_problem tight_cover(std::mt19937& random, std::int32_t columns, std::int32_t rows) {
  std::vector<std::vector<std::int32_t>> sets;
  std::vector<std::int64_t> cost;
  std::vector<std::int32_t> demand;
  for (std::int32_t part = 0; part < 2; ++part) {
    for (std::int32_t j = 0; j < columns; ++j) {
      sets.emplace_back();
      for (int n = 0; n < 3; ++n)
        sets.back().push_back(part * rows +
                              static_cast<std::int32_t>(random() % static_cast<unsigned>(rows)));
      cost.push_back(static_cast<std::int64_t>(10 + random() % 4));
    }
    for (std::int32_t i = 0; i < rows; ++i)
      demand.push_back(static_cast<std::int32_t>(1 + random() % 8 / 7));
  }
  return cover(sets, std::move(demand), std::move(cost));
}

/// The Steiner triple system of 3ⁿ points: columns are the points, rows the triples. Nine points
/// are the lines of a plane over three elements; three times as many by the product rule.
inline cover_problem steiner_triples(int power) {
  std::vector<std::array<std::int32_t, 3>> triples{{0, 1, 2}};
  std::int32_t n = 3;
  for (int k = 1; k < power; ++k, n *= 3) {
    std::vector<std::array<std::int32_t, 3>> next;
    for (std::int32_t x = 0; x < n; ++x) next.push_back({x, x + n, x + 2 * n});
    for (const auto& t : triples) {
      for (std::int32_t i = 0; i < 3; ++i)
        next.push_back({t[0] + i * n, t[1] + i * n, t[2] + i * n});
      std::array<std::int32_t, 3> p{0, 1, 2};
      do next.push_back({t[0] + p[0] * n, t[1] + p[1] * n, t[2] + p[2] * n});
      while (std::next_permutation(p.begin(), p.end()));
    }
    triples = std::move(next);
  }
  std::vector<std::vector<std::int32_t>> sets(static_cast<std::size_t>(n));
  for (std::size_t i = 0; i < triples.size(); ++i)
    for (const std::int32_t x : triples[i])
      sets[static_cast<std::size_t>(x)].push_back(static_cast<std::int32_t>(i));
  return unicost(sets, static_cast<std::int32_t>(triples.size()));
}

/// Rows are the 4-cycles of the d-cube, columns its edges.
inline cover_problem cube_cycles(int d) {
  std::map<std::pair<int, int>, std::int32_t> edges;
  for (int x = 0; x < 1 << d; ++x)
    for (int b = 0; b < d; ++b)
      if (!(x >> b & 1)) edges.insert({{x, b}, static_cast<std::int32_t>(edges.size())});
  std::vector<std::vector<std::int32_t>> sets(edges.size());
  std::int32_t rows = 0;
  for (int b = 0; b < d; ++b)
    for (int c = b + 1; c < d; ++c)
      for (int x = 0; x < 1 << d; ++x) {
        if ((x >> b & 1) || (x >> c & 1)) continue;
        for (const auto& edge :
             {std::pair{x, b}, std::pair{x | 1 << c, b}, std::pair{x, c}, std::pair{x | 1 << b, c}})
          sets[static_cast<std::size_t>(edges.at(edge))].push_back(rows);
        ++rows;
      }
  return unicost(sets, rows);
}

/// Knights so that every square of an n × n board is occupied or attacked.
inline cover_problem knights(std::int32_t n) {
  std::vector<std::vector<std::int32_t>> sets;
  for (std::int32_t x = 0; x < n; ++x)
    for (std::int32_t y = 0; y < n; ++y) {
      sets.push_back({x * n + y});
      for (std::int32_t v = 0; v < n; ++v)
        for (std::int32_t w = 0; w < n; ++w)
          if (std::abs((x - v) * (y - w)) == 2) sets.back().push_back(v * n + w);
    }
  return unicost(sets, n * n);
}

/// CLR of Grossman and Wool 1997, doi:10.1016/S0377-2217(96)00161-0: columns are the sets of four
/// of d points, rows the halves of all 2ᵈ colourings; a row is covered by the sets of one colour.
inline cover_problem colourings(int d) {
  std::vector<std::vector<std::int32_t>> sets;
  for (unsigned four = 0; four < 1U << d; ++four) {
    if (__builtin_popcount(four) != 4) continue;
    sets.emplace_back();
    for (unsigned colour = 1; colour < 1U << (d - 1); ++colour)
      if ((four & colour) == 0 || (four & colour) == four)
        sets.back().push_back(static_cast<std::int32_t>(colour - 1));
  }
  return unicost(sets, (1 << (d - 1)) - 1);
}

} // namespace irisan::test
