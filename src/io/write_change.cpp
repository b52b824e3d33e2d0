#include <irisan/io/write_change.hpp>

#include <cstdint>
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
      {"value", "value to check in duplications", "nilai duplikasi yang perlu dicek"}};
  for (const named& n : all)
    if (n.figure == figure) return id ? n.id : n.en;
  return figure;
}

} // namespace

std::string change_csv(const report_change& c, csv_form form) {
  csv_writer out(form);
  for (const char* name :
       {"figure", "kind", "region_id", "activity_id", "quantity_unit", "before", "after", "change"})
    out.cell(name);
  out.end_row();
  for (const change_row& r : rows_of(c)) {
    out.cell(r.figure).cell(r.kind).cell(r.region).cell(r.activity).cell(r.quantity_unit);
    out.cell(r.value.before).cell(r.value.after).cell(r.value.change()).end_row();
  }
  return out.take();
}

std::string change_text(const report_change& c, language l) {
  const bool id = l == language::id;
  std::string text;
  for (const change_row& r : rows_of(c)) {
    const bool whole = r.region.empty() && r.activity.empty();
    if (!whole || r.value.change() == 0 || r.figure == "findings_opened" ||
        r.figure == "findings_closed")
      continue;
    const auto n = [&](double value) { return grouped(static_cast<std::int64_t>(value), l); };
    const std::string name = r.figure == "findings"
                                 ? (id ? "temuan " : "findings of ") + std::string(r.kind)
                                 : std::string(words_of(r.figure, id));
    text += "  " + name + ": " + n(r.value.before) + " → " + n(r.value.after) + " (" +
            (r.value.change() > 0 ? "+" : "") + n(r.value.change()) + ")\n";
  }
  if (text.empty()) return id ? "Tidak ada yang berubah.\n" : "Nothing changes.\n";
  return (id ? "Yang berubah:\n" : "What changes:\n") + text;
}

} // namespace irisan
