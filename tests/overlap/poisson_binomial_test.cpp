#include <irisan/overlap/poisson_binomial.hpp>

#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <initializer_list>
#include <limits>
#include <random>
#include <vector>

using namespace irisan;

namespace {

using classes = std::vector<trials>;

bool close(double x, double y, double relative = 1e-12) {
  return x == y || std::abs(x - y) <= relative * std::abs(y);
}

classes singly(const std::vector<double>& probabilities) {
  classes all;
  for (const double p : probabilities) all.push_back({p, 1});
  return all;
}

/// P(X = 0), P(X = 1), … trial by trial; a long double reaches below 1e-4900.
std::vector<long double> by_hand(const classes& all) {
  std::vector<long double> p{1};
  for (const trials& t : all)
    for (std::int64_t i = 0; i < t.count; ++i) {
      p.push_back(0);
      for (std::size_t k = p.size(); k-- > 0;)
        p[k] = p[k] * (1 - static_cast<long double>(t.probability)) +
               (k > 0 ? p[k - 1] * t.probability : 0);
    }
  return p;
}

double ln_part(const std::vector<long double>& p, std::size_t begin, std::size_t end) {
  long double sum = 0, rest = 0;
  for (std::size_t i = 0; i < p.size(); ++i) (i >= begin && i < end ? sum : rest) += p[i];
  return static_cast<double>(sum < rest ? std::log(sum) : std::log1p(-rest));
}

double exactly(const classes& all, std::int64_t k) {
  return std::exp(ln_p_at_least(all, k)) - std::exp(ln_p_at_least(all, k + 1));
}

} // namespace

