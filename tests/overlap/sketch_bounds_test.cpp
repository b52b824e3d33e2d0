#include <irisan/overlap/sketch_bounds.hpp>

#include <doctest/doctest.h>

#include <algorithm>
#include <cstdint>
#include <vector>

using namespace irisan;

namespace {

std::vector<pair_query> queries() {
  std::vector<pair_query> all(8);
  all[1].min_shared = 7;
  all[2].min_jaccard = {1, 2};
  all[3].min_jaccard = {9, 10};
  all[4].min_dice = {2, 3};
  all[5].min_cosine = {4, 5};
  all[6].min_containment = {3, 4};
  all[7].min_overlap_coefficient = {9, 10};
  all[7].min_shared = 3;
  return all;
}

} // namespace

TEST_SUITE("overlap") {
  TEST_CASE("sketch_bounds: every pair of sizes that can pass is within them, and none is looser") {
    for (const pair_query& query : queries()) {
      const sketch_bounds bounds(query);
      for (std::int32_t a = 1; a <= sketch_bounds::most_targets; ++a) {
        int up_to = 0;
        for (std::int32_t b = 1; b <= a; ++b) {
          CAPTURE(a);
          CAPTURE(b);
          // The least that a pair may share, by asking the query itself.
          std::int32_t least = 0;
          while (least <= b && !(least > 0 && query.accepts_counts({{0}, {1}, least, a, b})))
            ++least;
          const auto at = static_cast<std::size_t>(b);
          if (least > b) {
            CHECK(bounds.required(a)[at] > b);
            continue;
          }
          CHECK(bounds.required(a)[at] == least);
          CHECK(bounds.apart(a)[at] == a + b - 2 * least);
          up_to = std::max(up_to, a + b - 2 * least);
          CHECK(bounds.apart_up_to(a)[at] >= up_to);
        }
      }
    }
  }

  TEST_CASE("sketch_bounds: more asked than there are targets is no small number") {
    pair_query query;
    query.min_shared = 1'000;
    const sketch_bounds bounds(query);
    CHECK(bounds.required(64)[64] == 255);
    CHECK(bounds.apart(64)[64] == 0);
  }
}
