#pragma once

#include <irisan/core/error.hpp>
#include <irisan/core/progress.hpp>
#include <irisan/responsibility/flow_problem.hpp>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

namespace irisan {

namespace detail {

/// The primal simplex method on the spanning trees of a network.
///
/// A root is joined to every node by an artificial arc, at a cost that no path of others reaches;
/// flow that stays on one shows that there is no flow. Trees are kept strongly feasible: from every
/// node some flow could still go up to the root, and of the arcs that block a cycle the last one
/// leaves, so that no tree comes twice (Cunningham 1976, doi:10.1007/BF01580379). The arc that
/// enters is the worst of a block of about √arcs, blocks taken in turn.
class network_simplex_method {
  __extension__ using wide = __int128;
  enum : signed char { at_most = -1, in_tree = 0, at_least = 1 };

public:
  network_simplex_method(const flow_problem& p, const progress& watch)
      : problem_(p), watch_(watch), root_(p.nodes()),
        arcs_(static_cast<std::int32_t>(p.arcs.size())) {}

  flow_result run() {
    if (!start()) return unbalanced();
    flow_result result;
    if (!pivot_to_the_end(result)) { // a cycle that pays for ever, if there is a flow at all
      for (std::int32_t e = 0; e < arcs_; ++e) cost_[at(e)] = 0;
      plant();
      flow_result none;
      pivot_to_the_end(none);
      if (artificial_flow() == 0) return result;
      result = {};
    }
    if (artificial_flow() > 0) {
      result.status = flow_status::infeasible;
      result.cut = reached_from_surplus();
      return result;
    }
    wide cost = 0;
    result.flow.resize(at(arcs_));
    for (std::int32_t e = 0; e < arcs_; ++e) {
      result.flow[at(e)] = flow_[at(e)] + problem_.arcs[at(e)].lower;
      cost += static_cast<wide>(result.flow[at(e)]) * problem_.arcs[at(e)].cost;
    }
    if (cost > flow_arc::no_limit || cost < -flow_arc::no_limit)
      throw rule_error("the flow costs more than can be counted");
    result.cost = static_cast<std::int64_t>(cost);
    result.potential.assign(potential_.begin(), potential_.end() - 1);
    return result;
  }

private:
  static std::size_t at(std::int32_t i) noexcept { return static_cast<std::size_t>(i); }

  /// Bounds from zero on, and the first tree. False if supplies do not come to zero.
  bool start() {
    std::vector<wide> given(problem_.supply.begin(), problem_.supply.end());
    wide sum = 0, total = 0, dearest = 0;
    for (const std::int64_t b : problem_.supply) sum += b;
    const auto all = at(arcs_) + at(root_);
    for (auto* list : {&tail_, &head_}) list->reserve(all);
    for (auto* list : {&cost_, &room_}) list->reserve(all);
    for (std::int32_t e = 0; e < arcs_; ++e) {
      const flow_arc& arc = problem_.arcs[at(e)];
      const auto refuse = [&](const std::string& what) {
        throw rule_error("arc " + std::to_string(e) + ": " + what);
      };
      if (arc.tail < 0 || arc.tail >= root_ || arc.head < 0 || arc.head >= root_)
        refuse("it does not join two of " + std::to_string(root_) + " nodes");
      if (arc.capacity < arc.lower)
        refuse("at most " + std::to_string(arc.capacity) + " and at least " +
               std::to_string(arc.lower));
      tail_.push_back(arc.tail);
      head_.push_back(arc.head);
      cost_.push_back(arc.cost);
      const wide room = static_cast<wide>(arc.capacity) - arc.lower;
      if (arc.capacity != flow_arc::no_limit && room >= flow_arc::no_limit)
        refuse("its bounds are too far from each other");
      room_.push_back(arc.capacity == flow_arc::no_limit ? flow_arc::no_limit
                                                         : static_cast<std::int64_t>(room));
      given[at(arc.tail)] -= arc.lower;
      given[at(arc.head)] += arc.lower;
      dearest = std::max<wide>(dearest, arc.cost < 0 ? -static_cast<wide>(arc.cost) : arc.cost);
    }
    for (const wide b : given) total += b < 0 ? -b : b;
    if (total > (static_cast<wide>(1) << 62))
      throw rule_error("supplies and lower bounds come to more than can be counted");
    // Potentials stay within twice this, and reduced costs within 2⁶³.
    const wide artificial = (dearest + 1) * (static_cast<wide>(root_) + 1);
    if (artificial > (static_cast<wide>(1) << 60))
      throw rule_error("costs of " + std::to_string(static_cast<std::int64_t>(dearest)) +
                       " are too great for " + std::to_string(root_) + " nodes");
    artificial_ = static_cast<std::int64_t>(artificial);
    given_.assign(given.begin(), given.end());
    if (sum != 0) return false;
    plant();
    return true;
  }

