#pragma once

#include <irisan/core/error.hpp>
#include <irisan/core/parallel.hpp>
#include <irisan/core/progress.hpp>
#include <irisan/need/delivery_problem.hpp>

#include <algorithm>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <numeric>
#include <span>
#include <unordered_map>
#include <utility>
#include <vector>

namespace irisan {

/// In which of the cheapest choices a delivery is.
enum class presence : std::uint8_t { in_none, in_some, in_all };

/// Which deliveries of a target its needs can do without.
///
/// A need for more than all deliveries give is listed, and what they give is asked instead.
struct delivery_cover {
  bool too_large = false;      ///< given up; then `cost`, `where` and `kept` are not known
  std::int64_t cost = 0;       ///< of the cheapest deliveries that cover the needs
  std::vector<presence> where; ///< of each delivery, among all choices of that cost
  std::vector<bool> kept; ///< of each delivery: whether it is in one of those choices, the same
                          ///< always; all that are not can go at once
  std::vector<bool> essential; ///< of each delivery: no choice covers the needs without it; one
                               ///< that is not could go if all others stay
  std::vector<std::int32_t> short_needs; ///< ascending

  friend bool operator==(const delivery_cover&, const delivery_cover&) = default;
};

/// How far to go with one target.
struct delivery_limits {
  std::int64_t states = 1'000'000; ///< what may be left of the needs after each delivery, together
  unsigned threads = 1;            ///< 0: as many as the machine has
  progress watch;
};

/// The answers for many targets.
struct delivery_covers {
  std::vector<delivery_cover> of; ///< each target, in their order
  std::size_t distinct = 0;       ///< problems that were solved

  friend bool operator==(const delivery_covers&, const delivery_covers&) = default;
};

namespace detail {

/// Dynamic programming over what is left of the needs, delivery by delivery.
class delivery_solver {
public:
  delivery_solver(const delivery_problem& p, const delivery_limits& limits)
      : p_(p), limits_(limits) {}

  delivery_cover run() {
    const std::size_t n = p_.deliveries();
    answer_.essential.assign(n, false);
    for (std::size_t i = 0; i < p_.needs(); ++i) {
      std::int64_t sum = 0;
      for (std::size_t d = 0; d < n; ++d) sum += given(d, i);
      std::int64_t asked = p_.demand[i];
      if (sum < asked) {
        answer_.short_needs.push_back(static_cast<std::int32_t>(i));
        asked = sum;
      }
      if (asked == 0) continue;
      need row{i, 0, static_cast<std::int32_t>(asked), 0, {}};
      std::int64_t common = 0;
      for (std::size_t d = 0; d < n; ++d) {
        if (sum - given(d, i) < asked) answer_.essential[d] = true;
        common = std::gcd(common, given(d, i));
      }
      // Whole doses: a need of 10 by doses of 4 is one of 3 by doses of 1.
      for (std::size_t d = 0; d < n; ++d)
        row.amount.push_back(static_cast<std::int32_t>(given(d, i) / common));
      row.asked = static_cast<std::int32_t>((asked + common - 1) / common);
      for (auto& x : row.amount) x = std::min(x, row.asked);
      needs_.push_back(std::move(row));
    }
    if (!place_fields() || !go_forward()) {
      answer_.too_large = true;
      return std::move(answer_);
    }
    go_back();
    return std::move(answer_);
  }

private:
  __extension__ using key = unsigned __int128;
  __extension__ using wide = __int128;
  static constexpr std::int64_t unreached = std::numeric_limits<std::int64_t>::max() / 2;

  struct need {
    std::size_t index;
    unsigned shift;
    std::int32_t asked;
    std::uint64_t mask;
    std::vector<std::int32_t> amount; ///< of each delivery
  };
  /// What is left of all needs, packed, and the least cost to get there.
  struct state {
    key left;
    std::int64_t cost;
    std::int32_t without = 0, with = 0; ///< the states of the next layer that it leads to
    bool take = false;                  ///< the way that is gone from here: with the delivery
  };

