#include <irisan/need/reported_work.hpp>

#include <support/builders.hpp>
#include <support/random.hpp>

#include <doctest/doctest.h>

#include <initializer_list>
#include <random>
#include <string>
#include <string_view>
#include <vector>

using namespace irisan;
using irisan::test::add;

namespace {

period between(std::string_view from, std::string_view to) {
  return {from.empty() ? date_range{} : *parse_date(from),
          to.empty() ? date_range{} : *parse_date(to)};
}

/// `two_offices` with a district in Agam, and what has been reported.
portfolio with_sources(std::initializer_list<std::string_view> rows) {
  tables t = test::two_offices();
  add(t, "regions", "region_id,parent_id", {"13.06.01,13.06"});
  add(t, "sources", "unit_id,program_id,region_id,covers_from,covers_to", rows);
  return portfolio(t);
}

/// The regions about which a unit has reported its work in a program; an empty program is unknown.
std::string reported(const portfolio& p, std::string_view by, std::string_view program,
                     const period& asked = {}) {
  const std::vector<bool> where = reported_work(p, asked).of(
      p.find_unit(by), program.empty() ? program_index{} : p.find_program(program));
  REQUIRE(where.size() == p.regions().size());
  std::string ids;
  for (std::size_t i = 0; i < where.size(); ++i)
    if (where[i]) ids += p.regions()[i].id + ' ';
  return ids;
}

constexpr const char* everywhere = "13 13.06 13.06.01 13.71 ";

} // namespace

