#pragma once

#include <irisan/finding/coordination_load.hpp>
#include <irisan/finding/finding.hpp>
#include <irisan/finding/finding_rules.hpp>
#include <irisan/model/portfolio.hpp>
#include <irisan/need/coverage.hpp>

#include <algorithm>
#include <cstdint>
#include <map>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace irisan {

/// Which units each local government meets on each theme; what it does itself is no meeting.
using authority_meetings = std::map<std::pair<target_index, activity_index>, std::set<unit_index>>;

inline authority_meetings find_meetings(const portfolio& p, std::string_view region_level) {
  const deliveries& d = p.deliveries();
  const std::vector<target_index> authority_of = local_governments(p, region_level);
  authority_meetings met;
  for (std::int32_t i = 0; i < d.size(); ++i) {
    const target_index authority = authority_of[d.target({i}).at()];
    const unit_index by = p[d.intervention({i})].by;
    if (authority.known() && by.known() && d.activity({i}).known() && by != p[authority].same_as)
      met[{authority, p.tree_of_activities().theme(d.activity({i}))}].insert(by);
  }
  return met;
}

/// What a division is to lower, counted of one portfolio and its findings.
///
/// Overlaps and duplications are those of two units: what meets inside one unit is its own to plan,
/// and a hand-over alone makes no delivery less. The value at stake is, of each pair, the greater
/// of what its overlaps and its duplications say, since one is a part of the other.
struct division_figures {
  std::int64_t overlaps = 0, overlap_targets = 0;
  std::int64_t duplications = 0, duplication_targets = 0;
  std::int64_t value_at_stake = 0;
  std::int64_t contacts = 0;             ///< of local governments, over all themes
  std::int64_t meetings = 0;             ///< of a local government with a unit on a theme
  double units_per_theme_and_region = 0; ///< on average, where anybody works
  std::int64_t needs_not_served = 0;     ///< that count, although all have reported
  std::int64_t needs_without_lead = 0;   ///< of these, those that nobody is to serve

  friend bool operator==(const division_figures&, const division_figures&) = default;
};

/// `without_lead` is what of the needs not served lies in no unit's hands.
inline division_figures figures_of(const portfolio& p, const std::vector<finding>& findings,
                                   const coverage_table& needs, const finding_rules& rules,
                                   std::int64_t without_lead) {
  division_figures out;
  std::set<std::string> overlapping, duplicated;
  std::map<std::pair<std::vector<std::string>, std::vector<std::string>>,
           std::pair<std::int64_t, std::int64_t>>
      values;
  for (const finding& f : findings) {
    const bool duplication = f.kind == finding_kind::duplication;
    if (!duplication && f.kind != finding_kind::overlap) continue;
    if (f.units.size() != 2 || f.units.front() == f.units.back()) continue;
    ++(duplication ? out.duplications : out.overlaps);
    (duplication ? duplicated : overlapping).insert(f.targets.begin(), f.targets.end());
    auto& [of_overlaps, of_duplications] = values[{f.programs, f.units}];
    if (f.value.known) (duplication ? of_duplications : of_overlaps) += f.value.amount;
  }
  out.overlap_targets = static_cast<std::int64_t>(overlapping.size());
  out.duplication_targets = static_cast<std::int64_t>(duplicated.size());
  for (const auto& [pair, value] : values)
    out.value_at_stake += std::max(value.first, value.second);

  finding_rules all = rules;
  all.load_min_units = 1;
  for (const finding& f : find_coordination_load(p, all)) out.contacts += f.evidence.contacts;
  for (const auto& [where, units] : find_meetings(p, rules.region_level))
    out.meetings += static_cast<std::int64_t>(units.size());

  const deliveries& d = p.deliveries();
  const std::vector<region_index> level_of = p.regions_at(rules.region_level);
  std::map<std::pair<activity_index, region_index>, std::set<unit_index>> at_work;
  for (std::int32_t i = 0; i < d.size(); ++i) {
    const region_index in = p[d.target({i})].in;
    const unit_index by = p[d.intervention({i})].by;
    if (d.activity({i}).known() && in.known() && by.known())
      at_work[{p.tree_of_activities().theme(d.activity({i})), level_of[in.at()]}].insert(by);
  }
  std::int64_t units = 0;
  for (const auto& [where, by] : at_work) units += static_cast<std::int64_t>(by.size());
  if (!at_work.empty())
    out.units_per_theme_and_region =
        static_cast<double>(units) / static_cast<double>(at_work.size());

  for (const need_coverage& c : needs.rows)
    out.needs_not_served += c.needy && c.state == service_state::not_served;
  out.needs_without_lead = without_lead;
  return out;
}

/// One figure before and after.
struct before_after_row {
  std::string figure;
  double before = 0, after = 0;

  friend bool operator==(const before_after_row&, const before_after_row&) = default;
};

inline std::vector<before_after_row> before_and_after(const division_figures& before,
                                                      const division_figures& after) {
  const auto row = [&](const char* name, auto field) {
    return before_after_row{name, static_cast<double>(before.*field),
                            static_cast<double>(after.*field)};
  };
  return {row("overlaps", &division_figures::overlaps),
          row("overlap_targets", &division_figures::overlap_targets),
          row("duplications", &division_figures::duplications),
          row("duplication_targets", &division_figures::duplication_targets),
          row("value_at_stake", &division_figures::value_at_stake),
          row("contacts", &division_figures::contacts),
          row("meetings", &division_figures::meetings),
          row("units_per_theme_and_region", &division_figures::units_per_theme_and_region),
          row("needs_not_served", &division_figures::needs_not_served),
          row("needs_without_lead", &division_figures::needs_without_lead)};
}

} // namespace irisan
