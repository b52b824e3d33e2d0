#pragma once

#include <irisan/core/error.hpp>
#include <irisan/core/progress.hpp>
#include <irisan/overlap/degree_block.hpp>

#include <algorithm>
#include <cassert>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <limits>
#include <span>
#include <string>
#include <vector>

namespace irisan {

/// The random matrix of zeros and ones of greatest entropy whose rows and columns have given
/// degrees on average: how programs and schools would meet if only their numbers of meetings were
/// fixed.
///
/// The bipartite configuration model (Saracco, Di Clemente, Gabrielli, Squartini 2015,
/// doi:10.1038/srep10595), also known as the stochastic degree sequence model (Neal 2014,
/// doi:10.1016/j.socnet.2014.06.001): cell (i, t) is 1 with probability x_i y_t / (1 + x_i y_t),
/// independently. Only distinct degrees are solved for.
///
/// Where degrees leave no choice, cells are exactly 0 or 1: at each rank at which the inequality of
/// Gale and Ryser holds with equality the matrix falls into blocks that are full, empty, or have a
/// solution of their own.
class degree_model {
public:
  /// Rows or columns of one degree.
  struct degree_class {
    std::int32_t degree = 0;
    std::int32_t count = 0;

    friend bool operator==(const degree_class&, const degree_class&) = default;
  };

  degree_model() = default;

  /// Throws `rule_error` if no matrix has these degrees, `stopped` when asked to stop.
  ///
  /// Time: some steps of Newton's method, each cubic in the smaller number of distinct degrees and
  /// linear in the product of both.
  degree_model(std::span<const std::int32_t> row_degrees,
               std::span<const std::int32_t> column_degrees, const progress& watch = {})
      : rows_(classes_of(row_degrees, column_degrees.size())),
        columns_(classes_of(column_degrees, row_degrees.size())) {
    x_.assign(rows_.size(), 0);
    y_.assign(columns_.size(), 0);
    std::vector<std::size_t> tight = find_tight_ranks();
    first_.assign(rows_.size(), 0);
    last_.assign(rows_.size(), 0);
    std::int64_t rank = 0;
    for (std::size_t i = 0; i + 1 < tight.size(); ++i) {
      const std::int64_t begin = rank;
      for (std::size_t a = tight[i]; a < tight[i + 1]; ++a) rank += rows_[a].count;
      for (std::size_t a = tight[i]; a < tight[i + 1]; ++a) {
        first_[a] = static_cast<std::int32_t>(begin);
        last_[a] = static_cast<std::int32_t>(rank);
      }
      solve(tight[i], tight[i + 1], watch);
    }
  }

  /// Distinct degrees, the greatest first.
  const std::vector<degree_class>& rows() const noexcept { return rows_; }
  const std::vector<degree_class>& columns() const noexcept { return columns_; }

  /// The class of a degree that some row has.
  std::size_t row_class(std::int32_t degree) const noexcept { return class_of(rows_, degree); }
  std::size_t column_class(std::int32_t degree) const noexcept {
    return class_of(columns_, degree);
  }

  /// The probability of a meeting of a row and a column of two classes.
  double probability(std::size_t row, std::size_t column) const noexcept {
    const std::int32_t degree = columns_[column].degree;
    if (degree >= last_[row]) return 1;
    if (degree <= first_[row]) return 0;
    return logistic(x_[row] + y_[column]);
  }

private:
  static double logistic(double z) noexcept { return 1 / (1 + std::exp(-z)); }

  static std::vector<degree_class> classes_of(std::span<const std::int32_t> degrees,
                                              std::size_t most) {
    std::vector<std::int32_t> sorted(degrees.begin(), degrees.end());
    std::sort(sorted.begin(), sorted.end(), std::greater<>());
    if (!sorted.empty() && (sorted.back() < 0 || static_cast<std::size_t>(sorted.front()) > most))
      throw rule_error("a degree lies from 0 to " + std::to_string(most) + ", not at " +
                       std::to_string(sorted.back() < 0 ? sorted.back() : sorted.front()));
    std::vector<degree_class> classes;
    for (const std::int32_t d : sorted) {
      if (classes.empty() || classes.back().degree != d) classes.push_back({d, 0});
      ++classes.back().count;
    }
    return classes;
  }
  static std::size_t class_of(const std::vector<degree_class>& classes, std::int32_t degree) {
    const auto it =
        std::lower_bound(classes.begin(), classes.end(), degree,
                         [](const degree_class& c, std::int32_t d) { return c.degree > d; });
    assert(it != classes.end() && it->degree == degree);
    return static_cast<std::size_t>(it - classes.begin());
  }

  /// Classes of rows at which the greatest rows hold all they can: Σ_{i≤r} k_i = Σ_t min(d_t, r).
  ///
  /// Between two classes only: within one the sums differ by a concave function of r.
  std::vector<std::size_t> find_tight_ranks() const {
    std::vector<std::size_t> tight{0};
    std::int64_t rank = 0, held = 0;
    for (std::size_t a = 0; a < rows_.size(); ++a) {
      rank += rows_[a].count;
      held += std::int64_t{rows_[a].count} * rows_[a].degree;
      std::int64_t most = 0;
      for (const degree_class& c : columns_)
        most += std::int64_t{c.count} * std::min<std::int64_t>(c.degree, rank);
      if (held > most || (a + 1 == rows_.size() && held != most))
        throw rule_error("no matrix has these degrees: " + std::to_string(rank) + " rows hold " +
                         std::to_string(held) + ", their columns " + std::to_string(most));
      if (held == most) tight.push_back(a + 1);
    }
    return tight;
  }

  /// Solves the block of rows [begin, end) and the columns that neither fill nor leave it.
  void solve(std::size_t begin, std::size_t end, const progress& watch) {
    const auto free = [&](const degree_class& c) {
      return c.degree > first_[begin] && c.degree < last_[begin];
    };
    const auto from = static_cast<std::size_t>(
        std::find_if(columns_.begin(), columns_.end(), free) - columns_.begin());
    std::size_t to = from;
    while (to < columns_.size() && free(columns_[to])) ++to;
    if (from == to) return;
    std::int64_t full = 0; // columns that all rows of the block meet
    for (std::size_t b = 0; b < from; ++b) full += columns_[b].count;
    degree_block block;
    for (std::size_t a = begin; a < end; ++a) {
      block.rows.push_back(rows_[a].count);
      block.row_degree.push_back(static_cast<double>(rows_[a].degree - full));
    }
    for (std::size_t b = from; b < to; ++b) {
      block.columns.push_back(columns_[b].count);
      block.column_degree.push_back(static_cast<double>(columns_[b].degree - first_[begin]));
    }
    irisan::solve(block, watch);
    std::copy(block.x.begin(), block.x.end(), x_.begin() + static_cast<std::ptrdiff_t>(begin));
    std::copy(block.y.begin(), block.y.end(), y_.begin() + static_cast<std::ptrdiff_t>(from));
  }

  std::vector<degree_class> rows_, columns_;
  std::vector<double> x_, y_;              // ln x and ln y of each class
  std::vector<std::int32_t> first_, last_; // ranks of the rows of each class's block
};

} // namespace irisan
