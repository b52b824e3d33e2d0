#include <irisan/io/mapping.hpp>

#include "toml.hpp"

#include <irisan/core/error.hpp>
#include <irisan/core/text.hpp>
#include <irisan/io/csv.hpp>
#include <irisan/model/schema.hpp>

#include <algorithm>
#include <array>
#include <set>
#include <string>

namespace irisan {

namespace {

/// Collects every mistake in a mapping before it complains.
class mapping_reader {
public:
  explicit mapping_reader(const std::filesystem::path& path)
      : path_(path), name_(path.filename().string()) {}

  mapping read() {
    mapping m;
    m.file = name_;
    const toml::table root = parse_toml(path_);
    for (const auto& [key, node] : root)
      if (key != "from")
        wrong(key.source().begin,
              "unknown key '" + std::string(key.str()) + "'; a mapping is a list of [[from]]");
    const toml::array* sheets = root["from"].as_array();
    if (!sheets || sheets->empty())
      wrong({1, 1}, "no [[from]] is given");
    else
      for (const toml::node& node : *sheets) {
        const toml::table* t = node.as_table();
        if (!t)
          wrong(node.source().begin, "'from' must be a list of tables: [[from]]");
        else
          m.sheets.push_back(read_sheet(*t));
      }
    if (!mistakes_.empty()) throw rule_error(mistakes_);
    return m;
  }

private:
  void wrong(const toml::source_position& at, const std::string& what) {
    mistakes_ += (mistakes_.empty() ? "" : "\n") + name_ + ", line " + std::to_string(at.line) +
                 ", column " + std::to_string(at.column) + ": " + what;
  }

  mapped_sheet read_sheet(const toml::table& t) {
    mapped_sheet s;
    for (const auto& [key, node] : t) {
      const std::string name(key.str());
      if (name == "path") {
        if (node.is_string())
          s.path = node.ref<std::string>();
        else
          wrong(node.source().begin, "'path' must be a text");
      } else if (name == "header" || name == "skip") {
        const auto value = node.value_exact<std::int64_t>();
        const std::int64_t least = name == "header" ? 1 : 0;
        if (!value || *value < least || *value > 1000)
          wrong(node.source().begin,
                "'" + name + "' must be a number from " + std::to_string(least) + " to 1000");
        else
          (name == "header" ? s.header : s.skip) = static_cast<int>(*value);
      } else if (const table_schema* schema = find_schema(name)) {
        const auto rows_of = [&](const toml::node& rows) {
          if (const toml::table* block = rows.as_table())
            s.yields.push_back(read_rows(*schema, *block));
          else
            wrong(rows.source().begin, "'" + name + "' must be a table: [[from." + name + "]]");
        };
        if (const toml::array* blocks = node.as_array())
          for (const toml::node& block : *blocks) rows_of(block);
        else
          rows_of(node);
      } else {
        std::vector<std::string_view> known{"path", "header", "skip"};
        for (const table_schema& x : schemas) known.push_back(x.name);
        const std::string near = nearest(name, known);
        wrong(key.source().begin, "unknown table '" + name + "'" +
                                      (near.empty() ? "" : "; the nearest is '" + near + "'"));
      }
    }
    if (s.yields.empty()) wrong(t.source().begin, "this sheet yields no table");
    return s;
  }

  mapped_rows read_rows(const table_schema& schema, const toml::table& block) {
    mapped_rows rows{std::string(schema.name), {}};
    for (const auto& [key, node] : block) {
      const std::string name(key.str());
      if (!find_column(schema, name)) {
        std::vector<std::string_view> known;
        for (const column_schema& c : schema.columns) known.push_back(c.name);
        const std::string near = nearest(name, known);
        wrong(key.source().begin, "table '" + rows.table + "' has no column '" + name + "'" +
                                      (near.empty() ? "" : "; the nearest is '" + near + "'"));
        continue;
      }
      rows.columns.push_back(read_column(name, node));
    }
    return rows;
  }

