#pragma once

#include <irisan/core/tasks.hpp>
#include <irisan/overlap/bit_columns.hpp>
#include <irisan/overlap/bit_rows.hpp>
#include <irisan/overlap/crossing_counter.hpp>
#include <irisan/overlap/size_order.hpp>

#include <algorithm>
#include <cassert>
#include <cstdint>
#include <string_view>
#include <vector>

namespace irisan {

/// When a program is summed over the targets it does not reach: |A ∩ B| = |B| − |B ∖ A|.
enum class complement_use : std::uint8_t { shorter, always };

/// How a projection is cut: the largest programs as bit columns, the others by counters.
struct projection_shape {
  std::int32_t column_blocks = 0;                       ///< of 512 programs each
  std::int32_t list_ranks = target_lists::most_ranks;   ///< programs whose lists are held at a time
  complement_use complements = complement_use::shorter; ///< where bit columns are summed
  bool rows_first = false; ///< the 64 largest of the first block are compared as rows of bits
};

namespace detail {

/// Ranks [from, count) in parts of about equal work: so many targets, or so many rows.
inline std::vector<std::int32_t> cut_ranks(const size_order& order, std::int32_t from,
                                           std::int64_t targets, std::int32_t rows) {
  std::vector<std::int32_t> starts{from};
  std::int64_t work = 0;
  for (std::int32_t r = from; r < order.count(); ++r) {
    work += order.size[static_cast<std::size_t>(r)];
    if (work >= targets || r + 1 - starts.back() >= rows) {
      starts.push_back(r + 1);
      work = 0;
    }
  }
  if (starts.back() != order.count()) starts.push_back(order.count());
  return starts;
}

/// The crossings of ranks from `from` on with the 512 of a block, as columns.
template <class Local, class Visit, class Finish>
void project_on_columns(const bit_columns& columns, std::int32_t block, std::int32_t from,
                        const incidence_view& a, const size_order& order, const pair_query& query,
                        complement_use complements, const kernels::table& kernel, unsigned threads,
                        const progress& watch, const Visit& visit, const Finish& finish) {
  struct scratch {
    bit_columns::workspace space;
    std::vector<bit_columns::row> rows;
    std::vector<std::vector<std::int32_t>> unreached;
  };
  spare_values<scratch> spare;
  const auto take_rows = [&](scratch& s, std::int32_t begin, std::int32_t end) {
    s.rows.clear();
    s.unreached.resize(static_cast<std::size_t>(end - begin));
    for (std::int32_t r = begin; r < end; ++r) {
      const partner_window w = window_of(query, order, r);
      const std::int32_t partners_end = std::min(r, (block + 1) * kernels::line_bits);
      if (std::max(w.begin, block * kernels::line_bits) >= partners_end) continue;
      bit_columns::row row{r,
                           order.size[static_cast<std::size_t>(r)],
                           w.least,
                           w.begin,
                           partners_end,
                           a.row(order.program[static_cast<std::size_t>(r)]),
                           false};
      if (complements == complement_use::always || row.size > a.columns / 2) {
        std::vector<std::int32_t>& rest = s.unreached[static_cast<std::size_t>(r - begin)];
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
  };
  const std::vector<std::int32_t> starts =
      cut_ranks(order, from, std::int64_t{1} << 22, bit_columns::rows_at_once);
  for_each_task<Local>(
      starts.size() - 1, threads, watch,
      [&](std::size_t task, Local& local) {
        spare.use([] { return scratch{}; },
                  [&](scratch& s) {
                    take_rows(s, starts[task], starts[task + 1]);
                    columns.count(
                        kernel, s.rows, s.space,
                        [&](const bit_columns::row& row, std::int32_t partner,
                            std::int32_t shared) { visit(local, row.rank, partner, shared); });
                  });
      },
      finish);
}

/// The crossings of ranks from `begin` on with those of a block of lists.
template <class Local, class Visit, class Finish>
void project_on_lists(const target_lists& lists, const incidence_view& a, const size_order& order,
                      const pair_query& query, const kernels::table& kernel, unsigned threads,
                      const progress& watch, const Visit& visit, const Finish& finish) {
  const std::vector<std::int32_t> starts = cut_ranks(order, lists.begin(), 1 << 14, 256);
  const std::int32_t largest = order.size[static_cast<std::size_t>(lists.begin())];
  spare_values<crossing_counter> spare;
  for_each_task<Local>(
      starts.size() - 1, threads, watch,
      [&](std::size_t task, Local& local) {
        spare.use([&] { return crossing_counter(lists, largest); },
                  [&](crossing_counter& counter) {
                    for (std::int32_t r = starts[task]; r < starts[task + 1]; ++r)
                      counter.count(kernel, lists,
                                    a.row(order.program[static_cast<std::size_t>(r)]), r,
                                    window_of(query, order, r),
                                    [&](std::int32_t partner, std::int32_t shared) {
                                      visit(local, r, partner, shared);
                                    });
                  });
      },
      finish);
}

} // namespace detail

/// Counts, for every program, the shared targets with every other: A·Aᵀ without its lower triangle,
/// its zeros, or a place where it is kept.
///
/// `visit(local, rank, partner, shared)` with partner < rank, for each two ranks that a query may
/// accept; `finish(local)` as `for_each_task` has it. Returns the bytes of working memory.
template <class Local, class Visit, class Finish>
std::size_t project(const incidence_view& a, const size_order& order, const pair_query& query,
                    const projection_shape& shape, const kernels::table& kernel, unsigned threads,
                    const progress& watch, const Visit& visit, const Finish& finish) {
  assert(shape.list_ranks > 0);
  const std::int32_t n = order.count();
  const std::int32_t column_blocks =
      std::min(shape.column_blocks, (n + kernels::line_bits - 1) / kernels::line_bits);
  const std::int32_t heavy = std::min(n, column_blocks * kernels::line_bits);
  // Each block is told of as a share of the whole.
  const std::int32_t stages =
      column_blocks + (n - heavy) / shape.list_ranks + ((n - heavy) % shape.list_ranks != 0);
  std::int32_t stage = 0;
  std::size_t most_bytes = 0;
  if (heavy > 0) {
    bit_columns columns(a.columns);
    for (std::int32_t block = 0; block < column_blocks; ++block) {
      const progress part = watch.part(stage++, stages);
      std::int32_t from = block * kernels::line_bits;
      if (block == 0 && shape.rows_first) {
        bit_rows rows(std::min(n, 64), a.columns);
        columns.fill(a, order, block, threads, part, &rows);
        compare_rows<Local>(rows, order, query, kernel, threads, progress{{}, watch.stop}, visit,
                            finish);
        from = rows.count();
        most_bytes = rows.bytes();
      } else {
        columns.fill(a, order, block, threads, part);
      }
      detail::project_on_columns<Local>(columns, block, from, a, order, query, shape.complements,
                                        kernel, threads, part, visit, finish);
    }
    most_bytes += columns.bytes();
  }
  for (std::int32_t begin = heavy; begin < n;) {
    const std::int32_t end = begin + std::min(n - begin, shape.list_ranks);
    const progress part = watch.part(stage++, stages);
    const target_lists lists(a, order, begin, end, threads, part);
    detail::project_on_lists<Local>(lists, a, order, query, kernel, threads, part, visit, finish);
    most_bytes =
        std::max(most_bytes, lists.bytes() + thread_count(threads) *
                                                 static_cast<std::size_t>(end - begin) * 14);
    begin = end;
  }
  return most_bytes;
}

} // namespace irisan
