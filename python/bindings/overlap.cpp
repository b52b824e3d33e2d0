#include "incidence.hpp"
#include "pair_query.hpp"

#include <irisan/core/text.hpp>
#include <irisan/overlap/find_pairs.hpp>
#include <irisan/overlap/grouped_pairs.hpp>
#include <irisan/overlap/measure.hpp>
#include <irisan/overlap/pair_details.hpp>
#include <irisan/overlap/top_pairs.hpp>

#include <algorithm>
#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace irisan::python {

arrow_columns pair_columns(const std::vector<overlap_pair>& pairs) {
  const auto count = [&](const auto& of) {
    return numbers<std::int32_t>(pairs.size(), [&](std::size_t i) { return of(pairs[i]); });
  };
  arrow_columns c;
  c.emplace_back("first", count([](const overlap_pair& p) { return p.first.value; }));
  c.emplace_back("second", count([](const overlap_pair& p) { return p.second.value; }));
  c.emplace_back("shared", count([](const overlap_pair& p) { return p.shared; }));
  c.emplace_back("first_size", count([](const overlap_pair& p) { return p.first_size; }));
  c.emplace_back("second_size", count([](const overlap_pair& p) { return p.second_size; }));
  return c;
}

arrow_columns identical_columns(const identical_groups& groups) {
  std::vector<std::int32_t> of, member;
  of.reserve(groups.members.size());
  member.reserve(groups.members.size());
  for (std::size_t i = 0; i < groups.count(); ++i)
    for (const intervention_index p : groups.group(i)) {
      of.push_back(groups.group(i).front().value);
      member.push_back(p.value);
    }
  arrow_columns c;
  c.emplace_back("group", numbers<std::int32_t>(of.size(), [&](std::size_t i) { return of[i]; }));
  c.emplace_back("member",
                 numbers<std::int32_t>(member.size(), [&](std::size_t i) { return member[i]; }));
  return c;
}

namespace {

/// Those that are columns of a table of pairs.
struct column_measure {
  std::string_view name;
  double (*of)(const overlap_pair&);
};
constexpr column_measure columns_of_measures[] = {{"jaccard", &jaccard},
                                                  {"containment_first", &containment_of_first},
                                                  {"containment_second", &containment_of_second},
                                                  {"overlap_coefficient", &overlap_coefficient},
                                                  {"dice", &dice},
                                                  {"cosine", &cosine}};

py::dict find(const held_incidence& a, const given_query& query, const given_options& options,
              std::optional<std::int64_t> top, const std::string& by) {
  const pair_query& asked = query.of(a.view().rows());
  const std::size_t k = top ? count_from_one("top", *top) : 0;
  const auto measure = ranking_measure(by);
  return to_python(released([&](const progress& watch) {
    return pair_columns(k > 0 ? best_pairs(a.view(), asked, options.with(watch), k, measure)
                              : find_pairs(a.view(), asked, options.with(watch)));
  }));
}

py::tuple find_grouped(const held_incidence& a, const given_query& query,
                       const given_options& options, std::optional<std::int64_t> top,
                       const std::string& by) {
  const pair_query& asked = query.of(a.view().rows());
  const std::size_t k = top ? count_from_one("top", *top) : 0;
  const auto measure = ranking_measure(by);
  const auto [pairs, groups] = released([&](const progress& watch) {
    grouped_pairs found = find_grouped_pairs(a.view(), asked, options.with(watch));
    if (k > 0) found.pairs = top_pairs(std::move(found.pairs), k, measure);
    return std::pair(pair_columns(found.pairs), identical_columns(found.groups));
  });
  return py::make_tuple(to_python(pairs), to_python(groups));
}

} // namespace

std::vector<overlap_pair> pairs_from(std::span<const std::int32_t> first,
                                     std::span<const std::int32_t> second,
                                     std::span<const std::int32_t> shared,
                                     std::span<const std::int32_t> first_size,
                                     std::span<const std::int32_t> second_size,
                                     std::int32_t interventions) {
  for (const auto& column : {second, shared, first_size, second_size})
    if (column.size() != first.size()) throw std::invalid_argument("columns differ in length");
  std::vector<overlap_pair> pairs(first.size());
  for (std::size_t i = 0; i < pairs.size(); ++i) {
    pairs[i] = {{first[i]}, {second[i]}, shared[i], first_size[i], second_size[i]};
    if (first[i] < 0 || first[i] >= second[i] || second[i] >= interventions)
      throw std::invalid_argument("no pair of interventions: " + std::to_string(first[i]) + ", " +
                                  std::to_string(second[i]));
  }
  return pairs;
}

