#pragma once

#include <irisan/core/parallel.hpp>
#include <irisan/core/progress.hpp>
#include <irisan/responsibility/assignment_problem.hpp>
#include <irisan/responsibility/facility_location.hpp>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <span>
#include <utility>
#include <vector>

namespace irisan {

namespace detail {
__extension__ using wide_cost = __int128;

/// The least whole number that is at least value / scale.
inline std::int64_t rounded_up(wide_cost value, std::int64_t scale) noexcept {
  const wide_cost down = value / scale;
  return static_cast<std::int64_t>(down + (down * scale < value));
}
} // namespace detail

/// How well each place is to be solved: from where it was, by dual ascent, or exactly.
enum class place_effort { refine, approximate, exact };

/// The division without capacities, where a unit of load costs its unit's price instead: then every
/// place with a charge is by itself, and so is every piece elsewhere.
///
/// Prices are whole numbers of parts of a scale, and all sums are whole: the bound of given prices
/// is the same anywhere (Geoffrion 1974, doi:10.1007/BFb0120690).
class priced_division {
public:
  priced_division(const assignment_problem& a, std::int64_t scale) : a_(a), scale_(scale) {
    std::int64_t total = 1;
    for (const std::int64_t l : a.load) total += l;
    // A place's pieces at this price, and all their costs, stay far below 2⁶¹.
    most_price_ = (std::int64_t{1} << 59) / total;
    option_.assign(static_cast<std::size_t>(a.pieces()), -1);
    load_.assign(static_cast<std::size_t>(a.units), 0);
    gather();
  }

  /// The scale up to 2²⁰ at which the costs of the problem still fit.
  static std::int64_t scale_for(const assignment_problem& a) {
    std::int64_t sum = 1;
    for (std::int32_t r = 0; r < a.pieces(); ++r) {
      const auto [least, most] = std::ranges::minmax(
          a.units_of(r).empty() ? std::span<const std::int64_t>(&none_, 1) : a.costs_of(r));
      sum += std::max(most - least, std::max(std::abs(most), std::abs(least)));
    }
    for (const std::int64_t f : a.charge) sum += f * a.units;
    std::int64_t scale = std::int64_t{1} << 20;
    while (scale > 1 && sum > (std::int64_t{1} << 59) / scale) scale /= 2;
    return scale;
  }

  std::int64_t scale() const noexcept { return scale_; }
  std::int64_t most_price() const noexcept { return most_price_; }

  /// Forbids an option, or allows it again.
  void forbid(std::int32_t option, bool yes) { forbidden_[static_cast<std::size_t>(option)] = yes; }

  /// The bound of these prices in parts of the scale, or without proof, when places are only
  /// refined, a little more than it. With it go the options chosen and the loads of units.
  detail::wide_cost evaluate(std::span<const std::int64_t> price, place_effort effort,
                             std::int64_t nodes = 100'000, unsigned threads = 1) {
    for_each_index(blocks_.size(), threads,
                   [&](std::size_t b) { solve(blocks_[b], price, effort, nodes); });
    detail::wide_cost bound = 0, value = 0;
    std::fill(load_.begin(), load_.end(), 0);
    for (const block& b : blocks_) {
      bound += b.base + (effort == place_effort::refine ? b.place.value : b.place.bound);
      value += b.base + b.place.value;
      for (std::size_t i = 0; i < b.pieces.size(); ++i) {
        const std::int32_t j = b.place.choice[i];
        set(b.pieces[i], j < 0 ? -1 : b.option[i * b.units.size() + static_cast<std::size_t>(j)]);
      }
    }
    for (const std::int32_t r : loose_) {
      std::int64_t best = facility_location::closed;
      std::int32_t at = -1;
      for (std::int64_t k = a_.first_option(r); k < a_.end_option(r); ++k) {
        const auto o = static_cast<std::size_t>(k);
        if (forbidden_[o]) continue;
        const std::int64_t c = a_.cost[o] * scale_ + price[static_cast<std::size_t>(a_.unit[o])] *
                                                         a_.load[static_cast<std::size_t>(r)];
        if (at < 0 || c < best) {
          best = c;
          at = static_cast<std::int32_t>(k);
        }
      }
      set(r, at);
      if (at < 0) continue;
      bound += best;
      value += best;
    }
    detail::wide_cost held = 0;
    for (std::size_t u = 0; u < price.size(); ++u)
      if (price[u] > 0) held += static_cast<detail::wide_cost>(price[u]) * a_.capacity[u];
    value_ = value - held;
    return bound - held;
  }

