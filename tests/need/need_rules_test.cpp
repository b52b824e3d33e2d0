#include <irisan/need/need_rules.hpp>

#include <support/folder.hpp>

#include <doctest/doctest.h>

#include <functional>
#include <limits>
#include <string>
#include <vector>

using namespace irisan;
using namespace irisan::test;

namespace {

need_rule range_rule() {
  need_rule r;
  r.indicator = "i", r.activity = "A";
  r.worst = 0, r.best = 100;
  return r;
}

need_rule bands_rule() {
  need_rule r;
  r.indicator = "i", r.activity = "A";
  r.scale = need_scale::bands;
  r.bands = {{40.0, 1, band_colour::red}, {70.0, .5, band_colour::yellow}, {{}, 0, {}}};
  return r;
}

need_rule words_rule() {
  need_rule r;
  r.indicator = "i", r.activity = "A";
  r.scale = need_scale::categories;
  r.categories = {{"kurang", 1.0, {}}, {"baik", 0.0, {}}, {"tidak ada", {}, {}}};
  return r;
}

std::vector<need_rule_conflict> conflicts(std::vector<need_rule> list) {
  need_rules rules;
  rules.indicators = std::move(list);
  return find_conflicts(rules);
}

/// The key of the one conflict that a change makes in a rule that has none.
std::string fault(const need_rule& sound, const std::function<void(need_rule&)>& change) {
  CHECK(conflicts({sound}).empty());
  need_rule r = sound;
  change(r);
  const auto all = conflicts({r});
  if (all.size() != 1) return std::to_string(all.size()) + " conflicts";
  CHECK(all[0].rule == 0);
  CHECK_FALSE(all[0].what.empty());
  return all[0].key;
}

} // namespace

