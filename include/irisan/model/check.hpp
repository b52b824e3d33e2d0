#pragma once

#include <irisan/model/inspection.hpp>

#include <vector>

namespace irisan {

/// Every problem in the user's tables, errors first, then by table, file and line; empty if there
/// is none.
///
/// Time is linear in the rows; each distinct text of a column is looked at once.
inline std::vector<problem> check(const tables& t) {
  return inspection(t).problems();
}

} // namespace irisan
