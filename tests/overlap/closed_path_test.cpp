#include <irisan/overlap/closed_path.hpp>

#include <doctest/doctest.h>

#include <cstdint>
#include <map>
#include <random>
#include <span>
#include <stop_token>
#include <vector>

using namespace irisan;

namespace {

struct recorder {
  static constexpr bool bounded = false;
  std::vector<std::size_t> sizes;
  std::size_t most = 1'000'000;

  bool visit(std::span<const intervention_index> members, std::int64_t) {
    sizes.push_back(members.size());
    return sizes.size() < most;
  }
};

} // namespace

TEST_SUITE("overlap") {
  TEST_CASE("closed_path: only sets that are large enough and hold one that is wanted are told") {
    const std::vector<std::uint8_t> wanted{0, 1, 0};
    recorder seen;
    closed_path<recorder> path({1, 2, wanted}, {});
    path.tell(seen);
    path.push({1});
    path.visit(5);
    path.push({0});
    path.visit(5);
    CHECK(path.has_wanted());
    path.pop_to(0);
    CHECK_FALSE(path.has_wanted());
    path.push({0});
    path.push({2});
    path.visit(5);
    CHECK(seen.sizes == std::vector<std::size_t>{2});
    CHECK(path.can_reach(0));
    path.pop_to(1);
    CHECK_FALSE(path.can_reach(0));
    CHECK(path.can_reach(1));
  }

  TEST_CASE("closed_path: a guide that has seen enough ends the search") {
    recorder seen;
    seen.most = 2;
    closed_path<recorder> path({}, {});
    path.tell(seen);
    path.push({0});
    path.visit(1);
    CHECK_FALSE(path.done());
    path.visit(1);
    CHECK(path.done());
  }

  TEST_CASE("closed_path: a stop is noticed") {
    std::stop_source source;
    recorder seen;
    closed_path<recorder> path({}, source.get_token());
    path.tell(seen);
    const auto many = [&] {
      for (int i = 0; i < 1'000; ++i) path.visit(1);
    };
    path.push({0});
    CHECK_NOTHROW(many());
    source.request_stop();
    CHECK_THROWS_AS(many(), stopped);
  }

  TEST_CASE("closed_path: a row table finds the first row of each key and forgets at a restart") {
    std::mt19937 random(1);
    row_table table;
    for (int round = 0; round < 100; ++round) {
      CAPTURE(round);
      std::vector<std::uint64_t> keys(random() % 200);
      for (std::uint64_t& key : keys) key = random() % 50;
      std::map<std::uint64_t, std::uint32_t> first;
      table.restart(keys.size());
      for (std::uint32_t row = 0; row < keys.size(); ++row) {
        const std::uint64_t key = keys[row];
        // Hashes of three values only: nearly all collide.
        const std::uint32_t found = table.find_or_add(
            key % 3, row, [&](std::uint32_t other) { return keys[other] == key; });
        CHECK(found == first.try_emplace(key, row).first->second);
      }
    }
  }
}
