#include <irisan/need/score.hpp>

#include <irisan/need/coverage.hpp>

#include <support/builders.hpp>
#include <support/folder.hpp>
#include <support/random.hpp>

#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <map>
#include <random>
#include <string>
#include <vector>

using namespace irisan;
using namespace irisan::test;

namespace {

/// Four schools, the last an SMK; T and U are themes.
tables with_indicators(std::initializer_list<std::string_view> rows) {
  tables t = two_offices();
  add(t, "targets", "target_id,name,kind,region_id,level",
      {"S4,SMK 4,school,13.71,SMK", "L,Pemda,local_government,13.06,"});
  add(t, "activities", "activity_id,name,parent_id", {"U,Mutu,"});
  add(t, "indicators", "target_id,region_id,indicator_id,value,denominator,date,source,access",
      rows);
  return t;
}

need_rule rule(std::string id, std::string activity, double worst = 0, double best = 100) {
  need_rule r;
  r.indicator = std::move(id), r.activity = std::move(activity);
  r.worst = worst, r.best = best;
  r.kinds = {"school"};
  return r;
}

need_rules rules_of(std::vector<need_rule> list) {
  need_rules rules;
  rules.indicators = std::move(list);
  return rules;
}

scored_needs scored(const portfolio& p, const std::vector<need_rule>& list,
                    const date_range& as_of = {}) {
  return needs_from(p, rules_of(list), as_of);
}

/// The score of a target's need; −1 if there is no such need.
double score_of(const portfolio& p, const scored_needs& s, std::string_view target,
                std::string_view activity = "T") {
  double score = -1;
  for (const need& n : s.needs)
    if (p[n.of].id == target && p[n.activity].id == activity) {
      CHECK(score == -1);
      score = n.score;
    }
  return score;
}

std::vector<std::string> whys(const portfolio& p, const scored_needs& s) {
  std::vector<std::string> all;
  for (const unscored& u : s.unscored)
    all.push_back(
        p[u.of].id + " " + std::to_string(u.rule) + " " + std::string(to_text(u.why)) +
        (u.row < 0 ? "" : " '" + p.indicators()[static_cast<std::size_t>(u.row)].value + "'"));
  return all;
}

using names = std::vector<std::string>;

} // namespace

