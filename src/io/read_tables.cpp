#include <irisan/io/read_tables.hpp>

#include "apply_mapping.hpp"
#include "package.hpp"

#include <irisan/core/error.hpp>
#include <irisan/core/text.hpp>

#include <algorithm>
#include <set>

namespace irisan {

namespace fs = std::filesystem;

namespace {

class tables_reader {
public:
  tables_reader(fs::path path, const read_options& options)
      : path_(std::move(path)), options_(options) {}

  tables read() {
    std::error_code failure;
    if (!fs::exists(path_, failure)) throw error(path_.string() + ": does not exist");
    if (fs::is_directory(path_)) {
      if (fs::exists(path_ / "datapackage.json"))
        read_described(path_ / "datapackage.json");
      else
        read_folder();
    } else if (path_.extension() == ".json") {
      read_described(path_);
    } else if (path_.extension() == ".gmt" || path_.extension() == ".dat") {
      read_sets();
    } else if (options_.part && options_.mapping.empty()) {
      read_part(path_);
    } else {
      read_sheet(path_);
    }
    if (options_.part) out_.bare = false;
    for (table& t : out_.all) t.finish();
    return std::move(out_);
  }

private:
  // --- one CSV file into one table --------------------------------------------------------------

  void problem_in(const fs::path& file, std::string_view table_name, const csv_error& e) {
    problem p;
    p.table = table_name;
    p.file = file.filename().string();
    p.line = e.line;
    p.value = e.value;
    p.what = e.what;
    p.lines = {e.line};
    out_.found.push_back(std::move(p));
  }

  void read_csv(const fs::path& file, std::string_view table_name,
                const package_resource* declared) {
    out_[table_name]; // a table whose file cannot be read is not also missing
    try {
      read_records(file, table_name, declared);
    } catch (const csv_error& e) {
      problem_in(file, table_name, e);
    }
  }

  void read_records(const fs::path& file, std::string_view table_name,
                    const package_resource* declared) {
    table& t = out_[table_name];
    const std::int32_t number = t.add_file(file.filename().string());
    csv_reader reader(file, declared ? declared->dialect : csv_dialect{});
    std::vector<std::string> header;
    if (declared && !declared->has_header) {
      header = declared->columns;
    } else {
      const int row = declared ? declared->header_row : 1;
      for (int i = 0; i < row; ++i)
        if (!reader.next())
          throw csv_error{1, {}, {"the file has no header", "berkas tidak punya kepala tabel"}};
      for (const std::string_view cell : reader.cells()) {
        reader.check_utf8(cell);
        header.emplace_back(trim(cell));
      }
    }
    std::vector<std::size_t> used;
    std::set<std::string> seen;
    for (std::size_t i = 0; i < header.size(); ++i) {
      if (header[i].empty()) continue;
      if (!seen.insert(header[i]).second)
        throw csv_error{reader.line(),
                        header[i],
                        {"column '" + header[i] + "' stands twice",
                         "kolom '" + header[i] + "' tercatat dua kali"}};
      column& c = t.at(header[i]);
      if (declared) {
        const auto format = declared->formats.find(header[i]);
        c.format = format != declared->formats.end() ? format->second : declared->table_format;
      }
      used.push_back(i);
    }
    // Columns by position; those of this table that the file lacks stay empty in its rows.
    std::vector<column*> columns;
    std::vector<column*> absent;
    for (const std::size_t i : used) columns.push_back(&t.at(header[i]));
    for (column& c : t.columns())
      if (std::find(columns.begin(), columns.end(), &c) == columns.end()) absent.push_back(&c);

    std::int64_t records = 0;
    while (reader.next()) {
      if ((++records & 0xFFFF) == 0) options_.watch.at("reading", 0);
      const auto& cells = reader.cells();
      if (declared && std::find(declared->comment_rows.begin(), declared->comment_rows.end(),
                                reader.line()) != declared->comment_rows.end())
        continue;
      if (cells.size() != header.size()) {
        // One broken row must not hide what is wrong in the others.
        problem_in(file, table_name,
                   {reader.line(),
                    {},
                    {"the row has " + std::to_string(cells.size()) + " cells, the header " +
                         std::to_string(header.size()),
                     "baris berisi " + std::to_string(cells.size()) + " sel, kepala tabel " +
                         std::to_string(header.size())}});
        if (++broken_rows_ > 1000)
          throw csv_error{reader.line(),
                          {},
                          {"more than 1 000 rows do not fit the header",
                           "lebih dari 1 000 baris tidak sesuai kepala tabel"}};
        continue;
      }
      for (std::size_t k = 0; k < columns.size(); ++k)
        if (columns[k]->push_back(cells[used[k]])) {
          try {
            reader.check_utf8(cells[used[k]]);
          } catch (const csv_error& e) {
            problem_in(file, table_name, e);
            if (++broken_rows_ > 1000) throw;
          }
        }
      for (column* c : absent) c->push_back({});
      t.note_row(number, reader.line());
    }
  }

