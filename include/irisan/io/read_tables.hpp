#pragma once

#include <irisan/core/progress.hpp>
#include <irisan/io/csv.hpp>
#include <irisan/io/mapping.hpp>
#include <irisan/model/tables.hpp>

#include <filesystem>
#include <optional>
#include <string>

namespace irisan {

/// How to read what the user names.
struct read_options {
  std::filesystem::path mapping; ///< a mapping to apply to a sheet; empty: what the package says
  std::optional<bool>
      header; ///< of a bare file: whether its first line is one; told from it if not given
  /// Rows to add to another package: what they name is looked up there, and a CSV file is the table
  /// that it is called after (`deliveries.csv`, `deliveries_plan.csv`).
  bool part = false;
  progress watch;
};

/// Reads tables from what the user names:
/// - a folder of CSV files, with or without a `datapackage.json` (Frictionless Data Package v2);
/// - a `datapackage.json` itself;
/// - one sheet with a mapping, or with a row of HXL hashtags;
/// - a bare file of two columns (intervention, target), `.gmt` (name, description, members…) or
///   `.dat` (one set of members a line).
///
/// What is wrong with the contents goes to `tables::found`, for `check`; what keeps a file from
/// being read at all is thrown: `rule_error` (package or mapping), `error` (file). Memory: the
/// distinct texts and 4 bytes a cell; files are read block by block.
tables read_tables(const std::filesystem::path& path, const read_options& options = {});

} // namespace irisan
