#include <irisan/overlap/joint_overlap.hpp>

#include <doctest/doctest.h>

#include <algorithm>
#include <bit>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <initializer_list>
#include <random>
#include <stop_token>
#include <string_view>
#include <vector>

using namespace irisan;

namespace {

using sizes = std::vector<std::int64_t>;

bool close(double x, double y, double relative = 1e-12) {
  return x == y || std::abs(x - y) <= relative * std::abs(y);
}

/// How often k targets are in all sets, over all ways to draw them: set by set, as bits.
std::vector<double> by_hand(const sizes& all, std::int64_t universe) {
  const auto subsets = std::size_t{1} << universe;
  std::vector<double> ways(subsets, 0);
  ways[subsets - 1] = 1;
  for (const std::int64_t size : all) {
    std::vector<double> next(subsets, 0);
    for (std::size_t drawn = 0; drawn < subsets; ++drawn)
      if (std::popcount(drawn) == size)
        for (std::size_t before = 0; before < subsets; ++before)
          next[before & drawn] += ways[before];
    ways = next;
  }
  std::vector<double> count(static_cast<std::size_t>(universe) + 1, 0);
  for (std::size_t s = 0; s < subsets; ++s)
    count[static_cast<std::size_t>(std::popcount(s))] += ways[s];
  return count;
}

double ln_share(const std::vector<double>& count, std::size_t begin, std::size_t end) {
  double part = 0, rest = 0;
  for (std::size_t k = 0; k < count.size(); ++k) (k >= begin && k < end ? part : rest) += count[k];
  return part < rest ? std::log(part / (part + rest)) : std::log1p(-rest / (part + rest));
}

} // namespace

