#pragma once

#include <irisan/core/error.hpp>
#include <irisan/core/sorted.hpp>
#include <irisan/graph/incidence.hpp>
#include <irisan/overlap/pair_query.hpp>

#include <algorithm>
#include <cstdint>
#include <span>
#include <string>
#include <unordered_map>
#include <vector>

namespace irisan {

/// "Who overlaps with me", answered at once for one intervention, known or new, while deliveries
/// come and go. Its answers are those of `find_pairs` on what it holds.
///
/// Memory: two lists of the crossings and two numbers a delivery. Not for several threads at once,
/// not even to ask: an answer uses the index's own counters.
class overlap_index {
public:
  overlap_index() = default;

  /// Crossing i of the incidence, row by row, becomes delivery i.
  explicit overlap_index(const incidence_view& a)
      : targets_of_(static_cast<std::size_t>(a.rows())),
        interventions_at_(static_cast<std::size_t>(a.columns)),
        shared_(static_cast<std::size_t>(a.rows()), 0) {
    std::vector<std::int32_t> reached(static_cast<std::size_t>(a.columns), 0);
    for (const std::int32_t t : a.targets) ++reached[static_cast<std::size_t>(t)];
    for (std::size_t t = 0; t < reached.size(); ++t)
      interventions_at_[t].reserve(static_cast<std::size_t>(reached[t]));
    deliveries_.reserve(a.targets.size());
    for (std::int32_t p = 0; p < a.rows(); ++p) {
      const auto row = a.row(p);
      targets_of_[static_cast<std::size_t>(p)].assign(row.begin(), row.end());
      for (const std::int32_t t : row) {
        interventions_at_[static_cast<std::size_t>(t)].push_back(p);
        deliveries_.push_back({p, t});
      }
    }
  }

  std::int32_t interventions() const noexcept {
    return static_cast<std::int32_t>(targets_of_.size());
  }
  std::int32_t targets() const noexcept {
    return static_cast<std::int32_t>(interventions_at_.size());
  }
  /// How many targets an intervention reaches.
  std::int32_t size(intervention_index p) const noexcept {
    return static_cast<std::int32_t>(targets_of_[p.at()].size());
  }

  /// Puts a delivery where it now belongs: new, or moved from where it was. Interventions and
  /// targets that are not known yet are added, without deliveries up to them. Throws `rule_error`
  /// for a negative number, and for a delivery whose number is not at most one more than the
  /// greatest.
  ///
  /// Time: linear in the deliveries at the targets touched.
  void upsert(delivery_index delivery, intervention_index p, target_index t) {
    if (!delivery.known() || !p.known() || !t.known())
      throw rule_error("a delivery needs numbers from 0, not " + std::to_string(delivery.value) +
                       ", " + std::to_string(p.value) + ", " + std::to_string(t.value));
    if (delivery.at() > deliveries_.size())
      throw rule_error("delivery " + std::to_string(delivery.value) +
                       " is new, and the next new one is " + std::to_string(deliveries_.size()));
    const bool added = delivery.at() == deliveries_.size();
    if (!added && deliveries_[delivery.at()] == crossing{p.value, t.value}) return;
    // Room first: what is out of memory here leaves the index as it was.
    if (p.at() >= shared_.size()) shared_.resize(p.at() + 1, 0);
    if (p.at() >= targets_of_.size()) targets_of_.resize(p.at() + 1);
    if (t.at() >= interventions_at_.size()) interventions_at_.resize(t.at() + 1);
    if (added) make_room(deliveries_);
    std::vector<std::int32_t>&at = interventions_at_[t.at()], &of = targets_of_[p.at()];
    if (std::find(at.begin(), at.end(), p.value) != at.end()) {
      ++repeated_[key(p.value, t.value)];
    } else {
      make_room(at);
      make_room(of);
      at.push_back(p.value);
      of.push_back(t.value);
    }
    if (added)
      deliveries_.push_back({});
    else
      remove(delivery);
    deliveries_[delivery.at()] = {p.value, t.value};
  }

  /// Takes a delivery away; nothing happens if it is away already. Its number stays its own.
  void remove(delivery_index delivery) {
    if (!delivery.known() || delivery.at() >= deliveries_.size()) return;
    crossing& gone = deliveries_[delivery.at()];
    if (gone.intervention < 0) return;
    if (const auto more = repeated_.find(key(gone.intervention, gone.target));
        more != repeated_.end()) {
      if (--more->second == 0) repeated_.erase(more);
    } else {
      erase(interventions_at_[static_cast<std::size_t>(gone.target)], gone.intervention);
      erase(targets_of_[static_cast<std::size_t>(gone.intervention)], gone.target);
    }
    gone = {};
  }

