#include <irisan/model/inspection.hpp>

#include <support/builders.hpp>

#include <doctest/doctest.h>

#include <string_view>
#include <vector>

using namespace irisan;
using irisan::test::add;

TEST_SUITE("model") {
  TEST_CASE("inspection: keys are sorted and know their rows") {
    tables t = test::two_offices();
    const inspection in(t);
    const inspected_table& units = in.at("units");
    CHECK(units.keys == std::vector<std::string_view>{"BGP", "BPMP"});
    CHECK(units.row_of_key == std::vector<std::int64_t>{1, 0});
    CHECK(units.position.at("BPMP") == 1);
  }

  TEST_CASE("inspection: an id refers to a position among the sorted keys") {
    const tables t = test::with_deliveries({"D1,Q,S3,,,,"});
    const inspection in(t);
    const inspected_column& c = in.at("deliveries").at("program_id");
    CHECK(c.value(c.target, 0, -1) == 1);
    const inspected_column& target = in.at("deliveries").at("target_id");
    CHECK(target.value(target.target, 0, -1) == 2);
  }

  TEST_CASE("inspection: the newest id is at the end of the chain and a split one stays") {
    tables t = test::two_offices();
    add(t, "successions", "table,old_id,new_id",
        {"units,X,Y", "units,Y,BGP", "targets,S1,S2", "targets,S1,S3"});
    const inspection in(t);
    CHECK(in.newest("units", "X") == "BGP");
    CHECK(in.newest("units", "Y") == "BGP");
    CHECK(in.newest("units", "BGP") == "BGP");
    CHECK(in.newest("targets", "S1") == "S1");
    CHECK(in.newest("programs", "X") == "X");
    CHECK(!in.has_errors());
  }

  TEST_CASE("inspection: parents are positions and roots have none") {
    const tables t = test::two_offices();
    const inspection in(t);
    CHECK(inspection::parents_of(in.at("regions")) == std::vector<std::int32_t>{-1, 0, 0});
    CHECK(inspection::parents_of(in.at("units")) == std::vector<std::int32_t>{-1, -1});
  }

  TEST_CASE("inspection: what a bare list names exists") {
    const tables t = bare_tables({{"Q", "S2"}, {"P", "S1"}, {"Q", "S1"}});
    const inspection in(t);
    CHECK(in.problems().empty());
    CHECK(in.at("programs").keys == std::vector<std::string_view>{"P", "Q"});
    CHECK(in.at("targets").keys == std::vector<std::string_view>{"S1", "S2"});
    CHECK(in.at("programs").row_of_key == std::vector<std::int64_t>{-1, -1});
  }

  TEST_CASE("inspection: outside a bare list what is named must be listed") {
    tables t = bare_tables({{"P", "S1"}});
    t.bare = false;
    CHECK(inspection(t).has_errors());
  }
}
