#include <irisan/model/to_tables.hpp>

#include <support/random.hpp>

#include <doctest/doctest.h>

using namespace irisan;

namespace {

/// Every cell of every table, by table and column, rows as they stand.
std::string cells(const tables& t) {
  std::string all;
  for (const table_schema& s : schemas) {
    const table* x = t.find(s.name);
    if (!x) continue;
    all += std::string(s.name) + "\n";
    for (std::size_t row = 0; row < x->rows(); ++row) {
      for (const column_schema& c : s.columns) all += std::string(x->text(c.name, row)) + "|";
      all += "\n";
    }
  }
  return all;
}

/// A package with a row in every table, and every column filled in at least once.
tables full_package() {
  tables t;
  t.title = "All tables";
  t.currency = "USD";
  t.money_decimals = 2;
  t.invented = {"invented", "rekaan"};
  test::add(t, "regions", "region_id,name,parent_id,kind,latitude,longitude",
            {"13,Sumatera Barat,,province,,", "13.06,Agam,13,city_or_regency,-0.25,100.125"});
  test::add(t, "units", "unit_id,name,kind,parent_id,region_id,valid_from,valid_to",
            {"BPMP,BPMP,technical_unit,,13,2022,",
             "BGP,BGP,technical_unit,BPMP,,2022-05,2024-01-31",
             "PEMDA,Pemda,local_government,,13.06,,"});
  test::add(t, "targets",
            "target_id,name,kind,region_id,level,status,students,teachers,latitude,longitude,"
            "authority_id,unit_id",
            {"L1,Pemda Agam,local_government,13.06,,,,,,,,PEMDA",
             "S1,SD 1,school,13.06,SD,negeri,120,9,-0.5,100.5,L1,", "S2,SD 2,school,13.06,,,,,,,,",
             "G1,Gugus 1,cluster,13.06,,,,,,,PEMDA,"});
  test::add(t, "activities", "activity_id,name,parent_id,level",
            {"T,Tema,,theme", "K,Jenis,T,kind", "A,Kegiatan,K,activity", "B,Lain,K,"});
  test::add(t, "programs", "program_id,name,unit_id,parent_id,description,start,end,selection",
            {"P,Program,BPMP,,what it does,2023,2023-12,universal", "Q,Inner,BGP,P,,,,targeted"});
  test::add(
      t, "deliveries",
      "delivery_id,program_id,target_id,unit_id,activity_id,audience,channel,start,end,"
      "quantity,quantity_unit,participants,cost,status,plan_of,event_id,reach,cohort,"
      "reported_by",
      {"D1,P,S1,,A,teacher,online,2023-07-01,2023-07-03,12.5,jp,7,1234567.89,done,,E1,open,C1,"
       "BPMP",
       "D2,Q,G1,BPMP,B,principal,direct,2023-07,,,,,0.05,planned,,,named,,",
       "D3,Q,S2,,,,,,,,,,,,,,,,"});
  test::add(t, "mandates",
            "unit_id,activity_id,audience,target_kind,channel,region_id,strength,valid_from,"
            "valid_to,source",
            {"BPMP,T,teacher,school,direct,13,lead,2022,,Permen 11", "BGP,K,,,,,support,,,"});
  test::add(t, "roles", "program_id,unit_id,role,region_id,share,valid_from,valid_to",
            {"P,BPMP,lead,13,0.75,2023,2024", "P,BGP,fund,,,,"});
  test::add(t, "agreements",
            "agreement_id,kind,program_id,other_program_id,activity_id,audience,region_id,unit_id,"
            "role,valid_from,valid_to,source",
            {"X1,joint,P,Q,T,teacher,13,BPMP,lead,2023,2024,MoU"});
  test::add(t, "memberships", "group_id,member_id,valid_from,valid_to", {"G1,S1,2023-01-01,"});
  test::add(t, "budgets", "program_id,year,fund_source,planned,spent", {"P,2023,APBN,100.50,7"});
  test::add(t, "indicators",
            "target_id,region_id,indicator_id,value,denominator,date,source,access",
            {"S1,,literasi,61.5,20,2023-03,rapor,own", ",13.06,ikm,mandiri,,2023,rapor,public"});
  test::add(t, "needs", "target_id,activity_id,score,required,quantity_unit,date,source",
            {"S1,T,0.7,24,jp,2023-03-31,rapor", "S2,K,,,,,"});
  test::add(t, "goals", "indicator_id,region_id,baseline,goal,due", {"literasi,13,50,60.5,2024"});
  test::add(t, "capacities", "unit_id,activity_id,period,capacity,quantity_unit,cost_per_target",
            {"BPMP,T,2023,12,jp,5.25"});
  test::add(t, "sources", "unit_id,program_id,region_id,covers_from,covers_to,received_on",
            {"BPMP,P,13,2023-01-01,2023-11-30,2023-12-05"});
  test::add(t, "eligibility", "program_id,target_id,region_id,level,status,state",
            {"Q,,13,SD,negeri,eligible", "P,S2,,,,not_eligible"});
  test::add(t, "decisions",
            "finding_id,decision,reason,unit_id,date,expires,targets_then,value_then",
            {"overlap-1,accepted,agreed,BPMP,2023-08-01,2024,12,9.99"});
  test::add(t, "reflections", "region_id,activity_id,unit_id,date,root_cause,next_step",
            {"13,T,BPMP,2023-09,few trainers,train more"});
  return t;
}

} // namespace

