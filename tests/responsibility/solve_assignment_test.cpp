#include <irisan/responsibility/solve_assignment.hpp>

#include <support/assignments.hpp>
#include <support/divisions.hpp>

#include <doctest/doctest.h>

#include <numeric>
#include <stop_token>

using namespace irisan;
using ints = std::vector<std::int32_t>;
using longs = std::vector<std::int64_t>;

namespace {
constexpr std::int64_t no_limit = assignment_problem::no_limit;
constexpr std::int64_t x = test::closed;

/// What must be true of any answer.
void check_answer(const assignment_problem& a, const assignment& s) {
  CHECK(s.option.size() == a.load.size());
  for (std::int32_t r = 0; r < a.pieces(); ++r) {
    const std::int32_t k = s.option[static_cast<std::size_t>(r)];
    CHECK((k < 0) == a.units_of(r).empty());
    if (k >= 0) CHECK((k >= a.first_option(r) && k < a.end_option(r)));
  }
  if (s.share.empty()) {
    CHECK(s.load == loads_of(a, s.option));
    CHECK(s.cost == cost_of(a, s.option));
  }
  CHECK(s.excess == excess_of(a, s.load));
  CHECK(s.fairness == fairness_of(a, s.load));
  CHECK(s.lower_bound <= s.cost);
  if (s.proven) CHECK(s.lower_bound == s.cost);
  // The bound of its prices, with capacities raised to what is given where they cannot be held.
  assignment_problem raised = a;
  for (std::size_t u = 0; u < s.load.size(); ++u)
    raised.capacity[u] = std::max(raised.capacity[u], s.load[u]);
  if (s.share.empty()) CHECK(bound_of(raised, s.price, s.price_scale) <= s.cost);
  for (std::size_t u = 0; u < s.price.size(); ++u) {
    CHECK(s.price[u] >= 0);
    if (a.capacity[u] == no_limit) CHECK(s.price[u] == 0);
  }
  if (s.short_units.empty()) return;
  std::int64_t load = 0, capacity = 0;
  for (const std::int32_t u : s.short_units) capacity += a.capacity[static_cast<std::size_t>(u)];
  for (const std::int32_t r : s.short_pieces) {
    load += a.load[static_cast<std::size_t>(r)];
    for (const std::int32_t u : a.units_of(r))
      CHECK(std::binary_search(s.short_units.begin(), s.short_units.end(), u));
  }
  CHECK(load > capacity);
}

assignment solved(const assignment_problem& a, const assignment_options& options = {}) {
  assignment s = solve_assignment(a, options);
  check_answer(a, s);
  return s;
}

test::random_shape some_shape(std::mt19937& random, int round) {
  return {.pieces = static_cast<std::int32_t>(random() % 8),
          .units = static_cast<std::int32_t>(1 + random() % 4),
          .places = static_cast<std::int32_t>(random() % 4),
          .loads = round % 3 == 0 ? 1 : 5,
          .charges = round % 4 == 0 ? 0 : 12,
          .tightness = 85 + static_cast<int>(random() % 60),
          .may = 40 + static_cast<int>(random() % 60)};
}
} // namespace

