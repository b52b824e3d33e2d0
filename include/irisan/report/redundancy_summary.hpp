#pragma once

#include <irisan/core/fraction.hpp>
#include <irisan/core/progress.hpp>
#include <irisan/finding/redundancy.hpp>
#include <irisan/model/portfolio.hpp>
#include <irisan/need/coverage.hpp>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace irisan {

/// A program against the recorded needs.
struct redundancy_row {
  std::string program;
  std::int64_t needs = 0; ///< that it gives to
  std::int64_t cost = 0;
  bool cost_known = true;
  bool fixed = false;                           ///< stays by the rules, whatever it costs
  bool kept = true;                             ///< all that are not can go at once
  bool alone = false;                           ///< can go if all others stay
  std::string witness_target, witness_activity; ///< a need that keeps it, empty if none does

  friend bool operator==(const redundancy_row&, const redundancy_row&) = default;
};

/// What programs give to one need, as the cover asks for it.
struct cover_row {
  std::string target, activity, quantity_unit;
  std::int64_t asked = 0;             ///< with the reserve, if the rules ask for one
  std::int64_t demand = 0;            ///< as asked, but no more than it has programs
  std::int64_t count = 0;             ///< of its programs, those kept
  std::vector<std::int32_t> programs; ///< positions among the rows of programs
  std::int64_t price = 0;             ///< in parts of the scale
  // Of the partial cover, if there is one.
  std::int64_t weight = 0; ///< of each program that is missing
  std::int64_t missing = 0;
  std::int64_t partial_price = 0;

  friend bool operator==(const cover_row&, const cover_row&) = default;
};

/// What a program that is not kept gives to, with what the kept ones give there: why it can go.
struct spare_row {
  std::int32_t program = 0; ///< position among the rows of programs
  std::int32_t row = 0;     ///< position among the rows

  friend bool operator==(const spare_row&, const spare_row&) = default;
};

/// Programs that keep a share of what is met.
struct partial_summary {
  fraction share{1, 1};
  std::vector<std::int32_t> kept; ///< positions among the rows of programs
  std::int64_t cost = 0, bound = 0;
  /// Weights: of what may be missing, of what is, and of all. A need has the weight of any other.
  std::int64_t allowed = 0, missing = 0, total = 0;
  std::int64_t needs_missing = 0; ///< needs of which something is missing
  std::int64_t scale = 1, price = 0;

  friend bool operator==(const partial_summary&, const partial_summary&) = default;
};

/// Which programs the recorded needs could do without, and all that is needed to check it.
struct redundancy_summary {
  std::vector<redundancy_row> programs; ///< those that give to a recorded need, by id
  std::vector<cover_row> rows;
  std::vector<spare_row> spare; ///< by program and row
  std::int64_t scale = 1;
  std::int64_t cost = 0, bound = 0; ///< of what is kept; and what the prices prove
  std::int64_t lower_bound = 0;     ///< no cover costs less, by prices or by search
  bool proven = false;
  bool by_money = false; ///< else costs count deliveries
  std::int64_t cautious = 0;
  std::int64_t short_needs = 0; ///< needs that ask for more programs than give to them
  std::optional<partial_summary> partial;

  std::int64_t gap() const noexcept { return cost - lower_bound; }
};

