#include <irisan/overlap/grouped_pairs.hpp>

#include <support/builders.hpp>
#include <support/by_hand.hpp>
#include <support/random.hpp>

#include <doctest/doctest.h>

#include <algorithm>
#include <cstdint>
#include <random>
#include <span>
#include <stop_token>
#include <vector>

using namespace irisan;

namespace {

using indices = std::vector<intervention_index>;
using owner_list = std::vector<std::int32_t>;

/// All pairs that grouped ones stand for, as far as the query accepts them.
std::vector<overlap_pair> expanded(const incidence_matrix& a, const grouped_pairs& grouped,
                                   const pair_query& query) {
  const auto members_of = [&](intervention_index p) {
    indices all;
    for (std::int32_t q = 0; q < a.rows(); ++q)
      if (grouped.groups.representative[static_cast<std::size_t>(q)] == p) all.push_back({q});
    return all;
  };
  std::vector<overlap_pair> pairs;
  const auto add = [&](intervention_index p, intervention_index q, std::int32_t shared,
                       std::int32_t size_of_p, std::int32_t size_of_q) {
    const overlap_pair pair = p < q ? overlap_pair{p, q, shared, size_of_p, size_of_q}
                                    : overlap_pair{q, p, shared, size_of_q, size_of_p};
    if (!query.with.known() || query.with == p || query.with == q) pairs.push_back(pair);
  };
  for (const overlap_pair& pair : grouped.pairs)
    for (const intervention_index p : members_of(pair.first))
      for (const intervention_index q : members_of(pair.second))
        add(p, q, pair.shared, pair.first_size, pair.second_size);
  for (std::size_t i = 0; i < grouped.groups.count(); ++i) {
    const auto group = grouped.groups.group(i);
    const std::int32_t size = a.size(group.front().value);
    for (std::size_t x = 0; x < group.size(); ++x)
      for (std::size_t y = x + 1; y < group.size(); ++y)
        if (query.accepts({group[x], group[y], size, size, size}))
          add(group[x], group[y], size, size, size);
  }
  std::sort(pairs.begin(), pairs.end());
  return pairs;
}

} // namespace

TEST_SUITE("overlap") {
  TEST_CASE("grouped_pairs: grouped pairs of two groups and one alone by eye") {
    const incidence_matrix a = test::programs({{0, 1}, {1}, {0, 1}, {1}, {2}});
    const grouped_pairs g = find_grouped_pairs(a);
    CHECK(g.groups.count() == 2);
    CHECK(g.pairs == std::vector<overlap_pair>{{{0}, {1}, 1, 2, 1}});
    CHECK(expanded(a, g, {}).size() == 6);
  }

  TEST_CASE("grouped_pairs: grouped pairs written out are all the pairs found") {
    std::mt19937 random(2);
    const auto any = [&] {
      const auto under = static_cast<std::int64_t>(1 + random() % 6);
      return fraction{static_cast<std::int64_t>(random() % static_cast<unsigned>(under + 1)),
                      under};
    };
    for (int round = 0; round < 800; ++round) {
      CAPTURE(round);
      const incidence_matrix a = test::with_twins(random);
      const owner_list owners = test::random_owners(random, a);
      pair_query query;
      if (random() % 2) query.min_shared = static_cast<std::int32_t>(random() % 3);
      if (random() % 3 == 0) query.min_jaccard = any();
      if (random() % 3 == 0) query.min_containment = any();
      if (random() % 3 == 0) query.min_cosine = any();
      if (random() % 2) query.apart = owners;
      if (random() % 3 == 0) query.with = {static_cast<std::int32_t>(random() % 16)};
      CAPTURE(query.with.value);
      CAPTURE(query.apart.size());
      for (const pair_method method : {pair_method::fastest, pair_method::prefix}) {
        pair_options options;
        options.method = method;
        options.threads = 1 + static_cast<unsigned>(random() % 2);
        const grouped_pairs g = find_grouped_pairs(a, query, options);
        CHECK(g.groups == find_identical(a, query.apart));
        CHECK(std::is_sorted(g.pairs.begin(), g.pairs.end()));
        for (const overlap_pair& p : g.pairs) {
          CHECK(g.groups.representative[p.first.at()] == p.first);
          CHECK(g.groups.representative[p.second.at()] == p.second);
        }
        CHECK(expanded(a, g, query) == test::by_hand::pairs(a, query));
      }
    }
  }

  TEST_CASE("grouped_pairs: a stop that was asked for is thrown") {
    std::stop_source source;
    pair_options options;
    options.watch.stop = source.get_token();
    const incidence_matrix a = test::programs({{0}, {0}, {0, 1}});
    CHECK(find_grouped_pairs(a, {}, options).pairs.size() == 1);
    source.request_stop();
    CHECK_THROWS_AS(find_grouped_pairs(a, {}, options), stopped);
  }
}
