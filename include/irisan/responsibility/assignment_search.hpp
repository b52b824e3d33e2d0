#pragma once

#include <irisan/responsibility/assignment_problem.hpp>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <span>
#include <tuple>
#include <utility>
#include <vector>

namespace irisan {

/// A division that changes step by step: a piece moves, two pieces change places or push each other
/// on, a unit comes to a place or leaves it. Steps never add load beyond capacities, and those that
/// take none of it away must save cost.
///
/// Every piece of the problem must have a unit.
class assignment_search {
public:
  assignment_search(const assignment_problem& a, std::vector<std::int32_t> option)
      : a_(a), option_(std::move(option)), load_(at(a.units), 0), members_(at(a.units)),
        where_(at(a.pieces()), -1) {
    gather();
    for (std::int32_t r = 0; r < a_.pieces(); ++r) {
      const std::int32_t k = option_[at(r)];
      cost_ += a_.cost[at(k)];
      enter(r, k);
    }
    excess_ = 0;
    for (std::int32_t u = 0; u < a_.units; ++u) excess_ += over(u);
  }

  const std::vector<std::int32_t>& option() const noexcept { return option_; }
  std::int64_t cost() const noexcept { return cost_; }
  std::int64_t excess() const noexcept { return excess_; }
  std::int64_t work() const noexcept { return work_; } ///< options looked at so far
  bool is_better_than(const assignment_search& other) const noexcept {
    return std::pair(excess_, cost_) < std::pair(other.excess_, other.cost_);
  }

  /// Takes load from units that have more than they can take, where it costs least for what it
  /// takes away: moves, or moves that push another piece on. Prices of load, in parts of the scale,
  /// say what room elsewhere is worth.
  void repair(std::span<const std::int64_t> price, std::int64_t scale, std::int64_t most_work) {
    const std::int64_t end = work_ + most_work;
    while (excess_ > 0 && work_ < end)
      if (!move_away(price, scale) && !push_away(end)) return;
  }

  /// Saves cost until no step does, or so many options were looked at.
  void improve(std::int64_t most_work) {
    const std::int64_t end = work_ + most_work;
    for (bool better = true; better && work_ < end;) {
      better = move_pieces(end);
      better = change_places(end) || better;
      if (!better && work_ < end) better = push_pieces(end);
    }
  }

  /// Sets a piece on another of its options, whatever that costs.
  void set(std::int32_t r, std::int32_t k) {
    if (k == option_[at(r)]) return;
    cost_ += cost_of_move(r, k);
    const std::int32_t u = unit(option_[at(r)]), v = unit(k);
    excess_ -= over(u) + over(v);
    leave(r);
    option_[at(r)] = k;
    enter(r, k);
    excess_ += over(u) + over(v);
  }

  /// What it costs more that the piece takes that option, charges included.
  std::int64_t cost_of_move(std::int32_t r, std::int32_t k) const {
    const std::int32_t now = option_[at(r)];
    if (now == k) return 0;
    std::int64_t by = a_.cost[at(k)] - a_.cost[at(now)];
    if (slot_[at(k)] < 0) return by;
    const std::int64_t charge = a_.charge_of(r);
    if (met_[at(slot_[at(k)])] == 0) by += charge;
    if (met_[at(slot_[at(now)])] == 1) by -= charge;
    return by;
  }
  /// What the unit can still take, below zero if it has too much.
  std::int64_t room(std::int32_t u) const {
    return a_.is_limited(u) ? a_.capacity[at(u)] - load_[at(u)]
                            : std::numeric_limits<std::int64_t>::max();
  }

private:
  static std::size_t at(std::int64_t i) noexcept { return static_cast<std::size_t>(i); }
  std::int32_t unit(std::int32_t k) const { return a_.unit[at(k)]; }
  std::int64_t over(std::int32_t u) const { return std::max<std::int64_t>(-room(u), 0); }

