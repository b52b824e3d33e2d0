#pragma once

#include <irisan/need/cover_problem.hpp>

#include <algorithm>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <numeric>
#include <span>
#include <utility>
#include <vector>

namespace irisan {

/// A problem made of some rows and columns of another.
struct cover_part {
  cover_problem problem;
  std::vector<std::int32_t> rows;    ///< of each row: which it was, ascending
  std::vector<std::int32_t> columns; ///< of each column: which it was, ascending

  friend bool operator==(const cover_part&, const cover_part&) = default;
};

/// What is left of a cover problem when all that can be told beforehand is told.
struct cover_reduction {
  std::vector<std::int32_t> taken;   ///< columns that some optimal cover has all of; ascending
  std::vector<cover_part> parts;     ///< the rest, in parts that share neither rows nor columns
  std::int32_t implied_rows = 0;     ///< covered enough whenever another row is
  std::int32_t replaced_columns = 0; ///< never needed: others do the same for no more

  friend bool operator==(const cover_reduction&, const cover_reduction&) = default;
};

namespace detail {

/// The rows that still need something, with the columns named (ascending), or those of them that
/// cover such a row.
inline cover_part part_of(const cover_problem& a, std::span<const std::int32_t> needed,
                          std::span<const std::int32_t> columns) {
  cover_part part;
  std::vector<std::int32_t> demand, place(static_cast<std::size_t>(a.rows()), -1);
  for (std::int32_t i = 0; i < a.rows(); ++i)
    if (const std::int32_t n = needed[static_cast<std::size_t>(i)]; n > 0) {
      place[static_cast<std::size_t>(i)] = static_cast<std::int32_t>(part.rows.size());
      part.rows.push_back(i);
      demand.push_back(n);
    }
  index_lists lists;
  std::vector<std::int64_t> cost;
  for (const std::int32_t j : columns) {
    for (const std::int32_t i : a.rows_of(j))
      if (place[static_cast<std::size_t>(i)] >= 0)
        lists.entries.push_back(place[static_cast<std::size_t>(i)]);
    if (lists.offsets.back() == static_cast<std::int64_t>(lists.entries.size())) continue;
    lists.end_list();
    part.columns.push_back(j);
    cost.push_back(a.cost(j));
  }
  part.problem = cover_problem(std::move(demand), std::move(cost), std::move(lists));
  return part;
}

class cover_reducer {
public:
  cover_reducer(const cover_problem& a, std::int64_t work)
      : a_(a), work_(work), needed_(a.demands().begin(), a.demands().end()), degree_(at(a.rows())),
        size_(at(a.columns())), open_(at(a.columns()), true) {
    for (std::int32_t i = 0; i < a.rows(); ++i) degree_[at(i)] = a.degree(i);
    for (std::int32_t j = 0; j < a.columns(); ++j) {
      size_[at(j)] = static_cast<std::int32_t>(a.rows_of(j).size());
      open_[at(j)] = size_[at(j)] > 0;
    }
    for (std::int32_t i = 0; i < a.rows(); ++i)
      if (a.demand(i) == 0) close_row(i);
  }

  cover_reduction run() {
    for (std::int32_t j = 0; j < a_.columns(); ++j)
      if (a_.is_fixed(j) || (open_[at(j)] && a_.cost(j) == 0)) take(j);
    for (std::int32_t i = 0; i < a_.rows(); ++i) look_at(i);
    merge_rows();
    for (changed_ = true; changed_ && work_ > 0;) {
      changed_ = false;
      replace_by_cheapest();
      drop_implied();
      drop_dominated();
    }
    std::sort(found_.taken.begin(), found_.taken.end());
    split();
    return std::move(found_);
  }

private:
  static std::size_t at(std::int32_t i) noexcept { return static_cast<std::size_t>(i); }
  bool open_row(std::int32_t i) const noexcept { return needed_[at(i)] > 0; }

