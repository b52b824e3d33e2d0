#include "bindings.hpp"

#include "run_cli.hpp"

#include <string>
#include <vector>

namespace irisan::python {

void bind_command(py::module_& m) {
  // Not by `released`: the command minds signals itself.
  m.def(
      "run_cli",
      [](const std::vector<std::string>& arguments, const tables* given) {
        return run_cli(arguments, given);
      },
      py::arg("arguments"), py::arg("given") = py::none(), py::call_guard<py::gil_scoped_release>(),
      "The irisan command: gives 0 (nothing found), 1 (found) or 2 (could not run); `given` are "
      "the tables of the path it names, which then is not read.");
}

} // namespace irisan::python
