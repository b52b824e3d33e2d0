#include <irisan/model/value.hpp>

#include <support/builders.hpp>

#include <doctest/doctest.h>

#include <algorithm>
#include <cstdint>
#include <random>
#include <string>
#include <string_view>
#include <utility>

using namespace irisan;

namespace {

using whole = std::pair<number_state, std::int64_t>;

value_format marks(char group, char decimal) {
  value_format f;
  f.group_mark = group;
  f.decimal_mark = decimal;
  return f;
}

/// State and value; the value counts only if all is well.
whole read_whole(std::string_view text, const value_format& format = {}, int decimals = 0) {
  std::int64_t value = 0;
  const number_state state = parse_whole(text, format, decimals, value);
  return {state, state == number_state::ok ? value : 0};
}
std::pair<number_state, double> read_number(std::string_view text,
                                            const value_format& format = {}) {
  double value = 0;
  const number_state state = parse_number(text, format, value);
  return {state, state == number_state::ok ? value : 0};
}

constexpr whole ok(std::int64_t value) {
  return {number_state::ok, value};
}
constexpr whole no_number{number_state::not_a_number, 0};
constexpr whole too_large{number_state::too_large, 0};
constexpr whole not_whole{number_state::not_whole, 0};
constexpr whole clamped{number_state::clamped, 0};

/// Digit by digit on texts alone.
whole whole_by_hand(std::string text, int decimals) {
  const bool negative = !text.empty() && text[0] == '-';
  if (!text.empty() && (text[0] == '-' || text[0] == '+')) text.erase(0, 1);
  const auto point = text.find('.');
  std::string front = text.substr(0, point);
  std::string back = point == std::string::npos ? "" : text.substr(point + 1);
  const auto digits = [](const std::string& s) {
    return s.find_first_not_of("0123456789") == std::string::npos;
  };
  if (front.empty() || !digits(front) || !digits(back)) return no_number;
  if (point != std::string::npos && back.empty()) return no_number;
  while (!back.empty() && back.back() == '0') back.pop_back();
  if (back.size() > static_cast<std::size_t>(decimals)) return not_whole;
  const bool is_clamp = front == "2147483647" && back.empty() && !negative;
  while (back.size() < static_cast<std::size_t>(decimals)) back += '0';
  std::string all = front + back;
  all.erase(0, std::min(all.find_first_not_of('0'), all.size()));
  const std::string most = "9223372036854775807";
  if (all.size() > most.size() || (all.size() == most.size() && all > most)) return too_large;
  if (is_clamp) return clamped;
  std::int64_t value = 0;
  for (const char c : all) value = value * 10 + (c - '0');
  return ok(negative ? -value : value);
}

} // namespace

