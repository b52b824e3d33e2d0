#pragma once

#include <irisan/core/progress.hpp>
#include <irisan/responsibility/assignment.hpp>
#include <irisan/responsibility/assignment_problem.hpp>
#include <irisan/responsibility/capacity_prices.hpp>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <utility>
#include <vector>

namespace irisan {

/// Looks for the cheapest division by fixing pieces one by one, and ends where prices of capacities
/// show that nothing cheaper can follow.
///
/// Capacities hold, or load beyond them costs a penalty: prices above it prove nothing then.
class assignment_tree {
public:
  /// Capacities hold if the penalty is 0.
  assignment_tree(const assignment_problem& a, std::int64_t scale, std::int64_t penalty,
                  progress watch = {})
      : a_(a), watch_(std::move(watch)), priced_(a, scale), penalty_(penalty),
        forbidden_(at(a.options()), 0), allowed_(at(a.pieces()), 0), fixed_(at(a.units), 0) {
    most_price_ = priced_.most_price();
    if (penalty > 0) most_price_ = std::min(most_price_, penalty * scale);
    for (std::int32_t r = 0; r < a.pieces(); ++r)
      allowed_[at(r)] = static_cast<std::int32_t>(a.end_option(r) - a.first_option(r));
    for (std::int32_t r = 0; r < a.pieces(); ++r)
      if (allowed_[at(r)] == 1) fixed_[at(a.unit[at(a.first_option(r))])] += a.load[at(r)];
  }

  /// True if nothing is cheaper than `value`, or what was found that is; false if that many nodes
  /// were not enough to tell. Begins with these prices.
  bool run(std::int64_t value, std::vector<std::int64_t> price, std::int64_t nodes,
           int first_steps = 100) {
    value_ = value;
    nodes_ = nodes;
    first_steps_ = first_steps;
    first_ = true;
    for (std::int64_t& p : price) p = std::min(p, most_price_);
    return branch(std::move(price));
  }
  /// The cheapest division found; empty if none was cheaper than the value given.
  const std::vector<std::int32_t>& option() const noexcept { return option_; }
  std::int64_t value() const noexcept { return value_; } ///< its cost, with the penalty
  std::int64_t work() const noexcept { return work_; }   ///< options looked at in bounds, about

private:
  static std::size_t at(std::int64_t i) noexcept { return static_cast<std::size_t>(i); }

  std::int32_t the_only(std::int32_t r) const {
    for (std::int64_t k = a_.first_option(r); k < a_.end_option(r); ++k)
      if (!forbidden_[at(k)]) return static_cast<std::int32_t>(k);
    return -1;
  }
  void forbid(std::int32_t r, std::int64_t k) {
    forbidden_[at(k)] = 1;
    priced_.forbid(static_cast<std::int32_t>(k), true);
    trail_.push_back({r, static_cast<std::int32_t>(k)});
    const auto& load = a_.load[at(r)];
    if (--allowed_[at(r)] == 1) fixed_[at(a_.unit[at(the_only(r))])] += load;
    if (allowed_[at(r)] == 0) fixed_[at(a_.unit[at(k)])] -= load;
  }
  void allow_again(std::size_t from) {
    while (trail_.size() > from) {
      const auto [r, k] = trail_.back();
      trail_.pop_back();
      const auto& load = a_.load[at(r)];
      if (allowed_[at(r)] == 0) fixed_[at(a_.unit[at(k)])] += load;
      if (allowed_[at(r)] == 1) fixed_[at(a_.unit[at(the_only(r))])] -= load;
      ++allowed_[at(r)];
      forbidden_[at(k)] = 0;
      priced_.forbid(k, false);
    }
  }

  /// Forbids what has no room beside pieces that are fixed. False if some piece is left with none.
  bool narrow() {
    if (penalty_ > 0) {
      return std::find(allowed_.begin(), allowed_.end(), 0) == allowed_.end();
    }
    for (bool again = true; again;) {
      again = false;
      for (std::int32_t u = 0; u < a_.units; ++u)
        if (fixed_[at(u)] > a_.capacity[at(u)]) return false;
      for (std::int32_t r = 0; r < a_.pieces(); ++r) {
        if (allowed_[at(r)] == 0) return false;
        if (allowed_[at(r)] == 1) continue;
        for (std::int64_t k = a_.first_option(r); k < a_.end_option(r); ++k) {
          const std::size_t u = at(a_.unit[at(k)]);
          if (forbidden_[at(k)] || !a_.is_limited(a_.unit[at(k)]) ||
              fixed_[u] + a_.load[at(r)] <= a_.capacity[u])
            continue;
          forbid(r, k);
          if (allowed_[at(r)] > 1) continue;
          again = true; // its own load is now among the fixed
          break;
        }
      }
    }
    return true;
  }

