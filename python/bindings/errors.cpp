#include "bindings.hpp"

#include <irisan/core/error.hpp>
#include <irisan/io/csv.hpp>

#include <exception>
#include <string>

namespace irisan::python {

namespace {

void raise(const char* name, const std::string& text) {
  const py::object type = py::module_::import("irisan.errors").attr(name);
  PyErr_SetString(type.ptr(), text.c_str());
}

void raise(const input_error& e) {
  const py::object problems = py::module_::import("irisan.problems")
                                  .attr("Problems")(to_python(problem_columns(e.problems)));
  const py::object type = py::module_::import("irisan.errors").attr("InputError");
  PyErr_SetObject(type.ptr(), type(e.what(), problems).ptr());
}

} // namespace

void bind_errors(py::module_&) {
  // The classes are Python's own (errors.py), so that they pickle and carry Python's `Problems`.
  py::register_local_exception_translator([](std::exception_ptr thrown) {
    try {
      if (thrown) std::rethrow_exception(thrown);
    } catch (const input_error& e) {
      raise(e);
    } catch (const rule_error& e) {
      raise("RuleError", e.what());
    } catch (const write_error& e) {
      raise("WriteError", e.what());
    } catch (const memory_error& e) {
      raise("MemoryLimitError", e.what());
    } catch (const stopped& e) {
      raise("Stopped", e.what());
    } catch (const error& e) {
      raise("Error", e.what());
    } catch (const csv_error& e) {
      problem p;
      p.line = e.line;
      p.value = e.value;
      p.what = e.what;
      raise(input_error(std::vector<problem>{p}));
    }
  });
}

} // namespace irisan::python
