#pragma once

#include <irisan/core/period.hpp>
#include <irisan/core/problem.hpp>

#include <cmath>
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>

namespace irisan {

/// The languages that sentences are written in.
enum class language : std::uint8_t { id, en };

inline const std::string& in_language(const bilingual& text, language l) noexcept {
  return l == language::id ? text.id : text.en;
}

/// A whole number with its groups: 1,234 in English, 1.234 in Indonesian.
inline std::string grouped(std::int64_t value, language l) {
  std::string text = std::to_string(value);
  const std::size_t first = text.front() == '-' ? 1 : 0;
  for (std::size_t at = text.size(); at > first + 3;) {
    at -= 3;
    text.insert(at, 1, l == language::id ? '.' : ',');
  }
  return text;
}

/// `1 target`, `1,234 targets`; Indonesian needs no plural, so this is for English sentences.
inline std::string counted(std::int64_t n, std::string_view one) {
  return grouped(n, language::en) + " " + std::string(one) + (n == 1 ? "" : "s");
}

/// A number with one decimal, or none if it is whole: 12.5 in English, 12,5 in Indonesian.
inline std::string one_decimal(double value, language l) {
  const auto tenths = static_cast<std::int64_t>(std::llround(std::abs(value) * 10));
  std::string text = (value < 0 && tenths > 0 ? "-" : "") + grouped(tenths / 10, l);
  if (tenths % 10 != 0) {
    text += l == language::id ? ',' : '.';
    text += static_cast<char>('0' + tenths % 10);
  }
  return text;
}

/// Money in its smallest unit: IDR 1,250,000 in English, Rp 1.250.000 in Indonesian.
inline std::string money(std::int64_t value, std::string_view currency, int decimals, language l) {
  std::int64_t unit = 1;
  for (int i = 0; i < decimals; ++i) unit *= 10;
  std::string text = l == language::id && currency == "IDR" ? "Rp" : std::string(currency);
  text += value < 0 ? " -" : " ";
  text += grouped(std::abs(value / unit), l);
  if (decimals > 0) {
    std::string rest = std::to_string(std::abs(value % unit));
    rest.insert(0, static_cast<std::size_t>(decimals) - rest.size(), '0');
    text += (l == language::id ? ',' : '.') + rest;
  }
  return text;
}

/// 15 July 2023, 15 Juli 2023.
inline std::string long_date(day d, language l) {
  static constexpr const char* en[] = {"January",   "February", "March",    "April",
                                       "May",       "June",     "July",     "August",
                                       "September", "October",  "November", "December"};
  static constexpr const char* id[] = {"Januari",   "Februari", "Maret",    "April",
                                       "Mei",       "Juni",     "Juli",     "Agustus",
                                       "September", "Oktober",  "November", "Desember"};
  const std::chrono::year_month_day date{std::chrono::sys_days{std::chrono::days{d}}};
  const unsigned month = static_cast<unsigned>(date.month()) - 1;
  return std::to_string(static_cast<unsigned>(date.day())) + " " +
         (l == language::id ? id : en)[month] + " " + std::to_string(static_cast<int>(date.year()));
}

/// Both languages from one recipe: `in_both([](language l) { … })`.
template <class Recipe>
bilingual in_both(const Recipe& recipe) {
  return {recipe(language::en), recipe(language::id)};
}

} // namespace irisan
