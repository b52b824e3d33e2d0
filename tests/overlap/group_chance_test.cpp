#include <irisan/overlap/chance.hpp>
#include <irisan/overlap/find_pairs.hpp>
#include <irisan/overlap/group_chance.hpp>

#include <support/labelled_targets.hpp>

#include <doctest/doctest.h>

#include <bit>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <random>
#include <stop_token>
#include <vector>

using namespace irisan;

namespace {

bool close(double x, double y, double relative = 1e-12) {
  return x == y || (std::isnan(x) && std::isnan(y)) || std::abs(x - y) <= relative * std::abs(y);
}

/// P(X = 0), P(X = 1), … over every way to draw sets of these sizes from each stratum.
std::vector<double> by_draws(const std::vector<joint_margins>& strata) {
  std::vector<double> p{1};
  for (const joint_margins& m : strata) {
    const std::size_t subsets = std::size_t{1} << m.universe;
    std::vector<double> common(subsets, 0); // the chance of each set of common targets
    common.back() = 1;
    for (const std::int64_t size : m.sizes) {
      std::vector<std::size_t> draws;
      for (std::size_t drawn = 0; drawn < subsets; ++drawn)
        if (std::popcount(drawn) == size) draws.push_back(drawn);
      std::vector<double> next(subsets, 0);
      for (std::size_t before = 0; before < subsets; ++before)
        if (common[before] > 0)
          for (const std::size_t drawn : draws)
            next[before & drawn] += common[before] / static_cast<double>(draws.size());
      common = next;
    }
    std::vector<double> sum(p.size() + static_cast<std::size_t>(m.universe), 0);
    for (std::size_t left = 0; left < subsets; ++left)
      for (std::size_t i = 0; i < p.size(); ++i)
        sum[i + static_cast<std::size_t>(std::popcount(left))] += p[i] * common[left];
    p = sum;
  }
  return p;
}

/// The same over every outcome of independent trials.
std::vector<double> by_outcomes(const std::vector<trials>& meetings) {
  std::vector<double> p{1};
  for (const trials& t : meetings)
    for (std::int64_t i = 0; i < t.count; ++i) {
      p.push_back(0);
      for (std::size_t k = p.size() - 1; k > 0; --k)
        p[k] = p[k] * (1 - t.probability) + p[k - 1] * t.probability;
      p[0] *= 1 - t.probability;
    }
  return p;
}

double ln_from(const std::vector<double>& p, std::int64_t begin) {
  double sum = 0;
  for (auto k = static_cast<std::size_t>(begin); k < p.size(); ++k) sum += p[k];
  return std::log(sum);
}

shared_groups all_groups(const incidence_matrix& a) {
  group_query query;
  query.min_programs = 1;
  return find_shared_groups(a, query);
}

shared_groups groups_of_three(const incidence_matrix& a) {
  group_query query;
  query.min_programs = 3;
  return find_shared_groups(a, query);
}

} // namespace

