#include <irisan/need/minimal_cover.hpp>

#include <support/cover_cases.hpp>
#include <support/covers.hpp>

#include <doctest/doctest.h>

#include <algorithm>
#include <cstdint>
#include <numeric>
#include <random>
#include <stop_token>
#include <string_view>
#include <utility>
#include <vector>

using namespace irisan;

namespace {

using list = std::vector<std::int32_t>;

/// What a cover problem is made from, to be changed and made again.
struct pieces {
  std::vector<std::vector<std::int32_t>> sets;
  std::vector<std::int32_t> demand;
  std::vector<std::int64_t> cost;
  list fixed;

  explicit pieces(const cover_problem& a)
      : demand(a.demands().begin(), a.demands().end()), cost(a.costs().begin(), a.costs().end()) {
    for (std::int32_t j = 0; j < a.columns(); ++j) {
      sets.emplace_back(a.rows_of(j).begin(), a.rows_of(j).end());
      if (a.is_fixed(j)) fixed.push_back(j);
    }
  }
  cover_problem problem() const { return test::cover(sets, demand, cost, fixed); }
};

/// All that holds of any answer, whatever the problem.
void check_answer(const cover_problem& a, const minimal_cover_result& r) {
  CHECK(check(a, r.certificate).empty());
  CHECK(test::is_cover(a, r.kept()));
  CHECK(r.certificate.bound <= r.lower_bound);
  CHECK(r.lower_bound <= r.cost());
  CHECK(r.proven == (r.lower_bound == r.cost()));
  CHECK(individually_redundant_in(a, r.kept()).columns.empty());
}

/// The smallest multiple of a number that is not below half of another.
std::int64_t rounded_half(std::int64_t twice, std::int64_t common) {
  return (twice + 2 * common - 1) / (2 * common) * common;
}

} // namespace