  /// What was chosen when last evaluated; −1 for pieces that no unit may take.
  std::span<const std::int32_t> option() const noexcept { return option_; }
  std::span<const std::int64_t> load() const noexcept { return load_; }
  /// The priced cost of what was chosen: the bound, where all places were solved to the end.
  detail::wide_cost value() const noexcept { return value_; }

private:
  struct block {
    std::vector<std::int32_t> pieces, units, option; ///< −1: not an option
    facility_location place;
    std::int64_t base = 0; ///< what the costs of its pieces are counted from
  };
  static constexpr std::int64_t none_ = 0;

  void set(std::int32_t r, std::int32_t option) {
    option_[static_cast<std::size_t>(r)] = option;
    if (option >= 0)
      load_[static_cast<std::size_t>(a_.unit[static_cast<std::size_t>(option)])] +=
          a_.load[static_cast<std::size_t>(r)];
  }

  void gather() {
    forbidden_.assign(static_cast<std::size_t>(a_.options()), false);
    std::vector<std::vector<std::int32_t>> at_place(static_cast<std::size_t>(a_.places));
    for (std::int32_t r = 0; r < a_.pieces(); ++r)
      if (a_.charge_of(r) > 0)
        at_place[static_cast<std::size_t>(a_.place[static_cast<std::size_t>(r)])].push_back(r);
      else
        loose_.push_back(r);
    std::vector<std::int32_t> column(static_cast<std::size_t>(a_.units), -1);
    for (std::size_t p = 0; p < at_place.size(); ++p) {
      if (at_place[p].empty()) continue;
      block& b = blocks_.emplace_back();
      b.pieces = std::move(at_place[p]);
      for (const std::int32_t r : b.pieces)
        b.units.insert(b.units.end(), a_.units_of(r).begin(), a_.units_of(r).end());
      std::sort(b.units.begin(), b.units.end());
      b.units.erase(std::unique(b.units.begin(), b.units.end()), b.units.end());
      for (std::size_t j = 0; j < b.units.size(); ++j)
        column[static_cast<std::size_t>(b.units[j])] = static_cast<std::int32_t>(j);
      b.option.assign(b.pieces.size() * b.units.size(), -1);
      for (std::size_t i = 0; i < b.pieces.size(); ++i)
        for (std::int64_t k = a_.first_option(b.pieces[i]); k < a_.end_option(b.pieces[i]); ++k)
          b.option[i * b.units.size() + static_cast<std::size_t>(column[static_cast<std::size_t>(
                                            a_.unit[static_cast<std::size_t>(k)])])] =
              static_cast<std::int32_t>(k);
      b.place.pieces = static_cast<std::int32_t>(b.pieces.size());
      b.place.units = static_cast<std::int32_t>(b.units.size());
      b.place.cost.resize(b.option.size());
      b.place.charge.assign(b.units.size(), a_.charge[p] * scale_);
    }
  }

  void solve(block& b, std::span<const std::int64_t> price, place_effort effort,
             std::int64_t nodes) const {
    const std::size_t m = b.units.size();
    b.base = 0;
    for (std::size_t i = 0; i < b.pieces.size(); ++i) {
      const std::int64_t load = a_.load[static_cast<std::size_t>(b.pieces[i])];
      std::int64_t least = facility_location::closed;
      for (std::size_t j = 0; j < m; ++j) {
        const std::int32_t k = b.option[i * m + j];
        std::int64_t& c = b.place.cost[i * m + j];
        c = facility_location::closed;
        if (k < 0 || forbidden_[static_cast<std::size_t>(k)]) continue;
        c = a_.cost[static_cast<std::size_t>(k)] * scale_ +
            price[static_cast<std::size_t>(b.units[j])] * load;
        least = std::min(least, c);
      }
      if (least == facility_location::closed) continue;
      b.base += least; // so that none is below zero
      for (std::size_t j = 0; j < m; ++j)
        if (b.place.cost[i * m + j] < facility_location::closed) b.place.cost[i * m + j] -= least;
    }
    if (effort == place_effort::refine)
      b.place.refine();
    else if (effort == place_effort::approximate)
      b.place.approximate();
    else
      b.place.solve(nodes);
  }

