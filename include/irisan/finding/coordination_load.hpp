#pragma once

#include <irisan/finding/finding.hpp>
#include <irisan/finding/finding_rules.hpp>
#include <irisan/finding/words.hpp>
#include <irisan/model/portfolio.hpp>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <map>
#include <set>
#include <string>
#include <string_view>
#include <tuple>
#include <utility>
#include <vector>

namespace irisan {

/// One thing that a local government must deal with: a unit, with what, when. Deliveries of one
/// event, or of one program and activity in the same period, are one contact.
struct contact {
  unit_index by; ///< of an event of several units, unknown: below −1, another number for each
  program_index of;
  activity_index activity;
  std::int32_t event = -1;         ///< of an event, the event
  std::int32_t period_number = -1; ///< without one, the period
  day from = no_last_day; ///< in which it takes place for certain; not before `to`: unknown
  day to = no_first_day;

  friend auto operator<=>(const contact&, const contact&) = default;
};

/// How many contacts lie, for certain, on days that another unit has taken too. O(n log n).
inline std::int64_t count_clashes(std::vector<contact> contacts) {
  std::erase_if(contacts, [](const contact& c) { return c.from >= c.to; });
  std::sort(contacts.begin(), contacts.end(), [](const contact& a, const contact& b) {
    return std::tie(a.from, a.to, a.by) < std::tie(b.from, b.to, b.by);
  });
  const std::size_t n = contacts.size();
  std::vector<bool> clashes(n, false);
  // Looking back: the latest end so far, and the latest of another unit than that one's.
  day last = no_first_day, last_other = no_first_day;
  unit_index last_by;
  for (std::size_t i = 0; i < n; ++i) {
    const contact& c = contacts[i];
    if ((c.by == last_by ? last_other : last) > c.from) clashes[i] = true;
    if (c.by == last_by) {
      last = std::max(last, c.to);
    } else if (c.to > last) {
      last_other = last;
      last = c.to, last_by = c.by;
    } else {
      last_other = std::max(last_other, c.to);
    }
  }
  // Looking ahead: the next one of another unit begins first of all that follow.
  std::size_t next = n;
  for (std::size_t i = n; i-- > 0;) {
    if (i + 1 < n && contacts[i + 1].by != contacts[i].by) next = i + 1;
    if (next < n && contacts[next].from < contacts[i].to) clashes[i] = true;
  }
  return std::count(clashes.begin(), clashes.end(), true);
}

/// The local government of each target: itself, the one that governs it, else the one of its region
/// at a level; unknown where none is recorded, or where the one that governs it is no target.
inline std::vector<target_index> local_governments(const portfolio& p,
                                                   std::string_view region_level) {
  constexpr std::string_view kind = "local_government";
  const std::vector<region_index> level_of = p.regions_at(region_level);
  std::map<region_index, target_index> of_region;
  for (std::int32_t t = 0; t < p.target_count(); ++t) {
    const target& x = p[target_index{t}];
    // The first by id, should a region have several.
    if (x.kind == kind && x.in.known()) of_region.emplace(x.in, target_index{t});
  }
  std::vector<target_index> of(p.targets().size());
  for (std::int32_t t = 0; t < p.target_count(); ++t) {
    const target& x = p[target_index{t}];
    if (x.kind == kind)
      of[static_cast<std::size_t>(t)] = {t};
    else if (x.authority.known() || x.authority_unit.known())
      of[static_cast<std::size_t>(t)] = x.authority;
    else if (x.in.known())
      if (const auto it = of_region.find(level_of[x.in.at()]); it != of_region.end())
        of[static_cast<std::size_t>(t)] = it->second;
  }
  return of;
}

/// Local governments that must deal with many units on the same theme: one finding per authority
/// and theme. What the local government does itself is no contact.
inline std::vector<finding> find_coordination_load(const portfolio& p, const finding_rules& rules) {
  const deliveries& d = p.deliveries();
  if (!d.has_activity()) return {};
  const std::vector<target_index> authority_of = local_governments(p, rules.region_level);
  struct load {
    std::set<unit_index> units;
    std::set<program_index> programs;
    std::set<contact> contacts;
    std::map<std::int32_t, contact> events;
    std::vector<target_index> targets;
  };
  std::map<std::pair<target_index, activity_index>, load> loads;
  for (std::int32_t i = 0; i < d.size(); ++i) {
    const delivery_index x{i};
    const target_index authority = authority_of[d.target(x).at()];
    const intervention& by = p[d.intervention(x)];
    if (!authority.known() || !by.by.known() || !d.activity(x).known()) continue;
    if (by.by == p[authority].same_as) continue;
    load& l = loads[{authority, p.tree_of_activities().theme(d.activity(x))}];
    l.units.insert(by.by);
    l.programs.insert(by.of);
    if (l.targets.empty() || l.targets.back() != d.target(x)) l.targets.push_back(d.target(x));
    contact c{by.by, by.of, d.activity(x)};
    const period& when = d.when(x);
    if (when.latest_start() < no_last_day && when.earliest_end() > no_first_day &&
        when.latest_start() < when.earliest_end())
      c.from = when.latest_start(), c.to = when.earliest_end();
    if (d.event(x) < 0) {
      c.period_number = d.period_number(x);
      l.contacts.insert(c);
      continue;
    }
    // Whatever it holds and however exactly each row is dated, an event is one contact.
    contact& e = l.events.try_emplace(d.event(x), contact{by.by, {}, {}, d.event(x)}).first->second;
    if (e.by != by.by) e.by = {-2 - e.event};
    e.from = std::min(e.from, c.from), e.to = std::max(e.to, c.to);
  }
  std::vector<finding> findings;
  for (auto& entry : loads) {
    load& l = entry.second;
    if (static_cast<std::int64_t>(l.units.size()) < rules.load_min_units) continue;
    const target_index authority = entry.first.first;
    const activity_index theme = entry.first.second;
    sort_unique(l.targets);
    for (const auto& [event, c] : l.events) l.contacts.insert(c);
    finding& f = findings.emplace_back();
    f.kind = finding_kind::coordination_load;
    f.id = finding_id(f.kind, {p[authority].id, id_of(p, theme)});
    for (const program_index i : l.programs) f.programs.push_back(p[i].id);
    for (const unit_index u : l.units) f.units.push_back(p[u].id);
    f.activity = id_of(p, theme);
    f.region = id_of(p, p[authority].in);
    for (const target_index t : l.targets) f.targets.push_back(p[t].id);
    f.evidence.contacts = static_cast<std::int64_t>(l.contacts.size());
    f.evidence.clashes = count_clashes({l.contacts.begin(), l.contacts.end()});
    for (const contact& c : l.contacts) {
      if (c.from >= c.to) continue;
      f.first_day = f.first_day == no_first_day ? c.from : std::min(f.first_day, c.from);
      f.last_day = f.last_day == no_last_day ? c.to - 1 : std::max(f.last_day, c.to - 1);
    }
    judge_severity(f, p, rules);
    const std::string name = p[authority].name.empty() ? p[authority].id : p[authority].name;
    f.sentence = in_both([&](language lang) {
      const bool id = lang == language::id;
      const auto n = [&](std::int64_t k) { return grouped(k, lang); };
      const auto k = static_cast<std::int64_t>(l.units.size());
      std::string text = id ? name + " berurusan dengan " + n(k) + " unit untuk " +
                                  name_of(p, theme) + ": " + n(f.evidence.contacts) + " kontak"
                            : name + " deals with " + counted(k, "unit") + " on " +
                                  name_of(p, theme) + ": " +
                                  counted(f.evidence.contacts, "contact");
      if (d.has_period())
        text += id ? ", " + n(f.evidence.clashes) + " di antaranya pada tanggal yang bertabrakan"
                   : ", " + n(f.evidence.clashes) + " on clashing dates";
      return text + ".";
    });
    f.ask = in_both([&](language lang) {
      std::vector<std::string> names;
      for (const unit_index u : l.units) names.push_back(name_of(p, u, lang));
      return list_of(names, lang, 4) + (lang == language::id
                                            ? ": sepakati satu pintu dan satu kalender"
                                            : ": agree on one door and one calendar");
    });
  }
  return findings;
}

} // namespace irisan
