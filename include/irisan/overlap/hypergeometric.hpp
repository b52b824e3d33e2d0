#pragma once

#include <irisan/core/error.hpp>
#include <irisan/overlap/log_sum.hpp>
#include <irisan/overlap/stirling.hpp>

#include <algorithm>
#include <cmath>
#include <compare>
#include <cstdint>
#include <numbers>
#include <string>

namespace irisan {

/// The sizes of two sets of targets and of the universe that both are drawn from.
///
/// Drawn without regard to each other, |A ∩ B| has the hypergeometric distribution
/// P(X = k) = C(K, k) C(N − K, n − k) / C(N, n), K = `first`, n = `second`, N = `universe`. All
/// functions of margins are symmetric in the two sets, to the last bit.
struct overlap_margins {
  std::int64_t first = 0, second = 0, universe = 0;

  friend auto operator<=>(const overlap_margins&, const overlap_margins&) = default;
};

/// Throws `rule_error` unless 0 ≤ first, second ≤ universe < 2³¹.
inline void check_margins(const overlap_margins& m) {
  // Products of two margins then fit 64 bits.
  if (m.universe < 0 || m.universe >= std::int64_t{1} << 31)
    throw rule_error("a universe of " + std::to_string(m.universe) +
                     " targets: it must be at least 0 and below 2147483648");
  for (const std::int64_t size : {m.first, m.second})
    if (size < 0 || size > m.universe)
      throw rule_error("a set of " + std::to_string(size) + " targets in a universe of " +
                       std::to_string(m.universe));
}

/// The least that two sets can share: max(0, K + n − N).
constexpr std::int64_t least_shared(const overlap_margins& m) noexcept {
  return std::max<std::int64_t>(0, m.first + m.second - m.universe);
}

/// The most that two sets can share: min(K, n).
constexpr std::int64_t most_shared(const overlap_margins& m) noexcept {
  return std::min(m.first, m.second);
}

/// Whether chance has a choice: otherwise every overlap has p = 1 and there is nothing to test.
constexpr bool is_testable(const overlap_margins& m) noexcept {
  return least_shared(m) < most_shared(m);
}

/// Targets that two sets share on average by chance: K n / N; 0 in an empty universe.
inline double expected_shared(const overlap_margins& m) noexcept {
  return m.universe > 0 ? static_cast<double>(m.first * m.second) / static_cast<double>(m.universe)
                        : 0;
}

namespace detail {
/// A 2 × 2 table: shared, in one set only, in neither; `one` and `other` may be swapped.
struct overlap_table {
  double both, one, other, neither;

