#pragma once

#include <irisan/model/portfolio.hpp>
#include <irisan/need/co_coverage.hpp>
#include <irisan/need/concentration.hpp>
#include <irisan/need/coverage.hpp>
#include <irisan/need/inequality.hpp>
#include <irisan/need/targeting.hpp>

#include <cmath>
#include <cstdint>
#include <limits>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace irisan {

/// How what is delivered for one kind of need lies among those who need it more and less. Figures
/// that are 0/0 are not known.
struct equity {
  activity_index activity; ///< as the needs name it
  std::string quantity_unit;
  std::int64_t assessed = 0; ///< targets with a recorded need of this kind, however small
  irisan::targeting served; ///< needy or not, against served or not; with ranges where not reported
  neediest_share fifth;     ///< what the neediest fifth of the assessed got of all amounts
  neediest_share two_fifths; ///< and the neediest two fifths
  /// Of amounts, ranked by score from the least need to the greatest: above 0, the needier got
  /// more.
  std::optional<double> concentration;
  /// Of whether served at all, ranked likewise (Erreygers).
  std::optional<double> served_concentration;
  std::optional<double> gini;        ///< of amounts among the needy
  theil_parts theil;                 ///< T of amounts among the needy, between and within regions
  co_coverage_by_need interventions; ///< how many reach each, by fifths of need
};

/// The equity of each kind of need, by activity and unit of quantity. An amount that was not
/// measured, or may be there unreported, is unknown and never 0. Regions are those of a level.
inline std::vector<equity> equity_by_need(const portfolio& p, const coverage_table& table,
                                          std::string_view region_level) {
  const std::vector<region_index> level_of = p.regions_at(region_level);
  constexpr double unknown = std::numeric_limits<double>::quiet_NaN();
  struct rows {
    std::vector<double> score, amount, served, needy_amount;
    std::vector<std::int32_t> needy_region, reached_by;
    std::vector<answer> needy, treated;
  };
  std::map<std::pair<activity_index, std::string_view>, rows> kinds;
  for (const need_coverage& c : table.rows) {
    const need& n = table.needs[static_cast<std::size_t>(c.need)];
    rows& r = kinds[{n.activity, n.quantity_unit}];
    const bool not_told = c.state == service_state::not_reported;
    const double amount = not_told || (c.unmeasured > 0 && c.supplied <= 0) ? unknown : c.supplied;
    r.score.push_back(n.score);
    r.amount.push_back(amount);
    r.served.push_back(not_told ? unknown : c.state == service_state::served ? 1 : 0);
    r.needy.push_back(c.needy ? answer::yes : answer::no);
    r.treated.push_back(not_told                           ? answer::unknown
                        : c.state == service_state::served ? answer::yes
                                                           : answer::no);
    r.reached_by.push_back(not_told ? -1 : c.interventions);
    if (!c.needy) continue;
    const region_index in = p[n.of].in;
    r.needy_amount.push_back(amount);
    r.needy_region.push_back(in.known() ? level_of[in.at()].value : -1);
  }
  // Who does what: by activity, the interventions with a delivery at or below it.
  std::map<activity_index, std::set<intervention_index>> doing;
  const deliveries& d = p.deliveries();
  std::set<std::pair<activity_index, intervention_index>> seen;
  std::pair<activity_index, intervention_index> before;
  for (std::int32_t i = 0; i < d.size(); ++i) {
    const std::pair now(d.activity({i}), d.intervention({i}));
    if (now.first.known() && now != before) seen.insert(now);
    before = now;
  }
  for (const auto& [kind, r] : kinds)
    for (const auto& [activity, intervention] : seen)
      if (p.tree_of_activities().covers(kind.first, activity))
        doing[kind.first].insert(intervention);

  std::vector<equity> all;
  for (const auto& [kind, r] : kinds) {
    equity& e = all.emplace_back();
    e.activity = kind.first, e.quantity_unit = kind.second;
    e.assessed = static_cast<std::int64_t>(r.score.size());
    e.served = targeting_of(count_targeting(r.needy, r.treated));
    e.fifth = benefits_of_neediest(r.score, r.amount, 0.2);
    e.two_fifths = benefits_of_neediest(r.score, r.amount, 0.4);
    e.concentration = concentration_of(r.score, r.amount).index;
    e.served_concentration = erreygers(concentration_of(r.score, r.served));
    e.gini = gini(distribution_of(r.needy_amount));
    e.theil = theil_by_group(r.needy_amount, r.needy_region).t;
    e.interventions =
        co_coverage_by(r.score, r.reached_by, static_cast<std::int32_t>(doing[kind.first].size()));
  }
  return all;
}

} // namespace irisan