TEST_SUITE("overlap") {
  TEST_CASE("joint_overlap: the distribution is that of all ways to draw the sets") {
    std::mt19937 random(1);
    for (int round = 0; round < 60; ++round) {
      const std::int64_t universe = 1 + random() % 7;
      sizes all(1 + random() % 4);
      for (std::int64_t& size : all) size = static_cast<std::int64_t>(random()) % (universe + 1);
      const auto count = by_hand(all, universe);
      const joint_distribution d = joint_overlap(all, universe);
      for (std::int64_t k = 0; k <= universe; ++k) {
        CAPTURE(round);
        CAPTURE(k);
        const auto i = static_cast<std::size_t>(k);
        CHECK(close(ln_probability(d, k), ln_share(count, i, i + 1)));
        CHECK(close(ln_p_at_least(d, k), ln_share(count, i, count.size())));
        CHECK(close(ln_p_at_most(d, k), ln_share(count, 0, i + 1)));
        if (k >= d.least && k <= d.most())
          CHECK(close(ln_p_joint(k, all, universe), ln_share(count, i, count.size())));
        else
          CHECK_THROWS_AS(ln_p_joint(k, all, universe), rule_error);
      }
    }
  }

  TEST_CASE("joint_overlap: probabilities and tails of the exact recursion with fifty digits") {
    // a02_nway_overlap.tsv, which agrees with the worked example of Wang, Zhao and Zhang.
    struct row {
      std::int64_t shared, universe;
      sizes all;
      double exactly, at_least, expected;
    };
    const row rows[] = {
        {56,
         18196,
         {147, 164, 137, 101},
         -776.16217847708282727,
         -776.16217837179549158,
         0.0000553701040033424},
        {68,
         18196,
         {164, 137, 101},
         -627.73010164616080730,
         -627.73009200558758493,
         0.00685383954044094},
        {56,
         18196,
         {147, 137, 101},
         -501.86283058645022258,
         -501.86281290114796605,
         0.00614338056368791},
        {60,
         18196,
         {147, 164, 101},
         -532.27876412875641665,
         -532.27874563823907428,
         0.00735411979886728},
        {67,
         18196,
         {147, 164, 137},
         -579.68909287013193470,
         -579.68906856297740146,
         0.00997539022222592},
        {170, 500, {260, 320, 430, 300}, -96.153022088982796037, -96.045125285148332590, 85.8624},
        {143, 500, {260, 320, 430, 300}, -45.577390539599135990, -45.330432680960752481, 85.8624},
        {150, 500, {260, 320, 430, 300}, -56.731547782784518658, -56.531743666477796986, 85.8624},
        {100,
         18196,
         {147, 164, 137, 101},
         -1572.2832194837005839,
         -1572.2832194835146278,
         0.0000553701040033424},
        {0, 18196, {147, 164, 137, 101}, -0.000055370149388030787297, 0, 0.0000553701040033424},
        {1,
         18196,
         {147, 164, 137, 101},
         -9.8015244796258308891,
         -9.8014976140841276547,
         0.0000553701040033424},
        {2, 10, {3, 4, 5}, -2.5188082014636816585, -2.4849066497880003102, 0.6},
        {3, 10, {3, 4, 5}, -5.8861040314501556856, -5.8861040314501556856, 0.6},
        {1, 10, {3, 4, 5}, -0.84267891453090906511, -0.66574820637183086667, 0.6}};
    for (const row& r : rows) {
      CAPTURE(r.shared);
      CAPTURE(r.universe);
      const joint_distribution d = joint_overlap(r.all, r.universe);
      CHECK(close(ln_probability(d, r.shared), r.exactly));
      CHECK(close(ln_p_at_least(d, r.shared), r.at_least));
      CHECK(close(ln_p_joint(r.shared, r.all, r.universe), r.at_least));
      CHECK(close(expected_joint(r.all, r.universe), r.expected));
    }
  }

  TEST_CASE("joint_overlap: two sets are a pair and one set is itself") {
    std::mt19937 random(2);
    for (int round = 0; round < 100; ++round) {
      const std::int64_t universe = 1 + random() % 3'000,
                         a = static_cast<std::int64_t>(random()) % (universe + 1),
                         b = static_cast<std::int64_t>(random()) % (universe + 1);
      const overlap_margins m{a, b, universe};
      const joint_distribution d = joint_overlap(sizes{a, b}, universe);
      REQUIRE(d.least == least_shared(m));
      REQUIRE(d.most() == most_shared(m));
      const std::int64_t k =
          d.least + static_cast<std::int64_t>(random()) % (d.most() - d.least + 1);
      CHECK(close(ln_probability(d, k), ln_probability(m, k)));
      CHECK(close(ln_p_joint(k, sizes{a, b}, universe), ln_p_at_least(m, k)));
    }
    CHECK(joint_overlap(sizes{4}, 9) == joint_distribution{4, {0}});
    CHECK(ln_p_joint(4, sizes{4}, 9) == 0);
    // Tails below the least double are summed too: a02_nway_overlap.tsv, NOTE.
    CHECK(close(ln_p_joint(8'000, sizes{20'000, 20'000}, 100'000), -2767.90663398, 1e-11));
  }

  TEST_CASE("joint_overlap: a set of all targets changes nothing and an empty one leaves nothing") {
    const joint_distribution d = joint_overlap(sizes{30, 40, 50}, 60);
    const joint_distribution with_all = joint_overlap(sizes{60, 30, 60, 40, 50}, 60);
    REQUIRE(with_all.least == d.least);
    for (std::int64_t k = d.least; k <= d.most(); ++k)
      CHECK(close(ln_probability(with_all, k), ln_probability(d, k)));
    CHECK(joint_overlap(sizes{30, 0, 50}, 60) == joint_distribution{0, {0}});
    CHECK(joint_overlap(sizes{60, 60}, 60) == joint_distribution{60, {0}});
    CHECK(joint_overlap(sizes{0, 0}, 0) == joint_distribution{0, {0}});
    CHECK(expected_joint(sizes{0, 0}, 0) == 0);
    // 30 + 40 + 50 of 60 leave out 60 in all: 0 at the least; of 50 each, 30 at the least.
    CHECK(d.least == 0);
    CHECK(joint_overlap(sizes{50, 50, 50}, 60).least == 30);
  }

  TEST_CASE("joint_overlap: probabilities add up to 1 and their mean is the expected") {
    const sizes all{900, 1'500, 1'200, 2'000};
    const joint_distribution d = joint_overlap(all, 2'500);
    CHECK(std::abs(ln_sum(d.ln_probability)) < 1e-12);
    double mean = 0;
    for (std::int64_t k = d.least; k <= d.most(); ++k)
      mean += static_cast<double>(k) * std::exp(ln_probability(d, k));
    CHECK(close(mean, expected_joint(all, 2'500), 1e-11));
  }

  TEST_CASE("joint_overlap: order of the sets and threads change no bit") {
    const sizes all{900, 1'500, 1'200, 2'000}, turned{2'000, 1'200, 900, 1'500};
    const joint_distribution d = joint_overlap(all, 2'500, 1);
    CHECK((joint_overlap(turned, 2'500, 1) == d));
    CHECK((joint_overlap(all, 2'500, 4) == d));
    CHECK(ln_p_joint(600, all, 2'500, 4) == ln_p_joint(600, turned, 2'500, 1));
    // From there on only: the same, but for rounding.
    CHECK(close(ln_p_joint(600, all, 2'500), ln_p_at_least(d, 600)));
    CHECK(close(ln_p_joint(200, all, 2'500), ln_p_at_least(d, 200)));
  }

  TEST_CASE("joint_overlap: it tells how far it is and stops when asked") {
    progress watch;
    std::vector<double> shares;
    watch.report = [&](std::string_view, double share) { shares.push_back(share); };
    joint_overlap(sizes{5, 6, 7}, 20, 1, watch);
    CHECK(shares == std::vector<double>{0, 0.5, 1});
    std::stop_source source;
    watch.stop = source.get_token();
    CHECK(joint_overlap(sizes{5, 6, 7}, 20, 1, watch).most() == 5);
    source.request_stop();
    CHECK_THROWS_AS(joint_overlap(sizes{5, 6, 7}, 20, 1, watch), stopped);
  }

  TEST_CASE("joint_overlap: productivity is that of the set that adds the least") {
    // Two sets that meet far more than by chance, and a third that is anywhere.
    const std::vector<joint_split> splits{{80, 500}, {50, 100}, {52, 100}};
    const double p = ln_productivity(40, splits, 1'000);
    CHECK(p == ln_p_overlap(40, 80, 500, 1'000));
    CHECK(std::exp(p) > 0.5);
    CHECK(ln_p_joint(40, sizes{100, 100, 500}, 1'000) < -40);
    // Two sets split in the same way both times.
    CHECK(ln_productivity(3, std::vector<joint_split>{{5, 8}, {8, 5}}, 20) ==
          ln_p_overlap(3, 5, 8, 20));
    CHECK_THROWS_AS(ln_productivity(3, {}, 20), rule_error);
    CHECK_THROWS_AS(ln_productivity(6, std::vector<joint_split>{{5, 8}}, 20), rule_error);
  }

  TEST_CASE("joint_overlap: impossible sets are refused with the value") {
    CHECK_THROWS_WITH_AS(joint_overlap(sizes{}, 10), "a joint overlap of 0 sets", rule_error);
    CHECK_THROWS_WITH_AS(joint_overlap(sizes{3, 11}, 10), "a set of 11 targets in a universe of 10",
                         rule_error);
    CHECK(joint_overlap(sizes{3, 10}, 10).most() == 3);
    CHECK_THROWS_AS(expected_joint(sizes{-1}, 10), rule_error);
    CHECK_THROWS_WITH_AS(ln_p_joint(4, sizes{9, 3, 5}, 10),
                         "3 sets, the smallest of 3 of 10 targets, cannot all share 4", rule_error);
    CHECK(ln_p_joint(3, sizes{9, 3, 5}, 10) < 0);
  }
}
