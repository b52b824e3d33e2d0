#include <irisan/overlap/group_core.hpp>

#include <support/builders.hpp>
#include <support/random.hpp>

#include <doctest/doctest.h>

#include <algorithm>
#include <cstdint>
#include <random>
#include <vector>

using namespace irisan;

namespace {

using indices = std::vector<intervention_index>;

group_query at_least(std::int32_t programs, std::int64_t targets, indices any_of = {}) {
  group_query q;
  q.min_programs = programs;
  q.min_targets = targets;
  q.any_of = std::move(any_of);
  return q;
}

} // namespace

TEST_SUITE("overlap") {
  TEST_CASE("group_core: programs and targets are peeled until all that is left is large enough") {
    // Target 3 has one program, then program 1 has one target, then target 2 has one program.
    const incidence_matrix a = test::programs({{0, 1, 2}, {2, 3}, {0, 1}, {0, 1}});
    const group_core core(a, at_least(2, 2), {});
    CHECK(core.programs() == indices{{0}, {2}, {3}});
    CHECK(core.targets_of({0}) == 2);
    CHECK(core.has_target(0));
    CHECK(core.has_target(1));
    CHECK_FALSE(core.has_target(2));
    CHECK_FALSE(core.has_target(3));
    // Every program is a group by itself.
    const group_core all(a, at_least(1, 1), {});
    CHECK(all.programs() == indices{{0}, {1}, {2}, {3}});
    CHECK(all.has_target(3));
  }

  TEST_CASE("group_core: only targets of those that are wanted are left") {
    const incidence_matrix a = test::programs({{0, 1, 2}, {2, 3}, {0, 1}, {0, 1}});
    const group_core core(a, at_least(1, 1, {{1}}), {});
    CHECK(core.programs() == indices{{1}, {0}});
    CHECK(core.targets_of({1}) == 2);
    CHECK(core.targets_of({0}) == 1);
    CHECK(core.wanted() == std::vector<std::uint8_t>{0, 1, 0, 0});
    CHECK(group_core(a, at_least(2, 2, {{1}}), {}).programs().empty());
  }

  TEST_CASE("group_core: nothing is left of nothing") {
    CHECK(group_core(incidence_matrix{}, at_least(1, 1), {}).programs().empty());
    CHECK(group_core(test::programs({{}, {}}), at_least(1, 1), {}).programs().empty());
  }

  TEST_CASE("group_core: what is left is the largest part in which all conditions hold") {
    std::mt19937 random(1);
    std::size_t left = 0;
    for (int round = 0; round < 300; ++round) {
      CAPTURE(round);
      const incidence_matrix a = test::random_incidence(random, 12, 12);
      group_query query = at_least(1 + static_cast<std::int32_t>(random() % 3), 1 + random() % 3);
      if (a.rows() > 0 && random() % 2)
        query.any_of = {{static_cast<std::int32_t>(random() % 100) % a.rows()}};
      // One program or target at a time, until none is to go.
      std::vector<bool> program(static_cast<std::size_t>(a.rows()), true),
          target(static_cast<std::size_t>(a.columns), true);
      const bool peel = query.min_programs > 1 || !query.any_of.empty();
      for (bool again = true; again;) {
        again = false;
        for (std::int32_t p = 0; p < a.rows(); ++p) {
          std::int64_t n = 0;
          for (const std::int32_t t : a.row(p)) n += target[static_cast<std::size_t>(t)];
          if (program[static_cast<std::size_t>(p)] && n < query.min_targets) {
            program[static_cast<std::size_t>(p)] = false;
            again = true;
          }
        }
        for (std::int32_t t = 0; peel && t < a.columns; ++t) {
          std::int32_t n = 0;
          bool wanted = query.any_of.empty();
          for (std::int32_t p = 0; p < a.rows(); ++p)
            if (program[static_cast<std::size_t>(p)] && std::ranges::binary_search(a.row(p), t)) {
              ++n;
              wanted = wanted || query.any_of.front().value == p;
            }
          if (target[static_cast<std::size_t>(t)] && (n < query.min_programs || !wanted)) {
            target[static_cast<std::size_t>(t)] = false;
            again = true;
          }
        }
      }
      const group_core core(a, query, {});
      indices found = core.programs(), expected;
      for (std::size_t i = 1; i < found.size(); ++i)
        CHECK(core.targets_of(found[i - 1]) >= core.targets_of(found[i]));
      std::sort(found.begin(), found.end());
      for (std::int32_t p = 0; p < a.rows(); ++p)
        if (program[static_cast<std::size_t>(p)]) expected.push_back({p});
      CHECK(found == expected);
      for (std::int32_t t = 0; t < a.columns; ++t)
        CHECK(core.has_target(t) == target[static_cast<std::size_t>(t)]);
      left += found.size();
    }
    CHECK(left > 500);
  }
}
