#include "incidence.hpp"

#include <irisan/graph/incidence.hpp>
#include <irisan/model/check.hpp>
#include <irisan/model/portfolio.hpp>
#include <irisan/model/tables.hpp>
#include <irisan/model/what_if.hpp>

#include <memory>
#include <string>
#include <tuple>
#include <vector>

namespace irisan::python {

py::array to_numpy(const buffer& b, const py::dtype& dtype) {
  const py::capsule owner(new std::shared_ptr<const void>(b.owner), [](void* held) {
    delete static_cast<std::shared_ptr<const void>*>(held);
  });
  const auto count = static_cast<py::ssize_t>(b.size) / dtype.itemsize();
  py::array a(dtype, {count}, {dtype.itemsize()}, b.bytes, owner);
  a.attr("setflags")(py::arg("write") = false);
  return a;
}

namespace {

py::tuple to_python(const arrow_column& c) {
  py::list buffers;
  for (const std::optional<buffer>& b : c.buffers)
    buffers.append(b ? py::object(to_numpy(*b, py::dtype::of<std::uint8_t>())) : py::none());
  return py::make_tuple(c.type, c.length, buffers,
                        c.inner.empty() ? py::object(py::none()) : to_python(c.inner.front()));
}

} // namespace

py::dict to_python(const arrow_columns& columns) {
  py::dict d;
  for (const auto& [name, column] : columns) d[py::str(name)] = to_python(column);
  return d;
}

arrow_columns problem_columns(const std::vector<problem>& problems) {
  static constexpr std::string_view levels[] = {"error", "repair", "warning"};
  const std::size_t rows = problems.size();
  const auto text = [&](const auto& of) {
    return texts(rows, [&](std::size_t i) -> std::string_view { return of(problems[i]); });
  };
  std::vector<bilingual> sentences;
  for (const problem& p : problems) sentences.push_back({to_text(p), to_text(p, true)});
  const auto sentence = [&](std::string bilingual::*language) {
    return texts(rows, [&](std::size_t i) -> std::string_view { return sentences[i].*language; });
  };
  arrow_columns c;
  c.emplace_back("level", words(
                              rows, [&](std::size_t i) { return problems[i].level; }, levels));
  c.emplace_back("table", text([](const problem& p) -> auto& { return p.table; }));
  c.emplace_back("file", text([](const problem& p) -> auto& { return p.file; }));
  c.emplace_back("line", numbers_known<std::int64_t>(
                             rows, [&](std::size_t i) { return problems[i].line; },
                             [](std::int64_t line) { return line > 0; }));
  c.emplace_back("column", text([](const problem& p) -> auto& { return p.column; }));
  c.emplace_back("value", text([](const problem& p) -> auto& { return p.value; }));
  c.emplace_back("what_en", text([](const problem& p) -> auto& { return p.what.en; }));
  c.emplace_back("what_id", text([](const problem& p) -> auto& { return p.what.id; }));
  c.emplace_back("nearest", text([](const problem& p) -> auto& { return p.nearest; }));
  c.emplace_back("rows",
                 numbers<std::int64_t>(rows, [&](std::size_t i) { return problems[i].rows; }));
  c.emplace_back("lines", lists_of_numbers(
                              rows, [&](std::size_t i) -> auto& { return problems[i].lines; }));
  c.emplace_back("text_en", sentence(&bilingual::en));
  c.emplace_back("text_id", sentence(&bilingual::id));
  return c;
}

namespace {

/// A column as Arrow dictionary-encodes it: a number per row, −1 for null, into distinct texts.
struct encoded_column {
  std::string name;
  std::span<const std::int32_t> codes;
  std::span<const std::int64_t> offsets;
  std::span<const char> bytes;

