#include <irisan/io/write_report.hpp>

#include <irisan/io/atomic_file.hpp>
#include <irisan/io/write_change.hpp>
#include <irisan/io/write_json.hpp>
#include <irisan/io/write_text.hpp>

#include <algorithm>
#include <string>

namespace irisan {

void write_report(const report& r, const std::filesystem::path& folder, csv_form form,
                  const progress& watch, const report_change* change) {
  atomic_files files;
  double done = 0;
  const auto add = [&](const char* name, const std::string& text) {
    watch.at("writing", std::min(1.0, done / 9));
    files.open(folder / name);
    files.write(text);
    ++done;
  };
  add("findings.csv", findings_csv(r, form));
  add("pairs.csv", pairs_csv(r, form));
  add("coverage.csv", coverage_csv(r, form));
  add("report.json", to_json(r));
  add("summary.txt", summary_text(r));
  add("redundancy.json", to_json(r.redundancy));
  if (!r.priorities.empty()) add("priorities.csv", priorities_csv(r, form));
  if (!r.ranks.empty()) add("ranks.csv", ranks_csv(r, form));
  if (change) add("change.csv", change_csv(*change, form));
  watch.at("writing", 1);
  files.commit();
}

} // namespace irisan
