#pragma once

#include <irisan/graph/incidence.hpp>
#include <irisan/model/portfolio.hpp>

#include <cstdint>
#include <span>
#include <vector>

namespace irisan {

/// What arrives at each target: the visits read the other way, deliveries ascending.
struct arrivals {
  std::vector<std::int64_t> offsets{0}; ///< of each target in `all`
  std::vector<delivery_index> all;

  std::span<const delivery_index> at(target_index t) const noexcept {
    const auto begin = static_cast<std::size_t>(offsets[t.at()]);
    return {all.data() + begin, static_cast<std::size_t>(offsets[t.at() + 1]) - begin};
  }
};

/// The deliveries that reach each target. Linear time; 4 bytes a visit.
inline arrivals find_arrivals(const portfolio& p, const visits& v) {
  arrivals a;
  a.offsets.assign(p.targets().size() + 1, 0);
  for (const visit& x : v.all) ++a.offsets[x.target.at() + 1];
  for (std::size_t i = 1; i < a.offsets.size(); ++i) a.offsets[i] += a.offsets[i - 1];
  a.all.resize(v.all.size());
  std::vector<std::int64_t> next(a.offsets.begin(), a.offsets.end() - 1);
  // Visits stand by intervention and so do deliveries: each target's come in ascending order.
  for (const visit& x : v.all) a.all[static_cast<std::size_t>(next[x.target.at()]++)] = x.delivery;
  return a;
}

} // namespace irisan
