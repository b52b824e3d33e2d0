#pragma once

#include <irisan/finding/finding.hpp>
#include <irisan/model/portfolio.hpp>

#include <map>
#include <string>
#include <vector>

namespace irisan {

/// Remembers what people decided: the latest decision on each finding by the day of the audit.
///
/// A decision holds until it expires or the evidence grows: more targets, or more value at stake,
/// than when it was made.
inline void apply_decisions(std::vector<finding>& findings, const std::vector<decision>& decisions,
                            const date_range& as_of) {
  std::map<std::string, const decision*> latest;
  for (const decision& d : decisions) {
    if (as_of.known() && d.date.known() && d.date.earliest > as_of.latest) continue;
    const decision*& known = latest[d.finding];
    // Decisions stand in the order of their texts; an undated one comes before every dated one.
    if (!known || known->date.earliest <= d.date.earliest) known = &d;
  }
  for (finding& f : findings) {
    const auto it = latest.find(f.id);
    if (it == latest.end()) continue;
    const decision& d = *it->second;
    f.decision = d.kind;
    f.decision_reason = d.reason;
    f.status = finding_status::decided;
    if (d.expires.known() && as_of.known() && d.expires.latest < as_of.latest)
      f.status = finding_status::expired;
    if ((d.targets_then != unknown_money &&
         static_cast<std::int64_t>(f.targets.size()) > d.targets_then) ||
        (d.value_then != unknown_money && f.value.known && f.value.amount > d.value_then))
      f.status = finding_status::grown;
  }
}

} // namespace irisan
