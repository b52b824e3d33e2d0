#pragma once

#include <irisan/core/progress.hpp>
#include <irisan/model/portfolio.hpp>

#include <cstdint>
#include <string>

namespace CLI {
class App;
}

namespace irisan {

/// What `irisan pairs` is asked.
struct pairs_arguments {
  std::string min_jaccard, min_containment, min_dice, min_cosine, min_overlap_coefficient;
  std::string by = "shared", header = "auto", method = "fastest", groups;
  std::int32_t min_shared = 1;
  std::int64_t top = 0, partners = 0;
  std::uint64_t memory = 0;
  bool count = false, apart = false, explain = false;
};

/// Adds the options of `irisan pairs` that fill `a`, which must live as long as the application.
void add_pairs_options(CLI::App& app, pairs_arguments& a);

/// Writes the pairs asked for to standard output. Throws `rule_error` for a threshold that is none.
void run_pairs(const portfolio& p, const pairs_arguments& a, unsigned threads,
               const progress& watch);

} // namespace irisan
