#include <irisan/need/coverage_totals.hpp>

#include <support/builders.hpp>
#include <support/random.hpp>

#include <doctest/doctest.h>

#include <algorithm>
#include <initializer_list>
#include <random>
#include <set>
#include <string>
#include <string_view>
#include <tuple>
#include <utility>
#include <vector>

using namespace irisan;
using irisan::test::add;

namespace {

using rows = std::initializer_list<std::string_view>;

coverage_table covered(const portfolio& p) {
  return coverage(p, find_arrivals(p, find_visits(p)), p.needs(), {}, {}, {}, 1);
}

std::vector<coverage_total> totals(const tables& t, std::string_view level = "city_or_regency") {
  const portfolio p(t);
  return coverage_totals(p, covered(p), level);
}

/// Needs as `target,activity,score,required,unit`; deliveries as `program,target,activity,quantity,
/// unit`.
tables of(rows needs, rows delivered) {
  tables t = test::two_offices();
  add(t, "needs", "target_id,activity_id,score,required,quantity_unit", needs);
  add(t, "deliveries", "program_id,target_id,activity_id,quantity,quantity_unit", delivered);
  return t;
}

/// The keys of the totals: `region/activity/unit`.
std::string keys(const tables& t, std::string_view level = "city_or_regency") {
  const portfolio p(t);
  std::string all;
  for (const coverage_total& x : coverage_totals(p, covered(p), level))
    all += (x.in.known() ? p[x.in].id : "") + '/' + p[x.activity].id + '/' + x.quantity_unit + ' ';
  return all;
}

coverage_total only(const tables& t) {
  const auto all = totals(t);
  REQUIRE(all.size() == 1);
  return all[0];
}

/// The same with no region and activity, to be written short.
coverage_total counts(coverage_total t) {
  t.in = {}, t.activity = {}, t.quantity_unit.clear();
  return t;
}

} // namespace

