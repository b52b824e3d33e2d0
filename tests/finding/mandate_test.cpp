#include <irisan/finding/mandate.hpp>

#include <support/builders.hpp>
#include <support/findings.hpp>

#include <doctest/doctest.h>

using namespace irisan;
using namespace irisan::test;

namespace {

using ids = std::vector<std::string>;

constexpr const char* mandate_header =
    "unit_id,activity_id,audience,target_kind,channel,region_id,strength,valid_from,valid_to";
constexpr const char* delivery_header =
    "delivery_id,program_id,target_id,unit_id,activity_id,audience,channel,start,end,cost";

std::vector<finding> undivided(std::initializer_list<std::string_view> mandates,
                               const char* as_of = "2023-12-31") {
  tables t = two_offices();
  add(t, "mandates", mandate_header, mandates);
  return find_undivided_mandates(portfolio(t), {}, on(as_of));
}

std::vector<finding> outside(std::initializer_list<std::string_view> mandates,
                             std::initializer_list<std::string_view> deliveries,
                             const finding_rules& r = {}) {
  tables t = two_offices();
  add(t, "units", "unit_id,name,kind", {"DD,Dompet Dhuafa,partner"});
  add(t, "mandates", mandate_header, mandates);
  add(t, "deliveries", delivery_header, deliveries);
  const portfolio p(t);
  return find_outside_mandate(p, r, p.latest_date());
}

} // namespace

