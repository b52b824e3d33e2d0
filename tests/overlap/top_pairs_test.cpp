#include <irisan/overlap/top_pairs.hpp>

#include <support/builders.hpp>
#include <support/by_hand.hpp>
#include <support/random.hpp>

#include <doctest/doctest.h>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <iterator>
#include <random>
#include <vector>

using namespace irisan;

namespace {

using pairs = std::vector<overlap_pair>;

pair_options by(pair_method method, unsigned threads) {
  pair_options o;
  o.method = method;
  o.threads = threads;
  return o;
}

/// All pairs sorted for every intervention by itself.
template <class Measure>
partner_lists by_hand_partners(const incidence_matrix& a, const pair_query& query, std::size_t k,
                               const Measure& measure) {
  partner_lists out;
  const pairs all = test::by_hand::pairs(a, query);
  for (std::int32_t p = 0; p < a.rows(); ++p) {
    pairs mine;
    for (const overlap_pair& pair : all)
      if (pair.first.value == p || pair.second.value == p) mine.push_back(pair);
    std::stable_sort(mine.begin(), mine.end(), [&](const overlap_pair& x, const overlap_pair& y) {
      return measure(x) > measure(y);
    });
    if (k < mine.size()) mine.resize(k);
    out.pairs.insert(out.pairs.end(), mine.begin(), mine.end());
    out.offsets.push_back(static_cast<std::int64_t>(out.pairs.size()));
  }
  return out;
}

constexpr pair_method every_method[] = {pair_method::fastest,  pair_method::counters,
                                        pair_method::columns,  pair_method::complements,
                                        pair_method::bit_rows, pair_method::prefix};

} // namespace

