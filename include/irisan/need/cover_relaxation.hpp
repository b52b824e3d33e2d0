#pragma once

#include <irisan/core/progress.hpp>
#include <irisan/need/cover_certificate.hpp>
#include <irisan/need/cover_problem.hpp>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <span>
#include <utility>
#include <vector>

namespace irisan {

/// In what parts of a unit of cost prices are best counted: a power of two up to 2²⁰, so that a
/// column's cost and the prices of its rows stay far below 2⁶³.
inline std::int64_t dual_scale(const cover_problem& a) {
  std::int64_t longest = 1, dearest = 1;
  for (std::int32_t j = 0; j < a.columns(); ++j) {
    longest = std::max(longest, static_cast<std::int64_t>(a.rows_of(j).size()));
    dearest = std::max(dearest, a.cost(j));
  }
  std::int64_t scale = std::int64_t{1} << 20;
  const auto most = static_cast<detail::wide_signed>(1) << 60;
  while (scale > 1 && static_cast<detail::wide_signed>(scale) * dearest * longest > most)
    scale /= 2;
  return scale;
}

namespace detail {

/// The Lagrangian relaxation of the rows: with prices u, a column pays its cost less the prices of
/// its rows, and the best that it can do is min(0, that). All in integers: the same anywhere.
class cover_relaxation {
public:
  cover_relaxation(const cover_problem& a, std::int64_t scale)
      : a_(a), scale_(scale), most_(at(a.rows())), rest_(at(a.columns())), miss_(at(a.rows())) {
    std::int64_t longest = 1;
    for (std::int32_t j = 0; j < a.columns(); ++j)
      longest = std::max(longest, static_cast<std::int64_t>(a.rows_of(j).size()));
    // Above the b-th cheapest cost of its columns the price of a row cannot raise the bound.
    std::vector<std::int64_t> costs;
    for (std::int32_t i = 0; i < a.rows(); ++i) {
      if (a.demand(i) == 0) continue;
      costs.clear();
      for (const std::int32_t j : a.columns_of(i)) costs.push_back(a.cost(j));
      const auto nth = costs.begin() + (a.demand(i) - 1);
      std::nth_element(costs.begin(), nth, costs.end());
      most_[at(i)] = static_cast<std::int64_t>(std::min(
          static_cast<wide_signed>(*nth) * scale, (static_cast<wide_signed>(1) << 61) / longest));
    }
  }

  std::int64_t most(std::int32_t i) const noexcept { return most_[at(i)]; }
  std::int64_t scale() const noexcept { return scale_; }
  /// Of each column: its cost less the prices of its rows, as last evaluated.
  std::span<const std::int64_t> rest() const noexcept { return rest_; }
  /// Of each row: how often the columns that pay leave it uncovered, below zero if more than asked.
  std::span<const std::int32_t> miss() const noexcept { return miss_; }

  /// The bound of prices, in parts of the scale. O(entries).
  wide_signed evaluate(std::span<const std::int64_t> u) {
    wide_signed value = 0;
    for (std::int32_t i = 0; i < a_.rows(); ++i) {
      miss_[at(i)] = a_.demand(i);
      value += static_cast<wide_signed>(a_.demand(i)) * u[at(i)];
    }
    for (std::int32_t j = 0; j < a_.columns(); ++j) {
      std::int64_t r = a_.cost(j) * scale_;
      for (const std::int32_t i : a_.rows_of(j)) r -= u[at(i)];
      rest_[at(j)] = r;
      if (r >= 0 && !a_.is_fixed(j)) continue;
      value += r;
      for (const std::int32_t i : a_.rows_of(j)) --miss_[at(i)];
    }
    return value;
  }
  /// One step along the subgradient from what was last evaluated: u + λ (goal − value) / |s|² · s,
  /// at least 0 and at most what can matter. False if the subgradient is 0: nothing is better.
  bool step(std::vector<std::int64_t>& u, wide_signed value, wide_signed goal,
            double lambda) const {
    std::int64_t norm = 0;
    const auto stuck = [&](std::int32_t i) {
      return miss_[at(i)] < 0 ? u[at(i)] == 0 : u[at(i)] == most_[at(i)];
    };
    for (std::int32_t i = 0; i < a_.rows(); ++i)
      if (miss_[at(i)] != 0 && !stuck(i))
        norm += static_cast<std::int64_t>(miss_[at(i)]) * miss_[at(i)];
    if (norm == 0) return false;
    const double length = lambda * static_cast<double>(std::max<wide_signed>(goal - value, 1)) /
                          static_cast<double>(norm);
    for (std::int32_t i = 0; i < a_.rows(); ++i) {
      if (miss_[at(i)] == 0) continue;
      const double by = std::clamp(length * miss_[at(i)], -0x1p60, 0x1p60);
      u[at(i)] =
          std::clamp<std::int64_t>(u[at(i)] + static_cast<std::int64_t>(by), 0, most_[at(i)]);
    }
    return true;
  }

private:
  static std::size_t at(std::int32_t i) noexcept { return static_cast<std::size_t>(i); }

