#include <support/divided_work.hpp>

#include <irisan/io/write_division.hpp>
#include <irisan/io/write_json.hpp>
#include <irisan/report/audit.hpp>

#include <doctest/doctest.h>

using namespace irisan;
using namespace irisan::test;

namespace {

report two_offices_report() {
  tables t = offices_with_mandates({"D1,P,S1,A,teacher,2023-06-01,2023-06-02",
                                    "D2,Q,S1,A,teacher,2023-06-01,2023-06-02",
                                    "D3,P,S3,A,principal,2023-06-01,2023-06-02"},
                                   {"BGP,K,teacher,,lead", "BPMP,B,teacher,,"});
  rules r;
  r.finding.overlap_nulls.clear();
  return audit(portfolio(t), r);
}

} // namespace

TEST_SUITE("io") {
  TEST_CASE("division_csv: a row for each piece") {
    const std::string text = division_csv(two_offices_report());
    CHECK(
        text.find("K|teacher|13.06,K,teacher,13.06,,only_one,BGP,,BPMP,BGP|BPMP,1,2,,0,0,1,,,,") !=
        std::string::npos);
    CHECK(text.find("K|principal|13.71,K,principal,13.71,,open,,,,BPMP,1,1,") != std::string::npos);
    CHECK(std::count(text.begin(), text.end(), '\n') == 3);
  }

  TEST_CASE("workplan_csv: a row for each unit and piece") {
    const std::string text = workplan_csv(two_offices_report());
    CHECK(text.find("BGP,2024-01-01/2024-12-31,lead,K,teacher,13.06,,1,,,,,,,,Sesuai tusi; "
                    "diserahkan oleh BPMP.,By its tusi; handed over by BPMP.,S1\n") !=
          std::string::npos);
    CHECK(std::count(text.begin(), text.end(), '\n') == 2);
  }

  TEST_CASE("raci_csv: a column for each unit and one A in a row") {
    CHECK(raci_csv(two_offices_report()) ==
          "theme_id,activity_id,audience,region_id,level,BGP,BPMP\n"
          "T,K,principal,13.71,,,S\n"
          "T,K,teacher,13.06,,A,\n");
  }

  TEST_CASE("raci_text: a matrix for each theme in both languages") {
    const report r = two_offices_report();
    CHECK(raci_text(r, language::en) ==
          "A accountable and carries out, R carries out too, S supports; numbers: of regions.\n"
          "\nT\n"
          "  K · principal  BPMP S 1  nobody named 1\n"
          "  K · teacher    BGP A 1\n");
    CHECK(raci_text(r, language::id).find("belum ditetapkan 1") != std::string::npos);
  }

  TEST_CASE("to_json: a report without mandates has no division") {
    const report r = audit(portfolio(with_deliveries({"D1,P,S1,A,teacher,,"})), {});
    CHECK(to_json(r).find("\"division\": null") != std::string::npos);
    CHECK(division_csv(r).find('\n') == division_csv(r).size() - 1);
    CHECK(raci_text(r).empty());
  }

  TEST_CASE("to_json: before and after are there and the hand-over removes the overlap") {
    const report r = two_offices_report();
    REQUIRE(r.division);
    REQUIRE(r.division->before_after.size() == 10);
    CHECK(r.division->before_after[0] == before_after_row{"overlaps", 1, 0});
    CHECK(r.division->before_after[2] == before_after_row{"duplications", 1, 0});
    const std::string text = to_json(r);
    CHECK(text.find("\"state\": \"only_one\"") != std::string::npos);
    CHECK(text.find("\"role\": \"lead\"") != std::string::npos);
  }
}
