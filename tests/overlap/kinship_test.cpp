#include <irisan/overlap/kinship.hpp>

#include <irisan/overlap/find_pairs.hpp>

#include <support/builders.hpp>
#include <support/random.hpp>

#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <iterator>
#include <limits>
#include <random>
#include <set>
#include <stop_token>
#include <vector>

using namespace irisan;

namespace {

using parent_lists = std::vector<std::vector<std::int32_t>>;

// sharispe/slib@4bcfbb9, slib-sml/src/test/resources/graph_test.dot.
const ancestry& slib() {
  static const ancestry tree(parent_lists{{},  {0},    {0},       {0},  {1},  {1},    {3},
                                          {2}, {2, 6}, {6, 5, 4}, {7},  {7},  {8, 9}, {10},
                                          {9}, {5},    {11, 10},  {14}, {14}, {13},   {7}});
  return tree;
}

double jaccard_of(std::vector<int> a, std::vector<int> b) {
  return category_jaccard<int>(a, b);
}

bool same(double a, double b) {
  return std::isnan(a) ? std::isnan(b) : std::abs(a - b) < 1e-12;
}

} // namespace

TEST_SUITE("overlap") {
  TEST_CASE("kinship: categories are alike by Jaccard and an empty list is not known") {
    CHECK(jaccard_of({1, 2, 3}, {2, 3, 4}) == 0.5);
    CHECK(jaccard_of({1}, {1}) == 1);
    CHECK(jaccard_of({1}, {2}) == 0);
    CHECK(std::isnan(jaccard_of({}, {1})));
    CHECK(std::isnan(jaccard_of({1}, {})));
    CHECK(std::isnan(jaccard_of({}, {})));
  }

  // Resnik and Lin by the contents of graph_test_expected_values.csv, computed from the formulas;
  // ancestor Jaccard counted.
  TEST_CASE("kinship: pairs of activities are as alike as in the graph of slib") {
    struct expected_pair {
      std::int32_t a, b, nearest;
      double resnik, lin;
      std::int32_t nearest_sanchez;
      double lin_sanchez, jaccard;
    };
    const expected_pair pairs[] = {
        {17, 18, 14, 0.6391511932854699, 0.6391511932854699, 14, 0.892690635037546, 0.8},
        {12, 15, 5, 0.36084880671453023, 0.36084880671453023, 5, 0.5925358595545174,
         0.2727272727272727},
        {16, 19, 10, 0.5446595026060941, 0.5446595026060941, 10, 0.8050124997596146, 0.5},
        {17, 19, 0, 0.0, 0.0, 0, 0.0, 0.07142857142857142},
        {8, 9, 6, 0.36084880671453023, 0.5802846731711216, 6, 0.7659324840580193,
         0.3333333333333333},
        {13, 20, 7, 0.36084880671453023, 0.40720278655733005, 7, 0.6972326980777978, 0.5},
        {4, 5, 1, 0.27830238657093964, 0.7206828070559184, 1, 0.7491712518108925, 0.5},
        {12, 12, 12, 1.0, 1.0, 12, 1.0, 1.0},
        {9, 14, 9, 0.4713660531805519, 0.8489126209981362, 9, 0.9626909799090385, 0.875}};
    const ancestry& tree = slib();
    const auto seco = information_content(tree),
               sanchez = information_content(tree, content_measure::sanchez);
    for (const expected_pair& p : pairs) {
      CAPTURE(p.a);
      CAPTURE(p.b);
      for (const auto& [a, b] : {std::pair(p.a, p.b), std::pair(p.b, p.a)}) {
        CHECK(nearest_common(tree, seco, {a}, {b}).value == p.nearest);
        CHECK(same(resnik(tree, seco, {a}, {b}), p.resnik));
        CHECK(same(lin(tree, seco, {a}, {b}), p.lin));
        CHECK(nearest_common(tree, sanchez, {a}, {b}).value == p.nearest_sanchez);
        CHECK(same(lin(tree, sanchez, {a}, {b}), p.lin_sanchez));
        CHECK(same(ancestor_jaccard(tree, {a}, {b}), p.jaccard));
      }
      // Sánchez, Batet, Solé-Ribalta, Valls 2012: log₂(1 + what differs / all) is the same figure.
      if (p.a == 17 && p.b == 18)
        CHECK(same(std::log2(2 - ancestor_jaccard(tree, {17}, {18})), 0.2630344058337938));
    }
  }

  TEST_CASE("kinship: every activity is wholly alike to itself and to others from 0 to 1") {
    std::mt19937 random(1);
    for (int round = 0; round < 100; ++round) {
      CAPTURE(round);
      parent_lists parents(1 + random() % 12);
      for (std::size_t a = 1; a < parents.size(); ++a)
        for (auto k = random() % 3; k > 0; --k)
          parents[a].push_back(static_cast<std::int32_t>(random() % a));
      const ancestry tree(parents);
      for (const content_measure by : {content_measure::seco, content_measure::sanchez}) {
        const auto content = information_content(tree, by);
        for (std::int32_t a = 0; a < tree.size(); ++a) {
          CHECK(lin(tree, content, {a}, {a}) == 1);
          CHECK(ancestor_jaccard(tree, {a}, {a}) == 1);
          for (std::int32_t b = 0; b < tree.size(); ++b) {
            const double s = lin(tree, content, {a}, {b});
            CHECK(s >= 0);
            CHECK(s <= 1 + 1e-12);
            CHECK(s == lin(tree, content, {b}, {a}));
            // The nearest common one has the greatest content of all that are common.
            double most = 0;
            for (const activity_index x : tree.above({a}))
              for (const activity_index y : tree.above({b}))
                if (x == y) most = std::max(most, content[x.at()]);
            CHECK(resnik(tree, content, {a}, {b}) == most);
          }
        }
      }
    }
  }

  TEST_CASE("kinship: an unrelated branch leaves the ancestors in common as they are") {
    const parent_lists small{{}, {0}, {1}, {1}};
    parent_lists more = small;
    more.push_back({0});
    more.push_back({4});
    CHECK(ancestor_jaccard(ancestry(small), {2}, {3}) == 0.5);
    CHECK(ancestor_jaccard(ancestry(more), {2}, {3}) == 0.5);
  }

  TEST_CASE("kinship: activities under different roots have nothing in common") {
    const ancestry tree(parent_lists{{}, {}, {0}, {1}});
    const auto content = information_content(tree);
    CHECK(!nearest_common(tree, content, {2}, {3}).known());
    CHECK(lin(tree, content, {2}, {3}) == 0);
    CHECK(ancestor_jaccard(tree, {2}, {3}) == 0);
    CHECK(lin(tree, content, {0}, {2}) > 0);
  }

  // The sums of the greatest of three rows and four columns are 2.9 and 3.3, so that
  // (2.9/3 + 3.3/4) / 2 = 43/48 = .8958 and max = 29/30 = .9667; the other formula in use would
  // give (2.9 + 3.3) / 7 = 31/35 = .8857.
  TEST_CASE("kinship: the best-match average weighs both programs alike") {
    const double similar[3][4] = {{1.0, 0.2, 0.1, 0.4}, {0.3, 1.0, 0.2, 0.1}, {0.1, 0.5, 0.9, 0.3}};
    const std::vector<int> a{0, 1, 2}, b{0, 1, 2, 3};
    const auto similarity = [&](int x, int y) { return similar[x][y]; };
    const best_matches m = best_match<int>(a, b, similarity);
    CHECK(same(m.first, 29.0 / 30));
    CHECK(same(m.second, 33.0 / 40));
    CHECK(same(m.average(), 43.0 / 48));
    CHECK(same(m.greatest(), 29.0 / 30));
    const best_matches turned =
        best_match<int>(b, a, [&](int x, int y) { return similarity(y, x); });
    CHECK(same(turned.first, m.second));
    CHECK(same(turned.second, m.first));
    CHECK(same(turned.average(), m.average()));
    CHECK(same(turned.greatest(), m.greatest()));
  }

  TEST_CASE("kinship: best matches of nothing are not known") {
    const std::vector<int> none, one{1};
    const auto always = [](int, int) { return 0.5; };
    CHECK(std::isnan(best_match<int>(none, one, always).average()));
    CHECK(std::isnan(best_match<int>(one, none, always).average()));
    CHECK(std::isnan(best_match<int>(none, none, always).greatest()));
    CHECK(best_match<int>(one, one, always).average() == 0.5);
  }

  TEST_CASE("kinship: two programs in kind and audience by eye") {
    // T holds K, K holds A and B: contents 0, 1 − ln 3 / ln 4, 1, 1.
    const portfolio p(test::with_deliveries(
        {"1,P,S1,A,teacher,,", "2,P,S1,A,principal,,", "3,Q,S1,A,teacher,,", "4,Q,S2,B,,,"}));
    const auto pairs = find_pairs(incidence(p));
    REQUIRE(pairs.size() == 1);
    const kinship k = pair_kinships(p, pairs).at(0);
    // A finds A; of A and B one finds A, the other its sister under K.
    const double sisters = 1 - std::log(3) / std::log(4);
    CHECK(same(k.activities, (1 + (1 + sisters) / 2) / 2));
    CHECK(same(k.ancestors, 3.0 / 4)); // T K A of T K A B
    CHECK(same(k.audiences, 1.0 / 2)); // teacher of teacher and principal
    CHECK(k.least() == k.audiences);
    CHECK(same(weighted_kinship(k, {1, 0, 1}), (k.activities + k.audiences) / 2));
    CHECK(same(weighted_kinship(k, {0, 3, 1}), (3 * k.ancestors + k.audiences) / 4));
    // Leaves of three: T 2/1, K 2/2, A and B 0 over all 2.
    const kinship s = pair_kinships(p, pairs, content_measure::sanchez).at(0);
    const double content_k = -std::log10(2.0 / 3), content_a = -std::log10(1.0 / 3);
    CHECK(same(s.activities, (1 + (1 + content_k / content_a) / 2) / 2));
  }

  TEST_CASE("kinship: what is not recorded is not known and not zero") {
    const portfolio p(test::with_deliveries({"1,P,S1,A,,,", "2,Q,S1,,teacher,,"}));
    const kinship k = pair_kinships(p, find_pairs(incidence(p))).at(0);
    CHECK(std::isnan(k.activities));
    CHECK(std::isnan(k.ancestors));
    CHECK(std::isnan(k.audiences));
    CHECK(std::isnan(k.least()));
    CHECK(std::isnan(weighted_kinship(k, {})));
    kinship half = k;
    half.activities = 0.25;
    CHECK(weighted_kinship(half, {1, 0, 0}) == 0.25);
    CHECK(std::isnan(half.least()));
  }

  TEST_CASE("kinship: weights that are no weights are refused") {
    const kinship k{0.5, 0.5, 0.5};
    CHECK_THROWS_WITH_AS(weighted_kinship(k, {-1, 0, 1}),
                         "a weight of kinship is a number from 0, not -1", rule_error);
    CHECK_THROWS_AS(weighted_kinship(k, {1, std::numeric_limits<double>::quiet_NaN(), 1}),
                    rule_error);
    CHECK_THROWS_AS(weighted_kinship(k, {1, 0, std::numeric_limits<double>::infinity()}),
                    rule_error);
    CHECK_THROWS_WITH_AS(weighted_kinship(k, {0, 0, 0}), "no part of kinship has a weight above 0",
                         rule_error);
    CHECK(weighted_kinship(k, {0, 0, 1}) == 0.5);
  }

  TEST_CASE("kinship: pairs of random packages are measured as every delivery says") {
    std::mt19937 random(2);
    int known = 0;
    for (int round = 0; round < 60; ++round) {
      CAPTURE(round);
      const portfolio p(test::read(test::random_package(random)));
      const auto pairs = find_pairs(incidence(p));
      const std::vector<kinship> found = pair_kinships(p, pairs, content_measure::seco, 1);
      const std::vector<kinship> threads = pair_kinships(p, pairs, content_measure::seco, 4);
      const ancestry tree(p.tree_of_activities());
      const auto content = information_content(tree);
      std::vector<std::set<activity_index>> activities(p.interventions().size());
      std::vector<std::set<audience_index>> audiences(p.interventions().size());
      const deliveries& d = p.deliveries();
      for (std::int32_t i = 0; i < d.size(); ++i) {
        if (d.activity({i}).known()) activities[d.intervention({i}).at()].insert(d.activity({i}));
        if (d.audience({i}).known()) audiences[d.intervention({i}).at()].insert(d.audience({i}));
      }
      REQUIRE(found.size() == pairs.size());
      for (std::size_t i = 0; i < pairs.size(); ++i) {
        const auto &a = activities[pairs[i].first.at()], &b = activities[pairs[i].second.at()];
        const auto mean_best = [&](const auto& from, const auto& to) {
          double sum = 0;
          for (const activity_index x : from) {
            double best = 0;
            for (const activity_index y : to) best = std::max(best, lin(tree, content, x, y));
            sum += best;
          }
          return sum / static_cast<double>(from.size());
        };
        const auto set_jaccard = [](const auto& x, const auto& y) {
          auto all = x;
          all.insert(y.begin(), y.end());
          if (x.empty() || y.empty()) return std::numeric_limits<double>::quiet_NaN();
          return static_cast<double>(x.size() + y.size() - all.size()) /
                 static_cast<double>(all.size());
        };
        const auto above = [&](const auto& list) {
          std::set<activity_index> all;
          for (const activity_index x : list)
            for (const activity_index y : tree.above(x)) all.insert(y);
          return all;
        };
        const bool both = !a.empty() && !b.empty();
        known += both;
        CHECK(same(found[i].activities, both ? (mean_best(a, b) + mean_best(b, a)) / 2
                                             : std::numeric_limits<double>::quiet_NaN()));
        CHECK(same(found[i].ancestors, set_jaccard(above(a), above(b))));
        CHECK(same(found[i].audiences,
                   set_jaccard(audiences[pairs[i].first.at()], audiences[pairs[i].second.at()])));
        CHECK(same(found[i].activities, threads[i].activities));
        CHECK(same(found[i].audiences, threads[i].audiences));
      }
    }
    CHECK(known > 100);
  }

  TEST_CASE("kinship: a stop is obeyed and without pairs there is nothing to do") {
    const portfolio p(test::with_deliveries({"1,P,S1,A,,,", "2,Q,S1,A,,,"}));
    const auto pairs = find_pairs(incidence(p));
    CHECK(pair_kinships(p, {}).empty());
    CHECK(pair_kinships(p, pairs).size() == 1);
    std::stop_source source;
    source.request_stop();
    progress watch;
    watch.stop = source.get_token();
    CHECK_THROWS_AS(pair_kinships(p, pairs, content_measure::seco, 1, watch), stopped);
  }
}