  /// A slot for each unit at each place with a charge, and the pieces of each such place.
  void gather() {
    slot_.assign(at(a_.options()), -1);
    at_place_.resize(at(a_.places));
    for (std::int32_t r = 0; r < a_.pieces(); ++r)
      if (a_.charge_of(r) > 0) at_place_[at(a_.place[at(r)])].push_back(r);
    std::vector<std::int32_t> seen(at(a_.units), -1);
    for (const auto& pieces : at_place_) {
      const auto first = static_cast<std::int32_t>(met_.size());
      for (const std::int32_t r : pieces)
        for (std::int64_t k = a_.first_option(r); k < a_.end_option(r); ++k) {
          std::int32_t& slot = seen[at(a_.unit[at(k)])];
          if (slot < first) {
            slot = static_cast<std::int32_t>(met_.size());
            met_.push_back(0);
            slot_unit_.push_back(a_.unit[at(k)]);
          }
          slot_[at(k)] = slot;
        }
      first_slot_.push_back(first);
    }
    first_slot_.push_back(static_cast<std::int32_t>(met_.size()));
  }

  void enter(std::int32_t r, std::int32_t k) {
    if (slot_[at(k)] >= 0 && ++met_[at(slot_[at(k)])] == 1 && counting_charges_)
      cost_ += a_.charge_of(r);
    load_[at(unit(k))] += a_.load[at(r)];
    where_[at(r)] = static_cast<std::int32_t>(members_[at(unit(k))].size());
    members_[at(unit(k))].push_back(r);
  }
  void leave(std::int32_t r) {
    counting_charges_ = false; // from the first change on, cost_of_move counts them
    const std::int32_t k = option_[at(r)];
    if (slot_[at(k)] >= 0) --met_[at(slot_[at(k)])];
    load_[at(unit(k))] -= a_.load[at(r)];
    auto& members = members_[at(unit(k))];
    const std::int32_t last = members.back();
    members[at(where_[at(r)])] = last;
    where_[at(last)] = where_[at(r)];
    members.pop_back();
  }

  /// One round of moves out of units that have too much. False if there is none.
  bool move_away(std::span<const std::int64_t> price, std::int64_t scale) {
    struct way {
      double rate;
      std::int32_t piece, option;
    };
    bool any = false;
    for (std::int32_t u = 0; u < a_.units; ++u) {
      if (over(u) == 0) continue;
      std::vector<way> ways;
      for (const std::int32_t r : members_[at(u)]) {
        const std::int64_t load = a_.load[at(r)];
        if (load == 0) continue;
        work_ += a_.end_option(r) - a_.first_option(r);
        for (std::int64_t k = a_.first_option(r); k < a_.end_option(r); ++k) {
          const std::int32_t v = a_.unit[at(k)];
          if (v == u || room(v) < load) continue;
          const double by =
              static_cast<double>(cost_of_move(r, static_cast<std::int32_t>(k))) *
                  static_cast<double>(scale) +
              static_cast<double>(price[at(v)] - price[at(u)]) * static_cast<double>(load);
          const auto less = static_cast<double>(std::min(load, over(u)));
          ways.push_back({by < 0 ? by : by / less, r, static_cast<std::int32_t>(k)});
        }
      }
      std::sort(ways.begin(), ways.end(), [](const way& x, const way& y) {
        return std::tie(x.rate, x.piece, x.option) < std::tie(y.rate, y.piece, y.option);
      });
      for (const way& w : ways) {
        if (over(u) == 0) break;
        if (unit(option_[at(w.piece)]) != u || room(unit(w.option)) < a_.load[at(w.piece)])
          continue;
        set(w.piece, w.option);
        any = true;
      }
    }
    return any;
  }

