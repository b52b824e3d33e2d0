#pragma once

#include <irisan/core/error.hpp>
#include <irisan/graph/incidence.hpp>
#include <irisan/model/eligible_targets.hpp>
#include <irisan/model/portfolio.hpp>

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <vector>

namespace irisan {

/// The targets that each of a group of interventions may not reach, as the table `eligibility`
/// says: a row for each intervention of the portfolio, empty outside the group.
///
/// What `find_covered_area` takes as impossible. Linear in the targets for each of the group.
/// Throws `rule_error` for an intervention that is not there.
inline incidence_matrix impossible_cells(const portfolio& p,
                                         std::span<const intervention_index> group) {
  std::vector<bool> asked(static_cast<std::size_t>(p.intervention_count()), false);
  for (const intervention_index i : group) {
    if (i.value < 0 || i.value >= p.intervention_count())
      throw rule_error("impossible cells: there is no intervention " + std::to_string(i.value) +
                       " among " + std::to_string(p.intervention_count()));
    asked[i.at()] = true;
  }
  const auto eligible = eligible_targets(p);
  incidence_matrix cells;
  cells.columns = p.target_count();
  for (std::int32_t i = 0; i < p.intervention_count(); ++i) {
    const intervention_index at{i};
    if (const auto found = eligible.find(p[at].of); asked[at.at()] && found != eligible.end())
      for (std::int32_t t = 0; t < cells.columns; ++t)
        if (!found->second[static_cast<std::size_t>(t)]) cells.targets.push_back(t);
    cells.offsets.push_back(static_cast<std::int64_t>(cells.targets.size()));
  }
  return cells;
}

} // namespace irisan
