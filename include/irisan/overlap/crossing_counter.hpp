#pragma once

#include <irisan/core/buffer.hpp>
#include <irisan/core/parallel.hpp>
#include <irisan/core/prefetch.hpp>
#include <irisan/core/progress.hpp>
#include <irisan/graph/incidence.hpp>
#include <irisan/overlap/bit_kernels.hpp>
#include <irisan/overlap/size_order.hpp>

#include <algorithm>
#include <cstdint>
#include <cstring>
#include <span>
#include <utility>
#include <vector>

namespace irisan {

/// A block of ranks as lists per target, for counting crossings one by one: Gustavson's row of
/// A·Aᵀ, upper triangle only and never stored.
///
/// Lists are ascending, begin at multiples of eight and are filled up with a rank nobody has; each
/// crossing of the block remembers how many come before it, so "earlier ranks only" needs neither
/// search nor branch. At most 65 535 ranks, so that two bytes name one. Memory: 4 bytes a crossing
/// of the block and at most 16 + 4 bytes a target.
class target_lists {
public:
  static constexpr std::int32_t most_ranks = 65'535;

  target_lists(const incidence_view& a, const size_order& order, std::int32_t begin,
               std::int32_t end, unsigned threads, const progress& watch)
      : begin_(begin), end_(end), targets_(a.columns) {
    crossing_.resize(static_cast<std::size_t>(end - begin) + 1, 0);
    for (std::int32_t r = begin; r < end; ++r)
      crossing_[static_cast<std::size_t>(r - begin) + 1] =
          crossing_[static_cast<std::size_t>(r - begin)] +
          static_cast<std::size_t>(order.size[static_cast<std::size_t>(r)]);
    before_ = buffer<std::uint16_t>(crossing_.back());
    chunk_ = buffer<std::uint32_t>(static_cast<std::size_t>(targets_) + 1);
    length_ = buffer<std::uint16_t>(static_cast<std::size_t>(targets_));
    // Each thread has a range of targets for itself.
    const std::size_t parts = thread_count(threads);
    const auto part = [&](std::size_t i) {
      return static_cast<std::int32_t>(static_cast<std::size_t>(targets_) * i / parts);
    };
    const auto each = [&](std::size_t i, const auto& visit) {
      const std::int32_t from = part(i), to = part(i + 1);
      for (std::int32_t r = begin; r < end; ++r) {
        if ((r & 255) == 0 && watch.stop.stop_requested()) throw stopped();
        const auto row = a.row(order.program[static_cast<std::size_t>(r)]);
        const std::int32_t* p = row.data();
        const std::int32_t* stop = p + row.size();
        if (parts > 1) {
          p = std::lower_bound(p, stop, from);
          stop = std::lower_bound(p, stop, to);
        }
        std::size_t at = crossing_[static_cast<std::size_t>(r - begin)] +
                         static_cast<std::size_t>(p - row.data());
        for (; p != stop; ++p, ++at) visit(r, static_cast<std::size_t>(*p), at);
      }
    };
    for_each_index(parts, threads, [&](std::size_t i) {
      std::fill(length_.data() + part(i), length_.data() + part(i + 1), std::uint16_t{0});
      each(i, [&](std::int32_t, std::size_t t, std::size_t at) { before_[at] = length_[t]++; });
    });
    std::uint64_t chunks = 0;
    for (std::int32_t t = 0; t < targets_; ++t) {
      chunk_[static_cast<std::size_t>(t)] = static_cast<std::uint32_t>(chunks);
      chunks += (std::uint64_t{length_[static_cast<std::size_t>(t)]} + 7) / 8;
    }
    chunk_[static_cast<std::size_t>(targets_)] = static_cast<std::uint32_t>(chunks);
    if (chunks >> 32 != 0)
      throw memory_error("more than 34 359 738 360 crossings in a block of 65 535 programs");
    ranks_ = buffer<std::uint16_t>(static_cast<std::size_t>(chunks) * 8 + 8);
    for_each_index(parts, threads, [&](std::size_t i) {
      for (auto t = static_cast<std::size_t>(part(i)); t < static_cast<std::size_t>(part(i + 1));
           ++t)
        for (std::size_t k = length_[t]; k % 8 != 0; ++k)
          ranks_[std::size_t{chunk_[t]} * 8 + k] = static_cast<std::uint16_t>(nobody());
      each(i, [&](std::int32_t r, std::size_t t, std::size_t at) {
        ranks_[std::size_t{chunk_[t]} * 8 + before_[at]] = static_cast<std::uint16_t>(r - begin);
      });
    });
  }

