#pragma once

#include <irisan/overlap/hypergeometric.hpp>
#include <irisan/overlap/lattice_sum.hpp>

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <limits>
#include <span>
#include <utility>
#include <vector>

namespace irisan {

/// Strata of the same margins, as a part of a `lattice_sum`: noncentral hypergeometric if tilted.
class hypergeometric_part {
public:
  explicit hypergeometric_part(const overlap_margins& m, std::int64_t count = 1) noexcept
      : margins_(m), count_(count), first_(static_cast<double>(m.first)),
        second_(static_cast<double>(m.second)),
        rest_(static_cast<double>(m.universe - m.first - m.second)) {}

  const overlap_margins& margins() const noexcept { return margins_; }
  std::int64_t count() const noexcept { return count_; }
  std::int64_t least() const noexcept { return least_shared(margins_); }
  std::int64_t most() const noexcept { return most_shared(margins_); }
  static constexpr double shift() noexcept { return 0; }
  double ln_probability(std::int64_t k) const { return irisan::ln_probability(margins_, k); }

  double ratio(std::int64_t k) const noexcept {
    const auto x = static_cast<double>(k);
    return ((first_ - x) * (second_ - x)) / ((x + 1) * (rest_ + x + 1));
  }

  std::int64_t mode(double t) const noexcept { return mode_at(std::exp(t)); }

  cumulants at(double t) const {
    const double odds = std::exp(t);
    const std::int64_t m = mode_at(odds);
    double sum = 1, first = 0, second = 0, third = 0, fourth = 0;
    around(m, odds, [&](double weight, double d) {
      sum += weight;
      first += weight * d;
      second += weight * (d * d);
      third += weight * (d * d * d);
      fourth += weight * (d * d * d * d);
    });
    first /= sum, second /= sum, third /= sum, fourth /= sum;
    const double variance = second - first * first;
    const double cubed = third - 3 * first * second + 2 * first * first * first;
    const double central =
        fourth - 4 * first * third + 6 * first * first * second - 3 * std::pow(first, 4);
    const auto above = static_cast<double>(m - least());
    return {ln_probability(m) + t * above + std::log(sum), above + first, variance, cubed,
            central - 3 * variance * variance};
  }

  std::pair<double, double> moments(double tilt_odds) const noexcept {
    const std::int64_t m = mode_at(tilt_odds);
    double sum = 1, first = 0, second = 0;
    around(m, tilt_odds, [&](double weight, double d) {
      sum += weight;
      first += weight * d;
      second += weight * (d * d);
    });
    first /= sum, second /= sum;
    return {static_cast<double>(m - least()) + first, second - first * first};
  }

private:
  /// The greatest k with P(k) e^{tk} ≥ P(k − 1) e^{t (k − 1)}: the root of a quadratic in k, up to
  /// rounding.
  std::int64_t mode_at(double odds) const noexcept {
    const double a = odds - 1, b = odds * (first_ + second_ + 2) + rest_,
                 c = odds * (first_ + 1) * (second_ + 1),
                 root = std::sqrt(std::max(0.0, b * b - 4 * a * c)),
                 k = b >= 0 ? 2 * c / (b + root) : (b - root) / (2 * a);
    return std::clamp(static_cast<std::int64_t>(k), least(), most());
  }

  /// Tells the weights beside that of the mode, 1, and how far off they are.
  template <class Add>
  void around(std::int64_t m, double odds, const Add& add) const noexcept {
    double weight = 1;
    for (std::int64_t k = m; k < most() && weight > 1e-20;) {
      weight *= ratio(k++) * odds;
      add(weight, static_cast<double>(k - m));
    }
    const double back = 1 / odds;
    weight = 1;
    for (std::int64_t k = m; k > least() && weight > 1e-20;) {
      weight *= inverse_ratio(--k) * back;
      add(weight, static_cast<double>(k - m));
    }
  }

  double inverse_ratio(std::int64_t k) const noexcept {
    const auto x = static_cast<double>(k);
    return ((x + 1) * (rest_ + x + 1)) / ((first_ - x) * (second_ - x));
  }

