#include <irisan/overlap/stratified_overlap.hpp>

#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <initializer_list>
#include <random>
#include <span>
#include <vector>

using namespace irisan;

namespace {

using strata = std::vector<overlap_margins>;

bool close(double x, double y, double relative = 1e-12) {
  return x == y || std::abs(x - y) <= relative * std::abs(y);
}

/// C(n, k) from its factors.
long double choose(std::int64_t n, std::int64_t k) {
  if (k < 0 || k > n) return 0;
  long double c = 1;
  for (std::int64_t i = 1; i <= k; ++i)
    c = c * static_cast<long double>(n - k + i) / static_cast<long double>(i);
  return c;
}

/// P(X = 0), P(X = 1), … stratum by stratum.
std::vector<long double> by_hand(const strata& all) {
  std::vector<long double> p{1};
  for (const overlap_margins& m : all) {
    std::vector<long double> next(p.size() + static_cast<std::size_t>(most_shared(m)), 0);
    for (std::size_t i = 0; i < p.size(); ++i)
      for (std::int64_t k = 0; k <= most_shared(m); ++k)
        next[i + static_cast<std::size_t>(k)] += p[i] * choose(m.first, k) *
                                                 choose(m.universe - m.first, m.second - k) /
                                                 choose(m.universe, m.second);
    p = next;
  }
  return p;
}

double ln_part(const std::vector<long double>& p, std::size_t begin, std::size_t end) {
  long double sum = 0, rest = 0;
  for (std::size_t i = 0; i < p.size(); ++i) (i >= begin && i < end ? sum : rest) += p[i];
  return static_cast<double>(sum < rest ? std::log(sum) : std::log1p(-rest));
}

strata random_strata(std::mt19937& random, unsigned most_strata, unsigned most_targets) {
  strata all(random() % (most_strata + 1));
  for (overlap_margins& m : all) {
    m.universe = 1 + random() % most_targets;
    m.first = static_cast<std::int64_t>(random()) % (m.universe + 1);
    m.second = static_cast<std::int64_t>(random()) % (m.universe + 1);
  }
  return all;
}

} // namespace

