#pragma once

#include <irisan/core/error.hpp>

#include <algorithm>
#include <compare>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <span>
#include <string>
#include <utility>
#include <vector>

namespace irisan {

/// A column (a program) covers a row (a need) once.
struct cover_edge {
  std::int32_t row = 0;
  std::int32_t column = 0;

  friend auto operator<=>(const cover_edge&, const cover_edge&) = default;
};

/// A row that is asked for more often than there are columns for it.
struct short_row {
  std::int32_t row = 0;
  std::int32_t demand = 0; ///< as asked
  std::int32_t degree = 0; ///< the columns that cover it: what is asked of the rest

  friend bool operator==(const short_row&, const short_row&) = default;
};

/// Lists of indices, one after the other.
struct index_lists {
  std::vector<std::int64_t> offsets{0};
  std::vector<std::int32_t> entries;

  std::int32_t count() const noexcept { return static_cast<std::int32_t>(offsets.size() - 1); }
  std::span<const std::int32_t> operator[](std::int32_t i) const noexcept {
    const auto at = static_cast<std::size_t>(i);
    return {entries.data() + offsets[at], static_cast<std::size_t>(offsets[at + 1] - offsets[at])};
  }
  void end_list() { offsets.push_back(static_cast<std::int64_t>(entries.size())); }

  friend bool operator==(const index_lists&, const index_lists&) = default;
};

namespace detail {
/// Which of `count` lists each entry is in: the lists turned around, ascending.
inline index_lists turned(const index_lists& lists, std::int32_t count) {
  index_lists t;
  t.offsets.assign(static_cast<std::size_t>(count) + 1, 0);
  for (const std::int32_t x : lists.entries) ++t.offsets[static_cast<std::size_t>(x) + 1];
  for (std::size_t i = 0; i < static_cast<std::size_t>(count); ++i)
    t.offsets[i + 1] += t.offsets[i];
  std::vector<std::int64_t> at(t.offsets.begin(), t.offsets.end() - 1);
  t.entries.resize(lists.entries.size());
  for (std::int32_t i = 0; i < lists.count(); ++i)
    for (const std::int32_t x : lists[i])
      t.entries[static_cast<std::size_t>(at[static_cast<std::size_t>(x)]++)] = i;
  return t;
}
/// Ascending lists without what is listed twice.
inline void remove_repeated(index_lists& lists) {
  std::int64_t kept = 0, from = 0;
  for (std::size_t i = 0; i + 1 < lists.offsets.size(); ++i) {
    const std::int64_t begin = kept, to = lists.offsets[i + 1];
    for (; from < to; ++from) {
      const std::int32_t x = lists.entries[static_cast<std::size_t>(from)];
      if (kept == begin || lists.entries[static_cast<std::size_t>(kept - 1)] != x)
        lists.entries[static_cast<std::size_t>(kept++)] = x;
    }
    lists.offsets[i + 1] = kept;
  }
  lists.entries.resize(static_cast<std::size_t>(kept));
}
} // namespace detail

/// A set multicover: choose columns of least cost so that each row is covered as often as it asks.
///
/// Rows are needs, columns are programs; a column counts once for each of its rows and is chosen at
/// most once. Fixed columns are chosen in any case. A row that asks for more columns than it has is
/// listed in `short_rows`, and its demand is lowered to what there is: a cover always exists.
/// O(entries) to build.
class cover_problem {
public:
  /// The most that all costs may come to, so that no sum of theirs is out of range.
  static constexpr std::int64_t most_cost = std::int64_t{1} << 62;

  cover_problem() = default;

  /// From edges in any order; those listed twice count once. Throws `rule_error` for indices out of
  /// range, for negative demands and costs, and for costs of more than `most_cost` together.
  cover_problem(std::vector<std::int32_t> demand, std::vector<std::int64_t> cost,
                std::span<const cover_edge> edges, std::span<const std::int32_t> fixed = {})
      : demand_(std::move(demand)), cost_(std::move(cost)) {
    by_column_.offsets.assign(cost_.size() + 1, 0);
    for (const cover_edge& e : edges) {
      check_index(e.row, rows(), "row");
      check_index(e.column, columns(), "column");
      ++by_column_.offsets[static_cast<std::size_t>(e.column) + 1];
    }
    for (std::size_t j = 0; j < cost_.size(); ++j)
      by_column_.offsets[j + 1] += by_column_.offsets[j];
    std::vector<std::int64_t> at(by_column_.offsets.begin(), by_column_.offsets.end() - 1);
    by_column_.entries.resize(edges.size());
    for (const cover_edge& e : edges)
      by_column_.entries[static_cast<std::size_t>(at[static_cast<std::size_t>(e.column)]++)] =
          e.row;
    finish(fixed);
  }

