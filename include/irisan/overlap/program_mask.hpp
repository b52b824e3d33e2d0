#pragma once

#include <bit>
#include <cstddef>
#include <cstdint>

namespace irisan {

/// A set of at most 64 · Words programs as bits, for searches in which few programs are left.
template <int Words>
struct program_mask {
  static constexpr int size = 64 * Words;
  std::uint64_t word[Words] = {};

  /// The bits before `bit`.
  static constexpr program_mask before(int bit) noexcept {
    program_mask m;
    for (int i = 0; i < Words; ++i) {
      const int left = bit - 64 * i;
      m.word[i] = left >= 64 ? ~std::uint64_t{0} : left <= 0 ? 0 : (std::uint64_t{1} << left) - 1;
    }
    return m;
  }

  constexpr void set(int bit) noexcept { word[bit / 64] |= std::uint64_t{1} << (bit % 64); }
  constexpr bool has(int bit) const noexcept { return (word[bit / 64] >> (bit % 64) & 1U) != 0; }
  constexpr bool any() const noexcept {
    std::uint64_t all = 0;
    for (const std::uint64_t w : word) all |= w;
    return all != 0;
  }
  constexpr int count() const noexcept {
    int n = 0;
    for (const std::uint64_t w : word) n += std::popcount(w);
    return n;
  }
  constexpr std::uint64_t hash() const noexcept {
    std::uint64_t h = 0;
    for (const std::uint64_t w : word) h = (h ^ w ^ (h >> 29)) * 0x9e3779b97f4a7c15;
    return h;
  }
  /// Calls `visit(bit)` for every bit, ascending.
  template <class Visit>
  constexpr void for_each(const Visit& visit) const {
    for (int i = 0; i < Words; ++i)
      for (std::uint64_t left = word[i]; left != 0; left &= left - 1)
        visit(64 * i + std::countr_zero(left));
  }

  friend constexpr program_mask operator&(program_mask a, const program_mask& b) noexcept {
    for (int i = 0; i < Words; ++i) a.word[i] &= b.word[i];
    return a;
  }
  friend constexpr program_mask operator|(program_mask a, const program_mask& b) noexcept {
    for (int i = 0; i < Words; ++i) a.word[i] |= b.word[i];
    return a;
  }
  /// What is in `a` and not in `b`.
  friend constexpr program_mask operator-(program_mask a, const program_mask& b) noexcept {
    for (int i = 0; i < Words; ++i) a.word[i] &= ~b.word[i];
    return a;
  }
  friend constexpr bool operator==(const program_mask&, const program_mask&) = default;
};

} // namespace irisan
