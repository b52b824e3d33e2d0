#include <support/divided_work.hpp>

#include <irisan/responsibility/piece.hpp>

#include <doctest/doctest.h>

#include <map>
#include <set>
#include <tuple>

using namespace irisan;
using namespace irisan::test;

namespace {

std::vector<std::string> ids(const portfolio& p, const piece_table& table) {
  std::vector<std::string> all;
  for (const piece& x : table.all) all.push_back(id_of(p, x.subject));
  return all;
}

} // namespace

TEST_SUITE("responsibility") {
  TEST_CASE("find_pieces: kind and audience and region make a piece") {
    const portfolio p(with_deliveries(
        {"D1,P,S1,A,teacher,,", "D2,P,S2,B,teacher,,", "D3,Q,S2,A,teacher,,", "D4,Q,S3,A,teacher,,",
         "D5,Q,S1,A,principal,,", "D6,Q,S1,A,,,", "D7,Q,S1,,teacher,,"}));
    const piece_table table = find_pieces(p, {}, "city_or_regency", false);
    CHECK(ids(p, table) == std::vector<std::string>{"K||13.06", "K|principal|13.06",
                                                    "K|teacher|13.06", "K|teacher|13.71"});
    const piece& x = table.all[2];
    CHECK(x.targets.size() == 2);
    CHECK(x.deliveries.size() == 3);
    REQUIRE(x.today.size() == 2);
    CHECK(x.today[0] == piece_work{p.find_unit("BGP"), 1, 1});
    CHECK(x.today[1] == piece_work{p.find_unit("BPMP"), 2, 2});
    CHECK(x.cost == unknown_money);
    CHECK_FALSE(x.only_needed());
    // Without an activity there is nothing that could be divided.
    CHECK(std::count(table.of_delivery.begin(), table.of_delivery.end(), -1) == 1);
  }

  TEST_CASE("find_pieces: levels are split only if asked") {
    tables t = two_offices();
    add(t, "targets", "target_id,kind,region_id,level",
        {"X1,school,13.06,SMA", "X2,school,13.06,SD"});
    add(t, "deliveries", "program_id,target_id,activity_id", {"P,X1,A", "P,X2,A"});
    const portfolio p(t);
    CHECK(ids(p, find_pieces(p, {}, "city_or_regency", false)) ==
          std::vector<std::string>{"K||13.06"});
    CHECK(ids(p, find_pieces(p, {}, "city_or_regency", true)) ==
          std::vector<std::string>{"K||13.06|SD", "K||13.06|SMA"});
  }

  TEST_CASE(
      "find_pieces: a need that nobody serves is a piece and a served one is need of a piece") {
    tables t = with_deliveries({"D1,P,S1,A,teacher,,"});
    add(t, "needs", "target_id,activity_id,score",
        {"S1,T,0.9", "S2,T,0.9", "S3,T,0.2", "S3,K,0.8"});
    const portfolio p(t);
    const piece_table table = find_pieces(p, needs_of(p), "city_or_regency", false);
    // S3 does not count for T: its score is low.
    CHECK(ids(p, table) == std::vector<std::string>{"K||13.71", "K|teacher|13.06", "T||13.06"});
    CHECK(table.all[0].only_needed());
    CHECK(table.all[1].needy == std::vector{p.find_target("S1")});
    CHECK(table.all[1].not_served.empty());
    CHECK(table.all[2].not_served == std::vector{p.find_target("S2")});
    CHECK(table.all[2].needed == std::vector{p.find_activity("T")});
    CHECK(table.all[2].needs_not_served == 1);
  }

  TEST_CASE("find_pieces: the authority is that of most targets") {
    tables t = two_offices();
    add(t, "targets", "target_id,kind,region_id,authority_id",
        {"L1,local_government,13.06,", "L2,local_government,13,", "X1,school,13.06,L2",
         "X2,school,13.06,L2"});
    add(t, "deliveries", "program_id,target_id,activity_id", {"P,X1,A", "P,S1,A", "P,X2,A"});
    const portfolio p(t);
    const piece_table table = find_pieces(p, {}, "city_or_regency", false);
    REQUIRE(table.all.size() == 1);
    CHECK(p[table.all[0].authority].id == "L2");
  }

  TEST_CASE("find_pieces: same as by hand") {
    std::mt19937 random(11);
    for (int round = 0; round < 60; ++round) {
      CAPTURE(round);
      const portfolio p(read(random_division(random)));
      const coverage_table needs = needs_of(p);
      const piece_table table = find_pieces(p, needs, "city_or_regency", round % 2 == 0);
      const deliveries& d = p.deliveries();
      std::map<std::string, std::set<std::string>> targets;
      std::map<std::string, int> rows;
      const auto key = [&](activity_index a, audience_index w, target_index t) {
        std::string region;
        for (region_index r = p[t].in; r.known(); r = p[r].parent)
          if (p[r].kind == "city_or_regency") region = p[r].id;
        if (region.empty() && p[t].in.known()) region = p[p[t].in].id;
        std::string id = p[p.tree_of_activities().kind(a)].id + "|" +
                         (w.known() ? p[w] : std::string()) + "|" + region;
        if (round % 2 == 0 && !p[t].level.empty()) id += "|" + p[t].level;
        return id;
      };
      for (std::int32_t i = 0; i < d.size(); ++i) {
        if (!d.activity({i}).known()) {
          CHECK(table.of_delivery[static_cast<std::size_t>(i)] == -1);
          continue;
        }
        const std::string id = key(d.activity({i}), d.audience({i}), d.target({i}));
        targets[id].insert(p[d.target({i})].id);
        ++rows[id];
        const auto at = static_cast<std::size_t>(table.of_delivery[static_cast<std::size_t>(i)]);
        CHECK(id_of(p, table.all[at].subject) == id);
      }
      for (const need_coverage& c : needs.rows) {
        const need& n = needs.needs[static_cast<std::size_t>(c.need)];
        if (c.needy && c.state == service_state::not_served)
          targets[key(n.activity, {}, n.of)].insert(p[n.of].id);
      }
      REQUIRE(table.all.size() == targets.size());
      for (const piece& x : table.all) {
        const std::string id = id_of(p, x.subject);
        std::set<std::string> own;
        for (const target_index t : x.targets) own.insert(p[t].id);
        CHECK(own == targets[id]);
        CHECK(static_cast<int>(x.deliveries.size()) == rows[id]);
      }
    }
  }
}
