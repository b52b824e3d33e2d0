#include <support/divided_work.hpp>

#include <irisan/responsibility/raci.hpp>

#include <doctest/doctest.h>

using namespace irisan;
using namespace irisan::test;

TEST_SUITE("responsibility") {
  TEST_CASE("raci_matrix: the lead is accountable and joint partners carry out with it") {
    tables t = offices_with_mandates({"D1,P,S1,A,teacher,,", "D2,Q,S1,A,teacher,,", "D3,P,S3,A,,,"},
                                     {"BGP,K,teacher,,lead", "BPMP,A,teacher,,support"});
    add(t, "agreements", "agreement_id,kind,region_id", {"G,joint,13.06"});
    const portfolio p(t);
    const auto rows = raci_matrix(p, divided(p));
    REQUIRE(rows.size() == 2);
    CHECK(rows[0].kind == "K");
    CHECK(rows[1].activity == "T");
    CHECK(rows[1].audience == "teacher");
    CHECK(rows[1].accountable == "BGP");
    CHECK(rows[1].responsible == std::vector<std::string>{"BGP", "BPMP"});
    CHECK(rows[1].support.empty());
  }

  TEST_CASE("raci_matrix: at most one is accountable and none only where it is open") {
    std::mt19937 random(7);
    for (int round = 0; round < 40; ++round) {
      CAPTURE(round);
      const portfolio p(read(random_division(random)));
      const division x = divided(p);
      const auto rows = raci_matrix(p, x);
      REQUIRE(rows.size() == x.of.size());
      std::size_t open = 0;
      for (const raci_row& row : rows) {
        open += row.accountable.empty();
        CHECK(std::count(row.responsible.begin(), row.responsible.end(), row.accountable) ==
              !row.accountable.empty());
        for (const std::string& u : row.support) {
          CHECK(u != row.accountable);
          CHECK(std::count(row.responsible.begin(), row.responsible.end(), u) == 0);
        }
      }
      CHECK(open == static_cast<std::size_t>(
                        std::count_if(x.of.begin(), x.of.end(), [](const divided_piece& made) {
                          return made.state == piece_state::open;
                        })));
    }
  }
}
