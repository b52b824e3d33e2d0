#include <irisan/overlap/containment_order.hpp>

#include <support/builders.hpp>
#include <support/random.hpp>

#include <doctest/doctest.h>

#include <algorithm>
#include <cstdint>
#include <random>
#include <stop_token>
#include <utility>
#include <vector>

using namespace irisan;

namespace {

using containments = std::vector<containment>;

/// Every two compared, and with every third.
containment_order by_hand(const incidence_matrix& a) {
  containment_order order;
  order.groups = find_identical(a);
  const auto first = [&](std::int32_t p) {
    return a.size(p) > 0 && order.groups.representative[static_cast<std::size_t>(p)].value == p;
  };
  const auto inside = [&](std::int32_t p, std::int32_t q) {
    return first(p) && first(q) && a.size(p) < a.size(q) &&
           std::ranges::includes(a.row(q), a.row(p));
  };
  for (std::int32_t p = 0; p < a.rows(); ++p)
    for (std::int32_t q = 0; q < a.rows(); ++q) {
      if (!inside(p, q)) continue;
      ++order.containments;
      bool direct = true;
      for (std::int32_t r = 0; r < a.rows(); ++r)
        direct = direct && !(inside(p, r) && inside(r, q));
      if (direct) order.direct.push_back({{p}, {q}});
    }
  return order;
}

} // namespace

TEST_SUITE("overlap") {
  TEST_CASE("containment_order: only what lies directly inside is an edge") {
    const incidence_matrix a =
        test::programs({{0}, {0, 1, 2}, {0, 1}, {2}, {1, 0}, {3}, {}, {0, 1, 2}});
    const containment_order order = find_containment_order(a);
    CHECK(order.direct == containments{{{0}, {2}}, {{2}, {1}}, {{3}, {1}}});
    CHECK(order.containments == 4);
    REQUIRE(order.groups.count() == 2);
    CHECK(order.groups.representative[4] == intervention_index{2});
    CHECK(order.groups.representative[7] == intervention_index{1});
  }

  TEST_CASE("containment_order: without containments there is no edge") {
    CHECK(find_containment_order(incidence_matrix{}) == containment_order{});
    CHECK(find_containment_order(test::programs({{0, 1}, {1, 2}})).direct.empty());
    CHECK(find_containment_order(test::programs({{0}, {0}})).direct.empty());
    // The empty set lies inside all, and says nothing.
    CHECK(find_containment_order(test::programs({{}, {0}})).containments == 0);
  }

  TEST_CASE("containment_order: a chain has one edge fewer than links") {
    std::vector<std::vector<std::int32_t>> of;
    for (std::int32_t p = 0; p < 40; ++p) {
      of.emplace_back();
      for (std::int32_t t = 0; t <= p; ++t) of.back().push_back(t);
    }
    std::mt19937 random(1);
    std::shuffle(of.begin(), of.end(), random);
    const containment_order order = find_containment_order(incidence(of));
    CHECK(order.direct.size() == 39);
    CHECK(order.containments == 40 * 39 / 2);
  }

  TEST_CASE("containment_order: all subsets of six targets make the edges of a cube") {
    std::vector<std::vector<std::int32_t>> of;
    for (std::uint32_t s = 1; s < 64; ++s) {
      of.emplace_back();
      for (std::int32_t t = 0; t < 6; ++t)
        if ((s >> t & 1U) != 0) of.back().push_back(t);
    }
    const containment_order order = find_containment_order(incidence(of));
    // 6 · 2⁵ edges but the six from the empty set; 3⁶ − 2⁶ containments but the 63 of it.
    CHECK(order.direct.size() == 186);
    CHECK(order.containments == 729 - 64 - 63);
  }

  TEST_CASE("containment_order: it is that of every two compared for any threads and method") {
    std::mt19937 random(2);
    std::int64_t containments = 0;
    for (int round = 0; round < 200; ++round) {
      CAPTURE(round);
      const incidence_matrix a =
          round % 2 == 0 ? test::random_incidence(random, 25, 6) : test::with_twins(random);
      const containment_order expected = by_hand(a);
      containments += expected.containments;
      for (const unsigned threads : {1U, 4U})
        for (const pair_method method :
             {pair_method::fastest, pair_method::prefix, pair_method::bit_rows}) {
          pair_options options;
          options.threads = threads;
          options.method = method;
          CHECK((find_containment_order(a, options) == expected));
        }
    }
    CHECK(containments > 1'500);
  }

  TEST_CASE("containment_order: a search that is asked to stop does") {
    std::stop_source source;
    pair_options options;
    options.watch.stop = source.get_token();
    const incidence_matrix a = test::programs({{0}, {0, 1}});
    CHECK(find_containment_order(a, options).direct.size() == 1);
    source.request_stop();
    CHECK_THROWS_AS(find_containment_order(a, options), stopped);
  }
}
