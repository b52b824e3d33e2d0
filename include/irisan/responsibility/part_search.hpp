#pragma once

#include <irisan/core/progress.hpp>
#include <irisan/core/random_source.hpp>
#include <irisan/responsibility/assignment.hpp>
#include <irisan/responsibility/assignment_problem.hpp>
#include <irisan/responsibility/assignment_search.hpp>
#include <irisan/responsibility/assignment_tree.hpp>
#include <irisan/responsibility/capacity_prices.hpp>
#include <irisan/responsibility/violated_set.hpp>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <optional>
#include <utility>
#include <vector>

namespace irisan {

/// A division of a problem whose every piece has a unit that may take it.
struct part_division {
  std::vector<std::int32_t> option;
  std::int64_t cost = 0, excess = 0;
  std::int64_t lower_bound = 0; ///< with no unit beyond its capacity, or beyond its load here
  bool proven = false;          ///< no division has less excess, or as much and costs less
  std::vector<std::int64_t> price;
  std::int64_t price_scale = 1;

  friend bool operator==(const part_division&, const part_division&) = default;
};

namespace detail {

/// Prices of capacities and a search for divisions take turns: prices say where to search and how
/// far from the optimum that is at most; what is found says how far prices may still rise. A small
/// rest is left to a tree.
class part_searcher {
public:
  part_searcher(const assignment_problem& a, const assignment_options& options,
                const progress& watch)
      : whole_(a), a_(a), options_(options), watch_(watch), scale_(priced_division::scale_for(a)),
        left_(options.work), small_(a.options() <= 4000) {}

  part_division run() {
    std::vector<std::int64_t> price(a_.capacity.size(), 0);
    const bool can_hold = find_violated_set(a_).excess == 0;
    follow(price, can_hold);
    if (best_->excess() > 0 && can_hold && try_tree(0, price) && best_->excess() == 0)
      return finish(price, true);
    if (best_->excess() > 0 && penalty() > 0 && try_tree(penalty(), price))
      return finish(price, true);
    const bool holds = best_->excess() == 0;
    if (!holds) {
      // From here on units that are beyond their capacities may take as much, and no more.
      for (std::int32_t u = 0; u < a_.units; ++u)
        if (best_->room(u) < 0) a_.capacity[at(u)] -= best_->room(u);
      std::vector<std::int32_t> option = best_->option();
      best_.emplace(a_, std::move(option));
      std::fill(price.begin(), price.end(), 0);
      bound_ = std::numeric_limits<std::int64_t>::min();
      left_ = std::max(left_, options_.work / 2);
      follow(price, true);
    }
    // A little of the tree first: small parts end here.
    if (!done() && try_tree(0, price, 2000)) bound_ = best_->cost();
    if (!done() && !near()) rearrange(price);
    if (!done() && try_tree(0, price)) bound_ = best_->cost();
    return finish(price, holds && done());
  }

private:
  static std::size_t at(std::int64_t i) noexcept { return static_cast<std::size_t>(i); }

  /// What load beyond capacities must cost so that no cost outweighs it; 0 if that is too much.
  std::int64_t penalty() const {
    std::int64_t range = 1, loads = 1;
    for (std::int32_t r = 0; r < a_.pieces(); ++r) {
      range +=
          std::ranges::max(a_.costs_of(r)) - std::ranges::min(a_.costs_of(r)) + a_.charge_of(r);
      loads += a_.load[at(r)];
    }
    return range > (std::int64_t{1} << 50) / loads ? 0 : range;
  }

  void offer(const std::vector<std::int32_t>& option, const std::vector<std::int64_t>& price,
             bool thorough) {
    assignment_search s(a_, option);
    const std::int64_t share = std::max<std::int64_t>(left_ / 6, 0);
    s.repair(price, scale_, share);
    if (thorough) s.improve(share);
    left_ -= s.work();
    if (!best_ || s.is_better_than(*best_)) best_.emplace(std::move(s));
  }
  bool done() const { return best_->excess() == 0 && bound_ >= best_->cost(); }
  /// Near enough for a large problem: within a four-hundredth.
  bool near() const {
    return best_->excess() == 0 && !small_ && best_->cost() - bound_ <= best_->cost() / 400;
  }

