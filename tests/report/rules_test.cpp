#include <irisan/report/rules.hpp>

#include <support/builders.hpp>

#include <doctest/doctest.h>

#include <concepts>
#include <set>
#include <type_traits>

using namespace irisan;

TEST_SUITE("report") {
  TEST_CASE("rules: every rule has a path of its own and a reason in both languages") {
    rules r;
    std::set<std::string_view> paths;
    for_each_rule(r, [&](const rule_note& note, const auto&) {
      CAPTURE(note.path);
      CHECK(paths.insert(note.path).second);
      CHECK(note.path.find(' ') == std::string_view::npos);
      CHECK(note.reason.en.size() > 10);
      CHECK(note.reason.id.size() > 10);
      CHECK(note.reason.en != note.reason.id);
      CHECK(note.reason.en.find('\n') == std::string::npos);
    });
    CHECK(paths.contains("overlap.window_days"));
    CHECK(paths.size() >= 13);
  }

  TEST_CASE("rules: every default lies within its own limits") {
    rules r;
    for_each_rule(r, [&](const rule_note& note, const auto& field) {
      if constexpr (std::integral<std::remove_cvref_t<decltype(field)>>) {
        CAPTURE(note.path);
        CHECK(field >= note.least);
        CHECK(field <= note.most);
      }
    });
  }

  TEST_CASE("rules: the list reaches every field so that a changed one changes the rules") {
    const rules before;
    int fields = 0;
    for_each_rule(before, [&](const rule_note&, const auto&) { ++fields; });
    for (int n = 0; n < fields; ++n) {
      rules r;
      int i = 0;
      for_each_rule(r, [&](const rule_note&, auto& field) {
        if (i++ != n) return;
        using field_type = std::remove_cvref_t<decltype(field)>;
        if constexpr (std::same_as<field_type, bool>)
          field = !field;
        else if constexpr (std::integral<field_type>)
          ++field;
        else if constexpr (std::same_as<field_type, language>)
          field = language::en;
        else if constexpr (std::same_as<field_type, fraction>)
          field = {7, 9};
        else if constexpr (std::same_as<field_type, std::string>)
          field += "x";
        else
          field.push_back("x");
      });
      CAPTURE(n);
      CHECK_FALSE(r == before);
    }
  }

  TEST_CASE("rules: sections stand together as a file of rules writes them") {
    rules r;
    std::set<std::string> closed;
    std::string at;
    for_each_rule(r, [&](const rule_note& note, const auto&) {
      const auto dot = note.path.find('.');
      const std::string section(dot == std::string_view::npos ? std::string_view{}
                                                              : note.path.substr(0, dot));
      if (section != at) CHECK(closed.insert(section).second);
      at = section;
    });
  }
}
