#pragma once

#include <irisan/core/progress.hpp>
#include <irisan/model/inspected.hpp>
#include <irisan/model/tables.hpp>
#include <irisan/model/value.hpp>
#include <irisan/model/value_reader.hpp>

#include <algorithm>
#include <cassert>
#include <cstdint>
#include <deque>
#include <string>
#include <string_view>
#include <vector>

namespace irisan {

/// The first part of an inspection: opens the tables and reads every distinct text by its column's
/// type, repairing what can be repaired without loss.
class value_inspection : public value_reader {
public:
  const inspected_table& at(std::string_view name) const {
    for (const inspected_table& t : tables_)
      if (t.schema->name == name) return t;
    assert(false);
    return tables_.front();
  }
  const tables& input() const noexcept { return input_; }

  value_inspection(const value_inspection&) = delete;
  value_inspection& operator=(const value_inspection&) = delete;

protected:
  value_inspection(const tables& t, const progress& watch) : value_reader(t.found), input_(t) {
    tables_.reserve(schemas.size());
    for (const table_schema& s : schemas) {
      watch.at("checking",
               static_cast<double>(tables_.size()) / static_cast<double>(schemas.size()));
      open(s);
      read_values(tables_.back());
    }
  }
  ~value_inspection() = default;

private:
  // --- columns --------------------------------------------------------------------------------

  void open(const table_schema& s) {
    inspected_table& t = tables_.emplace_back();
    t.schema = &s;
    t.source = input_.find(s.name);
    for (const column_schema& c : s.columns) {
      inspected_column& column_here = t.columns.emplace_back();
      column_here.schema = &c;
      if (t.source) column_here.source = t.source->find(c.name);
    }
    if (!t.source) {
      if (s.needed && !input_.bare)
        problems_.push_back(about(t, problem_level::error,
                                  {"table '" + std::string(s.name) + "' is missing",
                                   "tabel '" + std::string(s.name) + "' tidak ada"}));
      return;
    }
    // A file that could not be read has no columns to miss.
    const bool unread =
        t.source->columns().empty() &&
        std::any_of(input_.found.begin(), input_.found.end(), [&](const problem& p) {
          return p.table == s.name && p.level == problem_level::error;
        });
    if (unread) return;
    std::vector<std::string_view> unknown;
    for (const column& c : t.source->columns())
      if (!irisan::find_column(s, c.name)) unknown.push_back(c.name);
    for (const inspected_column& c : t.columns)
      if ((c.schema->required || c.schema->expected) && !c.source &&
          !(input_.bare && c.schema->name != "program_id" && c.schema->name != "target_id")) {
        problem p = about(t, problem_level::error,
                          {"column " + quoted(c.schema->name) + " is missing",
                           "kolom " + quoted(c.schema->name) + " tidak ada"});
        p.column = c.schema->name;
        p.nearest = nearest(c.schema->name, unknown);
        problems_.push_back(std::move(p));
      }
    for (const std::string_view name : unknown) {
      problem p = about(t, problem_level::warning,
                        {"column " + quoted(name) + " is not known and not used",
                         "kolom " + quoted(name) + " tidak dikenal dan tidak dipakai"});
      p.column = name;
      std::vector<std::string_view> free;
      for (const inspected_column& c : t.columns)
        if (!c.source) free.push_back(c.schema->name);
      p.nearest = nearest(name, free);
      problems_.push_back(std::move(p));
    }
  }

  /// How the column's values are written: its own declaration, else that of the key it refers to.
  value_format format_of(const inspected_column& c) const {
    if (c.schema->type != column_type::id || c.source->format.code || c.source->format.width > 0)
      return c.source->format;
    value_format format = c.source->format;
    for_each_word(c.schema->refers, [&](std::string_view name) {
      const table* t = input_.find(name);
      const table_schema* s = find_schema(name);
      if (!t || !s) return;
      if (const column* key = t->find(s->columns.front().name);
          key && (key->format.code || key->format.width > 0)) {
        format.code = key->format.code;
        format.width = key->format.width;
      }
    });
    return format;
  }

  void read_values(inspected_table& t) {
    for (inspected_column& c : t.columns) {
      if (!c.source) continue;
      std::vector<flag_at> flags;
      const value_format format = format_of(c);
      const std::int32_t count = c.source->pool().size();
      const auto flag = [&](std::int32_t code, problem_level level, bilingual what) {
        problem p = about(t, level, std::move(what));
        p.value = c.source->pool()[code];
        flags.push_back({code, std::move(p)});
      };
      for (std::int32_t code = 1; code < count; ++code) {
        const std::string_view written = c.source->pool()[code];
        const std::string_view meaning = clean(c, format, written, code, flag);
        if (meaning.data() == written.data() && meaning.size() == written.size()) continue;
        if (c.changed.empty()) {
          c.changed.resize(static_cast<std::size_t>(count));
          for (std::int32_t i = 0; i < count; ++i)
            c.changed[static_cast<std::size_t>(i)] = c.source->pool()[i];
        }
        c.changed[static_cast<std::size_t>(code)] = meaning;
      }
      parse(c, format, input_.money_decimals, flag);
      if (c.schema->required) require(t, c, flags);
      if (c.schema->expected) tell_empty(t, c);
      place(t, c, flags);
    }
  }

