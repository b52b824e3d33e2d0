#pragma once

#include <irisan/core/error.hpp>
#include <irisan/core/fraction.hpp>
#include <irisan/core/progress.hpp>
#include <irisan/need/minimal_cover.hpp>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <span>
#include <string>
#include <utility>
#include <vector>

namespace irisan {

/// How hard to look for a partial cover.
struct partial_cover_options {
  cover_options each{200'000'000, 20'000, 1000}; ///< of the covers that are solved on the way
  int rounds = 16;                               ///< how many of them
};

/// Columns that cover a share of all that is asked, with a bound on what that must cost.
struct partial_cover_result {
  std::vector<std::int32_t> kept; ///< ascending
  std::int64_t cost = 0;
  std::vector<std::int32_t> uncovered; ///< of each row: by how much it is covered less than it asks
  std::int64_t uncovered_weight = 0;
  std::int64_t allowed_weight = 0; ///< that may stay uncovered
  std::int64_t total_weight = 0;   ///< of all that is asked and can be covered
  cover_dual dual;                 ///< of no row more than `price` times its weight
  std::int64_t price = 0;          ///< of a unit of weight, in parts of the dual's scale
  std::int64_t bound = 0;          ///< `partial_bound` of these: none costs less

  friend bool operator==(const partial_cover_result&, const partial_cover_result&) = default;
};

/// What no columns cost less than that leave at most `allowed` weight uncovered:
/// (Σ bᵢuᵢ + Σⱼ min(0, cⱼ·scale − Σᵢ∈ⱼ uᵢ) − price · allowed) / scale for uᵢ ≤ price · wᵢ, rounded
/// up.
///
/// A row gives its price for each time that it is covered, or the price of its weight if it is not.
inline std::int64_t partial_bound(const cover_problem& a, const cover_dual& d, std::int64_t price,
                                  std::int64_t allowed) {
  return detail::rounded_up(detail::dual_value(a, d) -
                                static_cast<detail::wide_signed>(price) * allowed,
                            d.scale, detail::common_cost(a.costs()));
}

namespace detail {

class partial_search {
public:
  partial_search(const cover_problem& a, std::span<const std::int64_t> weights, fraction share,
                 const partial_cover_options& options, const progress& watch)
      : a_(a), weights_(weights), options_(options), watch_(watch) {
    wide_signed total = 0;
    for (std::int32_t i = 0; i < a.rows(); ++i)
      total += static_cast<wide_signed>(a.demand(i)) * weight(i);
    if (total > cover_problem::most_cost)
      throw rule_error("the weights of all rows come to more than " +
                       std::to_string(cover_problem::most_cost));
    best_.total_weight = static_cast<std::int64_t>(total);
    best_.allowed_weight =
        best_.total_weight -
        ceiling(share.numerator, best_.total_weight, static_cast<wide_unsigned>(share.denominator));
    std::int64_t costs = 1;
    for (const std::int64_t c : a.costs()) costs += c;
    while (parts_ > 1 && parts_ > cover_problem::most_cost / 4 / costs) parts_ /= 2;
    for (std::int32_t i = 0; i < a.rows(); ++i) {
      std::vector<std::int64_t> row;
      for (const std::int32_t j : a.columns_of(i)) row.push_back(a.cost(j));
      std::sort(row.begin(), row.end());
      const std::int32_t b = weight(i) > 0 ? a.demand(i) : 0;
      dearest_.push_back(b == 0 ? 0 : row[at(b) - 1]);
    }
  }

  partial_cover_result run() {
    best_.cost = std::numeric_limits<std::int64_t>::max();
    best_.bound = -1;
    std::int64_t low = 0, high = 1;
    for (std::int32_t i = 0; i < a_.rows(); ++i)
      if (dearest_[at(i)] > 0) high = std::max(high, dearest_[at(i)] * parts_ / weight(i) + 1);
    // At the highest price everything is covered; between, the weight that is not falls.
    try_price(high);
    for (int round = 1; round < options_.rounds && low + 1 < high && best_.allowed_weight > 0;
         ++round) {
      if (best_.bound >= best_.cost) break;
      watch_.at("cover", static_cast<double>(round) / options_.rounds);
      const std::int64_t price = low + (high - low) / 2;
      (try_price(price) > best_.allowed_weight ? low : high) = price;
    }
    best_.bound = std::max<std::int64_t>(best_.bound, 0);
    return std::move(best_);
  }

private:
  static std::size_t at(std::int32_t i) noexcept { return static_cast<std::size_t>(i); }
  std::int64_t weight(std::int32_t i) const noexcept {
    return weights_.empty() ? 1 : weights_[at(i)];
  }
  std::int64_t missing(const kept_columns& kept, std::int32_t i) const {
    return std::max(0, a_.demand(i) - kept.count(i)) * weight(i);
  }

