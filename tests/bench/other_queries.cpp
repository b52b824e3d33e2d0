// other_queries FILE [ROUNDS]: what no peer offers, beside irisan's own plain count of shared
// targets, in one run: other measures, weights, deliveries that agree, one program's partners, a
// stop. Writes a Markdown table of medians to standard output.
#include "read_matrix.hpp"

#include <irisan/irisan.hpp>

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <functional>
#include <iostream>
#include <random>
#include <string>
#include <thread>
#include <vector>

namespace {

using namespace irisan;
using stopwatch = std::chrono::steady_clock;

double seconds_since(stopwatch::time_point start) {
  return std::chrono::duration<double>(stopwatch::now() - start).count();
}

double median(std::vector<double> values, double share = 0.5) {
  std::sort(values.begin(), values.end());
  return values[std::min(values.size() - 1,
                         static_cast<std::size_t>(share * static_cast<double>(values.size())))];
}

std::int64_t count(const incidence_matrix& a, const pair_query& query) {
  pair_options options;
  options.threads = 2;
  std::int64_t pairs = 0;
  for_each_pair<std::int64_t>(
      a, query, options, [](std::int64_t& n, const overlap_pair&) { ++n; },
      [&](std::int64_t n) { pairs += n; });
  return pairs;
}

struct contender {
  std::string name;
  std::function<std::int64_t()> run;
  std::vector<double> seconds;
  std::int64_t pairs = 0;
};

/// Deliveries of one of ten activities in one of twelve months each, and targets that weigh 1 to
/// 500.
delivery_rows deliveries_of(const incidence_matrix& a, std::mt19937& random) {
  delivery_rows d{a.columns, a.offsets, a.targets, {}, {}, {}};
  for (std::size_t i = 0; i < a.targets.size(); ++i) {
    d.labels.push_back(static_cast<std::int32_t>(random() % 10));
    d.starts.push_back(static_cast<day>(30 * (random() % 12)));
    d.ends.push_back(d.starts.back() + static_cast<day>(30 + random() % 60));
  }
  return d;
}

void show_index(const incidence_matrix& a, std::mt19937& random) {
  overlap_index index(a);
  std::vector<double> asked, changed;
  for (int i = 0; i < 5'000; ++i) {
    const auto p = static_cast<std::int32_t>(random() % static_cast<unsigned>(a.rows()));
    auto start = stopwatch::now();
    index.pairs_with(intervention_index{p});
    asked.push_back(seconds_since(start));
    const auto t = static_cast<std::int32_t>(random() % static_cast<unsigned>(a.columns));
    start = stopwatch::now();
    index.upsert({static_cast<std::int32_t>(random() % a.targets.size())}, {p}, {t});
    changed.push_back(seconds_since(start));
  }
  std::printf("\n| one of %d programs | p50 µs | p99 µs |\n|---|---|---|\n", a.rows());
  std::printf("| all its partners | %.1f | %.1f |\n", 1e6 * median(asked),
              1e6 * median(asked, 0.99));
  std::printf("| one delivery moved | %.1f | %.1f |\n", 1e6 * median(changed),
              1e6 * median(changed, 0.99));
}

/// How long a search takes to return once it is asked to stop, at twenty moments of it.
void show_stop(const incidence_matrix& a) {
  const auto start = stopwatch::now();
  find_pairs(a);
  const double whole = seconds_since(start);
  std::vector<double> waited;
  for (int i = 0; i < 20; ++i) {
    std::stop_source source;
    pair_options options;
    options.watch.stop = source.get_token();
    stopwatch::time_point asked;
    std::jthread stopper([&] {
      std::this_thread::sleep_for(std::chrono::duration<double>(whole * (i + 0.5) / 20));
      asked = stopwatch::now();
      source.request_stop();
    });
    try {
      find_pairs(a, {}, options);
    } catch (const stopped&) {
      waited.push_back(seconds_since(asked));
    }
  }
  if (!waited.empty())
    std::printf("\nA stop returns after %.1f ms (median of %zu), at most %.1f ms.\n",
                1e3 * median(waited), waited.size(), 1e3 * median(waited, 1));
}

} // namespace

int main(int words, char** values) try {
  if (words < 2) return 2;
  const irisan::incidence_matrix a = bench::read_matrix(values[1]);
  const int rounds = words > 2 ? std::stoi(values[2]) : 3;
  std::mt19937 random(1);
  std::vector<std::int64_t> weights(static_cast<std::size_t>(a.columns));
  for (std::int64_t& w : weights) w = static_cast<std::int64_t>(1 + random() % 500);
  const delivery_rows deliveries = deliveries_of(a, random);
  const auto asking = [&](const auto& set) {
    pair_query query;
    set(query);
    return [&a, query] { return count(a, query); };
  };
  std::vector<contender> all;
  const auto add = [&](std::string name, std::function<std::int64_t()> run) {
    all.push_back({std::move(name), std::move(run), {}, 0});
  };
  add("shared ≥ 100", asking([](pair_query& q) { q.min_shared = 100; }));
  add("containment ≥ 1/2", asking([](pair_query& q) { q.min_containment = {1, 2}; }));
  add("overlap coefficient ≥ 1/2", asking([](pair_query& q) {
        q.min_overlap_coefficient = {1, 2};
      }));
  add("Dice ≥ 1/2", asking([](pair_query& q) { q.min_dice = {1, 2}; }));
  add("cosine ≥ 1/2", asking([](pair_query& q) { q.min_cosine = {1, 2}; }));
  add("weighted, shared ≥ 100", [&] {
    pair_options options;
    options.threads = 2;
    std::int64_t pairs = 0;
    weight_query query;
    query.counts.min_shared = 100;
    for_each_weighted_pair<std::int64_t>(
        a, weights, query, options, [](std::int64_t& n, const weighted_pair&) { ++n; },
        [&](std::int64_t n) { pairs += n; });
    return pairs;
  });
  add("same activity in crossing periods, shared ≥ 100", [&] {
    pair_options options;
    options.threads = 2;
    std::int64_t pairs = 0;
    pair_query query;
    query.min_shared = 100;
    for_each_agreeing_pair<std::int64_t>(
        deliveries, query, options, [](std::int64_t& n, const overlap_pair&) { ++n; },
        [&](std::int64_t n) { pairs += n; });
    return pairs;
  });
  for (int round = 0; round < rounds; ++round)
    for (contender& c : all) {
      const auto start = stopwatch::now();
      c.pairs = c.run();
      c.seconds.push_back(seconds_since(start));
    }
  std::printf("| query, 2 threads | median s | times the first | pairs |\n|---|---|---|---|\n");
  for (const contender& c : all)
    std::printf("| %s | %.4f | %.2f | %lld |\n", c.name.c_str(), median(c.seconds),
                median(c.seconds) / median(all.front().seconds), static_cast<long long>(c.pairs));
  show_index(a, random);
  show_stop(a);
} catch (const std::exception& e) {
  std::cerr << "other_queries: " << e.what() << '\n';
  return 2;
}
