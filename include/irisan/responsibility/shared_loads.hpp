#pragma once

#include <irisan/core/error.hpp>
#include <irisan/core/progress.hpp>
#include <irisan/responsibility/assignment_problem.hpp>
#include <irisan/responsibility/network_simplex.hpp>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <utility>
#include <vector>

namespace irisan {

/// How much of each piece's load goes to which unit, at the least cost for each unit of load.
struct shared_loads {
  std::vector<std::int64_t> share; ///< of each option
  std::vector<std::int64_t> load;  ///< of each unit
  std::int64_t excess = 0;         ///< beyond capacities: the least that there can be
  std::int64_t cost = 0;           ///< the least with that excess
  std::vector<std::int64_t> price; ///< of each unit: of a unit of load, in parts of the scale
  std::int64_t price_scale = 1;

  friend bool operator==(const shared_loads&, const shared_loads&) = default;
};

/// The cheapest way to share loads, as a flow from pieces over units; charges have no say. Of ways
/// that cost the same that with the least sum of units' numbers, if numbers that great fit.
///
/// Loads that are all 1 stay whole, and so does every share of whole loads.
inline shared_loads share_loads(const assignment_problem& a, const progress& watch = {}) {
  __extension__ using wide = __int128;
  const auto at = [](std::int64_t i) { return static_cast<std::size_t>(i); };
  const std::int32_t n = a.pieces(), m = a.units, sink = n + m;
  wide total = 0, dearest = 1;
  for (std::int32_t r = 0; r < n; ++r)
    if (!a.units_of(r).empty()) total += a.load[at(r)];
  for (const std::int64_t c : a.cost)
    dearest = std::max<wide>(dearest, c < 0 ? -static_cast<wide>(c) : c);
  const wide most = static_cast<wide>(1) << 59;
  // A unit of load beyond a capacity costs more than any way round it over all units.
  wide factor = total * std::max(m, 1) + 1;
  const auto penalty_at = [&](wide f) {
    return (2 * dearest * f + m) * (static_cast<wide>(m) + 2);
  };
  if (factor > most || penalty_at(factor) > most / (static_cast<wide>(sink) + 3)) factor = 1;
  const wide penalty = penalty_at(factor);

  flow_problem p;
  p.supply.assign(at(sink) + 1, 0);
  for (std::int32_t r = 0; r < n; ++r) {
    if (!a.units_of(r).empty()) p.supply[at(r)] = a.load[at(r)];
    for (std::int64_t k = a.first_option(r); k < a.end_option(r); ++k)
      p.arcs.push_back(
          {r, n + a.unit[at(k)],
           a.cost[at(k)] * static_cast<std::int64_t>(factor) + (factor > 1 ? a.unit[at(k)] : 0)});
  }
  p.supply[at(sink)] = -static_cast<std::int64_t>(total);
  for (std::int32_t u = 0; u < m; ++u) p.arcs.push_back({n + u, sink, 0, a.capacity[at(u)]});
  flow_result r = network_simplex(p, watch);
  shared_loads found;
  if (r.status == flow_status::infeasible) {
    if (penalty > most / (static_cast<wide>(sink) + 3))
      throw rule_error("costs are too great to share loads beyond capacities");
    const std::size_t arcs = p.arcs.size();
    for (std::int32_t u = 0; u < m; ++u)
      if (a.is_limited(u)) p.arcs.push_back({n + u, sink, static_cast<std::int64_t>(penalty)});
    r = network_simplex(p, watch);
    // Prices are those of the capacities as far as they must be exceeded.
    for (std::size_t e = arcs; e < p.arcs.size(); ++e) {
      found.excess += r.flow[e];
      p.arcs[at(a.options()) + at(p.arcs[e].tail - n)].capacity += r.flow[e];
    }
    p.arcs.resize(arcs);
    r = network_simplex(p, watch);
  }
  found.share.assign(r.flow.begin(), r.flow.begin() + static_cast<std::ptrdiff_t>(a.options()));
  found.load.assign(r.flow.begin() + static_cast<std::ptrdiff_t>(a.options()), r.flow.end());
  wide cost = 0;
  for (std::size_t k = 0; k < found.share.size(); ++k)
    cost += static_cast<wide>(found.share[k]) * a.cost[k];
  found.cost = static_cast<std::int64_t>(cost);
  found.price_scale = static_cast<std::int64_t>(factor);
  for (std::int32_t u = 0; u < m; ++u)
    found.price.push_back(std::max<std::int64_t>(
        a.is_limited(u) ? r.potential[at(sink)] - r.potential[at(n + u)] : 0, 0));
  return found;
}

} // namespace irisan
