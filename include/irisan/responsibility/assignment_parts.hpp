#pragma once

#include <irisan/responsibility/assignment_problem.hpp>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <numeric>
#include <span>
#include <tuple>
#include <utility>
#include <vector>

namespace irisan {

/// Pieces that no capacity and no charge ties to others, as a problem of their own.
///
/// Costs are counted from the least of each piece and in what divides them all, so that a constant
/// added to the costs of a piece changes nothing here. Loads that stay whole are counted in what
/// divides them all, and capacities in as many of that as they can hold.
struct assignment_part {
  assignment_problem problem;
  std::vector<std::int32_t> pieces, units; ///< of the whole
  std::vector<std::int32_t> option;        ///< of the whole, of each option here
  std::int64_t base = 0;                   ///< the least costs of the pieces (of all their load)
  std::int64_t cost_unit = 1, load_unit = 1;

  friend bool operator==(const assignment_part&, const assignment_part&) = default;
};

namespace detail {

class assignment_splitter {
public:
  assignment_splitter(const assignment_problem& a, std::span<const std::int64_t> capacity,
                      bool divisible)
      : a_(a), capacity_(capacity.begin(), capacity.end()), divisible_(divisible) {}

  std::vector<assignment_part> run() {
    order();
    lift();
    join();
    std::vector<assignment_part> parts;
    std::vector<std::int32_t> part_of(parent_.size(), -1);
    for (const std::int32_t r : order_) {
      std::int32_t& p = part_of[root(home_[at(r)])];
      if (p < 0) {
        p = static_cast<std::int32_t>(parts.size());
        parts.emplace_back();
      }
      parts[at(p)].pieces.push_back(r);
    }
    for (assignment_part& part : parts) fill(part);
    return parts;
  }

private:
  static std::size_t at(std::int64_t i) noexcept { return static_cast<std::size_t>(i); }

  /// Pieces by what they are, not by where they stand: the answer does not hang on that.
  void order() {
    for (std::int32_t r = 0; r < a_.pieces(); ++r)
      if (!a_.units_of(r).empty()) order_.push_back(r);
    const auto less = [](const auto& x, const auto& y) {
      return std::lexicographical_compare_three_way(x.begin(), x.end(), y.begin(), y.end());
    };
    // Costs from the least on, so that a constant added to them changes no order.
    std::vector<std::int64_t> least(at(a_.pieces()), 0);
    for (const std::int32_t r : order_) least[at(r)] = std::ranges::min(a_.costs_of(r));
    std::stable_sort(order_.begin(), order_.end(), [&](std::int32_t r, std::int32_t q) {
      const auto key = [&](std::int32_t x) { return std::tie(a_.place[at(x)], a_.load[at(x)]); };
      if (key(r) != key(q)) return key(r) < key(q);
      if (const auto c = less(a_.units_of(r), a_.units_of(q)); c != 0) return c < 0;
      const auto x = a_.costs_of(r), y = a_.costs_of(q);
      for (std::size_t k = 0; k < x.size(); ++k) {
        const std::int64_t d = x[k] - least[at(r)], e = y[k] - least[at(q)];
        if (d != e) return d < e;
      }
      return false;
    });
  }

  /// A unit that could take all that it may is not limited.
  void lift() {
    std::vector<std::int64_t> most(capacity_.size(), 0);
    for (const std::int32_t r : order_)
      for (const std::int32_t u : a_.units_of(r)) most[at(u)] += a_.load[at(r)];
    for (std::size_t u = 0; u < most.size(); ++u)
      if (most[u] <= capacity_[u]) capacity_[u] = assignment_problem::no_limit;
  }
  bool is_limited(std::int32_t u) const { return capacity_[at(u)] != assignment_problem::no_limit; }

  std::size_t root(std::size_t v) {
    while (parent_[v] != v) v = parent_[v] = parent_[parent_[v]];
    return v;
  }

