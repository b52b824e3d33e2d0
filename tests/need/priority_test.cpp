#include <irisan/need/priority.hpp>

#include <support/builders.hpp>

#include <doctest/doctest.h>

#include <algorithm>
#include <random>
#include <string>
#include <vector>

using namespace irisan;
using namespace irisan::test;

namespace {

constexpr double none = unknown_number;
using enum band_colour;

/// `a` is more urgent than `b`, and not the other way round.
bool before(const priority_key& a, const priority_key& b) {
  CHECK((a <=> a) == 0);
  CHECK((b <=> b) == 0);
  return a < b && b > a && !(a == b);
}

tables with_indicators(std::initializer_list<std::string_view> rows) {
  tables t = two_offices();
  add(t, "targets", "target_id,name,kind,region_id,level", {"S4,SMK 4,school,13.71,SMK"});
  add(t, "indicators", "target_id,indicator_id,value,denominator,date,source,access", rows);
  return t;
}

/// An indicator as a report card has it: a colour, and numbers beside it.
need_rule card(const std::string& id) {
  need_rule r;
  r.indicator = id, r.activity = "T";
  r.scale = need_scale::categories;
  r.categories = {{"kurang", 1.0, red}, {"sedang", .5, yellow}, {"baik", 0.0, green}};
  r.number_of = id + "-nilai", r.quintile_of = id + "-kuintil", r.change_of = id + "-perubahan";
  return r;
}

std::vector<need_priority> ranked(const portfolio& p, std::vector<need_rule> list,
                                  const char* as_of = "2030") {
  need_rules rules;
  rules.indicators = std::move(list);
  return need_rank(p, rules, *parse_date(as_of));
}

/// `S1: a 1/2` — target, indicator, place among its indicators, place among the targets.
std::vector<std::string> lines(const portfolio& p, const std::vector<need_rule>& list,
                               const std::vector<need_priority>& all) {
  std::vector<std::string> text;
  for (const need_priority& x : all)
    text.push_back(p[x.of].id + ": " + list[static_cast<std::size_t>(x.rule)].indicator + " " +
                   std::to_string(x.among_indicators) + "/" + std::to_string(x.among_targets));
  return text;
}

using names = std::vector<std::string>;

} // namespace