arrow_columns detail_columns(const std::vector<pair_detail>& details) {
  const auto count = [&](const auto& of) {
    return numbers<std::int32_t>(details.size(), [&](std::size_t i) { return of(details[i]); });
  };
  arrow_columns c;
  const auto three = [&](const std::string& name, time_counts pair_detail::*of) {
    c.emplace_back(name, count([&](const pair_detail& d) { return (d.*of).any; }));
    c.emplace_back(name + "_certain", count([&](const pair_detail& d) { return (d.*of).certain; }));
    c.emplace_back(name + "_possible",
                   count([&](const pair_detail& d) { return (d.*of).possible; }));
  };
  three("kind", &pair_detail::kind);
  three("kind_audience", &pair_detail::kind_and_audience);
  three("activity_audience", &pair_detail::activity_and_audience);
  c.emplace_back("crossing_certain",
                 count([](const pair_detail& d) { return d.crossing.certain; }));
  c.emplace_back("crossing_possible",
                 count([](const pair_detail& d) { return d.crossing.possible; }));
  return c;
}

void bind_overlap(py::module_& m) {
  m.def("find_pairs", &find, py::arg("incidence"), py::arg("query"), py::arg("options"),
        py::arg("top"), py::arg("by"), "All pairs that pass every threshold, sorted.");
  m.def("find_grouped_pairs", &find_grouped, py::arg("incidence"), py::arg("query"),
        py::arg("options"), py::arg("top"), py::arg("by"),
        "Pairs of representatives, and the groups of identical interventions.");
  m.def(
      "pair_details",
      [](const portfolio& p, const counts& first, const counts& second, const counts& shared,
         const counts& first_size, const counts& second_size, std::int32_t window_days,
         std::int64_t threads) {
        if (window_days < 0 || window_days > 36'500)
          throw rule_error("window_days lies from 0 to 36500, not at " +
                           std::to_string(window_days));
        const std::vector<overlap_pair> pairs =
            pairs_from(view(first), view(second), view(shared), view(first_size), view(second_size),
                       p.intervention_count());
        const unsigned many = threads_from(threads);
        return to_python(released([&](const progress& watch) {
          return detail_columns(pair_details(p, find_visits(p), pairs, {window_days}, many, watch));
        }));
      },
      py::arg("portfolio"), py::arg("first"), py::arg("second"), py::arg("shared"),
      py::arg("first_size"), py::arg("second_size"), py::arg("window_days"), py::arg("threads"),
      "For each pair, at how many shared targets their deliveries agree, and in what.");
  m.def(
      "measure",
      [](const std::string& name, const counts& shared, const counts& first_size,
         const counts& second_size) {
        const auto* const asked =
            std::find_if(std::begin(columns_of_measures), std::end(columns_of_measures),
                         [&](const column_measure& x) { return x.name == name; });
        if (asked == std::end(columns_of_measures))
          throw rule_error("unknown measure '" + name + "'");
        const auto of = asked->of;
        const auto s = view(shared), n = view(first_size), k = view(second_size);
        if (n.size() != s.size() || k.size() != s.size())
          throw std::invalid_argument("columns differ in length");
        std::vector<double> values(s.size());
        for (std::size_t i = 0; i < s.size(); ++i) values[i] = of({{}, {}, s[i], n[i], k[i]});
        return to_numpy(give(std::move(values)), py::dtype::of<double>());
      },
      py::arg("name"), py::arg("shared"), py::arg("first_size"), py::arg("second_size"),
      "A measure of every pair, from its counts alone.");
  m.def("measures", [] {
    std::vector<std::string> names;
    for (const column_measure& x : columns_of_measures) names.emplace_back(x.name);
    return names;
  });
  m.def(
      "nearest",
      [](const std::string& text, const std::vector<std::string>& candidates) {
        return nearest(text, candidates);
      },
      py::arg("text"), py::arg("candidates"), "The candidate nearest to a text; '' if none is.");
}

} // namespace irisan::python
