#include <irisan/need/delivery_problem.hpp>

#include <doctest/doctest.h>

#include <algorithm>
#include <cstdint>
#include <random>
#include <vector>

using namespace irisan;

TEST_SUITE("need") {
  TEST_CASE("delivery_problem: it has as many needs as demands and as many deliveries as costs") {
    const delivery_problem p{{2, 1}, {3, 4, 5}, {1, 0, 1, 1, 0, 1}};
    CHECK(p.needs() == 2);
    CHECK(p.deliveries() == 3);
  }

  TEST_CASE("delivery_problem: rows and deliveries in any order are one problem with one hash") {
    std::mt19937 random(5);
    for (int round = 0; round < 300; ++round) {
      delivery_problem p;
      const std::size_t needs = 1 + random() % 4, deliveries = 1 + random() % 5;
      for (std::size_t i = 0; i < needs; ++i) // distinct, so that the order is told by them alone
        p.demand.push_back(static_cast<std::int32_t>(10 * i + random() % 10));
      for (std::size_t d = 0; d < deliveries; ++d)
        p.cost.push_back(static_cast<std::int64_t>(10 * d + random() % 10));
      for (std::size_t x = 0; x < needs * deliveries; ++x)
        p.amount.push_back(static_cast<std::int32_t>(random() % 3));
      std::vector<std::size_t> rows(needs), columns(deliveries);
      for (std::size_t i = 0; i < needs; ++i) rows[i] = i;
      for (std::size_t d = 0; d < deliveries; ++d) columns[d] = d;
      std::shuffle(rows.begin(), rows.end(), random);
      std::shuffle(columns.begin(), columns.end(), random);
      delivery_problem q;
      for (const std::size_t i : rows) q.demand.push_back(p.demand[i]);
      for (const std::size_t d : columns) {
        q.cost.push_back(p.cost[d]);
        for (const std::size_t i : rows) q.amount.push_back(p.amount[d * needs + i]);
      }
      const detail::ordered_problem a(p), b(q);
      CHECK(a.problem == b.problem);
      CHECK(detail::problem_hash{}(a.problem) == detail::problem_hash{}(b.problem));
      for (std::size_t d = 0; d < deliveries; ++d)
        CHECK(columns[b.deliveries[d]] == a.deliveries[d]);
      for (std::size_t i = 0; i < needs; ++i) CHECK(rows[b.needs[i]] == a.needs[i]);
    }
  }

  TEST_CASE("delivery_problem: other costs or amounts are another problem") {
    const delivery_problem p{{1}, {1, 2}, {1, 1}};
    CHECK_FALSE(detail::ordered_problem(p).problem ==
                detail::ordered_problem({{1}, {1, 3}, {1, 1}}).problem);
    CHECK_FALSE(detail::ordered_problem(p).problem ==
                detail::ordered_problem({{1}, {1, 2}, {1, 0}}).problem);
  }
}
