#include <irisan/overlap/bit_columns.hpp>

#include <support/builders.hpp>
#include <support/by_hand.hpp>
#include <support/random.hpp>

#include <doctest/doctest.h>

#include <algorithm>
#include <cstdint>
#include <numeric>
#include <random>
#include <tuple>
#include <utility>
#include <vector>

using namespace irisan;

namespace {

using crossings = std::vector<std::tuple<std::int32_t, std::int32_t, std::int32_t>>;

/// The targets that a row does not reach.
std::vector<std::int32_t> unreached(const incidence_matrix& a, std::int32_t p) {
  std::vector<std::int32_t> rest;
  for (std::int32_t t = 0; t < a.columns; ++t)
    if (std::ranges::count(a.row(p), t) == 0) rest.push_back(t);
  return rest;
}

/// Every rank's partners in [begin(rank), end(rank)) with at least `least` in common: as columns.
template <class Begin, class End>
crossings counted(const incidence_matrix& a, std::int32_t blocks, unsigned threads,
                  const size_order& o, instruction_set set, std::int64_t least, bool complement,
                  std::size_t rows_at_once, const Begin& begin, const End& end) {
  crossings found;
  bit_columns columns(a.columns); // one for all blocks: nothing of the one before may be left
  bit_columns::workspace w;
  for (std::int32_t block = 0; block < blocks; ++block) {
    columns.fill(a, o, block, threads, {});
    std::vector<bit_columns::row> rows;
    std::vector<std::vector<std::int32_t>> rest(static_cast<std::size_t>(o.count()));
    const auto flush = [&] {
      columns.count(kernels::of(set), rows, w,
                    [&](const bit_columns::row& row, std::int32_t rank, std::int32_t shared) {
                      found.emplace_back(row.rank, rank, shared);
                    });
      rows.clear();
    };
    for (std::int32_t r = 0; r < o.count(); ++r) {
      const auto rank = static_cast<std::size_t>(r);
      bit_columns::row row;
      row.rank = r;
      row.size = o.size[rank];
      row.least = least;
      row.begin = begin(r);
      row.end = end(r);
      row.targets = a.row(o.program[rank]);
      if (complement) {
        rest[rank] = unreached(a, o.program[rank]);
        row.targets = rest[rank];
        row.complement = true;
      }
      rows.push_back(row);
      if (rows.size() == rows_at_once) flush();
    }
    flush();
  }
  std::sort(found.begin(), found.end());
  return found;
}

template <class Begin, class End>
crossings by_hand_counted(const incidence_matrix& a, std::int32_t blocks, const size_order& o,
                          std::int64_t least, const Begin& begin, const End& end) {
  crossings expected;
  for (std::int32_t r = 0; r < o.count(); ++r)
    for (std::int32_t q = begin(r); q < std::min({end(r), 512 * blocks, o.count()}); ++q) {
      const std::int32_t s = test::by_hand::shared(a, o.program[static_cast<std::size_t>(r)],
                                                   o.program[static_cast<std::size_t>(q)]);
      if (s >= least) expected.emplace_back(r, q, s);
    }
  return expected;
}

/// The first programs' bits, one by one.
void check_rows(const incidence_matrix& a, const size_order& o, const bit_rows& rows) {
  for (std::int32_t r = 0; r < rows.count(); ++r) {
    std::vector<std::uint64_t> expected(rows.words(), 0);
    for (const std::int32_t t : a.row(o.program[static_cast<std::size_t>(r)]))
      expected[static_cast<std::size_t>(t / 64)] |= std::uint64_t{1} << (t % 64);
    REQUIRE(std::equal(expected.begin(), expected.end(), rows.row(r)));
  }
}

} // namespace

