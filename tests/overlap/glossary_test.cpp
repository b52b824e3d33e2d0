#include <irisan/overlap/glossary.hpp>

#include <doctest/doctest.h>

#include <algorithm>
#include <fstream>
#include <iterator>
#include <random>
#include <string>
#include <vector>

using namespace irisan;

namespace {

using words = std::vector<std::string>;

words replaced(const glossary& terms, std::string_view text) {
  return term_index(terms).replaced(fold_text(text).words);
}

const glossary small{{"guru", "teacher"},
                     {"kepala sekolah", "principal"},
                     {"sekolah", "school"},
                     {"lokakarya daring", "webinar"}};

} // namespace

TEST_SUITE("overlap") {
  TEST_CASE("glossary: lines of two terms are read") {
    const auto reading =
        parse_glossary("# id\ten\nguru\tteacher\r\n\n  kepala sekolah \t principal");
    CHECK(reading.entries == glossary{{"guru", "teacher"}, {"kepala sekolah", "principal"}});
    CHECK(reading.problems.empty());
    CHECK(parse_glossary("") == glossary_reading{});
    CHECK(parse_glossary("\xEF\xBB\xBFguru\tteacher").entries == glossary{{"guru", "teacher"}});
  }

  TEST_CASE("glossary: lines that cannot be read are listed and the others are kept") {
    const auto reading = parse_glossary("guru\tteacher\nguru teacher\n\tteacher\nguru\t\n"
                                        "a\tb\tc\n-\tb\nkurikulum 2013\tcurriculum\n"
                                        "a\xFF\tb\nsekolah\tschool\n",
                                        "terms.tsv");
    CHECK(reading.entries == glossary{{"guru", "teacher"}, {"sekolah", "school"}});
    REQUIRE(reading.problems.size() == 7);
    for (std::size_t i = 0; i < 7; ++i) {
      CHECK(reading.problems[i].line == static_cast<std::int64_t>(i) + 2);
      CHECK(reading.problems[i].level == problem_level::warning);
    }
    CHECK(to_text(reading.problems[0]) ==
          "terms.tsv, line 2: not two terms with a tab between them: 'guru teacher'");
    CHECK(to_text(reading.problems[5]) ==
          "terms.tsv, line 7: a term with a number is never found: 'kurikulum 2013\tcurriculum'");
    CHECK(to_text(reading.problems[6], true) == "terms.tsv, baris 8: bukan UTF-8: 'a\xFF\tb'");
  }

  TEST_CASE("glossary: the ready-made one is read without a problem and links two languages") {
    std::ifstream file(IRISAN_GLOSSARY, std::ios::binary);
    const std::string text{std::istreambuf_iterator<char>(file), {}};
    const auto reading = parse_glossary(text, "glossary_id_en.tsv");
    for (const problem& p : reading.problems) MESSAGE(to_text(p));
    CHECK(reading.problems.empty());
    CHECK(reading.entries.size() > 50);
    CHECK(replaced(reading.entries, "Teacher") == words{"guru"});
    CHECK(replaced(reading.entries, "school principal") ==
          replaced(reading.entries, "kepala sekolah"));
    CHECK(replaced(reading.entries, "guru kepala sekolah") == words{"guru", "kepala", "sekolah"});
    // Every entry does what it says: no longer term stands in its way.
    for (const auto& [first, second] : reading.entries)
      CHECK(replaced(reading.entries, first) == replaced(reading.entries, second));
  }

  TEST_CASE("glossary: terms become the first term and the longest that fits is taken") {
    CHECK(replaced(small, "Teacher Webinar") == words{"guru", "lokakarya", "daring"});
    CHECK(replaced(small, "Webinar for the Principal") ==
          words{"lokakarya", "daring", "for", "the", "kepala", "sekolah"});
    CHECK(replaced(small, "kepala school") == words{"kepala", "sekolah"});
    CHECK(replaced(small, "lokakarya guru") == words{"lokakarya", "guru"});
    CHECK(replaced(small, "") == words{});
    CHECK(replaced({}, "teacher") == words{"teacher"});
    CHECK(term_index().empty());
    CHECK(term_index({{"-", "x"}, {"a 1", "b"}}).empty());
    CHECK(!term_index(small).empty());
  }

  TEST_CASE("glossary: terms linked by others mean the same") {
    const glossary linked{{"murid", "student"}, {"siswa", "pupil"}, {"murid", "pupil"}};
    for (const char* term : {"murid", "siswa", "student", "PUPIL"})
      CHECK(replaced(linked, term) == words{"murid"});
  }

  TEST_CASE("glossary: the order of the entries has no effect") {
    std::mt19937 random(1);
    const words terms{"a", "b", "c", "a b", "b c", "d", "e f", "f"};
    for (int round = 0; round < 500; ++round) {
      CAPTURE(round);
      glossary entries;
      for (auto n = 1 + random() % 5; n > 0; --n)
        entries.emplace_back(terms[random() % terms.size()], terms[random() % terms.size()]);
      glossary mixed = entries;
      std::shuffle(mixed.begin(), mixed.end(), random);
      std::string text;
      for (auto n = random() % 8; n > 0; --n) text += std::string(1, "abcdef"[random() % 6]) + " ";
      CAPTURE(text);
      CHECK(replaced(mixed, text) == replaced(entries, text));
      // Both terms of an entry become the same.
      for (const auto& [x, y] : entries) CHECK(replaced(entries, x) == replaced(entries, y));
    }
  }
}
