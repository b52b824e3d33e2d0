#pragma once

#include <irisan/core/error.hpp>
#include <irisan/core/progress.hpp>
#include <irisan/core/tasks.hpp>
#include <irisan/core/text.hpp>
#include <irisan/overlap/gram_vectors.hpp>

#include <algorithm>
#include <cmath>
#include <compare>
#include <cstddef>
#include <cstdint>
#include <utility>
#include <vector>

namespace irisan {

/// Two vectors and their cosine; `first < second`.
struct alike_vectors {
  std::int32_t first = 0;
  std::int32_t second = 0;
  double cosine = 0;

  friend auto operator<=>(const alike_vectors&, const alike_vectors&) = default;
};

/// All pairs of vectors whose cosine is at least a threshold, sorted: none is missed.
///
/// Of each vector only so many of its rarest runs are looked up that what is left has a length
/// below the threshold: two that share none of these cannot reach it (the bound of Anastasiu and
/// Karypis 2014, doi 10.1109/ICDE.2014.6816700, in the order of Bayardo, Ma, Srikant 2007,
/// doi 10.1145/1242572.1242591). What passes is measured in full. So the common runs, which meet
/// everywhere, are hardly ever walked. The same for any number of threads.
/// Throws `rule_error` unless the threshold is above 0 and at most 1; `stopped` when asked to stop.
inline std::vector<alike_vectors> cosine_join(const gram_vectors& vectors, double at_least,
                                              unsigned threads = 0, const progress& watch = {}) {
  if (!(at_least > 0 && at_least <= 1))
    throw rule_error("a least similarity is above 0 and at most 1, not " + number_text(at_least));
  // Bounds are sums in another order than the cosine itself: they must not cut off what is equal.
  constexpr double slack = 1e-9;
  const std::int32_t n = vectors.count();
  struct prefix {
    std::int32_t size = 0;  ///< how many of the rarest runs are looked up
    std::int32_t last = -1; ///< the most common of them
    double rest = 0;        ///< the length of what is left
  };
  struct entry {
    std::int32_t vector;
    double weight;
  };
  std::vector<prefix> prefixes(static_cast<std::size_t>(n));
  std::vector<std::int64_t> offsets(static_cast<std::size_t>(vectors.grams) + 1, 0);
  for (std::int32_t v = 0; v < n; ++v) {
    const auto all = vectors.of(v);
    prefix& p = prefixes[static_cast<std::size_t>(v)];
    std::size_t size = all.size();
    double squares = 0;
    while (size > 0) {
      const double more = squares + all[size - 1].weight * all[size - 1].weight;
      if (std::sqrt(more) >= at_least - slack) break;
      squares = more;
      --size;
    }
    p = {static_cast<std::int32_t>(size), size > 0 ? all[size - 1].gram : -1, std::sqrt(squares)};
    for (const gram_weight& w : all.first(size)) ++offsets[static_cast<std::size_t>(w.gram) + 1];
  }
  for (std::size_t g = 1; g < offsets.size(); ++g) offsets[g] += offsets[g - 1];
  std::vector<entry> entries(static_cast<std::size_t>(offsets.back()));
  std::vector<std::int64_t> next(offsets.begin(), offsets.end() - 1);
  for (std::int32_t v = 0; v < n; ++v)
    for (const gram_weight& w :
         vectors.of(v).first(static_cast<std::size_t>(prefixes[static_cast<std::size_t>(v)].size)))
      entries[static_cast<std::size_t>(next[static_cast<std::size_t>(w.gram)]++)] = {v, w.weight};

  std::vector<alike_vectors> alike;
  using found = std::vector<alike_vectors>;
  constexpr std::int32_t block = 64;
  struct desk {
    std::vector<double> sums;    // with each vector, over the runs looked up
    std::vector<double> weights; // of one vector, by run
    std::vector<std::int32_t> met;
  };
  spare_values<desk> desks;
  const auto join_one = [&](std::int32_t v, desk& d, found& mine) {
    const prefix& p = prefixes[static_cast<std::size_t>(v)];
    d.met.clear();
    for (const gram_weight& w : vectors.of(v).first(static_cast<std::size_t>(p.size)))
      for (auto e = offsets[static_cast<std::size_t>(w.gram)];
           e < offsets[static_cast<std::size_t>(w.gram) + 1]; ++e) {
        const entry& x = entries[static_cast<std::size_t>(e)];
        if (x.vector >= v) break; // each list is in the order of the vectors
        double& s = d.sums[static_cast<std::size_t>(x.vector)];
        if (s == 0) d.met.push_back(x.vector);
        s += w.weight * x.weight;
      }
    for (const gram_weight& w : vectors.of(v))
      d.weights[static_cast<std::size_t>(w.gram)] = w.weight;
    for (const std::int32_t u : d.met) {
      const prefix& q = prefixes[static_cast<std::size_t>(u)];
      // What was not summed lies behind the end of the shorter of the two prefixes.
      const double rest = p.last <= q.last ? p.rest : q.rest;
      if (std::exchange(d.sums[static_cast<std::size_t>(u)], 0.0) + rest < at_least - slack)
        continue;
      // The terms of `cosine` in their order, and zeros between them, which change nothing.
      double sum = 0;
      for (const gram_weight& w : vectors.of(u))
        sum += w.weight * d.weights[static_cast<std::size_t>(w.gram)];
      if (const double c = std::min(sum, 1.0); c >= at_least) mine.push_back({u, v, c});
    }
    for (const gram_weight& w : vectors.of(v)) d.weights[static_cast<std::size_t>(w.gram)] = 0;
  };
  for_each_task<found>(
      static_cast<std::size_t>((n + block - 1) / block), threads, watch,
      [&](std::size_t task, found& mine) {
        desks.use(
            [&] {
              return desk{std::vector<double>(static_cast<std::size_t>(n), 0.0),
                          std::vector<double>(static_cast<std::size_t>(vectors.grams), 0.0),
                          {}};
            },
            [&](desk& d) {
              const auto from = static_cast<std::int32_t>(task) * block;
              for (std::int32_t v = from; v < std::min(n, from + block); ++v) join_one(v, d, mine);
            });
      },
      [&](const found& mine) { alike.insert(alike.end(), mine.begin(), mine.end()); });
  std::sort(alike.begin(), alike.end());
  return alike;
}

} // namespace irisan
