#include <irisan/core/tasks.hpp>

#include <support/builders.hpp>

#include <doctest/doctest.h>

#include <algorithm>
#include <atomic>
#include <chrono>
#include <memory>
#include <mutex>
#include <numeric>
#include <random>
#include <set>
#include <stdexcept>
#include <thread>
#include <vector>

using namespace irisan;

namespace {

using numbers = std::vector<std::size_t>;

numbers up_to(std::size_t n) {
  numbers all(n);
  std::iota(all.begin(), all.end(), std::size_t{0});
  return all;
}

} // namespace

TEST_SUITE("core") {
  TEST_CASE("tasks: results are handed on in the order of the tasks with any number of threads") {
    for (const unsigned threads : {0U, 1U, 2U, 4U, 9U})
      for (const std::size_t tasks : {0U, 1U, 2U, 7U, 200U}) {
        CAPTURE(threads);
        CAPTURE(tasks);
        numbers seen;
        for_each_task<std::size_t>(
            tasks, threads, {}, [](std::size_t task, std::size_t& local) { local = task; },
            [&](std::size_t local) { seen.push_back(local); });
        CHECK(seen == up_to(tasks));
      }
  }

  TEST_CASE("tasks: a slow first task holds the others back and none is lost") {
    numbers seen;
    for_each_task<std::size_t>(
        50, 4, {},
        [](std::size_t task, std::size_t& local) {
          if (task % 10 == 0) std::this_thread::sleep_for(std::chrono::milliseconds(5));
          local = task;
        },
        [&](std::size_t local) { seen.push_back(local); });
    CHECK(seen == up_to(50));
  }

  TEST_CASE("tasks: every task fills a fresh result of its own") {
    std::vector<int> sizes;
    for_each_task<std::vector<int>>(
        20, 4, {},
        [](std::size_t task, std::vector<int>& local) { local.insert(local.end(), task + 1, 7); },
        [&](const std::vector<int>& local) { sizes.push_back(static_cast<int>(local.size())); });
    std::vector<int> expected(20);
    std::iota(expected.begin(), expected.end(), 1);
    CHECK(sizes == expected);
  }

  TEST_CASE("tasks: a result may be one that can only be moved") {
    numbers seen;
    for_each_task<std::unique_ptr<std::size_t>>(
        8, 3, {},
        [](std::size_t task, auto& local) { local = std::make_unique<std::size_t>(task); },
        [&](std::unique_ptr<std::size_t>& local) { seen.push_back(*local); });
    CHECK(seen == up_to(8));
  }

  TEST_CASE("tasks: never two results are handed on at the same time") {
    std::atomic<int> inside{0}, together{0};
    for_each_task<int>(
        100, 4, {}, [](std::size_t, int&) {},
        [&](int) {
          if (++inside > 1) ++together;
          std::this_thread::yield();
          --inside;
        });
    CHECK(together == 0);
  }

  TEST_CASE("tasks: a stop that was asked for is thrown between two tasks") {
    for (const unsigned threads : {1U, 4U}) {
      CAPTURE(threads);
      std::stop_source source;
      progress watch;
      watch.stop = source.get_token();
      std::atomic<int> worked{0};
      numbers seen;
      const auto run = [&] {
        for_each_task<std::size_t>(
            1000, threads, watch,
            [&](std::size_t task, std::size_t& local) {
              ++worked;
              local = task;
              if (task == 20) source.request_stop();
            },
            [&](std::size_t local) { seen.push_back(local); });
      };
      CHECK_THROWS_AS(run(), stopped);
      CHECK(worked < 1000);
      // What was handed on before is the beginning of it all.
      CHECK(seen == up_to(seen.size()));
      CHECK_THROWS_AS(run(), stopped);
    }
  }

  TEST_CASE("tasks: an exception of the work reaches the caller") {
    for (const unsigned threads : {1U, 4U}) {
      CAPTURE(threads);
      numbers seen;
      const auto run = [&] {
        for_each_task<std::size_t>(
            1000, threads, {},
            [](std::size_t task, std::size_t& local) {
              if (task == 5) throw std::runtime_error("five");
              local = task;
            },
            [&](std::size_t local) { seen.push_back(local); });
      };
      CHECK_THROWS_WITH(run(), "five");
      // Nothing after the task that failed is handed on.
      CHECK(seen.size() <= 5);
      CHECK(seen == up_to(seen.size()));
    }
  }

  TEST_CASE("tasks: a result is handed on once even if that throws while others still work") {
    std::atomic<bool> started{false}, thrown{false};
    std::atomic<int> first{0};
    // For two seconds at most, in case there is but one thread.
    const auto wait_for = [](const std::atomic<bool>& it) {
      for (int i = 0; !it && i < 2000; ++i)
        std::this_thread::sleep_for(std::chrono::milliseconds(1));
    };
    const auto run = [&] {
      for_each_task<std::size_t>(
          2, 2, {},
          [&](std::size_t task, std::size_t& local) {
            local = task;
            if (task == 1) started = true;
            wait_for(task == 0 ? started : thrown);
          },
          [&](std::size_t local) {
            if (local == 0) ++first;
            thrown = true;
            throw std::runtime_error("full");
          });
    };
    CHECK_THROWS_WITH(run(), "full");
    CHECK(first.load() == 1);
  }

  TEST_CASE("tasks: progress is told from the calling thread and never falls or passes 1") {
    const auto caller = std::this_thread::get_id();
    for (const unsigned threads : {1U, 4U}) {
      CAPTURE(threads);
      double last = 0;
      int elsewhere = 0, backwards = 0, told = 0;
      progress watch;
      watch.report = [&](std::string_view, double share) {
        ++told;
        elsewhere += std::this_thread::get_id() != caller;
        backwards += share < last || share > 1;
        last = share;
      };
      for_each_task<int>(
          64, threads, watch,
          [](std::size_t, int&) { std::this_thread::sleep_for(std::chrono::microseconds(200)); },
          [](int) {});
      CHECK(elsewhere == 0);
      CHECK(backwards == 0);
      if (threads == 1) CHECK(last == 1);
      if (threads == 1) CHECK(told == 64);
    }
  }

  TEST_CASE("tasks: a spare value is made when first needed and used again") {
    spare_values<int> spare;
    int made = 0;
    for (int i = 0; i < 5; ++i)
      spare.use([&] { return 10 * ++made; }, [&](int& value) { CHECK(value++ == 10 + i); });
    CHECK(made == 1);
    // One inside another needs a second.
    spare.use([&] { return ++made; },
              [&](int&) { spare.use([&] { return ++made; }, [](int&) {}); });
    CHECK(made == 2);
  }

  TEST_CASE("tasks: no spare value is used by two threads at the same time") {
    struct used {
      std::atomic<int> by{0};
      used() = default;
      used(used&&) noexcept {}
    };
    spare_values<used> spare;
    std::atomic<int> made{0}, together{0};
    for_each_index(400, 4, [&](std::size_t) {
      spare.use(
          [&] {
            ++made;
            return used();
          },
          [&](used& u) {
            if (++u.by > 1) ++together;
            std::this_thread::yield();
            --u.by;
          });
    });
    CHECK(together == 0);
    CHECK(made >= 1);
    CHECK(made <= 4);
  }

  TEST_CASE("tasks: a spare value with which something went wrong is not used again") {
    spare_values<int> spare;
    int made = 0;
    const auto make = [&] { return 100 * ++made; };
    CHECK_THROWS_WITH(spare.use(make,
                                [](int& value) {
                                  value = -1;
                                  throw std::runtime_error("half done");
                                }),
                      "half done");
    spare.use(make, [](int& value) { CHECK(value == 200); });
  }
}
