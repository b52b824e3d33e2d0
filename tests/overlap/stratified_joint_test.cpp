#include <irisan/overlap/stratified_joint.hpp>
#include <irisan/overlap/stratified_overlap.hpp>

#include <doctest/doctest.h>

#include <bit>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <random>
#include <vector>

using namespace irisan;

namespace {

using strata = std::vector<joint_margins>;

bool close(double x, double y, double relative = 1e-12) {
  return x == y || std::abs(x - y) <= relative * std::abs(y);
}

/// How often sets of these sizes share 0, 1, … targets, counted draw by draw.
void count_draws(const joint_margins& m, std::size_t set, unsigned common,
                 std::vector<long double>& times) {
  if (set == m.sizes.size()) {
    times[static_cast<std::size_t>(std::popcount(common))] += 1;
    return;
  }
  for (unsigned drawn = 0; drawn < 1u << m.universe; ++drawn)
    if (std::popcount(drawn) == m.sizes[set]) count_draws(m, set + 1, common & drawn, times);
}

/// P(X = 0), P(X = 1), … from all draws of each stratum.
std::vector<long double> by_draws(const strata& all) {
  std::vector<long double> p{1};
  for (const joint_margins& m : all) {
    std::vector<long double> times(static_cast<std::size_t>(m.universe) + 1, 0);
    count_draws(m, 0, (1u << m.universe) - 1, times);
    long double sum = 0;
    for (const long double x : times) sum += x;
    std::vector<long double> next(p.size() + times.size() - 1, 0);
    for (std::size_t i = 0; i < p.size(); ++i)
      for (std::size_t k = 0; k < times.size(); ++k) next[i + k] += p[i] * times[k] / sum;
    p = next;
  }
  return p;
}

/// The same from the distribution of each stratum, one after the other.
std::vector<double> by_turns(const strata& all) {
  std::vector<double> p{1};
  for (const joint_margins& m : all) {
    const joint_distribution d = joint_overlap(m.sizes, m.universe);
    std::vector<double> next(p.size() + static_cast<std::size_t>(d.most()), 0);
    for (std::size_t i = 0; i < p.size(); ++i)
      for (std::int64_t k = d.least; k <= d.most(); ++k)
        next[i + static_cast<std::size_t>(k)] += p[i] * std::exp(ln_probability(d, k));
    p = next;
  }
  return p;
}

double ln_from(const std::vector<long double>& p, std::size_t begin) {
  long double sum = 0, rest = 0;
  for (std::size_t i = 0; i < p.size(); ++i) (i >= begin ? sum : rest) += p[i];
  return static_cast<double>(sum < rest ? std::log(sum) : std::log1p(-rest));
}

strata random_strata(std::mt19937& random, std::size_t sets, unsigned most_strata,
                     unsigned most_targets) {
  strata all(1 + random() % most_strata);
  for (joint_margins& m : all) {
    m.universe = 1 + random() % most_targets;
    for (std::size_t i = 0; i < sets; ++i)
      m.sizes.push_back(static_cast<std::int64_t>(random()) % (m.universe + 1));
  }
  return all;
}

} // namespace

