#include <irisan/finding/fragmentation.hpp>

#include <support/builders.hpp>
#include <support/findings.hpp>

#include <doctest/doctest.h>

using namespace irisan;
using namespace irisan::test;

namespace {

using ids = std::vector<std::string>;

/// BPMP and BGP both work on the theme T, in Agam.
tables two_at_work() {
  return with_deliveries(
      {"D1,P,S1,A,teacher,2023-07-01,2023-07-05", "D2,Q,S2,B,principal,2023-08-01,2023-08-05"});
}

std::vector<finding> fragmented(const tables& t, const finding_rules& r = {}) {
  const portfolio p(t);
  return find_fragmentation(p, r, p.latest_date());
}

std::size_t with_agreement(std::string_view header, std::initializer_list<std::string_view> rows) {
  tables t = two_at_work();
  add(t, "agreements", header, rows);
  return fragmented(t).size();
}

std::size_t with_mandates(std::initializer_list<std::string_view> rows) {
  tables t = two_at_work();
  add(t, "mandates", "unit_id,activity_id,audience,region_id,strength,valid_from,valid_to", rows);
  return fragmented(t).size();
}

} // namespace

TEST_SUITE("finding") {
  TEST_CASE("fragmentation: two units on one theme in one region without a lead") {
    const auto f = fragmented(two_at_work());
    REQUIRE(f.size() == 1);
    CHECK(f[0].activity == "T");
    CHECK(f[0].region == "13.06");
    CHECK(f[0].units == ids{"BGP", "BPMP"});
    CHECK(f[0].programs == ids{"P", "Q"});
    CHECK(f[0].targets == ids{"S1", "S2"});
    CHECK(f[0].evidence.deliveries == 2);
    CHECK(to_text(f[0].first_day) == "2023-07-01");
    CHECK(to_text(f[0].last_day) == "2023-08-05");
    CHECK_FALSE(f[0].planned);
    CHECK(f[0].sentence.en ==
          "2 units work on Kurikulum in Agam; a coordinator has not been named.");
    CHECK(f[0].sentence.id == "2 unit menangani Kurikulum di Agam; koordinator belum ditetapkan.");
    CHECK(f[0].ask.en == "BGP and BPMP: name a coordinator");
  }

  TEST_CASE("fragmentation: one unit with two programs is none") {
    tables t = two_offices();
    add(t, "programs", "program_id,unit_id", {"R,BPMP"});
    add(t, "deliveries", "delivery_id,program_id,target_id,activity_id",
        {"D1,P,S1,A", "D2,R,S1,A"});
    CHECK(fragmented(t).empty());
  }

  TEST_CASE("fragmentation: two units in two regencies are none and at the level of the province "
            "they are one") {
    const tables t = with_deliveries({"D1,P,S1,A,,,", "D2,Q,S3,A,,,"});
    CHECK(fragmented(t).empty());
    finding_rules r;
    r.region_level = "province";
    REQUIRE(fragmented(t, r).size() == 1);
    CHECK(fragmented(t, r)[0].region == "13");
  }

  TEST_CASE("fragmentation: a target in a district counts in its regency") {
    tables t = two_offices();
    add(t, "regions", "region_id,parent_id,kind", {"13.06.01,13.06,district"});
    add(t, "targets", "target_id,kind,region_id", {"S9,school,13.06.01"});
    add(t, "deliveries", "delivery_id,program_id,target_id,activity_id",
        {"D1,P,S1,A", "D2,Q,S9,A"});
    REQUIRE(fragmented(t).size() == 1);
    CHECK(fragmented(t)[0].region == "13.06");
  }

  TEST_CASE("fragmentation: two units on two themes are none") {
    tables t = two_offices();
    add(t, "activities", "activity_id", {"T2"});
    add(t, "deliveries", "delivery_id,program_id,target_id,activity_id",
        {"D1,P,S1,A", "D2,Q,S1,T2"});
    CHECK(fragmented(t).empty());
  }

  TEST_CASE("fragmentation: without a recorded activity there is no theme") {
    CHECK(fragmented(with_deliveries({"D1,P,S1,,teacher,,", "D2,Q,S1,,teacher,,"})).empty());
    CHECK(fragmented(with_deliveries({"D1,P,S1,A,teacher,,", "D2,Q,S1,,teacher,,"})).empty());
  }

  TEST_CASE("fragmentation: the rules say from how many units on") {
    finding_rules r;
    r.fragmentation_min_units = 3;
    CHECK(fragmented(two_at_work(), r).empty());
    tables t = two_at_work();
    add(t, "units", "unit_id,kind", {"DD,partner"});
    add(t, "deliveries", "delivery_id,program_id,target_id,unit_id,activity_id", {"D3,P,S1,DD,A"});
    CHECK(fragmented(t, r).size() == 1);
  }

  TEST_CASE("fragmentation: an agreement that names who leads makes it none") {
    constexpr const char* header = "agreement_id,kind,activity_id,region_id,unit_id,role";
    CHECK(with_agreement(header, {"J,joint,T,13.06,BGP,lead"}) == 0);
    CHECK(with_agreement(header, {"J,pin,T,13,BGP,lead"}) == 0);
    CHECK(with_agreement(header, {"J,joint,T,13.06,BGP,support"}) == 1);
    CHECK(with_agreement(header, {"J,joint,T,13.06,,lead"}) == 1);
    CHECK(with_agreement(header, {"J,forbid,T,13.06,BGP,lead"}) == 1);
    CHECK(with_agreement(header, {"J,joint,T,13.71,BGP,lead"}) == 1);
  }

  TEST_CASE("fragmentation: an agreed lead of any activity leads this one too") {
    CHECK(with_agreement("agreement_id,kind,activity_id,region_id,unit_id,role",
                         {"J,joint,,13.06,BGP,lead"}) == 0);
    CHECK(with_agreement("agreement_id,kind,activity_id,region_id,unit_id,role",
                         {"J,joint,,,BGP,lead"}) == 0);
  }

  TEST_CASE("fragmentation: a lead agreed for a part of the work leaves the rest without one") {
    constexpr const char* header =
        "agreement_id,kind,activity_id,audience,unit_id,role,valid_from,valid_to";
    CHECK(with_agreement(header, {"J,joint,A,,BGP,lead,,"}) == 1);
    CHECK(with_agreement(header, {"J,joint,K,,BGP,lead,,"}) == 0);
    CHECK(with_agreement(header, {"J,joint,T,teacher,BGP,lead,,"}) == 1);
    CHECK(with_agreement(header, {"J,joint,T,,BGP,lead,2022,2022"}) == 1);
  }

  TEST_CASE("fragmentation: mandates of one lead and others who support make it none") {
    CHECK(with_mandates({"BPMP,T,,,lead,,", "BGP,T,,,support,,"}) == 0);
    CHECK(with_mandates({"BPMP,T,,,lead,,", "BGP,T,,,lead,,"}) == 1);
    CHECK(with_mandates({"BPMP,T,,,lead,,"}) == 1);
    CHECK(with_mandates({"BPMP,T,,,lead,,", "BGP,T,,,unspecified,,"}) == 1);
    CHECK(with_mandates({"BPMP,T,,13.71,lead,,", "BGP,T,,,support,,"}) == 1);
    CHECK(with_mandates({"BPMP,A,,,lead,,", "BGP,T,,,support,,"}) == 1);
    CHECK(with_mandates({"BPMP,T,teacher,,lead,,", "BGP,T,,,support,,"}) == 1);
  }

  TEST_CASE("fragmentation: a program that one unit leads is led and two programs are not") {
    tables t = two_offices();
    add(t, "deliveries", "delivery_id,program_id,target_id,unit_id,activity_id",
        {"D1,P,S1,BPMP,A", "D2,P,S1,BGP,A"});
    CHECK(fragmented(t).size() == 1);
    add(t, "roles", "program_id,unit_id,role,region_id", {"P,BPMP,lead,13.06"});
    CHECK(fragmented(t).empty());
    add(t, "deliveries", "delivery_id,program_id,target_id,unit_id,activity_id", {"D3,Q,S1,BGP,A"});
    CHECK(fragmented(t).size() == 1);
  }

  TEST_CASE("fragmentation: the id is of theme and region and not of who works there") {
    tables t = two_at_work();
    const std::string before = fragmented(t).at(0).id;
    add(t, "units", "unit_id,kind", {"DD,partner"});
    add(t, "deliveries", "delivery_id,program_id,target_id,unit_id,activity_id", {"D3,P,S1,DD,A"});
    CHECK(fragmented(t).at(0).id == before);
    CHECK(fragmented(t).at(0).sentence.en.starts_with("3 units"));
    CHECK(before == finding_id(finding_kind::fragmentation, {"T", "13.06"}));
  }
}
