#include <irisan/io/sheet.hpp>

#include <irisan/core/error.hpp>
#include <irisan/core/problem.hpp>

#include <doctest/doctest.h>

#include <string>
#include <string_view>
#include <utility>
#include <vector>

using namespace irisan;

namespace {

/// A sheet whose first row is its header, as a workbook hands it over.
sheet sheet_of(const std::vector<std::vector<std::string_view>>& rows) {
  sheet s;
  s.file = "book.xlsx [Data]";
  s.name = "Data";
  for (std::size_t c = 0; c < rows.front().size(); ++c) {
    column& to = s.columns.emplace_back("");
    for (const auto& row : rows) to.push_back(row[c]);
  }
  return s;
}

mapping deliveries_of(const std::string& more = {}) {
  return parse_mapping("[[from]]\n" + more + "[[from.deliveries]]\nprogram_id = \"Program\"\n" +
                           "target_id = \"NPSN\"\nstart = \"Mulai\"\n",
                       "m.toml");
}

std::vector<std::string> texts(const tables& t, std::string_view table_name,
                               std::string_view column_name) {
  std::vector<std::string> all;
  const table* found = t.find(table_name);
  REQUIRE(found);
  for (std::size_t row = 0; row < found->rows(); ++row)
    all.emplace_back(found->text(column_name, row));
  return all;
}

} // namespace

TEST_SUITE("io") {
  TEST_CASE("sheet: rows keep the lines on which they stand") {
    sheet s = sheet_of({{"Program", "NPSN", "Mulai"}, {"P", "1", "2023"}, {"Q", "2", "2024"}});
    s.lines = {3, 4, 9};
    const tables t = apply_mapping(deliveries_of(), {s});
    CHECK(texts(t, "deliveries", "target_id") == std::vector<std::string>{"1", "2"});
    CHECK(t.find("deliveries")->origin(0) == std::pair(std::string("book.xlsx [Data]"), 4L));
    CHECK(t.find("deliveries")->origin(1) == std::pair(std::string("book.xlsx [Data]"), 9L));
  }

  TEST_CASE("sheet: named columns have no header among their rows whatever the mapping says") {
    sheet s = sheet_of({{"P", "1", "2023"}, {"Q", "2", "2024"}});
    s.named = true;
    s.columns[0].name = "Program", s.columns[1].name = "NPSN", s.columns[2].name = "Mulai";
    const tables t = apply_mapping(deliveries_of("header = 3\n"), {s});
    CHECK(texts(t, "deliveries", "program_id") == std::vector<std::string>{"P", "Q"});
    CHECK(t.find("deliveries")->origin(0).second == 1);
  }

  TEST_CASE("sheet: ids that were numbers are told once with their rows") {
    sheet s = sheet_of({{"Program", "NPSN", "Mulai"},
                        {"P", "10300001", "2023"},
                        {"Q", "10300002", "2023"},
                        {"Q", "A3", "2023"}});
    s.numbers = {{}, {0, 1, 1, 0}, {}};
    const tables t = apply_mapping(deliveries_of(), {s});
    REQUIRE(t.found.size() == 1);
    CHECK(t.found[0].level == problem_level::repair);
    CHECK(t.found[0].column == "target_id");
    CHECK(t.found[0].line == 2);
    CHECK(t.found[0].rows == 2);
    CHECK(to_text(t.found[0]) == "book.xlsx [Data], line 2 (and 1 more: 3): the id stands as a "
                                 "number; read as the code '10300001'");
  }

  TEST_CASE("sheet: a number of 15 digits is an id and one of 16 has lost some") {
    sheet s = sheet_of({{"Program", "NPSN", "Mulai"},
                        {"P", "123456789012345", "2023"},
                        {"P", "1234567890123456", "2023"}});
    s.numbers = {{}, {0, 1, 1}, {}};
    const tables t = apply_mapping(deliveries_of(), {s});
    REQUIRE(t.found.size() == 2);
    CHECK(t.found[0].level == problem_level::repair);
    CHECK(t.found[0].line == 2);
    CHECK(t.found[1].level == problem_level::error);
    CHECK(t.found[1].line == 3);
  }

  TEST_CASE("sheet: of a moment the day is read and of other texts nothing is taken away") {
    const sheet s = sheet_of({{"Program", "NPSN", "Mulai"},
                              {"P", "1", "2023-07-15 08:30:00"},
                              {"P", "2", "2023-07"},
                              {"P", "3", "2023-99-15 08:30:00"}});
    const tables t = apply_mapping(deliveries_of(), {s});
    CHECK(texts(t, "deliveries", "start") ==
          std::vector<std::string>{"2023-07-15", "2023-07", "2023-99-15 08:30:00"});
    REQUIRE(t.found.size() == 1);
    CHECK(t.found[0].level == problem_level::repair);
    CHECK(t.found[0].line == 2);
  }

  TEST_CASE("sheet: a mapping names the sheet it reads") {
    sheet first = sheet_of({{"Program", "NPSN", "Mulai"}, {"P", "1", "2023"}});
    sheet second = sheet_of({{"Program", "NPSN", "Mulai"}, {"Q", "2", "2023"}});
    second.name = "Lain";
    const tables t = apply_mapping(deliveries_of("sheet = \"Lain\"\n"), {first, second});
    CHECK(texts(t, "deliveries", "program_id") == std::vector<std::string>{"Q"});
    CHECK_THROWS_WITH_AS(apply_mapping(deliveries_of("sheet = \"Dat\"\n"), {first, second}),
                         "m.toml: there is no sheet 'Dat'; the nearest is 'Data'", rule_error);
  }

  TEST_CASE("sheet: a header of two rows is joined and a merged cell's part said once") {
    const sheet s = sheet_of(
        {{"Program", "Sekolah", "Sekolah"}, {"Program", "NPSN", "Mulai"}, {"P", "1", "2023"}});
    const mapping m = parse_mapping("[[from]]\nheader = [1, 2]\n[[from.deliveries]]\n"
                                    "program_id = \"Program\"\ntarget_id = \"Sekolah NPSN\"\n",
                                    "m.toml");
    const tables t = apply_mapping(m, {s});
    CHECK(texts(t, "deliveries", "target_id") == std::vector<std::string>{"1"});
    CHECK(t.find("deliveries")->origin(0).second == 3);
  }

  TEST_CASE("sheet: a column that is not there is refused with the nearest") {
    const sheet s = sheet_of({{"Program", "NPSM", "Mulai"}, {"P", "1", "2023"}});
    CHECK_THROWS_WITH_AS(apply_mapping(deliveries_of(), {s}),
                         "m.toml, line 4, column 13: 'book.xlsx [Data]' has no column 'NPSN'; the "
                         "nearest is 'NPSM'",
                         rule_error);
  }
}
