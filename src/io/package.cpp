#include "package.hpp"

#include "toml.hpp"

#include <nlohmann/json.hpp>

#include <set>

namespace irisan {

namespace {

using nlohmann::json;

class package_reader {
public:
  explicit package_reader(const std::filesystem::path& file)
      : file_(file),
        folder_(file.has_parent_path() ? file.parent_path() : std::filesystem::path(".")) {}

  data_package read() {
    json root;
    try {
      root = json::parse(read_whole(file_));
    } catch (const json::parse_error& e) {
      throw rule_error(file_.filename().string() + ": is not JSON: " + plain(e.what()));
    }
    data_package p;
    if (!root.is_object()) throw rule_error(file_.filename().string() + ": is not an object");
    p.title = text(root, "title", "");
    p.invented.id = text(root, "irisan:invented", "");
    p.invented.en = text(root, "irisan:invented_en", p.invented.id);
    if (const std::string m = text(root, "irisan:mapping", ""); !m.empty())
      p.mapping = inside(m, "irisan:mapping");
    if (const auto money = root.find("irisan:money"); money != root.end() && money->is_object()) {
      p.currency = text(*money, "currency", "IDR");
      const auto decimals = money->find("decimals");
      if (decimals != money->end()) {
        if (decimals->is_number_integer() && *decimals >= 0 && *decimals <= 4)
          p.money_decimals = decimals->get<int>();
        else
          wrong("irisan:money", "decimals must be a number from 0 to 4");
      }
    } else if (money != root.end())
      wrong("irisan:money", "must be an object with currency and decimals");
    const auto resources = root.find("resources");
    if (resources == root.end() || !resources->is_array() || resources->empty())
      wrong("resources", "must be a list with at least one resource");
    else {
      std::set<std::string> names;
      for (const json& r : *resources) {
        if (!r.is_object()) {
          wrong("resources", "a resource must be an object");
          continue;
        }
        p.resources.push_back(read_resource(r));
        if (const std::string m = text(r, "irisan:mapping", ""); !m.empty())
          p.mapping = inside(m, "irisan:mapping");
        if (!names.insert(p.resources.back().name).second)
          wrong("resource '" + p.resources.back().name + "'", "is listed twice");
      }
    }
    if (!mistakes_.empty()) throw rule_error(mistakes_);
    return p;
  }

private:
  static std::string plain(const std::string& what) {
    const auto at = what.find("] ");
    return at == std::string::npos ? what : what.substr(at + 2);
  }

  void wrong(const std::string& where, const std::string& what) {
    mistakes_ +=
        (mistakes_.empty() ? "" : "\n") + file_.filename().string() + ", " + where + ": " + what;
  }

  std::string text(const json& from, const char* key, const std::string& otherwise) {
    const auto it = from.find(key);
    if (it == from.end() || it->is_null()) return otherwise;
    if (it->is_string()) return it->get<std::string>();
    wrong(key, "must be a text");
    return otherwise;
  }

  char mark(const json& from, const char* key, char otherwise) {
    const std::string value = text(from, key, std::string(1, otherwise));
    if (value == "\\t") return '\t';
    if (value.size() <= 1) return value.empty() ? '\0' : value.front();
    wrong(key, "must be a single character, not '" + value + "'");
    return otherwise;
  }

  /// A path that stays inside the package, as the standard asks.
  std::filesystem::path inside(const std::string& relative, const std::string& where) {
    const std::filesystem::path p(relative);
    bool outside = p.is_absolute() || relative.find("://") != std::string::npos;
    for (const auto& part : p) outside |= part == "..";
    if (outside) wrong(where, "path '" + relative + "' must lie inside the package");
    return folder_ / p;
  }

  std::vector<std::string> missing(const json& from) {
    std::vector<std::string> values;
    const auto it = from.find("missingValues");
    if (it == from.end()) return values;
    if (!it->is_array())
      wrong("missingValues", "must be a list");
    else
      for (const json& v : *it) {
        if (v.is_string())
          values.push_back(v.get<std::string>());
        else if (v.is_object() && v.contains("value") && v["value"].is_string())
          values.push_back(v["value"].get<std::string>());
        else
          wrong("missingValues", "must hold texts, or objects with a value");
      }
    return values;
  }

