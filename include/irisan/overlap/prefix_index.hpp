#pragma once

#include <irisan/core/buffer.hpp>
#include <irisan/core/tasks.hpp>
#include <irisan/overlap/bit_kernels.hpp>
#include <irisan/overlap/size_order.hpp>
#include <irisan/overlap/sketch_bounds.hpp>

#include <algorithm>
#include <array>
#include <bit>
#include <cstdint>
#include <limits>
#include <span>
#include <vector>

namespace irisan {

/// For each intervention the few rarest of its targets, of which it must share one with any partner
/// that passes (prefix filter: Chaudhuri, Ganti, Kaushik 2006; Bayardo, Ma, Srikant 2007), and
/// lists of who has a target among them, with a sketch of each: 64 bits of parity (bitmap filter:
/// Sandes, Teodoro, Melo 2017, arXiv:1711.07295).
///
/// A pair's larger intervention has a longer prefix than its smaller one; both are kept, with how
/// many targets each has from there on: two that first meet there share no more (filter by
/// position: Xiao, Wang, Lin, Yu, Wang 2011, doi:10.1145/2000824.2000825).
class prefix_index {
public:
  /// Programs of more targets go through the lists one by one.
  static constexpr std::int32_t sketched_size = sketch_bounds::most_targets;
  /// Bytes of a target in a prefix, and in the lists.
  static constexpr std::size_t prefix_bytes = 5, listed_bytes = 16;

  /// Chooses every intervention's prefix. Memory: 5 bytes a crossing in it, 28 an intervention.
  prefix_index(const incidence_view& a, const size_order& order, const pair_query& query,
               unsigned threads, const progress& watch,
               const kernels::table& kernel = kernels::of(widest_instruction_set()))
      : a_(a), order_(order), query_(query), bounds_(query), threads_(threads), watch_(watch),
        kernel_(kernel) {
    rank_targets();
    find_size_classes();
    for (const size_class& c : classes_)
      if (order.size[static_cast<std::size_t>(c.begin)] > sketched_size) long_ranks_ = c.end;
    sketch_ = buffer<std::uint64_t>(static_cast<std::size_t>(order.count()));
    second_sketch_ = buffer<std::uint64_t>(static_cast<std::size_t>(order.count()));
    const std::size_t parts = a.targets.size() < 200'000 ? 1 : thread_count(threads);
    std::vector<std::vector<entries>> of_part(parts);
    for_each_index(parts, threads, [&](std::size_t i) { choose_prefixes(i, parts); });
    for_each_index(parts, threads, [&](std::size_t i) { of_part[i] = count_entries(i, parts); });
    entries_of_ = std::move(of_part.front());
    for (std::size_t i = 1; i < parts; ++i)
      for (std::size_t w = 0; w < entries_of_.size(); ++w) {
        entries_of_[w].small += of_part[i][w].small;
        entries_of_[w].others += of_part[i][w].others;
      }
  }

  /// Targets cut into ranges, rarest first, whose lists together take at most so many bytes.
  std::vector<std::size_t> ranges(std::size_t most_bytes) const {
    // Places in the lists are counted in 32 bits, as there are fewer interventions at one target.
    most_bytes = std::min(most_bytes, std::size_t{1} << 31 << 4);
    std::vector<std::size_t> starts{0};
    std::size_t bytes = 0;
    for (std::size_t w = 0; w < static_cast<std::size_t>(a_.columns); ++w) {
      const std::size_t of_target =
          listed_bytes * (std::size_t{entries_of_[w].small} + entries_of_[w].others);
      if (bytes > 0 && bytes + of_target > most_bytes) {
        starts.push_back(w);
        bytes = 0;
      }
      bytes += of_target;
    }
    starts.push_back(static_cast<std::size_t>(a_.columns));
    return starts;
  }

