#include <irisan/overlap/stirling.hpp>

#include <doctest/doctest.h>

#include <cmath>
#include <initializer_list>

using namespace irisan;

namespace {

bool close(double x, double y, double relative) {
  return std::abs(x - y) <= relative * std::abs(y);
}

} // namespace

TEST_SUITE("overlap") {
  TEST_CASE("stirling: the error of the formula is right from the table and from the series") {
    // mpmath, 40 digits, for ln n! less the formula; the last two by the series itself.
    struct row {
      double n, error;
    };
    for (const row& r : {row{1, 0.081061466795327258},
                         {15, 0.0055547335519628014},
                         {31, 0.0026880788285311429},
                         {32, 0.0026040819192516564},
                         {33, 0.0025251752497567844},
                         {50, 0.0016666444469833655},
                         {100, 0.00083333055563491468},
                         {1000, 8.3333330555556349e-5},
                         {1e6, 8.3333333333330556e-8},
                         {2e9, 4.1666666666666667e-11}}) {
      CAPTURE(r.n);
      CHECK(close(stirling_error(r.n), r.error, 1e-14));
    }
    CHECK(stirling_error(0) == 0);
  }

  TEST_CASE("stirling: factorials come back from formula and error") {
    double ln_factorial = 0;
    for (int n = 1; n <= 200; ++n) {
      CAPTURE(n);
      ln_factorial += std::log(n);
      CHECK(close(stirling_error(n) + std::log(2 * 3.14159265358979324 * n) / 2 +
                      n * (std::log(n) - 1) + 1,
                  ln_factorial + 1, 1e-14));
    }
  }

  TEST_CASE("stirling: a deviance has its digits where count and expectation nearly agree") {
    // mpmath, 40 digits.
    struct row {
      double o, e, deviance;
    };
    for (const row& r : {row{0, 2.5, 2.5},
                         {5, 4.5, 0.026802578289131506},
                         {100, 100.25, 0.00031198014128010198},
                         {3, 1e-20, 138.45094244564707},
                         {1000, 500, 193.14718055994531},
                         {12, 10, 0.18785868152745551},
                         {8, 10, 0.21485158948632195},
                         {122, 100, 2.2598047669101532},
                         {123, 100, 2.4627428342721136}}) {
      CAPTURE(r.o);
      CAPTURE(r.e);
      CHECK(close(deviance(r.o, r.e, r.o - r.e), r.deviance, 2e-15));
    }
    CHECK(deviance(5, 5, 0) == 0);
    // d²/2e where the difference is too small for o − e.
    CHECK(close(deviance(1e9, 1e9, 1e-9), 5e-28, 1e-15));
  }
}
