#pragma once

#include <irisan/core/parallel.hpp>
#include <irisan/core/progress.hpp>
#include <irisan/finding/crossing_words.hpp>
#include <irisan/finding/need_cap.hpp>
#include <irisan/finding/planned.hpp>
#include <irisan/finding/stake.hpp>
#include <irisan/finding/together.hpp>
#include <irisan/finding/words.hpp>
#include <irisan/overlap/chance.hpp>
#include <irisan/overlap/kinship.hpp>
#include <irisan/overlap/pair_details.hpp>
#include <irisan/overlap/pair_times.hpp>

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <tuple>
#include <utility>
#include <vector>

namespace irisan {

/// A program and one that lies inside it are no pair: the larger one holds what the smaller one
/// does.
inline bool nested(const portfolio& p, intervention_index x, intervention_index y) {
  const program_index a = p[x].of, b = p[y].of;
  return a != b && (p.tree_of_programs().covers(a.value, b.value) ||
                    p.tree_of_programs().covers(b.value, a.value));
}

/// Finds overlaps and duplications: pairs that do the same kind of thing, or the very same
/// activity, for the same audience at the same targets. One finding per pair and kind of activity.
class crossing_finder {
public:
  /// Duplications are set against the needs in `coverage`. Throws as `together_in`.
  crossing_finder(const portfolio& p, const visits& v, const coverage_table& coverage,
                  const finding_rules& rules, const date_range& as_of)
      : p_(p), v_(v), coverage_(coverage), rules_(rules), together_(together_in(p, rules)),
        as_of_(as_of) {}

  /// The findings of all pairs, in the pairs' order; `chance` is of each of them, or empty. The
  /// same for any number of threads.
  std::vector<finding> find(const std::vector<overlap_pair>& pairs,
                            std::span<const pair_chance> chance, unsigned threads,
                            const progress& watch) const {
    constexpr std::size_t block = 64;
    std::vector<std::vector<of_pair>> found((pairs.size() + block - 1) / block);
    for_each_index(found.size(), threads, [&](std::size_t b) {
      if (watch.stop.stop_requested()) throw stopped();
      for (std::size_t i = b * block; i < std::min(pairs.size(), (b + 1) * block); ++i)
        find_in(pairs[i], i, chance.empty() ? nullptr : &chance[i], found[b]);
    });
    std::vector<of_pair> all;
    for (auto& part : found) std::move(part.begin(), part.end(), std::back_inserter(all));
    return with_likeness(std::move(all), pairs, threads, watch);
  }

private:
  struct of_pair {
    finding what;
    std::size_t pair; // its position
  };

  /// Adds how alike in kind and time the pairs are, and leaves out overlaps that are too unlike.
  /// Only pairs with findings are looked at: most have none.
  std::vector<finding> with_likeness(std::vector<of_pair> all,
                                     const std::vector<overlap_pair>& pairs, unsigned threads,
                                     const progress& watch) const {
    std::vector<overlap_pair> asked;
    std::vector<std::size_t> position; // of each finding's pair among those
    for (std::size_t i = 0; i < all.size(); ++i) {
      if (i == 0 || all[i].pair != all[i - 1].pair) asked.push_back(pairs[all[i].pair]);
      position.push_back(asked.size() - 1);
    }
    const bool has_kind = p_.deliveries().has_activity() || p_.deliveries().has_audience();
    std::vector<kinship> kin(asked.size());
    if (has_kind) kin = pair_kinships(p_, asked, content_measure::seco, threads, watch);
    std::vector<pair_time> times(asked.size());
    const bool has_time = p_.deliveries().has_period();
    if (has_time) times = pair_times(p_, v_, asked, 0, threads, watch);
    const double least = to_double(rules_.overlap_min_kinship);
    std::vector<finding> out;
    out.reserve(all.size());
    for (std::size_t i = 0; i < all.size(); ++i) {
      finding& f = all[i].what;
      const kinship& k = kin[position[i]];
      const pair_time& t = times[position[i]];
      // What is not known of both is not held against them.
      if (f.kind == finding_kind::overlap && (k.activities < least || k.audiences < least))
        continue;
      f.evidence.kinship = {known(k.activities), known(k.audiences)};
      if (has_time)
        f.evidence.time =
            time_evidence{t.target_days.certain, t.target_days.possible < unbounded_days
                                                     ? std::optional(t.target_days.possible)
                                                     : std::nullopt};
      out.push_back(std::move(f));
    }
    return out;
  }

