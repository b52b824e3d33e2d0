#pragma once

#include <irisan/core/instruction_set.hpp>
#include <irisan/core/prefetch.hpp>

#include <bit>
#include <cstddef>
#include <cstdint>
#include <cstring>

#if IRISAN_X86_KERNELS
#include <immintrin.h>
#endif

namespace irisan::kernels {

/// 64-bit words in a line of bit columns: a bit for each of 512 interventions, one cache line.
inline constexpr int line_words = 8;
inline constexpr std::int32_t line_bits = 64 * line_words;

/// A set as it is listed at one of its elements: a sketch of them, its rank, how many they are, and
/// how many of them come from this one on.
struct listed_set {
  std::uint64_t sketch;
  std::uint32_t rank;
  std::uint8_t size, left;
};
static_assert(sizeof(listed_set) == 16);

/// A counter that reached its threshold: which it is and what it holds.
struct counted {
  std::uint32_t at;
  std::uint32_t count;
};

/// What is at a target: which of 64 programs reach it, and what it weighs.
struct weighted_bits {
  std::uint64_t bits;
  std::int64_t weight;
};

#define IRISAN_KERNEL
#define IRISAN_VECTOR 16
namespace portable {
#include <irisan/overlap/bit_kernels.inc>
}
#undef IRISAN_KERNEL
#undef IRISAN_VECTOR

#if IRISAN_X86_KERNELS
#define IRISAN_KERNEL __attribute__((target("avx2,popcnt,bmi")))
#define IRISAN_VECTOR 32
namespace avx2 {
#include <irisan/overlap/bit_kernels.inc>
}
#undef IRISAN_KERNEL
#undef IRISAN_VECTOR

#define IRISAN_KERNEL                                                                              \
  __attribute__((target("avx512f,avx512bw,avx512vl,avx512vpopcntdq,avx2,popcnt,bmi")))
#define IRISAN_VECTOR 64
namespace avx512 {
#include <irisan/overlap/bit_kernels.inc>
}
#undef IRISAN_KERNEL
#undef IRISAN_VECTOR
#endif

/// The kernels of an instruction set; the processor must have it.
struct table {
  /// Adds `16 groups` lines of bit columns, those of `targets`, to bit-sliced counts: slice b holds
  /// bit b of all 512 counts. Carry-save adders, as for positional population counts (Clausecker,
  /// Lemire, Schintke 2024, arXiv:2412.16370). Carries into the fifth slice and those after it are
  /// held back in `held` until there are two: bit b of the number of groups so far tells whether
  /// one waits for slice 4 + b. Both begin with zeros, have at least four lines, and one more than
  /// the greatest count needs.
  void (*add_lines)(const std::uint64_t* lines, const std::int32_t* targets, std::int32_t groups,
                    std::uint64_t* slices, std::uint64_t* held,
                    std::uint32_t groups_before) noexcept;
  /// Adds what is held back after so many groups. The counts are below 2^slice_count.
  void (*add_held)(std::uint64_t* slices, const std::uint64_t* held, std::uint32_t groups,
                   int slice_count) noexcept;
  /// Replaces bit-sliced counts by what is missing to `whole`.
  void (*subtract_from)(const std::uint64_t* whole, std::uint64_t* slices,
                        int slice_count) noexcept;
  /// A bit for each of 512 bit-sliced counts that reaches a threshold below 2^slice_count.
  void (*select_at_least)(const std::uint64_t* slices, int slice_count, std::uint64_t threshold,
                          std::uint64_t* mask) noexcept;
  /// Counters in [begin, end) that reach `least` go to `out`, which has room for one more than all;
  /// all of them become 0.
  std::size_t (*take_16)(std::uint16_t* counts, std::size_t begin, std::size_t end,
                         std::uint16_t least, counted* out) noexcept;
  std::size_t (*take_32)(std::uint32_t* counts, std::size_t begin, std::size_t end,
                         std::uint32_t least, counted* out) noexcept;
  /// Adds `weight << shift | 1` of each target to those of 64 sums whose bits are set there.
  void (*add_weights_32)(const weighted_bits* at, const std::int32_t* targets, std::size_t count,
                         int shift, std::uint32_t* sums) noexcept;
  void (*add_weights_64)(const weighted_bits* at, const std::int32_t* targets, std::size_t count,
                         int shift, std::uint64_t* sums) noexcept;
  /// Bits that are set in both.
  std::int64_t (*count_common_bits)(const std::uint64_t* a, const std::uint64_t* b,
                                    std::size_t words) noexcept;
  /// The same for each two of four rows and four others, added to 16 sums: those of the first row
  /// first.
  void (*count_common_bits_4)(const std::uint64_t* const* rows, const std::uint64_t* const* others,
                              std::size_t words, std::int64_t* sums) noexcept;
  /// For up to eight probes and eight sets, the sketches of which two differ in at most `most`
  /// bits: byte k for probe k, in it a bit for each set.
  std::uint64_t (*near_sketches)(const listed_set* probes, int count, const listed_set* list,
                                 std::uint64_t most) noexcept;
  /// For up to 64 pairs, a bit for each whose sketches of 128 bits differ in at most `most` of
  /// them: given where the halves differ, the second in `second`, the first where just one of
  /// `first` and `second` has a bit.
  std::uint64_t (*near_differences)(const std::uint64_t* first, const std::uint64_t* second,
                                    const std::uint8_t* most, int count) noexcept;
  /// Of up to 31 different values below 2³¹, a bit for each of the `large` smallest, and in
  /// `smaller` how many are smaller than each; both arrays have room for 32.
  std::uint32_t (*find_smallest)(const std::uint32_t* values, int count, int large,
                                 std::uint8_t* smaller) noexcept;
};

#define IRISAN_TABLE(set)                                                                          \
  {                                                                                                \
    set::add_lines, set::add_held, set::subtract_from, set::select_at_least,                       \
        set::take_counts<std::uint16_t>, set::take_counts<std::uint32_t>,                          \
        set::add_weights<std::uint32_t>, set::add_weights<std::uint64_t>, set::count_common_bits,  \
        set::count_common_bits_4, set::near_sketches, set::near_differences, set::find_smallest    \
  }

inline table of(instruction_set s) noexcept {
#if IRISAN_X86_KERNELS
  if (s == instruction_set::avx512) return IRISAN_TABLE(avx512);
  if (s == instruction_set::avx2) return IRISAN_TABLE(avx2);
#endif
  (void)s;
  return IRISAN_TABLE(portable);
}
#undef IRISAN_TABLE

} // namespace irisan::kernels