  /// Every node hangs on the root; what it gives goes there, what it takes comes from there.
  void plant() {
    const std::size_t n = at(root_) + 1, all = at(arcs_) + at(root_);
    tail_.resize(all);
    head_.resize(all);
    cost_.resize(all);
    room_.resize(all);
    flow_.assign(all, 0);
    state_.assign(all, at_least);
    parent_.assign(n, root_);
    up_.assign(n, -1);
    depth_.assign(n, 1);
    potential_.assign(n, 0);
    child_.assign(n, -1);
    next_.assign(n, -1);
    before_.assign(n, -1);
    parent_[at(root_)] = -1;
    depth_[at(root_)] = 0;
    for (std::int32_t v = root_ - 1; v >= 0; --v) {
      const std::int32_t e = arcs_ + v;
      const std::int64_t b = given_[at(v)];
      tail_[at(e)] = b >= 0 ? v : root_;
      head_[at(e)] = b >= 0 ? root_ : v;
      flow_[at(e)] = b >= 0 ? b : -b;
      cost_[at(e)] = artificial_;
      room_[at(e)] = flow_arc::no_limit;
      state_[at(e)] = in_tree;
      up_[at(v)] = e;
      potential_[at(v)] = b >= 0 ? -artificial_ : artificial_;
      hang(v, root_);
    }
  }

  void hang(std::int32_t v, std::int32_t from) {
    const std::int32_t other = child_[at(from)];
    next_[at(v)] = other;
    before_[at(v)] = -1;
    if (other >= 0) before_[at(other)] = v;
    child_[at(from)] = v;
  }
  void take_off(std::int32_t v, std::int32_t from) {
    const std::int32_t b = before_[at(v)], n = next_[at(v)];
    if (b >= 0)
      next_[at(b)] = n;
    else
      child_[at(from)] = n;
    if (n >= 0) before_[at(n)] = b;
  }

  /// False if a cycle of cost below zero has no end; the result then says which.
  bool pivot_to_the_end(flow_result& result) {
    const std::int32_t block =
        std::max(20, static_cast<std::int32_t>(std::sqrt(static_cast<double>(arcs_))));
    std::int32_t from = 0;
    for (std::int64_t pivots = 0;; ++pivots) {
      if (pivots % 1024 == 0) watch_.at("flow", 0);
      const std::int32_t e = entering(from, block);
      if (e < 0) return true;
      if (!pivot(e, result)) return false;
    }
  }

  std::int32_t entering(std::int32_t& from, std::int32_t block) const {
    std::int64_t worst = 0;
    std::int32_t found = -1, left = block;
    for (std::int32_t looked = 0; looked < arcs_; ++looked) {
      const std::int32_t e = from;
      from = from + 1 == arcs_ ? 0 : from + 1;
      const std::int64_t reduced = state_[at(e)] * (cost_[at(e)] + potential_[at(tail_[at(e)])] -
                                                    potential_[at(head_[at(e)])]);
      if (reduced < worst) {
        worst = reduced;
        found = e;
      }
      if (--left == 0) {
        if (found >= 0) return found;
        left = block;
      }
    }
    return found;
  }

  bool goes_up(std::int32_t v) const { return tail_[at(up_[at(v)])] == v; }
  /// How much more can flow on the arc above v, down to it or up from it.
  std::int64_t left(std::int32_t v, bool upwards) const {
    const std::int32_t e = up_[at(v)];
    if (goes_up(v) != upwards) return flow_[at(e)];
    return room_[at(e)] == flow_arc::no_limit ? flow_arc::no_limit : room_[at(e)] - flow_[at(e)];
  }
  void push(std::int32_t e, std::int64_t by) {
    if (__builtin_add_overflow(flow_[at(e)], by, &flow_[at(e)]))
      throw rule_error("more flows than can be counted");
  }

  bool pivot(std::int32_t e, flow_result& result) {
    const bool forward = state_[at(e)] == at_least;
    const std::int32_t first = forward ? tail_[at(e)] : head_[at(e)];
    const std::int32_t second = forward ? head_[at(e)] : tail_[at(e)];
    std::int32_t a = first, b = second;
    while (a != b) {
      if (depth_[at(a)] >= depth_[at(b)])
        a = parent_[at(a)];
      else
        b = parent_[at(b)];
    }
    const std::int32_t apex = a;

    // The flow goes round: from the apex down to `first`, over e, and up from `second`. Of what
    // blocks it, the last arc seen from the apex leaves.
    std::int64_t by = room_[at(e)];
    std::int32_t leaving = -1; // the node below the arc that leaves; −1: e itself
    bool on_first = false;
    for (std::int32_t v = first; v != apex; v = parent_[at(v)])
      if (const std::int64_t d = left(v, false); d < by) {
        by = d;
        leaving = v;
        on_first = true;
      }
    for (std::int32_t v = second; v != apex; v = parent_[at(v)])
      if (const std::int64_t d = left(v, true); d <= by && d != flow_arc::no_limit) {
        by = d;
        leaving = v;
        on_first = false;
      }
    if (by == flow_arc::no_limit) {
      name_cycle(e, first, second, apex, result);
      return false;
    }
    if (by > 0) {
      push(e, forward ? by : -by);
      for (std::int32_t v = first; v != apex; v = parent_[at(v)])
        push(up_[at(v)], goes_up(v) ? -by : by);
      for (std::int32_t v = second; v != apex; v = parent_[at(v)])
        push(up_[at(v)], goes_up(v) ? by : -by);
    }
    if (leaving < 0) {
      state_[at(e)] = forward ? at_most : at_least;
      return true;
    }
    const std::int32_t gone = up_[at(leaving)];
    state_[at(gone)] = flow_[at(gone)] == 0 ? at_least : at_most;
    state_[at(e)] = in_tree;
    turn_over(e, on_first ? first : second, on_first ? second : first, leaving);
    return true;
  }

