#include <irisan/finding/crossing_words.hpp>

#include <support/builders.hpp>
#include <support/findings.hpp>

#include <doctest/doctest.h>

#include <string>
#include <vector>

using namespace irisan;
using test::found;
using test::with_deliveries;

namespace {

std::vector<finding> overlaps(const tables& t) {
  return found(finding_kind::overlap, t);
}
std::vector<finding> duplications(const tables& t) {
  return found(finding_kind::duplication, t);
}

} // namespace

TEST_SUITE("finding") {
  TEST_CASE(
      "crossing_words: the sentence of an overlap says who and what and for whom and how many and "
      "where") {
    const auto o = overlaps(with_deliveries(
        {"D1,P,S1,A,teacher,2023-07-01,2023-07-05", "D2,Q,S1,B,teacher,2023-07-01,2023-07-05",
         "D3,P,S2,A,teacher,2023-07-01,2023-07-05", "D4,Q,S2,B,teacher,2023-07-01,2023-07-05"}));
    REQUIRE(o.size() == 1);
    CHECK(o[0].sentence.en ==
          "Program P (BPMP) and Program Q (BGP) both do Pelatihan for teachers at 2 targets in "
          "Agam. No agreement covers it yet: please decide who leads.");
    CHECK(o[0].sentence.id == "Program P (BPMP) dan Program Q (BGP) sama-sama melakukan Pelatihan "
                              "untuk guru di 2 sasaran di Agam. "
                              "Belum ada kesepakatan: mohon ditetapkan "
                              "siapa penanggung jawabnya.");
    CHECK(o[0].ask.en == "BPMP and BGP: decide who leads and who supports");
  }

  TEST_CASE("crossing_words: one target is a target and not targets") {
    const tables t = with_deliveries(
        {"D1,P,S1,A,teacher,2023-07-01,2023-07-05", "D2,Q,S1,A,teacher,2023-07-01,2023-07-05"});
    CHECK(overlaps(t).at(0).sentence.en.find("1 targets") == std::string::npos);
    CHECK(duplications(t).at(0).sentence.en.find("1 targets") == std::string::npos);
  }

  TEST_CASE("crossing_words: the dates of a duplication are those on which both took place") {
    const auto d = duplications(with_deliveries(
        {"D1,P,S1,A,teacher,2023-07-01,2023-07-05", "D2,Q,S1,A,teacher,2023-07-03,2023-07-09"}));
    REQUIRE(d.size() == 1);
    CHECK(d[0].sentence.en.find(" between 3 July 2023 and 5 July 2023") != std::string::npos);
    CHECK(d[0].sentence.id.find(" antara 3 Juli 2023 dan 5 Juli 2023") != std::string::npos);
  }
}
