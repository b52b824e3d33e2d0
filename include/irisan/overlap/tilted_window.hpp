#pragma once

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <vector>

namespace irisan {

/// The stretch of a distribution on whole numbers that matters after a tilt by eᵗˣ.
///
/// P(X = x) = e^{scale − t (x − centre)} weight[x − first] with Σ weight = 1: after the tilt the
/// great terms are near 1 however rare x was, so that windows can be convolved without logarithms.
/// x counts from the least possible value.
struct tilted_window {
  std::int64_t first = 0, centre = 0;
  double scale = 0;
  std::vector<double> weight;

  friend bool operator==(const tilted_window&, const tilted_window&) = default;
};

namespace detail {
/// A weight of this share of the greatest, and all beyond it, does not show in any sum.
inline constexpr double no_weight = 1e-20;

inline void trim(tilted_window& w) {
  const double least = no_weight * *std::max_element(w.weight.begin(), w.weight.end());
  const auto shows = [&](double x) { return x >= least; };
  w.weight.erase(std::find_if(w.weight.rbegin(), w.weight.rend(), shows).base(), w.weight.end());
  const auto begin = std::find_if(w.weight.begin(), w.weight.end(), shows);
  w.first += begin - w.weight.begin();
  w.weight.erase(w.weight.begin(), begin);
  double sum = 0;
  for (const double x : w.weight) sum += x;
  for (double& x : w.weight) x /= sum;
  w.scale += std::log(sum);
}
} // namespace detail

/// The window of a part of a `lattice_sum` under a tilt: from its mode to both sides by ratios.
template <class Part>
tilted_window window_of(const Part& p, double t) {
  const double odds = std::exp(t + p.shift());
  const std::int64_t mode = p.mode(t);
  tilted_window w;
  w.scale = p.ln_probability(mode);
  w.centre = mode - p.least();
  double weight = 1;
  for (std::int64_t x = mode; x > p.least() && weight > detail::no_weight;) {
    weight /= p.ratio(--x) * odds;
    w.weight.push_back(weight);
  }
  std::reverse(w.weight.begin(), w.weight.end());
  w.first = w.centre - static_cast<std::int64_t>(w.weight.size());
  w.weight.push_back(1);
  weight = 1;
  for (std::int64_t x = mode; x < p.most() && weight > detail::no_weight;) {
    weight *= p.ratio(x++) * odds;
    w.weight.push_back(weight);
  }
  detail::trim(w);
  return w;
}

/// The window of the sum of two independent numbers under the same tilt.
inline tilted_window convolve(const tilted_window& a, const tilted_window& b) {
  const bool swap = b.weight.size() < a.weight.size();
  const tilted_window& outer = swap ? b : a; // the inner loop is the longer one
  const tilted_window& inner = swap ? a : b;
  tilted_window w{a.first + b.first, a.centre + b.centre, a.scale + b.scale, {}};
  // Four weights at a time halve the traffic; zeros on both sides of the longer one spare the
  // short ends a loop of their own.
  constexpr std::size_t at_once = 4;
  const std::size_t size = inner.weight.size(), rounded = (outer.weight.size() + 3) / 4 * 4;
  std::vector<double> padded(size + 2 * (at_once - 1), 0);
  std::copy(inner.weight.begin(), inner.weight.end(), padded.begin() + (at_once - 1));
  w.weight.assign(rounded + size - 1, 0);
  for (std::size_t i = 0; i < rounded; i += at_once) {
    double o[at_once] = {};
    for (std::size_t j = 0; j < at_once && i + j < outer.weight.size(); ++j)
      o[j] = outer.weight[i + j];
    double* const sum = w.weight.data() + i;
    const double* const x = padded.data();
    for (std::size_t k = 0; k < size + at_once - 1; ++k)
      sum[k] += (o[0] * x[k + 3] + o[1] * x[k + 2]) + (o[2] * x[k + 1] + o[3] * x[k]);
  }
  w.weight.resize(outer.weight.size() + size - 1);
  detail::trim(w);
  return w;
}

/// The window of the sum of `count` ≥ 1 independent copies, by squaring.
inline tilted_window convolve_copies(tilted_window w, std::int64_t count) {
  for (; count % 2 == 0; count /= 2) w = convolve(w, w);
  tilted_window all = w;
  while ((count /= 2) > 0) {
    w = convolve(w, w);
    if (count % 2 == 1) all = convolve(all, w);
  }
  return all;
}

/// ln P(X ≥ k) or ln P(X ≤ k) from a window, k from the least value; good where the tilt leads to
/// k or to its other side, t ≥ 0 for P(X ≥ k) and t ≤ 0 for P(X ≤ k).
inline double ln_tail_of(const tilted_window& w, double t, std::int64_t k, bool above) {
  const std::int64_t j = k - w.first, size = static_cast<std::int64_t>(w.weight.size());
  double sum = 0;
  for (std::int64_t i = above ? std::max<std::int64_t>(j, 0) : std::min(j, size - 1);
       i >= 0 && i < size; i += above ? 1 : -1)
    sum += w.weight[static_cast<std::size_t>(i)] * std::exp(-t * static_cast<double>(i - j));
  return w.scale - t * static_cast<double>(k - w.centre) + std::log(sum);
}

} // namespace irisan
