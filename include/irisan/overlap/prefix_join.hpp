#pragma once

#include <irisan/core/buffer.hpp>
#include <irisan/core/prefetch.hpp>
#include <irisan/core/sorted.hpp>
#include <irisan/core/tasks.hpp>
#include <irisan/overlap/bit_kernels.hpp>
#include <irisan/overlap/prefix_index.hpp>
#include <irisan/overlap/size_order.hpp>

#include <algorithm>
#include <array>
#include <bit>
#include <cstdint>
#include <limits>
#include <span>
#include <vector>

namespace irisan {

/// Finds similar sets without counting the others: what meets at a rare target is compared by
/// sketches, eight by eight, and only what is near enough is counted.
class prefix_search {
public:
  /// The index and its lists, which must outlive this.
  explicit prefix_search(const prefix_index& index) : index_(index) {}

  /// Ranks too large for sketches, cut into tasks for `find_long`.
  std::vector<std::int32_t> long_tasks() const {
    std::vector<std::int32_t> starts{0};
    std::int64_t work = 0;
    for (std::int32_t r = 0; r < index_.long_ranks_; ++r) {
      work += index_.order_.size[static_cast<std::size_t>(r)];
      if (work > 4096) {
        starts.push_back(r + 1);
        work = 0;
      }
    }
    if (starts.back() != index_.long_ranks_) starts.push_back(index_.long_ranks_);
    return starts;
  }

  /// What a thread keeps between calls of `find_long`.
  struct marks {
    std::vector<std::uint8_t> reached;  ///< by target
    std::vector<std::int32_t> seen_for; ///< by rank
  };

  /// As `find`, for partners of ranks [begin, end) as the larger: each candidate is counted once.
  template <class Visit>
  void find_long(std::int32_t begin, std::int32_t end, marks& m, const Visit& visit) const {
    m.reached.resize(static_cast<std::size_t>(index_.a_.columns), 0);
    m.seen_for.resize(static_cast<std::size_t>(index_.order_.count()), -1);
    index_.for_each_class(
        begin, end, [&](const prefix_index::size_class& c, std::int32_t from, std::int32_t to) {
          for (std::int32_t r = from; r < to; ++r) {
            const auto row = index_.row_of(static_cast<std::uint32_t>(r));
            for (const std::int32_t t : row) m.reached[static_cast<std::size_t>(t)] = 1;
            const std::uint32_t* const prefix = index_.prefix_.data() + c.prefix_of(r);
            for (std::int32_t k = 0; k < c.large; ++k) {
              const std::size_t w = prefix[k] & ~prefix_index::in_small_prefix;
              if (w < index_.range_begin_ || w >= index_.range_end_) continue;
              if (index_.watch_.stop.stop_requested()) throw stopped();
              const std::uint32_t* const list = &index_.starts_[2 * (w - index_.range_begin_)];
              const auto* const list_end = index_.listed_.data() + list[1];
              for (const auto *at = std::upper_bound(
                       index_.listed_.data() + list[0], list_end, static_cast<std::uint32_t>(r),
                       [](std::uint32_t rank, const auto&entry) { return rank < entry.rank; });
                   at < list_end && at->rank < static_cast<std::uint32_t>(c.partners); ++at) {
                const std::uint32_t other = at->rank;
                std::int32_t& seen_for = m.seen_for[other];
                if (seen_for == r) continue;
                seen_for = r;
                const auto smaller = index_.row_of(other);
                const std::int64_t required =
                    required_shared(index_.query_, static_cast<std::int64_t>(row.size()),
                                    static_cast<std::int64_t>(smaller.size()));
                const std::int64_t shared = count_reached(smaller, m.reached, required);
                if (shared < required) continue;
                const std::uint32_t rarest = rarest_common(row, smaller);
                if (rarest >= index_.range_begin_ && rarest < index_.range_end_)
                  visit(static_cast<std::int32_t>(other), r, static_cast<std::int32_t>(shared));
              }
            }
            for (const std::int32_t t : row) m.reached[static_cast<std::size_t>(t)] = 0;
          }
        });
  }

  /// Entries [begin, end) of the lists are one task, as the larger of pairs; they may cross
  /// targets.
  std::vector<std::uint64_t> tasks() const {
    constexpr std::uint64_t comparisons = std::uint64_t{1} << 22;
    std::vector<std::uint64_t> starts{0};
    std::uint64_t work = 0;
    const std::vector<std::uint32_t>& of = index_.starts_;
    for (std::size_t w = 0; w + 2 < of.size(); w += 2) {
      const std::uint64_t probes{of[w + 2] - of[w]}, listed{of[w + 1] - of[w]};
      if (probes * (listed + 16) > comparisons) {
        const std::uint64_t step = std::max<std::uint64_t>(64, comparisons / (listed + 16));
        for (std::uint64_t at = of[w]; at < of[w + 2]; at += step)
          if (at > starts.back()) starts.push_back(at);
        work = comparisons;
        continue;
      }
      if (work >= comparisons && of[w] > starts.back()) {
        starts.push_back(of[w]);
        work = 0;
      }
      work += probes * (listed + 16);
    }
    if (starts.back() < of.back()) starts.push_back(of.back());
    return starts;
  }

