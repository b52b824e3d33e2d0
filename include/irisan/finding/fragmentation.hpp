#pragma once

#include <irisan/finding/planned.hpp>
#include <irisan/finding/words.hpp>
#include <irisan/model/portfolio.hpp>

#include <algorithm>
#include <cstdint>
#include <set>
#include <string>
#include <unordered_map>
#include <utility>
#include <vector>

namespace irisan {

/// More than one unit works on the same theme in the same region and nobody is agreed to lead.
///
/// Leading is agreed by an agreement that names a unit with the role *lead*; by mandates, if just
/// one of the units leads and all the others support; by roles, if all the work is one program's
/// and a unit leads it.
inline std::vector<finding> find_fragmentation(const portfolio& p, const finding_rules& rules,
                                               const date_range& as_of) {
  const deliveries& d = p.deliveries();
  if (!d.has_activity()) return {};
  const activity_tree& tree = p.tree_of_activities();
  const std::vector<region_index> level_of = p.regions_at(rules.region_level);
  struct work {
    std::set<unit_index> units;
    std::vector<program_index> programs;
    std::vector<target_index> targets;
    std::vector<activity_index> activities;
    std::int64_t deliveries = 0;
    day first = no_first_day, last = no_last_day;
  };
  // Millions of deliveries at thousands of places: found by hashing, put in order at the end.
  std::unordered_map<std::uint64_t, work> places;
  for (std::int32_t i = 0; i < d.size(); ++i) {
    const activity_index a = d.activity({i});
    const region_index in = p[d.target({i})].in;
    const intervention& by = p[d.intervention({i})];
    if (!a.known() || !in.known() || !by.by.known()) continue;
    work& w = places[static_cast<std::uint64_t>(tree.theme(a).value) << 32 |
                     static_cast<std::uint32_t>(level_of[in.at()].value)];
    w.units.insert(by.by);
    if (w.programs.empty() || w.programs.back() != by.of) w.programs.push_back(by.of);
    if (w.targets.empty() || w.targets.back() != d.target({i})) w.targets.push_back(d.target({i}));
    if (w.activities.empty() || w.activities.back() != a) w.activities.push_back(a);
    ++w.deliveries;
    widen(w.first, w.last, d.when({i}));
  }

  std::vector<std::uint64_t> keys;
  for (const auto& [key, w] : places) keys.push_back(key);
  std::sort(keys.begin(), keys.end());

  std::vector<finding> findings;
  for (const std::uint64_t key : keys) {
    work& w = places.at(key);
    const activity_index theme{static_cast<std::int32_t>(key >> 32)};
    const region_index region{static_cast<std::int32_t>(key & 0xFFFFFFFF)};
    if (w.units.size() < 2 ||
        static_cast<std::int64_t>(w.units.size()) < rules.fragmentation_min_units)
      continue;
    sort_unique(w.targets), sort_unique(w.activities), sort_unique(w.programs);
    const period when{{w.first, w.first}, {w.last, w.last}};
    const period asked = w.first == no_first_day ? period{} : when;

    const bool agreed =
        std::any_of(p.agreements().begin(), p.agreements().end(), [&](const agreement& a) {
          return a.kind != agreement_kind::forbid && a.role == role_kind::lead &&
                 a.holder.known() && detail::activities_covered(p, a.on, w.activities) &&
                 detail::region_covered(p, a.in, region) && a.audience.empty() && !a.of.known() &&
                 valid_for(a.validity, asked, as_of);
        });
    std::set<unit_index> leads, supports;
    for (const mandate& m : p.mandates()) {
      if (!tree.covers(m.verb, theme) || !m.audience.empty() || !m.target_kind.empty() ||
          !detail::region_covered(p, m.in, region) || !valid_for(m.validity, asked, as_of))
        continue;
      if (m.strength == strength::lead) leads.insert(m.holder);
      if (m.strength == strength::support) supports.insert(m.holder);
    }
    const bool mandated =
        leads.size() == 1 && std::all_of(w.units.begin(), w.units.end(), [&](unit_index u) {
          return leads.contains(u) || supports.contains(u);
        });
    const bool one_led_program =
        w.programs.size() == 1 &&
        std::any_of(p.roles().begin(), p.roles().end(), [&](const role& r) {
          return r.of == w.programs.front() && r.kind == role_kind::lead &&
                 detail::region_covered(p, r.in, region) && valid_for(r.validity, asked, as_of);
        });
    if (agreed || mandated || one_led_program) continue;

    finding& f = findings.emplace_back();
    f.kind = finding_kind::fragmentation;
    f.id = finding_id(f.kind, {id_of(p, theme), id_of(p, region)});
    for (const program_index i : w.programs) f.programs.push_back(p[i].id);
    for (const unit_index u : w.units) f.units.push_back(p[u].id);
    for (const target_index t : w.targets) f.targets.push_back(p[t].id);
    f.activity = id_of(p, theme);
    f.region = id_of(p, region);
    f.first_day = w.first, f.last_day = w.last;
    f.evidence.deliveries = w.deliveries;
    f.evidence.certain = static_cast<std::int64_t>(w.targets.size());
    judge_severity(f, p, rules);
    f.sentence = in_both([&](language l) {
      const std::string k = grouped(static_cast<std::int64_t>(w.units.size()), l);
      return l == language::id ? k + " unit menangani " + name_of(p, theme) + " di " +
                                     name_of(p, region, l) + "; koordinator belum ditetapkan."
                               : k + " units work on " + name_of(p, theme) + " in " +
                                     name_of(p, region, l) + "; a coordinator has not been named.";
    });
    f.ask = in_both([&](language l) {
      std::vector<std::string> names;
      for (const unit_index u : w.units) names.push_back(name_of(p, u, l));
      return list_of(names, l, 4) +
             (l == language::id ? ": tetapkan koordinator" : ": name a coordinator");
    });
  }
  return findings;
}

} // namespace irisan
