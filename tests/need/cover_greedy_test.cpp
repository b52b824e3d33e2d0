#include <irisan/need/cover_greedy.hpp>

#include <support/multicovers.hpp>

#include <doctest/doctest.h>

#include <algorithm>
#include <random>
#include <vector>

using namespace irisan;
using ints = std::vector<std::int32_t>;

namespace {

/// Looks at all columns again before each choice.
ints greedy_by_hand(const cover_problem& a) {
  ints chosen, needed(a.demands().begin(), a.demands().end());
  std::vector<bool> in(static_cast<std::size_t>(a.columns()), false);
  const auto choose = [&](std::int32_t j) {
    in[static_cast<std::size_t>(j)] = true;
    chosen.push_back(j);
    for (const std::int32_t i : a.rows_of(j)) --needed[static_cast<std::size_t>(i)];
  };
  for (std::int32_t j = 0; j < a.columns(); ++j)
    if (a.is_fixed(j)) choose(j);
  for (;;) {
    std::int32_t best = -1;
    std::int64_t best_rows = 0;
    for (std::int32_t j = 0; j < a.columns(); ++j) {
      if (in[static_cast<std::size_t>(j)]) continue;
      const auto rows = std::ranges::count_if(
          a.rows_of(j), [&](std::int32_t i) { return needed[static_cast<std::size_t>(i)] > 0; });
      if (rows > 0 && (best < 0 || a.cost(j) * best_rows < a.cost(best) * rows)) {
        best = j;
        best_rows = rows;
      }
    }
    if (best < 0) break;
    choose(best);
  }
  std::sort(chosen.begin(), chosen.end());
  return chosen;
}

} // namespace

TEST_SUITE("need") {
  TEST_CASE("cover_greedy: it costs what the oracle says") {
    for (const test::multicover& m : test::multicovers()) {
      CAPTURE(m.name);
      const cover_problem a = m.problem();
      const ints chosen = greedy_cover(a), all = test::all_columns(a);
      CHECK(cover_cost(a, chosen) == m.greedy);
      CHECK(cover_cost(a, without(chosen, jointly_removable_from(a, chosen))) == m.greedy_reduced);
      CHECK(cover_cost(a, without(all, jointly_removable_from(a, all))) == m.all_reduced);
    }
  }

  TEST_CASE("cover_greedy: it chooses as if all columns were looked at each time") {
    std::mt19937 random(12);
    for (int round = 0; round < 500; ++round) {
      const cover_problem a = test::random_cover(random, 25, 20);
      CHECK(greedy_cover(a) == greedy_by_hand(a));
    }
  }

  TEST_CASE("cover_greedy: ratios are compared exactly") {
    // 2⁶⁰ for two rows is a hair less per row than 2⁵⁹ + 1 for one.
    const std::int64_t x = std::int64_t{1} << 60;
    CHECK(greedy_cover(test::cover({{0}, {1}, {0, 1}}, {1, 1}, {x / 2 + 1, x / 2 + 1, x})) ==
          ints{2});
    CHECK(greedy_cover(test::cover({{0}, {1}, {0, 1}}, {1, 1}, {x / 2, x / 2, x + 1})) ==
          ints{0, 1});
    // A tie is for the first.
    CHECK(greedy_cover(test::cover({{0}, {1}, {0, 1}}, {1, 1}, {1, 1, 2})) == ints{0, 1});
    CHECK(greedy_cover(test::cover({{0, 1}, {0}, {1}}, {1, 1}, {2, 1, 1})) == ints{0});
  }

  TEST_CASE("cover_greedy: reverse-delete leaves a cover without a redundant column") {
    std::mt19937 random(13);
    for (int round = 0; round < 300; ++round) {
      const cover_problem a = test::random_cover(random, 14, 10);
      const ints all = test::all_columns(a);
      const jointly_removable gone = jointly_removable_from(a, all);
      const ints left = without(all, gone);
      CHECK(test::is_cover(a, left));
      CHECK(left.size() + gone.columns.size() == all.size());
      CHECK(individually_redundant_in(a, left).columns.empty());
      for (const std::int32_t j : left) {
        ints fewer = left;
        std::erase(fewer, j);
        CHECK_FALSE(test::is_cover(a, fewer));
      }
    }
  }

  // or-tools' MipErasePreviousSubsets.
  TEST_CASE("cover_greedy: one set for two rows is enough") {
    CHECK(greedy_cover(test::unicost({{0, 1}, {0}, {1}}, 2)) == ints{0});
    CHECK(greedy_cover(cover_problem{}).empty());
    CHECK(greedy_cover(test::cover({{0}}, {0}, {0})).empty());
    CHECK(greedy_cover(test::cover({{0}, {}}, {0}, {0, 5}, {1})) == ints{1});
  }
}
