#include "bindings.hpp"

#include <irisan/core/fraction.hpp>
#include <irisan/model/scope.hpp>
#include <irisan/need/coverage.hpp>
#include <irisan/need/merge_needs.hpp>
#include <irisan/need/score.hpp>
#include <irisan/report/delivery_names.hpp>
#include <irisan/report/redundancy_summary.hpp>
#include <irisan/report/report.hpp>

#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace irisan::python {

namespace {

const cover_row& row_of(const redundancy_summary& s, const spare_row& x) {
  return s.rows[static_cast<std::size_t>(x.row)];
}

arrow_columns row_columns(const redundancy_summary& s) {
  const std::size_t rows = s.rows.size();
  arrow_columns c;
  const auto text = [&](const char* name, std::string cover_row::*field) {
    c.emplace_back(name, texts(rows, [&, field](std::size_t i) -> std::string_view {
                     return s.rows[i].*field;
                   }));
  };
  const auto count = [&](const char* name, std::int64_t cover_row::*field) {
    c.emplace_back(
        name, numbers<std::int64_t>(rows, [&, field](std::size_t i) { return s.rows[i].*field; }));
  };
  // Of the partial cover: nothing is known without one.
  const auto partial = [&](const char* name, std::int64_t cover_row::*field) {
    c.emplace_back(name, numbers_known<std::int64_t>(
                             rows, [&, field](std::size_t i) { return s.rows[i].*field; },
                             [&](std::int64_t) { return s.partial.has_value(); }));
  };
  text("target_id", &cover_row::target);
  text("activity_id", &cover_row::activity);
  text("quantity_unit", &cover_row::quantity_unit);
  count("asked", &cover_row::asked);
  count("demand", &cover_row::demand);
  count("kept", &cover_row::count);
  std::vector<std::vector<std::string>> names(rows);
  for (std::size_t i = 0; i < rows; ++i)
    for (const std::int32_t j : s.rows[i].programs)
      names[i].push_back(s.programs[static_cast<std::size_t>(j)].program);
  c.emplace_back("programs", lists_of_texts(
                                 rows, [&](std::size_t i) -> auto& { return names[i]; }));
  count("price", &cover_row::price);
  partial("weight", &cover_row::weight);
  partial("missing", &cover_row::missing);
  partial("partial_price", &cover_row::partial_price);
  return c;
}

arrow_columns spare_columns(const redundancy_summary& s) {
  const std::size_t rows = s.spare.size();
  arrow_columns c;
  const auto text = [&](const char* name, const auto& of) {
    c.emplace_back(name,
                   texts(rows, [&](std::size_t i) -> std::string_view { return of(s.spare[i]); }));
  };
  text(
      "program", [&](const spare_row& x) -> auto& {
        return s.programs[static_cast<std::size_t>(x.program)].program;
      });
  text(
      "target_id", [&](const spare_row& x) -> auto& { return row_of(s, x).target; });
  text(
      "activity_id", [&](const spare_row& x) -> auto& { return row_of(s, x).activity; });
  c.emplace_back("demand", numbers<std::int64_t>(
                               rows, [&](std::size_t i) { return row_of(s, s.spare[i]).demand; }));
  c.emplace_back("kept", numbers<std::int64_t>(
                             rows, [&](std::size_t i) { return row_of(s, s.spare[i]).count; }));
  return c;
}

py::object partial_of(const redundancy_summary& s) {
  if (!s.partial) return py::none();
  const partial_summary& p = *s.partial;
  std::vector<std::string> kept;
  for (const std::int32_t j : p.kept)
    kept.push_back(s.programs[static_cast<std::size_t>(j)].program);
  py::dict d;
  d["share"] = to_text(p.share);
  d["kept"] = kept;
  d["cost"] = p.cost, d["bound"] = p.bound;
  d["weight"] = p.total, d["allowed"] = p.allowed, d["missing"] = p.missing;
  d["scale"] = p.scale, d["price"] = p.price;
  return std::move(d);
}

redundancy_summary cover_needs(const portfolio& p, const rules& r, const std::string& as_of) {
  const date_range given = to_date("as_of", as_of);
  return released([&](const progress& watch) {
    const date_range day = given.known() ? given : p.latest_date();
    const scored_needs scored = needs_from(p, r.needs, day, watch);
    const coverage_table table =
        coverage(p, find_arrivals(p, find_visits(p)), merge_needs(p.needs(), scored.needs, day),
                 r.coverage, day, {}, 0, watch);
    return summary_of(p, table, redundancy_of(p, table, r.finding, watch),
                      r.finding.redundancy_share);
  });
}

using indices = py::array_t<std::int32_t, py::array::c_style>;
using amounts = py::array_t<std::int64_t, py::array::c_style>;

redundancy_summary cover_sets(const std::vector<std::string>& sets,
                              const std::vector<std::string>& elements, const indices& demand,
                              const amounts& cost, const indices& set_of, const indices& element_of,
                              const indices& keep, const std::string& share, const amounts& weights,
                              std::int64_t work) {
  const auto copied = [](const auto& array) {
    const auto values = view(array);
    return std::vector(values.begin(), values.end());
  };
  const std::vector<std::int32_t> columns = copied(set_of), rows = copied(element_of);
  std::vector<cover_edge> edges;
  for (std::size_t k = 0; k < columns.size(); ++k) edges.push_back({rows.at(k), columns[k]});
  const cover_problem problem(copied(demand), copied(cost), edges, copied(keep));
  const fraction part = parse_fraction(share);
  if (part < fraction{0, 1} || part > fraction{1, 1})
    throw rule_error("a share of " + to_text(part));
  return released([&](const progress& watch) {
    cover_options options;
    options.work = work;
    return summary_of(problem, sets, elements, part, copied(weights), options, watch);
  });
}

} // namespace

