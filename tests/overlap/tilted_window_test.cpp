#include <irisan/overlap/poisson_binomial.hpp>
#include <irisan/overlap/stratified_overlap.hpp>
#include <irisan/overlap/tilted_window.hpp>

#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <initializer_list>
#include <random>
#include <vector>

using namespace irisan;

namespace {

bool close(double x, double y, double relative = 1e-12) {
  return x == y || std::abs(x - y) <= relative * std::abs(y);
}

/// ln P(X = least + i) as a window has it.
double ln_p(const tilted_window& w, double t, std::size_t i) {
  return w.scale + std::log(w.weight[i]) -
         t * static_cast<double>(w.first + static_cast<std::int64_t>(i) - w.centre);
}

} // namespace

TEST_SUITE("overlap") {
  TEST_CASE("tilted_window: a window holds the probabilities however it is tilted") {
    const hypergeometric_part overlaps(overlap_margins{70, 60, 100});
    const binomial_part successes(trials{0.01, 40});
    for (const double t : {-6.0, -0.5, 0.0, 0.1, 2.0, 5.0, 30.0}) {
      CAPTURE(t);
      const tilted_window x = window_of(overlaps, t), y = window_of(successes, t);
      for (std::size_t i = 0; i < x.weight.size(); ++i)
        CHECK(close(ln_p(x, t, i),
                    overlaps.ln_probability(30 + x.first + static_cast<std::int64_t>(i))));
      for (std::size_t i = 0; i < y.weight.size(); ++i)
        CHECK(
            close(ln_p(y, t, i), successes.ln_probability(y.first + static_cast<std::int64_t>(i))));
    }
    CHECK(window_of(overlaps, 0.0).weight.size() > 20);
    // So far to one side only one or two values matter.
    CHECK(window_of(overlaps, 300.0).weight.size() == 1);
    CHECK(window_of(overlaps, 300.0).first == 30);
  }

  TEST_CASE("tilted_window: weights add up to 1 and what does not show is left out") {
    for (const double t : {-1.0, 0.0, 1.0}) {
      const tilted_window w = window_of(hypergeometric_part({20'000, 30'000, 200'000}), t);
      double sum = 0, least = 1;
      for (const double x : w.weight) {
        sum += x;
        least = std::min(least, x);
      }
      CHECK(close(sum, 1));
      CHECK(least > 1e-27);
      CHECK(w.weight.size() > 500);
      CHECK(w.weight.size() < 2'000);
    }
  }

  TEST_CASE("tilted_window: a sum of two is what they give value by value") {
    const tilted_window a{2, 3, -1, {0.25, 0.75}}, b{5, 5, -2, {0.5, 0.25, 0.25}};
    const tilted_window w = convolve(a, b);
    CHECK(w.first == 7);
    CHECK(w.centre == 8);
    CHECK(w.scale == -3);
    CHECK(w.weight == std::vector<double>{0.125, 0.4375, 0.25, 0.1875});
    CHECK(convolve(b, a) == w);
  }

  TEST_CASE("tilted_window: copies are convolved as often as they are many") {
    const tilted_window one{1, 1, 0, {0.5, 0.5}};
    tilted_window all = one;
    for (std::int64_t n = 1; n <= 20; ++n) {
      CAPTURE(n);
      const tilted_window copies = convolve_copies(one, n);
      CHECK(copies.first == n);
      CHECK(copies.centre == n);
      REQUIRE(copies.weight.size() == static_cast<std::size_t>(n) + 1);
      for (std::size_t i = 0; i < copies.weight.size(); ++i)
        CHECK(close(copies.weight[i], all.weight[i]));
      all = convolve(all, one);
    }
  }

  TEST_CASE("tilted_window: both tails of a window by eye") {
    // P(3) = ¼, P(4) = ½, P(5) = ¼.
    const tilted_window w{3, 4, 0, {0.25, 0.5, 0.25}};
    CHECK(close(ln_tail_of(w, 0, 4, true), std::log(0.75)));
    CHECK(close(ln_tail_of(w, 0, 4, false), std::log(0.75)));
    CHECK(close(ln_tail_of(w, 0, 5, true), std::log(0.25)));
    CHECK(ln_tail_of(w, 0, 2, true) == 0);
    CHECK(ln_tail_of(w, 0, 7, false) == 0);
    // The same weights under a tilt: P(x) in proportion to weight · 2^{−(x − 4)}.
    CHECK(close(ln_tail_of(w, std::log(2.0), 4, true), std::log(0.5 + 0.125)));
    CHECK(close(ln_tail_of(w, std::log(2.0), 5, true), std::log(0.125)));
  }
}
