#pragma once

#include <irisan/core/error.hpp>
#include <irisan/core/index.hpp>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <tuple>
#include <vector>

namespace irisan {

/// Some of so many: 84 of 310. The two numbers stay, so that shares of parts can be summed up.
struct counted_share {
  std::int64_t part = 0;
  std::int64_t whole = 0;

  std::optional<double> share() const noexcept {
    if (whole == 0) return std::nullopt;
    return static_cast<double>(part) / static_cast<double>(whole);
  }

  friend bool operator==(const counted_share&, const counted_share&) = default;
};

/// People counted at one target; a number below 0 is not known.
struct target_count {
  target_index of;
  region_index in; ///< unknown: those without a region make one of their own
  counted_share people;

  friend bool operator==(const target_count&, const target_count&) = default;
};

/// Whether the count of a target may be shown, and why not. The reason is for whoever publishes; to
/// the reader all hidden ones must look alike.
enum class share_state : std::uint8_t {
  shown,
  unknown,          ///< there is no count
  few,              ///< so few that others know who they are; none says it of everybody
  few_others,       ///< the rest are so few
  protects_another, ///< it would tell, with the total of its region, what another hides
};

/// A target's count and what may be done with it.
struct share_cell {
  target_count at;
  share_state state = share_state::shown;

  friend bool operator==(const share_cell&, const share_cell&) = default;
};

/// The sum over targets.
struct region_share {
  region_index in;
  counted_share people;
  std::int64_t targets = 0; ///< that are in the sum
  std::int64_t unknown = 0; ///< targets without a count
  bool shown = true;        ///< not if it alone would tell the count of a target that is hidden

  friend bool operator==(const region_share&, const region_share&) = default;
};

/// Counts by target and region, with what must be hidden.
struct share_table {
  std::vector<share_cell> cells;     ///< by region, then target
  std::vector<region_share> regions; ///< ascending
  region_share all;                  ///< of all regions

  friend bool operator==(const share_table&, const share_table&) = default;
};

namespace detail {

/// Hidden cells of which only the sum is known.
struct hidden_sum {
  std::int64_t cells = 0;
  counted_share people;

  void add(const counted_share& c) noexcept {
    ++cells;
    people.part += c.part;
    people.whole += c.whole;
  }
  void add(const hidden_sum& s) noexcept {
    cells += s.cells;
    people.part += s.people.part;
    people.whole += s.people.whole;
  }
  /// Whether every cell may have at least two values: two cells with people, and neither none nor
  /// all of them.
  bool keeps_secret() const noexcept {
    return cells == 0 || (cells > 1 && people.part > 0 && people.part < people.whole);
  }
  /// Whether the sum could be shown as the count of one target.
  bool large_enough(std::int64_t least) const noexcept {
    return cells == 0 || (cells > 1 && people.part >= least && people.whole - people.part >= least);
  }
};

inline share_state state_of(const counted_share& c, std::int64_t least) noexcept {
  if (c.part < 0 || c.whole < 0) return share_state::unknown;
  if (c.whole == 0) return share_state::shown; // nobody is there
  if (c.part < least) return share_state::few;
  return c.whole - c.part < least ? share_state::few_others : share_state::shown;
}

/// Of the cells shown, the one with the fewest people: hiding it loses least.
inline share_cell* smallest_shown(std::span<share_cell> cells) noexcept {
  share_cell* smallest = nullptr;
  for (share_cell& c : cells)
    if (c.state == share_state::shown && c.at.people.whole > 0 &&
        (!smallest || c.at.people.whole < smallest->at.people.whole))
      smallest = &c;
  return smallest;
}

} // namespace detail

/// Sums counts by region, and says which of them may be shown: none of a target with fewer than
/// `least` people, or with fewer than `least` others, and none from which such a one can be
/// computed back.
///
/// What is left of a region's total without the cells shown is the sum of the hidden ones. Where it
/// is that of one cell, or as small as a cell must not be, the smallest cell that is shown is
/// hidden too. Totals stay, but where all cells of a region are hidden its total may still tell:
/// of one target, of nobody, of everybody. It is hidden then, and beside it, if it could be
/// computed back from the total of all, that of the smallest other region with one of its cells.
///
/// It holds for these regions and their sum, against sums and differences: the same counts by other
/// regions need another look, and a reader who tries which counts this very rule would hide so may
/// still tell one now and then.
///
/// Throws `rule_error` if a target comes twice in a region, if a part is greater than its whole,
/// and if `least` is below 0. O(n log n).
inline share_table share_by_region(std::span<const target_count> counts, std::int64_t least = 5) {
  if (least < 0)
    throw rule_error("the least that may be shown is " + std::to_string(least) + " people");
  share_table table;
  table.cells.reserve(counts.size());
  for (std::size_t i = 0; i < counts.size(); ++i) {
    const counted_share& c = counts[i].people;
    const share_state state = detail::state_of(c, least);
    if (state != share_state::unknown && c.part > c.whole)
      throw rule_error("row " + std::to_string(i + 1) + ": " + std::to_string(c.part) + " of " +
                       std::to_string(c.whole) + " is no share");
    table.cells.push_back({counts[i], state});
  }
  std::sort(table.cells.begin(), table.cells.end(), [](const share_cell& a, const share_cell& b) {
    return std::tie(a.at.in, a.at.of) < std::tie(b.at.in, b.at.of);
  });

  detail::hidden_sum pooled; // of the regions whose total is hidden
  std::vector<std::span<share_cell>> cells_of;
  for (std::size_t from = 0; from < table.cells.size();) {
    region_share r;
    r.in = table.cells[from].at.in;
    detail::hidden_sum hidden;
    std::size_t to = from;
    for (; to < table.cells.size() && table.cells[to].at.in == r.in; ++to) {
      const share_cell& c = table.cells[to];
      if (to > from && c.at.of == table.cells[to - 1].at.of)
        throw rule_error("target " + std::to_string(c.at.of.value) + " is counted twice");
      if (c.state == share_state::unknown) {
        ++r.unknown;
        continue;
      }
      ++r.targets;
      r.people.part += c.at.people.part;
      r.people.whole += c.at.people.whole;
      if (c.state != share_state::shown) hidden.add(c.at.people);
    }
    const std::span<share_cell> cells(table.cells.data() + from, to - from);
    if (!hidden.large_enough(least))
      if (share_cell* const c = detail::smallest_shown(cells)) {
        c->state = share_state::protects_another;
        hidden.add(c->at.people);
      }
    if (!hidden.keeps_secret()) {
      r.shown = false;
      pooled.add(hidden);
    }
    table.all.targets += r.targets;
    table.all.unknown += r.unknown;
    table.all.people.part += r.people.part;
    table.all.people.whole += r.people.whole;
    table.regions.push_back(r);
    cells_of.push_back(cells);
    from = to;
  }
  if (pooled.keeps_secret()) return table;

  region_share* other = nullptr;
  for (region_share& r : table.regions)
    if (r.shown && r.people.whole > 0 && (!other || r.people.whole < other->people.whole))
      other = &r;
  if (!other) {
    table.all.shown = false;
    return table;
  }
  other->shown = false;
  const std::span<share_cell> cells =
      cells_of[static_cast<std::size_t>(other - table.regions.data())];
  const bool hides = std::any_of(cells.begin(), cells.end(), [](const share_cell& c) {
    return c.state != share_state::shown && c.state != share_state::unknown;
  });
  if (!hides) detail::smallest_shown(cells)->state = share_state::protects_another;
  return table;
}

} // namespace irisan
