#pragma once

#include <irisan/graph/incidence.hpp>

#include <Eigen/SparseCore>

#include <algorithm>
#include <cstdint>

namespace irisan {

/// The incidence as an Eigen matrix of ones, for products and scores.
inline Eigen::SparseMatrix<double, Eigen::RowMajor, std::int64_t> to_eigen(
    const incidence_matrix& a) {
  Eigen::SparseMatrix<double, Eigen::RowMajor, std::int64_t> m(a.rows(), a.columns);
  m.resizeNonZeros(static_cast<Eigen::Index>(a.targets.size()));
  std::copy(a.offsets.begin(), a.offsets.end(), m.outerIndexPtr());
  std::copy(a.targets.begin(), a.targets.end(), m.innerIndexPtr());
  std::fill(m.valuePtr(), m.valuePtr() + m.nonZeros(), 1.0);
  return m;
}

} // namespace irisan
