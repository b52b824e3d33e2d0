#include <irisan/finding/planned.hpp>

#include <support/builders.hpp>
#include <support/findings.hpp>

#include <doctest/doctest.h>

using namespace irisan;
using namespace irisan::test;

namespace {

/// P of BPMP and Q of BGP, and P of BGP too, all doing A for teachers.
tables meeting_tables() {
  tables t = two_offices();
  add(t, "deliveries", "delivery_id,program_id,target_id,unit_id,activity_id,audience,start,end",
      {"D1,P,S1,BPMP,A,teacher,2023-07-01,2023-07-05",
       "D2,P,S1,BGP,A,teacher,2023-07-01,2023-07-05",
       "D3,Q,S1,BGP,A,teacher,2023-07-01,2023-07-05"});
  return t;
}

/// What covers a meeting in July 2023, of teachers, in activity A, at a school in Agam.
std::string cover(const tables& t, const char* one, const char* other, bool activity_known = true,
                  bool audience_known = true, bool date_known = true,
                  const char* as_of = "2023-12-31") {
  const portfolio p(t);
  meeting_subject m;
  for (std::int32_t i = 0; i < p.intervention_count(); ++i) {
    if (p.id(intervention_index{i}) == one) m.first = {i};
    if (p.id(intervention_index{i}) == other) m.second = {i};
  }
  if (activity_known) m.activities = {p.find_activity("A")};
  for (std::int32_t i = 0; audience_known && i < p.audience_count(); ++i)
    if (p[audience_index{i}] == "teacher") m.audiences = {audience_index{i}};
  m.in = p.find_region("13.06");
  if (date_known) m.when = {on("2023-07-01"), on("2023-07-05")};
  return covered_by(p, m, on(as_of)).en;
}

std::string agreed(std::string_view header, std::initializer_list<std::string_view> rows) {
  tables t = meeting_tables();
  add(t, "agreements", header, rows);
  return cover(t, "P|BPMP", "Q|BGP");
}

std::string by_roles(std::initializer_list<std::string_view> rows) {
  tables t = meeting_tables();
  add(t, "roles", "program_id,unit_id,role,region_id,valid_from,valid_to", rows);
  return cover(t, "P|BPMP", "P|BGP");
}

std::string by_mandates(std::initializer_list<std::string_view> rows) {
  tables t = meeting_tables();
  add(t, "mandates", "unit_id,activity_id,audience,region_id,strength,valid_from,valid_to", rows);
  return cover(t, "P|BPMP", "Q|BGP");
}

} // namespace

