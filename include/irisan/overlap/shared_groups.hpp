#pragma once

#include <irisan/core/error.hpp>
#include <irisan/core/sorted.hpp>
#include <irisan/core/tasks.hpp>
#include <irisan/graph/incidence.hpp>
#include <irisan/overlap/closed_sets.hpp>
#include <irisan/overlap/group_query.hpp>
#include <irisan/overlap/group_rank.hpp>
#include <irisan/overlap/target_patterns.hpp>

#include <algorithm>
#include <atomic>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <iterator>
#include <limits>
#include <span>
#include <string>
#include <vector>

namespace irisan {

/// Groups of interventions that share targets, each as large as it can be without losing one.
struct shared_groups {
  std::vector<std::int64_t> offsets{0};    ///< of each group in `members`
  std::vector<intervention_index> members; ///< of each group, ascending
  std::vector<std::int64_t> inclusive;     ///< targets of all of a group, whoever else is there
  std::vector<std::int64_t> exclusive;     ///< targets of exactly a group and of no other program
  bool truncated = false; ///< there are more groups, and the search ended at the first `most`

  std::size_t count() const noexcept { return inclusive.size(); }
  std::span<const intervention_index> group(std::size_t i) const noexcept {
    return {members.data() + offsets[i], static_cast<std::size_t>(offsets[i + 1] - offsets[i])};
  }
  /// Programs · targets that all of them reach.
  std::int64_t cells(std::size_t i) const noexcept {
    return (offsets[i + 1] - offsets[i]) * inclusive[i];
  }

  friend bool operator==(const shared_groups&, const shared_groups&) = default;
};

namespace detail {

inline std::vector<intervention_index> sorted_members(const incidence_view& a,
                                                      std::span<const intervention_index> members) {
  std::vector<intervention_index> sorted(members.begin(), members.end());
  sort_unique(sorted);
  if (!sorted.empty() && (sorted.front().value < 0 || sorted.back().value >= a.rows())) {
    const auto wrong = sorted.front().value < 0 ? sorted.front() : sorted.back();
    throw rule_error("groups: there is no intervention " + std::to_string(wrong.value) + " among " +
                     std::to_string(a.rows()));
  }
  return sorted;
}

/// How many of some programs, and of all, reach each target, as `keep(target, some, all)` wants it.
template <class Keep>
std::vector<target_index> targets_where(const incidence_view& a,
                                        std::span<const intervention_index> some,
                                        const Keep& keep) {
  const auto columns = static_cast<std::size_t>(a.columns);
  std::vector<std::int32_t> by_some(columns, 0), by_all(columns, 0);
  for (const std::int32_t t : a.targets) ++by_all[static_cast<std::size_t>(t)];
  for (const intervention_index p : some)
    for (const std::int32_t t : a.row(p.value)) ++by_some[static_cast<std::size_t>(t)];
  std::vector<target_index> kept;
  for (std::int32_t t = 0; t < a.columns; ++t)
    if (keep(by_some[static_cast<std::size_t>(t)], by_all[static_cast<std::size_t>(t)]))
      kept.push_back({t});
  return kept;
}

/// Fills in groups in the order given, with the targets that are theirs alone.
inline void list_groups(shared_groups& out, std::span<const ranked_group> groups,
                        const incidence_view& a) {
  for (const ranked_group& g : groups) {
    out.members.insert(out.members.end(), g.members.begin(), g.members.end());
    out.offsets.push_back(static_cast<std::int64_t>(out.members.size()));
    out.inclusive.push_back(g.shared);
  }
  if (groups.empty()) return;
  const target_patterns patterns = find_target_patterns(a);
  for (const ranked_group& g : groups) out.exclusive.push_back(patterns.targets_of(g.members));
}

inline std::vector<ranked_group> first_groups(const incidence_view& a, const group_query& query,
                                              const group_options& options, bool& truncated) {
  using found = std::vector<ranked_group>;
  found all;
  // Parts come in the order of the search, so that those kept do not depend on the threads.
  std::atomic<bool> full = false;
  for_each_closed_set<found>(
      a, query, options,
      [&](found& part, const closed_set& set) {
        part.push_back({0, set.shared, {set.members.begin(), set.members.end()}});
        std::sort(part.back().members.begin(), part.back().members.end());
        return part.size() <= query.most && !full.load(std::memory_order_relaxed);
      },
      [&](found& part) {
        if (full) return;
        const std::size_t room = query.most - all.size();
        truncated = full = part.size() > room;
        if (truncated) part.resize(room);
        std::move(part.begin(), part.end(), std::back_inserter(all));
      });
  std::sort(all.begin(), all.end(),
            [](const ranked_group& x, const ranked_group& y) { return x.members < y.members; });
  return all;
}

inline std::vector<ranked_group> best_groups(const incidence_view& a, const group_query& query,
                                             const group_options& options) {
  using found = std::vector<ranked_group>;
  found all;
  ranking_guide::bar least = -std::numeric_limits<double>::infinity();
  search_closed_sets<found>(
      a, query, options, [&](found& part) { return ranking_guide(a, query, least, part); },
      [&](found& part) {
        const auto before = std::mem_fn(&ranked_group::before);
        std::move(part.begin(), part.end(), std::back_inserter(all));
        std::sort(all.begin(), all.end(), before);
        if (all.size() > query.top) all.resize(query.top);
      });
  return all;
}

} // namespace detail

/// The targets that all of these interventions reach, whoever else does: their inclusive
/// intersection. Of no intervention, it is every target.
///
/// Throws `rule_error` for an intervention that does not exist.
inline std::vector<target_index> inclusive_targets(const incidence_view& a,
                                                   std::span<const intervention_index> members) {
  const auto some = detail::sorted_members(a, members);
  const auto n = static_cast<std::int32_t>(some.size());
  return detail::targets_where(a, some,
                               [&](std::int32_t by_some, std::int32_t) { return by_some == n; });
}

/// The targets that exactly these interventions reach and no other: their exclusive intersection.
/// Of no intervention, it is every target that nobody reaches.
///
/// Throws `rule_error` for an intervention that does not exist.
inline std::vector<target_index> exclusive_targets(const incidence_view& a,
                                                   std::span<const intervention_index> members) {
  const auto some = detail::sorted_members(a, members);
  const auto n = static_cast<std::int32_t>(some.size());
  return detail::targets_where(a, some, [&](std::int32_t by_some, std::int32_t by_all) {
    return by_some == n && by_all == n;
  });
}

/// All groups of interventions that a query accepts: the closed sets of `for_each_closed_set`, with
/// how many targets all of each reach, and how many are its own alone.
///
/// Sorted by their members. If there are more than `query.most`, the search ends, `truncated` says
/// so, and the groups are the first ones that the search came by, not the largest. With
/// `query.top`, only so many that rank first are kept, those by cells or lift first, ties by their
/// members; `most` is not asked then, and what cannot rank is not searched: at most m-th extension
/// by targets · the programs there would be. The same for any number of threads.
///
/// Lift is the targets shared over those expected under independence, ∏ Kᵢ / Nⁿ⁻¹ (`log_lift`); it
/// favours many programs of few targets, so ask for enough `min_targets`.
/// Throws `rule_error` for a query that cannot be, `stopped` when asked to stop.
inline shared_groups find_shared_groups(const incidence_view& a, const group_query& query = {},
                                        const group_options& options = {}) {
  shared_groups out;
  const auto groups = query.top > 0 ? detail::best_groups(a, query, options)
                                    : detail::first_groups(a, query, options, out.truncated);
  detail::list_groups(out, groups, a);
  return out;
}

} // namespace irisan
