#pragma once

#include <irisan/core/buffer.hpp>
#include <irisan/core/parallel.hpp>
#include <irisan/core/prefetch.hpp>
#include <irisan/core/progress.hpp>
#include <irisan/graph/incidence.hpp>
#include <irisan/overlap/bit_kernels.hpp>
#include <irisan/overlap/bit_rows.hpp>
#include <irisan/overlap/size_order.hpp>

#include <algorithm>
#include <array>
#include <bit>
#include <cassert>
#include <cstdint>
#include <cstring>
#include <span>
#include <vector>

namespace irisan {

/// 512 interventions as bits: per target a line of 512, one for each intervention.
///
/// Adding up the lines of a program's targets counts its crossings with 512 others at once, where a
/// counter takes a step for each crossing. Memory: 64 bytes per target.
class bit_columns {
public:
  static constexpr std::int32_t rows_at_once = 128; ///< enough to use a tile well

  explicit bit_columns(std::int32_t targets)
      : targets_(targets), lines_(words_for(targets)), sizes_(slice_limit * kernels::line_words) {}

  /// Makes them those of ranks [512 · block, 512 · (block + 1)); rows of bits, at most 64, become
  /// those of the first of them.
  void fill(const incidence_view& a, const size_order& order, std::int32_t block, unsigned threads,
            const progress& watch, bit_rows* rows = nullptr) {
    assert(rows == nullptr ||
           (rows->count() <= 64 && rows->words() * 64 + 1 > static_cast<std::size_t>(targets_)));
    first_ = block * kernels::line_bits;
    ranks_ = std::clamp(order.count() - first_, 0, kernels::line_bits);
    constexpr std::int32_t span = 8 * tile;
    // The line after the last target is always zero.
    for_each_index(static_cast<std::size_t>(targets_ / span + 1), threads, [&](std::size_t i) {
      if (watch.stop.stop_requested()) throw stopped();
      const std::int32_t begin = static_cast<std::int32_t>(i) * span;
      fill_lines(a, order, begin, begin + std::min(span, targets_ + 1 - begin), rows);
    });
    std::fill(sizes_.begin(), sizes_.end(), 0);
    for (std::int32_t c = 0; c < ranks_; ++c)
      for (int b = 0; b < slice_limit; ++b)
        if (order.size[static_cast<std::size_t>(first_ + c)] >> b & 1)
          sizes_[static_cast<std::size_t>(b * kernels::line_words + c / 64)] |= std::uint64_t{1}
                                                                                << (c & 63);
  }

  std::size_t bytes() const noexcept { return lines_.bytes() + sizes_.size() * 8; }
  static std::size_t bytes_for(std::int32_t targets) noexcept {
    return (words_for(targets) + slice_limit * kernels::line_words) * 8;
  }
  /// What `count` works in for a row of so many targets.
  static std::size_t row_bytes(std::int32_t size) noexcept {
    return 2 * slice_words(slices_for(static_cast<std::size_t>(size))) * 8 + 8;
  }

  /// A program whose crossings are counted: its targets, or those it does not reach.
  struct row {
    std::int32_t rank = 0;
    std::int32_t size = 0;
    std::int64_t least = 1;
    std::int32_t begin = 0; ///< ranks of partners [begin, end)
    std::int32_t end = 0;
    std::span<const std::int32_t> targets;
    bool complement = false;
  };

  /// What a thread keeps between calls.
  struct workspace {
    std::vector<std::uint64_t> slices;
    std::vector<std::size_t> at;
  };

  /// Counts the crossings of rows with the columns; `visit(row, rank, shared)` for partners that
  /// reach the row's least count.
  ///
  /// All rows go through a tile of targets before the next, so its lines are read from the cache.
  template <class Visit>
  void count(const kernels::table& kernel, std::span<const row> rows, workspace& w,
             const Visit& visit) const {
    std::size_t edges = 0, longest = 0;
    for (const row& r : rows) {
      edges += r.targets.size();
      longest = std::max(longest, r.targets.size());
    }
    const std::size_t words = slice_words(slices_for(longest));
    w.slices.assign(rows.size() * 2 * words, 0);
    w.at.assign(rows.size(), 0);
    const auto slices_of = [&](std::size_t i) { return w.slices.data() + i * 2 * words; };
    // Below some lines per row and tile, going round costs more than the cache gives.
    const bool tiled = edges * wide_tile > 64 * rows.size() * static_cast<std::size_t>(targets_);
    const std::int32_t step = tiled ? wide_tile : targets_;
    for (std::int32_t tile_end = step;; tile_end += step) {
      const bool last = tile_end >= targets_ || tile_end < 0;
      for (std::size_t i = 0; i < rows.size(); ++i) {
        const row& r = rows[i];
        const std::int32_t* const t = r.targets.data();
        const std::size_t whole = r.targets.size() / 16 * 16;
        std::size_t end = last ? whole : w.at[i];
        // A group of sixteen belongs to the tile in which it begins.
        while (end < whole && t[end] < tile_end) end += 16;
        if (end > w.at[i])
          kernel.add_lines(lines_.data(), t + w.at[i],
                           static_cast<std::int32_t>((end - w.at[i]) / 16), slices_of(i),
                           slices_of(i) + words, static_cast<std::uint32_t>(w.at[i] / 16));
        w.at[i] = end;
      }
      if (last) break;
    }
    for (std::size_t i = 0; i < rows.size(); ++i)
      finish(kernel, rows[i], slices_of(i), slices_of(i) + words, visit);
  }

private:
  static constexpr std::int32_t tile = 2048;      // 16 KB of words: the nearest cache
  static constexpr std::int32_t wide_tile = 4096; // 256 KB of lines: the next
  static constexpr int slice_limit = 32;

