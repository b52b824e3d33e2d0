#pragma once

#include <irisan/core/error.hpp>
#include <irisan/core/prefetch.hpp>
#include <irisan/core/sorted.hpp>
#include <irisan/graph/incidence.hpp>
#include <irisan/overlap/bit_kernels.hpp>
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
        size_(static_cast<std::size_t>(a.rows()), 0),
        shared_(static_cast<std::size_t>(a.rows()), 0) {
    std::vector<std::int32_t> reached(static_cast<std::size_t>(a.columns), 0);
    for (const std::int32_t t : a.targets) ++reached[static_cast<std::size_t>(t)];
    for (std::size_t t = 0; t < reached.size(); ++t)
      interventions_at_[t].reserve(static_cast<std::size_t>(reached[t]));
    deliveries_.reserve(a.targets.size());
    for (std::int32_t p = 0; p < a.rows(); ++p) {
      const auto row = a.row(p);
      targets_of_[static_cast<std::size_t>(p)].assign(row.begin(), row.end());
      size_[static_cast<std::size_t>(p)] = a.size(p);
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
  std::int32_t size(intervention_index p) const noexcept { return size_[p.at()]; }

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
    if (p.at() >= size_.size()) size_.resize(p.at() + 1, 0);
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
      ++size_[p.at()];
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
      --size_[static_cast<std::size_t>(gone.intervention)];
    }
    gone = {};
  }

  /// The pairs of a known intervention that the query accepts, sorted. `query.with` is not asked,
  /// and `query.apart` has an owner for every intervention, those added since too.
  std::vector<overlap_pair> pairs_with(intervention_index p, const pair_query& query = {}) {
    std::vector<overlap_pair> pairs;
    if (!p.known() || p.value >= interventions()) return pairs;
    // Partners rise, so the pairs do: those in which p is the second, then those where it is first.
    const std::span<const kernels::counted> found = count(targets_of_[p.at()], query.min_shared);
    pairs.reserve(found.size());
    for (const kernels::counted& f : found) {
      const auto q = static_cast<std::int32_t>(f.at), shared = static_cast<std::int32_t>(f.count);
      if (q == p.value) continue;
      const overlap_pair pair = p.value < q ? overlap_pair{p, {q}, shared, size(p), size({q})}
                                            : overlap_pair{{q}, p, shared, size({q}), size(p)};
      if (query.accepts_counts(pair) && query.accepts_owners(pair.first, pair.second))
        pairs.push_back(pair);
    }
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
    for (const kernels::counted& f : count(targets, query.min_shared)) {
      const auto q = static_cast<std::int32_t>(f.at);
      const overlap_pair pair{
          {q}, {interventions()}, static_cast<std::int32_t>(f.count), size({q}), mine};
      if (query.accepts_counts(pair)) pairs.push_back(pair);
    }
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

  /// Those that share at least so many of the targets, and how many, partners rising; they stay
  /// until the next question.
  std::span<const kernels::counted> count(const std::vector<std::int32_t>& targets,
                                          std::int32_t least) {
    constexpr std::size_t ahead = 8;
    std::size_t crossings = 0;
    for (std::size_t i = 0; i < targets.size(); ++i) {
      if (i + 2 * ahead < targets.size())
        prefetch(&interventions_at_[static_cast<std::size_t>(targets[i + 2 * ahead])]);
      crossings += interventions_at_[static_cast<std::size_t>(targets[i])].size();
    }
    found_.resize(shared_.size() + 1);
    const auto at_least = static_cast<std::uint32_t>(std::max(1, least));
    if (crossings * 16 < shared_.size()) {
      // So few that looking at every counter would take longer.
      std::vector<std::int32_t> touched;
      touched.reserve(crossings);
      for (const std::int32_t t : targets)
        for (const std::int32_t q : interventions_at_[static_cast<std::size_t>(t)])
          if (shared_[static_cast<std::size_t>(q)]++ == 0) touched.push_back(q);
      std::sort(touched.begin(), touched.end());
      std::size_t found = 0;
      for (const std::int32_t q : touched) {
        std::uint32_t& shared = shared_[static_cast<std::size_t>(q)];
        if (shared >= at_least) found_[found++] = {static_cast<std::uint32_t>(q), shared};
        shared = 0;
      }
      return {found_.data(), found};
    }
    std::uint32_t* const shared = shared_.data();
    for (std::size_t i = 0; i < targets.size(); ++i) {
      if (i + ahead < targets.size()) {
        const auto& next = interventions_at_[static_cast<std::size_t>(targets[i + ahead])];
        for (std::size_t k = 0; k < 4; ++k) // the hardware follows once it reads on
          prefetch(next.data() + std::min(next.size(), k * 16));
      }
      for (const std::int32_t q : interventions_at_[static_cast<std::size_t>(targets[i])])
        ++shared[q];
    }
    return {found_.data(), kernel_.take_32(shared, 0, shared_.size(), at_least, found_.data())};
  }

  std::vector<std::vector<std::int32_t>> targets_of_;
  std::vector<std::vector<std::int32_t>> interventions_at_;
  std::vector<crossing> deliveries_;
  /// Deliveries beyond the first of an intervention at a target.
  std::unordered_map<std::uint64_t, std::int32_t> repeated_;
  std::vector<std::int32_t> size_;      // targets of each intervention
  std::vector<std::uint32_t> shared_;   // all 0 between two questions
  std::vector<kernels::counted> found_; // of the last question
  kernels::table kernel_ = kernels::of(widest_instruction_set());
};

} // namespace irisan