  void find_in(const overlap_pair& pair, std::size_t position, const pair_chance* chance,
               std::vector<of_pair>& out) const {
    if (nested(p_, pair.first, pair.second)) return;
    std::map<activity_index, std::pair<crossing, crossing>> by_kind;
    const deliveries& d = p_.deliveries();
    for_each_meeting(
        v_, pair.first, pair.second, [&](target_index t, delivery_index x, delivery_index y) {
          const agreement_of_deliveries a = compare(p_, x, y, {rules_.overlap_window});
          if (!a.kind || !a.audience) return;
          auto& [overlap, duplication] = by_kind[p_.tree_of_activities().kind(d.activity(x))];
          note(overlap, {t, x, y}, a.certain, a.possible);
          // Without a recorded activity nothing can be said to be the same activity.
          if (d.has_activity() && a.activity && !handed_over(x, y))
            note(duplication, {t, x, y}, a.crossing_certain, a.crossing_possible);
        });
    for (auto& [kind, crossings] : by_kind) {
      auto& [overlap, duplication] = crossings;
      if (static_cast<std::int64_t>(duplication.certain.size()) >= rules_.duplication_min_targets &&
          !duplication.certain.empty())
        out.push_back(
            {describe(finding_kind::duplication, pair, chance, kind, duplication), position});
      if (static_cast<std::int64_t>(overlap.certain.size()) >= rules_.overlap_min_targets &&
          !overlap.certain.empty() &&
          // Two units that carry out one program do not meet by chance, however many they reach.
          ((p_[pair.first].of == p_[pair.second].of && !rules_.overlap_test_same_program) ||
           more_than_chance(chance)))
        out.push_back({describe(finding_kind::overlap, pair, chance, kind, overlap), position});
    }
  }

  /// Whether a few days of both are how the one hands over to the other.
  bool handed_over(delivery_index x, delivery_index y) const {
    const deliveries& d = p_.deliveries();
    return rules_.duplication_hand_over > 0 && d.has_period() &&
           is_hand_over(d.when(x), d.when(y), rules_.duplication_hand_over);
  }

  /// Whether chance leaves the overlap standing, by the nulls and the effect that the rules ask
  /// for. What cannot be tested, as when a program reaches all targets of its kind, does.
  bool more_than_chance(const pair_chance* chance) const {
    if (!chance) return true;
    for (const std::string& name : rules_.overlap_nulls)
      if (const null_comparison& n = under(name, *chance); n.is_testable() && !is_discovery(n))
        return false;
    return rules_.overlap_nulls.empty() || std::isnan(chance->odds_ratio) ||
           chance->odds_ratio >= to_double(rules_.overlap_min_odds_ratio);
  }

  /// Whether every null that the rules ask for was tested and is left behind.
  bool is_significant(const pair_chance* chance) const {
    return chance && !rules_.overlap_nulls.empty() &&
           std::all_of(rules_.overlap_nulls.begin(), rules_.overlap_nulls.end(),
                       [&](const std::string& name) { return is_discovery(under(name, *chance)); });
  }

  static const null_comparison& under(const std::string& null, const pair_chance& chance) {
    return null == name_of(overlap_null::pooled)       ? chance.pooled
           : null == name_of(overlap_null::stratified) ? chance.stratified
                                                       : chance.degrees;
  }
  bool is_discovery(const null_comparison& n) const {
    return n.ln_q <= std::log(to_double(rules_.chance_alpha));
  }

  /// Unknown where a figure is not a number.
  static std::optional<double> known(double x) {
    return std::isnan(x) ? std::nullopt : std::optional(x);
  }
  static chance_evidence evidence_of(const null_comparison& n) {
    return {known(n.expected), known(n.ln_p), known(n.ln_q)};
  }

  static void note(crossing& c, const crossing::meeting& m, bool certain, bool possible) {
    const auto once = [&](std::vector<target_index>& list) {
      if (list.empty() || list.back() != m.at) list.push_back(m.at);
    };
    once(c.any);
    if (possible) once(c.possible);
    if (!certain) return;
    once(c.certain);
    c.meetings.push_back(m);
  }

