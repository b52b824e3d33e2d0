#include <irisan/overlap/multiplicity.hpp>

#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <limits>
#include <random>
#include <vector>

using namespace irisan;

namespace {

using list = std::vector<double>;

list logs(list p) {
  for (double& x : p) x = std::log(x);
  return p;
}

/// q by its definition: for each test the least of m p / rank over all that are no smaller.
list by_hand(const list& p, std::int64_t tests, double factor) {
  list q;
  for (const double mine : p) {
    double least = 1;
    for (const double other : p) {
      if (other < mine) continue;
      const auto rank = std::count_if(p.begin(), p.end(), [&](double x) { return x <= other; });
      least =
          std::min(least, other * static_cast<double>(tests) * factor / static_cast<double>(rank));
    }
    q.push_back(least);
  }
  return q;
}

} // namespace

TEST_SUITE("overlap") {
  // A peer keeps .021 and .022 and drops .02, since it asks each by itself.
  TEST_CASE("multiplicity: it steps up and a smaller p never has the greater q") {
    const list q = ln_adjusted(logs({.02, .021, .022, .6}), 4);
    CHECK(std::exp(q[0]) == doctest::Approx(.022 * 4 / 3));
    CHECK(q[0] == q[1]);
    CHECK(q[1] == q[2]);
    CHECK(std::exp(q[3]) == doctest::Approx(.6));
  }

  TEST_CASE("multiplicity: q are those of the definition") {
    std::mt19937 random(1);
    for (int round = 0; round < 200; ++round) {
      list p(1 + random() % 20);
      for (double& x : p) x = static_cast<double>(1 + random() % 40) / 40; // ties
      const auto tests = static_cast<std::int64_t>(p.size() + random() % 30);
      double sum = 0;
      for (std::int64_t i = 1; i <= tests; ++i) sum += 1 / static_cast<double>(i);
      for (const auto method :
           {multiplicity::benjamini_hochberg, multiplicity::benjamini_yekutieli}) {
        const list q = ln_adjusted(logs(p), tests, method);
        const list expected =
            by_hand(p, tests, method == multiplicity::benjamini_hochberg ? 1 : sum);
        for (std::size_t i = 0; i < p.size(); ++i)
          CHECK(std::exp(q[i]) == doctest::Approx(expected[i]).epsilon(1e-13));
      }
    }
  }

  TEST_CASE("multiplicity: tests that are not listed count as p = 1") {
    const list few = ln_adjusted(logs({.001, .5}), 10);
    list all = logs({.001, .5, 1, 1, 1, 1, 1, 1, 1, 1});
    const list whole = ln_adjusted(all, 10);
    CHECK(few[0] == whole[0]);
    CHECK(few[1] == whole[1]);
    CHECK_THROWS_WITH_AS(ln_adjusted(all, 9), "there are 10 p-values of only 9 tests", rule_error);
  }

  TEST_CASE("multiplicity: what is not testable is no test and stays unknown") {
    const double none = std::numeric_limits<double>::quiet_NaN();
    const list q = ln_adjusted(list{none, std::log(.01)}, 1);
    CHECK(std::isnan(q[0]));
    CHECK(q[1] == std::log(.01));
    CHECK(ln_adjusted(list{}, 0).empty());
  }

  TEST_CASE("multiplicity: it holds far below the least double") {
    const list q = ln_adjusted(list{-61889.2, -5000, 0}, 50'000'000);
    CHECK(q[0] == doctest::Approx(-61889.2 + std::log(5e7)).epsilon(1e-15));
    CHECK(q[1] == doctest::Approx(-5000 + std::log(5e7) - std::log(2)).epsilon(1e-15));
    CHECK(q[2] == 0);
    CHECK(ln_adjusted(list{-std::numeric_limits<double>::infinity()}, 3)[0] ==
          -std::numeric_limits<double>::infinity());
  }

  TEST_CASE("multiplicity: harmonic numbers are sums") {
    double sum = 0;
    for (std::int64_t n = 1; n <= 200; ++n) {
      sum += 1 / static_cast<double>(n);
      CHECK(harmonic(n) == doctest::Approx(sum).epsilon(1e-15));
    }
    CHECK(harmonic(0) == 0);
    // H(10^6), OEIS A001008 / A002805.
    CHECK(harmonic(1'000'000) == doctest::Approx(14.392726722865723631).epsilon(1e-15));
  }

  TEST_CASE("multiplicity: tests that can never be discoveries are removed by margins alone") {
    const auto ln = [](double p) { return std::log(p); };
    // One can reach .001, ninety-nine nothing below .5: one test is left at 5 %.
    const std::vector<attainable_tests> few{{ln(.001), 1}, {ln(.5), 99}};
    CHECK(remove_unattainable(few, ln(.05)).count == 1);
    // Of ten that reach .01 all are left only if α / 10 does not exclude them.
    CHECK(remove_unattainable(std::vector<attainable_tests>{{ln(.01), 10}}, ln(.05)).count == 0);
    CHECK(remove_unattainable(std::vector<attainable_tests>{{ln(.005), 10}}, ln(.0501)).count ==
          10);
    CHECK(remove_unattainable(std::vector<attainable_tests>{}, ln(.05)).count == 0);
    // By trying every k.
    std::mt19937 random(5);
    for (int round = 0; round < 300; ++round) {
      std::vector<attainable_tests> tests(1 + random() % 6);
      for (auto& t : tests)
        t = {-static_cast<double>(random() % 60) / 10, static_cast<std::int64_t>(random() % 8)};
      const auto reach = [&](std::int64_t k) {
        std::int64_t n = 0;
        for (const auto& t : tests)
          if (t.ln_p <= ln(.05) - std::log(static_cast<double>(k))) n += t.count;
        return n;
      };
      std::int64_t k = 1;
      while (reach(k) > k) ++k;
      CHECK(remove_unattainable(tests, ln(.05)) ==
            tests_left{reach(k), ln(.05) - std::log(static_cast<double>(k))});
    }
  }
}
