#include <irisan/overlap/find_pairs.hpp>
#include <irisan/overlap/overlap_index.hpp>

#include <support/builders.hpp>
#include <support/by_hand.hpp>
#include <support/folder.hpp>
#include <support/random.hpp>

#include <doctest/doctest.h>

#include <algorithm>
#include <cstdint>
#include <random>
#include <utility>
#include <vector>

using namespace irisan;

namespace {

using pairs = std::vector<overlap_pair>;

/// Deliveries as a plain list; −1 where one was taken away.
struct plain_list {
  std::vector<std::pair<std::int32_t, std::int32_t>> deliveries;
  std::int32_t interventions = 0, targets = 0;

  void upsert(std::size_t delivery, std::int32_t p, std::int32_t t) {
    if (delivery == deliveries.size()) deliveries.emplace_back();
    deliveries[delivery] = {p, t};
    interventions = std::max(interventions, p + 1);
    targets = std::max(targets, t + 1);
  }
  void remove(std::size_t delivery) { deliveries[delivery] = {-1, -1}; }

  incidence_matrix as_incidence() const {
    std::vector<std::vector<std::int32_t>> rows(static_cast<std::size_t>(interventions));
    for (const auto& [p, t] : deliveries)
      if (p >= 0) rows[static_cast<std::size_t>(p)].push_back(t);
    incidence_matrix a = incidence(std::move(rows));
    a.columns = targets;
    return a;
  }
};

/// Everything that an index can be asked is what finding pairs anew gives.
void check_answers(overlap_index& index, const incidence_matrix& a, pair_query query,
                   std::mt19937& random) {
  CHECK(index.incidence() == a);
  CHECK(index.interventions() == a.rows());
  CHECK(index.targets() == a.columns);
  for (std::int32_t p = 0; p < a.rows(); ++p) {
    CHECK(index.size({p}) == a.size(p));
    query.with = {p};
    const pairs expected = find_pairs(a, query);
    CHECK(expected == test::by_hand::pairs(a, query));
    query.with = {};
    CHECK(index.pairs_with(intervention_index{p}, query) == expected);
  }
  // A new one as if it were the last row.
  std::vector<std::int32_t> targets;
  for (auto n = random() % 6; n > 0; --n)
    targets.push_back(static_cast<std::int32_t>(random() % static_cast<unsigned>(a.columns + 2)));
  std::vector<std::vector<std::int32_t>> rows;
  for (std::int32_t p = 0; p < a.rows(); ++p) rows.emplace_back(a.row(p).begin(), a.row(p).end());
  rows.push_back(targets);
  pair_query with_last = query;
  with_last.with = {a.rows()};
  with_last.apart = {};
  CHECK(index.pairs_with(targets, query) ==
        test::by_hand::pairs(incidence(std::move(rows)), with_last));
}

} // namespace

