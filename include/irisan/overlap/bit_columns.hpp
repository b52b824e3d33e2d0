#pragma once

#include <irisan/core/buffer.hpp>
#include <irisan/core/parallel.hpp>
#include <irisan/core/progress.hpp>
#include <irisan/graph/incidence.hpp>
#include <irisan/overlap/bit_kernels.hpp>
#include <irisan/overlap/size_order.hpp>

#include <algorithm>
#include <array>
#include <bit>
#include <cstdint>
#include <cstring>
#include <span>
#include <vector>

namespace irisan {

/// The largest interventions as bits: per target a line of 512, one for each intervention.
///
/// Adding up the lines of a program's targets counts its crossings with 512 others at once, where a
/// counter takes a step for each crossing. Memory: 64 bytes per target and 512 interventions.
class bit_columns {
public:
  bit_columns() = default;

  /// The first `blocks · 512` ranks as columns.
  bit_columns(const incidence_view& a, const size_order& order, std::int32_t blocks,
              unsigned threads, const progress& watch)
      : blocks_(blocks), targets_(a.columns), lines_(words_for(a.columns, blocks)),
        sizes_(static_cast<std::size_t>(blocks) * slice_limit * kernels::line_words, 0) {
    constexpr std::int32_t span = 8 * tile;
    const std::int32_t spans = targets_ / span + 1; // the line after the last target is always zero
    for_each_index(static_cast<std::size_t>(spans) * static_cast<std::size_t>(blocks), threads,
                   [&](std::size_t i) {
                     if (watch.stop.stop_requested()) throw stopped();
                     const auto block = static_cast<std::int32_t>(i) / spans;
                     const std::int32_t begin = static_cast<std::int32_t>(i) % spans * span;
                     fill(a, order, block, begin, std::min(begin + span, targets_ + 1));
                   });
    for (std::int32_t rank = 0; rank < std::min(order.count(), columns()); ++rank)
      for (int b = 0; b < slice_limit; ++b)
        if (order.size[static_cast<std::size_t>(rank)] >> b & 1)
          sizes_[(static_cast<std::size_t>(rank / kernels::line_bits) * slice_limit +
                  static_cast<std::size_t>(b)) *
                     kernels::line_words +
                 static_cast<std::size_t>(rank % kernels::line_bits / 64)] |= std::uint64_t{1}
                                                                              << (rank & 63);
  }

  std::int32_t blocks() const noexcept { return blocks_; }
  std::int32_t columns() const noexcept { return blocks_ * kernels::line_bits; }
  std::size_t bytes() const noexcept { return lines_.bytes() + sizes_.size() * 8; }
  static std::size_t bytes_for(std::int32_t targets, std::int32_t blocks) noexcept {
    return words_for(targets, blocks) * 8;
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

  /// Counts the crossings of rows with the columns of a block; `visit(row, rank, shared)` for
  /// partners that reach the row's least count.
  ///
  /// All rows go through a tile of targets before the next, so its lines are read from the cache.
  template <class Visit>
  void count(const kernels::table& kernel, std::int32_t block, std::span<const row> rows,
             workspace& w, const Visit& visit) const {
    const std::uint64_t* const lines = lines_.data() + line(block, 0);
    constexpr std::size_t of_row = std::size_t{slice_limit} * kernels::line_words;
    w.slices.assign(rows.size() * of_row, 0);
    w.at.assign(rows.size(), 0);
    std::size_t edges = 0;
    for (const row& r : rows) edges += r.targets.size();
    // Below a few lines per row and tile, going round costs more than the cache gives.
    const bool tiled = edges * tile > 16 * rows.size() * static_cast<std::size_t>(targets_);
    const std::int32_t step = tiled ? tile : targets_;
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
          kernel.add_lines(lines, t + w.at[i], static_cast<std::int32_t>((end - w.at[i]) / 16),
                           w.slices.data() + i * of_row, slices_for(r));
        w.at[i] = end;
      }
      if (last) break;
    }
    for (std::size_t i = 0; i < rows.size(); ++i)
      finish(kernel, block, rows[i], w.slices.data() + i * of_row, lines, visit);
  }

private:
  static constexpr std::int32_t tile = 2048; // 128 KB of lines
  static constexpr int slice_limit = 32;

