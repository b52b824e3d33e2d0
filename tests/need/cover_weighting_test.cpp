#include <irisan/need/cover_weighting.hpp>

#include <irisan/need/cover_greedy.hpp>

#include <support/multicovers.hpp>

#include <doctest/doctest.h>

#include <algorithm>
#include <random>
#include <stop_token>
#include <vector>

using namespace irisan;
using ints = std::vector<std::int32_t>;

namespace {

/// What `weighted_rows` keeps up to date, counted anew each time.
struct obvious {
  const cover_problem& a;
  std::vector<std::int64_t> weight, since;
  std::vector<bool> in;

  explicit obvious(const cover_problem& of)
      : a(of), weight(static_cast<std::size_t>(of.rows()), 1),
        since(static_cast<std::size_t>(of.columns()), 0),
        in(static_cast<std::size_t>(of.columns()), false) {}

  static std::size_t at(std::int32_t i) { return static_cast<std::size_t>(i); }
  std::int32_t count(std::int32_t i) const {
    std::int32_t n = 0;
    for (const std::int32_t j : a.columns_of(i)) n += in[at(j)];
    return n;
  }
  bool open(std::int32_t i) const { return count(i) < a.demand(i); }
  /// Weight gained by coming in, or lost by going, below zero.
  std::int64_t score(std::int32_t j) const {
    std::int64_t sum = 0;
    for (const std::int32_t i : a.rows_of(j)) {
      if (in[at(j)]) sum -= count(i) <= a.demand(i) ? weight[at(i)] : 0;
      if (!in[at(j)]) sum += open(i) ? weight[at(i)] : 0;
    }
    return sum;
  }
  template <class Allowed>
  std::int32_t best(const Allowed& allowed) const {
    std::int32_t found = -1;
    for (std::int32_t j = 0; j < a.columns(); ++j) {
      if (!allowed(j)) continue;
      if (found < 0) {
        found = j;
        continue;
      }
      const std::int64_t mine = score(j) * std::max<std::int64_t>(1, a.cost(found)),
                         other = score(found) * std::max<std::int64_t>(1, a.cost(j));
      if (mine > other || (mine == other && since[at(j)] < since[at(found)])) found = j;
    }
    return found;
  }
  /// Nothing tells two columns apart.
  bool alike(std::int32_t j, std::int32_t k) const {
    if (j == k) return true;
    return j >= 0 && k >= 0 && since[at(j)] == since[at(k)] &&
           score(j) * std::max<std::int64_t>(1, a.cost(k)) ==
               score(k) * std::max<std::int64_t>(1, a.cost(j));
  }
};

ints weighed(const cover_problem& a, const weighting_options& options = {}) {
  return weigh_rows(a, greedy_cover(a), options);
}

weighting_options some(std::int64_t work) {
  weighting_options options;
  options.work = work;
  return options;
}

} // namespace

TEST_SUITE("need") {
  TEST_CASE("cover_weighting: gains and losses are those counted anew, whatever comes and goes") {
    std::mt19937 random(71);
    for (int round = 0; round < 100; ++round) {
      CAPTURE(round);
      const cover_problem a = test::random_cover(random, 10, 12);
      obvious slow(a);
      ints start;
      for (std::int32_t j = 0; j < a.columns(); ++j)
        if (a.is_fixed(j)) start.push_back(j);
      for (const std::int32_t j : start) slow.in[obvious::at(j)] = true;
      detail::weighted_rows kept(a, start);
      for (std::int64_t step = 1; step < 60; ++step) {
        CAPTURE(step);
        const std::int32_t going = kept.most_dispensable(step - 1);
        CHECK(slow.alike(going, slow.best([&](std::int32_t j) {
          return slow.in[obvious::at(j)] && !a.is_fixed(j) && slow.since[obvious::at(j)] < step - 1;
        })));
        ints open;
        for (std::int32_t i = 0; i < a.rows(); ++i)
          if (slow.open(i)) open.push_back(i);
        ints told(kept.open_rows().begin(), kept.open_rows().end());
        std::sort(told.begin(), told.end());
        CHECK(told == open);
        CHECK(kept.cost() == cover_cost(a, kept.columns()));
        if (random() % 3 == 0) {
          kept.weigh();
          for (const std::int32_t i : open) ++slow.weight[obvious::at(i)];
        } else if (going >= 0 && (open.empty() || random() % 2 == 0)) {
          kept.drop(going, step);
          slow.in[obvious::at(going)] = false;
          slow.since[obvious::at(going)] = step;
        } else if (!open.empty()) {
          const std::int32_t row = open[random() % open.size()];
          const std::int32_t coming = kept.most_useful(row);
          CHECK(slow.alike(coming, slow.best([&](std::int32_t j) {
            return !slow.in[obvious::at(j)] && std::ranges::count(a.columns_of(row), j) > 0;
          })));
          REQUIRE(coming >= 0);
          kept.add(coming, step);
          slow.in[obvious::at(coming)] = true;
          slow.since[obvious::at(coming)] = step;
        }
      }
    }
  }

  TEST_CASE("cover_weighting: small problems are mostly solved and never spoilt") {
    std::mt19937 random(72);
    int solved = 0;
    for (int round = 0; round < 200; ++round) {
      const cover_problem a =
          round % 3 == 0 ? test::tight_cover(random, 6, 6) : test::random_cover(random, 12, 12);
      const ints start = greedy_cover(a), found = weigh_rows(a, start, some(200'000));
      CHECK(test::is_cover(a, found));
      CHECK(cover_cost(a, found) <= cover_cost(a, start));
      solved += cover_cost(a, found) == test::cheapest_cost(a);
    }
    CHECK(solved >= 195);
  }

  // c02, where greedy rules fail.
  TEST_CASE("cover_weighting: knights, triples of Steiner and colourings at their best known") {
    CHECK(weighed(test::knights(8), some(100'000'000)).size() == 12);
    CHECK(weighed(test::knights(10), some(100'000'000)).size() == 16);
    CHECK(weighed(test::colourings(10), some(100'000'000)).size() == 25);
  }

  TEST_CASE("cover_weighting: it ends at the bound, at its work, and when asked to stop") {
    const cover_problem a = test::knights(9);
    weighting_options options = some(50'000'000);
    CHECK(weighed(a, options) == weighed(a, options)); // the same again
    options.lower_bound = 1'000;                       // nothing to be gained
    CHECK(weighed(a, options) == greedy_cover(a));
    CHECK(test::is_cover(a, weighed(a, some(1))));
    std::stop_source source;
    source.request_stop();
    options = some(1'000'000'000'000);
    options.watch.stop = source.get_token();
    CHECK_THROWS_AS(weighed(a, options), stopped);
  }

  TEST_CASE("cover_weighting: nothing to cover, and fixed columns alone") {
    CHECK(weighed(cover_problem{}).empty());
    const ints fixed{0, 1};
    const std::vector<cover_edge> edges{{0, 0}, {0, 1}};
    const cover_problem a({1}, {3, 4}, edges, fixed);
    CHECK(weighed(a) == fixed);
  }
}
