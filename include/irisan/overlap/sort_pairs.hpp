#pragma once

#include <irisan/core/parallel.hpp>
#include <irisan/core/progress.hpp>
#include <irisan/overlap/pair.hpp>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <span>
#include <utility>
#include <vector>

namespace irisan {

namespace detail {
/// Puts pairs in place in order of their buckets, `bucket_of(pair)` below `buckets`, and gives
/// where each begins and the last ends. A stop does not wait for a loop over all of them.
template <class Bucket>
std::vector<std::size_t> sort_into_buckets(std::span<overlap_pair> pairs, std::size_t buckets,
                                           const Bucket& bucket_of, const progress& watch) {
  std::size_t steps = 0;
  const auto heed_stop = [&] {
    if ((++steps & 65'535) == 0 && watch.stop.stop_requested()) throw stopped();
  };
  std::vector<std::size_t> begin(buckets + 1, 0);
  for (const overlap_pair& p : pairs) {
    heed_stop();
    ++begin[bucket_of(p) + 1];
  }
  for (std::size_t b = 0; b < buckets; ++b) begin[b + 1] += begin[b];
  std::vector<std::size_t> next(begin.begin(), begin.end() - 1);
  for (std::size_t b = 0; b < buckets; ++b)
    while (next[b] < begin[b + 1]) {
      // Carry what lies here to its bucket, and what lay there on, until one belongs here.
      overlap_pair carried = pairs[next[b]];
      for (std::size_t of = bucket_of(carried); of != b; of = bucket_of(carried)) {
        heed_stop();
        std::swap(carried, pairs[next[of]++]);
      }
      pairs[next[b]++] = carried;
    }
  return begin;
}
} // namespace detail

/// Sorts pairs by first and then second, in place.
///
/// By stretches of the first, so few that what is written lies in a cache, then each stretch on a
/// thread by its firsts, then those of one first by second. Throws `stopped`.
inline void sort_pairs(std::vector<overlap_pair>& pairs, std::int32_t interventions,
                       unsigned threads, const progress& watch) {
  const auto n = static_cast<std::size_t>(interventions);
  // So few that sorting takes no time, or that a bucket for each intervention would take more room.
  if (pairs.size() < 20'000 || pairs.size() < n / 16) {
    std::sort(pairs.begin(), pairs.end());
    return;
  }
  constexpr std::size_t most_stretches = 256;
  const std::size_t firsts = (n + most_stretches - 1) / most_stretches; // in a stretch
  const std::size_t stretches = (n + firsts - 1) / firsts;
  const std::vector<std::size_t> begin = detail::sort_into_buckets(
      pairs, stretches, [&](const overlap_pair& p) { return p.first.at() / firsts; }, watch);
  for_each_index(stretches, threads, [&](std::size_t s) {
    if (watch.stop.stop_requested()) throw stopped();
    const std::span<overlap_pair> mine(pairs.data() + begin[s], begin[s + 1] - begin[s]);
    const std::vector<std::size_t> of_first = detail::sort_into_buckets(
        mine, firsts, [&](const overlap_pair& p) { return p.first.at() - s * firsts; }, watch);
    for (std::size_t f = 0; f < firsts; ++f) {
      if (watch.stop.stop_requested()) throw stopped();
      std::sort(mine.begin() + static_cast<std::ptrdiff_t>(of_first[f]),
                mine.begin() + static_cast<std::ptrdiff_t>(of_first[f + 1]),
                [](const overlap_pair& x, const overlap_pair& y) { return x.second < y.second; });
    }
  });
}

} // namespace irisan
