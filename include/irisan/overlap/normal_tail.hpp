#pragma once

#include <cmath>
#include <numbers>

namespace irisan {

/// ½ ln(2π).
inline constexpr double ln_root_two_pi = 0.91893853320467274178;

/// Mills' ratio (1 − Φ(x)) / φ(x) of the standard normal distribution: √(π/2) erfcx(x / √2).
///
/// Neither underflows however great x is. Up to 2 from the error function, above by Laplace's
/// continued fraction 1/(x + 1/(x + 2/(x + 3/(x + …)))), whose terms needed fall with the square
/// of x. Overflows to ∞ below about −38.
inline double mills_ratio(double x) noexcept {
  if (x < 2) {
    const double root_half_pi = std::numbers::sqrt2 / (2 * std::numbers::inv_sqrtpi);
    return root_half_pi * std::exp(x * x / 2) * std::erfc(x / std::numbers::sqrt2);
  }
  double rest = x;
  for (int i = 12 + static_cast<int>(460 / (x * x)); i > 0; --i) rest = x + i / rest;
  return 1 / rest;
}

/// ln(1 − Φ(x)): the logarithm of the chance that a standard normal value is above x.
inline double ln_normal_tail(double x) noexcept {
  if (x < 0) return std::log1p(-std::erfc(-x / std::numbers::sqrt2) / 2);
  return -x * x / 2 - ln_root_two_pi + std::log(mills_ratio(x));
}

} // namespace irisan
