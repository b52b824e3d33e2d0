#pragma once

#include <irisan/model/tables.hpp>

#include <cstdint>
#include <filesystem>
#include <map>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace irisan {

/// Where one of our columns takes its value from.
struct mapped_column {
  std::string column;            ///< ours: `program_id`
  std::vector<std::string> from; ///< the sheet's columns, joined; empty for a constant
  std::string join = "|";
  std::string constant;    ///< used where `from` is empty
  std::string split;       ///< a cell may hold several values, separated by this
  int width = 0;           ///< of a code that has lost its zeros
  char group_mark = 0;     ///< of a number: between groups of digits, as in 1.250.000
  char decimal_mark = '.'; ///< of a number
  bool bare_number = true; ///< false: text around a number ("Rp 500") is passed over
  std::string date_form;   ///< of a date: `%d/%m/%Y`
  std::map<std::string, std::string> values; ///< the sheet's words and ours
  std::string where;                         ///< `line 12`: for messages
};

/// One kind of row that a sheet yields: `[[from.targets]]`.
struct mapped_rows {
  std::string table;
  std::vector<mapped_column> columns;
};

/// One sheet and the tables it feeds: `[[from]]`.
struct mapped_sheet {
  std::string path; ///< relative to the package; empty: the sheet at hand
  int header = 1;   ///< which record, from 1, is the header
  int skip = 0;     ///< records under the header that are not data
  std::vector<mapped_rows> yields;
  int header_rows = 1; ///< how many records, the last of them `header`, make up the header
  std::string sheet;   ///< of a workbook: the sheet by its name; empty: the first that is shown
  bool merged = false; ///< of a workbook: a merged cell's value stands in all cells it covers
};

/// From the user's columns to ours. A sheet may feed several tables, several sheets one table.
struct mapping {
  std::string file; ///< where it was read from, for messages
  std::vector<mapped_sheet> sheets;
};

/// Reads a mapping (TOML); throws `rule_error` with line and column for every mistake in it.
mapping read_mapping(const std::filesystem::path& path);

/// Reads a mapping from its text; `file` names it in messages.
mapping parse_mapping(const std::string& text, const std::string& file);

/// The header that several records make: the parts over each column, joined by a blank, a part that
/// repeats the one above it once. With `fill`, an empty cell above the last record says what stands
/// to its left, as merged cells are saved in CSV, but no farther than the part above reaches.
std::vector<std::string> join_header(const std::vector<std::vector<std::string>>& records,
                                     bool fill = true);

/// Writes a mapping as TOML, ready to be corrected.
std::string to_toml(const mapping& m, const std::vector<std::string>& comments = {});

/// A mapping made of a row of HXL hashtags; no sheets if they name no organisation or no place.
mapping map_hxl(const std::vector<std::string>& header, const std::vector<std::string>& tags);

/// A mapping guessed from the words of a header, to be corrected by a person. `unused` gets the
/// columns that no guess was made for.
mapping suggest_mapping(const std::vector<std::string>& header, std::vector<std::string>& unused);

/// Whether texts that are not blank are numbers, perhaps of persons ("25 orang"), and nothing else;
/// dashes say nothing, and no number at all is no count.
bool holds_counts(std::span<const std::string> texts);

/// Turns a guessed audience whose first rows hold numbers into the count of participants: sheets
/// head both by one word (`Peserta`). `unused` gets it if participants have a column already.
void guess_counts(mapping& m, const std::filesystem::path& path, std::vector<std::string>& unused);

/// Tells from a sheet's first rows how the numbers and dates of a guessed mapping are written:
/// group and decimal marks, text around numbers, the order of day and month.
void guess_formats(mapping& m, const std::filesystem::path& path);

/// The header of a sheet, and the row of HXL hashtags under it (empty if there is none).
struct sheet_head {
  std::vector<std::string> header, tags;
};
sheet_head read_head(const std::filesystem::path& path, int header = 1);

/// Whether a record is a row of HXL hashtags.
bool is_hxl(const std::vector<std::string_view>& cells);

} // namespace irisan
