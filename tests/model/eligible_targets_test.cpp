#include <irisan/model/eligible_targets.hpp>

#include <support/builders.hpp>
#include <support/random.hpp>

#include <doctest/doctest.h>

#include <algorithm>
#include <initializer_list>
#include <random>
#include <set>
#include <string>
#include <string_view>
#include <vector>

using namespace irisan;
using irisan::test::add;

namespace {

/// S1, S2, M1 (SMP, public) and E1 (SD, public, in a district) in Agam; S3 and M3 (SMP, private) in
/// Padang. Of the schools S nothing more is known.
tables six_schools() {
  tables t = test::two_offices();
  add(t, "regions", "region_id,parent_id,kind", {"13.06.01,13.06,district"});
  add(t, "targets", "target_id,region_id,level,status",
      {"M1,13.06,SMP,public", "E1,13.06.01,SD,public", "M3,13.71,SMP,private"});
  return t;
}

std::string ids(const portfolio& p, const std::vector<bool>& may) {
  std::string all;
  for (std::size_t t = 0; t < may.size(); ++t)
    if (may[t]) all += p.targets()[t].id + ' ';
  return all;
}

/// Whom P may reach.
std::string may_reach(std::initializer_list<std::string_view> rows) {
  tables t = six_schools();
  add(t, "eligibility", "program_id,target_id,region_id,level,status,state", rows);
  const portfolio p(t);
  const auto all = eligible_targets(p);
  REQUIRE(all.contains(p.find_program("P")));
  REQUIRE(all.at(p.find_program("P")).size() == p.targets().size());
  return ids(p, all.at(p.find_program("P")));
}

/// The sentence of `eligible_targets` for one program and target.
bool by_hand(const portfolio& p, program_index of, std::size_t t) {
  bool eligible = false, not_eligible = false, closed = false;
  const target& at = p.targets()[t];
  for (const eligibility& e : p.eligibilities()) {
    if (e.of != of) continue;
    const bool says_yes = e.state == eligibility_state::eligible;
    closed = closed || says_yes;
    if (e.target.known()) {
      if (e.target.at() == t) return says_yes;
      continue;
    }
    bool lies_in = !e.in.known();
    for (region_index r = at.in; r.known(); r = p[r].parent) lies_in = lies_in || r == e.in;
    const bool inside = lies_in && (e.level.empty() || e.level == at.level) &&
                        (e.status.empty() || e.status == at.status);
    (says_yes ? eligible : not_eligible) |= inside;
  }
  return !not_eligible && (eligible || !closed);
}

} // namespace

