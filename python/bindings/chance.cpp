#include "incidence.hpp"
#include "pair_query.hpp"

#include <irisan/overlap/chance.hpp>
#include <irisan/overlap/overlap_nulls.hpp>
#include <irisan/overlap/target_classes.hpp>

#include <algorithm>
#include <cmath>
#include <map>
#include <string>
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
}

} // namespace irisan::python
