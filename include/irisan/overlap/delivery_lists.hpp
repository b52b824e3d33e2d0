#pragma once

#include <irisan/core/buffer.hpp>
#include <irisan/core/error.hpp>
#include <irisan/core/parallel.hpp>
#include <irisan/core/prefetch.hpp>
#include <irisan/core/progress.hpp>
#include <irisan/overlap/delivery_rows.hpp>
#include <irisan/overlap/size_order.hpp>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <mutex>
#include <span>
#include <string>
#include <utility>
#include <vector>

namespace irisan {

/// A delivery in a list: whose it is, and its days [start, end) as numbers of `Day`.
template <class Day>
struct listed_delivery {
  std::int32_t rank;
  Day start, end;

  bool crosses(Day from, Day to) const noexcept { return (start < to) & (from < end); }
};

/// The days of deliveries from the first one named on, as numbers in 16 bits that compare as days
/// do: half the memory to read. The least and the greatest stand for those without bounds.
class narrow_days {
public:
  /// Whether all days lie close enough together: within 179 years.
  bool fit(const delivery_view& d, unsigned threads = 1) {
    day first = no_last_day, last = no_first_day;
    std::mutex both;
    for (const std::span<const day> days : {d.starts, d.ends})
      for_each_chunk(days.size(), deliveries_at_once, threads,
                     [&](std::size_t begin, std::size_t end) {
                       day least = no_last_day, greatest = no_first_day;
                       for (const day x : days.subspan(begin, end - begin)) {
                         // Without branches, so that several are looked at at a time.
                         const bool bound = x > no_first_day && x < no_last_day;
                         least = std::min(least, bound ? x : no_last_day);
                         greatest = std::max(greatest, bound ? x : no_first_day);
                       }
                       const std::scoped_lock lock(both);
                       first = std::min(first, least);
                       last = std::max(last, greatest);
                     });
    base_ = first;
    return first > last || std::int64_t{last} - first <= 65'533;
  }
  std::uint16_t operator()(day x) const noexcept {
    return x <= no_first_day  ? 0
           : x >= no_last_day ? std::numeric_limits<std::uint16_t>::max()
                              : static_cast<std::uint16_t>(x - base_ + 1);
  }

private:
  day base_ = 0;
};

/// Days as numbers from 0 on that compare as days do.
struct wide_days {
  std::uint32_t operator()(day x) const noexcept {
    return static_cast<std::uint32_t>(x) ^ std::uint32_t{1} << 31;
  }
};

/// One more than the greatest label: places for the lists of a target.
inline std::size_t label_places(const delivery_view& d, unsigned threads) {
  std::int32_t greatest = 0;
  std::mutex both;
  for_each_chunk(d.labels.size(), deliveries_at_once, threads,
                 [&](std::size_t begin, std::size_t end) {
                   std::int32_t here = 0;
                   for (const std::int32_t l : d.labels.subspan(begin, end - begin))
                     here = std::max(here, l);
                   const std::scoped_lock lock(both);
                   greatest = std::max(greatest, here);
                 });
  return static_cast<std::size_t>(greatest) + 1;
}

/// Deliveries by parts of the targets, so that what a part writes anywhere lies in a cache; each
/// thread has parts for itself.
class delivery_parts {
public:
  delivery_parts(const delivery_view& d, const size_order& order, unsigned threads,
                 const progress& watch, std::size_t least_parts = 1)
      : d_(d), order_(order), threads_(threads), watch_(watch),
        count_(std::max<std::size_t>(
            least_parts, d.targets.size() < 200'000 ? 1 : std::max(32U, thread_count(threads)))) {}

  std::size_t count() const noexcept { return count_; }
  /// How many threads have parts.
  std::size_t groups() const noexcept {
    return std::min<std::size_t>(count_, thread_count(threads_));
  }
  /// The first part of a group, and with `groups()` the number of parts.
  std::size_t first_part(std::size_t group) const noexcept { return count_ * group / groups(); }
  std::int32_t first_target(std::size_t part) const noexcept {
    return static_cast<std::int32_t>(static_cast<std::size_t>(d_.columns) * part / count_);
  }

  /// `begin(group, part)` for each part of a thread, one after the other; after each
  /// `visit(group, rank, from, to)` for the deliveries [from, to) at its targets, by rank.
  template <class Begin, class Visit>
  void for_each_row(const Begin& begin, const Visit& visit) const {
    const auto n = static_cast<std::size_t>(order_.count());
    const std::int32_t* const targets = d_.targets.data();
    const auto row_begin = [&](std::size_t r, std::size_t after) {
      return static_cast<std::size_t>(
          d_.offsets[static_cast<std::size_t>(order_.program[r]) + after]);
    };
    for_each_index(groups(), threads_, [&](std::size_t group) {
      std::vector<std::size_t> next(n); // where each rank goes on
      for (std::size_t r = 0; r < n; ++r)
        next[r] = static_cast<std::size_t>(std::lower_bound(targets + row_begin(r, 0),
                                                            targets + row_begin(r, 1),
                                                            first_target(first_part(group))) -
                                           targets);
      for (std::size_t part = first_part(group); part < first_part(group + 1); ++part) {
        begin(group, part);
        const std::int32_t limit = first_target(part + 1);
        for (std::size_t r = 0; r < n; ++r) {
          if ((r & 255) == 0 && watch_.stop.stop_requested()) throw stopped();
          const std::size_t from = next[r], end = row_begin(r, 1);
          std::size_t to = from;
          while (to < end && targets[to] < limit) ++to;
          next[r] = to;
          if (from < to) visit(group, static_cast<std::int32_t>(r), from, to);
        }
      }
    });
  }

  /// `visit(part, rank, target, delivery)` for the known deliveries: at the targets of each part by
  /// rank, one part after the other.
  template <class Visit>
  void for_each_known(const Visit& visit) const {
    std::vector<std::size_t> part_of(groups());
    for_each_row([&](std::size_t group, std::size_t part) { part_of[group] = part; },
                 [&](std::size_t group, std::int32_t rank, std::size_t from, std::size_t to) {
                   for (std::size_t i = from; i < to; ++i)
                     if (d_.labels.empty() || d_.labels[i] >= 0)
                       visit(part_of[group], rank, static_cast<std::size_t>(d_.targets[i]), i);
                 });
  }

  /// Puts in place of each list's length where it begins in its part, and gives where each part
  /// begins. The lists of a part are from `first_list(part)` on; `see(part, length)` for each.
  template <class FirstList, class See>
  std::vector<std::uint64_t> begin_lists(std::vector<std::uint32_t>& length,
                                         const FirstList& first_list, const See& see) const {
    std::vector<std::uint64_t> begin(count_ + 1, 0);
    for_each_index(count_, threads_, [&](std::size_t part) {
      std::uint64_t sum = 0;
      for (std::size_t l = first_list(part); l < first_list(part + 1); ++l) {
        see(part, length[l]);
        sum += std::exchange(length[l], static_cast<std::uint32_t>(sum));
      }
      begin[part + 1] = sum;
    });
    for (std::size_t part = 0; part < count_; ++part) {
      if (begin[part + 1] >> 32 != 0)
        throw memory_error(std::to_string(begin[part + 1]) + " deliveries in a part of the lists");
      begin[part + 1] += begin[part];
    }
    return begin;
  }

  /// A 1 for each target where an intervention has two known deliveries, which lie next to each
  /// other.
  std::vector<std::uint8_t> find_repeated() const {
    std::vector<std::uint8_t> repeated(static_cast<std::size_t>(d_.columns), 0);
    if (!may_repeat(d_, threads_)) return repeated;
    for (std::size_t p = 0; p + 1 < d_.offsets.size(); ++p) {
      std::int32_t before = -1;
      for (auto i = static_cast<std::size_t>(d_.offsets[p]);
           i < static_cast<std::size_t>(d_.offsets[p + 1]); ++i) {
        if (!d_.labels.empty() && d_.labels[i] < 0) continue;
        if (d_.targets[i] == before) repeated[static_cast<std::size_t>(before)] = 1;
        before = d_.targets[i];
      }
    }
    return repeated;
  }

private:
  delivery_view d_;
  const size_order& order_;
  unsigned threads_;
  progress watch_;
  std::size_t count_;
};

/// Deliveries in lists of those at the same target that are the same thing, by rank of their
/// interventions: only within a list can two agree.
///
/// Each delivery knows its list and how many there are of earlier ranks, so that neither label nor
/// rank is compared again. Memory: 16 bytes a delivery with narrow days, 20 with wide ones, 12 a
/// list while they are made, 9 a target. Throws `memory_error` for more than 2³⁶ deliveries and for
/// a list of more than 2²⁸.
template <class Day>
class delivery_lists {
public:
  template <class ToDay>
  delivery_lists(const delivery_view& d, const size_order& order, const ToDay& to_day,
                 unsigned threads, const progress& watch)
      : d_(d) {
    if (d.targets.size() >> (64 - before_bits) != 0)
      throw memory_error("lists of " + std::to_string(d.targets.size()) + " deliveries");
    place_ = buffer<std::uint64_t>(d.targets.size());
    const delivery_parts parts(d, order, threads, watch);
    number_lists(parts, threads);
    // How many are before each delivery in its list, counted as the lists grow.
    std::vector<std::uint32_t> length(lists_, 0);
    parts.for_each_known([&](std::size_t, std::int32_t, std::size_t t, std::size_t delivery) {
      place_[delivery] = length[list_of(t, delivery)]++;
    });
    std::vector<std::uint32_t> longest(parts.count(), 0);
    const std::vector<std::uint64_t> begin = parts.begin_lists(
        length, [&](std::size_t part) { return first_list(parts, part); },
        [&](std::size_t part, std::uint32_t of) { longest[part] = std::max(longest[part], of); });
    for (const std::uint32_t of : longest)
      if (of >> before_bits != 0)
        throw memory_error("a list of " + std::to_string(of) + " deliveries");
    const auto count = static_cast<std::size_t>(begin.back());
    entries_ = buffer<listed_delivery<Day>>(count + readable);
    std::fill_n(entries_.data() + count, readable, listed_delivery<Day>{});
    constexpr day never = std::numeric_limits<day>::max();
    parts.for_each_known(
        [&](std::size_t part, std::int32_t r, std::size_t t, std::size_t delivery) {
          const std::uint64_t at = begin[part] + length[list_of(t, delivery)];
          entries_[static_cast<std::size_t>(at + place_[delivery])] = {
              r, to_day(d.starts.empty() ? -never : d.starts[delivery]),
              to_day(d.ends.empty() ? never : d.ends[delivery])};
          place_[delivery] |= at << before_bits;
        });
    repeated_ = parts.find_repeated();
    // Of an intervention's own in a list, none comes before another.
    if (std::find(repeated_.begin(), repeated_.end(), 1) != repeated_.end())
      for (std::size_t i = 0; i < d.targets.size(); ++i) {
        if ((!d.labels.empty() && d.labels[i] < 0) ||
            !repeated_[static_cast<std::size_t>(d.targets[i])])
          continue;
        const listed_delivery<Day>* const list = first_of(i);
        const std::int32_t mine = list[count_before(i)].rank;
        while (count_before(i) > 0 && list[count_before(i) - 1].rank == mine) --place_[i];
      }
    label_begin_ = {};
    labels_ = {};
  }

  /// So many from where those of earlier ranks begin may be read, even if they are fewer.
  static constexpr std::size_t readable = 4;

  /// Those of earlier ranks in the delivery's list.
  std::span<const listed_delivery<Day>> before(std::size_t delivery) const noexcept {
    return {first_of(delivery), count_before(delivery)};
  }
  /// Whether an intervention has two known deliveries at the target, of whatever labels.
  bool repeated(std::int32_t target) const noexcept {
    return repeated_[static_cast<std::size_t>(target)] != 0;
  }
  /// Asks for what counting a delivery reads, which lies anywhere in memory.
  void prefetch(std::size_t delivery) const noexcept {
    constexpr std::size_t line = 64 / sizeof(listed_delivery<Day>);
    const listed_delivery<Day>* const at = first_of(delivery);
    irisan::prefetch(at + readable - 1);
    const std::size_t count = std::clamp(count_before(delivery), std::size_t{1}, 4 * line);
    for (std::size_t i = 0; i < count; i += line) irisan::prefetch(at + i);
  }
  std::size_t bytes() const noexcept {
    return place_.bytes() + entries_.bytes() + repeated_.size();
  }

private:
  /// Of a delivery's place: bits for how many come before it, below those for where its list
  /// begins. A list is as long as there are deliveries of one thing at one target.
  static constexpr int before_bits = 28;

  const listed_delivery<Day>* first_of(std::size_t delivery) const noexcept {
    return entries_.data() + (place_[delivery] >> before_bits);
  }
  std::size_t count_before(std::size_t delivery) const noexcept {
    return static_cast<std::size_t>(place_[delivery] & ((std::uint64_t{1} << before_bits) - 1));
  }
  /// The first of the lists of a part's targets.
  std::size_t first_list(const delivery_parts& parts, std::size_t part) const noexcept {
    const auto t = static_cast<std::size_t>(parts.first_target(part));
    return places_ > 0 ? t * places_ : static_cast<std::size_t>(label_begin_[t]);
  }
  /// Numbers the lists: a target's by label. With few labels each has a place at each target, else
  /// those that are there are listed.
  void number_lists(const delivery_parts& parts, unsigned threads) {
    const auto m = static_cast<std::size_t>(d_.columns);
    places_ = label_places(d_, threads);
    lists_ = m * places_;
    if (lists_ / places_ == m && lists_ <= 2 * d_.targets.size() + (std::size_t{1} << 20)) return;
    places_ = 0;
    label_begin_.assign(m + 1, 0);
    parts.for_each_known(
        [&](std::size_t, std::int32_t, std::size_t t, std::size_t) { ++label_begin_[t + 1]; });
    for (std::size_t t = 0; t < m; ++t) label_begin_[t + 1] += label_begin_[t];
    labels_.resize(static_cast<std::size_t>(label_begin_.back()));
    std::vector<std::int64_t> next(label_begin_.begin(), label_begin_.end() - 1);
    parts.for_each_known([&](std::size_t, std::int32_t, std::size_t t, std::size_t delivery) {
      labels_[static_cast<std::size_t>(next[t]++)] = d_.labels[delivery];
    });
    for_each_index(parts.count(), threads, [&](std::size_t part) {
      for (auto t = static_cast<std::size_t>(parts.first_target(part));
           t < static_cast<std::size_t>(parts.first_target(part + 1)); ++t)
        std::sort(labels_.begin() + label_begin_[t], labels_.begin() + label_begin_[t + 1]);
    });
    lists_ = labels_.size();
  }
  std::size_t list_of(std::size_t t, std::size_t delivery) const noexcept {
    if (d_.labels.empty()) return t;
    if (places_ > 0) return t * places_ + static_cast<std::size_t>(d_.labels[delivery]);
    // Of equal labels the first place is that of their list, the others stay empty.
    return static_cast<std::size_t>(std::lower_bound(labels_.begin() + label_begin_[t],
                                                     labels_.begin() + label_begin_[t + 1],
                                                     d_.labels[delivery]) -
                                    labels_.begin());
  }

  delivery_view d_;
  std::size_t lists_ = 0, places_ = 1; // places of each target; 0: its labels are listed
  std::vector<std::int64_t> label_begin_;
  std::vector<std::int32_t> labels_;
  std::vector<std::uint8_t> repeated_;
  buffer<std::uint64_t> place_; // of each delivery
  buffer<listed_delivery<Day>> entries_;
};

} // namespace irisan
