#include <irisan/need/region_share.hpp>

#include <doctest/doctest.h>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <map>
#include <random>
#include <set>
#include <vector>

using namespace irisan;

namespace {

using rows = std::vector<target_count>;
using states = std::vector<share_state>;

states states_of(const share_table& t) {
  states s;
  for (const share_cell& c : t.cells) s.push_back(c.state);
  return s;
}

bool is_hidden(const share_cell& c) {
  return c.state != share_state::shown && c.state != share_state::unknown;
}

/// Tries every way to fill in the hidden cells of a table, from nobody to everybody, that gives all
/// totals shown: the numbers that each of them may be.
struct reader {
  const share_table& table;
  std::vector<std::size_t> hidden;
  std::vector<std::set<std::int64_t>> may_be;
  std::vector<std::int64_t> tried;

  explicit reader(const share_table& t) : table(t), may_be(t.cells.size()), tried(t.cells.size()) {
    for (std::size_t i = 0; i < t.cells.size(); ++i) {
      tried[i] = t.cells[i].at.people.part;
      if (is_hidden(t.cells[i])) hidden.push_back(i);
    }
    fill(0);
  }

private:
  void fill(std::size_t k) {
    if (k < hidden.size()) {
      for (std::int64_t n = 0; n <= table.cells[hidden[k]].at.people.whole; ++n) {
        tried[hidden[k]] = n;
        fill(k + 1);
      }
      return;
    }
    std::map<region_index, std::int64_t> sums;
    std::int64_t all = 0;
    for (std::size_t i = 0; i < tried.size(); ++i)
      if (table.cells[i].state != share_state::unknown) {
        sums[table.cells[i].at.in] += tried[i];
        all += tried[i];
      }
    for (const region_share& r : table.regions)
      if (r.shown && sums[r.in] != r.people.part) return;
    if (table.all.shown && all != table.all.people.part) return;
    for (const std::size_t i : hidden) may_be[i].insert(tried[i]);
  }
};

rows random_rows(std::mt19937& random, std::size_t most) {
  rows r;
  for (std::size_t n = random() % (most + 1); r.size() < n;) {
    const auto t = static_cast<std::int32_t>(r.size());
    const auto whole = static_cast<std::int64_t>(random() % 6);
    r.push_back({{t},
                 {static_cast<std::int32_t>(random() % 4) - 1},
                 {static_cast<std::int64_t>(random() % static_cast<unsigned>(whole + 1)), whole}});
    if (random() % 12 == 0) r.back().people.part = -1;
    if (random() % 20 == 0) r.back().people.whole = -1;
  }
  return r;
}

} // namespace

