#pragma once

#include <irisan/core/locale.hpp>
#include <irisan/io/write_csv.hpp>
#include <irisan/report/compare.hpp>

#include <string>
#include <vector>

namespace irisan {

/// `change.csv`: one row per figure, before and after: what it is of, where, and the change; then
/// one per finding of either report: 1 where it was or is there, and empty where that is not known,
/// since not all that it names have reported; with the day it was first seen.
std::string change_csv(const report_change& c, csv_form form = {});

/// What came of findings and programs since an earlier report, in sentences.
std::vector<std::string> change_sentences(const report_change& c, language l);

/// The change for people, in plain text: a line per figure that changed.
std::string change_text(const report_change& c, language l);

} // namespace irisan
