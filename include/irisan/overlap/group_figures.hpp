#pragma once

#include <irisan/core/error.hpp>
#include <irisan/core/parallel.hpp>
#include <irisan/core/progress.hpp>
#include <irisan/core/tasks.hpp>
#include <irisan/graph/incidence.hpp>
#include <irisan/overlap/corrected_covered_area.hpp>
#include <irisan/overlap/group_rank.hpp>
#include <irisan/overlap/joint_overlap.hpp>
#include <irisan/overlap/shared_groups.hpp>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <span>
#include <vector>

namespace irisan {

/// How what a group shares compares with chance, and how far its programs cover each other.
///
/// Chance draws each program from all N targets of the incidence, without regard to the others. NaN
/// where something is not known.
struct group_figures {
  double expected = 0; ///< targets that all share on average by chance: Π K / Nⁿ⁻¹
  double lift = 0;     ///< shared / expected; infinite where that is beyond a double
  /// ln P(X ≥ shared), `ln_p_joint`. Not known where the sizes leave one overlap only, and where
  /// three programs or more would take beyond `joint_step_limit`.
  double ln_p_joint = std::numeric_limits<double>::quiet_NaN();
  /// `ln_productivity`: near 0 if one of the programs adds nothing. Not known of one program, and
  /// where the sizes leave no choice whichever of them is looked at.
  double ln_p_productivity = std::numeric_limits<double>::quiet_NaN();
  covered_area area;
};

/// Steps that the exact test of one group may take, so that all of a list take a minute at most.
constexpr double joint_step_limit(std::size_t groups) noexcept {
  return 4e9 / static_cast<double>(std::max<std::size_t>(groups, 40));
}

namespace detail {

/// About how many terms `ln_p_joint` sums up: for each set but the first, one sum for every overlap
/// that matters, with the terms of a bell of that width.
inline double joint_steps(std::span<const std::int64_t> sizes, std::int64_t least,
                          std::int64_t smallest, std::int64_t shared, double expected) {
  const std::int64_t from = static_cast<double>(shared) > expected ? shared : least;
  const auto values = static_cast<double>(smallest - from + 1);
  return static_cast<double>(sizes.size() - 1) * values *
         std::min(values, 10 * std::sqrt(values) + 10);
}

/// Room to look at one group after the other, without a look at all targets for each.
class group_reach {
public:
  explicit group_reach(std::int32_t targets)
      : programs_(static_cast<std::size_t>(targets), 0),
        places_(static_cast<std::size_t>(targets), 0) {}

  group_figures figures(const incidence_view& a, std::span<const intervention_index> members,
                        std::int64_t shared, double limit, const progress& watch) {
    const std::size_t n = members.size();
    group_figures f;
    f.area.programs = static_cast<std::int64_t>(n);
    sizes_.clear();
    for (std::size_t i = 0; i < n; ++i) {
      sizes_.push_back(a.size(members[i].value));
      f.area.crossings += sizes_.back();
      for (const std::int32_t t : a.row(members[i].value)) {
        const auto at = static_cast<std::size_t>(t);
        if (programs_[at]++ == 0) reached_.push_back(t);
        places_[at] += static_cast<std::int64_t>(i);
      }
    }
    f.area.targets = static_cast<std::int64_t>(reached_.size());
    // Where all but one are, the places that do not add up to all of them tell which.
    splits_.assign(n, {shared, 0});
    const auto all = static_cast<std::int64_t>(n) * (static_cast<std::int64_t>(n) - 1) / 2;
    for (const std::int32_t t : reached_) {
      const auto at = static_cast<std::size_t>(t);
      if (n > 1 && static_cast<std::size_t>(programs_[at]) == n - 1)
        ++splits_[static_cast<std::size_t>(all - places_[at])].others;
      programs_[at] = 0;
      places_[at] = 0;
    }
    reached_.clear();

    f.expected = expected_joint(sizes_, a.columns);
    f.lift = f.expected >= std::numeric_limits<double>::min()
                 ? static_cast<double>(shared) / f.expected
                 : std::exp(log_lift(a, members, shared));
    if (n < 2) return f;
    const std::int64_t smallest = *std::min_element(sizes_.begin(), sizes_.end()),
                       least = least_joint(sizes_, a.columns);
    if (n == 2 && least < smallest) // at once, without a distribution
      f.ln_p_joint = ln_p_overlap(shared, sizes_[0], sizes_[1], a.columns);
    else if (least < smallest && joint_steps(sizes_, least, smallest, shared, f.expected) <= limit)
      f.ln_p_joint = ln_p_joint(shared, sizes_, a.columns, 1, watch);
    bool testable = false;
    for (std::size_t i = 0; i < n; ++i) {
      splits_[i].one = sizes_[i];
      testable = testable || is_testable({splits_[i].others, sizes_[i], a.columns});
    }
    if (testable) f.ln_p_productivity = ln_productivity(shared, splits_, a.columns);
    return f;
  }

private:
  std::vector<std::int32_t> programs_; // of the group at each target
  std::vector<std::int64_t> places_;   // the sum of theirs in the group
  std::vector<std::int32_t> reached_;
  std::vector<std::int64_t> sizes_;
  std::vector<joint_split> splits_;
};

} // namespace detail

/// The figures of groups of an incidence, in their order.
///
/// Time: the crossings of each group's programs, and its exact test. The same for any number of
/// threads. Throws `stopped` when asked to stop.
inline std::vector<group_figures> figures_of(const incidence_view& a, const shared_groups& groups,
                                             unsigned threads = 0, const progress& watch = {}) {
  std::vector<group_figures> figures(groups.count());
  const double limit = joint_step_limit(groups.count());
  const progress quiet{{}, watch.stop};
  spare_values<detail::group_reach> rooms;
  for_each_index(groups.count(), threads, [&](std::size_t i) {
    if (watch.stop.stop_requested()) throw stopped();
    rooms.use([&] { return detail::group_reach(a.columns); },
              [&](detail::group_reach& room) {
                figures[i] = room.figures(a, groups.group(i), groups.inclusive[i], limit, quiet);
              });
  });
  return figures;
}

} // namespace irisan
