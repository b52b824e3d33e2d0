#include "template_package.hpp"

#include <irisan/core/error.hpp>
#include <irisan/io/atomic_file.hpp>
#include <irisan/io/read_rules.hpp>
#include <irisan/model/schema.hpp>
#include <irisan/report/rules.hpp>

#include <nlohmann/json.hpp>

#include <string>
#include <utility>
#include <vector>

namespace irisan {

namespace {

using json = nlohmann::ordered_json;

std::string field_type(column_type t) {
  switch (t) {
  case column_type::count:
  case column_type::money:
    return "integer";
  case column_type::number:
  case column_type::amount:
  case column_type::share:
  case column_type::latitude:
  case column_type::longitude:
    return "number";
  // A date may be a year or a month alone, which the type `date` does not allow.
  default:
    return "string";
  }
}

json resource(const table_schema& table) {
  json fields = json::array();
  json foreign = json::array();
  json key = json::array();
  for (const column_schema& c : table.columns) {
    json f{{"name", c.name}, {"type", field_type(c.type)}};
    std::string says(c.says);
    if (c.type == column_type::date)
      says += std::string(says.empty() ? "" : "; ") + "2023, 2023-07 or 2023-07-15";
    if (!says.empty()) f["description"] = says;
    json constraints = json::object();
    if (c.required) constraints["required"] = true;
    if (!c.choices.empty()) {
      json words = json::array();
      for_each_word(c.choices, [&](std::string_view word) { words.push_back(word); });
      constraints["enum"] = std::move(words);
    }
    if (!constraints.empty()) f["constraints"] = std::move(constraints);
    fields.push_back(std::move(f));
    if (c.key && c.required) key.push_back(c.name);
    if (c.refers.empty() || c.refers.find('|') != std::string_view::npos) continue;
    json reference{{"fields", json::array({find_schema(c.refers)->columns.front().name})}};
    if (c.refers != table.name) reference["resource"] = c.refers;
    foreign.push_back({{"fields", json::array({c.name})}, {"reference", std::move(reference)}});
  }
  json schema{{"fields", std::move(fields)}, {"missingValues", json::array({""})}};
  if (key.size() == 1) schema["primaryKey"] = std::move(key);
  if (!foreign.empty()) schema["foreignKeys"] = std::move(foreign);
  return {{"name", table.name},
          {"path", std::string(table.name) + ".csv"},
          {"type", "table"},
          {"format", "csv"},
          {"encoding", "utf-8"},
          {"description", std::string(table.says) + (table.needed ? " (needed)" : "")},
          {"schema", std::move(schema)}};
}

} // namespace

void write_template(const std::filesystem::path& folder) {
  std::vector<std::pair<std::string, std::string>> files;
  json package{
      {"$schema", "https://datapackage.org/profiles/2.0/datapackage.json"},
      {"name", "irisan-package"},
      {"title", ""},
      {"description",
       "Tables of an irisan audit. Ids are text, never numbers; an empty cell means unknown."},
      {"irisan:money", {{"currency", "IDR"}, {"decimals", 0}}}};
  json resources = json::array();
  for (const table_schema& table : schemas) {
    std::string header;
    for (const column_schema& c : table.columns)
      header += (header.empty() ? "" : ",") + std::string(c.name);
    files.emplace_back(std::string(table.name) + ".csv", header + "\n");
    resources.push_back(resource(table));
  }
  package["resources"] = std::move(resources);
  files.emplace_back("datapackage.json", package.dump(1) + "\n");
  files.emplace_back("irisan.toml", to_toml(rules{}));
  for (const auto& [name, text] : files)
    if (std::filesystem::exists(folder / name))
      throw write_error((folder / name).string() + ": is there already; nothing was written");
  atomic_files out;
  for (const auto& [name, text] : files) {
    out.open(folder / name);
    out.write(text);
  }
  out.commit();
}

} // namespace irisan
