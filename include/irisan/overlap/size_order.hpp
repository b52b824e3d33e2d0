#pragma once

#include <irisan/graph/incidence.hpp>
#include <irisan/overlap/pair_query.hpp>

#include <algorithm>
#include <cstdint>
#include <vector>

namespace irisan {

/// Interventions ranked by the number of their targets, the largest first; equal ones by index.
///
/// In this order all partners that a threshold on sizes allows lie next to each other.
struct size_order {
  std::vector<std::int32_t> program; ///< by rank
  std::vector<std::int32_t> size;    ///< by rank, never rising

  std::int32_t count() const noexcept { return static_cast<std::int32_t>(program.size()); }
  /// The pair of two ranks, in order of their programs.
  overlap_pair pair_of(std::int32_t rank, std::int32_t partner,
                       std::int32_t shared) const noexcept {
    const auto r = static_cast<std::size_t>(rank), q = static_cast<std::size_t>(partner);
    if (program[r] < program[q]) return {{program[r]}, {program[q]}, shared, size[r], size[q]};
    return {{program[q]}, {program[r]}, shared, size[q], size[r]};
  }
};

/// Linear time: a counting sort.
inline size_order order_by_size(const incidence_view& a) {
  const auto n = static_cast<std::size_t>(a.rows());
  std::int32_t largest = 0;
  for (std::int32_t p = 0; p < a.rows(); ++p) largest = std::max(largest, a.size(p));
  std::vector<std::int32_t> next(static_cast<std::size_t>(largest) + 2, 0);
  for (std::int32_t p = 0; p < a.rows(); ++p)
    ++next[static_cast<std::size_t>(largest - a.size(p)) + 1];
  for (std::size_t i = 1; i < next.size(); ++i) next[i] += next[i - 1];
  size_order o;
  o.program.resize(n);
  o.size.resize(n);
  for (std::int32_t p = 0; p < a.rows(); ++p) {
    const auto rank =
        static_cast<std::size_t>(next[static_cast<std::size_t>(largest - a.size(p))]++);
    o.program[rank] = p;
    o.size[rank] = a.size(p);
  }
  return o;
}

/// The partners that a query allows for one rank among those before it.
struct partner_window {
  std::int32_t begin = 0; ///< ranks [begin, rank)
  std::int64_t least = 1; ///< shared targets without which none of them passes
};

/// Size thresholds cut off the largest partners: |A ∩ B| ≤ |A|, and what is asked grows with |B|.
inline partner_window window_of(const pair_query& q, const size_order& o, std::int32_t rank) {
  const std::int64_t mine = o.size[static_cast<std::size_t>(rank)];
  partner_window w;
  w.least = required_shared(q, mine, mine);
  if (w.least > mine) {
    w.begin = rank;
  } else if (q.asks_for_sizes()) {
    const auto first = o.size.begin();
    w.begin = static_cast<std::int32_t>(std::partition_point(first, first + rank,
                                                             [&](std::int32_t size) {
                                                               return required_shared(q, mine,
                                                                                      size) > mine;
                                                             }) -
                                        first);
  }
  return w;
}

/// How many of an intervention's rarest targets are enough: a pair that passes shares one of them.
struct prefix_lengths {
  std::int32_t large = 0; ///< as the larger of a pair; 0 if it has no partner
  std::int32_t small = 0; ///< as the smaller
};

/// The prefixes of interventions of one size whose smallest partners have another.
///
/// Who shares at least r of n targets shares one of any n − r + 1 of them (prefix filter:
/// Chaudhuri, Ganti, Kaushik 2006, doi:10.1109/ICDE.2006.9). As the smaller, an intervention meets
/// those of its own size with the fewest targets asked.
constexpr prefix_lengths prefixes_of(const pair_query& q, std::int32_t size,
                                     std::int32_t smallest_partner) noexcept {
  const std::int64_t same = required_shared(q, size, size);
  if (size <= 0 || same > size) return {};
  const std::int64_t least =
      std::min<std::int64_t>(size, required_shared(q, std::clamp(smallest_partner, 1, size), size));
  return {static_cast<std::int32_t>(size - least + 1), static_cast<std::int32_t>(size - same + 1)};
}

} // namespace irisan
