#include <irisan/need/minimal_cover.hpp>

#include <support/multicovers.hpp>

#include <doctest/doctest.h>

#include <random>
#include <stop_token>
#include <string>
#include <vector>

using namespace irisan;
using ints = std::vector<std::int32_t>;

namespace {
cover_problem changed(const cover_problem& a, std::int64_t factor, std::int32_t row = -1) {
  std::vector<std::vector<std::int32_t>> sets;
  std::vector<std::int64_t> cost;
  ints fixed, demand(a.demands().begin(), a.demands().end());
  for (std::int32_t j = 0; j < a.columns(); ++j) {
    sets.emplace_back(a.rows_of(j).begin(), a.rows_of(j).end());
    cost.push_back(a.cost(j) * factor);
    if (a.is_fixed(j)) fixed.push_back(j);
  }
  if (row >= 0) ++demand[static_cast<std::size_t>(row)];
  return test::cover(sets, demand, cost, fixed);
}
} // namespace

TEST_SUITE("need") {
  TEST_CASE("minimal_cover: the oracle's multicovers with all that is known of them") {
    for (const test::multicover& m : test::multicovers()) {
      CAPTURE(m.name);
      const cover_problem a = m.problem();
      const minimal_cover_result r = minimal_cover(a);
      CHECK(r.proven);
      CHECK(r.cost() == m.optimum);
      CHECK(r.lower_bound == m.optimum);
      CHECK(check(a, r.certificate).empty());
      CHECK(detail::dual_value(a, r.certificate.dual) * 2 <=
            static_cast<detail::wide_signed>(m.twice_the_relaxation) * r.certificate.dual.scale);
      CHECK(r.essential == m.essential);
      CHECK(r.redundant.columns == m.redundant);
      CHECK(r.short_rows.empty());
    }
  }

  TEST_CASE("minimal_cover: it is the cheapest of all subsets and can be recounted") {
    std::mt19937 random(71);
    for (int round = 0; round < 500; ++round) {
      const cover_problem a =
          round % 3 == 0 ? test::tight_cover(random, 6, 6) : test::random_cover(random, 12, 14);
      const minimal_cover_result r = minimal_cover(a);
      const std::int64_t optimum = test::cheapest_cost(a);
      CHECK(r.cost() == optimum);
      CHECK(r.proven);
      CHECK(r.lower_bound == optimum);
      CHECK(r.certificate.bound <= optimum);
      const auto wrong = check(a, r.certificate);
      CHECK_MESSAGE(wrong.empty(), (wrong.empty() ? std::string() : wrong.front()));
      CHECK(std::vector(a.short_rows().begin(), a.short_rows().end()) == r.short_rows);
      CHECK(individually_redundant_in(a, r.kept()).columns.empty());
    }
  }

  TEST_CASE("minimal_cover: sixteen columns too") {
    std::mt19937 random(72);
    for (int round = 0; round < 3; ++round) {
      std::vector<std::vector<std::int32_t>> sets(16);
      std::vector<std::int64_t> cost(16);
      for (std::size_t j = 0; j < 16; ++j) {
        for (std::int32_t i = 0; i < 20; ++i)
          if (random() % 4 == 0) sets[j].push_back(i);
        cost[j] = 5 + static_cast<std::int64_t>(random() % 6);
      }
      const cover_problem a = test::cover(sets, ints(20, 2), cost);
      CHECK(minimal_cover(a).cost() == test::cheapest_cost(a));
    }
  }

  TEST_CASE("minimal_cover: costs scaled scale optimum and bounds") {
    std::mt19937 random(73);
    for (int round = 0; round < 60; ++round) {
      const cover_problem a =
          round % 3 ? test::tight_cover(random, 15, 10) : test::random_cover(random, 20, 15);
      const minimal_cover_result r = minimal_cover(a);
      for (const std::int64_t factor : {std::int64_t{7}, std::int64_t{1'000'000'000'000}}) {
        const minimal_cover_result s = minimal_cover(changed(a, factor));
        CHECK(s.kept() == r.kept());
        CHECK(s.cost() == r.cost() * factor);
        CHECK(s.lower_bound == r.lower_bound * factor);
        CHECK(check(changed(a, factor), s.certificate).empty());
      }
    }
  }

  TEST_CASE("minimal_cover: to ask for more never costs less") {
    std::mt19937 random(74);
    for (int round = 0; round < 60; ++round) {
      const cover_problem a =
          round % 3 ? test::tight_cover(random, 12, 8) : test::random_cover(random, 14, 10);
      const std::int64_t cost = minimal_cover(a).cost();
      for (std::int32_t i = 0; i < a.rows(); ++i)
        CHECK(minimal_cover(changed(a, 1, i)).cost() >= cost);
    }
  }

  TEST_CASE("minimal_cover: essential columns are kept and leave a row short when they go") {
    std::mt19937 random(75);
    for (int round = 0; round < 100; ++round) {
      const cover_problem a = test::random_cover(random, 14, 10);
      const minimal_cover_result r = minimal_cover(a);
      for (const std::int32_t j : r.essential) {
        CHECK(std::ranges::binary_search(r.kept(), j));
        std::vector<std::vector<std::int32_t>> sets;
        for (std::int32_t k = 0; k < a.columns(); ++k) {
          sets.emplace_back();
          if (k != j) sets.back().assign(a.rows_of(k).begin(), a.rows_of(k).end());
        }
        const cover_problem without_it = test::cover(sets, {a.demands().begin(), a.demands().end()},
                                                     {a.costs().begin(), a.costs().end()});
        CHECK_FALSE(without_it.short_rows().empty());
      }
    }
  }

  TEST_CASE("minimal_cover: two problems side by side are each solved") {
    const auto &m = test::multicovers()[9], &n = test::multicovers()[10];
    auto sets = m.sets;
    auto demand = m.demand;
    auto cost = m.cost;
    const auto rows = static_cast<std::int32_t>(demand.size());
    for (auto set : n.sets) {
      for (auto& i : set) i += rows;
      sets.push_back(set);
    }
    demand.insert(demand.end(), n.demand.begin(), n.demand.end());
    cost.insert(cost.end(), n.cost.begin(), n.cost.end());
    const minimal_cover_result r = minimal_cover(test::cover(sets, demand, cost));
    CHECK(r.cost() == m.optimum + n.optimum);
    CHECK(r.proven);
  }

  // The oracle c02; that of CYC5 by a tree of some ten thousand nodes.
  TEST_CASE("minimal_cover: known systems without any cost but their number") {
    CHECK(minimal_cover(test::steiner_triples(3)).cost() == 18);
    const minimal_cover_result cube = minimal_cover(test::cube_cycles(5));
    CHECK(cube.cost() == 24);
    CHECK(cube.certificate.bound == 20);
    for (std::int32_t n = 3; n <= 8; ++n) CHECK(minimal_cover(test::knights(n)).proven);
    cover_options quick;
    quick.work = 20'000'000;
    const minimal_cover_result ten = minimal_cover(test::colourings(10), quick);
    CHECK(ten.cost() >= 25);
    CHECK(ten.cost() <= 29);
    CHECK_FALSE(ten.proven);
  }

  TEST_CASE("minimal_cover: without a tree nothing is proven that prices do not prove") {
    cover_options no_tree;
    no_tree.nodes = 0;
    const minimal_cover_result r = minimal_cover(test::steiner_triples(3), no_tree);
    CHECK(r.cost() >= 18);
    CHECK_FALSE(r.proven);
    CHECK(r.lower_bound == 9); // LP of c02
    CHECK(r.certificate.bound == 9);
  }

  TEST_CASE("minimal_cover: nothing and one and rows that cannot be covered") {
    const minimal_cover_result none = minimal_cover(cover_problem{});
    CHECK(none.proven);
    CHECK(none.cost() == 0);
    CHECK(none.kept().empty());
    CHECK(minimal_cover(test::unicost({{0}}, 1)).kept() == ints{0});
    CHECK(minimal_cover(test::cover({{0}}, {0}, {1})).kept().empty());
    const cover_problem a = test::unicost({{0}, {3}}, 4);
    const minimal_cover_result r = minimal_cover(a);
    CHECK(r.kept() == ints{0, 1});
    CHECK(r.short_rows == std::vector<short_row>{{1, 1, 0}, {2, 1, 0}});
    CHECK(check(a, r.certificate).empty());
    CHECK(minimal_cover(test::cover({{0}, {0}}, {1}, {0, 0})).kept().size() == 1);
    CHECK(minimal_cover(test::cover({{0}, {0}}, {1}, {1, 9}, {1})).kept() == ints{1});
  }

  TEST_CASE("minimal_cover: it tells how far it is and stops when asked") {
    double last = -1;
    bool forward = true;
    progress watch;
    watch.report = [&](std::string_view, double share) {
      forward = forward && share >= last;
      last = share;
    };
    minimal_cover(test::knights(6), {}, watch);
    CHECK(forward);
    CHECK(last == 1);
    std::stop_source source;
    source.request_stop();
    watch.stop = source.get_token();
    CHECK_THROWS_AS(minimal_cover(test::knights(6), {}, watch), stopped);
  }
}
