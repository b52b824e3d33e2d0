#include <irisan/io/write_csv.hpp>

#include <support/builders.hpp>
#include <support/findings.hpp>
#include <support/folder.hpp>

#include <irisan/io/csv.hpp>
#include <irisan/report/audit.hpp>

#include <doctest/doctest.h>

#include <cmath>
#include <limits>

using namespace irisan;
using namespace irisan::test;

namespace {

using record = std::vector<std::string>;

std::vector<record> parsed(const std::string& text) {
  const folder f;
  csv_reader reader(f.write("x.csv", text));
  std::vector<record> all;
  while (reader.next()) all.emplace_back(reader.cells().begin(), reader.cells().end());
  return all;
}

report crossing_report() {
  tables t = two_offices();
  t["programs"].add(
      {{"program_id", "R"}, {"name", "=HYPERLINK(\"x\"); R, \"best\""}, {"unit_id", "BGP"}});
  add(t, "deliveries",
      "delivery_id,program_id,target_id,activity_id,audience,start,end,cost,participants",
      {"D1,P,S1,A,teacher,2023-07-01,2023-07-05,100,4",
       "D2,R,S1,A,teacher,2023-07-01,2023-07-05,70,3", "D3,P,S2,A,teacher,2023-07-01,2023-07-05,,",
       "D4,R,S2,A,teacher,2023-07-01,2023-07-05,70,", "D5,P,S3,A,principal,2023,,,"});
  return audit(portfolio(t), {});
}

std::string cell(const std::vector<record>& rows, std::size_t row, std::string_view name) {
  for (std::size_t i = 0; i < rows.at(0).size(); ++i)
    if (rows[0][i] == name) return rows.at(row).at(i);
  return "no such column";
}

} // namespace

