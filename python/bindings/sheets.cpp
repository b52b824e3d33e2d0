#include "encoded.hpp"

#include <irisan/io/mapping.hpp>
#include <irisan/io/sheet.hpp>
#include <irisan/model/schema.hpp>

#include <algorithm>
#include <cstdint>
#include <span>
#include <stdexcept>
#include <string>
#include <string_view>
#include <tuple>
#include <utility>
#include <vector>

namespace irisan::python {

namespace {

using whole_numbers = py::array_t<std::int64_t, py::array::c_style>;
using marks = py::array_t<std::uint8_t, py::array::c_style>;
/// file, name, columns, whether their names are the header, lines, which cells are numbers
using given_sheet = std::tuple<std::string, std::string, std::vector<given_column>, bool,
                               whole_numbers, std::vector<marks>>;

/// What is seen of a sheet from Python, for work without Python's lock.
struct seen_sheet {
  std::string file, name;
  bool named = false;
  std::vector<encoded_column> columns;
  std::span<const std::int64_t> lines;
  std::vector<std::span<const std::uint8_t>> numbers;
};

sheet to_sheet(const seen_sheet& seen, const progress& watch) {
  sheet s;
  s.file = seen.file, s.name = seen.name, s.named = seen.named;
  s.lines.assign(seen.lines.begin(), seen.lines.end());
  for (std::size_t c = 0; c < seen.columns.size(); ++c) {
    const encoded_column& from = seen.columns[c];
    column& to = s.columns.emplace_back(from.name);
    fill(to, from, watch);
    if (to.size() != s.columns.front().size() || (!s.lines.empty() && to.size() != s.lines.size()))
      throw std::invalid_argument("the columns of a sheet are not equally long");
    std::vector<std::uint8_t>& flags = s.numbers.emplace_back();
    if (c < seen.numbers.size()) flags.assign(seen.numbers[c].begin(), seen.numbers[c].end());
    if (!flags.empty() && flags.size() != to.size())
      throw std::invalid_argument("there are " + std::to_string(flags.size()) + " marks for " +
                                  std::to_string(to.size()) + " rows");
  }
  return s;
}

tables map_sheets(const mapping& m, const std::vector<given_sheet>& given, bool bare,
                  const std::string& currency, int money_decimals,
                  const std::vector<given_problem>& found) {
  std::vector<seen_sheet> seen;
  for (const auto& [file, name, columns, named, lines, numbers] : given) {
    seen_sheet& s = seen.emplace_back();
    s.file = file, s.name = name, s.named = named, s.lines = view(lines);
    for (const given_column& c : columns) s.columns.push_back(encoded_from(c));
    for (const marks& one : numbers) s.numbers.push_back(view(one));
  }
  return released([&](const progress& watch) {
    std::vector<sheet> sheets;
    for (const seen_sheet& s : seen) sheets.push_back(to_sheet(s, watch));
    tables t = apply_mapping(m, sheets, watch);
    t.bare = bare;
    t.currency = currency;
    t.money_decimals = money_decimals;
    for (problem& p : problems_from(found)) t.found.push_back(std::move(p));
    return t;
  });
}

/// (path, sheet, last row of the header, rows of the header, rows to skip, whether merged cells
/// stand for all they cover) of each `[[from]]`.
py::list sheets_of(const mapping& m) {
  py::list all;
  for (const mapped_sheet& s : m.sheets)
    all.append(py::make_tuple(s.path, s.sheet, s.header, s.header_rows, s.skip, s.merged));
  return all;
}

py::tuple suggested(const std::vector<std::string>& header, const std::vector<std::string>& tags) {
  std::vector<std::string> unused;
  mapping m = tags.empty() ? mapping{} : map_hxl(header, tags);
  if (m.sheets.empty()) m = suggest_mapping(header, unused);
  return py::make_tuple(std::move(m), unused);
}

py::list schemas_for_python() {
  static constexpr const char* types[] = {"id",     "text",     "choice",   "date",
                                          "number", "amount",   "share",    "count",
                                          "money",  "latitude", "longitude"};
  py::list all;
  for (const table_schema& s : schemas) {
    py::list columns;
    for (const column_schema& c : s.columns)
      columns.append(py::make_tuple(std::string(c.name), types[static_cast<int>(c.type)],
                                    c.required, c.key, std::string(c.refers),
                                    std::string(c.choices), std::string(c.says)));
    all.append(py::make_tuple(std::string(s.name), std::string(s.says), s.needed, columns));
  }
  return all;
}

} // namespace

void bind_sheets(py::module_& m) {
  py::class_<mapping>(m, "Mapping", py::is_final(), "From a sheet's columns to the tables.")
      .def_static("parse", &parse_mapping, py::arg("text"), py::arg("file"),
                  "From TOML; raises RuleError that lists every mistake.")
      .def("to_toml", [](const mapping& it) { return to_toml(it); })
      .def("sheets", &sheets_of)
      .def(
          "with_counts",
          [](mapping it, const std::filesystem::path& sample) {
            std::vector<std::string> unused;
            guess_counts(it, sample, unused);
            return py::make_tuple(std::move(it), unused);
          },
          py::arg("sample"),
          "With a guessed audience that holds numbers as the participants; columns not used.")
      .def(
          "with_formats",
          [](mapping it, const std::filesystem::path& sample) {
            guess_formats(it, sample);
            return it;
          },
          py::arg("sample"), "With forms of numbers and dates guessed from a CSV file's rows.")
      .def_property_readonly("file", [](const mapping& it) { return it.file; });
  m.def("suggest_mapping", &suggested, py::arg("header"), py::arg("tags"),
        "A mapping guessed from a header or its HXL hashtags, and the columns not used.");
  m.def(
      "holds_counts", [](const std::vector<std::string>& texts) { return holds_counts(texts); },
      py::arg("texts"), "Whether texts are numbers, perhaps of persons, and nothing else.");
  m.def("map_sheets", &map_sheets, py::arg("mapping"), py::arg("sheets"), py::arg("bare"),
        py::arg("currency"), py::arg("money_decimals"), py::arg("found"),
        "Tables from sheets in memory.");
  m.def("schemas", &schemas_for_python,
        "Every table: name, what it is, whether a first audit needs it, and its columns.");
}

} // namespace irisan::python
