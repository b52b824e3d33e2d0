#include <irisan/report/compare.hpp>

#include <irisan/model/what_if.hpp>
#include <irisan/report/audit.hpp>

#include <support/builders.hpp>

#include <doctest/doctest.h>

#include <algorithm>
#include <set>
#include <string>
#include <vector>

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

  TEST_CASE("compare: late reporting is not taken for an end") {
    tables was = two_programs();
    // A year on, Q's rows are missing: either it ended, or nobody has reported it yet.
    tables is = test::with_deliveries({"D1,P,S1,A,teacher,2023-07-01,2023-07-02"});
    test::add(is, "needs", "target_id,activity_id,score", {"S1,T,0.9", "S2,T,0.8", "S3,T,0.7"});
    const auto duplications = [](const report_change& c) {
      return c.findings[static_cast<std::size_t>(finding_kind::duplication)];
    };
    const report before = audited(portfolio(was));
    const std::string columns = "unit_id,program_id,region_id,covers_from,covers_to";

    const report_change unknown = compare(before, audited(portfolio(is)));
    CHECK_FALSE(unknown.reporting_known);
    CHECK(duplications(unknown).closed.size() == 1);
    CHECK(unknown.ended == std::vector<std::string>{"Q|BGP"});

    tables late = is;
    test::add(late, "sources", columns, {"BPMP,,,2023-01-01,2023-12-31"});
    const report_change waiting = compare(before, audited(portfolio(late)));
    CHECK(waiting.reporting_known);
    CHECK(duplications(waiting).closed.empty());
    CHECK(duplications(waiting).not_reported.size() == 1);
    CHECK(waiting.ended.empty());
    CHECK(waiting.not_reported == std::vector<std::string>{"Q|BGP"});

    // The nearest that is told of: it reported, and there was nothing.
    tables over = is;
    test::add(over, "sources", columns,
              {"BPMP,,,2023-01-01,2023-12-31", "BGP,,,2023-01-01,2023-12-31"});
    const report_change ended = compare(before, audited(portfolio(over)));
    CHECK(duplications(ended).closed.size() == 1);
    CHECK(duplications(ended).not_reported.empty());
    CHECK(ended.ended == std::vector<std::string>{"Q|BGP"});

    // It reported on another time only.
    tables other = is;
    test::add(other, "sources", columns,
              {"BPMP,,,2023-01-01,2023-12-31", "BGP,,,2024-01-01,2024-12-31"});
    CHECK(duplications(compare(before, audited(portfolio(other)))).not_reported.size() == 1);
  }

  TEST_CASE("compare: what an audit of a later time lacks must be reported on for that time") {
    tables was = two_programs();
    tables is = two_programs();
    test::add(is, "deliveries", "delivery_id,program_id,target_id,activity_id,audience,start,end",
              {"D9,P,S1,A,teacher,2024-07-01,2024-07-02"});
    test::add(is, "sources", "unit_id,covers_from,covers_to",
              {"BPMP,2023-01-01,2024-12-31", "BGP,2023-01-01,2023-12-31"});
    audit_options o;
    o.threads = 1;
    o.scope.from = *parse_date("2024-01-01");
    const report_change c = compare(audited(portfolio(was)), audit(portfolio(is), {}, o));
    const kind_change& k = c.findings[static_cast<std::size_t>(finding_kind::duplication)];
    CHECK(k.closed.empty());
    CHECK(k.not_reported.size() == 1);
    CHECK(c.not_reported == std::vector<std::string>{"Q|BGP"});
  }

  TEST_CASE("compare: each finding of either report has a fate and the day it was first seen") {
    const portfolio p(two_programs());
    tables more;
    test::add(more, "deliveries", "delivery_id,program_id,target_id,activity_id,audience,start,end",
              {"D8,P,S2,A,teacher,2024-01-05,2024-01-05"});
    const report first = audited(p), second = audited(with(p, more));
    const report_change c = compare(first, second);
    CHECK(c.since == first.as_of);
    std::set<std::string> ids;
    for (const finding& f : first.findings) ids.insert(f.id);
    for (const finding& f : second.findings) ids.insert(f.id);
    REQUIRE(c.fates.size() == ids.size());
    for (const finding_change& f : c.fates) {
      CAPTURE(f.id);
      CHECK(ids.contains(f.id));
      const bool is_new = f.fate == finding_fate::opened;
      CHECK(f.first_seen == (is_new ? second.as_of : first.as_of));
      const bool gone = f.fate == finding_fate::closed || f.fate == finding_fate::not_reported;
      CHECK(f.sentence.en.empty() == !gone);
    }
    // What an earlier comparison knew of the first day goes on.
    report_snapshot known = snapshot_of(first);
    for (snapshot_finding& f : known.findings) f.first_seen = *parse_date("2022-12-31");
    for (const finding_change& f : compare(known, snapshot_of(second)).fates)
      if (f.fate != finding_fate::opened) CHECK(f.first_seen == *parse_date("2022-12-31"));
  }

  TEST_CASE("compare: the other way round turns the change round") {
    const portfolio p(two_programs());
    const report a = audited(p), b = audited(p, {"P"});
    const auto there = rows_of(compare(a, b)), back = rows_of(compare(b, a));
    REQUIRE(there.size() == back.size());
    for (std::size_t i = 0; i < there.size(); ++i) {
      if (there[i].figure.starts_with("findings_") || there[i].figure.starts_with("programs_"))
        continue;
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
