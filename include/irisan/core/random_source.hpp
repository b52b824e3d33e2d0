#pragma once

#include <cassert>
#include <cstddef>
#include <cstdint>
#include <utility>
#include <vector>

namespace irisan {

/// A stream of random numbers that is the same for a seed everywhere: the distributions of the
/// standard library differ from one library to the next.
///
/// SplitMix64 (Steele, Lea, Flood 2014, doi 10.1145/2660193.2660195): 64 bits of state, every
/// value once in 2⁶⁴ draws. Not for secrets.
class random_source {
public:
  explicit constexpr random_source(std::uint64_t seed) noexcept : state_(seed) {}

  /// 64 random bits.
  constexpr std::uint64_t bits() noexcept {
    std::uint64_t z = state_ += 0x9e3779b97f4a7c15;
    z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9;
    z = (z ^ (z >> 27)) * 0x94d049bb133111eb;
    return z ^ (z >> 31);
  }

  /// A whole number from 0 to n − 1, each equally likely; n ≥ 1.
  constexpr std::uint64_t below(std::uint64_t n) noexcept {
    assert(n > 0);
    // The last values are drawn again, or the first remainders would come up more often.
    const std::uint64_t surplus = (~std::uint64_t{0} % n + 1) % n;
    std::uint64_t x = bits();
    while (x > ~std::uint64_t{0} - surplus) x = bits();
    return x % n;
  }

  /// A number from 0 to below 1, a multiple of 2⁻⁵³.
  constexpr double unit() noexcept { return static_cast<double>(bits() >> 11) * 0x1p-53; }

  /// Puts things into a random order, each order equally likely (Fisher–Yates).
  template <class T>
  constexpr void shuffle(std::vector<T>& things) {
    for (std::size_t i = things.size(); i > 1; --i)
      std::swap(things[i - 1], things[static_cast<std::size_t>(below(i))]);
  }

private:
  std::uint64_t state_;
};

} // namespace irisan
