#pragma once

#include <irisan/core/error.hpp>
#include <irisan/overlap/lattice_sum.hpp>
#include <irisan/overlap/stirling.hpp>
#include <irisan/overlap/tilted_window.hpp>

#include <algorithm>
#include <cmath>
#include <compare>
#include <cstdint>
#include <numbers>
#include <optional>
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
        odds_(t.probability / (1 - t.probability)) {}

  static constexpr std::int64_t count() noexcept { return 1; }
  static constexpr std::int64_t least() noexcept { return 0; }
  std::int64_t most() const noexcept { return trials_.count; }
  double odds() const noexcept { return odds_; }
  double shift() const noexcept {
    return std::log(trials_.probability) - std::log1p(-trials_.probability);
  }

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
    const double k = (count_ + 1) * success(std::exp(t)).first;
    return std::clamp<std::int64_t>(static_cast<std::int64_t>(k), 0, trials_.count);
  }

  cumulants at(double t) const noexcept {
    const double odds = std::exp(t), p = trials_.probability;
    const auto [q, r] = success(odds);
    const double variance = count_ * q * r;
    // ln(1 − p + p eᵗ), by whichever form keeps its digits.
    const double small = p * std::expm1(t), x = odds_ * odds;
    const double value = std::abs(small) < 0.5 ? std::log1p(small)
                         : x < huge            ? std::log1p(-p) + std::log1p(x)
                                               : std::log(p) + t;
    return {count_ * value, count_ * q, variance, variance * (r - q), variance * (1 - 6 * q * r)};
  }

  std::pair<double, double> moments(double tilt_odds) const noexcept {
    const auto [q, r] = success(tilt_odds);
    return {count_ * q, count_ * q * r};
  }

private:
  static constexpr double huge = 1e300;

  /// The probabilities of success and of failure under a tilt by such odds.
  std::pair<double, double> success(double tilt_odds) const noexcept {
    const double x = std::min(odds_ * tilt_odds, huge), failure = 1 / (1 + x);
    return {x * failure, failure};
  }

  trials trials_;
  double count_, odds_; ///< p / (1 − p)
};

/// The window of a sum of many trials that rarely succeed, at once: a hundredth of the work of
/// putting their windows together. Nothing where successes are not rare enough for it to be exact.
///
/// The coefficients of Π (1 + o z)ⁿ, o the odds under the tilt, by Newton's identities
/// k eₖ = Σⱼ (−1)ʲ⁻¹ Sⱼ eₖ₋ⱼ, Sⱼ = Σ n oʲ. They alternate, and lose about exp(k² S₂ / S₁²) of their
/// precision up to the k-th: less than two digits here.
inline std::optional<tilted_window> window_at_once(std::span<const binomial_part> parts, double t) {
  constexpr double greatest_odds = 0.25, most_mean = 64;
  constexpr std::size_t most_powers = 32; // 0.25³² < 10⁻¹⁹
  const double tilt = std::exp(t);
  double first = 0, second = 0, greatest = 0;
  for (const binomial_part& p : parts) {
    const double o = p.odds() * tilt, n = static_cast<double>(p.most());
    first += n * o;
    second += n * o * o;
    greatest = std::max(greatest, o);
  }
  const double end = first + 12 * std::sqrt(first) + 24; // where no weight shows any more
  if (!(greatest <= greatest_odds && first > 0 && first <= most_mean &&
        end * end * second <= 4 * first * first))
    return {};
  const auto powers = std::min(
      most_powers, static_cast<std::size_t>(std::ceil(std::log(1e-19) / std::log(greatest))));
  double sums[most_powers + 1] = {};
  cumulants all;
  for (const binomial_part& p : parts) {
    const double o = p.odds() * tilt;
    double power = static_cast<double>(p.most());
    for (std::size_t j = 1; j <= powers; ++j) sums[j] += power *= o;
    all.add(p.at(t), 1);
  }
  for (std::size_t j = 2; j <= powers; j += 2) sums[j] = -sums[j];
  tilted_window w;
  w.scale = all.value;
  double ln_none = 0; // that nothing succeeds
  for (std::size_t j = 1; j <= powers; ++j) ln_none -= sums[j] / static_cast<double>(j);
  w.weight.push_back(std::exp(ln_none));
  double most = w.weight.front();
  for (std::size_t k = 1; static_cast<double>(k) < end; ++k) {
    double sum = 0;
    for (std::size_t j = 1; j <= std::min(k, powers); ++j) sum += sums[j] * w.weight[k - j];
    const double weight = sum / static_cast<double>(k);
    if (weight < detail::no_weight * most) break;
    w.weight.push_back(weight);
    most = std::max(most, weight);
  }
  detail::trim(w);
  return w;
}

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
