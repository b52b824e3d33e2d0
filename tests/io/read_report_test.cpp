#include <irisan/io/read_report.hpp>

#include <irisan/core/error.hpp>
#include <irisan/io/write_report.hpp>
#include <irisan/report/audit.hpp>

#include <support/builders.hpp>
#include <support/folder.hpp>

#include <doctest/doctest.h>

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
}