  const assignment_problem& a_;
  std::int64_t scale_, most_price_ = 0;
  std::vector<block> blocks_;        // of each place with a charge
  std::vector<std::int32_t> loose_;  // pieces elsewhere
  std::vector<char> forbidden_;      // options
  std::vector<std::int32_t> option_; // as last chosen
  std::vector<std::int64_t> load_;
  detail::wide_cost value_ = 0;
};

/// The bound that these prices prove: no division that holds the capacities costs less. Each place
/// is solved exactly if at most so many sets of units have to be looked at, or else bounded.
inline std::int64_t bound_of(const assignment_problem& a, std::span<const std::int64_t> price,
                             std::int64_t scale, std::int64_t nodes = 100'000,
                             unsigned threads = 1) {
  priced_division priced(a, scale);
  return detail::rounded_up(priced.evaluate(price, place_effort::exact, nodes, threads), scale);
}

/// The way that prices take towards a better bound: along the subgradient (load − capacity) and a
/// part of the way before (Camerini, Fratta, Maffioli 1975, doi:10.1007/BFb0120697), in steps of
/// Polyak's length towards a cost to be reached.
class price_steps {
public:
  price_steps(const assignment_problem& a, std::vector<std::int64_t> price, std::int64_t most_price,
              double length = 1.0, int patience = 6)
      : a_(a), price_(std::move(price)), best_(price_), way_(price_.size(), 0.0), most_(most_price),
        length_(length), patience_(patience) {}

  const std::vector<std::int64_t>& price() const noexcept { return price_; }
  const std::vector<std::int64_t>& best_price() const noexcept { return best_; }
  detail::wide_cost best_value() const noexcept { return best_value_; }
  bool improved() const noexcept { return since_ == 0; }

  /// Moves on from loads at the present prices and the value there. False if no step is left.
  bool step(std::span<const std::int64_t> load, detail::wide_cost value, detail::wide_cost goal) {
    if (!started_ || value > best_value_) {
      best_value_ = value;
      best_ = price_;
      best_load_.assign(load.begin(), load.end());
      since_ = 0;
      started_ = true;
    } else if (++since_ % patience_ == 0 || best_value_ - value > 3 * (goal - best_value_)) {
      // Long no better, or far past the ridge: from the best on in shorter steps.
      length_ /= 2;
      price_ = best_;
      std::fill(way_.begin(), way_.end(), 0.0);
      if (length_ < 1e-3) return false;
      return move(best_load_, best_value_, goal);
    }
    return move(load, value, goal);
  }

private:
  bool move(std::span<const std::int64_t> load, detail::wide_cost value, detail::wide_cost goal) {
    double norm = 0, along = 0, before = 0;
    gradient_.resize(price_.size());
    for (std::size_t u = 0; u < price_.size(); ++u) {
      double& g = gradient_[u];
      g = a_.capacity[u] == assignment_problem::no_limit
              ? 0
              : static_cast<double>(load[u]) - static_cast<double>(a_.capacity[u]);
      if (price_[u] == 0 && g < 0) g = 0;
      norm += g * g;
      along += g * way_[u];
      before += way_[u] * way_[u];
    }
    if (norm == 0) return false;
    const double part = along < 0 && before > 0 ? -1.5 * along / before : 0;
    double square = 0;
    for (std::size_t u = 0; u < price_.size(); ++u) {
      way_[u] = gradient_[u] + part * way_[u];
      if (price_[u] == 0 && way_[u] < 0) way_[u] = 0;
      square += way_[u] * way_[u];
    }
    if (square == 0) return false;
    const double gap = std::max(static_cast<double>(goal - value), 1.0);
    for (std::size_t u = 0; u < price_.size(); ++u) {
      const double next = static_cast<double>(price_[u]) + length_ * gap / square * way_[u];
      price_[u] =
          next <= 0 ? 0 : static_cast<std::int64_t>(std::min(next, static_cast<double>(most_)));
    }
    return true;
  }

  const assignment_problem& a_;
  std::vector<std::int64_t> price_, best_, best_load_;
  std::vector<double> way_, gradient_;
  std::int64_t most_;
  double length_;
  int patience_, since_ = 0;
  bool started_ = false;
  detail::wide_cost best_value_ = 0;
};

} // namespace irisan