  /// `visit(rank, partner, shared)`, partner < rank, for what entries [begin, end) find as the
  /// larger of pairs. Each pair is found at its rarest common target only.
  template <class Visit>
  void find(const kernels::table& kernel, std::uint64_t begin, std::uint64_t end,
            const Visit& visit) const {
    candidates found;
    unsigned since_asked = 0;
    const std::vector<std::uint32_t>& starts = index_.starts_;
    const kernels::listed_set* const listed = index_.listed_.data();
    auto part = static_cast<std::size_t>(std::upper_bound(starts.begin(), starts.end(), begin) -
                                         starts.begin() - 1);
    for (; begin < end; ++part) {
      const std::uint64_t stop = std::min<std::uint64_t>(end, starts[part + 1]);
      // Both parts of a target's entries meet those of the first.
      std::uint64_t first = starts[part & ~std::size_t{1}], last = first;
      const std::uint64_t list_end = starts[part | 1];
      const auto at_target = static_cast<std::uint32_t>(index_.range_begin_ + part / 2);
      const prefix_index::size_class* of = index_.classes_.data(); // ranks rise, so do they
      while (begin < stop && listed[begin].rank < static_cast<std::uint32_t>(index_.long_ranks_))
        ++begin;
      while (begin < stop && first < list_end) {
        if ((++since_asked & 255) == 0 && index_.watch_.stop.stop_requested()) throw stopped();
        while (listed[begin].rank >= static_cast<std::uint32_t>(of->end)) ++of;
        const auto &required = index_.bounds_.required(of->size),
                   &apart = index_.bounds_.apart(of->size),
                   &apart_up_to = index_.bounds_.apart_up_to(of->size);
        int count = 1;
        while (count < 8 && begin + static_cast<std::uint64_t>(count) < stop &&
               listed[begin + static_cast<std::uint64_t>(count)].rank <
                   static_cast<std::uint32_t>(of->end))
          ++count;
        // Partners are smaller or equal and later: the list is in rank order, as the probes are.
        while (first < list_end && listed[first].rank <= listed[begin].rank) ++first;
        last = std::max(last, first);
        while (last < list_end && listed[last].rank < static_cast<std::uint32_t>(of->partners))
          ++last;
        for (std::uint64_t y = first; y < last; y += 8) {
          // Sizes fall along the list, and with them how much may differ.
          std::uint64_t near =
              kernel.near_sketches(listed + begin, count, listed + y, apart_up_to[listed[y].size]);
          for (; near != 0; near &= near - 1) {
            const int at = std::countr_zero(near);
            const std::uint64_t other = y + static_cast<std::uint64_t>(at & 7),
                                probe = begin + static_cast<std::uint64_t>(at >> 3);
            if (other >= last) continue;
            const auto [sketch, smaller, size, left] = listed[other];
            // All that they share lies from this target on, or they are found at another.
            if (std::min(listed[probe].left, left) < required[size]) continue;
            const std::uint32_t larger = listed[probe].rank;
            if (smaller <= larger) continue;
            fetch_ranks(larger, smaller);
            found.add({larger, smaller}, at_target, listed[probe].sketch ^ sketch, apart[size],
                      required[size]);
            if (found.full()) verify(found, kernel, visit);
          }
        }
        begin += static_cast<std::uint64_t>(count);
      }
      begin = stop;
    }
    verify(found, kernel, visit);
  }

private:
  /// Pairs whose sketches are near. What they need lies anywhere in memory, so it is asked for
  /// first and read when there are many.
  struct candidates {
    std::array<std::array<std::uint32_t, 2>, 64> pair;
    std::array<std::uint32_t, 64> met_at;        ///< their common target, by rarity
    std::array<std::uint64_t, 64> first, second; ///< where their sketches differ
    std::array<std::uint8_t, 64> apart, required;
    std::size_t count = 0;

    bool full() const noexcept { return count == pair.size(); }
    void add(std::array<std::uint32_t, 2> of, std::uint32_t at, std::uint64_t differ,
             std::uint8_t most, std::uint8_t least) noexcept {
      pair[count] = of;
      met_at[count] = at;
      first[count] = differ;
      apart[count] = most;
      required[count++] = least;
    }
  };

