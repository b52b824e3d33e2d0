#include <irisan/need/latest_values.hpp>

#include <support/builders.hpp>
#include <support/random.hpp>

#include <doctest/doctest.h>

#include <algorithm>
#include <random>
#include <string>
#include <vector>

using namespace irisan;
using namespace irisan::test;

namespace {

constexpr const char* header =
    "target_id,region_id,indicator_id,value,denominator,date,source,access";

/// Three schools and a local government in each of two regencies.
tables with_indicators(std::initializer_list<std::string_view> rows) {
  tables t = two_offices();
  add(t, "targets", "target_id,name,kind,region_id",
      {"L1,Pemda Agam,local_government,13.06", "L2,Pemda Padang,local_government,13.71"});
  add(t, "indicators", header, rows);
  return t;
}

/// What is chosen of each target, as text.
std::string said(const portfolio& p, const chosen_values& c, std::string_view target) {
  const std::int32_t row = c.row[p.find_target(target).at()];
  if (row == chosen_values::none) return "none";
  if (row == chosen_values::conflicting) return "conflicting";
  return p.indicators()[static_cast<std::size_t>(row)].value;
}

chosen_values latest(const portfolio& p, const value_query& q, const char* as_of = "") {
  const auto date = parse_date(as_of);
  return indicator_values(p).latest(q, date ? *date : date_range{});
}

} // namespace

