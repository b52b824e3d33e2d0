#pragma once

#include <irisan/core/tasks.hpp>
#include <irisan/overlap/bit_columns.hpp>
#include <irisan/overlap/crossing_counter.hpp>
#include <irisan/overlap/size_order.hpp>

#include <algorithm>
#include <cassert>
#include <cstdint>
#include <span>
#include <vector>

namespace irisan {

/// When a program is summed over the targets it does not reach: |A ∩ B| = |B| − |B ∖ A|.
enum class complement_use : std::uint8_t { shorter, always };

/// How a projection is cut: the largest programs as bit columns, the others by counters.
struct projection_shape {
  std::int32_t column_blocks = 0;                       ///< of 512 programs each
  std::int32_t list_ranks = target_lists::most_ranks;   ///< programs whose lists are held at a time
  complement_use complements = complement_use::shorter; ///< where bit columns are summed
};

/// Counts, for every program, the shared targets with every other: A·Aᵀ without its lower triangle,
/// its zeros, or a place where it is kept.
///
/// `visit(local, rank, partner, shared)` with partner < rank, for each two ranks that a query may
/// accept; `finish(local)` as `for_each_task` has it. Returns the bytes of working memory.
template <class Local, class Visit, class Finish>
std::size_t project(const incidence_view& a, const size_order& order, const pair_query& query,
                    const projection_shape& shape, const kernels::table& kernel, unsigned threads,
                    const progress& watch, const Visit& visit, const Finish& finish) {
  const std::int32_t n = order.count();
  std::size_t most_bytes = 0;
  const auto row_of = [&](std::int32_t rank) {
    return a.row(order.program[static_cast<std::size_t>(rank)]);
  };
  // Ranks of about equal work: so many targets, or so many rows.
  const auto cut = [&](std::int32_t from, std::int64_t targets, std::int32_t rows) {
    std::vector<std::int32_t> starts{from};
    std::int64_t work = 0;
    for (std::int32_t r = from; r < n; ++r) {
      work += order.size[static_cast<std::size_t>(r)];
      if (work >= targets || r + 1 - starts.back() >= rows) {
        starts.push_back(r + 1);
        work = 0;
      }
    }
    if (starts.back() != n) starts.push_back(n);
    return starts;
  };

  const std::int32_t column_blocks =
      std::min(shape.column_blocks, (n + kernels::line_bits - 1) / kernels::line_bits);
  const std::int32_t heavy = std::min(n, column_blocks * kernels::line_bits);
  assert(shape.list_ranks > 0);
  if (heavy > 0) {
    const bit_columns columns(a, order, column_blocks, threads, watch);
    most_bytes = columns.bytes();
    std::vector<std::pair<std::int32_t, std::pair<std::int32_t, std::int32_t>>> tasks;
    for (std::int32_t block = 0; block < column_blocks; ++block) {
      const std::vector<std::int32_t> starts =
          cut(block * kernels::line_bits, std::int64_t{1} << 22, 128);
      for (std::size_t i = 0; i + 1 < starts.size(); ++i)
        tasks.push_back({block, {starts[i], starts[i + 1]}});
    }
    struct scratch {
      bit_columns::workspace space;
      std::vector<bit_columns::row> rows;
      std::vector<std::vector<std::int32_t>> unreached;
    };
    spare_values<scratch> spare;
    for_each_task<Local>(
        tasks.size(), threads, watch,
        [&](std::size_t task, Local& local) {
          spare.use([] { return scratch{}; },
                    [&](scratch& s) {
                      const auto [block, range] = tasks[task];
                      s.rows.clear();
                      s.unreached.resize(static_cast<std::size_t>(range.second - range.first));
                      for (std::int32_t r = range.first; r < range.second; ++r) {
                        const partner_window w = window_of(query, order, r);
                        const std::int32_t end = std::min(r, (block + 1) * kernels::line_bits);
                        if (std::max(w.begin, block * kernels::line_bits) >= end) continue;
                        bit_columns::row row{r,       order.size[static_cast<std::size_t>(r)],
                                             w.least, w.begin,
                                             end,     row_of(r),
                                             false};
                        if (shape.complements == complement_use::always ||
                            row.size > a.columns / 2) {
                          std::vector<std::int32_t>& rest =
                              s.unreached[static_cast<std::size_t>(r - range.first)];
                          rest.clear();
                          std::int32_t next = 0;
                          for (const std::int32_t t : row.targets) {
                            for (; next < t; ++next) rest.push_back(next);
                            next = t + 1;
                          }
                          for (; next < a.columns; ++next) rest.push_back(next);
                          row.targets = rest;
                          row.complement = true;
                        }
                        s.rows.push_back(row);
                      }
                      columns.count(
                          kernel, block, s.rows, s.space,
                          [&](const bit_columns::row& row, std::int32_t partner,
                              std::int32_t shared) { visit(local, row.rank, partner, shared); });
                    });
        },
        finish);
  }

  for (std::int32_t begin = heavy; begin < n; begin += shape.list_ranks) {
    const std::int32_t end = begin + std::min(n - begin, shape.list_ranks);
    const target_lists lists(a, order, begin, end, threads, watch);
    const std::vector<std::int32_t> starts = cut(begin, 1 << 14, 256);
    spare_values<crossing_counter> spare;
    for_each_task<Local>(
        starts.size() - 1, threads, watch,
        [&](std::size_t task, Local& local) {
          spare.use(
              [&] { return crossing_counter(lists, order.size[static_cast<std::size_t>(begin)]); },
              [&](crossing_counter& counter) {
                for (std::int32_t r = starts[task]; r < starts[task + 1]; ++r)
                  counter.count(kernel, lists, row_of(r), r, window_of(query, order, r),
                                [&](std::int32_t partner, std::int32_t shared) {
                                  visit(local, r, partner, shared);
                                });
              });
        },
        finish);
    most_bytes =
        std::max(most_bytes, lists.bytes() + thread_count(threads) *
                                                 static_cast<std::size_t>(end - begin) * 14);
  }
  return most_bytes;
}

} // namespace irisan
