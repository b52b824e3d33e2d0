#pragma once

#include <irisan/core/index.hpp>
#include <irisan/core/prefetch.hpp>
#include <irisan/overlap/closed_path.hpp>
#include <irisan/overlap/masked_targets.hpp>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <utility>
#include <vector>

namespace irisan {

namespace detail {
/// Keeps in front of an ascending list what another one holds too; gives how many that are.
inline std::size_t keep_common(std::span<std::int32_t> kept,
                               std::span<const std::int32_t> other) noexcept {
  std::size_t n = 0;
  for (std::size_t i = 0, k = 0; i < kept.size() && k < other.size();) {
    const std::int32_t x = kept[i], y = other[k];
    if (x == y) kept[n++] = x;
    i += x <= y;
    k += y <= x;
  }
  return n;
}
} // namespace detail

/// Targets as ascending lists of the programs that reach them: like ones once, with how many they
/// are. Programs go by rank, the largest first.
///
/// As in `masked_targets`, programs that may join come first, then those tried before.
struct listed_targets {
  struct row {
    std::size_t begin = 0, extensions_end = 0, end = 0; ///< in `programs`
    std::int32_t weight = 0;
  };
  std::vector<std::int32_t> programs;
  std::vector<row> rows;
  std::vector<std::int32_t> extensions;   ///< ranks that may join, ascending
  std::vector<std::int32_t> targets_with; ///< of each extension: the targets with it
  std::vector<std::int32_t> tried;        ///< ranks that may not join any more, ascending
  std::vector<std::size_t> rows_begin{0}; ///< of each extension in `rows_with`
  std::vector<std::uint32_t> rows_with;

  void clear() {
    programs.clear();
    rows.clear();
  }
  std::span<const std::int32_t> extensions_of(const row& r) const noexcept {
    return {programs.data() + r.begin, r.extensions_end - r.begin};
  }
  /// Ends the row whose programs, from `begin` on, were just added: in one with those that have the
  /// same extensions, of which only the other programs that all of them have matter.
  void end_row(std::size_t begin, std::size_t extensions_end, std::int32_t weight,
               row_table& table) {
    const row mine{begin, extensions_end, programs.size(), weight};
    const auto key = extensions_of(mine);
    if (key.empty()) {
      programs.resize(begin);
      return;
    }
    std::uint64_t hash = 0;
    for (const std::int32_t p : key)
      hash = (hash ^ static_cast<std::uint64_t>(p) ^ (hash >> 29)) * 0x9e3779b97f4a7c15;
    const auto number = static_cast<std::uint32_t>(rows.size());
    const std::uint32_t same = table.find_or_add(hash, number, [&](std::uint32_t r) {
      const auto other = extensions_of(rows[r]);
      return std::equal(key.begin(), key.end(), other.begin(), other.end());
    });
    if (same == number) {
      rows.push_back(mine);
      return;
    }
    row& first = rows[same];
    first.end = first.extensions_end +
                detail::keep_common(
                    {programs.data() + first.extensions_end, first.end - first.extensions_end},
                    {programs.data() + extensions_end, mine.end - extensions_end});
    first.weight += weight;
    programs.resize(begin);
  }
  /// Finds the rows with each extension; `place` has room for every rank.
  void find_rows(std::vector<std::int32_t>& place) {
    for (std::size_t i = 0; i < extensions.size(); ++i)
      place[static_cast<std::size_t>(extensions[i])] = static_cast<std::int32_t>(i);
    rows_begin.assign(extensions.size() + 2, 0);
    const auto place_of = [&](std::int32_t p) {
      return static_cast<std::size_t>(place[static_cast<std::size_t>(p)]);
    };
    for (const row& r : rows)
      for (const std::int32_t p : extensions_of(r)) ++rows_begin[place_of(p) + 2];
    for (std::size_t i = 2; i < rows_begin.size(); ++i) rows_begin[i] += rows_begin[i - 1];
    rows_with.resize(rows_begin.back());
    for (std::size_t r = 0; r < rows.size(); ++r)
      for (const std::int32_t p : extensions_of(rows[r]))
        rows_with[rows_begin[place_of(p) + 1]++] = static_cast<std::uint32_t>(r);
  }
  std::span<const std::uint32_t> rows_of(std::size_t extension) const noexcept {
    return {rows_with.data() + rows_begin[extension],
            rows_begin[extension + 1] - rows_begin[extension]};
  }
};

/// Searches closed sets among targets of many programs, as `masked_search` does among those of few,
/// to which it leaves every part of the search in which few are left.
template <class Guide>
class listed_search {
public:
  /// Programs go by rank in `program`, which stays where it is.
  listed_search(closed_path<Guide>& path, std::span<const intervention_index> program)
      : path_(path), program_(program), count_(program.size(), 0), bit_(program.size(), 0),
        small_(path), middle_(path), large_(path) {}

