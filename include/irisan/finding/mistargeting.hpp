#pragma once

#include <irisan/finding/finding.hpp>
#include <irisan/finding/finding_rules.hpp>
#include <irisan/finding/words.hpp>
#include <irisan/graph/incidence.hpp>
#include <irisan/model/eligible_targets.hpp>
#include <irisan/model/portfolio.hpp>
#include <irisan/need/coverage.hpp>
#include <irisan/need/reported_work.hpp>

#include <algorithm>
#include <cstdint>
#include <map>
#include <set>
#include <string>
#include <utility>
#include <vector>

namespace irisan {

/// Targeted programs that reached targets without need while needy ones of the same region were
/// not reached: one finding per program and region. Universal and open programs, and those that do
/// not say, are exempt.
///
/// A need speaks for a program if the program does something at or below the need's activity. A
/// target is assessed if any need of it is recorded. Inclusion error: the share of the assessed
/// targets reached that have no such need; exclusion error: the share of the needy targets, of
/// those the program may reach, that neither it nor a program inside it reached (Cornia and Stewart
/// 1993). Where a unit that runs the program, by its deliveries or by its role, has not reported,
/// nothing is said.
inline std::vector<finding> find_mistargeting(const portfolio& p, const visits& v,
                                              const coverage_table& table,
                                              const finding_rules& rules,
                                              const period& asked = {}) {
  if (table.rows.empty()) return {};
  const deliveries& d = p.deliveries();
  const activity_tree& tree = p.tree_of_activities();
  const std::vector<region_index> level_of = p.regions_at(rules.region_level);
  const auto eligible = eligible_targets(p);
  const reported_work reported(p, asked);
  // By program: what it does and whom it reaches, over all units that run it.
  struct work {
    std::set<activity_index> activities;
    std::vector<target_index> targets;
    std::vector<unit_index> units;
  };
  std::map<program_index, work> programs;
  for (std::int32_t i = 0; i < p.intervention_count(); ++i) {
    const intervention& x = p[intervention_index{i}];
    if (p[x.of].selection != selection::targeted) continue;
    work& w = programs[x.of];
    if (x.by.known()) w.units.push_back(x.by);
    activity_index before;
    for (const visit& at : v.of({i})) {
      const activity_index a = d.activity(at.delivery);
      if (a.known() && a != before) w.activities.insert(a);
      before = a;
      w.targets.push_back(at.target);
    }
  }
  std::map<program_index, std::vector<const role*>> runs_by_role;
  if (reported.known())
    for (const role& r : p.roles())
      if (r.kind != role_kind::fund && possibly_meet(r.validity, asked))
        runs_by_role[r.of].push_back(&r);
  // A need has one of few activities: whether it speaks for a program is asked once each.
  std::set<activity_index> named;
  for (const need& n : table.needs) named.insert(n.activity);
  std::vector<finding> findings;
  for (auto& entry : programs) {
    const program_index program = entry.first;
    work& w = entry.second;
    sort_unique(w.targets), sort_unique(w.units);
    std::set<activity_index> speaking;
    for (const activity_index n : named)
      if (std::any_of(w.activities.begin(), w.activities.end(),
                      [&](activity_index a) { return tree.covers(n, a); }))
        speaking.insert(n);
    if (speaking.empty()) continue;
    const auto may = eligible.find(program);
    struct place {
      std::vector<target_index> without_need;
      std::int64_t reached = 0, needy = 0, not_reached = 0, not_assessed = 0;
    };
    std::map<region_index, place> places;
    const auto place_of = [&](target_index t) -> place& {
      const region_index in = p[t].in;
      return places[in.known() ? level_of[in.at()] : region_index{}];
    };
    const auto is_reached = [&](target_index t) {
      if (std::binary_search(w.targets.begin(), w.targets.end(), t)) return true;
      // What was given to a group arrives at its members, but stands against its own need too; and
      // what a program inside this one gives is not held against it.
      const auto rows = table.at(t);
      return std::any_of(rows.begin(), rows.end(), [&](const need_coverage& c) {
        const auto given = table.set_against(c.need);
        return std::any_of(given.begin(), given.end(), [&](delivery_index x) {
          return p.tree_of_programs().covers(program.value, p[d.intervention(x)].of.value);
        });
      });
    };
    const auto needs_it = [&](target_index t) {
      const auto rows = table.at(t);
      return std::any_of(rows.begin(), rows.end(), [&](const need_coverage& c) {
        return c.needy && speaking.contains(table.needs[static_cast<std::size_t>(c.need)].activity);
      });
    };
    for (const target_index t : w.targets) {
      place& at = place_of(t);
      if (table.at(t).empty()) {
        ++at.not_assessed;
        continue;
      }
      ++at.reached;
      if (!needs_it(t)) at.without_need.push_back(t);
    }
    for (std::size_t i = 0; i < table.needs.size(); ++i) {
      const target_index t = table.needs[i].of;
      if (i > 0 && table.needs[i - 1].of == t) continue;
      if (!needs_it(t)) continue;
      // What it reached was open to it.
      const bool reached = is_reached(t);
      if (!reached && may != eligible.end() && !may->second[t.at()]) continue;
      place& at = place_of(t);
      ++at.needy;
      at.not_reached += !reached;
    }
    std::vector<std::vector<bool>> told;
    for (const unit_index u : w.units) told.push_back(reported.of(u, program));
    // Of a unit that has reported nothing there may be no delivery at all.
    if (const auto roles = runs_by_role.find(program); roles != runs_by_role.end())
      for (const role* r : roles->second) {
        std::vector<bool>& there = told.emplace_back(reported.of(r->holder, program));
        if (!r->in.known()) continue;
        const bool told_in = there[r->in.at()];
        for (std::size_t i = 0; i < there.size(); ++i) {
          const auto region = static_cast<std::int32_t>(i);
          if (p.tree_of_regions().covers(r->in.value, region)) continue;
          // Of a wider region it is asked for its own part.
          there[i] = !p.tree_of_regions().covers(region, r->in.value) || told_in;
        }
      }
    for (const auto& [in, at] : places) {
      const region_index region = in;
      if (at.without_need.empty() || at.not_reached == 0 ||
          static_cast<std::int64_t>(at.without_need.size()) < rules.mistargeting_min_targets)
        continue;
      if (reported.known() && std::any_of(told.begin(), told.end(), [&](const auto& regions) {
            return region.known() && !regions[region.at()];
          }))
        continue;
      finding& f = findings.emplace_back();
      f.kind = finding_kind::mistargeting;
      f.id = finding_id(f.kind, {p[program].id, id_of(p, region)});
      f.programs = {p[program].id};
      for (const unit_index u : w.units) f.units.push_back(p[u].id);
      f.region = id_of(p, region);
      for (const target_index t : at.without_need) f.targets.push_back(p[t].id);
      need_evidence& e = f.evidence.need;
      e.without_need = static_cast<std::int64_t>(at.without_need.size());
      e.not_reached = at.not_reached;
      e.needy = at.needy;
      e.not_assessed = at.not_assessed;
      e.inclusion_error = static_cast<double>(e.without_need) / static_cast<double>(at.reached);
      e.exclusion_error = static_cast<double>(e.not_reached) / static_cast<double>(at.needy);
      judge_severity(f, p, rules);
      f.sentence = in_both([&](language l) {
        const bool id = l == language::id;
        const std::string where =
            region.known() ? (id ? " di " : " in ") + name_of(p, region, l) : std::string();
        std::string text =
            id ? name_of(p, program) + " menjangkau " + grouped(e.without_need, l) +
                     " sasaran tanpa kebutuhan tercatat, sementara " + grouped(e.not_reached, l) +
                     " sasaran" + where + " yang membutuhkan belum terjangkau"
               : name_of(p, program) + " reached " + counted(e.without_need, "target") +
                     " without recorded need, while " + grouped(e.not_reached, l) + where +
                     " with need " + (e.not_reached == 1 ? "was" : "were") + " not reached";
        if (e.not_assessed > 0)
          text += id ? " (" + grouped(e.not_assessed, l) + " lainnya belum dinilai)"
                     : " (" + grouped(e.not_assessed, l) + " more not assessed)";
        return text + ".";
      });
      f.ask = in_both([&](language l) {
        std::vector<std::string> names;
        for (const unit_index u : w.units) names.push_back(name_of(p, u, l));
        const std::string who = names.empty() ? name_of(p, program) : list_of(names, l, 4);
        return who + (l == language::id ? ": tinjau pemilihan sasaran" : ": review whom it is for");
      });
    }
  }
  return findings;
}

} // namespace irisan
