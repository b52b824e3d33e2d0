#pragma once

#include <irisan/core/progress.hpp>
#include <irisan/need/cover_bound.hpp>
#include <irisan/need/cover_certificate.hpp>
#include <irisan/need/cover_exact.hpp>
#include <irisan/need/cover_exchange.hpp>
#include <irisan/need/cover_greedy.hpp>
#include <irisan/need/cover_problem.hpp>
#include <irisan/need/cover_reduction.hpp>
#include <irisan/need/cover_search.hpp>
#include <irisan/need/cover_weighting.hpp>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <span>
#include <utility>
#include <vector>

namespace irisan {

/// How hard to try. No clock is read: the same problem and options give the same answer.
struct cover_options {
  /// Entries to look at in looking for cheaper covers and in proving that there are none, beside
  /// what reading, reduction and bound take; roughly a second for 10⁹.
  std::int64_t work = 1'700'000'000;
  std::int64_t nodes = 1'000'000; ///< of the search tree for the optimum, at most; 0: no proof
  int steps = 2000;               ///< of the subgradient method, at most
};

/// A cover of little cost, with what shows how good it is.
struct minimal_cover_result {
  cover_certificate certificate; ///< the kept columns, and what anybody can recount
  std::int64_t lower_bound = 0; ///< no cover costs less: the certificate's bound, or more by search
  bool proven = false;          ///< no cover is cheaper
  std::vector<short_row> short_rows; ///< covered as often as they can be, and not as often as asked
  std::vector<std::int32_t> essential; ///< columns that a row cannot do without, of all
  individually_redundant redundant; ///< columns that can each go if all others of the problem stay

  const std::vector<std::int32_t>& kept() const noexcept { return certificate.kept; }
  std::int64_t cost() const noexcept { return certificate.cost; }

  friend bool operator==(const minimal_cover_result&, const minimal_cover_result&) = default;
};

namespace detail {

/// The same problem with costs counted in what divides all of them: bounds round up further.
inline cover_problem in_common_costs(const cover_problem& a, std::int64_t common) {
  std::vector<std::int64_t> cost(a.costs().begin(), a.costs().end());
  for (std::int64_t& c : cost) c /= common;
  index_lists lists;
  std::vector<std::int32_t> fixed;
  lists.entries.reserve(static_cast<std::size_t>(a.entries()));
  for (std::int32_t j = 0; j < a.columns(); ++j) {
    lists.entries.insert(lists.entries.end(), a.rows_of(j).begin(), a.rows_of(j).end());
    lists.end_list();
    if (a.is_fixed(j)) fixed.push_back(j);
  }
  return {{a.demands().begin(), a.demands().end()}, std::move(cost), std::move(lists), fixed};
}

/// What was found of a part.
struct solved_part {
  std::vector<std::int32_t> columns;
  cover_dual dual;
  std::int64_t lower_bound = 0;
};

class part_solver {
public:
  part_solver(const cover_problem& a, std::int64_t scale, const cover_options& options,
              std::int64_t work, const progress& watch)
      : a_(a), scale_(scale), options_(options), work_(work), watch_(watch) {}

  solved_part run() {
    found_.columns = exchange_columns(a_, greedy_cover(a_));
    found_.dual = find_dual(a_, scale_, cost(), {options_.steps, 30, watch_});
    cover_relaxation whole(a_, scale_);
    value_ = whole.evaluate(found_.dual.u);
    rest_.assign(whole.rest().begin(), whole.rest().end());
    found_.lower_bound = rounded_up(value_, scale_, 1);
    // A little of the tree first: small problems end here.
    for (int turn = 0; turn < 4 && found_.lower_bound < cost(); ++turn) {
      narrow();
      if (done_) break;
      if (turn == 0 || turn == 3)
        prove(turn == 0 ? work_ / 20 : work_ / 2);
      else if (turn == 1)
        search(work_ / 4);
      else
        weigh(complete_ ? work_ / 4 : work_ / 4 * 3);
      if (done_) break;
    }
    if (done_) found_.lower_bound = cost();
    return std::move(found_);
  }

private:
  std::int64_t cost() const { return cover_cost(a_, found_.columns); }

  /// The columns that can be in a better cover; of too many, those that look best.
  void narrow() {
    const wide_signed limit = static_cast<wide_signed>(cost() - 1) * scale_;
    std::vector<std::int32_t> columns;
    for (std::int32_t j = 0; j < a_.columns(); ++j)
      if (const std::int64_t r = rest_[static_cast<std::size_t>(j)]; r < 0 || value_ + r <= limit)
        columns.push_back(j);
    const std::size_t most = 20'000 + 5 * static_cast<std::size_t>(a_.rows());
    complete_ = columns.size() <= most;
    if (!complete_)
      columns = promising_columns(
          a_, rest_, 10, most, scale_ * std::max<std::int64_t>(1, cost() / std::max(1, a_.rows())));
    if (complete_) {
      // A row that has too few of them left has no better cover.
      std::vector<std::int32_t> counts = cover_counts(a_, columns);
      for (std::int32_t i = 0; i < a_.rows(); ++i)
        if (counts[static_cast<std::size_t>(i)] < a_.demand(i)) done_ = true;
      if (done_) return;
    }
    take_part(columns);
  }
  /// Looks at these columns alone, with those of the best cover.
  void take_part(std::span<const std::int32_t> columns) {
    const std::vector<std::int32_t>& kept = found_.columns;
    std::vector<std::int32_t> all;
    std::set_union(columns.begin(), columns.end(), kept.begin(), kept.end(),
                   std::back_inserter(all));
    part_ = part_of(a_, a_.demands(), all);
    start_.clear();
    for (const std::int32_t j : kept) {
      const auto at = std::lower_bound(part_.columns.begin(), part_.columns.end(), j);
      if (at != part_.columns.end() && *at == j)
        start_.push_back(static_cast<std::int32_t>(at - part_.columns.begin()));
    }
    dual_.scale = scale_;
    dual_.u.clear();
    for (const std::int32_t i : part_.rows)
      dual_.u.push_back(found_.dual.u[static_cast<std::size_t>(i)]);
  }
  void keep(std::span<const std::int32_t> columns) {
    if (cover_cost(part_.problem, columns) >= cost()) return;
    found_.columns.clear();
    for (const std::int32_t j : columns)
      found_.columns.push_back(part_.columns[static_cast<std::size_t>(j)]);
  }
  void search(std::int64_t work) {
    keep(search_cover(part_.problem, start_, dual_, {work, 12, watch_}));
  }
  /// Of very many columns more than prices like: which of them fit together is for the search.
  void weigh(std::int64_t work) {
    if (!complete_) take_part(promising_columns(a_, rest_, 200, 0, 0));
    keep(weigh_rows(part_.problem, start_, {work, found_.lower_bound, watch_}));
  }
  void prove(std::int64_t work) {
    if (!complete_ || options_.nodes <= 0 || part_.problem.columns() > 5000) return;
    const exact_cover e = find_exact(part_.problem, start_, dual_, {options_.nodes, work, watch_});
    keep(e.columns);
    done_ = e.proven;
  }

