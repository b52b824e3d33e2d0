#pragma once

#include <irisan/core/buffer.hpp>
#include <irisan/core/parallel.hpp>
#include <irisan/core/prefetch.hpp>
#include <irisan/core/tasks.hpp>
#include <irisan/overlap/delivery_lists.hpp>
#include <irisan/overlap/delivery_rows.hpp>
#include <irisan/overlap/pair_query.hpp>
#include <irisan/overlap/size_order.hpp>

#include <algorithm>
#include <array>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <limits>
#include <thread>
#include <vector>

namespace irisan {

/// Counts, for each two of a few interventions, the targets at which deliveries agree: with a
/// counter for every two, raised as deliveries come into the lists of one thing at one target.
///
/// Lists are kept for a part of the targets at a time, so that they never leave the cache, and
/// deliveries come by interventions, so that the counters raised lie side by side. Memory: for each
/// thread 2 · n² bytes of n interventions and the lists of one part.
template <class Day>
class agreeing_triangle {
public:
  /// `order` must outlive it. At most 65 536 interventions.
  agreeing_triangle(const delivery_view& d, const size_order& order, unsigned threads,
                    const progress& watch)
      : d_(d), order_(order), threads_(threads), watch_(watch), labels_(label_places(d, threads)),
        parts_(d, order, threads, watch, parts_needed()) {}

  /// Whether counters take no more than the deliveries do, and there are not so many lists and
  /// parts that most are empty.
  bool fits() const noexcept {
    const std::size_t n = static_cast<std::size_t>(d_.rows()), count = d_.targets.size();
    return count >= 200'000 && n <= 65'536 && n * n * 2 * thread_count(threads_) <= count * 16 &&
           labels_ <= lists_at_once &&
           labels_ * static_cast<std::size_t>(d_.columns) <= 16 * count &&
           parts_.count() * n <= count;
  }

