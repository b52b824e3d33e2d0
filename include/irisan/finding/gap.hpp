#pragma once

#include <irisan/finding/finding.hpp>
#include <irisan/finding/finding_rules.hpp>
#include <irisan/finding/planned.hpp>
#include <irisan/finding/words.hpp>
#include <irisan/model/portfolio.hpp>
#include <irisan/need/coverage.hpp>

#include <algorithm>
#include <cstdint>
#include <map>
#include <string>
#include <utility>
#include <vector>

namespace irisan {

namespace detail {

/// The units whose mandate lies in a theme and holds in a region on a day: those that lead; without
/// any, those of which it is not said; without any, those that support.
inline std::vector<unit_index> holders_of(const portfolio& p, activity_index theme,
                                          region_index region, const date_range& as_of) {
  std::vector<std::pair<int, unit_index>> found;
  for (const mandate& m : p.mandates()) {
    if (!p.tree_of_activities().meet(m.verb, theme).known() || !region_covered(p, m.in, region) ||
        !valid_for(m.validity, {}, as_of))
      continue;
    found.push_back({m.strength == strength::lead      ? 0
                     : m.strength == strength::support ? 2
                                                       : 1,
                     m.holder});
  }
  sort_unique(found);
  std::vector<unit_index> units;
  for (const auto& [rank, u] : found)
    if (rank == found.front().first && std::find(units.begin(), units.end(), u) == units.end())
      units.push_back(u);
  return units;
}

} // namespace detail

/// Targets that need a theme while nobody delivers it, or too little: one finding per theme and
/// region. Those about which not all have reported are counted apart and make no gap.
inline std::vector<finding> find_gaps(const portfolio& p, const coverage_table& table,
                                      const finding_rules& rules, const date_range& as_of) {
  const std::vector<region_index> level_of = p.regions_at(rules.region_level);
  struct place {
    std::vector<target_index> needy, not_served, too_little, not_reported;
  };
  std::map<std::pair<activity_index, region_index>, place> places;
  for (const need_coverage& c : table.rows) {
    if (!c.needy) continue;
    const need& n = table.needs[static_cast<std::size_t>(c.need)];
    const region_index in = p[n.of].in;
    place& at = places[{p.tree_of_activities().theme(n.activity),
                        in.known() ? level_of[in.at()] : region_index{}}];
    at.needy.push_back(n.of);
    if (c.state == service_state::not_served) at.not_served.push_back(n.of);
    if (c.state == service_state::not_reported) at.not_reported.push_back(n.of);
    if (c.state == service_state::served && c.unmet_least > 0) at.too_little.push_back(n.of);
  }
  std::vector<finding> findings;
  for (auto& [key, at] : places) {
    const activity_index theme = key.first;
    const region_index region = key.second;
    for (auto* list : {&at.needy, &at.not_served, &at.too_little, &at.not_reported})
      sort_unique(*list);
    // Of several needs of one target under a theme, the worst that is known speaks.
    const auto without = [](std::vector<target_index>& list,
                            const std::vector<target_index>& others) {
      std::erase_if(list, [&](target_index t) {
        return std::binary_search(others.begin(), others.end(), t);
      });
    };
    without(at.too_little, at.not_served);
    without(at.not_reported, at.not_served);
    without(at.not_reported, at.too_little);
    std::vector<target_index> lacking = at.not_served;
    lacking.insert(lacking.end(), at.too_little.begin(), at.too_little.end());
    std::sort(lacking.begin(), lacking.end());
    if (lacking.empty() || static_cast<std::int64_t>(lacking.size()) < rules.gap_min_targets)
      continue;

    finding& f = findings.emplace_back();
    f.kind = finding_kind::gap;
    f.id = finding_id(f.kind, {id_of(p, theme), id_of(p, region)});
    f.activity = id_of(p, theme);
    f.region = id_of(p, region);
    for (const target_index t : lacking) f.targets.push_back(p[t].id);
    const std::vector<unit_index> holders = detail::holders_of(p, theme, region, as_of);
    for (const unit_index u : holders) f.units.push_back(p[u].id);
    need_evidence& e = f.evidence.need;
    e.needy = static_cast<std::int64_t>(at.needy.size());
    e.not_served = static_cast<std::int64_t>(at.not_served.size());
    e.too_little = static_cast<std::int64_t>(at.too_little.size());
    e.not_reported = static_cast<std::int64_t>(at.not_reported.size());
    judge_severity(f, p, rules);
    const auto where = [&](language l) {
      return region.known() ? (l == language::id ? " di " : " in ") + name_of(p, region, l)
                            : std::string();
    };
    f.sentence = in_both([&](language l) {
      const bool id = l == language::id;
      std::string text;
      if (e.not_served > 0)
        text = id ? grouped(e.not_served, l) + " sasaran" + where(l) + " membutuhkan " +
                        name_of(p, theme) + " dan belum ada kegiatan yang tercatat"
                  : counted(e.not_served, "target") + where(l) +
                        (e.not_served == 1 ? " needs " : " need ") + name_of(p, theme) +
                        " and no delivery is recorded";
      if (e.too_little > 0)
        text += (text.empty() ? "" : "; ") +
                (id ? grouped(e.too_little, l) +
                          (text.empty() ? " sasaran" + where(l) : std::string(" lainnya")) +
                          " menerima " + (text.empty() ? name_of(p, theme) + " " : "") +
                          "kurang dari yang dibutuhkan"
                    : (text.empty() ? counted(e.too_little, "target") + where(l)
                                    : grouped(e.too_little, l) + " more") +
                          (e.too_little == 1 ? " receives " : " receive ") +
                          (text.empty() ? "less " + name_of(p, theme) : std::string("less")) +
                          " than required");
      if (e.not_reported > 0)
        text += id ? " (" + grouped(e.not_reported, l) + " lagi belum dilaporkan)"
                   : " (" + grouped(e.not_reported, l) + " more not reported)";
      return text + ".";
    });
    f.ask = in_both([&](language l) {
      const bool id = l == language::id;
      if (holders.empty())
        return std::string(id ? "Tetapkan unit yang melayani" : "Decide which unit serves them");
      std::vector<std::string> names;
      for (const unit_index u : holders) names.push_back(name_of(p, u, l));
      return list_of(names, l, 4) + (id ? ": tetapkan siapa yang melayani dan kapan"
                                        : ": decide who serves them and when");
    });
  }
  return findings;
}

} // namespace irisan
