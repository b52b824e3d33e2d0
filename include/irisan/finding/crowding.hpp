#pragma once

#include <irisan/finding/finding.hpp>
#include <irisan/finding/finding_rules.hpp>
#include <irisan/finding/words.hpp>
#include <irisan/graph/arrivals.hpp>
#include <irisan/model/portfolio.hpp>
#include <irisan/overlap/time_overlap.hpp>

#include <algorithm>
#include <cstdint>
#include <map>
#include <span>
#include <string>
#include <tuple>
#include <utility>
#include <vector>

namespace irisan {

/// How many programs are at a target at once, for certain, and on which day first.
struct crowd {
  std::int64_t programs = 0;
  day on = no_first_day;

  friend bool operator==(const crowd&, const crowd&) = default;
};

namespace detail {

/// (day, +1 or −1) for every program that comes to a target or goes, for certain, in this order.
inline std::vector<std::pair<day, int>> comings_and_goings(const portfolio& p,
                                                           std::span<const delivery_index> at) {
  const deliveries& d = p.deliveries();
  struct span_of_days {
    std::int32_t program;
    day from, to;
  };
  std::vector<span_of_days> spans;
  for (const delivery_index x : at) {
    const auto [from, to] = certain_days(d.when(x));
    if (from >= to) continue;
    spans.push_back({p.tree_of_programs().root(p[d.intervention(x)].of.value), from, to});
  }
  std::sort(spans.begin(), spans.end(), [](const auto& a, const auto& b) {
    return std::tie(a.program, a.from) < std::tie(b.program, b.from);
  });
  // A program that ends on a day is gone before another begins on it.
  std::vector<std::pair<day, int>> changes;
  for (std::size_t i = 0; i < spans.size();) {
    day from = spans[i].from, to = spans[i].to;
    const std::int32_t program = spans[i].program;
    for (++i; i < spans.size() && spans[i].program == program && spans[i].from <= to; ++i)
      to = std::max(to, spans[i].to);
    changes.push_back({from, 1});
    changes.push_back({to, -1});
  }
  std::sort(changes.begin(), changes.end());
  return changes;
}

/// From when to when more than `most` programs are at a target at the same time for certain.
inline std::vector<std::pair<day, day>> crowded_days(const portfolio& p,
                                                     std::span<const delivery_index> at,
                                                     std::int64_t most) {
  std::vector<std::pair<day, day>> days;
  std::int64_t now = 0;
  for (const auto& [when, change] : comings_and_goings(p, at)) {
    if (now == most && change > 0) days.push_back({when, when});
    now += change;
    if (now == most && change < 0) days.back().second = when;
  }
  return days;
}

} // namespace detail

/// The most programs that are at a target at the same time for certain. A program and those inside
/// it are one; deliveries whose days are not known for certain do not count.
///
/// A sweep over the days from the latest start of each delivery to its earliest end.
inline crowd most_at_once(const portfolio& p, std::span<const delivery_index> at) {
  crowd most;
  std::int64_t now = 0;
  for (const auto& [when, change] : detail::comings_and_goings(p, at)) {
    now += change;
    if (now > most.programs) most = {now, when};
  }
  return most;
}

/// Targets that receive more programs at once than the rules allow: one finding per region. A
/// cluster, an area or a local government is no target that can be crowded: it has many members.
/// Named are the programs and units that are there, for certain, while there are too many.
inline std::vector<finding> find_crowding(const portfolio& p, const arrivals& at,
                                          const finding_rules& rules) {
  if (!p.deliveries().has_period()) return {};
  const std::vector<region_index> level_of = p.regions_at(rules.region_level);
  std::vector<bool> is_group(p.targets().size(), false);
  for (const membership& m : p.memberships()) is_group[m.group.at()] = true;
  // A cluster whose members were not recorded still has them.
  for (std::size_t t = 0; t < is_group.size(); ++t)
    is_group[t] = is_group[t] || p.targets()[t].kind == "cluster" ||
                  p.targets()[t].kind == "supervisor_area" || !spreads(p.targets()[t].kind);
  struct place {
    std::vector<target_index> targets;
    crowd most;
    std::vector<program_index> programs;
    std::vector<unit_index> units;
  };
  std::map<region_index, place> places;
  for (std::int32_t t = 0; t < p.target_count(); ++t) {
    const target_index i{t};
    if (is_group[i.at()]) continue;
    if (static_cast<std::int64_t>(at.at(i).size()) <= rules.crowding_max_programs) continue;
    const crowd c = most_at_once(p, at.at(i));
    if (c.programs <= rules.crowding_max_programs) continue;
    place& here = places[p[i].in.known() ? level_of[p[i].in.at()] : region_index{}];
    here.targets.push_back(i);
    if (c.programs > here.most.programs ||
        (c.programs == here.most.programs && c.on < here.most.on))
      here.most = c;
    const auto crowded = detail::crowded_days(p, at.at(i), rules.crowding_max_programs);
    for (const delivery_index x : at.at(i)) {
      const day_interval there = certain_days(p.deliveries().when(x));
      if (there.empty() || std::none_of(crowded.begin(), crowded.end(), [&](const auto& days) {
            return std::max(there.start, days.first) < std::min(there.end, days.second);
          }))
        continue;
      const intervention& by = p[p.deliveries().intervention(x)];
      here.programs.push_back(by.of);
      if (by.by.known()) here.units.push_back(by.by);
    }
    sort_unique(here.programs), sort_unique(here.units);
  }
  std::vector<finding> findings;
  for (const auto& entry : places) {
    const region_index region = entry.first;
    const place& here = entry.second;
    finding& f = findings.emplace_back();
    f.kind = finding_kind::crowding;
    f.id = finding_id(f.kind, {id_of(p, region)});
    f.region = id_of(p, region);
    for (const target_index t : here.targets) f.targets.push_back(p[t].id);
    for (const program_index i : here.programs) f.programs.push_back(p[i].id);
    for (const unit_index u : here.units) f.units.push_back(p[u].id);
    f.first_day = f.last_day = here.most.on;
    f.evidence.at_once = here.most.programs;
    judge_severity(f, p, rules);
    f.sentence = in_both([&](language l) {
      const bool id = l == language::id;
      const std::string where =
          region.known() ? (id ? " di " : " in ") + name_of(p, region, l) : std::string();
      const auto n = static_cast<std::int64_t>(here.targets.size());
      return id ? grouped(n, l) + " sasaran" + where + " menerima " +
                      grouped(rules.crowding_max_programs + 1, l) +
                      " program atau lebih pada waktu yang sama; terbanyak " +
                      grouped(here.most.programs, l) + " pada " + long_date(here.most.on, l) + "."
                : counted(n, "target") + where + (n == 1 ? " receives " : " receive ") +
                      grouped(rules.crowding_max_programs + 1, l) +
                      " or more programs at once; at most " + grouped(here.most.programs, l) +
                      " by " + long_date(here.most.on, l) + ".";
    });
    f.ask = in_both([&](language l) {
      std::vector<std::string> names;
      for (const unit_index u : here.units) names.push_back(name_of(p, u, l));
      const std::string who = names.empty() ? std::string() : list_of(names, l, 4) + ": ";
      return who + (l == language::id ? "susun jadwal bersama" : "agree on a calendar");
    });
  }
  return findings;
}

} // namespace irisan
