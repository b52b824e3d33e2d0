#include <irisan/finding/redundancy.hpp>

#include <irisan/model/what_if.hpp>

#include <support/findings.hpp>
#include <support/random.hpp>

#include <doctest/doctest.h>

#include <algorithm>
#include <random>
#include <string>
#include <vector>

using namespace irisan;

namespace {

coverage_table covered(const portfolio& p) {
  return coverage(p, find_arrivals(p, find_visits(p)), p.needs(), {}, p.latest_date());
}

redundancy spare(const portfolio& p, const finding_rules& rules = {}) {
  return redundancy_of(p, covered(p), rules);
}

/// Whether every need that counts stays met as far as it was, without some programs.
bool stays_met(const portfolio& p, const std::vector<std::string>& gone) {
  const coverage_table before = covered(p), after = covered(without(p, gone));
  for (std::size_t i = 0; i < before.rows.size(); ++i)
    if (before.rows[i].needy && after.rows[i].met < before.rows[i].met) return false;
  return true;
}

std::vector<std::string> names(const portfolio& p, const redundancy& r, bool kept) {
  std::vector<std::string> all;
  for (std::int32_t j = 0; j < r.cover.problem.columns(); ++j)
    if (r.kept(j) == kept) all.push_back(p[r.cover.programs[static_cast<std::size_t>(j)]].id);
  return all;
}

/// Six programs that teach hours at five schools, some inside others, with needs of hours.
tables random_needs(std::mt19937& random) {
  const auto below = [&](unsigned n) { return static_cast<unsigned>(random() % n); };
  std::vector<test::written_table> written{
      {"regions", "region_id", {"R"}},
      {"units", "unit_id", {"A", "B"}},
      {"activities", "activity_id,parent_id", {"T,", "K,T", "L,T"}},
      {"targets", "target_id,region_id", {}},
      {"programs", "program_id,unit_id", {}},
      {"deliveries", "program_id,target_id,activity_id,quantity,quantity_unit,cost", {}},
      {"needs", "target_id,activity_id,score,required,quantity_unit", {}}};
  const bool costs = below(3) > 0;
  for (unsigned s = 0; s < 5; ++s) {
    const std::string school = "S" + std::to_string(s);
    written[3].rows.push_back(school + ",R");
    for (const char* activity : {"T", "K", "L"})
      if (below(2))
        written[6].rows.push_back(school + "," + activity + "," + (below(4) ? "0.9" : "0.1") + "," +
                                  (below(4) ? std::to_string(4 * (1 + below(5))) : "") + ",hours");
  }
  const unsigned programs = 1 + below(6);
  for (unsigned i = 0; i < programs; ++i) {
    const std::string program = "P" + std::to_string(i);
    written[4].rows.push_back(program + (below(2) ? ",A" : ",B"));
    for (unsigned n = below(7); n > 0; --n)
      written[5].rows.push_back(program + ",S" + std::to_string(below(5)) + "," +
                                (below(2) ? "K" : "L") + "," + std::to_string(4 * (1 + below(3))) +
                                ",hours," + (costs ? std::to_string(1 + below(9)) : ""));
  }
  return test::read(written);
}

tables twice_served() {
  tables t = test::two_offices();
  test::add(t, "deliveries", "delivery_id,program_id,target_id,activity_id,cost",
            {"D1,P,S1,A,100", "D2,Q,S1,A,40", "D3,Q,S2,A,40"});
  test::add(t, "needs", "target_id,activity_id,score", {"S1,T,0.9", "S2,T,0.9"});
  return t;
}

} // namespace

