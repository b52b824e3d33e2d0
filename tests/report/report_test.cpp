#include <irisan/report/report.hpp>

#include <support/builders.hpp>

#include <doctest/doctest.h>

#include <algorithm>

using namespace irisan;

namespace {

finding of(finding_kind kind, std::string id, std::vector<std::string> programs,
           std::string activity = "K") {
  finding f;
  f.kind = kind;
  f.id = std::move(id);
  f.programs = std::move(programs);
  f.units = {"BPMP", "BGP"};
  f.activity = std::move(activity);
  return f;
}

std::vector<std::string> ids_of(const std::vector<const finding*>& chosen) {
  std::vector<std::string> ids;
  for (const finding* f : chosen) ids.push_back(f->id);
  return ids;
}

using ids = std::vector<std::string>;

} // namespace

TEST_SUITE("report") {
  TEST_CASE(
      "report: an overlap is passed over when the duplication of the same pair and kind is there") {
    report r;
    r.findings = {of(finding_kind::duplication, "d1", {"P", "Q"}),
                  of(finding_kind::overlap, "o1", {"P", "Q"}),
                  of(finding_kind::overlap, "o2", {"P", "R"}),
                  of(finding_kind::overlap, "o3", {"P", "Q"}, "K2")};
    CHECK(ids_of(most_important(r)) == ids{"d1", "o2", "o3"});
  }

  TEST_CASE("report: an overlap of the same programs by other units is not passed over") {
    report r;
    r.findings = {of(finding_kind::duplication, "d1", {"P", "P"}),
                  of(finding_kind::overlap, "o1", {"P", "P"})};
    r.findings[1].units = {"BPMP", "DD"};
    CHECK(ids_of(most_important(r)) == ids{"d1", "o1"});
  }

  TEST_CASE("report: an overlap that matters more than its duplication is shown before it") {
    report r;
    r.findings = {of(finding_kind::overlap, "o1", {"P", "Q"}),
                  of(finding_kind::duplication, "d1", {"P", "Q"})};
    r.findings[0].severity = severity_level::high;
    r.findings[1].severity = severity_level::medium;
    CHECK(ids_of(most_important(r)) == ids{"o1", "d1"});
  }

  TEST_CASE("report: five matter most by default and the limit is the caller's") {
    report r;
    for (int i = 0; i < 9; ++i)
      r.findings.push_back(
          of(finding_kind::overlap, "o" + std::to_string(i), {"P", "Q" + std::to_string(i)}));
    CHECK(most_important(r).size() == 5);
    CHECK(most_important(r, 2).size() == 2);
    CHECK(most_important(r, 100).size() == 9);
    CHECK(ids_of(most_important(r, 2)) == ids{"o0", "o1"});
  }

  TEST_CASE("report: what is decided is not to be decided again") {
    report r;
    r.findings = {of(finding_kind::overlap, "open", {"P", "Q"}),
                  of(finding_kind::overlap, "decided", {"P", "R"})};
    r.findings[1].status = finding_status::decided;
    CHECK(ids_of(most_important(r)) == ids{"open"});
    r.findings[1].status = finding_status::grown;
    CHECK(most_important(r).size() == 2);
  }

  TEST_CASE("report: an empty report has nothing that matters") {
    CHECK(most_important(report{}).empty());
  }
}
