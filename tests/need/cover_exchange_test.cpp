#include <irisan/need/cover_exchange.hpp>

#include <support/multicovers.hpp>

#include <doctest/doctest.h>

#include <algorithm>
#include <random>
#include <vector>

using namespace irisan;
using ints = std::vector<std::int32_t>;

namespace {

/// Whether one column could come in, and the dearest first that become redundant go, at a gain.
bool can_be_better(const cover_problem& a, const ints& kept) {
  for (std::int32_t k = 0; k < a.columns(); ++k) {
    if (std::ranges::binary_search(kept, k)) continue;
    ints with = kept;
    with.push_back(k);
    std::sort(with.begin(), with.end());
    ints order = kept;
    std::stable_sort(order.begin(), order.end(),
                     [&](std::int32_t x, std::int32_t y) { return a.cost(x) > a.cost(y); });
    for (const std::int32_t j : order) {
      ints fewer = with;
      std::erase(fewer, j);
      if (!a.is_fixed(j) && test::is_cover(a, fewer)) with = fewer;
    }
    if (cover_cost(a, with) < cover_cost(a, kept)) return true;
  }
  return false;
}

} // namespace

TEST_SUITE("need") {
  TEST_CASE("cover_exchange: one for one and one for two") {
    // The cheaper of two that do the same, and one that does what two do.
    CHECK(exchange_columns(test::cover({{0}, {0}}, {1}, {5, 3}), ints{0}) == ints{1});
    CHECK(exchange_columns(test::cover({{0}, {1}, {0, 1}}, {1, 1}, {2, 2, 3}), ints{0, 1}) ==
          ints{2});
    CHECK(exchange_columns(test::cover({{0}, {1}, {0, 1}}, {1, 1}, {2, 2, 4}), ints{0, 1}) ==
          ints{0, 1});
    // A fixed column stays.
    CHECK(exchange_columns(test::cover({{0}, {0}}, {1}, {5, 3}, {0}), ints{0}) == ints{0});
  }

  TEST_CASE("cover_exchange: no cover that it leaves could be made better by one more exchange") {
    std::mt19937 random(21);
    for (int round = 0; round < 300; ++round) {
      const cover_problem a = test::random_cover(random, 18, 12);
      const ints start = round % 2 ? greedy_cover(a) : test::all_columns(a);
      const ints better = exchange_columns(a, start);
      CHECK(test::is_cover(a, better));
      CHECK(cover_cost(a, better) <= cover_cost(a, start));
      CHECK(std::is_sorted(better.begin(), better.end()));
      CHECK(individually_redundant_in(a, better).columns.empty());
      CHECK_FALSE(can_be_better(a, better));
    }
  }

  TEST_CASE("cover_exchange: it is no dearer than reverse-delete alone in the oracle") {
    for (const test::multicover& m : test::multicovers()) {
      CAPTURE(m.name);
      const cover_problem a = m.problem();
      const ints better = exchange_columns(a, greedy_cover(a));
      CHECK(cover_cost(a, better) <= m.greedy_reduced);
      CHECK(cover_cost(a, better) >= m.optimum);
      CHECK(exchange_columns(a, better) == better);
    }
  }
}