  /// Visits every closed set that joins the extension at this place, and none after it, to the set
  /// at hand.
  void extend_by(const listed_targets& targets, std::size_t place, std::size_t depth = 0) {
    const std::int32_t rank = targets.extensions[place];
    const auto rows = targets.rows_of(place);
    path_.heed_stop();
    if (tried_before(targets, rows, rank)) return;

    count_programs(targets, rows);
    const std::size_t size = path_.size();
    const std::int32_t shared = targets.targets_with[place];
    path_.push(program_[static_cast<std::size_t>(rank)]);
    listed_targets& next = frame(depth);
    next.extensions.clear();
    next.targets_with.clear();
    bool wanted = false;
    for (std::size_t i = 0; i < place; ++i) {
      const std::int32_t p = targets.extensions[i];
      const std::int32_t count = std::exchange(count_[static_cast<std::size_t>(p)], 0);
      if (count == shared) {
        path_.push(program_[static_cast<std::size_t>(p)]);
      } else if (count >= path_.min_targets()) {
        next.extensions.push_back(p);
        next.targets_with.push_back(count);
        wanted = wanted || path_.wants(program_[static_cast<std::size_t>(p)]);
      }
    }
    // A program tried before that too few of the targets have is had by all of no larger set's.
    next.tried.clear();
    const auto note = [&](std::int32_t p) {
      if (std::exchange(count_[static_cast<std::size_t>(p)], 0) >= path_.min_targets())
        next.tried.push_back(p);
    };
    count_[static_cast<std::size_t>(rank)] = 0;
    for (std::size_t i = place + 1; i < targets.extensions.size(); ++i) note(targets.extensions[i]);
    for (const std::int32_t p : targets.tried) note(p);
    path_.visit(shared);
    if (!next.extensions.empty() && !path_.done() && path_.can_reach(next.extensions.size()) &&
        (path_.has_wanted() || wanted) && promising(next))
      narrow(targets, rows, next, depth);
    path_.pop_to(size);
  }

private:
  listed_targets& frame(std::size_t depth) {
    while (frames_.size() <= depth) frames_.push_back(std::make_unique<listed_targets>());
    return *frames_[depth];
  }
  /// Adds up in `count_` how many of these targets have each program.
  void count_programs(const listed_targets& targets, std::span<const std::uint32_t> rows) {
    // Rows lie apart in memory: what the next ones need is fetched meanwhile.
    constexpr std::size_t ahead = 8;
    const std::int32_t* const programs = targets.programs.data();
    for (std::size_t i = 0; i < rows.size(); ++i) {
      if (i + 2 * ahead < rows.size()) {
        prefetch(&targets.rows[rows[i + 2 * ahead]]);
        prefetch(programs + targets.rows[rows[i + ahead]].begin);
      }
      const listed_targets::row& r = targets.rows[rows[i]];
      for (std::size_t k = r.begin; k < r.end; ++k)
        count_[static_cast<std::size_t>(programs[k])] += r.weight;
    }
  }
  static std::span<const std::int32_t> after(const listed_targets& targets,
                                             const listed_targets::row& r, std::int32_t rank) {
    const std::int32_t* const begin = targets.programs.data();
    const std::int32_t* const end = begin + r.end;
    return {std::upper_bound(begin + r.begin, begin + r.extensions_end, rank), end};
  }

  /// Whether all these targets have a program after `rank`: the set was found when it was tried.
  bool tried_before(const listed_targets& targets, std::span<const std::uint32_t> rows,
                    std::int32_t rank) {
    const auto first = after(targets, targets.rows[rows.front()], rank);
    common_.assign(first.begin(), first.end());
    for (std::size_t i = 1; i < rows.size() && !common_.empty(); ++i)
      common_.resize(detail::keep_common(common_, after(targets, targets.rows[rows[i]], rank)));
    return !common_.empty();
  }

