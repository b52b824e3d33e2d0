#include "bindings.hpp"

#include <irisan/io/read_report.hpp>
#include <irisan/io/read_rules.hpp>
#include <irisan/io/read_tables.hpp>
#include <irisan/io/write_csv.hpp>
#include <irisan/io/write_json.hpp>
#include <irisan/io/write_page.hpp>
#include <irisan/io/write_report.hpp>
#include <irisan/io/write_text.hpp>
#include <irisan/report/report.hpp>

#include <optional>
#include <string>

namespace irisan::python {

namespace {

namespace fs = std::filesystem;

/// The summary in the language asked for, else in the rules'.
std::string summary(const report& r, const std::string& lang) {
  if (lang.empty()) return summary_text(r);
  if (lang != "id" && lang != "en") throw rule_error("language is id or en, not '" + lang + "'");
  return summary_text(r, lang == "id" ? language::id : language::en);
}

} // namespace

void bind_io(py::module_& m) {
  m.def(
      "read_tables",
      [](const fs::path& path, const fs::path& mapping, std::optional<bool> header) {
        return released([&](const progress& watch) {
          return read_tables(path, {mapping, header, false, watch});
        });
      },
      py::arg("path"), py::arg("mapping"), py::arg("header"),
      "Tables from a folder, a datapackage.json, a sheet or a bare list.");
  m.def("read_rules", &read_rules, py::arg("path"), "The rules of an irisan.toml.");
  m.def(
      "rules_toml", [](const rules& r) { return to_toml(r); }, py::arg("rules"),
      "Every rule with its value, and its reason as a comment.");
  m.def(
      "to_json",
      [](const report& r) { return released([&](const progress&) { return to_json(r); }); },
      py::arg("report"), "A report as JSON in a stable order of keys.");
  m.def(
      "to_html",
      [](const report& r) {
        return released([&](const progress&) { return page(texts_of(r), page_template()); });
      },
      py::arg("report"), "The page of a report: one HTML file that needs no network.");
  m.def(
      "summary",
      [](const report& r, const std::string& lang) {
        return released([&](const progress&) { return summary(r, lang); });
      },
      py::arg("report"), py::arg("language"), "The summary for people, on one page of plain text.");
  m.def(
      "write",
      [](const report& r, const fs::path& folder, bool excel, const fs::path& since) {
        released([&](const progress& watch) {
          std::optional<report_change> change;
          if (!since.empty()) change = change_since(read_report(since), r);
          write_report(r, folder, {excel}, watch, change ? &*change : nullptr);
        });
      },
      py::arg("report"), py::arg("folder"), py::arg("excel"), py::arg("since"),
      "The page, the tables, report.json and summary.txt, all or none; with what has changed since "
      "an earlier report, if its folder is not empty.");
}

} // namespace irisan::python
