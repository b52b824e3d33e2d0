#pragma once

#include <irisan/core/period.hpp>
#include <irisan/core/tasks.hpp>
#include <irisan/core/thread_team.hpp>
#include <irisan/overlap/agreeing_triangle.hpp>
#include <irisan/overlap/delivery_lists.hpp>
#include <irisan/overlap/delivery_rows.hpp>
#include <irisan/overlap/find_pairs.hpp>

#include <algorithm>
#include <cstdint>
#include <limits>
#include <vector>

namespace irisan {

namespace detail {

/// Counts, for each two interventions, the targets at which deliveries in one list cross.
template <class Local, class Day, class ToDay, class Visit, class Finish>
void count_agreeing(const delivery_view& d, const size_order& order,
                    const delivery_lists<Day>& lists, const ToDay& to_day, const pair_query& query,
                    const pair_options& options, const Visit& visit, const Finish& finish) {
  const std::int32_t n = order.count();
  const kernels::table kernel =
      kernels::of(options.instructions.value_or(widest_instruction_set()));
  struct counters {
    std::vector<std::uint32_t> agreeing;
    std::vector<std::int64_t> counted_at; // the row and target last counted for each rank
    std::vector<kernels::counted> found;
  };
  spare_values<counters> spare;
  constexpr std::int32_t rows_at_once = 16;
  const auto count_row = [&](std::int32_t r, counters& c) {
    constexpr day never = std::numeric_limits<day>::max();
    constexpr std::size_t ahead = 24;
    std::uint32_t* const agreeing = c.agreeing.data();
    const auto p = static_cast<std::size_t>(order.program[static_cast<std::size_t>(r)]);
    const auto end = static_cast<std::size_t>(d.offsets[p + 1]);
    for (auto i = static_cast<std::size_t>(d.offsets[p]); i < end; ++i) {
      if ((i & 1023) == 0 && options.watch.stop.stop_requested()) throw stopped();
      if (i + ahead < end && (d.labels.empty() || d.labels[i + ahead] >= 0))
        lists.prefetch(i + ahead);
      if (!d.labels.empty() && d.labels[i] < 0) continue;
      const Day from = to_day(d.starts.empty() ? -never : d.starts[i]),
                to = to_day(d.ends.empty() ? never : d.ends[i]);
      if (!lists.repeated(d.targets[i])) {
        // Added up without a branch: whether two cross is a toss, and how many there are is one
        // too where there are few.
        const std::span<const listed_delivery<Day>> before = lists.before(i);
        const listed_delivery<Day>* const x = before.data();
        for (std::size_t k = 0; k < lists.readable; ++k)
          agreeing[x[k].rank] +=
              static_cast<std::uint32_t>((k < before.size()) & x[k].crosses(from, to));
        for (std::size_t k = lists.readable; k < before.size(); ++k)
          agreeing[x[k].rank] += static_cast<std::uint32_t>(x[k].crosses(from, to));
        continue;
      }
      // A target counts once, however many deliveries agree there.
      const std::int64_t here = std::int64_t{r} * d.columns + d.targets[i];
      for (const listed_delivery<Day>& x : lists.before(i)) {
        std::int64_t& counted_at = c.counted_at[static_cast<std::size_t>(x.rank)];
        if (!x.crosses(from, to) || counted_at == here) continue;
        counted_at = here;
        ++agreeing[x.rank];
      }
    }
  };
  for_each_task<Local>(
      static_cast<std::size_t>((n + rows_at_once - 1) / rows_at_once), options.threads,
      options.watch,
      [&](std::size_t task, Local& local) {
        spare.use(
            [&] {
              const auto room = static_cast<std::size_t>(n) + 65;
              return counters{std::vector<std::uint32_t>(room, 0),
                              std::vector<std::int64_t>(room, -1),
                              std::vector<kernels::counted>(room)};
            },
            [&](counters& c) {
              const std::int32_t first = static_cast<std::int32_t>(task) * rows_at_once;
              for (std::int32_t r = first; r < std::min(n, first + rows_at_once); ++r) {
                const partner_window window = window_of(query, order, r);
                if (window.begin >= r) continue;
                count_row(r, c);
                const auto mine = static_cast<std::size_t>(r);
                const std::size_t found =
                    kernel.take_32(c.agreeing.data(), static_cast<std::size_t>(window.begin), mine,
                                   static_cast<std::uint32_t>(window.least), c.found.data());
                std::fill(c.agreeing.begin(), c.agreeing.begin() + window.begin, 0U);
                for (std::size_t k = 0; k < found; ++k) {
                  const overlap_pair pair =
                      order.pair_of(r, static_cast<std::int32_t>(c.found[k].at),
                                    static_cast<std::int32_t>(c.found[k].count));
                  if (query.accepts(pair)) visit(local, pair);
                }
              }
            });
      },
      finish);
}

template <class Local, class Day, class ToDay, class Visit, class Finish>
void count_agreeing_with(const delivery_view& d, const size_order& order, const ToDay& to_day,
                         const pair_query& query, const pair_options& options, const Visit& visit,
                         const Finish& finish) {
  const agreeing_triangle<Day> triangle(d, order, options.threads, options.watch);
  if (triangle.fits()) {
    triangle.template count<Local>(
        query, to_day,
        [&](Local& local, std::int32_t rank, std::int32_t partner, std::int32_t agreeing) {
          const overlap_pair pair = order.pair_of(rank, partner, agreeing);
          if (query.accepts(pair)) visit(local, pair);
        },
        finish);
    return;
  }
  const delivery_lists<Day> lists(d, order, to_day, options.threads, options.watch);
  count_agreeing<Local>(d, order, lists, to_day, query, options, visit, finish);
}

} // namespace detail

/// Calls `visit(local, pair)` for every pair that the query accepts, where `pair.shared` counts the
/// shared targets at which one delivery of each agrees: the same label and periods that cross.
///
/// Sizes are those of the interventions, each target once, whatever agrees. Throws `rule_error` if
/// columns differ in length, `stopped` when asked to stop.
template <class Local, class Visit, class Finish>
void for_each_agreeing_pair(const delivery_view& d, const pair_query& query,
                            const pair_options& options, const Visit& visit, const Finish& finish) {
  options.watch.at("pairs", 0);
  thread_team team;
  check_lengths(d);
  const size_order order = with_incidence_of(
      d, [](const incidence_view& a) { return order_by_size(a); }, options.threads);
  narrow_days narrow;
  if (narrow.fit(d, options.threads))
    detail::count_agreeing_with<Local, std::uint16_t>(d, order, narrow, query, options, visit,
                                                      finish);
  else
    detail::count_agreeing_with<Local, std::uint32_t>(d, order, wide_days(), query, options, visit,
                                                      finish);
  if (options.watch.report) options.watch.report("pairs", 1);
}

/// All pairs that the query accepts by the shared targets at which their deliveries agree, sorted.
inline std::vector<overlap_pair> find_agreeing_pairs(const delivery_view& d,
                                                     const pair_query& query = {},
                                                     const pair_options& options = {}) {
  std::vector<overlap_pair> pairs;
  using found = std::vector<overlap_pair>;
  for_each_agreeing_pair<found>(
      d, query, options, [](found& part, const overlap_pair& p) { part.push_back(p); },
      [&](const found& part) { pairs.insert(pairs.end(), part.begin(), part.end()); });
  sort_pairs(pairs, d.rows(), options.threads, options.watch);
  return pairs;
}

} // namespace irisan
