#include <irisan/overlap/listed_targets.hpp>

#include <doctest/doctest.h>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <map>
#include <numeric>
#include <random>
#include <set>
#include <span>
#include <vector>

using namespace irisan;

namespace {

using list = std::vector<std::int32_t>;

struct collector {
  static constexpr bool bounded = false;
  std::map<list, std::int64_t> sets;

  bool visit(std::span<const intervention_index> members, std::int64_t shared) {
    list set;
    for (const intervention_index p : members) set.push_back(p.value);
    std::sort(set.begin(), set.end());
    CHECK(sets.emplace(set, shared).second);
    return true;
  }
};

list programs_of(const listed_targets& targets, std::size_t row) {
  const auto& r = targets.rows[row];
  return {targets.programs.begin() + static_cast<std::ptrdiff_t>(r.begin),
          targets.programs.begin() + static_cast<std::ptrdiff_t>(r.end)};
}

/// Adds a target whose first programs, as many as `extensions`, may join.
void add(listed_targets& to, const list& programs, std::size_t extensions, std::int32_t weight,
         row_table& table) {
  const std::size_t begin = to.programs.size();
  to.programs.insert(to.programs.end(), programs.begin(), programs.end());
  to.end_row(begin, begin + extensions, weight, table);
}

} // namespace

TEST_SUITE("overlap") {
  TEST_CASE("listed_targets: what two ascending lists have in common is kept in the first") {
    std::mt19937 random(1);
    for (int round = 0; round < 200; ++round) {
      CAPTURE(round);
      std::set<std::int32_t> in_x, in_y;
      for (auto n = random() % 20; n > 0; --n)
        in_x.insert(static_cast<std::int32_t>(random() % 30));
      for (auto n = random() % 20; n > 0; --n)
        in_y.insert(static_cast<std::int32_t>(random() % 30));
      list x(in_x.begin(), in_x.end()), expected;
      const list y(in_y.begin(), in_y.end());
      std::set_intersection(x.begin(), x.end(), y.begin(), y.end(), std::back_inserter(expected));
      x.resize(detail::keep_common(x, y));
      CHECK(x == expected);
    }
  }

  TEST_CASE("listed_targets: targets with the same extensions are one with what all have") {
    listed_targets all;
    row_table table;
    table.restart(5);
    add(all, {0, 5, 6, 8}, 1, 1, table);
    add(all, {1, 5}, 1, 1, table);
    add(all, {0, 6, 7, 8}, 1, 2, table);
    add(all, {5, 6}, 0, 1, table); // no extension
    add(all, {0, 1, 5}, 2, 1, table);
    REQUIRE(all.rows.size() == 3);
    CHECK(programs_of(all, 0) == list{0, 6, 8});
    CHECK(all.rows[0].weight == 3);
    CHECK(programs_of(all, 1) == list{1, 5});
    CHECK(programs_of(all, 2) == list{0, 1, 5});
    all.extensions = {0, 1};
    list place(9, 0);
    all.find_rows(place);
    CHECK(std::ranges::equal(all.rows_of(0), std::vector<std::uint32_t>{0, 2}));
    CHECK(std::ranges::equal(all.rows_of(1), std::vector<std::uint32_t>{1, 2}));
  }

  TEST_CASE("listed_targets: closed sets of few and of many programs are the intersections") {
    std::mt19937 random(2);
    // From more than 256 programs left on, a search among lists goes on among lists.
    for (const std::int32_t programs : {5, 50, 90, 200, 600})
      for (int round = 0; round < 14; ++round) {
        CAPTURE(programs);
        CAPTURE(round);
        // Now and then many targets, of which a few of the programs reach half.
        const bool many = round >= 12;
        const auto percent = many ? 2 : 20 + random() % 70;
        const auto min_targets = static_cast<std::int32_t>(1 + random() % 2);
        std::vector<list> rows(many ? 60 : 4 + random() % 5);
        for (list& row : rows)
          for (std::int32_t p = 0; p < programs; ++p)
            if (random() % 100 < (many && p < 8 ? 50 : percent)) row.push_back(p);
        std::set<list> closed;
        for (const list& row : rows) {
          std::set<list> more{row};
          for (list c : closed) {
            c.resize(detail::keep_common(c, row));
            more.insert(c);
          }
          closed.merge(more);
        }
        std::map<list, std::int64_t> expected;
        for (const list& c : closed) {
          const std::int64_t shared = std::ranges::count_if(
              rows, [&](const list& r) { return std::ranges::includes(r, c); });
          if (!c.empty() && shared >= min_targets) expected[c] = shared;
        }

        // Programs at all targets would be in every set: such a start is the caller's.
        std::vector<std::int32_t> count(static_cast<std::size_t>(programs), 0);
        for (const list& row : rows)
          for (const std::int32_t p : row) ++count[static_cast<std::size_t>(p)];
        listed_targets root;
        std::vector<intervention_index> program;
        for (std::int32_t p = 0; p < programs; ++p) {
          program.push_back({p});
          if (count[static_cast<std::size_t>(p)] < min_targets) continue;
          root.extensions.push_back(p);
          root.targets_with.push_back(count[static_cast<std::size_t>(p)]);
        }
        row_table table;
        table.restart(rows.size());
        for (const list& row : rows) {
          const std::size_t begin = root.programs.size();
          for (const std::int32_t p : row)
            if (count[static_cast<std::size_t>(p)] >= min_targets) root.programs.push_back(p);
          root.end_row(begin, root.programs.size(), 1, table);
        }
        list place(static_cast<std::size_t>(programs), 0);
        root.find_rows(place);
        collector found;
        closed_path<collector> path({min_targets, 1, {}}, {});
        path.tell(found);
        listed_search<collector> search(path, program);
        for (std::size_t i = 0; i < root.extensions.size(); ++i) search.extend_by(root, i);
        CHECK((found.sets == expected));
      }
  }
}
