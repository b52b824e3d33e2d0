#pragma once

#include <irisan/finding/finding.hpp>
#include <irisan/finding/need_cap.hpp>
#include <irisan/finding/words.hpp>
#include <irisan/overlap/pair.hpp>

#include <string>
#include <vector>

namespace irisan {

namespace detail {

/// ` between 2 July 2023 and 5 July 2023`, ` on 2 July 2023`; empty without dates.
inline std::string when_words(const finding& f, language l) {
  if (f.first_day == no_first_day) return {};
  const bool id = l == language::id;
  if (f.first_day == f.last_day) return (id ? " pada " : " on ") + long_date(f.first_day, l);
  return (id ? " antara " : " between ") + long_date(f.first_day, l) + (id ? " dan " : " and ") +
         long_date(f.last_day, l);
}

/// `; they share 31 targets where 6 would be expected by chance`; empty if nothing is known.
inline std::string chance_words(const finding_evidence& e, language l) {
  if (!e.stratified.expected) return {};
  const bool id = l == language::id;
  if (!e.stratified.ln_p)
    return id ? "; salah satunya menjangkau semua sasaran sejenis, sehingga tidak dapat "
                "dibandingkan dengan kebetulan"
              : "; one of them reaches all targets of its kind, so chance cannot be judged";
  const std::string expected = one_decimal(*e.stratified.expected, l);
  return id ? "; ada " + grouped(e.shared, l) + " sasaran bersama, bila acak diperkirakan " +
                  expected
            : "; they share " + counted(e.shared, "target") + " where " + expected +
                  " would be expected by chance";
}

} // namespace detail

/// Says who does what for whom, where, how many, what chance makes of it and what is agreed: the
/// sentence of an overlap or a duplication, and what is to be decided.
inline void speak_of_crossing(finding& f, const portfolio& p, const overlap_pair& pair,
                              activity_index kind, const std::vector<activity_index>& activities,
                              region_index region) {
  const intervention &x = p[pair.first], &y = p[pair.second];
  const auto who = [&](const intervention& i, language l) {
    return i.by.known() ? name_of(p, i.of) + " (" + name_of(p, i.by, l) + ")" : name_of(p, i.of);
  };
  const auto where = [&](language l) {
    return p.regions().empty() ? std::string()
                               : (l == language::id ? " di " : " in ") + name_of(p, region, l);
  };
  f.sentence = in_both([&](language l) {
    const bool id = l == language::id;
    const std::string n = grouped(f.evidence.certain, l);
    const std::string audience = audiences_words(f.audiences, l);
    std::string text;
    if (f.kind == finding_kind::overlap) {
      const std::string doing =
          kind.known() ? name_of(p, kind) : std::string(id ? "kegiatan" : "work");
      text = id ? who(x, l) + " dan " + who(y, l) + " sama-sama melakukan " + doing +
                      (f.audiences.empty() ? "" : " untuk " + audience) + " di " + n + " sasaran" +
                      where(l) + detail::chance_words(f.evidence, l)
                : who(x, l) + " and " + who(y, l) + " both do " + doing +
                      (f.audiences.empty() ? "" : " for " + audience) + " at " +
                      counted(f.evidence.certain, "target") + where(l) +
                      detail::chance_words(f.evidence, l);
    } else {
      std::vector<std::string> names;
      for (const activity_index a : activities) names.push_back(name_of(p, a));
      const std::string what = list_of(names, l, 3);
      const std::string dates = detail::when_words(f, l);
      std::string subject = audience;
      if (subject[0] >= 'a' && subject[0] <= 'z') subject[0] = static_cast<char>(subject[0] - 32);
      text = id ? subject + " dari " + n + " sasaran" + where(l) + " mengikuti " + what + " dari " +
                      who(x, l) + " dan " + who(y, l) + dates
                : subject + " of " + counted(f.evidence.certain, "target") + where(l) +
                      " received " + what + " from both " + who(x, l) + " and " + who(y, l) + dates;
      if (f.evidence.people_most >= 0) {
        const std::string range =
            grouped(f.evidence.people_least, l) + "–" + grouped(f.evidence.people_most, l);
        text += id ? " (mungkin " + range + " orang yang sama)"
                   : " (" + range + " of them possibly the same people)";
      }
      text += need_words(f.evidence.need, l);
    }
    text += recorded_clause(p, l) + ".";
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
    std::vector<std::string> who_decides{name_of(p, x.by, l)};
    if (y.by != x.by) who_decides.push_back(name_of(p, y.by, l));
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

} // namespace irisan
