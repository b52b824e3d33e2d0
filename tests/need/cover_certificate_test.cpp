#include <irisan/need/cover_certificate.hpp>

#include <support/cover_cases.hpp>
#include <support/covers.hpp>

#include <doctest/doctest.h>

#include <algorithm>
#include <cstdint>
#include <limits>
#include <random>
#include <string>
#include <utility>
#include <vector>

using namespace irisan;

namespace {

using list = std::vector<std::int32_t>;
using prices = std::vector<std::int64_t>;
using complaints = std::vector<std::string>;

/// Rows 0, 1 and 2 ask for 2, 1 and 0. Columns {0, 1}, {0}, {0, 2} and {1} cost 4, 3, 5 and 2; the
/// first two are a cover that costs 7, and the prices 3 and 1 show that none costs less.
cover_problem small(const list& fixed = {}) {
  return test::cover({{0, 1}, {0}, {0, 2}, {1}}, {2, 1, 0}, {4, 3, 5, 2}, fixed);
}
cover_certificate certificate(const cover_problem& a = small()) {
  return certify(a, {1, 0}, {{3, 1, 0}, 1});
}

template <class Change>
complaints wrong_after(Change change, const cover_problem& a = small()) {
  cover_certificate c = certificate(a);
  change(c);
  return check(a, c);
}

} // namespace

