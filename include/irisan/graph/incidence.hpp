#pragma once

#include <irisan/core/index.hpp>
#include <irisan/core/sorted.hpp>
#include <irisan/model/portfolio.hpp>

#include <algorithm>
#include <cassert>
#include <cstdint>
#include <span>
#include <string_view>
#include <unordered_map>
#include <utility>
#include <vector>

namespace irisan {

/// Which intervention reaches which target, seen where it lies: compressed sparse rows without
/// values.
///
/// What searches take: an `incidence_matrix`, or arrays of another library that stay where they
/// are.
struct incidence_view {
  std::int32_t columns = 0;
  std::span<const std::int64_t> offsets;
  std::span<const std::int32_t> targets;

  std::int32_t rows() const noexcept {
    return offsets.empty() ? 0 : static_cast<std::int32_t>(offsets.size()) - 1;
  }
  std::span<const std::int32_t> row(std::int32_t p) const noexcept {
    const auto begin = static_cast<std::size_t>(offsets[static_cast<std::size_t>(p)]);
    const auto end = static_cast<std::size_t>(offsets[static_cast<std::size_t>(p) + 1]);
    return {targets.data() + begin, end - begin};
  }
  std::int32_t size(std::int32_t p) const noexcept {
    return static_cast<std::int32_t>(row(p).size());
  }
};

/// Which intervention reaches which target: compressed sparse rows without values.
///
/// Row p holds the targets of intervention p, ascending, each once. Offsets are 64-bit, since 10⁸
/// deliveries have more than 2³¹ crossings.
struct incidence_matrix {
  std::int32_t columns = 0;
  std::vector<std::int64_t> offsets{0};
  std::vector<std::int32_t> targets;

  operator incidence_view() const noexcept { return {columns, offsets, targets}; }

  std::int32_t rows() const noexcept { return static_cast<std::int32_t>(offsets.size()) - 1; }
  std::span<const std::int32_t> row(std::int32_t p) const noexcept {
    return incidence_view(*this).row(p);
  }
  std::int32_t size(std::int32_t p) const noexcept {
    return static_cast<std::int32_t>(row(p).size());
  }

  friend bool operator==(const incidence_matrix&, const incidence_matrix&) = default;
};

/// One arrival of a delivery at a target: at the target named, or at a member of the group named.
struct visit {
  target_index target;
  delivery_index delivery;

  friend auto operator<=>(const visit&, const visit&) = default;
};

/// All arrivals, by intervention, then target, then delivery.
struct visits {
  std::vector<std::int64_t> offsets{0}; ///< of each intervention in `all`
  std::vector<visit> all;

  std::span<const visit> of(intervention_index p) const noexcept {
    const auto begin = static_cast<std::size_t>(offsets[p.at()]);
    return {all.data() + begin, static_cast<std::size_t>(offsets[p.at() + 1]) - begin};
  }
};

/// Whether deliveries to a target of this kind reach its members; one to an area or a local
/// government is never spread over schools.
inline bool spreads(std::string_view target_kind) noexcept {
  return target_kind != "area" && target_kind != "region" && target_kind != "local_government";
}

/// Every target that every delivery reaches. A delivery to a group reaches its members at the time,
/// members of member groups too; a group without known members is a target itself.
inline visits find_visits(const portfolio& p) {
  const deliveries& d = p.deliveries();
  std::unordered_map<std::int32_t, std::vector<const membership*>> members;
  for (const membership& m : p.memberships())
    if (spreads(p[m.group].kind)) members[m.group.value].push_back(&m);

  visits v;
  v.offsets.assign(static_cast<std::size_t>(p.intervention_count()) + 1, 0);
  v.all.reserve(static_cast<std::size_t>(d.size()));
  std::vector<std::int32_t> reached, pending;
  for (std::int32_t i = 0; i < d.size(); ++i) {
    const delivery_index delivery{i};
    const target_index named = d.target(delivery);
    if (members.empty() || !members.contains(named.value)) {
      v.all.push_back({named, delivery});
    } else {
      reached.clear();
      pending.assign(1, named.value);
      while (!pending.empty()) {
        const std::int32_t group = pending.back();
        pending.pop_back();
        bool has_members = false;
        if (const auto it = members.find(group); it != members.end())
          for (const membership* m : it->second)
            if (possibly_meet(m->validity, d.when(delivery))) {
              has_members = true;
              pending.push_back(m->member.value);
            }
        if (!has_members) reached.push_back(group);
      }
      sort_unique(reached);
      for (const std::int32_t t : reached) v.all.push_back({{t}, delivery});
    }
    v.offsets[d.intervention(delivery).at() + 1] = static_cast<std::int64_t>(v.all.size());
  }
  for (std::size_t i = 1; i < v.offsets.size(); ++i)
    v.offsets[i] = std::max(v.offsets[i], v.offsets[i - 1]);
  // Deliveries are sorted by the target named; what is reached through groups is not.
  if (!members.empty())
    for (std::int32_t i = 0; i < p.intervention_count(); ++i) {
      const auto n = static_cast<std::size_t>(i);
      std::sort(v.all.begin() + v.offsets[n], v.all.begin() + v.offsets[n + 1]);
    }
  return v;
}

/// Interventions by targets: entry (p, t) stands where p reaches t, however often.
inline incidence_matrix incidence(const portfolio& p, const visits& v) {
  incidence_matrix a;
  a.columns = p.target_count();
  a.offsets.reserve(v.offsets.size());
  for (std::int32_t i = 0; i < p.intervention_count(); ++i) {
    std::int32_t before = -1;
    for (const visit& at : v.of({i})) {
      if (at.target.value != before) a.targets.push_back(at.target.value);
      before = at.target.value;
    }
    a.offsets.push_back(static_cast<std::int64_t>(a.targets.size()));
  }
  return a;
}

inline incidence_matrix incidence(const portfolio& p) {
  return incidence(p, find_visits(p));
}

/// An incidence from one list of targets per intervention, in any order, repetitions allowed.
inline incidence_matrix incidence(std::vector<std::vector<std::int32_t>> targets_of) {
  incidence_matrix a;
  for (std::vector<std::int32_t>& row : targets_of) {
    sort_unique(row);
    assert(row.empty() || row.front() >= 0);
    if (!row.empty()) a.columns = std::max(a.columns, row.back() + 1);
    a.targets.insert(a.targets.end(), row.begin(), row.end());
    a.offsets.push_back(static_cast<std::int64_t>(a.targets.size()));
  }
  return a;
}

/// Targets by interventions: the same crossings read the other way. Linear time.
inline incidence_matrix transpose(const incidence_view& a) {
  incidence_matrix t;
  t.columns = a.rows();
  t.offsets.assign(static_cast<std::size_t>(a.columns) + 1, 0);
  for (const std::int32_t target : a.targets) ++t.offsets[static_cast<std::size_t>(target) + 1];
  for (std::size_t i = 1; i < t.offsets.size(); ++i) t.offsets[i] += t.offsets[i - 1];
  t.targets.resize(a.targets.size());
  std::vector<std::int64_t> next(t.offsets.begin(), t.offsets.end() - 1);
  for (std::int32_t p = 0; p < a.rows(); ++p)
    for (const std::int32_t target : a.row(p))
      t.targets[static_cast<std::size_t>(next[static_cast<std::size_t>(target)]++)] = p;
  return t;
}

} // namespace irisan
