#pragma once

#include <irisan/finding/classify.hpp>
#include <irisan/graph/arrivals.hpp>
#include <irisan/graph/incidence.hpp>
#include <irisan/model/portfolio.hpp>
#include <irisan/need/coverage.hpp>
#include <irisan/overlap/find_pairs.hpp>

#include <support/builders.hpp>

#include <string_view>
#include <vector>

namespace irisan::test {

/// A day as a date known to the day: `on("2023-07-15")`.
inline date_range on(std::string_view text) {
  return *parse_date(text);
}

/// Everything that is found in tables, whatever chance makes of it; `as_of` is their latest date if
/// it is not given.
inline std::vector<finding> findings_in(const tables& t, const finding_rules& rules = {},
                                        date_range as_of = {}) {
  const portfolio p(t);
  const visits v = find_visits(p);
  const arrivals at = find_arrivals(p, v);
  const date_range on = as_of.known() ? as_of : p.latest_date();
  const coverage_table needs = coverage(p, at, p.needs(), {}, on);
  return classify(p, v, find_pairs(incidence(p, v)), {}, at, needs, redundancy_of(p, needs, rules),
                  rules, on, {}, 1);
}

/// What is found of one kind, what matters most first.
inline std::vector<finding> found(finding_kind kind, const tables& t,
                                  const finding_rules& rules = {}, date_range as_of = {}) {
  std::vector<finding> all = findings_in(t, rules, as_of);
  std::erase_if(all, [&](const finding& f) { return f.kind != kind; });
  return all;
}

} // namespace irisan::test
