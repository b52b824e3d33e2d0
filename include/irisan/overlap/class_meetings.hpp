#pragma once

#include <irisan/overlap/degree_model.hpp>
#include <irisan/overlap/poisson_binomial.hpp>

#include <algorithm>
#include <array>
#include <bit>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

namespace irisan {

/// Puts together meetings of nearly the same probability, with their mean: the variance of the
/// overlap loses less than 5·10⁻⁵.
inline void put_together(std::vector<trials>& out) {
  // The first bits of a double are its exponent and then its size within that: 64 steps each.
  // A place for each step is much quicker than sorting thousands of products for every pair.
  // The variance within a step counts by q: rare meetings do with 16 or 8 steps. What seldom
  // fails is told apart by how seldom.
  constexpr std::uint32_t half = std::uint32_t{1022} << 6, steps = 2 * half + 1;
  const auto step_of = [](double q) {
    const bool often = q > 0.5;
    const double rarer = often ? 1 - q : q;
    const auto step = static_cast<std::uint32_t>(std::bit_cast<std::uint64_t>(rarer) >> 46) &
                      (rarer < 0x1p-7   ? ~7u
                       : rarer < 0x1p-5 ? ~3u
                                        : ~0u);
    return often ? steps - 1 - step : step;
  };
  thread_local std::vector<trials> sums(steps);
  thread_local std::vector<std::uint32_t> met;
  for (const trials& t : out) {
    const std::uint32_t step = step_of(t.probability);
    trials& sum = sums[step];
    if (sum.count == 0) met.push_back(step);
    sum.probability += t.probability * static_cast<double>(t.count);
    sum.count += t.count;
  }
  std::sort(met.begin(), met.end());
  out.clear();
  for (const std::uint32_t step : met) {
    out.push_back(
        {sums[step].probability / static_cast<double>(sums[step].count), sums[step].count});
    sums[step] = {};
  }
  met.clear();
}

/// The chances of meeting at the targets of a class: what a `degree_model` says, at hand.
class class_meetings {
public:
  class_meetings() = default;
  explicit class_meetings(const degree_model& m) {
    for (const degree_model::degree_class& b : m.columns()) targets_.push_back(b.count);
    weights_.assign(targets_.begin(), targets_.end());
    probability_.reserve(m.rows().size() * targets_.size());
    for (std::size_t i = 0; i < m.rows().size(); ++i)
      for (std::size_t b = 0; b < targets_.size(); ++b) probability_.push_back(m.probability(i, b));
    find_runs();
  }

  /// Targets of each distinct degree, the greatest degree first.
  std::span<const std::int64_t> targets() const noexcept { return targets_; }

  /// The chance of a row of the model to reach a target of each distinct degree.
  std::span<const double> chances(std::size_t row) const noexcept {
    return {probability_.data() + row * targets_.size(), targets_.size()};
  }

  /// Adds the meetings of two rows; neighbouring degrees are put together if that is wished, as far
  /// as the variance of the overlap loses less than 5·10⁻⁵.
  void add_to(std::vector<trials>& out, std::size_t row_x, std::size_t row_y, bool together) const {
    const std::size_t n = targets_.size();
    const double *x = probability_.data() + row_x * n, *y = probability_.data() + row_y * n;
    std::size_t levels = 0;
    while (levels < runs_.size() && x[0] * y[0] <= likeliest(levels)) ++levels;
    if (!together || levels == 0) {
      for (std::size_t b = 0; b < n; ++b)
        if (const double both = x[b] * y[b]; both > 0) out.push_back({both, targets_[b]});
      return;
    }
    std::size_t b = 0;
    for (const run& r : runs_[levels - 1]) {
      double sum = 0;
      for (; b < r.end; ++b) sum += x[b] * y[b] * weights_[b];
      if (sum > 0) out.push_back({sum / static_cast<double>(r.targets), r.targets});
    }
  }

private:
  struct run {
    std::size_t end;      // behind its last degree
    std::int64_t targets; // of all its degrees
  };

  static double likeliest(std::size_t level) noexcept {
    return std::ldexp(0.25, -2 * static_cast<int>(level));
  }

  /// Products in a run lie within a factor of M / m ≤ e^2h of each other, h the greatest
  /// logarithm of the ratio of two probabilities of one intervention, so that their variance is
  /// at most (M − m)² / 4Mm = sinh² h times their squared mean (Bhatia and Davis 2000, doi
  /// 10.2307/2589180): of the variance of the overlap q sinh² h is lost, q the greatest of the
  /// run.
  void find_runs() {
    constexpr double most_lost = 5e-5, widest = 1.0 / 8;
    const std::size_t n = targets_.size();
    for (std::size_t level = 0; level < runs_.size(); ++level)
      for (std::size_t begin = 0, b = 1, row = 0; begin < n; begin = b++) {
        double share = 0; // of the likeliest meeting
        for (row = 0; row < probability_.size(); row += n)
          if (probability_[row] > 0)
            share = std::max(share, probability_[row + begin] / probability_[row]);
        const double most = likeliest(level) * share * share,
                     least = std::exp(-std::min(widest, std::asinh(std::sqrt(most_lost / most))));
        const auto alike = [&](std::size_t one) {
          for (row = 0; row < probability_.size(); row += n)
            if (probability_[row + one] < least * probability_[row + begin]) return false;
          return true;
        };
        std::int64_t count = targets_[begin];
        while (b < n && alike(b)) count += targets_[b++];
        runs_[level].push_back({b, count});
      }
  }

  std::vector<double> probability_;   // by distinct degree of interventions, then of targets
  std::vector<std::int64_t> targets_; // of each degree, the greatest first
  std::vector<double> weights_;       // the same
  // Where runs of neighbours end that may be put together when no meeting of both is likelier than
  // ¼, 1/16, …
  std::array<std::vector<run>, 6> runs_;
};

} // namespace irisan