  std::vector<std::string> read_names(const toml::node& node) {
    std::vector<std::string> names;
    if (const auto one = node.value_exact<std::string>())
      names.push_back(*one);
    else if (const toml::array* several = node.as_array())
      for (const toml::node& each : *several) {
        if (const auto text = each.value_exact<std::string>())
          names.push_back(*text);
        else
          wrong(each.source().begin, "a column of the sheet is named by a text");
      }
    else
      wrong(node.source().begin,
            "must be a column of the sheet, a list of them, or { value = \"…\" }");
    return names;
  }

  mapped_column read_column(const std::string& name, const toml::node& node) {
    mapped_column c;
    c.column = name;
    c.where = name_ + ", line " + std::to_string(node.source().begin.line) + ", column " +
              std::to_string(node.source().begin.column);
    const toml::table* form = node.as_table();
    if (!form) {
      c.from = read_names(node);
      return c;
    }
    bool constant = false;
    for (const auto& [key, value] : *form) {
      const std::string what(key.str());
      const auto text = value.value_exact<std::string>();
      if (what == "column")
        c.from = read_names(value);
      else if (what == "value" && text)
        c.constant = *text, constant = true;
      else if (what == "join" && text)
        c.join = *text;
      else if (what == "split" && text && !text->empty())
        c.split = *text;
      else if (what == "width" && value.value_exact<std::int64_t>() &&
               *value.value_exact<std::int64_t>() > 0 && *value.value_exact<std::int64_t>() < 100)
        c.width = static_cast<int>(*value.value_exact<std::int64_t>());
      else if (what == "values" && value.is_table()) {
        for (const auto& [word, ours] : *value.as_table()) {
          if (const auto to = ours.value_exact<std::string>())
            c.values.emplace(std::string(word.str()), *to);
          else
            wrong(ours.source().begin, "'values' maps words to words");
        }
      } else
        wrong(key.source().begin, "'" + what +
                                      "' is none of column, value, values, join, split, width, or "
                                      "its value does not fit");
    }
    if (constant == !c.from.empty())
      wrong(node.source().begin, "'" + name + "' needs either column or value");
    return c;
  }

