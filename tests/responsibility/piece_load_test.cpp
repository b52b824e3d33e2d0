#include <support/divided_work.hpp>

#include <irisan/responsibility/piece_load.hpp>

#include <doctest/doctest.h>

#include <set>

using namespace irisan;
using namespace irisan::test;

TEST_SUITE("responsibility") {
  TEST_CASE("weigh: a target in two pieces of a theme counts a half in each") {
    const portfolio p(with_deliveries({"D1,P,S1,A,teacher,,", "D2,P,S2,A,teacher,,",
                                       "D3,P,S2,A,teacher,,", "D4,Q,S1,A,principal,,"}));
    const piece_table table = find_pieces(p, {}, "city_or_regency", false);
    REQUIRE(table.all.size() == 2); // principal before teacher
    const piece_loads loads = weigh(p, table.all, "targets");
    CHECK(loads.load == std::vector<std::int64_t>{420, 840 + 420});
    CHECK(loads.whole(loads.load[0] + loads.load[1]) == 2);
    CHECK(weigh(p, table.all, "deliveries").load == std::vector<std::int64_t>{1, 3});
    CHECK(weigh(p, table.all, "cost").load == std::vector<std::int64_t>{0, 0});
  }

  TEST_CASE("weigh: the loads of a theme add up to its targets") {
    std::mt19937 random(5);
    for (int round = 0; round < 40; ++round) {
      CAPTURE(round);
      const portfolio p(read(random_division(random)));
      const piece_table table = find_pieces(p, needs_of(p), "city_or_regency", true);
      const piece_loads loads = weigh(p, table.all, "targets");
      std::set<std::pair<activity_index, target_index>> targets;
      std::int64_t sum = 0, today = 0, served = 0;
      for (std::size_t i = 0; i < table.all.size(); ++i) {
        const piece& x = table.all[i];
        sum += loads.load[i];
        for (const target_index t : x.targets)
          targets.insert({p.tree_of_activities().theme(x.subject.activity), t});
        for (const piece_work& w : x.today) today += loads.today(x, i, w);
        if (!x.only_needed()) served += loads.load[i];
      }
      CHECK(loads.whole(sum) == static_cast<std::int64_t>(targets.size()));
      CHECK(today <= served);
    }
  }
}
