#pragma once

#include <irisan/report/compare.hpp>
#include <irisan/report/report.hpp>
#include <irisan/report/snapshot.hpp>

#include <filesystem>
#include <string>

namespace irisan {

/// A report as its files hold it, each a JSON text.
struct report_texts {
  std::string report;   ///< `report.json`
  std::string names;    ///< `register.json`
  std::string outlines; ///< `regions.geojson`; empty if there is none
};

/// The texts that `write_report` would write.
report_texts texts_of(const report& r, const report_change* change = nullptr);

/// Reads what `write_report` wrote to a folder. Throws `error` if a file is missing, is no JSON, or
/// was written by another version.
report_texts read_report(const std::filesystem::path& folder);

/// What is kept of a report that was read, to compare a later one with it. Throws `error` if it is
/// not what `to_json` writes.
report_snapshot snapshot_of(const report_texts& r);

/// How a report differs from an earlier one that was read, and by which rules the two were not
/// computed alike.
report_change change_since(const report_texts& earlier, const report& now);

} // namespace irisan
