#pragma once

#include <irisan/model/inspected.hpp>
#include <irisan/model/problem_log.hpp>
#include <irisan/model/schema.hpp>
#include <irisan/model/value.hpp>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace irisan {

/// Reads the distinct texts of a column by the column's type: dates, whole numbers, numbers and the
/// words of closed lists. What cannot be read is told with its value and stays unknown.
class value_reader : public problem_log {
protected:
  using problem_log::problem_log;
  ~value_reader() = default;

  /// Fills what the column's type asks for; calls `flag(code, level, what)` for each text that is
  /// none of its kind.
  template <class Flag>
  static void parse(inspected_column& c, const value_format& format, int money_decimals,
                    const Flag& flag) {
    const auto count = static_cast<std::size_t>(c.source->pool().size());
    const auto each = [&](const auto& read) {
      for (std::size_t i = 1; i < count; ++i) {
        const auto code = static_cast<std::int32_t>(i);
        if (const std::string_view text = c.meaning(code); !text.empty()) read(code, i, text);
      }
    };
    const auto not_a = [&](std::int32_t code, std::string_view text, const char* en,
                           const char* id) {
      flag(code, problem_level::error, {quoted(text) + " " + en, quoted(text) + " " + id});
    };
    const auto judge = [&](number_state state, std::int32_t code, std::string_view text) {
      switch (state) {
      case number_state::ok:
        return true;
      case number_state::too_large:
        not_a(code, text, "does not fit", "terlalu besar");
        break;
      case number_state::not_whole:
        not_a(code, text, "has more decimals than the column may have",
              "punya desimal lebih banyak dari yang boleh");
        break;
      case number_state::clamped:
        flag(
            code, problem_level::warning,
            {quoted(text) + " is what a database writes when a number did not fit; read as unknown",
             quoted(text) + " tanda angka yang tidak muat; dianggap tidak diketahui"});
        break;
      case number_state::not_a_number:
        not_a(code, text, "is not a number as the package declares them",
              "bukan angka menurut deklarasi paket");
      }
      return false;
    };
    switch (c.schema->type) {
    case column_type::id:
    case column_type::text:
      break;
    case column_type::choice: {
      c.choice.assign(count, -1);
      std::vector<std::string_view> words;
      for_each_word(c.schema->choices, [&](std::string_view word) { words.push_back(word); });
      each([&](std::int32_t code, std::size_t i, std::string_view text) {
        const auto it = std::find(words.begin(), words.end(), text);
        if (it != words.end()) {
          c.choice[i] = static_cast<std::int32_t>(it - words.begin());
          return;
        }
        std::string list;
        for (const std::string_view word : words)
          list += (list.empty() ? "" : ", ") + std::string(word);
        flag(code, problem_level::error,
             {quoted(text) + " is none of " + list,
              quoted(text) + " bukan salah satu dari " + list});
      });
      break;
    }
    case column_type::date:
      c.dates.assign(count, date_range{});
      each([&](std::int32_t code, std::size_t i, std::string_view text) {
        if (const auto date = parse_date(text, format.date_form))
          c.dates[i] = *date;
        else
          not_a(code, text, "is not a date", "bukan tanggal");
      });
      break;
    case column_type::count:
    case column_type::money: {
      const int decimals = c.schema->type == column_type::money ? money_decimals : 0;
      c.wholes.assign(count, unknown_money);
      each([&](std::int32_t code, std::size_t i, std::string_view text) {
        std::int64_t value = 0;
        if (!judge(parse_whole(text, format, decimals, value), code, text)) return;
        if (value < 0)
          not_a(code, text, "is negative", "negatif");
        else
          c.wholes[i] = value;
      });
      break;
    }
    default: {
      const auto [least, most] = limits(c.schema->type);
      c.reals.assign(count, std::numeric_limits<double>::quiet_NaN());
      each([&](std::int32_t code, std::size_t i, std::string_view text) {
        double value = 0;
        if (!judge(parse_number(text, format, value), code, text)) return;
        if (value < least && least == 0)
          not_a(code, text, "is negative", "negatif");
        else if (value < least || value > most) {
          const std::string range = number_text(least) + " … " + number_text(most);
          flag(code, problem_level::error,
               {quoted(text) + " is outside " + range, quoted(text) + " di luar " + range});
        } else
          c.reals[i] = value;
      });
    }
    }
  }

private:
  /// The least and the most that a number of a column may be.
  static std::pair<double, double> limits(column_type type) {
    constexpr double most = std::numeric_limits<double>::max();
    switch (type) {
    case column_type::amount:
      return {0, most};
    case column_type::share:
      return {0, 1};
    case column_type::latitude:
      return {-90, 90};
    case column_type::longitude:
      return {-180, 180};
    default:
      return {-most, most};
    }
  }
};

} // namespace irisan
