#pragma once

#include <irisan/core/fraction.hpp>
#include <irisan/core/parallel.hpp>
#include <irisan/core/progress.hpp>
#include <irisan/graph/arrivals.hpp>
#include <irisan/model/portfolio.hpp>
#include <irisan/need/current_needs.hpp>
#include <irisan/need/open_activities.hpp>
#include <irisan/need/supply.hpp>

#include <algorithm>
#include <cstdint>
#include <limits>
#include <map>
#include <span>
#include <string_view>
#include <vector>

namespace irisan {

/// What is known of a need: these four are never mixed up.
enum class service_state : std::uint8_t {
  served,       ///< a delivery is recorded
  not_served,   ///< none is, and all who work on it have reported
  not_eligible, ///< none is, and no program that works on it may reach the target
  not_reported  ///< none is, but somebody who works on it has not reported
};

inline constexpr std::string_view service_states[] = {"served", "not_served", "not_eligible",
                                                      "not_reported"};

inline std::string_view to_text(service_state s) noexcept {
  return service_states[static_cast<std::size_t>(s)];
}

/// How needs are set against deliveries. Each default has its reason in `report/rules.hpp`.
struct coverage_rules {
  fraction min_score{1, 2}; ///< from which a scored need counts as a need
  bool after_date = false;  ///< whether a delivery that was over before a need was recorded is
                            ///< passed over

  friend bool operator==(const coverage_rules&, const coverage_rules&) = default;
};

/// One need and what is delivered against it. Amounts are in the need's own unit of quantity; a
/// need without a required amount asks for one delivery.
struct need_coverage {
  std::int32_t need = -1; ///< position among the needs
  bool needy = false;     ///< something is asked, and a score that is given reaches the threshold
  service_state state = service_state::not_served;
  bool may_be_more = false;       ///< somebody who works on it has not reported there
  std::int32_t deliveries = 0;    ///< recorded, done or planned
  std::int32_t planned = 0;       ///< of these, planned only
  std::int32_t unmeasured = 0;    ///< of these, without an amount in the need's unit
  std::int32_t interventions = 0; ///< that these belong to
  double required = 1;
  double supplied = 0;    ///< at least: what was measured
  double met = 0;         ///< at least: min(supplied, required)
  double unmet_least = 0; ///< whatever was not measured or not reported may meet it all
  double unmet_most = 0;  ///< required − met
  double surplus = 0;     ///< at least: supplied − required

  friend bool operator==(const need_coverage&, const need_coverage&) = default;
};

/// Whether there is enough, as far as can be told: all that is required is met for certain.
inline bool is_met(const need_coverage& c) noexcept {
  return c.unmet_most <= 0;
}

/// The coverage of needs, in their order. A surplus at one target never offsets a shortage at
/// another.
struct coverage_table {
  std::vector<need> needs;                ///< those that hold, sorted by target, activity and unit
  std::vector<need_coverage> rows;        ///< of each need
  std::vector<std::int64_t> offsets{0};   ///< of each need in `deliveries`
  std::vector<delivery_index> deliveries; ///< what was set against each need, ascending

  /// What was set against a need, by its position.
  std::span<const delivery_index> set_against(std::int32_t need_number) const noexcept {
    const auto i = static_cast<std::size_t>(need_number);
    return {deliveries.data() + offsets[i], static_cast<std::size_t>(offsets[i + 1] - offsets[i])};
  }

