#pragma once

#include <irisan/core/locale.hpp>
#include <irisan/finding/words.hpp>
#include <irisan/model/portfolio.hpp>
#include <irisan/need/coverage.hpp>
#include <irisan/need/need_rules.hpp>
#include <irisan/responsibility/division.hpp>
#include <irisan/responsibility/division_explained.hpp>
#include <irisan/responsibility/hand_over.hpp>

#include <algorithm>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace irisan {

/// One line of a draft that a unit can paste into its own plan.
struct workplan_row {
  std::string unit;
  std::string period;
  bool leads = true; ///< else it supports
  std::string activity, audience, region, level;
  std::vector<std::string> targets; ///< in order of need: not served first, then by score
  double quantity = unknown_number; ///< as much as is recorded today, or required
  std::string quantity_unit;
  std::int64_t cost = unknown_money; ///< recorded today, or by the unit's cost of a target
  std::string indicator;             ///< of the goal that it serves; empty if none is known
  double goal = unknown_number;
  date_range due;
  std::vector<std::string> coordinate_with; ///< units; sorted
  bilingual why;

  friend bool operator==(const workplan_row&, const workplan_row&) = default;
};

namespace detail {

/// The goal that an activity in a region serves: of an indicator that the rules take for a need of
/// it (or of something at or below it), in the smallest region that holds it.
inline const goal* goal_of(const portfolio& p, const need_rules& rules, const piece_subject& s) {
  const goal* best = nullptr;
  for (const goal& g : p.goals()) {
    if (g.in.known() && (!s.in.known() || !p.tree_of_regions().covers(g.in.value, s.in.value)))
      continue;
    const bool speaks =
        std::any_of(rules.indicators.begin(), rules.indicators.end(), [&](const need_rule& r) {
          const activity_index a = p.find_activity(r.activity);
          return r.indicator == g.indicator && a.known() &&
                 p.tree_of_activities().meet(a, s.activity).known();
        });
    if (!speaks) continue;
    if (!best || !best->in.known() ||
        (g.in.known() && g.in != best->in &&
         p.tree_of_regions().covers(best->in.value, g.in.value)))
      best = &g;
  }
  return best;
}

} // namespace detail

