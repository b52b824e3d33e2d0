#pragma once

#include <irisan/core/error.hpp>
#include <irisan/need/known_rows.hpp>
#include <irisan/need/midrank.hpp>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <optional>
#include <span>
#include <string>
#include <vector>

namespace irisan {

/// A figure, and what it would be at least and at most, whatever is true of those not reported. Not
/// known where it is 0/0, never 0 then; the range is over the cases in which it is something.
struct bounded_figure {
  std::optional<double> value; ///< as reported
  std::optional<double> least, most;

  friend bool operator==(const bounded_figure&, const bounded_figure&) = default;
};

/// What is known about a question.
enum class answer : std::int8_t { unknown = -1, no, yes };

/// Who needs it and who got it, counted.
struct targeting_counts {
  std::int64_t needy_treated = 0, needy_untreated = 0, needy_unreported = 0;
  std::int64_t other_treated = 0, other_untreated = 0, other_unreported = 0;
  std::int64_t unassessed = 0; ///< of whom no need is known either way: in no figure

  friend bool operator==(const targeting_counts&, const targeting_counts&) = default;
};

/// Counts targets by need and treatment. Throws `rule_error` for lists of different length.
inline targeting_counts count_targeting(std::span<const answer> needy,
                                        std::span<const answer> treated) {
  detail::same_length(needy.size(), treated.size(), "treatments");
  targeting_counts c;
  for (std::size_t t = 0; t < needy.size(); ++t) {
    const auto pick = [&](std::int64_t& yes, std::int64_t& no, std::int64_t& unknown) {
      ++(treated[t] == answer::yes ? yes : treated[t] == answer::no ? no : unknown);
    };
    if (needy[t] == answer::yes)
      pick(c.needy_treated, c.needy_untreated, c.needy_unreported);
    else if (needy[t] == answer::no)
      pick(c.other_treated, c.other_untreated, c.other_unreported);
    else
      ++c.unassessed;
  }
  return c;
}

/// How well a program reaches those who need it. Cornia, Stewart 1993 call the two errors E and F.
struct targeting {
  bounded_figure inclusion_error;   ///< of the treated, those without need
  bounded_figure exclusion_error;   ///< of the needy, those not treated
  bounded_figure coverage_of_needy; ///< of the needy, those treated
  bounded_figure precision;         ///< of the treated, those with need
  /// The correlation of need and treatment, from −1 to 1.
  bounded_figure phi;
  /// What the needy got of all treatments, by their share q of all targets: 1 as if all had been
  /// treated alike, above 1 better (Coady, Grosh, Hoddinott 2004).
  bounded_figure coady_grosh_hoddinott;

  friend bool operator==(const targeting&, const targeting&) = default;
};

namespace detail {

/// Counts with nothing unreported.
struct cross_table {
  double needy_treated, needy_untreated, other_treated, other_untreated;
};

inline std::optional<double> quotient(double over, double under) noexcept {
  return under > 0 ? std::optional(over / under) : std::nullopt;
}

/// A figure of those reported, and its range over all tables that the unreported may turn it into.
///
/// Only for figures that rise or fall throughout with each of the two unknown counts: their
/// extremes lie where all or none were treated, or one off where that is 0/0.
template <class Figure>
bounded_figure bounded(const targeting_counts& c, const Figure& figure) {
  const auto real = [](std::int64_t n) { return static_cast<double>(n); };
  bounded_figure f;
  f.value = figure(cross_table{real(c.needy_treated), real(c.needy_untreated),
                               real(c.other_treated), real(c.other_untreated)});
  const std::int64_t u = c.needy_unreported, v = c.other_unreported;
  for (const std::int64_t x :
       {std::int64_t{0}, std::min<std::int64_t>(1, u), std::max<std::int64_t>(0, u - 1), u})
    for (const std::int64_t y :
         {std::int64_t{0}, std::min<std::int64_t>(1, v), std::max<std::int64_t>(0, v - 1), v}) {
      const std::optional<double> one =
          figure(cross_table{real(c.needy_treated + x), real(c.needy_untreated + u - x),
                             real(c.other_treated + y), real(c.other_untreated + v - y)});
      if (!one) continue;
      f.least = f.least ? std::min(*f.least, *one) : *one;
      f.most = f.most ? std::max(*f.most, *one) : *one;
    }
  return f;
}

} // namespace detail

/// The figures of a cross table. Throws `rule_error` for a count below 0.
inline targeting targeting_of(const targeting_counts& c) {
  for (const std::int64_t n : {c.needy_treated, c.needy_untreated, c.needy_unreported,
                               c.other_treated, c.other_untreated, c.other_unreported})
    if (n < 0) throw rule_error(std::to_string(n) + " is not a number of targets");
  targeting t;
  t.inclusion_error = detail::bounded(c, [](const detail::cross_table& n) {
    return detail::quotient(n.other_treated, n.needy_treated + n.other_treated);
  });
  t.exclusion_error = detail::bounded(c, [](const detail::cross_table& n) {
    return detail::quotient(n.needy_untreated, n.needy_treated + n.needy_untreated);
  });
  t.coverage_of_needy = detail::bounded(c, [](const detail::cross_table& n) {
    return detail::quotient(n.needy_treated, n.needy_treated + n.needy_untreated);
  });
  t.precision = detail::bounded(c, [](const detail::cross_table& n) {
    return detail::quotient(n.needy_treated, n.needy_treated + n.other_treated);
  });
  t.phi = detail::bounded(c, [](const detail::cross_table& n) {
    const double needy = n.needy_treated + n.needy_untreated,
                 other = n.other_treated + n.other_untreated,
                 treated = n.needy_treated + n.other_treated,
                 untreated = n.needy_untreated + n.other_untreated;
    const auto phi =
        detail::quotient(n.needy_treated * n.other_untreated - n.needy_untreated * n.other_treated,
                         std::sqrt(needy * other * treated * untreated));
    return phi ? std::optional(std::clamp(*phi, -1.0, 1.0)) : phi; // no bit beyond, by rounding
  });
  // Who needs it is known of all of them, reported or not.
  const auto needy = static_cast<double>(c.needy_treated + c.needy_untreated + c.needy_unreported);
  const double all =
      needy + static_cast<double>(c.other_treated + c.other_untreated + c.other_unreported);
  t.coady_grosh_hoddinott = detail::bounded(c, [&](const detail::cross_table& n) {
    return detail::quotient(n.needy_treated * all, (n.needy_treated + n.other_treated) * needy);
  });
  return t;
}

/// What the neediest got.
struct neediest_share {
  bounded_figure share; ///< of all benefits
  bounded_figure ratio; ///< by their share of the rows, q: above 1 they got more than the rest
  std::int64_t rows = 0;
  std::int64_t unreported = 0; ///< of these, with an unknown benefit: they keep their rank
  std::int64_t unknown = 0;    ///< left out for an unknown need or weight

