#pragma once

#include <irisan/report/report.hpp>

#include <string>
#include <string_view>
#include <vector>

namespace irisan {

/// How a CSV file is written.
struct csv_form {
  bool excel = false; ///< with BOM, `;` and decimal comma, formulas neutralised: as spreadsheets
                      ///< here open it
};

/// Writes rows of a CSV file, one cell after the other.
class csv_writer {
public:
  explicit csv_writer(csv_form form = {}) : form_(form) {
    if (form_.excel) text_ = "\xEF\xBB\xBF";
  }

  csv_writer& cell(std::string_view text);
  csv_writer& cell(std::int64_t number);
  /// A number in its shortest form; empty if it is not known.
  csv_writer& cell(double number);
  csv_writer& empty();
  csv_writer& end_row();
  std::string take() { return std::move(text_); }

private:
  void separate();

  csv_form form_;
  std::string text_;
  bool first_ = true;
};

/// `findings.csv`: one row per finding, what matters most first. Lists within a cell are separated
/// by `|`.
std::string findings_csv(const report& r, csv_form form = {});

/// `coverage.csv`: one row per need that holds, with what is delivered against it.
std::string coverage_csv(const report& r, csv_form form = {});

/// `deliveries_needed.csv`: one row per delivery that is set against a need, with whether the needs
/// of its target could do without it.
std::string deliveries_needed_csv(const report& r, csv_form form = {});

/// `priorities.csv`: one row per indicator of a target, with what orders it and its places.
std::string priorities_csv(const report& r, csv_form form = {});

/// `ranks.csv`: one row per target and activity, with its place by score and how far that may move.
std::string ranks_csv(const report& r, csv_form form = {});

/// `pairs.csv`: one row per pair of interventions with its counts and measures.
std::string pairs_csv(const report& r, csv_form form = {});

} // namespace irisan
