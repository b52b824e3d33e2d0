#include "pair_query.hpp"

#include <irisan/core/error.hpp>

#include <stdexcept>
#include <string>

namespace irisan::python {

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

const pair_query& given_query::of(std::int32_t interventions) const {
  if (owners && owners->size() != interventions)
    throw std::invalid_argument("there are " + std::to_string(owners->size()) + " owners for " +
                                std::to_string(interventions) + " interventions");
  return query;
}

unsigned threads_from(std::int64_t threads) {
  if (threads < 0 || threads > 1024)
    throw rule_error("threads lies from 0 to 1024, not at " + std::to_string(threads));
  return static_cast<unsigned>(threads);
}

std::size_t count_from_one(const char* name, std::int64_t given) {
  if (given < 1 || given > 1'000'000'000)
    throw rule_error(std::string(name) + " lies from 1 to 1000000000, not at " +
                     std::to_string(given));
  return static_cast<std::size_t>(given);
}

void bind_pair_query(py::module_& m) {
  py::class_<given_query>(m, "PairQuery", py::is_final(), "Which pairs to find.")
      .def(py::init([](std::int64_t min_shared, const given_threshold& min_jaccard,
                       const given_threshold& min_containment, const given_threshold& min_dice,
                       const given_threshold& min_cosine,
                       const given_threshold& min_overlap_coefficient, std::int32_t intervention,
                       std::optional<counts> owners) {
             if (min_shared < 1 || min_shared > 2'147'483'647)
               throw rule_error("min_shared lies from 1 to 2147483647, not at " +
                                std::to_string(min_shared));
             given_query g;
             g.query.min_shared = static_cast<std::int32_t>(min_shared);
             g.query.min_jaccard = threshold("min_jaccard", min_jaccard);
             g.query.min_containment = threshold("min_containment", min_containment);
             g.query.min_dice = threshold("min_dice", min_dice);
             g.query.min_cosine = threshold("min_cosine", min_cosine);
             g.query.min_overlap_coefficient =
                 threshold("min_overlap_coefficient", min_overlap_coefficient);
             g.query.with = {intervention};
             g.owners = std::move(owners);
             if (g.owners) g.query.apart = view(*g.owners);
             return g;
           }),
           py::arg("min_shared"), py::arg("min_jaccard"), py::arg("min_containment"),
           py::arg("min_dice"), py::arg("min_cosine"), py::arg("min_overlap_coefficient"),
           py::arg("intervention"), py::arg("owners").noconvert(),
           "`intervention` -1: of all; `owners` None: of all owners, the same too.");
  py::class_<given_options>(m, "PairOptions", py::is_final(), "How to find them.")
      .def(py::init([](const std::string& method, std::optional<std::int64_t> memory,
                       std::int64_t threads) {
             if (memory && *memory < 1)
               throw rule_error("memory is a number of bytes from 1, not " +
                                std::to_string(*memory));
             return given_options{pair_method_of(method),
                                  static_cast<std::size_t>(memory.value_or(0)),
                                  threads_from(threads)};
           }),
           py::arg("method"), py::arg("memory"), py::arg("threads"));
}

} // namespace irisan::python
