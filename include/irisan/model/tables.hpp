#pragma once

#include <irisan/core/problem.hpp>
#include <irisan/model/column.hpp>
#include <irisan/model/schema.hpp>

#include <algorithm>
#include <cassert>
#include <cstdint>
#include <initializer_list>
#include <stdexcept>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace irisan {

/// One table as the user handed it in, unchecked: columns of text, and where each row came from.
class table {
public:
  explicit table(std::string table_name = {}) : name(std::move(table_name)) {}

  std::string name;

  std::size_t rows() const noexcept { return rows_; }
  const std::vector<column>& columns() const noexcept { return columns_; }
  std::vector<column>& columns() noexcept { return columns_; }

  const column* find(std::string_view column_name) const noexcept {
    const auto it = std::find_if(columns_.begin(), columns_.end(),
                                 [&](const column& c) { return c.name == column_name; });
    return it == columns_.end() ? nullptr : &*it;
  }

  /// The column of that name, added if it is new; earlier rows are empty in it. Valid until the
  /// next one is added.
  column& at(std::string_view column_name) {
    const auto it = std::find_if(columns_.begin(), columns_.end(),
                                 [&](const column& c) { return c.name == column_name; });
    if (it != columns_.end()) return *it;
    columns_.emplace_back(std::string(column_name));
    columns_.back().pad(rows_);
    return columns_.back();
  }

  /// The text of one cell; empty if the table has no such column.
  std::string_view text(std::string_view column_name, std::size_t row) const noexcept {
    const column* c = find(column_name);
    return c ? c->text(row) : std::string_view{};
  }

  /// Adds a row by column names: `add({{"program_id", "tablet"}, {"unit_id", "A"}})`.
  table& add(std::initializer_list<std::pair<std::string_view, std::string_view>> cells) {
    for (const auto& [column_name, value] : cells) at(column_name).push_back(value);
    return end_row();
  }

  /// Ends a row to which values were pushed column by column; the other columns are empty in it.
  table& end_row() {
    ++rows_;
    for (column& c : columns_) {
      assert(c.size() == rows_ || c.size() + 1 == rows_);
      c.pad(rows_);
    }
    return *this;
  }

  /// As `end_row`, for a row that stands on a line of a file.
  table& end_row(std::int32_t file, std::int64_t line) {
    const std::int64_t next =
        segments_.empty()
            ? 0
            : segments_.back().line + static_cast<std::int64_t>(rows_ - segments_.back().row);
    if (segments_.empty() || segments_.back().file != file || next != line)
      segments_.push_back({rows_, file, line});
    return end_row();
  }

  /// For readers that fill the columns themselves: one more row stands complete.
  void note_row(std::int32_t file, std::int64_t line) {
    if (segments_.empty() || segments_.back().file != file ||
        segments_.back().line + static_cast<std::int64_t>(rows_ - segments_.back().row) != line)
      segments_.push_back({rows_, file, line});
    ++rows_;
  }

  /// For columns that were filled as a whole: the rows of all of them stand complete, from memory.
  void note_rows(std::size_t rows) {
    rows_ = rows;
    for (column& c : columns_) c.pad(rows);
  }

  std::int32_t add_file(std::string path) {
    files_.push_back(std::move(path));
    return static_cast<std::int32_t>(files_.size() - 1);
  }
  const std::vector<std::string>& files() const noexcept { return files_; }

  /// File and line of a row; from memory, no file and the row counted from 1. Rows before the first
  /// that a file has are from memory.
  std::pair<std::string, std::int64_t> origin(std::size_t row) const {
    if (segments_.empty() || row < segments_.front().row)
      return {name, static_cast<std::int64_t>(row) + 1};
    const auto it = std::upper_bound(segments_.begin(), segments_.end(), row,
                                     [](std::size_t r, const segment& s) { return r < s.row; });
    const segment& s = *std::prev(it);
    return {files_[static_cast<std::size_t>(s.file)],
            s.line + static_cast<std::int64_t>(row - s.row)};
  }

  void finish() noexcept {
    for (column& c : columns_) c.finish();
  }

private:
  /// Rows from `row` on stand on consecutive lines from `line` on.
  struct segment {
    std::size_t row;
    std::int32_t file;
    std::int64_t line;
  };

  std::vector<column> columns_;
  std::vector<segment> segments_;
  std::vector<std::string> files_;
  std::size_t rows_ = 0;
};

/// What the user hands in, unchecked: tables whose rows refer to each other by id.
///
/// `t["programs"].add({{"program_id", "tablet"}, {"unit_id", "A"}})` adds a row; column names are
/// those of `schemas`.
struct tables {
  std::vector<table> all;
  /// What a reader found wrong or assumed before there were tables; `check` passes it on.
  std::vector<problem> found;
  /// True for a bare list of (intervention, target): units and regions are not recorded.
  bool bare = false;
  /// The sentence that tells which parts are invented; empty if the data are real.
  bilingual invented;
  std::string title;
  int money_decimals = 0;
  std::string currency = "IDR";

  const table* find(std::string_view name) const noexcept {
    const auto it =
        std::find_if(all.begin(), all.end(), [&](const table& t) { return t.name == name; });
    return it == all.end() ? nullptr : &*it;
  }

  /// The table of that name, added if it is new. Valid until the next one is added.
  table& operator[](std::string_view name) {
    const auto it =
        std::find_if(all.begin(), all.end(), [&](const table& t) { return t.name == name; });
    if (it != all.end()) return *it;
    all.emplace_back(std::string(name));
    return all.back();
  }
};

/// Tables from a bare list: which interventions reach which targets, and nothing else known.
inline tables bare_tables(
    const std::vector<std::pair<std::string_view, std::string_view>>& reached) {
  tables t;
  t.bare = true;
  table& deliveries = t["deliveries"];
  for (const auto& [intervention, target] : reached)
    deliveries.add({{"program_id", intervention}, {"target_id", target}});
  return t;
}

} // namespace irisan
