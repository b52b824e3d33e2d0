#pragma once

#include <irisan/core/error.hpp>
#include <irisan/need/known_rows.hpp>
#include <irisan/need/midrank.hpp>

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <limits>
#include <optional>
#include <span>
#include <string>

namespace irisan {

/// Whether those who rank low or those who rank high have more of something.
struct concentration {
  std::int64_t rows = 0;
  std::int64_t unknown = 0; ///< rows left out
  double mean = 0;
  double least = 0, most = 0; ///< of the values
  /// 2 cov(x, r), r the mid-ranks: the index times the mean, in the unit of the values.
  std::optional<double> generalised;
  /// The concentration index, 2 cov(x, r) / μ. Below 0: those who rank low have more, above 0 those
  /// who rank high; 0 if all have the same, or all rank the same. Not known of a sum of 0 (0/0),
  /// and if a value is negative.
  std::optional<double> index;

  friend bool operator==(const concentration&, const concentration&) = default;
};

/// The concentration of values among rows that are ranked by something else: by poverty, or need.
/// Ranked by wealth, benefits that reach the poor give an index below 0; by need, above 0.
///
/// Ties share their mid-rank, so that the order of the rows decides nothing. The covariance is that
/// of a population, Σ w (x − μ)(r − ½) / Σ w, which weights leave as it is (Kakwani, Wagstaff, van
/// Doorslaer 1997, doi:10.1016/S0304-4076(96)01807-6). O(n log n). Throws as `rows_known`.
inline concentration concentration_of(std::span<const double> ranking,
                                      std::span<const double> values,
                                      std::span<const double> weights = {}) {
  const known_rows known = rows_known(ranking, values, weights);
  concentration c;
  c.rows = static_cast<std::int64_t>(known.rows.size());
  c.unknown = known.unknown;
  if (known.rows.empty()) return c;
  c.least = std::numeric_limits<double>::infinity();
  c.most = -c.least;
  double sum = 0;
  for (const known_row& r : known.rows) {
    sum += r.weight * r.value;
    c.least = std::min(c.least, r.value);
    c.most = std::max(c.most, r.value);
  }
  c.mean = sum / known.weight;
  // Taken from the least value on, which changes no covariance: equal values give 0 exactly.
  double above = 0;
  for (const tied_rows& t : ties_of(known)) {
    double of_tie = 0;
    for (std::size_t i = t.from; i < t.to; ++i)
      of_tie += known.rows[i].weight * (known.rows[i].value - c.least);
    above += of_tie * (t.before + t.upto - known.weight);
  }
  const double generalised = above / known.weight / known.weight;
  if (!std::isfinite(generalised)) return c;
  c.generalised = generalised;
  if (c.least >= 0 && c.mean > 0) c.index = generalised / c.mean;
  return c;
}

/// What a bounded variable can be at least and at most: 0 and 1 for whether a target was reached.
struct value_bounds {
  double least = 0, most = 1;

  friend bool operator==(const value_bounds&, const value_bounds&) = default;
};

namespace detail {
inline void within_bounds(const concentration& c, const value_bounds& b) {
  if (!(b.least < b.most) || std::isinf(b.most - b.least))
    throw rule_error("there is no value between the bounds " + std::to_string(b.least) + " and " +
                     std::to_string(b.most));
  if (c.rows > 0 && (c.least < b.least || c.most > b.most))
    throw rule_error("the value " + std::to_string(c.least < b.least ? c.least : c.most) +
                     " is not within the bounds " + std::to_string(b.least) + " and " +
                     std::to_string(b.most));
}
} // namespace detail

/// Erreygers' index of a bounded variable, 8 cov(x, r) / (b − a): what some have and what others
/// lack give the same number with opposite signs, and a higher mean alone does not shrink it
/// (Erreygers 2009, doi:10.1016/j.jhealeco.2008.02.003). Throws `rule_error` if a value is not
/// within the bounds.
inline std::optional<double> erreygers(const concentration& c, const value_bounds& b = {}) {
  detail::within_bounds(c, b);
  if (!c.generalised) return std::nullopt;
  return 4 * *c.generalised / (b.most - b.least);
}

/// Wagstaff's index of a bounded variable, 2 cov(x, r) (b − a) / ((b − μ)(μ − a)): the share of the
/// extreme that the mean allows. Not known if all have the least or all the most (0/0) (Wagstaff
/// 2005, doi:10.1002/hec.953). Throws `rule_error` if a value is not within the bounds.
inline std::optional<double> wagstaff(const concentration& c, const value_bounds& b = {}) {
  detail::within_bounds(c, b);
  if (!c.generalised || c.least == b.most || c.most == b.least) return std::nullopt;
  return *c.generalised * (b.most - b.least) / ((b.most - c.mean) * (c.mean - b.least));
}

} // namespace irisan
