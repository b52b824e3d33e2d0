#pragma once

#include <irisan/core/progress.hpp>
#include <irisan/model/inspection.hpp>

#include <vector>

namespace irisan {

/// Every problem in the user's tables, errors first, then by table, file and line; empty if there
/// is none.
///
/// Time is linear in the rows; each distinct text of a column is looked at once. Throws `stopped`
/// when asked to stop.
inline std::vector<problem> check(const tables& t, const progress& watch = {}) {
  return inspection(t, watch).problems();
}

} // namespace irisan
