#include "division_json.hpp"

#include <cmath>
#include <cstdint>
#include <string>
#include <vector>

namespace irisan {

namespace {

using json = nlohmann::ordered_json;

json text_or_null(const std::string& text) {
  return text.empty() ? json(nullptr) : json(text);
}

json both(const bilingual& b) {
  return {{"en", b.en}, {"id", b.id}};
}

json money_or_null(std::int64_t amount) {
  return amount == unknown_money ? json(nullptr) : json(amount);
}

json number_or_null(double number) {
  return std::isfinite(number) ? json(number) : json(nullptr);
}

json piece_json(const division_piece& x) {
  json today = json::array();
  for (const piece_today& w : x.today)
    today.push_back({{"unit", w.unit}, {"targets", w.targets}, {"deliveries", w.deliveries}});
  json j;
  j["id"] = x.id;
  j["activity"] = x.activity;
  j["audience"] = text_or_null(x.audience);
  j["region"] = text_or_null(x.region);
  j["level"] = text_or_null(x.level);
  j["targets"] = x.targets;
  j["deliveries"] = x.deliveries;
  j["cost"] = money_or_null(x.cost);
  j["needy"] = x.needy;
  j["not_served"] = x.not_served;
  j["load"] = x.load;
  j["state"] = to_text(x.state);
  j["lead"] = text_or_null(x.lead);
  j["supports"] = x.supports;
  j["today"] = std::move(today);
  j["hands_over"] = x.hands_over;
  j["runner_up"] = text_or_null(x.runner_up);
  j["difference"] = x.runner_up.empty() ? json(nullptr) : json(x.difference);
  j["agreement"] = text_or_null(x.agreement);
  j["reason"] = both(x.reason);
  j["would_change"] = x.would_change.en.empty() ? json(nullptr) : both(x.would_change);
  return j;
}

} // namespace

json division_json(const report& r) {
  if (!r.division) return nullptr;
  const division_summary& d = *r.division;
  json j{{"weighed_by", d.weighed_by}, {"cost", d.cost},     {"lower_bound", d.lower_bound},
         {"proven", d.proven},         {"excess", d.excess}, {"short", nullptr}};
  if (d.shortage)
    j["short"] = {{"units", d.shortage->units},
                  {"pieces", d.shortage->pieces},
                  {"load", d.shortage->load},
                  {"capacity", d.shortage->capacity}};
  for (const char* list : {"pieces", "units", "authorities", "before_after", "transition", "raci"})
    j[list] = json::array();
  for (const division_piece& x : d.pieces) j["pieces"].push_back(piece_json(x));
  for (const division_unit& u : d.units)
    j["units"].push_back({{"unit", u.unit},
                          {"load_now", u.load_now},
                          {"load_then", u.load_then},
                          {"capacity", u.capacity < 0 ? json(nullptr) : json(u.capacity)},
                          {"pieces_now", u.pieces_now},
                          {"pieces_then", u.pieces_then},
                          {"regions_now", u.regions_now},
                          {"regions_then", u.regions_then},
                          {"gains", u.gains},
                          {"hands_over", u.hands_over}});
  for (const division_authority& a : d.authorities)
    j["authorities"].push_back({{"authority", a.authority},
                                {"activity", a.activity},
                                {"units_now", a.units_now},
                                {"units_then", a.units_then}});
  for (const before_after_row& x : d.before_after)
    j["before_after"].push_back({{"figure", x.figure}, {"before", x.before}, {"after", x.after}});
  std::int64_t step = 0;
  for (const division_step& x : d.transition)
    j["transition"].push_back({{"step", ++step},
                               {"piece", x.piece},
                               {"from", text_or_null(x.from)},
                               {"to", x.to},
                               {"needy", x.needy},
                               {"reason", both(x.reason)}});
  for (const raci_row& x : d.raci)
    j["raci"].push_back({{"activity", x.activity},
                         {"kind", x.kind},
                         {"audience", text_or_null(x.audience)},
                         {"region", text_or_null(x.region)},
                         {"level", text_or_null(x.level)},
                         {"accountable", text_or_null(x.accountable)},
                         {"responsible", x.responsible},
                         {"support", x.support}});
  return j;
}

json workplan_json(const report& r) {
  json rows = json::array();
  for (const workplan_row& w : r.workplan)
    rows.push_back({{"unit", w.unit},
                    {"period", w.period},
                    {"role", w.leads ? "lead" : "support"},
                    {"activity", w.activity},
                    {"audience", text_or_null(w.audience)},
                    {"region", text_or_null(w.region)},
                    {"level", text_or_null(w.level)},
                    {"targets", w.targets},
                    {"quantity", number_or_null(w.quantity)},
                    {"quantity_unit", text_or_null(w.quantity_unit)},
                    {"cost", money_or_null(w.cost)},
                    {"indicator", text_or_null(w.indicator)},
                    {"goal", number_or_null(w.goal)},
                    {"due", w.due.known() ? json(to_text(w.due.latest)) : json(nullptr)},
                    {"coordinate_with", w.coordinate_with},
                    {"why", both(w.why)}});
  return rows;
}

} // namespace irisan
