#pragma once

#include <cmath>
#include <cstddef>

namespace irisan {

/// ln n! − ½ ln(2πn) − n ln n + n for a whole n ≥ 1, what Stirling's formula leaves over; 0 for
/// n = 0, where a product must not meet it.
///
/// From a table up to 31, then by Stirling's series 1/12n − 1/360n³ + 1/1260n⁵ − 1/1680n⁷, off by
/// less than 3e-17. Loader 2000, "Fast and accurate computation of binomial probabilities".
inline double stirling_error(double n) noexcept {
  static constexpr double table[] = {0.0,
                                     0.08106146679532725822,
                                     0.041340695955409294094,
                                     0.027677925684998339149,
                                     0.020790672103765093112,
                                     0.016644691189821192163,
                                     0.013876128823070747999,
                                     0.011896709945891770095,
                                     0.010411265261972096497,
                                     0.0092554621827127329177,
                                     0.0083305634333628712565,
                                     0.007573675487951840795,
                                     0.0069428401072095298657,
                                     0.0064089941880042070684,
                                     0.0059513701127588477356,
                                     0.005554733551962801371,
                                     0.0052076559196096404407,
                                     0.0049013959484347378607,
                                     0.0046291537493340285924,
                                     0.0043855602492323242683,
                                     0.0041663196919969224575,
                                     0.0039679542186408596173,
                                     0.0037876180684444345779,
                                     0.0036229602246830947074,
                                     0.0034720213829787669629,
                                     0.0033331556367280928758,
                                     0.0032049702280550380112,
                                     0.0030862786826087770633,
                                     0.002976063983550408826,
                                     0.0028734493623524663876,
                                     0.0027776749297526936036,
                                     0.0026880788285311428678};
  if (n < 32) return table[static_cast<std::size_t>(n)];
  const double x = 1 / n, square = x * x;
  return x * (1.0 / 12 - square * (1.0 / 360 - square * (1.0 / 1260 - square / 1680)));
}

/// o ln(o / e) − (o − e) for a count o ≥ 0, an expected e > 0 and d = o − e: never negative, with a
/// small relative error also where o is close to e.
///
/// Loader's deviance term (2000). The difference comes as an argument of its own because it is
/// often known exactly where o − e would have lost its digits.
inline double deviance(double o, double e, double d) noexcept {
  if (o == 0) return e;
  if (std::abs(d) > 0.1 * (o + e)) return o * std::log(o / e) - d;
  const double v = d / (o + e), square = v * v;
  // 2o (v³/3 + v⁵/5 + …): |v| ≤ 0.1, so that each term is a hundredth of the one before.
  double sum = 0;
  for (int i = 17; i >= 3; i -= 2) sum = square * (sum + 1.0 / i);
  return v * (d + 2 * o * sum);
}

} // namespace irisan
