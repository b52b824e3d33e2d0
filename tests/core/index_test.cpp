#include <irisan/core/index.hpp>

#include <support/builders.hpp>

#include <doctest/doctest.h>

#include <concepts>

using namespace irisan;

TEST_SUITE("core") {
  TEST_CASE("index: unknown unless it is given a position") {
    static_assert(!target_index{}.known());
    static_assert(target_index{0}.known());
    static_assert(target_index{7}.at() == 7);
    CHECK(target_index{}.value == -1);
  }

  TEST_CASE("index: unknown sorts before everything and positions in order") {
    CHECK(unit_index{} < unit_index{0});
    CHECK(unit_index{1} < unit_index{2});
    CHECK(unit_index{2} == unit_index{2});
  }

  TEST_CASE("index: the index of one kind is not that of another") {
    static_assert(!std::convertible_to<target_index, intervention_index>);
    static_assert(!std::convertible_to<program_index, intervention_index>);
    static_assert(!std::equality_comparable_with<target_index, unit_index>);
    static_assert(!std::convertible_to<std::int32_t, target_index>);
    static_assert(sizeof(target_index) == sizeof(std::int32_t));
  }
}
