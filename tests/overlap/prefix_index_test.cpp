#include <irisan/overlap/prefix_index.hpp>

#include <support/builders.hpp>

#include <doctest/doctest.h>

#include <algorithm>
#include <random>
#include <stop_token>
#include <vector>

using namespace irisan;

TEST_SUITE("overlap") {
  TEST_CASE("prefix_index: ranges cover every target once and keep to the bytes allowed") {
    std::mt19937 random(1);
    std::vector<std::vector<std::int32_t>> rows(300);
    for (auto& row : rows)
      for (int i = 0; i < 8; ++i) row.push_back(static_cast<std::int32_t>(random() % 200));
    const incidence_matrix a = incidence(rows);
    const size_order order = order_by_size(a);
    pair_query query;
    query.min_jaccard = {1, 2};
    const progress watch;
    const prefix_index index(a, order, query, 1, watch);
    CHECK(index.ranges(1U << 30) == std::vector<std::size_t>{0, 200});
    for (const std::size_t bytes : {std::size_t{1}, std::size_t{500}, std::size_t{5'000}}) {
      CAPTURE(bytes);
      const std::vector<std::size_t> ranges = index.ranges(bytes);
      CHECK(ranges.front() == 0);
      CHECK(ranges.back() == 200);
      CHECK(std::is_sorted(ranges.begin(), ranges.end()));
      CHECK(ranges.size() > 2);
    }
  }

  TEST_CASE("prefix_index: fewer bytes allowed make the lists of a range smaller") {
    const incidence_matrix a =
        test::programs({{0, 1, 2, 3}, {0, 1, 2, 4}, {5, 6, 7, 8}, {5, 6, 7, 9}});
    const size_order order = order_by_size(a);
    pair_query query;
    query.min_jaccard = {1, 2};
    const progress watch;
    prefix_index index(a, order, query, 1, watch);
    const std::vector<std::size_t> ranges = index.ranges(16);
    REQUIRE(ranges.size() > 2);
    index.list(0, 10);
    const std::size_t whole = index.bytes();
    index.list(ranges[0], ranges[1]);
    CHECK(index.bytes() < whole);
  }

  TEST_CASE("prefix_index: a stop that was asked for is thrown") {
    std::stop_source source;
    source.request_stop();
    progress watch;
    watch.stop = source.get_token();
    const incidence_matrix a = test::programs({{0, 1}, {0, 1}});
    const size_order order = order_by_size(a);
    const pair_query query;
    CHECK_THROWS_AS(prefix_index(a, order, query, 1, watch), stopped);
  }
}
