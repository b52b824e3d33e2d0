#include <irisan/overlap/class_meetings.hpp>

#include <doctest/doctest.h>

#include <cmath>
#include <cstddef>
#include <cstdint>
#include <random>
#include <vector>

using namespace irisan;

namespace {

struct sums {
  std::int64_t count = 0;
  double mean = 0, variance = 0;
};

sums sums_of(const std::vector<trials>& all) {
  sums s;
  for (const trials& t : all) {
    const auto n = static_cast<double>(t.count);
    s.count += t.count;
    s.mean += n * t.probability;
    s.variance += n * t.probability * (1 - t.probability);
  }
  return s;
}

/// The same targets and mean, and of the variance hardly anything lost.
void check_alike(const std::vector<trials>& before, const std::vector<trials>& after) {
  const sums was = sums_of(before), is = sums_of(after);
  CHECK(is.count == was.count);
  CHECK(is.mean == doctest::Approx(was.mean).epsilon(1e-12));
  // A mean in place of what lies around it can only widen a sum of such trials.
  CHECK(is.variance >= was.variance * (1 - 1e-12));
  CHECK(is.variance <= was.variance * (1 + 5.1e-5));
}

/// Degrees of a random matrix with popular and rare targets.
degree_model some_model(std::mt19937& random, std::int32_t rows, std::int32_t columns) {
  std::vector<std::int32_t> of_rows(static_cast<std::size_t>(rows), 0),
      of_columns(static_cast<std::size_t>(columns), 0);
  for (std::int32_t t = 0; t < columns; ++t) {
    const double liked = std::exp2(static_cast<double>(random() % 600) / 100 - 5);
    for (std::int32_t p = 0; p < rows; ++p)
      if (static_cast<double>(random() % 1'000'000) < 1e6 * liked * (1 + p) / (1.0 + rows)) {
        ++of_rows[static_cast<std::size_t>(p)];
        ++of_columns[static_cast<std::size_t>(t)];
      }
  }
  return {of_rows, of_columns};
}

} // namespace

TEST_SUITE("overlap") {
  TEST_CASE("class_meetings: apart they are the products of the model's chances") {
    std::mt19937 random(3);
    const degree_model m = some_model(random, 40, 300);
    const class_meetings c(m);
    REQUIRE(c.targets().size() == m.columns().size());
    for (std::size_t i = 0; i < m.rows().size(); i += 3)
      for (std::size_t k = 0; k < m.rows().size(); k += 5) {
        std::vector<trials> expected, found;
        for (std::size_t b = 0; b < m.columns().size(); ++b)
          if (const double q = m.probability(i, b) * m.probability(k, b); q > 0)
            expected.push_back({q, m.columns()[b].count});
        c.add_to(found, i, k, false);
        CHECK(found == expected);
      }
  }

  TEST_CASE("class_meetings: together they are fewer and as wide") {
    std::mt19937 random(4);
    for (int round = 0; round < 5; ++round) {
      CAPTURE(round);
      const degree_model m = some_model(random, 200 + 100 * round, 1'000);
      const class_meetings c(m);
      std::size_t before = 0, after = 0;
      for (std::size_t i = 0; i < m.rows().size(); i += 7)
        for (std::size_t k = 0; k < m.rows().size(); k += 11) {
          std::vector<trials> apart, together;
          c.add_to(apart, i, k, false);
          c.add_to(together, i, k, true);
          check_alike(apart, together);
          before += apart.size();
          after += together.size();
        }
      CHECK(after < before);
    }
  }

  TEST_CASE("class_meetings: a class in which degrees leave no choice stays as it is") {
    const std::vector<std::int32_t> rows{3, 2, 1}, columns{3, 2, 1}; // a staircase
    const degree_model m(rows, columns);
    const class_meetings c(m);
    std::vector<trials> together;
    c.add_to(together, 0, 1, true);
    CHECK(together == std::vector<trials>{{1, 1}, {1, 1}});
  }

  TEST_CASE("put_together: many meetings of any chance become few that are as wide") {
    std::mt19937 random(5);
    for (int round = 0; round < 20; ++round) {
      CAPTURE(round);
      std::vector<trials> all;
      for (int i = 0; i < 5'000; ++i) {
        const double rare = std::exp2(-static_cast<double>(random() % 2'000) / 100);
        all.push_back(
            {round % 2 == 0 ? rare : 1 - rare / 2, static_cast<std::int64_t>(1 + random() % 9)});
      }
      std::vector<trials> few = all;
      put_together(few);
      check_alike(all, few);
      CHECK(few.size() < 600);
      for (const trials& t : few) CHECK((t.probability > 0 && t.probability <= 1));
    }
  }
}
