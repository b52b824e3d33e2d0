#include <irisan/overlap/group_query.hpp>

#include <doctest/doctest.h>

using namespace irisan;

TEST_SUITE("overlap") {
  TEST_CASE("group_query: what cannot be is refused and its neighbour is not") {
    group_query q;
    CHECK_NOTHROW(check(q, 0));
    q.min_programs = 0;
    CHECK_THROWS_WITH_AS(check(q, 9), "groups: at least 1 program is in a group, not 0",
                         rule_error);
    q.min_programs = 1;
    CHECK_NOTHROW(check(q, 9));
    q.min_targets = 0;
    CHECK_THROWS_WITH_AS(check(q, 9), "groups: at least 1 target is shared, not 0", rule_error);
    q.min_targets = 1;
    q.any_of = {{8}, {0}};
    CHECK_NOTHROW(check(q, 9));
    CHECK_THROWS_WITH_AS(check(q, 8), "groups: there is no intervention 8 among 8", rule_error);
    q.any_of = {{-1}};
    CHECK_THROWS_WITH_AS(check(q, 8), "groups: there is no intervention -1 among 8", rule_error);
  }
}
