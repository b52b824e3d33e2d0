#include <irisan/need/cover_greedy.hpp>

#include <support/cover_cases.hpp>
#include <support/covers.hpp>

#include <doctest/doctest.h>

#include <algorithm>
#include <cstdint>
#include <random>
#include <vector>

using namespace irisan;

namespace {

using list = std::vector<std::int32_t>;

std::int64_t needs_met(const cover_problem& a, const list& chosen, std::int32_t column) {
  std::int64_t n = 0;
  for (const std::int32_t i : a.rows_of(column)) {
    std::int32_t count = 0;
    for (const std::int32_t j : chosen)
      count += static_cast<std::int32_t>(std::ranges::count(a.columns_of(i), j));
    n += count < a.demand(i);
  }
  return n;
}

/// The rule itself: all columns are looked at for each choice.
list greedy_by_hand(const cover_problem& a) {
  list chosen;
  for (std::int32_t j = 0; j < a.columns(); ++j)
    if (a.is_fixed(j)) chosen.push_back(j);
  for (;;) {
    std::int32_t best = -1;
    for (std::int32_t j = 0; j < a.columns(); ++j) {
      if (std::ranges::count(chosen, j) || needs_met(a, chosen, j) == 0) continue;
      if (best < 0 ||
          a.cost(j) * needs_met(a, chosen, best) < a.cost(best) * needs_met(a, chosen, j))
        best = j;
    }
    if (best < 0) break;
    chosen.push_back(best);
  }
  std::sort(chosen.begin(), chosen.end());
  return chosen;
}

/// One column after the other, the dearest first, is left out if the rest is a cover.
list deleted_by_hand(const cover_problem& a, list columns) {
  list order = columns;
  std::stable_sort(order.begin(), order.end(),
                   [&](std::int32_t j, std::int32_t k) { return a.cost(j) > a.cost(k); });
  for (const std::int32_t j : order) {
    list fewer = columns;
    std::erase(fewer, j);
    if (test::is_cover(a, fewer)) columns = fewer;
  }
  return columns;
}

list deleted(const cover_problem& a, const list& columns) {
  return without(columns, jointly_removable_from(a, columns));
}

} // namespace

