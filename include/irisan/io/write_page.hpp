#pragma once

#include <irisan/io/read_report.hpp>

#include <cstddef>
#include <filesystem>
#include <string>
#include <string_view>

namespace irisan {

/// For whom a page is written: one unit, one region or one target, by its id; all empty: everybody.
struct page_reader {
  std::string unit, region, target;

  bool everybody() const noexcept { return unit.empty() && region.empty() && target.empty(); }
};

/// How a page is written.
struct page_options {
  page_reader reader;
  std::size_t most_bytes = 40'000'000; ///< beyond it the page says what it left out
};

/// The page that this version was built with: one HTML file without its report.
std::string_view page_template() noexcept;

/// A page that shows a report: one file that needs no server and no network.
///
/// What matters most stands in it as plain HTML, so that it reads with scripts off and prints; the
/// report itself follows as JSON, above 200 kB compressed. A page for one reader holds that
/// reader's own rows in full; of partners the program, activity and dates at shared targets; of the
/// region aggregates; indicators as far as their access allows; nothing else. Throws `rule_error`
/// if there is no such reader.
std::string page(const report_texts& r, std::string_view page_template,
                 const page_options& options = {});

/// Writes a page, whole or not at all. Throws as `page`, and `write_error`.
void write_page(const report_texts& r, std::string_view page_template,
                const std::filesystem::path& path, const page_options& options = {});

} // namespace irisan
