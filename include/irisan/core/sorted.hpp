#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <vector>

namespace irisan {

/// Where in a sorted vector the thing with a key stands, −1 if it is not there.
template <class T, class Key, class Projection>
std::int32_t find_sorted(const std::vector<T>& things, const Key& key, const Projection& key_of) {
  const auto it = std::lower_bound(things.begin(), things.end(), key,
                                   [&](const T& thing, const Key& k) { return key_of(thing) < k; });
  if (it == things.end() || key_of(*it) != key) return -1;
  return static_cast<std::int32_t>(it - things.begin());
}

/// Sorts and drops repetitions.
template <class T>
void sort_unique(std::vector<T>& things) {
  std::sort(things.begin(), things.end());
  things.erase(std::unique(things.begin(), things.end()), things.end());
}

/// |A ∩ B| of two sorted ranges without repetitions. Without branches: which of the two goes on is
/// a toss.
template <class Range>
std::size_t count_common(const Range& a, const Range& b) noexcept {
  std::size_t common = 0;
  for (std::size_t i = 0, k = 0; i < a.size() && k < b.size();) {
    const auto x = a[i], y = b[k];
    common += x == y;
    i += x <= y;
    k += y <= x;
  }
  return common;
}

} // namespace irisan
