#include <irisan/overlap/ancestry.hpp>

#include <support/builders.hpp>

#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <random>
#include <set>
#include <vector>

using namespace irisan;

namespace {

using parent_lists = std::vector<std::vector<std::int32_t>>;

std::vector<std::int32_t> numbers(std::span<const activity_index> list) {
  std::vector<std::int32_t> all;
  for (const activity_index a : list) all.push_back(a.value);
  return all;
}

// sharispe/slib@4bcfbb9, slib-sml/src/test/resources/graph_test.dot: an activity may have several
// parents.
const parent_lists slib{{},  {0},    {0},  {0}, {1}, {1},      {3},  {2},  {2, 6}, {6, 5, 4}, {7},
                        {7}, {8, 9}, {10}, {9}, {5}, {11, 10}, {14}, {14}, {13},   {7}};

} // namespace

TEST_SUITE("overlap") {
  TEST_CASE("ancestry: what lies above and below a diamond by eye") {
    // 0 holds 1 and 2, both hold 3, which holds 4.
    const ancestry tree(parent_lists{{}, {0}, {0}, {1, 2}, {3}});
    CHECK(numbers(tree.above({0})) == std::vector<std::int32_t>{0});
    CHECK(numbers(tree.above({3})) == std::vector<std::int32_t>{0, 1, 2, 3});
    CHECK(numbers(tree.above({4})) == std::vector<std::int32_t>{0, 1, 2, 3, 4});
    CHECK(tree.below({0}) == 5);
    CHECK(tree.below({1}) == 3);
    CHECK(tree.below({4}) == 1);
    CHECK(tree.leaves_below({0}) == 1);
    CHECK(tree.leaves_below({4}) == 0);
    CHECK(tree.leaf_count() == 1);
    CHECK(tree.size() == 5);
    CHECK(ancestry().size() == 0);
    CHECK(ancestry(parent_lists{}).size() == 0);
  }

  TEST_CASE("ancestry: children may stand before their parents") {
    const ancestry tree(parent_lists{{2}, {}, {1, 1}});
    CHECK(numbers(tree.above({0})) == std::vector<std::int32_t>{0, 1, 2});
    CHECK(tree.below({1}) == 3);
  }

  TEST_CASE("ancestry: a circle is refused and named and without its last edge it is taken") {
    CHECK_THROWS_WITH_AS(ancestry(parent_lists{{}, {0, 3}, {1}, {2}}),
                         "activities lie inside each other: 1 3 2 1", rule_error);
    CHECK(ancestry(parent_lists{{}, {0}, {1}, {2}}).size() == 4);
    CHECK_THROWS_WITH_AS(ancestry(parent_lists{{0}}), "activities lie inside each other: 0 0",
                         rule_error);
    // What only hangs below a circle is not said to be in it.
    CHECK_THROWS_WITH_AS(ancestry(parent_lists{{1}, {2}, {1}}),
                         "activities lie inside each other: 1 2 1", rule_error);
  }

  TEST_CASE("ancestry: a parent that is not there is refused") {
    CHECK_THROWS_WITH_AS(ancestry(parent_lists{{}, {2}}),
                         "activity 1: there is no activity 2 to be its parent", rule_error);
    CHECK_THROWS_WITH_AS(ancestry(parent_lists{{-1}}),
                         "activity 0: there is no activity -1 to be its parent", rule_error);
    CHECK(ancestry(parent_lists{{}, {0}}).size() == 2);
  }

  TEST_CASE("ancestry: figures are those of walking up from every activity") {
    std::mt19937 random(1);
    for (int round = 0; round < 300; ++round) {
      CAPTURE(round);
      const std::size_t n = random() % 12;
      parent_lists parents(n);
      std::vector<std::int32_t> order(n);
      for (std::size_t i = 0; i < n; ++i) order[i] = static_cast<std::int32_t>(i);
      std::shuffle(order.begin(), order.end(), random);
      for (std::size_t i = 1; i < n; ++i)
        for (auto k = random() % 3; k > 0; --k)
          parents[static_cast<std::size_t>(order[i])].push_back(order[random() % i]);
      std::vector<std::set<std::int32_t>> above(n);
      for (const std::int32_t a : order) {
        auto& mine = above[static_cast<std::size_t>(a)];
        mine.insert(a);
        for (const std::int32_t p : parents[static_cast<std::size_t>(a)])
          mine.insert(above[static_cast<std::size_t>(p)].begin(),
                      above[static_cast<std::size_t>(p)].end());
      }
      const auto is_leaf = [&](std::size_t a) {
        for (const auto& list : parents)
          if (std::find(list.begin(), list.end(), static_cast<std::int32_t>(a)) != list.end())
            return false;
        return true;
      };
      const ancestry tree(parents);
      std::int32_t leaves = 0;
      for (std::size_t a = 0; a < n; ++a) {
        const auto i = static_cast<std::int32_t>(a);
        leaves += is_leaf(a);
        CHECK(numbers(tree.above({i})) ==
              std::vector<std::int32_t>(above[a].begin(), above[a].end()));
        std::int32_t below = 0, leaves_below = 0;
        for (std::size_t b = 0; b < n; ++b)
          if (above[b].contains(i)) {
            ++below;
            leaves_below += b != a && is_leaf(b);
          }
        CHECK(tree.below({i}) == below);
        CHECK(tree.leaves_below({i}) == leaves_below);
      }
      CHECK(tree.leaf_count() == leaves);
    }
  }

  TEST_CASE("ancestry: an activity tree is read as it is") {
    const portfolio p(test::two_offices()); // A and B in K, K in T
    const ancestry tree(p.tree_of_activities());
    CHECK(tree.size() == 4);
    const auto a = p.find_activity("A"), k = p.find_activity("K"), t = p.find_activity("T");
    CHECK(tree.above(a).size() == 3);
    CHECK(tree.below(k) == 3);
    CHECK(tree.below(t) == 4);
    CHECK(tree.leaves_below(t) == 2);
  }

  // graph_test_expected_values.csv beside it, and 1 − ln(below) / ln(21).
  TEST_CASE("ancestry: information content is that of slib for both measures") {
    const std::vector<double> sanchez{0.0,
                                      0.42596873227228116,
                                      0.42596873227228116,
                                      0.505149978319906,
                                      0.6020599913279624,
                                      0.5351132016973492,
                                      0.6020599913279624,
                                      0.6020599913279624,
                                      0.8239087409443188,
                                      0.7481880270062005,
                                      0.7269987279362623,
                                      0.8061799739838872,
                                      0.9030899869919435,
                                      0.8239087409443188,
                                      0.8061799739838872,
                                      0.9030899869919435,
                                      0.9030899869919435,
                                      0.9030899869919435,
                                      0.9030899869919435,
                                      0.9030899869919435,
                                      0.9030899869919435};
    const std::vector<double> seco{0.0,
                                   0.27830238657093964,
                                   0.24369580448359884,
                                   0.3169892539091411,
                                   0.4114809445885168,
                                   0.36084880671453023,
                                   0.36084880671453023,
                                   0.36084880671453023,
                                   0.772329751303047,
                                   0.4713660531805519,
                                   0.5446595026060941,
                                   0.772329751303047,
                                   1.0,
                                   0.772329751303047,
                                   0.6391511932854699,
                                   1.0,
                                   1.0,
                                   1.0,
                                   1.0,
                                   1.0,
                                   1.0};
    const ancestry tree(slib);
    const auto by_seco = information_content(tree);
    const auto by_sanchez = information_content(tree, content_measure::sanchez);
    REQUIRE(by_seco.size() == 21);
    for (std::size_t a = 0; a < 21; ++a) {
      CAPTURE(a);
      CHECK(std::abs(by_seco[a] - seco[a]) < 1e-12);
      CHECK(std::abs(by_sanchez[a] - sanchez[a]) < 1e-12);
    }
    CHECK(!std::signbit(by_sanchez[0]));
  }

  TEST_CASE("ancestry: several roots tell something and a tree of one activity nothing") {
    const ancestry forest(parent_lists{{}, {}, {0}});
    const auto content = information_content(forest);
    CHECK(content[0] == doctest::Approx(1 - std::log(2) / std::log(3)));
    CHECK(content[1] == 1);
    CHECK(information_content(forest, content_measure::sanchez)[0] ==
          doctest::Approx(-std::log10(2.0 / 3.0)));
    const ancestry one(parent_lists{{}});
    CHECK(information_content(one) == std::vector<double>{0});
    CHECK(information_content(one, content_measure::sanchez) == std::vector<double>{0});
    CHECK(information_content(ancestry()).empty());
  }

  TEST_CASE("ancestry: what lies deeper never tells less") {
    std::mt19937 random(2);
    for (int round = 0; round < 200; ++round) {
      CAPTURE(round);
      parent_lists parents(2 + random() % 15);
      for (std::size_t a = 1; a < parents.size(); ++a)
        for (auto k = random() % 3; k > 0; --k)
          parents[a].push_back(static_cast<std::int32_t>(random() % a));
      const ancestry tree(parents);
      for (const content_measure by : {content_measure::seco, content_measure::sanchez}) {
        const auto content = information_content(tree, by);
        for (std::int32_t a = 0; a < tree.size(); ++a)
          for (const activity_index above : tree.above({a}))
            CHECK(content[static_cast<std::size_t>(a)] >= content[above.at()]);
      }
    }
  }
}
