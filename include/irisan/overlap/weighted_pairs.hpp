#pragma once

#include <irisan/core/parallel.hpp>
#include <irisan/core/tasks.hpp>
#include <irisan/core/thread_team.hpp>
#include <irisan/overlap/crossing_counter.hpp>
#include <irisan/overlap/find_pairs.hpp>
#include <irisan/overlap/weighted_words.hpp>

#include <algorithm>
#include <bit>
#include <cstdint>
#include <limits>
#include <span>
#include <string>
#include <vector>

namespace irisan {

/// A pair and what its targets weigh: students, need, money, in whole units.
struct weighted_pair {
  overlap_pair counts;
  std::int64_t shared_weight = 0;
  std::int64_t first_weight = 0;
  std::int64_t second_weight = 0;

  friend auto operator<=>(const weighted_pair&, const weighted_pair&) = default;
};

/// Which weighted pairs to find: those that pass every threshold on counts and on weights.
struct weight_query {
  pair_query counts;
  std::int64_t min_shared_weight = 0;
  fraction min_weighted_jaccard{0, 1}; ///< w(A ∩ B) / w(A ∪ B)

  constexpr bool accepts(const weighted_pair& p) const noexcept {
    if (p.shared_weight < min_shared_weight || !counts.accepts(p.counts)) return false;
    if (min_weighted_jaccard.numerator == 0) return true;
    // first + second − shared may pass 2^63, which unsigned 64 bits still hold.
    const wide_unsigned all = static_cast<wide_unsigned>(p.first_weight) +
                              static_cast<wide_unsigned>(p.second_weight - p.shared_weight);
    return all > 0 && detail::product_at_least(
                          static_cast<wide_unsigned>(p.shared_weight),
                          static_cast<wide_unsigned>(min_weighted_jaccard.denominator), all,
                          static_cast<wide_unsigned>(min_weighted_jaccard.numerator));
  }
};

namespace detail {

/// Adds up one rank's weighted crossings with the earlier ranks of a block. Kept by each thread.
class weight_counter {
public:
  explicit weight_counter(const target_lists& lists)
      : room_(static_cast<std::size_t>(lists.nobody()) + 1) {}

  /// `visit(rank, shared, weight)` for earlier ranks with at least `least` targets in common.
  template <class Visit>
  void count(const target_lists& lists, std::span<const std::int32_t> targets,
             std::span<const std::int64_t> weights, std::int64_t row_weight, std::int32_t rank,
             std::int64_t least, const Visit& visit) {
    const auto to = static_cast<std::size_t>(std::min(rank, lists.end()) - lists.begin());
    const count_and_weight word(targets.size(), row_weight);
    const auto packed = [&](auto& sums) {
      using sum = typename std::remove_reference_t<decltype(sums)>::value_type;
      sums.resize(room_, 0);
      each(lists, targets, rank, [&](std::size_t t, const std::uint16_t* at) {
        const auto step = static_cast<sum>(static_cast<sum>(weights[t]) << word.count_bits | 1U);
        for (int k = 0; k < 8; ++k) sums[at[k]] = static_cast<sum>(sums[at[k]] + step);
      });
      for (std::size_t i = 0; i < to; ++i)
        if (word.count(sums[i]) >= least)
          visit(lists.begin() + static_cast<std::int32_t>(i), word.count(sums[i]),
                word.weight(sums[i]));
      std::fill(sums.begin(), sums.end(), sum{0});
    };
    if (word.bits <= 31) {
      packed(narrow_);
    } else if (word.bits <= 63) {
      packed(wide_);
    } else {
      narrow_.resize(room_, 0);
      wide_.resize(room_, 0);
      each(lists, targets, rank, [&](std::size_t t, const std::uint16_t* at) {
        for (int k = 0; k < 8; ++k) {
          ++narrow_[at[k]];
          wide_[at[k]] += static_cast<std::uint64_t>(weights[t]);
        }
      });
      for (std::size_t i = 0; i < to; ++i)
        if (std::int64_t{narrow_[i]} >= least)
          visit(lists.begin() + static_cast<std::int32_t>(i), static_cast<std::int32_t>(narrow_[i]),
                static_cast<std::int64_t>(wide_[i]));
      std::fill(narrow_.begin(), narrow_.end(), 0U);
      std::fill(wide_.begin(), wide_.end(), std::uint64_t{0});
    }
  }

private:
  /// The lists of a row by eights; the last may run past the row's own rank, into sums not looked
  /// at.
  template <class Visit>
  static void each(const target_lists& lists, std::span<const std::int32_t> targets,
                   std::int32_t rank, const Visit& visit) {
    constexpr std::size_t ahead = 12;
    const std::uint16_t* const before = lists.before(rank);
    for (std::size_t e = 0; e < targets.size(); ++e) {
      if (e + ahead < targets.size()) {
        const std::int32_t t = targets[e + ahead];
        lists.prefetch(t, before ? before[e + ahead] : lists.length(t));
      }
      const std::uint16_t* at = lists.list(targets[e]);
      const std::uint16_t* const end = at + (before ? before[e] : lists.length(targets[e]));
      for (; at < end; at += 8) visit(static_cast<std::size_t>(targets[e]), at);
    }
  }