  overlap_table(const overlap_margins& m, std::int64_t k) noexcept
      : both(static_cast<double>(k)), one(static_cast<double>(std::min(m.first, m.second) - k)),
        other(static_cast<double>(std::max(m.first, m.second) - k)),
        neither(static_cast<double>(m.universe - m.first - m.second + k)) {}
};

/// Σ of P(X = k ± j) / P(X = k) over j ≥ 1; ratios (a − j)(b − j) / ((c + j)(d + j)), the first
/// j = 0. Ends by itself where a factor becomes 0.
inline double sum_beside(double a, double b, double c, double d) noexcept {
  double sum = 0, term = 1;
  do {
    double ratio[8];
    for (int i = 0; i < 8; ++i) ratio[i] = ((a - i) * (b - i)) / ((c + i) * (d + i));
    double block = 0, product = 1;
    for (int i = 7; i >= 0; --i) {
      // A factor of 0 cuts off all after it.
      block = ratio[i] * (1 + block);
      product *= ratio[i];
    }
    sum += term * block;
    term *= product;
    a -= 8, b -= 8, c += 8, d += 8;
    // Relative to the sum: an absolute cut-off loses whole tails that lie below it.
  } while (term > 1e-17 * sum);
  return sum;
}

inline double sum_above(const overlap_table& t) noexcept {
  return sum_beside(t.one, t.other, t.both + 1, t.neither + 1);
}

inline double sum_below(const overlap_table& t) noexcept {
  return sum_beside(t.both, t.neither, t.one + 1, t.other + 1);
}

/// ln P(X = k) inside the support, with an absolute error of a few units of rounding beside the
/// relative one.
inline double ln_anchor(const overlap_margins& m, std::int64_t k) noexcept {
  if (!is_testable(m)) return 0;
  const overlap_table t(m, k);
  const auto size = [](std::int64_t n) { return static_cast<double>(n); };
  const double small = size(std::min(m.first, m.second)), large = size(std::max(m.first, m.second)),
               all = size(m.universe), not_small = all - small, not_large = all - large;
  // All four cells are off by the same amount, exact but for one rounding:
  // the products are below 2⁶².
  const double d = size(k * m.universe - m.first * m.second) / all;
  const double deviances = deviance(t.both, small * large / all, d) +
                           deviance(t.one, small * not_large / all, -d) +
                           deviance(t.other, not_small * large / all, -d) +
                           deviance(t.neither, not_small * not_large / all, d);
  const double errors = stirling_error(small) + stirling_error(large) + stirling_error(not_small) +
                        stirling_error(not_large) - stirling_error(all) - stirling_error(t.both) -
                        stirling_error(t.one) - stirling_error(t.other) - stirling_error(t.neither);
  // A cell of 0 has 0! = 1: as a factor under the root, 1 / 2π.
  const auto cell = [](double n) { return n > 0 ? n : std::numbers::inv_pi / 2; };
  const double root = (small / cell(t.both)) * (large / cell(t.one)) * (not_small / cell(t.other)) *
                      (not_large / cell(t.neither)) / (all * (2 * std::numbers::pi));
  return errors - deviances + std::log(root) / 2;
}

/// Above it a probability is better had from its complement, below it the other way round.
inline constexpr double ln_mostly = -0.3;

inline double ln_directly_above(const overlap_margins& m, std::int64_t k) noexcept {
  return ln_anchor(m, k) + std::log1p(sum_above({m, k}));
}

inline double ln_directly_below(const overlap_margins& m, std::int64_t k) noexcept {
  return ln_anchor(m, k) + std::log1p(sum_below({m, k}));
}
} // namespace detail

/// ln P(X = k): the chance that two sets share exactly k targets; −∞ where they cannot.
///
/// Loader's saddle-point form (2000) on the four cells of the table, whose differences from what
/// is expected are one exact number. Relative error about 1e-14 at any depth; where the chance is
/// near 1, from that of all else. Throws `rule_error` as `check_margins` does.
inline double ln_probability(const overlap_margins& m, std::int64_t shared) {
  check_margins(m);
  if (shared < least_shared(m) || shared > most_shared(m)) return ln_zero;
  const double direct = detail::ln_anchor(m, shared);
  if (direct < detail::ln_mostly || !is_testable(m)) return direct;
  double other = 0;
  if (shared < most_shared(m)) other += std::exp(detail::ln_directly_above(m, shared + 1));
  if (shared > least_shared(m)) other += std::exp(detail::ln_directly_below(m, shared - 1));
  return std::log1p(-other);
}

/// ln P(X ≥ k): the chance that two sets share at least k targets.
///
/// One probability by `ln_probability`'s formula, the others by the ratio of neighbours, as many
/// as matter: a few times √(K n (N−K) (N−n) / N³). The side is summed that does not end close to
/// 1, so that ln p keeps its digits near 0 too: relative error below 1e-12, mostly about 1e-14.
/// Throws `rule_error` as `check_margins` does.
inline double ln_p_at_least(const overlap_margins& m, std::int64_t shared) {
  check_margins(m);
  if (shared <= least_shared(m)) return 0;
  if (shared > most_shared(m)) return ln_zero;
  if (shared * m.universe > m.first * m.second) {
    const double above = detail::ln_directly_above(m, shared);
    if (above < detail::ln_mostly) return above;
    return ln_one_minus_exp(detail::ln_directly_below(m, shared - 1));
  }
  const double below = detail::ln_directly_below(m, shared - 1);
  return below < detail::ln_mostly ? ln_one_minus_exp(below) : detail::ln_directly_above(m, shared);
}

/// ln P(X ≤ k): the chance that two sets share at most k targets; as `ln_p_at_least`.
inline double ln_p_at_most(const overlap_margins& m, std::int64_t shared) {
  check_margins(m);
  if (shared >= most_shared(m)) return 0;
  if (shared < least_shared(m)) return ln_zero;
  if (shared * m.universe < m.first * m.second) {
    const double below = detail::ln_directly_below(m, shared);
    if (below < detail::ln_mostly) return below;
    return ln_one_minus_exp(detail::ln_directly_above(m, shared + 1));
  }
  const double above = detail::ln_directly_above(m, shared + 1);
  return above < detail::ln_mostly ? ln_one_minus_exp(above) : detail::ln_directly_below(m, shared);
}

/// The least ln P(X ≥ k) that these margins can have: at `most_shared`, 0 if not testable.
///
/// A pair for which it is above the threshold can be left out of the count of tests, because it
/// is known from the margins alone. Tarone 1990, doi 10.2307/2531456. Throws as `check_margins`
/// does.
inline double least_ln_p(const overlap_margins& m) {
  return ln_probability(m, most_shared(m));
}

/// ln p of an overlap that was seen, P(X ≥ shared).
///
/// Throws `rule_error` as `check_margins` does, and if such sets cannot share so many targets.
inline double ln_p_overlap(std::int64_t shared, std::int64_t first, std::int64_t second,
                           std::int64_t universe) {
  const overlap_margins m{first, second, universe};
  check_margins(m);
  if (shared < least_shared(m) || shared > most_shared(m))
    throw rule_error("sets of " + std::to_string(first) + " and " + std::to_string(second) +
                     " of " + std::to_string(universe) + " targets cannot share " +
                     std::to_string(shared));
  return ln_p_at_least(m, shared);
}

} // namespace irisan
