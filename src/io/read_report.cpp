#include <irisan/io/read_report.hpp>

#include "toml.hpp"

#include <irisan/core/error.hpp>
#include <irisan/io/write_json.hpp>
#include <irisan/version.hpp>

#include <nlohmann/json.hpp>

#include <string>

namespace irisan {

namespace fs = std::filesystem;

report_texts texts_of(const report& r, const report_change* change) {
  return {to_json(r, change), to_json(r.names), {}};
}

report_texts read_report(const fs::path& folder) {
  const auto text_of = [&](const char* name) {
    const fs::path file = folder / name;
    if (!fs::exists(file)) throw error(file.string() + ": does not exist");
    return read_whole(file);
  };
  report_texts r{text_of("report.json"), text_of("register.json"), {}};
  if (fs::exists(folder / "regions.geojson")) r.outlines = text_of("regions.geojson");
  // Only the version is looked at here: whoever shows the report parses it whole.
  std::string version;
  const auto seek = [&](int depth, nlohmann::json::parse_event_t event, nlohmann::json& value) {
    static_cast<void>(value);
    return depth == 0 || event != nlohmann::json::parse_event_t::object_start;
  };
  const auto head = nlohmann::json::parse(r.report, seek, false);
  if (head.is_object() && head.contains("irisan") && head["irisan"].is_string())
    version = head["irisan"];
  if (version.empty()) throw error((folder / "report.json").string() + ": is no report of irisan");
  if (version != IRISAN_VERSION)
    throw error((folder / "report.json").string() + ": was written by irisan " + version +
                ", this is " IRISAN_VERSION);
  return r;
}

} // namespace irisan
