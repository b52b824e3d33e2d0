#include <irisan/overlap/sort_pairs.hpp>

#include <doctest/doctest.h>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <random>
#include <vector>

using namespace irisan;

namespace {

std::vector<overlap_pair> random_pairs(std::size_t count, std::int32_t interventions,
                                       std::mt19937& random) {
  std::vector<overlap_pair> pairs;
  pairs.reserve(count);
  while (pairs.size() < count) {
    const auto some = [&] {
      return static_cast<std::int32_t>(random() % static_cast<unsigned>(interventions));
    };
    // The square of a share: most pairs begin with few.
    const std::int32_t first = std::min(some(), some()), second = some();
    pairs.push_back({{first}, {second}, some(), some(), some()});
  }
  return pairs;
}

} // namespace

TEST_SUITE("overlap") {
  TEST_CASE("sort_pairs: in the order of a plain sort for any number of pairs and threads") {
    std::mt19937 random(7);
    struct {
      std::size_t pairs;
      std::int32_t interventions;
    } const cases[] = {{0, 0},       {1, 1},           {500, 40},         {60'000, 1},
                       {60'000, 2},  {60'000, 255},    {60'000, 256},     {60'000, 257},
                       {300'000, 9}, {300'000, 5'000}, {60'000, 900'000}, {60'000, 2'000'000}};
    for (const auto& c : cases) {
      CAPTURE(c.pairs);
      CAPTURE(c.interventions);
      std::vector<overlap_pair> pairs = random_pairs(c.pairs, c.interventions, random);
      // Pairs are found once: no two have the same first and second.
      std::sort(pairs.begin(), pairs.end());
      pairs.erase(std::unique(pairs.begin(), pairs.end(),
                              [](const overlap_pair& x, const overlap_pair& y) {
                                return x.first == y.first && x.second == y.second;
                              }),
                  pairs.end());
      const std::vector<overlap_pair> sorted = pairs;
      for (const unsigned threads : {1U, 2U, 5U}) {
        std::shuffle(pairs.begin(), pairs.end(), random);
        sort_pairs(pairs, c.interventions, threads, {});
        CHECK(pairs == sorted);
      }
    }
  }

  TEST_CASE("sort_pairs: a stop is heeded while few firsts are put in order") {
    std::mt19937 random(8);
    std::vector<overlap_pair> pairs = random_pairs(200'000, 3, random);
    std::stop_source source;
    source.request_stop();
    progress watch;
    watch.stop = source.get_token();
    CHECK_THROWS_AS(sort_pairs(pairs, 3, 1, watch), stopped);
  }
}
