#pragma once

#include <irisan/core/error.hpp>
#include <irisan/core/progress.hpp>
#include <irisan/core/text.hpp>
#include <irisan/model/portfolio.hpp>
#include <irisan/need/latest_values.hpp>
#include <irisan/need/need_rules.hpp>
#include <irisan/need/score_value.hpp>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <tuple>
#include <utility>
#include <vector>

namespace irisan {

/// What one indicator adds to a target's need: the evidence behind a score.
struct need_part {
  target_index of;
  activity_index activity;
  std::int32_t rule = -1; ///< position among the rules
  std::int32_t row = -1; ///< position among the indicators; −1: the rule's score for missing ones
  double score = unknown_number;

  friend bool operator==(const need_part&, const need_part&) = default;
};

/// A value that gave no score, and why.
struct unscored {
  target_index of;
  activity_index activity;
  std::int32_t rule = -1;
  std::int32_t row = -1; ///< −1: there is none, or there are two that differ
  unscored_reason why = unscored_reason::missing;

  friend bool operator==(const unscored&, const unscored&) = default;
};

/// What a rule passed over, and where sources differ.
struct rule_reading {
  irisan::passed_over passed_over;
  std::vector<target_index> differ; ///< another source says otherwise of the same date

  friend bool operator==(const rule_reading&, const rule_reading&) = default;
};

/// Needs made from indicators, the parts they are made of, and what could not be made.
///
/// A need of which a part is unknown, with the rule that unknown stays so, is not among the needs:
/// its parts are, and the reason is among the unscored.
struct scored_needs {
  std::vector<need> needs;                ///< sorted by target and activity, one each
  std::vector<need_part> parts;           ///< sorted by target, activity and rule
  std::vector<irisan::unscored> unscored; ///< sorted as the parts; of targets with some value
  std::vector<rule_reading> rules;        ///< of each rule
  /// Targets that rules of an activity speak of, and that have no value at all for it.
  std::map<activity_index, std::int64_t> not_measured;
};

namespace detail {

/// The activities that rules name; throws `rule_error` with all that there are none of.
inline std::vector<activity_index> activities_of(const portfolio& p, const need_rules& rules) {
  std::vector<activity_index> all;
  std::string mistakes;
  for (const need_rule& r : rules.indicators) {
    all.push_back(p.find_activity(r.activity));
    if (all.back().known()) continue;
    std::vector<std::string_view> ids;
    for (const activity& a : p.activities()) ids.push_back(a.id);
    const std::string near = nearest(r.activity, ids);
    mistakes += (mistakes.empty() ? "" : "\n") + ("indicator rule '" + r.indicator) +
                "': unknown activity '" + r.activity + "'" +
                (near.empty() ? "" : "; the nearest is '" + near + "'");
  }
  if (!mistakes.empty()) throw rule_error(mistakes);
  return all;
}

inline value_query query_of(const need_rule& r, access shown_to) {
  return {r.indicator, r.date, r.source, r.stands_for_region, shown_to};
}

/// Scores by place among the numbers known: the share of the others that are less in need, those
/// that are equal by half.
inline void score_ranks(std::vector<value_score>& of_target, bool worse_when_high) {
  std::vector<std::size_t> order;
  for (std::size_t t = 0; t < of_target.size(); ++t)
    if (of_target[t].number == of_target[t].number) order.push_back(t);
  const auto need_of = [&](std::size_t t) {
    return worse_when_high ? of_target[t].number : -of_target[t].number;
  };
  std::sort(order.begin(), order.end(),
            [&](std::size_t a, std::size_t b) { return need_of(a) < need_of(b); });
  for (std::size_t from = 0; from < order.size();) {
    std::size_t to = from;
    while (to < order.size() && need_of(order[to]) == need_of(order[from])) ++to;
    const double others = static_cast<double>(order.size() - 1);
    const double less = static_cast<double>(from) + static_cast<double>(to - from - 1) / 2;
    for (std::size_t k = from; k < to; ++k) {
      value_score& s = of_target[order[k]];
      if (order.size() == 1)
        s.why = unscored_reason::alone;
      else
        s.score = less / others;
    }
    from = to;
  }
}

} // namespace detail

/// What each target's value says by one rule; `missing` where the rule does not apply or nothing is
/// recorded.
inline std::vector<value_score> score_targets(const portfolio& p, const need_rule& rule,
                                              const chosen_values& chosen) {
  std::vector<value_score> all(p.targets().size());
  for (std::size_t t = 0; t < all.size(); ++t) {
    const std::int32_t row = chosen.row[t];
    if (row == chosen_values::none || !rule.applies_to(p.targets()[t]))
      all[t].why = unscored_reason::missing;
    else if (row == chosen_values::conflicting)
      all[t].why = unscored_reason::conflicting;
    else
      all[t] =
          score_value(p.indicators()[static_cast<std::size_t>(row)], rule, p.targets()[t].kind);
  }
  if (rule.scale == need_scale::rank) detail::score_ranks(all, rule.worse_when_high());
  return all;
}

/// A score to twelve decimals: sums of equal parts differ in their last bits, and a need of exactly
/// the threshold must reach it.
inline double to_twelve_decimals(double score) noexcept {
  return std::round(score * 1e12) / 1e12;
}

/// The needs that indicators speak of on a day, by rules: Σ weight · score / Σ weight over the
/// rules of an activity that apply to a target.
///
/// Reference values are the rules' own, so that another target changes no score, but for the scale
/// *rank*. A need's date is the latest of its values; its source names the indicators. Linear in
/// rules × targets and in the values; throws `rule_error` for rules that are wrong or name an
/// activity that is not there, `stopped` when asked to stop.
inline scored_needs needs_from(const portfolio& p, const need_rules& rules, const date_range& as_of,
                               const progress& watch = {}) {
  require_sound(rules);
  const std::vector<activity_index> activity_of = detail::activities_of(p, rules);
  const indicator_values values(p);
  scored_needs out;
  std::map<activity_index, std::vector<std::int32_t>> groups;
  for (std::size_t r = 0; r < activity_of.size(); ++r)
    groups[activity_of[r]].push_back(static_cast<std::int32_t>(r));
  out.rules.resize(rules.indicators.size());
  std::size_t done = 0;
  for (const auto& [activity, group] : groups) {
    std::vector<chosen_values> chosen;
    std::vector<std::vector<value_score>> said;
    for (const std::int32_t r : group) {
      watch.at("needs", static_cast<double>(done++) / static_cast<double>(activity_of.size()));
      const need_rule& rule = rules.indicators[static_cast<std::size_t>(r)];
      chosen.push_back(values.latest(detail::query_of(rule, rules.shown_to), as_of));
      said.push_back(score_targets(p, rule, chosen.back()));
      rule_reading& reading = out.rules[static_cast<std::size_t>(r)];
      reading.passed_over = chosen.back().passed_over;
      for (const target_index t : chosen.back().differ)
        if (rule.applies_to(p[t])) reading.differ.push_back(t);
    }
    for (std::int32_t t = 0; t < p.target_count(); ++t) {
      const auto at = static_cast<std::size_t>(t);
      need n;
      n.of = {t}, n.activity = activity;
      double sum = 0, weight = 0;
      bool applies = false, measured = false, assumed = false, known = true;
      const std::size_t parts = out.parts.size(), gaps = out.unscored.size();
      for (std::size_t k = 0; k < group.size(); ++k) {
        const need_rule& rule = rules.indicators[static_cast<std::size_t>(group[k])];
        if (!rule.applies_to(p.targets()[at])) continue;
        applies = true;
        const value_score& s = said[k][at];
        std::int32_t row = chosen[k].row[at];
        measured = measured || row != chosen_values::none;
        double score = s.score;
        if (s.why != unscored_reason::none) {
          out.unscored.push_back({{t}, activity, group[k], row >= 0 ? row : -1, s.why});
          if (rule.missing == missing_value::unknown) known = false;
          if (rule.missing != missing_value::score) continue;
          score = *rule.missing_score;
          row = -1;
          assumed = true;
        } else {
          const date_range& date = p.indicators()[static_cast<std::size_t>(row)].date;
          if (!n.date.known() || date > n.date) n.date = date;
        }
        out.parts.push_back({{t}, activity, group[k], row, score});
        const double w = to_double(rule.weight);
        sum += w * score, weight += w;
        n.source += (n.source.empty() ? "" : " + ") + rule.indicator;
        if (rule.required) n.required = *rule.required, n.quantity_unit = rule.quantity_unit;
      }
      if (!applies) continue;
      if (!measured && !assumed) {
        ++out.not_measured[activity];
        out.unscored.resize(gaps);
        continue;
      }
      if (!known || out.parts.size() == parts) continue;
      n.score = to_twelve_decimals(sum / weight);
      out.needs.push_back(std::move(n));
    }
  }
  const auto subject = [](const auto& x) { return std::tie(x.of, x.activity, x.rule); };
  const auto by_subject = [&](const auto& a, const auto& b) { return subject(a) < subject(b); };
  std::sort(out.parts.begin(), out.parts.end(), by_subject);
  std::sort(out.unscored.begin(), out.unscored.end(), by_subject);
  std::sort(out.needs.begin(), out.needs.end(), [](const need& a, const need& b) {
    return std::tie(a.of, a.activity) < std::tie(b.of, b.activity);
  });
  watch.at("needs", 1);
  return out;
}

} // namespace irisan
