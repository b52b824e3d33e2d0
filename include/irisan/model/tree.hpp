#pragma once

#include <algorithm>
#include <cassert>
#include <cstdint>
#include <map>
#include <utility>
#include <vector>

namespace irisan {

/// Every cycle in a parent relation, each with its smallest member first.
///
/// Each node is walked once: time is linear. `parent[i]` is −1 at a root.
inline std::vector<std::vector<std::int32_t>> find_cycles(const std::vector<std::int32_t>& parent) {
  // 0 not seen, otherwise the number of the walk that came here first.
  std::vector<std::int32_t> seen(parent.size(), 0);
  std::vector<std::vector<std::int32_t>> cycles;
  for (std::size_t start = 0; start < parent.size(); ++start) {
    const auto walk = static_cast<std::int32_t>(start) + 1;
    auto at = static_cast<std::int32_t>(start);
    while (at >= 0 && seen[static_cast<std::size_t>(at)] == 0) {
      seen[static_cast<std::size_t>(at)] = walk;
      at = parent[static_cast<std::size_t>(at)];
    }
    if (at < 0 || seen[static_cast<std::size_t>(at)] != walk) continue;
    std::vector<std::int32_t> cycle;
    for (auto i = at; cycle.empty() || i != at; i = parent[static_cast<std::size_t>(i)])
      cycle.push_back(i);
    std::rotate(cycle.begin(), std::min_element(cycle.begin(), cycle.end()), cycle.end());
    cycles.push_back(std::move(cycle));
  }
  std::sort(cycles.begin(), cycles.end());
  return cycles;
}

/// A cycle among groups, its smallest member first; empty if there is none.
///
/// A member may be in several groups, so this is a graph and not a forest. `groups_of[m]` holds the
/// groups of m (and what else the caller keeps of each). Members whose groups are all done are
/// peeled off; what remains has a cycle in it.
template <class Kept>
std::vector<std::int32_t> find_group_cycle(
    std::map<std::int32_t, std::map<std::int32_t, Kept>> groups_of) {
  for (bool again = true; again;) {
    again = false;
    for (auto it = groups_of.begin(); it != groups_of.end();) {
      std::erase_if(it->second, [&](const auto& g) { return !groups_of.contains(g.first); });
      if (it->second.empty()) {
        it = groups_of.erase(it);
        again = true;
      } else
        ++it;
    }
  }
  if (groups_of.empty()) return {};
  std::vector<std::int32_t> path{groups_of.begin()->first};
  for (;;) {
    const std::int32_t next = groups_of.at(path.back()).begin()->first;
    const auto seen = std::find(path.begin(), path.end(), next);
    if (seen != path.end()) {
      path.erase(path.begin(), seen);
      break;
    }
    path.push_back(next);
  }
  std::rotate(path.begin(), std::min_element(path.begin(), path.end()), path.end());
  return path;
}

/// A forest: who lies inside whom. Built from a parent relation without cycles.
///
/// Answers "is a at or above b" in constant time from the order of a depth-first walk.
class tree {
public:
  tree() = default;

  explicit tree(std::vector<std::int32_t> parent) : parent_(std::move(parent)) {
    assert(find_cycles(parent_).empty());
    const std::size_t n = parent_.size();
    std::vector<std::int32_t> first_child(n, -1), next_sibling(n, -1), roots;
    for (std::size_t i = n; i-- > 0;) {
      const auto node = static_cast<std::int32_t>(i);
      if (parent_[i] < 0) {
        roots.push_back(node);
        continue;
      }
      next_sibling[i] = first_child[static_cast<std::size_t>(parent_[i])];
      first_child[static_cast<std::size_t>(parent_[i])] = node;
    }
    enter_.resize(n);
    leave_.resize(n);
    depth_.resize(n);
    root_.resize(n);
    std::int32_t clock = 0;
    // An explicit stack: a chain of 200 000 nodes must not overflow the call stack.
    struct frame {
      std::int32_t node;
      std::int32_t child;
    };
    std::vector<frame> stack;
    for (std::size_t r = roots.size(); r-- > 0;) {
      const auto enter = [&](std::int32_t node, std::int32_t depth) {
        enter_[static_cast<std::size_t>(node)] = clock++;
        depth_[static_cast<std::size_t>(node)] = depth;
        root_[static_cast<std::size_t>(node)] = roots[r];
        stack.push_back({node, first_child[static_cast<std::size_t>(node)]});
      };
      enter(roots[r], 0);
      while (!stack.empty()) {
        const std::int32_t child = stack.back().child;
        if (child < 0) {
          leave_[static_cast<std::size_t>(stack.back().node)] = clock;
          stack.pop_back();
          continue;
        }
        stack.back().child = next_sibling[static_cast<std::size_t>(child)];
        enter(child, static_cast<std::int32_t>(stack.size()));
      }
    }
  }

  std::int32_t size() const noexcept { return static_cast<std::int32_t>(parent_.size()); }
  std::int32_t parent(std::int32_t node) const noexcept {
    return parent_[static_cast<std::size_t>(node)];
  }
  std::int32_t root(std::int32_t node) const noexcept {
    return root_[static_cast<std::size_t>(node)];
  }
  std::int32_t depth(std::int32_t node) const noexcept {
    return depth_[static_cast<std::size_t>(node)];
  }

  /// `node` is `ancestor` or lies below it.
  bool covers(std::int32_t ancestor, std::int32_t node) const noexcept {
    if (ancestor < 0 || node < 0) return false;
    const auto a = static_cast<std::size_t>(ancestor), b = static_cast<std::size_t>(node);
    return enter_[a] <= enter_[b] && enter_[b] < leave_[a];
  }

private:
  std::vector<std::int32_t> parent_, enter_, leave_, depth_, root_;
};

} // namespace irisan
