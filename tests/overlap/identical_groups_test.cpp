#include <irisan/overlap/identical_groups.hpp>

#include <support/builders.hpp>
#include <support/by_hand.hpp>
#include <support/random.hpp>

#include <doctest/doctest.h>

#include <algorithm>
#include <cstdint>
#include <random>
#include <span>
#include <stop_token>
#include <vector>

using namespace irisan;

namespace {

using indices = std::vector<intervention_index>;
using owner_list = std::vector<std::int32_t>;

bool alike(const incidence_matrix& a, std::span<const std::int32_t> owners, std::int32_t p,
           std::int32_t q) {
  if (p == q) return true;
  if (a.size(p) == 0 || !std::ranges::equal(a.row(p), a.row(q))) return false;
  if (owners.empty()) return true;
  const auto i = static_cast<std::size_t>(p), j = static_cast<std::size_t>(q);
  return owners[i] >= 0 && owners[i] == owners[j];
}

/// Every two rows compared.
identical_groups by_hand_groups(const incidence_matrix& a, std::span<const std::int32_t> owners) {
  identical_groups g;
  for (std::int32_t p = 0; p < a.rows(); ++p) {
    std::int32_t first = 0;
    while (!alike(a, owners, first, p)) ++first;
    g.representative.push_back({first});
    if (first != p) continue;
    indices group;
    for (std::int32_t q = p; q < a.rows(); ++q)
      if (alike(a, owners, p, q)) group.push_back({q});
    if (group.size() < 2) continue;
    g.members.insert(g.members.end(), group.begin(), group.end());
    g.offsets.push_back(static_cast<std::int64_t>(g.members.size()));
  }
  return g;
}

} // namespace

TEST_SUITE("overlap") {
  TEST_CASE("identical_groups: those with the same targets are a group by its first") {
    const identical_groups g =
        find_identical(test::programs({{0, 1}, {2}, {1, 0}, {3}, {2}, {0, 1}, {0}}));
    CHECK(g.representative == indices{{0}, {1}, {0}, {3}, {1}, {0}, {6}});
    REQUIRE(g.count() == 2);
    CHECK(std::ranges::equal(g.group(0), indices{{0}, {2}, {5}}));
    CHECK(std::ranges::equal(g.group(1), indices{{1}, {4}}));
    CHECK(g.offsets == std::vector<std::int64_t>{0, 3, 5});
    CHECK(g.pairs() == 4); // three and one
  }

  TEST_CASE("identical_groups: those without targets are alike to none") {
    const identical_groups g = find_identical(test::programs({{}, {0}, {}, {}}));
    CHECK(g.count() == 0);
    CHECK(g.pairs() == 0);
    CHECK(g.representative == indices{{0}, {1}, {2}, {3}});
    CHECK(find_identical(test::programs({})) == identical_groups{});
  }

  TEST_CASE("identical_groups: with owners only those of one known owner are alike") {
    const incidence_matrix a = test::programs({{0}, {0}, {0}, {0}, {0}});
    CHECK(find_identical(a).count() == 1);
    const owner_list owners{1, -1, 1, -1, 0};
    const identical_groups g = find_identical(a, owners);
    REQUIRE(g.count() == 1);
    CHECK(std::ranges::equal(g.group(0), indices{{0}, {2}}));
    CHECK(g.representative == indices{{0}, {1}, {0}, {3}, {4}});
  }

  TEST_CASE("identical_groups: rows that look alike from afar are not") {
    // Prefixes, one more, one other, the same sum.
    CHECK(find_identical(test::programs({{0}, {0, 1}, {0, 1, 2}, {1, 2}, {0, 3}, {1}, {2}, {3}}))
              .count() == 0);
    // Two rows of the same hash.
    const incidence_matrix a = incidence({{47990, 82308, 262144},
                                          {25639, 51063, 1499347227},
                                          {47990, 82308, 262144},
                                          {25639, 51063, 1499347227}});
    const identical_groups g = find_identical(a);
    CHECK(g == by_hand_groups(a, {}));
    CHECK(g.count() == 2);
  }

  TEST_CASE("identical_groups: groups are those of comparing every two rows") {
    std::mt19937 random(1);
    for (int round = 0; round < 800; ++round) {
      CAPTURE(round);
      const incidence_matrix a = test::with_twins(random);
      CHECK(find_identical(a) == by_hand_groups(a, {}));
      const owner_list owners = test::random_owners(random, a);
      const identical_groups g = find_identical(a, owners);
      CHECK(g == by_hand_groups(a, owners));
      std::int64_t pairs = 0;
      for (std::size_t i = 0; i < g.count(); ++i) {
        const auto n = static_cast<std::int64_t>(g.group(i).size());
        for (std::int64_t x = 0; x < n; ++x) pairs += x;
      }
      CHECK(g.pairs() == pairs);
    }
  }

  TEST_CASE("identical_groups: a group of very many stands for all its pairs") {
    const identical_groups g =
        find_identical(incidence(std::vector<std::vector<std::int32_t>>(100'000, {0, 1})));
    CHECK(g.count() == 1);
    CHECK(g.pairs() == 4'999'950'000);
  }
}
