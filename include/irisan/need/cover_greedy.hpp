#pragma once

#include <irisan/need/cover_certificate.hpp>
#include <irisan/need/cover_problem.hpp>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <iterator>
#include <queue>
#include <span>
#include <utility>
#include <vector>

namespace irisan {

/// A cover by Chvátal's greedy rule: the fixed columns, then again and again the column of least
/// cost for each row that still needs it; of equals, the first. Ascending.
///
/// Costs at most H(d) times the optimum, d the most rows of a column (Chvátal 1979,
/// doi:10.1287/moor.4.3.233; for demands above one Dobson 1982, doi:10.1287/moor.7.4.515); may hold
/// columns that later ones made redundant. O(entries · log columns): a column's place in the queue
/// is put right only when it comes up.
inline std::vector<std::int32_t> greedy_cover(const cover_problem& a) {
  struct offer {
    std::int64_t cost;
    std::int32_t rows, column;
    // Whether it comes after the other.
    bool operator<(const offer& b) const noexcept {
      const auto mine = static_cast<detail::wide_signed>(cost) * b.rows,
                 other = static_cast<detail::wide_signed>(b.cost) * rows;
      return mine != other ? mine > other : column > b.column;
    }
  };
  std::vector<std::int32_t> needed(a.demands().begin(), a.demands().end());
  std::vector<std::int32_t> useful(static_cast<std::size_t>(a.columns()), 0);
  std::vector<std::int32_t> chosen;
  for (std::int32_t i = 0; i < a.rows(); ++i)
    if (a.demand(i) > 0)
      for (const std::int32_t j : a.columns_of(i)) ++useful[static_cast<std::size_t>(j)];
  const auto choose = [&](std::int32_t j) {
    chosen.push_back(j);
    for (const std::int32_t i : a.rows_of(j)) {
      if (needed[static_cast<std::size_t>(i)] <= 0) continue;
      if (--needed[static_cast<std::size_t>(i)] == 0)
        for (const std::int32_t k : a.columns_of(i)) --useful[static_cast<std::size_t>(k)];
    }
  };
  for (std::int32_t j = 0; j < a.columns(); ++j)
    if (a.is_fixed(j)) choose(j);
  std::vector<offer> offers;
  for (std::int32_t j = 0; j < a.columns(); ++j)
    if (const std::int32_t n = useful[static_cast<std::size_t>(j)]; n > 0 && !a.is_fixed(j))
      offers.push_back({a.cost(j), n, j});
  std::priority_queue<offer> queue(std::less<offer>{}, std::move(offers));
  while (!queue.empty()) {
    offer best = queue.top();
    queue.pop();
    const std::int32_t n = useful[static_cast<std::size_t>(best.column)];
    if (n == best.rows) {
      choose(best.column);
    } else if (n > 0) {
      best.rows = n;
      queue.push(best);
    }
  }
  std::sort(chosen.begin(), chosen.end());
  return chosen;
}

namespace detail {

/// A set of columns and how often each row is covered by it.
class kept_columns {
public:
  kept_columns(const cover_problem& a, std::span<const std::int32_t> columns)
      : a_(a), in_(static_cast<std::size_t>(a.columns()), false),
        counts_(cover_counts(a, columns)) {
    for (const std::int32_t j : columns) in_[static_cast<std::size_t>(j)] = true;
  }
  bool has(std::int32_t j) const noexcept { return in_[static_cast<std::size_t>(j)]; }
  std::int32_t count(std::int32_t i) const noexcept { return counts_[static_cast<std::size_t>(i)]; }
  void add(std::int32_t j) noexcept { change(j, true, 1); }
  void drop(std::int32_t j) noexcept { change(j, false, -1); }
  bool can_go(std::int32_t j) const noexcept {
    return !a_.is_fixed(j) && std::ranges::none_of(a_.rows_of(j), [&](std::int32_t i) {
      return count(i) <= a_.demand(i);
    });
  }
  std::vector<std::int32_t> columns() const {
    std::vector<std::int32_t> all;
    for (std::int32_t j = 0; j < a_.columns(); ++j)
      if (has(j)) all.push_back(j);
    return all;
  }

private:
  void change(std::int32_t j, bool in, std::int32_t by) noexcept {
    in_[static_cast<std::size_t>(j)] = in;
    for (const std::int32_t i : a_.rows_of(j)) counts_[static_cast<std::size_t>(i)] += by;
  }

  const cover_problem& a_;
  std::vector<bool> in_;
  std::vector<std::int32_t> counts_;
};

} // namespace detail

/// Columns of a cover that can all go at once, found by reverse-delete: the dearest first, of
/// equals the first, each if the rest is still a cover. What stays is without redundant columns.
inline jointly_removable jointly_removable_from(const cover_problem& a,
                                                std::span<const std::int32_t> columns) {
  std::vector<std::int32_t> order(columns.begin(), columns.end());
  std::sort(order.begin(), order.end(), [&](std::int32_t j, std::int32_t k) {
    return a.cost(j) != a.cost(k) ? a.cost(j) > a.cost(k) : j < k;
  });
  detail::kept_columns kept(a, columns);
  jointly_removable r;
  for (const std::int32_t j : order)
    if (kept.can_go(j)) {
      kept.drop(j);
      r.columns.push_back(j);
    }
  std::sort(r.columns.begin(), r.columns.end());
  return r;
}

/// What is left of ascending columns without those that can go at once.
inline std::vector<std::int32_t> without(std::span<const std::int32_t> columns,
                                         const jointly_removable& gone) {
  std::vector<std::int32_t> left;
  std::set_difference(columns.begin(), columns.end(), gone.columns.begin(), gone.columns.end(),
                      std::back_inserter(left));
  return left;
}

} // namespace irisan
