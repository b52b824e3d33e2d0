#include <irisan/core/parallel.hpp>

#include <support/builders.hpp>

#include <doctest/doctest.h>

#include <algorithm>
#include <atomic>
#include <functional>
#include <random>
#include <set>
#include <stdexcept>
#include <vector>

using namespace irisan;

TEST_SUITE("core") {
  TEST_CASE("parallel: as many threads as asked and never none") {
    CHECK(thread_count(3) == 3);
    CHECK(thread_count(0) >= 1);
  }

  TEST_CASE("parallel: every index is worked on once with any number of threads") {
    for (const unsigned threads : {0U, 1U, 2U, 4U, 9U})
      for (const std::size_t count : {0U, 1U, 2U, 7U, 100U}) {
        CAPTURE(threads);
        CAPTURE(count);
        std::vector<std::atomic<int>> times(count);
        for_each_index(count, threads, [&](std::size_t i) { ++times[i]; });
        for (const auto& t : times) CHECK(t == 1);
      }
  }

  TEST_CASE("parallel: pieces are all of the same length but the last, and none is empty") {
    for (const std::size_t count : {0U, 1U, 4U, 5U, 6U, 23U})
      for (const unsigned threads : {1U, 3U}) {
        CAPTURE(count);
        CAPTURE(threads);
        std::vector<std::size_t> length_from(count + 1, 0);
        std::mutex adding;
        for_each_chunk(count, 5, threads, [&](std::size_t begin, std::size_t end) {
          const std::scoped_lock lock(adding);
          length_from[begin] += end - begin;
        });
        for (std::size_t i = 0; i < count; ++i)
          CHECK(length_from[i] == (i % 5 == 0 ? std::min<std::size_t>(5, count - i) : 0));
      }
  }

  TEST_CASE("parallel: one thread works in order on the caller") {
    std::vector<std::size_t> order;
    const auto caller = std::this_thread::get_id();
    for_each_index(4, 1, [&](std::size_t i) {
      CHECK(std::this_thread::get_id() == caller);
      order.push_back(i);
    });
    CHECK(order == std::vector<std::size_t>{0, 1, 2, 3});
  }

  TEST_CASE("parallel: no more threads than asked for") {
    std::mutex adding;
    std::set<std::thread::id> used;
    for_each_index(200, 3, [&](std::size_t) {
      const std::scoped_lock lock(adding);
      used.insert(std::this_thread::get_id());
    });
    CHECK(used.size() <= 3);
  }

  TEST_CASE("parallel: an exception ends the work and reaches the caller") {
    for (const unsigned threads : {1U, 4U}) {
      CAPTURE(threads);
      std::atomic<int> done{0};
      const auto work = [&](std::size_t i) {
        if (i == 5) throw std::runtime_error("five");
        ++done;
      };
      CHECK_THROWS_WITH(for_each_index(1'000'000, threads, work), "five");
      CHECK(done < 999'999);
    }
  }

  TEST_CASE("parallel: sorted on any number of threads as on one") {
    std::mt19937_64 random(20);
    for (const std::size_t size : {0UL, 1UL, 1'000UL, 100'003UL, 1'000'000UL}) {
      std::vector<std::uint64_t> things(size);
      for (std::uint64_t& x : things) x = random() % 1'000'003;
      std::vector<std::uint64_t> sorted = things;
      std::sort(sorted.begin(), sorted.end(), std::greater<>());
      for (const unsigned threads : {1U, 2U, 3U, 8U}) {
        CAPTURE(size);
        CAPTURE(threads);
        std::vector<std::uint64_t> mine = things;
        sort_in_parallel(mine, threads, std::greater<>());
        CHECK(mine == sorted);
      }
    }
  }
}
