#pragma once

#include <irisan/core/parallel.hpp>
#include <irisan/core/progress.hpp>
#include <irisan/graph/incidence.hpp>
#include <irisan/overlap/class_meetings.hpp>
#include <irisan/overlap/degree_model.hpp>
#include <irisan/overlap/hypergeometric.hpp>
#include <irisan/overlap/poisson_binomial.hpp>
#include <irisan/overlap/target_classes.hpp>

#include <algorithm>
#include <cassert>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

namespace irisan {

/// What overlaps are compared with.
enum class overlap_null : std::uint8_t {
  pooled,     ///< programs of these sizes, over all targets of a kind
  stratified, ///< programs of these sizes in each stratum
  degrees     ///< and targets as often reached as these are, in each class
};

inline constexpr std::string_view overlap_nulls_names[] = {"pooled", "stratified", "degrees"};

constexpr std::string_view name_of(overlap_null n) noexcept {
  return overlap_nulls_names[static_cast<std::size_t>(n)];
}

/// What an incidence and the classes of its targets say about the overlap of two interventions by
/// chance, under each null; only targets that both may reach are looked at.
///
/// Memory: for each intervention its targets by class; with `degrees`, a table of probabilities of
/// the distinct degrees of each class.
class overlap_nulls {
public:
  /// Solves a `degree_model` for each class if `degrees` is asked for. The incidence is only read
  /// here. Throws `rule_error` if classes are of other targets or interventions, `stopped`.
  overlap_nulls(const incidence_view& a, const target_classes& c, bool degrees, unsigned threads,
                const progress& watch)
      : classes_(c), totals_(static_cast<std::size_t>(c.strata), 0),
        pool_totals_(static_cast<std::size_t>(c.pools), 0) {
    if (c.of.size() != static_cast<std::size_t>(a.columns) ||
        c.restriction.size() != static_cast<std::size_t>(a.rows()))
      throw rule_error("classes of " + std::to_string(c.of.size()) + " targets and " +
                       std::to_string(c.restriction.size()) + " interventions for " +
                       std::to_string(a.columns) + " and " + std::to_string(a.rows()));
    for (const target_classes::target_class& k : c.classes) {
      totals_[static_cast<std::size_t>(k.stratum)] += k.size;
      pool_totals_[static_cast<std::size_t>(k.pool)] += k.size;
    }
    std::vector<std::int32_t> in_class(c.count(), 0), touched;
    for (std::int32_t p = 0; p < a.rows(); ++p) {
      for (const std::int32_t t : a.row(p))
        if (const auto k = c.of[static_cast<std::size_t>(t)];
            in_class[static_cast<std::size_t>(k)]++ == 0)
          touched.push_back(k);
      std::sort(touched.begin(), touched.end());
      for (const std::int32_t k : touched) {
        reached_.push_back({k, in_class[static_cast<std::size_t>(k)], 0});
        in_class[static_cast<std::size_t>(k)] = 0;
      }
      touched.clear();
      offsets_.push_back(reached_.size());
    }
    if (degrees) solve(a, threads, watch);
  }

  std::int32_t interventions() const noexcept {
    return static_cast<std::int32_t>(offsets_.size()) - 1;
  }
  const target_classes& classes() const noexcept { return classes_; }

  /// The sizes of both and of the universe, in each pool or stratum that both reach, in order.
  void margins(intervention_index p, intervention_index q, overlap_null null,
               std::vector<overlap_margins>& out) const {
    out.clear();
    const bool pooled = null == overlap_null::pooled;
    const std::span<const reach> x = of(p), y = of(q);
    const std::int32_t of_p = restriction(p), of_q = restriction(q);
    for (std::size_t i = 0, k = 0; i < x.size() && k < y.size();) {
      const std::int32_t here = group(x[i].of, pooled), there = group(y[k].of, pooled);
      if (here < there) {
        ++i;
      } else if (there < here) {
        ++k;
      } else {
        overlap_margins m;
        for (; i < x.size() && group(x[i].of, pooled) == here; ++i)
          if (may_reach(of_q, x[i].of)) m.first += x[i].count;
        for (; k < y.size() && group(y[k].of, pooled) == here; ++k)
          if (may_reach(of_p, y[k].of)) m.second += y[k].count;
        if (m.first == 0 || m.second == 0) continue;
        m.universe = universe(here, pooled, of_p, of_q);
        out.push_back(m);
      }
    }
  }

