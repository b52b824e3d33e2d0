#include <irisan/core/thread_team.hpp>

#include <irisan/core/parallel.hpp>

#include <doctest/doctest.h>

#include <atomic>
#include <chrono>
#include <mutex>
#include <set>
#include <stdexcept>
#include <thread>
#include <vector>

using namespace irisan;

TEST_SUITE("core") {
  TEST_CASE("thread_team: it is at hand on the thread that made it, while it lives and rests") {
    CHECK(thread_team::at_hand() == nullptr);
    {
      thread_team team;
      CHECK(thread_team::at_hand() == &team);
      {
        thread_team inner; // does nothing
        CHECK(thread_team::at_hand() == &team);
      }
      CHECK(thread_team::at_hand() == &team);
      bool elsewhere = true, at_work = true;
      std::jthread([&] { elsewhere = thread_team::at_hand() != nullptr; }).join();
      CHECK_FALSE(elsewhere);
      const std::thread::id mine = std::this_thread::get_id();
      team.run(0, [&] {
        if (std::this_thread::get_id() == mine) at_work = thread_team::at_hand() != nullptr;
      });
      CHECK_FALSE(at_work);
      CHECK(thread_team::at_hand() == &team);
    }
    CHECK(thread_team::at_hand() == nullptr);
  }

  TEST_CASE("thread_team: the same threads work again and again, no more than asked for") {
    std::mutex adding;
    std::set<std::thread::id> used;
    thread_team team;
    for (int round = 0; round < 300; ++round) {
      std::atomic<int> calls = 0;
      team.run(2, [&] {
        ++calls;
        const std::scoped_lock lock(adding);
        used.insert(std::this_thread::get_id());
      });
      CHECK(calls >= 1);
      CHECK(calls <= 3);
    }
    CHECK(used.size() <= 3);
    CHECK(used.contains(std::this_thread::get_id()));
    std::atomic<int> calls = 0;
    team.run(0, [&] { ++calls; });
    CHECK(calls == 1);
  }

  TEST_CASE("thread_team: helpers come, also after they went to sleep") {
    thread_team team;
    for (const int pause : {0, 5, 20}) {
      CAPTURE(pause);
      std::this_thread::sleep_for(std::chrono::milliseconds(pause));
      std::atomic<int> inside = 0;
      // Each waits for the other; on a busy machine that may take a while.
      team.run(1, [&] {
        ++inside;
        while (inside < 2) std::this_thread::yield();
      });
      CHECK(inside == 2);
    }
  }

  TEST_CASE("thread_team: all have left when a piece of work returns") {
    thread_team team;
    for (int round = 0; round < 200; ++round) {
      std::atomic<int> inside = 0;
      team.run(3, [&] {
        ++inside;
        if (round % 10 == 0) std::this_thread::sleep_for(std::chrono::microseconds(500));
        --inside;
      });
      CHECK(inside == 0);
    }
  }

  TEST_CASE("thread_team: every index is worked on once, with a team and within its work") {
    thread_team team;
    for (int round = 0; round < 50; ++round)
      for (const unsigned threads : {1U, 2U, 4U})
        for (const std::size_t count : {0U, 1U, 2U, 7U, 100U}) {
          std::vector<std::atomic<int>> times(count), inner(count);
          for_each_index(count, threads, [&](std::size_t i) {
            ++times[i];
            if (i == 1) for_each_index(count, threads, [&](std::size_t k) { ++inner[k]; });
          });
          for (const auto& t : times) CHECK(t == 1);
          if (count > 1)
            for (const auto& t : inner) CHECK(t == 1);
        }
  }

  TEST_CASE("thread_team: an exception reaches the caller, and the team works on") {
    thread_team team;
    for (int round = 0; round < 20; ++round) {
      CHECK_THROWS_WITH_AS(for_each_index(50, 3,
                                          [](std::size_t i) {
                                            if (i == 20) throw std::runtime_error("twenty");
                                          }),
                           "twenty", std::runtime_error);
      std::atomic<int> done = 0;
      for_each_index(50, 3, [&](std::size_t) { ++done; });
      CHECK(done == 50);
    }
  }
}
