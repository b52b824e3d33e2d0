#include <irisan/overlap/hypergeometric.hpp>

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

bool close(double x, double y, double relative = 1e-13) {
  return x == y || std::abs(x - y) <= relative * std::abs(y);
}

/// C(n, k) by Pascal's triangle: exact up to n = 60 or so.
long double choose(std::int64_t n, std::int64_t k) {
  static const auto triangle = [] {
    std::vector<std::vector<long double>> rows{{1}};
    for (std::size_t i = 1; i <= 60; ++i) {
      rows.emplace_back(i + 1, 1);
      for (std::size_t j = 1; j < i; ++j) rows[i][j] = rows[i - 1][j - 1] + rows[i - 1][j];
    }
    return rows;
  }();
  return k < 0 || k > n ? 0 : triangle[static_cast<std::size_t>(n)][static_cast<std::size_t>(k)];
}

/// Σ of the formula from one k to another.
double by_hand(const overlap_margins& m, std::int64_t from, std::int64_t to) {
  long double sum = 0, rest = 0;
  for (std::int64_t k = 0; k <= m.universe; ++k)
    (k >= from && k <= to ? sum : rest) +=
        choose(m.first, k) * choose(m.universe - m.first, m.second - k);
  const long double all = choose(m.universe, m.second);
  return static_cast<double>(sum < rest ? std::log(sum / all) : std::log1p(-rest / all));
}

overlap_margins random_margins(std::mt19937& random, std::int64_t most) {
  const auto below = [&](std::int64_t n) { return static_cast<std::int64_t>(random()) % n; };
  const std::int64_t universe = 1 + below(most);
  return {below(universe + 1), below(universe + 1), universe};
}

struct row {
  std::int64_t shared, first, universe, second;
  double at_least, at_most;
};

// a01_hypergeom_tails.tsv: exact decimal summation to 60 digits. What lies below the least double
// is 0.
constexpr row exact_tails[] = {
    {1, 2, 10, 2, -0.973449145714103677141, -0.022472855852058594494},
    {26, 26, 100, 26, -54.90475969837460422267, 0},
    {0, 26, 100, 26, 0, -9.267471011423981669503},
    {2, 2, 4, 2, -1.791759469228055000812, 0},
    {1, 3, 4, 1, -0.287682072451780927439, 0},
    {2, 3, 4, 2, -0.693147180559945309417, 0},
    {1, 3, 4, 2, 0, -0.693147180559945309417},
    {72, 101, 18196, 137, -317.0136896830988326353, -3.0104665676441793120e-141},
    {74, 101, 18196, 164, -311.9280270051148107409, -6.1158901159690454239e-139},
    {108, 137, 18196, 164, -487.4147446415863134601, -1.7227997669702656410e-215},
    {62, 101, 18196, 147, -249.1335352208410719370, -1.8544671699155316515e-111},
    {72, 137, 18196, 147, -276.1566935964993438481, -4.3285823676250026822e-123},
    {76, 147, 18196, 164, -279.8969553375065359700, -1.2505983679695737891e-124},
    {8000, 20000, 100000, 20000, -2767.906633984925118494, 0},
    {4100, 20000, 100000, 20000, -3.696426792433515437399, -0.023976479028460983137},
    {4000, 20000, 100000, 20000, -0.686232609697061505255, -0.684355258664000202434},
    {3, 40, 200000, 55, -15.46054064158742924237, -4.6412801212079222846e-10},
    {1, 40, 200000, 55, -4.515121217753812304870, -0.000057529535056627398},
    {40, 40, 200000, 55, -347.8108314998448354122, 0},
    {12000, 60000, 200000, 40000, -0.688679928451936863653, -0.687905074672822632873},
    {12050, 60000, 200000, 40000, -1.298749630441319368313, -0.313116651450026483271},
    {12500, 60000, 200000, 40000, -21.20849763558738022071, -5.7069394577949667315e-10},
    {40000, 60000, 200000, 40000, -61889.19687825374096042, 0},
    {1000, 1000, 200000, 1000, -6291.442796196140477001, 0},
    {150000, 180000, 200000, 160000, -5121.354516879328196211, 0},
    {140000, 180000, 200000, 160000, 0, -4733.354791849387213235},
    {144000, 180000, 200000, 160000, -0.686922216760770503760, -0.684561153237927048155},
    {144100, 180000, 200000, 160000, -3.438229056145028513773, -0.031294511937478113094},
    {0, 0, 200000, 100, 0, 0},
    {5, 200000, 200000, 5, 0, 0},
    {10, 10, 10, 10, 0, 0},
    {500, 500, 500000, 100000, -805.7189553826448981496, 0},
    {2000, 2000, 200000, 2000, -11195.59246470354405356, 0}};

} // namespace

