#include <irisan/finding/crowding.hpp>

#include <irisan/graph/incidence.hpp>

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

constexpr const char* of_delivery = "delivery_id,program_id,target_id,unit_id,start,end";

day on(std::string_view text) {
  return parse_date(text)->earliest;
}

std::vector<finding> crowded(const tables& t, const finding_rules& r = {}) {
  const portfolio p(t);
  return find_crowding(p, find_arrivals(p, find_visits(p)), r);
}

/// Programs P1 to P6 of three units, P6 inside P5; deliveries `id,program,target,unit,start,end`.
tables with(rows deliveries) {
  tables t = two_offices();
  add(t, "units", "unit_id,name", {"DD,Dompet Dhuafa"});
  add(t, "programs", "program_id,unit_id,parent_id",
      {"P1,BPMP,", "P2,BGP,", "P3,DD,", "P4,BPMP,", "P5,BGP,", "P6,BGP,P5"});
  add(t, "deliveries", of_delivery, deliveries);
  return t;
}

/// Four programs at S1 in the first week of July.
tables four() {
  return with({"D1,P1,S1,,2023-07-01,2023-07-07", "D2,P2,S1,,2023-07-02,2023-07-07",
               "D3,P3,S1,,2023-07-03,2023-07-07", "D4,P4,S1,,2023-07-04,2023-07-07"});
}

crowd at_once(const tables& t, std::string_view target = "S1") {
  const portfolio p(t);
  return most_at_once(p, find_arrivals(p, find_visits(p)).at(p.find_target(target)));
}

/// The most of P1 and P2 at S1 at once, with periods `start,end`.
std::int64_t together(const std::string& first, const std::string& second) {
  return at_once(with({"D1,P1,S1,," + first, "D2,P2,S1,," + second})).programs;
}

} // namespace

