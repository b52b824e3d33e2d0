#include <irisan/core/locale.hpp>

#include <support/builders.hpp>

#include <doctest/doctest.h>

#include <cstdint>
#include <limits>

using namespace irisan;

TEST_SUITE("core") {
  TEST_CASE("locale: groups of three with a comma in English and a point in Indonesian") {
    CHECK(grouped(0, language::en) == "0");
    CHECK(grouped(999, language::en) == "999");
    CHECK(grouped(1000, language::en) == "1,000");
    CHECK(grouped(1250000, language::id) == "1.250.000");
    CHECK(grouped(-100, language::en) == "-100");
    CHECK(grouped(-1000, language::en) == "-1,000");
    CHECK(grouped(std::numeric_limits<std::int64_t>::max(), language::en) ==
          "9,223,372,036,854,775,807");
    CHECK(grouped(std::numeric_limits<std::int64_t>::min(), language::en) ==
          "-9,223,372,036,854,775,808");
  }

  TEST_CASE("locale: one decimal that is left away when it is zero") {
    CHECK(one_decimal(12.5, language::en) == "12.5");
    CHECK(one_decimal(12.5, language::id) == "12,5");
    CHECK(one_decimal(12, language::en) == "12");
    CHECK(one_decimal(12.04, language::en) == "12");
    CHECK(one_decimal(12.96, language::en) == "13");
    CHECK(one_decimal(1234.5, language::id) == "1.234,5");
    CHECK(one_decimal(0.1, language::en) == "0.1");
  }

  TEST_CASE("locale: one decimal of a negative number keeps its sign once") {
    CHECK(one_decimal(-12, language::en) == "-12");
    CHECK(one_decimal(-12.5, language::en) == "-12.5");
    CHECK(one_decimal(-0.5, language::id) == "-0,5");
    CHECK(one_decimal(-0.01, language::en) == "0");
  }

  TEST_CASE("locale: one thing is counted in the singular and all other numbers in the plural") {
    CHECK(counted(1, "target") == "1 target");
    CHECK(counted(0, "target") == "0 targets");
    CHECK(counted(1234, "target") == "1,234 targets");
  }

  TEST_CASE("locale: money names its currency as each language does") {
    CHECK(money(1250000, "IDR", 0, language::en) == "IDR 1,250,000");
    CHECK(money(1250000, "IDR", 0, language::id) == "Rp 1.250.000");
    CHECK(money(1250000, "USD", 0, language::id) == "USD 1.250.000");
  }

  TEST_CASE("locale: money in cents has all its decimals") {
    CHECK(money(125050, "USD", 2, language::en) == "USD 1,250.50");
    CHECK(money(125050, "USD", 2, language::id) == "USD 1.250,50");
    CHECK(money(5, "USD", 2, language::en) == "USD 0.05");
    CHECK(money(100, "USD", 2, language::en) == "USD 1.00");
  }

  TEST_CASE("locale: less money than nothing keeps its sign") {
    CHECK(money(-1250000, "IDR", 0, language::en) == "IDR -1,250,000");
    CHECK(money(-125050, "USD", 2, language::en) == "USD -1,250.50");
    CHECK(money(-5, "USD", 2, language::en) == "USD -0.05");
  }

  TEST_CASE("locale: a date is written out with the month in its language") {
    CHECK(long_date(*day_of(2023, 7, 15), language::en) == "15 July 2023");
    CHECK(long_date(*day_of(2023, 7, 15), language::id) == "15 Juli 2023");
    CHECK(long_date(*day_of(2024, 2, 29), language::id) == "29 Februari 2024");
    CHECK(long_date(*day_of(2023, 12, 1), language::id) == "1 Desember 2023");
  }

  TEST_CASE("locale: both languages come from one recipe") {
    const bilingual both = in_both([](language l) { return grouped(1000, l); });
    CHECK(both == bilingual{"1,000", "1.000"});
    CHECK(in_language(both, language::en) == "1,000");
    CHECK(in_language(both, language::id) == "1.000");
  }
}
