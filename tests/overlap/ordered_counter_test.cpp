#include <irisan/overlap/ordered_counter.hpp>

#include <support/builders.hpp>
#include <support/by_hand.hpp>
#include <support/random.hpp>

#include <doctest/doctest.h>

#include <algorithm>
#include <cstdint>
#include <random>
#include <vector>

using namespace irisan;

namespace {

using found_pairs = std::vector<overlap_pair>;

found_pairs counted_in_order(const incidence_matrix& a, unsigned threads,
                             const progress& watch = {}) {
  found_pairs all;
  count_in_order<found_pairs>(
      a, threads, watch, [](found_pairs& local, const overlap_pair& p) { local.push_back(p); },
      [&](const found_pairs& local) { all.insert(all.end(), local.begin(), local.end()); });
  return all;
}

} // namespace

TEST_SUITE("overlap") {
  TEST_CASE("ordered_counter: later interventions that share a target ascending") {
    const incidence_matrix a = test::programs({{0, 1}, {2}, {1}, {0, 1, 2}});
    const incidence_matrix by_target = transpose(a);
    ordered_counter counter(a.rows());
    found_pairs found;
    const auto count = [&](std::int32_t p) {
      found.clear();
      counter.count(a, by_target, p, [&](const overlap_pair& pair) { found.push_back(pair); });
      return found;
    };
    CHECK(count(0) == found_pairs{{{0}, {2}, 1, 2, 1}, {{0}, {3}, 2, 2, 3}});
    CHECK(count(1) == found_pairs{{{1}, {3}, 1, 1, 3}});
    CHECK(count(3).empty());
    // The counters are as new after each.
    CHECK(count(2) == found_pairs{{{2}, {3}, 1, 1, 3}});
    CHECK(count(0).size() == 2);
  }

  TEST_CASE("ordered_counter: all pairs come in order as comparing every two rows finds them") {
    std::mt19937 random(1);
    for (int round = 0; round < 300; ++round) {
      CAPTURE(round);
      // Few partners among many are sorted; many are walked.
      const incidence_matrix a = round % 2 ? test::random_incidence(random, 9, 9) : [&] {
        std::vector<std::vector<std::int32_t>> rows(60 + random() % 40);
        for (auto& row : rows) row = {static_cast<std::int32_t>(random() % 50)};
        return incidence(rows);
      }();
      const found_pairs expected = test::by_hand::pairs(a, {});
      CHECK((counted_in_order(a, 1) == expected));
      CHECK((counted_in_order(a, 3) == expected));
    }
  }

  TEST_CASE("ordered_counter: several tasks of work keep the order") {
    std::mt19937 random(2);
    std::vector<std::vector<std::int32_t>> rows(10'000);
    for (auto& row : rows)
      row = {static_cast<std::int32_t>(random() % 9'000),
             static_cast<std::int32_t>(random() % 9'000)};
    const incidence_matrix a = incidence(rows);
    const found_pairs one = counted_in_order(a, 1);
    CHECK(one.size() > 10'000);
    CHECK(std::is_sorted(one.begin(), one.end()));
    CHECK(std::adjacent_find(one.begin(), one.end()) == one.end());
    CHECK((counted_in_order(a, 4) == one));
  }

  TEST_CASE("ordered_counter: nothing and empty interventions make no pair") {
    for (const auto& rows :
         {std::vector<std::vector<std::int32_t>>{}, {{}}, {{}, {}}, {{0}}, {{0}, {}}})
      CHECK(counted_in_order(incidence(rows), 2).empty());
  }

  TEST_CASE("ordered_counter: a stop that was asked for is thrown") {
    std::stop_source source;
    progress watch;
    watch.stop = source.get_token();
    const incidence_matrix a = test::programs({{0}, {0}});
    CHECK(counted_in_order(a, 1, watch).size() == 1);
    source.request_stop();
    CHECK_THROWS_AS(counted_in_order(a, 1, watch), stopped);
  }
}
