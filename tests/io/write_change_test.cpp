#include <irisan/io/write_change.hpp>

#include <doctest/doctest.h>

#include <algorithm>
#include <string>
#include <vector>

using namespace irisan;

namespace {

report_change some_change() {
  report_change c;
  c.deliveries = {1200, 900};
  c.needs_met = {10, 10};
  c.findings.push_back({finding_kind::gap, {3, 5}, {"gap-1", "gap-2", "gap-3"}, {"gap-0"}});
  coverage_change& x = c.coverage.emplace_back();
  x.region = "13.06", x.activity = "KM", x.quantity_unit = "jp";
  x.needy = {4, 4}, x.served = {4, 2}, x.unmet_most = {0, 12.5};
  return c;
}

} // namespace

TEST_SUITE("io") {
  TEST_CASE("change_csv: a row for each figure with what it was and is") {
    const std::string csv = change_csv(some_change());
    CHECK(csv.starts_with("figure,kind,region_id,activity_id,quantity_unit,finding_id,first_seen,"
                          "before,after,change\n"
                          "deliveries,,,,,,,1200,900,-300\n"));
    CHECK(csv.find("\nneeds_met,,,,,,,10,10,0\n") != std::string::npos);
    CHECK(csv.find("\nfindings,gap,,,,,,3,5,2\n") != std::string::npos);
    CHECK(csv.find("\nfindings_opened,gap,,,,,,0,3,3\n") != std::string::npos);
    CHECK(csv.find("\nfindings_closed,gap,,,,,,0,1,1\n") != std::string::npos);
    CHECK(csv.find("\nserved,,13.06,KM,jp,,,4,2,-2\n") != std::string::npos);
    CHECK(csv.find("\nunmet_most,,13.06,KM,jp,,,0,12.5,12.5\n") != std::string::npos);
    // Every row has as many cells as the header.
    std::size_t from = 0;
    while (from < csv.size()) {
      const std::size_t to = csv.find('\n', from);
      CHECK(std::count(csv.begin() + static_cast<std::ptrdiff_t>(from),
                       csv.begin() + static_cast<std::ptrdiff_t>(to), ',') == 9);
      from = to + 1;
    }
  }

  TEST_CASE("change_text: only what changed is said, in both languages") {
    CHECK(change_text(some_change(), language::en) ==
          "What changes:\n  deliveries: 1,200 → 900 (-300)\n  gaps: 3 → 5 (+2)\n");
    CHECK(
        change_text(some_change(), language::id) ==
        "Yang berubah:\n  kegiatan: 1.200 → 900 (-300)\n  kebutuhan belum terlayani: 3 → 5 (+2)\n");
  }

  TEST_CASE("change_text: nothing changed is said too") {
    CHECK(change_text({}, language::en) == "Nothing changes.\n");
    CHECK(change_text({}, language::id) == "Tidak ada yang berubah.\n");
  }

  TEST_CASE("change_csv: a finding is 1 where it is there and empty where that is not known") {
    report_change c;
    const date_range then = *parse_date("2023-06-30"), now = *parse_date("2023-12-31");
    c.fates = {{"gap-0", finding_kind::gap, finding_fate::closed, then, {"Gone.", "Hilang."}},
               {"gap-1", finding_kind::gap, finding_fate::not_reported, then, {"?", "?"}},
               {"gap-2", finding_kind::gap, finding_fate::opened, now, {}},
               {"gap-3", finding_kind::gap, finding_fate::persistent, {}, {}}};
    const std::string csv = change_csv(c);
    for (const char* row :
         {"\nfinding,gap,,,,gap-0,2023-06-30,1,0,-1\n", "\nfinding,gap,,,,gap-1,2023-06-30,1,,\n",
          "\nfinding,gap,,,,gap-2,2023-12-31,0,1,1\n", "\nfinding,gap,,,,gap-3,,1,1,0\n"}) {
      CAPTURE(row);
      CHECK(csv.find(row) != std::string::npos);
    }
  }

  TEST_CASE("change_sentences: what is not reported is told apart from what ended") {
    report_change c;
    c.since = *parse_date("2023-06-30");
    c.fates = {{"gap-0", finding_kind::gap, finding_fate::closed, {}, {}},
               {"gap-1", finding_kind::gap, finding_fate::not_reported, {}, {}},
               {"gap-2", finding_kind::gap, finding_fate::opened, {}, {}}};
    c.ended = {"P|U"}, c.not_reported = {"Q|V", "R|V", "S|V", "T|V"};
    c.rules_differ = {"overlap.min_shared"};
    c.reporting_known = true;
    CHECK(change_sentences(c, language::en) ==
          std::vector<std::string>{
              "Since the report as of 30 June 2023: findings 1 new, 1 no longer found, 0 still "
              "there, 1 not known because not reported.",
              "Programs ended (1): P|U.",
              "Not reported yet, so perhaps not ended (4): Q|V, R|V, S|V, and 1 more.",
              "Some of the change may come from rules that differ: overlap.min_shared."});
    CHECK(
        change_sentences(c, language::id)
            .front()
            .starts_with("Sejak laporan s.d. 30 Juni 2023: temuan 1 baru, 1 tidak lagi ditemukan"));
    c.reporting_known = false;
    CHECK(change_sentences(c, language::id)[3].starts_with("Tabel sources tidak ada"));
  }
}
