#pragma once

#include <irisan/core/progress.hpp>
#include <irisan/overlap/joint_overlap.hpp>
#include <irisan/overlap/lattice_sum.hpp>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <span>
#include <utility>
#include <vector>

namespace irisan {

/// Strata of the same sizes, as a part of a `lattice_sum`: the distribution of what n sets share in
/// one of them, at least two values long.
///
/// It is that of a sum of independent indicators (Vatutin and Mikhailov 1982), so log-concave: the
/// steps of ln P from one value to the next fall, with a tilt as without.
class joint_part {
public:
  joint_part(joint_distribution of, std::int64_t count) noexcept
      : of_(std::move(of)), count_(count) {}

  std::int64_t count() const noexcept { return count_; }
  std::int64_t least() const noexcept { return of_.least; }
  std::int64_t most() const noexcept { return of_.most(); }
  static constexpr double shift() noexcept { return 0; }
  double ln_probability(std::int64_t k) const noexcept {
    return of_.ln_probability[static_cast<std::size_t>(k - of_.least)];
  }
  double ratio(std::int64_t k) const noexcept { return std::exp(step(k)); }

  /// The greatest k with P(k) e^{tk} ≥ P(k − 1) e^{t (k − 1)}.
  std::int64_t mode(double t) const noexcept {
    std::int64_t low = least(), high = most();
    while (low < high) {
      const std::int64_t middle = low + (high - low + 1) / 2;
      if (step(middle - 1) + t >= 0)
        low = middle;
      else
        high = middle - 1;
    }
    return low;
  }

  cumulants at(double t) const noexcept {
    const std::int64_t m = mode(t);
    const auto beside = [&](std::int64_t k) { return static_cast<double>(k - m); };
    const auto weight = [&](std::int64_t k) {
      return std::exp(ln_probability(k) - ln_probability(m) + t * beside(k));
    };
    std::int64_t begin = m, end = m + 1; // what shows beside the greatest
    while (begin > least() && weight(begin - 1) > 1e-20) --begin;
    while (end <= most() && weight(end) > 1e-20) ++end;
    double sum = 0, mean = 0, second = 0, third = 0, fourth = 0;
    for (std::int64_t k = begin; k < end; ++k) {
      sum += weight(k);
      mean += weight(k) * beside(k);
    }
    mean /= sum;
    for (std::int64_t k = begin; k < end; ++k) {
      const double d = beside(k) - mean, share = weight(k) / sum;
      second += share * d * d;
      third += share * d * d * d;
      fourth += share * d * d * d * d;
    }
    const auto above = static_cast<double>(m - least());
    return {ln_probability(m) + t * above + std::log(sum), above + mean, second, third,
            fourth - 3 * second * second};
  }

  std::pair<double, double> moments(double tilt_odds) const noexcept {
    const cumulants c = at(std::log(tilt_odds));
    return {c.mean, c.variance};
  }

private:
  double step(std::int64_t k) const noexcept { return ln_probability(k + 1) - ln_probability(k); }

  joint_distribution of_;
  std::int64_t count_;
};

/// What n sets all share over all strata, each drawn without regard to the others within each: Σ
/// Xₛ, Xₛ as in `joint_overlap` and independent.
///
/// As `stratified_overlap` for two sets, and with one stratum `joint_overlap`. Strata that leave no
/// choice count as constants. Throws as `joint_overlap` does.
inline lattice_sum<joint_part> stratified_joint(std::span<const joint_margins> strata,
                                                const progress& watch = {}) {
  std::vector<joint_margins> testable;
  std::int64_t constant = 0;
  for (const joint_margins& m : strata) {
    auto sizes = detail::checked_sizes(m.sizes, m.universe);
    const std::int64_t least = detail::least_joint(sizes, m.universe);
    if (least < sizes.front())
      testable.push_back({std::move(sizes), m.universe});
    else
      constant += least;
  }
  std::sort(testable.begin(), testable.end());
  std::vector<joint_part> parts;
  for (std::size_t i = 0, j = 0; i < testable.size(); i = j) {
    while (j < testable.size() && testable[j] == testable[i]) ++j;
    parts.emplace_back(detail::joint_from(testable[i].sizes, testable[i].universe, 0, 1, watch),
                       static_cast<std::int64_t>(j - i));
  }
  return {std::move(parts), constant};
}

/// Targets that all sets share on average by chance: Σ Π K / Nⁿ⁻¹. Throws as `joint_overlap`.
inline double expected_joint(std::span<const joint_margins> strata) {
  double sum = 0;
  for (const joint_margins& m : strata) sum += expected_joint(m.sizes, m.universe);
  return sum;
}

} // namespace irisan