  void take(std::int32_t j) {
    found_.taken.push_back(j);
    open_[at(j)] = false;
    for (const std::int32_t i : a_.rows_of(j)) {
      if (!open_row(i)) continue;
      --degree_[at(i)];
      if (--needed_[at(i)] == 0) close_row(i);
    }
    changed_ = true;
  }
  void close_row(std::int32_t i) {
    needed_[at(i)] = 0;
    for (const std::int32_t j : a_.columns_of(i))
      if (open_[at(j)] && --size_[at(j)] == 0) open_[at(j)] = false;
    changed_ = true;
  }
  void delete_column(std::int32_t j) {
    open_[at(j)] = false;
    ++found_.replaced_columns;
    changed_ = true;
    for (const std::int32_t i : a_.rows_of(j))
      if (open_row(i)) --degree_[at(i)];
    for (const std::int32_t i : a_.rows_of(j)) look_at(i);
  }
  /// Takes the columns of a row that has no more than it needs.
  void look_at(std::int32_t i) {
    if (!open_row(i) || degree_[at(i)] > needed_[at(i)]) return;
    for (const std::int32_t j : a_.columns_of(i))
      if (open_[at(j)]) take(j);
  }

  template <class Same>
  void for_each_alike(std::vector<std::pair<std::uint64_t, std::int32_t>>& rows, const Same& same) {
    std::sort(rows.begin(), rows.end());
    for (std::size_t x = 0; x < rows.size(); ++x)
      for (std::size_t y = x + 1; y < rows.size() && rows[y].first == rows[x].first; ++y)
        if (same(rows[x].second, rows[y].second)) break;
  }
  /// Of rows with the same columns the one that needs most is left: identical needs of many
  /// targets become one, in about linear time.
  void merge_rows() {
    std::vector<std::pair<std::uint64_t, std::int32_t>> rows;
    for (std::int32_t i = 0; i < a_.rows(); ++i) {
      if (!open_row(i)) continue;
      std::uint64_t h = 1;
      for (const std::int32_t j : a_.columns_of(i))
        if (open_[at(j)]) {
          h = (h ^ static_cast<std::uint64_t>(j)) * 0x9e3779b97f4a7c15;
          h ^= h >> 29;
        }
      rows.push_back({h, i});
    }
    std::vector<std::int32_t> mine, other;
    const auto list = [&](std::int32_t i, std::vector<std::int32_t>& to) {
      to.clear();
      for (const std::int32_t j : a_.columns_of(i))
        if (open_[at(j)]) to.push_back(j);
    };
    // The later of two takes over what the earlier asks, so each is compared with the next alike.
    for_each_alike(rows, [&](std::int32_t i, std::int32_t k) {
      list(i, mine);
      list(k, other);
      if (mine != other) return false;
      needed_[at(k)] = std::max(needed_[at(k)], needed_[at(i)]);
      close_row(i);
      ++found_.implied_rows;
      return true;
    });
  }

  /// A column goes if for each of its rows another could be added, all of them for no more: of a
  /// row that needs b, the b cheapest others are there already, or one of them can be added.
  void replace_by_cheapest() {
    using offer = std::pair<std::int64_t, std::int32_t>; // cost, column
    looked_ = found_.taken.size();
    std::vector<std::vector<offer>> cheapest(at(a_.rows()));
    std::vector<offer> all;
    const auto look = [&](std::int32_t i) {
      all.clear();
      for (const std::int32_t j : a_.columns_of(i))
        if (open_[at(j)]) all.push_back({a_.cost(j), j});
      work_ -= a_.degree(i);
      const auto n = std::min(all.size(), at(needed_[at(i)]) + 1);
      std::partial_sort(all.begin(), all.begin() + static_cast<std::ptrdiff_t>(n), all.end());
      cheapest[at(i)].assign(all.begin(), all.begin() + static_cast<std::ptrdiff_t>(n));
    };
    for (std::int32_t i = 0; i < a_.rows(); ++i)
      if (open_row(i)) look(i);
    std::vector<std::int32_t> order;
    for (std::int32_t j = a_.columns() - 1; j >= 0; --j)
      if (open_[at(j)]) order.push_back(j);
    std::stable_sort(order.begin(), order.end(),
                     [&](std::int32_t j, std::int32_t k) { return a_.cost(j) > a_.cost(k); });
    for (const std::int32_t j : order) {
      if (!open_[at(j)]) continue;
      std::int64_t others = 0;
      for (const std::int32_t i : a_.rows_of(j)) {
        if (!open_row(i)) continue;
        const auto& c = cheapest[at(i)];
        std::size_t last = at(needed_[at(i)]) - 1;
        for (std::size_t k = 0; k <= last && k < c.size(); ++k)
          if (c[k].second == j) {
            ++last;
            break;
          }
        others = last < c.size() ? others + c[last].first : a_.cost(j) + 1;
        if (others > a_.cost(j)) break;
      }
      if (others > a_.cost(j)) continue;
      delete_column(j);
      for (const std::int32_t i : a_.rows_of(j))
        if (open_row(i) && offer{a_.cost(j), j} <= cheapest[at(i)].back()) look(i);
      // What was taken with it is offered no more.
      for (; looked_ < found_.taken.size(); ++looked_)
        for (const std::int32_t i : a_.rows_of(found_.taken[looked_]))
          if (open_row(i)) look(i);
      if (work_ <= 0) return;
    }
  }

