#include <irisan/overlap/shared_groups.hpp>

#include <support/builders.hpp>
#include <support/random.hpp>
#include <support/set_systems.hpp>

#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <numeric>
#include <random>
#include <stop_token>
#include <utility>
#include <vector>

using namespace irisan;
using test::crown;
using test::random_cells;

namespace {

using indices = std::vector<intervention_index>;
using counts = std::vector<std::int64_t>;

group_options on(unsigned threads) {
  return {threads, {}};
}

indices members_of(const shared_groups& g, std::size_t i) {
  return {g.group(i).begin(), g.group(i).end()};
}

/// A group as a search would find it, by every choice of programs.
struct group {
  indices members;
  std::int64_t inclusive = 0, exclusive = 0;
  double score = 0;
};

std::vector<group> by_hand(const incidence_matrix& a, const group_query& query) {
  const incidence_matrix of = transpose(a);
  std::vector<group> out;
  for (std::uint32_t chosen = 1; chosen < std::uint32_t{1} << a.rows(); ++chosen) {
    group g;
    bool wanted = query.any_of.empty();
    double log_of_lift = 0;
    for (std::int32_t p = 0; p < a.rows(); ++p)
      if ((chosen >> p & 1U) != 0) {
        g.members.push_back({p});
        wanted = wanted || std::count(query.any_of.begin(), query.any_of.end(), g.members.back());
        log_of_lift -= std::log(a.size(p));
      }
    std::uint32_t common = ~std::uint32_t{0};
    for (std::int32_t t = 0; t < a.columns; ++t) {
      std::uint32_t here = 0;
      for (const std::int32_t p : of.row(t)) here |= std::uint32_t{1} << p;
      if ((here & chosen) != chosen) continue;
      ++g.inclusive;
      g.exclusive += here == chosen;
      common &= here;
    }
    if (!wanted || g.inclusive == 0 || common != chosen || g.inclusive < query.min_targets ||
        std::ssize(g.members) < query.min_programs)
      continue;
    const auto n = static_cast<double>(g.members.size());
    log_of_lift += std::log(g.inclusive) + (n - 1) * std::log(a.columns);
    g.score =
        query.ranking == group_ranking::cells ? n * static_cast<double>(g.inclusive) : log_of_lift;
    out.push_back(g);
  }
  std::sort(out.begin(), out.end(),
            [](const group& x, const group& y) { return x.members < y.members; });
  return out;
}

} // namespace

