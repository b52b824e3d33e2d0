#include "encoded.hpp"
#include "incidence.hpp"

#include <irisan/core/error.hpp>
#include <irisan/core/text.hpp>
#include <irisan/graph/incidence.hpp>
#include <irisan/model/check.hpp>
#include <irisan/model/portfolio.hpp>
#include <irisan/model/tables.hpp>
#include <irisan/model/what_if.hpp>

#include <algorithm>
#include <array>
#include <cstdint>
#include <memory>
#include <stdexcept>
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

std::vector<problem> problems_from(const std::vector<given_problem>& given) {
  std::vector<problem> problems;
  for (const auto& [level, table, file, line, column, value, en, id, rows, lines] : given) {
    problem p;
    p.level = level == "error"    ? problem_level::error
              : level == "repair" ? problem_level::repair
                                  : problem_level::warning;
    p.table = table, p.file = file, p.line = line, p.column = column, p.value = value;
    p.what = {en, id};
    p.rows = rows;
    p.lines = lines;
    problems.push_back(std::move(p));
  }
  return problems;
}

encoded_column encoded_from(const given_column& c) {
  const auto& [name, codes, offsets, bytes, code] = c;
  const std::span<const std::uint8_t> b = view(bytes);
  return {
      name, view(codes), view(offsets), {reinterpret_cast<const char*>(b.data()), b.size()}, code};
}

void fill(column& to, const encoded_column& from, const progress& watch) {
  auto texts = std::make_shared<text_pool>();
  const auto count = static_cast<std::int32_t>(std::max<std::size_t>(from.offsets.size(), 1) - 1);
  std::vector<std::int32_t> number(static_cast<std::size_t>(count));
  for (std::int32_t i = 0; i < count; ++i) {
    if ((i & 0xFFFF) == 0) watch.at("reading", 0);
    number[static_cast<std::size_t>(i)] = texts->add(from.text(i));
  }
  std::vector<std::int32_t> codes(from.codes.size());
  for (std::size_t row = 0; row < codes.size(); ++row)
    codes[row] = from.codes[row] < 0 ? 0 : number[static_cast<std::size_t>(from.codes[row])];
  to.adopt(std::move(texts), std::move(codes));
  to.format.code = from.code;
}