  friend bool operator==(const neediest_share&, const neediest_share&) = default;
};

/// The share of all benefits that goes to the q of the weight with the greatest need, and the ratio
/// of Coady, Grosh and Hoddinott (2004, doi:10.1093/wbro/lkh016): that share by q.
///
/// Rows of equal need at the boundary give the part of their benefits that is asked for of their
/// weight. NaN is an unreported benefit; if it is said what such a row got at most, there is a
/// range. Not known if nobody got anything (0/0), and if a benefit is negative. O(n log n). Throws
/// `rule_error` unless 0 < q ≤ 1 and what is got at most is not negative, and as `rows_known`.
inline neediest_share benefits_of_neediest(std::span<const double> need,
                                           std::span<const double> benefits, double q,
                                           std::span<const double> weights = {},
                                           std::optional<double> unreported_most = {}) {
  if (!(q > 0 && q <= 1)) throw rule_error(std::to_string(q) + " is no share of the rows");
  if (unreported_most && !(*unreported_most >= 0 && std::isfinite(*unreported_most)))
    throw rule_error(std::to_string(*unreported_most) + " is no benefit");
  constexpr double unreported = std::numeric_limits<double>::lowest();
  std::vector<double> got(benefits.begin(), benefits.end());
  for (double& b : got)
    if (!std::isfinite(b)) b = unreported;
  const known_rows known = rows_known(need, got, weights);

  neediest_share n;
  n.rows = static_cast<std::int64_t>(known.rows.size());
  n.unknown = known.unknown;
  const double cut = known.weight - q * known.weight; // the weight of those less needy
  double theirs = 0, all = 0, boundary = 0;
  double silent_in = 0, silent_on = 0, silent_out = 0; // weights of the unreported
  bool negative = false;
  for (const tied_rows& t : ties_of(known)) {
    const double part = std::clamp((t.upto - cut) / (t.upto - t.before), 0.0, 1.0);
    if (part > 0 && part < 1) boundary = part;
    for (std::size_t i = t.from; i < t.to; ++i) {
      const known_row& r = known.rows[i];
      if (r.value != unreported) {
        negative = negative || r.value < 0;
        all += r.weight * r.value;
        theirs += part * (r.weight * r.value);
        continue;
      }
      ++n.unreported;
      (part == 1 ? silent_in : part == 0 ? silent_out : silent_on) += r.weight;
    }
  }
  if (negative) return n;
  n.share.value = detail::quotient(theirs, all);
  if (n.unreported == 0)
    n.share.least = n.share.most = n.share.value;
  else if (unreported_most)
    // The share is a quotient of linear functions: at an extreme each kind of row got all or none.
    for (int which = 0; which < 8; ++which) {
      const double in = which & 1 ? silent_in * *unreported_most : 0,
                   on = which & 2 ? silent_on * *unreported_most : 0,
                   out = which & 4 ? silent_out * *unreported_most : 0;
      const std::optional<double> one =
          detail::quotient(theirs + in + boundary * on, all + in + on + out);
      if (!one) continue;
      n.share.least = n.share.least ? std::min(*n.share.least, *one) : *one;
      n.share.most = n.share.most ? std::max(*n.share.most, *one) : *one;
    }
  const auto by_q = [&](const std::optional<double>& share) {
    return share ? std::optional(*share / q) : std::nullopt;
  };
  n.ratio = {by_q(n.share.value), by_q(n.share.least), by_q(n.share.most)};
  return n;
}

} // namespace irisan