  /// The chance of a meeting at the targets of each class and degree, under `degrees`.
  ///
  /// In a class of which one of both reaches all, they meet wherever the other is: chance has no
  /// choice there, as under `stratified`. So a pair that cannot be tested there cannot be here.
  ///
  /// Where there are more than so many, those of neighbouring degrees and those of nearly the same
  /// probability are put together with their mean, as far as the variance of the overlap loses less
  /// than 5·10⁻⁵ by either.
  void meetings(intervention_index p, intervention_index q, std::vector<trials>& out,
                std::size_t most_apart = 512) const {
    assert(!models_.empty() || classes_.count() == 0);
    out.clear();
    std::size_t apart = 0;
    for_each_common(p, q, [&](const reach& x, const reach&) {
      apart += models_[static_cast<std::size_t>(x.of)].targets().size();
    });
    for_each_common(p, q, [&](const reach& x, const reach& y) {
      const auto of = static_cast<std::size_t>(x.of);
      if (const std::int64_t all = classes_.classes[of].size; x.count == all || y.count == all)
        out.push_back({1, std::min(x.count, y.count)});
      else
        models_[of].add_to(out, x.row, y.row, apart > most_apart);
    });
    if (out.size() > most_apart) put_together(out);
  }

  /// How many pairs could be tested under a null: those for which chance has a choice somewhere,
  /// whether they share anything or not.
  std::int64_t testable_pairs(overlap_null null, unsigned threads = 0,
                              const progress& watch = {}) const {
    const bool pooled = null == overlap_null::pooled;
    const auto n = static_cast<std::size_t>(interventions());
    // For what each kind of partner may reach: a bit for each stratum in which an intervention has
    // some of the targets and not all.
    const std::size_t kinds = classes_.may.size() + 1,
                      words = (static_cast<std::size_t>(pooled ? classes_.pools : classes_.strata) +
                               63) /
                              64;
    std::vector<std::uint64_t> choice(n * kinds * words, 0);
    const auto bits = [&](std::size_t p, std::size_t kind) {
      return choice.data() + (p * kinds + kind) * words;
    };
    for (std::size_t p = 0; p < n; ++p)
      for (std::size_t kind = 0; kind < kinds; ++kind) {
        const auto of_other = static_cast<std::int32_t>(kind) - 1;
        const std::span<const reach> x = of({static_cast<std::int32_t>(p)});
        for (std::size_t i = 0; i < x.size();) {
          const std::int32_t here = group(x[i].of, pooled);
          std::int64_t count = 0;
          for (; i < x.size() && group(x[i].of, pooled) == here; ++i)
            if (may_reach(of_other, x[i].of)) count += x[i].count;
          if (count > 0 &&
              count < universe(here, pooled, restriction({static_cast<std::int32_t>(p)}), of_other))
            bits(p, kind)[here / 64] |= std::uint64_t{1} << (here % 64);
        }
      }
    constexpr std::size_t rows = 64;
    std::vector<std::int64_t> found((n + rows - 1) / rows, 0);
    for_each_index(found.size(), threads, [&](std::size_t block) {
      if (watch.stop.stop_requested()) throw stopped();
      for (std::size_t p = block * rows; p < std::min(n, (block + 1) * rows); ++p) {
        const auto of_p = static_cast<std::size_t>(restriction({static_cast<std::int32_t>(p)}) + 1);
        for (std::size_t q = p + 1; q < n; ++q) {
          const auto of_q =
              static_cast<std::size_t>(restriction({static_cast<std::int32_t>(q)}) + 1);
          const std::uint64_t *x = bits(p, of_q), *y = bits(q, of_p);
          std::uint64_t both = 0;
          for (std::size_t w = 0; w < words; ++w) both |= x[w] & y[w];
          found[block] += both != 0;
        }
      }
    });
    std::int64_t all = 0;
    for (const std::int64_t f : found) all += f;
    return all;
  }

private:
  friend class group_nulls; // the same for more than two

