#include "incidence.hpp"
#include "pair_query.hpp"

#include <irisan/overlap/containment_order.hpp>
#include <irisan/overlap/corrected_covered_area.hpp>
#include <irisan/overlap/group_figures.hpp>
#include <irisan/overlap/group_query.hpp>
#include <irisan/overlap/impossible_cells.hpp>
#include <irisan/overlap/shared_groups.hpp>

#include <cmath>
#include <cstdint>
#include <limits>
#include <optional>
#include <string>
#include <tuple>
#include <utility>
#include <vector>

namespace irisan::python {

namespace {

arrow_columns group_columns(shared_groups groups, const std::vector<group_figures>& figures) {
  const std::size_t rows = groups.count();
  const auto count = [&](const auto& of) { return numbers<std::int64_t>(rows, of); };
  const auto known = [&](const auto& of) {
    return numbers_known<double>(
        rows, [&](std::size_t i) { return of(figures[i]); },
        [](double x) { return !std::isnan(x); });
  };
  arrow_columns c;
  c.emplace_back("group", count([](std::size_t i) { return static_cast<std::int64_t>(i) + 1; }));
  c.emplace_back("size", numbers<std::int32_t>(rows, [&](std::size_t i) {
                   return static_cast<std::int32_t>(groups.group(i).size());
                 }));
  c.emplace_back("shared", count([&](std::size_t i) { return groups.inclusive[i]; }));
  c.emplace_back("exclusive", count([&](std::size_t i) { return groups.exclusive[i]; }));
  c.emplace_back("cells", count([&](std::size_t i) { return groups.cells(i); }));
  c.emplace_back("expected", known([](const group_figures& f) { return f.expected; }));
  c.emplace_back("lift", known([](const group_figures& f) { return f.lift; }));
  c.emplace_back("ln_p_joint", known([](const group_figures& f) { return f.ln_p_joint; }));
  c.emplace_back("ln_p_productivity",
                 known([](const group_figures& f) { return f.ln_p_productivity; }));
  c.emplace_back("corrected_covered_area",
                 known([](const group_figures& f) { return f.area.corrected(); }));
  arrow_column members = numbers<std::int32_t>(
      groups.members.size(), [&](std::size_t i) { return groups.members[i].value; });
  arrow_column programs{"large_list",
                        static_cast<std::int64_t>(rows),
                        {std::nullopt, give(std::move(groups.offsets))},
                        {std::move(members)}};
  c.insert(c.begin() + 2, std::pair(std::string("programs"), std::move(programs)));
  return c;
}

group_ranking ranking_of(const std::string& by) {
  if (by == "cells") return group_ranking::cells;
  if (by == "lift") return group_ranking::lift;
  throw rule_error("groups are ranked by cells or lift, not by '" + by + "'");
}

py::tuple find_groups(const held_incidence& a, std::int64_t min_programs, std::int64_t min_targets,
                      const counts& any_of, std::int64_t most, std::optional<std::int64_t> top,
                      const std::string& by, std::int64_t threads) {
  group_query query;
  if (min_programs < 1 || min_programs > std::numeric_limits<std::int32_t>::max())
    throw rule_error("min_programs lies from 1 to 2147483647, not at " +
                     std::to_string(min_programs));
  query.min_programs = static_cast<std::int32_t>(min_programs);
  if (min_targets < 1)
    throw rule_error("min_targets is at least 1, not " + std::to_string(min_targets));
  query.min_targets = min_targets;
  for (const std::int32_t p : view(any_of)) query.any_of.push_back({p});
  query.most = count_from_one("most", most);
  query.top = top ? count_from_one("top", *top) : 0;
  query.ranking = ranking_of(by);
  const unsigned many = threads_from(threads);
  const auto [columns, truncated] = released([&](const progress& watch) {
    shared_groups groups = find_shared_groups(a.view(), query, {many, watch});
    const auto figures = figures_of(a.view(), groups, many, watch);
    const bool more = groups.truncated;
    return std::pair(group_columns(std::move(groups), figures), more);
  });
  return py::make_tuple(to_python(columns), truncated);
}

arrow_columns containment_columns(const incidence_view& a, const std::vector<containment>& direct) {
  const auto column = [&](const auto& of) {
    return numbers<std::int32_t>(direct.size(), [&](std::size_t i) { return of(direct[i]); });
  };
  arrow_columns c;
  c.emplace_back("inner", column([](const containment& x) { return x.inner.value; }));
  c.emplace_back("outer", column([](const containment& x) { return x.outer.value; }));
  c.emplace_back("inner_size", column([&](const containment& x) { return a.size(x.inner.value); }));
  c.emplace_back("outer_size", column([&](const containment& x) { return a.size(x.outer.value); }));
  return c;
}

std::vector<intervention_index> members_from(const counts& programs) {
  std::vector<intervention_index> members;
  for (const std::int32_t p : view(programs)) members.push_back({p});
  return members;
}

/// N, r, c, X, and the corrected covered area if it is known.
py::tuple numbers_of(const covered_area& area) {
  const double corrected = area.corrected();
  return py::make_tuple(area.crossings, area.targets, area.programs, area.impossible,
                        std::isnan(corrected) ? std::nullopt : std::optional(corrected));
}

} // namespace

void bind_groups(py::module_& m) {
  m.def("find_groups", &find_groups, py::arg("incidence"), py::arg("min_programs"),
        py::arg("min_targets"), py::arg("any_of").noconvert(), py::arg("most"), py::arg("top"),
        py::arg("by"), py::arg("threads"),
        "Groups of interventions that share targets, each as large as it can be without losing "
        "one, and whether there are more.");
  m.def(
      "find_containments",
      [](const held_incidence& a, const given_options& options) {
        const auto [columns, groups, all] = released([&](const progress& watch) {
          const containment_order order = find_containment_order(a.view(), options.with(watch));
          return std::tuple(containment_columns(a.view(), order.direct),
                            identical_columns(order.groups), order.containments);
        });
        return py::make_tuple(to_python(columns), to_python(groups), all);
      },
      py::arg("incidence"), py::arg("options"),
      "Direct containments, the groups of identical interventions, and how many containments "
      "there are.");
  m.def(
      "covered_area",
      [](const held_incidence& a, const counts& programs, const held_incidence* impossible) {
        const auto members = members_from(programs);
        return numbers_of(released([&](const progress&) {
          return find_covered_area(a.view(), members,
                                   impossible ? impossible->view() : incidence_view{});
        }));
      },
      py::arg("incidence"), py::arg("programs"), py::arg("impossible"),
      "Crossings, targets, programs and impossible cells of a group, and its corrected covered "
      "area.");
  m.def(
      "covered_area_in_portfolio",
      [](const portfolio& p, const held_incidence& a, const counts& programs) {
        const auto members = members_from(programs);
        return numbers_of(released([&](const progress&) {
          return find_covered_area(a.view(), members, impossible_cells(p, members));
        }));
      },
      py::arg("portfolio"), py::arg("incidence"), py::arg("programs"),
      "The same, impossible where a program may not be.");
}

} // namespace irisan::python
