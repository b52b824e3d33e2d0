#pragma once

#include <irisan/core/error.hpp>
#include <irisan/overlap/lattice_sum.hpp>
#include <irisan/overlap/stirling.hpp>

#include <algorithm>
#include <cmath>
#include <compare>
#include <cstdint>
#include <numbers>
#include <span>
#include <string>
#include <utility>
#include <vector>

namespace irisan {

/// Independent trials that succeed with the same probability: a class of targets at which both
/// sets meet by chance.
struct trials {
  double probability = 0;
  std::int64_t count = 0;

  friend auto operator<=>(const trials&, const trials&) = default;
};

/// Trials of the same probability, strictly between 0 and 1, as a part of a `lattice_sum`.
class binomial_part {
public:
  explicit binomial_part(const trials& t) noexcept
      : trials_(t), count_(static_cast<double>(t.count)),
        shift_(std::log(t.probability) - std::log1p(-t.probability)) {}

  static constexpr std::int64_t count() noexcept { return 1; }
  static constexpr std::int64_t least() noexcept { return 0; }
  std::int64_t most() const noexcept { return trials_.count; }
  double shift() const noexcept { return shift_; }

  /// Loader's form (2000) of ln C(n, k) pᵏ (1 − p)ⁿ⁻ᵏ.
  double ln_probability(std::int64_t k) const noexcept {
    const double p = trials_.probability, n = count_, x = static_cast<double>(k), y = n - x;
    if (k == 0) return n * std::log1p(-p);
    if (y == 0) return n * std::log(p);
    const double d = std::fma(-n, p, x);
    return stirling_error(n) - stirling_error(x) - stirling_error(y) - deviance(x, n * p, d) -
           deviance(y, n * (1 - p), -d) + std::log(n / (2 * std::numbers::pi * x * y)) / 2;
  }

  double ratio(std::int64_t k) const noexcept {
    const auto x = static_cast<double>(k);
    return (count_ - x) / (x + 1);
  }

  std::int64_t mode(double t) const noexcept {
    const double k = (count_ + 1) / (1 + std::exp(-(t + shift_)));
    return std::clamp<std::int64_t>(static_cast<std::int64_t>(k), 0, trials_.count);
  }

  cumulants at(double t) const noexcept {
    const double u = t + shift_, q = 1 / (1 + std::exp(-u)), r = 1 / (1 + std::exp(u));
    const double variance = count_ * q * r;
    // ln(1 − p + p eᵗ), by whichever form keeps its digits.
    const double small = trials_.probability * std::expm1(t);
    const double value = std::abs(small) < 0.5
                             ? std::log1p(small)
                             : std::log1p(-trials_.probability) + std::max(u, 0.0) +
                                   std::log1p(std::exp(-std::abs(u)));
    return {count_ * value, count_ * q, variance, variance * (r - q), variance * (1 - 6 * q * r)};
  }

private:
  trials trials_;
  double count_, shift_;
};

/// How many of independent trials succeed: the Poisson binomial distribution, Σ Bin(n, p).
///
/// Make it once to ask for several tails. Trials that cannot fail count as a constant. Throws
/// `rule_error` for a probability outside 0 to 1 and for a count below 0 or more than 2⁵³ trials.
inline lattice_sum<binomial_part> poisson_binomial(std::span<const trials> classes) {
  constexpr std::int64_t most = std::int64_t{1} << 53; // whole numbers are exact as doubles
  std::vector<trials> varying;
  std::int64_t certain = 0, all = 0;
  for (const trials& t : classes) {
    if (!(t.probability >= 0 && t.probability <= 1))
      throw rule_error("a probability of " + std::to_string(t.probability));
    if (t.count < 0 || t.count > most - all)
      throw rule_error(std::to_string(t.count) + " trials of one probability");
    all += t.count;
    if (t.probability == 1) certain += t.count;
    if (t.probability > 0 && t.probability < 1 && t.count > 0) varying.push_back(t);
  }
  std::sort(varying.begin(), varying.end());
  std::vector<binomial_part> parts;
  for (std::size_t i = 0, j = 0; i < varying.size(); i = j) {
    trials merged{varying[i].probability, 0};
    for (; j < varying.size() && varying[j].probability == merged.probability; ++j)
      merged.count += varying[j].count;
    parts.emplace_back(merged);
  }
  return {std::move(parts), certain};
}

/// Successes on average: Σ n p. Throws as `poisson_binomial`.
inline double expected_shared(std::span<const trials> classes) {
  const auto sum = poisson_binomial(classes);
  return static_cast<double>(sum.least()) + sum.at(0).mean;
}

/// The variance of the number of successes: Σ n p (1 − p). Throws as `poisson_binomial`.
inline double variance_of_shared(std::span<const trials> classes) {
  return poisson_binomial(classes).at(0).variance;
}

/// ln P(X ≥ k) of the number of successes, exactly.
///
/// Relative error of ln p below 1e-12, at any depth and near 0. Throws as `poisson_binomial`.
inline double ln_p_at_least(std::span<const trials> classes, std::int64_t k) {
  return poisson_binomial(classes).at_least(k);
}

/// ln P(X ≤ k) of the number of successes, exactly. Throws as `poisson_binomial`.
inline double ln_p_at_most(std::span<const trials> classes, std::int64_t k) {
  return poisson_binomial(classes).at_most(k);
}

/// A bound that ln P(X ≥ k) cannot pass, cheaper than itself: Chernoff's. Throws as
/// `poisson_binomial`.
inline double ln_bound_at_least(std::span<const trials> classes, std::int64_t k) {
  return poisson_binomial(classes).bound_at_least(k);
}

/// ln P(X ≥ k) by the saddle-point approximation, exact where that is not good.
///
/// Relative error of ln p below 1e-4, mostly below 1e-6: it falls as the variance grows.
/// Throws as `poisson_binomial`.
inline ln_tail approximate_ln_p_at_least(std::span<const trials> classes, std::int64_t k) {
  return poisson_binomial(classes).approximate(k, true);
}

/// ln P(X ≥ k), exact where it is cheap or decides, and how it was found. Throws as
/// `poisson_binomial`.
inline ln_tail ln_tail_at_least(std::span<const trials> classes, std::int64_t k,
                                const tail_options& options = {}) {
  return poisson_binomial(classes).choose(k, true, options);
}

/// ln P(X ≤ k), exact where it is cheap or decides, and how it was found. Throws as
/// `poisson_binomial`.
inline ln_tail ln_tail_at_most(std::span<const trials> classes, std::int64_t k,
                               const tail_options& options = {}) {
  return poisson_binomial(classes).choose(k, false, options);
}

} // namespace irisan
