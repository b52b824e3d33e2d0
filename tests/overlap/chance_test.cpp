#include <irisan/overlap/chance.hpp>

#include <irisan/overlap/find_pairs.hpp>

#include <support/builders.hpp>

#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <numeric>
#include <random>
#include <stop_token>
#include <vector>

using namespace irisan;

namespace {

/// Every target of one pool, strata as given, everyone may reach all.
target_classes open_classes(std::vector<std::int32_t> stratum, std::int32_t interventions) {
  target_labels l;
  l.pool.assign(stratum.size(), 0);
  l.stratum = std::move(stratum);
  l.restriction.assign(static_cast<std::size_t>(interventions), -1);
  return classes_of(l);
}

chance_table chance_of(const incidence_matrix& a, const target_classes& c,
                       const std::vector<overlap_pair>& pairs, chance_options options = {}) {
  return chance(overlap_nulls(a, c, options.degrees, 1, {}), pairs, options);
}

/// Two programs with so many targets in each stratum: (universe, first, second, shared).
struct stratum {
  std::int32_t universe, first, second, shared;
};
struct case_of_strata {
  incidence_matrix a;
  target_classes classes;
  overlap_pair pair;
};
case_of_strata two_programs(const std::vector<stratum>& strata) {
  std::vector<std::int32_t> first, second, of;
  for (std::size_t s = 0; s < strata.size(); ++s)
    for (std::int32_t t = 0; t < strata[s].universe; ++t) {
      const auto at = static_cast<std::int32_t>(of.size());
      if (t < strata[s].first) first.push_back(at);
      if (t >= strata[s].first - strata[s].shared &&
          t < strata[s].first - strata[s].shared + strata[s].second)
        second.push_back(at);
      of.push_back(static_cast<std::int32_t>(s));
    }
  case_of_strata c;
  c.a = incidence({first, second});
  c.a.columns = static_cast<std::int32_t>(of.size());
  c.classes = open_classes(of, 2);
  c.pair = find_pairs(c.a).front();
  return c;
}

} // namespace

