#include <irisan/overlap/crossing_counter.hpp>

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

using shares = std::vector<std::pair<std::int32_t, std::int32_t>>; // rank, shared

std::vector<std::int32_t> first(std::int32_t n) {
  std::vector<std::int32_t> row(static_cast<std::size_t>(n));
  std::iota(row.begin(), row.end(), 0);
  return row;
}

/// Partners of a rank in a block and a window, by comparing rows.
shares by_hand_shares(const incidence_matrix& a, const size_order& o, std::int32_t begin,
                      std::int32_t end, std::int32_t rank, partner_window w) {
  shares expected;
  for (std::int32_t q = std::max(begin, w.begin); q < std::min(end, rank); ++q) {
    const std::int32_t s = test::by_hand::shared(a, o.program[static_cast<std::size_t>(rank)],
                                                 o.program[static_cast<std::size_t>(q)]);
    if (s >= w.least) expected.emplace_back(q, s);
  }
  return expected;
}

shares counted(crossing_counter& counter, const incidence_matrix& a, const size_order& o,
               const target_lists& lists, instruction_set set, std::int32_t rank,
               partner_window w) {
  shares found;
  counter.count(kernels::of(set), lists, a.row(o.program[static_cast<std::size_t>(rank)]), rank, w,
                [&](std::int32_t q, std::int32_t s) { found.emplace_back(q, s); });
  return found;
}

} // namespace

