#pragma once

#include <irisan/need/cover_greedy.hpp>
#include <irisan/need/cover_problem.hpp>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

namespace irisan {

namespace detail {

/// A cover that knows of each row which of its columns cover it, and of each column how many rows
/// need it: those that are covered just as often as they ask.
class held_rows {
public:
  held_rows(const cover_problem& a, std::span<const std::int32_t> columns)
      : a_(a), in_(at(a.columns()), false), needing_(at(a.columns()), 0), holders_(at(a.rows())) {
    for (const std::int32_t j : columns) add(j);
    for (std::int32_t i = 0; i < a.rows(); ++i)
      if (tight(i))
        for (const std::int32_t j : holders_[at(i)]) ++needing_[at(j)];
    built_ = true;
  }
  bool has(std::int32_t j) const noexcept { return in_[at(j)]; }
  bool can_go(std::int32_t j) const noexcept { return needing_[at(j)] == 0 && !a_.is_fixed(j); }
  std::int32_t needing(std::int32_t j) const noexcept { return needing_[at(j)]; }
  bool tight(std::int32_t i) const noexcept {
    return static_cast<std::int32_t>(holders_[at(i)].size()) <= a_.demand(i);
  }
  std::span<const std::int32_t> holders(std::int32_t i) const noexcept { return holders_[at(i)]; }

  void add(std::int32_t j) {
    in_[at(j)] = true;
    for (const std::int32_t i : a_.rows_of(j)) {
      if (built_ && tight(i))
        for (const std::int32_t k : holders_[at(i)]) --needing_[at(k)];
      holders_[at(i)].push_back(j);
    }
  }
  /// A column that can go.
  void drop(std::int32_t j) {
    in_[at(j)] = false;
    for (const std::int32_t i : a_.rows_of(j)) {
      auto& holders = holders_[at(i)];
      *std::find(holders.begin(), holders.end(), j) = holders.back();
      holders.pop_back();
      if (tight(i))
        for (const std::int32_t k : holders) ++needing_[at(k)];
    }
  }
  std::vector<std::int32_t> columns() const {
    std::vector<std::int32_t> all;
    for (std::int32_t j = 0; j < a_.columns(); ++j)
      if (has(j)) all.push_back(j);
    return all;
  }

private:
  static std::size_t at(std::int32_t i) noexcept { return static_cast<std::size_t>(i); }

  const cover_problem& a_;
  std::vector<bool> in_;
  std::vector<std::int32_t> needing_;
  std::vector<std::vector<std::int32_t>> holders_;
  bool built_ = false;
};

} // namespace detail

/// A cover made cheaper by exchanges, without redundant columns: one column comes in and all that
/// it makes redundant go, one, two or more, if they cost more together. Ascending; the exchanges
/// are tried in the order of the columns until none helps, or for so many rounds.
///
/// A round takes O(entries · demand): of the rows of a column that comes in only those are looked
/// at that are covered just as often as they ask, and those have as many kept columns.
inline std::vector<std::int32_t> exchange_columns(const cover_problem& a,
                                                  std::span<const std::int32_t> columns,
                                                  int rounds = 100) {
  detail::held_rows kept(a, columns);
  for (const std::int32_t j : jointly_removable_from(a, columns).columns) kept.drop(j);
  std::vector<std::int32_t> met(static_cast<std::size_t>(a.columns()), 0), freed;
  const auto dearest_first = [&](std::int32_t j, std::int32_t k) {
    return a.cost(j) != a.cost(k) ? a.cost(j) > a.cost(k) : j < k;
  };
  for (bool better = true; better && rounds > 0; --rounds) {
    better = false;
    for (std::int32_t k = 0; k < a.columns(); ++k) {
      if (kept.has(k)) continue;
      freed.clear();
      for (const std::int32_t i : a.rows_of(k)) {
        if (!kept.tight(i)) continue;
        for (const std::int32_t j : kept.holders(i))
          if (++met[static_cast<std::size_t>(j)] == kept.needing(j) && !a.is_fixed(j))
            freed.push_back(j);
      }
      for (const std::int32_t i : a.rows_of(k))
        for (const std::int32_t j :
             kept.tight(i) ? kept.holders(i) : std::span<const std::int32_t>{})
          met[static_cast<std::size_t>(j)] = 0;
      if (cover_cost(a, freed) <= a.cost(k)) continue;
      std::sort(freed.begin(), freed.end(), dearest_first);
      kept.add(k);
      std::vector<std::int32_t> gone;
      for (const std::int32_t j : freed)
        if (kept.can_go(j)) {
          kept.drop(j);
          gone.push_back(j);
        }
      if (cover_cost(a, gone) > a.cost(k)) {
        better = true;
        continue;
      }
      for (const std::int32_t j : gone) kept.add(j);
      kept.drop(k);
    }
  }
  const std::vector<std::int32_t> found = kept.columns();
  return without(found, jointly_removable_from(a, found));
}

} // namespace irisan
