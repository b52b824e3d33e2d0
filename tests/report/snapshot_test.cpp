#include <irisan/report/snapshot.hpp>

#include <irisan/report/audit.hpp>

#include <support/builders.hpp>

#include <doctest/doctest.h>

#include <string>

using namespace irisan;
using namespace irisan::test;

namespace {

period days(const char* from, const char* to) {
  period p;
  p.start = *parse_date(from), p.end = *parse_date(to);
  return p;
}

tables reported() {
  tables t = with_deliveries(
      {"D1,P,S1,A,teacher,2023-07-01,2023-07-05", "D2,Q,S1,A,teacher,2023-07-01,2023-07-05"});
  add(t, "sources", "unit_id,program_id,region_id,covers_from,covers_to",
      {"BPMP,,,2023-01-01,2023-12-31", "BGP,Q,13.06,2023-01-01,2023-06-30"});
  return t;
}

} // namespace

TEST_SUITE("report") {
  TEST_CASE("snapshot: what a report says is kept") {
    const report r = audit(portfolio(reported()), {});
    const report_snapshot s = snapshot_of(r);
    CHECK(s.as_of == r.as_of);
    CHECK(s.figures == r.figures);
    CHECK(s.interventions == r.interventions);
    CHECK(s.need_totals.size() == r.need_totals.size());
    REQUIRE(s.findings.size() == r.findings.size());
    REQUIRE_FALSE(s.findings.empty());
    for (std::size_t i = 0; i < s.findings.size(); ++i) {
      CHECK(s.findings[i].id == r.findings[i].id);
      CHECK(s.findings[i].sentence == r.findings[i].sentence);
      CHECK_FALSE(s.findings[i].first_seen.known());
    }
    REQUIRE(s.reported.size() == 2);
    const auto& bgp = s.reported[0].unit == "BGP" ? s.reported[0] : s.reported[1];
    CHECK(bgp == snapshot_reporting{"BGP", "Q", "13.06", days("2023-01-01", "2023-06-30")});
  }

  TEST_CASE("snapshot: a unit has reported where and when and on what its rows say") {
    const report_snapshot s = snapshot_of(audit(portfolio(reported()), {}));
    const period july = days("2023-07-01", "2023-07-31"), june = days("2023-06-01", "2023-06-30");
    CHECK(has_reported(s, "BPMP", "P", "13.71", july));
    CHECK_FALSE(has_reported(s, "BPMP", "P", "13.71", days("2024-01-01", "2024-01-31")));
    CHECK(has_reported(s, "BGP", "Q", "13.06", june));
    CHECK_FALSE(has_reported(s, "BGP", "Q", "13.06", july));
    CHECK_FALSE(has_reported(s, "BGP", "P", "13.06", june));
    CHECK_FALSE(has_reported(s, "BGP", "Q", "13.71", june));
    // Without a region or program any will do; one who is not in the table has not reported.
    CHECK(has_reported(s, "BGP", "", "", june));
    CHECK_FALSE(has_reported(s, "DD", "", "", june));
  }

  TEST_CASE("snapshot: a row of a region speaks of those inside it") {
    report_snapshot s;
    s.region_parents = {{"13", ""}, {"13.06", "13"}, {"14", ""}};
    s.reported = {{"BGP", "", "13", {}}};
    CHECK(has_reported(s, "BGP", "Q", "13.06", {}));
    CHECK(has_reported(s, "BGP", "Q", "13", {}));
    CHECK_FALSE(has_reported(s, "BGP", "Q", "14", {}));
    CHECK_FALSE(has_reported(s, "BGP", "Q", "unheard of", {}));
  }

  TEST_CASE("snapshot: without the table all is taken as reported") {
    CHECK(has_reported(report_snapshot{}, "BGP", "Q", "13.06", {}));
  }
}