TEST_SUITE("overlap") {
  TEST_CASE("bit_columns: the crossings of three programs by eye") {
    // Ranks: {0 1 2 3}, {1 2 3}, {3}.
    const incidence_matrix a = test::programs({{3}, {1, 2, 3}, {0, 1, 2, 3}});
    const size_order o = order_by_size(a);
    for (const instruction_set set : instruction_sets())
      for (const bool complement : {false, true}) {
        CAPTURE(name_of(set));
        CAPTURE(complement);
        const auto zero = [](std::int32_t) { return 0; };
        const auto rank = [](std::int32_t r) { return r; };
        CHECK(counted(a, 1, 1, o, set, 1, complement, 9, zero, rank) ==
              crossings{{1, 0, 3}, {2, 0, 1}, {2, 1, 1}});
        CHECK(counted(a, 1, 1, o, set, 2, complement, 9, zero, rank) == crossings{{1, 0, 3}});
        CHECK(counted(a, 1, 1, o, set, 4, complement, 9, zero, rank).empty());
      }
  }

  TEST_CASE("bit_columns: nothing and nobody have no crossings") {
    const auto zero = [](std::int32_t) { return 0; };
    const auto rank = [](std::int32_t r) { return r; };
    for (const auto& rows : {std::vector<std::vector<std::int32_t>>{}, {{}, {}}, {{0}, {}}}) {
      const incidence_matrix a = incidence(rows);
      const size_order o = order_by_size(a);
      for (const std::int32_t blocks : {0, 1, 2}) {
        for (const bool complement : {false, true})
          CHECK(counted(a, blocks, 2, o, instruction_set::portable, 1, complement, 9, zero, rank)
                    .empty());
      }
    }
  }

  TEST_CASE("bit_columns: crossings are those of comparing every two rows") {
    std::mt19937 random(1);
    for (int round = 0; round < 60; ++round) {
      CAPTURE(round);
      const incidence_matrix a = test::random_incidence(random, 40, round % 2 ? 12 : 90);
      const size_order o = order_by_size(a);
      // More blocks than programs need are empty.
      const std::int32_t blocks = 1 + round % 2;
      const auto threads = 1 + static_cast<unsigned>(random() % 3);
      const auto least = static_cast<std::int64_t>(1 + random() % 6);
      const auto begin = [&](std::int32_t r) { return r / 3; };
      const auto end = [&](std::int32_t r) { return r; };
      const crossings expected = by_hand_counted(a, blocks, o, least, begin, end);
      for (const instruction_set set : instruction_sets())
        for (const bool complement : {false, true})
          for (const std::size_t rows : {1U, 7U, 100U}) {
            CAPTURE(name_of(set));
            CAPTURE(complement);
            CAPTURE(rows);
            CHECK((counted(a, blocks, threads, o, set, least, complement, rows, begin, end) ==
                   expected));
          }
    }
  }

  TEST_CASE("bit_columns: windows begin and end at any bit of several blocks") {
    // 1 100 programs of one or two of few targets: three blocks, the last not full.
    std::mt19937 random(2);
    std::vector<std::vector<std::int32_t>> all(1'100);
    for (auto& row : all)
      row = {static_cast<std::int32_t>(random() % 9), static_cast<std::int32_t>(random() % 9)};
    const incidence_matrix a = incidence(all);
    const size_order o = order_by_size(a);
    using window = std::pair<std::int32_t, std::int32_t>;
    for (const window& w : {window{0, 1'100},
                            {0, 1},
                            {1, 2},
                            {63, 64},
                            {63, 65},
                            {64, 128},
                            {500, 520},
                            {511, 513},
                            {512, 513},
                            {1'023, 1'025},
                            {1'090, 1'100},
                            {40, 40}}) {
      const std::int32_t from = w.first, to = w.second;
      CAPTURE(from);
      CAPTURE(to);
      // Only some of the rows, or it takes long.
      const auto begin = [&](std::int32_t) { return from; };
      const auto end = [&](std::int32_t r) { return r % 97 == 0 ? to : from; };
      const crossings expected = by_hand_counted(a, 3, o, 1, begin, end);
      for (const instruction_set set : instruction_sets()) {
        CAPTURE(name_of(set));
        for (const bool complement : {false, true})
          CHECK((counted(a, 3, 2, o, set, 1, complement, 50, begin, end) == expected));
      }
    }
  }

  TEST_CASE("bit_columns: long rows go through tiles of targets and none is lost at their edges") {
    // More than two tiles of 4 096 targets; groups of sixteen cross from one into the next.
    constexpr std::int32_t targets = 9'000;
    std::mt19937 random(3);
    std::vector<std::vector<std::int32_t>> all;
    for (std::size_t p = 0; p < 12; ++p) {
      std::vector<std::int32_t> row;
      for (std::int32_t t = 0; t < targets; ++t)
        if (p == 0 || random() % 12 < p) row.push_back(t);
      all.push_back(row);
    }
    all.push_back({2'047, 2'048, 4'095, 4'096, 8'191, 8'192, 8'999});
    const incidence_matrix a = incidence(all);
    const size_order o = order_by_size(a);
    const auto zero = [](std::int32_t) { return 0; };
    const auto rank = [](std::int32_t r) { return r; };
    const crossings expected = by_hand_counted(a, 1, o, 1, zero, rank);
    REQUIRE(expected.size() > 70);
    for (const instruction_set set : instruction_sets())
      for (const bool complement : {false, true}) {
        CAPTURE(name_of(set));
        CAPTURE(complement);
        CHECK((counted(a, 1, 2, o, set, 1, complement, 100, zero, rank) == expected));
      }
  }

  TEST_CASE("bit_columns: the first of them are rows too") {
    // Around the ends of words, of a tile of 2 048 targets and of a thread's 16 384.
    std::mt19937 random(5);
    for (const std::int32_t targets : {1, 63, 64, 65, 2'047, 2'048, 2'049, 16'384, 16'385, 40'000})
      for (const std::size_t programs : {1U, 63U, 64U, 70U}) {
        CAPTURE(targets);
        CAPTURE(programs);
        std::vector<std::vector<std::int32_t>> all(programs);
        for (auto& row : all) {
          for (int k = 0; k < 40; ++k)
            row.push_back(static_cast<std::int32_t>(random()) & 0x7fff'ffff);
          for (std::int32_t& t : row) t %= targets;
          row.push_back(targets - 1);
        }
        const incidence_matrix a = incidence(all);
        REQUIRE(a.columns == targets);
        const size_order o = order_by_size(a);
        bit_columns columns(a.columns);
        const auto first = static_cast<std::int32_t>(std::min<std::size_t>(programs, 64));
        for (const std::int32_t count : {first, 1}) {
          bit_rows rows(count, a.columns);
          columns.fill(a, o, 0, 2, {}, &rows);
          check_rows(a, o, rows);
        }
      }
  }

  TEST_CASE("bit_columns: memory is what was told before") {
    std::mt19937 random(4);
    for (int round = 0; round < 5; ++round) {
      const incidence_matrix a = test::random_incidence(random, 40, 90);
      CHECK(bit_columns(a.columns).bytes() == bit_columns::bytes_for(a.columns));
      CHECK(bit_columns::bytes_for(a.columns) ==
            64 * static_cast<std::size_t>(a.columns + 1) + 2'048);
    }
    // Slices and as many held carries, 64 bytes each, for counts up to 15, 16 and 200 000.
    CHECK(bit_columns::row_bytes(15) == 5 * 2 * 64 + 8);
    CHECK(bit_columns::row_bytes(16) == 6 * 2 * 64 + 8);
    CHECK(bit_columns::row_bytes(200'000) == 19 * 2 * 64 + 8);
  }

  TEST_CASE("bit_columns: a stop that was asked for is thrown") {
    std::stop_source source;
    progress watch;
    watch.stop = source.get_token();
    const incidence_matrix a = test::programs({{0}, {0}});
    const size_order o = order_by_size(a);
    bit_columns columns(a.columns);
    CHECK_NOTHROW(columns.fill(a, o, 0, 1, watch));
    source.request_stop();
    CHECK_THROWS_AS(columns.fill(a, o, 0, 1, watch), stopped);
  }
}