  std::size_t room_;
  std::vector<std::uint32_t> narrow_;
  std::vector<std::uint64_t> wide_;
};

} // namespace detail

/// Calls `visit(local, weighted_pair)` for every pair that the query accepts, as `for_each_pair`
/// does. `weights` has one for each target.
///
/// Sums are exact. Throws `rule_error` for a negative weight, for another number of weights than
/// targets, and if all weights together pass 2⁶³ − 1.
template <class Local, class Visit, class Finish>
void for_each_weighted_pair(const incidence_view& a, std::span<const std::int64_t> weights,
                            const weight_query& query, const pair_options& options,
                            const Visit& visit, const Finish& finish) {
  options.watch.at("pairs", 0);
  thread_team team;
  if (weights.size() != static_cast<std::size_t>(a.columns))
    throw rule_error("there are " + std::to_string(weights.size()) + " weights for " +
                     std::to_string(a.columns) + " targets");
  std::int64_t total = 0;
  for (std::size_t t = 0; t < weights.size(); ++t) {
    if (weights[t] < 0)
      throw rule_error("the weight of target " + std::to_string(t) +
                       " is negative: " + std::to_string(weights[t]));
    if (weights[t] > std::numeric_limits<std::int64_t>::max() - total)
      throw rule_error("all weights together pass 9223372036854775807");
    total += weights[t];
  }
  const size_order order = order_by_size(a);
  const std::int32_t n = order.count();
  const auto row_of = [&](std::int32_t rank) {
    return a.row(order.program[static_cast<std::size_t>(rank)]);
  };
  std::vector<std::int64_t> weight_of(static_cast<std::size_t>(n), 0); // by rank
  for_each_index(static_cast<std::size_t>(n), options.threads, [&](std::size_t r) {
    std::int64_t sum = 0;
    for (const std::int32_t t : row_of(static_cast<std::int32_t>(r)))
      sum += weights[static_cast<std::size_t>(t)];
    weight_of[r] = sum;
  });
  const auto window = [&](std::int32_t rank) { // empty for a row too light for any pair
    partner_window w = window_of(query.counts, order, rank);
    if (weight_of[static_cast<std::size_t>(rank)] < query.min_shared_weight) w.begin = rank;
    return w;
  };
  const auto meet = [&](Local& local, std::int32_t rank, std::int32_t partner, std::int32_t shared,
                        std::int64_t weight) {
    weighted_pair p{order.pair_of(rank, partner, shared), weight,
                    weight_of[static_cast<std::size_t>(rank)],
                    weight_of[static_cast<std::size_t>(partner)]};
    if (p.counts.first.value != order.program[static_cast<std::size_t>(rank)])
      std::swap(p.first_weight, p.second_weight);
    if (query.accepts(p)) visit(local, p);
  };
  const std::int32_t in_words = weighted_words::ranks_worth(order, a.columns);
  constexpr std::int32_t at_once = target_lists::most_ranks;
  const std::int32_t parts =
      (in_words > 0) + (n - in_words) / at_once + ((n - in_words) % at_once != 0);
  std::int32_t part = 0;
  // `use(each)` for many ranks from one on at a time, where `each(count)` calls `count(rank,
  // local)`.
  const auto for_each_rank = [&](std::int32_t begin, const auto& use) {
    constexpr std::int32_t rows_at_once = 64;
    for_each_task<Local>(
        static_cast<std::size_t>((n - begin + rows_at_once - 1) / rows_at_once), options.threads,
        options.watch.part(part++, parts),
        [&](std::size_t task, Local& local) {
          const std::int32_t first = begin + static_cast<std::int32_t>(task) * rows_at_once;
          use([&](const auto& count) {
            for (std::int32_t r = first; r < std::min(n, first + rows_at_once); ++r) {
              if (options.watch.stop.stop_requested()) throw stopped();
              count(r, local);
            }
          });
        },
        finish);
  };
  if (in_words > 0) {
    const kernels::table kernel =
        kernels::of(options.instructions.value_or(widest_instruction_set()));
    const weighted_words words(a, order, in_words, weights, options.threads, options.watch);
    for_each_rank(0, [&](const auto& each) {
      each([&](std::int32_t rank, Local& local) {
        const partner_window w = window(rank);
        if (w.begin >= std::min(rank, in_words)) return;
        words.count(kernel, row_of(rank), weight_of[static_cast<std::size_t>(rank)], w.least,
                    [&](std::int32_t partner, std::int32_t shared, std::int64_t weight) {
                      if (partner < rank) meet(local, rank, partner, shared, weight);
                    });
      });
    });
  }
  for (std::int32_t begin = in_words; begin < n;) {
    const std::int32_t end = begin + std::min(n - begin, at_once);
    const target_lists lists(a, order, begin, end, options.threads, options.watch);
    spare_values<detail::weight_counter> spare;
    for_each_rank(begin, [&](const auto& each) {
      spare.use([&] { return detail::weight_counter(lists); },
                [&](detail::weight_counter& counter) {
                  each([&](std::int32_t rank, Local& local) {
                    const partner_window w = window(rank);
                    if (w.begin >= rank) return;
                    counter.count(
                        lists, row_of(rank), weights, weight_of[static_cast<std::size_t>(rank)],
                        rank, w.least,
                        [&](std::int32_t partner, std::int32_t shared, std::int64_t weight) {
                          meet(local, rank, partner, shared, weight);
                        });
                  });
                });
    });
    begin = end;
  }
  if (options.watch.report) options.watch.report("pairs", 1);
}

/// All weighted pairs that the query accepts, sorted by first, then second.
inline std::vector<weighted_pair> find_weighted_pairs(const incidence_view& a,
                                                      std::span<const std::int64_t> weights,
                                                      const weight_query& query = {},
                                                      const pair_options& options = {}) {
  std::vector<weighted_pair> pairs;
  using found = std::vector<weighted_pair>;
  for_each_weighted_pair<found>(
      a, weights, query, options, [](found& part, const weighted_pair& p) { part.push_back(p); },
      [&](const found& part) { pairs.insert(pairs.end(), part.begin(), part.end()); });
  std::sort(pairs.begin(), pairs.end());
  return pairs;
}

} // namespace irisan
