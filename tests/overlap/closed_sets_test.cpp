#include <irisan/overlap/closed_sets.hpp>

#include <support/builders.hpp>
#include <support/random.hpp>
#include <support/set_systems.hpp>

#include <doctest/doctest.h>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <iterator>
#include <map>
#include <random>
#include <set>
#include <stop_token>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

using namespace irisan;
using test::crown;
using test::random_cells;

namespace {

/// Sets by their members, and how many targets they share.
using sets = std::map<std::vector<std::int32_t>, std::int64_t>;

group_query at_least(std::int32_t programs, std::int64_t targets) {
  group_query q;
  q.min_programs = programs;
  q.min_targets = targets;
  return q;
}

/// Every set found; fails if one is found twice.
sets found_in(const incidence_matrix& a, const group_query& query) {
  sets out;
  for_each_closed_set(a, query, {}, [&](const closed_set& set) {
    std::vector<std::int32_t> members;
    for (const intervention_index p : set.members) members.push_back(p.value);
    std::sort(members.begin(), members.end());
    CHECK(out.emplace(members, set.shared).second);
  });
  return out;
}

/// What a query accepts: members and targets.
bool accepts(const group_query& query, const std::vector<std::int32_t>& members,
             std::int64_t shared) {
  if (std::ssize(members) < query.min_programs || shared < query.min_targets) return false;
  if (query.any_of.empty()) return true;
  return std::any_of(members.begin(), members.end(), [&](std::int32_t p) {
    return std::count(query.any_of.begin(), query.any_of.end(), intervention_index{p}) > 0;
  });
}

/// The programs that every choice of targets has in common: all closed sets of few targets.
sets by_targets(const incidence_matrix& a, const group_query& query) {
  const incidence_matrix of = transpose(a);
  sets out;
  for (std::uint32_t chosen = 1; chosen < std::uint32_t{1} << a.columns; ++chosen) {
    std::vector<std::int32_t> common;
    for (std::int32_t p = 0; p < a.rows(); ++p) {
      std::uint32_t mine = 0;
      for (const std::int32_t t : a.row(p)) mine |= std::uint32_t{1} << t;
      if ((chosen & ~mine) == 0) common.push_back(p);
    }
    std::int64_t shared = 0;
    for (std::int32_t t = 0; t < a.columns; ++t)
      shared += std::includes(of.row(t).begin(), of.row(t).end(), common.begin(), common.end());
    if (!common.empty() && accepts(query, common, shared)) out[common] = shared;
  }
  return out;
}

/// Every choice of programs that share a target and that no other program joins: all closed sets of
/// few programs.
sets by_programs(const incidence_matrix& a, const group_query& query) {
  const incidence_matrix of = transpose(a);
  sets out;
  for (std::uint32_t chosen = 1; chosen < std::uint32_t{1} << a.rows(); ++chosen) {
    std::vector<std::int32_t> members, common;
    for (std::int32_t p = 0; p < a.rows(); ++p)
      if ((chosen >> p & 1U) != 0) members.push_back(p);
    std::int64_t shared = 0;
    for (std::int32_t t = 0; t < a.columns; ++t) {
      const std::vector<std::int32_t> here(of.row(t).begin(), of.row(t).end());
      if (!std::includes(here.begin(), here.end(), members.begin(), members.end())) continue;
      std::vector<std::int32_t> both;
      std::set_intersection(here.begin(), here.end(), common.begin(), common.end(),
                            std::back_inserter(both));
      common = shared++ == 0 ? here : both;
    }
    if (shared > 0 && common == members && accepts(query, members, shared)) out[members] = shared;
  }
  return out;
}

/// Targets with each of their programs, as transactions are written.
incidence_matrix targets(const std::vector<std::vector<std::int32_t>>& programs_of) {
  std::int32_t programs = 0;
  for (const auto& row : programs_of)
    for (const std::int32_t p : row) programs = std::max(programs, p + 1);
  std::vector<std::vector<std::int32_t>> of(static_cast<std::size_t>(programs));
  for (std::size_t t = 0; t < programs_of.size(); ++t)
    for (const std::int32_t p : programs_of[t])
      of[static_cast<std::size_t>(p)].push_back(static_cast<std::int32_t>(t));
  return incidence(std::move(of));
}

group_query random_query(std::mt19937& random, const incidence_matrix& a, unsigned most_targets) {
  group_query q =
      at_least(1 + static_cast<std::int32_t>(random() % 3), 1 + random() % most_targets);
  if (a.rows() > 0 && random() % 3 == 0)
    for (auto n = 1 + random() % 3; n > 0; --n)
      q.any_of.push_back({static_cast<std::int32_t>(random()) & 0xFFFF});
  for (intervention_index& p : q.any_of) p.value %= a.rows();
  return q;
}

} // namespace

