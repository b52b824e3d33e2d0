#include <support/divided_work.hpp>

#include <irisan/responsibility/piece_agreements.hpp>

#include <doctest/doctest.h>

using namespace irisan;
using namespace irisan::test;

namespace {

constexpr std::string_view columns =
    "agreement_id,kind,program_id,other_program_id,activity_id,audience,region_id,unit_id,role,"
    "valid_from,valid_to";

tables both_at_work() {
  return with_deliveries({"D1,P,S1,A,teacher,2023-06-01,", "D2,Q,S1,A,teacher,2023-06-01,",
                          "D3,Q,S2,B,teacher,2023-06-01,"});
}

/// What is agreed on the one piece there is.
piece_agreement agreed(const portfolio& p) {
  const piece_table table = find_pieces(p, {}, "city_or_regency", false);
  REQUIRE(table.all.size() == 1);
  return agreed_on(p, table.all[0], p.latest_date());
}

} // namespace

TEST_SUITE("responsibility") {
  TEST_CASE("agreed_on: a pin names the unit unless it is over or about something else") {
    const auto pinned = [](std::string_view row) {
      tables t = both_at_work();
      add(t, "agreements", columns, {row});
      const portfolio p(t);
      return id_of(p, agreed(p).pinned);
    };
    CHECK(pinned("G,pin,,,K,teacher,13,BGP,,,") == "BGP");
    CHECK(pinned("G,pin,P,,,,,BGP,,,") == "BGP");
    CHECK(pinned("G,pin,,,K,principal,13,BGP,,,").empty());
    CHECK(pinned("G,pin,,,K,,13.71,BGP,,,").empty());
    CHECK(pinned("G,pin,,,K,,,BGP,,2022,2023-05-31").empty());
    // Part of the piece: A, not B.
    CHECK(pinned("G,pin,,,A,,,BGP,,,").empty());
  }

  TEST_CASE("agreed_on: a ban holds against a pin and a ban on a part bans the whole") {
    tables t = both_at_work();
    add(t, "agreements", columns, {"G1,pin,,,K,,,BGP,,,", "G2,forbid,,,A,,,BGP,,,"});
    const portfolio p(t);
    const piece_agreement a = agreed(p);
    CHECK_FALSE(a.pinned.known());
    CHECK(a.forbidden == std::vector{p.find_unit("BGP")});
  }

  TEST_CASE("agreed_on: joint work is what two units do under one agreement") {
    tables t = both_at_work();
    add(t, "agreements", columns, {"G,joint,P,Q,A,,13.06,BGP,lead,,"});
    const portfolio p(t);
    const piece_agreement a = agreed(p);
    CHECK(a.together == std::vector{p.find_unit("BGP"), p.find_unit("BPMP")});
    CHECK(p[a.leads].id == "BGP");
    CHECK(a.together_id == "G");
    CHECK(a.joint.size() == 2);
    tables alone = with_deliveries({"D1,P,S1,A,teacher,,"});
    add(alone, "agreements", columns, {"G,joint,P,Q,A,,13.06,BGP,lead,,"});
    const portfolio one(alone);
    CHECK(agreed(one).together.empty());
  }

  TEST_CASE("agreed_on: roles in one program keep it joint if one leads") {
    const auto together = [](std::initializer_list<std::string_view> roles) {
      tables t = two_offices();
      add(t, "units", "unit_id,kind", {"PEMDA,local_government"});
      add(t, "deliveries", "program_id,unit_id,target_id,activity_id",
          {"P,BPMP,S1,A", "P,BGP,S1,A"});
      add(t, "roles", "program_id,unit_id,role,region_id", roles);
      const portfolio p(t);
      const piece_agreement a = agreed(p);
      return std::pair(ids_of(p, a.together), id_of(p, a.leads));
    };
    using list = std::vector<std::string>;
    CHECK(together({"P,BPMP,lead,13", "P,BGP,support,", "P,PEMDA,host,"}) ==
          std::pair(list{"BGP", "BPMP"}, std::string("BPMP")));
    CHECK(together({"P,BPMP,implement,", "P,BGP,support,"}).first.empty());
    CHECK(together({"P,BPMP,lead,13.71", "P,BGP,support,"}).first.empty());
  }
}
