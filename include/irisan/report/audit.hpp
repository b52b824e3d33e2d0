#pragma once

#include <irisan/core/compiled.hpp>
#include <irisan/model/portfolio.hpp>
#include <irisan/report/audit_options.hpp>
#include <irisan/report/report.hpp>
#include <irisan/report/rules.hpp>

namespace irisan {

/// The whole audit: pairs, their details, and findings, of one portfolio by one set of rules.
///
/// Reads no file, clock or global: same portfolio, rules, scope and day, same report, for any
/// number of threads. Throws `memory_error` if there are more pairs than the rules allow, `stopped`
/// when asked to stop, `rule_error` if a program to take away is not known, and as `together_in`.
report audit(const portfolio& whole, const rules& r, const audit_options& options = {});

} // namespace irisan

#ifndef IRISAN_DECLARED_ONLY
#include <irisan/graph/arrivals.hpp>
#include <irisan/graph/incidence.hpp>
#include <irisan/model/what_if.hpp>
#include <irisan/need/coverage.hpp>
#include <irisan/need/coverage_totals.hpp>
#include <irisan/need/equity.hpp>
#include <irisan/need/goal_progress.hpp>
#include <irisan/need/merge_needs.hpp>
#include <irisan/need/needed_deliveries.hpp>
#include <irisan/need/score.hpp>
#include <irisan/overlap/edge_graph.hpp>
#include <irisan/overlap/find_pairs.hpp>
#include <irisan/overlap/leiden.hpp>
#include <irisan/overlap/measure.hpp>
#include <irisan/report/division_summary.hpp>
#include <irisan/report/find_overlaps.hpp>
#include <irisan/report/needed_row.hpp>
#include <irisan/report/not_computed.hpp>
#include <irisan/report/redundancy_summary.hpp>
#include <irisan/responsibility/before_after.hpp>
#include <irisan/responsibility/division.hpp>
#include <irisan/responsibility/hand_over.hpp>
#include <irisan/responsibility/workplan.hpp>
#include <irisan/version.hpp>

#include <algorithm>
#include <cstdint>
#include <set>
#include <string>
#include <utility>
#include <vector>