  /// The pairs of a known intervention that the query accepts, sorted. `query.with` is not asked,
  /// and `query.apart` has an owner for every intervention, those added since too.
  std::vector<overlap_pair> pairs_with(intervention_index p, const pair_query& query = {}) {
    std::vector<overlap_pair> pairs;
    if (!p.known() || p.value >= interventions()) return pairs;
    // Partners rise, so the pairs do: those in which p is the second, then those where it is first.
    count(targets_of_[p.at()], pairs, [&](std::int32_t q, std::int32_t shared) {
      if (q == p.value) return;
      const overlap_pair pair = p.value < q ? overlap_pair{p, {q}, shared, size(p), size({q})}
                                            : overlap_pair{{q}, p, shared, size({q}), size(p)};
      if (query.accepts_counts(pair) && query.accepts_owners(pair.first, pair.second))
        pairs.push_back(pair);
    });
    return pairs;
  }

  /// The pairs that a new intervention with these targets would have, as the last one: its number
  /// is `interventions()`. Targets may stand in any order, repeated, or be unknown here; of owners
  /// nothing is asked.
  std::vector<overlap_pair> pairs_with(std::vector<std::int32_t> targets,
                                       const pair_query& query = {}) {
    sort_unique(targets);
    std::erase_if(targets, [](std::int32_t t) { return t < 0; });
    const auto mine = static_cast<std::int32_t>(targets.size());
    std::erase_if(targets, [&](std::int32_t t) { return t >= this->targets(); });
    std::vector<overlap_pair> pairs;
    count(targets, pairs, [&](std::int32_t q, std::int32_t shared) {
      const overlap_pair pair{{q}, {interventions()}, shared, size({q}), mine};
      if (query.accepts_counts(pair)) pairs.push_back(pair);
    });
    return pairs;
  }

  /// What it holds, as an incidence.
  incidence_matrix incidence() const {
    incidence_matrix a;
    a.columns = targets();
    for (const std::vector<std::int32_t>& row : targets_of_) {
      const auto begin = static_cast<std::ptrdiff_t>(a.targets.size());
      a.targets.insert(a.targets.end(), row.begin(), row.end());
      std::sort(a.targets.begin() + begin, a.targets.end());
      a.offsets.push_back(static_cast<std::int64_t>(a.targets.size()));
    }
    return a;
  }

private:
  struct crossing {
    std::int32_t intervention = -1;
    std::int32_t target = -1;

    friend bool operator==(const crossing&, const crossing&) = default;
  };
  static std::uint64_t key(std::int32_t p, std::int32_t t) noexcept {
    return static_cast<std::uint64_t>(static_cast<std::uint32_t>(p)) << 32 |
           static_cast<std::uint32_t>(t);
  }
  static void erase(std::vector<std::int32_t>& from, std::int32_t value) {
    // Order means nothing here: the last takes the place.
    *std::find(from.begin(), from.end(), value) = from.back();
    from.pop_back();
  }

  template <class Value>
  static void make_room(std::vector<Value>& in) {
    if (in.size() == in.capacity()) in.reserve(std::max<std::size_t>(4, 2 * in.size()));
  }

  /// `visit(partner, shared)` for all that share one of the targets, partners rising; `pairs` has
  /// room for as many.
  template <class Visit>
  void count(const std::vector<std::int32_t>& targets, std::vector<overlap_pair>& pairs,
             const Visit& visit) {
    std::size_t crossings = 0;
    for (const std::int32_t t : targets)
      crossings += interventions_at_[static_cast<std::size_t>(t)].size();
    const bool few = crossings * 16 < shared_.size();
    std::vector<std::int32_t> touched;
    if (few) touched.reserve(crossings);
    for (std::size_t i = 0; i < targets.size(); ++i) {
#if defined(__GNUC__)
      if (i + 8 < targets.size())
        __builtin_prefetch(interventions_at_[static_cast<std::size_t>(targets[i + 8])].data());
#endif
      for (const std::int32_t q : interventions_at_[static_cast<std::size_t>(targets[i])])
        if (shared_[static_cast<std::size_t>(q)]++ == 0 && few) touched.push_back(q);
    }
    try {
      pairs.reserve(few ? touched.size()
                        : shared_.size() - static_cast<std::size_t>(
                                               std::count(shared_.begin(), shared_.end(), 0)));
    } catch (...) {
      std::fill(shared_.begin(), shared_.end(), 0);
      throw;
    }
    const auto walk = [&](std::int32_t q) {
      std::int32_t& shared = shared_[static_cast<std::size_t>(q)];
      if (shared > 0) visit(q, shared);
      shared = 0;
    };
    if (few) {
      std::sort(touched.begin(), touched.end());
      for (const std::int32_t q : touched) walk(q);
    } else {
      for (std::int32_t q = 0; q < interventions(); ++q) walk(q);
    }
  }

  std::vector<std::vector<std::int32_t>> targets_of_;
  std::vector<std::vector<std::int32_t>> interventions_at_;
  std::vector<crossing> deliveries_;
  /// Deliveries beyond the first of an intervention at a target.
  std::unordered_map<std::uint64_t, std::int32_t> repeated_;
  std::vector<std::int32_t> shared_; // all 0 between two questions
};

} // namespace irisan
