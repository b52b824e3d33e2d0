#pragma once

#include <irisan/core/error.hpp>
#include <irisan/core/parallel.hpp>
#include <irisan/core/progress.hpp>
#include <irisan/overlap/hypergeometric.hpp>
#include <irisan/overlap/log_sum.hpp>

#include <algorithm>
#include <cmath>
#include <compare>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <vector>

namespace irisan {

/// The sizes of n sets of targets and of the universe that all are drawn from.
struct joint_margins {
  std::vector<std::int64_t> sizes;
  std::int64_t universe = 0;

  friend auto operator<=>(const joint_margins&, const joint_margins&) = default;
};

/// ln P(|A₁ ∩ … ∩ Aₙ| = k) for every k from the least possible to the most.
struct joint_distribution {
  std::int64_t least = 0;
  std::vector<double> ln_probability;

  std::int64_t most() const noexcept {
    return least + static_cast<std::int64_t>(ln_probability.size()) - 1;
  }

  friend bool operator==(const joint_distribution&, const joint_distribution&) = default;
};

namespace detail {
/// The sizes ascending; throws as `joint_overlap`.
inline std::vector<std::int64_t> checked_sizes(std::span<const std::int64_t> sizes,
                                               std::int64_t universe) {
  if (sizes.empty()) throw rule_error("a joint overlap of 0 sets");
  for (const std::int64_t size : sizes) check_margins({size, size, universe});
  std::vector<std::int64_t> sorted(sizes.begin(), sizes.end());
  std::sort(sorted.begin(), sorted.end());
  return sorted;
}

/// The least that sets of all sizes share: max(0, Σ K − (n − 1) N).
inline std::int64_t least_joint(std::span<const std::int64_t> sizes, std::int64_t universe) {
  std::int64_t least = universe;
  for (const std::int64_t size : sizes) least = std::max<std::int64_t>(0, least + size - universe);
  return least;
}

/// Shared with one set more, from how many targets are shared without it.
///
/// P′(x) = Σ P(y) C(y, x) C(N − y, K − x) / C(N, K). What is shared is distributed as a sum of
/// independent indicators (Vatutin and Mikhailov 1982, for cells that stay empty), so that the
/// terms of a sum are log-concave in y: from the greatest, by ratios of neighbours, until they no
/// longer show.
class one_set_more {
public:
  one_set_more(const joint_distribution& before, std::int64_t size, std::int64_t universe)
      : before_(before), size_(size), universe_(universe) {
    const std::vector<double>& p = before.ln_probability;
    for (std::size_t y = 0; y + 1 < p.size(); ++y) step_.push_back(std::exp(p[y + 1] - p[y]));
  }

  /// ln P′(x); `from` is where to look for the greatest term first, and where it was found.
  double at(std::int64_t x, std::int64_t& from) const {
    const std::int64_t low = std::max(before_.least, x),
                       high = std::min(before_.most(), universe_ - size_ + x);
    std::int64_t top = std::clamp(from, low, high);
    while (top < high && ratio(top, x) > 1) ++top;
    while (top > low && ratio(top - 1, x) < 1) --top;
    from = top;
    double sum = 1, term = 1;
    for (std::int64_t y = top; y < high && term > 1e-18 * sum; sum += term) term *= ratio(y++, x);
    term = 1;
    for (std::int64_t y = top; y > low && term > 1e-18 * sum; sum += term) term /= ratio(--y, x);
    return before_.ln_probability[static_cast<std::size_t>(top - before_.least)] +
           ln_probability({top, size_, universe_}, x) + std::log(sum);
  }

private:
  /// Of the term of y + 1 to that of y.
  double ratio(std::int64_t y, std::int64_t x) const noexcept {
    const auto n = [](std::int64_t i) { return static_cast<double>(i); };
    return step_[static_cast<std::size_t>(y - before_.least)] *
           (n(y + 1) * n(universe_ - size_ + x - y)) / (n(y + 1 - x) * n(universe_ - y));
  }

