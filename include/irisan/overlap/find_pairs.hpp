#pragma once

#include <irisan/core/buffer.hpp>
#include <irisan/core/parallel.hpp>
#include <irisan/core/progress.hpp>
#include <irisan/core/thread_team.hpp>
#include <irisan/graph/incidence.hpp>
#include <irisan/overlap/bit_rows.hpp>
#include <irisan/overlap/identical_groups.hpp>
#include <irisan/overlap/ordered_counter.hpp>
#include <irisan/overlap/pair.hpp>
#include <irisan/overlap/pair_plan.hpp>
#include <irisan/overlap/pair_query.hpp>
#include <irisan/overlap/prefix_join.hpp>
#include <irisan/overlap/projection.hpp>
#include <irisan/overlap/sort_pairs.hpp>

#include <algorithm>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <optional>
#include <span>
#include <utility>
#include <vector>

namespace irisan {

namespace detail {

/// Calls `visit(pair)` for the pairs of one intervention, by partner: each row is read once.
template <class Visit>
void visit_pairs_with(const incidence_view& a, const pair_query& query, const progress& watch,
                      const Visit& visit) {
  const std::int32_t p = query.with.value;
  if (p >= a.rows()) return;
  std::vector<std::uint8_t> mine(static_cast<std::size_t>(a.columns), 0);
  for (const std::int32_t t : a.row(p)) mine[static_cast<std::size_t>(t)] = 1;
  for (std::int32_t q = 0; q < a.rows(); ++q) {
    if ((q & 255) == 0 && watch.stop.stop_requested()) throw stopped();
    if (p == q) continue;
    std::int32_t shared = 0;
    for (const std::int32_t t : a.row(q)) shared += mine[static_cast<std::size_t>(t)];
    const overlap_pair pair = p < q ? overlap_pair{{p}, {q}, shared, a.size(p), a.size(q)}
                                    : overlap_pair{{q}, {p}, shared, a.size(q), a.size(p)};
    if (query.accepts(pair)) visit(pair);
  }
}

/// Carries out a plan: `visit(local, pair)` for each pair whose counts the query accepts.
template <class Local, class Visit, class Finish>
void carry_out(const incidence_view& a, const pair_query& query, const pair_options& options,
               const Visit& visit, const Finish& finish) {
  const auto started = std::chrono::steady_clock::now();
  const size_order order = order_by_size(a);
  pair_plan plan = plan_pairs(a, order, query, options);
  const kernels::table kernel = kernels::of(plan.instructions);
  const bool by_sizes = query.asks_for_sizes();
  const auto check = [&](Local& local, std::int32_t rank, std::int32_t partner,
                         std::int32_t shared) {
    const overlap_pair pair = order.pair_of(rank, partner, shared);
    if (!by_sizes || query.accepts_counts(pair)) visit(local, pair);
  };
  switch (plan.method) {
  case pair_method::bit_rows: {
    const bit_rows rows(a, order, plan.threads, options.watch);
    compare_rows<Local>(rows, order, query, kernel, plan.threads, options.watch, check, finish);
    plan.actual_bytes = rows.bytes();
    break;
  }
  case pair_method::prefix:
    plan.actual_bytes = join_by_prefix<Local>(a, order, query, plan.list_bytes, kernel,
                                              plan.threads, options.watch, check, finish);
    break;
  default:
    plan.actual_bytes = project<Local>(
        a, order, query,
        {plan.column_blocks, plan.list_ranks,
         plan.method == pair_method::complements ? complement_use::always : complement_use::shorter,
         plan.rows_first},
        kernel, plan.threads, options.watch, check, finish);
  }
  plan.actual_seconds =
      std::chrono::duration<double>(std::chrono::steady_clock::now() - started).count();
  if (options.plan != nullptr) *options.plan = std::move(plan);
}

/// As `carry_out`, between groups of identical interventions: what is counted once for two groups
/// holds for all their members.
template <class Local, class Visit, class Finish>
void carry_out_between_groups(const incidence_view& a, const pair_query& query,
                              const pair_options& options, const Visit& visit,
                              const Finish& finish) {
  const auto started = std::chrono::steady_clock::now();
  const identical_groups groups = find_identical(a);
  const distinct_rows distinct(a, groups);
  // The members of each distinct row: its group, or itself.
  std::vector<std::span<const intervention_index>> members;
  members.reserve(distinct.original.size());
  std::size_t next = 0;
  for (const intervention_index& p : distinct.original) {
    const bool grouped = next < groups.count() && groups.group(next).front() == p;
    members.push_back(grouped ? groups.group(next++) : std::span<const intervention_index>(&p, 1));
  }
  carry_out<Local>(
      distinct.rows, query, options,
      [&](Local& local, const overlap_pair& pair) {
        for (const intervention_index p : members[pair.first.at()])
          for (const intervention_index q : members[pair.second.at()])
            visit(local, p < q
                             ? overlap_pair{p, q, pair.shared, pair.first_size, pair.second_size}
                             : overlap_pair{q, p, pair.shared, pair.second_size, pair.first_size});
      },
      finish);
  // Within a group: a task is so many members of one, each with all before it.
  struct part {
    std::size_t group, begin, end;
  };
  std::vector<part> parts;
  for (std::size_t g = 0; g < groups.count(); ++g) {
    const auto size = std::int32_t{a.size(groups.group(g).front().value)};
    if (!query.accepts_counts({{0}, {1}, size, size, size})) continue;
    const std::size_t n = groups.group(g).size(), step = std::max<std::size_t>(1, (1 << 18) / n);
    for (std::size_t begin = 1; begin < n; begin += step)
      parts.push_back({g, begin, std::min(n, begin + step)});
  }
  for_each_task<Local>(
      parts.size(), options.threads, options.watch,
      [&](std::size_t task, Local& local) {
        const part& mine = parts[task];
        const std::span<const intervention_index> group = groups.group(mine.group);
        const std::int32_t size = a.size(group.front().value);
        for (std::size_t i = mine.begin; i < mine.end; ++i)
          for (std::size_t k = 0; k < i; ++k)
            visit(local, overlap_pair{group[k], group[i], size, size, size});
      },
      finish);
  if (options.plan != nullptr) {
    // What grouping takes beside the search between groups.
    const std::size_t bytes = distinct.rows.targets.size() * 4 + distinct.rows.offsets.size() * 32 +
                              static_cast<std::size_t>(a.rows()) * 24;
    options.plan->bytes += bytes;
    options.plan->actual_bytes += bytes;
    options.plan->actual_seconds =
        std::chrono::duration<double>(std::chrono::steady_clock::now() - started).count();
  }
}

} // namespace detail

/// Calls `visit(local, pair)` for every pair that the query accepts; nothing is stored.
///
/// Work is cut into tasks; `local` is a `Local{}` per task, and `finish(local)` is called once per
/// task, in order of the tasks whatever the threads, never two at a time. The order of the pairs
/// depends on the plan, unless `options.in_order` asks for that of first and second.
///
/// The plan is chosen by cost (`plan_pairs`) and kept to the memory allowed. Throws `memory_error`
/// if no plan fits, `stopped` when asked to stop.
template <class Local, class Visit, class Finish>
void for_each_pair(const incidence_view& a, const pair_query& query, const pair_options& options,
                   const Visit& visit, const Finish& finish) {
  options.watch.at("pairs", 0);
  thread_team team;
  if (query.with.known()) {
    Local local{};
    detail::visit_pairs_with(a, query, options.watch,
                             [&](const overlap_pair& p) { visit(local, p); });
    finish(local);
    if (options.watch.report) options.watch.report("pairs", 1);
    return;
  }
  if (options.in_order) {
    count_in_order<Local>(
        a, options.threads, options.watch,
        [&](Local& local, const overlap_pair& p) {
          if (query.accepts(p)) visit(local, p);
        },
        finish);
    if (options.watch.report) options.watch.report("pairs", 1);
    return;
  }
  const bool by_owner = !query.apart.empty();
  const auto visit_apart = [&](Local& local, const overlap_pair& p) {
    if (!by_owner || query.accepts_owners(p.first, p.second)) visit(local, p);
  };
  if (options.method == pair_method::fastest && options.memory == 0 && many_identical(a))
    detail::carry_out_between_groups<Local>(a, query, options, visit_apart, finish);
  else
    detail::carry_out<Local>(a, query, options, visit_apart, finish);
  if (options.watch.report) options.watch.report("pairs", 1);
}

namespace detail {
/// Pairs as they are found, in chunks that never move: large ones, which are given back at once
/// where a search is stopped.
class pair_chunks {
public:
  std::size_t size() const noexcept { return size_; }

