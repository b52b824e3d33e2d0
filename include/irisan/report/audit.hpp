#pragma once

#include <irisan/core/progress.hpp>
#include <irisan/finding/classify.hpp>
#include <irisan/graph/arrivals.hpp>
#include <irisan/graph/incidence.hpp>
#include <irisan/model/portfolio.hpp>
#include <irisan/model/scope.hpp>
#include <irisan/model/what_if.hpp>
#include <irisan/need/coverage.hpp>
#include <irisan/need/coverage_totals.hpp>
#include <irisan/need/equity.hpp>
#include <irisan/need/goal_progress.hpp>
#include <irisan/need/merge_needs.hpp>
#include <irisan/need/needed_deliveries.hpp>
#include <irisan/need/score.hpp>
#include <irisan/overlap/chance.hpp>
#include <irisan/overlap/edge_graph.hpp>
#include <irisan/overlap/find_pairs.hpp>
#include <irisan/overlap/leiden.hpp>
#include <irisan/overlap/measure.hpp>
#include <irisan/overlap/overlap_nulls.hpp>
#include <irisan/overlap/pair_details.hpp>
#include <irisan/overlap/target_classes.hpp>
#include <irisan/report/division_summary.hpp>
#include <irisan/report/needed_row.hpp>
#include <irisan/report/redundancy_summary.hpp>
#include <irisan/report/report.hpp>
#include <irisan/report/rules.hpp>
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

/// What to look at and how; the report depends on the first two alone.
struct audit_options {
  irisan::scope scope;
  std::vector<std::string> without; ///< programs to take away, with those inside them
  std::vector<std::string> with;    ///< where rows come from that were added, for the report to say
  /// Only what `compare` reads: nothing is divided, drawn or named.
  bool to_compare = false;
  date_range as_of; ///< decides expiry and validity; unknown: the latest delivery date
  unsigned threads = 0;
  progress watch;
};

