#pragma once

#include <irisan/core/error.hpp>
#include <irisan/core/fraction.hpp>
#include <irisan/core/period.hpp>
#include <irisan/core/text.hpp>
#include <irisan/model/entities.hpp>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace irisan {

/// How a value becomes a score from 0 (no need) to 1.
enum class need_scale : std::uint8_t {
  range,      ///< straight from the worst to the best reference value, cut off beyond them
  bands,      ///< by thresholds
  categories, ///< by words; their order says nothing
  rank        ///< by place among the targets measured: one more target moves the others' scores
};

inline constexpr std::string_view need_scales[] = {"range", "bands", "categories", "rank"};

constexpr std::string_view to_text(need_scale s) noexcept {
  return need_scales[static_cast<std::size_t>(s)];
}

/// The colours of a report card, worst first.
enum class band_colour : std::int8_t { unknown = -1, red, yellow, green };

inline constexpr std::string_view band_colours[] = {"red", "yellow", "green"};

/// What a target without a value does to the need that the value would be part of.
enum class missing_value : std::uint8_t {
  unknown, ///< the need is unknown
  skip,    ///< the other indicators speak alone; without any, the need is unknown
  score    ///< a score that the rule gives
};

inline constexpr std::string_view missing_values[] = {"unknown", "skip"};
inline constexpr std::string_view access_words[] = {"public", "unit", "own"};

/// Values below a threshold, down to the one of the band before.
struct need_band {
  std::optional<double> below; ///< of the last band none: all that is left
  double score = 0;
  band_colour colour = band_colour::unknown;

  friend bool operator==(const need_band&, const need_band&) = default;
};

/// A word and what it says; capital letters make no difference.
struct need_category {
  std::string word;
  std::optional<double> score; ///< none: the word says that it is not known
  band_colour colour = band_colour::unknown;

  friend bool operator==(const need_category&, const need_category&) = default;
};

/// How one indicator becomes a need, alone or as part of one: rules of the same activity give one
/// need, the weighted mean of their scores.
struct need_rule {
  std::string indicator; ///< as `indicators.csv` names it
  std::string activity;  ///< the theme, kind or activity that the need belongs to
  need_scale scale = need_scale::range;
  bool share = false; ///< the value is a count, taken as a share of its denominator

  // Reference values are fixed, so that a new target moves no other's score.
  std::optional<double> worst, best; ///< of a range: where the score is 1, where it is 0
  std::vector<need_band> bands;      ///< thresholds upwards
  std::vector<need_category> categories;
  bool high_is_worse = false; ///< of ranks and of the order of priority; a range says it itself

  fraction weight{1, 1};
  missing_value missing = missing_value::unknown;
  std::optional<double> missing_score; ///< if `missing` asks for it

  date_range date;                         ///< values of this time only; unknown: the latest
  std::string source;                      ///< values of this source only; empty: any
  std::vector<std::string> kinds;          ///< of target; empty: any
  std::vector<std::string> levels;         ///< of target, as SMK; empty: any
  std::string stands_for_region;           ///< kind of target that a region's value is taken for
  std::int64_t min_people = 5;             ///< fewer are not told of a single target
  char decimal_mark = '.', group_mark = 0; ///< how numbers are written

  std::optional<double> required; ///< amount that a target in need requires
  std::string quantity_unit;

  // Indicators that order priorities besides the colour; empty: none is recorded.
  std::string number_of;       ///< the number behind a colour; empty: the indicator's own
  std::string quintile_of;     ///< 1 is the lowest fifth
  std::string change_of;       ///< since the year before; below zero is a fall
  bool change_by_year = false; ///< the change is the number less that of the year before

  friend bool operator==(const need_rule&, const need_rule&) = default;

