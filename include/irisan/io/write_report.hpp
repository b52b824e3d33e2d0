#pragma once

#include <irisan/core/progress.hpp>
#include <irisan/io/write_csv.hpp>
#include <irisan/report/compare.hpp>
#include <irisan/report/report.hpp>

#include <filesystem>
#include <string>

namespace irisan {

/// Writes a report's files to a folder, all or none: `findings.csv`, `pairs.csv`, `coverage.csv`,
/// `redundancy.json`, `report.json`, `register.json`, `summary.txt`, `page.html`; with what changed
/// from another report, `change.csv` too; with outlines of regions (GeoJSON), `regions.geojson`.
/// Throws `write_error`; `stopped` if asked to stop, and then nothing is left.
void write_report(const report& r, const std::filesystem::path& folder, csv_form form = {},
                  const progress& watch = {}, const report_change* change = nullptr,
                  const std::string& outlines = {});

} // namespace irisan
