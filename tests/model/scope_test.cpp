#include <irisan/model/scope.hpp>

#include <support/builders.hpp>

#include <doctest/doctest.h>

#include <string>
#include <string_view>

using namespace irisan;

namespace {

/// The ids of the deliveries of `with_deliveries` that stay within a scope.
std::string kept(const portfolio& p, const scope& s) {
  const portfolio part = within(p, s);
  std::string ids;
  for (std::int32_t i = 0; i < part.deliveries().size(); ++i)
    ids += std::string(part.deliveries().id({i})) + ' ';
  return ids;
}

portfolio five() {
  return portfolio(test::with_deliveries(
      {"D1,P,S1,,,2022-12-01,2022-12-31", "D2,P,S1,,,2022-12-31,2023-01-01",
       "D3,P,S2,,,2023-12-31,2024-01-01", "D4,P,S3,,,,", "D5,P,S3,,,2024-01-01,2024-01-02"}));
}
date_range date(std::string_view text) {
  return *parse_date(text);
}

} // namespace

TEST_SUITE("model") {
  TEST_CASE("scope: an empty one keeps everything") {
    CHECK(kept(five(), {}) == "D1 D2 D3 D4 D5 ");
    CHECK(within(five(), {}).counts().out_of_scope == 0);
  }

  TEST_CASE("scope: deliveries that may lie in the time stay and unknown dates too") {
    CHECK(kept(five(), {date("2023"), {}, {}, {}}) == "D2 D3 D4 D5 ");
    CHECK(kept(five(), {{}, date("2023"), {}, {}}) == "D1 D2 D3 D4 ");
    CHECK(kept(five(), {date("2023"), date("2023"), {}, {}}) == "D2 D3 D4 ");
    CHECK(within(five(), {date("2023"), date("2023"), {}, {}}).counts().out_of_scope == 2);
  }

  TEST_CASE("scope: deliveries at targets in the region or below it stay") {
    const portfolio p = five();
    CHECK(kept(p, {{}, {}, p.find_region("13.06"), {}}) == "D1 D2 D3 ");
    CHECK(kept(p, {{}, {}, p.find_region("13.71"), {}}) == "D4 D5 ");
    CHECK(kept(p, {{}, {}, p.find_region("13"), {}}) == "D1 D2 D3 D4 D5 ");
  }

  TEST_CASE("scope: a unit leaves the deliveries of others where they are") {
    const portfolio p(test::with_deliveries({"D1,P,S1,,,,", "D2,Q,S1,,,,"}));
    CHECK(kept(p, {{}, {}, {}, p.find_unit("BGP")}) == "D1 D2 ");
  }
}