  bool worse_when_high() const noexcept {
    return scale == need_scale::range ? worst && best && *worst > *best : high_is_worse;
  }
  /// Whether it says anything about a target.
  bool applies_to(const target& t) const {
    const auto among = [](const std::vector<std::string>& words, const std::string& word) {
      return words.empty() || std::find(words.begin(), words.end(), word) != words.end();
    };
    return among(kinds, t.kind) && among(levels, t.level);
  }
};

/// How indicators become needs, and how far their weights are doubted.
struct need_rules {
  std::vector<need_rule> indicators;
  access shown_to = access::unit; ///< values that are open to fewer are passed over
  fraction weight_change{1, 5};   ///< each weight may be this share smaller or greater
  std::int64_t draws = 1000;      ///< of weights
  std::int64_t seed = 1;

  friend bool operator==(const need_rules&, const need_rules&) = default;
};

/// What is wrong in rules, and where: the rule's position, −1 for what concerns all, and its key.
struct need_rule_conflict {
  std::int32_t rule = -1;
  std::string key, what;

  friend bool operator==(const need_rule_conflict&, const need_rule_conflict&) = default;
};

namespace detail {

/// Whether a target can be meant by both of two filters.
inline bool filters_cross(const std::vector<std::string>& a, const std::vector<std::string>& b) {
  return a.empty() || b.empty() || std::any_of(a.begin(), a.end(), [&](const std::string& word) {
           return std::find(b.begin(), b.end(), word) != b.end();
         });
}

inline bool same_subject(const need_rule& a, const need_rule& b) {
  return a.indicator == b.indicator && a.activity == b.activity && a.date == b.date &&
         a.source == b.source && filters_cross(a.kinds, b.kinds) &&
         filters_cross(a.levels, b.levels);
}

} // namespace detail

