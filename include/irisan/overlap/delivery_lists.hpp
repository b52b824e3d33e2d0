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
  bool fit(const delivery_view& d) noexcept {
    day first = no_last_day, last = no_first_day;
    for (const std::span<const day> days : {d.starts, d.ends})
      for (const day x : days) { // without branches, so that several are looked at at a time
        const bool bound = x > no_first_day && x < no_last_day;
        first = std::min(first, bound ? x : no_last_day);
        last = std::max(last, bound ? x : no_first_day);
      }
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

/// Days as they are.
struct wide_days {
  day operator()(day x) const noexcept { return x; }
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
    const auto m = static_cast<std::size_t>(d.columns);
    repeated_.assign(m, 0);
    if (d.targets.size() >> (64 - before_bits) != 0)
      throw memory_error("lists of " + std::to_string(d.targets.size()) + " deliveries");
    place_ = buffer<std::uint64_t>(d.targets.size());
    // More parts than threads: what a part writes anywhere then lies in a cache.
    parts_ = d.targets.size() < 200'000 ? 1 : std::max(16U, thread_count(threads));
    number_lists(order, threads, watch);
    const auto part_of = [&](const auto& work) {
      for_each_index(parts_, threads, [&](std::size_t part) { work(part); });
    };
    // How many are before each delivery in its list, counted as the lists grow.
    std::vector<std::uint32_t> length(lists_, 0);
    part_of([&](std::size_t part) {
      std::vector<std::int32_t> last(
          static_cast<std::size_t>(first_target(part + 1) - first_target(part)), -1);
      each(part, order, watch, [&](std::int32_t r, std::size_t t, std::size_t delivery) {
        place_[delivery] = length[list_of(t, delivery)]++;
        std::int32_t& before = last[t - static_cast<std::size_t>(first_target(part))];
        if (before == r) repeated_[t] = 1;
        before = r;
      });
    });
    std::vector<std::int64_t> begin(lists_ + 1, 0);
    std::uint32_t longest = 0;
    for (std::size_t l = 0; l < lists_; ++l) {
      begin[l + 1] = begin[l] + length[l];
      longest = std::max(longest, length[l]);
    }
    if (longest >> before_bits != 0)
      throw memory_error("a list of " + std::to_string(longest) + " deliveries");
    entries_ = buffer<listed_delivery<Day>>(static_cast<std::size_t>(begin.back()));
    constexpr day never = std::numeric_limits<day>::max();
    part_of([&](std::size_t part) {
      each(part, order, watch, [&](std::int32_t r, std::size_t t, std::size_t delivery) {
        const auto at = static_cast<std::uint64_t>(begin[list_of(t, delivery)]);
        entries_[static_cast<std::size_t>(at + place_[delivery])] = {
            r, to_day(d.starts.empty() ? -never : d.starts[delivery]),
            to_day(d.ends.empty() ? never : d.ends[delivery])};
        place_[delivery] |= at << before_bits;
      });
    });
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
    const std::size_t count = std::min(count_before(delivery), 4 * line);
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
  std::int32_t first_target(std::size_t part) const noexcept {
    return static_cast<std::int32_t>(static_cast<std::size_t>(d_.columns) * part / parts_);
  }
  /// The known deliveries at the targets of a part, by rank; each thread has targets for itself.
  template <class Visit>
  void each(std::size_t part, const size_order& order, const progress& watch,
            const Visit& visit) const {
    for (std::int32_t r = 0; r < order.count(); ++r) {
      if ((r & 255) == 0 && watch.stop.stop_requested()) throw stopped();
      const auto p = static_cast<std::size_t>(order.program[static_cast<std::size_t>(r)]);
      const std::int32_t* const row = d_.targets.data();
      const std::int32_t *at = row + d_.offsets[p], *end = row + d_.offsets[p + 1];
      if (parts_ > 1) {
        at = std::lower_bound(at, end, first_target(part));
        end = std::lower_bound(at, end, first_target(part + 1));
      }
      for (; at != end; ++at)
        if (const auto i = static_cast<std::size_t>(at - row);
            d_.labels.empty() || d_.labels[i] >= 0)
          visit(r, static_cast<std::size_t>(*at), i);
    }
  }
  /// Numbers the lists: a target's by label. With few labels each has a place at each target, else
  /// those that are there are listed.
  void number_lists(const size_order& order, unsigned threads, const progress& watch) {
    const auto m = static_cast<std::size_t>(d_.columns);
    std::int32_t greatest = 0;
    for (const std::int32_t l : d_.labels) greatest = std::max(greatest, l);
    places_ = static_cast<std::size_t>(greatest) + 1;
    lists_ = m * places_;
    if (lists_ / places_ == m && lists_ <= 2 * d_.targets.size() + (std::size_t{1} << 20)) return;
    places_ = 0;
    label_begin_.assign(m + 1, 0);
    for_each_index(parts_, threads, [&](std::size_t part) {
      each(part, order, watch,
           [&](std::int32_t, std::size_t t, std::size_t) { ++label_begin_[t + 1]; });
    });
    for (std::size_t t = 0; t < m; ++t) label_begin_[t + 1] += label_begin_[t];
    labels_.resize(static_cast<std::size_t>(label_begin_.back()));
    for_each_index(parts_, threads, [&](std::size_t part) {
      std::vector<std::int64_t> next(label_begin_.begin() + first_target(part),
                                     label_begin_.begin() + first_target(part + 1));
      const auto from = static_cast<std::size_t>(first_target(part));
      each(part, order, watch, [&](std::int32_t, std::size_t t, std::size_t delivery) {
        labels_[static_cast<std::size_t>(next[t - from]++)] = d_.labels[delivery];
      });
      for (std::size_t t = from; t < static_cast<std::size_t>(first_target(part + 1)); ++t)
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
  std::size_t parts_ = 1;
  std::size_t lists_ = 0, places_ = 1; // places of each target; 0: its labels are listed
  std::vector<std::int64_t> label_begin_;
  std::vector<std::int32_t> labels_;
  std::vector<std::uint8_t> repeated_;
  buffer<std::uint64_t> place_; // of each delivery
  buffer<listed_delivery<Day>> entries_;
};

} // namespace irisan
