#pragma once

#include <irisan/model/portfolio.hpp>

#include <string>

namespace irisan {

/// The part of a portfolio that an audit looks at; empty and unknown fields mean all of it.
struct scope {
  date_range from; ///< deliveries that may end on or after its first day
  date_range to;   ///< deliveries that may start on or before its last day
  region_index in; ///< deliveries at targets in this region
  unit_index
      by; ///< findings that concern this unit; deliveries of others stay, or nothing could cross

  friend bool operator==(const scope&, const scope&) = default;
};

/// The portfolio with only the deliveries in scope. A delivery of unknown date or region is kept
/// out of a narrower scope only if it cannot lie in it: unknown dates stay, unknown regions do not.
inline portfolio within(const portfolio& p, const scope& s) {
  const deliveries& d = p.deliveries();
  return p.only([&](delivery_index i) {
    const period& when = d.when(i);
    if (s.from.known() && when.latest_end() <= s.from.earliest) return false;
    if (s.to.known() && when.earliest_start() > s.to.latest) return false;
    return !s.in.known() || p.tree_of_regions().covers(s.in.value, p[d.target(i)].in.value);
  });
}

} // namespace irisan
