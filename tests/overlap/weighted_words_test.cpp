#include <irisan/overlap/weighted_words.hpp>

#include <support/builders.hpp>
#include <support/random.hpp>

#include <doctest/doctest.h>

#include <algorithm>
#include <cstdint>
#include <random>
#include <stop_token>
#include <tuple>
#include <vector>

using namespace irisan;

namespace {

using weight_list = std::vector<std::int64_t>;
using counted = std::vector<std::tuple<std::int32_t, std::int32_t, std::int64_t>>;

} // namespace

TEST_SUITE("overlap") {
  TEST_CASE("weighted_words: a row meets the largest programs by eye") {
    const incidence_matrix a = test::programs({{0, 1, 2}, {1, 3}, {2}});
    const weight_list weights{1, 10, 100, 1'000};
    const size_order order = order_by_size(a);
    const weighted_words words(a, order, 2, weights, 1, {});
    CHECK(words.ranks() == 2);
    CHECK(words.bytes() == 4 * 16);
    const auto met = [&](std::int32_t program, std::int64_t row_weight, std::int64_t least) {
      counted found;
      words.count(kernels::of(instruction_set::portable), a.row(program), row_weight, least,
                  [&](std::int32_t rank, std::int32_t shared, std::int64_t weight) {
                    found.emplace_back(rank, shared, weight);
                  });
      return found;
    };
    CHECK(met(0, 111, 0) == counted{{0, 3, 111}, {1, 1, 10}});
    CHECK(met(1, 1'010, 2) == counted{{1, 2, 1'010}});
    CHECK(met(2, 100, 0) == counted{{0, 1, 100}, {1, 0, 0}});
  }

  TEST_CASE(
      "weighted_words: they sum what looking at each target does, with every instruction set") {
    std::mt19937 random(3);
    std::mt19937_64 wide_random(3);
    for (int round = 0; round < 60; ++round) {
      CAPTURE(round);
      const incidence_matrix a = test::random_incidence(random, round % 2 ? 90 : 20, 70);
      // Count and weight together fit 31 bits, or 63, or neither.
      const unsigned bits = static_cast<unsigned>(random() % 57);
      weight_list weights(static_cast<std::size_t>(a.columns));
      for (std::int64_t& w : weights)
        w = static_cast<std::int64_t>(wide_random() & ((std::uint64_t{1} << bits) - 1));
      const size_order order = order_by_size(a);
      const std::int32_t ranks =
          std::min(order.count(), static_cast<std::int32_t>(1 + random() % 64));
      const weighted_words words(a, order, ranks, weights, 2, {});
      for (std::int32_t p = 0; p < a.rows(); ++p) {
        std::int64_t row_weight = 0;
        for (const std::int32_t t : a.row(p)) row_weight += weights[static_cast<std::size_t>(t)];
        const auto least = static_cast<std::int64_t>(random() % 4);
        counted expected;
        for (std::int32_t r = 0; r < ranks; ++r) {
          std::int32_t shared = 0;
          std::int64_t weight = 0;
          const auto other = a.row(order.program[static_cast<std::size_t>(r)]);
          for (const std::int32_t t : a.row(p))
            if (std::ranges::count(other, t) > 0) {
              ++shared;
              weight += weights[static_cast<std::size_t>(t)];
            }
          if (shared >= least) expected.emplace_back(r, shared, weight);
        }
        for (const instruction_set set : instruction_sets()) {
          CAPTURE(name_of(set));
          counted found;
          words.count(kernels::of(set), a.row(p), row_weight, least,
                      [&](std::int32_t rank, std::int32_t shared, std::int64_t weight) {
                        found.emplace_back(rank, shared, weight);
                      });
          CHECK((found == expected));
        }
      }
    }
  }

  TEST_CASE("weighted_words: words of many targets are the same from any number of threads") {
    // More than a part of the targets; the largest program reaches all, the others every k-th.
    std::vector<std::vector<std::int32_t>> rows(64);
    for (std::int32_t p = 0; p < 64; ++p)
      for (std::int32_t t = 0; t < 20'000; t += p + 1)
        rows[static_cast<std::size_t>(p)].push_back(t);
    const incidence_matrix a = incidence(std::move(rows));
    const weight_list weights(static_cast<std::size_t>(a.columns), 3);
    const size_order order = order_by_size(a);
    for (const unsigned threads : {1U, 3U}) {
      const weighted_words words(a, order, 64, weights, threads, {});
      counted found;
      words.count(kernels::of(widest_instruction_set()), a.row(0), 60'000, 0,
                  [&](std::int32_t rank, std::int32_t shared, std::int64_t weight) {
                    found.emplace_back(rank, shared, weight);
                  });
      REQUIRE(found.size() == 64);
      for (std::int32_t r = 0; r < 64; ++r) {
        const std::int32_t size = (20'000 + r) / (r + 1);
        CHECK(found[static_cast<std::size_t>(r)] ==
              counted::value_type{r, size, std::int64_t{3} * size});
      }
    }
  }

  TEST_CASE("weighted_words: they are worth it where enough programs meet at a target") {
    const auto ranks = [](const incidence_matrix& a) {
      return weighted_words::ranks_worth(order_by_size(a), a.columns);
    };
    CHECK(ranks(test::programs({})) == 0);
    CHECK(ranks(test::programs({{0, 1}, {0}})) == 0);
    CHECK(ranks(test::programs({{0, 1}, {0, 1}})) == 2);
    std::vector<std::vector<std::int32_t>> rows(100, {0});
    CHECK(ranks(incidence(rows)) == 64);
    rows[0] = {40}; // 64 of 100 crossings at 41 targets
    CHECK(ranks(incidence(rows)) == 0);
  }

  TEST_CASE("weighted_words: a stop that was asked for is thrown") {
    std::stop_source source;
    progress watch;
    watch.stop = source.get_token();
    source.request_stop();
    const incidence_matrix a = test::programs({{0}, {0}});
    const weight_list weights{1};
    CHECK_THROWS_AS(weighted_words(a, order_by_size(a), 2, weights, 1, watch), stopped);
  }
}
