#pragma once

#include <irisan/core/error.hpp>
#include <irisan/core/fraction.hpp>
#include <irisan/overlap/pair.hpp>

#include <algorithm>
#include <cmath>
#include <concepts>
#include <cstdint>
#include <limits>
#include <string>
#include <string_view>

namespace irisan {

/// Anything that turns a pair into a number: bigger means more overlap.
template <class M>
concept overlap_measure = requires(const M& m, const overlap_pair& p) {
  { m(p) } -> std::convertible_to<double>;
};

/// A measure as an exact fraction, so that equal pairs rank as equals.
template <class M>
concept exact_measure = requires(const M& m, const overlap_pair& p) {
  { m(p) } -> std::same_as<fraction>;
};

namespace detail {
// 0/0 is not known, and says so.
inline double ratio(double over, double under) noexcept {
  return under > 0 ? over / under : std::numeric_limits<double>::quiet_NaN();
}
} // namespace detail

/// |A ∩ B| / |A ∪ B|; NaN for two empty sets. 1 means the same targets.
inline double jaccard(const overlap_pair& p) noexcept {
  return detail::ratio(p.shared, static_cast<double>(p.first_size) + p.second_size - p.shared);
}

/// |A ∩ B| / |A|: how much of the first lies in the second.
inline double containment_of_first(const overlap_pair& p) noexcept {
  return detail::ratio(p.shared, p.first_size);
}

/// |A ∩ B| / |B|: how much of the second lies in the first.
inline double containment_of_second(const overlap_pair& p) noexcept {
  return detail::ratio(p.shared, p.second_size);
}

/// |A ∩ B| / min(|A|, |B|), Szymkiewicz–Simpson: 1 means that one lies inside the other.
inline double overlap_coefficient(const overlap_pair& p) noexcept {
  return detail::ratio(p.shared, std::min(p.first_size, p.second_size));
}

/// 2 |A ∩ B| / (|A| + |B|), Sørensen–Dice.
inline double dice(const overlap_pair& p) noexcept {
  return detail::ratio(2.0 * p.shared, static_cast<double>(p.first_size) + p.second_size);
}

/// |A ∩ B| / √(|A| |B|), Ochiai.
inline double cosine(const overlap_pair& p) noexcept {
  return detail::ratio(p.shared, std::sqrt(static_cast<double>(p.first_size) * p.second_size));
}

/// |A ∩ B|.
inline double shared_count(const overlap_pair& p) noexcept {
  return p.shared;
}

/// Whether the Jaccard of a pair is at least a fraction, exactly.
constexpr bool jaccard_at_least(const overlap_pair& p, const fraction& f) noexcept {
  const std::int64_t all = std::int64_t{p.first_size} + p.second_size - p.shared;
  return all > 0 && fraction{p.shared, all} >= f;
}

/// Whether either containment of a pair is at least a fraction, exactly.
constexpr bool containment_at_least(const overlap_pair& p, const fraction& f) noexcept {
  const std::int64_t least = std::min(p.first_size, p.second_size);
  return least > 0 && fraction{p.shared, least} >= f;
}

/// Whether the Dice of a pair is at least a fraction, exactly.
constexpr bool dice_at_least(const overlap_pair& p, const fraction& f) noexcept {
  const std::int64_t all = std::int64_t{p.first_size} + p.second_size;
  return all > 0 && fraction{2 * std::int64_t{p.shared}, all} >= f;
}

namespace detail {
/// x · y ≥ u · v, in 256 bits.
constexpr bool product_at_least(wide_unsigned x, wide_unsigned y, wide_unsigned u,
                                wide_unsigned v) noexcept {
  struct product {
    wide_unsigned high, low;
  };
  constexpr auto multiply = [](wide_unsigned a, wide_unsigned b) {
    constexpr wide_unsigned half = ~std::uint64_t{0};
    const wide_unsigned low = (a & half) * (b & half), left = (a >> 64) * (b & half),
                        right = (a & half) * (b >> 64), high = (a >> 64) * (b >> 64);
    const wide_unsigned middle = (low >> 64) + (left & half) + (right & half);
    return product{high + (left >> 64) + (right >> 64) + (middle >> 64),
                   middle << 64 | (low & half)};
  };
  const product a = multiply(x, y), b = multiply(u, v);
  return a.high != b.high ? a.high > b.high : a.low >= b.low;
}
/// s / √(a b) ≥ n/d  ⇔  (s d)² ≥ n² a b
constexpr bool cosine_reached(std::int64_t s, std::int64_t a, std::int64_t b,
                              const fraction& f) noexcept {
  const auto wide = [](std::int64_t x) { return static_cast<wide_unsigned>(x); };
  const wide_unsigned left = wide(s) * wide(f.denominator);
  return product_at_least(left, left, wide(f.numerator) * wide(f.numerator), wide(a) * wide(b));
}
} // namespace detail

/// Whether the cosine of a pair is at least a fraction, exactly.
constexpr bool cosine_at_least(const overlap_pair& p, const fraction& f) noexcept {
  return p.first_size > 0 && p.second_size > 0 &&
         detail::cosine_reached(p.shared, p.first_size, p.second_size, f);
}

/// A measure that pairs can be ranked by, one figure per pair: as a number, and as a fraction in
/// the same order (of the cosine, its square) for pairs that share a target.
struct named_measure {
  std::string_view name;
  double (*of)(const overlap_pair&);
  fraction (*exact)(const overlap_pair&);
};

namespace detail {
inline fraction shared_of_smaller(const overlap_pair& p) noexcept {
  return {p.shared, std::min(p.first_size, p.second_size)};
}
} // namespace detail

/// `containment` is the greater of the two directions.
inline constexpr named_measure ranking_measures[] = {
    {"shared", [](const overlap_pair& p) { return shared_count(p); },
     [](const overlap_pair& p) {
       return fraction{p.shared, 1};
     }},
    {"jaccard", [](const overlap_pair& p) { return jaccard(p); },
     [](const overlap_pair& p) {
       return fraction{p.shared, std::int64_t{p.first_size} + p.second_size - p.shared};
     }},
    {"containment",
     [](const overlap_pair& p) {
       return std::max(containment_of_first(p), containment_of_second(p));
     },
     [](const overlap_pair& p) { return detail::shared_of_smaller(p); }},
    {"overlap_coefficient", [](const overlap_pair& p) { return overlap_coefficient(p); },
     [](const overlap_pair& p) { return detail::shared_of_smaller(p); }},
    {"dice", [](const overlap_pair& p) { return dice(p); },
     [](const overlap_pair& p) {
       return fraction{2 * std::int64_t{p.shared}, std::int64_t{p.first_size} + p.second_size};
     }},
    {"cosine", [](const overlap_pair& p) { return cosine(p); },
     [](const overlap_pair& p) {
       return fraction{std::int64_t{p.shared} * p.shared,
                       std::int64_t{p.first_size} * p.second_size};
     }}};

/// The measure of a name, as a fraction; throws `rule_error` that lists them if there is none.
inline auto ranking_measure(std::string_view name) {
  std::string known;
  for (const named_measure& m : ranking_measures) {
    if (m.name == name) return m.exact;
    known += (known.empty() ? "" : ", ") + std::string(m.name);
  }
  throw rule_error("unknown measure '" + std::string(name) + "'; there are " + known);
}

} // namespace irisan