  /// Makes the lists of targets [begin, end) the ones that `tasks` and `find` work on.
  void list(std::size_t begin, std::size_t end) {
    range_begin_ = begin;
    range_end_ = end;
    starts_.clear();
    std::uint32_t count = 0;
    for (std::size_t w = begin; w < end; ++w) {
      starts_.push_back(count);
      starts_.push_back(count += entries_of_[w].small);
      count += entries_of_[w].others;
    }
    starts_.push_back(count);
    std::vector<std::uint32_t> next(starts_.begin(), starts_.end() - 1);
    listed_ = {};
    listed_ = buffer<kernels::listed_set>(std::size_t{count} + 8);
    std::fill_n(listed_.data() + count, 8, kernels::listed_set{});
    // Each thread has targets of about as many entries for itself and passes over the others'.
    const std::size_t parts = count < 200'000 ? 1 : thread_count(threads_);
    const auto part = [&](std::size_t i) {
      if (i == parts) return end;
      const auto at =
          std::lower_bound(starts_.begin(), starts_.end(), std::size_t{count} * i / parts);
      return std::min(end, begin + static_cast<std::size_t>(at - starts_.begin() + 1) / 2);
    };
    for_each_index(parts, threads_, [&](std::size_t i) {
      const std::size_t from = part(i), to = part(i + 1);
      // Plain pointers: what is written could be any member's.
      std::uint32_t* const next_of = next.data();
      kernels::listed_set* const listed = listed_.data();
      for (const size_class& c : classes_) {
        const auto size = static_cast<std::uint8_t>(std::min(c.size, sketched_size + 1));
        const bool probes = c.begin >= long_ranks_;
        const std::uint32_t* entry = prefix_.data() + c.prefix;
        const std::uint8_t* left = left_.data() + c.prefix;
        for (std::int32_t r = c.begin; r < c.end; ++r) {
          if ((r & 1023) == 0 && watch_.stop.stop_requested()) throw stopped();
          const std::uint64_t sketch = sketch_[static_cast<std::size_t>(r)];
          for (std::int32_t k = 0; k < c.large; ++k, ++entry, ++left) {
            const std::size_t w = *entry & ~in_small_prefix;
            const bool small = (*entry & in_small_prefix) != 0;
            if (w < from || w >= to || !(small || probes)) continue;
            const std::uint32_t at = next_of[2 * (w - begin) + (small ? 0 : 1)]++;
            listed[at] = {sketch, static_cast<std::uint32_t>(r), size, *left};
          }
        }
      }
    });
  }

  std::size_t bytes() const noexcept {
    return target_rank_.bytes() + sketch_.bytes() + second_sketch_.bytes() + prefix_.bytes() +
           left_.bytes() + listed_.bytes() + static_cast<std::size_t>(a_.columns) * 40 +
           static_cast<std::size_t>(order_.count()) * 8;
  }

private:
  friend class prefix_search;

  std::span<const std::int32_t> row_of(std::uint32_t rank) const noexcept {
    return a_.row(order_.program[rank]);
  }
  /// Targets ranked by how many interventions reach them, the rarest first.
  void rank_targets() {
    const auto m = static_cast<std::size_t>(a_.columns);
    std::vector<std::uint32_t> reached(m, 0);
    for (const std::int32_t t : a_.targets) ++reached[static_cast<std::size_t>(t)];
    std::uint32_t most = 0;
    for (const std::uint32_t n : reached) most = std::max(most, n);
    std::vector<std::uint32_t> next(std::size_t{most} + 2, 0);
    for (const std::uint32_t n : reached) ++next[std::size_t{n} + 1];
    for (std::size_t i = 1; i < next.size(); ++i) next[i] += next[i - 1];
    target_rank_ = buffer<std::uint32_t>(m);
    for (std::size_t t = 0; t < m; ++t) target_rank_[t] = next[reached[t]]++;
  }

  /// What follows from the size of a pair's larger intervention.
  struct size_class {
    std::int32_t size = 0;
    std::int32_t begin = 0, end = 0; ///< ranks of this size
    std::int32_t partners = 0;       ///< first rank too small to be a partner
    std::int32_t large = 0;          ///< rarest targets of which a pair shares one: as the larger
    std::int32_t small = 0;          ///< and as the smaller
    std::size_t prefix = 0;          ///< where the class's prefixes begin

