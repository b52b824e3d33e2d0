#pragma once

#include <irisan/core/period.hpp>
#include <irisan/model/portfolio.hpp>
#include <irisan/need/latest_values.hpp>
#include <irisan/need/need_rules.hpp>
#include <irisan/need/score.hpp>

#include <algorithm>
#include <chrono>
#include <compare>
#include <cstddef>
#include <cstdint>
#include <map>
#include <string_view>
#include <tuple>
#include <utility>
#include <vector>

namespace irisan {

/// What orders priorities in *Perencanaan Berbasis Data* (deck of 17 May 2023): red before yellow
/// before green, then the lower quintile, then the largest fall (else the smallest rise), then the
/// lower score. What is unknown comes behind what is known, part by part.
struct priority_key {
  band_colour colour = band_colour::unknown;
  double quintile = unknown_number;
  double change = unknown_number; ///< turned so that a fall is for the worse
  double score = unknown_number;  ///< turned so that lower is worse

  friend bool operator==(const priority_key& a, const priority_key& b) noexcept {
    return (a <=> b) == 0;
  }
  friend std::weak_ordering operator<=>(const priority_key& a, const priority_key& b) noexcept {
    const auto colour = [](band_colour c) {
      return c == band_colour::unknown ? 3 : static_cast<int>(c);
    };
    const auto number = [](double x, double y) {
      if (x < y) return std::weak_ordering::less;
      if (y < x) return std::weak_ordering::greater;
      return (x == x) == (y == y) ? std::weak_ordering::equivalent
             : x == x             ? std::weak_ordering::less
                                  : std::weak_ordering::greater;
    };
    if (const auto c = colour(a.colour) <=> colour(b.colour); c != 0) return c;
    if (const auto c = number(a.quintile, b.quintile); c != 0) return c;
    if (const auto c = number(a.change, b.change); c != 0) return c;
    return number(a.score, b.score);
  }

  /// Whether anything is known that orders it.
  bool known() const noexcept { return *this != priority_key{}; }
};

/// One indicator of one target, and how urgent it is.
struct need_priority {
  target_index of;
  std::int32_t rule = -1; ///< position among the rules; its indicator is meant
  priority_key key;
  std::int32_t among_indicators = 0; ///< of the target: 1 is the most urgent
  std::int32_t among_targets = 0;    ///< of the indicator