  static std::size_t words_for(std::int32_t targets, std::int32_t blocks) noexcept {
    return static_cast<std::size_t>(blocks) * (static_cast<std::size_t>(targets) + 1) *
           kernels::line_words;
  }
  std::size_t line(std::int32_t block, std::int32_t target) const noexcept {
    return (static_cast<std::size_t>(block) * (static_cast<std::size_t>(targets_) + 1) +
            static_cast<std::size_t>(target)) *
           kernels::line_words;
  }
  static int slices_for(const row& r) noexcept {
    return std::bit_width(static_cast<std::uint32_t>(r.targets.size()));
  }

  void fill(const incidence_view& a, const size_order& order, std::int32_t block,
            std::int32_t begin, std::int32_t end) {
    std::uint64_t* const lines = lines_.data() + line(block, 0);
    std::memset(lines + std::size_t{kernels::line_words} * static_cast<std::size_t>(begin), 0,
                sizeof(std::uint64_t) * kernels::line_words *
                    static_cast<std::size_t>(end - begin));
    const std::int32_t first = block * kernels::line_bits;
    const std::int32_t ranks = std::min(kernels::line_bits, order.count() - first);
    std::array<const std::int32_t*, kernels::line_bits> at;
    for (std::int32_t c = 0; c < ranks; ++c) {
      const auto targets = a.row(order.program[static_cast<std::size_t>(first + c)]);
      at[static_cast<std::size_t>(c)] =
          begin == 0 ? targets.data()
                     : std::lower_bound(targets.data(), targets.data() + targets.size(), begin);
    }
    for (std::int32_t tile_end = begin; tile_end < end;) {
      tile_end = std::min(tile_end + tile, end);
      for (std::int32_t c = 0; c < ranks; ++c) {
        const auto targets = a.row(order.program[static_cast<std::size_t>(first + c)]);
        const std::int32_t* p = at[static_cast<std::size_t>(c)];
        const std::int32_t* const stop = targets.data() + targets.size();
        std::uint64_t* const word = lines + c / 64;
        const std::uint64_t bit = std::uint64_t{1} << (c & 63);
        for (; p != stop && *p < tile_end; ++p)
          word[static_cast<std::size_t>(*p) * kernels::line_words] |= bit;
        at[static_cast<std::size_t>(c)] = p;
      }
    }
  }

  template <class Visit>
  void finish(const kernels::table& kernel, std::int32_t block, const row& r, std::uint64_t* slices,
              const std::uint64_t* lines, const Visit& visit) const {
    int slice_count = slices_for(r);
    if (const std::size_t rest = r.targets.size() % 16; rest > 0) {
      // Filled up with the line after the last target, which is zero.
      std::array<std::int32_t, 16> tail;
      tail.fill(targets_);
      std::copy_n(r.targets.end() - static_cast<std::ptrdiff_t>(rest), rest, tail.begin());
      kernel.add_lines(lines, tail.data(), 1, slices, slice_count);
    }
    const std::uint64_t* whole =
        sizes_.data() + static_cast<std::size_t>(block) * slice_limit * kernels::line_words;
    if (r.complement) {
      slice_count = slice_limit;
      kernel.subtract_from(whole, slices, slice_count);
    }
    if (static_cast<std::uint64_t>(r.least) >> slice_count != 0) return;
    std::array<std::uint64_t, kernels::line_words> mask;
    kernel.select_at_least(slices, slice_count, static_cast<std::uint64_t>(r.least), mask.data());
    const std::int32_t first = block * kernels::line_bits;
    for (std::int32_t q = 0; q < kernels::line_words; ++q) {
      const std::int32_t lane = first + 64 * q;
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

  std::int32_t blocks_ = 0;
  std::int32_t targets_ = 0;
  buffer<std::uint64_t> lines_;
  std::vector<std::uint64_t> sizes_; // of the columns, bit-sliced
};

} // namespace irisan
