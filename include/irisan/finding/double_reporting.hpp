#pragma once

#include <irisan/finding/words.hpp>
#include <irisan/model/portfolio.hpp>

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <map>
#include <string>
#include <tuple>
#include <utility>
#include <vector>

namespace irisan {

namespace detail {

/// All that tells two deliveries of a program apart but who reported or carried them out.
inline auto work_of(const portfolio& p, delivery_index i) {
  const deliveries& d = p.deliveries();
  const double quantity = d.quantity(i);
  return std::tuple(p[d.intervention(i)].of, d.target(i), d.activity(i), d.audience(i),
                    d.through(i), d.period_number(i), std::isnan(quantity) ? -1.0 : quantity,
                    d.quantity_unit(i), d.participants(i), d.cost(i), d.status(i), d.event(i),
                    d.reach(i), d.cohort(i));
}

} // namespace detail

/// Deliveries equal in all but who reported them: recorded twice, to be checked.
///
/// Rows of one intervention may be wholly equal. Rows of two units are asked about only if the
/// first day and the activity are recorded and equal, since two offices with sparse lists look
/// alike.
inline std::vector<finding> find_double_reporting(const portfolio& p, const finding_rules& rules) {
  const deliveries& d = p.deliveries();
  std::vector<delivery_index> order(static_cast<std::size_t>(d.size()));
  for (std::int32_t i = 0; i < d.size(); ++i) order[static_cast<std::size_t>(i)] = {i};
  std::sort(order.begin(), order.end(), [&](delivery_index a, delivery_index b) {
    const auto x = detail::work_of(p, a), y = detail::work_of(p, b);
    return x != y ? x < y : a < b;
  });

  struct group {
    std::vector<std::vector<delivery_index>> works; // each: the rows of one work
  };
  std::map<std::tuple<intervention_index, intervention_index, activity_index>, group> found;
  for (std::size_t i = 0; i < order.size();) {
    std::size_t end = i + 1;
    while (end < order.size() && detail::work_of(p, order[end]) == detail::work_of(p, order[i]))
      ++end;
    if (end - i > 1) {
      std::map<intervention_index, std::vector<delivery_index>> by;
      for (std::size_t k = i; k < end; ++k) by[d.intervention(order[k])].push_back(order[k]);
      const activity_index kind = p.tree_of_activities().kind(d.activity(order[i]));
      const bool told_apart = d.when(order[i]).start.known() && d.activity(order[i]).known();
      for (auto a = by.begin(); a != by.end(); ++a) {
        if (a->second.size() > 1) found[{a->first, a->first, kind}].works.push_back(a->second);
        if (!told_apart) continue;
        for (auto b = std::next(a); b != by.end(); ++b) {
          std::vector<delivery_index> both = a->second;
          both.insert(both.end(), b->second.begin(), b->second.end());
          found[{a->first, b->first, kind}].works.push_back(std::move(both));
        }
      }
    }
    i = end;
  }

  std::vector<finding> findings;
  for (auto& [key, g] : found) {
    const auto& [first, second, kind] = key;
    finding& f = findings.emplace_back();
    f.kind = finding_kind::double_reporting;
    std::vector<std::string> subject{p.id(first), p.id(second)};
    std::sort(subject.begin(), subject.end());
    subject.push_back(id_of(p, kind));
    f.id = finding_id(f.kind, subject);
    f.programs = {p[p[first].of].id, p[p[second].of].id};
    f.units = {id_of(p, p[first].by), id_of(p, p[second].by)};
    f.activity = id_of(p, kind);
    std::vector<std::string> twice;
    region_index region = p[d.target(g.works.front().front())].in;
    std::int64_t rows = 0;
    for (const auto& work : g.works) {
      const delivery_index one = work.front();
      const target& t = p[d.target(one)];
      f.targets.push_back(t.id);
      region = common_region(p, region, t.in);
      if (d.audience(one).known()) f.audiences.push_back(p[d.audience(one)]);
      widen(f.first_day, f.last_day, d.when(one));
      const std::int64_t cost = d.cost(one);
      const auto again = static_cast<std::int64_t>(work.size()) - 1;
      if (cost == unknown_money)
        f.value.at_least = true;
      else
        f.value.known = true, f.value.amount += again * cost;
      std::vector<std::string> keys;
      for (const delivery_index i : work) keys.push_back(row_key(p, i));
      std::sort(keys.begin(), keys.end());
      rows += static_cast<std::int64_t>(keys.size());
      std::string text;
      for (const std::string& k : keys) text += (text.empty() ? "" : " = ") + k;
      twice.push_back(std::move(text));
      f.rows.insert(f.rows.end(), keys.begin(), keys.end());
    }
    sort_unique(f.targets), sort_unique(f.audiences), std::sort(f.rows.begin(), f.rows.end()),
        std::sort(twice.begin(), twice.end());
    f.region = id_of(p, region);
    f.evidence.deliveries = rows;
    f.evidence.certain = static_cast<std::int64_t>(g.works.size());
    judge_severity(f, p, rules);
    f.sentence = in_both([&](language l) {
      const bool id = l == language::id;
      std::string text = (id ? "Tercatat dua kali: " : "Recorded twice: ") + list_of(twice, l, 4) +
                         (id ? ". Mohon dicek: dua kegiatan, atau satu kegiatan tercatat dua kali?"
                             : ". Please check: two activities, or one recorded twice?");
      if (f.value.known)
        text += (id ? " Nilai yang perlu dicek: " : " Value to check: ") +
                std::string(f.value.at_least ? (id ? "sekurangnya " : "at least ") : "") +
                money(f.value.amount, p.currency(), p.money_decimals(), l) + ".";
      return text;
    });
    f.ask = in_both([&](language l) {
      std::vector<std::string> names{name_of(p, p[first].by, l)};
      if (first != second) names.push_back(name_of(p, p[second].by, l));
      return list_of(names, l) + (l == language::id ? ": cek apakah ini dua kegiatan"
                                                    : ": check whether these are two activities");
    });
  }
  return findings;
}

} // namespace irisan
