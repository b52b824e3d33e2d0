#include <irisan/need/needed_deliveries.hpp>

#include <support/builders.hpp>

#include <doctest/doctest.h>

#include <algorithm>
#include <cstdint>
#include <limits>
#include <map>
#include <random>
#include <set>
#include <stop_token>
#include <string>
#include <vector>

using namespace irisan;

namespace {

coverage_table coverage_of(const portfolio& p) {
  return coverage(p, find_arrivals(p, find_visits(p)), p.needs(), {}, {});
}

/// S1 needs an amount of hours; deliveries of P, Q and R give theirs there, at a cost.
struct given {
  std::string program, target, amount, cost;
};

tables hours(std::string_view required, const std::vector<given>& all) {
  tables t = test::two_offices();
  test::add(t, "programs", "program_id,unit_id", {"R,BGP"});
  for (std::size_t i = 0; i < all.size(); ++i) {
    const given& g = all[i];
    test::add(t, "deliveries",
              "delivery_id,program_id,target_id,activity_id,quantity,quantity_unit,cost",
              {"D" + std::to_string(i) + "," + g.program + "," + g.target + ",A," + g.amount +
               ",hours," + g.cost});
  }
  test::add(t, "needs", "target_id,activity_id,required,quantity_unit",
            {"S1,T," + std::string(required) + ",hours"});
  return t;
}

/// What is told of each delivery: its need, whether alone and kept.
std::map<std::string, std::string> told(const portfolio& p) {
  std::map<std::string, std::string> all;
  for (const needed_delivery& n : find_needed_deliveries(p, coverage_of(p)).rows)
    all[std::string(p.deliveries().id(n.delivery))] =
        std::string(delivery_needs[static_cast<std::size_t>(n.need)]) + (n.alone ? " alone" : "") +
        (n.kept ? " kept" : "");
  return all;
}
using answers = std::map<std::string, std::string>;

/// Four schools, two of them in a cluster, three nested or co-funded programs, and needs with or
/// without an amount.
tables random_work(std::mt19937& random, bool plain) {
  const auto any_of = [&](const std::vector<std::string>& words) {
    return words[random() % words.size()];
  };
  tables t;
  test::add(t, "units", "unit_id", {"U", "V"});
  test::add(t, "regions", "region_id", {"R"});
  test::add(t, "targets", "target_id,kind,region_id",
            {"S1,school,R", "S2,school,R", "S3,school,R", "G,cluster,R"});
  test::add(t, "activities", "activity_id,parent_id", {"T,", "A,T", "B,T", "O,"});
  test::add(t, "programs", "program_id,unit_id,parent_id",
            {"P,U,", "Q,V,", plain ? "R,V," : "R,V,P"});
  test::add(t, "memberships", "group_id,member_id", {"G,S1", "G,S2"});
  if (!plain) test::add(t, "roles", "program_id,unit_id,role", {"Q,U,fund", "Q,V,implement"});
  const unsigned deliveries = 4 + static_cast<unsigned>(random() % 9);
  for (unsigned i = 0; i < deliveries; ++i)
    test::add(t, "deliveries",
              "delivery_id,program_id,unit_id,target_id,activity_id,quantity,quantity_unit,cost",
              {"D" + std::to_string(i) + "," + any_of({"P", "Q", "R"}) + "," + any_of({"U", "V"}) +
               "," + (plain ? any_of({"S1", "S2", "S3"}) : any_of({"S1", "S2", "S3", "G"})) + "," +
               any_of({"A", "B", "O"}) + "," + any_of({"1", "2", "2.5", "4", ""}) + "," +
               any_of({"hours", "hours", "hours", "books"}) + "," + any_of({"1", "2", "3", "5"})});
  for (const std::string target : {"S1", "S2", "S3", "G"})
    for (const std::string activity : {"T", "A", "O"})
      if (random() % 3)
        test::add(t, "needs", "target_id,activity_id,required,quantity_unit",
                  {target + "," + activity + "," + any_of({"2", "4.5", "8", ""}) + ",hours"});
  return t;
}

/// What each need is met by, and what must stay since it may add to that: by need's position.
std::map<std::int32_t, std::pair<double, std::int32_t>> met_of(const portfolio& p) {
  std::map<std::int32_t, std::pair<double, std::int32_t>> all;
  for (const need_coverage& c : coverage_of(p).rows)
    if (c.needy) all[c.need] = {c.met, c.supplied < c.required ? c.unmeasured : 0};
  return all;
}

bool stays_met(const portfolio& whole, const portfolio& less) {
  const auto before = met_of(whole), after = met_of(less);
  for (const auto& [need, was] : before) {
    if (after.at(need).first < was.first - 1e-9) return false;
    if (was.second > 0 && after.at(need).second < was.second) return false;
  }
  return true;
}

} // namespace

