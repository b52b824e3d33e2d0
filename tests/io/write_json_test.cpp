#include <irisan/io/write_json.hpp>

#include <support/builders.hpp>
#include <support/findings.hpp>

#include <irisan/model/check.hpp>
#include <irisan/report/audit.hpp>
#include <irisan/version.hpp>

#include <nlohmann/json.hpp>

#include <doctest/doctest.h>

using namespace irisan;
using namespace irisan::test;

namespace {

using nlohmann::ordered_json;

tables crossing_tables() {
  tables t = two_offices();
  add(t, "deliveries", "delivery_id,program_id,target_id,activity_id,audience,start,end,cost",
      {"D1,P,S1,A,teacher,2023-07-01,2023-07-05,100", "D2,Q,S1,A,teacher,2023-07-01,2023-07-05,70",
       "D3,P,S2,A,principal,2023-08,,"});
  return t;
}

ordered_json json_of(const tables& t, const audit_options& o = {}) {
  return ordered_json::parse(to_json(audit(portfolio(t), {}, o)));
}

} // namespace

TEST_SUITE("io") {
  TEST_CASE("write_json: a report is JSON with its keys in a stable order") {
    const ordered_json j = json_of(crossing_tables());
    std::vector<std::string> keys;
    for (const auto& [key, value] : j.items()) keys.push_back(key);
    CHECK(keys == std::vector<std::string>{"irisan",
                                           "title",
                                           "invented",
                                           "money",
                                           "as_of",
                                           "scope",
                                           "rules",
                                           "need_rules",
                                           "together",
                                           "inputs",
                                           "rows",
                                           "problems",
                                           "not_computed",
                                           "tests",
                                           "figures",
                                           "interventions",
                                           "coverage",
                                           "redundancy",
                                           "deliveries_needed",
                                           "equity",
                                           "goals",
                                           "most_important",
                                           "findings",
                                           "division",
                                           "workplan"});
    CHECK(j["irisan"] == IRISAN_VERSION);
    CHECK(j["money"]["currency"] == "IDR");
  }

  TEST_CASE("write_json: what is not known is null or left out and never a number") {
    const ordered_json bare = json_of(bare_tables({{"P", "S1"}, {"Q", "S1"}}));
    CHECK(bare["as_of"].is_null());
    CHECK(bare["invented"].is_null());
    CHECK(bare["scope"]["from"].is_null());
    CHECK(bare["scope"]["region"].is_null());
    CHECK(bare["interventions"][0]["unit"].is_null());
    const ordered_json& f = bare["findings"][0];
    CHECK(f["kind"] == "overlap");
    CHECK(f["activity"].is_null());
    CHECK(f["region"].is_null());
    CHECK(f["first_day"].is_null());
    CHECK(f["value"]["amount"].is_null());
    CHECK(f["need"].is_null());
    CHECK(f["decision"].is_null());
    CHECK(f["planned_by"].is_null());
    CHECK_FALSE(f["evidence"].contains("people_least"));
  }

  TEST_CASE("write_json: a finding is written whole") {
    const ordered_json j = json_of(crossing_tables());
    const ordered_json& f = j["findings"][0];
    CHECK(f["kind"] == "duplication");
    CHECK(f["programs"] == ordered_json{"P", "Q"});
    CHECK(f["target_count"] == 1);
    CHECK(f["targets"] == ordered_json::array({"S1"}));
    CHECK(f["rows"] == ordered_json{"D1", "D2"});
    CHECK(f["first_day"] == "2023-07-01");
    CHECK(f["last_day"] == "2023-07-05");
    CHECK(f["value"]["amount"] == 70);
    CHECK(f["value"]["at_least"] == false);
    CHECK(f["need"] == "not_assessed");
    CHECK(f["status"] == "open");
    CHECK(f["sentence"]["en"].get<std::string>().starts_with("Teachers of 1 target"));
    CHECK(j["most_important"][0] == f["id"]);
  }

  TEST_CASE("write_json: a day known in part is written as its bounds") {
    audit_options o;
    o.as_of = on("2023-12-31");
    o.scope.from = on("2023");
    o.scope.to = on("2023-12-31");
    const ordered_json j = json_of(crossing_tables(), o);
    CHECK(j["as_of"] == "2023-12-31");
    CHECK(j["scope"]["from"] == "2023-01-01/2023-12-31");
    CHECK(j["scope"]["to"] == "2023-12-31");
  }

  TEST_CASE("write_json: every rule is written under its path") {
    const ordered_json j = json_of(crossing_tables());
    const rules defaults;
    for_each_rule(defaults, [&](const rule_note& note, const auto&) {
      CAPTURE(note.path);
      CHECK(j["rules"].contains(std::string(note.path)));
    });
    CHECK(j["rules"]["language"] == "id");
    CHECK(j["rules"]["overlap.window_days"] == 365);
    CHECK(j["rules"]["mandate.exempt_kinds"] == ordered_json::array({"partner"}));
  }

  TEST_CASE("write_json: problems of a report have no lines and those of a check have") {
    tables t = crossing_tables();
    t["deliveries"].add({{"delivery_id", " D9"}, {"program_id", "P"}, {"target_id", "S1"}});
    const ordered_json j = json_of(t);
    REQUIRE(j["problems"].size() == 1);
    CHECK(j["problems"][0]["level"] == "repair");
    CHECK_FALSE(j["problems"][0].contains("line"));
    const ordered_json c = ordered_json::parse(to_json(check(t)));
    CHECK(c["errors"] == 0);
    CHECK(c["repairs"] == 1);
    CHECK(c["warnings"] == 0);
    CHECK(c["problems"][0]["line"] == 4);
    CHECK(c["problems"][0]["lines"] == ordered_json::array({4}));
    CHECK(c["problems"][0]["nearest"].is_null());
  }

  TEST_CASE("write_json: the same rows in another order make the same bytes") {
    tables t = two_offices(), u = two_offices();
    constexpr const char* header = "delivery_id,program_id,target_id,activity_id,audience,start";
    add(t, "deliveries", header,
        {"D1,P,S1,A,teacher,2023-07-01", " D2,Q,S1,A,teacher,2023-07-01",
         "D3,P,S2,A,teacher,2023-07-01"});
    add(u, "deliveries", header,
        {"D3,P,S2,A,teacher,2023-07-01", " D2,Q,S1,A,teacher,2023-07-01",
         "D1,P,S1,A,teacher,2023-07-01"});
    CHECK(to_json(audit(portfolio(t), {})) == to_json(audit(portfolio(u), {})));
  }

  TEST_CASE("write_json: a check of nothing wrong is an empty list") {
    CHECK(to_json(std::vector<problem>{}) ==
          "{\n \"errors\": 0,\n \"repairs\": 0,\n \"warnings\": 0,\n \"problems\": []\n}\n");
  }

  TEST_CASE("write_json: a problem whose value is no UTF-8 is still JSON") {
    problem p;
    p.value = "caf\xE9";
    CHECK_NOTHROW(ordered_json::parse(to_json(std::vector{p})));
    // A file name may hold any bytes, and a warning about it goes with the report.
    report r;
    p.level = problem_level::warning;
    p.file = "caf\xE9.csv";
    r.problems = {p};
    CHECK_NOTHROW(ordered_json::parse(to_json(r)));
  }
}
