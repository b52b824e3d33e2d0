#include <irisan/core/interval_relation.hpp>

#include <doctest/doctest.h>

#include <set>
#include <string>
#include <utility>
#include <vector>

using namespace irisan;

namespace {

/// Allen's own table: the order of the four ends, as signs of a.start ? b.start, a.end ? b.end,
/// a.end ? b.start, a.start ? b.end.
std::string signs(const day_interval& a, const day_interval& b) {
  const auto sign = [](day x, day y) { return x < y ? '<' : x > y ? '>' : '='; };
  return {sign(a.start, b.start), sign(a.end, b.end), sign(a.end, b.start), sign(a.start, b.end)};
}

} // namespace

TEST_SUITE("core") {
  TEST_CASE("interval_relation: all thirteen by eye") {
    using enum interval_relation;
    const day_interval b{10, 20};
    CHECK(relation({1, 5}, b) == before);
    CHECK(relation({1, 10}, b) == meets);
    CHECK(relation({1, 11}, b) == overlaps);
    CHECK(relation({10, 19}, b) == starts);
    CHECK(relation({11, 19}, b) == during);
    CHECK(relation({11, 20}, b) == finishes);
    CHECK(relation({10, 20}, b) == equals);
    CHECK(relation({9, 20}, b) == finished_by);
    CHECK(relation({9, 21}, b) == contains);
    CHECK(relation({10, 21}, b) == started_by);
    CHECK(relation({19, 21}, b) == overlapped_by);
    CHECK(relation({20, 21}, b) == met_by);
    CHECK(relation({21, 22}, b) == after);
  }

  TEST_CASE("interval_relation: every two intervals have one and the inverse the other way round") {
    std::set<interval_relation> seen;
    std::set<std::pair<interval_relation, std::string>> tables;
    for (day s = 0; s < 7; ++s)
      for (day e = s + 1; e <= 7; ++e)
        for (day u = 0; u < 7; ++u)
          for (day f = u + 1; f <= 7; ++f) {
            const day_interval a{s, e}, b{u, f};
            const interval_relation r = relation(a, b);
            CAPTURE(name_of(r));
            seen.insert(r);
            tables.insert({r, signs(a, b)});
            CHECK(relation(b, a) == inverse(r));
            CHECK(inverse(inverse(r)) == r);
            CHECK(crosses(r) == !intersection(a, b).empty());
          }
    CHECK(seen.size() == 13);
    // One pattern of the four ends for each relation.
    CHECK(tables.size() == 13);
  }

  TEST_CASE("interval_relation: names are those of Allen and each is another") {
    CHECK(name_of(interval_relation::before) == "before");
    CHECK(name_of(interval_relation::equals) == "equals");
    CHECK(name_of(interval_relation::overlapped_by) == "overlapped_by");
    CHECK(name_of(interval_relation::after) == "after");
    CHECK(std::set<std::string_view>(interval_relations.begin(), interval_relations.end()).size() ==
          13);
  }

  TEST_CASE("interval_relation: an interval without a day is refused and one of a day is not") {
    CHECK_THROWS_WITH_AS(relation({5, 5}, {1, 9}), "the interval [5, 5) has no day", rule_error);
    CHECK_THROWS_WITH_AS(relation({1, 9}, {6, 2}), "the interval [6, 2) has no day", rule_error);
    CHECK(relation({5, 6}, {1, 9}) == interval_relation::during);
  }

  TEST_CASE("interval_relation: sides that are open are the same bound") {
    CHECK(relation({3, no_last_day}, {5, no_last_day}) == interval_relation::finished_by);
    CHECK(relation({no_first_day, 3}, {no_first_day, 5}) == interval_relation::starts);
  }

  // Bioconductor/IRanges@c1f053e, inst/unitTests/test_findOverlaps-methods.R: closed there.
  TEST_CASE("interval_relation: types of overlap are those of IRanges") {
    using hits = std::vector<std::pair<int, int>>;
    const std::vector<day_interval> query{{1, 3}, {5, 7}, {3, 7}, {4, 10}},
        subject{{1, 5}, {3, 7}, {5, 10}, {6, 10}};
    using enum interval_relation;
    const auto those = [&](const std::set<interval_relation>& wanted) {
      hits found;
      for (std::size_t i = 0; i < query.size(); ++i)
        for (std::size_t j = 0; j < subject.size(); ++j)
          if (wanted.contains(relation(query[i], subject[j])))
            found.emplace_back(static_cast<int>(i) + 1, static_cast<int>(j) + 1);
      return found;
    };
    CHECK(those({starts, equals, started_by}) == hits{{1, 1}, {2, 3}, {3, 2}});
    CHECK(those({finishes, equals, finished_by}) == hits{{2, 2}, {3, 2}, {4, 3}, {4, 4}});
    CHECK(those({starts, during, finishes, equals}) == hits{{1, 1}, {2, 2}, {2, 3}, {3, 2}});
    CHECK(those({equals}) == hits{{3, 2}});
  }
}