TEST_SUITE("finding") {
  TEST_CASE("redundancy: a program whose needs another serves too can stop") {
    const portfolio p(twice_served());
    const redundancy r = spare(p);
    CHECK(names(p, r, true) == std::vector<std::string>{"Q"});
    CHECK(names(p, r, false) == std::vector<std::string>{"P"});
    CHECK(r.minimal.proven);
    CHECK(r.minimal.cost() == 80);
    const auto all = test::found(finding_kind::redundancy, twice_served());
    REQUIRE(all.size() == 1);
    const finding& f = all.front();
    CHECK(f.programs == std::vector<std::string>{"P"});
    CHECK(f.units == std::vector<std::string>{"BPMP"});
    CHECK(f.value.amount == 100);
    CHECK(f.sentence.en ==
          "Every recorded need stays covered without Program P (needs not recorded "
          "are not assessed).");
    CHECK(f.sentence.id ==
          "Semua kebutuhan yang tercatat tetap terlayani tanpa Program P (kebutuhan "
          "yang tidak tercatat belum dinilai).");
  }

  TEST_CASE("redundancy: two that stand in for each other can each go but not together") {
    tables t = test::two_offices();
    test::add(t, "deliveries", "program_id,target_id,activity_id,cost",
              {"P,S1,A,100", "Q,S1,A,40"});
    test::add(t, "needs", "target_id,activity_id", {"S1,T"});
    const portfolio p(t);
    const redundancy r = spare(p);
    CHECK(r.minimal.redundant.columns.size() == 2);
    CHECK(names(p, r, true) == std::vector<std::string>{"Q"});
    const auto all = test::found(finding_kind::redundancy, t);
    REQUIRE(all.size() == 2);
    for (const finding& f : all) {
      const bool kept = f.programs.front() == "Q";
      CHECK((f.sentence.en.find("Not so if Program P stops too.") != std::string::npos) == kept);
    }
  }

  TEST_CASE("redundancy: a program that serves no recorded need is never called redundant") {
    tables t = twice_served();
    test::add(t, "deliveries", "program_id,target_id,activity_id", {"P,S3,A"});
    // R works where no need is recorded; V on what nobody is recorded to need.
    test::add(t, "programs", "program_id,unit_id", {"R,BGP", "V,BGP"});
    test::add(t, "activities", "activity_id", {"Z"});
    test::add(t, "deliveries", "program_id,target_id,activity_id", {"R,S3,A", "V,S1,Z"});
    const auto all = test::found(finding_kind::redundancy, t);
    REQUIRE(all.size() == 1);
    CHECK(all.front().programs.front() == "P");
    // What P does at S3 is not assessed.
    CHECK(all.front().evidence.need.not_assessed == 1);
    CHECK(all.front().targets == std::vector<std::string>{"S1"});
  }

  TEST_CASE("redundancy: needs that do not count keep nobody") {
    tables t = twice_served();
    test::add(t, "needs", "target_id,activity_id,score", {"S3,T,0.1"});
    test::add(t, "deliveries", "program_id,target_id,activity_id", {"P,S3,A"});
    CHECK(test::found(finding_kind::redundancy, t).size() == 1);
    test::add(t, "needs", "target_id,activity_id,score", {"S3,K,0.9"});
    CHECK(test::found(finding_kind::redundancy, t).empty());
  }

  TEST_CASE("redundancy: a program in the rules stays") {
    finding_rules rules;
    rules.redundancy_keep = {"P"};
    const portfolio p(twice_served());
    const redundancy r = spare(p, rules);
    CHECK(names(p, r, true) == std::vector<std::string>{"P", "Q"});
    CHECK(test::found(finding_kind::redundancy, twice_served(), rules).empty());
    rules.redundancy_keep = {"X"};
    CHECK_THROWS_AS(spare(p, rules), rule_error);
  }

  TEST_CASE("redundancy: a reserve keeps whom a need would fall back on") {
    finding_rules rules;
    rules.redundancy_reserve = 1;
    const portfolio p(twice_served());
    const redundancy r = spare(p, rules);
    CHECK(names(p, r, false).empty());
    REQUIRE(r.minimal.short_rows.size() == 1);
    CHECK(r.minimal.short_rows[0].demand == 2);
    CHECK(r.minimal.short_rows[0].degree == 1);
    CHECK(test::found(finding_kind::redundancy, twice_served(), rules).empty());
  }

  TEST_CASE("redundancy: a share is asked beside the whole and changes no finding") {
    finding_rules rules;
    CHECK_FALSE(spare(portfolio(twice_served()), rules).partial.has_value());
    rules.redundancy_share = {1, 2};
    const redundancy r = spare(portfolio(twice_served()), rules);
    REQUIRE(r.partial.has_value());
    CHECK(r.partial->cost <= r.minimal.cost());
    CHECK(r.partial->uncovered_weight * 2 <= r.partial->total_weight);
    CHECK(test::found(finding_kind::redundancy, twice_served(), rules) ==
          test::found(finding_kind::redundancy, twice_served()));
  }

  TEST_CASE("redundancy: amounts count and one that was not measured is not counted on") {
    tables t = test::two_offices();
    test::add(t, "deliveries", "program_id,target_id,activity_id,quantity,quantity_unit",
              {"P,S1,A,8,jp", "Q,S1,A,6,jp"});
    test::add(t, "needs", "target_id,activity_id,required,quantity_unit", {"S1,T,8,jp"});
    // P alone gives the eight; Q alone does not.
    const auto all = test::found(finding_kind::redundancy, t);
    REQUIRE(all.size() == 1);
    CHECK(all.front().programs.front() == "Q");
    tables unmeasured = test::two_offices();
    test::add(unmeasured, "deliveries", "program_id,target_id,activity_id,quantity,quantity_unit",
              {"P,S1,A,6,jp", "Q,S1,A,,"});
    test::add(unmeasured, "needs", "target_id,activity_id,required,quantity_unit", {"S1,T,8,jp"});
    CHECK(test::found(finding_kind::redundancy, unmeasured).empty());
  }

  TEST_CASE("redundancy: a larger program and those inside it stand and fall together") {
    tables t = twice_served();
    test::add(t, "programs", "program_id,unit_id,parent_id", {"P1,BGP,P"});
    test::add(t, "deliveries", "program_id,target_id,activity_id", {"P1,S3,A"});
    test::add(t, "needs", "target_id,activity_id", {"S3,T"});
    CHECK(test::found(finding_kind::redundancy, t).empty());
  }

  TEST_CASE("redundancy: what goes leaves every need met and nothing cheaper would") {
    int removable = 0, dependent = 0;
    for (unsigned seed = 0; seed < 150; ++seed) {
      CAPTURE(seed);
      std::mt19937 random(seed);
      const portfolio p(random_needs(random));
      const redundancy r = spare(p);
      const std::vector<std::string> gone = names(p, r, false);
      CHECK(stays_met(p, gone));
      CHECK(check(r.cover.problem, r.minimal.certificate).empty());
      CHECK(r.cover.cautious == 0);
      removable += !gone.empty();
      // Each alone, recounted by taking it away.
      for (std::int32_t j = 0; j < r.cover.problem.columns(); ++j)
        CHECK(r.alone(j) == stays_met(p, {p[r.cover.programs[static_cast<std::size_t>(j)]].id}));
      dependent += r.minimal.redundant.columns.size() > gone.size();
      // All ways of stopping programs.
      const auto n = static_cast<unsigned>(r.cover.problem.columns());
      std::int64_t best = r.minimal.cost();
      for (unsigned mask = 0; mask < (1U << n); ++mask) {
        std::vector<std::string> stop;
        std::int64_t cost = 0;
        for (unsigned j = 0; j < n; ++j)
          if (mask >> j & 1)
            stop.push_back(p[r.cover.programs[j]].id);
          else
            cost += r.cover.problem.cost(static_cast<std::int32_t>(j));
        if (cost < best && stays_met(p, stop)) best = cost;
      }
      CHECK(best == r.minimal.cost());
      CHECK(r.minimal.lower_bound <= best);
    }
    // The cases are worth their name.
    CHECK(removable > 30);
    CHECK(dependent > 5);
  }
}
