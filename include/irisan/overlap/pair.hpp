#pragma once

#include <irisan/core/index.hpp>

#include <compare>
#include <cstdint>

namespace irisan {

/// Two interventions and how many targets they have, apart and in common; `first < second`.
///
/// The counts are everything a measure needs.
struct overlap_pair {
  intervention_index first;
  intervention_index second;
  std::int32_t shared = 0;
  std::int32_t first_size = 0;
  std::int32_t second_size = 0;

  friend auto operator<=>(const overlap_pair&, const overlap_pair&) = default;
};

/// Both have the same targets.
constexpr bool identical(const overlap_pair& p) noexcept {
  return p.shared == p.first_size && p.shared == p.second_size;
}

/// The targets of one lie wholly inside those of the other, which has more.
constexpr bool proper_subset(const overlap_pair& p) noexcept {
  return (p.shared == p.first_size) != (p.shared == p.second_size);
}

} // namespace irisan
