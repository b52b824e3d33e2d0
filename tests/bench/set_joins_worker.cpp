// set_joins_worker FILE: answers lines such as `allpairs 9/10` and `ppjoin 1/2`.
// set_joins_worker check: compares both with counting every pair, on small random sets.
#include "set_joins.hpp"

#include <cstdio>
#include <iostream>
#include <random>
#include <string>
#include <vector>

namespace {

bench::answer count_every_pair(const bench::incidence_file& a, bench::threshold t) {
  bench::answer found;
  for (std::int64_t x = 0; x < a.rows; ++x)
    for (std::int64_t y = x + 1; y < a.rows; ++y) {
      const auto row = [&](std::int64_t i) {
        return std::vector<std::int32_t>(a.targets.begin() + a.offsets[static_cast<std::size_t>(i)],
                                         a.targets.begin() +
                                             a.offsets[static_cast<std::size_t>(i) + 1]);
      };
      const auto first = row(x), second = row(y);
      std::vector<std::int32_t> both;
      std::set_intersection(first.begin(), first.end(), second.begin(), second.end(),
                            std::back_inserter(both));
      const std::uint64_t all = first.size() + second.size() - both.size();
      if (all == 0 || both.size() * t.under < t.over * all) continue;
      ++found.pairs;
      found.shared += static_cast<std::int64_t>(both.size());
    }
  return found;
}

/// Random sets beside copies that lack a token or have others, so that many pairs lie exactly at
/// a threshold; empty sets too. Or the two sets that floating point loses at 9/10.
bench::incidence_file draw(std::mt19937& random, bool boundary) {
  const auto below = [&](std::uint32_t end) { return static_cast<std::int32_t>(random() % end); };
  std::vector<std::vector<std::int32_t>> sets;
  const bool large = below(5) == 0; // large sets are ranked another way than small ones
  const auto universe = large ? 300U : static_cast<std::uint32_t>(5 + below(60));
  const auto greatest = large ? 200U : static_cast<std::uint32_t>(1 + below(24));
  if (boundary) sets = {{0, 1, 2, 3, 4, 5, 6, 7, 8, 9}, {0, 1, 2, 3, 4, 5, 6, 7, 8}};
  for (int i = 0; i < 120 && !boundary; ++i) {
    std::vector<std::int32_t> set;
    if (!sets.empty() && below(2) == 0) {
      set = sets[static_cast<std::size_t>(below(static_cast<std::uint32_t>(sets.size())))];
      if (!set.empty() && below(2) == 0)
        set.erase(set.begin() + below(static_cast<std::uint32_t>(set.size())));
      if (below(3) == 0) set.push_back(below(universe));
    } else {
      for (std::int32_t k = below(greatest + 1); k > 0; --k)
        set.push_back(std::min(below(universe), below(universe)));
    }
    std::sort(set.begin(), set.end());
    set.erase(std::unique(set.begin(), set.end()), set.end());
    sets.push_back(std::move(set));
  }
  bench::incidence_file a{static_cast<std::int64_t>(sets.size()), std::max(universe, 10U), {0}, {}};
  for (const auto& set : sets) {
    a.targets.insert(a.targets.end(), set.begin(), set.end());
    a.offsets.push_back(static_cast<std::int64_t>(a.targets.size()));
  }
  return a;
}

int check() {
  std::mt19937 random(20261124);
  std::int64_t pairs = 0;
  for (int round = 0; round < 100; ++round) {
    const bench::incidence_file a = draw(random, round == 0);
    const bench::ranked_sets sets = bench::rank(a);
    for (const bench::threshold t : {bench::threshold{9, 10},
                                     {7, 10},
                                     {1, 2},
                                     {1, 1},
                                     {1, 20},
                                     {8, 9},
                                     {2, 3},
                                     {900'000'007, 1'000'000'000}}) {
      const bench::answer truth = count_every_pair(a, t);
      const bench::answer by_prefix = bench::all_pairs(sets, t);
      const bench::answer by_position = bench::ppjoin(sets, t);
      pairs += truth.pairs;
      if (by_prefix.pairs == truth.pairs && by_prefix.shared == truth.shared &&
          by_position.pairs == truth.pairs && by_position.shared == truth.shared)
        continue;
      std::cerr << "round " << round << " at " << t.over << '/' << t.under << ": " << truth.pairs
                << " pairs, AllPairs " << by_prefix.pairs << ", PPJoin " << by_position.pairs
                << '\n';
      return 1;
    }
  }
  std::cout << "AllPairs and PPJoin agree with counting every pair: " << pairs << " pairs\n";
  return 0;
}

} // namespace

int main(int count, char** values) try {
  if (count != 2) return 2;
  if (values[1] == std::string("check")) return check();
  const bench::incidence_file a = bench::read_incidence(values[1]);
  return bench::answer_lines("", [&](const std::vector<std::string>& words) {
    if (words.size() != 2 || (words[0] != "allpairs" && words[0] != "ppjoin"))
      throw std::invalid_argument("no query of set joins");
    const bench::threshold t = bench::parse_threshold(words[1]);
    const bench::ranked_sets sets = bench::rank(a);
    const double start = bench::seconds_now();
    bench::answer found =
        words[0] == "allpairs" ? bench::all_pairs(sets, t) : bench::ppjoin(sets, t);
    found.join_seconds = bench::seconds_now() - start;
    return found;
  });
} catch (const std::exception& e) {
  std::cerr << "set_joins_worker: " << e.what() << '\n';
  return 2;
}
