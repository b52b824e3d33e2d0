#include <irisan/overlap/overlap_nulls.hpp>

#include <support/builders.hpp>
#include <support/labelled_targets.hpp>

#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <map>
#include <random>
#include <set>
#include <vector>

using namespace irisan;

namespace {

/// Margins by looking at every target.
std::vector<overlap_margins> by_hand(const test::labelled_targets& e, std::int32_t p,
                                     std::int32_t q, bool pooled) {
  std::map<std::pair<std::int32_t, std::int32_t>, overlap_margins> all;
  for (std::size_t t = 0; t < e.labels.pool.size(); ++t) {
    if (!test::open_to(e, p, t) || !test::open_to(e, q, t)) continue;
    overlap_margins& m = all[{e.labels.pool[t], pooled ? 0 : e.labels.stratum[t]}];
    const auto has = [&](std::int32_t x) {
      const auto row = incidence_view(e.a).row(x);
      return std::binary_search(row.begin(), row.end(), static_cast<std::int32_t>(t));
    };
    ++m.universe;
    m.first += has(p);
    m.second += has(q);
  }
  std::vector<overlap_margins> out;
  for (const auto& [key, m] : all)
    if (m.first > 0 && m.second > 0) out.push_back(m);
  return out;
}

} // namespace

TEST_SUITE("overlap") {
  TEST_CASE("overlap_nulls: margins are those counted target by target") {
    std::mt19937 random(1);
    for (int round = 0; round < 400; ++round) {
      CAPTURE(round);
      const test::labelled_targets e = test::some_labelled(random, round % 2 == 0);
      const overlap_nulls nulls(e.a, classes_of(e.labels), false, 1, {});
      for (const auto null : {overlap_null::pooled, overlap_null::stratified}) {
        std::int64_t testable = 0;
        std::vector<overlap_margins> margins;
        for (std::int32_t p = 0; p < e.a.rows(); ++p)
          for (std::int32_t q = p + 1; q < e.a.rows(); ++q) {
            const auto expected = by_hand(e, p, q, null == overlap_null::pooled);
            nulls.margins({p}, {q}, null, margins);
            CHECK(margins == expected);
            testable += std::any_of(expected.begin(), expected.end(), is_testable);
          }
        CHECK(nulls.testable_pairs(null, 2) == testable);
      }
    }
  }

  TEST_CASE("overlap_nulls: meetings have the probabilities of both at each target") {
    std::mt19937 random(2);
    for (int round = 0; round < 100; ++round) {
      CAPTURE(round);
      const test::labelled_targets e = test::some_labelled(random, round % 2 == 0);
      const target_classes classes = classes_of(e.labels);
      const overlap_nulls nulls(e.a, classes, true, 2, {});
      // The same models, from the targets and programs of each class.
      std::vector<std::int32_t> degree(e.labels.pool.size(), 0);
      for (const std::int32_t t : e.a.targets) ++degree[static_cast<std::size_t>(t)];
      std::vector<trials> meetings;
      for (std::int32_t p = 0; p < e.a.rows(); ++p)
        for (std::int32_t q = p + 1; q < e.a.rows(); ++q) {
          double expected = 0;
          for (std::size_t k = 0; k < classes.count(); ++k) {
            std::vector<std::int32_t> rows, columns;
            std::map<std::int32_t, std::int32_t> size;
            for (std::int32_t x = 0; x < e.a.rows(); ++x) {
              if (!classes.may_reach(classes.restriction[static_cast<std::size_t>(x)], k)) continue;
              rows.push_back(0);
              for (const std::int32_t t : incidence_view(e.a).row(x))
                rows.back() += classes.of[static_cast<std::size_t>(t)] == static_cast<int>(k);
              size[x] = rows.back();
            }
            for (std::size_t t = 0; t < degree.size(); ++t)
              if (classes.of[t] == static_cast<int>(k)) columns.push_back(degree[t]);
            if (!size.contains(p) || !size.contains(q)) continue;
            const degree_model model(rows, columns);
            for (const std::int32_t d : columns)
              expected += model.probability(model.row_class(size[p]), model.column_class(d)) *
                          model.probability(model.row_class(size[q]), model.column_class(d));
          }
          nulls.meetings({p}, {q}, meetings);
          double sum = 0;
          for (const trials& t : meetings) sum += t.probability * static_cast<double>(t.count);
          CHECK(sum == doctest::Approx(expected).epsilon(1e-10));
          nulls.meetings({p}, {q}, meetings, 0);
          double together = 0;
          for (const trials& t : meetings) together += t.probability * static_cast<double>(t.count);
          CHECK(together == doctest::Approx(expected).epsilon(1e-10));
        }
    }
  }

  TEST_CASE("overlap_nulls: neighbours put together change no tail by more than 1e-4") {
    // Targets of degrees from a few to most programs; programs of a few targets to half of all.
    std::mt19937 random(12);
    constexpr std::int32_t programs = 120, targets = 4'000, strata = 3;
    std::vector<double> drawn(programs);
    for (std::int32_t p = 0; p < programs; ++p)
      drawn[static_cast<std::size_t>(p)] = 0.003 * std::pow(200.0, p / double{programs});
    std::vector<std::vector<std::int32_t>> rows(programs);
    target_labels labels;
    labels.restriction.assign(programs, -1);
    for (std::int32_t t = 0; t < targets; ++t) {
      labels.pool.push_back(0);
      labels.stratum.push_back(t % strata);
      const double liked = std::exp2(static_cast<double>(random() % 300) / 100 - 1.5);
      for (std::size_t p = 0; p < programs; ++p)
        if (static_cast<double>(random() % 1'000'000) < 1e6 * drawn[p] * liked)
          rows[p].push_back(t);
    }
    const incidence_matrix a = test::programs(rows);
    const overlap_nulls nulls(a, classes_of(labels), true, 2, {});
    std::vector<trials> apart, together;
    std::size_t fewer = 0;
    for (std::int32_t p = 0; p < programs; p += 7)
      for (std::int32_t q = p + 1; q < programs; q += 11) {
        nulls.meetings({p}, {q}, apart, std::numeric_limits<std::size_t>::max());
        nulls.meetings({p}, {q}, together, 0);
        fewer += 4 * together.size() < 3 * apart.size();
        const double mean = expected_shared(apart),
                     deviation = std::sqrt(variance_of_shared(apart));
        for (const double far : {0.0, 2.0, 5.0, 12.0}) {
          const auto k = static_cast<std::int64_t>(mean + far * deviation) + 1;
          CAPTURE(p);
          CAPTURE(q);
          CAPTURE(k);
          const double exact = ln_p_at_least(std::span<const trials>(apart), k);
          CHECK(ln_p_at_least(std::span<const trials>(together), k) ==
                doctest::Approx(exact).epsilon(1e-4));
        }
      }
    CHECK(fewer > 50);
  }

  TEST_CASE("overlap_nulls: targets that one of both may not reach change nothing") {
    std::mt19937 random(3);
    const test::labelled_targets e = test::some_labelled(random, false);
    const overlap_nulls nulls(e.a, classes_of(e.labels), false, 1, {});
    // A hundred more targets that the first program may not reach.
    test::labelled_targets more = e;
    more.labels.may.assign(1, std::vector<bool>(more.labels.pool.size(), true));
    more.labels.restriction[0] = 0;
    for (int i = 0; i < 100; ++i) {
      more.labels.pool.push_back(0);
      more.labels.stratum.push_back(0);
      more.labels.may[0].push_back(false);
      ++more.a.columns;
    }
    const overlap_nulls wider(more.a, classes_of(more.labels), false, 1, {});
    std::vector<overlap_margins> before, after;
    for (const auto null : {overlap_null::pooled, overlap_null::stratified}) {
      nulls.margins({0}, {1}, null, before);
      wider.margins({0}, {1}, null, after);
      CHECK(before == after);
    }
  }

  TEST_CASE("overlap_nulls: classes of other things are refused") {
    const incidence_matrix a = test::programs({{0}, {1}});
    CHECK_THROWS_WITH_AS(overlap_nulls(a, classes_of(target_labels{}), false, 1, {}),
                         "classes of 0 targets and 0 interventions for 2 and 2", rule_error);
  }
}
