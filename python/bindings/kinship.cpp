#include "pair_query.hpp"

#include <irisan/core/interval_set.hpp>
#include <irisan/model/portfolio.hpp>
#include <irisan/overlap/ancestry.hpp>
#include <irisan/overlap/glossary.hpp>
#include <irisan/overlap/kinship.hpp>
#include <irisan/overlap/pair_times.hpp>
#include <irisan/overlap/text_kinship.hpp>

#include <cmath>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace irisan::python {

namespace {

arrow_columns kinship_columns(const std::vector<kinship>& kin) {
  const auto known = [&](const auto& of) {
    return numbers_known<double>(
        kin.size(), [&](std::size_t i) { return of(kin[i]); },
        [](double x) { return !std::isnan(x); });
  };
  arrow_columns c;
  c.emplace_back("activities", known([](const kinship& k) { return k.activities; }));
  c.emplace_back("ancestors", known([](const kinship& k) { return k.ancestors; }));
  c.emplace_back("audiences", known([](const kinship& k) { return k.audiences; }));
  c.emplace_back("least", known([](const kinship& k) { return k.least(); }));
  return c;
}

arrow_columns suggestion_columns(const portfolio& p, const std::vector<kin_suggestion>& found) {
  const auto count = [&](std::int32_t kin_suggestion::*of) {
    return numbers<std::int32_t>(found.size(), [&, of](std::size_t i) { return found[i].*of; });
  };
  arrow_columns c;
  c.emplace_back("first", texts(found.size(), [&](std::size_t i) -> std::string_view {
                   return p[found[i].first].id;
                 }));
  c.emplace_back("second", texts(found.size(), [&](std::size_t i) -> std::string_view {
                   return p[found[i].second].id;
                 }));
  c.emplace_back("similarity",
                 numbers<double>(found.size(), [&](std::size_t i) { return found[i].similarity; }));
  c.emplace_back("shared_numbers", count(&kin_suggestion::shared_numbers));
  c.emplace_back("first_numbers", count(&kin_suggestion::first_numbers));
  c.emplace_back("second_numbers", count(&kin_suggestion::second_numbers));
  c.emplace_back("same_numbers",
                 flags(found.size(), [&](std::size_t i) { return found[i].same_numbers(); }));
  return c;
}

arrow_columns time_columns(const std::vector<pair_time>& times) {
  const auto count = [&](std::int32_t pair_time::*of) {
    return numbers<std::int32_t>(times.size(), [&, of](std::size_t i) { return times[i].*of; });
  };
  const auto days = [&](days_in_common pair_time::*of, std::int64_t days_in_common::*which) {
    return numbers_known<std::int64_t>(
        times.size(), [&, of, which](std::size_t i) { return times[i].*of.*which; },
        [](std::int64_t n) { return n != unbounded_days; });
  };
  arrow_columns c;
  c.emplace_back("certain_targets", count(&pair_time::certain_targets));
  c.emplace_back("possible_targets", count(&pair_time::possible_targets));
  c.emplace_back("certain_days", days(&pair_time::target_days, &days_in_common::certain));
  c.emplace_back("possible_days", days(&pair_time::target_days, &days_in_common::possible));
  c.emplace_back("certain_person_days", days(&pair_time::person_days, &days_in_common::certain));
  c.emplace_back("possible_person_days", days(&pair_time::person_days, &days_in_common::possible));
  c.emplace_back("targets_without_participants", count(&pair_time::targets_without_participants));
  return c;
}

content_measure content_of(const std::string& name) {
  if (name == "seco") return content_measure::seco;
  if (name == "sanchez") return content_measure::sanchez;
  throw rule_error("the information content of activities is seco or sanchez, not '" + name + "'");
}

text_source source_of(const std::string& name) {
  if (name == "names") return text_source::names;
  if (name == "descriptions") return text_source::descriptions;
  if (name == "names_and_descriptions") return text_source::names_and_descriptions;
  throw rule_error("texts are names, descriptions or names_and_descriptions, not '" + name + "'");
}

} // namespace

void bind_kinship(py::module_& m) {
  m.def(
      "kinship",
      [](const portfolio& p, const counts& first, const counts& second, const counts& shared,
         const counts& first_size, const counts& second_size, const std::string& content,
         std::int64_t threads) {
        const content_measure by = content_of(content);
        const std::vector<overlap_pair> pairs =
            pairs_from(view(first), view(second), view(shared), view(first_size), view(second_size),
                       p.intervention_count());
        const unsigned many = threads_from(threads);
        return to_python(released([&](const progress& watch) {
          return kinship_columns(pair_kinships(p, pairs, by, many, watch));
        }));
      },
      py::arg("portfolio"), py::arg("first"), py::arg("second"), py::arg("shared"),
      py::arg("first_size"), py::arg("second_size"), py::arg("content"), py::arg("threads"),
      "How alike in kind each pair is: by activities and by audiences.");
  m.def(
      "suggest_kin",
      [](const portfolio& p, const std::string& text, double min_similarity,
         const std::optional<py::bytes>& glossary, const std::string& file, std::int64_t threads) {
        text_rules rules;
        rules.source = source_of(text);
        rules.at_least = min_similarity;
        const std::optional<std::string> terms =
            glossary ? std::optional(std::string(*glossary)) : std::nullopt;
        const unsigned many = threads_from(threads);
        const auto [columns, problems] = released([&](const progress& watch) {
          glossary_reading reading;
          if (terms) reading = parse_glossary(*terms, file);
          rules.terms = std::move(reading.entries);
          return std::pair(suggestion_columns(p, suggest_kin(p, rules, many, watch)),
                           problem_columns(reading.problems));
        });
        return py::make_tuple(to_python(columns), to_python(problems));
      },
      py::arg("portfolio"), py::arg("text"), py::arg("min_similarity"), py::arg("glossary"),
      py::arg("file"), py::arg("threads"),
      "Programs whose names or descriptions are alike, and what in the glossary cannot be read.");
  m.def(
      "pair_times",
      [](const portfolio& p, const counts& first, const counts& second, const counts& shared,
         const counts& first_size, const counts& second_size, std::int64_t tolerance_days,
         std::int64_t threads) {
        if (tolerance_days < 0 || tolerance_days > 36'500)
          throw rule_error("tolerance_days lies from 0 to 36500, not at " +
                           std::to_string(tolerance_days));
        const std::vector<overlap_pair> pairs =
            pairs_from(view(first), view(second), view(shared), view(first_size), view(second_size),
                       p.intervention_count());
        const unsigned many = threads_from(threads);
        return to_python(released([&](const progress& watch) {
          return time_columns(
              pair_times(p, find_visits(p), pairs, static_cast<day>(tolerance_days), many, watch));
        }));
      },
      py::arg("portfolio"), py::arg("first"), py::arg("second"), py::arg("shared"),
      py::arg("first_size"), py::arg("second_size"), py::arg("tolerance_days"), py::arg("threads"),
      "How much each pair is at the same targets at the same time.");
}

} // namespace irisan::python