  /// The rows of a target's needs.
  std::span<const need_coverage> at(target_index t) const noexcept {
    const auto by = [](const need& a, const need& b) { return a.of < b.of; };
    need asked;
    asked.of = t;
    const auto [from, to] = std::equal_range(needs.begin(), needs.end(), asked, by);
    return {rows.data() + (from - needs.begin()), static_cast<std::size_t>(to - from)};
  }
};

namespace detail {

/// Of each group with members that needs name: what is delivered to it or to a group it belongs to.
///
/// Arrivals are at the members alone, but what is recorded for a group serves its own need too.
inline std::map<target_index, std::vector<delivery_index>> arrivals_at_groups(
    const portfolio& p, std::span<const need> needs) {
  std::map<target_index, std::vector<const membership*>> members;
  for (const membership& m : p.memberships())
    if (spreads(p[m.group].kind)) members[m.group].push_back(&m);
  std::map<target_index, std::vector<delivery_index>> at;
  for (const need& n : needs)
    if (members.contains(n.of)) at.try_emplace(n.of);
  if (at.empty()) return at;
  const deliveries& d = p.deliveries();
  std::vector<target_index> groups;
  for (std::int32_t i = 0; i < d.size(); ++i) {
    groups.assign(1, d.target({i}));
    for (std::size_t k = 0; k < groups.size(); ++k) {
      const auto of = members.find(groups[k]);
      if (of == members.end()) continue;
      if (const auto it = at.find(groups[k]); it != at.end()) it->second.push_back({i});
      for (const membership* m : of->second)
        if (members.contains(m->member) && possibly_meet(m->validity, d.when({i})) &&
            std::find(groups.begin(), groups.end(), m->member) == groups.end())
          groups.push_back(m->member);
    }
  }
  return at;
}

} // namespace detail

/// Sets each need that holds on a day against what is delivered: activities at or below the need's,
/// at its target or at a group it belongs to.
///
/// `asked` is the time that reports must speak of to count as given. Linear in the arrivals at
/// targets with needs, and in all deliveries if one of these is a group; the same for any number of
/// threads. Throws `stopped` when asked to stop.
inline coverage_table coverage(const portfolio& p, const arrivals& at, std::span<const need> needs,
                               const coverage_rules& rules, const date_range& as_of,
                               const period& asked = {}, unsigned threads = 0,
                               const progress& watch = {}) {
  coverage_table table;
  table.needs = current_needs(needs, as_of);
  table.rows.resize(table.needs.size());
  const deliveries& d = p.deliveries();
  const activity_tree& tree = p.tree_of_activities();
  const supply_sums sums(p);
  const open_activities open(p, table.needs, asked);
  const auto at_groups = detail::arrivals_at_groups(p, table.needs);
  const double least = to_double(rules.min_score);
  constexpr std::size_t block = 1024;
  const std::size_t blocks = (table.needs.size() + block - 1) / block;
  std::vector<std::vector<delivery_index>> kept(blocks);
  for_each_index(blocks, threads, [&](std::size_t b) {
    if (watch.stop.stop_requested()) throw stopped();
    std::vector<delivery_index> found;
    for (std::size_t i = b * block; i < std::min(table.needs.size(), (b + 1) * block); ++i) {
      const need& n = table.needs[i];
      need_coverage& c = table.rows[i];
      c.need = static_cast<std::int32_t>(i);
      c.required = n.required == n.required ? n.required : 1;
      c.needy = c.required > 0 && (n.score == n.score ? n.score >= least : true);
      found.clear();
      const auto group = at_groups.find(n.of);
      for (const delivery_index x : group == at_groups.end() ? at.at(n.of) : group->second) {
        if (!d.activity(x).known() || !tree.covers(n.activity, d.activity(x))) continue;
        if (rules.after_date && n.date.known() && d.when(x).latest_end() <= n.date.earliest)
          continue;
        found.push_back(x);
      }
      kept[b].insert(kept[b].end(), found.begin(), found.end());
      const supply s = sums.of(n, found);
      c.deliveries = static_cast<std::int32_t>(found.size());
      c.planned = s.planned, c.unmeasured = s.unmeasured, c.interventions = s.interventions;
      c.supplied = s.amount;
      c.met = std::min(c.supplied, c.required);
      c.surplus = std::max(0.0, c.supplied - c.required);
      c.unmet_most = c.required - c.met;
      c.may_be_more = open.not_reported(n);
      c.unmet_least = c.may_be_more || c.unmeasured > 0 ? 0 : c.unmet_most;
      c.state = c.deliveries > 0    ? service_state::served
                : !open.eligible(n) ? service_state::not_eligible
                : c.may_be_more     ? service_state::not_reported
                                    : service_state::not_served;
      // Nobody can have served it, reported or not.
      if (c.state == service_state::not_eligible)
        c.may_be_more = false, c.unmet_least = c.unmet_most;
    }
  });
  for (const need_coverage& c : table.rows)
    table.offsets.push_back(table.offsets.back() + c.deliveries);
  for (const auto& part : kept)
    table.deliveries.insert(table.deliveries.end(), part.begin(), part.end());
  return table;
}

} // namespace irisan
