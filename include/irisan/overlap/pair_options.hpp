#pragma once

#include <irisan/core/error.hpp>
#include <irisan/core/instruction_set.hpp>
#include <irisan/core/progress.hpp>

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace irisan {

/// How pairs are found; all find the same.
enum class pair_method : std::uint8_t {
  fastest,     ///< whichever the cost model holds for the fastest
  counters,    ///< a counter for each program, raised at each crossing
  columns,     ///< the largest programs as bit columns summed at once, counters for the others
  complements, ///< bit columns, summed over the targets that each program does not reach
  bit_rows,    ///< programs as rows of bits, every two compared
  prefix       ///< only those that share one of their rarest targets
};

inline constexpr std::string_view pair_methods[] = {"fastest",     "counters", "columns",
                                                    "complements", "bit_rows", "prefix"};

constexpr std::string_view name_of(pair_method m) noexcept {
  return pair_methods[static_cast<std::size_t>(m)];
}

/// The method of a name; throws `rule_error` that lists them if there is none.
inline pair_method pair_method_of(std::string_view name) {
  std::string known;
  for (std::size_t i = 0; i < std::size(pair_methods); ++i) {
    if (pair_methods[i] == name) return static_cast<pair_method>(i);
    known += (known.empty() ? "" : ", ") + std::string(pair_methods[i]);
  }
  throw rule_error("unknown method '" + std::string(name) + "'; there are " + known);
}

/// What was planned for a search and what it took.
struct pair_plan {
  /// What a method would take.
  struct estimate {
    pair_method method = pair_method::fastest;
    double seconds = 0;    ///< of one thread
    std::size_t bytes = 0; ///< of working memory, without the result
    std::int32_t column_blocks = 0;
  };
  pair_method method = pair_method::fastest;
  instruction_set instructions = instruction_set::portable;
  unsigned threads = 1;
  std::int32_t column_blocks = 0; ///< of 512 programs as bit columns
  bool rows_first = false;        ///< the 64 largest of them are compared as rows of bits
  std::int32_t list_ranks = 0;    ///< programs whose lists are held at a time
  std::size_t list_bytes = 0;     ///< for the lists of a prefix join
  double seconds = 0;             ///< predicted, of one thread
  std::size_t bytes = 0;          ///< predicted working memory
  double actual_seconds = 0;      ///< 0 before the search
  std::size_t actual_bytes = 0;
  std::vector<estimate> considered;
};

/// How to find them; the result never depends on it.
struct pair_options {
  unsigned threads = 0; ///< 0: as many as the machine has
  progress watch;
  pair_method method = pair_method::fastest;
  std::optional<instruction_set> instructions; ///< the widest that the processor has
  std::size_t memory = 0; ///< bytes that the search may work in, without the result; 0: about
                          ///< twice the incidence
  bool in_order = false;  ///< pairs are visited by first, then second; slower
  /// Where to say what was planned and what it took; left as it is where nothing is planned: for
  /// one intervention, and in order.
  pair_plan* plan = nullptr;
};

} // namespace irisan
