#include <irisan/finding/mistargeting.hpp>

#include <irisan/graph/arrivals.hpp>

#include <support/builders.hpp>
#include <support/random.hpp>

#include <doctest/doctest.h>

#include <algorithm>
#include <cstdint>
#include <initializer_list>
#include <map>
#include <random>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

using namespace irisan;
using namespace irisan::test;

namespace {

using ids = std::vector<std::string>;
using rows = std::initializer_list<std::string_view>;

std::vector<finding> mistargeted(const tables& t, const finding_rules& r = {},
                                 const period& asked = {}) {
  const portfolio p(t);
  const visits v = find_visits(p);
  const coverage_table table = coverage(p, find_arrivals(p, v), p.needs(), {}, {}, asked, 1);
  return find_mistargeting(p, v, table, r, asked);
}

/// Four schools in Agam and one in Padang; X is a targeted program of BPMP. Deliveries are
/// `program,target,activity,unit`, needs `target,activity,score`.
tables with(rows deliveries, rows needs, const char* selection = "targeted") {
  tables t = two_offices();
  add(t, "targets", "target_id,kind,region_id", {"S4,school,13.06", "S5,school,13.06"});
  t["programs"].add({{"program_id", "X"},
                     {"name", "Program X"},
                     {"unit_id", "BPMP"},
                     {"selection", selection}});
  add(t, "deliveries", "program_id,target_id,activity_id,unit_id", deliveries);
  add(t, "needs", "target_id,activity_id,score", needs);
  return t;
}

/// X reached S1, which is assessed to have no need, and not S2, which has one.
tables plain(const char* selection = "targeted") {
  return with({"X,S1,A,"}, {"S1,K,0.1", "S2,K,0.9"}, selection);
}

} // namespace