/// Everything that is wrong in rules, rule by rule.
inline std::vector<need_rule_conflict> find_conflicts(const need_rules& rules) {
  std::vector<need_rule_conflict> all;
  const auto is_score = [](double x) { return x >= 0 && x <= 1; };
  const std::vector<need_rule>& list = rules.indicators;
  for (std::size_t i = 0; i < list.size(); ++i) {
    const need_rule& r = list[i];
    const auto wrong = [&](const char* key, std::string what) {
      all.push_back({static_cast<std::int32_t>(i), key, std::move(what)});
    };
    if (r.indicator.empty()) wrong("id", "a rule needs the 'id' of an indicator");
    if (r.activity.empty()) wrong("activity", "a rule needs the 'activity' that its need is of");
    const auto only_with = [&](const char* key, bool given, need_scale scale) {
      if (given && r.scale != scale)
        wrong(key, "'" + std::string(key) + "' goes with the scale " + std::string(to_text(scale)) +
                       ", not with " + std::string(to_text(r.scale)));
    };
    only_with("worst", r.worst.has_value(), need_scale::range);
    only_with("best", r.best.has_value(), need_scale::range);
    only_with("bands", !r.bands.empty(), need_scale::bands);
    only_with("categories", !r.categories.empty(), need_scale::categories);
    switch (r.scale) {
    case need_scale::range:
      if (!r.worst || !r.best)
        wrong("scale", "a range needs 'worst' and 'best'");
      else if (!std::isfinite(*r.worst) || !std::isfinite(*r.best) || *r.worst == *r.best)
        wrong("best", "'worst' and 'best' must be two different numbers");
      if (r.high_is_worse)
        wrong("high_is_worse", "a range says by 'worst' and 'best' which way is worse");
      break;
    case need_scale::bands:
      if (r.bands.empty()) wrong("scale", "bands are needed for the scale bands");
      for (std::size_t b = 0; b < r.bands.size(); ++b) {
        const need_band& band = r.bands[b];
        const bool last = b + 1 == r.bands.size();
        if (band.below.has_value() == last)
          wrong("bands", last ? "the last band takes all that is left: it has no 'below'"
                              : "every band but the last needs 'below'");
        else if (band.below && !std::isfinite(*band.below))
          wrong("bands", "'below' must be a number");
        else if (band.below && b > 0 && r.bands[b - 1].below &&
                 *r.bands[b - 1].below >= *band.below)
          wrong("bands", "the bands must rise: " + number_text(*band.below) + " stands after " +
                             number_text(*r.bands[b - 1].below));
        if (!is_score(band.score))
          wrong("bands", "a score is from 0 to 1, not " + number_text(band.score));
      }
      break;
    case need_scale::categories:
      if (r.categories.empty()) wrong("scale", "categories are needed for the scale categories");
      if (r.share) wrong("share", "a word is no share");
      for (std::size_t c = 0; c < r.categories.size(); ++c) {
        const need_category& one = r.categories[c];
        if (one.word.empty()) wrong("categories", "a category needs a word");
        if (one.score && !is_score(*one.score))
          wrong("categories",
                "'" + one.word + "': a score is from 0 to 1, not " + number_text(*one.score));
        for (std::size_t d = 0; d < c; ++d)
          if (lower(r.categories[d].word) == lower(one.word))
            wrong("categories", "'" + one.word + "' stands twice");
      }
      break;
    case need_scale::rank:
      break;
    }
    if (r.weight.numerator <= 0 || r.weight.denominator <= 0)
      wrong("weight", "a weight is above 0; leave the rule out instead");
    if ((r.missing == missing_value::score) != r.missing_score.has_value())
      wrong("missing", "'missing' is unknown or skip or a score");
    else if (r.missing_score && !is_score(*r.missing_score))
      wrong("missing", "a score is from 0 to 1, not " + number_text(*r.missing_score));
    if (r.min_people < 0) wrong("min_people", "'min_people' is 0 or more");
    if (r.decimal_mark == r.group_mark)
      wrong("group_mark", "'group_mark' and 'decimal_mark' are the same");
    if (r.required && !(std::isfinite(*r.required) && *r.required > 0))
      wrong("required", "'required' is an amount above 0");
    if (!r.quantity_unit.empty() && !r.required)
      wrong("quantity_unit", "'quantity_unit' needs 'required'");
    if (r.change_by_year && !r.change_of.empty())
      wrong("change_by_year", "the change is recorded ('change_of') or taken from the year before "
                              "('change_by_year'), not both");
    for (std::size_t k = 0; k < i; ++k) {
      const need_rule& before = list[k];
      if (detail::same_subject(before, r))
        wrong("id", "the rule of '" + r.indicator + "' for '" + r.activity + "' stands twice");
      if (before.activity == r.activity && detail::filters_cross(before.kinds, r.kinds) &&
          detail::filters_cross(before.levels, r.levels) && before.required && r.required &&
          (*before.required != *r.required || before.quantity_unit != r.quantity_unit))
        wrong("required", "'" + r.activity + "' requires one amount, not that of '" +
                              before.indicator + "' and another");
    }
  }
  if (rules.shown_to == access::unknown)
    all.push_back({-1, "shown_to", "'shown_to' is public, unit or own"});
  if (rules.weight_change < fraction{0, 1} || rules.weight_change >= fraction{1, 1})
    all.push_back(
        {-1, "weight_change",
         "'weight_change' is at least 0 and below 1, not " + to_text(rules.weight_change)});
  if (rules.draws < 1) all.push_back({-1, "draws", "'draws' is 1 or more"});
  return all;
}

/// Throws `rule_error` with everything that is wrong in rules.
inline void require_sound(const need_rules& rules) {
  std::string text;
  for (const need_rule_conflict& c : find_conflicts(rules)) {
    if (!text.empty()) text += "\n";
    if (c.rule >= 0)
      text += "indicator rule " + std::to_string(c.rule + 1) + " ('" +
              rules.indicators[static_cast<std::size_t>(c.rule)].indicator + "'): ";
    text += c.what;
  }
  if (!text.empty()) throw rule_error(text);
}

} // namespace irisan
