// read_gate FOLDER: how long reading, checking and gating a package take, and how much memory.
#include <irisan/io/read_tables.hpp>
#include <irisan/model/portfolio.hpp>

#include <chrono>
#include <cstdio>

#include <sys/resource.h>

int main(int count, char** values) {
  if (count != 2) return 2;
  const auto now = [] {
    return std::chrono::duration<double>(std::chrono::steady_clock::now().time_since_epoch())
        .count();
  };
  const auto peak = [] {
    rusage usage{};
    getrusage(RUSAGE_SELF, &usage);
    return static_cast<double>(usage.ru_maxrss) / 1024;
  };
  const double start = now();
  const irisan::tables t = irisan::read_tables(values[1]);
  const double read = now();
  const double read_peak = peak();
  const irisan::portfolio p(t);
  const double gated = now();
  std::printf("{\"read_s\": %.3f, \"gate_s\": %.3f, \"total_s\": %.3f, \"read_mb\": %.0f, "
              "\"peak_mb\": %.0f, \"deliveries\": %d}\n",
              read - start, gated - read, gated - start, read_peak, peak(), p.deliveries().size());
}
