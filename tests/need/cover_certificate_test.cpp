#include <irisan/need/cover_certificate.hpp>

#include <support/multicovers.hpp>

#include <doctest/doctest.h>

#include <irisan/need/cover_greedy.hpp>

#include <algorithm>
#include <random>
#include <string>
#include <vector>

using namespace irisan;
using ints = std::vector<std::int32_t>;

namespace {
cover_dual quarters(const test::multicover& m) {
  return {m.quarters, 4};
}
} // namespace

TEST_SUITE("need") {
  TEST_CASE("cover_certificate: known optimal covers and prices pass the check") {
    for (const test::multicover& m : test::multicovers()) {
      CAPTURE(m.name);
      const cover_problem a = m.problem();
      const cover_certificate c = certify(a, m.optimal, quarters(m));
      CHECK(c.cost == m.optimum);
      CHECK(check(a, c).empty());
      // Rounded up to a whole cost.
      CHECK(c.bound == (m.twice_the_relaxation + 1) / 2);
      CHECK(c.gap() == c.cost - c.bound);
      CHECK(detail::dual_value(a, c.dual) == m.twice_the_relaxation * 2);
    }
  }

  TEST_CASE("cover_certificate: a bound never exceeds the cheapest cover whatever the prices") {
    std::mt19937 random(8);
    for (int round = 0; round < 300; ++round) {
      const cover_problem a = test::random_cover(random, 9, 8);
      cover_dual d{{}, 1 + static_cast<std::int64_t>(random() % 5)};
      for (std::int32_t i = 0; i < a.rows(); ++i)
        d.u.push_back(static_cast<std::int64_t>(random() % 60));
      CHECK(bound_of(a, d) <= test::cheapest_cost(a));
      d.u.assign(d.u.size(), 0);
      std::int64_t fixed = 0;
      for (std::int32_t j = 0; j < a.columns(); ++j) fixed += a.is_fixed(j) ? a.cost(j) : 0;
      CHECK(bound_of(a, d) == fixed);
    }
  }

  TEST_CASE("cover_certificate: bounds round up to what divides all costs") {
    const cover_problem odd = test::cover({{0, 1}, {1, 2}, {2, 0}}, {1, 1, 1}, {1, 1, 1});
    // or-tools' FractionalSolution: 3/2 by a half for each row.
    CHECK(bound_of(odd, {{1, 1, 1}, 2}) == 2);
    const cover_problem dear = test::cover({{0, 1}, {1, 2}, {2, 0}}, {1, 1, 1}, {1000, 1000, 1000});
    CHECK(bound_of(dear, {{500, 500, 500}, 1}) == 2000);
    CHECK(bound_of(dear, {{334, 333, 334}, 1}) == 2000);
    CHECK(bound_of(dear, {{334, 333, 333}, 1}) == 1000);
  }

  TEST_CASE("cover_certificate: great costs and scales do not overflow") {
    const std::int64_t half = cover_problem::most_cost / 2;
    const cover_problem a = test::cover({{0}, {0}}, {2}, {half, half});
    const std::int64_t most = std::numeric_limits<std::int64_t>::max();
    CHECK(bound_of(a, {{half}, 1}) == 2 * half);
    CHECK(bound_of(a, {{most}, 4}) == half * 2);
    CHECK(bound_of(a, {{most}, most}) == half);
    CHECK(bound_of(a, {{0}, most}) == 0);
  }

  TEST_CASE("cover_certificate: each thing that can be wrong is told") {
    const cover_problem a = test::cover({{0, 1}, {1, 2}, {2}, {0}}, {1, 1, 1}, {2, 3, 2, 9}, {3});
    const cover_certificate good = certify(a, {0, 1, 3}, {{1, 1, 1}, 1});
    // Fixed column 3 covers row 0, but 0 and 1 are needed: 0 by none.
    CHECK(check(a, good) == std::vector<std::string>{"column 0 has no row that needs it"});
    const cover_certificate fine = certify(a, {3, 1}, {{1, 1, 1}, 1});
    REQUIRE(check(a, fine).empty());
    CHECK(fine.kept == ints{1, 3});
    CHECK(fine.witness == ints{1, 0});
    const auto wrong = [&](auto change) {
      cover_certificate c = fine;
      change(c);
      const auto all = check(a, c);
      return all.empty() ? std::string() : all.front();
    };
    CHECK(wrong([](auto& c) { c.kept = {3, 1}; }) == "column 1 is not after the one before it");
    CHECK(wrong([](auto& c) { c.kept = {1, 4}; }) == "column 4 does not exist");
    CHECK(wrong([](auto& c) { c.cost = 11; }) == "the cost is 11 instead of 12");
    CHECK(wrong([](auto& c) { c.counts[0] = 2; }) == "the count of row 0 is 2 instead of 1");
    CHECK(wrong([](auto& c) { c.counts.pop_back(); }) == "there are not as many counts as rows");
    CHECK(wrong([](auto& c) { c.witness[0] = 0; }) == "column 1 has no row that needs it");
    CHECK(wrong([](auto& c) { c.witness[0] = -1; }) == "column 1 has no row that needs it");
    CHECK(wrong([](auto& c) { c.witness[1] = -1; }).empty()); // a fixed column needs none
    CHECK(wrong([](auto& c) { c.witness.pop_back(); }) ==
          "there are not as many witnesses as kept columns");
    CHECK(wrong([](auto& c) { c.dual.u.pop_back(); }) == "there are not as many prices as rows");
    CHECK(wrong([](auto& c) { c.dual.u[2] = -1; }) == "the price of row 2 is -1");
    CHECK(wrong([](auto& c) { c.dual.scale = 0; }) == "the scale is 0");
    CHECK(wrong([](auto& c) { ++c.bound; }).starts_with("the bound is "));
    CHECK(check(a, certify(a, {3}, fine.dual)).front() == "row 1 is covered 0 of 1 times");
    CHECK(check(a, certify(a, {0, 1}, fine.dual)).front() == "column 3 is fixed and not kept");
  }

  TEST_CASE("cover_certificate: columns redundant by themselves are those that were counted") {
    for (const test::multicover& m : test::multicovers()) {
      CAPTURE(m.name);
      const cover_problem a = m.problem();
      CHECK(individually_redundant_in(a, test::all_columns(a)).columns == m.redundant);
      CHECK(essential_columns(a) == m.essential);
      CHECK(individually_redundant_in(a, m.optimal).columns.empty());
    }
  }

  TEST_CASE("cover_certificate: two that replace each other are redundant but not together") {
    const cover_problem a = test::unicost({{0}, {0}}, 1);
    CHECK(individually_redundant_in(a, test::all_columns(a)).columns == ints{0, 1});
    CHECK(jointly_removable_from(a, test::all_columns(a)).columns == ints{0});
    static_assert(!std::is_same_v<individually_redundant, jointly_removable>);
  }

  TEST_CASE("cover_certificate: the rows of a dropped column have what they ask") {
    for (const test::multicover& m : test::multicovers()) {
      const cover_problem a = m.problem();
      const cover_certificate c = certify(a, m.optimal, quarters(m));
      for (std::int32_t j = 0; j < a.columns(); ++j) {
        if (std::ranges::binary_search(c.kept, j)) continue;
        const auto rows = rows_without(a, c, j);
        CHECK(rows.size() == a.rows_of(j).size());
        for (const covered_row& r : rows) {
          CHECK(r.count >= r.demand);
          CHECK(r.demand == m.demand[static_cast<std::size_t>(r.row)]);
        }
      }
    }
  }
}