TEST_SUITE("finding") {
  // --- what it is ------------------------------------------------------------------------------

  TEST_CASE("mistargeting: a targeted program reached a target without need and not one in need") {
    const auto f = mistargeted(plain());
    REQUIRE(f.size() == 1);
    CHECK(f[0].kind == finding_kind::mistargeting);
    CHECK(f[0].programs == ids{"X"});
    CHECK(f[0].units == ids{"BPMP"});
    CHECK(f[0].region == "13.06");
    CHECK(f[0].targets == ids{"S1"});
    CHECK(f[0].activity.empty());
    CHECK(f[0].severity == severity_level::low);
    CHECK(f[0].evidence.need.without_need == 1);
    CHECK(f[0].evidence.need.not_reached == 1);
    CHECK(f[0].evidence.need.needy == 1);
    CHECK(f[0].evidence.need.not_assessed == 0);
    CHECK(f[0].evidence.need.inclusion_error == 1.0);
    CHECK(f[0].evidence.need.exclusion_error == 1.0);
  }

  TEST_CASE("mistargeting: universal and open programs and those that do not say are exempt") {
    CHECK(mistargeted(plain("targeted")).size() == 1);
    CHECK(mistargeted(plain("universal")).empty());
    CHECK(mistargeted(plain("open")).empty());
    CHECK(mistargeted(plain("")).empty());
  }

  TEST_CASE("mistargeting: without needs nothing is said") {
    CHECK(mistargeted(with({"X,S1,A,"}, {})).empty());
  }

  TEST_CASE("mistargeting: it takes both a target without need and a needy one that was missed") {
    CHECK(mistargeted(with({"X,S1,A,", "X,S2,A,"}, {"S1,K,0.1", "S2,K,0.9"})).empty());
    CHECK(mistargeted(with({"X,S1,A,"}, {"S1,K,0.9", "S2,K,0.9"})).empty());
    CHECK(mistargeted(with({"X,S1,A,"}, {"S1,K,0.1", "S2,K,0.1"})).empty());
    CHECK(mistargeted(with({}, {"S1,K,0.1", "S2,K,0.9"})).empty());
  }

  TEST_CASE("mistargeting: the needy one must lie in the same region") {
    CHECK(mistargeted(with({"X,S1,A,"}, {"S1,K,0.1", "S3,K,0.9"})).empty());
    const tables t = with({"X,S1,A,"}, {"S1,K,0.1", "S3,K,0.9"});
    finding_rules r;
    r.region_level = "province";
    REQUIRE(mistargeted(t, r).size() == 1);
    CHECK(mistargeted(t, r)[0].region == "13");
  }

  TEST_CASE("mistargeting: one finding per program and region") {
    tables t = with({"X,S1,A,", "X,S3,A,", "Y,S1,A,"},
                    {"S1,K,0.1", "S2,K,0.9", "S3,K,0.1", "S6,K,0.9"});
    add(t, "targets", "target_id,kind,region_id", {"S6,school,13.71"});
    add(t, "programs", "program_id,unit_id,selection", {"Y,BGP,targeted"});
    std::vector<ids> subjects;
    for (const finding& f : mistargeted(t)) subjects.push_back({f.programs.at(0), f.region});
    CHECK(subjects == std::vector<ids>{{"X", "13.06"}, {"X", "13.71"}, {"Y", "13.06"}});
  }

  TEST_CASE("mistargeting: a program that two units run is one and both are asked") {
    const tables t = with({"X,S1,A,", "X,S2,A,BGP"}, {"S1,K,0.1", "S2,K,0.9", "S4,K,0.9"});
    const auto f = mistargeted(t);
    REQUIRE(f.size() == 1);
    CHECK(f[0].units == ids{"BGP", "BPMP"});
    CHECK(f[0].evidence.need.not_reached == 1);
    CHECK(f[0].evidence.need.needy == 2);
    CHECK(f[0].ask.en == "BGP and BPMP: review whom it is for");
    CHECK(f[0].ask.id == "BGP dan BPMP: tinjau pemilihan sasaran");
  }

  // --- whose need speaks -----------------------------------------------------------------------

  TEST_CASE("mistargeting: a need speaks for what a program does at or below its activity") {
    CHECK(mistargeted(with({"X,S1,A,"}, {"S1,A,0.1", "S2,A,0.9"})).size() == 1);
    CHECK(mistargeted(with({"X,S1,A,"}, {"S1,T,0.1", "S2,T,0.9"})).size() == 1);
    CHECK(mistargeted(with({"X,S1,A,"}, {"S1,B,0.1", "S2,B,0.9"})).empty());
    // A program of the kind as a whole says nothing of its part.
    CHECK(mistargeted(with({"X,S1,K,"}, {"S1,A,0.1", "S2,A,0.9"})).empty());
    CHECK(mistargeted(with({"X,S1,,"}, {"S1,A,0.1", "S2,A,0.9"})).empty());
  }

  TEST_CASE("mistargeting: another need of a target is none that the program serves") {
    // S1 needs B alone and X does A.
    const tables t = with({"X,S1,A,"}, {"S1,B,0.9", "S2,A,0.9"});
    CHECK(mistargeted(t).size() == 1);
    CHECK(mistargeted(t).at(0).targets == ids{"S1"});
    const tables more = with({"X,S1,A,"}, {"S1,B,0.9", "S1,A,0.9", "S2,A,0.9"});
    CHECK(mistargeted(more).empty());
  }

  TEST_CASE("mistargeting: of several activities of a program one that a need speaks of is enough") {
    CHECK(mistargeted(with({"X,S1,A,", "X,S1,B,"}, {"S1,A,0.1", "S2,A,0.9"})).size() == 1);
    CHECK(mistargeted(with({"X,S1,A,", "X,S3,B,"}, {"S1,B,0.9", "S2,A,0.9"})).empty());
  }

  // --- what is not known -----------------------------------------------------------------------

  TEST_CASE("mistargeting: targets without any recorded need are not assessed and never held "
            "against a program") {
    CHECK(mistargeted(with({"X,S1,A,"}, {"S2,K,0.9"})).empty());
    const auto f = mistargeted(
        with({"X,S1,A,", "X,S4,A,", "X,S5,A,"}, {"S1,K,0.1", "S2,K,0.9"}));
    REQUIRE(f.size() == 1);
    CHECK(f[0].targets == ids{"S1"});
    CHECK(f[0].evidence.need.without_need == 1);
    CHECK(f[0].evidence.need.not_assessed == 2);
    CHECK(f[0].evidence.need.inclusion_error == 1.0);
  }

  TEST_CASE("mistargeting: where a unit that runs the program has not reported nothing is said") {
    const auto reported = [](rows sources) {
      tables t = with({"X,S1,A,", "X,S3,A,BGP"}, {"S1,K,0.1", "S2,K,0.9"});
      add(t, "sources", "unit_id,program_id,region_id,covers_from,covers_to", sources);
      return mistargeted(t).size();
    };
    CHECK(reported({"BPMP,,,,", "BGP,,,,"}) == 1);
    CHECK(reported({"BPMP,,,,"}) == 0);
    CHECK(reported({"BPMP,,,,", "BGP,,13.71,,"}) == 0);
    CHECK(reported({"BPMP,,,,", "BGP,,13.06,,"}) == 1);
    CHECK(reported({"BPMP,,,,", "BGP,X,13,,"}) == 1);
    CHECK(reported({"BPMP,,,,", "BGP,Q,13,,"}) == 0);
  }

  TEST_CASE("mistargeting: a report of another time than is asked for is none") {
    tables t = plain();
    add(t, "sources", "unit_id,covers_from,covers_to", {"BPMP,2022-01-01,2022-12-31"});
    const auto in = [&](const char* from, const char* to) {
      return mistargeted(t, {}, {*parse_date(from), *parse_date(to)}).size();
    };
    CHECK(in("2022-12-31", "2023-06-30") == 1);
    CHECK(in("2023-01-01", "2023-06-30") == 0);
  }

  TEST_CASE("mistargeting: a unit that runs the program by its role must have reported too") {
    const auto with_role = [](std::string_view role, rows sources) {
      tables t = plain();
      add(t, "roles", "program_id,unit_id,role,region_id", {role});
      add(t, "sources", "unit_id", sources);
      return mistargeted(t).size();
    };
    CHECK(with_role("X,BGP,implement,", {"BPMP"}) == 0);
    CHECK(with_role("X,BGP,implement,", {"BPMP", "BGP"}) == 1);
    CHECK(with_role("X,BGP,implement,13.06", {"BPMP"}) == 0);
    CHECK(with_role("X,BGP,implement,13.71", {"BPMP"}) == 1);
    CHECK(with_role("X,BGP,fund,", {"BPMP"}) == 1);
    CHECK(with_role("Q,BGP,implement,", {"BPMP"}) == 1);
    // Without the table all is taken as reported.
    CHECK(with_role("X,BGP,implement,", {}) == 1);
  }

  TEST_CASE("mistargeting: of those the program may not reach none is missed") {
    const auto eligible = [](rows given) {
      tables t = plain();
      add(t, "eligibility", "program_id,target_id,region_id,state", given);
      return mistargeted(t).size();
    };
    CHECK(eligible({"X,S2,,not_eligible"}) == 0);
    CHECK(eligible({"X,S2,,eligible"}) == 1);
    CHECK(eligible({"X,S4,,eligible"}) == 0);
    CHECK(eligible({"X,,13.06,not_eligible"}) == 0);
    CHECK(eligible({"P,S2,,not_eligible"}) == 1);
  }

  TEST_CASE("mistargeting: what a program reached was open to it") {
    // S4 is needy and not said to be open to X, but X is there.
    tables t = with({"X,S1,A,", "X,S4,A,"}, {"S1,K,0.1", "S2,K,0.9", "S4,K,0.9"});
    add(t, "eligibility", "program_id,target_id,state", {"X,S4,not_eligible"});
    CHECK(mistargeted(t).at(0).evidence.need.needy == 2);
    CHECK(mistargeted(t).at(0).evidence.need.not_reached == 1);
  }

  // --- groups ----------------------------------------------------------------------------------

  TEST_CASE("mistargeting: a delivery to a cluster reaches its members") {
    tables t = with({"X,S1,A,", "X,G,A,"}, {"S1,K,0.1", "S2,K,0.9"});
    add(t, "targets", "target_id,kind,region_id", {"G,cluster,13.06"});
    CHECK(mistargeted(t).size() == 1);
    add(t, "memberships", "group_id,member_id", {"G,S4"});
    CHECK(mistargeted(t).size() == 1);
    add(t, "memberships", "group_id,member_id", {"G,S2"});
    CHECK(mistargeted(t).empty());
  }

  TEST_CASE("mistargeting: a cluster that needs something is reached by what is given to it") {
    tables t = with({"X,S1,A,", "X,G,A,"}, {"S1,K,0.1", "G,K,0.9"});
    add(t, "targets", "target_id,kind,region_id", {"G,cluster,13.06", "H,cluster,13.06"});
    add(t, "memberships", "group_id,member_id", {"G,S4", "H,S5"});
    CHECK(mistargeted(t).empty());
    // Another cluster, and another program at it, are not.
    add(t, "needs", "target_id,activity_id,score", {"H,K,0.9"});
    add(t, "deliveries", "program_id,target_id,activity_id", {"P,H,A"});
    const auto f = mistargeted(t);
    REQUIRE(f.size() == 1);
    CHECK(f[0].evidence.need.needy == 2);
    CHECK(f[0].evidence.need.not_reached == 1);
  }

  // --- figures and words -----------------------------------------------------------------------

  TEST_CASE("mistargeting: the errors are shares of the assessed that were reached and of the needy") {
    // Reached: S1 and S4 without need, S2 with; S5 is needy and was missed.
    const auto f = mistargeted(with({"X,S1,A,", "X,S2,A,", "X,S4,A,"},
                                    {"S1,K,0.1", "S2,K,0.9", "S4,K,0.2", "S5,K,0.8"}));
    REQUIRE(f.size() == 1);
    CHECK(f[0].targets == ids{"S1", "S4"});
    CHECK(*f[0].evidence.need.inclusion_error == doctest::Approx(2.0 / 3));
    CHECK(f[0].evidence.need.exclusion_error == 0.5);
  }

  TEST_CASE("mistargeting: the rules say from how many targets without need on") {
    const tables t =
        with({"X,S1,A,", "X,S4,A,"}, {"S1,K,0.1", "S2,K,0.9", "S4,K,0.2", "S5,K,0.8"});
    finding_rules r;
    r.mistargeting_min_targets = 2;
    CHECK(mistargeted(t, r).size() == 1);
    r.mistargeting_min_targets = 3;
    CHECK(mistargeted(t, r).empty());
    r.mistargeting_min_targets = 0;
    CHECK(mistargeted(with({"X,S2,A,"}, {"S2,K,0.9", "S5,K,0.8"}), r).empty());
  }

  TEST_CASE("mistargeting: the sentence of one in both languages") {
    const auto f = mistargeted(plain());
    CHECK(f.at(0).sentence.en == "Program X reached 1 target without recorded need, while 1 in Agam "
                                 "with need was not reached.");
    CHECK(f.at(0).sentence.id == "Program X menjangkau 1 sasaran tanpa kebutuhan tercatat, "
                                 "sementara 1 sasaran di Agam yang membutuhkan belum terjangkau.");
    CHECK(f.at(0).ask.en == "BPMP: review whom it is for");
  }

  TEST_CASE("mistargeting: the sentence of several in both languages") {
    tables t = with({"X,S1,A,", "X,S4,A,", "X,S6,A,"},
                    {"S1,K,0.1", "S2,K,0.9", "S4,K,0.2", "S5,K,0.8"});
    add(t, "targets", "target_id,kind,region_id", {"S6,school,13.06"});
    CHECK(mistargeted(t).at(0).sentence.en ==
          "Program X reached 2 targets without recorded need, while 2 in Agam with need were not "
          "reached (1 more not assessed).");
    CHECK(mistargeted(t).at(0).sentence.id ==
          "Program X menjangkau 2 sasaran tanpa kebutuhan tercatat, sementara 2 sasaran di Agam "
          "yang membutuhkan belum terjangkau (1 lainnya belum dinilai).");
  }

  TEST_CASE("mistargeting: great numbers are grouped as the language does") {
    tables t = with({}, {});
    for (int i = 0; i < 3 * 1200; ++i) {
      const std::string id = "X" + std::to_string(i);
      t["targets"].add({{"target_id", id}, {"kind", "school"}, {"region_id", "13.06"}});
      if (i % 3 < 2)
        t["needs"].add({{"target_id", id}, {"activity_id", "K"}, {"score", i % 3 ? "1" : "0"}});
      if (i % 3 != 1)
        t["deliveries"].add({{"program_id", "X"}, {"target_id", id}, {"activity_id", "A"}});
    }
    CHECK(mistargeted(t).at(0).sentence.en ==
          "Program X reached 1,200 targets without recorded need, while 1,200 in Agam with need "
          "were not reached (1,200 more not assessed).");
    CHECK(mistargeted(t).at(0).sentence.id ==
          "Program X menjangkau 1.200 sasaran tanpa kebutuhan tercatat, sementara 1.200 sasaran di "
          "Agam yang membutuhkan belum terjangkau (1.200 lainnya belum dinilai).");
    CHECK(mistargeted(t).at(0).severity == severity_level::high);
  }

  TEST_CASE("mistargeting: the id is of program and region and not of the targets") {
    const std::string one = mistargeted(plain()).at(0).id;
    CHECK(one == finding_id(finding_kind::mistargeting, {"X", "13.06"}));
    CHECK(mistargeted(with({"X,S1,A,", "X,S4,B,BGP"},
                           {"S1,K,0.1", "S2,K,0.9", "S4,K,0.2", "S5,K,0.8"}))
              .at(0)
              .id == one);
    tables t = with({"X,S3,A,"}, {"S3,K,0.1", "S6,K,0.9"});
    add(t, "targets", "target_id,kind,region_id", {"S6,school,13.71"});
    CHECK(mistargeted(t).at(0).id != one);
  }

  // --- against the slow obvious version ----------------------------------------------------------

  TEST_CASE("mistargeting: on random programs the findings are those of the slow obvious version "
            "whatever the order of rows") {
    const std::map<std::string, std::set<std::string>> above = {
        {"", {}}, {"T", {"T"}}, {"K", {"K", "T"}}, {"A", {"A", "K", "T"}}, {"B", {"B", "K", "T"}}};
    std::size_t some = 0;
    for (unsigned seed = 1; seed <= 400; ++seed) {
      CAPTURE(seed);
      std::mt19937 random(seed);
      const auto pick = [&](std::initializer_list<const char*> of) {
        return std::string(*(of.begin() + random() % of.size()));
      };
      const std::map<std::string, std::string> region = {{"S1", "R"},  {"S2", "R"},  {"S3", "R"},
                                                         {"S4", "R"},  {"S5", "R2"}, {"S6", "R2"},
                                                         {"S7", "R2"}, {"S8", "R2"}};
      const auto school = [&] { return "S" + std::to_string(1 + random() % 8); };
      std::map<std::pair<std::string, std::string>, bool> needs; // by target and activity: needy
      for (int i = 0; i < 10; ++i) needs[{school(), pick({"K", "A", "B"})}] = random() % 2 == 0;
      struct row {
        std::string program, target, activity, unit;
      };
      std::vector<row> delivered;
      for (unsigned i = 0; i < 4 + random() % 16; ++i)
        delivered.push_back({pick({"X", "Y", "Z"}), school(), pick({"", "T", "K", "A", "B"}),
                             pick({"BPMP", "BGP"})});
      const std::string closed = random() % 3 == 0 ? school() : ""; // to X

      std::vector<written_table> written = {
          {"regions", "region_id,kind", {"R,city_or_regency", "R2,city_or_regency"}},
          {"units", "unit_id", {"BPMP", "BGP"}},
          {"programs", "program_id,unit_id,selection",
           {"X,BPMP,targeted", "Y,BGP,targeted", "Z,BGP,universal"}},
          {"targets", "target_id,region_id", {}},
          {"activities", "activity_id,parent_id", {"T,", "K,T", "A,K", "B,K"}},
          {"needs", "target_id,activity_id,score", {}},
          {"deliveries", "delivery_id,program_id,target_id,activity_id,unit_id", {}}};
      for (const auto& [s, r] : region) written[3].rows.push_back(s + "," + r);
      for (const auto& [key, needy] : needs)
        written[5].rows.push_back(key.first + "," + key.second + (needy ? ",1" : ",0"));
      for (const row& d : delivered)
        written[6].rows.push_back("D" + std::to_string(written[6].rows.size()) + "," + d.program +
                                  "," + d.target + "," + d.activity + "," + d.unit);
      if (!closed.empty())
        written.push_back(
            {"eligibility", "program_id,target_id,state", {"X," + closed + ",not_eligible"}});

      struct counts {
        std::set<std::string> reached, without, needy, missed, not_assessed;
      };
      std::map<std::pair<std::string, std::string>, counts> wanted;
      for (const std::string x : {"X", "Y"}) {
        std::set<std::string> speaking;
        for (const row& d : delivered)
          if (d.program == x) {
            const std::set<std::string>& a = above.at(d.activity);
            speaking.insert(a.begin(), a.end());
          }
        for (const auto& [s, r] : region) {
          counts& c = wanted[{x, r}];
          bool there = false, assessed = false, needs_it = false;
          for (const row& d : delivered) there = there || (d.program == x && d.target == s);
          for (const auto& [key, needy] : needs) {
            if (key.first != s) continue;
            assessed = true;
            needs_it = needs_it || (needy && speaking.contains(key.second));
          }
          if (there && assessed) c.reached.insert(s);
          if (there && assessed && !needs_it) c.without.insert(s);
          if (there && !assessed) c.not_assessed.insert(s);
          if (needs_it && (there || x != "X" || s != closed)) c.needy.insert(s);
          if (needs_it && !there && (x != "X" || s != closed)) c.missed.insert(s);
        }
      }
      std::erase_if(wanted, [](const auto& w) {
        return w.second.without.empty() || w.second.missed.empty();
      });

      const auto f = mistargeted(read(written));
      CHECK(f.size() == wanted.size());
      for (const finding& g : f) {
        CAPTURE(g.sentence.en);
        REQUIRE(wanted.contains({g.programs.at(0), g.region}));
        const counts& c = wanted.at({g.programs.at(0), g.region});
        CHECK(g.targets == ids(c.without.begin(), c.without.end()));
        CHECK(g.evidence.need.needy == static_cast<std::int64_t>(c.needy.size()));
        CHECK(g.evidence.need.not_reached == static_cast<std::int64_t>(c.missed.size()));
        CHECK(g.evidence.need.not_assessed == static_cast<std::int64_t>(c.not_assessed.size()));
        CHECK(*g.evidence.need.inclusion_error ==
              doctest::Approx(static_cast<double>(c.without.size()) /
                              static_cast<double>(c.reached.size())));
        CHECK(*g.evidence.need.exclusion_error ==
              doctest::Approx(static_cast<double>(c.missed.size()) /
                              static_cast<double>(c.needy.size())));
        ++some;
      }
      CHECK(mistargeted(read(shuffled(written, random))) == f);
    }
    CHECK(some > 50);
  }
}
