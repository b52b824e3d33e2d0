#include <irisan/need/open_activities.hpp>

#include <support/builders.hpp>
#include <support/random.hpp>

#include <doctest/doctest.h>

#include <algorithm>
#include <initializer_list>
#include <random>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

using namespace irisan;
using irisan::test::add;

namespace {

using rows = std::initializer_list<std::string_view>;

period between(std::string_view from, std::string_view to) {
  return {*parse_date(from), *parse_date(to)};
}

/// The targets of the needs for which something holds, in their order.
template <class Holds>
std::string targets_of(const portfolio& p, const Holds& holds) {
  std::string ids;
  for (const need& n : p.needs())
    if (holds(n)) ids += p[n.of].id + ' ';
  return ids;
}

/// Every school needs an activity (S1 and S2 are in Agam, S3 is in Padang).
tables all_need(std::string_view activity) {
  tables t = test::two_offices();
  for (const char* school : {"S1,", "S2,", "S3,"})
    add(t, "needs", "target_id,activity_id", {school + std::string(activity)});
  return t;
}

/// The schools about whose need somebody has not reported.
std::string silent(const tables& t, const period& asked = {}) {
  const portfolio p(t);
  const open_activities open(p, p.needs(), asked);
  return targets_of(p, [&](const need& n) { return open.not_reported(n); });
}

/// The same of K: who delivers (`program,target,unit,activity`), and what was reported
/// (`unit,program,region`).
std::string silent(rows delivered, rows reported) {
  tables t = all_need("K");
  add(t, "deliveries", "program_id,target_id,unit_id,activity_id", delivered);
  add(t, "sources", "unit_id,program_id,region_id", reported);
  return silent(t);
}

/// The same of K with mandates (`unit,activity,region,from,to`); BPMP has reported about Agam.
std::string silent_mandates(rows mandates, rows reported = {"BPMP,,13.06"},
                            const period& asked = {}) {
  tables t = all_need("K");
  add(t, "mandates", "unit_id,activity_id,region_id,valid_from,valid_to", mandates);
  add(t, "sources", "unit_id,program_id,region_id", reported);
  return silent(t, asked);
}

/// The schools that may be reached with K.
std::string reachable(rows delivered, rows eligibility) {
  tables t = all_need("K");
  add(t, "programs", "program_id,unit_id", {"R,BGP"});
  add(t, "deliveries", "program_id,target_id,activity_id", delivered);
  add(t, "eligibility", "program_id,target_id,region_id,state", eligibility);
  const portfolio p(t);
  const open_activities open(p, p.needs(), {});
  return targets_of(p, [&](const need& n) { return open.eligible(n); });
}

} // namespace

