#pragma once

#include <irisan/core/progress.hpp>
#include <irisan/need/cover_bound.hpp>
#include <irisan/need/cover_certificate.hpp>
#include <irisan/need/cover_problem.hpp>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <span>
#include <utility>
#include <vector>

namespace irisan {

/// How far to search for the optimum.
struct exact_options {
  std::int64_t nodes = 100'000;      ///< of the search tree at most
  std::int64_t work = 2'000'000'000; ///< entries to look at, at most; about a second for 10⁹
  progress watch;
};

/// What a search for the optimum found.
struct exact_cover {
  std::vector<std::int32_t> columns; ///< the best cover seen, ascending
  std::int64_t cost = 0;
  bool proven = false; ///< the tree was searched to its end: no cover costs less
  std::int64_t nodes = 0;
  std::int64_t work = 0; ///< entries looked at

  friend bool operator==(const exact_cover&, const exact_cover&) = default;
};

namespace detail {

class cover_tree {
public:
  cover_tree(const cover_problem& a, std::span<const std::int32_t> start, std::int64_t scale,
             const exact_options& options)
      : a_(a), scale_(scale), options_(options), words_((at(a.rows()) + 63) / 64) {
    std::int64_t longest = 1;
    for (std::int32_t j = 0; j < a.columns(); ++j)
      longest = std::max(longest, static_cast<std::int64_t>(a.rows_of(j).size()));
    most_ = (std::int64_t{1} << 61) / longest;
    found_.columns.assign(start.begin(), start.end());
    found_.cost = cover_cost(a, start);
    bits_.assign(words_ * at(a.columns()), 0);
    for (std::int32_t j = 0; j < a.columns(); ++j)
      for (const std::int32_t i : a.rows_of(j))
        bits_[words_ * at(j) + at(i) / 64] |= std::uint64_t{1} << (i % 64);
  }

  exact_cover run(std::vector<std::int64_t> u) {
    node root;
    root.needed.assign(a_.demands().begin(), a_.demands().end());
    for (std::int32_t j = 0; j < a_.columns(); ++j) root.columns.push_back(j);
    root.u = std::move(u);
    for (std::int32_t j = 0; j < a_.columns(); ++j)
      if (a_.is_fixed(j)) take(root, j);
    std::erase_if(root.columns, [&](std::int32_t j) { return a_.is_fixed(j); });
    explore(std::move(root), 300);
    found_.proven = !ended_;
    std::sort(found_.columns.begin(), found_.columns.end());
    return std::move(found_);
  }

private:
  struct node {
    std::vector<std::int32_t> needed;  ///< of each row
    std::vector<std::int32_t> columns; ///< still to be decided
    std::vector<std::int32_t> chosen;
    std::vector<std::int64_t> u; ///< 0 for rows that need nothing
    std::int64_t cost = 0;
  };
  static std::size_t at(std::int32_t i) noexcept { return static_cast<std::size_t>(i); }

  void take(node& n, std::int32_t j) const {
    n.chosen.push_back(j);
    n.cost += a_.cost(j);
    for (const std::int32_t i : a_.rows_of(j))
      if (n.needed[at(i)] > 0 && --n.needed[at(i)] == 0) n.u[at(i)] = 0;
  }

  enum class outcome { closed, covered, open };