TEST_SUITE("need") {
  TEST_CASE("priority: red comes before yellow before green whatever the rest") {
    CHECK(before({red, 5, 50, 99}, {yellow, 1, -50, 1}));
    CHECK(before({yellow, 5, 50, 99}, {green, 1, -50, 1}));
    CHECK(before({green, 5, 50, 99}, {unknown, 1, -50, 1}));
  }

  TEST_CASE("priority: of one colour the lower quintile comes first") {
    CHECK(before({red, 1, 50, 99}, {red, 2, -50, 1}));
    CHECK(before({red, 5, 50, 99}, {red, none, -50, 1}));
  }

  TEST_CASE("priority: of one quintile the largest fall comes first and else the smallest rise") {
    CHECK(before({red, 2, -9, 99}, {red, 2, -3, 1}));
    CHECK(before({red, 2, -3, 99}, {red, 2, 0, 1}));
    CHECK(before({red, 2, 0, 99}, {red, 2, 1, 1}));
    CHECK(before({red, 2, 1, 99}, {red, 2, 8, 1}));
    CHECK(before({red, 2, 8, 99}, {red, 2, none, 1}));
  }

  TEST_CASE("priority: of one change the lower score comes first") {
    CHECK(before({red, 2, -3, 40}, {red, 2, -3, 40.5}));
    CHECK(before({red, 2, -3, 99}, {red, 2, -3, none}));
    CHECK(priority_key{red, 2, -3, 40} == priority_key{red, 2, -3, 40});
  }

  TEST_CASE("priority: two unknown parts are equal and the next part decides") {
    CHECK(before({red, none, -3, 40}, {red, none, -2, 1}));
    CHECK(before({unknown, none, none, 1}, {unknown, none, none, 2}));
    CHECK(priority_key{} == priority_key{});
    CHECK_FALSE(priority_key{}.known());
    CHECK(priority_key{unknown, none, none, 0}.known());
    CHECK(priority_key{green, none, none, none}.known());
  }

  TEST_CASE("priority: keys are in one order however three of them are drawn") {
    std::mt19937 random(2);
    const auto draw = [&] {
      const auto number = [&] { return random() % 3 ? static_cast<double>(random() % 3) : none; };
      return priority_key{static_cast<band_colour>(static_cast<int>(random() % 4) - 1), number(),
                          number(), number()};
    };
    for (int i = 0; i < 3000; ++i) {
      const priority_key a = draw(), b = draw(), c = draw();
      CHECK((a < b) + (b < a) + (a == b) == 1);
      if (a < b && b < c) CHECK(a < c);
      if (a == b && b == c) CHECK(a == c);
      if (a == b && b < c) CHECK(a < c);
    }
  }

  TEST_CASE("priority: the indicators of one school are ordered by every part in turn") {
    const portfolio p(with_indicators({
        "S1,a,baik,,2023,x,",         "S1,a-kuintil,1,,2023,x,",  "S1,a-perubahan,-9,,2023,x,",
        "S1,b,kurang,,2023,x,",       "S1,b-kuintil,3,,2023,x,",  "S1,b-perubahan,-9,,2023,x,",
        "S1,c,kurang,,2023,x,",       "S1,c-kuintil,2,,2023,x,",  "S1,c-perubahan,4,,2023,x,",
        "S1,d,kurang,,2023,x,",       "S1,d-kuintil,2,,2023,x,",  "S1,d-perubahan,-4,,2023,x,",
        "S1,d-nilai,45,,2023,x,",     "S1,e,kurang,,2023,x,",     "S1,e-kuintil,2,,2023,x,",
        "S1,e-perubahan,-4,,2023,x,", "S1,e-nilai,44.5,,2023,x,", "S1,f,sedang,,2023,x,",
        "S1,f-kuintil,1,,2023,x,",
    }));
    const std::vector<need_rule> list{card("a"), card("b"), card("c"),
                                      card("d"), card("e"), card("f")};
    const auto all = ranked(p, list);
    // Red: e and d by the score, c by the change, b by the quintile; then yellow; then green.
    CHECK(lines(p, list, all) ==
          names{"S1: e 1/1", "S1: d 2/1", "S1: c 3/1", "S1: b 4/1", "S1: f 5/1", "S1: a 6/1"});
    CHECK(all[0].key == priority_key{red, 2, -4, 44.5});
  }

  TEST_CASE("priority: the schools of one indicator are ordered by the same key") {
    const portfolio p(
        with_indicators({"S1,a,sedang,,2023,x,", "S2,a,kurang,,2023,x,", "S3,a,kurang,,2023,x,",
                         "S3,a-kuintil,2,,2023,x,", "S4,a-kuintil,1,,2023,x,"}));
    const std::vector<need_rule> list{card("a")};
    // S4 has no colour: behind all that have one.
    CHECK(lines(p, list, ranked(p, list)) ==
          names{"S1: a 1/3", "S2: a 1/2", "S3: a 1/1", "S4: a 1/4"});
  }

  TEST_CASE("priority: full ties share a place and the next is counted on") {
    const portfolio p(
        with_indicators({"S1,b,kurang,,2023,x,", "S1,a,kurang,,2023,x,", "S1,c,baik,,2023,x,",
                         "S1,d,kurang,,2023,x,", "S2,a,kurang,,2023,x,", "S3,a,baik,,2023,x,"}));
    // Ids order what shares a place, not the order of the rules.
    const std::vector<need_rule> list{card("d"), card("c"), card("b"), card("a")};
    CHECK(lines(p, list, ranked(p, list)) ==
          names{"S1: a 1/1", "S1: b 1/1", "S1: d 1/1", "S1: c 4/1", "S2: a 1/1", "S3: a 1/3"});
  }

  TEST_CASE("priority: a school of which nothing is known has no place") {
    const portfolio p(with_indicators({"S1,a,belum diolah,,2023,x,", "S2,a-nilai,x,,2023,x,",
                                       "S3,a,kurang,,2023,x,own", "S4,z,kurang,,2023,x,"}));
    CHECK(ranked(p, {card("a")}).empty());
    CHECK(ranked(p, {}).empty());
  }

  TEST_CASE("priority: of an indicator of which high is worse the rise comes first") {
    const portfolio p(with_indicators({"S1,putus,8,,2023,x,", "S1,putus-naik,3,,2023,x,",
                                       "S2,putus,9,,2023,x,", "S2,putus-naik,-3,,2023,x,",
                                       "S3,putus,9,,2023,x,", "S4,putus,7,,2023,x,"}));
    need_rule r;
    r.indicator = "putus", r.activity = "T", r.worst = 10, r.best = 0;
    r.change_of = "putus-naik";
    const auto all = ranked(p, {r});
    CHECK(lines(p, {r}, all) ==
          names{"S1: putus 1/1", "S2: putus 1/2", "S3: putus 1/3", "S4: putus 1/4"});
    CHECK(all[0].key == priority_key{unknown, none, -3, -8});
  }

  TEST_CASE("priority: the change may be taken from the year before") {
    const portfolio p(
        with_indicators({"S1,a,50,,2023,x,", "S1,a,60,,2022,x,", "S1,a,10,,2021,x,",
                         "S2,a,50,,2023-05,x,", "S2,a,47,,2022-11,x,", "S3,a,50,,2023,x,",
                         "S3,a,70,,2021,x,", "S4,a,50,,2022,x,", "S4,a,80,,2021-02-01,x,"}));
    need_rule r;
    r.indicator = "a", r.activity = "T", r.worst = 0, r.best = 100;
    r.change_by_year = true;
    const auto all = ranked(p, {r});
    REQUIRE(all.size() == 4);
    CHECK(all[0].key.change == -10);
    CHECK(all[1].key.change == 3);
    CHECK(all[2].key.change != all[2].key.change); // two years before is no year before
    CHECK(all[3].key.change == -30);
    CHECK(all[3].among_targets == 1);
    CHECK(all[2].among_targets == 4);
    // On an earlier day the year before is another.
    CHECK(ranked(p, {r}, "2022-12-31")[0].key.change == 50);
  }

  TEST_CASE("priority: a change by year may be of the number behind a colour") {
    const portfolio p(with_indicators(
        {"S1,a,kurang,,2023,x,", "S1,a-nilai,40,,2023,x,", "S1,a-nilai,44,,2022,x,"}));
    need_rule r = card("a");
    r.change_of.clear(), r.change_by_year = true;
    CHECK(ranked(p, {r})[0].key == priority_key{red, none, -4, 40});
  }

  TEST_CASE("priority: colours come from bands too and levels have their own rules") {
    const portfolio p(with_indicators({"S1,a,50,,2023,x,", "S4,a,50,,2023,x,"}));
    need_rule sd, smk;
    sd.indicator = smk.indicator = "a", sd.activity = smk.activity = "T";
    sd.scale = smk.scale = need_scale::bands;
    sd.bands = {{40.0, 1, red}, {{}, 0, green}};
    smk.bands = {{60.0, 1, red}, {{}, 0, green}};
    sd.levels = {"", "SD"}, smk.levels = {"SMK"};
    const std::vector<need_rule> list{sd, smk};
    const auto all = ranked(p, list);
    CHECK(lines(p, list, all) == names{"S1: a 1/2", "S4: a 1/1"});
    CHECK(all[1].key == priority_key{red, none, none, 50});
  }

  TEST_CASE("priority: one indicator of two activities is ranked once") {
    const portfolio p(with_indicators({"S1,a,kurang,,2023,x,"}));
    need_rule other = card("a");
    other.activity = "K";
    CHECK(ranked(p, {card("a"), other}).size() == 1);
  }

  TEST_CASE("priority: places are those of counting who is more urgent") {
    std::mt19937 random(6);
    for (int round = 0; round < 60; ++round) {
      tables t = with_indicators({});
      for (const char* s : {"S1", "S2", "S3", "S4"})
        for (const char* i : {"a", "b", "c"}) {
          const auto put = [&](const std::string& id, const std::string& value) {
            if (random() % 4 == 0) return;
            t["indicators"].add({{"target_id", s},
                                 {"indicator_id", id},
                                 {"value", value},
                                 {"date", "2023"},
                                 {"source", "x"}});
          };
          const std::string words[] = {"kurang", "sedang", "baik"};
          put(i, words[random() % 3]);
          put(std::string(i) + "-kuintil", std::to_string(1 + random() % 2));
          put(std::string(i) + "-perubahan", std::to_string(static_cast<int>(random() % 3) - 1));
          put(std::string(i) + "-nilai", std::to_string(random() % 2));
        }
      const portfolio p(t);
      const auto all = ranked(p, {card("a"), card("b"), card("c")});
      for (const need_priority& x : all) {
        const auto ahead = [&](const auto& peer) {
          return 1 + std::count_if(all.begin(), all.end(), [&](const need_priority& y) {
                   return peer(y) && y.key < x.key;
                 });
        };
        CHECK(x.among_indicators == ahead([&](const auto& y) { return y.of == x.of; }));
        CHECK(x.among_targets == ahead([&](const auto& y) { return y.rule == x.rule; }));
      }
    }
  }
}