namespace {

/// name, columns, file and line of each row (no lines: from memory)
using given_table = std::tuple<std::string, std::vector<given_column>, std::string,
                               py::array_t<std::int64_t, py::array::c_style>>;

tables from_columns(const std::vector<given_table>& given, bool bare, const std::string& currency,
                    int money_decimals, const std::vector<given_problem>& found) {
  struct encoded_table {
    std::string name, file;
    std::vector<encoded_column> columns;
    std::span<const std::int64_t> lines;
  };
  std::vector<encoded_table> encoded;
  for (const auto& [name, columns, file, lines] : given) {
    encoded_table& t = encoded.emplace_back();
    t.name = name, t.file = file, t.lines = view(lines);
    for (const given_column& c : columns) t.columns.push_back(encoded_from(c));
  }
  return released([&](const progress& watch) {
    tables all;
    all.bare = bare;
    all.currency = currency;
    all.money_decimals = money_decimals;
    all.found = problems_from(found);
    for (const encoded_table& from : encoded) {
      table& t = all[from.name];
      for (const encoded_column& c : from.columns) t.at(c.name);
      std::size_t rows = 0;
      for (const encoded_column& c : from.columns) {
        rows = std::max(rows, c.codes.size());
        fill(t.at(c.name), c, watch);
      }
      if (!from.lines.empty()) {
        if (from.lines.size() != rows)
          throw std::invalid_argument("there are " + std::to_string(from.lines.size()) +
                                      " lines for " + std::to_string(rows) + " rows");
        const std::int32_t file = t.add_file(from.file);
        for (const std::int64_t line : from.lines) t.note_row(file, line);
      }
      t.note_rows(rows);
      t.finish();
    }
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

/// The id of what an index names, empty if it names nothing.
template <class Index>
std::string_view id_of(const portfolio& p, Index i) {
  return i.known() ? std::string_view(p[i].id) : std::string_view{};
}

arrow_columns region_columns(const portfolio& p) {
  const auto& all = p.regions();
  const auto text = [&](const auto& of) {
    return texts(all.size(), [&](std::size_t i) -> std::string_view { return of(all[i]); });
  };
  arrow_columns c;
  c.emplace_back("id", text([](const region& x) -> auto& { return x.id; }));
  c.emplace_back("name", text([](const region& x) -> auto& { return x.name; }));
  c.emplace_back("kind", text([](const region& x) -> auto& { return x.kind; }));
  c.emplace_back("parent", text([&](const region& x) { return id_of(p, x.parent); }));
  return c;
}

arrow_columns unit_columns(const portfolio& p) {
  const auto& all = p.units();
  const auto text = [&](const auto& of) {
    return texts(all.size(), [&](std::size_t i) -> std::string_view { return of(all[i]); });
  };
  arrow_columns c;
  c.emplace_back("id", text([](const unit& x) -> auto& { return x.id; }));
  c.emplace_back("name", text([](const unit& x) -> auto& { return x.name; }));
  c.emplace_back("kind", text([](const unit& x) -> auto& { return x.kind; }));
  c.emplace_back("parent", text([&](const unit& x) { return id_of(p, x.parent); }));
  c.emplace_back("region", text([&](const unit& x) { return id_of(p, x.in); }));
  return c;
}

arrow_columns program_columns(const portfolio& p) {
  const auto& all = p.programs();
  const auto text = [&](const auto& of) {
    return texts(all.size(), [&](std::size_t i) -> std::string_view { return of(all[i]); });
  };
  arrow_columns c;
  c.emplace_back("id", text([](const program& x) -> auto& { return x.id; }));
  c.emplace_back("name", text([](const program& x) -> auto& { return x.name; }));
  c.emplace_back("unit", text([&](const program& x) { return id_of(p, x.owner); }));
  c.emplace_back("parent", text([&](const program& x) { return id_of(p, x.parent); }));
  return c;
}

arrow_columns activity_columns(const portfolio& p) {
  const auto& all = p.activities();
  const activity_tree& tree = p.tree_of_activities();
  const auto at = [](std::size_t i) { return activity_index{static_cast<std::int32_t>(i)}; };
  const auto text = [&](const auto& of) {
    return texts(all.size(), [&](std::size_t i) -> std::string_view { return of(i); });
  };
  arrow_columns c;
  c.emplace_back("id", text([&](std::size_t i) -> auto& { return all[i].id; }));
  c.emplace_back("name", text([&](std::size_t i) -> auto& { return all[i].name; }));
  c.emplace_back("parent", text([&](std::size_t i) { return id_of(p, tree.parent(at(i))); }));
  c.emplace_back("theme", text([&](std::size_t i) { return id_of(p, tree.theme(at(i))); }));
  c.emplace_back("kind", text([&](std::size_t i) { return id_of(p, tree.kind(at(i))); }));
  return c;
}

/// The things of these ids, or an error that names the nearest.
template <class Index, class Things, class Find>
std::vector<Index> named(const char* what, const std::vector<std::string>& ids,
                         const Things& things, const Find& find) {
  std::vector<Index> all;
  for (const std::string& id : ids) {
    all.push_back(find(id));
    if (all.back().known()) continue;
    std::vector<std::string_view> known;
    for (const auto& thing : things) known.push_back(thing.id);
    const std::string near = nearest(id, known);
    throw rule_error("unknown " + std::string(what) + " '" + id + "'" +
                     (near.empty() ? "" : "; the nearest is '" + near + "'"));
  }
  return all;
}

/// With only the deliveries by some units, in some regions, on some activities, each with what lies
/// below it; no names ask nothing.
portfolio only(const portfolio& p, const std::vector<std::string>& units,
               const std::vector<std::string>& regions,
               const std::vector<std::string>& activities) {
  const auto by = named<unit_index>("unit", units, p.units(),
                                    [&](const std::string& id) { return p.find_unit(id); });
  const auto in = named<region_index>("region", regions, p.regions(),
                                      [&](const std::string& id) { return p.find_region(id); });
  const auto on = named<activity_index>("activity", activities, p.activities(),
                                        [&](const std::string& id) { return p.find_activity(id); });
  const auto any = [](const auto& asked, auto at, const auto& covers) {
    return asked.empty() || (at.known() && std::any_of(asked.begin(), asked.end(),
                                                       [&](auto one) { return covers(one, at); }));
  };
  const deliveries& d = p.deliveries();
  return p.only([&](delivery_index i) {
    return any(by, p[d.intervention(i)].by,
               [&](unit_index a, unit_index b) {
                 return p.tree_of_units().covers(a.value, b.value);
               }) &&
           any(in, p[d.target(i)].in,
               [&](region_index a, region_index b) {
                 return p.tree_of_regions().covers(a.value, b.value);
               }) &&
           any(on, d.activity(i), [&](activity_index a, activity_index b) {
             return p.tree_of_activities().covers(a, b);
           });
  });
}

/// What of each intervention happens where: a row for each of its targets and activities.
arrow_columns reach_columns(const portfolio& p) {
  const deliveries& d = p.deliveries();
  std::vector<std::array<std::int32_t, 4>> rows; // intervention, target, activity, deliveries
  for (std::int32_t i = 0; i < d.size(); ++i) {
    const delivery_index at{i};
    const std::array<std::int32_t, 4> row{d.intervention(at).value, d.target(at).value,
                                          d.activity(at).value, 1};
    if (!rows.empty() && std::equal(row.begin(), row.begin() + 3, rows.back().begin()))
      ++rows.back()[3];
    else
      rows.push_back(row);
  }
  std::sort(rows.begin(), rows.end());
  std::size_t kept = 0;
  for (std::size_t i = 0; i < rows.size(); ++i)
    if (kept > 0 && std::equal(rows[i].begin(), rows[i].begin() + 3, rows[kept - 1].begin()))
      rows[kept - 1][3] += rows[i][3];
    else
      rows[kept++] = rows[i];
  rows.resize(kept);
  arrow_columns c;
  std::size_t place = 0;
  for (const char* name : {"intervention", "target", "activity", "deliveries"}) {
    c.emplace_back(name, numbers_known<std::int32_t>(
                             rows.size(), [&](std::size_t i) { return rows[i][place]; },
                             [](std::int32_t n) { return n >= 0; }));
    ++place;
  }
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
                  py::arg("currency"), py::arg("money_decimals"), py::arg("found"),
                  "Tables from columns of texts: (name, codes, offsets, bytes, code) each.")
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
          "only",
          [](const portfolio& p, const std::vector<std::string>& units,
             const std::vector<std::string>& regions, const std::vector<std::string>& activities) {
            return released([&](const progress&) {
              return std::make_unique<portfolio>(only(p, units, regions, activities));
            });
          },
          py::arg("units"), py::arg("regions"), py::arg("activities"),
          "With only some deliveries; no names ask nothing.")
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
      .def("regions", [](const portfolio& p) { return to_python(region_columns(p)); })
      .def("units", [](const portfolio& p) { return to_python(unit_columns(p)); })
      .def("programs", [](const portfolio& p) { return to_python(program_columns(p)); })
      .def("activities", [](const portfolio& p) { return to_python(activity_columns(p)); })
      .def(
          "reach",
          [](const portfolio& p) {
            return to_python(released([&](const progress&) { return reach_columns(p); }));
          },
          "intervention, target, activity by position, and how many deliveries.")
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