TEST_SUITE("overlap") {
  TEST_CASE("group_chance: each null is the one enumerated") {
    std::mt19937 random(1);
    int larger = 0;
    for (int round = 0; round < 500; ++round) {
      CAPTURE(round);
      const test::labelled_targets e = test::some_labelled(random, round % 2 == 0);
      if (e.a.columns > 9) continue;
      const overlap_nulls nulls(e.a, classes_of(e.labels), true, 1, {});
      const group_nulls of(nulls);
      const shared_groups groups = all_groups(e.a);
      const auto found = chance(nulls, groups);
      REQUIRE(found.size() == groups.count());
      for (std::size_t i = 0; i < found.size(); ++i) {
        const auto members = groups.group(i);
        const std::int64_t shared = groups.inclusive[i];
        std::vector<joint_margins> margins;
        std::vector<trials> meetings;
        of.meetings(members, meetings);
        const auto agrees = [&](const group_comparison& c, const std::vector<double>& p,
                                bool testable) {
          double mean = 0;
          for (std::size_t k = 0; k < p.size(); ++k) mean += static_cast<double>(k) * p[k];
          CHECK(close(c.expected, mean, 1e-10));
          CHECK(close(c.lift(shared), static_cast<double>(shared) / mean, 1e-10));
          if (members.size() < 2 || !testable) {
            CHECK(std::isnan(c.ln_p));
            return;
          }
          CHECK(c.method == tail_method::exact);
          CHECK(c.ln_p == doctest::Approx(ln_from(p, shared)).epsilon(1e-9));
          larger += members.size() > 2;
        };
        const auto has_choice = [](const std::vector<joint_margins>& strata) {
          const auto sum = stratified_joint(strata);
          return sum.least() < sum.most();
        };
        for (const auto null : {overlap_null::pooled, overlap_null::stratified}) {
          of.margins(members, null, margins);
          agrees(null == overlap_null::pooled ? found[i].pooled : found[i].stratified,
                 by_draws(margins), has_choice(margins));
        }
        const auto sum = poisson_binomial(meetings);
        agrees(found[i].degrees, by_outcomes(meetings), sum.least() < sum.most());
      }
    }
    CHECK(larger > 200);
  }

  TEST_CASE("group_chance: of two it is the chance of the pair") {
    std::mt19937 random(2);
    int pairs_seen = 0;
    for (int round = 0; round < 100; ++round) {
      CAPTURE(round);
      const test::labelled_targets e = test::some_labelled(random, round % 2 == 0);
      const overlap_nulls nulls(e.a, classes_of(e.labels), true, 1, {});
      shared_groups groups;
      const std::vector<overlap_pair> pairs = find_pairs(e.a);
      for (const overlap_pair& p : pairs) {
        groups.members.push_back(p.first);
        groups.members.push_back(p.second);
        groups.offsets.push_back(static_cast<std::int64_t>(groups.members.size()));
        groups.inclusive.push_back(p.shared);
        groups.exclusive.push_back(0);
      }
      const chance_table expected = chance(nulls, pairs);
      const auto found = chance(nulls, groups);
      for (std::size_t i = 0; i < pairs.size(); ++i) {
        const pair_chance& p = expected.pairs[i];
        const auto same = [](const group_comparison& g, const null_comparison& n) {
          return close(g.ln_p, n.ln_p) && close(g.expected, n.expected);
        };
        CHECK(same(found[i].pooled, p.pooled));
        CHECK(same(found[i].stratified, p.stratified));
        CHECK(same(found[i].degrees, p.degrees));
        ++pairs_seen;
      }
    }
    CHECK(pairs_seen > 500);
  }

  TEST_CASE("group_chance: targets that are not open to all of a group change nothing") {
    // Three programs at four of six schools; then four more that the third may not reach.
    const std::vector<std::vector<std::int32_t>> of{{0, 1, 2, 3}, {0, 1, 2, 4}, {0, 1, 2, 5}};
    const auto chances = [&](std::int32_t targets) {
      incidence_matrix a = incidence(of);
      a.columns = targets;
      target_labels labels;
      labels.pool.assign(static_cast<std::size_t>(targets), 0);
      labels.stratum = labels.pool;
      labels.restriction = {-1, -1, 0};
      labels.may = {std::vector<bool>(static_cast<std::size_t>(targets), false)};
      for (std::size_t t = 0; t < 6; ++t) labels.may[0][t] = true;
      const overlap_nulls nulls(a, classes_of(labels), true, 1, {});
      return chance(nulls, groups_of_three(a)).front();
    };
    const group_chance some = chances(6), more = chances(10);
    CHECK(some.pooled.ln_p == more.pooled.ln_p);
    CHECK(some.stratified.ln_p == more.stratified.ln_p);
    CHECK(some.degrees.ln_p == more.degrees.ln_p);
    CHECK(some.pooled.expected == doctest::Approx(4.0 * 4 * 4 / 36));
  }

  TEST_CASE("group_chance: places in common are no surprise within strata") {
    // Three programs share a stratum of six, each at four of it, and none is in the other.
    const incidence_matrix a = [] {
      incidence_matrix x = incidence(
          std::vector<std::vector<std::int32_t>>{{0, 1, 2, 3}, {0, 1, 4, 5}, {0, 2, 4, 5}});
      x.columns = 300;
      return x;
    }();
    target_labels labels;
    labels.pool.assign(300, 0);
    labels.stratum.assign(300, 1);
    for (std::size_t t = 0; t < 6; ++t) labels.stratum[t] = 0;
    labels.restriction.assign(3, -1);
    const overlap_nulls nulls(a, classes_of(labels), false, 1, {});
    group_chance_options options;
    options.degrees = false;
    const group_chance c = chance(nulls, groups_of_three(a), options).front();
    CHECK(c.pooled.ln_p < std::log(0.001));
    CHECK(c.stratified.ln_p > std::log(0.5));
    CHECK(c.stratified.expected == doctest::Approx(64.0 / 36));
    CHECK(std::isnan(c.degrees.expected));
  }

  TEST_CASE("group_chance: large groups are approximated closely and the same for any number of "
            "threads") {
    std::mt19937 random(4);
    incidence_matrix a;
    a.columns = 6'000;
    target_labels labels;
    labels.pool.assign(6'000, 0);
    for (int t = 0; t < 6'000; ++t) labels.stratum.push_back(t / 60);
    labels.restriction.assign(4, -1);
    for (int p = 0; p < 4; ++p) {
      for (std::int32_t t = 0; t < a.columns; ++t)
        if (random() % 10 < 6) a.targets.push_back(t);
      a.offsets.push_back(static_cast<std::int64_t>(a.targets.size()));
    }
    const overlap_nulls nulls(a, classes_of(labels), true, 1, {});
    const shared_groups groups = groups_of_three(a);
    REQUIRE(groups.count() == 5);
    group_chance_options options;
    options.threads = 1;
    const auto one = chance(nulls, groups, options);
    options.threads = 3;
    const auto three = chance(nulls, groups, options);
    const group_nulls of(nulls);
    for (std::size_t i = 0; i < groups.count(); ++i) {
      CAPTURE(i);
      CHECK(one[i].stratified.ln_p == three[i].stratified.ln_p);
      CHECK(one[i].degrees.ln_p == three[i].degrees.ln_p);
      CHECK(one[i].pooled.ln_p == three[i].pooled.ln_p);
      std::vector<joint_margins> margins;
      of.margins(groups.group(i), overlap_null::stratified, margins);
      CHECK(close(one[i].stratified.ln_p, stratified_joint(margins).at_least(groups.inclusive[i]),
                  1e-4));
    }
  }

  TEST_CASE("group_chance: no groups have none and a stop that was asked for is thrown") {
    const incidence_matrix a = incidence(std::vector<std::vector<std::int32_t>>{{0, 1}, {0}});
    target_labels labels{{0, 0}, {0, 0}, {-1, -1}, {}};
    const overlap_nulls nulls(a, classes_of(labels), true, 1, {});
    CHECK(chance(nulls, shared_groups{}).empty());
    std::stop_source source;
    source.request_stop();
    group_chance_options options;
    options.watch.stop = source.get_token();
    CHECK_THROWS_AS(chance(nulls, find_shared_groups(a), options), stopped);
  }
}
