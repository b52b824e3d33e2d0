#pragma once

#include <irisan/core/buffer.hpp>
#include <irisan/core/tasks.hpp>
#include <irisan/graph/incidence.hpp>
#include <irisan/overlap/bit_kernels.hpp>
#include <irisan/overlap/size_order.hpp>

#include <algorithm>
#include <array>
#include <cstdint>
#include <cstring>
#include <vector>

namespace irisan {

/// Bytes that `compare_bit_rows` works in.
inline std::size_t bit_row_bytes(std::int32_t programs, std::int32_t targets) noexcept {
  return static_cast<std::size_t>(programs) * ((static_cast<std::size_t>(targets) + 63) / 64) * 8;
}

/// Every program as a row of bits, every two compared: right for few programs that each reach much
/// of everything. Visits as `project` does; returns the bytes of working memory.
template <class Local, class Visit, class Finish>
std::size_t compare_bit_rows(const incidence_view& a, const size_order& order,
                             const pair_query& query, const kernels::table& kernel,
                             unsigned threads, const progress& watch, const Visit& visit,
                             const Finish& finish) {
  constexpr std::int32_t rows = 16;          // compared with sixteen others at a time,
  constexpr std::size_t words_at_once = 512; // in pieces that stay in the cache: 4 KB each
  const std::int32_t n = order.count();
  const std::size_t words = (static_cast<std::size_t>(a.columns) + 63) / 64;
  buffer<std::uint64_t> bits(static_cast<std::size_t>(n) * words);
  const auto row_of = [&](std::int32_t rank) {
    return bits.data() + static_cast<std::size_t>(rank) * words;
  };
  const auto blocks = static_cast<std::size_t>((n + rows - 1) / rows);
  for_each_index(blocks, threads, [&](std::size_t block) {
    if (watch.stop.stop_requested()) throw stopped();
    const std::int32_t begin = static_cast<std::int32_t>(block) * rows;
    for (std::int32_t r = begin; r < std::min(n, begin + rows); ++r) {
      std::memset(row_of(r), 0, words * 8);
      for (const std::int32_t t : a.row(order.program[static_cast<std::size_t>(r)]))
        row_of(r)[t / 64] |= std::uint64_t{1} << (t % 64);
    }
  });
  for_each_task<Local>(
      blocks, threads, watch,
      [&](std::size_t block, Local& local) {
        const std::int32_t begin = static_cast<std::int32_t>(block) * rows;
        const std::int32_t end = std::min(n, begin + rows);
        std::array<partner_window, rows> windows;
        std::int32_t first = end;
        for (std::int32_t r = begin; r < end; ++r) {
          windows[static_cast<std::size_t>(r - begin)] = window_of(query, order, r);
          first = std::min(first, windows[static_cast<std::size_t>(r - begin)].begin);
        }
        for (std::int32_t other = first; other < end; other += rows) {
          if (watch.stop.stop_requested()) throw stopped();
          std::array<std::array<std::int64_t, rows>, rows> shared{};
          const std::int32_t other_end = std::min(end, other + rows);
          for (std::size_t word = 0; word < words; word += words_at_once)
            for (std::int32_t r = begin; r < end; ++r)
              for (std::int32_t q = other; q < std::min(r, other_end); ++q)
                shared[static_cast<std::size_t>(r - begin)][static_cast<std::size_t>(q - other)] +=
                    kernel.count_common_bits(row_of(r) + word, row_of(q) + word,
                                             std::min(words_at_once, words - word));
          for (std::int32_t r = begin; r < end; ++r) {
            const partner_window& w = windows[static_cast<std::size_t>(r - begin)];
            for (std::int32_t q = std::max(other, w.begin); q < std::min(r, other_end); ++q) {
              const std::int64_t s =
                  shared[static_cast<std::size_t>(r - begin)][static_cast<std::size_t>(q - other)];
              if (s >= w.least) visit(local, r, q, static_cast<std::int32_t>(s));
            }
          }
        }
      },
      finish);
  return bits.bytes();
}

} // namespace irisan
