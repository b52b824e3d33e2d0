#pragma once

#include <irisan/finding/words.hpp>
#include <irisan/model/portfolio.hpp>
#include <irisan/responsibility/before_after.hpp>
#include <irisan/responsibility/division.hpp>
#include <irisan/responsibility/division_explained.hpp>
#include <irisan/responsibility/raci.hpp>
#include <irisan/responsibility/transition.hpp>

#include <algorithm>
#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <utility>
#include <vector>

namespace irisan {

/// What a unit does of a piece today, by ids.
struct piece_today {
  std::string unit;
  std::int64_t targets = 0, deliveries = 0;

  friend bool operator==(const piece_today&, const piece_today&) = default;
};

/// One piece of work and who does it, by ids.
struct division_piece {
  std::string id, activity, audience, region, level;
  std::int64_t targets = 0, deliveries = 0, cost = unknown_money, needy = 0, not_served = 0,
               load = 0;
  piece_state state = piece_state::open;
  std::string lead;
  std::vector<std::string> supports;
  std::vector<piece_today> today;
  std::vector<std::string> hands_over;
  std::string runner_up; ///< empty if no other unit could lead
  std::int64_t difference = 0;
  std::string agreement;
  bilingual reason, would_change;

  friend bool operator==(const division_piece&, const division_piece&) = default;
};

/// What the division means for one unit that does, or is to do, something.
struct division_unit {
  std::string unit;
  std::int64_t load_now = 0;  ///< its share of the deliveries of each piece
  std::int64_t load_then = 0; ///< the pieces that it leads; of open ones, what it does today
  std::int64_t capacity = -1; ///< −1: none is recorded
  std::int64_t pieces_now = 0, pieces_then = 0;
  std::vector<std::string> regions_now, regions_then;
  std::vector<std::string> gains, hands_over; ///< pieces

  friend bool operator==(const division_unit&, const division_unit&) = default;
};

/// Whom a local government meets on a theme.
struct division_authority {
  std::string authority, activity;
  std::vector<std::string> units_now, units_then;

  friend bool operator==(const division_authority&, const division_authority&) = default;
};

/// One hand-over.
struct division_step {
  std::string piece, from, to;
  std::int64_t needy = 0;
  bilingual reason;

  friend bool operator==(const division_step&, const division_step&) = default;
};

/// What shows that capacities cannot hold: these pieces can only go to these units.
struct division_shortage {
  std::vector<std::string> units, pieces;
  std::int64_t load = 0, capacity = 0;

  friend bool operator==(const division_shortage&, const division_shortage&) = default;
};

/// A division of responsibility, by ids.
struct division_summary {
  std::string weighed_by;
  std::int64_t cost = 0, lower_bound = 0, excess = 0;
  bool proven = false;
  std::optional<division_shortage> shortage;
  std::vector<division_piece> pieces;
  std::vector<division_unit> units;
  std::vector<division_authority> authorities;
  std::vector<before_after_row> before_after; ///< empty if the rules do not ask for it
  std::vector<division_step> transition;
  std::vector<raci_row> raci;

