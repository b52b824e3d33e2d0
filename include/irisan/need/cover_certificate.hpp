#pragma once

#include <irisan/need/cover_problem.hpp>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <numeric>
#include <span>
#include <string>
#include <vector>

namespace irisan {

/// A price on each row, u ≥ 0 in parts of `scale`, from which a lower bound follows.
struct cover_dual {
  std::vector<std::int64_t> u;
  std::int64_t scale = 1;

  friend bool operator==(const cover_dual&, const cover_dual&) = default;
};

/// Columns of a set that can each be dropped if all others of the set stay.
///
/// They cannot be dropped together: where two of them are each other's substitute, one must stay.
struct individually_redundant {
  std::vector<std::int32_t> columns; ///< ascending

  friend bool operator==(const individually_redundant&, const individually_redundant&) = default;
};

/// Columns of a set that can all be dropped at once.
struct jointly_removable {
  std::vector<std::int32_t> columns; ///< ascending

  friend bool operator==(const jointly_removable&, const jointly_removable&) = default;
};

/// A row that a dropped column covers, with what the kept ones still give it.
struct covered_row {
  std::int32_t row = 0;
  std::int32_t demand = 0;
  std::int32_t count = 0; ///< at least the demand

  friend bool operator==(const covered_row&, const covered_row&) = default;
};

/// What shows that a set of columns is a cover, that none of it can go, and how far it is at most
/// from the cheapest: each can be recounted in O(entries), by `check` or by anybody.
struct cover_certificate {
  std::vector<std::int32_t> kept;    ///< ascending
  std::int64_t cost = 0;             ///< of the kept columns
  std::vector<std::int32_t> counts;  ///< of each row: how many kept columns cover it
  std::vector<std::int32_t> witness; ///< of each kept column: a row of its own whose count is just
                                     ///< its demand; −1 for a fixed column that has none
  cover_dual dual;
  std::int64_t bound = 0; ///< `bound_of` the dual: no cover costs less

  std::int64_t gap() const noexcept { return cost - bound; }