  const cover_problem& a_;
  std::int64_t scale_;
  const cover_options& options_;
  std::int64_t work_;
  const progress& watch_;
  solved_part found_;
  wide_signed value_ = 0;
  std::vector<std::int64_t> rest_;
  bool complete_ = false, done_ = false;
  cover_part part_;
  std::vector<std::int32_t> start_; ///< the best cover, as columns of the part
  cover_dual dual_;
};

} // namespace detail

/// The cheapest cover of a problem, or a cheap one with a bound on what could still be saved.
///
/// Reduced and split (`reduce`), each part is searched from a greedy cover, with Lagrangian prices
/// (`search_cover`), with weights of rows (`weigh_rows`) and, where it is small enough, to the
/// optimum (`find_exact`). No kept column is
/// redundant but fixed ones. The certificate's bound belongs to its prices alone; `lower_bound` may
/// be higher, as a search tree is nothing that can be recounted. Throws `stopped`.
inline minimal_cover_result minimal_cover(const cover_problem& problem,
                                          const cover_options& options = {},
                                          const progress& watch = {}) {
  const std::int64_t common = detail::common_cost(problem.costs());
  const cover_problem scaled =
      common > 1 ? detail::in_common_costs(problem, common) : cover_problem{};
  const cover_problem& a = common > 1 ? scaled : problem;
  watch.at("cover", 0);
  const cover_reduction reduction = reduce(a);
  const std::int64_t scale = dual_scale(a);
  minimal_cover_result result;
  result.lower_bound = cover_cost(a, reduction.taken);
  cover_dual dual{std::vector<std::int64_t>(static_cast<std::size_t>(a.rows()), 0), scale};
  std::vector<std::vector<std::int32_t>> covers;
  std::int64_t entries = 0, done = 0;
  for (const cover_part& part : reduction.parts) entries += part.problem.entries();
  for (const cover_part& part : reduction.parts) {
    watch.at("cover", 0.1 + 0.8 * static_cast<double>(done) / static_cast<double>(entries));
    // Each part has its share of the work, but none so little that it could not be solved.
    const double share = static_cast<double>(part.problem.entries()) / static_cast<double>(entries);
    const auto work = std::max<std::int64_t>(
        std::min<std::int64_t>(options.work, 20'000'000),
        static_cast<std::int64_t>(share * static_cast<double>(options.work)));
    detail::solved_part solved =
        detail::part_solver(part.problem, scale, options, work, watch).run();
    result.lower_bound += solved.lower_bound;
    for (std::size_t i = 0; i < part.rows.size(); ++i)
      dual.u[static_cast<std::size_t>(part.rows[i])] = solved.dual.u[i];
    covers.push_back(std::move(solved.columns));
    done += part.problem.entries();
  }
  std::vector<std::int32_t> kept = lifted(reduction, covers);
  kept = without(kept, jointly_removable_from(a, kept));
  // Rows that were closed beforehand get their prices now.
  ascend(a, dual, 20);
  watch.at("cover", 0.95);
  if (common > 1) { // prices in the problem's own unit
    const auto factor = static_cast<detail::wide_signed>(common);
    std::int64_t dearest = 0;
    for (const std::int64_t x : dual.u) dearest = std::max(dearest, x);
    while (dual.scale > 1 && factor * dearest > (static_cast<detail::wide_signed>(1) << 60)) {
      dual.scale /= 2;
      dearest /= 2;
      for (std::int64_t& x : dual.u) x /= 2;
    }
    for (std::int64_t& x : dual.u) x *= common;
  }
  result.certificate = certify(problem, std::move(kept), std::move(dual));
  result.lower_bound = std::max(result.lower_bound * common, result.certificate.bound);
  result.proven = result.lower_bound == result.certificate.cost;
  result.short_rows.assign(problem.short_rows().begin(), problem.short_rows().end());
  result.essential = essential_columns(problem);
  std::vector<std::int32_t> all(static_cast<std::size_t>(problem.columns()));
  for (std::size_t j = 0; j < all.size(); ++j) all[j] = static_cast<std::int32_t>(j);
  result.redundant = individually_redundant_in(problem, all);
  watch.at("cover", 1);
  return result;
}

} // namespace irisan
