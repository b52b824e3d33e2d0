#include <irisan/report/audit.hpp>

#include <irisan/model/what_if.hpp>
#include <irisan/report/compare.hpp>
#include <irisan/version.hpp>

#include <support/builders.hpp>
#include <support/findings.hpp>

#include <doctest/doctest.h>

#include <algorithm>

using namespace irisan;
using namespace irisan::test;

namespace {

/// P at S1 and S2, Q at S2 and S3; they duplicate at S2.
tables crossing_tables() {
  return with_deliveries(
      {"D1,P,S1,A,teacher,2023-07-01,2023-07-05", "D2,P,S2,A,teacher,2023-07-01,2023-07-05",
       "D3,Q,S2,A,teacher,2023-07-03,2023-07-09", "D4,Q,S3,A,teacher,2024-02-01,2024-02-03"});
}

std::int64_t count_of(const report& r, finding_kind kind) {
  return std::count_if(r.findings.begin(), r.findings.end(),
                       [&](const finding& f) { return f.kind == kind; });
}

bool notes(const report& r, std::string_view words) {
  return std::any_of(r.not_computed.begin(), r.not_computed.end(),
                     [&](const bilingual& n) { return n.en.find(words) != std::string::npos; });
}

} // namespace

TEST_SUITE("report") {
  TEST_CASE("audit: the figures at the head can be counted by eye") {
    tables t = crossing_tables();
    add(t, "units", "unit_id,kind", {"DD,partner"});
    add(t, "programs", "program_id,unit_id", {"R,DD", "IDLE,BGP"});
    add(t, "targets", "target_id,kind,region_id", {"S4,school,13.71"});
    add(t, "deliveries", "delivery_id,program_id,target_id,activity_id,audience,start,end",
        {"D5,R,S3,A,teacher,2024-05-01,2024-05-02"});
    const report r = audit(portfolio(t), {});
    CHECK(r.figures.programs == 3);
    CHECK(r.figures.units == 3);
    CHECK(r.figures.partners == 1);
    CHECK(r.figures.interventions == 3);
    CHECK(r.figures.targets == 4);
    CHECK(r.figures.targets_reached == 3);
    CHECK(r.figures.deliveries == 5);
    CHECK(r.figures.pairs == 2);
    CHECK(r.figures.findings.size() == std::size(finding_kinds));
    CHECK(r.version == IRISAN_VERSION);
    CHECK(to_text(r.as_of.latest) == "2024-05-02");
  }

  TEST_CASE("audit: counts of findings are those of the list") {
    const report r = audit(portfolio(crossing_tables()), {});
    for (const kind_count& c : r.figures.findings) {
      CAPTURE(to_text(c.kind));
      CHECK(c.all == count_of(r, c.kind));
      CHECK(c.open <= c.not_yet_planned);
      CHECK(c.not_yet_planned <= c.all);
    }
    CHECK(count_of(r, finding_kind::duplication) == 1);
    CHECK(count_of(r, finding_kind::overlap) == 1);
    CHECK(count_of(r, finding_kind::fragmentation) == 1);
  }

  TEST_CASE("audit: every intervention has its targets and deliveries") {
    const report r = audit(portfolio(crossing_tables()), {});
    CHECK(r.interventions == std::vector<intervention_row>{{"P|BPMP", "P", "BPMP", 2, 2},
                                                           {"Q|BGP", "Q", "BGP", 2, 2}});
    REQUIRE(r.pairs.size() == 1);
    CHECK(r.pairs[0].pair.shared == 1);
    CHECK(r.pairs[0].detail.crossing.certain == 1);
  }

  TEST_CASE("audit: a scope in time leaves out what cannot lie in it") {
    const portfolio p(crossing_tables());
    audit_options o;
    o.scope.from = on("2024");
    const report r = audit(p, {}, o);
    CHECK(r.figures.deliveries == 1);
    CHECK(r.rows.out_of_scope == 3);
    CHECK(r.findings.empty());
    CHECK(r.scope.from == on("2024"));
    o.scope = {};
    o.scope.to = on("2023-07-02");
    CHECK(audit(p, {}, o).figures.deliveries == 2);
  }

  TEST_CASE("audit: a school without a result stops nothing and is told") {
    tables t = crossing_tables();
    add(t, "indicators", "target_id,indicator_id,value,date",
        {"S1,literacy,20,2023", "S2,literacy,,2023", "S3,literacy,,2023"});
    rules r;
    need_rule& literacy = r.needs.indicators.emplace_back();
    literacy.indicator = "literacy", literacy.activity = "T";
    literacy.worst = 0, literacy.best = 100;
    const report out = audit(portfolio(t), r);
    REQUIRE(out.needs.size() == 1);
    CHECK(out.needs[0].target == "S1");
    CHECK(notes(out, "needs from indicators: 2 values passed over: 2 empty"));
    REQUIRE(out.problems.size() == 1);
    CHECK(to_text(out.problems[0]) ==
          "indicators, line 2 (and 1 more: 3): 'value' is empty; read as unknown");
  }

  TEST_CASE("audit: what is only to be compared is the same in all that compare reads") {
    tables t = crossing_tables();
    add(t, "mandates", "unit_id,activity_id,audience,strength",
        {"BGP,K,teacher,lead", "BPMP,K,teacher,"});
    add(t, "needs", "target_id,activity_id", {"S1,T", "S2,T"});
    const portfolio p(t);
    const report whole = audit(p, {});
    CHECK(whole.division.has_value());
    CHECK(!whole.needed.rows.empty());
    audit_options o;
    o.to_compare = true;
    const report bare = audit(p, {}, o);
    CHECK_FALSE(bare.division.has_value());
    CHECK(bare.names.tables.empty());
    CHECK(bare.needed.rows.empty());
    const report other = audit(without(p, {"Q"}), {});
    CHECK(rows_of(compare(bare, other)) == rows_of(compare(whole, other)));
    CHECK(rows_of(compare(whole, bare)) == rows_of(compare(whole, whole)));
  }

  TEST_CASE("audit: a scope in space keeps the targets of the region") {
    const portfolio p(crossing_tables());
    audit_options o;
    o.scope.in = p.find_region("13.71");
    const report r = audit(p, {}, o);
    CHECK(r.figures.deliveries == 1);
    CHECK(r.scope.region == "13.71");
    o.scope.in = p.find_region("13");
    CHECK(audit(p, {}, o).figures.deliveries == 4);
  }

  TEST_CASE("audit: a scope on a unit keeps its findings and the other side of its pairs") {
    tables t = crossing_tables();
    add(t, "units", "unit_id,kind", {"DD,partner", "YY,partner"});
    add(t, "programs", "program_id,unit_id", {"R,DD", "V,YY"});
    add(t, "deliveries", "delivery_id,program_id,target_id,activity_id,audience,start,end",
        {"D5,R,S3,B,principal,2023-07-01,2023-07-02", "D6,V,S3,B,principal,2023-07-01,2023-07-02"});
    const portfolio p(t);
    audit_options o;
    o.scope.by = p.find_unit("BPMP");
    const report r = audit(p, {}, o);
    CHECK(count_of(r, finding_kind::duplication) == 1);
    for (const finding& f : r.findings)
      CHECK(std::find(f.units.begin(), f.units.end(), "BPMP") != f.units.end());
    CHECK(count_of(audit(p, {}), finding_kind::duplication) == 2);
    CHECK(r.scope.unit == "BPMP");
    for (const kind_count& c : r.figures.findings) CHECK(c.all == count_of(r, c.kind));
  }

  TEST_CASE("audit: the day of the audit decides what has expired") {
    tables t = crossing_tables();
    const std::string id = audit(portfolio(t), {}).findings.front().id;
    t["decisions"].add({{"finding_id", id},
                        {"decision", "accepted"},
                        {"date", "2023-08-01"},
                        {"expires", "2024-06-30"}});
    const portfolio p(t);
    const auto status = [&](audit_options o) {
      const report r = audit(p, {}, o);
      return std::find_if(r.findings.begin(), r.findings.end(),
                          [&](const finding& f) { return f.id == id; })
          ->status;
    };
    CHECK(status({}) == finding_status::decided);
    audit_options later;
    later.as_of = on("2024-07-01");
    CHECK(status(later) == finding_status::expired);
  }

  TEST_CASE("audit: what cannot be computed is said and what can is not") {
    const report bare = audit(portfolio(bare_tables({{"P", "S1"}, {"Q", "S1"}})), {});
    CHECK(notes(bare, "no activity was recorded"));
    CHECK(notes(bare, "no audience was recorded"));
    CHECK(notes(bare, "no date was recorded"));
    CHECK(notes(bare, "no cost was recorded"));
    CHECK(notes(bare, "no unit was recorded"));
    tables t = two_offices();
    add(t, "mandates", "unit_id,activity_id", {"BPMP,K"});
    add(t, "agreements", "agreement_id,kind", {"J,joint"});
    add(t, "needs", "target_id,activity_id,score", {"S1,K,1"});
    add(t, "deliveries", "delivery_id,program_id,target_id,activity_id,audience,start,cost",
        {"D1,P,S1,A,teacher,2023,5"});
    const report whole = audit(portfolio(t), {});
    CHECK_FALSE(notes(whole, "no activity"));
    CHECK_FALSE(notes(whole, "no mandate"));
    CHECK_FALSE(notes(whole, "no agreement"));
  }

  TEST_CASE("audit: needs that were given are not reported as missing") {
    // Without a required amount there is nothing to exceed.
    tables t = crossing_tables();
    add(t, "needs", "target_id,activity_id,score", {"S2,K,1"});
    const report r = audit(portfolio(t), {});
    const auto d = std::find_if(r.findings.begin(), r.findings.end(), [](const finding& f) {
      return f.kind == finding_kind::duplication;
    });
    REQUIRE(d != r.findings.end());
    CHECK(d->need == "not_assessed");
    CHECK_FALSE(notes(r, "no need was given"));
    CHECK(notes(audit(portfolio(crossing_tables()), {}), "no need was given"));
    CHECK(r.needs.size() == 1);
    CHECK(r.figures.needs == 1);
  }

  TEST_CASE("audit: indicators that nobody recorded and values passed over are told") {
    tables t = crossing_tables();
    add(t, "indicators", "target_id,region_id,indicator_id,value,date,source,access",
        {"S1,,lit,20,2023,a,public", "S2,,lit,30,2031,a,public", "S3,,lit,40,2023,a,own",
         "S1,,lit,25,2023,b,public", ",13.71,lit,50,2023,a,public"});
    rules r;
    need_rule lit;
    lit.indicator = "lit", lit.activity = "A", lit.worst = 0, lit.best = 100;
    lit.scale = need_scale::range;
    need_rule typo = lit;
    typo.indicator = "litt";
    r.needs.indicators = {lit, typo};
    const report told = audit(portfolio(t), r);
    CHECK(notes(told, "needs from 'litt': no value is recorded; the nearest indicator is 'lit'"));
    CHECK(notes(told, "needs from indicators: 4 values passed over: 1 after the day of the audit, "
                      "1 open to fewer than the report is for, 1 of a region that no target stands "
                      "for, 1 at odds with another source of the same date"));
    t = crossing_tables();
    add(t, "indicators", "target_id,region_id,indicator_id,value,date,source,access",
        {"S1,,lit,20,2023,a,public", "S1,,lit,25,2022,a,public"});
    r.needs.indicators = {lit};
    CHECK_FALSE(notes(audit(portfolio(t), r), "passed over"));
  }

  TEST_CASE("audit: an unknown activity in what belongs together is refused where it stands") {
    rules r;
    r.finding.together.push_back({"A", "C9", "so planned", "irisan.toml, line 2, column 15",
                                  "irisan.toml, line 2, column 20"});
    CHECK_THROWS_WITH_AS(audit(portfolio(crossing_tables()), r),
                         "irisan.toml, line 2, column 20: unknown activity 'C9'", rule_error);
    r.finding.together[0].second = "B";
    CHECK_NOTHROW(audit(portfolio(crossing_tables()), r));
  }

  TEST_CASE("audit: a program at all targets is judged beside those it meets everywhere") {
    // P reaches all there are: no null can test it, whatever Q and R do.
    tables t = with_deliveries(
        {"D1,P,S1,A,teacher,2023-07-01,2023-07-05", "D2,P,S2,A,teacher,2023-07-01,2023-07-05",
         "D3,P,S3,A,teacher,2023-07-01,2023-07-05", "D4,P,S4,A,teacher,2023-07-01,2023-07-05",
         "D5,Q,S1,A,teacher,2023-07-01,2023-07-05", "D6,Q,S2,A,teacher,2023-07-01,2023-07-05",
         "D7,R,S2,A,teacher,2023-07-01,2023-07-05", "D8,R,S3,A,teacher,2023-07-01,2023-07-05"});
    add(t, "programs", "program_id,unit_id", {"R,BGP"});
    add(t, "targets", "target_id,kind,region_id", {"S4,school,13.71"});
    rules whole;
    whole.finding.chance_strata = {};
    const report r = audit(portfolio(t), whole);
    CHECK(r.pairs.size() == 3);
    for (const pair_row& row : r.pairs)
      CHECK((row.chance.stratified.is_testable() || !row.chance.degrees.is_testable()));
  }

  TEST_CASE("audit: more pairs than the rules allow end it with a clear error") {
    tables t = two_offices();
    for (int i = 0; i < 5; ++i) {
      t["programs"].add({{"program_id", "X" + std::to_string(i)}, {"unit_id", "BGP"}});
      t["deliveries"].add({{"program_id", "X" + std::to_string(i)}, {"target_id", "S1"}});
    }
    const portfolio p(t);
    rules r;
    r.pairs_limit = 10;
    CHECK(audit(p, r).pairs.size() == 10);
    r.pairs_limit = 9;
    CHECK_THROWS_AS(audit(p, r), memory_error);
  }

  TEST_CASE("audit: pairs below the rules' fewest shared targets are not judged") {
    rules r;
    r.pairs_min_shared = 2;
    const report out = audit(portfolio(crossing_tables()), r);
    CHECK(out.pairs.empty());
    CHECK(count_of(out, finding_kind::overlap) == 0);
  }

  TEST_CASE("audit: the report is the same for any number of threads") {
    const portfolio p(crossing_tables());
    audit_options one, three;
    one.threads = 1, three.threads = 3;
    const report a = audit(p, {}, one), b = audit(p, {}, three);
    CHECK(a.findings == b.findings);
    CHECK(a.pairs == b.pairs);
  }

  TEST_CASE("audit: a stop that was asked for stops it") {
    std::stop_source source;
    source.request_stop();
    audit_options o;
    o.watch.stop = source.get_token();
    CHECK_THROWS_AS(audit(portfolio(crossing_tables()), {}, o), stopped);
  }

  TEST_CASE("audit: repairs and warnings and hashes of the input go with the report") {
    tables t = crossing_tables();
    t["deliveries"].add({{"delivery_id", " D9 "}, {"program_id", "P"}, {"target_id", "S1"}});
    const report r = audit(portfolio(t), {});
    CHECK(std::any_of(r.problems.begin(), r.problems.end(),
                      [](const problem& p) { return p.level == problem_level::repair; }));
    REQUIRE(r.inputs.size() == 6);
    for (const table_hash& h : r.inputs) CHECK(h.sha256.size() == 64);
    CHECK(r.rows.read == 5);
  }
}
