#include <irisan/overlap/count_pairs.hpp>

#include <support/builders.hpp>
#include <support/by_hand.hpp>
#include <support/random.hpp>

#include <doctest/doctest.h>

#include <algorithm>
#include <random>
#include <vector>

using namespace irisan;

namespace {

pair_options threads(unsigned n) {
  pair_options o;
  o.threads = n;
  return o;
}

} // namespace

TEST_SUITE("overlap") {
  TEST_CASE("count_pairs: counts are those of the pairs found") {
    std::mt19937 random(1);
    for (int round = 0; round < 300; ++round) {
      CAPTURE(round);
      const incidence_matrix a = test::random_incidence(random, 9, 7);
      pair_query query;
      if (random() % 2) query.min_shared = 2;
      if (random() % 4 == 0 && a.rows() > 0) query.with = {0};
      pair_counts expected;
      for (const overlap_pair& p : test::by_hand::pairs(a, query)) {
        const int s = 10 * p.shared, all = p.first_size + p.second_size - p.shared;
        ++expected.pairs;
        expected.identical += p.shared == p.first_size && p.shared == p.second_size;
        expected.proper_subsets +=
            p.first_size != p.second_size && p.shared == std::min(p.first_size, p.second_size);
        expected.jaccard_5 += s >= 5 * all;
        expected.jaccard_7 += s >= 7 * all;
        expected.jaccard_8 += s >= 8 * all;
        expected.jaccard_9 += s >= 9 * all;
      }
      CHECK(count_pairs(a, query, threads(1)) == expected);
      CHECK(count_pairs(a, query, threads(4)) == expected);
    }
  }
}
