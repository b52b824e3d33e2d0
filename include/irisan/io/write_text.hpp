#pragma once

#include <irisan/report/compare.hpp>
#include <irisan/report/report.hpp>

#include <string>

namespace irisan {

/// The summary for people, on one A4 page of plain text: first the five findings that matter most
/// with what is to be decided and by whom, then the figures and what changed since an earlier
/// report, if it was compared with one. At most 64 lines of 88 columns.
std::string summary_text(const report& r, language l, const report_change* change = nullptr);

/// The summary in the language of the rules.
inline std::string summary_text(const report& r) {
  return summary_text(r, r.rules.language);
}

} // namespace irisan
