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
#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

namespace irisan {

/// Count and weight of shared targets in one word, the count below: neither exceeds that of the
/// whole row, so both fit where those do.
struct count_and_weight {
  int count_bits, bits;

  count_and_weight(std::size_t row_size, std::int64_t row_weight) noexcept
      : count_bits(static_cast<int>(std::bit_width(row_size))),
        bits(count_bits +
             static_cast<int>(std::bit_width(static_cast<std::uint64_t>(row_weight)))) {}
  std::int32_t count(std::uint64_t sum) const noexcept {
    return static_cast<std::int32_t>(sum & ((std::uint64_t{1} << count_bits) - 1));
  }
  std::int64_t weight(std::uint64_t sum) const noexcept {
    return static_cast<std::int64_t>(sum >> count_bits);
  }
};

/// The largest programs, up to 64, as a word of bits at each target, beside its weight: a row meets
/// all of them at a target in a few additions, where lists take one for each. Memory: 16 bytes a
/// target.
class weighted_words {
public:
  static constexpr std::int32_t most_ranks = 64;

  /// How many of the largest programs are worth a word: none where too few of them meet.
  static std::int32_t ranks_worth(const size_order& order, std::int32_t targets) noexcept {
    const std::int32_t ranks = std::min(order.count(), most_ranks);
    std::int64_t crossings = 0;
    for (std::int32_t r = 0; r < ranks; ++r) crossings += order.size[static_cast<std::size_t>(r)];
    return crossings >= std::int64_t{2} * targets ? ranks : 0;
  }

  /// The first `ranks`, at most 64, of an order.
  weighted_words(const incidence_view& a, const size_order& order, std::int32_t ranks,
                 std::span<const std::int64_t> weights, unsigned threads, const progress& watch)
      : ranks_(ranks), at_(static_cast<std::size_t>(a.columns)) {
    constexpr std::size_t at_once = 8'192; // targets whose words stay in the cache
    for_each_chunk(at_.size(), at_once, threads, [&](std::size_t begin, std::size_t end) {
      if (watch.stop.stop_requested()) throw stopped();
      for (std::size_t t = begin; t < end; ++t) at_[t] = {0, weights[t]};
      for (std::int32_t r = 0; r < ranks; ++r) {
        const auto row = a.row(order.program[static_cast<std::size_t>(r)]);
        for (auto t = std::lower_bound(row.begin(), row.end(), static_cast<std::int32_t>(begin));
             t != row.end() && static_cast<std::size_t>(*t) < end; ++t)
          at_[static_cast<std::size_t>(*t)].bits |= std::uint64_t{1} << r;
      }
    });
  }

  std::int32_t ranks() const noexcept { return ranks_; }
  std::size_t bytes() const noexcept { return at_.bytes(); }

  /// `visit(rank, shared, weight)` for those of the ranks that have at least `least` of a row's
  /// targets, 0 included, ascending. All targets of the row weigh `row_weight`.
  template <class Visit>
  void count(const kernels::table& kernel, std::span<const std::int32_t> targets,
             std::int64_t row_weight, std::int64_t least, const Visit& visit) const {
    const count_and_weight word(targets.size(), row_weight);
    const auto packed = [&](const auto& sums) {
      for (std::int32_t r = 0; r < ranks_; ++r) {
        const std::uint64_t sum = sums[static_cast<std::size_t>(r)];
        if (word.count(sum) >= least) visit(r, word.count(sum), word.weight(sum));
      }
    };
    if (word.bits <= 31) {
      std::array<std::uint32_t, most_ranks> sums{};
      kernel.add_weights_32(at_.data(), targets.data(), targets.size(), word.count_bits,
                            sums.data());
      packed(sums);
    } else if (word.bits <= 63) {
      std::array<std::uint64_t, most_ranks> sums{};
      kernel.add_weights_64(at_.data(), targets.data(), targets.size(), word.count_bits,
                            sums.data());
      packed(sums);
    } else {
      std::array<std::int32_t, most_ranks> shared{};
      std::array<std::int64_t, most_ranks> weight{};
      for (const std::int32_t t : targets) {
        const kernels::weighted_bits& x = at_[static_cast<std::size_t>(t)];
        for (std::uint64_t b = x.bits; b != 0; b &= b - 1) {
          const auto r = static_cast<std::size_t>(std::countr_zero(b));
          ++shared[r];
          weight[r] += x.weight;
        }
      }
      for (std::size_t r = 0; r < static_cast<std::size_t>(ranks_); ++r)
        if (shared[r] >= least) visit(static_cast<std::int32_t>(r), shared[r], weight[r]);
    }
  }

private:
  std::int32_t ranks_;
  buffer<kernels::weighted_bits> at_;
};

} // namespace irisan
