#include <irisan/finding/gap.hpp>

#include <support/builders.hpp>
#include <support/findings.hpp>
#include <support/random.hpp>

#include <doctest/doctest.h>

#include <algorithm>
#include <map>
#include <random>
#include <set>
#include <string>
#include <utility>
#include <vector>

using namespace irisan;
using namespace irisan::test;

namespace {

using ids = std::vector<std::string>;
using rows = std::initializer_list<std::string_view>;

constexpr const char* need_header = "target_id,activity_id,score,required,quantity_unit,date";
constexpr const char* delivery_header =
    "delivery_id,program_id,target_id,activity_id,quantity,quantity_unit,start";

std::vector<finding> gaps(const tables& t, const finding_rules& r = {}, date_range as_of = {}) {
  return found(finding_kind::gap, t, r, as_of);
}

/// `two_offices` with needs `target,activity,score,required,unit,date` and deliveries
/// `id,program,target,activity,quantity,unit,start`.
tables with_needs(rows needs, rows delivered = {}) {
  tables t = two_offices();
  add(t, "needs", need_header, needs);
  add(t, "deliveries", delivery_header, delivered);
  return t;
}

need_evidence counts(std::int64_t needy, std::int64_t not_served, std::int64_t too_little,
                     std::int64_t not_reported) {
  need_evidence e;
  e.needy = needy, e.not_served = not_served;
  e.too_little = too_little, e.not_reported = not_reported;
  return e;
}

/// Whom the gap of S1 in the theme T is put to. Mandates are
/// `unit,activity,region,strength,valid_from,valid_to`; the day is the last of 2023.
ids asked(rows mandates) {
  tables t = with_needs({"S1,T,,,,"});
  add(t, "units", "unit_id,kind", {"LPMP,technical_unit"});
  add(t, "activities", "activity_id", {"T2"});
  add(t, "mandates", "unit_id,activity_id,region_id,strength,valid_from,valid_to", mandates);
  const auto f = gaps(t, {}, on("2023-12-31"));
  REQUIRE(f.size() == 1);
  return f[0].units;
}

} // namespace

