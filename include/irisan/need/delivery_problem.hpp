#pragma once

#include <irisan/core/error.hpp>
#include <irisan/need/cover_problem.hpp>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <numeric>
#include <string>
#include <utility>
#include <vector>

namespace irisan {

/// The needs of one target and what each of its deliveries gives to them.
struct delivery_problem {
  std::vector<std::int32_t> demand; ///< of each need, in a whole unit: sessions, hours
  std::vector<std::int64_t> cost;   ///< of each delivery
  std::vector<std::int32_t> amount; ///< that delivery d gives to need n: at d · needs + n

  std::size_t needs() const noexcept { return demand.size(); }
  std::size_t deliveries() const noexcept { return cost.size(); }

  friend bool operator==(const delivery_problem&, const delivery_problem&) = default;
};

namespace detail {

inline void check_delivery_problem(const delivery_problem& p) {
  if (p.amount.size() != p.needs() * p.deliveries())
    throw rule_error("there are " + std::to_string(p.amount.size()) + " amounts of " +
                     std::to_string(p.deliveries()) + " deliveries to " +
                     std::to_string(p.needs()) + " needs");
  std::int64_t total = 0;
  for (const std::int64_t c : p.cost) {
    if (c < 0) throw rule_error("a cost of " + std::to_string(c));
    if (c > cover_problem::most_cost - total)
      throw rule_error("the costs of all deliveries come to more than " +
                       std::to_string(cover_problem::most_cost));
    total += c;
  }
  for (const std::int32_t b : p.demand)
    if (b < 0) throw rule_error("a demand of " + std::to_string(b));
  for (const std::int32_t x : p.amount)
    if (x < 0) throw rule_error("an amount of " + std::to_string(x));
}

/// A problem with needs and deliveries in an order of their own, so that targets that differ only
/// in the order of their rows are one.
struct ordered_problem {
  delivery_problem problem;
  std::vector<std::size_t> needs, deliveries; ///< of each: which it was

  explicit ordered_problem(const delivery_problem& p)
      : needs(p.needs()), deliveries(p.deliveries()) {
    std::iota(needs.begin(), needs.end(), std::size_t{0});
    std::iota(deliveries.begin(), deliveries.end(), std::size_t{0});
    std::vector<std::vector<std::pair<std::int32_t, std::int64_t>>> given(p.needs());
    for (std::size_t i = 0; i < p.needs(); ++i) {
      for (std::size_t d = 0; d < p.deliveries(); ++d)
        given[i].push_back({p.amount[d * p.needs() + i], p.cost[d]});
      std::sort(given[i].begin(), given[i].end());
    }
    std::stable_sort(needs.begin(), needs.end(), [&](std::size_t i, std::size_t k) {
      return p.demand[i] != p.demand[k] ? p.demand[i] < p.demand[k] : given[i] < given[k];
    });
    const auto before = [&](std::size_t d, std::size_t e) {
      if (p.cost[d] != p.cost[e]) return p.cost[d] < p.cost[e];
      for (const std::size_t i : needs) {
        const std::int32_t x = p.amount[d * p.needs() + i], y = p.amount[e * p.needs() + i];
        if (x != y) return x < y;
      }
      return false;
    };
    std::stable_sort(deliveries.begin(), deliveries.end(), before);
    for (const std::size_t i : needs) problem.demand.push_back(p.demand[i]);
    for (const std::size_t d : deliveries) {
      problem.cost.push_back(p.cost[d]);
      for (const std::size_t i : needs) problem.amount.push_back(p.amount[d * p.needs() + i]);
    }
  }
};

struct problem_hash {
  std::size_t operator()(const delivery_problem& p) const noexcept {
    std::uint64_t h = p.needs() * 31 + p.deliveries();
    const auto mix = [&](std::uint64_t x) {
      h = (h ^ x) * 0x9e3779b97f4a7c15;
      h ^= h >> 29;
    };
    for (const std::int32_t x : p.demand) mix(static_cast<std::uint64_t>(x));
    for (const std::int64_t x : p.cost) mix(static_cast<std::uint64_t>(x));
    for (const std::int32_t x : p.amount) mix(static_cast<std::uint64_t>(x));
    return static_cast<std::size_t>(h);
  }
};

} // namespace detail

} // namespace irisan
