#include <irisan/finding/finding.hpp>

#include <support/builders.hpp>

#include <doctest/doctest.h>

#include <random>

using namespace irisan;

TEST_SUITE("finding") {
  TEST_CASE("finding: the id is the kind and sixteen hex digits of the subject's hash") {
    // By Python's hashlib: every field with its length before it, as 8 bytes.
    CHECK(finding_id(finding_kind::overlap, {"IKM|BGP", "IKM|BPMP", "KM"}) ==
          "overlap-10e163af747391fe");
  }

  TEST_CASE("finding: the same subject under another kind has another id") {
    const std::string overlap = finding_id(finding_kind::overlap, {"a", "b"});
    const std::string duplication = finding_id(finding_kind::duplication, {"a", "b"});
    CHECK(overlap.substr(overlap.find('-')) != duplication.substr(duplication.find('-')));
    CHECK(overlap == finding_id(finding_kind::overlap, {"a", "b"}));
  }

  TEST_CASE("finding: where one part of the subject ends tells two ids apart") {
    CHECK(finding_id(finding_kind::overlap, {"ab", "c"}) !=
          finding_id(finding_kind::overlap, {"a", "bc"}));
    CHECK(finding_id(finding_kind::overlap, {"a", ""}) != finding_id(finding_kind::overlap, {"a"}));
  }

  TEST_CASE("finding: every kind has its word") {
    CHECK(to_text(finding_kind::duplication) == "duplication");
    CHECK(to_text(finding_kind::overlap) == "overlap");
    CHECK(to_text(finding_kind::double_reporting) == "double_reporting");
    CHECK(to_text(finding_kind::fragmentation) == "fragmentation");
    CHECK(to_text(finding_kind::undivided_mandate) == "undivided_mandate");
    CHECK(to_text(finding_kind::outside_mandate) == "outside_mandate");
    CHECK(to_text(severity_level::medium) == "medium");
    CHECK(to_text(finding_status::grown) == "grown");
  }

  TEST_CASE("finding: only a decision that holds closes a finding") {
    finding f;
    CHECK(is_open(f));
    f.status = finding_status::grown;
    CHECK(is_open(f));
    f.status = finding_status::expired;
    CHECK(is_open(f));
    f.status = finding_status::decided;
    CHECK_FALSE(is_open(f));
  }

  TEST_CASE("finding: what is open stands before what is decided whatever its severity") {
    finding open, decided;
    decided.status = finding_status::decided;
    decided.severity = severity_level::high;
    CHECK(matters_more(open, decided));
    CHECK_FALSE(matters_more(decided, open));
  }

  TEST_CASE("finding: what is not yet planned stands before what is planned") {
    finding planned, not_yet;
    planned.planned = true;
    planned.severity = severity_level::high;
    CHECK(matters_more(not_yet, planned));
  }

  TEST_CASE("finding: then come severity and kind and value and targets and at last the id") {
    finding a, b;
    a.id = "a", b.id = "b";
    CHECK(matters_more(a, b));
    b.targets = {"S1"};
    CHECK(matters_more(b, a));
    a.value.amount = 1;
    CHECK(matters_more(a, b));
    b.kind = finding_kind::duplication;
    CHECK(matters_more(b, a));
    a.severity = severity_level::medium;
    CHECK(matters_more(a, b));
  }

  TEST_CASE("finding: within a severity what is significant stands first and by effect") {
    finding strong, weak, chance;
    strong.id = "c", weak.id = "b", chance.id = "a";
    strong.significant = weak.significant = true;
    strong.evidence.odds_ratio = 9, weak.evidence.odds_ratio = 3, chance.evidence.odds_ratio = 90;
    // Neither its kind nor its value nor who carries it out makes a weaker effect more.
    weak.kind = finding_kind::duplication;
    weak.value.amount = chance.value.amount = 100;
    weak.units = chance.units = {"U", "V"};
    CHECK(matters_more(strong, weak));
    CHECK(matters_more(weak, chance));
    CHECK(matters_more(strong, chance));
    // Of the same effect the id decides at last.
    finding same = strong;
    same.id = "d";
    CHECK(matters_more(strong, same));
    chance.severity = severity_level::medium;
    CHECK(matters_more(chance, strong));
  }

  TEST_CASE("finding: the order is strict and the same for any order of findings") {
    std::mt19937 random(7);
    const auto pick = [&](unsigned n) { return random() % n; };
    std::vector<finding> all(60);
    for (std::size_t i = 0; i < all.size(); ++i) {
      all[i].id = std::to_string(i);
      all[i].kind = static_cast<finding_kind>(pick(6));
      all[i].planned = pick(2) == 0;
      all[i].severity = static_cast<severity_level>(pick(3));
      all[i].status = static_cast<finding_status>(pick(4));
      all[i].value.amount = pick(3);
      all[i].significant = pick(2) == 0;
      if (pick(2) == 0) all[i].evidence.odds_ratio = pick(3);
      all[i].targets.resize(pick(3));
    }
    for (const finding& a : all)
      for (const finding& b : all)
        CHECK(matters_more(a, b) + matters_more(b, a) == (a.id == b.id ? 0 : 1));
    std::vector<finding> shuffled = all;
    std::shuffle(shuffled.begin(), shuffled.end(), random);
    std::sort(all.begin(), all.end(), matters_more);
    std::sort(shuffled.begin(), shuffled.end(), matters_more);
    CHECK(all == shuffled);
  }
}
