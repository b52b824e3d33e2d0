#pragma once

#include <irisan/core/progress.hpp>
#include <irisan/responsibility/assignment.hpp>
#include <irisan/responsibility/assignment_problem.hpp>
#include <irisan/responsibility/solve_assignment.hpp>

#include <cstddef>
#include <cstdint>
#include <vector>

namespace irisan {

/// The next best option of a piece, and what it costs more to take it.
struct second_choice {
  std::int32_t option = -1;    ///< −1: no other unit may take the piece
  std::int64_t difference = 0; ///< of the cost, if the piece went there; rounded up if from prices
  std::int64_t excess = 0;     ///< more load beyond capacities than now, of a division solved anew
  bool exact = false;          ///< the best division without the present option, solved and proven;
                               ///< otherwise only what the move costs, loads priced

  friend bool operator==(const second_choice&, const second_choice&) = default;
};

/// The problem without one option: for asking what there is instead.
inline assignment_problem without_option(const assignment_problem& a, std::int32_t option) {
  assignment_problem b = a;
  b.unit.erase(b.unit.begin() + option);
  b.cost.erase(b.cost.begin() + option);
  for (std::int64_t& o : b.offsets)
    if (o > option) --o;
  return b;
}

/// The runner-up by the prices of a division: the option that costs least more with its charge and
/// with load at its price, of the first unit if several do. Cheap: O(options of the piece +
/// pieces).
inline second_choice priced_runner_up(const assignment_problem& a, const assignment& s,
                                      std::int32_t piece) {
  __extension__ using wide = __int128;
  const auto at = [](std::int64_t i) { return static_cast<std::size_t>(i); };
  const std::int32_t now = s.option[at(piece)];
  second_choice found;
  if (now < 0) return found;
  const std::int32_t place = a.place[at(piece)];
  const std::int64_t charge = a.charge_of(piece);
  std::vector<std::int32_t> met(at(a.units), 0);
  if (charge > 0)
    for (std::int32_t r = 0; r < a.pieces(); ++r)
      if (a.place[at(r)] == place && s.option[at(r)] >= 0) ++met[at(a.unit[at(s.option[at(r)])])];
  const auto priced = [&](std::int64_t k) {
    return static_cast<wide>(a.cost[at(k)]) * s.price_scale +
           static_cast<wide>(s.price[at(a.unit[at(k)])]) * a.load[at(piece)];
  };
  wide least = 0;
  for (std::int64_t k = a.first_option(piece); k < a.end_option(piece); ++k) {
    if (k == now) continue;
    wide by = priced(k) - priced(now);
    if (charge > 0 && met[at(a.unit[at(k)])] == 0) by += static_cast<wide>(charge) * s.price_scale;
    if (charge > 0 && met[at(a.unit[at(now)])] == 1)
      by -= static_cast<wide>(charge) * s.price_scale;
    if (found.option >= 0 && by >= least) continue;
    least = by;
    found.option = static_cast<std::int32_t>(k);
  }
  if (found.option >= 0) found.difference = detail::rounded_up(least, s.price_scale);
  return found;
}

/// The runner-up of a piece. Problems of up to `largest` options are solved anew without the
/// present option, and what is then chosen is the runner-up; for larger ones prices say it.
inline second_choice runner_up(const assignment_problem& a, const assignment& s, std::int32_t piece,
                               const assignment_options& options = {}, std::int64_t largest = 200,
                               const progress& watch = {}) {
  second_choice found = priced_runner_up(a, s, piece);
  if (found.option < 0 || a.options() > largest || options.divisible || options.fair) return found;
  const std::int32_t now = s.option[static_cast<std::size_t>(piece)];
  const assignment other = solve_assignment(without_option(a, now), options, watch);
  if (!other.proven || !s.proven) return found;
  const std::int32_t k = other.option[static_cast<std::size_t>(piece)];
  found.option = k >= now ? k + 1 : k;
  found.difference = other.cost - s.cost;
  found.excess = other.excess - s.excess;
  found.exact = true;
  return found;
}

} // namespace irisan