TEST_SUITE("need") {
  TEST_CASE("needed_deliveries: of ten hours the eight are essential and one of the fours spare") {
    const portfolio p(
        hours("10", {{"P", "S1", "8", "5"}, {"Q", "S1", "4", "1"}, {"R", "S1", "4", "1"}}));
    CHECK(told(p) ==
          answers{{"D0", "essential kept"}, {"D1", "in_some alone kept"}, {"D2", "in_some alone"}});
    const needed_deliveries n = find_needed_deliveries(p, coverage_of(p));
    CHECK(n.targets == 1);
    CHECK(n.rows[0].witness == 0);
    CHECK(n.rows[1].witness == 0);
    CHECK(n.rows[2].witness == -1);
    for (const needed_delivery& x : n.rows) CHECK(x.needs == 1);
  }

  TEST_CASE("needed_deliveries: the dearer of two is in none and the cheaper in all") {
    CHECK(told(portfolio(hours("4", {{"P", "S1", "4", "5"}, {"Q", "S1", "4", "1"}}))) ==
          answers{{"D0", "in_none alone"}, {"D1", "in_all alone kept"}});
    // A cost that is not known: each delivery counts one.
    CHECK(told(portfolio(hours("4", {{"P", "S1", "4", "5"}, {"Q", "S1", "4", ""}}))) ==
          answers{{"D0", "in_some alone kept"}, {"D1", "in_some alone"}});
  }

  TEST_CASE("needed_deliveries: where the need is not met all that give to it stay") {
    CHECK(told(portfolio(hours("9", {{"P", "S1", "4", "5"}, {"Q", "S1", "", "1"}}))) ==
          answers{{"D0", "essential kept"}, {"D1", "essential kept"}});
    // What was not measured is not counted on where the rest is enough.
    CHECK(told(portfolio(hours("4", {{"P", "S1", "4", "5"}, {"Q", "S1", "", "1"}}))) ==
          answers{{"D0", "essential kept"}, {"D1", "in_none alone"}});
  }

  TEST_CASE("needed_deliveries: what serves no recorded need has no row") {
    CHECK(told(portfolio(hours("4", {{"P", "S2", "4", "5"}}))).empty());
    CHECK(told(portfolio(test::two_offices())).empty());
  }

  TEST_CASE("needed_deliveries: one that reaches several targets stays and is told to be shared") {
    tables t = test::two_offices();
    test::add(t, "targets", "target_id,kind,region_id", {"G,cluster,13.06"});
    test::add(t, "memberships", "group_id,member_id", {"G,S1", "G,S2"});
    test::add(t, "deliveries", "delivery_id,program_id,target_id,activity_id",
              {"D0,P,G,A", "D1,Q,S1,A"});
    test::add(t, "needs", "target_id,activity_id", {"S1,T", "S2,T"});
    CHECK(told(portfolio(t)) == answers{{"D0", "essential kept"}, {"D1", "in_none alone"}});
    test::add(t, "deliveries", "delivery_id,program_id,target_id,activity_id", {"D2,Q,S2,A"});
    CHECK(told(portfolio(t)) == answers{{"D0", "not_assessed alone kept"},
                                        {"D1", "in_none alone"},
                                        {"D2", "in_none alone"}});
    const portfolio p(t);
    for (const needed_delivery& n : find_needed_deliveries(p, coverage_of(p)).rows)
      CHECK((n.why == unassessed_delivery::shared) == (p.deliveries().id(n.delivery) == "D0"));
  }

  TEST_CASE("needed_deliveries: what a program and one inside it both list goes together") {
    tables t = test::two_offices();
    test::add(t, "programs", "program_id,unit_id,parent_id", {"IN,BPMP,P"});
    test::add(t, "deliveries", "delivery_id,program_id,target_id,activity_id",
              {"D0,P,S1,A", "D1,IN,S1,A", "D2,Q,S1,A"});
    test::add(t, "needs", "target_id,activity_id", {"S1,T"});
    const portfolio p(t);
    for (const needed_delivery& n : find_needed_deliveries(p, coverage_of(p)).rows)
      CHECK(n.together == (p.deliveries().id(n.delivery) == "D2" ? 1 : 2));
    CHECK(told(p) ==
          answers{{"D0", "in_none alone"}, {"D1", "in_none alone"}, {"D2", "in_all alone kept"}});
  }

  TEST_CASE("needed_deliveries: what is told holds when the deliveries are taken away") {
    std::mt19937 random(2024);
    std::set<delivery_need> seen;
    for (int round = 0; round < 300; ++round) {
      CAPTURE(round);
      const portfolio p(random_work(random, round % 3 == 0));
      const coverage_table table = coverage_of(p);
      const needed_deliveries found = find_needed_deliveries(p, table);
      std::map<delivery_index, needed_delivery> of;
      for (const needed_delivery& n : found.rows) {
        CHECK(of.emplace(n.delivery, n).second);
        seen.insert(n.need);
      }
      for (std::int32_t i = 0; i < p.deliveries().size(); ++i) {
        std::int32_t needs = 0;
        for (const need_coverage& c : table.rows)
          if (c.needy)
            needs += static_cast<std::int32_t>(
                std::ranges::count(table.set_against(c.need), delivery_index{i}));
        CHECK(needs == (of.contains({i}) ? of.at({i}).needs : 0));
      }
      for (const needed_delivery& n : found.rows) {
        CHECK((n.need == delivery_need::essential) == !n.alone);
        CHECK((n.kept || n.alone));
        if (n.need == delivery_need::in_none) CHECK(!n.kept);
        if (n.need == delivery_need::in_all) CHECK(n.kept);
        if (n.together == 1)
          CHECK(n.alone == stays_met(p, p.only([&](delivery_index d) { return d != n.delivery; })));
        if (!n.alone || (n.kept && n.why == unassessed_delivery::none)) CHECK(n.witness >= 0);
      }
      // All that are not kept can go at once, and then nothing more that is not shared.
      const auto kept = [&](delivery_index d) { return !of.contains(d) || of.at(d).kept; };
      CHECK(stays_met(p, p.only(kept)));
      for (const needed_delivery& n : found.rows)
        if (n.kept && n.together == 1 && n.why == unassessed_delivery::none)
          CHECK_FALSE(
              stays_met(p, p.only([&](delivery_index d) { return kept(d) && d != n.delivery; })));
    }
    CHECK(seen.size() == std::size(delivery_needs));
  }

  TEST_CASE("needed_deliveries: the cheapest choices are those of all subsets") {
    std::mt19937 random(77);
    for (int round = 0; round < 60; ++round) {
      CAPTURE(round);
      const portfolio p(random_work(random, true));
      const needed_deliveries found = find_needed_deliveries(p, coverage_of(p));
      // Targets are apart: the best choice of all is the best of each.
      const std::size_t n = found.rows.size();
      if (n > 9) continue;
      std::int64_t least = std::numeric_limits<std::int64_t>::max();
      std::vector<int> in(n);
      int best = 0;
      for (std::uint32_t set = 0; set < (1U << n); ++set) {
        std::int64_t cost = 0;
        for (std::size_t k = 0; k < n; ++k)
          if (set >> k & 1) cost += p.deliveries().cost(found.rows[k].delivery);
        if (cost > least) continue;
        const portfolio less = p.only([&](delivery_index d) {
          for (std::size_t k = 0; k < n; ++k)
            if (found.rows[k].delivery == d) return (set >> k & 1) != 0;
          return true;
        });
        if (!stays_met(p, less)) continue;
        if (cost < least) {
          least = cost;
          best = 0;
          std::fill(in.begin(), in.end(), 0);
        }
        ++best;
        for (std::size_t k = 0; k < n; ++k) in[k] += static_cast<int>(set >> k & 1);
      }
      for (std::size_t k = 0; k < n; ++k) {
        const needed_delivery& x = found.rows[k];
        if (x.need == delivery_need::essential)
          CHECK(in[k] == best);
        else
          CHECK(x.need == (in[k] == 0      ? delivery_need::in_none
                           : in[k] == best ? delivery_need::in_all
                                           : delivery_need::in_some));
      }
    }
  }

  TEST_CASE("needed_deliveries: targets that are alike are solved once with any threads") {
    tables t = test::two_offices();
    for (int i = 0; i < 500; ++i) {
      const std::string s = "X" + std::to_string(i);
      test::add(t, "targets", "target_id,kind,region_id", {s + ",school,13.06"});
      test::add(t, "deliveries", "delivery_id,program_id,target_id,activity_id,cost",
                {"DP" + s + ",P," + s + ",A," + std::to_string(1 + i % 3),
                 "DQ" + s + ",Q," + s + ",A,2"});
      test::add(t, "needs", "target_id,activity_id", {s + ",T"});
    }
    const portfolio p(t);
    const needed_deliveries one = find_needed_deliveries(p, coverage_of(p));
    CHECK(one.targets == 500);
    CHECK(one.distinct == 3);
    CHECK(one.rows.size() == 1000);
    CHECK(find_needed_deliveries(p, coverage_of(p), 3) == one);
    std::stop_source source;
    source.request_stop();
    CHECK_THROWS_AS(find_needed_deliveries(p, coverage_of(p), 1, progress{{}, source.get_token()}),
                    stopped);
  }
}
