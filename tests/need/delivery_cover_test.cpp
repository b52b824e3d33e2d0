#include <irisan/need/delivery_cover.hpp>

#include <doctest/doctest.h>

#include <algorithm>
#include <cstdint>
#include <limits>
#include <random>
#include <stop_token>
#include <vector>

using namespace irisan;

namespace {

/// By all subsets of the deliveries.
delivery_cover by_hand(const delivery_problem& p) {
  const std::size_t n = p.deliveries();
  const auto given = [&](std::uint32_t set, std::size_t need) {
    std::int64_t sum = 0;
    for (std::size_t d = 0; d < n; ++d)
      if (set >> d & 1) sum += p.amount[d * p.needs() + need];
    return sum;
  };
  const std::uint32_t all = (1U << n) - 1;
  delivery_cover c;
  std::vector<std::int64_t> asked;
  for (std::size_t i = 0; i < p.needs(); ++i) {
    asked.push_back(std::min<std::int64_t>(p.demand[i], given(all, i)));
    if (asked[i] < p.demand[i]) c.short_needs.push_back(static_cast<std::int32_t>(i));
  }
  const auto covers = [&](std::uint32_t set) {
    for (std::size_t i = 0; i < p.needs(); ++i)
      if (given(set, i) < asked[i]) return false;
    return true;
  };
  c.cost = std::numeric_limits<std::int64_t>::max();
  std::vector<int> in(n, 0);
  int best = 0;
  for (std::uint32_t set = 0; set <= all; ++set) {
    if (!covers(set)) continue;
    std::int64_t cost = 0;
    for (std::size_t d = 0; d < n; ++d) cost += set >> d & 1 ? p.cost[d] : 0;
    if (cost > c.cost) continue;
    if (cost < c.cost) {
      c.cost = cost;
      best = 0;
      std::fill(in.begin(), in.end(), 0);
    }
    ++best;
    for (std::size_t d = 0; d < n; ++d) in[d] += static_cast<int>(set >> d & 1);
  }
  for (std::size_t d = 0; d < n; ++d) {
    c.where.push_back(in[d] == 0      ? presence::in_none
                      : in[d] == best ? presence::in_all
                                      : presence::in_some);
    c.essential.push_back(!covers(all & ~(1U << d)));
  }
  return c;
}

/// Kept deliveries cover the needs, cost the least, and are each wanted or cost nothing.
void check_kept(const delivery_problem& p, const delivery_cover& c) {
  std::int64_t cost = 0;
  REQUIRE(c.kept.size() == p.deliveries());
  for (std::size_t d = 0; d < p.deliveries(); ++d) {
    cost += c.kept[d] ? p.cost[d] : 0;
    CHECK_FALSE((c.kept[d] && c.where[d] == presence::in_none));
    CHECK_FALSE((!c.kept[d] && c.where[d] == presence::in_all));
  }
  CHECK(cost == c.cost);
  for (std::size_t i = 0; i < p.needs(); ++i) {
    std::int64_t all = 0, kept = 0;
    for (std::size_t d = 0; d < p.deliveries(); ++d) {
      const std::int64_t x = p.amount[d * p.needs() + i];
      all += x;
      kept += c.kept[d] ? x : 0;
    }
    CHECK(kept >= std::min<std::int64_t>(p.demand[i], all));
  }
}

/// As by hand in all but the choice, which is one of several.
void check_by_hand(const delivery_problem& p, const delivery_cover& c) {
  check_kept(p, c);
  delivery_cover expected = by_hand(p);
  expected.kept = c.kept;
  CHECK(c == expected);
}

delivery_problem random_problem(std::mt19937& random, std::size_t most, std::int32_t dose) {
  delivery_problem p;
  const std::size_t needs = random() % 5, deliveries = random() % (most + 1);
  for (std::size_t i = 0; i < needs; ++i)
    p.demand.push_back(static_cast<std::int32_t>(random() % 6) * dose);
  for (std::size_t d = 0; d < deliveries; ++d)
    p.cost.push_back(static_cast<std::int64_t>(random() % 5));
  for (std::size_t x = 0; x < needs * deliveries; ++x)
    p.amount.push_back(random() % 2 ? static_cast<std::int32_t>(random() % 4) * dose : 0);
  return p;
}

} // namespace

