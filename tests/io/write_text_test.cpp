#include <irisan/io/write_text.hpp>

#include <support/builders.hpp>
#include <support/findings.hpp>

#include <irisan/report/audit.hpp>

#include <doctest/doctest.h>

#include <algorithm>

using namespace irisan;
using namespace irisan::test;

namespace {

std::vector<std::string> lines_of(const std::string& text) {
  std::vector<std::string> lines;
  for (std::size_t at = 0; at < text.size();) {
    const auto end = text.find('\n', at);
    lines.push_back(text.substr(at, end - at));
    at = end == std::string::npos ? text.size() : end + 1;
  }
  return lines;
}

std::size_t columns(const std::string& line) {
  return static_cast<std::size_t>(std::count_if(line.begin(), line.end(), [](char c) {
    return (static_cast<unsigned char>(c) & 0xC0) != 0x80;
  }));
}

bool has(const std::string& text, std::string_view part) {
  return text.find(part) != std::string::npos;
}

/// One page: at most 64 lines of 88 columns.
void check_page(const std::string& text) {
  const auto lines = lines_of(text);
  CHECK(lines.size() <= 64);
  for (const std::string& line : lines) {
    CAPTURE(line);
    CHECK(columns(line) <= 88);
  }
  CHECK(text.back() == '\n');
}

tables crossing_tables() {
  tables t = two_offices();
  add(t, "deliveries", "delivery_id,program_id,target_id,activity_id,audience,start,end,cost",
      {"D1,P,S1,A,teacher,2023-07-01,2023-07-05,100000000",
       "D2,Q,S1,A,teacher,2023-07-01,2023-07-05,70000000"});
  return t;
}

report report_of(const tables& t, language l, const audit_options& o = {}) {
  rules r;
  r.language = l;
  return audit(portfolio(t), r, o);
}

} // namespace

TEST_SUITE("io") {
  TEST_CASE("write_text: the summary begins with what is to be decided and by whom") {
    const std::string text = summary_text(report_of(crossing_tables(), language::en));
    check_page(text);
    const auto first =
        text.find("\n1 Not yet planned · duplication · medium · value to check IDR 70,000,000\n");
    REQUIRE(first != std::string::npos);
    CHECK(has(text, "\n  Teachers of 1 target in Agam received Lokakarya from both Program P"));
    CHECK(has(text, "  → BPMP and BGP: decide who leads and who supports\n"));
    CHECK(first < text.find("2 programs · 2 units + 0 partners"));
    CHECK(has(text, "as of 5 July 2023"));
    CHECK(has(text, "All findings, with their rows: findings.csv"));
  }

  TEST_CASE("write_text: the summary is in the language of the rules") {
    const std::string text = summary_text(report_of(crossing_tables(), language::id));
    check_page(text);
    CHECK(has(
        text,
        "\n1 Belum direncanakan · duplikasi · sedang · nilai yang perlu dicek Rp 70.000.000\n"));
    CHECK(has(text, "s.d. 5 Juli 2023"));
    for (const char* english :
         {"Not yet planned", "targets", "decide", "deliveries", "Not computed"})
      CHECK_FALSE(has(text, english));
  }

  TEST_CASE("write_text: the overlap of a pair that is a duplication is not said again") {
    const std::string text = summary_text(report_of(crossing_tables(), language::en));
    CHECK_FALSE(has(text, "· overlap ·"));
    CHECK(has(text, "· fragmentation ·"));
  }

  TEST_CASE("write_text: figures are those of the report") {
    const std::string text = summary_text(report_of(crossing_tables(), language::en));
    CHECK(has(text, "1 of 3 targets reached · 2 deliveries"));
    const auto row = [&](const char* name) {
      for (const std::string& line : lines_of(text))
        if (line.starts_with(name)) return line.substr(34);
      return std::string("no such row");
    };
    CHECK(row("duplication") == "         1                   1                   1");
    CHECK(row("outside mandate") == "         0                   0                   0");
  }

  TEST_CASE("write_text: nothing found is said in words") {
    const std::string text = summary_text(report_of(two_offices(), language::en));
    check_page(text);
    CHECK(has(text, "Nothing to decide was found."));
    CHECK(has(summary_text(report_of(two_offices(), language::id)),
              "Tidak ditemukan hal yang perlu diputuskan."));
  }

  TEST_CASE("write_text: what is planned is not counted among what is not yet planned") {
    // Every finding is planned: there is nothing to decide "of 0 not yet planned".
    tables t = two_offices();
    add(t, "deliveries", "delivery_id,program_id,target_id,unit_id,audience",
        {"D1,P,S1,BPMP,teacher", "D2,Q,S1,BGP,teacher", "D3,Q,S1,BPMP,teacher"});
    add(t, "agreements", "agreement_id,kind", {"J,joint"});
    const std::string text = summary_text(report_of(t, language::en));
    check_page(text);
    CHECK_FALSE(has(text, "of 0 not yet planned"));
  }

  TEST_CASE("write_text: scope and what is invented stand at the top") {
    tables t = crossing_tables();
    t.title = "A title";
    t.invented = {"Partly invented.", "Sebagian rekaan."};
    audit_options o;
    const portfolio p(t);
    o.scope.in = p.find_region("13.06");
    o.scope.from = on("2023-01-01");
    const auto lines = lines_of(summary_text(report_of(t, language::en, o)));
    CHECK(lines[0] == "irisan · A title · as of 5 July 2023");
    CHECK(lines[1].starts_with("Only: region 13.06 from 2023-01-01"));
    CHECK(lines[2] == "! Partly invented.");
  }

  TEST_CASE("write_text: however long the names and however many the findings it is one page") {
    tables t = two_offices();
    const std::string longest(300, 'x'), many_words = [] {
      std::string text;
      for (int i = 0; i < 200; ++i) text += "kata ";
      return text;
    }();
    t.title = many_words;
    t.invented = {many_words, many_words};
    for (int i = 0; i < 30; ++i) {
      const std::string id = "Z" + std::to_string(i);
      t["units"].add({{"unit_id", id}, {"name", i % 2 ? longest : many_words}});
      t["programs"].add(
          {{"program_id", id}, {"name", i % 2 ? many_words : longest}, {"unit_id", id}});
      t["deliveries"].add(
          {{"delivery_id", id}, {"program_id", id}, {"target_id", "S1"}, {"activity_id", "A"}});
    }
    for (const language l : {language::en, language::id}) {
      const std::string text = summary_text(report_of(t, l));
      CHECK(lines_of(text).size() <= 64);
      for (const std::string& line : lines_of(text)) CHECK(columns(line) <= 88);
      CHECK(has(text, "findings.csv"));
    }
  }

  TEST_CASE("write_text: a value of which a part is unknown is at least") {
    tables t = crossing_tables();
    add(t, "deliveries", "delivery_id,program_id,target_id,activity_id,audience,start,end,cost",
        {"D3,P,S2,A,teacher,2023-07-01,2023-07-05,", "D4,Q,S2,A,teacher,2023-07-01,2023-07-05,5"});
    CHECK(has(summary_text(report_of(t, language::en)), "value to check at least IDR 70,000,000"));
    CHECK(has(summary_text(report_of(t, language::id)),
              "nilai yang perlu dicek sekurangnya Rp 70.000.000"));
  }
}
