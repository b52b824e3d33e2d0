#include <irisan/overlap/corrected_covered_area.hpp>
#include <irisan/overlap/impossible_cells.hpp>

#include <support/builders.hpp>

#include <doctest/doctest.h>

#include <vector>

using namespace irisan;
using namespace irisan::test;

namespace {

using indices = std::vector<intervention_index>;

/// P at S1 and S2, Q at S1; whom they may reach, as given.
portfolio example(std::initializer_list<std::string_view> eligibility) {
  tables t = with_deliveries({"D1,P,S1,A,teacher,2023,2023", "D2,P,S2,A,teacher,2023,2023",
                              "D3,Q,S1,A,teacher,2023,2023"});
  add(t, "eligibility", "program_id,target_id,region_id,state", eligibility);
  return portfolio(std::move(t));
}

} // namespace

TEST_SUITE("overlap") {
  TEST_CASE("impossible_cells: targets that are not eligible are those of the group only") {
    const portfolio p = example({"Q,S2,,not_eligible", "P,,13.71,not_eligible"});
    CHECK(impossible_cells(p, indices{{0}, {1}}) == programs({{2}, {1}}));
    incidence_matrix second = programs({{}, {1}});
    second.columns = 3;
    CHECK(impossible_cells(p, indices{{1}}) == second);
    incidence_matrix none = programs({{}, {}});
    none.columns = 3;
    CHECK(impossible_cells(p, indices{}) == none);
    CHECK(impossible_cells(example({}), indices{{0}, {1}}) == none);
  }

  TEST_CASE("impossible_cells: a program that may only be at one school covers all that it can") {
    const indices both{{0}, {1}};
    const portfolio open = example({}), closed = example({"Q,S1,,eligible"});
    const auto area = [&](const portfolio& p) {
      return find_covered_area(incidence(p), both, impossible_cells(p, both));
    };
    // Both at one of two schools: Jaccard 1/2; where Q may not be at S2, all that can be.
    CHECK(area(open).corrected() == 0.5);
    CHECK(area(closed).impossible == 1);
    CHECK(area(closed).corrected() == 1);
  }

  TEST_CASE("impossible_cells: an intervention that is not there is refused") {
    const portfolio p = example({});
    CHECK_THROWS_WITH_AS(impossible_cells(p, indices{{2}}),
                         "impossible cells: there is no intervention 2 among 2", rule_error);
    CHECK_THROWS_AS(impossible_cells(p, indices{{-1}}), rule_error);
    CHECK_NOTHROW(impossible_cells(p, indices{{1}}));
  }
}
