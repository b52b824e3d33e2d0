#pragma once

#include <irisan/core/progress.hpp>
#include <irisan/finding/finding.hpp>
#include <irisan/finding/finding_rules.hpp>
#include <irisan/finding/words.hpp>
#include <irisan/graph/incidence.hpp>
#include <irisan/model/portfolio.hpp>
#include <irisan/need/coverage.hpp>
#include <irisan/need/minimal_cover.hpp>
#include <irisan/need/need_cover.hpp>
#include <irisan/need/partial_cover.hpp>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace irisan {

/// Which programs the recorded needs could do without, with what shows it.
///
/// `minimal.redundant` can each go if all others stay; those that `minimal` does not keep can all
/// go at once. The two are never mixed up.
struct redundancy {
  need_cover cover;
  minimal_cover_result minimal;
  /// What would do for a share of what is met, if the rules ask for less than all.
  std::optional<partial_cover_result> partial;

  /// Whether a column can go if all others stay.
  bool alone(std::int32_t column) const {
    return std::binary_search(minimal.redundant.columns.begin(), minimal.redundant.columns.end(),
                              column);
  }
  /// Whether a column is kept in the cheapest cover found.
  bool kept(std::int32_t column) const {
    return std::binary_search(minimal.kept().begin(), minimal.kept().end(), column);
  }
};

/// The redundancy of programs against the needs that count, each kept as far as it is met now.
/// Programs named in the rules are never taken away, and a reserve that they ask for is kept.
/// Throws `stopped` when asked to stop, `rule_error` for a protected program that is not known.
inline redundancy redundancy_of(const portfolio& p, const coverage_table& table,
                                const finding_rules& rules, const progress& watch = {}) {
  std::vector<program_index> keep;
  for (const std::string& id : rules.redundancy_keep) {
    keep.push_back(p.find_program(id));
    if (keep.back().known()) continue;
    std::vector<std::string_view> ids;
    for (const program& x : p.programs()) ids.push_back(x.id);
    const std::string near = nearest(id, ids);
    throw rule_error("redundancy.keep: unknown program '" + id + "'" +
                     (near.empty() ? "" : "; the nearest is '" + near + "'"));
  }
  redundancy r;
  r.cover = need_cover_of(p, table, keep, static_cast<std::int32_t>(rules.redundancy_reserve));
  r.minimal = minimal_cover(r.cover.problem, {}, watch);
  if (rules.redundancy_share < fraction{1, 1})
    r.partial = partial_cover(r.cover.problem, rules.redundancy_share, r.cover.weight, {}, watch);
  return r;
}

/// Programs that could stop while every recorded need stays met as it is: one finding per program
/// that can go alone. A program that gives to no recorded need is not assessed and never named.
inline std::vector<finding> find_redundancy(const portfolio& p, const visits& v,
                                            const coverage_table& table, const redundancy& r,
                                            const finding_rules& rules) {
  std::vector<finding> findings;
  std::vector<std::int32_t> together;
  for (std::int32_t j = 0; j < r.cover.problem.columns(); ++j)
    if (!r.kept(j)) together.push_back(j);
  for (const std::int32_t j : r.minimal.redundant.columns) {
    const auto column = static_cast<std::size_t>(j);
    const program_index program = r.cover.programs[column];
    finding& f = findings.emplace_back();
    f.kind = finding_kind::redundancy;
    f.id = finding_id(f.kind, {p[program].id});
    f.programs = {p[program].id};
    std::vector<unit_index> units;
    std::vector<target_index> reached;
    for (std::int32_t i = 0; i < p.intervention_count(); ++i) {
      const intervention& x = p[intervention_index{i}];
      if (!p.tree_of_programs().covers(program.value, x.of.value)) continue;
      if (x.by.known()) units.push_back(x.by);
      for (const visit& at : v.of({i})) reached.push_back(at.target);
    }
    sort_unique(units), sort_unique(reached);
    for (const unit_index u : units) f.units.push_back(p[u].id);
    need_evidence& e = f.evidence.need;
    e.needy = r.cover.needs[column];
    e.not_assessed = 0;
    for (const target_index t : reached) {
      if (table.at(t).empty())
        ++e.not_assessed;
      else
        f.targets.push_back(p[t].id);
    }
    if (r.cover.by_money) {
      f.value.amount = r.cover.problem.cost(j);
      f.value.known = f.value.amount > 1 || r.cover.cost_known[column];
      f.value.at_least = !r.cover.cost_known[column];
    }
    judge_severity(f, p, rules);
    std::vector<program_index> others;
    for (const std::int32_t k : together)
      if (k != j) others.push_back(r.cover.programs[static_cast<std::size_t>(k)]);
    f.sentence = in_both([&](language l) {
      const bool id = l == language::id;
      std::vector<std::string> names;
      for (const program_index o : others) names.push_back(name_of(p, o));
      std::string text = id ? "Semua kebutuhan yang tercatat tetap terlayani tanpa " +
                                  name_of(p, program) +
                                  " (kebutuhan yang tidak tercatat belum dinilai)."
                            : "Every recorded need stays covered without " + name_of(p, program) +
                                  " (needs not recorded are not assessed).";
      if (r.kept(j) && !others.empty())
        text += id ? " Tidak demikian bila " + list_of(names, l, 4) + " juga berhenti."
                   : " Not so if " + list_of(names, l, 4) +
                         (others.size() == 1 ? " stops too." : " stop too.");
      else if (!r.kept(j) && !others.empty())
        text += id ? " Dapat berhenti bersama " + list_of(names, l, 4) + "."
                   : " It can stop together with " + list_of(names, l, 4) + ".";
      return text;
    });
    f.ask = in_both([&](language l) {
      std::vector<std::string> names;
      for (const unit_index u : units) names.push_back(name_of(p, u, l));
      return (names.empty() ? name_of(p, program) : list_of(names, l, 4)) +
             (l == language::id ? ": cek apakah masih diperlukan, dan untuk siapa"
                                : ": check whether it is still needed, and for whom");
    });
  }
  return findings;
}

} // namespace irisan
