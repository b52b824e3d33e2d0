#include "bindings.hpp"

#include <irisan/version.hpp>

PYBIND11_MODULE(_core, m) {
  m.doc() = "Compiled part of irisan. Import `irisan` instead.";
  m.attr("__version__") = IRISAN_VERSION;

  irisan::python::bind_errors(m);
  irisan::python::bind_graph(m);
  irisan::python::bind_model(m);
  irisan::python::bind_pair_query(m);
  irisan::python::bind_overlap(m);
  irisan::python::bind_other_pairs(m);
  irisan::python::bind_overlap_index(m);
  irisan::python::bind_chance(m);
  irisan::python::bind_groups(m);
  irisan::python::bind_kinship(m);
  irisan::python::bind_clusters(m);
  irisan::python::bind_covers(m);
  irisan::python::bind_report(m);
  irisan::python::bind_io(m);
  irisan::python::bind_sheets(m);
  irisan::python::bind_command(m);
}