TEST_SUITE("finding") {
  TEST_CASE(
      "mandate: two units with the same verb on the same object in the same region are undivided") {
    const auto f =
        undivided({"BPMP,K,teacher,,,13.06,unspecified,,", "BGP,K,teacher,,,13.06,unspecified,,"});
    REQUIRE(f.size() == 1);
    CHECK(f[0].units == ids{"BGP", "BPMP"});
    CHECK(f[0].activity == "K");
    CHECK(f[0].audiences == ids{"teacher"});
    CHECK(f[0].region == "13.06");
    CHECK(f[0].id == finding_id(finding_kind::undivided_mandate, {"K", "teacher", "13.06"}));
    CHECK(f[0].sentence.en == "The tusi of BGP and BPMP both name Pelatihan for teachers in Agam; "
                              "who leads is not yet divided.");
    CHECK(f[0].sentence.id == "Tusi BGP dan BPMP sama-sama memuat Pelatihan untuk guru di Agam; "
                              "pembagiannya belum ditetapkan.");
  }

  TEST_CASE("mandate: the same verb on another object is not undivided") {
    CHECK(
        undivided({"BPMP,K,teacher,,,,unspecified,,", "BGP,K,principal,,,,unspecified,,"}).empty());
    CHECK(undivided({"BPMP,K,,school,,,unspecified,,", "BGP,K,,cluster,,,unspecified,,"}).empty());
    CHECK(undivided({"BPMP,K,,,local_government,,unspecified,,", "BGP,K,,,direct,,unspecified,,"})
              .empty());
    CHECK(undivided({"BPMP,K,,,,13.06,unspecified,,", "BGP,K,,,,13.71,unspecified,,"}).empty());
  }

  TEST_CASE("mandate: another verb on the same object is not undivided") {
    CHECK(undivided({"BPMP,A,teacher,,,,unspecified,,", "BGP,B,teacher,,,,unspecified,,"}).empty());
    CHECK(undivided({"BPMP,A,teacher,,,,unspecified,,", "BGP,A,teacher,,,,unspecified,,"}).size() ==
          1);
  }

  TEST_CASE("mandate: a wide mandate and a narrow one meet in the narrow one") {
    const auto f =
        undivided({"BPMP,T,,,,,unspecified,,", "BGP,A,teacher,school,direct,13.06,unspecified,,"});
    REQUIRE(f.size() == 1);
    CHECK(f[0].activity == "A");
    CHECK(f[0].audiences == ids{"teacher"});
    CHECK(f[0].region == "13.06");
  }

  TEST_CASE("mandate: one lead and one support are divided and anything else is not") {
    CHECK(undivided({"BPMP,K,,,,,lead,,", "BGP,K,,,,,support,,"}).empty());
    CHECK(undivided({"BPMP,K,,,,,lead,,", "BGP,K,,,,,lead,,"}).size() == 1);
    CHECK(undivided({"BPMP,K,,,,,support,,", "BGP,K,,,,,support,,"}).size() == 1);
    CHECK(undivided({"BPMP,K,,,,,lead,,", "BGP,K,,,,,,,"}).size() == 1);
  }

  TEST_CASE("mandate: one unit with the same mandate twice is not undivided") {
    CHECK(undivided({"BPMP,K,,,,,unspecified,,", "BPMP,A,,,,,unspecified,,"}).empty());
  }

  TEST_CASE("mandate: a mandate that is not valid on the day of the audit is passed over") {
    CHECK(undivided({"BPMP,K,,,,,unspecified,2020,2022", "BGP,K,,,,,unspecified,,"}).empty());
    CHECK(undivided({"BPMP,K,,,,,unspecified,2020,2023", "BGP,K,,,,,unspecified,,"}).size() == 1);
    CHECK(undivided({"BPMP,K,,,,,unspecified,2020,2023", "BGP,K,,,,,unspecified,,"}, "2024-01-01")
              .empty());
  }

  TEST_CASE("mandate: an agreement that says who leads divides what it covers") {
    tables t = two_offices();
    add(t, "mandates", mandate_header,
        {"BPMP,K,teacher,,,13.06,unspecified,,", "BGP,K,teacher,,,13.06,unspecified,,"});
    const auto agreed = [&](std::string_view row) {
      tables with = t;
      add(with, "agreements",
          "agreement_id,kind,program_id,activity_id,audience,region_id,unit_id,role,valid_from,"
          "valid_to",
          {row});
      return find_undivided_mandates(portfolio(with), {}, on("2023-12-31")).empty();
    };
    CHECK(agreed("J,joint,,K,teacher,13.06,BGP,lead,,"));
    CHECK(agreed("J,joint,,T,,13,BGP,lead,,"));
    CHECK(agreed("J,pin,,,,,BGP,lead,2023,2023"));
    CHECK_FALSE(agreed("J,forbid,,K,teacher,13.06,BGP,lead,,"));
    CHECK_FALSE(agreed("J,joint,,K,teacher,13.06,BGP,support,,"));
    CHECK_FALSE(agreed("J,joint,,K,principal,13.06,BGP,lead,,"));
    CHECK_FALSE(agreed("J,joint,,A,teacher,13.06,BGP,lead,,"));
    CHECK_FALSE(agreed("J,joint,P,K,teacher,13.06,BGP,lead,,"));
    CHECK_FALSE(agreed("J,joint,,K,teacher,13.06,BGP,lead,2021,2022"));
    CHECK_FALSE(agreed("J,joint,,K,teacher,13.71,BGP,lead,,"));
  }

  TEST_CASE("mandate: kinds of target and channels of one object make one finding") {
    const auto f =
        undivided({"BPMP,K,,school,direct,,unspecified,,", "BPMP,K,,cluster,online,,unspecified,,",
                   "BGP,K,,school,direct,,unspecified,,", "BGP,K,,cluster,online,,unspecified,,"});
    CHECK(f.size() == 1);
  }

  TEST_CASE("mandate: what hangs on an undivided mandate are the targets its units reach in it") {
    tables t = two_offices();
    add(t, "mandates", mandate_header,
        {"BPMP,K,teacher,,,13.06,unspecified,,", "BGP,K,teacher,,,13.06,unspecified,,"});
    add(t, "deliveries", delivery_header,
        {"D1,P,S1,,A,teacher,,2023-07-01,,", "D2,Q,S2,,B,teacher,,2023-07-01,,",
         "D3,Q,S2,,B,principal,,2023-07-01,,", "D4,P,S3,,A,teacher,,2023-07-01,,"});
    const auto f = find_undivided_mandates(portfolio(t), {}, {});
    REQUIRE(f.size() == 1);
    CHECK(f[0].targets == ids{"S1", "S2"});
    CHECK(f[0].programs == ids{"P", "Q"});
    CHECK(f[0].evidence.deliveries == 2);
  }

  TEST_CASE("mandate: a third unit changes the finding and not its id") {
    tables t = two_offices();
    add(t, "units", "unit_id", {"LPMP"});
    add(t, "mandates", mandate_header, {"BPMP,K,,,,,unspecified,,", "BGP,K,,,,,unspecified,,"});
    const auto two = find_undivided_mandates(portfolio(t), {}, {});
    add(t, "mandates", mandate_header, {"LPMP,K,,,,,unspecified,,"});
    const auto three = find_undivided_mandates(portfolio(t), {}, {});
    REQUIRE(two.size() == 1);
    REQUIRE(three.size() == 1);
    CHECK(two[0].id == three[0].id);
    CHECK(three[0].sentence.en ==
          "The tusi of BGP, BPMP and LPMP all name Pelatihan; who leads is not yet divided.");
  }

  TEST_CASE("mandate: a delivery without a basis in its unit's tusi is outside") {
    const auto f = outside({"BPMP,A,,,,,,,"}, {"D1,P,S1,,A,teacher,,2023-07-01,,10",
                                               "D2,P,S2,,B,teacher,,2023-07-01,,20",
                                               "D3,P,S1,,B,teacher,,2023-07-01,,"});
    REQUIRE(f.size() == 1);
    CHECK(f[0].units == ids{"BPMP"});
    CHECK(f[0].activity == "B");
    CHECK(f[0].audiences == ids{"teacher"});
    CHECK(f[0].region == "13.06");
    CHECK(f[0].targets == ids{"S1", "S2"});
    CHECK(f[0].rows == ids{"D2", "D3"});
    CHECK(f[0].value == value_at_stake{20, true, true});
    CHECK(f[0].id == finding_id(finding_kind::outside_mandate, {"BPMP", "B", "teacher", "13.06"}));
    CHECK(f[0].sentence.en ==
          "No basis for Webinar for teachers in Agam by BPMP was found in the tusi in the data.");
    CHECK(f[0].sentence.id ==
          "Dasar tugas BPMP untuk Webinar bagi guru di Agam belum ditemukan dalam data tusi.");
  }

  TEST_CASE("mandate: a unit without mandates in the data is not judged") {
    CHECK(outside({"BPMP,A,,,,,,,"}, {"D1,Q,S1,,B,teacher,,2023-07-01,,"}).empty());
    CHECK(outside({}, {"D1,P,S1,,B,teacher,,2023-07-01,,"}).empty());
  }

  TEST_CASE("mandate: a partner is exempt even with mandates and the rules say which kinds are") {
    CHECK(outside({"DD,A,,,,,,,"}, {"D1,P,S1,DD,B,teacher,,2023-07-01,,"}).empty());
    finding_rules none_exempt, offices_exempt;
    none_exempt.exempt_kinds.clear();
    offices_exempt.exempt_kinds = {"technical_unit"};
    CHECK(outside({"DD,A,,,,,,,"}, {"D1,P,S1,DD,B,teacher,,2023-07-01,,"}, none_exempt).size() ==
          1);
    CHECK(outside({"BPMP,A,,,,,,,"}, {"D1,P,S1,,B,teacher,,2023-07-01,,"}, offices_exempt).empty());
  }

  TEST_CASE("mandate: a mandate on an activity covers what lies below it and not above") {
    CHECK(outside({"BPMP,K,,,,,,,"}, {"D1,P,S1,,B,teacher,,2023-07-01,,"}).empty());
    CHECK(outside({"BPMP,K,,,,,,,"}, {"D1,P,S1,,T,teacher,,2023-07-01,,"}).size() == 1);
  }

  TEST_CASE(
      "mandate: object and channel and region and time of the mandate must fit the delivery") {
    const char* delivery = "D1,P,S1,,A,teacher,direct,2023-07-01,2023-07-05,";
    CHECK(outside({"BPMP,A,teacher,school,direct,13,,2023,2023"}, {delivery}).empty());
    CHECK(outside({"BPMP,A,principal,,,,,,"}, {delivery}).size() == 1);
    CHECK(outside({"BPMP,A,,cluster,,,,,"}, {delivery}).size() == 1);
    CHECK(outside({"BPMP,A,,,local_government,,,,"}, {delivery}).size() == 1);
    CHECK(outside({"BPMP,A,,,,13.71,,,"}, {delivery}).size() == 1);
    CHECK(outside({"BPMP,A,,,,,,2024,"}, {delivery}).size() == 1);
    // Two half bases are no basis.
    CHECK(outside({"BPMP,A,principal,,,,,,", "BPMP,A,teacher,,,13.71,,,"}, {delivery}).size() == 1);
  }

  TEST_CASE("mandate: a field that the delivery leaves empty does not speak against it") {
    CHECK(outside({"BPMP,A,teacher,,local_government,,,2023,2023"}, {"D1,P,S1,,A,,,,,"}).empty());
    CHECK(outside({"BPMP,A,teacher,,,,,,"}, {"D1,P,S1,,,teacher,,,,", "D2,P,S1,,A,teacher,,,,"})
              .empty());
  }
}