TEST_SUITE("finding") {
  // --- most_at_once ----------------------------------------------------------------------------

  TEST_CASE("most at once: no delivery makes no crowd and one program makes one") {
    CHECK(at_once(with({})) == crowd{});
    CHECK(at_once(with({"D1,P1,S1,,2023-07-01,2023-07-07"})) == crowd{1, on("2023-07-01")});
    CHECK(at_once(with({"D1,P1,S2,,2023-07-01,2023-07-07"})) == crowd{});
  }

  TEST_CASE("most at once: the most and the first day of it") {
    CHECK(at_once(four()) == crowd{4, on("2023-07-04")});
    tables t = four();
    add(t, "deliveries", of_delivery,
        {"E1,P1,S1,,2023-01-05,2023-01-06", "E2,P2,S1,,2023-01-05,2023-01-06",
         "E3,P3,S1,,2023-01-05,2023-01-06", "E4,P5,S1,,2023-01-06,2023-01-06"});
    CHECK(at_once(t) == crowd{4, on("2023-01-06")});
  }

  TEST_CASE("most at once: the last day of one is not the first of the next but shared by two if "
            "both name it") {
    CHECK(together("2023-07-01,2023-07-05", "2023-07-05,2023-07-09") == 2);
    CHECK(together("2023-07-01,2023-07-05", "2023-07-06,2023-07-09") == 1);
    CHECK(together("2023-07-05,2023-07-05", "2023-07-05,2023-07-05") == 2);
  }

  TEST_CASE(
      "most at once: a program that hands over to another on the day it is gone is no crowd") {
    const tables t = with({"D1,P1,S1,,2023-07-01,2023-07-04", "D2,P2,S1,,2023-07-01,2023-07-04",
                           "D3,P3,S1,,2023-07-05,2023-07-09", "D4,P4,S1,,2023-07-05,2023-07-09"});
    CHECK(at_once(t) == crowd{2, on("2023-07-01")});
  }

  TEST_CASE("most at once: several deliveries of one program are one") {
    CHECK(at_once(with({"D1,P1,S1,,2023-07-01,2023-07-09", "D2,P1,S1,BGP,2023-07-02,2023-07-03",
                        "D3,P1,S1,,2023-07-03,2023-07-20"})) == crowd{1, on("2023-07-01")});
    // And one that pauses is away in the meantime.
    const rows pause = {"D1,P1,S1,,2023-07-01,2023-07-03", "D2,P1,S1,,2023-07-08,2023-07-09",
                        "D3,P2,S1,,2023-07-04,2023-07-07"};
    CHECK(at_once(with(pause)).programs == 1);
    // The long stay of a program is not cut by a short one within it.
    CHECK(at_once(with({"D1,P1,S1,,2023-07-01,2023-07-09", "D2,P1,S1,,2023-07-02,2023-07-03",
                        "D3,P2,S1,,2023-07-06,2023-07-07"})) == crowd{2, on("2023-07-06")});
  }

  TEST_CASE("most at once: a program and those inside it are one") {
    CHECK(at_once(with({"D1,P5,S1,,2023-07-01,2023-07-07", "D2,P6,S1,,2023-07-01,2023-07-07"}))
              .programs == 1);
    CHECK(at_once(with({"D1,P4,S1,,2023-07-01,2023-07-07", "D2,P6,S1,,2023-07-01,2023-07-07"}))
              .programs == 2);
    tables t = with({"D1,P6,S1,,2023-07-01,2023-07-07", "D2,P7,S1,,2023-07-01,2023-07-07"});
    add(t, "programs", "program_id,unit_id,parent_id", {"P7,BPMP,P5"});
    CHECK(at_once(t).programs == 1);
  }

  TEST_CASE("most at once: days that are not known for certain do not count") {
    CHECK(together("2023-07-01,2023-07-05", ",") == 1);
    CHECK(together("2023-07-01,2023-07-05", "2023,2023") == 1);
    CHECK(together("2023-07-01,2023-07-05", "2023-07,2023-07") == 1);
    // Begun in June and over in August: there throughout July.
    CHECK(together("2023-07-01,2023-07-05", "2023-06,2023-08") == 2);
    CHECK(together("2023-06-30,2023-06-30", "2023-06,2023-08") == 2);
    CHECK(together("2023-06-29,2023-06-29", "2023-06,2023-08") == 1);
    CHECK(together("2023-08-01,2023-08-01", "2023-06,2023-08") == 2);
    CHECK(together("2023-08-02,2023-08-02", "2023-06,2023-08") == 1);
  }

  TEST_CASE("most at once: of a period that is known by one day alone that day is certain") {
    CHECK(together("2023-07-01,2023-07-05", "2023-07-05,") == 2);
    CHECK(together("2023-07-01,2023-07-05", "2023-07-04,") == 2);
    CHECK(together("2023-07-05,2023-07-09", "2023-07-04,") == 1);
    CHECK(together("2023-07-05,2023-07-09", ",2023-07-05") == 2);
    CHECK(together("2023-07-01,2023-07-04", ",2023-07-05") == 1);
  }

  TEST_CASE("most at once: it is what counting day by day gives") {
    const std::map<std::string, std::string> outermost = {{"P1", "P1"}, {"P2", "P2"}, {"P3", "P3"},
                                                          {"P4", "P4"}, {"P5", "P5"}, {"P6", "P5"}};
    std::map<std::int64_t, int> seen;
    for (unsigned seed = 1; seed <= 300; ++seed) {
      CAPTURE(seed);
      std::mt19937 random(seed);
      tables t = with({});
      std::map<day, std::set<std::string>> there; // the programs of each day
      for (auto i = random() % 14; i > 0; --i) {
        const std::string program = "P" + std::to_string(1 + random() % 6);
        const day start = on("2023-07-01") + static_cast<day>(random() % 20),
                  end = start + static_cast<day>(random() % 6);
        const bool blurred = random() % 5 == 0;
        t["deliveries"].add({{"delivery_id", "D" + std::to_string(i)},
                             {"program_id", program},
                             {"target_id", "S1"},
                             {"start", blurred ? "2023-07" : to_text(start)},
                             {"end", to_text(end)}});
        // Begun some day in July, but by its last day at the latest.
        for (day d = blurred ? std::min(end, on("2023-07-31")) : start; d <= end; ++d)
          there[d].insert(outermost.at(program));
      }
      crowd wanted;
      for (const auto& [d, programs] : there)
        if (static_cast<std::int64_t>(programs.size()) > wanted.programs)
          wanted = {static_cast<std::int64_t>(programs.size()), d};
      CHECK(at_once(t) == wanted);
      ++seen[wanted.programs];
    }
    CHECK(seen.size() >= 5);
  }

  // --- find_crowding ---------------------------------------------------------------------------

  TEST_CASE("crowding: a target that receives more programs at once than the rules allow") {
    const auto f = crowded(four());
    REQUIRE(f.size() == 1);
    CHECK(f[0].kind == finding_kind::crowding);
    CHECK(f[0].region == "13.06");
    CHECK(f[0].targets == ids{"S1"});
    CHECK(f[0].programs == ids{"P1", "P2", "P3", "P4"});
    CHECK(f[0].units == ids{"BGP", "BPMP", "DD"});
    CHECK(f[0].evidence.at_once == 4);
    CHECK(to_text(f[0].first_day) == "2023-07-04");
    CHECK(to_text(f[0].last_day) == "2023-07-04");
    CHECK(f[0].activity.empty());
    CHECK(f[0].severity == severity_level::low);
  }

  TEST_CASE("crowding: as many as the rules allow are none") {
    const tables t = four();
    finding_rules r;
    r.crowding_max_programs = 4;
    CHECK(crowded(t, r).empty());
    r.crowding_max_programs = 3;
    CHECK(crowded(t, r).size() == 1);
    r.crowding_max_programs = 0;
    CHECK(crowded(with({"D1,P1,S1,,2023-07-01,2023-07-07"}), r).size() == 1);
  }

  TEST_CASE("crowding: four programs one after another are none and nothing at all is none") {
    CHECK(crowded(with({"D1,P1,S1,,2023-07-01,2023-07-02", "D2,P2,S1,,2023-07-03,2023-07-04",
                        "D3,P3,S1,,2023-07-05,2023-07-06", "D4,P4,S1,,2023-07-07,2023-07-08"}))
              .empty());
    CHECK(crowded(with({})).empty());
  }

  TEST_CASE("crowding: without dates throughout nothing is at the same time for certain") {
    CHECK(crowded(with({"D1,P1,S1,,,", "D2,P2,S1,,,", "D3,P3,S1,,,", "D4,P4,S1,,,"})).empty());
  }

  TEST_CASE("crowding: nested programs count once") {
    const rows nested = {"D1,P1,S1,,2023-07-01,2023-07-07", "D2,P2,S1,,2023-07-01,2023-07-07",
                         "D3,P5,S1,,2023-07-01,2023-07-07", "D4,P6,S1,,2023-07-01,2023-07-07"};
    CHECK(crowded(with(nested)).empty());
    tables t = with(nested);
    add(t, "deliveries", of_delivery, {"D5,P3,S1,,2023-07-01,2023-07-07"});
    REQUIRE(crowded(t).size() == 1);
    CHECK(crowded(t)[0].evidence.at_once == 4);
    CHECK(crowded(t)[0].programs == ids{"P1", "P2", "P3", "P5", "P6"});
  }

  TEST_CASE("crowding: who was at the target at another time is neither named nor asked") {
    tables t = with({"D1,P1,S1,BPMP,2023-07-01,2023-07-07", "D2,P2,S1,BPMP,2023-07-02,2023-07-07",
                     "D4,P4,S1,BPMP,2023-07-03,2023-07-07", "D5,P5,S1,BPMP,2023-07-04,2023-07-06"});
    const auto before = crowded(t);
    CHECK(before.at(0).programs == ids{"P1", "P2", "P4", "P5"});
    // Long before, until the day before it was too many, from the day it was no longer, at a time
    // that is not known.
    add(t, "deliveries", of_delivery,
        {"E1,P3,S1,DD,2021-07-01,2021-07-02", "E2,P3,S1,DD,2023-07-01,2023-07-01",
         "E3,P3,S1,DD,2023-07-08,2023-07-09", "E4,P3,S1,DD,,", "E5,P3,S1,DD,2023-07,2023-07"});
    CHECK(crowded(t) == before);
    add(t, "deliveries", of_delivery, {"E6,P3,S1,DD,2023-07-06,2023-07-06"});
    CHECK(crowded(t).at(0).units == ids{"BPMP", "DD"});
    CHECK(crowded(t).at(0).programs == ids{"P1", "P2", "P3", "P4", "P5"});
  }

  TEST_CASE("crowding: all who were there while it was too many are named and not only on the day "
            "of the most") {
    tables t = four();
    add(t, "deliveries", of_delivery,
        {"E1,P1,S1,,2024-01-01,2024-01-02", "E2,P2,S1,,2024-01-01,2024-01-02",
         "E3,P3,S1,,2024-01-01,2024-01-02", "E4,P5,S1,,2024-01-01,2024-01-02"});
    CHECK(crowded(t).at(0).programs == ids{"P1", "P2", "P3", "P4", "P5"});
    CHECK(to_text(crowded(t).at(0).first_day) == "2023-07-04");
  }

  TEST_CASE("crowding: one finding per region with the most of all its targets") {
    tables t = four();
    add(t, "deliveries", of_delivery,
        {"E1,P1,S2,,2023-07-01,2023-07-01", "E2,P2,S2,,2023-07-01,2023-07-01",
         "E3,P3,S2,,2023-07-01,2023-07-01", "E4,P4,S2,,2023-07-01,2023-07-01",
         "F1,P1,S3,,2023-08-01,2023-08-09", "F2,P2,S3,,2023-08-01,2023-08-09",
         "F3,P3,S3,,2023-08-01,2023-08-09", "F4,P4,S3,,2023-08-01,2023-08-09",
         "F5,P6,S3,,2023-08-05,2023-08-09"});
    const auto f = crowded(t);
    REQUIRE(f.size() == 2);
    CHECK(f[0].region == "13.06");
    CHECK(f[0].targets == ids{"S1", "S2"});
    CHECK(f[0].evidence.at_once == 4);
    CHECK(to_text(f[0].first_day) == "2023-07-01");
    CHECK(f[1].region == "13.71");
    CHECK(f[1].targets == ids{"S3"});
    CHECK(f[1].evidence.at_once == 5);
    CHECK(to_text(f[1].first_day) == "2023-08-05");
    finding_rules r;
    r.region_level = "province";
    REQUIRE(crowded(t, r).size() == 1);
    CHECK(crowded(t, r)[0].region == "13");
    CHECK(crowded(t, r)[0].evidence.at_once == 5);
  }

  // --- groups ----------------------------------------------------------------------------------

  TEST_CASE("crowding: a cluster or an area or a local government cannot be crowded and a school "
            "can") {
    const auto at = [](const char* kind) {
      tables t = with({"D1,P1,X,,2023-07-01,2023-07-07", "D2,P2,X,,2023-07-01,2023-07-07",
                       "D3,P3,X,,2023-07-01,2023-07-07", "D4,P4,X,,2023-07-01,2023-07-07"});
      t["targets"].add({{"target_id", "X"}, {"kind", kind}, {"region_id", "13.06"}});
      return crowded(t).size();
    };
    CHECK(at("school") == 1);
    CHECK(at("") == 1);
    CHECK(at("cluster") == 0);
    CHECK(at("supervisor_area") == 0);
    CHECK(at("area") == 0);
    CHECK(at("region") == 0);
    CHECK(at("local_government") == 0);
  }

  TEST_CASE("crowding: deliveries to a group crowd its members") {
    tables t = with({"D1,P1,G,,2023-07-01,2023-07-07", "D2,P2,G,,2023-07-01,2023-07-07",
                     "D3,P3,S1,,2023-07-01,2023-07-07", "D4,P4,S1,,2023-07-01,2023-07-07"});
    add(t, "targets", "target_id,kind,region_id", {"G,working_group,13.06"});
    CHECK(crowded(t).empty());
    add(t, "memberships", "group_id,member_id", {"G,S1", "G,S2"});
    REQUIRE(crowded(t).size() == 1);
    CHECK(crowded(t)[0].targets == ids{"S1"});
  }

  TEST_CASE("crowding: a group whose members have left is still none that is crowded") {
    tables t = with({"D1,P1,G,,2023-07-01,2023-07-07", "D2,P2,G,,2023-07-01,2023-07-07",
                     "D3,P3,G,,2023-07-01,2023-07-07", "D4,P4,G,,2023-07-01,2023-07-07"});
    add(t, "targets", "target_id,kind,region_id", {"G,working_group,13.06"});
    CHECK(crowded(t).size() == 1);
    add(t, "memberships", "group_id,member_id,valid_from,valid_to", {"G,S1,2020-01-01,2020-12-31"});
    CHECK(crowded(t).empty());
  }

  // --- words and id ----------------------------------------------------------------------------

  TEST_CASE("crowding: the sentence of one target and of two in both languages") {
    tables t = four();
    CHECK(crowded(t).at(0).sentence.en ==
          "1 target in Agam receives 4 or more programs at once; at most 4 by 4 July 2023.");
    CHECK(crowded(t).at(0).sentence.id == "1 sasaran di Agam menerima 4 program atau lebih pada "
                                          "waktu yang sama; terbanyak 4 pada 4 Juli 2023.");
    add(t, "deliveries", of_delivery,
        {"E1,P1,S2,,2023-08-01,2023-08-01", "E2,P2,S2,,2023-08-01,2023-08-01",
         "E3,P3,S2,,2023-08-01,2023-08-01", "E4,P4,S2,,2023-08-01,2023-08-01",
         "E5,P5,S2,,2023-08-01,2023-08-01"});
    CHECK(crowded(t).at(0).sentence.en ==
          "2 targets in Agam receive 4 or more programs at once; at most 5 by 1 August 2023.");
    CHECK(crowded(t).at(0).sentence.id == "2 sasaran di Agam menerima 4 program atau lebih pada "
                                          "waktu yang sama; terbanyak 5 pada 1 Agustus 2023.");
    CHECK(crowded(t).at(0).ask.en == "BGP, BPMP and Dompet Dhuafa: agree on a calendar");
    CHECK(crowded(t).at(0).ask.id == "BGP, BPMP dan Dompet Dhuafa: susun jadwal bersama");
  }

  TEST_CASE("crowding: great numbers are grouped as the language does") {
    tables t = two_offices();
    for (int i = 0; i < 1234; ++i) {
      const std::string school = "X" + std::to_string(i);
      t["targets"].add({{"target_id", school}, {"kind", "school"}, {"region_id", "13.06"}});
      for (const char* program : {"P", "Q"})
        t["deliveries"].add(
            {{"program_id", program}, {"target_id", school}, {"start", "2023-07-04"}});
    }
    finding_rules r;
    r.crowding_max_programs = 1;
    CHECK(crowded(t, r).at(0).sentence.en ==
          "1,234 targets in Agam receive 2 or more programs at once; at most 2 by 4 July 2023.");
    CHECK(crowded(t, r).at(0).sentence.id == "1.234 sasaran di Agam menerima 2 program atau lebih "
                                             "pada waktu yang sama; terbanyak 2 pada 4 Juli 2023.");
    CHECK(crowded(t, r).at(0).severity == severity_level::high);
  }

  TEST_CASE("crowding: the id is of the region and not of the targets or programs") {
    tables t = four();
    const std::string one = crowded(t).at(0).id;
    CHECK(one == finding_id(finding_kind::crowding, {"13.06"}));
    add(t, "deliveries", of_delivery,
        {"E1,P1,S2,,2023-08-01,2023-08-01", "E2,P2,S2,,2023-08-01,2023-08-01",
         "E3,P3,S2,,2023-08-01,2023-08-01", "E4,P5,S2,,2023-08-01,2023-08-01"});
    CHECK(crowded(t).at(0).id == one);
    CHECK(crowded(t).at(0).targets.size() == 2);
    finding_rules r;
    r.region_level = "province";
    CHECK(crowded(t, r).at(0).id != one);
  }

  TEST_CASE("crowding: the order of rows does not matter") {
    std::size_t some = 0;
    for (unsigned seed = 1; seed <= 40; ++seed) {
      CAPTURE(seed);
      std::mt19937 random(seed);
      const auto package = random_package(random, 60);
      finding_rules r;
      r.crowding_max_programs = 1;
      const auto f = crowded(read(package), r);
      some += f.size();
      CHECK(crowded(read(shuffled(package, random)), r) == f);
    }
    CHECK(some > 20);
  }
}
