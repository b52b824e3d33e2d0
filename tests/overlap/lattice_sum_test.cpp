#include <irisan/overlap/lattice_sum.hpp>
#include <irisan/overlap/poisson_binomial.hpp>

#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <initializer_list>
#include <random>
#include <utility>
#include <vector>

using namespace irisan;

namespace {

bool close(double x, double y, double relative = 1e-12) {
  return x == y || std::abs(x - y) <= relative * std::abs(y);
}

/// 0, 1 or 2 with the odds 1 : 2 : 5, which no part of the library has.
struct die {
  std::int64_t copies = 1;

  std::int64_t count() const { return copies; }
  static std::int64_t least() { return 0; }
  static std::int64_t most() { return 2; }
  static double shift() { return 0; }
  static double ln_probability(std::int64_t x) {
    return std::log(std::vector<double>{0.125, 0.25, 0.625}[static_cast<std::size_t>(x)]);
  }
  static double ratio(std::int64_t x) { return x == 0 ? 2 : 2.5; }
  static std::int64_t mode(double t) { return t < -1 ? 0 : 2; }
  static std::pair<double, double> moments(double odds) {
    const cumulants c = at(std::log(odds));
    return {c.mean, c.variance};
  }
  static cumulants at(double t) {
    const double e = std::exp(t), sum = 0.125 + 0.25 * e + 0.625 * e * e, p = 0.25 * e / sum,
                 q = 0.625 * e * e / sum, m = p + 2 * q, r = 1 - p - q;
    const auto central = [&](int power) {
      return r * std::pow(-m, power) + p * std::pow(1 - m, power) + q * std::pow(2 - m, power);
    };
    return {std::log(sum), m, central(2), central(3), central(4) - 3 * central(2) * central(2)};
  }
};

/// P(X = 0), P(X = 1), … of so many dice, one after the other.
std::vector<long double> dice_by_hand(std::int64_t n) {
  std::vector<long double> p{1};
  for (; n > 0; --n) {
    std::vector<long double> next(p.size() + 2, 0);
    for (std::size_t i = 0; i < p.size(); ++i) {
      next[i] += p[i] * 0.125L;
      next[i + 1] += p[i] * 0.25L;
      next[i + 2] += p[i] * 0.625L;
    }
    p = next;
  }
  return p;
}

double ln_part(const std::vector<long double>& p, std::size_t begin, std::size_t end) {
  long double sum = 0, rest = 0;
  for (std::size_t i = 0; i < p.size(); ++i) (i >= begin && i < end ? sum : rest) += p[i];
  return static_cast<double>(sum < rest ? std::log(sum) : std::log1p(-rest));
}

} // namespace