TEST_SUITE("overlap") {
  TEST_CASE("stratified_joint: tails are those of all draws counted") {
    std::mt19937 random(1);
    for (int round = 0; round < 120; ++round) {
      CAPTURE(round);
      const strata all = random_strata(random, 2 + random() % 3, 3, 4);
      const auto expected = by_draws(all);
      const auto sum = stratified_joint(all);
      long double mean = 0;
      for (std::size_t k = 0; k < expected.size(); ++k) {
        const auto shared = static_cast<std::int64_t>(k);
        if (shared > sum.least() && shared <= sum.most())
          CHECK(close(sum.at_least(shared), ln_from(expected, k)));
        CHECK((expected[k] > 0) == (shared >= sum.least() && shared <= sum.most()));
        mean += static_cast<long double>(k) * expected[k];
      }
      CHECK(close(expected_joint(all), static_cast<double>(mean), 1e-13));
      CHECK(close(static_cast<double>(sum.least()) + sum.at(0).mean, static_cast<double>(mean),
                  1e-13));
    }
  }

  TEST_CASE("stratified_joint: strata of many targets add up as their distributions do") {
    std::mt19937 random(2);
    for (int round = 0; round < 60; ++round) {
      CAPTURE(round);
      const strata all = random_strata(random, 3 + random() % 3, 6, 80);
      const auto p = by_turns(all);
      const auto sum = stratified_joint(all);
      double tail = 0;
      for (std::int64_t k = sum.most(); k > sum.least(); --k) {
        tail += p[static_cast<std::size_t>(k)];
        if (tail < 0.5) CHECK(close(sum.at_least(k), std::log(tail), 1e-11));
      }
    }
  }

  TEST_CASE("stratified_joint: of two sets it is the exact stratified overlap") {
    std::mt19937 random(3);
    for (int round = 0; round < 60; ++round) {
      CAPTURE(round);
      const strata all = random_strata(random, 2, 6, 60);
      std::vector<overlap_margins> margins;
      for (const joint_margins& m : all) margins.push_back({m.sizes[0], m.sizes[1], m.universe});
      const auto joint = stratified_joint(all);
      const auto pair = stratified_overlap(margins);
      CHECK(joint.least() == pair.least());
      CHECK(joint.most() == pair.most());
      for (std::int64_t k = pair.least(); k <= pair.most(); ++k) {
        CHECK(close(joint.at_least(k), pair.at_least(k)));
        CHECK(close(joint.at_most(k), pair.at_most(k)));
      }
    }
  }

  TEST_CASE("stratified_joint: one stratum is the joint overlap at any depth") {
    for (const auto& sizes :
         {std::vector<std::int64_t>{300, 400, 500}, std::vector<std::int64_t>{60, 900, 950, 990}}) {
      const strata all{{sizes, 1000}};
      const auto sum = stratified_joint(all);
      const joint_distribution d = joint_overlap(sizes, 1000);
      for (std::int64_t k = sum.least(); k <= sum.most(); k += 7)
        CHECK(close(sum.at_least(k), ln_p_at_least(d, k)));
    }
  }

  TEST_CASE("stratified_joint: the approximation of many strata is close to the exact tail") {
    const strata all(40, {{60, 70, 80}, 100});
    const auto sum = stratified_joint(all);
    for (const std::int64_t k : {1300, 1345, 1400, 1500, 1700}) {
      CAPTURE(k);
      const ln_tail found = sum.approximate(k, true);
      CHECK(found.method == tail_method::saddle_point);
      CHECK(close(found.value, sum.at_least(k), 1e-4));
    }
  }

  TEST_CASE("stratified_joint: strata in any order have the same bits and those without a choice "
            "are constants") {
    const strata one{{{3, 4, 5}, 9}, {{2, 2, 2}, 2}, {{5, 4, 3}, 9}, {{1, 6, 6}, 6}};
    const strata other{{{1, 6, 6}, 6}, {{4, 5, 3}, 9}, {{5, 3, 4}, 9}, {{2, 2, 2}, 2}};
    const auto x = stratified_joint(one), y = stratified_joint(other);
    CHECK(x.least() == 3);
    CHECK(x.most() == 9);
    for (std::int64_t k = 3; k <= 9; ++k) CHECK(x.at_least(k) == y.at_least(k));
    const auto constant = stratified_joint(strata{{{2, 2, 2}, 2}});
    CHECK(constant.least() == 2);
    CHECK(constant.most() == 2);
    CHECK(stratified_joint(strata{}).most() == 0);
  }

  TEST_CASE("stratified_joint: a set beyond its universe is refused and the whole is not") {
    CHECK_THROWS_AS(stratified_joint(strata{{{1, 2, 4}, 3}}), rule_error);
    CHECK_NOTHROW(stratified_joint(strata{{{1, 2, 3}, 3}}));
  }
}
