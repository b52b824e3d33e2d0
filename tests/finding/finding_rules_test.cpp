#include <irisan/finding/finding_rules.hpp>

#include <support/builders.hpp>

#include <doctest/doctest.h>

using namespace irisan;

TEST_SUITE("finding") {
  TEST_CASE("finding_rules: by default nothing is hidden and two units are more than one") {
    const finding_rules r;
    CHECK(r.overlap_min_targets == 1);
    CHECK(r.duplication_min_targets == 1);
    CHECK(r.fragmentation_min_units == 2);
    CHECK(r.region_level == "city_or_regency");
    CHECK(r.exempt_kinds == std::vector<std::string>{"partner"});
  }

  TEST_CASE("finding_rules: medium lies below high") {
    const finding_rules r;
    CHECK(r.medium_targets < r.high_targets);
    CHECK(r.medium_value < r.high_value);
  }

  TEST_CASE("finding_rules: a changed window is another set of rules") {
    finding_rules r;
    CHECK(r == finding_rules{});
    r.overlap_window = 30;
    CHECK_FALSE(r == finding_rules{});
  }
}
