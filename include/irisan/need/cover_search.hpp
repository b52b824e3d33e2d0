#pragma once

#include <irisan/core/progress.hpp>
#include <irisan/core/random_source.hpp>
#include <irisan/need/cover_bound.hpp>
#include <irisan/need/cover_certificate.hpp>
#include <irisan/need/cover_exchange.hpp>
#include <irisan/need/cover_greedy.hpp>
#include <irisan/need/cover_problem.hpp>
#include <irisan/need/cover_reduction.hpp>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <queue>
#include <span>
#include <utility>
#include <vector>

namespace irisan {

/// How long to look for a cheaper cover.
struct search_options {
  std::int64_t work = 1'000'000'000; ///< entries to look at, about; roughly a second for 10⁹
  int restarts = 12;                 ///< rounds without anything better after which it ends
  progress watch;
};

namespace detail {

/// The greedy rule on costs after prices: a column that pays is the better the more it gains on
/// the more rows, another the less each of its rows costs (Caprara, Fischetti, Toth 1999). In the
/// order of choice; may hold redundant columns.
inline std::vector<std::int32_t> guided_cover(const cover_problem& a,
                                              std::span<const std::int64_t> u,
                                              std::span<const std::int64_t> rest_of_all) {
  const auto at = [](std::int32_t i) { return static_cast<std::size_t>(i); };
  struct offer {
    double score;
    std::int32_t rows, column;
    bool operator<(const offer& b) const noexcept {
      return score != b.score ? score > b.score : column > b.column;
    }
  };
  std::vector<std::int64_t> rest(rest_of_all.begin(), rest_of_all.end());
  std::vector<std::int32_t> useful(at(a.columns())), needed(a.demands().begin(), a.demands().end());
  const auto offered = [&](std::int32_t j) {
    const auto r = static_cast<double>(rest[at(j)]), n = static_cast<double>(useful[at(j)]);
    return offer{r > 0 ? r / n : r * n, useful[at(j)], j};
  };
  std::vector<offer> offers;
  std::int64_t open = 0;
  for (const std::int32_t n : needed) open += n;
  for (std::int32_t j = 0; j < a.columns(); ++j) {
    useful[at(j)] = static_cast<std::int32_t>(a.rows_of(j).size());
    offers.push_back(offered(j));
  }
  // A row's last need takes its price from all its columns: scores only get worse.
  std::priority_queue<offer> queue(std::less<offer>{}, std::move(offers));
  std::vector<std::int32_t> chosen;
  while (open > 0 && !queue.empty()) {
    const offer best = queue.top();
    queue.pop();
    if (useful[at(best.column)] == 0) continue;
    if (useful[at(best.column)] != best.rows) {
      queue.push(offered(best.column));
      continue;
    }
    chosen.push_back(best.column);
    for (const std::int32_t i : a.rows_of(best.column)) {
      if (needed[at(i)] == 0) continue;
      --open;
      if (--needed[at(i)] > 0) continue;
      for (const std::int32_t k : a.columns_of(i)) {
        --useful[at(k)];
        rest[at(k)] += u[at(i)];
      }
    }
  }
  return chosen;
}

class cover_search {
public:
  cover_search(const cover_problem& a, std::span<const std::int32_t> start, const cover_dual& dual,
               const search_options& options)
      : a_(a), scale_(dual.scale), options_(options), best_(start.begin(), start.end()),
        cost_(cover_cost(a, start)), root_{dual.u, 0}, start_(dual.u) {
    cover_relaxation whole(a, scale_);
    root_.value = whole.evaluate(root_.u);
    rest_.assign(whole.rest().begin(), whole.rest().end());
  }

  std::vector<std::int32_t> run() {
    descend({});
    // Refined: what of the best cover looks good is kept, more each time that nothing was found.
    // Then once more from prices nearby and without some of what looked good.
    for (int idle = 0; idle <= options_.restarts && open(); ++idle) {
      for (double share = 0.3; share < 1 && open();) {
        const std::int64_t before = cost_;
        descend(good_part(share, idle > 0));
        const bool better = cost_ < before;
        if (better) idle = 0;
        share = better ? 0.3 : share * (idle > 0 ? 1.3 : 1.1);
        if (idle > 0) shake();
      }
      shake();
    }
    return best_;
  }

private:
  static std::size_t at(std::int32_t i) noexcept { return static_cast<std::size_t>(i); }

