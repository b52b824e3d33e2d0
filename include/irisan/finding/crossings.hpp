#pragma once

#include <irisan/core/parallel.hpp>
#include <irisan/core/progress.hpp>
#include <irisan/finding/planned.hpp>
#include <irisan/finding/stake.hpp>
#include <irisan/finding/words.hpp>
#include <irisan/overlap/pair_details.hpp>

#include <algorithm>
#include <cstdint>
#include <map>
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
  crossing_finder(const portfolio& p, const visits& v, const finding_rules& rules,
                  const date_range& as_of)
      : p_(p), v_(v), rules_(rules), as_of_(as_of), chance_(p, v) {}

  /// The findings of all pairs, in the pairs' order. The same for any number of threads.
  std::vector<finding> find(const std::vector<overlap_pair>& pairs, unsigned threads,
                            const progress& watch) const {
    constexpr std::size_t block = 64;
    std::vector<std::vector<finding>> found((pairs.size() + block - 1) / block);
    for_each_index(found.size(), threads, [&](std::size_t b) {
      if (watch.stop.stop_requested()) throw stopped();
      for (std::size_t i = b * block; i < std::min(pairs.size(), (b + 1) * block); ++i)
        find_in(pairs[i], found[b]);
    });
    std::vector<finding> all;
    for (auto& part : found) std::move(part.begin(), part.end(), std::back_inserter(all));
    return all;
  }

