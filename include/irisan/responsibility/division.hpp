#pragma once

#include <irisan/core/progress.hpp>
#include <irisan/finding/finding_rules.hpp>
#include <irisan/model/portfolio.hpp>
#include <irisan/need/coverage.hpp>
#include <irisan/responsibility/assignment_problem.hpp>
#include <irisan/responsibility/division_rules.hpp>
#include <irisan/responsibility/may_take.hpp>
#include <irisan/responsibility/option_cost.hpp>
#include <irisan/responsibility/piece.hpp>
#include <irisan/responsibility/piece_agreements.hpp>
#include <irisan/responsibility/piece_load.hpp>
#include <irisan/responsibility/solve_assignment.hpp>
#include <irisan/responsibility/unit_capacity.hpp>

#include <algorithm>
#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <string_view>
#include <utility>
#include <vector>

namespace irisan {

/// How it came that a unit leads a piece, or that none does.
enum class piece_state : std::uint8_t {
  decided,  ///< of the units that may take it, one holds it most strongly by its tusi
  only_one, ///< one unit alone may take it
  pinned,   ///< an agreement names the unit
  joint,    ///< kept together by intention; one of the units leads
  open,     ///< no unit's tusi covers it: a question, no mistake
  undivided ///< several hold it alike: irisan proposes one of them by the points
};

inline constexpr std::string_view piece_states[] = {"decided", "only_one", "pinned",
                                                    "joint",   "open",     "undivided"};

inline std::string_view to_text(piece_state s) noexcept {
  return piece_states[static_cast<std::size_t>(s)];
}

/// Another unit that could lead a piece, and what that would cost more, all else as it is.
struct other_choice {
  std::int32_t option = -1;    ///< position among the piece's options
  std::int64_t difference = 0; ///< in points, with meetings that come or go; may be below 0 where
                               ///< capacity decides
  bool has_room = true;        ///< its capacity holds the piece

  friend bool operator==(const other_choice&, const other_choice&) = default;
};

/// Who does one piece, and why.
struct divided_piece {
  piece_state state = piece_state::open;
  unit_index lead;                    ///< unknown if open
  std::vector<unit_index> supports;   ///< that stay in it beside the lead; sorted
  std::vector<unit_index> hands_over; ///< of which some work goes to the lead; sorted
  std::vector<piece_holder> options;  ///< that could lead, by unit
  std::vector<option_cost> costs;     ///< of each option
  std::vector<unit_index> partly;     ///< whose tusi covers some of it, not all
  std::int32_t chosen = -1;           ///< position among the options
  std::optional<other_choice> next;
  piece_agreement agreed;
};

/// Work divided among units, as it was put to the solver and answered.
struct division {
  /// One unit of the problem: a unit with one row of its capacities (−1: with none).
  struct taker {
    unit_index by;
    std::int32_t capacity_row = -1;

