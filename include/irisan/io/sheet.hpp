#pragma once

#include <irisan/core/progress.hpp>
#include <irisan/io/mapping.hpp>
#include <irisan/model/column.hpp>
#include <irisan/model/tables.hpp>

#include <cstdint>
#include <string>
#include <vector>

namespace irisan {

/// A sheet that lies in memory: the sheet of a workbook, or a table of another library.
struct sheet {
  std::string file;            ///< for messages: `book.xlsx [Data]`
  std::string name;            ///< what a mapping's `sheet` calls it; empty: it has no name
  std::vector<column> columns; ///< of texts, all of the same length
  bool named = false; ///< the columns' names are the header; otherwise it stands among the rows
  std::vector<std::int64_t> lines; ///< where each row stands; counted from 1 if empty
  /// Of a column, for each of its rows whether a number stands there; empty: nowhere. Ids that are
  /// numbers are listed as repaired.
  std::vector<std::vector<std::uint8_t>> numbers;
};

/// The tables that sheets in memory yield by a mapping, as `read_tables` makes them of files.
///
/// A `[[from]]` without `sheet` reads the first. Rows are numbered as they stand: a header's record
/// is that on the sheet, so `header` counts from the sheet's first row. Throws `rule_error` where
/// the mapping names a sheet or a column that is not there.
tables apply_mapping(const mapping& m, const std::vector<sheet>& sheets,
                     const progress& watch = {});

} // namespace irisan
