#pragma once

#include <irisan/core/progress.hpp>
#include <irisan/core/random_source.hpp>
#include <irisan/need/cover_problem.hpp>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

namespace irisan {

/// How long to look for a cheaper cover by weighing rows.
struct weighting_options {
  std::int64_t work = 1'000'000'000; ///< entries to look at, about; roughly a second for 10⁹
  std::int64_t lower_bound = 0;      ///< no cover costs less: at this cost it ends
  progress watch;
};

namespace detail {

/// A set of columns that nearly covers, and of each column what it would gain, or lose if it went:
/// the weights of the rows that need it.
class weighted_rows {
public:
  weighted_rows(const cover_problem& a, std::span<const std::int32_t> start)
      : a_(a), weight_(at(a.rows()), 1), holders_(at(a.rows())), open_at_(at(a.rows()), -1),
        of_(at(a.columns())) {
    for (std::int32_t j = 0; j < a.columns(); ++j) {
      of_[at(j)].per_cost = 1 / static_cast<double>(std::max<std::int64_t>(1, a.cost(j)));
      for (const std::int32_t i : a.rows_of(j)) of_[at(j)].score += a.demand(i) > 0;
    }
    for (std::int32_t i = 0; i < a.rows(); ++i)
      if (a.demand(i) > 0) open(i);
    for (const std::int32_t j : start) add(j, 0);
  }

  bool covers() const noexcept { return open_.empty(); }
  std::int64_t cost() const noexcept { return cost_; }
  std::int64_t work() const noexcept { return work_; }
  std::span<const std::int32_t> open_rows() const noexcept { return open_; }
  /// The chosen columns, ascending.
  std::vector<std::int32_t> columns() const {
    std::vector<std::int32_t> all;
    for (std::int32_t j = 0; j < a_.columns(); ++j)
      if (of_[at(j)].in) all.push_back(j);
    return all;
  }

  /// The chosen column whose going costs the least weight for its cost, of equals the one that has
  /// stayed longest; none that came in since a step. −1 if there is none.
  std::int32_t most_dispensable(std::int64_t before) {
    std::int32_t best = -1;
    for (const std::int32_t j : chosen_)
      if (of_[at(j)].since < before && (best < 0 || better(j, best))) best = j;
    work_ += static_cast<std::int64_t>(chosen_.size());
    return best;
  }
  /// The column that gains the most weight for its cost of those that could cover a row; −1 if
  /// there is none.
  std::int32_t most_useful(std::int32_t i) {
    std::int32_t best = -1;
    for (const std::int32_t j : a_.columns_of(i))
      if (!of_[at(j)].in && (best < 0 || better(j, best))) best = j;
    work_ += a_.degree(i);
    return best;
  }
  void add(std::int32_t j, std::int64_t step) {
    of_[at(j)].in = true;
    of_[at(j)].since = step;
    cost_ += a_.cost(j);
    if (!a_.is_fixed(j)) {
      of_[at(j)].place = static_cast<std::int32_t>(chosen_.size());
      chosen_.push_back(j);
    }
    of_[at(j)].score = 0;
    for (const std::int32_t i : a_.rows_of(j)) {
      auto& holders = holders_[at(i)];
      const auto count = static_cast<std::int32_t>(holders.size());
      if (count == a_.demand(i)) // nobody there is needed any more
        for (const std::int32_t k : holders) of_[at(k)].score += weight_[at(i)];
      else if (count + 1 == a_.demand(i))
        close(i);
      holders.push_back(j);
      if (count < a_.demand(i)) of_[at(j)].score -= weight_[at(i)];
    }
    work_ += static_cast<std::int64_t>(a_.rows_of(j).size());
  }
  void drop(std::int32_t j, std::int64_t step) {
    of_[at(j)].in = false;
    of_[at(j)].since = step;
    cost_ -= a_.cost(j);
    chosen_[at(of_[at(j)].place)] = chosen_.back();
    of_[at(chosen_.back())].place = of_[at(j)].place;
    chosen_.pop_back();
    of_[at(j)].score = 0;
    for (const std::int32_t i : a_.rows_of(j)) {
      auto& holders = holders_[at(i)];
      *std::find(holders.begin(), holders.end(), j) = holders.back();
      holders.pop_back();
      const auto count = static_cast<std::int32_t>(holders.size());
      if (count == a_.demand(i))
        for (const std::int32_t k : holders) of_[at(k)].score -= weight_[at(i)];
      else if (count + 1 == a_.demand(i)) {
        open(i);
        for (const std::int32_t k : a_.columns_of(i))
          if (!of_[at(k)].in && k != j) of_[at(k)].score += weight_[at(i)];
        work_ += a_.degree(i);
      }
      if (count < a_.demand(i)) of_[at(j)].score += weight_[at(i)];
    }
    work_ += static_cast<std::int64_t>(a_.rows_of(j).size());
  }
  /// Rows that stay uncovered weigh more and more.
  void weigh() {
    for (const std::int32_t i : open_) {
      ++weight_[at(i)];
      for (const std::int32_t k : a_.columns_of(i)) of_[at(k)].score += of_[at(k)].in ? -1 : 1;
      work_ += a_.degree(i);
    }
  }

private:
  /// What a step asks of a column, side by side in memory.
  struct column {
    std::int64_t score = 0; ///< the weight it would gain, or lose below zero
    std::int64_t since = 0; ///< the step at which it last came or went
    double per_cost = 1;
    std::int32_t place = -1; ///< among the chosen
    bool in = false;
  };
  static std::size_t at(std::int32_t i) noexcept { return static_cast<std::size_t>(i); }
  bool better(std::int32_t j, std::int32_t than) const noexcept {
    const column &x = of_[at(j)], &y = of_[at(than)];
    const double mine = static_cast<double>(x.score) * x.per_cost,
                 other = static_cast<double>(y.score) * y.per_cost;
    return mine != other ? mine > other : x.since < y.since;
  }
  void open(std::int32_t i) {
    open_at_[at(i)] = static_cast<std::int32_t>(open_.size());
    open_.push_back(i);
  }
  /// A row has enough.
  void close(std::int32_t i) {
    const std::int32_t last = open_.back();
    open_[at(open_at_[at(i)])] = last;
    open_at_[at(last)] = open_at_[at(i)];
    open_.pop_back();
    for (const std::int32_t k : a_.columns_of(i))
      if (!of_[at(k)].in) of_[at(k)].score -= weight_[at(i)];
    work_ += a_.degree(i);
  }