  static std::size_t words_for(std::int32_t targets) noexcept {
    return (static_cast<std::size_t>(targets) + 1) * kernels::line_words;
  }
  static int slices_for(std::size_t targets) noexcept {
    return static_cast<int>(std::bit_width(targets));
  }
  /// Words of bit-sliced counts: at least four slices, and one for a carry of zeros after the last.
  static std::size_t slice_words(int slices) noexcept {
    return static_cast<std::size_t>(std::max(slices, 4) + 1) * kernels::line_words;
  }

  void fill_lines(const incidence_view& a, const size_order& order, std::int32_t begin,
                  std::int32_t end, bit_rows* rows) {
    const auto targets_of = [&](std::int32_t c) {
      return a.row(order.program[static_cast<std::size_t>(first_ + c)]);
    };
    std::array<const std::int32_t*, kernels::line_bits> at;
    std::array<std::int64_t, kernels::line_words> crossings{}; // of the columns of each word
    for (std::int32_t c = 0; c < ranks_; ++c) {
      const auto targets = targets_of(c);
      at[static_cast<std::size_t>(c)] =
          begin == 0 ? targets.data()
                     : std::lower_bound(targets.data(), targets.data() + targets.size(), begin);
      crossings[static_cast<std::size_t>(c / 64)] += static_cast<std::int64_t>(targets.size());
    }
    const auto set_bits = [&](std::int32_t c, std::int32_t tile_begin, std::int32_t tile_end,
                              std::uint64_t* words, std::int32_t stride) {
      const auto targets = targets_of(c);
      const std::int32_t* p = at[static_cast<std::size_t>(c)];
      const std::int32_t* const stop = targets.data() + targets.size();
      const std::uint64_t bit = std::uint64_t{1} << (c & 63);
      if (c + 4 < ranks_) prefetch(at[static_cast<std::size_t>(c + 4)]);
      for (; p != stop && *p < tile_end; ++p)
        words[static_cast<std::ptrdiff_t>(*p - tile_begin) * stride] |= bit;
      at[static_cast<std::size_t>(c)] = p;
    };
    std::array<std::uint64_t, tile> near; // a word of each line, next to each other
    for (std::int32_t begin_of_wide = begin, end_of_wide; begin_of_wide < end;
         begin_of_wide = end_of_wide) {
      end_of_wide = begin_of_wide + std::min(wide_tile, end - begin_of_wide);
      std::uint64_t* const of_wide =
          lines_.data() + static_cast<std::size_t>(begin_of_wide) * kernels::line_words;
      std::memset(of_wide, 0,
                  sizeof(std::uint64_t) * kernels::line_words *
                      static_cast<std::size_t>(end_of_wide - begin_of_wide));
      for (std::int32_t word = 0; 64 * word < ranks_; ++word) {
        const std::int32_t word_begin = 64 * word, word_end = std::min(ranks_, word_begin + 64);
        bit_rows* const turned = word == 0 ? rows : nullptr;
        // With few bits it is not worth it to write them nearby first.
        if (turned == nullptr &&
            crossings[static_cast<std::size_t>(word)] < 2 * std::int64_t{targets_}) {
          for (std::int32_t c = word_begin; c < word_end; ++c)
            set_bits(c, begin_of_wide, end_of_wide, of_wide + word, kernels::line_words);
          continue;
        }
        for (std::int32_t from = begin_of_wide, to; from < end_of_wide; from = to) {
          to = from + std::min(tile, end_of_wide - from);
          near.fill(0);
          for (std::int32_t c = word_begin; c < word_end; ++c)
            set_bits(c, from, to, near.data(), 1);
          std::uint64_t* const out =
              lines_.data() + static_cast<std::size_t>(from) * kernels::line_words + word;
          for (std::size_t t = 0; t < static_cast<std::size_t>(to - from); ++t)
            out[t * kernels::line_words] = near[t];
          if (turned != nullptr) turn(near, from, *turned);
        }
      }
    }
  }

