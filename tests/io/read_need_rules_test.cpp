#include <irisan/io/read_need_rules.hpp>

#include <support/builders.hpp>
#include <support/folder.hpp>

#include <irisan/core/error.hpp>
#include <irisan/io/read_tables.hpp>
#include <irisan/need/priority.hpp>
#include <irisan/need/score.hpp>
#include <irisan/need/sensitivity.hpp>

#include <doctest/doctest.h>

#include <filesystem>
#include <map>
#include <string>
#include <vector>

using namespace irisan;
using namespace irisan::test;

namespace {

need_rules read(std::string_view text) {
  const folder f;
  return read_need_rules(f.write("irisan.toml", text));
}

std::string mistakes(std::string_view text) {
  const folder f;
  const auto file = f.write("irisan.toml", text);
  return thrown<rule_error>([&] { read_need_rules(file); });
}

bool has(const std::string& text, std::string_view part) {
  return text.find(part) != std::string::npos;
}

/// A block that is right, on lines 1 to 6; what is added stands on line 7.
std::string block(const std::string& more = {}) {
  return "[[indicator]]\nid = \"i\"\nactivity = \"A\"\nscale = \"range\"\nworst = 0\nbest = 100\n" +
         more;
}

/// A rule file that comes with irisan, and its layout scored as the `indicators` of a package.
struct ready_made {
  need_rules rules;
  tables of;
};

ready_made open(const std::string& name) {
  const std::filesystem::path from(IRISAN_RULE_FILES);
  const folder f;
  f.write("regions.csv", "region_id,kind\nCONTOH-KAB-1,city_or_regency\n");
  f.write("units.csv", "unit_id,name\nU,Kantor\n");
  f.write("targets.csv", "target_id,kind,region_id,level\n"
                         "CONTOH-SD-1,school,CONTOH-KAB-1,SD\nCONTOH-SD-2,school,CONTOH-KAB-1,SD\n"
                         "CONTOH-SMK-1,school,CONTOH-KAB-1,SMK\n"
                         "CONTOH-PEMDA-1,local_government,CONTOH-KAB-1,\n");
  f.write("activities.csv", "activity_id\nMUTU\nKM\nGTK\nPIMPIN\n");
  f.write("programs.csv", "program_id,unit_id\nP,U\n");
  f.write("deliveries.csv", "delivery_id,program_id,target_id\n");
  std::filesystem::copy_file(from / (name + ".csv"), f / "indicators.csv");
  return {read_need_rules(from / (name + ".toml")), read_tables(f.path())};
}

std::map<std::string, double> scores(const portfolio& p, const scored_needs& s) {
  std::map<std::string, double> all;
  for (const need& n : s.needs) all[p[n.of].id + " " + p[n.activity].id] = n.score;
  return all;
}

using score_map = std::map<std::string, double>;

} // namespace

