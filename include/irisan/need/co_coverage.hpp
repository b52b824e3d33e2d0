#pragma once

#include <irisan/core/error.hpp>
#include <irisan/need/known_rows.hpp>
#include <irisan/need/quantile_groups.hpp>

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

namespace irisan {

/// How many of a set of interventions reach each target, counted over targets. What is said of no
/// target is not known.
struct co_coverage {
  std::vector<std::int64_t> targets{0}; ///< that 0, 1, 2, … of them reach, up to all
  std::int64_t unknown = 0;             ///< targets of which it is not known: in no figure

  std::int64_t known() const noexcept {
    std::int64_t n = 0;
    for (const std::int64_t t : targets) n += t;
    return n;
  }
  /// Interventions at targets, over all targets.
  std::int64_t visits() const noexcept {
    std::int64_t n = 0;
    for (std::size_t k = 0; k < targets.size(); ++k) n += static_cast<std::int64_t>(k) * targets[k];
    return n;
  }
  /// The share of targets that none reaches.
  std::optional<double> none_share() const noexcept { return per_target(targets.front()); }
  /// The share of targets that all of them reach.
  std::optional<double> all_share() const noexcept { return per_target(targets.back()); }
  /// Interventions per target.
  std::optional<double> mean() const noexcept { return per_target(visits()); }

  friend bool operator==(const co_coverage&, const co_coverage&) = default;

private:
  std::optional<double> per_target(std::int64_t n) const noexcept {
    if (known() == 0) return std::nullopt;
    return static_cast<double>(n) / static_cast<double>(known());
  }
};

/// Counts targets by how many of `interventions` reach them; −1 is not known. Throws `rule_error`
/// for more than there are.
inline co_coverage co_coverage_of(std::span<const std::int32_t> reached_by,
                                  std::int32_t interventions) {
  if (interventions < 0)
    throw rule_error(std::to_string(interventions) + " is not a number of interventions");
  co_coverage c;
  c.targets.assign(static_cast<std::size_t>(interventions) + 1, 0);
  for (std::size_t t = 0; t < reached_by.size(); ++t) {
    if (reached_by[t] > interventions)
      throw rule_error("row " + std::to_string(t + 1) + ": " + std::to_string(reached_by[t]) +
                       " of only " + std::to_string(interventions) + " interventions");
    ++(reached_by[t] < 0 ? c.unknown : c.targets[static_cast<std::size_t>(reached_by[t])]);
  }
  return c;
}

/// Co-coverage among targets with little need, more, and most.
struct co_coverage_by_need {
  std::vector<co_coverage> groups; ///< the least needy first
  co_coverage all;                 ///< of all targets, those of unknown need too
  std::int64_t unranked = 0;       ///< targets of unknown need: in no group

  /// Interventions per target among the neediest, by those among the least needy: above 1, more is
  /// done where more is needed. Not known if nothing is done there, or one of the two is empty.
  std::optional<double> ratio() const noexcept {
    if (groups.empty()) return std::nullopt;
    const co_coverage &least = groups.front(), &most = groups.back();
    if (most.known() == 0 || least.visits() == 0) return std::nullopt;
    return static_cast<double>(most.visits()) * static_cast<double>(least.known()) /
           (static_cast<double>(least.visits()) * static_cast<double>(most.known()));
  }

  friend bool operator==(const co_coverage_by_need&, const co_coverage_by_need&) = default;
};

/// Co-coverage by groups of need, cut as `quantile_groups` does: equal needs are never parted. A
/// target whose interventions are not known keeps its place among the needs. Throws as both.
inline co_coverage_by_need co_coverage_by(std::span<const double> need,
                                          std::span<const std::int32_t> reached_by,
                                          std::int32_t interventions, std::int32_t groups = 5) {
  detail::same_length(need.size(), reached_by.size(), "counts");
  const std::vector<std::int32_t> group = quantile_groups(need, groups);
  std::vector<std::vector<std::int32_t>> in(static_cast<std::size_t>(groups));
  co_coverage_by_need c;
  c.all = co_coverage_of(reached_by, interventions);
  for (std::size_t t = 0; t < need.size(); ++t) {
    if (group[t] < 0)
      ++c.unranked;
    else
      in[static_cast<std::size_t>(group[t])].push_back(reached_by[t]);
  }
  for (const auto& counts : in) c.groups.push_back(co_coverage_of(counts, interventions));
  return c;
}

} // namespace irisan
