#include <irisan/finding/stake.hpp>

#include <irisan/overlap/pair_details.hpp>

#include <support/builders.hpp>
#include <support/findings.hpp>

#include <doctest/doctest.h>

using namespace irisan;
using namespace irisan::test;

namespace {

constexpr const char* header =
    "delivery_id,program_id,target_id,activity_id,audience,start,end,participants,cost";

/// Two offices with a cluster G of S1 and S2.
tables with_group(std::initializer_list<std::string_view> rows) {
  tables t = two_offices();
  add(t, "targets", "target_id,kind,region_id", {"G,cluster,13.06"});
  add(t, "memberships", "group_id,member_id", {"G,S1", "G,S2"});
  add(t, "deliveries", header, rows);
  return t;
}

/// Every meeting of the first two interventions, as if all agreed.
crossing all_meetings(const portfolio& p, const visits& v) {
  crossing c;
  for_each_meeting(v, {0}, {1}, [&](target_index t, delivery_index x, delivery_index y) {
    c.meetings.push_back({t, x, y});
    if (c.certain.empty() || c.certain.back() != t) c.certain.push_back(t);
  });
  (void)p;
  return c;
}

struct staked {
  value_at_stake value;
  std::pair<std::int64_t, std::int64_t> people;
  std::size_t sites;
};

staked stake(const tables& t) {
  const portfolio p(t);
  const visits v = find_visits(p);
  const crossing c = all_meetings(p, v);
  return {value_of(p, c), people_in_common(p, c), sites(p, c).size()};
}

using range = std::pair<std::int64_t, std::int64_t>;

} // namespace

TEST_SUITE("finding") {
  TEST_CASE("stake: a group's cost counts once and not once per member") {
    const staked s = stake(with_group({"D1,P,G,A,teacher,,,,100", "D2,Q,G,A,teacher,,,,300"}));
    CHECK(s.value == value_at_stake{100, true, false});
    CHECK(s.sites == 1);
  }

  TEST_CASE("stake: a group's cost meets the costs of all its members together") {
    const staked s = stake(with_group(
        {"D1,P,G,A,teacher,,,,100", "D2,Q,S1,A,teacher,,,,30", "D3,Q,S2,A,teacher,,,,40"}));
    CHECK(s.value == value_at_stake{70, true, false});
    const staked cheap = stake(with_group(
        {"D1,P,G,A,teacher,,,,50", "D2,Q,S1,A,teacher,,,,30", "D3,Q,S2,A,teacher,,,,40"}));
    CHECK(cheap.value == value_at_stake{50, true, false});
  }

  TEST_CASE("stake: a delivery that meets a group and a member cannot be saved twice") {
    const staked s = stake(with_group(
        {"D1,P,S1,A,teacher,,,,5", "D2,Q,S1,A,teacher,,,,7", "D3,Q,G,A,teacher,,,,100"}));
    CHECK(s.sites == 2);
    CHECK(s.value == value_at_stake{5, true, false});
  }

  TEST_CASE(
      "stake: several deliveries of one side at a target are summed before the smaller is taken") {
    const staked s = stake(with_group(
        {"D1,P,S1,A,teacher,,,,40", "D2,P,S1,A,teacher,,,,50", "D3,Q,S1,A,teacher,,,,80"}));
    CHECK(s.value == value_at_stake{80, true, false});
  }

  TEST_CASE("stake: a target where one side's cost is unknown adds nothing and makes it at least") {
    const staked s = stake(with_group({"D1,P,S1,A,teacher,,,,40", "D2,Q,S1,A,teacher,,,,"}));
    CHECK(s.value == value_at_stake{0, false, true});
    const staked beside = stake(with_group(
        {"D1,P,S1,A,teacher,,,,40", "D2,Q,S1,A,teacher,,,,", "D3,Q,S1,A,teacher,,,,10"}));
    CHECK(beside.value == value_at_stake{10, true, true});
  }

  TEST_CASE("stake: people in common lie between what cannot be otherwise and the smaller side") {
    // Ten teachers; 7 and 6 took part: 3 at least, 6 at most.
    CHECK(stake(with_group({"D1,P,S1,A,teacher,,,7,", "D2,Q,S1,A,teacher,,,6,"})).people ==
          range{3, 6});
    CHECK(stake(with_group({"D1,P,S1,A,teacher,,,4,", "D2,Q,S1,A,teacher,,,6,"})).people ==
          range{0, 4});
    CHECK(stake(with_group({"D1,P,S1,A,teacher,,,10,", "D2,Q,S1,A,teacher,,,10,"})).people ==
          range{10, 10});
  }

  TEST_CASE("stake: more people than the school has are never more in common than took part") {
    const range people =
        stake(with_group({"D1,P,S1,A,teacher,,,12,", "D2,Q,S1,A,teacher,,,15,"})).people;
    CHECK(people.second == 12);
    CHECK(people.first <= people.second);
  }

  TEST_CASE("stake: of an audience whose number is not known nobody need be the same") {
    CHECK(stake(with_group({"D1,P,S1,A,principal,,,7,", "D2,Q,S1,A,principal,,,6,"})).people ==
          range{0, 6});
    CHECK(stake(with_group({"D1,P,G,A,teacher,,,7,", "D2,Q,G,A,teacher,,,6,"})).people ==
          range{0, 6});
  }

  TEST_CASE("stake: unknown participants are not zero participants") {
    CHECK(stake(with_group({"D1,P,S1,A,teacher,,,7,", "D2,Q,S1,A,teacher,,,,"})).people ==
          range{-1, -1});
    CHECK(stake(with_group({"D1,P,S1,A,teacher,,,7,", "D2,Q,S1,A,teacher,,,0,"})).people ==
          range{0, 0});
    CHECK(stake(with_group({"D1,P,S1,A,teacher,,,7,", "D2,Q,S1,A,teacher,,,,",
                            "D3,P,S2,A,teacher,,,2,", "D4,Q,S2,A,teacher,,,3,"}))
              .people == range{0, 2});
  }

  TEST_CASE("stake: two deliveries of one side may have reached the same people or not") {
    // 6 and 3 by P: 6 to 9 people; 5 by Q; ten teachers: 1 at least, 5 at most.
    CHECK(stake(with_group(
                    {"D1,P,S1,A,teacher,,,6,", "D2,P,S1,A,teacher,,,3,", "D3,Q,S1,A,teacher,,,5,"}))
              .people == range{1, 5});
  }
}
