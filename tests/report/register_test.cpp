#include <irisan/report/register.hpp>

#include <support/registers.hpp>

#include <doctest/doctest.h>

using namespace irisan;
using namespace irisan::test;

namespace {

using texts = std::vector<std::string>;
using positions = std::vector<std::int32_t>;

} // namespace

TEST_SUITE("report") {
  TEST_CASE("register: every column is as long as its table and refers to rows that are there") {
    const report_register r = register_from(cluster_package());
    for (const listed_table& t : r.tables)
      for (const listed_column& c : t.columns) {
        CAPTURE(t.name);
        CAPTURE(c.name);
        const auto rows =
            std::visit([](const auto& v) { return static_cast<std::int64_t>(v.size()); }, c.values);
        CHECK(rows == t.rows);
        if (c.refers.empty()) continue;
        REQUIRE(r.find(c.refers));
        for (const std::int32_t i : std::get<positions>(c.values)) {
          CHECK(i >= -1);
          CHECK(i < r.find(c.refers)->rows);
        }
      }
  }

  TEST_CASE("register: a value of fewer than five people is not told and access is never empty") {
    const report_register r = register_from(cluster_package());
    CHECK(values_of<std::string>(r, "indicators", "value") == texts{"", "41", "42"});
    CHECK(words(r, "indicators", "access") == texts{"public", "own", "unit"});
  }

  TEST_CASE("register: the order of rows changes nothing") {
    tables turned = two_offices();
    add(turned, "deliveries", "delivery_id,program_id,target_id,activity_id,audience,start,end",
        {"D2,Q,S1,B,principal,2023-08,2023-09", "D1,P,S1,A,teacher,2023-07,2023-07"});
    const report_register a = register_from(turned), b = register_from(with_deliveries(
                                                         {"D1,P,S1,A,teacher,2023-07,2023-07",
                                                          "D2,Q,S1,B,principal,2023-08,2023-09"}));
    REQUIRE(a.tables.size() == b.tables.size());
    CHECK(values_of<std::string>(a, "deliveries", "key") ==
          values_of<std::string>(b, "deliveries", "key"));
    CHECK(words(a, "deliveries", "audience") == words(b, "deliveries", "audience"));
    CHECK(values_of<std::string>(a, "words", "id") == values_of<std::string>(b, "words", "id"));
  }

  TEST_CASE("register: an empty portfolio gives tables without rows") {
    for (const listed_table& t : register_from(two_offices()).tables)
      if (t.name == "deliveries" || t.name == "reached" || t.name == "needs") CHECK(t.rows == 0);
  }
}
