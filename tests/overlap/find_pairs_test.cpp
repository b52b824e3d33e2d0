#include <irisan/overlap/count_pairs.hpp>
#include <irisan/overlap/find_pairs.hpp>

#include <support/builders.hpp>
#include <support/by_hand.hpp>
#include <support/random.hpp>

#include <doctest/doctest.h>

#include <algorithm>
#include <chrono>
#include <numeric>
#include <random>
#include <span>
#include <thread>
#include <tuple>
#include <vector>

using namespace irisan;
using pairs = std::vector<overlap_pair>;

namespace {

pair_options threads(unsigned n) {
  pair_options o;
  o.threads = n;
  return o;
}

/// Two interventions of n and m targets, the smaller one wholly inside the other.
incidence_matrix inside(std::int32_t n, std::int32_t m) {
  std::vector<std::int32_t> large(static_cast<std::size_t>(n)), small(static_cast<std::size_t>(m));
  std::iota(large.begin(), large.end(), 0);
  std::iota(small.begin(), small.end(), 0);
  return test::programs({large, small});
}

/// Many interventions with three targets each: several blocks of work.
incidence_matrix many(std::int32_t programs) {
  std::mt19937 random(7);
  std::vector<std::vector<std::int32_t>> rows(static_cast<std::size_t>(programs));
  for (auto& row : rows)
    for (int i = 0; i < 3; ++i)
      row.push_back(static_cast<std::int32_t>(random() % static_cast<unsigned>(programs)));
  return incidence(std::move(rows));
}

} // namespace

