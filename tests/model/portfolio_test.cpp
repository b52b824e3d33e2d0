#include <irisan/model/portfolio.hpp>

#include <support/builders.hpp>
#include <support/random.hpp>

#include <doctest/doctest.h>

#include <algorithm>
#include <random>
#include <sstream>
#include <string>
#include <vector>

using namespace irisan;
using irisan::test::add;
using irisan::test::two_offices;
using irisan::test::with_deliveries;

namespace {

/// Everything that a portfolio says, as text: what does not show here cannot differ.
std::string content(const portfolio& p) {
  std::ostringstream out;
  for (const region& r : p.regions()) out << r.id << '/' << r.parent.value << ' ';
  for (const unit& u : p.units()) out << u.id << '/' << u.name << ' ';
  for (const target& t : p.targets()) out << t.id << '/' << t.kind << '/' << t.in.value << ' ';
  for (const program& x : p.programs()) out << x.id << '/' << x.owner.value << ' ';
  for (const intervention& i : p.interventions()) out << i.of.value << '|' << i.by.value << ' ';
  for (const membership& m : p.memberships())
    out << m.group.value << '>' << m.member.value << '/' << m.validity.start.earliest << '/'
        << m.validity.end.latest << ' ';
  const deliveries& d = p.deliveries();
  for (std::int32_t i = 0; i < d.size(); ++i) {
    const delivery_index x{i};
    out << '\n'
        << d.id(x) << ' ' << d.intervention(x).value << ' ' << d.target(x).value << ' '
        << d.activity(x).value << ' ' << d.audience(x).value << ' ' << d.when(x).start.earliest
        << ' ' << d.when(x).start.latest << ' ' << d.when(x).end.earliest << ' '
        << d.when(x).end.latest << ' ' << d.period_number(x) << ' ' << d.cost(x) << ' '
        << static_cast<int>(d.status(x));
  }
  const row_counts& n = p.counts();
  out << '\n' << n.read << ' ' << n.left_out << ' ' << n.cancelled << ' ' << n.carried_out;
  out << ' ' << p.latest_date().latest << ' ' << p.audience_count();
  for (const table_hash& h : p.hashes()) out << '\n' << h.table << ' ' << h.rows << ' ' << h.sha256;
  return out.str();
}

std::string hash_of(const tables& t, std::string_view table_name) {
  const portfolio p(t);
  for (const table_hash& h : p.hashes())
    if (h.table == table_name) return h.sha256;
  return "none";
}

} // namespace

