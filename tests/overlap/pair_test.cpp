#include <irisan/overlap/pair.hpp>

#include <support/builders.hpp>

#include <doctest/doctest.h>

#include <vector>

using namespace irisan;

TEST_SUITE("overlap") {
  TEST_CASE("pair: identical is the same targets and nothing less") {
    CHECK(identical({{0}, {1}, 3, 3, 3}));
    CHECK(!identical({{0}, {1}, 3, 3, 4}));
    CHECK(!identical({{0}, {1}, 2, 3, 3}));
  }

  TEST_CASE("pair: a proper subset lies wholly inside the other which has more") {
    CHECK(proper_subset({{0}, {1}, 3, 3, 4}));
    CHECK(proper_subset({{0}, {1}, 3, 4, 3}));
    CHECK(!proper_subset({{0}, {1}, 3, 3, 3}));
    CHECK(!proper_subset({{0}, {1}, 2, 3, 4}));
  }

  TEST_CASE("pair: pairs sort by first and then by second") {
    CHECK(overlap_pair{{0}, {2}, 9, 9, 9} < overlap_pair{{1}, {2}, 1, 1, 1});
    CHECK(overlap_pair{{0}, {1}, 9, 9, 9} < overlap_pair{{0}, {2}, 1, 1, 1});
  }
}