  overlap_margins margins_;
  std::int64_t count_;
  double first_, second_, rest_;
};

/// What two sets share over all strata, drawn without regard to each other within each: Σ Xₛ, Xₛ
/// hypergeometric and independent.
///
/// The null behind the exact conditional Mantel–Haenszel test (Mehta, Patel and Gray 1985): the
/// size of each set in each stratum is given, so that two sets in the same few places do not look
/// related for that alone. Make it once to ask for several tails. Strata that leave no choice
/// count as constants. Throws `rule_error` as `check_margins` does.
inline lattice_sum<hypergeometric_part> stratified_overlap(
    std::span<const overlap_margins> strata) {
  std::vector<overlap_margins> testable;
  std::int64_t constant = 0;
  for (const overlap_margins& m : strata) {
    check_margins(m);
    if (is_testable(m))
      testable.push_back({std::min(m.first, m.second), std::max(m.first, m.second), m.universe});
    else
      constant += least_shared(m);
  }
  std::sort(testable.begin(), testable.end());
  std::vector<hypergeometric_part> parts;
  for (std::size_t i = 0, j = 0; i < testable.size(); i = j) {
    while (j < testable.size() && testable[j] == testable[i]) ++j;
    parts.emplace_back(testable[i], static_cast<std::int64_t>(j - i));
  }
  return {std::move(parts), constant};
}

/// Targets shared on average by chance: Σ K n / N. Throws as `stratified_overlap`.
inline double expected_shared(std::span<const overlap_margins> strata) {
  const auto sum = stratified_overlap(strata);
  return static_cast<double>(sum.least()) + sum.at(0).mean;
}

/// The variance of what is shared by chance: Σ K n (N − K) (N − n) / (N² (N − 1)), in targets².
/// Throws as `stratified_overlap`.
inline double variance_of_shared(std::span<const overlap_margins> strata) {
  return stratified_overlap(strata).at(0).variance;
}

/// ln P(X ≥ k) over the strata, exactly; with one stratum that of its margins.
///
/// Relative error of ln p below 1e-12, at any depth and near 0. Throws as `stratified_overlap`.
inline double ln_p_at_least(std::span<const overlap_margins> strata, std::int64_t shared) {
  return stratified_overlap(strata).at_least(shared);
}

/// ln P(X ≤ k) over the strata, exactly. Throws as `stratified_overlap`.
inline double ln_p_at_most(std::span<const overlap_margins> strata, std::int64_t shared) {
  return stratified_overlap(strata).at_most(shared);
}

/// A bound that ln P(X ≥ k) cannot pass, cheaper than itself: Chernoff's. Throws as
/// `stratified_overlap`.
inline double ln_bound_at_least(std::span<const overlap_margins> strata, std::int64_t shared) {
  return stratified_overlap(strata).bound_at_least(shared);
}

/// ln P(X ≥ k) over the strata by the saddle-point approximation, exact where that is not good.
///
/// Relative error of ln p below 1e-4, mostly below 1e-6: it falls as the variance grows.
/// Throws as `stratified_overlap`.
inline ln_tail approximate_ln_p_at_least(std::span<const overlap_margins> strata,
                                         std::int64_t shared) {
  return stratified_overlap(strata).approximate(shared, true);
}

/// ln P(X ≥ k) over the strata, exact where it is cheap or decides, and how it was found.
/// Throws as `stratified_overlap`.
inline ln_tail ln_tail_at_least(std::span<const overlap_margins> strata, std::int64_t shared,
                                const tail_options& options = {}) {
  return stratified_overlap(strata).choose(shared, true, options);
}

/// ln P(X ≤ k) over the strata, exact where it is cheap or decides, and how it was found.
/// Throws as `stratified_overlap`.
inline ln_tail ln_tail_at_most(std::span<const overlap_margins> strata, std::int64_t shared,
                               const tail_options& options = {}) {
  return stratified_overlap(strata).choose(shared, false, options);
}

/// The common odds ratio under which k shared targets are most likely, given all margins: the
/// conditional maximum-likelihood estimate, E(X) = k under it.
///
/// 0 at the least that can be shared, ∞ at the most, NaN if that is the same or k is impossible.
/// Throws as `stratified_overlap`.
inline double conditional_odds_ratio(const lattice_sum<hypergeometric_part>& sum,
                                     std::int64_t shared) {
  if (sum.least() == sum.most() || shared < sum.least() || shared > sum.most())
    return std::numeric_limits<double>::quiet_NaN();
  if (shared == sum.least()) return 0;
  if (shared == sum.most()) return std::numeric_limits<double>::infinity();
  return std::exp(sum.tilt_to(shared, 1e-14));
}

/// The same of strata; throws as `stratified_overlap` does.
inline double conditional_odds_ratio(std::span<const overlap_margins> strata, std::int64_t shared) {
  return conditional_odds_ratio(stratified_overlap(strata), shared);
}

} // namespace irisan
