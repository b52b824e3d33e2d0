#include <irisan/overlap/target_classes.hpp>

#include <irisan/model/portfolio_builder.hpp>

#include <support/builders.hpp>

#include <doctest/doctest.h>

#include <cstdint>
#include <vector>

using namespace irisan;

namespace {

tables four_kinds() {
  tables t = test::two_offices();
  test::add(t, "targets", "target_id,name,kind,region_id,teachers",
            {"S4,SMP 4,school,13.71,10", "L1,Pemda Agam,local_government,13.06,"});
  return t;
}

target_classes classes(const portfolio& p, const std::vector<std::string>& by) {
  return classes_of(p, find_visits(p), by, "city_or_regency");
}

} // namespace

TEST_SUITE("overlap") {
  TEST_CASE("target_classes: kinds are pools and strata divide them further") {
    tables t = four_kinds();
    test::add(t, "deliveries", "program_id,target_id", {"P,S1"});
    const portfolio p(std::move(t));
    const target_classes whole = classes(p, {});
    CHECK(whole.pools == 2);
    CHECK(whole.strata == 2);
    // L1, S1, S2, S3, S4 by id; local governments come before schools.
    CHECK(whole.of == std::vector<std::int32_t>{0, 1, 1, 1, 1});
    CHECK(whole.classes == std::vector<target_classes::target_class>{{0, 0, 1}, {1, 1, 4}});
    const target_classes by_region = classes(p, {"region"});
    CHECK(by_region.pools == 2);
    CHECK(by_region.strata == 3);
    CHECK(by_region.of == std::vector<std::int32_t>{0, 1, 1, 2, 2});
    CHECK(by_region.classes ==
          std::vector<target_classes::target_class>{{0, 0, 1}, {1, 1, 2}, {1, 2, 2}});
    CHECK_THROWS_WITH_AS(classes(p, {"colour"}),
                         "targets are divided by region, level or status, not by 'colour'",
                         rule_error);
  }

  TEST_CASE("target_classes: a program that may reach some only has classes of its own") {
    tables t = four_kinds();
    test::add(t, "deliveries", "program_id,target_id", {"P,S1", "Q,S1", "Q,S3"});
    // Q is for Agam, but not for S2; it reached S3 all the same.
    test::add(t, "eligibility", "program_id,target_id,region_id,state",
              {"Q,,13.06,eligible", "Q,S2,,not_eligible"});
    const portfolio p(std::move(t));
    const target_classes c = classes(p, {});
    REQUIRE(c.may.size() == 1);
    // Interventions in order: P by BPMP, Q by BGP.
    CHECK(c.restriction == std::vector<std::int32_t>{-1, 0});
    const auto open = [&](std::size_t target) {
      return c.may_reach(0, static_cast<std::size_t>(c.of[target]));
    };
    CHECK(open(0));  // L1 lies in Agam
    CHECK(open(1));  // S1
    CHECK(!open(2)); // S2 by name
    CHECK(open(3));  // S3 was reached
    CHECK(!open(4)); // S4 lies elsewhere
    CHECK(c.may_reach(-1, static_cast<std::size_t>(c.of[4])));
  }

  TEST_CASE("target_classes: those that are not eligible leave all others open") {
    tables t = four_kinds();
    test::add(t, "deliveries", "program_id,target_id", {"P,S1"});
    test::add(t, "eligibility", "program_id,target_id,region_id,state",
              {"P,,13.71,not_eligible", "P,S4,,eligible"});
    const portfolio p(std::move(t));
    const target_classes c = classes(p, {});
    const auto open = [&](std::size_t target) {
      return c.may_reach(0, static_cast<std::size_t>(c.of[target]));
    };
    // Since S4 is said to be eligible, what is not said to be is not.
    CHECK(open(1));
    CHECK(!open(2));
    CHECK(!open(3));
    CHECK(open(4));
  }

  TEST_CASE("target_classes: no targets have no classes") {
    const target_classes c = classes_of(target_labels{});
    CHECK(c.count() == 0);
    CHECK(c.strata == 0);
  }

  TEST_CASE("target_classes: strata of the same name in two pools are two") {
    target_labels l;
    l.pool = {0, 1, 0, 1};
    l.stratum = {5, 5, 5, 7};
    const target_classes c = classes_of(l);
    CHECK(c.strata == 3);
    CHECK(c.of == std::vector<std::int32_t>{0, 1, 0, 2});
    CHECK(c.classes[0].size == 2);
  }
}