TEST_SUITE("overlap") {
  TEST_CASE("poisson_binomial: the small cases of other packages") {
    // a03_poisson_binomial_small.jsonl, poibin-R (tolerance 1e-8).
    const classes three = singly({0.4163448, 0.334027, 0.9689613});
    const double of_three[] = {0.0120647, 0.39129134, 0.46189012, 0.13475384};
    for (std::int64_t k = 0; k < 4; ++k) CHECK(std::abs(exactly(three, k) - of_three[k]) < 1e-8);
    const classes eight = singly(
        {0.9955901, 0.5696224, 0.8272597, 0.3818746, 0.4290036, 0.8707646, 0.8858267, 0.7557183});
    CHECK(std::abs(exactly(eight, 0) - 4.17079659e-07) < 1e-8);
    CHECK(std::abs(exactly(eight, 2) - 0.00246250608) < 1e-8);
    CHECK(std::abs(exactly(eight, 7) - 0.202460933) < 1e-8);
    CHECK(std::abs(exactly(eight, 8) - 0.0448023378) < 1e-8);

    // The same file, tsakim and BiCM p-values.
    const classes some = singly({0.1, 0.5, 0.7});
    CHECK(close(std::exp(ln_p_at_most(some, 0)), 0.135));
    CHECK(close(std::exp(ln_p_at_most(some, 1)), 0.6));
    CHECK(close(std::exp(ln_p_at_most(some, 2)), 0.965));
    CHECK(ln_p_at_most(some, 3) == 0);
    CHECK(close(std::exp(ln_p_at_least(some, 2)), 0.4));
    CHECK(close(std::exp(ln_p_at_least(some, 1)), 0.865));
    CHECK(close(std::exp(ln_p_at_most(singly({0.1, 0.5}), 0)), 0.45));
    CHECK(close(std::exp(ln_p_at_most(singly({0.1, 0.5}), 1)), 0.95));
    CHECK(ln_p_at_most(singly({0.5, 1.0}), 0) == ln_zero);
    CHECK(close(std::exp(ln_p_at_most(singly({0.5, 1.0}), 1)), 0.5));
    CHECK(ln_p_at_most(singly({0.5, 1.0}), 2) == 0);
    const double of_last[] = {0.098, 0.476, 0.354, 0.072};
    for (std::int64_t k = 0; k < 4; ++k)
      CHECK(close(exactly(singly({0.3, 0.8, 0.3}), k), of_last[k]));

    // The same file, backbone: the exact values, not its normal approximation.
    const classes nine = singly({0.123, 0.234, 0.345, 0.456, 0.567, 0.678, 0.789, 0.801, 0.911});
    CHECK(close(std::exp(ln_p_at_most(nine, 5)), 0.679134512566435));
    CHECK(close(std::exp(ln_p_at_least(nine, 5)), 0.6283853861234727));
  }

  TEST_CASE("poisson_binomial: columns of a small matrix that are full to a third") {
    // a05_null_models_3x4.json, fixedcol_exact.
    const classes columns = singly({1.0 / 3, 0, 0, 1.0 / 3});
    CHECK(ln_p_at_least(columns, 0) == 0);
    CHECK(close(std::exp(ln_p_at_least(columns, 2)), 1.0 / 9));
    CHECK(close(std::exp(ln_p_at_most(columns, 0)), 4.0 / 9));
    CHECK(ln_p_at_most(columns, 2) == 0);
  }

  TEST_CASE("poisson_binomial: tails are those of trial by trial on random classes") {
    std::mt19937 random(1);
    for (int round = 0; round < 200; ++round) {
      classes all(random() % 8);
      for (trials& t : all) {
        t.probability = static_cast<double>(random() % 1'000) / 999;
        if (random() % 3 == 0) t.probability *= 1e-9;
        t.count = random() % 20;
      }
      const auto p = by_hand(all);
      const auto sum = poisson_binomial(all);
      for (std::int64_t k = sum.least(); k <= sum.most(); ++k) {
        CAPTURE(round);
        CAPTURE(k);
        const auto i = static_cast<std::size_t>(k);
        CHECK(close(ln_p_at_least(all, k), ln_part(p, i, p.size())));
        CHECK(close(ln_p_at_most(all, k), ln_part(p, 0, i + 1)));
        CHECK(ln_bound_at_least(all, k) >= ln_p_at_least(all, k) * (1 + 1e-12));
      }
      CHECK(ln_p_at_least(all, sum.most() + 1) == ln_zero);
      CHECK(ln_p_at_most(all, sum.least() - 1) == ln_zero);
    }
  }

  TEST_CASE("poisson_binomial: deep tails and those near 1 keep their digits") {
    // Convolution with 60 digits (mpmath). What lies below the least double is 0.
    const classes all{{1e-6, 300}, {0.01, 200}, {0.3, 200}};
    struct row {
      std::int64_t k;
      double at_least, at_most;
    };
    for (const row& r : {row{30, -7.47351533336059424e-8, -15.4610070760209761},
                         {62, -0.642820648373234133, -0.626868476874467192},
                         {150, -78.7255405114516965, -1.180794915324184e-35},
                         {300, -562.097113534233509, -7.05472531153011028e-247},
                         {600, -3736.98624002874006, 0},
                         {699, -5286.9624058627933, 0}}) {
      CAPTURE(r.k);
      CHECK(close(ln_p_at_least(all, r.k), r.at_least));
      CHECK(close(ln_p_at_most(all, r.k), r.at_most));
    }
    CHECK(close(ln_p_at_least(all, 700),
                300 * std::log(1e-6) + 200 * std::log(0.01) + 200 * std::log(0.3)));
    // Of 10 trials at 1e-300, two or more: 45e-600.
    CHECK(close(ln_p_at_least(classes{{1e-300, 10}}, 2), std::log(45.0) + 2 * std::log(1e-300)));
    CHECK(close(ln_p_at_most(classes{{1e-300, 10}}, 0), -1e-299));
  }

  TEST_CASE("poisson_binomial: successes and failures may change places") {
    std::mt19937 random(2);
    for (int round = 0; round < 50; ++round) {
      classes all(1 + random() % 30), turned;
      std::int64_t n = 0;
      for (trials& t : all) {
        t = {static_cast<double>(random() % 65) / 64, 1 + static_cast<std::int64_t>(random() % 40)};
        turned.push_back({1 - t.probability, t.count});
        n += t.count;
      }
      const std::int64_t k = static_cast<std::int64_t>(random()) % (n + 1);
      CAPTURE(round);
      CAPTURE(k);
      CHECK(close(ln_p_at_least(all, k), ln_p_at_most(turned, n - k)));
    }
  }

  TEST_CASE("poisson_binomial: order and division into classes change no bit") {
    std::mt19937 random(3);
    for (int round = 0; round < 50; ++round) {
      classes all(1 + random() % 12), mixed;
      for (trials& t : all) {
        t = {static_cast<double>(random() % 100) / 99, 1 + static_cast<std::int64_t>(random() % 9)};
        for (std::int64_t i = 0; i < t.count; ++i) mixed.push_back({t.probability, 1});
      }
      std::shuffle(mixed.begin(), mixed.end(), random);
      const auto sum = poisson_binomial(all);
      const std::int64_t k = (sum.least() + sum.most()) / 2;
      CHECK(ln_p_at_least(all, k) == ln_p_at_least(mixed, k));
      CHECK(ln_p_at_most(all, k) == ln_p_at_most(mixed, k));
      CHECK(approximate_ln_p_at_least(all, k) == approximate_ln_p_at_least(mixed, k));
      CHECK(expected_shared(all) == expected_shared(mixed));
    }
  }

  TEST_CASE("poisson_binomial: mean and variance are those of the formulas") {
    const classes all{{0.25, 8}, {0.5, 4}, {1, 3}, {0, 9}};
    CHECK(close(expected_shared(all), 2 + 2 + 3));
    CHECK(close(variance_of_shared(all), 1.5 + 1));
    CHECK(expected_shared(classes{}) == 0);
  }

  TEST_CASE("poisson_binomial: cumulants are the sums over all values") {
    for (const trials& one : {trials{0.3, 12}, {1e-7, 30}, {0.999, 20}})
      for (const double t : {-9.0, -0.4, 0.0, 0.6, 12.0, 20.0}) {
        CAPTURE(one.probability);
        CAPTURE(t);
        const binomial_part part(one);
        double sum = 0, mean = 0, moments[5] = {};
        const auto for_each = [&](const auto& add) {
          for (std::int64_t k = 0; k <= one.count; ++k)
            add(static_cast<double>(k),
                std::exp(part.ln_probability(k) + t * static_cast<double>(k)));
        };
        for_each([&](double, double w) { sum += w; });
        for_each([&](double k, double w) { mean += k * w / sum; });
        for_each([&](double k, double w) {
          for (int i = 2; i < 5; ++i) moments[i] += std::pow(k - mean, i) * w / sum;
        });
        const cumulants c = part.at(t);
        CHECK(std::abs(c.value - std::log(sum)) < 1e-12 * (1 + std::abs(c.value)));
        CHECK(close(c.mean, mean, 1e-11));
        CHECK(close(c.variance, moments[2], 1e-9));
        CHECK(std::abs(c.third - moments[3]) < 1e-9);
        CHECK(std::abs(c.fourth - (moments[4] - 3 * moments[2] * moments[2])) < 1e-8);
      }
  }

  TEST_CASE("poisson_binomial: the approximation is within a ten-thousandth of ln p") {
    std::mt19937 random(4);
    int approximated = 0;
    for (int round = 0; round < 400; ++round) {
      classes all(1 + random() % 40);
      // Of one size or of the most different ones: some all but certain, some all but impossible.
      const bool mixed = random() % 2 == 0;
      const double scale = std::pow(10.0, -static_cast<double>(random() % 4));
      for (trials& t : all) {
        t = {scale * static_cast<double>(random() % 1'000) / 1'000,
             1 + static_cast<std::int64_t>(random() % 200)};
        const double extreme = std::pow(10.0, -static_cast<double>(random() % 50));
        if (mixed && random() % 2) t.probability = random() % 3 ? extreme : 1 - extreme;
      }
      const auto sum = poisson_binomial(all);
      const std::int64_t k = random() % 2 ? static_cast<std::int64_t>(random()) % (sum.most() + 1)
                                          : static_cast<std::int64_t>(expected_shared(all)) +
                                                static_cast<std::int64_t>(random() % 60) - 20;
      const ln_tail p = approximate_ln_p_at_least(all, k);
      CAPTURE(round);
      CAPTURE(k);
      CHECK(close(p.value, sum.at_least(k), p.method == tail_method::exact ? 0 : 1e-4));
      approximated += p.method == tail_method::saddle_point;
    }
    CHECK(approximated > 200);
  }

  TEST_CASE("poisson_binomial: of many classes the approximation unless it decides") {
    classes all;
    for (std::int64_t i = 1; i <= 2'000; ++i)
      all.push_back({static_cast<double>(i) / 4'000, 1 + i % 7});
    const auto k = static_cast<std::int64_t>(expected_shared(all)) + 200;
    const double exact = ln_p_at_least(all, k);
    CHECK(exact < -10);
    CHECK(ln_tail_at_least(all, k).method == tail_method::saddle_point);
    CHECK(close(ln_tail_at_least(all, k).value, exact, 1e-8));
    tail_options options;
    options.threshold = exact - 0.5;
    CHECK(ln_tail_at_least(all, k, options) == ln_tail{exact});
    options.threshold = -4'000;
    CHECK(ln_tail_at_least(all, k, options).method == tail_method::saddle_point);
    CHECK(close(ln_tail_at_most(all, k).value, ln_p_at_most(all, k), 1e-4));
    CHECK(ln_tail_at_least(singly({0.5, 0.25}), 1).method == tail_method::exact);
  }

  TEST_CASE("poisson_binomial: what is no probability or no count is refused") {
    CHECK_THROWS_WITH_AS(poisson_binomial(classes{{1.5, 2}}), "a probability of 1.500000",
                         rule_error);
    CHECK_THROWS_AS(poisson_binomial(classes{{-0.25, 2}}), rule_error);
    CHECK_THROWS_AS(poisson_binomial(classes{{std::numeric_limits<double>::quiet_NaN(), 2}}),
                    rule_error);
    CHECK_THROWS_WITH_AS(poisson_binomial(classes{{0.5, -2}}), "-2 trials of one probability",
                         rule_error);
    constexpr std::int64_t most = std::int64_t{1} << 53;
    CHECK_THROWS_AS(poisson_binomial(classes{{1, most}, {0.5, 1}}), rule_error);
    CHECK(poisson_binomial(classes{{1, most - 1}, {0.5, 1}}).most() == most);
    CHECK(poisson_binomial(classes{{0, 2}, {0.5, 0}}).most() == 0);
  }

  TEST_CASE("poisson_binomial: many rare trials at once are as exact as trial by trial") {
    std::mt19937_64 random(41);
    int at_once = 0;
    for (int round = 0; round < 40; ++round) {
      CAPTURE(round);
      classes all;
      for (int c = 0; c < 12; ++c)
        all.push_back({std::ldexp(static_cast<double>(1 + random() % 999), -16 - round % 3),
                       static_cast<std::int64_t>(200 + random() % 400)});
      const std::vector<long double> p = by_hand(all);
      std::vector<binomial_part> parts;
      for (const trials& t : all) parts.emplace_back(t);
      for (const double t : {-1.0, 0.0, 0.4, 1.5}) {
        CAPTURE(t);
        const auto w = window_at_once(parts, t);
        if (!w) continue;
        ++at_once;
        const std::size_t peak = static_cast<std::size_t>(
            std::max_element(w->weight.begin(), w->weight.end()) - w->weight.begin());
        for (std::size_t i = 0; i < w->weight.size(); ++i) {
          // What does not show beside the greatest need not be exact.
          if (w->weight[i] < 1e-6 * w->weight[peak]) continue;
          const auto k = w->first + static_cast<std::int64_t>(i);
          const double ln_p =
              w->scale - t * static_cast<double>(k - w->centre) + std::log(w->weight[i]);
          CHECK(std::abs(ln_p - static_cast<double>(std::log(p[static_cast<std::size_t>(k)]))) <
                1e-12 * std::max(1.0, std::abs(ln_p)));
        }
      }
      double mean = 0;
      for (const trials& t : all) mean += t.probability * static_cast<double>(t.count);
      for (const double share : {0.3, 1.0, 1.6, 3.0, 8.0}) {
        const auto k = static_cast<std::int64_t>(mean * share) + 1;
        CAPTURE(k);
        CHECK(close(ln_p_at_least(all, k), ln_part(p, static_cast<std::size_t>(k), p.size())));
        CHECK(close(ln_p_at_most(all, k), ln_part(p, 0, static_cast<std::size_t>(k) + 1)));
      }
    }
    CHECK(at_once > 80);
  }

  TEST_CASE("poisson_binomial: trials that often succeed are not taken at once") {
    const std::vector<binomial_part> often{binomial_part({0.3, 400})},
        few{binomial_part({0.01, 100})}, many{binomial_part({0.01, 10'000})};
    CHECK(!window_at_once(often, 0));
    CHECK(!window_at_once(few, 0));
    CHECK(!window_at_once(many, 0));
    const std::vector<binomial_part> rare{binomial_part({0.001, 10'000})};
    CHECK(window_at_once(rare, 0).has_value());
    CHECK(!window_at_once(rare, 6)); // no more rare under the tilt
    CHECK(!window_at_once({}, 0));
  }

  TEST_CASE("poisson_binomial: moments are those of the cumulants") {
    const auto sum = poisson_binomial(classes{{0.2, 40}, {0.7, 9}, {1e-5, 100'000}});
    for (const double t : {-700.0, -20.0, -0.3, 0.0, 0.5, 4.0, 30.0, 800.0}) {
      CAPTURE(t);
      const cumulants all = sum.at(t), two = sum.moments(t);
      CHECK(close(two.mean, all.mean));
      CHECK(close(two.variance, all.variance, 1e-9));
      CHECK(std::isfinite(all.value));
    }
  }
}
