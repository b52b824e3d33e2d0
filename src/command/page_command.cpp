#include "page_command.hpp"

#include <irisan/core/error.hpp>
#include <irisan/io/read_report.hpp>
#include <irisan/io/write_page.hpp>

#include <nlohmann/json.hpp>

#include <filesystem>
#include <fstream>
#include <iterator>

namespace irisan {

namespace fs = std::filesystem;

namespace {

page_reader reader_of(const std::string& text) {
  page_reader r;
  if (text.empty()) return r;
  const auto equals = text.find('=');
  const std::string what = text.substr(0, equals),
                    id = equals == std::string::npos ? "" : text.substr(equals + 1);
  if (id.empty() || (what != "unit" && what != "region" && what != "target"))
    throw rule_error("--for '" + text + "': unit=ID, region=CODE or target=ID");
  (what == "unit" ? r.unit : what == "region" ? r.region : r.target) = id;
  return r;
}

} // namespace

void run_page(const page_arguments& a) {
  page_options options;
  options.reader = reader_of(a.reader);
  const fs::path folder = a.folder;
  const fs::path out = a.out.empty() ? folder / "page.html" : fs::path(a.out);
  // The whole page stays what it is: one for a single reader needs a name of its own.
  if (a.out.empty() && !options.reader.everybody()) throw rule_error("page --for needs -o FILE");
  write_page(read_report(folder), page_template(), out, options);
}

std::string outlines_beside(const std::string& path) {
  const fs::path file =
      (fs::is_directory(path) ? fs::path(path) : fs::path(path).parent_path()) / "regions.geojson";
  if (!fs::exists(file)) return {};
  std::ifstream in(file, std::ios::binary);
  std::string text{std::istreambuf_iterator<char>(in), {}};
  if (!nlohmann::json::accept(text)) throw error(file.string() + ": is no JSON");
  return text;
}

} // namespace irisan
