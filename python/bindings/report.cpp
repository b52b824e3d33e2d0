#include "bindings.hpp"

#include <irisan/core/text.hpp>
#include <irisan/io/read_report.hpp>
#include <irisan/report/audit.hpp>
#include <irisan/report/compare.hpp>
#include <irisan/report/report.hpp>
#include <irisan/report/rules.hpp>

#include <cmath>
#include <filesystem>
#include <limits>
#include <optional>
#include <string>
#include <type_traits>
#include <utility>
#include <vector>

namespace irisan::python {

namespace {

// --- rules --------------------------------------------------------------------------------------

template <class Field>
py::object to_python(const Field& field) {
  if constexpr (std::is_same_v<Field, language>)
    return py::str(field == language::id ? "id" : "en");
  else if constexpr (std::is_same_v<Field, fraction>)
    return py::str(to_text(field));
  else
    return py::cast(field);
}

template <class Field>
void from_python(const rule_note& note, const py::handle& value, Field& field) {
  const std::string name = "'" + std::string(note.path) + "'";
  if constexpr (std::is_same_v<Field, language>) {
    const std::string text = py::isinstance<py::str>(value) ? value.cast<std::string>() : "";
    if (text != "id" && text != "en") throw rule_error(name + " must be 'id' or 'en'");
    field = text == "id" ? language::id : language::en;
  } else if constexpr (std::is_same_v<Field, std::string>) {
    if (!py::isinstance<py::str>(value) || py::len(value) == 0)
      throw rule_error(name + " must be a text");
    field = value.cast<std::string>();
  } else if constexpr (std::is_same_v<Field, fraction>) {
    // As it is printed: a float 0.05 is 1/20.
    if (py::isinstance<py::bool_>(value) ||
        !(py::isinstance<py::str>(value) || py::isinstance<py::int_>(value) ||
          py::isinstance<py::float_>(value)))
      throw rule_error(name + " must be a number or a fraction such as '1/20'");
    field = parse_fraction(py::str(value).cast<std::string>());
    if (field < fraction{note.least, 1} || field > fraction{note.most, 1})
      throw rule_error(name + " is " + to_text(field) + ", not from " + std::to_string(note.least) +
                       " to " + std::to_string(note.most));
  } else if constexpr (std::is_same_v<Field, bool>) {
    if (!py::isinstance<py::bool_>(value)) throw rule_error(name + " must be True or False");
    field = value.cast<bool>();
  } else if constexpr (std::is_same_v<Field, std::vector<std::string>>) {
    if (py::isinstance<py::str>(value) || !py::isinstance<py::sequence>(value))
      throw rule_error(name + " must be a list of texts");
    field.clear();
    for (const py::handle each : value) {
      if (!py::isinstance<py::str>(each)) throw rule_error(name + " must hold texts only");
      field.push_back(each.cast<std::string>());
    }
  } else {
    if (!py::isinstance<py::int_>(value) || py::isinstance<py::bool_>(value))
      throw rule_error(name + " must be a whole number");
    int overflow = 0;
    const std::int64_t number = PyLong_AsLongLongAndOverflow(value.ptr(), &overflow);
    if (overflow != 0 || number < note.least || number > note.most)
      throw rule_error(name + " is " + py::str(value).cast<std::string>() + ", not from " +
                       std::to_string(note.least) + " to " + std::to_string(note.most));
    field = static_cast<Field>(number);
  }
}

/// The blocks [[together]] as a list of {"activities": [a, b], "reason": why}.
py::list together_of(const finding_rules& r) {
  py::list all;
  for (const together_rule& x : r.together) {
    py::dict block;
    py::list both;
    both.append(x.first);
    both.append(x.second);
    block["activities"] = both;
    block["reason"] = x.reason;
    all.append(block);
  }
  return all;
}

std::vector<together_rule> together_from(const py::handle& value) {
  const auto wrong = [](const std::string& where, const std::string& what) {
    throw rule_error(where + " must " + what);
  };
  const auto is_list = [](const py::handle& x) {
    return py::isinstance<py::sequence>(x) && !py::isinstance<py::str>(x);
  };
  if (!is_list(value)) wrong("'together'", "be a list of {'activities': [a, b], 'reason': why}");
  std::vector<together_rule> all;
  for (const py::handle each : value) {
    const std::string where = "together[" + std::to_string(all.size()) + "]";
    if (!py::isinstance<py::dict>(each)) wrong(where, "be {'activities': [a, b], 'reason': why}");
    const auto block = py::reinterpret_borrow<py::dict>(each);
    std::vector<std::string> ids;
    together_rule rule;
    for (const auto& [key, part] : block) {
      const auto name = py::str(key).cast<std::string>();
      if (name == "reason") {
        if (py::isinstance<py::str>(part)) rule.reason = part.cast<std::string>();
      } else if (name == "activities") {
        if (!is_list(part)) wrong(where + ".activities", "be the ids of two");
        for (const py::handle id : part) {
          if (!py::isinstance<py::str>(id)) wrong(where + ".activities", "hold texts only");
          ids.push_back(id.cast<std::string>());
        }
      } else {
        throw rule_error("unknown key '" + name + "' in " + where +
                         ", which has 'activities' and 'reason'");
      }
    }
    if (rule.reason.empty()) wrong(where, "have a 'reason', a text that says why");
    if (ids.size() != 2 || ids[0].empty() || ids[1].empty())
      wrong(where, "have 'activities', the ids of two");
    if (ids[0] == ids[1])
      throw rule_error(where + ": '" + ids[0] + "' cannot belong together with itself");
    rule.first = ids[0], rule.second = ids[1];
    rule.first_place = rule.second_place = where;
    all.push_back(std::move(rule));
  }
  return all;
}

py::dict values_of(const rules& r) {
  py::dict values;
  for_each_rule(r, [&](const rule_note& note, const auto& field) {
    values[py::str(std::string(note.path))] = to_python(field);
  });
  values["together"] = together_of(r.finding);
  return values;
}

rules changed(rules r, const py::dict& changes) {
  std::vector<std::string> known;
  for_each_rule(r, [&](const rule_note& note, auto& field) {
    known.emplace_back(note.path);
    const py::str name(known.back());
    if (changes.contains(name)) from_python(note, changes[name], field);
  });
  known.emplace_back("together");
  if (changes.contains("together")) r.finding.together = together_from(changes["together"]);
  for (const auto& [key, value] : changes) {
    const auto name = py::str(key).cast<std::string>();
    if (std::find(known.begin(), known.end(), name) != known.end()) continue;
    const std::string near = nearest(name, known);
    throw rule_error("unknown rule '" + name + "'" +
                     (near.empty() ? "" : "; the nearest is '" + near + "'"));
  }
  for (const rule_conflict& c : find_conflicts(r)) throw rule_error(c.what);
  return r;
}

// --- audit --------------------------------------------------------------------------------------

report run_audit(const portfolio& p, const rules& r, const std::string& as_of,
                 const std::string& from, const std::string& to, const std::string& region,
                 const std::string& unit, const std::vector<std::string>& without,
                 std::int64_t threads) {
  audit_options options;
  options.without = without;
  options.threads = threads_from(threads);
  options.as_of = to_date("as_of", as_of);
  options.scope = to_scope(p, {from, to, region, unit});
  return released([&](const progress& watch) {
    options.watch = watch;
    return audit(p, r, options);
  });
}

// --- the report's columns -----------------------------------------------------------------------

arrow_columns finding_columns(const std::vector<finding>& findings) {
  const std::size_t rows = findings.size();
  arrow_columns c;
  const auto text = [&](const char* name, const auto& of) {
    c.emplace_back(name,
                   texts(rows, [&](std::size_t i) -> std::string_view { return of(findings[i]); }));
  };
  const auto both = [&](const std::string& name, const auto& of) {
    text((name + "_en").c_str(), [&](const finding& f) -> auto& { return of(f).en; });
    text((name + "_id").c_str(), [&](const finding& f) -> auto& { return of(f).id; });
  };
  const auto one_of = [&](const char* name, const auto& of, const auto& list) {
    c.emplace_back(name, words(
                             rows, [&](std::size_t i) { return of(findings[i]); }, list));
  };
  const auto list = [&](const char* name, std::vector<std::string> finding::*field) {
    c.emplace_back(name,
                   lists_of_texts(
                       rows, [&, field ](std::size_t i) -> auto& { return findings[i].*field; }));
  };
  const auto date = [&](const char* name, day finding::*field) {
    c.emplace_back(name,
                   numbers_known<day>(
                       rows, [&](std::size_t i) { return findings[i].*field; },
                       [](day d) { return d != no_first_day && d != no_last_day; }, "date32"));
  };
  const auto count = [&](const char* name, std::int64_t finding_evidence::*field) {
    c.emplace_back(name, numbers_known<std::int64_t>(
                             rows, [&](std::size_t i) { return findings[i].evidence.*field; },
                             [](std::int64_t n) { return n >= 0; }));
  };
  text(
      "finding_id", [](const finding& f) -> auto& { return f.id; });
  one_of(
      "kind", [](const finding& f) { return f.kind; }, finding_kinds);
  c.emplace_back("planned", flags(rows, [&](std::size_t i) { return findings[i].planned; }));
  both(
      "planned_by", [](const finding& f) -> auto& { return f.planned_by; });
  one_of(
      "severity", [](const finding& f) { return f.severity; }, severity_levels);
  both(
      "severity_reason", [](const finding& f) -> auto& { return f.severity_reason; });
  one_of(
      "status", [](const finding& f) { return f.status; }, finding_statuses);
  one_of(
      "decision", [](const finding& f) { return f.decision; }, decision_kinds);
  text(
      "decision_reason", [](const finding& f) -> auto& { return f.decision_reason; });
  list("programs", &finding::programs);
  list("units", &finding::units);
  text(
      "activity_id", [](const finding& f) -> auto& { return f.activity; });
  list("audiences", &finding::audiences);
  text(
      "region_id", [](const finding& f) -> auto& { return f.region; });
  c.emplace_back("targets", numbers<std::int64_t>(rows, [&](std::size_t i) {
                   return static_cast<std::int64_t>(findings[i].targets.size());
                 }));
  date("first_day", &finding::first_day);
  date("last_day", &finding::last_day);
  count("shared", &finding_evidence::shared);
  count("first_size", &finding_evidence::first_size);
  count("second_size", &finding_evidence::second_size);
  count("any_time", &finding_evidence::any_time);
  count("certain", &finding_evidence::certain);
  count("possible", &finding_evidence::possible);
  count("planned_targets", &finding_evidence::planned_targets);
  const auto known = [&](const char* name, const auto& of) {
    constexpr double none = std::numeric_limits<double>::quiet_NaN();
    c.emplace_back(name,
                   numbers_known<double>(
                       rows, [&](std::size_t i) { return of(findings[i].evidence).value_or(none); },
                       [](double n) { return !std::isnan(n); }));
  };
  known("expected", [](const finding_evidence& e) { return e.stratified.expected; });
  known("ln_p", [](const finding_evidence& e) { return e.stratified.ln_p; });
  known("ln_q", [](const finding_evidence& e) { return e.stratified.ln_q; });
  known("odds_ratio", [](const finding_evidence& e) { return e.odds_ratio; });
  known("kinship_activities", [](const finding_evidence& e) { return e.kinship.activities; });
  known("kinship_audiences", [](const finding_evidence& e) { return e.kinship.audiences; });
  const auto days = [&](const char* name, const auto& of) {
    arrow_column column = numbers<std::int64_t>(
        rows, [&](std::size_t i) { return of(findings[i].evidence).value_or(0); });
    column.buffers[0] =
        present(rows, [&](std::size_t i) { return of(findings[i].evidence).has_value(); });
    c.emplace_back(name, std::move(column));
  };
  days("certain_days", [](const finding_evidence& e) {
    return e.time ? std::optional(e.time->certain_days) : std::nullopt;
  });
  days("possible_days",
       [](const finding_evidence& e) { return e.time ? e.time->possible_days : std::nullopt; });
  count("people_least", &finding_evidence::people_least);
  count("people_most", &finding_evidence::people_most);
  count("deliveries", &finding_evidence::deliveries);
  const auto count_need = [&](const char* name, std::int64_t need_evidence::*field) {
    c.emplace_back(name, numbers_known<std::int64_t>(
                             rows, [&](std::size_t i) { return findings[i].evidence.need.*field; },
                             [](std::int64_t n) { return n >= 0; }));
  };
  count_need("needy", &need_evidence::needy);
  count_need("not_served", &need_evidence::not_served);
  count_need("too_little", &need_evidence::too_little);
  count_need("not_reported", &need_evidence::not_reported);
  count_need("not_reached", &need_evidence::not_reached);
  count_need("without_need", &need_evidence::without_need);
  count_need("not_assessed", &need_evidence::not_assessed);
  count_need("beyond", &need_evidence::beyond);
  count_need("within", &need_evidence::within);
  known("inclusion_error", [](const finding_evidence& e) { return e.need.inclusion_error; });
  known("exclusion_error", [](const finding_evidence& e) { return e.need.exclusion_error; });
  count("at_once", &finding_evidence::at_once);
  count("contacts", &finding_evidence::contacts);
  count("clashes", &finding_evidence::clashes);
  arrow_column value =
      numbers<std::int64_t>(rows, [&](std::size_t i) { return findings[i].value.amount; });
  value.buffers[0] = present(rows, [&](std::size_t i) { return findings[i].value.known; });
  c.emplace_back("value", std::move(value));
  c.emplace_back("value_at_least",
                 flags(rows, [&](std::size_t i) { return findings[i].value.at_least; }));
  text("need", [](const finding& f) -> std::string_view {
    return f.kind == finding_kind::duplication ? std::string_view(f.need) : std::string_view{};
  });
  both(
      "sentence", [](const finding& f) -> auto& { return f.sentence; });
  both(
      "ask", [](const finding& f) -> auto& { return f.ask; });
  list("target_ids", &finding::targets);
  list("rows", &finding::rows);
  return c;
}

arrow_columns intervention_columns(const std::vector<intervention_row>& all) {
  const std::size_t rows = all.size();
  const auto text = [&](std::string intervention_row::*field) {
    return texts(rows, [&, field](std::size_t i) -> std::string_view { return all[i].*field; });
  };
  arrow_columns c;
  c.emplace_back("id", text(&intervention_row::id));
  c.emplace_back("program", text(&intervention_row::program));
  c.emplace_back("unit", text(&intervention_row::unit));
  c.emplace_back("targets",
                 numbers<std::int32_t>(rows, [&](std::size_t i) { return all[i].targets; }));
  c.emplace_back("deliveries",
                 numbers<std::int64_t>(rows, [&](std::size_t i) { return all[i].deliveries; }));
  return c;
}

/// Each need that holds beside what is delivered against it.
arrow_columns coverage_columns(const std::vector<need_row>& all) {
  const std::size_t rows = all.size();
  arrow_columns c;
  const auto text = [&](const char* name, const auto& of) {
    c.emplace_back(name,
                   texts(rows, [&](std::size_t i) -> std::string_view { return of(all[i]); }));
  };
  const auto known = [&](const char* name, double need_row::*field) {
    c.emplace_back(name, numbers_known<double>(
                             rows, [&](std::size_t i) { return all[i].*field; },
                             [](double n) { return !std::isnan(n); }));
  };
  const auto day_of = [&](const char* name, day date_range::*field) {
    c.emplace_back(name,
                   numbers_known<day>(
                       rows, [&](std::size_t i) { return all[i].date.*field; },
                       [](day d) { return d != no_first_day && d != no_last_day; }, "date32"));
  };
  const auto flag = [&](const char* name, bool need_coverage::*field) {
    c.emplace_back(name, flags(rows, [&](std::size_t i) { return all[i].coverage.*field; }));
  };
  const auto count = [&](const char* name, std::int32_t need_coverage::*field) {
    c.emplace_back(
        name, numbers<std::int32_t>(rows, [&](std::size_t i) { return all[i].coverage.*field; }));
  };
  const auto amount = [&](const char* name, double need_coverage::*field) {
    c.emplace_back(name,
                   numbers<double>(rows, [&](std::size_t i) { return all[i].coverage.*field; }));
  };
  text(
      "target_id", [](const need_row& n) -> auto& { return n.target; });
  text(
      "activity_id", [](const need_row& n) -> auto& { return n.activity; });
  known("score", &need_row::score);
  known("required", &need_row::required);
  text(
      "quantity_unit", [](const need_row& n) -> auto& { return n.quantity_unit; });
  day_of("date_earliest", &date_range::earliest);
  day_of("date_latest", &date_range::latest);
  text(
      "source", [](const need_row& n) -> auto& { return n.source; });
  flag("counts", &need_coverage::needy);
  c.emplace_back("state",
                 words(
                     rows, [&](std::size_t i) { return all[i].coverage.state; }, service_states));
  flag("may_be_more", &need_coverage::may_be_more);
  count("deliveries", &need_coverage::deliveries);
  count("planned", &need_coverage::planned);
  count("unmeasured", &need_coverage::unmeasured);
  count("interventions", &need_coverage::interventions);
  amount("supplied", &need_coverage::supplied);
  amount("met", &need_coverage::met);
  amount("unmet_least", &need_coverage::unmet_least);
  amount("unmet_most", &need_coverage::unmet_most);
  amount("surplus", &need_coverage::surplus);
  return c;
}

/// Totals of needs by region, activity and unit of quantity.
arrow_columns need_total_columns(const std::vector<need_total>& all) {
  const std::size_t rows = all.size();
  arrow_columns c;
  const auto text = [&](const char* name, const auto& of) {
    c.emplace_back(name,
                   texts(rows, [&](std::size_t i) -> std::string_view { return of(all[i]); }));
  };
  const auto count = [&](const char* name, std::int64_t coverage_total::*field) {
    c.emplace_back(name,
                   numbers<std::int64_t>(rows, [&](std::size_t i) { return all[i].total.*field; }));
  };
  const auto amount = [&](const char* name, double coverage_total::*field) {
    c.emplace_back(name, numbers<double>(rows, [&](std::size_t i) { return all[i].total.*field; }));
  };
  text(
      "region_id", [](const need_total& n) -> auto& { return n.region; });
  text(
      "activity_id", [](const need_total& n) -> auto& { return n.activity; });
  text(
      "quantity_unit", [](const need_total& n) -> auto& { return n.total.quantity_unit; });
  count("assessed", &coverage_total::assessed);
  count("needy", &coverage_total::needy);
  count("served", &coverage_total::served);
  count("not_served", &coverage_total::not_served);
  count("not_reported", &coverage_total::not_reported);
  count("not_eligible", &coverage_total::not_eligible);
  count("met", &coverage_total::met);
  count("may_be_met", &coverage_total::may_be_met);
  count("served_in_no_need", &coverage_total::served_in_no_need);
  amount("required", &coverage_total::required);
  amount("supplied", &coverage_total::supplied);
  amount("supplied_to_met", &coverage_total::supplied_to_met);
  amount("unmet_least", &coverage_total::unmet_least);
  amount("unmet_most", &coverage_total::unmet_most);
  amount("surplus", &coverage_total::surplus);
  return c;
}

/// The equity of each kind of need; what is 0/0 is null.
arrow_columns equity_columns(const std::vector<equity_row>& all) {
  const std::size_t rows = all.size();
  arrow_columns c;
  const auto known = [&](const char* name, const auto& of) {
    constexpr double none = std::numeric_limits<double>::quiet_NaN();
    c.emplace_back(name, numbers_known<double>(
                             rows,
                             [&](std::size_t i) {
                               const std::optional<double> x = of(all[i].figures);
                               return x.value_or(none);
                             },
                             [](double n) { return !std::isnan(n); }));
  };
  const auto bounded = [&](const std::string& name, const auto& of) {
    known(name.c_str(), [&](const equity& e) { return of(e).value; });
    known((name + "_least").c_str(), [&](const equity& e) { return of(e).least; });
    known((name + "_most").c_str(), [&](const equity& e) { return of(e).most; });
  };
  c.emplace_back("activity_id",
                 texts(rows, [&](std::size_t i) -> std::string_view { return all[i].activity; }));
  c.emplace_back("quantity_unit", texts(rows, [&](std::size_t i) -> std::string_view {
                   return all[i].figures.quantity_unit;
                 }));
  c.emplace_back("assessed", numbers<std::int64_t>(
                                 rows, [&](std::size_t i) { return all[i].figures.assessed; }));
  bounded("inclusion_error", [](const equity& e) { return e.served.inclusion_error; });
  bounded("exclusion_error", [](const equity& e) { return e.served.exclusion_error; });
  bounded("coady_grosh_hoddinott", [](const equity& e) { return e.served.coady_grosh_hoddinott; });
  bounded("neediest_fifth", [](const equity& e) { return e.fifth.share; });
  bounded("neediest_two_fifths", [](const equity& e) { return e.two_fifths.share; });
  known("concentration", [](const equity& e) { return e.concentration; });
  known("served_concentration", [](const equity& e) { return e.served_concentration; });
  known("gini", [](const equity& e) { return e.gini; });
  known("theil", [](const equity& e) { return e.theil.total; });
  known("theil_between", [](const equity& e) { return e.theil.between; });
  known("theil_within", [](const equity& e) { return e.theil.within; });
  known("neediest_to_least", [](const equity& e) { return e.interventions.ratio(); });
  return c;
}

/// Goals beside where their regions stand.
arrow_columns goal_columns(const std::vector<goal_row>& all) {
  const std::size_t rows = all.size();
  arrow_columns c;
  const auto known = [&](const char* name, const auto& of) {
    c.emplace_back(name, numbers_known<double>(
                             rows, [&](std::size_t i) { return of(all[i]); },
                             [](double n) { return !std::isnan(n); }));
  };
  c.emplace_back("indicator_id",
                 texts(rows, [&](std::size_t i) -> std::string_view { return all[i].indicator; }));
  c.emplace_back("region_id",
                 texts(rows, [&](std::size_t i) -> std::string_view { return all[i].region; }));
  known("baseline", [](const goal_row& g) { return g.baseline; });
  known("goal", [](const goal_row& g) { return g.goal; });
  c.emplace_back("due", numbers_known<day>(
                            rows, [&](std::size_t i) { return all[i].due.latest; },
                            [](day d) { return d != no_last_day; }, "date32"));
  known("value", [](const goal_row& g) { return g.progress.value.value_or(unknown_number); });
  c.emplace_back("of_region",
                 flags(rows, [&](std::size_t i) { return all[i].progress.of_region; }));
  c.emplace_back("measured", numbers<std::int64_t>(
                                 rows, [&](std::size_t i) { return all[i].progress.measured; }));
  known("way", [](const goal_row& g) { return g.progress.way.value_or(unknown_number); });
  return c;
}

arrow_columns pair_row_columns(const std::vector<pair_row>& rows) {
  std::vector<overlap_pair> pairs;
  std::vector<pair_detail> details;
  pairs.reserve(rows.size()), details.reserve(rows.size());
  for (const pair_row& row : rows) {
    pairs.push_back(row.pair);
    details.push_back(row.detail);
  }
  arrow_columns c = pair_columns(pairs);
  for (auto& detail : detail_columns(details)) c.push_back(std::move(detail));
  std::vector<pair_chance> chances;
  chances.reserve(rows.size());
  for (const pair_row& row : rows) chances.push_back(row.chance);
  for (auto& column : chance_columns(chances, false)) c.push_back(std::move(column));
  return c;
}

/// What differs between two reports, a row for each figure.
arrow_columns change_columns(const std::vector<change_row>& all) {
  const std::size_t rows = all.size();
  arrow_columns c;
  const auto text = [&](const char* name, const auto& of) {
    c.emplace_back(name,
                   texts(rows, [&](std::size_t i) -> std::string_view { return of(all[i]); }));
  };
  text("figure", [](const change_row& r) { return r.figure; });
  text("kind", [](const change_row& r) { return r.kind; });
  text(
      "region_id", [](const change_row& r) -> auto& { return r.region; });
  text(
      "activity_id", [](const change_row& r) -> auto& { return r.activity; });
  text(
      "quantity_unit", [](const change_row& r) -> auto& { return r.quantity_unit; });
  c.emplace_back("before",
                 numbers<double>(rows, [&](std::size_t i) { return all[i].value.before; }));
  c.emplace_back("after", numbers<double>(rows, [&](std::size_t i) { return all[i].value.after; }));
  c.emplace_back("change",
                 numbers<double>(rows, [&](std::size_t i) { return all[i].value.change(); }));
  return c;
}

} // namespace

void bind_report(py::module_& m) {
  py::class_<rules>(m, "Rules", py::is_final(), "All rules of an audit.")
      .def(py::init<>())
      .def("changed", &changed, py::arg("changes"),
           "The same rules but for the changes; raises RuleError for an unknown name or bad value.")
      .def("values", &values_of, "Every rule with its value, in the order they are printed.");

  py::class_<report>(m, "Report", py::is_final(),
                     "One audit: what was found, from what, by which rules.")
      .def("findings",
           [](const report& r) {
             return to_python(
                 released([&](const progress&) { return finding_columns(r.findings); }));
           })
      .def("pairs",
           [](const report& r) {
             return to_python(released([&](const progress&) { return pair_row_columns(r.pairs); }));
           })
      .def("interventions",
           [](const report& r) { return to_python(intervention_columns(r.interventions)); })
      .def("coverage",
           [](const report& r) {
             return to_python(released([&](const progress&) { return coverage_columns(r.needs); }));
           })
      .def("coverage_totals",
           [](const report& r) { return to_python(need_total_columns(r.need_totals)); })
      .def("redundancy",
           [](const report& r) { return to_python(redundancy_columns(r.redundancy)); })
      .def("deliveries_needed",
           [](const report& r) {
             return to_python(released([&](const progress&) { return needed_columns(r); }));
           })
      .def("cover", [](const report& r) { return r.redundancy; })
      .def("equity", [](const report& r) { return to_python(equity_columns(r.equity)); })
      .def("goals", [](const report& r) { return to_python(goal_columns(r.goals)); })
      .def("division", [](const report& r) { return to_python(division_columns(r)); })
      .def("workplan", [](const report& r) { return to_python(workplan_columns(r)); })
      .def("raci", [](const report& r) { return to_python(raci_columns(r)); })
      .def("before_after", [](const report& r) { return to_python(before_after_columns(r)); })
      .def("problems", [](const report& r) { return to_python(problem_columns(r.problems)); })
      .def_property_readonly("rules", [](const report& r) { return r.rules; })
      .def_property_readonly("title", [](const report& r) { return r.title; })
      .def_property_readonly(
          "as_of",
          [](const report& r) { return r.as_of.known() ? to_text(r.as_of.latest) : std::string{}; })
      .def_property_readonly("counts", [](const report& r) {
        return std::pair{r.findings.size(), r.pairs.size()};
      });

  m.def("audit", &run_audit, py::arg("portfolio"), py::arg("rules"), py::arg("as_of"),
        py::arg("from_"), py::arg("to"), py::arg("region"), py::arg("unit"), py::arg("without"),
        py::arg("threads"), "The whole audit of one portfolio; an empty text means not given.");
  m.def(
      "compare",
      [](const report& before, const report& after) {
        return to_python(change_columns(rows_of(compare(before, after))));
      },
      py::arg("before"), py::arg("after"), "What differs between two reports.");
  m.def(
      "compare_with_files",
      [](const std::filesystem::path& before, const report& after) {
        return to_python(change_columns(rows_of(
            released([&](const progress&) { return change_since(read_report(before), after); }))));
      },
      py::arg("before"), py::arg("after"),
      "What differs between a report that was written to a folder and a later one.");
}

} // namespace irisan::python