  /// Lets prices find their way, and offers what is chosen at them.
  void follow(std::vector<std::int64_t>& price, bool can_hold) {
    priced_division priced(a_, scale_);
    if (!small_) { // first with places only refined: that takes a hundredth of the time
      price_steps walk(a_, price, priced.most_price(), 1.0, 6);
      priced.evaluate(price, place_effort::approximate, 0, options_.threads);
      for (int i = 0; i < 80; ++i) {
        watch_.at("division", 0.3 * i / 80);
        const wide_cost value =
            priced.evaluate(walk.price(), place_effort::refine, 0, options_.threads);
        if (i % 16 == 0) offer(chosen(priced), walk.price(), i == 0);
        if (!walk.step(priced.load(), value, goal(value))) break;
      }
      price = walk.best_price();
    }
    const int most = small_ ? 150 : can_hold ? 10 : 0;
    wide_cost best = 0;
    price_steps walk(a_, price, priced.most_price(), small_ ? 1.0 : 0.3, small_ ? 6 : 1);
    for (int i = 0; i < most; ++i) {
      watch_.at("division", 0.3 + 0.6 * i / most);
      const wide_cost bound =
          priced.evaluate(walk.price(), place_effort::exact, 2000, options_.threads);
      if (i == 0 || bound > best) {
        best = bound;
        price = walk.price();
      }
      bound_ = std::max(bound_, rounded_up(bound, scale_));
      offer(chosen(priced), walk.price(), !small_ || i % 4 == 0);
      if (can_hold && (done() || near() || left_ <= 0)) break;
      if (!walk.step(priced.load(), bound, goal(bound))) break;
    }
  }
  static std::vector<std::int32_t> chosen(const priced_division& p) {
    return {p.option().begin(), p.option().end()};
  }
  /// What prices are to reach: the cost of the best division, or where none holds yet, a little.
  wide_cost goal(wide_cost value) const {
    if (best_->excess() == 0) return static_cast<wide_cost>(best_->cost()) * scale_;
    return std::max(static_cast<wide_cost>(best_->cost()) * scale_,
                    value + std::max<wide_cost>(value / 20, scale_));
  }

  /// Frees the pieces of some places at a time, and divides them anew as cheaply as can be in the
  /// room that all others leave.
  void rearrange(const std::vector<std::int64_t>& price) {
    std::vector<std::vector<std::int32_t>> groups(at(a_.places));
    for (std::int32_t r = 0; r < a_.pieces(); ++r)
      if (a_.charge_of(r) > 0)
        groups[at(a_.place[at(r)])].push_back(r);
      else
        groups.push_back({r});
    std::erase_if(groups, [](const auto& g) { return g.empty(); });
    random_source random(options_.seed);
    const std::int64_t end = left_ - options_.work / 2;
    for (int idle = 0; idle < 300 && left_ > end && !done(); ++idle) {
      watch_.at("division", 0.9);
      std::vector<std::int32_t> freed;
      for (std::size_t i = 0; i < groups.size() && (i < 2 || freed.size() < 60); ++i) {
        std::swap(groups[i],
                  groups[i + at(static_cast<std::int64_t>(random.below(groups.size() - i)))]);
        freed.insert(freed.end(), groups[i].begin(), groups[i].end());
      }
      std::sort(freed.begin(), freed.end());
      if (divide_anew(freed, price)) idle = 0;
    }
  }
  bool divide_anew(const std::vector<std::int32_t>& freed, const std::vector<std::int64_t>& price) {
    assignment_problem sub;
    sub.units = a_.units;
    sub.places = a_.places;
    sub.charge = a_.charge;
    std::vector<std::int32_t> now, whole;
    for (std::int32_t u = 0; u < a_.units; ++u) sub.capacity.push_back(best_->room(u));
    for (const std::int32_t r : freed) {
      const std::int32_t chosen = best_->option()[at(r)];
      now.push_back(chosen);
      sub.place.push_back(a_.place[at(r)]);
      sub.load.push_back(a_.load[at(r)]);
      if (std::int64_t& c = sub.capacity[at(a_.unit[at(chosen)])];
          c != assignment_problem::no_limit)
        c += a_.load[at(r)];
    }
    for (const std::int32_t r : freed) {
      for (std::int64_t k = a_.first_option(r); k < a_.end_option(r); ++k) {
        if (sub.capacity[at(a_.unit[at(k)])] < a_.load[at(r)]) continue;
        sub.unit.push_back(a_.unit[at(k)]);
        sub.cost.push_back(a_.cost[at(k)]);
        whole.push_back(static_cast<std::int32_t>(k));
      }
      sub.offsets.push_back(sub.options());
    }
    std::vector<std::int32_t> here;
    for (std::size_t i = 0; i < freed.size(); ++i)
      here.push_back(
          static_cast<std::int32_t>(std::lower_bound(whole.begin() + sub.offsets[i],
                                                     whole.begin() + sub.offsets[i + 1], now[i]) -
                                    whole.begin()));
    assignment_tree tree(sub, scale_, 0, watch_);
    tree.run(cost_of(sub, here), price, 300, 20);
    left_ -= tree.work();
    if (tree.option().empty()) return false;
    for (std::size_t i = 0; i < freed.size(); ++i)
      best_->set(freed[i], whole[at(tree.option()[i])]);
    return true;
  }

