#include <irisan/report/not_computed.hpp>

#include <support/builders.hpp>

#include <doctest/doctest.h>

#include <algorithm>
#include <string>
#include <string_view>
#include <vector>

using namespace irisan;
using namespace irisan::test;

namespace {

bool speak_of(const std::vector<bilingual>& notes, std::string_view en) {
  return std::any_of(notes.begin(), notes.end(),
                     [&](const bilingual& n) { return n.en.find(en) != std::string::npos; });
}

} // namespace

TEST_SUITE("report") {
  TEST_CASE("not_computed: each note has words in both languages") {
    const portfolio bare(bare_tables({{"P", "S1"}, {"Q", "S1"}}));
    const std::vector<bilingual> notes = not_computable(bare, {});
    CHECK(notes.size() > 5);
    for (const bilingual& n : notes) {
      CAPTURE(n.en);
      CHECK_FALSE(n.en.empty());
      CHECK_FALSE(n.id.empty());
    }
  }

  TEST_CASE("not_computed: what is recorded is not said to be missing") {
    const portfolio bare(bare_tables({{"P", "S1"}, {"Q", "S1"}}));
    CHECK(speak_of(not_computable(bare, {}), "no activity was recorded"));
    CHECK(speak_of(not_computable(bare, {}), "no date was recorded"));
    const portfolio p(with_deliveries({"D1,P,S1,A,teacher,2023-07-01,2023-07-05"}));
    CHECK_FALSE(speak_of(not_computable(p, {}), "no activity was recorded"));
    CHECK_FALSE(speak_of(not_computable(p, {}), "no date was recorded"));
  }

  TEST_CASE("not_computed: values without a score are counted by reason and none is no note") {
    CHECK(unscored_note({}).empty());
    scored_needs scored;
    for (int i = 0; i < 3; ++i) scored.unscored.push_back({});
    scored.unscored[0].why = unscored_reason::not_a_number;
    scored.unscored[1].why = scored.unscored[2].why = unscored_reason::too_few_people;
    const std::vector<bilingual> note = unscored_note(scored);
    REQUIRE(note.size() == 1);
    CHECK(note[0].en ==
          "needs from indicators: 3 values without a score: 1 no number, 2 too few people to tell");
  }
}
