#pragma once

#include <irisan/responsibility/assignment_problem.hpp>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <numeric>
#include <span>
#include <vector>

namespace irisan {

/// Pieces that can go to these units only, and weigh more than those can take, even if loads were
/// shared. By Hall's theorem there is such a set, or capacities can hold shared loads.
struct violated_set {
  std::vector<std::int32_t> units, pieces; ///< ascending; empty if capacities can hold
  std::int64_t load = 0, capacity = 0;     ///< of these pieces and of these units
  std::int64_t excess = 0; ///< what cannot be held of all pieces, however loads are shared

  friend bool operator==(const violated_set&, const violated_set&) = default;
};

namespace detail {

/// Most load that units can hold if it is shared: a greatest flow from sets of pieces with the same
/// units to those units, along shortest paths (Dinic 1970).
class greatest_load {
public:
  greatest_load(const assignment_problem& a, std::span<const std::int64_t> capacity)
      : a_(a), room_(capacity.begin(), capacity.end()) {
    gather();
  }

  violated_set run() {
    fill();
    while (levels()) {
      at_group_.assign(first_.begin(), first_.end() - 1);
      at_unit_ = unit_first_;
      for (std::int32_t g = 0; g < groups(); ++g)
        if (left_[at(g)] > 0) left_[at(g)] -= send_group(g, left_[at(g)]);
    }
    return named();
  }

private:
  static std::size_t at(std::int64_t i) noexcept { return static_cast<std::size_t>(i); }
  std::int32_t groups() const noexcept { return static_cast<std::int32_t>(left_.size()); }

  void gather() {
    for (std::int32_t r = 0; r < a_.pieces(); ++r)
      if (!a_.units_of(r).empty() && a_.load[at(r)] > 0) order_.push_back(r);
    std::stable_sort(order_.begin(), order_.end(), [&](std::int32_t r, std::int32_t q) {
      const auto x = a_.units_of(r), y = a_.units_of(q);
      return std::lexicographical_compare(x.begin(), x.end(), y.begin(), y.end());
    });
    for (std::size_t i = 0; i < order_.size(); ++i) {
      const auto units = a_.units_of(order_[i]);
      if (i == 0 || !std::ranges::equal(units, a_.units_of(order_[i - 1]))) {
        members_.push_back(i);
        left_.push_back(0);
        for (const std::int32_t u : units) arc_unit_.push_back(u);
        first_.push_back(static_cast<std::int64_t>(arc_unit_.size()));
      }
      left_.back() += a_.load[at(order_[i])];
    }
    members_.push_back(order_.size());
    flow_.assign(arc_unit_.size(), 0);
    arc_group_.resize(arc_unit_.size());
    unit_first_.assign(at(a_.units) + 1, 0);
    for (const std::int32_t u : arc_unit_) ++unit_first_[at(u) + 1];
    std::partial_sum(unit_first_.begin(), unit_first_.end(), unit_first_.begin());
    std::vector<std::int64_t> to(unit_first_.begin(), unit_first_.end());
    arcs_of_unit_.resize(arc_unit_.size());
    for (std::int32_t g = 0; g < groups(); ++g)
      for (std::int64_t e = first_[at(g)]; e < first_[at(g) + 1]; ++e) {
        arc_group_[at(e)] = g;
        arcs_of_unit_[at(to[at(arc_unit_[at(e)])]++)] = e;
      }
  }

  void fill() {
    for (std::int32_t g = 0; g < groups(); ++g)
      for (std::int64_t e = first_[at(g)]; e < first_[at(g) + 1] && left_[at(g)] > 0; ++e) {
        std::int64_t& room = room_[at(arc_unit_[at(e)])];
        const std::int64_t x = std::min(room, left_[at(g)]);
        flow_[at(e)] = x;
        left_[at(g)] -= x;
        if (room != assignment_problem::no_limit) room -= x;
      }
  }

  /// From groups with something left, over units and the groups that are in them; true if a unit
  /// with room is reached.
  bool levels() {
    group_level_.assign(left_.size(), -1);
    unit_level_.assign(at(a_.units), -1);
    std::vector<std::int32_t> now;
    for (std::int32_t g = 0; g < groups(); ++g)
      if (left_[at(g)] > 0) {
        group_level_[at(g)] = 0;
        now.push_back(g);
      }
    bool room = false;
    reach(now, room);
    return room;
  }
  void reach(std::vector<std::int32_t>& queue, bool& room) {
    for (std::size_t i = 0; i < queue.size(); ++i) {
      const std::int32_t g = queue[i];
      for (std::int64_t e = first_[at(g)]; e < first_[at(g) + 1]; ++e) {
        const std::int32_t u = arc_unit_[at(e)];
        if (unit_level_[at(u)] >= 0) continue;
        unit_level_[at(u)] = group_level_[at(g)] + 1;
        room |= room_[at(u)] > 0;
        for (std::int64_t k = unit_first_[at(u)]; k < unit_first_[at(u) + 1]; ++k) {
          const std::int64_t back = arcs_of_unit_[at(k)];
          const std::int32_t h = arc_group_[at(back)];
          if (flow_[at(back)] == 0 || group_level_[at(h)] >= 0) continue;
          group_level_[at(h)] = unit_level_[at(u)] + 1;
          queue.push_back(h);
        }
      }
    }
  }

