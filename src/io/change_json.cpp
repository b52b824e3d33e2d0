#include "change_json.hpp"

#include <string>

namespace irisan {

namespace {

using json = nlohmann::ordered_json;

json text_or_null(const std::string& text) {
  return text.empty() ? json(nullptr) : json(text);
}

json day_json(const date_range& d) {
  return d.known() ? json(to_text(d.latest)) : json(nullptr);
}

} // namespace

json change_json(const report_change& c) {
  json figures = json::array();
  for (const change_row& r : rows_of(c))
    figures.push_back({{"figure", r.figure},
                       {"kind", r.kind.empty() ? json(nullptr) : json(r.kind)},
                       {"region", text_or_null(r.region)},
                       {"activity", text_or_null(r.activity)},
                       {"quantity_unit", text_or_null(r.quantity_unit)},
                       {"before", r.value.before},
                       {"after", r.value.after}});
  json findings = json::array();
  for (const finding_change& f : c.fates) {
    json one{{"id", f.id}, {"kind", to_text(f.kind)}, {"fate", to_text(f.fate)}};
    one["first_seen"] = day_json(f.first_seen);
    // One that is still there says so itself, among the findings.
    const bool gone = f.fate == finding_fate::closed || f.fate == finding_fate::not_reported;
    one["sentence"] = gone ? json{{"en", f.sentence.en}, {"id", f.sentence.id}} : json(nullptr);
    findings.push_back(std::move(one));
  }
  return {{"since", day_json(c.since)},
          {"what_if", c.what_if},
          {"reporting_known", c.reporting_known},
          {"rules_differ", c.rules_differ},
          {"figures", std::move(figures)},
          {"findings", std::move(findings)},
          {"programs", {{"begun", c.begun}, {"ended", c.ended}, {"not_reported", c.not_reported}}}};
}

} // namespace irisan
