#pragma once

#include <irisan/model/portfolio.hpp>
#include <irisan/responsibility/division_rules.hpp>

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <string>
#include <utility>
#include <vector>

namespace irisan {

/// The capacities that hold for what is planned: those of one period, in a unit of quantity that
/// the loads are weighed in.
///
/// The period is the first that is not over on the day, else the last; without capacities, the year
/// after the day. A capacity for an activity holds for all at or below it but for what a row
/// further down holds for: it is a part set aside, so each piece counts against one row only.
/// Without an activity it holds for all the rest. Several rows of one unit and activity add up.
class unit_capacities {
public:
  struct row {
    unit_index by;
    activity_index on; ///< unknown: any
    std::int64_t capacity = 0;
    std::int64_t cost_per_target = unknown_money;

    friend bool operator==(const row&, const row&) = default;
  };

  unit_capacities(const portfolio& p, const division_rules& rules, const date_range& as_of) {
    const auto counts = [&](const capacity& c) {
      return c.quantity == c.quantity &&
             (c.quantity_unit.empty() ||
              std::find(rules.capacity_units.begin(), rules.capacity_units.end(),
                        c.quantity_unit) != rules.capacity_units.end());
    };
    const auto over = [&](const date_range& when) {
      return as_of.known() && when.known() && when.latest <= as_of.latest;
    };
    bool found = false;
    for (const capacity& c : p.capacities()) {
      if (!counts(c) || !c.when.known()) continue;
      if (!found ||
          std::pair(over(c.when), over(c.when) ? -c.when.earliest : c.when.earliest) <
              std::pair(over(period_), over(period_) ? -period_.earliest : period_.earliest))
        period_ = c.when;
      found = true;
    }
    for (const capacity& c : p.capacities()) {
      if (!counts(c) || (c.when.known() && c.when != period_)) continue;
      const auto quantity =
          static_cast<std::int64_t>(std::clamp(std::floor(c.quantity), 0.0, 1e13));
      const auto same = std::find_if(rows_.begin(), rows_.end(), [&](const row& r) {
        return r.by == c.holder && r.on == c.activity;
      });
      if (same == rows_.end())
        rows_.push_back({c.holder, c.activity, quantity, c.cost_per_target});
      else
        same->capacity += quantity;
    }
    std::sort(rows_.begin(), rows_.end(),
              [](const row& a, const row& b) { return a.by != b.by ? a.by < b.by : a.on < b.on; });
    if (!found && as_of.known()) {
      const std::string year = to_text(as_of.latest).substr(0, 4);
      period_ = *parse_date(std::to_string(std::stoi(year) + 1));
    }
  }

  const std::vector<row>& rows() const noexcept { return rows_; }
  /// What is planned for; unknown if no date is known at all.
  const date_range& period() const noexcept { return period_; }

  /// The row that holds for an activity, by its position; −1 if none does.
  std::int32_t row_of(const portfolio& p, unit_index u, activity_index a) const {
    std::int32_t best = -1;
    for (std::size_t i = 0; i < rows_.size(); ++i) {
      const row& r = rows_[i];
      if (r.by != u || (r.on.known() && !p.tree_of_activities().covers(r.on, a))) continue;
      if (best < 0 || !rows_[static_cast<std::size_t>(best)].on.known() ||
          p.tree_of_activities().covers(rows_[static_cast<std::size_t>(best)].on, r.on))
        best = static_cast<std::int32_t>(i);
    }
    return best;
  }

  /// What a unit can do in all; −1 if no row says or one piece of its work has no limit.
  std::int64_t total(unit_index u) const {
    std::int64_t sum = -1;
    for (const row& r : rows_)
      if (r.by == u) sum = (sum < 0 ? 0 : sum) + r.capacity;
    return sum;
  }

private:
  irisan::date_range period_;
  std::vector<row> rows_;
};

} // namespace irisan
