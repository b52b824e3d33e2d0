#include <irisan/finding/together.hpp>

#include <irisan/core/error.hpp>

#include <support/builders.hpp>
#include <support/findings.hpp>
#include <support/folder.hpp>

#include <doctest/doctest.h>

#include <string>
#include <vector>

using namespace irisan;
using namespace irisan::test;

namespace {

finding_rules rule(const char* first, const char* second, const char* reason = "planned so") {
  finding_rules r;
  r.together.push_back(
      {first, second, reason, "irisan.toml, line 2, column 15", "irisan.toml, line 2, column 20"});
  return r;
}

/// Lokakarya A by P and Webinar B by Q at one school; A by both at another if asked.
tables training_and_visit(bool same_activity_too = false) {
  tables t = with_deliveries(
      {"D1,P,S1,A,teacher,2023-07-01,2023-07-05", "D2,Q,S1,B,teacher,2023-07-01,2023-07-05"});
  if (same_activity_too)
    add(t, "deliveries", "delivery_id,program_id,target_id,activity_id,audience,start,end",
        {"D3,P,S2,A,teacher,2023-07-01,2023-07-05", "D4,Q,S2,A,teacher,2023-07-01,2023-07-05"});
  return t;
}

std::string mistake(const finding_rules& r) {
  return thrown<rule_error>([&] { together_in(portfolio(two_offices()), r); });
}

} // namespace

TEST_SUITE("finding") {
  TEST_CASE("together: two activities that belong together are planned where they meet and the "
            "reason is told") {
    REQUIRE(found(finding_kind::overlap, training_and_visit()).size() == 1);
    CHECK_FALSE(found(finding_kind::overlap, training_and_visit()).front().planned);
    for (const auto& rules : {rule("A", "B"), rule("B", "A")}) {
      const auto f = found(finding_kind::overlap, training_and_visit(), rules);
      REQUIRE(f.size() == 1);
      CHECK(f[0].planned);
      CHECK(f[0].evidence.planned_targets == 1);
      const bool forth = rules.together[0].first == "A";
      CHECK(f[0].planned_by.en == std::string("the rule that ") +
                                      (forth ? "Lokakarya and Webinar" : "Webinar and Lokakarya") +
                                      " belong together (planned so)");
      CHECK(f[0].sentence.en.find("Covered by the rule that ") != std::string::npos);
      CHECK(f[0].sentence.id.find("Sudah tercakup dalam aturan bahwa ") != std::string::npos);
    }
  }

  TEST_CASE("together: the same activity twice stays a duplication and is not planned") {
    const auto d = found(finding_kind::duplication, training_and_visit(true), rule("A", "B"));
    REQUIRE(d.size() == 1);
    CHECK_FALSE(d[0].planned);
    CHECK(d[0].targets == std::vector<std::string>{"S2"});
    // Of the overlap at both schools one is planned.
    const auto o = found(finding_kind::overlap, training_and_visit(true), rule("A", "B"));
    REQUIRE(o.size() == 1);
    CHECK_FALSE(o[0].planned);
    CHECK(o[0].evidence.certain == 2);
    CHECK(o[0].evidence.planned_targets == 1);
  }

  TEST_CASE("together: what lies under an activity is meant too") {
    tables t = two_offices();
    add(t, "activities", "activity_id,name,parent_id,level",
        {"A1,Lokakarya lanjutan,A,", "B1,Webinar lanjutan,B,"});
    add(t, "deliveries", "delivery_id,program_id,target_id,activity_id,audience,start,end",
        {"D1,P,S1,A1,teacher,2023-07-01,2023-07-05", "D2,Q,S1,B1,teacher,2023-07-01,2023-07-05"});
    REQUIRE(found(finding_kind::overlap, t).size() == 1);
    CHECK(found(finding_kind::overlap, t, rule("A", "B")).front().planned);
    CHECK(found(finding_kind::overlap, t, rule("A1", "B1")).front().planned);
    // The rule names one that D1's activity does not lie under.
    tables other = t;
    add(other, "activities", "activity_id,name,parent_id,level", {"A2,Lokakarya lain,A,"});
    CHECK_FALSE(found(finding_kind::overlap, other, rule("A2", "B")).front().planned);
  }

  TEST_CASE("together: what was not recorded belongs together with nothing") {
    const portfolio p(two_offices());
    const auto all = together_in(p, rule("A", "B"));
    const activity_index a = p.find_activity("A"), b = p.find_activity("B");
    CHECK(find_together(p, all, a, b) == &all[0]);
    CHECK(find_together(p, all, b, a) == &all[0]);
    CHECK(find_together(p, all, a, a) == nullptr);
    CHECK(find_together(p, all, a, {}) == nullptr);
    CHECK(find_together(p, all, {}, {}) == nullptr);
    CHECK(find_together(p, {}, a, b) == nullptr);
    CHECK(together_in(p, {}).empty());
  }

  TEST_CASE("together: an unknown activity is refused where it stands with the nearest") {
    CHECK(mistake(rule("Z9", "B")) == "irisan.toml, line 2, column 15: unknown activity 'Z9'");
    CHECK(mistake(rule("A", "b")) ==
          "irisan.toml, line 2, column 20: unknown activity 'b'; the nearest is 'B'");
    CHECK_NOTHROW(together_in(portfolio(two_offices()), rule("A", "B")));
  }

  TEST_CASE("together: an activity and one inside it are refused since it would belong together "
            "with itself") {
    const char* said = "irisan.toml, line 2, column 20: 'A' and 'K' cannot belong together: one is "
                       "the other or lies inside it";
    CHECK(mistake(rule("K", "A")) == said);
    CHECK(mistake(rule("A", "K")).find("cannot belong together") != std::string::npos);
    CHECK(mistake(rule("A", "A")).find("cannot belong together") != std::string::npos);
  }
}
