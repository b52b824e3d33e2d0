#include <irisan/overlap/projection.hpp>

#include <support/builders.hpp>
#include <support/by_hand.hpp>
#include <support/random.hpp>

#include <doctest/doctest.h>

#include <algorithm>
#include <cstdint>
#include <random>
#include <tuple>
#include <vector>

using namespace irisan;

namespace {

struct visited {
  std::int32_t rank = 0, partner = 0, shared = 0;
  friend auto operator<=>(const visited&, const visited&) = default;
};
using visits_found = std::vector<visited>;

/// What a projection visits, sorted.
visits_found projected(const incidence_matrix& a, const pair_query& query,
                       const projection_shape& shape, instruction_set set, unsigned threads) {
  visits_found all;
  project<visits_found>(
      a, order_by_size(a), query, shape, kernels::of(set), threads, {},
      [](visits_found& local, std::int32_t rank, std::int32_t partner, std::int32_t shared) {
        local.push_back({rank, partner, shared});
      },
      [&](const visits_found& local) { all.insert(all.end(), local.begin(), local.end()); });
  std::sort(all.begin(), all.end());
  return all;
}

/// Every two ranks compared: those in the window and at its least count, and those that pass.
struct by_comparing {
  visits_found possible, accepted;
};
by_comparing compared(const incidence_matrix& a, const pair_query& query) {
  const size_order o = order_by_size(a);
  by_comparing c;
  for (std::int32_t r = 0; r < o.count(); ++r) {
    const partner_window w = window_of(query, o, r);
    for (std::int32_t q = 0; q < r; ++q) {
      const auto i = static_cast<std::size_t>(r), j = static_cast<std::size_t>(q);
      const std::int32_t s = test::by_hand::shared(a, o.program[i], o.program[j]);
      if (q >= w.begin && s >= w.least) c.possible.push_back({r, q, s});
      if (query.accepts_counts({{0}, {1}, s, o.size[i], o.size[j]}))
        c.accepted.push_back({r, q, s});
    }
  }
  return c;
}

void check_shapes(const incidence_matrix& a, const pair_query& query,
                  std::initializer_list<projection_shape> shapes) {
  const by_comparing expected = compared(a, query);
  CHECK(std::includes(expected.possible.begin(), expected.possible.end(), expected.accepted.begin(),
                      expected.accepted.end()));
  for (const projection_shape& shape : shapes)
    for (const instruction_set set : instruction_sets())
      for (const unsigned threads : {1U, 3U}) {
        CAPTURE(shape.column_blocks);
        CAPTURE(shape.list_ranks);
        CAPTURE(static_cast<int>(shape.complements));
        CAPTURE(shape.rows_first);
        CAPTURE(name_of(set));
        CAPTURE(threads);
        CHECK((projected(a, query, shape, set, threads) == expected.possible));
      }
}

} // namespace

