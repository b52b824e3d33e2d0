#pragma once

#include <irisan/core/error.hpp>
#include <irisan/need/known_rows.hpp>
#include <irisan/overlap/stirling.hpp>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <optional>
#include <span>
#include <string>
#include <utility>
#include <vector>

namespace irisan {

/// How much there is, and among whom: the rows that measures of inequality are computed from.
///
/// No measure is known of no rows, of a sum of 0 (0/0), and where a value is negative: shares of a
/// whole mean nothing then.
struct distribution {
  known_rows known; ///< by value, ascending
  double mean = 0;
  bool measurable = false; ///< there are rows, none negative, and their sum is above 0

  friend bool operator==(const distribution&, const distribution&) = default;
};

/// The distribution of values, each had by as many as its weight says. O(n log n), whatever the
/// order of the rows. Throws as `rows_known`.
inline distribution distribution_of(std::span<const double> values,
                                    std::span<const double> weights = {}) {
  distribution d{rows_known(values, values, weights), 0, false};
  if (d.known.rows.empty()) return d;
  for (const known_row& r : d.known.rows) d.mean += r.weight * r.value;
  d.mean /= d.known.weight;
  d.measurable = d.known.rows.front().value >= 0 && d.mean > 0 && std::isfinite(d.mean);
  return d;
}

/// Which pairs of rows a mean over pairs is taken of.
enum class row_pairs : std::uint8_t {
  all,      ///< each also with itself: the form with n, of a whole population
  different ///< only of two different rows: the form with n − 1, of a sample
};

namespace detail {

/// What a mean over all pairs is multiplied by, where pairs of a row with itself give 0, to be the
/// mean over different ones: n / (n − 1), with weights (Σ w)² / ((Σ w)² − Σ w²).
inline std::optional<double> of_pairs(const known_rows& known, row_pairs pairs) {
  if (pairs == row_pairs::all) return 1;
  if (known.rows.size() < 2) return std::nullopt;
  double with_itself = 0;
  for (const known_row& r : known.rows) with_itself += r.weight * r.weight;
  const double all = known.weight * known.weight;
  return all / (all - with_itself);
}

} // namespace detail

/// The Gini coefficient: half the mean difference of two rows, by the mean. 0: all have the same;
/// towards 1: one has it all.
///
/// Σ W_k (W − W_k) (x_{k+1} − x_k) / (W² μ), W_k the weight of the first k: nothing cancels, and
/// equal values give 0 exactly. Weights tell how much a row matters, not how often it was seen;
/// the form with n − 1 is not known of one row.
inline std::optional<double> gini(const distribution& d, row_pairs pairs = row_pairs::all) {
  const std::optional<double> factor = detail::of_pairs(d.known, pairs);
  if (!d.measurable || !factor) return std::nullopt;
  const std::vector<known_row>& rows = d.known.rows;
  double below = 0, sum = 0;
  for (std::size_t k = 0; k + 1 < rows.size(); ++k) {
    below += rows[k].weight;
    sum += below * (d.known.weight - below) * (rows[k + 1].value - rows[k].value);
  }
  return sum / d.known.weight / d.known.weight / d.mean * *factor;
}

/// A point of a Lorenz curve: those with the least, and what they have of all there is.
struct lorenz_point {
  double rows = 0;   ///< their share of the weight
  double values = 0; ///< their share of Σ w x

