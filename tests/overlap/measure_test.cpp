#include <irisan/overlap/measure.hpp>

#include <support/builders.hpp>

#include <doctest/doctest.h>

#include <cmath>
#include <random>
#include <string>

using namespace irisan;

namespace {

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
}