    std::size_t prefix_of(std::int32_t rank) const noexcept {
      return prefix + static_cast<std::size_t>(rank - begin) * static_cast<std::size_t>(large);
    }
  };
  void find_size_classes() {
    const auto first = order_.size.begin(), all = order_.size.end();
    std::size_t prefix = 0;
    for (auto at = first; at != all;) {
      const std::int32_t size = *at;
      size_class c;
      c.size = size;
      c.begin = static_cast<std::int32_t>(at - first);
      at = std::partition_point(at, all, [&](std::int32_t x) { return x >= size; });
      c.end = static_cast<std::int32_t>(at - first);
      c.partners = c.end;
      if (size > 0 && required_shared(query_, size, size) <= size) {
        const std::int32_t least = smallest_partner(size);
        c.partners = static_cast<std::int32_t>(
            std::partition_point(at, all, [&](std::int32_t x) { return x >= least; }) - first);
        // The smallest partner that there is: with one that only might be, prefixes were longer.
        const prefix_lengths prefix_of_size =
            prefixes_of(query_, size, order_.size[static_cast<std::size_t>(c.partners) - 1]);
        c.large = prefix_of_size.large;
        c.small = prefix_of_size.small;
      }
      c.prefix = prefix;
      prefix = c.prefix_of(c.end);
      classes_.push_back(c);
    }
    prefix_ = buffer<std::uint32_t>(prefix);
    left_ = buffer<std::uint8_t>(prefix);
  }
  template <class Visit>
  void for_each_class(std::int32_t begin, std::int32_t end, const Visit& visit) const {
    for (const size_class& c : classes_)
      if (c.begin < end && begin < c.end) visit(c, std::max(begin, c.begin), std::min(end, c.end));
  }

  /// The size of the smallest partner of a larger intervention.
  std::int32_t smallest_partner(std::int32_t size) const noexcept {
    // required_shared(b, size) − b falls as b grows: b gains one, what is asked at most one.
    std::int32_t low = 1, high = size;
    while (low < high) {
      const std::int32_t middle = low + (high - low) / 2;
      if (required_shared(query_, middle, size) <= middle)
        high = middle;
      else
        low = middle + 1;
    }
    return low;
  }

  /// How many have a target in the prefix of the smaller; only in that of the larger.
  struct entries {
    std::uint32_t small = 0, others = 0;
  };
  static constexpr std::uint32_t in_small_prefix = std::uint32_t{1} << 31;

