#pragma once

#include <irisan/core/fraction.hpp>
#include <irisan/core/index.hpp>
#include <irisan/overlap/measure.hpp>
#include <irisan/overlap/pair.hpp>

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <span>

namespace irisan {

/// Which pairs to find: those that pass every threshold. Thresholds are exact.
struct pair_query {
  std::int32_t min_shared = 1;
  fraction min_jaccard{0, 1};
  fraction min_containment{0, 1}; ///< in either direction
  intervention_index with{};      ///< only pairs with this intervention; all if unknown
  fraction min_dice{0, 1};
  fraction min_cosine{0, 1};
  fraction min_overlap_coefficient{0, 1}; ///< the same figure as containment in either direction
  /// The owner of each intervention, −1 if unknown: only pairs of different owners. Empty: all.
  std::span<const std::int32_t> apart{};

  /// Whether sizes matter, or the shared count alone decides.
  constexpr bool asks_for_sizes() const noexcept {
    return min_jaccard.numerator > 0 || min_containment.numerator > 0 || min_dice.numerator > 0 ||
           min_cosine.numerator > 0 || min_overlap_coefficient.numerator > 0;
  }
  constexpr bool accepts_counts(const overlap_pair& p) const noexcept {
    return p.shared >= min_shared && p.shared > 0 &&
           (min_jaccard.numerator == 0 || jaccard_at_least(p, min_jaccard)) &&
           (min_containment.numerator == 0 || containment_at_least(p, min_containment)) &&
           (min_overlap_coefficient.numerator == 0 ||
            containment_at_least(p, min_overlap_coefficient)) &&
           (min_dice.numerator == 0 || dice_at_least(p, min_dice)) &&
           (min_cosine.numerator == 0 || cosine_at_least(p, min_cosine));
  }
  constexpr bool accepts_owners(intervention_index p, intervention_index q) const noexcept {
    return apart.empty() || apart[p.at()] < 0 || apart[p.at()] != apart[q.at()];
  }
  constexpr bool accepts(const overlap_pair& p) const noexcept {
    return accepts_counts(p) && accepts_owners(p.first, p.second) &&
           (!with.known() || with == p.first || with == p.second);
  }
};

/// The least count of shared targets with which two interventions of these sizes pass every
/// threshold; greater than the smaller size if none does. Never falls when a size grows.
constexpr std::int64_t required_shared(const pair_query& q, std::int64_t a,
                                       std::int64_t b) noexcept {
  std::int64_t least = std::max(1, q.min_shared);
  for (const fraction* f :
       {&q.min_jaccard, &q.min_containment, &q.min_dice, &q.min_cosine, &q.min_overlap_coefficient})
    if (*f > fraction{1, 1}) return std::max(least, std::min(a, b) + 1);
  const auto raise = [&](std::int64_t to) { least = std::max(least, to); };
  // s / (a + b − s) ≥ n/d  ⇔  s ≥ n (a + b) / (n + d)
  if (const fraction& f = q.min_jaccard; f.numerator > 0)
    raise(ceiling(f.numerator, a + b,
                  static_cast<wide_unsigned>(f.numerator) +
                      static_cast<wide_unsigned>(f.denominator)));
  if (const fraction& f = q.min_dice; f.numerator > 0)
    raise(ceiling(f.numerator, a + b, 2 * static_cast<wide_unsigned>(f.denominator)));
  for (const fraction* f : {&q.min_containment, &q.min_overlap_coefficient})
    if (f->numerator > 0)
      raise(ceiling(f->numerator, std::min(a, b), static_cast<wide_unsigned>(f->denominator)));
  if (const fraction& f = q.min_cosine; f.numerator > 0) {
    // The estimate is off by a few at most; the exact comparison puts it right.
    auto s = static_cast<std::int64_t>(static_cast<double>(f.numerator) /
                                       static_cast<double>(f.denominator) *
                                       std::sqrt(static_cast<double>(a) * static_cast<double>(b)));
    while (s > 0 && detail::cosine_reached(s - 1, a, b, f)) --s;
    while (!detail::cosine_reached(s, a, b, f)) ++s;
    raise(s);
  }
  return least;
}

} // namespace irisan
