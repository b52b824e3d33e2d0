#include <irisan/overlap/degree_model.hpp>

#include <doctest/doctest.h>

#include <cmath>
#include <cstdint>
#include <numeric>
#include <random>
#include <stop_token>
#include <vector>

using namespace irisan;

namespace {

using matrix = std::vector<std::vector<int>>;

struct degrees {
  std::vector<std::int32_t> rows, columns;
};

degrees degrees_of(const matrix& m) {
  degrees d;
  d.columns.assign(m.empty() ? 0 : m.front().size(), 0);
  for (const auto& row : m) {
    d.rows.push_back(std::accumulate(row.begin(), row.end(), 0));
    for (std::size_t t = 0; t < row.size(); ++t) d.columns[t] += row[t];
  }
  return d;
}

double probability(const degree_model& m, const degrees& d, std::size_t i, std::size_t t) {
  return m.probability(m.row_class(d.rows[i]), m.column_class(d.columns[t]));
}

/// The greatest difference of a row's or column's expected degree from its own.
double missing(const degree_model& m, const degrees& d) {
  double worst = 0;
  for (std::size_t i = 0; i < d.rows.size(); ++i) {
    double sum = 0;
    for (std::size_t t = 0; t < d.columns.size(); ++t) sum += probability(m, d, i, t);
    worst = std::max(worst, std::abs(sum - d.rows[i]));
  }
  for (std::size_t t = 0; t < d.columns.size(); ++t) {
    double sum = 0;
    for (std::size_t i = 0; i < d.rows.size(); ++i) sum += probability(m, d, i, t);
    worst = std::max(worst, std::abs(sum - d.columns[t]));
  }
  return worst;
}

} // namespace

