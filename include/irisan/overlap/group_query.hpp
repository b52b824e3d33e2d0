#pragma once

#include <irisan/core/error.hpp>
#include <irisan/core/index.hpp>
#include <irisan/core/progress.hpp>

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

namespace irisan {

/// What makes a group of interventions come before another.
enum class group_ranking : std::uint8_t {
  cells, ///< programs · shared targets: how much work lies in the crossing
  lift   ///< shared targets over those expected if the programs chose theirs independently
};

/// Which groups of interventions are wanted; every condition must hold.
struct group_query {
  std::int32_t min_programs = 2;          ///< at least 1
  std::int64_t min_targets = 1;           ///< that all of the group share; at least 1
  std::vector<intervention_index> any_of; ///< a group must hold one of these; empty: any group
  std::size_t most = 100'000; ///< groups after which a search that keeps them all ends; see
                              ///< `shared_groups::truncated`
  std::size_t top = 0;        ///< only so many that rank first; 0: all, in order of their members
  group_ranking ranking = group_ranking::cells;

  friend bool operator==(const group_query&, const group_query&) = default;
};

/// How groups are searched; the result never depends on the threads.
struct group_options {
  unsigned threads = 0; ///< 0: as many as the machine has
  progress watch;
};

/// Throws `rule_error` if a query asks for what cannot be, of so many interventions.
inline void check(const group_query& query, std::int32_t interventions) {
  if (query.min_programs < 1)
    throw rule_error("groups: at least 1 program is in a group, not " +
                     std::to_string(query.min_programs));
  if (query.min_targets < 1)
    throw rule_error("groups: at least 1 target is shared, not " +
                     std::to_string(query.min_targets));
  for (const intervention_index p : query.any_of)
    if (p.value < 0 || p.value >= interventions)
      throw rule_error("groups: there is no intervention " + std::to_string(p.value) + " among " +
                       std::to_string(interventions));
}

} // namespace irisan
