#include "incidence.hpp"

#include <algorithm>
#include <limits>
#include <memory>
#include <optional>
#include <stdexcept>
#include <string>
#include <type_traits>

namespace irisan::python {

void check_offsets(std::span<const std::int64_t> offsets, std::size_t entries) {
  if (offsets.empty() || offsets.front() != 0) throw std::invalid_argument("offsets begin with 0");
  if (offsets.size() > std::numeric_limits<std::int32_t>::max())
    throw std::invalid_argument("an incidence has at most 2147483646 rows and columns");
  if (offsets.back() != static_cast<std::int64_t>(entries))
    throw std::invalid_argument("offsets end with " + std::to_string(offsets.back()) +
                                ", not with " + std::to_string(entries) +
                                ", the number of targets");
  for (std::size_t row = 0; row + 1 < offsets.size(); ++row)
    if (offsets[row + 1] < offsets[row])
      throw std::invalid_argument(at("offsets", row + 1, offsets[row + 1]) +
                                  ", less than the one before it");
}

namespace {

constexpr std::int64_t most = std::numeric_limits<std::int32_t>::max();

/// The number of columns if every row is strictly ascending within them, so that the arrays can be
/// used where they lie.
std::optional<std::int32_t> columns_if_sorted(std::span<const std::int64_t> offsets,
                                              std::span<const std::int32_t> targets,
                                              std::int64_t columns, const progress& watch) {
  std::int32_t greatest = -1;
  for (std::size_t row = 0; row + 1 < offsets.size(); ++row) {
    if ((row & 1023) == 0 && watch.stop.stop_requested()) throw stopped();
    const auto begin = static_cast<std::size_t>(offsets[row]),
               end = static_cast<std::size_t>(offsets[row + 1]);
    if (begin == end) continue;
    if (begin > end || end > targets.size()) return std::nullopt;
    bool ascending = true;
    for (std::size_t i = begin + 1; i < end; ++i)
      ascending &= targets[i - 1] < targets[i]; // no early end, which would cost the vectors
    if (!ascending || targets[begin] < 0) return std::nullopt;
    greatest = std::max(greatest, targets[end - 1]);
  }
  if (greatest >= most || (columns >= 0 && greatest >= columns)) return std::nullopt;
  return columns >= 0 ? static_cast<std::int32_t>(columns) : greatest + 1;
}

/// An incidence from compressed rows as they come from outside: checked, sorted, each target once.
template <class T>
incidence_matrix repaired(std::span<const std::int64_t> offsets, std::span<const T> targets,
                          std::int64_t columns, const progress& watch) {
  incidence_matrix a;
  a.columns = static_cast<std::int32_t>(std::max<std::int64_t>(columns, 0));
  a.offsets.reserve(offsets.size());
  a.targets.reserve(targets.size());
  for (std::size_t row = 0; row + 1 < offsets.size(); ++row) {
    if ((row & 1023) == 0 && watch.stop.stop_requested()) throw stopped();
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
std::unique_ptr<held_incidence> held(const py::array_t<std::int64_t, py::array::c_style>& offsets,
                                     const py::array_t<T, py::array::c_style>& targets,
                                     std::int64_t columns) {
  const auto o = view(offsets);
  const auto t = view(targets);
  if (columns > most)
    throw std::invalid_argument("an incidence has at most 2147483646 rows and columns");
  std::optional<std::int32_t> sorted;
  incidence_matrix own = released([&](const progress& watch) {
    check_offsets(o, t.size());
    if constexpr (std::is_same_v<T, std::int32_t>) {
      sorted = columns_if_sorted(o, t, columns, watch);
      if (sorted) return incidence_matrix{};
    }
    return repaired(o, t, columns, watch);
  });
  if constexpr (std::is_same_v<T, std::int32_t>)
    if (sorted)
      return std::make_unique<held_incidence>(incidence_view{*sorted, o, t}, offsets, targets);
  return std::make_unique<held_incidence>(std::move(own));
}

/// Read-only; the incidence stays alive as long as the view does.
template <class T>
py::array view_of(const py::object& self, std::span<const T> values) {
  py::array a(py::dtype::of<T>(), {values.size()}, {sizeof(T)}, values.data(), self);
  a.attr("setflags")(py::arg("write") = false);
  return a;
}

} // namespace

void bind_graph(py::module_& m) {
  py::class_<held_incidence>(m, "Incidence", py::is_final(),
                             "Which row reaches which target: compressed rows. Arrays of int32 "
                             "targets, ascending in each row, are used where they lie.")
      .def(py::init(&held<std::int32_t>), py::arg("offsets").noconvert(),
           py::arg("targets").noconvert(), py::arg("columns") = -1)
      .def(py::init(&held<std::int64_t>), py::arg("offsets").noconvert(),
           py::arg("targets").noconvert(), py::arg("columns") = -1)
      .def_property_readonly("offsets",
                             [](const py::object& self) {
                               return view_of(self,
                                              self.cast<const held_incidence&>().view().offsets);
                             })
      .def_property_readonly("targets",
                             [](const py::object& self) {
                               return view_of(self,
                                              self.cast<const held_incidence&>().view().targets);
                             })
      .def_property_readonly("rows", [](const held_incidence& a) { return a.view().rows(); })
      .def_property_readonly("columns", [](const held_incidence& a) { return a.view().columns; });
}

} // namespace irisan::python