  finding describe(finding_kind what, const overlap_pair& pair, const pair_chance* chance,
                   activity_index kind, const crossing& c) const {
    const deliveries& d = p_.deliveries();
    const intervention &x = p_[pair.first], &y = p_[pair.second];
    finding f;
    f.kind = what;
    std::vector<std::string> subject{p_.id(pair.first), p_.id(pair.second)};
    std::sort(subject.begin(), subject.end());
    subject.push_back(id_of(p_, kind));
    f.id = finding_id(what, subject);
    f.programs = {p_[x.of].id, p_[y.of].id};
    f.units = {id_of(p_, x.by), id_of(p_, y.by)};
    f.activity = id_of(p_, kind);

    std::vector<audience_index> audiences;
    std::vector<activity_index> activities;
    std::vector<delivery_index> rows;
    region_index region = p_[c.certain.front()].in;
    for (const target_index t : c.certain) region = common_region(p_, region, p_[t].in);
    for (const auto& m : c.meetings) {
      if (d.audience(m.first).known()) audiences.push_back(d.audience(m.first));
      for (const delivery_index i : {m.first, m.second}) {
        rows.push_back(i);
        if (d.activity(i).known()) activities.push_back(d.activity(i));
      }
      widen(f, d.when(m.first), d.when(m.second));
    }
    sort_unique(audiences), sort_unique(activities), sort_unique(rows);
    for (const audience_index a : audiences) f.audiences.push_back(p_[a]);
    f.region = id_of(p_, region);
    for (const target_index t : c.certain) f.targets.push_back(p_[t].id);
    for (const delivery_index i : rows) f.rows.push_back(row_key(p_, i));
    std::sort(f.rows.begin(), f.rows.end());

    finding_evidence& e = f.evidence;
    e.shared = pair.shared, e.first_size = pair.first_size, e.second_size = pair.second_size;
    e.any_time = static_cast<std::int64_t>(c.any.size());
    e.certain = static_cast<std::int64_t>(c.certain.size());
    e.possible = static_cast<std::int64_t>(c.possible.size());
    e.deliveries = static_cast<std::int64_t>(rows.size());
    if (chance) {
      e.pooled = evidence_of(chance->pooled);
      e.stratified = evidence_of(chance->stratified);
      e.degrees = evidence_of(chance->degrees);
      e.odds_ratio = known(chance->odds_ratio);
      f.significant = is_significant(chance);
    }
    f.value = value_of(p_, c);
    if (what == finding_kind::duplication) {
      std::tie(e.people_least, e.people_most) = people_in_common(p_, c);
      judge_need(f, p_, coverage_, c.certain, activities);
    }
    find_plan(f, pair, c);
    judge_severity(f, p_, rules_);
    speak_of_crossing(f, p_, pair, kind, activities, region);
    return f;
  }

  /// The period in which both took place: from the later start to the earlier end of each meeting.
  static void widen(finding& f, const period& a, const period& b) {
    const day from = std::max(a.latest_start(), b.latest_start());
    const day to = std::min(a.earliest_end(), b.earliest_end()) - 1;
    if (from >= no_last_day || to <= no_first_day) return;
    f.first_day =
        f.first_day == no_first_day ? std::min(from, to) : std::min({f.first_day, from, to});
    f.last_day = f.last_day == no_last_day ? std::max(from, to) : std::max({f.last_day, from, to});
  }

  /// Planned if what is agreed, or meant to go together by a rule, covers every target; the
  /// evidence says how many it covers. A target is covered if every meeting at it is.
  void find_plan(finding& f, const overlap_pair& pair, const crossing& c) const {
    const deliveries& d = p_.deliveries();
    f.evidence.planned_targets = 0;
    if (p_.agreements().empty() && p_.roles().empty() && p_.mandates().empty() && together_.empty())
      return;
    // By all that the answer depends on: most meetings share it.
    using circumstances = std::tuple<region_index, std::int32_t, std::int32_t, activity_index,
                                     activity_index, audience_index>;
    std::map<circumstances, bilingual> known;
    std::size_t i = 0;
    std::vector<bilingual> names;
    for (const target_index t : c.certain) {
      bilingual by;
      bool all = true;
      for (; i < c.meetings.size() && c.meetings[i].at == t; ++i) {
        const delivery_index x = c.meetings[i].first, y = c.meetings[i].second;
        const circumstances key(p_[t].in, d.period_number(x), d.period_number(y), d.activity(x),
                                d.activity(y), d.audience(x));
        auto it = known.find(key);
        if (it == known.end()) {
          meeting_subject m{pair.first, pair.second, {}, {}, p_[t].in, d.when(x), d.when(y)};
          for (const activity_index a : {d.activity(x), d.activity(y)})
            if (a.known()) m.activities.push_back(a);
          sort_unique(m.activities);
          if (d.audience(x).known()) m.audiences.push_back(d.audience(x));
          bilingual covers = covered_by(p_, m, as_of_);
          if (covers.en.empty())
            if (const together* const meant =
                    find_together(p_, together_, d.activity(x), d.activity(y)))
              covers = meant->why;
          it = known.emplace(key, std::move(covers)).first;
        }
        all = all && !it->second.en.empty();
        by = it->second;
      }
      if (!all) continue;
      ++f.evidence.planned_targets;
      names.push_back(by);
    }
    f.planned = f.evidence.planned_targets == f.evidence.certain;
    if (!f.planned) return;
    sort_unique(names);
    f.planned_by = in_both([&](language l) {
      std::vector<std::string> words;
      for (const bilingual& n : names) words.push_back(in_language(n, l));
      return list_of(words, l);
    });
  }

  const portfolio& p_;
  const visits& v_;
  const coverage_table& coverage_;
  const finding_rules& rules_;
  std::vector<together> together_;
  date_range as_of_;
};

} // namespace irisan