TEST_SUITE("overlap") {
  // Values of other programs: zpneal/backbone's tests and vignette, re-run in R for 15 digits.
  TEST_CASE("degree_model: cells are those of the published examples") {
    const degrees four = degrees_of({{1, 0, 1, 1}, {0, 1, 0, 0}, {1, 0, 0, 1}});
    const degree_model m(four.rows, four.columns);
    const double expected[3][4] = {
        {0.897167040162208, 0.602832959837791, 0.602832959837791, 0.897167040162208},
        {0.397167040162209, 0.102832959837791, 0.102832959837791, 0.397167040162209},
        {0.705665919675582, 0.294334080324418, 0.294334080324418, 0.705665919675582}};
    for (std::size_t i = 0; i < 3; ++i)
      for (std::size_t t = 0; t < 4; ++t)
        CHECK(probability(m, four, i, t) == doctest::Approx(expected[i][t]).epsilon(2e-14));
    const degrees three = degrees_of({{0, 0, 1}, {0, 1, 0}, {1, 0, 1}});
    const degree_model n(three.rows, three.columns);
    CHECK(probability(n, three, 0, 0) == doctest::Approx(0.215779278665739).epsilon(2e-14));
    CHECK(probability(n, three, 0, 2) == doctest::Approx(0.568441442668521).epsilon(2e-14));
    CHECK(probability(n, three, 2, 2) == doctest::Approx(0.863117114662957).epsilon(2e-14));
  }

  // tsakim/bicm's tests; its solver fails on the third.
  TEST_CASE("degree_model: cells that degrees force are exactly zero or one") {
    const degrees half = degrees_of({{1, 1, 0, 0}, {0, 0, 1, 1}});
    CHECK(probability(degree_model(half.rows, half.columns), half, 0, 3) ==
          doctest::Approx(0.5).epsilon(1e-15));
    for (const matrix& forced :
         {matrix{{1, 0}, {1, 1}, {1, 1}}, matrix{{1, 1, 1}, {1, 1, 0}, {1, 0, 0}},
          matrix{{1, 1}, {1, 1}}, matrix{{0, 0}, {0, 0}}, matrix{{1, 0}, {1, 0}},
          matrix{{1, 1, 1, 1}, {0, 1, 1, 0}, {0, 0, 0, 0}}}) {
      const degrees d = degrees_of(forced);
      const degree_model m(d.rows, d.columns);
      for (std::size_t i = 0; i < d.rows.size(); ++i)
        for (std::size_t t = 0; t < d.columns.size(); ++t)
          CHECK(probability(m, d, i, t) == forced[i][t]);
    }
    // Two rows that take two columns wholly, and below them a block with a choice.
    const degrees mixed = degrees_of(
        {{1, 1, 1, 0, 0}, {1, 1, 1, 0, 0}, {1, 0, 0, 1, 0}, {1, 0, 0, 0, 0}, {1, 0, 0, 1, 0}});
    const degree_model m(mixed.rows, mixed.columns);
    CHECK(missing(m, mixed) < 1e-12);
    CHECK(probability(m, mixed, 0, 0) == 1);
    CHECK(probability(m, mixed, 4, 0) == 1);
    CHECK(probability(m, mixed, 4, 4) == 0);
  }

  TEST_CASE("degree_model: expected degrees are the given ones") {
    std::mt19937 random(1);
    for (int round = 0; round < 300; ++round) {
      CAPTURE(round);
      const std::size_t n = 1 + random() % 12, m = 1 + random() % 30;
      matrix given(n, std::vector<int>(m));
      // Sparse, dense, and near to nested ones.
      const unsigned fill = 1 + static_cast<unsigned>(random() % 9);
      const bool nested = round % 3 == 0;
      for (std::size_t i = 0; i < n; ++i)
        for (std::size_t t = 0; t < m; ++t)
          given[i][t] =
              nested ? (i * m + t * n < n * m) != (random() % 40 == 0) : random() % 10 < fill;
      const degrees d = degrees_of(given);
      CHECK(missing(degree_model(d.rows, d.columns), d) < 1e-11 * static_cast<double>(n + m));
    }
  }

  TEST_CASE("degree_model: it is the limit of the slow fixed point") {
    std::mt19937 random(2);
    int compared = 0;
    for (int round = 0; round < 20; ++round) {
      CAPTURE(round);
      const std::size_t n = 4 + random() % 6, m = 10 + random() % 20;
      matrix given(n, std::vector<int>(m));
      for (auto& row : given)
        for (int& cell : row) cell = random() % 3 == 0;
      const degrees d = degrees_of(given);
      const degree_model model(d.rows, d.columns);
      std::vector<double> x(n), y(m);
      for (std::size_t i = 0; i < n; ++i) x[i] = d.rows[i];
      for (std::size_t t = 0; t < m; ++t) y[t] = d.columns[t] / 10.0;
      for (int step = 0; step < 20'000; ++step) {
        for (std::size_t i = 0; i < n; ++i) {
          double sum = 0;
          for (std::size_t t = 0; t < m; ++t) sum += y[t] / (1 + x[i] * y[t]);
          x[i] = d.rows[i] == 0 ? 0 : d.rows[i] / sum;
        }
        for (std::size_t t = 0; t < m; ++t) {
          double sum = 0;
          for (std::size_t i = 0; i < n; ++i) sum += x[i] / (1 + x[i] * y[t]);
          y[t] = d.columns[t] == 0 ? 0 : d.columns[t] / sum;
        }
      }
      double worst = 0, left = 0;
      for (std::size_t i = 0; i < n; ++i) {
        double sum = 0;
        for (std::size_t t = 0; t < m; ++t) {
          const double p = x[i] * y[t] / (1 + x[i] * y[t]);
          worst = std::max(worst, std::abs(p - probability(model, d, i, t)));
          sum += p;
        }
        left = std::max(left, std::abs(sum - d.rows[i]));
      }
      if (left > 1e-10) continue; // where degrees nearly force a cell it has far to go
      ++compared;
      CHECK(worst < 1e-8);
    }
    CHECK(compared > 10);
  }

  TEST_CASE("degree_model: many distinct degrees are solved too") {
    std::mt19937 random(3);
    matrix given(400, std::vector<int>(1'000));
    for (std::size_t i = 0; i < given.size(); ++i)
      for (int& cell : given[i]) cell = random() % 1'000 < 1'000 * (i + 1) / 401;
    const degrees d = degrees_of(given);
    const degree_model m(d.rows, d.columns);
    CHECK(m.rows().size() > 250);
    CHECK(missing(m, d) < 1e-9);
  }

  TEST_CASE("degree_model: degrees that no matrix has are refused") {
    using list = std::vector<std::int32_t>;
    CHECK_THROWS_WITH_AS(degree_model(list{3}, list{1, 1}), "a degree lies from 0 to 2, not at 3",
                         rule_error);
    CHECK_THROWS_WITH_AS(degree_model(list{-1}, list{1, 1}), "a degree lies from 0 to 2, not at -1",
                         rule_error);
    CHECK_THROWS_AS(degree_model(list{1, 1}, list{1, 0}), rule_error); // the sums differ
    CHECK_THROWS_AS(degree_model(list{2, 0}, list{2, 0}), rule_error); // they agree: still none
    CHECK_NOTHROW(degree_model(list{1, 1}, list{2, 0}));
    CHECK(degree_model(list{}, list{}).rows().empty());
    std::stop_source source;
    source.request_stop();
    progress watch;
    watch.stop = source.get_token();
    CHECK_THROWS_AS(degree_model(list{1, 1}, list{1, 1}, watch), stopped);
  }
}
