#include <irisan/overlap/bit_rows.hpp>

#include <support/builders.hpp>
#include <support/by_hand.hpp>
#include <support/random.hpp>

#include <doctest/doctest.h>

#include <algorithm>
#include <array>
#include <cstdint>
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

visits_found rows_compared(const incidence_matrix& a, const pair_query& query, instruction_set set,
                           unsigned threads, const progress& watch = {}) {
  visits_found all;
  const size_order order = order_by_size(a);
  const bit_rows rows(a, order, threads, watch);
  compare_rows<visits_found>(
      rows, order, query, kernels::of(set), threads, watch,
      [](visits_found& local, std::int32_t rank, std::int32_t partner, std::int32_t shared) {
        local.push_back({rank, partner, shared});
      },
      [&](const visits_found& local) { all.insert(all.end(), local.begin(), local.end()); });
  CHECK(rows.bytes() == bit_rows::bytes_for(a.rows(), a.columns));
  std::sort(all.begin(), all.end());
  return all;
}

visits_found by_hand_compared(const incidence_matrix& a, const pair_query& query) {
  const size_order o = order_by_size(a);
  visits_found all;
  for (std::int32_t r = 0; r < o.count(); ++r) {
    const partner_window w = window_of(query, o, r);
    for (std::int32_t q = w.begin; q < r; ++q) {
      const std::int32_t s = test::by_hand::shared(a, o.program[static_cast<std::size_t>(r)],
                                                   o.program[static_cast<std::size_t>(q)]);
      if (s >= w.least) all.push_back({r, q, s});
    }
  }
  return all;
}

} // namespace