  std::int64_t given(std::size_t d, std::size_t i) const { return p_.amount[d * p_.needs() + i]; }
  bool place_fields() {
    unsigned bits = 0;
    for (need& row : needs_) {
      const unsigned width =
          static_cast<unsigned>(std::bit_width(static_cast<std::uint32_t>(row.asked)));
      row.shift = bits;
      row.mask = (std::uint64_t{1} << width) - 1;
      bits += width;
    }
    return bits <= 128;
  }
  std::int32_t left_of(key left, const need& row) const {
    return static_cast<std::int32_t>(static_cast<std::uint64_t>(left >> row.shift) & row.mask);
  }
  key after(key left, std::size_t d) const {
    for (const need& row : needs_) {
      const std::int32_t now = left_of(left, row), by = std::min(now, row.amount[d]);
      left -= static_cast<key>(static_cast<std::uint32_t>(by)) << row.shift;
    }
    return left;
  }
  /// Whether deliveries from d on can give what is left.
  bool possible(key left, std::size_t d) const {
    for (std::size_t r = 0; r < needs_.size(); ++r)
      if (left_of(left, needs_[r]) > rest_[d * needs_.size() + r]) return false;
    return true;
  }

  /// A cover that is not bad: no state that costs more leads to a cheapest one.
  std::int64_t upper() const {
    key left = layers_[0][0].left;
    std::vector<bool> in(p_.deliveries(), false);
    while (left != 0) {
      std::size_t best = p_.deliveries();
      std::int64_t most = 0;
      for (std::size_t d = 0; d < p_.deliveries(); ++d) {
        if (in[d]) continue;
        std::int64_t gain = 0;
        for (const need& row : needs_) gain += std::min(left_of(left, row), row.amount[d]);
        if (gain > 0 && (best == p_.deliveries() || static_cast<wide>(p_.cost[d]) * most <
                                                        static_cast<wide>(p_.cost[best]) * gain)) {
          best = d;
          most = gain;
        }
      }
      in[best] = true;
      left = after(left, best);
    }
    std::int64_t cost = 0;
    for (std::size_t d = p_.deliveries(); d-- > 0;) {
      if (!in[d]) continue;
      key without = layers_[0][0].left;
      for (std::size_t k = 0; k < p_.deliveries(); ++k)
        if (in[k] && k != d) without = after(without, k);
      in[d] = without != 0;
      cost += in[d] ? p_.cost[d] : 0;
    }
    return cost;
  }

  bool go_forward() {
    const std::size_t n = p_.deliveries();
    rest_.assign((n + 1) * needs_.size(), 0);
    for (std::size_t d = n; d-- > 0;)
      for (std::size_t r = 0; r < needs_.size(); ++r)
        rest_[d * needs_.size() + r] =
            std::min<std::int64_t>(std::numeric_limits<std::int32_t>::max(),
                                   rest_[(d + 1) * needs_.size() + r] + needs_[r].amount[d]);
    key all = 0;
    for (const need& row : needs_)
      all |= static_cast<key>(static_cast<std::uint32_t>(row.asked)) << row.shift;
    layers_.resize(n + 1);
    layers_[0].push_back({all, 0});
    const std::int64_t most = upper();
    std::int64_t states = 1;
    struct move {
      key left;
      std::int64_t cost;
      std::int32_t from;
      bool with;
    };
    std::vector<move> moves;
    for (std::size_t d = 0; d < n; ++d) {
      auto &now = layers_[d], &next = layers_[d + 1];
      moves.clear();
      for (std::size_t s = 0; s < now.size(); ++s) {
        const auto from = static_cast<std::int32_t>(s);
        now[s].without = now[s].with = -1;
        if (possible(now[s].left, d + 1)) moves.push_back({now[s].left, now[s].cost, from, false});
        const key left = after(now[s].left, d);
        if (now[s].cost + p_.cost[d] <= most && possible(left, d + 1))
          moves.push_back({left, now[s].cost + p_.cost[d], from, true});
      }
      std::sort(moves.begin(), moves.end(), [](const move& a, const move& b) {
        return a.left != b.left ? a.left < b.left : a.cost < b.cost;
      });
      for (const move& m : moves) {
        if (next.empty() || next.back().left != m.left) next.push_back({m.left, m.cost});
        auto& to = m.with ? now[static_cast<std::size_t>(m.from)].with
                          : now[static_cast<std::size_t>(m.from)].without;
        to = static_cast<std::int32_t>(next.size() - 1);
      }
      states += static_cast<std::int64_t>(next.size());
      if (states > limits_.states) return false;
    }
    return true;
  }

