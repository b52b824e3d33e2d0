#include <irisan/overlap/bit_kernels.hpp>

#include <support/builders.hpp>

#include <doctest/doctest.h>

#include <algorithm>
#include <array>
#include <bit>
#include <cstdint>
#include <limits>
#include <random>
#include <utility>
#include <vector>

using namespace irisan;

namespace {

using words = std::vector<std::uint64_t>;

constexpr auto line_words = static_cast<std::size_t>(kernels::line_words);
constexpr auto line_bits = static_cast<std::size_t>(kernels::line_bits);

/// Calls `check(kernels)` for every instruction set that this processor has.
template <class Check>
void for_each_set(const Check& check) {
  for (const instruction_set set : instruction_sets()) {
    CAPTURE(name_of(set));
    check(kernels::of(set));
  }
}

/// 512 numbers as bit slices, and back.
words sliced(const std::vector<std::uint64_t>& counts, int slice_count) {
  words slices(static_cast<std::size_t>(slice_count) * line_words, 0);
  for (std::size_t i = 0; i < counts.size(); ++i)
    for (std::size_t b = 0; b < static_cast<std::size_t>(slice_count); ++b)
      slices[b * line_words + i / 64] |= (counts[i] >> b & 1U) << (i % 64);
  return slices;
}
std::vector<std::uint64_t> numbers(const words& slices, int slice_count) {
  std::vector<std::uint64_t> counts(line_bits, 0);
  for (std::size_t i = 0; i < counts.size(); ++i)
    for (std::size_t b = 0; b < static_cast<std::size_t>(slice_count); ++b)
      counts[i] |= (slices[b * line_words + i / 64] >> (i % 64) & 1U) << b;
  return counts;
}

} // namespace

