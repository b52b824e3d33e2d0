#include <irisan/overlap/pair_options.hpp>

#include <support/builders.hpp>

#include <doctest/doctest.h>

#include <cstddef>
#include <iterator>
#include <set>
#include <string>
#include <string_view>

using namespace irisan;

TEST_SUITE("overlap") {
  TEST_CASE("pair_options: a method is the one of its name") {
    for (std::size_t i = 0; i < std::size(pair_methods); ++i) {
      const auto method = static_cast<pair_method>(i);
      CAPTURE(name_of(method));
      CHECK(pair_method_of(name_of(method)) == method);
    }
    static_assert(name_of(pair_method::fastest) == "fastest");
    static_assert(name_of(pair_method::counters) == "counters");
    static_assert(name_of(pair_method::columns) == "columns");
    static_assert(name_of(pair_method::complements) == "complements");
    static_assert(name_of(pair_method::bit_rows) == "bit_rows");
    static_assert(name_of(pair_method::prefix) == "prefix");
  }

  TEST_CASE("pair_options: no two methods have one name") {
    const std::set<std::string_view> names(std::begin(pair_methods), std::end(pair_methods));
    CHECK(names.size() == std::size(pair_methods));
    CHECK(std::size(pair_methods) == static_cast<std::size_t>(pair_method::prefix) + 1);
  }

  TEST_CASE("pair_options: a name that is no method is refused with those there are") {
    CHECK_THROWS_WITH_AS(pair_method_of("quickest"),
                         "unknown method 'quickest'; there are fastest, counters, columns, "
                         "complements, bit_rows, prefix",
                         rule_error);
    for (const std::string_view name : {"", "Prefix", "prefix ", "prefi", "prefixes", "bit rows"}) {
      CAPTURE(name);
      CHECK_THROWS_AS(pair_method_of(name), rule_error);
    }
    CHECK(pair_method_of("prefix") == pair_method::prefix);
  }

  TEST_CASE("pair_options: nothing asked for is the fastest with all threads") {
    const pair_options o;
    CHECK(o.threads == 0);
    CHECK(o.method == pair_method::fastest);
    CHECK(!o.instructions.has_value());
    CHECK(o.memory == 0);
    CHECK(!o.in_order);
    CHECK(o.plan == nullptr);
    const pair_plan p;
    CHECK(p.actual_seconds == 0);
    CHECK(p.actual_bytes == 0);
    CHECK(p.considered.empty());
  }
}
