#include <irisan/need/sensitivity.hpp>

#include <support/folder.hpp>

#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <random>
#include <stop_token>
#include <vector>

using namespace irisan;
using namespace irisan::test;

namespace {

need_rules rules_of(std::size_t count) {
  need_rules rules;
  for (std::size_t r = 0; r < count; ++r) {
    need_rule one;
    one.indicator = "i" + std::to_string(r), one.activity = "A";
    one.worst = 0, one.best = 1;
    rules.indicators.push_back(one);
  }
  return rules;
}

/// Needs made of parts: `scores[t][r]` is what rule r says of target t, −1 nothing. One activity.
scored_needs made_of(const std::vector<std::vector<double>>& scores, std::int32_t activity = 0) {
  scored_needs s;
  for (std::size_t t = 0; t < scores.size(); ++t) {
    need n;
    n.of = {static_cast<std::int32_t>(t)}, n.activity = {activity}, n.score = 0;
    s.needs.push_back(n);
    for (std::size_t r = 0; r < scores[t].size(); ++r)
      if (scores[t][r] >= 0)
        s.parts.push_back({n.of, n.activity, static_cast<std::int32_t>(r), 0, scores[t][r]});
  }
  return s;
}

rank_interval fixed(std::int32_t t, std::int32_t rank) {
  return {{t}, {0}, rank, rank, rank, rank, rank};
}

} // namespace

