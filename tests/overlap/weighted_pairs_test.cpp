#include <irisan/overlap/weighted_pairs.hpp>

#include <support/builders.hpp>
#include <support/by_hand.hpp>
#include <support/folder.hpp>
#include <support/random.hpp>

#include <doctest/doctest.h>

#include <algorithm>
#include <cstdint>
#include <limits>
#include <random>
#include <stop_token>
#include <vector>

using namespace irisan;

namespace {

using weight_list = std::vector<std::int64_t>;
using weighted = std::vector<weighted_pair>;

constexpr std::int64_t most = std::numeric_limits<std::int64_t>::max();

/// Every two rows compared; thresholds as fractions written out, in 128 bits.
weighted by_hand_weighted(const incidence_matrix& a, const weight_list& weights,
                          const weight_query& query) {
  const auto weigh = [&](std::int32_t p, std::int32_t q) {
    std::int64_t sum = 0;
    for (const std::int32_t t : a.row(p))
      if (std::ranges::count(a.row(q), t) > 0) sum += weights[static_cast<std::size_t>(t)];
    return sum;
  };
  weighted found;
  for (const overlap_pair& p : test::by_hand::pairs(a, query.counts)) {
    const std::int32_t x = p.first.value, y = p.second.value;
    const weighted_pair pair{p, weigh(x, y), weigh(x, x), weigh(y, y)};
    if (pair.shared_weight < query.min_shared_weight) continue;
    if (const fraction& j = query.min_weighted_jaccard; j.numerator > 0) {
      // Small fractions only, so that 128 bits do.
      const auto wide = [](std::int64_t n) { return static_cast<wide_unsigned>(n); };
      const wide_unsigned all =
          wide(pair.first_weight) + wide(pair.second_weight) - wide(pair.shared_weight);
      if (all == 0 || wide(pair.shared_weight) * wide(j.denominator) < all * wide(j.numerator))
        continue;
    }
    found.push_back(pair);
  }
  return found;
}

pair_options threads(unsigned n) {
  pair_options o;
  o.threads = n;
  return o;
}

} // namespace

