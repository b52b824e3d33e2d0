#pragma once

#include <irisan/core/error.hpp>
#include <irisan/core/parallel.hpp>
#include <irisan/core/progress.hpp>
#include <irisan/core/tasks.hpp>
#include <irisan/overlap/group_figures.hpp>
#include <irisan/overlap/group_nulls.hpp>
#include <irisan/overlap/shared_groups.hpp>
#include <irisan/overlap/stratified_joint.hpp>
#include <irisan/overlap/stratified_overlap.hpp>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <span>
#include <vector>

namespace irisan {

/// How what a group shares compares with what one null expects. Not a number where that is not
/// known.
struct group_comparison {
  static constexpr double unknown = std::numeric_limits<double>::quiet_NaN();

  double expected = unknown; ///< targets that all share on average
  /// ln P(X ≥ shared). Not known where margins leave one overlap only, and where more steps would
  /// be taken than `joint_step_limit`.
  double ln_p = unknown;
  tail_method method = tail_method::exact;

  /// Observed over expected; infinite where that is beyond a double.
  double lift(std::int64_t shared) const noexcept { return static_cast<double>(shared) / expected; }
};

/// How surprising what a group shares is, under three nulls side by side.
struct group_chance {
  group_comparison pooled, stratified, degrees;
};

/// What is asked of chance for groups.
struct group_chance_options {
  bool pooled = true, stratified = true, degrees = true; ///< which nulls are wanted
  unsigned threads = 0;
  progress watch;
};

namespace detail {

/// Of sizes given in each stratum; `limit` is of steps.
inline group_comparison compare_joint(std::span<const joint_margins> strata, std::int64_t shared,
                                      double limit, const progress& watch) {
  group_comparison c;
  c.expected = expected_joint(strata);
  tail_options tail;
  tail.work = std::min(tail.work, limit);
  const auto take = [&](const ln_tail& found) { c.ln_p = found.value, c.method = found.method; };
  if (!strata.empty() && strata.front().sizes.size() == 2) { // as a pair, without distributions
    std::vector<overlap_margins> margins;
    for (const joint_margins& m : strata) margins.push_back({m.sizes[0], m.sizes[1], m.universe});
    if (std::none_of(margins.begin(), margins.end(), is_testable)) return c;
    if (margins.size() == 1)
      c.ln_p = ln_p_at_least(margins.front(), shared);
    else
      take(stratified_overlap(margins).choose(shared, true, tail));
    return c;
  }
  double steps = 0;
  bool testable = false;
  for (const joint_margins& m : strata) {
    const std::int64_t least = least_joint(m.sizes, m.universe),
                       smallest = *std::min_element(m.sizes.begin(), m.sizes.end());
    testable = testable || least < smallest;
    steps += joint_steps(m.sizes, least, smallest, strata.size() == 1 ? shared : least,
                         strata.size() == 1 ? c.expected : 0);
  }
  if (!testable || steps > limit) return c;
  if (strata.size() == 1)
    c.ln_p = ln_p_joint(shared, strata.front().sizes, strata.front().universe, 1, watch);
  else
    take(stratified_joint(strata, watch).choose(shared, true, tail));
  return c;
}

} // namespace detail

/// How surprising what groups share is: of each null wanted its tail and what it expects, over the
/// targets that all of a group may reach.
///
/// `pooled` and `stratified`: each program draws its targets without regard to the others, from a
/// kind of target or within each stratum; over them, independent numbers are added up. `degrees`:
/// the chance of a target is the product of the programs' cells in a `degree_model`, so that what
/// all share has a Poisson binomial distribution. Groups of two are compared as pairs are; of one,
/// nothing is known but what is expected. Not adjusted for how many groups there could have been.
///
/// Exact, but for `stratified` and `degrees` where that takes more than a million products, or 4e9
/// divided by the number of groups: there to 10⁻⁴ of ln p. The same for any number of threads.
/// `degrees` needs nulls that were made with it. Throws `stopped` when asked to stop.
inline std::vector<group_chance> chance(const overlap_nulls& nulls, const shared_groups& groups,
                                        const group_chance_options& options = {}) {
  std::vector<group_chance> out(groups.count());
  const double limit = joint_step_limit(groups.count());
  const progress quiet{{}, options.watch.stop};
  const group_nulls of(nulls);
  struct room {
    std::vector<joint_margins> margins;
    std::vector<trials> meetings;
  };
  spare_values<room> rooms;
  const auto judge = [&](std::size_t i, room& r) {
    const auto members = groups.group(i);
    const std::int64_t shared = groups.inclusive[i];
    const auto joint = [&](overlap_null null) {
      of.margins(members, null, r.margins);
      if (members.size() > 1) return detail::compare_joint(r.margins, shared, limit, quiet);
      group_comparison c;
      c.expected = expected_joint(r.margins);
      return c;
    };
    if (options.pooled) out[i].pooled = joint(overlap_null::pooled);
    if (options.stratified) out[i].stratified = joint(overlap_null::stratified);
    if (options.degrees) {
      of.meetings(members, r.meetings);
      const auto sum = poisson_binomial(r.meetings);
      group_comparison& c = out[i].degrees;
      c.expected = static_cast<double>(sum.least()) + sum.at(0).mean;
      if (members.size() < 2 || sum.least() == sum.most()) return;
      tail_options tail;
      tail.work = std::min(tail.work, limit);
      const ln_tail found = sum.choose(shared, true, tail);
      c.ln_p = found.value;
      c.method = found.method;
    }
  };
  for_each_index(groups.count(), options.threads, [&](std::size_t i) {
    if (options.watch.stop.stop_requested()) throw stopped();
    rooms.use([] { return room(); }, [&](room& r) { judge(i, r); });
  });
  return out;
}

} // namespace irisan
