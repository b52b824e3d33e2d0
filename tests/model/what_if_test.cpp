#include <irisan/model/what_if.hpp>

#include <support/builders.hpp>

#include <doctest/doctest.h>

using namespace irisan;

namespace {

tables three_programs() {
  tables t = test::two_offices();
  test::add(t, "programs", "program_id,unit_id,parent_id", {"R,BGP,P"});
  test::add(t, "deliveries", "delivery_id,program_id,target_id,activity_id",
            {"D1,P,S1,A", "D2,Q,S2,A", "D3,R,S3,B"});
  return t;
}

} // namespace

TEST_SUITE("model") {
  TEST_CASE("without: a program's deliveries are gone and the program stays known") {
    const portfolio p(three_programs());
    const portfolio q = without(p, {"Q"});
    CHECK(q.deliveries().size() == 2);
    CHECK(q.intervention_count() == 2);
    CHECK(q.find_program("Q").known());
    CHECK(p.deliveries().size() == 3);
  }

  TEST_CASE("without: a program takes those inside it along") {
    const portfolio p(three_programs());
    CHECK(without(p, {"P"}).deliveries().size() == 1);
    // The inner one goes alone.
    CHECK(without(p, {"R"}).deliveries().size() == 2);
  }

  TEST_CASE("without: of several programs and of none") {
    const portfolio p(three_programs());
    CHECK(without(p, {"P", "Q"}).deliveries().size() == 0);
    CHECK(without(p, {}).deliveries().size() == 3);
  }

  TEST_CASE("without: an unknown program is refused with the nearest one") {
    const portfolio p(three_programs());
    CHECK_THROWS_WITH_AS(without(p, {"PP"}), "unknown program 'PP'; the nearest is 'P'",
                         rule_error);
    CHECK_NOTHROW(without(p, {"P"}));
  }

  TEST_CASE("with: more deliveries join those that are there") {
    const portfolio p(three_programs());
    tables more;
    test::add(more, "deliveries", "program_id,target_id,unit_id,activity_id,quantity",
              {"P,S2,BGP,B,4"});
    const portfolio q = with(p, more);
    CHECK(q.deliveries().size() == 4);
    CHECK(q.intervention_count() == 4);
    CHECK(p.deliveries().size() == 3);
  }

  TEST_CASE("with: new programs come with their deliveries") {
    tables more;
    test::add(more, "programs", "program_id,unit_id", {"N,BGP"});
    test::add(more, "deliveries", "program_id,target_id", {"N,S1"});
    CHECK(with(portfolio(three_programs()), more).find_program("N").known());
  }

  TEST_CASE("with: rows pass the gate") {
    const portfolio p(three_programs());
    tables more;
    test::add(more, "deliveries", "program_id,target_id", {"P,S9"});
    CHECK_THROWS_AS(with(p, more), input_error);
    tables right;
    test::add(right, "deliveries", "program_id,target_id", {"P,S2"});
    CHECK_NOTHROW(with(p, right));
  }

  TEST_CASE("with: what was taken away comes back") {
    const portfolio p(three_programs());
    tables more;
    test::add(more, "deliveries", "delivery_id,program_id,target_id,activity_id", {"D2,Q,S2,A"});
    const portfolio q = with(without(p, {"Q"}), more);
    REQUIRE(q.deliveries().size() == p.deliveries().size());
    for (std::int32_t i = 0; i < 3; ++i) {
      CHECK(q.deliveries().id({i}) == p.deliveries().id({i}));
      CHECK(q.deliveries().target({i}) == p.deliveries().target({i}));
    }
  }
}
