#pragma once

#include <irisan/core/error.hpp>
#include <irisan/need/midrank.hpp>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <vector>

namespace irisan {

/// The group of each row when all are cut into groups of about the same weight by their values:
/// 0 for the smallest, `groups` − 1 for the greatest, −1 where it is not known. Five are quintiles.
///
/// A row belongs where its mid-rank falls, ⌊groups × rank⌋, and on a boundary to the upper group:
/// equal values are never parted. So groups may differ in size, and beside a large tie a group may
/// be empty. Throws `rule_error` for fewer than one group, and as `rows_known`.
inline std::vector<std::int32_t> quantile_groups(std::span<const double> values,
                                                 std::int32_t groups = 5,
                                                 std::span<const double> weights = {}) {
  if (groups < 1) throw rule_error("rows cannot be cut into " + std::to_string(groups) + " groups");
  const known_rows known = rows_known(values, values, weights);
  const std::vector<double> around = detail::weights_around(values, weights, known);
  std::vector<std::int32_t> group(values.size(), -1);
  if (known.rows.empty()) return group;
  for (std::size_t i = 0; i < values.size(); ++i)
    if (!std::isnan(around[i])) {
      // Multiplied first: a rank of 3/5 in binary times 5 need not be 3.
      const double at = std::floor(groups * around[i] / (2 * known.weight));
      group[i] = std::min(static_cast<std::int32_t>(at), groups - 1);
    }
  return group;
}

} // namespace irisan
