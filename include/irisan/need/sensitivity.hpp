#pragma once

#include <irisan/core/error.hpp>
#include <irisan/core/parallel.hpp>
#include <irisan/core/progress.hpp>
#include <irisan/core/random_source.hpp>
#include <irisan/need/score.hpp>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <span>
#include <utility>
#include <vector>

namespace irisan {

/// Where a target stands among those with a score for an activity when weights are doubted: place 1
/// is the greatest need, equals share a place.
struct rank_interval {
  target_index of;
  activity_index activity;
  std::int32_t rank = 0;  ///< by the weights as they are
  std::int32_t least = 0; ///< in any draw
  std::int32_t most = 0;
  std::int32_t lower = 0; ///< at most 5 % of the draws lie below
  std::int32_t upper = 0; ///< at most 5 % of the draws lie above

  friend bool operator==(const rank_interval&, const rank_interval&) = default;
};

namespace detail {

/// The needs of one activity as what they are made of.
class weighed_needs {
public:
  /// `needs` are of one activity; `parts` are sorted by target and activity.
  weighed_needs(std::span<const need* const> needs, std::span<const need_part> parts) {
    for (const need* n : needs) {
      const auto here =
          std::ranges::equal_range(parts, std::pair(n->of, n->activity), {},
                                   [](const need_part& x) { return std::pair(x.of, x.activity); });
      for (const need_part& x : here) parts_.push_back({static_cast<std::size_t>(x.rule), x.score});
      ends_.push_back(parts_.size());
    }
  }

  /// Places by score, greatest first, 1 2 2 4, for weights by rule.
  std::vector<std::int32_t> places(std::span<const double> weight) const {
    std::vector<std::pair<double, std::int32_t>> order;
    order.reserve(ends_.size());
    std::size_t i = 0;
    for (const std::size_t end : ends_) {
      double sum = 0, total = 0;
      for (; i < end; ++i)
        sum += weight[parts_[i].first] * parts_[i].second, total += weight[parts_[i].first];
      order.push_back({-to_twelve_decimals(sum / total), static_cast<std::int32_t>(order.size())});
    }
    std::sort(order.begin(), order.end());
    std::vector<std::int32_t> place(order.size());
    std::int32_t shared = 0;
    for (std::size_t k = 0; k < order.size(); ++k) {
      if (k == 0 || order[k].first != order[k - 1].first) shared = static_cast<std::int32_t>(k) + 1;
      place[static_cast<std::size_t>(order[k].second)] = shared;
    }
    return place;
  }

private:
  std::vector<std::size_t> ends_;
  std::vector<std::pair<std::size_t, double>> parts_; ///< rule and score
};

/// The weights of each draw, all from one stream: draws × rules.
inline std::vector<double> draw_weights(const need_rules& rules) {
  const double delta = to_double(rules.weight_change);
  random_source random(static_cast<std::uint64_t>(rules.seed));
  std::vector<double> drawn;
  for (std::int64_t i = 0; i < rules.draws; ++i)
    for (const need_rule& r : rules.indicators)
      drawn.push_back(to_double(r.weight) * (1 - delta + 2 * delta * random.unit()));
  return drawn;
}

/// The ends of some places: all of them, and without a twentieth at either side. Reorders them.
inline void set_ends(rank_interval& out, std::span<std::int32_t> places) {
  const std::size_t tail = places.size() / 20;
  const auto [least, most] = std::minmax_element(places.begin(), places.end());
  out.least = *least, out.most = *most;
  const auto nth = [&](std::size_t k) {
    const auto at = places.begin() + static_cast<std::ptrdiff_t>(k);
    std::nth_element(places.begin(), at, places.end());
    return *at;
  };
  out.lower = nth(tail), out.upper = nth(places.size() - 1 - tail);
}

} // namespace detail

/// How places move when weights do: each draw takes every weight times a number from 1 − δ to
/// 1 + δ, each equally likely, δ being the rules' `weight_change`. Sorted by activity and target.
///
/// The same for a seed and any number of threads. Needs of one part move only as others do. Each
/// draw sorts the targets of an activity once. Memory: 4 bytes for each draw and target of one
/// activity. Throws `stopped` when asked to stop.
inline std::vector<rank_interval> rank_intervals(const scored_needs& scored,
                                                 const need_rules& rules, unsigned threads = 0,
                                                 const progress& watch = {}) {
  require_sound(rules);
  const std::size_t width = rules.indicators.size();
  const auto draws = static_cast<std::size_t>(rules.draws);
  const std::vector<double> drawn = detail::draw_weights(rules);
  std::vector<double> plain;
  for (const need_rule& r : rules.indicators) plain.push_back(to_double(r.weight));
  std::vector<const need*> order;
  for (const need& n : scored.needs) order.push_back(&n);
  std::stable_sort(order.begin(), order.end(),
                   [](const need* a, const need* b) { return a->activity < b->activity; });
  std::vector<rank_interval> all;
  all.reserve(order.size());
  for (std::size_t from = 0, to = 0; from < order.size(); from = to) {
    while (to < order.size() && order[to]->activity == order[from]->activity) ++to;
    watch.at("sensitivity", static_cast<double>(from) / static_cast<double>(order.size()));
    const detail::weighed_needs needs({order.data() + from, to - from}, scored.parts);
    const std::vector<std::int32_t> now = needs.places(plain);
    for (std::size_t k = from; k < to; ++k)
      all.push_back({order[k]->of, order[k]->activity, now[k - from], 0, 0, 0, 0});
    std::vector<std::vector<std::int32_t>> place(draws);
    for_each_index(draws, threads, [&](std::size_t i) {
      if (watch.stop.stop_requested()) throw stopped();
      place[i] = needs.places({drawn.data() + i * width, width});
    });
    constexpr std::size_t block = 64; // what a line of each draw's places holds, a few times
    for_each_index((to - from + block - 1) / block, threads, [&](std::size_t b) {
      const std::size_t first = b * block, last = std::min(to - from, first + block);
      std::vector<std::int32_t> of_target((last - first) * draws);
      for (std::size_t i = 0; i < draws; ++i)
        for (std::size_t k = first; k < last; ++k) of_target[(k - first) * draws + i] = place[i][k];
      for (std::size_t k = first; k < last; ++k)
        detail::set_ends(all[from + k], {of_target.data() + (k - first) * draws, draws});
    });
  }
  return all;
}

} // namespace irisan
