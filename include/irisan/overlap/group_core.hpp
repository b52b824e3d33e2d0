#pragma once

#include <irisan/core/error.hpp>
#include <irisan/core/index.hpp>
#include <irisan/core/progress.hpp>
#include <irisan/graph/incidence.hpp>
#include <irisan/overlap/group_query.hpp>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <vector>

namespace irisan {

/// What is left of an incidence when programs and targets are gone that no set as wanted holds.
///
/// All targets of such a set have its programs, so a target of fewer programs, or without any of
/// the wanted ones, is a target of none; a program with too few targets left is in none. (The core
/// of a bipartite graph: peeled in whole passes, since few are needed.)
class group_core {
public:
  group_core(const incidence_view& a, const group_query& query, const progress& watch)
      : wanted_(query.any_of.empty() ? 0 : static_cast<std::size_t>(a.rows()), 0),
        has_target_(static_cast<std::size_t>(a.columns), 1),
        targets_of_(static_cast<std::size_t>(a.rows())) {
    for (const intervention_index p : query.any_of) wanted_[p.at()] = 1;
    for (std::int32_t p = 0; p < a.rows(); ++p)
      targets_of_[static_cast<std::size_t>(p)] = a.size(p);
    const bool some_targets_only = query.min_programs > 1 || !query.any_of.empty();
    for (bool peeled = some_targets_only; peeled;) {
      if (watch.stop.stop_requested()) throw stopped();
      peeled = peel_targets(a, query) && count_targets(a, query);
    }
    rank_programs(a, query);
  }

  /// Those that are left, by targets left, descending, then by index.
  const std::vector<intervention_index>& programs() const noexcept { return programs_; }
  const std::vector<std::uint8_t>& wanted() const noexcept { return wanted_; }
  bool has_target(std::int32_t t) const noexcept {
    return has_target_[static_cast<std::size_t>(t)] != 0;
  }
  std::int32_t targets_of(intervention_index p) const noexcept { return targets_of_[p.at()]; }

private:
  bool left(std::int32_t p, const group_query& query) const noexcept {
    return targets_of_[static_cast<std::size_t>(p)] >= query.min_targets;
  }
  bool peel_targets(const incidence_view& a, const group_query& query) {
    std::vector<std::int32_t> programs(has_target_.size(), 0);
    std::vector<std::uint8_t> has_wanted(wanted_.empty() ? 0 : has_target_.size(), 0);
    for (std::int32_t p = 0; p < a.rows(); ++p) {
      if (!left(p, query)) continue;
      for (const std::int32_t t : a.row(p)) ++programs[static_cast<std::size_t>(t)];
      if (!wanted_.empty() && wanted_[static_cast<std::size_t>(p)] != 0)
        for (const std::int32_t t : a.row(p)) has_wanted[static_cast<std::size_t>(t)] = 1;
    }
    bool peeled = false;
    for (std::size_t t = 0; t < has_target_.size(); ++t)
      if (has_target_[t] != 0 &&
          (programs[t] < query.min_programs || (!wanted_.empty() && has_wanted[t] == 0))) {
        has_target_[t] = 0;
        peeled = true;
      }
    return peeled;
  }
  bool count_targets(const incidence_view& a, const group_query& query) {
    bool peeled = false;
    for (std::int32_t p = 0; p < a.rows(); ++p) {
      if (!left(p, query)) continue;
      std::int32_t n = 0;
      for (const std::int32_t t : a.row(p)) n += has_target_[static_cast<std::size_t>(t)];
      targets_of_[static_cast<std::size_t>(p)] = n;
      peeled = peeled || !left(p, query);
    }
    return peeled;
  }
  void rank_programs(const incidence_view& a, const group_query& query) {
    for (std::int32_t p = 0; p < a.rows(); ++p)
      if (left(p, query) && targets_of_[static_cast<std::size_t>(p)] > 0) programs_.push_back({p});
    std::sort(programs_.begin(), programs_.end(), [&](intervention_index p, intervention_index q) {
      return targets_of(p) != targets_of(q) ? targets_of(p) > targets_of(q) : p < q;
    });
  }

  std::vector<std::uint8_t> wanted_;     // by intervention; none if any will do
  std::vector<std::uint8_t> has_target_; // by target
  std::vector<std::int32_t> targets_of_; // by intervention
  std::vector<intervention_index> programs_;
};

} // namespace irisan
