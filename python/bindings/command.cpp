#include "bindings.hpp"

#include "run_cli.hpp"

namespace irisan::python {

void bind_command(py::module_& m) {
  // Not by `released`: the command minds signals itself.
  m.def("run_cli", &run_cli, py::arg("arguments"), py::call_guard<py::gil_scoped_release>(),
        "The irisan command: gives 0 (nothing found), 1 (found) or 2 (could not run).");
}

} // namespace irisan::python
