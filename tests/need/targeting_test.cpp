#include <irisan/need/targeting.hpp>

#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <numeric>
#include <optional>
#include <random>
#include <string>
#include <vector>

using namespace irisan;

namespace {

using list = std::vector<double>;
using answers = std::vector<answer>;

constexpr double none = std::numeric_limits<double>::quiet_NaN();

doctest::Approx about(double x, double epsilon = 1e-14) {
  return doctest::Approx(x).epsilon(epsilon);
}

bounded_figure certain(std::optional<double> x) {
  return {x, x, x};
}

bool same(const std::optional<double>& a, const std::optional<double>& b) {
  return a.has_value() == b.has_value() && (!a || std::abs(*a - *b) < 1e-13);
}

bool same(const bounded_figure& a, const bounded_figure& b) {
  return same(a.value, b.value) && same(a.least, b.least) && same(a.most, b.most);
}

void widen(bounded_figure& f, const std::optional<double>& one) {
  if (!one) return;
  f.least = f.least ? std::min(*f.least, *one) : *one;
  f.most = f.most ? std::max(*f.most, *one) : *one;
}

std::optional<double> by(double over, double under) {
  return under == 0 ? std::nullopt : std::optional(over / under);
}

/// The six figures of a table with nothing unreported, of lists of targets.
std::vector<std::optional<double>> figures(const std::vector<bool>& needy,
                                           const std::vector<bool>& treated, double q) {
  double n = 0, a = 0, both = 0, all = static_cast<double>(needy.size());
  for (std::size_t i = 0; i < needy.size(); ++i) {
    n += needy[i];
    a += treated[i];
    both += needy[i] && treated[i];
  }
  // The correlation of two lists of 0 and 1.
  const double spread = std::sqrt(n * (all - n) * a * (all - a));
  const auto precise = by(both, a);
  return {by(a - both, a),
          by(n - both, n),
          by(both, n),
          precise,
          by(all * both - n * a, spread),
          precise && q > 0 ? std::optional(*precise / q) : std::nullopt};
}

std::vector<bounded_figure> all_of(const targeting& t) {
  return {t.inclusion_error,      t.exclusion_error, t.coverage_of_needy, t.precision, t.phi,
          t.coady_grosh_hoddinott};
}

/// What is got by the neediest, by going down from the top and splitting ties by weight.
std::optional<double> share_by_hand(const list& need, const list& got, const list& weights,
                                    double q) {
  const double all = std::accumulate(weights.begin(), weights.end(), 0.0);
  double theirs = 0, total = 0;
  for (std::size_t i = 0; i < need.size(); ++i) {
    double above = 0, tied = 0;
    for (std::size_t k = 0; k < need.size(); ++k) {
      above += need[k] > need[i] ? weights[k] : 0;
      tied += need[k] == need[i] ? weights[k] : 0;
    }
    const double part = std::clamp((q * all - above) / tied, 0.0, 1.0);
    theirs += part * weights[i] * got[i];
    total += weights[i] * got[i];
  }
  return by(theirs, total);
}

} // namespace

