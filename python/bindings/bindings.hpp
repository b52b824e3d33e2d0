#pragma once

#include "columns.hpp"

#include <irisan/core/problem.hpp>
#include <irisan/core/progress.hpp>
#include <irisan/overlap/chance.hpp>
#include <irisan/overlap/identical_groups.hpp>
#include <irisan/overlap/pair.hpp>
#include <irisan/overlap/pair_details.hpp>

#include <pybind11/numpy.h>
#include <pybind11/pybind11.h>
#include <pybind11/stl.h>
#include <pybind11/stl/filesystem.h>

#include <chrono>
#include <exception>
#include <future>
#include <mutex>
#include <span>
#include <stop_token>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <vector>

namespace py = pybind11;

namespace irisan {
struct report;
struct redundancy_summary;
} // namespace irisan

namespace irisan::python {

// One per stage, in the order data flows.
void bind_errors(py::module_& m);
void bind_model(py::module_& m);
void bind_graph(py::module_& m);
void bind_pair_query(py::module_& m);
void bind_overlap(py::module_& m);
void bind_other_pairs(py::module_& m);
void bind_overlap_index(py::module_& m);
void bind_chance(py::module_& m);
void bind_groups(py::module_& m);
void bind_kinship(py::module_& m);
void bind_clusters(py::module_& m);
void bind_covers(py::module_& m);
void bind_report(py::module_& m);
void bind_io(py::module_& m);
void bind_sheets(py::module_& m);
void bind_command(py::module_& m);

/// What a long call tells Python: begun when the call has lasted a while and a stage has said how
/// far it is, by `irisan.progress_bar.begin()`, which gives what is called with each new share.
class progress_teller {
public:
  progress_teller() = default;
  progress_teller(const progress_teller&) = delete;
  progress_teller& operator=(const progress_teller&) = delete;
  ~progress_teller(); // with Python's lock

  /// From any thread, without Python's lock.
  void note(std::string_view stage, double share);
  /// With Python's lock; throws what Python raises.
  void tell();

private:
  std::mutex mutex_;
  std::string stage_;
  double share_ = 0;
  bool news_ = false, begun_ = false;
  const std::chrono::steady_clock::time_point start_ = std::chrono::steady_clock::now();
  py::object bar_ = py::none();
};

/// Does the work without Python's lock, stops it when the user presses Ctrl-C, and tells how far it
/// is.
///
/// The work runs in a thread of its own, since only the caller's may ask Python for signals, and
/// not every stage reports progress. `work` gets the `progress` to hand on.
template <class Work>
auto released(const Work& work) -> std::invoke_result_t<const Work&, const progress&> {
  std::stop_source stop;
  progress_teller teller;
  const progress watch{[&](std::string_view stage, double share) { teller.note(stage, share); },
                       stop.get_token()};
  auto done = std::async(std::launch::async, [&] { return work(watch); });
  std::exception_ptr raised;
  {
    const py::gil_scoped_release release;
    while (!raised && done.wait_for(std::chrono::milliseconds(20)) != std::future_status::ready) {
      const py::gil_scoped_acquire acquire;
      try {
        if (PyErr_CheckSignals() != 0) throw py::error_already_set();
        teller.tell();
      } catch (...) {
        raised = std::current_exception();
      }
    }
    if (raised) stop.request_stop();
    done.wait();
  }
  // Whatever the work gave or threw meanwhile, the user wants it no more.
  if (raised) std::rethrow_exception(raised);
  return done.get();
}

/// A buffer as a read-only NumPy array of a dtype; the memory is the buffer's.
py::array to_numpy(const buffer& b, const py::dtype& dtype);

/// `{name: (type, length, buffers, inner)}`: what `_columns.py` makes Arrow tables of.
py::dict to_python(const arrow_columns& columns);

/// A one-dimensional array as it lies in memory.
template <class T>
std::span<const T> view(const py::array_t<T, py::array::c_style>& a) {
  if (a.ndim() != 1) throw py::value_error("an array has one dimension here");
  return {a.data(), static_cast<std::size_t>(a.size())};
}

/// Problems as columns: what `Problems` holds.
arrow_columns problem_columns(const std::vector<problem>& problems);

/// The counts of pairs as columns; first and second by their positions.
arrow_columns pair_columns(const std::vector<overlap_pair>& pairs);

/// Pairs from their columns, checked against what they index.
std::vector<overlap_pair> pairs_from(std::span<const std::int32_t> first,
                                     std::span<const std::int32_t> second,
                                     std::span<const std::int32_t> shared,
                                     std::span<const std::int32_t> first_size,
                                     std::span<const std::int32_t> second_size,
                                     std::int32_t interventions);

/// Each group of identical interventions beside its members, by their positions.
arrow_columns identical_columns(const identical_groups& groups);

/// What pairs agree in, as columns named as in `pairs.csv`.
arrow_columns detail_columns(const std::vector<pair_detail>& details);
/// What each null says of each pair, with its lower tail if asked for; a number that is not known
/// is null.
arrow_columns chance_columns(const std::vector<pair_chance>& pairs, bool below);

/// Programs against the recorded needs.
arrow_columns redundancy_columns(const redundancy_summary& s);

/// Deliveries against the needs of their targets, as columns named as in `deliveries_needed.csv`.
arrow_columns needed_columns(const report& r);

/// A division of responsibility as columns named as in `division.csv`, `workplan.csv`, …; no rows
/// where a report has none.
arrow_columns division_columns(const report& r);
arrow_columns workplan_columns(const report& r);
arrow_columns raci_columns(const report& r);
arrow_columns before_after_columns(const report& r);

/// How many threads Python asked for; `rule_error` if it cannot be.
unsigned threads_from(std::int64_t threads);

} // namespace irisan::python