TEST_SUITE("io") {
  TEST_CASE("write_csv: cells are quoted where they must be") {
    csv_writer out;
    out.cell("a").cell("b, c").cell("say \"x\"").cell(std::int64_t{-5}).cell(0.1).empty().end_row();
    CHECK(out.take() == "a,\"b, c\",\"say \"\"x\"\"\",-5,0.1,\n");
  }

  TEST_CASE("write_csv: a number that is not known is empty and others are shortest") {
    csv_writer out;
    out.cell(std::numeric_limits<double>::quiet_NaN())
        .cell(std::numeric_limits<double>::infinity())
        .cell(1.0 / 3)
        .cell(2.0)
        .end_row();
    CHECK(out.take() == ",,0.3333333333333333,2\n");
  }

  TEST_CASE(
      "write_csv: for Excel there are a mark and semicolons and decimal commas and no formulas") {
    csv_writer out({true});
    out.cell("=1+1").cell("a,b").cell("a;b").cell(0.5).cell(std::int64_t{-3}).end_row();
    CHECK(out.take() == "\xEF\xBB\xBF'=1+1;a,b;\"a;b\";0,5;-3\r\n");
  }

  TEST_CASE("deliveries_needed_csv: a row for each delivery with what keeps it") {
    tables t = two_offices();
    add(t, "deliveries", "delivery_id,program_id,target_id,activity_id,cost",
        {"D1,P,S1,A,5", "D2,Q,S1,A,2", "D3,Q,S2,B,2", "D4,Q,S3,A,2"});
    add(t, "needs", "target_id,activity_id", {"S1,T", "S2,K"});
    CHECK(deliveries_needed_csv(audit(portfolio(t), {})) ==
          "row,program_id,unit_id,target_id,activity_id,needs,needed,alone,kept,together,why,"
          "witness_target_id,witness_activity_id\n"
          "D1,P,BPMP,S1,A,1,in_none,true,false,1,,,\n"
          "D2,Q,BGP,S1,A,1,in_all,true,true,1,,S1,T\n"
          "D3,Q,BGP,S2,B,1,essential,false,true,1,,S2,K\n");
  }

  TEST_CASE("write_csv: every row has the cells of the header") {
    const report r = crossing_report();
    for (const csv_form form : {csv_form{false}, csv_form{true}})
      for (const std::string& text : {findings_csv(r, form), pairs_csv(r, form)}) {
        const auto rows = parsed(text);
        REQUIRE(rows.size() > 1);
        for (const record& row : rows) CHECK(row.size() == rows[0].size());
      }
  }

  TEST_CASE("write_csv: a finding's cells are what the finding says") {
    const report r = crossing_report();
    const auto rows = parsed(findings_csv(r));
    REQUIRE(rows.size() == r.findings.size() + 1);
    for (std::size_t i = 0; i < r.findings.size(); ++i) {
      const finding& f = r.findings[i];
      CHECK(cell(rows, i + 1, "finding_id") == f.id);
      CHECK(cell(rows, i + 1, "kind") == to_text(f.kind));
      CHECK(cell(rows, i + 1, "targets") == std::to_string(f.targets.size()));
      CHECK(cell(rows, i + 1, "sentence_id") == f.sentence.id);
      CHECK(cell(rows, i + 1, "sentence_en") == f.sentence.en);
      CHECK(cell(rows, i + 1, "value") == (f.value.known ? std::to_string(f.value.amount) : ""));
    }
    CHECK(r.findings[0].kind == finding_kind::duplication);
    CHECK(cell(rows, 1, "programs") == "P|R");
    CHECK(cell(rows, 1, "units") == "BPMP|BGP");
    CHECK(cell(rows, 1, "target_ids") == "S1|S2");
    CHECK(cell(rows, 1, "rows") == "D1|D2|D3|D4");
    CHECK(cell(rows, 1, "first_day") == "2023-07-01");
    CHECK(cell(rows, 1, "last_day") == "2023-07-05");
    CHECK(cell(rows, 1, "people_most") == "3");
    CHECK(cell(rows, 1, "value") == "70");
    CHECK(cell(rows, 1, "value_at_least") == "true");
    CHECK(cell(rows, 1, "need") == "not_assessed");
    CHECK(cell(rows, 1, "decision").empty());
    CHECK(cell(rows, 1, "planned") == "false");
  }

  TEST_CASE("write_csv: a pair's cells are its counts and measures") {
    const auto rows = parsed(pairs_csv(crossing_report()));
    REQUIRE(rows.size() == 2);
    CHECK(cell(rows, 1, "first") == "P|BPMP");
    CHECK(cell(rows, 1, "second") == "R|BGP");
    CHECK(cell(rows, 1, "shared") == "2");
    CHECK(cell(rows, 1, "first_size") == "3");
    CHECK(cell(rows, 1, "second_size") == "2");
    CHECK(cell(rows, 1, "jaccard") == "0.6666666666666666");
    CHECK(cell(rows, 1, "containment_second") == "1");
    CHECK(cell(rows, 1, "dice") == "0.8");
    CHECK(cell(rows, 1, "crossing_certain") == "2");
  }

  TEST_CASE("write_csv: what is written for Excel reads back to the same values") {
    const report r = crossing_report();
    for (const bool of_pairs : {false, true}) {
      const auto plain = parsed(of_pairs ? pairs_csv(r) : findings_csv(r)),
                 excel = parsed(of_pairs ? pairs_csv(r, {true}) : findings_csv(r, {true}));
      REQUIRE(plain.size() == excel.size());
      for (std::size_t i = 0; i < plain.size(); ++i)
        for (std::size_t k = 0; k < plain[i].size(); ++k) {
          std::string back = excel[i][k];
          if (back.size() > 1 && back[0] == '\'' &&
              std::string_view("=+-@\t\r'").find(back[1]) != std::string_view::npos)
            back.erase(0, 1);
          const bool number =
              plain[i][k].find_first_not_of("0123456789.eE-") == std::string::npos &&
              plain[i][k].find('.') != std::string::npos;
          if (number && plain[0][k] != "finding_id")
            std::replace(back.begin(), back.end(), ',', '.');
          CHECK(back == plain[i][k]);
        }
    }
  }

  TEST_CASE("write_csv: a report without findings and pairs has headers alone") {
    CHECK(parsed(findings_csv(report{})).size() == 1);
    CHECK(parsed(pairs_csv(report{})).size() == 1);
  }

  TEST_CASE("write_csv: words beside the sentences are in the rules' language") {
    tables t = two_offices();
    add(t, "agreements", "agreement_id,kind", {"J1,joint"});
    add(t, "deliveries", "delivery_id,program_id,target_id", {"D1,P,S1", "D2,Q,S1"});
    rules r;
    r.finding.overlap_nulls = {}; // three schools cannot be told from chance
    r.language = language::en;
    const auto english = parsed(findings_csv(audit(portfolio(t), r)));
    r.language = language::id;
    const auto indonesian = parsed(findings_csv(audit(portfolio(t), r)));
    CHECK(cell(english, 1, "planned_by") == "agreement J1");
    CHECK(cell(indonesian, 1, "planned_by") == "kesepakatan J1");
    CHECK(cell(english, 1, "finding_id") == cell(indonesian, 1, "finding_id"));
  }
}
