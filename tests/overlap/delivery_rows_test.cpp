#include <irisan/overlap/delivery_rows.hpp>

#include <support/deliveries.hpp>
#include <support/problems.hpp>

#include <doctest/doctest.h>

#include <cstdint>
#include <vector>

using namespace irisan;
using test::deliveries_of;

namespace {

incidence_matrix incidence_copy(const delivery_view& d) {
  return with_incidence_of(d, [](const incidence_view& a) {
    return incidence_matrix{
        a.columns, {a.offsets.begin(), a.offsets.end()}, {a.targets.begin(), a.targets.end()}};
  });
}

} // namespace

TEST_SUITE("overlap") {
  TEST_CASE("delivery_rows: without repetitions the incidence is the arrays themselves") {
    const delivery_rows d = deliveries_of({{{0}, {3}}, {}, {{3}}});
    CHECK(d.rows() == 3);
    with_incidence_of(d, [&](const incidence_view& a) {
      CHECK(a.targets.data() == d.targets.data());
      CHECK(a.offsets.data() == d.offsets.data());
      CHECK(a.columns == 4);
      CHECK(a.rows() == 3);
    });
  }

  TEST_CASE("delivery_rows: a target that stands several times in a row is one of the incidence") {
    const delivery_rows d = deliveries_of({{}, {{0}, {0}, {2}, {2}, {2}}, {}, {{2}}, {}});
    const incidence_matrix a = incidence_copy(d);
    CHECK(a.offsets == std::vector<std::int64_t>{0, 0, 2, 2, 3, 3});
    CHECK(a.targets == std::vector<std::int32_t>{0, 2, 2});
    CHECK(a.columns == 3);
    // The same target at the end of one row and the beginning of the next is no repetition.
    CHECK(incidence_copy(deliveries_of({{{1}}, {{1}}})).targets.size() == 2);
  }

  TEST_CASE("delivery_rows: no rows have no incidence") {
    CHECK(delivery_view{}.rows() == 0);
    CHECK(incidence_copy(delivery_rows{}).targets.empty());
  }

  TEST_CASE("delivery_rows: columns of another length are refused") {
    delivery_rows d = deliveries_of({{{0}}, {{0}}});
    CHECK_NOTHROW(check_lengths(d));
    d.ends.clear();
    CHECK_NOTHROW(check_lengths(d));
    d.labels.push_back(1);
    CHECK_THROWS_WITH_AS(check_lengths(d), "there are 2 deliveries, but 3 labels or days",
                         rule_error);
  }
}
