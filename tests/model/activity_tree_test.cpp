#include <irisan/model/activity_tree.hpp>

#include <support/builders.hpp>

#include <doctest/doctest.h>

#include <random>
#include <vector>

using namespace irisan;
using level = activity_level;

namespace {

/// 0 ─ 1 ─ 2 ─ 3, and 4 beside 1; 5 alone.
activity_tree small(std::vector<activity_level> levels = std::vector<activity_level>(6)) {
  return {tree({-1, 0, 1, 2, 0, -1}), levels};
}
activity_index at(std::int32_t a) {
  return {a};
}

} // namespace

TEST_SUITE("model") {
  TEST_CASE("activity_tree: the theme is the root above") {
    CHECK(small().theme(at(3)) == at(0));
    CHECK(small().theme(at(0)) == at(0));
    CHECK(small().theme(at(5)) == at(5));
  }

  TEST_CASE("activity_tree: without levels the kind is the child of the root on the path") {
    CHECK(small().kind(at(3)) == at(1));
    CHECK(small().kind(at(2)) == at(1));
    CHECK(small().kind(at(1)) == at(1));
    CHECK(small().kind(at(4)) == at(4));
    CHECK(small().kind(at(0)) == at(0));
    CHECK(small().kind(at(5)) == at(5));
  }

  TEST_CASE("activity_tree: with levels the kind is the nearest marked at or above") {
    const activity_tree t = small({level::theme, level::unmarked, level::kind, level::activity,
                                   level::unmarked, level::theme});
    CHECK(t.kind(at(3)) == at(2));
    CHECK(t.kind(at(2)) == at(2));
    CHECK(t.kind(at(1)) == at(1)); // no mark on its path
    CHECK(t.kind(at(4)) == at(4));
    CHECK(t.kind(at(0)) == at(0));
  }

  TEST_CASE("activity_tree: of two marked on a path the nearer one counts") {
    const activity_tree t = small({level::kind, level::unmarked, level::kind, level::unmarked,
                                   level::unmarked, level::unmarked});
    CHECK(t.kind(at(3)) == at(2));
    CHECK(t.kind(at(1)) == at(0));
  }

  TEST_CASE("activity_tree: an unknown activity has an unknown theme and kind") {
    CHECK(!small().theme({}).known());
    CHECK(!small().kind({}).known());
    CHECK(!small().covers({}, at(0)));
    CHECK(!small().meet({}, at(0)).known());
  }

  TEST_CASE("activity_tree: two activities meet in the deeper one if one covers the other") {
    CHECK(small().meet(at(1), at(3)) == at(3));
    CHECK(small().meet(at(3), at(1)) == at(3));
    CHECK(small().meet(at(2), at(2)) == at(2));
    CHECK(!small().meet(at(4), at(3)).known());
    CHECK(!small().meet(at(5), at(0)).known());
    CHECK(small().parent(at(3)) == at(2));
    CHECK(!small().parent(at(0)).known());
  }

  TEST_CASE("activity_tree: kinds are those of a walk up on random trees") {
    std::mt19937 random(1);
    for (int round = 0; round < 300; ++round) {
      CAPTURE(round);
      std::vector<std::int32_t> parent(1 + random() % 9);
      std::vector<activity_level> levels(parent.size());
      for (std::size_t i = 0; i < parent.size(); ++i) {
        parent[i] = static_cast<std::int32_t>(random() % (i + 1)) - 1;
        levels[i] = random() % 3 == 0   ? level::kind
                    : random() % 2 == 0 ? level::unmarked
                                        : level::activity;
      }
      const activity_tree t(tree(parent), levels);
      for (std::int32_t a = 0; a < t.size(); ++a) {
        std::vector<std::int32_t> path; // from a up to the root
        for (std::int32_t i = a; i >= 0; i = parent[static_cast<std::size_t>(i)]) path.push_back(i);
        std::int32_t expected = path.size() == 1 ? path[0] : path[path.size() - 2];
        for (auto i = path.rbegin(); i != path.rend(); ++i)
          if (levels[static_cast<std::size_t>(*i)] == level::kind) expected = *i;
        CHECK(t.kind(at(a)) == at(expected));
        CHECK(t.theme(at(a)) == at(path.back()));
      }
    }
  }
}
