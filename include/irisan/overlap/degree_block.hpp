#pragma once

#include <irisan/core/compiled.hpp>
#include <irisan/core/progress.hpp>

#ifndef IRISAN_DECLARED_ONLY
#include <Eigen/Cholesky>
#include <Eigen/Core>

#include <algorithm>
#include <cmath>
#endif

#include <vector>

namespace irisan {

/// Rows and columns each of whose degrees leaves a choice: for how many probabilities
/// 1 / (1 + exp(−x_i − y_t)) do all hold on average?
struct degree_block {
  std::vector<double> rows, row_degree, columns, column_degree; ///< how many, and of which degree
  std::vector<double> x, y;                                     ///< logarithms; found by `solve`
};

/// Finds x and y by Newton's method: the likelihood is strictly concave in them but for a shift
/// from one to the other, and its maximum is finite. Throws `stopped`.
void solve(degree_block& block, const progress& watch);

#ifndef IRISAN_DECLARED_ONLY

namespace detail {

class degree_newton {
public:
  explicit degree_newton(const degree_block& b)
      : rows_(read(b.rows)), row_degree_(read(b.row_degree)), columns_(read(b.columns)),
        column_degree_(read(b.column_degree)) {}

  void run(degree_block& b, const progress& watch) {
    const double half = std::log((rows_ * row_degree_).sum()) / 2;
    x_ = row_degree_.log() - half;
    y_ = column_degree_.log() - half;
    climb(watch);
    b.x.assign(x_.data(), x_.data() + x_.size());
    b.y.assign(y_.data(), y_.data() + y_.size());
  }

private:
  using array = Eigen::ArrayXd;
  using vector = Eigen::VectorXd;
  using matrix = Eigen::MatrixXd;

  static array read(const std::vector<double>& from) {
    return Eigen::Map<const array>(from.data(), static_cast<Eigen::Index>(from.size()));
  }
  double likelihood(const array& u, const array& v) const {
    double sum = (rows_ * row_degree_ * u).sum() + (columns_ * column_degree_ * v).sum();
    for (Eigen::Index a = 0; a < u.size(); ++a)
      for (Eigen::Index b = 0; b < v.size(); ++b) {
        const double z = u[a] + v[b];
        sum -= rows_[a] * columns_[b] * (std::max(z, 0.0) + std::log1p(std::exp(-std::abs(z))));
      }
    return sum;
  }
  void climb(const progress& watch) {
    const Eigen::Index n = x_.size(), m = y_.size();
    const bool by_rows = n <= m; // the smaller side is solved for, the other eliminated
    matrix meeting(n, m), spread(n, m);
    double best = likelihood(x_, y_);
    for (int step = 0; step < 200; ++step) {
      if (watch.stop.stop_requested()) throw stopped();
      for (Eigen::Index b = 0; b < m; ++b)
        for (Eigen::Index a = 0; a < n; ++a) {
          const double p = 1 / (1 + std::exp(-(x_[a] + y_[b]))), weight = rows_[a] * columns_[b];
          meeting(a, b) = weight * p;
          spread(a, b) = weight * p * (1 - p);
        }
      const vector of_rows = (rows_ * row_degree_).matrix() - meeting.rowwise().sum(),
                   of_columns =
                       (columns_ * column_degree_).matrix() - meeting.colwise().sum().transpose();
      const double missing =
          std::max((of_rows.array() / rows_ / row_degree_).abs().maxCoeff(),
                   (of_columns.array() / columns_ / column_degree_).abs().maxCoeff());
      if (missing < 1e-14) break;
      const vector row_sums = spread.rowwise().sum(),
                   column_sums = spread.colwise().sum().transpose();
      vector du, dv;
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
        const array u = x_ + length * du.array(), v = y_ + length * dv.array();
        const double there = likelihood(u, v);
        if (!(there > best) && !(missing < 1e-6 && halving == 0)) continue;
        x_ = u, y_ = v;
        best = there;
        climbed = true;
      }
      if (!climbed || (missing < 1e-6 && du.array().abs().maxCoeff() < 1e-15)) break;
    }
  }
  /// The step of one side, `own` and `other` being the sums of the spread: its Schur complement,
  /// with the shift that leaves all probabilities as they are held at zero.
  static vector solved(const vector& own, const matrix& spread, const vector& other,
                       const vector& of_own, const vector& of_other) {
    const matrix scaled = spread * other.cwiseInverse().asDiagonal();
    matrix s = -scaled * spread.transpose();
    s.diagonal() += own;
    s.array() += own.mean() / static_cast<double>(own.size());
    return s.ldlt().solve(of_own - scaled * of_other);
  }

  array rows_, row_degree_, columns_, column_degree_;
  array x_, y_;
};

} // namespace detail

IRISAN_INLINE void solve(degree_block& block, const progress& watch) {
  detail::degree_newton(block).run(block, watch);
}

#endif

} // namespace irisan
