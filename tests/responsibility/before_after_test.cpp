#include <support/divided_work.hpp>

#include <irisan/responsibility/before_after.hpp>
#include <irisan/responsibility/hand_over.hpp>

#include <doctest/doctest.h>

using namespace irisan;
using namespace irisan::test;

TEST_SUITE("responsibility") {
  TEST_CASE("figures_of: what two units share counts once for each pair and targets once") {
    const portfolio p(with_deliveries({}));
    const auto made = [](finding_kind kind, std::vector<std::string> units,
                         std::vector<std::string> targets, std::int64_t value) {
      finding f;
      f.kind = kind, f.units = std::move(units), f.targets = std::move(targets);
      f.programs = {"P", "Q"};
      f.value = {value, true, false};
      return f;
    };
    const division_figures f =
        figures_of(p,
                   {made(finding_kind::overlap, {"A", "B"}, {"S1", "S2"}, 70),
                    made(finding_kind::overlap, {"A", "B"}, {"S2", "S3"}, 20),
                    made(finding_kind::duplication, {"A", "B"}, {"S2"}, 60),
                    made(finding_kind::overlap, {"A", "A"}, {"S4"}, 500),
                    made(finding_kind::gap, {"A", "B"}, {"S5"}, 500)},
                   {}, {}, 4);
    CHECK(f.overlaps == 2);
    CHECK(f.overlap_targets == 3);
    CHECK(f.duplications == 1);
    CHECK(f.duplication_targets == 1);
    CHECK(f.value_at_stake == 90); // the duplication is a part of the overlaps
    CHECK(f.needs_without_lead == 4);
  }

  TEST_CASE("before_and_after: meetings and units per theme fall when work is handed over") {
    tables t = offices_with_mandates({"D1,P,S1,A,teacher,2023-06-01,2023-06-02",
                                      "D2,Q,S2,A,teacher,2023-06-03,2023-06-04",
                                      "D3,P,S3,B,teacher,2023-06-03,2023-06-04"},
                                     {"BGP,K,teacher,,lead", "BPMP,K,teacher,,"});
    add(t, "targets", "target_id,kind,region_id,unit_id",
        {"L1,local_government,13.06,", "L2,local_government,13.71,"});
    const portfolio p(t);
    const division x = divided(p);
    const portfolio after = handed_over(p, x);
    const coverage_table needs = needs_of(p);
    const division_figures now = figures_of(p, {}, needs, {}, 0),
                           then = figures_of(after, {}, needs_of(after), {}, 0);
    CHECK(now.meetings == 3); // L1 meets both, L2 meets BPMP
    CHECK(then.meetings == 2);
    CHECK(now.units_per_theme_and_region == 1.5);
    CHECK(then.units_per_theme_and_region == 1);
    CHECK(now.contacts == 3);
    CHECK(then.contacts == 3);
    const auto rows = before_and_after(now, then);
    REQUIRE(rows.size() == 10);
    CHECK(rows[6] == before_after_row{"meetings", 3, 2});
  }

  TEST_CASE("find_meetings: the units of the findings on coordination load") {
    std::mt19937 random(8);
    finding_rules rules;
    rules.load_min_units = 1;
    for (int round = 0; round < 40; ++round) {
      CAPTURE(round);
      const portfolio p(read(random_division(random)));
      std::multiset<std::vector<std::string>> found, met;
      for (const finding& f : find_coordination_load(p, rules)) found.insert(f.units);
      for (const auto& [where, units] : find_meetings(p, rules.region_level))
        met.insert(ids_of(p, {units.begin(), units.end()}));
      CHECK(found == met);
    }
  }
}
