#pragma once

#include <irisan/core/error.hpp>
#include <irisan/core/progress.hpp>
#include <irisan/core/random_source.hpp>
#include <irisan/core/sorted.hpp>
#include <irisan/graph/incidence.hpp>
#include <irisan/overlap/pair.hpp>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <utility>
#include <vector>

namespace irisan {

/// A random incidence with the sizes of all programs and the numbers of programs at all targets as
/// they are, each such incidence equally likely in the long run.
///
/// Fastball (Godard, Neal 2022, doi:10.1093/comnet/cnac049), a faster curveball (Strona et al.
/// 2014, doi:10.1038/ncomms5114): two programs trade targets that only one of them has. With blocks
/// of targets they trade within each, so that their sizes stay in each as they are.
class degree_preserving {
public:
  /// `block` has a number for each target, or is empty: all are one. Throws `rule_error` for
  /// another length.
  degree_preserving(const incidence_view& a, std::span<const std::int32_t> block,
                    std::uint64_t seed)
      : random_(seed), rows_(static_cast<std::size_t>(a.rows())) {
    if (!block.empty() && block.size() != static_cast<std::size_t>(a.columns))
      throw rule_error("there are " + std::to_string(block.size()) + " blocks for " +
                       std::to_string(a.columns) + " targets");
    // Numbered block by block: a merge of two rows then meets one block after the other.
    std::vector<std::int32_t> order(static_cast<std::size_t>(a.columns));
    for (std::size_t t = 0; t < order.size(); ++t) order[t] = static_cast<std::int32_t>(t);
    const auto block_at = [&](std::int32_t t) {
      return block.empty() ? 0 : block[static_cast<std::size_t>(t)];
    };
    std::stable_sort(order.begin(), order.end(),
                     [&](std::int32_t x, std::int32_t y) { return block_at(x) < block_at(y); });
    std::vector<std::int32_t> number(order.size());
    block_.resize(order.size());
    for (std::size_t i = 0; i < order.size(); ++i) {
      number[static_cast<std::size_t>(order[i])] = static_cast<std::int32_t>(i);
      block_[i] = block_at(order[i]);
    }
    for (std::size_t p = 0; p < rows_.size(); ++p) {
      for (const std::int32_t t : a.row(static_cast<std::int32_t>(p)))
        rows_[p].push_back(number[static_cast<std::size_t>(t)]);
      std::sort(rows_[p].begin(), rows_[p].end());
      crossings_ += rows_[p].size();
    }
    observed_ = rows_;
  }

  /// Lets so many pairs of programs trade. Time: linear in their targets.
  void trade(std::int64_t trades) {
    if (rows_.size() < 2) return;
    for (; trades > 0; --trades) {
      const auto i = static_cast<std::size_t>(random_.below(rows_.size()));
      auto k = static_cast<std::size_t>(random_.below(rows_.size() - 1));
      k += k >= i;
      trade_between(rows_[i], rows_[k]);
    }
  }

  /// Trades until the incidence is as far from the observed one as it gets, and no fewer than ten a
  /// program (Neal 2023, arXiv:2305.04937: how many are enough depends on the incidence). Returns
  /// how many it took.
  std::int64_t mix(const progress& watch = {}) {
    const auto step = static_cast<std::int64_t>(std::max<std::size_t>(rows_.size(), 1));
    std::int64_t done = 0;
    double farthest = -1;
    // Where five programs' worth of trades in turn lead no farther, it wanders about.
    for (int without = 0; without < 5 || done < 10 * step; done += step) {
      if (watch.stop.stop_requested()) throw stopped();
      trade(step);
      const double d = distance();
      without = d > farthest * 1.001 ? 0 : without + 1;
      farthest = std::max(farthest, d);
    }
    return done;
  }

  /// The share of crossings that were not observed.
  double distance() const {
    if (crossings_ == 0) return 0;
    std::size_t kept = 0;
    for (std::size_t p = 0; p < rows_.size(); ++p) kept += count_common(rows_[p], observed_[p]);
    return 1 - static_cast<double>(kept) / static_cast<double>(crossings_);
  }

  /// How many targets two programs share now.
  std::int64_t shared(intervention_index p, intervention_index q) const {
    return static_cast<std::int64_t>(count_common(rows_[p.at()], rows_[q.at()]));
  }

private:
  using row = std::vector<std::int32_t>;