  /// The interventions of a part, in their own order: in that of their ranks, each row would lie
  /// somewhere else in memory. Within a size the ranks are in the same order.
  void choose_prefixes(std::size_t part, std::size_t parts) {
    const auto n = static_cast<std::size_t>(a_.rows());
    const auto first = static_cast<std::int32_t>(n * part / parts),
               last = static_cast<std::int32_t>(n * (part + 1) / parts);
    const std::int32_t largest = order_.size.empty() ? 0 : order_.size.front();
    std::vector<std::uint32_t> class_of(static_cast<std::size_t>(largest) + 1, 0);
    std::vector<std::int32_t> next(classes_.size());
    for (std::size_t i = 0; i < classes_.size(); ++i) {
      class_of[static_cast<std::size_t>(order_.size[static_cast<std::size_t>(classes_[i].begin)])] =
          static_cast<std::uint32_t>(i);
      next[i] = classes_[i].begin;
    }
    for (std::int32_t p = 0; p < first; ++p) ++next[class_of[static_cast<std::size_t>(a_.size(p))]];
    std::vector<std::uint32_t> rarity, few_rarities(32, 0);
    std::array<std::uint8_t, 32> rarer;
    for (std::int32_t p = first; p < last; ++p) {
      if ((p & 255) == 0 && watch_.stop.stop_requested()) throw stopped();
      const auto row = a_.row(p);
      const std::size_t size = row.size();
      const std::uint32_t in_class = class_of[size];
      const size_class& c = classes_[in_class];
      const std::int32_t r = next[in_class]++;
      const bool few = size < few_rarities.size();
      if (!few) rarity.resize(size);
      std::uint32_t* const rare = few ? few_rarities.data() : rarity.data();
      std::uint64_t sketch = 0, second = 0;
      for (std::size_t i = 0; i < size; ++i) {
        rare[i] = target_rank_[static_cast<std::size_t>(row[i])];
        const std::uint32_t hash = rare[i] * 0x9E3779B1U;
        const std::uint64_t bit = std::uint64_t{1} << (hash >> 26);
        sketch ^= bit;
        second ^= bit & (0 - std::uint64_t{hash >> 25 & 1U});
      }
      sketch_[static_cast<std::size_t>(r)] = sketch;
      second_sketch_[static_cast<std::size_t>(r)] = second;
      if (c.large == 0) continue;
      std::size_t at = c.prefix_of(r);
      const auto take = [&](std::uint32_t w, std::int32_t rarer_ones) {
        const bool small = rarer_ones < c.small;
        prefix_[at] = small ? w | in_small_prefix : w;
        left_[at++] = static_cast<std::uint8_t>(std::min(c.size - rarer_ones, sketched_size));
      };
      if (few) {
        for (std::uint32_t in =
                 kernel_.find_smallest(rare, static_cast<int>(size), c.large, rarer.data());
             in != 0; in &= in - 1) {
          const auto k = static_cast<std::size_t>(std::countr_zero(in));
          take(rare[k], rarer[k]);
        }
        continue;
      }
      if (c.large < c.size)
        std::nth_element(rarity.begin(), rarity.begin() + c.large, rarity.end());
      std::sort(rarity.begin(), rarity.begin() + c.large);
      for (std::int32_t k = 0; k < c.large; ++k) take(rarity[static_cast<std::size_t>(k)], k);
    }
  }

  /// Of each target, who is in its lists, by a part of the prefixes.
  std::vector<entries> count_entries(std::size_t part, std::size_t parts) const {
    std::vector<entries> of(static_cast<std::size_t>(a_.columns));
    const std::size_t from = prefix_.size() * part / parts,
                      to = prefix_.size() * (part + 1) / parts;
    for (const size_class& c : classes_) {
      const std::size_t end = std::min(to, c.prefix_of(c.end));
      const std::uint32_t probes = c.begin >= long_ranks_;
      for (std::size_t i = std::max(from, c.prefix); i < end; ++i) {
        // Targets lie anywhere in memory.
        prefetch(&of[prefix_[std::min(i + 16, end - 1)] & ~in_small_prefix]);
        entries& target = of[prefix_[i] & ~in_small_prefix];
        const std::uint32_t small = prefix_[i] / in_small_prefix;
        target.small += small;
        target.others += probes & ~small;
      }
    }
    return of;
  }

  incidence_view a_;
  const size_order& order_;
  const pair_query& query_;
  sketch_bounds bounds_;
  unsigned threads_;
  const progress& watch_;
  kernels::table kernel_;
  buffer<std::uint32_t> target_rank_;
  std::vector<size_class> classes_;              // the largest first
  std::int32_t long_ranks_ = 0;                  // ranks before it are too large for sketches
  buffer<std::uint64_t> sketch_, second_sketch_; // by rank of the intervention
  buffer<std::uint32_t> prefix_;                 // of each intervention, by rank
  buffer<std::uint8_t> left_;                    // and how many of its targets are not rarer
  std::vector<entries> entries_of_;              // of each target by rarity
  // The lists of a range of targets.
  std::size_t range_begin_ = 0, range_end_ = 0;
  /// Of each target: who has it in the prefix of the smaller, then who only in that of the larger;
  /// each by rank.
  std::vector<std::uint32_t> starts_;
  buffer<kernels::listed_set> listed_;
};

} // namespace irisan
