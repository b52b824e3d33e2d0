#include <irisan/overlap/group_nulls.hpp>

#include <support/labelled_targets.hpp>

#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <map>
#include <random>
#include <utility>
#include <vector>

using namespace irisan;

namespace {

/// Every group of the interventions, of one, two and more.
std::vector<std::vector<intervention_index>> groups_among(std::int32_t interventions) {
  std::vector<std::vector<intervention_index>> all;
  for (unsigned chosen = 1; chosen < 1u << interventions; ++chosen) {
    std::vector<intervention_index>& g = all.emplace_back();
    for (std::int32_t p = 0; p < interventions; ++p)
      if (chosen >> p & 1) g.push_back({p});
  }
  return all;
}

bool reaches(const test::labelled_targets& e, intervention_index p, std::size_t t) {
  const auto row = incidence_view(e.a).row(p.value);
  return std::binary_search(row.begin(), row.end(), static_cast<std::int32_t>(t));
}

/// Margins by looking at every target.
std::vector<joint_margins> by_hand(const test::labelled_targets& e,
                                   const std::vector<intervention_index>& group, bool pooled) {
  std::map<std::pair<std::int32_t, std::int32_t>, joint_margins> all;
  for (std::size_t t = 0; t < e.labels.pool.size(); ++t) {
    if (!std::all_of(group.begin(), group.end(),
                     [&](intervention_index p) { return test::open_to(e, p.value, t); }))
      continue;
    joint_margins& m = all[{e.labels.pool[t], pooled ? 0 : e.labels.stratum[t]}];
    m.sizes.resize(group.size(), 0);
    ++m.universe;
    for (std::size_t i = 0; i < group.size(); ++i) m.sizes[i] += reaches(e, group[i], t);
  }
  std::vector<joint_margins> out;
  for (const auto& [key, m] : all)
    if (std::all_of(m.sizes.begin(), m.sizes.end(), [](std::int64_t n) { return n > 0; }))
      out.push_back(m);
  return out;
}

} // namespace

TEST_SUITE("overlap") {
  TEST_CASE("group_nulls: margins are those counted target by target") {
    std::mt19937 random(1);
    for (int round = 0; round < 120; ++round) {
      CAPTURE(round);
      const test::labelled_targets e = test::some_labelled(random, round % 2 == 0);
      if (e.a.rows() > 6) continue;
      const overlap_nulls nulls(e.a, classes_of(e.labels), false, 1, {});
      const group_nulls of(nulls);
      std::vector<joint_margins> margins;
      for (const auto& group : groups_among(e.a.rows()))
        for (const auto null : {overlap_null::pooled, overlap_null::stratified}) {
          of.margins(group, null, margins);
          CHECK(margins == by_hand(e, group, null == overlap_null::pooled));
        }
    }
  }

  TEST_CASE("group_nulls: of two it says what is said of the pair to the last bit") {
    std::mt19937 random(2);
    for (int round = 0; round < 60; ++round) {
      CAPTURE(round);
      const test::labelled_targets e = test::some_labelled(random, round % 2 == 0);
      const overlap_nulls nulls(e.a, classes_of(e.labels), true, 1, {});
      const group_nulls of(nulls);
      std::vector<trials> of_group, of_pair;
      std::vector<joint_margins> joint;
      std::vector<overlap_margins> margins;
      for (std::int32_t p = 0; p < e.a.rows(); ++p)
        for (std::int32_t q = p + 1; q < e.a.rows(); ++q) {
          const std::vector<intervention_index> group{{p}, {q}};
          of.meetings(group, of_group);
          nulls.meetings({p}, {q}, of_pair);
          CHECK(of_group == of_pair);
          of.margins(group, overlap_null::stratified, joint);
          nulls.margins({p}, {q}, overlap_null::stratified, margins);
          REQUIRE(joint.size() == margins.size());
          for (std::size_t i = 0; i < joint.size(); ++i)
            CHECK(joint[i] ==
                  joint_margins{{margins[i].first, margins[i].second}, margins[i].universe});
        }
    }
  }

  TEST_CASE("group_nulls: all meet with the product of the chances of each in its model") {
    std::mt19937 random(3);
    int varying = 0;
    for (int round = 0; round < 80; ++round) {
      CAPTURE(round);
      const test::labelled_targets e = test::some_labelled(random, false);
      if (e.a.rows() > 6) continue;
      const target_classes classes = classes_of(e.labels);
      const overlap_nulls nulls(e.a, classes, true, 1, {});
      const group_nulls of(nulls);
      const auto in_class = [&](std::size_t t) { return static_cast<std::size_t>(classes.of[t]); };
      for (const auto& group : groups_among(e.a.rows())) {
        // Target by target, from models made anew.
        double expected = 0;
        for (std::size_t k = 0; k < classes.count(); ++k) {
          std::vector<std::int32_t> rows(static_cast<std::size_t>(e.a.rows()), 0), columns;
          std::vector<std::size_t> here;
          for (std::size_t t = 0; t < classes.of.size(); ++t) {
            if (in_class(t) != k) continue;
            here.push_back(t);
            columns.push_back(0);
            for (std::int32_t p = 0; p < e.a.rows(); ++p)
              if (reaches(e, {p}, t)) ++columns.back(), ++rows[static_cast<std::size_t>(p)];
          }
          const degree_model model(rows, columns);
          for (std::size_t i = 0; i < here.size(); ++i) {
            double together = 1;
            for (const intervention_index p : group)
              together *=
                  model.probability(model.row_class(rows[p.at()]), model.column_class(columns[i]));
            expected += together;
          }
        }
        std::vector<trials> meetings;
        of.meetings(group, meetings);
        double found = 0;
        for (const trials& t : meetings) {
          found += t.probability * static_cast<double>(t.count);
          varying += group.size() > 2 && t.probability < 1;
        }
        CHECK(found == doctest::Approx(expected).epsilon(1e-10));
      }
    }
    CHECK(varying > 100);
  }

  TEST_CASE("group_nulls: who reaches all of a class leaves the others as they are and nobody has "
            "nothing") {
    test::labelled_targets e;
    e.a =
        incidence(std::vector<std::vector<std::int32_t>>{{0, 1, 2, 3}, {0, 1, 2}, {0, 1}, {1, 2}});
    e.labels = {{0, 0, 0, 0}, {0, 0, 0, 0}, {-1, -1, -1, -1}, {}};
    const overlap_nulls nulls(e.a, classes_of(e.labels), true, 1, {});
    const group_nulls of(nulls);
    std::vector<trials> meetings;
    of.meetings(std::vector<intervention_index>{{0}, {1}}, meetings);
    CHECK(meetings == std::vector<trials>{{1, 3}});
    std::vector<trials> without;
    of.meetings(std::vector<intervention_index>{{0}, {1}, {2}}, meetings);
    of.meetings(std::vector<intervention_index>{{1}, {2}}, without);
    CHECK(meetings == without);
    of.meetings({}, meetings);
    CHECK(meetings.empty());
  }
}
