#include <irisan/io/write_page.hpp>

#include "narrow_report.hpp"
#include "plain_page.hpp"

#include <irisan/core/error.hpp>
#include <irisan/io/atomic_file.hpp>

#include <nlohmann/json.hpp>
#include <zlib.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <cstdint>
#include <string>
#include <unordered_map>
#include <utility>

namespace irisan {

namespace {

using json = nlohmann::ordered_json;

constexpr std::size_t compressed_from = 200'000;

/// Bytes as gzip, in base64; the same for the same bytes: the head names no file and no time.
std::string gzip_base64(const std::string& text) {
  z_stream z{};
  if (deflateInit2(&z, 6, Z_DEFLATED, 15 + 16, 9, Z_DEFAULT_STRATEGY) != Z_OK)
    throw memory_error("no memory to compress the page");
  std::string out;
  std::array<char, 1 << 16> block;
  std::size_t given = 0;
  for (int state = Z_OK; state != Z_STREAM_END;) {
    if (z.avail_in == 0 && given < text.size()) {
      // In parts: zlib counts in 32 bits.
      const std::size_t part = std::min<std::size_t>(text.size() - given, 1 << 30);
      z.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(text.data() + given));
      z.avail_in = static_cast<uInt>(part);
      given += part;
    }
    z.next_out = reinterpret_cast<Bytef*>(block.data());
    z.avail_out = static_cast<uInt>(block.size());
    state = deflate(&z, given == text.size() ? Z_FINISH : Z_NO_FLUSH);
    out.append(block.data(), block.size() - z.avail_out);
  }
  deflateEnd(&z);
  static constexpr char letters[] =
      "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  std::string base64;
  base64.reserve((out.size() + 2) / 3 * 4);
  for (std::size_t i = 0; i < out.size(); i += 3) {
    std::uint32_t three = 0;
    for (std::size_t k = 0; k < 3; ++k)
      three = three << 8 | (i + k < out.size() ? static_cast<unsigned char>(out[i + k]) : 0);
    for (std::size_t k = 0; k < 4; ++k)
      base64 += i + k <= out.size() ? letters[three >> (18 - 6 * k) & 63] : '=';
  }
  return base64;
}

/// JSON that may stand in a script element: no tag can end it, no line separator break it.
std::string in_script(const std::string& text) {
  std::string out;
  out.reserve(text.size());
  for (std::size_t i = 0; i < text.size(); ++i) {
    const std::string_view rest(text.data() + i, text.size() - i);
    if (text[i] == '<')
      out += "\\u003c";
    else if (rest.starts_with("\xE2\x80\xA8") || rest.starts_with("\xE2\x80\xA9"))
      out += text[i + 2] == '\xA8' ? "\\u2028" : "\\u2029", i += 2;
    else
      out += text[i];
  }
  return out;
}

/// Six digits are more than a page shows, and shorter by far than what a double holds.
void round_off(json& j) {
  if (j.is_structured()) {
    for (json& x : j) round_off(x);
  } else if (j.is_number_float()) {
    char digits[32];
    const auto end = std::to_chars(digits, digits + sizeof digits, j.get<double>(),
                                   std::chars_format::general, 6)
                         .ptr;
    double rounded = 0;
    std::from_chars(digits, end, rounded);
    j = rounded;
  }
}

/// Findings as columns: what many of them share stands once, targets and rows are positions.
json in_columns(json& findings, const json& names) {
  const auto places = [&](const char* table, const char* column) {
    std::unordered_map<std::string, std::int64_t> at;
    std::int64_t i = 0;
    for (const json& id : names[table]["columns"][column]) at.emplace(id.get<std::string>(), i++);
    return at;
  };
  const auto targets = places("targets", "id"), rows = places("deliveries", "key");
  json pool = json::array(), columns = json::object();
  std::unordered_map<std::string, std::int64_t> pooled;
  for (json& f : findings)
    for (auto& [key, value] : f.items()) {
      if (key == "evidence") round_off(value);
      json& column = columns[key];
      if (key == "targets" || key == "rows") {
        json list = json::array();
        const auto& at = key == "targets" ? targets : rows;
        for (const json& id : value)
          if (const auto it = at.find(id.get<std::string>()); it != at.end())
            list.push_back(it->second);
        column.push_back(std::move(list));
      } else if (key == "id" || key == "sentence" || key == "target_count") {
        column.push_back(value);
      } else {
        const auto [it, added] =
            pooled.emplace(value.dump(-1, ' ', false, json::error_handler_t::replace), pool.size());
        if (added) pool.push_back(value);
        column.push_back(it->second);
      }
    }
  return {{"count", findings.size()}, {"pool", std::move(pool)}, {"columns", std::move(columns)}};
}

/// The change from an earlier report as the page needs it: figures of the whole, what is gone; what
/// is there says of itself since when.
json taken_change(json& report) {
  const auto it = report.find("change");
  if (it == report.end() || it->is_null()) return nullptr;
  json change = std::move(*it);
  report.erase("change");
  json figures = json::array(), gone = json::array();
  for (json& f : change["figures"])
    if (f["region"].is_null() && f["activity"].is_null())
      figures.push_back({{"figure", f["figure"]},
                         {"kind", f["kind"].is_null() ? json("") : f["kind"]},
                         {"before", f["before"]},
                         {"after", f["after"]}});
  change["figures"] = std::move(figures);
  std::unordered_map<std::string, std::size_t> at;
  for (std::size_t i = 0; i < change["findings"].size(); ++i)
    at.emplace(change["findings"][i]["id"].get<std::string>(), i);
  for (json& f : report["findings"]) {
    const auto found = at.find(f["id"].get<std::string>());
    const json* known = found == at.end() ? nullptr : &change["findings"][found->second];
    f["fate"] = known ? (*known)["fate"] : json(nullptr);
    f["first_seen"] = known ? (*known)["first_seen"] : json(nullptr);
  }
  for (json& f : change["findings"])
    if (!f["sentence"].is_null()) gone.push_back(std::move(f));
  change["findings"] = std::move(gone);
  return change;
}

/// Puts a text in the one place of a template that a mark names.
void put(std::string& html, std::string_view mark, std::string_view text) {
  const auto at = html.find(mark);
  if (at == std::string::npos)
    throw error("the page's template has no place for " + std::string(mark));
  html.replace(at, mark.size(), text);
}

/// Takes the largest tables out of what a page holds, and says which; false if there are no more.
bool leave_out(json& page) {
  json& names = page["register"];
  json& left = page["left_out"];
  const auto empty = [&](const char* table) {
    for (auto& [name, column] : names[table]["columns"].items()) column = json::array();
    names[table]["rows"] = 0;
    left.push_back(table);
  };
  const auto unlist = [&](const char* list, const char* said) {
    for (json& l : page["report"]["findings"]["columns"][list]) l = json::array();
    left.push_back(said);
  };
  switch (left.size()) {
  case 0:
    unlist("rows", "finding_rows");
    return true;
  case 1:
    empty("deliveries");
    return true;
  case 2:
    empty("reached");
    return true;
  case 3:
    empty("indicators");
    return true;
  case 4:
    empty("needs");
    return true;
  case 5:
    unlist("targets", "finding_targets");
    return true;
  default:
    return false;
  }
}

} // namespace

