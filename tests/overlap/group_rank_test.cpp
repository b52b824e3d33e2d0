#include <irisan/overlap/group_rank.hpp>

#include <support/builders.hpp>

#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <random>
#include <vector>

using namespace irisan;

namespace {

using indices = std::vector<intervention_index>;

} // namespace

TEST_SUITE("overlap") {
  TEST_CASE("group_rank: expected targets and lift of three programs by eye") {
    // Ten targets; programs of 5, 4 and 2: 10 · 5/10 · 4/10 = 2 of two, 0.4 of three.
    const incidence_matrix a = test::programs({{0, 1, 2, 3, 4}, {0, 1, 2, 9}, {0, 1}});
    CHECK(std::exp(log_expected_shared(a, indices{{0}, {1}})) == doctest::Approx(2));
    CHECK(std::exp(log_expected_shared(a, indices{{0}, {1}, {2}})) == doctest::Approx(0.4));
    CHECK(std::exp(log_expected_shared(a, indices{{1}})) == doctest::Approx(4));
    CHECK(std::exp(log_expected_shared(a, indices{})) == doctest::Approx(10));
    CHECK(std::exp(log_lift(a, indices{{0}, {1}}, 3)) == doctest::Approx(1.5));
    CHECK(std::exp(log_lift(a, indices{{0}, {1}, {2}}, 2)) == doctest::Approx(5));
    CHECK(log_lift(a, indices{{0}}, 5) == doctest::Approx(0));
  }

  TEST_CASE("group_rank: the lift of very many programs is no overflow") {
    // 2000 programs at the same one of 1000 targets: lift 1000¹⁹⁹⁹.
    std::vector<std::vector<std::int32_t>> of(2'000, {0});
    of.push_back({999});
    const incidence_matrix a = incidence(of);
    indices all;
    for (std::int32_t p = 0; p < 2'000; ++p) all.push_back({p});
    CHECK(log_lift(a, all, 1) == doctest::Approx(1'999 * std::log(1'000.0)));
  }

  TEST_CASE("group_rank: lifts that are the same fraction tie whatever their sums of logarithms") {
    // 1 / (12 · 2/12 · 4/12) and 3 / (12 · 6/12 · 4/12), and groups at chance, of lift 1.
    const incidence_matrix a =
        test::programs({{0, 1}, {0, 2, 3, 4}, {2, 3, 4, 5, 6, 7}, {0, 1, 2}, {8, 9, 10, 11, 7}});
    CHECK(lift_score(a, indices{{0}, {1}}, 1) == lift_score(a, indices{{1}, {2}}, 3));
    for (std::int32_t p = 0; p < 5; ++p)
      CHECK(lift_score(a, indices{{p}}, incidence_view(a).size(p)) == 0);
    // All products of sizes up to 40 in both ways of getting at the same fraction.
    for (std::int32_t m = 2; m <= 40; ++m)
      for (std::int32_t k = 1; k <= m / 2; ++k) {
        std::vector<std::vector<std::int32_t>> of(3);
        for (std::int32_t t = 0; t < k; ++t) of[0].push_back(t), of[1].push_back(t);
        for (std::int32_t t = 0; t < 2 * k; ++t) of[2].push_back(t);
        incidence_matrix b = incidence(of);
        b.columns = m;
        CHECK(lift_score(b, indices{{0}, {1}}, k) == lift_score(b, indices{{0}, {2}}, 2 * k));
      }
  }

  TEST_CASE("group_rank: of programs without targets nothing is expected") {
    const incidence_matrix a = test::programs({{0, 1}, {}});
    CHECK(log_expected_shared(a, indices{{0}, {1}}) == -std::numeric_limits<double>::infinity());
    CHECK(std::isnan(log_expected_shared(test::programs({{}}), indices{{0}})));
  }

  TEST_CASE("group_rank: a group comes before one that scores less and ties by its members") {
    const ranked_group low{1, 9, {{0}, {1}}}, high{2, 1, {{0}, {2}}}, tied{2, 5, {{0}, {1}, {5}}};
    CHECK(high.before(low));
    CHECK_FALSE(low.before(high));
    CHECK(tied.before(high));
    CHECK_FALSE(high.before(tied));
    CHECK_FALSE(high.before(high));
  }

  TEST_CASE("group_rank: a guide keeps those that rank first whatever comes first") {
    std::mt19937 random(1);
    // Nine targets, so that many groups tie.
    const incidence_matrix a =
        test::programs({{0, 1, 2}, {0, 1, 2, 8}, {1, 2}, {2, 3, 4}, {3}, {0, 1, 2, 3, 4, 5}});
    for (const group_ranking ranking : {group_ranking::cells, group_ranking::lift}) {
      group_query query;
      query.ranking = ranking;
      query.top = 7;
      std::vector<ranked_group> all;
      for (std::int32_t p = 0; p < 6; ++p)
        for (std::int32_t q = p + 1; q < 6; ++q) {
          const indices members{{p}, {q}};
          const std::int64_t shared = 1 + (p + q) % 2;
          all.push_back({ranking == group_ranking::cells ? 2.0 * static_cast<double>(shared)
                                                         : lift_score(a, members, shared),
                         shared, members});
        }
      const auto before = [](const ranked_group& x, const ranked_group& y) { return x.before(y); };
      std::sort(all.begin(), all.end(), before);
      for (int round = 0; round < 50; ++round) {
        CAPTURE(round);
        std::vector<ranked_group> mixed = all, best;
        std::shuffle(mixed.begin(), mixed.end(), random);
        detail::ranking_guide::bar least = -std::numeric_limits<double>::infinity();
        detail::ranking_guide guide(a, query, least, best);
        for (ranked_group& g : mixed) {
          std::reverse(g.members.begin(), g.members.end());
          CHECK(guide.visit(g.members, g.shared));
        }
        std::sort(best.begin(), best.end(), before);
        REQUIRE(best.size() == 7);
        for (std::size_t i = 0; i < 7; ++i) {
          CHECK(best[i].members == all[i].members);
          CHECK(best[i].shared == all[i].shared);
        }
        CHECK(least.load() == all[6].score);
      }
    }
  }

  TEST_CASE("group_rank: a guide gives up only what cannot score as much as is asked") {
    const incidence_matrix a = test::programs({{0, 1, 2, 3, 4, 9}, {0, 1, 2, 3}, {0, 1}, {0}});
    group_query query;
    query.top = 1;
    std::vector<ranked_group> best;
    detail::ranking_guide::bar least = -std::numeric_limits<double>::infinity();
    detail::ranking_guide by_cells(a, query, least, best);
    // With program 0, of 6 targets: one more of 4 is 8 cells, two of 2 are 6, three of 1 are 4.
    const std::vector<group_extension> extensions{{{3}, 1}, {{1}, 4}, {{2}, 2}};
    CHECK(by_cells.promising(indices{{0}}, extensions));
    least = 8;
    CHECK(by_cells.promising(indices{{0}}, extensions));
    least = 9;
    CHECK_FALSE(by_cells.promising(indices{{0}}, extensions));

    query.ranking = group_ranking::lift;
    least = -std::numeric_limits<double>::infinity();
    detail::ranking_guide by_lift(a, query, least, best);
    CHECK(by_lift.promising(indices{{0}}, extensions));
    // At most: 4 / (6 · 1/10), 2 / (0.6 · 2/10), 1 / (0.12 · 4/10) = 20.8…
    least = std::log(20.8);
    CHECK(by_lift.promising(indices{{0}}, extensions));
    least = std::log(20.9);
    CHECK_FALSE(by_lift.promising(indices{{0}}, extensions));
  }
}
