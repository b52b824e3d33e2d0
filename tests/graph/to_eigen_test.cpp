#include <irisan/graph/to_eigen.hpp>

#include <support/random.hpp>

#include <doctest/doctest.h>

#include <algorithm>
#include <random>

using namespace irisan;

TEST_SUITE("graph") {
  TEST_CASE("to_eigen: as an Eigen matrix it is ones where targets are reached") {
    std::mt19937 random(1);
    for (int round = 0; round < 100; ++round) {
      CAPTURE(round);
      const incidence_matrix a = test::random_incidence(random, 6, 6);
      const auto m = to_eigen(a);
      CHECK(m.rows() == a.rows());
      CHECK(m.cols() == a.columns);
      CHECK(m.isCompressed());
      for (std::int32_t p = 0; p < a.rows(); ++p)
        for (std::int32_t i = 0; i < a.columns; ++i)
          CHECK(m.coeff(p, i) == static_cast<double>(std::ranges::count(a.row(p), i)));
    }
  }
}
