#include <irisan/model/portfolio_builder.hpp>

#include <support/builders.hpp>

#include <doctest/doctest.h>

#include <string>

using namespace irisan;
using irisan::test::add;
using irisan::test::two_offices;

TEST_SUITE("model") {
  TEST_CASE("portfolio_builder: the cells of regions and units and targets reach their fields") {
    tables t = two_offices();
    add(t, "regions", "region_id,name,parent_id,kind,latitude,longitude",
        {"13.01,Pesisir Selatan,13,city_or_regency,-1.35,100.57"});
    add(t, "units", "unit_id,name,kind,parent_id,region_id,valid_from,valid_to",
        {"Sub,Seksi,technical_unit,BPMP,13,2022,2024-06"});
    add(t, "targets", "target_id,name,region_id,level,status,students,teachers,latitude",
        {"S9,SMA 9,13.01,SMA,negeri,300,25,-1.4"});
    const portfolio p(t);
    const region& r = p[p.find_region("13.01")];
    CHECK(r.name == "Pesisir Selatan");
    CHECK(r.parent == p.find_region("13"));
    CHECK(r.latitude == -1.35);
    const unit& u = p[p.find_unit("Sub")];
    CHECK(u.parent == p.find_unit("BPMP"));
    CHECK(u.in == p.find_region("13"));
    CHECK(u.validity == period{*parse_date("2022"), *parse_date("2024-06")});
    const target& s = p[p.find_target("S9")];
    CHECK(s.level == "SMA");
    CHECK(s.status == "negeri");
    CHECK(s.students == 300);
    CHECK(s.teachers == 25);
    CHECK(p.tree_of_regions().covers(p.find_region("13").value, s.in.value));
    CHECK(p.tree_of_units().covers(p.find_unit("BPMP").value, p.find_unit("Sub").value));
  }

  TEST_CASE("portfolio_builder: the cells of programs and activities reach their fields") {
    tables t = two_offices();
    add(t, "programs", "program_id,name,unit_id,parent_id,description,start,end,selection",
        {"R,Kecil,BGP,Q,a part,2023-01,2023-06,targeted"});
    add(t, "activities", "activity_id,parent_id,level", {"C,T,kind"});
    const portfolio p(t);
    const program& r = p[p.find_program("R")];
    CHECK(r.parent == p.find_program("Q"));
    CHECK(r.description == "a part");
    CHECK(r.runs == period{*parse_date("2023-01"), *parse_date("2023-06")});
    CHECK(r.selection == selection::targeted);
    CHECK(p[p.find_program("P")].selection == selection::unknown);
    CHECK(p.tree_of_programs().covers(p.find_program("Q").value, p.find_program("R").value));
    CHECK(p[p.find_activity("C")].level == activity_level::kind);
    CHECK(p[p.find_activity("K")].level == activity_level::unmarked);
  }

  TEST_CASE("portfolio_builder: mandates and roles and agreements reach their fields") {
    tables t = two_offices();
    add(t, "mandates", "unit_id,activity_id,audience,target_kind,channel,region_id,strength,source",
        {"BGP,K,teacher,school,online,13,lead,Permendikbud 14/2022", "BPMP,T,,,,,,"});
    add(t, "roles", "program_id,unit_id,role,region_id,share,valid_from",
        {"P,BGP,support,13.06,0.25,2023"});
    add(t, "agreements",
        "agreement_id,kind,program_id,other_program_id,activity_id,audience,region_id,unit_id,role",
        {"G1,joint,P,Q,K,teacher,13,BGP,lead"});
    const portfolio p(t);
    REQUIRE(p.mandates().size() == 2);
    const mandate& m = p.mandates()[0];
    CHECK(m.holder == p.find_unit("BGP"));
    CHECK(m.verb == p.find_activity("K"));
    CHECK(m.audience == "teacher");
    CHECK(m.target_kind == "school");
    CHECK(m.through == channel::online);
    CHECK(m.in == p.find_region("13"));
    CHECK(m.strength == strength::lead);
    CHECK(m.source == "Permendikbud 14/2022");
    CHECK(!p.mandates()[1].in.known());
    CHECK(p.mandates()[1].strength == strength::unknown);
    REQUIRE(p.roles().size() == 1);
    CHECK(p.roles()[0].kind == role_kind::support);
    CHECK(p.roles()[0].share == 0.25);
    CHECK(p.roles()[0].in == p.find_region("13.06"));
    REQUIRE(p.agreements().size() == 1);
    const agreement& g = p.agreements()[0];
    CHECK(g.kind == agreement_kind::joint);
    CHECK(g.of == p.find_program("P"));
    CHECK(g.other == p.find_program("Q"));
    CHECK(g.on == p.find_activity("K"));
    CHECK(g.holder == p.find_unit("BGP"));
    CHECK(g.role == role_kind::lead);
  }

  TEST_CASE("portfolio_builder: what is measured and needed and planned reaches its fields") {
    tables t = two_offices();
    add(t, "budgets", "program_id,year,fund_source,planned,spent", {"P,2023,APBN,1000,900"});
    add(t, "indicators", "target_id,indicator_id,value,denominator,date,access",
        {"S1,LIT,baik,30,2023,own"});
    add(t, "needs", "target_id,activity_id,score,required,date", {"S1,K,0.75,2,2023"});
    add(t, "goals", "indicator_id,region_id,baseline,goal,due", {"LIT,13.06,50,70,2025"});
    add(t, "capacities", "unit_id,activity_id,period,capacity,cost_per_target",
        {"BGP,K,2023,40,500"});
    add(t, "sources", "unit_id,program_id,region_id,covers_from,received_on",
        {"BGP,Q,13,2023-01-01,2024-01-15"});
    add(t, "eligibility", "program_id,region_id,level,state", {"P,13.06,SD,not_eligible"});
    add(t, "decisions", "finding_id,decision,reason,date,targets_then,value_then",
        {"overlap-0123,intended,two doses,2023-07-01,5,100"});
    add(t, "reflections", "region_id,unit_id,date,root_cause,next_step",
        {"13.06,BGP,2023-12,jadwal,rapat"});
    add(t, "memberships", "group_id,member_id,valid_from", {"S3,S1,2023"});
    const portfolio p(t);
    CHECK(p.budgets().at(0).planned == 1000);
    CHECK(p.budgets()[0].spent == 900);
    CHECK(p.budgets()[0].year == *parse_date("2023"));
    CHECK(p.indicators().at(0).value == "baik");
    CHECK(p.indicators()[0].denominator == 30);
    CHECK(p.indicators()[0].access == access::own);
    CHECK(!p.indicators()[0].in.known());
    CHECK(p.needs().at(0).score == 0.75);
    CHECK(p.needs()[0].required == 2);
    CHECK(p.goals().at(0).value == 70);
    CHECK(p.goals()[0].in == p.find_region("13.06"));
    CHECK(p.capacities().at(0).quantity == 40);
    CHECK(p.capacities()[0].cost_per_target == 500);
    CHECK(p.sources().at(0).of == p.find_program("Q"));
    CHECK(!p.sources()[0].covers.end.known());
    CHECK(p.eligibilities().at(0).state == eligibility_state::not_eligible);
    CHECK(p.eligibilities()[0].level == "SD");
    CHECK(p.decisions().at(0).kind == decision_kind::intended);
    CHECK(p.decisions()[0].targets_then == 5);
    CHECK(!p.decisions()[0].expires.known());
    CHECK(p.reflections().at(0).next_step == "rapat");
    CHECK(p.memberships().at(0).group == p.find_target("S3"));
    CHECK(p.memberships()[0].member == p.find_target("S1"));
  }

  TEST_CASE(
      "portfolio_builder: rows without an order of their own come in the order of their texts") {
    tables t = two_offices();
    add(t, "mandates", "unit_id,activity_id,source", {"BPMP,K,b", "BGP,T,c", "BPMP,K,a"});
    const portfolio p(t);
    REQUIRE(p.mandates().size() == 3);
    CHECK(p.mandates()[0].source == "c");
    CHECK(p.mandates()[1].source == "a");
    CHECK(p.mandates()[2].source == "b");
  }

  TEST_CASE("portfolio_builder: a row whose key is a placeholder is left out of any table") {
    tables t = two_offices();
    add(t, "units", "unit_id,name", {"-,Nobody"});
    add(t, "mandates", "unit_id,activity_id", {"-,K", "BGP,K"});
    const portfolio p(t);
    CHECK(p.units().size() == 2);
    CHECK(p.mandates().size() == 1);
  }

  TEST_CASE("portfolio_builder: only tables that are there are hashed in the order of the schema") {
    const portfolio p(two_offices());
    std::string names;
    for (const table_hash& h : p.hashes()) names += h.table + ' ';
    CHECK(names == "regions units targets activities programs deliveries ");
    CHECK(p.hashes()[0].rows == 3);
    CHECK(p.hashes()[0].sha256.size() == 64);
    CHECK(portfolio(bare_tables({{"P", "S1"}})).hashes().size() == 1);
  }
}
