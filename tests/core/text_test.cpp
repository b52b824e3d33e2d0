#include <irisan/core/text.hpp>

#include <support/builders.hpp>
#include <support/by_hand.hpp>

#include <doctest/doctest.h>

#include <algorithm>
#include <limits>
#include <random>
#include <set>
#include <string>
#include <string_view>
#include <vector>

using namespace irisan;

TEST_SUITE("core") {
  TEST_CASE("text: one changed byte or one more gives another hash") {
    std::set<std::uint64_t> seen;
    std::string text;
    for (int length = 0; length < 40; ++length) {
      seen.insert(hash_bytes(text));
      text += '\0';
    }
    for (std::size_t i = 0; i < text.size(); ++i) {
      std::string other = text;
      other[i] = 'x';
      seen.insert(hash_bytes(other));
    }
    CHECK(seen.size() == 80);
    CHECK(hash_bytes("S1") == hash_bytes(std::string("S1")));
  }

  TEST_CASE("text: blanks of every listed kind are trimmed at both ends and not inside") {
    CHECK(trim("  a b\t\r\n") == "a b");
    CHECK(trim("\xC2\xA0S1\xC2\xA0") == "S1");
    CHECK(trim("\xE2\x81\xA0S1\xE2\x81\xA0") == "S1");
    CHECK(trim("\xEF\xBB\xBFS1") == "S1");
    CHECK(trim(" \xEF\xBB\xBF\xC2\xA0 S1 \xE2\x81\xA0 ") == "S1");
    CHECK(trim("S\xC2\xA0"
               "1") == "S\xC2\xA0"
                       "1");
    CHECK(trim(" \xC2\xA0 ") == "");
    CHECK(trim("") == "");
  }

  TEST_CASE("text: letters that end in the byte of a blank are not trimmed") {
    CHECK(trim("voil\xC3\xA0") == "voil\xC3\xA0");         // à ends in A0
    CHECK(trim("\xE2\x81\xBF") == "\xE2\x81\xBF");         // superscript n
    CHECK(trim("\xC2\xA1S1") == "\xC2\xA1S1");             // ¡
    CHECK(trim("S1\xE2\x80\x94") == "S1\xE2\x80\x94");     // a dash
    CHECK(trim("\xF0\x9F\x81\xA0") == "\xF0\x9F\x81\xA0"); // a domino
  }

  TEST_CASE("text: lower changes ASCII letters alone") {
    CHECK(lower("SD Negeri 12") == "sd negeri 12");
    CHECK(lower("\xC3\x89@[Z") == "\xC3\x89@[z");
  }

  TEST_CASE("text: all digits needs one and nothing else") {
    CHECK(all_digits("0123"));
    CHECK(!all_digits(""));
    CHECK(!all_digits("12a"));
    CHECK(!all_digits("-1"));
  }

  TEST_CASE("text: the edits between words that the books give") {
    CHECK(edit_distance("kitten", "sitting", 9) == 3);
    CHECK(edit_distance("", "abc", 9) == 3);
    CHECK(edit_distance("abc", "abc", 0) == 0);
    CHECK(edit_distance("abc", "abd", 0) == 1);
  }

  TEST_CASE("text: more edits than asked for are one more than asked for") {
    CHECK(edit_distance("abxy", "pqab", 9) == 4);
    CHECK(edit_distance("abxy", "pqab", 4) == 4);
    CHECK(edit_distance("abxy", "pqab", 3) == 4);
    CHECK(edit_distance("abxy", "pqab", 2) == 3);
    CHECK(edit_distance("abxy", "pqab", 0) == 1);
  }

  TEST_CASE("text: edits are those of the whole table on random words") {
    std::mt19937 random(1);
    const auto word = [&] {
      std::string text(random() % 8, ' ');
      for (char& c : text) c = static_cast<char>('a' + random() % 3);
      return text;
    };
    for (int round = 0; round < 3000; ++round) {
      CAPTURE(round);
      const std::string a = word(), b = word();
      const std::size_t most = random() % 9;
      CAPTURE(a);
      CAPTURE(b);
      CAPTURE(most);
      const std::size_t expected = std::min(test::by_hand::edits(a, b), most + 1);
      CHECK(edit_distance(a, b, most) == expected);
      CHECK(edit_distance(b, a, most) == expected);
    }
  }

  TEST_CASE("text: the nearest is the same but for case or within a third of the length") {
    const std::vector<std::string> keys{"BPMP", "BGP", "Dinas Agam"};
    CHECK(nearest("bgp", keys) == "BGP");
    CHECK(nearest("BPMD", keys) == "BPMP");
    CHECK(nearest("Dinas Agm", keys) == "Dinas Agam");
    CHECK(nearest("Dinas Padang", keys) == "Dinas Agam"); // 4 of 12
    CHECK(nearest("Dinas Solok", keys) == "");            // 4 of 11
    CHECK(nearest("XYZ", keys) == "");
    CHECK(nearest("x", std::vector<std::string>{}) == "");
  }

  TEST_CASE("text: of two that are equally near the first is taken and an empty one never") {
    CHECK(nearest("S10", std::vector<std::string>{"", "S11", "S12"}) == "S11");
    CHECK(nearest("S10", std::vector<std::string>{"S11", "s10"}) == "s10");
  }

  TEST_CASE("text: UTF-8 is accepted to its edges and refused one step behind them") {
    constexpr auto all = std::string_view::npos;
    CHECK(find_invalid_utf8("") == all);
    CHECK(find_invalid_utf8("Kab. Pasaman \xE2\x80\x93 1") == all);
    CHECK(find_invalid_utf8("\xC2\x80") == all);
    CHECK(find_invalid_utf8("\xC1\xBF") == 0); // overlong
    CHECK(find_invalid_utf8("\xE0\xA0\x80") == all);
    CHECK(find_invalid_utf8("\xE0\x9F\xBF") == 0); // overlong
    CHECK(find_invalid_utf8("\xED\x9F\xBF") == all);
    CHECK(find_invalid_utf8("\xED\xA0\x80") == 0); // a surrogate
    CHECK(find_invalid_utf8("\xF4\x8F\xBF\xBF") == all);
    CHECK(find_invalid_utf8("\xF4\x90\x80\x80") == 0); // above U+10FFFF
    CHECK(find_invalid_utf8("\xF0\x90\x80\x80") == all);
    CHECK(find_invalid_utf8("\xF0\x8F\xBF\xBF") == 0); // overlong
    CHECK(find_invalid_utf8("ab\xE2\x80") == 2);       // cut off
    CHECK(find_invalid_utf8("caf\xE9") == 3);          // Latin-1
    CHECK(find_invalid_utf8("a\x80z") == 1);
  }

  TEST_CASE("text: UTF-8 is what encoding it again gives on random bytes") {
    std::mt19937 random(1);
    const std::string_view bytes = "a\x80\x8F\x90\x9F\xA0\xBF\xC1\xC2\xDF\xE0\xED\xEF\xF0\xF4\xF5";
    for (int round = 0; round < 20000; ++round) {
      CAPTURE(round);
      std::string text;
      for (std::size_t n = random() % 6; n > 0; --n)
        text += random() % 3
                    ? std::string(1, bytes[random() % bytes.size()])
                    : test::by_hand::utf8(0xE000 + static_cast<std::uint32_t>(random() % 0x100000));
      CHECK(find_invalid_utf8(text) == test::by_hand::first_invalid_utf8(text));
    }
  }

  TEST_CASE("text: every code point is UTF-8") {
    std::string text;
    for (std::uint32_t c = 0; c < 0x110000; c += c < 0x3000 ? 1 : 251)
      if (c < 0xD800 || c > 0xDFFF) text += test::by_hand::utf8(c);
    CHECK(find_invalid_utf8(text) == std::string_view::npos);
  }

  TEST_CASE("text: a number is as short as it can be and reads back the same") {
    CHECK(number_text(0.1) == "0.1");
    CHECK(number_text(12) == "12");
    CHECK(number_text(-2.5) == "-2.5");
    std::mt19937_64 random(1);
    for (int round = 0; round < 1000; ++round) {
      CAPTURE(round);
      const double value = std::uniform_real_distribution<double>(-1e9, 1e9)(random);
      CHECK(std::stod(number_text(value)) == value);
    }
    CHECK(number_text(std::numeric_limits<double>::max()).size() < 32);
  }
}
