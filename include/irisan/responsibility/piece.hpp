#pragma once

#include <irisan/finding/coordination_load.hpp>
#include <irisan/model/portfolio.hpp>
#include <irisan/need/coverage.hpp>

#include <algorithm>
#include <compare>
#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace irisan {

/// What one unit does of a piece today.
struct piece_work {
  unit_index by;
  std::int32_t targets = 0;
  std::int32_t deliveries = 0;

  friend bool operator==(const piece_work&, const piece_work&) = default;
};

/// What is divided as a whole: a kind of activity for an audience in a region, at one level if
/// levels are split.
struct piece_subject {
  activity_index activity; ///< the kind; the need's own activity where nobody works on a need
  audience_index audience; ///< unknown: not recorded, or any that serves the need
  region_index in;         ///< at the rules' level
  std::string level;

  friend auto operator<=>(const piece_subject&, const piece_subject&) = default;
};

/// A piece of work: what is delivered of it today, and what is needed of it and served by nobody.
struct piece {
  piece_subject subject;
  std::vector<target_index> targets;      ///< reached, or in need of it and not served; sorted
  std::vector<delivery_index> deliveries; ///< ascending
  std::int64_t cost = unknown_money;      ///< of the deliveries whose cost is known
  std::vector<target_index> needy;        ///< whose recorded need it serves, or is to serve; sorted
  std::vector<target_index> not_served;   ///< of these, those that nobody serves; sorted
  std::vector<activity_index> needed;     ///< the activities that these need; sorted
  std::int64_t needs_not_served = 0;      ///< a target has one for each activity and unit
  std::vector<piece_work> today;          ///< by unit, where it was recorded
  target_index authority; ///< the local government of most targets, the first by id of equals

  /// A piece that exists only because it is needed.
  bool only_needed() const noexcept { return deliveries.empty(); }
};

/// The pieces of a portfolio, sorted by subject, and the piece of each delivery (−1: none, since no
/// activity was recorded).
struct piece_table {
  std::vector<piece> all;
  std::vector<std::int32_t> of_delivery;
};

/// `KM-FASILITASI|teacher|13.06`, with `|SD` behind it if levels are split: what names a piece.
inline std::string id_of(const portfolio& p, const piece_subject& s) {
  std::string id = p[s.activity].id + "|" + (s.audience.known() ? p[s.audience] : std::string()) +
                   "|" + (s.in.known() ? p[s.in].id : std::string());
  if (!s.level.empty()) id += "|" + s.level;
  return id;
}

/// What there is to divide: work that is delivered, and needs that count and that nobody serves
/// although all have reported. O(n log n) in deliveries and needs.
///
/// A need that nobody serves makes a piece of its own (or joins that of the same subject), since
/// any activity at or below it, for any audience, would serve it.
inline piece_table find_pieces(const portfolio& p, const coverage_table& needs,
                               std::string_view region_level, bool split_levels) {
  const deliveries& d = p.deliveries();
  const activity_tree& tree = p.tree_of_activities();
  const std::vector<region_index> level_of = p.regions_at(region_level);
  const auto subject = [&](activity_index a, audience_index w, target_index t) {
    const target& x = p[t];
    return piece_subject{tree.kind(a), w, x.in.known() ? level_of[x.in.at()] : x.in,
                         split_levels ? x.level : std::string()};
  };
  std::map<piece_subject, piece> found;
  std::vector<piece*> at(static_cast<std::size_t>(d.size()), nullptr);
  for (std::int32_t i = 0; i < d.size(); ++i) {
    const delivery_index x{i};
    if (!d.activity(x).known()) continue;
    piece& made = found[subject(d.activity(x), d.audience(x), d.target(x))];
    at[x.at()] = &made;
    made.deliveries.push_back(x);
    made.targets.push_back(d.target(x));
    if (d.cost(x) != unknown_money)
      made.cost = (made.cost == unknown_money ? 0 : made.cost) + d.cost(x);
  }
  for (const need_coverage& c : needs.rows) {
    if (!c.needy) continue;
    const need& n = needs.needs[static_cast<std::size_t>(c.need)];
    for (const delivery_index x : needs.set_against(c.need))
      if (at[x.at()]) at[x.at()]->needy.push_back(n.of);
    if (c.state != service_state::not_served) continue;
    piece& made = found[subject(n.activity, {}, n.of)];
    made.targets.push_back(n.of);
    made.needy.push_back(n.of);
    made.not_served.push_back(n.of);
    made.needed.push_back(n.activity);
    ++made.needs_not_served;
  }

  const std::vector<target_index> authority_of = local_governments(p, region_level);
  piece_table table;
  table.of_delivery.assign(static_cast<std::size_t>(d.size()), -1);
  for (auto& [s, made] : found) {
    piece& x = table.all.emplace_back(std::move(made));
    x.subject = s;
    for (const delivery_index i : x.deliveries)
      table.of_delivery[i.at()] = static_cast<std::int32_t>(table.all.size()) - 1;
    sort_unique(x.targets), sort_unique(x.needy), sort_unique(x.not_served), sort_unique(x.needed);
    std::map<unit_index, std::pair<std::vector<target_index>, std::int32_t>> by;
    for (const delivery_index i : x.deliveries) {
      auto& [targets, rows] = by[p[d.intervention(i)].by];
      targets.push_back(d.target(i)), ++rows;
    }
    for (auto& [u, work] : by) {
      if (!u.known()) continue;
      sort_unique(work.first);
      x.today.push_back({u, static_cast<std::int32_t>(work.first.size()), work.second});
    }
    std::map<target_index, std::int32_t> governs;
    for (const target_index t : x.targets)
      if (authority_of[t.at()].known()) ++governs[authority_of[t.at()]];
    std::int32_t most = 0;
    for (const auto& [authority, count] : governs)
      if (count > most) most = count, x.authority = authority;
  }
  return table;
}

} // namespace irisan
