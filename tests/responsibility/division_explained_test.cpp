#include <support/divided_work.hpp>

#include <irisan/responsibility/division_explained.hpp>

#include <doctest/doctest.h>

using namespace irisan;
using namespace irisan::test;

TEST_SUITE("responsibility") {
  TEST_CASE("explain: says who and why and what would change it in both languages") {
    tables t =
        offices_with_mandates({"D1,P,S1,A,teacher,2023-06-01,", "D2,P,S2,A,teacher,2023-06-01,",
                               "D3,Q,S1,A,teacher,2023-06-01,", "D4,Q,S3,A,principal,2023-06-01,",
                               "D5,Q,S3,A,student,2023-06-01,"},
                              {"BGP,K,teacher,,lead", "BPMP,K,teacher,,", "BPMP,K,principal,,"});
    const portfolio p(t);
    const division x = divided(p);
    const auto of = [&](const char* id) {
      return explain(p, x, static_cast<std::int32_t>(piece_at(p, x.pieces.all, id)));
    };
    const division_explained teachers = of("K|teacher|13.06");
    CHECK(teachers.reason.en ==
          "BGP holds the tusi for Pelatihan for teachers in Agam as lead, compared with BPMP: its "
          "tusi is stronger.");
    CHECK(
        teachers.reason.id ==
        "BGP memegang tusi untuk Pelatihan untuk guru di Agam sebagai penanggung jawab, dibanding "
        "BPMP: tusinya lebih kuat.");
    CHECK(teachers.would_change.en ==
          "BPMP would lead if its points here fell by more than 50, or if that were agreed.");
    CHECK(of("K|principal|13.71").reason.en ==
          "Only BPMP holds the tusi for Pelatihan for principals in Padang.");
    CHECK(of("K|principal|13.71").would_change.en.empty());
    CHECK(of("K|student|13.71").reason.id ==
          "Belum ada tusi dalam data yang mencakup Pelatihan untuk murid di Padang.");
  }

  TEST_CASE("explain: a runner-up with as many points is level and no number is named") {
    const portfolio p(
        offices_with_mandates({"D1,P,S1,A,teacher,2023-06-01,", "D2,Q,S1,A,teacher,2023-06-01,"},
                              {"BGP,K,teacher,,", "BPMP,K,teacher,,"}));
    const division x = divided(p);
    const division_explained e =
        explain(p, x, static_cast<std::int32_t>(piece_at(p, x.pieces.all, "K|teacher|13.06")));
    CHECK(e.would_change.en ==
          "BPMP is level with BGP and would lead with any advantage, or if that were agreed.");
    CHECK(
        e.would_change.id ==
        "BPMP setara dengan BGP dan akan memimpin bila sedikit lebih kuat, atau bila disepakati.");
  }

  TEST_CASE("explain: the named change makes the runner-up lead when work is divided again") {
    std::mt19937 random(9);
    int changed = 0;
    for (int round = 0; round < 80; ++round) {
      CAPTURE(round);
      const portfolio p(read(random_division(random, 25)));
      const division x = divided(p);
      if (!x.solution.proven || x.solution.excess > 0) continue;
      for (std::size_t n = 0; n < x.asked.size(); ++n) {
        const divided_piece& made = x.of[static_cast<std::size_t>(x.asked[n])];
        if (!made.next || !made.next->has_room) continue;
        REQUIRE(made.next->difference >= 0); // or the move would be cheaper
        const auto option = static_cast<std::size_t>(x.problem.offsets[n] + made.next->option);
        assignment_problem cheaper = x.problem;
        cheaper.cost[option] -= made.next->difference + 1;
        const assignment again = solve_assignment(cheaper);
        if (!again.proven) continue;
        CHECK(again.option[n] == static_cast<std::int32_t>(option));
        // The nearest change that is not enough for this move alone leaves a cheapest division.
        cheaper.cost[option] += 1;
        CHECK(cost_of(cheaper, x.solution.option) <= x.solution.cost);
        ++changed;
      }
    }
    CHECK(changed > 100);
  }
}
