#pragma once

#include <irisan/need/known_rows.hpp>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <span>
#include <vector>

namespace irisan {

/// Where each row stands among all, from 0 to 1.
struct midranks {
  std::vector<double> rank; ///< in the order of the rows; NaN where it is not known
  std::int64_t unknown = 0; ///< rows without a known value or weight
};

/// Rows with the same ranking variable: [from, to) of the known rows.
struct tied_rows {
  std::size_t from = 0, to = 0;
  double before = 0; ///< the weight of all rows below them
  double upto = 0;   ///< and with them

  friend bool operator==(const tied_rows&, const tied_rows&) = default;
};

/// The ties among known rows, ascending; a row of its own is one.
inline std::vector<tied_rows> ties_of(const known_rows& known) {
  std::vector<tied_rows> ties;
  double weight = 0;
  for (std::size_t i = 0; i < known.rows.size(); ++i) {
    if (i == 0 || known.rows[i].by != known.rows[i - 1].by) ties.push_back({i, i, weight, weight});
    weight += known.rows[i].weight;
    ties.back().to = i + 1;
    ties.back().upto = weight;
  }
  return ties;
}

namespace detail {

/// Twice the weight below each value and once that of its like: Σ w times twice the mid-rank. NaN
/// where it is not known.
inline std::vector<double> weights_around(std::span<const double> values,
                                          std::span<const double> weights,
                                          const known_rows& known) {
  std::vector<double> around(values.size(), std::numeric_limits<double>::quiet_NaN());
  const std::vector<tied_rows> ties = ties_of(known);
  for (std::size_t i = 0; i < values.size(); ++i) {
    if (!std::isfinite(values[i]) || std::isnan(weight_at(weights, i))) continue;
    const auto at =
        std::lower_bound(ties.begin(), ties.end(), values[i],
                         [&](const tied_rows& t, double v) { return known.rows[t.from].by < v; });
    // A row of weight 0 may stand where no other does, and above all.
    if (at == ties.end())
      around[i] = 2 * known.weight;
    else
      around[i] = at->before + (known.rows[at->from].by == values[i] ? at->upto : at->before);
  }
  return around;
}

} // namespace detail

/// The weighted mid-rank of each row: the share of the weight with a smaller value, and half of the
/// share with the same. Of n rows without ties and weights, (i − ½) / n.
///
/// Ties share their mean: ranked as they come in, the same rows in another order would give another
/// result (Kakwani, Wagstaff, van Doorslaer 1997, doi:10.1016/S0304-4076(96)01807-6). A row of
/// weight 0 has a rank but moves no other; where nothing has a weight, nothing has a rank.
/// O(n log n). Throws as `rows_known`.
inline midranks midranks_of(std::span<const double> values, std::span<const double> weights = {}) {
  const known_rows known = rows_known(values, values, weights);
  midranks m{detail::weights_around(values, weights, known), known.unknown};
  for (double& r : m.rank)
    r = known.weight > 0 ? r / (2 * known.weight) : std::numeric_limits<double>::quiet_NaN();
  return m;
}

} // namespace irisan