  /// Whether there may be something better, and time to look for it.
  bool open() const {
    if (options_.watch.stop.stop_requested()) throw stopped();
    return work_ < options_.work && root_.value <= static_cast<wide_signed>(cost_ - 1) * scale_;
  }

  void consider(std::span<const std::int32_t> columns) {
    if (cover_cost(a_, columns) >= cost_) return;
    work_ += 4 * a_.entries();
    best_ = exchange_columns(a_, columns);
    cost_ = cover_cost(a_, best_);
  }

  /// Prices to start from up to a tenth off the best.
  void shake() {
    for (std::size_t i = 0; i < start_.size(); ++i)
      start_[i] =
          root_.u[i] +
          static_cast<std::int64_t>(random_.below(static_cast<std::uint64_t>(root_.u[i]) / 5 + 1)) -
          root_.u[i] / 10;
  }

  /// The columns of the best cover that by the prices waste least, until they cover enough of a
  /// share of the rows: a column wastes what it costs after prices, and its part of the prices of
  /// rows that are covered more often than they ask.
  std::vector<std::int32_t> good_part(double share, bool at_random) {
    const std::vector<std::int32_t> counts = cover_counts(a_, best_);
    std::vector<std::pair<double, std::int32_t>> order;
    for (const std::int32_t j : best_) {
      auto waste = static_cast<double>(std::max<std::int64_t>(0, rest_[at(j)]));
      for (const std::int32_t i : a_.rows_of(j))
        waste += static_cast<double>(root_.u[at(i)]) *
                 static_cast<double>(counts[at(i)] - a_.demand(i)) /
                 static_cast<double>(counts[at(i)]);
      order.push_back({waste, j});
    }
    std::sort(order.begin(), order.end());
    std::vector<std::int32_t> needed(a_.demands().begin(), a_.demands().end()), good;
    std::int64_t covered = 0;
    for (const auto& [waste, j] : order) {
      if (static_cast<double>(covered) >= share * a_.rows()) break;
      if (at_random && random_.below(5) == 0) continue;
      good.push_back(j);
      for (const std::int32_t i : a_.rows_of(j)) covered += --needed[at(i)] == 0;
    }
    return good;
  }

  /// Fixes more and more columns, and looks for covers around the best prices of what is left.
  void descend(std::vector<std::int32_t> taken) {
    std::vector<std::int32_t> needed(a_.demands().begin(), a_.demands().end());
    std::vector<bool> open_column(at(a_.columns()), true);
    const auto take = [&](std::int32_t j) {
      open_column[at(j)] = false;
      for (const std::int32_t i : a_.rows_of(j)) --needed[at(i)];
    };
    for (std::int32_t j = 0; j < a_.columns(); ++j)
      if (a_.is_fixed(j) && !std::ranges::count(taken, j)) taken.push_back(j);
    for (const std::int32_t j : taken) take(j);
    std::vector<std::int64_t> u = start_;
    for (bool first = true; open(); first = false) {
      std::vector<std::int32_t> columns;
      for (std::int32_t j = 0; j < a_.columns(); ++j)
        if (open_column[at(j)]) columns.push_back(j);
      const cover_part part = part_of(a_, needed, columns);
      work_ += 6 * part.problem.entries() + a_.columns() + a_.rows();
      const std::int64_t goal = cost_ - cover_cost(a_, taken);
      if (goal <= 0) return;
      if (part.rows.empty()) return consider(taken);

      cover_relaxation r(part.problem, scale_);
      best_dual dual;
      for (const std::int32_t i : part.rows)
        dual.u.push_back(std::min(u[at(i)], r.most(static_cast<std::int32_t>(dual.u.size()))));
      double lambda = first ? 0.5 : 0.2;
      work_ += part.problem.entries() *
               ascend_along(r, dual, goal, first ? 300 : 100, 10, lambda, options_.watch);
      if (dual.value > static_cast<wide_signed>(goal - 1) * scale_) return;
      const std::vector<std::int32_t> next = look_around(part, taken, r, dual, first ? 150 : 20);
      for (std::size_t i = 0; i < part.rows.size(); ++i) u[at(part.rows[i])] = dual.u[i];
      for (const std::int32_t j : next) {
        taken.push_back(part.columns[at(j)]);
        take(part.columns[at(j)]);
      }
    }
  }