  /// A tile's words of the first 64 columns, from a target on, as words of 64 rows.
  static void turn(const std::array<std::uint64_t, tile>& words, std::int32_t from,
                   bit_rows& rows) {
    const std::size_t first = static_cast<std::size_t>(from) / 64;
    for (std::size_t w = first; w < std::min(rows.words(), first + tile / 64); ++w) {
      std::array<std::uint64_t, 64> square;
      std::copy_n(words.begin() + static_cast<std::ptrdiff_t>((w - first) * 64), 64,
                  square.begin());
      transpose(square);
      for (std::int32_t r = 0; r < rows.count(); ++r)
        rows.row(r)[w] = square[static_cast<std::size_t>(r)];
    }
  }

  template <class Visit>
  void finish(const kernels::table& kernel, const row& r, std::uint64_t* slices,
              std::uint64_t* held, const Visit& visit) const {
    int slice_count = slices_for(r.targets.size());
    auto groups = static_cast<std::uint32_t>(r.targets.size() / 16);
    if (const std::size_t rest = r.targets.size() % 16; rest > 0) {
      // Filled up with the line after the last target, which is zero.
      std::array<std::int32_t, 16> tail;
      tail.fill(targets_);
      std::copy_n(r.targets.end() - static_cast<std::ptrdiff_t>(rest), rest, tail.begin());
      kernel.add_lines(lines_.data(), tail.data(), 1, slices, held, groups++);
    }
    kernel.add_held(slices, held, groups, slice_count);
    std::array<std::uint64_t, std::size_t{slice_limit} * kernels::line_words> missing;
    if (r.complement) {
      missing.fill(0);
      std::copy_n(slices, slice_count * kernels::line_words, missing.begin());
      slices = missing.data();
      slice_count = slice_limit;
      kernel.subtract_from(sizes_.data(), slices, slice_count);
    }
    if (static_cast<std::uint64_t>(r.least) >> slice_count != 0) return;
    std::array<std::uint64_t, kernels::line_words> mask;
    kernel.select_at_least(slices, slice_count, static_cast<std::uint64_t>(r.least), mask.data());
    for (std::int32_t q = 0; q < kernels::line_words; ++q) {
      const std::int32_t lane = first_ + 64 * q;
      std::uint64_t m = mask[static_cast<std::size_t>(q)];
      constexpr std::uint64_t all = ~std::uint64_t{0};
      if (r.begin >= lane + 64 || r.end <= lane) continue;
      if (r.begin > lane) m &= all << (r.begin - lane);
      if (r.end < lane + 64) m &= all >> (lane + 64 - r.end);
      if (m != 0) decode(slices + q, slice_count, m, lane, r, visit);
    }
  }

  /// Bit-sliced counts back to numbers.
  template <class Visit>
  static void decode(const std::uint64_t* slices, int slice_count, std::uint64_t mask,
                     std::int32_t lane, const row& r, const Visit& visit) {
    if (std::popcount(mask) <= 8) {
      for (; mask != 0; mask &= mask - 1) {
        const int bit = std::countr_zero(mask);
        std::uint32_t shared = 0;
        for (int b = 0; b < slice_count; ++b)
          shared |= static_cast<std::uint32_t>(slices[b * kernels::line_words] >> bit & 1U) << b;
        visit(r, lane + bit, static_cast<std::int32_t>(shared));
      }
      return;
    }
    std::array<std::uint32_t, 64> shared{};
    for (int b = 0; b < slice_count; b += 8)
      for (int column = 0; column < 64; column += 8) {
        std::uint64_t square = 0; // eight slices by eight columns
        for (int k = 0; k < std::min(8, slice_count - b); ++k)
          square |= (slices[(b + k) * kernels::line_words] >> column & 0xff) << (8 * k);
        square = transposed(square);
        for (int k = 0; k < 8; ++k)
          shared[static_cast<std::size_t>(column + k)] |=
              static_cast<std::uint32_t>(square >> (8 * k) & 0xff) << b;
      }
    for (; mask != 0; mask &= mask - 1) {
      const int bit = std::countr_zero(mask);
      visit(r, lane + bit, static_cast<std::int32_t>(shared[static_cast<std::size_t>(bit)]));
    }
  }

  /// An 8 by 8 matrix of bits with rows and columns exchanged (Warren, Hacker's Delight, 7-3).
  static constexpr std::uint64_t transposed(std::uint64_t x) noexcept {
    std::uint64_t t = (x ^ (x >> 7)) & 0x00aa00aa00aa00aa;
    x ^= t ^ (t << 7);
    t = (x ^ (x >> 14)) & 0x0000cccc0000cccc;
    x ^= t ^ (t << 14);
    t = (x ^ (x >> 28)) & 0x00000000f0f0f0f0;
    return x ^ t ^ (t << 28);
  }

  std::int32_t targets_;
  std::int32_t first_ = 0; ///< rank of the first column
  std::int32_t ranks_ = 0; ///< columns in use
  buffer<std::uint64_t> lines_;
  std::vector<std::uint64_t> sizes_; ///< of the columns, bit-sliced
};

} // namespace irisan
