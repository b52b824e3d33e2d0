#include <irisan/overlap/prefix_join.hpp>

#include <support/builders.hpp>
#include <support/by_hand.hpp>
#include <support/random.hpp>

#include <doctest/doctest.h>

#include <algorithm>
#include <cstdint>
#include <functional>
#include <limits>
#include <numeric>
#include <random>
#include <vector>

using namespace irisan;

namespace {

struct visited {
  std::int32_t rank = 0, partner = 0, shared = 0;
  friend auto operator<=>(const visited&, const visited&) = default;
};
using visits_found = std::vector<visited>;

constexpr std::size_t any_bytes = std::numeric_limits<std::size_t>::max();

visits_found joined(const incidence_matrix& a, const pair_query& query,
                    std::size_t most_list_bytes = any_bytes,
                    instruction_set set = widest_instruction_set(), unsigned threads = 1,
                    const progress& watch = {}) {
  visits_found all;
  join_by_prefix<visits_found>(
      a, order_by_size(a), query, most_list_bytes, kernels::of(set), threads, watch,
      [](visits_found& local, std::int32_t rank, std::int32_t partner, std::int32_t shared) {
        local.push_back({rank, partner, shared});
      },
      [&](const visits_found& local) { all.insert(all.end(), local.begin(), local.end()); });
  std::sort(all.begin(), all.end());
  return all;
}

/// Accepted by counts, each once: the rank that comes later first.
visits_found by_hand_joined(const incidence_matrix& a, const pair_query& query) {
  const size_order o = order_by_size(a);
  visits_found all;
  for (std::int32_t r = 0; r < o.count(); ++r)
    for (std::int32_t q = 0; q < r; ++q) {
      const auto i = static_cast<std::size_t>(r), j = static_cast<std::size_t>(q);
      const std::int32_t s = test::by_hand::shared(a, o.program[i], o.program[j]);
      if (query.accepts_counts({{0}, {1}, s, o.size[i], o.size[j]})) all.push_back({r, q, s});
    }
  return all;
}

void check_join(const incidence_matrix& a, const pair_query& query) {
  const visits_found expected = by_hand_joined(a, query);
  for (const std::size_t bytes : {any_bytes, std::size_t{0}, std::size_t{1}, std::size_t{100}})
    for (const instruction_set set : instruction_sets())
      for (const unsigned threads : {1U, 3U}) {
        CAPTURE(bytes);
        CAPTURE(name_of(set));
        CAPTURE(threads);
        CHECK((joined(a, query, bytes, set, threads) == expected));
      }
}

std::vector<std::int32_t> from_to(std::int32_t begin, std::int32_t end) {
  std::vector<std::int32_t> row(static_cast<std::size_t>(end - begin));
  std::iota(row.begin(), row.end(), begin);
  return row;
}

/// Sets that resemble each other: some of `kinds` sets with a few targets exchanged.
incidence_matrix alike(std::mt19937& random, std::size_t programs, std::size_t kinds,
                       std::int32_t targets, unsigned size) {
  std::vector<std::vector<std::int32_t>> patterns(kinds), rows(programs);
  const auto any = [&] {
    return static_cast<std::int32_t>(random() % static_cast<unsigned>(targets));
  };
  for (auto& pattern : patterns)
    for (auto n = 1 + random() % size; n > 0; --n) pattern.push_back(any());
  for (auto& row : rows) {
    row = patterns[random() % kinds];
    for (auto n = random() % 4; n > 0; --n) {
      const auto at = random() % row.size();
      if (random() % 3 == 0)
        row.push_back(any());
      else if (random() % 2 && row.size() > 1)
        row.erase(row.begin() + static_cast<std::ptrdiff_t>(at));
      else
        row[at] = any();
    }
  }
  return incidence(std::move(rows));
}

} // namespace