  friend bool operator==(const division_summary&, const division_summary&) = default;
};

/// What a division says, by ids. `after` is the portfolio with the deliveries handed over.
inline division_summary summary_of(const portfolio& p, const portfolio& after, const division& x,
                                   const division_rules& rules, std::string_view region_level) {
  division_summary out;
  out.weighed_by = rules.weigh_by;
  out.cost = x.solution.cost, out.lower_bound = x.solution.lower_bound;
  out.proven = x.solution.proven, out.excess = x.loads.whole(x.solution.excess);
  const auto ids_of = [&](const std::vector<unit_index>& units) {
    std::vector<std::string> ids;
    for (const unit_index u : units) ids.push_back(p[u].id);
    return ids;
  };
  struct of_unit {
    division_unit row;
    std::set<std::string> now, then;
  };
  std::map<unit_index, of_unit> units;
  for (std::size_t i = 0; i < x.of.size(); ++i) {
    const piece& of = x.pieces.all[i];
    const divided_piece& made = x.of[i];
    division_piece& row = out.pieces.emplace_back();
    row.id = id_of(p, of.subject);
    row.activity = id_of(p, of.subject.activity), row.region = id_of(p, of.subject.in);
    if (of.subject.audience.known()) row.audience = p[of.subject.audience];
    row.level = of.subject.level;
    row.targets = static_cast<std::int64_t>(of.targets.size());
    row.deliveries = static_cast<std::int64_t>(of.deliveries.size());
    row.cost = of.cost;
    row.needy = static_cast<std::int64_t>(of.needy.size());
    row.not_served = static_cast<std::int64_t>(of.not_served.size());
    row.load = x.loads.whole(x.loads.load[i]);
    row.state = made.state, row.lead = id_of(p, made.lead);
    row.supports = ids_of(made.supports), row.hands_over = ids_of(made.hands_over);
    for (const piece_work& w : of.today) row.today.push_back({p[w.by].id, w.targets, w.deliveries});
    if (made.next) {
      row.runner_up = p[made.options[static_cast<std::size_t>(made.next->option)].by].id;
      row.difference = made.next->difference;
    }
    row.agreement = made.state == piece_state::pinned  ? made.agreed.pinned_by
                    : made.state == piece_state::joint ? made.agreed.together_id
                                                       : std::string();
    division_explained words = explain(p, x, static_cast<std::int32_t>(i));
    row.reason = std::move(words.reason), row.would_change = std::move(words.would_change);

    // A unit carries a piece that it works on; then, one that it leads or stays in.
    std::set<unit_index> now, then;
    for (const piece_work& w : of.today) now.insert(w.by);
    if (made.lead.known()) {
      then.insert(made.lead);
      then.insert(made.supports.begin(), made.supports.end());
    } else {
      then = now;
    }
    const auto count = [&](unit_index u) -> of_unit& {
      of_unit& made_row = units[u];
      made_row.row.unit = p[u].id;
      return made_row;
    };
    for (const piece_work& w : of.today) count(w.by).row.load_now += x.loads.today(of, i, w);
    if (made.lead.known())
      count(made.lead).row.load_then += x.loads.load[i];
    else
      for (const piece_work& w : of.today) count(w.by).row.load_then += x.loads.today(of, i, w);
    for (const unit_index u : now) {
      of_unit& of_u = count(u);
      ++of_u.row.pieces_now;
      if (!row.region.empty()) of_u.now.insert(row.region);
    }
    for (const unit_index u : then) {
      of_unit& of_u = count(u);
      ++of_u.row.pieces_then;
      if (!row.region.empty()) of_u.then.insert(row.region);
      if (!now.contains(u)) of_u.row.gains.push_back(row.id);
    }
    for (const unit_index u : made.hands_over) count(u).row.hands_over.push_back(row.id);
  }
  for (auto& [u, of_u] : units) {
    of_u.row.capacity = x.capacities.total(u);
    of_u.row.load_now = x.loads.whole(of_u.row.load_now);
    of_u.row.load_then = x.loads.whole(of_u.row.load_then);
    of_u.row.regions_now.assign(of_u.now.begin(), of_u.now.end());
    of_u.row.regions_then.assign(of_u.then.begin(), of_u.then.end());
    out.units.push_back(std::move(of_u.row));
  }

  const assignment& s = x.solution;
  if (!s.short_units.empty()) {
    division_shortage& shortage = out.shortage.emplace();
    std::set<std::string> names;
    for (const std::int32_t u : s.short_units) {
      const auto n = static_cast<std::size_t>(u);
      names.insert(p[x.takers[n].by].id);
      shortage.capacity += x.problem.capacity[n];
    }
    shortage.units.assign(names.begin(), names.end());
    for (const std::int32_t r : s.short_pieces) {
      const auto n = static_cast<std::size_t>(r);
      shortage.pieces.push_back(out.pieces[static_cast<std::size_t>(x.asked[n])].id);
      shortage.load += x.problem.load[n];
    }
    shortage.load = x.loads.whole(shortage.load),
    shortage.capacity = x.loads.whole(shortage.capacity);
    std::sort(shortage.pieces.begin(), shortage.pieces.end());
  }

  authority_meetings now = find_meetings(p, region_level);
  const authority_meetings then = find_meetings(after, region_level);
  for (const auto& [where, met] : then) now.try_emplace(where);
  for (const auto& [where, met] : now) {
    division_authority& row = out.authorities.emplace_back();
    row.authority = p[where.first].id, row.activity = p[where.second].id;
    for (const unit_index u : met) row.units_now.push_back(p[u].id);
    if (const auto it = then.find(where); it != then.end())
      for (const unit_index u : it->second) row.units_then.push_back(p[u].id);
  }
  for (const transition_step& step : transition_plan(p, x))
    out.transition.push_back({out.pieces[static_cast<std::size_t>(step.piece)].id,
                              id_of(p, step.from), id_of(p, step.to), step.needy, step.reason});
  out.raci = raci_matrix(p, x);
  return out;
}

} // namespace irisan
