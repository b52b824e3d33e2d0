#pragma once

#include <irisan/core/instruction_set.hpp>
#include <irisan/core/parallel.hpp>
#include <irisan/graph/incidence.hpp>
#include <irisan/overlap/bit_columns.hpp>
#include <irisan/overlap/bit_rows.hpp>
#include <irisan/overlap/crossing_counter.hpp>
#include <irisan/overlap/pair_options.hpp>
#include <irisan/overlap/pair_sample.hpp>
#include <irisan/overlap/size_order.hpp>

#include <algorithm>
#include <bit>
#include <cmath>
#include <cstdint>
#include <limits>
#include <string>
#include <vector>

namespace irisan {

/// What each step of each plan costs, in nanoseconds of one thread. Measured, not derived:
/// `tests/bench/run --only plans` shows what the choice loses by them.
struct step_costs {
  double build = 4;          ///< a crossing into lists per target
  double wedge = 0.5;        ///< a counter raised
  double list = 2.5;         ///< a list begun
  double counter = 0.03;     ///< a counter looked at
  double line = 3;           ///< 512 bit columns added for a crossing
  double column_bit = 2.5;   ///< a crossing into bit columns
  double block_row = 90;     ///< 512 bit-sliced counts compared for a row
  double word = 0.1;         ///< 64 bits of two rows compared
  double turned = 2.5;       ///< a target of 64 columns turned into rows
  double pair = 6;           ///< two rows begun
  double prefix = 14;        ///< a crossing looked at for the rarest
  double sketch = 0.5;       ///< two sketches compared
  double visit = 1.5;        ///< an entry of a list looked at by a large set
  double candidate = 25;     ///< two sets fetched
  double candidate_step = 2; ///< a target of theirs compared
};

constexpr step_costs costs_of(instruction_set s) noexcept {
  step_costs c;
  if (s == instruction_set::portable) {
    c.line = 4;
    c.block_row = 130;
    c.word = 0.9;
    c.sketch = 3;
    c.counter = 0.06;
  }
  if (s == instruction_set::avx512) {
    c.line = 1.8;
    c.block_row = 50;
    c.word = 0.05;
    c.sketch = 0.12;
  }
  return c;
}

/// Plans a search: what each method would cost, and the cheapest that the memory allows.
///
/// Reads a sample of the crossings. Throws `memory_error` with the bytes needed if the method asked
/// for, or every method, needs more than `options.memory`.
inline pair_plan plan_pairs(const incidence_view& a, const size_order& order,
                            const pair_query& query, const pair_options& options) {
  const auto n = static_cast<std::size_t>(order.count());
  const auto crossings = static_cast<double>(a.targets.size());
  const auto targets = static_cast<double>(a.columns);
  pair_plan plan;
  if (options.instructions) {
    const std::vector<instruction_set> has = instruction_sets();
    if (std::find(has.begin(), has.end(), *options.instructions) == has.end())
      throw rule_error("this processor has no " + std::string(name_of(*options.instructions)));
  }
  plan.instructions = options.instructions.value_or(widest_instruction_set());
  if (n == 0) {
    plan.method = options.method == pair_method::fastest ? pair_method::counters : options.method;
    plan.list_ranks = target_lists::most_ranks;
    plan.bytes = 256; // what even an empty list takes
    plan.considered.push_back({plan.method, 0, plan.bytes, 0});
    return plan;
  }
  const step_costs c = costs_of(plan.instructions);
  const std::vector<std::int32_t> ends = window_ends(query, order);
  const wedge_sample wedges = sample_wedges(a, order, ends);

  // Working memory: what is asked for, or twice the incidence, and what even a small one needs.
  const std::size_t incidence_bytes = a.targets.size() * 4 + a.offsets.size() * 8;
  const std::size_t allowed =
      options.memory > 0 ? options.memory
                         : std::max<std::size_t>(2 * incidence_bytes, std::size_t{32} << 20);
  const std::size_t workers = thread_count(options.threads);

  std::vector<double> size_before(n + 1, 0); // sum of the sizes of the ranks before
  for (std::size_t r = 0; r < n; ++r) size_before[r + 1] = size_before[r] + order.size[r];

  const std::int32_t all_blocks =
      static_cast<std::int32_t>((n + kernels::line_bits - 1) / kernels::line_bits);
  // The 64 largest hold much of everything: if their lines cost more than rows of bits do.
  const std::int32_t first = std::min(order.count(), 64);
  double first_lines = 0;
  for (std::size_t r = 0; r < static_cast<std::size_t>(first); ++r)
    first_lines += std::min(order.size[r], a.columns - order.size[r]);
  const double rows_saved = first_lines * c.line -
                            first * (first - 1) / 2.0 * (c.pair + targets / 64 * c.word) -
                            targets * c.turned;
  const std::size_t row_bytes = rows_saved > 0 ? bit_rows::bytes_for(first, a.columns) : 0;
  const auto column_bytes = [&](std::int32_t longest) {
    return bit_columns::bytes_for(a.columns) +
           workers * bit_columns::rows_at_once * bit_columns::row_bytes(longest);
  };
  const auto list_bytes = [&](std::size_t begin, std::size_t ranks) {
    const std::size_t end = std::min(n, begin + ranks);
    return static_cast<std::size_t>(size_before[end] - size_before[begin]) * 4 +
           static_cast<std::size_t>(a.columns) * 20 + (end - begin) * (8 + workers * 14) + 64;
  };
  // Programs whose lists fit at a time; the largest come first, so the first block is the largest.
  const auto list_ranks = [&](std::size_t begin) {
    std::size_t ranks = std::min<std::size_t>(n - begin, target_lists::most_ranks);
    while (ranks > 64 && list_bytes(begin, ranks) > allowed) ranks /= 2;
    return ranks;
  };
  const auto counter_cost = [&](std::size_t begin) {
    if (begin >= n) return 0.0;
    const double light = size_before[n] - size_before[begin];
    const auto rows = static_cast<double>(n - begin);
    const auto rounds = std::ceil(rows / static_cast<double>(list_ranks(begin)));
    const double raised = wedges.from[begin / kernels::line_bits];
    return light * (c.build + c.list * rounds) + raised * c.wedge +
           std::min(rows * rows / 2 * c.counter, raised * 4 + rows * 20);
  };
  const auto consider = [&](pair_method method, double nanoseconds, std::size_t bytes,
                            std::int32_t blocks) {
    plan.considered.push_back({method, nanoseconds * 1e-9, bytes, blocks});
  };

  // Counters alone, then ever more of the largest programs as bit columns.
  consider(pair_method::counters, counter_cost(0), list_bytes(0, list_ranks(0)), 0);
  double columns = 0;
  double best = std::numeric_limits<double>::infinity(), whole = best;
  std::int32_t best_blocks = std::min(1, all_blocks);
  for (std::int32_t block = 0; block < all_blocks; ++block) {
    const auto begin = static_cast<std::size_t>(block) * kernels::line_bits;
    const std::size_t end = std::min(n, begin + kernels::line_bits);
    const auto partners = static_cast<std::size_t>(ends[end - 1]);
    double lines = size_before[partners] - size_before[begin];
    if (size_before[1] > targets / 2) // the largest are summed by what they do not reach
      for (std::size_t r = begin; r < partners && order.size[r] > a.columns / 2; ++r)
        lines -= 2.0 * order.size[r] - targets;
    columns += lines * c.line + static_cast<double>(partners - begin) * c.block_row +
               (size_before[end] - size_before[begin]) * c.column_bit + targets * 1.5;
    if (block == 0) columns -= std::max(rows_saved, 0.0);
    const double total = columns + counter_cost(end);
    if (total < best) {
      best = total;
      best_blocks = block + 1;
    }
    if (block + 1 == all_blocks) whole = columns + std::max(rows_saved, 0.0);
  }
  if (all_blocks > 0) {
    const auto end = static_cast<std::size_t>(best_blocks) * kernels::line_bits;
    consider(pair_method::columns, best,
             std::max(column_bytes(order.size.front()) + row_bytes,
                      end < n ? list_bytes(end, list_ranks(end)) : 0),
             best_blocks);
    consider(pair_method::complements,
             std::isinf(whole)
                 ? whole
                 : whole + std::abs(static_cast<double>(n) * targets - 2 * crossings) * c.line *
                               static_cast<double>(all_blocks) / 2,
             column_bytes(a.columns) +
                 workers * static_cast<std::size_t>(a.columns) * bit_columns::rows_at_once * 4,
             all_blocks);
  }
  // Every two rows in their windows, word by word.
  double compared = 0;
  for (std::size_t r = 0; r < n; ++r)
    compared += static_cast<double>(static_cast<std::size_t>(ends[r]) - r - 1);
  consider(pair_method::bit_rows,
           compared * (c.pair + targets / 64 * c.word) +
               static_cast<double>(n) * targets / 64 * 0.3 + crossings,
           bit_rows::bytes_for(order.count(), a.columns), 0);
  // Prefixes say nothing if one shared target is enough.
  if (query.asks_for_sizes() || query.min_shared > 1 || options.method == pair_method::prefix) {
    // Of large sets even a sample costs much: every two of the right sizes are held for candidates.
    prefix_sample p;
    if (crossings <= 256.0 * static_cast<double>(n))
      p = sample_prefixes(a, order, query, ends);
    else
      p = {0, compared, compared, compared * crossings / static_cast<double>(n)};
    double entries = 0;
    for (std::size_t r = 0, next = 0; r < n; r = next) {
      // Ranks of one size and one window have prefixes of one length.
      for (next = r + 1; next < n && order.size[next] == order.size[r] && ends[next] == ends[r];)
        ++next;
      const prefix_lengths prefix =
          prefixes_of(query, order.size[r], order.size[static_cast<std::size_t>(ends[r]) - 1]);
      const auto rows = static_cast<double>(next - r);
      entries += rows * prefix.large;
    }
    // Lists are cut between targets, so there must be room for those of one.
    const std::size_t base = static_cast<std::size_t>(entries) * prefix_index::prefix_bytes +
                             n * 28 + static_cast<std::size_t>(a.columns) * 8 * (2 * workers + 5) +
                             256,
                      lists = static_cast<std::size_t>(entries) * prefix_index::listed_bytes,
                      least = std::min(lists, n * 16);
    plan.list_bytes = std::max(allowed, base + least) - base;
    consider(pair_method::prefix,
             crossings * c.prefix + static_cast<double>(n) * 20 + entries * 20 +
                 p.comparisons * c.sketch + p.visits * c.visit + p.candidates * c.candidate +
                 p.steps * c.candidate_step,
             base + std::min(lists, plan.list_bytes), 0);
  }

  const auto fits = [&](const pair_plan::estimate& e) { return e.bytes <= allowed; };
  const pair_plan::estimate* chosen = nullptr;
  std::size_t least_bytes = std::numeric_limits<std::size_t>::max();
  for (const pair_plan::estimate& e : plan.considered) {
    if (options.method != pair_method::fastest && e.method != options.method) continue;
    least_bytes = std::min(least_bytes, e.bytes);
    // A method asked for by name needs no leave but that of a budget.
    if (!fits(e) && (options.memory > 0 || options.method == pair_method::fastest)) continue;
    if (chosen == nullptr || e.seconds < chosen->seconds) chosen = &e;
  }
  if (chosen == nullptr && options.memory == 0 && !plan.considered.empty())
    chosen = &plan.considered.front();
  if (chosen == nullptr)
    throw memory_error("finding pairs needs " + std::to_string(least_bytes) +
                       " bytes of memory, more than the " + std::to_string(allowed) + " allowed");
  plan.method = chosen->method;
  plan.seconds = chosen->seconds;
  plan.bytes = chosen->bytes;
  plan.column_blocks = chosen->column_blocks;
  plan.rows_first = plan.method == pair_method::columns && rows_saved > 0;
  const auto light = static_cast<std::size_t>(plan.column_blocks) * kernels::line_bits;
  plan.list_ranks =
      light < n ? static_cast<std::int32_t>(list_ranks(light)) : target_lists::most_ranks;
  // Threads cost more to start than a short search takes.
  plan.threads = plan.seconds < 1e-3 ? 1 : thread_count(options.threads);
  return plan;
}

} // namespace irisan