  /// True if the tree ended: then what is best is known; without a penalty, of those that hold all
  /// capacities.
  bool try_tree(std::int64_t penalty, const std::vector<std::int64_t>& price,
                std::int64_t most_nodes = std::numeric_limits<std::int64_t>::max()) {
    const bool soft = best_->excess() > 0 && penalty > 0;
    const std::int64_t nodes =
        std::min({options_.nodes, most_nodes,
                  options_.work / (40 * std::max<std::int64_t>(a_.options(), 1))});
    if (nodes <= 0 || a_.options() > 20'000) return false;
    std::int64_t scale = scale_;
    if (soft)
      while (scale > 1 && penalty > (std::int64_t{1} << 58) / scale / total_load()) scale /= 2;
    assignment_tree tree(a_, scale, soft ? penalty : 0, watch_);
    std::vector<std::int64_t> from = price;
    for (std::int64_t& p : from) p = p / (scale_ / scale);
    const std::int64_t value = soft                   ? best_->cost() + penalty * best_->excess()
                               : best_->excess() == 0 ? best_->cost()
                                                      : dearest();
    const bool whole = tree.run(value, std::move(from), nodes);
    if (!tree.option().empty()) best_.emplace(a_, tree.option());
    return whole;
  }
  std::int64_t total_load() const {
    std::int64_t sum = 1;
    for (const std::int64_t l : a_.load) sum += l;
    return sum;
  }
  /// More than any division costs.
  std::int64_t dearest() const {
    std::int64_t sum = 1;
    for (std::int32_t r = 0; r < a_.pieces(); ++r)
      sum += std::ranges::max(a_.costs_of(r)) + a_.charge_of(r);
    return sum;
  }

  part_division finish(const std::vector<std::int64_t>& price, bool proven) {
    part_division d;
    d.option = best_->option();
    d.cost = best_->cost();
    d.excess = excess_of(whole_, loads_of(whole_, d.option));
    d.proven = proven;
    d.lower_bound = proven ? d.cost : std::min(bound_, d.cost);
    d.price = price;
    d.price_scale = scale_;
    return d;
  }

  const assignment_problem& whole_;
  assignment_problem a_; // capacities as they can be held
  assignment_options options_;
  const progress& watch_;
  std::int64_t scale_, left_;
  bool small_;
  std::int64_t bound_ = std::numeric_limits<std::int64_t>::min();
  std::optional<assignment_search> best_;
};

} // namespace detail

/// A division by prices of capacities, search, and, where it is small enough, a tree that proves
/// it.
inline part_division search_part(const assignment_problem& a,
                                 const assignment_options& options = {},
                                 const progress& watch = {}) {
  return detail::part_searcher(a, options, watch).run();
}

} // namespace irisan