TEST_SUITE("overlap") {
  TEST_CASE("projection: three programs by eye in every shape") {
    // Ranks: {0 1 2 3}, {1 2 3}, {3}.
    const incidence_matrix a = test::programs({{3}, {1, 2, 3}, {0, 1, 2, 3}});
    for (const projection_shape& shape :
         {projection_shape{}, projection_shape{0, 1, complement_use::shorter},
          projection_shape{1, 65'535, complement_use::shorter},
          projection_shape{1, 1, complement_use::always}}) {
      CAPTURE(shape.column_blocks);
      CAPTURE(shape.list_ranks);
      CHECK(projected(a, {}, shape, instruction_set::portable, 1) ==
            visits_found{{1, 0, 3}, {2, 0, 1}, {2, 1, 1}});
      pair_query two;
      two.min_shared = 2;
      CHECK(projected(a, two, shape, instruction_set::portable, 1) == visits_found{{1, 0, 3}});
    }
  }

  TEST_CASE("projection: nothing and empty programs are projected to nothing") {
    for (const auto& rows : {std::vector<std::vector<std::int32_t>>{}, {{}}, {{}, {}}, {{0}}})
      for (const std::int32_t blocks : {0, 1}) {
        const incidence_matrix a = incidence(rows);
        // One block of columns is more than no program needs.
        if (a.rows() == 0 && blocks > 0) continue;
        CHECK(projected(a, {}, {blocks, 65'535, complement_use::shorter}, instruction_set::portable,
                        2)
                  .empty());
        CHECK(
            projected(a, {}, {blocks, 65'535, complement_use::always}, instruction_set::portable, 2)
                .empty());
      }
  }

  TEST_CASE("projection: more blocks of columns than programs need change nothing") {
    const incidence_matrix a = test::programs({{0, 1}, {0, 1}, {1}});
    const visits_found expected{{1, 0, 2}, {2, 0, 1}, {2, 1, 1}};
    for (const std::int32_t blocks : {1, 2, 3}) {
      CAPTURE(blocks);
      visits_found found;
      CHECK_NOTHROW(found = projected(a, {}, {blocks, 65'535, complement_use::shorter},
                                      instruction_set::portable, 1));
      CHECK(found == expected);
    }
  }

  TEST_CASE("projection: every shape visits what comparing every two rows does") {
    std::mt19937 random(1);
    const auto any = [&] {
      const auto under = static_cast<std::int64_t>(1 + random() % 10);
      return fraction{static_cast<std::int64_t>(random() % static_cast<unsigned>(under + 1)),
                      under};
    };
    for (int round = 0; round < 120; ++round) {
      CAPTURE(round);
      const incidence_matrix a = round % 3 == 0   ? test::random_incidence(random, 50, 3)
                                 : round % 3 == 1 ? test::random_incidence(random, 30, 60)
                                                  : test::random_incidence(random, 12, 12);
      pair_query query;
      if (random() % 2) query.min_shared = static_cast<std::int32_t>(random() % 4);
      if (random() % 2) query.min_jaccard = any();
      if (random() % 3 == 0) query.min_containment = any();
      if (random() % 3 == 0) query.min_cosine = any();
      const std::int32_t blocks = a.rows() > 0;
      check_shapes(a, query,
                   {{0, 65'535, complement_use::shorter},
                    {0, 1 + static_cast<std::int32_t>(random() % 9), complement_use::shorter},
                    {blocks, 65'535, complement_use::shorter},
                    {blocks, 65'535, complement_use::shorter, true},
                    {blocks, 65'535, complement_use::always}});
    }
  }

  TEST_CASE("projection: columns for the largest and lists for the others meet without a gap") {
    // 1 300 programs: one or two blocks of columns, the others by lists of several blocks.
    std::mt19937 random(2);
    std::vector<std::vector<std::int32_t>> rows(1'300);
    for (auto& row : rows)
      for (auto n = random() % (random() % 20 == 0 ? 30 : 4); n > 0; --n)
        row.push_back(static_cast<std::int32_t>(random() % 40));
    const incidence_matrix a = incidence(rows);
    pair_query half;
    half.min_jaccard = {1, 2};
    for (const pair_query& query : {pair_query{}, half})
      check_shapes(a, query,
                   {{1, 65'535, complement_use::shorter},
                    {1, 65'535, complement_use::shorter, true},
                    {2, 300, complement_use::always},
                    {2, 300, complement_use::shorter, true},
                    {3, 65'535, complement_use::shorter}});
  }

  TEST_CASE("projection: results are handed on in one order whatever the threads") {
    std::mt19937 random(3);
    std::vector<std::vector<std::int32_t>> rows(3'000);
    for (auto& row : rows)
      row = {static_cast<std::int32_t>(random() % 900), static_cast<std::int32_t>(random() % 900)};
    const incidence_matrix a = incidence(rows);
    const auto in_order = [&](unsigned threads) {
      visits_found all;
      project<visits_found>(
          a, order_by_size(a), {}, {1, 1'000, complement_use::shorter, true},
          kernels::of(widest_instruction_set()), threads, {},
          [](visits_found& local, std::int32_t rank, std::int32_t partner, std::int32_t shared) {
            local.push_back({rank, partner, shared});
          },
          [&](const visits_found& local) { all.insert(all.end(), local.begin(), local.end()); });
      return all;
    };
    const visits_found one = in_order(1);
    CHECK(one.size() > 3'000);
    CHECK((in_order(4) == one));
  }

  TEST_CASE("projection: the share that is told rises to one through blocks and lists") {
    std::mt19937 random(4);
    std::vector<std::vector<std::int32_t>> rows(2'000);
    for (auto& row : rows)
      row = {static_cast<std::int32_t>(random() % 90), static_cast<std::int32_t>(random() % 90)};
    const incidence_matrix a = incidence(rows);
    std::vector<double> shares;
    progress watch;
    watch.report = [&](std::string_view, double share) { shares.push_back(share); };
    project<int>(
        a, order_by_size(a), {}, {2, 400, complement_use::shorter, true},
        kernels::of(instruction_set::portable), 1, watch,
        [](int&, std::int32_t, std::int32_t, std::int32_t) {}, [](int) {});
    CHECK(shares.size() > 5);
    CHECK(std::is_sorted(shares.begin(), shares.end()));
    CHECK(shares.front() < 0.3);
    CHECK(shares.back() == 1);
  }

  TEST_CASE("projection: a stop that was asked for is thrown") {
    std::stop_source source;
    progress watch;
    watch.stop = source.get_token();
    const incidence_matrix a = test::programs({{0}, {0}});
    const auto run = [&](std::int32_t blocks) {
      int visits = 0;
      project<int>(
          a, order_by_size(a), {}, {blocks, 65'535, complement_use::shorter},
          kernels::of(instruction_set::portable), 1, watch,
          [](int& n, std::int32_t, std::int32_t, std::int32_t) { ++n; },
          [&](int n) { visits += n; });
      return visits;
    };
    CHECK(run(0) == 1);
    CHECK(run(1) == 1);
    source.request_stop();
    CHECK_THROWS_AS(run(0), stopped);
    CHECK_THROWS_AS(run(1), stopped);
  }
}
