#pragma once

#include <irisan/core/error.hpp>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <span>
#include <string>
#include <vector>

namespace irisan {

/// Pieces of work, the units that may take each, and what that costs; one unit a piece.
///
/// The cost of a division is that of the chosen options, and the charge of a place once for each
/// unit that takes a piece there. Costs may be negative. Where loads may be shared among units
/// (`assignment_options::divisible`), a cost is of a unit of load, otherwise of the whole piece.
struct assignment_problem {
  /// The capacity of a unit that can take any load.
  static constexpr std::int64_t no_limit = std::numeric_limits<std::int64_t>::max();
  /// The most that loads, and that costs and charges, may come to, so that no sum is out of range.
  static constexpr std::int64_t most = std::int64_t{1} << 56;

  std::int32_t units = 0, places = 0;
  std::vector<std::int32_t>
      place; ///< of each piece: where its unit must meet somebody; −1: nowhere
  std::vector<std::int64_t> load;       ///< of each piece, not negative
  std::vector<std::int64_t> offsets{0}; ///< the options of piece r are [offsets[r], offsets[r+1])
  std::vector<std::int32_t> unit;       ///< of each option, ascending within a piece
  std::vector<std::int64_t> cost;       ///< of each option
  std::vector<std::int64_t> capacity;   ///< of each unit; `no_limit` if it has none
  std::vector<std::int64_t> charge; ///< of each place: due once for each unit with a piece there

  std::int32_t pieces() const noexcept { return static_cast<std::int32_t>(load.size()); }
  std::int64_t options() const noexcept { return static_cast<std::int64_t>(unit.size()); }

  std::int64_t first_option(std::int32_t piece) const noexcept {
    return offsets[static_cast<std::size_t>(piece)];
  }
  std::int64_t end_option(std::int32_t piece) const noexcept {
    return offsets[static_cast<std::size_t>(piece) + 1];
  }
  std::span<const std::int32_t> units_of(std::int32_t piece) const noexcept {
    return {unit.data() + first_option(piece), count(piece)};
  }
  std::span<const std::int64_t> costs_of(std::int32_t piece) const noexcept {
    return {cost.data() + first_option(piece), count(piece)};
  }
  /// What a unit must pay to take its first piece where this one is.
  std::int64_t charge_of(std::int32_t piece) const noexcept {
    const std::int32_t p = place[static_cast<std::size_t>(piece)];
    return p < 0 ? 0 : charge[static_cast<std::size_t>(p)];
  }
  bool is_limited(std::int32_t u) const noexcept {
    return capacity[static_cast<std::size_t>(u)] != no_limit;
  }
  bool has_charges() const noexcept {
    return std::any_of(charge.begin(), charge.end(), [](std::int64_t f) { return f > 0; });
  }

  friend bool operator==(const assignment_problem&, const assignment_problem&) = default;

private:
  std::size_t count(std::int32_t piece) const noexcept {
    return static_cast<std::size_t>(end_option(piece) - first_option(piece));
  }
};

/// Throws `rule_error` if lists do not fit together, if there is no such unit or place, if the
/// units of a piece do not ascend, if something is negative that may not be, or if sums get out of
/// range. O(options).
inline void check(const assignment_problem& a) {
  const auto text = [](auto x) { return std::to_string(x); };
  const std::size_t n = a.load.size();
  if (a.place.size() != n || a.offsets.size() != n + 1 || a.offsets.front() != 0)
    throw rule_error("there are " + text(n) + " loads, " + text(a.place.size()) +
                     " places of pieces and " + text(a.offsets.size()) + " offsets");
  if (a.unit.size() != a.cost.size() || a.offsets.back() != a.options())
    throw rule_error("there are " + text(a.unit.size()) + " options with " + text(a.cost.size()) +
                     " costs");
  if (a.options() > std::numeric_limits<std::int32_t>::max())
    throw rule_error(text(a.options()) + " options are too many");
  if (a.units < 0 || a.capacity.size() != static_cast<std::size_t>(a.units))
    throw rule_error("there are " + text(a.units) + " units with " + text(a.capacity.size()) +
                     " capacities");
  if (a.places < 0 || a.charge.size() != static_cast<std::size_t>(a.places))
    throw rule_error("there are " + text(a.places) + " places with " + text(a.charge.size()) +
                     " charges");
  for (const std::int64_t c : a.capacity)
    if (c < 0) throw rule_error("a capacity of " + text(c));
  std::int64_t loads = 0, costs = 0;
  const auto add = [&](std::int64_t& sum, std::int64_t x, const char* what) {
    if (x > a.most - sum)
      throw rule_error(std::string(what) + " come to more than " + text(assignment_problem::most));
    sum += x;
  };
  for (const std::int64_t f : a.charge) {
    if (f < 0 || f > a.most / std::max(a.units, 1)) throw rule_error("a charge of " + text(f));
    add(costs, f * a.units, "costs and charges");
  }
  for (std::size_t r = 0; r < n; ++r) {
    const auto refuse = [&](const std::string& what) {
      throw rule_error("piece " + text(r) + ": " + what);
    };
    if (a.place[r] < -1 || a.place[r] >= a.places) refuse("no place " + text(a.place[r]));
    if (a.load[r] < 0) refuse("a load of " + text(a.load[r]));
    add(loads, a.load[r], "loads");
    if (a.offsets[r] > a.offsets[r + 1] || a.offsets[r + 1] > a.options())
      refuse("no options from " + text(a.offsets[r]) + " to " + text(a.offsets[r + 1]));
    std::int32_t before = -1;
    std::int64_t dearest = 0;
    for (auto k = static_cast<std::size_t>(a.offsets[r]);
         k < static_cast<std::size_t>(a.offsets[r + 1]); ++k) {
      if (a.unit[k] < 0 || a.unit[k] >= a.units) refuse("no unit " + text(a.unit[k]));
      if (a.unit[k] <= before) refuse("its units do not ascend");
      if (a.cost[k] < -a.most || a.cost[k] > a.most) refuse("a cost of " + text(a.cost[k]));
      before = a.unit[k];
      dearest = std::max(dearest, a.cost[k] < 0 ? -a.cost[k] : a.cost[k]);
    }
    add(costs, dearest, "costs and charges");
  }
}

} // namespace irisan
