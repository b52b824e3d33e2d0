#include <irisan/finding/double_reporting.hpp>

#include <support/builders.hpp>
#include <support/findings.hpp>

#include <doctest/doctest.h>

using namespace irisan;
using namespace irisan::test;

namespace {

using ids = std::vector<std::string>;

constexpr const char* header = "delivery_id,program_id,target_id,unit_id,activity_id,audience,"
                               "start,end,participants,cost,status,reported_by";

std::vector<finding> twice(std::initializer_list<std::string_view> rows) {
  tables t = two_offices();
  add(t, "deliveries", header, rows);
  return find_double_reporting(portfolio(t), {});
}

} // namespace

TEST_SUITE("finding") {
  TEST_CASE("double_reporting: rows equal in all but who reported are asked about") {
    const auto f = twice({"D1,P,S1,BPMP,A,teacher,2023-07-01,2023-07-05,8,700,done,BPMP",
                          "D2,P,S1,BPMP,A,teacher,2023-07-01,2023-07-05,8,700,done,DINAS"});
    REQUIRE(f.size() == 1);
    CHECK(f[0].programs == ids{"P", "P"});
    CHECK(f[0].units == ids{"BPMP", "BPMP"});
    CHECK(f[0].targets == ids{"S1"});
    CHECK(f[0].rows == ids{"D1", "D2"});
    CHECK(f[0].value == value_at_stake{700, true, false});
    CHECK(f[0].evidence.deliveries == 2);
    CHECK_FALSE(f[0].planned);
    CHECK(f[0].sentence.en == "Recorded twice: D1 = D2. Please check: two activities, or one "
                              "recorded twice? Value to check: IDR 700.");
    CHECK(f[0].sentence.id == "Tercatat dua kali: D1 = D2. Mohon dicek: dua kegiatan, atau satu "
                              "kegiatan tercatat dua kali? "
                              "Nilai yang perlu dicek: Rp 700.");
    CHECK(f[0].ask.en == "BPMP: check whether these are two activities");
  }

  TEST_CASE("double_reporting: one work listed by two units is asked about") {
    const auto f = twice({"D1,P,S1,BPMP,A,teacher,2023-07-01,2023-07-05,8,700,done,",
                          "D2,P,S1,BGP,A,teacher,2023-07-01,2023-07-05,8,700,done,"});
    REQUIRE(f.size() == 1);
    CHECK(f[0].units == ids{"BGP", "BPMP"});
    CHECK(f[0].ask.en == "BGP and BPMP: check whether these are two activities");
  }

  TEST_CASE("double_reporting: rows that differ in anything else are two works") {
    const char* one = "D1,P,S1,BPMP,A,teacher,2023-07-01,2023-07-05,8,700,done,BPMP";
    CHECK(twice({one, "D2,Q,S1,BPMP,A,teacher,2023-07-01,2023-07-05,8,700,done,DINAS"}).empty());
    CHECK(twice({one, "D2,P,S2,BPMP,A,teacher,2023-07-01,2023-07-05,8,700,done,DINAS"}).empty());
    CHECK(twice({one, "D2,P,S1,BPMP,B,teacher,2023-07-01,2023-07-05,8,700,done,DINAS"}).empty());
    CHECK(twice({one, "D2,P,S1,BPMP,A,principal,2023-07-01,2023-07-05,8,700,done,DINAS"}).empty());
    CHECK(twice({one, "D2,P,S1,BPMP,A,teacher,2023-07-02,2023-07-05,8,700,done,DINAS"}).empty());
    CHECK(twice({one, "D2,P,S1,BPMP,A,teacher,2023-07-01,2023-07-06,8,700,done,DINAS"}).empty());
    CHECK(twice({one, "D2,P,S1,BPMP,A,teacher,2023-07-01,2023-07-05,9,700,done,DINAS"}).empty());
    CHECK(twice({one, "D2,P,S1,BPMP,A,teacher,2023-07-01,2023-07-05,8,701,done,DINAS"}).empty());
    CHECK(twice({one, "D2,P,S1,BPMP,A,teacher,2023-07-01,2023-07-05,8,,done,DINAS"}).empty());
    CHECK(twice({one, "D2,P,S1,BPMP,A,teacher,2023-07-01,2023-07-05,8,700,planned,DINAS"}).empty());
    CHECK(twice({one, "D2,P,S1,BPMP,A,teacher,2023-07-01,2023-07-05,8,700,done,DINAS"}).size() ==
          1);
  }

  TEST_CASE("double_reporting: two units without a first day or an activity are not asked") {
    CHECK(twice({"D1,P,S1,BPMP,A,teacher,,,,,,", "D2,P,S1,BGP,A,teacher,,,,,,"}).empty());
    CHECK(twice({"D1,P,S1,BPMP,,teacher,2023-07-01,,,,,", "D2,P,S1,BGP,,teacher,2023-07-01,,,,,"})
              .empty());
    CHECK(twice({"D1,P,S1,BPMP,A,teacher,2023-07-01,,,,,", "D2,P,S1,BGP,A,teacher,2023-07-01,,,,,"})
              .size() == 1);
  }

  TEST_CASE("double_reporting: a cancelled row was not recorded twice") {
    CHECK(twice({"D1,P,S1,BPMP,A,teacher,2023-07-01,,,,cancelled,",
                 "D2,P,S1,BPMP,A,teacher,2023-07-01,,,,cancelled,"})
              .empty());
  }

  TEST_CASE("double_reporting: a work listed three times costs two times too much") {
    const auto f = twice({"D1,P,S1,BPMP,A,teacher,2023-07-01,,,70,,a",
                          "D2,P,S1,BPMP,A,teacher,2023-07-01,,,70,,b",
                          "D3,P,S1,BPMP,A,teacher,2023-07-01,,,70,,c"});
    REQUIRE(f.size() == 1);
    CHECK(f[0].value.amount == 140);
    CHECK(f[0].sentence.en.find("D1 = D2 = D3") != std::string::npos);
  }

  TEST_CASE("double_reporting: a work without a cost makes the value at least") {
    const auto f = twice(
        {"D1,P,S1,BPMP,A,teacher,2023-07-01,,,70,,a", "D2,P,S1,BPMP,A,teacher,2023-07-01,,,70,,b",
         "D3,P,S2,BPMP,A,teacher,2023-07-01,,,,,a", "D4,P,S2,BPMP,A,teacher,2023-07-01,,,,,b"});
    REQUIRE(f.size() == 1);
    CHECK(f[0].value == value_at_stake{70, true, true});
    CHECK(f[0].evidence.certain == 2);
    CHECK(f[0].sentence.en.find("at least IDR 70") != std::string::npos);
    CHECK(twice({"D1,P,S1,BPMP,A,teacher,2023-07-01,,,,,a",
                 "D2,P,S1,BPMP,A,teacher,2023-07-01,,,,,b"})
              .at(0)
              .sentence.en.find("Value") == std::string::npos);
  }

  TEST_CASE("double_reporting: the id is of the pair and kind of activity and not of the rows") {
    const auto one = twice(
        {"D1,P,S1,BPMP,A,teacher,2023-07-01,,,,,a", "D2,P,S1,BPMP,A,teacher,2023-07-01,,,,,b"});
    const auto more = twice({"X1,P,S3,BPMP,B,principal,2023-08-01,,,,,a",
                             "X2,P,S3,BPMP,B,principal,2023-08-01,,,,,b",
                             "X3,P,S3,BPMP,B,principal,2023-08-01,,,,,c"});
    REQUIRE(one.size() == 1);
    REQUIRE(more.size() == 1);
    CHECK(one[0].id == more[0].id);
  }

  TEST_CASE("double_reporting: rows without ids are named by what they are") {
    const auto f =
        twice({",P,S1,BPMP,A,teacher,2023-07-01,,,,,a", ",P,S1,BPMP,A,teacher,2023-07-01,,,,,b"});
    CHECK(f.at(0).rows == ids{"P|BPMP|S1|2023-07-01", "P|BPMP|S1|2023-07-01"});
  }
}
