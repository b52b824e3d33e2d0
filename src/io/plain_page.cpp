#include "plain_page.hpp"

#include <irisan/core/period.hpp>

#include <cstdint>
#include <map>
#include <string>
#include <vector>

namespace irisan {

namespace {

using json = nlohmann::ordered_json;

class plain_writer {
public:
  plain_writer(const json& report, const json& names, const json& change, language l)
      : report_(report), names_(names), change_(change), l_(l) {}

  std::string write() {
    out_ = "<header><p class=\"brand\">irisan";
    if (const auto day = parse_date(text(report_["as_of"])))
      out_ += words(" · as of ", " · s.d. ") + long_date(day->latest, l_);
    out_ += "</p><h1>" + html_text(title()) + "</h1>";
    if (report_["invented"].is_object())
      out_ += "<p class=\"notice\" role=\"note\">" + said(report_["invented"]) + "</p>";
    out_ += "</header><main>";
    first_findings();
    figures();
    since();
    kinds();
    regions();
    notes();
    out_ += "<p>" +
            words("All findings with their rows are in findings.csv beside this page; with "
                  "scripts on, the page shows them, maps and schools.",
                  "Semua temuan beserta barisnya ada di findings.csv di samping halaman ini; bila "
                  "skrip diizinkan, halaman ini menampilkannya beserta peta dan sekolah.") +
            "</p></main>";
    return std::move(out_);
  }

private:
  std::string words(const char* en, const char* id) const { return l_ == language::id ? id : en; }
  static std::string text(const json& j) { return j.is_string() ? j.get<std::string>() : ""; }
  std::string said(const json& both) const {
    return both.is_object() ? html_text(text(both[l_ == language::id ? "id" : "en"])) : "";
  }
  std::string count(const json& n) const {
    return n.is_number() ? grouped(n.get<std::int64_t>(), l_) : "–";
  }
  std::string title() const {
    const std::string given = text(report_["title"]);
    return given.empty() ? words("Who does what, and where it crosses",
                                 "Siapa melakukan apa, dan di mana beririsan")
                         : given;
  }

  std::string kind(const std::string& k) const {
    static const std::map<std::string, bilingual> known{
        {"duplication", {"duplication", "duplikasi"}},
        {"overlap", {"overlap", "tumpang tindih"}},
        {"double_reporting", {"possible double reporting", "kemungkinan tercatat dua kali"}},
        {"fragmentation", {"fragmentation", "fragmentasi"}},
        {"undivided_mandate", {"undivided mandate", "tusi belum dibagi"}},
        {"outside_mandate", {"outside mandate", "dasar tugas belum ditemukan"}},
        {"gap", {"gap", "kesenjangan"}},
        {"mistargeting", {"mistargeting", "sasaran perlu ditinjau"}},
        {"redundancy", {"redundancy", "dapat dihentikan tanpa mengurangi layanan"}},
        {"crowding", {"crowding", "program menumpuk"}},
        {"coordination_load", {"coordination load", "beban koordinasi pemda"}}};
    const auto it = known.find(k);
    return html_text(it == known.end() ? k : in_language(it->second, l_));
  }

  void first_findings() {
    std::map<std::string, const json*> by_id;
    for (const json& f : report_["findings"]) by_id.emplace(text(f["id"]), &f);
    out_ += "<h2>" + words("What to decide first", "Yang perlu diputuskan lebih dahulu") + "</h2>";
    if (report_["most_important"].empty())
      out_ += "<p>" +
              words("Nothing to decide was found.", "Tidak ditemukan hal yang perlu diputuskan.") +
              "</p>";
    out_ += "<ol class=\"first\">";
    for (const json& id : report_["most_important"]) {
      const auto it = by_id.find(text(id));
      if (it == by_id.end()) continue;
      const json& f = *it->second;
      out_ += "<li><p class=\"tags\">" +
              (f["planned"].get<bool>() ? words("planned", "direncanakan")
                                        : words("not yet planned", "belum direncanakan")) +
              " · " + kind(text(f["kind"])) + "</p><p>" + said(f["sentence"]) +
              "</p><p class=\"ask\">" + said(f["ask"]) + "</p></li>";
    }
    out_ += "</ol>";
  }

  void row(const std::vector<std::string>& cells, const char* head = nullptr) {
    out_ += "<tr>";
    for (std::size_t i = 0; i < cells.size(); ++i) {
      const bool header = head || i == 0;
      out_ += header ? std::string("<th scope=\"") + (head ? head : "row") +
                           (i > 0 ? "\" class=\"n" : "") + "\">"
                     : "<td class=\"n\">";
      out_ += cells[i] + (header ? "</th>" : "</td>");
    }
    out_ += "</tr>";
  }

