#include "apply_mapping.hpp"

#include <irisan/core/error.hpp>
#include <irisan/core/period.hpp>
#include <irisan/core/text.hpp>
#include <irisan/model/value.hpp>

#include <algorithm>
#include <map>
#include <set>
#include <unordered_map>

namespace irisan {

struct mapping_applier::thing {
  std::map<std::string, std::string> values;
  std::int32_t file = 0;
  std::int64_t line = 0;
};

struct mapping_applier::gathered {
  std::string table;
  std::vector<std::string> files;
  std::map<std::string, thing> by_key;
  std::map<std::string, std::set<std::string>>
      differing; ///< by column: the keys whose values differ
};

mapping_applier::mapping_applier(const mapping& m, tables& out) : mapping_(m), out_(out) {}
mapping_applier::~mapping_applier() = default;

mapping_applier::gathered& mapping_applier::things_of(const std::string& table_name) {
  for (auto& g : gathered_)
    if (g->table == table_name) return *g;
  gathered_.push_back(std::make_unique<gathered>());
  gathered_.back()->table = table_name;
  return *gathered_.back();
}

namespace {

/// A mapped column with its places in the sheet.
struct placed_column {
  const mapped_column* spec;
  std::vector<std::size_t> at;
  bool names_something; ///< an id: a part that stands for unknown makes the whole unknown
  bool is_date;
};

bool is_thing(const std::string& table_name) {
  return table_name == "regions" || table_name == "units" || table_name == "targets" ||
         table_name == "activities" || table_name == "programs";
}

/// The value of a column in a row; with `split`, all of its values.
std::vector<std::string> values_of(const placed_column& c, const record_source& reader,
                                   std::set<std::string>* unmapped) {
  const mapped_column& spec = *c.spec;
  if (spec.from.empty()) return {spec.constant};
  std::string joined;
  for (std::size_t i = 0; i < c.at.size(); ++i) {
    const std::string_view cell =
        c.at[i] < reader.cells().size() ? reader.cells()[c.at[i]] : std::string_view{};
    reader.check_utf8(cell);
    if (c.at.size() == 1) {
      joined = cell;
      break;
    }
    const std::string_view part = trim(cell);
    // A place without its name is no place: Chad|"" must not become one.
    if (c.names_something && (part.empty() || is_placeholder(part)))
      return {part.empty() ? "-" : std::string(part)};
    if (i > 0) joined += spec.join;
    joined += part;
  }
  std::vector<std::string> parts;
  if (spec.split.empty())
    parts.push_back(std::move(joined));
  else
    for (std::size_t begin = 0;;) {
      const auto end = joined.find(spec.split, begin);
      const std::string part(trim(std::string_view(joined).substr(begin, end - begin)));
      if (!part.empty() || (begin == 0 && end == std::string::npos)) parts.push_back(part);
      if (end == std::string::npos) break;
      begin = end + spec.split.size();
    }
  if (!spec.values.empty())
    for (std::string& part : parts) {
      const auto it = spec.values.find(std::string(trim(part)));
      if (it != spec.values.end())
        part = it->second;
      else if (!trim(part).empty() && unmapped)
        unmapped->insert(std::string(trim(part)));
    }
  return parts;
}

/// A number in a spreadsheet keeps so many digits.
constexpr std::size_t digits_kept = 15;

/// One more row with the same problem.
void note_again(problem& p, std::int64_t line) {
  ++p.rows;
  if (p.lines.size() < 5) p.lines.push_back(line);
}

/// A row with a problem, of which the first is told; `what` says it.
template <class What>
void note(problem& p, problem_level level, const std::string& value, std::int64_t line,
          const What& what) {
  if (p.line > 0) return note_again(p, line);
  p.level = level;
  p.line = line;
  p.lines.push_back(line);
  p.value = value;
  p.what = what();
}

/// What a row says of a thing: its cells, and whether they were numbers.
std::string fingerprint(const std::vector<placed_column>& columns, const record_source& reader) {
  std::string all;
  for (const placed_column& c : columns)
    for (const std::size_t at : c.at) {
      const std::string_view cell =
          at < reader.cells().size() ? reader.cells()[at] : std::string_view{};
      all += std::to_string(cell.size()) + (reader.is_number(at) ? '#' : ':');
      all += cell;
    }
  return all;
}

/// The day of a moment such as `2023-07-15 08:30:00`; otherwise as it is.
std::string_view day_of(std::string_view text) {
  const std::string_view moment = trim(text);
  if (moment.size() < 16 || (moment[10] != ' ' && moment[10] != 'T') || moment[13] != ':')
    return text;
  return parse_date(moment.substr(0, 10)) ? moment.substr(0, 10) : text;
}

} // namespace

void mapping_applier::feed(const mapped_sheet& sheet, const std::filesystem::path& file,
                           const package_resource* declared, const progress& watch) {
  csv_source records(file, declared ? declared->dialect : csv_dialect{});
  feed(sheet, records, file.filename().string(), declared, watch);
}

void mapping_applier::feed(const mapped_sheet& sheet, record_source& reader,
                           const std::string& name, const package_resource* declared,
                           const progress& watch) {
  std::vector<std::vector<std::string>> headers;
  for (int i = 0; i < sheet.header; ++i) {
    if (!reader.next())
      throw rule_error(mapping_.file + ": '" + name + "' has no row " +
                       std::to_string(sheet.header) + " to be its header");
    if (i < sheet.header - sheet.header_rows) continue;
    headers.emplace_back();
    for (const std::string_view cell : reader.cells()) {
      reader.check_utf8(cell);
      headers.back().emplace_back(trim(cell));
    }
  }
  const std::vector<std::string> header = join_header(headers, reader.fills_header());

  std::string mistakes;
  std::vector<std::pair<const mapped_rows*, std::vector<placed_column>>> yields;
  for (const mapped_rows& rows : sheet.yields) {
    const table_schema& schema = *find_schema(rows.table);
    std::vector<placed_column> columns;
    for (const mapped_column& spec : rows.columns) {
      const column_type type = find_column(schema, spec.column)->type;
      placed_column placed{&spec, {}, type == column_type::id, type == column_type::date};
      for (const std::string& from : spec.from) {
        const auto it = std::find(header.begin(), header.end(), from);
        if (it == header.end()) {
          const std::string near = nearest(from, header);
          mistakes += (mistakes.empty() ? "" : "\n") +
                      (spec.where.empty() ? mapping_.file : spec.where) + ": '" + name +
                      "' has no column '" + from + "'" +
                      (near.empty() ? "" : "; the nearest is '" + near + "'");
        } else
          placed.at.push_back(static_cast<std::size_t>(it - header.begin()));
      }
      columns.push_back(std::move(placed));
    }
    yields.emplace_back(&rows, std::move(columns));
  }
  if (!mistakes.empty()) throw rule_error(mistakes);

  const auto format_for = [&](const mapped_column& spec, column& c) {
    if (declared && spec.from.size() == 1)
      if (const auto it = declared->formats.find(spec.from.front()); it != declared->formats.end())
        c.format = it->second;
    if (spec.width > 0) c.format.width = spec.width, c.format.code = true;
    if (spec.group_mark != 0) c.format.group_mark = spec.group_mark;
    if (spec.decimal_mark != '.') c.format.decimal_mark = spec.decimal_mark;
    if (!spec.bare_number) c.format.bare_number = false;
    if (!spec.date_form.empty()) c.format.date_form = spec.date_form;
  };

  std::map<const mapped_column*, std::set<std::string>> unmapped;
  // Ids that stood as numbers, those too long for one, and moments of which the day is read.
  std::map<const mapped_column*, problem> repaired, damaged, moments;
  // Of each kind of thing, what rows said, and the problems noted on the way.
  std::vector<std::unordered_map<std::string, std::vector<problem*>>> said(yields.size());
  int skipped = 0;
  std::int64_t records = 0;
  std::map<std::string, std::int32_t> file_in;
  while (reader.next()) {
    if ((++records & 0xFFFF) == 0) watch.at("reading", 0);
    if (skipped < sheet.skip) {
      ++skipped;
      continue;
    }
    if (is_hxl(reader.cells())) continue;
    if (reader.cells().size() != header.size() &&
        std::any_of(reader.cells().begin() +
                        static_cast<std::ptrdiff_t>(std::min(header.size(), reader.cells().size())),
                    reader.cells().end(),
                    [](std::string_view cell) { return !trim(cell).empty(); }))
      throw csv_error{reader.line(),
                      {},
                      {"the row has " + std::to_string(reader.cells().size()) +
                           " cells, the header " + std::to_string(header.size()),
                       "baris berisi " + std::to_string(reader.cells().size()) +
                           " sel, kepala tabel " + std::to_string(header.size())}};
    for (std::size_t y = 0; y < yields.size(); ++y) {
      const auto& [rows, columns] = yields[y];
      // A sheet names its few things in very many rows: what was said is not gathered again.
      std::vector<problem*>* noted = nullptr;
      if (is_thing(rows->table)) {
        const auto [it, is_new] = said[y].try_emplace(fingerprint(columns, reader));
        noted = &it->second;
        if (!is_new) {
          for (problem* p : *noted) note_again(*p, reader.line());
          continue;
        }
      }
      const auto note_here = [&](auto& problems, const placed_column& c, problem_level level,
                                 const std::string& value, const auto& what) {
        problem& p = problems[c.spec];
        note(p, level, value, reader.line(), what);
        if (noted) noted->push_back(&p);
      };
      std::vector<std::vector<std::string>> values;
      std::size_t times = 1;
      for (const placed_column& c : columns) {
        values.push_back(values_of(c, reader, &unmapped[c.spec]));
        if (c.names_something && c.at.size() == 1 && reader.is_number(c.at.front())) {
          const std::string& id = values.back().front();
          if (id.size() > digits_kept)
            note_here(damaged, c, problem_level::error, id, [&] {
              return bilingual{"the id '" + id + "' stands as a number, which keeps 15 digits",
                               "id '" + id +
                                   "' tersimpan sebagai angka, yang hanya memuat 15 digit"};
            });
          else
            note_here(repaired, c, problem_level::repair, id, [&] {
              return bilingual{"the id stands as a number; read as the code '" + id + "'",
                               "id tersimpan sebagai angka; dibaca sebagai kode '" + id + "'"};
            });
        }
        if (c.is_date && c.spec->date_form.empty())
          for (std::string& moment : values.back())
            if (const std::string_view of = day_of(moment); of.size() != moment.size()) {
              note_here(moments, c, problem_level::repair, moment, [&] {
                return bilingual{"the time of day is left out of '" + moment + "'",
                                 "jam pada '" + moment + "' tidak dipakai"};
              });
              moment = std::string(of);
            }
        times = std::max(times, values.back().size());
      }
      for (std::size_t k = 0; k < times; ++k) {
        const auto value = [&](std::size_t i) -> const std::string& {
          return values[i].size() == 1 ? values[i][0]
                                       : values[i][std::min(k, values[i].size() - 1)];
        };
        if (!is_thing(rows->table)) {
          table& t = out_[rows->table];
          if (!file_in.contains(rows->table)) file_in[rows->table] = t.add_file(name);
          for (std::size_t i = 0; i < columns.size(); ++i) {
            column& c = t.at(columns[i].spec->column);
            format_for(*columns[i].spec, c);
            c.push_back(value(i));
          }
          t.end_row(file_in[rows->table], reader.line());
          continue;
        }
        const table_schema& schema = *find_schema(rows->table);
        std::string key;
        for (std::size_t i = 0; i < columns.size(); ++i)
          if (columns[i].spec->column == schema.columns.front().name)
            key = std::string(trim(value(i)));
        if (key.empty() || is_placeholder(key)) continue;
        gathered& g = things_of(rows->table);
        if (g.files.empty() || g.files.back() != name) g.files.push_back(name);
        thing& t = g.by_key[key];
        if (t.line == 0)
          t.line = reader.line(), t.file = static_cast<std::int32_t>(g.files.size()) - 1;
        for (std::size_t i = 0; i < columns.size(); ++i) {
          const std::string text(trim(value(i)));
          if (text.empty()) continue;
          std::string& known = t.values[columns[i].spec->column];
          if (known.empty() || known == text)
            known = text;
          else {
            g.differing[columns[i].spec->column].insert(key);
            known = std::min(known, text);
          }
        }
      }
    }
  }
  // Declared formats of ids and coordinates hold for things too.
  for (const auto& [rows, columns] : yields)
    if (is_thing(rows->table))
      for (const placed_column& c : columns)
        format_for(*c.spec, out_[rows->table].at(c.spec->column));
  for (auto* noted : {&repaired, &damaged, &moments})
    for (const auto& [rows, columns] : yields)
      for (const placed_column& c : columns)
        if (const auto it = noted->find(c.spec); it != noted->end()) {
          problem& p = it->second;
          p.table = rows->table;
          p.file = name;
          p.column = c.spec->column;
          out_.found.push_back(std::move(p));
        }
  for (const auto& [spec, words] : unmapped)
    for (const std::string& word : words) {
      problem p;
      p.level = problem_level::warning;
      p.file = mapping_.file;
      p.column = spec->column;
      p.value = word;
      p.what = {
          "'" + word + "' is not among the mapped values of '" + spec->column + "'; used as it is",
          "'" + word + "' tidak ada di daftar nilai '" + spec->column + "'; dipakai apa adanya"};
      out_.found.push_back(std::move(p));
    }
}

void mapping_applier::finish() {
  for (auto& g : gathered_) {
    table& t = out_[g->table];
    std::vector<std::int32_t> file;
    for (const std::string& name : g->files) file.push_back(t.add_file(name));
    for (const auto& [key, one] : g->by_key) {
      for (const auto& [name, value] : one.values) t.at(name).push_back(value);
      t.end_row(file[static_cast<std::size_t>(one.file)], one.line);
    }
    for (const auto& [name, keys] : g->differing) {
      problem p;
      p.level = problem_level::warning;
      p.table = g->table;
      p.file = g->files.front();
      p.column = name;
      p.value = *keys.begin();
      p.rows = static_cast<std::int64_t>(keys.size());
      p.line = g->by_key.at(*keys.begin()).line;
      p.what = {"the rows of '" + *keys.begin() + "' differ in '" + name + "'; '" +
                    g->by_key.at(*keys.begin()).values.at(name) + "' is used",
                "baris '" + *keys.begin() + "' berbeda dalam '" + name + "'; dipakai '" +
                    g->by_key.at(*keys.begin()).values.at(name) + "'"};
      out_.found.push_back(std::move(p));
    }
  }
  gathered_.clear();
}

} // namespace irisan
