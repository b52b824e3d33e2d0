#include <irisan/model/tree.hpp>

#include <support/builders.hpp>
#include <support/by_hand.hpp>

#include <doctest/doctest.h>

#include <algorithm>
#include <map>
#include <random>
#include <set>
#include <vector>

using namespace irisan;
using parents = std::vector<std::int32_t>;

TEST_SUITE("model") {
  TEST_CASE("tree: a forest has no cycle") {
    CHECK(find_cycles({}).empty());
    CHECK(find_cycles({-1}).empty());
    CHECK(find_cycles({-1, 0, 1, 0, -1}).empty());
  }

  TEST_CASE(
      "tree: a cycle starts with its smallest member and those that lead to it are not in it") {
    using cycles = std::vector<parents>;
    CHECK(find_cycles({0}) == cycles{{0}});
    CHECK(find_cycles({1, 0}) == cycles{{0, 1}});
    CHECK(find_cycles({2, 0, 1}) == cycles{{0, 2, 1}});
    CHECK(find_cycles({1, 2, 1}) == cycles{{1, 2}});
    CHECK(find_cycles({1, 0, 3, 2, -1}) == cycles{{0, 1}, {2, 3}});
  }

  TEST_CASE("tree: finds the cycles that following every node finds") {
    std::mt19937 random(1);
    for (int round = 0; round < 2000; ++round) {
      CAPTURE(round);
      parents parent(random() % 10);
      for (auto& p : parent) p = static_cast<std::int32_t>(random() % (parent.size() + 1)) - 1;
      const auto found = find_cycles(parent);
      std::set<std::set<std::int32_t>> sets;
      for (const parents& cycle : found) {
        CHECK(cycle.front() == *std::min_element(cycle.begin(), cycle.end()));
        for (std::size_t i = 0; i < cycle.size(); ++i)
          CHECK(parent[static_cast<std::size_t>(cycle[i])] == cycle[(i + 1) % cycle.size()]);
        sets.emplace(cycle.begin(), cycle.end());
      }
      CHECK(sets == test::by_hand::cycles(parent));
      CHECK(sets.size() == found.size());
      CHECK(std::is_sorted(found.begin(), found.end()));
    }
  }

  TEST_CASE("tree: a member of two groups is no cycle and a group inside itself is") {
    using groups = std::map<std::int32_t, std::map<std::int32_t, int>>;
    CHECK(find_group_cycle(groups{}).empty());
    CHECK(find_group_cycle(groups{{0, {{1, 0}, {2, 0}}}, {1, {{3, 0}}}, {2, {{3, 0}}}}).empty());
    CHECK(find_group_cycle(groups{{4, {{4, 0}}}}) == parents{4});
    CHECK(find_group_cycle(groups{{0, {{1, 0}}}, {1, {{2, 0}, {0, 0}}}}) == parents{0, 1});
  }

  TEST_CASE("tree: a cycle among groups is found exactly if one can walk back to the start") {
    std::mt19937 random(1);
    for (int round = 0; round < 2000; ++round) {
      CAPTURE(round);
      const std::int32_t n = 1 + static_cast<std::int32_t>(random() % 6);
      std::map<std::int32_t, std::map<std::int32_t, int>> groups;
      std::vector<std::vector<bool>> reaches(6, std::vector<bool>(6));
      for (auto edges = random() % 8; edges > 0; --edges) {
        const auto m = random() % static_cast<unsigned>(n), g = random() % static_cast<unsigned>(n);
        groups[static_cast<std::int32_t>(m)][static_cast<std::int32_t>(g)] = 0;
        reaches[m][g] = true;
      }
      for (std::size_t k = 0; k < 6; ++k)
        for (std::size_t i = 0; i < 6; ++i)
          for (std::size_t j = 0; j < 6; ++j)
            if (reaches[i][k] && reaches[k][j]) reaches[i][j] = true;
      bool any = false;
      for (std::size_t i = 0; i < 6; ++i) any = any || reaches[i][i];
      const parents cycle = find_group_cycle(groups);
      CHECK(cycle.empty() == !any);
      for (std::size_t i = 0; i < cycle.size(); ++i)
        CHECK(groups.at(cycle[i]).contains(cycle[(i + 1) % cycle.size()]));
      if (any) CHECK(cycle.front() == *std::min_element(cycle.begin(), cycle.end()));
    }
  }

  TEST_CASE("tree: each node knows its root and depth and parent") {
    const tree t(parents{-1, 0, 1, -1});
    CHECK(t.size() == 4);
    CHECK(t.root(2) == 0);
    CHECK(t.root(3) == 3);
    CHECK(t.depth(0) == 0);
    CHECK(t.depth(2) == 2);
    CHECK(t.parent(2) == 1);
    CHECK(t.parent(3) == -1);
    CHECK(tree{}.size() == 0);
  }

  TEST_CASE("tree: a node covers itself and what is below and nothing else") {
    const tree t(parents{-1, 0, 1, 0, -1});
    CHECK(t.covers(0, 2));
    CHECK(t.covers(1, 2));
    CHECK(t.covers(2, 2));
    CHECK(!t.covers(2, 1));
    CHECK(!t.covers(1, 3));
    CHECK(!t.covers(4, 0));
    CHECK(!t.covers(-1, 0));
    CHECK(!t.covers(0, -1));
    CHECK(!t.covers(-1, -1));
  }

  TEST_CASE("tree: covers what climbing finds on random forests") {
    std::mt19937 random(1);
    for (int round = 0; round < 300; ++round) {
      CAPTURE(round);
      parents parent(random() % 12);
      for (auto& p : parent) p = static_cast<std::int32_t>(random() % (parent.size() + 1)) - 1;
      if (!find_cycles(parent).empty()) continue;
      const tree t(parent);
      for (std::int32_t a = 0; a < t.size(); ++a) {
        for (std::int32_t b = 0; b < t.size(); ++b)
          CHECK(t.covers(a, b) == test::by_hand::covers(parent, a, b));
        std::int32_t root = a, depth = 0;
        for (; parent[static_cast<std::size_t>(root)] >= 0; ++depth)
          root = parent[static_cast<std::size_t>(root)];
        CHECK(t.root(a) == root);
        CHECK(t.depth(a) == depth);
      }
    }
  }

  TEST_CASE("tree: a chain of 200 000 nodes is no deeper than the stack") {
    parents chain(200'000);
    for (std::size_t i = 0; i < chain.size(); ++i) chain[i] = static_cast<std::int32_t>(i) - 1;
    const tree t(chain);
    CHECK(t.depth(199'999) == 199'999);
    CHECK(t.covers(0, 199'999));
    chain[0] = 199'999;
    CHECK(find_cycles(chain).size() == 1);
  }
}
