#include <irisan/io/read_report.hpp>

#include <irisan/core/error.hpp>
#include <irisan/io/write_report.hpp>
#include <irisan/report/audit.hpp>
#include <irisan/version.hpp>

#include <support/builders.hpp>
#include <support/folder.hpp>

#include <doctest/doctest.h>

#include <string>
#include <vector>

using namespace irisan;
using namespace irisan::test;

TEST_SUITE("io") {
  TEST_CASE("read_report: what was written comes back") {
    const report r = audit(portfolio(with_deliveries({"D1,P,S1,A,teacher,2023,2023"})), {});
    const folder out;
    write_report(r, out.path(), {}, {}, nullptr,
                 "{\"type\":\"FeatureCollection\",\"features\":[]}");
    const report_texts read = read_report(out.path()), made = texts_of(r);
    CHECK(read.report == made.report);
    CHECK(read.names == made.names);
    CHECK(read.outlines == "{\"type\":\"FeatureCollection\",\"features\":[]}");
  }

  TEST_CASE("read_report: a folder without a report is refused by the name of what is missing") {
    const folder out;
    CHECK(thrown<error>([&] { read_report(out.path()); }).find("report.json: does not exist") !=
          std::string::npos);
    out.write("report.json", "{\"irisan\": \"" IRISAN_VERSION "\"}");
    CHECK(thrown<error>([&] { read_report(out.path()); }).find("register.json: does not exist") !=
          std::string::npos);
    out.write("register.json", "{}");
    CHECK_NOTHROW(read_report(out.path()));
  }

  TEST_CASE("read_report: another version and what is no report are refused") {
    const folder out;
    out.write("register.json", "{}");
    out.write("report.json", "{\"irisan\": \"0.0.1\"}");
    CHECK(thrown<error>([&] { read_report(out.path()); }).find("was written by irisan 0.0.1") !=
          std::string::npos);
    for (const char* text : {"", "[1]", "{\"irisan\": ", "{\"title\": \"x\"}"}) {
      out.write("report.json", text);
      CHECK(thrown<error>([&] { read_report(out.path()); }).find("is no report of irisan") !=
            std::string::npos);
    }
  }

  TEST_CASE("read_report: what is kept of a report is the same from memory and from its files") {
    tables t = with_deliveries({"D1,P,S1,A,teacher,2023-07,2023-07-05",
                                "D2,Q,S1,A,teacher,2023-07-01,2023-08", "D3,Q,S3,B,,,"});
    add(t, "needs", "target_id,activity_id,score,required,quantity_unit",
        {"S1,T,0.9,,", "S2,T,0.8,12.5,jp", "S3,T,,1,"});
    add(t, "sources", "unit_id,program_id,region_id,covers_from,covers_to",
        {"BPMP,,,2023-01,2023-12-31", "BGP,Q,13.06,,2023-06-30"});
    add(t, "deliveries", "delivery_id,program_id,target_id,cost", {"D4,P,S2,1000"});
    audit_options o;
    o.scope.from = *parse_date("2023");
    for (const report& r : {audit(portfolio(t), {}), audit(portfolio(t), {}, o)})
      CHECK(snapshot_of(texts_of(r)) == snapshot_of(r));
  }

  TEST_CASE(
      "read_report: a comparison remembers when a finding was first seen and by which rules") {
    const auto audited = [](const char* as_of, rules by = {}) {
      audit_options o;
      o.as_of = *parse_date(as_of);
      return audit(portfolio(with_deliveries({"D1,P,S1,A,teacher,2023-07-01,2023-07-05",
                                              "D2,Q,S1,A,teacher,2023-07-01,2023-07-05"})),
                   by, o);
    };
    const report first = audited("2023-12-31"), second = audited("2024-06-30");
    const report_change once = change_since(texts_of(first), second);
    REQUIRE_FALSE(once.fates.empty());
    CHECK(once.rules_differ.empty());
    rules other;
    other.language = language::en;
    other.pairs_limit += 1;
    const report third = audited("2024-12-31", other);
    const report_change twice = change_since(texts_of(second, &once), third);
    CHECK(twice.since == *parse_date("2024-06-30"));
    for (const finding_change& f : twice.fates) CHECK(f.first_seen == *parse_date("2023-12-31"));
    CHECK(twice.rules_differ == std::vector<std::string>{"pairs.limit"});
  }

  TEST_CASE("read_report: what is no report within is refused and never crashes") {
    report_texts r = texts_of(audit(portfolio(two_offices()), {}));
    r.names = "{}";
    CHECK_THROWS_AS(snapshot_of(r), error);
    r.report = "{\"irisan\": \"1\"}";
    CHECK_THROWS_AS(snapshot_of(r), error);
  }
}
