#include <irisan/core/sorted.hpp>
#include <irisan/overlap/agreeing_pairs.hpp>

#include <support/builders.hpp>
#include <support/by_hand.hpp>
#include <support/deliveries.hpp>
#include <support/folder.hpp>

#include <doctest/doctest.h>

#include <algorithm>
#include <cstdint>
#include <limits>
#include <random>
#include <stop_token>
#include <utility>
#include <vector>

using namespace irisan;
using test::by_hand_agreeing;
using test::deliveries_of;
using test::one_delivery;

namespace {

std::vector<overlap_pair> agreeing(const delivery_rows& d, const pair_query& query = {},
                                   instruction_set set = widest_instruction_set(),
                                   unsigned threads = 1) {
  pair_options options;
  options.instructions = set;
  options.threads = threads;
  return find_agreeing_pairs(d, query, options);
}

using pairs = std::vector<overlap_pair>;

} // namespace

TEST_SUITE("overlap") {
  TEST_CASE("agreeing_pairs: a shared target counts where label and days agree") {
    // Target 0 agrees, 1 has another label, 2 another time.
    const delivery_rows d = deliveries_of({{{0, 1, 0, 10}, {1, 1, 0, 10}, {2, 1, 0, 10}},
                                           {{0, 1, 9, 20}, {1, 2, 9, 20}, {2, 1, 10, 20}}});
    CHECK(agreeing(d) == pairs{{{0}, {1}, 1, 3, 3}});
    pair_query two;
    two.min_shared = 2;
    CHECK(agreeing(d, two).empty());
  }

  TEST_CASE("agreeing_pairs: a column that is missing asks nothing") {
    const std::vector<std::vector<one_delivery>> rows{
        {{0, 1, 0, 10}, {1, 1, 0, 10}, {2, 1, 0, 10}},
        {{0, 1, 9, 20}, {1, 2, 9, 20}, {2, 1, 10, 20}}};
    CHECK(agreeing(deliveries_of(rows, {false, true, true})) == pairs{{{0}, {1}, 2, 3, 3}});
    CHECK(agreeing(deliveries_of(rows, {true, false, false})) == pairs{{{0}, {1}, 2, 3, 3}});
    CHECK(agreeing(deliveries_of(rows, {false, false, false})) == pairs{{{0}, {1}, 3, 3, 3}});
    // Without ends each goes on for ever; without starts each has always been.
    CHECK(agreeing(deliveries_of(rows, {true, true, false})) == pairs{{{0}, {1}, 2, 3, 3}});
    CHECK(agreeing(deliveries_of(rows, {true, false, true})) == pairs{{{0}, {1}, 2, 3, 3}});
  }

  TEST_CASE("agreeing_pairs: the day of the end is not included") {
    const auto meet = [](day start, day end) {
      return agreeing(deliveries_of({{{0, 0, 5, 8}}, {{0, 0, start, end}}})).size() == 1;
    };
    CHECK(!meet(8, 9));
    CHECK(meet(7, 8));
    CHECK(!meet(4, 5));
    CHECK(meet(4, 6));
    CHECK(meet(0, 100));
    CHECK(meet(6, 7));
    CHECK(meet(no_first_day, no_last_day));
    CHECK(meet(-2'000'000'000, 2'000'000'000));
  }

  TEST_CASE("agreeing_pairs: an unknown label agrees with nothing and not with itself") {
    CHECK(agreeing(deliveries_of({{{0, -1}}, {{0, -1}}})).empty());
    CHECK(agreeing(deliveries_of({{{0, -1}}, {{0, 0}}})).empty());
    CHECK(agreeing(deliveries_of({{{0, 0}}, {{0, 0}}})).size() == 1);
    CHECK(agreeing(deliveries_of({{{0, 2'147'483'647}}, {{0, 2'147'483'647}}})).size() == 1);
    // With another delivery that is known.
    CHECK(agreeing(deliveries_of({{{0, -1}, {0, 3}}, {{0, -1}, {0, 3}}})).size() == 1);
  }

  TEST_CASE("agreeing_pairs: a target counts once however many deliveries agree there") {
    const delivery_rows d = deliveries_of(
        {{{0, 1}, {0, 1}, {0, 2}, {3, 1}}, {{0, 2}, {0, 1}, {3, 1}}, {{0, 1}, {0, 1}}});
    CHECK(agreeing(d) == pairs{{{0}, {1}, 2, 2, 2}, {{0}, {2}, 1, 2, 1}, {{1}, {2}, 1, 2, 1}});
    // One of each agrees, though no one delivery agrees in everything with the first.
    CHECK(agreeing(deliveries_of({{{0, 1, 0, 5}, {0, 2, 5, 9}}, {{0, 1, 5, 9}, {0, 2, 0, 5}}}))
              .empty());
  }

  TEST_CASE("agreeing_pairs: sizes are those of all targets whatever agrees") {
    // One of two agrees: a Jaccard of 1/3 by what agrees, 1 by what is shared.
    const delivery_rows d = deliveries_of({{{0, 1}, {1, 1}, {1, 2}}, {{0, 1}, {1, 3}}});
    pair_query query;
    query.min_jaccard = {1, 3};
    CHECK(agreeing(d, query) == pairs{{{0}, {1}, 1, 2, 2}});
    query.min_jaccard = {34, 100};
    CHECK(agreeing(d, query).empty());
  }

  TEST_CASE("agreeing_pairs: they are those of comparing every two deliveries") {
    std::mt19937 random(1);
    const auto below = [&](int n) {
      return static_cast<std::int32_t>(random() % static_cast<unsigned>(n));
    };
    const auto any = [&] {
      const auto under = static_cast<std::int64_t>(1 + random() % 8);
      return fraction{static_cast<std::int64_t>(random() % static_cast<unsigned>(under + 1)),
                      under};
    };
    for (int round = 0; round < 600; ++round) {
      CAPTURE(round);
      // Many at few targets, so that lists are longer than a vector; mostly single ones, or
      // repeated.
      const int programs = 1 + below(round % 5 == 0 ? 70 : 10), targets = 1 + below(8);
      const bool repeated = round % 2 == 0;
      std::vector<std::vector<one_delivery>> rows(static_cast<std::size_t>(programs));
      for (auto& row : rows) {
        std::vector<std::int32_t> at;
        for (int n = below(6); n > 0; --n) at.push_back(below(targets));
        if (!repeated) sort_unique(at);
        for (const std::int32_t t : at) {
          // Within 16 bits or not.
          const day start = round % 3 == 0 ? 40'000 * below(12) : below(12);
          row.push_back({t, below(4) - 1, start, start + 1 + below(6)});
        }
      }
      delivery_rows d = deliveries_of(rows, {below(4) > 0, below(4) > 0, below(4) > 0});
      d.columns += below(3); // targets that nobody reaches
      pair_query query;
      if (below(2)) query.min_shared = below(4);
      if (below(3) == 0) query.min_jaccard = any();
      if (below(4) == 0) query.min_containment = any();
      if (below(4) == 0) query.min_cosine = any();
      std::vector<std::int32_t> owners(rows.size());
      for (std::int32_t& o : owners) o = below(3) - 1;
      if (below(4) == 0) query.apart = owners;
      if (below(6) == 0) query.with = {below(programs + 2)};
      const pairs expected = by_hand_agreeing(d, query);
      for (const instruction_set set : instruction_sets())
        for (const unsigned threads : {1U, 3U}) {
          CAPTURE(name_of(set));
          CAPTURE(threads);
          CHECK((agreeing(d, query, set, threads) == expected));
        }
    }
  }

  TEST_CASE("agreeing_pairs: without columns they are the pairs found by targets alone") {
    std::mt19937 random(2);
    std::vector<std::vector<one_delivery>> rows(1'500);
    std::vector<std::vector<std::int32_t>> targets(rows.size());
    for (std::size_t p = 0; p < rows.size(); ++p)
      for (auto n = random() % 4; n > 0; --n) {
        targets[p].push_back(static_cast<std::int32_t>(random() % 300));
        rows[p].push_back({targets[p].back()});
      }
    const delivery_rows d = deliveries_of(rows, {false, false, false});
    const incidence_matrix a = incidence(targets);
    const pairs expected = find_pairs(a);
    CHECK(expected.size() > 1'000);
    for (const instruction_set set : instruction_sets()) {
      CAPTURE(name_of(set));
      CHECK((agreeing(d, {}, set, 2) == expected));
    }
  }

  TEST_CASE("agreeing_pairs: nothing and empty interventions make no pair") {
    CHECK(agreeing(delivery_rows{}).empty());
    CHECK(agreeing(deliveries_of({{}})).empty());
    CHECK(agreeing(deliveries_of({{}, {}})).empty());
    CHECK(agreeing(deliveries_of({{{0}}, {}})).empty());
  }

  TEST_CASE("agreeing_pairs: columns of another length are refused") {
    const auto text = [](const auto& change) {
      delivery_rows d = deliveries_of({{{0}}, {{0}}});
      change(d);
      return test::thrown<rule_error>([&] { agreeing(d); });
    };
    CHECK(text([](delivery_rows&) {}) == "");
    CHECK(text([](delivery_rows& d) { d.labels.push_back(1); }) ==
          "there are 2 deliveries, but 3 labels or days");
    CHECK(text([](delivery_rows& d) { d.starts.pop_back(); }) ==
          "there are 2 deliveries, but 1 labels or days");
    CHECK(text([](delivery_rows& d) { d.ends.resize(9); }) ==
          "there are 2 deliveries, but 9 labels or days");
    CHECK(text([](delivery_rows& d) { d.ends.clear(); }) == "");
  }

  TEST_CASE("agreeing_pairs: a stop that was asked for is thrown") {
    std::stop_source source;
    pair_options options;
    options.watch.stop = source.get_token();
    const delivery_rows d = deliveries_of({{{0}}, {{0}}});
    CHECK(find_agreeing_pairs(d, {}, options).size() == 1);
    source.request_stop();
    CHECK_THROWS_AS(find_agreeing_pairs(d, {}, options), stopped);
  }

  TEST_CASE("agreeing_pairs: many deliveries of few labels are counted alike by list and by row") {
    std::mt19937 random(21);
    const auto below = [&](int n) {
      return static_cast<std::int32_t>(random() % static_cast<unsigned>(n));
    };
    delivery_rows d;
    d.columns = 9'000;
    for (std::int32_t p = 0; p < 40; ++p) {
      for (std::int32_t t = 0; t < d.columns; ++t)
        for (int copies = below(40) < 20 + p % 7 ? 1 + (below(9) == 0) : 0; copies > 0; --copies) {
          d.targets.push_back(t);
          d.labels.push_back(below(11) - 1);
          d.starts.push_back(static_cast<day>(below(90)));
          d.ends.push_back(d.starts.back() + static_cast<day>(1 + below(40)));
        }
      d.offsets.push_back(static_cast<std::int64_t>(d.targets.size()));
    }
    REQUIRE(d.targets.size() > 200'000);
    pair_query query;
    query.min_shared = 90;
    const size_order order = test::order_of(d);
    CHECK(agreeing_triangle<std::uint16_t>(d, order, 2, {}).fits());
    const pairs found = agreeing(d, query, widest_instruction_set(), 2);
    CHECK(found.size() > 30);
    const delivery_lists<std::uint32_t> lists(d, order, wide_days(), 2, {});
    pairs by_row;
    pair_options options;
    detail::count_agreeing<pairs>(
        d, order, lists, wide_days(), query, options,
        [](pairs& part, const overlap_pair& p) { part.push_back(p); },
        [&](const pairs& part) { by_row.insert(by_row.end(), part.begin(), part.end()); });
    std::sort(by_row.begin(), by_row.end());
    CHECK(found == by_row);
  }
}
