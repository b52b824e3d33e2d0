#include <irisan/overlap/masked_targets.hpp>

#include <doctest/doctest.h>

#include <algorithm>
#include <cstdint>
#include <map>
#include <random>
#include <set>
#include <span>
#include <vector>

using namespace irisan;

namespace {

struct collector {
  static constexpr bool bounded = false;
  std::map<std::set<std::int32_t>, std::int64_t> sets;

  bool visit(std::span<const intervention_index> members, std::int64_t shared) {
    std::set<std::int32_t> set;
    for (const intervention_index p : members) set.insert(p.value);
    CHECK(set.size() == members.size());
    CHECK(sets.emplace(set, shared).second);
    return true;
  }
};

/// Every closed set of these targets, of at least so many; bit b is program 100 + b.
template <int Words>
std::map<std::set<std::int32_t>, std::int64_t> found_in(const std::vector<std::uint32_t>& programs,
                                                        int width, std::int32_t min_targets) {
  collector found;
  closed_path<collector> path({min_targets, 1, {}}, {});
  path.tell(found);
  masked_search<Words, collector> search(path);
  masked_targets<Words>& root = search.root();
  for (int bit = 0; bit < width; ++bit) {
    search.programs().push_back({100 + bit});
    for (const std::uint32_t p : programs)
      root.targets_with[static_cast<std::size_t>(bit)] += p >> bit & 1U;
    if (root.targets_with[static_cast<std::size_t>(bit)] >= min_targets) root.extensions.set(bit);
  }
  search.table().restart(programs.size());
  for (const std::uint32_t p : programs) {
    program_mask<Words> mask;
    for (int bit = 0; bit < width; ++bit)
      if ((p >> bit & 1U) != 0) mask.set(bit);
    root.add(mask, 1, search.table());
  }
  search.extend(root);
  return found.sets;
}

} // namespace

TEST_SUITE("overlap") {
  TEST_CASE("masked_targets: targets with the same extensions are one with what all have") {
    masked_targets<1> all;
    all.extensions = program_mask<1>::before(2);
    const auto mask = [](std::uint64_t bits) {
      program_mask<1> m;
      m.word[0] = bits;
      return m;
    };
    row_table table;
    table.restart(5);
    all.add(mask(0b1101), 1, table);
    all.add(mask(0b0110), 1, table);
    all.add(mask(0b0101), 2, table);
    all.add(mask(0b1100), 1, table); // no extension
    all.add(mask(0b1110), 1, table);
    CHECK((all.programs == std::vector<program_mask<1>>{mask(0b0101), mask(0b0110)}));
    CHECK(all.weight == std::vector<std::int32_t>{3, 2});
  }

  TEST_CASE("masked_targets: closed sets are the intersections of targets whatever the width") {
    std::mt19937 random(1);
    for (int round = 0; round < 200; ++round) {
      CAPTURE(round);
      const int width = 1 + static_cast<int>(random() % 12);
      std::vector<std::uint32_t> programs(random() % 30);
      // Dense ones in turn with sparse ones.
      const auto all = (std::uint32_t{1} << width) - 1;
      for (std::uint32_t& p : programs)
        p = static_cast<std::uint32_t>(round % 2 ? random() | random() : random() & random()) & all;
      const auto min_targets = static_cast<std::int32_t>(1 + random() % 3);
      // Intersections of what there is with each target, until none is new.
      std::set<std::uint32_t> closed;
      for (const std::uint32_t p : programs) {
        std::set<std::uint32_t> more{p};
        for (const std::uint32_t c : closed) more.insert(c & p);
        closed.insert(more.begin(), more.end());
      }
      std::map<std::set<std::int32_t>, std::int64_t> expected;
      for (const std::uint32_t c : closed) {
        const std::int64_t shared = std::count_if(programs.begin(), programs.end(),
                                                  [&](std::uint32_t p) { return (p & c) == c; });
        std::set<std::int32_t> members;
        for (int bit = 0; bit < width; ++bit)
          if ((c >> bit & 1U) != 0) members.insert(100 + bit);
        if (c != 0 && shared >= min_targets) expected[members] = shared;
      }
      CHECK(found_in<1>(programs, width, min_targets) == expected);
      CHECK(found_in<2>(programs, width, min_targets) == expected);
      CHECK(found_in<4>(programs, width, min_targets) == expected);
    }
  }
}