TEST_SUITE("need") {
  TEST_CASE("reported_work: without the table all is taken as reported") {
    const portfolio p = with_sources({});
    CHECK_FALSE(reported_work(p).known());
    CHECK_FALSE(reported_work(p).takes_part(p.find_unit("BPMP")));
    CHECK(reported(p, "BPMP", "P") == everywhere);
    CHECK(reported(p, "BGP", "") == everywhere);
  }

  TEST_CASE("reported_work: with the table a unit that is not in it has reported nothing") {
    const portfolio p = with_sources({"BPMP,,,,"});
    CHECK(reported_work(p).known());
    CHECK(reported_work(p).takes_part(p.find_unit("BPMP")));
    CHECK_FALSE(reported_work(p).takes_part(p.find_unit("BGP")));
    CHECK(reported(p, "BGP", "Q").empty());
    CHECK(reported_work(p).of({}, p.find_program("P")) == std::vector<bool>(4, false));
  }

  TEST_CASE("reported_work: a row without a program speaks of all that its unit does") {
    const portfolio p = with_sources({"BPMP,,,,"});
    CHECK(reported(p, "BPMP", "P") == everywhere);
    CHECK(reported(p, "BPMP", "Q") == everywhere);
    CHECK(reported(p, "BPMP", "") == everywhere);
  }

  TEST_CASE("reported_work: a row with a program speaks of that alone") {
    const portfolio p = with_sources({"BPMP,P,,,"});
    CHECK(reported_work(p).takes_part(p.find_unit("BPMP")));
    CHECK(reported(p, "BPMP", "P") == everywhere);
    CHECK(reported(p, "BPMP", "Q").empty());
    CHECK(reported(p, "BPMP", "").empty());
  }

  TEST_CASE("reported_work: a region covers those inside it and not those around it") {
    CHECK(reported(with_sources({"BPMP,,13,,"}), "BPMP", "P") == everywhere);
    CHECK(reported(with_sources({"BPMP,,13.06,,"}), "BPMP", "P") == "13.06 13.06.01 ");
    CHECK(reported(with_sources({"BPMP,,13.06.01,,"}), "BPMP", "P") == "13.06.01 ");
  }

  TEST_CASE("reported_work: rows add up") {
    const portfolio p =
        with_sources({"BPMP,,13.71,,", "BPMP,P,13.06.01,,", "BPMP,Q,,,", "BGP,P,13.06,,"});
    CHECK(reported(p, "BPMP", "P") == "13.06.01 13.71 ");
    CHECK(reported(p, "BPMP", "Q") == everywhere);
    CHECK(reported(p, "BPMP", "") == "13.71 ");
    CHECK(reported(p, "BGP", "P") == "13.06 13.06.01 ");
  }

  TEST_CASE("reported_work: a row counts if what it covers may lie in the time that is asked for") {
    const portfolio p = with_sources({"BPMP,,13.06,2023-01,2023-06", "BPMP,,13.71,,"});
    const auto at = [&](std::string_view from, std::string_view to) {
      return reported(p, "BPMP", "P", between(from, to));
    };
    CHECK(at("", "") == "13.06 13.06.01 13.71 ");
    CHECK(at("2023-06-30", "2023-12-31") == "13.06 13.06.01 13.71 ");
    CHECK(at("2023-07-01", "2023-12-31") == "13.71 ");
    CHECK(at("2022-01-01", "2023-01-01") == "13.06 13.06.01 13.71 ");
    CHECK(at("2022-01-01", "2022-12-31") == "13.71 ");
    CHECK(at("2023-07-01", "") == "13.71 ");
    CHECK(at("", "2022-12-31") == "13.71 ");
  }

  TEST_CASE(
      "reported_work: a unit that reported of another time takes no part and has not reported") {
    const portfolio p = with_sources({"BPMP,,,2022,2022"});
    const reported_work later(p, between("2023", "2023"));
    CHECK(later.known());
    CHECK_FALSE(later.takes_part(p.find_unit("BPMP")));
    CHECK(reported(p, "BPMP", "P", between("2023", "2023")).empty());
    CHECK(reported_work(p, between("2022", "2023")).takes_part(p.find_unit("BPMP")));
  }

  TEST_CASE("reported_work: without regions there is one place for everywhere") {
    tables t = bare_tables({{"P", "S1"}});
    add(t, "units", "unit_id", {"A", "B"});
    const portfolio without(t);
    CHECK(reported_work(without).of({0}, {0}) == std::vector<bool>{true});
    add(t, "sources", "unit_id", {"A"});
    const portfolio p(t);
    CHECK(reported_work(p).of(p.find_unit("A"), {0}) == std::vector<bool>{true});
    CHECK(reported_work(p).of(p.find_unit("B"), {0}) == std::vector<bool>{false});
  }

  TEST_CASE("reported_work: it is what each row says by itself on random rows") {
    std::mt19937 random(1);
    const auto any_of = [&](const std::vector<std::string>& words) {
      return words[random() % words.size()];
    };
    const std::vector<period> times{
        {}, between("2023-03-01", "2023-06-30"), between("", "2023-02"), between("2023-07-15", "")};
    for (int round = 0; round < 300; ++round) {
      CAPTURE(round);
      auto written = test::random_package(random, 0);
      for (test::written_table& w : written)
        if (w.name == "regions") w.rows.insert(w.rows.end(), {"R2,R", "R3,R1", "X,"});
      std::vector<std::string> rows;
      for (auto n = random() % 6; n > 0; --n)
        rows.push_back(any_of({"A", "B"}) + "," + any_of({"", "P0", "P1"}) + "," +
                       any_of({"", "R", "R1", "R2", "R3", "X"}) + "," +
                       any_of({"", "2023", "2023-05", "2023-02-10"}) + "," +
                       any_of({"", "2023-07-14", "2023-07-15", "2024"}));
      written.push_back({"sources", "unit_id,program_id,region_id,covers_from,covers_to", rows});
      const portfolio p(test::read(written));
      for (const period& asked : times) {
        const reported_work work(p, asked);
        CHECK(work.known() == !rows.empty());
        for (std::int32_t u = 0; u < 2; ++u)
          for (std::int32_t of = -1; of < 3; ++of) {
            const std::vector<bool> found = work.of({u}, {of});
            bool takes_part = false;
            for (std::int32_t r = 0; r < 5; ++r) {
              bool expected = rows.empty();
              for (const reporting& row : p.sources()) {
                if (row.by.value != u || !possibly_meet(row.covers, asked)) continue;
                takes_part = true;
                bool in = !row.in.known();
                for (region_index at{r}; at.known(); at = p[at].parent) in = in || at == row.in;
                expected = expected || (in && (!row.of.known() || row.of.value == of));
              }
              CHECK(found[static_cast<std::size_t>(r)] == expected);
            }
            CHECK(work.takes_part({u}) == takes_part);
          }
      }
    }
  }
}
