#pragma once

#include <irisan/model/portfolio.hpp>

#include <algorithm>
#include <cstddef>
#include <map>
#include <vector>

namespace irisan {

/// Whom each program with rows of `eligibility` may reach, by target; other programs may reach all.
///
/// A target that is named itself is what it is said to be; one in a group that is not eligible is
/// not; else, if some are said to be eligible, only those are.
inline std::map<program_index, std::vector<bool>> eligible_targets(const portfolio& p) {
  const std::size_t m = p.targets().size();
  std::map<program_index, std::vector<const eligibility*>> rules;
  for (const eligibility& e : p.eligibilities()) rules[e.of].push_back(&e);
  std::map<program_index, std::vector<bool>> all;
  for (const auto& [of, rows] : rules) {
    const bool closed = std::any_of(rows.begin(), rows.end(), [](const eligibility* e) {
      return e->state == eligibility_state::eligible;
    });
    std::vector<bool> may(m, !closed);
    const auto apply = [&](bool named, eligibility_state state) {
      for (const eligibility* e : rows) {
        if (e->state != state || e->target.known() != named) continue;
        if (named) {
          may[e->target.at()] = state == eligibility_state::eligible;
          continue;
        }
        for (std::size_t t = 0; t < m; ++t) {
          const target& at = p.targets()[t];
          const bool inside =
              (!e->in.known() ||
               (at.in.known() && p.tree_of_regions().covers(e->in.value, at.in.value))) &&
              (e->level.empty() || e->level == at.level) &&
              (e->status.empty() || e->status == at.status);
          if (inside) may[t] = state == eligibility_state::eligible;
        }
      }
    };
    // The later ones decide.
    for (const bool named : {false, true})
      for (const auto state : {eligibility_state::eligible, eligibility_state::not_eligible})
        apply(named, state);
    all.emplace(of, std::move(may));
  }
  return all;
}

} // namespace irisan