  /// `visit(local, rank, partner, agreeing)` for each two ranks in a window of the query that reach
  /// its least count; `finish(local)` as `for_each_task` has it.
  template <class Local, class ToDay, class Visit, class Finish>
  void count(const pair_query& query, const ToDay& to_day, const Visit& visit,
             const Finish& finish) const {
    const auto n = static_cast<std::size_t>(order_.count());
    std::vector<buffer<std::uint32_t>> counters(parts_.groups()); // of each thread
    std::vector<part_lists> lists(parts_.groups());
    const std::thread::id caller = std::this_thread::get_id();
    parts_.for_each_row(
        [&](std::size_t group, std::size_t part) {
          if (part == parts_.first_part(group)) {
            counters[group] = buffer<std::uint32_t>(row_of(n));
            std::fill_n(counters[group].data(), counters[group].size(), 0U);
            lists[group].counted_at.assign(n, 0);
          }
          begin_part(lists[group], part);
          if (watch_.report && std::this_thread::get_id() == caller)
            watch_.report("pairs", static_cast<double>(part - parts_.first_part(group)) /
                                       static_cast<double>(parts_.first_part(group + 1) -
                                                           parts_.first_part(group)));
        },
        [&](std::size_t group, std::int32_t rank, std::size_t from, std::size_t to) {
          count_row(lists[group], to_day, rank, from, to,
                    counters[group].data() + row_of(static_cast<std::size_t>(rank)));
        });
    constexpr std::size_t rows_at_once = 16;
    for_each_task<Local>((n + rows_at_once - 1) / rows_at_once, threads_, {{}, watch_.stop},
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
  static constexpr std::size_t lists_at_once = 32'768;

  /// A piece of a list: up to eight deliveries in the order of their ranks. Places not used hold
  /// zeros, which cross nothing. With narrow days it is a cache line.
  struct alignas(64) piece {
    static constexpr std::size_t room = 8;
    std::array<std::uint16_t, room> rank;
    std::array<Day, room> start, end;
    std::uint32_t used;
    std::uint32_t next; // piece of the same list; 0: none

    /// A bit for each place whose days cross these. (Days are passed in 32 bits: what is stored in
    /// 16 and loaded in 32 waits for the store to end.)
    std::uint32_t crossing(std::uint32_t from, std::uint32_t to) const noexcept {
      typedef Day days __attribute__((vector_size(room * sizeof(Day))));
      typedef std::int8_t bytes __attribute__((vector_size(room)));
      days starts, ends;
      std::memcpy(&starts, start.data(), sizeof starts);
      std::memcpy(&ends, end.data(), sizeof ends);
      const bytes each = __builtin_convertvector(
          (starts < static_cast<Day>(to)) & (ends > static_cast<Day>(from)), bytes);
      std::uint64_t bits;
      std::memcpy(&bits, &each, sizeof bits);
      // The lowest bits of the bytes, side by side.
      return static_cast<std::uint32_t>((bits & 0x0101'0101'0101'0101) * 0x0102'0408'1020'4080 >>
                                        56);
    }
    void append(std::int32_t whose, std::uint32_t from, std::uint32_t to) noexcept {
      rank[used] = static_cast<std::uint16_t>(whose);
      start[used] = static_cast<Day>(from);
      end[used++] = static_cast<Day>(to);
    }
  };
  /// The lists of a part.
  struct part_lists {
    std::size_t first = 0;               // target
    std::vector<piece> pieces;           // the first of each list, then those that go on
    std::vector<std::uint8_t> repeated;  // for each target whether one reached it more than once
    std::vector<std::size_t> counted_at; // the delivery at which each rank was counted last, plus 1
  };

  std::size_t parts_needed() const noexcept {
    const std::size_t targets_at_once = std::max<std::size_t>(1, lists_at_once / labels_);
    return (static_cast<std::size_t>(d_.columns) + targets_at_once - 1) / targets_at_once;
  }
  /// Where the counters of a rank with those before it begin.
  static std::size_t row_of(std::size_t rank) noexcept {
    return rank == 0 ? 0 : rank * (rank - 1) / 2;
  }

  void begin_part(part_lists& lists, std::size_t part) const {
    lists.first = static_cast<std::size_t>(parts_.first_target(part));
    const std::size_t targets =
        static_cast<std::size_t>(parts_.first_target(part + 1)) - lists.first;
    lists.repeated.assign(targets, 0);
    lists.pieces.resize(targets * labels_);
    if (lists.pieces.empty()) return;
    std::memset(static_cast<void*>(lists.pieces.data()), 0, lists.pieces.size() * sizeof(piece));
  }

  /// Counts a row's deliveries in a part with those in the lists, and puts them there.
  template <class ToDay>
  void count_row(part_lists& lists, const ToDay& to_day, std::int32_t rank, std::size_t from,
                 std::size_t to, std::uint32_t* row) const {
    constexpr day never = std::numeric_limits<day>::max();
    constexpr std::size_t at_once = 64 / piece::room, words = 4;
    const std::int32_t* const targets = d_.targets.data();
    std::array<std::uint32_t, words * at_once> list, first, last;
    std::size_t run = from; // where the deliveries at this target begin
    for (std::size_t begin = from; begin < to; begin += list.size()) {
      const std::size_t end = std::min(to, begin + list.size());
      // Lists lie anywhere in the cache, so all are asked for first.
      for (std::size_t i = begin; i < end; ++i) {
        const std::size_t of = list_of(static_cast<std::size_t>(targets[i]) - lists.first, i);
        prefetch(lists.pieces.data() + of);
        list[i - begin] = static_cast<std::uint32_t>(of);
        first[i - begin] = to_day(d_.starts.empty() ? -never : d_.starts[i]);
        last[i - begin] = to_day(d_.ends.empty() ? never : d_.ends[i]);
      }
      std::array<std::uint64_t, words> crossing{}; // a bit for each place of each first piece
      for (std::size_t i = begin; i < end; ++i) {
        if (targets[i] != targets[run]) run = i;
        if (!d_.labels.empty() && d_.labels[i] < 0) continue;
        const std::size_t k = i - begin;
        std::uint8_t& repeated = lists.repeated[static_cast<std::size_t>(targets[i]) - lists.first];
        if (run < i || (i + 1 < to && targets[i + 1] == targets[i])) repeated = 1;
        if (repeated) {
          add_once(lists, list[k], rank, first[k], last[k], run + 1, row);
          continue;
        }
        piece& p = lists.pieces[list[k]];
        crossing[k / at_once] |= std::uint64_t{p.crossing(first[k], last[k])}
                                 << (k % at_once * piece::room);
        if (p.used < piece::room)
          p.append(rank, first[k], last[k]);
        else
          go_on(lists, list[k], rank, first[k], last[k], row);
      }
      // Many deliveries in one loop: how many cross one alone is a toss.
      for (std::size_t w = 0; w < words; ++w)
        for (std::uint64_t c = crossing[w]; c != 0; c &= c - 1) {
          const auto bit = static_cast<std::size_t>(std::countr_zero(c));
          const piece& p = lists.pieces[list[w * at_once + bit / piece::room]];
          ++row[p.rank[bit % piece::room]];
        }
    }
  }
  /// Of a delivery that is known; of another it may be any number.
  std::size_t list_of(std::size_t target, std::size_t delivery) const noexcept {
    return target * labels_ +
           (d_.labels.empty() ? 0 : static_cast<std::size_t>(d_.labels[delivery]));
  }
  /// The same in the pieces of a list after the first, which is full.
  static void go_on(part_lists& lists, std::size_t at, std::int32_t rank, std::uint32_t first,
                    std::uint32_t last, std::uint32_t* row) {
    for (;;) {
      at = piece_after(lists, at);
      piece& p = lists.pieces[at];
      for (std::uint32_t c = p.crossing(first, last); c != 0; c &= c - 1)
        ++row[p.rank[static_cast<std::size_t>(std::countr_zero(c))]];
      if (p.used < piece::room) return p.append(rank, first, last);
    }
  }
  /// The same at a target which one of them reached more than once: each counts once there, however
  /// many deliveries agree.
  static void add_once(part_lists& lists, std::size_t at, std::int32_t rank, std::uint32_t first,
                       std::uint32_t last, std::size_t here, std::uint32_t* row) {
    for (;; at = piece_after(lists, at)) {
      piece& p = lists.pieces[at];
      for (std::uint32_t c = p.crossing(first, last); c != 0; c &= c - 1) {
        const std::uint16_t other = p.rank[static_cast<std::size_t>(std::countr_zero(c))];
        if (other == rank || lists.counted_at[other] == here) continue;
        lists.counted_at[other] = here;
        ++row[other];
      }
      if (p.used < piece::room) return p.append(rank, first, last);
    }
  }
  static std::size_t piece_after(part_lists& lists, std::size_t at) {
    if (lists.pieces[at].next == 0) {
      lists.pieces[at].next = static_cast<std::uint32_t>(lists.pieces.size());
      lists.pieces.push_back({});
    }
    return lists.pieces[at].next;
  }

  delivery_view d_;
  const size_order& order_;
  unsigned threads_;
  progress watch_;
  std::size_t labels_;
  delivery_parts parts_;
};

} // namespace irisan
