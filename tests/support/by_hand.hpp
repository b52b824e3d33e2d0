#pragma once

#include <irisan/graph/incidence.hpp>
#include <irisan/overlap/find_pairs.hpp>
#include <irisan/overlap/pair_details.hpp>

#include <algorithm>
#include <cstdint>
#include <map>
#include <set>
#include <string>
#include <string_view>
#include <tuple>
#include <utility>
#include <vector>

/// The slow and obvious versions of what the library does fast.
namespace irisan::test::by_hand {

/// A text of Unicode code points, encoded as RFC 3629 says.
inline std::string utf8(std::uint32_t c) {
  const auto byte = [](std::uint32_t value) { return static_cast<char>(value); };
  if (c < 0x80) return {byte(c)};
  if (c < 0x800) return {byte(0xC0 | c >> 6), byte(0x80 | (c & 63))};
  if (c < 0x10000) return {byte(0xE0 | c >> 12), byte(0x80 | (c >> 6 & 63)), byte(0x80 | (c & 63))};
  return {byte(0xF0 | c >> 18), byte(0x80 | (c >> 12 & 63)), byte(0x80 | (c >> 6 & 63)),
          byte(0x80 | (c & 63))};
}

/// Where the first character starts that no code point is encoded as; npos if there is none.
inline std::size_t first_invalid_utf8(std::string_view text) {
  for (std::size_t i = 0; i < text.size();) {
    std::size_t good = 0;
    for (std::size_t n = 1; n <= 4 && i + n <= text.size() && good == 0; ++n) {
      // Read the bits as if the bytes were right, and see whether they are written back the same.
      std::uint32_t c = static_cast<unsigned char>(text[i]);
      if (n > 1) c &= 0xFFU >> (n + 1);
      for (std::size_t k = 1; k < n; ++k)
        c = c << 6 | (static_cast<unsigned char>(text[i + k]) & 63);
      const bool scalar = c < 0xD800 || (c > 0xDFFF && c < 0x110000);
      if (scalar && utf8(c) == text.substr(i, n)) good = n;
    }
    if (good == 0) return i;
    i += good;
  }
  return std::string_view::npos;
}

/// The whole table of edits, no shortcut.
inline std::size_t edits(std::string_view a, std::string_view b) {
  std::vector<std::vector<std::size_t>> d(a.size() + 1, std::vector<std::size_t>(b.size() + 1));
  for (std::size_t i = 0; i <= a.size(); ++i)
    for (std::size_t j = 0; j <= b.size(); ++j)
      d[i][j] = i == 0   ? j
                : j == 0 ? i
                         : std::min({d[i - 1][j] + 1, d[i][j - 1] + 1,
                                     d[i - 1][j - 1] + (a[i - 1] == b[j - 1] ? 0 : 1)});
  return d[a.size()][b.size()];
}

/// Every way a period may have been: its first and its last day. Unknown bounds are tried from
/// `from` to `to`.
inline std::vector<std::pair<day, day>> ways(const period& p, day from, day to) {
  std::vector<std::pair<day, day>> all;
  for (day s = std::max(from, p.start.earliest); s <= std::min(to, p.start.latest); ++s)
    for (day e = std::max({s, from, p.end.earliest}); e <= std::min(to, p.end.latest); ++e)
      all.emplace_back(s, e);
  return all;
}

/// In how many of the ways that two periods may have been they lie at most `gap` days apart.
struct ways_to_meet {
  std::size_t meeting = 0;
  std::size_t all = 0;
};

inline ways_to_meet count_ways(const period& a, const period& b, day gap, day from, day to) {
  ways_to_meet w;
  for (const auto& [a_first, a_last] : ways(a, from, to))
    for (const auto& [b_first, b_last] : ways(b, from, to)) {
      ++w.all;
      // Day by day: some day of a is at most `gap` days from some day of b.
      bool near = false;
      for (day d = a_first; d <= a_last && !near; ++d)
        near = d >= b_first - gap && d <= b_last + gap;
      w.meeting += near;
    }
  return w;
}

inline bool covers(const std::vector<std::int32_t>& parent, std::int32_t ancestor,
                   std::int32_t node) {
  for (; node >= 0; node = parent[static_cast<std::size_t>(node)])
    if (node == ancestor) return true;
  return false;
}

/// Follows every node for as many steps as there are nodes: who comes back lies on a cycle.
inline std::set<std::set<std::int32_t>> cycles(const std::vector<std::int32_t>& parent) {
  std::set<std::set<std::int32_t>> all;
  for (std::int32_t i = 0; i < static_cast<std::int32_t>(parent.size()); ++i) {
    std::set<std::int32_t> met;
    std::int32_t at = i;
    for (std::size_t step = 0; step < parent.size() && at >= 0; ++step) {
      met.insert(at);
      at = parent[static_cast<std::size_t>(at)];
      if (at == i) {
        all.insert(met);
        break;
      }
    }
  }
  return all;
}

/// |A ∩ B| of two rows, by looking each element up.
inline std::int32_t shared(const incidence_matrix& a, std::int32_t p, std::int32_t q) {
  std::int32_t n = 0;
  for (const std::int32_t t : a.row(p))
    n += static_cast<std::int32_t>(std::ranges::count(a.row(q), t));
  return n;
}

/// Every two rows compared; thresholds as fractions written out.
inline std::vector<overlap_pair> pairs(const incidence_matrix& a, const pair_query& query) {
  std::vector<overlap_pair> found;
  for (std::int32_t p = 0; p < a.rows(); ++p)
    for (std::int32_t q = p + 1; q < a.rows(); ++q) {
      const std::int64_t s = shared(a, p, q), n = a.size(p), m = a.size(q);
      if (s == 0 || s < query.min_shared) continue;
      const fraction &j = query.min_jaccard, &c = query.min_containment;
      if (s * j.denominator < j.numerator * (n + m - s)) continue;
      if (s * c.denominator < c.numerator * n && s * c.denominator < c.numerator * m) continue;
      const fraction &d = query.min_dice, &k = query.min_cosine, &o = query.min_overlap_coefficient;
      if (2 * s * d.denominator < d.numerator * (n + m)) continue;
      if (s * s * k.denominator * k.denominator < k.numerator * k.numerator * n * m) continue;
      if (s * o.denominator < o.numerator * std::min(n, m)) continue;
      if (!query.apart.empty()) {
        const std::int32_t x = query.apart[static_cast<std::size_t>(p)],
                           y = query.apart[static_cast<std::size_t>(q)];
        if (x == y && x >= 0) continue;
      }
      if (query.with.known() && query.with.value != p && query.with.value != q) continue;
      found.push_back({{p},
                       {q},
                       static_cast<std::int32_t>(s),
                       static_cast<std::int32_t>(n),
                       static_cast<std::int32_t>(m)});
    }
  return found;
}

/// The targets that a delivery to `named` reaches at a time.
inline std::set<target_index> reached(const portfolio& p, target_index named, const period& when) {
  std::set<target_index> all;
  if (const std::string& kind = p[named].kind;
      kind != "area" && kind != "region" && kind != "local_government")
    for (const membership& m : p.memberships())
      if (m.group == named && possibly_meet(m.validity, when))
        all.merge(reached(p, m.member, when));
  if (all.empty()) all.insert(named);
  return all;
}

/// Every (intervention, target, delivery), in that order.
inline std::set<std::tuple<intervention_index, target_index, delivery_index>> visits_of(
    const portfolio& p) {
  std::set<std::tuple<intervention_index, target_index, delivery_index>> all;
  const deliveries& d = p.deliveries();
  for (std::int32_t i = 0; i < d.size(); ++i)
    for (const target_index t : reached(p, d.target({i}), d.when({i})))
      all.insert({d.intervention({i}), t, {i}});
  return all;
}

/// The figures of one pair: sets of targets filled by every two deliveries, and counted.
inline pair_detail figures(const portfolio& p, intervention_index first, intervention_index second,
                           day gap) {
  std::map<std::string, std::set<target_index>> at;
  const deliveries& d = p.deliveries();
  const activity_tree& tree = p.tree_of_activities();
  const auto all = visits_of(p);
  for (const auto& [i, t, x] : all)
    for (const auto& [j, u, y] : all) {
      if (i != first || j != second || t != u) continue;
      const bool known = d.activity(x).known() && d.activity(y).known();
      const bool activity = !d.has_activity() || (known && d.activity(x) == d.activity(y));
      const bool kind =
          !d.has_activity() || (known && tree.kind(d.activity(x)) == tree.kind(d.activity(y)));
      const bool audience = !d.has_audience() || (d.audience(x).known() && d.audience(y).known() &&
                                                  d.audience(x) == d.audience(y));
      const auto note = [&](const std::string& name, bool agrees, day apart) {
        if (!agrees) return;
        at[name].insert(t);
        if (!d.has_period() || certainly_meet(d.when(x), d.when(y), apart))
          at[name + " certain"].insert(t);
        if (!d.has_period() || possibly_meet(d.when(x), d.when(y), apart))
          at[name + " possible"].insert(t);
      };
      note("kind", kind, gap);
      note("kind and audience", kind && audience, gap);
      note("activity and audience", activity && audience, gap);
      note("crossing", activity && audience, 0);
    }
  const auto counts = [&](const std::string& name) {
    const auto size = [&](const std::string& n) { return static_cast<std::int32_t>(at[n].size()); };
    return time_counts{size(name), size(name + " certain"), size(name + " possible")};
  };
  return {counts("kind"), counts("kind and audience"), counts("activity and audience"),
          counts("crossing")};
}

} // namespace irisan::test::by_hand
