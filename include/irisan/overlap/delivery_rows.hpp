#pragma once

#include <irisan/core/error.hpp>
#include <irisan/core/parallel.hpp>
#include <irisan/core/period.hpp>
#include <irisan/graph/incidence.hpp>

#include <algorithm>
#include <atomic>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <vector>

namespace irisan {

/// Deliveries as rows of interventions, in arrays that stay where they are: which target, what, and
/// when; a target may stand several times in a row.
///
/// `labels` says what a delivery is (an activity, a kind, an activity with its audience), as any
/// number from 0; below 0 is unknown and agrees with nothing. `starts` and `ends` are days, the end
/// not included and after the start. A column that is empty asks nothing.
struct delivery_view {
  std::int32_t columns = 0; ///< targets
  std::span<const std::int64_t> offsets;
  std::span<const std::int32_t> targets; ///< ascending in each row
  std::span<const std::int32_t> labels;
  std::span<const day> starts;
  std::span<const day> ends;

  std::int32_t rows() const noexcept {
    return offsets.empty() ? 0 : static_cast<std::int32_t>(offsets.size()) - 1;
  }
};

/// Deliveries as rows of interventions that hold their own columns; see `delivery_view`.
struct delivery_rows {
  std::int32_t columns = 0;
  std::vector<std::int64_t> offsets{0};
  std::vector<std::int32_t> targets;
  std::vector<std::int32_t> labels;
  std::vector<day> starts;
  std::vector<day> ends;

  operator delivery_view() const noexcept {
    return {columns, offsets, targets, labels, starts, ends};
  }
  std::int32_t rows() const noexcept { return static_cast<std::int32_t>(offsets.size()) - 1; }
};

/// Throws `rule_error` if a column has another length than the targets.
inline void check_lengths(const delivery_view& d) {
  for (const std::size_t length : {d.labels.size(), d.starts.size(), d.ends.size()})
    if (length != 0 && length != d.targets.size())
      throw rule_error("there are " + std::to_string(d.targets.size()) + " deliveries, but " +
                       std::to_string(length) + " labels or days");
}

/// So many deliveries are looked at at once by a thread.
inline constexpr std::size_t deliveries_at_once = std::size_t{1} << 18;

/// Whether any two deliveries next to each other are at one target: so where an intervention has
/// two at a target, and else only where the last target of a row is the first of the next.
inline bool may_repeat(const delivery_view& d, unsigned threads) {
  std::atomic<bool> any = false;
  for_each_chunk(d.targets.size(), deliveries_at_once, threads,
                 [&](std::size_t begin, std::size_t end) {
                   bool found = false;
                   for (std::size_t i = std::max<std::size_t>(1, begin); i < end; ++i)
                     found |= d.targets[i] == d.targets[i - 1];
                   if (found) any = true;
                 });
  return any;
}

/// Calls `use(incidence_view)` with the incidence of deliveries, each target once a row: the arrays
/// themselves where no target stands twice, else a copy without the repetitions.
template <class Use>
decltype(auto) with_incidence_of(const delivery_view& d, const Use& use, unsigned threads = 1) {
  const auto repeats = [&](std::size_t p, std::size_t i) {
    return i > static_cast<std::size_t>(d.offsets[p]) && d.targets[i] == d.targets[i - 1];
  };
  const auto each = [&](const auto& visit) {
    for (std::size_t p = 0; p + 1 < d.offsets.size(); ++p)
      for (auto i = static_cast<std::size_t>(d.offsets[p]);
           i < static_cast<std::size_t>(d.offsets[p + 1]); ++i)
        visit(p, i);
  };
  bool repeated = false;
  if (may_repeat(d, threads))
    each([&](std::size_t p, std::size_t i) { repeated |= repeats(p, i); });
  if (!repeated) return use(incidence_view{d.columns, d.offsets, d.targets});
  incidence_matrix a;
  a.columns = d.columns;
  a.offsets.assign(d.offsets.size(), 0);
  each([&](std::size_t p, std::size_t i) {
    if (!repeats(p, i)) a.targets.push_back(d.targets[i]);
    a.offsets[p + 1] = static_cast<std::int64_t>(a.targets.size());
  });
  for (std::size_t p = 1; p < a.offsets.size(); ++p) // rows without deliveries
    a.offsets[p] = std::max(a.offsets[p], a.offsets[p - 1]);
  return use(incidence_view(a));
}

} // namespace irisan
