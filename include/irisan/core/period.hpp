#pragma once

#include <charconv>
#include <chrono>
#include <compare>
#include <cstdint>
#include <limits>
#include <optional>
#include <string>
#include <string_view>

namespace irisan {

/// Days since 1970-01-01 in the Gregorian calendar.
using day = std::int32_t;

inline constexpr day no_first_day = std::numeric_limits<day>::min() / 4;
inline constexpr day no_last_day = std::numeric_limits<day>::max() / 4;

/// What is known of one date: it lies from `earliest` to `latest`, both included.
///
/// `2023` is all of 2023, `2023-07` all of July; an unknown date is unbounded on both sides.
struct date_range {
  day earliest = no_first_day;
  day latest = no_last_day;

  constexpr bool known() const noexcept { return earliest != no_first_day; }
  friend constexpr auto operator<=>(const date_range&, const date_range&) = default;
};

/// The day of a calendar date; nothing if there is no such date.
constexpr std::optional<day> day_of(int year, unsigned month, unsigned d) noexcept {
  const std::chrono::year_month_day date{std::chrono::year{year}, std::chrono::month{month},
                                         std::chrono::day{d}};
  if (!date.ok()) return std::nullopt;
  return static_cast<day>(std::chrono::sys_days{date}.time_since_epoch().count());
}

/// A date as `2023`, `2023-07`, `2023-07-15` (a time of day behind it is passed over); nothing if
/// it is none.
inline std::optional<date_range> parse_date(std::string_view text) {
  int parts[3] = {0, 0, 0};
  int count = 0;
  std::string_view rest = text;
  for (; count < 3; ++count) {
    const std::size_t digits = count == 0 ? 4 : 2;
    if (rest.size() < digits) return std::nullopt;
    for (std::size_t i = 0; i < digits; ++i)
      if (rest[i] < '0' || rest[i] > '9') return std::nullopt;
    std::from_chars(rest.data(), rest.data() + digits, parts[count]);
    rest.remove_prefix(digits);
    if (rest.empty() || rest.front() != '-') {
      ++count;
      break;
    }
    if (count < 2) rest.remove_prefix(1);
  }
  if (parts[0] < 1) return std::nullopt;
  if (!rest.empty()) {
    if (count < 3 || (rest.front() != 'T' && rest.front() != ' ')) return std::nullopt;
    if (rest.find_first_not_of("0123456789:.,+-TZ ") != std::string_view::npos) return std::nullopt;
  }
  const auto first = day_of(parts[0], count > 1 ? static_cast<unsigned>(parts[1]) : 1,
                            count > 2 ? static_cast<unsigned>(parts[2]) : 1);
  if (!first) return std::nullopt;
  if (count == 3) return date_range{*first, *first};
  const auto next = count == 2 && parts[1] < 12
                        ? day_of(parts[0], static_cast<unsigned>(parts[1]) + 1, 1)
                        : day_of(parts[0] + 1, 1, 1);
  return date_range{*first, *next - 1};
}

/// A date in a declared form made of %d, %m, %Y, %y and other characters, as `%d/%m/%Y`.
inline std::optional<date_range> parse_date(std::string_view text, std::string_view form) {
  if (form.empty() || form == "default" || form == "any") return parse_date(text);
  int year = 0, month = 1, d = 1;
  bool has_month = false, has_day = false;
  for (std::size_t i = 0; i < form.size(); ++i) {
    if (form[i] != '%' || i + 1 == form.size()) {
      if (text.empty() || text.front() != form[i]) return std::nullopt;
      text.remove_prefix(1);
      continue;
    }
    const char what = form[++i];
    const std::size_t most = what == 'Y' ? 4 : 2;
    std::size_t digits = 0;
    while (digits < most && digits < text.size() && text[digits] >= '0' && text[digits] <= '9')
      ++digits;
    if (digits == 0 || (what == 'Y' && digits != 4)) return std::nullopt;
    int value = 0;
    std::from_chars(text.data(), text.data() + digits, value);
    text.remove_prefix(digits);
    switch (what) {
    case 'Y':
      year = value;
      break;
    case 'y':
      year = 2000 + value;
      break;
    case 'm':
      month = value, has_month = true;
      break;
    case 'd':
      d = value, has_day = true;
      break;
    default:
      return std::nullopt;
    }
  }
  if (!text.empty() || year < 1) return std::nullopt;
  const auto first = day_of(year, static_cast<unsigned>(month), static_cast<unsigned>(d));
  if (!first) return std::nullopt;
  if (has_day) return date_range{*first, *first};
  const auto next = has_month && month < 12 ? day_of(year, static_cast<unsigned>(month) + 1, 1)
                                            : day_of(year + 1, 1, 1);
  return date_range{*first, *next - 1};
}

/// `2023-07-15`.
inline std::string to_text(day d) {
  const std::chrono::year_month_day date{std::chrono::sys_days{std::chrono::days{d}}};
  const auto two = [](unsigned n) { return (n < 10 ? "0" : "") + std::to_string(n); };
  std::string year = std::to_string(static_cast<int>(date.year()));
  while (year.size() < 4) year.insert(0, 1, '0');
  return year + "-" + two(static_cast<unsigned>(date.month())) + "-" +
         two(static_cast<unsigned>(date.day()));
}

/// From a start to an end, the last day included; either may be known only in part.
struct period {
  date_range start;
  date_range end;

