#pragma once

#include <irisan/core/buffer.hpp>
#include <irisan/core/parallel.hpp>
#include <irisan/core/tasks.hpp>
#include <irisan/overlap/delivery_lists.hpp>
#include <irisan/overlap/delivery_rows.hpp>
#include <irisan/overlap/pair_options.hpp>
#include <irisan/overlap/size_order.hpp>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <vector>

namespace irisan {

/// Deliveries by target and label, and a counter for each two interventions: where few meet at a
/// target, going from list to list takes less than going from delivery to delivery.
///
/// Memory: 8 bytes a delivery with narrow days, 12 with wide ones; 4 for each label at each target;
/// and for each thread 2 · n² of n interventions.
template <class Day>
class agreeing_triangle {
public:
  /// Whether counters and lists take no more than the deliveries do.
  static bool fits(const delivery_view& d, unsigned threads) {
    return d.targets.size() >= 200'000 &&
           static_cast<std::size_t>(d.rows()) * static_cast<std::size_t>(d.rows()) * 2 *
                   thread_count(threads) <=
               d.targets.size() * 16 &&
           label_places(d, threads) * static_cast<std::size_t>(d.columns) <= 2 * d.targets.size();
  }

  /// Makes the lists. `order` must outlive it.
  template <class ToDay>
  agreeing_triangle(const delivery_view& d, const size_order& order, const ToDay& to_day,
                    unsigned threads, const progress& watch)
      : d_(d), order_(order), threads_(threads), watch_(watch), parts_(d, order, threads, watch),
        labels_(label_places(d, threads)), end_(labels_ * static_cast<std::size_t>(d.columns), 0) {
    parts_.for_each_known([&](std::size_t, std::int32_t, std::size_t t, std::size_t delivery) {
      ++end_[list_of(t, delivery)];
    });
    std::vector<double> meetings(parts_.count(), 0);
    begin_ = parts_.begin_lists(
        end_, [&](std::size_t part) { return first_list(part); },
        [&](std::size_t part, std::uint32_t length) {
          meetings[part] += length * (length - 1.0) / 2;
        });
    for (const double of_part : meetings) meetings_ += of_part;
    // Pays only while what is counted lies in a cache, so there must not be too much of it.
    if (!pays()) return;
    entries_ = buffer<listed_delivery<Day>>(static_cast<std::size_t>(begin_.back()));
    constexpr day never = std::numeric_limits<day>::max();
    parts_.for_each_known(
        [&](std::size_t part, std::int32_t r, std::size_t t, std::size_t delivery) {
          entries_[static_cast<std::size_t>(begin_[part] + end_[list_of(t, delivery)]++)] = {
              r, to_day(d.starts.empty() ? -never : d.starts[delivery]),
              to_day(d.ends.empty() ? never : d.ends[delivery])};
        });
  }

  /// Whether few meet: if not, `count` must not be called.
  bool pays() const noexcept { return meetings_ <= 4 * static_cast<double>(d_.targets.size()); }

  /// `visit(local, rank, partner, agreeing)` for each two ranks in a window of the query that reach
  /// its least count; `finish(local)` as `for_each_task` has it.
  template <class Local, class Visit, class Finish>
  void count(const pair_query& query, const Visit& visit, const Finish& finish) const {
    const auto n = static_cast<std::size_t>(order_.count());
    const std::vector<std::uint8_t> repeated = parts_.find_repeated();
    std::vector<buffer<std::uint32_t>> counters(parts_.groups());
    for_each_index(parts_.groups(), threads_, [&](std::size_t group) {
      counters[group] = buffer<std::uint32_t>(row_of(n));
      std::fill_n(counters[group].data(), counters[group].size(), 0U);
      for (std::size_t part = parts_.first_part(group); part < parts_.first_part(group + 1); ++part)
        count_part(part, repeated, counters[group].data());
    });
    constexpr std::size_t rows_at_once = 16;
    for_each_task<Local>((n + rows_at_once - 1) / rows_at_once, threads_, watch_,
                         [&](std::size_t task, Local& local) {
                           for (std::size_t r = task * rows_at_once;
                                r < std::min(n, (task + 1) * rows_at_once); ++r) {
                             const auto rank = static_cast<std::int32_t>(r);
                             const partner_window w = window_of(query, order_, rank);
                             for (std::int32_t q = w.begin; q < rank; ++q) {
                               std::int64_t agreeing = 0;
                               for (const buffer<std::uint32_t>& c : counters)
                                 agreeing += c[row_of(r) + static_cast<std::size_t>(q)];
                               if (agreeing >= w.least)
                                 visit(local, rank, q, static_cast<std::int32_t>(agreeing));
                             }
                           }
                         },
                         finish);
  }

private:
  std::size_t list_of(std::size_t t, std::size_t delivery) const noexcept {
    return t * labels_ + (d_.labels.empty() ? 0 : static_cast<std::size_t>(d_.labels[delivery]));
  }
  std::size_t first_list(std::size_t part) const noexcept {
    return static_cast<std::size_t>(parts_.first_target(part)) * labels_;
  }
  /// Where the counters of a rank with those before it begin.
  static std::size_t row_of(std::size_t rank) noexcept {
    return rank == 0 ? 0 : rank * (rank - 1) / 2;
  }

  void count_part(std::size_t part, const std::vector<std::uint8_t>& repeated,
                  std::uint32_t* counters) const {
    const listed_delivery<Day>* const entries = entries_.data() + begin_[part];
    std::vector<std::uint32_t*> here; // counters to raise at a target, each once
    std::uint32_t begin = 0;
    for (auto t = static_cast<std::size_t>(parts_.first_target(part));
         t < static_cast<std::size_t>(parts_.first_target(part + 1)); ++t) {
      if ((t & 255) == 0 && watch_.stop.stop_requested()) throw stopped();
      const bool once = !repeated[t];
      for (std::size_t l = t * labels_; l < (t + 1) * labels_; begin = end_[l++])
        for (std::uint32_t j = begin + 1; j < end_[l]; ++j) {
          const listed_delivery<Day> mine = entries[j];
          std::uint32_t* const row = counters + row_of(static_cast<std::size_t>(mine.rank));
          // Without a branch: whether two cross is a toss.
          if (once)
            for (std::uint32_t i = begin; i < j; ++i)
              row[entries[i].rank] +=
                  static_cast<std::uint32_t>(entries[i].crosses(mine.start, mine.end));
          else
            for (std::uint32_t i = begin; i < j; ++i)
              if (entries[i].rank != mine.rank && entries[i].crosses(mine.start, mine.end))
                here.push_back(row + entries[i].rank);
        }
      if (once) continue;
      // A target counts once, however many deliveries agree there.
      std::sort(here.begin(), here.end());
      here.erase(std::unique(here.begin(), here.end()), here.end());
      for (std::uint32_t* const counter : here) ++*counter;
      here.clear();
    }
  }

  delivery_view d_;
  const size_order& order_;
  unsigned threads_;
  progress watch_;
  delivery_parts parts_;
  std::size_t labels_;
  std::vector<std::uint32_t> end_;   // of each list, from where its part begins
  std::vector<std::uint64_t> begin_; // of each part
  double meetings_ = 0;
  buffer<listed_delivery<Day>> entries_;
};

} // namespace irisan
