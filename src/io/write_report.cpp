#include <irisan/io/write_report.hpp>

#include <irisan/io/atomic_file.hpp>
#include <irisan/io/write_change.hpp>
#include <irisan/io/write_division.hpp>
#include <irisan/io/write_json.hpp>
#include <irisan/io/write_page.hpp>
#include <irisan/io/write_text.hpp>

#include <algorithm>
#include <string>

namespace irisan {

void write_report(const report& r, const std::filesystem::path& folder, csv_form form,
                  const progress& watch, const report_change* change, const std::string& outlines) {
  atomic_files files;
  double done = 0;
  const auto add = [&](const char* name, const std::string& text) {
    watch.at("writing", std::min(1.0, done / 15));
    files.open(folder / name);
    files.write(text);
    ++done;
  };
  add("findings.csv", findings_csv(r, form));
  add("pairs.csv", pairs_csv(r, form));
  add("coverage.csv", coverage_csv(r, form));
  add("division.csv", division_csv(r, form));
  add("workplan.csv", workplan_csv(r, form));
  add("raci.csv", raci_csv(r, form));
  report_texts texts = texts_of(r, change);
  texts.outlines = outlines;
  add("report.json", texts.report);
  add("register.json", texts.names);
  add("summary.txt", summary_text(r, r.rules.language, change));
  add("redundancy.json", to_json(r.redundancy));
  if (!r.needed.rows.empty()) add("deliveries_needed.csv", deliveries_needed_csv(r, form));
  if (!r.priorities.empty()) add("priorities.csv", priorities_csv(r, form));
  if (!r.ranks.empty()) add("ranks.csv", ranks_csv(r, form));
  if (change) add("change.csv", change_csv(*change, form));
  if (!outlines.empty()) add("regions.geojson", outlines);
  add("page.html", page(texts, page_template()));
  watch.at("writing", 1);
  files.commit();
}

} // namespace irisan
