#pragma once

#include <algorithm>
#include <cmath>
#include <limits>
#include <numbers>
#include <span>
#include <utility>

namespace irisan {

/// ln 0: the logarithm of what cannot happen.
inline constexpr double ln_zero = -std::numeric_limits<double>::infinity();

/// ln(eᵃ + eᵇ), without overflow; either may be −∞.
inline double ln_add(double a, double b) noexcept {
  if (a < b) std::swap(a, b);
  return b == ln_zero ? a : a + std::log1p(std::exp(b - a));
}

/// ln(1 − eᵃ) for a ≤ 0: the logarithm of the complement of a probability.
///
/// Of the two ways to write it the one that does not cancel is used, on either side of a = −ln 2
/// (Mächler 2012, vignette of the R package Rmpfr); never −0.
inline double ln_one_minus_exp(double a) noexcept {
  const double y = a > -std::numbers::ln2 ? std::log(-std::expm1(a)) : std::log1p(-std::exp(a));
  return y == 0 ? 0.0 : y;
}

/// ln Σ eˣ of the values; −∞ for none. Rounded in the order given.
inline double ln_sum(std::span<const double> values) noexcept {
  double greatest = ln_zero;
  for (const double x : values) greatest = std::max(greatest, x);
  if (greatest == ln_zero) return ln_zero;
  double sum = 0;
  for (const double x : values) sum += std::exp(x - greatest);
  return greatest + std::log(sum);
}

} // namespace irisan