TEST_SUITE("need") {
  // Definitions: Coady, Grosh, Hoddinott 2004; Cornia, Stewart 1993. Computed exactly.
  TEST_CASE("targeting: a thousand schools of which four hundred are needy") {
    const targeting t = targeting_of({180, 220, 0, 120, 480, 0, 0});
    CHECK(t.inclusion_error == certain(.4));
    CHECK(t.exclusion_error == certain(.55));
    CHECK(t.coverage_of_needy == certain(.45));
    CHECK(t.precision == certain(.6));
    CHECK(*t.phi.value == about(0.2672612419124244));
    CHECK(t.phi == certain(t.phi.value));
    CHECK(t.coady_grosh_hoddinott == certain(1.5));
  }

  TEST_CASE("targeting: of nobody treated no error of inclusion is known") {
    const targeting t = targeting_of({0, 4, 0, 0, 6, 0, 0});
    CHECK(t.inclusion_error == bounded_figure{});
    CHECK(t.precision == bounded_figure{});
    CHECK(t.coady_grosh_hoddinott == bounded_figure{});
    CHECK(t.phi == bounded_figure{});
    CHECK(t.exclusion_error == certain(1.0));
    CHECK(t.coverage_of_needy == certain(0.0));
  }

  TEST_CASE("targeting: of nobody needy no error of exclusion is known") {
    const targeting t = targeting_of({0, 0, 0, 3, 7, 0, 0});
    CHECK(t.inclusion_error == certain(1.0));
    CHECK(t.precision == certain(0.0));
    CHECK(t.exclusion_error == bounded_figure{});
    CHECK(t.coverage_of_needy == bounded_figure{});
    CHECK(t.coady_grosh_hoddinott == bounded_figure{});
    CHECK(t.phi == bounded_figure{});
  }

  TEST_CASE("targeting: perfect aim and its opposite") {
    CHECK(targeting_of({4, 0, 0, 0, 6, 0, 0}).phi == certain(1.0));
    CHECK(targeting_of({0, 4, 0, 6, 0, 0, 0}).phi == certain(-1.0));
    CHECK(targeting_of({4, 0, 0, 0, 6, 0, 0}).coady_grosh_hoddinott == certain(2.5));
    // All treated alike.
    CHECK(targeting_of({4, 0, 0, 6, 0, 0, 0}).coady_grosh_hoddinott == certain(1.0));
    CHECK(targeting_of({4, 0, 0, 6, 0, 0, 0}).phi == bounded_figure{});
  }

  TEST_CASE("targeting: those not reported leave a range") {
    // 10 needy of 20; 4 are treated, 4 not, 2 not reported; others 2, 6 and 2.
    const targeting t = targeting_of({4, 4, 2, 2, 6, 2, 0});
    CHECK(t.coverage_of_needy == bounded_figure{.5, .4, .6});
    CHECK(t.exclusion_error == bounded_figure{.5, .4, .6});
    CHECK(t.precision == bounded_figure{4.0 / 6, .5, .75});
    CHECK(t.inclusion_error == bounded_figure{2.0 / 6, .25, .5});
    CHECK(same(t.coady_grosh_hoddinott, {4.0 / 3, 1.0, 1.5}));
    CHECK(same(t.phi, {16 / std::sqrt(8 * 8 * 6 * 10), 0.0, 40 / std::sqrt(100 * 8 * 12)}));
  }

  TEST_CASE("targeting: nothing reported has no value but a range") {
    const targeting t = targeting_of({0, 0, 3, 0, 0, 5, 0});
    CHECK(t.coverage_of_needy == bounded_figure{{}, 0.0, 1.0});
    CHECK(t.precision == bounded_figure{{}, 0.0, 1.0});
    CHECK(t.phi == bounded_figure{{}, -1.0, 1.0});
    CHECK(targeting_of({}) == targeting{});
  }

  TEST_CASE("targeting: where an extreme would be 0/0 the range ends beside it") {
    // All others are treated: were all of the needy too there would be no correlation.
    const targeting all = targeting_of({2, 0, 5, 3, 0, 0, 0});
    CHECK(same(all.phi, {{}, -15 / std::sqrt(7.0 * 3 * 5 * 5), -3 / std::sqrt(7.0 * 3 * 9 * 1)}));
    CHECK(same(targeting_of({3, 0, 0, 2, 0, 5, 0}).phi,
               {{}, 3 / std::sqrt(7.0 * 3 * 9 * 1), 15 / std::sqrt(7.0 * 3 * 5 * 5)}));
    // Nobody but some of the others can have been.
    CHECK(same(targeting_of({0, 3, 0, 0, 2, 5, 0}).phi,
               {{}, -15 / std::sqrt(7.0 * 3 * 5 * 5), -3 / std::sqrt(7.0 * 3 * 9 * 1)}));
    CHECK(targeting_of({0, 3, 0, 0, 2, 5, 0}).precision == bounded_figure{{}, 0.0, 0.0});
    CHECK(targeting_of({0, 2, 5, 0, 3, 0, 0}).precision == bounded_figure{{}, 1.0, 1.0});
  }

  TEST_CASE("targeting: targets are counted by need and treatment") {
    using enum answer;
    const answers needy{yes, yes, yes, yes, no, no, no, unknown, unknown},
        treated{yes, yes, no, unknown, yes, no, unknown, yes, unknown};
    CHECK(count_targeting(needy, treated) == targeting_counts{2, 1, 1, 1, 1, 1, 2});
    CHECK(count_targeting({}, {}) == targeting_counts{});
    CHECK_THROWS_WITH_AS(count_targeting(answers{yes}, {}), "there are 0 treatments for 1 rows",
                         rule_error);
    // Whose need is not known counts in no figure.
    CHECK(targeting_of({2, 1, 1, 1, 1, 1, 2}) == targeting_of({2, 1, 1, 1, 1, 1, 0}));
  }

  TEST_CASE("targeting: a count below 0 is refused") {
    CHECK_THROWS_WITH_AS(targeting_of({1, -2, 0, 0, 0, 0, 0}), "-2 is not a number of targets",
                         rule_error);
    CHECK_NOTHROW(targeting_of({1, 0, 0, 0, 0, 0, 0}));
  }

  TEST_CASE("targeting: figures and ranges are those of every way the unreported may be") {
    std::mt19937 random(41);
    int ranges = 0;
    for (int round = 0; round < 400; ++round) {
      CAPTURE(round);
      const std::size_t n = random() % 9;
      answers needy(n), treated(n);
      std::vector<bool> need(n);
      std::vector<std::size_t> silent;
      double q = 0;
      for (std::size_t i = 0; i < n; ++i) {
        need[i] = random() % 2;
        q += need[i] / static_cast<double>(n);
        needy[i] = need[i] ? answer::yes : answer::no;
        // Now and then few are reported or treated.
        treated[i] = static_cast<answer>(static_cast<int>(random() % (round % 2 ? 3 : 2)) - 1);
        if (treated[i] == answer::unknown) silent.push_back(i);
      }
      const auto found = all_of(targeting_of(count_targeting(needy, treated)));
      std::vector<bounded_figure> expected(6);
      // Of those reported; the share of the needy is that of all.
      std::vector<bool> own_need, own_treated, way(n);
      for (std::size_t i = 0; i < n; ++i)
        if (treated[i] != answer::unknown) {
          own_need.push_back(need[i]);
          own_treated.push_back(treated[i] == answer::yes);
        }
      const auto values = figures(own_need, own_treated, q);
      for (std::size_t f = 0; f < 6; ++f) expected[f].value = values[f];
      for (unsigned ways = 0; ways < 1U << silent.size(); ++ways) {
        for (std::size_t i = 0; i < n; ++i) way[i] = treated[i] == answer::yes;
        for (std::size_t k = 0; k < silent.size(); ++k) way[silent[k]] = ways >> k & 1U;
        const auto one = figures(need, way, q);
        for (std::size_t f = 0; f < 6; ++f) widen(expected[f], one[f]);
      }
      for (std::size_t f = 0; f < 6; ++f) {
        CAPTURE(f);
        CHECK(same(found[f], expected[f]));
        if (f == 4 || !found[f].value) continue;
        CHECK(*found[f].least <= *found[f].value);
        CHECK(*found[f].value <= *found[f].most);
      }
      ranges += found[4].least < found[4].most;
    }
    CHECK(ranges > 150);
  }

  TEST_CASE("targeting: the neediest two fifths get their share by need") {
    // Five targets; the neediest two have 5 and 3 of 10.
    const neediest_share n =
        benefits_of_neediest(list{.1, .9, .5, .8, .2}, list{1, 5, 1, 3, 0}, .4);
    CHECK(n.share == certain(.8));
    CHECK(n.ratio == certain(.8 / .4));
    CHECK(n.rows == 5);
    CHECK(benefits_of_neediest(list{1, 2}, list{3, 4}, 1).ratio == certain(1.0));
  }

  TEST_CASE("targeting: ties at the boundary give the part of their benefits that is asked for") {
    // The neediest has 4; two of the next three are asked for, who have 6 together.
    const neediest_share n = benefits_of_neediest(list{9, 5, 5, 5, 1}, list{4, 6, 0, 0, 10}, .6);
    CHECK(*n.share.value == about((4 + 6 * 2.0 / 3) / 20));
    CHECK(benefits_of_neediest(list{9, 5, 5, 5, 1}, list{4, 0, 0, 6, 10}, .6) == n);
    // All alike: nobody is needier.
    CHECK(*benefits_of_neediest(list{5, 5, 5}, list{1, 0, 0}, .25).ratio.value == about(1));
  }

  TEST_CASE("targeting: it is the figure of the cross table where the needy are the neediest") {
    std::mt19937 random(42);
    for (int round = 0; round < 200; ++round) {
      const std::size_t n = 2 + random() % 20;
      list need, got;
      answers needy, treated;
      std::size_t many = 0;
      for (std::size_t i = 0; i < n; ++i) {
        const bool is = random() % 3 == 0;
        many += is;
        const auto t = static_cast<answer>(static_cast<int>(random() % 3) - 1);
        need.push_back(is);
        needy.push_back(is ? answer::yes : answer::no);
        treated.push_back(t);
        got.push_back(t == answer::unknown ? none : t == answer::yes ? 1 : 0);
      }
      if (many == 0) continue;
      const targeting t = targeting_of(count_targeting(needy, treated));
      const neediest_share s = benefits_of_neediest(
          need, got, static_cast<double>(many) / static_cast<double>(n), {}, 1.0);
      CHECK(same(s.share, t.precision));
      CHECK(same(s.ratio, t.coady_grosh_hoddinott));
    }
  }

  TEST_CASE("targeting: shares of the neediest and their ranges are those of every way") {
    std::mt19937 random(43);
    int ranges = 0;
    for (int round = 0; round < 500; ++round) {
      CAPTURE(round);
      const std::size_t n = 1 + random() % 8;
      list need(n), got(n), weights(n);
      std::vector<std::size_t> silent;
      for (std::size_t i = 0; i < n; ++i) {
        need[i] = static_cast<double>(random() % 4);
        got[i] = random() % 3 == 0 ? none : static_cast<double>(random() % 4);
        weights[i] = static_cast<double>(1 + random() % 4);
        if (std::isnan(got[i])) silent.push_back(i);
      }
      const double q = static_cast<double>(1 + random() % 10) / 10, at_most = 2;
      const neediest_share found = benefits_of_neediest(need, got, q, weights, at_most);
      CHECK(found.unreported == static_cast<std::int64_t>(silent.size()));
      bounded_figure expected;
      for (unsigned ways = 0; ways < 1U << silent.size(); ++ways) {
        list way = got;
        for (std::size_t k = 0; k < silent.size(); ++k)
          way[silent[k]] = ways >> k & 1U ? at_most : 0;
        const auto one = share_by_hand(need, way, weights, q);
        if (ways == 0) expected.value = one; // what is not reported counts for nothing
        widen(expected, one);
      }
      CHECK(same(found.share, expected));
      if (expected.value) CHECK(*found.ratio.value == about(*expected.value / q, 1e-13));
      ranges += expected.least < expected.most;
    }
    CHECK(ranges > 200);
  }

  TEST_CASE("targeting: an unreported benefit without a limit leaves no range") {
    const neediest_share n = benefits_of_neediest(list{1, 2, 3, 4}, list{1, none, 2, 5}, .5);
    CHECK(n.share == bounded_figure{7.0 / 8, {}, {}});
    CHECK(n.unreported == 1);
    CHECK(n.rows == 4);
    // It was the most that is unknown, not the rank.
    CHECK(benefits_of_neediest(list{1, 2, 3, 4}, list{1, none, 2, 5}, .5, {}, 0.0).share ==
          certain(7.0 / 8));
  }

  TEST_CASE("targeting: a row of unknown need is left out and counted") {
    const neediest_share n =
        benefits_of_neediest(list{none, 2, 3}, list{100, 1, 3}, .5, list{1, 1, 1});
    CHECK(n.share == certain(.75));
    CHECK(n.unknown == 1);
    CHECK(n.rows == 2);
  }

  TEST_CASE("targeting: of no benefits at all no share is known") {
    CHECK(benefits_of_neediest(list{1, 2}, list{0, 0}, .5).share == bounded_figure{});
    CHECK(benefits_of_neediest(list{}, list{}, .5) == neediest_share{});
    CHECK(benefits_of_neediest(list{1, 2}, list{-1, 2}, .5).ratio == bounded_figure{});
    CHECK(benefits_of_neediest(list{1, 2}, list{none, none}, .5, {}, 1.0).share ==
          bounded_figure{{}, 0.0, 1.0});
  }

  TEST_CASE("targeting: a share of the rows lies above 0 and at most at 1") {
    CHECK_THROWS_WITH_AS(benefits_of_neediest(list{1}, list{1}, 0),
                         "0.000000 is no share of the rows", rule_error);
    CHECK_THROWS_AS(benefits_of_neediest(list{1}, list{1}, 1.5), rule_error);
    CHECK_THROWS_AS(benefits_of_neediest(list{1}, list{1}, none), rule_error);
    CHECK_THROWS_WITH_AS(benefits_of_neediest(list{1}, list{1}, .5, {}, -1.0),
                         "-1.000000 is no benefit", rule_error);
    CHECK_NOTHROW(benefits_of_neediest(list{1}, list{1}, 1, {}, 0.0));
  }

  TEST_CASE("targeting: rows in another order and benefits in another unit change no share") {
    std::mt19937 random(44);
    for (int round = 0; round < 100; ++round) {
      const std::size_t n = 2 + random() % 30;
      list need(n), got(n), weights(n);
      for (std::size_t i = 0; i < n; ++i) {
        need[i] = static_cast<double>(random() % 6) / 7;
        got[i] = random() % 5 == 0 ? none : static_cast<double>(random() % 40) / 3;
        weights[i] = static_cast<double>(1 + random() % 9) / 7;
      }
      std::vector<std::size_t> order(n);
      std::iota(order.begin(), order.end(), std::size_t{0});
      std::shuffle(order.begin(), order.end(), random);
      list need2, got2, weights2, more = got;
      for (const std::size_t i : order) {
        need2.push_back(need[i]);
        got2.push_back(got[i]);
        weights2.push_back(weights[i]);
      }
      for (double& g : more) g *= 64;
      const neediest_share s = benefits_of_neediest(need, got, .3, weights, 2.5);
      CHECK(benefits_of_neediest(need2, got2, .3, weights2, 2.5) == s);
      CHECK(benefits_of_neediest(need, more, .3, weights, 160.0) == s);
    }
  }
}