TEST_SUITE("finding") {
  TEST_CASE("gap: targets in need of a theme that nobody delivers") {
    const auto f = gaps(with_needs({"S1,T,0.9,,,", "S2,T,0.9,,,"}));
    REQUIRE(f.size() == 1);
    CHECK(f[0].activity == "T");
    CHECK(f[0].region == "13.06");
    CHECK(f[0].targets == ids{"S1", "S2"});
    CHECK(f[0].evidence.need == counts(2, 2, 0, 0));
    CHECK(f[0].programs.empty());
    CHECK_FALSE(f[0].planned);
    CHECK(f[0].id == finding_id(finding_kind::gap, {"T", "13.06"}));
    CHECK(f[0].sentence.en == "2 targets in Agam need Kurikulum and no delivery is recorded.");
    CHECK(f[0].sentence.id ==
          "2 sasaran di Agam membutuhkan Kurikulum dan belum ada kegiatan yang tercatat.");
  }

  TEST_CASE("gap: without needs and where every need is served there is none") {
    CHECK(gaps(two_offices()).empty());
    CHECK(gaps(with_needs({}, {"D1,P,S1,A,,,"})).empty());
    CHECK(gaps(with_needs({"S1,T,,,,"}, {"D1,P,S1,A,,,"})).empty());
    CHECK(gaps(with_needs({"S1,T,,,,"}, {"D1,P,S2,A,,,"})).size() == 1);
    CHECK(gaps(with_needs({"S1,T,,,,"}, {"D1,P,S1,,,,", "D2,P,S2,A,,,"})).size() == 1);
  }

  TEST_CASE("gap: a target that receives less than is required makes one") {
    const auto f =
        gaps(with_needs({"S1,K,,10,hours,", "S2,K,,10,hours,"},
                        {"D1,P,S1,A,4,hours,", "D2,Q,S1,B,5,hours,", "D3,P,S2,A,10,hours,"}));
    REQUIRE(f.size() == 1);
    CHECK(f[0].targets == ids{"S1"});
    CHECK(f[0].evidence.need == counts(2, 0, 1, 0));
    CHECK(f[0].sentence.en == "1 target in Agam receives less Kurikulum than required.");
    CHECK(f[0].sentence.id == "1 sasaran di Agam menerima Kurikulum kurang dari yang dibutuhkan.");
  }

  TEST_CASE("gap: what was not measured may be enough and makes none") {
    CHECK(gaps(with_needs({"S1,K,,10,hours,"}, {"D1,P,S1,A,4,hours,"})).size() == 1);
    CHECK(gaps(with_needs({"S1,K,,10,hours,"}, {"D1,P,S1,A,4,hours,", "D2,Q,S1,B,,,"})).empty());
  }

  TEST_CASE("gap: a score below that of the rules is no need and nor is a requirement of nothing") {
    CHECK(gaps(with_needs({"S1,T,0.49,,,"})).empty());
    CHECK(gaps(with_needs({"S1,T,0.5,,,"})).size() == 1);
    CHECK(gaps(with_needs({"S1,T,,0,hours,"})).empty());
    CHECK(gaps(with_needs({"S1,T,,0.1,hours,"})).size() == 1);
  }

  TEST_CASE("gap: needs count that hold on the day of the audit") {
    const tables t = with_needs({"S1,T,,,,2024-03-01"});
    CHECK(gaps(t, {}, on("2024-02-29")).empty());
    CHECK(gaps(t, {}, on("2024-03-01")).size() == 1);
  }

  TEST_CASE("gap: targets about which not all have reported make none and are counted apart") {
    const auto with_reports = [](rows needs, rows reports) {
      tables t = with_needs(needs, {"D1,P,S3,A,,,", "D2,Q,S3,A,,,"});
      add(t, "sources", "unit_id,region_id", reports);
      add(t, "targets", "target_id,kind,region_id", {"S4,school,13.06", "S5,school,13.06.01"});
      add(t, "regions", "region_id,name,parent_id,kind", {"13.06.01,Baso,13.06,district"});
      return gaps(t);
    };
    // BGP, which works on the theme, has said nothing of Agam.
    const rows needs = {"S1,T,,,,", "S2,T,,,,"};
    CHECK(with_reports(needs, {"BPMP,", "BGP,13.71"}).empty());
    REQUIRE(with_reports(needs, {"BPMP,", "BGP,"}).size() == 1);
    CHECK(with_reports(needs, {"BPMP,", "BGP,"})[0].evidence.need == counts(2, 2, 0, 0));
    // Of the district it has: S5 is not served and the others are told beside it.
    const auto f = with_reports({"S1,T,,,,", "S2,T,,,,", "S5,T,,,,"}, {"BPMP,", "BGP,13.06.01"});
    REQUIRE(f.size() == 1);
    CHECK(f[0].targets == ids{"S5"});
    CHECK(f[0].evidence.need == counts(3, 1, 0, 2));
    CHECK(f[0].sentence.en ==
          "1 target in Agam needs Kurikulum and no delivery is recorded (2 more not reported).");
    CHECK(f[0].sentence.id == "1 sasaran di Agam membutuhkan Kurikulum dan belum ada kegiatan yang "
                              "tercatat (2 lagi belum dilaporkan).");
  }

  TEST_CASE("gap: too little is no gap where somebody who has not reported may have given more") {
    tables t = with_needs({"S1,K,,10,hours,"}, {"D1,P,S1,A,4,hours,", "D2,Q,S3,A,4,hours,"});
    add(t, "sources", "unit_id,region_id", {"BPMP,"});
    CHECK(gaps(t).empty());
    add(t, "sources", "unit_id,region_id", {"BGP,"});
    CHECK(gaps(t).size() == 1);
  }

  TEST_CASE("gap: targets that no program may reach make none") {
    tables t = with_needs({"S1,T,,,,", "S2,T,,,,"}, {"D1,P,S3,A,,,"});
    add(t, "eligibility", "program_id,target_id,state", {"P,S1,not_eligible"});
    REQUIRE(gaps(t).size() == 1);
    CHECK(gaps(t)[0].targets == ids{"S2"});
    CHECK(gaps(t)[0].evidence.need == counts(2, 1, 0, 0));
    add(t, "eligibility", "program_id,target_id,state", {"P,S2,not_eligible"});
    CHECK(gaps(t).empty());
    // Another program that does it has no such rows: it may.
    add(t, "deliveries", delivery_header, {"D2,Q,S3,B,,,"});
    CHECK(gaps(t).at(0).targets == ids{"S1", "S2"});
  }

  TEST_CASE("gap: of several needs of one target under a theme the worst that is known speaks") {
    // K is served too little and A not at all: S1 is not served.
    const auto little = gaps(with_needs({"S1,K,,10,hours,", "S1,A,,10,hours,", "S2,K,,10,hours,"},
                                        {"D1,P,S1,B,4,hours,", "D2,P,S2,B,4,hours,"}));
    REQUIRE(little.size() == 1);
    CHECK(little[0].targets == ids{"S1", "S2"});
    CHECK(little[0].evidence.need == counts(2, 1, 1, 0));
    // Of B nothing is known of S1, of A that it is not served; S2 lacks a report alone.
    const auto unreported = [](rows needs) {
      tables t = with_needs(needs, {"D1,P,S3,A,1,hours,", "D2,Q,S3,B,,,"});
      add(t, "sources", "unit_id,region_id", {"BPMP,", "BGP,13.71"});
      return gaps(t);
    };
    const auto f = unreported({"S1,A,,,,", "S1,B,,,,", "S2,B,,,,"});
    REQUIRE(f.size() == 1);
    CHECK(f[0].targets == ids{"S1"});
    CHECK(f[0].evidence.need == counts(2, 1, 0, 1));
    CHECK(unreported({"S1,B,,,,", "S2,B,,,,"}).empty());
  }

  TEST_CASE("gap: a target that receives too little of one thing counts there and not as not "
            "reported") {
    tables t = with_needs({"S1,A,,10,hours,", "S1,B,,10,hours,"},
                          {"D1,P,S1,A,4,hours,", "D2,Q,S3,B,4,hours,"});
    add(t, "sources", "unit_id,region_id", {"BPMP,", "BGP,13.71"});
    REQUIRE(gaps(t).size() == 1);
    CHECK(gaps(t)[0].evidence.need == counts(1, 0, 1, 0));
  }

  TEST_CASE("gap: each theme and each region is a finding of its own") {
    tables t = with_needs({"S1,A,,,,", "S2,K,,,,", "S3,T,,,,", "S1,T2,,,,"});
    add(t, "activities", "activity_id", {"T2"});
    const auto f = gaps(t);
    REQUIRE(f.size() == 3);
    std::set<std::pair<std::string, std::string>> places;
    std::set<std::string> all;
    for (const finding& one : f) {
      places.insert({one.activity, one.region});
      all.insert(one.id);
    }
    CHECK(places == std::set<std::pair<std::string, std::string>>{
                        {"T", "13.06"}, {"T", "13.71"}, {"T2", "13.06"}});
    CHECK(all.size() == 3);
  }

  TEST_CASE("gap: regions are of the level that the rules say") {
    finding_rules r;
    r.region_level = "province";
    const auto f = gaps(with_needs({"S1,T,,,,", "S3,T,,,,"}), r);
    REQUIRE(f.size() == 1);
    CHECK(f[0].region == "13");
    CHECK(f[0].targets == ids{"S1", "S3"});
    CHECK(f[0].sentence.en.starts_with("2 targets in Sumatera Barat need"));
  }

  TEST_CASE("gap: the rules say from how many targets on") {
    finding_rules r;
    r.gap_min_targets = 2;
    // One is not served and one receives too little: both lack something.
    const tables t =
        with_needs({"S1,K,,,,", "S2,K,,10,hours,", "S3,K,,,,"}, {"D1,P,S2,A,4,hours,"});
    REQUIRE(gaps(t, r).size() == 1);
    CHECK(gaps(t, r)[0].region == "13.06");
    r.gap_min_targets = 3;
    CHECK(gaps(t, r).empty());
  }

  TEST_CASE("gap: the sentence is whole in both languages whatever there is to tell") {
    const auto say = [](int not_served, int too_little) {
      tables t = two_offices();
      add(t, "needs", need_header, {});
      add(t, "deliveries", delivery_header, {});
      for (int i = 0; i < not_served + too_little; ++i) {
        const std::string id = "X" + std::to_string(i);
        t["targets"].add({{"target_id", id}, {"kind", "school"}, {"region_id", "13.06"}});
        t["needs"].add({{"target_id", id},
                        {"activity_id", "K"},
                        {"required", "2"},
                        {"quantity_unit", "hours"}});
        if (i >= not_served)
          t["deliveries"].add({{"delivery_id", "D" + id},
                               {"program_id", "P"},
                               {"target_id", id},
                               {"activity_id", "A"},
                               {"quantity", "1"},
                               {"quantity_unit", "hours"}});
      }
      const auto f = gaps(t);
      REQUIRE(f.size() == 1);
      CHECK(f[0].evidence.need == counts(not_served + too_little, not_served, too_little, 0));
      return f[0].sentence;
    };
    CHECK(say(1, 0).en == "1 target in Agam needs Kurikulum and no delivery is recorded.");
    CHECK(say(2, 0).en == "2 targets in Agam need Kurikulum and no delivery is recorded.");
    CHECK(say(0, 2).en == "2 targets in Agam receive less Kurikulum than required.");
    CHECK(say(0, 2).id == "2 sasaran di Agam menerima Kurikulum kurang dari yang dibutuhkan.");
    CHECK(say(2, 1).en == "2 targets in Agam need Kurikulum and no delivery is recorded; 1 more "
                          "receives less than required.");
    CHECK(say(1, 2).en == "1 target in Agam needs Kurikulum and no delivery is recorded; 2 more "
                          "receive less than required.");
    CHECK(say(1, 2).id == "1 sasaran di Agam membutuhkan Kurikulum dan belum ada kegiatan yang "
                          "tercatat; 2 lainnya menerima kurang dari yang dibutuhkan.");
    const bilingual many = say(1234, 1002);
    CHECK(many.en == "1,234 targets in Agam need Kurikulum and no delivery is recorded; 1,002 more "
                     "receive less than required.");
    CHECK(many.id == "1.234 sasaran di Agam membutuhkan Kurikulum dan belum ada kegiatan yang "
                     "tercatat; 1.002 lainnya menerima kurang dari yang dibutuhkan.");
  }

  TEST_CASE("gap: those not reported are told beside those that receive too little") {
    tables t = with_needs({"S1,A,,10,hours,", "S2,B,,10,hours,"},
                          {"D1,P,S1,A,4,hours,", "D2,Q,S3,B,4,hours,"});
    add(t, "sources", "unit_id,region_id", {"BPMP,", "BGP,13.71"});
    const auto f = gaps(t);
    REQUIRE(f.size() == 1);
    CHECK(f[0].sentence.en ==
          "1 target in Agam receives less Kurikulum than required (1 more not reported).");
    CHECK(f[0].sentence.id == "1 sasaran di Agam menerima Kurikulum kurang dari yang dibutuhkan (1 "
                              "lagi belum dilaporkan).");
  }

  TEST_CASE("gap: of targets without a region the sentence names none") {
    tables t;
    t.bare = true;
    add(t, "activities", "activity_id,name", {"T,Kurikulum"});
    add(t, "deliveries", "program_id,target_id", {"P,S1", "P,S2"});
    add(t, "needs", need_header, {"S1,T,,,,", "S2,T,,,,"});
    const auto f = gaps(t);
    REQUIRE(f.size() == 1);
    CHECK(f[0].region.empty());
    CHECK(f[0].sentence.en == "2 targets need Kurikulum and no delivery is recorded.");
    CHECK(f[0].sentence.id ==
          "2 sasaran membutuhkan Kurikulum dan belum ada kegiatan yang tercatat.");
  }

  TEST_CASE("gap: it is put to the units whose mandate lies in the theme and those that lead go "
            "first") {
    CHECK(asked({}).empty());
    CHECK(asked({"BGP,T,,,,"}) == ids{"BGP"});
    CHECK(asked({"BGP,A,,,,"}) == ids{"BGP"});
    CHECK(asked({"BGP,T2,,,,"}).empty());
    CHECK(asked({"BGP,T,,lead,,", "BPMP,T,,unspecified,,", "LPMP,T,,support,,"}) == ids{"BGP"});
    CHECK(asked({"LPMP,T,,unspecified,,", "BPMP,T,,,,", "BGP,T,,support,,"}) ==
          ids{"BPMP", "LPMP"});
    CHECK(asked({"BPMP,T,,support,,", "BGP,T,,support,,"}) == ids{"BGP", "BPMP"});
    // One that leads in one thing and supports in another leads.
    CHECK(asked({"BPMP,A,,support,,", "BPMP,B,,lead,,", "BGP,T,,unspecified,,"}) == ids{"BPMP"});
  }

  TEST_CASE("gap: a mandate elsewhere or of another time is not asked") {
    CHECK(asked({"BGP,T,13,,,"}) == ids{"BGP"});
    CHECK(asked({"BGP,T,13.06,,,"}) == ids{"BGP"});
    CHECK(asked({"BGP,T,13.71,,,"}).empty());
    CHECK(asked({"BGP,T,,,2023-12-31,"}) == ids{"BGP"});
    CHECK(asked({"BGP,T,,,2024-01-01,"}).empty());
    CHECK(asked({"BGP,T,,,,2023-12-31"}) == ids{"BGP"});
    CHECK(asked({"BGP,T,,,,2023-12-30"}).empty());
    // Elsewhere it leads: here another does.
    CHECK(asked({"BGP,T,13.71,lead,,", "BPMP,T,,support,,"}) == ids{"BPMP"});
  }

  TEST_CASE("gap: what is to be decided names who decides and says so where nobody is known") {
    const auto ask = [](rows mandates) {
      tables t = with_needs({"S1,T,,,,"});
      add(t, "mandates", "unit_id,activity_id", mandates);
      return gaps(t).at(0).ask;
    };
    CHECK(ask({}).en == "Decide which unit serves them");
    CHECK(ask({}).id == "Tetapkan unit yang melayani");
    CHECK(ask({"BGP,T"}).en == "BGP: decide who serves them and when");
    CHECK(ask({"BGP,T", "BPMP,K"}).en == "BGP and BPMP: decide who serves them and when");
    CHECK(ask({"BGP,T", "BPMP,K"}).id == "BGP dan BPMP: tetapkan siapa yang melayani dan kapan");
  }

  TEST_CASE("gap: how much hangs on it goes by the targets that lack something") {
    finding_rules r;
    r.medium_targets = 2;
    CHECK(gaps(with_needs({"S1,T,,,,"}), r).at(0).severity == severity_level::low);
    CHECK(gaps(with_needs({"S1,T,,,,", "S2,T,,,,"}), r).at(0).severity == severity_level::medium);
    CHECK(gaps(with_needs({"S1,T,,,,", "S2,T,,,,"}, {"D1,P,S2,A,,,"}), r).at(0).severity ==
          severity_level::low);
  }

  TEST_CASE("gap: the id stays when more targets lack it and others are told apart") {
    const auto one = gaps(with_needs({"S1,A,,,,"})).at(0);
    const auto more =
        gaps(with_needs({"S1,T,,,,", "S2,B,,5,hours,"}, {"D1,P,S2,B,1,hours,"})).at(0);
    CHECK(more.targets.size() == 2);
    CHECK(one.id == more.id);
    CHECK(gaps(with_needs({"S3,A,,,,"})).at(0).id != one.id);
    tables t = with_needs({"S1,T2,,,,"});
    add(t, "activities", "activity_id", {"T2"});
    CHECK(gaps(t).at(0).id != one.id);
  }

  TEST_CASE("gap: it is what the coverage of needs says on random portfolios in any order of "
            "rows") {
    std::mt19937 random(41);
    const auto any_of = [&](std::initializer_list<const char*> words) {
      return std::string(words.begin()[random() % words.size()]);
    };
    int seen = 0, seen_little = 0, seen_unreported = 0;
    for (int trial = 0; trial < 120; ++trial) {
      CAPTURE(trial);
      std::vector<written_table> written = random_package(random, 12);
      for (written_table& w : written)
        if (w.name == "deliveries") {
          w.header += ",quantity";
          for (std::string& row : w.rows) row += "," + any_of({"", "1", "1", "2"});
        }
      written_table needs{"needs", "target_id,activity_id,score,required,quantity_unit", {}};
      for (const char* target : {"S0", "S1", "S2", "S3", "S4", "S5", "G0", "L"})
        for (const char* activity : {"T", "K1", "A2", "B1"})
          if (random() % 4 == 0)
            needs.rows.push_back(std::string(target) + "," + activity + "," +
                                 any_of({"", "0.2", "0.5", "1"}) + "," + any_of({"", "0", "3"}) +
                                 ",");
      written.push_back(needs);
      if (random() % 2)
        written.push_back({"sources",
                           "unit_id,program_id,region_id",
                           {"A," + any_of({"", "P0"}) + "," + any_of({"", "R1"}),
                            "B," + any_of({"", "P2"}) + "," + any_of({"", "R", "R1"})}});
      if (random() % 2)
        written.push_back({"eligibility",
                           "program_id,target_id,state",
                           {"P0,S0,not_eligible", "P1,S0,not_eligible", "P2,S0,not_eligible",
                            "P3," + any_of({"S0", "S1"}) + ",not_eligible"}});
      finding_rules r;
      r.region_level = any_of({"city_or_regency", "province"});
      const portfolio p(read(written));
      const coverage_table table =
          coverage(p, find_arrivals(p, find_visits(p)), p.needs(), {}, p.latest_date());
      // By theme and region: of each target, the states of its needs that count.
      struct states {
        bool not_served = false, too_little = false, not_reported = false;
      };
      std::map<std::pair<std::string, std::string>, std::map<std::string, states>> places;
      for (const need_coverage& c : table.rows) {
        if (!c.needy) continue;
        const need& n = table.needs[static_cast<std::size_t>(c.need)];
        // No region has a kind: each is its own.
        states& s = places[{"T", p[p[n.of].in].id}][p[n.of].id];
        s.not_served |= c.state == service_state::not_served;
        s.not_reported |= c.state == service_state::not_reported;
        s.too_little |= c.state == service_state::served && c.unmet_least > 0;
      }
      std::map<std::string, std::pair<ids, need_evidence>> expected;
      for (const auto& [place, targets] : places) {
        ids lacking;
        need_evidence e = counts(0, 0, 0, 0);
        for (const auto& [id, s] : targets) {
          ++e.needy;
          if (s.not_served || s.too_little) lacking.push_back(id);
          if (s.not_served)
            ++e.not_served;
          else if (s.too_little)
            ++e.too_little;
          else if (s.not_reported)
            ++e.not_reported;
        }
        if (lacking.empty()) continue;
        expected[place.second] = {lacking, e};
        seen_little += e.too_little > 0, seen_unreported += e.not_reported > 0;
      }
      seen += static_cast<int>(expected.size());
      const auto f = find_gaps(p, table, r, p.latest_date());
      REQUIRE(f.size() == expected.size());
      for (const finding& one : f) {
        REQUIRE(expected.contains(one.region));
        CHECK(one.targets == expected[one.region].first);
        CHECK(one.evidence.need == expected[one.region].second);
        CHECK(one.id == finding_id(finding_kind::gap, {"T", one.region}));
      }
      CHECK(gaps(read(shuffled(written, random)), r) == gaps(read(written), r));
    }
    CHECK(seen > 60);
    CHECK(seen_little > 10);
    CHECK(seen_unreported > 3);
  }
}
