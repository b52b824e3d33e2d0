#pragma once

#include <irisan/core/error.hpp>
#include <irisan/core/fraction.hpp>
#include <irisan/core/progress.hpp>
#include <irisan/responsibility/assignment.hpp>
#include <irisan/responsibility/assignment_parts.hpp>
#include <irisan/responsibility/assignment_problem.hpp>
#include <irisan/responsibility/capacity_prices.hpp>
#include <irisan/responsibility/fair_capacities.hpp>
#include <irisan/responsibility/part_search.hpp>
#include <irisan/responsibility/shared_loads.hpp>
#include <irisan/responsibility/violated_set.hpp>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <span>
#include <utility>
#include <vector>

namespace irisan {

namespace detail {

class assignment_solver {
public:
  assignment_solver(const assignment_problem& a, std::span<const std::int64_t> capacity,
                    const assignment_options& options, const progress& watch)
      : a_(a), capacity_(capacity), options_(options), watch_(watch) {}

  assignment run() {
    found_.option.assign(at(a_.pieces()), -1);
    found_.load.assign(at(a_.units), 0);
    found_.price.assign(at(a_.units), 0);
    if (options_.divisible) found_.share.assign(at(a_.options()), 0);
    found_.price_scale = priced_division::scale_for(a_);
    found_.proven = true;
    for (assignment_part& part : parts_of(a_, capacity_, options_.divisible)) {
      // What is left of a capacity counts only where capacities do not hold.
      if (part.load_unit > 1 && !can_hold(part.problem)) count_loads_in_ones(part);
      if (options_.divisible || is_flow(part.problem))
        flow(part);
      else
        search(part);
    }
    if (!options_.divisible) found_.load = loads_of(a_, found_.option);
    found_.excess = excess_of(a_, found_.load);
    found_.fairness = fairness_of(a_, found_.load);
    if (found_.excess > 0) {
      violated_set v = find_violated_set(a_);
      found_.short_units = std::move(v.units);
      found_.short_pieces = std::move(v.pieces);
    }
    return std::move(found_);
  }

private:
  static std::size_t at(std::int64_t i) noexcept { return static_cast<std::size_t>(i); }

  /// Without charges, and with loads that are all the same or nothing, no load need be shared.
  static bool is_flow(const assignment_problem& p) {
    return !p.has_charges() &&
           std::all_of(p.load.begin(), p.load.end(), [](std::int64_t l) { return l == 1; });
  }

  static bool can_hold(const assignment_problem& p) { return find_violated_set(p).excess == 0; }
  void count_loads_in_ones(assignment_part& part) const {
    for (std::int64_t& l : part.problem.load) l *= part.load_unit;
    for (std::size_t u = 0; u < part.units.size(); ++u)
      if (part.problem.capacity[u] != assignment_problem::no_limit)
        part.problem.capacity[u] = capacity_[at(part.units[u])];
    part.load_unit = 1;
  }

  void price(const assignment_part& part, const std::vector<std::int64_t>& price,
             std::int64_t scale) {
    for (std::size_t u = 0; u < price.size(); ++u) {
      const wide_cost whole = static_cast<wide_cost>(price[u]) * part.cost_unit *
                              found_.price_scale / scale / part.load_unit;
      found_.price[at(part.units[u])] =
          static_cast<std::int64_t>(std::min(whole, static_cast<wide_cost>(1) << 59));
    }
  }

  void flow(const assignment_part& part) {
    const shared_loads s = share_loads(part.problem, watch_);
    const std::int64_t factor = options_.divisible ? part.load_unit : 1;
    const std::int64_t cost = part.base + s.cost * part.cost_unit * factor;
    found_.cost += cost;
    found_.lower_bound += cost;
    price(part, s.price, s.price_scale);
    for (std::int32_t r = 0; r < part.problem.pieces(); ++r) {
      std::int64_t best = -1;
      for (std::int64_t k = part.problem.first_option(r); k < part.problem.end_option(r); ++k) {
        const std::int64_t share = s.share[at(k)] * factor;
        if (options_.divisible) {
          found_.share[at(part.option[at(k)])] = share;
          found_.load[at(a_.unit[at(part.option[at(k)])])] += share;
        }
        if (share <= best) continue;
        best = share;
        found_.option[at(part.pieces[at(r)])] = part.option[at(k)];
      }
    }
  }