  /// The cheapest way of all to lessen the excess by a move into too little room, or by one that
  /// pushes a piece of the other unit on to a third, or back. False if there is none.
  bool push_away(std::int64_t end) {
    std::int64_t cheapest = std::numeric_limits<std::int64_t>::max();
    std::int32_t best[4] = {-1, -1, -1, -1};
    for (std::int32_t u = 0; u < a_.units; ++u) {
      if (over(u) == 0) continue;
      const std::vector<std::int32_t> members = members_[at(u)];
      for (const std::int32_t r : members) {
        if (work_ >= end) break;
        const std::int32_t from = option_[at(r)];
        const std::int64_t before = excess_, cost_before = cost_;
        for (std::int64_t k = a_.first_option(r); k < a_.end_option(r); ++k) {
          const std::int32_t v = a_.unit[at(k)];
          if (v == u || a_.load[at(r)] == 0) continue;
          set(r, static_cast<std::int32_t>(k));
          if (excess_ < before && cost_ - cost_before < cheapest) {
            cheapest = cost_ - cost_before;
            best[0] = r;
            best[1] = static_cast<std::int32_t>(k);
            best[2] = -1;
          }
          for (std::size_t i = 0; i < members_[at(v)].size(); ++i) {
            const std::int32_t q = members_[at(v)][i];
            if (q == r) continue;
            work_ += a_.end_option(q) - a_.first_option(q);
            for (std::int64_t o = a_.first_option(q); o < a_.end_option(q); ++o) {
              const std::int32_t w = a_.unit[at(o)];
              if (w == v) continue;
              const std::int64_t l = a_.load[at(q)];
              const std::int64_t excess =
                  excess_ - over(v) - over(w) +
                  std::max<std::int64_t>(load_[at(v)] - l - capacity(v), 0) +
                  std::max<std::int64_t>(load_[at(w)] + l - capacity(w), 0);
              if (excess >= before) continue;
              const std::int64_t by =
                  cost_ - cost_before + cost_of_move(q, static_cast<std::int32_t>(o));
              if (by >= cheapest) continue;
              cheapest = by;
              best[0] = r;
              best[1] = static_cast<std::int32_t>(k);
              best[2] = q;
              best[3] = static_cast<std::int32_t>(o);
            }
          }
          set(r, from);
        }
      }
    }
    if (best[0] < 0) return false;
    set(best[0], best[1]);
    if (best[2] >= 0) set(best[2], best[3]);
    return true;
  }
  std::int64_t capacity(std::int32_t u) const { return a_.capacity[at(u)]; }

  /// Each piece where it is cheapest among units with room. True if one moved.
  bool move_pieces(std::int64_t end) {
    bool any = false;
    for (std::int32_t r = 0; r < a_.pieces() && work_ < end; ++r) {
      std::int64_t best = 0;
      std::int32_t to = -1;
      work_ += a_.end_option(r) - a_.first_option(r);
      for (std::int64_t k = a_.first_option(r); k < a_.end_option(r); ++k) {
        const auto o = static_cast<std::int32_t>(k);
        if (o == option_[at(r)]) continue;
        const std::int64_t by = cost_of_move(r, o);
        if (by >= best || room(unit(o)) < a_.load[at(r)]) continue;
        best = by;
        to = o;
      }
      if (to < 0) continue;
      set(r, to);
      any = true;
    }
    return any;
  }

  /// At each place: a unit leaves it, or comes and takes what it does cheaper. True if one did.
  bool change_places(std::int64_t end) {
    bool any = false;
    for (std::size_t p = 0; p < at_place_.size() && work_ < end; ++p)
      for (std::int32_t slot = first_slot_[p]; slot < first_slot_[p + 1]; ++slot)
        any = (met_[at(slot)] > 0 ? leave_place(p, slot) : come_to_place(p, slot)) || any;
    return any;
  }
  bool kept(std::int64_t cost, std::int64_t excess) {
    if (std::pair(excess_, cost_) < std::pair(excess, cost)) return true;
    for (; !undo_.empty(); undo_.pop_back()) set(undo_.back().first, undo_.back().second);
    return false;
  }
  bool leave_place(std::size_t p, std::int32_t slot) {
    const std::int64_t cost = cost_, excess = excess_;
    undo_.clear();
    for (const std::int32_t r : at_place_[p]) {
      if (slot_[at(option_[at(r)])] != slot) continue;
      std::int64_t best = std::numeric_limits<std::int64_t>::max();
      std::int32_t to = -1;
      work_ += a_.end_option(r) - a_.first_option(r);
      for (std::int64_t k = a_.first_option(r); k < a_.end_option(r); ++k) {
        if (slot_[at(k)] == slot || room(a_.unit[at(k)]) < a_.load[at(r)]) continue;
        const std::int64_t by = a_.cost[at(k)] + (met_[at(slot_[at(k)])] == 0 ? a_.charge[p] : 0);
        if (by >= best) continue;
        best = by;
        to = static_cast<std::int32_t>(k);
      }
      if (to < 0) return kept(cost, -1); // nowhere to go: all stay
      undo_.push_back({r, option_[at(r)]});
      set(r, to);
    }
    return kept(cost, excess);
  }
  bool come_to_place(std::size_t p, std::int32_t slot) {
    const std::int32_t v = slot_unit_[at(slot)];
    std::int64_t gain = -a_.charge[p], least = std::numeric_limits<std::int64_t>::max();
    coming_.clear();
    for (const std::int32_t r : at_place_[p]) {
      const auto units = a_.units_of(r);
      const auto found = std::lower_bound(units.begin(), units.end(), v);
      ++work_;
      if (found == units.end() || *found != v) continue;
      const auto k = static_cast<std::int32_t>(a_.first_option(r) + (found - units.begin()));
      least = std::min(least, a_.load[at(r)]);
      // Those that a unit leaves behind alone may come as well: it then saves its charge.
      const std::int64_t by = a_.cost[at(option_[at(r)])] - a_.cost[at(k)];
      const bool alone = met_[at(slot_[at(option_[at(r)])])] == 1;
      const std::int64_t saved = by + (alone ? a_.charge[p] : 0);
      if (saved <= 0) continue;
      gain += saved;
      coming_.push_back({-saved, {r, k}});
    }
    if (gain <= 0 || room(v) < least) return false;
    std::sort(coming_.begin(), coming_.end());
    const std::int64_t cost = cost_, excess = excess_;
    undo_.clear();
    for (const auto& [order, move] : coming_) {
      if (room(v) < a_.load[at(move.first)]) continue;
      undo_.push_back({move.first, option_[at(move.first)]});
      set(move.first, move.second);
    }
    return kept(cost, excess);
  }

