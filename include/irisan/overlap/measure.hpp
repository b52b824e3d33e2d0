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

/// A measure that pairs can be ranked by, one figure per pair.
struct named_measure {
  std::string_view name;
  double (*of)(const overlap_pair&);
};

/// `containment` is the greater of the two directions.
inline constexpr named_measure ranking_measures[] = {
    {"shared", [](const overlap_pair& p) { return shared_count(p); }},
    {"jaccard", [](const overlap_pair& p) { return jaccard(p); }},
    {"containment",
     [](const overlap_pair& p) {
       return std::max(containment_of_first(p), containment_of_second(p));
     }},
    {"overlap_coefficient", [](const overlap_pair& p) { return overlap_coefficient(p); }},
    {"dice", [](const overlap_pair& p) { return dice(p); }},
    {"cosine", [](const overlap_pair& p) { return cosine(p); }}};

/// The measure of a name; throws `rule_error` that lists them if there is none.
inline auto ranking_measure(std::string_view name) {
  std::string known;
  for (const named_measure& m : ranking_measures) {
    if (m.name == name) return m.of;
    known += (known.empty() ? "" : ", ") + std::string(m.name);
  }
  throw rule_error("unknown measure '" + std::string(name) + "'; there are " + known);
}

} // namespace irisan
