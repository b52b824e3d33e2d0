#include <irisan/need/cover_search.hpp>

#include <support/multicovers.hpp>

#include <doctest/doctest.h>

#include <random>
#include <vector>

using namespace irisan;
using ints = std::vector<std::int32_t>;

namespace {
ints search(const cover_problem& a, const search_options& options = {}) {
  const ints start = greedy_cover(a);
  return search_cover(a, start, find_dual(a, dual_scale(a), cover_cost(a, start)), options);
}
} // namespace

TEST_SUITE("need") {
  TEST_CASE("cover_search: small problems are mostly solved and never spoilt") {
    std::mt19937 random(61);
    int solved = 0;
    for (int round = 0; round < 200; ++round) {
      const cover_problem a =
          round % 3 == 0 ? test::tight_cover(random, 6, 6) : test::random_cover(random, 12, 12);
      const ints found = search(a);
      CHECK(test::is_cover(a, found));
      CHECK(cover_cost(a, found) <= cover_cost(a, greedy_cover(a)));
      solved += cover_cost(a, found) == test::cheapest_cost(a);
    }
    CHECK(solved >= 195);
  }

  TEST_CASE("cover_search: the oracle's multicovers") {
    for (const test::multicover& m : test::multicovers()) {
      CAPTURE(m.name);
      CHECK(cover_cost(m.problem(), search(m.problem())) == m.optimum);
    }
  }

  // c02: 25 is the best that is known.
  TEST_CASE("cover_search: colourings of ten points are covered by few sets of four") {
    const cover_problem a = test::colourings(10);
    REQUIRE(a.rows() == 511);
    REQUIRE(a.columns() == 210);
    search_options some;
    some.work = 200'000'000;
    const ints found = search(a, some);
    CHECK(test::is_cover(a, found));
    CHECK(found.size() >= 25);
    CHECK(found.size() <= 27);
  }

  TEST_CASE("cover_search: the same again") {
    const cover_problem a = test::knights(9);
    CHECK(search(a) == search(a));
    CHECK(cover_cost(a, search(a)) >= 14);
    search_options little;
    little.work = 1;
    CHECK(test::is_cover(a, search(a, little)));
  }

  TEST_CASE("cover_search: the guided rule without prices is the greedy one") {
    std::mt19937 random(62);
    for (int round = 0; round < 100; ++round) {
      const cover_problem a = test::random_cover(random, 15, 12);
      bool odd = false;
      for (std::int32_t j = 0; j < a.columns(); ++j) odd = odd || a.is_fixed(j) || a.cost(j) == 0;
      if (odd) continue;
      ints chosen = detail::guided_cover(
          a, std::vector<std::int64_t>(static_cast<std::size_t>(a.rows()), 0), a.costs());
      std::sort(chosen.begin(), chosen.end());
      // A row that asks for nothing is no reason for a column.
      bool all_asked = true;
      for (std::int32_t i = 0; i < a.rows(); ++i)
        all_asked = all_asked && (a.demand(i) > 0 || a.degree(i) == 0);
      if (all_asked) CHECK(chosen == greedy_cover(a));
    }
  }
}