TEST_SUITE("need") {
  TEST_CASE("need_rules: a range needs two reference values that differ") {
    CHECK(fault(range_rule(), [](auto& r) { r.worst.reset(); }) == "scale");
    CHECK(fault(range_rule(), [](auto& r) { r.best.reset(); }) == "scale");
    CHECK(fault(range_rule(), [](auto& r) { r.best = 0; }) == "best");
    CHECK(fault(range_rule(), [](auto& r) { r.best = std::numeric_limits<double>::infinity(); }) ==
          "best");
    CHECK(fault(range_rule(), [](auto& r) { r.high_is_worse = true; }) == "high_is_worse");
    CHECK_FALSE(range_rule().worse_when_high());
    need_rule down = range_rule();
    down.worst = 100, down.best = 0;
    CHECK(conflicts({down}).empty());
    CHECK(down.worse_when_high());
  }

  TEST_CASE("need_rules: bands rise and the last takes the rest") {
    CHECK(fault(bands_rule(), [](auto& r) { r.bands.clear(); }) == "scale");
    CHECK(fault(bands_rule(), [](auto& r) { r.bands[1].below = 40; }) == "bands");
    CHECK(fault(bands_rule(), [](auto& r) { r.bands[1].below = 30; }) == "bands");
    CHECK(fault(bands_rule(), [](auto& r) { r.bands[2].below = 90; }) == "bands");
    CHECK(fault(bands_rule(), [](auto& r) { r.bands[0].below.reset(); }) == "bands");
    CHECK(fault(bands_rule(), [](auto& r) { r.bands[0].score = 1.01; }) == "bands");
    CHECK(fault(bands_rule(), [](auto& r) { r.bands[0].score = unknown_number; }) == "bands");
    need_rule one = bands_rule();
    one.bands = {{{}, .5, {}}};
    CHECK(conflicts({one}).empty());
  }

  TEST_CASE("need_rules: a word stands once whatever its capital letters") {
    CHECK(fault(words_rule(), [](auto& r) { r.categories.clear(); }) == "scale");
    CHECK(fault(words_rule(), [](auto& r) { r.categories[1].word = "Kurang"; }) == "categories");
    CHECK(fault(words_rule(), [](auto& r) { r.categories[1].word.clear(); }) == "categories");
    CHECK(fault(words_rule(), [](auto& r) { r.categories[1].score = -.1; }) == "categories");
    CHECK(fault(words_rule(), [](auto& r) { r.share = true; }) == "share");
  }

  TEST_CASE("need_rules: what belongs to another scale is refused") {
    CHECK(fault(range_rule(), [](auto& r) { r.bands = bands_rule().bands; }) == "bands");
    CHECK(fault(range_rule(), [](auto& r) { r.categories = words_rule().categories; }) ==
          "categories");
    CHECK(fault(bands_rule(), [](auto& r) { r.worst = 1; }) == "worst");
    CHECK(fault(words_rule(), [](auto& r) { r.best = 1; }) == "best");
  }

  TEST_CASE("need_rules: names and weights and amounts are needed as they mean something") {
    CHECK(fault(range_rule(), [](auto& r) { r.indicator.clear(); }) == "id");
    CHECK(fault(range_rule(), [](auto& r) { r.activity.clear(); }) == "activity");
    CHECK(fault(range_rule(), [](auto& r) { r.weight = {0, 1}; }) == "weight");
    CHECK(fault(range_rule(), [](auto& r) { r.missing = missing_value::score; }) == "missing");
    CHECK(fault(range_rule(), [](auto& r) { r.missing_score = .5; }) == "missing");
    CHECK(fault(range_rule(), [](auto& r) {
            r.missing = missing_value::score, r.missing_score = 2;
          }) == "missing");
    CHECK(fault(range_rule(), [](auto& r) { r.min_people = -1; }) == "min_people");
    CHECK(fault(range_rule(), [](auto& r) { r.group_mark = '.'; }) == "group_mark");
    CHECK(fault(range_rule(), [](auto& r) { r.required = 0; }) == "required");
    CHECK(fault(range_rule(), [](auto& r) { r.quantity_unit = "jp"; }) == "quantity_unit");
    CHECK(fault(range_rule(), [](auto& r) { r.change_of = "c", r.change_by_year = true; }) ==
          "change_by_year");
    need_rule full = range_rule();
    full.required = 24, full.quantity_unit = "jp", full.min_people = 0;
    full.missing = missing_value::score, full.missing_score = 1;
    full.decimal_mark = ',', full.group_mark = '.';
    CHECK(conflicts({full}).empty());
  }

  TEST_CASE("need_rules: one indicator of one activity has one rule for a target") {
    need_rule a = range_rule(), b = range_rule();
    b.worst = 10;
    REQUIRE(conflicts({a, b}).size() == 1);
    CHECK(conflicts({a, b})[0] ==
          need_rule_conflict{1, "id", "the rule of 'i' for 'A' stands twice"});
    // Of other targets, times, sources or activities it is another rule.
    a.levels = {"SD", "SMP"}, b.levels = {"SMA"};
    CHECK(conflicts({a, b}).empty());
    b.levels = {"SMA", "SMP"};
    CHECK(conflicts({a, b}).size() == 1);
    b.kinds = {"cluster"}, a.kinds = {"school"};
    CHECK(conflicts({a, b}).empty());
    for (const auto& change : std::vector<std::function<void(need_rule&)>>{
             [](auto& r) { r.date = *parse_date("2022"); }, [](auto& r) { r.source = "s"; },
             [](auto& r) { r.activity = "B"; }, [](auto& r) { r.indicator = "k"; }}) {
      need_rule c = range_rule();
      change(c);
      CHECK(conflicts({range_rule(), c}).empty());
    }
  }

  TEST_CASE("need_rules: an activity requires one amount of a target") {
    need_rule a = range_rule(), b = range_rule();
    b.indicator = "k";
    a.required = 8, b.required = 24;
    REQUIRE(conflicts({a, b}).size() == 1);
    CHECK(conflicts({a, b})[0].key == "required");
    b.required = 8;
    CHECK(conflicts({a, b}).empty());
    b.quantity_unit = "jp";
    CHECK(conflicts({a, b}).size() == 1);
    a.levels = {"SD"}, b.levels = {"SMP"};
    CHECK(conflicts({a, b}).empty());
    b.levels.clear(), b.required.reset(), b.quantity_unit.clear();
    CHECK(conflicts({a, b}).empty());
  }

  TEST_CASE("need_rules: what holds for all is checked too") {
    need_rules r;
    CHECK(find_conflicts(r).empty());
    r.shown_to = access::unknown;
    r.weight_change = {1, 1};
    r.draws = 0;
    const auto all = find_conflicts(r);
    REQUIRE(all.size() == 3);
    CHECK(all[0].key == "shown_to");
    CHECK(all[1].what == "'weight_change' is at least 0 and below 1, not 1");
    CHECK(all[2].key == "draws");
    r = {};
    r.weight_change = {99, 100};
    CHECK(find_conflicts(r).empty());
    r.weight_change = {0, 1};
    CHECK(find_conflicts(r).empty());
  }

  TEST_CASE("need_rules: all conflicts are thrown at once with their rule") {
    need_rules r;
    r.indicators = {range_rule(), bands_rule(), words_rule()};
    r.indicators[0].best = 0;
    r.indicators[1].indicator = "b", r.indicators[2].indicator = "w";
    r.indicators[2].weight = {0, 1};
    r.draws = -1;
    const std::string said = thrown<rule_error>([&] { require_sound(r); });
    CHECK(said == "indicator rule 1 ('i'): 'worst' and 'best' must be two different numbers\n"
                  "indicator rule 3 ('w'): a weight is above 0; leave the rule out instead\n"
                  "'draws' is 1 or more");
    r.indicators[0].best = 1, r.indicators[2].weight = {1, 3}, r.draws = 1;
    CHECK_NOTHROW(require_sound(r));
  }

  TEST_CASE("need_rules: a rule applies to the kinds and levels it names and to all without") {
    target t;
    t.kind = "school", t.level = "SMK";
    need_rule r = range_rule();
    CHECK(r.applies_to(t));
    r.levels = {"SMA", "SMK"};
    CHECK(r.applies_to(t));
    r.kinds = {"cluster"};
    CHECK_FALSE(r.applies_to(t));
    r.kinds = {"school"}, r.levels = {"SMA"};
    CHECK_FALSE(r.applies_to(t));
    t.level.clear();
    CHECK_FALSE(r.applies_to(t));
  }
}
