#pragma once

#include <irisan/overlap/pair_query.hpp>

#include <algorithm>
#include <array>
#include <cstdint>

namespace irisan {

/// What a query asks of two sets of at most 64 targets, by their sizes: how many they must share,
/// and in how many their sketches may differ then.
///
/// |x ∆ y| = |x| + |y| − 2 |x ∩ y|, and parities differ in no more bits than sets in targets.
class sketch_bounds {
public:
  /// Sketches of larger sets look alike.
  static constexpr std::int32_t most_targets = 64;
  /// By the size of the smaller set; of those of the larger one.
  using by_size = std::array<std::uint8_t, most_targets + 1>;

  explicit sketch_bounds(const pair_query& query) {
    for (std::int32_t a = 0; a <= most_targets; ++a)
      for (std::int32_t b = 0; b <= a; ++b) {
        const auto x = static_cast<std::size_t>(a), y = static_cast<std::size_t>(b);
        const std::int64_t required = required_shared(query, a, b);
        required_[x][y] = static_cast<std::uint8_t>(std::min<std::int64_t>(required, 255));
        // No pair that passes: whatever is found near is dropped for what it must share.
        apart_[x][y] = static_cast<std::uint8_t>(std::max<std::int64_t>(a + b - 2 * required, 0));
        apart_up_to_[x][y] = std::max(apart_[x][y], b == 0 ? apart_[x][y] : apart_up_to_[x][y - 1]);
      }
  }

  /// `required_shared` of a set of this size and one that is not larger.
  const by_size& required(std::int32_t size) const noexcept {
    return required_[static_cast<std::size_t>(size)];
  }
  /// The targets that only one of the two may have.
  const by_size& apart(std::int32_t size) const noexcept {
    return apart_[static_cast<std::size_t>(size)];
  }
  /// The same for any set up to a size.
  const by_size& apart_up_to(std::int32_t size) const noexcept {
    return apart_up_to_[static_cast<std::size_t>(size)];
  }

private:
  std::array<by_size, most_targets + 1> required_{}, apart_{}, apart_up_to_{};
};

} // namespace irisan