  std::string_view text(std::int32_t code) const {
    if (code < 0) return {};
    const auto begin = static_cast<std::size_t>(offsets[static_cast<std::size_t>(code)]);
    const auto end = static_cast<std::size_t>(offsets[static_cast<std::size_t>(code) + 1]);
    return {bytes.data() + begin, end - begin};
  }
};

using crossing_column = std::tuple<std::string, py::array_t<std::int32_t, py::array::c_style>,
                                   py::array_t<std::int64_t, py::array::c_style>,
                                   py::array_t<std::uint8_t, py::array::c_style>>;

struct encoded_table {
  std::string name;
  std::vector<encoded_column> columns;
};

void fill(table& t, const encoded_table& from, const progress& watch) {
  for (const encoded_column& c : from.columns) t.at(c.name);
  std::vector<column*> columns;
  for (const encoded_column& c : from.columns) columns.push_back(&t.at(c.name));
  const std::size_t rows = from.columns.empty() ? 0 : from.columns.front().codes.size();
  for (std::size_t row = 0; row < rows; ++row) {
    if ((row & 0xFFFF) == 0) watch.at("reading", 0);
    for (std::size_t i = 0; i < columns.size(); ++i)
      columns[i]->push_back(from.columns[i].text(from.columns[i].codes[row]));
    t.end_row();
  }
  t.finish();
}

tables from_columns(const std::vector<std::pair<std::string, std::vector<crossing_column>>>& given,
                    bool bare, const std::string& currency, int money_decimals) {
  std::vector<encoded_table> encoded;
  for (const auto& [name, columns] : given) {
    encoded_table& t = encoded.emplace_back();
    t.name = name;
    for (const auto& [column_name, codes, offsets, bytes] : columns) {
      const std::span<const std::uint8_t> b = view(bytes);
      t.columns.push_back({column_name,
                           view(codes),
                           view(offsets),
                           {reinterpret_cast<const char*>(b.data()), b.size()}});
    }
  }
  return released([&](const progress& watch) {
    tables all;
    all.bare = bare;
    all.currency = currency;
    all.money_decimals = money_decimals;
    for (const encoded_table& t : encoded) fill(all[t.name], t, watch);
    return all;
  });
}

/// The cells of a table as they were written; empty ones are null.
arrow_columns table_columns(const table& t) {
  arrow_columns c;
  for (const column& from : t.columns()) {
    arrow_column to = numbers_known<std::int32_t>(
        t.rows(), [&](std::size_t i) { return from.code(i); },
        [](std::int32_t code) { return code != 0; }, "dictionary");
    to.inner.push_back(texts(
        static_cast<std::size_t>(from.pool().size()),
        [&](std::size_t i) { return from.pool()[static_cast<std::int32_t>(i)]; }, false));
    c.emplace_back(from.name, std::move(to));
  }
  return c;
}

arrow_columns intervention_columns(const portfolio& p) {
  const auto rows = p.interventions().size();
  std::vector<std::string> ids;
  for (std::int32_t i = 0; i < p.intervention_count(); ++i) ids.push_back(p.id({i}));
  arrow_columns c;
  c.emplace_back("id", texts(rows, [&](std::size_t i) -> std::string_view { return ids[i]; }));
  c.emplace_back("program", texts(rows, [&](std::size_t i) -> std::string_view {
                   return p[p.interventions()[i].of].id;
                 }));
  c.emplace_back("unit", texts(rows, [&](std::size_t i) -> std::string_view {
                   const unit_index by = p.interventions()[i].by;
                   return by.known() ? std::string_view(p[by].id) : std::string_view{};
                 }));
  return c;
}

arrow_columns target_columns(const portfolio& p) {
  const auto rows = p.targets().size();
  const auto text = [&](std::string target::*field) {
    return texts(rows,
                 [&, field](std::size_t i) -> std::string_view { return p.targets()[i].*field; });
  };
  arrow_columns c;
  c.emplace_back("id", text(&target::id));
  c.emplace_back("name", text(&target::name));
  c.emplace_back("kind", text(&target::kind));
  c.emplace_back("level", text(&target::level));
  c.emplace_back("region", texts(rows, [&](std::size_t i) -> std::string_view {
                   const region_index in = p.targets()[i].in;
                   return in.known() ? std::string_view(p[in].id) : std::string_view{};
                 }));
  return c;
}

} // namespace

void bind_model(py::module_& m) {
  py::class_<tables>(m, "Tables", py::is_final(), "What the user hands in, unchecked.")
      .def_static("from_columns", &from_columns, py::arg("tables"), py::arg("bare"),
                  py::arg("currency"), py::arg("money_decimals"),
                  "Tables from columns of texts: (name, codes, offsets, bytes) each.")
      .def("names",
           [](const tables& t) {
             std::vector<std::string> names;
             for (const table& one : t.all) names.push_back(one.name);
             return names;
           })
      .def(
          "columns",
          [](const tables& t, const std::string& name) {
            const table* one = t.find(name);
            if (!one) throw py::key_error(name);
            return to_python(released([&](const progress&) { return table_columns(*one); }));
          },
          py::arg("name"))
      .def(
          "check",
          [](const tables& t) {
            return to_python(
                released([&](const progress& watch) { return problem_columns(check(t, watch)); }));
          },
          "Every problem in the tables, errors first.")
      .def_property_readonly("title", [](const tables& t) { return t.title; })
      .def_property_readonly("bare", [](const tables& t) { return t.bare; });

  py::class_<portfolio>(m, "Portfolio", py::is_final(),
                        "A consistent set of programs, targets and deliveries.")
      .def(py::init([](const tables& t) {
             return released(
                 [&](const progress& watch) { return std::make_unique<portfolio>(t, watch); });
           }),
           py::arg("tables"), "Raises InputError with every problem if any is an error.")
      .def(
          "without",
          [](const portfolio& p, const std::vector<std::string>& programs) {
            return released(
                [&](const progress&) { return std::make_unique<portfolio>(without(p, programs)); });
          },
          py::arg("programs"), "As if some programs, and those inside them, delivered nothing.")
      .def(
          "with_rows",
          [](const portfolio& p, const tables& more) {
            return released(
                [&](const progress&) { return std::make_unique<portfolio>(with(p, more)); });
          },
          py::arg("more"), "With more rows, which pass the gate as all rows do.")
      .def(
          "tables",
          [](const portfolio& p) {
            return released(
                [&](const progress&) { return std::make_unique<tables>(to_tables(p)); });
          },
          "What stands behind the gate, as it can be handed in again.")
      .def("problems", [](const portfolio& p) { return to_python(problem_columns(p.problems())); })
      .def("interventions", [](const portfolio& p) { return to_python(intervention_columns(p)); })
      .def("targets", [](const portfolio& p) { return to_python(target_columns(p)); })
      .def(
          "incidence",
          [](const portfolio& p) {
            return std::make_unique<held_incidence>(
                released([&](const progress&) { return incidence(p); }));
          },
          "Which intervention reaches which target.")
      .def(
          "owners",
          [](const portfolio& p) {
            std::vector<std::int32_t> owners;
            owners.reserve(p.interventions().size());
            for (const intervention& i : p.interventions()) owners.push_back(i.by.value);
            return to_numpy(give(std::move(owners)), py::dtype::of<std::int32_t>());
          },
          "The number of the unit that carries each intervention out; -1: unknown.")
      .def_property_readonly("deliveries", [](const portfolio& p) { return p.deliveries().size(); })
      .def_property_readonly("title", [](const portfolio& p) { return p.title(); });
}

} // namespace irisan::python
