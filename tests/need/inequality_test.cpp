#include <irisan/need/inequality.hpp>

#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <numbers>
#include <numeric>
#include <random>
#include <vector>

using namespace irisan;

namespace {

using list = std::vector<double>;

constexpr double none = std::numeric_limits<double>::quiet_NaN();
constexpr double endless = std::numeric_limits<double>::infinity();

doctest::Approx about(double x, double epsilon = 1e-14) {
  return doctest::Approx(x).epsilon(epsilon);
}

/// Of the R package ineq 0.2-13, its own example; the further digits by R 4.2.2.
const list incomes{541, 1463, 2445, 3438, 4437, 5401, 6392, 8304, 11904, 22261};

/// Σ over all pairs of w w |x − x|, by all of w w.
double mean_difference(const list& x, const list& w, bool with_itself) {
  double sum = 0, pairs = 0;
  for (std::size_t i = 0; i < x.size(); ++i)
    for (std::size_t k = 0; k < x.size(); ++k)
      if (with_itself || i != k) {
        sum += w[i] * w[k] * std::abs(x[i] - x[k]);
        pairs += w[i] * w[k];
      }
  return sum / pairs;
}

double mean_of(const list& x, const list& w) {
  double sum = 0, all = 0;
  for (std::size_t i = 0; i < x.size(); ++i) {
    sum += w[i] * x[i];
    all += w[i];
  }
  return sum / all;
}

/// The mean over rows of some function of x/μ.
template <class Term>
double mean_term(const list& x, const list& w, const Term& term) {
  list terms;
  const double mean = mean_of(x, w);
  for (const double v : x) terms.push_back(term(v / mean));
  return mean_of(terms, w);
}

struct sample {
  list x, w;
  std::vector<std::int32_t> group;
};

sample random_sample(std::mt19937& random, bool zeros, std::size_t least = 1) {
  sample s;
  s.x.resize(least + random() % 30);
  for (double& x : s.x)
    x = zeros ? static_cast<double>(random() % 6) : static_cast<double>(1 + random() % 1000) / 8;
  s.x[0] = 3;
  for (std::size_t i = 0; i < s.x.size(); ++i) {
    s.w.push_back(static_cast<double>(1 + random() % 9) / 4);
    s.group.push_back(static_cast<std::int32_t>(random() % 4));
  }
  return s;
}

sample shuffled(const sample& s, std::mt19937& random) {
  std::vector<std::size_t> order(s.x.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::shuffle(order.begin(), order.end(), random);
  sample other;
  for (const std::size_t i : order) {
    other.x.push_back(s.x[i]);
    other.w.push_back(s.w[i]);
    other.group.push_back(s.group[i]);
  }
  return other;
}

} // namespace

TEST_SUITE("need") {
  TEST_CASE("inequality: ten incomes have the figures of a peer") {
    const distribution d = distribution_of(incomes);
    CHECK(*gini(d) == about(0.462091130267624));
    CHECK(*gini(d, row_pairs::different) == about(0.513434589186249));
    CHECK(*atkinson(d, .5) == about(0.179659098046342));
    CHECK(*atkinson(d, 1) == about(0.351825059735076));
    CHECK(*theil_t(d) == about(0.362341242343895));
    CHECK(*theil_l(d) == about(0.433594649520446));
    CHECK(*coefficient_of_variation(d) == about(0.916958182882324));
    CHECK(*generalised_entropy(d, .5) == about(0.377093096523383));
    // By their relations to the ones above (Hall, Tideman 1967 for Rosenbluth's).
    const double cv = *coefficient_of_variation(d);
    CHECK((cv * cv + 1) / 10 == about(0.184081230915485));        // Herfindahl
    CHECK(1 / (10 * (1 - *gini(d))) == about(0.185905095875725)); // Rosenbluth
    // Ricci and Schutz: how far the Lorenz curve hangs down at most.
    double hang = 0;
    for (const lorenz_point& p : lorenz(d)) hang = std::max(hang, p.rows - p.values);
    CHECK(hang == about(0.337806746162857));
  }

  TEST_CASE("inequality: five incomes have the Atkinson indices of a peer") {
    // pysal/inequality's tests, to eight digits.
    const distribution d = distribution_of(list{10, 20, 30, 40, 50});
    CHECK(*atkinson(d, .5) == about(0.06315339, 1e-7));
    CHECK(*atkinson(d, 1) == about(0.1316096, 1e-6));
    // What all would need to have the same, to be as well off.
    CHECK(d.mean * (1 - *atkinson(d, .5)) == about(28.105398233, 1e-10));
    CHECK(d.mean * (1 - *atkinson(d, 1)) == about(26.0517108, 1e-8));
  }

  TEST_CASE("inequality: a Lorenz curve goes up from the least") {
    // pysal/inequality's tests, to ten digits.
    const std::vector<lorenz_point> curve = lorenz(distribution_of(list{4, 1, 5, 3, 2}));
    const list expected{0, 0.0666666667, 0.2, 0.4, 0.6666666667, 1};
    REQUIRE(curve.size() == expected.size());
    for (std::size_t i = 0; i < curve.size(); ++i) {
      CHECK(curve[i].rows == about(static_cast<double>(i) / 5));
      CHECK(curve[i].values == about(expected[i], 1e-9));
    }
    CHECK(curve.back() == lorenz_point{1, 1});
    CHECK(lorenz(distribution_of(list{0, 0})).empty());
  }

  TEST_CASE("inequality: one Gini may belong to Lorenz curves of different shape") {
    // Damgaard, Weiner 2000: one rich among nine poor, and five among five.
    list one_rich(9, 50.0 / 9), halves(5, 2);
    one_rich.push_back(50);
    halves.insert(halves.end(), 5, 18);
    // Where the curve has the slope of the diagonal: between the last below the mean and the next.
    const auto asymmetry = [](const list& x) {
      const distribution d = distribution_of(x);
      const auto curve = lorenz(d);
      std::size_t m = 0;
      while (d.known.rows[m].value < d.mean) ++m;
      const double below = d.known.rows[m - 1].value, above = d.known.rows[m].value,
                   part = (d.mean - below) / (above - below);
      const auto between = [&](double from, double to) { return from + part * (to - from); };
      return between(curve[m].rows, curve[m + 1].rows) +
             between(curve[m].values, curve[m + 1].values);
    };
    CHECK(*gini(distribution_of(one_rich), row_pairs::different) == about(0.4444444, 1e-7));
    CHECK(*gini(distribution_of(halves), row_pairs::different) == about(0.4444444, 1e-7));
    CHECK(asymmetry(one_rich) == about(1.46));
    CHECK(asymmetry(halves) == about(.74));
  }

  TEST_CASE("inequality: weighted figures are those of exact arithmetic") {
    // Gini in fractions, 1075/2024 and 24725/35552; the others in 40 digits.
    const list x{3, 0, 7, 7, 12.5, 1}, w{1, 2, .5, 3, 1, 4};
    const distribution d = distribution_of(x, w);
    CHECK(d.mean == about(88.0 / 23));
    CHECK(d.known.weight == 11.5);
    CHECK(*gini(d) == about(1075.0 / 2024));
    CHECK(*gini(d, row_pairs::different) == about(24725.0 / 35552));
    CHECK(*coefficient_of_variation(d) == about(1.0119699408366954026));
    CHECK(*coefficient_of_variation(d, row_pairs::different) == about(1.1579898854831814858));
    CHECK(*theil_t(d) == about(0.53411748262623181046));
    CHECK(*theil_l(d) == endless);
    CHECK(*atkinson(d, .5) == about(0.32158854295460039399));
    CHECK(*generalised_entropy(d, 2) == about(0.51204158057851239669));
    CHECK(*generalised_entropy(d, 3) == about(0.65736651689284372652));
    list above = x;
    for (double& v : above) ++v;
    const distribution e = distribution_of(above, w);
    CHECK(*theil_l(e) == about(0.3531996232367947606));
    CHECK(*generalised_entropy(e, -1) == about(0.49912045788699852972));
    CHECK(*generalised_entropy(e, -2) == about(0.88739958153945384889));
    CHECK(*atkinson(e, 1) == about(0.29756304335847737573));
    CHECK(*atkinson(e, 2) == about(0.49955984180583111064));
    CHECK(*atkinson(e, 3) == about(0.60235967397107429758));
  }

  TEST_CASE("inequality: figures are those of the definitions") {
    std::mt19937 random(21);
    for (int round = 0; round < 200; ++round) {
      CAPTURE(round);
      const bool zeros = round % 2 == 0;
      const sample s = random_sample(random, zeros, 2);
      const distribution d = distribution_of(s.x, s.w);
      const double mean = mean_of(s.x, s.w);
      CHECK(d.mean == about(mean));
      CHECK(*gini(d) == about(mean_difference(s.x, s.w, true) / (2 * mean), 1e-13));
      CHECK(*gini(d, row_pairs::different) ==
            about(mean_difference(s.x, s.w, false) / (2 * mean), 1e-13));
      CHECK(
          *theil_t(d) ==
          about(mean_term(s.x, s.w, [](double r) { return r > 0 ? r * std::log(r) : 0; }), 1e-13));
      const bool any_zero = std::count(s.x.begin(), s.x.end(), 0.0) > 0;
      const double l = mean_term(s.x, s.w, [](double r) { return -std::log(r); });
      if (any_zero) {
        CHECK(*theil_l(d) == endless);
        CHECK(*generalised_entropy(d, -.5) == endless);
        CHECK(*atkinson(d, 1) == 1);
        CHECK(*atkinson(d, 2) == 1);
      } else {
        CHECK(*theil_l(d) == about(l, 1e-13));
        CHECK(*atkinson(d, 1) == about(1 - std::exp(-l), 1e-13));
      }
      for (const double alpha : {-1.5, .3, 2.0, 2.7}) {
        if (any_zero && alpha < 0) continue;
        const double power = mean_term(s.x, s.w, [&](double r) { return std::pow(r, alpha); });
        CHECK(*generalised_entropy(d, alpha) == about((power - 1) / (alpha * (alpha - 1)), 1e-12));
        if (alpha < 1)
          CHECK(*atkinson(d, 1 - alpha) == about(1 - std::pow(power, 1 / alpha), 1e-12));
      }
      const double square = mean_term(s.x, s.w, [](double r) { return (r - 1) * (r - 1); });
      CHECK(*coefficient_of_variation(d) == about(std::sqrt(square), 1e-13));
      CHECK(*generalised_entropy(d, 2) == about(square / 2, 1e-13));
    }
  }

  TEST_CASE("inequality: 1 − Gini is twice the area below the Lorenz curve") {
    std::mt19937 random(22);
    for (int round = 0; round < 50; ++round) {
      const sample s = random_sample(random, true);
      const distribution d = distribution_of(s.x, s.w);
      const auto curve = lorenz(d);
      double twice = 0;
      for (std::size_t i = 1; i < curve.size(); ++i) {
        CHECK(curve[i].rows >= curve[i - 1].rows);
        CHECK(curve[i].values >= curve[i - 1].values);
        twice += (curve[i].rows - curve[i - 1].rows) * (curve[i].values + curve[i - 1].values);
      }
      CHECK(1 - *gini(d) == about(twice, 1e-13));
    }
  }

  TEST_CASE("inequality: equal values are not unequal and one who has all has the most") {
    for (const double x : {.1, 3.0, 1e12}) {
      const distribution d =
          distribution_of(list{x, x, x, x, x, x, x}, list{1, 2, 3, .1, .7, 5, 6});
      CHECK(*gini(d) == 0);
      CHECK(*gini(d, row_pairs::different) == 0);
      // Their mean may be off by a bit, whose square is left.
      CHECK(*theil_t(d) < 1e-31);
      CHECK(*theil_l(d) < 1e-31);
      CHECK(*coefficient_of_variation(d) < 1e-15);
      CHECK(std::abs(*atkinson(d, 2)) < 1e-15);
    }
    const distribution d = distribution_of(list{0, 0, 0, 8});
    CHECK(*gini(d) == .75);
    CHECK(*gini(d, row_pairs::different) == 1);
    CHECK(*theil_t(d) == about(std::log(4)));
    CHECK(*coefficient_of_variation(d, row_pairs::different) == 2);
  }

  TEST_CASE("inequality: values close to each other keep their digits") {
    // 10⁹ + 0 … 4; in 60 digits.
    const distribution d = distribution_of(list{1e9 + 2, 1e9, 1e9 + 4, 1e9 + 1, 1e9 + 3});
    CHECK(*gini(d) / 7.999999984e-10 == about(1));
    CHECK(*theil_t(d) / 9.9999999600000001257e-19 == about(1, 1e-12));
    CHECK(*theil_l(d) / 9.999999960000000137e-19 == about(1, 1e-12));
  }

  TEST_CASE("inequality: what is not defined is not known") {
    const auto nothing = [](const distribution& d) {
      return !gini(d) && !theil_t(d) && !theil_l(d) && !coefficient_of_variation(d) &&
             !atkinson(d, .5) && !atkinson(d, 0) && !generalised_entropy(d, 2) && lorenz(d).empty();
    };
    CHECK(nothing(distribution_of(list{})));
    CHECK(nothing(distribution_of(list{none, endless})));
    CHECK(nothing(distribution_of(list{0, 0, 0}))); // 0/0
    CHECK(nothing(distribution_of(list{-1, 2, 3})));
    CHECK(nothing(distribution_of(list{1, 2}, list{0, 0})));
    CHECK_FALSE(nothing(distribution_of(list{0, 2, 3})));
    // One row differs from no other.
    const distribution one = distribution_of(list{5});
    CHECK(*gini(one) == 0);
    CHECK(!gini(one, row_pairs::different));
    CHECK(!coefficient_of_variation(one, row_pairs::different));
    CHECK(!gini(distribution_of(list{5, 6}, list{1, 0}), row_pairs::different));
  }

  TEST_CASE("inequality: rows that are not known are left out and counted") {
    const distribution d = distribution_of(list{1, none, 2, 3}, list{1, 1, none, 2});
    CHECK(d.known.unknown == 2);
    CHECK(d.known == [] {
      known_rows k = rows_known(list{1, 3}, list{1, 3}, list{1, 2});
      k.unknown = 2;
      return k;
    }());
    CHECK(*gini(d) == *gini(distribution_of(list{1, 3}, list{1, 2})));
  }

  TEST_CASE("inequality: an aversion below 0 is refused") {
    const distribution d = distribution_of(list{1, 2, 3});
    CHECK(*atkinson(d, 0) == 0);
    CHECK_THROWS_WITH_AS(atkinson(d, -.5), "-0.500000 is no aversion to inequality", rule_error);
    CHECK_THROWS_AS(atkinson(d, none), rule_error);
    CHECK_THROWS_AS(atkinson(d, endless), rule_error);
  }

  TEST_CASE("inequality: more of everything for everybody changes nothing") {
    std::mt19937 random(23);
    for (int round = 0; round < 50; ++round) {
      const sample s = random_sample(random, true, 2);
      sample twice = s, more = s;
      for (double& x : twice.x) x *= 1024;
      for (double& x : more.x) x *= 3.7;
      const distribution d = distribution_of(s.x, s.w), a = distribution_of(twice.x, s.w),
                         b = distribution_of(more.x, s.w);
      CHECK(*gini(a) == *gini(d));
      CHECK(*theil_t(a) == *theil_t(d));
      CHECK(lorenz(a) == lorenz(d));
      CHECK(*gini(b) == about(*gini(d), 1e-13));
      CHECK(*theil_t(b) == about(*theil_t(d), 1e-13));
      CHECK(*atkinson(b, .5) == about(*atkinson(d, .5), 1e-12));
    }
  }

  TEST_CASE("inequality: weights count by their proportions alone") {
    std::mt19937 random(24);
    for (int round = 0; round < 50; ++round) {
      const sample s = random_sample(random, false, 2);
      list quarter = s.w;
      for (double& w : quarter) w /= 4;
      const distribution d = distribution_of(s.x, s.w), e = distribution_of(s.x, quarter);
      CHECK(*gini(e) == *gini(d));
      CHECK(*gini(e, row_pairs::different) == *gini(d, row_pairs::different));
      CHECK(*theil_l(e) == *theil_l(d));
    }
    // In the form with n, a row of weight 2 is two rows.
    CHECK(*gini(distribution_of(list{1, 5, 2}, list{1, 2, 1})) ==
          *gini(distribution_of(list{1, 5, 5, 2})));
  }

  TEST_CASE("inequality: a gift from one who has more to one who has less lowers it") {
    // Pigou and Dalton.
    std::mt19937 random(25);
    int gifts = 0;
    for (int round = 0; round < 200; ++round) {
      sample s = random_sample(random, false, 2);
      const std::size_t rich =
          static_cast<std::size_t>(std::max_element(s.x.begin(), s.x.end()) - s.x.begin());
      const std::size_t poor = random() % s.x.size();
      const double gap = s.x[rich] - s.x[poor];
      if (gap <= 0) continue;
      const distribution before = distribution_of(s.x);
      s.x[rich] -= gap / 4;
      s.x[poor] += gap / 4;
      const distribution after = distribution_of(s.x);
      CHECK(*gini(after) < *gini(before));
      CHECK(*theil_t(after) < *theil_t(before));
      CHECK(*theil_l(after) < *theil_l(before));
      CHECK(*atkinson(after, .5) < *atkinson(before, .5));
      CHECK(*coefficient_of_variation(after) < *coefficient_of_variation(before));
      ++gifts;
    }
    CHECK(gifts > 100);
  }

  TEST_CASE("inequality: rows in another order give the same figures to the last bit") {
    std::mt19937 random(26);
    for (int round = 0; round < 100; ++round) {
      const sample s = random_sample(random, round % 2 == 0), t = shuffled(s, random);
      const distribution d = distribution_of(s.x, s.w), e = distribution_of(t.x, t.w);
      CHECK(d == e);
      CHECK(gini(d) == gini(e));
      CHECK(theil_t(d) == theil_t(e));
      CHECK(theil_by_group(s.x, s.group, s.w) == theil_by_group(t.x, t.group, t.w));
    }
  }

  TEST_CASE("inequality: all of it may lie between two groups") {
    // Theil's T of those who have nothing and those who have the same: ln 2.
    const theil_decomposition d =
        theil_by_group(list{0, 0, 0, 10, 10, 10}, std::vector<std::int32_t>{0, 0, 0, 1, 1, 1});
    CHECK(*d.t.total == about(std::numbers::ln2));
    CHECK(*d.t.between == about(std::numbers::ln2));
    CHECK(*d.t.within == 0);
    REQUIRE(d.groups.size() == 2);
    CHECK(d.groups[0] == theil_group{0, 3, .5, 0, std::nullopt, std::nullopt});
    CHECK(d.groups[1] == theil_group{1, 3, .5, 1, 0.0, 0.0});
    // And L is infinite, all of it between; inside a group that has nothing it is 0/0.
    CHECK(*d.l.total == endless);
    CHECK(*d.l.between == endless);
    CHECK(!d.l.within);
  }

  TEST_CASE("inequality: between and within groups add up to the whole") {
    std::mt19937 random(27);
    for (int round = 0; round < 200; ++round) {
      CAPTURE(round);
      const sample s = random_sample(random, round % 2 == 0);
      const theil_decomposition d = theil_by_group(s.x, s.group, s.w);
      const distribution all = distribution_of(s.x, s.w);
      CHECK(*d.t.total == about(*theil_t(all)));
      CHECK(*d.t.between + *d.t.within == about(*d.t.total, 1e-13));
      CHECK(*d.t.between >= 0);
      CHECK(*d.t.within >= 0);
      if (d.l.within) {
        const double sum = *d.l.between + *d.l.within;
        if (std::isinf(*d.l.total))
          CHECK(sum == *d.l.total);
        else
          CHECK(sum == about(*theil_l(all), 1e-13));
      }
      // Between: everybody has the mean of the group.
      list means = s.x;
      double t = 0, rows = 0, values = 0;
      for (const theil_group& g : d.groups) {
        list own, own_weights;
        for (std::size_t i = 0; i < s.x.size(); ++i)
          if (s.group[i] == g.group) {
            own.push_back(s.x[i]);
            own_weights.push_back(s.w[i]);
          }
        for (std::size_t i = 0; i < s.x.size(); ++i)
          if (s.group[i] == g.group) means[i] = mean_of(own, own_weights);
        CHECK(g.rows == static_cast<std::int64_t>(own.size()));
        CHECK(g.t == theil_t(distribution_of(own, own_weights)));
        CHECK(g.l == theil_l(distribution_of(own, own_weights)));
        t += g.t ? g.values_share * *g.t : 0;
        rows += g.rows_share;
        values += g.values_share;
      }
      CHECK(*d.t.between == about(*theil_t(distribution_of(means, s.w)), 1e-13));
      CHECK(*d.t.within == about(t, 1e-13));
      CHECK(rows == about(1));
      CHECK(values == about(1));
    }
  }

  TEST_CASE("inequality: one group has it all within and groups of one have it all between") {
    const list x{1, 2, 5, 9};
    const theil_decomposition one = theil_by_group(x, std::vector<std::int32_t>{7, 7, 7, 7});
    CHECK(*one.t.between == 0);
    CHECK(*one.t.within == *one.t.total);
    CHECK(*one.l.within == *one.l.total);
    const theil_decomposition each = theil_by_group(x, std::vector<std::int32_t>{3, 2, 1, 0});
    CHECK(*each.t.within == 0);
    CHECK(*each.t.between == about(*each.t.total));
    CHECK(each.groups.front().group == 0);
    CHECK(each.groups.front().values_share == about(9.0 / 17));
  }

  TEST_CASE("inequality: a zero inside a group that has something makes its own L infinite") {
    const theil_decomposition d =
        theil_by_group(list{0, 4, 2, 2}, std::vector<std::int32_t>{0, 0, 1, 1});
    CHECK(*d.l.total == endless);
    CHECK(*d.l.between == 0);
    CHECK(*d.l.within == endless);
    CHECK(*d.t.within == about(*d.t.total));
  }

  TEST_CASE("inequality: a row without a group is left out of the parts") {
    const theil_decomposition d =
        theil_by_group(list{1, 5, none, 2}, std::vector<std::int32_t>{0, -1, 0, 1});
    CHECK(d.unknown == 2);
    CHECK(d.t.total == theil_t(distribution_of(list{1, 2})));
    CHECK(theil_by_group(list{}, {}) == theil_decomposition{});
    CHECK(!theil_by_group(list{-1, 2}, std::vector<std::int32_t>{0, 1}).t.between);
    CHECK_THROWS_WITH_AS(theil_by_group(list{1, 2}, std::vector<std::int32_t>{0}),
                         "there are 1 groups for 2 rows", rule_error);
  }
}
