#include <irisan/overlap/degree_preserving.hpp>

#include <support/builders.hpp>

#include <doctest/doctest.h>

#include <cmath>
#include <cstdint>
#include <map>
#include <stop_token>
#include <vector>

using namespace irisan;

namespace {

incidence_matrix matrix(const std::vector<std::vector<int>>& cells) {
  incidence_matrix a;
  a.columns = static_cast<std::int32_t>(cells.front().size());
  for (const auto& row : cells) {
    for (std::size_t t = 0; t < row.size(); ++t)
      if (row[t]) a.targets.push_back(static_cast<std::int32_t>(t));
    a.offsets.push_back(static_cast<std::int64_t>(a.targets.size()));
  }
  return a;
}

overlap_pair pair(std::int32_t p, std::int32_t q, std::int32_t shared) {
  return {{p}, {q}, shared, 0, 0};
}

struct exact_tail {
  overlap_pair of;
  double at_least, at_most;
};

void check_against(const incidence_matrix& a, const std::vector<exact_tail>& exact) {
  std::vector<overlap_pair> pairs;
  for (const exact_tail& e : exact) pairs.push_back(e.of);
  sampling_options options;
  options.samples = 20'000;
  const auto sampled = sample_overlaps(a, {}, pairs, options);
  for (std::size_t i = 0; i < exact.size(); ++i) {
    CAPTURE(i);
    // Five standard errors, of samples that are not quite independent.
    const auto near = [&](double p, double expected) {
      return std::abs(p - expected) <
             7 * std::sqrt(expected * (1 - expected) / 20'000) + 1.0 / 20'001;
    };
    CHECK(near(sampled[i].p_at_least(), exact[i].at_least));
    CHECK(near(sampled[i].p_at_most(), exact[i].at_most));
  }
}

} // namespace

TEST_SUITE("overlap") {
  // All matrices with the same degrees enumerated exactly; the first as in zpneal/backbone's tests.
  TEST_CASE("degree_preserving: tails are those of all incidences with the same degrees") {
    check_against(
        matrix({{1, 0, 1, 1}, {0, 1, 0, 0}, {1, 0, 0, 1}}),
        {{pair(0, 1, 0), 1, 1.0 / 2}, {pair(0, 2, 2), 1.0 / 4, 1}, {pair(1, 2, 0), 1, 3.0 / 4}});
    check_against(matrix({{1, 1, 1, 0, 0}, {1, 1, 0, 0, 0}, {0, 1, 1, 1, 0}, {0, 0, 0, 1, 1}}),
                  {{pair(0, 1, 2), 2.0 / 13, 1},
                   {pair(0, 2, 2), 7.0 / 13, 25.0 / 26},
                   {pair(0, 3, 0), 1, 5.0 / 26},
                   {pair(1, 2, 1), 21.0 / 26, 11.0 / 13},
                   {pair(2, 3, 1), 21.0 / 26, 11.0 / 13}});
    check_against(matrix({{1, 1, 1, 1, 0, 0},
                          {1, 1, 1, 0, 0, 0},
                          {0, 0, 1, 1, 1, 0},
                          {0, 0, 0, 1, 1, 1},
                          {1, 0, 0, 0, 0, 1}}),
                  {{pair(0, 1, 3), 94.0 / 1019, 1},
                   {pair(0, 3, 1), 1, 370.0 / 1019},
                   {pair(1, 3, 0), 1, 400.0 / 3057},
                   {pair(2, 3, 2), 905.0 / 3057, 3010.0 / 3057}});
    // The only one of its degrees.
    check_against(matrix({{1, 1, 1}, {1, 1, 0}, {1, 0, 0}}),
                  {{pair(0, 1, 2), 1, 1}, {pair(1, 2, 1), 1, 1}});
  }

  TEST_CASE("degree_preserving: every incidence of the same degrees is equally likely") {
    // 3 × 3 with degrees 1, 1, 2 both ways: five of them.
    degree_preserving random(matrix({{0, 0, 1}, {0, 1, 0}, {1, 0, 1}}), {}, 7);
    std::map<std::vector<std::int64_t>, int> seen;
    for (int i = 0; i < 10'000; ++i) {
      random.trade(12);
      ++seen[{random.shared({0}, {1}), random.shared({0}, {2}), random.shared({1}, {2})}];
    }
    // P(0 and 2 share) = 2/5, likewise 1 and 2; 0 and 1 share with 1/5.
    int first = 0, second = 0;
    for (const auto& [shared, n] : seen) {
      first += shared[0] == 1 ? n : 0;
      second += shared[1] == 1 ? n : 0;
    }
    CHECK(std::abs(first - 2'000) < 250);
    CHECK(std::abs(second - 4'000) < 300);
  }

  TEST_CASE("degree_preserving: sizes stay as they are in each block") {
    std::vector<std::vector<std::int32_t>> rows(12);
    for (std::int32_t p = 0; p < 12; ++p)
      for (std::int32_t t = 0; t < 60; ++t)
        if ((p * 7 + t * 11) % 5 < 2) rows[static_cast<std::size_t>(p)].push_back(t);
    const incidence_matrix a = incidence(rows);
    std::vector<std::int32_t> block(static_cast<std::size_t>(a.columns));
    for (std::size_t t = 0; t < block.size(); ++t) block[t] = static_cast<std::int32_t>(t * 3 % 4);
    // A program that has all targets of a block shares with each as many as that has of it.
    const auto sizes_with = [&](auto& random) {
      std::vector<std::int64_t> sizes;
      for (std::int32_t p = 0; p < 12; ++p)
        for (std::int32_t b = 0; b < 4; ++b) sizes.push_back(random.shared({p}, {12 + b}));
      return sizes;
    };
    auto with_blocks = rows;
    for (std::int32_t b = 0; b < 4; ++b) {
      with_blocks.emplace_back();
      for (std::size_t t = 0; t < block.size(); ++t)
        if (block[t] == b) with_blocks.back().push_back(static_cast<std::int32_t>(t));
    }
    degree_preserving random(incidence(with_blocks), block, 3);
    const auto before = sizes_with(random);
    const std::int64_t overlap = random.shared({0}, {5});
    CHECK(random.distance() == 0);
    CHECK(random.mix() >= 160);
    CHECK(random.distance() > 0.2);
    CHECK(sizes_with(random) == before);
    bool moved = false;
    for (int i = 0; i < 20; ++i) {
      random.trade(50);
      moved |= random.shared({0}, {5}) != overlap;
    }
    CHECK(moved);
  }

  TEST_CASE("degree_preserving: the same seed gives the same and pairs settle early") {
    const incidence_matrix a = matrix({{1, 0, 1, 1}, {0, 1, 0, 0}, {1, 0, 0, 1}});
    const std::vector<overlap_pair> pairs{pair(0, 1, 0), pair(0, 2, 2)};
    sampling_options options;
    options.samples = 500;
    CHECK(sample_overlaps(a, {}, pairs, options) == sample_overlaps(a, {}, pairs, options));
    options.enough = 10;
    const auto settled = sample_overlaps(a, {}, pairs, options);
    CHECK(settled[0].samples < 100);
    CHECK(settled[0].at_most == 10);
    CHECK(settled[1].at_least == 10);
    // An overlap that never comes up again has p = 1 / (n + 1), not 0.
    const auto never = sample_overlaps(a, {}, std::vector<overlap_pair>{pair(0, 1, 2)}, options);
    CHECK(never[0].p_at_least() == doctest::Approx(1.0 / 501));
  }

  TEST_CASE("degree_preserving: what cannot be sampled is refused") {
    const incidence_matrix a = matrix({{1, 0}, {0, 1}});
    const std::vector<std::int32_t> block{0};
    CHECK_THROWS_WITH_AS(degree_preserving(a, block, 1), "there are 1 blocks for 2 targets",
                         rule_error);
    sampling_options options;
    options.samples = 0;
    CHECK_THROWS_AS(sample_overlaps(a, {}, {}, options), rule_error);
    options.samples = 1;
    CHECK(sample_overlaps(incidence_matrix{}, {}, {}, options).empty());
    std::stop_source source;
    source.request_stop();
    options.watch.stop = source.get_token();
    CHECK_THROWS_AS(sample_overlaps(a, {}, {}, options), stopped);
  }
}