TEST_SUITE("overlap") {
  // R 4.2.2, mantelhaen.test(exact = TRUE), phyper.
  TEST_CASE("chance: strata show what pooling hides and hide what it invents") {
    const auto p = [](const std::vector<stratum>& strata) {
      const case_of_strata c = two_programs(strata);
      chance_options options;
      options.degrees = false;
      options.below = true;
      return chance_of(c.a, c.classes, {c.pair}, options).pairs.front();
    };
    const pair_chance hidden =
        p({{100, 30, 20, 10}, {250, 40, 60, 12}, {60, 5, 50, 5}, {400, 100, 10, 4}});
    CHECK(std::exp(hidden.stratified.ln_p) == doctest::Approx(0.010031292002586591).epsilon(1e-12));
    CHECK(std::exp(hidden.stratified.ln_p_below) ==
          doctest::Approx(0.995327737993978).epsilon(1e-12));
    CHECK(std::exp(hidden.pooled.ln_p) == doctest::Approx(0.4716528389689505).epsilon(1e-12));
    // R looks for it to 1e-4 only.
    CHECK(hidden.odds_ratio == doctest::Approx(1.95493618732328).epsilon(1e-4));
    const pair_chance invented = p({{100, 80, 80, 64}, {900, 10, 10, 0}});
    CHECK(std::exp(invented.stratified.ln_p) == doctest::Approx(0.6319061235591368).epsilon(1e-12));
    CHECK(invented.pooled.ln_p == doctest::Approx(-132.1533227823927).epsilon(1e-12));
  }

  TEST_CASE("chance: a program at all targets of a stratum is tested by no null") {
    // The first is everywhere: the two others meet it wherever they are, and only they are a test.
    const incidence_matrix a = test::programs({{0, 1, 2, 3, 4, 5}, {0, 1, 2}, {1, 2, 3}});
    const auto pairs = find_pairs(a);
    REQUIRE(pairs.size() == 3);
    chance_options options;
    options.below = true;
    for (const bool removed : {true, false}) {
      options.remove_unattainable = removed;
      const chance_table t = chance_of(a, open_classes({0, 0, 0, 0, 0, 0}, 3), pairs, options);
      CHECK(t.tests.degrees == 1);
      for (const std::size_t i : {0U, 1U}) {
        CHECK_FALSE(t.pairs[i].stratified.is_testable());
        CHECK_FALSE(t.pairs[i].degrees.is_testable());
        CHECK(t.pairs[i].degrees.expected == 3);
      }
      CHECK(t.pairs[2].degrees.is_testable());
    }
    // The same where the stratum is one of two: it adds what is certain to the other's chance.
    const incidence_matrix two = test::programs({{0, 1, 2, 6, 7}, {0, 1, 6, 8}, {0, 6, 7}});
    const chance_table t =
        chance_of(two, open_classes({0, 0, 0, 1, 1, 1, 1, 1, 1}, 3), find_pairs(two), options);
    const incidence_matrix one = test::programs({{0, 1}, {0, 2}, {0, 1}});
    incidence_matrix wide = one;
    wide.columns = 6;
    const chance_table alone =
        chance_of(wide, open_classes({0, 0, 0, 0, 0, 0}, 3), find_pairs(wide), options);
    CHECK(t.pairs[0].degrees.ln_p == doctest::Approx(alone.pairs[0].degrees.ln_p).epsilon(1e-12));
    CHECK(t.pairs[0].degrees.expected ==
          doctest::Approx(alone.pairs[0].degrees.expected + 2).epsilon(1e-12));
  }

  TEST_CASE("chance: no null lists more p-values than it counts tests") {
    std::mt19937 random(11);
    for (int round = 0; round < 300; ++round) {
      CAPTURE(round);
      const std::int32_t n = 2 + static_cast<std::int32_t>(random() % 7);
      std::vector<std::int32_t> stratum(4 + random() % 25);
      for (std::int32_t& s : stratum) s = static_cast<std::int32_t>(random() % 4);
      std::vector<std::vector<std::int32_t>> of(static_cast<std::size_t>(n));
      for (auto& targets : of) {
        const unsigned share = 1 + static_cast<unsigned>(random() % 5);
        for (std::size_t t = 0; t < stratum.size(); ++t)
          if (random() % 5 < share) targets.push_back(static_cast<std::int32_t>(t));
      }
      incidence_matrix a = incidence(of);
      a.columns = static_cast<std::int32_t>(stratum.size());
      chance_options options;
      options.remove_unattainable = round % 2 == 0;
      const auto pairs = find_pairs(a);
      const chance_table t = chance_of(a, open_classes(stratum, n), pairs, options);
      for (const pair_chance& c : t.pairs)
        CHECK((c.stratified.is_testable() || !c.degrees.is_testable()));
    }
  }

  TEST_CASE("chance: degrees give the tails of the published example") {
    // zpneal/backbone's 3 × 4 matrix; exact tails of its fitted probabilities.
    const incidence_matrix a = test::programs({{0, 2, 3}, {1}, {0, 3}});
    chance_options options;
    options.below = true;
    const std::vector<overlap_pair> pairs{
        {{0}, {1}, 0, 3, 1}, {{0}, {2}, 2, 3, 2}, {{1}, {2}, 0, 1, 2}};
    const chance_table t = chance_of(a, open_classes({0, 0, 0, 0}, 3), pairs, options);
    CHECK(std::exp(t.pairs[1].degrees.ln_p) == doctest::Approx(0.5552887964173971).epsilon(1e-12));
    CHECK(std::exp(t.pairs[1].degrees.ln_p_below) ==
          doctest::Approx(0.8557559211817832).epsilon(1e-12));
    CHECK(std::exp(t.pairs[0].degrees.ln_p_below) ==
          doctest::Approx(0.3645414894947534).epsilon(1e-12));
    CHECK(std::exp(t.pairs[2].degrees.ln_p_below) ==
          doctest::Approx(0.4871320080678231).epsilon(1e-12));
    CHECK(t.pairs[0].degrees.ln_p == 0);
    CHECK(std::exp(t.pairs[1].pooled.ln_p) == doctest::Approx(0.5).epsilon(1e-14));
  }

  TEST_CASE("chance: full and empty programs are not testable rather than not significant") {
    const incidence_matrix a = test::programs({{0, 1, 2, 3}, {0, 1}, {0, 1}, {}});
    const auto pairs = find_pairs(a);
    REQUIRE(pairs.size() == 3);
    const chance_table t = chance_of(a, open_classes({0, 0, 0, 0}, 4), pairs);
    CHECK(!t.pairs[0].pooled.is_testable()); // with the one that has all
    CHECK(!t.pairs[0].degrees.is_testable());
    CHECK(std::isnan(t.pairs[0].stratified.ln_q));
    CHECK(t.pairs[0].stratified.expected == 2);
    CHECK(t.pairs[2].pooled.is_testable());
    CHECK(std::exp(t.pairs[2].pooled.ln_p) == doctest::Approx(1.0 / 6));
    CHECK(t.tests == chance_tests{0, 0, 1}); // 1/6 can never reach 5 %
    chance_options all;
    all.remove_unattainable = false;
    const chance_table whole = chance_of(a, open_classes({0, 0, 0, 0}, 4), pairs, all);
    CHECK(whole.tests == chance_tests{1, 1, 1});
    CHECK(std::exp(whole.pairs[2].pooled.ln_q) == doctest::Approx(1.0 / 6));
  }

  TEST_CASE("chance: many pairs of which none can be a discovery are no tests") {
    // Each alone may reach 5 % with its one target of thirty, but not all of them at once.
    const incidence_matrix a = [] {
      incidence_matrix m = test::programs(std::vector<std::vector<std::int32_t>>(40, {3}));
      m.columns = 30;
      return m;
    }();
    const auto pairs = find_pairs(a);
    REQUIRE(pairs.size() == 780);
    chance_options options;
    options.degrees = false;
    const chance_table t =
        chance_of(a, open_classes(std::vector<std::int32_t>(30, 0), 40), pairs, options);
    CHECK(t.tests == chance_tests{0, 0, 0});
    CHECK(std::exp(t.pairs[0].pooled.ln_p) == doctest::Approx(1.0 / 30));
    CHECK(std::isnan(t.pairs[0].pooled.ln_q));
  }

  TEST_CASE("chance: q counts the pairs that share nothing and none twice") {
    std::mt19937 random(4);
    std::vector<std::vector<std::int32_t>> rows(30);
    for (auto& row : rows)
      for (std::int32_t t = 0; t < 60; ++t)
        if (random() % 8 == 0) row.push_back(t);
    rows[1] = rows[0];
    incidence_matrix a = incidence(rows);
    a.columns = 60;
    const auto pairs = find_pairs(a);
    REQUIRE(pairs.size() < 435);
    chance_options options;
    options.remove_unattainable = false;
    const chance_table t =
        chance_of(a, open_classes(std::vector<std::int32_t>(60, 0), 30), pairs, options);
    CHECK(t.tests.pooled == 435);
    std::vector<double> ln_p;
    for (const pair_chance& c : t.pairs) ln_p.push_back(c.pooled.ln_p);
    const auto q = ln_adjusted(ln_p, 435);
    for (std::size_t i = 0; i < q.size(); ++i) CHECK(t.pairs[i].pooled.ln_q == q[i]);
    // Those that could never be discoveries are taken out, and what they leave is more.
    options.remove_unattainable = true;
    const chance_table fewer =
        chance_of(a, open_classes(std::vector<std::int32_t>(60, 0), 30), pairs, options);
    CHECK(fewer.tests.pooled < 435);
    CHECK(fewer.tests.pooled > 0);
    CHECK(fewer.pairs[0].pooled.ln_q < t.pairs[0].pooled.ln_q);
  }

  TEST_CASE("chance: under each null small p are no more frequent than they may be") {
    // Programs spread at random: within strata, and by degrees.
    int pooled = 0, stratified = 0, degrees = 0, tests = 0;
    for (unsigned seed = 0; seed < 200; ++seed) {
      std::mt19937 random(seed);
      const std::int32_t m = 80;
      std::vector<std::int32_t> stratum_of(static_cast<std::size_t>(m));
      for (std::size_t t = 0; t < stratum_of.size(); ++t)
        stratum_of[t] = static_cast<std::int32_t>(t) % 4;
      std::vector<double> often(static_cast<std::size_t>(m));
      for (double& x : often) x = 0.3 + static_cast<double>(random() % 100) / 80;
      std::vector<std::vector<std::int32_t>> rows(8);
      for (auto& row : rows)
        for (std::int32_t t = 0; t < m; ++t)
          if (static_cast<double>(random() % 1'000) < 250 * often[static_cast<std::size_t>(t)])
            row.push_back(t);
      incidence_matrix a = incidence(rows);
      a.columns = m;
      const auto pairs = find_pairs(a);
      const chance_table t = chance_of(a, open_classes(stratum_of, 8), pairs);
      tests += 28;
      for (const pair_chance& c : t.pairs) {
        pooled += c.pooled.ln_p <= std::log(.05);
        stratified += c.stratified.ln_p <= std::log(.05);
        degrees += c.degrees.ln_p <= std::log(.05);
      }
    }
    // Targets that all like make the first two see overlaps; the third takes them for what they
    // are.
    const double error = std::sqrt(.05 * .95 / tests);
    CHECK(degrees <= tests * (.05 + 4 * error));
    CHECK(degrees > 0);
    CHECK(pooled > tests * .06);
    CHECK(stratified > tests * .06);
  }

  TEST_CASE("chance: row order and threads change nothing and more targets make it rarer") {
    std::mt19937 random(6);
    std::vector<std::vector<std::int32_t>> rows(40);
    for (auto& row : rows)
      for (std::int32_t t = 0; t < 400; ++t)
        if (random() % 10 == 0) row.push_back(t);
    incidence_matrix a = incidence(rows);
    a.columns = 400;
    std::vector<std::int32_t> of(400);
    for (std::size_t t = 0; t < of.size(); ++t) of[t] = static_cast<std::int32_t>(t % 7);
    const target_classes classes = open_classes(of, 40);
    const auto pairs = find_pairs(a);
    const chance_table one = chance_of(a, classes, pairs);
    chance_options three;
    three.threads = 3;
    const chance_table other = chance_of(a, classes, pairs, three);
    const auto same = [](double x, double y) { return x == y || (std::isnan(x) && std::isnan(y)); };
    bool all = one.tests == other.tests;
    for (std::size_t i = 0; i < pairs.size(); ++i)
      for (const auto null :
           {&pair_chance::pooled, &pair_chance::stratified, &pair_chance::degrees})
        all &= same((one.pairs[i].*null).ln_p, (other.pairs[i].*null).ln_p) &&
               same((one.pairs[i].*null).ln_q, (other.pairs[i].*null).ln_q);
    CHECK(all);
    // Each target twice: observed and expected double, and what is more than chance is rarer.
    std::vector<std::vector<std::int32_t>> twice(40);
    for (std::size_t p = 0; p < rows.size(); ++p)
      for (const std::int32_t t : rows[p]) {
        twice[p].push_back(t);
        twice[p].push_back(t + 400);
      }
    incidence_matrix b = incidence(twice);
    b.columns = 800;
    std::vector<std::int32_t> of_both = of;
    of_both.insert(of_both.end(), of.begin(), of.end());
    const auto pairs_twice = find_pairs(b);
    const chance_table doubled = chance_of(b, open_classes(of_both, 40), pairs_twice);
    bool rarer = true;
    for (std::size_t i = 0; i < pairs.size(); ++i) {
      const null_comparison &x = one.pairs[i].stratified, &y = doubled.pairs[i].stratified;
      CHECK(y.expected == doctest::Approx(2 * x.expected));
      if (pairs[i].shared > 1.5 * x.expected) rarer &= y.ln_p < x.ln_p;
    }
    CHECK(rarer);
  }

  TEST_CASE("chance: a null that is not wanted is not known and changes no other") {
    const incidence_matrix a = test::programs({{0, 2, 3}, {1}, {0, 3}});
    const target_classes classes = open_classes({0, 0, 0, 0}, 3);
    const std::vector<overlap_pair> pairs{{{0}, {2}, 2, 3, 2}};
    const chance_table all = chance_of(a, classes, pairs);
    chance_options options;
    options.stratified = options.degrees = false;
    const chance_table one = chance_of(a, classes, pairs, options);
    CHECK(one.pairs[0].pooled == all.pairs[0].pooled);
    CHECK(one.pairs[0].stratified == null_comparison{});
    CHECK(one.pairs[0].degrees == null_comparison{});
    CHECK(one.tests.stratified == 0);
  }

  TEST_CASE("chance: what cannot be asked is refused") {
    const incidence_matrix a = test::programs({{0}, {0}});
    const overlap_nulls nulls(a, open_classes({0}, 2), false, 1, {});
    chance_options options;
    options.degrees = false;
    options.alpha = 1;
    CHECK_THROWS_WITH_AS(chance(nulls, {}, options), "alpha lies between 0 and 1, not at 1.000000",
                         rule_error);
    options.alpha = 0.05;
    CHECK(chance(nulls, {}, options).pairs.empty());
    std::stop_source source;
    source.request_stop();
    options.watch.stop = source.get_token();
    CHECK_THROWS_AS(chance(nulls, {}, options), stopped);
  }
}
