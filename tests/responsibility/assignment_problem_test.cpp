#include <irisan/responsibility/assignment_problem.hpp>

#include <doctest/doctest.h>

#include <functional>

using namespace irisan;

namespace {
assignment_problem two_pieces() {
  assignment_problem a;
  a.units = 2;
  a.places = 1;
  a.place = {0, -1};
  a.load = {1, 2};
  a.offsets = {0, 2, 3};
  a.unit = {0, 1, 1};
  a.cost = {-4, 5, 6};
  a.capacity = {3, assignment_problem::no_limit};
  a.charge = {7};
  return a;
}
} // namespace

TEST_SUITE("responsibility") {
  TEST_CASE("assignment_problem: options of a piece are what its offsets say") {
    const assignment_problem a = two_pieces();
    CHECK_NOTHROW(check(a));
    CHECK(a.pieces() == 2);
    CHECK(a.units_of(0).size() == 2);
    CHECK(a.units_of(1)[0] == 1);
    CHECK(a.costs_of(0)[0] == -4);
    CHECK(a.charge_of(0) == 7);
    CHECK(a.charge_of(1) == 0);
    CHECK(a.is_limited(0));
    CHECK_FALSE(a.is_limited(1));
    CHECK(a.has_charges());
  }

  TEST_CASE("assignment_problem: what does not fit together is refused and its neighbour is not") {
    struct refusal {
      const char* says;
      std::function<void(assignment_problem&)> accepted, refused;
    };
    constexpr std::int64_t most = assignment_problem::most;
    const auto same = [](assignment_problem&) {};
    const std::vector<refusal> cases{
        {"1 places of pieces", same, [](auto& a) { a.place.pop_back(); }},
        {"2 offsets", same, [](auto& a) { a.offsets.pop_back(); }},
        {"3 options with 2 costs", same, [](auto& a) { a.cost.pop_back(); }},
        {"2 units with 3 capacities", same, [](auto& a) { a.capacity.push_back(1); }},
        {"1 places with 2 charges", same, [](auto& a) { a.charge.push_back(1); }},
        {"a capacity of -1", [](auto& a) { a.capacity[0] = 0; },
         [](auto& a) { a.capacity[0] = -1; }},
        {"a charge of -1", [](auto& a) { a.charge[0] = 0; }, [](auto& a) { a.charge[0] = -1; }},
        {"piece 0: no place 1", [](auto& a) { a.place[0] = -1; }, [](auto& a) { a.place[0] = 1; }},
        {"piece 1: a load of -1", [](auto& a) { a.load[1] = 0; }, [](auto& a) { a.load[1] = -1; }},
        {"piece 0: no unit 2", same, [](auto& a) { a.unit[1] = 2; }},
        {"piece 0: its units do not ascend", same, [](auto& a) { a.unit[1] = 0; }},
        {"piece 0: no options from 0 to 4", [](auto& a) { a.offsets[1] = 2; },
         [](auto& a) { a.offsets[1] = 4; }},
        {"costs and charges come to more than", [](auto& a) { a.cost[2] = most - 14 - 5; },
         [](auto& a) { a.cost[2] = most - 14 - 4; }},
        {"loads come to more than", [](auto& a) { a.load[1] = most - 1; },
         [](auto& a) { a.load[1] = most; }},
    };
    for (const refusal& c : cases) {
      CAPTURE(c.says);
      assignment_problem good = two_pieces(), bad = two_pieces();
      c.accepted(good);
      CHECK_NOTHROW(check(good));
      c.refused(bad);
      std::string text;
      try {
        check(bad);
      } catch (const rule_error& e) {
        text = e.what();
      }
      CHECK(text.find(c.says) != std::string::npos);
    }
  }
}
