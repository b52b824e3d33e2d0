#pragma once

#include <irisan/model/portfolio.hpp>
#include <irisan/need/cover_problem.hpp>
#include <irisan/need/coverage.hpp>
#include <irisan/need/supply.hpp>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <map>
#include <span>
#include <string>
#include <vector>

namespace irisan {

/// What programs give to recorded needs, as a set multicover: rows ask for programs so that every
/// need stays met as far as it is met now.
struct need_cover {
  cover_problem problem;
  std::vector<program_index> programs; ///< of each column: an outermost program, in their order
  std::vector<std::int32_t> need_of_row;
  std::vector<std::int64_t> weight; ///< of each row: of a need all of them weigh about the same
  std::vector<std::int64_t> needs;  ///< of each column: the needs that it gives to
  std::vector<bool> cost_known;     ///< of each column: of every delivery of it
  bool by_money = false;            ///< costs are money; else the number of deliveries
  /// Needs with so many programs that are so unlike that more of them are asked for than might do.
  std::int64_t cautious = 0;

  friend bool operator==(const need_cover&, const need_cover&) = default;
};

namespace detail {

/// The programs of which one at least must stay, in every way that matters: the complements of the
/// largest sets that together give less than is asked. All of them hold if and only if enough
/// stays.
inline std::vector<std::vector<std::size_t>> sets_to_hit(std::span<const double> amounts,
                                                         double asked) {
  const std::size_t n = amounts.size();
  std::vector<std::vector<std::size_t>> sets;
  for (std::uint32_t mask = 0; mask < (std::uint32_t{1} << n); ++mask) {
    double sum = 0, least = asked + 1;
    for (std::size_t j = 0; j < n; ++j)
      if (mask >> j & 1)
        sum += amounts[j];
      else
        least = std::min(least, amounts[j]);
    // Too little, and any other one would make it enough.
    if (sum >= asked || sum + least < asked) continue;
    std::vector<std::size_t>& set = sets.emplace_back();
    for (std::size_t j = 0; j < n; ++j)
      if (!(mask >> j & 1)) set.push_back(j);
  }
  return sets;
}

/// Weights of rows so that all of a need weighs about the same, however many rows it has and
/// whatever they ask: what one row asks once is its part of that. The whole has many divisors.
inline std::vector<std::int64_t> even_weights(std::span<const std::int32_t> need_of_row,
                                              std::span<const std::int32_t> demand) {
  constexpr std::int64_t whole = 27'720;
  std::map<std::int32_t, std::int64_t> asked;
  for (std::size_t i = 0; i < demand.size(); ++i) asked[need_of_row[i]] += demand[i];
  std::vector<std::int64_t> weight;
  for (const std::int32_t n : need_of_row)
    weight.push_back(std::max<std::int64_t>(1, whole / std::max<std::int64_t>(1, asked[n])));
  return weight;
}

} // namespace detail

/// The cover of the needs that count and get something, by outermost programs.
///
/// A row of equal amounts d asks for ⌈asked / d⌉ of its programs, asked being what is required or,
/// if that is less, what is given. Unequal amounts become rows that each ask for one program of a
/// set (`sets_to_hit`), exactly; of more than twelve programs, one row that asks for as many as
/// would do if they were the smallest. An amount that was not measured is never counted on, and
/// where what is measured does not meet the need, whoever gave it must stay. A program costs what
/// its deliveries cost, those that are not known nothing, but at least 1; without any cost, the
/// number of its deliveries. Programs in `keep` are fixed.
///
/// With a `reserve` each row asks for so many programs more than would do: whichever of them drop
/// out, the need stays met. Where there are not as many, the problem says so (`short_rows`).
inline need_cover need_cover_of(const portfolio& p, const coverage_table& table,
                                std::span<const program_index> keep = {},
                                std::int32_t reserve = 0) {
  const deliveries& d = p.deliveries();
  const supply_sums sums(p);
  need_cover out;
  std::map<program_index, std::int32_t> column_of;
  std::vector<std::vector<program_supply>> given(table.rows.size());
  for (const need_coverage& c : table.rows) {
    if (!c.needy || c.deliveries == 0) continue;
    auto& programs = given[static_cast<std::size_t>(c.need)];
    programs =
        sums.by_program(table.needs[static_cast<std::size_t>(c.need)], table.set_against(c.need));
    for (const program_supply& x : programs) column_of.emplace(x.program, 0);
  }
  for (auto& [program, number] : column_of) {
    number = static_cast<std::int32_t>(out.programs.size());
    out.programs.push_back(program);
  }
  out.needs.assign(out.programs.size(), 0);
  std::vector<cover_edge> edges;
  std::vector<std::int32_t> demand;
  const auto add_row = [&](std::int32_t need_number, std::int32_t asked, const auto& columns) {
    for (const std::int32_t j : columns)
      edges.push_back({static_cast<std::int32_t>(demand.size()), j});
    demand.push_back(asked);
    out.need_of_row.push_back(need_number);
  };
  for (const need_coverage& c : table.rows) {
    std::vector<double> amounts;
    std::vector<std::int32_t> columns, unmeasured;
    for (const program_supply& x : given[static_cast<std::size_t>(c.need)]) {
      const std::int32_t j = column_of.at(x.program);
      ++out.needs[static_cast<std::size_t>(j)];
      if (x.amount > 0) amounts.push_back(x.amount), columns.push_back(j);
      if (x.unmeasured > 0) unmeasured.push_back(j);
    }
    if (c.supplied < c.required)
      for (const std::int32_t j : unmeasured) add_row(c.need, 1, std::vector{j});
    if (columns.empty()) continue;
    double all = 0;
    for (const double a : amounts) all += a;
    // Sums of parts may differ from the whole in their last bits.
    const double asked = std::min(c.required, all) * (1 - 1e-12);
    const auto [least, most] = std::minmax_element(amounts.begin(), amounts.end());
    if (*least == *most) {
      add_row(c.need, static_cast<std::int32_t>(std::ceil(asked / *least)) + reserve, columns);
    } else if (amounts.size() <= 12) {
      for (const std::vector<std::size_t>& set : detail::sets_to_hit(amounts, asked)) {
        std::vector<std::int32_t> some;
        for (const std::size_t j : set) some.push_back(columns[j]);
        add_row(c.need, 1 + reserve, some);
      }
    } else {
      std::sort(amounts.begin(), amounts.end());
      std::int32_t enough = 0;
      double sum = 0;
      for (const double a : amounts)
        if (sum < asked) sum += a, ++enough;
      add_row(c.need, enough + reserve, columns);
      ++out.cautious;
    }
  }
  out.weight = detail::even_weights(out.need_of_row, demand);
  out.by_money = d.has_cost();
  std::vector<std::int64_t> cost(out.programs.size(), 0);
  out.cost_known.assign(out.programs.size(), true);
  for (std::int32_t i = 0; i < d.size(); ++i) {
    const program_index program = p[d.intervention({i})].of;
    const auto it = column_of.find({p.tree_of_programs().root(program.value)});
    if (it == column_of.end()) continue;
    const auto j = static_cast<std::size_t>(it->second);
    if (!out.by_money)
      ++cost[j];
    else if (d.cost({i}) == unknown_money)
      out.cost_known[j] = false;
    else
      cost[j] += d.cost({i});
  }
  for (std::int64_t& c : cost) c = std::max<std::int64_t>(1, c);
  std::vector<std::int32_t> fixed;
  for (const program_index k : keep)
    if (const auto it = column_of.find({p.tree_of_programs().root(k.value)}); it != column_of.end())
      fixed.push_back(it->second);
  out.problem = cover_problem(std::move(demand), std::move(cost), edges, fixed);
  return out;
}

} // namespace irisan