TEST_SUITE("overlap") {
  TEST_CASE("crossing_counter: lists of three programs by eye") {
    // Ranks: {0 1 2 3}, {1 2 3}, {3}.
    const incidence_matrix a = test::programs({{3}, {1, 2, 3}, {0, 1, 2, 3}});
    const size_order o = order_by_size(a);
    const target_lists lists(a, o, 0, 3, 1, {});
    CHECK(lists.begin() == 0);
    CHECK(lists.end() == 3);
    CHECK(lists.nobody() == 3);
    CHECK(lists.length(0) == 1);
    CHECK(lists.length(3) == 3);
    CHECK(lists.list(3)[0] == 0);
    CHECK(lists.list(3)[1] == 1);
    CHECK(lists.list(3)[2] == 2);
    CHECK(lists.list(3)[3] == 3); // filled up with nobody
    CHECK(lists.list(3)[7] == 3);
    // Target 3 has two ranks before the last.
    CHECK(lists.before(2)[0] == 2);
    CHECK(lists.before(1)[0] == 1);
    CHECK(lists.before(0)[0] == 0);
    crossing_counter counter(lists, 4);
    CHECK(counted(counter, a, o, lists, instruction_set::portable, 2, {0, 1}) ==
          shares{{0, 1}, {1, 1}});
    CHECK(counted(counter, a, o, lists, instruction_set::portable, 1, {0, 1}) == shares{{0, 3}});
    CHECK(counted(counter, a, o, lists, instruction_set::portable, 0, {0, 1}).empty());
    CHECK(counted(counter, a, o, lists, instruction_set::portable, 2, {1, 1}) == shares{{1, 1}});
    CHECK(counted(counter, a, o, lists, instruction_set::portable, 2, {0, 2}).empty());
  }

  TEST_CASE("crossing_counter: lists hold a block's ranks ascending with any number of threads") {
    std::mt19937 random(1);
    for (int round = 0; round < 100; ++round) {
      CAPTURE(round);
      const incidence_matrix a = test::random_incidence(random, 40, round % 2 ? 3 : 30);
      const size_order o = order_by_size(a);
      const auto n = static_cast<unsigned>(a.rows());
      const auto begin = static_cast<std::int32_t>(random() % (n + 1));
      const auto end =
          begin + static_cast<std::int32_t>(random() % (n + 1 - static_cast<unsigned>(begin)));
      for (const unsigned threads : {1U, 2U, 5U}) {
        CAPTURE(threads);
        const target_lists lists(a, o, begin, end, threads, {});
        for (std::int32_t t = 0; t < a.columns; ++t) {
          std::vector<std::uint16_t> expected;
          for (std::int32_t r = begin; r < end; ++r)
            if (std::ranges::count(a.row(o.program[static_cast<std::size_t>(r)]), t) > 0)
              expected.push_back(static_cast<std::uint16_t>(r - begin));
          CHECK(lists.length(t) == expected.size());
          while (expected.size() % 8 != 0)
            expected.push_back(static_cast<std::uint16_t>(lists.nobody()));
          CHECK(std::equal(expected.begin(), expected.end(), lists.list(t)));
        }
        for (std::int32_t r = begin; r < end; ++r) {
          const auto row = a.row(o.program[static_cast<std::size_t>(r)]);
          for (std::size_t e = 0; e < row.size(); ++e) {
            std::size_t before = 0;
            for (std::int32_t q = begin; q < r; ++q)
              before += static_cast<std::size_t>(
                  std::ranges::count(a.row(o.program[static_cast<std::size_t>(q)]), row[e]));
            CHECK(lists.before(r)[e] == before);
          }
        }
        CHECK(lists.before(end) == nullptr);
      }
    }
  }

  TEST_CASE("crossing_counter: ranks in the block and beyond it count as comparing rows does") {
    std::mt19937 random(2);
    for (int round = 0; round < 300; ++round) {
      CAPTURE(round);
      // Few targets: counters are gone through. Many: so few crossings that they are listed.
      const incidence_matrix a = round % 3 == 0 ? test::random_incidence(random, 60, 3)
                                 : round % 3 == 1
                                     ? test::random_incidence(random, 30, 30)
                                     : [&] {
                                         std::vector<std::vector<std::int32_t>> rows(90);
                                         for (auto& row : rows)
                                           row = {static_cast<std::int32_t>(random() % 60)};
                                         return incidence(rows);
                                       }();
      const size_order o = order_by_size(a);
      const auto n = static_cast<unsigned>(a.rows());
      const auto begin = static_cast<std::int32_t>(random() % (n + 1));
      const auto end =
          begin + static_cast<std::int32_t>(random() % (n + 1 - static_cast<unsigned>(begin)));
      const target_lists lists(a, o, begin, end, 1, {});
      for (const instruction_set set : instruction_sets()) {
        CAPTURE(name_of(set));
        crossing_counter counter(lists, 30); // used again and again, as a thread does
        for (std::int32_t rank = begin; rank < a.rows(); ++rank) {
          CAPTURE(rank);
          partner_window w;
          if (random() % 2) w.begin = static_cast<std::int32_t>(random() % (n + 1));
          w.least = static_cast<std::int64_t>(1 + random() % 3);
          CHECK((counted(counter, a, o, lists, set, rank, w) ==
                 by_hand_shares(a, o, begin, end, rank, w)));
        }
      }
    }
  }

  TEST_CASE("crossing_counter: windows begin anywhere in a long list") {
    // 100 programs at one target, each at one of its own too.
    std::vector<std::vector<std::int32_t>> rows;
    for (std::int32_t p = 0; p < 100; ++p) rows.push_back({0, p + 1});
    const incidence_matrix a = incidence(rows);
    const size_order o = order_by_size(a);
    const target_lists lists(a, o, 10, 90, 1, {});
    for (const instruction_set set : instruction_sets()) {
      crossing_counter counter(lists, 2);
      for (std::int32_t rank = 10; rank < 100; ++rank)
        for (std::int32_t begin = 0; begin <= rank; ++begin) {
          shares expected;
          for (std::int32_t q = std::max(10, begin); q < std::min(90, rank); ++q)
            expected.emplace_back(q, 1);
          if (counted(counter, a, o, lists, set, rank, {begin, 1}) != expected) {
            CAPTURE(name_of(set));
            CAPTURE(rank);
            CAPTURE(begin);
            CHECK(counted(counter, a, o, lists, set, rank, {begin, 1}) == expected);
          }
        }
    }
  }

  TEST_CASE("crossing_counter: counts of 65 535 and more are held whole") {
    // Ranks: 65 537, 65 537, 65 536, 65 535 targets and one.
    const incidence_matrix a =
        incidence({first(65'537), first(65'537), first(65'536), first(65'535), {65'536}});
    const size_order o = order_by_size(a);
    const target_lists lists(a, o, 0, 5, 2, {});
    for (const instruction_set set : instruction_sets()) {
      CAPTURE(name_of(set));
      crossing_counter counter(lists, 65'537);
      CHECK(counted(counter, a, o, lists, set, 1, {0, 1}) == shares{{0, 65'537}});
      CHECK(counted(counter, a, o, lists, set, 1, {0, 65'537}) == shares{{0, 65'537}});
      CHECK(counted(counter, a, o, lists, set, 1, {0, 65'538}).empty());
      CHECK(counted(counter, a, o, lists, set, 2, {0, 65'536}) == shares{{0, 65'536}, {1, 65'536}});
      CHECK(counted(counter, a, o, lists, set, 3, {0, 65'535}) ==
            shares{{0, 65'535}, {1, 65'535}, {2, 65'535}});
      CHECK(counted(counter, a, o, lists, set, 4, {0, 1}) == shares{{0, 1}, {1, 1}});
    }
  }

  TEST_CASE("crossing_counter: a least count above all is reached by none") {
    const incidence_matrix a = test::programs({{0}, {0}});
    const size_order o = order_by_size(a);
    const target_lists lists(a, o, 0, 2, 1, {});
    crossing_counter counter(lists, 1);
    CHECK(counted(counter, a, o, lists, instruction_set::portable, 1, {0, 2}).empty());
    // Two bytes hold a counter, but not every least count.
    CHECK(counted(counter, a, o, lists, instruction_set::portable, 1, {0, 65'537}).empty());
    CHECK(counted(counter, a, o, lists, instruction_set::portable, 1, {0, 1}) == shares{{0, 1}});
  }

  TEST_CASE("crossing_counter: the most ranks that two bytes name are all found") {
    // 65 536 programs at one target; the last lies beyond a full block.
    std::vector<std::vector<std::int32_t>> rows(65'536, std::vector<std::int32_t>{0});
    const incidence_matrix a = incidence(rows);
    const size_order o = order_by_size(a);
    const target_lists lists(a, o, 0, target_lists::most_ranks, 2, {});
    CHECK(lists.length(0) == 65'535);
    crossing_counter counter(lists, 1);
    for (const instruction_set set : instruction_sets()) {
      CAPTURE(name_of(set));
      for (const std::int32_t rank : {0, 1, 8, 9, 65'534, 65'535}) {
        CAPTURE(rank);
        const shares found = counted(counter, a, o, lists, set, rank, {0, 1});
        REQUIRE(found.size() == static_cast<std::size_t>(rank));
        for (std::int32_t q = 0; q < rank; ++q)
          if (found[static_cast<std::size_t>(q)] != std::pair{q, 1}) CHECK(q == rank);
      }
      CHECK(counted(counter, a, o, lists, set, 65'535, {65'533, 1}) ==
            shares{{65'533, 1}, {65'534, 1}});
    }
  }

  TEST_CASE("crossing_counter: a stop that was asked for is thrown") {
    std::stop_source source;
    progress watch;
    watch.stop = source.get_token();
    const incidence_matrix a = test::programs({{0}, {0}});
    const size_order o = order_by_size(a);
    CHECK_NOTHROW(target_lists(a, o, 0, 2, 1, watch));
    source.request_stop();
    CHECK_THROWS_AS(target_lists(a, o, 0, 2, 1, watch), stopped);
  }
}
