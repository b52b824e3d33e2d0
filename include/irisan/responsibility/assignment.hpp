#pragma once

#include <irisan/core/fraction.hpp>
#include <irisan/responsibility/assignment_problem.hpp>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <numeric>
#include <vector>

namespace irisan {

/// Which unit takes which piece, at what cost, and what shows how good that is.
///
/// Holding capacities comes first: where not all of them can be held, or none was found that holds
/// them, the load beyond them (`excess`) was made small before the cost, and the bound is that of
/// divisions in which no unit that is beyond its capacity takes more than it does here.
struct assignment {
  std::vector<std::int32_t> option; ///< of each piece: the chosen one, from 0 to options() − 1; of
                                    ///< a shared load that with the greatest part; −1: open
  std::vector<std::int64_t> share; ///< of each option, if loads may be shared: how much of the load
  std::vector<std::int64_t> load;  ///< of each unit
  std::int64_t cost = 0;
  std::int64_t lower_bound = 0;    ///< no division costs less
  bool proven = false;             ///< none is cheaper
  std::vector<std::int64_t> price; ///< of each unit: of a unit of its load, in parts of price_scale
  std::int64_t price_scale = 1;
  std::vector<std::int32_t> short_units;  ///< if capacities cannot hold: these pieces can go to
  std::vector<std::int32_t> short_pieces; ///< these units only, and weigh more than they can take
  std::int64_t excess = 0;                ///< the load beyond the capacities
  fraction fairness{0, 1}; ///< the greatest load/capacity of a unit; 1/0 if a load has no capacity

  friend bool operator==(const assignment&, const assignment&) = default;
};

/// How to divide. No clock is read: the same problem and options give the same answer.
struct assignment_options {
  bool divisible = false; ///< a load may be shared among units; only where no place has a charge
  bool fair = false;      ///< first make the greatest load/capacity as small as can be
  std::uint64_t seed = 1;
  unsigned threads = 1;
  /// Steps of the search, at most; roughly a second for 10⁸.
  std::int64_t work = 400'000'000;
  std::int64_t nodes = 20'000; ///< of the search tree for the optimum, at most; 0: no proof by it
};

/// Of each unit: the loads of the pieces that take these options.
inline std::vector<std::int64_t> loads_of(const assignment_problem& a,
                                          const std::vector<std::int32_t>& option) {
  std::vector<std::int64_t> load(static_cast<std::size_t>(a.units), 0);
  for (std::size_t r = 0; r < option.size(); ++r)
    if (option[r] >= 0)
      load[static_cast<std::size_t>(a.unit[static_cast<std::size_t>(option[r])])] += a.load[r];
  return load;
}

/// What these options of the pieces cost, charges included. O(pieces + places · units) at most.
inline std::int64_t cost_of(const assignment_problem& a, const std::vector<std::int32_t>& option) {
  std::int64_t cost = 0;
  std::vector<std::int64_t> met; // place · units + unit
  for (std::size_t r = 0; r < option.size(); ++r) {
    if (option[r] < 0) continue;
    const auto k = static_cast<std::size_t>(option[r]);
    cost += a.cost[k];
    if (a.charge_of(static_cast<std::int32_t>(r)) > 0)
      met.push_back(static_cast<std::int64_t>(a.place[r]) * a.units + a.unit[k]);
  }
  std::sort(met.begin(), met.end());
  met.erase(std::unique(met.begin(), met.end()), met.end());
  for (const std::int64_t m : met) cost += a.charge[static_cast<std::size_t>(m / a.units)];
  return cost;
}

/// The load beyond the capacities.
inline std::int64_t excess_of(const assignment_problem& a, const std::vector<std::int64_t>& load) {
  std::int64_t excess = 0;
  for (std::size_t u = 0; u < load.size(); ++u)
    if (load[u] > a.capacity[u]) excess += load[u] - a.capacity[u];
  return excess;
}

/// The greatest load/capacity; units without a limit count as 0.
inline fraction fairness_of(const assignment_problem& a, const std::vector<std::int64_t>& load) {
  fraction most{0, 1};
  for (std::size_t u = 0; u < load.size(); ++u) {
    if (load[u] == 0 || a.capacity[u] == assignment_problem::no_limit) continue;
    if (a.capacity[u] == 0) return {1, 0};
    if (const fraction f{load[u], a.capacity[u]}; f > most) most = f;
  }
  const std::int64_t common = std::gcd(most.numerator, most.denominator);
  return {most.numerator / common, most.denominator / common};
}

} // namespace irisan