TEST_SUITE("need") {
  TEST_CASE("score: an indicator becomes a need that says whose and of what and when and why") {
    const portfolio p(
        with_indicators({"S1,,i,25,,2022,a,", "S2,,i,100,,2022-06-30,a,", "S3,,i,0,,2022,a,"}));
    need_rule r = rule("i", "T");
    r.required = 24, r.quantity_unit = "jp";
    const scored_needs s = scored(p, {r});
    REQUIRE(s.needs.size() == 3);
    const need& n = s.needs[0];
    CHECK(p[n.of].id == "S1");
    CHECK(p[n.activity].id == "T");
    CHECK(n.score == .75);
    CHECK(n.required == 24);
    CHECK(n.quantity_unit == "jp");
    CHECK(n.source == "i");
    CHECK(n.date == *parse_date("2022"));
    CHECK(s.needs[1].score == 0); // measured, and no need: not the same as not measured
    CHECK(s.needs[1].date == *parse_date("2022-06-30"));
    CHECK(s.needs[2].score == 1);
    REQUIRE(s.parts.size() == 3);
    CHECK(s.parts[0] == need_part{n.of, n.activity, 0, 0, .75});
    CHECK(s.unscored.empty());
    CHECK(s.not_measured.at(n.activity) == 1); // S4; the local government is no school
  }

  // Computed with Python's fractions: (1·3/4 + 2·1/5 + 1/2·1) / (7/2) = 33/70;
  // without the third (3/4 + 2/5) / 3 = 23/60; with 1/4 for it (3/4 + 2/5 + 1/8) / (7/2) = 51/140.
  TEST_CASE("score: indicators of one activity are weighed into one need") {
    const portfolio p(with_indicators({"S1,,i,25,,2021,a,", "S1,,j,80,,2022,a,", "S1,,k,0,,2020,a,",
                                       "S2,,i,25,,2021,a,", "S2,,j,80,,2022,a,"}));
    std::vector<need_rule> list{rule("i", "T"), rule("j", "T"), rule("k", "T")};
    list[1].weight = {2, 1}, list[2].weight = {1, 2};
    scored_needs s = scored(p, list);
    REQUIRE(s.needs.size() == 1);
    CHECK(s.needs[0].score == doctest::Approx(33.0 / 70).epsilon(1e-12));
    CHECK(s.needs[0].source == "i + j + k");
    CHECK(s.needs[0].date == *parse_date("2022"));
    CHECK(whys(p, s) == names{"S2 2 missing"});
    // What is known of it is kept, though it makes no need.
    CHECK(s.parts.size() == 5);

    list[2].missing = missing_value::skip;
    s = scored(p, list);
    CHECK(score_of(p, s, "S1") == doctest::Approx(33.0 / 70).epsilon(1e-12));
    CHECK(score_of(p, s, "S2") == doctest::Approx(23.0 / 60).epsilon(1e-12));
    CHECK(whys(p, s) == names{"S2 2 missing"});
    CHECK(s.needs[1].source == "i + j");

    list[2].missing = missing_value::score, list[2].missing_score = .25;
    s = scored(p, list);
    CHECK(score_of(p, s, "S2") == doctest::Approx(51.0 / 140).epsilon(1e-12));
    // Of schools without any value the rule's score speaks alone, if the others may be skipped.
    CHECK(score_of(p, s, "S3") == -1);
    list[0].missing = list[1].missing = missing_value::skip;
    s = scored(p, list);
    CHECK(score_of(p, s, "S3") == .25);
    CHECK(score_of(p, s, "S1") == doctest::Approx(33.0 / 70).epsilon(1e-12));
    CHECK_FALSE(s.needs.back().date.known());
    CHECK(s.parts.back().row == -1);
    CHECK(s.not_measured.empty());
  }

  TEST_CASE("score: what cannot be read is unknown and told with its reason") {
    const portfolio p(
        with_indicators({"S1,,i,tidak ada,,2022,a,", "S2,,i,3,4,2022,a,", "S3,,i,50,,2022,a,",
                         "S4,,i,50,,2022,a,", "S4,,i,60,,2022,b,"}));
    const scored_needs s = scored(p, {rule("i", "T")});
    CHECK(score_of(p, s, "S1") == -1);
    CHECK(score_of(p, s, "S2") == -1);
    CHECK(score_of(p, s, "S3") == .5);
    CHECK(score_of(p, s, "S4") == .5);
    CHECK(whys(p, s) == names{"S1 0 not_a_number 'tidak ada'", "S2 0 too_few_people '3'"});
    CHECK(s.rules[0].differ == std::vector<target_index>{p.find_target("S4")});
    CHECK(s.rules[0].passed_over.other_value == 1);
    CHECK(s.not_measured.empty());
  }

  TEST_CASE("score: a source that says two things after a merger makes no need") {
    tables t = with_indicators({"S1,,i,20,,2022,a,", "S9,,i,10,,2022,a,"});
    add(t, "successions", "table,old_id,new_id", {"targets,S9,S1"});
    const portfolio p(t);
    const scored_needs s = scored(p, {rule("i", "T")});
    CHECK(s.needs.empty());
    CHECK(whys(p, s) == names{"S1 0 conflicting"});
  }

  TEST_CASE("score: a rule of some levels says nothing of others") {
    const portfolio p(with_indicators(
        {"S1,,i,0,,2022,a,", "S4,,i,0,,2022,a,", "S4,,smk,100,,2022,a,", "S1,,smk,100,,2022,a,"}));
    need_rule only = rule("smk", "T");
    only.levels = {"SMK"};
    const scored_needs s = scored(p, {rule("i", "T"), only});
    CHECK(score_of(p, s, "S1") == 1);
    CHECK(score_of(p, s, "S4") == .5);
    CHECK(s.unscored.empty());
  }

  TEST_CASE("score: the values that hold on the day are used") {
    const portfolio p(with_indicators({"S1,,i,10,,2021,a,", "S1,,i,90,,2023,a,"}));
    CHECK(score_of(p, scored(p, {rule("i", "T")}), "S1") == .1);
    const scored_needs before = scored(p, {rule("i", "T")}, *parse_date("2022-12-31"));
    CHECK(score_of(p, before, "S1") == .9);
    CHECK(before.rules[0].passed_over == passed_over{.later = 1});
    need_rule fixed = rule("i", "T");
    fixed.date = *parse_date("2021");
    CHECK(score_of(p, scored(p, {fixed}), "S1") == .9);
    fixed.date = *parse_date("2022");
    const scored_needs none = scored(p, {fixed});
    CHECK(none.needs.empty());
    CHECK(none.unscored.empty());
    CHECK(none.not_measured.at(p.find_activity("T")) == 4);
  }

  TEST_CASE("score: a school without a result has no need and no score of zero") {
    const portfolio p(with_indicators({"S1,,i,25,,2022,a,", "S2,,i,,,2022,a,", "S3,,i,0,,2022,a,",
                                       "S4,,i,,,2022,a,", "S4,,j,50,,2022,a,"}));
    const scored_needs s = scored(p, {rule("i", "T")});
    CHECK(score_of(p, s, "S1") == .75);
    CHECK(score_of(p, s, "S2") == -1);
    CHECK(score_of(p, s, "S3") == 1);
    CHECK(s.needs.size() == 2);
    CHECK(s.unscored.empty());
    CHECK(s.not_measured.at(p.find_activity("T")) == 2);
    CHECK(s.rules[0].passed_over == passed_over{.no_value = 2});
    // Beside another indicator of the same need the part is missing and the need unknown.
    const scored_needs two = scored(p, {rule("i", "T"), rule("j", "T")});
    CHECK(score_of(p, two, "S4") == -1);
    REQUIRE(std::any_of(two.unscored.begin(), two.unscored.end(), [&](const unscored& u) {
      return p[u.of].id == "S4" && u.rule == 0 && u.why == unscored_reason::missing;
    }));
  }

  TEST_CASE("score: a region's count becomes a need of the local government that stands for it") {
    const portfolio p(with_indicators({",13.06,gp,84,310,2022,a,", ",13.71,gp,1,9,2022,a,"}));
    need_rule r = rule("gp", "T", 0, 1);
    r.share = true;
    r.kinds = {"local_government"};
    r.stands_for_region = "local_government";
    const scored_needs s = scored(p, {r});
    REQUIRE(s.needs.size() == 1);
    CHECK(p[s.needs[0].of].id == "L");
    CHECK(s.needs[0].score == doctest::Approx(113.0 / 155).epsilon(1e-12));
    CHECK(s.rules[0].passed_over.of_region == 1);
  }

  TEST_CASE("score: one indicator may speak for two activities") {
    const portfolio p(with_indicators({"S1,,i,25,,2022,a,"}));
    const scored_needs s = scored(p, {rule("i", "U", 0, 50), rule("i", "T")});
    CHECK(score_of(p, s, "S1", "T") == .75);
    CHECK(score_of(p, s, "S1", "U") == .5);
    REQUIRE(s.needs.size() == 2);
    CHECK(s.needs[0].activity < s.needs[1].activity);
  }

  // Mid-ranks: of 10, 20, 20, 40 the worst (low) is above 3 of 3 others, the equals above 1 and a
  // half, the best above none.
  TEST_CASE("score: ranks are shares of the others and equals share the middle") {
    const portfolio p(with_indicators(
        {"S1,,i,20,,2022,a,", "S2,,i,10,,2022,a,", "S3,,i,20,,2022,a,", "S4,,i,40,,2022,a,"}));
    need_rule r = rule("i", "T");
    r.worst.reset(), r.best.reset(), r.scale = need_scale::rank;
    scored_needs s = scored(p, {r});
    CHECK(score_of(p, s, "S2") == 1);
    CHECK(score_of(p, s, "S1") == .5);
    CHECK(score_of(p, s, "S3") == .5);
    CHECK(score_of(p, s, "S4") == 0);
    r.high_is_worse = true;
    s = scored(p, {r});
    CHECK(score_of(p, s, "S2") == 0);
    CHECK(score_of(p, s, "S4") == 1);
    // One alone has no place.
    r.levels = {"SMK"};
    s = scored(p, {r});
    CHECK(s.needs.empty());
    CHECK(whys(p, s) == names{"S4 0 alone '40'"});
  }

  TEST_CASE("score: a new school moves no score but on the scale rank") {
    const portfolio before(with_indicators({"S1,,i,30,,2022,a,", "S2,,i,60,,2022,a,"}));
    const portfolio after(
        with_indicators({"S1,,i,30,,2022,a,", "S2,,i,60,,2022,a,", "S3,,i,-40,,2022,a,"}));
    need_rule r = rule("i", "T");
    for (const char* school : {"S1", "S2"})
      CHECK(score_of(before, scored(before, {r}), school) ==
            score_of(after, scored(after, {r}), school));
    r.worst.reset(), r.best.reset(), r.scale = need_scale::rank;
    CHECK(score_of(before, scored(before, {r}), "S1") == 1);
    CHECK(score_of(after, scored(after, {r}), "S1") == .5);
  }

  TEST_CASE("score: three equal parts of a half reach a half") {
    const portfolio p(with_indicators(
        {"S1,,i,1,,2022,a,", "S1,,j,1,,2022,a,", "S1,,k,1,,2022,a,", "S1,,l,1,,2022,a,"}));
    std::vector<need_rule> list{rule("i", "T", 3, -1), rule("j", "T", 3, -1), rule("k", "T", 3, -1),
                                rule("l", "T", 3, -1)};
    for (need_rule& r : list) r.weight = {1, 3};
    list[3].weight = {1, 10};
    CHECK(score_of(p, scored(p, list), "S1") == .5);
    // 0.1, 0.2 and 0.3 by equal weights are 0.2, whatever is added first.
    std::vector<need_rule> tenths{rule("i", "T", 10, 0), rule("j", "T", 5, 0),
                                  rule("k", "T", 0, 0)};
    tenths[2].worst = 10.0 / 3;
    CHECK(score_of(p, scored(p, tenths), "S1") == .2);
  }

  TEST_CASE("score: an unknown need is no need of the coverage") {
    const portfolio p(
        with_indicators({"S1,,i,x,,2022,a,", "S2,,i,10,,2022,a,", "S3,,i,90,,2022,a,"}));
    const scored_needs s = scored(p, {rule("i", "T")});
    const coverage_table table = coverage(p, find_arrivals(p, find_visits(p)), s.needs, {}, {});
    REQUIRE(table.rows.size() == 2);
    CHECK(table.rows[0].needy);
    CHECK_FALSE(table.rows[1].needy);
  }

  TEST_CASE("score: rules that are wrong or name no activity are refused") {
    const portfolio p(with_indicators({"S1,,i,1,,2022,a,"}));
    CHECK(thrown<rule_error>([&] {
            scored(p, {rule("i", "TT"), rule("j", "nichts")});
          }) == "indicator rule 'i': unknown activity 'TT'; the nearest is 'T'\n"
                "indicator rule 'j': unknown activity 'nichts'");
    CHECK_FALSE(thrown<rule_error>([&] { scored(p, {rule("i", "T", 5, 5)}); }).empty());
    const scored_needs none = scored(p, {});
    CHECK(none.needs.empty());
    CHECK(none.not_measured.empty());
    std::stop_source stop;
    stop.request_stop();
    CHECK_THROWS_AS(needs_from(p, rules_of({rule("i", "T")}), {}, {{}, stop.get_token()}), stopped);
  }

  TEST_CASE("score: needs are those of the definition asked target by target") {
    std::mt19937 random(11);
    const auto below = [&](unsigned n) { return static_cast<unsigned>(random() % n); };
    int needs_seen = 0;
    for (int round = 0; round < 120; ++round) {
      CAPTURE(round);
      std::vector<std::string> rows;
      std::map<std::string, std::string> value_of; // target + indicator
      for (const char* t : {"S0", "S1", "S2", "S3", "S4", "S5"})
        for (const char* i : {"i", "j", "k"}) {
          if (below(4) == 0) continue;
          const std::string value =
              below(6) == 0 ? "x" : std::to_string(below(12) * 10) + (below(2) ? ".5" : "");
          value_of[std::string(t) + i] = value;
          rows.push_back(std::string(t) + "," + i + "," + value + ",2022,a");
        }
      auto package = random_package(random, 3);
      package.push_back({"indicators", "target_id,indicator_id,value,date,source", rows});
      const portfolio p(read(shuffled(package, random)));
      std::vector<need_rule> list;
      for (const char* i : {"i", "j", "k"})
        for (const char* a : {"T", "K1"}) {
          if (below(3) == 0) continue;
          need_rule r = rule(i, a, below(2) ? 0 : 90, 45);
          r.weight = {1 + below(4), 1 + below(3)};
          r.missing = static_cast<missing_value>(below(3));
          if (r.missing == missing_value::score) r.missing_score = .125 * below(9);
          if (below(3) == 0) {
            r.scale = need_scale::bands;
            r.worst.reset(), r.best.reset();
            r.bands = {{30.0, 1, {}}, {60.5, .5, {}}, {{}, 0, {}}};
          }
          list.push_back(r);
        }
      const scored_needs s = scored(p, list);
      std::size_t expected = 0;
      for (const target& t : p.targets())
        for (const char* a : {"T", "K1"}) {
          if (t.kind != "school") continue;
          long double sum = 0, weight = 0;
          bool unknown = false, any = false;
          for (const need_rule& r : list) {
            if (r.activity != a) continue;
            const auto it = value_of.find(t.id + r.indicator);
            long double score = -1;
            if (it != value_of.end() && it->second != "x") {
              const long double v = std::stold(it->second);
              if (r.scale == need_scale::bands)
                score = v < 30 ? 1 : v < 60.5L ? .5L : 0;
              else if (*r.worst < *r.best)
                score = v <= 0 ? 1 : v >= 45 ? 0 : (45 - v) / 45;
              else
                score = v >= 90 ? 1 : v <= 45 ? 0 : (v - 45) / 45;
            } else if (r.missing == missing_value::score)
              score = *r.missing_score;
            else {
              unknown = unknown || r.missing == missing_value::unknown;
              continue;
            }
            any = true;
            const long double w = static_cast<long double>(r.weight.numerator) /
                                  static_cast<long double>(r.weight.denominator);
            sum += w * score, weight += w;
          }
          const double got = score_of(p, s, t.id, a);
          if (unknown || !any)
            CHECK(got == -1);
          else {
            CHECK(std::abs(static_cast<long double>(got) - sum / weight) < 1e-12L);
            ++expected;
          }
        }
      CHECK(s.needs.size() == expected);
      needs_seen += static_cast<int>(expected);
      CHECK(std::is_sorted(s.needs.begin(), s.needs.end(), [](const need& x, const need& y) {
        return std::tie(x.of, x.activity) < std::tie(y.of, y.activity);
      }));
      // Every part and every gap belongs to a rule that speaks of the target, once.
      std::map<std::tuple<target_index, activity_index, std::int32_t>, int> seen;
      for (const need_part& x : s.parts) ++seen[{x.of, x.activity, x.rule}];
      for (const auto& [key, n] : seen) CHECK(n == 1);
    }
    CHECK(needs_seen > 200);
  }
}