  /// What it costs at least from each state to the end; a delivery is in a cheapest choice if a way
  /// of the least cost takes it.
  void go_back() {
    const std::size_t n = p_.deliveries();
    // Only what leaves nothing is possible at the end.
    answer_.cost = layers_[n].front().cost;
    answer_.where.assign(n, presence::in_none);
    std::vector<std::int64_t> later{0}, mine;
    for (std::size_t d = n; d-- > 0;) {
      bool with = false, without = false;
      mine.clear();
      for (state& s : layers_[d]) {
        const std::int64_t out =
            s.without < 0 ? unreached : later[static_cast<std::size_t>(s.without)];
        const std::int64_t in =
            s.with < 0 ? unreached
                       : std::min(unreached, later[static_cast<std::size_t>(s.with)] + p_.cost[d]);
        with = with || s.cost + in == answer_.cost;
        without = without || s.cost + out == answer_.cost;
        mine.push_back(std::min(in, out));
        // What costs nothing is kept only where it must be.
        s.take = in < out || (in == out && p_.cost[d] > 0);
      }
      std::swap(mine, later);
      answer_.where[d] = !with ? presence::in_none : without ? presence::in_some : presence::in_all;
    }
    answer_.kept.assign(n, false);
    std::size_t at = 0;
    for (std::size_t d = 0; d < n; ++d) {
      const state& s = layers_[d][at];
      answer_.kept[d] = s.take;
      at = static_cast<std::size_t>(s.take ? s.with : s.without);
    }
  }

  const delivery_problem& p_;
  const delivery_limits& limits_;
  delivery_cover answer_;
  std::vector<need> needs_;
  std::vector<std::int64_t> rest_; ///< of each delivery and need: what it and later ones give
  std::vector<std::vector<state>> layers_;
};

/// An answer in the order that the problem had.
inline delivery_cover restored(const ordered_problem& p, const delivery_cover& c) {
  delivery_cover r = c;
  for (std::size_t d = 0; d < p.deliveries.size(); ++d) {
    const std::size_t was = p.deliveries[d];
    if (!c.where.empty()) r.where[was] = c.where[d];
    if (!c.kept.empty()) r.kept[was] = c.kept[d];
    r.essential[was] = c.essential[d];
  }
  for (std::size_t k = 0; k < c.short_needs.size(); ++k)
    r.short_needs[k] =
        static_cast<std::int32_t>(p.needs[static_cast<std::size_t>(c.short_needs[k])]);
  std::sort(r.short_needs.begin(), r.short_needs.end());
  return r;
}

} // namespace detail

/// The cheapest deliveries that cover the needs of a target, exactly, and for each delivery whether
/// it is in all, in some or in none of the cheapest choices.
///
/// By dynamic programming over what is left of the needs: in what time depends on how many
/// different rests there are; with more than `limits.states` it is too large and says so. A
/// delivery that costs nothing is in some choice unless it must be in all. Throws `rule_error` for
/// negative numbers.
inline delivery_cover find_delivery_cover(const delivery_problem& p,
                                          const delivery_limits& limits = {}) {
  detail::check_delivery_problem(p);
  const detail::ordered_problem ordered(p);
  return detail::restored(ordered, detail::delivery_solver(ordered.problem, limits).run());
}

/// The same for many targets; those with the same needs and deliveries, in any order, are solved
/// once. Throws as `find_delivery_cover`, and `stopped`.
inline delivery_covers solve_all(std::span<const delivery_problem> problems,
                                 const delivery_limits& limits = {}) {
  std::vector<std::int32_t> which(problems.size());
  std::vector<const delivery_problem*> distinct;
  std::vector<detail::ordered_problem> ordered;
  ordered.reserve(problems.size());
  std::unordered_map<delivery_problem, std::int32_t, detail::problem_hash> known;
  for (const delivery_problem& p : problems) {
    detail::check_delivery_problem(p);
    ordered.emplace_back(p);
    const auto at =
        known.emplace(std::move(ordered.back().problem), static_cast<std::int32_t>(known.size()));
    which[ordered.size() - 1] = at.first->second;
    if (at.second) distinct.push_back(&at.first->first);
  }
  std::vector<delivery_cover> solved(distinct.size());
  constexpr std::size_t block = 256; // targets are too small to be tasks
  for_each_index((distinct.size() + block - 1) / block, limits.threads, [&](std::size_t b) {
    if (limits.watch.stop.stop_requested()) throw stopped();
    for (std::size_t k = b * block; k < std::min(distinct.size(), (b + 1) * block); ++k)
      solved[k] = detail::delivery_solver(*distinct[k], limits).run();
  });
  delivery_covers all;
  all.distinct = distinct.size();
  all.of.reserve(problems.size());
  for (std::size_t k = 0; k < problems.size(); ++k)
    all.of.push_back(detail::restored(ordered[k], solved[static_cast<std::size_t>(which[k])]));
  return all;
}

} // namespace irisan
