#pragma once

#include <irisan/core/error.hpp>
#include <irisan/core/progress.hpp>

#include <Eigen/Cholesky>
#include <Eigen/Core>

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
    const auto n = static_cast<Eigen::Index>(end - begin), m = static_cast<Eigen::Index>(to - from);
    block s;
    s.rows.resize(n), s.row_degree.resize(n), s.columns.resize(m), s.column_degree.resize(m);
    for (Eigen::Index a = 0; a < n; ++a) {
      const degree_class& c = rows_[begin + static_cast<std::size_t>(a)];
      s.rows[a] = c.count;
      s.row_degree[a] = static_cast<double>(c.degree - full);
    }
    for (Eigen::Index b = 0; b < m; ++b) {
      const degree_class& c = columns_[from + static_cast<std::size_t>(b)];
      s.columns[b] = c.count;
      s.column_degree[b] = static_cast<double>(c.degree - first_[begin]);
    }
    s.solve(watch);
    for (Eigen::Index a = 0; a < n; ++a) x_[begin + static_cast<std::size_t>(a)] = s.x[a];
    for (Eigen::Index b = 0; b < m; ++b) y_[from + static_cast<std::size_t>(b)] = s.y[b];
  }

  /// A block in which every degree leaves a choice: the likelihood is strictly concave in ln x and
  /// ln y but for a shift from one to the other, and its maximum is finite.
  struct block {
    Eigen::ArrayXd rows, row_degree, columns, column_degree; // how many, and of which degree
    Eigen::ArrayXd x, y;                                     // logarithms

    double likelihood(const Eigen::ArrayXd& u, const Eigen::ArrayXd& v) const {
      double sum = (rows * row_degree * u).sum() + (columns * column_degree * v).sum();
      for (Eigen::Index a = 0; a < u.size(); ++a)
        for (Eigen::Index b = 0; b < v.size(); ++b) {
          const double z = u[a] + v[b];
          sum -= rows[a] * columns[b] * (std::max(z, 0.0) + std::log1p(std::exp(-std::abs(z))));
        }
      return sum;
    }
    void solve(const progress& watch) {
      const double half = std::log((rows * row_degree).sum()) / 2;
      x = row_degree.log() - half;
      y = column_degree.log() - half;
      const Eigen::Index n = x.size(), m = y.size();
      const bool by_rows = n <= m; // the smaller side is solved for, the other eliminated
      Eigen::MatrixXd meeting(n, m), spread(n, m);
      double best = likelihood(x, y);
      for (int step = 0; step < 200; ++step) {
        if (watch.stop.stop_requested()) throw stopped();
        for (Eigen::Index b = 0; b < m; ++b)
          for (Eigen::Index a = 0; a < n; ++a) {
            const double p = logistic(x[a] + y[b]), weight = rows[a] * columns[b];
            meeting(a, b) = weight * p;
            spread(a, b) = weight * p * (1 - p);
          }
        const Eigen::VectorXd of_rows = (rows * row_degree).matrix() - meeting.rowwise().sum(),
                              of_columns = (columns * column_degree).matrix() -
                                           meeting.colwise().sum().transpose();
        const double missing =
            std::max((of_rows.array() / rows / row_degree).abs().maxCoeff(),
                     (of_columns.array() / columns / column_degree).abs().maxCoeff());
        if (missing < 1e-14) break;
        const Eigen::VectorXd row_sums = spread.rowwise().sum(),
                              column_sums = spread.colwise().sum().transpose();
        Eigen::VectorXd du, dv;
        if (by_rows) {
          du = solved(row_sums, spread, column_sums, of_rows, of_columns);
          dv = (of_columns - spread.transpose() * du).cwiseQuotient(column_sums);
        } else {
          dv = solved(column_sums, spread.transpose(), row_sums, of_columns, of_rows);
          du = (of_rows - spread * dv).cwiseQuotient(row_sums);
        }
        // Half a step, and half of that, until it climbs. Near the top, rounding hides the rest.
        double length = 1;
        bool climbed = false;
        for (int halving = 0; halving < 40 && !climbed; ++halving, length /= 2) {
          const Eigen::ArrayXd u = x + length * du.array(), v = y + length * dv.array();
          const double there = likelihood(u, v);
          if (!(there > best) && !(missing < 1e-6 && halving == 0)) continue;
          x = u, y = v;
          best = there;
          climbed = true;
        }
        if (!climbed || (missing < 1e-6 && du.array().abs().maxCoeff() < 1e-15)) break;
      }
    }
    /// The step of one side, `own` and `other` being the sums of the spread: its Schur complement,
    /// with the shift that leaves all probabilities as they are held at zero.
    static Eigen::VectorXd solved(const Eigen::VectorXd& own, const Eigen::MatrixXd& spread,
                                  const Eigen::VectorXd& other, const Eigen::VectorXd& of_own,
                                  const Eigen::VectorXd& of_other) {
      const Eigen::MatrixXd scaled = spread * other.cwiseInverse().asDiagonal();
      Eigen::MatrixXd s = -scaled * spread.transpose();
      s.diagonal() += own;
      s.array() += own.mean() / static_cast<double>(own.size());
      return s.ldlt().solve(of_own - scaled * of_other);
    }
  };

  std::vector<degree_class> rows_, columns_;
  std::vector<double> x_, y_;              // ln x and ln y of each class
  std::vector<std::int32_t> first_, last_; // ranks of the rows of each class's block
};

} // namespace irisan
