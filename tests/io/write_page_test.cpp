#include <irisan/io/write_page.hpp>

#include <irisan/core/error.hpp>
#include <irisan/report/audit.hpp>

#include <support/builders.hpp>
#include <support/folder.hpp>

#include <nlohmann/json.hpp>

#include <doctest/doctest.h>

#include <string>
#include <vector>

using namespace irisan;
using namespace irisan::test;

namespace {

constexpr std::string_view bare =
    "<html lang=\"id\"><title><!--title--></title><!--plain--><!--held--></html>";

using nlohmann::json;

std::string page_of(const tables& t, const page_options& o = {}) {
  return page(texts_of(audit(portfolio(t), {})), bare, o);
}

page_options for_unit(const char* id) {
  page_options o;
  o.reader.unit = id;
  return o;
}

/// The data that stand in a page, as the browser reads them.
json held(const std::string& html) {
  const std::string mark = "<script id=\"held\" type=\"application/json\">";
  const auto from = html.find(mark) + mark.size();
  return json::parse(html.substr(from, html.find("</script>", from) - from));
}

bool says(const std::string& html, std::string_view text) {
  return html.find(text) != std::string::npos;
}

/// Two offices that meet at S1 and nowhere else; every private thing has a word of its own.
tables meeting() {
  tables t = two_offices();
  add(t, "units", "unit_id,name,kind",
      {"DD,Dompet Jauh,partner", "LG,Pemda Agam,local_government"});
  add(t, "targets", "target_id,name,kind,region_id,authority_id",
      {"LGT,Pemda Agam,local_government,13.06,", "S9,Sekolah Jauh,school,13.71,"});
  add(t, "programs", "program_id,name,unit_id", {"FAR,Program Jauh,DD"});
  add(t, "deliveries",
      "delivery_id,program_id,target_id,activity_id,audience,start,end,cost,participants",
      {"OWN1,P,S1,A,teacher,2023-07-01,2023-07-05,111111,7",
       "OWN2,P,S2,A,teacher,2023-07-01,2023-07-05,222222,8",
       "SECRET1,Q,S1,A,teacher,2023-07-01,2023-07-05,333333,9",
       "SECRET2,Q,S3,B,principal,2023-08-01,2023-08-05,444444,10",
       "SECRET3,FAR,S9,B,supervisor,2023-10-01,2023-10-05,555555,11"});
  add(t, "indicators", "target_id,indicator_id,value,date,access",
      {"S1,open_one,value-public,2023,public", "S1,unit_one,value-unit,2023,unit",
       "S1,own_one,value-own,2023,own", "S9,far_one,value-far,2023,public"});
  add(t, "reflections", "region_id,unit_id,date,root_cause,next_step",
      {"13.71,BGP,2023-11-01,cause-of-partner,step", "13.06,BPMP,2023-11-01,cause-of-own,step"});
  add(t, "agreements", "agreement_id,kind,program_id,unit_id,source",
      {"AGF,joint,FAR,DD,far-source"});
  return t;
}

} // namespace

