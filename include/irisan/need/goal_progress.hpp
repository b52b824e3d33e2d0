#pragma once

#include <irisan/core/text.hpp>
#include <irisan/model/portfolio.hpp>
#include <irisan/model/value.hpp>
#include <irisan/need/latest_values.hpp>

#include <algorithm>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace irisan {

/// Where a region stands on the way to a goal. What a region reaches is no proof of what caused it.
struct goal_progress {
  std::int32_t goal = -1;      ///< position among the goals
  std::optional<double> value; ///< latest by the day; none if nothing that is a number was measured
  bool of_region = false;      ///< the region's own value; else the mean of its targets'
  std::int64_t measured = 0;   ///< targets with a value
  std::int64_t not_numbers = 0; ///< targets whose value is no number; they are not in the mean
  date_range date;              ///< of the region's value, or the latest of its targets'
  std::optional<double> way;    ///< (value − baseline) / (goal − baseline): 1 is reached
  std::optional<bool> reached;  ///< at or beyond the goal, on the side that lies away from the
                                ///< baseline; without one, unknown unless it is exactly reached
  bool due = false;             ///< the day has come by which it was to be reached

  friend bool operator==(const goal_progress&, const goal_progress&) = default;
};

/// Every goal beside the latest values of its indicator by a day, in the goals' order.
///
/// A region's own value speaks for it; without one, the plain mean over the targets in it. Values
/// that are open to fewer than units are used: a mean of a region tells none of a single target.
inline std::vector<goal_progress> goal_progresses(const portfolio& p, const date_range& as_of) {
  std::vector<goal_progress> all;
  const indicator_values values(p);
  const value_format plain;
  const auto number = [&](const indicator& i) -> std::optional<double> {
    double value = 0;
    return parse_number(i.value, plain, value) == number_state::ok ? std::optional(value)
                                                                   : std::nullopt;
  };
  for (std::size_t g = 0; g < p.goals().size(); ++g) {
    const goal& asked = p.goals()[g];
    goal_progress& at = all.emplace_back();
    at.goal = static_cast<std::int32_t>(g);
    at.due = asked.due.known() && as_of.known() && asked.due.latest <= as_of.latest;
    // The region's own, the latest by date and then the first by source.
    const indicator* own = nullptr;
    for (const std::int32_t row : values.of(asked.indicator)) {
      const indicator& i = p.indicators()[static_cast<std::size_t>(row)];
      if (i.of.known() || i.in != asked.in || !number(i) ||
          (as_of.known() && i.date.earliest > as_of.latest))
        continue;
      if (!own || i.date > own->date || (i.date == own->date && i.source < own->source)) own = &i;
    }
    double sum = 0;
    value_query query{asked.indicator};
    query.shown_to = access::own;
    const chosen_values chosen = values.latest(query, as_of);
    for (std::size_t t = 0; t < chosen.row.size(); ++t) {
      const target& x = p.targets()[t];
      if (chosen.row[t] < 0 || !x.in.known() ||
          !p.tree_of_regions().covers(asked.in.value, x.in.value))
        continue;
      const indicator& i = p.indicators()[static_cast<std::size_t>(chosen.row[t])];
      const std::optional<double> value = number(i);
      if (!value) {
        ++at.not_numbers;
        continue;
      }
      ++at.measured;
      sum += *value;
      if (!own && (!at.date.known() || i.date > at.date)) at.date = i.date;
    }
    if (own) {
      at.of_region = true;
      at.value = number(*own);
      at.date = own->date;
    } else if (at.measured > 0) {
      at.value = sum / static_cast<double>(at.measured);
    }
    if (!at.value || asked.value != asked.value) continue;
    if (asked.baseline == asked.baseline && asked.baseline != asked.value) {
      at.way = (*at.value - asked.baseline) / (asked.value - asked.baseline);
      at.reached = *at.way >= 1;
    } else if (*at.value == asked.value) {
      at.reached = true;
    }
  }
  return all;
}

} // namespace irisan
