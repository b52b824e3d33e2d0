#pragma once

#include <irisan/model/eligible_targets.hpp>
#include <irisan/model/portfolio.hpp>
#include <irisan/need/reported_work.hpp>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <map>
#include <set>
#include <span>
#include <utility>
#include <vector>

namespace irisan {

/// Of the activities that needs name: where somebody who works on them has not reported, and whom
/// no program that works on them may reach.
///
/// Who works on an activity: every unit with a delivery of it anywhere, and every unit that reports
/// and holds it as a mandate in the region.
class open_activities {
public:
  open_activities(const portfolio& p, std::span<const need> needs, const period& asked) : p_(p) {
    std::set<activity_index> named;
    for (const need& n : needs) named.insert(n.activity);
    if (named.empty()) return;
    const deliveries& d = p.deliveries();
    const activity_tree& tree = p.tree_of_activities();
    // What each intervention does, once each: a few activities whatever the number of deliveries.
    std::vector<std::pair<activity_index, intervention_index>> done;
    std::size_t of_this = 0; // where those of the intervention at hand begin
    for (std::int32_t i = 0; i < d.size(); ++i) {
      if (i > 0 && d.intervention({i}) != d.intervention({i - 1})) of_this = done.size();
      const std::pair x(d.activity({i}), d.intervention({i}));
      const auto begin = done.begin() + static_cast<std::ptrdiff_t>(of_this);
      if (x.first.known() && std::find(begin, done.end(), x) == done.end()) done.push_back(x);
    }
    const reported_work reported(p, asked);
    const auto eligible = eligible_targets(p);
    std::map<std::pair<unit_index, program_index>, std::vector<bool>> regions_of;
    const auto reported_by = [&](unit_index u, program_index of) -> const std::vector<bool>& {
      const auto [it, added] = regions_of.try_emplace({u, of});
      if (added) it->second = reported.of(u, of);
      return it->second;
    };
    const std::size_t regions = std::max<std::size_t>(1, p.regions().size());
    for (const activity_index a : named) {
      std::set<std::pair<unit_index, program_index>> work;
      std::set<program_index> programs;
      for (const auto& [what, i] : done)
        if (tree.covers(a, what)) {
          work.insert({p[i].by, p[i].of});
          programs.insert(p[i].of);
        }
      facts& f = of_.try_emplace(a).first->second;
      if (reported.known()) {
        f.silent.assign(regions, false);
        for (const auto& [by, of] : work) {
          const std::vector<bool>& there = reported_by(by, of);
          for (std::size_t r = 0; r < regions; ++r)
            if (!there[r]) f.silent[r] = f.silent_somewhere = true;
        }
        for (const mandate& m : p.mandates()) {
          if (!reported.takes_part(m.holder) || !possibly_meet(m.validity, asked)) continue;
          if (!tree.covers(m.verb, a) && !tree.covers(a, m.verb)) continue;
          const std::vector<bool>& there = reported_by(m.holder, {});
          for (std::size_t r = 0; r < regions; ++r)
            if (!there[r] && (!m.in.known() ||
                              p.tree_of_regions().covers(m.in.value, static_cast<std::int32_t>(r))))
              f.silent[r] = f.silent_somewhere = true;
        }
      }
      // Somebody may reach everybody unless every program that does it has rows of eligibility.
      f.closed = !programs.empty();
      for (const program_index of : programs) f.closed = f.closed && eligible.contains(of);
      if (!f.closed) continue;
      f.may.assign(p.targets().size(), false);
      for (const program_index of : programs) {
        const std::vector<bool>& may = eligible.at(of);
        for (std::size_t t = 0; t < may.size(); ++t)
          if (may[t]) f.may[t] = true;
      }
    }
  }

  /// Whether somebody who works on it has not reported about the need's region. Of a target without
  /// a region: whether anybody has not anywhere.
  bool not_reported(const need& n) const {
    const facts& f = of_.at(n.activity);
    if (f.silent.empty()) return false;
    const region_index in = p_[n.of].in;
    return in.known() ? f.silent[in.at()] : f.silent_somewhere;
  }

  /// Whether a program that works on it may reach the target; with no such program, it may.
  bool eligible(const need& n) const {
    const facts& f = of_.at(n.activity);
    return !f.closed || f.may[n.of.at()];
  }

private:
  struct facts {
    std::vector<bool> silent; ///< by region; empty: all was reported
    bool silent_somewhere = false;
    bool closed = false;
    std::vector<bool> may; ///< by target, where closed
  };

  const portfolio& p_;
  std::map<activity_index, facts> of_;
};

} // namespace irisan