TEST_SUITE("overlap") {
  TEST_CASE("bit_rows: three programs by eye") {
    // Ranks: {0 1 2 3}, {1 2 3}, {3}.
    const incidence_matrix a = test::programs({{3}, {1, 2, 3}, {0, 1, 2, 3}});
    CHECK(rows_compared(a, {}, instruction_set::portable, 1) ==
          visits_found{{1, 0, 3}, {2, 0, 1}, {2, 1, 1}});
    pair_query two;
    two.min_shared = 2;
    CHECK(rows_compared(a, two, instruction_set::portable, 1) == visits_found{{1, 0, 3}});
  }

  TEST_CASE("bit_rows: nothing and empty programs make nothing") {
    for (const auto& rows :
         {std::vector<std::vector<std::int32_t>>{}, {{}}, {{}, {}}, {{0}}, {{0}, {}}})
      CHECK(rows_compared(incidence(rows), {}, instruction_set::portable, 2).empty());
  }

  TEST_CASE("bit_rows: a row is of whole words of 64 targets") {
    CHECK(bit_rows::bytes_for(0, 64) == 0);
    CHECK(bit_rows::bytes_for(3, 0) == 0);
    CHECK(bit_rows::bytes_for(3, 1) == 24);
    CHECK(bit_rows::bytes_for(3, 64) == 24);
    CHECK(bit_rows::bytes_for(3, 65) == 48);
    CHECK(bit_rows::bytes_for(2'000'000'000, 2'000'000'000) == 500'000'000'000'000'000);
  }

  TEST_CASE("bit_rows: a transposed square has its rows and columns exchanged") {
    std::mt19937_64 random(6);
    for (int round = 0; round < 20; ++round) {
      std::array<std::uint64_t, 64> square;
      for (std::uint64_t& row : square) row = round == 0 ? 0 : random() & random();
      const std::array<std::uint64_t, 64> before = square;
      transpose(square);
      for (std::size_t r = 0; r < 64; ++r)
        for (std::size_t c = 0; c < 64; ++c)
          REQUIRE((square[r] >> c & 1U) == (before[c] >> r & 1U));
    }
  }

  TEST_CASE("bit_rows: fewer rows than ranks are the first, compared with each other") {
    const incidence_matrix a = test::programs({{0, 1, 2}, {1, 2}, {2}});
    const size_order order = order_by_size(a);
    bit_rows rows(2, a.columns);
    CHECK(rows.count() == 2);
    CHECK(rows.words() == 1);
    rows.row(0)[0] = 0b111;
    rows.row(1)[0] = 0b110;
    visits_found all;
    compare_rows<visits_found>(
        rows, order, {}, kernels::of(instruction_set::portable), 1, {},
        [](visits_found& local, std::int32_t rank, std::int32_t partner, std::int32_t shared) {
          local.push_back({rank, partner, shared});
        },
        [&](const visits_found& local) { all.insert(all.end(), local.begin(), local.end()); });
    CHECK(all == visits_found{{1, 0, 2}});
  }

  TEST_CASE("bit_rows: it visits what comparing every two rows does") {
    std::mt19937 random(1);
    const auto any = [&] {
      const auto under = static_cast<std::int64_t>(1 + random() % 10);
      return fraction{static_cast<std::int64_t>(random() % static_cast<unsigned>(under + 1)),
                      under};
    };
    for (int round = 0; round < 200; ++round) {
      CAPTURE(round);
      // Around sixteen and thirty-two programs, which are compared at a time.
      const incidence_matrix a = round % 2 ? test::random_incidence(random, 40, 10)
                                           : test::random_incidence(random, 20, 140);
      pair_query query;
      if (random() % 2) query.min_shared = static_cast<std::int32_t>(random() % 4);
      if (random() % 2) query.min_jaccard = any();
      if (random() % 3 == 0) query.min_containment = any();
      const visits_found expected = by_hand_compared(a, query);
      for (const instruction_set set : instruction_sets())
        for (const unsigned threads : {1U, 3U}) {
          CAPTURE(name_of(set));
          CAPTURE(threads);
          CHECK((rows_compared(a, query, set, threads) == expected));
        }
    }
  }

  TEST_CASE("bit_rows: many programs are compared as few are") {
    // More than 2 048, in larger blocks, the last of them not whole.
    std::mt19937 random(2);
    std::vector<std::vector<std::int32_t>> rows(2'077);
    for (auto& row : rows)
      for (auto k = random() % 8; k > 0; --k)
        row.push_back(static_cast<std::int32_t>(random() % 80));
    const incidence_matrix a = incidence(std::move(rows));
    pair_query query;
    query.min_shared = 3;
    const visits_found expected = by_hand_compared(a, query);
    CHECK(expected.size() > 1'000);
    for (const instruction_set set : instruction_sets()) {
      CAPTURE(name_of(set));
      CHECK((rows_compared(a, query, set, 2) == expected));
    }
  }

  TEST_CASE("bit_rows: rows longer than what is counted at once are counted whole") {
    // 512 words of 64 targets are counted at once: one target on either side of each end.
    std::vector<std::int32_t> whole(70'000),
        edges{0, 63, 64, 32'767, 32'768, 65'535, 65'536, 69'999};
    std::iota(whole.begin(), whole.end(), 0);
    const incidence_matrix a = incidence({edges, whole, {32'768, 69'999}, whole});
    // Ranks: whole, whole, edges, the two.
    for (const instruction_set set : instruction_sets()) {
      CAPTURE(name_of(set));
      CHECK(rows_compared(a, {}, set, 2) ==
            visits_found{{1, 0, 70'000}, {2, 0, 8}, {2, 1, 8}, {3, 0, 2}, {3, 1, 2}, {3, 2, 2}});
    }
  }

  TEST_CASE("bit_rows: a stop that was asked for is thrown") {
    std::stop_source source;
    progress watch;
    watch.stop = source.get_token();
    const incidence_matrix a = test::programs({{0}, {0}});
    CHECK(rows_compared(a, {}, instruction_set::portable, 1, watch).size() == 1);
    source.request_stop();
    CHECK_THROWS_AS(rows_compared(a, {}, instruction_set::portable, 1, watch), stopped);
  }
}
