#include <irisan/io/read_rules.hpp>

#include <support/builders.hpp>
#include <support/folder.hpp>

#include <irisan/core/error.hpp>

#include <doctest/doctest.h>

using namespace irisan;
using namespace irisan::test;

namespace {

rules read(std::string_view text) {
  const folder f;
  return read_rules(f.write("irisan.toml", text));
}

std::string mistakes(std::string_view text) {
  const folder f;
  const auto file = f.write("irisan.toml", text);
  return thrown<rule_error>([&] { read_rules(file); });
}

bool has(const std::string& text, std::string_view part) {
  return text.find(part) != std::string::npos;
}

} // namespace

TEST_SUITE("io") {
  TEST_CASE("read_rules: what a file does not say keeps its default") {
    CHECK(read("") == rules{});
    rules wanted;
    wanted.finding.overlap_window = 30;
    CHECK(read("[overlap]\nwindow_days = 30\n") == wanted);
    CHECK(read("overlap.window_days = 30\n") == wanted);
    CHECK(read("overlap = { window_days = 30 }\n") == wanted);
  }

  TEST_CASE("read_rules: texts and lists and the language are read") {
    const rules r = read("language = \"en\"\n[region]\nlevel = "
                         "\"province\"\n[mandate]\nexempt_kinds = [\"partner\", \"ministry\"]\n");
    CHECK(r.language == language::en);
    CHECK(r.finding.region_level == "province");
    CHECK(r.finding.exempt_kinds == std::vector<std::string>{"partner", "ministry"});
    CHECK(read("mandate.exempt_kinds = []\n").finding.exempt_kinds.empty());
  }

  TEST_CASE("read_rules: what is printed reads back to the same rules") {
    CHECK(read(to_toml(rules{})) == rules{});
    rules r;
    r.language = language::en;
    r.finding.region_level = "district";
    r.finding.overlap_window = 0;
    r.finding.overlap_min_targets = 2;
    r.finding.duplication_min_targets = 3;
    r.finding.duplication_hand_over = 14;
    r.finding.fragmentation_min_units = 4;
    r.finding.exempt_kinds = {};
    r.finding.medium_targets = 5;
    r.finding.high_targets = 6;
    r.finding.medium_value = 7;
    r.finding.high_value = 8;
    r.pairs_min_shared = 9;
    r.pairs_limit = 10;
    CHECK(read(to_toml(r)) == r);
    r.finding.exempt_kinds = {"a", "b"};
    CHECK(read(to_toml(r)) == r);
  }

  TEST_CASE("read_rules: a text with a quote or a backslash is printed so that it reads back") {
    rules r;
    r.finding.region_level = "kab \"kota\" \\ x";
    CHECK(read(to_toml(r)) == r);
  }

  TEST_CASE("read_rules: what belongs together is read and printed so that it reads back") {
    const rules r = read("[[together]]\nactivities = [\"TRAINING\", \"VISIT\"]\nreason = \"a visit "
                         "follows\"\n\n[[together]]\nactivities = [\"A\", \"B\"]\nreason = "
                         "\"line 1\\n\\\"2\\\"\"\n[overlap]\nwindow_days = 30\n");
    REQUIRE(r.finding.together.size() == 2);
    const together_rule& t = r.finding.together[0];
    CHECK(t.first == "TRAINING");
    CHECK(t.second == "VISIT");
    CHECK(t.reason == "a visit follows");
    CHECK(t.first_place == "irisan.toml, line 2, column 15");
    CHECK(t.second_place == "irisan.toml, line 2, column 27");
    CHECK(r.finding.together[1].reason == "line 1\n\"2\"");
    CHECK(r.finding.overlap_window == 30);
    CHECK(read(to_toml(r)) == r);
    CHECK_FALSE(read(to_toml(r)) == rules{});
    CHECK(has(to_toml(rules{}), "# [[together]]\n# activities = "));
  }

  TEST_CASE("read_rules: a block of what belongs together is refused where it is wrong") {
    const auto block = [](const char* text) {
      return mistakes("[[together]]\n" + std::string(text) + "\n");
    };
    CHECK(has(block("activities = [\"A\", \"B\"]"),
              "line 1, column 1: [[together]] must have a 'reason', a text that says why"));
    CHECK(has(block("reason = \"r\""),
              "line 1, column 1: [[together]] must have 'activities', the ids of two"));
    for (const char* wrong :
         {"activities = [\"A\"]", "activities = [\"A\", \"B\", \"C\"]", "activities = [\"A\", 2]",
          "activities = [\"A\", \"\"]", "activities = \"A\""})
      CHECK(has(block((std::string("reason = \"r\"\n") + wrong).c_str()),
                "line 3, column 14: [[together]] must have 'activities', the ids of two"));
    CHECK(has(block("reason = \"r\"\nactivities = [\"A\", \"A\"]"),
              "line 3, column 20: 'A' cannot belong together with itself"));
    CHECK(has(block("reason = 1\nactivities = [\"A\", \"B\"]"), "line 2, column 10: "));
    CHECK(has(block("reason = \"r\"\nactivites = [\"A\", \"B\"]"),
              "line 3, column 1: unknown key 'activites' in [[together]]; the nearest is "
              "'activities'"));
    CHECK(has(mistakes("together = 1\n"), "line 1, column 12: 'together' must be blocks"));
    CHECK(has(mistakes("together = [1]\n"), "line 1, column 13: 'together' must be blocks"));
    CHECK_NOTHROW(read("[[together]]\nreason = \"r\"\nactivities = [\"A\", \"B\"]\n"));
  }

  TEST_CASE("read_rules: every rule is printed with its reason in both languages") {
    const std::string printed = to_toml(rules{});
    const rules defaults;
    for_each_rule(defaults, [&](const rule_note& note, const auto&) {
      CAPTURE(note.path);
      CHECK(has(printed, "# " + note.reason.en + "\n# " + note.reason.id + "\n"));
    });
    CHECK(has(printed, "\n[overlap]\n"));
    CHECK(has(printed, "\nwindow_days = 365\n"));
  }

  TEST_CASE("read_rules: an unknown key is refused with line and column and the nearest") {
    CHECK(has(mistakes("[overlap]\nwindow_day = 30\n"),
              "irisan.toml, line 2, column 1: unknown rule 'overlap.window_day'; the nearest is "
              "'overlap.window_days'"));
    CHECK(
        has(mistakes("\n\ncolour = 1\n"), "irisan.toml, line 3, column 1: unknown rule 'colour'"));
    CHECK(has(mistakes("[overlaps]\nwindow_days = 3\n"),
              "unknown rule 'overlaps.window_days'; the nearest is 'overlap.window_days'"));
    CHECK(has(mistakes("[nothing]\n"), "unknown rule 'nothing'"));
  }

  TEST_CASE("read_rules: a rule inside a rule is unknown") {
    CHECK(has(mistakes("[overlap.window_days]\nx = 1\n"), "window_days"));
    CHECK(has(mistakes("[language]\nx = 1\n"), "language"));
    CHECK(has(mistakes("[severity]\nhigh = { targets = 3 }\n"), "severity.high"));
  }

  TEST_CASE("read_rules: a value of the wrong type is refused where it stands") {
    CHECK(has(mistakes("[overlap]\nwindow_days = \"30\"\n"),
              "irisan.toml, line 2, column 15: 'overlap.window_days' must be a whole number"));
    CHECK(has(mistakes("[overlap]\nwindow_days = 30.5\n"), "must be a whole number"));
    CHECK(has(mistakes("[region]\nlevel = 3\n"), "'region.level' must be a text"));
    CHECK(has(mistakes("[region]\nlevel = \"\"\n"), "'region.level' must be a text"));
    CHECK(has(mistakes("language = \"fr\"\n"),
              "line 1, column 12: 'language' must be \"id\" or \"en\""));
    CHECK(has(mistakes("[mandate]\nexempt_kinds = \"partner\"\n"), "must be a list of texts"));
    CHECK(has(mistakes("[mandate]\nexempt_kinds = [\"a\", 3]\n"),
              "line 2, column 22: 'mandate.exempt_kinds' must hold texts only"));
    CHECK(has(mistakes("overlap = 3\n"), "overlap"));
  }

  TEST_CASE("read_rules: a number outside its limits is refused and one on them is not") {
    CHECK(has(mistakes("[overlap]\nwindow_days = -1\n"),
              "'overlap.window_days' is -1, not from 0 to 36500"));
    CHECK(has(mistakes("[overlap]\nwindow_days = 36501\n"), "not from 0 to 36500"));
    CHECK(read("[overlap]\nwindow_days = 0\n").finding.overlap_window == 0);
    CHECK(read("[overlap]\nwindow_days = 36500\n").finding.overlap_window == 36500);
    CHECK(has(mistakes("[fragmentation]\nmin_units = 1\n"), "min_units' is 1"));
    CHECK(has(mistakes("[severity]\nhigh_value = 0\nmedium_value = 1\n"), "at least 1"));
    CHECK(has(mistakes("[overlap]\nwindow_days = 99999999999999999999\n"), "irisan.toml, line 2"));
  }

  TEST_CASE("read_rules: medium above high is refused and equal is not") {
    CHECK(has(mistakes("[severity]\nhigh_targets = 5\n"),
              "irisan.toml, line 2, column 16: 'severity.high_targets' is below"));
    CHECK(has(mistakes("[severity]\nmedium_value = 200000000\n"),
              "'severity.high_value' is below 'severity.medium_value'"));
    CHECK(read("[severity]\nmedium_targets = 5\nhigh_targets = 5\n").finding.high_targets == 5);
  }

  TEST_CASE("read_rules: all mistakes are told at once and in the order of their lines") {
    const std::string said =
        mistakes("[severity]\nhigh_target = 5\n[overlap]\nwindow_days = \"x\"\n");
    const auto first = said.find("line 2"), second = said.find("line 4");
    REQUIRE(first != std::string::npos);
    REQUIRE(second != std::string::npos);
    CHECK(first < second);
  }

  TEST_CASE("read_rules: what is no TOML and what is no file are clear errors") {
    CHECK(has(mistakes("[overlap\n"), "irisan.toml, line 1, column "));
    CHECK(has(mistakes("a = 1\na = 2\n"), "irisan.toml, line 2"));
    CHECK(has(mistakes("a = \"\xFF\"\n"), "irisan.toml, line 1"));
    const folder f;
    CHECK(has(thrown<error>([&] { read_rules(f / "none.toml"); }), "none.toml"));
    CHECK(has(thrown<error>([&] { read_rules(f.path()); }), "is a folder"));
  }

  TEST_CASE("read_rules: a byte order mark before the rules is passed over") {
    CHECK(read("\xEF\xBB\xBFlanguage = \"en\"\n").language == language::en);
  }
}
