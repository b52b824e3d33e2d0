#pragma once

#include <irisan/overlap/ln_tail.hpp>
#include <irisan/overlap/log_sum.hpp>
#include <irisan/overlap/normal_tail.hpp>
#include <irisan/overlap/tilted_window.hpp>

#include <algorithm>
#include <cassert>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <optional>
#include <span>
#include <utility>
#include <vector>

namespace irisan {

/// The cumulant generating function K(t) = ln E e^{t (X − least)} and its first four derivatives.
struct cumulants {
  double value = 0, mean = 0, variance = 0, third = 0, fourth = 0;

  void add(const cumulants& c, double times) noexcept {
    value += times * c.value;
    mean += times * c.mean;
    variance += times * c.variance;
    third += times * c.third;
    fourth += times * c.fourth;
  }

  friend bool operator==(const cumulants&, const cumulants&) = default;
};

/// A sum of independent whole numbers, given by the parts that can vary, and its tails in ln p.
///
/// A `Part` stands for `count()` equal independent numbers X and gives for one of them: `least()`,
/// `most()`, `ln_probability(x)`, `shift()` = s and `ratio(x)` with P(x + 1) / P(x) = ratio eˢ, and
/// under a tilt by eᵗˣ its `mode(t)`, its cumulants `at(t)` and, of those, only mean and variance
/// by `moments(eᵗ)`, which is all that a search needs. Where a `window_at_once(parts, t)` is known
/// it is asked first. Parts come in an order of their own, so that
/// sums are rounded in the same way whatever the order of the rows.
///
/// A tail is summed under the tilt that brings the mean to the value asked for: P(X ≥ k) =
/// e^{K(t) − tk} Σ P_t(j) e^{−t (j − k)}. All terms are positive and the great ones near 1:
/// nothing cancels and nothing underflows at any depth.
template <class Part>
class lattice_sum {
public:
  /// `constant` is what the numbers that cannot vary add up to.
  lattice_sum(std::vector<Part> parts, std::int64_t constant) : parts_(std::move(parts)) {
    least_ = most_ = constant;
    double count = 0;
    for (const Part& p : parts_) {
      const cumulants one = p.at(0);
      const auto range = static_cast<double>(p.most() - p.least());
      least_ += p.count() * p.least();
      most_ += p.count() * p.most();
      untilted_.add(one, static_cast<double>(p.count()));
      count += static_cast<double>(p.count());
      work_ += std::min(range, 20 * std::sqrt(one.variance)) + 2;
    }
    untilted_.value = 0;
    // A window is some 20 standard deviations, and halving adds a product of two at each level.
    const double width =
        std::min(static_cast<double>(most_ - least_), 20 * std::sqrt(untilted_.variance) + 20);
    work_ += width * width / 2 * std::log2(1 + count);
  }

  std::int64_t least() const noexcept { return least_; }
  std::int64_t most() const noexcept { return most_; }

  cumulants at(double t) const {
    if (t == 0) return untilted_;
    cumulants all;
    for (const Part& p : parts_) all.add(p.at(t), static_cast<double>(p.count()));
    return all;
  }

  /// The mean and the variance under a tilt; the other cumulants are left at 0.
  cumulants moments(double t) const {
    if (t == 0) return untilted_;
    cumulants all;
    const double odds = std::exp(t);
    for (const Part& p : parts_) {
      const auto [mean, variance] = p.moments(odds);
      const auto times = static_cast<double>(p.count());
      all.mean += times * mean;
      all.variance += times * variance;
    }
    return all;
  }

  /// The tilt t with K′(t) = k − least, for least < k < most, to so many standard deviations.
  double tilt_to(std::int64_t k, double precision) const { return tilt(k, precision); }

  /// ln P(X ≥ k), exactly.
  double at_least(std::int64_t k) const {
    return k <= least_ ? 0 : k > most_ ? ln_zero : exact(k, true);
  }

