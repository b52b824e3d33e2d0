#include <irisan/core/problem.hpp>

#include <support/builders.hpp>

#include <doctest/doctest.h>

#include <algorithm>
#include <vector>

using namespace irisan;

namespace {

problem unknown_target() {
  problem p;
  p.table = "deliveries";
  p.file = "deliveries.csv";
  p.line = 17;
  p.column = "target_id";
  p.value = "SD 99";
  p.what = {"unknown target 'SD 99'", "sasaran 'SD 99' tidak dikenal"};
  p.lines = {17};
  return p;
}

} // namespace

TEST_SUITE("core") {
  TEST_CASE("problem: its text says where and what and with which value") {
    CHECK(to_text(unknown_target()) == "deliveries.csv, line 17: unknown target 'SD 99'");
    CHECK(to_text(unknown_target(), true) ==
          "deliveries.csv, baris 17: sasaran 'SD 99' tidak dikenal");
  }

  TEST_CASE("problem: a whole table has no line and is named when it came from memory") {
    problem p;
    p.table = "units";
    p.what = {"table 'units' is missing", "tabel 'units' tidak ada"};
    CHECK(to_text(p) == "units: table 'units' is missing");
  }

  TEST_CASE("problem: the other lines are listed and cut short behind the fourth") {
    problem p = unknown_target();
    p.rows = 4;
    p.lines = {17, 18, 20, 31};
    CHECK(to_text(p) == "deliveries.csv, line 17 (and 3 more: 18, 20, 31): unknown target 'SD 99'");
    p.rows = 5;
    p.lines.push_back(32);
    CHECK(to_text(p) ==
          "deliveries.csv, line 17 (and 4 more: 18, 20, 31, …): unknown target 'SD 99'");
    CHECK(to_text(p, true).find("(dan 4 lagi: 18") != std::string::npos);
  }

  TEST_CASE("problem: the nearest valid key stands at the end") {
    problem p = unknown_target();
    p.nearest = "SD 9";
    CHECK(to_text(p) == "deliveries.csv, line 17: unknown target 'SD 99'; the nearest is 'SD 9'");
    CHECK(to_text(p, true) ==
          "deliveries.csv, baris 17: sasaran 'SD 99' tidak dikenal; yang terdekat 'SD 9'");
  }

  TEST_CASE("problem: errors sort first and then table and line decide") {
    problem warning = unknown_target(), late = unknown_target(), other = unknown_target();
    warning.level = problem_level::warning;
    warning.line = 1;
    late.line = 18;
    other.table = "agreements";
    std::vector<problem> all{warning, late, unknown_target(), other};
    std::sort(all.begin(), all.end());
    CHECK(all == std::vector<problem>{other, unknown_target(), late, warning});
  }
}
