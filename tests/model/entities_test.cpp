#include <irisan/model/entities.hpp>

#include <irisan/model/schema.hpp>
#include <support/builders.hpp>

#include <doctest/doctest.h>

#include <cmath>
#include <string_view>

using namespace irisan;

namespace {

/// Which word of a closed list stands at the place of an enumerator.
template <class Choice>
std::string_view word(std::string_view table, std::string_view column, Choice c) {
  int at = 0;
  std::string_view found = "none";
  for_each_word(find_column(*find_schema(table), column)->choices, [&](std::string_view w) {
    if (at++ == static_cast<int>(c)) found = w;
  });
  return found;
}

} // namespace

TEST_SUITE("model") {
  TEST_CASE("entities: enumerators stand in the order of the words in the schema") {
    CHECK(word("deliveries", "status", delivery_status::planned) == "planned");
    CHECK(word("deliveries", "status", delivery_status::cancelled) == "cancelled");
    CHECK(word("deliveries", "channel", channel::direct) == "direct");
    CHECK(word("deliveries", "channel", channel::local_government) == "local_government");
    CHECK(word("mandates", "channel", channel::partner) == "partner");
    CHECK(word("deliveries", "reach", reach::open) == "open");
    CHECK(word("programs", "selection", selection::targeted) == "targeted");
    CHECK(word("programs", "selection", selection::open) == "open");
    CHECK(word("roles", "role", role_kind::lead) == "lead");
    CHECK(word("roles", "role", role_kind::support) == "support");
    CHECK(word("agreements", "role", role_kind::host) == "host");
    CHECK(word("mandates", "strength", strength::unspecified) == "unspecified");
    CHECK(word("agreements", "kind", agreement_kind::joint) == "joint");
    CHECK(word("agreements", "kind", agreement_kind::forbid) == "forbid");
    CHECK(word("decisions", "decision", decision_kind::intended) == "intended");
    CHECK(word("decisions", "decision", decision_kind::disputed) == "disputed");
    CHECK(word("indicators", "access", access::public_) == "public");
    CHECK(word("indicators", "access", access::own) == "own");
    CHECK(word("eligibility", "state", eligibility_state::not_eligible) == "not_eligible");
    // The levels have `unmarked` before the words of the list.
    CHECK(word("activities", "level", static_cast<int>(activity_level::kind) - 1) == "kind");
    CHECK(word("activities", "level", static_cast<int>(activity_level::activity) - 1) ==
          "activity");
  }

  TEST_CASE("entities: what is not given is unknown and not zero") {
    CHECK(target{}.students == unknown_money);
    CHECK(std::isnan(region{}.latitude));
    CHECK(budget{}.spent == unknown_money);
    CHECK(program{}.selection == selection::unknown);
    CHECK(!unit{}.parent.known());
    CHECK(!mandate{}.validity.known());
  }

  TEST_CASE("entities: interventions sort by program and then by unit") {
    CHECK(intervention{{0}, {5}} < intervention{{1}, {0}});
    CHECK(intervention{{1}, {0}} < intervention{{1}, {1}});
    CHECK(intervention{{1}, {1}} == intervention{{1}, {1}});
  }
}