TEST_SUITE("overlap") {
  TEST_CASE("lattice_sum: tails of dice are those of throwing one after the other") {
    const lattice_sum<die> sum({{100}, {37}, {1}}, 5);
    CHECK(sum.least() == 5);
    CHECK(sum.most() == 5 + 2 * 138);
    const auto p = dice_by_hand(138);
    for (std::int64_t k = 0; k <= 276; ++k) {
      CAPTURE(k);
      const auto i = static_cast<std::size_t>(k);
      CHECK(close(sum.at_least(k + 5), ln_part(p, i, p.size())));
      CHECK(close(sum.at_most(k + 5), ln_part(p, 0, i + 1)));
    }
    CHECK(sum.at_least(4) == 0);
    CHECK(sum.at_most(4) == ln_zero);
    CHECK(sum.at_least(282) == ln_zero);
    CHECK(sum.at_most(282) == 0);
  }

  TEST_CASE("lattice_sum: a sum of nothing is its constant") {
    const lattice_sum<die> sum({}, 7);
    CHECK(sum.at_least(7) == 0);
    CHECK(sum.at_most(7) == 0);
    CHECK(sum.at_least(8) == ln_zero);
    CHECK(sum.at_most(6) == ln_zero);
    CHECK(sum.bound_at_least(7) == 0);
    CHECK(sum.bound_at_least(8) == ln_zero);
    CHECK(sum.approximate(8, true) == ln_tail{ln_zero});
    CHECK(sum.choose(7, false, {}) == ln_tail{0});
    CHECK(sum.at(1) == cumulants{});
  }

  TEST_CASE("lattice_sum: the tilt brings the mean to the value asked for") {
    const lattice_sum<die> sum({{100}, {37}}, 5);
    for (std::int64_t k = 6; k < 5 + 274; ++k) {
      CAPTURE(k);
      CHECK(close(sum.at(sum.tilt_to(k, 1e-13)).mean, static_cast<double>(k - 5)));
    }
    // Very rare ones need a tilt of hundreds.
    const auto rare = poisson_binomial(std::vector<trials>{{1e-300, 50}, {1e-9, 50}});
    for (std::int64_t k = 1; k < 100; ++k) {
      CAPTURE(k);
      CHECK(close(rare.at(rare.tilt_to(k, 1e-13)).mean, static_cast<double>(k)));
    }
    CHECK(rare.tilt_to(75, 1e-13) > 600);
  }

  TEST_CASE("lattice_sum: the bound of Chernoff holds and is not far off") {
    const lattice_sum<die> sum({{120}}, 0);
    for (std::int64_t k = 0; k <= 240; ++k) {
      CAPTURE(k);
      const double p = sum.at_least(k), bound = sum.bound_at_least(k);
      CHECK(bound >= p - 1e-12 * std::abs(p));
      CHECK(bound <= 0);
      CHECK(bound - p < 4);
    }
    CHECK(sum.bound_at_least(100) == 0);
    CHECK(sum.bound_at_least(220) < -10);
    CHECK(close(sum.bound_at_least(240), 120 * std::log(0.625)));
  }

  TEST_CASE("lattice_sum: the approximation is within a ten-thousandth of ln p on either side") {
    for (const std::int64_t n : {80, 150, 400}) {
      const lattice_sum<die> sum({{n}}, 0);
      int approximated = 0;
      for (std::int64_t k = 0; k <= 2 * n; ++k)
        for (const bool above : {true, false}) {
          const ln_tail p = sum.approximate(k, above);
          const double exact = above ? sum.at_least(k) : sum.at_most(k);
          CAPTURE(n);
          CAPTURE(k);
          CAPTURE(above);
          CHECK(close(p.value, exact, p.method == tail_method::exact ? 0 : 1e-4));
          approximated += p.method == tail_method::saddle_point;
        }
      CHECK(approximated > n / 2);
    }
  }

  TEST_CASE("lattice_sum: at and near the mean the approximation is as good as elsewhere") {
    // Means 100 and 100.25 and so on: w = 0, and |w| so small that its parts would cancel.
    for (int i = -20; i <= 20; ++i) {
      const auto sum = poisson_binomial(std::vector<trials>{{0.25 + i / 16'000.0, 400}});
      for (const std::int64_t k : {99, 100, 101}) {
        CAPTURE(i);
        CAPTURE(k);
        CHECK(sum.approximate(k, true).method == tail_method::saddle_point);
        CHECK(close(sum.approximate(k, true).value, sum.at_least(k), 1e-6));
        CHECK(close(sum.approximate(k, false).value, sum.at_most(k), 1e-6));
      }
    }
  }

  TEST_CASE("lattice_sum: an approximation is chosen where work is great and nothing is decided") {
    const lattice_sum<die> sum({{400}}, 0);
    const double ln_p = sum.at_least(640);
    CHECK(ln_p < -3);
    tail_options options;
    CHECK(sum.choose(640, true, options) == ln_tail{ln_p});
    options.work = 100;
    CHECK(sum.choose(640, true, options).method == tail_method::saddle_point);
    CHECK(close(sum.choose(640, true, options).value, ln_p, 1e-4));
    CHECK(sum.choose(640, false, options) == sum.approximate(640, false));
    // Within the margin of the threshold on either side, and just outside of it.
    for (const double far : {-0.69, 0.69, 0.0}) {
      options.threshold = ln_p + far;
      CHECK(sum.choose(640, true, options) == ln_tail{ln_p});
    }
    for (const double far : {-0.7, 0.7}) {
      options.threshold = ln_p + far;
      CHECK(sum.choose(640, true, options).method == tail_method::saddle_point);
    }
    CHECK(sum.choose(800, true, options).method == tail_method::exact);
    CHECK(sum.choose(0, true, options) == ln_tail{0});
  }

  TEST_CASE("lattice_sum: where the sum hardly varies the approximation gives way") {
    const auto few = poisson_binomial(std::vector<trials>{{0.5, 20}});
    const auto rare = poisson_binomial(std::vector<trials>{{1e-4, 1'000}, {2e-4, 1'000}});
    for (const std::int64_t k : {1, 2, 3}) {
      CHECK(few.approximate(k, true) == ln_tail{few.at_least(k)});
      CHECK(rare.approximate(k, true) == ln_tail{rare.at_least(k)});
    }
  }
}
