#include <support/divided_work.hpp>

#include <irisan/responsibility/hand_over.hpp>

#include <doctest/doctest.h>

#include <map>
#include <tuple>

using namespace irisan;
using namespace irisan::test;

TEST_SUITE("responsibility") {
  TEST_CASE("handed_over: the lead carries out what others did and nothing is added or lost") {
    const portfolio p(offices_with_mandates(
        {"D1,P,S1,A,teacher,,", "D2,P,S2,A,teacher,,", "D3,Q,S1,A,teacher,,", "D4,P,S3,,,,"},
        {"BGP,K,teacher,,lead", "BPMP,K,teacher,,"}));
    const division x = divided(p);
    const portfolio after = handed_over(p, x);
    std::map<std::string, std::string> by;
    for (std::int32_t i = 0; i < after.deliveries().size(); ++i)
      by[std::string(after.deliveries().id({i}))] = after.id(after.deliveries().intervention({i}));
    CHECK(by == std::map<std::string, std::string>{
                    {"D1", "P|BGP"}, {"D2", "P|BGP"}, {"D3", "Q|BGP"}, {"D4", "P|BPMP"}});
  }

  TEST_CASE("handed_over: joint work and supports stay where they are") {
    tables t =
        offices_with_mandates({"D1,P,S1,A,teacher,,", "D2,Q,S1,A,teacher,,", "D3,P,S2,B,teacher,,"},
                              {"BGP,K,teacher,,lead", "BPMP,K,teacher,,"});
    add(t, "agreements", "agreement_id,kind,activity_id", {"G,joint,A"});
    const portfolio p(t);
    const division x = divided(p);
    const portfolio after = handed_over(p, x);
    std::map<std::string, std::string> by;
    for (std::int32_t i = 0; i < after.deliveries().size(); ++i)
      by[std::string(after.deliveries().id({i}))] =
          after[after[after.deliveries().intervention({i})].by].id;
    // B is no part of the agreement: it goes to the lead.
    CHECK(by == std::map<std::string, std::string>{{"D1", "BPMP"}, {"D2", "BGP"}, {"D3", "BGP"}});
  }

  TEST_CASE("handed_over: random deliveries keep all but the unit") {
    std::mt19937 random(2);
    for (int round = 0; round < 40; ++round) {
      CAPTURE(round);
      const portfolio p(read(random_division(random)));
      const division x = divided(p);
      const portfolio after = handed_over(p, x);
      const auto rows = [](const portfolio& q) {
        std::map<std::string, std::tuple<std::string, std::string, std::int32_t, std::int64_t>> all;
        const deliveries& d = q.deliveries();
        for (std::int32_t i = 0; i < d.size(); ++i)
          all[std::string(d.id({i}))] = {q[q[d.intervention({i})].of].id, q[d.target({i})].id,
                                         d.activity({i}).value, d.cost({i})};
        return all;
      };
      CHECK(rows(p) == rows(after));
      CHECK(std::is_sorted(after.interventions().begin(), after.interventions().end()));
      for (std::int32_t i = 1; i < after.deliveries().size(); ++i)
        CHECK(std::tuple(after.deliveries().intervention({i - 1}),
                         after.deliveries().target({i - 1})) <=
              std::tuple(after.deliveries().intervention({i}), after.deliveries().target({i})));
      for (std::int32_t i = 0; i < p.deliveries().size(); ++i) {
        const std::int32_t n = x.pieces.of_delivery[static_cast<std::size_t>(i)];
        const unit_index now = p[p.deliveries().intervention({i})].by;
        const unit_index then = carried_out_by(p, x, {i});
        if (n < 0 || !x.of[static_cast<std::size_t>(n)].lead.known())
          CHECK(now == then);
        else
          CHECK((then == now || then == x.of[static_cast<std::size_t>(n)].lead));
      }
    }
  }
}
