#include <irisan/overlap/normal_tail.hpp>

#include <doctest/doctest.h>

#include <cmath>
#include <initializer_list>

using namespace irisan;

namespace {

bool close(double x, double y, double relative) {
  return std::abs(x - y) <= relative * std::abs(y);
}

struct row {
  double x, ratio, ln_tail;
};

// √(π/2) e^{x²/2} erfc(x/√2) and its logarithm less x²/2 + ½ ln 2π by mpmath, 40 digits; the last
// two by Laplace's continued fraction.
constexpr row rows[] = {{-3, 225.33489622034912, -0.0013508099647481938},
                        {-0.5, 1.9640174953579938, -0.36894641528865639},
                        {0, 1.2533141373155003, -0.69314718055994531},
                        {0.1, 1.1592623996187363, -0.77615459273027332},
                        {1, 0.65567954241879847, -1.8410216450092635},
                        {1.9999, 0.4213849559764444, -3.7829470165573443},
                        {2, 0.42136922928805447, -3.7831843336820319},
                        {2.5, 0.35426511132979367, -5.0816482772786905},
                        {3, 0.3045902987101033, -6.6077262215103495},
                        {5, 0.19280810471531576, -15.064998393988726},
                        {10, 0.099028596471731921, -53.231285150512471},
                        {38, 0.026297602974252964, -726.55721601882013},
                        {1000, 0.00099999900000299999, -500007.82669481218},
                        {1e8, 9.999999999999999e-9, -5000000000000019.3}};

} // namespace

TEST_SUITE("overlap") {
  TEST_CASE("normal_tail: Mills ratio and tail have fifteen digits at any depth") {
    for (const row& r : rows) {
      CAPTURE(r.x);
      CHECK(close(mills_ratio(r.x), r.ratio, 3e-15));
      CHECK(close(ln_normal_tail(r.x), r.ln_tail, 2e-15));
    }
  }

  TEST_CASE("normal_tail: Mills ratio falls from one to the next also where the formula changes") {
    for (double x = -4; x < 9; x += 1.0 / 256) {
      CAPTURE(x);
      CHECK(mills_ratio(x) > mills_ratio(x + 1.0 / 256));
    }
    for (double x = 2; x < 3; x += 1.0 / 64)
      // The error function still has its digits where the fraction is used.
      CHECK(close(std::exp(ln_normal_tail(x)), std::erfc(x / std::sqrt(2.0)) / 2, 5e-15));
  }

  TEST_CASE("normal_tail: the tails of x and of −x add up to 1") {
    for (const double x : {0.0, 0.3, 1.0, 2.7, 6.0}) {
      CAPTURE(x);
      CHECK(close(std::exp(ln_normal_tail(x)) + std::exp(ln_normal_tail(-x)), 1, 1e-15));
    }
    CHECK(ln_normal_tail(-40) == 0);
  }
}