  std::int64_t send_group(std::int32_t g, std::int64_t most) {
    std::int64_t sent = 0;
    for (std::int64_t& e = at_group_[at(g)]; e < first_[at(g) + 1]; ++e) {
      const std::int32_t u = arc_unit_[at(e)];
      if (unit_level_[at(u)] != group_level_[at(g)] + 1) continue;
      const std::int64_t x = send_unit(u, most - sent);
      flow_[at(e)] += x;
      sent += x;
      if (sent == most) break;
    }
    return sent;
  }
  std::int64_t send_unit(std::int32_t u, std::int64_t most) {
    std::int64_t& room = room_[at(u)];
    std::int64_t sent = std::min(room, most);
    if (room != assignment_problem::no_limit) room -= sent;
    for (std::int64_t& k = at_unit_[at(u)]; sent < most && k < unit_first_[at(u) + 1]; ++k) {
      const std::int64_t e = arcs_of_unit_[at(k)];
      const std::int32_t h = arc_group_[at(e)];
      if (flow_[at(e)] == 0 || group_level_[at(h)] != unit_level_[at(u)] + 1) continue;
      const std::int64_t x = send_group(h, std::min(most - sent, flow_[at(e)]));
      flow_[at(e)] -= x;
      sent += x;
      if (sent == most) break;
    }
    return sent;
  }

  /// What can be reached from a group that has something left: all of it is full, and holds loads
  /// of these groups only. Of some such sets that with the fewest units.
  violated_set named() {
    violated_set best;
    int tried = 0;
    for (std::int32_t g = 0; g < groups(); ++g) {
      best.excess += left_[at(g)];
      if (left_[at(g)] == 0 || ++tried > 64) continue;
      group_level_.assign(left_.size(), -1);
      unit_level_.assign(at(a_.units), -1);
      group_level_[at(g)] = 0;
      std::vector<std::int32_t> reached{g};
      bool room = false;
      reach(reached, room);
      const auto units = std::count_if(unit_level_.begin(), unit_level_.end(),
                                       [](std::int32_t level) { return level >= 0; });
      if (!best.units.empty() && static_cast<std::int64_t>(best.units.size()) <= units) continue;
      best.units.clear();
      best.pieces.clear();
      for (std::int32_t u = 0; u < a_.units; ++u)
        if (unit_level_[at(u)] >= 0) best.units.push_back(u);
      for (const std::int32_t h : reached)
        best.pieces.insert(best.pieces.end(),
                           order_.begin() + static_cast<std::ptrdiff_t>(members_[at(h)]),
                           order_.begin() + static_cast<std::ptrdiff_t>(members_[at(h) + 1]));
    }
    std::sort(best.pieces.begin(), best.pieces.end());
    for (const std::int32_t r : best.pieces) best.load += a_.load[at(r)];
    return best;
  }

  const assignment_problem& a_;
  std::vector<std::int64_t> room_;     // of each unit
  std::vector<std::int32_t> order_;    // pieces, those with the same units beside each other
  std::vector<std::size_t> members_;   // of each group: where its pieces begin
  std::vector<std::int64_t> left_;     // of each group: load that no unit holds yet
  std::vector<std::int64_t> first_{0}; // of each group: its arcs
  std::vector<std::int32_t> arc_unit_, arc_group_;
  std::vector<std::int64_t> flow_, unit_first_, arcs_of_unit_;
  std::vector<std::int32_t> group_level_, unit_level_;
  std::vector<std::int64_t> at_group_, at_unit_;
};

} // namespace detail

/// The pieces and units that show that these capacities cannot hold, or nothing if they can hold
/// shared loads. Pieces that no unit may take are none of them. O(options · units) as a rule.
inline violated_set find_violated_set(const assignment_problem& a,
                                      std::span<const std::int64_t> capacity) {
  violated_set found = detail::greatest_load(a, capacity).run();
  for (const std::int32_t u : found.units) found.capacity += capacity[static_cast<std::size_t>(u)];
  return found;
}

/// The same for the capacities of the problem.
inline violated_set find_violated_set(const assignment_problem& a) {
  return find_violated_set(a, a.capacity);
}

} // namespace irisan