std::string page(const report_texts& r, std::string_view page_template, const page_options& o) {
  // All keys at once: an ordered object moves what it holds when it grows.
  json whole{{"report", json::parse(r.report)},
             {"register", json::parse(r.names)},
             {"outlines", r.outlines.empty() ? json(nullptr) : json::parse(r.outlines)},
             {"reader", nullptr},
             {"change", nullptr},
             {"left_out", json::array()}};
  json &report = whole["report"], &names = whole["register"];
  const page_reader& reader = o.reader;
  if (!reader.everybody()) narrow(report, names, reader);
  if (!reader.everybody())
    whole["reader"] = {{"unit", reader.unit}, {"region", reader.region}, {"target", reader.target}};
  whole["change"] = taken_change(report);

  const language l = report["rules"]["language"] == "id" ? language::id : language::en;
  const std::string plain = plain_page(report, names, whole["change"], l);
  report["findings"] = in_columns(report["findings"], names);
  std::string held;
  for (;;) {
    held = whole.dump(-1, ' ', false, json::error_handler_t::replace);
    const bool compress = held.size() > compressed_from;
    held = compress ? "<script id=\"held\" type=\"application/octet-stream\">" + gzip_base64(held)
                    : "<script id=\"held\" type=\"application/json\">" + in_script(held);
    held += "</script>";
    if (held.size() + plain.size() + page_template.size() <= o.most_bytes || !leave_out(whole))
      break;
  }
  std::string title = report["title"].get<std::string>();
  std::string html(page_template);
  // The last place first: what is put in holds whatever users wrote, marks too.
  put(html, "<!--held-->", held);
  put(html, "<!--plain-->", plain);
  put(html, "<!--title-->", html_text(title.empty() ? "irisan" : "irisan · " + title));
  put(html, "lang=\"id\"", l == language::id ? "lang=\"id\"" : "lang=\"en\"");
  return html;
}

void write_page(const report_texts& r, std::string_view page_template,
                const std::filesystem::path& path, const page_options& o) {
  atomic_files files;
  files.open(path);
  files.write(page(r, page_template, o));
  files.commit();
}

} // namespace irisan