  static std::uint64_t bit(std::int32_t i) noexcept {
    return std::uint64_t{1} << (static_cast<std::uint64_t>(i) * 0x9e3779b97f4a7c15 >> 58);
  }
  /// Row i goes if all columns of a row that needs no less are among its own.
  void drop_implied() {
    std::vector<std::uint64_t> bits(at(a_.rows()), 0);
    for (std::int32_t i = 0; i < a_.rows(); ++i)
      if (open_row(i))
        for (const std::int32_t j : a_.columns_of(i))
          if (open_[at(j)]) bits[at(i)] |= bit(j);
    std::vector<std::int32_t> mark(at(a_.columns()), -1);
    for (std::int32_t i = 0; i < a_.rows() && work_ > 0; ++i) {
      if (!open_row(i)) continue;
      std::int32_t rarest = -1;
      for (const std::int32_t j : a_.columns_of(i))
        if (open_[at(j)]) {
          mark[at(j)] = i;
          if (rarest < 0 || size_[at(j)] < size_[at(rarest)]) rarest = j;
        }
      work_ -= a_.degree(i) + static_cast<std::int64_t>(a_.rows_of(rarest).size());
      for (const std::int32_t k : a_.rows_of(rarest)) {
        if (k == i || !open_row(k) || needed_[at(k)] > needed_[at(i)] ||
            degree_[at(k)] < degree_[at(i)] || (bits[at(i)] & ~bits[at(k)]) != 0)
          continue;
        work_ -= a_.degree(k);
        std::int32_t shared = 0;
        for (const std::int32_t j : a_.columns_of(k)) shared += open_[at(j)] && mark[at(j)] == i;
        if (shared != degree_[at(i)]) continue;
        close_row(k);
        ++found_.implied_rows;
      }
    }
  }
  /// A column goes if as many as any of its rows needs each cover all that it does for no more: if
  /// it were chosen, one of them could replace it, or all are chosen and it is redundant.
  ///
  /// With a need above one, a single one such as this does not do: both may be wanted.
  void drop_dominated() {
    std::vector<std::uint64_t> bits(at(a_.columns()), 0);
    for (std::int32_t j = 0; j < a_.columns(); ++j)
      if (open_[at(j)])
        for (const std::int32_t i : a_.rows_of(j))
          if (open_row(i)) bits[at(j)] |= bit(i);
    std::vector<std::int32_t> mark(at(a_.rows()), -1);
    // Downwards, so that the first of equals stays.
    for (std::int32_t j = a_.columns() - 1; j >= 0 && work_ > 0; --j) {
      if (!open_[at(j)]) continue;
      std::int32_t rarest = -1, wanted = 0;
      for (const std::int32_t i : a_.rows_of(j))
        if (open_row(i)) {
          mark[at(i)] = j;
          wanted = std::max(wanted, needed_[at(i)]);
          if (rarest < 0 || degree_[at(i)] < degree_[at(rarest)]) rarest = i;
        }
      work_ -= static_cast<std::int64_t>(a_.rows_of(j).size()) + a_.degree(rarest);
      for (const std::int32_t k : a_.columns_of(rarest)) {
        if (k == j || !open_[at(k)] || a_.cost(k) > a_.cost(j) || size_[at(k)] < size_[at(j)] ||
            (bits[at(j)] & ~bits[at(k)]) != 0)
          continue;
        work_ -= static_cast<std::int64_t>(a_.rows_of(k).size());
        std::int32_t shared = 0;
        for (const std::int32_t i : a_.rows_of(k)) shared += open_row(i) && mark[at(i)] == j;
        if (shared == size_[at(j)] && --wanted == 0) break;
      }
      if (wanted <= 0) delete_column(j);
    }
  }

