#include <irisan/model/inspect_values.hpp>

#include <irisan/model/inspection.hpp>
#include <support/builders.hpp>

#include <doctest/doctest.h>

#include <cmath>

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

  TEST_CASE("inspect_values: rows whose required id is a placeholder are dropped and others kept") {
    tables t = with("cost", "1");
    t["deliveries"].add({{"program_id", "-"}, {"target_id", "S1"}});
    const inspection in(t);
    CHECK(in.at("deliveries").keeps(0));
    CHECK(!in.at("deliveries").keeps(1));
    CHECK(in.at("units").keeps(0));
  }
}