TEST_SUITE("need") {
  using enum share_state;

  TEST_CASE("region_share: parts and wholes are summed up by region") {
    const share_table t =
        share_by_region(rows{{{2}, {1}, {20, 50}}, {{0}, {1}, {30, 60}}, {{1}, {0}, {34, 200}}});
    CHECK(t.regions ==
          std::vector<region_share>{{{0}, {34, 200}, 1, 0, true}, {{1}, {50, 110}, 2, 0, true}});
    CHECK(t.all == region_share{{}, {84, 310}, 3, 0, true});
    CHECK(*t.all.people.share() == 84.0 / 310);
    // By region, then target.
    CHECK(t.cells == std::vector<share_cell>{{{{1}, {0}, {34, 200}}, shown},
                                             {{{0}, {1}, {30, 60}}, shown},
                                             {{{2}, {1}, {20, 50}}, shown}});
    CHECK(!counted_share{0, 0}.share());
    CHECK(share_by_region({}) == share_table{});
  }

  TEST_CASE("region_share: fewer than five and all but fewer than five are not shown") {
    const auto state = [](std::int64_t part, std::int64_t whole) {
      return share_by_region(rows{{{0}, {0}, {part, whole}}, {{1}, {0}, {50, 100}}}).cells[0].state;
    };
    CHECK(state(4, 20) == few);
    CHECK(state(5, 20) == shown);
    CHECK(state(15, 20) == shown);
    CHECK(state(16, 20) == few_others);
    // That it is nobody or everybody would be told of each of them.
    CHECK(state(0, 20) == few);
    CHECK(state(20, 20) == few_others);
    CHECK(state(2, 4) == few);
    // Of nobody nothing is told.
    CHECK(state(0, 0) == shown);
  }

  TEST_CASE("region_share: how few are too few can be said") {
    const rows r{{{0}, {0}, {3, 20}}, {{1}, {0}, {2, 20}}, {{2}, {0}, {9, 20}}};
    CHECK(states_of(share_by_region(r, 3)) == states{protects_another, few, shown});
    CHECK(states_of(share_by_region(r, 2)) == states{shown, shown, shown});
    CHECK(states_of(share_by_region(rows{{{0}, {0}, {0, 20}}}, 0)) == states{shown});
    CHECK_THROWS_WITH_AS(share_by_region(r, -1), "the least that may be shown is -1 people",
                         rule_error);
  }

  TEST_CASE("region_share: a hidden cell takes the smallest one with it") {
    // 62 − 40 − 20 would be 2.
    const share_table t = share_by_region(
        rows{{{0}, {0}, {2, 30}}, {{1}, {0}, {40, 90}}, {{2}, {0}, {20, 60}}, {{3}, {1}, {5, 10}}});
    CHECK(states_of(t) == states{few, shown, protects_another, shown});
    CHECK(t.regions[0].people == counted_share{62, 180});
    CHECK(t.regions[0].shown);
    CHECK(t.regions[1].shown);
    CHECK(t.all.shown);
  }

  TEST_CASE("region_share: two hidden cells take another with them if their sum is small") {
    rows r{{{0}, {0}, {2, 30}}, {{1}, {0}, {2, 30}}, {{2}, {0}, {20, 60}}};
    CHECK(states_of(share_by_region(r)) == states{few, few, protects_another});
    r[1].people.part = 3;
    CHECK(states_of(share_by_region(r)) == states{few, few, shown});
    // The others count as well: 4 of 60 are left here.
    r[0].people.part = 28, r[1].people.part = 28;
    CHECK(states_of(share_by_region(r)) == states{few_others, few_others, protects_another});
    r[1].people.part = 27;
    CHECK(states_of(share_by_region(r)) == states{few_others, few_others, shown});
  }

  TEST_CASE("region_share: of cells of one size the first target is hidden") {
    CHECK(states_of(share_by_region(
              rows{{{5}, {0}, {10, 30}}, {{3}, {0}, {11, 30}}, {{9}, {0}, {1, 8}}})) ==
          states{protects_another, shown, few});
  }

  TEST_CASE("region_share: a total stays though all its cells are hidden") {
    const share_table t = share_by_region(rows{{{0}, {0}, {1, 30}}, {{1}, {0}, {2, 40}}});
    CHECK(states_of(t) == states{few, few});
    CHECK(t.regions[0] == region_share{{0}, {3, 70}, 2, 0, true});
  }

  TEST_CASE("region_share: the total of a region with one hidden target is hidden") {
    // And with it the smallest other total, or the sum of all would tell; and one of its cells.
    const share_table t = share_by_region(rows{
        {{0}, {0}, {1, 30}}, {{1}, {1}, {50, 90}}, {{2}, {1}, {30, 60}}, {{3}, {2}, {50, 200}}});
    CHECK(states_of(t) == states{few, shown, protects_another, shown});
    CHECK_FALSE(t.regions[0].shown);
    CHECK_FALSE(t.regions[1].shown);
    CHECK(t.regions[2].shown);
    CHECK(t.all.shown);
    CHECK(t.regions[1].people == counted_share{80, 150}); // known to whoever may know
    // Of two such regions each hides the other.
    const share_table two =
        share_by_region(rows{{{0}, {0}, {1, 30}}, {{1}, {1}, {2, 30}}, {{2}, {2}, {10, 20}}});
    CHECK(states_of(two) == states{few, few, shown});
    CHECK(two.regions[2].shown);
    CHECK(two.all.shown);
    // Of one region there is no other.
    CHECK_FALSE(share_by_region(rows{{{0}, {0}, {1, 30}}}).all.shown);
  }

  TEST_CASE("region_share: a total of nobody or everybody tells of each") {
    const share_table nobody = share_by_region(
        rows{{{0}, {0}, {0, 30}}, {{1}, {0}, {0, 20}}, {{2}, {1}, {5, 10}}, {{3}, {1}, {9, 20}}});
    CHECK(states_of(nobody) == states{few, few, protects_another, shown});
    CHECK_FALSE(nobody.regions[0].shown);
    CHECK_FALSE(nobody.regions[1].shown);
    CHECK_FALSE(share_by_region(rows{{{0}, {0}, {30, 30}}, {{1}, {0}, {20, 20}}}).regions[0].shown);
    CHECK(share_by_region(rows{{{0}, {0}, {30, 30}}, {{1}, {0}, {0, 20}}}).regions[0].shown);
  }

  TEST_CASE("region_share: unknown counts are in no sum and hide nothing") {
    const share_table t = share_by_region(
        rows{{{0}, {}, {-1, 30}}, {{1}, {}, {4, -1}}, {{2}, {}, {10, 20}}, {{3}, {0}, {-1, -1}}});
    CHECK(states_of(t) == states{unknown, unknown, shown, unknown});
    CHECK(t.regions ==
          std::vector<region_share>{{{}, {10, 20}, 1, 2, true}, {{0}, {0, 0}, 0, 1, true}});
    CHECK(t.all == region_share{{}, {10, 20}, 1, 3, true});
  }

  TEST_CASE("region_share: more than the whole and a target twice are refused") {
    CHECK_THROWS_WITH_AS(share_by_region(rows{{{0}, {0}, {7, 7}}, {{1}, {0}, {8, 7}}}),
                         "row 2: 8 of 7 is no share", rule_error);
    CHECK_THROWS_WITH_AS(share_by_region(rows{{{4}, {0}, {7, 70}}, {{4}, {0}, {7, 70}}}),
                         "target 4 is counted twice", rule_error);
    CHECK_NOTHROW(share_by_region(rows{{{4}, {0}, {7, 70}}, {{5}, {0}, {7, 70}}}));
  }

  TEST_CASE("region_share: no reader can compute a hidden cell back") {
    std::mt19937 random(61);
    int hidden = 0, protecting = 0, silent = 0;
    for (int round = 0; round < 600; ++round) {
      CAPTURE(round);
      const rows r = random_rows(random, 7);
      const std::int64_t least = 1 + round % 2;
      const share_table t = share_by_region(r, least);
      const reader reads(t);
      std::map<region_index, int> beside;
      for (std::size_t i = 0; i < t.cells.size(); ++i) {
        CAPTURE(i);
        const share_cell& c = t.cells[i];
        const counted_share& n = c.at.people;
        if (c.state == unknown) continue;
        const bool too_few = n.whole > 0 && (n.part < least || n.whole - n.part < least);
        CHECK((c.state == few || c.state == few_others) == too_few);
        if (!is_hidden(c)) continue;
        CHECK(reads.may_be[i].size() > 1);
        beside[c.at.in] += c.state == protects_another;
        ++hidden;
      }
      for (const auto& [in, cells] : beside) {
        CHECK(cells <= 1);
        protecting += cells;
      }
      for (const region_share& total : t.regions) silent += !total.shown;
    }
    CHECK(hidden > 600);
    CHECK(protecting > 100);
    CHECK(silent > 100);
  }

  TEST_CASE("region_share: totals are hidden only where one region needs it and one beside it") {
    std::mt19937 random(62);
    for (int round = 0; round < 600; ++round) {
      CAPTURE(round);
      const share_table t = share_by_region(random_rows(random, 12), 2);
      int beside = 0;
      counted_share sum;
      for (const region_share& r : t.regions) {
        counted_share people, hidden;
        int cells = 0, open = 0;
        for (const share_cell& c : t.cells)
          if (c.at.in == r.in && c.state != unknown) {
            people.part += c.at.people.part;
            people.whole += c.at.people.whole;
            if (is_hidden(c)) {
              ++cells;
              hidden.part += c.at.people.part;
              hidden.whole += c.at.people.whole;
            } else {
              open += c.at.people.whole > 0;
            }
          }
        CHECK(people == r.people);
        sum.part += people.part;
        sum.whole += people.whole;
        const bool needs = open == 0 && cells > 0 &&
                           (cells == 1 || hidden.part == 0 || hidden.part == hidden.whole);
        if (needs) CHECK_FALSE(r.shown);
        beside += !r.shown && !needs;
      }
      CHECK(sum == t.all.people);
      CHECK(beside <= 1);
    }
  }

  TEST_CASE("region_share: the order of rows decides nothing") {
    std::mt19937 random(63);
    for (int round = 0; round < 100; ++round) {
      rows r = random_rows(random, 14);
      const share_table before = share_by_region(r, 2);
      std::shuffle(r.begin(), r.end(), random);
      CHECK(share_by_region(r, 2) == before);
    }
  }
}