TEST_SUITE("overlap") {
  TEST_CASE("top_pairs: the top pairs are the first of all by the measure and then as sorted") {
    const pairs all = find_pairs(test::programs({{0, 1, 2, 3}, {0, 1, 2, 3}, {0}, {1}}));
    REQUIRE(all.size() == 5);
    CHECK(top_pairs(all, 1, jaccard) == pairs{{{0}, {1}, 4, 4, 4}});
    CHECK(top_pairs(all, 3, jaccard) ==
          pairs{{{0}, {1}, 4, 4, 4}, {{0}, {2}, 1, 4, 1}, {{0}, {3}, 1, 4, 1}});
    CHECK(top_pairs(all, 0, jaccard).empty());
    CHECK(top_pairs(all, 9, jaccard).size() == 5);
  }

  TEST_CASE("top_pairs: the top pairs are those of a full sort on random pairs") {
    std::mt19937 random(1);
    for (int round = 0; round < 200; ++round) {
      CAPTURE(round);
      const pairs all = find_pairs(test::random_incidence(random, 9, 9));
      const std::size_t k = random() % (all.size() + 2);
      pairs expected = all;
      std::stable_sort(expected.begin(), expected.end(),
                       [](const auto& a, const auto& b) { return dice(a) > dice(b); });
      if (k < expected.size()) expected.resize(k);
      pairs mixed = all;
      std::shuffle(mixed.begin(), mixed.end(), random);
      CHECK(top_pairs(mixed, k, dice) == expected);
    }
  }

  TEST_CASE("top_pairs: exact measures rank equal cosines as equals") {
    // 2/√(2·8), 3/√(3·12), 1/√(1·4): all one half, but not as doubles of every size.
    const pairs all{
        {{0}, {1}, 2, 2, 8}, {{0}, {2}, 3, 3, 12}, {{1}, {2}, 1, 1, 4}, {{2}, {3}, 49, 98, 98}};
    pairs turned = all;
    std::reverse(turned.begin(), turned.end());
    CHECK(top_pairs(turned, 4, ranking_measure("cosine")) == all);
    CHECK(top_pairs(turned, 2, ranking_measure("cosine")) == pairs{all[0], all[1]});
  }

  TEST_CASE("top_pairs: what is not known comes last") {
    const pairs all{
        {{0}, {1}, 0, 0, 0}, {{0}, {2}, 0, 1, 1}, {{1}, {2}, 1, 2, 2}, {{1}, {3}, 0, 0, 0}};
    CHECK(top_pairs(all, 4, jaccard) == pairs{all[2], all[1], all[0], all[3]});
    CHECK(top_pairs(all, 3, jaccard) == pairs{all[2], all[1], all[0]});
  }

  TEST_CASE(
      "top_pairs: the best pairs of an incidence are the first of all by every exact measure") {
    std::mt19937 random(2);
    for (int round = 0; round < 150; ++round) {
      CAPTURE(round);
      const incidence_matrix a = test::random_incidence(random, 12, 8);
      pair_query query;
      if (random() % 3 == 0) query.min_shared = 2;
      if (random() % 3 == 0) query.min_jaccard = {1, 3};
      const pairs all = test::by_hand::pairs(a, query);
      for (const named_measure& m : ranking_measures) {
        CAPTURE(m.name);
        pairs expected = all;
        std::stable_sort(
            expected.begin(), expected.end(),
            [&](const overlap_pair& x, const overlap_pair& y) { return m.exact(x) > m.exact(y); });
        const std::size_t k = random() % (all.size() + 2);
        if (k < expected.size()) expected.resize(k);
        const pair_method method = every_method[random() % std::size(every_method)];
        CAPTURE(name_of(method));
        for (const unsigned n : {1U, 4U})
          CHECK(best_pairs(a, query, by(method, n), k, m.exact) == expected);
      }
    }
    CHECK(best_pairs(test::programs({{0}, {0}}), {}, {}, 0, jaccard).empty());
    CHECK(best_pairs(test::programs({{0}, {0}}), {}, {}, ~std::size_t{0}, jaccard).size() == 1);
  }

  TEST_CASE("top_pairs: the best of more than a million pairs are the first of them all") {
    // Each at target 0 and one of its own; two are the same, and two are at target 0 alone.
    std::vector<std::vector<std::int32_t>> rows;
    for (std::int32_t p = 0; p < 1'500; ++p) rows.push_back({0, p + 1});
    rows[900] = rows[33];
    rows[1'400] = rows[70] = {0};
    const incidence_matrix a = incidence(rows);
    CHECK(best_pairs(a, {}, {}, 4, ranking_measure("jaccard")) == pairs{{{33}, {900}, 2, 2, 2},
                                                                        {{70}, {1'400}, 1, 1, 1},
                                                                        {{0}, {70}, 1, 2, 1},
                                                                        {{0}, {1'400}, 1, 2, 1}});
  }

  TEST_CASE("top_pairs: the strongest partners of three interventions by eye") {
    const incidence_matrix a = test::programs({{0, 1, 2}, {0, 1, 2}, {2}, {9}});
    const partner_lists one = top_partners(a, {}, {}, 1, jaccard);
    CHECK(one.offsets == std::vector<std::int64_t>{0, 1, 2, 3, 3});
    CHECK(one.of({0}).front() == overlap_pair{{0}, {1}, 3, 3, 3});
    CHECK(one.of({1}).front() == overlap_pair{{0}, {1}, 3, 3, 3});
    // Both partners are as strong: the first of them.
    CHECK(one.of({2}).front() == overlap_pair{{0}, {2}, 1, 3, 1});
    CHECK(one.of({3}).empty());
    const partner_lists two = top_partners(a, {}, {}, 2, jaccard);
    CHECK(std::ranges::equal(two.of({2}), pairs{{{0}, {2}, 1, 3, 1}, {{1}, {2}, 1, 3, 1}}));
    CHECK(top_partners(a, {}, {}, 0, jaccard).pairs.empty());
    CHECK(top_partners(a, {}, {}, 0, jaccard).offsets.size() == 5);
    CHECK(top_partners(incidence_matrix{}, {}, {}, 3, jaccard) == partner_lists{});
  }

  TEST_CASE("top_pairs: partners are those of a full sort for every measure and method") {
    std::mt19937 random(3);
    for (int round = 0; round < 60; ++round) {
      CAPTURE(round);
      const incidence_matrix a = round % 3 == 0 ? test::random_incidence(random, 40, 3)
                                                : test::random_incidence(random, 14, 8);
      pair_query query;
      if (random() % 3 == 0) query.min_shared = 2;
      if (random() % 3 == 0) query.min_containment = {2, 3};
      if (random() % 5 == 0) query.with = {0};
      const std::size_t k = round % 4 == 0 ? 1'000 : random() % 5;
      CAPTURE(k);
      for (const named_measure& m : ranking_measures) {
        CAPTURE(m.name);
        const partner_lists exact = by_hand_partners(a, query, k, m.exact),
                            rounded = by_hand_partners(a, query, k, m.of);
        for (const pair_method method : every_method)
          for (const unsigned n : {1U, 4U}) {
            CAPTURE(name_of(method));
            CAPTURE(n);
            CHECK((top_partners(a, query, by(method, n), k, m.exact) == exact));
            if (n == 4) CHECK((top_partners(a, query, by(method, n), k, m.of) == rounded));
          }
      }
    }
  }

  TEST_CASE("top_pairs: partners of equal cosine tie exactly and then by the pair") {
    // Intervention 0 has 36 targets. Its partners share s of n with s²/n = 1/36 · 36: s² = n.
    std::vector<std::vector<std::int32_t>> rows(1);
    for (std::int32_t t = 0; t < 36; ++t) rows[0].push_back(t);
    std::int32_t own = 100;
    for (const std::int32_t s : {6, 5, 3, 4, 2, 1}) {
      std::vector<std::int32_t> row;
      for (std::int32_t t = 0; t < s; ++t) row.push_back(t);
      while (static_cast<std::int32_t>(row.size()) < s * s) row.push_back(own++);
      rows.push_back(row);
    }
    const incidence_matrix a = incidence(rows);
    for (const pair_method method : every_method)
      for (const unsigned n : {1U, 4U}) {
        CAPTURE(name_of(method));
        const partner_lists found =
            top_partners(a, {}, by(method, n), 3, ranking_measure("cosine"));
        REQUIRE(found.of({0}).size() == 3);
        for (std::int32_t q = 1; q <= 3; ++q)
          CHECK(found.of({0})[static_cast<std::size_t>(q) - 1].second.value == q);
      }
  }

  TEST_CASE(
      "top_pairs: partners of very many interventions are the same for any threads and method") {
    std::mt19937 random(4);
    std::vector<std::vector<std::int32_t>> rows(6'000);
    for (auto& row : rows)
      for (auto n = 1 + random() % 5; n > 0; --n)
        row.push_back(static_cast<std::int32_t>(random() % 1'500));
    const incidence_matrix a = incidence(rows);
    const auto measure = ranking_measure("cosine");
    const partner_lists one = top_partners(a, {}, by(pair_method::counters, 1), 2, measure);
    CHECK(one.pairs.size() > 11'000);
    pairs of_some;
    for (const overlap_pair& p : find_pairs(a, {1, {0, 1}, {0, 1}, {77}})) of_some.push_back(p);
    CHECK(std::ranges::equal(one.of({77}), top_pairs(of_some, 2, measure)));
    CHECK((top_partners(a, {}, by(pair_method::counters, 4), 2, measure) == one));
    CHECK((top_partners(a, {}, by(pair_method::columns, 4), 2, measure) == one));
    CHECK((top_partners(a, {}, by(pair_method::fastest, 2), 2, measure) == one));
  }
}
