#include <irisan/need/need_cover.hpp>

#include <support/builders.hpp>

#include <doctest/doctest.h>

#include <algorithm>
#include <random>
#include <string>
#include <vector>

using namespace irisan;

namespace {

need_cover cover_of(const tables& t, const std::vector<std::string>& keep = {}) {
  const portfolio p(t);
  std::vector<program_index> kept;
  for (const std::string& id : keep) kept.push_back(p.find_program(id));
  return need_cover_of(
      p, coverage(p, find_arrivals(p, find_visits(p)), p.needs(), {}, p.latest_date()), kept);
}

/// S1 needs an amount of hours; programs P, Q, R, V give theirs there, empty ones nothing known.
tables hours(std::string_view required, const std::vector<std::string>& amounts) {
  tables t = test::two_offices();
  test::add(t, "programs", "program_id,unit_id", {"R,BGP", "V,BGP"});
  const char* programs[] = {"P", "Q", "R", "V"};
  for (std::size_t i = 0; i < amounts.size(); ++i)
    test::add(t, "deliveries", "program_id,target_id,activity_id,quantity,quantity_unit",
              {std::string(programs[i]) + ",S1,A," + amounts[i] + ",hours"});
  test::add(t, "needs", "target_id,activity_id,required,quantity_unit",
            {"S1,T," + std::string(required) + ",hours"});
  return t;
}

} // namespace

TEST_SUITE("need") {
  TEST_CASE("need_cover: equal amounts ask for as many programs as it takes") {
    const need_cover c = cover_of(hours("9", {"4", "4", "4", "4"}));
    REQUIRE(c.problem.rows() == 1);
    CHECK(c.problem.demand(0) == 3);
    CHECK(c.problem.columns() == 4);
    CHECK(c.needs == std::vector<std::int64_t>{1, 1, 1, 1});
    CHECK(cover_of(hours("8", {"4", "4", "4", "4"})).problem.demand(0) == 2);
  }

  TEST_CASE("need_cover: a reserve asks each row for more and what must stay for no more") {
    const portfolio p(hours("9", {"4", "4", "4", ""}));
    const coverage_table table =
        coverage(p, find_arrivals(p, find_visits(p)), p.needs(), {}, p.latest_date());
    const need_cover c = need_cover_of(p, table, {}, 1);
    REQUIRE(c.problem.rows() == 1);
    CHECK(c.problem.demand(0) == 3);
    REQUIRE(c.problem.short_rows().size() == 1);
    CHECK(c.problem.short_rows()[0].demand == 4);
    const portfolio unmet(hours("100", {"4", ""}));
    const need_cover u = need_cover_of(
        unmet, coverage(unmet, find_arrivals(unmet, find_visits(unmet)), unmet.needs(), {}, {}), {},
        1);
    CHECK(u.problem.rows() == 2);
    CHECK(u.problem.short_rows().size() == 1);
  }

  TEST_CASE("need_cover: rows of one need weigh as much together as those of another") {
    const std::vector<std::int32_t> need_of_row{0, 0, 0, 1, 2}, demand{1, 1, 2, 1, 5};
    const std::vector<std::int64_t> weight = detail::even_weights(need_of_row, demand);
    CHECK(weight[0] + weight[1] + 2 * weight[2] == weight[3]);
    CHECK(5 * weight[4] == weight[3]);
    CHECK(detail::even_weights({}, {}).empty());
    CHECK(detail::even_weights(std::vector<std::int32_t>{0}, std::vector<std::int32_t>{100'000}) ==
          std::vector<std::int64_t>{1});
  }

  TEST_CASE("need_cover: what is not met asks for all that give") {
    const need_cover c = cover_of(hours("100", {"4", "4"}));
    REQUIRE(c.problem.rows() == 1);
    CHECK(c.problem.demand(0) == 2);
  }

  TEST_CASE("need_cover: an amount that was not measured is not counted on and must stay") {
    const need_cover c = cover_of(hours("8", {"4", ""}));
    REQUIRE(c.problem.rows() == 2);
    CHECK(essential_columns(c.problem).size() == 2);
    // Where the rest is enough, it may go.
    const need_cover enough = cover_of(hours("4", {"4", ""}));
    REQUIRE(enough.problem.rows() == 1);
    CHECK(essential_columns(enough.problem) == std::vector<std::int32_t>{0});
  }

  TEST_CASE("need_cover: unequal amounts hold exactly where enough stays") {
    std::mt19937 random(7);
    for (int round = 0; round < 500; ++round) {
      CAPTURE(round);
      const std::size_t n = 1 + random() % 7;
      std::vector<double> amounts(n);
      double all = 0;
      for (double& a : amounts) all += a = static_cast<double>(1 + random() % 9);
      const double asked = std::min(all, static_cast<double>(1 + random() % 30));
      const auto sets = detail::sets_to_hit(amounts, asked);
      for (std::uint32_t mask = 0; mask < (1U << n); ++mask) {
        double sum = 0;
        for (std::size_t j = 0; j < n; ++j)
          if (mask >> j & 1) sum += amounts[j];
        const bool hit = std::all_of(sets.begin(), sets.end(), [&](const auto& set) {
          return std::any_of(set.begin(), set.end(),
                             [&](std::size_t j) { return (mask >> j & 1) != 0; });
        });
        CHECK(hit == (sum >= asked));
      }
    }
  }

  TEST_CASE("need_cover: many unlike programs are asked for with caution") {
    tables t = test::two_offices();
    for (int i = 0; i < 13; ++i) {
      const std::string id = "M" + std::to_string(i);
      test::add(t, "programs", "program_id,unit_id", {id + ",BGP"});
      test::add(t, "deliveries", "program_id,target_id,activity_id,quantity,quantity_unit",
                {id + ",S1,A," + std::to_string(i + 1) + ",hours"});
    }
    test::add(t, "needs", "target_id,activity_id,required,quantity_unit", {"S1,T,10,hours"});
    const need_cover c = cover_of(t);
    CHECK(c.cautious == 1);
    REQUIRE(c.problem.rows() == 1);
    // 1 + 2 + 3 + 4: the four smallest would do.
    CHECK(c.problem.demand(0) == 4);
  }

  TEST_CASE("need_cover: a program costs what its deliveries cost or how many there are") {
    tables t = test::two_offices();
    test::add(t, "deliveries", "program_id,target_id,activity_id,cost",
              {"P,S1,A,100", "P,S3,A,", "Q,S1,A,40"});
    test::add(t, "needs", "target_id,activity_id", {"S1,T"});
    const need_cover c = cover_of(t);
    CHECK(c.by_money);
    CHECK(c.problem.cost(0) == 100);
    CHECK(!c.cost_known[0]);
    CHECK(c.cost_known[1]);
    tables bare = test::two_offices();
    test::add(bare, "deliveries", "program_id,target_id,activity_id",
              {"P,S1,A", "P,S3,A", "Q,S1,A"});
    test::add(bare, "needs", "target_id,activity_id", {"S1,T"});
    const need_cover counted = cover_of(bare);
    CHECK(!counted.by_money);
    CHECK(counted.problem.cost(0) == 2);
    CHECK(counted.problem.cost(1) == 1);
  }

  TEST_CASE("need_cover: what is to be kept is fixed and one without needs is passed over") {
    const need_cover c = cover_of(hours("4", {"4", "4"}), {"Q", "V"});
    CHECK(!c.problem.is_fixed(0));
    CHECK(c.problem.is_fixed(1));
  }

  TEST_CASE("need_cover: without needs there is nothing to cover") {
    CHECK(cover_of(test::two_offices()).problem.columns() == 0);
  }
}
