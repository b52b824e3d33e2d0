#include "incidence.hpp"
#include "pair_query.hpp"

#include <irisan/core/error.hpp>
#include <irisan/overlap/overlap_index.hpp>

#include <cstdint>
#include <limits>
#include <memory>
#include <mutex>
#include <stdexcept>
#include <string>
#include <type_traits>
#include <vector>

namespace irisan::python {

namespace {

/// An index that several threads may use: one at a time.
class locked_index {
public:
  explicit locked_index(const incidence_view& a) : index_(a) {}

  /// Gives what `work(index)` gives. Python's lock is let go before this one is taken, and taken
  /// after this one is let go: who holds both waits for neither.
  template <class Work>
  auto use(const Work& work) -> std::invoke_result_t<const Work&, overlap_index&> {
    const py::gil_scoped_release release;
    const std::scoped_lock lock(using_);
    return work(index_);
  }

private:
  std::mutex using_;
  overlap_index index_;
};

/// Pairs as columns, and of how many interventions, the new one too.
struct answer {
  arrow_columns pairs;
  std::int32_t rows = 0;
};

py::tuple to_tuple(const answer& a) {
  return py::make_tuple(to_python(a.pairs), a.rows);
}

std::int32_t number(const char* name, std::int64_t given) {
  constexpr std::int64_t most = std::numeric_limits<std::int32_t>::max() - 1;
  if (given < 0 || given > most)
    throw rule_error(std::string(name) + " lies from 0 to " + std::to_string(most) + ", not at " +
                     std::to_string(given));
  return static_cast<std::int32_t>(given);
}

} // namespace

void bind_overlap_index(py::module_& m) {
  py::class_<locked_index>(m, "OverlapIndex", py::is_final(),
                           "The pairs of one intervention at once, while deliveries change.")
      .def(py::init([](const held_incidence& a) {
             return released(
                 [&](const progress&) { return std::make_unique<locked_index>(a.view()); });
           }),
           py::arg("incidence"))
      .def(
          "pairs_with",
          [](locked_index& index, std::int64_t intervention, const given_query& query) {
            const pair_query& asked = query.query;
            return to_tuple(index.use([&](overlap_index& i) {
              if (intervention < 0 || intervention >= i.interventions())
                throw rule_error("program lies from 0 to " + std::to_string(i.interventions() - 1) +
                                 ", not at " + std::to_string(intervention));
              return answer{
                  pair_columns(i.pairs_with(
                      intervention_index{static_cast<std::int32_t>(intervention)}, asked)),
                  i.interventions()};
            }));
          },
          py::arg("intervention"), py::arg("query"), "The pairs of a known one, sorted.")
      .def(
          "pairs_with_targets",
          [](locked_index& index, const counts& targets, const given_query& query) {
            const auto t = view(targets);
            for (std::size_t i = 0; i < t.size(); ++i)
              if (t[i] < 0) throw std::invalid_argument(at("targets", i, t[i]) + ", below 0");
            return to_tuple(index.use([&](overlap_index& i) {
              return answer{pair_columns(i.pairs_with(std::vector<std::int32_t>(t.begin(), t.end()),
                                                      query.query)),
                            i.interventions() + 1};
            }));
          },
          py::arg("targets").noconvert(), py::arg("query"),
          "The pairs that a new one with these targets would have, as the last one.")
      .def(
          "upsert",
          [](locked_index& index, std::int64_t delivery, std::int64_t intervention,
             std::int64_t target) {
            const delivery_index d{number("delivery", delivery)};
            const intervention_index p{number("program", intervention)};
            const target_index t{number("target", target)};
            index.use([&](overlap_index& i) { i.upsert(d, p, t); });
          },
          py::arg("delivery"), py::arg("intervention"), py::arg("target"))
      .def(
          "remove",
          [](locked_index& index, std::int64_t delivery) {
            const delivery_index d{number("delivery", delivery)};
            index.use([&](overlap_index& i) { i.remove(d); });
          },
          py::arg("delivery"))
      .def(
          "incidence",
          [](locked_index& index) {
            return std::make_unique<held_incidence>(
                index.use([](overlap_index& i) { return i.incidence(); }));
          },
          "What it holds.")
      .def_property_readonly("rows", [](locked_index& index) {
        return index.use([](overlap_index& i) { return i.interventions(); });
      });
}

} // namespace irisan::python
