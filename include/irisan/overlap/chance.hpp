#pragma once

#include <irisan/core/parallel.hpp>
#include <irisan/core/progress.hpp>
#include <irisan/core/tasks.hpp>
#include <irisan/overlap/multiplicity.hpp>
#include <irisan/overlap/overlap_nulls.hpp>
#include <irisan/overlap/pair.hpp>
#include <irisan/overlap/stratified_overlap.hpp>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <span>
#include <string>
#include <tuple>
#include <vector>

namespace irisan {

/// How a pair's shared targets compare with what one null expects. Not a number where the pair is
/// not testable: margins leave one overlap only, so that it says nothing.
struct null_comparison {
  static constexpr double unknown = std::numeric_limits<double>::quiet_NaN();

  double ln_p = unknown;       ///< ln P(X ≥ shared)
  double ln_p_below = unknown; ///< ln P(X ≤ shared), if asked for
  double ln_q = unknown; ///< ln p adjusted for all tests; also unknown where no overlap could ever
                         ///< be a discovery
  double expected = unknown; ///< targets shared on average; known even if not testable
  tail_method method = tail_method::exact;

  bool is_testable() const noexcept { return !std::isnan(ln_p); }

  /// What is not known equals itself here.
  friend bool operator==(const null_comparison& a, const null_comparison& b) noexcept {
    const auto same = [](double x, double y) { return x == y || (std::isnan(x) && std::isnan(y)); };
    return same(a.ln_p, b.ln_p) && same(a.ln_p_below, b.ln_p_below) && same(a.ln_q, b.ln_q) &&
           same(a.expected, b.expected) && a.method == b.method;
  }
};

/// How surprising the overlap of a pair is, under three nulls side by side.
struct pair_chance {
  null_comparison pooled, stratified, degrees;
  double odds_ratio = null_comparison::unknown; ///< within strata, the conditional estimate

  friend bool operator==(const pair_chance& a, const pair_chance& b) noexcept {
    return a.pooled == b.pooled && a.stratified == b.stratified && a.degrees == b.degrees &&
           (a.odds_ratio == b.odds_ratio || (std::isnan(a.odds_ratio) && std::isnan(b.odds_ratio)));
  }
};

/// What is asked of chance.
struct chance_options {
  bool pooled = true, stratified = true, degrees = true; ///< which nulls are wanted
  bool below = false;                                    ///< whether the lower tails are wanted
  bool odds_ratio = true;
  double alpha = 0.05; ///< rate of false discoveries at which something is decided
  multiplicity adjustment = multiplicity::benjamini_hochberg;
  bool remove_unattainable = true; ///< tests that no overlap could make a discovery (Tarone)
  unsigned threads = 0;
  progress watch;
};

/// How many tests the q-values of each null are adjusted for.
struct chance_tests {
  std::int64_t pooled = 0, stratified = 0, degrees = 0;

  friend bool operator==(const chance_tests&, const chance_tests&) = default;
};

/// The chance of pairs, and of how many tests they are part of.
struct chance_table {
  std::vector<pair_chance> pairs; ///< in the order of the pairs
  chance_tests tests;
};

namespace detail {

/// Pooled tails by their four numbers: most pairs share theirs with others.
class tail_cache {
public:
  double at_least(const overlap_margins& m, std::int64_t shared) {
    const std::int64_t small = std::min(m.first, m.second), large = std::max(m.first, m.second);
    const key k{small, large, m.universe, shared};
    std::uint64_t hash = 0;
    for (const std::int64_t n : {k.small, k.large, k.universe, k.shared})
      hash = (hash ^ static_cast<std::uint64_t>(n)) * 0x9e3779b97f4a7c15 ^ hash >> 29;
    slot& s = slots_[hash >> (64 - bits)];
    if (!(s.of == k)) s = {k, ln_p_at_least(m, shared)};
    return s.value;
  }

private:
  static constexpr int bits = 16;
  struct key {
    std::int64_t small = -1, large = -1, universe = -1, shared = -1;