  // --- folders ----------------------------------------------------------------------------------

  void read_folder() {
    std::vector<fs::path> known, others;
    for (const fs::directory_entry& entry : fs::directory_iterator(path_)) {
      if (!entry.is_regular_file() || lower(entry.path().extension().string()) != ".csv") continue;
      (find_schema(lower(entry.path().stem().string())) ? known : others).push_back(entry.path());
    }
    std::sort(known.begin(), known.end());
    std::sort(others.begin(), others.end());
    if (!options_.mapping.empty()) {
      apply(read_mapping(options_.mapping), path_, nullptr);
      return;
    }
    if (known.empty() && others.size() == 1) return read_sheet(others.front());
    if (known.empty())
      throw error(path_.string() +
                  ": has no table of irisan (such as deliveries.csv) and no datapackage.json");
    for (const fs::path& file : known)
      read_csv(file, find_schema(lower(file.stem().string()))->name, nullptr);
    warn_unused(others);
  }

  void warn_unused(const std::vector<fs::path>& files) {
    for (const fs::path& file : files) {
      problem p;
      p.level = problem_level::warning;
      p.file = file.filename().string();
      p.what = {"the file is no table of irisan and not used",
                "berkas ini bukan tabel irisan dan tidak dipakai"};
      std::vector<std::string_view> names;
      for (const table_schema& s : schemas) names.push_back(s.name);
      p.nearest = nearest(file.stem().string(), names);
      out_.found.push_back(std::move(p));
    }
  }

  void read_described(const fs::path& file) {
    const data_package package = read_package(file);
    out_.title = package.title;
    out_.invented = package.invented;
    out_.currency = package.currency;
    out_.money_decimals = package.money_decimals;
    const fs::path mapping_file = options_.mapping.empty() ? package.mapping : options_.mapping;
    std::vector<const package_resource*> sheets;
    for (const package_resource& r : package.resources) {
      if (!find_schema(r.name)) {
        sheets.push_back(&r);
        continue;
      }
      for (const fs::path& each : r.files) read_csv(each, r.name, &r);
    }
    if (!mapping_file.empty()) {
      apply(read_mapping(mapping_file), file.has_parent_path() ? file.parent_path() : fs::path("."),
            &package);
    } else if (out_.all.empty() && sheets.size() == 1 && sheets.front()->files.size() == 1) {
      read_sheet(sheets.front()->files.front());
    } else {
      std::vector<fs::path> files;
      for (const package_resource* r : sheets)
        files.insert(files.end(), r->files.begin(), r->files.end());
      warn_unused(files);
    }
  }

  /// One file with rows of the table that it is called after.
  void read_part(const fs::path& file) {
    const std::string stem = lower(file.stem().string());
    for (const table_schema& s : schemas)
      if (stem == s.name || (stem.starts_with(s.name) && stem[s.name.size()] == '_'))
        return read_csv(file, s.name, nullptr);
    throw error(file.filename().string() +
                ": is called after no table of irisan, as deliveries.csv or deliveries_plan.csv");
  }

  // --- sheets -----------------------------------------------------------------------------------

  void apply(const mapping& m, const fs::path& folder, const data_package* package) {
    mapping_applier applier(m, out_);
    for (const mapped_sheet& sheet : m.sheets) {
      if (sheet.path.empty() && fs::is_directory(path_))
        throw rule_error(m.file + ": a [[from]] needs a path when the mapping is for a folder");
      const fs::path file = sheet.path.empty() ? path_ : folder / sheet.path;
      if (!fs::exists(file)) throw rule_error(m.file + ": '" + sheet.path + "' does not exist");
      const package_resource* declared = nullptr;
      if (package)
        for (const package_resource& r : package->resources)
          for (const fs::path& each : r.files)
            if (fs::equivalent(each, file)) declared = &r;
      try {
        applier.feed(sheet, file, declared, options_.watch);
      } catch (const csv_error& e) {
        problem_in(file, "", e);
      }
    }
    applier.finish();
  }

  void read_sheet(const fs::path& file) {
    if (!options_.mapping.empty()) {
      mapping m = read_mapping(options_.mapping);
      // A mapping written for a package names its sheet; used on another file, the file at hand is
      // meant.
      if (m.sheets.size() == 1) m.sheets.front().path.clear();
      path_ = file;
      return apply(m, file.parent_path(), nullptr);
    }
    sheet_head head;
    try {
      head = read_head(file);
    } catch (const csv_error& e) {
      return problem_in(file, "", e);
    }
    const auto has = [&](const char* name) {
      return std::find(head.header.begin(), head.header.end(), name) != head.header.end();
    };
    if (has("program_id") && has("target_id")) {
      // A table of deliveries by itself: what it names exists.
      out_.bare = true;
      if (has("unit_id")) imply_units(file);
      return read_csv(file, "deliveries", nullptr);
    }
    if (head.header.size() == 2 && head.tags.empty()) return read_bare(file);
    if (!head.tags.empty()) {
      if (mapping m = map_hxl(head.header, head.tags); !m.sheets.empty()) {
        path_ = file;
        return apply(m, file.parent_path(), nullptr);
      }
    }
    throw rule_error(
        file.filename().string() +
        ": which column says who, what and where is not known; write a mapping with 'irisan map " +
        file.filename().string() + " --suggest', correct it, and give it with --mapping");
  }

