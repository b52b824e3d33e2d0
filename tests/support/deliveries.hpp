#pragma once

#include <irisan/overlap/delivery_rows.hpp>

#include <algorithm>
#include <cstdint>
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

} // namespace irisan::test
