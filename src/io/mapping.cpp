#include <irisan/io/mapping.hpp>

#include "toml.hpp"

#include <irisan/core/error.hpp>
#include <irisan/core/text.hpp>
#include <irisan/io/csv.hpp>
#include <irisan/model/schema.hpp>

#include <algorithm>
#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace irisan {

namespace {

/// Collects every mistake in a mapping before it complains.
class mapping_reader {
public:
  explicit mapping_reader(std::string name) : name_(std::move(name)) {}

  mapping read(const toml::table& root) {
    mapping m;
    m.file = name_;
    for (const auto& [key, node] : root)
      if (key != "from")
        wrong(key.source().begin,
              "unknown key '" + std::string(key.str()) + "'; a mapping is a list of [[from]]");
    const toml::array* sheets = root["from"].as_array();
    if (!sheets || sheets->empty())
      wrong({1, 1}, "no [[from]] is given");
    else
      for (const toml::node& node : *sheets) {
        const toml::table* t = node.as_table();
        if (!t)
          wrong(node.source().begin, "'from' must be a list of tables: [[from]]");
        else
          m.sheets.push_back(read_sheet(*t));
      }
    if (!mistakes_.empty()) throw rule_error(mistakes_);
    return m;
  }

private:
  void wrong(const toml::source_position& at, const std::string& what) {
    mistakes_ += (mistakes_.empty() ? "" : "\n") + name_ + ", line " + std::to_string(at.line) +
                 ", column " + std::to_string(at.column) + ": " + what;
  }

  mapped_sheet read_sheet(const toml::table& t) {
    mapped_sheet s;
    for (const auto& [key, node] : t) {
      const std::string name(key.str());
      if (name == "path") {
        if (node.is_string())
          s.path = node.ref<std::string>();
        else
          wrong(node.source().begin, "'path' must be a text");
      } else if (name == "sheet") {
        if (node.is_string())
          s.sheet = node.ref<std::string>();
        else
          wrong(node.source().begin, "'sheet' must be a text");
      } else if (name == "merged") {
        if (node.is_boolean())
          s.merged = node.ref<bool>();
        else
          wrong(node.source().begin, "'merged' must be true or false");
      } else if (name == "header" && node.is_array()) {
        read_header_rows(*node.as_array(), s);
      } else if (name == "header" || name == "skip") {
        const auto value = node.value_exact<std::int64_t>();
        const std::int64_t least = name == "header" ? 1 : 0;
        if (!value || *value < least || *value > 1000)
          wrong(node.source().begin,
                "'" + name + "' must be a number from " + std::to_string(least) + " to 1000");
        else
          (name == "header" ? s.header : s.skip) = static_cast<int>(*value);
      } else if (const table_schema* schema = find_schema(name)) {
        const auto rows_of = [&](const toml::node& rows) {
          if (const toml::table* block = rows.as_table())
            s.yields.push_back(read_rows(*schema, *block));
          else
            wrong(rows.source().begin, "'" + name + "' must be a table: [[from." + name + "]]");
        };
        if (const toml::array* blocks = node.as_array())
          for (const toml::node& block : *blocks) rows_of(block);
        else
          rows_of(node);
      } else {
        std::vector<std::string_view> known{"path", "header", "skip", "sheet", "merged"};
        for (const table_schema& x : schemas) known.push_back(x.name);
        const std::string near = nearest(name, known);
        wrong(key.source().begin, "unknown table '" + name + "'" +
                                      (near.empty() ? "" : "; the nearest is '" + near + "'"));
      }
    }
    if (s.yields.empty()) wrong(t.source().begin, "this sheet yields no table");
    return s;
  }

  /// `header = [2, 3]`: rows that follow each other.
  void read_header_rows(const toml::array& rows, mapped_sheet& s) {
    std::int64_t last = 0;
    bool fits = !rows.empty() && rows.size() <= 10;
    for (const toml::node& row : rows) {
      const auto value = row.value_exact<std::int64_t>();
      fits = fits && value && *value >= 1 && *value <= 1000 && (last == 0 || *value == last + 1);
      last = value.value_or(0);
    }
    if (!fits)
      return wrong(rows.source().begin, "'header' must be a number or rows that follow each other, "
                                        "such as [2, 3]");
    s.header = static_cast<int>(last);
    s.header_rows = static_cast<int>(rows.size());
  }