    friend auto operator<=>(const taker&, const taker&) = default;
  };
  piece_table pieces;
  std::vector<divided_piece> of; ///< of each piece
  unit_capacities capacities;
  piece_loads loads;               ///< of each piece; capacities are in the same parts
  std::vector<taker> takers;       ///< the units of the problem
  std::vector<std::int32_t> asked; ///< the piece of each piece of the problem
  std::vector<std::pair<target_index, activity_index>> places; ///< local governments by theme
  assignment_problem problem;
  assignment solution;
};

namespace detail {

/// The cheapest other option of each piece if that piece alone moves; one with room before others.
/// Linear in the options, since what a move changes is counted once.
inline std::vector<std::optional<other_choice>> other_choices(const assignment_problem& a,
                                                              const assignment& s) {
  std::map<std::pair<std::int32_t, std::int32_t>, std::int32_t> met; // place and unit: pieces
  for (std::int32_t r = 0; r < a.pieces(); ++r) {
    const auto n = static_cast<std::size_t>(r);
    if (s.option[n] >= 0 && a.place[n] >= 0)
      ++met[{a.place[n], a.unit[static_cast<std::size_t>(s.option[n])]}];
  }
  std::vector<std::optional<other_choice>> all(static_cast<std::size_t>(a.pieces()));
  for (std::int32_t r = 0; r < a.pieces(); ++r) {
    const auto n = static_cast<std::size_t>(r);
    if (s.option[n] < 0) continue;
    const auto now = static_cast<std::size_t>(s.option[n]);
    for (auto k = static_cast<std::size_t>(a.first_option(r));
         k < static_cast<std::size_t>(a.end_option(r)); ++k) {
      if (k == now) continue;
      other_choice x{static_cast<std::int32_t>(k) - static_cast<std::int32_t>(a.first_option(r)),
                     a.cost[k] - a.cost[now], true};
      if (a.place[n] >= 0) {
        const auto there = met.find({a.place[n], a.unit[k]});
        if (there == met.end()) x.difference += a.charge_of(r);
        if (met.at({a.place[n], a.unit[now]}) == 1) x.difference -= a.charge_of(r);
      }
      const auto u = static_cast<std::size_t>(a.unit[k]);
      x.has_room = !a.is_limited(a.unit[k]) || s.load[u] + a.load[n] <= a.capacity[u];
      const auto better = [](const other_choice& b, const other_choice& c) {
        return b.has_room != c.has_room ? b.has_room : b.difference < c.difference;
      };
      if (!all[n] || better(x, *all[n])) all[n] = x;
    }
  }
  return all;
}

} // namespace detail

/// Divides the work of a portfolio among its units, by mandate, need, continuity, distance and the
/// number of units that a local government meets; what people agreed comes first.
///
/// Same portfolio, needs, rules and day, same division, in any order of rows. Throws `stopped` when
/// asked to stop.
inline division divide(const portfolio& p, const coverage_table& needs, const division_rules& rules,
                       const finding_rules& finding, const date_range& as_of, unsigned threads = 0,
                       const progress& watch = {}) {
  division out{find_pieces(p, needs, finding.region_level, rules.split_levels),
               {},
               unit_capacities(p, rules, as_of),
               {},
               {},
               {},
               {},
               {},
               {}};
  out.loads = weigh(p, out.pieces.all, rules.weigh_by);
  const piece_holders holders(p, as_of);
  out.of.resize(out.pieces.all.size());
  std::set<division::taker> takers;
  std::set<std::pair<target_index, activity_index>> places;
  const activity_tree& tree = p.tree_of_activities();
  const auto taker_of = [&](unit_index u, const piece& x) {
    return division::taker{u, out.capacities.row_of(p, u, x.subject.activity)};
  };
  for (std::size_t i = 0; i < out.of.size(); ++i) {
    if (watch.stop.stop_requested()) throw stopped();
    const piece& x = out.pieces.all[i];
    divided_piece& made = out.of[i];
    made.agreed = agreed_on(p, x, as_of);
    const piece_agreement& agreed = made.agreed;
    made.options = holders.of(x, &made.partly);
    std::erase_if(made.options, [&](const piece_holder& h) {
      return std::binary_search(agreed.forbidden.begin(), agreed.forbidden.end(), h.by);
    });
    const auto only = [&](unit_index u) {
      const auto held = std::find_if(made.options.begin(), made.options.end(),
                                     [&](const piece_holder& h) { return h.by == u; });
      const piece_holder h =
          held == made.options.end() ? piece_holder{u, strength::unspecified} : *held;
      made.options.assign(1, h);
    };
    if (agreed.pinned.known()) {
      made.state = piece_state::pinned;
      only(agreed.pinned);
    } else if (!agreed.together.empty()) {
      made.state = piece_state::joint;
      if (agreed.leads.known()) {
        only(agreed.leads);
      } else {
        std::vector<piece_holder> among = made.options;
        std::erase_if(among, [&](const piece_holder& h) {
          return !std::binary_search(agreed.together.begin(), agreed.together.end(), h.by);
        });
        // Joint work without a tusi is still agreed work: one of those who do it leads.
        if (among.empty())
          for (const unit_index u : agreed.together) among.push_back({u, strength::support});
        made.options = std::move(among);
      }
    } else if (made.options.size() == 1) {
      made.state = piece_state::only_one;
    } else if (!made.options.empty()) {
      int best = 3;
      std::size_t alike = 0;
      for (const piece_holder& h : made.options) best = std::min(best, order_of(h.strength));
      for (const piece_holder& h : made.options) alike += order_of(h.strength) == best;
      made.state = alike == 1 ? piece_state::decided : piece_state::undivided;
    }
    made.costs = costs_of(p, x, made.options, rules);
    if (made.options.empty()) continue;
    out.asked.push_back(static_cast<std::int32_t>(i));
    for (const piece_holder& h : made.options) takers.insert(taker_of(h.by, x));
    if (x.authority.known()) places.insert({x.authority, tree.theme(x.subject.activity)});
  }

  // The problem: units and places are numbered by their ids, so no order of rows shows.
  out.takers.assign(takers.begin(), takers.end());
  out.places.assign(places.begin(), places.end());
  assignment_problem& a = out.problem;
  a.units = static_cast<std::int32_t>(out.takers.size());
  a.places = static_cast<std::int32_t>(out.places.size());
  a.charge.assign(out.places.size(), rules.meeting);
  for (const division::taker& t : out.takers)
    a.capacity.push_back(
        t.capacity_row < 0
            ? assignment_problem::no_limit
            : out.capacities.rows()[static_cast<std::size_t>(t.capacity_row)].capacity *
                  out.loads.scale);
  const auto position = [](const auto& all, const auto& x) {
    return static_cast<std::int32_t>(std::lower_bound(all.begin(), all.end(), x) - all.begin());
  };
  for (const std::int32_t i : out.asked) {
    const piece& x = out.pieces.all[static_cast<std::size_t>(i)];
    const divided_piece& made = out.of[static_cast<std::size_t>(i)];
    a.place.push_back(
        x.authority.known()
            ? position(out.places, std::pair{x.authority, tree.theme(x.subject.activity)})
            : -1);
    a.load.push_back(out.loads.load[static_cast<std::size_t>(i)]);
    for (std::size_t k = 0; k < made.options.size(); ++k) {
      a.unit.push_back(position(out.takers, taker_of(made.options[k].by, x)));
      a.cost.push_back(made.costs[k].total());
    }
    a.offsets.push_back(static_cast<std::int64_t>(a.unit.size()));
  }
  assignment_options options;
  options.fair = rules.fair_first;
  options.threads = threads;
  out.solution = solve_assignment(a, options, watch);

  // Whose tusi was given at all: of the others nothing is known, so none is asked to stop.
  std::vector<bool> has_tusi(p.units().size(), false);
  for (const mandate& m : p.mandates()) has_tusi[m.holder.at()] = true;
  const auto next = detail::other_choices(a, out.solution);
  for (std::size_t n = 0; n < out.asked.size(); ++n) {
    const auto i = static_cast<std::size_t>(out.asked[n]);
    const piece& x = out.pieces.all[i];
    divided_piece& made = out.of[i];
    if (out.solution.option[n] < 0) continue;
    made.chosen = static_cast<std::int32_t>(out.solution.option[n] - a.offsets[n]);
    made.lead = made.options[static_cast<std::size_t>(made.chosen)].by;
    made.next = next[n];
    const piece_agreement& agreed = made.agreed;
    made.supports = agreed.together;
    made.supports.insert(made.supports.end(), agreed.hosts.begin(), agreed.hosts.end());
    const std::vector<piece_holder> held = holders.of(x);
    // What a unit does besides joint work is divided like all else.
    const auto all_joint = [&](unit_index u) {
      return std::all_of(x.deliveries.begin(), x.deliveries.end(), [&](delivery_index d) {
        return p[p.deliveries().intervention(d)].by != u ||
               std::binary_search(agreed.joint.begin(), agreed.joint.end(), d);
      });
    };
    for (const piece_work& w : x.today) {
      if (w.by == made.lead || all_joint(w.by)) continue;
      const bool forbidden =
          std::binary_search(agreed.forbidden.begin(), agreed.forbidden.end(), w.by);
      const bool exempt = !has_tusi[w.by.at()] ||
                          std::find(finding.exempt_kinds.begin(), finding.exempt_kinds.end(),
                                    p[w.by].kind) != finding.exempt_kinds.end();
      const bool supports = std::any_of(held.begin(), held.end(), [&](const piece_holder& h) {
        return h.by == w.by && h.strength == strength::support;
      });
      (!forbidden && (exempt || supports) ? made.supports : made.hands_over).push_back(w.by);
    }
    sort_unique(made.supports), sort_unique(made.hands_over);
    std::erase(made.supports, made.lead);
  }
  return out;
}

} // namespace irisan