TEST_SUITE("overlap") {
  TEST_CASE("prefix_join: three programs by eye") {
    // Ranks: {0 1 2 3}, {1 2 3}, {3}.
    const incidence_matrix a = test::programs({{3}, {1, 2, 3}, {0, 1, 2, 3}});
    pair_query query;
    query.min_jaccard = {3, 4};
    CHECK(joined(a, query) == visits_found{{1, 0, 3}});
    query.min_jaccard = {1, 3};
    CHECK(joined(a, query) == visits_found{{1, 0, 3}, {2, 1, 1}});
    query.min_jaccard = {751, 1000};
    CHECK(joined(a, query).empty());
    CHECK(joined(a, {}) == visits_found{{1, 0, 3}, {2, 0, 1}, {2, 1, 1}});
  }

  TEST_CASE("prefix_join: nothing and empty programs make nothing") {
    pair_query half;
    half.min_jaccard = {1, 2};
    for (const auto& rows :
         {std::vector<std::vector<std::int32_t>>{}, {{}}, {{}, {}}, {{0}}, {{0}, {}}})
      for (const pair_query& query : {pair_query{}, half})
        for (const std::size_t bytes : {std::size_t{0}, any_bytes})
          CHECK(joined(incidence(rows), query, bytes, widest_instruction_set(), 2).empty());
  }

  TEST_CASE("prefix_join: sizes 10 and 9 pass 9/10 and no more") {
    for (const std::int32_t times : {1, 6, 7, 8, 100}) {
      CAPTURE(times);
      const std::int32_t n = 10 * times, m = 9 * times;
      const incidence_matrix a = test::programs({from_to(0, n), from_to(0, m), from_to(n - m, n)});
      pair_query query;
      query.min_jaccard = {9, 10};
      const visits_found both{{1, 0, m}, {2, 0, m}};
      CHECK(joined(a, query) == both);
      query.min_jaccard = {9001, 10000};
      CHECK(joined(a, query).empty());
      query.min_jaccard = {0, 1};
      query.min_dice = {18, 19};
      CHECK(joined(a, query) == both);
      query.min_dice = {18001, 19000};
      CHECK(joined(a, query).empty());
      // cos² = m² / (n m) = 9/10; 0.9486² is below and 0.9487² is above.
      query.min_dice = {0, 1};
      query.min_cosine = {9486, 10000};
      CHECK(joined(a, query) == both);
      query.min_cosine = {9487, 10000};
      CHECK(joined(a, query).empty());
    }
  }

  TEST_CASE(
      "prefix_join: a small one wholly inside a large one is contained however large that is") {
    for (const std::int32_t n : {3, 63, 64, 65, 66, 200}) {
      CAPTURE(n);
      const incidence_matrix a = test::programs({from_to(0, n), {1}, {0, n - 1}, {0, n}});
      pair_query query;
      query.min_containment = {1, 1};
      check_join(a, query);
      query.min_containment = {1, 2};
      check_join(a, query);
    }
  }

  TEST_CASE("prefix_join: sets of about 64 targets are found on both sides of what is sketched") {
    std::mt19937 random(1);
    for (int round = 0; round < 40; ++round) {
      CAPTURE(round);
      std::vector<std::vector<std::int32_t>> rows;
      for (int i = 0; i < 14; ++i) {
        std::vector<std::int32_t> row = from_to(0, 60 + static_cast<std::int32_t>(random() % 12));
        for (auto n = random() % 4; n > 0; --n)
          row[random() % row.size()] = 75 + static_cast<std::int32_t>(random() % 20);
        rows.push_back(row);
      }
      const incidence_matrix a = incidence(rows);
      pair_query query;
      query.min_jaccard = {static_cast<std::int64_t>(80 + random() % 20), 100};
      check_join(a, query);
    }
  }

  TEST_CASE("prefix_join: it finds what comparing every two rows accepts and each pair once") {
    std::mt19937 random(2);
    const auto any = [&] {
      const auto under = static_cast<std::int64_t>(1 + random() % 12);
      return fraction{static_cast<std::int64_t>(random() % static_cast<unsigned>(under + 1)),
                      under};
    };
    for (int round = 0; round < 300; ++round) {
      CAPTURE(round);
      const incidence_matrix a = round % 4 == 0   ? test::random_incidence(random, 40, 4)
                                 : round % 4 == 1 ? test::random_incidence(random, 20, 100)
                                 : round % 4 == 2 ? alike(random, 40, 5, 200, 12)
                                                  : alike(random, 25, 4, 400, 90);
      pair_query query;
      if (random() % 2) query.min_shared = static_cast<std::int32_t>(random() % 5);
      const auto asked = random() % 6;
      if (asked == 0 || asked == 5) query.min_jaccard = any();
      if (asked == 1 || random() % 4 == 0) query.min_containment = any();
      if (asked == 2 || asked == 5) query.min_dice = any();
      if (asked == 3 || asked == 5) query.min_cosine = any();
      if (asked == 4) query.min_overlap_coefficient = any();
      check_join(a, query);
    }
  }

  TEST_CASE(
      "prefix_join: more than eight alike and more than 64 candidates at a target are all found") {
    // Every two of 150 share all but one of their targets with one of three sets.
    std::mt19937 random(3);
    for (const std::int32_t size : {5, 40, 80}) {
      CAPTURE(size);
      std::vector<std::vector<std::int32_t>> rows;
      for (std::int32_t i = 0; i < 150; ++i) {
        std::vector<std::int32_t> row = from_to(size * (i % 3), size * (i % 3 + 1));
        row[random() % row.size()] = 3 * size + i;
        rows.push_back(row);
      }
      const incidence_matrix a = incidence(rows);
      pair_query query;
      query.min_jaccard = {size - 2, size + 2};
      const visits_found expected = by_hand_joined(a, query);
      CHECK(expected.size() > 3'000);
      for (const std::size_t bytes : {any_bytes, std::size_t{0}, std::size_t{2'000}})
        for (const instruction_set set : instruction_sets()) {
          CAPTURE(bytes);
          CAPTURE(name_of(set));
          CHECK((joined(a, query, bytes, set, 2) == expected));
        }
    }
  }

  TEST_CASE("prefix_join: ranges of lists cover every target once and keep to their bytes") {
    std::mt19937 random(4);
    const incidence_matrix a = alike(random, 60, 6, 100, 20);
    const size_order o = order_by_size(a);
    pair_query query;
    query.min_jaccard = {7, 10};
    const progress watch;
    prefix_index index(a, o, query, 1, watch);
    const auto all = static_cast<std::size_t>(a.columns);
    CHECK(index.ranges(any_bytes) == std::vector<std::size_t>{0, all});
    std::size_t before = 1;
    for (const std::size_t bytes : {2'000U, 400U, 100U, 0U}) {
      CAPTURE(bytes);
      const std::vector<std::size_t> starts = index.ranges(bytes);
      CHECK(starts.front() == 0);
      CHECK(starts.back() == all);
      CHECK(std::adjacent_find(starts.begin(), starts.end(), std::greater_equal<>()) ==
            starts.end());
      CHECK(starts.size() > before); // ever more ranges
      before = starts.size();
    }
  }

  TEST_CASE("prefix_join: many crossings are prepared in parts and found the same") {
    // More than 200 000 crossings, so that each thread prepares a part.
    std::mt19937 random(5);
    const incidence_matrix a = alike(random, 25'000, 4'000, 30'000, 18);
    REQUIRE(a.targets.size() > 200'000);
    pair_query query;
    query.min_jaccard = {8, 10};
    const visits_found one = joined(a, query);
    CHECK(one.size() > 10'000);
    CHECK(std::adjacent_find(one.begin(), one.end()) == one.end());
    CHECK((joined(a, query, any_bytes, widest_instruction_set(), 4) == one));
    CHECK((joined(a, query, 500'000, widest_instruction_set(), 3) == one));
    CHECK((joined(a, query, 500'000, instruction_set::portable, 1) == one));
  }

  TEST_CASE("prefix_join: a stop that was asked for is thrown") {
    std::stop_source source;
    progress watch;
    watch.stop = source.get_token();
    const incidence_matrix a = test::programs({{0}, {0}});
    const auto run = [&] { return joined(a, {}, any_bytes, instruction_set::portable, 1, watch); };
    CHECK(run().size() == 1);
    source.request_stop();
    CHECK_THROWS_AS(run(), stopped);
  }
}