TEST_SUITE("need") {
  TEST_CASE("open_activities: without the table of sources all is taken as reported") {
    CHECK(silent({"P,S3,,K"}, {}).empty());
    CHECK(silent({"P,S3,,K"}, {"BGP,,"}) == "S1 S2 S3 ");
  }

  TEST_CASE("open_activities: a unit with a delivery of it anywhere has to report about a region") {
    CHECK(silent({"P,S3,,K"}, {"BPMP,,13.71"}) == "S1 S2 ");
    CHECK(silent({"P,S3,,K"}, {"BPMP,,13.06"}) == "S3 ");
    CHECK(silent({"P,S3,,K"}, {"BPMP,,13"}).empty());
    CHECK(silent({"P,S3,BGP,K"}, {"BPMP,,13"}) == "S1 S2 S3 ");
    CHECK(silent({}, {"BPMP,,13.06"}).empty());
  }

  TEST_CASE("open_activities: everybody who works on it has to report") {
    CHECK(silent({"P,S3,,K", "Q,S1,,K"}, {"BPMP,,13", "BGP,,13.06"}) == "S3 ");
    CHECK(silent({"P,S3,,K", "Q,S1,,K"}, {"BPMP,,13.71", "BGP,,13.06"}) == "S1 S2 S3 ");
    CHECK(silent({"P,S3,,K", "Q,S1,,K"}, {"BPMP,,", "BGP,,"}).empty());
  }

  TEST_CASE("open_activities: who does what lies below it works on it and who does what lies above "
            "or aside does not") {
    CHECK(silent({"P,S3,,A"}, {"BGP,,"}) == "S1 S2 S3 ");
    CHECK(silent({"P,S3,,T"}, {"BGP,,"}).empty());
    CHECK(silent({"P,S3,,"}, {"BGP,,"}).empty());
    tables t = all_need("A");
    add(t, "deliveries", "program_id,target_id,activity_id", {"P,S1,B", "P,S2,K", "Q,S1,A"});
    add(t, "sources", "unit_id", {"BGP"});
    CHECK(silent(t).empty());
    add(t, "deliveries", "program_id,target_id,activity_id", {"P,S2,A"});
    CHECK(silent(t) == "S1 S2 S3 ");
  }

  TEST_CASE("open_activities: what is reported of one program says nothing of another") {
    CHECK(silent({"P,S3,,K"}, {"BPMP,P,"}).empty());
    CHECK(silent({"P,S3,,K"}, {"BPMP,Q,"}) == "S1 S2 S3 ");
    CHECK(silent({"P,S3,,K", "Q,S3,BPMP,A"}, {"BPMP,P,"}) == "S1 S2 S3 ");
    CHECK(silent({"P,S3,,K", "Q,S3,BPMP,T"}, {"BPMP,P,"}).empty());
  }

  TEST_CASE("open_activities: reports of another time than is asked for do not count") {
    tables t = all_need("K");
    add(t, "deliveries", "program_id,target_id,activity_id", {"P,S3,K"});
    add(t, "sources", "unit_id,covers_from,covers_to", {"BPMP,2022,2022", "BGP,,"});
    CHECK(silent(t).empty());
    CHECK(silent(t, between("2022", "2023")).empty());
    CHECK(silent(t, between("2023", "2023")) == "S1 S2 S3 ");
  }

  TEST_CASE("open_activities: a unit that reports and holds it as a mandate in the region works on "
            "it") {
    CHECK(silent_mandates({}).empty());
    CHECK(silent_mandates({"BPMP,K,,,"}) == "S3 ");
    CHECK(silent_mandates({"BPMP,K,13.71,,"}) == "S3 ");
    CHECK(silent_mandates({"BPMP,K,13,,"}) == "S3 ");
    CHECK(silent_mandates({"BPMP,K,13.06,,"}).empty());
    CHECK(silent_mandates({"BPMP,K,,,"}, {"BPMP,,13"}).empty());
  }

  TEST_CASE("open_activities: a unit that holds it as a mandate and reports nothing does not") {
    CHECK(silent_mandates({"BGP,K,,,"}).empty());
    CHECK(silent_mandates({"BGP,K,,,"}, {"BPMP,,13.06", "BGP,Q,"}) == "S1 S2 S3 ");
    CHECK(silent_mandates({"BGP,K,,,"}, {"BPMP,,13.06", "BGP,,13.71"}) == "S1 S2 ");
  }

  TEST_CASE("open_activities: a mandate for what lies above or below holds it and one aside does "
            "not") {
    CHECK(silent_mandates({"BPMP,T,,,"}) == "S3 ");
    CHECK(silent_mandates({"BPMP,A,,,"}) == "S3 ");
    tables t = all_need("A");
    add(t, "mandates", "unit_id,activity_id", {"BPMP,B"});
    add(t, "sources", "unit_id,region_id", {"BPMP,13.06"});
    CHECK(silent(t).empty());
    add(t, "mandates", "unit_id,activity_id", {"BPMP,A"});
    CHECK(silent(t) == "S3 ");
  }

  TEST_CASE("open_activities: a mandate of another time than is asked for does not count") {
    const rows reported{"BPMP,,13.06"};
    CHECK(silent_mandates({"BPMP,K,,2020,2022"}, reported) == "S3 ");
    CHECK(silent_mandates({"BPMP,K,,2020,2022"}, reported, between("2022-12-31", "2023")) == "S3 ");
    CHECK(silent_mandates({"BPMP,K,,2020,2022"}, reported, between("2023-01-01", "2023")).empty());
  }

  TEST_CASE("open_activities: for a mandate all that the unit does has to be reported") {
    CHECK(silent_mandates({"BPMP,K,,,"}, {"BPMP,P,13"}) == "S1 S2 S3 ");
    CHECK(silent_mandates({"BPMP,K,,,"}, {"BPMP,P,13", "BPMP,,13.06"}) == "S3 ");
  }

  TEST_CASE("open_activities: of a target without a region it asks whether anybody is silent "
            "anywhere") {
    const auto silent_about = [](rows regions, rows reported) {
      tables t = bare_tables({});
      add(t, "activities", "activity_id", {"K"});
      add(t, "units", "unit_id", {"A", "B"});
      add(t, "regions", "region_id", regions);
      add(t, "deliveries", "program_id,target_id,unit_id,activity_id", {"P,S1,A,K"});
      add(t, "needs", "target_id,activity_id", {"S1,K"});
      add(t, "sources", "unit_id,region_id", reported);
      return silent(t) == "S1 ";
    };
    CHECK(silent_about({"13", "14"}, {"A,13"}));
    CHECK_FALSE(silent_about({"13", "14"}, {"A,13", "A,14"}));
    CHECK_FALSE(silent_about({"13", "14"}, {"A,"}));
    CHECK(silent_about({"13", "14"}, {"B,"}));
    // Where no region is known at all, anywhere is still somewhere.
    CHECK(silent_about({}, {"B,"}));
    CHECK_FALSE(silent_about({}, {"A,"}));
  }

  TEST_CASE("open_activities: with no program that works on it a target may be reached") {
    CHECK(reachable({}, {}) == "S1 S2 S3 ");
    CHECK(reachable({}, {"P,S1,,not_eligible"}) == "S1 S2 S3 ");
    CHECK(reachable({"P,S1,T"}, {"P,S1,,not_eligible"}) == "S1 S2 S3 ");
    CHECK(reachable({"P,S1,"}, {"P,S1,,not_eligible"}) == "S1 S2 S3 ");
  }

  TEST_CASE("open_activities: a target may be reached if one program that works on it may") {
    CHECK(reachable({"P,S2,K"}, {"P,S1,,not_eligible"}) == "S2 S3 ");
    CHECK(reachable({"P,S2,A"}, {"P,S1,,not_eligible"}) == "S2 S3 ");
    CHECK(reachable({"P,S2,K"}, {"P,,13.71,eligible"}) == "S3 ");
    CHECK(reachable({"P,S2,K", "Q,S1,B"}, {"P,,13.71,eligible", "Q,S1,,eligible"}) == "S1 S3 ");
    CHECK(reachable({"P,S2,K", "Q,S1,B", "R,S1,K"},
                    {"P,S3,,eligible", "Q,S3,,eligible", "R,S3,,eligible"}) == "S3 ");
  }

  TEST_CASE("open_activities: a program without rows of eligibility may reach everybody") {
    CHECK(reachable({"P,S2,K", "Q,S1,K"}, {"P,S1,,not_eligible"}) == "S1 S2 S3 ");
    CHECK(reachable({"P,S2,K", "Q,S1,T"}, {"P,S1,,not_eligible"}) == "S2 S3 ");
  }

  TEST_CASE("open_activities: who may reach a target with one activity says nothing of another") {
    tables t = test::two_offices();
    add(t, "needs", "target_id,activity_id", {"S1,A", "S1,B", "S1,K"});
    add(t, "deliveries", "program_id,target_id,activity_id", {"P,S2,A"});
    add(t, "eligibility", "program_id,target_id,state", {"P,S1,not_eligible"});
    const portfolio p(t);
    const open_activities open(p, p.needs(), {});
    std::string may;
    for (const need& n : p.needs())
      if (open.eligible(n)) may += p[n.activity].id + ' ';
    CHECK(may == "B ");
  }

  TEST_CASE("open_activities: both are what the sentences say on random portfolios") {
    std::mt19937 random(1);
    const auto any_of = [&](const std::vector<std::string>& words) {
      return words[random() % words.size()];
    };
    const auto some = [&](std::size_t most, const auto& row) {
      std::set<std::string> all;
      for (auto n = random() % (most + 1); n > 0; --n) all.insert(row());
      return std::vector<std::string>(all.begin(), all.end());
    };
    const std::vector<std::string> activities{"T", "K1", "K2", "A1", "A2", "B1"};
    int missing = 0, shut = 0, all = 0;
    for (int round = 0; round < 400; ++round) {
      CAPTURE(round);
      auto written = test::random_package(random, static_cast<int>(random() % 12));
      for (test::written_table& w : written)
        if (w.name == "activities") w.rows.push_back("U,");
      std::vector<std::string> needed;
      for (const char* target : {"S0", "S1", "S3", "S5", "G0"})
        for (const std::string& a : activities)
          if (random() % 3 == 0) needed.push_back(std::string(target) + "," + a);
      written.push_back({"needs", "target_id,activity_id", needed});
      written.push_back(
          {"sources", "unit_id,program_id,region_id,covers_from,covers_to", some(5, [&] {
             return any_of({"A", "B"}) + "," + any_of({"", "", "P0", "P1", "P2"}) + "," +
                    any_of({"", "R", "R1"}) + "," + any_of({"", "2023-01-01,", "2022,2022"});
           })});
      for (std::string& row : written.back().rows)
        if (std::count(row.begin(), row.end(), ',') == 3) row += ",";
      written.push_back(
          {"mandates", "unit_id,activity_id,region_id,valid_from,valid_to", some(3, [&] {
             return any_of({"A", "B"}) + "," + any_of({"T", "K1", "A1", "U"}) + "," +
                    any_of({"", "R", "R1"}) + "," + any_of({",", "2023,", ",2022"});
           })});
      std::vector<std::string> who; // each target of a program is spoken of once
      for (const char* of : {"P0", "P1", "P2", "P3"}) {
        if (random() % 3 == 0) continue;
        for (const char* target : {"S0", "S1", "S3", "G0"})
          if (random() % 2)
            who.push_back(std::string(of) + "," + target + "," +
                          any_of({"eligible", "not_eligible"}));
      }
      written.push_back({"eligibility", "program_id,target_id,state", who});
      const portfolio p(test::read(written));
      const portfolio again(test::read(test::shuffled(written, random)));
      for (const period& asked : {period{}, between("2023", "2023"), between("2022", "2022")}) {
        const open_activities open(p, p.needs(), asked), other(again, again.needs(), asked);
        for (const need& n : p.needs()) {
          CAPTURE(p[n.of].id);
          CAPTURE(p[n.activity].id);
          const deliveries& d = p.deliveries();
          const activity_tree& tree = p.tree_of_activities();
          // Whether a unit has said what it does in a program (or all it does) in a region.
          const auto says = [&](unit_index by, program_index of, region_index about) {
            return std::any_of(p.sources().begin(), p.sources().end(), [&](const reporting& r) {
              return r.by == by && possibly_meet(r.covers, asked) &&
                     (!r.of.known() || r.of == of) &&
                     (!r.in.known() || p.tree_of_regions().covers(r.in.value, about.value));
            });
          };
          const region_index in = p[n.of].in;
          bool not_reported = false, somebody = false, may = false;
          for (std::int32_t x = 0; x < d.size(); ++x) {
            if (!tree.covers(n.activity, d.activity({x}))) continue;
            const intervention& i = p[d.intervention({x})];
            not_reported |= !says(i.by, i.of, in);
            somebody = true;
            const auto eligible = eligible_targets(p);
            may |= !eligible.contains(i.of) || eligible.at(i.of)[n.of.at()];
          }
          for (const mandate& m : p.mandates()) {
            const bool reports =
                std::any_of(p.sources().begin(), p.sources().end(), [&](const reporting& r) {
                  return r.by == m.holder && possibly_meet(r.covers, asked);
                });
            if (reports && possibly_meet(m.validity, asked) &&
                tree.meet(m.verb, n.activity).known() &&
                (!m.in.known() || p.tree_of_regions().covers(m.in.value, in.value)))
              not_reported |= !says(m.holder, {}, in);
          }
          not_reported = not_reported && !p.sources().empty();
          CHECK(open.not_reported(n) == not_reported);
          CHECK(open.eligible(n) == (may || !somebody));
          CHECK(other.not_reported(n) == not_reported);
          CHECK(other.eligible(n) == (may || !somebody));
          ++all, missing += not_reported, shut += somebody && !may;
        }
      }
    }
    // The cases drawn are of every kind.
    CHECK(missing > all / 10);
    CHECK(missing < all - all / 10);
    CHECK(shut > all / 20);
  }
}
