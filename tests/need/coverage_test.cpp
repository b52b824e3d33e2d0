#include <irisan/need/coverage.hpp>

#include <support/builders.hpp>
#include <support/random.hpp>

#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <initializer_list>
#include <random>
#include <set>
#include <stop_token>
#include <string>
#include <string_view>
#include <vector>

using namespace irisan;
using irisan::test::add;

namespace {

using rows = std::initializer_list<std::string_view>;

date_range on(std::string_view date) {
  return *parse_date(date);
}

coverage_table covered(const portfolio& p, const coverage_rules& rules = {},
                       const date_range& as_of = {}, const period& asked = {},
                       unsigned threads = 1) {
  return coverage(p, find_arrivals(p, find_visits(p)), p.needs(), rules, as_of, asked, threads);
}

/// The only need's coverage.
need_coverage only(const tables& t, const coverage_rules& rules = {}, const date_range& as_of = {},
                   const period& asked = {}) {
  const coverage_table table = covered(portfolio(t), rules, as_of, asked);
  REQUIRE(table.rows.size() == 1);
  return table.rows[0];
}

/// `two_offices` with one need: `target,activity,score,required,unit,date`.
tables with_need(std::string_view row) {
  tables t = test::two_offices();
  add(t, "needs", "target_id,activity_id,score,required,quantity_unit,date", {row});
  return t;
}

/// S1 needs ten hours of K. Deliveries are `program,target,activity,quantity,unit,status`.
tables ten_hours(rows delivered) {
  tables t = with_need("S1,K,,10,hours,");
  add(t, "deliveries", "program_id,target_id,activity_id,quantity,quantity_unit,status", delivered);
  return t;
}

/// How many deliveries serve the need of S1 for K that was recorded on a day, when those that were
/// over before are passed over. Deliveries are `start,end`.
std::int32_t serving(std::string_view recorded, rows times, bool after_date = true) {
  tables t = with_need("S1,K,,,," + std::string(recorded));
  for (const std::string_view row : times)
    add(t, "deliveries", "program_id,target_id,activity_id,start,end",
        {"P,S1,K," + std::string(row)});
  coverage_rules rules;
  rules.after_date = after_date;
  return only(t, rules).deliveries;
}

/// S1 needs K and has nothing; P does it at S3. With `sources` and rows of eligibility of P.
need_coverage without_delivery(rows sources, rows eligibility) {
  tables t = with_need("S1,K,,10,hours,");
  add(t, "deliveries", "program_id,target_id,activity_id", {"P,S3,K"});
  add(t, "sources", "unit_id,region_id", sources);
  add(t, "eligibility", "program_id,target_id,state", eligibility);
  return only(t);
}

/// S1 in the cluster G, G in the supervisor's area X, S1 in the area Z and the local government L.
tables with_groups(std::string_view need, rows delivered) {
  tables t = with_need(need);
  add(t, "targets", "target_id,region_id,kind",
      {"G,13.06,cluster", "X,13.06,supervisor_area", "Z,13.06,area", "L,13.06,local_government",
       "E,13.06,cluster"});
  add(t, "memberships", "group_id,member_id,valid_from,valid_to",
      {"G,S1,,", "G,S2,2023-07-10,", "X,G,2023-07-01,2023-07-31", "X,S3,,", "Z,S1,,", "L,S1,,"});
  add(t, "deliveries", "delivery_id,program_id,target_id,activity_id,start,end", delivered);
  return t;
}

/// Whether a delivery that names one target is at another: it is the same, or a member of it.
bool lies_at(const portfolio& p, target_index named, target_index t, const period& when) {
  if (named == t) return true;
  return spreads(p[named].kind) &&
         std::any_of(p.memberships().begin(), p.memberships().end(), [&](const membership& m) {
           return m.group == named && possibly_meet(m.validity, when) &&
                  lies_at(p, m.member, t, when);
         });
}

/// One need's coverage, sentence by sentence. What deliveries give together and who has not
/// reported have tests of their own.
need_coverage by_hand(const portfolio& p, const std::vector<need>& needs, std::size_t i,
                      const coverage_rules& rules, const open_activities& open) {
  const need& n = needs[i];
  const deliveries& d = p.deliveries();
  std::vector<delivery_index> found;
  for (std::int32_t x = 0; x < d.size(); ++x) {
    const bool below = p.tree_of_activities().covers(n.activity, d.activity({x}));
    const bool over =
        n.date.known() && d.when({x}).end.known() && d.when({x}).end.latest < n.date.earliest;
    if (below && lies_at(p, d.target({x}), n.of, d.when({x})) && !(rules.after_date && over))
      found.push_back({x});
  }
  const supply s = supply_sums(p).of(n, found);
  need_coverage c;
  c.need = static_cast<std::int32_t>(i);
  c.deliveries = static_cast<std::int32_t>(found.size());
  c.planned = s.planned, c.unmeasured = s.unmeasured, c.interventions = s.interventions;
  c.required = std::isnan(n.required) ? 1 : n.required;
  c.supplied = s.amount;
  c.needy = c.required > 0;
  if (!std::isnan(n.score) && n.score * static_cast<double>(rules.min_score.denominator) <
                                  static_cast<double>(rules.min_score.numerator))
    c.needy = false;
  if (c.supplied > c.required)
    c.met = c.required, c.surplus = c.supplied - c.required;
  else
    c.met = c.supplied;
  c.unmet_least = c.unmet_most = c.required - c.met;
  const bool silent = open.not_reported(n);
  if (!found.empty())
    c.state = service_state::served;
  else if (!open.eligible(n))
    c.state = service_state::not_eligible;
  else
    c.state = silent ? service_state::not_reported : service_state::not_served;
  c.may_be_more = silent && c.state != service_state::not_eligible;
  if (c.may_be_more || c.unmeasured > 0) c.unmet_least = 0;
  return c;
}

/// A portfolio with all that coverage asks: nested programs, funders, groups, unknown and unlike
/// quantities, needs of several dates, reports, mandates and eligibility.
std::vector<test::written_table> random_needs(std::mt19937& random) {
  const auto any_of = [&](const std::vector<std::string>& words) {
    return words[random() % words.size()];
  };
  const auto some = [&](std::size_t most, const auto& row) {
    std::set<std::string> all;
    for (auto n = random() % (most + 1); n > 0; --n) all.insert(row());
    return std::vector<std::string>(all.begin(), all.end());
  };
  auto written = test::random_package(random, static_cast<int>(random() % 40));
  for (test::written_table& w : written) {
    if (w.name == "programs") {
      w.header += ",parent_id";
      w.rows = {"P0,A,", "P1,A," + any_of({"", "P0"}), "P2,B," + any_of({"", "P0", "P3"}),
                "P3,B," + any_of({"", "P1"})};
    }
    if (w.name != "deliveries") continue;
    w.header += ",quantity,quantity_unit";
    for (std::string& row : w.rows)
      row += "," + any_of({"", "0", "1", "2", "8"}) + "," + any_of({"", "hours", "hours", "books"});
  }
  const std::vector<std::string> dates{"", "2023-07-05", "2023-07-10", "2023-07-20", "2023"};
  std::set<std::string> subjects;
  std::vector<std::string> needs;
  for (auto n = random() % 25; n > 0; --n) {
    const std::string subject = any_of({"S0", "S1", "S2", "S3", "S4", "S5", "G0", "G1", "L"}) +
                                "," + any_of({"T", "K1", "K2", "A1", "B1"}) + "," +
                                any_of({"", "hours", "hours", "books"}) + "," + any_of(dates);
    if (subjects.insert(subject).second)
      needs.push_back(subject + "," + any_of({"", "0.25", "0.5", "0.75"}) + "," +
                      any_of({"", "0", "1", "4", "10"}));
  }
  written.push_back({"needs", "target_id,activity_id,quantity_unit,date,score,required", needs});
  written.push_back({"roles", "program_id,unit_id,role", some(5, [&] {
                       return any_of({"P0", "P1", "P2", "P3"}) + "," + any_of({"A", "B"}) + "," +
                              any_of({"fund", "fund", "implement"});
                     })});
  if (random() % 2)
    written.push_back({"sources", "unit_id,program_id,region_id,covers_from", some(6, [&] {
                         return any_of({"A", "B"}) + "," + any_of({"", "", "P0", "P2"}) + "," +
                                any_of({"", "R", "R1"}) + "," + any_of({"", "2024"});
                       })});
  if (random() % 2)
    written.push_back({"mandates", "unit_id,activity_id,region_id", some(3, [&] {
                         return any_of({"A", "B"}) + "," + any_of({"T", "K1", "A1"}) + "," +
                                any_of({"", "R", "R1"});
                       })});
  std::vector<std::string> who;
  for (const char* of : {"P0", "P1", "P2", "P3"})
    if (random() % 2)
      for (const char* target : {"S0", "S1", "S3", "S5", "G0"})
        if (random() % 2)
          who.push_back(std::string(of) + "," + target + "," +
                        any_of({"eligible", "not_eligible"}));
  written.push_back({"eligibility", "program_id,target_id,state", who});
  return written;
}

} // namespace

