#include <irisan/model/what_if.hpp>

#include <support/builders.hpp>

#include <doctest/doctest.h>

#include <utility>

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

  TEST_CASE("with: what is wrong in added rows is told with the line that it stands on") {
    const portfolio p(three_programs());
    tables more;
    table& t = more["deliveries"];
    t.at("program_id"), t.at("target_id");
    const std::int32_t file = t.add_file("plan.csv");
    for (const char* target : {"S1", "S9"}) {
      t.at("program_id").push_back("P");
      t.at("target_id").push_back(target);
      t.end_row(file, target[1] == '1' ? 2 : 3);
    }
    try {
      with(p, more);
      FAIL("an unknown target passed the gate");
    } catch (const input_error& e) {
      REQUIRE(e.problems.size() == 1);
      CHECK(to_text(e.problems[0]) == "plan.csv, line 3: unknown target 'S9'; the nearest is 'S1'");
    }
  }

  TEST_CASE("with: numbers and dates are read as the rows that are added declare them") {
    tables base = three_programs();
    test::add(base, "deliveries", "program_id,target_id,quantity,start", {"P,S1,1.250,2023-07-15"});
    tables more;
    test::add(more, "deliveries", "program_id,target_id,quantity,quantity_unit,cost,start,audience",
              {"P,S2,1.250,hours,2.000,16/07/2023,-"});
    more["deliveries"].at("quantity").format.group_mark = '.';
    more["deliveries"].at("quantity").format.decimal_mark = ',';
    more["deliveries"].at("cost").format.group_mark = '.';
    more["deliveries"].at("cost").format.decimal_mark = ',';
    more["deliveries"].at("start").format.date_form = "%d/%m/%Y";
    more["deliveries"].at("audience").format.missing = {"-"};
    const portfolio q = with(portfolio(base), more);
    const deliveries& d = q.deliveries();
    int seen = 0;
    for (std::int32_t i = 0; i < d.size(); ++i) {
      if (d.quantity({i}) == 1.25) ++seen;
      if (d.quantity({i}) != 1250) continue;
      ++seen;
      CHECK(d.cost({i}) == 2000);
      CHECK(d.when({i}).start == *parse_date("2023-07-16"));
      CHECK(!d.audience({i}).known());
    }
    CHECK(seen == 2);
  }

  TEST_CASE("with: repairs and warnings of both sides are kept and empty values told once") {
    tables base = three_programs();
    test::add(base, "units", "unit_id,colour", {"U,red"});
    test::add(base, "indicators", "target_id,indicator_id,value,date", {"S1,i,,2023"});
    tables more;
    test::add(more, "indicators", "target_id,indicator_id,value,date", {"S2,i,,2023"});
    problem& unused = more.found.emplace_back();
    unused.level = problem_level::warning, unused.file = "notes.csv";
    const portfolio q = with(portfolio(base), more);
    CHECK(q.indicators().size() == 2);
    const auto count = [&](std::string_view column) {
      std::int64_t rows = 0, all = 0;
      for (const problem& x : q.problems())
        if (x.column == column) rows += x.rows, ++all;
      return std::pair(all, rows);
    };
    CHECK(count("colour") == std::pair<std::int64_t, std::int64_t>(1, 1));
    CHECK(count("value") == std::pair<std::int64_t, std::int64_t>(1, 2));
    CHECK(count("") == std::pair<std::int64_t, std::int64_t>(1, 1));
  }
}