  /// Takes what must be taken, drops columns without use, and counts degrees.
  outcome propagate(node& n) {
    for (;;) {
      degree_.assign(n.needed.size(), 0);
      std::size_t kept = 0;
      for (const std::int32_t j : n.columns) {
        bool useful = false;
        for (const std::int32_t i : a_.rows_of(j)) {
          useful = useful || n.needed[at(i)] > 0;
          ++degree_[at(i)];
        }
        found_.work += static_cast<std::int64_t>(a_.rows_of(j).size());
        if (useful) n.columns[kept++] = j;
      }
      n.columns.resize(kept);
      bool covered = true, forced = false;
      for (std::size_t i = 0; i < n.needed.size(); ++i) {
        if (n.needed[i] == 0) continue;
        covered = false;
        if (degree_[i] < n.needed[i]) return outcome::closed;
        forced = forced || degree_[i] == n.needed[i];
      }
      if (n.cost >= found_.cost) return outcome::closed;
      if (covered) return outcome::covered;
      if (!forced) return outcome::open;
      std::vector<std::int32_t> forcing;
      for (std::size_t i = 0; i < n.needed.size(); ++i)
        if (n.needed[i] > 0 && degree_[i] == n.needed[i])
          forcing.push_back(static_cast<std::int32_t>(i));
      std::vector<bool>& in = in_;
      in.assign(at(a_.columns()), false);
      for (const std::int32_t i : forcing)
        for (const std::int32_t j : a_.columns_of(i)) in[at(j)] = true;
      kept = 0;
      for (const std::int32_t j : n.columns) {
        if (in[at(j)])
          take(n, j);
        else
          n.columns[kept++] = j;
      }
      n.columns.resize(kept);
    }
  }

  wide_signed evaluate(const node& n, const std::vector<std::int64_t>& u) {
    wide_signed value = 0;
    miss_ = n.needed;
    // Each row is looked at here and twice in a step.
    found_.work += static_cast<std::int64_t>(3 * n.needed.size() + 2 * n.columns.size());
    for (std::size_t i = 0; i < n.needed.size(); ++i)
      value += static_cast<wide_signed>(n.needed[i]) * u[i];
    rest_.resize(n.columns.size());
    for (std::size_t k = 0; k < n.columns.size(); ++k) {
      const std::int32_t j = n.columns[k];
      const auto rows = a_.rows_of(j);
      std::int64_t r = a_.cost(j) * scale_;
      for (const std::int32_t i : rows) r -= u[at(i)];
      rest_[k] = r;
      found_.work += static_cast<std::int64_t>(rows.size());
      if (r >= 0) continue;
      value += r;
      for (const std::int32_t i : rows) --miss_[at(i)];
    }
    return value;
  }

  /// Better prices; false if they show that nothing better is below this node.
  bool improve(node& n, int steps) {
    const wide_signed limit = static_cast<wide_signed>(found_.cost - 1 - n.cost) * scale_;
    std::vector<std::int64_t> u = n.u;
    wide_signed best = -1;
    price_walk walk(u.size(), steps > 100 ? 1 : 0.5, 8);
    for (int s = 0; s < steps; ++s) {
      wide_signed value = evaluate(n, u);
      if (value > limit) return false;
      const bool rising = walk.rising(value, best, limit + scale_);
      if (value > best) {
        best = value;
        n.u = u;
      }
      if (!rising) {
        u = n.u;
        value = evaluate(n, u);
      }
      // A row that needs nothing has a price of 0 and keeps it.
      if (!walk.step(u, miss_, limit + scale_ - value,
                     [&](std::size_t i) { return n.needed[i] > 0 ? most_ : 0; }))
        break;
    }
    return true;
  }

  /// Decides columns that by their cost after prices must or cannot be in a better cover.
  bool decide(node& n) {
    const wide_signed limit = static_cast<wide_signed>(found_.cost - 1 - n.cost) * scale_;
    const wide_signed value = evaluate(n, n.u);
    std::vector<std::int32_t> left, taken;
    for (std::size_t k = 0; k < n.columns.size(); ++k) {
      if (rest_[k] >= 0 ? value + rest_[k] > limit : value - rest_[k] > limit) {
        if (rest_[k] < 0) taken.push_back(n.columns[k]);
      } else {
        left.push_back(n.columns[k]);
      }
    }
    const bool changed = left.size() < n.columns.size();
    n.columns = std::move(left);
    for (const std::int32_t j : taken) take(n, j);
    return changed;
  }