  void trade_between(row& x, row& y) {
    x_.clear(), y_.clear();
    std::size_t i = 0, k = 0;
    while (i < x.size() || k < y.size()) {
      // The next block that either has; what only one of them has in it is shared out anew.
      const std::int32_t next = k == y.size() || (i < x.size() && x[i] < y[k]) ? x[i] : y[k];
      const std::int32_t block = block_[static_cast<std::size_t>(next)];
      const auto inside = [&](const row& r, std::size_t at) {
        return at < r.size() && block_[static_cast<std::size_t>(r[at])] == block;
      };
      merged_.clear();
      std::uint64_t only_x = 0, only = 0;
      while (inside(x, i) || inside(y, k)) {
        const bool from_x = inside(x, i) && (!inside(y, k) || x[i] <= y[k]);
        const bool from_y = inside(y, k) && (!inside(x, i) || y[k] <= x[i]);
        merged_.push_back({from_x ? x[i] : y[k], from_x && from_y});
        only += from_x != from_y;
        only_x += from_x && !from_y;
        i += from_x, k += from_y;
      }
      // Each of those goes to x with the chance that x still has to be given some: every choice of
      // so many is equally likely, and rows stay sorted.
      for (const auto& [target, both] : merged_) {
        if (both) {
          x_.push_back(target);
          y_.push_back(target);
        } else {
          const bool to_x = random_.below(only--) < only_x;
          only_x -= to_x;
          (to_x ? x_ : y_).push_back(target);
        }
      }
    }
    x.swap(x_), y.swap(y_);
  }

  random_source random_;
  std::vector<row> rows_, observed_;
  std::vector<std::int32_t> block_; // of targets as they are numbered here
  std::size_t crossings_ = 0;
  row x_, y_;
  std::vector<std::pair<std::int32_t, bool>> merged_;
};

/// How a pair's overlap lies among those of random incidences.
struct sampled_overlap {
  std::int64_t samples = 0;
  std::int64_t at_least = 0; ///< samples in which the pair shares as much as observed, or more
  std::int64_t at_most = 0;
  double mean = 0; ///< shared targets on average

  /// P(X ≥ observed): (b + 1) / (n + 1), never 0 (Davison, Hinkley 1997).
  double p_at_least() const noexcept { return tail(at_least); }
  double p_at_most() const noexcept { return tail(at_most); }

  friend bool operator==(const sampled_overlap&, const sampled_overlap&) = default;

private:
  double tail(std::int64_t reached) const noexcept {
    return static_cast<double>(reached + 1) / static_cast<double>(samples + 1);
  }
};

/// How many random incidences to look at.
struct sampling_options {
  std::int64_t samples = 1'000; ///< at most
  std::int64_t enough = 0; ///< a pair is settled when so many reach its overlap; 0: it never is
                           ///< (Besag, Clifford 1991, doi:10.1093/biomet/78.2.301)
  std::uint64_t seed = 1;
  progress watch;
};

/// Compares the overlaps of pairs with those of random incidences of the same degrees: a check of
/// the other nulls, not a replacement.
///
/// Pairs that are settled are not looked at again, and when all are it ends. The same for a seed.
/// Throws `rule_error` for fewer than one sample, `stopped` when asked to stop.
inline std::vector<sampled_overlap> sample_overlaps(const incidence_view& a,
                                                    std::span<const std::int32_t> block,
                                                    std::span<const overlap_pair> pairs,
                                                    const sampling_options& options = {}) {
  if (options.samples < 1)
    throw rule_error("at least one sample is needed, not " + std::to_string(options.samples));
  degree_preserving random(a, block, options.seed);
  const std::int64_t apart = random.mix(options.watch);
  std::vector<sampled_overlap> out(pairs.size());
  std::vector<std::size_t> open(pairs.size());
  for (std::size_t i = 0; i < open.size(); ++i) open[i] = i;
  for (std::int64_t n = 0; n < options.samples && !open.empty(); ++n) {
    if (n > 0)
      for (std::int64_t left = apart; left > 0; left -= 1'000) {
        if (options.watch.stop.stop_requested()) throw stopped();
        random.trade(std::min<std::int64_t>(left, 1'000));
      }
    std::erase_if(open, [&](std::size_t i) {
      sampled_overlap& s = out[i];
      const std::int64_t shared = random.shared(pairs[i].first, pairs[i].second);
      ++s.samples;
      s.at_least += shared >= pairs[i].shared;
      s.at_most += shared <= pairs[i].shared;
      s.mean += (static_cast<double>(shared) - s.mean) / static_cast<double>(s.samples);
      return options.enough > 0 && std::min(s.at_least, s.at_most) >= options.enough;
    });
  }
  return out;
}

} // namespace irisan
