#include <irisan/report/needed_row.hpp>

#include <irisan/report/audit.hpp>

#include <support/builders.hpp>

#include <doctest/doctest.h>

#include <algorithm>

using namespace irisan;
using namespace irisan::test;

namespace {

/// S1 gets two where one would do, S2 all it gets, S3 needs nothing.
tables served() {
  tables t = two_offices();
  add(t, "deliveries", "delivery_id,program_id,target_id,activity_id,cost",
      {"D1,P,S1,A,5", "D2,Q,S1,A,2", "D3,Q,S2,A,2", "D4,Q,S3,A,2"});
  add(t, "needs", "target_id,activity_id", {"S1,T", "S2,T"});
  return t;
}

} // namespace

TEST_SUITE("report") {
  TEST_CASE("needed_row: counts are those of the rows") {
    const needed_summary s = audit(portfolio(served()), {}).needed;
    REQUIRE(s.rows.size() == 3);
    CHECK(s.targets == 2);
    CHECK(s.count(delivery_need::essential) == 1);
    CHECK(s.count(delivery_need::in_all) == 1);
    CHECK(s.count(delivery_need::in_none) == 1);
    CHECK(s.count(delivery_need::in_some) == 0);
    CHECK(s.kept == 2);
    for (std::size_t n = 0; n < std::size(delivery_needs); ++n)
      CHECK(s.counts[n] == std::ranges::count_if(s.rows, [&](const needed_row& r) {
              return r.need == static_cast<delivery_need>(n);
            }));
  }

  TEST_CASE("needed_row: a witness is the position of a need of the report") {
    const report r = audit(portfolio(served()), {});
    for (const needed_row& x : r.needed.rows) {
      CHECK((x.witness >= 0) == x.kept);
      if (x.witness >= 0) CHECK(r.needs[static_cast<std::size_t>(x.witness)].activity == "T");
    }
  }

  TEST_CASE("needed_row: rules that do not ask get none") {
    rules r;
    r.finding.redundancy_deliveries = false;
    const report out = audit(portfolio(served()), r);
    CHECK(out.needed.rows.empty());
    CHECK(out.needed.targets == 0);
    CHECK(!out.redundancy.programs.empty());
  }
}