  struct reach {
    std::int32_t of;    // class
    std::int32_t count; // targets in it
    std::size_t row;    // in the class's table of probabilities
  };
  std::span<const reach> of(intervention_index p) const noexcept {
    return {reached_.data() + offsets_[p.at()], offsets_[p.at() + 1] - offsets_[p.at()]};
  }
  /// What both reach in each class that both reach, in order.
  template <class Visit>
  void for_each_common(intervention_index p, intervention_index q, Visit visit) const {
    const std::span<const reach> x = of(p), y = of(q);
    for (std::size_t i = 0, k = 0; i < x.size() && k < y.size();)
      if (x[i].of == y[k].of)
        visit(x[i++], y[k++]);
      else
        ++(x[i].of < y[k].of ? i : k);
  }
  std::int32_t restriction(intervention_index p) const noexcept {
    return classes_.restriction[p.at()];
  }
  bool may_reach(std::int32_t restriction_number, std::int32_t c) const {
    return classes_.may_reach(restriction_number, static_cast<std::size_t>(c));
  }
  std::int32_t group(std::int32_t c, bool pooled) const noexcept {
    const auto& k = classes_.classes[static_cast<std::size_t>(c)];
    return pooled ? k.pool : k.stratum;
  }
  /// Targets of a pool or stratum that both may reach.
  std::int64_t universe(std::int32_t here, bool pooled, std::int32_t of_p,
                        std::int32_t of_q) const {
    if (of_p < 0 && of_q < 0)
      return (pooled ? pool_totals_ : totals_)[static_cast<std::size_t>(here)];
    // Classes are in order of their pools and strata.
    const auto& all = classes_.classes;
    auto k = std::partition_point(all.begin(), all.end(), [&](const auto& c) {
      return (pooled ? c.pool : c.stratum) < here;
    });
    std::int64_t sum = 0;
    for (; k != all.end() && (pooled ? k->pool : k->stratum) == here; ++k) {
      const auto c = static_cast<std::int32_t>(k - all.begin());
      if (may_reach(of_p, c) && may_reach(of_q, c)) sum += k->size;
    }
    return sum;
  }

  void solve(const incidence_view& a, unsigned threads, const progress& watch) {
    models_.resize(classes_.count());
    std::vector<std::vector<std::int32_t>> rows(classes_.count()), columns(classes_.count());
    std::vector<std::int32_t> degree(static_cast<std::size_t>(a.columns), 0);
    for (const std::int32_t t : a.targets) ++degree[static_cast<std::size_t>(t)];
    for (std::size_t t = 0; t < degree.size(); ++t)
      columns[static_cast<std::size_t>(classes_.of[t])].push_back(degree[t]);
    for (std::int32_t p = 0; p < interventions(); ++p) {
      for (std::size_t k = 0; k < classes_.count(); ++k)
        if (classes_.may.empty() || may_reach(restriction({p}), static_cast<std::int32_t>(k)))
          rows[k].push_back(0);
      for (const reach& r : of({p})) rows[static_cast<std::size_t>(r.of)].back() = r.count;
    }
    std::vector<degree_model> solved(classes_.count());
    for_each_index(classes_.count(), threads, [&](std::size_t k) {
      solved[k] = degree_model(rows[k], columns[k], watch);
      models_[k] = class_meetings(solved[k]);
    });
    for (reach& r : reached_) r.row = solved[static_cast<std::size_t>(r.of)].row_class(r.count);
  }

  target_classes classes_;
  std::vector<std::int64_t> totals_, pool_totals_; // targets of each stratum, of each pool
  std::vector<reach> reached_;                     // by intervention and class
  std::vector<std::size_t> offsets_{0};
  std::vector<class_meetings> models_; // of each class, if asked for
};

} // namespace irisan
