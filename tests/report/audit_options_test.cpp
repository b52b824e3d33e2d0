#include <irisan/report/audit_options.hpp>

#include <doctest/doctest.h>

using namespace irisan;

TEST_SUITE("report") {
  TEST_CASE("audit_options: by themselves everything is looked at and nothing is taken away") {
    const audit_options options;
    CHECK_FALSE(options.scope.from.known());
    CHECK_FALSE(options.scope.to.known());
    CHECK_FALSE(options.scope.in.known());
    CHECK_FALSE(options.scope.by.known());
    CHECK(options.without.empty());
    CHECK(options.with.empty());
    CHECK_FALSE(options.to_compare);
    CHECK_FALSE(options.as_of.known());
  }
}
