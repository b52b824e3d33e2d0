#pragma once

#include <irisan/finding/words.hpp>
#include <irisan/model/portfolio.hpp>

#include <optional>
#include <string>
#include <vector>

namespace irisan {

/// Two interventions that meet: what an agreement, roles or mandates would have to cover.
struct meeting_subject {
  intervention_index first, second;
  std::vector<activity_index> activities; ///< in which they agree; empty if none was recorded
  std::vector<audience_index> audiences;
  region_index in; ///< of the target
  period when;     ///< of the first's delivery; unknown without dates
  period other;    ///< of the second's
};

/// Whether a validity holds for something: at its time, else on the day of the audit.
inline bool valid_for(const period& validity, const period& when,
                      const date_range& as_of) noexcept {
  if (when.known()) return possibly_meet(validity, when);
  return !as_of.known() || holds_on(validity, as_of.latest);
}

namespace detail {

inline bool region_covered(const portfolio& p, region_index by, region_index r) {
  return !by.known() || p.tree_of_regions().covers(by.value, r.value);
}

inline bool activities_covered(const portfolio& p, activity_index by,
                               const std::vector<activity_index>& activities) {
  if (!by.known()) return true;
  if (activities.empty()) return false;
  return std::all_of(activities.begin(), activities.end(),
                     [&](activity_index a) { return p.tree_of_activities().covers(by, a); });
}

inline bool audiences_covered(const portfolio& p, const std::string& by,
                              const std::vector<audience_index>& audiences) {
  if (by.empty()) return true;
  if (audiences.empty()) return false;
  return std::all_of(audiences.begin(), audiences.end(),
                     [&](audience_index a) { return p[a] == by; });
}

/// `program` is the one an agreement names, or lies inside it.
inline bool within_program(const portfolio& p, program_index named, program_index program) {
  return p.tree_of_programs().covers(named.value, program.value);
}

inline bool programs_covered(const portfolio& p, const agreement& a, program_index x,
                             program_index y) {
  if (a.of.known() && a.other.known())
    return (within_program(p, a.of, x) && within_program(p, a.other, y)) ||
           (within_program(p, a.of, y) && within_program(p, a.other, x));
  const program_index named = a.of.known() ? a.of : a.other;
  return !named.known() || (within_program(p, named, x) && within_program(p, named, y));
}

} // namespace detail

/// What covers a meeting: the joint agreement, the roles in one program, or mandates of lead and
/// support. Empty if nothing does.
inline bilingual covered_by(const portfolio& p, const meeting_subject& m, const date_range& as_of) {
  const intervention &x = p[m.first], &y = p[m.second];
  // What covers a meeting must hold for both deliveries, whichever comes first.
  const auto valid = [&](const period& validity) {
    if (!m.when.known() && !m.other.known()) return valid_for(validity, {}, as_of);
    return possibly_meet(validity, m.when) && possibly_meet(validity, m.other);
  };
  for (const agreement& a : p.agreements()) {
    if (a.kind != agreement_kind::joint || !valid(a.validity)) continue;
    // An agreement that names one of the two units, or neither, covers both.
    if (a.holder.known() && a.holder != x.by && a.holder != y.by) continue;
    if (detail::programs_covered(p, a, x.of, y.of) && detail::region_covered(p, a.in, m.in) &&
        detail::activities_covered(p, a.on, m.activities) &&
        detail::audiences_covered(p, a.audience, m.audiences))
      return {"agreement " + a.id, "kesepakatan " + a.id};
  }
  if (x.of == y.of && x.by != y.by) {
    bool first = false, second = false, lead = false;
    for (const role& r : p.roles()) {
      if (r.of != x.of || !detail::region_covered(p, r.in, m.in) || !valid(r.validity)) continue;
      first |= r.holder == x.by;
      second |= r.holder == y.by;
      lead |= r.kind == role_kind::lead;
    }
    if (first && second && lead)
      return {"the roles in " + name_of(p, x.of), "pembagian peran dalam " + name_of(p, x.of)};
  }
  if (x.by == y.by) return {};
  // One unit leads and the other supports by mandate, for all that they agree in.
  const auto strongest = [&](unit_index u, activity_index a, audience_index w) {
    std::optional<strength> best;
    for (const mandate& t : p.mandates()) {
      if (t.holder != u || !p.tree_of_activities().covers(t.verb, a) ||
          !detail::region_covered(p, t.in, m.in) || !valid(t.validity))
        continue;
      if (!t.audience.empty() && (!w.known() || p[w] != t.audience)) continue;
      if (t.strength == strength::lead) return std::optional(strength::lead);
      if (t.strength == strength::support) best = strength::support;
    }
    return best;
  };
  const auto divided = [&](activity_index a, audience_index w) {
    const auto u = strongest(x.by, a, w), v = strongest(y.by, a, w);
    return u && v && (*u == strength::lead) != (*v == strength::lead);
  };
  bool all = !m.activities.empty() && !p.mandates().empty();
  for (const activity_index a : m.activities) {
    if (m.audiences.empty()) all = all && divided(a, {});
    for (const audience_index w : m.audiences) all = all && divided(a, w);
  }
  if (all) return {"mandates of lead and support", "tusi utama dan pendukung"};
  return {};
}

} // namespace irisan
