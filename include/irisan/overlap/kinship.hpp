#pragma once

#include <irisan/core/error.hpp>
#include <irisan/core/index.hpp>
#include <irisan/core/parallel.hpp>
#include <irisan/core/progress.hpp>
#include <irisan/core/sorted.hpp>
#include <irisan/core/text.hpp>
#include <irisan/model/portfolio.hpp>
#include <irisan/overlap/ancestry.hpp>
#include <irisan/overlap/pair.hpp>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <span>
#include <vector>

namespace irisan {

/// |A ∩ B| / |A ∪ B| of two sorted lists without repetitions; NaN if either is empty: an empty list
/// of categories means that they are not known.
template <class T>
double category_jaccard(std::span<const T> a, std::span<const T> b) {
  if (a.empty() || b.empty()) return std::numeric_limits<double>::quiet_NaN();
  const std::size_t shared = count_common(a, b);
  return static_cast<double>(shared) / static_cast<double>(a.size() + b.size() - shared);
}

/// |above(a) ∩ above(b)| / |above(a) ∪ above(b)|, each with itself: how much of their place in the
/// tree two activities share. 1 for the same one.
inline double ancestor_jaccard(const ancestry& tree, activity_index a, activity_index b) {
  return category_jaccard(tree.above(a), tree.above(b));
}

/// The most special activity that two lie inside, by information content; of equals the first.
/// Unknown if they have none in common.
inline activity_index nearest_common(const ancestry& tree, std::span<const double> content,
                                     activity_index a, activity_index b) {
  const auto x = tree.above(a), y = tree.above(b);
  activity_index nearest;
  for (std::size_t i = 0, j = 0; i < x.size() && j < y.size();) {
    if (x[i] == y[j]) {
      if (!nearest.known() || content[x[i].at()] > content[nearest.at()]) nearest = x[i];
      ++i, ++j;
    } else
      x[i] < y[j] ? ++i : ++j;
  }
  return nearest;
}

/// The information content of the nearest common activity (Resnik 1995); 0 if there is none.
inline double resnik(const ancestry& tree, std::span<const double> content, activity_index a,
                     activity_index b) {
  const activity_index nearest = nearest_common(tree, content, a, b);
  return nearest.known() ? content[nearest.at()] : 0.0;
}

/// 2 · content(nearest common) / (content(a) + content(b)), from 0 to 1 (Lin 1998, ICML).
///
/// 1 for an activity and itself, also for a root, whose content is 0. Not the depth decides but
/// what is common, so activities with several parents are measured right.
inline double lin(const ancestry& tree, std::span<const double> content, activity_index a,
                  activity_index b) {
  if (a == b) return 1.0;
  const double both = content[a.at()] + content[b.at()];
  return both > 0 ? 2.0 * resnik(tree, content, a, b) / both : 0.0;
}

/// How well the things of two lists find their like in the other list: the mean, over a list, of
/// the greatest similarity to anything in the other. NaN if either list is empty.
struct best_matches {
  double first = std::numeric_limits<double>::quiet_NaN();
  double second = std::numeric_limits<double>::quiet_NaN();

  /// (first + second) / 2: best-match average. Of the two formulas in use this is the one that
  /// weighs both lists alike, whatever their lengths; the other divides the sum of all best
  /// matches by the number of all things.
  double average() const noexcept { return (first + second) / 2; }
  /// max(first, second): 1 if one list lies in the other.
  double greatest() const noexcept { return first > second ? first : second; }

  friend bool operator==(const best_matches&, const best_matches&) = default;
};

/// The best matches of two lists by a similarity of two things (Pesquita et al. 2009,
/// doi 10.1371/journal.pcbi.1000443). Time: the product of the lengths.
template <class T, class Similarity>
best_matches best_match(std::span<const T> a, std::span<const T> b, const Similarity& similarity) {
  best_matches m;
  if (a.empty() || b.empty()) return m;
  std::vector<double> of_second(b.size(), -std::numeric_limits<double>::infinity());
  m.first = m.second = 0;
  for (const T& x : a) {
    double best = -std::numeric_limits<double>::infinity();
    for (std::size_t j = 0; j < b.size(); ++j) {
      const double s = similarity(x, b[j]);
      best = std::max(best, s);
      of_second[j] = std::max(of_second[j], s);
    }
    m.first += best;
  }
  for (const double best : of_second) m.second += best;
  m.first /= static_cast<double>(a.size());
  m.second /= static_cast<double>(b.size());
  return m;
}

/// What each intervention does and for whom: sorted, each once, without what is not known.
struct kin_traits {
  std::vector<std::vector<activity_index>> activities; ///< of each intervention
  std::vector<std::vector<audience_index>> audiences;

