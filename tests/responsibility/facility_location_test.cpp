#include <irisan/responsibility/facility_location.hpp>

#include <doctest/doctest.h>

#include <random>

using namespace irisan;

namespace {
facility_location place(std::int32_t units, std::vector<std::int64_t> cost,
                        std::vector<std::int64_t> charge) {
  facility_location f;
  f.units = units;
  f.pieces = static_cast<std::int32_t>(cost.size()) / units;
  f.cost = std::move(cost);
  f.charge = std::move(charge);
  return f;
}

std::int64_t cost_of(const facility_location& f) {
  std::int64_t sum = 0;
  std::vector<bool> comes(f.charge.size(), false);
  for (std::size_t i = 0; i < f.choice.size(); ++i) {
    if (f.choice[i] < 0) continue;
    const auto j = static_cast<std::size_t>(f.choice[i]);
    const std::int64_t c = f.cost[i * f.charge.size() + j];
    CHECK(c < facility_location::closed);
    sum += c + (comes[j] ? 0 : f.charge[j]);
    comes[j] = true;
  }
  return sum;
}

/// The cheapest of all sets of units.
std::int64_t by_brute_force(const facility_location& f) {
  std::int64_t best = facility_location::closed;
  for (unsigned set = 0; set < 1U << f.units; ++set) {
    std::int64_t sum = 0;
    for (std::size_t j = 0; j < f.charge.size(); ++j)
      if (set >> j & 1U) sum += f.charge[j];
    for (std::size_t i = 0; i < static_cast<std::size_t>(f.pieces); ++i) {
      std::int64_t least = facility_location::closed;
      bool any = false;
      for (std::size_t j = 0; j < f.charge.size(); ++j) {
        const std::int64_t c = f.cost[i * f.charge.size() + j];
        any = any || c < facility_location::closed;
        if (set >> j & 1U) least = std::min(least, c);
      }
      if (any) sum = std::min(facility_location::closed, sum + least);
    }
    best = std::min(best, sum);
  }
  return best;
}

facility_location random_place(std::mt19937& random, std::int32_t pieces, std::int32_t units,
                               std::int64_t costs, std::int64_t charges) {
  const auto below = [&](std::int64_t n) {
    return static_cast<std::int64_t>(random() % static_cast<std::uint64_t>(n));
  };
  facility_location f;
  f.pieces = pieces;
  f.units = units;
  for (std::int32_t k = 0; k < pieces * units; ++k)
    f.cost.push_back(below(5) == 0 ? facility_location::closed : below(costs));
  for (std::int32_t j = 0; j < units; ++j) f.charge.push_back(below(charges + 1));
  return f;
}
} // namespace

TEST_SUITE("responsibility") {
  TEST_CASE("facility_location: one unit for all is cheaper where coming costs more") {
    facility_location f = place(2, {1, 5, 5, 1}, {3, 3});
    CHECK(f.solve(100));
    CHECK(f.value == 8);
    CHECK(f.choice == std::vector<std::int32_t>{0, 1});
    f.charge = {5, 5};
    CHECK(f.solve(100));
    CHECK(f.value == 11);
    CHECK(f.choice == std::vector<std::int32_t>{0, 0});
  }

  TEST_CASE("facility_location: pieces that none may take are left out") {
    constexpr std::int64_t x = facility_location::closed;
    facility_location f = place(2, {x, x, x, 4}, {1, 2});
    CHECK(f.solve(100));
    CHECK(f.value == 6);
    CHECK(f.choice == std::vector<std::int32_t>{-1, 1});
    f.approximate();
    CHECK(f.value == 6);
    CHECK(f.bound == 6);
  }

  TEST_CASE("facility_location: it finds the cheapest of all sets of units") {
    std::mt19937 random(65);
    int tight = 0;
    for (int round = 0; round < 3000; ++round) {
      facility_location f =
          random_place(random, static_cast<std::int32_t>(random() % 9),
                       static_cast<std::int32_t>(1 + random() % 7), 20, round % 4 == 0 ? 0 : 25);
      const std::int64_t best = by_brute_force(f);
      f.approximate();
      CHECK(f.bound <= best);
      CHECK(f.value >= best);
      CHECK(cost_of(f) == f.value);
      tight += f.bound == f.value;
      CHECK(f.solve(100'000));
      CHECK(f.value == best);
      CHECK(f.bound == best);
      CHECK(cost_of(f) == best);
    }
    CHECK(tight > 2000);
  }

  TEST_CASE("facility_location: refining begins with the choice that is there") {
    std::mt19937 random(67);
    int better = 0;
    for (int round = 0; round < 300; ++round) {
      facility_location f = random_place(random, 12, 9, 20, 25);
      f.refine();
      CHECK(cost_of(f) == f.value);
      for (std::int64_t& c : f.cost)
        if (c < facility_location::closed) c += static_cast<std::int64_t>(random() % 6);
      const std::int64_t before = cost_of(f);
      f.refine();
      CHECK(cost_of(f) == f.value);
      CHECK(f.value <= before);
      CHECK(f.value >= by_brute_force(f));
      better += f.value < before;
      CHECK(f.solve(100'000));
      CHECK(f.value == by_brute_force(f));
    }
    CHECK(better > 20);
  }

  TEST_CASE("facility_location: ended early it still has a bound and a choice") {
    std::mt19937 random(66);
    int open = 0;
    for (int round = 0; round < 30; ++round) {
      facility_location f = random_place(random, 30, 14, 20, 40);
      for (std::int64_t& c : f.charge) c += 20;
      const bool proven = f.solve(2);
      const std::int64_t value = f.value, bound = f.bound;
      CHECK(proven == (value == bound));
      open += !proven;
      CHECK(cost_of(f) == value);
      CHECK(f.solve(1'000'000));
      CHECK(f.value <= value);
      CHECK(f.value >= bound);
      CHECK(f.value == by_brute_force(f));
    }
    CHECK(open > 3);
  }
}
