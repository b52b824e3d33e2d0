#include <irisan/overlap/pair_sample.hpp>

#include <support/builders.hpp>
#include <support/random.hpp>

#include <doctest/doctest.h>

#include <random>
#include <vector>

using namespace irisan;

TEST_SUITE("overlap") {
  TEST_CASE("pair_sample: a window ends where a smaller one can no longer pass") {
    std::mt19937 random(3);
    for (int round = 0; round < 200; ++round) {
      CAPTURE(round);
      const incidence_matrix a = test::random_incidence(random, 12, 12);
      const size_order o = order_by_size(a);
      pair_query query;
      query.min_shared = static_cast<std::int32_t>(1 + random() % 3);
      query.min_jaccard = {static_cast<std::int64_t>(random() % 11), 10};
      const std::vector<std::int32_t> ends = window_ends(query, o);
      for (std::int32_t r = 0; r < o.count(); ++r) {
        std::int32_t last = r;
        for (std::int32_t s = r + 1; s < o.count(); ++s)
          if (o.size[static_cast<std::size_t>(s)] > 0 &&
              required_shared(query, o.size[static_cast<std::size_t>(r)],
                              o.size[static_cast<std::size_t>(s)]) <=
                  o.size[static_cast<std::size_t>(s)])
            last = s;
        CHECK(ends[static_cast<std::size_t>(r)] > last);
      }
    }
  }

  TEST_CASE("pair_sample: of few programs every crossing is counted") {
    const incidence_matrix a = test::programs({{0, 1, 2}, {1, 2}, {2}, {5}});
    const size_order o = order_by_size(a);
    // Pairs of programs at a target: one at 1 and three at 2.
    CHECK(sample_wedges(a, o, window_ends({}, o)).from.front() == 4);
  }

  TEST_CASE("pair_sample: of many programs the crossings are about right") {
    std::mt19937 random(5);
    std::vector<std::vector<std::int32_t>> rows(6'000);
    std::vector<double> reached(3'000, 0);
    for (auto& row : rows) {
      for (auto n = 20 + random() % 300; n > 0; --n)
        row.push_back(static_cast<std::int32_t>(random() % 3'000));
    }
    const incidence_matrix a = incidence(rows);
    for (const std::int32_t t : a.targets) ++reached[static_cast<std::size_t>(t)];
    double wedges = 0;
    for (const double n : reached) wedges += n * (n - 1) / 2;
    const size_order o = order_by_size(a);
    CHECK(sample_wedges(a, o, window_ends({}, o)).from.front() ==
          doctest::Approx(wedges).epsilon(0.05));
  }

  TEST_CASE("pair_sample: who shares a rare target is a candidate and who shares none is not") {
    pair_query query;
    query.min_jaccard = {9, 10};
    const auto sample = [&](std::vector<std::vector<std::int32_t>> rows) {
      const incidence_matrix a = incidence(std::move(rows));
      const size_order o = order_by_size(a);
      return sample_prefixes(a, o, query, window_ends(query, o));
    };
    CHECK(sample({{0, 1, 2}, {0, 1, 2}}).candidates >= 1);
    CHECK(sample({{0, 1, 2}, {3, 4, 5}}).comparisons == 0);
    CHECK(sample({}).comparisons == 0);
  }
}
