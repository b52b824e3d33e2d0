#pragma once

#include <irisan/finding/planned.hpp>
#include <irisan/model/portfolio.hpp>
#include <irisan/responsibility/piece.hpp>

#include <algorithm>
#include <set>
#include <string>
#include <vector>

namespace irisan {

/// What people agreed about a piece.
struct piece_agreement {
  unit_index pinned;                 ///< the unit it is pinned to
  std::string pinned_by;             ///< the agreement's id
  std::vector<unit_index> forbidden; ///< sorted
  std::vector<unit_index> together;  ///< units that carry it out together by intention; sorted
  unit_index leads;                  ///< of these, the one that is agreed to lead
  std::vector<unit_index> hosts;     ///< units with another role in it, though they deliver nothing
  bilingual together_by;
  std::string together_id;           ///< the agreement's id; empty if roles say so
  std::vector<delivery_index> joint; ///< its deliveries that are joint work; ascending
};

namespace detail {

/// Whether a pin or a ban speaks of a piece. What names a program speaks of pieces in which that
/// program works; a ban on a part bans the whole, a pin of a part pins nothing.
inline bool speaks_of(const portfolio& p, const agreement& a, const piece& x) {
  const deliveries& d = p.deliveries();
  const auto on = [&](delivery_index i) {
    return p.tree_of_activities().covers(a.on, d.activity(i));
  };
  if (a.on.known() && !p.tree_of_activities().covers(a.on, x.subject.activity)) {
    if (x.only_needed()) return false;
    if (a.kind == agreement_kind::pin ? !std::all_of(x.deliveries.begin(), x.deliveries.end(), on)
                                      : std::none_of(x.deliveries.begin(), x.deliveries.end(), on))
      return false;
  }
  if (!a.audience.empty() && (!x.subject.audience.known() || p[x.subject.audience] != a.audience))
    return false;
  if (a.in.known() && (!x.subject.in.known() || !region_covered(p, a.in, x.subject.in)))
    return false;
  if (!a.of.known() && !a.other.known()) return true;
  return std::any_of(x.deliveries.begin(), x.deliveries.end(), [&](delivery_index i) {
    const program_index of = p[d.intervention(i)].of;
    return (a.of.known() && within_program(p, a.of, of)) ||
           (a.other.known() && within_program(p, a.other, of));
  });
}

/// Whether a joint agreement speaks of one delivery.
inline bool speaks_of(const portfolio& p, const agreement& a, delivery_index i) {
  const deliveries& d = p.deliveries();
  const program_index of = p[d.intervention(i)].of;
  const region_index in = p[d.target(i)].in;
  return (!a.on.known() || p.tree_of_activities().covers(a.on, d.activity(i))) &&
         (a.audience.empty() || (d.audience(i).known() && p[d.audience(i)] == a.audience)) &&
         (!a.in.known() || (in.known() && region_covered(p, a.in, in))) &&
         ((!a.of.known() && !a.other.known()) || (a.of.known() && within_program(p, a.of, of)) ||
          (a.other.known() && within_program(p, a.other, of)));
}

} // namespace detail

/// What the agreements and roles that hold on a day say of a piece. The first pin by id counts; a
/// unit that is forbidden is not pinned. Work is joint only where two units do it today.
inline piece_agreement agreed_on(const portfolio& p, const piece& x, const date_range& as_of) {
  piece_agreement out;
  const deliveries& d = p.deliveries();
  const auto by = [&](delivery_index i) { return p[d.intervention(i)].by; };
  const auto holds = [&](const period& validity) { return valid_for(validity, {}, as_of); };
  for (const agreement& a : p.agreements())
    if (a.kind == agreement_kind::forbid && a.holder.known() && holds(a.validity) &&
        detail::speaks_of(p, a, x))
      out.forbidden.push_back(a.holder);
  sort_unique(out.forbidden);
  const auto forbidden = [&](unit_index u) {
    return std::binary_search(out.forbidden.begin(), out.forbidden.end(), u);
  };
  for (const agreement& a : p.agreements())
    if (a.kind == agreement_kind::pin && a.holder.known() && holds(a.validity) &&
        !forbidden(a.holder) && detail::speaks_of(p, a, x)) {
      out.pinned = a.holder, out.pinned_by = a.id;
      break;
    }

  const auto keep_joint = [&](const std::vector<delivery_index>& rows, unit_index leads,
                              const bilingual& words, const std::string& id) {
    std::set<unit_index> units;
    for (const delivery_index i : rows)
      if (by(i).known() && !forbidden(by(i))) units.insert(by(i));
    if (units.size() < 2) return false;
    out.joint.insert(out.joint.end(), rows.begin(), rows.end());
    out.together.insert(out.together.end(), units.begin(), units.end());
    if (!out.leads.known() && leads.known() && !forbidden(leads)) out.leads = leads;
    if (out.together_by.en.empty()) out.together_by = words, out.together_id = id;
    return true;
  };
  std::vector<delivery_index> rows;
  for (const agreement& a : p.agreements()) {
    if (a.kind != agreement_kind::joint || !holds(a.validity)) continue;
    rows.clear();
    for (const delivery_index i : x.deliveries)
      if (detail::speaks_of(p, a, i)) rows.push_back(i);
    const bool leads = a.role == role_kind::lead && a.holder.known();
    keep_joint(rows, leads ? a.holder : unit_index{}, {"agreement " + a.id, "kesepakatan " + a.id},
               a.id);
  }
  std::set<program_index> programs;
  for (const delivery_index i : x.deliveries) programs.insert(p[d.intervention(i)].of);
  for (const program_index of : programs) {
    unit_index lead;
    std::set<unit_index> holders, hosts;
    for (const role& r : p.roles()) {
      if (r.of != of || !holds(r.validity)) continue;
      if (r.in.known() && (!x.subject.in.known() || !detail::region_covered(p, r.in, x.subject.in)))
        continue;
      holders.insert(r.holder);
      if (r.kind == role_kind::lead && !lead.known()) lead = r.holder;
      if (r.kind == role_kind::host || r.kind == role_kind::support) hosts.insert(r.holder);
    }
    if (!lead.known()) continue;
    rows.clear();
    for (const delivery_index i : x.deliveries)
      if (p[d.intervention(i)].of == of && holders.contains(by(i))) rows.push_back(i);
    if (keep_joint(rows, lead,
                   {"the roles in " + name_of(p, of), "pembagian peran dalam " + name_of(p, of)},
                   {}))
      out.hosts.insert(out.hosts.end(), hosts.begin(), hosts.end());
  }
  sort_unique(out.joint), sort_unique(out.together), sort_unique(out.hosts);
  return out;
}

} // namespace irisan