  std::int32_t begin() const noexcept { return begin_; }
  std::int32_t end() const noexcept { return end_; }
  /// The counter that takes what is no partner.
  std::int32_t nobody() const noexcept { return end_ - begin_; }
  std::size_t bytes() const noexcept {
    return before_.bytes() + chunk_.bytes() + length_.bytes() + ranks_.bytes() +
           crossing_.size() * sizeof(std::size_t);
  }

  /// How many ranks of the block come before each crossing of a row; null if the whole lists do.
  const std::uint16_t* before(std::int32_t rank) const noexcept {
    return rank < end_ ? before_.data() + crossing_[static_cast<std::size_t>(rank - begin_)]
                       : nullptr;
  }
  const std::uint16_t* list(std::int32_t target) const noexcept {
    return ranks_.data() + std::size_t{chunk_[static_cast<std::size_t>(target)]} * 8;
  }
  std::size_t length(std::int32_t target) const noexcept {
    return length_[static_cast<std::size_t>(target)];
  }
  /// Asks for the lines that hold so many of a list's first entries; of a long list, a part.
  void prefetch(std::int32_t target, std::size_t entries) const noexcept {
    const std::uint16_t* const first = list(target);
    irisan::prefetch(first);
    irisan::prefetch(first + std::min(entries, entries_in_line));
    if (entries <= 2 * entries_in_line) return;
    // Asking twice for a line costs less than a branch that cannot be foretold.
    for (std::size_t i = 2; i < 6; ++i)
      irisan::prefetch(first + std::min(entries, i * entries_in_line));
  }
  /// The same of the entries before this one.
  void prefetch_before(std::int32_t target, std::size_t entry) const noexcept {
    const std::uint16_t* const first = list(target);
    for (std::size_t i = 0; i < 2 && entry > i * entries_in_line; ++i)
      irisan::prefetch(first + (entry - 1 - i * entries_in_line));
  }

private:
  static constexpr std::size_t entries_in_line = 32;

