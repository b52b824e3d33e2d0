#include <irisan/responsibility/flow_problem.hpp>

#include <doctest/doctest.h>

using namespace irisan;

TEST_SUITE("responsibility") {
  TEST_CASE("flow_problem: an arc holds any amount from zero on unless it says otherwise") {
    const flow_problem p{{1, -1}, {{0, 1, 7}}};
    CHECK(p.nodes() == 2);
    CHECK(p.arcs[0].capacity == flow_arc::no_limit);
    CHECK(p.arcs[0].lower == 0);
  }
}