  mapped_rows read_rows(const table_schema& schema, const toml::table& block) {
    mapped_rows rows{std::string(schema.name), {}};
    for (const auto& [key, node] : block) {
      const std::string name(key.str());
      if (!find_column(schema, name)) {
        std::vector<std::string_view> known;
        for (const column_schema& c : schema.columns) known.push_back(c.name);
        const std::string near = nearest(name, known);
        wrong(key.source().begin, "table '" + rows.table + "' has no column '" + name + "'" +
                                      (near.empty() ? "" : "; the nearest is '" + near + "'"));
        continue;
      }
      rows.columns.push_back(read_column(name, node));
    }
    return rows;
  }

  std::vector<std::string> read_names(const toml::node& node) {
    std::vector<std::string> names;
    if (const auto one = node.value_exact<std::string>())
      names.push_back(*one);
    else if (const toml::array* several = node.as_array())
      for (const toml::node& each : *several) {
        if (const auto text = each.value_exact<std::string>())
          names.push_back(*text);
        else
          wrong(each.source().begin, "a column of the sheet is named by a text");
      }
    else
      wrong(node.source().begin,
            "must be a column of the sheet, a list of them, or { value = \"…\" }");
    return names;
  }

  mapped_column read_column(const std::string& name, const toml::node& node) {
    mapped_column c;
    c.column = name;
    c.where = name_ + ", line " + std::to_string(node.source().begin.line) + ", column " +
              std::to_string(node.source().begin.column);
    const toml::table* form = node.as_table();
    if (!form) {
      c.from = read_names(node);
      return c;
    }
    bool constant = false;
    for (const auto& [key, value] : *form) {
      const std::string what(key.str());
      const auto text = value.value_exact<std::string>();
      if (what == "column")
        c.from = read_names(value);
      else if (what == "value" && text)
        c.constant = *text, constant = true;
      else if (what == "join" && text)
        c.join = *text;
      else if (what == "split" && text && !text->empty())
        c.split = *text;
      else if (what == "group" && text && text->size() == 1)
        c.group_mark = text->front();
      else if (what == "decimal" && text && text->size() == 1)
        c.decimal_mark = text->front();
      else if (what == "date" && text && !text->empty())
        c.date_form = *text;
      else if (what == "bare" && value.value_exact<bool>())
        c.bare_number = *value.value_exact<bool>();
      else if (what == "width" && value.value_exact<std::int64_t>() &&
               *value.value_exact<std::int64_t>() > 0 && *value.value_exact<std::int64_t>() < 100)
        c.width = static_cast<int>(*value.value_exact<std::int64_t>());
      else if (what == "values" && value.is_table()) {
        for (const auto& [word, ours] : *value.as_table()) {
          if (const auto to = ours.value_exact<std::string>())
            c.values.emplace(std::string(word.str()), *to);
          else
            wrong(ours.source().begin, "'values' maps words to words");
        }
      } else
        wrong(key.source().begin, "'" + what +
                                      "' is none of column, value, values, join, split, width, or "
                                      "its value does not fit");
    }
    if (constant == !c.from.empty())
      wrong(node.source().begin, "'" + name + "' needs either column or value");
    return c;
  }

  std::string name_, mistakes_;
};

/// A column's form as TOML: a name, a list of names, or a table where there is more to say.
std::string form_text(const mapped_column& c) {
  if (c.from.empty()) return "{ value = " + toml_text(c.constant) + " }";
  std::string names;
  for (const std::string& name : c.from) names += (names.empty() ? "" : ", ") + toml_text(name);
  if (c.from.size() > 1) names = "[" + names + "]";
  std::string rest;
  if (c.join != "|") rest += ", join = " + toml_text(c.join);
  if (!c.split.empty()) rest += ", split = " + toml_text(c.split);
  if (c.width > 0) rest += ", width = " + std::to_string(c.width);
  if (c.group_mark != 0) rest += ", group = " + toml_text(std::string(1, c.group_mark));
  if (c.decimal_mark != '.') rest += ", decimal = " + toml_text(std::string(1, c.decimal_mark));
  if (!c.bare_number) rest += ", bare = false";
  if (!c.date_form.empty()) rest += ", date = " + toml_text(c.date_form);
  if (!c.values.empty()) {
    std::string words;
    for (const auto& [theirs, ours] : c.values)
      words += (words.empty() ? "" : ", ") + toml_text(theirs) + " = " + toml_text(ours);
    rest += ", values = { " + words + " }";
  }
  return rest.empty() ? names : "{ column = " + names + rest + " }";
}

} // namespace

