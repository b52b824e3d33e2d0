#pragma once

#include <irisan/overlap/joint_overlap.hpp>
#include <irisan/overlap/overlap_nulls.hpp>

#include <algorithm>
#include <cassert>
#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

namespace irisan {

/// What `overlap_nulls` say of groups of interventions, of two as they say of a pair: only targets
/// that all of a group may reach are looked at. Holds on to the nulls.
class group_nulls {
public:
  explicit group_nulls(const overlap_nulls& of) noexcept : of_(of) {}

  /// The sizes of all and of the universe, in each pool or stratum that all reach, in order.
  void margins(std::span<const intervention_index> group, overlap_null null,
               std::vector<joint_margins>& out) const {
    out.clear();
    if (group.empty()) return;
    const bool pooled = null == overlap_null::pooled;
    std::vector<std::int32_t> limits; // restrictions that some of the group have
    for (const intervention_index p : group)
      if (of_.restriction(p) >= 0) limits.push_back(of_.restriction(p));
    std::sort(limits.begin(), limits.end());
    limits.erase(std::unique(limits.begin(), limits.end()), limits.end());
    const auto all_may_reach = [&](std::int32_t c) {
      return std::all_of(limits.begin(), limits.end(),
                         [&](std::int32_t r) { return of_.may_reach(r, c); });
    };
    std::vector<std::size_t> at(group.size(), 0);
    const auto first = of_.of(group.front());
    while (at.front() < first.size()) {
      const std::int32_t here = of_.group(first[at.front()].of, pooled);
      joint_margins m;
      bool everyone = true;
      for (std::size_t k = 0; k < group.size(); ++k) {
        const auto x = of_.of(group[k]);
        std::size_t& i = at[k];
        while (i < x.size() && of_.group(x[i].of, pooled) < here) ++i;
        std::int64_t size = 0;
        for (; i < x.size() && of_.group(x[i].of, pooled) == here; ++i)
          if (all_may_reach(x[i].of)) size += x[i].count;
        m.sizes.push_back(size);
        everyone = everyone && size > 0;
      }
      if (!everyone) continue;
      m.universe = universe(here, pooled, limits);
      out.push_back(std::move(m));
    }
  }

  /// The chance that all meet at the targets of each class and degree, under `degrees`: the product
  /// of the chances of each, which reach a target independently. As `overlap_nulls::meetings`,
  /// who reaches all of a class leaves the others as they are there.
  void meetings(std::span<const intervention_index> group, std::vector<trials>& out,
                std::size_t most_apart = 512) const {
    assert(!of_.models_.empty() || of_.classes_.count() == 0);
    out.clear();
    if (group.empty()) return;
    std::vector<std::size_t> at(group.size(), 0);
    std::vector<const double*> chances;
    for (const auto& first : of_.of(group.front())) {
      const std::int64_t all = of_.classes_.classes[static_cast<std::size_t>(first.of)].size;
      const auto& model = of_.models_[static_cast<std::size_t>(first.of)];
      const std::span<const std::int64_t> targets = model.targets();
      std::int64_t least = all;
      bool everyone = true;
      chances.clear();
      for (std::size_t k = 0; k < group.size() && everyone; ++k) {
        const auto x = of_.of(group[k]);
        std::size_t& i = at[k];
        while (i < x.size() && x[i].of < first.of) ++i;
        everyone = i < x.size() && x[i].of == first.of;
        if (!everyone || x[i].count == all) continue;
        least = std::min<std::int64_t>(least, x[i].count);
        chances.push_back(model.chances(x[i].row).data());
      }
      if (!everyone) continue;
      if (chances.size() < 2) {
        out.push_back({1, least});
        continue;
      }
      for (std::size_t b = 0; b < targets.size(); ++b) {
        double together = 1;
        for (const double* const of_one : chances) together *= of_one[b];
        if (together > 0) out.push_back({together, targets[b]});
      }
    }
    if (out.size() > most_apart) put_together(out);
  }

private:
  /// Targets of a pool or stratum that all with these restrictions may reach.
  std::int64_t universe(std::int32_t here, bool pooled,
                        std::span<const std::int32_t> limits) const {
    if (limits.size() < 2)
      return of_.universe(here, pooled, limits.empty() ? -1 : limits.front(), -1);
    const auto& classes = of_.classes_.classes;
    std::int64_t sum = 0;
    for (std::size_t c = 0; c < classes.size(); ++c)
      if (const auto number = static_cast<std::int32_t>(c);
          of_.group(number, pooled) == here &&
          std::all_of(limits.begin(), limits.end(),
                      [&](std::int32_t r) { return of_.may_reach(r, number); }))
        sum += classes[c].size;
    return sum;
  }

  const overlap_nulls& of_;
};

} // namespace irisan
