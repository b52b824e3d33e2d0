#include <irisan/io/read_report.hpp>

#include <irisan/core/error.hpp>
#include <irisan/io/write_json.hpp>

#include <nlohmann/json.hpp>

#include <algorithm>
#include <iterator>
#include <map>
#include <string>
#include <utility>
#include <vector>

namespace irisan {

namespace {

using nlohmann::json;

std::string text_of(const json& j) {
  return j.is_string() ? j.get<std::string>() : std::string();
}

date_range date_of(const json& j) {
  const std::string text = text_of(j);
  const auto slash = text.find('/');
  const auto first = parse_date(text.substr(0, slash));
  if (!first) return {};
  const auto last = slash == std::string::npos ? first : parse_date(text.substr(slash + 1));
  return last ? date_range{first->earliest, last->latest} : *first;
}

template <class Number>
Number number_of(const json& j, Number unknown) {
  return j.is_number() ? j.get<Number>() : unknown;
}

finding_kind kind_of(const json& j) {
  const auto* k = std::find(std::begin(finding_kinds), std::end(finding_kinds), text_of(j));
  if (k == std::end(finding_kinds)) throw error("unknown kind of finding '" + text_of(j) + "'");
  return static_cast<finding_kind>(k - std::begin(finding_kinds));
}

headline figures_of(const json& j) {
  headline h;
  h.programs = j.at("programs"), h.units = j.at("units"), h.partners = j.at("partners");
  h.interventions = j.at("interventions"), h.targets = j.at("targets");
  h.targets_reached = j.at("targets_reached"), h.deliveries = j.at("deliveries");
  h.pairs = j.at("pairs");
  const json& n = j.at("needs");
  h.needs = n.at("all"), h.needs_served = n.at("served"), h.needs_met = n.at("met");
  h.needs_not_served = n.at("not_served"), h.needs_not_reported = n.at("not_reported");
  h.needs_not_eligible = n.at("not_eligible");
  for (const json& k : j.at("findings"))
    h.findings.push_back(
        {kind_of(k.at("kind")), k.at("all"), k.at("not_yet_planned"), k.at("open")});
  return h;
}

need_total total_of(const json& j) {
  need_total n;
  coverage_total& t = n.total;
  n.region = text_of(j.at("region")), n.activity = text_of(j.at("activity"));
  t.quantity_unit = text_of(j.at("quantity_unit"));
  for (const auto& [name, field] : {std::pair("assessed", &t.assessed),
                                    {"needy", &t.needy},
                                    {"served", &t.served},
                                    {"not_served", &t.not_served},
                                    {"not_reported", &t.not_reported},
                                    {"not_eligible", &t.not_eligible},
                                    {"met", &t.met},
                                    {"may_be_met", &t.may_be_met},
                                    {"served_in_no_need", &t.served_in_no_need}})
    *field = j.at(name);
  for (const auto& [name, field] : {std::pair("required", &t.required),
                                    {"supplied", &t.supplied},
                                    {"supplied_to_met", &t.supplied_to_met},
                                    {"unmet_least", &t.unmet_least},
                                    {"unmet_most", &t.unmet_most},
                                    {"surplus", &t.surplus}})
    *field = number_of(j.at(name), unknown_number);
  return n;
}

snapshot_finding finding_of(const json& j) {
  snapshot_finding f;
  f.id = text_of(j.at("id")), f.kind = kind_of(j.at("kind"));
  f.programs = j.at("programs").get<std::vector<std::string>>();
  f.units = j.at("units").get<std::vector<std::string>>();
  f.region = text_of(j.at("region"));
  if (const date_range d = date_of(j.at("first_day")); d.known()) f.first_day = d.earliest;
  if (const date_range d = date_of(j.at("last_day")); d.known()) f.last_day = d.latest;
  const json& e = j.at("evidence");
  f.contacts = e.value("contacts", std::int64_t{0});
  f.clashes = e.value("clashes", std::int64_t{0});
  const json& value = j.at("value");
  f.value.known = value.at("amount").is_number();
  f.value.amount = number_of(value.at("amount"), std::int64_t{0});
  f.value.at_least = value.at("at_least");
  f.sentence = {text_of(j.at("sentence").at("en")), text_of(j.at("sentence").at("id"))};
  return f;
}

/// The table of what was reported, its positions followed to ids.
void read_reporting(report_snapshot& s, const json& names) {
  const auto columns = [&](const char* table) -> const json& {
    return names.at(table).at("columns");
  };
  const auto id = [&](const char* table, const json& place) {
    const auto i = place.get<std::int64_t>();
    return i < 0 ? std::string()
                 : columns(table).at("id").at(static_cast<std::size_t>(i)).get<std::string>();
  };
  const json& regions = columns("regions");
  for (std::size_t i = 0; i < regions.at("id").size(); ++i)
    s.region_parents[text_of(regions.at("id")[i])] = id("regions", regions.at("parent")[i]);
  const json &told = columns("sources"), &periods = columns("periods");
  const auto bound = [&](const char* first, const char* last, std::int64_t i) {
    date_range d;
    if (i < 0) return d;
    const auto at = static_cast<std::size_t>(i);
    d.earliest = number_of(periods.at(first).at(at), no_first_day);
    d.latest = number_of(periods.at(last).at(at), no_last_day);
    return d;
  };
  for (std::size_t i = 0; i < told.at("unit").size(); ++i) {
    const auto covers = told.at("covers")[i].get<std::int64_t>();
    s.reported.push_back({id("units", told.at("unit")[i]),
                          id("programs", told.at("program")[i]),
                          id("regions", told.at("region")[i]),
                          {bound("start", "start_by", covers), bound("end_from", "end", covers)}});
  }
}

report_snapshot read(const json& j, const json& names) {
  report_snapshot s;
  s.title = text_of(j.at("title")), s.as_of = date_of(j.at("as_of"));
  const json& scope = j.at("scope");
  s.scope = {date_of(scope.at("from")),
             date_of(scope.at("to")),
             text_of(scope.at("region")),
             text_of(scope.at("unit")),
             scope.at("without").get<std::vector<std::string>>(),
             scope.at("with").get<std::vector<std::string>>()};
  s.figures = figures_of(j.at("figures"));
  for (const json& i : j.at("interventions"))
    s.interventions.push_back({text_of(i.at("id")), text_of(i.at("program")), text_of(i.at("unit")),
                               i.at("targets"), i.at("deliveries")});
  for (const json& c : j.at("coverage")) s.need_totals.push_back(total_of(c));
  for (const json& f : j.at("findings")) s.findings.push_back(finding_of(f));
  if (const auto change = j.find("change"); change != j.end() && !change->is_null()) {
    std::map<std::string, date_range> seen;
    for (const json& f : change->at("findings"))
      seen[text_of(f.at("id"))] = date_of(f.at("first_seen"));
    for (snapshot_finding& f : s.findings)
      if (const auto it = seen.find(f.id); it != seen.end()) f.first_seen = it->second;
  }
  read_reporting(s, names);
  return s;
}

} // namespace

report_snapshot snapshot_of(const report_texts& r) {
  try {
    return read(json::parse(r.report), json::parse(r.names));
  } catch (const json::exception& e) {
    throw error(std::string("report.json, register.json: ") + e.what());
  }
}

report_change change_since(const report_texts& earlier, const report& now) {
  report_change c = compare(snapshot_of(earlier), snapshot_of(now));
  report bare;
  bare.rules = now.rules;
  const json was = json::parse(earlier.report), is = json::parse(to_json(bare));
  // The language of a summary changes no figure.
  for (const auto& [path, value] : is["rules"].items())
    if (path != "language" && (!was["rules"].contains(path) || was["rules"][path] != value))
      c.rules_differ.push_back(path);
  if (was.value("need_rules", json()) != is["need_rules"]) c.rules_differ.emplace_back("indicator");
  std::sort(c.rules_differ.begin(), c.rules_differ.end());
  return c;
}

} // namespace irisan
