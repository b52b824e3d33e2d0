#include <support/findings.hpp>

#include <irisan/finding/classify.hpp>
#include <irisan/graph/arrivals.hpp>
#include <irisan/graph/incidence.hpp>
#include <irisan/model/portfolio.hpp>
#include <irisan/need/coverage.hpp>
#include <irisan/overlap/find_pairs.hpp>

namespace irisan::test {

std::vector<finding> findings_in(const tables& t, const finding_rules& rules, date_range as_of) {
  const portfolio p(t);
  const visits v = find_visits(p);
  const arrivals at = find_arrivals(p, v);
  const date_range on = as_of.known() ? as_of : p.latest_date();
  const coverage_table needs = coverage(p, at, p.needs(), {}, on);
  return classify(p, v, find_pairs(incidence(p, v)), {}, at, needs, redundancy_of(p, needs, rules),
                  rules, on, {}, 1);
}

std::vector<finding> found(finding_kind kind, const tables& t, const finding_rules& rules,
                           date_range as_of) {
  std::vector<finding> all = findings_in(t, rules, as_of);
  std::erase_if(all, [&](const finding& f) { return f.kind != kind; });
  return all;
}

} // namespace irisan::test