TEST_SUITE("io") {
  TEST_CASE("read_need_rules: what a file does not say keeps its default") {
    CHECK(read("") == need_rules{});
    need_rules wanted;
    need_rule& r = wanted.indicators.emplace_back();
    r.indicator = "i", r.activity = "A", r.worst = 0, r.best = 100;
    CHECK(read(block()) == wanted);
    wanted.shown_to = irisan::access::public_;
    wanted.weight_change = {3, 10};
    wanted.draws = 50, wanted.seed = -7;
    CHECK(read("[scores]\nshown_to = \"public\"\nweight_change = 0.3\ndraws = 50\nseed = -7\n" +
               block()) == wanted);
  }

  TEST_CASE("read_need_rules: every key is read") {
    const need_rules rules = read(R"([[indicator]]
id = "i"
activity = "A"
scale = "bands"
share = true
bands = [{ below = 0.25, score = 1, colour = "red" }, { below = 0.5, score = 0.5 }, { score = 0, colour = "green" }]
high_is_worse = true
weight = "2/3"
missing = 0.5
date = ["2022-07", "2023-06"]
source = "dinas"
kinds = ["school"]
levels = ["SMA", "SMK"]
stands_for_region = "local_government"
min_people = 0
decimal_mark = ","
group_mark = "."
required = 24
quantity_unit = "jp"
number_of = "n"
quintile_of = "q"
change_of = "c"

[[indicator]]
id = "k"
activity = "A"
scale = "categories"
missing = "skip"
date = 2022
levels = ["SD"]
change_by_year = true
[indicator.categories]
"mandiri belajar" = 0.5
belum = { score = 1, colour = "red" }
"tidak tahu" = "unknown"
)");
    need_rule a;
    a.indicator = "i", a.activity = "A", a.scale = need_scale::bands, a.share = true;
    a.bands = {{.25, 1, band_colour::red}, {.5, .5, {}}, {{}, 0, band_colour::green}};
    a.bands[1].colour = band_colour::unknown;
    a.high_is_worse = true, a.weight = {2, 3};
    a.missing = missing_value::score, a.missing_score = .5;
    a.date = {parse_date("2022-07")->earliest, parse_date("2023-06")->latest};
    a.source = "dinas", a.kinds = {"school"}, a.levels = {"SMA", "SMK"};
    a.stands_for_region = "local_government", a.min_people = 0;
    a.decimal_mark = ',', a.group_mark = '.';
    a.required = 24, a.quantity_unit = "jp";
    a.number_of = "n", a.quintile_of = "q", a.change_of = "c";
    need_rule b;
    b.indicator = "k", b.activity = "A", b.scale = need_scale::categories;
    b.missing = missing_value::skip, b.date = *parse_date("2022"), b.levels = {"SD"};
    b.change_by_year = true;
    // In the order they are written, not by the alphabet.
    b.categories = {{"mandiri belajar", .5, band_colour::unknown},
                    {"belum", 1.0, band_colour::red},
                    {"tidak tahu", {}, band_colour::unknown}};
    REQUIRE(rules.indicators.size() == 2);
    CHECK(rules.indicators[0] == a);
    CHECK(rules.indicators[1] == b);
    CHECK(read(to_toml(rules)) == rules);
  }

  TEST_CASE("read_need_rules: what is printed reads back to the same rules") {
    CHECK(read(to_toml(need_rules{})) == need_rules{});
    need_rules r = read(block());
    r.indicators[0].indicator = "a \"b\" \\ c\n\td";
    r.indicators[0].worst = -1e-7, r.indicators[0].best = 1e15;
    r.indicators[0].missing = missing_value::skip;
    r.weight_change = {1, 3};
    r.seed = -3;
    CHECK(read(to_toml(r)) == r);
  }

  TEST_CASE("read_need_rules: a weight is exact as it is written") {
    const auto weight = [](const char* text) {
      return read(block(std::string("weight = ") + text + "\n")).indicators[0].weight;
    };
    CHECK(weight("0.1") == fraction{1, 10});
    CHECK(weight("3") == fraction{3, 1});
    CHECK(weight("\"1/3\"") == fraction{1, 3});
    CHECK(has(mistakes(block("weight = -1\n")), "line 7, column 10: 'weight': '-1' is not"));
    CHECK(has(mistakes(block("weight = 0\n")), "line 7, column 10: a weight is above 0"));
    CHECK(has(mistakes(block("weight = true\n")), "'weight' must be a number or a fraction"));
    CHECK(has(mistakes(block("weight = inf\n")), "line 7, column 10: 'weight'"));
  }

  TEST_CASE("read_need_rules: other rules of the same file are left alone and unknown ones not") {
    CHECK(read("language = \"en\"\n[overlap]\nwindow_days = 3\n[need]\nmin_score = 0.4\n" + block())
              .indicators.size() == 1);
    CHECK(mistakes("[[indicators]]\nid = \"i\"\n") ==
          "irisan.toml, line 1, column 3: unknown rule 'indicators'; the nearest is 'indicator'");
    CHECK(has(mistakes("[score]\ndraws = 3\n"), "the nearest is 'scores'"));
    CHECK(is_need_rules_key("indicator"));
    CHECK(is_need_rules_key("scores"));
    CHECK_FALSE(is_need_rules_key("need"));
  }

  TEST_CASE("read_need_rules: unknown keys are told with the nearest") {
    CHECK(mistakes(block("wieght = 1\n")) ==
          "irisan.toml, line 7, column 1: unknown key 'wieght' in [[indicator]]; the nearest is "
          "'weight'");
    CHECK(has(mistakes("[scores]\ndraw = 1\n"),
              "line 2, column 1: unknown key 'draw' in [scores]; the nearest is 'draws'"));
    CHECK(has(mistakes("[[indicator]]\nid = \"i\"\nactivity = \"A\"\nscale = \"bands\"\n"
                       "bands = [{ score = 1, color = \"red\" }]\n"),
              "line 5, column 23: unknown key 'color' in a band; the nearest is 'colour'"));
    CHECK(has(mistakes("[[indicator]]\nid = \"i\"\nactivity = \"A\"\nscale = \"categories\"\n"
                       "categories = { baik = { score = 1, scor = 2 } }\n"),
              "unknown key 'scor' in a category; the nearest is 'score'"));
  }

  TEST_CASE("read_need_rules: a value of the wrong type is refused where it stands") {
    CHECK(has(mistakes(block("share = 1\n")), "line 7, column 9: 'share' must be true or false"));
    CHECK(has(mistakes(block("source = 1\n")), "'source' must be a text"));
    CHECK(has(mistakes(block("source = \"\"\n")), "'source' must be a text"));
    CHECK(has(mistakes(block("levels = \"SD\"\n")), "'levels' must be a list of texts"));
    CHECK(has(mistakes(block("levels = [\"SD\", 3]\n")),
              "line 7, column 17: 'levels' must hold texts only"));
    CHECK(has(mistakes(block("min_people = 2.5\n")), "'min_people' must be a whole number"));
    CHECK(has(mistakes(block("required = \"x\"\n")), "'required' must be a number"));
    CHECK(has(mistakes(block("required = nan\n")), "'required' must be a number"));
    CHECK(has(mistakes(block("missing = \"skipp\"\n")),
              "'missing' is one of unknown, skip; the nearest is 'skip'"));
    CHECK(has(mistakes(block("missing = 2\n")), "a score is a number from 0 to 1"));
    CHECK(has(mistakes(block("decimal_mark = \"x\"\n")), "'decimal_mark' is a point"));
    CHECK(has(mistakes("[scores]\nshown_to = \"all\"\n"),
              "line 2, column 12: 'shown_to' is one of public, unit, own"));
    CHECK(has(mistakes("scores = 3\n"), "'scores' must be a table"));
    CHECK(has(mistakes("indicator = 3\n"), "'indicator' must be a list of tables: [[indicator]]"));
    CHECK(has(mistakes("[indicator]\nid = \"i\"\n"), "'indicator' must be a list of tables"));
    CHECK(has(mistakes("indicator = [3]\n"), "line 1, column 14: 'indicator' must be a list"));
  }

  TEST_CASE("read_need_rules: bands and categories are refused where they stand") {
    const auto with = [](const char* scale, const char* more) {
      return mistakes(std::string("[[indicator]]\nid = \"i\"\nactivity = \"A\"\nscale = \"") +
                      scale + "\"\n" + more + "\n");
    };
    CHECK(has(with("bands", "bands = 3"), "line 5, column 9: 'bands' is a list"));
    CHECK(has(with("bands", "bands = [3]"), "line 5, column 10: a band is a table"));
    CHECK(has(with("bands", "bands = [{ below = 3 }]"), "column 10: a band needs a 'score'"));
    CHECK(has(with("bands", "bands = [{ score = 3 }]"), "column 20: a score is a number"));
    CHECK(has(with("bands", "bands = [{ score = 1, below = \"x\" }]"), "'below' must be a number"));
    CHECK(has(with("bands", "bands = [{ score = 1, colour = \"blue\" }]"),
              "'colour' is one of red, yellow, green"));
    CHECK(has(with("bands", "bands = [{ score = 1, below = 3 }]"),
              "line 5, column 9: the last band takes all that is left"));
    CHECK(has(with("bands", ""), "line 4, column 9: bands are needed"));
    CHECK(with("bands", "bands = [{ score = 1 }]").empty());
    CHECK(has(with("categories", "categories = [1]"), "'categories' maps words to scores"));
    CHECK(has(with("categories", "categories = { baik = \"0\" }"),
              "line 5, column 23: a score is a number from 0 to 1, or \"unknown\""));
    CHECK(has(with("categories", "categories = { baik = 1.5 }"), "a score is a number"));
    CHECK(has(with("categories", "categories = { baik = { colour = \"red\" } }"),
              "'baik' needs a 'score'"));
    CHECK(has(with("categories", "categories = { baik = 0, Baik = 1 }"), "'Baik' stands twice"));
    CHECK(with("categories", "categories = { baik = { score = \"unknown\" } }").empty());
  }

  TEST_CASE("read_need_rules: a date is one or two dates or the latest") {
    const auto date = [](const char* text) {
      return read(block(std::string("date = ") + text + "\n")).indicators[0].date;
    };
    CHECK_FALSE(date("\"latest\"").known());
    CHECK(date("\"2023-07\"") == *parse_date("2023-07"));
    CHECK(date("2023") == *parse_date("2023"));
    CHECK(date("[2022, \"2023-06\"]").latest == parse_date("2023-06")->latest);
    CHECK(has(mistakes(block("date = \"2023-13\"\n")), "line 7, column 8: a date is written"));
    CHECK(has(mistakes(block("date = [2022]\n")), "one date, or the first and the last"));
    CHECK(has(mistakes(block("date = [2022, \"x\"]\n")), "line 7, column 15: a date is written"));
    CHECK(has(mistakes(block("date = [2023, 2022]\n")), "the time ends before it begins"));
    CHECK(date("[2023, 2023]") == *parse_date("2023"));
  }

  TEST_CASE("read_need_rules: what contradicts itself is told where it stands") {
    CHECK(has(mistakes(block("best = 5\n")), "line 7"));
    CHECK(has(mistakes("[[indicator]]\nid = \"i\"\nactivity = \"A\"\nscale = \"range\"\nworst = 4\n"
                       "best = 4\n"),
              "irisan.toml, line 6, column 8: 'worst' and 'best' must be two different numbers"));
    CHECK(has(mistakes("[[indicator]]\nid = \"i\"\nactivity = \"A\"\nworst = 4\nbest = 5\n"),
              "line 1, column 1: a rule needs a 'scale': range, bands, categories, rank"));
    CHECK(has(mistakes("[[indicator]]\nscale = \"rank\"\n"),
              "line 1, column 1: a rule needs the 'id' of an indicator"));
    CHECK(
        has(mistakes(block() + block()), "line 8, column 6: the rule of 'i' for 'A' stands twice"));
    CHECK(has(mistakes("[scores]\ndraws = 0\n"), "line 2, column 9: 'draws' is 1 or more"));
    CHECK(has(mistakes("[scores]\nweight_change = 1\n"), "line 2, column 17: 'weight_change' is"));
  }

  TEST_CASE("read_need_rules: all mistakes are told at once in the order of their lines") {
    const std::string said =
        mistakes("[[indicator]]\nid = 3\nscale = \"rang\"\n[scores]\ndraws = 0\n"
                 "[[indicator]]\nid = \"k\"\nactivity = \"A\"\n"
                 "scale = \"range\"\n");
    CHECK(said ==
          "irisan.toml, line 2, column 6: 'id' must be a text\n"
          "irisan.toml, line 3, column 9: 'scale' is one of range, bands, categories, rank; "
          "the nearest is 'range'\n"
          "irisan.toml, line 5, column 9: 'draws' is 1 or more\n"
          "irisan.toml, line 9, column 9: a range needs 'worst' and 'best'");
  }

  TEST_CASE("read_need_rules: several files are read as one") {
    const folder f;
    const auto a = f.write("a.toml", block() + "[scores]\ndraws = 9\n");
    const auto b =
        f.write("b.toml", "[[indicator]]\nid = \"k\"\nactivity = \"A\"\nscale = \"rank\"\n");
    const need_rules both = read_need_rules({a, b});
    REQUIRE(both.indicators.size() == 2);
    CHECK(both.indicators[1].indicator == "k");
    CHECK(both.draws == 9);
    CHECK(read_need_rules({b, a}).indicators[0].indicator == "k");
    CHECK(read_need_rules(std::vector<std::filesystem::path>{}) == need_rules{});
    const auto c = f.write("c.toml", "[scores]\nseed = 2\n" + block());
    const std::string said = thrown<rule_error>([&] { read_need_rules({a, b, c}); });
    CHECK(said == "c.toml, line 1, column 2: [scores] stands in a.toml already\n"
                  "c.toml, line 4, column 6: the rule of 'i' for 'A' stands twice");
  }

  TEST_CASE("read_need_rules: what is no TOML and what is no file are clear errors") {
    CHECK(has(mistakes("[[indicator]\n"), "irisan.toml, line 1, column "));
    const folder f;
    CHECK(has(thrown<error>([&] { read_need_rules(f / "none.toml"); }), "none.toml"));
  }

  // By hand: CONTOH-SMK-1 has 1, 1, ½, 0, ½, 1, ½, 0 (9/16); CONTOH-SD-1 has 0, ½, 0, 0, 0, ½
  // (1/6).
  TEST_CASE("read_need_rules: rapor pendidikan as it comes scores its layout") {
    const auto [rules, t] = open("rapor_pendidikan");
    const portfolio p(t);
    const scored_needs s = needs_from(p, rules, {});
    const score_map got = scores(p, s);
    REQUIRE(got.size() == 2);
    CHECK(got.at("CONTOH-SMK-1 MUTU") == .5625);
    CHECK(got.at("CONTOH-SD-1 MUTU") == doctest::Approx(1.0 / 6).epsilon(1e-12));
    // CONTOH-SD-2 has one value of six: its need is unknown, and said to be so.
    CHECK(s.unscored.size() == 5);
    for (const unscored& u : s.unscored) {
      CHECK(p[u.of].id == "CONTOH-SD-2");
      CHECK(u.why == unscored_reason::missing);
    }
    std::vector<std::string> order;
    for (const need_priority& x : need_rank(p, rules, {}))
      if (p[x.of].id == "CONTOH-SMK-1")
        order.push_back(rules.indicators[static_cast<std::size_t>(x.rule)].indicator);
    // Red: quintile 1, then of quintile 2 the greater fall. Yellow: quintile 2, then of quintile 3
    // the change 0 before 1.5. Green: quintile 3 before 4.
    CHECK(order == std::vector<std::string>{"rapor-kualitas-pembelajaran", "rapor-literasi",
                                            "rapor-numerasi", "rapor-iklim-kebinekaan",
                                            "rapor-penyerapan-lulusan", "rapor-karakter",
                                            "rapor-link-and-match", "rapor-iklim-keamanan"});
    const auto moved = rank_intervals(s, rules, 1);
    REQUIRE(moved.size() == 2);
    CHECK(moved[0].most - moved[0].least == 0); // 9/16 stays above 1/6
  }

  TEST_CASE("read_need_rules: status IKM as it comes scores its layout") {
    const auto [rules, t] = open("status_ikm");
    const portfolio p(t);
    const scored_needs s = needs_from(p, rules, {});
    CHECK(scores(p, s) ==
          score_map{{"CONTOH-SD-1 KM", 0}, {"CONTOH-SD-2 KM", 1}, {"CONTOH-SMK-1 KM", 0}});
    CHECK(s.unscored.empty());
  }

  // By hand: CONTOH-SD-1 (¾ + ½) / 2; the local government (¼ + ¾) / 2. Of nine teachers two are
  // active: a person could be told.
  TEST_CASE("read_need_rules: PMM as it comes scores its layout") {
    const auto [rules, t] = open("pmm");
    const portfolio p(t);
    const scored_needs s = needs_from(p, rules, {});
    CHECK(scores(p, s) == score_map{{"CONTOH-PEMDA-1 GTK", .5}, {"CONTOH-SD-1 GTK", .625}});
    REQUIRE(s.unscored.size() == 2);
    CHECK(p[s.unscored[0].of].id == "CONTOH-SD-2");
    CHECK(s.unscored[0].why == unscored_reason::too_few_people);
    CHECK(s.unscored[1].why == unscored_reason::too_few_people);
  }

  // By hand: the local government (¾ + ⅘) / 2.
  TEST_CASE("read_need_rules: Guru Penggerak as it comes scores its layout") {
    auto [rules, t] = open("guru_penggerak");
    const portfolio p(t);
    CHECK(scores(p, needs_from(p, rules, {})) == score_map{{"CONTOH-PEMDA-1 PIMPIN", .775}});
    // One of two at a school is not told even to those who may see its values.
    rules.shown_to = irisan::access::own;
    const scored_needs s = needs_from(p, rules, {});
    CHECK(scores(p, s) == score_map{{"CONTOH-PEMDA-1 PIMPIN", .775}});
    REQUIRE(s.unscored.size() == 2);
    CHECK(s.unscored[0].why == unscored_reason::too_few_people);
  }

  TEST_CASE("read_need_rules: the files that come with irisan stand together") {
    const std::filesystem::path from(IRISAN_RULE_FILES);
    std::vector<std::filesystem::path> files;
    for (const char* name : {"rapor_pendidikan", "status_ikm", "pmm", "guru_penggerak"})
      files.push_back(from / (std::string(name) + ".toml"));
    const need_rules all = read_need_rules(files);
    CHECK(all.indicators.size() == 15);
    CHECK(find_conflicts(all).empty());
    CHECK(read(to_toml(all)) == all);
  }
}
