#include <irisan/finding/crossings.hpp>

#include <irisan/overlap/find_pairs.hpp>

#include <support/builders.hpp>
#include <support/findings.hpp>

#include <doctest/doctest.h>

#include <map>
#include <random>
#include <set>
#include <tuple>

using namespace irisan;
using namespace irisan::test;

namespace {

std::vector<finding> overlaps(const tables& t, const finding_rules& r = {}) {
  return found(finding_kind::overlap, t, r);
}
std::vector<finding> duplications(const tables& t, const finding_rules& r = {}) {
  return found(finding_kind::duplication, t, r);
}

using ids = std::vector<std::string>;

constexpr const char* with_cost =
    "delivery_id,program_id,target_id,activity_id,audience,start,end,cost";

struct row {
  std::string id, program, target, unit, activity, audience, start, end, cost;
};

/// What the design says of a pair and kind, straight from the rows: every row of one against
/// every row of the other, target by target.
struct by_hand_crossing {
  std::set<std::string> any, certain, possible, rows;
  std::map<std::string, std::pair<std::set<std::string>, std::set<std::string>>>
      meeting; // by target
};

} // namespace

TEST_SUITE("finding") {
  TEST_CASE("crossings: the same activity for the same audience in crossing periods is a "
            "duplication and an overlap") {
    const tables t = with_deliveries({"D1,P,S1,A,teacher,2023-07-01,2023-07-05",
                                      "D2,Q,S1,A,teacher,2023-07-05,2023-07-09",
                                      "D3,P,S2,A,teacher,2023-07-01,2023-07-05"});
    const auto d = duplications(t);
    REQUIRE(d.size() == 1);
    CHECK(d[0].programs == ids{"P", "Q"});
    CHECK(d[0].units == ids{"BPMP", "BGP"});
    CHECK(d[0].activity == "K");
    CHECK(d[0].audiences == ids{"teacher"});
    CHECK(d[0].targets == ids{"S1"});
    CHECK(d[0].rows == ids{"D1", "D2"});
    CHECK(d[0].region == "13.06");
    CHECK(d[0].evidence.shared == 1);
    CHECK(d[0].evidence.first_size == 2);
    CHECK(d[0].evidence.second_size == 1);
    CHECK(d[0].evidence.deliveries == 2);
    CHECK(to_text(d[0].first_day) == "2023-07-05");
    CHECK(to_text(d[0].last_day) == "2023-07-05");
    CHECK_FALSE(d[0].planned);
    CHECK(d[0].need == "not_assessed");
    CHECK(overlaps(t).size() == 1);
  }

  TEST_CASE("crossings: another audience is neither a duplication nor an overlap") {
    const tables t = with_deliveries(
        {"D1,P,S1,A,teacher,2023-07-01,2023-07-05", "D2,Q,S1,A,principal,2023-07-01,2023-07-05"});
    CHECK(duplications(t).empty());
    CHECK(overlaps(t).empty());
  }

  TEST_CASE("crossings: the same kind of activity for the same audience is an overlap and no "
            "duplication") {
    const tables t = with_deliveries(
        {"D1,P,S1,A,teacher,2023-07-01,2023-07-05", "D2,Q,S1,B,teacher,2023-07-01,2023-07-05"});
    CHECK(duplications(t).empty());
    REQUIRE(overlaps(t).size() == 1);
    CHECK(overlaps(t)[0].targets == ids{"S1"});
  }

  TEST_CASE("crossings: another kind under the same theme is no overlap") {
    tables t = two_offices();
    add(t, "activities", "activity_id,parent_id", {"K2,T", "C,K2"});
    add(t, "deliveries", "delivery_id,program_id,target_id,activity_id,audience,start,end",
        {"D1,P,S1,A,teacher,2023-07-01,2023-07-05", "D2,Q,S1,C,teacher,2023-07-01,2023-07-05"});
    CHECK(overlaps(t).empty());
  }

  TEST_CASE("crossings: kind and audience must agree in one delivery of each and not in two") {
    // P does kind K for principals and K2 for teachers, Q the reverse: no delivery agrees in both.
    tables t = two_offices();
    add(t, "activities", "activity_id,parent_id", {"K2,T", "C,K2"});
    add(t, "deliveries", "delivery_id,program_id,target_id,activity_id,audience,start,end",
        {"D1,P,S1,A,principal,2023-07-01,2023-07-05", "D2,P,S1,C,teacher,2023-07-01,2023-07-05",
         "D3,Q,S1,A,teacher,2023-07-01,2023-07-05", "D4,Q,S1,C,principal,2023-07-01,2023-07-05"});
    CHECK(overlaps(t).empty());
    add(t, "deliveries", "delivery_id,program_id,target_id,activity_id,audience,start,end",
        {"D5,Q,S1,A,principal,2023-07-01,2023-07-05"});
    CHECK(overlaps(t).size() == 1);
  }

  TEST_CASE("crossings: another target is no overlap") {
    CHECK(overlaps(with_deliveries({"D1,P,S1,A,teacher,2023-07-01,2023-07-05",
                                    "D2,Q,S2,A,teacher,2023-07-01,2023-07-05"}))
              .empty());
  }

  TEST_CASE("crossings: periods that follow each other make an overlap and no duplication") {
    const tables t = with_deliveries(
        {"D1,P,S1,A,teacher,2023-07-01,2023-07-05", "D2,Q,S1,A,teacher,2023-07-06,2023-07-09"});
    CHECK(duplications(t).empty());
    CHECK(overlaps(t).size() == 1);
  }

  TEST_CASE("crossings: the window is the gap in days that still counts as the same time") {
    const tables t = with_deliveries(
        {"D1,P,S1,A,teacher,2023-07-01,2023-07-05", "D2,Q,S1,A,teacher,2023-07-16,2023-07-20"});
    finding_rules r;
    r.overlap_window = 10; // the 16th lies eleven days behind the 5th
    CHECK(overlaps(t, r).empty());
    r.overlap_window = 11;
    CHECK(overlaps(t, r).size() == 1);
    r.overlap_window = 0;
    CHECK(overlaps(t, r).empty());
  }

  TEST_CASE("crossings: a hand-over of a few days is a duplication only beyond the rules") {
    const tables t = with_deliveries(
        {"D1,P,S1,A,teacher,2023-07-01,2023-07-10", "D2,Q,S1,A,teacher,2023-07-09,2023-07-20"});
    CHECK(duplications(t).size() == 1);
    finding_rules r;
    r.duplication_hand_over = 1; // both were there on the 9th and the 10th
    CHECK(duplications(t, r).size() == 1);
    r.duplication_hand_over = 2;
    CHECK(duplications(t, r).empty());
    CHECK(overlaps(t, r).size() == 1);
    // Two days within the ten hand over nothing.
    const tables inside = with_deliveries(
        {"D1,P,S1,A,teacher,2023-07-01,2023-07-10", "D2,Q,S1,A,teacher,2023-07-09,2023-07-10"});
    CHECK(duplications(inside, r).size() == 1);
  }

  TEST_CASE("crossings: dates known only to the year make a duplication possible and not certain") {
    const tables year = with_deliveries(
        {"D1,P,S1,A,teacher,2023,2023", "D2,Q,S1,A,teacher,2023,2023",
         "D3,P,S2,A,teacher,2023-07-01,2023-07-05", "D4,Q,S2,A,teacher,2023-07-01,2023-07-05"});
    const auto d = duplications(year);
    REQUIRE(d.size() == 1);
    CHECK(d[0].targets == ids{"S2"});
    CHECK(d[0].evidence.any_time == 2);
    CHECK(d[0].evidence.certain == 1);
    CHECK(d[0].evidence.possible == 2);
    const tables only_year =
        with_deliveries({"D1,P,S1,A,teacher,2023,2023", "D2,Q,S1,A,teacher,2023,2023"});
    CHECK(duplications(only_year).empty());
  }

  TEST_CASE("crossings: an empty audience agrees with nothing and not with another empty one") {
    const tables t =
        with_deliveries({"D1,P,S1,A,,2023-07-01,2023-07-05", "D2,Q,S1,A,,2023-07-01,2023-07-05",
                         "D3,P,S2,A,teacher,2023-07-01,2023-07-05"});
    CHECK(overlaps(t).empty());
    CHECK(duplications(t).empty());
  }

  TEST_CASE("crossings: an audience that is empty throughout drops out and the sentence says so") {
    const tables t =
        with_deliveries({"D1,P,S1,A,,2023-07-01,2023-07-05", "D2,Q,S1,A,,2023-07-01,2023-07-05"});
    const auto d = duplications(t);
    REQUIRE(d.size() == 1);
    CHECK(d[0].audiences.empty());
    CHECK(d[0].sentence.en.find("no audience was recorded") != std::string::npos);
    CHECK(d[0].sentence.id.find("peserta tidak tercatat") != std::string::npos);
  }

  TEST_CASE("crossings: without dates throughout every shared target is at the same time") {
    const auto d = duplications(with_deliveries({"D1,P,S1,A,teacher,,", "D2,Q,S1,A,teacher,,"}));
    REQUIRE(d.size() == 1);
    CHECK(d[0].first_day == no_first_day);
    CHECK(d[0].sentence.en.find("time was recorded") != std::string::npos);
    // One unknown period among known ones meets nothing for certain.
    CHECK(duplications(
              with_deliveries({"D1,P,S1,A,teacher,,", "D2,Q,S1,A,teacher,2023-07-01,2023-07-05"}))
              .empty());
  }

  TEST_CASE(
      "crossings: without an activity nothing is the same activity but shared targets overlap") {
    const tables t = with_deliveries(
        {"D1,P,S1,,teacher,2023-07-01,2023-07-05", "D2,Q,S1,,teacher,2023-07-01,2023-07-05"});
    CHECK(duplications(t).empty());
    const auto o = overlaps(t);
    REQUIRE(o.size() == 1);
    CHECK(o[0].activity.empty());
    CHECK(o[0].sentence.en.find("no activity was recorded") != std::string::npos);
  }

  TEST_CASE("crossings: a program and the one it lies inside are no pair") {
    tables t = two_offices();
    add(t, "programs", "program_id,name,unit_id,parent_id",
        {"P1,Part of P,BGP,P", "P11,Part of part,BGP,P1"});
    add(t, "deliveries", "delivery_id,program_id,target_id,activity_id,audience,start,end",
        {"D1,P,S1,A,teacher,2023-07-01,2023-07-05", "D2,P1,S1,A,teacher,2023-07-01,2023-07-05",
         "D3,P11,S1,A,teacher,2023-07-01,2023-07-05"});
    CHECK(duplications(t).empty());
    CHECK(overlaps(t).empty());
  }

  TEST_CASE("crossings: two programs inside the same one are a pair") {
    tables t = two_offices();
    add(t, "programs", "program_id,name,unit_id,parent_id", {"P1,Part 1,BGP,P", "P2,Part 2,BGP,P"});
    add(t, "deliveries", "delivery_id,program_id,target_id,activity_id,audience,start,end",
        {"D1,P1,S1,A,teacher,2023-07-01,2023-07-05", "D2,P2,S1,A,teacher,2023-07-01,2023-07-05"});
    CHECK(duplications(t).size() == 1);
  }

  TEST_CASE("crossings: one program run by two units is two interventions that meet") {
    tables t = two_offices();
    add(t, "deliveries", "delivery_id,program_id,target_id,unit_id,activity_id,audience,start,end",
        {"D1,P,S1,BPMP,A,teacher,2023-07-01,2023-07-05",
         "D2,P,S1,BGP,A,teacher,2023-07-01,2023-07-05"});
    const auto d = duplications(t);
    REQUIRE(d.size() == 1);
    CHECK(d[0].programs == ids{"P", "P"});
    CHECK(d[0].units == ids{"BGP", "BPMP"});
  }

  TEST_CASE("crossings: each kind of activity is a finding of its own") {
    tables t = two_offices();
    add(t, "activities", "activity_id,parent_id", {"K2,T", "C,K2"});
    add(t, "deliveries", "delivery_id,program_id,target_id,activity_id,audience,start,end",
        {"D1,P,S1,A,teacher,2023-07-01,2023-07-05", "D2,Q,S1,A,teacher,2023-07-01,2023-07-05",
         "D3,P,S1,C,teacher,2023-07-01,2023-07-05", "D4,Q,S1,C,teacher,2023-07-01,2023-07-05"});
    const auto d = duplications(t);
    REQUIRE(d.size() == 2);
    CHECK(std::set{d[0].activity, d[1].activity} == std::set<std::string>{"K", "K2"});
    CHECK(d[0].id != d[1].id);
  }

  TEST_CASE("crossings: a cancelled row and a plan that was carried out count nowhere") {
    tables t = two_offices();
    add(t, "deliveries",
        "delivery_id,program_id,target_id,activity_id,audience,start,end,status,plan_of",
        {"D1,P,S1,A,teacher,2023-07-01,2023-07-05,planned,",
         "D2,P,S1,A,teacher,2023-07-02,2023-07-03,done,D1",
         "D3,Q,S1,A,teacher,2023-07-01,2023-07-05,done,",
         "D4,Q,S2,A,teacher,2023-07-01,2023-07-05,cancelled,",
         "D5,P,S2,A,teacher,2023-07-01,2023-07-05,done,"});
    const auto d = duplications(t);
    REQUIRE(d.size() == 1);
    CHECK(d[0].rows == ids{"D2", "D3"});
  }

  TEST_CASE("crossings: a delivery to a cluster reaches its members and one to a local government "
            "does not") {
    tables t = two_offices();
    add(t, "targets", "target_id,kind,region_id", {"G,cluster,13.06", "L,local_government,13.06"});
    add(t, "memberships", "group_id,member_id", {"G,S1", "G,S2", "L,S3"});
    add(t, "deliveries", "delivery_id,program_id,target_id,activity_id,audience,start,end",
        {"D1,P,G,A,teacher,2023-07-01,2023-07-05", "D2,Q,S1,A,teacher,2023-07-01,2023-07-05",
         "D3,Q,S2,A,teacher,2023-07-01,2023-07-05", "D4,P,L,A,teacher,2023-07-01,2023-07-05",
         "D5,Q,S3,A,teacher,2023-07-01,2023-07-05"});
    const auto d = duplications(t);
    REQUIRE(d.size() == 1);
    CHECK(d[0].targets == ids{"S1", "S2"});
    CHECK(d[0].rows == ids{"D1", "D2", "D3"});
  }

  TEST_CASE("crossings: the region is the smallest that holds all the targets") {
    const auto d = duplications(with_deliveries(
        {"D1,P,S1,A,teacher,2023-07-01,2023-07-05", "D2,Q,S1,A,teacher,2023-07-01,2023-07-05",
         "D3,P,S3,A,teacher,2023-07-01,2023-07-05", "D4,Q,S3,A,teacher,2023-07-01,2023-07-05"}));
    REQUIRE(d.size() == 1);
    CHECK(d[0].region == "13");
  }

  TEST_CASE("crossings: fewer targets than the rules ask make no finding") {
    const tables t = with_deliveries(
        {"D1,P,S1,A,teacher,2023-07-01,2023-07-05", "D2,Q,S1,A,teacher,2023-07-01,2023-07-05"});
    finding_rules r;
    r.overlap_min_targets = 2;
    CHECK(overlaps(t, r).empty());
    CHECK(duplications(t, r).size() == 1);
    r.duplication_min_targets = 2;
    CHECK(duplications(t, r).empty());
  }

  TEST_CASE("crossings: the id stays when the evidence grows or a third unit joins") {
    tables t = with_deliveries(
        {"D1,P,S1,A,teacher,2023-07-01,2023-07-05", "D2,Q,S1,A,teacher,2023-07-01,2023-07-05"});
    const std::string overlap = overlaps(t).at(0).id, duplication = duplications(t).at(0).id;
    CHECK(overlap != duplication);
    add(t, "units", "unit_id,kind", {"LPMP,technical_unit"});
    add(t, "programs", "program_id,unit_id", {"A0,LPMP"});
    add(t, "deliveries", "delivery_id,program_id,target_id,activity_id,audience,start,end",
        {"D3,P,S2,A,principal,2023-07-01,2023-07-05", "D4,Q,S2,A,principal,2023-07-01,2023-07-05",
         "D5,A0,S3,B,teacher,2023-07-01,2023-07-05"});
    CHECK(overlaps(t).at(0).id == overlap);
    CHECK(duplications(t).at(0).id == duplication);
    CHECK(duplications(t).at(0).targets.size() == 2);
  }

  TEST_CASE("crossings: the id stays when a unit goes on under a new id") {
    const auto package = [](const char* unit_now) {
      tables t = two_offices();
      add(t, "units", "unit_id,name,kind", {"BGTK,BGTK,technical_unit"});
      add(t, "successions", "table,old_id,new_id,date", {"units,BGP,BGTK,2024-06"});
      add(t, "programs", "program_id,name,unit_id", {"R,Program R," + std::string(unit_now)});
      add(t, "deliveries", "delivery_id,program_id,target_id,activity_id,audience,start,end",
          {"D1,P,S1,A,teacher,2023-07-01,2023-07-05", "D2,R,S1,A,teacher,2023-07-01,2023-07-05"});
      return t;
    };
    const auto before = duplications(package("BGP")), after = duplications(package("BGTK"));
    REQUIRE(before.size() == 1);
    REQUIRE(after.size() == 1);
    CHECK(before[0].id == after[0].id);
    CHECK(before[0].units == ids{"BPMP", "BGTK"});
  }

  TEST_CASE("crossings: the value at stake is the smaller cost at each target and summed") {
    tables t = two_offices();
    add(t, "deliveries", with_cost,
        {"D1,P,S1,A,teacher,2023-07-01,2023-07-05,100",
         "D2,Q,S1,A,teacher,2023-07-01,2023-07-05,70", "D3,P,S2,A,teacher,2023-07-01,2023-07-05,10",
         "D4,Q,S2,A,teacher,2023-07-01,2023-07-05,500",
         "D5,Q,S3,A,teacher,2023-07-01,2023-07-05,9000"});
    const auto d = duplications(t);
    REQUIRE(d.size() == 1);
    CHECK(d[0].value == value_at_stake{80, true, false});
  }

  TEST_CASE("crossings: only the agreeing deliveries cost") {
    tables t = two_offices();
    add(t, "deliveries", with_cost,
        {"D1,P,S1,A,teacher,2023-07-01,2023-07-05,100",
         "D2,Q,S1,A,teacher,2023-07-01,2023-07-05,70",
         "D3,Q,S1,A,principal,2023-07-01,2023-07-05,1000",
         "D4,Q,S1,B,teacher,2023-07-01,2023-07-05,20"});
    CHECK(duplications(t).at(0).value == value_at_stake{70, true, false});
    // The webinar agrees in kind: of the overlap it is a part.
    CHECK(overlaps(t).at(0).value == value_at_stake{90, true, false});
  }

  TEST_CASE("crossings: where a cost is unknown the value is at least what is known") {
    tables t = two_offices();
    add(t, "deliveries", with_cost,
        {"D1,P,S1,A,teacher,2023-07-01,2023-07-05,100",
         "D2,Q,S1,A,teacher,2023-07-01,2023-07-05,70", "D3,P,S2,A,teacher,2023-07-01,2023-07-05,10",
         "D4,Q,S2,A,teacher,2023-07-01,2023-07-05,"});
    CHECK(duplications(t).at(0).value == value_at_stake{70, true, true});
    const auto none = duplications(with_deliveries(
        {"D1,P,S1,A,teacher,2023-07-01,2023-07-05", "D2,Q,S1,A,teacher,2023-07-01,2023-07-05"}));
    CHECK_FALSE(none.at(0).value.known);
  }

  TEST_CASE("crossings: a cost of zero is known") {
    tables t = two_offices();
    add(t, "deliveries", with_cost,
        {"D1,P,S1,A,teacher,2023-07-01,2023-07-05,0",
         "D2,Q,S1,A,teacher,2023-07-01,2023-07-05,70"});
    CHECK(duplications(t).at(0).value == value_at_stake{0, true, false});
  }

  TEST_CASE("crossings: what is joint in one region only is said of its targets and the pair is "
            "not planned") {
    tables t = with_deliveries(
        {"D1,P,S1,A,teacher,2023-07-01,2023-07-05", "D2,Q,S1,A,teacher,2023-07-01,2023-07-05",
         "D3,P,S3,A,teacher,2023-07-01,2023-07-05", "D4,Q,S3,A,teacher,2023-07-01,2023-07-05"});
    add(t, "agreements", "agreement_id,kind,program_id,other_program_id,region_id",
        {"J1,joint,P,Q,13.71"});
    const auto d = duplications(t);
    REQUIRE(d.size() == 1);
    CHECK_FALSE(d[0].planned);
    CHECK(d[0].evidence.planned_targets == 1);
    CHECK(d[0].sentence.en.find("Of these, 1 is covered") != std::string::npos);
    add(t, "agreements", "agreement_id,kind,program_id,other_program_id,region_id",
        {"J2,joint,Q,P,13.06"});
    const auto both = duplications(t);
    CHECK(both.at(0).planned);
    CHECK(both.at(0).evidence.planned_targets == 2);
    CHECK(both.at(0).planned_by.en == "agreement J1 and agreement J2");
    CHECK(both.at(0).id == d[0].id);
  }

  TEST_CASE(
      "crossings: whether a pair is planned does not depend on which of the two comes first") {
    // Within the year that counts as the same time, only one of the two lies in the agreement's
    // validity.
    const auto planned = [](const char* first, const char* second) {
      tables t = two_offices();
      const std::string x = first, y = second;
      add(t, "deliveries", "delivery_id,program_id,target_id,activity_id,audience,start,end",
          {"D1," + x + ",S1,A,teacher,2023-02-01,2023-02-05",
           "D2," + y + ",S1,A,teacher,2023-11-01,2023-11-05"});
      add(t, "agreements", "agreement_id,kind,program_id,other_program_id,valid_from,valid_to",
          {"J1,joint,P,Q,2023-01,2023-06"});
      return found(finding_kind::overlap, t).at(0).planned;
    };
    CHECK(planned("P", "Q") == planned("Q", "P"));
  }

  TEST_CASE("crossings: one program by two units overlaps whatever chance makes of it") {
    tables t = test::two_offices();
    test::add(t, "deliveries",
              "delivery_id,program_id,target_id,unit_id,activity_id,audience,start,end",
              {"D1,P,S1,BPMP,A,teacher,2023-07-01,2023-07-05",
               "D2,P,S1,BGP,B,teacher,2023-07-01,2023-07-05"});
    const portfolio p(std::move(t));
    const visits v = find_visits(p);
    pair_chance c;
    c.stratified.expected = 0.9;
    c.stratified.ln_p = c.stratified.ln_q = 0;
    c.odds_ratio = 1;
    const finding_rules r;
    const auto all = crossing_finder(p, v, {}, r, p.latest_date())
                         .find(find_pairs(incidence(p, v)), {&c, 1}, 1, {});
    REQUIRE(all.size() == 1);
    CHECK(all[0].kind == finding_kind::overlap);
    CHECK(all[0].evidence.stratified.ln_q == 0.0);
    CHECK_FALSE(all[0].significant);
    // Unless the rules ask for a test of one program too.
    finding_rules strict;
    strict.overlap_test_same_program = true;
    const auto found = [&] {
      return crossing_finder(p, v, {}, strict, p.latest_date())
          .find(find_pairs(incidence(p, v)), {&c, 1}, 1, {});
    };
    CHECK(found().empty());
    c.stratified.ln_p = c.stratified.ln_q = -5;
    c.odds_ratio = 4;
    CHECK(found().size() == 1);
  }

  TEST_CASE("crossings: an overlap says what chance makes of the targets in common") {
    const portfolio p(with_deliveries(
        {"D1,P,S1,A,teacher,2023-07-01,2023-07-05", "D2,Q,S1,B,teacher,2023-07-01,2023-07-05"}));
    const visits v = find_visits(p);
    const auto pairs = find_pairs(incidence(p, v));
    pair_chance c;
    c.stratified.expected = 0.34;
    c.stratified.ln_p = -4;
    c.stratified.ln_q = -3.5;
    c.odds_ratio = 3;
    finding_rules r;
    const auto overlap = [&] {
      auto all = crossing_finder(p, v, {}, r, p.latest_date()).find(pairs, {&c, 1}, 1, {});
      std::erase_if(all, [](const finding& f) { return f.kind != finding_kind::overlap; });
      return all;
    };
    REQUIRE(overlap().size() == 1);
    CHECK(
        overlap()[0].sentence.en ==
        "Program P (BPMP) and Program Q (BGP) both do Pelatihan for teachers at 1 target in Agam; "
        "they share 1 target where 0.3 would be expected by chance. No agreement covers it yet: "
        "please decide who leads.");
    CHECK(overlap()[0].sentence.id.find("; ada 1 sasaran bersama, bila acak diperkirakan 0,3.") !=
          std::string::npos);
    CHECK(overlap()[0].evidence.stratified == chance_evidence{0.34, -4, -3.5});
    CHECK(overlap()[0].evidence.odds_ratio == 3);
    CHECK(overlap()[0].significant);
    CHECK(!overlap()[0].evidence.degrees.ln_p);
    // Not rare enough, or no great effect: the pair stays a pair, but is no overlap.
    c.stratified.ln_q = -2.9;
    CHECK(overlap().empty());
    c.stratified.ln_q = null_comparison::unknown; // no such overlap could be a discovery
    CHECK(overlap().empty());
    c.stratified.ln_q = -3.5;
    c.odds_ratio = 1.9;
    CHECK(overlap().empty());
    r.overlap_min_odds_ratio = {3, 2};
    CHECK(overlap().size() == 1);
    r.overlap_nulls = {"stratified", "pooled"};
    c.pooled.ln_p = c.pooled.ln_q = -1;
    CHECK(overlap().empty());
    r.overlap_nulls = {};
    c.odds_ratio = 1;
    REQUIRE(overlap().size() == 1);
    CHECK_FALSE(overlap()[0].significant); // nothing was asked of chance
    // One that reaches all leaves chance no choice.
    r = {};
    c = {};
    c.stratified.expected = 1;
    REQUIRE(overlap().size() == 1);
    CHECK(overlap()[0].sentence.en.find("one of them reaches all targets of its kind, so chance "
                                        "cannot be judged") != std::string::npos);
    CHECK(!overlap()[0].evidence.stratified.ln_p);
    CHECK_FALSE(overlap()[0].significant);
  }

  TEST_CASE(
      "crossings: the sentence of a duplication says when and how many people may be the same") {
    tables t = two_offices();
    add(t, "deliveries",
        "delivery_id,program_id,target_id,activity_id,audience,start,end,participants",
        {"D1,P,S1,A,teacher,2023-07-01,2023-07-05,8", "D2,Q,S1,A,teacher,2023-07-03,2023-07-09,6",
         "D3,P,S2,A,teacher,2023-07-01,2023-07-05,2", "D4,Q,S2,A,teacher,2023-07-03,2023-07-09,3"});
    const auto d = duplications(t);
    REQUIRE(d.size() == 1);
    CHECK(d[0].evidence.people_least == 4);
    CHECK(d[0].evidence.people_most == 8);
    CHECK(d[0].sentence.en == "Teachers of 2 targets in Agam received Lokakarya from both Program "
                              "P (BPMP) and Program Q (BGP) "
                              "between 3 July 2023 and 5 July 2023 (4–8 of them possibly the same "
                              "people); not assessed against "
                              "need. No agreement covers it yet: please decide who leads.");
    CHECK(d[0].sentence.id == "Guru dari 2 sasaran di Agam mengikuti Lokakarya dari Program P "
                              "(BPMP) dan Program Q (BGP) antara "
                              "3 Juli 2023 dan 5 Juli 2023 (mungkin 4–8 orang yang sama); belum "
                              "dinilai terhadap kebutuhan. "
                              "Belum ada kesepakatan: mohon ditetapkan siapa penanggung jawabnya.");
  }

  TEST_CASE("crossings: a stop that was asked for stops the search") {
    const portfolio p(with_deliveries(
        {"D1,P,S1,A,teacher,2023-07-01,2023-07-05", "D2,Q,S1,A,teacher,2023-07-01,2023-07-05"}));
    const visits v = find_visits(p);
    const finding_rules r;
    std::stop_source source;
    progress watch;
    watch.stop = source.get_token();
    const coverage_table no_needs;
    const crossing_finder finder(p, v, no_needs, r, p.latest_date());
    CHECK(finder.find(find_pairs(incidence(p, v)), {}, 1, watch).size() == 2);
    source.request_stop();
    CHECK_THROWS_AS(finder.find(find_pairs(incidence(p, v)), {}, 1, watch), stopped);
  }

  // --- against the slow obvious version ----------------------------------------------------------

  TEST_CASE("crossings: on random portfolios the findings are those of the slow obvious version") {
    const std::map<std::string, std::string> kind_of = {
        {"A", "K"}, {"B", "K"}, {"K", "K"}, {"C", "K2"}, {"T", "T"}};
    const std::map<std::string, std::set<std::string>> inside = {{"P1", {"P"}}};
    for (unsigned seed = 1; seed <= 60; ++seed) {
      CAPTURE(seed);
      std::mt19937 random(seed);
      const auto pick = [&](std::initializer_list<const char*> of) {
        return std::string(*(of.begin() + random() % of.size()));
      };
      const bool audiences = random() % 5 != 0, dates = random() % 5 != 0,
                 activities = random() % 5 != 0;
      std::vector<row> rows;
      for (unsigned i = 0; i < 10 + random() % 30; ++i) {
        row r{"D" + std::to_string(100 + i),
              pick({"P", "Q", "R", "P1"}),
              pick({"S1", "S2", "S3"}),
              pick({"BPMP", "BGP"}),
              {},
              {},
              {},
              {},
              {}};
        if (activities) r.activity = pick({"A", "B", "C", "K", "T", ""});
        if (audiences) r.audience = pick({"teacher", "principal", ""});
        if (dates)
          r.start =
              pick({"2020-01-01", "2020-01-05", "2021", "2021-02", "2021-02-10", "2023-05-01", ""});
        if (dates && !r.start.empty()) r.end = pick({"2023-06-01", "2023-05", "2024", ""});
        if (random() % 2) r.end = r.start;
        r.cost = pick({"1", "10", "100", ""});
        rows.push_back(r);
      }
      tables t = two_offices();
      add(t, "activities", "activity_id,parent_id", {"K2,T", "C,K2"});
      add(t, "programs", "program_id,unit_id,parent_id", {"R,BGP,", "P1,BPMP,P"});
      for (const row& r : rows)
        t["deliveries"].add({{"delivery_id", r.id},
                             {"program_id", r.program},
                             {"target_id", r.target},
                             {"unit_id", r.unit},
                             {"activity_id", r.activity},
                             {"audience", r.audience},
                             {"start", r.start},
                             {"end", r.end},
                             {"cost", r.cost}});
      const auto any = [&](std::string row::*field) {
        return std::any_of(rows.begin(), rows.end(),
                           [&](const row& r) { return !(r.*field).empty(); });
      };
      const bool has_activity = any(&row::activity), has_audience = any(&row::audience),
                 has_period = any(&row::start) || any(&row::end);
      finding_rules rules;
      rules.overlap_window = static_cast<day>(random() % 3) * 200;

      using key = std::tuple<finding_kind, std::string, std::string,
                             std::string>; // kind, two interventions, kind of activity
      std::map<key, by_hand_crossing> wanted;
      for (const row& x : rows)
        for (const row& y : rows) {
          const std::string p = x.program + "|" + x.unit, q = y.program + "|" + y.unit;
          if (!(p < q) || x.target != y.target) continue;
          if ((x.program == "P" && y.program == "P1") || (x.program == "P1" && y.program == "P"))
            continue;
          if (has_audience && (x.audience.empty() || x.audience != y.audience)) continue;
          const auto kind = [&](const row& r) {
            return r.activity.empty() ? std::string() : kind_of.at(r.activity);
          };
          if (has_activity && (x.activity.empty() || kind(x) != kind(y))) continue;
          const auto when = [](const row& r) {
            period w;
            if (!r.start.empty()) w.start = on(r.start);
            if (!r.end.empty()) w.end = on(r.end);
            return w;
          };
          for (const finding_kind what : {finding_kind::overlap, finding_kind::duplication}) {
            if (what == finding_kind::duplication && (!has_activity || x.activity != y.activity))
              continue;
            const day gap = what == finding_kind::overlap ? rules.overlap_window : 0;
            by_hand_crossing& c = wanted[{what, p, q, kind(x)}];
            c.any.insert(x.target);
            if (!has_period || possibly_meet(when(x), when(y), gap)) c.possible.insert(x.target);
            if (has_period && !certainly_meet(when(x), when(y), gap)) continue;
            c.certain.insert(x.target);
            c.rows.insert({x.id, y.id});
            c.meeting[x.target].first.insert(x.id);
            c.meeting[x.target].second.insert(y.id);
          }
        }
      std::erase_if(wanted, [](const auto& w) { return w.second.certain.empty(); });

      const portfolio portfolio(t);
      const visits v = find_visits(portfolio);
      const auto all = crossing_finder(portfolio, v, {}, rules, portfolio.latest_date())
                           .find(find_pairs(incidence(portfolio, v)), {}, 2, {});
      CHECK(all.size() == wanted.size());
      std::map<std::string, std::string> cost;
      for (const row& r : rows) cost[r.id] = r.cost;
      for (const finding& f : all) {
        const key k{f.kind, f.programs[0] + "|" + f.units[0], f.programs[1] + "|" + f.units[1],
                    f.activity};
        CAPTURE(f.sentence.en);
        REQUIRE(wanted.contains(k));
        const by_hand_crossing& c = wanted.at(k);
        CHECK(std::set<std::string>(f.targets.begin(), f.targets.end()) == c.certain);
        CHECK(f.rows == ids(c.rows.begin(), c.rows.end()));
        CHECK(f.evidence.any_time == static_cast<std::int64_t>(c.any.size()));
        CHECK(f.evidence.certain == static_cast<std::int64_t>(c.certain.size()));
        CHECK(f.evidence.possible == static_cast<std::int64_t>(c.possible.size()));
        value_at_stake value;
        for (const auto& [target, sides] : c.meeting) {
          const auto sum = [&](const std::set<std::string>& side, bool& known) {
            std::int64_t total = 0;
            for (const std::string& id : side) {
              if (cost[id].empty()) {
                value.at_least = true;
                continue;
              }
              known = true;
              total += std::stoll(cost[id]);
            }
            return total;
          };
          bool first = false, second = false;
          const std::int64_t a = sum(sides.first, first), b = sum(sides.second, second);
          if (first && second) value.known = true, value.amount += std::min(a, b);
        }
        CHECK(f.value == value);
      }
    }
  }

  TEST_CASE("crossings: the findings are the same for any number of threads") {
    std::mt19937 random(5);
    tables t = two_offices();
    for (int i = 0; i < 40; ++i)
      t["programs"].add(
          {{"program_id", "X" + std::to_string(i)}, {"unit_id", i % 2 ? "BGP" : "BPMP"}});
    for (int i = 0; i < 400; ++i)
      t["deliveries"].add({{"delivery_id", "D" + std::to_string(i)},
                           {"program_id", "X" + std::to_string(random() % 40)},
                           {"target_id", "S" + std::to_string(1 + random() % 3)},
                           {"activity_id", random() % 2 ? "A" : "B"}});
    const portfolio p(t);
    const visits v = find_visits(p);
    const finding_rules r;
    const auto pairs = find_pairs(incidence(p, v));
    const coverage_table no_needs;
    const crossing_finder finder(p, v, no_needs, r, p.latest_date());
    const auto one = finder.find(pairs, {}, 1, {});
    CHECK(one.size() > 100);
    CHECK(finder.find(pairs, {}, 3, {}) == one);
    CHECK(finder.find(pairs, {}, 0, {}) == one);
  }
}
