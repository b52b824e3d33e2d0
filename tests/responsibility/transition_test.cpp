#include <support/divided_work.hpp>

#include <irisan/responsibility/transition.hpp>

#include <doctest/doctest.h>

#include <map>
#include <set>

using namespace irisan;
using namespace irisan::test;

TEST_SUITE("responsibility") {
  TEST_CASE(
      "transition_plan: needs that nobody serves come first and the neediest hand-over next") {
    tables t = offices_with_mandates({"D1,P,S1,A,teacher,,", "D2,P,S3,A,teacher,,"},
                                     {"BGP,K,teacher,,lead", "BPMP,B,teacher,,", "BGP,T,,,lead"});
    add(t, "needs", "target_id,activity_id,score", {"S2,T,0.9", "S3,K,0.9"});
    const portfolio p(t);
    const division x = divided(p);
    const auto steps = transition_plan(p, x);
    REQUIRE(steps.size() == 3);
    CHECK_FALSE(steps[0].from.known());
    CHECK(id_of(p, x.pieces.all[static_cast<std::size_t>(steps[0].piece)].subject) == "T||13.06");
    CHECK(steps[0].reason.en == "BGP begins: 1 target needs it and is not served.");
    CHECK(steps[1].needy == 1);
    CHECK(steps[1].reason.id ==
          "BGP memulai, kemudian BPMP menyerahkan; 1 sasaran yang membutuhkan tetap terlayani.");
    CHECK(steps[2].needy == 0);
  }

  TEST_CASE("transition_plan: what makes room comes before what needs it") {
    // BGP can hold one target: it must give S3 away before it takes S1.
    tables t = offices_with_mandates({"D1,P,S1,A,teacher,,", "D2,Q,S3,A,principal,,"},
                                     {"BGP,K,teacher,,lead", "BPMP,K,principal,,lead"});
    add(t, "needs", "target_id,activity_id,score", {"S1,K,0.9"});
    add(t, "capacities", "unit_id,activity_id,period,capacity,quantity_unit",
        {"BGP,K,2024,1,sasaran"});
    const portfolio p(t);
    const auto steps = transition_plan(p, divided(p));
    REQUIRE(steps.size() == 2);
    CHECK(p[steps[0].from].id == "BGP");
    CHECK(p[steps[1].from].id == "BPMP");
    CHECK(steps[0].has_room);
    CHECK(steps[1].has_room);
  }

  TEST_CASE(
      "transition_plan: no target in need is ever without its theme and the end is the division") {
    std::mt19937 random(6);
    std::size_t all = 0;
    for (int round = 0; round < 80; ++round) {
      CAPTURE(round);
      const portfolio p(read(random_division(random)));
      const coverage_table needs = needs_of(p);
      const division x = divided(p);
      const deliveries& d = p.deliveries();
      // Who is at work on each piece, acted out step by step: the giving unit stops in each half.
      std::vector<std::set<unit_index>> at_work(x.of.size());
      for (std::size_t i = 0; i < x.of.size(); ++i)
        for (const piece_work& w : x.pieces.all[i].today) at_work[i].insert(w.by);
      std::map<std::pair<activity_index, target_index>, std::set<std::int32_t>> pieces_of;
      std::set<std::pair<activity_index, target_index>> in_need;
      for (const need_coverage& c : needs.rows) {
        const need& n = needs.needs[static_cast<std::size_t>(c.need)];
        if (!c.needy || c.state != service_state::served) continue;
        const auto key = std::pair(p.tree_of_activities().theme(n.activity), n.of);
        for (const delivery_index i : needs.set_against(c.need))
          if (p[d.intervention(i)].by.known()) {
            in_need.insert(key);
            pieces_of[key].insert(x.pieces.of_delivery[i.at()]);
          }
      }
      const auto all_served = [&] {
        return std::all_of(in_need.begin(), in_need.end(), [&](const auto& key) {
          return std::any_of(pieces_of[key].begin(), pieces_of[key].end(), [&](std::int32_t n) {
            return !at_work[static_cast<std::size_t>(n)].empty();
          });
        });
      };
      REQUIRE(all_served());
      std::set<std::pair<std::int32_t, unit_index>> seen;
      for (const transition_step& s : transition_plan(p, x)) {
        CHECK(seen.insert({s.piece, s.from}).second);
        std::set<unit_index>& units = at_work[static_cast<std::size_t>(s.piece)];
        units.insert(s.to);
        CHECK(all_served());
        const divided_piece& made = x.of[static_cast<std::size_t>(s.piece)];
        if (s.from.known()) {
          REQUIRE(units.contains(s.from));
          if (!std::binary_search(made.supports.begin(), made.supports.end(), s.from))
            units.erase(s.from);
        }
        CHECK(all_served());
        ++all;
      }
      for (std::size_t i = 0; i < x.of.size(); ++i) {
        const divided_piece& made = x.of[i];
        for (const unit_index u : made.hands_over) {
          CHECK(seen.contains({static_cast<std::int32_t>(i), u}));
          if (!std::binary_search(made.supports.begin(), made.supports.end(), u))
            CHECK_FALSE(at_work[i].contains(u));
        }
        if (!made.hands_over.empty() || !x.pieces.all[i].not_served.empty())
          CHECK((!made.lead.known() || at_work[i].contains(made.lead)));
      }
    }
    CHECK(all > 200);
  }
}
