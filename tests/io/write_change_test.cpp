#include <irisan/io/write_change.hpp>

#include <doctest/doctest.h>

#include <algorithm>
#include <string>

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
    CHECK(csv.starts_with("figure,kind,region_id,activity_id,quantity_unit,before,after,change\n"
                          "deliveries,,,,,1200,900,-300\n"));
    CHECK(csv.find("\nneeds_met,,,,,10,10,0\n") != std::string::npos);
    CHECK(csv.find("\nfindings,gap,,,,3,5,2\n") != std::string::npos);
    CHECK(csv.find("\nfindings_opened,gap,,,,0,3,3\n") != std::string::npos);
    CHECK(csv.find("\nfindings_closed,gap,,,,0,1,1\n") != std::string::npos);
    CHECK(csv.find("\nserved,,13.06,KM,jp,4,2,-2\n") != std::string::npos);
    CHECK(csv.find("\nunmet_most,,13.06,KM,jp,0,12.5,12.5\n") != std::string::npos);
    // Every row has as many cells as the header.
    std::size_t from = 0;
    while (from < csv.size()) {
      const std::size_t to = csv.find('\n', from);
      CHECK(std::count(csv.begin() + static_cast<std::ptrdiff_t>(from),
                       csv.begin() + static_cast<std::ptrdiff_t>(to), ',') == 7);
      from = to + 1;
    }
  }

  TEST_CASE("change_text: only what changed is said, in both languages") {
    CHECK(change_text(some_change(), language::en) ==
          "What changes:\n  deliveries: 1,200 → 900 (-300)\n  findings of gap: 3 → 5 (+2)\n");
    CHECK(change_text(some_change(), language::id) ==
          "Yang berubah:\n  kegiatan: 1.200 → 900 (-300)\n  temuan gap: 3 → 5 (+2)\n");
  }

  TEST_CASE("change_text: nothing changed is said too") {
    CHECK(change_text({}, language::en) == "Nothing changes.\n");
    CHECK(change_text({}, language::id) == "Tidak ada yang berubah.\n");
  }
}