  /// As `reduce` does, for a node of few columns.
  bool drop_dominated(node& n) {
    std::vector<std::uint64_t> open(words_, 0);
    for (std::size_t i = 0; i < n.needed.size(); ++i)
      if (n.needed[i] > 0) open[i / 64] |= std::uint64_t{1} << (i % 64);
    std::vector<bool> gone(n.columns.size(), false);
    bool changed = false;
    for (std::size_t x = n.columns.size(); x-- > 0;) {
      const std::int32_t j = n.columns[x];
      std::int32_t wanted = 0;
      for (const std::int32_t i : a_.rows_of(j)) wanted = std::max(wanted, n.needed[at(i)]);
      for (std::size_t y = 0; y < n.columns.size() && wanted > 0; ++y) {
        const std::int32_t k = n.columns[y];
        if (x == y || gone[y] || a_.cost(k) > a_.cost(j)) continue;
        bool within = true;
        for (std::size_t w = 0; w < words_ && within; ++w)
          within = (bits_[words_ * at(j) + w] & open[w] & ~bits_[words_ * at(k) + w]) == 0;
        wanted -= within;
      }
      gone[x] = wanted == 0;
      changed = changed || gone[x];
    }
    found_.work += static_cast<std::int64_t>(n.columns.size() * n.columns.size());
    std::size_t kept = 0;
    for (std::size_t x = 0; x < gone.size(); ++x)
      if (!gone[x]) n.columns[kept++] = n.columns[x];
    n.columns.resize(kept);
    return changed;
  }

  void explore(node n, int steps) {
    if (ended_) return;
    if (++found_.nodes > options_.nodes || found_.work > options_.work) {
      ended_ = true;
      return;
    }
    if (found_.nodes % 256 == 0 && options_.watch.stop.stop_requested()) throw stopped();
    for (bool changed = true; changed; steps = std::max(10, steps / 2)) {
      const outcome is = propagate(n);
      if (is == outcome::closed) return;
      if (is == outcome::covered) {
        found_.columns = n.chosen;
        found_.cost = n.cost;
        return;
      }
      if (!improve(n, steps)) return;
      changed = decide(n);
      if (n.columns.size() <= 200 && drop_dominated(n)) changed = true;
    }
    // The row with the least choice, and of it the column that prices like best.
    std::int32_t row = -1;
    for (std::int32_t i = 0; i < a_.rows(); ++i)
      if (n.needed[at(i)] > 0 &&
          (row < 0 || degree_[at(i)] - n.needed[at(i)] < degree_[at(row)] - n.needed[at(row)]))
        row = i;
    evaluate(n, n.u);
    std::size_t best = n.columns.size();
    for (std::size_t k = 0; k < n.columns.size(); ++k)
      if (std::ranges::binary_search(a_.rows_of(n.columns[k]), row) &&
          (best == n.columns.size() || rest_[k] < rest_[best]))
        best = k;
    const std::int32_t j = n.columns[best];
    n.columns.erase(n.columns.begin() + static_cast<std::ptrdiff_t>(best));
    node with = n;
    take(with, j);
    explore(std::move(with), 20);
    explore(std::move(n), 20);
  }

  const cover_problem& a_;
  std::int64_t scale_;
  const exact_options& options_;
  std::size_t words_; ///< of a column in `bits_`
  std::vector<std::uint64_t> bits_;
  std::vector<std::int32_t> degree_, miss_;
  std::vector<std::int64_t> rest_;
  std::vector<bool> in_;
  std::int64_t most_ = 0; ///< a price, so that those of a column can be added up
  exact_cover found_;
  bool ended_ = false;
};

} // namespace detail

/// The cheapest cover, by branch and bound from a cover and a dual: in each node the prices are
/// improved, columns that they decide are decided, and the row with the least choice is branched
/// on. For some hundred columns; says honestly whether it came to the end.
inline exact_cover find_exact(const cover_problem& a, std::span<const std::int32_t> start,
                              const cover_dual& dual, const exact_options& options = {}) {
  return detail::cover_tree(a, start, dual.scale, options).run(dual.u);
}

} // namespace irisan
