#include <irisan/need/whole_amounts.hpp>

#include <doctest/doctest.h>

#include <algorithm>
#include <cstdint>
#include <random>
#include <vector>

using namespace irisan;

namespace {

whole_amounts whole(double required, const std::vector<double>& recorded) {
  return in_whole_amounts(required, recorded);
}

} // namespace

TEST_SUITE("need") {
  TEST_CASE("whole_amounts: the largest unit that measures all is one") {
    CHECK(whole(8, {4, 4, 8}) == whole_amounts{2, {1, 1, 2}, true});
    CHECK(whole(10, {4, 4, 4}) == whole_amounts{3, {1, 1, 1}, true});
    CHECK(whole(2.5, {0.5, 1.5, 1}) == whole_amounts{5, {1, 3, 2}, true});
    // Tenths are not whole in binary.
    CHECK(whole(0.3, {0.1, 0.1, 0.1, 0.1}) == whole_amounts{3, {1, 1, 1, 1}, true});
    CHECK(whole(5e12, {2e12, 3e12, 4e12}) == whole_amounts{5, {2, 3, 4}, true});
  }

  TEST_CASE("whole_amounts: what is given together is asked where it is less than required") {
    CHECK(whole(100, {4, 8}) == whole_amounts{3, {1, 2}, true});
    CHECK(whole(1.0 / 3, {0.125}) == whole_amounts{1, {1}, true});
    CHECK(whole(5, {}) == whole_amounts{0, {}, true});
    CHECK(whole(5, {0, 0}) == whole_amounts{0, {0, 0}, true});
    CHECK(whole(0, {4}) == whole_amounts{0, {0}, true});
  }

  TEST_CASE("whole_amounts: none counts for more than is asked") {
    CHECK(whole(2, {1e15, 1}) == whole_amounts{2, {2, 1}, true});
  }

  TEST_CASE("whole_amounts: thirds are rounded down so that enough is enough for certain") {
    const whole_amounts w = whole(1, {1.0 / 3, 1.0 / 3, 1.0 / 3, 0.5});
    CHECK(!w.exact);
    CHECK(w.asked == 1'000'000);
    CHECK(w.amounts == std::vector<std::int32_t>{333'333, 333'333, 333'333, 500'000});
    // All three are a whole, and none of them may go: of all that is given all is asked.
    const whole_amounts thirds = whole(1, {1.0 / 3, 1.0 / 3, 1.0 / 3});
    CHECK(thirds.asked == 999'999);
  }

  TEST_CASE("whole_amounts: subsets are enough in whole amounts as they are in recorded ones") {
    std::mt19937 random(17);
    for (int round = 0; round < 3000; ++round) {
      const double scale = round % 3 == 0 ? 1 : round % 3 == 1 ? 0.25 : 0.1;
      std::vector<double> recorded(random() % 7);
      for (double& x : recorded) x = static_cast<double>(random() % 9) * scale;
      const double required = static_cast<double>(1 + random() % 20) * scale;
      const whole_amounts w = whole(required, recorded);
      CHECK(w.exact);
      double all = 0;
      for (const double x : recorded) all += x;
      for (std::uint32_t set = 0; set < (1U << recorded.size()); ++set) {
        double sum = 0;
        std::int64_t steps = 0;
        for (std::size_t k = 0; k < recorded.size(); ++k)
          if (set >> k & 1) sum += recorded[k], steps += w.amounts[k];
        CHECK((steps >= w.asked) == (sum >= std::min(required, all) * (1 - 1e-12)));
      }
    }
  }
}