  std::filesystem::path path_;
  std::string name_, mistakes_;
};

std::string toml_text(const std::string& text) {
  std::string out = "\"";
  for (const char c : text) {
    if (c == '"' || c == '\\') out += '\\';
    if (c == '\n')
      out += "\\n";
    else if (c == '\t')
      out += "\\t";
    else if (c == '\r')
      out += "\\r";
    else
      out += c;
  }
  return out + "\"";
}

mapped_column take(std::string column, std::vector<std::string> from) {
  mapped_column c;
  c.column = std::move(column);
  c.from = std::move(from);
  return c;
}

mapped_column fixed(std::string column, std::string value) {
  mapped_column c;
  c.column = std::move(column);
  c.constant = std::move(value);
  return c;
}

/// What a sheet says about one delivery, each by the sheet's column; empty if it does not.
struct who_what_where {
  std::string program, program_name, unit, activity, sector, target, target_name, audience, start,
      end, cost, participants, status, quantity;
  std::string latitude, longitude, level, kind_of_target;
  std::vector<std::string> regions; ///< from the widest to the narrowest
};

/// The tables that follow from who, what and where.
mapped_sheet yields_of(const who_what_where& w) {
  mapped_sheet s;
  const std::string& activity = w.activity.empty() ? w.sector : w.activity;
  if (!w.unit.empty()) s.yields.push_back({"units", {take("unit_id", {w.unit})}});
  if (!w.sector.empty() && !w.activity.empty())
    s.yields.push_back({"activities", {take("activity_id", {w.sector})}});
  if (!activity.empty()) {
    mapped_rows rows{"activities", {}};
    if (!w.sector.empty() && !w.activity.empty()) {
      rows.columns = {take("activity_id", {w.sector, w.activity}), take("name", {w.activity}),
                      take("parent_id", {w.sector})};
    } else
      rows.columns = {take("activity_id", {activity})};
    s.yields.push_back(std::move(rows));
  }
  const std::vector<std::string> activity_key = !w.sector.empty() && !w.activity.empty()
                                                    ? std::vector{w.sector, w.activity}
                                                    : std::vector{activity};

  std::vector<std::string> program_key;
  if (!w.program.empty())
    program_key = {w.program};
  else {
    if (!w.unit.empty()) program_key.push_back(w.unit);
    if (!activity.empty()) program_key.push_back(activity);
  }
  std::vector<std::string> path;
  for (const std::string& region : w.regions) {
    mapped_rows rows{"regions", {}};
    std::vector<std::string> key = path;
    key.push_back(region);
    rows.columns.push_back(take("region_id", key));
    rows.columns.push_back(take("name", {region}));
    if (!path.empty()) rows.columns.push_back(take("parent_id", path));
    path = key;
    s.yields.push_back(std::move(rows));
  }
  mapped_rows target{"targets", {}};
  const std::vector<std::string> target_key = w.target.empty() ? path : std::vector{w.target};
  target.columns.push_back(take("target_id", target_key));
  if (!w.target_name.empty()) target.columns.push_back(take("name", {w.target_name}));
  if (w.target.empty())
    target.columns.push_back(fixed("kind", "area"));
  else
    target.columns.push_back(fixed("kind", "school"));
  if (path.empty()) {
    s.yields.push_back(
        {"regions", {fixed("region_id", "ALL"), fixed("name", "(wilayah tidak tercatat)")}});
    target.columns.push_back(fixed("region_id", "ALL"));
  } else
    target.columns.push_back(take("region_id", path));
  if (!w.level.empty()) target.columns.push_back(take("level", {w.level}));
  if (!w.latitude.empty()) target.columns.push_back(take("latitude", {w.latitude}));
  if (!w.longitude.empty()) target.columns.push_back(take("longitude", {w.longitude}));

  mapped_rows program{"programs", {take("program_id", program_key)}};
  if (!w.program_name.empty()) program.columns.push_back(take("name", {w.program_name}));
  if (w.unit.empty()) {
    s.yields.push_back(
        {"units", {fixed("unit_id", "UNIT"), fixed("name", "(unit tidak tercatat)")}});
    program.columns.push_back(fixed("unit_id", "UNIT"));
  } else
    program.columns.push_back(take("unit_id", {w.unit}));

  mapped_rows delivery{"deliveries",
                       {take("program_id", program_key), take("target_id", target_key)}};
  if (!w.unit.empty()) delivery.columns.push_back(take("unit_id", {w.unit}));
  if (!activity.empty()) delivery.columns.push_back(take("activity_id", activity_key));
  const std::pair<const char*, const std::string&> rest[] = {{"audience", w.audience},
                                                             {"start", w.start},
                                                             {"end", w.end},
                                                             {"cost", w.cost},
                                                             {"participants", w.participants},
                                                             {"quantity", w.quantity},
                                                             {"status", w.status}};
  for (const auto& [ours, theirs] : rest)
    if (!theirs.empty()) delivery.columns.push_back(take(ours, {theirs}));
  s.yields.push_back(std::move(target));
  s.yields.push_back(std::move(program));
  s.yields.push_back(std::move(delivery));
  return s;
}

/// The words by which sheets head a column, for what it may mean; the first fit wins.
struct heading {
  std::string who_what_where::*meaning;
  std::vector<std::string_view> words;
};

const std::vector<heading>& headings() {
  using w = who_what_where;
  static const std::vector<heading> all = {
      {&w::target,
       {"npsn", "target_id", "school_id", "kode sekolah", "id sekolah", "id sasaran",
        "kode_sekolah", "p-code", "pcode"}},
      {&w::target_name,
       {"nama sekolah", "nama satuan pendidikan", "satuan pendidikan", "sekolah", "nama_sekolah",
        "school", "school name", "nama sasaran", "target", "sasaran", "site", "location",
        "lokasi"}},
      {&w::unit,
       {"unit_id", "unit", "unit pelaksana", "instansi", "kantor", "pelaksana", "penyelenggara",
        "organisation name", "organization name", "organisation", "organization", "org", "agency",
        "implementing partner", "partner", "lembaga", "opd", "skpd"}},
      {&w::program,
       {"program_id", "program", "nama program", "programme", "project", "proyek", "project title",
        "kode program"}},
      {&w::sector, {"sector", "sector (english)", "sektor", "cluster", "tema", "theme", "bidang"}},
      {&w::activity,
       {"activity_id", "kegiatan", "nama kegiatan", "activity", "activity_type", "jenis kegiatan",
        "aktivitas", "intervention", "intervensi"}},
      {&w::audience,
       {"audience", "peserta", "kelompok sasaran", "beneficiary type", "target group"}},
      {&w::start,
       {"start", "start date", "tanggal mulai", "mulai", "tgl mulai", "tanggal", "date", "waktu",
        "tahun", "year"}},
      {&w::end, {"end", "end date", "tanggal selesai", "selesai", "tgl selesai", "sampai"}},
      {&w::cost,
       {"cost", "biaya", "anggaran", "pagu", "pagu anggaran", "nilai", "budget", "amount"}},
      {&w::participants, {"participants", "jumlah peserta", "beneficiaries", "jml peserta"}},
      {&w::quantity, {"quantity", "jumlah", "volume", "lokal"}},
      {&w::status, {"status kegiatan", "status"}},
      {&w::level, {"jenjang", "level", "bentuk pendidikan", "grade"}},
      {&w::latitude, {"latitude", "lat", "lintang"}},
      {&w::longitude, {"longitude", "lon", "long", "lng", "bujur"}}};
  return all;
}

constexpr std::array<std::string_view, 23> region_words = {
    "country",   "country name", "negara",    "provinsi",    "province",       "admin level 1",
    "admin 1",   "adm1",         "state",     "region",      "kabupaten/kota", "kab/kota",
    "kabupaten", "kab./kota",    "regency",   "district",    "admin level 2",  "admin 2",
    "adm2",      "prefecture",   "kecamatan", "subdistrict", "admin level 3"};

} // namespace

mapping read_mapping(const std::filesystem::path& path) {
  return mapping_reader(path).read();
}

std::string to_toml(const mapping& m, const std::vector<std::string>& comments) {
  std::string out;
  for (const std::string& c : comments) out += "# " + c + "\n";
  for (const mapped_sheet& s : m.sheets) {
    out += "[[from]]\n";
    if (!s.path.empty()) out += "path = " + toml_text(s.path) + "\n";
    out += "header = " + std::to_string(s.header) + "\n";
    if (s.skip > 0) out += "skip = " + std::to_string(s.skip) + "\n";
    for (const mapped_rows& rows : s.yields) {
      out += "\n[[from." + rows.table + "]]\n";
      for (const mapped_column& c : rows.columns) {
        out += c.column + " = ";
        if (c.from.empty())
          out += "{ value = " + toml_text(c.constant) + " }";
        else if (c.from.size() == 1)
          out += toml_text(c.from.front());
        else {
          out += "[";
          for (std::size_t i = 0; i < c.from.size(); ++i)
            out += (i ? ", " : "") + toml_text(c.from[i]);
          out += "]";
        }
        out += "\n";
      }
    }
    out += "\n";
  }
  return out;
}

bool is_hxl(const std::vector<std::string_view>& cells) {
  std::size_t tags = 0, filled = 0;
  for (const std::string_view cell : cells) {
    const std::string_view text = trim(cell);
    if (text.empty()) continue;
    ++filled;
    tags += text.size() > 1 && text.front() == '#' &&
            ((text[1] >= 'a' && text[1] <= 'z') || (text[1] >= 'A' && text[1] <= 'Z'));
  }
  return filled > 0 && tags * 2 > filled;
}

sheet_head read_head(const std::filesystem::path& path, int header) {
  csv_reader reader(path);
  sheet_head head;
  for (int i = 0; i < header; ++i)
    if (!reader.next()) throw error(path.string() + ": has no header");
  for (const std::string_view cell : reader.cells()) {
    reader.check_utf8(cell);
    head.header.emplace_back(trim(cell));
  }
  if (is_hxl(reader.cells()))
    head.tags = head.header;
  else if (reader.next() && is_hxl(reader.cells()))
    for (const std::string_view cell : reader.cells()) head.tags.emplace_back(trim(cell));
  return head;
}

mapping map_hxl(const std::vector<std::string>& header, const std::vector<std::string>& tags) {
  // The best column for a hashtag: the one with the wanted attribute, else the first with the tag.
  const auto column = [&](std::string_view tag,
                          std::initializer_list<std::string_view> attributes = {}) -> std::string {
    std::string best;
    int best_rank = 1000;
    for (std::size_t i = 0; i < std::min(tags.size(), header.size()); ++i) {
      std::string plain;
      for (const char c : lower(tags[i]))
        if (c != ' ') plain += c;
      const auto plus = plain.find('+');
      if (plain.substr(0, plus) != tag || header[i].empty()) continue;
      int rank = 100;
      int at = 0;
      for (const std::string_view a : attributes) {
        if (plus != std::string::npos &&
            (plain.substr(plus) + "+").find("+" + std::string(a) + "+") != std::string::npos)
          rank = std::min(rank, at);
        ++at;
      }
      if (rank < best_rank) best_rank = rank, best = header[i];
    }
    return best;
  };
  who_what_where w;
  w.unit = column("#org", {"impl", "lead", "name"});
  w.sector = column("#sector", {"name"});
  w.activity = column("#activity", {"type", "name"});
  if (w.activity.empty()) w.activity = column("#subsector");
  for (const char* tag : {"#country", "#adm1", "#adm2", "#adm3", "#adm4"})
    if (const std::string c = column(tag, {"code", "name"}); !c.empty()) w.regions.push_back(c);
  w.target = column("#loc", {"code"});
  w.latitude = column("#geo", {"lat"});
  if (w.latitude.empty()) w.latitude = column("#lat_deg");
  w.longitude = column("#geo", {"lon"});
  if (w.longitude.empty()) w.longitude = column("#lon_deg");
  w.audience = column("#beneficiary", {"type"});
  w.start = column("#date", {"start"});
  w.end = column("#date", {"end"});
  if (w.end == w.start) w.end.clear();
  if (w.unit.empty() || (w.regions.empty() && w.target.empty())) return {};
  mapping m;
  m.file = "HXL";
  m.sheets.push_back(yields_of(w));
  return m;
}

mapping suggest_mapping(const std::vector<std::string>& header, std::vector<std::string>& unused) {
  who_what_where w;
  std::set<std::string> used;
  const auto fits = [](const std::string& cell, std::string_view word) {
    std::string plain;
    for (const char c : lower(cell)) plain += c == '_' ? ' ' : c;
    std::string other(word);
    std::replace(other.begin(), other.end(), '_', ' ');
    return plain == other;
  };
  for (const heading& h : headings())
    for (const std::string_view word : h.words)
      for (const std::string& cell : header)
        if ((w.*h.meaning).empty() && !used.contains(cell) && fits(cell, word)) {
          w.*h.meaning = cell;
          used.insert(cell);
        }
  for (const std::string_view word : region_words)
    for (const std::string& cell : header)
      if (!used.contains(cell) && fits(cell, word)) {
        w.regions.push_back(cell);
        used.insert(cell);
      }
  for (const std::string& cell : header)
    if (!used.contains(cell)) unused.push_back(cell);
  // A place without an id of its own is known by its name, within its region.
  if (w.target.empty() && !w.target_name.empty()) std::swap(w.target, w.target_name);
  mapping m;
  const bool has_what =
      !w.program.empty() || !w.unit.empty() || !w.activity.empty() || !w.sector.empty();
  if (has_what && (!w.target.empty() || !w.regions.empty())) m.sheets.push_back(yields_of(w));
  return m;
}

} // namespace irisan
