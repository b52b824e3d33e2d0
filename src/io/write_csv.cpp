#include <irisan/io/write_csv.hpp>

#include <irisan/core/text.hpp>
#include <irisan/io/csv.hpp>
#include <irisan/overlap/measure.hpp>
#include <irisan/report/delivery_names.hpp>

#include <algorithm>
#include <cmath>
#include <optional>

namespace irisan {

void csv_writer::separate() {
  if (!first_) text_ += form_.excel ? ';' : ',';
  first_ = false;
}

csv_writer& csv_writer::cell(std::string_view text) {
  separate();
  append_csv(text_, form_.excel ? neutralised(text) : std::string(text), form_.excel ? ';' : ',');
  return *this;
}

csv_writer& csv_writer::cell(std::int64_t number) {
  separate();
  text_ += std::to_string(number);
  return *this;
}

csv_writer& csv_writer::cell(double number) {
  if (!std::isfinite(number)) return empty();
  separate();
  std::string text = number_text(number);
  if (form_.excel) std::replace(text.begin(), text.end(), '.', ',');
  text_ += text;
  return *this;
}

csv_writer& csv_writer::empty() {
  separate();
  return *this;
}

csv_writer& csv_writer::end_row() {
  text_ += form_.excel ? "\r\n" : "\n";
  first_ = true;
  return *this;
}

namespace {

std::string joined(const std::vector<std::string>& items) {
  std::string text;
  for (const std::string& i : items) text += (text.empty() ? "" : "|") + i;
  return text;
}

} // namespace

namespace {

/// A date as tables write it: a day, or the range of days in which it lies.
std::string date_text(const date_range& d) {
  if (!d.known()) return {};
  return d.earliest == d.latest ? to_text(d.latest) : to_text(d.earliest) + "/" + to_text(d.latest);
}

/// Infinite where all that could be shared is: no unknown.
void odds_ratio(csv_writer& out, double value) {
  std::isinf(value) ? out.cell("inf") : out.cell(value);
}

} // namespace

std::string findings_csv(const report& r, csv_form form) {
  csv_writer out(form);
  for (const char* name : {"finding_id",
                           "kind",
                           "planned",
                           "planned_by",
                           "severity",
                           "severity_reason",
                           "status",
                           "decision",
                           "programs",
                           "units",
                           "activity_id",
                           "audiences",
                           "region_id",
                           "targets",
                           "first_day",
                           "last_day",
                           "shared",
                           "any_time",
                           "certain",
                           "possible",
                           "planned_targets",
                           "expected",
                           "ln_p",
                           "ln_q",
                           "odds_ratio",
                           "kinship_activities",
                           "kinship_audiences",
                           "certain_days",
                           "possible_days",
                           "people_least",
                           "people_most",
                           "value",
                           "value_at_least",
                           "need",
                           "needy",
                           "not_served",
                           "too_little",
                           "not_reported",
                           "not_reached",
                           "without_need",
                           "not_assessed",
                           "beyond",
                           "within",
                           "inclusion_error",
                           "exclusion_error",
                           "at_once",
                           "contacts",
                           "clashes",
                           "sentence_id",
                           "sentence_en",
                           "ask",
                           "target_ids",
                           "rows"})
    out.cell(name);
  out.end_row();
  const language l = r.rules.language;
  for (const finding& f : r.findings) {
    out.cell(f.id)
        .cell(to_text(f.kind))
        .cell(f.planned ? "true" : "false")
        .cell(in_language(f.planned_by, l));
    out.cell(to_text(f.severity)).cell(in_language(f.severity_reason, l)).cell(to_text(f.status));
    out.cell(to_text(f.decision));
    out.cell(joined(f.programs))
        .cell(joined(f.units))
        .cell(f.activity)
        .cell(joined(f.audiences))
        .cell(f.region);
    out.cell(static_cast<std::int64_t>(f.targets.size()));
    out.cell(f.first_day == no_first_day ? "" : to_text(f.first_day))
        .cell(f.last_day == no_last_day ? "" : to_text(f.last_day));
    const finding_evidence& e = f.evidence;
    const auto count = [&](std::int64_t n) { n < 0 ? out.empty() : out.cell(n); };
    for (const std::int64_t n : {e.shared, e.any_time, e.certain, e.possible, e.planned_targets})
      count(n);
    const auto known = [&](const std::optional<double>& n) { n ? out.cell(*n) : out.empty(); };
    known(e.stratified.expected), known(e.stratified.ln_p), known(e.stratified.ln_q);
    e.odds_ratio ? odds_ratio(out, *e.odds_ratio) : void(out.empty());
    known(e.kinship.activities), known(e.kinship.audiences);
    count(e.time ? e.time->certain_days : -1);
    count(e.time ? e.time->possible_days.value_or(-1) : -1);
    count(e.people_least), count(e.people_most);
    f.value.known ? out.cell(f.value.amount) : out.empty();
    out.cell(f.value.at_least ? "true" : "false")
        .cell(f.kind == finding_kind::duplication ? f.need : "");
    const need_evidence& n = e.need;
    for (const std::int64_t k : {n.needy, n.not_served, n.too_little, n.not_reported, n.not_reached,
                                 n.without_need, n.not_assessed, n.beyond, n.within})
      count(k);
    known(n.inclusion_error), known(n.exclusion_error);
    count(e.at_once), count(e.contacts), count(e.clashes);
    out.cell(f.sentence.id)
        .cell(f.sentence.en)
        .cell(in_language(f.ask, l))
        .cell(joined(f.targets))
        .cell(joined(f.rows));
    out.end_row();
  }
  return out.take();
}

std::string coverage_csv(const report& r, csv_form form) {
  csv_writer out(form);
  for (const char* name :
       {"target_id", "activity_id", "score", "required", "quantity_unit", "date", "source",
        "counts", "state", "may_be_more", "deliveries", "planned", "unmeasured", "interventions",
        "supplied", "met", "unmet_least", "unmet_most", "surplus"})
    out.cell(name);
  out.end_row();
  for (const need_row& n : r.needs) {
    const need_coverage& c = n.coverage;
    out.cell(n.target).cell(n.activity).cell(n.score).cell(n.required).cell(n.quantity_unit);
    out.cell(date_text(n.date)).cell(n.source);
    out.cell(c.needy ? "true" : "false").cell(to_text(c.state));
    out.cell(c.may_be_more ? "true" : "false");
    for (const std::int32_t k : {c.deliveries, c.planned, c.unmeasured, c.interventions})
      out.cell(std::int64_t{k});
    for (const double x : {c.supplied, c.met, c.unmet_least, c.unmet_most, c.surplus}) out.cell(x);
    out.end_row();
  }
  return out.take();
}

std::string deliveries_needed_csv(const report& r, csv_form form) {
  csv_writer out(form);
  for (const char* name :
       {"row", "program_id", "unit_id", "target_id", "activity_id", "needs", "needed", "alone",
        "kept", "together", "why", "witness_target_id", "witness_activity_id"})
    out.cell(name);
  out.end_row();
  const delivery_names names(r.names);
  for (const needed_row& x : r.needed.rows) {
    const std::int32_t d = x.delivery;
    out.cell(names.row(d)).cell(names.program(d)).cell(names.unit(d)).cell(names.target(d));
    out.cell(names.activity(d)).cell(std::int64_t{x.needs});
    out.cell(delivery_needs[static_cast<std::size_t>(x.need)]);
    out.cell(x.alone ? "true" : "false").cell(x.kept ? "true" : "false");
    out.cell(std::int64_t{x.together});
    out.cell(unassessed_deliveries[static_cast<std::size_t>(x.why)]);
    if (x.witness < 0) {
      out.empty().empty();
    } else {
      const need_row& witness = r.needs[static_cast<std::size_t>(x.witness)];
      out.cell(witness.target).cell(witness.activity);
    }
    out.end_row();
  }
  return out.take();
}

std::string priorities_csv(const report& r, csv_form form) {
  csv_writer out(form);
  for (const char* name : {"target_id", "indicator_id", "activity_id", "colour", "quintile",
                           "change", "number", "among_indicators", "among_targets"})
    out.cell(name);
  out.end_row();
  for (const priority_row& x : r.priorities) {
    const priority_key& k = x.key;
    out.cell(x.target).cell(x.indicator).cell(x.activity);
    out.cell(k.colour == band_colour::unknown ? ""
                                              : band_colours[static_cast<std::size_t>(k.colour)]);
    // Turned, where high is worse, as it orders.
    out.cell(k.quintile).cell(k.change).cell(k.score);
    out.cell(std::int64_t{x.among_indicators}).cell(std::int64_t{x.among_targets});
    out.end_row();
  }
  return out.take();
}

std::string ranks_csv(const report& r, csv_form form) {
  csv_writer out(form);
  for (const char* name : {"target_id", "activity_id", "rank", "least", "lower", "upper", "most"})
    out.cell(name);
  out.end_row();
  for (const rank_row& x : r.ranks) {
    out.cell(x.target).cell(x.activity);
    for (const std::int32_t k :
         {x.place.rank, x.place.least, x.place.lower, x.place.upper, x.place.most})
      out.cell(std::int64_t{k});
    out.end_row();
  }
  return out.take();
}

std::string pairs_csv(const report& r, csv_form form) {
  csv_writer out(form);
  for (const char* name : {"first",
                           "second",
                           "shared",
                           "first_size",
                           "second_size",
                           "jaccard",
                           "containment_first",
                           "containment_second",
                           "overlap_coefficient",
                           "dice",
                           "cosine",
                           "kind",
                           "kind_certain",
                           "kind_possible",
                           "kind_audience",
                           "kind_audience_certain",
                           "kind_audience_possible",
                           "activity_audience",
                           "activity_audience_certain",
                           "activity_audience_possible",
                           "crossing_certain",
                           "crossing_possible",
                           "expected_pooled",
                           "ln_p_pooled",
                           "ln_q_pooled",
                           "expected_stratified",
                           "ln_p_stratified",
                           "ln_q_stratified",
                           "expected_degrees",
                           "ln_p_degrees",
                           "ln_q_degrees",
                           "odds_ratio"})
    out.cell(name);
  out.end_row();
  for (const pair_row& row : r.pairs) {
    const overlap_pair& p = row.pair;
    out.cell(r.interventions[p.first.at()].id).cell(r.interventions[p.second.at()].id);
    for (const std::int32_t n : {p.shared, p.first_size, p.second_size}) out.cell(std::int64_t{n});
    for (const double m : {jaccard(p), containment_of_first(p), containment_of_second(p),
                           overlap_coefficient(p), dice(p), cosine(p)})
      out.cell(m);
    const pair_detail& d = row.detail;
    for (const time_counts& c : {d.kind, d.kind_and_audience, d.activity_and_audience})
      for (const std::int32_t n : {c.any, c.certain, c.possible}) out.cell(std::int64_t{n});
    out.cell(std::int64_t{d.crossing.certain}).cell(std::int64_t{d.crossing.possible});
    for (const null_comparison& n : {row.chance.pooled, row.chance.stratified, row.chance.degrees})
      for (const double x : {n.expected, n.ln_p, n.ln_q}) out.cell(x);
    odds_ratio(out, row.chance.odds_ratio);
    out.end_row();
  }
  return out.take();
}

} // namespace irisan
