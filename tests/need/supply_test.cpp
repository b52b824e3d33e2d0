#include <irisan/need/supply.hpp>

#include <support/builders.hpp>
#include <support/random.hpp>

#include <doctest/doctest.h>

#include <algorithm>
#include <initializer_list>
#include <random>
#include <set>
#include <string>
#include <string_view>
#include <vector>

using namespace irisan;
using irisan::test::add;

namespace {

need asking(double required, std::string unit = {}) {
  need n;
  n.of = {0}; // S1, the first target
  n.required = required, n.quantity_unit = std::move(unit);
  return n;
}

std::vector<delivery_index> all_of(const portfolio& p) {
  std::vector<delivery_index> all;
  for (std::int32_t d = 0; d < p.deliveries().size(); ++d) all.push_back({d});
  return all;
}

/// What all deliveries of the tables give.
supply given(const tables& t, const need& n) {
  const portfolio p(t);
  return supply_sums(p).of(n, all_of(p));
}

/// P of BPMP, P1 and P2 inside it, P11 inside P1; Q of BGP beside them. Deliveries are of hours.
tables nested(std::initializer_list<std::string_view> rows) {
  tables t = test::two_offices();
  add(t, "programs", "program_id,unit_id,parent_id", {"P1,BPMP,P", "P2,BPMP,P", "P11,BPMP,P1"});
  for (const std::string_view row : rows)
    add(t, "deliveries", "program_id,unit_id,quantity,target_id,quantity_unit",
        {std::string(row) + ",S1,hours"});
  return t;
}

double hours(std::initializer_list<std::string_view> rows) {
  return given(nested(rows), asking(1, "hours")).amount;
}

/// The hours of P, which BPMP and BGP and DD run in roles.
double hours_in_roles(std::initializer_list<std::string_view> roles,
                      std::initializer_list<std::string_view> rows) {
  tables t = nested(rows);
  add(t, "units", "unit_id,kind", {"DD,partner"});
  add(t, "roles", "program_id,unit_id,role,region_id,valid_from", roles);
  return given(t, asking(1, "hours")).amount;
}

/// What a program and those inside it give, by the sentence of `supply_sums`.
double by_hand(const portfolio& p, const need& n, const std::vector<delivery_index>& found,
               program_index of) {
  const deliveries& d = p.deliveries();
  double carried = 0, funded = 0;
  for (const delivery_index x : found) {
    const intervention& i = p[d.intervention(x)];
    if (i.of != of) continue;
    double amount = 1;
    if (n.required == n.required) {
      const std::int32_t u = d.quantity_unit(x);
      const std::string unit = u < 0 ? "" : p.quantity_units()[static_cast<std::size_t>(u)];
      if (unit != n.quantity_unit || !(d.quantity(x) == d.quantity(x))) continue;
      amount = d.quantity(x);
    }
    bool funds = false, carries = false;
    for (const role& r : p.roles())
      if (r.of == of && r.holder == i.by) (r.kind == role_kind::fund ? funds : carries) = true;
    (funds && !carries ? funded : carried) += amount;
  }
  double inside = 0;
  for (std::int32_t child = 0; child < static_cast<std::int32_t>(p.programs().size()); ++child)
    if (p.programs()[static_cast<std::size_t>(child)].parent == of)
      inside += by_hand(p, n, found, {child});
  return std::max({carried, funded, inside});
}

} // namespace