  std::int32_t begin_ = 0, end_ = 0, targets_ = 0;
  std::vector<std::size_t> crossing_; // where each rank's crossings begin in before_
  buffer<std::uint16_t> before_;
  buffer<std::uint32_t> chunk_; // where each target's list begins, in eights
  buffer<std::uint16_t> length_;
  buffer<std::uint16_t> ranks_;
};

/// Counts one rank's crossings with the earlier ranks of a block. Kept by each thread.
class crossing_counter {
public:
  crossing_counter(const target_lists& lists, std::int32_t largest_row)
      : narrow_(static_cast<std::size_t>(lists.nobody()) + 64, 0),
        wide_(largest_row > 65'535 ? static_cast<std::size_t>(lists.nobody()) + 64 : 0, 0),
        found_(static_cast<std::size_t>(lists.nobody()) + 65) {}

  /// `visit(rank, shared)` for ranks in [window.begin, rank) with at least `window.least` in
  /// common, ascending.
  template <class Visit>
  void count(const kernels::table& kernel, const target_lists& lists,
             std::span<const std::int32_t> targets, std::int32_t rank, partner_window window,
             const Visit& visit) {
    if (window.least > static_cast<std::int64_t>(targets.size())) return;
    // A count never exceeds the row's size, so a row of up to 65 535 targets fits two bytes.
    const std::size_t found = targets.size() <= 65'535
                                  ? count_in(narrow_, kernel.take_16, lists, targets, rank, window)
                                  : count_in(wide_, kernel.take_32, lists, targets, rank, window);
    for (std::size_t i = 0; i < found; ++i)
      visit(lists.begin() + static_cast<std::int32_t>(found_[i].at),
            static_cast<std::int32_t>(found_[i].count));
  }

  std::size_t bytes() const noexcept {
    return narrow_.size() * 2 + wide_.size() * 4 + found_.size() * sizeof(kernels::counted);
  }

private:
  template <class Count, class Take>
  std::size_t count_in(std::vector<Count>& counts, Take take, const target_lists& lists,
                       std::span<const std::int32_t> targets, std::int32_t rank,
                       partner_window window) {
    const std::int32_t from = std::max(0, window.begin - lists.begin());
    const std::int32_t to = std::min(rank, lists.end()) - lists.begin();
    if (from >= to) return 0;
    const std::uint16_t* const before = lists.before(rank);
    std::int64_t crossings = 0;
    for (std::size_t e = 0; e < targets.size(); ++e)
      crossings += static_cast<std::int64_t>(before ? before[e] : lists.length(targets[e]));
    if (crossings == 0) return 0;
    const auto least = static_cast<Count>(window.least);
    if (crossings * 16 < to - from) return count_few(counts, lists, targets, before, from, least);
    if (from == 0)
      add_whole(counts.data(), lists, targets, before);
    else
      add_from(counts.data(), lists, targets, before, static_cast<std::uint16_t>(from));
    const std::size_t found = take(counts.data(), static_cast<std::size_t>(from),
                                   static_cast<std::size_t>(to), least, found_.data());
    // The last eight of a list may run past the row's own rank.
    std::fill(counts.begin() + to, counts.begin() + lists.nobody() + 1, Count{0});
    return found;
  }

  static constexpr std::size_t ahead = 12; // lists under way from memory

  template <class Count>
  static void add_whole(Count* counts, const target_lists& lists,
                        std::span<const std::int32_t> targets, const std::uint16_t* before) {
    const std::size_t n = targets.size();
    for (std::size_t e = 0; e < n; ++e) {
      if (e + ahead < n) {
        const std::int32_t t = targets[e + ahead];
        lists.prefetch(t, before ? before[e + ahead] : lists.length(t));
      }
      const std::uint16_t* at = lists.list(targets[e]);
      const std::uint16_t* const end = at + (before ? before[e] : lists.length(targets[e]));
      for (; at < end; at += 8) add_eight(counts, at);
    }
  }
  /// Only ranks from `from` on: they are at the end of the list, so it is read backwards.
  template <class Count>
  void add_from(Count* counts, const target_lists& lists, std::span<const std::int32_t> targets,
                const std::uint16_t* before, std::uint16_t from) {
    const std::size_t n = targets.size();
    const auto nobody = static_cast<std::uint16_t>(lists.nobody());
    for (std::size_t e = 0; e < n; ++e) {
      if (e + ahead < n) {
        const std::int32_t t = targets[e + ahead];
        lists.prefetch_before(t, before ? before[e + ahead] : lists.length(t));
      }
      const std::uint16_t* const begin = lists.list(targets[e]);
      const std::size_t length = before ? before[e] : lists.length(targets[e]);
      if (length == 0 || begin[length - 1] < from) continue;
      const std::uint16_t* at = begin + (length - 1) / 8 * 8;
      for (; at > begin && at[0] >= from; at -= 8) add_eight(counts, at);
      for (int k = 0; k < 8; ++k) ++counts[at[k] >= from ? at[k] : nobody];
    }
  }
  template <class Count>
  static void add_eight(Count* counts, const std::uint16_t* at) {
    std::uint64_t low, high;
    std::memcpy(&low, at, 8);
    std::memcpy(&high, at + 4, 8);
    ++counts[low & 0xffff];
    ++counts[high & 0xffff];
    ++counts[low >> 16 & 0xffff];
    ++counts[high >> 16 & 0xffff];
    ++counts[low >> 32 & 0xffff];
    ++counts[high >> 32 & 0xffff];
    ++counts[low >> 48];
    ++counts[high >> 48];
  }
  /// So few crossings that going through all counters would cost more.
  template <class Count>
  std::size_t count_few(std::vector<Count>& counts, const target_lists& lists,
                        std::span<const std::int32_t> targets, const std::uint16_t* before,
                        std::int32_t from, Count least) {
    std::size_t touched = 0, found = 0;
    for (std::size_t e = 0; e < targets.size(); ++e) {
      const std::uint16_t* const begin = lists.list(targets[e]);
      const std::size_t length = before ? before[e] : lists.length(targets[e]);
      for (std::size_t k = length; k > 0 && begin[k - 1] >= from; --k) {
        found_[touched].at = begin[k - 1];
        touched += counts[begin[k - 1]]++ == 0;
      }
    }
    for (std::size_t i = 0; i < touched; ++i) {
      Count& count = counts[found_[i].at];
      found_[found] = {found_[i].at, count};
      found += count >= least;
      count = 0;
    }
    std::sort(found_.begin(), found_.begin() + static_cast<std::ptrdiff_t>(found),
              [](const kernels::counted& x, const kernels::counted& y) { return x.at < y.at; });
    return found;
  }

  std::vector<std::uint16_t> narrow_;
  std::vector<std::uint32_t> wide_;
  std::vector<kernels::counted> found_;
};

} // namespace irisan
