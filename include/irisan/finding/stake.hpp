#pragma once

#include <irisan/core/sorted.hpp>
#include <irisan/finding/finding.hpp>
#include <irisan/graph/incidence.hpp>
#include <irisan/model/portfolio.hpp>

#include <algorithm>
#include <cstdint>
#include <map>
#include <string>
#include <utility>
#include <vector>

namespace irisan {

/// What two interventions have in common in one kind of activity, target by target.
struct crossing {
  struct meeting {
    target_index at;
    delivery_index first, second;
  };
  std::vector<meeting> meetings; ///< that count: they agree, certainly at the same time
  std::vector<target_index> any, certain, possible;
};

/// Where a cost or a count of people counts once: the coarser of the two targets named.
inline std::pair<std::int32_t, std::int32_t> site(const portfolio& p, const crossing::meeting& m) {
  const deliveries& d = p.deliveries();
  const std::int32_t x = d.target(m.first).value, y = d.target(m.second).value;
  if (x == y) return {x, x};
  if (x == m.at.value) return {y, y};
  if (y == m.at.value) return {x, x};
  return {std::min(x, y), std::max(x, y)};
}

/// The deliveries of either side at one site.
struct site_sides {
  std::vector<delivery_index> first, second;
};

inline std::map<std::pair<std::int32_t, std::int32_t>, site_sides> sites(const portfolio& p,
                                                                         const crossing& c) {
  std::map<std::pair<std::int32_t, std::int32_t>, site_sides> all;
  for (const crossing::meeting& m : c.meetings) {
    site_sides& s = all[site(p, m)];
    s.first.push_back(m.first);
    s.second.push_back(m.second);
  }
  for (auto& [at, s] : all) sort_unique(s.first), sort_unique(s.second);
  return all;
}

/// Per site the smaller of the two sides' costs, summed: the most that could be saved.
inline value_at_stake value_of(const portfolio& p, const crossing& c) {
  const deliveries& d = p.deliveries();
  value_at_stake value;
  std::vector<delivery_index> all_first, all_second;
  const auto side = [&](const std::vector<delivery_index>& list, bool& known, bool& unknown) {
    std::int64_t sum = 0;
    for (const delivery_index i : list) {
      const std::int64_t cost = d.cost(i);
      (cost == unknown_money ? unknown : known) = true;
      if (cost != unknown_money) sum += cost;
    }
    return sum;
  };
  for (const auto& [at, s] : sites(p, c)) {
    bool known_first = false, known_second = false, unknown = false;
    const std::int64_t a = side(s.first, known_first, unknown),
                       b = side(s.second, known_second, unknown);
    all_first.insert(all_first.end(), s.first.begin(), s.first.end());
    all_second.insert(all_second.end(), s.second.begin(), s.second.end());
    value.at_least |= unknown;
    if (!known_first || !known_second) continue;
    value.known = true;
    value.amount += std::min(a, b);
  }
  // A group's delivery may meet at several sites; it cannot be saved twice.
  sort_unique(all_first), sort_unique(all_second);
  bool known = false, unknown = false;
  value.amount =
      std::min({value.amount, side(all_first, known, unknown), side(all_second, known, unknown)});
  return value;
}

/// Possible people in common per site, max(0, a + b − n) … min(a, b), summed over sites where both
/// are known.
///
/// Several deliveries may have reached the same people: a is between the largest and the sum of
/// them, which widens the range on both sides.
inline std::pair<std::int64_t, std::int64_t> people_in_common(const portfolio& p,
                                                              const crossing& c) {
  const deliveries& d = p.deliveries();
  std::int64_t least = 0, most = 0;
  bool any = false;
  for (const auto& [at, s] : sites(p, c)) {
    bool known = true;
    const auto side = [&](const std::vector<delivery_index>& list) {
      std::pair<std::int64_t, std::int64_t> largest_and_sum{0, 0};
      for (const delivery_index i : list) {
        const std::int64_t n = d.participants(i);
        if (n == unknown_money)
          known = false;
        else
          largest_and_sum = {std::max(largest_and_sum.first, n), largest_and_sum.second + n};
      }
      return largest_and_sum;
    };
    const auto a = side(s.first), b = side(s.second);
    if (!known) continue;
    any = true;
    std::int64_t n = unknown_money;
    const audience_index w = d.audience(s.first.front());
    if (at.first == at.second && w.known()) {
      const target& t = p.targets()[static_cast<std::size_t>(at.first)];
      if (p[w] == "teacher") n = t.teachers;
      if (p[w] == "student") n = t.students;
    }
    const std::int64_t upper =
        n == unknown_money ? std::min(a.second, b.second)
                           : std::min({a.second, b.second, std::max({n, a.first, b.first})});
    most += upper;
    if (n != unknown_money)
      least += std::min(upper, std::max<std::int64_t>(0, a.first + b.first - n));
  }
  return any ? std::pair{least, most} : std::pair<std::int64_t, std::int64_t>{-1, -1};
}

} // namespace irisan
