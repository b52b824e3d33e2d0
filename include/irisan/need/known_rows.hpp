#pragma once

#include <irisan/core/error.hpp>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <tuple>
#include <vector>

namespace irisan {

/// A row that a statistic is computed from; it counts as often as its weight says.
struct known_row {
  double by = 0; ///< what rows are ranked by
  double value = 0;
  double weight = 1;

  friend bool operator==(const known_row&, const known_row&) = default;
};

/// The rows of which everything is known, so that the order they came in cannot be told any more:
/// sums over them have the same bits whatever it was.
struct known_rows {
  std::vector<known_row> rows; ///< sorted by all they hold; of weight 0 there are none
  std::int64_t unknown = 0;    ///< rows left out for something that is not known
  double weight = 0;           ///< Σ w

  friend bool operator==(const known_rows&, const known_rows&) = default;
};

namespace detail {

inline void same_length(std::size_t expected, std::size_t found, std::string_view what) {
  if (found != expected)
    throw rule_error("there are " + std::to_string(found) + " " + std::string(what) + " for " +
                     std::to_string(expected) + " rows");
}

/// The weight of a row, 1 where there are none, NaN if it is not known.
inline double weight_at(std::span<const double> weights, std::size_t row) {
  if (weights.empty()) return 1;
  const double w = weights[row];
  if (w < 0 || std::isinf(w))
    throw rule_error("row " + std::to_string(row + 1) + ": " + std::to_string(w) +
                     " is not a weight");
  return w;
}

} // namespace detail

/// The rows of which the ranking variable, the value and the weight are known. NaN is not known,
/// and neither is a value without end; no weights at all are weights of 1.
///
/// Throws `rule_error` for a weight below 0 or without end, and for lists of different length.
inline known_rows rows_known(std::span<const double> by, std::span<const double> values,
                             std::span<const double> weights = {}) {
  detail::same_length(by.size(), values.size(), "values");
  if (!weights.empty()) detail::same_length(by.size(), weights.size(), "weights");
  known_rows known;
  known.rows.reserve(by.size());
  for (std::size_t i = 0; i < by.size(); ++i) {
    const double w = detail::weight_at(weights, i);
    if (std::isnan(by[i]) || !std::isfinite(values[i]) || std::isnan(w))
      ++known.unknown;
    else if (w > 0)
      known.rows.push_back({by[i], values[i], w});
  }
  std::sort(known.rows.begin(), known.rows.end(), [](const known_row& a, const known_row& b) {
    return std::tie(a.by, a.value, a.weight) < std::tie(b.by, b.value, b.weight);
  });
  for (const known_row& r : known.rows) known.weight += r.weight;
  return known;
}

} // namespace irisan