  /// From the rows of each column, in any order; otherwise as from edges.
  cover_problem(std::vector<std::int32_t> demand, std::vector<std::int64_t> cost,
                index_lists rows_of_column, std::span<const std::int32_t> fixed = {})
      : demand_(std::move(demand)), cost_(std::move(cost)), by_column_(std::move(rows_of_column)) {
    if (by_column_.offsets.size() != cost_.size() + 1)
      throw rule_error("there are costs of " + std::to_string(cost_.size()) +
                       " columns and rows of " + std::to_string(by_column_.offsets.size() - 1));
    for (const std::int32_t i : by_column_.entries) check_index(i, rows(), "row");
    finish(fixed);
  }

  std::int32_t rows() const noexcept { return static_cast<std::int32_t>(demand_.size()); }
  std::int32_t columns() const noexcept { return static_cast<std::int32_t>(cost_.size()); }
  std::int64_t entries() const noexcept { return by_column_.offsets.back(); }

  std::span<const std::int32_t> columns_of(std::int32_t row) const noexcept { return by_row_[row]; }
  std::span<const std::int32_t> rows_of(std::int32_t column) const noexcept {
    return by_column_[column];
  }
  std::int32_t degree(std::int32_t row) const noexcept {
    return static_cast<std::int32_t>(by_row_[row].size());
  }
  /// How often a row is to be covered: as asked, or its degree if that is less.
  std::int32_t demand(std::int32_t row) const noexcept {
    return demand_[static_cast<std::size_t>(row)];
  }
  std::int64_t cost(std::int32_t column) const noexcept {
    return cost_[static_cast<std::size_t>(column)];
  }
  bool is_fixed(std::int32_t column) const noexcept {
    return !fixed_.empty() && fixed_[static_cast<std::size_t>(column)];
  }

  std::span<const std::int32_t> demands() const noexcept { return demand_; }
  std::span<const std::int64_t> costs() const noexcept { return cost_; }
  std::span<const short_row> short_rows() const noexcept { return short_rows_; }

  friend bool operator==(const cover_problem&, const cover_problem&) = default;

private:
  static void check_index(std::int32_t i, std::int32_t count, const char* what) {
    if (i < 0 || i >= count)
      throw rule_error("there is no " + std::string(what) + " " + std::to_string(i) + " of " +
                       std::to_string(count));
  }
  void finish(std::span<const std::int32_t> fixed) {
    std::int64_t total = 0;
    for (const std::int64_t c : cost_) {
      if (c < 0) throw rule_error("a cost of " + std::to_string(c));
      if (c > most_cost - total)
        throw rule_error("the costs of all columns come to more than " + std::to_string(most_cost));
      total += c;
    }
    by_row_ = detail::turned(by_column_, rows());
    detail::remove_repeated(by_row_);
    by_column_ = detail::turned(by_row_, columns());
    for (std::int32_t i = 0; i < rows(); ++i) {
      std::int32_t& asked = demand_[static_cast<std::size_t>(i)];
      if (asked < 0) throw rule_error("a demand of " + std::to_string(asked));
      if (asked <= degree(i)) continue;
      short_rows_.push_back({i, asked, degree(i)});
      asked = degree(i);
    }
    for (const std::int32_t j : fixed) check_index(j, columns(), "column");
    if (fixed.empty()) return;
    fixed_.assign(cost_.size(), false);
    for (const std::int32_t j : fixed) fixed_[static_cast<std::size_t>(j)] = true;
  }

  std::vector<std::int32_t> demand_;
  std::vector<std::int64_t> cost_;
  index_lists by_row_, by_column_;
  std::vector<bool> fixed_; // empty: none
  std::vector<short_row> short_rows_;
};

/// Columns that cover a row which has just as many as it asks for: without one of them it would be
/// covered less than now, whatever else is chosen. Ascending.
inline std::vector<std::int32_t> essential_columns(const cover_problem& a) {
  std::vector<std::int32_t> found;
  for (std::int32_t i = 0; i < a.rows(); ++i)
    if (a.demand(i) > 0 && a.degree(i) == a.demand(i))
      found.insert(found.end(), a.columns_of(i).begin(), a.columns_of(i).end());
  std::sort(found.begin(), found.end());
  found.erase(std::unique(found.begin(), found.end()), found.end());
  return found;
}

} // namespace irisan
