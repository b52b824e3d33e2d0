#include <irisan/overlap/degree_block.hpp>

#include <doctest/doctest.h>

#include <cmath>
#include <cstddef>
#include <random>
#include <stop_token>
#include <vector>

using namespace irisan;

namespace {

double probability(double x, double y) {
  return 1 / (1 + std::exp(-(x + y)));
}

/// The degrees that given logarithms lead to.
degree_block led_to(std::vector<double> rows, std::vector<double> columns,
                    const std::vector<double>& x, const std::vector<double>& y) {
  degree_block b{
      rows, std::vector<double>(x.size(), 0), columns, std::vector<double>(y.size(), 0), {}, {}};
  for (std::size_t i = 0; i < x.size(); ++i)
    for (std::size_t t = 0; t < y.size(); ++t) {
      b.row_degree[i] += columns[t] * probability(x[i], y[t]);
      b.column_degree[t] += rows[i] * probability(x[i], y[t]);
    }
  return b;
}

} // namespace

TEST_SUITE("overlap") {
  TEST_CASE("degree_block: the probabilities that led to the degrees are found again") {
    std::mt19937 random(81);
    std::uniform_real_distribution<double> spread(-3, 3);
    for (int round = 0; round < 200; ++round) {
      CAPTURE(round);
      std::vector<double> x(1 + random() % 6), y(1 + random() % 6), rows, columns;
      for (double& v : x) v = spread(random), rows.push_back(static_cast<double>(1 + random() % 9));
      for (double& v : y)
        v = spread(random), columns.push_back(static_cast<double>(1 + random() % 9));
      degree_block b = led_to(rows, columns, x, y);
      solve(b, {});
      REQUIRE(b.x.size() == x.size());
      REQUIRE(b.y.size() == y.size());
      for (std::size_t i = 0; i < x.size(); ++i)
        for (std::size_t t = 0; t < y.size(); ++t)
          CHECK(probability(b.x[i], b.y[t]) ==
                doctest::Approx(probability(x[i], y[t])).epsilon(1e-10));
    }
  }

  TEST_CASE("degree_block: a stop that was asked for is thrown") {
    std::stop_source source;
    source.request_stop();
    progress watch;
    watch.stop = source.get_token();
    degree_block b{{1}, {0.5}, {1}, {0.5}, {}, {}};
    CHECK_THROWS_AS(solve(b, watch), stopped);
  }
}
