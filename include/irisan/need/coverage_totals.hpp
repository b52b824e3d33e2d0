#pragma once

#include <irisan/model/portfolio.hpp>
#include <irisan/need/coverage.hpp>

#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <tuple>
#include <vector>

namespace irisan {

/// The needs of one kind in one region, counted and summed. Amounts are in one unit of quantity.
struct coverage_total {
  region_index in; ///< unknown: targets without a region
  activity_index activity;
  std::string quantity_unit; ///< empty: amounts without a unit, or deliveries
  std::int64_t assessed = 0; ///< targets with a recorded need of this kind, however small
  std::int64_t needy = 0;    ///< of these, those whose need counts
  // Of the needy; they add up to it.
  std::int64_t served = 0, not_served = 0, not_eligible = 0, not_reported = 0;
  std::int64_t met = 0;               ///< of the needy, those with all that is required for certain
  std::int64_t may_be_met = 0;        ///< and those that may have it, as far as is known
  std::int64_t served_in_no_need = 0; ///< served, though assessed to have no need
  double required = 0, supplied = 0, supplied_to_met = 0; ///< of the needy
  double unmet_least = 0, unmet_most = 0;
  double surplus = 0; ///< of all assessed, at least: it offsets no shortage

  friend bool operator==(const coverage_total&, const coverage_total&) = default;
};

/// Totals by region at a level, activity as the needs name it, and unit of quantity, in this order;
/// every need counts in one of them. A need without a required amount asks for deliveries, whatever
/// unit it names, and counts among those without a unit. Sums are taken in the order of targets.
inline std::vector<coverage_total> coverage_totals(const portfolio& p, const coverage_table& table,
                                                   std::string_view region_level) {
  const std::vector<region_index> at = p.regions_at(region_level);
  std::map<std::tuple<region_index, activity_index, std::string_view>, coverage_total> totals;
  for (const need_coverage& c : table.rows) {
    const need& n = table.needs[static_cast<std::size_t>(c.need)];
    const region_index in = p[n.of].in.known() ? at[p[n.of].in.at()] : region_index{};
    const std::string_view unit =
        n.required == n.required ? std::string_view(n.quantity_unit) : std::string_view{};
    coverage_total& t = totals[{in, n.activity, unit}];
    ++t.assessed;
    t.surplus += c.needy ? c.surplus : c.supplied;
    if (!c.needy) {
      t.served_in_no_need += c.state == service_state::served;
      continue;
    }
    ++t.needy;
    t.served += c.state == service_state::served;
    t.not_served += c.state == service_state::not_served;
    t.not_eligible += c.state == service_state::not_eligible;
    t.not_reported += c.state == service_state::not_reported;
    t.met += is_met(c);
    t.may_be_met += c.unmet_least <= 0;
    t.required += c.required;
    t.supplied += c.supplied;
    t.supplied_to_met += c.met;
    t.unmet_least += c.unmet_least;
    t.unmet_most += c.unmet_most;
  }
  std::vector<coverage_total> all;
  all.reserve(totals.size());
  for (auto& [key, t] : totals) {
    std::tie(t.in, t.activity) = std::tie(std::get<0>(key), std::get<1>(key));
    t.quantity_unit = std::get<2>(key);
    all.push_back(std::move(t));
  }
  return all;
}

} // namespace irisan
