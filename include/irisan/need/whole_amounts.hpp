#pragma once

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <numeric>
#include <span>
#include <vector>

namespace irisan {

/// Amounts and what is asked of them, in a whole unit.
struct whole_amounts {
  std::int32_t asked = 0;
  std::vector<std::int32_t> amounts;
  /// Enough in whole amounts is enough as recorded, and too little is too little. Else amounts were
  /// rounded down: what is enough is so for certain.
  bool exact = true;

  friend bool operator==(const whole_amounts&, const whole_amounts&) = default;
};

/// Recorded amounts as whole ones: in the largest unit that measures them all (hours of 0.5 are one
/// each), down to a millionth of the unit they are recorded in. None counts for more than is asked.
///
/// What is given together is asked where that is less than required. Amounts without such a unit,
/// as thirds, are rounded down to millionths of what is asked, and what is asked with them.
inline whole_amounts in_whole_amounts(double required, std::span<const double> recorded) {
  constexpr double largest = 1 << 30;
  whole_amounts out;
  double sum = 0;
  for (const double a : recorded) sum += a;
  double asked = std::min(required, sum);
  out.amounts.assign(recorded.size(), 0);
  if (!(asked > 0)) return out;
  const auto is_whole = [](double x) { return std::abs(x - std::round(x)) <= 1e-9 + 1e-12 * x; };
  const bool all_given = sum <= required * (1 + 1e-12);
  for (double scale = 1; scale <= 1e6; scale *= 10) {
    // Where all is asked, what is required need not be whole.
    bool whole = all_given || is_whole(required * scale);
    for (const double a : recorded) whole = whole && is_whole(a * scale);
    if (!whole || sum * scale > 9e15) continue;
    std::int64_t unit = 0, all = 0;
    for (const double a : recorded) {
      const auto n = static_cast<std::int64_t>(std::llround(a * scale));
      unit = std::gcd(unit, n);
      all += n;
    }
    const std::int64_t least = all_given ? all : std::llround(required * scale);
    const std::int64_t steps = (least + unit - 1) / unit;
    if (static_cast<double>(steps) > largest) break;
    out.asked = static_cast<std::int32_t>(steps);
    for (std::size_t k = 0; k < recorded.size(); ++k)
      out.amounts[k] = static_cast<std::int32_t>(
          std::min<std::int64_t>(std::llround(recorded[k] * scale) / unit, steps));
    return out;
  }
  out.exact = false;
  constexpr std::int32_t parts = 1'000'000;
  std::int64_t all = 0;
  for (std::size_t k = 0; k < recorded.size(); ++k) {
    out.amounts[k] = static_cast<std::int32_t>(
        std::min<double>(parts, std::floor(recorded[k] / asked * parts * (1 + 1e-12))));
    all += out.amounts[k];
  }
  out.asked = static_cast<std::int32_t>(std::min<std::int64_t>(parts, all));
  return out;
}

} // namespace irisan
