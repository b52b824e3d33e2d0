#pragma once

#include <irisan/core/index.hpp>
#include <irisan/graph/incidence.hpp>
#include <irisan/overlap/closed_path.hpp>
#include <irisan/overlap/group_query.hpp>

#include <algorithm>
#include <atomic>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <limits>
#include <span>
#include <utility>
#include <vector>

namespace irisan {

/// ln of the targets that programs would share if each had chosen its own independently:
/// ln(N ∏ Kᵢ/N), with N targets (the columns) and Kᵢ of them reached by program i; −∞ if one of
/// them reaches none, NaN without targets. As a logarithm, since the product of many programs is
/// below the least double.
inline double log_expected_shared(const incidence_view& a,
                                  std::span<const intervention_index> members) {
  const double all = a.columns;
  double sum = std::log(all);
  for (const intervention_index p : members) sum += std::log(a.size(p.value) / all);
  return a.columns == 0 ? std::numeric_limits<double>::quiet_NaN() : sum;
}

/// ln of the lift: of the targets that programs share over those expected, ∏ Kᵢ / Nⁿ⁻¹. 0 means as
/// many as by chance.
inline double log_lift(const incidence_view& a, std::span<const intervention_index> members,
                       std::int64_t shared) {
  return std::log(static_cast<double>(shared)) - log_expected_shared(a, members);
}

/// The logarithm of a lift to ten decimals, to rank by: lifts that are equal as fractions differ in
/// the last bits of their sums, and must tie.
inline double lift_score(const incidence_view& a, std::span<const intervention_index> members,
                         std::int64_t shared) {
  return std::round(log_lift(a, members, shared) * 1e10) / 1e10;
}

/// A group with what it is ranked by: its cells, or its `lift_score`.
struct ranked_group {
  double score = 0;
  std::int64_t shared = 0;
  std::vector<intervention_index> members; ///< ascending

  /// Ranks first what scores more, then what comes first by its members.
  bool before(const ranked_group& other) const {
    return score != other.score ? score > other.score : members < other.members;
  }
};

namespace detail {

/// Keeps the groups of one part of a search that rank first, and ends what cannot lead to one.
class ranking_guide {
public:
  static constexpr bool bounded = true;

  /// The least score that can still rank, shared by all parts: it only rises, so an old one lets
  /// too much pass and never too little.
  using bar = std::atomic<double>;

  ranking_guide(const incidence_view& a, const group_query& query, bar& least,
                std::vector<ranked_group>& best)
      : a_(a), query_(query), least_(least), best_(best) {}

  bool visit(std::span<const intervention_index> members, std::int64_t shared) {
    ranked_group g;
    g.shared = shared;
    const double least = least_.load(std::memory_order_relaxed);
    if (query_.ranking == group_ranking::cells) {
      g.score = static_cast<double>(members.size()) * static_cast<double>(shared);
      if (g.score < least) return true;
    } else if (log_lift(a_, members, shared) < least - slack) {
      return true;
    }
    g.members.assign(members.begin(), members.end());
    std::sort(g.members.begin(), g.members.end());
    // Added in the same order however the set was found.
    if (query_.ranking == group_ranking::lift) g.score = lift_score(a_, g.members, shared);
    const auto before = std::mem_fn(&ranked_group::before);
    if (best_.size() == query_.top) {
      if (!g.before(best_.front())) return true;
      std::pop_heap(best_.begin(), best_.end(), before);
      best_.pop_back();
    }
    best_.push_back(std::move(g));
    std::push_heap(best_.begin(), best_.end(), before);
    if (best_.size() == query_.top) raise(best_.front().score);
    return true;
  }

  /// Whether a set with some of the extensions may score as much as is asked.
  ///
  /// With m of them it shares at most as many targets as the m-th of them by targets, and each of
  /// them raises the expectation's inverse by at most the m greatest N/Kᵢ.
  bool promising(std::span<const intervention_index> members,
                 std::span<const group_extension> extensions) {
    const double least = least_.load(std::memory_order_relaxed);
    if (least == -std::numeric_limits<double>::infinity()) return true;
    shared_.clear();
    for (const group_extension& e : extensions) shared_.push_back(e.shared);
    std::sort(shared_.begin(), shared_.end(), std::greater<>());
    if (query_.ranking == group_ranking::cells) {
      auto programs = static_cast<std::int64_t>(members.size());
      for (const std::int32_t s : shared_)
        if (static_cast<double>(++programs * s) >= least) return true;
      return false;
    }
    sizes_.clear();
    for (const group_extension& e : extensions) sizes_.push_back(a_.size(e.program.value));
    std::sort(sizes_.begin(), sizes_.end());
    double expected = log_expected_shared(a_, members);
    for (std::size_t m = 0; m < sizes_.size(); ++m) {
      expected += std::log(sizes_[m] / static_cast<double>(a_.columns));
      if (std::log(shared_[m]) - expected >= least - slack) return true;
    }
    return false;
  }

private:
  // More than rounding can make of a sum of logarithms.
  static constexpr double slack = 1e-6;

  void raise(double score) noexcept {
    double now = least_.load(std::memory_order_relaxed);
    while (now < score && !least_.compare_exchange_weak(now, score, std::memory_order_relaxed)) {
    }
  }

  incidence_view a_;
  const group_query& query_;
  bar& least_;
  std::vector<ranked_group>& best_; // a heap with the last of them on top
  std::vector<std::int32_t> shared_, sizes_;
};

} // namespace detail

} // namespace irisan
