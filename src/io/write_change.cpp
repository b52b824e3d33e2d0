#include <irisan/io/write_change.hpp>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <iterator>
#include <string_view>

namespace irisan {

namespace {

/// What a figure of the whole is called.
std::string_view words_of(std::string_view figure, bool id) {
  struct named {
    std::string_view figure, en, id;
  };
  static constexpr named all[] = {
      {"deliveries", "deliveries", "kegiatan"},
      {"targets_reached", "targets reached", "sasaran terjangkau"},
      {"pairs", "pairs that share targets", "pasangan berbagi sasaran"},
      {"needs", "needs", "kebutuhan"},
      {"needs_served", "needs served", "kebutuhan terlayani"},
      {"needs_met", "needs met in full", "kebutuhan terpenuhi"},
      {"needs_not_served", "needs not served", "kebutuhan belum terlayani"},
      {"needs_not_reported", "needs not reported", "kebutuhan belum dilaporkan"},
      {"contacts", "contacts of local governments with many units",
       "kontak pemda dengan banyak unit"},
      {"clashes", "contacts on clashing dates", "kontak pada tanggal yang bertabrakan"},
      {"value", "value to check in duplications", "nilai duplikasi yang perlu dicek"},
      {"programs_begun", "programs begun, by unit", "pelaksanaan program yang baru"},
      {"programs_ended", "programs ended, by unit", "pelaksanaan program yang berakhir"},
      {"programs_not_reported", "programs not yet reported, by unit",
       "pelaksanaan program yang belum dilaporkan"}};
  for (const named& n : all)
    if (n.figure == figure) return id ? n.id : n.en;
  return figure;
}

/// What a kind of finding is called in a line.
std::string_view words_of(finding_kind k, bool id) {
  static constexpr std::string_view en[] = {
      "duplications",   "overlaps",           "possible double reportings",
      "fragmentations", "undivided mandates", "activities outside the mandate",
      "gaps",           "mistargetings",      "redundancies",
      "crowdings",      "coordination loads"};
  static constexpr std::string_view in_id[] = {"duplikasi",
                                               "tumpang tindih",
                                               "kemungkinan tercatat dua kali",
                                               "terbagi tanpa koordinator",
                                               "tusi belum dibagi",
                                               "dasar tugas belum ditemukan",
                                               "kebutuhan belum terlayani",
                                               "sasaran perlu ditinjau",
                                               "dapat dihentikan",
                                               "program menumpuk",
                                               "beban koordinasi pemda"};
  return (id ? in_id : en)[static_cast<std::size_t>(k)];
}

std::string list_of_texts(const std::vector<std::string>& all, std::size_t most, bool id) {
  std::string text;
  for (std::size_t i = 0; i < std::min(most, all.size()); ++i) text += (i > 0 ? ", " : "") + all[i];
  if (all.size() > most)
    text +=
        (id ? ", dan " : ", and ") +
        grouped(static_cast<std::int64_t>(all.size() - most), id ? language::id : language::en) +
        (id ? " lagi" : " more");
  return text;
}

} // namespace

std::string change_csv(const report_change& c, csv_form form) {
  csv_writer out(form);
  for (const char* name : {"figure", "kind", "region_id", "activity_id", "quantity_unit",
                           "finding_id", "first_seen", "before", "after", "change"})
    out.cell(name);
  out.end_row();
  for (const change_row& r : rows_of(c)) {
    out.cell(r.figure).cell(r.kind).cell(r.region).cell(r.activity).cell(r.quantity_unit);
    out.empty().empty();
    out.cell(r.value.before).cell(r.value.after).cell(r.value.change()).end_row();
  }
  for (const finding_change& f : c.fates) {
    const bool was = f.fate != finding_fate::opened;
    const bool is = f.fate == finding_fate::opened || f.fate == finding_fate::persistent;
    out.cell("finding").cell(to_text(f.kind));
    out.empty().empty().empty();
    out.cell(f.id).cell(f.first_seen.known() ? to_text(f.first_seen.latest) : std::string());
    out.cell(was ? 1.0 : 0.0);
    // Whether it is still there is not known before all it names have reported.
    if (f.fate == finding_fate::not_reported)
      out.empty().empty().end_row();
    else
      out.cell(is ? 1.0 : 0.0).cell((is ? 1.0 : 0.0) - (was ? 1.0 : 0.0)).end_row();
  }
  return out.take();
}

std::vector<std::string> change_sentences(const report_change& c, language l) {
  const bool id = l == language::id;
  const auto n = [&](std::size_t value) { return grouped(static_cast<std::int64_t>(value), l); };
  std::size_t fates[std::size(finding_fates)] = {};
  for (const finding_change& f : c.fates) ++fates[static_cast<std::size_t>(f.fate)];
  const auto fate = [&](finding_fate f) { return n(fates[static_cast<std::size_t>(f)]); };
  std::vector<std::string> all;
  std::string text =
      c.since.known()
          ? (id ? "Sejak laporan s.d. " : "Since the report as of ") + long_date(c.since.latest, l)
          : std::string(id ? "Sejak laporan sebelumnya" : "Since the earlier report");
  text += (id ? ": temuan " : ": findings ") + fate(finding_fate::opened) +
          (id ? " baru, " : " new, ") + fate(finding_fate::closed) +
          (id ? " tidak lagi ditemukan, " : " no longer found, ") + fate(finding_fate::persistent) +
          (id ? " tetap" : " still there");
  if (fates[static_cast<std::size_t>(finding_fate::not_reported)] > 0)
    text += (id ? ", " : ", ") + fate(finding_fate::not_reported) +
            (id ? " belum diketahui karena belum dilaporkan" : " not known because not reported");
  all.push_back(text + ".");
  const auto programs = [&](const char* en, const char* in_id,
                            const std::vector<std::string>& list) {
    if (!list.empty())
      all.push_back((id ? in_id : en) + (" (" + n(list.size()) + "): ") +
                    list_of_texts(list, 3, id) + ".");
  };
  programs("Programs begun", "Pelaksanaan program baru", c.begun);
  programs("Programs ended", "Pelaksanaan program berakhir", c.ended);
  programs("Not reported yet, so perhaps not ended", "Belum dilaporkan, jadi belum tentu berakhir",
           c.not_reported);
  if (!c.reporting_known && !c.what_if &&
      fates[static_cast<std::size_t>(finding_fate::closed)] + c.ended.size() > 0)
    all.push_back(id ? "Tabel sources tidak ada: yang berakhir dan yang terlambat dilaporkan tidak "
                       "dapat dibedakan."
                     : "There is no table of sources: what ended and what is reported late cannot "
                       "be told apart.");
  if (!c.rules_differ.empty())
    all.push_back((id ? "Sebagian perubahan mungkin berasal dari aturan yang berbeda: "
                      : "Some of the change may come from rules that differ: ") +
                  list_of_texts(c.rules_differ, 3, id) + ".");
  return all;
}

std::string change_text(const report_change& c, language l) {
  const bool id = l == language::id;
  std::string text;
  for (const change_row& r : rows_of(c)) {
    const bool whole = r.region.empty() && r.activity.empty();
    // What came and went by kind is in the table; here stands what it comes to.
    if (!whole || r.value.change() == 0 || r.figure.starts_with("findings_")) continue;
    const auto n = [&](double value) { return grouped(static_cast<std::int64_t>(value), l); };
    std::string_view name = words_of(r.figure, id);
    if (r.figure == "findings")
      for (std::size_t k = 0; k < std::size(finding_kinds); ++k)
        if (finding_kinds[k] == r.kind) name = words_of(static_cast<finding_kind>(k), id);
    text += "  " + std::string(name) + ": " + n(r.value.before) + " → " + n(r.value.after) + " (" +
            (r.value.change() > 0 ? "+" : "") + n(r.value.change()) + ")\n";
  }
  std::string head;
  if (!c.what_if && !c.fates.empty())
    for (const std::string& sentence : change_sentences(c, l)) head += sentence + "\n";
  if (text.empty()) return head + (id ? "Tidak ada yang berubah.\n" : "Nothing changes.\n");
  return head + (id ? "Yang berubah:\n" : "What changes:\n") + text;
}

} // namespace irisan
