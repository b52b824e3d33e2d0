#pragma once

#include <irisan/model/portfolio.hpp>
#include <irisan/responsibility/piece.hpp>

#include <cstdint>
#include <map>
#include <string_view>
#include <utility>
#include <vector>

namespace irisan {

/// What pieces weigh, in whole parts of a scale.
struct piece_loads {
  std::vector<std::int64_t> load; ///< of each piece
  std::int64_t scale = 1;         ///< parts that make one target, delivery or unit of money

  /// Parts as whole targets, deliveries or money, rounded.
  std::int64_t whole(std::int64_t parts) const noexcept { return (parts + scale / 2) / scale; }

  /// What a unit bears of a piece today: its share of the deliveries, of the part that is served.
  std::int64_t today(const piece& x, std::size_t number, const piece_work& w) const noexcept {
    const auto served = static_cast<std::int64_t>(x.targets.size() - x.not_served.size());
    const auto all = static_cast<std::int64_t>(x.targets.size());
    const auto rows = static_cast<std::int64_t>(x.deliveries.size());
    return load[number] * served / all * w.deliveries / rows;
  }

  friend bool operator==(const piece_loads&, const piece_loads&) = default;
};

/// Weighs pieces by the rules' word: by `targets`, `deliveries` (a target that nobody serves needs
/// one) or what is known of the `cost`.
///
/// A target counts once for each theme, shared alike among the pieces of the theme that it is in:
/// offices state capacities in targets, and a school that is visited for two kinds of one theme is
/// one school. So the loads of a theme add up to its targets.
inline piece_loads weigh(const portfolio& p, const std::vector<piece>& pieces,
                         std::string_view weigh_by) {
  piece_loads out;
  if (weigh_by != "targets") {
    for (const piece& x : pieces)
      out.load.push_back(weigh_by == "cost" ? (x.cost == unknown_money ? 0 : x.cost)
                                            : static_cast<std::int64_t>(x.deliveries.size() +
                                                                        x.not_served.size()));
    return out;
  }
  out.scale = 840; // whole for up to eight pieces, and 10, 12, 14, 15, 20 …
  std::map<std::pair<activity_index, target_index>, std::int64_t> among;
  const auto theme = [&](const piece& x) {
    return p.tree_of_activities().theme(x.subject.activity);
  };
  for (const piece& x : pieces)
    for (const target_index t : x.targets) ++among[{theme(x), t}];
  for (const piece& x : pieces) {
    std::int64_t load = 0;
    for (const target_index t : x.targets) load += out.scale / among.at({theme(x), t});
    out.load.push_back(load);
  }
  return out;
}

} // namespace irisan
