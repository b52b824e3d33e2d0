#include <irisan/responsibility/division_rules.hpp>

#include <doctest/doctest.h>

using namespace irisan;

TEST_SUITE("responsibility") {
  TEST_CASE("division_rules: a support leads only where it is all there is by default") {
    const division_rules rules;
    CHECK(rules.support > rules.unspecified + rules.continuity + rules.need + rules.meeting - 60);
    CHECK(rules.unspecified > 0);
    CHECK(rules == division_rules{});
    CHECK(std::string(weigh_by_words[0]) == rules.weigh_by);
  }
}
