#include <irisan/need/concentration.hpp>
#include <irisan/need/inequality.hpp>

#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <numeric>
#include <random>
#include <vector>

using namespace irisan;

namespace {

using list = std::vector<double>;

constexpr double none = std::numeric_limits<double>::quiet_NaN();

doctest::Approx about(double x, double epsilon = 1e-14) {
  return doctest::Approx(x).epsilon(epsilon);
}

const list ten{1, 2, 3, 4, 5, 6, 7, 8, 9, 10};

/// 2 cov(x, r), every rank by looking at all others.
double by_hand(const list& by, const list& x, const list& w) {
  double all = 0, mean = 0, sum = 0;
  for (std::size_t i = 0; i < x.size(); ++i) {
    all += w[i];
    mean += w[i] * x[i];
  }
  mean /= all;
  for (std::size_t i = 0; i < x.size(); ++i) {
    double rank = 0;
    for (std::size_t k = 0; k < x.size(); ++k)
      rank += w[k] * (by[k] < by[i] ? 1 : by[k] == by[i] ? .5 : 0);
    sum += w[i] * (x[i] - mean) * (rank / all - .5);
  }
  return 2 * sum / all;
}

struct sample {
  list by, x, w;
};

sample random_sample(std::mt19937& random) {
  sample s;
  for (auto n = 1 + random() % 30; n > 0; --n) {
    s.by.push_back(static_cast<double>(random() % 8) / 3);
    s.x.push_back(static_cast<double>(random() % 50) / 7);
    s.w.push_back(static_cast<double>(1 + random() % 9) / 3);
  }
  s.x[0] = 2; // not all of them 0
  return s;
}

sample shuffled(const sample& s, std::mt19937& random) {
  std::vector<std::size_t> order(s.x.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::shuffle(order.begin(), order.end(), random);
  sample other;
  for (const std::size_t i : order) {
    other.by.push_back(s.by[i]);
    other.x.push_back(s.x[i]);
    other.w.push_back(s.w[i]);
  }
  return other;
}

} // namespace

TEST_SUITE("need") {
  // Values of the R package rineq (R 4.2.2) where it is right; the others in exact arithmetic.
  TEST_CASE("concentration: benefits of those who rank low give an index below 0") {
    const list y{9, 7, 8, 5, 6, 3, 4, 2, 1, 0};
    const concentration c = concentration_of(ten, y);
    CHECK(*c.index == about(-0.353333333333333, 1e-14));
    CHECK(c.mean == 4.5);
    CHECK(c.rows == 10);
    CHECK(c.unknown == 0);
    CHECK(*concentration_of(ten, list{0, 1, 2, 4, 3, 6, 5, 8, 7, 9}).index ==
          about(0.353333333333333, 1e-14));
  }

  TEST_CASE("concentration: of whether one was reached there are the corrected indices too") {
    const concentration c = concentration_of(ten, list{1, 1, 1, 0, 1, 0, 1, 0, 0, 0});
    CHECK(*c.index == about(-.38));
    CHECK(*c.generalised == about(-.19));
    CHECK(*erreygers(c) == about(-.76));
    CHECK(*wagstaff(c) == about(-.76));
  }

  // A peer's covariance of a sample gives −0.34297520661157 instead, off by 1.0227.
  TEST_CASE("concentration: weights leave the covariance as it is") {
    const concentration c = concentration_of(ten, list{9, 7, 8, 5, 6, 3, 4, 2, 1, 0},
                                             list{1, 2, 1, 3, 1, 1, 2, 1, 1, 2});
    CHECK(*c.index == about(-0.3353535353535354));
  }

  // A peer ranks ties as they come in: 0.0625, and 0.4375 for the same rows in another order.
  TEST_CASE("concentration: ties share their mid-rank whatever order they come in") {
    const list by{1, 1, 1, 1, 2, 2, 2, 2}, y{1, 0, 0, 0, 1, 1, 1, 0};
    CHECK(*concentration_of(by, y).index == .25);
    CHECK(*concentration_of(by, list{0, 0, 0, 1, 0, 1, 1, 1}).index == .25);
    CHECK(*concentration_of(list{2, 2, 2, 2, 1, 1, 1, 1}, list{0, 1, 1, 1, 0, 0, 0, 1}).index ==
          .25);
  }

  TEST_CASE("concentration: ties and weights together are those of exact arithmetic") {
    // In fractions: −79/529, −79/2024, −79/2645, −395/8184.
    const concentration c = concentration_of(list{2, 1, 2, 3, 1, 3}, list{3, 0, 7, 7, 12.5, 1},
                                             list{1, 2, .5, 3, 1, 4});
    CHECK(*c.generalised == about(-79.0 / 529));
    CHECK(*c.index == about(-79.0 / 2024));
    CHECK(*erreygers(c, {0, 20}) == about(-79.0 / 2645));
    CHECK(*wagstaff(c, {0, 20}) == about(-395.0 / 8184));
  }

  TEST_CASE("concentration: indices are those of the definition") {
    std::mt19937 random(31);
    for (int round = 0; round < 300; ++round) {
      CAPTURE(round);
      const sample s = random_sample(random);
      const concentration c = concentration_of(s.by, s.x, s.w);
      const double expected = by_hand(s.by, s.x, s.w);
      CHECK(*c.generalised == about(expected, 1e-13));
      CHECK(*c.index == about(expected / c.mean, 1e-13));
      CHECK(*erreygers(c, {-1, 9}) == about(4 * expected / 10, 1e-13));
      CHECK(*wagstaff(c, {-1, 9}) == about(expected * 10 / ((9 - c.mean) * (c.mean + 1)), 1e-13));
    }
  }

  TEST_CASE("concentration: ranked by themselves values have their Gini") {
    std::mt19937 random(32);
    for (int round = 0; round < 100; ++round) {
      const sample s = random_sample(random);
      const double expected = *gini(distribution_of(s.x, s.w));
      CHECK(*concentration_of(s.x, s.x, s.w).index == about(expected, 1e-13));
      CHECK(std::abs(*concentration_of(s.by, s.x, s.w).index) <= expected + 1e-13);
    }
  }

  TEST_CASE("concentration: rows in another order give the same bits") {
    std::mt19937 random(33);
    for (int round = 0; round < 100; ++round) {
      const sample s = random_sample(random), t = shuffled(s, random);
      CHECK(concentration_of(s.by, s.x, s.w) == concentration_of(t.by, t.x, t.w));
    }
  }

  TEST_CASE("concentration: more for everybody changes no index and the order alone ranks") {
    std::mt19937 random(34);
    for (int round = 0; round < 100; ++round) {
      const sample s = random_sample(random);
      sample more = s, other = s, reversed = s;
      for (double& x : more.x) x *= 8;
      for (double& b : other.by) b = std::exp(b);
      for (double& b : reversed.by) b = -b;
      const concentration c = concentration_of(s.by, s.x, s.w);
      CHECK(*concentration_of(more.by, more.x, more.w).index == *c.index);
      CHECK(concentration_of(other.by, other.x, other.w) == c);
      CHECK(*concentration_of(reversed.by, reversed.x, reversed.w).index ==
            about(-*c.index, 1e-13));
      CHECK(*erreygers(concentration_of(more.by, more.x, more.w), {0, 64}) ==
            *erreygers(c, {0, 8}));
    }
  }

  TEST_CASE("concentration: what some have and what the others lack are opposite") {
    std::mt19937 random(35);
    for (int round = 0; round < 100; ++round) {
      sample s = random_sample(random);
      for (double& x : s.x) x = x < 3 ? 0 : 1;
      s.x.push_back(1), s.by.push_back(1), s.w.push_back(1);
      s.x.push_back(0), s.by.push_back(2), s.w.push_back(1);
      list lack = s.x;
      for (double& x : lack) x = 1 - x;
      const concentration has = concentration_of(s.by, s.x, s.w),
                          lacks = concentration_of(s.by, lack, s.w);
      CHECK(*erreygers(has) == about(-*erreygers(lacks), 1e-13));
      CHECK(*wagstaff(has) == about(-*wagstaff(lacks), 1e-13));
      CHECK(std::abs(*wagstaff(has)) <= 1 + 1e-13);
    }
    // All of those who rank lowest and nobody else.
    CHECK(*wagstaff(concentration_of(ten, list{1, 1, 1, 0, 0, 0, 0, 0, 0, 0})) == about(-1));
  }

  TEST_CASE("concentration: where all have the same or rank the same it is 0") {
    CHECK(*concentration_of(list{1, 2, 3}, list{.1, .1, .1}, list{.3, .4, .7}).index == 0);
    CHECK(*concentration_of(list{4, 4, 4}, list{1, 0, 9}).index == 0);
    CHECK(*concentration_of(list{1}, list{7}).index == 0);
  }

  TEST_CASE("concentration: what is not defined is not known") {
    CHECK(concentration_of(list{}, list{}) == concentration{});
    const concentration nothing = concentration_of(list{1, 2}, list{0, 0});
    CHECK(*nothing.generalised == 0);
    CHECK(!nothing.index); // 0/0
    CHECK(*erreygers(nothing) == 0);
    CHECK(!wagstaff(nothing));
    CHECK(!wagstaff(concentration_of(list{1, 2}, list{1, 1})));
    const concentration debts = concentration_of(list{1, 2}, list{-1, 3});
    CHECK(!debts.index);
    CHECK(*debts.generalised == 1);
    CHECK(!erreygers(concentration{}));
  }

  TEST_CASE("concentration: rows that are not known are left out and counted") {
    const concentration c =
        concentration_of(list{1, none, 3, 4, 5}, list{1, 2, none, 4, 5}, list{1, 1, 1, none, 2});
    CHECK(c.unknown == 3);
    CHECK(c.rows == 2);
    CHECK(*c.index == *concentration_of(list{1, 5}, list{1, 5}, list{1, 2}).index);
  }

  TEST_CASE("concentration: a value out of its bounds is refused") {
    const concentration c = concentration_of(list{1, 2}, list{0, 1.5});
    CHECK_THROWS_WITH_AS(erreygers(c),
                         "the value 1.500000 is not within the bounds 0.000000 and 1.000000",
                         rule_error);
    CHECK_THROWS_AS(wagstaff(c, {.5, 2}), rule_error);
    CHECK_NOTHROW(wagstaff(c, {0, 1.5}));
    CHECK_THROWS_WITH_AS(erreygers(c, {2, 2}),
                         "there is no value between the bounds 2.000000 and 2.000000", rule_error);
    CHECK_THROWS_AS(erreygers(c, {0, none}), rule_error);
  }
}