  const cover_problem& a_;
  std::int64_t scale_;
  std::vector<std::int64_t> most_, rest_;
  std::vector<std::int32_t> miss_;
};

/// What the subgradient method has found.
struct best_dual {
  std::vector<std::int64_t> u;
  wide_signed value = -1;
};

/// The way that prices take: along the subgradient and a part of the way before, which keeps them
/// from swinging across a ridge (Camerini, Fratta, Maffioli 1975, doi:10.1007/BFb0120697).
class price_walk {
public:
  price_walk(std::size_t rows, double lambda, int patience)
      : way_(rows, 0), lambda_(lambda), patience_(patience) {}

  double lambda() const noexcept { return lambda_; }
  /// Notes a bound; false if it has long not risen, or fell by more than is to be gained: then one
  /// goes back to the best prices, and on from there in steps half as long.
  bool rising(wide_signed value, wide_signed best, wide_signed wanted) {
    if ((value - best) * 100'000 > best) since_ = 0;
    if (++since_ <= patience_ && (best < 0 || best - value <= wanted - best)) return true;
    since_ = 0;
    lambda_ /= 2;
    std::fill(way_.begin(), way_.end(), 0);
    return false;
  }
  /// u + λ (goal − value) / |d|² · d for d = s + ¾ of the d before; s is how far each row is from
  /// what it asks, and u stays between 0 and `most`. False if d is 0.
  template <class Most>
  bool step(std::vector<std::int64_t>& u, std::span<const std::int32_t> miss, wide_signed distance,
            const Most& most) {
    // In sixteenths and whole numbers, so that every machine goes the same way.
    constexpr std::int64_t unit = 16;
    wide_signed norm = 0;
    for (std::size_t i = 0; i < u.size(); ++i) {
      std::int64_t& d = way_[i];
      d = miss[i] * unit + d * 3 / 4;
      if ((d < 0 && u[i] == 0) || (d > 0 && u[i] >= most(i))) continue;
      norm += static_cast<wide_signed>(d) * d;
    }
    if (norm == 0) return false;
    const double length = lambda_ * static_cast<double>(std::max<wide_signed>(distance, 1)) *
                          static_cast<double>(unit) / static_cast<double>(norm);
    for (std::size_t i = 0; i < u.size(); ++i) {
      if (way_[i] == 0) continue;
      const double by = std::clamp(length * static_cast<double>(way_[i]), -0x1p60, 0x1p60);
      u[i] = std::clamp<std::int64_t>(u[i] + static_cast<std::int64_t>(by), 0, most(i));
    }
    return true;
  }

private:
  std::vector<std::int64_t> way_;
  double lambda_;
  int patience_;
  int since_ = 0;
};

/// Up to `most` steps from prices, whose best it keeps; ends when there is no better, when the
/// bound says that no cover costs less than the goal, or when the steps have become tiny.
///
/// Returns how many there were; λ is where it starts and becomes where it ended.
inline int ascend_along(cover_relaxation& r, best_dual& best, std::int64_t goal, int most,
                        int patience, double& lambda, const progress& watch) {
  price_walk walk(best.u.size(), lambda, patience);
  std::vector<std::int64_t> u = best.u;
  const wide_signed wanted = static_cast<wide_signed>(goal) * r.scale();
  int n = 0;
  while (n < most) {
    if (n % 64 == 0 && watch.stop.stop_requested()) throw stopped();
    wide_signed value = r.evaluate(u);
    ++n;
    const bool rising = walk.rising(value, best.value, wanted);
    if (value > best.value) {
      best.value = value;
      best.u = u;
    }
    if (best.value > wanted - r.scale()) break;
    if (!rising) {
      lambda = walk.lambda();
      if (lambda < 0.002) break;
      u = best.u;
      value = r.evaluate(u);
      ++n;
    }
    if (!walk.step(u, r.miss(), wanted - value,
                   [&](std::size_t i) { return r.most(static_cast<std::int32_t>(i)); }))
      break;
  }
  lambda = walk.lambda();
  return n;
}

} // namespace detail

} // namespace irisan
