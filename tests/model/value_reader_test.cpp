#include <irisan/model/value_reader.hpp>

#include <support/builders.hpp>

#include <doctest/doctest.h>

#include <cmath>
#include <string>
#include <utility>
#include <vector>

using namespace irisan;

namespace {

/// Opens what only an inspection may do.
struct open_reader : value_reader {
  open_reader() : value_reader(std::vector<problem>{}) {}
  using value_reader::parse;
};

/// One column of the schema with some texts, read.
struct read_column {
  column source;
  inspected_column read;
  std::vector<std::string> told; ///< level and sentence of each text that is not of the type

  read_column(std::string_view table_name, std::string_view name,
              std::initializer_list<std::string_view> texts, int money_decimals = 0,
              const value_format& format = {})
      : source(std::string(name)) {
    for (const std::string_view text : texts) source.push_back(text);
    read.schema = find_column(*find_schema(table_name), name);
    read.source = &source;
    open_reader::parse(read, format, money_decimals,
                       [&](std::int32_t code, problem_level level, const bilingual& what) {
                         CHECK(code > 0);
                         CHECK(!what.id.empty());
                         told.push_back((level == problem_level::error ? "error: " : "warning: ") +
                                        what.en);
                       });
  }
};

using sentences = std::vector<std::string>;

} // namespace

TEST_SUITE("model") {
  TEST_CASE("value_reader: each distinct text is read once and an empty one is unknown") {
    const read_column c("deliveries", "cost", {"5", "", "5", "7"});
    REQUIRE(c.read.wholes.size() == 3);
    CHECK(c.read.value(c.read.wholes, 0, std::int64_t{-1}) == 5);
    CHECK(c.read.value(c.read.wholes, 1, std::int64_t{-1}) == unknown_money);
    CHECK(c.read.value(c.read.wholes, 2, std::int64_t{-1}) == 5);
    CHECK(c.read.value(c.read.wholes, 3, std::int64_t{-1}) == 7);
    CHECK(c.told.empty());
  }

  TEST_CASE("value_reader: decimals that the package declares belong to money and not to counts") {
    CHECK(read_column("deliveries", "cost", {"12.5"}, 2).read.wholes[1] == 1250);
    const read_column count("deliveries", "participants", {"12.5"}, 2);
    CHECK(count.read.wholes[1] == unknown_money);
    CHECK(count.told == sentences{"error: '12.5' has more decimals than the column may have"});
  }

  TEST_CASE("value_reader: a text where a number must stand is told with its value") {
    const read_column c("needs", "required", {"8", "eight", "-1", "1e999"});
    CHECK(c.read.reals[1] == 8);
    for (const std::size_t i : {2, 3, 4}) CHECK(std::isnan(c.read.reals[i]));
    CHECK(c.told == sentences{"error: 'eight' is not a number as the package declares them",
                              "error: '-1' is negative", "error: '1e999' does not fit"});
    const read_column money("deliveries", "cost", {"lots", "-5", "2147483647"});
    CHECK(money.told ==
          sentences{"error: 'lots' is not a number as the package declares them",
                    "error: '-5' is negative",
                    "warning: '2147483647' is what a database writes when a number did not fit; "
                    "read as unknown"});
  }

  TEST_CASE("value_reader: numbers keep to the range of their kind") {
    const read_column score("needs", "score", {"0", "1", "1.01", "-0.01"});
    CHECK(score.read.reals[2] == 1);
    CHECK(score.told == sentences{"error: '1.01' is outside 0 … 1", "error: '-0.01' is negative"});
    const read_column latitude("targets", "latitude", {"-90", "90", "-91"});
    CHECK(latitude.told == sentences{"error: '-91' is outside -90 … 90"});
    const read_column longitude("targets", "longitude", {"180", "181"});
    CHECK(longitude.told == sentences{"error: '181' is outside -180 … 180"});
    CHECK(read_column("goals", "goal", {"-1e300"}).told.empty());
  }

  TEST_CASE("value_reader: words of a closed list are numbered and others told with the list") {
    const read_column c("deliveries", "status", {"cancelled", "done", "late"});
    CHECK(c.read.choice[1] == 2);
    CHECK(c.read.choice[2] == 1);
    CHECK(c.read.choice[3] == -1);
    CHECK(c.told == sentences{"error: 'late' is none of planned, done, cancelled"});
  }

  TEST_CASE("value_reader: dates follow the form that is declared") {
    value_format format;
    format.date_form = "%d/%m/%Y";
    const read_column c("deliveries", "start", {"15/07/2023", "2023-07-15"}, 0, format);
    CHECK(c.read.dates[1] == *parse_date("2023-07-15"));
    CHECK(!c.read.dates[2].known());
    CHECK(c.told == sentences{"error: '2023-07-15' is not a date"});
  }

  TEST_CASE("value_reader: ids and plain words stay as they are written") {
    const read_column c("indicators", "value", {"baik", "61.5"});
    CHECK(c.told.empty());
    CHECK(c.read.reals.empty());
    CHECK(c.read.choice.empty());
  }
}
