#include <irisan/report/compare.hpp>

#include <irisan/model/what_if.hpp>
#include <irisan/report/audit.hpp>

#include <support/builders.hpp>

#include <doctest/doctest.h>

#include <algorithm>

using namespace irisan;

namespace {

/// Two offices that teach the same at S1; only Q serves S2; S3 is in need and nobody serves it.
tables two_programs() {
  tables t = test::with_deliveries({"D1,P,S1,A,teacher,2023-07-01,2023-07-02",
                                    "D2,Q,S1,A,teacher,2023-07-01,2023-07-02",
                                    "D3,Q,S2,A,teacher,2023-07-05,2023-07-05"});
  test::add(t, "needs", "target_id,activity_id,score", {"S1,T,0.9", "S2,T,0.8", "S3,T,0.7"});
  return t;
}

report audited(const portfolio& p, std::vector<std::string> gone = {}) {
  audit_options o;
  o.without = std::move(gone);
  o.threads = 1;
  return audit(p, {}, o);
}

} // namespace

TEST_SUITE("report") {
  TEST_CASE("compare: a report and itself do not differ") {
    const report r = audited(portfolio(two_programs()));
    const report_change c = compare(r, r);
    for (const change_row& row : rows_of(c)) {
      CAPTURE(row.figure);
      CHECK(row.value.change() == 0);
    }
    CHECK(c.coverage.empty());
    CHECK(c.deliveries.before == 3);
    CHECK(c.needs == before_after<std::int64_t>{3, 3});
  }

  TEST_CASE("compare: without a program its overlap closes and what it alone served opens") {
    const portfolio p(two_programs());
    const report_change c = compare(audited(p), audited(p, {"Q"}));
    CHECK(c.deliveries == before_after<std::int64_t>{3, 1});
    CHECK(c.targets_reached == before_after<std::int64_t>{2, 1});
    CHECK(c.pairs == before_after<std::int64_t>{1, 0});
    CHECK(c.needs_served == before_after<std::int64_t>{2, 1});
    CHECK(c.needs_not_served == before_after<std::int64_t>{1, 2});
    const kind_change& duplication =
        c.findings[static_cast<std::size_t>(finding_kind::duplication)];
    CHECK(duplication.count == before_after<std::int64_t>{1, 0});
    CHECK(duplication.closed.size() == 1);
    CHECK(duplication.opened.empty());
    // S3 lies in Padang and was a gap before; Agam has one now.
    const kind_change& gap = c.findings[static_cast<std::size_t>(finding_kind::gap)];
    CHECK(gap.count == before_after<std::int64_t>{1, 2});
    CHECK(gap.opened.size() == 1);
    REQUIRE(c.coverage.size() == 1);
    CHECK(c.coverage[0].region == "13.06");
    CHECK(c.coverage[0].served == before_after<std::int64_t>{2, 1});
  }

  TEST_CASE("compare: a finding whose evidence grew is neither opened nor closed") {
    const portfolio p(two_programs());
    tables more;
    test::add(more, "deliveries", "program_id,target_id,activity_id,audience,start,end",
              {"P,S2,A,teacher,2023-07-05,2023-07-05"});
    const report_change c = compare(audited(p), audited(with(p, more)));
    const kind_change& duplication =
        c.findings[static_cast<std::size_t>(finding_kind::duplication)];
    CHECK(duplication.count == before_after<std::int64_t>{1, 1});
    CHECK(duplication.opened.empty());
    CHECK(duplication.closed.empty());
  }

  TEST_CASE("compare: the other way round turns the change round") {
    const portfolio p(two_programs());
    const report a = audited(p), b = audited(p, {"P"});
    const auto there = rows_of(compare(a, b)), back = rows_of(compare(b, a));
    REQUIRE(there.size() == back.size());
    for (std::size_t i = 0; i < there.size(); ++i) {
      if (there[i].figure == "findings_opened" || there[i].figure == "findings_closed") continue;
      CHECK(there[i].value.before == back[i].value.after);
      CHECK(there[i].value.after == back[i].value.before);
    }
  }

  TEST_CASE("compare: the report without a program says so and keeps the day of the whole") {
    const portfolio p(two_programs());
    const report r = audited(p, {"Q"});
    CHECK(r.scope.without == std::vector<std::string>{"Q"});
    CHECK(r.as_of == audited(p).as_of);
    audit_options o;
    o.without = {"X"};
    CHECK_THROWS_AS(audit(p, {}, o), rule_error);
  }
}
