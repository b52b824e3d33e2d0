#pragma once

#include <irisan/report/report.hpp>

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
report_texts texts_of(const report& r);

/// Reads what `write_report` wrote to a folder. Throws `error` if a file is missing, is no JSON, or
/// was written by another version.
report_texts read_report(const std::filesystem::path& folder);

} // namespace irisan