TEST_SUITE("overlap") {
  TEST_CASE("hypergeometric: tails are those of exact summation at any depth and near 1") {
    for (const row& r : exact_tails) {
      CAPTURE(r.shared);
      CAPTURE(r.universe);
      const overlap_margins m{r.first, r.second, r.universe};
      CHECK(close(ln_p_at_least(m, r.shared), r.at_least));
      CHECK(close(ln_p_at_most(m, r.shared), r.at_most, 5e-13));
      CHECK(ln_p_overlap(r.shared, r.first, r.second, r.universe) == ln_p_at_least(m, r.shared));
    }
  }

  TEST_CASE("hypergeometric: a thousand million targets lose no digits") {
    // Sums by the ratio of neighbours from Γ functions, mpmath with 50 digits.
    struct large {
      std::int64_t first, second, universe, shared;
      double at_least, at_most, exactly;
    };
    for (const large& r :
         {large{1, 1, 1'000'000'000, 0, 0, -1.0000000005000000003e-9, -1.0000000005000000003e-9},
          {1, 1, 1'000'000'000, 1, -20.723265836946411156, 0, -20.723265836946411156},
          {999'999'999, 1, 1'000'000'000, 1, -1.0000000005000000003e-9, 0,
           -1.0000000005000000003e-9},
          {500'000'000, 500'000'000, 1'000'000'000, 250'010'000, -2.2733861324448908977,
           -0.10863282899872929699, -10.694277089921321035},
          {500'000'000, 500'000'000, 1'000'000'000, 250'030'000, -9.5125272183625301027,
           -0.000073885048249294588916, -17.094277094187987716},
          {30'000'000, 1'000'000, 1'000'000'000, 30'000, -0.69154033547422214165,
           -0.69008041513354328182, -6.0576877899755533166},
          {1'000'000, 1'000'000, 1'000'000'000, 1'100, -6.9566026760003077615,
           -0.00085854849974349880401, -9.2706596038111521162},
          {1'000'000, 1'000'000, 1'000'000'000, 999'999, -7907212.7482625470882, 0,
           -7907212.7482625470882},
          {1'000, 5, 1'000'000'000, 0, 0, -5.0000025100016766979e-6, -5.0000025100016766979e-6},
          {999'999'997, 999'999'998, 1'000'000'000, 999'999'995, 0, -6.00000001200000003e-9,
           -6.00000001200000003e-9}}) {
      CAPTURE(r.first);
      CAPTURE(r.shared);
      const overlap_margins m{r.first, r.second, r.universe};
      CHECK(close(ln_p_at_least(m, r.shared), r.at_least, 3e-13));
      CHECK(close(ln_p_at_most(m, r.shared), r.at_most, 3e-13));
      CHECK(close(ln_probability(m, r.shared), r.exactly));
    }
  }

  TEST_CASE("hypergeometric: all three are the formula on random small margins") {
    std::mt19937 random(1);
    for (int round = 0; round < 2'000; ++round) {
      const overlap_margins m = random_margins(random, 58);
      const std::int64_t span = most_shared(m) - least_shared(m) + 1,
                         k = least_shared(m) + static_cast<std::int64_t>(random()) % span;
      CAPTURE(m.first);
      CAPTURE(m.second);
      CAPTURE(m.universe);
      CAPTURE(k);
      CHECK(close(ln_probability(m, k), by_hand(m, k, k), 1e-12));
      CHECK(close(ln_p_at_least(m, k), by_hand(m, k, m.universe), 1e-12));
      CHECK(close(ln_p_at_most(m, k), by_hand(m, 0, k), 1e-12));
      CHECK(ln_probability(m, least_shared(m) - 1) == ln_zero);
      CHECK(ln_probability(m, most_shared(m) + 1) == ln_zero);
    }
  }

  TEST_CASE("hypergeometric: the sets may change places and so may shared and not shared") {
    std::mt19937 random(2);
    for (int round = 0; round < 500; ++round) {
      const overlap_margins m = random_margins(random, 20'000),
                            turned{m.second, m.first, m.universe},
                            rest{m.first, m.universe - m.second, m.universe};
      const std::int64_t span = most_shared(m) - least_shared(m) + 1,
                         k = least_shared(m) + static_cast<std::int64_t>(random()) % span;
      CAPTURE(m.first);
      CAPTURE(m.second);
      CAPTURE(m.universe);
      CAPTURE(k);
      CHECK(ln_p_at_least(m, k) == ln_p_at_least(turned, k));
      CHECK(ln_p_at_most(m, k) == ln_p_at_most(turned, k));
      CHECK(ln_probability(m, k) == ln_probability(turned, k));
      // |A ∩ B| ≥ k is |A \ B| ≤ |A| − k.
      CHECK(close(ln_p_at_least(m, k), ln_p_at_most(rest, m.first - k), 1e-12));
    }
  }

  TEST_CASE("hypergeometric: both tails and what they share add up to 1") {
    std::mt19937 random(3);
    for (int round = 0; round < 300; ++round) {
      const overlap_margins m = random_margins(random, 5'000);
      double sum = 0, mean = 0;
      for (std::int64_t k = least_shared(m); k <= most_shared(m); ++k) {
        const double p = std::exp(ln_probability(m, k));
        sum += p;
        mean += p * static_cast<double>(k);
        CHECK(std::abs(std::exp(ln_p_at_least(m, k)) + std::exp(ln_p_at_most(m, k)) - p - 1) <
              1e-13);
      }
      CHECK(std::abs(sum - 1) < 1e-12);
      CHECK(close(mean, expected_shared(m), 1e-11));
    }
  }

  TEST_CASE("hypergeometric: margins without a choice have p = 1 and are not testable") {
    for (const overlap_margins& m :
         {overlap_margins{0, 0, 0}, {0, 5, 10}, {10, 5, 10}, {10, 10, 10}, {5, 0, 10}}) {
      CHECK_FALSE(is_testable(m));
      CHECK(ln_p_at_least(m, most_shared(m)) == 0);
      CHECK(ln_p_at_most(m, most_shared(m)) == 0);
      CHECK(ln_probability(m, most_shared(m)) == 0);
      CHECK(least_ln_p(m) == 0);
      CHECK(ln_p_at_least(m, most_shared(m) + 1) == ln_zero);
      CHECK(ln_p_at_most(m, least_shared(m) - 1) == ln_zero);
    }
    CHECK(is_testable({1, 1, 2}));
    CHECK(expected_shared({0, 0, 0}) == 0);
    CHECK(expected_shared({20, 30, 100}) == 6);
    CHECK(least_shared({70, 60, 100}) == 30);
    CHECK(most_shared({70, 60, 100}) == 60);
  }

  TEST_CASE("hypergeometric: no overlap of the margins has a smaller p than the least") {
    std::mt19937 random(4);
    for (int round = 0; round < 200; ++round) {
      const overlap_margins m = random_margins(random, 60);
      for (std::int64_t k = least_shared(m); k <= most_shared(m); ++k)
        CHECK(ln_p_at_least(m, k) >= least_ln_p(m));
      CHECK(ln_p_at_least(m, most_shared(m)) == least_ln_p(m));
    }
    // 1 / C(100, 26): a11_pair_edge_cases.json.
    CHECK(close(least_ln_p({26, 26, 100}), -54.904759698374605));
  }

  TEST_CASE("hypergeometric: the edge cases of pairs") {
    // a11_pair_edge_cases.json: {A B} and {B C}; {A B} and {C D}; one or both empty.
    CHECK(close(std::exp(ln_p_overlap(1, 2, 2, 10)), 0.37777777777777777));
    CHECK(ln_p_overlap(0, 2, 2, 10) == 0);
    CHECK(ln_p_overlap(0, 1, 0, 10) == 0);
    CHECK(ln_p_overlap(0, 0, 0, 10) == 0);
    // {A} and {B} do not fit into a universe of 1.
    CHECK_THROWS_WITH_AS(ln_p_overlap(0, 1, 1, 1), "sets of 1 and 1 of 1 targets cannot share 0",
                         rule_error);
    CHECK(ln_p_overlap(1, 1, 1, 1) == 0);
    CHECK_THROWS_AS(ln_p_overlap(3, 2, 5, 10), rule_error);
    CHECK(ln_p_overlap(2, 2, 5, 10) < 0);
  }

  TEST_CASE("hypergeometric: the three pairs of a small matrix") {
    // a05_null_models_3x4.json, fixedrow_hypergeometric: rows of 3 and 1 and 2 over 4 columns.
    CHECK(ln_p_overlap(0, 3, 1, 4) == 0);
    CHECK(close(std::exp(ln_p_at_most({3, 1, 4}, 0)), 0.25));
    CHECK(close(std::exp(ln_p_overlap(2, 3, 2, 4)), 0.5));
    CHECK(ln_p_at_most({3, 2, 4}, 2) == 0);
    CHECK(ln_p_overlap(0, 1, 2, 4) == 0);
    CHECK(close(std::exp(ln_p_at_most({1, 2, 4}, 0)), 0.5));
  }

  TEST_CASE("hypergeometric: impossible margins are refused with the value") {
    CHECK_THROWS_WITH_AS(ln_p_at_least({11, 2, 10}, 1), "a set of 11 targets in a universe of 10",
                         rule_error);
    CHECK(ln_p_at_least({10, 2, 10}, 1) == 0);
    CHECK_THROWS_WITH_AS(ln_p_at_most({2, -1, 10}, 1), "a set of -1 targets in a universe of 10",
                         rule_error);
    CHECK_THROWS_AS(ln_probability({0, 0, -1}, 0), rule_error);
    CHECK_THROWS_AS(least_ln_p({1, 1, std::int64_t{1} << 31}), rule_error);
    CHECK(close(least_ln_p({1, 1, (std::int64_t{1} << 31) - 1}), -std::log(2147483647.0)));
  }
}
