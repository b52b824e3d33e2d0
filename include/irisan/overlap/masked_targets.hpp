#pragma once

#include <irisan/core/index.hpp>
#include <irisan/overlap/closed_path.hpp>
#include <irisan/overlap/program_mask.hpp>

#include <array>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <vector>

namespace irisan {

/// Targets as masks of the programs that reach them: like ones once, with how many they are.
///
/// Programs that may join the set at hand come first; those after them were tried before, and are
/// kept only to see whether a set was found already.
template <int Words>
struct masked_targets {
  using mask = program_mask<Words>;

  std::vector<mask> programs;
  std::vector<std::int32_t> weight;
  mask extensions;                                     ///< that may join
  std::array<std::int32_t, mask::size> targets_with{}; ///< of each extension: the targets with it

  void clear() {
    programs.clear();
    weight.clear();
  }
  /// Adds targets, in one with those that have the same extensions: every larger set holds all of
  /// them or none, so that of the other programs only what all of them have matters.
  void add(const mask& target, std::int32_t count, row_table& table) {
    const mask key = target & extensions;
    if (!key.any()) return;
    const auto row = static_cast<std::uint32_t>(programs.size());
    const std::uint32_t same = table.find_or_add(
        key.hash(), row, [&](std::uint32_t r) { return (programs[r] & extensions) == key; });
    if (same == row) {
      programs.push_back(target);
      weight.push_back(count);
    } else {
      programs[same] = programs[same] & target;
      weight[same] += count;
    }
  }
};

/// Searches closed sets among targets of few programs.
///
/// LCM: a closed set is extended by a program and closed again, and kept only if no program tried
/// before has joined (prefix-preserving closure extension), so that each is found once and none is
/// stored. T. Uno, T. Asai, Y. Uchida, H. Arimura, "An efficient algorithm for enumerating closed
/// patterns in transaction databases", Discovery Science 2004, doi:10.1007/978-3-540-30214-8_2.
/// Closing is the AND of the masks of the targets left.
template <int Words, class Guide>
class masked_search {
public:
  using mask = program_mask<Words>;

  explicit masked_search(closed_path<Guide>& path) : path_(path) {}

  /// The programs that the bits stand for; for all that is asked until it is called again.
  std::vector<intervention_index>& programs() noexcept { return program_; }
  row_table& table() noexcept { return table_; }
  /// Where the targets of a search may be put.
  masked_targets<Words>& root() { return frame(0); }

  /// Visits every closed set that joins extensions to the set at hand.
  void extend(const masked_targets<Words>& targets, std::size_t depth = 0) {
    prepare(targets);
    search(targets, depth);
  }
  /// Of those, the ones that join extension `bit` and none after it.
  void extend_by(const masked_targets<Words>& targets, int bit, std::size_t depth = 0) {
    prepare(targets);
    join(targets, bit, depth);
  }

private:
  void prepare(const masked_targets<Words>& targets) {
    if (at_.size() < targets.programs.size()) at_.resize(targets.programs.size());
    wanted_ = {};
    for (std::size_t bit = 0; bit < program_.size(); ++bit)
      if (path_.wants(program_[bit])) wanted_.set(static_cast<int>(bit));
  }
  masked_targets<Words>& frame(std::size_t depth) {
    while (frames_.size() <= depth) frames_.push_back(std::make_unique<masked_targets<Words>>());
    return *frames_[depth];
  }

  void search(const masked_targets<Words>& targets, std::size_t depth) {
    for (int i = 0; i < Words; ++i)
      for (std::uint64_t left = targets.extensions.word[i]; left != 0 && !path_.done();
           left &= left - 1)
        join(targets, 64 * i + std::countr_zero(left), depth);
  }

  void join(const masked_targets<Words>& targets, int bit, std::size_t depth) {
    // The targets that have it, and the programs that all of them have.
    const mask* const programs = targets.programs.data();
    const std::size_t rows = targets.programs.size();
    std::uint32_t* const at = at_.data();
    std::size_t n = 0;
    mask all = mask::before(mask::size);
    for (std::size_t r = 0; r < rows; ++r) {
      at[n] = static_cast<std::uint32_t>(r);
      n += programs[r].has(bit);
    }
    for (std::size_t i = 0; i < n; ++i) all = all & programs[at[i]];
    const mask before = mask::before(bit);
    mask self;
    self.set(bit);
    if (((all - before) - self).any()) return; // found when that program was tried

    const std::size_t size = path_.size();
    (all | self).for_each([&](int b) { path_.push(program_[static_cast<std::size_t>(b)]); });
    const std::int32_t shared = targets.targets_with[static_cast<std::size_t>(bit)];
    path_.visit(shared);

    const mask candidates = (targets.extensions & before) - all;
    if (candidates.any() && !path_.done() &&
        path_.can_reach(static_cast<std::size_t>(candidates.count())) &&
        (path_.has_wanted() || (candidates & wanted_).any()))
      narrow(targets, n, candidates, (candidates | all) | self, depth);
    path_.pop_to(size);
  }

  /// The targets noted in `at_`, cut down to what larger sets need, and these sets.
  void narrow(const masked_targets<Words>& targets, std::size_t n, const mask& candidates,
              const mask& joined_or_open, std::size_t depth) {
    masked_targets<Words>& next = frame(depth + 1);
    candidates.for_each([&](int b) { next.targets_with[static_cast<std::size_t>(b)] = 0; });
    for (std::size_t i = 0; i < n; ++i) {
      const std::int32_t weight = targets.weight[at_[i]];
      (targets.programs[at_[i]] & candidates).for_each([&](int b) {
        next.targets_with[static_cast<std::size_t>(b)] += weight;
      });
    }
    next.extensions = {};
    candidates.for_each([&](int b) {
      if (next.targets_with[static_cast<std::size_t>(b)] >= path_.min_targets())
        next.extensions.set(b);
    });
    if (!next.extensions.any() ||
        !path_.can_reach(static_cast<std::size_t>(next.extensions.count())) ||
        !(path_.has_wanted() || (next.extensions & wanted_).any()))
      return;
    if constexpr (Guide::bounded) {
      extensions_.clear();
      next.extensions.for_each([&](int b) {
        const auto i = static_cast<std::size_t>(b);
        extensions_.push_back({program_[i], next.targets_with[i]});
      });
      if (!path_.guide().promising(path_.members(), extensions_)) return;
    }
    const mask dropped = joined_or_open - next.extensions;
    next.clear();
    table_.restart(n);
    for (std::size_t i = 0; i < n; ++i)
      next.add(targets.programs[at_[i]] - dropped, targets.weight[at_[i]], table_);
    search(next, depth + 1);
  }

  closed_path<Guide>& path_;
  std::vector<intervention_index> program_;
  mask wanted_;
  std::vector<std::uint32_t> at_; // rows of the targets at hand
  std::vector<group_extension> extensions_;
  row_table table_;
  std::vector<std::unique_ptr<masked_targets<Words>>> frames_; // by depth, used again and again
};

} // namespace irisan