namespace detail {

/// Adds what keeps a share, and what each row misses then.
inline void add_partial(redundancy_summary& s, const redundancy& r, fraction share) {
  const partial_cover_result& c = *r.partial;
  partial_summary& p = s.partial.emplace();
  p.share = share;
  p.kept = c.kept;
  p.cost = c.cost, p.bound = c.bound;
  p.allowed = c.allowed_weight, p.missing = c.uncovered_weight, p.total = c.total_weight;
  p.scale = c.dual.scale, p.price = c.price;
  std::vector<std::int32_t> missing;
  for (std::size_t i = 0; i < s.rows.size(); ++i) {
    s.rows[i].weight = r.cover.weight[i];
    s.rows[i].missing = c.uncovered[i];
    s.rows[i].partial_price = c.dual.u[i];
    if (c.uncovered[i] > 0) missing.push_back(r.cover.need_of_row[i]);
  }
  std::sort(missing.begin(), missing.end());
  p.needs_missing = std::unique(missing.begin(), missing.end()) - missing.begin();
}

/// What a redundancy says; `name_program(row, column)` and `name_row(row, position)` give names.
template <class NameProgram, class NameRow>
redundancy_summary summary_with(const redundancy& r, fraction share,
                                const NameProgram& name_program, const NameRow& name_row) {
  redundancy_summary s;
  const cover_problem& a = r.cover.problem;
  const cover_certificate& c = r.minimal.certificate;
  for (std::int32_t i = 0; i < a.rows(); ++i) {
    const auto columns = a.columns_of(i);
    cover_row& row = s.rows.emplace_back();
    name_row(row, i);
    row.asked = row.demand = a.demand(i);
    row.count = c.counts[static_cast<std::size_t>(i)];
    row.programs.assign(columns.begin(), columns.end());
    row.price = c.dual.u[static_cast<std::size_t>(i)];
  }
  for (std::int32_t j = 0; j < a.columns(); ++j) {
    const auto column = static_cast<std::size_t>(j);
    redundancy_row& row = s.programs.emplace_back();
    name_program(row, j);
    row.needs = r.cover.needs[column];
    row.cost = a.cost(j), row.cost_known = r.cover.cost_known[column];
    row.fixed = a.is_fixed(j), row.kept = r.kept(j), row.alone = r.alone(j);
    if (!row.kept) {
      for (const std::int32_t i : a.rows_of(j)) s.spare.push_back({j, i});
      continue;
    }
    const auto at = std::lower_bound(c.kept.begin(), c.kept.end(), j) - c.kept.begin();
    const std::int32_t witness = c.witness[static_cast<std::size_t>(at)];
    if (witness < 0) continue;
    row.witness_target = s.rows[static_cast<std::size_t>(witness)].target;
    row.witness_activity = s.rows[static_cast<std::size_t>(witness)].activity;
  }
  std::vector<std::int32_t> lacking;
  for (const short_row& x : a.short_rows()) {
    s.rows[static_cast<std::size_t>(x.row)].asked = x.demand;
    lacking.push_back(r.cover.need_of_row[static_cast<std::size_t>(x.row)]);
  }
  std::sort(lacking.begin(), lacking.end());
  s.short_needs = std::unique(lacking.begin(), lacking.end()) - lacking.begin();
  s.scale = c.dual.scale;
  s.cost = c.cost, s.bound = c.bound;
  s.lower_bound = r.minimal.lower_bound, s.proven = r.minimal.proven;
  s.by_money = r.cover.by_money, s.cautious = r.cover.cautious;
  if (r.partial) add_partial(s, r, share);
  return s;
}

} // namespace detail

/// What a redundancy says, by ids; `share` is the one that its partial cover was asked for.
inline redundancy_summary summary_of(const portfolio& p, const coverage_table& table,
                                     const redundancy& r, fraction share = {1, 1}) {
  return detail::summary_with(
      r, share,
      [&](redundancy_row& row, std::int32_t j) {
        row.program = p[r.cover.programs[static_cast<std::size_t>(j)]].id;
      },
      [&](cover_row& row, std::int32_t i) {
        const std::int32_t number = r.cover.need_of_row[static_cast<std::size_t>(i)];
        const need& n = table.needs[static_cast<std::size_t>(number)];
        row.target = p[n.of].id, row.activity = p[n.activity].id;
        row.quantity_unit = n.quantity_unit;
      });
}

/// A set cover as it is summed up for programs and needs: columns and rows by their names. With
/// `weights`, and a share below 1, what would do for that share of the weight too.
inline redundancy_summary summary_of(const cover_problem& problem,
                                     const std::vector<std::string>& columns,
                                     const std::vector<std::string>& rows, fraction share = {1, 1},
                                     std::vector<std::int64_t> weights = {},
                                     const cover_options& options = {},
                                     const progress& watch = {}) {
  redundancy r;
  r.cover.problem = problem;
  const auto n = static_cast<std::size_t>(problem.rows());
  r.cover.need_of_row.resize(n);
  for (std::size_t i = 0; i < n; ++i) r.cover.need_of_row[i] = static_cast<std::int32_t>(i);
  r.cover.weight = weights.empty() ? std::vector<std::int64_t>(n, 1) : std::move(weights);
  for (std::int32_t j = 0; j < problem.columns(); ++j)
    r.cover.needs.push_back(static_cast<std::int64_t>(problem.rows_of(j).size()));
  r.cover.cost_known.assign(static_cast<std::size_t>(problem.columns()), true);
  r.minimal = minimal_cover(problem, options, watch);
  if (share < fraction{1, 1}) r.partial = partial_cover(problem, share, r.cover.weight, {}, watch);
  return detail::summary_with(
      r, share,
      [&](redundancy_row& row, std::int32_t j) {
        row.program = columns[static_cast<std::size_t>(j)];
      },
      [&](cover_row& row, std::int32_t i) { row.target = rows[static_cast<std::size_t>(i)]; });
}

} // namespace irisan