  friend bool operator==(const kin_traits&, const kin_traits&) = default;
};

/// The activities and audiences of all deliveries of each intervention.
inline kin_traits traits_of(const portfolio& p) {
  kin_traits traits;
  const auto n = static_cast<std::size_t>(p.intervention_count());
  traits.activities.resize(n);
  traits.audiences.resize(n);
  const deliveries& d = p.deliveries();
  for (std::int32_t i = 0; i < d.size(); ++i) {
    const std::size_t at = d.intervention({i}).at();
    if (const activity_index a = d.activity({i}); a.known()) traits.activities[at].push_back(a);
    if (const audience_index w = d.audience({i}); w.known()) traits.audiences[at].push_back(w);
  }
  for (auto& list : traits.activities) sort_unique(list);
  for (auto& list : traits.audiences) sort_unique(list);
  return traits;
}

/// How alike two interventions are in kind, each part by itself, from 0 to 1; NaN where a part is
/// not known of both.
struct kinship {
  double activities = std::numeric_limits<double>::quiet_NaN(); ///< best-match average of Lin
  double ancestors = std::numeric_limits<double>::quiet_NaN();  ///< Jaccard of all that lies above
  double audiences = std::numeric_limits<double>::quiet_NaN();  ///< Jaccard

  /// The least of the parts: alike in kind *and* audience. NaN if a part is not known.
  double least() const noexcept {
    return std::isnan(activities) || std::isnan(ancestors) || std::isnan(audiences)
               ? std::numeric_limits<double>::quiet_NaN()
               : std::min({activities, ancestors, audiences});
  }

  friend bool operator==(const kinship&, const kinship&) = default;
};

/// How much each part of a kinship counts.
struct kinship_weights {
  double activities = 1;
  double ancestors = 0; ///< the parameter-free second opinion on the same thing
  double audiences = 1;

  friend bool operator==(const kinship_weights&, const kinship_weights&) = default;
};

/// Σ weight · part / Σ weight over the parts that have a weight; NaN if one of them is not known.
/// Throws `rule_error` if a weight is negative or no number, or if all are 0.
inline double weighted_kinship(const kinship& k, const kinship_weights& weights) {
  const double w[] = {weights.activities, weights.ancestors, weights.audiences};
  const double part[] = {k.activities, k.ancestors, k.audiences};
  double sum = 0, all = 0;
  for (int i = 0; i < 3; ++i) {
    if (!(w[i] >= 0) || std::isinf(w[i]))
      throw rule_error("a weight of kinship is a number from 0, not " + number_text(w[i]));
    if (w[i] == 0) continue;
    sum += w[i] * part[i];
    all += w[i];
  }
  if (all == 0) throw rule_error("no part of kinship has a weight above 0");
  return sum / all;
}

/// How alike in kind each pair is: their activities by the portfolio's tree, and their audiences.
///
/// Time: for each pair, the product of their numbers of activities, by the depth of the tree. The
/// same for any number of threads. Throws `stopped` when asked to stop.
inline std::vector<kinship> pair_kinships(const portfolio& p,
                                          const std::vector<overlap_pair>& pairs,
                                          content_measure by = content_measure::seco,
                                          unsigned threads = 0, const progress& watch = {}) {
  const kin_traits traits = traits_of(p);
  const ancestry tree(p.tree_of_activities());
  const std::vector<double> content = information_content(tree, by);
  // All that lies above any activity of an intervention.
  std::vector<std::vector<activity_index>> above(traits.activities.size());
  for (std::size_t i = 0; i < above.size(); ++i) {
    for (const activity_index a : traits.activities[i]) {
      const auto more = tree.above(a);
      above[i].insert(above[i].end(), more.begin(), more.end());
    }
    sort_unique(above[i]);
  }
  const auto similarity = [&](activity_index a, activity_index b) {
    return lin(tree, content, a, b);
  };
  std::vector<kinship> kin(pairs.size());
  for_each_index(pairs.size(), threads, [&](std::size_t i) {
    if (watch.stop.stop_requested()) throw stopped();
    const std::size_t x = pairs[i].first.at(), y = pairs[i].second.at();
    const std::span<const activity_index> a = traits.activities[x], b = traits.activities[y];
    kin[i].activities = best_match(a, b, similarity).average();
    kin[i].ancestors = category_jaccard<activity_index>(above[x], above[y]);
    kin[i].audiences = category_jaccard<audience_index>(traits.audiences[x], traits.audiences[y]);
  });
  return kin;
}

} // namespace irisan
