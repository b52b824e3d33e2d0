#include <irisan/model/problem_log.hpp>

#include <support/builders.hpp>

#include <doctest/doctest.h>

#include <utility>
#include <vector>

using namespace irisan;

namespace {

/// Opens what only an inspection may do.
struct open_log : problem_log {
  explicit open_log(std::vector<problem> found = {}) : problem_log(std::move(found)) {}
  using problem_log::about;
  using problem_log::add_for_row;
  using problem_log::flag_at;
  using problem_log::place;
  using problem_log::quoted;
  using problem_log::singular;
};

struct one_column {
  table source{"units"};
  inspected_table t;

  explicit one_column(std::initializer_list<std::string_view> values) {
    for (const std::string_view v : values) source.add({{"name", v}});
    t.source = &source;
    t.schema = find_schema("units");
    for (const column_schema& c : t.schema->columns) {
      t.columns.emplace_back().schema = &c;
      t.columns.back().source = source.find(c.name);
    }
  }
};

} // namespace

TEST_SUITE("model") {
  TEST_CASE("problem_log: starts with what was found before and warnings are no errors") {
    problem p;
    CHECK(open_log().problems().empty());
    CHECK(!open_log().has_errors());
    CHECK(open_log({p}).has_errors());
    p.level = problem_level::warning;
    CHECK(!open_log({p}).has_errors());
    CHECK(open_log({p}).problems().size() == 1);
  }

  TEST_CASE("problem_log: a problem of a text counts the rows in which it stands") {
    const one_column c({"a", "b", "a", "", "a"});
    open_log log;
    std::vector<open_log::flag_at> flags;
    flags.push_back(
        {c.source.find("name")->code(0), log.about(c.t, problem_level::warning, {"odd", "aneh"})});
    log.place(c.t, c.t.at("name"), flags);
    REQUIRE(log.problems().size() == 1);
    const problem p = log.problems()[0];
    CHECK(p.table == "units");
    CHECK(p.column == "name");
    CHECK(p.rows == 3);
    CHECK(p.line == 1);
    CHECK(p.lines == std::vector<std::int64_t>{1, 3, 5});
  }

  TEST_CASE("problem_log: a text that stands in no row is no problem") {
    const one_column c({"a"});
    open_log log;
    std::vector<open_log::flag_at> flags;
    flags.push_back({0, log.about(c.t, problem_level::error, {"empty", "kosong"})});
    log.place(c.t, c.t.at("name"), flags);
    CHECK(log.problems().empty());
  }

  TEST_CASE("problem_log: a problem of a row names its line and value") {
    const one_column c({"a", "b"});
    open_log log;
    log.add_for_row(c.t, 1, problem_level::error, "name", "b", {"odd", "aneh"});
    REQUIRE(log.problems().size() == 1);
    CHECK(log.problems()[0].line == 2);
    CHECK(log.problems()[0].value == "b");
    CHECK(log.problems()[0].lines == std::vector<std::int64_t>{2});
  }

  TEST_CASE("problem_log: tables have a word for one thing in both languages") {
    CHECK(open_log::singular("targets", false) == "target");
    CHECK(open_log::singular("targets", true) == "sasaran");
    CHECK(open_log::singular("budgets", false) == "budgets");
    CHECK(open_log::quoted("x") == "'x'");
  }
}
