#include <irisan/model/delivery_builder.hpp>

#include <support/builders.hpp>

#include <doctest/doctest.h>

#include <string>
#include <vector>

using namespace irisan;
using irisan::test::add;

namespace {

/// `program|unit target id` of every delivery in order.
std::vector<std::string> written(const portfolio& p) {
  std::vector<std::string> all;
  const deliveries& d = p.deliveries();
  for (std::int32_t i = 0; i < d.size(); ++i)
    all.push_back(p.id(d.intervention({i})) + " " + p[d.target({i})].id + " " +
                  std::string(d.id({i})));
  return all;
}
using rows = std::vector<std::string>;

tables with(std::initializer_list<std::string_view> deliveries) {
  tables t = test::two_offices();
  add(t, "deliveries", "delivery_id,program_id,target_id,unit_id,status,plan_of", deliveries);
  return t;
}

} // namespace

TEST_SUITE("model") {
  TEST_CASE(
      "delivery_builder: deliveries are sorted by intervention and target and then by the rest") {
    const portfolio p(test::with_deliveries({"D1,Q,S1,,,,", "D2,P,S2,,,,", "D3,P,S1,B,,,",
                                             "D4,P,S1,A,teacher,,", "D5,P,S1,A,principal,,"}));
    CHECK(written(p) ==
          rows{"P|BPMP S1 D5", "P|BPMP S1 D4", "P|BPMP S1 D3", "P|BPMP S2 D2", "Q|BGP S1 D1"});
  }

  TEST_CASE("delivery_builder: an empty unit means the owner and another one makes another "
            "intervention") {
    const portfolio p(with({"D1,P,S1,,,", "D2,P,S1,BPMP,,", "D3,P,S1,BGP,,"}));
    CHECK(p.intervention_count() == 2);
    CHECK(written(p) == rows{"P|BGP S1 D3", "P|BPMP S1 D1", "P|BPMP S1 D2"});
  }

  TEST_CASE("delivery_builder: a program without deliveries is no intervention") {
    const portfolio p(with({"D1,P,S1,,,"}));
    CHECK(p.intervention_count() == 1);
    CHECK(p.programs().size() == 2);
  }

  TEST_CASE("delivery_builder: cancelled rows count nowhere") {
    const portfolio p(with({"D1,P,S1,,done,", "D2,P,S2,,cancelled,", "D3,Q,S1,,cancelled,"}));
    CHECK(written(p) == rows{"P|BPMP S1 D1"});
    CHECK(p.counts() == row_counts{3, 0, 2, 0, 0});
  }

  TEST_CASE("delivery_builder: a planned row and the done row that names it are one") {
    const portfolio p(with({"D1,P,S1,,planned,", "D2,P,S1,,done,D1", "D3,P,S2,,planned,"}));
    CHECK(written(p) == rows{"P|BPMP S1 D2", "P|BPMP S2 D3"});
    CHECK(p.counts() == row_counts{3, 0, 0, 1, 0});
  }

  TEST_CASE("delivery_builder: a plan stays if what carried it out was cancelled") {
    const portfolio p(with({"D1,P,S1,,planned,", "D2,P,S1,,cancelled,D1"}));
    CHECK(written(p) == rows{"P|BPMP S1 D1"});
    CHECK(p.counts() == row_counts{2, 0, 1, 0, 0});
  }

  TEST_CASE("delivery_builder: a row that names one that was not planned leaves both") {
    const portfolio p(with({"D1,P,S1,,done,", "D2,P,S1,,done,D1"}));
    CHECK(p.deliveries().size() == 2);
  }

  TEST_CASE("delivery_builder: a plan carried out in two pieces is counted away once") {
    const portfolio p(with({"D1,P,S1,,planned,", "D2,P,S1,,done,D1", "D3,P,S2,,done,D1"}));
    CHECK(written(p) == rows{"P|BPMP S1 D2", "P|BPMP S2 D3"});
    CHECK(p.counts().carried_out == 1);
  }

  TEST_CASE("delivery_builder: rows without a program or target are left out and counted") {
    const portfolio p(with({"D1,P,S1,,,", "D2,P,-,,,", "D3,n/a,S1,,,"}));
    CHECK(written(p) == rows{"P|BPMP S1 D1"});
    CHECK(p.counts() == row_counts{3, 2, 0, 0, 0});
  }

  TEST_CASE("delivery_builder: ids are those after repairs") {
    const portfolio p(with({" D1,P,S1,,,", "D2 ,P,S2,,,"}));
    CHECK(written(p) == rows{"P|BPMP S1 D1", "P|BPMP S2 D2"});
  }

  TEST_CASE("delivery_builder: the words of a column are sorted and numbered") {
    tables t = test::two_offices();
    add(t, "deliveries", "program_id,target_id,event_id,cohort,reported_by,quantity,quantity_unit",
        {"P,S1,E2,2023,BGP,3,sesi", "P,S2,E1,2022,BPMP,,buku", "P,S3,E2,,,2,"});
    const portfolio p(t);
    const deliveries& d = p.deliveries();
    CHECK(p.events() == rows{"E1", "E2"});
    CHECK(p.cohorts() == rows{"2022", "2023"});
    CHECK(p.reporters() == rows{"BGP", "BPMP"});
    CHECK(p.quantity_units() == rows{"buku", "sesi"});
    CHECK(d.event({0}) == 1);
    CHECK(d.event({1}) == 0);
    CHECK(d.event({2}) == 1);
    CHECK(d.reporter({2}) == -1);
    CHECK(d.quantity({0}) == 3);
    CHECK(d.quantity_unit({0}) == 1);
  }

  TEST_CASE("delivery_builder: the latest date is the last day that any delivery may name") {
    CHECK(!portfolio(with({"D1,P,S1,,,"})).latest_date().known());
    const auto latest = [](std::initializer_list<std::string_view> deliveries) {
      const portfolio p(test::with_deliveries(deliveries));
      return to_text(p.latest_date().latest);
    };
    CHECK(latest({"D1,P,S1,,,2023-07-01,2023-07-15", "D2,P,S1,,,2023-07-02,"}) == "2023-07-15");
    CHECK(latest({"D1,P,S1,,,2023,"}) == "2023-12-31");
    tables t = test::two_offices();
    add(t, "deliveries", "program_id,target_id,start,status",
        {"P,S1,2023-07-01,done", "P,S1,2024-07-01,cancelled"});
    CHECK(to_text(portfolio(t).latest_date().latest) == "2023-07-01");
  }
}