  /// Covers by the guided greedy rule at prices around the best; then the columns to fix: those
  /// that pay and are alone in it, and the first that the rule chooses.
  std::vector<std::int32_t> look_around(const cover_part& part, std::span<const std::int32_t> taken,
                                        cover_relaxation& r, const best_dual& dual, int times) {
    const cover_problem& p = part.problem;
    std::vector<std::int64_t> u = dual.u;
    const std::int64_t spent = cover_cost(a_, taken);
    std::vector<std::int32_t> order;
    int since = 0;
    for (int n = 0; n < times && work_ < options_.work; ++n) {
      const wide_signed value = r.evaluate(u);
      std::vector<std::int32_t> chosen = guided_cover(p, u, r.rest());
      work_ += 6 * p.entries();
      if (n == 0) order = chosen;
      const jointly_removable gone = jointly_removable_from(p, chosen);
      std::sort(chosen.begin(), chosen.end());
      chosen = without(chosen, gone);
      if (spent + cover_cost(p, chosen) < cost_) {
        std::vector<std::int32_t> all(taken.begin(), taken.end());
        for (const std::int32_t j : chosen) all.push_back(part.columns[at(j)]);
        std::sort(all.begin(), all.end());
        consider(all);
        since = 0;
      } else if (++since > 60) {
        break;
      }
      if (!r.step(u, value, static_cast<wide_signed>(cost_ - spent) * scale_, 0.1)) break;
    }
    r.evaluate(dual.u);
    std::vector<std::int32_t> paying(at(p.rows()), 0), fixed;
    const std::int64_t little = -scale_ / 1000;
    for (std::int32_t j = 0; j < p.columns(); ++j)
      if (r.rest()[at(j)] < little)
        for (const std::int32_t i : p.rows_of(j)) ++paying[at(i)];
    std::vector<bool> in(at(p.columns()), false);
    for (std::int32_t j = 0; j < p.columns(); ++j)
      if (r.rest()[at(j)] < little && std::ranges::any_of(p.rows_of(j), [&](std::int32_t i) {
            return paying[at(i)] <= p.demand(i);
          })) {
        in[at(j)] = true;
        fixed.push_back(j);
      }
    std::int32_t more = std::max(1, p.rows() / 200);
    for (const std::int32_t j : order) {
      if (more == 0) break;
      if (in[at(j)]) continue;
      fixed.push_back(j);
      --more;
    }
    return fixed;
  }

  const cover_problem& a_;
  std::int64_t scale_;
  const search_options& options_;
  std::vector<std::int32_t> best_;
  std::int64_t cost_;
  best_dual root_;
  std::vector<std::int64_t> start_; ///< prices to start from: the root's, or near them
  random_source random_{1};
  std::vector<std::int64_t> rest_; ///< of each column at the root's prices
  std::int64_t work_ = 0;
};

} // namespace detail

/// A cover no dearer than the one to start from, ascending: the Lagrangian heuristic of Caprara,
/// Fischetti and Toth 1999, doi:10.1287/opre.47.5.730, for demands of any size, with exchanges.
///
/// Prices guide a greedy rule, columns that look sure are fixed, and it starts anew from what was
/// good about the best cover. Deterministic: it ends by work done and not by a
/// clock.
inline std::vector<std::int32_t> search_cover(const cover_problem& a,
                                              std::span<const std::int32_t> start,
                                              const cover_dual& dual,
                                              const search_options& options = {}) {
  return detail::cover_search(a, start, dual, options).run();
}

} // namespace irisan
