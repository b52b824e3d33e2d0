#pragma once

#include <irisan/finding/planned.hpp>
#include <irisan/finding/words.hpp>
#include <irisan/model/portfolio.hpp>

#include <algorithm>
#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <tuple>
#include <vector>

namespace irisan {

namespace detail {

/// The narrower of two fields of which an empty one means any; nothing if they exclude each other.
inline std::optional<std::string> narrower(const std::string& a, const std::string& b) {
  if (a.empty() || a == b) return b;
  if (b.empty()) return a;
  return std::nullopt;
}

inline std::optional<region_index> narrower(const portfolio& p, region_index a, region_index b) {
  if (!a.known()) return b;
  if (!b.known() || p.tree_of_regions().covers(b.value, a.value)) return a;
  if (p.tree_of_regions().covers(a.value, b.value)) return b;
  return std::nullopt;
}

} // namespace detail

/// More than one unit holds the same verb on the same object in the same region, and nothing says
/// who leads. The same verb on another object (audience, kind of target, channel) is no such case.
inline std::vector<finding> find_undivided_mandates(const portfolio& p, const finding_rules& rules,
                                                    const date_range& as_of) {
  // What two units hold: activity, audience, kind of target, channel, region; with who holds it.
  using object_key = std::tuple<activity_index, std::string, std::string, channel, region_index>;
  std::map<object_key, std::set<unit_index>> objects;
  const std::vector<mandate>& mandates = p.mandates();
  const auto valid = [&](const mandate& m) { return valid_for(m.validity, {}, as_of); };
  for (std::size_t i = 0; i < mandates.size(); ++i)
    for (std::size_t j = i + 1; j < mandates.size(); ++j) {
      const mandate &a = mandates[i], &b = mandates[j];
      if (a.holder == b.holder || !valid(a) || !valid(b)) continue;
      const activity_index verb = p.tree_of_activities().meet(a.verb, b.verb);
      const auto audience = detail::narrower(a.audience, b.audience);
      const auto kind = detail::narrower(a.target_kind, b.target_kind);
      const auto region = detail::narrower(p, a.in, b.in);
      const bool channels_meet =
          a.through == b.through || a.through == channel::unknown || b.through == channel::unknown;
      if (!verb.known() || !audience || !kind || !region || !channels_meet) continue;
      const channel through = a.through == channel::unknown ? b.through : a.through;
      objects[{verb, *audience, *kind, through, *region}].insert({a.holder, b.holder});
    }

  // How a unit holds an object: what any of its mandates says of it; "unspecified" says nothing.
  const auto held = [&](unit_index u, const object_key& object) {
    const auto& [verb, audience, kind, through, region] = object;
    strength best = strength::unspecified;
    for (const mandate& m : mandates) {
      if (m.holder != u || !valid(m) || !p.tree_of_activities().covers(m.verb, verb) ||
          (!m.audience.empty() && m.audience != audience) ||
          (!m.target_kind.empty() && m.target_kind != kind) ||
          (m.through != channel::unknown && m.through != through) ||
          (m.in.known() && !p.tree_of_regions().covers(m.in.value, region.value)))
        continue;
      if (m.strength == strength::lead) return strength::lead;
      if (m.strength == strength::support) best = strength::support;
    }
    return best;
  };

  // One finding per activity, audience and region, whatever the kinds of target and the channels.
  std::map<std::tuple<activity_index, std::string, region_index>, std::set<unit_index>> undivided;
  for (const auto& [object, holders] : objects) {
    const auto& [verb, audience, kind, through, region] = object;
    std::size_t leads = 0, supports = 0;
    for (const unit_index u : holders) {
      const strength s = held(u, object);
      leads += s == strength::lead;
      supports += s == strength::support;
    }
    const bool divided = leads == 1 && supports + 1 == holders.size();
    const bool agreed =
        std::any_of(p.agreements().begin(), p.agreements().end(), [&](const agreement& a) {
          return a.kind != agreement_kind::forbid && a.role == role_kind::lead &&
                 a.holder.known() && !a.of.known() && !a.other.known() &&
                 (!a.on.known() || p.tree_of_activities().covers(a.on, verb)) &&
                 (a.audience.empty() || a.audience == audience) &&
                 (!a.in.known() || p.tree_of_regions().covers(a.in.value, region.value)) &&
                 valid_for(a.validity, {}, as_of);
        });
    if (!divided && !agreed)
      undivided[{verb, audience, region}].insert(holders.begin(), holders.end());
  }

  std::vector<finding> findings;
  const deliveries& d = p.deliveries();
  for (const auto& [object, units] : undivided) {
    const auto& [verb, audience, region] = object;
    finding& f = findings.emplace_back();
    f.kind = finding_kind::undivided_mandate;
    f.id = finding_id(f.kind, {id_of(p, verb), audience, id_of(p, region)});
    f.activity = id_of(p, verb);
    if (!audience.empty()) f.audiences = {audience};
    f.region = id_of(p, region);
    for (const unit_index u : units) f.units.push_back(p[u].id);
    // What hangs on it: the targets that these units reach in what is undivided.
    std::vector<target_index> reached;
    std::set<program_index> programs;
    std::int64_t rows = 0;
    for (std::int32_t i = 0; i < d.size(); ++i) {
      const intervention& by = p[d.intervention({i})];
      if (!units.contains(by.by) || !p.tree_of_activities().covers(verb, d.activity({i}))) continue;
      if (!audience.empty() && (!d.audience({i}).known() || p[d.audience({i})] != audience))
        continue;
      if (region.known() && !p.tree_of_regions().covers(region.value, p[d.target({i})].in.value))
        continue;
      reached.push_back(d.target({i}));
      programs.insert(by.of);
      ++rows;
    }
    sort_unique(reached);
    for (const target_index t : reached) f.targets.push_back(p[t].id);
    for (const program_index i : programs) f.programs.push_back(p[i].id);
    f.evidence.deliveries = rows;
    f.evidence.certain = static_cast<std::int64_t>(reached.size());
    judge_severity(f, p, rules);
    f.sentence = in_both([&](language l) {
      const bool id = l == language::id;
      std::vector<std::string> names;
      for (const unit_index u : units) names.push_back(name_of(p, u, l));
      const std::string whom = audience.empty()
                                   ? std::string()
                                   : (id ? " untuk " : " for ") + audience_word(audience, l);
      const std::string where =
          region.known() ? (id ? " di " : " in ") + name_of(p, region, l) : std::string();
      if (id)
        return "Tusi " + list_of(names, l) + " sama-sama memuat " + name_of(p, verb) + whom +
               where + "; pembagiannya belum ditetapkan.";
      return "The tusi of " + list_of(names, l) +
             (names.size() > 2 ? " all name " : " both name ") + name_of(p, verb) + whom + where +
             "; who leads is not yet divided.";
    });
    f.ask = in_both([&](language l) {
      std::vector<std::string> names;
      for (const unit_index u : units) names.push_back(name_of(p, u, l));
      return list_of(names, l, 4) +
             (l == language::id ? ": tetapkan siapa yang memimpin" : ": decide who leads");
    });
  }
  return findings;
}

/// No basis for a delivery is found in its unit's tusi. Only for units that have mandates loaded;
/// exempt kinds of unit (partners) are passed over.
///
/// A field that the delivery leaves empty cannot speak against it, so it is passed over too.
inline std::vector<finding> find_outside_mandate(const portfolio& p, const finding_rules& rules,
                                                 const date_range& as_of) {
  const deliveries& d = p.deliveries();
  if (p.mandates().empty() || !d.has_activity()) return {};
  const std::vector<region_index> level_of = p.regions_at(rules.region_level);
  std::vector<std::vector<const mandate*>> held(p.units().size());
  for (const mandate& m : p.mandates()) held[m.holder.at()].push_back(&m);

  struct outside {
    std::vector<target_index> targets;
    std::vector<delivery_index> rows;
    std::set<program_index> programs;
    value_at_stake value;
  };
  std::map<std::tuple<unit_index, activity_index, audience_index, region_index>, outside> found;
  for (std::int32_t n = 0; n < d.size(); ++n) {
    const delivery_index i{n};
    const intervention& by = p[d.intervention(i)];
    const activity_index a = d.activity(i);
    if (!by.by.known() || !a.known() || held[by.by.at()].empty()) continue;
    if (std::find(rules.exempt_kinds.begin(), rules.exempt_kinds.end(), p[by.by].kind) !=
        rules.exempt_kinds.end())
      continue;
    const target& t = p[d.target(i)];
    const bool has_basis =
        std::any_of(held[by.by.at()].begin(), held[by.by.at()].end(), [&](const mandate* m) {
          return p.tree_of_activities().covers(m->verb, a) &&
                 (m->audience.empty() || !d.audience(i).known() ||
                  p[d.audience(i)] == m->audience) &&
                 (m->target_kind.empty() || t.kind.empty() || t.kind == m->target_kind) &&
                 (m->through == channel::unknown || d.through(i) == channel::unknown ||
                  d.through(i) == m->through) &&
                 (!t.in.known() || detail::region_covered(p, m->in, t.in)) &&
                 valid_for(m->validity, d.when(i), as_of);
        });
    if (has_basis) continue;
    outside& o = found[{by.by, a, d.audience(i), t.in.known() ? level_of[t.in.at()] : t.in}];
    o.targets.push_back(d.target(i));
    o.rows.push_back(i);
    o.programs.insert(by.of);
    if (d.cost(i) == unknown_money)
      o.value.at_least = true;
    else
      o.value.known = true, o.value.amount += d.cost(i);
  }

  std::vector<finding> findings;
  for (auto& [subject, o] : found) {
    const auto& [u, a, w, region] = subject;
    finding& f = findings.emplace_back();
    f.kind = finding_kind::outside_mandate;
    f.id =
        finding_id(f.kind, {p[u].id, p[a].id, w.known() ? p[w] : std::string(), id_of(p, region)});
    f.units = {p[u].id};
    f.activity = p[a].id;
    if (w.known()) f.audiences = {p[w]};
    f.region = id_of(p, region);
    sort_unique(o.targets);
    for (const target_index t : o.targets) f.targets.push_back(p[t].id);
    for (const program_index i : o.programs) f.programs.push_back(p[i].id);
    for (const delivery_index i : o.rows) f.rows.push_back(row_key(p, i));
    std::sort(f.rows.begin(), f.rows.end());
    f.value = o.value;
    f.evidence.deliveries = static_cast<std::int64_t>(o.rows.size());
    f.evidence.certain = static_cast<std::int64_t>(o.targets.size());
    judge_severity(f, p, rules);
    f.sentence = in_both([&](language l) {
      const bool id = l == language::id;
      const std::string whom =
          f.audiences.empty() ? std::string()
                              : (id ? " bagi " : " for ") + audience_word(f.audiences.front(), l);
      const std::string where =
          region.known() ? (id ? " di " : " in ") + name_of(p, region, l) : std::string();
      if (id)
        return "Dasar tugas " + name_of(p, u, l) + " untuk " + name_of(p, a) + whom + where +
               " belum ditemukan dalam data tusi.";
      return "No basis for " + name_of(p, a) + whom + where + " by " + name_of(p, u, l) +
             " was found in the tusi in the data.";
    });
    f.ask = in_both([&](language l) {
      return name_of(p, u, l) +
             (l == language::id ? ": tunjukkan dasar tugasnya atau sepakati siapa yang melaksanakan"
                                : ": name the basis, or agree who carries it out");
    });
  }
  return findings;
}

} // namespace irisan
