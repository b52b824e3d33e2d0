#pragma once

#include <compare>
#include <cstddef>
#include <cstdint>

namespace irisan {

/// Position of one thing inside a portfolio; −1 means unknown.
///
/// Every kind of thing has its own type, so the index of a target cannot be passed where the
/// index of an intervention is meant.
template <class Kind>
struct index {
  std::int32_t value = -1;

  constexpr bool known() const noexcept { return value >= 0; }
  /// For use as a subscript; only for a known index.
  constexpr std::size_t at() const noexcept { return static_cast<std::size_t>(value); }

  friend constexpr auto operator<=>(const index&, const index&) = default;
};

using region_index = index<struct region_kind>;
using target_index = index<struct target_kind>;
using unit_index = index<struct unit_kind>;
using program_index = index<struct program_kind>;
using activity_index = index<struct activity_kind>;
using intervention_index = index<struct intervention_kind>;
using audience_index = index<struct audience_kind>;
using delivery_index = index<struct delivery_kind>;

} // namespace irisan
