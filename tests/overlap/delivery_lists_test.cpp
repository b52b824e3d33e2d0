#include <irisan/overlap/delivery_lists.hpp>

#include <support/deliveries.hpp>

#include <doctest/doctest.h>

#include <algorithm>
#include <cstdint>
#include <random>
#include <stop_token>
#include <tuple>
#include <vector>

using namespace irisan;
using test::deliveries_of;
using test::one_delivery;
using test::order_of;

namespace {

using entry = std::tuple<std::int32_t, std::uint32_t, std::uint32_t>; // rank, start, end
constexpr day never = std::numeric_limits<day>::max();

} // namespace

TEST_SUITE("overlap") {
  TEST_CASE("delivery_lists: each delivery knows those of earlier ranks that are the same thing") {
    std::mt19937 random(3);
    const auto below = [&](int n) {
      return static_cast<std::int32_t>(random() % static_cast<unsigned>(n));
    };
    for (int round = 0; round < 200; ++round) {
      CAPTURE(round);
      std::vector<std::vector<one_delivery>> rows(static_cast<std::size_t>(1 + below(12)));
      for (auto& row : rows)
        for (int n = below(9); n > 0; --n) {
          const day start = below(9);
          // Labels near and far apart: each has a place, or those there are are listed.
          row.push_back({below(5), (below(4) - 1) * (round % 4 == 0 ? 500'000'000 : 1), start,
                         start + 1 + below(3)});
        }
      const delivery_rows d = deliveries_of(rows, {below(3) > 0, below(3) > 0, below(3) > 0});
      const size_order order = order_of(d);
      const delivery_lists<std::uint32_t> lists(d, order, wide_days(), 2, {});
      std::vector<std::int32_t> rank_of(rows.size());
      for (std::int32_t r = 0; r < order.count(); ++r)
        rank_of[static_cast<std::size_t>(order.program[static_cast<std::size_t>(r)])] = r;
      const auto label = [&](std::size_t i) { return d.labels.empty() ? 0 : d.labels[i]; };
      struct placed {
        std::size_t delivery;
        std::int32_t rank;
      };
      std::vector<placed> all;
      for (std::size_t p = 0; p < rows.size(); ++p)
        for (auto i = d.offsets[p]; i < d.offsets[p + 1]; ++i)
          all.push_back({static_cast<std::size_t>(i), rank_of[p]});
      for (const placed& x : all) {
        if (label(x.delivery) < 0) continue;
        std::vector<entry> expected, listed;
        int at_target = 0;
        for (const placed& y : all) {
          if (d.targets[y.delivery] != d.targets[x.delivery] || label(y.delivery) < 0) continue;
          at_target += y.rank == x.rank;
          if (y.rank < x.rank && label(y.delivery) == label(x.delivery))
            expected.emplace_back(y.rank,
                                  wide_days()(d.starts.empty() ? -never : d.starts[y.delivery]),
                                  wide_days()(d.ends.empty() ? never : d.ends[y.delivery]));
        }
        for (const listed_delivery<std::uint32_t>& y : lists.before(x.delivery))
          listed.emplace_back(y.rank, y.start, y.end);
        std::sort(expected.begin(), expected.end());
        CHECK(std::is_sorted(listed.begin(), listed.end(), [](const entry& a, const entry& b) {
          return std::get<0>(a) < std::get<0>(b);
        }));
        std::sort(listed.begin(), listed.end());
        CHECK(listed == expected);
        CHECK((at_target > 1) <= lists.repeated(d.targets[x.delivery]));
      }
      for (std::int32_t t = 0; t < d.columns; ++t) {
        bool repeated = false;
        for (const placed& x : all)
          for (const placed& y : all)
            repeated |= x.delivery != y.delivery && x.rank == y.rank &&
                        d.targets[x.delivery] == t && d.targets[y.delivery] == t &&
                        label(x.delivery) >= 0 && label(y.delivery) >= 0;
        CHECK(lists.repeated(t) == repeated);
      }
    }
  }

  TEST_CASE("delivery_lists: many deliveries are listed alike by any number of threads") {
    std::mt19937 random(4);
    std::vector<std::vector<one_delivery>> rows(500);
    for (auto& row : rows)
      for (std::int32_t t = 0; t < 3'000; ++t)
        if (random() % 6 == 0)
          row.push_back(
              {t, static_cast<std::int32_t>(random() % 5) - 1, static_cast<day>(random() % 9), 20});
    const delivery_rows d = deliveries_of(rows);
    CHECK(d.targets.size() > 200'000);
    const size_order order = order_of(d);
    const delivery_lists<std::uint32_t> one(d, order, wide_days(), 1, {}),
        three(d, order, wide_days(), 3, {});
    bool same = true;
    for (std::size_t i = 0; i < d.targets.size(); ++i) {
      if (d.labels[i] < 0) continue;
      const auto x = one.before(i), y = three.before(i);
      same &= std::equal(x.begin(), x.end(), y.begin(), y.end(), [](const auto& p, const auto& q) {
        return p.rank == q.rank && p.start == q.start && p.end == q.end;
      });
    }
    CHECK(same);
  }

  TEST_CASE("delivery_lists: days in 16 bits compare as days do") {
    const auto fits = [](std::vector<day> starts, std::vector<day> ends, narrow_days& n) {
      delivery_view d;
      d.starts = starts;
      d.ends = ends;
      return n.fit(d);
    };
    narrow_days n;
    CHECK(fits({no_first_day, 19'000}, {19'000 + 65'533, no_last_day}, n));
    const std::vector<day> days{no_first_day, 19'000,          19'001,     19'002,
                                40'000,       19'000 + 65'533, no_last_day};
    for (const day x : days)
      for (const day y : days) CHECK((n(x) < n(y)) == (x < y));
    CHECK(!fits({19'000}, {19'000 + 65'534}, n));
    CHECK(!fits({-1'000'000}, {1'000'000}, n));
    CHECK(fits({}, {}, n));
    CHECK(n(no_first_day) < n(no_last_day));
    CHECK(fits({no_first_day}, {no_last_day}, n));
    CHECK(n(no_first_day) < n(no_last_day));
  }

  TEST_CASE("delivery_lists: a stop that was asked for is thrown") {
    std::stop_source source;
    source.request_stop();
    progress watch;
    watch.stop = source.get_token();
    const delivery_rows d = deliveries_of({{{0}}, {{0}}});
    CHECK_THROWS_AS(delivery_lists<std::uint32_t>(d, order_of(d), wide_days(), 1, watch), stopped);
  }
}
