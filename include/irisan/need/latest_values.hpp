#pragma once

#include <irisan/model/portfolio.hpp>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <numeric>
#include <span>
#include <string_view>
#include <tuple>
#include <utility>
#include <vector>

namespace irisan {

/// Which values of one indicator are wanted.
struct value_query {
  std::string_view indicator;
  date_range date = {};                    ///< of this time only; unknown: the latest
  std::string_view source = {};            ///< of this source only; empty: any
  std::string_view stands_for_region = {}; ///< kind of target that a region's value is taken for
  access shown_to = access::unit; ///< open to these; a value that does not say is for units
};

/// Rows of one indicator that were passed over, each for the first reason that holds.
struct passed_over {
  std::int64_t of_region = 0;    ///< a region's, and no target stands for it
  std::int64_t other_source = 0; ///< not of the source asked for
  std::int64_t not_shown = 0;    ///< open to fewer
  std::int64_t later = 0;        ///< after the day
  std::int64_t other_date = 0;   ///< not within the time asked for
  std::int64_t no_value = 0;     ///< empty: as if it were not there
  std::int64_t older = 0;        ///< another is later
  std::int64_t same_date = 0;    ///< another is of the same date, and says the same
  std::int64_t other_value = 0;  ///< another is of the same date, and says otherwise

  friend bool operator==(const passed_over&, const passed_over&) = default;
};

/// One row of each target, by its position among the indicators.
struct chosen_values {
  static constexpr std::int32_t none = -1;
  static constexpr std::int32_t conflicting = -2; ///< one source says two things of one date

  std::vector<std::int32_t> row;    ///< of each target: a position, `none` or `conflicting`
  std::vector<target_index> differ; ///< another source says otherwise of the same date
  irisan::passed_over passed_over;
};

/// The rows of each indicator, and the latest of each target by a day.
///
/// A row without a value says nothing, not even that an older value no longer holds. Of several
/// rows of one target: the latest date; of one date the target's own before its
/// region's, then the first source by name, and who differs is told. Dates compare by their first
/// day, then by their last.
class indicator_values {
public:
  explicit indicator_values(const portfolio& p) : p_(p), order_(p.indicators().size()) {
    std::iota(order_.begin(), order_.end(), 0);
    std::stable_sort(order_.begin(), order_.end(),
                     [&](std::int32_t a, std::int32_t b) { return at(a).id < at(b).id; });
  }

  /// Positions of the rows of an indicator.
  std::span<const std::int32_t> of(std::string_view id) const {
    const auto begin = std::lower_bound(
        order_.begin(), order_.end(), id,
        [&](std::int32_t row, std::string_view x) { return std::string_view(at(row).id) < x; });
    const auto end = std::upper_bound(begin, order_.end(), id, [&](std::string_view x, auto row) {
      return x < std::string_view(at(row).id);
    });
    return {order_.data() + (begin - order_.begin()), static_cast<std::size_t>(end - begin)};
  }

  chosen_values latest(const value_query& q, const date_range& as_of) const {
    chosen_values chosen;
    passed_over& past = chosen.passed_over;
    const std::vector<std::pair<region_index, target_index>> standing = standing_for_regions(q);
    const auto of_region = [&](region_index in) {
      return std::ranges::equal_range(standing, in, {}, [](const auto& x) { return x.first; });
    };
    std::vector<candidate> found;
    for (const std::int32_t row : of(q.indicator)) {
      const indicator& i = at(row);
      const auto openness = i.access == access::unknown ? access::unit : i.access;
      if (!i.of.known() && of_region(i.in).empty())
        ++past.of_region;
      else if (!q.source.empty() && i.source != q.source)
        ++past.other_source;
      else if (openness > q.shown_to)
        ++past.not_shown;
      else if (as_of.known() && i.date.earliest > as_of.latest)
        ++past.later;
      else if (q.date.known() &&
               (i.date.earliest < q.date.earliest || i.date.latest > q.date.latest))
        ++past.other_date;
      else if (i.value.empty())
        ++past.no_value;
      else if (i.of.known())
        found.push_back({i.of, false, row});
      else
        for (const auto& [in, t] : of_region(i.in)) found.push_back({t, true, row});
    }
    const auto better = [&](const candidate& a, const candidate& b) {
      const indicator &x = at(a.row), &y = at(b.row);
      if (a.of != b.of) return a.of < b.of;
      if (x.date != y.date) return x.date > y.date;
      return std::tie(a.of_region, x.source, a.row) < std::tie(b.of_region, y.source, b.row);
    };
    std::sort(found.begin(), found.end(), better);
    chosen.row.assign(p_.targets().size(), chosen_values::none);
    for (std::size_t from = 0; from < found.size();) {
      const candidate& best = found[from];
      const indicator& x = at(best.row);
      std::int32_t& row = chosen.row[best.of.at()];
      row = best.row;
      bool differs = false;
      std::size_t to = from + 1;
      for (; to < found.size() && found[to].of == best.of; ++to) {
        const indicator& y = at(found[to].row);
        if (y.date != x.date)
          ++past.older;
        else if (y.value == x.value && y.denominator == x.denominator)
          ++past.same_date;
        else {
          ++past.other_value;
          differs = true;
          if (y.source == x.source && found[to].of_region == best.of_region)
            row = chosen_values::conflicting;
        }
      }
      if (differs) chosen.differ.push_back(best.of);
      from = to;
    }
    return chosen;
  }

private:
  struct candidate {
    target_index of;
    bool of_region = false;
    std::int32_t row = -1;
  };

  const indicator& at(std::int32_t row) const {
    return p_.indicators()[static_cast<std::size_t>(row)];
  }

  /// The targets that stand for their region, by region.
  std::vector<std::pair<region_index, target_index>> standing_for_regions(
      const value_query& q) const {
    std::vector<std::pair<region_index, target_index>> all;
    if (q.stands_for_region.empty()) return all;
    for (std::size_t t = 0; t < p_.targets().size(); ++t)
      if (p_.targets()[t].kind == q.stands_for_region)
        all.push_back({p_.targets()[t].in, {static_cast<std::int32_t>(t)}});
    std::sort(all.begin(), all.end());
    return all;
  }

  const portfolio& p_;
  std::vector<std::int32_t> order_;
};

} // namespace irisan