  /// The part of the tree below `leaving` hangs itself by `inside` on `outside`, with arc e.
  void turn_over(std::int32_t e, std::int32_t inside, std::int32_t outside, std::int32_t leaving) {
    const std::int64_t was = potential_[at(inside)];
    std::int32_t v = inside, above = outside, arc = e;
    for (;;) {
      const std::int32_t old_parent = parent_[at(v)], old_arc = up_[at(v)];
      take_off(v, old_parent);
      parent_[at(v)] = above;
      up_[at(v)] = arc;
      hang(v, above);
      if (v == leaving) break;
      above = v;
      arc = old_arc;
      v = old_parent;
    }
    const std::int64_t now =
        potential_[at(outside)] + (tail_[at(e)] == inside ? -cost_[at(e)] : cost_[at(e)]);
    const std::int64_t by = now - was;
    walk_.assign(1, inside);
    while (!walk_.empty()) {
      const std::int32_t u = walk_.back();
      walk_.pop_back();
      potential_[at(u)] += by;
      depth_[at(u)] = depth_[at(parent_[at(u)])] + 1;
      for (std::int32_t c = child_[at(u)]; c >= 0; c = next_[at(c)]) walk_.push_back(c);
    }
  }

  std::int64_t artificial_flow() const {
    std::int64_t most = 0;
    for (std::int32_t v = 0; v < root_; ++v) most = std::max(most, flow_[at(arcs_ + v)]);
    return most;
  }

  flow_result unbalanced() const {
    flow_result result;
    result.status = flow_status::infeasible;
    for (std::int32_t v = 0; v < root_; ++v) result.cut.push_back(v);
    return result;
  }

  /// What could still be reached from the nodes whose supply stays on artificial arcs. Nothing that
  /// lacks some is among it, or the flow would not be cheapest; so their supply cannot leave.
  std::vector<std::int32_t> reached_from_surplus() const {
    std::vector<std::vector<std::int32_t>> arcs_at(at(root_));
    for (std::int32_t e = 0; e < arcs_; ++e) {
      arcs_at[at(tail_[at(e)])].push_back(e);
      arcs_at[at(head_[at(e)])].push_back(e);
    }
    std::vector<char> seen(at(root_), 0);
    std::vector<std::int32_t> found;
    const auto reach = [&](std::int32_t v) {
      if (!seen[at(v)]) found.push_back(v);
      seen[at(v)] = 1;
    };
    for (std::int32_t v = 0; v < root_; ++v)
      if (flow_[at(arcs_ + v)] > 0 && tail_[at(arcs_ + v)] == v) reach(v);
    for (std::size_t i = 0; i < found.size(); ++i)
      for (const std::int32_t e : arcs_at[at(found[i])]) {
        if (tail_[at(e)] == found[i] && flow_[at(e)] < room_[at(e)]) reach(head_[at(e)]);
        if (head_[at(e)] == found[i] && flow_[at(e)] > 0) reach(tail_[at(e)]);
      }
    std::sort(found.begin(), found.end());
    return found;
  }

  void name_cycle(std::int32_t e, std::int32_t first, std::int32_t second, std::int32_t apex,
                  flow_result& result) const {
    result.status = flow_status::unbounded;
    for (std::int32_t v = first; v != apex; v = parent_[at(v)]) result.cycle.push_back(up_[at(v)]);
    std::reverse(result.cycle.begin(), result.cycle.end());
    result.cycle.push_back(e);
    for (std::int32_t v = second; v != apex; v = parent_[at(v)]) result.cycle.push_back(up_[at(v)]);
  }

  const flow_problem& problem_;
  const progress& watch_;
  std::int32_t root_, arcs_;
  std::int64_t artificial_ = 0;
  std::vector<std::int64_t> given_;
  std::vector<std::int32_t> tail_, head_;           // of arcs, then of artificial ones
  std::vector<std::int64_t> cost_, room_, flow_;    // above the lower bound
  std::vector<signed char> state_;                  //
  std::vector<std::int32_t> parent_, up_, depth_;   // of nodes: the tree
  std::vector<std::int32_t> child_, next_, before_; // first child, and its siblings
  std::vector<std::int64_t> potential_;
  std::vector<std::int32_t> walk_;
};

} // namespace detail

/// A flow of least cost that meets all supplies and bounds, in whole numbers.
///
/// Throws `rule_error` for arcs that join no nodes, bounds that exclude each other, and sums out of
/// range; nothing wraps. Ties go by the order of arcs: the same problem gives the same flow.
inline flow_result network_simplex(const flow_problem& p, const progress& watch = {}) {
  return detail::network_simplex_method(p, watch).run();
}

} // namespace irisan