  void figures() {
    const json& h = report_["figures"];
    out_ += "<h2>" + words("The region at a glance", "Wilayah sekilas") + "</h2><ul>";
    const auto item = [&](const std::string& line) { out_ += "<li>" + line + "</li>"; };
    item(count(h["programs"]) + words(" programs of ", " program dari ") + count(h["units"]) +
         words(" units and partners", " unit dan mitra"));
    item(count(h["targets_reached"]) + words(" of ", " dari ") + count(h["targets"]) +
         words(" targets reached", " sasaran terjangkau"));
    item(count(h["deliveries"]) + words(" deliveries", " kegiatan"));
    const json& n = h["needs"];
    if (n["all"] != 0)
      item(count(n["all"]) + words(" needs: ", " kebutuhan: ") + count(n["served"]) +
           words(" served, ", " terlayani, ") + count(n["not_served"]) +
           words(" not served, ", " belum terlayani, ") + count(n["not_reported"]) +
           words(" not reported", " belum dilaporkan"));
    out_ += "</ul>";
  }

  /// What came of the findings since an earlier report.
  void since() {
    if (!change_.is_object() || change_["what_if"] == true) return;
    const auto total = [&](const char* figure) {
      std::int64_t n = 0;
      for (const json& f : change_["figures"])
        if (f["figure"] == figure) n += static_cast<std::int64_t>(f["after"].get<double>());
      return n;
    };
    const std::int64_t opened = total("findings_opened");
    const auto day = parse_date(text(change_["since"]));
    out_ += "<h2>" + words("Since ", "Sejak ") +
            (day ? long_date(day->latest, l_) : words("the earlier report", "laporan sebelumnya")) +
            "</h2><p>" + words("Findings: ", "Temuan: ") + grouped(opened, l_) +
            words(" new, ", " baru, ") + grouped(total("findings_closed"), l_) +
            words(" no longer found, ", " tidak lagi ditemukan, ") +
            grouped(total("findings") - opened, l_) + words(" still there", " tetap");
    if (const std::int64_t n = total("findings_not_reported"); n > 0)
      out_ += ", " + grouped(n, l_) +
              words(" not known because not reported", " belum diketahui karena belum dilaporkan");
    out_ += ".</p>";
  }

  void kinds() {
    out_ += "<h2>" + words("Findings", "Temuan") + "</h2><table><thead>";
    row({words("kind", "jenis"), words("all", "semua"),
         words("not yet planned", "belum direncanakan"),
         words("of these to decide", "perlu diputuskan")},
        "col");
    out_ += "</thead><tbody>";
    for (const json& k : report_["figures"]["findings"])
      if (k["all"] != 0)
        row({kind(text(k["kind"])), count(k["all"]), count(k["not_yet_planned"]),
             count(k["open"])});
    out_ += "</tbody></table>";
  }

  void regions() {
    static constexpr const char* figures[] = {"needy", "served", "not_served", "not_reported"};
    std::map<std::string, std::vector<std::int64_t>> totals;
    for (const json& c : report_["coverage"]) {
      auto& sums = totals[text(c["region"])];
      sums.resize(std::size(figures));
      for (std::size_t i = 0; i < std::size(figures); ++i)
        sums[i] += c[figures[i]].get<std::int64_t>();
    }
    if (totals.empty()) return;
    std::map<std::string, std::string> name;
    const json& columns = names_["regions"]["columns"];
    for (std::size_t i = 0; i < columns["id"].size(); ++i)
      name[text(columns["id"][i])] = text(columns["name"][i]);
    out_ += "<h2>" + words("Needs by region", "Kebutuhan menurut wilayah") + "</h2><table><thead>";
    row({words("region", "wilayah"), words("needs", "kebutuhan"), words("served", "terlayani"),
         words("not served", "belum terlayani"), words("not reported", "belum dilaporkan")},
        "col");
    out_ += "</thead><tbody>";
    for (const auto& [id, sums] : totals) {
      std::vector<std::string> cells{
          html_text(name.contains(id) && !name[id].empty() ? name[id] : id)};
      for (const std::int64_t n : sums) cells.push_back(grouped(n, l_));
      row(cells);
    }
    out_ += "</tbody></table>";
  }

  void notes() {
    if (report_["not_computed"].empty()) return;
    out_ += "<h2>" + words("Not computed", "Tidak dihitung") + "</h2><ul>";
    for (const json& n : report_["not_computed"]) out_ += "<li>" + said(n) + "</li>";
    out_ += "</ul>";
  }

  const json& report_;
  const json& names_;
  const json& change_;
  language l_;
  std::string out_;
};

} // namespace

std::string html_text(std::string_view text) {
  std::string out;
  for (const char c : text) {
    switch (c) {
    case '&':
      out += "&amp;";
      break;
    case '<':
      out += "&lt;";
      break;
    case '>':
      out += "&gt;";
      break;
    case '"':
      out += "&quot;";
      break;
    case '\'':
      out += "&#39;";
      break;
    default:
      out += c;
    }
  }
  return out;
}

std::string plain_page(const json& report, const json& names, const json& change, language l) {
  return plain_writer(report, names, change, l).write();
}

} // namespace irisan
