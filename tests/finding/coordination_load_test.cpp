#include <irisan/finding/coordination_load.hpp>

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

constexpr const char* of_delivery =
    "delivery_id,program_id,target_id,unit_id,activity_id,start,end,event_id";

/// A contact of a unit on the days from one to the one before another.
contact on_days(std::int32_t unit, day from, day to) {
  contact c;
  c.by = {unit};
  c.from = from, c.to = to;
  return c;
}

/// Every contact against every other.
std::int64_t clashes_by_hand(const std::vector<contact>& contacts) {
  return std::count_if(contacts.begin(), contacts.end(), [&](const contact& a) {
    return std::any_of(contacts.begin(), contacts.end(), [&](const contact& b) {
      return a.by != b.by && std::max(a.from, b.from) < std::min(a.to, b.to);
    });
  });
}

/// The schools of Agam are governed by L, that of Padang by M; L is also the unit AGAM. Three units
/// run P, Q and R. Deliveries are `id,program,target,unit,activity,start,end,event`.
tables with(rows deliveries) {
  tables t = two_offices();
  add(t, "units", "unit_id,name,kind",
      {"DD,Dompet Dhuafa,partner", "AGAM,Dinas Agam,local_government"});
  add(t, "targets", "target_id,name,kind,region_id,unit_id",
      {"L,Kabupaten Agam,local_government,13.06,AGAM", "M,Kota Padang,local_government,13.71,"});
  add(t, "programs", "program_id,name,unit_id", {"R,Program R,DD"});
  add(t, "deliveries", of_delivery, deliveries);
  return t;
}

/// Three units at schools of Agam: two on the same days and one on others.
tables three() {
  return with({"D1,P,S1,,A,2023-07-01,2023-07-05,", "D2,Q,S2,,B,2023-07-05,2023-07-09,",
               "D3,R,S1,,A,2023-08-01,2023-08-02,"});
}

std::vector<finding> loads(const tables& t, const finding_rules& r = {}) {
  return find_coordination_load(portfolio(t), r);
}

/// Contacts and clashing ones of the only finding, from one unit on.
std::pair<std::int64_t, std::int64_t> contacts_of(const tables& t) {
  finding_rules r;
  r.load_min_units = 1;
  const auto f = loads(t, r);
  REQUIRE(f.size() == 1);
  return {f[0].evidence.contacts, f[0].evidence.clashes};
}

using counts = std::pair<std::int64_t, std::int64_t>;

/// The local government of a target; empty if it is unknown.
std::string government(const tables& t, std::string_view of,
                       std::string_view level = "city_or_regency") {
  const portfolio p(t);
  const target_index a = local_governments(p, level).at(p.find_target(of).at());
  return a.known() ? p[a].id : std::string();
}

} // namespace