TEST_SUITE("model") {
  TEST_CASE("eligible_targets: only programs with rows stand in it") {
    CHECK(eligible_targets(portfolio(six_schools())).empty());
    tables t = six_schools();
    add(t, "eligibility", "program_id,target_id,state", {"Q,S1,eligible"});
    const portfolio p(t);
    const auto all = eligible_targets(p);
    REQUIRE(all.size() == 1);
    CHECK(all.begin()->first == p.find_program("Q"));
    CHECK(ids(p, all.begin()->second) == "S1 ");
  }

  TEST_CASE("eligible_targets: if some are said to be eligible only those are") {
    CHECK(may_reach({"P,S1,,,,eligible", "P,S3,,,,eligible"}) == "S1 S3 ");
    CHECK(may_reach({"P,,13.71,,,eligible"}) == "M3 S3 ");
  }

  TEST_CASE("eligible_targets: if none are said to be eligible all are but those said not to be") {
    CHECK(may_reach({"P,S1,,,,not_eligible"}) == "E1 M1 M3 S2 S3 ");
    CHECK(may_reach({"P,,13.71,,,not_eligible"}) == "E1 M1 S1 S2 ");
  }

  TEST_CASE("eligible_targets: a region has those of the regions inside it and no others") {
    CHECK(may_reach({"P,,13,,,eligible"}) == "E1 M1 M3 S1 S2 S3 ");
    CHECK(may_reach({"P,,13.06,,,eligible"}) == "E1 M1 S1 S2 ");
    CHECK(may_reach({"P,,13.06.01,,,eligible"}) == "E1 ");
  }

  TEST_CASE(
      "eligible_targets: a group is of all that its row asks and what is unknown is in none") {
    CHECK(may_reach({"P,,,SMP,,eligible"}) == "M1 M3 ");
    CHECK(may_reach({"P,,,SMP,,not_eligible"}) == "E1 S1 S2 S3 ");
    CHECK(may_reach({"P,,,,public,eligible"}) == "E1 M1 ");
    CHECK(may_reach({"P,,,SMP,public,eligible"}) == "M1 ");
    CHECK(may_reach({"P,,13.71,SMP,public,eligible"}).empty());
    CHECK(may_reach({"P,,13.71,SMP,private,eligible"}) == "M3 ");
  }

  TEST_CASE("eligible_targets: a row that asks nothing speaks of all") {
    CHECK(may_reach({"P,,,,,eligible"}) == "E1 M1 M3 S1 S2 S3 ");
    CHECK(may_reach({"P,,,,,not_eligible"}).empty());
  }

  TEST_CASE(
      "eligible_targets: one in a group that is not eligible is not whatever other groups say") {
    CHECK(may_reach({"P,,13.06,,,eligible", "P,,,SMP,,not_eligible"}) == "E1 S1 S2 ");
    CHECK(may_reach({"P,,,SMP,,eligible", "P,,13.06,,,not_eligible"}) == "M3 ");
  }

  TEST_CASE("eligible_targets: a target that is named is what it is said to be") {
    CHECK(may_reach({"P,,13.06,,,not_eligible", "P,M1,,,,eligible"}) == "M1 ");
    CHECK(may_reach({"P,,13.06,,,eligible", "P,M1,,,,not_eligible"}) == "E1 S1 S2 ");
    CHECK(may_reach({"P,,,,,not_eligible", "P,S3,,,,eligible"}) == "S3 ");
  }

  TEST_CASE("eligible_targets: what one program may says nothing of another") {
    tables t = six_schools();
    add(t, "eligibility", "program_id,target_id,state",
        {"P,S1,eligible", "Q,S2,eligible", "Q,S1,not_eligible"});
    const portfolio p(t);
    const auto all = eligible_targets(p);
    CHECK(ids(p, all.at(p.find_program("P"))) == "S1 ");
    CHECK(ids(p, all.at(p.find_program("Q"))) == "S2 ");
  }

  TEST_CASE("eligible_targets: a target without a region is in no region") {
    tables t = bare_tables({{"P", "S1"}, {"P", "S2"}});
    add(t, "regions", "region_id", {"13"});
    add(t, "eligibility", "program_id,region_id,target_id,state",
        {"P,13,,eligible", "P,,S2,eligible"});
    const portfolio p(t);
    CHECK(ids(p, eligible_targets(p).at(p.find_program("P"))) == "S2 ");
  }

  TEST_CASE("eligible_targets: it is what the sentence says on random rows in any order") {
    std::mt19937 random(1);
    const auto any_of = [&](const std::vector<std::string>& words) {
      return words[random() % words.size()];
    };
    for (int round = 0; round < 300; ++round) {
      CAPTURE(round);
      std::vector<test::written_table> written{
          {"regions", "region_id,parent_id", {"R,", "R1,R", "R2,R1", "X,"}},
          {"units", "unit_id", {"A"}},
          {"targets", "target_id,region_id,level,status", {}},
          {"programs", "program_id,unit_id", {"P0,A", "P1,A", "P2,A", "P3,A"}},
          {"deliveries", "program_id,target_id", {}}};
      for (const char* id : {"S0", "S1", "S2", "S3", "S4", "S5"})
        written[2].rows.push_back(std::string(id) + "," + any_of({"R", "R1", "R2", "X"}) + "," +
                                  any_of({"", "SD", "SMP"}) + "," +
                                  any_of({"", "public", "private"}));
      std::set<std::string> groups; // a group or a target is spoken of once
      std::vector<std::string> rows;
      for (auto n = random() % 12; n > 0; --n) {
        const bool named = random() % 3 == 0;
        const std::string what = any_of({"P0", "P1", "P2"}) + "," +
                                 (named ? any_of({"S0", "S1", "S2", "S3", "S4"}) + ",,,"
                                        : "," + any_of({"", "R", "R1", "R2", "X"}) + "," +
                                              any_of({"", "", "SD", "SMP"}) + "," +
                                              any_of({"", "", "public", "private"}));
        if (groups.insert(what).second)
          rows.push_back(what + "," + any_of({"eligible", "not_eligible"}));
      }
      written.push_back({"eligibility", "program_id,target_id,region_id,level,status,state", rows});
      const portfolio p(test::read(written));
      const auto all = eligible_targets(p);
      for (std::int32_t of = 0; of < 4; ++of) {
        const bool spoken_of = std::any_of(p.eligibilities().begin(), p.eligibilities().end(),
                                           [&](const eligibility& e) { return e.of.value == of; });
        REQUIRE(all.contains({of}) == spoken_of);
        if (!spoken_of) continue;
        for (std::size_t t = 0; t < p.targets().size(); ++t) {
          CAPTURE(p.targets()[t].id);
          CHECK(all.at({of})[t] == by_hand(p, {of}, t));
        }
      }
      CHECK(eligible_targets(portfolio(test::read(test::shuffled(written, random)))) == all);
    }
  }
}
