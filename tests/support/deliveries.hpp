#pragma once

#include <irisan/core/sorted.hpp>
#include <irisan/overlap/delivery_rows.hpp>
#include <irisan/overlap/pair_query.hpp>
#include <irisan/overlap/size_order.hpp>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <utility>
#include <vector>

namespace irisan::test {

struct one_delivery {
  std::int32_t target = 0;
  std::int32_t label = 0;
  day start = 0, end = 1;
};

/// Which columns there are.
struct columns {
  bool labels = true, starts = true, ends = true;
};

inline delivery_rows deliveries_of(std::vector<std::vector<one_delivery>> rows, columns has = {}) {
  delivery_rows d;
  for (auto& row : rows) {
    std::stable_sort(row.begin(), row.end(),
                     [](const auto& x, const auto& y) { return x.target < y.target; });
    for (const one_delivery& x : row) {
      d.columns = std::max(d.columns, x.target + 1);
      d.targets.push_back(x.target);
      if (has.labels) d.labels.push_back(x.label);
      if (has.starts) d.starts.push_back(x.start);
      if (has.ends) d.ends.push_back(x.end);
    }
    d.offsets.push_back(static_cast<std::int64_t>(d.targets.size()));
  }
  return d;
}

inline size_order order_of(const delivery_rows& d) {
  return with_incidence_of(d, [](const incidence_view& a) { return order_by_size(a); });
}

/// Every two deliveries of every two interventions compared.
inline std::vector<overlap_pair> by_hand_agreeing(const delivery_rows& d, const pair_query& query) {
  const auto range = [&](std::int32_t p) {
    return std::pair{static_cast<std::size_t>(d.offsets[static_cast<std::size_t>(p)]),
                     static_cast<std::size_t>(d.offsets[static_cast<std::size_t>(p) + 1])};
  };
  const auto size = [&](std::int32_t p) {
    std::vector<std::int32_t> targets;
    for (auto [i, end] = range(p); i < end; ++i) targets.push_back(d.targets[i]);
    sort_unique(targets);
    return static_cast<std::int32_t>(targets.size());
  };
  const auto agree = [&](std::size_t i, std::size_t k) {
    if (d.targets[i] != d.targets[k]) return false;
    if (!d.labels.empty() && (d.labels[i] < 0 || d.labels[i] != d.labels[k])) return false;
    // One begins before the other ends; what is not asked is always so.
    const auto begins_before_end = [&](std::size_t x, std::size_t y) {
      return d.starts.empty() || d.ends.empty() || d.starts[x] < d.ends[y];
    };
    return begins_before_end(i, k) && begins_before_end(k, i);
  };
  std::vector<overlap_pair> found;
  for (std::int32_t p = 0; p < d.rows(); ++p)
    for (std::int32_t q = p + 1; q < d.rows(); ++q) {
      std::vector<std::int32_t> at;
      for (auto [i, i_end] = range(p); i < i_end; ++i)
        for (auto [k, k_end] = range(q); k < k_end; ++k)
          if (agree(i, k)) at.push_back(d.targets[i]);
      sort_unique(at);
      const overlap_pair pair{{p}, {q}, static_cast<std::int32_t>(at.size()), size(p), size(q)};
      if (query.accepts(pair)) found.push_back(pair);
    }
  return found;
}

} // namespace irisan::test
