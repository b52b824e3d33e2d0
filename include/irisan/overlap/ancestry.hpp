#pragma once

#include <irisan/core/error.hpp>
#include <irisan/core/index.hpp>
#include <irisan/core/sorted.hpp>
#include <irisan/model/activity_tree.hpp>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <vector>

namespace irisan {

/// Everything above each activity, where one may lie inside several others.
///
/// Memory grows with the activities and how much lies above them.
class ancestry {
public:
  ancestry() = default;

  /// From the parents of each activity, by position; none at a root, repetitions allowed. Throws
  /// `rule_error` for a parent that is not there, and for activities that lie inside each other.
  explicit ancestry(const std::vector<std::vector<std::int32_t>>& parents) {
    const std::size_t n = parents.size();
    std::vector<std::vector<std::int32_t>> children(n), above(n);
    std::vector<std::int32_t> open(n), ready;
    for (std::size_t a = 0; a < n; ++a) {
      std::vector<std::int32_t> of = parents[a];
      sort_unique(of);
      for (const std::int32_t parent : of) {
        if (parent < 0 || static_cast<std::size_t>(parent) >= n)
          throw rule_error("activity " + std::to_string(a) + ": there is no activity " +
                           std::to_string(parent) + " to be its parent");
        children[static_cast<std::size_t>(parent)].push_back(static_cast<std::int32_t>(a));
      }
      open[a] = static_cast<std::int32_t>(of.size());
      if (of.empty()) ready.push_back(static_cast<std::int32_t>(a));
    }
    for (std::size_t done = 0; done < ready.size(); ++done) {
      const auto a = static_cast<std::size_t>(ready[done]);
      above[a].push_back(ready[done]);
      for (const std::int32_t parent : parents[a]) {
        const auto& more = above[static_cast<std::size_t>(parent)];
        above[a].insert(above[a].end(), more.begin(), more.end());
      }
      sort_unique(above[a]);
      for (const std::int32_t child : children[a])
        if (--open[static_cast<std::size_t>(child)] == 0) ready.push_back(child);
    }
    if (ready.size() < n) throw rule_error(circle(parents, open));
    below_.assign(n, 0);
    leaves_.assign(n, 0);
    for (std::size_t a = 0; a < n; ++a) {
      const bool leaf = children[a].empty();
      leaf_count_ += leaf;
      for (const std::int32_t x : above[a]) {
        ++below_[static_cast<std::size_t>(x)];
        if (leaf && static_cast<std::size_t>(x) != a) ++leaves_[static_cast<std::size_t>(x)];
        above_.push_back({x});
      }
      offsets_.push_back(static_cast<std::int64_t>(above_.size()));
    }
  }

  explicit ancestry(const activity_tree& tree) : ancestry(parents_in(tree)) {}

  std::int32_t size() const noexcept { return static_cast<std::int32_t>(below_.size()); }
  /// The activity and all that it lies inside, ascending.
  std::span<const activity_index> above(activity_index a) const noexcept {
    return {above_.data() + offsets_[a.at()],
            static_cast<std::size_t>(offsets_[a.at() + 1] - offsets_[a.at()])};
  }
  /// How many lie inside an activity, itself among them.
  std::int32_t below(activity_index a) const noexcept { return below_[a.at()]; }
  /// How many that nothing lies inside lie inside an activity, itself not among them.
  std::int32_t leaves_below(activity_index a) const noexcept { return leaves_[a.at()]; }
  /// How many there are that nothing lies inside.
  std::int32_t leaf_count() const noexcept { return leaf_count_; }

private:
  static std::vector<std::vector<std::int32_t>> parents_in(const activity_tree& tree) {
    std::vector<std::vector<std::int32_t>> parents(static_cast<std::size_t>(tree.size()));
    for (std::int32_t a = 0; a < tree.size(); ++a)
      if (const activity_index parent = tree.parent({a}); parent.known())
        parents[static_cast<std::size_t>(a)].push_back(parent.value);
    return parents;
  }

  /// Each activity that is still open has a parent that is: going up ends in a circle.
  static std::string circle(const std::vector<std::vector<std::int32_t>>& parents,
                            const std::vector<std::int32_t>& open) {
    const auto is_open = [&](std::int32_t a) { return open[static_cast<std::size_t>(a)] > 0; };
    std::vector<std::int32_t> path{0};
    while (!is_open(path[0])) ++path[0];
    for (;;) {
      std::int32_t next = -1;
      for (const std::int32_t parent : parents[static_cast<std::size_t>(path.back())])
        if (is_open(parent) && (next < 0 || parent < next)) next = parent;
      const auto seen =
          static_cast<std::size_t>(std::find(path.begin(), path.end(), next) - path.begin());
      const bool closed = seen < path.size();
      path.push_back(next);
      if (!closed) continue;
      std::string text = "activities lie inside each other:";
      for (std::size_t i = seen; i < path.size(); ++i) text += " " + std::to_string(path[i]);
      return text;
    }
  }

  std::vector<activity_index> above_;
  std::vector<std::int64_t> offsets_{0};
  std::vector<std::int32_t> below_, leaves_;
  std::int32_t leaf_count_ = 0;
};

/// How the information content of an activity is read off the tree itself.
enum class content_measure : std::uint8_t {
  seco, ///< 1 − ln(activities inside it, itself too) / ln(all activities), from 0 to 1
  sanchez ///< −log₁₀((leaves inside it / activities above it, itself too + 1) / (all leaves + 1))
};

/// The information content of each activity: the more special it is, the more it tells. No corpus
/// is needed.
///
/// Seco, Veale, Hayes 2004 (ECAI); Sánchez, Batet, Isern 2011 (doi 10.1016/j.knosys.2010.10.001).
/// The root of a single tree has 0; where there are several roots, one that holds them all is
/// thought of, and each has more. A tree of one activity tells nothing: 0.
inline std::vector<double> information_content(const ancestry& tree,
                                               content_measure by = content_measure::seco) {
  std::vector<double> content(static_cast<std::size_t>(tree.size()), 0.0);
  if (tree.size() < 2) return content;
  for (std::int32_t i = 0; i < tree.size(); ++i) {
    const activity_index a{i};
    double& value = content[a.at()];
    if (by == content_measure::seco) {
      value = 1.0 - std::log(static_cast<double>(tree.below(a))) /
                        std::log(static_cast<double>(tree.size()));
    } else {
      const double share =
          static_cast<double>(tree.leaves_below(a)) / static_cast<double>(tree.above(a).size());
      // Adding 0 turns the −0 of a root into 0.
      value = -std::log10((share + 1.0) / (static_cast<double>(tree.leaf_count()) + 1.0)) + 0.0;
    }
  }
  return content;
}

} // namespace irisan
