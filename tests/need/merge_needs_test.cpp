#include <irisan/need/merge_needs.hpp>

#include <doctest/doctest.h>

#include <string>
#include <vector>

using namespace irisan;

namespace {

need of(std::int32_t t, std::int32_t a, std::string source, const char* date = "") {
  need n;
  n.of = {t}, n.activity = {a}, n.source = std::move(source);
  if (const auto d = parse_date(date)) n.date = *d;
  return n;
}

std::vector<std::string> sources(const std::vector<need>& needs) {
  std::vector<std::string> all;
  for (const need& n : needs) all.push_back(n.source);
  return all;
}

using names = std::vector<std::string>;

} // namespace

TEST_SUITE("need") {
  TEST_CASE("merge_needs: a recorded need of the same target and activity stands") {
    const std::vector<need> recorded{of(1, 0, "r10"), of(0, 1, "r01")};
    const std::vector<need> derived{of(0, 0, "d00"), of(0, 1, "d01"), of(1, 0, "d10"),
                                    of(1, 1, "d11")};
    CHECK(sources(merge_needs(recorded, derived, {})) == names{"d00", "r01", "r10", "d11"});
  }

  TEST_CASE("merge_needs: without one of the two the other is all") {
    const std::vector<need> some{of(1, 0, "b"), of(0, 1, "a")};
    CHECK(sources(merge_needs(some, {}, {})) == names{"a", "b"});
    CHECK(sources(merge_needs({}, some, {})) == names{"a", "b"});
    CHECK(merge_needs({}, {}, {}).empty());
  }

  TEST_CASE("merge_needs: a recorded need that is not yet there keeps no derived one out") {
    const std::vector<need> recorded{of(0, 0, "later", "2024-01-02")};
    const std::vector<need> derived{of(0, 0, "derived", "2023")};
    CHECK(sources(merge_needs(recorded, derived, *parse_date("2024-01-01"))) ==
          names{"derived", "later"});
    CHECK(sources(merge_needs(recorded, derived, *parse_date("2024-01-02"))) == names{"later"});
    CHECK(sources(merge_needs(recorded, derived, {})) == names{"later"});
  }

  TEST_CASE("merge_needs: every recorded need stays and the order of the input does not matter") {
    std::vector<need> recorded{of(0, 0, "old", "2021"), of(0, 0, "new", "2022"),
                               of(0, 0, "also", "2022")};
    const std::vector<need> derived{of(0, 0, "d"), of(0, 1, "e")};
    const names expected{"old", "also", "new", "e"};
    CHECK(sources(merge_needs(recorded, derived, {})) == expected);
    std::swap(recorded[0], recorded[2]);
    CHECK(sources(merge_needs(recorded, derived, {})) == expected);
  }
}