  /// ln P(X ≤ k), exactly.
  double at_most(std::int64_t k) const {
    return k >= most_ ? 0 : k < least_ ? ln_zero : exact(k, false);
  }

  /// Chernoff's bound: ln P(X ≥ k) ≤ K(t) − t (k − least), for the t ≥ 0 where it is least.
  double bound_at_least(std::int64_t k) const {
    if (k <= least_) return 0;
    if (k >= most_) return k > most_ ? ln_zero : at_end(true);
    // Every t ≥ 0 gives a bound: it holds however well t is found.
    const double t = tilt(k, 1e-6);
    return t <= 0 ? 0 : std::min(0.0, at(t).value - t * static_cast<double>(k - least_));
  }

  /// ln P(X ≥ k), or ln P(X ≤ k), by the formula of Lugannani and Rice; exact where that is not
  /// good: at the ends, and where the variance under the tilt is below 25.
  ///
  /// P ≈ 1 − Φ(w) + φ(w) B, w = ± √(2 (t k − K(t))): Lugannani and Rice 1980, doi 10.2307/1426607,
  /// with the second term of Daniels 1987, doi 10.2307/1403269, both with 1 / (1 − e⁻ᵗ) and its
  /// derivatives in place of those of 1 / t: a sum in place of an integral.
  ln_tail approximate(std::int64_t k, bool above) const {
    const ln_tail unknown{std::numeric_limits<double>::quiet_NaN(), tail_method::saddle_point};
    ln_tail p = unknown;
    if (k > least_ && k < most_) {
      const bool turn = other_side(k, above);
      const std::int64_t side = turn ? (above ? k - 1 : k + 1) : k;
      if (side > least_ && side < most_)
        p.value = std::min(saddle_point(side, above != turn), 0.0); // keeps NaN
      if (turn) p.value = ln_one_minus_exp(p.value);
    }
    return std::isnan(p.value) ? ln_tail{above ? at_least(k) : at_most(k)} : p;
  }

  /// ln P(X ≥ k), or ln P(X ≤ k): exact if that takes little work or lies near the threshold,
  /// approximate otherwise.
  ln_tail choose(std::int64_t k, bool above, const tail_options& options) const {
    if (k > least_ && k < most_ && work_ > options.work) {
      const ln_tail p = approximate(k, above);
      if (p.method == tail_method::exact ||
          !(std::abs(p.value - options.threshold) <= options.margin))
        return p;
    }
    return {above ? at_least(k) : at_most(k), tail_method::exact};
  }

private:
  /// Newton on ln((K′ − least) / (most − K′)), nearly a line in t, within a bracket.
  double tilt(std::int64_t k, double precision) const {
    assert(k > least_ && k < most_);
    const auto above = static_cast<double>(k - least_), below = static_cast<double>(most_ - k);
    double low = -std::numeric_limits<double>::infinity(), high = -low;
    double t = 0;
    cumulants c = untilted_;
    for (int i = 0; i < 200; ++i) {
      if (std::abs(c.mean - above) <= precision * std::sqrt(c.variance)) break;
      const bool up = c.mean < above;
      (up ? low : high) = t;
      const double rest = above + below - c.mean;
      double next = t + (std::log(above / below) - std::log(c.mean / rest)) * c.mean * rest /
                            (c.variance * (above + below));
      // No step on what has lost its digits, and none out of the bracket.
      if (!(std::abs(next - t) < 64)) next = t + (up ? 64 : -64);
      if (!(next > low && next < high)) next = low + (high - low) / 2;
      if (next == t) break;
      t = next;
      c = moments(t);
    }
    return t;
  }

  /// Whether the other tail is the one that is not nearly 1.
  bool other_side(std::int64_t k, bool above) const noexcept {
    return (static_cast<double>(k - least_) < untilted_.mean) == above;
  }

