#include "write_tables.hpp"

#include <irisan/io/atomic_file.hpp>
#include <irisan/io/csv.hpp>

#include <nlohmann/json.hpp>

#include <string>

namespace irisan {

namespace {

using json = nlohmann::ordered_json;

json field_of(const table& t, const column& c) {
  const table_schema* schema = find_schema(t.name);
  const column_schema* known = schema ? find_column(*schema, c.name) : nullptr;
  const value_format& f = c.format;
  json field{{"name", c.name}, {"type", "string"}};
  if (known && known->type == column_type::date) {
    if (!f.date_form.empty()) {
      field["type"] = "date";
      field["format"] = f.date_form;
    }
  } else if (known && (known->type == column_type::count || known->type == column_type::money)) {
    field["type"] = "integer";
  } else if (known && known->type >= column_type::number) {
    field["type"] = "number";
  }
  if (f.group_mark != 0) field["groupChar"] = std::string(1, f.group_mark);
  if (f.decimal_mark != '.') field["decimalChar"] = std::string(1, f.decimal_mark);
  if (!f.bare_number) field["bareNumber"] = false;
  if (!f.missing.empty()) field["missingValues"] = f.missing;
  if (f.code) field["irisan:code"] = true;
  if (f.width > 0) field["constraints"] = {{"minLength", f.width}};
  return field;
}

} // namespace

void write_tables(const tables& t, const std::filesystem::path& folder) {
  atomic_files files;
  json resources = json::array();
  for (const table& one : t.all) {
    files.open(folder / (one.name + ".csv"));
    std::string text;
    json fields = json::array();
    for (const column& c : one.columns()) {
      if (!fields.empty()) text += ',';
      append_csv(text, c.name);
      fields.push_back(field_of(one, c));
    }
    text += '\n';
    for (std::size_t row = 0; row < one.rows(); ++row) {
      for (std::size_t i = 0; i < one.columns().size(); ++i) {
        if (i) text += ',';
        append_csv(text, one.columns()[i].text(row));
      }
      text += '\n';
      if (text.size() > (1U << 20)) files.write(text), text.clear();
    }
    files.write(text);
    resources.push_back({{"name", one.name},
                         {"path", one.name + ".csv"},
                         {"type", "table"},
                         {"schema", {{"fields", std::move(fields)}}}});
  }
  files.open(folder / "datapackage.json");
  const json package{{"name", "irisan-package"},
                     {"title", t.title},
                     {"irisan:money", {{"currency", t.currency}, {"decimals", t.money_decimals}}},
                     {"resources", std::move(resources)}};
  files.write(package.dump(1, ' ', false, json::error_handler_t::replace) + "\n");
  files.commit();
}

} // namespace irisan
