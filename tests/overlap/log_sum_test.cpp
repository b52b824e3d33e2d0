#include <irisan/overlap/log_sum.hpp>

#include <doctest/doctest.h>

#include <cmath>
#include <initializer_list>
#include <random>
#include <vector>

using namespace irisan;

namespace {

bool close(double x, double y, double relative = 1e-15) {
  return x == y || std::abs(x - y) <= relative * std::abs(y);
}

} // namespace

TEST_SUITE("overlap") {
  TEST_CASE("log_sum: the sum of two logarithms is the logarithm of the sum") {
    CHECK(close(ln_add(std::log(2.0), std::log(3.0)), std::log(5.0)));
    CHECK(ln_add(1, 2) == ln_add(2, 1));
    CHECK(close(ln_add(-5000, -5000), -5000 + std::log(2.0)));
    CHECK(ln_add(-5000, ln_zero) == -5000);
    CHECK(ln_add(ln_zero, -5000) == -5000);
    CHECK(ln_add(ln_zero, ln_zero) == ln_zero);
    CHECK(ln_add(0, -800) == 0);
  }

  TEST_CASE("log_sum: the complement keeps its digits near 0 and near 1") {
    // mpmath, 40 digits.
    struct row {
      double a, complement;
    };
    for (const row& r : {row{-1e-20, -46.051701859880914},
                         {-1e-8, -18.420680748952365},
                         {-0.5, -0.93275212956718857},
                         {-0.7, -0.68634100280838511},
                         {-2.0, -0.14541345786885906},
                         {-40.0, -4.248354255291589e-18}}) {
      CAPTURE(r.a);
      CHECK(close(ln_one_minus_exp(r.a), r.complement));
    }
    CHECK(ln_one_minus_exp(0) == ln_zero);
    CHECK(ln_one_minus_exp(ln_zero) == 0);
    CHECK_FALSE(std::signbit(ln_one_minus_exp(ln_zero)));
    CHECK_FALSE(std::signbit(ln_one_minus_exp(-5000)));
  }

  TEST_CASE("log_sum: the sum of many is that of them one by one") {
    std::mt19937 random(1);
    for (int round = 0; round < 50; ++round) {
      std::vector<double> values(1 + random() % 20);
      double expected = ln_zero;
      for (double& x : values) {
        x = -1e-3 * static_cast<double>(random() % 20'000) - 4000;
        expected = ln_add(expected, x);
      }
      CHECK(close(ln_sum(values), expected));
    }
    CHECK(ln_sum({}) == ln_zero);
    CHECK(ln_sum(std::vector<double>{ln_zero, ln_zero}) == ln_zero);
    CHECK(ln_sum(std::vector<double>{ln_zero, -3000}) == -3000);
  }
}
