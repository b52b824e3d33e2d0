#pragma once

#include <irisan/core/locale.hpp>
#include <irisan/model/portfolio.hpp>
#include <irisan/need/coverage.hpp>
#include <irisan/need/need_rules.hpp>
#include <irisan/need/score.hpp>

#include <algorithm>
#include <cstdint>
#include <iterator>
#include <set>
#include <string>
#include <string_view>
#include <vector>

namespace irisan {

/// What cannot be computed from what was recorded, and why.
inline std::vector<bilingual> not_computable(const portfolio& p, const coverage_table& coverage) {
  std::vector<bilingual> notes;
  const deliveries& d = p.deliveries();
  const auto note = [&](bool missing, const char* en, const char* id) {
    if (missing) notes.push_back({en, id});
  };
  note(p.interventions().empty(), "nothing: no delivery counts",
       "apa pun: tidak ada kegiatan yang dihitung");
  note(!d.has_activity(), "duplication and fragmentation: no activity was recorded",
       "duplikasi dan fragmentasi: kegiatan tidak tercatat");
  note(!d.has_activity(),
       "overlap by kind of activity: no activity was recorded, so every shared target counts",
       "tumpang tindih menurut jenis kegiatan: kegiatan tidak tercatat, sehingga semua sasaran "
       "bersama dihitung");
  note(!d.has_audience(), "agreement in audience: no audience was recorded",
       "kesamaan peserta: peserta tidak tercatat");
  note(!d.has_period(), "agreement in time: no date was recorded",
       "kesamaan waktu: tanggal tidak tercatat");
  note(!d.has_cost(), "value at stake: no cost was recorded",
       "nilai yang perlu dicek: biaya tidak tercatat");
  note(p.units().empty(), "fragmentation and mandates: no unit was recorded",
       "fragmentasi dan tusi: unit tidak tercatat");
  note(p.mandates().empty(), "undivided mandate and outside mandate: no mandate was given",
       "tusi belum dibagi dan dasar tugas: data tusi tidak ada");
  note(coverage.needs.empty(),
       "gap, mistargeting, redundancy, and beyond or within the recorded need: no need was given",
       "kesenjangan, sasaran, yang dapat dihentikan, dan kebutuhan tercatat: data kebutuhan tidak "
       "ada");
  note(!coverage.needs.empty() && p.sources().empty(),
       "not reported: no table of sources was given, so what is not recorded counts as not served",
       "belum dilaporkan: tabel sources tidak ada, sehingga yang tidak tercatat dianggap belum "
       "terlayani");
  note(!coverage.needs.empty() &&
           std::none_of(p.programs().begin(), p.programs().end(),
                        [](const program& x) { return x.selection == selection::targeted; }),
       "mistargeting: no program is said to be targeted",
       "sasaran perlu ditinjau: tidak ada program yang dinyatakan bersasaran");
  note(!d.has_period(), "crowding: no date was recorded",
       "program menumpuk: tanggal tidak tercatat");
  note(std::none_of(p.targets().begin(), p.targets().end(),
                    [](const target& x) { return x.kind == "local_government"; }),
       "coordination load: no local government is among the targets",
       "beban koordinasi: tidak ada pemda di antara sasaran");
  note(p.agreements().empty() && p.roles().empty(),
       "planned or not yet planned: no agreement or role was given",
       "direncanakan atau belum: data kesepakatan dan peran tidak ada");
  return notes;
}

/// How many values gave no score, by reason; nothing if all did.
inline std::vector<bilingual> unscored_note(const scored_needs& scored) {
  std::int64_t count[std::size(unscored_reasons)] = {};
  std::int64_t all = 0;
  for (const unscored& u : scored.unscored) ++count[static_cast<std::size_t>(u.why)], ++all;
  if (all == 0) return {};
  static constexpr const char* en[] = {"",
                                       "no value",
                                       "two values of one date and source",
                                       "no number",
                                       "no share",
                                       "a word that the rules do not know",
                                       "said to be unknown",
                                       "too few people to tell",
                                       "no other target to compare with"};
  static constexpr const char* id[] = {"",
                                       "tidak ada nilai",
                                       "dua nilai dari satu tanggal dan sumber",
                                       "bukan angka",
                                       "bukan bagian",
                                       "kata yang tidak dikenal aturan",
                                       "dinyatakan tidak diketahui",
                                       "terlalu sedikit orang",
                                       "tidak ada sasaran lain untuk dibandingkan"};
  return {in_both([&](language l) {
    std::string reasons;
    for (std::size_t r = 1; r < std::size(unscored_reasons); ++r)
      if (count[r] > 0)
        reasons += (reasons.empty() ? "" : ", ") + grouped(count[r], l) + " " +
                   (l == language::id ? id : en)[r];
    return (l == language::id
                ? "kebutuhan dari indikator: " + grouped(all, l) + " nilai tanpa skor: "
                : "needs from indicators: " + counted(all, "value") + " without a score: ") +
           reasons;
  })};
}

/// Indicators that rules speak of and nobody recorded, and values that were passed over.
inline std::vector<bilingual> unread_notes(const portfolio& p, const need_rules& rules,
                                           const scored_needs& scored) {
  std::vector<bilingual> notes;
  std::set<std::string_view> ids, told;
  for (const indicator& i : p.indicators()) ids.insert(i.id);
  passed_over all;
  for (std::size_t r = 0; r < rules.indicators.size(); ++r) {
    const std::string& id = rules.indicators[r].indicator;
    if (!told.insert(id).second) continue;
    const passed_over& past = scored.rules[r].passed_over;
    all.of_region += past.of_region, all.not_shown += past.not_shown, all.later += past.later;
    all.other_date += past.other_date, all.other_value += past.other_value;
    all.no_value += past.no_value;
    if (ids.contains(id)) continue;
    const std::string near = nearest(id, std::vector<std::string_view>(ids.begin(), ids.end()));
    notes.push_back({"needs from '" + id + "': no value is recorded" +
                         (near.empty() ? "" : "; the nearest indicator is '" + near + "'"),
                     "kebutuhan dari '" + id + "': tidak ada nilai yang tercatat" +
                         (near.empty() ? "" : "; indikator terdekat '" + near + "'")});
  }
  const struct {
    std::int64_t count;
    const char *en, *id;
  } reasons[] = {
      {all.no_value, "empty", "kosong"},
      {all.later, "after the day of the audit", "sesudah tanggal audit"},
      {all.other_date, "of another time than the rules ask for", "bukan dari waktu yang diminta"},
      {all.not_shown, "open to fewer than the report is for", "tidak terbuka untuk laporan ini"},
      {all.of_region, "of a region that no target stands for", "wilayah tanpa sasaran"},
      {all.other_value, "at odds with another source of the same date",
       "berbeda dari sumber lain pada tanggal yang sama"}};
  std::int64_t count = 0;
  bilingual why;
  for (const auto& x : reasons) {
    if (x.count == 0) continue;
    count += x.count;
    why.en += (why.en.empty() ? "" : ", ") + grouped(x.count, language::en) + " " + x.en;
    why.id += (why.id.empty() ? "" : ", ") + grouped(x.count, language::id) + " " + x.id;
  }
  if (count > 0)
    notes.push_back(
        {"needs from indicators: " + counted(count, "value") + " passed over: " + why.en,
         "kebutuhan dari indikator: " + grouped(count, language::id) +
             " nilai tidak dipakai: " + why.id});
  return notes;
}

} // namespace irisan
