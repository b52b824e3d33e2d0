#include <irisan/model/tables.hpp>

#include <support/builders.hpp>

#include <doctest/doctest.h>

#include <utility>

using namespace irisan;

TEST_SUITE("model") {
  TEST_CASE("tables: a row is added by column names") {
    table t("programs");
    t.add({{"program_id", "P"}, {"unit_id", "A"}}).add({{"unit_id", "B"}, {"program_id", "Q"}});
    CHECK(t.rows() == 2);
    CHECK(t.text("program_id", 1) == "Q");
    CHECK(t.text("unit_id", 1) == "B");
    CHECK(t.text("name", 1) == "");
    CHECK(t.find("name") == nullptr);
  }

  TEST_CASE("tables: a column that comes late is empty in earlier rows and one left out in later") {
    table t("programs");
    t.add({{"program_id", "P"}}).add({{"name", "Second"}}).add({{"program_id", "R"}});
    CHECK(t.text("name", 0) == "");
    CHECK(t.text("name", 1) == "Second");
    CHECK(t.text("program_id", 1) == "");
    CHECK(t.text("program_id", 2) == "R");
    for (const column& c : t.columns()) CHECK(c.size() == 3);
  }

  TEST_CASE("tables: a row from memory is counted from 1 and named by its table") {
    table t("programs");
    t.add({{"program_id", "P"}}).add({{"program_id", "Q"}});
    CHECK(t.origin(0) == std::pair<std::string, std::int64_t>{"programs", 1});
    CHECK(t.origin(1) == std::pair<std::string, std::int64_t>{"programs", 2});
  }

  TEST_CASE("tables: a row from a file keeps its file and line across gaps and files") {
    table t("programs");
    const auto first = t.add_file("a.csv"), second = t.add_file("b.csv");
    const auto row = [&](std::int32_t file, std::int64_t line) {
      t.at("program_id").push_back("P");
      t.end_row(file, line);
    };
    row(first, 2), row(first, 3), row(first, 6), row(second, 2), row(second, 3);
    CHECK(t.rows() == 5);
    CHECK(t.origin(0) == std::pair<std::string, std::int64_t>{"a.csv", 2});
    CHECK(t.origin(1) == std::pair<std::string, std::int64_t>{"a.csv", 3});
    CHECK(t.origin(2) == std::pair<std::string, std::int64_t>{"a.csv", 6});
    CHECK(t.origin(3) == std::pair<std::string, std::int64_t>{"b.csv", 2});
    CHECK(t.origin(4) == std::pair<std::string, std::int64_t>{"b.csv", 3});
  }

  TEST_CASE("tables: a reader that fills columns itself notes its rows") {
    table t("programs");
    const auto file = t.add_file("a.csv");
    for (const std::int64_t line : {2, 3, 7}) {
      t.at("program_id").push_back("P");
      t.note_row(file, line);
    }
    CHECK(t.rows() == 3);
    CHECK(t.origin(1).second == 3);
    CHECK(t.origin(2).second == 7);
  }

  TEST_CASE("tables: a table is added when it is first named and found afterwards") {
    tables t;
    CHECK(t.find("units") == nullptr);
    t["units"].add({{"unit_id", "A"}});
    t["units"].add({{"unit_id", "B"}});
    CHECK(t.all.size() == 1);
    CHECK(t.find("units")->rows() == 2);
  }

  TEST_CASE("tables: a bare list has deliveries alone and says that it is bare") {
    const tables t = bare_tables({{"P", "S1"}, {"Q", "S1"}});
    CHECK(t.bare);
    CHECK(t.all.size() == 1);
    CHECK(t.find("deliveries")->text("program_id", 1) == "Q");
    CHECK(t.find("deliveries")->text("target_id", 1) == "S1");
    CHECK(!tables{}.bare);
  }
}