  friend bool operator==(const lorenz_point&, const lorenz_point&) = default;
};

/// The Lorenz curve: from (0, 0), one point after each row, to (1, 1); empty if it is not known.
inline std::vector<lorenz_point> lorenz(const distribution& d) {
  std::vector<lorenz_point> points;
  if (!d.measurable) return points;
  points.reserve(d.known.rows.size() + 1);
  points.push_back({});
  double weight = 0, sum = 0;
  for (const known_row& r : d.known.rows) {
    weight += r.weight;
    sum += r.weight * r.value;
    points.push_back({weight, sum});
  }
  for (lorenz_point& p : points) p.rows /= weight, p.values /= sum;
  return points;
}

/// The coefficient of variation: standard deviation by mean.
inline std::optional<double> coefficient_of_variation(const distribution& d,
                                                      row_pairs pairs = row_pairs::all) {
  const std::optional<double> factor = detail::of_pairs(d.known, pairs);
  if (!d.measurable || !factor) return std::nullopt;
  double sum = 0;
  for (const known_row& r : d.known.rows) {
    const double away = r.value / d.mean - 1;
    sum += r.weight * away * away;
  }
  return std::sqrt(sum / d.known.weight * *factor);
}

namespace detail {

/// x ln(x/m) − (x − m), by m: what a value adds to Theil T; never negative, 0 ln 0 = 0.
inline double theil_t_term(double x, double m) noexcept {
  return deviance(x, m, x - m) / m;
}

/// ln(m/x) + x/m − 1: what it adds to Theil L.
inline double theil_l_term(double x, double m) noexcept {
  return x > 0 ? deviance(m, x, m - x) / m : std::numeric_limits<double>::infinity();
}

} // namespace detail

/// Theil T, Σ w (x/μ) ln(x/μ) / Σ w: from 0 to ln n, with 0 ln 0 = 0; what is far above the mean
/// counts most (Theil 1967).
inline std::optional<double> theil_t(const distribution& d) {
  if (!d.measurable) return std::nullopt;
  double sum = 0;
  for (const known_row& r : d.known.rows) sum += r.weight * detail::theil_t_term(r.value, d.mean);
  return sum / d.known.weight;
}

/// Theil L, the mean logarithmic deviation Σ w ln(μ/x) / Σ w: what is far below the mean counts
/// most. Infinite as soon as one value is 0.
inline std::optional<double> theil_l(const distribution& d) {
  if (!d.measurable) return std::nullopt;
  double sum = 0;
  for (const known_row& r : d.known.rows) sum += r.weight * detail::theil_l_term(r.value, d.mean);
  return sum / d.known.weight;
}

/// Generalised entropy, Σ w ((x/μ)^α − 1) / (α (α − 1) Σ w): 0 is Theil L, 1 Theil T, 2 half the
/// square of the variation. Infinite for α ≤ 0 if a value is 0 (Shorrocks 1980,
/// doi:10.2307/1913126).
inline std::optional<double> generalised_entropy(const distribution& d, double alpha) {
  if (alpha == 0) return theil_l(d);
  if (alpha == 1) return theil_t(d);
  if (!d.measurable || !std::isfinite(alpha)) return std::nullopt;
  double sum = 0;
  for (const known_row& r : d.known.rows) {
    if (alpha < 0 && r.value == 0) return std::numeric_limits<double>::infinity();
    // Σ w (x/μ − 1) = 0 is taken off, or values close to the mean would cancel.
    const double away = (r.value - d.mean) / d.mean;
    const double power = r.value == 0 ? -1 : std::expm1(alpha * std::log1p(away));
    sum += r.weight * (power - alpha * away);
  }
  return sum / d.known.weight / (alpha * (alpha - 1));
}

/// Atkinson's index: the share of all there is that could be given up if the rest were spread
/// evenly, for an aversion ε ≥ 0 to inequality: 0 for ε = 0; 1 for ε ≥ 1 if a value is 0 (Atkinson
/// 1970, doi:10.1016/0022-0531(70)90039-6). Throws `rule_error` for another ε.
inline std::optional<double> atkinson(const distribution& d, double aversion) {
  if (!(aversion >= 0) || std::isinf(aversion))
    throw rule_error(std::to_string(aversion) + " is no aversion to inequality");
  const double alpha = 1 - aversion;
  if (alpha == 1) return d.measurable ? std::optional(0.0) : std::nullopt;
  const std::optional<double> entropy = generalised_entropy(d, alpha);
  if (!entropy) return std::nullopt;
  if (std::isinf(*entropy)) return 1;
  if (alpha == 0) return -std::expm1(-*entropy);
  return -std::expm1(std::log1p(alpha * (alpha - 1) * *entropy) / alpha);
}

/// One of two or more groups that rows belong to.
struct theil_group {
  std::int32_t group = -1;
  std::int64_t rows = 0;
  double rows_share = 0;   ///< of the weight
  double values_share = 0; ///< of Σ w x
  std::optional<double> t; ///< its own; not known if it has nothing (0/0)
  std::optional<double> l;