  double exact(std::int64_t k, bool above) const {
    const bool turn = other_side(k, above);
    const std::int64_t beside = above ? k - 1 : k + 1;
    const double first = turn ? directly(beside, !above) : directly(k, above);
    // A tail near 1 is better had from its complement, a small one the other way round.
    if (first < -0.3) return turn ? ln_one_minus_exp(first) : first;
    return turn ? directly(k, above) : ln_one_minus_exp(directly(beside, !above));
  }

  double directly(std::int64_t k, bool above) const {
    if (k == (above ? most_ : least_)) return at_end(above);
    const double t = k > least_ && k < most_ ? tilt_to(k, 0.05) : 0;
    // Tilted away from the tail, the window would not hold it.
    const double towards = above ? std::max(t, 0.0) : std::min(t, 0.0);
    return ln_tail_of(window(towards), towards, k - least_, above);
  }

  double at_end(bool above) const {
    double sum = 0;
    for (const Part& p : parts_)
      sum += static_cast<double>(p.count()) * p.ln_probability(above ? p.most() : p.least());
    return sum;
  }

  tilted_window window(double t) const {
    if constexpr (requires { window_at_once(std::span<const Part>(parts_), t); })
      if (std::optional<tilted_window> w = window_at_once(std::span<const Part>(parts_), t))
        return *std::move(w);
    return window(0, parts_.size(), t);
  }

  /// By halves: windows are then as short as they can be for most of the products.
  tilted_window window(std::size_t begin, std::size_t end, double t) const {
    if (end - begin == 1)
      return convolve_copies(window_of(parts_[begin], t), parts_[begin].count());
    const std::size_t middle = begin + (end - begin) / 2;
    return convolve(window(begin, middle, t), window(middle, end, t));
  }

  /// NaN where the variance is too small for the formula.
  double saddle_point(std::int64_t k, bool above) const {
    const double sign = above ? 1 : -1;
    const double t = tilt(k, 1e-8);
    const cumulants c = at(t);
    if (c.variance < 25) return std::numeric_limits<double>::quiet_NaN();
    const double w = signed_root(t, c, sign), step = 0.1 / std::sqrt(c.variance);
    double b = 0;
    if (std::abs(w) >= 0.1) {
      b = correction(t, c, sign);
    } else {
      // B is smooth but its parts grow without bound at t = 0: there, by a cubic through the
      // values at −2, −1, 1 and 2 steps.
      const double x = t / step;
      const auto value = [&](double steps) {
        return correction(steps * step, at(steps * step), sign);
      };
      b = (2 * (x * x - 4) * ((x - 1) * value(-1) - (x + 1) * value(1)) +
           (x * x - 1) * ((x + 2) * value(2) - (x - 2) * value(-2))) /
          12;
    }
    return -w * w / 2 - ln_root_two_pi + std::log(mills_ratio(w) + b);
  }

  static double signed_root(double t, const cumulants& c, double sign) noexcept {
    return std::copysign(std::sqrt(std::max(0.0, 2 * (t * c.mean - c.value))), sign * t);
  }

  static double correction(double t, const cumulants& c, double sign) noexcept {
    const double root = std::sqrt(c.variance), skew = sign * c.third / (c.variance * root),
                 excess = c.fourth / (c.variance * c.variance), w = signed_root(t, c, sign);
    const double e = std::exp(-sign * t), g = -1 / std::expm1(-sign * t); // 1 / (1 − e⁻ᵗ)
    const double second = 1 + excess / 8 - 5 * skew * skew / 24 - e * g * skew / (2 * root) -
                          e * (1 + e) * g * g / (2 * c.variance);
    return g * second / root - 1 / w + 1 / (w * w * w);
  }

  std::vector<Part> parts_;
  std::int64_t least_ = 0, most_ = 0;
  cumulants untilted_;
  double work_ = 0; ///< about the products that an exact tail takes
};

} // namespace irisan
