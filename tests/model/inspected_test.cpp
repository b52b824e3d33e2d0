#include <irisan/model/inspected.hpp>

#include <support/builders.hpp>

#include <doctest/doctest.h>

#include <vector>

using namespace irisan;

TEST_SUITE("model") {
  TEST_CASE("inspected: a column that the table has not answers unknown") {
    const inspected_column c;
    CHECK(c.text(3) == "");
    CHECK(c.value(std::vector<int>{1, 2}, 0, -1) == -1);
  }

  TEST_CASE("inspected: without repairs a text means itself and with them what it became") {
    column written("unit_id");
    written.push_back("A");
    written.push_back(" B");
    inspected_column c;
    c.source = &written;
    CHECK(c.text(1) == " B");
    c.changed = {"", "A", "B"};
    CHECK(c.text(0) == "A");
    CHECK(c.text(1) == "B");
    CHECK(c.value(std::vector<int>{0, 10, 20}, 1, -1) == 20);
    CHECK(c.value(std::vector<int>{}, 1, -1) == -1);
  }

  TEST_CASE("inspected: a table keeps every row until some are dropped") {
    inspected_table t;
    CHECK(t.rows() == 0);
    CHECK(t.keeps(0));
    t.dropped = {false, true};
    CHECK(t.keeps(0));
    CHECK(!t.keeps(1));
  }

  TEST_CASE("inspected: a column is found by the name in the schema") {
    inspected_table t;
    t.schema = find_schema("units");
    for (const column_schema& c : t.schema->columns) t.columns.emplace_back().schema = &c;
    CHECK(t.at("parent_id").schema->refers == "units");
    CHECK(t.at("unit_id").schema->key);
  }
}
