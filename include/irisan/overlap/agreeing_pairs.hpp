#pragma once

#include <irisan/core/period.hpp>
#include <irisan/core/tasks.hpp>
#include <irisan/overlap/find_pairs.hpp>

#include <algorithm>
#include <cstdint>
#include <limits>
#include <span>
#include <string>
#include <vector>

namespace irisan {

/// Deliveries as rows of interventions: which target, what, and when; a target may stand several
/// times in a row.
///
/// `labels` says what a delivery is (an activity, a kind, an activity with its audience), as any
/// number from 0; −1 is unknown and agrees with nothing. `starts` and `ends` are days, the end not
/// included and after the start. A column that is empty asks nothing.
struct delivery_rows {
  std::int32_t columns = 0; ///< targets
  std::vector<std::int64_t> offsets{0};
  std::vector<std::int32_t> targets; ///< ascending in each row
  std::vector<std::int32_t> labels;
  std::vector<day> starts;
  std::vector<day> ends;

  std::int32_t rows() const noexcept { return static_cast<std::int32_t>(offsets.size()) - 1; }
};

namespace detail {

/// The incidence of rows: each target once.
inline incidence_matrix incidence_of(const delivery_rows& d) {
  incidence_matrix a;
  a.columns = d.columns;
  a.offsets.reserve(d.offsets.size());
  for (std::size_t p = 0; p + 1 < d.offsets.size(); ++p) {
    for (auto i = static_cast<std::size_t>(d.offsets[p]);
         i < static_cast<std::size_t>(d.offsets[p + 1]); ++i)
      if (i == static_cast<std::size_t>(d.offsets[p]) || d.targets[i] != d.targets[i - 1])
        a.targets.push_back(d.targets[i]);
    a.offsets.push_back(static_cast<std::int64_t>(a.targets.size()));
  }
  return a;
}

/// The deliveries at each target, by rank of their interventions, eight by eight.
struct deliveries_by_target {
  std::vector<std::int64_t> begin;    ///< of each target, in eights
  std::vector<std::uint8_t> repeated; ///< whether an intervention stands twice at the target
  buffer<kernels::eight_deliveries> eights;
  buffer<std::int32_t> before; ///< of each delivery: how many of earlier ranks are at its target
};

inline deliveries_by_target list_deliveries(const delivery_rows& d, const size_order& order,
                                            unsigned threads, const progress& watch) {
  const auto m = static_cast<std::size_t>(d.columns);
  constexpr day never = std::numeric_limits<day>::max();
  deliveries_by_target l;
  l.repeated.assign(m, 0);
  std::vector<std::int32_t> length(m, 0), last(m, -1);
  l.before = buffer<std::int32_t>(d.targets.size());
  // Each thread has a range of targets for itself.
  const std::size_t parts = d.targets.size() < 200'000 ? 1 : thread_count(threads);
  const auto part = [&](std::size_t i) { return static_cast<std::int32_t>(m * i / parts); };
  const auto each = [&](std::size_t i, const auto& visit) {
    for (std::int32_t r = 0; r < order.count(); ++r) {
      if ((r & 255) == 0 && watch.stop.stop_requested()) throw stopped();
      const auto p = static_cast<std::size_t>(order.program[static_cast<std::size_t>(r)]);
      const auto row = d.targets.begin();
      auto at = row + d.offsets[p], end = row + d.offsets[p + 1];
      if (parts > 1) {
        at = std::lower_bound(at, end, part(i));
        end = std::lower_bound(at, end, part(i + 1));
      }
      for (; at != end; ++at)
        visit(r, static_cast<std::size_t>(*at), static_cast<std::size_t>(at - row));
    }
  };
  for_each_index(parts, threads, [&](std::size_t i) {
    each(i, [&](std::int32_t r, std::size_t t, std::size_t delivery) {
      // Of an intervention's own at a target, none comes before another.
      if (last[t] == r) {
        l.repeated[t] = 1;
        l.before[delivery] = l.before[delivery - 1];
        ++length[t];
      } else {
        l.before[delivery] = length[t]++;
      }
      last[t] = r;
    });
  });
  l.begin.assign(m + 1, 0);
  for (std::size_t t = 0; t < m; ++t) l.begin[t + 1] = l.begin[t] + (length[t] + 7) / 8;
  l.eights = buffer<kernels::eight_deliveries>(static_cast<std::size_t>(l.begin.back()));
  const auto put = [&](std::size_t t, std::int32_t at, std::int32_t rank, std::int32_t label,
                       day start, day end) {
    kernels::eight_deliveries& e = l.eights[static_cast<std::size_t>(l.begin[t] + at / 8)];
    e.rank[at % 8] = rank;
    e.label[at % 8] = label;
    e.start[at % 8] = start;
    e.end[at % 8] = end;
  };
  for_each_index(parts, threads, [&](std::size_t i) {
    for (auto t = static_cast<std::size_t>(part(i)); t < static_cast<std::size_t>(part(i + 1));
         ++t) {
      // What fills up is nobody's and agrees with nothing.
      for (std::int32_t at = length[t]; at % 8 != 0; ++at)
        put(t, at, order.count(), -1, never, -never);
      length[t] = 0;
    }
    each(i, [&](std::int32_t r, std::size_t t, std::size_t delivery) {
      put(t, length[t]++, r, d.labels.empty() ? 0 : d.labels[delivery],
          d.starts.empty() ? -never : d.starts[delivery],
          d.ends.empty() ? never : d.ends[delivery]);
    });
  });
  return l;
}

} // namespace detail

/// Calls `visit(local, pair)` for every pair that the query accepts, where `pair.shared` counts the
/// shared targets at which one delivery of each agrees: the same label and periods that cross.
///
/// Sizes are those of the interventions, each target once, whatever agrees. Throws `rule_error` if
/// columns differ in length, `stopped` when asked to stop.
template <class Local, class Visit, class Finish>
void for_each_agreeing_pair(const delivery_rows& d, const pair_query& query,
                            const pair_options& options, const Visit& visit, const Finish& finish) {
  options.watch.at("pairs", 0);
  for (const std::size_t length : {d.labels.size(), d.starts.size(), d.ends.size()})
    if (length != 0 && length != d.targets.size())
      throw rule_error("there are " + std::to_string(d.targets.size()) + " deliveries, but " +
                       std::to_string(length) + " labels or days");
  const incidence_matrix a = detail::incidence_of(d);
  const size_order order = order_by_size(a);
  const std::int32_t n = order.count();
  const detail::deliveries_by_target lists =
      detail::list_deliveries(d, order, options.threads, options.watch);
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
    constexpr std::size_t ahead = 6;
    const auto p = static_cast<std::size_t>(order.program[static_cast<std::size_t>(r)]);
    const auto end = static_cast<std::size_t>(d.offsets[p + 1]);
    for (auto i = static_cast<std::size_t>(d.offsets[p]); i < end; ++i) {
      if ((i & 1023) == 0 && options.watch.stop.stop_requested()) throw stopped();
#if defined(__GNUC__)
      if (i + ahead < end)
        for (const std::int32_t line : {0, 64, 128, 192})
          __builtin_prefetch(reinterpret_cast<const char*>(
                                 lists.eights.data() +
                                 lists.begin[static_cast<std::size_t>(d.targets[i + ahead])]) +
                             line);
#endif
      const auto t = static_cast<std::size_t>(d.targets[i]);
      const std::int32_t label = d.labels.empty() ? 0 : d.labels[i];
      if (label < 0) continue;
      const day from = d.starts.empty() ? -never : d.starts[i],
                to = d.ends.empty() ? never : d.ends[i];
      const kernels::eight_deliveries* const list = lists.eights.data() + lists.begin[t];
      const std::int32_t before = lists.before[i];
      if (lists.repeated[t] == 0) {
        kernel.add_agreeing(c.agreeing.data(), list, static_cast<std::size_t>(before + 7) / 8, r,
                            label, from, to);
        continue;
      }
      // A target counts once, however many deliveries agree there.
      const std::int64_t here = std::int64_t{r} * d.columns + d.targets[i];
      for (std::int32_t k = 0; k < before; ++k) {
        const kernels::eight_deliveries& e = list[k / 8];
        const auto rank = static_cast<std::size_t>(e.rank[k % 8]);
        if (e.label[k % 8] != label || e.start[k % 8] >= to || from >= e.end[k % 8] ||
            c.counted_at[rank] == here)
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
                  const std::size_t other = c.found[k].at;
                  overlap_pair pair{{order.program[mine]},
                                    {order.program[other]},
                                    static_cast<std::int32_t>(c.found[k].count),
                                    order.size[mine],
                                    order.size[other]};
                  if (pair.second < pair.first) {
                    std::swap(pair.first, pair.second);
                    std::swap(pair.first_size, pair.second_size);
                  }
                  if (query.accepts(pair)) visit(local, pair);
                }
              }
            });
      },
      finish);
  if (options.watch.report) options.watch.report("pairs", 1);
}

/// All pairs that the query accepts by the shared targets at which their deliveries agree, sorted.
inline std::vector<overlap_pair> find_agreeing_pairs(const delivery_rows& d,
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