  template <class... Rank>
  void fetch_ranks(Rank... rank) const noexcept {
    (prefetch(&index_.second_sketch_[rank]), ...);
    (prefetch(&index_.order_.program[rank]), ...);
  }

  /// Visits the candidates that pass and have met at their rarest common target.
  template <class Visit>
  void verify(candidates& found, const kernels::table& kernel, const Visit& visit) const {
    for (std::size_t i = 0; i < found.count; ++i)
      found.second[i] =
          index_.second_sketch_[found.pair[i][0]] ^ index_.second_sketch_[found.pair[i][1]];
    const std::uint64_t near = kernel.near_differences(
        found.first.data(), found.second.data(), found.apart.data(), static_cast<int>(found.count));
    const auto for_each_near = [&](const auto& use) {
      for (std::uint64_t left = near; left != 0; left &= left - 1)
        use(static_cast<std::size_t>(std::countr_zero(left)));
    };
    for_each_near([&](std::size_t i) {
      for (const std::uint32_t rank : found.pair[i])
        prefetch(&index_.a_.offsets[static_cast<std::size_t>(index_.order_.program[rank])]);
    });
    for_each_near([&](std::size_t i) {
      for (const std::uint32_t rank : found.pair[i]) prefetch(index_.row_of(rank).data());
    });
    for_each_near([&](std::size_t i) {
      const auto [larger, smaller] = found.pair[i];
      const auto x = index_.row_of(larger), y = index_.row_of(smaller);
      const std::size_t shared = count_common(x, y);
      if (shared >= found.required[i] && rarest_common(x, y) == found.met_at[i])
        visit(static_cast<std::int32_t>(smaller), static_cast<std::int32_t>(larger),
              static_cast<std::int32_t>(shared));
    });
    found.count = 0;
  }

  /// How many of a row are among those reached, or some number below `required`.
  static std::int64_t count_reached(std::span<const std::int32_t> row,
                                    const std::vector<std::uint8_t>& reached,
                                    std::int64_t required) noexcept {
    constexpr std::size_t step = 128;
    std::int64_t shared = 0;
    for (std::size_t i = 0; i < row.size(); i += step) {
      if (shared + static_cast<std::int64_t>(row.size() - i) < required) break;
      for (const std::int32_t t : row.subspan(i, std::min(step, row.size() - i)))
        shared += reached[static_cast<std::size_t>(t)];
    }
    return shared;
  }
  std::uint32_t rarest_common(std::span<const std::int32_t> x,
                              std::span<const std::int32_t> y) const noexcept {
    std::uint32_t rarest = std::numeric_limits<std::uint32_t>::max();
    for (std::size_t i = 0, j = 0; i < x.size() && j < y.size();) {
      if (x[i] == y[j])
        rarest = std::min(rarest, index_.target_rank_[static_cast<std::size_t>(x[i])]);
      const bool forward = x[i] <= y[j];
      j += y[j] <= x[i];
      i += forward;
    }
    return rarest;
  }

  const prefix_index& index_;
};

/// The pairs that a query accepts by sizes and shared count, as `project` visits them; returns the
/// bytes of working memory.
template <class Local, class Visit, class Finish>
std::size_t join_by_prefix(const incidence_view& a, const size_order& order,
                           const pair_query& query, std::size_t most_list_bytes,
                           const kernels::table& kernel, unsigned threads, const progress& watch,
                           const Visit& visit, const Finish& finish) {
  prefix_index index(a, order, query, threads, watch, kernel);
  const std::vector<std::size_t> ranges = index.ranges(most_list_bytes);
  std::size_t bytes = 0;
  for (std::size_t i = 0; i + 1 < ranges.size(); ++i) {
    index.list(ranges[i], ranges[i + 1]);
    bytes = std::max(bytes, index.bytes());
    const prefix_search search(index);
    const std::vector<std::int32_t> long_starts = search.long_tasks();
    spare_values<prefix_search::marks> spare;
    for_each_task<Local>(
        long_starts.size() - 1, threads, watch,
        [&](std::size_t task, Local& local) {
          spare.use([] { return prefix_search::marks{}; },
                    [&](prefix_search::marks& m) {
                      search.find_long(
                          long_starts[task], long_starts[task + 1], m,
                          [&](std::int32_t rank, std::int32_t partner, std::int32_t shared) {
                            visit(local, rank, partner, shared);
                          });
                    });
        },
        finish);
    const std::vector<std::uint64_t> starts = search.tasks();
    for_each_task<Local>(
        starts.size() - 1, threads, watch,
        [&](std::size_t task, Local& local) {
          search.find(kernel, starts[task], starts[task + 1],
                      [&](std::int32_t rank, std::int32_t partner, std::int32_t shared) {
                        visit(local, rank, partner, shared);
                      });
        },
        finish);
  }
  return bytes;
}

} // namespace irisan