TEST_SUITE("need") {
  TEST_CASE("minimal_cover: it finds what is known of eleven multicovers") {
    for (const test::known_cover& known : test::known_covers()) {
      CAPTURE(known.id);
      const cover_problem a = known.problem();
      const minimal_cover_result r = minimal_cover(a);
      check_answer(a, r);
      CHECK(r.cost() == known.optimum);
      CHECK(r.lower_bound == known.optimum);
      CHECK(r.proven);
      CHECK(r.short_rows.empty());
      CHECK(r.essential == known.essential);
      CHECK(r.redundant.columns == known.redundant);
      CHECK(std::ranges::includes(r.kept(), known.essential));
      // Prices of rows can show no more than the linear relaxation, and nearly all of that.
      const std::int64_t relaxed =
          rounded_half(known.twice_relaxed, detail::common_cost(a.costs()));
      CHECK(r.certificate.bound <= relaxed);
      CHECK(r.certificate.bound >= relaxed - std::max<std::int64_t>(1, relaxed / 50));
    }
  }

  // c02_set_cover_generators.txt: the optima marked there as solved again.
  TEST_CASE("minimal_cover: it proves the optimum of Steiner triples and cube cycles and knights") {
    const auto solve = [](const cover_problem& a) {
      const minimal_cover_result r = minimal_cover(a);
      check_answer(a, r);
      CHECK(r.proven);
      return r.cost();
    };
    CHECK(solve(test::steiner_triples(2)) == 5);
    CHECK(solve(test::steiner_triples(3)) == 18);
    CHECK(solve(test::cube_cycles(4)) == 8);
    CHECK(solve(test::cube_cycles(5)) == 24);
    CHECK(solve(test::knights(3)) == 4);
    CHECK(solve(test::knights(4)) == 4);
    CHECK(solve(test::knights(5)) == 5);
    CHECK(solve(test::knights(6)) == 8);
    CHECK(solve(test::knights(7)) == 10);
    CHECK(solve(test::knights(8)) == 12);
  }

  TEST_CASE("minimal_cover: the gap of Steiner triples stays in the certificate though proven") {
    const minimal_cover_result r = minimal_cover(test::steiner_triples(3));
    CHECK(r.proven);
    CHECK(r.lower_bound == 18);
    CHECK(r.certificate.bound <= 9); // the linear relaxation
    CHECK(r.certificate.gap() >= 9);
  }

  TEST_CASE("minimal_cover: an odd cycle takes two though its relaxation takes one and a half") {
    const minimal_cover_result r = minimal_cover(test::unicost({{0, 1}, {1, 2}, {2, 0}}, 3));
    CHECK(r.cost() == 2);
    CHECK(r.proven);
  }

  TEST_CASE("minimal_cover: one column for both rows replaces one for each") {
    CHECK(minimal_cover(test::unicost({{0, 1}, {0}, {1}}, 2)).kept() == list{0});
    // Unless the two cost less together.
    CHECK(minimal_cover(test::cover({{0, 1}, {0}, {1}}, {1, 1}, {5, 2, 2})).kept() == list{1, 2});
  }

  TEST_CASE("minimal_cover: rows without enough columns are listed and the rest is covered") {
    const minimal_cover_result r =
        minimal_cover(test::cover({{0, 3}, {3}, {3}}, {1, 1, 2, 2}, {4, 1, 1}));
    CHECK(r.short_rows == std::vector<short_row>{{1, 1, 0}, {2, 2, 0}});
    CHECK(r.kept() == list{0, 1});
    CHECK(r.proven);
    CHECK(r.essential == list{0});
  }

  TEST_CASE("minimal_cover: nothing to cover takes nothing but fixed columns") {
    const minimal_cover_result none = minimal_cover(cover_problem{});
    CHECK(none.kept().empty());
    CHECK(none.proven);
    CHECK(none.cost() == 0);

    CHECK(minimal_cover(test::cover({}, {1, 2}, {})).short_rows.size() == 2);
    CHECK(minimal_cover(test::cover({{}, {}}, {}, {3, 4})).kept().empty());

    const cover_problem idle = test::cover({{0}, {0}}, {0}, {3, 4});
    CHECK(minimal_cover(idle).kept().empty());
    CHECK(minimal_cover(idle).redundant.columns == list{0, 1});

    const cover_problem kept = test::cover({{0}, {0}}, {0}, {3, 4}, {1});
    const minimal_cover_result r = minimal_cover(kept);
    CHECK(check(kept, r.certificate).empty());
    CHECK(r.kept() == list{1});
    CHECK(r.certificate.witness == list{-1});
    CHECK(r.cost() == 4);
    CHECK(r.lower_bound == 4);
    CHECK(r.proven);
  }

  TEST_CASE("minimal_cover: rows that ask for all their columns keep all of them") {
    const minimal_cover_result r =
        minimal_cover(test::cover({{0}, {0, 1}, {1}}, {2, 2}, {7, 8, 9}));
    CHECK(r.kept() == list{0, 1, 2});
    CHECK(r.lower_bound == 24);
    CHECK(r.essential == list{0, 1, 2});
    CHECK(r.redundant.columns.empty());
  }

  TEST_CASE("minimal_cover: it costs as little as the cheapest of all subsets") {
    std::mt19937 random(3);
    int with_fixed = 0, with_short = 0, with_free = 0;
    for (int round = 0; round < 400; ++round) {
      CAPTURE(round);
      const cover_problem a = test::random_cover(random, 11, 12);
      const minimal_cover_result r = minimal_cover(a);
      check_answer(a, r);
      CHECK(r.cost() == test::cheapest_cost(a));
      CHECK(r.proven);
      CHECK(r.short_rows.size() == a.short_rows().size());
      for (std::int32_t j = 0; j < a.columns(); ++j) with_fixed += a.is_fixed(j);
      with_short += !a.short_rows().empty();
      with_free += std::ranges::count(a.costs(), 0) > 0;
    }
    CHECK(std::min({with_fixed, with_short, with_free}) > 50);
  }

  TEST_CASE("minimal_cover: it costs as little as the cheapest of fourteen columns") {
    std::mt19937 random(4);
    for (int round = 0; round < 25; ++round) {
      CAPTURE(round);
      std::vector<std::vector<std::int32_t>> sets(14);
      std::vector<std::int64_t> cost;
      for (auto& set : sets) {
        for (std::int32_t i = 0; i < 15; ++i)
          if (random() % 4 == 0) set.push_back(i);
        cost.push_back(1 + static_cast<std::int64_t>(random() % 9));
      }
      list demand(15);
      for (auto& b : demand) b = 1 + static_cast<std::int32_t>(random() % 2);
      const cover_problem a = test::cover(sets, demand, cost);
      const minimal_cover_result r = minimal_cover(a);
      check_answer(a, r);
      CHECK(r.cost() == test::cheapest_cost(a));
      CHECK(r.proven);
    }
  }

  TEST_CASE("minimal_cover: without effort it is a cover and claims no more than is true") {
    std::mt19937 random(5);
    int unproven = 0;
    for (int round = 0; round < 300; ++round) {
      CAPTURE(round);
      const cover_problem a = test::random_cover(random, 10, 14);
      const minimal_cover_result r = minimal_cover(a, {.work = 0, .nodes = 0, .steps = 3});
      check_answer(a, r);
      const std::int64_t optimum = test::cheapest_cost(a);
      CHECK(r.cost() >= optimum);
      CHECK(r.lower_bound <= optimum);
      unproven += !r.proven;
    }
    CHECK(unproven > 0);
  }

  TEST_CASE("minimal_cover: costs times a number give its cover at as many times the cost") {
    std::mt19937 random(6);
    for (int round = 0; round < 60; ++round) {
      CAPTURE(round);
      const pieces p(test::random_cover(random, 30, 40));
      const minimal_cover_result r = minimal_cover(p.problem());
      for (const std::int64_t times : {std::int64_t{7}, std::int64_t{1} << 52}) {
        pieces q = p;
        for (auto& c : q.cost) c *= times;
        const cover_problem a = q.problem();
        const minimal_cover_result s = minimal_cover(a);
        check_answer(a, s);
        CHECK(s.kept() == r.kept());
        CHECK(s.cost() == r.cost() * times);
        CHECK(s.lower_bound == r.lower_bound * times);
        CHECK(s.proven == r.proven);
        if (times == 7) CHECK(s.certificate.bound == r.certificate.bound * 7);
      }
    }
  }

  TEST_CASE("minimal_cover: the dearest costs that are allowed are added up without loss") {
    const std::int64_t half = cover_problem::most_cost / 2;
    const cover_problem a = test::cover({{0, 1}, {0, 1}}, {1, 1}, {half, half - 1});
    const minimal_cover_result r = minimal_cover(a);
    check_answer(a, r);
    CHECK(r.cost() == half - 1);
    CHECK(r.proven);
    const cover_problem both = test::cover({{0, 1}, {0, 1}}, {2, 1}, {half, half});
    CHECK(minimal_cover(both).cost() == cover_problem::most_cost);
  }

  TEST_CASE("minimal_cover: asking for more never costs less and asking for less never more") {
    std::mt19937 random(7);
    for (int round = 0; round < 80; ++round) {
      CAPTURE(round);
      pieces p(test::random_cover(random, 25, 30));
      const minimal_cover_result before = minimal_cover(p.problem());
      REQUIRE(before.proven);
      ++p.demand[random() % p.demand.size()];
      const minimal_cover_result after = minimal_cover(p.problem());
      REQUIRE(after.proven);
      CHECK(after.cost() >= before.cost());
    }
  }

  TEST_CASE("minimal_cover: a column more never costs more") {
    std::mt19937 random(8);
    for (int round = 0; round < 80; ++round) {
      CAPTURE(round);
      pieces p(test::random_cover(random, 20, 30));
      // Demands were lowered to the degrees before: a new column does not raise them again.
      const std::int64_t before = minimal_cover(p.problem()).cost();
      p.sets.emplace_back();
      for (std::int32_t i = 0; i < static_cast<std::int32_t>(p.demand.size()); ++i)
        if (random() % 3 == 0) p.sets.back().push_back(i);
      p.cost.push_back(static_cast<std::int64_t>(random() % 10));
      CHECK(minimal_cover(p.problem()).cost() <= before);
    }
  }

  TEST_CASE("minimal_cover: neither the order of rows nor of columns changes what it costs") {
    std::mt19937 random(9);
    for (int round = 0; round < 60; ++round) {
      CAPTURE(round);
      const pieces p(test::random_cover(random, 30, 40));
      const minimal_cover_result r = minimal_cover(p.problem());
      list row(p.demand.size()), column(p.cost.size());
      std::iota(row.begin(), row.end(), 0);
      std::iota(column.begin(), column.end(), 0);
      std::shuffle(row.begin(), row.end(), random);
      std::shuffle(column.begin(), column.end(), random);
      pieces q = p;
      for (std::size_t i = 0; i < row.size(); ++i)
        q.demand[static_cast<std::size_t>(row[i])] = p.demand[i];
      for (std::size_t j = 0; j < column.size(); ++j) {
        auto& set = q.sets[static_cast<std::size_t>(column[j])] = p.sets[j];
        for (std::int32_t& i : set) i = row[static_cast<std::size_t>(i)];
        q.cost[static_cast<std::size_t>(column[j])] = p.cost[j];
      }
      for (std::int32_t& j : q.fixed) j = column[static_cast<std::size_t>(j)];
      const minimal_cover_result s = minimal_cover(q.problem());
      REQUIRE(r.proven);
      CHECK(s.proven);
      CHECK(s.cost() == r.cost());
      CHECK(s.lower_bound == r.lower_bound);
      list moved = r.redundant.columns;
      for (std::int32_t& j : moved) j = column[static_cast<std::size_t>(j)];
      std::sort(moved.begin(), moved.end());
      CHECK(s.redundant.columns == moved);
    }
  }

  TEST_CASE("minimal_cover: neither the order of edges nor their repetition changes anything") {
    std::mt19937 random(10);
    for (int round = 0; round < 40; ++round) {
      CAPTURE(round);
      const cover_problem a = test::random_cover(random, 25, 30);
      const pieces p(a);
      std::vector<cover_edge> edges;
      for (std::int32_t j = 0; j < a.columns(); ++j)
        for (const std::int32_t i : a.rows_of(j))
          for (auto n = 1 + random() % 2; n > 0; --n) edges.push_back({i, j});
      std::shuffle(edges.begin(), edges.end(), random);
      CHECK(minimal_cover(cover_problem(p.demand, p.cost, edges, p.fixed)) ==
            minimal_cover(p.problem()));
    }
  }

  TEST_CASE("minimal_cover: problems side by side cost what they cost alone") {
    std::mt19937 random(11);
    for (int round = 0; round < 60; ++round) {
      CAPTURE(round);
      const pieces p(test::random_cover(random, 15, 20)), q(test::random_cover(random, 15, 20));
      pieces both = p;
      for (auto set : q.sets) {
        for (std::int32_t& i : set) i += static_cast<std::int32_t>(p.demand.size());
        both.sets.push_back(std::move(set));
      }
      both.demand.insert(both.demand.end(), q.demand.begin(), q.demand.end());
      both.cost.insert(both.cost.end(), q.cost.begin(), q.cost.end());
      for (const std::int32_t j : q.fixed)
        both.fixed.push_back(j + static_cast<std::int32_t>(p.cost.size()));
      const minimal_cover_result one = minimal_cover(p.problem()), two = minimal_cover(q.problem()),
                                 all = minimal_cover(both.problem());
      check_answer(both.problem(), all);
      CHECK(all.cost() == one.cost() + two.cost());
      CHECK(all.proven);
    }
  }

  TEST_CASE("minimal_cover: a program of no one else's row is kept and without it a row is short") {
    std::mt19937 random(12);
    int seen = 0;
    for (int round = 0; round < 60; ++round) {
      CAPTURE(round);
      const pieces p(test::random_cover(random, 15, 15));
      const minimal_cover_result r = minimal_cover(p.problem());
      CHECK(std::ranges::includes(r.kept(), r.essential));
      for (const std::int32_t j : r.essential) {
        pieces q = p;
        q.sets[static_cast<std::size_t>(j)].clear();
        CHECK(!minimal_cover(q.problem()).short_rows.empty());
        ++seen;
      }
    }
    CHECK(seen > 50);
  }

  TEST_CASE("minimal_cover: fixing a column that is kept anyway changes no cost") {
    std::mt19937 random(13);
    for (int round = 0; round < 60; ++round) {
      CAPTURE(round);
      pieces p(test::random_cover(random, 20, 20));
      const minimal_cover_result r = minimal_cover(p.problem());
      p.fixed = r.kept();
      const minimal_cover_result s = minimal_cover(p.problem());
      CHECK(s.kept() == r.kept());
      CHECK(s.lower_bound == r.cost());
      CHECK(s.proven);
    }
  }

  TEST_CASE("minimal_cover: it tells how far it is and stops when asked") {
    const cover_problem a = test::known_covers()[9].problem();
    std::vector<double> shares;
    progress watch;
    watch.report = [&](std::string_view stage, double share) {
      CHECK(stage == "cover");
      shares.push_back(share);
    };
    const minimal_cover_result r = minimal_cover(a, {}, watch);
    CHECK(r == minimal_cover(a));
    REQUIRE(shares.size() > 2);
    CHECK(std::ranges::is_sorted(shares));
    CHECK(shares.front() == 0);
    CHECK(shares.back() == 1);

    std::stop_source source;
    watch.stop = source.get_token();
    CHECK(minimal_cover(a, {}, watch) == r);
    source.request_stop();
    CHECK_THROWS_AS(minimal_cover(a, {}, watch), stopped);
    // In the middle, too.
    std::stop_source later;
    progress once;
    once.stop = later.get_token();
    once.report = [&](std::string_view, double share) {
      if (share > 0) later.request_stop();
    };
    CHECK_THROWS_AS(minimal_cover(a, {}, once), stopped);
  }
}