TEST_SUITE("model") {
  // --- the gate ---------------------------------------------------------------------------------

  TEST_CASE("portfolio: tables with an error are refused with every problem") {
    tables t = with_deliveries({"D1,P,S9,,,,", "D2,X,S1,,,,"});
    t["units"].at("colour");
    try {
      const portfolio p(t);
      FAIL("was accepted");
    } catch (const input_error& e) {
      CHECK(e.problems.size() == 3);
      CHECK(std::string(e.what()) ==
            "deliveries, line 1: unknown target 'S9'; the nearest is 'S1'\n"
            "deliveries, line 2: unknown program 'X'; the nearest is 'P'");
    }
  }

  TEST_CASE("portfolio: tables with repairs and warnings are accepted and those are kept") {
    tables t = with_deliveries({"D1, P,S1,,,,"});
    t["units"].at("colour");
    const portfolio p(t);
    CHECK(p.problems().size() == 2);
    CHECK(p.deliveries().size() == 1);
    CHECK(portfolio(two_offices()).problems().empty());
  }

  TEST_CASE("portfolio: a package without deliveries has no interventions") {
    const portfolio p(two_offices());
    CHECK(p.intervention_count() == 0);
    CHECK(p.target_count() == 3);
    CHECK(p.deliveries().size() == 0);
    CHECK(!p.latest_date().known());
  }

  TEST_CASE("portfolio: title and currency and what is invented are handed through") {
    tables t = two_offices();
    t.title = "Sumatera Barat 2023";
    t.currency = "USD";
    t.money_decimals = 2;
    t.invented = {"The costs are invented", "Biaya adalah karangan"};
    const portfolio p(t);
    CHECK(p.title() == "Sumatera Barat 2023");
    CHECK(p.currency() == "USD");
    CHECK(p.money_decimals() == 2);
    CHECK(p.invented() == t.invented);
    CHECK(!p.bare());
  }

  // --- things and their ids ---------------------------------------------------------------------

  TEST_CASE("portfolio: things are sorted by id and found by it") {
    const portfolio p(two_offices());
    CHECK(p.units()[0].id == "BGP");
    CHECK(p.units()[1].id == "BPMP");
    CHECK(p.find_unit("BPMP") == unit_index{1});
    CHECK(!p.find_unit("bpmp").known());
    CHECK(p.find_region("13.71") == region_index{2});
    CHECK(p.find_target("S3") == target_index{2});
    CHECK(p.find_activity("A") == activity_index{0});
    CHECK(p.find_program("Q") == program_index{1});
    CHECK(p[p.find_program("Q")].owner == p.find_unit("BGP"));
    CHECK(p[p.find_target("S3")].in == p.find_region("13.71"));
  }

  TEST_CASE("portfolio: an intervention is named by its program and unit") {
    tables t = two_offices();
    add(t, "deliveries", "program_id,target_id,unit_id", {"P,S1,", "P,S1,BGP"});
    const portfolio p(t);
    CHECK(p.id({0}) == "P|BGP");
    CHECK(p.id({1}) == "P|BPMP");
    CHECK(p[intervention_index{1}].of == p.find_program("P"));
  }

  TEST_CASE("portfolio: the region of a kind is found above and one that lies in none is itself") {
    tables t = two_offices();
    add(t, "regions", "region_id,parent_id,kind", {"13.06.01,13.06,district"});
    const portfolio p(t);
    const auto at = [&](std::string_view id, std::string_view kind) {
      return p[p.region_at(p.find_region(id), kind)].id;
    };
    CHECK(at("13.06.01", "city_or_regency") == "13.06");
    CHECK(at("13.06.01", "province") == "13");
    CHECK(at("13.06.01", "district") == "13.06.01");
    CHECK(at("13", "city_or_regency") == "13");
    CHECK(!p.region_at({}, "province").known());
    const auto all = p.regions_at("city_or_regency");
    REQUIRE(all.size() == p.regions().size());
    for (std::int32_t r = 0; r < static_cast<std::int32_t>(all.size()); ++r)
      CHECK(all[static_cast<std::size_t>(r)] == p.region_at({r}, "city_or_regency"));
  }

  TEST_CASE("portfolio: the tree of activities gives theme and kind") {
    const portfolio p(two_offices());
    const activity_tree& tree = p.tree_of_activities();
    CHECK(tree.kind(p.find_activity("A")) == p.find_activity("K"));
    CHECK(tree.kind(p.find_activity("A")) == tree.kind(p.find_activity("B")));
    CHECK(tree.theme(p.find_activity("A")) == p.find_activity("T"));
  }

  TEST_CASE("portfolio: an authority named by its target is known by its unit too") {
    tables t = two_offices();
    add(t, "units", "unit_id,kind", {"Dinas,local_government"});
    add(t, "targets", "target_id,region_id,kind,unit_id,authority_id",
        {"LG,13.06,local_government,Dinas,", "S8,13.06,school,,LG", "S9,13.06,school,,Dinas"});
    const portfolio p(t);
    for (const std::string school : {"S8", "S9"}) {
      CAPTURE(school);
      CHECK(p[p.find_target(school)].authority == p.find_target("LG"));
      CHECK(p[p.find_target(school)].authority_unit == p.find_unit("Dinas"));
    }
    CHECK(!p[p.find_target("S1")].authority.known());
    CHECK(!p[p.find_target("S1")].authority_unit.known());
  }

  TEST_CASE("portfolio: an authority that has no body among the targets is a unit alone") {
    tables t = two_offices();
    add(t, "units", "unit_id", {"Dinas"});
    add(t, "targets", "target_id,region_id,authority_id", {"S9,13.06,Dinas", "S8,13.06,S1"});
    const portfolio p(t);
    CHECK(!p[p.find_target("S9")].authority.known());
    CHECK(p[p.find_target("S9")].authority_unit == p.find_unit("Dinas"));
    CHECK(p[p.find_target("S8")].authority == p.find_target("S1"));
    CHECK(!p[p.find_target("S8")].authority_unit.known());
  }

  // --- successions ------------------------------------------------------------------------------

  TEST_CASE("portfolio: a unit that was renamed is one unit under its newest id") {
    tables t = two_offices();
    add(t, "units", "unit_id", {"BGTK"});
    add(t, "successions", "table,old_id,new_id", {"units,BGP,BGTK"});
    add(t, "deliveries", "program_id,target_id,unit_id", {"Q,S1,", "Q,S2,BGP", "Q,S3,BGTK"});
    const portfolio p(t);
    CHECK(p.intervention_count() == 1);
    CHECK(p.id({0}) == "Q|BGTK");
    CHECK(p[p.find_program("Q")].owner == p.find_unit("BGTK"));
  }

  TEST_CASE("portfolio: a chain of successions leads to its end though the middle is not listed") {
    tables t = two_offices();
    add(t, "successions", "table,old_id,new_id", {"programs,X,Y", "programs,Y,P"});
    add(t, "deliveries", "program_id,target_id", {"X,S1", "Y,S2", "P,S3"});
    const portfolio p(t);
    CHECK(p.intervention_count() == 1);
    CHECK(p.deliveries().size() == 3);
  }

  TEST_CASE("portfolio: schools that were merged are one and one that was split stays itself") {
    tables merged = two_offices();
    add(merged, "successions", "table,old_id,new_id", {"targets,S1,S3", "targets,S2,S3"});
    add(merged, "deliveries", "program_id,target_id", {"P,S1", "P,S2"});
    const portfolio p(merged);
    CHECK(p.deliveries().target({0}) == p.find_target("S3"));
    CHECK(p.deliveries().target({1}) == p.find_target("S3"));
    tables split = two_offices();
    add(split, "successions", "table,old_id,new_id", {"targets,S1,S2", "targets,S1,S3"});
    add(split, "deliveries", "program_id,target_id", {"P,S1"});
    const portfolio q(split);
    CHECK(q.deliveries().target({0}) == q.find_target("S1"));
  }

  // --- bare lists -------------------------------------------------------------------------------

  TEST_CASE("portfolio: in a bare list the program alone names the intervention") {
    const portfolio p(bare_tables({{"Q", "S2"}, {"P", "S1"}, {"Q", "S1"}, {"Q", "S1"}}));
    CHECK(p.bare());
    CHECK(p.intervention_count() == 2);
    CHECK(p.id({0}) == "P");
    CHECK(p.id({1}) == "Q");
    CHECK(!p[intervention_index{0}].by.known());
    CHECK(p.target_count() == 2);
    CHECK(p.units().empty());
    CHECK(p.deliveries().size() == 4);
  }

  TEST_CASE("portfolio: a bare list numbered from 0 keeps its 0") {
    const portfolio p(bare_tables({{"0", "0"}, {"1", "1"}}));
    CHECK(p.intervention_count() == 2);
    CHECK(p.target_count() == 2);
    CHECK(p.problems().empty());
  }

  // --- same rows and same bytes -----------------------------------------------------------------

  TEST_CASE("portfolio: the same rows in any order make the same portfolio") {
    std::mt19937 random(1);
    for (int round = 0; round < 40; ++round) {
      CAPTURE(round);
      const auto package = test::random_package(random);
      const std::string expected = content(portfolio(test::read(package)));
      for (int again = 0; again < 3; ++again)
        REQUIRE(content(portfolio(test::read(test::shuffled(package, random)))) == expected);
    }
  }

  TEST_CASE("portfolio: hashes do not depend on the order of columns") {
    tables one = two_offices(), other = two_offices();
    add(one, "deliveries", "delivery_id,program_id,target_id,audience", {"D1,P,S1,teacher"});
    add(other, "deliveries", "audience,target_id,program_id,delivery_id", {"teacher,S1,P,D1"});
    CHECK(portfolio(one).hashes() == portfolio(other).hashes());
  }

  TEST_CASE("portfolio: a changed cell changes the hash of its table and of no other") {
    const tables one = with_deliveries({"D1,P,S1,,,,"}), other = with_deliveries({"D1,P,S2,,,,"});
    CHECK(hash_of(one, "deliveries") != hash_of(other, "deliveries"));
    CHECK(hash_of(one, "targets") == hash_of(other, "targets"));
    CHECK(hash_of(one, "mandates") == "none");
  }

  TEST_CASE("portfolio: hashes tell swapped cells and repeated rows and rows moved apart") {
    const auto hash = [](std::initializer_list<std::string_view> rows) {
      tables t = two_offices();
      add(t, "deliveries", "program_id,target_id,event_id,cohort", rows);
      return hash_of(t, "deliveries");
    };
    CHECK(hash({"P,S1,a,b"}) != hash({"P,S1,b,a"}));
    CHECK(hash({"P,S1,a,b"}) != hash({"P,S1,a,b", "P,S1,a,b"}));
    CHECK(hash({"P,S1,a,", "Q,S2,b,"}) != hash({"P,S1,b,", "Q,S2,a,"}));
    CHECK(hash({"P,S1,a,", "Q,S2,b,"}) == hash({"Q,S2,b,", "P,S1,a,"}));
  }

  TEST_CASE("portfolio: hashes are of what was read after repairs and empty columns are nothing") {
    CHECK(hash_of(with_deliveries({"D1, P,S1,,,,"}), "deliveries") ==
          hash_of(with_deliveries({"D1,P,S1,,,,"}), "deliveries"));
    tables t = with_deliveries({"D1,P,S1,,,,"});
    t["deliveries"].at("cohort");
    CHECK(hash_of(t, "deliveries") == hash_of(with_deliveries({"D1,P,S1,,,,"}), "deliveries"));
  }

  // --- money ------------------------------------------------------------------------------------

  TEST_CASE("portfolio: money is exact and unknown where it is empty or clamped") {
    tables t = two_offices();
    column& cost = t["deliveries"].at("cost");
    cost.format.group_mark = '.';
    cost.format.decimal_mark = ',';
    for (const std::string value : {"1.250.000", "", "2.147.483.647", "0"})
      t["deliveries"].add({{"delivery_id", "D" + value},
                           {"program_id", "P"},
                           {"target_id", "S1"},
                           {"cost", value}});
    const portfolio p(t);
    const deliveries& d = p.deliveries();
    for (std::int32_t i = 0; i < d.size(); ++i) {
      const std::string id(d.id({i}));
      CAPTURE(id);
      CHECK(d.cost({i}) == (id == "D1.250.000" ? 1'250'000 : id == "D0" ? 0 : unknown_money));
    }
  }

  // --- parts ------------------------------------------------------------------------------------

  TEST_CASE("portfolio: a part keeps some deliveries and the interventions that have any") {
    const portfolio p(with_deliveries(
        {"D1,P,S1,A,teacher,2023,", "D2,P,S2,B,teacher,2023,", "D3,Q,S1,A,principal,2023,"}));
    const deliveries& d = p.deliveries();
    const portfolio part = p.only([&](delivery_index i) { return d.id(i) == "D3"; });
    CHECK(part.intervention_count() == 1);
    CHECK(part.id({0}) == "Q|BGP");
    REQUIRE(part.deliveries().size() == 1);
    CHECK(part.deliveries().id({0}) == "D3");
    CHECK(part.deliveries().intervention({0}) == intervention_index{0});
    CHECK(part[part.deliveries().audience({0})] == "principal");
    CHECK(part.counts().out_of_scope == 2);
    CHECK(part.target_count() == 3);
    CHECK(p.deliveries().size() == 3);
  }

  TEST_CASE(
      "portfolio: a part of everything is everything and a part of nothing has no interventions") {
    std::mt19937 random(2);
    const portfolio p(test::read(test::random_package(random)));
    CHECK(content(p.only([](delivery_index) { return true; })) == content(p));
    const portfolio none = p.only([](delivery_index) { return false; });
    CHECK(none.intervention_count() == 0);
    CHECK(none.deliveries().size() == 0);
    CHECK(none.counts().out_of_scope == p.deliveries().size());
  }

  TEST_CASE("portfolio: a part of a part counts all that is out of scope") {
    const portfolio p(with_deliveries({"D1,P,S1,,,,", "D2,P,S2,,,,", "D3,Q,S1,,,,"}));
    const portfolio part = p.only([](delivery_index i) { return i.value > 0; });
    const portfolio less = part.only([](delivery_index i) { return i.value > 0; });
    CHECK(less.counts().out_of_scope == 2);
    CHECK(less.deliveries().id({0}) == "D3");
  }

  TEST_CASE("portfolio: carried out by others keeps every row but its unit") {
    std::mt19937 random(14);
    for (int round = 0; round < 30; ++round) {
      CAPTURE(round);
      const portfolio p(test::read(test::random_package(random)));
      const unit_index b = p.find_unit("B");
      const auto by = [&](delivery_index d) {
        return p.deliveries().target(d).value % 2 == 0 ? b : p[p.deliveries().intervention(d)].by;
      };
      const portfolio handed = p.carried_out_by(by);
      CHECK(content(p.carried_out_by([&](delivery_index d) {
              return p[p.deliveries().intervention(d)].by;
            })) == content(p));
      REQUIRE(handed.deliveries().size() == p.deliveries().size());
      CHECK(std::is_sorted(handed.interventions().begin(), handed.interventions().end()));
      // The same deliveries by id, with the new unit.
      for (std::int32_t i = 0; i < p.deliveries().size(); ++i)
        for (std::int32_t k = 0; k < handed.deliveries().size(); ++k)
          if (handed.deliveries().id({k}) == p.deliveries().id({i})) {
            CHECK(handed[handed.deliveries().intervention({k})].by == by({i}));
            CHECK(handed[handed.deliveries().intervention({k})].of ==
                  p[p.deliveries().intervention({i})].of);
            CHECK(handed.deliveries().target({k}) == p.deliveries().target({i}));
            CHECK(handed.deliveries().when({k}) == p.deliveries().when({i}));
          }
    }
  }
}