TEST_SUITE("io") {
  TEST_CASE("write_page: hostile names cannot leave their place") {
    tables t = two_offices();
    t["targets"].at("target_id").push_back("X");
    t["targets"].at("name").push_back(
        "</script><script>alert(1)</script><!--plain--> \xE2\x80\xA8 \"'&");
    t["targets"].at("region_id").push_back("13.06");
    t["targets"].end_row();
    const std::string html = page_of(t);
    CHECK_FALSE(says(html, "<script>alert"));
    CHECK_FALSE(says(html, "\xE2\x80\xA8"));
    CHECK(says(html, "\\u003c/script>"));
    const json names = held(html)["register"]["targets"]["columns"]["name"];
    CHECK(std::find(names.begin(), names.end(),
                    "</script><script>alert(1)</script><!--plain--> \xE2\x80\xA8 \"'&") !=
          names.end());
  }

  TEST_CASE("write_page: the plain page escapes what users wrote and says what to decide") {
    tables t = with_deliveries(
        {"D1,P,S1,A,teacher,2023-07-01,2023-07-05", "D2,Q,S1,A,teacher,2023-07-01,2023-07-05"});
    report r = audit(portfolio(t), {});
    r.title = "<b>Agam</b>";
    const std::string html = page(texts_of(r), bare);
    CHECK(says(html, "<h1>&lt;b&gt;Agam&lt;/b&gt;</h1>"));
    CHECK(says(html, "<title>irisan · &lt;b&gt;Agam&lt;/b&gt;</title>"));
    REQUIRE_FALSE(r.findings.empty());
    CHECK(says(html, r.findings.front().sentence.id));
    CHECK(says(html, "lang=\"id\""));
    r.rules.language = language::en;
    CHECK(says(page(texts_of(r), bare), "lang=\"en\""));
    CHECK(says(page(texts_of(r), bare), "What to decide first"));
  }

  TEST_CASE("write_page: findings name targets and rows by their positions") {
    const json page = held(page_of(with_deliveries(
        {"D1,P,S2,A,teacher,2023-07-01,2023-07-05", "D2,Q,S2,A,teacher,2023-07-01,2023-07-05"})));
    const json& f = page["report"]["findings"];
    REQUIRE(f["count"].get<int>() > 0);
    CHECK(f["columns"]["targets"][0] == json::array({1}));
    const json& key = page["register"]["deliveries"]["columns"]["key"];
    for (const json& row : f["columns"]["rows"][0])
      CHECK((key[row.get<std::size_t>()] == "D1" || key[row.get<std::size_t>()] == "D2"));
    CHECK(f["pool"][f["columns"]["kind"][0].get<std::size_t>()] == "duplication");
  }

  TEST_CASE(
      "write_page: a page for a unit holds its own rows and of partners no more than shared work") {
    const std::string html = page_of(meeting(), for_unit("BPMP"));
    for (const char* own :
         {"OWN1", "OWN2", "111111", "222222", "cause-of-own", "value-public", "value-unit"}) {
      CAPTURE(own);
      CHECK(says(html, own));
    }
    // The partner's program is seen where both meet.
    CHECK(says(html, "Program Q"));
    for (const char* secret :
         {"SECRET1", "SECRET2", "SECRET3", "333333", "444444", "555555", "FAR", "Program Jauh",
          "Dompet Jauh", "Sekolah Jauh", "SD 3", "value-own", "value-far", "cause-of-partner",
          "AGF", "far-source", "principal", "supervisor"}) {
      CAPTURE(secret);
      CHECK_FALSE(says(html, secret));
    }
    const json d = held(html)["register"]["deliveries"]["columns"];
    CHECK(d["key"].size() == 3);
  }

  TEST_CASE("write_page: a page for a region and one for a school hold theirs alone") {
    page_options o;
    o.reader.region = "13.06";
    const std::string agam = page_of(meeting(), o);
    CHECK(says(agam, "SD 1"));
    CHECK(says(agam, "value-public"));
    for (const char* secret : {"SD 3", "Sekolah Jauh", "Program Jauh", "OWN1", "111111", "333333",
                               "value-unit", "value-own", "cause-of-partner"}) {
      CAPTURE(secret);
      CHECK_FALSE(says(agam, secret));
    }
    o.reader = {};
    o.reader.target = "S1";
    const std::string school = page_of(meeting(), o);
    for (const char* own :
         {"SD 1", "value-public", "value-unit", "value-own", "Program P", "Program Q"}) {
      CAPTURE(own);
      CHECK(says(school, own));
    }
    for (const char* secret :
         {"SD 2", "SD 3", "Sekolah Jauh", "111111", "333333", "OWN1", "cause-of"}) {
      CAPTURE(secret);
      CHECK_FALSE(says(school, secret));
    }
  }

  TEST_CASE("write_page: positions in a narrowed page lead to what they led to before") {
    const json whole = held(page_of(meeting())), own = held(page_of(meeting(), for_unit("BPMP")));
    const auto rows = [](const json& page) {
      const json &names = page["register"], &d = names["deliveries"]["columns"];
      std::vector<std::string> all;
      for (std::size_t i = 0; i < d["key"].size(); ++i) {
        std::string row = d["key"][i];
        for (const char* table : {"program", "target", "unit"})
          row +=
              " " + names[std::string(table) + "s"]["columns"]["id"][d[table][i].get<std::size_t>()]
                        .get<std::string>();
        if (row.starts_with("OWN")) all.push_back(row);
      }
      return all;
    };
    CHECK(rows(own) == rows(whole));
    CHECK(rows(own) == std::vector<std::string>{"OWN1 P S1 BPMP", "OWN2 P S2 BPMP"});
  }

  TEST_CASE("write_page: a reader that is not there is refused with the nearest") {
    CHECK(thrown<rule_error>([] { page_of(meeting(), for_unit("BPMPP")); }) ==
          "--for unit=BPMPP: no such unit; the nearest is 'BPMP'");
  }

  TEST_CASE("write_page: what is too large is left out and said") {
    page_options o;
    o.most_bytes = 1;
    const json page = held(page_of(meeting(), o));
    CHECK(page["left_out"] == json::array({"finding_rows", "deliveries", "reached", "indicators",
                                           "needs", "finding_targets"}));
    CHECK(page["register"]["deliveries"]["rows"] == 0);
    CHECK(page["register"]["targets"]["rows"].get<int>() > 0);
    CHECK(held(page_of(meeting()))["left_out"].empty());
  }

  TEST_CASE("write_page: from 200 kB on the data are compressed") {
    tables t = two_offices();
    for (int i = 0; i < 6000; ++i) {
      t["targets"].at("target_id").push_back("X" + std::to_string(i));
      t["targets"].at("name").push_back("a school with a long name " + std::to_string(i));
      t["targets"].at("region_id").push_back("13.06");
      t["targets"].end_row();
    }
    const std::string html = page_of(t);
    CHECK(says(html, "type=\"application/octet-stream\">H4sI"));
    CHECK(html.size() < 200'000);
  }

  TEST_CASE(
      "write_page: the template that is built in has a place for everything and asks nobody") {
    const std::string whole(page_template());
    for (const char* mark : {"<!--title-->", "<!--plain-->", "<!--held-->"}) {
      CAPTURE(mark);
      const auto at = whole.find(mark);
      REQUIRE(at != std::string::npos);
      CHECK(whole.find(mark, at + 1) == std::string::npos);
    }
    CHECK(says(whole, "default-src 'none'"));
    CHECK_FALSE(says(whole, "unsafe"));
    CHECK_FALSE(says(whole, "eval("));
    CHECK(whole.size() < 250'000);
  }

  TEST_CASE("write_page: since when each finding is there stands with it and what is gone apart") {
    tables before = meeting();
    add(before, "deliveries",
        "delivery_id,program_id,target_id,activity_id,audience,start,end,cost",
        {"OLD1,FAR,S3,B,principal,2023-08-01,2023-08-05,987654"});
    const report was = audit(portfolio(before), {}), is = audit(portfolio(meeting()), {});
    const report_change c = change_since(texts_of(was), is);
    const json all = held(page(texts_of(is, &c), bare));
    CHECK(all["change"]["since"] == to_text(was.as_of.latest));
    CHECK_FALSE(all["report"].contains("change"));
    const json& f = all["report"]["findings"];
    std::vector<std::string> fates;
    for (const json& i : f["columns"]["fate"]) fates.push_back(f["pool"][i.get<std::size_t>()]);
    CHECK(fates == std::vector<std::string>(is.findings.size(), "persistent"));
    REQUIRE_FALSE(all["change"]["findings"].empty());
    for (const json& gone : all["change"]["findings"]) CHECK(gone["fate"] == "closed");
    // For one reader: figures, and what that reader's findings are; nothing of others' that is
    // gone.
    const std::string own = page(texts_of(is, &c), bare, for_unit("BPMP"));
    CHECK(held(own)["change"]["findings"].empty());
    CHECK(held(own)["change"]["programs"].is_null());
    for (const char* secret : {"FAR", "Program Jauh", "SD 3", "987654", "\"value\",\"kind\""}) {
      CAPTURE(secret);
      CHECK_FALSE(says(own, secret));
    }
    CHECK(held(page(texts_of(is), bare))["change"].is_null());
  }

  TEST_CASE("write_page: a file appears whole") {
    const folder out;
    const report_texts texts = texts_of(audit(portfolio(meeting()), {}));
    write_page(texts, bare, out / "mine.html", for_unit("BGP"));
    CHECK(out.names() == std::vector<std::string>{"mine.html"});
    CHECK(whole(out / "mine.html") == page(texts, bare, for_unit("BGP")));
  }
}
