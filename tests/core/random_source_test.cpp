#include <irisan/core/random_source.hpp>

#include <doctest/doctest.h>

#include <algorithm>
#include <array>
#include <cstdint>
#include <cstdlib>
#include <map>
#include <vector>

using namespace irisan;

TEST_SUITE("core") {
  // The values that implementations of SplitMix64 are compared by (Rosetta Code).
  TEST_CASE("random_source: a seed gives the numbers of SplitMix64") {
    random_source random(1234567);
    for (const std::uint64_t expected :
         {6457827717110365317U, 3203168211198807973U, 9817491932198370423U, 4593380528125082431U,
          16408922859458223821U})
      CHECK(random.bits() == expected);
  }

  TEST_CASE("random_source: numbers below n come up about equally often") {
    random_source random(1);
    std::array<int, 7> count{};
    for (int i = 0; i < 70'000; ++i) ++count[static_cast<std::size_t>(random.below(7))];
    // Five standard deviations of 10 000: √(70 000 · 1/7 · 6/7) = 92.6.
    for (const int c : count) CHECK(std::abs(c - 10'000) < 463);
    CHECK(random.below(1) == 0);
    // Two thirds of 2⁶⁴: without drawing again, the first third would come up twice as often.
    const std::uint64_t n = 0xAAAAAAAAAAAAAAAA;
    int low = 0;
    for (int i = 0; i < 10'000; ++i) {
      const std::uint64_t x = random.below(n);
      REQUIRE(x < n);
      low += x < n / 2;
    }
    CHECK(std::abs(low - 5'000) < 250);
  }

  TEST_CASE("random_source: unit numbers lie from 0 to below 1 with mean a half") {
    random_source random(2);
    double sum = 0, least = 1, most = 0;
    for (int i = 0; i < 40'000; ++i) {
      const double x = random.unit();
      sum += x;
      least = std::min(least, x);
      most = std::max(most, x);
    }
    CHECK(least >= 0);
    CHECK(most < 1);
    CHECK(least < 0.001);
    CHECK(most > 0.999);
    CHECK(sum / 40'000 == doctest::Approx(0.5).epsilon(0.02));
  }

  TEST_CASE("random_source: every order is as likely as another") {
    random_source random(3);
    std::map<std::vector<int>, int> seen;
    for (int i = 0; i < 24'000; ++i) {
      std::vector<int> things{1, 2, 3, 4};
      random.shuffle(things);
      ++seen[things];
    }
    CHECK(seen.size() == 24);
    // Five standard deviations of 1 000: √(24 000 · 1/24 · 23/24) = 31.
    for (const auto& [order, times] : seen) CHECK(std::abs(times - 1'000) < 155);
    std::vector<int> none;
    random.shuffle(none);
    CHECK(none.empty());
  }
}
