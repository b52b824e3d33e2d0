#pragma once

#include <irisan/core/fraction.hpp>
#include <irisan/responsibility/assignment_problem.hpp>
#include <irisan/responsibility/violated_set.hpp>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <numeric>
#include <vector>

namespace irisan {

/// The least share of their capacities that units can all be held to, if loads are shared.
struct fair_share {
  fraction share{0, 1};
  std::vector<std::int64_t> capacity; ///< of each unit: what it may take at that share
  std::vector<char> is_free; ///< of each unit: no share holds it, for it has no limit, or no
                             ///< capacity and loads that can go nowhere else

  /// Capacities at another share, rounded down.
  std::vector<std::int64_t> capacities_at(const assignment_problem& a, const fraction& t) const {
    __extension__ using wide = __int128;
    std::vector<std::int64_t> found(a.capacity.size(), assignment_problem::no_limit);
    for (std::size_t u = 0; u < found.size(); ++u)
      if (!is_free[u]) {
        const wide x = static_cast<wide>(a.capacity[u]) * t.numerator / t.denominator;
        if (x < assignment_problem::no_limit) found[u] = static_cast<std::int64_t>(x);
      }
    return found;
  }

  friend bool operator==(const fair_share&, const fair_share&) = default;
};

/// The greatest share that these loads take of the capacities of units that one can be held to.
inline fraction share_of(const assignment_problem& a, const std::vector<std::int64_t>& load,
                         const fair_share& fair) {
  fraction most{0, 1};
  for (std::size_t u = 0; u < load.size(); ++u)
    if (!fair.is_free[u] && a.capacity[u] > 0)
      most = std::max(most, fraction{load[u], a.capacity[u]});
  return most;
}

/// A fraction about half way between two, of terms below 2³¹; it may be either where they are
/// close.
inline fraction between(const fraction& low, const fraction& high) {
  constexpr std::int64_t parts = std::int64_t{1} << 30;
  const double middle = (to_double(low) + to_double(high)) / 2;
  const auto numerator = static_cast<std::int64_t>(middle * static_cast<double>(parts));
  const std::int64_t common = std::gcd(numerator, parts);
  return {numerator / common, parts / common};
}

/// The least share by Newton's method: a set of pieces that share t cannot hold says which share it
/// needs at least. Each step takes one greatest flow.
inline fair_share find_fair_share(const assignment_problem& a) {
  __extension__ using wide = __int128;
  const auto at = [](std::int32_t u) { return static_cast<std::size_t>(u); };
  fair_share fair;
  for (std::int32_t u = 0; u < a.units; ++u) fair.is_free.push_back(!a.is_limited(u));
  for (;;) {
    fair.capacity = fair.capacities_at(a, fair.share);
    const violated_set v = find_violated_set(a, fair.capacity);
    if (v.units.empty()) return fair;
    wide capacity = 0;
    for (const std::int32_t u : v.units) capacity += a.capacity[at(u)];
    if (capacity == 0) {
      for (const std::int32_t u : v.units) fair.is_free[at(u)] = 1;
      continue;
    }
    // The least share at which these units, each rounded down, can take this load.
    fraction t = fair.share;
    if (capacity < (static_cast<wide>(1) << 62)) {
      const std::int64_t c = static_cast<std::int64_t>(capacity);
      t = std::max(t, fraction{v.load, c});
    }
    for (;;) {
      wide sum = 0;
      fraction next{1, 0};
      for (const std::int32_t u : v.units) {
        const std::int64_t c = a.capacity[at(u)];
        if (c == 0) continue;
        const auto x =
            static_cast<std::int64_t>(static_cast<wide>(c) * t.numerator / t.denominator);
        sum += x;
        next = std::min(next, fraction{x + 1, c});
      }
      if (sum >= v.load) break;
      t = next;
    }
    const std::int64_t common = std::gcd(t.numerator, t.denominator);
    fair.share = {t.numerator / common, t.denominator / common};
  }
}

} // namespace irisan
