#include <irisan/overlap/corrected_covered_area.hpp>

#include <irisan/overlap/find_pairs.hpp>
#include <irisan/overlap/measure.hpp>

#include <support/builders.hpp>
#include <support/random.hpp>

#include <doctest/doctest.h>

#include <cmath>
#include <cstddef>
#include <cstdint>
#include <random>
#include <string_view>
#include <vector>

using namespace irisan;

namespace {

using indices = std::vector<intervention_index>;

/// Six reviews (columns) and the fourteen studies in them (rows), from ccaR's test.csv.
incidence_matrix reviews() {
  constexpr std::string_view rows[] = {"111001", "000100", "111001", "111000", "001000",
                                       "111001", "111001", "010000", "111011", "111001",
                                       "011010", "111010", "111010", "001000"};
  std::vector<std::vector<std::int32_t>> of(6);
  for (std::size_t t = 0; t < std::size(rows); ++t)
    for (std::size_t p = 0; p < 6; ++p)
      if (rows[t][p] == '1') of[p].push_back(static_cast<std::int32_t>(t));
  return incidence(std::move(of));
}

} // namespace

TEST_SUITE("overlap") {
  TEST_CASE("corrected_covered_area: six reviews as ccaR counts them") {
    const incidence_matrix a = reviews();
    const covered_area area = find_covered_area(a, indices{{0}, {1}, {2}, {3}, {4}, {5}});
    CHECK(area == covered_area{43, 14, 6, 0});
    CHECK(area.corrected() == 29.0 / 70.0);
    CHECK(area.corrected() == doctest::Approx(0.4142857142857143).epsilon(1e-15));
    struct pairwise {
      std::int32_t p, q;
      double value;
    };
    // ccaR's pairwise CCA; 9/11, 3/4, 0, 3/10, 2/3, 10/13, 4/11, 6/11, 1/3, 1/2, 1/9.
    for (const pairwise& x : {pairwise{0, 1, 0.8181818181818182},
                              {0, 2, 0.75},
                              {0, 3, 0.0},
                              {0, 4, 0.3},
                              {0, 5, 0.6666666666666666},
                              {1, 2, 0.7692307692307693},
                              {1, 4, 0.36363636363636365},
                              {1, 5, 0.5454545454545454},
                              {2, 4, 0.3333333333333333},
                              {2, 5, 0.5},
                              {4, 5, 0.1111111111111111}}) {
      CAPTURE(x.p);
      CAPTURE(x.q);
      CHECK(find_covered_area(a, indices{{x.p}, {x.q}}).corrected() ==
            doctest::Approx(x.value).epsilon(1e-15));
    }
  }

  TEST_CASE("corrected_covered_area: that of two programs is their Jaccard") {
    std::mt19937 random(1);
    std::size_t pairs = 0;
    for (int round = 0; round < 50; ++round) {
      const incidence_matrix a = test::random_incidence(random, 8, 12);
      for (const overlap_pair& p : find_pairs(a)) {
        CHECK(find_covered_area(a, indices{p.first, p.second}).corrected() == jaccard(p));
        ++pairs;
      }
    }
    CHECK(pairs > 200);
  }

  TEST_CASE("corrected_covered_area: cells that cannot be are no chance to overlap") {
    // Targets 0 to 3, of which 3 is nobody's.
    const incidence_matrix a = test::programs({{0, 1, 2}, {0}, {1, 3}});
    const indices both{{0}, {1}};
    CHECK(find_covered_area(a, both) == covered_area{4, 3, 2, 0});
    CHECK(find_covered_area(a, both).corrected() == 1.0 / 3.0);
    // Program 1 may not be at 2; that it may not be at 0, where it is, or at 3 changes nothing.
    const incidence_matrix impossible = test::programs({{}, {0, 2, 3}, {}});
    CHECK(find_covered_area(a, both, impossible) == covered_area{4, 3, 2, 1});
    CHECK(find_covered_area(a, both, impossible).corrected() == 0.5);
    const incidence_matrix more = test::programs({{}, {1, 2}, {}});
    CHECK(find_covered_area(a, both, more).corrected() == 1.0);
  }

  TEST_CASE("corrected_covered_area: impossible cells of random groups are counted one by one") {
    std::mt19937 random(2);
    for (int round = 0; round < 200; ++round) {
      CAPTURE(round);
      std::vector<std::vector<std::int32_t>> of(6), never(6);
      for (auto* rows : {&of, &never})
        for (auto& row : *rows)
          for (std::int32_t t = 0; t < 9; ++t)
            if (random() % 3 == 0) row.push_back(t);
      for (auto& row : of) row.push_back(9); // so that both have as many columns at least
      const incidence_matrix a = incidence(of), impossible = incidence(never);
      indices group;
      for (std::int32_t p = 0; p < 6; ++p)
        if (random() % 2) group.push_back({p});
      covered_area expected;
      expected.programs = std::ssize(group);
      for (std::int32_t t = 0; t < a.columns; ++t) {
        std::int64_t here = 0, not_here = 0;
        for (const intervention_index p : group) {
          const auto has = [&](const incidence_matrix& m) {
            return std::ranges::binary_search(m.row(p.value), t);
          };
          here += has(a);
          not_here += !has(a) && has(impossible);
        }
        expected.crossings += here;
        expected.targets += here > 0;
        expected.impossible += here > 0 ? not_here : 0;
      }
      CHECK(find_covered_area(a, group, impossible) == expected);
    }
  }

  TEST_CASE("corrected_covered_area: where nothing could overlap the value is not known") {
    const incidence_matrix a = test::programs({{0, 1}, {}, {2}});
    CHECK(std::isnan(find_covered_area(a, indices{}).corrected()));
    CHECK(std::isnan(find_covered_area(a, indices{{0}}).corrected()));
    CHECK(std::isnan(find_covered_area(a, indices{{1}}).corrected()));
    CHECK(find_covered_area(a, indices{{0}, {1}}).corrected() == 0);
    CHECK(find_covered_area(a, indices{{0}, {2}}).corrected() == 0);
    CHECK(std::isnan(
        find_covered_area(a, indices{{0}, {1}}, test::programs({{}, {0, 1}, {}})).corrected()));
  }

  TEST_CASE("corrected_covered_area: a group that cannot be is refused") {
    const incidence_matrix a = test::programs({{0, 1}, {0}});
    CHECK_NOTHROW(find_covered_area(a, indices{{0}, {1}}));
    CHECK_THROWS_WITH_AS(find_covered_area(a, indices{{0}, {2}}),
                         "covered area: there is no intervention 2 among 2", rule_error);
    CHECK_THROWS_AS(find_covered_area(a, indices{{-1}}), rule_error);
    CHECK_THROWS_WITH_AS(find_covered_area(a, indices{{1}, {0}, {1}}),
                         "covered area: intervention 1 stands twice in the group", rule_error);
    CHECK_NOTHROW(find_covered_area(a, indices{{0}}, test::programs({{1}, {1}})));
    CHECK_THROWS_AS(find_covered_area(a, indices{{0}}, test::programs({{1}})), rule_error);
    CHECK_THROWS_WITH_AS(find_covered_area(a, indices{{0}}, test::programs({{2}, {}})),
                         "covered area: impossible cells of 2 interventions and 3 targets for an "
                         "incidence of 2 and 2",
                         rule_error);
  }
}
