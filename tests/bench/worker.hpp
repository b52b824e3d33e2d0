#pragma once

#include <chrono>
#include <cstdint>
#include <cstdio>
#include <exception>
#include <fstream>
#include <iostream>
#include <sstream>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

#include <sys/resource.h>

// What the benchmark's programs have in common: the workload file, the stopwatch, the conversation
// with compare.py. The opponents use it too, so nothing of irisan is in it.
namespace bench {

/// A workload as its file holds it: rows, columns and edges, then the rows' offsets (all 64 bits
/// wide), then the ascending columns of each row (32 bits wide); little-endian.
struct incidence_file {
  std::int64_t rows = 0;
  std::int64_t columns = 0;
  std::vector<std::int64_t> offsets;
  std::vector<std::int32_t> targets;
};

inline incidence_file read_incidence(const char* path) {
  std::ifstream in(path, std::ios::binary);
  const auto read = [&](auto* to, std::int64_t count) {
    in.read(reinterpret_cast<char*>(to),
            static_cast<std::streamsize>(sizeof(*to)) * static_cast<std::streamsize>(count));
    if (!in) throw std::runtime_error(std::string(path) + " is no workload file");
  };
  incidence_file file;
  std::int64_t edges = 0;
  read(&file.rows, 1);
  read(&file.columns, 1);
  read(&edges, 1);
  file.offsets.resize(static_cast<std::size_t>(file.rows) + 1);
  read(file.offsets.data(), file.rows + 1);
  file.targets.resize(static_cast<std::size_t>(edges));
  read(file.targets.data(), edges);
  return file;
}

inline double seconds_now() {
  using seconds = std::chrono::duration<double>;
  return seconds(std::chrono::steady_clock::now().time_since_epoch()).count();
}

/// Lets the peak of memory start anew, so that it is the query's and not that of all before it.
/// Where the kernel refuses, the peak stays that of the whole process.
inline void forget_peak() {
  std::ofstream("/proc/self/clear_refs") << '5';
}

inline std::int64_t peak_kilobytes() {
  std::ifstream status("/proc/self/status");
  for (std::string line; std::getline(status, line);)
    if (line.starts_with("VmHWM:")) return std::stoll(line.substr(6));
  rusage usage{};
  getrusage(RUSAGE_SELF, &usage);
  return usage.ru_maxrss;
}

/// A positive fraction p/q.
struct threshold {
  std::uint64_t over = 1;
  std::uint64_t under = 1;
};

inline threshold parse_threshold(const std::string& text) {
  threshold t;
  char slash = 0;
  std::istringstream in(text);
  if (!(in >> t.over >> slash >> t.under) || slash != '/' || t.over == 0 || t.under == 0)
    throw std::invalid_argument("'" + text + "' is no threshold such as 9/10");
  return t;
}

/// Pairs found, and the sum of what they share: contenders that agree on both found the same.
struct answer {
  std::int64_t pairs = 0;
  std::int64_t shared = 0;
  double join_seconds = -1; ///< the part after ranking and sorting; negative if not told apart
};

/// Answers each line of words from standard input with `seconds pairs shared peak_kb [join]`, or
/// with `error: …`; the line `methods` with the names of the plans that can be forced.
template <class Query>
int answer_lines(const std::string& methods, const Query& query) {
  for (std::string line; std::getline(std::cin, line);) {
    if (line == "methods") {
      std::cout << methods << std::endl;
      continue;
    }
    std::istringstream in(line);
    std::vector<std::string> words;
    for (std::string word; in >> word;) words.push_back(word);
    try {
      forget_peak();
      const double start = seconds_now();
      const answer found = query(words);
      const double seconds = seconds_now() - start;
      std::printf("%.6f %lld %lld %lld", seconds, static_cast<long long>(found.pairs),
                  static_cast<long long>(found.shared), static_cast<long long>(peak_kilobytes()));
      if (found.join_seconds >= 0) std::printf(" %.6f", found.join_seconds);
      std::printf("\n");
    } catch (const std::exception& e) {
      std::printf("error: %s\n", e.what());
    }
    std::fflush(stdout);
  }
  return 0;
}

} // namespace bench
