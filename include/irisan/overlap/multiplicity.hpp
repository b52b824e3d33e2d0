#pragma once

#include <irisan/core/error.hpp>
#include <irisan/core/parallel.hpp>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <numeric>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace irisan {

/// How the false discoveries among many tests are kept few.
enum class multiplicity : std::uint8_t {
  benjamini_hochberg, ///< tests that do not work against each other (Benjamini, Hochberg 1995)
  benjamini_yekutieli ///< any tests (Benjamini, Yekutieli 2001, doi:10.1214/aos/1013699998)
};

inline constexpr std::string_view multiplicities[] = {"benjamini_hochberg", "benjamini_yekutieli"};

constexpr std::string_view name_of(multiplicity m) noexcept {
  return multiplicities[static_cast<std::size_t>(m)];
}

/// 1 + 1/2 + … + 1/n.
inline double harmonic(std::int64_t n) noexcept {
  if (n < 64) {
    double sum = 0;
    for (std::int64_t i = n; i > 0; --i) sum += 1 / static_cast<double>(i);
    return sum;
  }
  // Euler and Maclaurin; the next term is below rounding.
  constexpr double gamma = 0.57721566490153286061;
  const double x = static_cast<double>(n), x2 = x * x;
  return std::log(x) + gamma + 1 / (2 * x) - 1 / (12 * x2) + 1 / (120 * x2 * x2) -
         1 / (252 * x2 * x2 * x2);
}

/// ln q of each test given its ln p: the smallest rate of false discoveries at which it would still
/// be one. Step-up: q of the k-th smallest is the least of m p_(j) / j over all j ≥ k, at most 1.
///
/// `tests` is how many could have been made; those that are not listed have p = 1, as pairs that
/// share nothing do. What is not a number (not testable) stays so and is no test. Equal p give
/// equal q. Throws
/// `rule_error` if there are fewer tests than numbers.
inline std::vector<double> ln_adjusted(std::span<const double> ln_p, std::int64_t tests,
                                       multiplicity method = multiplicity::benjamini_hochberg,
                                       unsigned threads = 1) {
  struct placed {
    double ln_p;
    std::size_t place;
  };
  std::vector<placed> order;
  order.reserve(ln_p.size());
  for (std::size_t i = 0; i < ln_p.size(); ++i)
    if (!std::isnan(ln_p[i])) order.push_back({ln_p[i], i});
  if (tests < static_cast<std::int64_t>(order.size()))
    throw rule_error("there are " + std::to_string(order.size()) + " p-values of only " +
                     std::to_string(tests) + " tests");
  sort_in_parallel(order, threads,
                   [](const placed& a, const placed& b) { return a.ln_p < b.ln_p; });
  std::vector<double> ln_q(ln_p.size(), std::numeric_limits<double>::quiet_NaN());
  const double all =
      std::log(static_cast<double>(tests)) +
      (method == multiplicity::benjamini_yekutieli ? std::log(harmonic(tests)) : 0.0);
  double least = 0;
  for (std::size_t k = order.size(); k-- > 0;) {
    least = std::min(least, order[k].ln_p + all - std::log(static_cast<double>(k + 1)));
    ln_q[order[k].place] = least;
  }
  return ln_q;
}

/// Tests with the same smallest p-value that they could have at all.
struct attainable_tests {
  double ln_p = 0; ///< the smallest that the margins allow
  std::int64_t count = 0;

  friend bool operator==(const attainable_tests&, const attainable_tests&) = default;
};

/// How many tests are left, and the least ln p that one of them can have at most.
struct tests_left {
  std::int64_t count = 0;
  double ln_limit = 0;

  friend bool operator==(const tests_left&, const tests_left&) = default;
};

/// The tests that are left when those are removed that could never be discoveries, whatever was
/// observed: the fewest k such that at most k of them can reach α / k.
///
/// Margins alone decide, so nothing is chosen by looking (Tarone 1990, doi:10.2307/2531456; for the
/// rate of false discoveries Gilbert 2005, doi:10.1111/j.1467-9876.2005.00475.x). Those left are
/// the ones with ln p ≤ ln α − ln k.
inline tests_left remove_unattainable(std::span<const attainable_tests> tests, double ln_alpha) {
  std::vector<attainable_tests> sorted(tests.begin(), tests.end());
  std::sort(sorted.begin(), sorted.end(),
            [](const auto& a, const auto& b) { return a.ln_p < b.ln_p; });
  // As k grows fewer reach α / k: the two cross once.
  std::int64_t low = 1, high = 1;
  for (const attainable_tests& t : sorted) high += t.count;
  const auto reach = [&](std::int64_t k) {
    const double limit = ln_alpha - std::log(static_cast<double>(k));
    std::int64_t n = 0;
    for (const attainable_tests& t : sorted) {
      if (t.ln_p > limit) break;
      n += t.count;
    }
    return n;
  };
  while (low < high) {
    const std::int64_t middle = low + (high - low) / 2;
    if (reach(middle) <= middle)
      high = middle;
    else
      low = middle + 1;
  }
  return {reach(low), ln_alpha - std::log(static_cast<double>(low))};
}

} // namespace irisan
