#pragma once

#include <irisan/core/locale.hpp>
#include <irisan/io/write_csv.hpp>
#include <irisan/report/compare.hpp>

#include <string>

namespace irisan {

/// `change.csv`: one row per figure, before and after: what it is of, where, and the change.
std::string change_csv(const report_change& c, csv_form form = {});

/// The change for people, in plain text: a line per figure that changed.
std::string change_text(const report_change& c, language l);

} // namespace irisan
