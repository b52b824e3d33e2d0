#pragma once

#include <irisan/core/text.hpp>
#include <irisan/model/column.hpp>

#include <charconv>
#include <cmath>
#include <cstdint>
#include <limits>
#include <optional>
#include <string>
#include <string_view>

namespace irisan {

inline constexpr std::int64_t unknown_money = std::numeric_limits<std::int64_t>::min();

/// What a text is as a number.
enum class number_state {
  ok,
  not_a_number,
  too_large, ///< does not fit
  not_whole, ///< has decimals where none may be
  clamped    ///< 2147483647: what a database writes when a sum did not fit
};

/// A number without its group marks and with a point for its decimal mark; empty if the marks stand
/// wrong.
///
/// Groups are of three digits: `1.250.000` with the mark `.`; anything else is refused, since
/// `1.25` read as 125 would be a silent error.
inline std::string plain_number(std::string_view text, const value_format& format) {
  if (!format.bare_number) {
    const auto digit = [](char c) { return c >= '0' && c <= '9'; };
    while (!text.empty() && !digit(text.front()) && text.front() != '-' && text.front() != '+')
      text.remove_prefix(1);
    while (!text.empty() && !digit(text.back())) text.remove_suffix(1);
  }
  std::string plain;
  std::size_t since_mark = 0;
  bool grouped = false, decimals = false;
  for (const char c : text) {
    if (c == format.decimal_mark && !decimals) {
      if (grouped && since_mark != 3) return {};
      plain += '.';
      decimals = true;
    } else if (format.group_mark != 0 && c == format.group_mark && !decimals) {
      // `0.250` with the mark `.` is no 250.
      const bool zero_first = !grouped && plain.find_first_not_of("+-") != std::string::npos &&
                              plain[plain.find_first_not_of("+-")] == '0';
      if (since_mark == 0 || since_mark > 3 || (grouped && since_mark != 3) || zero_first)
        return {};
      grouped = true;
      since_mark = 0;
    } else if (c == '.' || c == ',') {
      return {};
    } else {
      plain += c;
      if (c >= '0' && c <= '9' && !decimals) ++since_mark;
    }
  }
  if (grouped && !decimals && since_mark != 3) return {};
  return plain;
}

/// A decimal number; `inf` and `nan` are none.
inline number_state parse_number(std::string_view text, const value_format& format, double& value) {
  const std::string plain = plain_number(text, format);
  const char* first = plain.data();
  const char* last = first + plain.size();
  if (first != last && *first == '+' && first + 1 != last && first[1] != '-') ++first;
  if (first == last || !(*first == '-' || *first == '.' || (*first >= '0' && *first <= '9')))
    return number_state::not_a_number;
  const auto [end, failure] = std::from_chars(first, last, value);
  if (failure == std::errc::result_out_of_range && end == last) {
    // Too small to be told from zero is no error; too large is one.
    if (plain.find("e-") == std::string::npos && plain.find("E-") == std::string::npos)
      return number_state::too_large;
    value = 0;
    return number_state::ok;
  }
  if (failure != std::errc{} || end != last || !std::isfinite(value))
    return number_state::not_a_number;
  return number_state::ok;
}

/// A whole number of units of 10^−`decimals`, exactly: no detour through floating point.
inline number_state parse_whole(std::string_view text, const value_format& format, int decimals,
                                std::int64_t& value) {
  const std::string plain = plain_number(text, format);
  std::string_view rest = plain;
  bool negative = false;
  if (!rest.empty() && (rest.front() == '-' || rest.front() == '+')) {
    negative = rest.front() == '-';
    rest.remove_prefix(1);
  }
  const auto point = rest.find('.');
  const std::string_view whole = rest.substr(0, point);
  std::string_view fraction =
      point == std::string_view::npos ? std::string_view{} : rest.substr(point + 1);
  if (!all_digits(whole) || (point != std::string_view::npos && !all_digits(fraction)))
    return number_state::not_a_number;
  while (!fraction.empty() && fraction.back() == '0') fraction.remove_suffix(1);
  if (fraction.size() > static_cast<std::size_t>(decimals)) return number_state::not_whole;
  // What a database writes when a sum did not fit; a sum of 21 474 836.47 is no such thing.
  if (whole == "2147483647" && fraction.empty() && !negative) return number_state::clamped;
  std::string digits(whole);
  digits += fraction;
  digits.append(static_cast<std::size_t>(decimals) - fraction.size(), '0');
  const auto [end, failure] = std::from_chars(digits.data(), digits.data() + digits.size(), value);
  if (failure == std::errc::result_out_of_range) return number_state::too_large;
  if (failure != std::errc{} || end != digits.data() + digits.size())
    return number_state::not_a_number;
  if (negative) value = -value;
  return number_state::ok;
}

/// A word that stands where an id is missing: `Countrywide`, `#N/A`, `-`, `0`. It names nothing.
inline bool is_placeholder(std::string_view text) {
  static constexpr std::string_view known[] = {
      "0",          "-",      "--",  "---",       "?",     ".",    "#n/a", "#ref!",
      "#value!",    "#name?", "n/a", "nan",       "null",  "none", "nil",  "countrywide",
      "nationwide", "tba",    "tbd", "tidak ada", "nihil", "—",    "–"};
  // Nearly every id is longer than these or has a digit beside something else.
  if (text.size() > 11 || (text.size() > 1 && text.find_first_of("0123456789") != text.npos))
    return false;
  const std::string folded = lower(text);
  for (const std::string_view word : known)
    if (folded == word) return true;
  return false;
}

} // namespace irisan