  void split() {
    std::vector<std::int32_t> parent(at(a_.rows()));
    std::iota(parent.begin(), parent.end(), 0);
    const auto root = [&](std::int32_t i) {
      while (parent[at(i)] != i) i = parent[at(i)] = parent[at(parent[at(i)])];
      return i;
    };
    std::vector<std::int32_t> first(at(a_.columns()), -1); // of each open column: an open row
    for (std::int32_t j = 0; j < a_.columns(); ++j) {
      if (!open_[at(j)]) continue;
      for (const std::int32_t i : a_.rows_of(j)) {
        if (!open_row(i)) continue;
        if (first[at(j)] < 0) first[at(j)] = i;
        const std::int32_t x = root(first[at(j)]), y = root(i);
        parent[at(std::max(x, y))] = std::min(x, y);
      }
    }
    std::vector<std::int32_t> number(at(a_.rows()), -1);
    std::vector<std::vector<std::int32_t>> rows, columns;
    for (std::int32_t i = 0; i < a_.rows(); ++i) {
      if (!open_row(i)) continue;
      std::int32_t& n = number[at(root(i))];
      if (n < 0) {
        n = static_cast<std::int32_t>(rows.size());
        rows.emplace_back();
        columns.emplace_back();
      }
      rows[at(n)].push_back(i);
    }
    for (std::int32_t j = 0; j < a_.columns(); ++j)
      if (open_[at(j)]) columns[at(number[at(root(first[at(j)]))])].push_back(j);
    // Positions are set and used part by part, so that many small parts take linear time.
    std::vector<std::int32_t> place(at(a_.rows()), -1);
    for (std::size_t n = 0; n < rows.size(); ++n) {
      cover_part part;
      std::vector<std::int32_t> demand;
      std::vector<std::int64_t> cost;
      index_lists lists;
      for (const std::int32_t i : rows[n]) {
        place[at(i)] = static_cast<std::int32_t>(demand.size());
        demand.push_back(needed_[at(i)]);
      }
      for (const std::int32_t j : columns[n]) {
        for (const std::int32_t i : a_.rows_of(j))
          if (open_row(i)) lists.entries.push_back(place[at(i)]);
        lists.end_list();
        cost.push_back(a_.cost(j));
      }
      part.problem = cover_problem(std::move(demand), std::move(cost), std::move(lists));
      part.rows = std::move(rows[n]);
      part.columns = std::move(columns[n]);
      found_.parts.push_back(std::move(part));
    }
  }

  const cover_problem& a_;
  std::int64_t work_;
  cover_reduction found_;
  std::vector<std::int32_t> needed_; ///< 0: the row is closed
  std::vector<std::int32_t> degree_; ///< of open rows: open columns
  std::vector<std::int32_t> size_;   ///< of open columns: open rows
  std::vector<bool> open_;           ///< columns
  std::size_t looked_ = 0;           ///< taken columns whose rows were looked at again
  bool changed_ = false;
};

} // namespace detail

/// Takes the columns that must be there, or cost nothing; drops rows that are covered whenever
/// another is, and columns that others replace; splits the rest. The optimum of the problem is the
/// cost of `taken` and the optima of the parts.
///
/// Merging identical rows is about linear; the comparison of rows and of columns with each other
/// ends after about ten times the entries, what is not found then stays.
inline cover_reduction reduce(const cover_problem& a) {
  return detail::cover_reducer(a, 10 * a.entries() + 20'000'000).run();
}

/// The columns of the whole problem: those taken and a cover of each part. Ascending.
inline std::vector<std::int32_t> lifted(const cover_reduction& r,
                                        std::span<const std::vector<std::int32_t>> covers) {
  std::vector<std::int32_t> all = r.taken;
  for (std::size_t p = 0; p < r.parts.size(); ++p)
    for (const std::int32_t j : covers[p])
      all.push_back(r.parts[p].columns[static_cast<std::size_t>(j)]);
  std::sort(all.begin(), all.end());
  return all;
}

} // namespace irisan
