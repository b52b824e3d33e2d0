#pragma once

#include <irisan/core/period.hpp>
#include <irisan/model/tables.hpp>

#include <cassert>
#include <cstdint>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace irisan {

/// A column after inspection: what each distinct text means.
///
/// Everything is kept per distinct text, so that ten million rows with a thousand dates parse a
/// thousand dates.
struct inspected_column {
  const column* source = nullptr; ///< nullptr if the table has no such column
  const column_schema* schema = nullptr;
  std::vector<std::string_view> changed; ///< the repaired texts, where any was; else empty
  std::vector<std::int32_t> target; ///< of an id that refers: position among the keys, −1 unknown
  std::vector<date_range> dates;
  std::vector<std::int64_t> wholes; ///< counts and money; `unknown_money` if unknown
  std::vector<double> reals;
  std::vector<std::int32_t> choice; ///< position among the schema's words, −1 unknown

  /// The repaired text of a code; "" means unknown.
  std::string_view meaning(std::int32_t code) const {
    return changed.empty() ? source->pool()[code] : changed[static_cast<std::size_t>(code)];
  }
  std::string_view text(std::size_t row) const {
    return source ? meaning(source->code(row)) : std::string_view{};
  }
  template <class T>
  T value(const std::vector<T>& of, std::size_t row, T unknown) const {
    if (!source || of.empty()) return unknown;
    return of[static_cast<std::size_t>(source->code(row))];
  }
};

/// A table after inspection.
struct inspected_table {
  const table* source = nullptr;
  const table_schema* schema = nullptr;
  std::vector<inspected_column> columns; ///< in the schema's order
  std::vector<bool> dropped;             ///< rows that name nothing; empty if there are none
  std::vector<std::string_view> keys;    ///< of an entity table, sorted
  std::vector<std::int64_t> row_of_key;  ///< the row of each key; −1 if a bare list implies it
  std::unordered_map<std::string_view, std::int32_t> position; ///< of each key among `keys`

  std::size_t rows() const { return source ? source->rows() : 0; }
  bool keeps(std::size_t row) const { return dropped.empty() || !dropped[row]; }
  const inspected_column& at(std::string_view name) const {
    for (const inspected_column& c : columns)
      if (c.schema->name == name) return c;
    assert(false);
    return columns.front();
  }
};

} // namespace irisan