namespace irisan {

namespace detail {

/// The goals, where their regions stand, and the needs that their indicators speak of there.
inline std::vector<goal_row> goal_rows(const portfolio& p, const need_rules& rules,
                                       const coverage_table& table, const date_range& as_of) {
  std::vector<goal_row> rows;
  for (const goal_progress& g : goal_progresses(p, as_of)) {
    const goal& asked = p.goals()[static_cast<std::size_t>(g.goal)];
    goal_row& row = rows.emplace_back();
    row.indicator = asked.indicator, row.region = p[asked.in].id, row.due = asked.due;
    row.baseline = asked.baseline, row.goal = asked.value, row.progress = g;
    std::set<activity_index> activities;
    for (const need_rule& r : rules.indicators)
      if (r.indicator == asked.indicator) activities.insert(p.find_activity(r.activity));
    if (activities.empty()) continue;
    row.needs_served = row.needs_not_served = 0;
    for (const need_coverage& c : table.rows) {
      const need& n = table.needs[static_cast<std::size_t>(c.need)];
      const region_index in = p[n.of].in;
      if (!c.needy || !activities.contains(n.activity) || !in.known() ||
          !p.tree_of_regions().covers(asked.in.value, in.value))
        continue;
      row.needs_served += c.state == service_state::served;
      row.needs_not_served += c.state == service_state::not_served;
    }
  }
  return rows;
}

/// Divides the work, and counts what that changes: the same functions on the same deliveries,
/// carried out by the units that are to lead.
inline void add_division(report& out, const portfolio& p, const coverage_table& needs,
                         const rules& r, const period& told, const audit_options& options) {
  if (p.mandates().empty() || !p.deliveries().has_activity()) return;
  options.watch.at("division", 0);
  const division x =
      divide(p, needs, r.division, r.finding, out.as_of, options.threads, options.watch);
  if (x.of.empty()) return;
  const portfolio after = handed_over(p, x);
  out.division = summary_of(p, after, x, r.division, r.finding.region_level);
  out.workplan = workplan(p, needs, r.needs, x);
  if (!r.division.before_after) return;
  options.watch.at("division: after", 0);
  const visits v = find_visits(after);
  const arrivals then_at = find_arrivals(after, v);
  const coverage_table then_needs = coverage(after, then_at, needs.needs, r.coverage, out.as_of,
                                             told, options.threads, options.watch);
  const found_overlaps then =
      find_overlaps(after, v, then_at, then_needs, r, out.as_of, told, options, false);
  // Today nobody is named for what nobody serves; then, nobody for what is in open pieces.
  std::int64_t without_lead = 0, still = 0;
  for (std::size_t i = 0; i < x.of.size(); ++i) {
    without_lead += x.pieces.all[i].needs_not_served;
    if (!x.of[i].lead.known()) still += x.pieces.all[i].needs_not_served;
  }
  out.division->before_after =
      before_and_after(figures_of(p, out.findings, needs, r.finding, without_lead),
                       figures_of(after, then.findings, then_needs, r.finding, still));
}

/// The order of priorities, and how ranks move when weights do.
inline void add_ranks(report& out, const portfolio& p, const scored_needs& scored, const rules& r,
                      const audit_options& options) {
  for (const need_priority& x : need_rank(p, r.needs, out.as_of)) {
    const need_rule& rule = r.needs.indicators[static_cast<std::size_t>(x.rule)];
    out.priorities.push_back(
        {p[x.of].id, rule.indicator, rule.activity, x.key, x.among_indicators, x.among_targets});
  }
  // Each draw of weights sorts all of them, and is kept: some seconds and 200 MB.
  constexpr std::size_t most_ranked = 50'000;
  if (scored.needs.size() > most_ranked)
    out.not_computed.push_back(
        {"how ranks move when weights do: more than 50,000 needs from indicators",
         "pergeseran peringkat bila bobot berubah: lebih dari 50.000 kebutuhan dari indikator"});
  else
    for (const rank_interval& x : rank_intervals(scored, r.needs, options.threads, options.watch))
      out.ranks.push_back({p[x.of].id, p[x.activity].id, x});
}

inline headline count_figures(const portfolio& p, const incidence_matrix& a, const report& r) {
  headline h;
  std::set<program_index> programs;
  std::set<unit_index> units;
  for (const intervention& i : p.interventions()) {
    programs.insert(i.of);
    if (i.by.known()) units.insert(i.by);
  }
  h.programs = static_cast<std::int64_t>(programs.size());
  h.units = static_cast<std::int64_t>(units.size());
  for (const unit_index u : units) h.partners += p[u].kind == "partner";
  h.interventions = p.intervention_count();
  h.targets = p.target_count();
  std::vector<bool> reached(p.targets().size(), false);
  for (const std::int32_t t : a.targets) reached[static_cast<std::size_t>(t)] = true;
  h.targets_reached = std::count(reached.begin(), reached.end(), true);
  h.deliveries = p.deliveries().size();
  h.pairs = static_cast<std::int64_t>(r.pairs.size());
  for (const need_total& n : r.need_totals) {
    h.needs += n.total.needy;
    h.needs_served += n.total.served;
    h.needs_not_served += n.total.not_served;
    h.needs_not_eligible += n.total.not_eligible;
    h.needs_not_reported += n.total.not_reported;
    h.needs_met += n.total.met;
  }
  for (std::size_t k = 0; k < std::size(finding_kinds); ++k)
    h.findings.push_back({static_cast<finding_kind>(k)});
  for (const finding& f : r.findings) {
    kind_count& c = h.findings[static_cast<std::size_t>(f.kind)];
    ++c.all;
    c.not_yet_planned += !f.planned;
    c.open += is_open(f) && !f.planned;
  }
  return h;
}

/// In which cluster by Jaccard each intervention is, for those who draw them side by side; nothing
/// where so many pairs make no picture.
inline std::vector<std::int32_t> drawn_clusters(std::int32_t interventions,
                                                const std::vector<overlap_pair>& pairs,
                                                const progress& watch) {
  constexpr std::size_t most = 200'000;
  if (pairs.size() > most) return {};
  leiden_options options;
  options.watch = watch;
  return leiden(pair_graph(interventions, pairs, jaccard), options).found.of;
}

} // namespace detail

IRISAN_INLINE report audit(const portfolio& whole, const rules& r, const audit_options& options) {
  together_in(whole, r.finding); // what it throws is told before anything is searched
  const bool narrowed =
      options.scope.from.known() || options.scope.to.known() || options.scope.in.known();
  portfolio p = narrowed ? within(whole, options.scope) : whole;
  if (!options.without.empty()) p = without(p, options.without);
  report out;
  out.version = IRISAN_VERSION;
  out.title = p.title();
  out.invented = p.invented();
  out.currency = p.currency();
  out.money_decimals = p.money_decimals();
  // What is taken away does not move the day on which the rest is judged.
  out.as_of = options.as_of.known() ? options.as_of : whole.latest_date();
  out.scope = {options.scope.from,         options.scope.to, id_of(p, options.scope.in),
               id_of(p, options.scope.by), options.without,  options.with};
  out.rules = r;
  out.inputs = p.hashes();
  out.rows = p.counts();
  out.problems = p.problems();

  options.watch.at("needs", 0);
  const visits v = find_visits(p);
  const arrivals at = find_arrivals(p, v);
  const period told{options.scope.from, options.scope.to};
  const scored_needs scored = needs_from(p, r.needs, out.as_of, options.watch);
  const coverage_table needs =
      coverage(p, at, merge_needs(p.needs(), scored.needs, out.as_of), r.coverage, out.as_of, told,
               options.threads, options.watch);
  out.not_computed = not_computable(p, needs);
  for (const bilingual& note : unscored_note(scored)) out.not_computed.push_back(note);
  for (const bilingual& note : unread_notes(p, r.needs, scored)) out.not_computed.push_back(note);
  for (equity& e : equity_by_need(p, needs, r.finding.region_level)) {
    const activity_index activity = e.activity;
    out.equity.push_back({p[activity].id, std::move(e)});
  }
  out.goals = detail::goal_rows(p, r.needs, needs, out.as_of);
  out.needs.reserve(needs.rows.size());
  for (const need_coverage& c : needs.rows) {
    const need& n = needs.needs[static_cast<std::size_t>(c.need)];
    out.needs.push_back(
        {p[n.of].id, p[n.activity].id, n.quantity_unit, n.source, n.date, n.score, n.required, c});
  }
  for (coverage_total& t : coverage_totals(p, needs, r.finding.region_level)) {
    const auto& [in, activity] = std::tie(t.in, t.activity);
    out.need_totals.push_back({id_of(p, in), p[activity].id, std::move(t)});
  }
  if (!options.to_compare) detail::add_ranks(out, p, scored, r, options);
  found_overlaps found = find_overlaps(p, v, at, needs, r, out.as_of, told, options, true);
  const incidence_matrix& a = found.reached;
  out.tests = found.evidence.tests;
  if (!found.degrees)
    out.not_computed.push_back(
        {"overlap against the degrees of targets: " + std::to_string(found.pairs.size()) +
             " pairs are more than chance.degrees_limit",
         "irisan dibanding derajat sasaran: " + std::to_string(found.pairs.size()) +
             " pasangan melebihi chance.degrees_limit"});
  out.redundancy = summary_of(p, needs, found.spare, r.finding.redundancy_share);
  if (r.finding.redundancy_deliveries && !options.to_compare) {
    options.watch.at("deliveries", 0);
    out.needed = summary_of(find_needed_deliveries(p, needs, options.threads, options.watch));
  }
  out.findings = std::move(found.findings);
  if (!options.to_compare) detail::add_division(out, p, needs, r, told, options);
  if (options.scope.by.known()) {
    const std::string& id = p[options.scope.by].id;
    std::erase_if(out.findings, [&](const finding& f) {
      return std::find(f.units.begin(), f.units.end(), id) == f.units.end();
    });
  }
  for (std::int32_t i = 0; i < p.intervention_count(); ++i) {
    const intervention& x = p[intervention_index{i}];
    out.interventions.push_back(
        {p.id(intervention_index{i}), p[x.of].id, id_of(p, x.by), a.size(i), 0});
  }
  for (std::int32_t i = 0; i < p.deliveries().size(); ++i)
    ++out.interventions[p.deliveries().intervention({i}).at()].deliveries;
  out.pairs.reserve(found.pairs.size());
  for (std::size_t i = 0; i < found.pairs.size(); ++i)
    out.pairs.push_back({found.pairs[i], found.details[i], found.evidence.pairs[i]});
  out.figures = detail::count_figures(p, a, out);
  if (options.to_compare) return out;
  out.names = register_of(
      p, a, needs, detail::drawn_clusters(p.intervention_count(), found.pairs, options.watch));
  return out;
}

} // namespace irisan
#endif