TEST_SUITE("finding") {
  // --- count_clashes ---------------------------------------------------------------------------

  TEST_CASE("count clashes: none and one contact clash with nothing") {
    CHECK(count_clashes({}) == 0);
    CHECK(count_clashes({on_days(0, 1, 5)}) == 0);
  }

  TEST_CASE("count clashes: two units on a common day clash both and one unit never with itself") {
    CHECK(count_clashes({on_days(0, 1, 5), on_days(1, 4, 9)}) == 2);
    CHECK(count_clashes({on_days(0, 1, 5), on_days(0, 4, 9)}) == 0);
    CHECK(count_clashes({on_days(0, 1, 5), on_days(1, 1, 5)}) == 2);
    CHECK(count_clashes({on_days(0, 1, 5), on_days(0, 1, 5), on_days(1, 4, 5)}) == 3);
  }

  TEST_CASE("count clashes: a day on which one is over and the other begins is no clash") {
    CHECK(count_clashes({on_days(0, 1, 5), on_days(1, 5, 9)}) == 0);
    CHECK(count_clashes({on_days(0, 1, 5), on_days(1, 4, 5)}) == 2);
  }

  TEST_CASE("count clashes: days that are not known clash with nothing") {
    CHECK(count_clashes({on_days(0, 1, 5), on_days(1, no_last_day, no_first_day)}) == 0);
    CHECK(count_clashes({on_days(0, 1, 5), on_days(1, 3, 3)}) == 0);
    CHECK(count_clashes({on_days(0, 1, 5), on_days(1, 3, 4)}) == 2);
  }

  TEST_CASE(
      "count clashes: a long contact clashes with all that lie in it and they with it alone") {
    CHECK(count_clashes(
              {on_days(0, 0, 100), on_days(1, 1, 2), on_days(1, 3, 4), on_days(1, 200, 201)}) == 3);
    // Behind the long one of the same unit stands a shorter one of another.
    CHECK(count_clashes({on_days(0, 0, 100), on_days(1, 1, 10), on_days(0, 5, 6)}) == 3);
    CHECK(count_clashes({on_days(0, 0, 100), on_days(1, 1, 3), on_days(0, 5, 6)}) == 2);
  }

  TEST_CASE("count clashes: it is what every contact against every other gives") {
    std::set<std::int64_t> seen;
    for (unsigned seed = 1; seed <= 3000; ++seed) {
      CAPTURE(seed);
      std::mt19937 random(seed);
      const auto below = [&](unsigned n) { return static_cast<std::int32_t>(random() % n); };
      const auto units = static_cast<unsigned>(1 + random() % 4),
                 span = static_cast<unsigned>(1 + random() % 40);
      std::vector<contact> contacts;
      for (auto i = random() % 16; i > 0; --i) {
        const day from = below(span);
        contacts.push_back(on_days(below(units), from, from + below(8)));
      }
      const std::int64_t wanted = clashes_by_hand(contacts);
      CHECK(count_clashes(contacts) == wanted);
      std::shuffle(contacts.begin(), contacts.end(), random);
      CHECK(count_clashes(contacts) == wanted);
      seen.insert(wanted);
    }
    CHECK(seen.size() > 10);
  }

  // --- local_governments -----------------------------------------------------------------------

  TEST_CASE("local governments: of a local government itself and else the one that governs it") {
    tables t = with({});
    add(t, "targets", "target_id,kind,region_id,authority_id",
        {"X,school,13.06,M", "Y,local_government,13.06,M"});
    CHECK(government(t, "L") == "L");
    CHECK(government(t, "X") == "M");
    CHECK(government(t, "Y") == "Y");
  }

  TEST_CASE("local governments: without one that governs it the one of its region at the level") {
    tables t = with({});
    add(t, "regions", "region_id,parent_id,kind", {"13.06.01,13.06,district"});
    add(t, "targets", "target_id,kind,region_id", {"X,school,13.06.01", "Y,school,13"});
    CHECK(government(t, "S1") == "L");
    CHECK(government(t, "S3") == "M");
    CHECK(government(t, "X") == "L");
    CHECK(government(t, "Y") == "");
    CHECK(government(t, "S1", "province") == "");
    add(t, "targets", "target_id,kind,region_id", {"Z,local_government,13"});
    CHECK(government(t, "Y") == "Z");
    CHECK(government(t, "S1", "province") == "Z");
    CHECK(government(t, "S1") == "L");
  }

  TEST_CASE("local governments: where none is recorded it is unknown") {
    CHECK(government(two_offices(), "S1") == "");
  }

  TEST_CASE("local governments: should a region have several it is the first by id") {
    tables t = with({});
    add(t, "targets", "target_id,kind,region_id",
        {"Z,local_government,13.06", "A,local_government,13.06"});
    CHECK(government(t, "S1") == "A");
    CHECK(government(t, "L") == "L");
  }

  TEST_CASE("local governments: a unit that governs a target is known by its target and else it is "
            "not the one of the region") {
    tables t = with({});
    add(t, "units", "unit_id,kind", {"PROV,local_government"});
    add(t, "targets", "target_id,kind,region_id,authority_id",
        {"X,school,13.71,AGAM", "Y,school,13.06,PROV"});
    CHECK(government(t, "X") == "L");
    CHECK(government(t, "Y") == "");
    add(t, "targets", "target_id,kind,region_id,unit_id", {"N,local_government,13,PROV"});
    CHECK(government(t, "Y") == "N");
  }

  // --- contacts --------------------------------------------------------------------------------

  TEST_CASE("coordination load: deliveries of one program and activity in one period are one "
            "contact") {
    CHECK(contacts_of(with({"D1,P,S1,,A,2023-07-01,2023-07-05,",
                            "D2,P,S2,,A,2023-07-01,2023-07-05,"})) == counts{1, 0});
    CHECK(contacts_of(with({"D1,P,S1,,A,2023-07-01,2023-07-05,",
                            "D2,P,S2,,A,2023-07-01,2023-07-06,"})) == counts{2, 0});
    CHECK(contacts_of(with({"D1,P,S1,,A,2023-07-01,2023-07-05,",
                            "D2,P,S2,,B,2023-07-01,2023-07-05,"})) == counts{2, 0});
    CHECK(contacts_of(with({"D1,P,S1,BPMP,A,2023-07-01,2023-07-05,",
                            "D2,Q,S2,BPMP,A,2023-07-01,2023-07-05,"})) == counts{2, 0});
    CHECK(contacts_of(with({"D1,P,S1,BPMP,A,2023-07-01,2023-07-05,",
                            "D2,P,S2,BGP,A,2023-07-01,2023-07-05,"})) == counts{2, 2});
    CHECK(contacts_of(with({"D1,P,S1,,A,,,", "D2,P,S2,,A,,,"})) == counts{1, 0});
  }

  TEST_CASE("coordination load: deliveries of one event are one contact whatever else they say") {
    CHECK(contacts_of(with({"D1,P,S1,,A,2023-07-01,2023-07-05,E",
                            "D2,P,S2,,A,2023-07-01,2023-07-05,E"})) == counts{1, 0});
    CHECK(contacts_of(with({"D1,P,S1,,A,2023-07-01,2023-07-05,E",
                            "D2,P,S2,,B,2023-07-01,2023-07-05,E"})) == counts{1, 0});
    CHECK(contacts_of(with({"D1,P,S1,,A,2023-07-01,2023-07-05,E",
                            "D2,P,S2,,A,2023-07-02,2023-07-03,E"})) == counts{1, 0});
    CHECK(contacts_of(with({"D1,P,S1,,A,2023-07-01,2023-07-05,E", "D2,P,S2,,A,,,E"})) ==
          counts{1, 0});
    CHECK(contacts_of(with({"D1,P,S1,,A,2023-07-01,2023-07-05,E",
                            "D2,P,S2,,A,2023-07-01,2023-07-05,F"})) == counts{2, 0});
    CHECK(contacts_of(with({"D1,P,S1,,A,2023-07-01,2023-07-05,E",
                            "D2,P,S2,,A,2023-07-01,2023-07-05,"})) == counts{2, 0});
  }

  TEST_CASE("coordination load: an event that units hold together is one contact and no clash") {
    const rows joint = {"D1,P,S1,,A,2023-07-01,2023-07-05,E", "D2,Q,S1,,A,2023-07-01,2023-07-05,E",
                        "D3,R,S1,,A,2023-07-01,2023-07-05,E"};
    CHECK(contacts_of(with(joint)) == counts{1, 0});
    REQUIRE(loads(with(joint)).size() == 1);
    CHECK(loads(with(joint))[0].units == ids{"BGP", "BPMP", "DD"});
    // What one of them does beside it on these days clashes with it.
    tables t = with(joint);
    add(t, "deliveries", of_delivery, {"D4,P,S2,,B,2023-07-05,2023-07-05,"});
    CHECK(contacts_of(t) == counts{2, 2});
    tables later = with(joint);
    add(later, "deliveries", of_delivery, {"D4,P,S2,,B,2023-07-06,2023-07-06,"});
    CHECK(contacts_of(later) == counts{2, 0});
  }

  TEST_CASE("coordination load: an event lasts from its first day to its last") {
    const rows event = {"D1,P,S1,,A,2023-07-01,2023-07-01,E", "D2,P,S2,,A,2023-07-08,2023-07-08,E",
                        "D3,P,S2,,B,2023-07,2023-07,E"};
    const auto beside = [&](const std::string& start) {
      tables t = with(event);
      t["deliveries"].add({{"delivery_id", "D4"},
                           {"program_id", "Q"},
                           {"target_id", "S1"},
                           {"activity_id", "A"},
                           {"start", start},
                           {"end", start}});
      return contacts_of(t);
    };
    CHECK(beside("2023-06-30") == counts{2, 0});
    CHECK(beside("2023-07-01") == counts{2, 2});
    CHECK(beside("2023-07-05") == counts{2, 2});
    CHECK(beside("2023-07-08") == counts{2, 2});
    CHECK(beside("2023-07-09") == counts{2, 0});
  }

  TEST_CASE("coordination load: only days that are known for certain clash") {
    const auto beside = [](const std::string& when) {
      return contacts_of(with({"D1,P,S1,,A,2023-07-01,2023-07-05,", "D2,Q,S2,,A," + when + ","}));
    };
    CHECK(beside("2023-07-05,2023-07-09") == counts{2, 2});
    CHECK(beside("2023-07-06,2023-07-09") == counts{2, 0});
    CHECK(beside("2023-07,2023-07") == counts{2, 0});
    CHECK(beside("2023-06,2023-08") == counts{2, 2});
    CHECK(beside("2023-07-05,") == counts{2, 2});
    CHECK(beside(",") == counts{2, 0});
  }

  // --- find_coordination_load ------------------------------------------------------------------

  TEST_CASE("coordination load: a local government that deals with many units on one theme") {
    const auto f = loads(three());
    REQUIRE(f.size() == 1);
    CHECK(f[0].kind == finding_kind::coordination_load);
    CHECK(f[0].units == ids{"BGP", "BPMP", "DD"});
    CHECK(f[0].programs == ids{"P", "Q", "R"});
    CHECK(f[0].activity == "T");
    CHECK(f[0].region == "13.06");
    CHECK(f[0].targets == ids{"S1", "S2"});
    CHECK(f[0].evidence.contacts == 3);
    CHECK(f[0].evidence.clashes == 2);
    CHECK(to_text(f[0].first_day) == "2023-07-01");
    CHECK(to_text(f[0].last_day) == "2023-08-02");
    CHECK(f[0].severity == severity_level::low);
  }

  TEST_CASE("coordination load: the rules say from how many units on") {
    finding_rules r;
    r.load_min_units = 4;
    CHECK(loads(three(), r).empty());
    r.load_min_units = 3;
    CHECK(loads(three(), r).size() == 1);
    tables t = with({"D1,P,S1,,A,,,", "D2,Q,S1,,A,,,"});
    CHECK(loads(t).empty());
    r.load_min_units = 2;
    CHECK(loads(t, r).size() == 1);
  }

  TEST_CASE("coordination load: many programs of one unit are one unit") {
    tables t = with({"D1,P,S1,BPMP,A,,,", "D2,Q,S1,BPMP,A,,,", "D3,R,S1,BPMP,A,,,"});
    CHECK(loads(t).empty());
    add(t, "deliveries", of_delivery, {"D4,P,S1,BGP,A,,,", "D5,P,S1,DD,A,,,"});
    CHECK(loads(t).size() == 1);
  }

  TEST_CASE("coordination load: what the local government does itself is no contact") {
    tables t = with({"D1,P,S1,,A,,,", "D2,Q,S1,,A,,,", "D3,R,S1,AGAM,A,,,"});
    CHECK(loads(t).empty());
    finding_rules r;
    r.load_min_units = 2;
    REQUIRE(loads(t, r).size() == 1);
    CHECK(loads(t, r)[0].units == ids{"BGP", "BPMP"});
    CHECK(loads(t, r)[0].programs == ids{"P", "Q"});
    CHECK(loads(t, r)[0].evidence.contacts == 2);
    // At the schools of another it is a unit like any other.
    CHECK(loads(with({"D1,P,S3,,A,,,", "D2,Q,S3,,A,,,", "D3,R,S3,AGAM,A,,,"})).size() == 1);
  }

  TEST_CASE(
      "coordination load: what is delivered to the local government itself is a contact too") {
    const auto f = loads(with({"D1,P,S1,,A,,,", "D2,Q,L,,A,,,", "D3,R,L,,A,,,"}));
    REQUIRE(f.size() == 1);
    CHECK(f[0].targets == ids{"L", "S1"});
  }

  TEST_CASE("coordination load: a delivery to a group is one contact at the group") {
    tables t = with({"D1,P,G,,A,,,", "D2,Q,S1,,A,,,", "D3,R,S1,,A,,,"});
    add(t, "targets", "target_id,kind,region_id", {"G,cluster,13.06"});
    add(t, "memberships", "group_id,member_id", {"G,S1", "G,S2"});
    REQUIRE(loads(t).size() == 1);
    CHECK(loads(t)[0].targets == ids{"G", "S1"});
    CHECK(loads(t)[0].evidence.contacts == 3);
  }

  TEST_CASE("coordination load: one finding per authority and theme") {
    tables t = three();
    add(t, "activities", "activity_id,name", {"T2,Olahraga"});
    CHECK(loads(t).size() == 1);
    add(t, "deliveries", of_delivery,
        {"E1,P,S1,,T2,,,", "E2,Q,S1,,T2,,,", "E3,R,S1,,T2,,,", "F1,P,S3,,A,,,", "F2,Q,S3,,K,,,",
         "F3,R,S3,,T,,,"});
    std::vector<ids> subjects;
    for (const finding& f : loads(t)) subjects.push_back({f.region, f.activity});
    CHECK(subjects == std::vector<ids>{{"13.06", "T"}, {"13.06", "T2"}, {"13.71", "T"}});
  }

  TEST_CASE("coordination load: two units on one theme and one on another are no load") {
    tables t = with({"D1,P,S1,,A,,,", "D2,Q,S1,,A,,,"});
    add(t, "activities", "activity_id", {"T2"});
    add(t, "deliveries", of_delivery, {"D3,R,S1,,T2,,,"});
    CHECK(loads(t).empty());
  }

  TEST_CASE("coordination load: without an activity or a local government nothing can be said") {
    CHECK(loads(with({"D1,P,S1,,,,,", "D2,Q,S1,,,,,", "D3,R,S1,,,,,"})).empty());
    CHECK(loads(with({"D1,P,S1,,A,,,", "D2,Q,S1,,A,,,", "D3,R,S1,,,,,"})).empty());
    CHECK(loads(with({})).empty());
    tables t = two_offices();
    add(t, "units", "unit_id", {"DD"});
    add(t, "deliveries", of_delivery, {"D1,P,S1,,A,,,", "D2,Q,S1,,A,,,", "D3,P,S1,DD,A,,,"});
    CHECK(loads(t).empty());
    add(t, "targets", "target_id,kind,region_id", {"L,local_government,13.06"});
    CHECK(loads(t).size() == 1);
  }

  // --- words and id ----------------------------------------------------------------------------

  TEST_CASE("coordination load: the sentence in both languages") {
    const auto f = loads(three());
    CHECK(f.at(0).sentence.en == "Kabupaten Agam deals with 3 units on Kurikulum: 3 contacts, 2 on "
                                 "clashing dates.");
    CHECK(f.at(0).sentence.id == "Kabupaten Agam berurusan dengan 3 unit untuk Kurikulum: 3 "
                                 "kontak, 2 di antaranya pada tanggal yang bertabrakan.");
    CHECK(f.at(0).ask.en == "BGP, BPMP and Dompet Dhuafa: agree on one door and one calendar");
    CHECK(f.at(0).ask.id == "BGP, BPMP dan Dompet Dhuafa: sepakati satu pintu dan satu kalender");
  }

  TEST_CASE("coordination load: the sentence of one contact is singular and without dates it is "
            "silent on clashes") {
    tables t = with({"D1,P,S1,,A,,,E", "D2,Q,S1,,A,,,E", "D3,R,S1,,A,,,E"});
    CHECK(loads(t).at(0).sentence.en ==
          "Kabupaten Agam deals with 3 units on Kurikulum: 1 contact.");
    CHECK(loads(t).at(0).sentence.id ==
          "Kabupaten Agam berurusan dengan 3 unit untuk Kurikulum: 1 kontak.");
    CHECK(loads(t).at(0).first_day == no_first_day);
    CHECK(loads(t).at(0).last_day == no_last_day);
    // A date elsewhere is enough for dates to be recorded.
    add(t, "deliveries", of_delivery, {"D4,P,S3,,A,2023-07-01,2023-07-01,"});
    CHECK(loads(t).at(0).sentence.en ==
          "Kabupaten Agam deals with 3 units on Kurikulum: 1 contact, 0 on clashing dates.");
  }

  TEST_CASE("coordination load: one unit is singular") {
    finding_rules r;
    r.load_min_units = 1;
    const auto f = loads(with({"D1,P,S1,,A,,,"}), r);
    CHECK(f.at(0).sentence.en == "Kabupaten Agam deals with 1 unit on Kurikulum: 1 contact.");
  }

  TEST_CASE("coordination load: great numbers are grouped as the language does") {
    tables t = with({});
    for (int i = 0; i < 1234; ++i) {
      const std::string unit = "U" + std::to_string(i);
      t["units"].add({{"unit_id", unit}});
      t["deliveries"].add({{"program_id", "P"},
                           {"target_id", "S1"},
                           {"unit_id", unit},
                           {"activity_id", "A"},
                           {"start", "2023-07-01"}});
    }
    CHECK(loads(t).at(0).sentence.en == "Kabupaten Agam deals with 1,234 units on Kurikulum: 1,234 "
                                        "contacts, 1,234 on clashing dates.");
    CHECK(loads(t).at(0).sentence.id ==
          "Kabupaten Agam berurusan dengan 1.234 unit untuk Kurikulum: 1.234 kontak, 1.234 di "
          "antaranya pada tanggal yang bertabrakan.");
    CHECK(loads(t).at(0).ask.en ==
          "U0, U1, U10, U100 and 1,230 more: agree on one door and one calendar");
  }

  TEST_CASE("coordination load: a local government without a name is called by its id") {
    tables t = two_offices();
    add(t, "units", "unit_id", {"DD"});
    add(t, "targets", "target_id,kind,region_id", {"L,local_government,13.06"});
    add(t, "deliveries", of_delivery, {"D1,P,S1,,A,,,", "D2,Q,S1,,A,,,", "D3,P,S1,DD,A,,,"});
    CHECK(loads(t).at(0).sentence.en == "L deals with 3 units on Kurikulum: 3 contacts.");
  }

  TEST_CASE("coordination load: the id is of authority and theme and not of who comes") {
    tables t = three();
    const std::string one = loads(t).at(0).id;
    CHECK(one == finding_id(finding_kind::coordination_load, {"L", "T"}));
    add(t, "units", "unit_id", {"U"});
    add(t, "deliveries", of_delivery, {"D9,P,S2,U,K,2023-09-01,2023-09-02,"});
    CHECK(loads(t).at(0).id == one);
    CHECK(loads(t).at(0).units.size() == 4);
    const auto other = loads(with({"D1,P,S3,,A,,,", "D2,Q,S3,,A,,,", "D3,R,S3,,A,,,"}));
    CHECK(other.at(0).id == finding_id(finding_kind::coordination_load, {"M", "T"}));
  }

  // --- against the slow obvious version ----------------------------------------------------------

  TEST_CASE("coordination load: on random deliveries contacts and clashes are those of the slow "
            "obvious version whatever the order of rows") {
    std::size_t some = 0, clashing = 0;
    for (unsigned seed = 1; seed <= 300; ++seed) {
      CAPTURE(seed);
      std::mt19937 random(seed);
      const auto pick = [&](std::initializer_list<const char*> of) {
        return std::string(*(of.begin() + random() % of.size()));
      };
      struct row {
        std::string program, target, unit, activity, event;
        day start = 0, end = 0;
      };
      std::vector<row> all;
      const day july = parse_date("2023-07-01")->earliest;
      for (auto i = 4 + random() % 16; i > 0; --i) {
        row r{pick({"P", "Q"}), pick({"S1", "S2", "S3", "L"}), pick({"U", "V", "W", "AGAM"}),
              pick({"", "A", "B", "C"}), pick({"", "", "E", "F"})};
        r.start = july + static_cast<day>(random() % 25);
        r.end = r.start + static_cast<day>(random() % 3);
        all.push_back(r);
      }
      std::vector<written_table> written = {
          {"regions", "region_id,kind", {"R,city_or_regency", "R2,city_or_regency"}},
          {"units", "unit_id", {"U", "V", "W", "AGAM"}},
          {"programs", "program_id,unit_id", {"P,U", "Q,V"}},
          {"targets",
           "target_id,region_id,kind,unit_id",
           {"S1,R,school,", "S2,R,school,", "S3,R2,school,", "L,R,local_government,AGAM",
            "M,R2,local_government,"}},
          {"activities", "activity_id,parent_id", {"T,", "A,T", "B,T", "C,"}},
          {"deliveries",
           "delivery_id,program_id,target_id,unit_id,activity_id,start,end,event_id",
           {}}};
      for (const row& r : all)
        written[5].rows.push_back("D" + std::to_string(written[5].rows.size()) + "," + r.program +
                                  "," + r.target + "," + r.unit + "," + r.activity + "," +
                                  to_text(r.start) + "," + to_text(r.end) + "," + r.event);

      struct one_contact {
        std::set<std::string> units;
        day first = no_last_day, last = no_first_day;
      };
      struct load {
        std::set<std::string> units;
        std::map<ids, one_contact> contacts;
      };
      std::map<std::pair<std::string, std::string>, load> wanted;
      for (const row& r : all) {
        const bool agam = r.target != "S3";
        if (r.activity.empty() || (agam && r.unit == "AGAM")) continue;
        load& l = wanted[{agam ? "R" : "R2", r.activity == "C" ? "C" : "T"}];
        l.units.insert(r.unit);
        const ids key = r.event.empty()
                            ? ids{r.unit, r.program, r.activity, to_text(r.start), to_text(r.end)}
                            : ids{r.event};
        one_contact& c = l.contacts[key];
        c.units.insert(r.unit);
        c.first = std::min(c.first, r.start), c.last = std::max(c.last, r.end);
      }
      std::erase_if(wanted, [](const auto& w) { return w.second.units.size() < 3; });

      const auto f = loads(read(written));
      CHECK(f.size() == wanted.size());
      for (const finding& g : f) {
        CAPTURE(g.sentence.en);
        REQUIRE(wanted.contains({g.region, g.activity}));
        const load& l = wanted.at({g.region, g.activity});
        std::int64_t clashes = 0;
        for (const auto& [key, a] : l.contacts)
          clashes += std::any_of(l.contacts.begin(), l.contacts.end(), [&](const auto& other) {
            const one_contact& b = other.second;
            // Of one unit alone, both of them: nobody else has taken the day.
            return other.first != key && !(a.units == b.units && a.units.size() == 1) &&
                   a.first <= b.last && b.first <= a.last;
          });
        CHECK(g.units == ids(l.units.begin(), l.units.end()));
        CHECK(g.evidence.contacts == static_cast<std::int64_t>(l.contacts.size()));
        CHECK(g.evidence.clashes == clashes);
        ++some, clashing += clashes > 0;
      }
      CHECK(loads(read(shuffled(written, random))) == f);
    }
    CHECK(some > 50);
    CHECK(clashing > 20);
  }
}