TEST_SUITE("overlap") {
  TEST_CASE(
      "overlap_index: an intervention's pairs by eye before and after a delivery comes and goes") {
    overlap_index index(test::programs({{0, 1}, {1}, {2}}));
    CHECK(index.interventions() == 3);
    CHECK(index.targets() == 3);
    CHECK(index.pairs_with(intervention_index{1}) == pairs{{{0}, {1}, 1, 2, 1}});
    CHECK(index.pairs_with(intervention_index{2}).empty());
    index.upsert({4}, {2}, {1}); // the next new one
    CHECK(index.size({2}) == 2);
    CHECK(index.pairs_with(intervention_index{2}) ==
          pairs{{{0}, {2}, 1, 2, 2}, {{1}, {2}, 1, 1, 2}});
    index.upsert({4}, {2}, {0}); // it moves
    CHECK(index.pairs_with(intervention_index{2}) == pairs{{{0}, {2}, 1, 2, 2}});
    index.remove({4});
    CHECK(index.pairs_with(intervention_index{2}).empty());
    CHECK(index.size({2}) == 1);
  }

  TEST_CASE("overlap_index: crossings of an incidence are its deliveries row by row") {
    overlap_index index(test::programs({{0, 3}, {}, {1}}));
    index.remove({1}); // intervention 0 at target 3
    CHECK(index.incidence().targets == std::vector<std::int32_t>{0, 1});
    index.remove({2}); // intervention 2 at target 1
    CHECK(index.incidence().targets == std::vector<std::int32_t>{0});
    CHECK(index.incidence().columns == 4);
  }

  TEST_CASE("overlap_index: a crossing delivered twice stays until both are gone") {
    overlap_index index;
    index.upsert({0}, {0}, {0});
    index.upsert({1}, {1}, {0});
    index.upsert({2}, {1}, {0});
    index.upsert({3}, {1}, {0});
    const pairs one{{{0}, {1}, 1, 1, 1}};
    CHECK(index.pairs_with(intervention_index{0}) == one);
    index.remove({1});
    index.remove({1}); // already away
    CHECK(index.pairs_with(intervention_index{0}) == one);
    index.upsert({3}, {1}, {5}); // the third moves
    CHECK(index.pairs_with(intervention_index{0}) == pairs{{{0}, {1}, 1, 1, 2}});
    index.remove({2});
    CHECK(index.pairs_with(intervention_index{0}).empty());
    CHECK(index.size({1}) == 1);
    // Put where it already is, nothing changes.
    index.upsert({3}, {1}, {5});
    CHECK(index.size({1}) == 1);
    index.upsert({1}, {1}, {0});
    CHECK(index.pairs_with(intervention_index{0}) == pairs{{{0}, {1}, 1, 1, 2}});
  }

  TEST_CASE("overlap_index: interventions and targets not known yet are added") {
    overlap_index index;
    CHECK(index.interventions() == 0);
    CHECK(index.targets() == 0);
    CHECK(index.pairs_with(intervention_index{0}).empty());
    CHECK(index.pairs_with(std::vector<std::int32_t>{0}).empty());
    CHECK(index.incidence() == incidence_matrix{});
    index.upsert({0}, {2}, {4});
    CHECK(index.interventions() == 3);
    CHECK(index.targets() == 5);
    CHECK(index.size({0}) == 0);
    CHECK(index.size({2}) == 1);
    CHECK(index.pairs_with(intervention_index{2}).empty());
    CHECK(index.pairs_with(intervention_index{3}).empty());
    CHECK(index.pairs_with(intervention_index{}).empty());
    CHECK(index.incidence().rows() == 3);
  }

  TEST_CASE("overlap_index: wrong numbers are refused and change nothing") {
    overlap_index index(test::programs({{0}, {0}}));
    const incidence_matrix before = index.incidence();
    const auto text = [&](std::int32_t delivery, std::int32_t p, std::int32_t t) {
      return test::thrown<rule_error>([&] { index.upsert({delivery}, {p}, {t}); });
    };
    CHECK(text(-1, 0, 0) == "a delivery needs numbers from 0, not -1, 0, 0");
    CHECK(text(0, -1, 0) == "a delivery needs numbers from 0, not 0, -1, 0");
    CHECK(text(0, 0, -1) == "a delivery needs numbers from 0, not 0, 0, -1");
    CHECK(text(3, 9, 9) == "delivery 3 is new, and the next new one is 2");
    CHECK(index.incidence() == before);
    index.remove({-1});
    index.remove({2});
    index.remove({99});
    CHECK(index.incidence() == before);
    CHECK(text(2, 1, 1) == "");
    CHECK(index.size({1}) == 2);
    // A number that was taken away stays its own.
    index.remove({2});
    CHECK(text(4, 0, 0) == "delivery 4 is new, and the next new one is 3");
    CHECK(text(2, 1, 1) == "");
  }

  TEST_CASE("overlap_index: a new intervention is the last with all its targets counted once") {
    overlap_index index(test::programs({{0, 1}, {2}, {}}));
    using targets = std::vector<std::int32_t>;
    CHECK(index.pairs_with(targets{1, 0, 1}) == pairs{{{0}, {3}, 2, 2, 2}});
    // Target 9 is not known here, but one of its two.
    CHECK(index.pairs_with(targets{9, 2}) == pairs{{{1}, {3}, 1, 1, 2}});
    CHECK(index.pairs_with(targets{}).empty());
    CHECK(index.pairs_with(targets{3, 9}).empty());
    pair_query query;
    query.min_jaccard = {1, 2};
    CHECK(index.pairs_with(targets{9, 2}, query).size() == 1);
    CHECK(index.pairs_with(targets{9, 8, 2}, query).empty());
    CHECK(index.interventions() == 3);
  }

  TEST_CASE("overlap_index: after any changes its answers are those of finding pairs anew") {
    std::mt19937 random(1);
    const auto below = [&](std::int32_t n) {
      return static_cast<std::int32_t>(random() % static_cast<unsigned>(n));
    };
    for (int round = 0; round < 150; ++round) {
      CAPTURE(round);
      overlap_index index;
      plain_list list;
      if (round % 2) {
        const incidence_matrix a = test::random_incidence(random, 6, 6);
        index = overlap_index(a);
        list.interventions = a.rows();
        list.targets = a.columns;
        for (std::int32_t p = 0; p < a.rows(); ++p)
          for (const std::int32_t t : a.row(p)) list.deliveries.emplace_back(p, t);
      }
      // Few numbers, so that crossings are repeated; now and then many interventions, few touched.
      const std::int32_t interventions = round % 7 == 0 ? 80 : 5;
      for (int step = 0; step < 40; ++step) {
        CAPTURE(step);
        const auto known = static_cast<std::int32_t>(list.deliveries.size());
        if (known > 0 && below(3) == 0) {
          const std::int32_t gone = below(known);
          index.remove({gone});
          list.remove(static_cast<std::size_t>(gone));
        } else {
          const std::int32_t delivery = below(known + 1), p = below(interventions), t = below(5);
          index.upsert({delivery}, {p}, {t});
          list.upsert(static_cast<std::size_t>(delivery), p, t);
        }
        if (step % 13 != 12) continue;
        pair_query query;
        if (below(2)) query.min_shared = below(3);
        if (below(3) == 0) query.min_jaccard = {1 + below(3), 4};
        if (below(3) == 0) query.min_containment = {1 + below(3), 3};
        if (below(3) == 0) query.min_cosine = {1 + below(3), 5};
        std::vector<std::int32_t> owners(static_cast<std::size_t>(list.interventions));
        for (std::int32_t& o : owners) o = below(3) - 1;
        if (below(3) == 0) query.apart = owners;
        check_answers(index, list.as_incidence(), query, random);
      }
    }
  }

  TEST_CASE("overlap_index: few partners among very many are listed and come sorted") {
    std::mt19937 random(2);
    std::vector<std::vector<std::int32_t>> rows(2'000);
    for (auto& row : rows)
      row = {static_cast<std::int32_t>(random() % 500), static_cast<std::int32_t>(random() % 500)};
    const incidence_matrix a = incidence(rows);
    overlap_index index(a);
    for (std::int32_t p = 0; p < a.rows(); p += 37) {
      pair_query query;
      query.with = {p};
      CHECK((index.pairs_with(intervention_index{p}) == find_pairs(a, query)));
    }
  }
}
