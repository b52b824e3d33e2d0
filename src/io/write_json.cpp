#include <irisan/io/write_json.hpp>

#include "change_json.hpp"
#include "division_json.hpp"

#include <irisan/io/read_need_rules.hpp>

#include <nlohmann/json.hpp>

#include <algorithm>
#include <cmath>
#include <optional>
#include <type_traits>
#include <utility>

namespace irisan {

namespace {

using json = nlohmann::ordered_json;

json to_json_value(const bilingual& b) {
  return {{"en", b.en}, {"id", b.id}};
}

json to_json_value(const date_range& d) {
  if (!d.known()) return nullptr;
  return d.earliest == d.latest ? json(to_text(d.latest))
                                : json(to_text(d.earliest) + "/" + to_text(d.latest));
}

std::string_view level_name(problem_level l) {
  return l == problem_level::error ? "error" : l == problem_level::repair ? "repair" : "warning";
}

json problem_json(const problem& p) {
  json j{{"level", level_name(p.level)}, {"table", p.table}, {"file", p.file}};
  j["line"] = p.line > 0 ? json(p.line) : json(nullptr);
  j["column"] = p.column;
  j["value"] = p.value;
  j["what"] = to_json_value(p.what);
  j["nearest"] = p.nearest.empty() ? json(nullptr) : json(p.nearest);
  j["rows"] = p.rows;
  j["lines"] = p.lines;
  return j;
}

json rules_json(const rules& r) {
  json j = json::object();
  for_each_rule(r, [&](const rule_note& note, const auto& field) {
    using field_type = std::remove_cvref_t<decltype(field)>;
    if constexpr (std::is_same_v<field_type, language>)
      j[std::string(note.path)] = field == language::id ? "id" : "en";
    else if constexpr (std::is_same_v<field_type, fraction>)
      j[std::string(note.path)] = to_text(field);
    else
      j[std::string(note.path)] = field;
  });
  return j;
}

json evidence_json(const finding_evidence& e) {
  json j = json::object();
  const auto put = [&](const char* name, std::int64_t value) {
    if (value >= 0) j[name] = value;
  };
  put("shared", e.shared);
  put("first_size", e.first_size);
  put("second_size", e.second_size);
  put("any_time", e.any_time);
  put("certain", e.certain);
  put("possible", e.possible);
  put("planned_targets", e.planned_targets);
  const auto put_known = [](json& at, const char* name, const std::optional<double>& value) {
    if (value && std::isfinite(*value)) at[name] = *value;
  };
  json chance = json::object();
  for (const auto& [name, null] :
       {std::pair("pooled", &e.pooled), {"stratified", &e.stratified}, {"degrees", &e.degrees}}) {
    json one = json::object();
    put_known(one, "expected", null->expected);
    put_known(one, "ln_p", null->ln_p);
    put_known(one, "ln_q", null->ln_q);
    if (!one.empty()) chance[name] = std::move(one);
  }
  if (!chance.empty()) {
    // Infinite where all that could be shared is: JSON has no number for it.
    chance["odds_ratio"] =
        e.odds_ratio && std::isfinite(*e.odds_ratio) ? json(*e.odds_ratio) : json(nullptr);
    j["chance"] = std::move(chance);
  }
  json kinship = json::object();
  put_known(kinship, "activities", e.kinship.activities);
  put_known(kinship, "audiences", e.kinship.audiences);
  if (!kinship.empty()) j["kinship"] = std::move(kinship);
  if (e.time)
    j["time"] = {
        {"certain_days", e.time->certain_days},
        {"possible_days", e.time->possible_days ? json(*e.time->possible_days) : json(nullptr)}};
  put("people_least", e.people_least);
  put("people_most", e.people_most);
  put("deliveries", e.deliveries);
  put("at_once", e.at_once);
  put("contacts", e.contacts);
  put("clashes", e.clashes);
  json need = json::object();
  const auto put_need = [&](const char* name, std::int64_t value) {
    if (value >= 0) need[name] = value;
  };
  put_need("needy", e.need.needy);
  put_need("not_served", e.need.not_served);
  put_need("too_little", e.need.too_little);
  put_need("not_reported", e.need.not_reported);
  put_need("not_reached", e.need.not_reached);
  put_need("without_need", e.need.without_need);
  put_need("not_assessed", e.need.not_assessed);
  put_need("beyond", e.need.beyond);
  put_need("within", e.need.within);
  put_known(need, "inclusion_error", e.need.inclusion_error);
  put_known(need, "exclusion_error", e.need.exclusion_error);
  if (!need.empty()) j["need"] = std::move(need);
  return j;
}

json finding_json(const finding& f) {
  json j;
  j["id"] = f.id;
  j["kind"] = to_text(f.kind);
  j["planned"] = f.planned;
  j["planned_by"] = f.planned ? to_json_value(f.planned_by) : json(nullptr);
  j["severity"] = to_text(f.severity);
  j["severity_reason"] = to_json_value(f.severity_reason);
  j["status"] = to_text(f.status);
  j["decision"] = f.decision == decision_kind::unknown ? json(nullptr) : json(to_text(f.decision));
  j["decision_reason"] = f.decision_reason.empty() ? json(nullptr) : json(f.decision_reason);
  j["programs"] = f.programs;
  j["units"] = f.units;
  j["activity"] = f.activity.empty() ? json(nullptr) : json(f.activity);
  j["audiences"] = f.audiences;
  j["region"] = f.region.empty() ? json(nullptr) : json(f.region);
  j["target_count"] = f.targets.size();
  j["targets"] = f.targets;
  j["rows"] = f.rows;
  j["first_day"] = f.first_day == no_first_day ? json(nullptr) : json(to_text(f.first_day));
  j["last_day"] = f.last_day == no_last_day ? json(nullptr) : json(to_text(f.last_day));
  j["evidence"] = evidence_json(f.evidence);
  j["value"] = {{"amount", f.value.known ? json(f.value.amount) : json(nullptr)},
                {"at_least", f.value.at_least}};
  j["need"] = f.kind == finding_kind::duplication ? json(f.need) : json(nullptr);
  j["sentence"] = to_json_value(f.sentence);
  j["ask"] = to_json_value(f.ask);
  return j;
}

json program_json(const redundancy_row& x) {
  return {{"program", x.program},
          {"needs", x.needs},
          {"cost", x.cost},
          {"cost_known", x.cost_known},
          {"protected", x.fixed},
          {"kept", x.kept},
          {"alone", x.alone},
          {"witness", x.witness_target.empty()
                          ? json(nullptr)
                          : json{{"target", x.witness_target}, {"activity", x.witness_activity}}}};
}

/// Programs by their positions in the summary.
json program_ids(const redundancy_summary& s, const std::vector<std::int32_t>& positions) {
  json ids = json::array();
  for (const std::int32_t j : positions)
    ids.push_back(s.programs[static_cast<std::size_t>(j)].program);
  return ids;
}

json partial_json(const redundancy_summary& s) {
  if (!s.partial) return nullptr;
  const partial_summary& p = *s.partial;
  return {{"share", to_text(p.share)},
          {"kept", program_ids(s, p.kept)},
          {"cost", p.cost},
          {"bound", p.bound},
          {"weight", p.total},
          {"allowed", p.allowed},
          {"missing", p.missing},
          {"needs_missing", p.needs_missing}};
}

json redundancy_summary_json(const redundancy_summary& s) {
  json programs = json::array();
  for (const redundancy_row& x : s.programs) programs.push_back(program_json(x));
  return {{"cost", s.cost},
          {"lower_bound", s.lower_bound},
          {"proven", s.proven},
          {"by_money", s.by_money},
          {"cautious", s.cautious},
          {"short_needs", s.short_needs},
          {"partial", partial_json(s)},
          {"programs", programs}};
}

/// How many deliveries the needs of their targets could do without.
json needed_json(const needed_summary& s) {
  if (s.rows.empty()) return nullptr;
  json j{{"targets", s.targets}, {"distinct", s.distinct}, {"deliveries", s.rows.size()}};
  for (std::size_t n = 0; n < s.counts.size(); ++n) j[std::string(delivery_needs[n])] = s.counts[n];
  j["kept"] = s.kept;
  return j;
}

json equity_json(const equity_row& row) {
  const equity& e = row.figures;
  const auto known = [](const std::optional<double>& x) {
    return x && std::isfinite(*x) ? json(*x) : json(nullptr);
  };
  const auto bounded = [&](const bounded_figure& f) {
    return json{{"value", known(f.value)}, {"least", known(f.least)}, {"most", known(f.most)}};
  };
  json fifths = json::array();
  for (const co_coverage& c : e.interventions.groups)
    fifths.push_back({{"targets", c.known()},
                      {"none", known(c.none_share())},
                      {"all", known(c.all_share())},
                      {"mean", known(c.mean())}});
  return {{"activity", row.activity},
          {"quantity_unit", e.quantity_unit.empty() ? json(nullptr) : json(e.quantity_unit)},
          {"assessed", e.assessed},
          {"inclusion_error", bounded(e.served.inclusion_error)},
          {"exclusion_error", bounded(e.served.exclusion_error)},
          {"coady_grosh_hoddinott", bounded(e.served.coady_grosh_hoddinott)},
          {"neediest_fifth", bounded(e.fifth.share)},
          {"neediest_two_fifths", bounded(e.two_fifths.share)},
          {"concentration", known(e.concentration)},
          {"served_concentration", known(e.served_concentration)},
          {"gini", known(e.gini)},
          {"theil",
           {{"total", known(e.theil.total)},
            {"between", known(e.theil.between)},
            {"within", known(e.theil.within)}}},
          {"by_fifth_of_need", std::move(fifths)},
          {"neediest_to_least", known(e.interventions.ratio())}};
}

json goal_json(const goal_row& g) {
  const goal_progress& at = g.progress;
  const auto number = [](double x) { return std::isfinite(x) ? json(x) : json(nullptr); };
  const auto known = [](const auto& x) { return x ? json(*x) : json(nullptr); };
  const auto count = [](std::int64_t n) { return n >= 0 ? json(n) : json(nullptr); };
  return {{"indicator", g.indicator},
          {"region", g.region},
          {"baseline", number(g.baseline)},
          {"goal", number(g.goal)},
          {"due", to_json_value(g.due)},
          {"is_due", at.due},
          {"value", known(at.value)},
          {"of_region", at.of_region},
          {"measured", at.measured},
          {"not_numbers", at.not_numbers},
          {"date", to_json_value(at.date)},
          {"way", known(at.way)},
          {"reached", known(at.reached)},
          {"needs_served", count(g.needs_served)},
          {"needs_not_served", count(g.needs_not_served)}};
}

json total_json(const need_total& n) {
  const coverage_total& t = n.total;
  return {{"region", n.region.empty() ? json(nullptr) : json(n.region)},
          {"activity", n.activity},
          {"quantity_unit", t.quantity_unit.empty() ? json(nullptr) : json(t.quantity_unit)},
          {"assessed", t.assessed},
          {"needy", t.needy},
          {"served", t.served},
          {"not_served", t.not_served},
          {"not_reported", t.not_reported},
          {"not_eligible", t.not_eligible},
          {"met", t.met},
          {"may_be_met", t.may_be_met},
          {"served_in_no_need", t.served_in_no_need},
          {"required", t.required},
          {"supplied", t.supplied},
          {"supplied_to_met", t.supplied_to_met},
          {"unmet_least", t.unmet_least},
          {"unmet_most", t.unmet_most},
          {"surplus", t.surplus}};
}

} // namespace

std::string to_json(const report& r, const report_change* change) {
  json j;
  j["irisan"] = r.version;
  j["title"] = r.title;
  j["invented"] = r.invented.id.empty() ? json(nullptr) : to_json_value(r.invented);
  j["money"] = {{"currency", r.currency}, {"decimals", r.money_decimals}};
  j["as_of"] = to_json_value(r.as_of);
  j["scope"] = {{"from", to_json_value(r.scope.from)},
                {"to", to_json_value(r.scope.to)},
                {"region", r.scope.region.empty() ? json(nullptr) : json(r.scope.region)},
                {"unit", r.scope.unit.empty() ? json(nullptr) : json(r.scope.unit)},
                {"without", r.scope.without},
                {"with", r.scope.with}};
  j["rules"] = rules_json(r.rules);
  j["need_rules"] = r.rules.needs.indicators.empty() ? json(nullptr) : json(to_toml(r.rules.needs));
  json belong = json::array();
  for (const together_rule& t : r.rules.finding.together)
    belong.push_back({{"activities", json::array({t.first, t.second})}, {"reason", t.reason}});
  j["together"] = std::move(belong);
  json inputs = json::array();
  for (const table_hash& h : r.inputs)
    inputs.push_back({{"table", h.table}, {"rows", h.rows}, {"sha256", h.sha256}});
  j["inputs"] = std::move(inputs);
  j["rows"] = {{"read", r.rows.read},
               {"left_out", r.rows.left_out},
               {"cancelled", r.rows.cancelled},
               {"carried_out", r.rows.carried_out},
               {"out_of_scope", r.rows.out_of_scope}};
  json problems = json::array();
  // Lines change with the order of rows; a report does not.
  std::vector<problem> lineless = r.problems;
  for (problem& p : lineless) p.line = 0, p.lines.clear();
  std::sort(lineless.begin(), lineless.end());
  for (const problem& p : lineless) {
    json one = problem_json(p);
    one.erase("line");
    one.erase("lines");
    problems.push_back(std::move(one));
  }
  j["problems"] = std::move(problems);
  json notes = json::array();
  for (const bilingual& n : r.not_computed) notes.push_back(to_json_value(n));
  j["not_computed"] = std::move(notes);
  j["tests"] = {
      {"pooled", r.tests.pooled}, {"stratified", r.tests.stratified}, {"degrees", r.tests.degrees}};
  const headline& h = r.figures;
  json counts = json::array();
  for (const kind_count& k : h.findings)
    counts.push_back({{"kind", to_text(k.kind)},
                      {"all", k.all},
                      {"not_yet_planned", k.not_yet_planned},
                      {"open", k.open}});
  j["figures"] = {{"programs", h.programs},
                  {"units", h.units},
                  {"partners", h.partners},
                  {"interventions", h.interventions},
                  {"targets", h.targets},
                  {"targets_reached", h.targets_reached},
                  {"deliveries", h.deliveries},
                  {"pairs", h.pairs},
                  {"needs",
                   {{"all", h.needs},
                    {"served", h.needs_served},
                    {"met", h.needs_met},
                    {"not_served", h.needs_not_served},
                    {"not_reported", h.needs_not_reported},
                    {"not_eligible", h.needs_not_eligible}}},
                  {"findings", std::move(counts)}};
  json interventions = json::array();
  for (const intervention_row& i : r.interventions)
    interventions.push_back({{"id", i.id},
                             {"program", i.program},
                             {"unit", i.unit.empty() ? json(nullptr) : json(i.unit)},
                             {"targets", i.targets},
                             {"deliveries", i.deliveries}});
  j["interventions"] = std::move(interventions);
  json totals = json::array();
  for (const need_total& n : r.need_totals) totals.push_back(total_json(n));
  j["coverage"] = std::move(totals);
  j["redundancy"] =
      r.redundancy.programs.empty() ? json(nullptr) : redundancy_summary_json(r.redundancy);
  j["deliveries_needed"] = needed_json(r.needed);
  json equities = json::array();
  for (const equity_row& e : r.equity) equities.push_back(equity_json(e));
  j["equity"] = std::move(equities);
  json goals = json::array();
  for (const goal_row& g : r.goals) goals.push_back(goal_json(g));
  j["goals"] = std::move(goals);
  json important = json::array();
  for (const finding* f : most_important(r)) important.push_back(f->id);
  j["most_important"] = std::move(important);
  json findings = json::array();
  for (const finding& f : r.findings) findings.push_back(finding_json(f));
  j["findings"] = std::move(findings);
  j["division"] = division_json(r);
  j["workplan"] = workplan_json(r);
  if (change) j["change"] = change_json(*change);
  return j.dump(1, ' ', false, json::error_handler_t::replace) + "\n";
}

std::string to_json(const redundancy_summary& s) {
  json j = redundancy_summary_json(s);
  j["scale"] = s.scale;
  j["bound"] = s.bound;
  if (s.partial) j["partial"].update({{"scale", s.partial->scale}, {"price", s.partial->price}});
  json rows = json::array();
  for (const cover_row& x : s.rows) {
    json row{{"target", x.target},
             {"activity", x.activity},
             {"quantity_unit", x.quantity_unit.empty() ? json(nullptr) : json(x.quantity_unit)},
             {"asked", x.asked},
             {"demand", x.demand},
             {"kept", x.count},
             {"programs", x.programs},
             {"price", x.price}};
    if (s.partial) {
      row["weight"] = x.weight;
      row["missing"] = x.missing;
      row["partial_price"] = x.partial_price;
    }
    rows.push_back(std::move(row));
  }
  j["rows"] = std::move(rows);
  json spare = json::array();
  for (const spare_row& x : s.spare) {
    const cover_row& row = s.rows[static_cast<std::size_t>(x.row)];
    spare.push_back(
        {{"program", x.program}, {"row", x.row}, {"demand", row.demand}, {"kept", row.count}});
  }
  j["spare"] = std::move(spare);
  return j.dump(1, ' ', false, json::error_handler_t::replace) + "\n";
}

std::string to_json(const std::vector<problem>& problems) {
  json j{{"errors", 0}, {"repairs", 0}, {"warnings", 0}};
  std::int64_t counts[3] = {0, 0, 0};
  json list = json::array();
  for (const problem& p : problems) {
    ++counts[static_cast<int>(p.level)];
    list.push_back(problem_json(p));
  }
  j["errors"] = counts[0];
  j["repairs"] = counts[1];
  j["warnings"] = counts[2];
  j["problems"] = std::move(list);
  return j.dump(1, ' ', false, json::error_handler_t::replace) + "\n";
}

} // namespace irisan
