#include <irisan/finding/words.hpp>

#include <support/builders.hpp>

#include <doctest/doctest.h>

using namespace irisan;
using namespace irisan::test;

namespace {

finding of(std::size_t targets, std::int64_t value) {
  finding f;
  f.targets.resize(targets);
  f.value.known = value >= 0;
  f.value.amount = std::max<std::int64_t>(value, 0);
  return f;
}

} // namespace

TEST_SUITE("finding") {
  TEST_CASE("words: a thing is called by its name and by its id where it has none") {
    tables t = two_offices();
    add(t, "units", "unit_id,kind", {"NONAME,partner"});
    add(t, "programs", "program_id,unit_id", {"R,NONAME"});
    add(t, "activities", "activity_id", {"Z"});
    add(t, "regions", "region_id", {"99"});
    const portfolio p(t);
    CHECK(name_of(p, p.find_program("P")) == "Program P");
    CHECK(name_of(p, p.find_program("R")) == "R");
    CHECK(name_of(p, p.find_activity("A")) == "Lokakarya");
    CHECK(name_of(p, p.find_activity("Z")) == "Z");
    CHECK(name_of(p, p.find_unit("NONAME"), language::en) == "NONAME");
    CHECK(name_of(p, p.find_region("99"), language::id) == "99");
    CHECK(name_of(p, p.find_region("13.06"), language::id) == "Agam");
  }

  TEST_CASE("words: what is not recorded is said to be so in either language") {
    const portfolio p(two_offices());
    CHECK(name_of(p, unit_index{}, language::en) == "unit not recorded");
    CHECK(name_of(p, unit_index{}, language::id) == "unit tidak tercatat");
    CHECK(name_of(p, region_index{}, language::en) == "several regions");
    CHECK(name_of(p, region_index{}, language::id) == "beberapa wilayah");
    CHECK(id_of(p, unit_index{}).empty());
    CHECK(id_of(p, region_index{}).empty());
    CHECK(id_of(p, activity_index{}).empty());
  }

  TEST_CASE("words: an audience has its word and an unknown one stays as it is") {
    CHECK(audience_word("teacher", language::en) == "teachers");
    CHECK(audience_word("teacher", language::id) == "guru");
    CHECK(audience_word("prospective_principal", language::id) == "calon kepala sekolah");
    CHECK(audience_word("school", language::en) == "schools");
    CHECK(audience_word("school", language::id) == "satuan pendidikan");
    CHECK(audience_word("operator dapodik", language::en) == "operator dapodik");
  }

  TEST_CASE("words: a list ends with and") {
    using list = std::vector<std::string>;
    CHECK(list_of(list{}, language::en).empty());
    CHECK(list_of(list{"a"}, language::en) == "a");
    CHECK(list_of(list{"a", "b"}, language::en) == "a and b");
    CHECK(list_of(list{"a", "b", "c"}, language::en) == "a, b and c");
    CHECK(list_of(list{"a", "b", "c"}, language::id) == "a, b dan c");
    CHECK(list_of(list{"a", "b"}, language::en, 6, true) == "a or b");
    CHECK(list_of(list{"a", "b"}, language::id, 6, true) == "a atau b");
  }

  TEST_CASE("words: a long list says how many more there are") {
    const std::vector<std::string> four{"a", "b", "c", "d"};
    CHECK(list_of(four, language::en, 4) == "a, b, c and d");
    CHECK(list_of(four, language::en, 3) == "a, b, c and 1 more");
    CHECK(list_of(four, language::id, 2) == "a, b dan 2 lainnya");
  }

  TEST_CASE("words: without an audience those who took part are participants") {
    CHECK(audiences_words({}, language::en) == "participants");
    CHECK(audiences_words({}, language::id) == "peserta");
    CHECK(audiences_words({"principal", "teacher"}, language::en) == "principals and teachers");
  }

  TEST_CASE("words: a sentence says which columns were recorded only where one was not") {
    const portfolio all(with_deliveries({"D1,P,S1,A,teacher,2023-01-01,2023-01-02"}));
    CHECK(recorded_clause(all, language::en).empty());
    const portfolio no_audience(with_deliveries({"D1,P,S1,A,,2023-01-01,2023-01-02"}));
    CHECK(recorded_clause(no_audience, language::en) ==
          " (by target, activity and time; no audience was recorded)");
    CHECK(recorded_clause(no_audience, language::id) ==
          " (menurut sasaran, kegiatan dan waktu; peserta tidak tercatat)");
    const portfolio nothing(with_deliveries({"D1,P,S1,,,,"}));
    CHECK(recorded_clause(nothing, language::en) ==
          " (by target; no activity, audience or time was recorded)");
    CHECK(recorded_clause(nothing, language::id) ==
          " (menurut sasaran; kegiatan, peserta dan waktu tidak tercatat)");
  }

  TEST_CASE("words: the region of several targets is the smallest that holds all of them") {
    tables t = two_offices();
    add(t, "regions", "region_id,parent_id,kind", {"13.06.01,13.06,district", "14,,province"});
    const portfolio p(t);
    const auto r = [&](const char* id) { return p.find_region(id); };
    CHECK(common_region(p, r("13.06"), r("13.06")) == r("13.06"));
    CHECK(common_region(p, r("13.06.01"), r("13.06")) == r("13.06"));
    CHECK(common_region(p, r("13.06.01"), r("13.71")) == r("13"));
    CHECK(common_region(p, r("13"), r("14")) == region_index{});
    CHECK(common_region(p, r("13"), region_index{}) == region_index{});
  }

  TEST_CASE("words: a row is named by its id and else by what it is") {
    const portfolio p(
        with_deliveries({"D1,P,S1,A,teacher,,", ",P,S2,A,teacher,2023-07,", ",P,S3,A,teacher,,"}));
    CHECK(row_key(p, {0}) == "D1");
    CHECK(row_key(p, {1}) == "P|BPMP|S2|2023-07-01");
    CHECK(row_key(p, {2}) == "P|BPMP|S3");
  }

  TEST_CASE("words: severity begins exactly at its thresholds") {
    const portfolio p(two_offices());
    const finding_rules r;
    const auto judged = [&](std::size_t targets, std::int64_t value) {
      finding f = of(targets, value);
      judge_severity(f, p, r);
      return f.severity;
    };
    CHECK(judged(9, -1) == severity_level::low);
    CHECK(judged(10, -1) == severity_level::medium);
    CHECK(judged(49, -1) == severity_level::medium);
    CHECK(judged(50, -1) == severity_level::high);
    CHECK(judged(1, 9'999'999) == severity_level::low);
    CHECK(judged(1, 10'000'000) == severity_level::medium);
    CHECK(judged(1, 99'999'999) == severity_level::medium);
    CHECK(judged(1, 100'000'000) == severity_level::high);
  }

  TEST_CASE("words: severity gives the reason that made it so in both languages") {
    const portfolio p(two_offices());
    const finding_rules r;
    finding f = of(12, 3);
    judge_severity(f, p, r);
    CHECK(f.severity_reason.en == "12 targets (threshold 10)");
    CHECK(f.severity_reason.id == "12 sasaran (batas 10)");
    f = of(12, 250'000'000);
    judge_severity(f, p, r);
    CHECK(f.severity_reason.en == "IDR 250,000,000 (threshold IDR 100,000,000)");
    CHECK(f.severity_reason.id == "Rp 250.000.000 (batas Rp 100.000.000)");
    f = of(60, 250'000'000);
    judge_severity(f, p, r);
    CHECK(f.severity_reason.en ==
          "60 targets (threshold 50); IDR 250,000,000 (threshold IDR 100,000,000)");
  }

  TEST_CASE("words: a low severity does not speak of a value that is not known") {
    const portfolio p(two_offices());
    finding known = of(1, 5), unknown = of(1, -1);
    judge_severity(known, p, {});
    judge_severity(unknown, p, {});
    CHECK(known.severity_reason.en == "fewer than 10 targets and less than IDR 10,000,000");
    CHECK(unknown.severity_reason.en.find("IDR") == std::string::npos);
    CHECK(unknown.severity_reason.id.find("Rp") == std::string::npos);
  }
}