TEST_SUITE("overlap") {
  TEST_CASE("bit_kernels: lines are added as bits one by one are") {
    std::mt19937_64 random(1);
    for (const int groups : {0, 1, 2, 3, 4, 7, 40}) {
      CAPTURE(groups);
      for (const int density : {0, 1, 2, 3}) {
        CAPTURE(density);
        words lines(20 * line_words);
        for (std::uint64_t& w : lines)
          w = density == 0   ? 0
              : density == 3 ? ~std::uint64_t{0}
                             : random() & random() << (density - 1);
        std::vector<std::int32_t> targets(static_cast<std::size_t>(16 * groups));
        for (std::int32_t& t : targets) t = static_cast<std::int32_t>(random() % 20);
        // Counts that are there before and just fit.
        const int slice_count = std::max(4, static_cast<int>(std::bit_width(targets.size())) + 1);
        std::vector<std::uint64_t> expected(line_bits);
        for (std::uint64_t& n : expected) n = random() % (targets.size() + 1);
        const words before = sliced(expected, slice_count);
        for (const std::int32_t t : targets)
          for (std::size_t i = 0; i < line_bits; ++i)
            expected[i] +=
                lines[static_cast<std::size_t>(t) * line_words + i / 64] >> (i % 64) & 1U;
        // All at once, one by one, and as it comes.
        for (const int at_once : {40, 1, 3})
          for_each_set([&](const kernels::table& k) {
            words slices = before;
            slices.resize(static_cast<std::size_t>(slice_count + 1) * line_words);
            words held(slices.size());
            for (int done = 0; done < groups; done += at_once)
              k.add_lines(lines.data(), targets.data() + 16 * done,
                          std::min(at_once, groups - done), slices.data(), held.data(),
                          static_cast<std::uint32_t>(done));
            k.add_held(slices.data(), held.data(), static_cast<std::uint32_t>(groups), slice_count);
            CHECK((numbers(slices, slice_count) == expected));
          });
      }
    }
  }

  TEST_CASE("bit_kernels: a count just below the greatest of its slices is kept") {
    for (const int slice_count : {5, 6, 9}) {
      CAPTURE(slice_count);
      const std::uint64_t greatest = (std::uint64_t{1} << slice_count) - 1;
      const words ones(line_words, ~std::uint64_t{0});
      const std::vector<std::int32_t> targets(16, 0);
      for_each_set([&](const kernels::table& k) {
        words slices = sliced(std::vector<std::uint64_t>(line_bits, greatest - 16), slice_count);
        words held(slices.size());
        k.add_lines(ones.data(), targets.data(), 1, slices.data(), held.data(), 0);
        k.add_held(slices.data(), held.data(), 1, slice_count);
        CHECK((numbers(slices, slice_count) == std::vector<std::uint64_t>(line_bits, greatest)));
      });
    }
  }

  TEST_CASE("bit_kernels: what is missing to the whole is the difference") {
    std::mt19937_64 random(2);
    for (const int slice_count : {1, 2, 5, 17, 32}) {
      CAPTURE(slice_count);
      std::vector<std::uint64_t> whole(line_bits), part(line_bits), expected(line_bits);
      for (std::size_t i = 0; i < line_bits; ++i) {
        whole[i] = random() & ((std::uint64_t{1} << slice_count) - 1);
        part[i] = i % 7 == 0 ? whole[i] : i % 7 == 1 ? 0 : random() % (whole[i] + 1);
        expected[i] = whole[i] - part[i];
      }
      const words sizes = sliced(whole, slice_count);
      for_each_set([&](const kernels::table& k) {
        words slices = sliced(part, slice_count);
        k.subtract_from(sizes.data(), slices.data(), slice_count);
        CHECK((numbers(slices, slice_count) == expected));
      });
    }
  }

  TEST_CASE("bit_kernels: those at a threshold are selected and those just below are not") {
    std::mt19937_64 random(3);
    for (const int slice_count : {1, 2, 5, 17, 32}) {
      CAPTURE(slice_count);
      const std::uint64_t greatest = (std::uint64_t{1} << slice_count) - 1;
      for (const std::uint64_t threshold : {std::uint64_t{0}, std::uint64_t{1}, greatest / 2,
                                            greatest / 2 + 1, greatest, random() & greatest}) {
        CAPTURE(threshold);
        std::vector<std::uint64_t> counts(line_bits);
        for (std::uint64_t& n : counts)
          n = random() % 2 ? random() & greatest
                           : std::min(greatest, threshold + random() % 3 - (threshold > 0));
        std::vector<std::uint64_t> expected(line_words, 0);
        for (std::size_t i = 0; i < line_bits; ++i)
          expected[i / 64] |= std::uint64_t{counts[i] >= threshold} << (i % 64);
        const words slices = sliced(counts, slice_count);
        for_each_set([&](const kernels::table& k) {
          words mask(line_words, 7);
          k.select_at_least(slices.data(), slice_count, threshold, mask.data());
          CHECK((mask == expected));
        });
      }
    }
  }

  template <class Count, class Take>
  void check_take(std::mt19937_64 & random, const Take& take_of) {
    constexpr Count greatest = std::numeric_limits<Count>::max();
    for (const std::size_t begin : {0U, 1U, 3U, 17U, 64U})
      for (const std::size_t length :
           {0U, 1U, 2U, 7U, 8U, 15U, 16U, 31U, 32U, 33U, 63U, 64U, 65U, 200U})
        for (const Count least :
             {Count{1}, Count{2}, Count{100}, static_cast<Count>(greatest / 2 + 1), greatest}) {
          CAPTURE(begin);
          CAPTURE(length);
          CAPTURE(least);
          const std::size_t end = begin + length;
          std::vector<Count> before(end + 5);
          // Mostly zeros, as counters are, and some at the threshold.
          for (Count& c : before)
            c = random() % 3   ? Count{0}
                : random() % 2 ? least
                : random() % 2 ? static_cast<Count>(least - 1)
                               : static_cast<Count>(random());
          std::vector<std::pair<std::size_t, std::uint32_t>> expected;
          std::vector<Count> after = before;
          for (std::size_t i = begin; i < end; ++i) {
            if (before[i] >= least) expected.emplace_back(i, before[i]);
            after[i] = 0;
          }
          for_each_set([&](const kernels::table& k) {
            std::vector<Count> counts = before;
            std::vector<kernels::counted> out(length + 1);
            const std::size_t found = take_of(k)(counts.data(), begin, end, least, out.data());
            REQUIRE(found <= length);
            std::vector<std::pair<std::size_t, std::uint32_t>> taken;
            for (std::size_t i = 0; i < found; ++i) taken.emplace_back(out[i].at, out[i].count);
            CHECK((taken == expected));
            CHECK((counts == after)); // 0 inside, and what lies outside is left alone
          });
        }
  }

  TEST_CASE("bit_kernels: counters that reach the least are taken and all become 0") {
    std::mt19937_64 random(4);
    check_take<std::uint16_t>(random, [](const kernels::table& k) { return k.take_16; });
    check_take<std::uint32_t>(random, [](const kernels::table& k) { return k.take_32; });
  }

  TEST_CASE("bit_kernels: weights are added to the sums whose bits are set") {
    std::mt19937_64 random(6);
    for (const int count : {0, 1, 15, 16, 17, 90})
      for (const int shift : {1, 7, 20}) {
        CAPTURE(count);
        CAPTURE(shift);
        std::vector<kernels::weighted_bits> at(30);
        for (std::size_t t = 0; t < at.size(); ++t)
          at[t] = {t == 0   ? 0
                   : t == 1 ? ~std::uint64_t{0}
                            : random(),
                   static_cast<std::int64_t>(random() % 1'000'000'007)};
        std::vector<std::int32_t> targets(static_cast<std::size_t>(count));
        for (std::int32_t& t : targets) t = static_cast<std::int32_t>(random() % at.size());
        std::array<std::uint64_t, 64> before{}, expected{};
        for (std::uint64_t& sum : before) sum = random() % 1'000;
        expected = before;
        for (const std::int32_t t : targets) {
          const kernels::weighted_bits& x = at[static_cast<std::size_t>(t)];
          for (std::size_t k = 0; k < 64; ++k)
            if (x.bits >> k & 1U)
              expected[k] += (static_cast<std::uint64_t>(x.weight) << shift) + 1;
        }
        for_each_set([&](const kernels::table& k) {
          auto wide = before;
          k.add_weights_64(at.data(), targets.data(), targets.size(), shift, wide.data());
          CHECK((wide == expected));
          std::array<std::uint32_t, 64> narrow{};
          for (std::size_t i = 0; i < 64; ++i) narrow[i] = static_cast<std::uint32_t>(before[i]);
          k.add_weights_32(at.data(), targets.data(), targets.size(), shift, narrow.data());
          for (std::size_t i = 0; i < 64; ++i)
            CHECK(narrow[i] == static_cast<std::uint32_t>(expected[i])); // the lower half
        });
      }
  }

  TEST_CASE("bit_kernels: common bits are counted for every number of words") {
    std::mt19937_64 random(5);
    for (std::size_t length = 0; length < 300; length += length < 40 ? 1 : 13) {
      CAPTURE(length);
      for (const bool full : {false, true}) {
        words a(length), b(length);
        std::int64_t expected = 0;
        for (std::size_t i = 0; i < length; ++i) {
          a[i] = full ? ~std::uint64_t{0} : random();
          b[i] = full ? ~std::uint64_t{0} : random();
          for (int bit = 0; bit < 64; ++bit)
            expected += static_cast<std::int64_t>(a[i] >> bit & b[i] >> bit & 1U);
        }
        for_each_set([&](const kernels::table& k) {
          CHECK(k.count_common_bits(a.data(), b.data(), length) == expected);
        });
      }
    }
  }

  TEST_CASE("bit_kernels: common bits of four rows and four others are those of each two") {
    std::mt19937_64 random(9);
    for (const std::size_t count : {0U, 1U, 7U, 8U, 9U, 40U, 67U}) {
      CAPTURE(count);
      std::vector<words> all(8, words(count));
      for (words& row : all)
        for (std::uint64_t& w : row) w = random();
      std::array<const std::uint64_t*, 4> rows, others;
      for (std::size_t k = 0; k < 4; ++k) {
        rows[k] = all[k].data();
        others[k] = all[4 + k].data();
      }
      others[3] = others[2]; // the same twice is fine
      std::array<std::int64_t, 16> expected;
      for (std::size_t k = 0; k < 16; ++k) {
        expected[k] = static_cast<std::int64_t>(100 * k); // what is there is kept
        for (std::size_t w = 0; w < count; ++w)
          expected[k] += std::popcount(rows[k / 4][w] & others[k % 4][w]);
      }
      for_each_set([&](const kernels::table& k) {
        std::array<std::int64_t, 16> sums;
        for (std::size_t i = 0; i < 16; ++i) sums[i] = static_cast<std::int64_t>(100 * i);
        k.count_common_bits_4(rows.data(), others.data(), count, sums.data());
        CHECK((sums == expected));
      });
    }
  }

  TEST_CASE("bit_kernels: near sketches are those that differ in few bits") {
    std::mt19937_64 random(6);
    // What else is listed of a set must not matter.
    const auto listed = [&](std::uint64_t sketch) {
      return kernels::listed_set{sketch, static_cast<std::uint32_t>(random()),
                                 static_cast<std::uint8_t>(random()),
                                 static_cast<std::uint8_t>(random())};
    };
    for (int round = 0; round < 2'000; ++round) {
      CAPTURE(round);
      std::vector<kernels::listed_set> probes, list;
      for (int i = 0; i < 8; ++i) list.push_back(listed(random()));
      const int count = static_cast<int>(random() % 9);
      for (int k = 0; k < count; ++k) { // no more probes than there are
        probes.push_back(listed(random() % 2 ? random() : list[random() % 8].sketch));
        for (auto flips = random() % 5; flips > 0; --flips)
          probes.back().sketch ^= std::uint64_t{1} << random() % 64;
      }
      const std::uint64_t most = round % 3 == 0 ? random() % 5 : random() % 70;
      std::uint64_t expected = 0;
      for (std::size_t k = 0; k < probes.size(); ++k)
        for (std::size_t i = 0; i < 8; ++i) {
          std::uint64_t differ = 0;
          for (int bit = 0; bit < 64; ++bit)
            differ += (probes[k].sketch ^ list[i].sketch) >> bit & 1U;
          expected |= std::uint64_t{differ <= most} << (8 * k + i);
        }
      for_each_set([&](const kernels::table& k) {
        CHECK(k.near_sketches(probes.data(), count, list.data(), most) == expected);
      });
    }
    // More bits than there are, as for large sets: all are near.
    const std::vector<kernels::listed_set> none(8, listed(0)), all(8, listed(~std::uint64_t{0}));
    for (const std::uint64_t most : {std::uint64_t{64}, std::uint64_t{1} << 32})
      for_each_set([&](const kernels::table& k) {
        CHECK(k.near_sketches(none.data(), 8, all.data(), most) == ~std::uint64_t{0});
        CHECK(k.near_sketches(none.data(), 8, all.data(), 63) == 0);
      });
  }

  TEST_CASE("bit_kernels: near differences are those of few bits in both halves") {
    std::mt19937_64 random(11);
    for (int round = 0; round < 2'000; ++round) {
      CAPTURE(round);
      const int count = static_cast<int>(random() % 65);
      const auto n = static_cast<std::size_t>(count);
      words first(n), second(n);
      std::vector<std::uint8_t> most(n);
      std::uint64_t expected = 0;
      for (std::size_t i = 0; i < n; ++i) {
        // Each bit that differs does so in the first half or in both.
        for (auto bits = random() % 20; bits > 0; --bits) {
          const std::uint64_t bit = std::uint64_t{1} << random() % 64;
          if (random() % 2) first[i] ^= bit;
          if (random() % 2) second[i] ^= bit;
        }
        most[i] = static_cast<std::uint8_t>(random() % 24);
        int differ = 0;
        for (int bit = 0; bit < 64; ++bit) {
          const bool in_second = second[i] >> bit & 1U, in_first = first[i] >> bit & 1U;
          differ += in_second + (in_first != in_second);
        }
        expected |= std::uint64_t{differ <= most[i]} << i;
      }
      for_each_set([&](const kernels::table& k) {
        CHECK(k.near_differences(first.data(), second.data(), most.data(), count) == expected);
      });
    }
  }

  TEST_CASE("bit_kernels: the smallest of a few values are those of a sort") {
    std::mt19937 random(9);
    for (int count = 1; count < 32; ++count)
      for (int round = 0; round < 40; ++round) {
        CAPTURE(count);
        CAPTURE(round);
        std::vector<std::uint32_t> values(32, 0), sorted;
        for (int i = 0; i < count; ++i)
          values[static_cast<std::size_t>(i)] =
              static_cast<std::uint32_t>((random() % 60'000'000U) * 32 + static_cast<unsigned>(i));
        sorted.assign(values.begin(), values.begin() + count);
        std::sort(sorted.begin(), sorted.end());
        const auto below = [&](int n) {
          return static_cast<int>(random() % static_cast<unsigned>(n));
        };
        const int large = 1 + below(count);
        std::uint32_t expected = 0;
        std::vector<std::uint8_t> rarer(static_cast<std::size_t>(count));
        for (int i = 0; i < count; ++i) {
          const auto k = static_cast<std::size_t>(i);
          rarer[k] = static_cast<std::uint8_t>(
              std::lower_bound(sorted.begin(), sorted.end(), values[k]) - sorted.begin());
          expected |= std::uint32_t{rarer[k] < large} << i;
        }
        for_each_set([&](const kernels::table& k) {
          std::vector<std::uint8_t> smaller(32);
          CHECK(k.find_smallest(values.data(), count, large, smaller.data()) == expected);
          smaller.resize(static_cast<std::size_t>(count));
          CHECK(smaller == rarer);
        });
      }
  }
}