TEST_SUITE("need") {
  TEST_CASE("delivery_cover: it is that of all subsets") {
    std::mt19937 random(91);
    for (int round = 0; round < 1500; ++round) {
      const delivery_problem p = random_problem(random, 9, round % 3 ? 1 : 8);
      check_by_hand(p, find_delivery_cover(p));
    }
  }

  TEST_CASE("delivery_cover: what is essential is in all and costs nothing to know") {
    // Ten hours are needed; eight, four and four are given.
    const delivery_cover c = find_delivery_cover({{10}, {5, 1, 1}, {8, 4, 4}});
    CHECK(c.cost == 6);
    CHECK(c.where == std::vector{presence::in_all, presence::in_some, presence::in_some});
    CHECK(c.essential == std::vector{true, false, false});
    // Of equals the first stays, and what costs nothing goes where it can.
    CHECK(c.kept == std::vector{true, true, false});
    CHECK(find_delivery_cover({{1}, {0, 0}, {1, 1}}).kept == std::vector{false, true});
    // In all cheapest choices, though dearer ones do without it.
    const delivery_cover d = find_delivery_cover({{1}, {1, 2}, {1, 1}});
    CHECK(d.where == std::vector{presence::in_all, presence::in_none});
    CHECK(d.essential == std::vector{false, false});
  }

  TEST_CASE("delivery_cover: nothing and too little") {
    CHECK(find_delivery_cover({}).cost == 0);
    CHECK(find_delivery_cover({{}, {3}, {}}).where == std::vector{presence::in_none});
    const delivery_cover none = find_delivery_cover({{2}, {}, {}});
    CHECK(none.short_needs == std::vector<std::int32_t>{0});
    const delivery_cover little = find_delivery_cover({{9}, {3, 3}, {4, 4}});
    CHECK(little.short_needs == std::vector<std::int32_t>{0});
    CHECK(little.cost == 6);
    CHECK(little.essential == std::vector{true, true});
  }

  TEST_CASE("delivery_cover: fifty deliveries to ten needs are few states if they are alike") {
    delivery_problem p;
    p.demand.assign(10, 3);
    for (std::size_t d = 0; d < 50; ++d) {
      p.cost.push_back(2);
      for (std::size_t i = 0; i < 10; ++i) p.amount.push_back(i / 2 == d % 5 ? 1 : 0);
    }
    const delivery_cover c = find_delivery_cover(p);
    CHECK_FALSE(c.too_large);
    CHECK(c.cost == 30);
    CHECK(std::ranges::all_of(c.where, [](presence w) { return w == presence::in_some; }));
  }

  TEST_CASE("delivery_cover: beyond the limit it says so and still tells what is essential") {
    std::mt19937 random(92);
    delivery_problem p;
    p.demand.assign(10, 900);
    for (std::size_t d = 0; d < 50; ++d) {
      p.cost.push_back(1000 + static_cast<std::int64_t>(random() % 100));
      for (std::size_t i = 0; i < 10; ++i)
        p.amount.push_back(static_cast<std::int32_t>(random() % 97));
    }
    delivery_limits limits;
    limits.states = 20'000;
    const delivery_cover c = find_delivery_cover(p, limits);
    CHECK(c.too_large);
    CHECK(c.where.empty());
    CHECK(c.kept.empty());
    CHECK(c.essential.size() == 50);
    limits.states = 2;
    CHECK(find_delivery_cover({{1}, {1, 2}, {1, 1}}, limits).too_large);
    limits.states = 4; // one at first and one or two after each of two deliveries
    CHECK_FALSE(find_delivery_cover({{1}, {1, 2}, {1, 1}}, limits).too_large);
    // More bits than a state has.
    p.demand.assign(10, 1'000'000);
    for (auto& x : p.amount) x = 500'001;
    p.amount[3] = 500'000;
    CHECK_NOTHROW(find_delivery_cover(p, limits));
  }

  TEST_CASE("delivery_cover: many targets are as each by itself with any threads") {
    std::mt19937 random(93);
    std::vector<delivery_problem> all;
    for (int k = 0; k < 3000; ++k) all.push_back(random_problem(random, 5, 1));
    delivery_limits limits;
    const delivery_covers one = solve_all(all, limits);
    limits.threads = 3;
    CHECK(solve_all(all, limits) == one);
    REQUIRE(one.of.size() == all.size());
    for (std::size_t k = 0; k < all.size(); ++k) CHECK(one.of[k] == find_delivery_cover(all[k]));
    CHECK(one.distinct < all.size());
  }

  TEST_CASE("delivery_cover: targets in another order are one problem") {
    // Needs and deliveries swapped.
    const delivery_problem p{{2, 1}, {3, 4, 5}, {1, 0, 1, 1, 0, 1}},
        q{{1, 2}, {5, 3, 4}, {1, 0, 0, 1, 1, 1}};
    const delivery_covers both = solve_all(std::vector{p, q});
    CHECK(both.distinct == 1);
    check_by_hand(p, both.of[0]);
    check_by_hand(q, both.of[1]);
    CHECK(solve_all({}).of.empty());
  }

  TEST_CASE("delivery_cover: what cannot be is refused") {
    CHECK_NOTHROW(find_delivery_cover({{1}, {0}, {0}}));
    CHECK_THROWS_WITH_AS(find_delivery_cover({{1}, {0}, {}}),
                         "there are 0 amounts of 1 deliveries to 1 needs", rule_error);
    CHECK_THROWS_WITH_AS(find_delivery_cover({{-1}, {0}, {0}}), "a demand of -1", rule_error);
    CHECK_THROWS_WITH_AS(find_delivery_cover({{1}, {-1}, {0}}), "a cost of -1", rule_error);
    CHECK_THROWS_WITH_AS(find_delivery_cover({{1}, {0}, {-1}}), "an amount of -1", rule_error);
    CHECK_THROWS_AS(find_delivery_cover({{1}, {cover_problem::most_cost, 1}, {1, 1}}), rule_error);
    std::stop_source source;
    source.request_stop();
    delivery_limits limits;
    limits.watch.stop = source.get_token();
    CHECK_THROWS_AS(solve_all(std::vector{delivery_problem{{1}, {1}, {1}}}, limits), stopped);
  }
}