TEST_SUITE("overlap") {
  TEST_CASE("find_pairs: up to as many as there are they are all and with one fewer none") {
    const incidence_matrix a = test::programs({{0, 1}, {0}, {1}, {0, 1, 2}});
    const auto all = find_pairs(a);
    REQUIRE(all.size() == 5);
    CHECK(find_pairs_up_to(5, a) == all);
    CHECK(!find_pairs_up_to(4, a));
    CHECK(!find_pairs_up_to(0, a));
    CHECK(find_pairs_up_to(0, test::programs({{0}, {1}})).value().empty());
  }

  TEST_CASE("find_pairs: two interventions with two targets in common are a pair") {
    CHECK(find_pairs(test::programs({{0, 1, 2}, {1, 2, 3, 4}})) == pairs{{{0}, {1}, 2, 3, 4}});
  }

  TEST_CASE("find_pairs: programs with no target in common make no pair") {
    CHECK(find_pairs(test::programs({{0, 1}, {2, 3}})).empty());
    CHECK(find_pairs(test::programs({{0, 1}, {}})).empty());
    CHECK(find_pairs(test::programs({{0, 1}})).empty());
    CHECK(find_pairs(test::programs({})).empty());
  }

  TEST_CASE("find_pairs: pairs are sorted by first and then by second") {
    CHECK(
        find_pairs(test::programs({{0}, {0, 1}, {1}, {0}})) ==
        pairs{{{0}, {1}, 1, 1, 2}, {{0}, {3}, 1, 1, 1}, {{1}, {2}, 1, 2, 1}, {{1}, {3}, 1, 2, 1}});
  }

  TEST_CASE("find_pairs: a threshold of 9/10 keeps sizes 10 and 9 and 20 and 18") {
    pair_query query;
    query.min_jaccard = parse_fraction("0.9");
    CHECK(find_pairs(inside(10, 9), query) == pairs{{{0}, {1}, 9, 10, 9}});
    CHECK(find_pairs(inside(20, 18), query) == pairs{{{0}, {1}, 18, 20, 18}});
    CHECK(find_pairs(inside(20, 17), query).empty());
    query.min_jaccard = parse_fraction("0.901");
    CHECK(find_pairs(inside(10, 9), query).empty());
    CHECK(count_pairs(inside(10, 9)).jaccard_9 == 1);
    CHECK(count_pairs(inside(20, 18)).jaccard_9 == 1);
    CHECK(count_pairs(inside(20, 17)).jaccard_9 == 0);
  }

  TEST_CASE("find_pairs: every threshold must be passed and containment in either direction") {
    const incidence_matrix a = test::programs({{0, 1, 2}, {0, 1, 3, 4, 5, 6}});
    const auto passes = [&](std::int32_t shared, fraction jaccard, fraction containment) {
      return find_pairs(a, {shared, jaccard, containment, {}}).size() == 1;
    };
    CHECK(passes(2, {2, 7}, {2, 3}));
    CHECK(!passes(3, {2, 7}, {2, 3}));
    CHECK(!passes(2, {3, 10}, {2, 3}));
    CHECK(!passes(2, {2, 7}, {7, 10}));
  }

  TEST_CASE("find_pairs: with one intervention gives all its pairs and no other") {
    const incidence_matrix a = test::programs({{0}, {0, 1}, {1}, {0}});
    pair_query query;
    query.with = {1};
    CHECK(find_pairs(a, query) ==
          pairs{{{0}, {1}, 1, 1, 2}, {{1}, {2}, 1, 2, 1}, {{1}, {3}, 1, 2, 1}});
    query.with = {4};
    CHECK(find_pairs(a, query).empty());
  }

  TEST_CASE("find_pairs: finds what comparing every two rows finds") {
    std::mt19937 random(1);
    for (int round = 0; round < 1500; ++round) {
      CAPTURE(round);
      // Few and many interventions per target: the counters are walked or sorted.
      const incidence_matrix a = round % 10 == 0 ? test::random_incidence(random, 120, 3)
                                                 : test::random_incidence(random, 9, 9);
      const auto any = [&] {
        const auto under = static_cast<std::int64_t>(1 + random() % 10);
        return fraction{static_cast<std::int64_t>(random() % static_cast<unsigned>(under + 1)),
                        under};
      };
      pair_query query;
      if (random() % 2) query.min_shared = static_cast<std::int32_t>(random() % 4);
      if (random() % 2) query.min_jaccard = any();
      if (random() % 2) query.min_containment = any();
      if (random() % 3 == 0 && a.rows() > 0)
        query.with = {static_cast<std::int32_t>(random() % static_cast<unsigned>(a.rows()))};
      const pairs expected = test::by_hand::pairs(a, query);
      CHECK(find_pairs(a, query, threads(1)) == expected);
      CHECK(find_pairs(a, query, threads(4)) == expected);
      for (const overlap_pair& p : expected) {
        CHECK(p.shared <= std::min(p.first_size, p.second_size));
        CHECK(p.first < p.second);
      }
    }
  }

  TEST_CASE("find_pairs: few partners among very many interventions are found too") {
    std::mt19937 random(3);
    std::vector<std::vector<std::int32_t>> rows(400);
    for (auto& row : rows)
      for (int i = 0; i < 2; ++i) row.push_back(static_cast<std::int32_t>(random() % 300));
    const incidence_matrix a = incidence(rows);
    CHECK(find_pairs(a) == test::by_hand::pairs(a, {}));
    pair_query query;
    query.with = {200};
    CHECK(find_pairs(a, query) == test::by_hand::pairs(a, query));
  }

  TEST_CASE("find_pairs: one thread and four find the same in several blocks of work") {
    const incidence_matrix a = many(20'000);
    const pairs one = find_pairs(a, {}, threads(1));
    CHECK(one.size() > 20'000);
    CHECK(std::is_sorted(one.begin(), one.end()));
    CHECK(find_pairs(a, {}, threads(4)) == one);
    CHECK(count_pairs(a, {}, threads(4)) == count_pairs(a, {}, threads(1)));
  }

  TEST_CASE("find_pairs: another program without a common target changes no other pair") {
    std::mt19937 random(1);
    for (int round = 0; round < 100; ++round) {
      CAPTURE(round);
      std::vector<std::vector<std::int32_t>> rows(1 + random() % 6);
      for (auto& row : rows)
        for (auto n = random() % 6; n > 0; --n)
          row.push_back(static_cast<std::int32_t>(random() % 8));
      const pairs before = find_pairs(incidence(rows));
      rows.push_back({100, 101});
      CHECK(find_pairs(incidence(rows)) == before);
    }
  }

  TEST_CASE("find_pairs: every pair is visited once and blocks finish in order") {
    const incidence_matrix a = many(20'000);
    const pairs expected = find_pairs(a, {}, threads(1));
    pairs seen;
    for_each_pair<pairs>(
        a, {}, threads(4), [](pairs& local, const overlap_pair& p) { local.push_back(p); },
        [&](const pairs& local) { seen.insert(seen.end(), local.begin(), local.end()); });
    sort_pairs(seen, a.rows(), 1, {});
    CHECK(seen == expected);
    // In order, they come as they are sorted.
    pair_options options = threads(4);
    options.in_order = true;
    seen.clear();
    for_each_pair<pairs>(
        a, {}, options, [](pairs& local, const overlap_pair& p) { local.push_back(p); },
        [&](const pairs& local) { seen.insert(seen.end(), local.begin(), local.end()); });
    CHECK(seen == expected);
  }

  TEST_CASE("find_pairs: a stop that was asked for is thrown") {
    std::stop_source source;
    pair_options options;
    options.watch.stop = source.get_token();
    const incidence_matrix a = test::programs({{0}, {0}});
    CHECK(find_pairs(a, {}, options).size() == 1);
    source.request_stop();
    CHECK_THROWS_AS(find_pairs(a, {}, options), stopped);
    CHECK_THROWS_AS(count_pairs(a, {}, options), stopped);
  }

  TEST_CASE("find_pairs: a stop is thrown for the pairs of one intervention as well") {
    std::stop_source source;
    source.request_stop();
    pair_options options;
    options.watch.stop = source.get_token();
    CHECK_THROWS_AS(find_pairs(test::programs({{0}, {0}}), {1, {0, 1}, {0, 1}, {0}}, options),
                    stopped);
  }

  TEST_CASE("find_pairs: progress is told from the calling thread and ends at 1") {
    const auto caller = std::this_thread::get_id();
    double last = -1;
    int elsewhere = 0, backwards = 0;
    pair_options options = threads(4);
    options.watch.report = [&](std::string_view, double share) {
      if (std::this_thread::get_id() != caller) ++elsewhere;
      if (share < last) ++backwards;
      last = share;
      std::this_thread::sleep_for(std::chrono::milliseconds(2)); // let the others have a block
    };
    find_pairs(many(60'000), {}, options);
    CHECK(elsewhere == 0);
    CHECK(backwards == 0);
    CHECK(last == 1);
  }

  // Every method with every instruction set that this processor has finds the same bytes.
  void check_methods(const incidence_matrix& a, const pair_query& query, const pairs& expected,
                     bool prefixes = true) {
    for (const pair_method method :
         {pair_method::fastest, pair_method::counters, pair_method::columns,
          pair_method::complements, pair_method::bit_rows, pair_method::prefix}) {
      if (method == pair_method::prefix && !prefixes) continue;
      for (const instruction_set set : instruction_sets())
        for (const unsigned n : {1U, 3U}) {
          CAPTURE(name_of(method));
          CAPTURE(name_of(set));
          CAPTURE(n);
          pair_options options = threads(n);
          options.method = method;
          options.instructions = set;
          const pairs found = find_pairs(a, query, options);
          CHECK(found.size() == expected.size());
          CHECK((found == expected));
        }
    }
  }

  pair_query random_query(std::mt19937 & random, std::span<const std::int32_t> owners) {
    const auto any = [&] {
      const auto under = static_cast<std::int64_t>(1 + random() % 12);
      return fraction{static_cast<std::int64_t>(random() % static_cast<unsigned>(under + 1)),
                      under};
    };
    pair_query query;
    if (random() % 2) query.min_shared = static_cast<std::int32_t>(random() % 4);
    if (random() % 3 == 0) query.min_jaccard = any();
    if (random() % 3 == 0) query.min_containment = any();
    if (random() % 3 == 0) query.min_dice = any();
    if (random() % 3 == 0) query.min_cosine = any();
    if (random() % 3 == 0) query.min_overlap_coefficient = any();
    if (random() % 3 == 0) query.apart = owners;
    return query;
  }

  TEST_CASE("find_pairs: every method finds what comparing every two rows finds") {
    std::mt19937 random(7);
    for (int round = 0; round < 400; ++round) {
      CAPTURE(round);
      const incidence_matrix a = round % 10 == 0   ? test::random_incidence(random, 70, 3)
                                 : round % 10 == 1 ? test::random_incidence(random, 30, 90)
                                                   : test::random_incidence(random, 9, 9);
      std::vector<std::int32_t> owners(static_cast<std::size_t>(a.rows()));
      for (std::int32_t& o : owners) o = static_cast<std::int32_t>(random() % 4) - 1;
      const pair_query query = random_query(random, owners);
      check_methods(a, query, test::by_hand::pairs(a, query));
    }
  }

  TEST_CASE("find_pairs: every method agrees on programs of all sizes in several blocks") {
    // More than two blocks of bit columns, sizes from none to nearly all targets.
    std::mt19937 random(11);
    for (const std::int32_t columns : {40, 700}) {
      CAPTURE(columns);
      std::vector<std::vector<std::int32_t>> rows(1'100);
      for (auto& row : rows) {
        const auto kind = random() % 10;
        const auto share = kind == 0 ? 900 : kind < 3 ? 300 : 1 + random() % 20;
        if (kind == 9) continue;
        for (std::int32_t t = 0; t < columns; ++t)
          if (random() % 1000 < share) row.push_back(t);
      }
      for (std::size_t i = 0; i < 100; ++i)
        rows[random() % rows.size()] = rows[i]; // identical ones
      const incidence_matrix a = incidence(rows);
      for (const auto& [shared, jaccard, containment] :
           {std::tuple{1, fraction{0, 1}, fraction{0, 1}},
            {30, {0, 1}, {0, 1}},
            {1, {9, 10}, {0, 1}},
            {2, {1, 2}, {0, 1}},
            {1, {0, 1}, {9, 10}}}) {
        pair_query query;
        query.min_shared = shared;
        query.min_jaccard = jaccard;
        query.min_containment = containment;
        pairs expected;
        count_in_order<pairs>(
            a, 1, {}, [](pairs& local, const overlap_pair& p) { local.push_back(p); },
            [&](const pairs& local) {
              for (const overlap_pair& p : local)
                if (query.accepts(p)) expected.push_back(p);
            });
        // A prefix of everything compares everything; that it is right shows on smaller ones.
        check_methods(a, query, expected, columns == 40 || jaccard.numerator > 0);
      }
    }
  }

  TEST_CASE("find_pairs: sets of one and 65 535 and 65 536 and all targets are counted whole") {
    const auto first = [](std::int32_t n) {
      std::vector<std::int32_t> row(static_cast<std::size_t>(n));
      std::iota(row.begin(), row.end(), 0);
      return row;
    };
    const incidence_matrix a =
        incidence({first(1), first(65'535), first(70'000), first(65'536), first(70'000), {69'999}});
    pairs expected;
    for (std::int32_t p = 0; p < a.rows(); ++p)
      for (std::int32_t q = p + 1; q < a.rows(); ++q) {
        // The last row is a target that only the whole ones reach.
        const std::int32_t s =
            q == 5 ? (a.size(p) == 70'000 ? 1 : 0) : std::min(a.size(p), a.size(q));
        if (s > 0) expected.push_back({{p}, {q}, s, a.size(p), a.size(q)});
      }
    check_methods(a, {}, expected);
    pair_query nearly;
    nearly.min_jaccard = {65'535, 65'536};
    check_methods(a, nearly,
                  {{{1}, {3}, 65'535, 65'535, 65'536}, {{2}, {4}, 70'000, 70'000, 70'000}});
  }

  TEST_CASE("find_pairs: more programs than two bytes can name are all counted") {
    // 70 000 programs: the lists are held in two blocks.
    std::vector<std::vector<std::int32_t>> rows(70'000);
    std::mt19937 random(5);
    for (std::size_t i = 0; i < rows.size(); ++i)
      rows[i] = {static_cast<std::int32_t>(random() % 60'000),
                 static_cast<std::int32_t>(random() % 60'000)};
    const incidence_matrix a = incidence(rows);
    pair_options options;
    options.in_order = true;
    const pairs expected = find_pairs(a, {}, options);
    REQUIRE(expected.size() > 100'000);
    for (const pair_method method : {pair_method::counters, pair_method::prefix}) {
      pair_options by = threads(2);
      by.method = method;
      CHECK((find_pairs(a, {}, by) == expected));
    }
  }

  TEST_CASE("find_pairs: a budget is kept by working in blocks or refused with the bytes needed") {
    const incidence_matrix a = many(20'000);
    const pairs expected = find_pairs(a);
    pair_options options = threads(1);
    pair_plan plan;
    options.plan = &plan;
    options.method = pair_method::counters;
    find_pairs(a, {}, options);
    const std::size_t whole = plan.actual_bytes;
    CHECK(plan.bytes >= plan.actual_bytes);
    options.memory = whole / 2;
    CHECK((find_pairs(a, {}, options) == expected));
    CHECK(plan.actual_bytes <= options.memory);
    options.memory = 1'000;
    CHECK_THROWS_WITH_AS(find_pairs(a, {}, options), doctest::Contains("bytes of memory"),
                         memory_error);
  }
}
