#include <irisan/model/check.hpp>

#include <support/builders.hpp>
#include <support/problems.hpp>

#include <doctest/doctest.h>

#include <algorithm>
#include <string>
#include <vector>

using namespace irisan;
using irisan::test::add;
using irisan::test::errors;
using irisan::test::repairs;
using irisan::test::says;
using irisan::test::two_offices;
using irisan::test::warnings;
using irisan::test::with_deliveries;

namespace {

using line_list = std::vector<std::int64_t>;

column& ids_of(tables& t, std::string_view table_name) {
  return t[table_name].at(find_schema(table_name)->columns.front().name);
}

} // namespace

TEST_SUITE("model") {
  // --- tables and columns -----------------------------------------------------------------------

  TEST_CASE("check: two offices without deliveries have no problem") {
    CHECK(check(two_offices()).empty());
    CHECK(check(with_deliveries({"D1,P,S1,A,teacher,2023-07-01,2023-07-02"})).empty());
  }

  TEST_CASE("check: each needed table that is missing is named") {
    const auto all = check(tables{});
    REQUIRE(all.size() == 5);
    for (const problem& p : all) CHECK(p.level == problem_level::error);
    CHECK(to_text(all[0]) == "deliveries: table 'deliveries' is missing");
    CHECK(to_text(all[0], true) == "deliveries: tabel 'deliveries' tidak ada");
    tables t = two_offices();
    std::erase_if(t.all, [](const table& x) { return x.name == "activities"; });
    CHECK(check(t).empty());
    std::erase_if(t.all, [](const table& x) { return x.name == "units"; });
    CHECK(says(errors(t).at(0), "unknown unit 'BPMP'"));
    CHECK(says(errors(t).back(), "table 'units' is missing"));
  }

  TEST_CASE("check: a required column that is missing is an error with the nearest name there is") {
    tables t = two_offices();
    std::erase_if(t.all, [](const table& x) { return x.name == "programs"; });
    add(t, "programs", "program_id,unitid", {"P,BPMP"});
    REQUIRE(errors(t).size() == 1);
    const problem p = errors(t)[0];
    CHECK(p.table == "programs");
    CHECK(p.column == "unit_id");
    CHECK(p.line == 0);
    CHECK(says(p, "column 'unit_id' is missing"));
    CHECK(p.nearest == "unitid");
    REQUIRE(warnings(t).size() == 1);
    CHECK(says(warnings(t)[0], "column 'unitid' is not known and not used"));
    CHECK(warnings(t)[0].nearest == "unit_id");
  }

  TEST_CASE(
      "check: an optional column that is missing is no problem and an unknown one a warning") {
    tables t = two_offices();
    t["units"].at("colour");
    CHECK(errors(t).empty());
    REQUIRE(warnings(t).size() == 1);
    CHECK(warnings(t)[0].column == "colour");
    CHECK(warnings(t)[0].nearest == "");
  }

  TEST_CASE("check: an empty cell is a problem only where a value must stand") {
    CHECK(check(with_deliveries({",P,S1,,,,"})).empty());
    const auto all = errors(with_deliveries({"D1,P,,,,,", "D2,,S1,,,,", "D3,P,,,,,"}));
    REQUIRE(all.size() == 2);
    CHECK(to_text(all[0]) == "deliveries, line 1 (and 1 more: 3): 'target_id' is empty");
    CHECK(to_text(all[1]) == "deliveries, line 2: 'program_id' is empty");
  }

  TEST_CASE("check: problems come errors first and then by table and line") {
    tables t = two_offices();
    add(t, "units", "unit_id,colour", {" BGTK,red"});
    add(t, "deliveries", "delivery_id,program_id,target_id", {"D1,P,S9", "D2,X,S1"});
    const auto all = check(t);
    REQUIRE(all.size() == 4);
    CHECK(std::is_sorted(all.begin(), all.end()));
    CHECK(all[0].line == 1);
    CHECK(all[1].line == 2);
    CHECK(all[2].level == problem_level::repair);
    CHECK(all[3].level == problem_level::warning);
  }

  TEST_CASE("check: what a reader found is passed on") {
    tables t = two_offices();
    problem p;
    p.level = problem_level::warning;
    p.what = {"read as Windows-1252", "dibaca sebagai Windows-1252"};
    t.found.push_back(p);
    CHECK(check(t) == std::vector<problem>{p});
  }

  TEST_CASE("check: a problem names the file and line that the row was read from") {
    tables t = two_offices();
    table& d = t["deliveries"];
    const auto file = d.add_file("deliveries.csv");
    for (const auto& [target, line] : {std::pair{"S1", 2}, {"S9", 5}}) {
      d.at("program_id").push_back("P");
      d.at("target_id").push_back(target);
      d.end_row(file, line);
    }
    CHECK(to_text(errors(t).at(0)) ==
          "deliveries.csv, line 5: unknown target 'S9'; the nearest is 'S1'");
  }

  // --- repairs ----------------------------------------------------------------------------------

  TEST_CASE("check: blanks around a value are removed and every row is counted") {
    const tables t = with_deliveries({"D1, P,S1,,,,", "D2,P,S1,,,,", "D3, P,S2,,,,"});
    CHECK(errors(t).empty());
    REQUIRE(repairs(t).size() == 1);
    const problem p = repairs(t)[0];
    CHECK(p.column == "program_id");
    CHECK(p.value == " P");
    CHECK(p.rows == 2);
    CHECK(p.lines == line_list{1, 3});
    CHECK(says(p, "blanks around 'P' removed"));
  }

  TEST_CASE("check: blanks that nobody sees are blanks too") {
    for (const std::string blank : {"\xC2\xA0", "\xE2\x81\xA0", "\xEF\xBB\xBF", "\t"}) {
      tables before = two_offices(), behind = two_offices();
      before["deliveries"].add({{"program_id", "P"}, {"target_id", blank + "S1"}});
      behind["deliveries"].add({{"program_id", "P"}, {"target_id", "S1" + blank}});
      for (const tables& t : {before, behind}) {
        CHECK(errors(t).empty());
        REQUIRE(repairs(t).size() == 1);
        CHECK(repairs(t)[0].rows == 1);
      }
    }
    tables inside = two_offices();
    inside["deliveries"].add({{"program_id", "P"},
                              {"target_id", "S\xC2\xA0"
                                            "1"}});
    CHECK(says(errors(inside).at(0), "unknown target"));
  }

  TEST_CASE("check: a spreadsheet's point zero goes where the column is declared a code") {
    const auto with = [](bool code, std::string_view written) {
      tables t = two_offices();
      add(t, "targets", "target_id,region_id", {"10304001,13.06"});
      ids_of(t, "targets").format.code = code;
      t["deliveries"].add({{"program_id", "P"}, {"target_id", written}});
      return t;
    };
    // Declared at the key: what refers to it is read the same way.
    const tables declared = with(true, "10304001.0");
    CHECK(errors(declared).empty());
    REQUIRE(repairs(declared).size() == 1);
    CHECK(says(repairs(declared)[0], "'10304001.0' read as the code '10304001'"));
    CHECK(repairs(with(true, "10304001.00")).size() == 1);
    CHECK(says(errors(with(true, "10304001.5")).at(0), "unknown target '10304001.5'"));
    CHECK(says(errors(with(true, "10304001.")).at(0), "unknown target '10304001.'"));
    CHECK(says(errors(with(false, "10304001.0")).at(0), "unknown target '10304001.0'"));
  }

  TEST_CASE("check: a code that ends in point zero stays what it is where nothing is declared") {
    tables t = two_offices();
    add(t, "regions", "region_id,parent_id", {"13.0,13"});
    CHECK(check(t).empty());
  }

  TEST_CASE("check: zeros lost at the front come back up to the declared width") {
    const auto with = [](int width, std::string_view written) {
      tables t = two_offices();
      add(t, "targets", "target_id,region_id", {"00304001,13.06"});
      ids_of(t, "targets").format.width = width;
      t["deliveries"].add({{"program_id", "P"}, {"target_id", written}});
      return t;
    };
    CHECK(errors(with(8, "304001")).empty());
    // S1, S2, S3 are no digits and stay.
    REQUIRE(repairs(with(8, "304001")).size() == 1);
    CHECK(says(repairs(with(8, "304001"))[0], "'304001' has lost zeros; read as '00304001'"));
    CHECK(check(with(8, "00304001")).empty());
    CHECK(says(errors(with(0, "304001")).at(0), "unknown target '304001'"));
    CHECK(says(errors(with(8, "X4001")).at(0), "unknown target 'X4001'"));
  }

  TEST_CASE("check: point zero goes first and the zeros come back then") {
    tables t = two_offices();
    add(t, "targets", "target_id,region_id", {"00304001,13.06"});
    ids_of(t, "targets").format.code = true;
    ids_of(t, "targets").format.width = 8;
    t["deliveries"].add({{"program_id", "P"}, {"target_id", "304001.0"}});
    CHECK(errors(t).empty());
    CHECK(repairs(t).size() == 2);
  }

  TEST_CASE("check: an apostrophe that guards a formula goes and another one stays") {
    tables t = two_offices();
    t["units"].add({{"unit_id", "X"}, {"name", "'=Dinas"}});
    t["units"].add({{"unit_id", "Y"}, {"name", "'Aisyiyah"}});
    REQUIRE(repairs(t).size() == 1);
    CHECK(says(repairs(t)[0], "apostrophe before '=Dinas' removed"));
  }

  TEST_CASE("check: two ids that are one after repairs are one id listed twice") {
    tables t = two_offices();
    add(t, "units", "unit_id", {" BGP"});
    REQUIRE(errors(t).size() == 1);
    CHECK(says(errors(t)[0], "unit 'BGP' is listed 2 times"));
    const auto all = errors(with_deliveries({"D1,P,S1,,,,", "D1 ,P,S2,,,,"}));
    REQUIRE(all.size() == 1);
    CHECK(says(all[0], "delivery 'D1' is listed 2 times"));
  }

  // --- keys -------------------------------------------------------------------------------------

  TEST_CASE("check: an unknown key is named with its rows and the nearest one") {
    const auto all = errors(with_deliveries({"D1,P,SD1,,,,", "D2,Q,S2,,,,", "D3,P,SD1,,,,"}));
    REQUIRE(all.size() == 1);
    CHECK(all[0].value == "SD1");
    CHECK(all[0].nearest == "S1");
    CHECK(all[0].rows == 2);
    CHECK(all[0].lines == line_list{1, 3});
    CHECK(to_text(all[0]) ==
          "deliveries, line 1 (and 1 more: 3): unknown target 'SD1'; the nearest is 'S1'");
    CHECK(to_text(all[0], true) ==
          "deliveries, baris 1 (dan 1 lagi: 3): sasaran 'SD1' tidak dikenal; yang terdekat 'S1'");
  }

  TEST_CASE("check: an unknown key that is near to none has no nearest") {
    CHECK(errors(with_deliveries({"D1,Workshop,S1,,,,"})).at(0).nearest == "");
  }

  TEST_CASE("check: keys are told apart by case and the nearest says so") {
    CHECK(errors(with_deliveries({"D1,p,S1,,,,"})).at(0).nearest == "P");
  }

  TEST_CASE("check: every table that refers to another is looked at") {
    tables t = two_offices();
    add(t, "regions", "region_id,parent_id", {"14,X"});
    add(t, "units", "unit_id,parent_id,region_id", {"U,X,X"});
    add(t, "targets", "target_id,region_id,authority_id,unit_id", {"S9,X,X,X"});
    add(t, "activities", "activity_id,parent_id", {"C,X"});
    add(t, "programs", "program_id,unit_id,parent_id", {"R,X,X"});
    add(t, "deliveries", "program_id,target_id,unit_id,activity_id,plan_of", {"X,X,X,X,X"});
    add(t, "mandates", "unit_id,activity_id,region_id", {"X,X,X"});
    add(t, "roles", "program_id,unit_id,role,region_id", {"X,X,lead,X"});
    add(t, "agreements",
        "agreement_id,kind,program_id,other_program_id,activity_id,region_id,unit_id",
        {"G,joint,X,X,X,X,X"});
    add(t, "memberships", "group_id,member_id", {"X,X"});
    add(t, "budgets", "program_id,year", {"X,2023"});
    add(t, "indicators", "target_id,indicator_id,value,date", {"X,I,1,2023"});
    add(t, "needs", "target_id,activity_id", {"X,X"});
    add(t, "goals", "indicator_id,region_id", {"I,X"});
    add(t, "capacities", "unit_id,activity_id,capacity", {"X,X,1"});
    add(t, "sources", "unit_id,program_id,region_id", {"X,X,X"});
    add(t, "eligibility", "program_id,target_id,state", {"X,X,eligible"});
    add(t, "decisions", "finding_id,decision,unit_id", {"F,accepted,X"});
    add(t, "reflections", "region_id,activity_id,unit_id,date", {"X,X,X,2023"});
    const auto all = errors(t);
    std::size_t expected = 0;
    for (const table_schema& s : schemas)
      for (const column_schema& c : s.columns)
        if (!c.refers.empty() && !(s.name == "indicators" && c.name == "region_id") &&
            !(s.name == "eligibility" && c.name == "region_id"))
          ++expected;
    CHECK(all.size() == expected);
    for (const problem& p : all) CHECK(says(p, "unknown "));
  }

  TEST_CASE("check: an authority may be a target or a unit and nothing else") {
    tables t = two_offices();
    add(t, "targets", "target_id,region_id,authority_id", {"S8,13.06,S1", "S9,13.06,BPMP"});
    CHECK(check(t).empty());
    add(t, "targets", "target_id,region_id,authority_id", {"S7,13.06,P"});
    REQUIRE(errors(t).size() == 1);
    CHECK(says(errors(t)[0], "unknown authority 'P'"));
  }

  TEST_CASE("check: a repeated key is one problem with all its lines") {
    tables t = two_offices();
    add(t, "units", "unit_id", {"BGP", "X", "BGP"});
    REQUIRE(errors(t).size() == 1);
    const problem p = errors(t)[0];
    CHECK(says(p, "unit 'BGP' is listed 3 times"));
    CHECK(p.column == "unit_id");
    CHECK(p.value == "BGP");
    CHECK(p.line == 2);
    CHECK(p.rows == 3);
    CHECK(p.lines == line_list{2, 3, 5});
  }

  TEST_CASE("check: a key repeated very often keeps the count and the first lines") {
    tables t = two_offices();
    for (int i = 0; i < 100; ++i) add(t, "units", "unit_id", {"X"});
    REQUIRE(errors(t).size() == 1);
    CHECK(errors(t)[0].rows == 100);
    CHECK(errors(t)[0].lines.size() >= 4);
    CHECK(errors(t)[0].lines.size() < 100);
  }

  TEST_CASE("check: delivery ids are told apart only where they are given") {
    CHECK(check(with_deliveries({",P,S1,,,,", ",P,S1,,,,"})).empty());
    const auto all = errors(with_deliveries(
        {"D1,P,S1,,,,", "D2,P,S1,,,,", "D1,Q,S2,,,,", "D2,P,S1,,,,", "D1,P,S3,,,,"}));
    REQUIRE(all.size() == 2);
    CHECK(all[0].lines == line_list{1, 3, 5});
    CHECK(all[1].lines == line_list{2, 4});
  }

  TEST_CASE("check: rows of a table with several keys are the same only if all of them are") {
    tables t = two_offices();
    add(t, "budgets", "program_id,year,fund_source,planned",
        {"P,2023,APBN,1", "P,2023,APBD,1", "P,2024,APBN,1", "Q,2023,APBN,1"});
    CHECK(check(t).empty());
    add(t, "budgets", "program_id,year,fund_source,planned", {"P,2023,APBN,2"});
    REQUIRE(errors(t).size() == 1);
    CHECK(errors(t)[0].value == "P | 2023 | APBN");
    CHECK(errors(t)[0].lines == line_list{1, 5});
  }

  // --- placeholders -----------------------------------------------------------------------------

  TEST_CASE("check: a placeholder as a key is a warning") {
    const tables t = with_deliveries({"D1,P,-,,,,", "D2,P,#N/A,,,,", "D3,P,S1,,,,", "D4,P,-,,,,"});
    CHECK(errors(t).empty());
    REQUIRE(warnings(t).size() == 2);
    CHECK(warnings(t)[0].lines == line_list{1, 4});
    CHECK(says(warnings(t)[0], "'-' stands for an unknown id; the row is left out"));
  }

  TEST_CASE("check: a placeholder where an id may be empty is read as empty") {
    const tables t = with_deliveries({"D1,P,S1,n/a,,,"});
    CHECK(errors(t).empty());
    REQUIRE(warnings(t).size() == 1);
    CHECK(says(warnings(t)[0], "'n/a' stands for an unknown id; read as empty"));
  }

  TEST_CASE("check: 0 is an id where a 1 stands in the column and else it is none") {
    const auto with = [](std::initializer_list<std::string_view> targets) {
      tables t = two_offices();
      for (const std::string_view id : targets) {
        t["targets"].add({{"target_id", id}, {"region_id", "13.06"}});
        t["deliveries"].add({{"program_id", "P"}, {"target_id", id}});
      }
      return t;
    };
    CHECK(check(with({"0", "1", "2"})).empty());
    CHECK(warnings(with({"0", "2"})).size() == 2); // in both tables
    CHECK(errors(with({"0", "2"})).empty());
  }

  TEST_CASE("check: 0 refers to what is numbered from 0 even where no 1 stands beside it") {
    tables t = two_offices();
    for (const std::string id : {"0", "1"})
      t["targets"].add({{"target_id", id}, {"region_id", "13.06"}});
    t["deliveries"].add({{"program_id", "P"}, {"target_id", "0"}});
    CHECK(check(t).empty());
  }

  TEST_CASE("check: a word declared as missing is empty and no row is lost without a word") {
    const auto with = [](std::string_view word) {
      tables t = two_offices();
      t["deliveries"].at("target_id").format.missing = {std::string(word)};
      t["deliveries"].add({{"program_id", "P"}, {"target_id", word}});
      return t;
    };
    REQUIRE(errors(with("kosong")).size() == 1);
    CHECK(says(errors(with("kosong"))[0], "'target_id' is empty"));
    // `-` is a placeholder as well: whichever of the two it is taken for, somebody must be told.
    CHECK(check(with("-")).size() == 1);
  }

  // --- values -----------------------------------------------------------------------------------

  TEST_CASE("check: a word that a closed list has not is an error with the list") {
    tables t = two_offices();
    add(t, "deliveries", "program_id,target_id,status", {"P,S1,done", "P,S1,selesai"});
    REQUIRE(errors(t).size() == 1);
    CHECK(errors(t)[0].line == 2);
    CHECK(says(errors(t)[0], "'selesai' is none of planned, done, cancelled"));
  }

  TEST_CASE("check: what is no date is an error and a declared form is followed") {
    CHECK(says(errors(with_deliveries({"D1,P,S1,,,15/07/2023,"})).at(0),
               "'15/07/2023' is not a date"));
    tables t = with_deliveries({"D1,P,S1,,,15/07/2023,"});
    t["deliveries"].at("start").format.date_form = "%d/%m/%Y";
    CHECK(check(t).empty());
  }

  TEST_CASE("check: quantities below zero are errors and zero is none") {
    for (const std::string column : {"quantity", "participants", "cost"}) {
      CAPTURE(column);
      tables t = two_offices();
      t["deliveries"].add({{"program_id", "P"}, {"target_id", "S1"}, {column, "0"}});
      CHECK(check(t).empty());
      t["deliveries"].add({{"program_id", "P"}, {"target_id", "S1"}, {column, "-1"}});
      REQUIRE(errors(t).size() == 1);
      CHECK(says(errors(t)[0], "'-1' is negative"));
      CHECK(errors(t)[0].column == column);
      CHECK(errors(t)[0].line == 2);
    }
  }

  TEST_CASE("check: shares and coordinates lie within their range") {
    const auto with = [](std::string_view latitude, std::string_view longitude,
                         std::string_view score) {
      tables t = two_offices();
      t["targets"].add({{"target_id", "S9"},
                        {"region_id", "13.06"},
                        {"latitude", latitude},
                        {"longitude", longitude}});
      t["needs"].add({{"target_id", "S1"}, {"activity_id", "K"}, {"score", score}});
      return t;
    };
    CHECK(check(with("-0.95", "100.35", "0.5")).empty());
    CHECK(check(with("-90", "180", "1")).empty());
    CHECK(check(with("90", "-180", "0")).empty());
    CHECK(says(errors(with("-90.1", "0", "0")).at(0), "'-90.1' is outside -90 … 90"));
    CHECK(says(errors(with("0", "180.5", "0")).at(0), "'180.5' is outside -180 … 180"));
    CHECK(says(errors(with("0", "0", "1.01")).at(0), "'1.01' is outside 0 … 1"));
    CHECK(says(errors(with("0", "0", "-0.1")).at(0), "'-0.1' is negative"));
  }

  TEST_CASE("check: a number that does not fit is an error and the greatest one is none") {
    const auto with = [](std::string_view column, std::string_view value) {
      tables t = two_offices();
      t["deliveries"].add({{"program_id", "P"}, {"target_id", "S1"}, {column, value}});
      return t;
    };
    CHECK(check(with("cost", "9223372036854775807")).empty());
    CHECK(says(errors(with("cost", "9223372036854775808")).at(0), "does not fit"));
    CHECK(says(errors(with("participants", "99999999999999999999")).at(0), "does not fit"));
    CHECK(check(with("quantity", "1e300")).empty());
    CHECK(says(errors(with("quantity", "1e400")).at(0), "does not fit"));
    CHECK(says(errors(with("quantity", "inf")).at(0), "is not a number"));
    CHECK(says(errors(with("cost", "banyak")).at(0), "is not a number"));
  }

  TEST_CASE("check: people are counted in whole numbers and money in its unit") {
    const auto with = [](std::string_view column, std::string_view value, int decimals) {
      tables t = two_offices();
      t.money_decimals = decimals;
      t["deliveries"].add({{"program_id", "P"}, {"target_id", "S1"}, {column, value}});
      return t;
    };
    CHECK(check(with("participants", "12.0", 2)).empty());
    CHECK(says(errors(with("participants", "12.5", 2)).at(0), "more decimals"));
    CHECK(says(errors(with("cost", "12.5", 0)).at(0), "more decimals"));
    CHECK(check(with("cost", "12.5", 2)).empty());
    CHECK(says(errors(with("cost", "12.555", 2)).at(0), "more decimals"));
  }

  TEST_CASE("check: money with group marks is read where they are declared and refused elsewhere") {
    const auto with = [](char group, std::string_view value) {
      tables t = two_offices();
      column& cost = t["deliveries"].at("cost");
      cost.format.group_mark = group;
      if (group == '.') cost.format.decimal_mark = ',';
      t["deliveries"].add({{"program_id", "P"}, {"target_id", "S1"}, {"cost", value}});
      return t;
    };
    CHECK(check(with('.', "1.250.000")).empty());
    CHECK(says(errors(with(0, "1.250.000")).at(0), "is not a number as the package declares them"));
    CHECK(errors(with('.', "1.25")).size() == 1);
    CHECK(errors(with('.', "1,250,000")).size() == 1);
    CHECK(check(with(',', "1,250,000")).empty());
  }

  TEST_CASE("check: a clamped number is a warning and its neighbour is none") {
    for (const std::string column : {"cost", "participants"}) {
      CAPTURE(column);
      tables t = two_offices();
      t["deliveries"].add({{"program_id", "P"}, {"target_id", "S1"}, {column, "2147483646"}});
      CHECK(check(t).empty());
      t["deliveries"].add({{"program_id", "P"}, {"target_id", "S1"}, {column, "2147483647"}});
      CHECK(errors(t).empty());
      REQUIRE(warnings(t).size() == 1);
      CHECK(says(warnings(t)[0], "read as unknown"));
      CHECK(warnings(t)[0].line == 2);
    }
  }

  TEST_CASE("check: an indicator is of a target or of a region") {
    const auto with = [](std::string_view row) {
      tables t = two_offices();
      add(t, "indicators", "target_id,region_id,indicator_id,value,date", {row});
      return t;
    };
    CHECK(check(with("S1,,LIT,70,2023")).empty());
    CHECK(check(with(",13.06,LIT,70,2023")).empty());
    CHECK(says(errors(with(",,LIT,70,2023")).at(0), "are both empty"));
    CHECK(says(errors(with("S1,13.06,LIT,70,2023")).at(0), "are both given"));
  }

  TEST_CASE("check: eligibility may name a target or a region or neither") {
    const auto with = [](std::string_view row) {
      tables t = two_offices();
      add(t, "eligibility", "program_id,target_id,region_id,level,state", {row});
      return t;
    };
    CHECK(check(with("P,S1,,,eligible")).empty());
    CHECK(check(with("P,,13.06,SD,eligible")).empty());
    CHECK(check(with("P,,,SD,not_eligible")).empty());
    CHECK(says(errors(with("P,S1,13.06,,eligible")).at(0), "are both given"));
  }

  // --- periods ----------------------------------------------------------------------------------

  TEST_CASE("check: a period that ends before it starts is an error in every table") {
    const auto expect = [](std::string_view table_name, std::string_view header,
                           std::string_view good, std::string_view bad) {
      CAPTURE(table_name);
      tables t = two_offices();
      add(t, table_name, header, {good});
      CHECK(check(t).empty());
      add(t, table_name, header, {bad});
      REQUIRE(errors(t).size() == 1);
      CHECK(says(errors(t)[0], "ends '2023-07-14' before it starts '2023-07-15'"));
    };
    expect("deliveries", "program_id,target_id,start,end", "P,S1,2023-07-15,2023-07-15",
           "P,S1,2023-07-15,2023-07-14");
    expect("programs", "program_id,unit_id,start,end", "R,BGP,2023-07-15,2023-07-15",
           "U,BGP,2023-07-15,2023-07-14");
    expect("units", "unit_id,valid_from,valid_to", "R,2023-07-15,", "U,2023-07-15,2023-07-14");
    expect("mandates", "unit_id,activity_id,valid_from,valid_to", "BGP,K,,2023-07-14",
           "BGP,K,2023-07-15,2023-07-14");
    expect("sources", "unit_id,covers_from,covers_to", "BGP,2023-07-15,2023-07",
           "BGP,2023-07-15,2023-07-14");
    expect("decisions", "finding_id,decision,date,expires", "F,accepted,2023-07-15,2023",
           "G,accepted,2023-07-15,2023-07-14");
  }

  // --- cycles -----------------------------------------------------------------------------------

  TEST_CASE("check: parents that run in a circle are named in every tree") {
    const auto expect = [](std::string_view table_name, std::string_view header,
                           std::initializer_list<std::string_view> rows) {
      CAPTURE(table_name);
      tables t = two_offices();
      add(t, table_name, header, rows);
      REQUIRE(errors(t).size() == 1);
      CHECK(errors(t)[0].table == table_name);
      CHECK(errors(t)[0].column == "parent_id");
      CHECK(says(errors(t)[0], "parents run in a circle: X → Z → Y → X"));
      CHECK(errors(t)[0].what.id.find("induk melingkar: X → Z → Y → X") != std::string::npos);
    };
    expect("regions", "region_id,parent_id", {"X,Z", "Y,X", "Z,Y", "W,Z"});
    expect("units", "unit_id,parent_id", {"X,Z", "Y,X", "Z,Y", "W,Z"});
    expect("activities", "activity_id,parent_id", {"X,Z", "Y,X", "Z,Y", "W,Z"});
    expect("programs", "program_id,unit_id,parent_id",
           {"X,BGP,Z", "Y,BGP,X", "Z,BGP,Y", "W,BGP,Z"});
  }

  TEST_CASE("check: a thing that is its own parent runs in a circle and a chain does not") {
    tables t = two_offices();
    add(t, "regions", "region_id,parent_id", {"X,", "Y,X", "Z,Y"});
    CHECK(check(t).empty());
    add(t, "regions", "region_id,parent_id", {"W,W"});
    REQUIRE(errors(t).size() == 1);
    CHECK(says(errors(t)[0], "parents run in a circle: W → W"));
  }

  TEST_CASE("check: two circles are two problems") {
    tables t = two_offices();
    add(t, "units", "unit_id,parent_id", {"A,B", "B,A", "C,C"});
    CHECK(errors(t).size() == 2);
  }

  TEST_CASE("check: groups that run in a circle are named and a school in two groups is none") {
    tables t = two_offices();
    add(t, "targets", "target_id,region_id,kind",
        {"G1,13.06,cluster", "G2,13.06,cluster", "G3,13.06,supervisor_area"});
    add(t, "memberships", "group_id,member_id", {"G1,S1", "G2,S1", "G3,G1", "G3,G2"});
    CHECK(check(t).empty());
    add(t, "memberships", "group_id,member_id", {"G1,G3"});
    REQUIRE(errors(t).size() == 1);
    CHECK(errors(t)[0].table == "memberships");
    CHECK(says(errors(t)[0], "groups run in a circle: G1 → G3 → G1"));
    tables alone = two_offices();
    add(alone, "memberships", "group_id,member_id", {"S1,S1"});
    CHECK(says(errors(alone).at(0), "groups run in a circle: S1 → S1"));
  }

  // --- plans ------------------------------------------------------------------------------------

  TEST_CASE("check: a plan must be there and must be another row that is planned") {
    const auto with = [](std::initializer_list<std::string_view> rows) {
      tables t = two_offices();
      add(t, "deliveries", "delivery_id,program_id,target_id,status,plan_of", rows);
      return t;
    };
    CHECK(check(with({"D1,P,S1,planned,", "D2,P,S1,done,D1"})).empty());
    CHECK(
        says(errors(with({"D1,P,S1,planned,", "D2,P,S1,done,D9"})).at(0), "unknown delivery 'D9'"));
    CHECK(says(errors(with({"D1,P,S1,planned,D1"})).at(0), "'D1' is the plan of itself"));
    const tables done = with({"D1,P,S1,done,", "D2,P,S1,done,D1"});
    CHECK(errors(done).empty());
    REQUIRE(warnings(done).size() == 1);
    CHECK(says(warnings(done)[0], "'D1' is not a planned row"));
  }

  TEST_CASE("check: two plans that name each other are an error and do not vanish together") {
    tables t = two_offices();
    add(t, "deliveries", "delivery_id,program_id,target_id,status,plan_of",
        {"D1,P,S1,planned,D2", "D2,P,S1,planned,D1"});
    CHECK(!errors(t).empty());
  }

  // --- successions ------------------------------------------------------------------------------

  TEST_CASE("check: an id that was succeeded is known by what came after it") {
    tables t = two_offices();
    add(t, "units", "unit_id", {"BGTK"});
    add(t, "successions", "table,old_id,new_id", {"units,BGPM,BGTK"});
    add(t, "programs", "program_id,unit_id", {"R,BGPM"});
    CHECK(check(t).empty());
    add(t, "successions", "table,old_id,new_id", {"units,LPMP,BPMQ"});
    REQUIRE(errors(t).size() == 1);
    CHECK(says(errors(t)[0], "unknown unit 'BPMQ'"));
    CHECK(errors(t)[0].column == "new_id");
    CHECK(errors(t)[0].nearest == "BPMP");
  }

  TEST_CASE("check: a chain of successions is followed and a circle is an error") {
    tables t = two_offices();
    add(t, "successions", "table,old_id,new_id", {"units,X,Y", "units,Y,BGP"});
    add(t, "programs", "program_id,unit_id", {"R,X"});
    CHECK(check(t).empty());
    tables circle = two_offices();
    add(circle, "successions", "table,old_id,new_id", {"units,BGP,X", "units,X,BGP"});
    REQUIRE(errors(circle).size() == 2);
    CHECK(says(errors(circle)[0], "'BGP' comes after itself"));
    CHECK(says(errors(circle)[1], "'X' comes after itself"));
    tables alone = two_offices();
    add(alone, "successions", "table,old_id,new_id", {"units,BGP,BGP"});
    CHECK(errors(alone).size() == 1);
  }

  TEST_CASE("check: a succession of one kind of thing does not rename another") {
    tables t = two_offices();
    add(t, "successions", "table,old_id,new_id", {"units,X,BGP"});
    add(t, "deliveries", "program_id,target_id", {"X,S1"});
    CHECK(says(errors(t).at(0), "unknown program 'X'"));
  }

  // --- all of it --------------------------------------------------------------------------------

  TEST_CASE("check: a bare list needs nothing but its two columns") {
    CHECK(check(bare_tables({{"P", "S1"}, {"Q", "S1"}})).empty());
    tables t = bare_tables({{"P", "S1"}});
    t["deliveries"].add({{"program_id", "P"}});
    CHECK(says(errors(t).at(0), "'target_id' is empty"));
    tables other;
    other.bare = true;
    add(other, "deliveries", "program_id,target", {"P,S1"});
    CHECK(says(errors(other).at(0), "column 'target_id' is missing"));
  }

  TEST_CASE("check: every problem speaks both languages and they differ") {
    tables t;
    add(t, "regions", "region_id,parent_id,latitude,colour", {"R,R,99,x", " R2,,x,", "-,,,"});
    add(t, "units", "unit_id,parent_id", {"A,", "A,", "B,C", "C,B"});
    add(t, "targets", "target_id,authority_id,students", {"S1,X,-1", "G,,1.5", ",,2147483647"});
    add(t, "programs", "program_id,unit_id", {"P,X", "Q,'=A"});
    add(t, "deliveries",
        "delivery_id,program_id,target_id,activity_id,start,end,status,plan_of,cost",
        {"D1,P,S9,0,2023-07-02,2023-07-01,x,D1,99999999999999999999", "D2,P,S1,,x,,done,D3,x",
         "D3,P,S1,,,,done,D9,"});
    add(t, "memberships", "group_id,member_id", {"G,S1", "S1,G"});
    add(t, "successions", "table,old_id,new_id", {"units,X1,X1", "units,Y1,Y2"});
    add(t, "indicators", "target_id,region_id,indicator_id,value,date",
        {",,I,1,2023", "S1,R,I,1,2023", "S1,R,I,1,2023"});
    const auto all = check(t);
    CHECK(all.size() > 25);
    for (const problem& p : all) {
      CAPTURE(to_text(p));
      CHECK(!p.what.en.empty());
      CHECK(!p.what.id.empty());
      CHECK(p.what.en != p.what.id);
      CHECK(!p.table.empty());
      CHECK(!p.file.empty());
      CHECK(p.rows >= 1);
      CHECK((p.line == 0 || (!p.lines.empty() && p.lines.front() == p.line)));
    }
  }
}