  /// Units, places and pieces are joined where a piece that can choose ties them. A piece that
  /// cannot belongs where its unit's room matters, or else where its unit's coming does.
  void join() {
    const std::size_t units = at(a_.units), places = at(a_.places);
    parent_.resize(units + places + at(a_.pieces()));
    std::iota(parent_.begin(), parent_.end(), std::size_t{0});
    home_.assign(at(a_.pieces()), 0);
    std::vector<char> touched(units + places, 0);
    for (const std::int32_t r : order_) {
      const std::size_t self = units + places + at(r);
      home_[at(r)] = static_cast<std::int64_t>(self);
      if (a_.units_of(r).size() == 1) continue;
      const auto tie = [&](std::size_t v) {
        touched[v] = 1;
        parent_[root(v)] = root(self);
      };
      if (a_.charge_of(r) > 0) tie(units + at(a_.place[at(r)]));
      if (a_.load[at(r)] > 0 || a_.charge_of(r) > 0)
        for (const std::int32_t u : a_.units_of(r))
          if (is_limited(u)) tie(at(u));
    }
    for (const std::int32_t r : order_) {
      if (a_.units_of(r).size() != 1) continue;
      const std::size_t u = at(a_.units_of(r)[0]);
      if (is_limited(a_.units_of(r)[0]) && touched[u])
        home_[at(r)] = static_cast<std::int64_t>(u);
      else if (a_.charge_of(r) > 0 && touched[units + at(a_.place[at(r)])])
        home_[at(r)] = static_cast<std::int64_t>(units + at(a_.place[at(r)]));
      else
        home_[at(r)] = static_cast<std::int64_t>(u);
    }
  }
  std::size_t root(std::int64_t v) { return root(at(v)); }

  void fill(assignment_part& part) {
    assignment_problem& p = part.problem;
    for (const std::int32_t r : part.pieces)
      part.units.insert(part.units.end(), a_.units_of(r).begin(), a_.units_of(r).end());
    std::sort(part.units.begin(), part.units.end());
    part.units.erase(std::unique(part.units.begin(), part.units.end()), part.units.end());
    std::vector<std::int32_t> places;
    for (const std::int32_t r : part.pieces)
      if (a_.charge_of(r) > 0) places.push_back(a_.place[at(r)]);
    std::sort(places.begin(), places.end());
    places.erase(std::unique(places.begin(), places.end()), places.end());
    const auto rank = [](const std::vector<std::int32_t>& all, std::int32_t x) {
      return static_cast<std::int32_t>(std::lower_bound(all.begin(), all.end(), x) - all.begin());
    };
    std::int64_t loads = 0, costs = 0;
    for (const std::int32_t p_id : places) costs = std::gcd(costs, a_.charge[at(p_id)]);
    for (const std::int32_t r : part.pieces) {
      loads = std::gcd(loads, a_.load[at(r)]);
      const std::int64_t least = std::ranges::min(a_.costs_of(r));
      part.base += divisible_ ? least * a_.load[at(r)] : least;
      for (const std::int64_t c : a_.costs_of(r)) costs = std::gcd(costs, c - least);
    }
    part.cost_unit = std::max<std::int64_t>(costs, 1);
    part.load_unit = divisible_ ? 1 : std::max<std::int64_t>(loads, 1);
    p.units = static_cast<std::int32_t>(part.units.size());
    p.places = static_cast<std::int32_t>(places.size());
    for (const std::int32_t u : part.units)
      p.capacity.push_back(is_limited(u) ? capacity_[at(u)] / part.load_unit
                                         : assignment_problem::no_limit);
    for (const std::int32_t p_id : places) p.charge.push_back(a_.charge[at(p_id)] / part.cost_unit);
    for (const std::int32_t r : part.pieces) {
      p.place.push_back(a_.charge_of(r) > 0 ? rank(places, a_.place[at(r)]) : -1);
      p.load.push_back(a_.load[at(r)] / part.load_unit);
      const std::int64_t least = std::ranges::min(a_.costs_of(r));
      for (std::int64_t k = a_.first_option(r); k < a_.end_option(r); ++k) {
        p.unit.push_back(rank(part.units, a_.unit[at(k)]));
        p.cost.push_back((a_.cost[at(k)] - least) / part.cost_unit);
        part.option.push_back(static_cast<std::int32_t>(k));
      }
      p.offsets.push_back(p.options());
    }
  }

  const assignment_problem& a_;
  std::vector<std::int64_t> capacity_;
  bool divisible_;
  std::vector<std::int32_t> order_;
  std::vector<std::size_t> parent_;
  std::vector<std::int64_t> home_;
};

} // namespace detail

/// The parts of a problem that can be solved each by itself, with these capacities. Pieces that no
/// unit may take are in none. Neither parts nor their pieces hang on the order of pieces, unless
/// pieces are the same in all. O(options · log).
inline std::vector<assignment_part> parts_of(const assignment_problem& a,
                                             std::span<const std::int64_t> capacity,
                                             bool divisible = false) {
  return detail::assignment_splitter(a, capacity, divisible).run();
}

} // namespace irisan
