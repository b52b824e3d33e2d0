#pragma once

#include <irisan/graph/incidence.hpp>
#include <irisan/overlap/target_classes.hpp>

#include <cstddef>
#include <cstdint>
#include <random>
#include <vector>

namespace irisan::test {

/// An incidence with labels of its targets.
struct labelled_targets {
  incidence_matrix a;
  target_labels labels;
};

/// Programs over targets of two pools and some strata; some programs may not reach all.
inline labelled_targets some_labelled(std::mt19937& random, bool restricted) {
  const auto below = [&](int n) {
    return static_cast<std::int32_t>(random() % static_cast<unsigned>(n));
  };
  labelled_targets e;
  const int n = 2 + below(9), m = 1 + below(30);
  for (int t = 0; t < m; ++t) {
    e.labels.stratum.push_back(below(4));
    e.labels.pool.push_back(e.labels.stratum.back() / 2);
  }
  e.a.columns = m;
  const int restrictions = restricted ? 1 + below(2) : 0;
  std::vector<std::vector<bool>> may(static_cast<std::size_t>(restrictions),
                                     std::vector<bool>(static_cast<std::size_t>(m)));
  for (auto& r : may)
    for (std::size_t t = 0; t < r.size(); ++t) r[t] = below(3) > 0;
  for (int p = 0; p < n; ++p) {
    const std::int32_t r = restricted ? below(restrictions + 1) - 1 : -1;
    e.labels.restriction.push_back(r);
    for (int t = 0; t < m; ++t)
      if (below(3) == 0 && (r < 0 || may[static_cast<std::size_t>(r)][static_cast<std::size_t>(t)]))
        e.a.targets.push_back(t);
    e.a.offsets.push_back(static_cast<std::int64_t>(e.a.targets.size()));
  }
  e.labels.may = may;
  return e;
}

inline bool open_to(const labelled_targets& e, std::int32_t p, std::size_t t) {
  const std::int32_t r = e.labels.restriction[static_cast<std::size_t>(p)];
  return r < 0 || e.labels.may[static_cast<std::size_t>(r)][t];
}

} // namespace irisan::test
