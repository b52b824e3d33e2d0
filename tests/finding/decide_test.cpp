#include <irisan/finding/decide.hpp>

#include <support/builders.hpp>
#include <support/findings.hpp>

#include <doctest/doctest.h>

using namespace irisan;
using namespace irisan::test;

namespace {

decision decided(const char* date, const char* expires = "", std::int64_t targets = unknown_money,
                 std::int64_t value = unknown_money) {
  decision d;
  d.finding = "overlap-1";
  d.kind = decision_kind::accepted;
  d.reason = "agreed on the phone";
  if (*date) d.date = on(date);
  if (*expires) d.expires = on(expires);
  d.targets_then = targets;
  d.value_then = value;
  return d;
}

finding after(std::vector<decision> decisions, const char* as_of = "2023-12-31",
              std::size_t targets = 3, std::int64_t value = 100) {
  std::vector<finding> f(1);
  f[0].id = "overlap-1";
  f[0].targets.resize(targets);
  f[0].value = {std::max<std::int64_t>(value, 0), value >= 0, false};
  apply_decisions(f, decisions, *as_of ? on(as_of) : date_range{});
  return f[0];
}

finding_status status(std::vector<decision> decisions, const char* as_of = "2023-12-31",
                      std::size_t targets = 3, std::int64_t value = 100) {
  return after(std::move(decisions), as_of, targets, value).status;
}

} // namespace

TEST_SUITE("finding") {
  TEST_CASE("decide: a decision is remembered with its reason") {
    const finding f = after({decided("2023-06-01")});
    CHECK(f.status == finding_status::decided);
    CHECK(f.decision == decision_kind::accepted);
    CHECK(f.decision_reason == "agreed on the phone");
  }

  TEST_CASE("decide: a decision on another finding leaves this one open") {
    decision other = decided("2023-06-01");
    other.finding = "overlap-2";
    const finding f = after({other});
    CHECK(f.status == finding_status::open);
    CHECK(f.decision == decision_kind::unknown);
  }

  TEST_CASE("decide: a decision holds on the day it expires and not on the next") {
    CHECK(status({decided("2023-06-01", "2023-12-31")}) == finding_status::decided);
    CHECK(status({decided("2023-06-01", "2023-12-30")}) == finding_status::expired);
    CHECK(status({decided("2023-06-01", "2023")}) == finding_status::decided);
  }

  TEST_CASE("decide: a decision holds until there are more targets than when it was made") {
    CHECK(status({decided("2023-06-01", "", 3)}) == finding_status::decided);
    CHECK(status({decided("2023-06-01", "", 4)}) == finding_status::decided);
    CHECK(status({decided("2023-06-01", "", 2)}) == finding_status::grown);
  }

  TEST_CASE("decide: a decision holds until there is more value than when it was made") {
    CHECK(status({decided("2023-06-01", "", unknown_money, 100)}) == finding_status::decided);
    CHECK(status({decided("2023-06-01", "", unknown_money, 99)}) == finding_status::grown);
    CHECK(status({decided("2023-06-01", "", unknown_money, 99)}, "2023-12-31", 3, -1) ==
          finding_status::decided);
  }

  TEST_CASE("decide: the latest decision by the day of the audit holds") {
    decision early = decided("2023-01-01"), late = decided("2023-11-01"),
             tomorrow = decided("2024-01-01");
    late.kind = decision_kind::disputed;
    tomorrow.kind = decision_kind::resolved;
    CHECK(after({early, late}).decision == decision_kind::disputed);
    CHECK(after({late, early}).decision == decision_kind::disputed);
    CHECK(after({early, late, tomorrow}).decision == decision_kind::disputed);
    CHECK(after({early, late, tomorrow}, "2024-01-01").decision == decision_kind::resolved);
    CHECK(status({tomorrow}) == finding_status::open);
  }

  TEST_CASE("decide: an undated decision gives way to every dated one") {
    decision undated = decided(""), dated = decided("2001-01-01");
    dated.kind = decision_kind::disputed;
    CHECK(after({undated}).status == finding_status::decided);
    CHECK(after({undated, dated}).decision == decision_kind::disputed);
    CHECK(after({dated, undated}).decision == decision_kind::disputed);
  }

  TEST_CASE("decide: without a day of the audit nothing expires") {
    CHECK(status({decided("2023-06-01", "2023-07-01")}, "") == finding_status::decided);
  }
}
