#pragma once

#include <irisan/core/progress.hpp>
#include <irisan/need/cover_certificate.hpp>
#include <irisan/need/cover_problem.hpp>
#include <irisan/need/cover_reduction.hpp>
#include <irisan/need/cover_relaxation.hpp>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <iterator>
#include <limits>
#include <span>
#include <utility>
#include <vector>

namespace irisan {

/// Prices raised one row at a time, each to where the bound is greatest if the others stay: the
/// b-th smallest of what the row's columns have left for it. The bound never falls; starts
/// anywhere.
///
/// A round takes O(entries). A fixed column is chosen whatever the prices, which the bound heeds.
inline void ascend(const cover_problem& a, cover_dual& d, int rounds = 1) {
  const auto at = [](std::int32_t i) { return static_cast<std::size_t>(i); };
  std::vector<std::int64_t> rest(at(a.columns()));
  for (std::int32_t j = 0; j < a.columns(); ++j) {
    rest[at(j)] = a.cost(j) * d.scale;
    for (const std::int32_t i : a.rows_of(j)) rest[at(j)] -= d.u[at(i)];
  }
  std::int64_t longest = 1;
  for (std::int32_t j = 0; j < a.columns(); ++j)
    longest = std::max(longest, static_cast<std::int64_t>(a.rows_of(j).size()));
  const std::int64_t most = (std::int64_t{1} << 61) / longest;
  // Rows with few columns first: they have the least choice.
  std::vector<std::int32_t> order;
  for (std::int32_t i = 0; i < a.rows(); ++i)
    if (a.demand(i) > 0) order.push_back(i);
  std::stable_sort(order.begin(), order.end(),
                   [&](std::int32_t i, std::int32_t k) { return a.degree(i) < a.degree(k); });
  std::vector<std::int64_t> left;
  for (bool changed = true; changed && rounds > 0; --rounds) {
    changed = false;
    for (const std::int32_t i : order) {
      left.clear();
      std::int32_t needed = a.demand(i);
      for (const std::int32_t j : a.columns_of(i)) {
        if (a.is_fixed(j))
          --needed;
        else
          left.push_back(rest[at(j)] + d.u[at(i)]);
      }
      std::int64_t price = 0;
      if (needed > 0) {
        const auto nth = left.begin() + (needed - 1);
        std::nth_element(left.begin(), nth, left.end());
        price = std::clamp<std::int64_t>(*nth, 0, most);
      }
      const std::int64_t by = price - d.u[at(i)];
      if (by == 0) continue;
      changed = true;
      d.u[at(i)] = price;
      for (const std::int32_t j : a.columns_of(i)) rest[at(j)] -= by;
    }
  }
}

/// How long to look for a bound.
struct bound_options {
  int steps = 2000;   ///< of the subgradient method at most
  int patience = 200; ///< steps that must bring something
  progress watch;
};

namespace detail {

/// The columns that matter for prices near u: of each row those with the least left, and the
/// `most` best of all others that pay or nearly do. Ascending.
inline std::vector<std::int32_t> promising_columns(const cover_problem& a,
                                                   std::span<const std::int64_t> rest,
                                                   std::int32_t of_row, std::size_t most,
                                                   std::int64_t below) {
  using offer = std::pair<std::int64_t, std::int32_t>;
  const auto at = [](std::int32_t i) { return static_cast<std::size_t>(i); };
  std::vector<std::vector<offer>> of(at(a.rows())); // heaps, the worst on top
  std::vector<offer> all;
  for (std::int32_t j = 0; j < a.columns(); ++j) {
    const offer mine{rest[at(j)], j};
    if (mine.first < below) all.push_back(mine);
    for (const std::int32_t i : a.rows_of(j)) {
      auto& heap = of[at(i)];
      if (heap.size() == at(of_row + a.demand(i))) {
        if (heap.front() <= mine) continue;
        std::pop_heap(heap.begin(), heap.end());
        heap.back() = mine;
      } else {
        heap.push_back(mine);
      }
      std::push_heap(heap.begin(), heap.end());
    }
  }
  if (all.size() > most) {
    std::nth_element(all.begin(), all.begin() + static_cast<std::ptrdiff_t>(most), all.end());
    all.resize(most);
  }
  std::vector<bool> in(at(a.columns()), false);
  for (const offer& o : all) in[at(o.second)] = true;
  for (const auto& heap : of)
    for (const offer& o : heap) in[at(o.second)] = true;
  std::vector<std::int32_t> found;
  for (std::int32_t j = 0; j < a.columns(); ++j)
    if (in[at(j)] || a.is_fixed(j)) found.push_back(j);
  return found;
}

} // namespace detail

/// Prices with a good lower bound, by the subgradient method on the Lagrangian relaxation from
/// prices raised row by row, towards the cost of a cover (`upper`). Deterministic.
///
/// Caprara, Fischetti, Toth 1999, doi:10.1287/opre.47.5.730: where there are many columns for each
/// row, steps see only those that matter, and all are looked at now and then. The bound is always
/// that of all columns.
inline cover_dual find_dual(const cover_problem& a, std::int64_t scale, std::int64_t upper,
                            const bound_options& options = {}) {
  cover_dual start{std::vector<std::int64_t>(static_cast<std::size_t>(a.rows()), 0), scale};
  // Each row at its part of the column that covers it for least; no column gains.
  std::vector<std::int64_t> even(start.u.size(), std::numeric_limits<std::int64_t>::max());
  for (std::int32_t j = 0; j < a.columns(); ++j)
    for (const std::int32_t i : a.rows_of(j)) {
      auto& u = even[static_cast<std::size_t>(i)];
      u = std::min(u, a.cost(j) * scale / static_cast<std::int64_t>(a.rows_of(j).size()));
    }
  ascend(a, start);
  detail::cover_relaxation whole(a, scale);
  for (std::int32_t i = 0; i < a.rows(); ++i) {
    auto& u = start.u[static_cast<std::size_t>(i)];
    u = std::min(u, whole.most(i));
    even[static_cast<std::size_t>(i)] = std::min(even[static_cast<std::size_t>(i)], whole.most(i));
  }
  if (whole.evaluate(even) > whole.evaluate(start.u)) start.u = even;
  detail::best_dual best{start.u, -1};
  bool fixed = false;
  for (std::int32_t j = 0; j < a.columns(); ++j) fixed = fixed || a.is_fixed(j);
  if (fixed || a.entries() < 200'000 || a.columns() < 20 * std::int64_t{a.rows()}) {
    double lambda = 1;
    detail::ascend_along(whole, best, upper, options.steps, options.patience, lambda,
                         options.watch);
    return {std::move(best.u), scale};
  }
  best.value = whole.evaluate(best.u);
  const std::int64_t below = scale * std::max<std::int64_t>(1, upper / std::max(1, a.rows())) / 4;
  const std::size_t most = 3 * static_cast<std::size_t>(a.rows());
  std::vector<std::int32_t> columns;
  std::vector<std::int64_t> u = best.u;
  int useless = 0;
  for (int steps = options.steps; steps > 0 && useless < 6;) {
    // What mattered once may matter again: columns stay until there are many.
    std::vector<std::int32_t> more = detail::promising_columns(a, whole.rest(), 5, most, below),
                              all;
    if (columns.size() < 10 * most) {
      std::set_union(columns.begin(), columns.end(), more.begin(), more.end(),
                     std::back_inserter(all));
      columns = std::move(all);
    } else {
      columns = std::move(more);
    }
    const cover_part core = detail::part_of(a, a.demands(), columns);
    detail::cover_relaxation small(core.problem, scale);
    detail::best_dual inner;
    for (const std::int32_t i : core.rows) inner.u.push_back(best.u[static_cast<std::size_t>(i)]);
    double lambda = 1;
    steps -= detail::ascend_along(small, inner, upper, std::min(steps, 200), options.patience / 3,
                                  lambda, options.watch);
    // The core promises too much: of the way to its prices the first part that is good is gone.
    const detail::wide_signed before = best.value;
    for (int part = 1; part <= 16 && best.value == before; part *= 2) {
      u = best.u;
      for (std::size_t i = 0; i < core.rows.size(); ++i) {
        auto& x = u[static_cast<std::size_t>(core.rows[i])];
        x += (inner.u[i] - x) / part;
      }
      if (const detail::wide_signed value = whole.evaluate(u); value > best.value) {
        best.value = value;
        best.u = u;
      }
    }
    if ((best.value - before) * 2000 < best.value)
      ++useless;
    else
      useless = 0;
    if (best.value > static_cast<detail::wide_signed>(upper - 1) * scale) break;
  }
  return {std::move(best.u), scale};
}

} // namespace irisan
