#pragma once

#include <irisan/core/progress.hpp>
#include <irisan/core/random_source.hpp>
#include <irisan/overlap/edge_graph.hpp>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <numeric>
#include <span>
#include <utility>
#include <vector>

namespace irisan {

/// What the Leiden method needs to know of the quality: Σ over clusters of L − price · S² / 2.
///
/// L: weight within a cluster; S: sum of its nodes' sizes. Degrees as sizes and γ / 2m as price
/// give modularity (times m), sizes of 1 and γ as price give the constant Potts model (less a
/// constant).
struct leiden_terms {
  double price = 0;
  double randomness = 0; ///< in the unit of the weights; how freely clusters are joined anew
  double least_gain = 0; ///< what a move must gain, so that rounding never moves a node
  std::int32_t most = 0; ///< nodes of the graph in a cluster at most; 0: any number
};

/// One level of the Leiden method: a graph whose nodes stand for groups of nodes of the level
/// below (Traag, Waltman, van Eck 2019, doi 10.1038/s41598-019-41695-z).
class leiden_level {
public:
  using labels = std::vector<std::int32_t>;

  leiden_level(const edge_graph& g, std::vector<double> sizes, std::vector<bool> fixed)
      : size_(std::move(sizes)), fixed_(std::move(fixed)) {
    nodes_.assign(static_cast<std::size_t>(g.nodes()), 1);
    for (std::int32_t v = 0; v < g.nodes(); ++v) {
      const auto of = g.of(v);
      neighbours_.insert(neighbours_.end(), of.begin(), of.end());
      offsets_.push_back(static_cast<std::int64_t>(neighbours_.size()));
    }
  }

  std::size_t nodes() const noexcept { return nodes_.size(); }

  /// Moves single nodes to where the quality gains most. Every node is looked at once, and again
  /// when one beside it has moved away; where nothing moves, no move gains anything. Ties go to the
  /// cluster with the lowest label. Labels are below the number of nodes.
  void move_nodes(labels& of, const leiden_terms& terms, random_source& random,
                  const progress& watch) const {
    const std::size_t n = nodes();
    std::vector<double> size(n, 0.0), to(n, 0.0);
    std::vector<std::int32_t> count(n, 0), near, free;
    for (std::size_t v = 0; v < n; ++v) {
      size[at(of[v])] += size_[v];
      count[at(of[v])] += nodes_[v];
    }
    for (std::size_t c = n; c-- > 0;)
      if (count[c] == 0) free.push_back(static_cast<std::int32_t>(c));
    // A ring: no node is in it twice, so it never holds more than n.
    std::vector<std::int32_t> waiting = random_order(random);
    std::vector<bool> waits(n, true);
    std::size_t front = 0, left = n, moves = 0;
    while (left > 0) {
      if (++moves % 65536 == 0) watch.at("clusters", 0);
      const std::int32_t node = waiting[front];
      front = front + 1 == n ? 0 : front + 1;
      --left;
      const std::size_t v = at(node);
      waits[v] = false;
      if (fixed_[v]) continue;
      const std::int32_t old = of[v];
      weigh(v, of, to, near);
      size[at(old)] -= size_[v];
      count[at(old)] -= nodes_[v];
      const auto gain = [&](std::int32_t c) {
        return to[at(c)] - terms.price * size_[v] * size[at(c)];
      };
      const double stays = gain(old);
      std::int32_t best = old;
      double most = stays;
      for (const std::int32_t c : near) {
        if (terms.most > 0 && c != old && count[at(c)] + nodes_[v] > terms.most) continue;
        if (const double g = gain(c); g > most || (g == most && c < best)) most = g, best = c;
      }
      // On its own it gains nothing and loses nothing.
      if (most < 0 && count[at(old)] > 0 && !free.empty()) most = 0, best = free.back();
      if (!(most > stays + terms.least_gain)) best = old;
      if (count[at(best)] == 0 && best != old) free.pop_back();
      if (count[at(old)] == 0 && best != old) free.push_back(old);
      of[v] = best;
      size[at(best)] += size_[v];
      count[at(best)] += nodes_[v];
      for (const std::int32_t c : near) to[at(c)] = 0;
      if (best == old) continue;
      for (const neighbour& u : of_node(v))
        if (of[at(u.node)] != best && !waits[at(u.node)]) {
          waits[at(u.node)] = true;
          waiting[(front + left++) % n] = u.node;
        }
    }
  }