TEST_SUITE("need") {
  TEST_CASE("cover_certificate: it says what is kept and why and what cannot be undercut") {
    const cover_certificate c = certificate();
    CHECK(c.kept == list{0, 1});
    CHECK(c.cost == 7);
    CHECK(c.counts == list{2, 1, 0});
    CHECK(c.witness == list{0, 0});
    CHECK(c.bound == 7);
    CHECK(c.gap() == 0);
    CHECK(check(small(), c).empty());
    CHECK(rows_without(small(), c, 2) == std::vector<covered_row>{{0, 2, 2}, {2, 0, 0}});
    CHECK(rows_without(small(), c, 3) == std::vector<covered_row>{{1, 1, 1}});
  }

  TEST_CASE("cover_certificate: kept columns that are changed are found") {
    CHECK(wrong_after([](auto& c) {
            c.kept = {1, 0};
          }) == complaints{"column 0 is not after the one before it"});
    CHECK(wrong_after([](auto& c) {
            c.kept = {0, 0};
          }) == complaints{"column 0 is not after the one before it"});
    CHECK(wrong_after([](auto& c) { c.kept = {0, 4}; }) == complaints{"column 4 does not exist"});
    CHECK(wrong_after([](auto& c) { c.kept = {-1, 0}; }) == complaints{"column -1 does not exist"});
    CHECK(!wrong_after([](auto& c) { c.kept = {0, 2}; }).empty());
    CHECK(!wrong_after([](auto& c) { c.kept = {0}; }).empty());
    CHECK(!wrong_after([](auto& c) { c.kept = {0, 1, 3}; }).empty());
  }

  TEST_CASE("cover_certificate: numbers that are changed are found and named") {
    CHECK(wrong_after([](auto& c) { c.cost = 6; }) == complaints{"the cost is 6 instead of 7"});
    CHECK(wrong_after([](auto& c) { c.counts[1] = 2; }) ==
          complaints{"the count of row 1 is 2 instead of 1"});
    CHECK(wrong_after([](auto& c) { c.counts.pop_back(); }) ==
          complaints{"there are not as many counts as rows"});
    CHECK(wrong_after([](auto& c) { c.counts.push_back(0); }) ==
          complaints{"there are not as many counts as rows"});
    CHECK(wrong_after([](auto& c) { c.bound = 8; }) == complaints{"the bound is 8 instead of 7"});
    CHECK(wrong_after([](auto& c) { c.bound = 6; }) == complaints{"the bound is 6 instead of 7"});
    CHECK(wrong_after([](auto& c) {
            c.cost = 1;
            c.bound = 1;
          }) == complaints{"the cost is 1 instead of 7", "the bound is 1 instead of 7"});
  }

  TEST_CASE("cover_certificate: witnesses that are none are found") {
    const complaints none{"column 1 has no row that needs it"};
    CHECK(wrong_after([](auto& c) { c.witness[1] = 1; }) == none); // of the other column
    CHECK(wrong_after([](auto& c) { c.witness[1] = -1; }) == none);
    CHECK(wrong_after([](auto& c) { c.witness[1] = 3; }) == none);
    CHECK(wrong_after([](auto& c) { c.witness.pop_back(); }) ==
          complaints{"there are not as many witnesses as kept columns"});
    // The other row of the first column needs it just as well.
    CHECK(wrong_after([](auto& c) { c.witness[0] = 1; }).empty());
    // A row that asks for nothing is no witness, though its count is its demand.
    const cover_problem idle = test::cover({{0}, {}}, {0}, {1, 1});
    cover_certificate c = certify(idle, {1}, {{0}, 1});
    CHECK(c.counts == list{0});
    c.witness = {0};
    CHECK(check(idle, c) == none);
    // Nor is a row that has more than it asks for.
    const cover_problem twice = test::unicost({{0}, {0}}, 1);
    CHECK(check(twice, certify(twice, {0, 1}, {{1}, 1})).size() == 2);
    CHECK(check(twice, certify(twice, {0}, {{1}, 1})).empty());
  }

  TEST_CASE("cover_certificate: prices that are none are found") {
    CHECK(wrong_after([](auto& c) { c.dual.u[0] = 2; }) ==
          complaints{"the bound is 7 instead of 5"});
    CHECK(wrong_after([](auto& c) { c.dual.u[2] = -1; }) == complaints{"the price of row 2 is -1"});
    CHECK(wrong_after([](auto& c) { c.dual.u.pop_back(); }) ==
          complaints{"there are not as many prices as rows"});
    CHECK(wrong_after([](auto& c) { c.dual.scale = 0; }) == complaints{"the scale is 0"});
    CHECK(wrong_after([](auto& c) { c.dual.scale = -1; }) == complaints{"the scale is -1"});
    CHECK(wrong_after([](auto& c) { c.dual.scale = 2; }) ==
          complaints{"the bound is 7 instead of 4"}); // 3.5
  }

  TEST_CASE("cover_certificate: columns that are no cover are found") {
    const cover_problem a = small();
    const complaints wrong = check(a, certify(a, {0}, {{3, 1, 0}, 1}));
    CHECK(std::ranges::count(wrong, "row 0 is covered 1 of 2 times") == 1);
    CHECK(check(a, certify(a, {1, 2}, {{3, 1, 0}, 1})) ==
          complaints{"row 1 is covered 0 of 1 times"});
    CHECK(check(a, certify(a, {1, 2, 3}, {{3, 1, 0}, 1})).empty());
  }

  TEST_CASE("cover_certificate: a fixed column is kept and needs no witness") {
    const cover_problem a = small({2});
    CHECK(check(a, certificate(a)).front() == "column 2 is fixed and not kept");
    const cover_certificate c = certify(a, {0, 2}, {{3, 1, 0}, 1});
    CHECK(check(a, c).empty());
    const cover_problem b = test::unicost({{0}, {0}, {0}}, 1);
    const cover_problem f = test::cover({{0}, {0}, {0}}, {1}, {1, 1, 1}, {0, 1});
    CHECK(check(f, certify(f, {0, 1}, {{1}, 1})).empty());
    CHECK(certify(f, {0, 1}, {{1}, 1}).witness == list{-1, -1});
    CHECK(check(b, certify(b, {0, 1}, {{1}, 1})).size() == 2);
    // One that is not fixed has no excuse.
    CHECK(check(f, certify(f, {0, 1, 2}, {{1}, 1})) ==
          complaints{"column 2 has no row that needs it"});
  }

  TEST_CASE("cover_certificate: any number of it that is changed is found") {
    std::mt19937 random(1);
    int changed = 0;
    for (int round = 0; round < 300; ++round) {
      CAPTURE(round);
      const test::known_cover& known = test::known_covers()[random() % test::known_covers().size()];
      const cover_problem a = known.problem();
      const cover_certificate sound = certify(a, known.cheapest, {known.dual, 4});
      CHECK(check(a, sound).empty());
      cover_certificate c = sound;
      const auto by = random() % 2 ? 1 : -1;
      const auto any = [&](auto& of) -> auto& {
        return of[random() % of.size()];
      };
      switch (random() % 4) {
      case 0:
        any(c.kept) += by;
        break;
      case 1:
        c.cost += by;
        break;
      case 2:
        any(c.counts) += by;
        break;
      case 3:
        c.bound += by;
        break;
      }
      CHECK(!check(a, c).empty());
      ++changed;
    }
    CHECK(changed == 300);
  }

  TEST_CASE("cover_certificate: a bound is what rows pay less what columns gain") {
    const cover_problem a = small();
    CHECK(bound_of(a, {{0, 0, 0}, 1}) == 0);
    CHECK(bound_of(a, {{3, 1, 0}, 1}) == 2 * 3 + 1);
    // Columns gain 1 + 1: {0, 1} 4 − 5, {0} 3 − 4; {0, 2} and {1} nothing.
    CHECK(bound_of(a, {{4, 1, 0}, 1}) == 2 * 4 + 1 - 1 - 1);
    // What a row without a demand pays only gains {0, 2} something.
    CHECK(bound_of(a, {{3, 1, 2}, 1}) == 7);
    CHECK(bound_of(a, {{3, 1, 3}, 1}) == 6);
    // Never below nothing.
    CHECK(bound_of(a, {{0, 0, 100}, 1}) == 0);
    CHECK(bound_of(cover_problem{}, {{}, 1}) == 0);
    CHECK(bound_of(cover_problem{}, {}) == 0);
  }

  TEST_CASE("cover_certificate: a bound is rounded up to what costs can come to") {
    const cover_problem a = small();
    CHECK(bound_of(a, {{12, 1, 0}, 4}) == 7); // 25 / 4
    CHECK(bound_of(a, {{12, 0, 0}, 4}) == 6); // 24 / 4
    CHECK(bound_of(a, {{0, 1, 0}, 1000}) == 1);
    const cover_problem tens = test::cover({{0}, {0}}, {1}, {20, 30});
    CHECK(bound_of(tens, {{1}, 1}) == 10);
    CHECK(bound_of(tens, {{10}, 1}) == 10);
    CHECK(bound_of(tens, {{11}, 1}) == 20);
    CHECK(bound_of(test::cover({{0}}, {1}, {0}), {{0}, 1}) == 0);
  }

  TEST_CASE("cover_certificate: a fixed column adds to a bound what it costs after prices") {
    CHECK(bound_of(small({2}), {{0, 0, 0}, 1}) == 5);
    // {0, 2} covers row 0 once and is paid 3 of its 5.
    CHECK(bound_of(small({2}), {{3, 1, 0}, 1}) == 9);
    CHECK(test::cheapest_cost(small({2})) == 9);
  }

  TEST_CASE("cover_certificate: prices of the linear relaxation show its optimum") {
    for (const test::known_cover& known : test::known_covers()) {
      CAPTURE(known.id);
      const cover_problem a = known.problem();
      CHECK(detail::dual_value(a, {known.dual, 4}) == 2 * known.twice_relaxed);
      const std::int64_t bound = bound_of(a, {known.dual, 4});
      CHECK(bound <= known.optimum);
      CHECK(2 * bound >= known.twice_relaxed);
      const cover_certificate c = certify(a, known.cheapest, {known.dual, 4});
      CHECK(check(a, c).empty());
      CHECK(c.cost == known.optimum);
      CHECK(c.bound == bound);
    }
  }

  TEST_CASE("cover_certificate: whatever the prices no cover costs less than the bound") {
    std::mt19937 random(2);
    int sharp = 0;
    for (int round = 0; round < 400; ++round) {
      CAPTURE(round);
      const cover_problem a = test::random_cover(random, 9, 8);
      cover_dual d;
      d.scale = 1 + static_cast<std::int64_t>(random() % 8);
      for (std::int32_t i = 0; i < a.rows(); ++i)
        d.u.push_back(static_cast<std::int64_t>(random() % 12) * d.scale /
                      (1 + static_cast<std::int64_t>(random() % 3)));
      const std::int64_t optimum = test::cheapest_cost(a);
      CHECK(bound_of(a, d) <= optimum);
      sharp += bound_of(a, d) == optimum;
    }
    CHECK(sharp > 0);
  }

  TEST_CASE("cover_certificate: bounds hold beyond 64 bits") {
    // Eight prices of 2⁶² come to 2⁶⁵; the column that covers all of them gains all but its cost.
    const std::int64_t price = std::int64_t{1} << 62;
    const cover_problem a = test::cover({{0, 1, 2, 3, 4, 5, 6, 7}, {0}}, list(8, 1), {5, 7});
    CHECK(detail::dual_value(a, {prices(8, price), 1}) ==
          detail::wide_signed{8} * price + 5 - detail::wide_signed{8} * price + 7 - price);
    const cover_problem one = test::cover({{0, 1, 2, 3, 4, 5, 6, 7}}, list(8, 1), {5});
    CHECK(bound_of(one, {prices(8, price), 1}) == 5);
    // A cost in parts of the scale: 2⁶¹ · 2⁴⁰.
    const std::int64_t cost = std::int64_t{1} << 61, scale = std::int64_t{1} << 40;
    const cover_problem two = test::cover({{0}, {0}}, {1}, {cost, cost});
    CHECK(bound_of(two, {{scale}, scale}) == cost); // 1, rounded up to what costs can come to
    CHECK(bound_of(test::cover({{0}, {0}}, {1}, {cost, cost - 1}), {{scale * 7}, scale}) == 7);
    CHECK(bound_of(test::cover({{0}}, {1}, {cover_problem::most_cost}),
                   {{std::numeric_limits<std::int64_t>::max()}, 1}) == cover_problem::most_cost);
  }

  TEST_CASE("cover_certificate: what can go alone is what leaves a cover") {
    // Each of two alike can go, but not both.
    CHECK(individually_redundant_in(test::unicost({{0}, {0}}, 1), list{0, 1}).columns ==
          list{0, 1});
    CHECK(individually_redundant_in(test::unicost({{0}, {0}}, 1), list{1}).columns.empty());
    std::mt19937 random(3);
    for (int round = 0; round < 200; ++round) {
      CAPTURE(round);
      const cover_problem a = test::random_cover(random, 15, 15);
      list columns;
      for (const std::int32_t j : test::all_columns(a))
        if (a.is_fixed(j) || random() % 5 > 0) columns.push_back(j);
      if (!test::is_cover(a, columns)) columns = test::all_columns(a);
      list expected;
      for (const std::int32_t j : columns) {
        list fewer = columns;
        std::erase(fewer, j);
        if (test::is_cover(a, fewer)) expected.push_back(j);
      }
      std::shuffle(columns.begin(), columns.end(), random);
      CHECK(individually_redundant_in(a, columns).columns == expected);
    }
  }

  TEST_CASE("cover_certificate: costs are counted in what divides all of them") {
    CHECK(detail::common_cost(prices{}) == 1);
    CHECK(detail::common_cost(prices{0, 0}) == 1);
    CHECK(detail::common_cost(prices{0, 6, 9}) == 3);
    CHECK(detail::rounded_up(-5, 1, 1) == 0);
    CHECK(detail::rounded_up(0, 1, 10) == 0);
    CHECK(detail::rounded_up(1, 1, 10) == 10);
    CHECK(detail::rounded_up(21, 2, 1) == 11);
  }
}
