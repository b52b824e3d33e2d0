#pragma once

#include <irisan/core/index.hpp>
#include <irisan/graph/incidence.hpp>
#include <irisan/overlap/identical_groups.hpp>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

namespace irisan {

/// Which sets of programs reach a target together and alone, and how many targets each: the
/// exclusive intersections, of which only those that occur are listed, never 2ⁿ.
struct target_patterns {
  std::vector<std::int64_t> offsets{0};    ///< of each pattern in `members`
  std::vector<intervention_index> members; ///< ascending; patterns by their members
  std::vector<std::int64_t> targets;       ///< reached by exactly these programs

  std::size_t count() const noexcept { return targets.size(); }
  std::span<const intervention_index> pattern(std::size_t i) const noexcept {
    return {members.data() + offsets[i], static_cast<std::size_t>(offsets[i + 1] - offsets[i])};
  }
  /// How many targets exactly these programs, given ascending, reach and no other; 0 if the set is
  /// no pattern.
  std::int64_t targets_of(std::span<const intervention_index> programs) const noexcept {
    std::size_t low = 0;
    for (std::size_t high = count(); low < high;) {
      const std::size_t middle = low + (high - low) / 2;
      const auto p = pattern(middle);
      if (std::lexicographical_compare(p.begin(), p.end(), programs.begin(), programs.end()))
        low = middle + 1;
      else
        high = middle;
    }
    if (low == count() || !std::ranges::equal(pattern(low), programs)) return 0;
    return targets[low];
  }

  friend bool operator==(const target_patterns&, const target_patterns&) = default;
};

/// The patterns of an incidence; a target that no program reaches has none.
///
/// Time: that of bringing identical targets together, and of sorting the patterns.
inline target_patterns find_target_patterns(const incidence_view& a) {
  const incidence_matrix programs_of = transpose(a);
  const identical_groups alike = find_identical(programs_of);
  std::vector<std::int64_t> targets(alike.representative.size(), 0);
  std::vector<std::int32_t> first;
  for (std::int32_t t = 0; t < programs_of.rows(); ++t) {
    const std::size_t same = alike.representative[static_cast<std::size_t>(t)].at();
    if (programs_of.size(t) > 0 && targets[same]++ == 0) first.push_back(t);
  }
  std::sort(first.begin(), first.end(), [&](std::int32_t s, std::int32_t t) {
    const auto x = programs_of.row(s), y = programs_of.row(t);
    return std::lexicographical_compare(x.begin(), x.end(), y.begin(), y.end());
  });
  target_patterns out;
  for (const std::int32_t t : first) {
    for (const std::int32_t p : programs_of.row(t)) out.members.push_back({p});
    out.offsets.push_back(static_cast<std::int64_t>(out.members.size()));
    out.targets.push_back(targets[static_cast<std::size_t>(t)]);
  }
  return out;
}

} // namespace irisan