TEST_SUITE("need") {
  TEST_CASE("latest_values: the latest by a day is taken and the rest is counted") {
    const portfolio p(
        with_indicators({"S1,,i,10,,2021,a,", "S1,,i,20,,2022,a,", "S1,,i,30,,2023-06,a,",
                         "S2,,i,40,,2020,a,", "S1,,other,50,,2022,a,"}));
    const chosen_values now = latest(p, {.indicator = "i"}, "2023-07-01");
    CHECK(said(p, now, "S1") == "30");
    CHECK(said(p, now, "S2") == "40");
    CHECK(said(p, now, "S3") == "none");
    CHECK(now.passed_over == passed_over{.older = 2});
    CHECK(now.differ.empty());
    // On the first of the days that its date may mean it counts, a day before it does not.
    CHECK(said(p, latest(p, {.indicator = "i"}, "2023-06-01"), "S1") == "30");
    const chosen_values before = latest(p, {.indicator = "i"}, "2023-05-31");
    CHECK(said(p, before, "S1") == "20");
    CHECK(before.passed_over == passed_over{.later = 1, .older = 1});
    // A day that is known to the year may be its last.
    CHECK(said(p, latest(p, {.indicator = "i"}, "2023"), "S1") == "30");
    CHECK(said(p, latest(p, {.indicator = "i"}), "S1") == "30");
    CHECK(said(p, latest(p, {.indicator = "nothing"}), "S1") == "none");
  }

  TEST_CASE("latest_values: an empty value is as if it were not there and is counted") {
    const portfolio p(with_indicators({"S1,,i,10,,2021,a,", "S1,,i,,,2022,a,", "S2,,i,,,2022,a,",
                                       "S3,,i,,,2022,a,", "S3,,i,0,,2022,b,"}));
    const chosen_values c = latest(p, {.indicator = "i"});
    CHECK(said(p, c, "S1") == "10");
    CHECK(said(p, c, "S2") == "none");
    CHECK(said(p, c, "S3") == "0");
    CHECK(c.passed_over == passed_over{.no_value = 3});
    CHECK(c.differ.empty());
    // Of the year that is asked for there is nothing, and last year's does not stand in.
    const chosen_values year = latest(p, {.indicator = "i", .date = *parse_date("2022")});
    CHECK(said(p, year, "S1") == "none");
    CHECK(year.passed_over == passed_over{.other_date = 1, .no_value = 3});
  }

  TEST_CASE("latest_values: a time that is asked for takes nothing outside it") {
    const portfolio p(with_indicators(
        {"S1,,i,10,,2021,a,", "S1,,i,20,,2022,a,", "S1,,i,30,,2023,a,", "S2,,i,40,,2021,a,"}));
    const chosen_values c = latest(p, {.indicator = "i", .date = *parse_date("2022")}, "2023-12");
    CHECK(said(p, c, "S1") == "20");
    CHECK(said(p, c, "S2") == "none");
    CHECK(c.passed_over == passed_over{.other_date = 3});
    // All of 2022 does not lie within its first half.
    const date_range half{parse_date("2022-01")->earliest, parse_date("2022-06")->latest};
    CHECK(said(p, latest(p, {.indicator = "i", .date = half}), "S1") == "none");
  }

  TEST_CASE("latest_values: of two sources of one date the first by name stands and it is told") {
    const portfolio p(with_indicators({"S1,,i,20,,2022,dinas,", "S1,,i,10,,2022,bpmp,",
                                       "S2,,i,10,,2022,bpmp,", "S2,,i,10,,2022,dinas,",
                                       "S3,,i,5,9,2022,bpmp,", "S3,,i,5,8,2022,dinas,"}));
    const chosen_values c = latest(p, {.indicator = "i"});
    CHECK(said(p, c, "S1") == "10");
    CHECK(c.differ == std::vector<target_index>{p.find_target("S1"), p.find_target("S3")});
    CHECK(c.passed_over == passed_over{.same_date = 1, .other_value = 2});
    const chosen_values one = latest(p, {.indicator = "i", .source = "dinas"});
    CHECK(said(p, one, "S1") == "20");
    CHECK(one.differ.empty());
    CHECK(one.passed_over == passed_over{.other_source = 3});
  }

  TEST_CASE("latest_values: one source that says two things after a merger says nothing") {
    tables t = with_indicators(
        {"S1,,i,20,,2022,a,", "S4,,i,10,,2022,a,", "S2,,i,7,,2022,a,", "S5,,i,7,,2022,a,"});
    add(t, "successions", "table,old_id,new_id", {"targets,S4,S1", "targets,S5,S2"});
    const portfolio p(t);
    const chosen_values c = latest(p, {.indicator = "i"});
    CHECK(said(p, c, "S1") == "conflicting");
    CHECK(said(p, c, "S2") == "7");
    CHECK(c.differ == std::vector<target_index>{p.find_target("S1")});
  }

  TEST_CASE("latest_values: values that are open to fewer are not shown") {
    const portfolio p(
        with_indicators({"S1,,i,1,,2021,a,public", "S1,,i,2,,2022,a,", "S1,,i,3,,2023,a,own",
                         "S2,,i,4,,2021,a,own", "S3,,i,5,,2021,a,unit"}));
    const auto shown = [&](irisan::access to, std::string_view target) {
      return said(p, latest(p, {.indicator = "i", .shown_to = to}), target);
    };
    CHECK(shown(irisan::access::public_, "S1") == "1");
    CHECK(shown(irisan::access::unit, "S1") == "2"); // one that does not say is for units
    CHECK(shown(irisan::access::own, "S1") == "3");
    CHECK(shown(irisan::access::unit, "S2") == "none");
    CHECK(shown(irisan::access::own, "S2") == "4");
    CHECK(shown(irisan::access::public_, "S3") == "none");
    CHECK(latest(p, {.indicator = "i"}).passed_over == passed_over{.not_shown = 2, .older = 1});
  }

  TEST_CASE("latest_values: a region's value is taken for who stands for it and for no school") {
    const portfolio p(
        with_indicators({",13.06,i,8,40,2022,a,", ",13,i,9,90,2022,a,", "L2,,i,3,30,2022,a,"}));
    const chosen_values none = latest(p, {.indicator = "i"});
    CHECK(said(p, none, "L1") == "none");
    CHECK(none.passed_over == passed_over{.of_region = 2});
    const chosen_values c = latest(p, {.indicator = "i", .stands_for_region = "local_government"});
    CHECK(said(p, c, "L1") == "8");
    CHECK(said(p, c, "L2") == "3");
    CHECK(said(p, c, "S1") == "none");
    CHECK(c.passed_over == passed_over{.of_region = 1}); // nobody stands for the province
  }

  TEST_CASE("latest_values: a target's own value stands before its region's of the same date") {
    const portfolio p(with_indicators({",13.06,i,8,40,2022,a,", "L1,,i,9,40,2022,z,",
                                       ",13.71,i,8,40,2023,a,", "L2,,i,9,40,2022,a,"}));
    const chosen_values c = latest(p, {.indicator = "i", .stands_for_region = "local_government"});
    CHECK(said(p, c, "L1") == "9");
    CHECK(said(p, c, "L2") == "8");
    CHECK(c.differ == std::vector<target_index>{p.find_target("L1")});
  }

  TEST_CASE("latest_values: what is chosen is what every row asked says") {
    std::mt19937 random(3);
    const auto below = [&](unsigned n) { return static_cast<unsigned>(random() % n); };
    const auto any_of = [&](const std::vector<std::string>& words) {
      return words[below(static_cast<unsigned>(words.size()))];
    };
    for (int round = 0; round < 150; ++round) {
      std::vector<std::string> rows;
      for (int i = 0; i < 25; ++i) {
        const bool region = below(4) == 0;
        std::string row =
            region ? "," + any_of({"R", "R1"}) : any_of({"S0", "S1", "S2", "L"}) + ",";
        row += "," + any_of({"i", "i", "k"}) + "," + any_of({"1", "2", "3"}) + "," +
               any_of({"", "9"}) + "," + any_of({"2021", "2022", "2022-05", "2023", "2023-01-01"}) +
               "," + any_of({"a", "b", ""}) + "," + any_of({"", "public", "unit", "own"});
        // Keys stand once: target, region, indicator, date and source.
        const auto key = [](const std::string& r) {
          std::vector<std::string> cells(1);
          for (const char c : r)
            if (c == ',')
              cells.emplace_back();
            else
              cells.back() += c;
          return cells[0] + "|" + cells[1] + "|" + cells[2] + "|" + cells[5] + "|" + cells[6];
        };
        if (std::none_of(rows.begin(), rows.end(),
                         [&](const std::string& r) { return key(r) == key(row); }))
          rows.push_back(row);
      }
      auto package = random_package(random, 3);
      package.push_back({"indicators", header, rows});
      const portfolio p(read(package));
      const value_query q{.indicator = "i",
                          .date = below(3) ? date_range{} : *parse_date("2022"),
                          .source = below(3) ? "" : "a",
                          .stands_for_region = below(2) ? "" : "local_government",
                          .shown_to = static_cast<irisan::access>(below(3))};
      const date_range as_of = below(2) ? date_range{} : *parse_date("2022-12-31");
      const chosen_values c = indicator_values(p).latest(q, as_of);
      CAPTURE(round);
      for (std::int32_t t = 0; t < p.target_count(); ++t) {
        // Every row that speaks of the target; a better one replaces the one before.
        std::int32_t best = -1;
        const auto& all = p.indicators();
        for (std::size_t r = 0; r < all.size(); ++r) {
          const indicator& x = all[r];
          const target& at = p.targets()[static_cast<std::size_t>(t)];
          const bool mine =
              x.of.known() ? x.of.value == t : at.kind == q.stands_for_region && x.in == at.in;
          if (!mine || x.id != "i" || (!q.source.empty() && x.source != q.source)) continue;
          if ((x.access == irisan::access::unknown ? irisan::access::unit : x.access) > q.shown_to)
            continue;
          if (as_of.known() && x.date.earliest > as_of.latest) continue;
          if (q.date.known() &&
              !(x.date.earliest >= q.date.earliest && x.date.latest <= q.date.latest))
            continue;
          if (best < 0) {
            best = static_cast<std::int32_t>(r);
            continue;
          }
          const indicator& y = all[static_cast<std::size_t>(best)];
          const bool later = x.date > y.date;
          const bool own = x.date == y.date && x.of.known() && !y.of.known();
          const bool first =
              x.date == y.date && x.of.known() == y.of.known() && x.source < y.source;
          if (later || own || first) best = static_cast<std::int32_t>(r);
        }
        CHECK(c.row[static_cast<std::size_t>(t)] == best);
      }
    }
  }
}
