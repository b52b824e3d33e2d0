#pragma once

#include <irisan/core/fraction.hpp>
#include <irisan/core/locale.hpp>
#include <irisan/finding/finding_rules.hpp>
#include <irisan/need/coverage.hpp>
#include <irisan/need/need_rules.hpp>
#include <irisan/overlap/overlap_nulls.hpp>
#include <irisan/overlap/target_classes.hpp>
#include <irisan/responsibility/division_rules.hpp>

#include <algorithm>
#include <cstdint>
#include <iterator>
#include <limits>
#include <string>
#include <string_view>
#include <vector>

namespace irisan {

/// All rules of an audit: each stage's own, and what the report itself needs.
struct rules {
  irisan::language language = irisan::language::id;
  finding_rules finding;
  need_rules needs; ///< how indicators become needs; not among `for_each_rule`, being lists
  coverage_rules coverage;
  division_rules division;
  std::int64_t pairs_min_shared = 1;
  std::int64_t pairs_limit = 20'000'000;

  friend bool operator==(const rules&, const rules&) = default;
};

/// What there is to say about a rule besides its value.
struct rule_note {
  std::string_view path; ///< `overlap.window_days`
  bilingual reason;
  std::int64_t least = 0; ///< of a number
  std::int64_t most = std::numeric_limits<std::int64_t>::max();
};

/// Calls `f(note, field)` for every rule, in the order they are printed: the one list that reading,
/// printing and reporting share.
template <class Rules, class F>
void for_each_rule(Rules& r, const F& f) {
  constexpr std::int64_t many = std::numeric_limits<std::int32_t>::max();
  f(rule_note{"language",
              {"of the summary and the page: id or en",
               "bahasa ringkasan dan halaman: id atau en"}},
    r.language);
  f(rule_note{"region.level",
              {"the kind of region in which work is compared; a regency or city is where programs "
               "are agreed with its government",
               "jenis wilayah tempat kegiatan dibandingkan; kabupaten/kota adalah tempat program "
               "disepakati dengan pemda"}},
    r.finding.region_level);
  f(rule_note{"overlap.window_days",
              {"days that two deliveries may lie apart and still count as the same time; 365, "
               "since offices plan by the year",
               "selisih hari yang masih dihitung sebagai waktu yang sama; 365 karena kantor "
               "menyusun rencana per tahun"},
              0,
              36'500},
    r.finding.overlap_window);
  f(
      rule_note{
          "overlap.min_targets",
          {"fewest targets for an overlap; 1, since none is to be hidden and severity sorts them",
           "jumlah sasaran terkecil untuk tumpang tindih; 1, karena tidak ada yang disembunyikan"},
          1,
          many},
      r.finding.overlap_min_targets);
  f(rule_note{"overlap.nulls",
              {"by which nulls an overlap must be more than chance: pooled, stratified, degrees; "
               "stratified, since schools of one regency and level are alike; [] asks for none",
               "pembanding acak yang harus dilampaui tumpang tindih: pooled, stratified, degrees; "
               "stratified, karena sekolah satu kabupaten dan jenjang serupa; [] tidak meminta"}},
    r.finding.overlap_nulls);
  f(rule_note{"overlap.min_odds_ratio",
              {"least odds ratio within strata; 2, since with many targets trifles are significant",
               "rasio odds terkecil dalam strata; 2, karena dengan banyak sasaran hal kecil pun "
               "tampak berarti"},
              0,
              1'000'000},
    r.finding.overlap_min_odds_ratio);
  f(
      rule_note{
          "overlap.min_kinship",
          {"least likeness of all activities and of all audiences of two programs, from 0 to 1; "
           "0, since an overlap is of one kind already",
           "kemiripan terkecil semua kegiatan dan semua peserta dua program, 0 sampai 1; 0, "
           "karena tumpang tindih sudah satu jenis kegiatan"},
          0,
          1},
      r.finding.overlap_min_kinship);
  f(rule_note{"overlap.test_same_program",
              {"whether what two units of one program share must be more than chance too; false, "
               "since they do not meet by chance: whoever planned the program sent both",
               "apakah irisan dua unit dalam satu program juga harus melebihi kebetulan; false, "
               "karena keduanya tidak bertemu secara kebetulan: perencana program menugaskan "
               "keduanya"}},
    r.finding.overlap_test_same_program);
  f(rule_note{"duplication.min_targets",
              {"fewest targets for a duplication; 1, as above",
               "jumlah sasaran terkecil untuk duplikasi; 1, seperti di atas"},
              1,
              many},
    r.finding.duplication_min_targets);
  f(
      rule_note{
          "duplication.hand_over_days",
          {"most days in which one hands over to the next, that begins before it has ended, and "
           "which are no duplication; 0, since what is planned so is for an agreement to say",
           "jumlah hari serah terima terbanyak, saat yang berikut mulai sebelum yang terdahulu "
           "selesai, yang bukan duplikasi; 0, karena serah terima ditetapkan dalam "
           "kesepakatan"},
          0,
          36'500},
      r.finding.duplication_hand_over);
  f(
      rule_note{
          "fragmentation.min_units",
          {"fewest units on one theme in one region for a fragmentation; 2 is GAO's more than one",
           "jumlah unit terkecil pada satu tema di satu wilayah; 2 berarti lebih dari satu (GAO)"},
          2,
          many},
      r.finding.fragmentation_min_units);
  f(rule_note{"chance.strata",
              {"what targets are compared within, besides their kind: region, level, status; "
               "programs in the same few places then do not look related for that alone",
               "pembagian sasaran untuk perbandingan, selain jenisnya: region, level, status; "
               "program di tempat yang sama tidak dianggap terkait karena itu saja"}},
    r.finding.chance_strata);
  f(rule_note{"chance.alpha",
              {"rate of false discoveries among overlaps that are called more than chance; 0.05 is "
               "the custom",
               "laju temuan keliru di antara irisan yang disebut lebih dari kebetulan; 0.05 adalah "
               "kelaziman"},
              0,
              1},
    r.finding.chance_alpha);
  f(rule_note{"chance.degrees_limit",
              {"most pairs for which the null with the degrees of targets is computed; a million "
               "take about a minute",
               "jumlah pasangan terbanyak untuk pembanding dengan derajat sasaran; satu juta perlu "
               "sekitar satu menit"}},
    r.finding.chance_degrees_limit);
  f(
      rule_note{
          "need.min_score",
          {"score from which a recorded need counts, from 0 to 1; 0.5 is the middle, and a need "
           "without a score always counts",
           "skor kebutuhan mulai dihitung, 0 sampai 1; 0.5 adalah tengah, dan kebutuhan tanpa "
           "skor selalu dihitung"},
          0,
          1},
      r.coverage.min_score);
  f(
      rule_note{
          "need.after_date",
          {"whether a delivery that was over before the need was recorded is passed over; false, "
           "since offices record needs once a year and plan for the whole of it",
           "apakah kegiatan yang selesai sebelum kebutuhan dicatat diabaikan; false, karena "
           "kebutuhan dicatat setahun sekali untuk rencana setahun penuh"}},
      r.coverage.after_date);
  f(rule_note{"gap.min_targets",
              {"fewest targets in need without enough for a gap; 1, since none is to be hidden",
               "jumlah sasaran terkecil untuk kesenjangan; 1, karena tidak ada yang disembunyikan"},
              1,
              many},
    r.finding.gap_min_targets);
  f(rule_note{"mistargeting.min_targets",
              {"fewest targets reached without need for a targeted program to be looked at; 1, as "
               "above",
               "jumlah sasaran terkecil tanpa kebutuhan agar program bersasaran ditinjau; 1, "
               "seperti di atas"},
              1,
              many},
    r.finding.mistargeting_min_targets);
  f(
      rule_note{
          "redundancy.keep",
          {"programs that stay whatever the needs say, by their ids; none unless an office says "
           "so",
           "program yang tetap ada apa pun kebutuhannya, dengan kodenya; tidak ada kecuali "
           "kantor menyatakan"}},
      r.finding.redundancy_keep);
  f(rule_note{"redundancy.share",
              {"share of what is met now that is to stay met, each need counting alike; 1, since "
               "every need counts; below it the report also names the programs that would do",
               "bagian dari yang kini terpenuhi yang harus tetap terpenuhi, tiap kebutuhan sama "
               "bobotnya; 1, karena tiap kebutuhan penting; di bawahnya laporan juga menyebut "
               "program yang cukup"},
              0,
              1},
    r.finding.redundancy_share);
  f(rule_note{"redundancy.reserve",
              {"programs that each need keeps beyond what it asks, in case some drop out; 0, what "
               "was planned is taken to happen",
               "program cadangan untuk tiap kebutuhan bila ada yang batal; 0, yang direncanakan "
               "dianggap terlaksana"},
              0,
              1'000},
    r.finding.redundancy_reserve);
  f(rule_note{"redundancy.deliveries",
              {"whether each delivery is set against the needs of its target too; true, since it "
               "takes seconds for all schools of a nation",
               "apakah tiap kegiatan juga dibandingkan dengan kebutuhan sasarannya; true, karena "
               "hanya perlu beberapa detik untuk semua sekolah senegara"}},
    r.finding.redundancy_deliveries);
  f(rule_note{"crowding.max_programs",
              {"most programs that a target can take at once; 3, a program for each of principal, "
               "teachers and students",
               "jumlah program terbanyak yang dapat diterima satu sasaran sekaligus; 3, satu "
               "program masing-masing bagi kepala sekolah, guru, dan murid"},
              1,
              many},
    r.finding.crowding_max_programs);
  f(rule_note{"load.min_units",
              {"units on one theme from which a local government's load is a finding; 3, since two "
               "offices can still agree between themselves",
               "jumlah unit pada satu tema agar beban koordinasi pemda dicatat; 3, karena dua "
               "kantor masih dapat bersepakat sendiri"},
              2,
              many},
    r.finding.load_min_units);
  f(rule_note{"mandate.exempt_kinds",
              {"kinds of unit that need no tusi for what they deliver; partners act by agreement",
               "jenis unit yang tidak memerlukan tusi; mitra bekerja dengan kesepakatan"}},
    r.finding.exempt_kinds);
  f(rule_note{"severity.medium_targets",
              {"targets from which a finding is medium; 10 is about one supervisor's schools",
               "jumlah sasaran untuk tingkat sedang; 10 kira-kira binaan satu pengawas"},
              1,
              many},
    r.finding.medium_targets);
  f(rule_note{"severity.high_targets",
              {"targets from which a finding is high; 50 is about all upper secondary schools of a "
               "regency",
               "jumlah sasaran untuk tingkat tinggi; 50 kira-kira semua SMA satu kabupaten"},
              1,
              many},
    r.finding.high_targets);
  f(rule_note{"severity.medium_value",
              {"value at stake from which a finding is medium, in the package's money; about one "
               "workshop",
               "nilai yang perlu dicek untuk tingkat sedang; kira-kira satu lokakarya"},
              1},
    r.finding.medium_value);
  f(rule_note{"severity.high_value",
              {"value at stake from which a finding is high, in the package's money; about one "
               "program of a year",
               "nilai yang perlu dicek untuk tingkat tinggi; kira-kira satu program setahun"},
              1},
    r.finding.high_value);
  f(
      rule_note{
          "division.weigh_by",
          {"what a load counts when work is divided: targets, deliveries or cost; targets, since "
           "offices state their capacities in them",
           "satuan beban dalam pembagian tanggung jawab: targets, deliveries, atau cost; "
           "targets, karena kapasitas kantor dinyatakan dalam sasaran"}},
      r.division.weigh_by);
  f(rule_note{"division.capacity_units",
              {"units of quantity in which a capacity counts; those that mean targets, and only "
               "the same unit can be compared",
               "satuan kapasitas yang dihitung; yang berarti sasaran, karena hanya satuan yang "
               "sama dapat dibandingkan"}},
    r.division.capacity_units);
  f(rule_note{"division.split_levels",
              {"whether each level (SD, SMP, SMA …) of a region is divided by itself; false, since "
               "a mandate names an audience and a region",
               "apakah tiap jenjang dibagi sendiri; false, karena tusi menyebut peserta dan "
               "wilayah"}},
    r.division.split_levels);
  f(
      rule_note{
          "division.fair_first",
          {"whether the greatest load by capacity is made small before the points; false, since "
           "the mandate comes first",
           "apakah pemerataan beban didahulukan dari poin; false, karena tusi yang "
           "didahulukan"}},
      r.division.fair_first);
  f(rule_note{"division.before_after",
              {"whether findings are counted again as if the division held; true, though an audit "
               "then takes about twice as long",
               "apakah temuan dihitung lagi seolah pembagian sudah berlaku; true, walaupun audit "
               "menjadi sekitar dua kali lebih lama"}},
    r.division.before_after);
  f(rule_note{"division.unspecified",
              {"points where a unit's tusi names the work but does not say that it leads; 100 is "
               "as much as moving all of a piece",
               "poin bila tusi memuat pekerjaan tanpa menyebut penanggung jawab; 100 setara dengan "
               "memindahkan seluruh pekerjaan"},
              0,
              1'000'000},
    r.division.unspecified);
  f(
      rule_note{
          "division.support",
          {"points where a unit's tusi says that it supports; 300, so that a support leads only "
           "where nobody else can",
           "poin bila tusi menyebut unit sebagai pendukung; 300, agar pendukung memimpin hanya "
           "bila tidak ada yang lain"},
          0,
          1'000'000},
      r.division.support);
  f(
      rule_note{
          "division.continuity",
          {"points for handing over all targets of a piece; 100, less for a part, since schools "
           "know who comes today",
           "poin untuk menyerahkan semua sasaran; 100, kurang bila sebagian, karena sekolah "
           "mengenal yang datang sekarang"},
          0,
          1'000'000},
      r.division.continuity);
  f(rule_note{"division.need",
              {"points more if all of these are in need; 50, since a hand-over costs them most",
               "tambahan poin bila semuanya membutuhkan; 50, karena penyerahan paling terasa bagi "
               "mereka"},
              0,
              1'000'000},
    r.division.need);
  f(
      rule_note{
          "division.distance",
          {"points for each 100 km between the seats of unit and region; 10, so that it decides "
           "only between equals",
           "poin tiap 100 km antara kedudukan unit dan wilayah; 10, agar hanya menentukan di "
           "antara yang setara"},
          0,
          1'000'000},
      r.division.distance);
  f(
      rule_note{
          "division.meeting",
          {"points for each unit that a local government must meet on a theme; 60, since one "
           "door less is worth more than half a hand-over",
           "poin untuk tiap unit yang harus ditemui pemda pada satu tema; 60, karena satu pintu "
           "lebih sedikit bernilai lebih dari setengah penyerahan"},
          0,
          1'000'000},
      r.division.meeting);
  f(rule_note{"pairs.min_shared",
              {"fewest shared targets for a pair to be listed and judged; 1 lists all",
               "jumlah sasaran bersama terkecil agar pasangan dicatat; 1 mencatat semua"},
              1,
              many},
    r.pairs_min_shared);
  f(rule_note{"pairs.limit",
              {"most pairs an audit keeps: about 100 bytes each and some kilobytes for each "
               "finding; more end it with a clear error",
               "jumlah pasangan terbanyak: sekitar 100 byte per pasangan dan beberapa kilobyte per "
               "temuan; lebih dari itu audit berhenti dengan pesan jelas"},
              1},
    r.pairs_limit);
}

/// Two rules that contradict each other, told at the second.
struct rule_conflict {
  std::string path, what;
};

/// What is wrong between rules each of which is right by itself.
inline std::vector<rule_conflict> find_conflicts(const rules& r) {
  std::vector<rule_conflict> conflicts;
  if (r.finding.high_targets < r.finding.medium_targets)
    conflicts.push_back(
        {"severity.high_targets", "'severity.high_targets' is below 'severity.medium_targets'"});
  if (r.finding.high_value < r.finding.medium_value)
    conflicts.push_back(
        {"severity.high_value", "'severity.high_value' is below 'severity.medium_value'"});
  const auto only = [&](const char* path, const std::vector<std::string>& words,
                        const auto& known) {
    for (const std::string& word : words) {
      if (std::find(std::begin(known), std::end(known), word) != std::end(known)) continue;
      std::string names;
      for (const std::string_view k : known) names += (names.empty() ? "" : ", ") + std::string(k);
      conflicts.push_back(
          {path, "'" + std::string(path) + "' holds '" + word + "'; there are " + names});
    }
  };
  only("overlap.nulls", r.finding.overlap_nulls, overlap_nulls_names);
  only("chance.strata", r.finding.chance_strata, stratum_words);
  only("division.weigh_by", {r.division.weigh_by}, weigh_by_words);
  if (r.finding.chance_alpha <= fraction{0, 1} || r.finding.chance_alpha >= fraction{1, 1})
    conflicts.push_back({"chance.alpha", "'chance.alpha' lies between 0 and 1, not at " +
                                             to_text(r.finding.chance_alpha)});
  return conflicts;
}

} // namespace irisan