  /// The first day on which it may have begun.
  constexpr day earliest_start() const noexcept { return start.earliest; }
  /// The last day on which it may have begun: never behind the last day on which it may have ended.
  constexpr day latest_start() const noexcept {
    return start.latest < end.latest ? start.latest : end.latest;
  }
  /// The first day on which it may have been over: at least a day after it may first have begun.
  constexpr day earliest_end() const noexcept {
    const day first = end.earliest == no_first_day ? no_first_day : end.earliest + 1;
    const day after_start = start.earliest == no_first_day ? no_first_day : start.earliest + 1;
    return first > after_start ? first : after_start;
  }
  /// The last day on which it may have been over.
  constexpr day latest_end() const noexcept {
    return end.latest == no_last_day ? no_last_day : end.latest + 1;
  }
  constexpr bool known() const noexcept { return start.known() || end.known(); }
  /// It ends before it can have begun.
  constexpr bool upside_down() const noexcept { return end.latest < start.earliest; }

  friend constexpr auto operator<=>(const period&, const period&) = default;
};

/// Whether two periods meet for certain, or lie at most `gap` days apart for certain.
///
/// Each bound is an interval of days, and each must have begun before the other can be over:
/// latest start of a < earliest end of b + gap, and the other way round. A period's own blurred
/// bounds are not held against it: all of 2023 lies within 2020 to 2029 for certain.
constexpr bool certainly_meet(const period& a, const period& b, day gap = 0) noexcept {
  const auto begun_before_over = [gap](day latest_start, day earliest_end) {
    return latest_start < no_last_day && earliest_end > no_first_day &&
           latest_start < earliest_end + gap;
  };
  return begun_before_over(a.latest_start(), b.earliest_end()) &&
         begun_before_over(b.latest_start(), a.earliest_end());
}

/// Whether two periods may meet, or may lie at most `gap` days apart.
///
/// max(earliest starts) < min(latest ends) + gap; unknown bounds are unbounded.
constexpr bool possibly_meet(const period& a, const period& b, day gap = 0) noexcept {
  const day start =
      a.earliest_start() > b.earliest_start() ? a.earliest_start() : b.earliest_start();
  const day end = a.latest_end() < b.latest_end() ? a.latest_end() : b.latest_end();
  return start < end + gap;
}

/// Whether a period of validity, open where it is not given, holds on a day.
constexpr bool holds_on(const period& validity, day d) noexcept {
  return validity.earliest_start() <= d && d < validity.latest_end();
}

} // namespace irisan
