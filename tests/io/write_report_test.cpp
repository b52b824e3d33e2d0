#include <irisan/io/write_report.hpp>

#include <irisan/io/write_text.hpp>
#include <irisan/report/audit.hpp>

#include <support/builders.hpp>

#include <doctest/doctest.h>

#include <stop_token>

using namespace irisan;

TEST_SUITE("io") {
  TEST_CASE("write_report: a stopped run leaves no file") {
    const report r = audit(portfolio(bare_tables({{"a", "1"}, {"b", "1"}})), {});
    const auto folder = std::filesystem::temp_directory_path() / "irisan-write-report-test";
    std::filesystem::remove_all(folder);
    std::stop_source source;
    progress watch;
    watch.stop = source.get_token();
    // The stop comes when half is written.
    watch.report = [&](std::string_view, double share) {
      if (share >= 0.5) source.request_stop();
    };
    CHECK_THROWS_AS(write_report(r, folder, {}, watch), stopped);
    CHECK((!std::filesystem::exists(folder) || std::filesystem::is_empty(folder)));

    write_report(r, folder);
    std::size_t files = 0;
    for ([[maybe_unused]] const auto& entry : std::filesystem::directory_iterator(folder)) ++files;
    CHECK(files == 11);
    std::filesystem::remove_all(folder);
  }
}