  /// `0` is a placeholder, unless things are numbered: then there is a `1` beside it.
  bool counts_from_zero(const inspected_column& c) const {
    const auto has_one = [](const column& numbers) {
      for (std::int32_t code = 1; code < numbers.pool().size(); ++code)
        if (trim(numbers.pool()[code]) == "1") return true;
      return false;
    };
    if (has_one(*c.source)) return true;
    bool found = false;
    for_each_word(c.schema->refers, [&](std::string_view name) {
      const table* t = input_.find(name);
      const column* key = t ? t->find(find_schema(name)->columns.front().name) : nullptr;
      found = found || (key && has_one(*key));
    });
    return found;
  }

  template <class Flag>
  std::string_view clean(const inspected_column& c, const value_format& format,
                         std::string_view written, std::int32_t code, const Flag& flag) {
    std::string_view text = trim(written);
    if (text.size() != written.size())
      flag(code, problem_level::repair,
           {"blanks around " + quoted(text) + " removed",
            "spasi di sekitar " + quoted(text) + " dihapus"});
    const bool missing =
        std::find(format.missing.begin(), format.missing.end(), text) != format.missing.end();
    // An id that is declared missing where one must stand leaves its row out, as a placeholder
    // does.
    if (missing && !(c.schema->type == column_type::id && is_placeholder(text))) return {};
    if (text.size() > 1 && text.front() == '\'') {
      const auto rest = text.find_first_not_of('\'');
      if (rest != std::string_view::npos &&
          std::string_view("=+-@\t\r").find(text[rest]) != std::string_view::npos) {
        text.remove_prefix(1);
        flag(code, problem_level::repair,
             {"apostrophe before " + quoted(text) + " removed",
              "apostrof di depan " + quoted(text) + " dihapus"});
      }
    }
    if (c.schema->type != column_type::id || text.empty()) return text;
    if (is_placeholder(text) && !(text == "0" && counts_from_zero(c))) {
      flag(code, problem_level::warning,
           {quoted(text) + " stands for an unknown id; " +
                (c.schema->required ? "the row is left out" : "read as empty"),
            quoted(text) + " dibaca sebagai id yang tidak diketahui; " +
                (c.schema->required ? "baris tidak dipakai" : "dianggap kosong")});
      return {};
    }
    if (format.code) {
      std::size_t end = text.size();
      while (end > 0 && text[end - 1] == '0') --end;
      if (end > 1 && end < text.size() && text[end - 1] == '.' &&
          all_digits(text.substr(0, end - 1))) {
        flag(code, problem_level::repair,
             {quoted(text) + " read as the code " + quoted(text.substr(0, end - 1)),
              quoted(text) + " dibaca sebagai kode " + quoted(text.substr(0, end - 1))});
        text = text.substr(0, end - 1);
      }
    }
    if (format.width > 0 && text.size() < static_cast<std::size_t>(format.width) &&
        all_digits(text)) {
      std::string& padded =
          kept_.emplace_back(static_cast<std::size_t>(format.width) - text.size(), '0');
      padded += text;
      flag(code, problem_level::repair,
           {quoted(text) + " has lost zeros; read as " + quoted(padded),
            quoted(text) + " kehilangan angka nol; dibaca " + quoted(padded)});
      text = padded;
    }
    return text;
  }

  /// An empty cell where a value must stand is an error; a placeholder drops its row.
  void require(inspected_table& t, const inspected_column& c, std::vector<flag_at>& flags) {
    std::vector<std::int32_t> empty{0};
    for (std::int32_t code = 1; code < c.source->pool().size(); ++code)
      if (c.meaning(code).empty()) empty.push_back(code);
    for (const std::int32_t code : empty) {
      const std::string_view written = c.source->pool()[code];
      if (c.schema->type == column_type::id && is_placeholder(trim(written))) {
        t.dropped.resize(t.rows());
        for (std::size_t row = 0; row < t.rows(); ++row)
          if (c.source->code(row) == code) t.dropped[row] = true;
        continue;
      }
      problem p = about(t, problem_level::error,
                        {quoted(c.schema->name) + " is empty", quoted(c.schema->name) + " kosong"});
      p.value = written;
      flags.push_back({code, std::move(p)});
    }
  }

  /// Empty cells where a value is looked for but may be unknown: told together, however they are
  /// written.
  void tell_empty(const inspected_table& t, const inspected_column& c) {
    problem p = about(t, problem_level::warning,
                      {quoted(c.schema->name) + " is empty; read as unknown",
                       quoted(c.schema->name) + " kosong; dianggap tidak diketahui"});
    p.column = c.schema->name;
    p.rows = 0;
    for (std::size_t row = 0; row < t.rows(); ++row)
      if (c.text(row).empty()) count_row(t, row, p);
    if (p.rows > 0) problems_.push_back(std::move(p));
  }

protected:
  const tables& input_;
  std::vector<inspected_table> tables_;

private:
  std::deque<std::string> kept_; // padded codes; views into it stay valid
};

} // namespace irisan