    friend bool operator==(const key&, const key&) = default;
  };
  struct slot {
    key of;
    double value = 0;
  };
  std::vector<slot> slots_ = std::vector<slot>(std::size_t{1} << bits);
};

/// The least ln p that the margins of each pair allow, for all pairs: those that may decide singly,
/// and how many lie at or below `floor`, where it does not matter by how much.
inline std::vector<attainable_tests> attainable_of(const overlap_nulls& nulls, overlap_null null,
                                                   double floor, unsigned threads,
                                                   const progress& watch) {
  const std::int32_t n = nulls.interventions();
  constexpr std::int32_t rows = 16;
  struct part {
    std::int64_t low = 0;
    std::vector<double> others;
  };
  std::vector<part> parts(static_cast<std::size_t>((n + rows - 1) / rows));
  for_each_index(parts.size(), threads, [&](std::size_t i) {
    if (watch.stop.stop_requested()) throw stopped();
    std::vector<overlap_margins> margins;
    const auto begin = static_cast<std::int32_t>(i) * rows;
    for (std::int32_t p = begin; p < std::min(n, begin + rows); ++p)
      for (std::int32_t q = p + 1; q < n; ++q) {
        nulls.margins({p}, {q}, null, margins);
        double least = 0;
        bool testable = false;
        for (const overlap_margins& m : margins) {
          if (!is_testable(m)) continue;
          testable = true;
          least += least_ln_p(m);
          if (least <= floor) break;
        }
        if (!testable) continue;
        if (least <= floor)
          ++parts[i].low;
        else
          parts[i].others.push_back(least);
      }
  });
  std::vector<attainable_tests> all{{floor, 0}};
  std::vector<double> others;
  for (part& x : parts) {
    all.front().count += x.low;
    others.insert(others.end(), x.others.begin(), x.others.end());
  }
  std::sort(others.begin(), others.end());
  for (const double ln_p : others) {
    if (all.back().ln_p != ln_p) all.push_back({ln_p, 0});
    ++all.back().count;
  }
  return all;
}

} // namespace detail

/// How surprising the overlaps of pairs are: of each null its tail, what it expects, and q over all
/// pairs that could have been tested, those that share nothing among them.
///
/// ln p are exact to 10⁻¹² relative; under `stratified` and `degrees` to 10⁻⁴ where that decides
/// nothing. The same for any number of threads and order of rows. Throws `stopped`, and
/// `rule_error` for an α that does not lie between 0 and 1.
inline chance_table chance(const overlap_nulls& nulls, std::span<const overlap_pair> pairs,
                           const chance_options& options = {}) {
  if (!(options.alpha > 0 && options.alpha < 1))
    throw rule_error("alpha lies between 0 and 1, not at " + std::to_string(options.alpha));
  const double ln_alpha = std::log(options.alpha);
  chance_table out;
  out.pairs.resize(pairs.size());
  const progress& watch = options.watch;
  const auto testable = [&](bool wanted, overlap_null null) {
    return wanted ? nulls.testable_pairs(null, options.threads, watch) : 0;
  };
  out.tests = {testable(options.pooled, overlap_null::pooled),
               testable(options.stratified, overlap_null::stratified),
               testable(options.degrees, overlap_null::stratified)};
  // Least p-values above which no test is one; 0: all are.
  double pooled_limit = 0, stratified_limit = 0;
  if (options.remove_unattainable)
    for (const auto& [null, tests, limit] :
         {std::tuple(overlap_null::pooled, &out.tests.pooled, &pooled_limit),
          std::tuple(overlap_null::stratified, &out.tests.stratified, &stratified_limit)}) {
      if (*tests == 0) continue;
      const auto attainable = detail::attainable_of(
          nulls, null, ln_alpha - std::log(static_cast<double>(*tests)), options.threads, watch);
      const tests_left left = remove_unattainable(attainable, ln_alpha);
      *tests = left.count;
      *limit = left.ln_limit;
    }
  const auto least = [](const std::vector<overlap_margins>& margins) {
    double sum = 0;
    for (const overlap_margins& m : margins) sum += least_ln_p(m);
    return sum;
  };
  // An approximation takes about as long as so many products.
  tail_options bulk;
  bulk.work = 3e4;
  const auto compare = [&](null_comparison& c, const auto& sum, std::int64_t shared) {
    c.expected = static_cast<double>(sum.least()) + sum.at(0).mean;
    if (sum.least() == sum.most()) return;
    const ln_tail tail = sum.choose(shared, true, bulk);
    c.ln_p = tail.value;
    c.method = tail.method;
    if (options.below) c.ln_p_below = sum.choose(shared, false, bulk).value;
  };
  std::vector<char> unattainable(options.remove_unattainable ? 2 * pairs.size() : 0, 0);
  struct room {
    detail::tail_cache cache;
    std::vector<overlap_margins> margins;
    std::vector<trials> meetings;
  };
  const auto judge = [&](std::size_t i, room& r) {
    const overlap_pair& pair = pairs[i];
    pair_chance& c = out.pairs[i];
    if (options.pooled) {
      nulls.margins(pair.first, pair.second, overlap_null::pooled, r.margins);
      if (r.margins.size() == 1) {
        const overlap_margins& m = r.margins.front();
        c.pooled.expected = expected_shared(m);
        if (is_testable(m)) {
          c.pooled.ln_p = r.cache.at_least(m, pair.shared);
          if (options.below) c.pooled.ln_p_below = ln_p_at_most(m, pair.shared);
        }
      } else {
        compare(c.pooled, stratified_overlap(r.margins), pair.shared);
      }
      if (pooled_limit < 0) unattainable[2 * i] = least(r.margins) > pooled_limit;
    }
    if (options.stratified) {
      nulls.margins(pair.first, pair.second, overlap_null::stratified, r.margins);
      const auto sum = stratified_overlap(r.margins);
      compare(c.stratified, sum, pair.shared);
      if (stratified_limit < 0) unattainable[2 * i + 1] = least(r.margins) > stratified_limit;
      if (options.odds_ratio) c.odds_ratio = conditional_odds_ratio(sum, pair.shared);
    }
    if (options.degrees) {
      nulls.meetings(pair.first, pair.second, r.meetings);
      compare(c.degrees, poisson_binomial(r.meetings), pair.shared);
    }
  };
  constexpr std::size_t block = 1'024;
  spare_values<room> rooms;
  for_each_index((pairs.size() + block - 1) / block, options.threads, [&](std::size_t b) {
    rooms.use([] { return room(); },
              [&](room& r) {
                for (std::size_t i = b * block; i < std::min(pairs.size(), (b + 1) * block); ++i) {
                  if ((i & 255) == 0 && watch.stop.stop_requested()) throw stopped();
                  judge(i, r);
                }
              });
  });
  const auto adjust = [&](null_comparison pair_chance::*null, std::int64_t tests, int which) {
    std::vector<double> ln_p(pairs.size());
    for (std::size_t i = 0; i < ln_p.size(); ++i)
      ln_p[i] = which >= 0 && !unattainable.empty() &&
                        unattainable[2 * i + static_cast<std::size_t>(which)]
                    ? null_comparison::unknown
                    : (out.pairs[i].*null).ln_p;
    const std::vector<double> ln_q = ln_adjusted(ln_p, tests, options.adjustment, options.threads);
    for (std::size_t i = 0; i < ln_q.size(); ++i) (out.pairs[i].*null).ln_q = ln_q[i];
  };
  // What lies within a factor of 2 of the last discovery is found again, exactly.
  const auto settle = [&](null_comparison pair_chance::*null, std::int64_t tests, int which,
                          const auto& exact) {
    adjust(null, tests, which);
    double last = -std::numeric_limits<double>::infinity(), first = 0;
    for (const pair_chance& c : out.pairs) {
      const null_comparison& n = c.*null;
      (n.ln_q <= ln_alpha ? last : first) = n.ln_q <= ln_alpha
                                                ? std::max(last, n.ln_p)
                                                : std::min(first, n.is_testable() ? n.ln_p : 0);
    }
    const double margin = tail_options().margin;
    std::vector<std::size_t> near;
    for (std::size_t i = 0; i < pairs.size(); ++i)
      if (const null_comparison& n = out.pairs[i].*null; n.method == tail_method::saddle_point &&
                                                         n.ln_p >= last - margin &&
                                                         n.ln_p <= std::max(last, first) + margin)
        near.push_back(i);
    if (near.empty()) return;
    for_each_chunk(near.size(), 64, options.threads, [&](std::size_t begin, std::size_t end) {
      for (std::size_t k = begin; k < end; ++k) {
        if (watch.stop.stop_requested()) throw stopped();
        null_comparison& n = out.pairs[near[k]].*null;
        n.ln_p = exact(pairs[near[k]]);
        n.method = tail_method::exact;
      }
    });
    adjust(null, tests, which);
  };
  const auto by_margins = [&](overlap_null null) {
    return [&, null](const overlap_pair& pair) {
      std::vector<overlap_margins> margins;
      nulls.margins(pair.first, pair.second, null, margins);
      return ln_p_at_least(std::span<const overlap_margins>(margins), pair.shared);
    };
  };
  if (options.pooled)
    settle(&pair_chance::pooled, out.tests.pooled, 0, by_margins(overlap_null::pooled));
  if (options.stratified)
    settle(&pair_chance::stratified, out.tests.stratified, 1, by_margins(overlap_null::stratified));
  if (options.degrees)
    settle(&pair_chance::degrees, out.tests.degrees, -1, [&](const overlap_pair& pair) {
      std::vector<trials> meetings;
      nulls.meetings(pair.first, pair.second, meetings);
      return ln_p_at_least(std::span<const trials>(meetings), pair.shared);
    });
  return out;
}

} // namespace irisan