TEST_SUITE("need") {
  TEST_CASE("sensitivity: a need of one indicator keeps its place") {
    const auto all = rank_intervals(made_of({{.2}, {.9}, {.5}, {.9}}), rules_of(1), 1);
    CHECK(all == std::vector<rank_interval>{fixed(0, 4), fixed(1, 1), fixed(2, 3), fixed(3, 1)});
  }

  TEST_CASE("sensitivity: who is worse in everything stays ahead and a tie of opposites does not") {
    // 0 is worst in both; 1 and 2 are equal by equal weights, each worse in one of the two.
    const auto all =
        rank_intervals(made_of({{1, 1}, {.8, .2}, {.2, .8}, {.1, .1}}), rules_of(2), 1);
    CHECK(all[0] == fixed(0, 1));
    CHECK(all[3] == fixed(3, 4));
    for (const std::size_t t : {std::size_t{1}, std::size_t{2}}) {
      CHECK(all[t].rank == 2);
      CHECK(all[t].least == 2);
      CHECK(all[t].most == 3);
      CHECK(all[t].lower == 2);
      CHECK(all[t].upper == 3);
    }
  }

  // Against one with 1/2 in both, 0.6 and 0.4 are ahead if w₁ > w₂: in half of all draws. 0.6 and
  // 0.35 are ahead only if 0.1 w₁ > 0.15 w₂, so w₁ > 1.5 w₂: never with weights from 0.8 to 1.2,
  // at times with weights from 0.5 to 1.5.
  TEST_CASE("sensitivity: how far weights move decides what can change places") {
    need_rules rules = rules_of(2);
    CHECK(rank_intervals(made_of({{.6, .4}, {.5, .5}}), rules, 1)[0].most == 2);
    CHECK(rank_intervals(made_of({{.6, .35}, {.5, .5}}), rules, 1)[0] == fixed(0, 2));
    rules.weight_change = {1, 2};
    CHECK(rank_intervals(made_of({{.6, .35}, {.5, .5}}), rules, 1)[0].least == 1);
    rules.weight_change = {0, 1};
    CHECK(rank_intervals(made_of({{.6, .4}, {.5, .5}}), rules, 1)[0] == fixed(0, 1));
    CHECK(rank_intervals(made_of({{.4, .6}, {.5, .5}, {.6, .3}}), rules, 1) ==
          std::vector<rank_interval>{fixed(0, 1), fixed(1, 1), fixed(2, 3)});
  }

  TEST_CASE("sensitivity: half of the draws put either of two opposites first") {
    need_rules rules = rules_of(2);
    rules.draws = 1;
    int first = 0;
    for (rules.seed = 1; rules.seed <= 400; ++rules.seed)
      first += rank_intervals(made_of({{.8, .2}, {.2, .8}}), rules, 1)[0].least == 1;
    // Binomial(400, 1/2): four standard deviations are 40.
    CHECK(first > 160);
    CHECK(first < 240);
  }

  // The quantile ends: of 20 draws one may lie below and one above.
  TEST_CASE("sensitivity: five per cent of the draws may lie outside on either side") {
    std::mt19937 random(4);
    std::vector<std::vector<double>> scores(30);
    for (auto& row : scores)
      for (int r = 0; r < 4; ++r) row.push_back(static_cast<double>(random() % 100) / 100);
    need_rules rules = rules_of(4);
    rules.weight_change = {9, 10};
    for (const std::int64_t draws : {1, 19, 20, 200}) {
      rules.draws = draws;
      const auto all = rank_intervals(made_of(scores), rules, 2);
      // By hand: the same stream of weights, every rank by counting.
      random_source stream(1);
      std::vector<std::vector<std::int32_t>> seen(scores.size());
      for (std::int64_t d = 0; d < draws; ++d) {
        std::vector<double> w;
        for (int r = 0; r < 4; ++r) w.push_back(.1 + 1.8 * stream.unit());
        std::vector<double> score;
        for (const auto& row : scores) {
          double sum = 0, total = 0;
          for (std::size_t r = 0; r < 4; ++r) sum += w[r] * row[r], total += w[r];
          score.push_back(std::round(sum / total * 1e12));
        }
        for (std::size_t t = 0; t < scores.size(); ++t)
          seen[t].push_back(
              1 + static_cast<std::int32_t>(std::count_if(score.begin(), score.end(),
                                                          [&](double x) { return x > score[t]; })));
      }
      for (std::size_t t = 0; t < scores.size(); ++t) {
        auto& ranks = seen[t];
        std::sort(ranks.begin(), ranks.end());
        CHECK(all[t].least == ranks.front());
        CHECK(all[t].most == ranks.back());
        // The greatest bound with at most a twentieth below it, and the least with one above.
        const auto below = [&](std::int32_t x) {
          return std::count_if(ranks.begin(), ranks.end(), [&](auto y) { return y < x; });
        };
        const auto above = [&](std::int32_t x) {
          return std::count_if(ranks.begin(), ranks.end(), [&](auto y) { return y > x; });
        };
        CHECK(below(all[t].lower) * 20 <= draws);
        CHECK(below(all[t].lower + 1) * 20 > draws);
        CHECK(above(all[t].upper) * 20 <= draws);
        CHECK(above(all[t].upper - 1) * 20 > draws);
      }
    }
  }

  TEST_CASE("sensitivity: the same for a seed and any number of threads") {
    std::mt19937 random(9);
    std::vector<std::vector<double>> scores(1500);
    for (auto& row : scores)
      for (int r = 0; r < 5; ++r)
        row.push_back(random() % 6 ? static_cast<double>(random() % 50) / 49 : -1);
    for (auto& row : scores) row[0] = .5; // at least one part
    need_rules rules = rules_of(5);
    rules.draws = 60;
    const scored_needs s = made_of(scores);
    const auto one = rank_intervals(s, rules, 1);
    CHECK(rank_intervals(s, rules, 2) == one);
    CHECK(rank_intervals(s, rules, 5) == one);
    rules.seed = 2;
    CHECK(rank_intervals(s, rules, 1) != one);
    for (const rank_interval& x : one) {
      CHECK(1 <= x.least);
      CHECK(x.least <= x.lower);
      CHECK(x.lower <= x.upper);
      CHECK(x.upper <= x.most);
      CHECK(x.most <= 1500);
    }
  }

  TEST_CASE("sensitivity: activities do not compare with each other") {
    scored_needs s = made_of({{.9}, {.1}}, 3);
    const scored_needs other = made_of({{.2}, {.3}, {.4}}, 1);
    s.needs.insert(s.needs.end(), other.needs.begin(), other.needs.end());
    s.parts.insert(s.parts.end(), other.parts.begin(), other.parts.end());
    const auto by = [](const auto& a, const auto& b) {
      return std::tie(a.of, a.activity) < std::tie(b.of, b.activity);
    };
    std::sort(s.needs.begin(), s.needs.end(), by);
    std::stable_sort(s.parts.begin(), s.parts.end(), by);
    const auto all = rank_intervals(s, rules_of(1), 1);
    REQUIRE(all.size() == 5);
    const std::vector<std::int32_t> ranks{all[0].rank, all[1].rank, all[2].rank, all[3].rank,
                                          all[4].rank};
    CHECK(ranks == std::vector<std::int32_t>{3, 2, 1, 1, 2});
    CHECK(all[2].activity == activity_index{1});
    CHECK(all[3].activity == activity_index{3});
  }

  TEST_CASE("sensitivity: a stop is heeded and wrong rules are refused and nothing gives nothing") {
    CHECK(rank_intervals(scored_needs{}, need_rules{}, 1).empty());
    std::stop_source stop;
    stop.request_stop();
    CHECK_THROWS_AS(rank_intervals(made_of({{1}}), rules_of(1), 1, {{}, stop.get_token()}),
                    stopped);
    need_rules wrong = rules_of(1);
    wrong.draws = 0;
    CHECK(thrown<rule_error>([&] { rank_intervals(made_of({{1}}), wrong, 1); }) ==
          "'draws' is 1 or more");
  }
}
