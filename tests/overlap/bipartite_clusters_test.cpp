#include <irisan/overlap/bipartite_clusters.hpp>

#include <support/set_systems.hpp>

#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <random>
#include <vector>

using namespace irisan;

namespace {

using labels = std::vector<std::int32_t>;

bool near(double x, double y) {
  return std::abs(x - y) <= 1e-12;
}

/// Σ over programs and targets in one cluster of (A − γ k d / m) / m.
double by_hand(const incidence_matrix& a, const labels& programs, const labels& targets,
               double resolution) {
  std::vector<double> degree(static_cast<std::size_t>(a.columns), 0);
  for (const std::int32_t t : a.targets) ++degree[static_cast<std::size_t>(t)];
  const auto m = static_cast<double>(a.targets.size());
  double q = 0;
  for (std::int32_t p = 0; p < a.rows(); ++p)
    for (std::int32_t t = 0; t < a.columns; ++t) {
      if (programs[static_cast<std::size_t>(p)] != targets[static_cast<std::size_t>(t)]) continue;
      const auto row = a.row(p);
      q += std::binary_search(row.begin(), row.end(), t);
      q -= resolution * a.size(p) * degree[static_cast<std::size_t>(t)] / m;
    }
  return q / m;
}

} // namespace

TEST_SUITE("overlap") {
  TEST_CASE("bipartite_clusters: the modularity is that of every program and target") {
    std::mt19937 random(1);
    for (int round = 0; round < 100; ++round) {
      CAPTURE(round);
      const incidence_matrix a = test::random_cells(random, 6, 9, 40);
      if (a.targets.empty()) continue;
      labels programs(6), targets(static_cast<std::size_t>(a.columns));
      for (auto& x : programs) x = static_cast<std::int32_t>(random() % 3);
      for (auto& x : targets) x = static_cast<std::int32_t>(random() % 4);
      const double resolution = static_cast<double>(random() % 5) / 2;
      CHECK(near(bipartite_modularity(a, programs, targets, resolution),
                 by_hand(a, programs, targets, resolution)));
    }
  }

  TEST_CASE("bipartite_clusters: no other clusters of the targets have more") {
    std::mt19937 random(2);
    for (int round = 0; round < 60; ++round) {
      CAPTURE(round);
      const incidence_matrix a = test::random_cells(random, 5, 5, 45);
      if (a.targets.empty()) continue;
      labels programs(5);
      for (auto& x : programs) x = static_cast<std::int32_t>(random() % 3);
      programs = clusters_of(programs).of;
      const double resolution = 0.5 + static_cast<double>(random() % 4) / 2;
      const labels best = best_target_clusters(a, programs, resolution);
      const double found = bipartite_modularity(a, programs, best, resolution);
      // Each target in one of three clusters, or in one without programs.
      labels targets(static_cast<std::size_t>(a.columns), 0);
      const auto many = static_cast<std::size_t>(std::pow(4, a.columns));
      double greatest = -1e9;
      for (std::size_t choice = 0; choice < many; ++choice) {
        std::size_t left = choice;
        for (auto& x : targets) x = static_cast<std::int32_t>(left % 4), left /= 4;
        for (auto& x : targets)
          if (x == 3) x = 99;
        greatest = std::max(greatest, by_hand(a, programs, targets, resolution));
      }
      CHECK(near(found, greatest));
    }
  }

  TEST_CASE("bipartite_clusters: a target goes where its programs are and one of nobody to none") {
    incidence_matrix a = incidence(std::vector<std::vector<std::int32_t>>{{0, 1}, {0, 1}, {2, 3}});
    a.columns = 5;
    CHECK(best_target_clusters(a, labels{7, 7, 3}) == labels{0, 0, 1, 1, 2});
    CHECK(near(bipartite_modularity(a, labels{0, 0, 1}, labels{0, 0, 1, 1, 2}),
               1 - (4.0 * 4 + 2 * 2) / 36));
  }

  TEST_CASE("bipartite_clusters: an incidence without crossings has no modularity") {
    incidence_matrix a = incidence(std::vector<std::vector<std::int32_t>>{{}, {}});
    a.columns = 2;
    CHECK(best_target_clusters(a, labels{0, 1}) == labels{2, 2});
    CHECK(std::isnan(bipartite_modularity(a, labels{0, 1}, labels{2, 2})));
  }

  TEST_CASE("bipartite_clusters: another number of labels is refused") {
    const incidence_matrix a = incidence(std::vector<std::vector<std::int32_t>>{{0, 1}, {1}});
    CHECK_THROWS_WITH_AS(best_target_clusters(a, labels{0}), "1 labels for 2 programs", rule_error);
    CHECK_THROWS_AS(best_target_clusters(a, labels{0, 0}, -1), rule_error);
    CHECK_THROWS_WITH_AS(bipartite_modularity(a, labels{0, 0}, labels{0}), "1 labels for 2 targets",
                         rule_error);
    CHECK_NOTHROW(bipartite_modularity(a, labels{0, 0}, labels{0, 0}));
  }
}