  friend bool operator==(const need_priority&, const need_priority&) = default;
};

namespace detail {

/// The numbers of an indicator that only orders priorities.
inline std::vector<double> numbers_of(const portfolio& p, const indicator_values& values,
                                      const need_rule& rule, std::string_view indicator,
                                      const date_range& date, access shown_to,
                                      const date_range& as_of) {
  need_rule plain;
  plain.indicator = indicator;
  plain.scale = need_scale::rank;
  plain.share = rule.share && indicator == rule.indicator;
  plain.date = date, plain.source = rule.source;
  plain.kinds = rule.kinds, plain.levels = rule.levels;
  plain.stands_for_region = rule.stands_for_region, plain.min_people = rule.min_people;
  plain.decimal_mark = rule.decimal_mark, plain.group_mark = rule.group_mark;
  std::vector<double> all;
  if (!indicator.empty())
    for (const value_score& s :
         score_targets(p, plain, values.latest(query_of(plain, shown_to), as_of)))
      all.push_back(s.number);
  all.resize(p.targets().size(), unknown_number);
  return all;
}

/// All of the calendar year before the one in which a date begins.
inline date_range year_before(const date_range& date) {
  const std::chrono::year_month_day first{std::chrono::sys_days{std::chrono::days{date.earliest}}};
  const int year = static_cast<int>(first.year());
  return {*day_of(year - 1, 1, 1), *day_of(year, 1, 1) - 1};
}

/// Numbers from 1 in the order given; equals share the place of the first of them.
template <class Iterator, class Same, class Set>
void number_places(Iterator begin, Iterator end, const Same& same, const Set& set) {
  std::int32_t place = 0, count = 0;
  for (Iterator it = begin; it != end; ++it) {
    ++count;
    if (it == begin || !same(*(it - 1), *it)) place = count;
    set(*it, place);
  }
}

} // namespace detail

/// How urgent each indicator of each target is, among the target's indicators and among the
/// indicator's targets; what shares a key shares a place, and the next is counted on (1, 2, 2, 4).
///
/// Sorted by target, place, and the indicator's id; targets of which nothing is known that orders
/// them have no place. Where several rules speak of one indicator at a target, the first does.
/// Throws as `needs_from`.
inline std::vector<need_priority> need_rank(const portfolio& p, const need_rules& rules,
                                            const date_range& as_of) {
  require_sound(rules);
  const indicator_values values(p);
  const access shown = rules.shown_to;
  std::vector<need_priority> all;
  std::map<std::string_view, std::vector<bool>> spoken;
  for (std::size_t r = 0; r < rules.indicators.size(); ++r) {
    const need_rule& rule = rules.indicators[r];
    const chosen_values chosen = values.latest(detail::query_of(rule, shown), as_of);
    const std::vector<value_score> own = score_targets(p, rule, chosen);
    const auto recorded = [&](const std::string& indicator) {
      return detail::numbers_of(p, values, rule, indicator, rule.date, shown, as_of);
    };
    const std::vector<double> number = recorded(rule.number_of);
    const std::vector<double> quintile = recorded(rule.quintile_of);
    std::vector<double> change = recorded(rule.change_of);
    const double turn = rule.worse_when_high() ? -1 : 1;
    if (rule.change_by_year) {
      // The year before depends on the year of the value, which may differ from target to target.
      const std::string& counted = rule.number_of.empty() ? rule.indicator : rule.number_of;
      need_rule of_number = rule;
      of_number.indicator = counted;
      const chosen_values now = values.latest(detail::query_of(of_number, shown), as_of);
      std::map<date_range, std::vector<double>> before;
      for (std::size_t t = 0; t < change.size(); ++t) {
        if (now.row[t] < 0) continue;
        const date_range year =
            detail::year_before(p.indicators()[static_cast<std::size_t>(now.row[t])].date);
        const auto [it, added] = before.try_emplace(year);
        if (added) it->second = detail::numbers_of(p, values, rule, counted, year, shown, as_of);
        change[t] = (rule.number_of.empty() ? own[t].number : number[t]) - it->second[t];
      }
    }
    std::vector<bool>& taken = spoken[rule.indicator];
    taken.resize(p.targets().size());
    for (std::size_t t = 0; t < taken.size(); ++t) {
      if (taken[t] || !rule.applies_to(p.targets()[t])) continue;
      taken[t] = true;
      const priority_key key{own[t].colour, quintile[t], turn * change[t],
                             turn * (rule.number_of.empty() ? own[t].number : number[t])};
      if (key.known())
        all.push_back({{static_cast<std::int32_t>(t)}, static_cast<std::int32_t>(r), key, 0, 0});
    }
  }
  const auto id = [&](const need_priority& x) -> std::string_view {
    return rules.indicators[static_cast<std::size_t>(x.rule)].indicator;
  };
  const auto number = [&](const auto& group_of, std::int32_t need_priority::*place) {
    std::sort(all.begin(), all.end(), [&](const need_priority& a, const need_priority& b) {
      if (group_of(a) != group_of(b)) return group_of(a) < group_of(b);
      if (const auto c = a.key <=> b.key; c != 0) return c < 0;
      return std::pair(id(a), a.of) < std::pair(id(b), b.of);
    });
    for (auto from = all.begin(); from != all.end();) {
      const auto to = std::find_if(
          from, all.end(), [&](const need_priority& x) { return group_of(x) != group_of(*from); });
      detail::number_places(
          from, to, [](const need_priority& a, const need_priority& b) { return a.key == b.key; },
          [&](need_priority& x, std::int32_t n) { x.*place = n; });
      from = to;
    }
  };
  number(id, &need_priority::among_targets);
  number([](const need_priority& x) { return x.of; }, &need_priority::among_indicators);
  return all;
}

} // namespace irisan
