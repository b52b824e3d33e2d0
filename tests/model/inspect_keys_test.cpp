#include <irisan/model/inspect_keys.hpp>

#include <irisan/model/inspection.hpp>
#include <support/builders.hpp>

#include <doctest/doctest.h>

#include <string_view>
#include <vector>

using namespace irisan;
using irisan::test::add;
using irisan::test::two_offices;

namespace {

std::vector<problem> found(const tables& t) {
  return inspection(t).problems();
}

} // namespace

TEST_SUITE("model") {
  TEST_CASE("inspect_keys: the keys of a table are sorted however its rows stand") {
    tables t = two_offices();
    add(t, "units", "unit_id", {"C", "A"});
    const inspection in(t);
    CHECK(in.at("units").keys == std::vector<std::string_view>{"A", "BGP", "BPMP", "C"});
    CHECK(in.at("units").row_of_key == std::vector<std::int64_t>{3, 1, 0, 2});
    for (const auto& [key, at] : in.at("units").position)
      CHECK(in.at("units").keys[static_cast<std::size_t>(at)] == key);
  }

  TEST_CASE("inspect_keys: a repeated key is kept once so that what refers to it is not unknown") {
    tables t = two_offices();
    add(t, "units", "unit_id", {"BGP"});
    const inspection in(t);
    CHECK(in.at("units").keys == std::vector<std::string_view>{"BGP", "BPMP"});
    CHECK(in.problems().size() == 1);
  }

  TEST_CASE("inspect_keys: an empty key is none and neither is a placeholder") {
    tables t = two_offices();
    add(t, "units", "unit_id,name", {"-,Nobody", "-,Nobody else"});
    const inspection in(t);
    CHECK(in.at("units").keys == std::vector<std::string_view>{"BGP", "BPMP"});
    CHECK(!in.has_errors());
  }

  TEST_CASE("inspect_keys: repeated delivery ids of different writing are one problem") {
    const tables t =
        test::with_deliveries({"D1,P,S1,,,,", " D1,P,S2,,,,", "D2,P,S1,,,,", "D1 ,P,S3,,,,"});
    std::size_t errors = 0;
    for (const problem& p : found(t))
      if (p.level == problem_level::error) {
        ++errors;
        CHECK(p.rows == 3);
        CHECK(p.lines == std::vector<std::int64_t>{1, 2, 4});
      }
    CHECK(errors == 1);
  }

  TEST_CASE("inspect_keys: tables without a key may say the same twice") {
    tables t = two_offices();
    add(t, "mandates", "unit_id,activity_id", {"BGP,K", "BGP,K"});
    CHECK(found(t).empty());
  }

  TEST_CASE("inspect_keys: optional parts of a key tell rows apart where they are given") {
    tables t = two_offices();
    add(t, "roles", "program_id,unit_id,role,region_id", {"P,BGP,lead,13.06", "P,BGP,lead,13.71"});
    CHECK(found(t).empty());
    add(t, "roles", "program_id,unit_id,role,region_id", {"P,BGP,lead,", "P,BGP,lead,"});
    REQUIRE(found(t).size() == 1);
    CHECK(found(t)[0].lines == std::vector<std::int64_t>{3, 4});
  }

  TEST_CASE("inspect_keys: two keys that only look alike when they are joined are two") {
    tables t = two_offices();
    add(t, "regions", "region_id", {"C", "B | C"});
    add(t, "goals", "indicator_id,region_id,goal", {"A | B,C,1", "A,B | C,2"});
    CHECK(found(t).empty());
  }

  TEST_CASE("inspect_keys: in a bare list a table that is given is not made up") {
    tables t = bare_tables({{"P", "S1"}, {"Q", "S1"}});
    add(t, "programs", "program_id,name", {"P,Program P"});
    const inspection in(t);
    CHECK(in.at("programs").keys == std::vector<std::string_view>{"P"});
    CHECK(in.at("targets").keys == std::vector<std::string_view>{"S1"});
    CHECK(in.has_errors()); // Q is unknown
  }
}
