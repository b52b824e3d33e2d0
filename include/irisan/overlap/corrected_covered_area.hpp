#pragma once

#include <irisan/core/error.hpp>
#include <irisan/core/index.hpp>
#include <irisan/graph/incidence.hpp>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <span>
#include <string>
#include <vector>

namespace irisan {

/// What the overlap of a group of programs is counted from, as one number for all of them.
struct covered_area {
  std::int64_t crossings = 0;  ///< N: programs at targets, each once
  std::int64_t targets = 0;    ///< r: those that at least one of the programs reaches
  std::int64_t programs = 0;   ///< c
  std::int64_t impossible = 0; ///< X: cells of these targets where a program could not be

  /// (N − r) / (r c − r − X), the corrected covered area: of the cells where a second program, a
  /// third and so on could be, the share where one is. 0: no target is reached twice; 1: all
  /// programs reach all of the targets that they may. NaN if there is no such cell, as for one
  /// program. Of two programs it is their Jaccard.
  ///
  /// D. Pieper, S.-L. Antoine, T. Mathes, E. A. M. Neugebauer, M. Eikermann, J. Clin. Epidemiol. 67
  /// (2014) 368–375, doi:10.1016/j.jclinepi.2013.11.007; impossible cells as in Bougioukas 2021
  /// (structural missings).
  double corrected() const noexcept {
    const std::int64_t could = targets * (programs - 1) - impossible;
    return could > 0 ? static_cast<double>(crossings - targets) / static_cast<double>(could)
                     : std::numeric_limits<double>::quiet_NaN();
  }

  friend bool operator==(const covered_area&, const covered_area&) = default;
};

/// The covered area of a group of interventions, among the targets that any of them reaches.
///
/// `impossible` has a row per intervention, as the incidence has: targets where it could not be (it
/// is not eligible there, or did not exist yet). Where it is all the same, the cell is a crossing
/// and not impossible. Without rows, everything is possible.
///
/// Throws `rule_error` for an intervention that does not exist or stands twice in the group, and
/// for `impossible` of another shape. Linear in the crossings of the group.
inline covered_area find_covered_area(const incidence_view& a,
                                      std::span<const intervention_index> members,
                                      const incidence_view& impossible = {}) {
  if (impossible.rows() != 0 && (impossible.rows() != a.rows() || impossible.columns > a.columns))
    throw rule_error("covered area: impossible cells of " + std::to_string(impossible.rows()) +
                     " interventions and " + std::to_string(impossible.columns) +
                     " targets for an incidence of " + std::to_string(a.rows()) + " and " +
                     std::to_string(a.columns));
  std::vector<std::uint8_t> in_group(static_cast<std::size_t>(a.rows()), 0);
  std::vector<std::uint8_t> reached(static_cast<std::size_t>(a.columns), 0);
  covered_area area;
  for (const intervention_index p : members) {
    if (p.value < 0 || p.value >= a.rows())
      throw rule_error("covered area: there is no intervention " + std::to_string(p.value) +
                       " among " + std::to_string(a.rows()));
    if (in_group[p.at()]++ != 0)
      throw rule_error("covered area: intervention " + std::to_string(p.value) +
                       " stands twice in the group");
    ++area.programs;
    area.crossings += a.size(p.value);
    for (const std::int32_t t : a.row(p.value)) {
      area.targets += reached[static_cast<std::size_t>(t)] == 0;
      reached[static_cast<std::size_t>(t)] = 1;
    }
  }
  if (impossible.rows() == 0) return area;
  for (const intervention_index p : members) {
    const auto mine = a.row(p.value);
    auto at = mine.begin();
    for (const std::int32_t t : impossible.row(p.value)) {
      at = std::lower_bound(at, mine.end(), t);
      const bool is_there = at != mine.end() && *at == t;
      area.impossible += reached[static_cast<std::size_t>(t)] != 0 && !is_there;
    }
  }
  return area;
}

} // namespace irisan
