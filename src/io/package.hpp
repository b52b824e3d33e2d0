#pragma once

#include <irisan/core/problem.hpp>
#include <irisan/io/csv.hpp>
#include <irisan/model/column.hpp>

#include <filesystem>
#include <map>
#include <string>
#include <vector>

namespace irisan {

/// One resource of a data package: a table, its files and how they are written.
struct package_resource {
  std::string name;
  std::vector<std::filesystem::path> files;
  csv_dialect dialect;
  int header_row = 1;
  std::vector<int> comment_rows;
  std::map<std::string, value_format> formats; ///< by column
  value_format table_format;                   ///< missing values of the whole table
  std::vector<std::string> columns;            ///< declared, for files without a header
  bool has_header = true;
};

/// A `datapackage.json` (Frictionless Data Package v2), as far as irisan uses it.
struct data_package {
  std::string title;
  bilingual invented;
  std::string currency = "IDR";
  int money_decimals = 0;
  std::filesystem::path mapping; ///< `irisan:mapping`; empty if there is none
  std::vector<package_resource> resources;
};

/// Reads a package; throws `rule_error` listing every mistake in it.
data_package read_package(const std::filesystem::path& file);

} // namespace irisan