namespace detail {

/// What cannot be computed from what was recorded, and why.
inline std::vector<bilingual> not_computable(const portfolio& p, const coverage_table& coverage) {
  std::vector<bilingual> notes;
  const deliveries& d = p.deliveries();
  const auto note = [&](bool missing, const char* en, const char* id) {
    if (missing) notes.push_back({en, id});
  };
  note(p.interventions().empty(), "nothing: no delivery counts",
       "apa pun: tidak ada kegiatan yang dihitung");
  note(!d.has_activity(), "duplication and fragmentation: no activity was recorded",
       "duplikasi dan fragmentasi: kegiatan tidak tercatat");
  note(!d.has_activity(),
       "overlap by kind of activity: no activity was recorded, so every shared target counts",
       "tumpang tindih menurut jenis kegiatan: kegiatan tidak tercatat, sehingga semua sasaran "
       "bersama dihitung");
  note(!d.has_audience(), "agreement in audience: no audience was recorded",
       "kesamaan peserta: peserta tidak tercatat");
  note(!d.has_period(), "agreement in time: no date was recorded",
       "kesamaan waktu: tanggal tidak tercatat");
  note(!d.has_cost(), "value at stake: no cost was recorded",
       "nilai yang perlu dicek: biaya tidak tercatat");
  note(p.units().empty(), "fragmentation and mandates: no unit was recorded",
       "fragmentasi dan tusi: unit tidak tercatat");
  note(p.mandates().empty(), "undivided mandate and outside mandate: no mandate was given",
       "tusi belum dibagi dan dasar tugas: data tusi tidak ada");
  note(coverage.needs.empty(),
       "gap, mistargeting, redundancy, and beyond or within the recorded need: no need was given",
       "kesenjangan, sasaran, yang dapat dihentikan, dan kebutuhan tercatat: data kebutuhan tidak "
       "ada");
  note(!coverage.needs.empty() && p.sources().empty(),
       "not reported: no table of sources was given, so what is not recorded counts as not served",
       "belum dilaporkan: tabel sources tidak ada, sehingga yang tidak tercatat dianggap belum "
       "terlayani");
  note(!coverage.needs.empty() &&
           std::none_of(p.programs().begin(), p.programs().end(),
                        [](const program& x) { return x.selection == selection::targeted; }),
       "mistargeting: no program is said to be targeted",
       "sasaran perlu ditinjau: tidak ada program yang dinyatakan bersasaran");
  note(!d.has_period(), "crowding: no date was recorded",
       "program menumpuk: tanggal tidak tercatat");
  note(std::none_of(p.targets().begin(), p.targets().end(),
                    [](const target& x) { return x.kind == "local_government"; }),
       "coordination load: no local government is among the targets",
       "beban koordinasi: tidak ada pemda di antara sasaran");
  note(p.agreements().empty() && p.roles().empty(),
       "planned or not yet planned: no agreement or role was given",
       "direncanakan atau belum: data kesepakatan dan peran tidak ada");
  return notes;
}

/// How many values gave no score, by reason; nothing if all did.
inline std::vector<bilingual> unscored_note(const scored_needs& scored) {
  std::int64_t count[std::size(unscored_reasons)] = {};
  std::int64_t all = 0;
  for (const unscored& u : scored.unscored) ++count[static_cast<std::size_t>(u.why)], ++all;
  if (all == 0) return {};
  static constexpr const char* en[] = {"",
                                       "no value",
                                       "two values of one date and source",
                                       "no number",
                                       "no share",
                                       "a word that the rules do not know",
                                       "said to be unknown",
                                       "too few people to tell",
                                       "no other target to compare with"};
  static constexpr const char* id[] = {"",
                                       "tidak ada nilai",
                                       "dua nilai dari satu tanggal dan sumber",
                                       "bukan angka",
                                       "bukan bagian",
                                       "kata yang tidak dikenal aturan",
                                       "dinyatakan tidak diketahui",
                                       "terlalu sedikit orang",
                                       "tidak ada sasaran lain untuk dibandingkan"};
  return {in_both([&](language l) {
    std::string reasons;
    for (std::size_t r = 1; r < std::size(unscored_reasons); ++r)
      if (count[r] > 0)
        reasons += (reasons.empty() ? "" : ", ") + grouped(count[r], l) + " " +
                   (l == language::id ? id : en)[r];
    return (l == language::id
                ? "kebutuhan dari indikator: " + grouped(all, l) + " nilai tanpa skor: "
                : "needs from indicators: " + counted(all, "value") + " without a score: ") +
           reasons;
  })};
}

/// Indicators that rules speak of and nobody recorded, and values that were passed over.
inline std::vector<bilingual> unread_notes(const portfolio& p, const need_rules& rules,
                                           const scored_needs& scored) {
  std::vector<bilingual> notes;
  std::set<std::string_view> ids, told;
  for (const indicator& i : p.indicators()) ids.insert(i.id);
  passed_over all;
  for (std::size_t r = 0; r < rules.indicators.size(); ++r) {
    const std::string& id = rules.indicators[r].indicator;
    if (!told.insert(id).second) continue;
    const passed_over& past = scored.rules[r].passed_over;
    all.of_region += past.of_region, all.not_shown += past.not_shown, all.later += past.later;
    all.other_date += past.other_date, all.other_value += past.other_value;
    all.no_value += past.no_value;
    if (ids.contains(id)) continue;
    const std::string near = nearest(id, std::vector<std::string_view>(ids.begin(), ids.end()));
    notes.push_back({"needs from '" + id + "': no value is recorded" +
                         (near.empty() ? "" : "; the nearest indicator is '" + near + "'"),
                     "kebutuhan dari '" + id + "': tidak ada nilai yang tercatat" +
                         (near.empty() ? "" : "; indikator terdekat '" + near + "'")});
  }
  const struct {
    std::int64_t count;
    const char *en, *id;
  } reasons[] = {
      {all.no_value, "empty", "kosong"},
      {all.later, "after the day of the audit", "sesudah tanggal audit"},
      {all.other_date, "of another time than the rules ask for", "bukan dari waktu yang diminta"},
      {all.not_shown, "open to fewer than the report is for", "tidak terbuka untuk laporan ini"},
      {all.of_region, "of a region that no target stands for", "wilayah tanpa sasaran"},
      {all.other_value, "at odds with another source of the same date",
       "berbeda dari sumber lain pada tanggal yang sama"}};
  std::int64_t count = 0;
  bilingual why;
  for (const auto& x : reasons) {
    if (x.count == 0) continue;
    count += x.count;
    why.en += (why.en.empty() ? "" : ", ") + grouped(x.count, language::en) + " " + x.en;
    why.id += (why.id.empty() ? "" : ", ") + grouped(x.count, language::id) + " " + x.id;
  }
  if (count > 0)
    notes.push_back(
        {"needs from indicators: " + counted(count, "value") + " passed over: " + why.en,
         "kebutuhan dari indikator: " + grouped(count, language::id) +
             " nilai tidak dipakai: " + why.id});
  return notes;
}

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

/// What the overlaps of a portfolio are found from, and what is found.
struct found_overlaps {
  incidence_matrix reached;
  std::vector<overlap_pair> pairs;
  std::vector<pair_detail> details; ///< only if asked
  chance_table evidence;
  redundancy spare;
  std::vector<finding> findings;
  bool degrees = false; ///< chance was asked with the degrees of targets
};

/// The search for pairs and findings, whatever the portfolio: as it is, or as if work were divided.
inline found_overlaps find_overlaps(const portfolio& p, const visits& v, const arrivals& at,
                                    const coverage_table& needs, const rules& r,
                                    const date_range& as_of, const period& told,
                                    const audit_options& options, bool with_details) {
  found_overlaps out;
  options.watch.at("pairs", 0);
  out.reached = incidence(p, v);
  const incidence_matrix& a = out.reached;
  pair_query query;
  query.min_shared = static_cast<std::int32_t>(r.pairs_min_shared);
  std::vector<overlap_pair>& pairs = out.pairs;
  using block = std::vector<overlap_pair>;
  pair_options search;
  search.threads = options.threads;
  search.watch = options.watch;
  for_each_pair<block>(
      a, query, search, [](block& found, const overlap_pair& pair) { found.push_back(pair); },
      [&](const block& found) {
        pairs.insert(pairs.end(), found.begin(), found.end());
        if (static_cast<std::int64_t>(pairs.size()) > r.pairs_limit)
          throw memory_error("more than " + std::to_string(r.pairs_limit) +
                             " pairs share a target; raise pairs.min_shared or pairs.limit (about "
                             "100 bytes a pair)");
      });
  sort_pairs(pairs, a.rows(), options.threads, options.watch);
  options.watch.at("details", 0);
  if (with_details)
    out.details =
        pair_details(p, v, pairs, {r.finding.overlap_window}, options.threads, options.watch);
  options.watch.at("chance", 0);
  chance_options asked;
  const auto& required = r.finding.overlap_nulls;
  asked.degrees =
      static_cast<std::int64_t>(pairs.size()) <= r.finding.chance_degrees_limit ||
      std::find(required.begin(), required.end(), name_of(overlap_null::degrees)) != required.end();
  asked.alpha = to_double(r.finding.chance_alpha);
  asked.threads = options.threads;
  asked.watch = options.watch;
  out.evidence =
      chance(overlap_nulls(a, classes_of(p, v, r.finding.chance_strata, r.finding.region_level),
                           asked.degrees, options.threads, options.watch),
             pairs, asked);
  out.degrees = asked.degrees;
  out.spare = redundancy_of(p, needs, r.finding, options.watch);
  options.watch.at("findings", 0);
  out.findings = classify(p, v, pairs, out.evidence.pairs, at, needs, out.spare, r.finding, as_of,
                          told, options.threads, options.watch);
  return out;
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

/// The whole audit: pairs, their details, and findings, of one portfolio by one set of rules.
///
/// Reads no file, clock or global: same portfolio, rules, scope and day, same report, for any
/// number of threads. Throws `memory_error` if there are more pairs than the rules allow, `stopped`
/// when asked to stop, `rule_error` if a program to take away is not known, and as `together_in`.
inline report audit(const portfolio& whole, const rules& r, const audit_options& options = {}) {
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
  out.not_computed = detail::not_computable(p, needs);
  for (const bilingual& note : detail::unscored_note(scored)) out.not_computed.push_back(note);
  for (const bilingual& note : detail::unread_notes(p, r.needs, scored))
    out.not_computed.push_back(note);
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
  detail::found_overlaps found =
      detail::find_overlaps(p, v, at, needs, r, out.as_of, told, options, true);
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
