#include <irisan/overlap/measure.hpp>

#include <support/builders.hpp>

#include <doctest/doctest.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <random>
#include <string>

using namespace irisan;

namespace {

constexpr std::int64_t most = std::numeric_limits<std::int64_t>::max();
constexpr std::int32_t large = std::numeric_limits<std::int32_t>::max();

constexpr overlap_pair with(std::int32_t shared, std::int32_t first, std::int32_t second) {
  return {{0}, {1}, shared, first, second};
}

} // namespace

TEST_SUITE("overlap") {
  TEST_CASE("measure: anything that turns a pair into a number is one") {
    static_assert(overlap_measure<decltype(jaccard)>);
    static_assert(overlap_measure<decltype([](const overlap_pair& p) { return p.shared; })>);
    static_assert(!overlap_measure<decltype([](int shared) { return shared; })>);
    static_assert(!overlap_measure<decltype([](const overlap_pair&) { return std::string(); })>);
    CHECK(shared_count(with(2, 3, 4)) == 2);
  }

  TEST_CASE("measure: two shared of three and four") {
    const overlap_pair p = with(2, 3, 4);
    CHECK(jaccard(p) == doctest::Approx(2.0 / 5));
    CHECK(containment_of_first(p) == doctest::Approx(2.0 / 3));
    CHECK(containment_of_second(p) == doctest::Approx(2.0 / 4));
    CHECK(overlap_coefficient(p) == doctest::Approx(2.0 / 3));
    CHECK(dice(p) == doctest::Approx(4.0 / 7));
    CHECK(cosine(p) == doctest::Approx(2 / std::sqrt(12.0)));
  }

  TEST_CASE("measure: the same targets are 1 and none in common are 0") {
    for (const auto measure : {jaccard, containment_of_first, containment_of_second,
                               overlap_coefficient, dice, cosine}) {
      CHECK(measure(with(3, 3, 3)) == doctest::Approx(1));
      CHECK(measure(with(0, 3, 4)) == 0);
    }
  }

  TEST_CASE("measure: nothing by nothing is not known") {
    for (const auto measure :
         {jaccard, containment_of_first, containment_of_second, overlap_coefficient, dice, cosine})
      CHECK(std::isnan(measure(with(0, 0, 0))));
    CHECK(jaccard(with(0, 0, 1)) == 0);
    CHECK(std::isnan(containment_of_first(with(0, 0, 1))));
  }

  TEST_CASE("measure: sizes of two thousand million do not overflow") {
    const overlap_pair p = with(2'000'000'000, 2'000'000'000, 2'000'000'000);
    CHECK(jaccard(p) == doctest::Approx(1));
    CHECK(dice(p) == doctest::Approx(1));
    CHECK(cosine(p) == doctest::Approx(1));
    CHECK(jaccard_at_least(p, {1, 1}));
  }

  TEST_CASE("measure: a threshold that is met exactly is met") {
    static_assert(jaccard_at_least(with(9, 10, 9), {9, 10}));
    static_assert(jaccard_at_least(with(18, 20, 18), {9, 10}));
    static_assert(!jaccard_at_least(with(18, 20, 18), {901, 1000}));
    static_assert(!jaccard_at_least(with(8, 10, 9), {9, 10}));
    static_assert(containment_at_least(with(1, 3, 100), {1, 3}));
    static_assert(!containment_at_least(with(1, 3, 100), {334, 1000}));
    CHECK(jaccard_at_least(with(1, 10, 10), {1, 19}));
    CHECK(!jaccard_at_least(with(0, 0, 0), {0, 1}));
  }

  TEST_CASE("measure: symmetric ones do not ask who is first and all are from 0 to 1") {
    std::mt19937 random(1);
    for (int round = 0; round < 500; ++round) {
      CAPTURE(round);
      const auto below = [&](std::int32_t n) {
        return static_cast<std::int32_t>(random() % static_cast<unsigned>(n));
      };
      const std::int32_t n = 1 + below(20), m = 1 + below(20), s = below(std::min(n, m) + 1);
      const overlap_pair p = with(s, n, m), q = with(s, m, n);
      for (const auto measure : {jaccard, overlap_coefficient, dice, cosine}) {
        CHECK(measure(p) == measure(q));
        CHECK(measure(p) >= 0);
        CHECK(measure(p) <= 1 + 1e-15);
      }
      CHECK(containment_of_first(p) == containment_of_second(q));
      CHECK(jaccard(p) <= dice(p));
      CHECK(dice(p) <= cosine(p) + 1e-15);
      CHECK(cosine(p) <= overlap_coefficient(p) + 1e-15);
      CHECK(overlap_coefficient(p) == std::max(containment_of_first(p), containment_of_second(p)));
    }
  }

  TEST_CASE("measure: a Dice threshold that is met exactly is met") {
    static_assert(dice_at_least(with(2, 3, 4), {4, 7}));
    static_assert(!dice_at_least(with(2, 3, 4), {572, 1000}));
    static_assert(dice_at_least(with(9, 10, 10), {9, 10}));
    static_assert(!dice_at_least(with(9, 10, 11), {9, 10}));
    static_assert(dice_at_least(with(5, 5, 5), {1, 1}));
    static_assert(!dice_at_least(with(5, 5, 6), {1, 1}));
    static_assert(!dice_at_least(with(5, 5, 5), {3, 2}));
    static_assert(!dice_at_least(with(0, 0, 0), {0, 1}));
    static_assert(dice_at_least(with(0, 0, 1), {0, 1}));
    static_assert(!dice_at_least(with(0, 1, 1), {1, most}));
    static_assert(dice_at_least(with(1, 1, 1), {most, most}));
    static_assert(!dice_at_least(with(1, 1, 1), {most, most - 1}));
    static_assert(dice_at_least(with(2, 2, 4), {2, 3}));
    static_assert(!dice_at_least(with(2, 2, 4), {most / 3 * 2 + 1, most / 3 * 3}));
    static_assert(dice_at_least(with(large, large, large), {most - 1, most}));
    static_assert(!dice_at_least(with(large - 1, large, large), {most - 1, most}));
  }

  TEST_CASE("measure: a cosine threshold that is met exactly is met") {
    static_assert(cosine_at_least(with(3, 4, 9), {1, 2}));
    static_assert(!cosine_at_least(with(3, 4, 9), {501, 1000}));
    static_assert(!cosine_at_least(with(2, 4, 9), {1, 2}));
    static_assert(cosine_at_least(with(5, 5, 5), {1, 1}));
    static_assert(!cosine_at_least(with(5, 5, 6), {1, 1}));
    static_assert(!cosine_at_least(with(5, 5, 5), {3, 2}));
    static_assert(!cosine_at_least(with(0, 0, 0), {0, 1}));
    static_assert(!cosine_at_least(with(0, 0, 1), {0, 1}));
    static_assert(cosine_at_least(with(0, 1, 1), {0, 1}));
    // 1/√2 lies between these two.
    static_assert(cosine_at_least(with(1, 1, 2), {70'710'678'118, 100'000'000'000}));
    static_assert(!cosine_at_least(with(1, 1, 2), {70'710'678'119, 100'000'000'000}));
    static_assert(cosine_at_least(with(1, 1, 1), {most, most}));
    static_assert(!cosine_at_least(with(1, 1, 1), {most, most - 1}));
    static_assert(!cosine_at_least(with(1, 1, 1), {most, 1}));
    static_assert(cosine_at_least(with(1, large, large), {1, most}));
    static_assert(cosine_at_least(with(large, large, large), {most, most}));
    static_assert(!cosine_at_least(with(large - 1, large, large), {most - 1, most}));
    // √((n − 1)(n + 1)) is less than n, by less than a double tells.
    static_assert(cosine_at_least(with(large - 1, large - 1, large), {large - 1, large}));
    static_assert(!cosine_at_least(with(large - 2, large - 1, large), {large - 1, large}));
  }

  TEST_CASE("measure: products in 256 bits compare as long multiplication does") {
    // Digit by digit in base 2³², as by hand.
    const auto multiplied = [](wide_unsigned x, wide_unsigned y) {
      std::array<std::uint64_t, 8> digits{};
      for (std::size_t i = 0; i < 4; ++i)
        for (std::size_t k = 0; k < 4; ++k) {
          const std::uint64_t a = static_cast<std::uint64_t>(x >> (32 * i)) & 0xffffffffU,
                              b = static_cast<std::uint64_t>(y >> (32 * k)) & 0xffffffffU;
          std::uint64_t carried = a * b;
          for (std::size_t at = i + k; carried > 0; ++at) {
            carried += digits[at];
            digits[at] = carried & 0xffffffffU;
            carried >>= 32;
          }
        }
      std::reverse(digits.begin(), digits.end());
      return digits;
    };
    std::mt19937_64 random(1);
    const auto any = [&] {
      const wide_unsigned x = static_cast<wide_unsigned>(random()) << 64 | random();
      switch (random() % 6) {
      case 0:
        return ~wide_unsigned{0};
      case 1:
        return wide_unsigned{0};
      case 2:
        return ~wide_unsigned{0} >> (random() % 128);
      case 3:
        return (wide_unsigned{1} << (random() % 128)) + random() % 2;
      default:
        return x >> (random() % 128);
      }
    };
    for (int round = 0; round < 20'000; ++round) {
      CAPTURE(round);
      wide_unsigned x = any(), y = any(), u = any(), v = any();
      if (round % 4 == 0) u = x, v = y;               // equal
      if (round % 4 == 1) u = y, v = x - (x > 0);     // one row less
      if (round % 4 == 2) u = x, v = y + (y + 1 > 0); // one more
      CHECK(detail::product_at_least(x, y, u, v) == (multiplied(x, y) >= multiplied(u, v)));
    }
    static_assert(detail::product_at_least(0, 5, 5, 0));
    static_assert(!detail::product_at_least(2, 3, 7, 1));
  }

  TEST_CASE("measure: thresholds are those of fractions written out on random pairs") {
    std::mt19937 random(2);
    for (int round = 0; round < 5'000; ++round) {
      CAPTURE(round);
      const auto below = [&](std::int32_t n) {
        return static_cast<std::int32_t>(random() % static_cast<unsigned>(n));
      };
      const std::int64_t n = 1 + below(40), m = 1 + below(40);
      const std::int64_t s = below(static_cast<std::int32_t>(std::min(n, m)) + 1);
      const overlap_pair p = with(static_cast<std::int32_t>(s), static_cast<std::int32_t>(n),
                                  static_cast<std::int32_t>(m));
      const fraction f{below(30), 1 + below(29)};
      CHECK(dice_at_least(p, f) == (2 * s * f.denominator >= f.numerator * (n + m)));
      CHECK(cosine_at_least(p, f) ==
            (s * s * f.denominator * f.denominator >= f.numerator * f.numerator * n * m));
      CHECK(jaccard_at_least(p, f) == (s * f.denominator >= f.numerator * (n + m - s)));
      CHECK(containment_at_least(p, f) == (s * f.denominator >= f.numerator * std::min(n, m)));
    }
  }

  TEST_CASE("measure: a fraction to rank by orders pairs as the number does") {
    std::mt19937 random(3);
    const auto any_pair = [&](std::int32_t most_of) {
      const auto below = [&](std::int32_t n) {
        return static_cast<std::int32_t>(random() % static_cast<unsigned>(n));
      };
      const std::int32_t n = 1 + below(most_of), m = 1 + below(most_of);
      return with(1 + below(std::min(n, m)), n, m);
    };
    for (const named_measure& measure : ranking_measures) {
      CAPTURE(measure.name);
      for (int round = 0; round < 4'000; ++round) {
        CAPTURE(round);
        const std::int32_t size = round % 2 ? 12 : std::numeric_limits<std::int32_t>::max();
        const overlap_pair p = any_pair(size), q = any_pair(size);
        const double x = measure.of(p), y = measure.of(q);
        // Doubles may differ in the last place where the fractions are equal, or the other way.
        const bool near = std::abs(x - y) <= 1e-12 * std::max(x, y);
        if (measure.exact(p) > measure.exact(q)) CHECK((x > y || near));
        if (measure.exact(p) == measure.exact(q)) CHECK(near);
        if (x > y && !near) CHECK(measure.exact(p) > measure.exact(q));
        const fraction f = measure.exact(p);
        const double v = static_cast<double>(f.numerator) / static_cast<double>(f.denominator);
        CHECK(v == doctest::Approx(measure.name == "cosine" ? x * x : x));
      }
    }
  }

  TEST_CASE("measure: one to rank by is found by its name and others are refused with the names") {
    for (const named_measure& measure : ranking_measures) {
      CAPTURE(measure.name);
      CHECK((ranking_measure(measure.name) == measure.exact));
    }
    static_assert(exact_measure<decltype(ranking_measure("jaccard"))>);
    static_assert(!exact_measure<decltype(jaccard)>);
    CHECK_THROWS_WITH_AS(ranking_measure("jacard"),
                         "unknown measure 'jacard'; there are shared, jaccard, containment, "
                         "overlap_coefficient, dice, cosine",
                         rule_error);
    CHECK_THROWS_AS(ranking_measure(""), rule_error);
  }
}