TEST_SUITE("need") {
  TEST_CASE("coverage: without needs the table is empty") {
    const portfolio p(test::with_deliveries({"D1,P,S1,K,,,"}));
    const coverage_table table = covered(p);
    CHECK(table.needs.empty());
    CHECK(table.rows.empty());
    CHECK(table.at(p.find_target("S1")).empty());
  }

  TEST_CASE("coverage: states have words") {
    CHECK(to_text(service_state::served) == "served");
    CHECK(to_text(service_state::not_served) == "not_served");
    CHECK(to_text(service_state::not_eligible) == "not_eligible");
    CHECK(to_text(service_state::not_reported) == "not_reported");
  }

  TEST_CASE("coverage: what is supplied meets what is required and the rest is unmet") {
    const need_coverage c =
        only(ten_hours({"P,S1,K,4,hours,done", "P,S1,K,2,hours,planned", "Q,S1,A,1.5,hours,"}));
    CHECK(c == need_coverage{.need = 0,
                             .needy = true,
                             .state = service_state::served,
                             .deliveries = 3,
                             .planned = 1,
                             .interventions = 2,
                             .required = 10,
                             .supplied = 7.5,
                             .met = 7.5,
                             .unmet_least = 2.5,
                             .unmet_most = 2.5});
    CHECK_FALSE(is_met(c));
  }

  TEST_CASE("coverage: what exceeds the requirement is surplus and meets no more") {
    const need_coverage c = only(ten_hours({"P,S1,K,9,hours,", "Q,S1,K,4,hours,"}));
    CHECK(c.supplied == 13);
    CHECK(c.met == 10);
    CHECK(c.surplus == 3);
    CHECK(c.unmet_most == 0);
    CHECK(is_met(c));
    CHECK(only(ten_hours({"P,S1,K,10,hours,"})).surplus == 0);
    CHECK(is_met(only(ten_hours({"P,S1,K,10,hours,"}))));
    CHECK_FALSE(is_met(only(ten_hours({"P,S1,K,9.5,hours,"}))));
  }

  TEST_CASE("coverage: a surplus at one target never offsets a shortage at another") {
    tables t = ten_hours({"P,S1,K,25,hours,"});
    add(t, "needs", "target_id,activity_id,required,quantity_unit", {"S2,K,10,hours"});
    const coverage_table table = covered(portfolio(t));
    REQUIRE(table.rows.size() == 2);
    CHECK(table.rows[0].surplus == 15);
    CHECK(table.rows[1].unmet_least == 10);
    CHECK(table.rows[1].state == service_state::not_served);
  }

  TEST_CASE("coverage: what was not measured in the unit of the need may meet it all") {
    for (const char* row : {"P,S1,K,,hours,", "P,S1,K,3,books,", "P,S1,K,3,,"}) {
      const need_coverage c = only(ten_hours({"Q,S1,K,4,hours,", row}));
      CHECK(c.deliveries == 2);
      CHECK(c.unmeasured == 1);
      CHECK(c.supplied == 4);
      CHECK(c.unmet_least == 0);
      CHECK(c.unmet_most == 6);
      CHECK_FALSE(c.may_be_more);
      CHECK_FALSE(is_met(c));
    }
  }

  TEST_CASE("coverage: a need without a required amount asks for one delivery") {
    tables t = with_need("S1,K,,,hours,");
    CHECK(only(t).required == 1);
    CHECK(only(t).unmet_most == 1);
    add(t, "deliveries", "program_id,target_id,activity_id,quantity,quantity_unit", {"P,S1,K,,"});
    CHECK(is_met(only(t)));
    CHECK(only(t).surplus == 0);
    CHECK(only(t).unmeasured == 0);
    add(t, "deliveries", "program_id,target_id,activity_id,quantity,quantity_unit",
        {"P,S1,K,30,books"});
    CHECK(only(t).supplied == 2);
    CHECK(only(t).surplus == 1);
  }

  TEST_CASE("coverage: activities at or below that of the need serve it and no others") {
    const auto by = [](std::string_view activity) {
      return only(ten_hours({"P,S1," + std::string(activity) + ",1,hours,"})).deliveries;
    };
    CHECK(by("K") == 1);
    CHECK(by("A") == 1);
    CHECK(by("B") == 1);
    CHECK(by("T") == 0);
    CHECK(by("") == 0);
    tables t = with_need("S1,A,,,,");
    add(t, "deliveries", "program_id,target_id,activity_id", {"P,S1,B", "P,S1,K", "P,S2,A"});
    CHECK(only(t).state == service_state::not_served);
  }

  TEST_CASE("coverage: a delivery to a group that the target belongs to serves it") {
    const auto at = [](std::string_view need, std::string_view named,
                       std::string_view when = "2023-07-15,2023-07-15") {
      return only(with_groups(need,
                              {"D," + ("P," + std::string(named)) + ",K," + std::string(when)}))
          .deliveries;
    };
    CHECK(at("S1,K,,,,", "G") == 1);
    CHECK(at("S1,K,,,,", "X") == 1);
    CHECK(at("S1,K,,,,", "X", "2023-08-01,2023-08-01") == 0);
    CHECK(at("S2,K,,,,", "G", "2023-07-09,2023-07-09") == 0);
    CHECK(at("S2,K,,,,", "G", "2023-07-10,2023-07-10") == 1);
    // What an area or a local government gets is never spread.
    CHECK(at("S1,K,,,,", "Z") == 0);
    CHECK(at("S1,K,,,,", "L") == 0);
    CHECK(at("L,K,,,,", "L") == 1);
  }

  TEST_CASE("coverage: a delivery to a group serves the need of the group itself") {
    const auto at = [](std::string_view group, rows delivered) {
      return only(with_groups(std::string(group) + ",K,,,,", delivered)).deliveries;
    };
    CHECK(at("G", {"D1,P,G,K,2023-07-15,2023-07-15"}) == 1);
    CHECK(at("G", {"D1,P,G,K,,", "D2,Q,G,A,,", "D3,Q,G,T,,"}) == 2);
    CHECK(at("E", {"D1,P,E,K,,"}) == 1); // of no members
    // What its members get is not the group's.
    CHECK(at("G", {"D1,P,S1,K,,", "D2,P,S2,K,,"}) == 0);
    CHECK(at("X", {"D1,P,G,K,,", "D2,P,S3,K,,"}) == 0);
    // It belongs to X in July alone.
    CHECK(at("G", {"D1,P,X,K,2023-07-31,2023-07-31"}) == 1);
    CHECK(at("G", {"D1,P,X,K,2023-08-01,2023-08-01"}) == 0);
    CHECK(at("X", {"D1,P,X,K,2023-08-01,2023-08-01"}) == 1);
  }

  TEST_CASE("coverage: a need counts from the score of the rules on") {
    const auto needy = [](std::string_view score, std::string_view least) {
      coverage_rules rules;
      rules.min_score = parse_fraction(least);
      return only(with_need("S1,K," + std::string(score) + ",,,"), rules).needy;
    };
    CHECK(needy("0.5", "1/2"));
    CHECK_FALSE(needy("0.499", "1/2"));
    CHECK(needy("0.3", "0.3"));
    CHECK(needy("0.7", "7/10"));
    CHECK_FALSE(needy("0.69", "7/10"));
    CHECK(needy("1", "1"));
    CHECK(needy("0", "0"));
    CHECK_FALSE(needy("0", "1/1000"));
    CHECK(needy("", "1"));
    CHECK(only(with_need("S1,K,0.5,,,")).needy);
    // A score that is written as the threshold is reaches it: no rounding lies between.
    for (int k = 1; k < 1000; ++k) {
      const std::string score = "0." + std::to_string(1000 + k).substr(1);
      CHECK(needy(score, score));
    }
  }

  TEST_CASE("coverage: where nothing is asked there is no need") {
    CHECK_FALSE(only(with_need("S1,K,,0,hours,")).needy);
    CHECK_FALSE(only(with_need("S1,K,1,0,hours,")).needy);
    CHECK(only(with_need("S1,K,1,0.1,hours,")).needy);
    CHECK(only(with_need("S1,K,,0.1,hours,")).needy);
    CHECK(is_met(only(with_need("S1,K,1,0,hours,"))));
    CHECK_FALSE(only(with_need("S1,K,0.1,5,hours,")).needy);
  }

  TEST_CASE("coverage: a need that does not count is set against deliveries all the same") {
    tables t = with_need("S1,K,0.1,10,hours,");
    add(t, "deliveries", "program_id,target_id,activity_id,quantity,quantity_unit",
        {"P,S1,K,12,hours"});
    const need_coverage c = only(t);
    CHECK_FALSE(c.needy);
    CHECK(c.state == service_state::served);
    CHECK(c.supplied == 12);
    CHECK(c.surplus == 2);
  }

  TEST_CASE(
      "coverage: a delivery that was over before the need was recorded is passed over by rule") {
    CHECK(serving("2023-07-11", {"2023-07-01,2023-07-10"}) == 0);
    CHECK(serving("2023-07-10", {"2023-07-01,2023-07-10"}) == 1);
    CHECK(serving("2023-07-11", {"2023-07-01,2023-07-10"}, false) == 1);
    CHECK(serving("2023-07-11", {"2023-07-01,2023-07-10", "2023-08-01,2023-08-02"}) == 1);
    CHECK(serving("2023-07-11", {"2023-06-01,"}) == 1); // may not be over
    CHECK(serving("2023-07-11", {","}) == 1);
    CHECK(serving("2023-08-01", {"2023-07,2023-07"}) == 0);
    CHECK(serving("2023-07-31", {"2023-07,2023-07"}) == 1); // may have ended on that day
    CHECK(serving("2023", {"2022,2022-12-31"}) == 0);
    CHECK(serving("2023", {"2022,2023-01-01"}) == 1); // may have been recorded by then
    CHECK(serving("", {"2001,2001"}) == 1);
  }

  TEST_CASE("coverage: the rules pass nothing over unless they say so") {
    CHECK(coverage_rules{}.min_score == fraction{1, 2});
    CHECK_FALSE(coverage_rules{}.after_date);
  }

  TEST_CASE("coverage: needs are those that hold on the day") {
    tables t = test::two_offices();
    add(t, "needs", "target_id,activity_id,required,quantity_unit,date",
        {"S2,K,5,hours,2022", "S1,K,1,hours,2022-07-01", "S1,K,2,hours,2023-07-01"});
    const portfolio p(t);
    const auto required = [&](std::string_view day) {
      std::vector<double> all;
      for (const need_coverage& c : covered(p, {}, on(day)).rows) all.push_back(c.required);
      return all;
    };
    CHECK(required("2023-07-01") == std::vector<double>{2, 5});
    CHECK(required("2023-06-30") == std::vector<double>{1, 5});
    CHECK(required("2022-06-30") == std::vector<double>{5});
    CHECK(required("2021").empty());
    CHECK(covered(p).rows.size() == 2);
  }

  TEST_CASE("coverage: the rows of a target are found by it") {
    tables t = test::two_offices();
    add(t, "needs", "target_id,activity_id,required,quantity_unit",
        {"S3,K,7,hours", "S1,B,3,hours", "S1,A,1,hours", "S1,A,2,books"});
    const portfolio p(t);
    const coverage_table table = covered(p);
    const auto at = table.at(p.find_target("S1"));
    REQUIRE(at.size() == 3);
    CHECK(at[0].required == 2);
    CHECK(at[1].required == 1);
    CHECK(at[2].required == 3);
    CHECK(table.at(p.find_target("S2")).empty());
    REQUIRE(table.at(p.find_target("S3")).size() == 1);
    CHECK(table.at(p.find_target("S3"))[0].required == 7);
    for (std::size_t i = 0; i < table.rows.size(); ++i)
      CHECK(table.rows[i].need == static_cast<std::int32_t>(i));
  }

  TEST_CASE("coverage: not served and not eligible and not reported are never mixed up") {
    // Without the table of sources all is taken as reported.
    const need_coverage not_served = without_delivery({}, {});
    CHECK(not_served.state == service_state::not_served);
    CHECK_FALSE(not_served.may_be_more);
    CHECK(not_served.unmet_least == 10);
    CHECK(without_delivery({"BPMP,13"}, {}) == not_served);

    const need_coverage not_reported = without_delivery({"BPMP,13.71"}, {});
    CHECK(not_reported.state == service_state::not_reported);
    CHECK(not_reported.may_be_more);
    CHECK(not_reported.unmet_least == 0);
    CHECK(not_reported.unmet_most == 10);

    const need_coverage not_eligible = without_delivery({}, {"P,S1,not_eligible"});
    CHECK(not_eligible.state == service_state::not_eligible);
    CHECK(not_eligible.unmet_least == 10);
    CHECK(without_delivery({}, {"P,S2,not_eligible"}) == not_served);
    // Nobody can have served it, reported or not.
    CHECK(without_delivery({"BPMP,13.71"}, {"P,S1,not_eligible"}) == not_eligible);
  }

  TEST_CASE("coverage: what is served stays served and may be more where not all have reported") {
    tables t = ten_hours({"P,S1,K,4,hours,", "Q,S3,K,4,hours,"});
    add(t, "sources", "unit_id,region_id", {"BPMP,13"});
    add(t, "eligibility", "program_id,target_id,state", {"P,S1,not_eligible", "Q,S1,not_eligible"});
    const need_coverage c = only(t);
    CHECK(c.state == service_state::served);
    CHECK(c.may_be_more);
    CHECK(c.met == 4);
    CHECK(c.unmet_least == 0);
    CHECK(c.unmet_most == 6);
    add(t, "sources", "unit_id,region_id", {"BGP,13"});
    CHECK_FALSE(only(t).may_be_more);
    CHECK(only(t).unmet_least == 6);
  }

  TEST_CASE("coverage: a planned delivery serves and is counted as planned") {
    const need_coverage c = only(ten_hours({"P,S1,K,10,hours,planned"}));
    CHECK(c.state == service_state::served);
    CHECK(c.planned == 1);
    CHECK(is_met(c));
    CHECK(only(ten_hours({"P,S1,K,10,hours,cancelled"})).state == service_state::not_served);
  }

  TEST_CASE("coverage: reports count if they speak of the time that is asked for") {
    tables t = with_need("S1,K,,,,");
    add(t, "deliveries", "program_id,target_id,activity_id", {"P,S3,K"});
    add(t, "sources", "unit_id,covers_from,covers_to", {"BPMP,2022,2022"});
    const auto state = [&](std::string_view from, std::string_view to) {
      return only(t, {}, {}, {on(from), on(to)}).state;
    };
    CHECK(only(t).state == service_state::not_served);
    CHECK(state("2022-12-31", "2023-12-31") == service_state::not_served);
    CHECK(state("2023-01-01", "2023-12-31") == service_state::not_reported);
  }

  TEST_CASE("coverage: what a larger program and a mere funder list again supplies nothing more") {
    tables t = with_need("S1,K,,10,hours,");
    add(t, "programs", "program_id,unit_id,parent_id", {"P1,BGP,P"});
    add(t, "roles", "program_id,unit_id,role", {"P1,BPMP,fund"});
    add(t, "deliveries", "program_id,unit_id,target_id,activity_id,quantity,quantity_unit",
        {"P1,BGP,S1,K,6,hours", "P1,BPMP,S1,A,6,hours", "P,BPMP,S1,K,5,hours"});
    const need_coverage c = only(t);
    CHECK(c.deliveries == 3);
    CHECK(c.interventions == 3);
    CHECK(c.supplied == 6);
  }

  TEST_CASE("coverage: a delivery elsewhere changes nothing at a target") {
    std::mt19937 random(3);
    for (int round = 0; round < 50; ++round) {
      CAPTURE(round);
      auto written = random_needs(random);
      std::erase_if(written, [](const auto& w) {
        return w.name == "sources" || w.name == "eligibility" || w.name == "memberships";
      });
      const portfolio before(test::read(written));
      for (test::written_table& w : written)
        if (w.name == "deliveries") w.rows.push_back("Z,P0,S2,B,A1,,,,,,5,hours");
      const portfolio after(test::read(written));
      for (const char* target : {"S0", "S1", "S3", "S4", "S5", "G0", "G1", "L"}) {
        const coverage_table a = covered(before), b = covered(after);
        CHECK(
            std::ranges::equal(a.at(before.find_target(target)), b.at(after.find_target(target))));
      }
    }
  }

  TEST_CASE("coverage: it is what the sentences say on random portfolios in any order of rows and "
            "for any threads") {
    std::mt19937 random(1);
    std::set<service_state> states;
    int more = 0, surplus = 0, unmeasured = 0, groups = 0;
    for (int round = 0; round < 400; ++round) {
      CAPTURE(round);
      const auto written = random_needs(random);
      const portfolio p(test::read(written));
      coverage_rules rules;
      rules.after_date = random() % 2 == 0;
      if (random() % 2) rules.min_score = {3, 4};
      const date_range as_of = random() % 2 ? on("2023-07-12") : date_range{};
      const period asked = random() % 3 ? period{} : period{on("2023"), on("2023")};
      const coverage_table table = covered(p, rules, as_of, asked);
      const open_activities open(p, table.needs, asked);
      for (std::size_t i = 0; i < table.rows.size(); ++i) {
        const need_coverage& c = table.rows[i];
        CAPTURE(p[table.needs[i].of].id);
        CAPTURE(p[table.needs[i].activity].id);
        CHECK(c == by_hand(p, table.needs, i, rules, open));
        CHECK(c.met + c.unmet_most == c.required);
        CHECK(c.met + c.surplus == c.supplied);
        CHECK(c.unmet_least <= c.unmet_most);
        CHECK((c.state == service_state::served) == (c.deliveries > 0));
        states.insert(c.state);
        more += c.may_be_more, surplus += c.surplus > 0, unmeasured += c.unmeasured > 0;
        groups += p[table.needs[i].of].kind == "cluster" && c.deliveries > 0;
      }
      const portfolio again(test::read(test::shuffled(written, random)));
      CHECK(covered(again, rules, as_of, asked, 2).rows == table.rows);
    }
    // The cases drawn are of every kind.
    CHECK(states.size() == 4);
    CHECK(std::min({more, surplus, unmeasured, groups}) > 50);
  }

  TEST_CASE("coverage: many needs are the same for one thread and for two") {
    std::mt19937 random(2);
    tables t = test::two_offices();
    for (int i = 0; i < 2500; ++i) {
      const std::string id = "M" + std::to_string(i);
      add(t, "targets", "target_id,region_id,kind", {id + ",13.06,school"});
      add(t, "needs", "target_id,activity_id,score,required,quantity_unit",
          {id + ",K," + (random() % 2 ? "0.3" : "0.8") + "," + std::to_string(random() % 20) +
           ",hours"});
      for (auto n = random() % 4; n > 0; --n)
        add(t, "deliveries", "program_id,target_id,activity_id,quantity,quantity_unit",
            {(random() % 2 ? "P," : "Q,") + id + "," + (random() % 2 ? "A" : "K") + "," +
             std::to_string(random() % 10) + ",hours"});
    }
    const portfolio p(t);
    const coverage_table one = covered(p), two = covered(p, {}, {}, {}, 2);
    REQUIRE(one.rows.size() == 2500);
    CHECK(one.rows == two.rows);
    const open_activities open(p, one.needs, {});
    for (std::size_t i = 0; i < one.rows.size(); i += 17)
      CHECK(one.rows[i] == by_hand(p, one.needs, i, {}, open));
  }

  TEST_CASE("coverage: it stops when asked to and not before") {
    const portfolio p(with_need("S1,K,,,,"));
    const arrivals at = find_arrivals(p, find_visits(p));
    std::stop_source source;
    progress watch;
    watch.stop = source.get_token();
    for (const unsigned threads : {1U, 2U})
      CHECK(coverage(p, at, p.needs(), {}, {}, {}, threads, watch).rows.size() == 1);
    source.request_stop();
    for (const unsigned threads : {1U, 2U})
      CHECK_THROWS_AS(coverage(p, at, p.needs(), {}, {}, {}, threads, watch), stopped);
  }
}
