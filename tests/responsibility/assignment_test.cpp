#include <irisan/responsibility/assignment.hpp>

#include <doctest/doctest.h>

using namespace irisan;

TEST_SUITE("responsibility") {
  TEST_CASE("assignment: a unit pays a place's charge once for all its pieces there") {
    assignment_problem a;
    a.units = 2;
    a.places = 2;
    a.place = {0, 0, 1, -1};
    a.load = {1, 2, 4, 8};
    a.offsets = {0, 2, 4, 6, 8};
    a.unit = {0, 1, 0, 1, 0, 1, 0, 1};
    a.cost = {1, 2, 3, 4, 5, 6, 7, 8};
    a.capacity = {6, 10};
    a.charge = {100, 1000};
    CHECK_NOTHROW(check(a));
    CHECK(cost_of(a, {0, 2, 4, 6}) == 16 + 100 + 1000);
    CHECK(cost_of(a, {0, 3, 5, 7}) == 19 + 200 + 1000);
    CHECK(cost_of(a, {0, -1, -1, 6}) == 8 + 100);
    CHECK(loads_of(a, {0, 2, 5, -1}) == std::vector<std::int64_t>{3, 4});
    CHECK(excess_of(a, {7, 10}) == 1);
    CHECK(excess_of(a, {6, 12}) == 2);
    CHECK(fairness_of(a, {3, 4}) == fraction{1, 2});
    CHECK(fairness_of(a, {3, 6}) == fraction{3, 5});
    a.capacity = {assignment_problem::no_limit, 0};
    CHECK(fairness_of(a, {3, 0}) == fraction{0, 1});
    CHECK(fairness_of(a, {3, 1}).denominator == 0);
  }
}