  void add(std::span<const overlap_pair> pairs) {
    while (!pairs.empty()) {
      if (chunks_.empty() || used_ == chunks_.back().size()) {
        constexpr std::size_t least = 256, most = std::size_t{1} << 22;
        chunks_.emplace_back(std::clamp(std::max(pairs.size(), size_), least, most));
        used_ = 0;
      }
      const std::size_t now = std::min(pairs.size(), chunks_.back().size() - used_);
      std::copy_n(pairs.begin(), now, chunks_.back().data() + used_);
      pairs = pairs.subspan(now);
      used_ += now;
      size_ += now;
    }
  }
  /// All of them, in order. Each chunk is given back before the next is copied: the result never
  /// stands in memory twice.
  std::vector<overlap_pair> take(const progress& watch) {
    std::vector<overlap_pair> all;
    all.reserve(size_);
    ask_for_huge_pages(all.data(), size_ * sizeof(overlap_pair));
    for (buffer<overlap_pair>& chunk : chunks_) {
      if (watch.stop.stop_requested()) throw stopped();
      const std::size_t count = &chunk == &chunks_.back() ? used_ : chunk.size();
      all.insert(all.end(), chunk.data(), chunk.data() + count);
      chunk = {};
    }
    return all;
  }

private:
  std::vector<buffer<overlap_pair>> chunks_;
  std::size_t used_ = 0, size_ = 0; // of the last chunk, of all
};
} // namespace detail

/// As `find_pairs`, or nothing if there are more pairs than that: the search ends where it is.
inline std::optional<std::vector<overlap_pair>> find_pairs_up_to(std::size_t most,
                                                                 const incidence_view& a,
                                                                 const pair_query& query = {},
                                                                 const pair_options& options = {}) {
  thread_team team;
  struct too_many {};
  using found = std::vector<overlap_pair>;
  detail::pair_chunks chunks;
  try {
    for_each_pair<found>(
        a, query, options, [](found& part, const overlap_pair& p) { part.push_back(p); },
        [&](const found& part) {
          if (part.size() > most - chunks.size()) throw too_many{};
          chunks.add(part);
        });
  } catch (const too_many&) {
    return std::nullopt;
  }
  found pairs = chunks.take(options.watch);
  sort_pairs(pairs, a.rows(), options.threads, options.watch);
  return pairs;
}

/// All pairs of interventions that the query accepts, sorted by first, then second.
///
/// The upper triangle of A·Aᵀ, never built: only accepted pairs are kept. The same for any number
/// of threads, any method and any processor. Throws `memory_error` if the memory allowed does not
/// do, `stopped` when asked to stop.
inline std::vector<overlap_pair> find_pairs(const incidence_view& a, const pair_query& query = {},
                                            const pair_options& options = {}) {
  return *find_pairs_up_to(std::numeric_limits<std::size_t>::max(), a, query, options);
}

} // namespace irisan
