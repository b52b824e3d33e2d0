#pragma once

#include <irisan/graph/incidence.hpp>
#include <irisan/overlap/bit_kernels.hpp>
#include <irisan/overlap/prefix_index.hpp>
#include <irisan/overlap/size_order.hpp>
#include <irisan/overlap/sketch_bounds.hpp>

#include <algorithm>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <vector>

namespace irisan {

/// Crossings of two programs among the lightest, as every n-th program shows them.
struct wedge_sample {
  std::vector<double> from; ///< by block of 512 ranks: of ranks from there on, with their windows
};

/// First rank too small to pass with each rank as the larger; never falls.
inline std::vector<std::int32_t> window_ends(const pair_query& q, const size_order& o) {
  const std::int32_t n = o.count();
  std::vector<std::int32_t> ends(static_cast<std::size_t>(n), n);
  if (!q.asks_for_sizes() && q.min_shared <= 1) return ends;
  std::int32_t end = 0;
  for (std::int32_t r = 0; r < n; ++r) {
    const auto mine = static_cast<std::size_t>(r);
    end = std::max(end, r + 1);
    if (r > 0 && o.size[mine] == o.size[mine - 1]) {
      ends[mine] = std::max(ends[mine - 1], r + 1);
      continue;
    }
    end = static_cast<std::int32_t>(
        std::partition_point(
            o.size.begin() + end, o.size.end(),
            [&](std::int32_t size) { return required_shared(q, size, o.size[mine]) <= size; }) -
        o.size.begin());
    ends[mine] = end;
  }
  return ends;
}

inline wedge_sample sample_wedges(const incidence_view& a, const size_order& o,
                                  const std::vector<std::int32_t>& ends) {
  // Ranks are sorted by size, so every n-th of them has its share of each size.
  const auto n = static_cast<std::size_t>(o.count());
  const std::size_t step =
      std::clamp<std::size_t>(a.targets.size() >> 16, 1, std::max<std::size_t>(1, n / 128));
  std::vector<std::int32_t> met(static_cast<std::size_t>(a.columns), 0);
  wedge_sample s;
  s.from.assign((n + kernels::line_bits - 1) / kernels::line_bits + 1, 0);
  const auto scale = static_cast<double>(step);
  double windowed = 0;
  std::size_t block = n > 0 ? (n - 1) / kernels::line_bits : 0;
  for (std::size_t i = n / step; i-- > 0;) {
    const std::size_t r = i * step + step / 2;
    if (r >= n) continue;
    for (; block > r / kernels::line_bits; --block) s.from[block] = windowed;
    std::int64_t row = 0;
    for (const std::int32_t t : a.row(o.program[r])) row += met[static_cast<std::size_t>(t)]++;
    const auto lighter = static_cast<double>(n - r - 1);
    const auto inside = static_cast<double>(static_cast<std::size_t>(ends[r]) - r - 1);
    if (lighter > 0) windowed += static_cast<double>(row) * scale * scale * inside / lighter;
  }
  for (;; --block) {
    s.from[block] = windowed;
    if (block == 0) break;
  }
  return s;
}

/// Comparisons of sketches in a prefix join and what passes them, from some of the rows.
struct prefix_sample {
  double comparisons = 0; ///< of sketches
  double visits = 0;      ///< of list entries by programs too large for sketches
  double candidates = 0;
  double steps = 0; ///< targets that candidates compare
};

inline prefix_sample sample_prefixes(const incidence_view& a, const size_order& o,
                                     const pair_query& q, const std::vector<std::int32_t>& ends) {
  const auto n = static_cast<std::size_t>(o.count());
  const std::size_t step =
      std::clamp<std::size_t>(a.targets.size() >> 15, 1, std::max<std::size_t>(1, n / 512));
  struct sampled {
    std::size_t rank;
    std::uint64_t sketch = 0;
  };
  struct entry {
    std::int32_t target;
    std::uint32_t row;
    std::int32_t left; ///< targets of the row from this one on, the rarest first
    bool small;
  };
  std::vector<sampled> rows;
  std::vector<std::int32_t> reached(static_cast<std::size_t>(a.columns), 0);
  for (std::size_t r = step / 2; r < n; r += step) {
    sampled s{r, 0};
    for (const std::int32_t t : a.row(o.program[r])) {
      ++reached[static_cast<std::size_t>(t)];
      s.sketch ^= std::uint64_t{1} << (static_cast<std::uint32_t>(t) * 0x9E3779B1U >> 26);
    }
    rows.push_back(s);
  }
  std::vector<entry> entries;
  std::vector<std::int32_t> rarest;
  for (std::size_t i = 0; i < rows.size(); ++i) {
    const std::size_t r = rows[i].rank;
    const auto row = a.row(o.program[r]);
    const auto size = static_cast<std::int32_t>(row.size());
    const prefix_lengths prefix =
        prefixes_of(q, size, o.size[static_cast<std::size_t>(ends[r]) - 1]);
    if (prefix.large == 0) continue;
    const auto large = static_cast<std::size_t>(prefix.large),
               small = static_cast<std::size_t>(prefix.small);
    rarest.assign(row.begin(), row.end());
    std::partial_sort(rarest.begin(), rarest.begin() + static_cast<std::ptrdiff_t>(large),
                      rarest.end(), [&](std::int32_t x, std::int32_t y) {
                        const std::int32_t m = reached[static_cast<std::size_t>(x)],
                                           k = reached[static_cast<std::size_t>(y)];
                        return m != k ? m < k : x < y;
                      });
    for (std::size_t k = 0; k < large; ++k)
      entries.push_back({rarest[k], static_cast<std::uint32_t>(i),
                         size - static_cast<std::int32_t>(k), k < small});
  }
  std::sort(entries.begin(), entries.end(), [](const entry& x, const entry& y) {
    return x.target != y.target ? x.target < y.target : x.row < y.row;
  });
  // Programs too large for sketches count each other once, wherever they meet.
  std::size_t long_rows = 0;
  while (long_rows < rows.size() && o.size[rows[long_rows].rank] > prefix_index::sketched_size)
    ++long_rows;
  std::vector<bool> seen(long_rows * rows.size(), false);
  const sketch_bounds bounds(q);
  // Who meets at a target is compared as the join would; of a crowd, some stand for all.
  constexpr std::size_t most_probes = 32, most_listed = 64;
  prefix_sample out;
  for (std::size_t begin = 0; begin < entries.size();) {
    std::size_t end = begin;
    while (end < entries.size() && entries[end].target == entries[begin].target) ++end;
    const std::size_t probe_step = (end - begin + most_probes - 1) / most_probes;
    for (std::size_t x = begin + probe_step / 2; x < end; x += probe_step) {
      const sampled& larger = rows[entries[x].row];
      const std::size_t list_step = (end - x + most_listed - 1) / most_listed;
      const auto weight = static_cast<double>(probe_step * list_step);
      for (std::size_t y = x + 1 + list_step / 2; y < end; y += list_step) {
        const sampled& smaller = rows[entries[y].row];
        if (static_cast<std::size_t>(ends[larger.rank]) <= smaller.rank) break;
        if (!entries[y].small) continue;
        if (entries[x].row < long_rows) {
          out.visits += weight;
          auto before = seen[entries[x].row * rows.size() + entries[y].row];
          if (before) continue;
          before = true;
          out.candidates += weight;
          out.steps += weight * o.size[smaller.rank];
          continue;
        }
        out.comparisons += weight;
        const std::int32_t larger_size = o.size[larger.rank];
        const auto smaller_size = static_cast<std::size_t>(o.size[smaller.rank]);
        if (std::popcount(larger.sketch ^ smaller.sketch) >
                bounds.apart(larger_size)[smaller_size] ||
            std::min(entries[x].left, entries[y].left) < bounds.required(larger_size)[smaller_size])
          continue;
        out.candidates += weight;
        out.steps += weight * (o.size[larger.rank] + o.size[smaller.rank]);
      }
    }
    begin = end;
  }
  const double scale = static_cast<double>(step) * static_cast<double>(step);
  out.comparisons *= scale;
  out.visits *= scale;
  out.candidates *= scale;
  out.steps *= scale;
  return out;
}

} // namespace irisan
