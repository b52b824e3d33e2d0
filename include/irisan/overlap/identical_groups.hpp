#pragma once

#include <irisan/core/index.hpp>
#include <irisan/graph/incidence.hpp>

#include <algorithm>
#include <cstdint>
#include <span>
#include <utility>
#include <vector>

namespace irisan {

/// Interventions that have exactly the same targets; those without any are alike to none.
struct identical_groups {
  std::vector<intervention_index> representative; ///< of each: the first with the same targets
  std::vector<std::int64_t> offsets{0};           ///< of each group of two or more in `members`
  std::vector<intervention_index> members;        ///< ascending; groups by their first member

  std::size_t count() const noexcept { return offsets.size() - 1; }
  std::span<const intervention_index> group(std::size_t i) const noexcept {
    return {members.data() + offsets[i], static_cast<std::size_t>(offsets[i + 1] - offsets[i])};
  }
  /// How many pairs the groups stand for: Σ n (n − 1) / 2.
  std::int64_t pairs() const noexcept {
    std::int64_t all = 0;
    for (std::size_t i = 0; i < count(); ++i) {
      const std::int64_t n = offsets[i + 1] - offsets[i];
      all += n * (n - 1) / 2;
    }
    return all;
  }

  friend bool operator==(const identical_groups&, const identical_groups&) = default;
};

namespace detail {
inline std::uint64_t hash_of(std::span<const std::int32_t> row, std::int32_t owner) noexcept {
  std::uint64_t h = static_cast<std::uint64_t>(owner) + 1;
  for (const std::int32_t t : row) {
    h = (h ^ static_cast<std::uint64_t>(t)) * 0x9e3779b97f4a7c15;
    h ^= h >> 29;
  }
  return h;
}
} // namespace detail

/// The groups of identical interventions; with owners, only those of one known owner are alike.
///
/// Rows are told apart by a hash and compared where it agrees: about linear time, whatever the
/// number of identical pairs.
inline identical_groups find_identical(const incidence_view& a,
                                       std::span<const std::int32_t> owners = {}) {
  struct row_hash {
    std::uint64_t hash;
    std::int32_t row;
  };
  const auto owner = [&](std::int32_t p) {
    return owners.empty() ? 0 : owners[static_cast<std::size_t>(p)];
  };
  std::vector<row_hash> rows;
  rows.reserve(static_cast<std::size_t>(a.rows()));
  identical_groups g;
  g.representative.reserve(static_cast<std::size_t>(a.rows()));
  for (std::int32_t p = 0; p < a.rows(); ++p) {
    g.representative.push_back({p});
    if (a.size(p) == 0 || owner(p) < 0) continue;
    rows.push_back({detail::hash_of(a.row(p), owner(p)), p});
  }
  std::sort(rows.begin(), rows.end(), [](const row_hash& x, const row_hash& y) {
    return x.hash != y.hash ? x.hash < y.hash : x.row < y.row;
  });
  const auto alike = [&](std::int32_t p, std::int32_t q) {
    const auto x = a.row(p), y = a.row(q);
    return owner(p) == owner(q) && std::equal(x.begin(), x.end(), y.begin(), y.end());
  };
  std::vector<std::pair<intervention_index, intervention_index>> followers; // representative, other
  std::vector<std::int32_t> firsts;
  for (std::size_t i = 0; i < rows.size();) {
    firsts.clear(); // more than one only if hashes of different rows collide
    std::size_t j = i;
    for (; j < rows.size() && rows[j].hash == rows[i].hash; ++j) {
      const std::int32_t p = rows[j].row;
      const auto same =
          std::find_if(firsts.begin(), firsts.end(), [&](std::int32_t f) { return alike(f, p); });
      if (same == firsts.end()) {
        firsts.push_back(p);
      } else {
        g.representative[static_cast<std::size_t>(p)] = {*same};
        followers.push_back({{*same}, {p}});
      }
    }
    i = j;
  }
  std::sort(followers.begin(), followers.end());
  for (std::size_t i = 0; i < followers.size(); ++i) {
    const bool first = i == 0 || followers[i].first != followers[i - 1].first;
    if (first) {
      if (i > 0) g.offsets.push_back(static_cast<std::int64_t>(g.members.size()));
      g.members.push_back(followers[i].first);
    }
    g.members.push_back(followers[i].second);
  }
  if (!g.members.empty()) g.offsets.push_back(static_cast<std::int64_t>(g.members.size()));
  return g;
}

/// One row of each group of identical interventions, and those that are alike to none.
struct distinct_rows {
  incidence_matrix rows;
  std::vector<intervention_index> original; ///< of each row, ascending

  distinct_rows(const incidence_view& a, const identical_groups& groups) {
    rows.columns = a.columns;
    // Counted first: a vector that grows holds twice what it needs.
    std::size_t crossings = 0;
    for (std::int32_t p = 0; p < a.rows(); ++p)
      if (groups.representative[static_cast<std::size_t>(p)].value == p) {
        original.push_back({p});
        crossings += a.row(p).size();
      }
    rows.targets.reserve(crossings);
    rows.offsets.reserve(original.size() + 1);
    for (const intervention_index p : original) {
      const auto row = a.row(p.value);
      rows.targets.insert(rows.targets.end(), row.begin(), row.end());
      rows.offsets.push_back(static_cast<std::int64_t>(rows.targets.size()));
    }
  }
};

/// Whether identical rows look so many that pairs are better found between groups: from a sample.
inline bool many_identical(const incidence_view& a) {
  const auto n = static_cast<std::size_t>(a.rows());
  const std::size_t step = std::max<std::size_t>(1, n / 2048);
  if (n < 2048 || a.targets.size() > 64 * n) return false;
  std::vector<std::uint64_t> hashes;
  for (std::size_t p = 0; p < n; p += step)
    if (a.size(static_cast<std::int32_t>(p)) > 0)
      hashes.push_back(detail::hash_of(a.row(static_cast<std::int32_t>(p)), 0));
  std::sort(hashes.begin(), hashes.end());
  double same = 0, run = 0;
  for (std::size_t i = 1; i < hashes.size(); ++i) {
    run = hashes[i] == hashes[i - 1] ? run + 1 : 0;
    same += run;
  }
  return same * static_cast<double>(step) * static_cast<double>(step) >
         4.0 * static_cast<double>(n);
}

} // namespace irisan