  bool branch(std::vector<std::int64_t> price) {
    if (nodes_-- <= 0) return false;
    watch_.at("division", 0.9);
    const std::size_t mark = trail_.size();
    if (!narrow()) {
      allow_again(mark);
      return true;
    }
    price_steps walk(a_, std::move(price), most_price_, first_ ? 1.0 : 0.5, 4);
    int steps = first_ ? first_steps_ : 12;
    first_ = false;
    // What is to be branched on: as chosen at the best prices.
    std::vector<std::int32_t> chosen;
    std::vector<std::int64_t> load;
    for (;;) {
      work_ += 4 * a_.options();
      const detail::wide_cost bound = priced_.evaluate(walk.price(), place_effort::exact, 5000);
      if (detail::rounded_up(bound, priced_.scale()) >= value_) {
        allow_again(mark);
        return true;
      }
      const std::vector<std::int32_t> option(priced_.option().begin(), priced_.option().end());
      note(option);
      const bool better = chosen.empty() || bound > walk.best_value();
      if (better) {
        chosen = option;
        load.assign(priced_.load().begin(), priced_.load().end());
      }
      if (detail::rounded_up(bound, priced_.scale()) >= value_) {
        allow_again(mark);
        return true;
      }
      if (!walk.step(priced_.load(), bound,
                     static_cast<detail::wide_cost>(value_) * priced_.scale()) ||
          --steps == 0)
        break;
    }
    const std::int32_t r = to_fix(load, chosen, walk.best_price());
    if (r < 0) { // all is fixed, and noted
      allow_again(mark);
      return true;
    }
    bool whole = true;
    const std::int32_t k = chosen[at(r)];
    const std::size_t inner = trail_.size();
    forbid(r, k);
    whole = branch(walk.best_price()) && whole;
    allow_again(inner);
    for (std::int64_t o = a_.first_option(r); o < a_.end_option(r); ++o)
      if (o != k && !forbidden_[at(o)]) forbid(r, o);
    whole = branch(walk.best_price()) && whole;
    allow_again(mark);
    return whole;
  }

  void note(const std::vector<std::int32_t>& option) {
    const std::int64_t excess = excess_of(a_, loads_of(a_, option));
    if (excess > 0 && penalty_ == 0) return;
    const std::int64_t value = cost_of(a_, option) + penalty_ * excess;
    if (value >= value_) return;
    value_ = value;
    option_ = option;
  }

  /// The heaviest piece that is not fixed where loads and capacities differ at the highest price;
  /// where nothing is priced, of all.
  std::int32_t to_fix(const std::vector<std::int64_t>& load,
                      const std::vector<std::int32_t>& chosen,
                      const std::vector<std::int64_t>& price) const {
    std::int32_t best = -1;
    std::pair<double, std::int64_t> most{-1.0, -1};
    for (std::int32_t r = 0; r < a_.pieces(); ++r) {
      if (allowed_[at(r)] < 2 || chosen[at(r)] < 0) continue;
      const std::size_t u = at(a_.unit[at(chosen[at(r)])]);
      double wrong = 0;
      if (a_.capacity[u] != assignment_problem::no_limit) {
        const auto by = static_cast<double>(load[u] - a_.capacity[u]);
        wrong = (by < 0 ? -by : by) * static_cast<double>(price[u] + (by > 0 ? 1 : 0));
      }
      const std::pair now{wrong, a_.load[at(r)]};
      if (now <= most) continue;
      most = now;
      best = r;
    }
    return best;
  }

  const assignment_problem& a_;
  progress watch_;
  priced_division priced_;
  std::int64_t penalty_, most_price_ = 0, value_ = 0, nodes_ = 0, work_ = 0;
  std::vector<char> forbidden_;       // options
  std::vector<std::int32_t> allowed_; // of each piece: options left
  std::vector<std::int64_t> fixed_;   // of each unit: loads of pieces with no other option left
  std::vector<std::pair<std::int32_t, std::int32_t>> trail_;
  std::vector<std::int32_t> option_;
  int first_steps_ = 100;
  bool first_ = true;
};

} // namespace irisan