private:
  void find_in(const overlap_pair& pair, std::vector<finding>& out) const {
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
          if (d.has_activity() && a.activity)
            note(duplication, {t, x, y}, a.crossing_certain, a.crossing_possible);
        });
    for (auto& [kind, crossings] : by_kind) {
      auto& [overlap, duplication] = crossings;
      if (static_cast<std::int64_t>(duplication.certain.size()) >= rules_.duplication_min_targets &&
          !duplication.certain.empty())
        out.push_back(describe(finding_kind::duplication, pair, kind, duplication));
      if (static_cast<std::int64_t>(overlap.certain.size()) >= rules_.overlap_min_targets &&
          !overlap.certain.empty())
        out.push_back(describe(finding_kind::overlap, pair, kind, overlap));
    }
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

  finding describe(finding_kind what, const overlap_pair& pair, activity_index kind,
                   const crossing& c) const {
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
    e.expected = chance_.expected(pair.first, pair.second, kind, audiences, c.certain);
    f.value = value_of(p_, c);
    if (what == finding_kind::duplication)
      std::tie(e.people_least, e.people_most) = people_in_common(p_, c);
    find_plan(f, pair, c);
    judge_severity(f, p_, rules_);
    speak(f, pair, kind, activities, region);
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

  /// Planned if what is agreed covers every target; the evidence says how many it covers. A target
  /// is covered if every meeting at it is.
  void find_plan(finding& f, const overlap_pair& pair, const crossing& c) const {
    const deliveries& d = p_.deliveries();
    f.evidence.planned_targets = 0;
    if (p_.agreements().empty() && p_.roles().empty() && p_.mandates().empty()) return;
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
          it = known.emplace(key, covered_by(p_, m, as_of_)).first;
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

  /// ` between 2 July 2023 and 5 July 2023`, ` on 2 July 2023`; empty without dates.
  static std::string when_words(const finding& f, language l) {
    if (f.first_day == no_first_day) return {};
    const bool id = l == language::id;
    if (f.first_day == f.last_day) return (id ? " pada " : " on ") + long_date(f.first_day, l);
    return (id ? " antara " : " between ") + long_date(f.first_day, l) + (id ? " dan " : " and ") +
           long_date(f.last_day, l);
  }

  void speak(finding& f, const overlap_pair& pair, activity_index kind,
             const std::vector<activity_index>& activities, region_index region) const {
    const intervention &x = p_[pair.first], &y = p_[pair.second];
    const auto who = [&](const intervention& i, language l) {
      return i.by.known() ? name_of(p_, i.of) + " (" + name_of(p_, i.by, l) + ")"
                          : name_of(p_, i.of);
    };
    const auto where = [&](language l) {
      return p_.regions().empty() ? std::string()
                                  : (l == language::id ? " di " : " in ") + name_of(p_, region, l);
    };
    f.sentence = in_both([&](language l) {
      const bool id = l == language::id;
      const std::string n = grouped(f.evidence.certain, l);
      const std::string audience = audiences_words(f.audiences, l);
      std::string text;
      if (f.kind == finding_kind::overlap) {
        const std::string doing =
            kind.known() ? name_of(p_, kind) : std::string(id ? "kegiatan" : "work");
        const std::string expected = one_decimal(f.evidence.expected, l);
        text = id ? who(x, l) + " dan " + who(y, l) + " sama-sama melakukan " + doing +
                        (f.audiences.empty() ? "" : " untuk " + audience) + " di " + n +
                        " sasaran" + where(l) + "; bila acak diperkirakan " + expected
                  : who(x, l) + " and " + who(y, l) + " both do " + doing +
                        (f.audiences.empty() ? "" : " for " + audience) + " at " +
                        counted(f.evidence.certain, "target") + where(l) + "; " + expected +
                        " would be expected by chance";
      } else {
        std::vector<std::string> names;
        for (const activity_index a : activities) names.push_back(name_of(p_, a));
        const std::string what = list_of(names, l, 3);
        const std::string dates = when_words(f, l);
        std::string subject = audience;
        if (subject[0] >= 'a' && subject[0] <= 'z') subject[0] = static_cast<char>(subject[0] - 32);
        text = id ? subject + " dari " + n + " sasaran" + where(l) + " mengikuti " + what +
                        " dari " + who(x, l) + " dan " + who(y, l) + dates
                  : subject + " of " + counted(f.evidence.certain, "target") + where(l) +
                        " received " + what + " from both " + who(x, l) + " and " + who(y, l) +
                        dates;
        if (f.evidence.people_most >= 0) {
          const std::string range =
              grouped(f.evidence.people_least, l) + "–" + grouped(f.evidence.people_most, l);
          text += id ? " (mungkin " + range + " orang yang sama)"
                     : " (" + range + " of them possibly the same people)";
        }
        text += id ? "; belum dinilai terhadap kebutuhan" : "; not assessed against need";
      }
      text += recorded_clause(p_, l) + ".";
      if (f.planned)
        text += id ? " Sudah tercakup dalam " + in_language(f.planned_by, l) + "."
                   : " Covered by " + in_language(f.planned_by, l) + ".";
      else if (f.evidence.planned_targets > 0)
        text += id ? " Baru " + grouped(f.evidence.planned_targets, l) +
                         " sasaran yang tercakup dalam kesepakatan: mohon ditetapkan siapa "
                         "penanggung jawabnya di sasaran lainnya."
                   : " Of these, " + grouped(f.evidence.planned_targets, l) +
                         (f.evidence.planned_targets == 1 ? " is" : " are") +
                         " covered by what is agreed: please decide who leads at the others.";
      else if (x.by == y.by && x.by.known())
        text += id ? " Keduanya dilaksanakan satu unit: mohon dicek apakah keduanya diperlukan."
                   : " One unit carries out both: please check whether both are needed.";
      else
        text += id ? " Belum ada kesepakatan: mohon ditetapkan siapa penanggung jawabnya."
                   : " No agreement covers it yet: please decide who leads.";
      return text;
    });
    f.ask = in_both([&](language l) {
      std::vector<std::string> who_decides{name_of(p_, x.by, l)};
      if (y.by != x.by) who_decides.push_back(name_of(p_, y.by, l));
      if (!x.by.known() && !y.by.known())
        return std::string(l == language::id ? "Tetapkan penanggung jawab dan pendukung"
                                             : "Decide who leads and who supports");
      const std::string names = list_of(who_decides, l);
      if (x.by == y.by)
        return names + (l == language::id ? ": cek apakah keduanya diperlukan"
                                          : ": check whether both are needed");
      return l == language::id ? names + ": tetapkan penanggung jawab dan pendukung"
                               : names + ": decide who leads and who supports";
    });
  }

  const portfolio& p_;
  const visits& v_;
  const finding_rules& rules_;
  date_range as_of_;
  spread chance_;
};

} // namespace irisan