TEST_SUITE("overlap") {
  TEST_CASE("closed_sets: three programs by eye") {
    const incidence_matrix a = test::programs({{0, 1, 2}, {1, 2, 3}, {2, 3, 4}});
    CHECK(found_in(a, {}) == sets{{{0, 1}, 2}, {{1, 2}, 2}, {{0, 1, 2}, 1}});
    CHECK(found_in(a, at_least(2, 2)) == sets{{{0, 1}, 2}, {{1, 2}, 2}});
    CHECK(found_in(a, at_least(3, 1)) == sets{{{0, 1, 2}, 1}});
    CHECK(found_in(a, at_least(4, 1)).empty());
    CHECK(found_in(a, at_least(1, 3)) == sets{{{0}, 3}, {{1}, 3}, {{2}, 3}});
    CHECK(found_in(a, at_least(1, 4)).empty());
    CHECK(found_in(a, at_least(1, std::int64_t{1} << 40)).empty());
  }

  TEST_CASE("closed_sets: nothing is found where nothing is shared") {
    CHECK(found_in(incidence_matrix{}, at_least(1, 1)).empty());
    CHECK(found_in(test::programs({{}, {}}), at_least(1, 1)).empty());
    CHECK(found_in(test::programs({{0}, {1}}), {}).empty());
    CHECK(found_in(test::programs({{0}, {0}}), {}) == sets{{{0, 1}, 1}});
  }

  // Databases of the closed-itemset miners scikit-mine, jlcm, SPMF and arules, each verified by
  // brute force: a transaction is a target, an item a program.
  TEST_CASE("closed_sets: published small databases give their closed sets") {
    const incidence_matrix skmine = targets(
        {{1, 2, 3, 4, 5, 6}, {2, 3, 5}, {2, 5}, {1, 2, 4, 5, 6}, {2, 4}, {1, 4, 6}, {3, 4, 6}});
    CHECK(
        found_in(skmine, at_least(1, 3)) ==
        sets{{{2}, 5}, {{4}, 5}, {{2, 4}, 3}, {{2, 5}, 4}, {{4, 6}, 4}, {{1, 4, 6}, 3}, {{3}, 3}});
    // The published 12 count the empty set.
    CHECK(found_in(skmine, at_least(1, 1)).size() == 11);
    // Item 0 is in every transaction.
    CHECK(found_in(targets({{0, 1, 2, 3}, {0, 1, 2}, {0, 1}, {0}}), at_least(1, 4)) ==
          sets{{{0}, 4}});
    const incidence_matrix pasquier =
        targets({{1, 3, 4}, {2, 3, 5}, {1, 2, 3, 5}, {2, 5}, {1, 2, 3, 5}});
    sets expected{{{1, 3}, 3}, {{3}, 4}, {{2, 5}, 4}, {{2, 3, 5}, 3}, {{1, 2, 3, 5}, 2}};
    CHECK(found_in(pasquier, at_least(1, 2)) == expected);
    expected[{1, 3, 4}] = 1;
    CHECK(found_in(pasquier, at_least(1, 1)) == expected);
    CHECK(found_in(targets({{5, 3, 1, 6, 7}, {5, 3, 1, 2, 6}, {5, 7}, {3, 2, 7}, {5, 3, 1, 6, 7}}),
                   at_least(1, 2)) == sets{{{1, 3, 5, 6}, 3},
                                           {{1, 3, 5, 6, 7}, 2},
                                           {{2, 3}, 2},
                                           {{3}, 4},
                                           {{3, 7}, 3},
                                           {{5}, 4},
                                           {{5, 7}, 3},
                                           {{7}, 4}});
    CHECK(found_in(targets({{1}, {1}, {1, 2}, {1, 2, 3, 5, 6}, {1, 2, 4}}), at_least(1, 2)) ==
          sets{{{1}, 5}, {{1, 2}, 3}});
    CHECK(found_in(targets({{7}, {1}, {1, 2}, {1, 2, 3, 5, 6}, {1, 2, 4}}), at_least(1, 2)) ==
          sets{{{1}, 4}, {{1, 2}, 3}});
    // a b c d of Liu et al. 2008 are 0 to 3.
    CHECK(found_in(targets({{0, 1, 2}, {0, 1, 2, 3}, {0, 3}, {0, 2}}), at_least(1, 1)) ==
          sets{{{0}, 4}, {{0, 2}, 3}, {{0, 3}, 2}, {{0, 1, 2}, 2}, {{0, 1, 2, 3}, 1}});
  }

  TEST_CASE("closed_sets: a crown of n programs has as many as there are subsets but two") {
    for (std::int32_t n = 3; n <= 10; ++n) {
      CAPTURE(n);
      CHECK(found_in(crown(n), at_least(1, 1)).size() == (std::size_t{1} << n) - 2);
    }
    // The maximal bicliques of the crown of three as ddervs/MBEA lists them.
    CHECK(found_in(crown(3), at_least(1, 1)) ==
          sets{{{0}, 2}, {{1}, 2}, {{2}, 2}, {{0, 1}, 1}, {{0, 2}, 1}, {{1, 2}, 1}});
  }

  TEST_CASE("closed_sets: programs that all reach all targets are one set") {
    for (const std::int32_t programs : {1, 2, 63, 64, 65, 128, 129, 300})
      for (const std::int32_t reached : {1, 2, 70}) {
        CAPTURE(programs);
        CAPTURE(reached);
        std::mt19937 random(1);
        const sets found = found_in(random_cells(random, programs, reached, 100), at_least(1, 1));
        REQUIRE(found.size() == 1);
        CHECK(std::ssize(found.begin()->first) == programs);
        CHECK(found.begin()->second == reached);
      }
  }

  TEST_CASE("closed_sets: those of few programs are those of every choice of programs") {
    std::mt19937 random(2);
    std::size_t all = 0;
    for (int round = 0; round < 400; ++round) {
      CAPTURE(round);
      const incidence_matrix a = random_cells(random, static_cast<std::int32_t>(random() % 9),
                                              1 + static_cast<std::int32_t>(random() % 40),
                                              10 + static_cast<unsigned>(random() % 80));
      const group_query query = random_query(random, a, 5);
      const sets expected = by_programs(a, query);
      CHECK(found_in(a, query) == expected);
      all += expected.size();
    }
    CHECK(all > 4'000);
  }

  TEST_CASE("closed_sets: those of few targets are those of every choice of targets") {
    std::mt19937 random(3);
    // So many programs that each form of search is used: masks of every width and lists.
    for (const std::int32_t programs : {20, 60, 64, 65, 100, 128, 129, 200, 300, 500})
      for (int round = 0; round < 12; ++round) {
        CAPTURE(programs);
        CAPTURE(round);
        const incidence_matrix a =
            random_cells(random, programs, 3 + static_cast<std::int32_t>(random() % 7),
                         5 + static_cast<unsigned>(random() % 90));
        const group_query query = random_query(random, a, 3);
        CHECK(found_in(a, query) == by_targets(a, query));
      }
  }

  TEST_CASE("closed_sets: two incidences side by side have the sets of both") {
    std::mt19937 random(4);
    for (int round = 0; round < 20; ++round) {
      CAPTURE(round);
      const incidence_matrix x = random_cells(random, 6, 12, 40),
                             y = random_cells(random, 90, 8, 40);
      std::vector<std::vector<std::int32_t>> of;
      for (std::int32_t p = 0; p < x.rows(); ++p) of.emplace_back(x.row(p).begin(), x.row(p).end());
      for (std::int32_t p = 0; p < y.rows(); ++p) {
        of.emplace_back();
        for (const std::int32_t t : y.row(p)) of.back().push_back(t + 12);
      }
      sets expected = by_programs(x, at_least(1, 1));
      for (const auto& [members, shared] : by_targets(y, at_least(1, 1))) {
        std::vector<std::int32_t> moved = members;
        for (std::int32_t& p : moved) p += x.rows();
        expected[moved] = shared;
      }
      CHECK(found_in(incidence(of), at_least(1, 1)) == expected);
    }
  }

  TEST_CASE("closed_sets: threads find the same sets in the same order") {
    std::mt19937 random(5);
    using list = std::vector<std::pair<std::vector<intervention_index>, std::int64_t>>;
    for (const std::int32_t programs : {12, 100, 260}) {
      CAPTURE(programs);
      const incidence_matrix a = random_cells(random, programs, 40, programs == 12 ? 50 : 12);
      for (int round = 0; round < 6; ++round) {
        const group_query query = random_query(random, a, 3);
        list one;
        const auto add = [](list& to, const closed_set& set) {
          to.push_back({{set.members.begin(), set.members.end()}, set.shared});
        };
        for_each_closed_set(a, query, {}, [&](const closed_set& set) { add(one, set); });
        for (const unsigned threads : {1U, 4U}) {
          list several;
          group_options options;
          options.threads = threads;
          for_each_closed_set<list>(a, query, options, add, [&](const list& part) {
            several.insert(several.end(), part.begin(), part.end());
          });
          CHECK((several == one));
        }
      }
    }
  }

  TEST_CASE("closed_sets: a visit that returns false is the last") {
    int seen = 0;
    for_each_closed_set(crown(12), {}, {}, [&](const closed_set&) { return ++seen < 7; });
    CHECK(seen == 7);
    std::mt19937 random(6);
    seen = 0;
    for_each_closed_set(random_cells(random, 300, 30, 50), {}, {},
                        [&](const closed_set&) { return ++seen < 7; });
    CHECK(seen == 7);
  }

  TEST_CASE("closed_sets: a search stops when asked and says how far it is") {
    std::stop_source source;
    progress watch;
    watch.stop = source.get_token();
    std::size_t seen = 0;
    // 2³⁰ sets, of which the search would never see the end.
    CHECK_THROWS_AS(for_each_closed_set(crown(30), {}, watch,
                                        [&](const closed_set&) {
                                          if (++seen == 1'000) source.request_stop();
                                        }),
                    stopped);
    CHECK(seen < 2'000);
    CHECK_THROWS_AS(for_each_closed_set(crown(3), {}, watch, [](const closed_set&) {}), stopped);

    progress told;
    std::vector<double> shares;
    std::set<std::string> stages;
    told.report = [&](std::string_view stage, double share) {
      stages.emplace(stage);
      shares.push_back(share);
    };
    for_each_closed_set(crown(5), {}, told, [](const closed_set&) {});
    group_options options{1, told};
    for_each_closed_set<int>(
        crown(5), {}, options, [](int&, const closed_set&) {}, [](int&) {});
    CHECK(stages == std::set<std::string>{"groups"});
    CHECK(shares.front() == 0);
    CHECK(shares.back() == 1);
  }

  TEST_CASE("closed_sets: a query that cannot be is refused") {
    const incidence_matrix a = crown(3);
    const auto look = [&](const group_query& query) {
      for_each_closed_set(a, query, {}, [](const closed_set&) {});
    };
    CHECK_THROWS_WITH_AS(look(at_least(0, 1)), "groups: at least 1 program is in a group, not 0",
                         rule_error);
    CHECK_THROWS_AS(look(at_least(1, 0)), rule_error);
    CHECK_NOTHROW(look(at_least(1, 1)));
  }
}
