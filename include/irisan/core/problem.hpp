#pragma once

#include <compare>
#include <cstdint>
#include <string>
#include <vector>

namespace irisan {

/// How grave a problem in the user's tables is.
///
/// An error stops the audit. A repair was made without loss and is listed. A warning says what
/// could not be used, or what looks odd.
enum class problem_level { error, repair, warning };

/// A sentence in the two languages that irisan speaks.
struct bilingual {
  std::string en;
  std::string id;

  friend auto operator<=>(const bilingual&, const bilingual&) = default;
};

/// One thing that is wrong in the user's tables: where, what, and with which value.
struct problem {
  problem_level level = problem_level::error;
  std::string table; ///< name of the table, `deliveries`
  std::string
      file; ///< where the table was read from, `deliveries.csv`; the table's name if from memory
  std::int64_t line =
      0; ///< first line concerned, counted from 1 in `file`; the row if from memory; 0 if none
  std::string column;    ///< empty if a whole row or table is meant
  std::string value;     ///< the offending value as it was written
  bilingual what;        ///< what is wrong, with the value
  std::string nearest;   ///< for an unknown key, the nearest valid one; empty if none is near
  std::int64_t rows = 1; ///< how many rows have this very problem
  std::vector<std::int64_t> lines; ///< the first of them, `line` included

  friend auto operator<=>(const problem&, const problem&) = default;
};

/// `deliveries.csv, line 17: unknown target 'SD 99'`: where, what is wrong, with the value.
inline std::string to_text(const problem& p, bool indonesian = false) {
  std::string text = p.file.empty() ? p.table : p.file;
  if (p.line > 0) {
    text += indonesian ? ", baris " : ", line ";
    text += std::to_string(p.line);
  }
  if (p.rows > 1) {
    text += indonesian ? " (dan " : " (and ";
    text += std::to_string(p.rows - 1);
    text += indonesian ? " lagi" : " more";
    for (std::size_t i = 1; i < p.lines.size() && i < 4; ++i)
      text += (i == 1 ? ": " : ", ") + std::to_string(p.lines[i]);
    if (p.lines.size() > 1 && p.rows > 4) text += ", …";
    text += ")";
  }
  text += ": ";
  text += indonesian ? p.what.id : p.what.en;
  if (!p.nearest.empty())
    text += (indonesian ? "; yang terdekat '" : "; the nearest is '") + p.nearest + "'";
  return text;
}

} // namespace irisan
