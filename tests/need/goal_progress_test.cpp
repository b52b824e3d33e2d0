#include <irisan/need/goal_progress.hpp>

#include <support/builders.hpp>

#include <doctest/doctest.h>

using namespace irisan;

namespace {

date_range on(std::string_view text) {
  return *parse_date(text);
}

tables measured(std::initializer_list<std::string_view> goals,
                std::initializer_list<std::string_view> values) {
  tables t = test::two_offices();
  test::add(t, "goals", "indicator_id,region_id,baseline,goal,due", goals);
  test::add(t, "indicators", "target_id,region_id,indicator_id,value,date,source,access", values);
  return t;
}

goal_progress only(const tables& t, std::string_view as_of = "2023-12-31") {
  const auto all = goal_progresses(portfolio(t), on(as_of));
  REQUIRE(all.size() == 1);
  return all.front();
}

} // namespace

TEST_SUITE("need") {
  TEST_CASE("goal_progress: without a value of its own a region has the mean of its targets") {
    // S1 and S2 lie in Agam, S3 in Padang; both in the province.
    const goal_progress g = only(measured(
        {"lit,13,50,80,2024"}, {"S1,,lit,60,2023-03,r,public", "S3,,lit,70,2023-04,r,own"}));
    CHECK(*g.value == 65);
    CHECK(g.measured == 2);
    CHECK(!g.of_region);
    CHECK(g.date == on("2023-04"));
    CHECK(*g.way == 0.5);
    CHECK(!*g.reached);
    CHECK(!g.due);
  }

  TEST_CASE("goal_progress: a region's own value speaks for it") {
    const goal_progress g = only(measured(
        {"lit,13,50,80,2024"}, {"S1,,lit,60,2023-03,r,public", ",13,lit,77,2023-02,r,public",
                                ",13,lit,74,2022-02,r,public", ",13.06,lit,99,2023-03,r,public"}));
    CHECK(*g.value == 77);
    CHECK(g.of_region);
    CHECK(g.measured == 1);
    CHECK(*g.way == doctest::Approx(0.9));
  }

  TEST_CASE("goal_progress: targets of other regions do not count") {
    const goal_progress g = only(measured(
        {"lit,13.06,50,80,2024"}, {"S1,,lit,60,2023-03,r,public", "S3,,lit,70,2023-04,r,own"}));
    CHECK(*g.value == 60);
    CHECK(g.measured == 1);
  }

  TEST_CASE("goal_progress: the latest value by the day counts") {
    const tables t = measured({"lit,13,50,80,2023-06-30"},
                              {"S1,,lit,60,2023-03-01,r,public", "S1,,lit,90,2023-06-01,r,public"});
    CHECK(*only(t, "2023-05-01").value == 60);
    const goal_progress later = only(t, "2023-06-30");
    CHECK(*later.value == 90);
    CHECK(*later.reached);
    CHECK(later.due);
    CHECK(!only(t, "2023-06-29").due);
  }

  TEST_CASE("goal_progress: less may be the goal") {
    const goal_progress g = only(measured({"dropout,13,40,10,"}, {"S1,,dropout,25,2023,r,public"}));
    CHECK(*g.way == 0.5);
    CHECK(!*g.reached);
    CHECK(*only(measured({"dropout,13,40,10,"}, {"S1,,dropout,5,2023,r,public"})).reached);
  }

  TEST_CASE("goal_progress: a way back from the baseline is below zero") {
    CHECK(*only(measured({"lit,13,50,80,"}, {"S1,,lit,35,2023,r,public"})).way == -0.5);
  }

  TEST_CASE("goal_progress: without a baseline only the very goal is known to be reached") {
    const goal_progress g = only(measured({"lit,13,,80,"}, {"S1,,lit,85,2023,r,public"}));
    CHECK(*g.value == 85);
    CHECK(!g.way);
    CHECK(!g.reached);
    CHECK(*only(measured({"lit,13,,80,"}, {"S1,,lit,80,2023,r,public"})).reached);
  }

  TEST_CASE("goal_progress: words are no numbers and nothing is made of nothing") {
    const goal_progress g = only(measured({"ikm,13,50,80,"}, {"S1,,ikm,mandiri,2023,r,public"}));
    CHECK(!g.value);
    CHECK(!g.way);
    CHECK(g.measured == 0);
    CHECK(g.not_numbers == 1);
    CHECK(!only(measured({"other,13,50,80,"}, {"S1,,lit,60,2023,r,public"})).value);
  }
}
