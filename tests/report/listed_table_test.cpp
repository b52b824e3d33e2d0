#include <irisan/report/listed_table.hpp>

#include <doctest/doctest.h>

using namespace irisan;

TEST_SUITE("report") {
  TEST_CASE("listed_table: a column holds what its function gives for each row") {
    listed_table t;
    t.name = "units", t.rows = 3;
    t.add("id", [](std::size_t i) { return std::string(i + 1, 'u'); });
    t.add(
        "parent", [](std::size_t i) { return static_cast<std::int32_t>(i) - 1; }, "units");
    REQUIRE(t.find("id"));
    CHECK(std::get<std::vector<std::string>>(t.find("id")->values) ==
          std::vector<std::string>{"u", "uu", "uuu"});
    CHECK(t.find("id")->refers.empty());
    CHECK(std::get<std::vector<std::int32_t>>(t.find("parent")->values) ==
          std::vector<std::int32_t>{-1, 0, 1});
    CHECK(t.find("parent")->refers == "units");
    CHECK(t.find("name") == nullptr);
  }
}
