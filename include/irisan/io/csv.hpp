#pragma once

#include <irisan/core/problem.hpp>

#include <cstdint>
#include <deque>
#include <filesystem>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace irisan {

/// How a CSV file is written.
struct csv_dialect {
  char delimiter = 0; ///< 0: told from the first line, one of , ; tab |
  char quote = '"';
  char comment = 0;               ///< lines that begin with it are passed over
  std::string encoding = "utf-8"; ///< utf-8, cp1252 (windows-1252) or iso-8859-1
};

/// What is wrong with a CSV file as such, at a line of it.
struct csv_error {
  std::int64_t line = 0;
  std::string value;
  bilingual what;
};

/// Reads a CSV file record by record: RFC 4180 with quoted line ends; LF, CRLF or CR; a BOM and
/// Excel's `sep=;` line are passed over, as are blank lines.
///
/// Memory: one block of a few megabytes, whatever the size of the file. Throws `csv_error` where
/// the text breaks off or is in another encoding, `rule_error` for an encoding that is not known,
/// `irisan::error` if the file cannot be read.
class csv_reader {
public:
  explicit csv_reader(const std::filesystem::path& path, csv_dialect dialect = {});
  csv_reader(csv_reader&&) noexcept;
  csv_reader& operator=(csv_reader&&) noexcept;
  ~csv_reader();

  /// Reads the next record; false at the end of the file.
  bool next();

  /// The cells of the record read last; valid until the next call of `next`.
  const std::vector<std::string_view>& cells() const noexcept { return cells_; }
  /// The line on which the record begins, from 1.
  std::int64_t line() const noexcept { return line_; }
  char delimiter() const noexcept;

  /// Throws `csv_error` if a cell of the current record is not UTF-8.
  void check_utf8(std::string_view cell) const;

private:
  struct state;
  std::unique_ptr<state> state_;
  std::vector<std::string_view> cells_;
  std::int64_t line_ = 0;
};

/// Whether `csv_reader` knows an encoding by this name.
bool is_known_encoding(std::string_view name);

/// Writes a value as a CSV cell, quoted where it must be.
void append_csv(std::string& out, std::string_view value, char delimiter = ',');

/// A text that a spreadsheet would run as a formula, with an apostrophe before it; others as they
/// are. The reader takes the apostrophe away again.
std::string neutralised(std::string_view value);

} // namespace irisan
