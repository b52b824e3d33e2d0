// cover_worker FILE [WORK]: reads a set multicover as text and prints the cover that irisan finds
// as a line of JSON. The file: rows and columns; the demands of the rows; then for each column its
// cost, how many rows it covers, and those rows from 0.
#include "worker.hpp"

#include <irisan/need/minimal_cover.hpp>

#include <cstdint>
#include <cstdio>
#include <exception>
#include <fstream>
#include <iostream>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

namespace {

irisan::cover_problem read_cover(const char* path) {
  std::ifstream in(path);
  const auto next = [&] {
    std::int64_t x = 0;
    if (!(in >> x)) throw std::runtime_error(std::string(path) + " is no cover file");
    return x;
  };
  std::vector<std::int32_t> demand(static_cast<std::size_t>(next()));
  std::vector<std::int64_t> cost(static_cast<std::size_t>(next()));
  for (auto& b : demand) b = static_cast<std::int32_t>(next());
  irisan::index_lists lists;
  for (auto& c : cost) {
    c = next();
    for (std::int64_t n = next(); n > 0; --n)
      lists.entries.push_back(static_cast<std::int32_t>(next()));
    lists.end_list();
  }
  return {std::move(demand), std::move(cost), std::move(lists)};
}

} // namespace

int main(int count, char** values) try {
  if (count != 2 && count != 3) return 2;
  const irisan::cover_problem a = read_cover(values[1]);
  irisan::cover_options options;
  if (count == 3) options.work = std::stoll(values[2]);
  bench::forget_peak();
  const double start = bench::seconds_now();
  const irisan::minimal_cover_result r = irisan::minimal_cover(a, options);
  const double seconds = bench::seconds_now() - start;
  if (const auto wrong = check(a, r.certificate); !wrong.empty())
    throw std::runtime_error("the certificate is wrong: " + wrong.front());
  std::printf("{\"cost\": %lld, \"bound\": %lld, \"certified\": %lld, \"proven\": %s, "
              "\"kept\": %zu, \"seconds\": %.3f, \"peak_kb\": %lld}\n",
              static_cast<long long>(r.cost()), static_cast<long long>(r.lower_bound),
              static_cast<long long>(r.certificate.bound), r.proven ? "true" : "false",
              r.kept().size(), seconds, static_cast<long long>(bench::peak_kilobytes()));
  return 0;
} catch (const std::exception& e) {
  std::cerr << "cover_worker: " << e.what() << '\n';
  return 2;
}
