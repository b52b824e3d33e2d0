#include <irisan/finding/mistargeting.hpp>

#include <support/builders.hpp>
#include <support/random.hpp>

#include <doctest/doctest.h>

#include <algorithm>
#include <map>
#include <random>
#include <set>
#include <string>
#include <vector>

using namespace irisan;
using namespace irisan::test;

namespace {

using ids = std::vector<std::string>;
using rows = std::initializer_list<std::string_view>;

constexpr const char* need_header = "target_id,activity_id,score,required";
constexpr const char* delivery_header = "delivery_id,program_id,target_id,activity_id,unit_id";

coverage_table covered(const portfolio& p) {
  return coverage(p, find_arrivals(p, find_visits(p)), p.needs(), {}, p.latest_date());
}

std::vector<finding> mistargeted(const tables& t, const finding_rules& r = {},
                                 const period& asked = {}) {
  const portfolio p(t);
  return find_mistargeting(p, find_visits(p), covered(p), r, asked);
}

/// Two schools more in Agam, one more in Padang and the program R of BPMP, for which schools are
/// chosen. Needs are `target,activity,score,required`, deliveries
/// `id,program,target,activity,unit`.
tables targeted(rows needs, rows delivered, const char* selection = "targeted") {
  tables t = two_offices();
  add(t, "targets", "target_id,kind,region_id",
      {"S4,school,13.06", "S5,school,13.06", "S6,school,13.71"});
  add(t, "programs", "program_id,name,unit_id,selection",
      {"R,Program R,BPMP," + std::string(selection)});
  add(t, "needs", need_header, needs);
  add(t, "deliveries", delivery_header, delivered);
  return t;
}

/// R reaches S1, which is assessed and has no need; S2, which has one, is not reached.
tables one_each(const char* selection = "targeted") {
  return targeted({"S1,T,0.1,", "S2,T,0.9,"}, {"D1,R,S1,A,"}, selection);
}

/// How many findings there are if S2's need and what R does at S1 are of these activities.
std::size_t with_activities(const char* need, const char* done) {
  return mistargeted(targeted({"S1,T,0.1,", "S2," + std::string(need) + ",0.9,"},
                              {"D1,R,S1," + std::string(done) + ","}))
      .size();
}

} // namespace