TEST_SUITE("responsibility") {
  TEST_CASE("solve_assignment: the oracle's divisions with their optimum") {
    for (const test::known_division& k : test::known_divisions()) {
      CAPTURE(k.name);
      const assignment_problem a = k.problem();
      const assignment s = solved(a);
      CHECK(s.cost == k.optimum);
      CHECK(s.lower_bound == k.optimum);
      CHECK(s.proven);
      CHECK(s.excess == 0);
      // Places are solved exactly, so that prices prove no less than linear programming.
      CHECK(static_cast<double>(bound_of(a, s.price, s.price_scale)) >=
            std::ceil(k.relaxation - 1e-6) - 1);
    }
  }

  TEST_CASE("solve_assignment: it is the best of all divisions and proven") {
    std::mt19937 random(75);
    int beyond = 0, tied = 0;
    for (int round = 0; round < 1500; ++round) {
      CAPTURE(round);
      const assignment_problem a = test::random_assignment(random, some_shape(random, round));
      const test::best_of_all best = test::by_brute_force(a);
      const assignment s = solved(a);
      CHECK(s.excess == best.excess);
      CHECK(s.cost == best.cost);
      CHECK(s.proven);
      beyond += s.excess > 0;
      tied += a.has_charges();
    }
    CHECK(beyond > 100);
    CHECK(tied > 500);
  }

  TEST_CASE("solve_assignment: a piece that no unit may take stays open") {
    const assignment s = solved(test::assignments({{x, x}, {4, 3}}, {1, 1}, {5, 5}));
    CHECK(s.option == ints{-1, 1});
    CHECK(s.cost == 3);
    CHECK(s.load == longs{0, 1});
  }

  TEST_CASE("solve_assignment: capacities that cannot hold name who cannot hold what") {
    const assignment s =
        solved(test::assignments({{1, x}, {1, x}, {1, 9}}, {2, 2, 2}, {3, 9}, {0, 0, 0}, {1}));
    CHECK(s.short_units == ints{0});
    CHECK(s.short_pieces == ints{0, 1});
    CHECK(s.excess == 1);
    CHECK(s.cost == 1 + 1 + 9 + 2);
    CHECK(s.proven);
  }

  TEST_CASE("solve_assignment: the first unit takes what costs the same") {
    CHECK(solved(test::assignments({{5, 5, 5}}, {1}, {1, 1, 1})).option == ints{0});
    CHECK(solved(test::assignments({{5, 5, 5}}, {2}, {2, 2, 2}, {0}, {3})).option == ints{0});
  }

  TEST_CASE("solve_assignment: a constant added to the costs of a piece shifts the optimum by it") {
    std::mt19937 random(76);
    for (int round = 0; round < 60; ++round) {
      assignment_problem a =
          round % 2 ? test::random_assignment(random, {.pieces = 40, .units = 6, .places = 8})
                    : test::random_assignment(random, some_shape(random, round));
      const assignment before = solved(a);
      std::int64_t shift = 0;
      for (std::int32_t r = 0; r < a.pieces(); ++r) {
        const std::int64_t by = static_cast<std::int64_t>(random() % 100) - 50;
        if (!a.units_of(r).empty()) shift += by;
        for (std::int64_t k = a.first_option(r); k < a.end_option(r); ++k)
          a.cost[static_cast<std::size_t>(k)] += by;
      }
      const assignment after = solved(a);
      CHECK(after.option == before.option);
      CHECK(after.cost == before.cost + shift);
      CHECK(after.lower_bound == before.lower_bound + shift);
      CHECK(after.excess == before.excess);
    }
  }

  TEST_CASE("solve_assignment: more room or smaller charges never make it dearer") {
    std::mt19937 random(77);
    for (int round = 0; round < 200; ++round) {
      assignment_problem a = test::random_assignment(random, some_shape(random, round));
      assignment before = solved(a);
      for (int turn = 0; turn < 3; ++turn) {
        std::int64_t& c = a.capacity[random() % a.capacity.size()];
        if (c != no_limit) c += 1 + static_cast<std::int64_t>(random() % 3);
        if (turn == 2)
          for (std::int64_t& f : a.charge) f /= 2;
        const assignment after = solved(a);
        CHECK(after.excess <= before.excess);
        if (after.excess == before.excess) CHECK(after.cost <= before.cost);
        before = after;
      }
    }
  }

  TEST_CASE("solve_assignment: pieces in another order get the same answer in that order") {
    std::mt19937 random(78);
    for (int round = 0; round < 60; ++round) {
      const assignment_problem a =
          round % 2 ? test::random_assignment(
                          random, {.pieces = 60, .units = 7, .places = 9, .tightness = 105})
                    : test::random_assignment(random, some_shape(random, round));
      ints order(static_cast<std::size_t>(a.pieces()));
      std::iota(order.begin(), order.end(), 0);
      std::shuffle(order.begin(), order.end(), random);
      assignment_problem b = a;
      b.place.clear();
      b.load.clear();
      b.offsets = {0};
      b.unit.clear();
      b.cost.clear();
      for (const std::int32_t r : order) {
        b.place.push_back(a.place[static_cast<std::size_t>(r)]);
        b.load.push_back(a.load[static_cast<std::size_t>(r)]);
        b.unit.insert(b.unit.end(), a.units_of(r).begin(), a.units_of(r).end());
        b.cost.insert(b.cost.end(), a.costs_of(r).begin(), a.costs_of(r).end());
        b.offsets.push_back(b.options());
      }
      const bool fair = round % 5 == 4;
      const assignment s = solved(a, {.fair = fair}), t = solved(b, {.fair = fair});
      CHECK(s.cost == t.cost);
      CHECK(s.load == t.load);
      CHECK(s.lower_bound == t.lower_bound);
      CHECK(s.price == t.price);
      const auto key = [](const assignment_problem& p, std::int32_t r) {
        return std::tuple(p.place[static_cast<std::size_t>(r)], p.load[static_cast<std::size_t>(r)],
                          ints(p.units_of(r).begin(), p.units_of(r).end()),
                          longs(p.costs_of(r).begin(), p.costs_of(r).end()));
      };
      // Pieces that are the same in all may change places with each other.
      std::vector<std::pair<decltype(key(a, 0)), std::int32_t>> here, there;
      for (std::int32_t r = 0; r < a.pieces(); ++r) {
        const auto i = static_cast<std::size_t>(r);
        here.push_back(
            {key(a, r), s.option[i] < 0 ? -1 : a.unit[static_cast<std::size_t>(s.option[i])]});
        there.push_back(
            {key(b, r), t.option[i] < 0 ? -1 : b.unit[static_cast<std::size_t>(t.option[i])]});
      }
      std::sort(here.begin(), here.end());
      std::sort(there.begin(), there.end());
      CHECK(here == there);
    }
  }

  TEST_CASE("solve_assignment: it is the same with any number of threads") {
    std::mt19937 random(79);
    const assignment_problem a = test::random_assignment(
        random, {.pieces = 900, .units = 12, .places = 60, .loads = 9, .tightness = 110});
    const assignment s = solved(a);
    CHECK(s.excess == 0);
    CHECK(static_cast<double>(s.cost - s.lower_bound) <= 0.01 * static_cast<double>(s.cost));
    CHECK(s == solve_assignment(a, {.threads = 3}));
  }

  TEST_CASE("solve_assignment: a charge of zero costs what the flow costs") {
    std::mt19937 random(80);
    for (int round = 0; round < 40; ++round) {
      assignment_problem a = test::random_assignment(
          random, {.pieces = 50, .units = 6, .loads = 1, .charges = 0, .tightness = 110});
      const assignment flow = solved(a);
      CHECK(flow.proven);
      CHECK(flow.cost == share_loads(a).cost);
      // As pieces of a place with charges it takes the other way: two units' pieces apart.
      const part_division d = search_part(a);
      CHECK(d.lower_bound <= flow.cost);
      if (flow.excess == 0) CHECK(d.cost >= flow.cost);
      if (flow.excess == 0 && d.proven) CHECK(d.cost == flow.cost);
    }
  }

  TEST_CASE("solve_assignment: pieces with one unit keep it whatever that costs") {
    std::mt19937 random(81);
    for (int round = 0; round < 100; ++round) {
      const assignment_problem a = test::random_assignment(random, some_shape(random, round));
      if (a.pieces() == 0) continue;
      // Pin one piece to one of its units: the best of all with that pin.
      const auto r = static_cast<std::int32_t>(random() % a.load.size());
      const auto pin = static_cast<std::size_t>(
          a.first_option(r) + static_cast<std::int64_t>(random() % a.units_of(r).size()));
      assignment_problem b = a;
      const auto first = static_cast<std::size_t>(a.first_option(r));
      const auto count = static_cast<std::int64_t>(a.units_of(r).size());
      b.unit[first] = a.unit[pin];
      b.cost[first] = a.cost[pin];
      b.unit.erase(b.unit.begin() + static_cast<std::ptrdiff_t>(first) + 1,
                   b.unit.begin() + static_cast<std::ptrdiff_t>(first) + count);
      b.cost.erase(b.cost.begin() + static_cast<std::ptrdiff_t>(first) + 1,
                   b.cost.begin() + static_cast<std::ptrdiff_t>(first) + count);
      for (std::size_t i = static_cast<std::size_t>(r) + 1; i < b.offsets.size(); ++i)
        b.offsets[i] -= count - 1;
      const test::best_of_all best = test::by_brute_force(b);
      const assignment s = solved(b);
      CHECK(b.unit[static_cast<std::size_t>(s.option[static_cast<std::size_t>(r)])] == a.unit[pin]);
      CHECK(s.excess == best.excess);
      CHECK(s.cost == best.cost);
      CHECK(std::pair(s.excess, s.cost) >= [&] {
        const assignment free = solved(a);
        return std::pair(free.excess, free.cost);
      }());
    }
  }

  TEST_CASE("solve_assignment: loads that may be shared fill what there is") {
    const assignment_problem a = test::assignments({{1, 3}, {1, 2}}, {4, 4}, {5, 5});
    const assignment s = solved(a, {.divisible = true});
    CHECK(s.share == longs{4, 0, 1, 3});
    CHECK(s.option == ints{0, 3});
    CHECK(s.load == longs{5, 3});
    CHECK(s.cost == 11);
    CHECK(s.proven);
    assignment_problem charged = test::assignments({{1, 3}}, {4}, {5, 5}, {0}, {1});
    CHECK_THROWS_AS(solve_assignment(charged, {.divisible = true}), rule_error);
    charged.charge[0] = 0;
    CHECK_NOTHROW(solve_assignment(charged, {.divisible = true}));
  }

  TEST_CASE("solve_assignment: fair comes before cheap") {
    const assignment_problem a =
        test::assignments({{1, 9}, {1, 9}, {1, 9}, {1, 9}}, {1, 1, 1, 1}, {4, 4});
    CHECK(solved(a).load == longs{4, 0});
    const assignment s = solved(a, {.fair = true});
    CHECK(s.load == longs{2, 2});
    CHECK(s.fairness == fraction{1, 2});
    CHECK(s.cost == 20);
    CHECK(s.proven);
  }

  TEST_CASE("solve_assignment: no division of unit loads is fairer and none as fair is cheaper") {
    std::mt19937 random(82);
    int greater = 0;
    for (int round = 0; round < 200; ++round) {
      test::random_shape shape = some_shape(random, round);
      const bool unit_loads = round % 2 == 0;
      shape.loads = unit_loads ? 1 : 4;
      assignment_problem a = test::random_assignment(random, shape);
      for (std::int64_t& c : a.capacity) c = 1 + static_cast<std::int64_t>(random() % 9);
      fraction fairest{1, 0};
      std::int64_t cheapest = 0;
      ints option(a.load.size(), -1);
      const auto choose = [&](const auto& self, std::int32_t r) -> void {
        if (r == a.pieces()) {
          const fraction f = fairness_of(a, loads_of(a, option));
          const std::int64_t cost = cost_of(a, option);
          if (f < fairest || (f == fairest && cost < cheapest)) cheapest = cost;
          fairest = std::min(fairest, f);
          return;
        }
        if (a.units_of(r).empty()) return self(self, r + 1);
        for (std::int64_t k = a.first_option(r); k < a.end_option(r); ++k) {
          option[static_cast<std::size_t>(r)] = static_cast<std::int32_t>(k);
          self(self, r + 1);
        }
      };
      choose(choose, 0);
      const assignment s = solved(a, {.fair = true});
      if (unit_loads) {
        CHECK(s.fairness == fairest);
        CHECK(s.cost == cheapest);
      } else {
        CHECK(s.fairness >= fairest);
        if (s.proven) CHECK(s.fairness == fairest);
        if (s.fairness == fairest) CHECK(s.cost == cheapest);
        greater += s.fairness > fairest;
      }
    }
    CHECK(greater <= 5);
  }

  TEST_CASE("solve_assignment: what is refused and what stops it") {
    assignment_problem a = test::assignments({{1, 3}}, {4}, {5, 5}, {0}, {1});
    a.capacity[0] = -1;
    CHECK_THROWS_AS(solve_assignment(a), rule_error);
    a.capacity[0] = 4;
    std::stop_source stop;
    std::vector<double> shares;
    const progress watch{[&](std::string_view, double share) { shares.push_back(share); }, {}};
    CHECK_NOTHROW(solve_assignment(a, {}, watch));
    CHECK(shares.front() == 0);
    CHECK(shares.back() == 1);
    stop.request_stop();
    CHECK_THROWS_AS(solve_assignment(a, {}, {{}, stop.get_token()}), stopped);
  }
}