  /// Builds each cluster anew out of single nodes: a node that is well connected within its
  /// cluster joins, at random and rather where the quality gains more, a part that is well
  /// connected too. Every part is connected. Labels are below the number of nodes.
  labels refined(const labels& of, const leiden_terms& terms, random_source& random) const {
    const std::size_t n = nodes();
    labels part(n);
    std::iota(part.begin(), part.end(), 0);
    std::vector<double> whole(n, 0.0), size = size_, to(n, 0.0), cut(n, 0.0);
    std::vector<bool> alone(n, true);
    for (std::size_t v = 0; v < n; ++v) {
      whole[at(of[v])] += size_[v];
      for (const neighbour& u : of_node(v))
        if (of[at(u.node)] == of[v]) cut[v] += u.weight;
    }
    const auto well_connected = [&](std::size_t p, double all) {
      return cut[p] >= terms.price * size[p] * (all - size[p]) - terms.least_gain;
    };
    std::vector<std::int32_t> near;
    std::vector<std::pair<std::int32_t, double>> choices;
    for (const std::int32_t node : random_order(random)) {
      const std::size_t v = at(node);
      const double all = whole[at(of[v])];
      if (!alone[v] || !well_connected(v, all)) continue;
      weigh(v, part, to, near, &of);
      std::sort(near.begin(), near.end());
      choices.assign(1, {node, 0.0});
      for (const std::int32_t p : near) {
        const double gain = to[at(p)] - terms.price * size_[v] * size[at(p)];
        if (p != node && gain >= 0 && well_connected(at(p), all)) choices.emplace_back(p, gain);
      }
      const std::int32_t chosen = choose(choices, terms.randomness, random);
      if (chosen != node) {
        const std::size_t p = at(chosen);
        // The part's first node gave it its label.
        alone[p] = false;
        alone[v] = false;
        part[v] = chosen;
        size[p] += size_[v];
        cut[p] += cut[v] - 2 * to[p];
      }
      for (const std::int32_t p : near) to[at(p)] = 0;
    }
    return part;
  }

  /// The level above: a node for each of `count` parts. Parts are numbered from 0.
  leiden_level aggregated(const labels& part, std::int32_t count) const {
    leiden_level up;
    const auto parts = static_cast<std::size_t>(count);
    up.size_.assign(parts, 0.0);
    up.nodes_.assign(parts, 0);
    up.fixed_.assign(parts, false);
    std::vector<std::vector<std::int32_t>> members(parts);
    for (std::size_t v = 0; v < nodes(); ++v) {
      const std::size_t p = at(part[v]);
      up.size_[p] += size_[v];
      up.nodes_[p] += nodes_[v];
      if (fixed_[v]) up.fixed_[p] = true;
      members[p].push_back(static_cast<std::int32_t>(v));
    }
    std::vector<double> to(parts, 0.0);
    std::vector<std::int32_t> near;
    for (std::size_t p = 0; p < parts; ++p) {
      near.clear();
      for (const std::int32_t v : members[p])
        for (const neighbour& u : of_node(at(v))) {
          const std::size_t q = at(part[at(u.node)]);
          if (q == p) continue;
          if (to[q] == 0) near.push_back(static_cast<std::int32_t>(q));
          to[q] += u.weight;
        }
      std::sort(near.begin(), near.end());
      for (const std::int32_t q : near) {
        up.neighbours_.push_back({q, to[at(q)]});
        to[at(q)] = 0;
      }
      up.offsets_.push_back(static_cast<std::int64_t>(up.neighbours_.size()));
    }
    return up;
  }

private:
  leiden_level() = default;

  static std::size_t at(std::int32_t i) noexcept { return static_cast<std::size_t>(i); }
  std::span<const neighbour> of_node(std::size_t v) const noexcept {
    return {neighbours_.data() + offsets_[v],
            static_cast<std::size_t>(offsets_[v + 1] - offsets_[v])};
  }
  labels random_order(random_source& random) const {
    labels order(nodes());
    std::iota(order.begin(), order.end(), 0);
    random.shuffle(order);
    return order;
  }

  /// The weight from a node to each cluster near it, its own first; with `within`, only to nodes of
  /// the same of those.
  void weigh(std::size_t v, const labels& of, std::vector<double>& to,
             std::vector<std::int32_t>& near, const labels* within = nullptr) const {
    near.assign(1, of[v]);
    for (const neighbour& u : of_node(v)) {
      if (within && (*within)[at(u.node)] != (*within)[v]) continue;
      const std::int32_t c = of[at(u.node)];
      if (to[at(c)] == 0 && c != of[v]) near.push_back(c);
      to[at(c)] += u.weight;
    }
  }

  /// One of the choices, with a chance in proportion to exp(gain / randomness); the first of the
  /// best without randomness.
  static std::int32_t choose(const std::vector<std::pair<std::int32_t, double>>& choices,
                             double randomness, random_source& random) {
    const auto best =
        std::max_element(choices.begin(), choices.end(),
                         [](const auto& x, const auto& y) { return x.second < y.second; });
    if (choices.size() == 1 || !(randomness > 0)) return best->first;
    const auto chance = [&](double gain) { return std::exp((gain - best->second) / randomness); };
    double all = 0;
    for (const auto& [label, gain] : choices) all += chance(gain);
    double left = random.unit() * all;
    for (const auto& [label, gain] : choices)
      if ((left -= chance(gain)) < 0) return label;
    return best->first;
  }

  std::vector<std::int64_t> offsets_{0};
  std::vector<neighbour> neighbours_;
  std::vector<double> size_;
  std::vector<std::int32_t> nodes_; ///< of the graph in each
  std::vector<bool> fixed_;
};

} // namespace irisan
