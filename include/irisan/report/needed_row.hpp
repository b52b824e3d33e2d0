#pragma once

#include <irisan/need/needed_deliveries.hpp>

#include <array>
#include <cstddef>
#include <cstdint>
#include <iterator>
#include <vector>

namespace irisan {

/// A delivery against the recorded needs of its target. Both are named by position.
struct needed_row {
  std::int32_t delivery = 0; ///< position among the deliveries of the report's register
  std::int32_t needs = 0;    ///< that it is set against
  delivery_need need = delivery_need::not_assessed;
  bool alone = false, kept = true;
  std::int32_t together = 1; ///< deliveries that stay or go with it
  unassessed_delivery why = unassessed_delivery::none;
  std::int32_t witness = -1; ///< a need that keeps it, by position among the report's; −1: none

  friend bool operator==(const needed_row&, const needed_row&) = default;
};

/// Which deliveries the needs of their targets could do without.
struct needed_summary {
  std::vector<needed_row> rows;
  std::int64_t targets = 0;  ///< with needs that something is set against
  std::int64_t distinct = 0; ///< of these, unlike in needs and deliveries
  std::array<std::int64_t, std::size(delivery_needs)> counts{}; ///< of rows, by need
  std::int64_t kept = 0;

  std::int64_t count(delivery_need n) const noexcept { return counts[static_cast<std::size_t>(n)]; }
};

/// What was found of each delivery, counted.
inline needed_summary summary_of(const needed_deliveries& found) {
  needed_summary s;
  s.targets = found.targets, s.distinct = found.distinct;
  s.rows.reserve(found.rows.size());
  for (const needed_delivery& n : found.rows) {
    ++s.counts[static_cast<std::size_t>(n.need)];
    s.kept += n.kept;
    s.rows.push_back(
        {n.delivery.value, n.needs, n.need, n.alone, n.kept, n.together, n.why, n.witness});
  }
  return s;
}

} // namespace irisan