  const cover_problem& a_;
  std::vector<std::int64_t> weight_;
  std::vector<std::vector<std::int32_t>> holders_; // of each row: the chosen columns that cover it
  std::vector<std::int32_t> open_, open_at_;       // rows covered less than they ask
  std::vector<column> of_;
  std::vector<std::int32_t> chosen_; // without fixed ones
  std::int64_t cost_ = 0, work_ = 0;
};

} // namespace detail

/// A cover no dearer than the one to start from, ascending: local search with weights of rows.
///
/// From a cover columns go until a row is open, then one more; rows at random get the column that
/// gains most for its cost, and all that stay open weigh more from then on. Gao, Weise, Li 2015,
/// doi:10.1016/j.ejor.2015.05.038, here with costs and demands above one. What prices find slowly
/// where there are very many columns alike, this finds soon. Deterministic: it ends by work done
/// and not by a clock. Throws `stopped`.
inline std::vector<std::int32_t> weigh_rows(const cover_problem& a,
                                            std::span<const std::int32_t> start,
                                            const weighting_options& options = {}) {
  detail::weighted_rows kept(a, start);
  random_source random{1};
  std::vector<std::int32_t> best(start.begin(), start.end());
  std::int64_t best_cost = kept.cost();
  for (std::int64_t step = 1; kept.work() < options.work && best_cost > options.lower_bound;
       ++step) {
    if (step % 64 == 0 && options.watch.stop.stop_requested()) throw stopped();
    std::int32_t going = 0;
    while (kept.covers()) {
      if (kept.cost() < best_cost) {
        best_cost = kept.cost();
        best = kept.columns();
        if (best_cost <= options.lower_bound) return best;
      }
      going = kept.most_dispensable(step);
      if (going < 0) return best; // only fixed ones are left
      kept.drop(going, step);
    }
    going = kept.most_dispensable(step - 1); // what has just come in stays
    if (going >= 0) kept.drop(going, step);
    while (!kept.covers()) {
      const auto open = kept.open_rows();
      const std::int32_t coming = kept.most_useful(open[random.below(open.size())]);
      if (coming < 0 || kept.cost() + a.cost(coming) >= best_cost) break;
      kept.add(coming, step);
      kept.weigh();
    }
  }
  return best;
}

} // namespace irisan
