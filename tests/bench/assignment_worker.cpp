// assignment_worker FILE [THREADS [NODES]]: reads a division as text and prints what irisan finds
// as a line of JSON. The file: pieces, units and places; the capacities of the units, −1 for none;
// the charges of the places; then for each piece its place (or −1), its load, how many units may
// take it, and each of those with its cost.
#include "worker.hpp"

#include <irisan/responsibility/solve_assignment.hpp>

#include <cstdint>
#include <cstdio>
#include <ctime>
#include <exception>
#include <fstream>
#include <iostream>
#include <stdexcept>
#include <string>

namespace {

irisan::assignment_problem read_assignment(const char* path) {
  std::ifstream in(path);
  const auto next = [&] {
    std::int64_t x = 0;
    if (!(in >> x)) throw std::runtime_error(std::string(path) + " is no division file");
    return x;
  };
  irisan::assignment_problem a;
  const std::int64_t pieces = next();
  a.units = static_cast<std::int32_t>(next());
  a.places = static_cast<std::int32_t>(next());
  for (std::int32_t u = 0; u < a.units; ++u) {
    const std::int64_t c = next();
    a.capacity.push_back(c < 0 ? irisan::assignment_problem::no_limit : c);
  }
  for (std::int32_t p = 0; p < a.places; ++p) a.charge.push_back(next());
  for (std::int64_t r = 0; r < pieces; ++r) {
    a.place.push_back(static_cast<std::int32_t>(next()));
    a.load.push_back(next());
    for (std::int64_t n = next(); n > 0; --n) {
      a.unit.push_back(static_cast<std::int32_t>(next()));
      a.cost.push_back(next());
    }
    a.offsets.push_back(a.options());
  }
  return a;
}

} // namespace

int main(int count, char** values) try {
  if (count < 2 || count > 4) return 2;
  const irisan::assignment_problem a = read_assignment(values[1]);
  irisan::assignment_options options;
  if (count > 2) options.threads = static_cast<unsigned>(std::stoul(values[2]));
  if (count > 3) options.nodes = std::stoll(values[3]);
  bench::forget_peak();
  const double start = bench::seconds_now();
  const std::clock_t ticks = std::clock();
  const irisan::assignment s = irisan::solve_assignment(a, options);
  const double seconds = bench::seconds_now() - start;
  const double of_processors = static_cast<double>(std::clock() - ticks) / CLOCKS_PER_SEC;
  const std::int64_t certified =
      irisan::bound_of(a, s.price, s.price_scale, 100'000, options.threads);
  if (s.excess == 0 && (s.cost != irisan::cost_of(a, s.option) || certified > s.cost))
    throw std::runtime_error("the answer does not prove itself");
  std::printf("{\"cost\": %lld, \"bound\": %lld, \"certified\": %lld, \"proven\": %s, "
              "\"excess\": %lld, \"seconds\": %.3f, \"cpu\": %.3f, \"peak_kb\": %lld}\n",
              static_cast<long long>(s.cost), static_cast<long long>(s.lower_bound),
              static_cast<long long>(certified), s.proven ? "true" : "false",
              static_cast<long long>(s.excess), seconds, of_processors,
              static_cast<long long>(bench::peak_kilobytes()));
  return 0;
} catch (const std::exception& e) {
  std::cerr << "assignment_worker: " << e.what() << '\n';
  return 2;
}