TEST_SUITE("need") {
  TEST_CASE("supply: nothing found gives nothing") {
    CHECK(given(test::two_offices(), asking(1)) == supply{});
    CHECK(given(test::two_offices(), asking(unknown_number)) == supply{});
  }

  TEST_CASE("supply: the amount is what was measured in the unit of the need") {
    tables t = test::two_offices();
    add(t, "deliveries", "delivery_id,program_id,target_id,quantity,quantity_unit",
        {"D1,P,S1,10,hours", "D2,P,S1,2.5,hours", "D3,P,S1,7,books", "D4,P,S1,,hours", "D5,P,S1,9,",
         "D6,P,S1,0,hours"});
    CHECK(given(t, asking(1, "hours")) == supply{12.5, 3, 0, 1});
    CHECK(given(t, asking(0, "hours")) == supply{12.5, 3, 0, 1});
    CHECK(given(t, asking(1, "books")) == supply{7, 5, 0, 1});
    CHECK(given(t, asking(1, "Hours")) == supply{0, 6, 0, 1});
  }

  TEST_CASE("supply: where no amount is asked deliveries count whatever their quantity") {
    tables t = test::two_offices();
    add(t, "deliveries", "delivery_id,program_id,target_id,quantity,quantity_unit",
        {"D1,P,S1,10,hours", "D2,P,S1,,", "D3,P,S1,0,books"});
    CHECK(given(t, asking(unknown_number)) == supply{3, 0, 0, 1});
    CHECK(given(t, asking(unknown_number, "hours")) == supply{3, 0, 0, 1});
  }

  TEST_CASE(
      "supply: an amount without a unit matches nothing but where no unit is recorded at all") {
    tables t = test::two_offices();
    add(t, "deliveries", "delivery_id,program_id,target_id,quantity,quantity_unit",
        {"D1,P,S1,10,", "D2,P,S1,3,hours"});
    CHECK(given(t, asking(1)) == supply{0, 2, 0, 1});
    tables bare = test::two_offices();
    add(bare, "deliveries", "delivery_id,program_id,target_id,quantity",
        {"D1,P,S1,10", "D2,P,S1,3"});
    CHECK(given(bare, asking(1)) == supply{13, 0, 0, 1});
    CHECK(given(bare, asking(1, "hours")) == supply{0, 2, 0, 1});
  }

  TEST_CASE("supply: an amount given to a group is not measured at its members") {
    tables t = test::two_offices();
    add(t, "deliveries", "delivery_id,program_id,target_id,quantity,quantity_unit",
        {"D1,P,S1,10,hours", "D2,P,S2,3,hours"});
    CHECK(given(t, asking(1, "hours")) == supply{10, 1, 0, 1});
    // Deliveries that are counted reach each member.
    CHECK(given(t, asking(unknown_number)) == supply{2, 0, 0, 1});
  }

  TEST_CASE("supply: by program is the same told apart") {
    const portfolio p(nested({"P,,5", "P1,,7", "Q,,3"}));
    const auto all = supply_sums(p).by_program(asking(1, "hours"), all_of(p));
    REQUIRE(all.size() == 2);
    CHECK(all[0] == program_supply{p.find_program("P"), 7, 0});
    CHECK(all[1] == program_supply{p.find_program("Q"), 3, 0});
  }

  TEST_CASE("supply: planned deliveries give too and are counted apart") {
    tables t = test::two_offices();
    add(t, "deliveries", "delivery_id,program_id,target_id,quantity,quantity_unit,status",
        {"D1,P,S1,10,hours,planned", "D2,P,S1,1,hours,done", "D3,P,S1,,,planned",
         "D4,P,S1,5,hours,", "D5,P,S1,90,hours,cancelled"});
    CHECK(given(t, asking(1, "hours")) == supply{16, 1, 2, 1});
    CHECK(given(t, asking(unknown_number)) == supply{4, 0, 2, 1});
  }

  TEST_CASE("supply: interventions are programs as each unit carries them out") {
    tables t = test::two_offices();
    add(t, "deliveries", "delivery_id,program_id,target_id,unit_id",
        {"D1,P,S1,BPMP", "D2,P,S1,BGP", "D3,P,S1,", "D4,Q,S1,", "D5,Q,S1,"});
    CHECK(given(t, asking(unknown_number)) == supply{5, 0, 0, 3});
    CHECK(given(t, asking(1, "hours")) == supply{0, 5, 0, 3});
  }

  TEST_CASE("supply: only what was found gives") {
    const portfolio p(nested({"P,,1", "P,,2", "Q,,4"}));
    const supply_sums sums(p);
    const std::vector<delivery_index> one{{1}}, ends{{0}, {2}};
    CHECK(sums.of(asking(1, "hours"), one) == supply{2, 0, 0, 1});
    CHECK(sums.of(asking(1, "hours"), ends) == supply{5, 0, 0, 2});
    CHECK(sums.of(asking(1, "hours"), {}) == supply{});
  }

  TEST_CASE("supply: what separate programs and several carriers of one list adds up") {
    CHECK(hours({"P,,5", "Q,,3"}) == 8);
    CHECK(hours({"P,BPMP,5", "P,BGP,3"}) == 8);
    CHECK(hours({"P1,,5", "P2,,3"}) == 8);
  }

  TEST_CASE("supply: what a larger program and those inside it list is the greater of the two") {
    CHECK(hours({"P,,5", "P1,,3"}) == 5);
    CHECK(hours({"P,,5", "P1,,7"}) == 7);
    CHECK(hours({"P,,5", "P1,,3", "P2,,4"}) == 7);
    CHECK(hours({"P,,8", "P1,,3", "P2,,4"}) == 8);
    CHECK(hours({"P,,8", "P1,,3", "P2,,4", "Q,,1"}) == 9);
  }

  TEST_CASE("supply: what lies deeper counts level by level") {
    CHECK(hours({"P,,5", "P11,,6"}) == 6);
    CHECK(hours({"P1,,5", "P11,,6", "P2,,1"}) == 7);
    CHECK(hours({"P,,8", "P1,,5", "P11,,6", "P2,,1"}) == 8);
    CHECK(hours({"P,,8", "P1,,7", "P11,,6", "P2,,2"}) == 9);
    CHECK(hours({"P11,,6"}) == 6);
  }

  TEST_CASE("supply: what carriers and units that only fund a program list is the greater of the "
            "two") {
    CHECK(hours_in_roles({"P,BGP,fund,,"}, {"P,BPMP,5", "P,BGP,5"}) == 5);
    CHECK(hours_in_roles({"P,BGP,fund,,"}, {"P,BPMP,5", "P,BGP,6"}) == 6);
    CHECK(hours_in_roles({"P,BGP,fund,,"}, {"P,BPMP,5"}) == 5);
    CHECK(hours_in_roles({"P,BGP,fund,,"}, {"P,BGP,6"}) == 6);
    CHECK(hours_in_roles({"P,BGP,fund,,", "P,DD,fund,,"}, {"P,BPMP,5", "P,BGP,3", "P,DD,4"}) == 7);
    CHECK(hours_in_roles({"P,DD,fund,,"}, {"P,BPMP,5", "P,BGP,3", "P,DD,4"}) == 8);
  }

  TEST_CASE("supply: a unit that carries out too is no mere funder") {
    for (const char* other : {"lead", "implement", "host", "support"}) {
      const std::string also = std::string("P,BGP,") + other + ",,";
      CHECK(hours_in_roles({also}, {"P,BPMP,5", "P,BGP,5"}) == 10);
      CHECK(hours_in_roles({"P,BGP,fund,,", also}, {"P,BPMP,5", "P,BGP,5"}) == 10);
      CHECK(hours_in_roles({"P,BGP,fund,13.06,2020", also}, {"P,BPMP,5", "P,BGP,5"}) == 10);
    }
    CHECK(hours_in_roles({"P,BGP,fund,13.06,", "P,BGP,fund,13.71,"}, {"P,BPMP,5", "P,BGP,5"}) == 5);
  }

  TEST_CASE("supply: a funder of one program is none of another") {
    CHECK(hours_in_roles({"Q,BGP,fund,,"}, {"P,BPMP,5", "P,BGP,5"}) == 10);
    CHECK(hours_in_roles({"P,BGP,fund,,"}, {"Q,BPMP,5", "Q,BGP,5", "P,BPMP,1", "P,BGP,1"}) == 11);
  }

  TEST_CASE("supply: a larger program and its funders are set against what lies inside it") {
    CHECK(hours_in_roles({"P,BGP,fund,,"}, {"P,BPMP,4", "P,BGP,6", "P1,BPMP,5"}) == 6);
    CHECK(hours_in_roles({"P1,BGP,fund,,"}, {"P,BPMP,4", "P1,BGP,3", "P1,BPMP,2", "P2,,2"}) == 5);
  }

  TEST_CASE("supply: deliveries that count by number count once in nested programs too") {
    CHECK(given(nested({"P,,5", "P1,,9", "P1,,9"}), asking(unknown_number)) == supply{2, 0, 0, 2});
    CHECK(given(nested({"P,,5", "P,,5", "P1,,9"}), asking(unknown_number)) == supply{2, 0, 0, 2});
  }

  TEST_CASE("supply: it is what the sentence says on random programs in any order of rows") {
    std::mt19937 random(1);
    const auto any_of = [&](const std::vector<std::string>& words) {
      return words[random() % words.size()];
    };
    for (int round = 0; round < 400; ++round) {
      CAPTURE(round);
      std::vector<test::written_table> written{
          {"regions", "region_id", {"R"}},
          {"units", "unit_id", {"A", "B", "C"}},
          {"targets", "target_id,region_id", {"S,R"}},
          {"programs", "program_id,unit_id,parent_id", {}},
          {"roles", "program_id,unit_id,role", {}},
          {"deliveries", "program_id,unit_id,quantity,quantity_unit,status,target_id", {}}};
      // Ids that do not stand in the order of the tree.
      std::vector<std::string> programs{"P4", "P1", "P5", "P0", "P3", "P2"};
      const bool flat = random() % 4 == 0;
      for (std::size_t i = 0; i < programs.size(); ++i)
        written[3].rows.push_back(
            programs[i] + "," + any_of({"A", "B"}) + "," +
            (flat || i == 0 || random() % 3 == 0 ? std::string{} : programs[random() % i]));
      std::set<std::string> roles;
      for (auto n = random() % 10; n > 0; --n)
        roles.insert(any_of(programs) + "," + any_of({"A", "B", "C"}) + "," +
                     any_of({"fund", "fund", "fund", "implement", "host"}));
      written[4].rows.assign(roles.begin(), roles.end());
      for (auto n = random() % 25; n > 0; --n)
        written[5].rows.push_back(any_of(programs) + "," + any_of({"", "A", "B", "C"}) + "," +
                                  any_of({"", "0", "1", "2", "5", "8"}) + "," +
                                  any_of({"", "hours", "hours", "books"}) + "," +
                                  any_of({"", "planned", "done"}) + ",S");
      const portfolio p(test::read(written));
      const portfolio again(test::read(test::shuffled(written, random)));
      const supply_sums sums(p), other(again);
      // All of them and some of them.
      std::vector<delivery_index> found = all_of(p), some;
      for (const delivery_index d : found)
        if (random() % 2) some.push_back(d);
      for (const need& n : {asking(3, "hours"), asking(0, "books"), asking(unknown_number),
                            asking(unknown_number, "hours")}) {
        for (const auto& part : {found, some}) {
          const supply s = sums.of(n, part);
          double expected = 0, listed = 0;
          std::int32_t planned = 0, unmeasured = 0;
          std::set<std::int32_t> interventions;
          for (std::int32_t of = 0; of < 6; ++of)
            if (!p.programs()[static_cast<std::size_t>(of)].parent.known())
              expected += by_hand(p, n, part, {of});
          const deliveries& d = p.deliveries();
          for (const delivery_index x : part) {
            planned += d.status(x) == delivery_status::planned;
            interventions.insert(d.intervention(x).value);
            const std::int32_t u = d.quantity_unit(x);
            const bool fits =
                d.quantity(x) == d.quantity(x) &&
                (u < 0 ? std::string{} : p.quantity_units()[static_cast<std::size_t>(u)]) ==
                    n.quantity_unit;
            unmeasured += n.required == n.required && !fits;
            listed += n.required == n.required ? (fits ? d.quantity(x) : 0) : 1;
          }
          CHECK(s.amount == expected);
          CHECK(s.amount <= listed);
          CHECK(s.planned == planned);
          CHECK(s.unmeasured == unmeasured);
          CHECK(s.interventions == static_cast<std::int32_t>(interventions.size()));
          CHECK(other.of(n, part) == s);
        }
      }
    }
  }
}
