#pragma once

#include <cstddef>
#include <cstdint>
#include <limits>
#include <numbers>
#include <string_view>

namespace irisan {

/// How a tail probability was found.
enum class tail_method : std::uint8_t {
  exact,       ///< from all terms that matter: every digit but for rounding
  saddle_point ///< by the approximation of Lugannani and Rice
};

inline constexpr std::string_view tail_methods[] = {"exact", "saddle_point"};

constexpr std::string_view name_of(tail_method m) noexcept {
  return tail_methods[static_cast<std::size_t>(m)];
}

/// The natural logarithm of a tail probability, and how it was found.
struct ln_tail {
  double value = 0;
  tail_method method = tail_method::exact;

  friend bool operator==(const ln_tail&, const ln_tail&) = default;
};

/// When a tail has to be exact.
struct tail_options {
  /// ln of the probability at which something is decided; NaN: nothing is.
  double threshold = std::numeric_limits<double>::quiet_NaN();
  /// An approximation that lies so close to the threshold, in ln p, is not enough: ln 2, ten
  /// times what it is off at ln p = −700.
  double margin = std::numbers::ln2;
  /// Products that an exact tail may take where nothing is decided: about as many as the
  /// approximation is worth.
  double work = 1e6;
};

} // namespace irisan
