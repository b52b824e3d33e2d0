#include <irisan/io/mapping.hpp>

#include <irisan/core/period.hpp>
#include <irisan/core/text.hpp>
#include <irisan/io/csv.hpp>
#include <irisan/model/schema.hpp>
#include <irisan/model/value.hpp>

#include <algorithm>
#include <array>
#include <functional>
#include <set>
#include <span>
#include <string>

namespace irisan {

namespace {

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

/// How many texts a form of writing reads; texts without a digit say nothing about it.
std::size_t readable(const std::vector<std::string>& texts,
                     const std::function<bool(std::string_view)>& reads) {
  return static_cast<std::size_t>(std::count_if(texts.begin(), texts.end(), reads));
}

void guess_number(mapped_column& c, column_type type, const std::vector<std::string>& texts) {
  struct form {
    char group, decimal;
    bool bare;
  };
  // Plain first: a mark is declared only where it reads more.
  static constexpr form forms[] = {{0, '.', true},    {',', '.', true},  {'.', ',', true},
                                   {' ', ',', true},  {0, ',', true},    {0, '.', false},
                                   {',', '.', false}, {'.', ',', false}, {0, ',', false}};
  std::size_t best = 0;
  for (const form& f : forms) {
    value_format format;
    format.group_mark = f.group;
    format.decimal_mark = f.decimal;
    format.bare_number = f.bare;
    const std::size_t n = readable(texts, [&](std::string_view text) {
      std::int64_t whole = 0;
      double real = 0;
      const bool is_whole = type == column_type::count || type == column_type::money;
      const number_state state =
          is_whole ? parse_whole(text, format, 0, whole) : parse_number(text, format, real);
      return state == number_state::ok || state == number_state::clamped;
    });
    if (n <= best) continue;
    best = n;
    c.group_mark = f.group;
    c.decimal_mark = f.decimal;
    c.bare_number = f.bare;
  }
}

void guess_date(mapped_column& c, const std::vector<std::string>& texts) {
  static constexpr const char* forms[] = {"",         "%d/%m/%Y", "%d-%m-%Y",
                                          "%d.%m.%Y", "%m/%d/%Y", "%d/%m/%y"};
  std::size_t best = 0;
  for (const char* form : forms) {
    const std::size_t n =
        readable(texts, [&](std::string_view text) { return parse_date(text, form).has_value(); });
    if (n <= best) continue;
    best = n;
    c.date_form = form;
  }
}

/// The first rows of a sheet under its header, by column.
class first_rows {
public:
  first_rows(const std::filesystem::path& path, int header) {
    constexpr int most = 1000;
    csv_reader reader(path);
    for (int i = 0; i < header; ++i)
      if (!reader.next()) return;
    for (const std::string_view cell : reader.cells()) header_.emplace_back(trim(cell));
    texts_.resize(header_.size());
    for (int row = 0; row < most && reader.next(); ++row)
      for (std::size_t i = 0; i < std::min(header_.size(), reader.cells().size()); ++i)
        texts_[i].emplace_back(trim(reader.cells()[i]));
  }
  /// None if there is no such column.
  std::span<const std::string> of(std::string_view column) const {
    const auto at = std::ranges::find(header_, column);
    if (at == header_.end()) return {};
    return texts_[static_cast<std::size_t>(at - header_.begin())];
  }

private:
  std::vector<std::string> header_;
  std::vector<std::vector<std::string>> texts_;
};

} // namespace

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

bool holds_counts(std::span<const std::string> texts) {
  constexpr std::string_view nothing[] = {"", "-", "–", "n/a"},
                             persons[] = {"",        "orang",  "org",    "org.",
                                          "peserta", "people", "persons"};
  bool any = false;
  for (const std::string& text : texts) {
    const std::string plain = lower(trim(text));
    if (std::ranges::count(nothing, plain) > 0) continue;
    const std::size_t after = plain.find_first_not_of("0123456789., \t\n\u00a0");
    if (std::string_view("0123456789").find(plain.front()) == std::string_view::npos ||
        std::ranges::count(persons, after == std::string::npos ? "" : plain.substr(after)) == 0)
      return false;
    any = true;
  }
  return any;
}

void guess_counts(mapping& m, const std::filesystem::path& path, std::vector<std::string>& unused) {
  for (mapped_sheet& sheet : m.sheets) {
    const first_rows rows(path, sheet.header);
    for (mapped_rows& to : sheet.yields) {
      const auto column = [&](std::string_view name) {
        return std::ranges::find(to.columns, name, &mapped_column::column);
      };
      const auto audience = column("audience");
      if (to.table != "deliveries" || audience == to.columns.end() || audience->from.size() != 1 ||
          !holds_counts(rows.of(audience->from.front())))
        continue;
      const std::string name = audience->from.front();
      if (column("participants") == to.columns.end()) {
        audience->column = "participants";
        continue;
      }
      unused.push_back(name);
      to.columns.erase(audience);
    }
  }
}

void guess_formats(mapping& m, const std::filesystem::path& path) {
  for (mapped_sheet& sheet : m.sheets) {
    const first_rows rows(path, sheet.header);
    for (mapped_rows& to : sheet.yields)
      for (mapped_column& c : to.columns) {
        if (c.from.size() != 1) continue;
        const column_type type = find_column(*find_schema(to.table), c.column)->type;
        // A text without a digit says nothing of how numbers and dates are written.
        std::vector<std::string> texts;
        for (const std::string& text : rows.of(c.from.front()))
          if (text.find_first_of("0123456789") != std::string::npos) texts.push_back(text);
        if (type == column_type::date)
          guess_date(c, texts);
        else if (type != column_type::id && type != column_type::text &&
                 type != column_type::choice)
          guess_number(c, type, texts);
      }
  }
}

} // namespace irisan
