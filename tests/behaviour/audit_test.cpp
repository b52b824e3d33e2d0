#include <irisan/io/write_json.hpp>
#include <irisan/model/portfolio.hpp>
#include <irisan/report/audit.hpp>

#include <support/builders.hpp>

#include <doctest/doctest.h>

#include <algorithm>
#include <random>
#include <string>
#include <vector>

using namespace irisan;

namespace {

/// The rows of a small audit in which every column says something.
std::vector<std::string> rows_of_an_audit() {
  std::vector<std::string> rows;
  std::mt19937 rng(7);
  const char* activities[] = {"A", "B", ""};
  const char* audiences[] = {"teacher", "principal", ""};
  for (int i = 0; i < 60; ++i) {
    const auto month = 1 + rng() % 9;
    const auto day = 10 + rng() % 10;
    const std::string date = "2023-0" + std::to_string(month) + "-" + std::to_string(day);
    rows.push_back("D" + std::to_string(100 + i) + "," + (rng() % 2 ? "P" : "Q") + ",S" +
                   std::to_string(1 + rng() % 3) + "," + activities[rng() % 3] + "," +
                   audiences[rng() % 3] + "," + date + "," + date);
  }
  return rows;
}

tables with_rows(const std::vector<std::string>& rows) {
  tables t = test::two_offices();
  for (const std::string& row : rows)
    test::add(t, "deliveries", "delivery_id,program_id,target_id,activity_id,audience,start,end",
              {row});
  return t;
}

report audit_of(const tables& t, unsigned threads = 1) {
  audit_options options;
  options.threads = threads;
  // So few targets can hardly be told from chance: here every overlap is to be found.
  rules r;
  r.finding.overlap_nulls = {};
  return audit(portfolio(t), r, options);
}

} // namespace

TEST_SUITE("behaviour") {
  TEST_CASE("audit: the same rows in another order give the same bytes") {
    std::vector<std::string> rows = rows_of_an_audit();
    const std::string before = to_json(audit_of(with_rows(rows)));
    std::mt19937 rng(11);
    for (int round = 0; round < 5; ++round) {
      CAPTURE(round);
      std::shuffle(rows.begin(), rows.end(), rng);
      CHECK(to_json(audit_of(with_rows(rows), 1 + static_cast<unsigned>(round))) == before);
    }
  }

  TEST_CASE("audit: shifting all dates by a year changes no finding but its dates") {
    std::vector<std::string> rows = rows_of_an_audit();
    const report before = audit_of(with_rows(rows));
    for (std::string& row : rows)
      for (std::size_t at = row.find("2023"); at != std::string::npos; at = row.find("2023", at))
        row.replace(at, 4, "2025");
    const report after = audit_of(with_rows(rows));
    REQUIRE(after.findings.size() == before.findings.size());
    for (std::size_t i = 0; i < before.findings.size(); ++i) {
      CHECK(after.findings[i].id == before.findings[i].id);
      CHECK(after.findings[i].targets == before.findings[i].targets);
      CHECK(after.findings[i].evidence == before.findings[i].evidence);
    }
  }

  TEST_CASE("audit: a cancelled row changes no finding") {
    const tables plain = with_rows(rows_of_an_audit());
    tables more = with_rows(rows_of_an_audit());
    more["deliveries"].add({{"delivery_id", "X"},
                            {"program_id", "P"},
                            {"target_id", "S1"},
                            {"activity_id", "A"},
                            {"status", "cancelled"}});
    CHECK(audit_of(more).findings == audit_of(plain).findings);
  }

  TEST_CASE("audit: a target that nobody reaches changes only what chance would expect") {
    const tables plain = with_rows(rows_of_an_audit());
    tables more = with_rows(rows_of_an_audit());
    more["targets"].add({{"target_id", "S9"}, {"kind", "school"}, {"region_id", "13.71"}});
    const report a = audit_of(plain), b = audit_of(more);
    REQUIRE(a.findings.size() == b.findings.size());
    for (std::size_t i = 0; i < a.findings.size(); ++i) {
      CHECK(a.findings[i].targets == b.findings[i].targets);
      const auto &before = a.findings[i].evidence.pooled, &after = b.findings[i].evidence.pooled;
      if (before.expected.value_or(0) > 0) CHECK(*after.expected < *before.expected);
    }
  }

  TEST_CASE("audit: a third unit that works elsewhere leaves the findings of the others alone") {
    const tables plain = with_rows(rows_of_an_audit());
    tables more = with_rows(rows_of_an_audit());
    more["units"].add({{"unit_id", "X"}});
    more["programs"].add({{"program_id", "X"}, {"unit_id", "X"}});
    more["targets"].add({{"target_id", "X"}, {"kind", "office"}, {"region_id", "13"}});
    more["deliveries"].add({{"delivery_id", "X"}, {"program_id", "X"}, {"target_id", "X"}});
    CHECK(audit_of(more).findings == audit_of(plain).findings);
  }
}
