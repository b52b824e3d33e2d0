#pragma once

#include <irisan/core/thread_team.hpp>

#include <algorithm>
#include <atomic>
#include <cstddef>
#include <exception>
#include <mutex>
#include <thread>
#include <utility>
#include <vector>

namespace irisan {

/// How many threads to use when `wanted` are asked for; 0 means as many as the machine has.
inline unsigned thread_count(unsigned wanted) noexcept {
  return wanted > 0 ? wanted : std::max(1U, std::thread::hardware_concurrency());
}

/// Calls `work(i)` once for every i below `count`, on up to `threads` threads, in no given order.
///
/// The caller's thread works too, with those of its `thread_team` if it has one. The first
/// exception ends the work and is thrown again here.
template <class Work>
void for_each_index(std::size_t count, unsigned threads, const Work& work) {
  threads = static_cast<unsigned>(std::min<std::size_t>(thread_count(threads), count));
  if (threads <= 1) {
    for (std::size_t i = 0; i < count; ++i) work(i);
    return;
  }
  std::atomic<std::size_t> next{0};
  std::exception_ptr failure;
  std::mutex failing;
  const auto run = [&] {
    try {
      for (std::size_t i = next++; i < count; i = next++) work(i);
    } catch (...) {
      next = count;
      const std::scoped_lock lock(failing);
      if (!failure) failure = std::current_exception();
    }
  };
  if (thread_team* const team = thread_team::at_hand()) {
    team->run(threads - 1, run);
  } else {
    std::vector<std::jthread> others;
    for (unsigned t = 1; t < threads; ++t) others.emplace_back(run);
    run();
  }
  if (failure) std::rethrow_exception(failure);
}

/// Calls `work(begin, end)` for [0, count) in pieces of `at_once`, the last one shorter, as
/// `for_each_index` does.
template <class Work>
void for_each_chunk(std::size_t count, std::size_t at_once, unsigned threads, const Work& work) {
  for_each_index(count / at_once + (count % at_once != 0), threads,
                 [&](std::size_t i) { work(i * at_once, std::min(count, i * at_once + at_once)); });
}

/// Sorts on up to `threads` threads. Things that neither comes before the other may end up in any
/// order.
template <class T, class Less>
void sort_in_parallel(std::vector<T>& things, unsigned threads, const Less& less) {
  constexpr std::size_t worth_it = std::size_t{1} << 15;
  std::vector<std::size_t> ends{things.size()};
  // As many parts as threads, halved until all are one again.
  while (ends.size() < thread_count(threads) && things.size() / ends.size() > worth_it) {
    std::vector<std::size_t> finer;
    std::size_t begin = 0;
    for (const std::size_t end : ends) {
      finer.push_back(begin + (end - begin) / 2);
      finer.push_back(begin = end);
    }
    ends = std::move(finer);
  }
  const auto at = [&](std::size_t i) { return things.begin() + static_cast<std::ptrdiff_t>(i); };
  for_each_index(ends.size(), threads, [&](std::size_t i) {
    std::sort(at(i == 0 ? 0 : ends[i - 1]), at(ends[i]), less);
  });
  while (ends.size() > 1) {
    const std::size_t pairs = ends.size() / 2;
    for_each_index(pairs, threads, [&](std::size_t i) {
      std::inplace_merge(at(i == 0 ? 0 : ends[2 * i - 1]), at(ends[2 * i]), at(ends[2 * i + 1]),
                         less);
    });
    for (std::size_t i = 0; i < pairs; ++i) ends[i] = ends[2 * i + 1];
    ends.resize(pairs);
  }
}

} // namespace irisan