TEST_SUITE("need") {
  TEST_CASE("coverage_totals: without needs there are none") {
    CHECK(totals(of({}, {"P,S1,K,1,hours"})).empty());
  }

  TEST_CASE("coverage_totals: they stand by region and activity and unit of quantity") {
    const tables t = of({"S3,A,,1,hours", "S1,K,,1,hours", "S1,A,,1,hours", "S2,A,,1,hours",
                         "S2,A,,1,books", "S1,A,,1,"},
                        {});
    CHECK(keys(t) == "13.06/A/ 13.06/A/books 13.06/A/hours 13.06/K/hours 13.71/A/hours ");
    CHECK(keys(t, "province") == "13/A/ 13/A/books 13/A/hours 13/K/hours ");
    std::vector<std::int64_t> assessed;
    for (const coverage_total& x : totals(t)) assessed.push_back(x.assessed);
    CHECK(assessed == std::vector<std::int64_t>{1, 1, 2, 1, 1});
  }

  TEST_CASE(
      "coverage_totals: a target counts in the region at the level and in its own if there is "
      "none") {
    tables t = of({"S1,K,,1,hours"}, {});
    add(t, "regions", "region_id,parent_id,kind", {"13.06.01,13.06,district", "X,,", "Y,X,"});
    add(t, "targets", "target_id,region_id", {"D,13.06.01", "N,Y"});
    add(t, "needs", "target_id,activity_id,required,quantity_unit", {"D,K,1,hours", "N,K,1,hours"});
    CHECK(keys(t) == "13.06/K/hours Y/K/hours ");
    CHECK(keys(t, "district") == "13.06/K/hours 13.06.01/K/hours Y/K/hours ");
  }

  TEST_CASE("coverage_totals: targets without a region are together and come first") {
    tables t = bare_tables({{"P", "S1"}, {"P", "S2"}});
    add(t, "regions", "region_id", {"13"});
    add(t, "activities", "activity_id", {"K"});
    add(t, "needs", "target_id,activity_id", {"S1,K", "S2,K"});
    CHECK(keys(t) == "/K/ ");
    CHECK(only(t).assessed == 2);
  }

  TEST_CASE("coverage_totals: what is met and unmet and left over is summed and offsets nothing") {
    const coverage_total x =
        only(of({"S1,K,,10,hours", "S2,K,,10,hours"}, {"P,S1,K,25,hours", "P,S2,A,4,hours"}));
    CHECK(counts(x) == coverage_total{.in = {},
                                      .activity = {},
                                      .quantity_unit = {},
                                      .assessed = 2,
                                      .needy = 2,
                                      .served = 2,
                                      .met = 1,
                                      .may_be_met = 1,
                                      .required = 20,
                                      .supplied = 29,
                                      .supplied_to_met = 14,
                                      .unmet_least = 6,
                                      .unmet_most = 6,
                                      .surplus = 15});
  }

  TEST_CASE("coverage_totals: what may meet it all counts as met only as far as is known") {
    const coverage_total x =
        only(of({"S1,K,,10,hours", "S2,K,,10,hours"}, {"P,S1,K,,hours", "P,S1,K,3,hours"}));
    CHECK(x.served == 1);
    CHECK(x.not_served == 1);
    CHECK(x.met == 0);
    CHECK(x.may_be_met == 1);
    CHECK(x.unmet_least == 10);
    CHECK(x.unmet_most == 17);
  }

  TEST_CASE("coverage_totals: what the assessed have who are not in need is surplus alone") {
    const coverage_total x =
        only(of({"S1,K,0.2,10,hours", "S2,K,0.3,10,hours"}, {"P,S1,K,4,hours"}));
    CHECK(counts(x) == coverage_total{.in = {},
                                      .activity = {},
                                      .quantity_unit = {},
                                      .assessed = 2,
                                      .served_in_no_need = 1,
                                      .surplus = 4});
    CHECK(counts(only(of({"S1,K,0.5,10,hours"}, {"P,S1,K,4,hours"}))) ==
          coverage_total{.in = {},
                         .activity = {},
                         .quantity_unit = {},
                         .assessed = 1,
                         .needy = 1,
                         .served = 1,
                         .required = 10,
                         .supplied = 4,
                         .supplied_to_met = 4,
                         .unmet_least = 6,
                         .unmet_most = 6});
  }

  TEST_CASE("coverage_totals: each of the needy is in one state") {
    tables t = of({"S1,K,,1,hours", "S2,K,,1,hours", "S3,K,,1,hours"}, {"P,S1,K,1,hours"});
    add(t, "targets", "target_id,region_id", {"S4,13.06"});
    add(t, "needs", "target_id,activity_id,score,required,quantity_unit", {"S4,K,,1,hours"});
    add(t, "eligibility", "program_id,target_id,state", {"P,S2,not_eligible"});
    add(t, "sources", "unit_id,region_id", {"BPMP,13.06"});
    const auto all = totals(t);
    REQUIRE(all.size() == 2);
    CHECK(counts(all[0]) == coverage_total{.in = {},
                                           .activity = {},
                                           .quantity_unit = {},
                                           .assessed = 3,
                                           .needy = 3,
                                           .served = 1,
                                           .not_served = 1,
                                           .not_eligible = 1,
                                           .met = 1,
                                           .may_be_met = 1,
                                           .required = 3,
                                           .supplied = 1,
                                           .supplied_to_met = 1,
                                           .unmet_least = 2,
                                           .unmet_most = 2});
    CHECK(counts(all[1]) == coverage_total{.in = {},
                                           .activity = {},
                                           .quantity_unit = {},
                                           .assessed = 1,
                                           .needy = 1,
                                           .not_reported = 1,
                                           .may_be_met = 1,
                                           .required = 1,
                                           .unmet_most = 1});
  }

  TEST_CASE("coverage_totals: deliveries are never summed with hours") {
    const tables t = of({"S1,K,,10,hours", "S2,K,,,hours"}, {"P,S1,K,4,hours", "P,S2,K,7,hours"});
    CHECK(keys(t) == "13.06/K/ 13.06/K/hours ");
    const auto all = totals(t);
    REQUIRE(all.size() == 2);
    CHECK(all[0].required == 1);
    CHECK(all[0].supplied == 1);
    CHECK(all[0].met == 1);
    CHECK(all[1].required == 10);
    CHECK(all[1].supplied == 4);
  }

  TEST_CASE("coverage_totals: they are what adding up row by row gives in any order of rows") {
    std::mt19937 random(1);
    const auto any_of = [&](const std::vector<std::string>& words) {
      return words[random() % words.size()];
    };
    for (int round = 0; round < 300; ++round) {
      CAPTURE(round);
      auto written = test::random_package(random);
      for (test::written_table& w : written) {
        if (w.name == "regions")
          w = {"regions", "region_id,parent_id,kind", {"R,,province", "R1,R,city_or_regency"}};
        if (w.name != "deliveries") continue;
        w.header += ",quantity,quantity_unit";
        for (std::string& row : w.rows)
          row += "," + any_of({"", "1", "2", "6"}) + "," + any_of({"", "hours"});
      }
      std::set<std::string> subjects;
      std::vector<std::string> needs;
      for (auto n = random() % 20; n > 0; --n) {
        const std::string subject = any_of({"S0", "S1", "S2", "S3", "S4", "S5"}) + "," +
                                    any_of({"T", "K1", "A1"}) + "," + any_of({"hours", "books"});
        if (subjects.insert(subject).second)
          needs.push_back(subject + "," + any_of({"", "0.25", "0.75"}) + "," +
                          any_of({"", "0", "1", "4"}));
      }
      written.push_back({"needs", "target_id,activity_id,quantity_unit,score,required", needs});
      if (random() % 2)
        written.push_back({"sources", "unit_id,region_id", {"A,R1", "B," + any_of({"R", "R1"})}});
      if (random() % 2)
        written.push_back(
            {"eligibility",
             "program_id,target_id,state",
             {"P0,S0,eligible", "P1,S0,eligible", "P2,S1,eligible", "P3,S1,eligible"}});
      const portfolio p(test::read(written));
      const coverage_table table = covered(p);
      for (const char* level : {"city_or_regency", "province", ""}) {
        const auto all = coverage_totals(p, table, level);
        std::int64_t assessed = 0;
        for (std::size_t i = 0; i < all.size(); ++i) {
          const coverage_total& t = all[i];
          coverage_total e;
          e.in = t.in, e.activity = t.activity, e.quantity_unit = t.quantity_unit;
          for (const need_coverage& c : table.rows) {
            const need& n = table.needs[static_cast<std::size_t>(c.need)];
            const bool asks_amount = n.required == n.required;
            if (p.region_at(p[n.of].in, level) != t.in || n.activity != t.activity ||
                (asks_amount ? n.quantity_unit : std::string{}) != t.quantity_unit)
              continue;
            e.assessed += 1;
            if (!c.needy) {
              e.served_in_no_need += c.deliveries > 0;
              e.surplus += c.supplied;
              continue;
            }
            e.needy += 1;
            const auto is = [&](service_state s) { return c.state == s ? 1 : 0; };
            e.served += is(service_state::served), e.not_served += is(service_state::not_served);
            e.not_eligible += is(service_state::not_eligible);
            e.not_reported += is(service_state::not_reported);
            e.met += c.supplied >= c.required;
            e.may_be_met += c.supplied >= c.required || c.unmeasured > 0 || c.may_be_more;
            e.required += c.required, e.supplied += c.supplied, e.supplied_to_met += c.met;
            e.unmet_least += c.unmet_least, e.unmet_most += c.unmet_most, e.surplus += c.surplus;
          }
          CHECK(t == e);
          CHECK(t.assessed > 0);
          CHECK(t.served + t.not_served + t.not_eligible + t.not_reported == t.needy);
          CHECK(t.supplied_to_met + t.unmet_most == t.required);
          CHECK(t.met <= t.served);
          assessed += t.assessed;
          if (i > 0)
            CHECK(std::tie(all[i - 1].in, all[i - 1].activity, all[i - 1].quantity_unit) <
                  std::tie(t.in, t.activity, t.quantity_unit));
        }
        // Every need counts in one.
        CHECK(assessed == static_cast<std::int64_t>(table.rows.size()));
        const portfolio again(test::read(test::shuffled(written, random)));
        CHECK(coverage_totals(again, covered(again), level) == all);
      }
    }
  }
}
