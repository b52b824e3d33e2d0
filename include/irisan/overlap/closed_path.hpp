#pragma once

#include <irisan/core/error.hpp>
#include <irisan/core/index.hpp>

#include <cstddef>
#include <cstdint>
#include <span>
#include <stop_token>
#include <utility>
#include <vector>

namespace irisan {

/// A program that may still join the set at hand, and the targets that would be left.
struct group_extension {
  intervention_index program;
  std::int32_t shared = 0;

  friend bool operator==(const group_extension&, const group_extension&) = default;
};

/// What a search for closed sets asks of a set: its least size and targets, and whom it must hold.
struct closed_limits {
  std::int32_t min_targets = 1;
  std::size_t min_programs = 1;
  std::span<const std::uint8_t> wanted; ///< by program: whether it is one that a set must hold one
                                        ///< of; empty: any set will do
};

/// Where a depth-first search for closed sets stands: the set at hand, and whom to tell of it.
///
/// `Guide` has `bool visit(members, shared)`, false when it has seen enough; and, if
/// `Guide::bounded`, `bool promising(members, extensions)`: whether a larger set may still count.
template <class Guide>
class closed_path {
public:
  closed_path(const closed_limits& limits, std::stop_token stop)
      : limits_(limits), stop_(std::move(stop)) {}

  /// Whom to tell from now on; to be called before a search begins.
  void tell(Guide& guide) noexcept {
    guide_ = &guide;
    done_ = false;
  }

  std::int32_t min_targets() const noexcept { return limits_.min_targets; }
  std::size_t size() const noexcept { return members_.size(); }
  bool done() const noexcept { return done_; }
  Guide& guide() const noexcept { return *guide_; }
  std::span<const intervention_index> members() const noexcept { return members_; }

  bool wants(intervention_index p) const noexcept {
    return !limits_.wanted.empty() && limits_.wanted[p.at()] != 0;
  }
  void push(intervention_index p) {
    members_.push_back(p);
    wanted_ += wants(p) ? 1 : 0;
  }
  void pop_to(std::size_t size) {
    for (; members_.size() > size; members_.pop_back()) wanted_ -= wants(members_.back()) ? 1 : 0;
  }
  /// Tells of the set at hand if it is as wanted.
  void visit(std::int32_t shared) {
    // Often enough to be stopped in time, too seldom to be felt.
    if ((++steps_ & 255) == 0) heed_stop();
    if (members_.size() >= limits_.min_programs && has_wanted())
      done_ = !guide_->visit(members_, shared);
  }
  /// Throws `stopped` if the search is to end.
  void heed_stop() const {
    if (stop_.stop_requested()) throw stopped();
  }
  bool has_wanted() const noexcept { return limits_.wanted.empty() || wanted_ > 0; }
  /// Whether so many more programs can make the set large enough.
  bool can_reach(std::size_t more) const noexcept {
    return members_.size() + more >= limits_.min_programs;
  }

private:
  closed_limits limits_;
  Guide* guide_ = nullptr;
  std::stop_token stop_;
  std::vector<intervention_index> members_;
  std::size_t wanted_ = 0; // how many of the members are wanted
  std::uint32_t steps_ = 0;
  bool done_ = false;
};

/// A hash table of row numbers that is emptied at no cost.
class row_table {
public:
  /// Empties the table and makes room for so many rows.
  void restart(std::size_t rows) {
    std::size_t size = 16;
    while (size < 2 * rows) size *= 2;
    mask_ = size - 1;
    if (slots_.size() < size || epoch_ == ~std::uint32_t{0}) {
      slots_.assign(size > slots_.size() ? size : slots_.size(), 0);
      epoch_ = 0;
    }
    ++epoch_;
  }
  /// The row that `same(row)` holds for among those with this hash; else `row`, which is noted.
  template <class Same>
  std::uint32_t find_or_add(std::uint64_t hash, std::uint32_t row, const Same& same) {
    for (std::size_t at = (hash ^ hash >> 32) & mask_;; at = (at + 1) & mask_) {
      const std::uint64_t slot = slots_[at];
      if (slot >> 32 != epoch_) {
        slots_[at] = std::uint64_t{epoch_} << 32 | row;
        return row;
      }
      if (same(static_cast<std::uint32_t>(slot))) return static_cast<std::uint32_t>(slot);
    }
  }

private:
  std::vector<std::uint64_t> slots_; // the epoch in which it was filled, and the row
  std::size_t mask_ = 0;
  std::uint32_t epoch_ = 0;
};

} // namespace irisan