TEST_SUITE("finding") {
  TEST_CASE("mistargeting: a targeted program reached targets without need while needy ones of the "
            "same region were not") {
    const auto f = mistargeted(one_each());
    REQUIRE(f.size() == 1);
    CHECK(f[0].programs == ids{"R"});
    CHECK(f[0].units == ids{"BPMP"});
    CHECK(f[0].region == "13.06");
    CHECK(f[0].targets == ids{"S1"});
    CHECK(f[0].activity.empty());
    CHECK_FALSE(f[0].planned);
    CHECK(f[0].id == finding_id(finding_kind::mistargeting, {"R", "13.06"}));
    CHECK(f[0].sentence.en ==
          "Program R reached 1 target without recorded need, while 1 in Agam with need was not "
          "reached.");
    CHECK(f[0].sentence.id ==
          "Program R menjangkau 1 sasaran tanpa kebutuhan tercatat, sementara 1 sasaran di Agam "
          "yang membutuhkan belum terjangkau.");
    CHECK(f[0].ask.en == "BPMP: review whom it is for");
    CHECK(f[0].ask.id == "BPMP: tinjau pemilihan sasaran");
  }

  TEST_CASE("mistargeting: both must be the case") {
    CHECK(mistargeted(one_each()).size() == 1);
    // Whoever was reached is in need.
    CHECK(mistargeted(targeted({"S1,T,0.9,", "S2,T,0.9,"}, {"D1,R,S1,A,"})).empty());
    // Whoever is in need was reached.
    CHECK(mistargeted(targeted({"S1,T,0.1,", "S2,T,0.9,"}, {"D1,R,S1,A,", "D2,R,S2,A,"})).empty());
    CHECK(mistargeted(targeted({"S1,T,0.1,"}, {"D1,R,S1,A,"})).empty());
    CHECK(mistargeted(targeted({}, {"D1,R,S1,A,"})).empty());
    CHECK(mistargeted(targeted({"S1,T,0.1,", "S2,T,0.9,"}, {})).empty());
  }

  TEST_CASE("mistargeting: universal and open programs and those that do not say are exempt") {
    CHECK(mistargeted(one_each("targeted")).size() == 1);
    for (const char* selection : {"universal", "open", ""})
      CHECK(mistargeted(one_each(selection)).empty());
  }

  TEST_CASE("mistargeting: a need speaks for a program that does something at or below it") {
    for (const char* need : {"T", "K", "A"}) CHECK(with_activities(need, "A") == 1);
    CHECK(with_activities("B", "A") == 0);
    CHECK(with_activities("A", "K") == 0);
    CHECK(with_activities("K", "K") == 1);
    CHECK(with_activities("T", "") == 0);
    // Anything that it does will do, wherever it does it.
    CHECK(mistargeted(targeted({"S1,T,0.1,", "S2,B,0.9,"}, {"D1,R,S1,A,", "D2,R,S6,B,"})).size() ==
          1);
  }

  TEST_CASE("mistargeting: a need that does not count is none and the target is assessed") {
    const auto with_need = [](const char* of_first, const char* of_second) {
      return mistargeted(
                 targeted({"S1,T," + std::string(of_first), "S2,T," + std::string(of_second)},
                          {"D1,R,S1,A,"}))
          .size();
    };
    CHECK(with_need("0.49,", "0.5,") == 1);
    CHECK(with_need("0.5,", "0.5,") == 0);
    CHECK(with_need("0.49,", "0.49,") == 0);
    CHECK(with_need(",0", ",1") == 1);
    CHECK(with_need(",1", ",1") == 0);
    CHECK(with_need(",0", ",0") == 0);
  }

  TEST_CASE("mistargeting: a target without any recorded need is not assessed and not held against "
            "a program") {
    CHECK(mistargeted(targeted({"S2,T,0.9,"}, {"D1,R,S1,A,"})).empty());
    const auto f = mistargeted(
        targeted({"S1,T,0.1,", "S2,T,0.9,"}, {"D1,R,S1,A,", "D2,R,S4,A,", "D3,R,S5,A,"}));
    REQUIRE(f.size() == 1);
    CHECK(f[0].targets == ids{"S1"});
    CHECK(f[0].evidence.need.not_assessed == 2);
    CHECK(f[0].evidence.need.inclusion_error == 1.0);
    CHECK(f[0].sentence.en ==
          "Program R reached 1 target without recorded need, while 1 in Agam with need was not "
          "reached (2 more not assessed).");
    CHECK(f[0].sentence.id ==
          "Program R menjangkau 1 sasaran tanpa kebutuhan tercatat, sementara 1 sasaran di Agam "
          "yang membutuhkan belum terjangkau (2 lainnya belum dinilai).");
  }

  TEST_CASE("mistargeting: a target is assessed if a need of anything is recorded") {
    tables t = targeted({"S1,T2,0.9,", "S2,T,0.9,"}, {"D1,R,S1,A,"});
    add(t, "activities", "activity_id", {"T2"});
    REQUIRE(mistargeted(t).size() == 1);
    CHECK(mistargeted(t)[0].targets == ids{"S1"});
  }

  TEST_CASE("mistargeting: errors are shares of the assessed that were reached and of the needy "
            "that it may reach") {
    // Reached: S1 and S4 without need, S5 with one. In need: S2, S3 elsewhere, S5 and S7.
    tables t =
        targeted({"S1,T,0.1,", "S2,T,0.9,", "S3,T,0.9,", "S4,T,0.1,", "S5,T,0.9,", "S7,T,0.9,"},
                 {"D1,R,S1,A,", "D2,R,S4,A,", "D3,R,S5,A,"});
    add(t, "targets", "target_id,kind,region_id", {"S7,school,13.06"});
    const auto f = mistargeted(t);
    REQUIRE(f.size() == 1);
    const need_evidence& e = f[0].evidence.need;
    CHECK(f[0].targets == ids{"S1", "S4"});
    CHECK(e.without_need == 2);
    CHECK(e.needy == 3);
    CHECK(e.not_reached == 2);
    CHECK(e.not_assessed == 0);
    CHECK(e.not_served == -1);
    CHECK(e.beyond == -1);
    REQUIRE(e.inclusion_error.has_value());
    REQUIRE(e.exclusion_error.has_value());
    CHECK(*e.inclusion_error == doctest::Approx(2.0 / 3));
    CHECK(*e.exclusion_error == doctest::Approx(2.0 / 3));
    CHECK(f[0].sentence.en ==
          "Program R reached 2 targets without recorded need, while 2 in Agam with need were not "
          "reached.");
  }

  TEST_CASE(
      "mistargeting: needy targets of another region are not held against it unless the rules "
      "look at a wider one") {
    const tables t = targeted({"S1,T,0.1,", "S3,T,0.9,"}, {"D1,R,S1,A,"});
    CHECK(mistargeted(t).empty());
    finding_rules r;
    r.region_level = "province";
    REQUIRE(mistargeted(t, r).size() == 1);
    CHECK(mistargeted(t, r)[0].region == "13");
  }

  TEST_CASE("mistargeting: each region is a finding of its own and so is each program") {
    tables t = targeted({"S1,T,0.1,", "S2,T,0.9,", "S3,T,0.1,", "S6,T,0.9,"},
                        {"D1,R,S1,A,", "D2,R,S3,A,"});
    auto f = mistargeted(t);
    REQUIRE(f.size() == 2);
    CHECK(std::set{f[0].region, f[1].region} == std::set<std::string>{"13.06", "13.71"});
    add(t, "programs", "program_id,unit_id,selection", {"R2,BGP,targeted"});
    add(t, "deliveries", delivery_header, {"D3,R2,S1,B,"});
    f = mistargeted(t);
    REQUIRE(f.size() == 3);
    std::set<std::string> all;
    for (const finding& one : f) all.insert(one.id);
    CHECK(all.size() == 3);
  }

  TEST_CASE("mistargeting: what several units reach with a program is the program's") {
    const rows needs = {"S1,T,0.1,", "S2,T,0.9,"};
    CHECK(mistargeted(targeted(needs, {"D1,R,S1,A,BPMP", "D2,R,S2,A,BGP"})).empty());
    const auto f = mistargeted(targeted(needs, {"D1,R,S1,A,BPMP", "D2,R,S1,A,BGP"}));
    REQUIRE(f.size() == 1);
    CHECK(f[0].units == ids{"BGP", "BPMP"});
    CHECK(f[0].evidence.need.without_need == 1);
    CHECK(f[0].ask.en == "BGP and BPMP: review whom it is for");
  }

  TEST_CASE("mistargeting: what reaches a needy target inside a larger program is the larger one's "
            "too") {
    tables t = one_each();
    add(t, "programs", "program_id,unit_id,parent_id", {"R1,BGP,R", "R11,BGP,R1"});
    CHECK(mistargeted(t).size() == 1);
    add(t, "deliveries", delivery_header, {"D2,R11,S2,B,"});
    CHECK(mistargeted(t).empty());
  }

  TEST_CASE("mistargeting: a target that the program may not reach is not held against it") {
    const auto with_eligibility = [](rows eligibility, rows delivered) {
      tables t = targeted({"S1,T,0.1,", "S2,T,0.9,", "S4,T,0.9,"}, delivered);
      add(t, "eligibility", "program_id,target_id,state", eligibility);
      return mistargeted(t);
    };
    CHECK(with_eligibility({"R,S2,not_eligible", "R,S4,not_eligible"}, {"D1,R,S1,A,"}).empty());
    REQUIRE(with_eligibility({"R,S2,not_eligible"}, {"D1,R,S1,A,"}).size() == 1);
    CHECK(with_eligibility({"R,S2,not_eligible"}, {"D1,R,S1,A,"})[0].evidence.need.needy == 1);
    CHECK(with_eligibility({"P,S2,not_eligible", "P,S4,not_eligible"}, {"D1,R,S1,A,"}).size() == 1);
    // What it reached was open to it.
    const auto f = with_eligibility({"R,S2,not_eligible"}, {"D1,R,S1,A,", "D2,R,S2,A,"});
    REQUIRE(f.size() == 1);
    CHECK(f[0].evidence.need.needy == 2);
    CHECK(*f[0].evidence.need.exclusion_error == 0.5);
  }

  TEST_CASE("mistargeting: where a unit that runs the program has not reported nothing is said") {
    const auto with_reports = [](rows reports, rows delivered, const period& asked = {}) {
      tables t = targeted({"S1,T,0.1,", "S2,T,0.9,", "S3,T,0.1,", "S6,T,0.9,"}, delivered);
      add(t, "regions", "region_id,parent_id,kind", {"13.06.01,13.06,district"});
      add(t, "sources", "unit_id,program_id,region_id,covers_from,covers_to", reports);
      ids regions;
      for (const finding& f : mistargeted(t, {}, asked)) regions.push_back(f.region);
      return regions;
    };
    const rows alone = {"D1,R,S1,A,", "D2,R,S3,A,"};
    CHECK(with_reports({}, alone) == ids{"13.06", "13.71"});
    CHECK(with_reports({"BPMP,,,,"}, alone) == ids{"13.06", "13.71"});
    CHECK(with_reports({"BPMP,R,13,,"}, alone) == ids{"13.06", "13.71"});
    CHECK(with_reports({"BPMP,,13.06,,"}, alone) == ids{"13.06"});
    CHECK(with_reports({"BPMP,,13.06.01,,"}, alone).empty());
    CHECK(with_reports({"BPMP,P,,,"}, alone).empty());
    CHECK(with_reports({"BGP,,,,"}, alone).empty());
    const rows together = {"D1,R,S1,A,", "D2,R,S3,A,", "D3,R,S1,A,BGP"};
    CHECK(with_reports({"BPMP,,,,", "BGP,,13.71,,"}, together) == ids{"13.71"});
    CHECK(with_reports({"BPMP,,,,", "BGP,,,,"}, together) == ids{"13.06", "13.71"});
    // A report counts that speaks of the time that is asked for.
    const period year{*parse_date("2023"), *parse_date("2023")};
    CHECK(with_reports({"BPMP,,,2022,2022"}, alone, year).empty());
    CHECK(with_reports({"BPMP,,,2022,2023"}, alone, year) == ids{"13.06", "13.71"});
  }

  TEST_CASE("mistargeting: a unit that runs the program by its role must have reported too") {
    const auto with_roles = [](rows roles, rows reports, const period& asked = {}) {
      tables t = targeted({"S1,T,0.1,", "S2,T,0.9,", "S3,T,0.1,", "S6,T,0.9,"},
                          {"D1,R,S1,A,", "D2,R,S3,A,"});
      add(t, "regions", "region_id,parent_id,kind", {"13.06.01,13.06,district"});
      add(t, "sources", "unit_id,region_id", {"BPMP,"});
      add(t, "sources", "unit_id,region_id", reports);
      add(t, "roles", "program_id,unit_id,role,region_id,valid_from,valid_to", roles);
      ids regions;
      for (const finding& f : mistargeted(t, {}, asked)) regions.push_back(f.region);
      return regions;
    };
    const ids both{"13.06", "13.71"};
    CHECK(with_roles({}, {}) == both);
    for (const char* role : {"implement", "lead", "support", "host"})
      CHECK(with_roles({"R,BGP," + std::string(role) + ",,,"}, {}).empty());
    CHECK(with_roles({"R,BGP,implement,,,"}, {"BGP,"}) == both);
    CHECK(with_roles({"R,BGP,implement,,,"}, {"BGP,13.06"}) == ids{"13.06"});
    // Who funds it carries nothing out; who runs another program is not asked.
    CHECK(with_roles({"R,BGP,fund,,,"}, {}) == both);
    CHECK(with_roles({"P,BGP,implement,,,"}, {}) == both);
    // A role in a region is asked there, and in what holds that region.
    CHECK(with_roles({"R,BGP,implement,13,,"}, {}).empty());
    CHECK(with_roles({"R,BGP,implement,13.71,,"}, {}) == ids{"13.06"});
    CHECK(with_roles({"R,BGP,implement,13.06.01,,"}, {}) == ids{"13.71"});
    CHECK(with_roles({"R,BGP,implement,13.06.01,,"}, {"BGP,13.06.01"}) == both);
    // A role of another time is none.
    const period year{*parse_date("2023"), *parse_date("2023")};
    CHECK(with_roles({"R,BGP,implement,,2021,2022"}, {}, year) == both);
    CHECK(with_roles({"R,BGP,implement,,2021,2023"}, {}, year).empty());
  }

  TEST_CASE("mistargeting: a delivery to a group reaches its members and serves the need of the "
            "group") {
    const auto with_group = [](rows needs) {
      tables t = targeted(needs, {"D1,R,S1,A,", "D2,R,G,A,"});
      add(t, "targets", "target_id,kind,region_id", {"G,cluster,13.06", "H,cluster,13.06"});
      add(t, "memberships", "group_id,member_id", {"G,S2", "G,S4", "H,S5"});
      return mistargeted(t);
    };
    CHECK(with_group({"S1,T,0.1,", "S2,T,0.9,"}).empty());
    CHECK(with_group({"S1,T,0.1,", "G,T,0.9,"}).empty());
    CHECK(with_group({"S1,T,0.1,", "H,T,0.9,"}).size() == 1);
    const auto f = with_group({"S1,T,0.1,", "S5,T,0.9,", "S4,T,0.1,"});
    REQUIRE(f.size() == 1);
    CHECK(f[0].targets == ids{"S1", "S4"});
    CHECK(f[0].evidence.need.not_assessed == 1);
  }

  TEST_CASE("mistargeting: the rules say from how many targets without need on") {
    const tables t = targeted({"S1,T,0.1,", "S2,T,0.9,", "S4,T,0.1,", "S5,T,0.9,"},
                              {"D1,R,S1,A,", "D2,R,S4,A,"});
    finding_rules r;
    r.mistargeting_min_targets = 2;
    CHECK(mistargeted(t, r).size() == 1);
    r.mistargeting_min_targets = 3;
    CHECK(mistargeted(t, r).empty());
  }

  TEST_CASE("mistargeting: numbers are grouped as the language groups them") {
    tables t = targeted({}, {});
    for (int i = 0; i < 3300; ++i) {
      const std::string id = "X" + std::to_string(i);
      t["targets"].add({{"target_id", id}, {"kind", "school"}, {"region_id", "13.06"}});
      // 1 100 reached without need, 1 200 not assessed, the others in need and not reached.
      if (i < 1100 || i >= 2300)
        t["needs"].add(
            {{"target_id", id}, {"activity_id", "T"}, {"score", i < 1100 ? "0.1" : "0.9"}});
      if (i < 2300)
        t["deliveries"].add({{"delivery_id", "D" + id},
                             {"program_id", "R"},
                             {"target_id", id},
                             {"activity_id", "A"}});
    }
    const auto f = mistargeted(t);
    REQUIRE(f.size() == 1);
    CHECK(f[0].severity == severity_level::high);
    CHECK(f[0].sentence.en == "Program R reached 1,100 targets without recorded need, while 1,000 "
                              "in Agam with need were not reached (1,200 more not assessed).");
    CHECK(f[0].sentence.id ==
          "Program R menjangkau 1.100 sasaran tanpa kebutuhan tercatat, sementara 1.000 sasaran di "
          "Agam yang membutuhkan belum terjangkau (1.200 lainnya belum dinilai).");
  }

  TEST_CASE("mistargeting: without regions and units the sentence names none and asks for the "
            "program") {
    tables t;
    t.bare = true;
    add(t, "activities", "activity_id", {"T"});
    add(t, "programs", "program_id,name,selection", {"R,Program R,targeted", "P,,"});
    add(t, "deliveries", "program_id,target_id,activity_id", {"R,S1,T", "P,S2,T"});
    add(t, "needs", need_header, {"S1,T,0.1,", "S2,T,0.9,"});
    const auto f = mistargeted(t);
    REQUIRE(f.size() == 1);
    CHECK(f[0].region.empty());
    CHECK(f[0].units.empty());
    CHECK(f[0].sentence.en ==
          "Program R reached 1 target without recorded need, while 1 with need was not reached.");
    CHECK(f[0].sentence.id ==
          "Program R menjangkau 1 sasaran tanpa kebutuhan tercatat, sementara 1 "
          "sasaran yang membutuhkan belum terjangkau.");
    CHECK(f[0].ask.en == "Program R: review whom it is for");
  }

  TEST_CASE("mistargeting: the id stays when the evidence grows") {
    tables t = one_each();
    const std::string before = mistargeted(t).at(0).id;
    add(t, "needs", need_header, {"S4,T,0.1,", "S5,T,0.9,"});
    add(t, "deliveries", delivery_header, {"D2,R,S4,B,BGP"});
    const auto f = mistargeted(t);
    REQUIRE(f.size() == 1);
    CHECK(f[0].targets == ids{"S1", "S4"});
    CHECK(f[0].id == before);
    CHECK(mistargeted(targeted({"S3,T,0.1,", "S6,T,0.9,"}, {"D1,R,S3,A,"})).at(0).id != before);
  }

  TEST_CASE(
      "mistargeting: it is what the sentences say on random portfolios in any order of rows") {
    std::mt19937 random(77);
    const auto any_of = [&](std::initializer_list<const char*> words) {
      return std::string(words.begin()[random() % words.size()]);
    };
    int seen = 0, silent = 0;
    for (int trial = 0; trial < 250; ++trial) {
      CAPTURE(trial);
      std::vector<written_table> written = random_package(random, 16);
      for (written_table& w : written)
        if (w.name == "programs")
          w = {"programs",
               "program_id,unit_id,parent_id,selection",
               {"P0,A,,targeted", "P1,A," + any_of({"", "P0"}) + "," + any_of({"", "targeted"}),
                "P2,B,,targeted", "P3,B,,universal"}};
      written_table needs{"needs", need_header, {}};
      for (const char* target : {"S0", "S1", "S2", "S3", "S4", "S5", "G0", "G1", "L"})
        for (const char* activity : {"T", "K1", "A2", "B1"})
          if (random() % 5 == 0)
            needs.rows.push_back(std::string(target) + "," + activity + "," +
                                 any_of({"0.2", "0.5", "0.9"}) + ",");
      written.push_back(needs);
      std::set<std::string> closed;
      if (random() % 2) {
        closed = {any_of({"S0", "S4"}), "S1"};
        written_table rows{"eligibility", "program_id,target_id,state", {}};
        for (const std::string& target : closed)
          rows.rows.push_back("P0," + target + ",not_eligible");
        written.push_back(rows);
      }
      const bool with_sources = random() % 2;
      const std::string of_a = any_of({"", "R1"}), of_b = any_of({"", "R1", "R"});
      if (with_sources)
        written.push_back({"sources", "unit_id,region_id", {"A," + of_a, "B," + of_b}});

      const portfolio p(read(written));
      const visits v = find_visits(p);
      const coverage_table table = covered(p);
      const deliveries& d = p.deliveries();
      std::map<std::pair<std::string, std::string>, need_evidence> expected;
      for (std::int32_t of = 0; of < static_cast<std::int32_t>(p.programs().size()); ++of) {
        const program_index program{of};
        if (p[program].selection != selection::targeted) continue;
        std::set<activity_index> done;
        std::set<target_index> reached;
        std::set<unit_index> units;
        for (std::int32_t i = 0; i < d.size(); ++i) {
          const intervention& by = p[d.intervention({i})];
          if (by.of != program) continue;
          done.insert(d.activity({i})), units.insert(by.by);
          for (const visit& at : v.all)
            if (at.delivery == delivery_index{i}) reached.insert(at.target);
        }
        struct place {
          std::int64_t reached = 0, without = 0, not_assessed = 0, needy = 0, not_reached = 0;
        };
        std::map<region_index, place> places;
        bool any_speaks = false;
        for (std::int32_t t = 0; t < p.target_count(); ++t) {
          const target_index at{t};
          place& here = places[p[at].in];
          bool recorded = false, needy = false, given = reached.contains(at);
          for (std::size_t n = 0; n < table.needs.size(); ++n) {
            const activity_index asked = table.needs[n].activity;
            const bool speaks = std::any_of(done.begin(), done.end(), [&](activity_index a) {
              return p.tree_of_activities().covers(asked, a);
            });
            any_speaks = any_speaks || speaks;
            if (table.needs[n].of != at) continue;
            recorded = true;
            needy = needy || (speaks && table.rows[n].needy);
            // Given to the group itself, or inside this program.
            for (const delivery_index x : table.set_against(static_cast<std::int32_t>(n)))
              for (program_index up = p[d.intervention(x)].of; up.known(); up = p[up].parent)
                given = given || up == program;
          }
          if (reached.contains(at)) {
            here.not_assessed += !recorded;
            here.reached += recorded;
            here.without += recorded && !needy;
          }
          if (!needy || (!given && p[program].id == "P0" && closed.contains(p[at].id))) continue;
          ++here.needy;
          here.not_reached += !given;
        }
        if (!any_speaks) continue;
        for (const auto& [region, here] : places) {
          if (here.without == 0 || here.not_reached == 0) continue;
          const bool told = std::all_of(units.begin(), units.end(), [&](unit_index u) {
            const std::string& where = p[u].id == "A" ? of_a : of_b;
            return !with_sources || where.empty() || where == "R" || where == p[region].id;
          });
          silent += !told;
          if (!told) continue;
          need_evidence& e = expected[{p[program].id, p[region].id}];
          e.needy = here.needy, e.not_reached = here.not_reached;
          e.without_need = here.without, e.not_assessed = here.not_assessed;
          e.inclusion_error = static_cast<double>(here.without) / static_cast<double>(here.reached);
          e.exclusion_error =
              static_cast<double>(here.not_reached) / static_cast<double>(here.needy);
        }
      }
      seen += static_cast<int>(expected.size());
      const auto f = find_mistargeting(p, v, table, {});
      std::map<std::pair<std::string, std::string>, need_evidence> got;
      for (const finding& one : f) {
        got[{one.programs.at(0), one.region}] = one.evidence.need;
        CHECK(static_cast<std::int64_t>(one.targets.size()) == one.evidence.need.without_need);
      }
      CHECK(got == expected);
      CHECK(got.size() == f.size());
      CHECK(mistargeted(read(shuffled(written, random))) == f);
    }
    CHECK(seen > 50);
    CHECK(silent > 10);
  }
}
