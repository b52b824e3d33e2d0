#pragma once

#include <irisan/responsibility/flow_problem.hpp>

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

namespace irisan {

/// What is wrong with a result, found without solving anything: bounds, balance, cost and signs of
/// reduced costs of an optimal flow; what can cross a cut; cost and bounds of a cycle. Empty if the
/// result proves itself. O(nodes + arcs).
inline std::vector<std::string> check(const flow_problem& p, const flow_result& r) {
  __extension__ using wide = __int128;
  std::vector<std::string> wrong;
  const auto at = [](std::int32_t i) { return static_cast<std::size_t>(i); };
  const auto text = [](auto x) { return std::to_string(x); };
  const std::size_t n = p.supply.size(), m = p.arcs.size();

  if (r.status == flow_status::optimal) {
    if (r.flow.size() != m || r.potential.size() != n)
      return {"there are " + text(r.flow.size()) + " flows of " + text(m) + " arcs and " +
              text(r.potential.size()) + " potentials of " + text(n) + " nodes"};
    std::vector<wide> left(p.supply.begin(), p.supply.end());
    wide cost = 0;
    for (std::size_t e = 0; e < m; ++e) {
      const flow_arc& arc = p.arcs[e];
      const std::int64_t x = r.flow[e];
      if (x < arc.lower || x > arc.capacity)
        wrong.push_back("arc " + text(e) + ": a flow of " + text(x) + " is out of bounds");
      left[at(arc.tail)] -= x;
      left[at(arc.head)] += x;
      cost += static_cast<wide>(arc.cost) * x;
      const wide reduced =
          static_cast<wide>(arc.cost) + r.potential[at(arc.tail)] - r.potential[at(arc.head)];
      if ((reduced > 0 && x != arc.lower) || (reduced < 0 && x != arc.capacity))
        wrong.push_back("arc " + text(e) + ": another flow than " + text(x) + " costs less");
    }
    for (std::size_t v = 0; v < n; ++v)
      if (left[v] != 0) wrong.push_back("node " + text(v) + ": its supply does not flow away");
    if (cost != r.cost) wrong.push_back("the cost is not " + text(r.cost));
    return wrong;
  }

  if (r.status == flow_status::infeasible) {
    std::vector<char> inside(n, 0);
    for (const std::int32_t v : r.cut) inside[at(v)] = 1;
    wide given = 0, most_out = 0, least_out = 0;
    bool any_out = false, any_in = false; // without a limit
    for (std::size_t v = 0; v < n; ++v)
      if (inside[v]) given += p.supply[v];
    for (const flow_arc& arc : p.arcs) {
      const bool limited = arc.capacity != flow_arc::no_limit;
      if (inside[at(arc.tail)] && !inside[at(arc.head)]) {
        most_out += limited ? arc.capacity : 0;
        least_out += arc.lower;
        any_out |= !limited;
      } else if (!inside[at(arc.tail)] && inside[at(arc.head)]) {
        most_out -= arc.lower;
        least_out -= limited ? arc.capacity : 0;
        any_in |= !limited;
      }
    }
    if ((any_out || given <= most_out) && (any_in || given >= least_out))
      wrong.push_back("what the cut gives can cross it");
    return wrong;
  }

  if (r.cycle.empty()) return {"there is no cycle"};
  wide cost = 0;
  for (std::size_t i = 0; i < r.cycle.size(); ++i) {
    const flow_arc& arc = p.arcs[at(r.cycle[i])];
    const flow_arc& next = p.arcs[at(r.cycle[(i + 1) % r.cycle.size()])];
    cost += arc.cost;
    if (arc.head != next.tail)
      wrong.push_back("arc " + text(r.cycle[i]) + ": the cycle does not go on where it ends");
    if (arc.capacity != flow_arc::no_limit)
      wrong.push_back("arc " + text(r.cycle[i]) + ": it does not hold any amount");
  }
  if (cost >= 0) wrong.push_back("the cycle costs nothing or more");
  return wrong;
}

} // namespace irisan
