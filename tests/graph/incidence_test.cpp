#include <irisan/graph/incidence.hpp>

#include <support/builders.hpp>
#include <support/by_hand.hpp>
#include <support/random.hpp>

#include <doctest/doctest.h>

#include <algorithm>
#include <numeric>
#include <random>
#include <set>
#include <string>
#include <tuple>
#include <vector>

using namespace irisan;
using irisan::test::add;

namespace {

/// The ids of the targets that the only intervention reaches.
std::string reached(const tables& t) {
  const portfolio p(t);
  const incidence_matrix a = incidence(p);
  REQUIRE(a.rows() == 1);
  std::string ids;
  for (const std::int32_t i : a.row(0)) ids += p[target_index{i}].id + ' ';
  return ids;
}

/// A cluster of S1 and S2, and an area of the same.
tables with_groups(std::string_view named) {
  tables t = test::two_offices();
  add(t, "targets", "target_id,region_id,kind",
      {"G,13.06,cluster", "L,13.06,local_government", "Z,13.06,area"});
  add(t, "memberships", "group_id,member_id,valid_from,valid_to",
      {"G,S1,,", "G,S2,2023-07-10,2023-07-20", "L,S1,,", "Z,S1,,"});
  t["deliveries"].add({{"program_id", "P"}, {"target_id", named}});
  return t;
}

} // namespace

TEST_SUITE("graph") {
  TEST_CASE("incidence: a row holds each target once and in order") {
    const incidence_matrix a = test::programs({{2, 0, 2}, {}, {1}});
    CHECK(a.rows() == 3);
    CHECK(a.columns == 3);
    CHECK(a.size(0) == 2);
    CHECK(a.size(1) == 0);
    CHECK(a.targets == std::vector<std::int32_t>{0, 2, 1});
    CHECK(a.offsets == std::vector<std::int64_t>{0, 2, 2, 3});
    CHECK(incidence_matrix{}.rows() == 0);
  }

  TEST_CASE("incidence: read the other way and back it is the same") {
    CHECK(transpose(test::programs({{0, 1}, {1}})) == test::programs({{0}, {0, 1}}));
    std::mt19937 random(1);
    for (int round = 0; round < 200; ++round) {
      CAPTURE(round);
      const incidence_matrix a = test::random_incidence(random, 8, 8), t = transpose(a);
      CHECK(transpose(t) == a);
      CHECK(t.rows() == a.columns);
      for (std::int32_t p = 0; p < a.rows(); ++p)
        for (std::int32_t i = 0; i < a.columns; ++i)
          CHECK(std::ranges::count(a.row(p), i) == std::ranges::count(t.row(i), p));
    }
  }

  TEST_CASE("incidence: several deliveries at a target are one crossing") {
    const portfolio p(test::with_deliveries({"D1,P,S1,,,,", "D2,P,S1,,,,", "D3,Q,S1,,,,"}));
    const incidence_matrix a = incidence(p);
    CHECK(a.rows() == 2);
    CHECK(a.columns == 3);
    CHECK(a.targets == std::vector<std::int32_t>{0, 0});
  }

  TEST_CASE("incidence: a delivery to a cluster reaches its members and not the cluster") {
    CHECK(reached(with_groups("G")) == "S1 S2 ");
    CHECK(reached(with_groups("S1")) == "S1 ");
  }

  TEST_CASE("incidence: a delivery to an area or a local government is never spread") {
    CHECK(reached(with_groups("L")) == "L ");
    CHECK(reached(with_groups("Z")) == "Z ");
    CHECK(spreads("cluster"));
    CHECK(spreads("supervisor_area"));
    CHECK(spreads(""));
    CHECK(!spreads("area"));
    CHECK(!spreads("local_government"));
  }

  TEST_CASE("incidence: a group without members is reached itself") {
    tables t = test::two_offices();
    add(t, "targets", "target_id,region_id,kind", {"G,13.06,cluster"});
    t["deliveries"].add({{"program_id", "P"}, {"target_id", "G"}});
    CHECK(reached(t) == "G ");
  }

  TEST_CASE("incidence: members are those of the time of the delivery") {
    const auto at = [](std::string_view start, std::string_view end) {
      tables t = with_groups("S3");
      t["deliveries"] = table("deliveries");
      t["deliveries"].add(
          {{"program_id", "P"}, {"target_id", "G"}, {"start", start}, {"end", end}});
      return reached(t);
    };
    CHECK(at("2023-07-01", "2023-07-09") == "S1 ");
    CHECK(at("2023-07-01", "2023-07-10") == "S1 S2 ");
    CHECK(at("2023-07-20", "2023-07-21") == "S1 S2 ");
    CHECK(at("2023-07-21", "2023-07-22") == "S1 ");
    CHECK(at("2023", "") == "S1 S2 ");
  }

  TEST_CASE("incidence: a group in a group reaches the members of both") {
    tables t = with_groups("X");
    add(t, "targets", "target_id,region_id,kind", {"X,13.06,supervisor_area"});
    add(t, "memberships", "group_id,member_id", {"X,G", "X,S3"});
    CHECK(reached(t) == "S1 S2 S3 ");
  }

  TEST_CASE("incidence: a school that is reached on two ways is reached once") {
    tables t = with_groups("X");
    add(t, "targets", "target_id,region_id,kind", {"X,13.06,supervisor_area"});
    add(t, "memberships", "group_id,member_id", {"X,G", "X,S1"});
    const portfolio p(t);
    CHECK(find_visits(p).all.size() == 2);
  }

  TEST_CASE("incidence: visits are those that following every membership finds") {
    std::mt19937 random(1);
    for (int round = 0; round < 200; ++round) {
      CAPTURE(round);
      const portfolio p(test::read(test::random_package(random)));
      const visits v = find_visits(p);
      const auto expected = test::by_hand::visits_of(p);
      REQUIRE(v.offsets.size() == static_cast<std::size_t>(p.intervention_count()) + 1);
      std::vector<std::tuple<intervention_index, target_index, delivery_index>> found;
      for (std::int32_t i = 0; i < p.intervention_count(); ++i)
        for (const visit& at : v.of({i}))
          found.emplace_back(intervention_index{i}, at.target, at.delivery);
      CHECK(std::ranges::equal(found, expected));
      const incidence_matrix a = incidence(p, v);
      CHECK(a == incidence(p));
      CHECK(a.columns == p.target_count());
      for (std::int32_t i = 0; i < a.rows(); ++i) {
        std::set<std::int32_t> targets;
        for (const auto& [intervention, target, delivery] : expected)
          if (intervention.value == i) targets.insert(target.value);
        CHECK(std::ranges::equal(a.row(i), targets));
      }
    }
  }
}
