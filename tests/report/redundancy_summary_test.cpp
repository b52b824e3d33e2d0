#include <irisan/report/redundancy_summary.hpp>

#include <support/builders.hpp>

#include <doctest/doctest.h>

#include <algorithm>
#include <map>
#include <random>
#include <string>
#include <vector>

using namespace irisan;
using namespace irisan::test;

namespace {

redundancy_summary summed(const tables& t, const finding_rules& rules = {}) {
  const portfolio p(t);
  const coverage_table table =
      coverage(p, find_arrivals(p, find_visits(p)), p.needs(), {}, p.latest_date());
  return summary_of(p, table, redundancy_of(p, table, rules), rules.redundancy_share);
}

/// Schools that each need the theme, and programs that each reach some of them.
tables reaching(const std::vector<std::vector<int>>& schools_of, int schools) {
  tables t = two_offices();
  for (int s = 0; s < schools; ++s) {
    add(t, "targets", "target_id,kind,region_id", {"N" + std::to_string(s) + ",school,13.06"});
    add(t, "needs", "target_id,activity_id", {"N" + std::to_string(s) + ",T"});
  }
  for (std::size_t x = 0; x < schools_of.size(); ++x) {
    const std::string id = "X" + std::to_string(x);
    add(t, "programs", "program_id,unit_id", {id + ",BGP"});
    for (const int s : schools_of[x])
      add(t, "deliveries", "program_id,target_id,activity_id",
          {id + ",N" + std::to_string(s) + ",A"});
  }
  return t;
}

std::vector<std::string> names(const redundancy_summary& s, const std::vector<std::int32_t>& of) {
  std::vector<std::string> all;
  for (const std::int32_t j : of) all.push_back(s.programs[static_cast<std::size_t>(j)].program);
  return all;
}

} // namespace

TEST_SUITE("report") {
  TEST_CASE("redundancy_summary: rows of what can go say what is left there") {
    const redundancy_summary s = summed(reaching({{0, 1, 2}, {1, 2}, {3}}, 4));
    REQUIRE(s.programs.size() == 3);
    CHECK(s.programs[0].kept);
    CHECK(s.programs[0].witness_target == "N0");
    CHECK_FALSE(s.programs[1].kept);
    CHECK(s.programs[2].kept);
    REQUIRE(s.spare.size() == 2);
    for (const spare_row& x : s.spare) {
      CHECK(x.program == 1);
      const cover_row& row = s.rows[static_cast<std::size_t>(x.row)];
      CHECK((row.target == "N1" || row.target == "N2"));
      CHECK(row.demand == 1);
      CHECK(row.count == 1);
    }
    CHECK(s.gap() == 0);
    CHECK(s.short_needs == 0);
    CHECK_FALSE(s.partial.has_value());
  }

  TEST_CASE("redundancy_summary: a reserve keeps one more and names where there is none") {
    finding_rules rules;
    rules.redundancy_reserve = 1;
    const redundancy_summary s = summed(reaching({{0, 1, 2}, {1, 2}, {2}, {3}}, 4), rules);
    // N0 and N3 have one program each, so nobody to stand in.
    CHECK(s.short_needs == 2);
    for (const cover_row& row : s.rows) {
      const bool alone = row.target == "N0" || row.target == "N3";
      CHECK(row.asked == 2);
      CHECK(row.demand == (alone ? 1 : 2));
      CHECK(row.count >= row.demand);
    }
    CHECK(s.programs[1].kept);
    CHECK_FALSE(s.programs[2].kept);
  }

  TEST_CASE("redundancy_summary: with a reserve any so many may drop out and needs stay met") {
    std::mt19937 random(31);
    for (int round = 0; round < 60; ++round) {
      CAPTURE(round);
      std::vector<std::vector<int>> schools_of(2 + random() % 5);
      for (auto& of : schools_of)
        for (int s = 0; s < 5; ++s)
          if (random() % 2) of.push_back(s);
      finding_rules rules;
      rules.redundancy_reserve = static_cast<std::int64_t>(random() % 3);
      const redundancy_summary s = summed(reaching(schools_of, 5), rules);
      std::map<std::string, std::int64_t> kept, of;
      for (const redundancy_row& x : s.programs)
        for (const int n : schools_of[static_cast<std::size_t>(x.program[1] - '0')]) {
          ++of["N" + std::to_string(n)];
          kept["N" + std::to_string(n)] += x.kept;
        }
      std::int64_t lacking = 0;
      for (const auto& [school, programs] : of) {
        CHECK(kept[school] >= std::min(programs, 1 + rules.redundancy_reserve));
        lacking += programs < 1 + rules.redundancy_reserve;
      }
      CHECK(s.short_needs == lacking);
    }
  }

  TEST_CASE("redundancy_summary: a share is kept by fewer programs and says what is missing") {
    // X0 serves nine schools, X1 one more.
    const tables t = reaching({{0, 1, 2, 3, 4, 5, 6, 7, 8}, {9}}, 10);
    finding_rules rules;
    rules.redundancy_share = {9, 10};
    const redundancy_summary s = summed(t, rules);
    CHECK(s.cost == 10);
    REQUIRE(s.partial.has_value());
    const partial_summary& p = *s.partial;
    CHECK(names(s, p.kept) == std::vector<std::string>{"X0"});
    CHECK(p.cost == 9);
    CHECK(p.bound <= p.cost);
    CHECK(p.needs_missing == 1);
    CHECK(p.missing == p.allowed);
    CHECK(p.missing * 10 == p.total);
    for (const cover_row& row : s.rows) CHECK(row.missing == (row.target == "N9"));
    rules.redundancy_share = {91, 100};
    CHECK(summed(t, rules).partial->kept.size() == 2);
  }

  TEST_CASE("redundancy_summary: a share counts needs alike whatever rows they are made of") {
    // One need of a hundred hours and one of a single delivery: half is either of them.
    tables t = two_offices();
    add(t, "deliveries", "program_id,target_id,activity_id,quantity,quantity_unit,cost",
        {"P,S1,A,60,hours,9", "Q,S1,A,30,hours,9", "Q,S2,A,1,hours,1"});
    add(t, "programs", "program_id,unit_id", {"R,BGP"});
    add(t, "deliveries", "program_id,target_id,activity_id,quantity,quantity_unit,cost",
        {"R,S3,A,1,hours,1"});
    add(t, "needs", "target_id,activity_id,required,quantity_unit", {"S1,T,90,hours", "S3,T,,"});
    finding_rules rules;
    rules.redundancy_share = {1, 2};
    const redundancy_summary s = summed(t, rules);
    REQUIRE(s.partial.has_value());
    CHECK(names(s, s.partial->kept) == std::vector<std::string>{"R"});
    CHECK(s.partial->missing * 2 == s.partial->total);
  }

  TEST_CASE("redundancy_summary: nothing to need and nothing to do without") {
    const redundancy_summary s = summed(two_offices());
    CHECK(s.programs.empty());
    CHECK(s.spare.empty());
    CHECK(s.cost == 0);
  }
}
