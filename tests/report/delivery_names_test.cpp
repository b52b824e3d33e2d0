#include <irisan/report/delivery_names.hpp>

#include <irisan/report/audit.hpp>

#include <support/builders.hpp>

#include <doctest/doctest.h>

using namespace irisan;
using namespace irisan::test;

TEST_SUITE("report") {
  TEST_CASE("delivery_names: deliveries are called as the portfolio calls them") {
    tables t = two_offices();
    add(t, "programs", "program_id,unit_id", {"R,BGP"});
    add(t, "deliveries", "delivery_id,program_id,target_id,activity_id,start",
        {"D1,P,S1,A,2023", ",Q,S2,,2023-07", "D3,R,S3,B,"});
    const portfolio p(t);
    const report r = audit(p, {});
    const delivery_names names(r.names);
    const deliveries& d = p.deliveries();
    REQUIRE(d.size() == 3);
    for (std::int32_t i = 0; i < d.size(); ++i) {
      const intervention& x = p[d.intervention({i})];
      CHECK(names.row(i) == row_key(p, {i}));
      CHECK(names.program(i) == p[x.of].id);
      CHECK(names.unit(i) == id_of(p, x.by));
      CHECK(names.target(i) == p[d.target({i})].id);
      CHECK(names.activity(i) == id_of(p, d.activity({i})));
    }
  }

  TEST_CASE("delivery_names: of an empty register nothing is known") {
    const report_register none;
    CHECK(delivery_names(none).row(0) == "");
    CHECK(delivery_names(none).program(0) == "");
  }
}
