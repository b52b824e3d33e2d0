#include <irisan/core/fraction.hpp>

#include <support/builders.hpp>

#include <doctest/doctest.h>

#include <algorithm>
#include <cstdint>
#include <limits>
#include <random>

using namespace irisan;

TEST_SUITE("core") {
  TEST_CASE("fraction: decimals and quotients and whole numbers are read in lowest terms") {
    const auto is = [](std::string_view text, std::int64_t over, std::int64_t under) {
      const fraction f = parse_fraction(text);
      return f.numerator == over && f.denominator == under;
    };
    CHECK(is("0.9", 9, 10));
    CHECK(is("9/10", 9, 10));
    CHECK(is("18/20", 9, 10));
    CHECK(is("0.25", 1, 4));
    CHECK(is("0.250", 1, 4));
    CHECK(is("1", 1, 1));
    CHECK(is("0", 0, 1));
    CHECK(is("0/7", 0, 1));
    CHECK(is("3/2", 3, 2));
  }

  TEST_CASE("fraction: what is none is refused with the text") {
    for (const std::string text : {"", ".", "/", "1/", "/2", "1/0", "-1", "-1/2", "1/-2", "0,9",
                                   "90%", "1/2/3", "0.9.1", " 0.9", "0.9 ", "1e-1", "a"}) {
      CAPTURE(text);
      CHECK_THROWS_AS(parse_fraction(text), rule_error);
    }
    CHECK_THROWS_WITH(parse_fraction("90%"), "'90%' is not a fraction such as 0.9 or 9/10");
  }

  TEST_CASE("fraction: numbers that do not fit are refused and not wrapped around") {
    CHECK(parse_fraction("100000000000000000").numerator == 100'000'000'000'000'000);
    CHECK_THROWS_AS(parse_fraction("10000000000000000000"), rule_error);
    CHECK(parse_fraction("0.00000000000000001").denominator == 100'000'000'000'000'000);
    CHECK_THROWS_AS(parse_fraction("0.0000000000000000001"), rule_error);
    CHECK_THROWS_AS(parse_fraction("1/10000000000000000000"), rule_error);
  }

  TEST_CASE("fraction: equal values are equal however they are written") {
    static_assert(fraction{9, 10} == fraction{18, 20});
    static_assert(fraction{0, 3} == fraction{0, 5});
    static_assert(fraction{1, 3} < fraction{334, 1000});
    static_assert(fraction{1, 3} > fraction{333, 1000});
    CHECK(fraction{} == parse_fraction("0"));
  }

  TEST_CASE("fraction: the greatest numbers are compared without overflow") {
    constexpr std::int64_t most = std::numeric_limits<std::int64_t>::max();
    static_assert(fraction{most - 1, most} < fraction{1, 1});
    static_assert(fraction{most - 2, most - 1} < fraction{most - 1, most});
    static_assert(fraction{most, 1} > fraction{most - 1, 1});
    CHECK(fraction{most, most} == fraction{1, 1});
  }

  TEST_CASE("fraction: compares as long division does on random numbers") {
    // Whole parts first, then the remainders upside down: Euclid, with no product at all.
    const auto compare = [](auto self, std::int64_t a, std::int64_t b, std::int64_t c,
                            std::int64_t d) -> int {
      if (a / b != c / d) return a / b < c / d ? -1 : 1;
      a %= b, c %= d;
      if (a == 0 || c == 0) return (a != 0) - (c != 0);
      return self(self, d, c, b, a);
    };
    std::mt19937 random(1);
    for (int round = 0; round < 5000; ++round) {
      CAPTURE(round);
      const std::int64_t most = round % 2 ? 12 : std::numeric_limits<std::int64_t>::max();
      std::uniform_int_distribution<std::int64_t> any(1, most);
      const fraction f{any(random), any(random)}, g{any(random), any(random)};
      const int expected = compare(compare, f.numerator, f.denominator, g.numerator, g.denominator);
      CHECK((f < g) == (expected < 0));
      CHECK((f == g) == (expected == 0));
      CHECK((g < f) == (expected > 0));
    }
  }

  TEST_CASE("fraction: a ceiling is the least whole number that is not below") {
    static_assert(ceiling(9, 19, 19) == 9); // in floating point 0.9 · 19 / 1.9 is more
    static_assert(ceiling(0, 5, 3) == 0);
    static_assert(ceiling(5, 0, 3) == 0);
    static_assert(ceiling(1, 1, 3) == 1);
    for (std::int64_t factor = 0; factor < 12; ++factor)
      for (std::int64_t count = 0; count < 12; ++count)
        for (std::int64_t divisor = 1; divisor < 30; ++divisor) {
          CAPTURE(factor);
          CAPTURE(count);
          CAPTURE(divisor);
          std::int64_t least = 0;
          while (least * divisor < factor * count) ++least;
          CHECK(ceiling(factor, count, static_cast<wide_unsigned>(divisor)) == least);
        }
  }

  TEST_CASE("fraction: a ceiling of the greatest numbers does not overflow") {
    constexpr std::int64_t most = std::numeric_limits<std::int64_t>::max();
    constexpr auto wide = [](std::int64_t x) { return static_cast<wide_unsigned>(x); };
    static_assert(ceiling(most, most, wide(most)) == most);
    static_assert(ceiling(most, 1, 1) == most);
    static_assert(ceiling(most, most - 1, wide(most)) == most - 1);
    static_assert(ceiling(most - 1, most, 2 * wide(most)) == most / 2);
    static_assert(ceiling(most, 80, 2 * wide(most)) == 40);
    static_assert(ceiling(most, 81, 2 * wide(most)) == 41);
    static_assert(ceiling(1, 1, 2 * wide(most)) == 1);
    static_assert(ceiling(1, 1, wide(most) * wide(most)) == 1);
    // Where the product or its sum with the divisor passes 64 bits.
    static_assert(ceiling(std::int64_t{1} << 32, std::int64_t{1} << 32, wide_unsigned{1} << 33) ==
                  std::int64_t{1} << 31);
    static_assert(ceiling((std::int64_t{1} << 32) + 1, (std::int64_t{1} << 32) - 1, 4) ==
                  std::int64_t{1} << 62);
  }

  TEST_CASE("fraction: a ceiling brackets the product on random numbers of every length") {
    std::mt19937_64 random(3);
    for (int round = 0; round < 20'000; ++round) {
      CAPTURE(round);
      const auto any = [&](unsigned bits) {
        return static_cast<std::int64_t>((random() >> 1) >> (63 - 1 - random() % bits));
      };
      const std::int64_t factor = any(62), count = any(31);
      const std::int64_t d = std::max<std::int64_t>(1, any(62));
      const wide_unsigned divisor = static_cast<wide_unsigned>(d) * (random() % 2 + 1);
      const wide_unsigned product =
          static_cast<wide_unsigned>(factor) * static_cast<wide_unsigned>(count);
      // The result is a number of 64 bits.
      if (product / divisor >= wide_unsigned{1} << 62) continue;
      const auto c = static_cast<wide_unsigned>(ceiling(factor, count, divisor));
      CHECK(c * divisor >= product);
      CHECK((c == 0 || (c - 1) * divisor < product));
    }
  }

  TEST_CASE("fraction: its text reads back as the same fraction") {
    CHECK(to_text(fraction{9, 10}) == "9/10");
    CHECK(to_text(fraction{1, 1}) == "1");
    CHECK(parse_fraction(to_text(parse_fraction("0.75"))) == fraction{3, 4});
  }
}
