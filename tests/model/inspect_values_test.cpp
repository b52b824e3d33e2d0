#include <irisan/model/inspect_values.hpp>

#include <irisan/model/check.hpp>
#include <irisan/model/inspection.hpp>
#include <support/builders.hpp>

#include <doctest/doctest.h>

#include <cmath>
#include <string>
#include <vector>

using namespace irisan;

namespace {

/// One delivery with a value in one column.
tables with(std::string_view column, std::string_view value) {
  tables t = test::two_offices();
  t["deliveries"].add({{"program_id", "P"}, {"target_id", "S1"}, {column, value}});
  return t;
}

std::int64_t whole(const tables& t, std::string_view column) {
  const inspection in(t);
  const inspected_column& c = in.at("deliveries").at(column);
  return c.value(c.wholes, 0, std::int64_t{-7});
}

} // namespace

TEST_SUITE("model") {
  TEST_CASE("inspect_values: every table of the schema is opened whether it is there or not") {
    const tables t = test::two_offices();
    const inspection in(t);
    for (const table_schema& s : schemas) {
      CHECK(in.at(s.name).schema == &s);
      CHECK(in.at(s.name).columns.size() == s.columns.size());
      CHECK((in.at(s.name).source != nullptr) == (t.find(s.name) != nullptr));
    }
  }

  TEST_CASE("inspect_values: money is counted in the unit that the package declares") {
    tables t = with("cost", "1250.50");
    t.money_decimals = 2;
    CHECK(whole(t, "cost") == 125050);
    CHECK(whole(with("cost", "1250"), "cost") == 1250);
  }

  TEST_CASE("inspect_values: money of an empty cell or a clamped number is unknown and not zero") {
    CHECK(whole(with("cost", ""), "cost") == unknown_money);
    CHECK(whole(with("cost", "2147483647"), "cost") == unknown_money);
    CHECK(whole(with("cost", "0"), "cost") == 0);
    CHECK(whole(with("participants", "2147483647"), "participants") == unknown_money);
  }

  TEST_CASE("inspect_values: words of a closed list are numbered as they stand in it") {
    const tables t = with("status", "cancelled");
    const inspection in(t);
    const inspected_column& c = in.at("deliveries").at("status");
    CHECK(c.value(c.choice, 0, -1) == 2);
  }

  TEST_CASE("inspect_values: a date is a range of days") {
    const tables t = with("start", "2023-07");
    const inspection in(t);
    const inspected_column& c = in.at("deliveries").at("start");
    CHECK(c.value(c.dates, 0, date_range{}) == *parse_date("2023-07"));
  }

  TEST_CASE("inspect_values: a quantity that is missing is not a number") {
    const tables t = with("quantity", ""), u = with("quantity", "2.5");
    const inspection in(t), other(u);
    const auto value = [](const inspection& i) {
      const inspected_column& c = i.at("deliveries").at("quantity");
      return c.value(c.reals, 0, -7.0);
    };
    CHECK(std::isnan(value(in)));
    CHECK(value(other) == 2.5);
  }

  TEST_CASE("inspect_values: a word declared as missing is unknown in every kind of column") {
    for (const std::string column : {"cost", "start", "audience", "status", "activity_id"}) {
      CAPTURE(column);
      tables t = with(column, "kosong");
      t["deliveries"].at(column).format.missing = {"kosong"};
      const inspection in(t);
      CHECK(!in.has_errors());
      CHECK(in.at("deliveries").at(column).text(0) == "");
    }
  }

  TEST_CASE("inspect_values: a repaired text is read by its type afterwards") {
    CHECK(whole(with("cost", " 1250\xC2\xA0"), "cost") == 1250);
  }

  TEST_CASE("inspect_values: values that are looked for and empty are told once however written") {
    tables t = test::two_offices();
    test::add(t, "indicators", "target_id,indicator_id,value,date",
              {"S1,i,61,2023", "S2,i,,2023", "S3,i,kosong,2023", "S3,j,,2023", "S3,k, ,2023"});
    t["indicators"].at("value").format.missing = {"kosong"};
    const inspection in(t);
    CHECK(!in.has_errors());
    std::vector<problem> told;
    for (const problem& p : in.problems())
      if (p.level == problem_level::warning) told.push_back(p);
    REQUIRE(told.size() == 1);
    CHECK(to_text(told[0]) ==
          "indicators, line 2 (and 3 more: 3, 4, 5): 'value' is empty; read as unknown");
    CHECK(to_text(told[0], true) ==
          "indicators, baris 2 (dan 3 lagi: 3, 4, 5): 'value' kosong; dianggap tidak diketahui");
    CHECK(told[0].column == "value");
    CHECK(told[0].rows == 4);
    for (const std::size_t row : {1, 2, 3, 4}) CHECK(in.at("indicators").keeps(row));
  }

  TEST_CASE("inspect_values: of a thousand empty values the first twenty rows are listed") {
    tables t = test::two_offices();
    for (int i = 0; i < 1000; ++i)
      t["indicators"].add({{"target_id", "S1"},
                           {"indicator_id", "i" + std::to_string(i)},
                           {"value", ""},
                           {"date", "2023"}});
    const std::vector<problem> told = check(t);
    REQUIRE(told.size() == 1);
    CHECK(told[0].rows == 1000);
    CHECK(told[0].lines.size() == 20);
    CHECK(told[0].lines.back() == 20);
  }

  TEST_CASE("inspect_values: a column that is looked for may not be left out") {
    tables t = test::two_offices();
    test::add(t, "indicators", "target_id,indicator_id,date", {"S1,i,2023"});
    const inspection in(t);
    REQUIRE(in.has_errors());
    CHECK(to_text(in.problems()[0]) == "indicators: column 'value' is missing");
  }

  TEST_CASE("inspect_values: rows whose required id is a placeholder are dropped and others kept") {
    tables t = with("cost", "1");
    t["deliveries"].add({{"program_id", "-"}, {"target_id", "S1"}});
    const inspection in(t);
    CHECK(in.at("deliveries").keeps(0));
    CHECK(!in.at("deliveries").keeps(1));
    CHECK(in.at("units").keeps(0));
  }
}