  /// A piece moves where it is cheaper and has no room, and pushes another on, or back to where it
  /// came from. True if one did.
  bool push_pieces(std::int64_t end) {
    bool any = false;
    for (std::int32_t r = 0; r < a_.pieces() && work_ < end; ++r) {
      for (std::int64_t k = a_.first_option(r); k < a_.end_option(r); ++k) {
        const auto o = static_cast<std::int32_t>(k);
        ++work_;
        const std::int32_t v = unit(o);
        const std::int64_t gain = -cost_of_move(r, o);
        if (gain <= 0 || room(v) >= a_.load[at(r)]) continue;
        if (!push(r, o, v, gain)) continue;
        any = true;
        break;
      }
    }
    return any;
  }
  bool push(std::int32_t r, std::int32_t o, std::int32_t v, std::int64_t gain) {
    const std::int32_t from = option_[at(r)], u = unit(from);
    const std::int64_t needed = a_.load[at(r)] - room(v);
    std::int64_t best = gain;
    std::int32_t who = -1, to = -1;
    for (const std::int32_t q : members_[at(v)]) {
      if (a_.load[at(q)] < needed) continue;
      work_ += a_.end_option(q) - a_.first_option(q);
      for (std::int64_t k = a_.first_option(q); k < a_.end_option(q); ++k) {
        const std::int32_t w = a_.unit[at(k)];
        if (w == v) continue;
        // Where the first piece leaves, there is as much more room.
        if (room(w) < a_.load[at(q)] - (w == u ? a_.load[at(r)] : 0)) continue;
        const std::int64_t by = cost_of_move(q, static_cast<std::int32_t>(k));
        if (by >= best) continue;
        best = by;
        who = q;
        to = static_cast<std::int32_t>(k);
      }
    }
    if (who < 0) return false;
    const std::int64_t cost = cost_, excess = excess_;
    const std::int32_t who_from = option_[at(who)];
    set(r, o);
    set(who, to);
    if (std::pair(excess_, cost_) < std::pair(excess, cost)) return true;
    set(who, who_from); // at one place, the two charges are not what each would pay alone
    set(r, from);
    return false;
  }

  const assignment_problem& a_;
  std::vector<std::int32_t> option_;
  std::vector<std::int64_t> load_;
  std::vector<std::vector<std::int32_t>> members_, at_place_;
  std::vector<std::int32_t> where_; // of each piece: where among the members
  std::vector<std::int32_t> slot_, slot_unit_, first_slot_; // of options; of places
  std::vector<std::int32_t> met_;                           // of slots: the pieces there
  std::vector<std::pair<std::int32_t, std::int32_t>> undo_;
  std::vector<std::pair<std::int64_t, std::pair<std::int32_t, std::int32_t>>> coming_;
  std::int64_t cost_ = 0, excess_ = 0, work_ = 0;
  bool counting_charges_ = true;
};

} // namespace irisan