TEST_SUITE("overlap") {
  TEST_CASE("stratified_overlap: tails are those of a plain convolution on random strata") {
    std::mt19937 random(1);
    for (int round = 0; round < 200; ++round) {
      CAPTURE(round);
      const strata all = random_strata(random, 6, 40);
      const auto p = by_hand(all);
      const auto sum = stratified_overlap(all);
      for (std::int64_t k = sum.least(); k <= sum.most(); ++k) {
        CAPTURE(k);
        const auto i = static_cast<std::size_t>(k);
        CHECK(close(ln_p_at_least(all, k), ln_part(p, i, p.size())));
        CHECK(close(ln_p_at_most(all, k), ln_part(p, 0, i + 1)));
        CHECK(ln_bound_at_least(all, k) >= ln_p_at_least(all, k) - 1e-11);
      }
      CHECK(ln_p_at_least(all, sum.most() + 1) == ln_zero);
      CHECK(ln_p_at_most(all, sum.least() - 1) == ln_zero);
    }
  }

  TEST_CASE("stratified_overlap: deep tails and those near 1 keep their digits") {
    // Convolution with 60 digits (mpmath). What lies below the least double is 0.
    const strata all{{300, 400, 1000}, {50, 900, 2000}, {700, 800, 1200}};
    struct row {
      std::int64_t shared;
      double at_least, at_most;
    };
    for (const row& r : {row{400, -1.53432522603528744e-85, -193.280191721092786},
                         {550, -5.02915386293942979e-8, -16.3135252133604975},
                         {609, -0.647890722455721173, -0.669062882514593113},
                         {630, -3.32585599048305067, -0.0299437729418463965},
                         {700, -34.8082182918168827, -3.72238879911769469e-16},
                         {900, -347.916426490255589, -6.24323962697195888e-153},
                         {1049, -930.686833752045409, 0}}) {
      CAPTURE(r.shared);
      CHECK(close(ln_p_at_least(all, r.shared), r.at_least));
      CHECK(close(ln_p_at_most(all, r.shared), r.at_most));
    }
  }

  TEST_CASE("stratified_overlap: the exact tests of Mantel and Haenszel") {
    // a10_stratified_overlap.json: R 4.2.2, mantelhaen.test(exact = TRUE).
    const strata rabbits{{0, 6, 11}, {3, 6, 12}, {6, 8, 12}, {6, 11, 12}, {2, 7, 7}};
    CHECK(close(std::exp(ln_p_at_least(rabbits, 16)), 0.0199724517906336, 1e-11));
    CHECK(close(std::exp(ln_p_at_most(rabbits, 16)), 0.99862258953168, 1e-11));
    CHECK(close(conditional_odds_ratio(rabbits, 16), 10.361024081374909, 1e-5));

    const strata hidden{{30, 20, 100}, {40, 60, 250}, {5, 50, 60}, {100, 10, 400}};
    CHECK(close(std::exp(ln_p_at_least(hidden, 31)), 0.010031292002586591, 1e-11));
    CHECK(close(std::exp(ln_p_at_most(hidden, 31)), 0.995327737993978, 1e-11));
    CHECK(close(conditional_odds_ratio(hidden, 31), 1.95493618732328, 1e-4));
    CHECK(close(std::exp(ln_p_overlap(31, 175, 140, 810)), 0.4716528389689505, 1e-11));

    const strata concentrated{{80, 80, 100}, {10, 10, 900}};
    // R solves for the odds ratio to four or five digits; the root itself with 40 (mpmath).
    CHECK(close(conditional_odds_ratio(rabbits, 16), 10.361046349488694345));
    CHECK(close(conditional_odds_ratio(hidden, 31), 1.9548935244828472148));
    CHECK(close(conditional_odds_ratio(concentrated, 67), 2.521242676676770153));
    CHECK(close(std::exp(ln_p_at_least(concentrated, 64)), 0.6319061235591368, 1e-11));
    CHECK(close(std::exp(ln_p_at_least(concentrated, 67)), 0.07619823345786744, 1e-11));
    CHECK(close(ln_p_overlap(64, 90, 90, 1000), -132.1533227823927, 1e-11));
    CHECK(close(std::exp(ln_p_overlap(67, 90, 90, 1000)), 4.905095459642861e-64, 1e-11));

    const strata alike(4, {10, 10, 50});
    CHECK(close(std::exp(ln_p_at_least(alike, 8)), 0.5761894159637829, 1e-11));
    CHECK(close(std::exp(ln_p_at_least(alike, 20)), 1.3895266376067938e-06, 1e-11));
    CHECK(close(std::exp(ln_p_overlap(8, 40, 40, 200)), 0.5771081701419165, 1e-11));
    CHECK(close(std::exp(ln_p_overlap(20, 40, 40, 200)), 1.1153838948386708e-06, 1e-11));
  }

  TEST_CASE("stratified_overlap: one stratum is the hypergeometric distribution") {
    std::mt19937 random(2);
    for (int round = 0; round < 100; ++round) {
      strata one = random_strata(random, 1, 3'000);
      if (one.empty()) one.push_back({20'000, 60'000, 200'000});
      const overlap_margins& m = one.front();
      const std::int64_t span = most_shared(m) - least_shared(m) + 1,
                         k = least_shared(m) + static_cast<std::int64_t>(random()) % span;
      CAPTURE(m.first);
      CAPTURE(m.second);
      CAPTURE(m.universe);
      CAPTURE(k);
      CHECK(close(ln_p_at_least(one, k), ln_p_at_least(m, k)));
      CHECK(close(ln_p_at_most(one, k), ln_p_at_most(m, k)));
      CHECK(close(expected_shared(one), expected_shared(m)));
    }
  }

  TEST_CASE("stratified_overlap: order of strata and of sets changes no bit") {
    std::mt19937 random(3);
    for (int round = 0; round < 50; ++round) {
      const strata all = random_strata(random, 12, 200);
      strata mixed = all;
      std::shuffle(mixed.begin(), mixed.end(), random);
      for (overlap_margins& m : mixed)
        if (random() % 2) std::swap(m.first, m.second);
      // What leaves no choice adds to what is shared and to nothing else.
      mixed.push_back({0, 9, 50});
      mixed.push_back({7, 7, 7});
      const auto sum = stratified_overlap(all);
      const std::int64_t k = (sum.least() + 2 * sum.most()) / 3;
      CHECK(ln_p_at_least(all, k) == ln_p_at_least(mixed, k + 7));
      CHECK(ln_p_at_most(all, k) == ln_p_at_most(mixed, k + 7));
      CHECK(approximate_ln_p_at_least(all, k) == approximate_ln_p_at_least(mixed, k + 7));
      CHECK(variance_of_shared(all) == variance_of_shared(mixed));
    }
  }

  TEST_CASE("stratified_overlap: mean and variance are those of the formulas") {
    std::mt19937 random(4);
    for (int round = 0; round < 100; ++round) {
      const strata all = random_strata(random, 8, 5'000);
      double mean = 0, variance = 0;
      for (const overlap_margins& m : all) {
        const auto big = static_cast<double>(m.universe), a = static_cast<double>(m.first),
                   b = static_cast<double>(m.second);
        mean += a * b / big;
        if (m.universe > 1) variance += a * b * (big - a) * (big - b) / (big * big * (big - 1));
      }
      CHECK(close(expected_shared(all), mean));
      CHECK(close(variance_of_shared(all), variance, 1e-11));
    }
  }

  TEST_CASE("stratified_overlap: cumulants are the sums over all values") {
    for (const overlap_margins& m :
         {overlap_margins{30, 40, 100}, {5, 70, 90}, {80, 90, 100}, {1, 1, 2}}) {
      for (const double t : {-3.0, -0.2, 0.0, 0.7, 4.0}) {
        CAPTURE(m.first);
        CAPTURE(t);
        double sum = 0, mean = 0;
        const auto for_each = [&](const auto& add) {
          for (std::int64_t k = least_shared(m); k <= most_shared(m); ++k)
            add(static_cast<double>(k - least_shared(m)),
                std::exp(ln_probability(m, k) + t * static_cast<double>(k - least_shared(m))));
        };
        for_each([&](double, double w) { sum += w; });
        for_each([&](double k, double w) { mean += k * w / sum; });
        double moments[5] = {};
        for_each([&](double k, double w) {
          for (int i = 2; i < 5; ++i) moments[i] += std::pow(k - mean, i) * w / sum;
        });
        const cumulants c = hypergeometric_part(m).at(t);
        CHECK(std::abs(c.value - std::log(sum)) < 1e-12 * (1 + std::abs(c.value)));
        CHECK(close(c.mean, mean));
        CHECK(close(c.variance, moments[2], 1e-11));
        CHECK(std::abs(c.third - moments[3]) < 1e-9);
        CHECK(std::abs(c.fourth - (moments[4] - 3 * moments[2] * moments[2])) < 1e-8);
      }
    }
  }

  TEST_CASE("stratified_overlap: the approximation is within a ten-thousandth of ln p") {
    std::mt19937 random(5);
    int approximated = 0;
    for (int round = 0; round < 300; ++round) {
      const strata all = random_strata(random, 30, 400);
      const auto sum = stratified_overlap(all);
      const std::int64_t span = sum.most() - sum.least() + 1,
                         k = sum.least() + static_cast<std::int64_t>(random()) % span;
      const ln_tail p = approximate_ln_p_at_least(all, k);
      CAPTURE(round);
      CHECK(close(p.value, sum.at_least(k), p.method == tail_method::exact ? 0 : 1e-4));
      approximated += p.method == tail_method::saddle_point;
    }
    CHECK(approximated > 100);
  }

  TEST_CASE("stratified_overlap: of many strata the approximation unless it decides") {
    std::mt19937 random(6);
    strata all;
    while (all.size() < 300) {
      const strata more = random_strata(random, 10, 600);
      all.insert(all.end(), more.begin(), more.end());
    }
    const auto k =
        static_cast<std::int64_t>(expected_shared(all) + 4 * std::sqrt(variance_of_shared(all)));
    const double exact = ln_p_at_least(all, k);
    tail_options options;
    CHECK(ln_tail_at_least(all, k).method == tail_method::saddle_point);
    CHECK(close(ln_tail_at_least(all, k).value, exact, 1e-6));
    options.threshold = exact + 0.5;
    CHECK(ln_tail_at_least(all, k, options) == ln_tail{exact});
    options.threshold = exact - 20;
    CHECK(ln_tail_at_least(all, k, options).method == tail_method::saddle_point);
    CHECK(close(ln_tail_at_most(all, k).value, ln_p_at_most(all, k), 1e-6));
    CHECK(ln_tail_at_most(strata{{10, 10, 50}}, 3).method == tail_method::exact);
  }

  TEST_CASE("stratified_overlap: the odds ratio is the cross ratio where margins are large") {
    // One stratum with shared 40, 60 and 60 in one set only, 840 in neither: about 40·840/60².
    CHECK(close(conditional_odds_ratio(strata{{100, 100, 1000}}, 40), 40.0 * 840 / 3600, 0.02));
    // The mean under the estimate is what was seen: 2 × 2, weights 1, 4 ω, ω², E = 1 at ω = 1.
    CHECK(close(conditional_odds_ratio(strata{{2, 2, 4}}, 1), 1));
    CHECK(conditional_odds_ratio(strata{{2, 2, 4}}, 0) == 0);
    CHECK(std::isinf(conditional_odds_ratio(strata{{2, 2, 4}}, 2)));
    CHECK(std::isnan(conditional_odds_ratio(strata{{2, 2, 4}}, 3)));
    CHECK(std::isnan(conditional_odds_ratio(strata{{2, 2, 4}}, -1)));
    CHECK(std::isnan(conditional_odds_ratio(strata{{4, 2, 4}}, 2)));
    CHECK(std::isnan(conditional_odds_ratio({}, 0)));
  }

  TEST_CASE("stratified_overlap: no strata share nothing and impossible ones are refused") {
    CHECK(ln_p_at_least(strata{}, 0) == 0);
    CHECK(ln_p_at_least(strata{}, 1) == ln_zero);
    CHECK(expected_shared(strata{}) == 0);
    CHECK(variance_of_shared(strata{}) == 0);
    CHECK_THROWS_WITH_AS(stratified_overlap(strata{{1, 1, 2}, {3, 1, 2}}),
                         "a set of 3 targets in a universe of 2", rule_error);
    CHECK(stratified_overlap(strata{{1, 1, 2}, {2, 1, 2}}).most() == 2);
  }

  TEST_CASE("stratified_overlap: moments are those of the cumulants") {
    const auto sum =
        stratified_overlap(strata{{300, 400, 1000}, {50, 900, 2000}, {7, 8, 12}, {3, 3, 9000}});
    for (const double t : {-20.0, -0.3, 0.0, 0.5, 4.0, 30.0}) {
      CAPTURE(t);
      const cumulants all = sum.at(t), two = sum.moments(t);
      CHECK(close(two.mean, all.mean));
      CHECK(close(two.variance, all.variance, 1e-9));
    }
  }
}
