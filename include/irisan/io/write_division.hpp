#pragma once

#include <irisan/io/write_csv.hpp>
#include <irisan/report/report.hpp>

#include <string>

namespace irisan {

/// `division.csv`: one row per piece of work: who leads, who supports, who hands over, and why.
std::string division_csv(const report& r, csv_form form = {});

/// `workplan.csv`: a draft for each unit, one row per piece that it leads or supports.
std::string workplan_csv(const report& r, csv_form form = {});

/// `raci.csv`: a row per piece, a column per unit that is in any: A (accountable, and carries it
/// out), R (carries it out too), S (supports). At most one A in a row; none where it is open.
std::string raci_csv(const report& r, csv_form form = {});

/// The same as plain text, a matrix for each theme, without regions: a row per kind and audience,
/// with how many of its pieces a unit is A, R or S in.
std::string raci_text(const report& r, language l);
inline std::string raci_text(const report& r) {
  return raci_text(r, r.rules.language);
}

} // namespace irisan
