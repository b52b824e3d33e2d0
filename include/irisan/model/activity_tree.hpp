#pragma once

#include <irisan/core/index.hpp>
#include <irisan/model/tree.hpp>

#include <cstdint>
#include <vector>

namespace irisan {

/// How an activity is marked in the tree; most trees leave it open.
enum class activity_level : std::uint8_t { unmarked, theme, kind, activity };

/// The tree of what can be done, with each activity's theme and kind.
///
/// Theme: the root above. Kind: the nearest node at or above with the level *kind*, or, where the
/// path has none, the root's child on the path (the root itself if it is the node).
class activity_tree {
public:
  activity_tree() = default;

  activity_tree(tree nodes, const std::vector<activity_level>& levels) : nodes_(std::move(nodes)) {
    kind_.resize(static_cast<std::size_t>(nodes_.size()));
    for (std::int32_t a = 0; a < nodes_.size(); ++a) {
      std::int32_t kind = a;
      while (kind >= 0 && levels[static_cast<std::size_t>(kind)] != activity_level::kind)
        kind = nodes_.parent(kind);
      if (kind < 0)
        for (kind = a; nodes_.depth(kind) > 1;) kind = nodes_.parent(kind);
      kind_[static_cast<std::size_t>(a)] = {kind};
    }
  }

  std::int32_t size() const noexcept { return nodes_.size(); }
  activity_index theme(activity_index a) const noexcept {
    return a.known() ? activity_index{nodes_.root(a.value)} : a;
  }
  activity_index kind(activity_index a) const noexcept { return a.known() ? kind_[a.at()] : a; }
  activity_index parent(activity_index a) const noexcept { return {nodes_.parent(a.value)}; }

  /// `a` is `ancestor` or lies below it.
  bool covers(activity_index ancestor, activity_index a) const noexcept {
    return nodes_.covers(ancestor.value, a.value);
  }
  /// The deeper of two activities of which one covers the other; unknown if neither does.
  activity_index meet(activity_index a, activity_index b) const noexcept {
    if (covers(a, b)) return b;
    return covers(b, a) ? a : activity_index{};
  }

private:
  tree nodes_;
  std::vector<activity_index> kind_;
};

} // namespace irisan
