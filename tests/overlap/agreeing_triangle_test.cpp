#include <irisan/overlap/agreeing_triangle.hpp>

#include <support/deliveries.hpp>

#include <doctest/doctest.h>

#include <algorithm>
#include <cstdint>
#include <random>
#include <stop_token>
#include <vector>

using namespace irisan;
using test::deliveries_of;
using test::one_delivery;
using test::order_of;

namespace {

using pairs = std::vector<overlap_pair>;

template <class Day, class ToDay>
pairs counted_with(const delivery_rows& d, const ToDay& to_day, const pair_query& query,
                   unsigned threads) {
  const size_order order = order_of(d);
  const agreeing_triangle<Day> triangle(d, order, threads, {});
  pairs found;
  triangle.template count<pairs>(
      query, to_day,
      [&](pairs& part, std::int32_t rank, std::int32_t partner, std::int32_t agreeing) {
        CHECK(partner < rank);
        const overlap_pair p = order.pair_of(rank, partner, agreeing);
        if (query.accepts(p)) part.push_back(p);
      },
      [&](const pairs& part) { found.insert(found.end(), part.begin(), part.end()); });
  std::sort(found.begin(), found.end());
  return found;
}

/// With days in 32 and in 16 bits.
pairs counted(const delivery_rows& d, const pair_query& query, unsigned threads) {
  const pairs wide = counted_with<std::uint32_t>(d, wide_days(), query, threads);
  narrow_days narrow;
  REQUIRE(narrow.fit(d));
  CHECK(counted_with<std::uint16_t>(d, narrow, query, threads) == wide);
  return wide;
}

} // namespace

TEST_SUITE("overlap") {
  TEST_CASE("agreeing_triangle: three programs by eye") {
    // All three meet at 0; 0 and 2 have another label at 1; unknown labels agree with nothing.
    const delivery_rows d = deliveries_of({{{0, 0, 0, 9}, {1, 0, 0, 9}, {2, -1, 0, 9}},
                                           {{0, 0, 5, 6}, {2, -1, 0, 9}},
                                           {{0, 0, 6, 7}, {1, 1, 0, 9}}});
    CHECK(counted(d, {}, 1) == pairs{{{0}, {1}, 1, 3, 2}, {{0}, {2}, 1, 3, 2}});
  }

  TEST_CASE("agreeing_triangle: nothing and nobody agree with nobody") {
    CHECK(counted(deliveries_of({}), {}, 2).empty());
    CHECK(counted(deliveries_of({{}, {}}), {}, 2).empty());
    CHECK(counted(deliveries_of({{{3, 0, 0, 1}}, {}}), {}, 2).empty());
  }

  TEST_CASE("agreeing_triangle: it counts what comparing every two deliveries does") {
    std::mt19937 random(5);
    const auto below = [&](int n) {
      return static_cast<std::int32_t>(random() % static_cast<unsigned>(n));
    };
    for (int round = 0; round < 200; ++round) {
      CAPTURE(round);
      // With many programs lists go on in further pieces.
      std::vector<std::vector<one_delivery>> rows(
          static_cast<std::size_t>(1 + below(round % 4 ? 9 : 40)));
      for (auto& row : rows)
        for (int n = below(9); n > 0; --n) {
          const day start = below(9) - 4; // before 1970 too
          row.push_back({below(round % 2 ? 4 : 30), below(4) - 1, start, start + 1 + below(3)});
        }
      const delivery_rows d = deliveries_of(rows, {below(3) > 0, below(3) > 0, below(3) > 0});
      pair_query query;
      if (below(2)) query.min_shared = below(3);
      if (below(3) == 0) query.min_jaccard = {1 + below(3), 4};
      for (const unsigned threads : {1U, 3U}) {
        CAPTURE(threads);
        CHECK(counted(d, query, threads) == test::by_hand_agreeing(d, query));
      }
    }
  }

  TEST_CASE("agreeing_triangle: it fits only many deliveries of few programs and labels") {
    delivery_rows d;
    d.columns = 100'000;
    for (std::int32_t p = 0; p < 3; ++p) {
      for (std::int32_t t = 0; t < d.columns; ++t) {
        d.targets.push_back(t);
        d.labels.push_back(t % 2);
      }
      d.offsets.push_back(static_cast<std::int64_t>(d.targets.size()));
    }
    const auto fits = [](const delivery_rows& of, unsigned threads) {
      const size_order order = order_of(of);
      return agreeing_triangle<std::uint32_t>(of, order, threads, {}).fits();
    };
    CHECK(fits(d, 2));
    CHECK_FALSE(fits(d, 1'000'000));
    d.labels.back() = 500'000'000; // a list for each label at each target
    CHECK_FALSE(fits(d, 2));
    d.labels.clear();
    CHECK(fits(d, 2));
    CHECK_FALSE(fits(deliveries_of({{{0, 0, 0, 1}}}), 2));
  }

  TEST_CASE("agreeing_triangle: a stop that was asked for is thrown") {
    std::stop_source source;
    progress watch;
    watch.stop = source.get_token();
    const delivery_rows d = deliveries_of({{{0, 0, 0, 1}}, {{0, 0, 0, 1}}});
    const size_order order = order_of(d);
    const agreeing_triangle<std::uint32_t> triangle(d, order, 1, watch);
    source.request_stop();
    const auto count = [&] {
      triangle.count<int>(
          {}, wide_days(), [](int&, std::int32_t, std::int32_t, std::int32_t) {}, [](int) {});
    };
    CHECK_THROWS_AS(count(), stopped);
  }
}
