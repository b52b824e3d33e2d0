#include <irisan/overlap/group_figures.hpp>

#include <support/builders.hpp>
#include <support/set_systems.hpp>

#include <doctest/doctest.h>

#include <cmath>
#include <cstdint>
#include <random>
#include <stop_token>
#include <vector>

using namespace irisan;

TEST_SUITE("overlap") {
  TEST_CASE("group_figures: a group of three is told by hand") {
    // Ten targets; all three share 0 and 1.
    incidence_matrix a = test::programs({{0, 1, 2, 3}, {0, 1, 2}, {0, 1, 5, 6}});
    a.columns = 10;
    group_query query;
    query.min_programs = 3;
    const shared_groups groups = find_shared_groups(a, query);
    REQUIRE(groups.count() == 1);
    const group_figures f = figures_of(a, groups).front();
    CHECK(f.expected == doctest::Approx(4.0 * 3 * 4 / 100));
    CHECK(f.lift == doctest::Approx(2 / 0.48));
    const std::vector<std::int64_t> sizes{4, 3, 4};
    CHECK(f.ln_p_joint == doctest::Approx(ln_p_joint(2, sizes, 10)));
    // The two others of each share 2, 2 and 3 targets; the least surprising third decides.
    const std::vector<joint_split> splits{{2, 4}, {2, 3}, {3, 4}};
    CHECK(f.ln_p_productivity == doctest::Approx(ln_productivity(2, splits, 10)));
    CHECK(f.area.crossings == 11);
    CHECK(f.area.targets == 6);
    CHECK(f.area.corrected() == doctest::Approx(5.0 / 12));
  }

  TEST_CASE("group_figures: they are those of each group by itself for any number of threads") {
    std::mt19937 random(1);
    for (int round = 0; round < 30; ++round) {
      CAPTURE(round);
      const incidence_matrix a = test::random_cells(random, 7, 25, 40);
      group_query query;
      query.min_programs = 1;
      const shared_groups groups = find_shared_groups(a, query);
      const auto one = figures_of(a, groups, 1), three = figures_of(a, groups, 3);
      REQUIRE(one.size() == groups.count());
      const auto same = [](double x, double y) {
        return x == y || (std::isnan(x) && std::isnan(y));
      };
      for (std::size_t i = 0; i < one.size(); ++i) {
        const group_figures &f = one[i], &g = three[i];
        CHECK(same(f.lift, g.lift));
        CHECK(same(f.ln_p_joint, g.ln_p_joint));
        CHECK(same(f.ln_p_productivity, g.ln_p_productivity));
        const auto members = groups.group(i);
        CHECK(f.area == find_covered_area(a, members));
        CHECK(std::log(f.lift) ==
              doctest::Approx(log_lift(a, members, groups.inclusive[i])).epsilon(1e-9));
        std::vector<std::int64_t> sizes;
        std::vector<joint_split> splits;
        for (const intervention_index p : members) {
          std::vector<intervention_index> others;
          for (const intervention_index q : members)
            if (q != p) others.push_back(q);
          sizes.push_back(a.size(p.value));
          splits.push_back(
              {static_cast<std::int64_t>(inclusive_targets(a, others).size()), a.size(p.value)});
        }
        if (members.size() < 2) {
          CHECK(std::isnan(f.ln_p_joint));
          CHECK(std::isnan(f.ln_p_productivity));
          continue;
        }
        if (!std::isnan(f.ln_p_joint))
          CHECK(f.ln_p_joint ==
                doctest::Approx(ln_p_joint(groups.inclusive[i], sizes, a.columns)).epsilon(1e-9));
        if (!std::isnan(f.ln_p_productivity))
          CHECK(f.ln_p_productivity ==
                doctest::Approx(ln_productivity(groups.inclusive[i], splits, a.columns))
                    .epsilon(1e-9));
      }
    }
  }

  TEST_CASE("group_figures: sizes that leave one overlap only say nothing of chance") {
    const incidence_matrix a = test::programs({{0, 1, 2}, {0, 1, 2}});
    const group_figures f = figures_of(a, find_shared_groups(a)).front();
    CHECK(std::isnan(f.ln_p_joint));
    CHECK(std::isnan(f.ln_p_productivity));
    CHECK(f.lift == doctest::Approx(1));
    CHECK(f.area.corrected() == 1);
  }

  TEST_CASE("group_figures: no groups have none and a stop that was asked for is thrown") {
    const incidence_matrix a = test::programs({{0}, {0}});
    CHECK(figures_of(a, shared_groups{}).empty());
    std::stop_source source;
    source.request_stop();
    progress watch;
    watch.stop = source.get_token();
    CHECK_THROWS_AS(figures_of(a, find_shared_groups(a), 1, watch), stopped);
  }
}