mapping read_mapping(const std::filesystem::path& path) {
  return mapping_reader(path.filename().string()).read(parse_toml(path));
}

mapping parse_mapping(const std::string& text, const std::string& file) {
  return mapping_reader(file).read(parse_toml_text(text, file));
}

std::vector<std::string> join_header(const std::vector<std::vector<std::string>>& records,
                                     bool fill) {
  std::size_t columns = 0;
  for (const auto& record : records) columns = std::max(columns, record.size());
  std::vector<std::string> header(columns), last(columns);
  for (std::size_t r = 0; r < records.size(); ++r) {
    const std::vector<std::string> above = header;
    std::string part;
    for (std::size_t c = 0; c < columns; ++c) {
      const std::string_view cell =
          c < records[r].size() ? trim(records[r][c]) : std::string_view{};
      // A part reaches no farther than the one above it.
      const bool reaches =
          fill && r + 1 < records.size() && c > 0 && cell.empty() && above[c] == above[c - 1];
      if (!reaches) part = cell;
      // A cell merged downwards says its part once.
      if (part.empty() || part == last[c]) continue;
      header[c] += (header[c].empty() ? "" : " ") + part;
      last[c] = part;
    }
  }
  return header;
}

std::string to_toml(const mapping& m, const std::vector<std::string>& comments) {
  std::string out;
  for (const std::string& c : comments) out += "# " + c + "\n";
  for (const mapped_sheet& s : m.sheets) {
    out += "[[from]]\n";
    if (!s.path.empty()) out += "path = " + toml_text(s.path) + "\n";
    if (!s.sheet.empty()) out += "sheet = " + toml_text(s.sheet) + "\n";
    if (s.header_rows == 1) {
      out += "header = " + std::to_string(s.header) + "\n";
    } else {
      std::string rows;
      for (int row = s.header - s.header_rows + 1; row <= s.header; ++row)
        rows += (rows.empty() ? "" : ", ") + std::to_string(row);
      out += "header = [" + rows + "]\n";
    }
    if (s.merged) out += "merged = true\n";
    if (s.skip > 0) out += "skip = " + std::to_string(s.skip) + "\n";
    for (const mapped_rows& rows : s.yields) {
      out += "\n[[from." + rows.table + "]]\n";
      for (const mapped_column& c : rows.columns) {
        out += c.column + " = " + form_text(c) + "\n";
      }
    }
    out += "\n";
  }
  return out;
}

bool is_hxl(const std::vector<std::string_view>& cells) {
  std::size_t tags = 0, filled = 0;
  for (const std::string_view cell : cells) {
    const std::string_view text = trim(cell);
    if (text.empty()) continue;
    ++filled;
    tags += text.size() > 1 && text.front() == '#' &&
            ((text[1] >= 'a' && text[1] <= 'z') || (text[1] >= 'A' && text[1] <= 'Z'));
  }
  return filled > 0 && tags * 2 > filled;
}

sheet_head read_head(const std::filesystem::path& path, int header) {
  csv_reader reader(path);
  sheet_head head;
  for (int i = 0; i < header; ++i)
    if (!reader.next()) throw error(path.string() + ": has no header");
  for (const std::string_view cell : reader.cells()) {
    reader.check_utf8(cell);
    head.header.emplace_back(trim(cell));
  }
  if (is_hxl(reader.cells()))
    head.tags = head.header;
  else if (reader.next() && is_hxl(reader.cells()))
    for (const std::string_view cell : reader.cells()) head.tags.emplace_back(trim(cell));
  return head;
}

} // namespace irisan
