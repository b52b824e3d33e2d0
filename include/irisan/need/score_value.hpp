#pragma once

#include <irisan/core/text.hpp>
#include <irisan/graph/incidence.hpp>
#include <irisan/model/entities.hpp>
#include <irisan/model/value.hpp>
#include <irisan/need/need_rules.hpp>

#include <algorithm>
#include <cstdint>
#include <string_view>

namespace irisan {

/// Why a value gives no score.
enum class unscored_reason : std::uint8_t {
  none,           ///< it gives one
  missing,        ///< no value
  conflicting,    ///< one source says two things of one date
  not_a_number,   ///< a text where a number must stand
  not_a_share,    ///< a count without a denominator, or not from 0 to it
  unknown_word,   ///< a word that the rule does not know
  said_unknown,   ///< a word that says that it is not known
  too_few_people, ///< a person could be told
  alone           ///< a rank needs another target
};

inline constexpr std::string_view unscored_reasons[] = {
    "none",         "missing",      "conflicting",    "not_a_number", "not_a_share",
    "unknown_word", "said_unknown", "too_few_people", "alone"};

constexpr std::string_view to_text(unscored_reason r) noexcept {
  return unscored_reasons[static_cast<std::size_t>(r)];
}

/// What one value says by its rule.
struct value_score {
  double score = unknown_number;  ///< 0 to 1; of a rank not yet known
  double number = unknown_number; ///< as read; of a share, the share
  band_colour colour = band_colour::unknown;
  unscored_reason why = unscored_reason::none;
};

/// 1 at the worst reference value and beyond, 0 at the best and beyond, a straight line between.
inline double range_score(double value, double worst, double best) noexcept {
  return std::clamp((best - value) / (best - worst), 0.0, 1.0);
}

/// Whether persons can be told from a value: fewer than `least` in the denominator, or, of a count,
/// among those it counts or among the rest. Of areas and local governments none can.
inline bool too_few_people(const indicator& i, const need_rule& rule, std::string_view target_kind,
                           double count) noexcept {
  if (!spreads(target_kind) || i.denominator == unknown_money) return false;
  if (i.denominator < rule.min_people) return true;
  if (!rule.share) return false;
  const double least = static_cast<double>(rule.min_people);
  return count < least || static_cast<double>(i.denominator) - count < least;
}

/// Reads a recorded value by a rule. Of a rank the number alone: its score needs the others'.
inline value_score score_value(const indicator& i, const need_rule& rule,
                               std::string_view target_kind) {
  value_score s;
  const auto unscored = [&](unscored_reason why) {
    s.score = s.number = unknown_number;
    s.colour = band_colour::unknown;
    s.why = why;
    return s;
  };
  if (rule.scale == need_scale::categories) {
    const std::string word = lower(i.value);
    const auto it = std::find_if(rule.categories.begin(), rule.categories.end(),
                                 [&](const need_category& c) { return lower(c.word) == word; });
    if (it == rule.categories.end()) return unscored(unscored_reason::unknown_word);
    if (too_few_people(i, rule, target_kind, 0)) return unscored(unscored_reason::too_few_people);
    s.colour = it->colour;
    if (it->score)
      s.score = *it->score;
    else
      s.why = unscored_reason::said_unknown;
    return s;
  }
  value_format format;
  format.decimal_mark = rule.decimal_mark, format.group_mark = rule.group_mark;
  if (parse_number(i.value, format, s.number) != number_state::ok)
    return unscored(unscored_reason::not_a_number);
  if (rule.share && (i.denominator == unknown_money || i.denominator == 0 || s.number < 0 ||
                     s.number > static_cast<double>(i.denominator)))
    return unscored(unscored_reason::not_a_share);
  if (too_few_people(i, rule, target_kind, s.number))
    return unscored(unscored_reason::too_few_people);
  if (rule.share) s.number /= static_cast<double>(i.denominator);
  if (rule.scale == need_scale::range)
    s.score = range_score(s.number, *rule.worst, *rule.best);
  else if (rule.scale == need_scale::bands) {
    const auto it = std::find_if(rule.bands.begin(), rule.bands.end(), [&](const need_band& b) {
      return !b.below || s.number < *b.below;
    });
    s.score = it->score, s.colour = it->colour;
  }
  return s;
}

} // namespace irisan