  friend bool operator==(const cover_certificate&, const cover_certificate&) = default;
};

namespace detail {
__extension__ using wide_signed = __int128;

/// Each cost is a multiple of it, and so is the cost of each cover; 1 if all are 0.
inline std::int64_t common_cost(std::span<const std::int64_t> costs) noexcept {
  std::int64_t common = 0;
  for (const std::int64_t c : costs) common = std::gcd(common, c);
  return common == 0 ? 1 : common;
}
/// The least multiple of `common` that is at least value / scale, and at least 0.
inline std::int64_t rounded_up(wide_signed value, std::int64_t scale, std::int64_t common) {
  if (value <= 0) return 0;
  const wide_signed step = static_cast<wide_signed>(scale) * common;
  return static_cast<std::int64_t>((value + step - 1) / step) * common;
}
/// Σ bᵢuᵢ + Σⱼ min(0, cⱼ − Σᵢuᵢ) in parts of the scale. Costs come to 2⁶² at most, and entries to
/// less than 2⁶²: no sum reaches 2¹²⁷.
inline wide_signed dual_value(const cover_problem& a, const cover_dual& d) {
  wide_signed value = 0;
  for (std::int32_t i = 0; i < a.rows(); ++i)
    value += static_cast<wide_signed>(a.demand(i)) * d.u[static_cast<std::size_t>(i)];
  for (std::int32_t j = 0; j < a.columns(); ++j) {
    wide_signed rest = static_cast<wide_signed>(a.cost(j)) * d.scale;
    for (const std::int32_t i : a.rows_of(j)) rest -= d.u[static_cast<std::size_t>(i)];
    if (rest < 0 || a.is_fixed(j)) value += rest;
  }
  return value;
}
} // namespace detail

/// How many of the columns cover each row.
inline std::vector<std::int32_t> cover_counts(const cover_problem& a,
                                              std::span<const std::int32_t> columns) {
  std::vector<std::int32_t> counts(static_cast<std::size_t>(a.rows()), 0);
  for (const std::int32_t j : columns)
    for (const std::int32_t i : a.rows_of(j)) ++counts[static_cast<std::size_t>(i)];
  return counts;
}

inline std::int64_t cover_cost(const cover_problem& a, std::span<const std::int32_t> columns) {
  std::int64_t cost = 0;
  for (const std::int32_t j : columns) cost += a.cost(j);
  return cost;
}

/// What no cover can cost less than: (Σ bᵢuᵢ + Σⱼ min(0, cⱼ·scale − Σᵢ∈ⱼ uᵢ)) / scale, where a
/// fixed column adds its term even if it is positive, rounded up to a multiple of what divides all
/// costs.
///
/// By weak duality for any u ≥ 0: of the rows' prices a column can earn what it covers, and pays
/// its cost once. In integers, so that it is exact.
inline std::int64_t bound_of(const cover_problem& a, const cover_dual& d) {
  return detail::rounded_up(detail::dual_value(a, d), d.scale, detail::common_cost(a.costs()));
}

/// The columns of a set that can each go alone; fixed ones cannot. O(entries).
inline individually_redundant individually_redundant_in(const cover_problem& a,
                                                        std::span<const std::int32_t> columns) {
  const std::vector<std::int32_t> counts = cover_counts(a, columns);
  individually_redundant r;
  for (const std::int32_t j : columns)
    if (!a.is_fixed(j) && std::ranges::none_of(a.rows_of(j), [&](std::int32_t i) {
          return counts[static_cast<std::size_t>(i)] <= a.demand(i);
        }))
      r.columns.push_back(j);
  std::sort(r.columns.begin(), r.columns.end());
  return r;
}

/// Why a column that is not kept is not needed: its rows, each with what it still gets.
inline std::vector<covered_row> rows_without(const cover_problem& a, const cover_certificate& c,
                                             std::int32_t column) {
  std::vector<covered_row> found;
  for (const std::int32_t i : a.rows_of(column))
    found.push_back({i, a.demand(i), c.counts[static_cast<std::size_t>(i)]});
  return found;
}

/// The certificate of columns that are kept, with a dual; they need not be a cover, and `check`
/// tells. O(entries).
inline cover_certificate certify(const cover_problem& a, std::vector<std::int32_t> kept,
                                 cover_dual dual) {
  cover_certificate c;
  std::sort(kept.begin(), kept.end());
  c.cost = cover_cost(a, kept);
  c.counts = cover_counts(a, kept);
  for (const std::int32_t j : kept) {
    const auto rows = a.rows_of(j);
    const auto tight = std::ranges::find_if(rows, [&](std::int32_t i) {
      return a.demand(i) > 0 && c.counts[static_cast<std::size_t>(i)] == a.demand(i);
    });
    c.witness.push_back(tight == rows.end() ? -1 : *tight);
  }
  c.kept = std::move(kept);
  c.bound = bound_of(a, dual);
  c.dual = std::move(dual);
  return c;
}

/// Everything that is wrong with a certificate, recounted from the problem alone; empty if nothing
/// is. O(entries).
inline std::vector<std::string> check(const cover_problem& a, const cover_certificate& c) {
  std::vector<std::string> wrong;
  const auto say = [&](const std::string& what, std::int64_t is, std::int64_t should) {
    wrong.push_back(what + " is " + std::to_string(is) + " instead of " + std::to_string(should));
  };
  const auto column = [](std::int32_t j) { return "column " + std::to_string(j); };
  const auto row = [](std::size_t i) { return "row " + std::to_string(i); };
  std::vector<bool> in(static_cast<std::size_t>(a.columns()), false);
  for (std::size_t k = 0; k < c.kept.size(); ++k) {
    const std::int32_t j = c.kept[k];
    if (j < 0 || j >= a.columns()) return {column(j) + " does not exist"};
    if (k > 0 && c.kept[k - 1] >= j) return {column(j) + " is not after the one before it"};
    in[static_cast<std::size_t>(j)] = true;
  }
  for (std::int32_t j = 0; j < a.columns(); ++j)
    if (a.is_fixed(j) && !in[static_cast<std::size_t>(j)])
      wrong.push_back(column(j) + " is fixed and not kept");
  if (const std::int64_t cost = cover_cost(a, c.kept); cost != c.cost)
    say("the cost", c.cost, cost);

  const std::vector<std::int32_t> counts = cover_counts(a, c.kept);
  if (c.counts.size() != counts.size()) return {"there are not as many counts as rows"};
  for (std::size_t i = 0; i < counts.size(); ++i) {
    if (c.counts[i] != counts[i]) say("the count of " + row(i), c.counts[i], counts[i]);
    if (const std::int32_t asked = a.demand(static_cast<std::int32_t>(i)); counts[i] < asked)
      wrong.push_back(row(i) + " is covered " + std::to_string(counts[i]) + " of " +
                      std::to_string(asked) + " times");
  }
  if (c.witness.size() != c.kept.size()) return {"there are not as many witnesses as kept columns"};
  for (std::size_t k = 0; k < c.kept.size(); ++k) {
    const std::int32_t j = c.kept[k], i = c.witness[k];
    if (i == -1 && a.is_fixed(j)) continue;
    if (!std::ranges::binary_search(a.rows_of(j), i) || a.demand(i) == 0 ||
        counts[static_cast<std::size_t>(i)] != a.demand(i))
      wrong.push_back(column(j) + " has no row that needs it");
  }
  if (c.dual.u.size() != counts.size()) return {"there are not as many prices as rows"};
  if (c.dual.scale < 1) return {"the scale is " + std::to_string(c.dual.scale)};
  for (std::size_t i = 0; i < counts.size(); ++i)
    if (c.dual.u[i] < 0) return {"the price of " + row(i) + " is " + std::to_string(c.dual.u[i])};
  if (const std::int64_t bound = bound_of(a, c.dual); bound != c.bound)
    say("the bound", c.bound, bound);
  return wrong;
}

} // namespace irisan
