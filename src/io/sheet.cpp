#include <irisan/io/sheet.hpp>

#include "apply_mapping.hpp"

#include <irisan/core/error.hpp>
#include <irisan/core/text.hpp>

#include <algorithm>
#include <utility>

namespace irisan {

namespace {

/// The records of a sheet in memory; a header that stands apart is the first of them.
class memory_source final : public record_source {
public:
  explicit memory_source(const sheet& s) : sheet_(s), header_ahead_(s.named) {
    cells_.resize(s.columns.size());
    for (const column& c : s.columns) rows_ = std::max(rows_, c.size());
  }

  bool next() override {
    if (header_ahead_) {
      header_ahead_ = false;
      in_header_ = true;
      for (std::size_t c = 0; c < cells_.size(); ++c) cells_[c] = sheet_.columns[c].name;
      return true;
    }
    in_header_ = false;
    if (next_ == rows_) return false;
    row_ = next_++;
    for (std::size_t c = 0; c < cells_.size(); ++c) cells_[c] = sheet_.columns[c].text(row_);
    return true;
  }

  const std::vector<std::string_view>& cells() const override { return cells_; }

  std::int64_t line() const override {
    if (in_header_) return 0;
    return sheet_.lines.empty() ? static_cast<std::int64_t>(row_) + 1 : sheet_.lines[row_];
  }

  void check_utf8(std::string_view) const override {} // Python's and Arrow's texts are

  bool is_number(std::size_t c) const override {
    if (in_header_ || c >= sheet_.numbers.size() || sheet_.numbers[c].empty()) return false;
    return sheet_.numbers[c][row_] != 0;
  }

  bool fills_header() const override { return false; } // merged cells are known where it comes from

private:
  const sheet& sheet_;
  std::vector<std::string_view> cells_;
  std::size_t rows_ = 0, next_ = 0, row_ = 0;
  bool header_ahead_ = false, in_header_ = false;
};

const sheet& sheet_of(const mapping& m, const mapped_sheet& from,
                      const std::vector<sheet>& sheets) {
  if (sheets.empty()) throw rule_error(m.file + ": there is no sheet to read");
  if (from.sheet.empty()) return sheets.front();
  const auto it = std::find_if(sheets.begin(), sheets.end(),
                               [&](const sheet& s) { return s.name == from.sheet; });
  if (it != sheets.end()) return *it;
  std::vector<std::string_view> names;
  for (const sheet& s : sheets) names.push_back(s.name);
  const std::string near = nearest(from.sheet, names);
  throw rule_error(m.file + ": there is no sheet '" + from.sheet + "'" +
                   (near.empty() ? "" : "; the nearest is '" + near + "'"));
}

} // namespace

tables apply_mapping(const mapping& m, const std::vector<sheet>& sheets, const progress& watch) {
  tables out;
  mapping_applier applier(m, out);
  for (mapped_sheet from : m.sheets) {
    const sheet& s = sheet_of(m, from, sheets);
    // Columns that have names have no header among their rows, whatever the file's was.
    if (s.named) from.header = from.header_rows = 1;
    memory_source records(s);
    try {
      applier.feed(from, records, s.file, nullptr, watch);
    } catch (const csv_error& e) {
      problem p;
      p.file = s.file;
      p.line = e.line;
      p.value = e.value;
      p.what = e.what;
      p.lines = {e.line};
      out.found.push_back(std::move(p));
    }
  }
  applier.finish();
  for (table& t : out.all) t.finish();
  return out;
}

} // namespace irisan