  /// Solves the cover in which what is asked of a row can also be bought at the price of its
  /// weight; the weight that is bought then.
  std::int64_t try_price(std::int64_t price) {
    std::vector<std::int32_t> demand;
    std::vector<std::int64_t> cost;
    std::vector<std::int32_t> fixed;
    index_lists lists;
    for (std::int32_t i = 0; i < a_.rows(); ++i) demand.push_back(weight(i) > 0 ? a_.demand(i) : 0);
    for (std::int32_t j = 0; j < a_.columns(); ++j) {
      cost.push_back(a_.cost(j) * parts_);
      lists.entries.insert(lists.entries.end(), a_.rows_of(j).begin(), a_.rows_of(j).end());
      lists.end_list();
      if (a_.is_fixed(j)) fixed.push_back(j);
    }
    std::int64_t bought = 0;
    for (std::int32_t i = 0; i < a_.rows(); ++i)
      for (std::int32_t n = 0; n < demand[at(i)]; ++n) {
        const auto whole = static_cast<wide_signed>(price) * weight(i);
        const auto one = static_cast<std::int64_t>(
            std::min(whole, static_cast<wide_signed>(dearest_[at(i)]) * parts_));
        if (one > cover_problem::most_cost / 2 - bought) // it will hardly be bought
          continue;
        bought += one;
        cost.push_back(one);
        lists.entries.push_back(i);
        lists.end_list();
      }
    const cover_problem priced(std::move(demand), std::move(cost), std::move(lists), fixed);
    const minimal_cover_result r = minimal_cover(priced, options_.each, progress{{}, watch_.stop});
    kept_columns kept(a_, {});
    for (const std::int32_t j : r.kept())
      if (j < a_.columns()) kept.add(j);
    std::int64_t left = 0;
    for (std::int32_t i = 0; i < a_.rows(); ++i) left += missing(kept, i);
    note_bound(r.certificate.dual, price);
    note_cover(std::move(kept), left);
    return left;
  }

  void note_bound(cover_dual dual, std::int64_t price) {
    if (best_.allowed_weight == 0) { // any price of weight will do
      price = 0;
      for (std::int32_t i = 0; i < a_.rows(); ++i)
        if (weight(i) > 0) price = std::max(price, dual.u[at(i)] / weight(i) + 1);
    } else {
      price = static_cast<std::int64_t>(
          std::min(static_cast<wide_signed>(price) * dual.scale,
                   static_cast<wide_signed>(std::numeric_limits<std::int64_t>::max())));
    }
    for (std::int32_t i = 0; i < a_.rows(); ++i)
      dual.u[at(i)] = static_cast<std::int64_t>(std::min(
          static_cast<wide_signed>(dual.u[at(i)]), static_cast<wide_signed>(price) * weight(i)));
    dual.scale *= parts_; // the costs were counted in parts
    const std::int64_t bound = partial_bound(a_, dual, price, best_.allowed_weight);
    if (bound <= best_.bound) return;
    best_.bound = bound;
    best_.price = price;
    best_.dual = std::move(dual);
  }

  /// Columns are added, the cheapest for the weight first, until enough is covered, and dropped,
  /// the dearest first, as long as enough stays.
  void note_cover(kept_columns kept, std::int64_t left) {
    while (left > best_.allowed_weight) {
      std::int32_t best = -1;
      std::int64_t most = 0;
      for (std::int32_t j = 0; j < a_.columns(); ++j) {
        if (kept.has(j)) continue;
        std::int64_t gain = 0;
        for (const std::int32_t i : a_.rows_of(j))
          if (kept.count(i) < a_.demand(i)) gain += weight(i);
        gain = std::min(gain, left - best_.allowed_weight);
        if (gain > 0 && (best < 0 || static_cast<wide_signed>(a_.cost(j)) * most <
                                         static_cast<wide_signed>(a_.cost(best)) * gain)) {
          best = j;
          most = gain;
        }
      }
      for (const std::int32_t i : a_.rows_of(best))
        if (kept.count(i) < a_.demand(i)) left -= weight(i);
      kept.add(best);
    }
    std::vector<std::int32_t> order = kept.columns();
    std::stable_sort(order.begin(), order.end(),
                     [&](std::int32_t j, std::int32_t k) { return a_.cost(j) > a_.cost(k); });
    for (const std::int32_t j : order) {
      std::int64_t more = 0;
      for (const std::int32_t i : a_.rows_of(j))
        if (kept.count(i) <= a_.demand(i)) more += weight(i);
      if (a_.is_fixed(j) || left + more > best_.allowed_weight) continue;
      kept.drop(j);
      left += more;
    }
    std::vector<std::int32_t> columns = kept.columns();
    const std::int64_t cost = cover_cost(a_, columns);
    if (cost >= best_.cost) return;
    best_.cost = cost;
    best_.kept = std::move(columns);
    best_.uncovered_weight = left;
    best_.uncovered.clear();
    for (std::int32_t i = 0; i < a_.rows(); ++i)
      best_.uncovered.push_back(std::max(0, a_.demand(i) - kept.count(i)));
  }

  const cover_problem& a_;
  std::span<const std::int64_t> weights_;
  const partial_cover_options& options_;
  const progress& watch_;
  partial_cover_result best_;
  std::int64_t parts_ = 1024;         ///< of a unit of cost, in which prices of weight are counted
  std::vector<std::int64_t> dearest_; ///< of each row: the b-th cheapest cost of its columns
};

} // namespace detail

/// Cheap columns that cover at least a share of all that is asked: the weight of a row (1 if there
/// are no weights) counts as often as it asks and can be covered.
///
/// What is left uncovered has a price, found by halving, at which about the allowed weight is left;
/// at each price the problem is a cover again. By Lagrangian duality each also gives a bound, which
/// may stay below the optimum even where the search is exact. Throws `rule_error` for shares above
/// 1 and for negative weights, and `stopped`.
inline partial_cover_result partial_cover(const cover_problem& problem, fraction share,
                                          std::span<const std::int64_t> weights = {},
                                          const partial_cover_options& options = {},
                                          const progress& watch = {}) {
  if (share.numerator < 0 || share > fraction{1, 1})
    throw rule_error("a share of " + to_text(share) + " of what is asked");
  if (!weights.empty() && weights.size() != static_cast<std::size_t>(problem.rows()))
    throw rule_error("there are " + std::to_string(weights.size()) + " weights for " +
                     std::to_string(problem.rows()) + " rows");
  for (const std::int64_t w : weights)
    if (w < 0) throw rule_error("a weight of " + std::to_string(w));
  return detail::partial_search(problem, weights, share, options, watch).run();
}

} // namespace irisan
