#pragma once

#include <irisan/core/period.hpp>
#include <irisan/core/tasks.hpp>
#include <irisan/overlap/delivery_lists.hpp>
#include <irisan/overlap/delivery_rows.hpp>
#include <irisan/overlap/find_pairs.hpp>

#include <algorithm>
#include <cstdint>
#include <limits>
#include <vector>

namespace irisan {

/// Calls `visit(local, pair)` for every pair that the query accepts, where `pair.shared` counts the
/// shared targets at which one delivery of each agrees: the same label and periods that cross.
///
/// Sizes are those of the interventions, each target once, whatever agrees. Throws `rule_error` if
/// columns differ in length, `stopped` when asked to stop.
template <class Local, class Visit, class Finish>
void for_each_agreeing_pair(const delivery_view& d, const pair_query& query,
                            const pair_options& options, const Visit& visit, const Finish& finish) {
  options.watch.at("pairs", 0);
  check_lengths(d);
  const size_order order =
      with_incidence_of(d, [](const incidence_view& a) { return order_by_size(a); });
  const std::int32_t n = order.count();
  const delivery_lists lists(d, order, options.threads, options.watch);
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
    constexpr std::size_t ahead = 12;
    const auto p = static_cast<std::size_t>(order.program[static_cast<std::size_t>(r)]);
    const auto end = static_cast<std::size_t>(d.offsets[p + 1]);
    for (auto i = static_cast<std::size_t>(d.offsets[p]); i < end; ++i) {
      if ((i & 1023) == 0 && options.watch.stop.stop_requested()) throw stopped();
      if (i + ahead < end) lists.prefetch(i + ahead);
      if (!d.labels.empty() && d.labels[i] < 0) continue;
      const std::uint32_t before = lists.before(i);
      if (before == 0) continue;
      const day from = d.starts.empty() ? -never : d.starts[i],
                to = d.ends.empty() ? never : d.ends[i];
      const auto list = static_cast<std::size_t>(lists.list(i));
      if (!lists.repeated(d.targets[i])) {
        kernel.add_crossing(c.agreeing.data(), lists.rank() + list, lists.start() + list,
                            lists.end() + list, before, from, to);
        continue;
      }
      // A target counts once, however many deliveries agree there.
      const std::int64_t here = std::int64_t{r} * d.columns + d.targets[i];
      for (std::size_t k = list; k < list + before; ++k) {
        const auto rank = static_cast<std::size_t>(lists.rank()[k]);
        if (lists.start()[k] >= to || from >= lists.end()[k] || c.counted_at[rank] == here)
          continue;
        c.counted_at[rank] = here;
        ++c.agreeing[rank];
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
