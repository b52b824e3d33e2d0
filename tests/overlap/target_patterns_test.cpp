#include <irisan/overlap/target_patterns.hpp>

#include <support/builders.hpp>
#include <support/random.hpp>

#include <doctest/doctest.h>

#include <cstdint>
#include <map>
#include <random>
#include <vector>

using namespace irisan;

namespace {

using indices = std::vector<intervention_index>;
using counts = std::vector<std::int64_t>;

} // namespace

TEST_SUITE("overlap") {
  TEST_CASE("target_patterns: those of three programs by eye") {
    // Target 3 is nobody's.
    const target_patterns p = find_target_patterns(test::programs({{0, 1, 5}, {1, 2, 5}, {4}}));
    CHECK(p.members == indices{{0}, {0}, {1}, {1}, {2}});
    CHECK(p.offsets == counts{0, 1, 3, 4, 5});
    CHECK(p.targets == counts{1, 2, 1, 1});
    CHECK(p.targets_of(indices{{0}, {1}}) == 2);
    CHECK(p.targets_of(indices{{0}, {2}}) == 0);
    CHECK(p.targets_of(indices{}) == 0);
    CHECK(p.targets_of(indices{{2}, {3}}) == 0);
  }

  TEST_CASE("target_patterns: an empty incidence has none") {
    CHECK(find_target_patterns(incidence_matrix{}) == target_patterns{});
    CHECK(find_target_patterns(test::programs({{}, {}})) == target_patterns{});
  }

  TEST_CASE("target_patterns: those of random programs are counted target by target") {
    std::mt19937 random(1);
    for (int round = 0; round < 200; ++round) {
      CAPTURE(round);
      const incidence_matrix a = test::random_incidence(random, 7, 30);
      std::map<indices, std::int64_t> expected;
      std::int64_t reached = 0;
      for (std::int32_t t = 0; t < a.columns; ++t) {
        indices here;
        for (std::int32_t p = 0; p < a.rows(); ++p)
          for (const std::int32_t other : a.row(p))
            if (other == t) here.push_back({p});
        if (here.empty()) continue;
        ++expected[here];
        ++reached;
      }
      const target_patterns found = find_target_patterns(a);
      REQUIRE(found.count() == expected.size());
      std::size_t i = 0;
      for (const auto& [members, targets] : expected) {
        CHECK(indices(found.pattern(i).begin(), found.pattern(i).end()) == members);
        CHECK(found.targets[i++] == targets);
        CHECK(found.targets_of(members) == targets);
        reached -= targets;
      }
      CHECK(reached == 0);
    }
  }
}