TEST_SUITE("finding") {
  TEST_CASE("planned: without agreements and roles and mandates nothing covers a meeting") {
    CHECK(cover(meeting_tables(), "P|BPMP", "Q|BGP").empty());
  }

  TEST_CASE("planned: a joint agreement of both programs covers them in either order") {
    CHECK(agreed("agreement_id,kind,program_id,other_program_id", {"J,joint,P,Q"}) ==
          "agreement J");
    CHECK(agreed("agreement_id,kind,program_id,other_program_id", {"J,joint,Q,P"}) ==
          "agreement J");
  }

  TEST_CASE("planned: an agreement on one program covers what its units do in it and not what "
            "another does") {
    tables t = meeting_tables();
    add(t, "agreements", "agreement_id,kind,program_id,other_program_id", {"J,joint,P,"});
    CHECK(cover(t, "P|BPMP", "P|BGP") == "agreement J");
    CHECK(cover(t, "P|BPMP", "Q|BGP").empty());
  }

  TEST_CASE("planned: an agreement on a program covers what lies inside it") {
    tables t = meeting_tables();
    add(t, "programs", "program_id,unit_id,parent_id", {"Q1,BGP,Q"});
    add(t, "deliveries", "delivery_id,program_id,target_id,unit_id,activity_id,audience",
        {"D4,Q1,S1,BGP,A,teacher"});
    add(t, "agreements", "agreement_id,kind,program_id,other_program_id", {"J,joint,P,Q"});
    CHECK(cover(t, "P|BPMP", "Q1|BGP") == "agreement J");
    add(t, "agreements", "agreement_id,kind,program_id,other_program_id", {"I,joint,Q1,P"});
    CHECK(cover(t, "P|BPMP", "Q|BGP") == "agreement J");
  }

  TEST_CASE("planned: a pin and a prohibition are no joint work") {
    CHECK(agreed("agreement_id,kind,program_id,other_program_id", {"J,pin,P,Q"}).empty());
    CHECK(agreed("agreement_id,kind,program_id,other_program_id", {"J,forbid,P,Q"}).empty());
  }

  TEST_CASE("planned: an agreement that names nothing covers any two") {
    CHECK(agreed("agreement_id,kind", {"J,joint"}) == "agreement J");
  }

  TEST_CASE("planned: an agreement names activity and audience and region or covers any of them") {
    constexpr const char* header = "agreement_id,kind,activity_id,audience,region_id";
    CHECK(agreed(header, {"J,joint,K,teacher,13"}) == "agreement J");
    CHECK(agreed(header, {"J,joint,A,,"}) == "agreement J");
    CHECK(agreed(header, {"J,joint,B,,"}).empty());
    CHECK(agreed(header, {"J,joint,,principal,"}).empty());
    CHECK(agreed(header, {"J,joint,,,13.71"}).empty());
  }

  TEST_CASE(
      "planned: an agreement on an activity or audience does not cover what was not recorded") {
    tables on_activity = meeting_tables(), on_audience = meeting_tables();
    add(on_activity, "agreements", "agreement_id,kind,activity_id", {"J,joint,A"});
    add(on_audience, "agreements", "agreement_id,kind,audience", {"J,joint,teacher"});
    CHECK(cover(on_activity, "P|BPMP", "Q|BGP") == "agreement J");
    CHECK(cover(on_activity, "P|BPMP", "Q|BGP", false).empty());
    CHECK(cover(on_audience, "P|BPMP", "Q|BGP") == "agreement J");
    CHECK(cover(on_audience, "P|BPMP", "Q|BGP", true, false).empty());
  }

  TEST_CASE("planned: an agreement of a unit covers the pairs it is in") {
    CHECK(agreed("agreement_id,kind,unit_id", {"J,joint,BGP"}) == "agreement J");
    tables t = meeting_tables();
    add(t, "units", "unit_id", {"OTHER"});
    add(t, "agreements", "agreement_id,kind,unit_id", {"J,joint,OTHER"});
    CHECK(cover(t, "P|BPMP", "Q|BGP").empty());
  }

  TEST_CASE(
      "planned: an agreement that had run out before does not cover and one that had not does") {
    constexpr const char* header = "agreement_id,kind,valid_from,valid_to";
    CHECK(agreed(header, {"J,joint,2022,2022-12"}).empty());
    CHECK(agreed(header, {"J,joint,2022,2023-07-01"}) == "agreement J");
    CHECK(agreed(header, {"J,joint,2023-07-05,"}) == "agreement J");
    CHECK(agreed(header, {"J,joint,2023-07-06,"}).empty());
  }

  TEST_CASE("planned: without dates the day of the audit decides validity") {
    tables t = meeting_tables();
    add(t, "agreements", "agreement_id,kind,valid_from,valid_to", {"J,joint,2022,2023"});
    CHECK(cover(t, "P|BPMP", "Q|BGP", true, true, false, "2023-12-31") == "agreement J");
    CHECK(cover(t, "P|BPMP", "Q|BGP", true, true, false, "2024-01-01").empty());
  }

  TEST_CASE("planned: roles cover two units of one program if both have one and one leads") {
    CHECK(by_roles({"P,BPMP,lead,,,", "P,BGP,support,,,"}) == "the roles in Program P");
    CHECK(by_roles({"P,BPMP,implement,,,", "P,BGP,support,,,"}).empty());
    CHECK(by_roles({"P,BPMP,lead,,,"}).empty());
    CHECK(by_roles({"Q,BPMP,lead,,,", "Q,BGP,support,,,"}).empty());
  }

  TEST_CASE("planned: roles of another region or time cover nothing here") {
    CHECK(by_roles({"P,BPMP,lead,13.71,,", "P,BGP,support,13,,"}).empty());
    CHECK(by_roles({"P,BPMP,lead,13,,", "P,BGP,support,13.06,,"}) == "the roles in Program P");
    CHECK(by_roles({"P,BPMP,lead,,2022,2022", "P,BGP,support,,2022,2022"}).empty());
  }

  TEST_CASE("planned: roles in one program do not cover two programs") {
    tables t = meeting_tables();
    add(t, "roles", "program_id,unit_id,role", {"P,BPMP,lead", "P,BGP,support"});
    CHECK(cover(t, "P|BPMP", "Q|BGP").empty());
  }

  TEST_CASE("planned: a mandate to lead and one to support cover what both name") {
    CHECK(by_mandates({"BPMP,K,teacher,,lead,,", "BGP,A,,,support,,"}) ==
          "mandates of lead and support");
    CHECK(by_mandates({"BPMP,K,teacher,,support,,", "BGP,A,,,lead,,"}) ==
          "mandates of lead and support");
  }

  TEST_CASE("planned: two leads and two supports and two unspecified mandates divide nothing") {
    CHECK(by_mandates({"BPMP,K,,,lead,,", "BGP,K,,,lead,,"}).empty());
    CHECK(by_mandates({"BPMP,K,,,support,,", "BGP,K,,,support,,"}).empty());
    CHECK(by_mandates({"BPMP,K,,,unspecified,,", "BGP,K,,,unspecified,,"}).empty());
    CHECK(by_mandates({"BPMP,K,,,lead,,", "BGP,K,,,unspecified,,"}).empty());
  }

  TEST_CASE("planned: mandates on another audience or region or activity or time do not cover") {
    CHECK(by_mandates({"BPMP,K,principal,,lead,,", "BGP,K,principal,,support,,"}).empty());
    CHECK(by_mandates({"BPMP,K,,13.71,lead,,", "BGP,K,,,support,,"}).empty());
    CHECK(by_mandates({"BPMP,B,,,lead,,", "BGP,K,,,support,,"}).empty());
    CHECK(by_mandates({"BPMP,K,,,lead,2024,", "BGP,K,,,support,,"}).empty());
  }

  TEST_CASE("planned: mandates do not cover what has no recorded activity") {
    tables t = meeting_tables();
    add(t, "mandates", "unit_id,activity_id,strength", {"BPMP,K,lead", "BGP,K,support"});
    CHECK(cover(t, "P|BPMP", "Q|BGP") == "mandates of lead and support");
    CHECK(cover(t, "P|BPMP", "Q|BGP", false).empty());
  }

  TEST_CASE("planned: a mandate does not divide the work of one unit") {
    tables t = meeting_tables();
    add(t, "mandates", "unit_id,activity_id,strength", {"BGP,K,lead", "BGP,A,support"});
    CHECK(cover(t, "P|BGP", "Q|BGP").empty());
  }

  TEST_CASE("planned: a validity holds at the time of the work and else on the day of the audit") {
    const period year{on("2023-01-01"), on("2023-12-31")}, july{on("2023-07-01"), on("2023-07-05")},
        later{on("2024-01-01"), on("2024-01-02")};
    CHECK(valid_for(year, july, on("2030-01-01")));
    CHECK_FALSE(valid_for(year, later, on("2023-07-01")));
    CHECK(valid_for(year, {}, on("2023-12-31")));
    CHECK_FALSE(valid_for(year, {}, on("2024-01-01")));
    CHECK(valid_for(year, {}, {}));
    CHECK(valid_for({}, july, {}));
  }
}
