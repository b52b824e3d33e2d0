#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

namespace irisan {

/// One column of what a report lists: texts, whole numbers, numbers, or positions in another table.
///
/// An unknown position is −1, an unknown number not a number; `unknown_money` is an unknown whole
/// number.
struct listed_column {
  std::string name;
  std::string refers; ///< the table whose rows the positions count; empty if the values are none
  std::variant<std::vector<std::string>, std::vector<std::int32_t>, std::vector<std::int64_t>,
               std::vector<double>>
      values;
};

/// One table, column by column.
struct listed_table {
  std::string name;
  std::int64_t rows = 0;
  std::vector<listed_column> columns;

  /// Adds a column of what `value(row)` gives.
  template <class Value>
  void add(std::string column, const Value& value, std::string refers = {}) {
    std::vector<decltype(value(std::size_t{}))> values;
    values.reserve(static_cast<std::size_t>(rows));
    for (std::size_t i = 0; i < static_cast<std::size_t>(rows); ++i) values.push_back(value(i));
    columns.push_back({std::move(column), std::move(refers), std::move(values)});
  }

  /// A column by its name; null if there is none.
  const listed_column* find(std::string_view column) const noexcept {
    for (const listed_column& c : columns)
      if (c.name == column) return &c;
    return nullptr;
  }
};

} // namespace irisan