/// A draft for each unit, from the division: what it leads and what it supports, by unit, role and
/// piece. Quantities and costs are sums of what is recorded; where the unit of quantity differs
/// among rows, or nothing is recorded, they are unknown rather than guessed.
inline std::vector<workplan_row> workplan(const portfolio& p, const coverage_table& needs,
                                          const need_rules& rules, const division& x) {
  const deliveries& d = p.deliveries();
  // The greatest score of what a target needs, of each activity.
  std::map<target_index, std::vector<std::pair<activity_index, double>>> scores;
  std::map<std::pair<target_index, activity_index>, std::pair<double, std::string>> required;
  for (const need_coverage& c : needs.rows) {
    if (!c.needy) continue;
    const need& n = needs.needs[static_cast<std::size_t>(c.need)];
    scores[n.of].push_back({n.activity, n.score == n.score ? n.score : 1});
    if (c.state == service_state::not_served && n.required == n.required)
      required[{n.of, n.activity}] = {n.required, n.quantity_unit};
  }
  const std::string when = x.capacities.period().known()
                               ? (x.capacities.period().earliest == x.capacities.period().latest
                                      ? to_text(x.capacities.period().latest)
                                      : to_text(x.capacities.period().earliest) + "/" +
                                            to_text(x.capacities.period().latest))
                               : std::string();
  std::vector<workplan_row> rows;
  for (std::size_t i = 0; i < x.of.size(); ++i) {
    const piece& of = x.pieces.all[i];
    const divided_piece& made = x.of[i];
    if (!made.lead.known()) continue;
    const activity_index kind = of.subject.activity;
    const auto score = [&](target_index t) {
      double most = 0;
      if (const auto it = scores.find(t); it != scores.end())
        for (const auto& [a, s] : it->second)
          if (p.tree_of_activities().meet(a, kind).known()) most = std::max(most, s);
      return most;
    };
    const goal* serves = detail::goal_of(p, rules, of.subject);
    std::vector<unit_index> in_it = made.supports;
    in_it.push_back(made.lead);
    sort_unique(in_it);
    for (const unit_index u : in_it) {
      workplan_row row;
      row.unit = p[u].id, row.period = when, row.leads = u == made.lead;
      row.activity = p[kind].id, row.region = id_of(p, of.subject.in);
      row.level = of.subject.level;
      if (of.subject.audience.known()) row.audience = p[of.subject.audience];
      std::vector<target_index> targets;
      double quantity = 0;
      std::optional<std::string> unit_of;
      bool one_unit = true;
      const auto amount = [&](double q, const std::string& quantity_unit) {
        if (unit_of && *unit_of != quantity_unit) one_unit = false;
        unit_of = quantity_unit, quantity += q;
      };
      for (const delivery_index t : of.deliveries) {
        if (carried_out_by(p, x, t) != u) continue;
        targets.push_back(d.target(t));
        if (d.quantity(t) == d.quantity(t))
          amount(d.quantity(t),
                 d.quantity_unit(t) < 0
                     ? std::string()
                     : p.quantity_units()[static_cast<std::size_t>(d.quantity_unit(t))]);
        if (d.cost(t) != unknown_money)
          row.cost = (row.cost == unknown_money ? 0 : row.cost) + d.cost(t);
      }
      std::int64_t fresh = 0;
      if (row.leads) {
        for (const target_index t : of.not_served) {
          targets.push_back(t), ++fresh;
          for (const activity_index a : of.needed)
            if (const auto it = required.find({t, a}); it != required.end())
              amount(it->second.first, it->second.second);
        }
        const std::int32_t c = x.capacities.row_of(p, u, kind);
        if (fresh > 0 && c >= 0) {
          const std::int64_t each =
              x.capacities.rows()[static_cast<std::size_t>(c)].cost_per_target;
          if (each != unknown_money)
            row.cost = (row.cost == unknown_money ? 0 : row.cost) + fresh * each;
        }
      }
      sort_unique(targets);
      const auto served = [&](target_index t) {
        return !std::binary_search(of.not_served.begin(), of.not_served.end(), t);
      };
      std::stable_sort(targets.begin(), targets.end(), [&](target_index a, target_index b) {
        if (served(a) != served(b)) return !served(a);
        return score(a) > score(b);
      });
      for (const target_index t : targets) row.targets.push_back(p[t].id);
      if (unit_of && one_unit) row.quantity = quantity, row.quantity_unit = *unit_of;
      if (serves)
        row.indicator = serves->indicator, row.goal = serves->value, row.due = serves->due;
      std::vector<unit_index> others = in_it;
      if (of.authority.known()) {
        const target& authority = p[of.authority];
        if (authority.same_as.known()) others.push_back(authority.same_as);
      }
      sort_unique(others);
      for (const unit_index other : others)
        if (other != u) row.coordinate_with.push_back(p[other].id);
      const auto needy = static_cast<std::int64_t>(of.needy.size());
      row.why = in_both([&](language l) {
        const bool id = l == language::id;
        const std::string lead = name_of(p, made.lead, l);
        std::string text;
        if (!row.leads) {
          const bool joint =
              std::binary_search(made.agreed.together.begin(), made.agreed.together.end(), u);
          text = joint ? (id ? "Sinergi menurut " + made.agreed.together_by.id
                             : "Joint work by " + made.agreed.together_by.en)
                       : (id ? "Mendukung " : "Supports ") + lead;
        } else if (made.state == piece_state::pinned) {
          text = id ? "Sesuai kesepakatan " + made.agreed.pinned_by
                    : "By agreement " + made.agreed.pinned_by;
        } else if (made.state == piece_state::joint) {
          text = id ? "Sinergi menurut " + made.agreed.together_by.id
                    : "Joint work by " + made.agreed.together_by.en;
        } else if (made.state == piece_state::undivided) {
          text = id ? "Diusulkan; tusi beberapa unit memuatnya"
                    : "Proposed; the tusi of several units name it";
        } else {
          text = id ? "Sesuai tusi" : "By its tusi";
        }
        if (row.leads && !made.hands_over.empty())
          text += (id ? "; diserahkan oleh " : "; handed over by ") +
                  detail::names_of(p, made.hands_over, l);
        if (needy > 0)
          text += id ? "; " + grouped(needy, l) + " sasaran membutuhkan" +
                           (fresh > 0 ? ", " + grouped(fresh, l) + " belum terlayani" : "")
                     : "; " + counted(needy, "target") + " in need" +
                           (fresh > 0 ? ", " + grouped(fresh, l) + " not served" : "");
        return text + ".";
      });
      rows.push_back(std::move(row));
    }
  }
  std::stable_sort(rows.begin(), rows.end(), [](const workplan_row& a, const workplan_row& b) {
    return a.unit != b.unit ? a.unit < b.unit : a.leads > b.leads;
  });
  return rows;
}

} // namespace irisan