arrow_columns redundancy_columns(const redundancy_summary& s) {
  const std::vector<redundancy_row>& all = s.programs;
  const std::size_t rows = all.size();
  arrow_columns c;
  const auto text = [&](const char* name, std::string redundancy_row::*field) {
    c.emplace_back(
        name, texts(rows, [&, field](std::size_t i) -> std::string_view { return all[i].*field; }));
  };
  const auto flag = [&](const char* name, bool redundancy_row::*field) {
    c.emplace_back(name, flags(rows, [&, field](std::size_t i) { return all[i].*field; }));
  };
  text("program", &redundancy_row::program);
  c.emplace_back("needs", numbers<std::int64_t>(rows, [&](std::size_t i) { return all[i].needs; }));
  c.emplace_back("cost", numbers<std::int64_t>(rows, [&](std::size_t i) { return all[i].cost; }));
  flag("cost_known", &redundancy_row::cost_known);
  flag("protected", &redundancy_row::fixed);
  flag("kept", &redundancy_row::kept);
  flag("alone", &redundancy_row::alone);
  text("witness_target", &redundancy_row::witness_target);
  text("witness_activity", &redundancy_row::witness_activity);
  return c;
}

arrow_columns needed_columns(const report& r) {
  const std::vector<needed_row>& all = r.needed.rows;
  const std::size_t rows = all.size();
  const delivery_names names(r.names);
  arrow_columns c;
  const auto text = [&](const char* name, const auto& of) {
    c.emplace_back(name,
                   texts(rows, [&](std::size_t i) -> std::string_view { return of(all[i]); }));
  };
  const auto witness = [&](const char* name, std::string need_row::*field) {
    text(name, [&, field](const needed_row& x) {
      return x.witness < 0 ? std::string_view{}
                           : std::string_view(r.needs[static_cast<std::size_t>(x.witness)].*field);
    });
  };
  text("row", [&](const needed_row& x) { return names.row(x.delivery); });
  text("program_id", [&](const needed_row& x) { return names.program(x.delivery); });
  text("unit_id", [&](const needed_row& x) { return names.unit(x.delivery); });
  text("target_id", [&](const needed_row& x) { return names.target(x.delivery); });
  text("activity_id", [&](const needed_row& x) { return names.activity(x.delivery); });
  c.emplace_back("needs", numbers<std::int32_t>(rows, [&](std::size_t i) { return all[i].needs; }));
  c.emplace_back("needed", words(
                               rows, [&](std::size_t i) { return all[i].need; }, delivery_needs));
  c.emplace_back("alone", flags(rows, [&](std::size_t i) { return all[i].alone; }));
  c.emplace_back("kept", flags(rows, [&](std::size_t i) { return all[i].kept; }));
  c.emplace_back("together",
                 numbers<std::int32_t>(rows, [&](std::size_t i) { return all[i].together; }));
  text("why",
       [](const needed_row& x) { return unassessed_deliveries[static_cast<std::size_t>(x.why)]; });
  witness("witness_target_id", &need_row::target);
  witness("witness_activity_id", &need_row::activity);
  return c;
}

void bind_covers(py::module_& m) {
  py::class_<redundancy_summary>(m, "Cover", py::is_final(),
                                 "What sets, or programs, a cover keeps, and what shows it.")
      .def("programs", [](const redundancy_summary& s) { return to_python(redundancy_columns(s)); })
      .def("rows", [](const redundancy_summary& s) { return to_python(row_columns(s)); })
      .def("spare", [](const redundancy_summary& s) { return to_python(spare_columns(s)); })
      .def_readonly("cost", &redundancy_summary::cost)
      .def_readonly("bound", &redundancy_summary::bound)
      .def_readonly("lower_bound", &redundancy_summary::lower_bound)
      .def_readonly("proven", &redundancy_summary::proven)
      .def_readonly("scale", &redundancy_summary::scale)
      .def_readonly("by_money", &redundancy_summary::by_money)
      .def_property_readonly("partial", &partial_of);
  m.def("cover_needs", &cover_needs, py::arg("portfolio"), py::arg("rules"), py::arg("as_of"),
        "The cheapest programs found that keep recorded needs met as they are.");
  m.def("cover_sets", &cover_sets, py::arg("sets"), py::arg("elements"), py::arg("demand"),
        py::arg("cost"), py::arg("set_of"), py::arg("element_of"), py::arg("keep"),
        py::arg("share"), py::arg("weights"), py::arg("work"),
        "The cheapest sets found that cover each element as often as it asks.");
}

} // namespace irisan::python
