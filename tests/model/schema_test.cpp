#include <irisan/model/schema.hpp>

#include <support/builders.hpp>

#include <doctest/doctest.h>

#include <algorithm>
#include <set>
#include <string>
#include <string_view>
#include <vector>

using namespace irisan;

namespace {

std::vector<std::string_view> words(std::string_view list) {
  std::vector<std::string_view> all;
  for_each_word(list, [&](std::string_view word) { all.push_back(word); });
  return all;
}

} // namespace

TEST_SUITE("model") {
  TEST_CASE("schema: five tables are needed for a first audit") {
    std::vector<std::string_view> needed;
    for (const table_schema& s : schemas)
      if (s.needed) needed.push_back(s.name);
    CHECK(needed ==
          std::vector<std::string_view>{"regions", "units", "targets", "programs", "deliveries"});
  }

  TEST_CASE("schema: tables and their columns are found by name") {
    REQUIRE(find_schema("deliveries") != nullptr);
    CHECK(find_schema("deliveries")->name == "deliveries");
    CHECK(find_schema("Deliveries") == nullptr);
    CHECK(find_schema("") == nullptr);
    REQUIRE(find_column(*find_schema("deliveries"), "cost") != nullptr);
    CHECK(find_column(*find_schema("deliveries"), "cost")->type == column_type::money);
    CHECK(find_column(*find_schema("deliveries"), "price") == nullptr);
  }

  TEST_CASE("schema: no name stands twice and each table says what it is") {
    std::set<std::string_view> tables;
    for (const table_schema& s : schemas) {
      CAPTURE(s.name);
      CHECK(tables.insert(s.name).second);
      CHECK(!s.says.empty());
      std::set<std::string_view> columns;
      for (const column_schema& c : s.columns) CHECK(columns.insert(c.name).second);
    }
  }

  TEST_CASE("schema: a table refers to itself or to tables before it and by their first column") {
    std::set<std::string_view> before;
    for (const table_schema& s : schemas) {
      CAPTURE(s.name);
      before.insert(s.name);
      for (const column_schema& c : s.columns)
        for (const std::string_view name : words(c.refers)) {
          CAPTURE(c.name);
          CHECK(before.contains(name));
          CHECK(c.type == column_type::id);
          CHECK(find_schema(name)->columns.front().type == column_type::id);
        }
    }
  }

  TEST_CASE("schema: exactly the choices have a list of words") {
    for (const table_schema& s : schemas)
      for (const column_schema& c : s.columns) {
        CAPTURE(s.name);
        CAPTURE(c.name);
        CHECK((c.type == column_type::choice) == !c.choices.empty());
      }
  }

  TEST_CASE("schema: the columns that the design sets in bold are required") {
    std::set<std::string> required;
    for (const table_schema& s : schemas)
      for (const column_schema& c : s.columns)
        if (c.required || c.expected)
          required.insert(std::string(s.name) + "." + std::string(c.name));
    const std::set<std::string> expected{
        "regions.region_id",      "targets.target_id",    "targets.region_id",
        "units.unit_id",          "programs.program_id",  "programs.unit_id",
        "deliveries.program_id",  "deliveries.target_id", "activities.activity_id",
        "mandates.unit_id",       "mandates.activity_id", "roles.program_id",
        "roles.unit_id",          "roles.role",           "agreements.agreement_id",
        "agreements.kind",        "memberships.group_id", "memberships.member_id",
        "budgets.program_id",     "budgets.year",         "indicators.indicator_id",
        "indicators.value",       "indicators.date",      "needs.target_id",
        "needs.activity_id",      "goals.indicator_id",   "goals.region_id",
        "capacities.unit_id",     "capacities.capacity",  "sources.unit_id",
        "eligibility.program_id", "eligibility.state",    "successions.table",
        "successions.old_id",     "successions.new_id",   "decisions.finding_id",
        "decisions.decision",     "reflections.date"};
    CHECK(required == expected);
  }

  TEST_CASE("schema: a list is walked word by word") {
    CHECK(words("lead|support") == std::vector<std::string_view>{"lead", "support"});
    CHECK(words("lead") == std::vector<std::string_view>{"lead"});
    CHECK(words("").empty());
  }
}
