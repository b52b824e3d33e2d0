#include <support/divided_work.hpp>

#include <irisan/responsibility/division.hpp>

#include <doctest/doctest.h>

using namespace irisan;
using namespace irisan::test;

namespace {

using list = std::vector<std::string>;

/// `state:lead` of one piece.
std::string led(const portfolio& p, const division& x, std::string_view id) {
  const divided_piece& made = x.of[piece_at(p, x.pieces.all, id)];
  return std::string(to_text(made.state)) + ":" + id_of(p, made.lead);
}

const std::initializer_list<std::string_view> both_at_work = {
    "D1,P,S1,A,teacher,2023-06-01,", "D2,P,S2,A,teacher,2023-06-01,",
    "D3,Q,S1,A,teacher,2023-06-01,", "D4,Q,S3,A,principal,2023-06-01,"};

} // namespace

TEST_SUITE("responsibility") {
  TEST_CASE("divide: the one that holds it more strongly leads whoever does more of it") {
    const portfolio p(
        offices_with_mandates(both_at_work, {"BGP,K,teacher,,lead", "BPMP,K,,,unspecified"}));
    const division x = divided(p);
    CHECK(led(p, x, "K|teacher|13.06") == "decided:BGP");
    CHECK(led(p, x, "K|principal|13.71") == "only_one:BPMP");
    const divided_piece& teachers = x.of[piece_at(p, x.pieces.all, "K|teacher|13.06")];
    CHECK(ids_of(p, teachers.hands_over) == list{"BPMP"});
    CHECK(teachers.supports.empty());
    REQUIRE(teachers.next);
    // 0 + 50 points of continuity against 100 + 0.
    CHECK(teachers.next->difference == 50);
  }

  TEST_CASE("divide: of those that hold it alike the one that does it today leads") {
    const portfolio p(offices_with_mandates(both_at_work, {"BGP,K,,,", "BPMP,K,,,"}));
    const division x = divided(p);
    CHECK(led(p, x, "K|teacher|13.06") == "undivided:BPMP");
    CHECK(led(p, x, "K|principal|13.71") == "undivided:BGP");
  }

  TEST_CASE("divide: what no tusi covers is open and nobody hands it over") {
    const portfolio p(offices_with_mandates(both_at_work, {"BGP,K,teacher,,lead"}));
    const division x = divided(p);
    CHECK(led(p, x, "K|principal|13.71") == "open:");
    CHECK(x.of[piece_at(p, x.pieces.all, "K|principal|13.71")].hands_over.empty());
    // BPMP has no tusi in the data at all: nothing is known of it, so it is not asked to stop.
    const divided_piece& teachers = x.of[piece_at(p, x.pieces.all, "K|teacher|13.06")];
    CHECK(ids_of(p, teachers.supports) == list{"BPMP"});
    CHECK(teachers.hands_over.empty());
  }

  TEST_CASE("divide: a support by tusi stays and so does a partner") {
    tables t = offices_with_mandates(
        both_at_work, {"BGP,K,teacher,,lead", "BPMP,K,teacher,,support", "DD,K,principal,,lead"});
    add(t, "units", "unit_id,kind", {"DD,partner"});
    add(t, "deliveries", "program_id,unit_id,target_id,activity_id,audience",
        {"P,DD,S2,B,teacher"});
    const portfolio p(t);
    const division x = divided(p);
    const divided_piece& teachers = x.of[piece_at(p, x.pieces.all, "K|teacher|13.06")];
    CHECK(id_of(p, teachers.lead) == "BGP");
    CHECK(ids_of(p, teachers.supports) == list{"BPMP", "DD"});
  }

  TEST_CASE("divide: agreements pin and forbid and keep together") {
    const auto with = [](std::string_view agreement) {
      tables t = offices_with_mandates(both_at_work, {"BGP,K,,,lead", "BPMP,K,,,unspecified"});
      add(t, "agreements", "agreement_id,kind,program_id,other_program_id,activity_id,unit_id,role",
          {agreement});
      return portfolio(t);
    };
    const portfolio pinned = with("G,pin,,,K,BPMP,");
    CHECK(led(pinned, divided(pinned), "K|teacher|13.06") == "pinned:BPMP");
    const portfolio forbidden = with("G,forbid,,,K,BGP,");
    const division without = divided(forbidden);
    CHECK(led(forbidden, without, "K|teacher|13.06") == "only_one:BPMP");
    CHECK(
        ids_of(forbidden,
               without.of[piece_at(forbidden, without.pieces.all, "K|teacher|13.06")].hands_over) ==
        list{"BGP"});
    const portfolio joint = with("G,joint,P,Q,,,");
    const division together = divided(joint);
    CHECK(led(joint, together, "K|teacher|13.06") == "joint:BGP");
    const divided_piece& kept =
        together.of[piece_at(joint, together.pieces.all, "K|teacher|13.06")];
    CHECK(ids_of(joint, kept.supports) == list{"BPMP"});
    CHECK(kept.hands_over.empty());
    const portfolio led_jointly = with("G,joint,P,Q,,BPMP,lead");
    CHECK(led(led_jointly, divided(led_jointly), "K|teacher|13.06") == "joint:BPMP");
  }

  TEST_CASE("divide: a local government meets one unit rather than two") {
    // BPMP does more of one kind, BGP alone holds the other: one door is worth more.
    tables t = two_offices();
    add(t, "targets", "target_id,kind,region_id", {"L,local_government,13.06"});
    add(t, "activities", "activity_id,parent_id", {"K2,T"});
    add(t, "deliveries", "program_id,target_id,activity_id,audience",
        {"P,S1,A,teacher", "Q,S2,A,teacher", "Q,S1,K2,teacher", "P,S2,B,teacher"});
    add(t, "mandates", "unit_id,activity_id", {"BGP,T", "BPMP,K"});
    const portfolio p(t);
    CHECK(led(p, divided(p), "K|teacher|13.06") == "undivided:BGP");
    division_rules rules;
    rules.meeting = 0;
    CHECK(led(p, divided(p, rules), "K|teacher|13.06") == "undivided:BPMP");
  }

  TEST_CASE("divide: a capacity moves work and what cannot be held is said") {
    tables t = offices_with_mandates(both_at_work, {"BGP,K,,,", "BPMP,K,,,"});
    add(t, "capacities", "unit_id,activity_id,period,capacity,quantity_unit",
        {"BPMP,T,2024,1,sasaran"});
    const portfolio p(t);
    const division x = divided(p);
    CHECK(led(p, x, "K|teacher|13.06") == "undivided:BGP");
    CHECK(x.solution.excess == 0);
    const divided_piece& teachers = x.of[piece_at(p, x.pieces.all, "K|teacher|13.06")];
    REQUIRE(teachers.next);
    CHECK_FALSE(teachers.next->has_room);
    add(t, "capacities", "unit_id,activity_id,period,capacity,quantity_unit",
        {"BGP,T,2024,1,sasaran"});
    const portfolio short_of(t);
    const division y = divided(short_of);
    // Three targets, room for two.
    CHECK(y.loads.whole(y.solution.excess) >= 1);
    CHECK_FALSE(y.solution.short_units.empty());
    CHECK_FALSE(y.solution.short_pieces.empty());
  }

  TEST_CASE("divide: the same for any order of rows and any number of threads") {
    std::mt19937 random(3);
    for (int round = 0; round < 15; ++round) {
      CAPTURE(round);
      const std::vector<written_table> written = random_division(random);
      const portfolio p(read(written)), q(read(shuffled(written, random)));
      const division x = divided(p);
      const division y = divide(q, needs_of(q), {}, {}, q.latest_date(), 2);
      CHECK(x.problem == y.problem);
      CHECK(x.solution == y.solution);
      for (std::size_t i = 0; i < x.of.size(); ++i) {
        CHECK(x.of[i].lead == y.of[i].lead);
        CHECK(x.of[i].supports == y.of[i].supports);
        CHECK(x.of[i].hands_over == y.of[i].hands_over);
      }
    }
  }

  TEST_CASE("divide: bounds hold and what is agreed is honoured on random packages") {
    std::mt19937 random(4);
    for (int round = 0; round < 60; ++round) {
      CAPTURE(round);
      const portfolio p(read(random_division(random)));
      division_rules rules;
      rules.split_levels = round % 3 == 0;
      rules.fair_first = round % 4 == 0;
      const division x = divided(p, rules);
      check(x.problem);
      CHECK(x.solution.cost == cost_of(x.problem, x.solution.option));
      if (!rules.fair_first) CHECK(x.solution.lower_bound <= x.solution.cost);
      const piece_holders holders(p, p.latest_date());
      for (std::size_t i = 0; i < x.of.size(); ++i) {
        const divided_piece& made = x.of[i];
        CHECK((made.state == piece_state::open) == !made.lead.known());
        if (!made.lead.known()) {
          CHECK(made.options.empty());
          continue;
        }
        CHECK_FALSE(std::binary_search(made.agreed.forbidden.begin(), made.agreed.forbidden.end(),
                                       made.lead));
        if (made.agreed.pinned.known()) CHECK(made.lead == made.agreed.pinned);
        if (made.state != piece_state::pinned && made.state != piece_state::joint) {
          const auto held = holders.of(x.pieces.all[i]);
          CHECK(std::any_of(held.begin(), held.end(),
                            [&](const piece_holder& h) { return h.by == made.lead; }));
        }
        CHECK_FALSE(std::binary_search(made.supports.begin(), made.supports.end(), made.lead));
        CHECK_FALSE(std::binary_search(made.hands_over.begin(), made.hands_over.end(), made.lead));
      }
    }
  }
}
