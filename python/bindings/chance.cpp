#include "incidence.hpp"
#include "pair_query.hpp"

#include <irisan/overlap/chance.hpp>
#include <irisan/overlap/degree_preserving.hpp>
#include <irisan/overlap/group_chance.hpp>
#include <irisan/overlap/overlap_nulls.hpp>
#include <irisan/overlap/target_classes.hpp>

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <map>
#include <stdexcept>
#include <string>
#include <tuple>
#include <utility>
#include <vector>

namespace irisan::python {

arrow_columns chance_columns(const std::vector<pair_chance>& pairs, bool below) {
  const auto known = [&](const auto& of) {
    return numbers_known<double>(
        pairs.size(), [&](std::size_t i) { return of(pairs[i]); },
        [](double x) { return !std::isnan(x); });
  };
  arrow_columns c;
  for (const auto& [name, null] : {std::pair("pooled", &pair_chance::pooled),
                                   {"stratified", &pair_chance::stratified},
                                   {"degrees", &pair_chance::degrees}})
    for (const auto& [figure, of] : {std::pair("expected", &null_comparison::expected),
                                     {"ln_p", &null_comparison::ln_p},
                                     {"ln_p_below", &null_comparison::ln_p_below},
                                     {"ln_q", &null_comparison::ln_q}})
      if (below || of != &null_comparison::ln_p_below)
        c.emplace_back(std::string(figure) + "_" + name,
                       known([&, n = null, f = of](const pair_chance& p) { return p.*n.*f; }));
  c.emplace_back("odds_ratio", known([](const pair_chance& p) { return p.odds_ratio; }));
  return c;
}

namespace {

/// Labels of targets from Python, each any whole number.
target_classes classes_from(const counts& pool, const counts& stratum, std::int32_t interventions,
                            std::int32_t targets) {
  target_labels labels;
  const auto column = [&](const char* name, const counts& given, std::vector<std::int32_t>& to) {
    const auto values = view(given);
    if (values.size() != static_cast<std::size_t>(targets))
      throw std::invalid_argument("there are " + std::to_string(values.size()) + " " + name +
                                  " for " + std::to_string(targets) + " targets");
    to.assign(values.begin(), values.end());
  };
  column("kinds", pool, labels.pool);
  column("strata", stratum, labels.stratum);
  labels.restriction.assign(static_cast<std::size_t>(interventions), -1);
  return classes_of(labels);
}

py::tuple chance_of(const incidence_view& a, target_classes classes, const counts& first,
                    const counts& second, const counts& shared, const counts& first_size,
                    const counts& second_size, bool degrees, bool below, double alpha,
                    const std::string& adjustment, bool remove_unattainable, std::int64_t threads) {
  chance_options options;
  options.degrees = degrees;
  options.below = below;
  options.alpha = alpha;
  options.remove_unattainable = remove_unattainable;
  options.threads = threads_from(threads);
  const auto* const found =
      std::find(std::begin(multiplicities), std::end(multiplicities), adjustment);
  if (found == std::end(multiplicities))
    throw rule_error("unknown adjustment '" + adjustment +
                     "'; there are benjamini_hochberg, benjamini_yekutieli");
  options.adjustment = static_cast<multiplicity>(found - std::begin(multiplicities));
  const std::vector<overlap_pair> pairs = pairs_from(view(first), view(second), view(shared),
                                                     view(first_size), view(second_size), a.rows());
  const auto [columns, tests] = released([&](const progress& watch) {
    options.watch = watch;
    const overlap_nulls nulls(a, classes, degrees, options.threads, watch);
    const chance_table table = chance(nulls, pairs, options);
    return std::pair(chance_columns(table.pairs, options.below), table.tests);
  });
  return py::make_tuple(to_python(columns), tests.pooled, tests.stratified, tests.degrees);
}

/// Groups from the offsets of their members and what they share.
shared_groups groups_from(const py::array_t<std::int64_t, py::array::c_style>& offsets,
                          const counts& members,
                          const py::array_t<std::int64_t, py::array::c_style>& shared,
                          std::int32_t interventions) {
  shared_groups g;
  const auto ends = view(offsets);
  check_offsets(ends, view(members).size());
  if (view(shared).size() + 1 != ends.size())
    throw std::invalid_argument("there are " + std::to_string(view(shared).size()) +
                                " overlaps for " + std::to_string(ends.size() - 1) + " groups");
  g.offsets.assign(ends.begin(), ends.end());
  for (const std::int32_t p : view(members)) {
    if (p < 0 || p >= interventions)
      throw std::invalid_argument(at("members", g.members.size(), p));
    g.members.push_back({p});
  }
  g.inclusive.assign(view(shared).begin(), view(shared).end());
  g.exclusive.assign(g.inclusive.size(), 0);
  return g;
}

arrow_columns group_chance_columns(const std::vector<group_chance>& chances,
                                   const shared_groups& groups,
                                   const group_chance_options& options) {
  const auto known = [&](const auto& of) {
    return numbers_known<double>(chances.size(), of, [](double x) { return !std::isnan(x); });
  };
  arrow_columns c;
  for (const auto& [name, wanted, null] :
       {std::tuple("pooled", options.pooled, &group_chance::pooled),
        {"stratified", options.stratified, &group_chance::stratified},
        {"degrees", options.degrees, &group_chance::degrees}}) {
    if (!wanted) continue;
    const auto of = [&, n = null](std::size_t i) -> const group_comparison& {
      return chances[i].*n;
    };
    const auto add = [&, name = std::string(name)](const char* figure, arrow_column column) {
      c.emplace_back(figure + name, std::move(column));
    };
    add("expected_", known([&](std::size_t i) { return of(i).expected; }));
    add("lift_", known([&](std::size_t i) { return of(i).lift(groups.inclusive[i]); }));
    add("ln_p_", known([&](std::size_t i) { return of(i).ln_p; }));
  }
  return c;
}

py::dict chance_of_groups(const incidence_view& a, const target_classes& classes,
                          const shared_groups& groups, const std::vector<std::string>& nulls,
                          std::int64_t threads) {
  group_chance_options options;
  options.pooled = options.stratified = options.degrees = false;
  for (const std::string& name : nulls) {
    if (name == name_of(overlap_null::pooled))
      options.pooled = true;
    else if (name == name_of(overlap_null::stratified))
      options.stratified = true;
    else if (name == name_of(overlap_null::degrees))
      options.degrees = true;
    else
      throw rule_error("unknown null '" + name + "'; there are pooled, stratified, degrees");
  }
  options.threads = threads_from(threads);
  return to_python(released([&](const progress& watch) {
    options.watch = watch;
    const overlap_nulls all(a, classes, options.degrees, options.threads, watch);
    return group_chance_columns(chance(all, groups, options), groups, options);
  }));
}

arrow_columns sampled_columns(const std::vector<sampled_overlap>& all) {
  const auto count = [&](const auto& of) {
    return numbers<std::int64_t>(all.size(), [&](std::size_t i) { return of(all[i]); });
  };
  const auto number = [&](const auto& of) {
    return numbers<double>(all.size(), [&](std::size_t i) { return of(all[i]); });
  };
  arrow_columns c;
  c.emplace_back("samples", count([](const sampled_overlap& s) { return s.samples; }));
  c.emplace_back("at_least", count([](const sampled_overlap& s) { return s.at_least; }));
  c.emplace_back("at_most", count([](const sampled_overlap& s) { return s.at_most; }));
  c.emplace_back("mean", number([](const sampled_overlap& s) { return s.mean; }));
  c.emplace_back("p_at_least", number([](const sampled_overlap& s) { return s.p_at_least(); }));
  c.emplace_back("p_at_most", number([](const sampled_overlap& s) { return s.p_at_most(); }));
  return c;
}

/// Trades stay within a class of targets: there, whoever has some may have any.
py::dict samples_of(const incidence_view& a, const target_classes& classes,
                    const std::vector<overlap_pair>& pairs, std::int64_t samples,
                    std::int64_t enough, std::int64_t seed) {
  if (seed < 0) throw rule_error("a seed is a whole number from 0, not " + std::to_string(seed));
  if (enough < 0)
    throw rule_error("enough is a whole number from 0, not " + std::to_string(enough));
  sampling_options options;
  options.samples = samples;
  options.enough = enough;
  options.seed = static_cast<std::uint64_t>(seed);
  return to_python(released([&](const progress& watch) {
    options.watch = watch;
    return sampled_columns(sample_overlaps(a, classes.of, pairs, options));
  }));
}

} // namespace

void bind_chance(py::module_& m) {
  m.def("ln_p_overlap", &ln_p_overlap, py::kw_only(), py::arg("shared"), py::arg("first"),
        py::arg("second"), py::arg("universe"),
        "ln P(X >= shared) for two sets drawn without regard to each other: the upper tail of the "
        "hypergeometric distribution.");
  m.def(
      "chance_of_portfolio",
      [](const portfolio& p, const held_incidence& a, const counts& first, const counts& second,
         const counts& shared, const counts& first_size, const counts& second_size,
         const std::vector<std::string>& strata, const std::string& region_level, bool degrees,
         bool below, double alpha, const std::string& adjustment, bool remove_unattainable,
         std::int64_t threads) {
        return chance_of(a.view(), classes_of(p, find_visits(p), strata, region_level), first,
                         second, shared, first_size, second_size, degrees, below, alpha, adjustment,
                         remove_unattainable, threads);
      },
      py::arg("portfolio"), py::arg("incidence"), py::arg("first"), py::arg("second"),
      py::arg("shared"), py::arg("first_size"), py::arg("second_size"), py::arg("strata"),
      py::arg("region_level"), py::arg("degrees"), py::arg("below"), py::arg("alpha"),
      py::arg("adjustment"), py::arg("remove_unattainable"), py::arg("threads"),
      "How surprising the overlaps of a portfolio's pairs are, and how many tests there are.");
  m.def(
      "chance_of_incidence",
      [](const held_incidence& a, const counts& first, const counts& second, const counts& shared,
         const counts& first_size, const counts& second_size, const counts& kinds,
         const counts& strata, bool degrees, bool below, double alpha,
         const std::string& adjustment, bool remove_unattainable, std::int64_t threads) {
        return chance_of(a.view(), classes_from(kinds, strata, a.view().rows(), a.view().columns),
                         first, second, shared, first_size, second_size, degrees, below, alpha,
                         adjustment, remove_unattainable, threads);
      },
      py::arg("incidence"), py::arg("first"), py::arg("second"), py::arg("shared"),
      py::arg("first_size"), py::arg("second_size"), py::arg("kinds"), py::arg("strata"),
      py::arg("degrees"), py::arg("below"), py::arg("alpha"), py::arg("adjustment"),
      py::arg("remove_unattainable"), py::arg("threads"),
      "The same for an incidence and labels of its targets.");
  m.def(
      "samples_of_portfolio",
      [](const portfolio& p, const held_incidence& a, const counts& first, const counts& second,
         const counts& shared, const counts& first_size, const counts& second_size,
         const std::vector<std::string>& strata, const std::string& region_level,
         std::int64_t samples, std::int64_t enough, std::int64_t seed) {
        return samples_of(a.view(), classes_of(p, find_visits(p), strata, region_level),
                          pairs_from(view(first), view(second), view(shared), view(first_size),
                                     view(second_size), a.view().rows()),
                          samples, enough, seed);
      },
      py::arg("portfolio"), py::arg("incidence"), py::arg("first"), py::arg("second"),
      py::arg("shared"), py::arg("first_size"), py::arg("second_size"), py::arg("strata"),
      py::arg("region_level"), py::arg("samples"), py::arg("enough"), py::arg("seed"),
      "How the overlaps of a portfolio's pairs lie among those of random incidences.");
  m.def(
      "samples_of_incidence",
      [](const held_incidence& a, const counts& first, const counts& second, const counts& shared,
         const counts& first_size, const counts& second_size, const counts& kinds,
         const counts& strata, std::int64_t samples, std::int64_t enough, std::int64_t seed) {
        return samples_of(a.view(), classes_from(kinds, strata, a.view().rows(), a.view().columns),
                          pairs_from(view(first), view(second), view(shared), view(first_size),
                                     view(second_size), a.view().rows()),
                          samples, enough, seed);
      },
      py::arg("incidence"), py::arg("first"), py::arg("second"), py::arg("shared"),
      py::arg("first_size"), py::arg("second_size"), py::arg("kinds"), py::arg("strata"),
      py::arg("samples"), py::arg("enough"), py::arg("seed"),
      "The same for an incidence and labels of its targets.");
  using totals = py::array_t<std::int64_t, py::array::c_style>;
  m.def(
      "chance_of_groups_in_portfolio",
      [](const portfolio& p, const held_incidence& a, const totals& offsets, const counts& members,
         const totals& shared, const std::vector<std::string>& nulls,
         const std::vector<std::string>& strata, const std::string& region_level,
         std::int64_t threads) {
        return chance_of_groups(a.view(), classes_of(p, find_visits(p), strata, region_level),
                                groups_from(offsets, members, shared, a.view().rows()), nulls,
                                threads);
      },
      py::arg("portfolio"), py::arg("incidence"), py::arg("offsets"), py::arg("members"),
      py::arg("shared"), py::arg("nulls"), py::arg("strata"), py::arg("region_level"),
      py::arg("threads"),
      "How surprising what groups of a portfolio share is, by the nulls named.");
  m.def(
      "chance_of_groups_in_incidence",
      [](const held_incidence& a, const totals& offsets, const counts& members,
         const totals& shared, const std::vector<std::string>& nulls, const counts& kinds,
         const counts& strata, std::int64_t threads) {
        return chance_of_groups(
            a.view(), classes_from(kinds, strata, a.view().rows(), a.view().columns),
            groups_from(offsets, members, shared, a.view().rows()), nulls, threads);
      },
      py::arg("incidence"), py::arg("offsets"), py::arg("members"), py::arg("shared"),
      py::arg("nulls"), py::arg("kinds"), py::arg("strata"), py::arg("threads"),
      "The same for an incidence and labels of its targets.");
}

} // namespace irisan::python