TEST_SUITE("model") {
  TEST_CASE("value: a whole number is digits with a sign") {
    CHECK(read_whole("0") == ok(0));
    CHECK(read_whole("007") == ok(7));
    CHECK(read_whole("+12") == ok(12));
    CHECK(read_whole("-12") == ok(-12));
    CHECK(read_whole("12.0") == ok(12));
    for (const std::string text :
         {"", "-", "+", "a", "1a", "1 2", "1e3", "0x10", "--1", "+-1", "1.", ".5"}) {
      CAPTURE(text);
      CHECK(read_whole(text) == no_number);
    }
  }

  TEST_CASE("value: a whole number has no decimals and money has those of its unit") {
    CHECK(read_whole("12.5") == not_whole);
    CHECK(read_whole("12.5", {}, 2) == ok(1250));
    CHECK(read_whole("12.05", {}, 2) == ok(1205));
    CHECK(read_whole("12.050", {}, 2) == ok(1205));
    CHECK(read_whole("12.005", {}, 2) == not_whole);
    CHECK(read_whole("12", {}, 2) == ok(1200));
    CHECK(read_whole("-0.05", {}, 2) == ok(-5));
  }

  TEST_CASE("value: the greatest number fits and the next does not") {
    CHECK(read_whole("9223372036854775807") == ok(9223372036854775807));
    CHECK(read_whole("9223372036854775808") == too_large);
    CHECK(read_whole("92233720368547758.07", {}, 2) == ok(9223372036854775807));
    CHECK(read_whole("92233720368547758.08", {}, 2) == too_large);
    CHECK(read_whole("92233720368547759", {}, 2) == too_large);
    CHECK(read_whole("9007199254740993") == ok(9007199254740993)); // no detour through a double
  }

  TEST_CASE("value: 2147483647 is a number that did not fit and its neighbours are not") {
    CHECK(read_whole("2147483647") == clamped);
    CHECK(read_whole("2147483646") == ok(2147483646));
    CHECK(read_whole("2147483648") == ok(2147483648));
    CHECK(read_whole("2147483647.00") == clamped);
    CHECK(read_whole("2.147.483.647", marks('.', ',')) == clamped);
  }

  TEST_CASE("value: what is clamped is the number written and not its count of cents") {
    CHECK(read_whole("2147483647", {}, 2) == clamped);
    CHECK(read_whole("21474836.47", {}, 2) == ok(2147483647));
  }

  TEST_CASE("value: group marks stand before every third digit or the number is refused") {
    const value_format id = marks('.', ',');
    CHECK(read_whole("1.250.000", id) == ok(1250000));
    CHECK(read_whole("1250000", id) == ok(1250000));
    CHECK(read_whole("12.500", id) == ok(12500));
    CHECK(read_whole("-1.250", id) == ok(-1250));
    CHECK(read_whole("1.250.000,50", id, 2) == ok(125000050));
    CHECK(read_whole("1.250.000,00", id) == ok(1250000));
    for (const std::string text : {"1.25", "1.2500", "12500.000", ".250", "1..250", "1.250.",
                                   "1.250.00", "1,250.000", "1.250,000.000", "1,5,0"}) {
      CAPTURE(text);
      CHECK(read_whole(text, id, 3).first != number_state::ok);
    }
  }

  TEST_CASE("value: a mark that was not declared is refused and never guessed") {
    CHECK(read_whole("1,250") == no_number);
    CHECK(read_whole("1.250.000") == no_number);
    CHECK(read_whole("1,250", marks(',', '.')) == ok(1250));
    CHECK(read_whole("1 250", marks(' ', '.')) == ok(1250));
    CHECK(read_whole("12,5", marks(0, ','), 1) == ok(125));
    CHECK(read_whole("12.5", marks(0, ','), 1) == no_number);
  }

  TEST_CASE("value: text around a number is passed over only where the package says so") {
    value_format around = marks('.', ',');
    CHECK(read_whole("Rp 1.250.000", around) == no_number);
    around.bare_number = false;
    CHECK(read_whole("Rp 1.250.000", around) == ok(1250000));
    CHECK(read_whole("1.250.000 rupiah", around) == ok(1250000));
    CHECK(read_whole("Rp -500", around) == ok(-500));
    CHECK(read_whole("Rp", around) == no_number);
    CHECK(read_whole("Rp 1.250 + 500", around) == no_number);
  }

  TEST_CASE("value: a whole number is read as digit by digit on random texts") {
    std::mt19937 random(1);
    const std::string_view letters = "0123456789012345678990.-+e";
    for (int round = 0; round < 20000; ++round) {
      CAPTURE(round);
      std::string text;
      if (random() % 3 == 0) {
        for (auto n = random() % 5; n > 0; --n) text += letters[random() % letters.size()];
      } else {
        for (auto n = 1 + random() % 20; n > 0; --n) text += letters[random() % 10];
        if (random() % 2) text.insert(random() % (text.size() + 1), ".");
        if (random() % 4 == 0) text.insert(0, "-");
      }
      const int decimals = static_cast<int>(random() % 4);
      CAPTURE(text);
      CAPTURE(decimals);
      CHECK(read_whole(text, {}, decimals) == whole_by_hand(text, decimals));
    }
  }

  TEST_CASE("value: a number with its groups reads back on random numbers") {
    std::mt19937_64 random(1);
    for (int round = 0; round < 1000; ++round) {
      CAPTURE(round);
      const auto value = static_cast<std::int64_t>(random() >> (1 + random() % 60));
      if (value == 2147483647) continue;
      std::string text = std::to_string(value);
      for (std::size_t at = text.size(); at > 3;) text.insert(at -= 3, 1, '.');
      CHECK(read_whole(text, marks('.', ',')) == ok(value));
    }
  }

  TEST_CASE("value: a decimal number is finite and written in digits") {
    CHECK(read_number("1.5").second == 1.5);
    CHECK(read_number("-1.5").second == -1.5);
    CHECK(read_number("+1.5").second == 1.5);
    CHECK(read_number("1e3").second == 1000);
    CHECK(read_number("1,5", marks('.', ',')).second == 1.5);
    CHECK(read_number("1.250,5", marks('.', ',')).second == 1250.5);
    for (const std::string text : {"", "inf", "nan", "-inf", "Infinity", "a", "1a", "0x10", "1.5.2",
                                   "-", "+-1", "1,5", "1 "}) {
      CAPTURE(text);
      CHECK(read_number(text).first == number_state::not_a_number);
    }
    CHECK(read_number("1e308").first == number_state::ok);
    CHECK(read_number("1e309").first == number_state::too_large);
  }

  TEST_CASE("value: words that stand where an id is missing name nothing and others do") {
    for (const std::string text :
         {"0", "-", "--", "?", "#N/A", "N/A", "n/a", "NULL", "None", "nan", "Countrywide",
          "Nationwide", "TBA", "tidak ada", "Nihil", "#REF!", "\xE2\x80\x94"}) {
      CAPTURE(text);
      CHECK(is_placeholder(text));
    }
    for (const std::string text :
         {"", "1", "00", "S1", "A", "NA", "-1", "Nihila", "nationwide1", "Agam"}) {
      CAPTURE(text);
      CHECK(!is_placeholder(text));
    }
  }
}
