#pragma once

#include <irisan/core/index.hpp>
#include <irisan/graph/incidence.hpp>
#include <irisan/overlap/find_pairs.hpp>
#include <irisan/overlap/identical_groups.hpp>
#include <irisan/overlap/pair_options.hpp>

#include <algorithm>
#include <compare>
#include <cstddef>
#include <cstdint>
#include <vector>

namespace irisan {

/// One intervention directly inside another: all its targets are the other's, which has more, and
/// no third lies between them.
struct containment {
  intervention_index inner;
  intervention_index outer;

  friend auto operator<=>(const containment&, const containment&) = default;
};

/// Which intervention lies inside which: a program that is a part of a larger one, or could be.
///
/// Those with the same targets stand for each other, by the first of them.
struct containment_order {
  identical_groups groups;
  std::vector<containment> direct; ///< by inner, then outer; of representatives only
  std::int64_t containments = 0;   ///< of representatives, direct or by way of others

  friend bool operator==(const containment_order&, const containment_order&) = default;
};

/// The containment order of an incidence: identical interventions are brought together, and of the
/// others' containments only the direct ones are kept (transitive reduction, which is unique in an
/// order: A. V. Aho, M. R. Garey, J. D. Ullman, SIAM J. Comput. 1 (1972), doi:10.1137/0201008).
///
/// An intervention without targets lies inside none, though the empty set would inside all: it says
/// nothing of what a program does. Memory: 12 bytes a containment and what finding pairs takes. The
/// same for any threads and method; throws as `find_pairs`.
inline containment_order find_containment_order(const incidence_view& a,
                                                const pair_options& options = {}) {
  containment_order order;
  order.groups = find_identical(a);
  const distinct_rows distinct(a, order.groups);
  const auto n = static_cast<std::size_t>(distinct.rows.rows());

  pair_query inside;
  inside.min_containment = {1, 1};
  using found = std::vector<containment>;
  found all;
  for_each_pair<found>(
      distinct.rows, inside, options,
      [](found& part, const overlap_pair& p) {
        const bool first_inside = p.first_size < p.second_size;
        part.push_back(first_inside ? containment{p.first, p.second}
                                    : containment{p.second, p.first});
      },
      [&](const found& part) { all.insert(all.end(), part.begin(), part.end()); });
  order.containments = static_cast<std::int64_t>(all.size());

  // Those around each, the smallest first.
  std::vector<std::size_t> begin(n + 1, 0);
  for (const containment& c : all) ++begin[c.inner.at() + 1];
  for (std::size_t i = 0; i < n; ++i) begin[i + 1] += begin[i];
  std::vector<std::int32_t> around(all.size());
  std::vector<std::size_t> next(begin.begin(), begin.end() - 1);
  for (const containment& c : all) around[next[c.inner.at()]++] = c.outer.value;
  found().swap(all);
  const auto at = [&](std::size_t i) { return around.begin() + static_cast<std::ptrdiff_t>(i); };
  for (std::size_t p = 0; p < n; ++p)
    std::sort(at(begin[p]), at(begin[p + 1]), [&](std::int32_t x, std::int32_t y) {
      const std::int32_t of_x = distinct.rows.size(x), of_y = distinct.rows.size(y);
      return of_x != of_y ? of_x < of_y : x < y;
    });

  // Whoever lies around one that is directly around p lies around p by way of it.
  std::vector<std::size_t> by_way(n, n);
  for (std::size_t p = 0; p < n; ++p) {
    if (options.watch.stop.stop_requested()) throw stopped();
    for (std::size_t i = begin[p]; i < begin[p + 1]; ++i) {
      const auto q = static_cast<std::size_t>(around[i]);
      if (by_way[q] == p) continue;
      order.direct.push_back({distinct.original[p], distinct.original[q]});
      for (std::size_t k = begin[q]; k < begin[q + 1]; ++k)
        by_way[static_cast<std::size_t>(around[k])] = p;
    }
  }
  std::sort(order.direct.begin(), order.direct.end());
  return order;
}

} // namespace irisan
