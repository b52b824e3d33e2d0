#pragma once

#include <irisan/report/report.hpp>

#include <string>

namespace irisan {

/// The summary for people, on one A4 page of plain text: first the five findings that matter most
/// with what is to be decided and by whom, then the figures. At most 64 lines of 88 columns.
std::string summary_text(const report& r, language l);

/// The summary in the language of the rules.
inline std::string summary_text(const report& r) {
  return summary_text(r, r.rules.language);
}

} // namespace irisan