  void search(assignment_part& part) {
    part_division d = search_part(part.problem, options_, watch_);
    if (d.excess > 0 && part.load_unit > 1) {
      count_loads_in_ones(part);
      d = search_part(part.problem, options_, watch_);
    }
    found_.cost += part.base + d.cost * part.cost_unit;
    found_.lower_bound += part.base + d.lower_bound * part.cost_unit;
    found_.proven = found_.proven && d.proven;
    price(part, d.price, d.price_scale);
    for (std::size_t r = 0; r < part.pieces.size(); ++r)
      found_.option[at(part.pieces[r])] = part.option[at(d.option[r])];
  }

  const assignment_problem& a_;
  std::span<const std::int64_t> capacity_;
  assignment_options options_;
  const progress& watch_;
  assignment found_;
};

/// The division whose greatest load/capacity is least, as far as is found, and then the cheapest.
inline assignment solve_fairly(const assignment_problem& a, const assignment_options& options,
                               const progress& watch) {
  const auto holds = [&](const assignment& x, const std::vector<std::int64_t>& capacity) {
    for (std::size_t u = 0; u < capacity.size(); ++u)
      if (x.load[u] > capacity[u]) return false;
    return true;
  };
  const auto solve = [&](const std::vector<std::int64_t>& capacity) {
    return assignment_solver(a, capacity, options, watch).run();
  };
  // Below this no division goes, even if loads are shared.
  const fair_share fair = find_fair_share(a);
  std::vector<std::int64_t> capacity = fair.capacity;
  assignment best = solve(capacity);
  if (holds(best, capacity)) return best;
  fraction below = fair.share, reached = share_of(a, best.load, fair);
  capacity = fair.capacities_at(a, reached);
  best = solve(capacity);
  best.proven = false;
  for (int turn = 0; turn < 8; ++turn) {
    reached = share_of(a, best.load, fair);
    const fraction middle = between(below, reached);
    if (!(middle < reached) || !(below < middle)) break;
    capacity = fair.capacities_at(a, middle);
    assignment next = solve(capacity);
    if (holds(next, capacity)) {
      best = std::move(next);
      best.proven = false;
    } else {
      below = middle;
    }
  }
  return best;
}

} // namespace detail

/// Divides pieces among units, as cheaply as can be within their capacities.
///
/// Pieces that can go to one unit only are fixed and the rest falls into parts that nothing ties. A
/// part without charges, whose loads are all the same or may be shared, is a flow of least cost;
/// any other is searched at prices of capacities (see `search_part`), which also bound its cost,
/// and proven by a tree if it is small. The order of pieces changes nothing but the order of the
/// answer.
///
/// Throws `rule_error` for what `check` refuses, for loads that are to be shared where places have
/// charges, and for costs too great to be counted.
inline assignment solve_assignment(const assignment_problem& a,
                                   const assignment_options& options = {},
                                   const progress& watch = {}) {
  check(a);
  if (options.divisible) {
    __extension__ using wide = __int128;
    wide sum = 0;
    for (std::int32_t r = 0; r < a.pieces(); ++r) {
      if (a.charge_of(r) > 0)
        throw rule_error("piece " + std::to_string(r) +
                         ": a load cannot be shared where a place has a charge");
      wide dearest = 0;
      for (const std::int64_t c : a.costs_of(r)) dearest = std::max<wide>(dearest, c < 0 ? -c : c);
      sum += dearest * a.load[static_cast<std::size_t>(r)];
    }
    if (sum > (static_cast<wide>(1) << 61))
      throw rule_error("costs of all loads come to more than can be counted");
  }
  watch.at("division", 0);
  assignment found = options.fair ? detail::solve_fairly(a, options, watch)
                                  : detail::assignment_solver(a, a.capacity, options, watch).run();
  watch.at("division", 1);
  return found;
}

} // namespace irisan