TEST_SUITE("overlap") {
  TEST_CASE("shared_groups: three programs by eye") {
    // Programs at targets 0 1 2 3 4 5: 0 1 · 0 1 2 · 1 2 3
    const incidence_matrix a = test::programs({{0, 1}, {0, 1, 2}, {1, 2, 3}, {5}});
    const shared_groups g = find_shared_groups(a);
    CHECK(g.members == indices{{0}, {1}, {0}, {1}, {2}, {1}, {2}});
    CHECK(g.offsets == counts{0, 2, 5, 7});
    CHECK(g.inclusive == counts{2, 1, 2});
    CHECK(g.exclusive == counts{1, 1, 1});
    CHECK(g.cells(1) == 3);
    CHECK_FALSE(g.truncated);
  }

  TEST_CASE("shared_groups: without programs or crossings there is no group") {
    CHECK(find_shared_groups(incidence_matrix{}) == shared_groups{});
    CHECK(find_shared_groups(test::programs({{}, {}, {}})) == shared_groups{});
    CHECK(find_shared_groups(test::programs({{0}})) == shared_groups{});
    group_query top;
    top.top = 3;
    CHECK(find_shared_groups(incidence_matrix{}, top) == shared_groups{});
  }

  TEST_CASE("shared_groups: both intersections are those of every choice of programs") {
    std::mt19937 random(1);
    std::size_t found = 0;
    for (int round = 0; round < 200; ++round) {
      CAPTURE(round);
      const incidence_matrix a = random_cells(random, 1 + static_cast<std::int32_t>(random() % 8),
                                              1 + static_cast<std::int32_t>(random() % 40),
                                              10 + static_cast<unsigned>(random() % 80));
      group_query query;
      query.min_programs = 1 + static_cast<std::int32_t>(random() % 3);
      query.min_targets = 1 + random() % 3;
      if (random() % 3 == 0)
        query.any_of = {{static_cast<std::int32_t>(random() % 100) % a.rows()}};
      const std::vector<group> expected = by_hand(a, query);
      for (const unsigned threads : {1U, 4U}) {
        const shared_groups g = find_shared_groups(a, query, on(threads));
        CHECK_FALSE(g.truncated);
        REQUIRE(g.count() == expected.size());
        for (std::size_t i = 0; i < g.count(); ++i) {
          CHECK(members_of(g, i) == expected[i].members);
          CHECK(g.inclusive[i] == expected[i].inclusive);
          CHECK(g.exclusive[i] == expected[i].exclusive);
          CHECK(inclusive_targets(a, g.group(i)).size() ==
                static_cast<std::size_t>(g.inclusive[i]));
          CHECK(exclusive_targets(a, g.group(i)).size() ==
                static_cast<std::size_t>(g.exclusive[i]));
        }
        found += g.count();
      }
    }
    CHECK(found > 2'000);
  }

  TEST_CASE("shared_groups: the top by cells and by lift are the first of all") {
    std::mt19937 random(2);
    for (int round = 0; round < 300; ++round) {
      CAPTURE(round);
      const incidence_matrix a = random_cells(random, 2 + static_cast<std::int32_t>(random() % 9),
                                              1 + static_cast<std::int32_t>(random() % 40),
                                              10 + static_cast<unsigned>(random() % 80));
      group_query query;
      query.min_targets = 1 + random() % 3;
      query.ranking = round % 2 == 0 ? group_ranking::cells : group_ranking::lift;
      if (random() % 4 == 0)
        query.any_of = {{static_cast<std::int32_t>(random() % 100) % a.rows()}};
      std::vector<group> expected = by_hand(a, query);
      std::stable_sort(expected.begin(), expected.end(), [](const group& x, const group& y) {
        // Rounding tells equal lifts apart.
        return x.score > y.score + 1e-9;
      });
      query.top = 1 + random() % (expected.size() + 2);
      query.most = 0; // not asked
      const shared_groups one = find_shared_groups(a, query, on(1));
      CHECK((find_shared_groups(a, query, on(4)) == one));
      REQUIRE(one.count() == std::min(query.top, expected.size()));
      for (std::size_t i = 0; i < one.count(); ++i) {
        CHECK(members_of(one, i) == expected[i].members);
        if (query.ranking == group_ranking::cells) {
          CHECK(one.cells(i) == static_cast<std::int64_t>(expected[i].score));
        } else {
          CHECK(log_lift(a, one.group(i), one.inclusive[i]) ==
                doctest::Approx(expected[i].score).epsilon(1e-9));
        }
        const auto same = std::find_if(expected.begin(), expected.end(), [&](const group& g) {
          return g.members == members_of(one, i);
        });
        REQUIRE(same != expected.end());
        CHECK(one.inclusive[i] == same->inclusive);
        CHECK(one.exclusive[i] == same->exclusive);
      }
    }
  }

  TEST_CASE("shared_groups: the top of many programs are the first of all that are listed") {
    std::mt19937 random(3);
    for (const std::int32_t programs : {40, 100, 300})
      for (const group_ranking ranking : {group_ranking::cells, group_ranking::lift}) {
        CAPTURE(programs);
        const incidence_matrix a = random_cells(random, programs, 60, programs == 40 ? 30 : 8);
        group_query query;
        query.min_targets = 2;
        query.most = 10'000'000;
        const shared_groups all = find_shared_groups(a, query);
        REQUIRE_FALSE(all.truncated);
        std::vector<ranked_group> expected;
        for (std::size_t i = 0; i < all.count(); ++i)
          expected.push_back({ranking == group_ranking::cells
                                  ? static_cast<double>(all.cells(i))
                                  : lift_score(a, all.group(i), all.inclusive[i]),
                              all.inclusive[i], members_of(all, i)});
        std::sort(expected.begin(), expected.end(),
                  [](const ranked_group& x, const ranked_group& y) { return x.before(y); });
        query.top = 25;
        query.ranking = ranking;
        for (const unsigned threads : {1U, 4U}) {
          const shared_groups top = find_shared_groups(a, query, on(threads));
          REQUIRE(top.count() == 25);
          for (std::size_t i = 0; i < 25; ++i) {
            CHECK(members_of(top, i) == expected[i].members);
            CHECK(top.inclusive[i] == expected[i].shared);
          }
        }
      }
  }

  TEST_CASE("shared_groups: what explodes ends at the most wanted and says so") {
    // 2⁴⁰ groups; all but the pairs of one and of none have two programs.
    group_query query;
    query.most = 1'000;
    const shared_groups g = find_shared_groups(crown(40), query, on(1));
    CHECK(g.truncated);
    CHECK(g.count() == 1'000);
    CHECK((find_shared_groups(crown(40), query, on(4)) == g));
    // Of the crown of five there are 30 closed sets, of which five have one program.
    query.most = 25;
    CHECK_FALSE(find_shared_groups(crown(5), query).truncated);
    CHECK(find_shared_groups(crown(5), query).count() == 25);
    query.most = 24;
    CHECK(find_shared_groups(crown(5), query).truncated);
    CHECK(find_shared_groups(crown(5), query).count() == 24);
    query.most = 0;
    CHECK(find_shared_groups(crown(5), query).truncated);
    CHECK(find_shared_groups(crown(5), query).count() == 0);
    CHECK_FALSE(find_shared_groups(test::programs({{0}, {1}}), query).truncated);
  }

  TEST_CASE("shared_groups: the top of what explodes is found without seeing all of it") {
    group_query query;
    query.top = 3;
    query.min_targets = 28;
    // Any m programs of the crown of 30 share 30 − m targets: with at least 28, m is 2.
    const shared_groups g = find_shared_groups(crown(30), query);
    CHECK(g.members == indices{{0}, {1}, {0}, {2}, {0}, {3}});
    CHECK(g.inclusive == counts{28, 28, 28});
    CHECK(g.exclusive == counts{0, 0, 0});
  }

  TEST_CASE("shared_groups: the order of targets and a program apart change no group") {
    std::mt19937 random(4);
    for (int round = 0; round < 30; ++round) {
      CAPTURE(round);
      const incidence_matrix a = random_cells(random, 9, 30, 40);
      std::vector<std::int32_t> moved(30);
      std::iota(moved.begin(), moved.end(), 0);
      std::shuffle(moved.begin(), moved.end(), random);
      std::vector<std::vector<std::int32_t>> of(9);
      for (std::int32_t p = 0; p < 9; ++p)
        for (const std::int32_t t : a.row(p))
          of[static_cast<std::size_t>(p)].push_back(moved[static_cast<std::size_t>(t)]);
      const shared_groups expected = find_shared_groups(a);
      CHECK((find_shared_groups(incidence(of)) == expected));
      of.push_back({30});
      CHECK((find_shared_groups(incidence(of)) == expected));
    }
  }

  TEST_CASE("shared_groups: every target twice doubles what is shared") {
    std::mt19937 random(5);
    const incidence_matrix a = random_cells(random, 9, 30, 40);
    std::vector<std::vector<std::int32_t>> of(9);
    for (std::int32_t p = 0; p < 9; ++p)
      for (const std::int32_t t : a.row(p)) {
        of[static_cast<std::size_t>(p)].push_back(t);
        of[static_cast<std::size_t>(p)].push_back(t + 30);
      }
    const shared_groups once = find_shared_groups(a), twice = find_shared_groups(incidence(of));
    CHECK(once.count() > 20);
    CHECK(twice.members == once.members);
    for (std::size_t i = 0; i < once.count(); ++i) {
      CHECK(twice.inclusive[i] == 2 * once.inclusive[i]);
      CHECK(twice.exclusive[i] == 2 * once.exclusive[i]);
    }
  }

  TEST_CASE("shared_groups: inclusive and exclusive targets by eye") {
    const incidence_matrix a = test::programs({{0, 1}, {0, 1, 2}, {1, 2, 4}});
    using targets = std::vector<target_index>;
    CHECK(inclusive_targets(a, indices{{1}, {0}}) == targets{{0}, {1}});
    CHECK(exclusive_targets(a, indices{{1}, {0}}) == targets{{0}});
    CHECK(inclusive_targets(a, indices{{2}}) == targets{{1}, {2}, {4}});
    CHECK(exclusive_targets(a, indices{{2}, {2}}) == targets{{4}});
    CHECK(inclusive_targets(a, indices{}) == targets{{0}, {1}, {2}, {3}, {4}});
    CHECK(exclusive_targets(a, indices{}) == targets{{3}});
    CHECK(inclusive_targets(a, indices{{0}, {1}, {2}}) == targets{{1}});
    CHECK_THROWS_WITH_AS(inclusive_targets(a, indices{{3}}),
                         "groups: there is no intervention 3 among 3", rule_error);
    CHECK_THROWS_WITH_AS(exclusive_targets(a, indices{{0}, {-1}}),
                         "groups: there is no intervention -1 among 3", rule_error);
  }

  TEST_CASE("shared_groups: a search that is asked to stop does") {
    std::stop_source source;
    source.request_stop();
    group_options options;
    options.watch.stop = source.get_token();
    CHECK_THROWS_AS(find_shared_groups(crown(4), {}, options), stopped);
    CHECK(find_shared_groups(crown(4)).count() == 10);
  }
}