  void imply_units(const fs::path& file) {
    mapping m;
    m.file = file.filename().string();
    mapped_column unit;
    unit.column = "unit_id";
    unit.from = {"unit_id"};
    mapped_sheet& own = m.sheets.emplace_back();
    own.yields.push_back({"units", {unit}});
    path_ = file;
    apply(m, file.parent_path(), nullptr);
  }

  // --- bare lists -------------------------------------------------------------------------------

  void read_bare(const fs::path& file) {
    out_.bare = true;
    table& t = out_["deliveries"];
    try {
      const bool header = options_.header ? *options_.header : first_line_is_header(file);
      csv_reader reader(file);
      const std::int32_t number = t.add_file(file.filename().string());
      column &program = (t.at("program_id"), t.at("target_id"), t.at("program_id")),
             &target = t.at("target_id");
      if (header) reader.next();
      std::int64_t records = 0;
      while (reader.next()) {
        if ((++records & 0xFFFF) == 0) options_.watch.at("reading", 0);
        const auto& cells = reader.cells();
        if (cells.size() != 2) {
          problem_in(file, "deliveries",
                     {reader.line(),
                      {},
                      {"the row has " + std::to_string(cells.size()) + " cells, not 2",
                       "baris berisi " + std::to_string(cells.size()) + " sel, bukan 2"}});
          if (++broken_rows_ > 1000) break;
          continue;
        }
        for (column* c : {&program, &target}) {
          const std::string_view cell = cells[c == &program ? 0 : 1];
          if (c->push_back(cell)) reader.check_utf8(cell);
        }
        t.note_row(number, reader.line());
      }
    } catch (const csv_error& e) {
      problem_in(file, "deliveries", e);
      // Both columns must end in the same row.
      for (column& c : t.columns()) c.pad(t.rows());
    }
  }

  /// The first line is a header unless one of its cells stands again below it in its column: then
  /// it is data. A header's words seldom do; and a lone first line makes no pair either way.
  static bool first_line_is_header(const fs::path& file) {
    csv_reader reader(file);
    if (!reader.next()) return false;
    std::vector<std::string> first;
    for (const std::string_view cell : reader.cells()) first.emplace_back(trim(cell));
    while (reader.next())
      for (std::size_t i = 0; i < std::min<std::size_t>(2, reader.cells().size()); ++i)
        if (i < first.size() && trim(reader.cells()[i]) == first[i]) return false;
    return true;
  }

  void read_sets() {
    out_.bare = true;
    const bool named = path_.extension() == ".gmt";
    csv_dialect dialect;
    dialect.delimiter = named ? '\t' : ' ';
    dialect.quote = 0;
    // Sets are programs even if they reach nothing: the register lists them all.
    out_["programs"].at("program_id");
    out_["deliveries"].at("program_id");
    out_["deliveries"].at("target_id");
    // No table or column is added from here on, so references stay valid.
    table &programs = out_["programs"], &deliveries = out_["deliveries"];
    column &set = programs.at("program_id"), &set_of = deliveries.at("program_id"),
           &member = deliveries.at("target_id");
    const std::string file = path_.filename().string();
    const std::int32_t in_programs = programs.add_file(file),
                       in_deliveries = deliveries.add_file(file);
    std::int64_t sets = 0;
    try {
      csv_reader reader(path_, dialect);
      while (reader.next()) {
        if ((++sets & 0xFFF) == 0) options_.watch.at("reading", 0);
        const auto& cells = reader.cells();
        const std::string name = named ? std::string(trim(cells.front())) : std::to_string(sets);
        if (set.push_back(name)) reader.check_utf8(cells.front());
        programs.note_row(in_programs, reader.line());
        for (std::size_t i = named ? 2 : 0; i < cells.size(); ++i) {
          const std::string_view cell = trim(cells[i]);
          if (cell.empty()) continue;
          set_of.push_back(name);
          if (member.push_back(cell)) reader.check_utf8(cell);
          deliveries.note_row(in_deliveries, reader.line());
        }
      }
    } catch (const csv_error& e) {
      problem_in(path_, "deliveries", e);
    }
  }

  fs::path path_;
  const read_options& options_;
  tables out_;
  int broken_rows_ = 0;
};

} // namespace

tables read_tables(const fs::path& path, const read_options& options) {
  return tables_reader(path, options).read();
}

} // namespace irisan
