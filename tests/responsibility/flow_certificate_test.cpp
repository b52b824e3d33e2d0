#include <irisan/responsibility/flow_certificate.hpp>

#include <doctest/doctest.h>

using namespace irisan;

namespace {
bool says(const flow_problem& p, const flow_result& r, const char* what) {
  for (const std::string& w : check(p, r))
    if (w.find(what) != std::string::npos) return true;
  return false;
}
} // namespace

TEST_SUITE("responsibility") {
  // Two units from 0 to 2: one over 1, where only one may go, one straight.
  const flow_problem p{{2, 0, -2}, {{0, 1, 1, 1}, {1, 2, 1}, {0, 2, 5}}};
  const flow_result good{flow_status::optimal, {1, 1, 1}, 7, {0, 4, 5}, {}, {}};

  TEST_CASE("flow_certificate: a flow with potentials that fit is optimal") {
    CHECK(check(p, good).empty());
  }

  TEST_CASE("flow_certificate: each thing that is wrong with a flow is found") {
    flow_result r = good;
    r.flow = {2, 2, 0};
    CHECK(says(p, r, "arc 0: a flow of 2 is out of bounds"));
    r.flow = {1, 0, 1};
    CHECK(says(p, r, "node 1: its supply does not flow away"));
    r.flow = {0, 0, 2};
    r.cost = 10;
    CHECK(says(p, r, "arc 0: another flow than 0 costs less"));
    r = good;
    r.cost = 6;
    CHECK(says(p, r, "the cost is not 6"));
    r = good;
    r.potential[1] = 0;
    CHECK_FALSE(check(p, r).empty());
    r.potential.clear();
    CHECK(says(p, r, "0 potentials of 3 nodes"));
  }

  TEST_CASE("flow_certificate: a cut proves something only if less can cross it") {
    flow_problem narrow = p;
    narrow.arcs[2].capacity = 0;
    flow_result r{flow_status::infeasible, {}, 0, {}, {0}, {}};
    CHECK(check(narrow, r).empty());
    CHECK(says(p, r, "can cross it"));
    r.cut = {0, 1};
    CHECK(says(narrow, r, "can cross it"));
    // Node 2 must get more than it takes.
    narrow.arcs[2].capacity = 9;
    narrow.arcs[2].lower = 3;
    r.cut = {0, 1};
    CHECK(check(narrow, r).empty());
  }

  TEST_CASE("flow_certificate: a cycle must close and hold any amount and pay") {
    flow_problem round{{0, 0}, {{0, 1, 1}, {1, 0, -2}, {1, 0, -1}, {1, 0, -2, 5}, {0, 1, -9}}};
    flow_result r{flow_status::unbounded, {}, 0, {}, {}, {0, 1}};
    CHECK(check(round, r).empty());
    r.cycle = {0, 2};
    CHECK(says(round, r, "costs nothing or more"));
    r.cycle = {0, 3};
    CHECK(says(round, r, "arc 3: it does not hold any amount"));
    r.cycle = {0, 4};
    CHECK(says(round, r, "arc 0: the cycle does not go on where it ends"));
    r.cycle.clear();
    CHECK(says(round, r, "there is no cycle"));
  }
}
