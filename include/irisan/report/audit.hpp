#pragma once

#include <irisan/core/progress.hpp>
#include <irisan/finding/classify.hpp>
#include <irisan/graph/incidence.hpp>
#include <irisan/model/portfolio.hpp>
#include <irisan/model/scope.hpp>
#include <irisan/overlap/chance.hpp>
#include <irisan/overlap/find_pairs.hpp>
#include <irisan/overlap/overlap_nulls.hpp>
#include <irisan/overlap/pair_details.hpp>
#include <irisan/overlap/target_classes.hpp>
#include <irisan/report/report.hpp>
#include <irisan/report/rules.hpp>
#include <irisan/version.hpp>

#include <algorithm>
#include <cstdint>
#include <set>
#include <string>
#include <vector>

namespace irisan {

/// What to look at and how; the report depends on the first two alone.
struct audit_options {
  irisan::scope scope;
  date_range as_of; ///< decides expiry and validity; unknown: the latest delivery date
  unsigned threads = 0;
  progress watch;
};

namespace detail {

/// What cannot be computed from what was recorded, and why.
inline std::vector<bilingual> not_computable(const portfolio& p) {
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
  note(p.agreements().empty() && p.roles().empty(),
       "planned or not yet planned: no agreement or role was given",
       "direncanakan atau belum: data kesepakatan dan peran tidak ada");
  note(p.needs().empty(), "beyond or within the recorded need: no need was given",
       "melebihi atau masih dalam kebutuhan: data kebutuhan tidak ada");
  note(!p.needs().empty(), "beyond or within the recorded need: needs are read but not yet weighed",
       "melebihi atau masih dalam kebutuhan: data kebutuhan dibaca tetapi belum dinilai");
  return notes;
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

} // namespace detail

/// The whole audit: pairs, their details, and findings, of one portfolio by one set of rules.
///
/// Reads no file, clock or global: same portfolio, rules, scope and day, same report, for any
/// number of threads. Throws `memory_error` if there are more pairs than the rules allow, `stopped`
/// when asked to stop.
inline report audit(const portfolio& whole, const rules& r, const audit_options& options = {}) {
  const bool narrowed =
      options.scope.from.known() || options.scope.to.known() || options.scope.in.known();
  const portfolio p = narrowed ? within(whole, options.scope) : whole;
  report out;
  out.version = IRISAN_VERSION;
  out.title = p.title();
  out.invented = p.invented();
  out.currency = p.currency();
  out.money_decimals = p.money_decimals();
  out.as_of = options.as_of.known() ? options.as_of : p.latest_date();
  out.scope = {options.scope.from, options.scope.to, id_of(p, options.scope.in),
               id_of(p, options.scope.by)};
  out.rules = r;
  out.inputs = p.hashes();
  out.rows = p.counts();
  out.problems = p.problems();
  out.not_computed = detail::not_computable(p);

  options.watch.at("pairs", 0);
  const visits v = find_visits(p);
  const incidence_matrix a = incidence(p, v);
  pair_query query;
  query.min_shared = static_cast<std::int32_t>(r.pairs_min_shared);
  std::vector<overlap_pair> pairs;
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
  const std::vector<pair_detail> details =
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
  const chance_table evidence =
      chance(overlap_nulls(a, classes_of(p, v, r.finding.chance_strata, r.finding.region_level),
                           asked.degrees, options.threads, options.watch),
             pairs, asked);
  out.tests = evidence.tests;
  if (!asked.degrees)
    out.not_computed.push_back(
        {"overlap against the degrees of targets: " + std::to_string(pairs.size()) +
             " pairs are more than chance.degrees_limit",
         "irisan dibanding derajat sasaran: " + std::to_string(pairs.size()) +
             " pasangan melebihi chance.degrees_limit"});
  options.watch.at("findings", 0);
  out.findings =
      classify(p, v, pairs, evidence.pairs, r.finding, out.as_of, options.threads, options.watch);
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
  out.pairs.reserve(pairs.size());
  for (std::size_t i = 0; i < pairs.size(); ++i)
    out.pairs.push_back({pairs[i], details[i], evidence.pairs[i]});
  out.figures = detail::count_figures(p, a, out);
  return out;
}

} // namespace irisan
