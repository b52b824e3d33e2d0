#pragma once

#include <irisan/core/error.hpp>
#include <irisan/core/text.hpp>
#include <irisan/model/portfolio.hpp>

#include <string>
#include <string_view>
#include <vector>

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

/// A scope as a person writes it; empty texts mean all.
struct scope_words {
  std::string from, to, region, unit;
};

/// A date as a person writes it, unknown if empty; throws `rule_error` that names it if it is none.
inline date_range to_date(std::string_view name, const std::string& text) {
  if (text.empty()) return {};
  const auto date = parse_date(text);
  if (!date)
    throw rule_error(std::string(name) + " '" + text +
                     "' is not a date such as 2023, 2023-07 or 2023-07-15");
  return *date;
}

/// Throws `rule_error` if the dates of a scope are none, or stand the wrong way round. Needs no
/// portfolio, so a slip is told before ten million rows are read.
inline void check_dates(const scope_words& w) {
  const date_range from = to_date("from", w.from), to = to_date("to", w.to);
  if (from.known() && to.known() && to.latest < from.earliest)
    throw rule_error("to '" + w.to + "' lies before from '" + w.from + "'");
}

/// The scope that the words mean in a portfolio; throws `rule_error` for an unknown region or unit,
/// with the nearest one.
inline scope to_scope(const portfolio& p, const scope_words& w) {
  check_dates(w);
  const auto known = [](std::string_view what, const std::string& id, auto found,
                        const auto& things) {
    if (id.empty() || found.known()) return found;
    std::vector<std::string_view> ids;
    for (const auto& thing : things) ids.push_back(thing.id);
    const std::string near = nearest(id, ids);
    throw rule_error("unknown " + std::string(what) + " '" + id + "'" +
                     (near.empty() ? "" : "; the nearest is '" + near + "'"));
  };
  scope s{to_date("from", w.from), to_date("to", w.to), {}, {}};
  if (!w.region.empty()) s.in = known("region", w.region, p.find_region(w.region), p.regions());
  if (!w.unit.empty()) s.by = known("unit", w.unit, p.find_unit(w.unit), p.units());
  return s;
}

} // namespace irisan
