#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace irisan {

/// The rules by which work is divided among units. Costs are points: whole numbers that are added.
/// Each default has its reason in `report/rules.hpp`.
struct division_rules {
  std::string weigh_by = "targets"; ///< what a load counts: targets, deliveries or cost
  std::vector<std::string> capacity_units{"sasaran", "target", "targets"};
  bool split_levels = false;
  bool fair_first = false;
  bool before_after = true;
  std::int64_t unspecified = 100; ///< points where a unit's tusi does not say that it leads
  std::int64_t support = 300;     ///< points where it says that the unit supports
  std::int64_t continuity = 100;  ///< points for all of a piece that another unit does today
  std::int64_t need = 50;         ///< points more for all of it in need
  std::int64_t distance = 10;     ///< points for each 100 km between the seats
  std::int64_t meeting = 60;      ///< points for each unit that a local government meets on a theme

  friend bool operator==(const division_rules&, const division_rules&) = default;
};

inline constexpr const char* weigh_by_words[] = {"targets", "deliveries", "cost"};

} // namespace irisan