  package_resource read_resource(const json& r) {
    package_resource out;
    out.name = text(r, "name", "");
    const std::string where = "resource '" + out.name + "'";
    if (out.name.empty()) wrong("resources", "a resource has no name");
    if (const std::string table_name = text(r, "irisan:table", ""); !table_name.empty())
      out.name = table_name;
    const auto path = r.find("path");
    std::vector<std::string> paths;
    if (path != r.end() && path->is_string())
      paths.push_back(path->get<std::string>());
    else if (path != r.end() && path->is_array()) {
      for (const json& each : *path)
        if (each.is_string()) paths.push_back(each.get<std::string>());
    }
    if (paths.empty()) wrong(where, "has no path");
    for (const std::string& each : paths) {
      out.files.push_back(inside(each, where));
      if (!std::filesystem::exists(out.files.back()))
        wrong(where, "file '" + each + "' does not exist");
    }
    out.dialect.encoding = text(r, "encoding", "utf-8");
    if (!is_known_encoding(out.dialect.encoding))
      wrong(where,
            "encoding '" + out.dialect.encoding + "' is not one of utf-8, cp1252, iso-8859-1");
    if (const auto d = r.find("dialect"); d != r.end() && d->is_object())
      read_dialect(*d, out, where);
    if (const auto s = r.find("schema"); s != r.end() && s->is_object())
      read_schema(*s, out, where);
    else if (s != r.end())
      wrong(where, "its schema must be an object in this file");
    return out;
  }

  void read_dialect(const json& d, package_resource& out, const std::string& where) {
    out.dialect.delimiter = mark(d, "delimiter", out.dialect.delimiter);
    out.dialect.quote = mark(d, "quoteChar", '"');
    out.dialect.comment = mark(d, "commentChar", 0);
    if (const auto h = d.find("header"); h != d.end()) {
      if (h->is_boolean())
        out.has_header = h->get<bool>();
      else
        wrong(where, "dialect.header must be true or false");
    }
    if (const auto rows = d.find("headerRows"); rows != d.end() && rows->is_array()) {
      if (rows->size() == 1 && (*rows)[0].is_number_integer() && (*rows)[0] >= 1)
        out.header_row = (*rows)[0].get<int>();
      else
        wrong(where,
              "dialect.headerRows of more than one row is not supported; declare the last one");
    }
    if (const auto rows = d.find("commentRows"); rows != d.end() && rows->is_array())
      for (const json& n : *rows)
        if (n.is_number_integer()) out.comment_rows.push_back(n.get<int>());
  }

  void read_schema(const json& s, package_resource& out, const std::string& where) {
    out.table_format.missing = missing(s);
    const auto fields = s.find("fields");
    if (fields == s.end() || !fields->is_array()) return;
    for (const json& f : *fields) {
      if (!f.is_object() || !f.contains("name") || !f["name"].is_string()) {
        wrong(where, "a field has no name");
        continue;
      }
      const std::string name = f["name"].get<std::string>();
      out.columns.push_back(name);
      value_format format = out.table_format;
      if (f.contains("missingValues")) format.missing = missing(f);
      format.group_mark = mark(f, "groupChar", 0);
      format.decimal_mark = mark(f, "decimalChar", '.');
      if (format.group_mark != 0 && format.group_mark == format.decimal_mark)
        wrong(where + ", field '" + name + "'", "groupChar and decimalChar are the same");
      if (const auto bare = f.find("bareNumber"); bare != f.end() && bare->is_boolean())
        format.bare_number = bare->get<bool>();
      const std::string type = text(f, "type", "any");
      if (type == "date" || type == "datetime" || type == "year" || type == "yearmonth")
        format.date_form = text(f, "format", "");
      if (const auto code = f.find("irisan:code"); code != f.end() && code->is_boolean())
        format.code = code->get<bool>();
      if (const auto c = f.find("constraints"); c != f.end() && c->is_object()) {
        if (const auto width = c->find("minLength");
            width != c->end() && width->is_number_integer() && *width > 0 && *width < 100) {
          format.width = width->get<int>();
          format.code = true;
        }
        if (c->contains("pattern")) format.code = true;
      }
      out.formats.emplace(name, format);
    }
  }

  std::filesystem::path file_, folder_;
  std::string mistakes_;
};

} // namespace

data_package read_package(const std::filesystem::path& file) {
  return package_reader(file).read();
}

} // namespace irisan