  friend bool operator==(const theil_group&, const theil_group&) = default;
};

/// An index in two parts that add up to it.
struct theil_parts {
  std::optional<double> total;
  std::optional<double> between; ///< what would be left if all in a group had its mean
  std::optional<double> within;  ///< the mean of the groups' own

  friend bool operator==(const theil_parts&, const theil_parts&) = default;
};

/// How much of an inequality lies between groups, and how much inside them.
struct theil_decomposition {
  theil_parts t;
  theil_parts l; ///< infinite with zeros; its part within is not known if a group has nothing
  std::vector<theil_group> groups; ///< ascending
  std::int64_t unknown = 0;        ///< rows left out

  friend bool operator==(const theil_decomposition&, const theil_decomposition&) = default;
};

/// The Theil indices of values whose rows belong to groups, each in its two parts: T weighs groups
/// by what they have, L by how many they are (Shorrocks 1980). A row without a group, −1, is left
/// out. O(n log n). Throws as `rows_known`.
inline theil_decomposition theil_by_group(std::span<const double> values,
                                          std::span<const std::int32_t> groups,
                                          std::span<const double> weights = {}) {
  detail::same_length(values.size(), groups.size(), "groups");
  std::vector<double> by(groups.size());
  for (std::size_t i = 0; i < groups.size(); ++i)
    by[i] = groups[i] >= 0 ? groups[i] : std::numeric_limits<double>::quiet_NaN();
  const known_rows known = rows_known(by, values, weights);
  std::vector<double> kept, kept_weights;
  for (const known_row& r : known.rows) kept.push_back(r.value), kept_weights.push_back(r.weight);
  const distribution all = distribution_of(kept, kept_weights);

  theil_decomposition parts;
  parts.unknown = known.unknown;
  parts.t.total = theil_t(all);
  parts.l.total = theil_l(all);
  if (!all.measurable) return parts;
  double between_t = 0, within_t = 0, between_l = 0, within_l = 0;
  bool all_have = true;
  for (std::size_t from = 0; from < known.rows.size();) {
    std::size_t to = from;
    while (to < known.rows.size() && known.rows[to].by == known.rows[from].by) ++to;
    const std::span<const double> own(kept), own_weights(kept_weights);
    const distribution d =
        distribution_of(own.subspan(from, to - from), own_weights.subspan(from, to - from));
    theil_group g;
    g.group = static_cast<std::int32_t>(known.rows[from].by);
    g.rows = static_cast<std::int64_t>(to - from);
    g.rows_share = d.known.weight / all.known.weight;
    g.values_share = g.rows_share * (d.mean / all.mean);
    g.t = theil_t(d);
    g.l = theil_l(d);
    between_t += g.rows_share * detail::theil_t_term(d.mean, all.mean);
    between_l += g.rows_share * detail::theil_l_term(d.mean, all.mean);
    if (g.t) within_t += g.values_share * *g.t; // 0 · 0/0 = 0: it has nothing to be weighed by
    if (g.l) within_l += g.rows_share * *g.l;
    all_have = all_have && g.l;
    parts.groups.push_back(std::move(g));
    from = to;
  }
  parts.t.between = between_t;
  parts.t.within = within_t;
  parts.l.between = between_l;
  if (all_have) parts.l.within = within_l;
  return parts;
}

} // namespace irisan
