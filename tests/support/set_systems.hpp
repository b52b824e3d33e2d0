#pragma once

#include <irisan/graph/incidence.hpp>

#include <cstdint>
#include <random>
#include <utility>
#include <vector>

namespace irisan::test {

/// Programs each of which is at every target but its own: 2ⁿ − 2 closed sets.
inline incidence_matrix crown(std::int32_t n) {
  std::vector<std::vector<std::int32_t>> of(static_cast<std::size_t>(n));
  for (std::int32_t p = 0; p < n; ++p)
    for (std::int32_t t = 0; t < n; ++t)
      if (t != p) of[static_cast<std::size_t>(p)].push_back(t);
  return incidence(std::move(of));
}

/// A program reaches a target with the chance given in percent.
inline incidence_matrix random_cells(std::mt19937& random, std::int32_t programs,
                                     std::int32_t targets, unsigned percent) {
  std::vector<std::vector<std::int32_t>> of(static_cast<std::size_t>(programs));
  for (auto& row : of)
    for (std::int32_t t = 0; t < targets; ++t)
      if (random() % 100 < percent) row.push_back(t);
  return incidence(std::move(of));
}

} // namespace irisan::test
