#pragma once

#include <irisan/responsibility/assignment.hpp>

#include <algorithm>
#include <cstdint>
#include <limits>
#include <random>
#include <vector>

namespace irisan::test {

/// A problem from a table of costs, `closed` where a unit may not take a piece.
inline constexpr std::int64_t closed = std::numeric_limits<std::int64_t>::max();

inline assignment_problem assignments(const std::vector<std::vector<std::int64_t>>& costs,
                                      std::vector<std::int64_t> load,
                                      std::vector<std::int64_t> capacity,
                                      std::vector<std::int32_t> place = {},
                                      std::vector<std::int64_t> charge = {}) {
  assignment_problem a;
  a.units = static_cast<std::int32_t>(capacity.size());
  a.places = static_cast<std::int32_t>(charge.size());
  if (place.empty()) place.assign(load.size(), -1);
  a.place = std::move(place);
  a.load = std::move(load);
  a.capacity = std::move(capacity);
  a.charge = std::move(charge);
  for (const auto& row : costs) {
    for (std::size_t u = 0; u < row.size(); ++u) {
      if (row[u] == closed) continue;
      a.unit.push_back(static_cast<std::int32_t>(u));
      a.cost.push_back(row[u]);
    }
    a.offsets.push_back(a.options());
  }
  check(a);
  return a;
}

struct random_shape {
  std::int32_t pieces = 6, units = 3, places = 2;
  std::int64_t loads = 4;    ///< up to
  std::int64_t costs = 20;   ///< from 1 up to
  std::int64_t charges = 12; ///< up to, 0: none
  int tightness = 120;       ///< capacity in all, in hundredths of the load
  int may = 75;              ///< of a hundred units that may take a piece
};

inline assignment_problem random_assignment(std::mt19937& random, const random_shape& s) {
  const auto below = [&](std::int64_t n) {
    return static_cast<std::int64_t>(random() % static_cast<std::uint64_t>(n));
  };
  assignment_problem a;
  a.units = s.units;
  a.places = s.places;
  std::int64_t total = 0;
  for (std::int32_t r = 0; r < s.pieces; ++r) {
    a.place.push_back(s.places == 0 || below(8) == 0 ? -1
                                                     : static_cast<std::int32_t>(below(s.places)));
    a.load.push_back(s.loads == 1 ? 1 : 1 + below(s.loads));
    total += a.load.back();
    const auto sure = static_cast<std::int32_t>(below(s.units));
    for (std::int32_t u = 0; u < s.units; ++u)
      if (u == sure || below(100) < s.may) {
        a.unit.push_back(u);
        a.cost.push_back(1 + below(s.costs));
      }
    a.offsets.push_back(a.options());
  }
  for (std::int32_t u = 0; u < s.units; ++u)
    a.capacity.push_back(below(12) == 0
                             ? assignment_problem::no_limit
                             : (total * s.tightness / 100 + s.units - 1) / s.units + below(2));
  for (std::int32_t p = 0; p < s.places; ++p)
    a.charge.push_back(s.charges == 0 ? 0 : below(s.charges + 1));
  check(a);
  return a;
}

/// The least excess and the least cost with it, of all choices.
struct best_of_all {
  std::int64_t excess = std::numeric_limits<std::int64_t>::max();
  std::int64_t cost = std::numeric_limits<std::int64_t>::max();
};
inline best_of_all by_brute_force(const assignment_problem& a) {
  best_of_all best;
  std::vector<std::int32_t> option(static_cast<std::size_t>(a.pieces()), -1);
  const auto choose = [&](const auto& self, std::int32_t r) -> void {
    if (r == a.pieces()) {
      const std::int64_t excess = excess_of(a, loads_of(a, option));
      if (excess > best.excess) return;
      const std::int64_t cost = cost_of(a, option);
      if (excess < best.excess || cost < best.cost) best = {excess, cost};
      return;
    }
    if (a.units_of(r).empty()) return self(self, r + 1);
    for (std::int64_t k = a.first_option(r); k < a.end_option(r); ++k) {
      option[static_cast<std::size_t>(r)] = static_cast<std::int32_t>(k);
      self(self, r + 1);
    }
  };
  choose(choose, 0);
  return best;
}

} // namespace irisan::test
