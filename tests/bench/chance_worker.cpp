// chance_worker FILE [PAIRS [DEGREE_PAIRS [ROUNDS]]]: how long it takes to judge so many pairs of a
// workload against chance: pooled, within sixty-four strata, and with the degrees of targets.
// Writes a Markdown table of medians to standard output.
#include "read_matrix.hpp"

#include <irisan/irisan.hpp>

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <iostream>
#include <string>
#include <vector>

namespace {

using namespace irisan;

/// The first pairs that share so many targets, in order.
std::vector<overlap_pair> first_pairs(const incidence_matrix& a, std::size_t most) {
  struct enough {};
  std::vector<overlap_pair> pairs;
  using block = std::vector<overlap_pair>;
  try {
    for_each_pair<block>(
        a, {}, {}, [](block& found, const overlap_pair& p) { found.push_back(p); },
        [&](const block& found) {
          for (const overlap_pair& p : found) {
            if (pairs.size() == most) throw enough{};
            pairs.push_back(p);
          }
        });
  } catch (const enough&) {
  }
  return pairs;
}

} // namespace

int main(int words, char** values) try {
  if (words < 2) return 2;
  const auto number = [&](int i, std::size_t otherwise) {
    return words > i ? static_cast<std::size_t>(std::stoull(values[i])) : otherwise;
  };
  const irisan::incidence_matrix a = bench::read_matrix(values[1]);
  const std::vector<overlap_pair> pairs = first_pairs(a, number(2, 50'000'000));
  const std::size_t with_degrees = std::min(pairs.size(), number(3, 1'000'000));
  const std::size_t rounds = number(4, 3);
  target_labels labels;
  labels.restriction.assign(static_cast<std::size_t>(a.rows()), -1);
  for (std::int32_t t = 0; t < a.columns; ++t) {
    labels.pool.push_back(0);
    labels.stratum.push_back(t % 64);
  }
  const target_classes classes = classes_of(labels);
  struct contender {
    const char* name;
    bool pooled, stratified, degrees;
    std::vector<double> seconds;
    std::size_t significant = 0;
  };
  contender all[] = {{"pooled", true, false, false, {}},
                     {"within 64 strata", false, true, false, {}},
                     {"with degrees", false, false, true, {}}};
  for (std::size_t round = 0; round < rounds; ++round)
    for (contender& c : all) {
      chance_options options;
      options.pooled = c.pooled;
      options.stratified = c.stratified;
      options.degrees = c.degrees;
      options.odds_ratio = false;
      options.remove_unattainable = false;
      options.threads = 2;
      const std::span<const overlap_pair> some(pairs.data(),
                                               c.pooled ? pairs.size() : with_degrees);
      const auto start = std::chrono::steady_clock::now();
      const overlap_nulls nulls(a, classes, c.degrees, 2, {});
      const chance_table table = chance(nulls, some, options);
      c.seconds.push_back(
          std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count());
      c.significant = 0;
      for (const pair_chance& p : table.pairs)
        c.significant += std::min({p.pooled.ln_q < -3 ? -3.0 : 0, p.stratified.ln_q < -3 ? -3.0 : 0,
                                   p.degrees.ln_q < -3 ? -3.0 : 0}) < 0;
    }
  std::printf("| null, 2 threads | pairs | median s | ln q < −3 |\n|---|---|---|---|\n");
  for (contender& c : all) {
    std::sort(c.seconds.begin(), c.seconds.end());
    std::printf("| %s | %zu | %.2f | %zu |\n", c.name, c.pooled ? pairs.size() : with_degrees,
                c.seconds[c.seconds.size() / 2], c.significant);
  }
} catch (const std::exception& e) {
  std::cerr << "chance_worker: " << e.what() << '\n';
  return 2;
}
