#pragma once

#include <irisan/model/portfolio.hpp>
#include <irisan/responsibility/division_rules.hpp>
#include <irisan/responsibility/may_take.hpp>
#include <irisan/responsibility/piece.hpp>

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <numbers>
#include <optional>
#include <vector>

namespace irisan {

/// What it costs that a unit takes a piece, in points, by what the points are for.
struct option_cost {
  std::int64_t mandate = 0;    ///< its tusi does not say that it leads
  std::int64_t continuity = 0; ///< others reach the targets today
  std::int64_t need = 0;       ///< some of these are in need
  std::int64_t distance = 0;   ///< its seat lies far away

  std::int64_t total() const noexcept { return mandate + continuity + need + distance; }
  friend bool operator==(const option_cost&, const option_cost&) = default;
};

/// Kilometres between two seats on a sphere of radius 6 371 km; nothing if one is not known.
inline std::optional<double> seat_distance(const portfolio& p, region_index a, region_index b) {
  if (!a.known() || !b.known()) return std::nullopt;
  const region &x = p[a], &y = p[b];
  if (std::isnan(x.latitude) || std::isnan(x.longitude) || std::isnan(y.latitude) ||
      std::isnan(y.longitude))
    return std::nullopt;
  const auto radians = [](double degrees) { return degrees * std::numbers::pi / 180; };
  const auto square = [](double v) { return v * v; };
  const double h = square(std::sin(radians(y.latitude - x.latitude) / 2)) +
                   std::cos(radians(x.latitude)) * std::cos(radians(y.latitude)) *
                       square(std::sin(radians(y.longitude - x.longitude) / 2));
  return 2 * 6371 * std::asin(std::min(1.0, std::sqrt(h)));
}

/// The costs of a piece's options, in their order. Points are rounded down; distance counts only
/// where it is known of every option, or the unknown would be near.
inline std::vector<option_cost> costs_of(const portfolio& p, const piece& x,
                                         const std::vector<piece_holder>& options,
                                         const division_rules& rules) {
  const deliveries& d = p.deliveries();
  std::vector<option_cost> costs;
  std::vector<std::optional<double>> away;
  for (const piece_holder& o : options) {
    option_cost& c = costs.emplace_back();
    c.mandate = o.strength == strength::lead      ? 0
                : o.strength == strength::support ? rules.support
                                                  : rules.unspecified;
    std::vector<target_index> reached;
    for (const delivery_index i : x.deliveries)
      if (p[d.intervention(i)].by == o.by) reached.push_back(d.target(i));
    sort_unique(reached);
    // What nobody does today is new to all alike.
    std::int64_t served = 0, theirs = 0, needy = 0, needy_theirs = 0;
    for (const target_index t : x.targets) {
      if (std::binary_search(x.not_served.begin(), x.not_served.end(), t)) continue;
      const bool own = std::binary_search(reached.begin(), reached.end(), t);
      const bool in_need = std::binary_search(x.needy.begin(), x.needy.end(), t);
      ++served, theirs += own, needy += in_need, needy_theirs += in_need && own;
    }
    if (served > 0) c.continuity = rules.continuity * (served - theirs) / served;
    if (served > 0) c.need = rules.need * (needy - needy_theirs) / served;
    away.push_back(seat_distance(p, p[o.by].in, x.subject.in));
  }
  if (std::all_of(away.begin(), away.end(), [](const auto& km) { return km.has_value(); }))
    for (std::size_t i = 0; i < costs.size(); ++i)
      costs[i].distance =
          static_cast<std::int64_t>(static_cast<double>(rules.distance) * *away[i] / 100);
  return costs;
}

} // namespace irisan
