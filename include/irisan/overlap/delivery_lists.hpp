#pragma once

#include <irisan/core/buffer.hpp>
#include <irisan/core/parallel.hpp>
#include <irisan/core/progress.hpp>
#include <irisan/overlap/delivery_rows.hpp>
#include <irisan/overlap/size_order.hpp>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <vector>

namespace irisan {

/// Deliveries in lists of those at the same target that are the same thing, by rank of their
/// interventions: only within a list can two agree.
///
/// Each delivery knows its list and how many there are of earlier ranks, so that neither label nor
/// rank is compared again. Memory: 24 bytes a delivery, 16 more while lists are made, 9 a target.
class delivery_lists {
public:
  /// Vectors may read so many entries past the last list.
  static constexpr std::size_t padding = 8;

  delivery_lists(const delivery_view& d, const size_order& order, unsigned threads,
                 const progress& watch)
      : d_(d) {
    const auto m = static_cast<std::size_t>(d.columns);
    repeated_.assign(m, 0);
    list_ = buffer<std::int64_t>(d.targets.size());
    before_ = buffer<std::uint32_t>(d.targets.size());
    parts_ = d.targets.size() < 200'000 ? 1 : thread_count(threads);
    std::vector<std::int64_t> begin(m + 1, 0);
    for_each_index(parts_, threads, [&](std::size_t part) {
      each(part, order, watch, [&](std::int32_t, std::size_t t, std::size_t) { ++begin[t + 1]; });
    });
    for (std::size_t t = 0; t < m; ++t) begin[t + 1] += begin[t];
    const auto all = static_cast<std::size_t>(begin.back());
    rank_ = buffer<std::int32_t>(all + padding);
    start_ = buffer<day>(all + padding);
    end_ = buffer<day>(all + padding);
    for (std::size_t i = all; i < all + padding; ++i) {
      rank_[i] = 0;
      start_[i] = end_[i] = 0;
    }
    buffer<entry> at_target(all);
    for_each_index(parts_, threads, [&](std::size_t part) {
      std::vector<std::int64_t> next(begin.begin() + first_target(part),
                                     begin.begin() + first_target(part + 1));
      const auto from = static_cast<std::size_t>(first_target(part));
      each(part, order, watch, [&](std::int32_t r, std::size_t t, std::size_t delivery) {
        at_target[static_cast<std::size_t>(next[t - from]++)] = {
            static_cast<std::int64_t>(delivery), r, d.labels.empty() ? 0 : d.labels[delivery]};
      });
      std::vector<std::uint64_t> sorted;
      for (std::size_t t = from; t < static_cast<std::size_t>(first_target(part + 1)); ++t)
        divide(at_target.data(), begin[t], begin[t + 1], t, sorted);
    });
  }

  /// Where the delivery's list begins, and how many of it are of earlier ranks.
  std::int64_t list(std::size_t delivery) const noexcept { return list_[delivery]; }
  std::uint32_t before(std::size_t delivery) const noexcept { return before_[delivery]; }
  /// Whether an intervention has two known deliveries at the target, of whatever labels.
  bool repeated(std::int32_t target) const noexcept {
    return repeated_[static_cast<std::size_t>(target)] != 0;
  }
  /// Ranks and days [start, end) of the lists' entries.
  const std::int32_t* rank() const noexcept { return rank_.data(); }
  const day* start() const noexcept { return start_.data(); }
  const day* end() const noexcept { return end_.data(); }

  /// Asks for what counting a delivery reads, which lies anywhere in memory.
  void prefetch(std::size_t delivery) const noexcept {
#if defined(__GNUC__)
    const auto at = static_cast<std::size_t>(list_[delivery]);
    __builtin_prefetch(rank_.data() + at);
    __builtin_prefetch(start_.data() + at);
    __builtin_prefetch(end_.data() + at);
#endif
  }

  std::size_t bytes() const noexcept {
    return list_.bytes() + before_.bytes() + rank_.bytes() + start_.bytes() + end_.bytes() +
           repeated_.size();
  }

private:
  struct entry {
    std::int64_t delivery;
    std::int32_t rank;
    std::int32_t label;
  };

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
  /// Divides a target's deliveries, which are in order of rank, into a list for each label.
  void divide(const entry* at_target, std::int64_t begin, std::int64_t end, std::size_t target,
              std::vector<std::uint64_t>& sorted) {
    constexpr day never = std::numeric_limits<day>::max();
    sorted.clear();
    for (std::int64_t i = begin; i < end; ++i) {
      const entry& e = at_target[i];
      sorted.push_back(static_cast<std::uint64_t>(e.label) << 32 |
                       static_cast<std::uint64_t>(i - begin));
      if (i > begin && at_target[i - 1].rank == e.rank) repeated_[target] = 1;
    }
    if (!d_.labels.empty()) std::sort(sorted.begin(), sorted.end());
    std::int64_t list = begin;
    std::uint32_t before = 0;
    for (std::size_t k = 0; k < sorted.size(); ++k) {
      const auto here = begin + static_cast<std::int64_t>(k);
      const entry& e = at_target[begin + static_cast<std::int64_t>(sorted[k] & 0xffffffffU)];
      if (k > 0 && sorted[k] >> 32 != sorted[k - 1] >> 32) list = here;
      // Of an intervention's own, none comes before another.
      if (here == list || rank_[static_cast<std::size_t>(here) - 1] != e.rank)
        before = static_cast<std::uint32_t>(here - list);
      const auto delivery = static_cast<std::size_t>(e.delivery);
      list_[delivery] = list;
      before_[delivery] = before;
      const auto to = static_cast<std::size_t>(here);
      rank_[to] = e.rank;
      start_[to] = d_.starts.empty() ? -never : d_.starts[delivery];
      end_[to] = d_.ends.empty() ? never : d_.ends[delivery];
    }
  }

  delivery_view d_;
  std::size_t parts_ = 1;
  std::vector<std::uint8_t> repeated_;
  buffer<std::int64_t> list_;    // of each delivery
  buffer<std::uint32_t> before_; // of each delivery
  buffer<std::int32_t> rank_;
  buffer<day> start_, end_;
};

} // namespace irisan
