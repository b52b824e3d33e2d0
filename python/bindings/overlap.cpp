#include "bindings.hpp"

#include <irisan/core/fraction.hpp>
#include <irisan/core/text.hpp>
#include <irisan/overlap/find_pairs.hpp>
#include <irisan/overlap/measure.hpp>
#include <irisan/overlap/pair_details.hpp>

#include <algorithm>
#include <limits>
#include <optional>
#include <stdexcept>
#include <string>
#include <utility>
#include <variant>
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

unsigned threads_from(std::int64_t threads) {
  if (threads < 0 || threads > 1024)
    throw rule_error("threads lies from 0 to 1024, not at " + std::to_string(threads));
  return static_cast<unsigned>(threads);
}

namespace {

using counts = py::array_t<std::int32_t, py::array::c_style>;

std::string at(const char* name, std::size_t i, std::int64_t value) {
  return std::string(name) + "[" + std::to_string(i) + "] is " + std::to_string(value);
}

/// An incidence from compressed rows as they come from outside: checked, sorted, each target once.
template <class T>
incidence_matrix incidence_from(std::span<const std::int64_t> offsets, std::span<const T> targets,
                                std::int64_t columns) {
  constexpr std::int64_t most = std::numeric_limits<std::int32_t>::max();
  if (offsets.empty() || offsets.front() != 0) throw std::invalid_argument("offsets begin with 0");
  if (static_cast<std::int64_t>(offsets.size()) > most || columns > most)
    throw std::invalid_argument("an incidence has at most 2147483646 rows and columns");
  if (offsets.back() != static_cast<std::int64_t>(targets.size()))
    throw std::invalid_argument("offsets end with " + std::to_string(offsets.back()) +
                                ", not with " + std::to_string(targets.size()) +
                                ", the number of targets");
  incidence_matrix a;
  a.columns = static_cast<std::int32_t>(std::max<std::int64_t>(columns, 0));
  a.offsets.reserve(offsets.size());
  a.targets.reserve(targets.size());
  for (std::size_t row = 0; row + 1 < offsets.size(); ++row) {
    if (offsets[row + 1] < offsets[row])
      throw std::invalid_argument(at("offsets", row + 1, offsets[row + 1]) +
                                  ", less than the one before it");
    // Another thread may change the arrays meanwhile; never read past their end.
    const auto end = std::min(static_cast<std::size_t>(offsets[row + 1]), targets.size());
    bool ascending = true;
    const std::size_t begin_of_row = a.targets.size();
    for (auto i = static_cast<std::size_t>(offsets[row]); i < end; ++i) {
      const auto t = static_cast<std::int64_t>(targets[i]);
      if (t < 0 || t >= most || (columns >= 0 && t >= columns))
        throw std::invalid_argument(at("targets", i, t) + ", not from 0 to " +
                                    std::to_string((columns >= 0 ? columns : most) - 1));
      ascending = ascending && (a.targets.size() == begin_of_row || a.targets.back() < t);
      a.targets.push_back(static_cast<std::int32_t>(t));
      if (columns < 0) a.columns = std::max(a.columns, a.targets.back() + 1);
    }
    if (!ascending) {
      const auto begin = a.targets.begin() + static_cast<std::ptrdiff_t>(begin_of_row);
      std::sort(begin, a.targets.end());
      a.targets.erase(std::unique(begin, a.targets.end()), a.targets.end());
    }
    a.offsets.push_back(static_cast<std::int64_t>(a.targets.size()));
  }
  return a;
}

template <class T>
auto make_incidence() {
  return py::init([](const py::array_t<std::int64_t, py::array::c_style>& offsets,
                     const py::array_t<T, py::array::c_style>& targets, std::int64_t columns) {
    const auto o = view(offsets);
    const auto t = view(targets);
    return released([&](const progress&) { return incidence_from(o, t, columns); });
  });
}

/// A view into the matrix, which stays alive as long as the view does.
template <class T>
py::array view_of(const py::object& self, const std::vector<T>& values) {
  py::array a(py::dtype::of<T>(), {values.size()}, {sizeof(T)}, values.data(), self);
  a.attr("setflags")(py::arg("write") = false);
  return a;
}

/// A threshold: a text such as `9/10`, or numerator and denominator.
using given_threshold = std::variant<std::string, std::pair<std::int64_t, std::int64_t>>;

fraction threshold(const char* name, const given_threshold& given) {
  fraction f;
  if (const auto* text = std::get_if<std::string>(&given)) {
    f = parse_fraction(*text);
  } else {
    const auto [numerator, denominator] = std::get<1>(given);
    f = {numerator, denominator};
  }
  if (f.denominator < 1 || f < fraction{0, 1} || f > fraction{1, 1})
    throw rule_error(std::string(name) + " lies from 0 to 1, not at " + to_text(f));
  return f;
}

/// Those that are columns of a table of pairs.
constexpr named_measure columns_of_measures[] = {
    {"jaccard", [](const overlap_pair& p) { return jaccard(p); }},
    {"containment_first", [](const overlap_pair& p) { return containment_of_first(p); }},
    {"containment_second", [](const overlap_pair& p) { return containment_of_second(p); }},
    {"overlap_coefficient", [](const overlap_pair& p) { return overlap_coefficient(p); }},
    {"dice", [](const overlap_pair& p) { return dice(p); }},
    {"cosine", [](const overlap_pair& p) { return cosine(p); }}};

py::dict find(const incidence_matrix& a, std::int64_t min_shared,
              const given_threshold& min_jaccard, const given_threshold& min_containment,
              std::int64_t with, std::optional<std::int64_t> top, const std::string& by,
              std::int64_t threads) {
  constexpr std::int64_t most = std::numeric_limits<std::int32_t>::max();
  if (min_shared < 1 || min_shared > most)
    throw rule_error("min_shared lies from 1 to 2147483647, not at " + std::to_string(min_shared));
  if (top && (*top < 1 || *top > 1'000'000'000))
    throw rule_error("top lies from 1 to 1000000000, not at " + std::to_string(*top));
  pair_query query;
  query.min_shared = static_cast<std::int32_t>(min_shared);
  query.min_jaccard = threshold("min_jaccard", min_jaccard);
  query.min_containment = threshold("min_containment", min_containment);
  query.with = {static_cast<std::int32_t>(with)};
  const auto measure = ranking_measure(by);
  const unsigned many = threads_from(threads);
  return to_python(released([&](const progress& watch) {
    const pair_options options{many, watch};
    return pair_columns(top ? best_pairs(a, query, options, static_cast<std::size_t>(*top), measure)
                            : find_pairs(a, query, options));
  }));
}

/// Pairs from their columns, checked against what they index.
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

} // namespace

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
  py::class_<incidence_matrix>(m, "Incidence", py::is_final(),
                               "Which row reaches which target: compressed rows.")
      .def(make_incidence<std::int32_t>(), py::arg("offsets").noconvert(),
           py::arg("targets").noconvert(), py::arg("columns") = -1)
      .def(make_incidence<std::int64_t>(), py::arg("offsets").noconvert(),
           py::arg("targets").noconvert(), py::arg("columns") = -1)
      .def_property_readonly("offsets",
                             [](const py::object& self) {
                               return view_of(self, self.cast<const incidence_matrix&>().offsets);
                             })
      .def_property_readonly("targets",
                             [](const py::object& self) {
                               return view_of(self, self.cast<const incidence_matrix&>().targets);
                             })
      .def_property_readonly("rows", &incidence_matrix::rows)
      .def_property_readonly("columns", [](const incidence_matrix& a) { return a.columns; });

  m.def("find_pairs", &find, py::arg("incidence"), py::arg("min_shared"), py::arg("min_jaccard"),
        py::arg("min_containment"), py::arg("intervention"), py::arg("top"), py::arg("by"),
        py::arg("threads"),
        "All pairs that pass every threshold, sorted; `intervention` -1: of all.");
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
        const auto* const m =
            std::find_if(std::begin(columns_of_measures), std::end(columns_of_measures),
                         [&](const named_measure& x) { return x.name == name; });
        if (m == std::end(columns_of_measures)) throw rule_error("unknown measure '" + name + "'");
        const auto of = m->of;
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
    for (const named_measure& x : columns_of_measures) names.emplace_back(x.name);
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