  const joint_distribution& before_;
  std::int64_t size_, universe_;
  std::vector<double> step_;
};

/// The distribution from `floor` on: what is shared never grows, so that less does not matter.
inline joint_distribution joint_from(std::span<const std::int64_t> sorted, std::int64_t universe,
                                     std::int64_t floor, unsigned threads, const progress& watch) {
  const std::int64_t most = sorted.front();
  joint_distribution all{most, {0}};
  constexpr std::int64_t block = 256;
  for (std::size_t i = 1; i < sorted.size(); ++i) {
    watch.at("joint overlap", static_cast<double>(i - 1) / static_cast<double>(sorted.size() - 1));
    const std::int64_t least = std::max(floor, least_joint(sorted.first(i + 1), universe));
    joint_distribution next{least, {}};
    next.ln_probability.resize(static_cast<std::size_t>(most - least + 1));
    const one_set_more more(all, sorted[i], universe);
    for_each_index(static_cast<std::size_t>((most - least) / block + 1), threads,
                   [&](std::size_t b) {
                     if (watch.stop.stop_requested()) throw stopped();
                     const std::int64_t begin = least + static_cast<std::int64_t>(b) * block;
                     std::int64_t from = begin;
                     for (std::int64_t x = begin; x < std::min(begin + block, most + 1); ++x)
                       next.ln_probability[static_cast<std::size_t>(x - least)] = more.at(x, from);
                   });
    all = std::move(next);
  }
  watch.at("joint overlap", 1);
  return all;
}

inline std::span<const double> part_of(const joint_distribution& d, std::int64_t begin,
                                       std::int64_t end) {
  begin = std::clamp(begin, d.least, d.most() + 1);
  end = std::clamp(end, begin, d.most() + 1);
  return std::span(d.ln_probability)
      .subspan(static_cast<std::size_t>(begin - d.least), static_cast<std::size_t>(end - begin));
}

/// ln of the sum of a part of a distribution, from the rest where the part is nearly all.
inline double ln_sum_of(const joint_distribution& d, std::int64_t begin, std::int64_t end) {
  const double sum = ln_sum(part_of(d, begin, end));
  if (sum < ln_mostly) return sum;
  return ln_one_minus_exp(
      ln_add(ln_sum(part_of(d, d.least, begin)), ln_sum(part_of(d, end, d.most() + 1))));
}
} // namespace detail

/// Targets that sets of these sizes all share on average by chance: Π K / Nⁿ⁻¹.
///
/// Throws as `joint_overlap`.
inline double expected_joint(std::span<const std::int64_t> sizes, std::int64_t universe) {
  const auto sorted = detail::checked_sizes(sizes, universe);
  auto expected = static_cast<double>(sorted.front());
  for (std::size_t i = 1; i < sorted.size(); ++i)
    expected *= expected > 0 ? static_cast<double>(sorted[i]) / static_cast<double>(universe) : 0;
  return expected;
}

/// How many targets n sets of these sizes all share if each is drawn from the universe without
/// regard to the others: the exact distribution.
///
/// Set by set, each a hypergeometric step on what is shared so far, in logarithms (Wang, Zhao and
/// Zhang 2015, doi 10.1038/srep16923), with no cut-off but one relative to each sum. Time: n times
/// the smallest set times its spread by chance. Throws `rule_error` for no set and as
/// `check_margins` does for each size, `stopped` when asked to stop.
inline joint_distribution joint_overlap(std::span<const std::int64_t> sizes, std::int64_t universe,
                                        unsigned threads = 1, const progress& watch = {}) {
  return detail::joint_from(detail::checked_sizes(sizes, universe), universe, 0, threads, watch);
}

/// ln P(X = k) of a distribution; −∞ outside it.
inline double ln_probability(const joint_distribution& d, std::int64_t shared) {
  return shared < d.least || shared > d.most() ? ln_zero : detail::ln_sum_of(d, shared, shared + 1);
}

/// ln P(X ≥ k) of a distribution.
inline double ln_p_at_least(const joint_distribution& d, std::int64_t shared) {
  if (shared <= d.least) return 0;
  return shared > d.most() ? ln_zero : detail::ln_sum_of(d, shared, d.most() + 1);
}

/// ln P(X ≤ k) of a distribution.
inline double ln_p_at_most(const joint_distribution& d, std::int64_t shared) {
  if (shared >= d.most()) return 0;
  return shared < d.least ? ln_zero : detail::ln_sum_of(d, d.least, shared + 1);
}

/// ln p of a joint overlap that was seen: P(X ≥ shared) if the sets have nothing to do with each
/// other. Nearly always small once two of them overlap more than by chance; see `ln_productivity`.
///
/// Throws as `joint_overlap`, and `rule_error` if such sets cannot share so many targets.
inline double ln_p_joint(std::int64_t shared, std::span<const std::int64_t> sizes,
                         std::int64_t universe, unsigned threads = 1, const progress& watch = {}) {
  const auto sorted = detail::checked_sizes(sizes, universe);
  const std::int64_t least = detail::least_joint(sorted, universe);
  if (shared < least || shared > sorted.front())
    throw rule_error(std::to_string(sizes.size()) + " sets, the smallest of " +
                     std::to_string(sorted.front()) + " of " + std::to_string(universe) +
                     " targets, cannot all share " + std::to_string(shared));
  if (shared == least) return 0;
  if (static_cast<double>(shared) > expected_joint(sorted, universe)) {
    const double p =
        ln_sum(detail::joint_from(sorted, universe, shared, threads, watch).ln_probability);
    if (p < detail::ln_mostly) return p;
  }
  return ln_p_at_least(joint_overlap(sorted, universe, threads, watch), shared);
}

/// A group of sets split in two: how many targets all but one share, and how many the one has.
struct joint_split {
  std::int64_t others = 0, one = 0;

  friend bool operator==(const joint_split&, const joint_split&) = default;
};

/// ln of the productivity p of a group: the greatest, over the sets taken one at a time, of ln P(X
/// ≥ shared) for what that set shares with what all others share.
///
/// Small only if every set adds something: if each is more present where the others meet than by
/// chance. The split into one set and the others of Webb's test (2010,
/// doi 10.1145/1644873.1644876). Throws `rule_error` for no split and as `ln_p_overlap` does.
inline double ln_productivity(std::int64_t shared, std::span<const joint_split> splits,
                              std::int64_t universe) {
  if (splits.empty()) throw rule_error("the productivity of 0 sets");
  double greatest = ln_zero;
  for (const joint_split& s : splits)
    greatest = std::max(greatest, ln_p_overlap(shared, s.others, s.one, universe));
  return greatest;
}

} // namespace irisan
