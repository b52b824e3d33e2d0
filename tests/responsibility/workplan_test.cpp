#include <support/divided_work.hpp>

#include <irisan/responsibility/workplan.hpp>

#include <doctest/doctest.h>

#include <map>

using namespace irisan;
using namespace irisan::test;

TEST_SUITE("responsibility") {
  TEST_CASE("workplan: targets stand in order of need with quantity and cost and goal") {
    tables t = two_offices();
    add(t, "targets", "target_id,kind,region_id,unit_id", {"L,local_government,13.06,PEMDA"});
    add(t, "units", "unit_id,kind", {"PEMDA,local_government"});
    add(t, "deliveries", "program_id,target_id,activity_id,quantity,quantity_unit,cost,start",
        {"P,S1,A,8,jp,100,2023-06-01", "Q,S2,A,4,jp,50,2023-06-01"});
    add(t, "mandates", "unit_id,activity_id,strength", {"BGP,K,lead", "BPMP,K,"});
    add(t, "needs", "target_id,activity_id,score,required,quantity_unit",
        {"S1,T,0.6,6,jp", "S2,K,0.9,6,jp", "S3,K,0.7,6,jp"});
    add(t, "capacities", "unit_id,activity_id,period,capacity,quantity_unit,cost_per_target",
        {"BGP,K,2024,9,sasaran,30"});
    add(t, "goals", "indicator_id,region_id,goal,due",
        {"lit,13,70,2024-12-31", "lit,13.06,72,2024-12-31", "other,13,1,2024-12-31"});
    const portfolio p(t);
    need_rules rules;
    rules.indicators.resize(1);
    rules.indicators[0].indicator = "lit", rules.indicators[0].activity = "T";
    const auto rows = workplan(p, needs_of(p), rules, divided(p));
    REQUIRE(rows.size() == 2); // Agam and Padang; BPMP hands over
    const workplan_row& agam = rows[0];
    CHECK(agam.unit == "BGP");
    CHECK(agam.leads);
    CHECK(agam.period == "2024-01-01/2024-12-31");
    CHECK(agam.targets == std::vector<std::string>{"S2", "S1"});
    CHECK(agam.quantity == 12);
    CHECK(agam.quantity_unit == "jp");
    CHECK(agam.cost == 150);
    CHECK(agam.indicator == "lit");
    CHECK(agam.goal == 72);
    CHECK(agam.coordinate_with == std::vector<std::string>{"PEMDA"});
    CHECK(agam.why.en == "By its tusi; handed over by BPMP; 2 targets in need.");
    const workplan_row& padang = rows[1];
    CHECK(padang.targets == std::vector<std::string>{"S3"});
    CHECK(padang.quantity == 6);
    CHECK(padang.cost == 30);
    CHECK(padang.goal == 70);
    CHECK(padang.why.id == "Sesuai tusi; 1 sasaran membutuhkan, 1 belum terlayani.");
  }

  TEST_CASE("workplan: amounts in several units are not added") {
    tables t = two_offices();
    add(t, "deliveries", "program_id,target_id,activity_id,quantity,quantity_unit",
        {"P,S1,A,8,jp", "P,S2,A,4,hari"});
    add(t, "mandates", "unit_id,activity_id", {"BPMP,K"});
    const portfolio p(t);
    const auto rows = workplan(p, {}, {}, divided(p));
    REQUIRE(rows.size() == 1);
    CHECK(std::isnan(rows[0].quantity));
    CHECK(rows[0].cost == unknown_money);
  }

  TEST_CASE("workplan: every delivery of a led piece is in just one plan") {
    std::mt19937 random(12);
    for (int round = 0; round < 40; ++round) {
      CAPTURE(round);
      const portfolio p(read(random_division(random)));
      const coverage_table needs = needs_of(p);
      const division x = divided(p);
      const auto rows = workplan(p, needs, {}, x);
      std::int64_t planned = 0, recorded = 0, leads = 0, led = 0;
      for (const workplan_row& row : rows) {
        if (row.cost != unknown_money) planned += row.cost;
        leads += row.leads;
        CHECK(std::find(row.coordinate_with.begin(), row.coordinate_with.end(), row.unit) ==
              row.coordinate_with.end());
      }
      for (std::size_t i = 0; i < x.of.size(); ++i) {
        if (!x.of[i].lead.known()) continue;
        ++led;
        if (x.pieces.all[i].cost != unknown_money) recorded += x.pieces.all[i].cost;
      }
      CHECK(leads == led);
      CHECK(planned == recorded);
    }
  }
}