  bool promising(const listed_targets& next) {
    if constexpr (Guide::bounded) {
      extensions_.clear();
      for (std::size_t i = 0; i < next.extensions.size(); ++i)
        extensions_.push_back(
            {program_[static_cast<std::size_t>(next.extensions[i])], next.targets_with[i]});
      return path_.guide().promising(path_.members(), extensions_);
    }
    return true;
  }

  /// The targets with an extension, cut down to what larger sets need, and these sets.
  void narrow(const listed_targets& targets, std::span<const std::uint32_t> rows,
              listed_targets& next, std::size_t depth) {
    const std::size_t programs = next.extensions.size() + next.tried.size();
    if (programs <= program_mask<1>::size)
      search_masked(small_, targets, rows, next);
    else if (programs <= program_mask<2>::size)
      search_masked(middle_, targets, rows, next);
    else if (programs <= program_mask<4>::size)
      search_masked(large_, targets, rows, next);
    else
      search_listed(targets, rows, next, depth);
  }

  /// Numbers the programs that are left; those that may join come first.
  void number(const listed_targets& next) {
    // Whoever is not left lies among the targets' other programs: they must be told apart.
    std::int32_t bit = 0;
    for (const std::int32_t p : next.extensions) bit_[static_cast<std::size_t>(p)] = ++bit;
    for (const std::int32_t p : next.tried) bit_[static_cast<std::size_t>(p)] = ++bit;
  }
  void forget_numbers(const listed_targets& next) {
    for (const std::int32_t p : next.extensions) bit_[static_cast<std::size_t>(p)] = 0;
    for (const std::int32_t p : next.tried) bit_[static_cast<std::size_t>(p)] = 0;
  }

  template <int Words>
  void search_masked(masked_search<Words, Guide>& search, const listed_targets& targets,
                     std::span<const std::uint32_t> rows, const listed_targets& next) {
    masked_targets<Words>& root = search.root();
    root.clear();
    root.extensions = program_mask<Words>::before(static_cast<int>(next.extensions.size()));
    std::copy(next.targets_with.begin(), next.targets_with.end(), root.targets_with.begin());
    search.programs().clear();
    for (const auto* some : {&next.extensions, &next.tried})
      for (const std::int32_t p : *some)
        search.programs().push_back(program_[static_cast<std::size_t>(p)]);
    number(next);
    search.table().restart(rows.size());
    for (const std::uint32_t r : rows) {
      const listed_targets::row& row = targets.rows[r];
      program_mask<Words> mask;
      for (std::size_t i = row.begin; i < row.end; ++i)
        if (const std::int32_t bit = bit_[static_cast<std::size_t>(targets.programs[i])]; bit > 0)
          mask.set(bit - 1);
      root.add(mask, row.weight, search.table());
    }
    forget_numbers(next);
    search.extend(root);
  }

  void search_listed(const listed_targets& targets, std::span<const std::uint32_t> rows,
                     listed_targets& next, std::size_t depth) {
    next.clear();
    number(next);
    table_.restart(rows.size());
    const auto extensions = static_cast<std::int32_t>(next.extensions.size());
    for (const std::uint32_t r : rows) {
      const listed_targets::row& row = targets.rows[r];
      const std::size_t begin = next.programs.size();
      std::size_t end = begin;
      for (std::size_t i = row.begin; i < row.end; ++i) {
        const std::int32_t p = targets.programs[i];
        const std::int32_t bit = bit_[static_cast<std::size_t>(p)];
        if (bit == 0) continue;
        next.programs.push_back(p);
        if (bit <= extensions) ++end;
      }
      next.end_row(begin, end, row.weight, table_);
    }
    forget_numbers(next);
    next.find_rows(bit_);
    for (const std::int32_t p : next.extensions) bit_[static_cast<std::size_t>(p)] = 0;
    for (std::size_t i = 0; i < next.extensions.size() && !path_.done(); ++i)
      extend_by(next, i, depth + 1);
  }

  closed_path<Guide>& path_;
  std::span<const intervention_index> program_; // by rank
  std::vector<std::int32_t> count_;             // by rank: 0 between two uses
  std::vector<std::int32_t> bit_;               // by rank: one more than its number, 0 if it is out
  std::vector<std::int32_t> common_;
  std::vector<group_extension> extensions_;
  row_table table_;
  masked_search<1, Guide> small_;
  masked_search<2, Guide> middle_;
  masked_search<4, Guide> large_;
  std::vector<std::unique_ptr<listed_targets>> frames_; // by depth, used again and again
};

} // namespace irisan