TEST_SUITE("overlap") {
  TEST_CASE("weighted_pairs: two programs and what their targets weigh by eye") {
    const incidence_matrix a = test::programs({{0, 1, 2}, {1, 2, 3, 4}});
    const weight_list weights{1, 10, 100, 1'000, 0};
    CHECK(find_weighted_pairs(a, weights) == weighted{{{{0}, {1}, 2, 3, 4}, 110, 111, 1'110}});
    const auto found = [&](std::int64_t weight, fraction jaccard) {
      weight_query q;
      q.min_shared_weight = weight;
      q.min_weighted_jaccard = jaccard;
      return find_weighted_pairs(a, weights, q).size() == 1;
    };
    CHECK(found(110, {0, 1}));
    CHECK(!found(111, {0, 1}));
    // 110 of 1 111
    CHECK(found(0, {110, 1'111}));
    CHECK(!found(0, {111, 1'111}));
    CHECK(!found(0, {110'001, 1'111'000}));
  }

  TEST_CASE("weighted_pairs: weights belong to their intervention whichever is larger") {
    const weight_list weights{1, 2, 4};
    CHECK(find_weighted_pairs(test::programs({{0}, {0, 1, 2}}), weights) ==
          weighted{{{{0}, {1}, 1, 1, 3}, 1, 1, 7}});
    CHECK(find_weighted_pairs(test::programs({{0, 1, 2}, {0}}), weights) ==
          weighted{{{{0}, {1}, 1, 3, 1}, 1, 7, 1}});
  }

  TEST_CASE("weighted_pairs: targets that weigh nothing are shared all the same") {
    const incidence_matrix a = test::programs({{0, 1}, {0, 2}});
    weight_query query;
    CHECK(find_weighted_pairs(a, weight_list{0, 0, 0}) == weighted{{{{0}, {1}, 1, 2, 2}, 0, 0, 0}});
    query.min_shared_weight = 1;
    CHECK(find_weighted_pairs(a, weight_list{0, 7, 0}, query).empty());
    CHECK(find_weighted_pairs(a, weight_list{1, 7, 0}, query).size() == 1);
    // Nothing of nothing is no share.
    query.min_shared_weight = 0;
    query.min_weighted_jaccard = {1, most};
    CHECK(find_weighted_pairs(a, weight_list{0, 0, 0}, query).empty());
    CHECK(find_weighted_pairs(a, weight_list{1, 0, 0}, query).size() == 1);
  }

  TEST_CASE("weighted_pairs: a weighted Jaccard met exactly is met however great the weights") {
    const incidence_matrix a = test::programs({{0, 1}, {0, 2}});
    const auto found = [&](weight_list weights, fraction jaccard) {
      weight_query q;
      q.min_weighted_jaccard = jaccard;
      return find_weighted_pairs(a, weights, q).size() == 1;
    };
    CHECK(found({9, 1, 0}, {9, 10}));
    CHECK(!found({9, 1, 0}, {901, 1'000}));
    CHECK(found({9, 0, 1}, {9, 10}));
    CHECK(!found({899, 101, 0}, {9, 10}));
    CHECK(found({9, 0, 0}, {1, 1}));
    CHECK(!found({9, 0, 1}, {1, 1}));
    CHECK(!found({9, 0, 0}, {most, most - 1}));
    constexpr std::int64_t third = most / 3;
    CHECK(found({third, third, third}, {1, 3}));
    CHECK(!found({third, third, third + 1}, {1, 3}));
    CHECK(found({third + 1, third, third}, {1, 3}));
    CHECK(found({most - 1, 1, 0}, {most - 1, most}));
    CHECK(!found({most - 2, 1, 1}, {most - 1, most}));
    CHECK(!found({most - 1, 1, 0}, {most, most}));
  }

  TEST_CASE(
      "weighted_pairs: they are those of comparing every two rows for weights of every length") {
    std::mt19937_64 wide_random(1);
    std::mt19937 random(1);
    for (int round = 0; round < 700; ++round) {
      CAPTURE(round);
      const incidence_matrix a = round % 10 == 0   ? test::random_incidence(random, 90, 3)
                                 : round % 10 == 1 ? test::random_incidence(random, 12, 70)
                                                   : test::random_incidence(random, 9, 9);
      // Count and weight together fit 31 bits, or 63, or neither.
      const unsigned bits = static_cast<unsigned>(random() % 57);
      weight_list weights(static_cast<std::size_t>(a.columns));
      for (std::int64_t& w : weights)
        if (random() % 4 > 0)
          w = static_cast<std::int64_t>(wide_random() & ((std::uint64_t{1} << bits) - 1));
      const auto any = [&] {
        const auto under = static_cast<std::int64_t>(1 + random() % 10);
        return fraction{static_cast<std::int64_t>(random() % static_cast<unsigned>(under + 1)),
                        under};
      };
      weight_query query;
      if (random() % 2) query.counts.min_shared = static_cast<std::int32_t>(random() % 4);
      if (random() % 3 == 0) query.counts.min_jaccard = any();
      if (random() % 3 == 0) query.min_weighted_jaccard = any();
      if (random() % 3 == 0)
        query.min_shared_weight = static_cast<std::int64_t>(std::uint64_t{1} << bits);
      std::vector<std::int32_t> owners(static_cast<std::size_t>(a.rows()));
      for (std::int32_t& o : owners) o = static_cast<std::int32_t>(random() % 3) - 1;
      if (random() % 4 == 0) query.counts.apart = owners;
      if (random() % 6 == 0) query.counts.with = {static_cast<std::int32_t>(random() % 9)};
      const weighted expected = by_hand_weighted(a, weights, query);
      CHECK((find_weighted_pairs(a, weights, query, threads(1)) == expected));
      CHECK((find_weighted_pairs(a, weights, query, threads(3)) == expected));
    }
  }

  TEST_CASE("weighted_pairs: the largest programs and all others are those of comparing rows") {
    std::mt19937 random(4);
    // As many as fit a word, fewer and more; dense, and so thin that words are not worth it.
    for (const std::size_t programs : {63U, 64U, 65U, 200U})
      for (const unsigned targets : {20U, 400U}) {
        CAPTURE(programs);
        CAPTURE(targets);
        std::vector<std::vector<std::int32_t>> rows(programs);
        for (auto& row : rows)
          for (auto k = 1 + random() % 12; k > 0; --k)
            row.push_back(static_cast<std::int32_t>(random() % targets));
        const incidence_matrix a = incidence(std::move(rows));
        CHECK((weighted_words::ranks_worth(order_by_size(a), a.columns) > 0) == (targets == 20));
        weight_list weights(static_cast<std::size_t>(a.columns));
        for (std::int64_t& w : weights) w = static_cast<std::int64_t>(random() % 2'000);
        weight_query query;
        query.min_shared_weight = 1'500;
        const weighted expected = by_hand_weighted(a, weights, query);
        CHECK(!expected.empty());
        for (const instruction_set set : instruction_sets()) {
          CAPTURE(name_of(set));
          pair_options options = threads(2);
          options.instructions = set;
          CHECK((find_weighted_pairs(a, weights, query, options) == expected));
        }
      }
  }

  TEST_CASE("weighted_pairs: what is told of a search only rises, to 1") {
    std::mt19937 random(5);
    const incidence_matrix a = test::random_incidence(random, 3'000, 40);
    REQUIRE(a.rows() > 600);
    std::vector<double> told;
    pair_options options = threads(1);
    options.watch.report = [&](std::string_view, double share) { told.push_back(share); };
    find_weighted_pairs(a, weight_list(static_cast<std::size_t>(a.columns), 1), {}, options);
    CHECK(told.size() > 8);
    CHECK(std::is_sorted(told.begin(), told.end()));
    CHECK(told.back() == 1);
  }

  TEST_CASE(
      "weighted_pairs: rows whose count and weight fit 31 bits and 63 and neither stand together") {
    // One thread's counters are used in turn by rows of all three kinds.
    std::mt19937 random(2);
    std::vector<std::vector<std::int32_t>> rows(60);
    for (std::size_t p = 0; p < rows.size(); ++p)
      for (int i = 0; i < 6; ++i)
        rows[p].push_back(static_cast<std::int32_t>(random() % (3 + 3 * (p % 3))));
    const incidence_matrix a = incidence(rows);
    const weight_list weights{
        5, 0, (1 << 20) - 1, (1LL << 31) - 1, 1LL << 40, 1LL << 50, most / 2, (1LL << 61) - 1, 3};
    REQUIRE(a.columns == 9);
    for (const unsigned n : {1U, 2U})
      CHECK((find_weighted_pairs(a, weights, {}, threads(n)) == by_hand_weighted(a, weights, {})));
  }

  TEST_CASE("weighted_pairs: at the edges of a word nothing is carried over") {
    // Two rows of one to nine targets whose weights just fill 31 bits or 63 with the count.
    for (const int word : {31, 63})
      for (std::int32_t size = 1; size <= 9; ++size)
        for (const int off : {-1, 0, 1}) {
          CAPTURE(word);
          CAPTURE(size);
          CAPTURE(off);
          std::vector<std::int32_t> row;
          for (std::int32_t t = 0; t < size; ++t) row.push_back(t);
          const incidence_matrix a = incidence({row, row, row});
          int count_bits = 0;
          while (size >> count_bits != 0) ++count_bits;
          const int bits = std::min(63, word - count_bits + off);
          weight_list weights(static_cast<std::size_t>(size), 0);
          weights.back() = static_cast<std::int64_t>((std::uint64_t{1} << bits) - 1);
          const std::int64_t w = weights.back();
          CHECK(find_weighted_pairs(a, weights) ==
                weighted{{{{0}, {1}, size, size, size}, w, w, w},
                         {{{0}, {2}, size, size, size}, w, w, w},
                         {{{1}, {2}, size, size, size}, w, w, w}});
        }
  }

  TEST_CASE("weighted_pairs: programs in two blocks meet each other") {
    // 66 000 programs, more than a block of 65 535, one in 300 at the only target that weighs.
    std::vector<std::vector<std::int32_t>> rows;
    std::vector<std::int32_t> heavy;
    for (std::int32_t p = 0; p < 66'000; ++p) {
      rows.push_back({p % 300 == 0 ? 0 : 1 + p % 900});
      if (p % 300 == 0) heavy.push_back(p);
    }
    weight_query query;
    query.min_shared_weight = 7;
    weight_list weights(901, 0);
    weights[0] = 7;
    weighted expected;
    for (std::size_t i = 0; i < heavy.size(); ++i)
      for (std::size_t k = i + 1; k < heavy.size(); ++k)
        expected.push_back({{{heavy[i]}, {heavy[k]}, 1, 1, 1}, 7, 7, 7});
    const incidence_matrix a = incidence(std::move(rows));
    weights.resize(static_cast<std::size_t>(a.columns));
    CHECK((find_weighted_pairs(a, weights, query, threads(1)) == expected));
    CHECK((find_weighted_pairs(a, weights, query, threads(2)) == expected));
  }

  TEST_CASE("weighted_pairs: wrong weights are refused with what is wrong") {
    const incidence_matrix a = test::programs({{0}, {0, 2}});
    const auto text = [&](const weight_list& weights) {
      return test::thrown<rule_error>([&] { find_weighted_pairs(a, weights); });
    };
    CHECK(text({1, 2}) == "there are 2 weights for 3 targets");
    CHECK(text({1, 2, 3, 4}) == "there are 4 weights for 3 targets");
    CHECK(text({1, 2, 3}) == "");
    CHECK(text({1, -5, 3}) == "the weight of target 1 is negative: -5");
    CHECK(text({1, 0, 3}) == "");
    CHECK(text({most, 0, 0}) == "");
    CHECK(text({most, 0, 1}) == "all weights together pass 9223372036854775807");
    CHECK(text({most - 1, 0, 1}) == "");
    CHECK(find_weighted_pairs(test::programs({}), weight_list{}).empty());
  }

  TEST_CASE("weighted_pairs: a stop that was asked for is thrown") {
    std::stop_source source;
    pair_options options;
    options.watch.stop = source.get_token();
    const incidence_matrix a = test::programs({{0}, {0}});
    CHECK(find_weighted_pairs(a, weight_list{1}, {}, options).size() == 1);
    source.request_stop();
    CHECK_THROWS_AS(find_weighted_pairs(a, weight_list{1}, {}, options), stopped);
  }
}
