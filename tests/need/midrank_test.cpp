#include <irisan/need/midrank.hpp>

#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <limits>
#include <numeric>
#include <random>
#include <vector>

using namespace irisan;

namespace {

using list = std::vector<double>;

constexpr double none = std::numeric_limits<double>::quiet_NaN();

/// By looking at all others: what is below counts, and half of what is the same.
double by_hand(const list& values, const list& weights, std::size_t i) {
  double twice = 0, all = 0;
  for (std::size_t k = 0; k < values.size(); ++k) {
    if (std::isnan(values[k])) continue;
    all += weights[k];
    twice += weights[k] * (values[k] < values[i] ? 2 : values[k] == values[i] ? 1 : 0);
  }
  return all > 0 ? twice / (2 * all) : none;
}

} // namespace

TEST_SUITE("need") {
  TEST_CASE("midrank: rows without ties stand in the middle of their share") {
    CHECK(midranks_of(list{30, 10, 20, 40}).rank == list{.625, .125, .375, .875});
    CHECK(midranks_of(list{7}).rank == list{.5});
  }

  TEST_CASE("midrank: ties share the mean of their ranks") {
    CHECK(midranks_of(list{1, 1, 1, 1, 2, 2, 2, 2}).rank ==
          list{.25, .25, .25, .25, .75, .75, .75, .75});
    CHECK(midranks_of(list{5, 5, 5}).rank == list{.5, .5, .5});
    CHECK(midranks_of(list{0.0, -0.0}).rank == list{.5, .5});
  }

  TEST_CASE("midrank: a row of greater weight takes more room") {
    CHECK(midranks_of(list{1, 2, 3}, list{1, 2, 1}).rank == list{.125, .5, .875});
    // As if it had been there twice.
    CHECK(midranks_of(list{1, 2, 2, 3}).rank == list{.125, .5, .5, .875});
  }

  TEST_CASE("midrank: a row of weight 0 has a rank and moves no other") {
    CHECK(midranks_of(list{1, 2, 3, 3, 4, 0}, list{1, 0, 1, 0, 0, 0}).rank ==
          list{.25, .5, .75, .75, 1, 0});
  }

  TEST_CASE("midrank: what is not known has no rank and is counted") {
    const midranks m = midranks_of(list{1, none, 3, 4}, list{1, 1, none, 1});
    CHECK(m.rank[0] == .25);
    CHECK(std::isnan(m.rank[1]));
    CHECK(std::isnan(m.rank[2]));
    CHECK(m.rank[3] == .75);
    CHECK(m.unknown == 2);
    CHECK(midranks_of(list{}).rank.empty());
    // 0/0 is not 0.
    CHECK(std::isnan(midranks_of(list{1, 2}, list{0, 0}).rank[1]));
    CHECK(midranks_of(list{1, 2}, list{0, 0}).unknown == 0);
  }

  TEST_CASE("midrank: ranks are those of the definition") {
    std::mt19937 random(3);
    for (int round = 0; round < 200; ++round) {
      const std::size_t n = 1 + random() % 25;
      list values(n), weights(n);
      for (std::size_t i = 0; i < n; ++i) {
        values[i] = random() % 9 == 0 ? none : static_cast<double>(random() % 12) - 4;
        weights[i] = static_cast<double>(random() % 5);
      }
      const midranks m = midranks_of(values, weights);
      for (std::size_t i = 0; i < n; ++i) {
        CAPTURE(i);
        const double expected = by_hand(values, weights, i);
        if (std::isnan(values[i]) || std::isnan(expected))
          CHECK(std::isnan(m.rank[i]));
        else
          CHECK(m.rank[i] == expected); // whole weights: nothing is rounded but the quotient
      }
      CHECK(m.unknown ==
            std::count_if(values.begin(), values.end(), [](double v) { return std::isnan(v); }));
    }
  }

  TEST_CASE("midrank: the mean rank is one half whatever ties and weights there are") {
    std::mt19937 random(4);
    for (int round = 0; round < 50; ++round) {
      list values(1 + random() % 40), weights(values.size());
      for (double& v : values) v = static_cast<double>(random() % 6);
      for (double& w : weights) w = .1 + static_cast<double>(random() % 1000) / 7;
      const midranks m = midranks_of(values, weights);
      double sum = 0, all = 0;
      for (std::size_t i = 0; i < values.size(); ++i) {
        sum += weights[i] * m.rank[i];
        all += weights[i];
      }
      CHECK(sum / all == doctest::Approx(.5).epsilon(1e-14));
    }
  }

  TEST_CASE("midrank: rows in another order have the same ranks to the last bit") {
    std::mt19937 random(5);
    list values(200), weights(200);
    for (double& v : values) v = static_cast<double>(random() % 60) / 7;
    for (double& w : weights) w = static_cast<double>(1 + random() % 1000) / 7;
    const list before = midranks_of(values, weights).rank;
    for (int round = 0; round < 20; ++round) {
      std::vector<std::size_t> order(values.size());
      std::iota(order.begin(), order.end(), std::size_t{0});
      std::shuffle(order.begin(), order.end(), random);
      list moved, moved_weights;
      for (const std::size_t i : order) {
        moved.push_back(values[i]);
        moved_weights.push_back(weights[i]);
      }
      const list after = midranks_of(moved, moved_weights).rank;
      for (std::size_t i = 0; i < order.size(); ++i) CHECK(after[i] == before[order[i]]);
    }
  }

  TEST_CASE("midrank: ties are runs of equal values with the weight around them") {
    const list values{3, 1, 3, 2}, weights{1, 2, 4, 8};
    CHECK(ties_of(rows_known(values, values, weights)) ==
          std::vector<tied_rows>{{0, 1, 0, 2}, {1, 2, 2, 10}, {2, 4, 10, 15}});
    CHECK(ties_of({}).empty());
  }
}
