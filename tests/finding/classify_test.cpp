#include <irisan/finding/classify.hpp>

#include <support/builders.hpp>
#include <support/findings.hpp>

#include <doctest/doctest.h>

#include <algorithm>
#include <random>
#include <set>

using namespace irisan;
using namespace irisan::test;

namespace {

/// A package in which every kind of finding occurs.
tables everything() {
  tables t = two_offices();
  add(t, "mandates", "unit_id,activity_id,audience,strength",
      {"BPMP,A,teacher,unspecified", "BGP,A,teacher,unspecified"});
  add(t, "deliveries", "delivery_id,program_id,target_id,activity_id,audience,start,end,cost",
      {"D1,P,S1,A,teacher,2023-07-01,2023-07-05,10", "D2,P,S1,A,teacher,2023-07-01,2023-07-05,10",
       "D3,Q,S1,A,teacher,2023-07-03,2023-07-09,7", "D4,Q,S2,B,teacher,2023-07-03,2023-07-09,7"});
  // Of the needs, S1's is met twice, S5's not at all, and V helps S4, which has none; S1 has four
  // programs at once, and its government three units to deal with.
  add(t, "units", "unit_id,name,kind", {"DD,Mitra,partner"});
  add(t, "targets", "target_id,kind,region_id",
      {"L1,local_government,13.06", "S4,school,13.06", "S5,school,13.06"});
  add(t, "programs", "program_id,name,unit_id,selection",
      {"V,Program V,BGP,targeted", "W,Program W,DD,", "X,Program X,DD,"});
  add(t, "deliveries", "delivery_id,program_id,target_id,activity_id,audience,start,end",
      {"D5,V,S4,A,teacher,2023-09-01,2023-09-01", "D6,W,S1,K,student,2023-07-03,2023-07-05",
       "D7,X,S1,K,parent,2023-07-03,2023-07-05"});
  add(t, "needs", "target_id,activity_id,score", {"S1,T,0.9", "S2,T,0.9", "S4,T,0.1", "S5,T,0.9"});
  return t;
}

} // namespace

TEST_SUITE("finding") {
  TEST_CASE("classify: every kind of finding comes from one place") {
    std::set<finding_kind> kinds;
    for (const finding& f : findings_in(everything())) kinds.insert(f.kind);
    CHECK(kinds.size() == std::size(finding_kinds));
  }

  TEST_CASE("classify: ids are unique and what matters most comes first") {
    const auto all = findings_in(everything());
    std::set<std::string> ids;
    for (const finding& f : all) {
      CHECK(ids.insert(f.id).second);
      CHECK(f.id.starts_with(to_text(f.kind)));
      CHECK(f.id.size() == to_text(f.kind).size() + 17);
    }
    CHECK(std::is_sorted(all.begin(), all.end(), matters_more));
  }

  TEST_CASE("classify: a decision closes its finding and moves it behind the open ones") {
    tables t = everything();
    const std::string first = findings_in(t).front().id;
    t["decisions"].add({{"finding_id", first}, {"decision", "intended"}, {"date", "2023-07-01"}});
    const auto after = findings_in(t);
    CHECK(after.front().id != first);
    CHECK(after.back().id == first);
    CHECK(after.back().status == finding_status::decided);
  }

  TEST_CASE("classify: every finding speaks both languages and asks somebody") {
    for (const finding& f : findings_in(everything())) {
      CAPTURE(f.id);
      CHECK(f.sentence.en.ends_with("."));
      CHECK(f.sentence.id != f.sentence.en);
      CHECK(f.ask.en.find(": ") != std::string::npos);
      CHECK(f.ask.id.find(": ") != std::string::npos);
      CHECK_FALSE(f.severity_reason.en.empty());
      for (const std::string& text : {f.sentence.en, f.ask.en})
        for (const char* word : {"waste", "paid twice", "wrong", "fraud"})
          CHECK(text.find(word) == std::string::npos);
      for (const std::string& text : {f.sentence.id, f.ask.id})
        for (const char* word : {"pemborosan", "dibayar dua kali", "salah"})
          CHECK(text.find(word) == std::string::npos);
    }
  }

  TEST_CASE("classify: the same rows in another order make the same findings") {
    const std::vector<std::vector<std::string>> rows = {
        {"D1", "P", "S1", "A", "teacher", "2023-07-01", "10"},
        {"D2", "P", "S1", "A", "teacher", "2023-07-01", "10"},
        {"D3", "Q", "S1", "A", "teacher", "2023-07-01", "7"},
        {"D4", "Q", "S2", "B", "principal", "2023-08", ""},
        {"D5", "P", "S2", "B", "principal", "2023-08", ""},
        {"D6", "Q", "S3", "A", "", "", "3"}};
    const auto findings_of = [&](const std::vector<std::size_t>& order) {
      tables t = two_offices();
      for (const std::size_t i : order)
        t["deliveries"].add({{"delivery_id", rows[i][0]},
                             {"program_id", rows[i][1]},
                             {"target_id", rows[i][2]},
                             {"activity_id", rows[i][3]},
                             {"audience", rows[i][4]},
                             {"start", rows[i][5]},
                             {"end", rows[i][5]},
                             {"cost", rows[i][6]}});
      return findings_in(t);
    };
    std::vector<std::size_t> order{0, 1, 2, 3, 4, 5};
    const auto wanted = findings_of(order);
    CHECK(wanted.size() > 3);
    std::mt19937 random(11);
    for (int i = 0; i < 20; ++i) {
      std::shuffle(order.begin(), order.end(), random);
      CHECK(findings_of(order) == wanted);
    }
  }

  TEST_CASE("classify: a program that shares no target changes no other crossing") {
    tables t = everything();
    const auto before = found(finding_kind::duplication, t);
    add(t, "programs", "program_id,unit_id", {"Z,BGP"});
    add(t, "targets", "target_id,kind,region_id", {"S9,cluster,13.71"});
    add(t, "deliveries", "delivery_id,program_id,target_id,activity_id,audience,start,end",
        {"D9,Z,S9,A,teacher,2023-07-01,2023-07-05"});
    CHECK(found(finding_kind::duplication, t) == before);
  }

  TEST_CASE("classify: nothing delivered is nothing found") {
    CHECK(findings_in(two_offices()).empty());
  }

  TEST_CASE("classify: a bare list has overlaps and neither units nor mandates") {
    const auto all = findings_in(bare_tables({{"P", "S1"}, {"Q", "S1"}, {"Q", "S2"}}));
    REQUIRE(all.size() == 1);
    CHECK(all[0].kind == finding_kind::overlap);
    CHECK(all[0].sentence.en.starts_with("P and Q both do work at 1 target (by target; "));
    CHECK(all[0].sentence.en.find("unit not recorded") == std::string::npos);
    CHECK(all[0].ask.en.find("unit not recorded") == std::string::npos);
  }
}
