#include <irisan/io/write_json.hpp>

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

} // namespace

std::string to_json(const report& r) {
  json j;
  j["irisan"] = r.version;
  j["title"] = r.title;
  j["invented"] = r.invented.id.empty() ? json(nullptr) : to_json_value(r.invented);
  j["money"] = {{"currency", r.currency}, {"decimals", r.money_decimals}};
  j["as_of"] = to_json_value(r.as_of);
  j["scope"] = {{"from", to_json_value(r.scope.from)},
                {"to", to_json_value(r.scope.to)},
                {"region", r.scope.region.empty() ? json(nullptr) : json(r.scope.region)},
                {"unit", r.scope.unit.empty() ? json(nullptr) : json(r.scope.unit)}};
  j["rules"] = rules_json(r.rules);
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
  j["figures"] = {{"programs", h.programs},       {"units", h.units},
                  {"partners", h.partners},       {"interventions", h.interventions},
                  {"targets", h.targets},         {"targets_reached", h.targets_reached},
                  {"deliveries", h.deliveries},   {"pairs", h.pairs},
                  {"findings", std::move(counts)}};
  json interventions = json::array();
  for (const intervention_row& i : r.interventions)
    interventions.push_back({{"id", i.id},
                             {"program", i.program},
                             {"unit", i.unit.empty() ? json(nullptr) : json(i.unit)},
                             {"targets", i.targets},
                             {"deliveries", i.deliveries}});
  j["interventions"] = std::move(interventions);
  json important = json::array();
  for (const finding* f : most_important(r)) important.push_back(f->id);
  j["most_important"] = std::move(important);
  json findings = json::array();
  for (const finding& f : r.findings) findings.push_back(finding_json(f));
  j["findings"] = std::move(findings);
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
