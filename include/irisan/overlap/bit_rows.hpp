#pragma once

#include <irisan/core/buffer.hpp>
#include <irisan/core/parallel.hpp>
#include <irisan/core/progress.hpp>
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

/// Programs as rows of bits, one for each target.
class bit_rows {
public:
  bit_rows(std::int32_t rows, std::int32_t targets)
      : rows_(rows), words_(words_for(targets)),
        bits_(static_cast<std::size_t>(rows) * words_for(targets)) {}

  /// The programs of all ranks.
  bit_rows(const incidence_view& a, const size_order& order, unsigned threads,
           const progress& watch)
      : bit_rows(order.count(), a.columns) {
    for_each_chunk(static_cast<std::size_t>(rows_), 16, threads,
                   [&](std::size_t begin, std::size_t end) {
                     if (watch.stop.stop_requested()) throw stopped();
                     for (std::size_t r = begin; r < end; ++r) {
                       std::uint64_t* const bits = row(static_cast<std::int32_t>(r));
                       std::memset(bits, 0, words_ * 8);
                       for (const std::int32_t t : a.row(order.program[r]))
                         bits[t / 64] |= std::uint64_t{1} << (t % 64);
                     }
                   });
  }

  std::int32_t count() const noexcept { return rows_; }
  std::size_t words() const noexcept { return words_; }
  std::uint64_t* row(std::int32_t rank) noexcept {
    return bits_.data() + static_cast<std::size_t>(rank) * words_;
  }
  const std::uint64_t* row(std::int32_t rank) const noexcept {
    return bits_.data() + static_cast<std::size_t>(rank) * words_;
  }
  std::size_t bytes() const noexcept { return bits_.bytes(); }
  static std::size_t bytes_for(std::int32_t rows, std::int32_t targets) noexcept {
    return static_cast<std::size_t>(rows) * words_for(targets) * 8;
  }

private:
  static std::size_t words_for(std::int32_t targets) noexcept {
    return (static_cast<std::size_t>(targets) + 63) / 64;
  }
  std::int32_t rows_ = 0;
  std::size_t words_ = 0;
  buffer<std::uint64_t> bits_;
};

/// A square of 64 by 64 bits with rows and columns exchanged (Warren, Hacker's Delight, 7-3).
inline void transpose(std::array<std::uint64_t, 64>& square) noexcept {
  std::uint64_t mask = 0x0000'0000'ffff'ffff;
  for (std::size_t half = 32; half != 0; half /= 2, mask ^= mask << half)
    for (std::size_t begin = 0; begin < 64; begin += 2 * half)
      for (std::size_t k = begin; k < begin + half; ++k) {
        const std::uint64_t t = (square[k] >> half ^ square[k + half]) & mask;
        square[k] ^= t << half;
        square[k + half] ^= t;
      }
}

/// Every two rows compared, those of the first ranks: right for few programs that each reach much
/// of everything. Visits as `project` does.
template <class Local, class Visit, class Finish>
void compare_rows(const bit_rows& bits, const size_order& order, const pair_query& query,
                  const kernels::table& kernel, unsigned threads, const progress& watch,
                  const Visit& visit, const Finish& finish) {
  const std::int32_t n = bits.count();
  const std::int32_t rows = n > 2'048 ? 64 : 16; // compared with as many others at a time,
  constexpr std::size_t words_at_once = 512;     // in pieces that stay in the cache: 4 KB each
  constexpr std::int32_t four = 4;               // and in squares that stay in registers
  const std::size_t words = bits.words();
  for_each_task<Local>(
      static_cast<std::size_t>((n + rows - 1) / rows), threads, watch,
      [&](std::size_t block, Local& local) {
        const std::int32_t begin = static_cast<std::int32_t>(block) * rows;
        const std::int32_t end = std::min(n, begin + rows);
        std::vector<partner_window> windows;
        std::int32_t first = end;
        for (std::int32_t r = begin; r < end; ++r) {
          windows.push_back(window_of(query, order, r));
          first = std::min(first, windows.back().begin);
        }
        std::vector<std::int64_t> shared(static_cast<std::size_t>(rows) *
                                         static_cast<std::size_t>(rows));
        const auto sums_of = [&](std::int32_t row, std::int32_t other) { // within the block
          return shared.data() + row * rows + other;
        };
        for (std::int32_t other = first; other < end; other += rows) {
          if (watch.stop.stop_requested()) throw stopped();
          std::fill(shared.begin(), shared.end(), 0);
          const std::int32_t other_end = std::min(end, other + rows);
          for (std::size_t word = 0; word < words; word += words_at_once)
            for (std::int32_t r = begin; r < end; r += four)
              for (std::int32_t q = other; q < std::min(r + four, other_end); q += four) {
                // At an end the last row stands for those that are missing.
                std::array<const std::uint64_t*, four> mine, others;
                for (std::int32_t k = 0; k < four; ++k) {
                  mine[static_cast<std::size_t>(k)] = bits.row(std::min(r + k, end - 1)) + word;
                  others[static_cast<std::size_t>(k)] =
                      bits.row(std::min(q + k, other_end - 1)) + word;
                }
                std::array<std::int64_t, four * four> square{};
                kernel.count_common_bits_4(mine.data(), others.data(),
                                           std::min(words_at_once, words - word), square.data());
                for (std::int32_t k = 0; k < std::min(four, end - r); ++k)
                  for (std::int32_t l = 0; l < std::min(four, other_end - q); ++l)
                    sums_of(r - begin + k, q - other)[l] +=
                        square[static_cast<std::size_t>(four * k + l)];
              }
          for (std::int32_t r = begin; r < end; ++r) {
            const partner_window& w = windows[static_cast<std::size_t>(r - begin)];
            for (std::int32_t q = std::max(other, w.begin); q < std::min(r, other_end); ++q) {
              const std::int64_t s = *sums_of(r - begin, q - other);
              if (s >= w.least) visit(local, r, q, static_cast<std::int32_t>(s));
            }
          }
        }
      },
      finish);
}

} // namespace irisan
