#include <irisan/report/find_overlaps.hpp>

#include <support/builders.hpp>

#include <doctest/doctest.h>

#include <cstdint>

using namespace irisan;
using namespace irisan::test;

namespace {

/// P at S1 and S2, Q at S2 and S3.
portfolio two_at_s2() {
  return portfolio(with_deliveries(
      {"D1,P,S1,A,teacher,2023-07-01,2023-07-05", "D2,P,S2,A,teacher,2023-07-01,2023-07-05",
       "D3,Q,S2,A,teacher,2023-07-03,2023-07-09", "D4,Q,S3,A,teacher,2024-02-01,2024-02-03"}));
}

found_overlaps search(const portfolio& p, const rules& r, bool with_details) {
  const visits v = find_visits(p);
  return find_overlaps(p, v, find_arrivals(p, v), {}, r, p.latest_date(), {}, {}, with_details);
}

} // namespace

TEST_SUITE("report") {
  TEST_CASE("find_overlaps: every pair has its evidence and its details if they are asked for") {
    const found_overlaps found = search(two_at_s2(), {}, true);
    REQUIRE(found.pairs.size() == 1);
    CHECK(found.pairs[0].shared == 1);
    CHECK(found.details.size() == 1);
    CHECK(found.evidence.pairs.size() == 1);
    CHECK(found.degrees);
    CHECK_FALSE(found.findings.empty());
    CHECK(search(two_at_s2(), {}, false).details.empty());
    CHECK(search(two_at_s2(), {}, false).findings == found.findings);
  }

  TEST_CASE("find_overlaps: the degrees of targets are left out where pairs are many") {
    rules r;
    r.finding.chance_degrees_limit = 0;
    CHECK_FALSE(search(two_at_s2(), r, false).degrees);
    r.finding.overlap_nulls = {"degrees"}; // unless they decide
    CHECK(search(two_at_s2(), r, false).degrees);
  }

  TEST_CASE("find_overlaps: more pairs than the rules allow are refused with the rule's name") {
    rules r;
    r.pairs_limit = 0;
    CHECK_THROWS_WITH_AS(search(two_at_s2(), r, false),
                         "more than 0 pairs share a target; raise pairs.min_shared or pairs.limit "
                         "(about 100 bytes a pair)",
                         memory_error);
  }
}
