#include <irisan/io/write_text.hpp>

#include <irisan/io/write_change.hpp>

#include <irisan/core/locale.hpp>

#include <algorithm>
#include <cmath>
#include <iterator>
#include <string_view>
#include <tuple>
#include <vector>

namespace irisan {

namespace {

constexpr std::size_t width = 88;

/// How many columns a text takes: bytes that begin a UTF-8 character.
std::size_t columns(std::string_view text) {
  return static_cast<std::size_t>(std::count_if(text.begin(), text.end(), [](char c) {
    return (static_cast<unsigned char>(c) & 0xC0) != 0x80;
  }));
}

/// The text in lines no wider than the page, each but the first begun with blanks; cut to `most`
/// lines.
void wrap(std::vector<std::string>& lines, std::string_view text, std::string first,
          std::size_t indent, std::size_t most) {
  std::string line = std::move(first);
  bool begun = false;
  std::size_t written = 0;
  for (std::size_t at = 0; at < text.size();) {
    const auto end = std::min(text.find(' ', at), text.size());
    std::string_view word = text.substr(at, end - at);
    // A word wider than the page is broken where the page ends.
    std::size_t taken = end - at;
    if (const std::size_t room = width - indent; columns(word) > room) {
      taken = 0;
      for (std::size_t seen = 0; taken < word.size(); ++taken)
        if ((static_cast<unsigned char>(word[taken]) & 0xC0) != 0x80 && ++seen > room) break;
      word = word.substr(0, taken);
    }
    if (begun && columns(line) + 1 + columns(word) > width) {
      if (++written == most) {
        while (columns(line) + 2 > width) {
          const auto blank = line.rfind(' ');
          // Within a word that fills the line, cut by characters.
          if (blank != std::string::npos && blank > indent)
            line.resize(blank);
          else
            do line.pop_back();
            while ((static_cast<unsigned char>(line.back()) & 0xC0) == 0x80);
        }
        lines.push_back(line + " …");
        return;
      }
      lines.push_back(line);
      line.assign(indent, ' ');
      begun = false;
    }
    if (begun) line += ' ';
    line += word;
    begun = true;
    at += taken;
    if (at == end) ++at;
  }
  lines.push_back(line);
}

struct words {
  language l;
  std::string operator()(const char* en, const char* id) const {
    return l == language::id ? id : en;
  }
};

std::string kind_words(finding_kind k, const words& w) {
  switch (k) {
  case finding_kind::duplication:
    return w("duplication", "duplikasi");
  case finding_kind::overlap:
    return w("overlap", "tumpang tindih");
  case finding_kind::double_reporting:
    return w("possible double reporting", "kemungkinan tercatat dua kali");
  case finding_kind::fragmentation:
    return w("fragmentation", "terbagi tanpa koordinator");
  case finding_kind::undivided_mandate:
    return w("undivided mandate", "tusi belum dibagi");
  case finding_kind::outside_mandate:
    return w("outside mandate", "dasar tugas belum ditemukan");
  case finding_kind::gap:
    return w("gap", "kebutuhan belum terlayani");
  case finding_kind::mistargeting:
    return w("mistargeting", "sasaran perlu ditinjau");
  case finding_kind::redundancy:
    return w("redundancy", "dapat dihentikan");
  case finding_kind::crowding:
    return w("crowding", "program menumpuk");
  case finding_kind::coordination_load:
    return w("coordination load", "beban koordinasi pemda");
  }
  return {};
}

/// `contoh-literasi in 13: 58.2 of 69 by 31 December 2024, from 61 (199 targets measured)`.
std::string goal_words(const goal_row& g, const words& w) {
  std::string text =
      w("Goal ", "Target capaian ") + g.indicator + w(" in ", " di ") + g.region + ": " +
      (g.progress.value ? one_decimal(*g.progress.value, w.l) : w("not measured", "belum diukur"));
  if (std::isfinite(g.goal)) text += w(" of ", " dari ") + one_decimal(g.goal, w.l);
  if (g.due.known()) text += w(" by ", " pada ") + long_date(g.due.latest, w.l);
  if (std::isfinite(g.baseline))
    text += w(", from ", ", dari awal ") + one_decimal(g.baseline, w.l);
  if (!g.progress.of_region && g.progress.measured > 0)
    text += " (" + grouped(g.progress.measured, w.l) + w(" targets measured)", " sasaran diukur)");
  return text + ".";
}

/// `Of 40 deliveries to recorded needs 31 are essential, 9 could each go alone; 5 could go at once
/// (deliveries_needed.csv).`
std::string needed_words(const needed_summary& s, const words& w) {
  const auto n = [&](std::int64_t value) { return grouped(value, w.l); };
  const auto all = static_cast<std::int64_t>(s.rows.size());
  const std::int64_t alone = all - s.count(delivery_need::essential);
  return w("Of ", "Dari ") + n(all) +
         w(" deliveries to recorded needs, ", " kegiatan bagi kebutuhan yang tercatat, ") +
         n(all - alone) + w(" are essential, ", " tidak tergantikan, ") + n(alone) +
         w(" could each stop alone; ", " masing-masing dapat berhenti sendiri; ") +
         n(all - s.kept) + w(" could stop at once.", " dapat berhenti bersama.");
}

/// What the division of responsibility proposes, and what it changes.
std::vector<std::string> division_sentences(const division_summary& d, const words& w) {
  std::int64_t states[std::size(piece_states)] = {};
  std::int64_t changing = 0;
  for (const division_piece& x : d.pieces) {
    ++states[static_cast<std::size_t>(x.state)];
    changing += !x.hands_over.empty();
  }
  const auto n = [&](piece_state s) { return grouped(states[static_cast<std::size_t>(s)], w.l); };
  std::vector<std::string> all;
  all.push_back(w("Division of responsibility, proposed: ", "Usulan pembagian tanggung jawab: ") +
                grouped(static_cast<std::int64_t>(d.pieces.size()), w.l) +
                w(" pieces of work; ", " bagian pekerjaan; ") + grouped(changing, w.l) +
                w(" change hands, ", " berpindah tangan, ") + n(piece_state::joint) +
                w(" stay joint, ", " tetap sinergi, ") + n(piece_state::undivided) +
                w(" are held alike by several, ", " dipegang setara oleh beberapa unit, ") +
                n(piece_state::open) + w(" have no holder.", " belum ada pemegangnya."));
  const auto figure = [&](const char* name) -> const before_after_row* {
    for (const before_after_row& x : d.before_after)
      if (x.figure == name) return &x;
    return nullptr;
  };
  std::string change;
  for (const auto& [name, en, id] :
       {std::tuple("overlaps", "overlaps of two units", "tumpang tindih dua unit"),
        {"duplications", "duplications", "duplikasi"},
        {"meetings", "meetings of local governments by theme", "pertemuan pemda per tema"},
        {"needs_without_lead", "needs that nobody is to serve",
         "kebutuhan tanpa penanggung jawab"}})
    if (const before_after_row* x = figure(name))
      change += (change.empty() ? "" : "; ") + std::string(w(en, id)) + " " +
                one_decimal(x->before, w.l) + " → " + one_decimal(x->after, w.l);
  if (!change.empty()) all.push_back(w("If it held: ", "Bila berlaku: ") + change + ".");
  if (d.shortage) {
    std::string units;
    for (const std::string& u : d.shortage->units) units += (units.empty() ? "" : ", ") + u;
    all.push_back(w("Capacity: ", "Kapasitas: ") +
                  grouped(static_cast<std::int64_t>(d.shortage->pieces.size()), w.l) +
                  w(" pieces can only go to ", " bagian hanya dapat ditangani ") + units +
                  w(" and weigh ", " dan bebannya ") + grouped(d.shortage->load, w.l) +
                  w("; the capacity is ", ", kapasitasnya ") + grouped(d.shortage->capacity, w.l) +
                  ".");
  }
  return all;
}

std::string severity_words(severity_level s, const words& w) {
  return s == severity_level::high     ? w("high", "tinggi")
         : s == severity_level::medium ? w("medium", "sedang")
                                       : w("low", "rendah");
}

} // namespace

std::string summary_text(const report& r, language l, const report_change* change) {
  const words w{l};
  std::vector<std::string> lines;
  std::string title = "irisan";
  if (!r.title.empty()) title += " · " + r.title;
  if (r.as_of.known()) title += w(" · as of ", " · s.d. ") + long_date(r.as_of.latest, l);
  wrap(lines, title, "", 0, 2);
  std::string scope;
  if (!r.scope.region.empty()) scope += w("region ", "wilayah ") + r.scope.region + " ";
  if (!r.scope.unit.empty()) scope += w("unit ", "unit ") + r.scope.unit + " ";
  if (r.scope.from.known()) scope += w("from ", "dari ") + to_text(r.scope.from.earliest) + " ";
  if (r.scope.to.known()) scope += w("to ", "sampai ") + to_text(r.scope.to.latest) + " ";
  for (const std::string& id : r.scope.without) scope += w("without ", "tanpa ") + id + " ";
  for (const std::string& name : r.scope.with) scope += w("with ", "dengan ") + name + " ";
  if (!scope.empty()) wrap(lines, scope, w("Only: ", "Hanya: "), 7, 1);
  if (!r.invented.id.empty()) wrap(lines, in_language(r.invented, l), "! ", 2, 2);
  lines.emplace_back();

  // The page holds the division and the change as well, if there are any, so the rest stands
  // closer.
  const bool since = change && !change->what_if;
  const bool dense = r.division.has_value() || since;
  const auto important = most_important(r);
  const auto open = std::count_if(r.findings.begin(), r.findings.end(), is_open);
  if (important.empty()) {
    lines.push_back(
        w("Nothing to decide was found.", "Tidak ditemukan hal yang perlu diputuskan."));
  } else {
    lines.push_back(
        important.size() == 1
            ? w("One thing to decide", "Satu hal untuk diputuskan")
            : std::to_string(important.size()) +
                  w(" things to decide first, of ", " hal untuk diputuskan lebih dahulu, dari ") +
                  grouped(open, l) + w(" open ones", " yang belum diputuskan"));
    if (!dense) lines.emplace_back();
    int n = 0;
    for (const finding* f : important) {
      std::string head =
          (f->planned ? w("Planned", "Direncanakan") : w("Not yet planned", "Belum direncanakan")) +
          " · " + kind_words(f->kind, w) + " · " + severity_words(f->severity, w);
      std::string value;
      if (f->value.known)
        value = w("value to check ", "nilai yang perlu dicek ") +
                std::string(f->value.at_least ? w("at least ", "sekurangnya ") : "") +
                money(f->value.amount, r.currency, r.money_decimals, l);
      // An amount is never cut: it gets a line of its own where the heading has no room.
      const bool fits = columns(head) + columns(value) + 5 <= width;
      if (fits && !value.empty()) head += " · " + value;
      wrap(lines, head, std::to_string(++n) + " ", 2, 1);
      if (fits) value.clear();
      if (!dense && !value.empty()) wrap(lines, value, "  ", 2, 1);
      wrap(lines, in_language(f->sentence, l), "  ", 2, dense ? 3 : 4);
      wrap(lines, in_language(f->ask, l), "  → ", 4, 1);
      wrap(lines, (dense && !value.empty() ? value + " · " : "") + f->id, "    ", 4, 2);
    }
  }
  lines.emplace_back();

  const headline& h = r.figures;
  const auto n = [&](std::int64_t value) { return grouped(value, l); };
  wrap(lines,
       n(h.programs) + w(" programs · ", " program · ") + n(h.units - h.partners) +
           w(" units + ", " unit + ") + n(h.partners) + w(" partners · ", " mitra · ") +
           n(h.targets_reached) + w(" of ", " dari ") + n(h.targets) +
           w(" targets reached · ", " sasaran terjangkau · ") + n(h.deliveries) +
           w(" deliveries · ", " kegiatan · ") + n(h.pairs) +
           w(" pairs share targets", " pasangan berbagi sasaran"),
       "", 0, 3);
  if (h.needs > 0) {
    // The part that not all have reported about is never counted as unserved.
    wrap(lines,
         n(h.needs) + w(" needs: ", " kebutuhan: ") + n(h.needs_served) +
             w(" served (", " terlayani (") + n(h.needs_met) +
             w(" in full) · ", " sepenuhnya) · ") + n(h.needs_not_served) +
             w(" not served · ", " belum terlayani · ") + n(h.needs_not_reported) +
             w(" not reported · ", " belum dilaporkan · ") + n(h.needs_not_eligible) +
             w(" not eligible", " bukan sasaran"),
         "", 0, 2);
  }
  if (!r.needed.rows.empty()) wrap(lines, needed_words(r.needed, w), "", 0, dense ? 1 : 2);
  if (since) {
    std::string changed;
    for (const std::string& sentence : change_sentences(*change, l))
      changed += (changed.empty() ? "" : " ") + sentence;
    wrap(lines, changed, "", 0, 5);
  }
  for (std::size_t i = 0; i < std::min<std::size_t>(2, r.goals.size()); ++i)
    wrap(lines, goal_words(r.goals[i], w), "", 0, dense ? 1 : 2);
  if (r.division) {
    std::string proposed;
    for (const std::string& sentence : division_sentences(*r.division, w))
      proposed += (proposed.empty() ? "" : " ") + sentence;
    wrap(lines, proposed, "", 0, 5);
  }
  lines.emplace_back();
  const auto row = [&](std::string name, const std::string& a, const std::string& b,
                       const std::string& c) {
    const auto right = [](const std::string& text, std::size_t size) {
      return std::string(size - std::min(size, columns(text)), ' ') + text;
    };
    name += std::string(34 - std::min<std::size_t>(34, columns(name)), ' ');
    lines.push_back(name + right(a, 10) + right(b, 20) + right(c, 20));
  };
  row(w("Findings", "Temuan"), w("all", "semua"), w("not yet planned", "belum direncanakan"),
      w("of these open", "belum diputuskan"));
  for (const kind_count& k : h.findings)
    row(kind_words(k.kind, w), n(k.all), n(k.not_yet_planned), n(k.open));
  lines.emplace_back();
  if (!r.not_computed.empty()) {
    lines.push_back(w("Not computed:", "Tidak dihitung:"));
    for (std::size_t i = 0; i < r.not_computed.size(); ++i)
      wrap(lines, in_language(r.not_computed[i], l), "- ", 2, 1);
  }
  std::int64_t repairs = 0, warnings = 0;
  for (const problem& p : r.problems)
    (p.level == problem_level::repair ? repairs : warnings) += p.rows;
  wrap(lines,
       w("Rows: ", "Baris: ") + n(r.rows.read) + w(" read, ", " dibaca, ") + n(r.rows.cancelled) +
           w(" cancelled, ", " dibatalkan, ") + n(r.rows.carried_out) +
           w(" planned and carried out, ", " rencana yang sudah dilaksanakan, ") +
           n(r.rows.left_out) + w(" left out; ", " tidak dipakai; ") + n(repairs) +
           w(" repairs, ", " perbaikan, ") + n(warnings) + w(" warnings.", " peringatan."),
       "", 0, 2);
  // One page: what does not fit is in findings.csv.
  if (lines.size() > 63) lines.resize(63);
  lines.push_back(w("All findings, with their rows: findings.csv. irisan ",
                    "Semua temuan beserta barisnya: findings.csv. irisan ") +
                  r.version);
  std::string text;
  for (const std::string& line : lines) text += line + "\n";
  return text;
}

} // namespace irisan