TEST_SUITE("need") {
  TEST_CASE("cover_greedy: costs are those known of eleven multicovers") {
    for (const test::known_cover& known : test::known_covers()) {
      CAPTURE(known.id);
      const cover_problem a = known.problem();
      const list greedy = greedy_cover(a), all = test::all_columns(a);
      CHECK(cover_cost(a, greedy) == known.greedy);
      CHECK(cover_cost(a, deleted(a, greedy)) == known.greedy_then_deleted);
      CHECK(cover_cost(a, deleted(a, all)) == known.all_then_deleted);
      CHECK(test::is_cover(a, deleted(a, all)));
    }
  }

  TEST_CASE("cover_greedy: the least cost for each row that still needs it comes first") {
    // 6 for three rows; then 3 for one is less than 4 for one.
    CHECK(greedy_cover(test::cover({{0, 1, 2}, {2, 3}, {3}}, {1, 1, 1, 1}, {6, 4, 3})) ==
          list{0, 2});
    // A row that has enough counts no more, one that needs another still does.
    CHECK(greedy_cover(test::cover({{0, 1}, {0}, {0}}, {2, 1}, {1, 5, 4})) == list{0, 2});
  }

  TEST_CASE("cover_greedy: of equals the first is chosen") {
    CHECK(greedy_cover(test::unicost({{0}, {1}, {0}, {1}}, 2)) == list{0, 1});
    CHECK(greedy_cover(test::cover({{0, 1}, {0}, {1}}, {1, 1}, {4, 2, 2})) == list{0});
    CHECK(greedy_cover(test::cover({{0}, {1}, {0, 1}}, {1, 1}, {2, 2, 4})) == list{0, 1});
  }

  TEST_CASE("cover_greedy: it pays up to H(d) times the optimum where it is led astray") {
    // Chvátal's own example, costs in parts of 1/60: one column of 61 for all five rows, against
    // 60 / 1 … 60 / 5 for each alone.
    const cover_problem a = test::cover({{0}, {1}, {2}, {3}, {4}, {0, 1, 2, 3, 4}}, {1, 1, 1, 1, 1},
                                        {60, 30, 20, 15, 12, 61});
    CHECK(cover_cost(a, greedy_cover(a)) == 60 + 30 + 20 + 15 + 12);
    CHECK(test::cheapest_cost(a) == 61);
  }

  TEST_CASE("cover_greedy: fixed columns are there whatever they cost and nothing else is wasted") {
    CHECK(greedy_cover(test::cover({{0}, {0}}, {1}, {9, 1}, {0})) == list{0});
    CHECK(greedy_cover(test::cover({{0}, {0}}, {1}, {9, 1})) == list{1});
    CHECK(greedy_cover(test::cover({{0}, {}}, {0}, {1, 0}, {1})) == list{1});
    CHECK(greedy_cover(cover_problem{}).empty());
  }

  TEST_CASE("cover_greedy: it does what the rule says") {
    std::mt19937 random(1);
    for (int round = 0; round < 300; ++round) {
      CAPTURE(round);
      const cover_problem a = test::random_cover(random, 25, 20);
      const list greedy = greedy_cover(a);
      CHECK(greedy == greedy_by_hand(a));
      CHECK(test::is_cover(a, greedy));
    }
  }

  TEST_CASE("cover_greedy: the cost for each row is compared without loss") {
    // Cross products beyond 64 bits: (2⁶⁰ + 1) / 3 is a little more than 2⁶⁰ / 3.
    const std::int64_t c = std::int64_t{1} << 60;
    CHECK(greedy_cover(test::cover({{0, 1, 2}, {0, 1, 2}}, {1, 1, 1}, {c + 1, c})) == list{1});
    CHECK(greedy_cover(test::cover({{0, 1, 2}, {0, 1}, {2}}, {1, 1, 1}, {c, c / 2, c / 2})) ==
          list{1, 2});
  }

  TEST_CASE("cover_greedy: what can go at once is found from the dearest on") {
    // Each of the three can go alone, but only one of the first two with the last.
    const cover_problem a = test::cover({{0}, {0, 1}, {1}}, {1, 1}, {1, 3, 2});
    CHECK(jointly_removable_from(a, list{0, 1, 2}).columns == list{1});
    // Of equals the first goes.
    CHECK(jointly_removable_from(test::unicost({{0}, {0}}, 1), list{0, 1}).columns == list{0});
    // A fixed one stays.
    CHECK(jointly_removable_from(test::cover({{0}, {0}}, {1}, {2, 1}, {0}), list{0, 1}).columns ==
          list{1});
    CHECK(jointly_removable_from(a, list{1}).columns.empty());
  }

  TEST_CASE("cover_greedy: reverse-delete leaves what leaving out one by one does") {
    std::mt19937 random(2);
    for (int round = 0; round < 300; ++round) {
      CAPTURE(round);
      const cover_problem a = test::random_cover(random, 20, 20);
      for (const list& columns : {test::all_columns(a), greedy_cover(a)}) {
        const list left = deleted(a, columns);
        CHECK(left == deleted_by_hand(a, columns));
        CHECK(individually_redundant_in(a, left).columns.empty());
      }
    }
  }

  TEST_CASE("cover_greedy: kept columns know their counts after each change") {
    std::mt19937 random(3);
    for (int round = 0; round < 50; ++round) {
      CAPTURE(round);
      const cover_problem a = test::random_cover(random, 15, 15);
      detail::kept_columns kept(a, list{});
      list mine;
      for (int n = 0; n < 30; ++n) {
        const auto j = static_cast<std::int32_t>(random() % static_cast<unsigned>(a.columns()));
        if (kept.has(j)) {
          kept.drop(j);
          std::erase(mine, j);
        } else {
          kept.add(j);
          mine.insert(std::ranges::lower_bound(mine, j), j);
        }
        CHECK(kept.columns() == mine);
        const std::vector<std::int32_t> counts = cover_counts(a, mine);
        bool same = true;
        for (std::int32_t i = 0; i < a.rows(); ++i)
          same = same && kept.count(i) == counts[static_cast<std::size_t>(i)];
        CHECK(same);
      }
    }
  }
}
