#pragma once

#include <irisan/core/locale.hpp>
#include <irisan/finding/finding.hpp>
#include <irisan/finding/finding_rules.hpp>
#include <irisan/model/portfolio.hpp>

#include <algorithm>
#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace irisan {

/// Names of things as sentences speak them: the name, the id where there is none.
inline std::string name_of(const portfolio& p, program_index i) {
  return p[i].name.empty() ? p[i].id : p[i].name;
}
inline std::string name_of(const portfolio& p, activity_index i) {
  return p[i].name.empty() ? p[i].id : p[i].name;
}
inline std::string name_of(const portfolio& p, unit_index i, language l) {
  if (!i.known()) return l == language::id ? "unit tidak tercatat" : "unit not recorded";
  return p[i].name.empty() ? p[i].id : p[i].name;
}
inline std::string name_of(const portfolio& p, region_index i, language l) {
  if (!i.known()) return l == language::id ? "beberapa wilayah" : "several regions";
  return p[i].name.empty() ? p[i].id : p[i].name;
}

/// An audience in words: teacher → teachers, guru. Words that are not known stay as they are.
inline std::string audience_word(std::string_view audience, language l) {
  static const std::map<std::string_view, std::pair<const char*, const char*>> words = {
      {"teacher", {"teachers", "guru"}},
      {"principal", {"principals", "kepala sekolah"}},
      {"prospective_principal", {"prospective principals", "calon kepala sekolah"}},
      {"supervisor", {"supervisors", "pengawas"}},
      {"prospective_supervisor", {"prospective supervisors", "calon pengawas"}},
      {"student", {"students", "murid"}},
      {"school", {"schools", "satuan pendidikan"}},
      {"local_government", {"local governments", "pemda"}},
      {"education_staff", {"education staff", "tenaga kependidikan"}}};
  const auto it = words.find(audience);
  if (it == words.end()) return std::string(audience);
  return l == language::id ? it->second.second : it->second.first;
}

/// `a, b and c`; after `most` of them, `and n more`.
inline std::string list_of(const std::vector<std::string>& items, language l, std::size_t most = 6,
                           bool alternatives = false) {
  const std::string_view conjunction = alternatives        ? (l == language::id ? " atau " : " or ")
                                       : l == language::id ? " dan "
                                                           : " and ";
  std::string text;
  const std::size_t shown = std::min(items.size(), most);
  for (std::size_t i = 0; i < shown; ++i) {
    if (i > 0) text += i + 1 == items.size() ? std::string(conjunction) : ", ";
    text += items[i];
  }
  if (shown < items.size())
    text += std::string(conjunction) + grouped(static_cast<std::int64_t>(items.size() - shown), l) +
            (l == language::id ? " lainnya" : " more");
  return text;
}

inline std::string audiences_words(const std::vector<std::string>& audiences, language l) {
  if (audiences.empty()) return l == language::id ? "peserta" : "participants";
  std::vector<std::string> words;
  for (const std::string& a : audiences) words.push_back(audience_word(a, l));
  return list_of(words, l);
}

/// Which of the columns that the words ask for were recorded, where one was not:
/// ` (by target and activity; no audience was recorded)`.
inline std::string recorded_clause(const portfolio& p, language l) {
  const deliveries& d = p.deliveries();
  struct part {
    bool recorded;
    const char *en, *id;
  };
  const part parts[] = {{d.has_activity(), "activity", "kegiatan"},
                        {d.has_audience(), "audience", "peserta"},
                        {d.has_period(), "time", "waktu"}};
  std::vector<std::string> with{l == language::id ? "sasaran" : "target"}, without;
  for (const part& x : parts)
    (x.recorded ? with : without).emplace_back(l == language::id ? x.id : x.en);
  if (without.empty()) return {};
  if (l == language::id)
    return " (menurut " + list_of(with, l) + "; " + list_of(without, l) + " tidak tercatat)";
  return " (by " + list_of(with, l) + "; no " + list_of(without, l, 6, true) + " was recorded)";
}

/// The smallest region that holds all of them; unknown if there is none or one has no region.
inline region_index common_region(const portfolio& p, region_index a, region_index b) {
  if (!a.known() || !b.known()) return {};
  for (region_index at = a; at.known(); at = p[at].parent)
    if (p.tree_of_regions().covers(at.value, b.value)) return at;
  return {};
}

/// The key of a delivery in reports: its id, else program, unit, target and first day.
inline std::string row_key(const portfolio& p, delivery_index d) {
  const deliveries& all = p.deliveries();
  if (!all.id(d).empty()) return std::string(all.id(d));
  std::string key = p.id(all.intervention(d)) + "|" + p[all.target(d)].id;
  if (all.when(d).start.known()) key += "|" + to_text(all.when(d).start.earliest);
  return key;
}

inline std::string id_of(const portfolio& p, unit_index i) {
  return i.known() ? p[i].id : std::string();
}
inline std::string id_of(const portfolio& p, region_index i) {
  return i.known() ? p[i].id : std::string();
}
inline std::string id_of(const portfolio& p, activity_index i) {
  return i.known() ? p[i].id : std::string();
}

/// Sets how much hangs on a finding, and why, by its targets and its value.
inline void judge_severity(finding& f, const portfolio& p, const finding_rules& r) {
  const auto targets = static_cast<std::int64_t>(f.targets.size());
  const std::int64_t value = f.value.known ? f.value.amount : 0;
  const bool high = targets >= r.high_targets || value >= r.high_value;
  const bool medium = targets >= r.medium_targets || value >= r.medium_value;
  f.severity = high ? severity_level::high : medium ? severity_level::medium : severity_level::low;
  const std::int64_t target_limit = high ? r.high_targets : r.medium_targets;
  const std::int64_t value_limit = high ? r.high_value : r.medium_value;
  f.severity_reason = in_both([&](language l) {
    const auto amount = [&](std::int64_t m) {
      return money(m, p.currency(), p.money_decimals(), l);
    };
    const bool id = l == language::id;
    if (!medium && !high && !f.value.known)
      return (id ? "kurang dari " : "fewer than ") + grouped(r.medium_targets, l) +
             (id ? " sasaran" : " targets");
    if (!medium && !high)
      return (id ? "kurang dari " : "fewer than ") + grouped(r.medium_targets, l) +
             (id ? " sasaran dan kurang dari " : " targets and less than ") +
             amount(r.medium_value);
    std::string text;
    if (targets >= target_limit)
      text = (id ? grouped(targets, l) + " sasaran (batas "
                 : counted(targets, "target") + " (threshold ") +
             grouped(target_limit, l) + ")";
    if (value >= value_limit && value > 0)
      text += (text.empty() ? "" : "; ") + amount(value) + (id ? " (batas " : " (threshold ") +
              amount(value_limit) + ")";
    return text;
  });
}

} // namespace irisan