TEST_SUITE("model") {
  TEST_CASE("to_tables: what was handed in comes out again") {
    const tables written = full_package();
    const portfolio p(written);
    const tables t = to_tables(p);
    CHECK(t.title == "All tables");
    CHECK(t.currency == "USD");
    CHECK(t.money_decimals == 2);
    CHECK(t.invented == bilingual{"invented", "rekaan"});
    for (const table_schema& s : schemas) {
      CAPTURE(std::string(s.name));
      const table* in = written.find(s.name);
      const table* out = t.find(s.name);
      if (!in) {
        CHECK(!out);
        continue;
      }
      REQUIRE(out);
      REQUIRE(out->rows() == in->rows());
      // Rows stand in another order: each that was written is found, cell for cell, but for what is
      // completed on the way in.
      for (std::size_t row = 0; row < in->rows(); ++row) {
        std::string asked;
        bool found = false;
        for (std::size_t other = 0; other < out->rows() && !found; ++other) {
          found = true;
          asked.clear();
          for (const column_schema& c : s.columns) {
            const std::string_view a = in->text(c.name, row), b = out->text(c.name, other);
            asked += std::string(a) + "|";
            const bool completed = (s.name == "deliveries" && c.name == "unit_id") ||
                                   (s.name == "targets" && c.name == "authority_id");
            const bool same_number = a == "100.50" && b == "100.50";
            const bool money = c.type == column_type::money && a == "7" && b == "7.00";
            found = found &&
                    (a == b || (completed && (a.empty() || a == "PEMDA")) || money || same_number);
          }
        }
        CAPTURE(asked);
        CHECK(found);
      }
    }
  }

  TEST_CASE("to_tables: a second time gives the very same cells") {
    const std::string once = cells(to_tables(portfolio(full_package())));
    CHECK(cells(to_tables(portfolio(to_tables(portfolio(full_package()))))) == once);
  }

  TEST_CASE("to_tables: random packages come back as they were read") {
    for (unsigned seed = 0; seed < 50; ++seed) {
      CAPTURE(seed);
      std::mt19937 random(seed);
      const portfolio p(test::read(test::random_package(random)));
      const portfolio again(to_tables(p));
      REQUIRE(again.intervention_count() == p.intervention_count());
      const deliveries &a = p.deliveries(), &b = again.deliveries();
      REQUIRE(a.size() == b.size());
      for (std::int32_t i = 0; i < a.size(); ++i) {
        const delivery_index d{i};
        CHECK(a.id(d) == b.id(d));
        CHECK(a.intervention(d) == b.intervention(d));
        CHECK(a.target(d) == b.target(d));
        CHECK(a.activity(d) == b.activity(d));
        CHECK(a.audience(d) == b.audience(d));
        CHECK(a.when(d) == b.when(d));
        CHECK(a.cost(d) == b.cost(d));
        CHECK(a.status(d) == b.status(d));
      }
      CHECK(a.has_activity() == b.has_activity());
      CHECK(a.has_period() == b.has_period());
      CHECK(cells(to_tables(again)) == cells(to_tables(p)));
    }
  }

  TEST_CASE("to_tables: a bare list stays one") {
    const portfolio p(bare_tables({{"P", "S1"}, {"Q", "S1"}, {"P", "S2"}}));
    const tables t = to_tables(p);
    CHECK(t.bare);
    CHECK(!t.find("programs"));
    CHECK(portfolio(t).intervention_count() == 2);
    CHECK(portfolio(t).target_count() == 2);
  }
}
